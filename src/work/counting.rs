//! Counts for the filters of the reader: what choosing a value would show.
//!
//! Authors, sources and years are chosen one or the other. So their counts leave the filters of their own
//! field out of account: beside one chosen year the others still tell what they would add, and an excluded
//! author what was taken away. Tags are chosen together, and are counted among what is shown.

use super::archive::{Archive, ArchiveError};
use super::{Facets, Zone};
use crate::query::{self, Field, Query, TokenKind, Typing};

/// Counts for a query as typed so far.
pub(super) fn facets(archive: &Archive, text: &str) -> Result<Facets, ArchiveError> {
    let query = query::parse(text, Typing::Live);
    let mut facets = archive.facets(&query, Zone::London)?;
    for fields in [&[Field::Author][..], &[Field::Source], &[Field::Date, Field::Year]] {
        let Some(rest) = without(&query, fields) else { continue };
        let others = archive.facets(&query::parse(&rest, Typing::Live), Zone::London)?;
        match fields {
            [Field::Author] => facets.authors = others.authors,
            [Field::Source] => facets.sources = others.sources,
            _ => facets.years = others.years,
        }
    }
    Ok(facets)
}

/// The text without all filters of some fields; `None` if there are none, or if the parts of the query are
/// joined in a way that one can't be taken out of.
fn without(query: &Query, fields: &[Field]) -> Option<String> {
    let mut text = query.text().to_owned();
    let is_of = |kind: &TokenKind| matches!(kind, TokenKind::Filter { field, .. } if fields.contains(field));
    let is_joined = query.tokens().iter().any(|token| token.kind == TokenKind::Operator);
    if is_joined || !query.tokens().iter().any(|token| is_of(&token.kind)) {
        return None;
    }
    for token in query.tokens().iter().rev().filter(|token| is_of(&token.kind)) {
        // one put behind an unfinished word must not finish it by going
        let start = text.get(..token.range.start).map_or(0, |before| before.trim_end().len());
        text.replace_range(start..token.range.end, "");
    }
    Some(text)
}
