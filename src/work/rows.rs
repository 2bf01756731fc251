//! What lists show of articles that were found: the best passage of each, with what was looked for marked.

use super::Row;
use super::archive::{Archive, ArchiveError};
use crate::article::{self, ArticleId, Document, Recurring};
use crate::index::{Hit, Matched};
use crate::text::Needles;
use crate::text::snippet::{self, Snippet};
use std::collections::HashMap;

/// Snippets are about this long, in characters.
const SNIPPET_WIDTH: usize = 160;

impl Archive {
    /// What a list shows for these hits, in their order.
    pub fn rows(&self, hits: &[Hit], needles: &Needles) -> Result<Vec<(Row, f32)>, ArchiveError> {
        let ids: Vec<ArticleId> = hits.iter().map(|hit| hit.id).collect();
        let texts: HashMap<ArticleId, (Document, Vec<Recurring>)> =
            self.store.documents(&ids)?.into_iter().map(|(id, text, recurring)| (id, (text, recurring))).collect();
        let by_id: HashMap<ArticleId, &Hit> = hits.iter().map(|hit| (hit.id, hit)).collect();
        let mut rows = Vec::with_capacity(hits.len());
        for summary in self.store.summaries(&ids)? {
            let Some((id, hit)) = summary.id.and_then(|id| Some((id, by_id.get(&id)?))) else { continue };
            let note = summary.note.as_deref();
            let snippet =
                texts.get(&id).map(|(text, recurring)| passage(text, recurring, note, needles)).unwrap_or_default();
            rows.push((
                Row {
                    title_highlights: needles.ranges(&summary.title),
                    summary,
                    all: hit.matched == Matched::All,
                    snippet: snippet.text,
                    highlights: snippet.highlights,
                },
                hit.score,
            ));
        }
        Ok(rows)
    }
}

/// What a row shows of a text: nothing of a note and nothing that stands in many articles, unless what
/// was looked for stands there alone.
fn passage(text: &Document, recurring: &[Recurring], note: Option<&str>, needles: &Needles) -> Snippet {
    let own = snippet::snippet(&article::own_text(text, recurring), needles, SNIPPET_WIDTH);
    if !own.highlights.is_empty() {
        return own;
    }
    let noted = note.map(|note| snippet::snippet(note, needles, SNIPPET_WIDTH));
    if let Some(Snippet { text, highlights }) = noted.filter(|noted| !noted.highlights.is_empty()) {
        let label = "Note: ";
        let highlights = highlights.into_iter().map(|range| range.start + label.len()..range.end + label.len());
        return Snippet { highlights: highlights.collect(), text: format!("{label}{text}") };
    }
    if recurring.is_empty() {
        return own;
    }
    let whole = snippet::snippet(&text.to_text(), needles, SNIPPET_WIDTH);
    if whole.highlights.is_empty() { own } else { whole }
}
