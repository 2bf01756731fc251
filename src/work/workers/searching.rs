//! A search as it is typed: rows, how it was understood, and where there is nothing, ways on.

use crate::query::{self, Field, Query, TokenKind, Typing};
use crate::work::archive::{Archive, ArchiveError};
use crate::work::request::{SearchAnswer, Suggestion};
use crate::work::{Effort, Sort, Zone};
use std::ops::Range;

/// Rows of ways on are no more than this.
const MOST_SUGGESTIONS: usize = 5;

pub(super) fn search(
    archive: &Archive,
    text: &str,
    sort: Sort,
    window: &Range<usize>,
) -> Result<SearchAnswer, ArchiveError> {
    let query = query::parse(text, Typing::Live);
    let hits = archive.search(&query, sort, Zone::London, window.start, Some(window.len()))?;
    let rows = archive.rows(&hits.rows, &query.needles())?;
    // Where they take the place of rows, looking for them may take longer than finding rows.
    let suggestions = match hits.rows_in_all {
        0 => {
            let mut ways = quoted(&query);
            ways.extend(spelled_otherwise(archive, &query, Effort::All)?);
            ways.extend(with_less(&query));
            that_find(archive, ways)?
        }
        _ if hits.partial => that_find(archive, spelled_otherwise(archive, &query, Effort::Nearest)?)?,
        _ => Vec::new(),
    };
    Ok(SearchAnswer {
        total: hits.total,
        rows_in_all: hits.rows_in_all,
        first: window.start,
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        understood: archive.understood(&query)?,
        ignored: query.ignored(),
        suggestions,
    })
}

/// What to show, and the query.
type Way = (String, String);

fn spelled_otherwise(archive: &Archive, query: &Query, effort: Effort) -> Result<Vec<Way>, ArchiveError> {
    let better = archive.suggestions(query, effort)?.into_iter();
    Ok(better.map(|(query, word)| (format!("Did you mean {word}"), query)).collect())
}

/// The query with the words behind a filter's value in quotes with it: `tag:social work` was perhaps meant as
/// one value.
fn quoted(query: &Query) -> Vec<Way> {
    let text = query.text();
    let mut ways = Vec::new();
    for (at, token) in query.tokens().iter().enumerate() {
        let TokenKind::Filter { field: field @ (Field::Tag | Field::Author | Field::Source), values } = &token.kind
        else {
            continue;
        };
        let [value] = values.as_slice() else { continue };
        let following = query.tokens().iter().skip(at + 1);
        let words: Vec<_> = following.take_while(|token| token.kind == TokenKind::Words && !token.excluded).collect();
        // the longest first: what more words fit is meant more likely
        for count in (1..=words.len().min(4)).rev() {
            let Some(last) = words.get(count - 1) else { continue };
            let (Some(behind), Some(before), Some(after)) =
                (text.get(token.range.end..last.range.end), text.get(..token.range.start), text.get(last.range.end..))
            else {
                continue;
            };
            let sign = if token.excluded { "-" } else { "" };
            let whole = format!("{sign}{}:{}", field.name(), query::written(&format!("{value}{behind}")));
            ways.push((format!("Did you mean *{whole}*"), format!("{before}{whole}{after}")));
        }
    }
    ways
}

/// The query without one of its parts.
fn with_less(query: &Query) -> Vec<Way> {
    let text = query.text();
    let less = query.tokens().iter().filter_map(|token| {
        let (without, _) = query::without_token(text, token.range.end);
        let without = without.trim();
        (!without.is_empty()).then_some((format!("Without {}", text.get(token.range.clone())?), without.to_owned()))
    });
    less.collect()
}

/// Those that find something.
fn that_find(archive: &Archive, ways: Vec<Way>) -> Result<Vec<Suggestion>, ArchiveError> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (label, query) in ways {
        if suggestions.len() == MOST_SUGGESTIONS || suggestions.iter().any(|known| known.query == query) {
            continue;
        }
        let count = archive.total(&query::parse(&query, Typing::Live), Zone::London)?;
        if count > 0 {
            suggestions.push(Suggestion { label, query, count });
        }
    }
    Ok(suggestions)
}
