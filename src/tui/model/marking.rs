//! What a person says of articles, as far as the reader has to remember it: which rows are selected,
//! what can be taken back, what is on its way to the store; and the boxes for a note and for tags.

use super::writing::Writing;
use super::{Left, Model};
use crate::article::{ArticleId, Slug, Summary, Tag};
use crate::tui::fuzzy::fuzzy;
use crate::tui::model::overlay::Picker;
use crate::work::{Mark, RequestNumber, own_tag};
use std::collections::BTreeMap;

/// Marks, each of one article.
pub type Marks = Vec<(ArticleId, Mark)>;

/// Something that can be taken back, and done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Marks were made.
    Marked {
        /// These.
        forth: Marks,
        /// What takes them back.
        back: Marks,
    },
    /// The search was cleared; it had been left so.
    Cleared(Left),
}

/// Marks that are on the screen and on their way to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which.
    pub marks: Marks,
    /// What takes them back if they can't be stored.
    pub back: Marks,
    /// Whether they are stored; what was asked before that may still be answered without them.
    pub stored: bool,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marking {
    /// Selected articles, in the order in which they were selected.
    pub selected: Vec<Summary>,
    /// What can be taken back, the newest last.
    pub done: Vec<Step>,
    /// What was taken back and can be done again, the newest last.
    pub undone: Vec<Step>,
    /// On their way, or just there.
    pub sent: BTreeMap<RequestNumber, Sent>,
}

impl Marking {
    /// Notes that something was done. What had been taken back before is gone with it.
    pub fn did(&mut self, step: Step) {
        const MOST: usize = 500;
        self.undone.clear();
        self.done.push(step);
        if self.done.len() > MOST {
            self.done.remove(0);
        }
    }

    /// Whether an article is selected.
    pub fn is_selected(&self, id: Option<ArticleId>) -> bool {
        id.is_some() && self.selected.iter().any(|summary| summary.id == id)
    }
}

/// The articles that a command means: all selected ones, in the order in which they were selected, else
/// the highlighted one, else none.
pub fn meant(model: &Model) -> Vec<&Summary> {
    if model.marking.selected.is_empty() {
        model.results.selected_row().map(|row| &row.summary).into_iter().collect()
    } else {
        model.marking.selected.iter().collect()
    }
}

/// A note being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteBox {
    /// Whose, and each one's note as it is.
    pub about: Vec<(ArticleId, String)>,
    /// What the box is called.
    pub title: String,
    /// The note; where it is for several articles, what is added to each one's.
    pub writing: Writing,
}

/// A tag that the box for tags offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Which.
    pub tag: Tag,
    /// Articles that have it; `None` for one that none has yet.
    pub count: Option<usize>,
    /// Whether all articles meant have it as the person's own.
    pub on: bool,
}

/// The rows of the box for tags: those that fit what is typed, best first, and what is typed as a new
/// one; without a letter typed, first those that the articles have.
pub fn tag_rows(model: &Model, picker: &Picker) -> Vec<TagRow> {
    let meant = meant(model);
    let has = |summary: &Summary, tag: &Tag| summary.own_tags.iter().any(|own| own.slug == tag.slug);
    let mut rows: Vec<TagRow> = Vec::new();
    for tag in meant.iter().flat_map(|summary| &summary.own_tags) {
        if !rows.iter().any(|row| row.tag.slug == tag.slug) {
            let count = model.vocabulary.tags.iter().find(|known| known.slug == tag.slug.as_str());
            let on = meant.iter().all(|summary| has(summary, tag));
            rows.push(TagRow { tag: tag.clone(), count: count.map(|known| known.count), on });
        }
    }
    let own = rows.len();
    for known in &model.vocabulary.tags {
        if !rows[..own].iter().any(|row| row.tag.slug.as_str() == known.slug) {
            let slug = Slug::from_stored(known.slug.clone());
            rows.push(TagRow { tag: Tag { slug, name: known.name.clone() }, count: Some(known.count), on: false });
        }
    }
    let typed = picker.input.value();
    let found = fuzzy(typed, rows.iter().map(|row| row.tag.name.as_str()));
    let new = own_tag(typed).filter(|new| {
        let is_known =
            |row: &TagRow| row.tag.slug == new.slug || row.tag.name.to_lowercase() == new.name.to_lowercase();
        !rows.iter().any(is_known)
    });
    let mut found: Vec<TagRow> = found.into_iter().filter_map(|at| rows.get(at).cloned()).collect();
    found.extend(new.map(|tag| TagRow { tag, count: None, on: false }));
    found
}
