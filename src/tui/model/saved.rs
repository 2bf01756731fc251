//! Saved searches on the screen: their rows among the filters, and in a list of their own.

use super::filters::{Row, Section};
use super::out::Writing;
use crate::tui::dates::grouped;
use crate::tui::fuzzy::fuzzy;
use crate::work::SavedSearch;
use tui_input::Input;

/// What a name is typed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// To save the present search.
    Save,
    /// To give the search of this name another.
    Rename(String),
}

/// What is done only after a second key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sure {
    /// Saving the present search in the place of the one of this name.
    Replace(String),
    /// Deleting the search of this name.
    Delete(String),
    /// Writing over what is at this place.
    Overwrite(String, Writing),
}

/// A line to type a name in.
#[derive(Debug, Clone)]
pub struct NamePrompt {
    /// The name so far.
    pub input: Input,
    /// What for.
    pub what: Naming,
}

/// Rows below the filters: all, or so many and how many more.
pub fn rows(saved: &[SavedSearch], whole: bool) -> Vec<Row> {
    if saved.is_empty() {
        return Vec::new();
    }
    let limit = Section::Saved.limit();
    let shown = if whole || saved.len() <= limit + 1 { saved.len() } else { limit };
    let mut rows = vec![Row::Blank, Row::Title(Section::Saved)];
    rows.extend(saved.iter().take(shown).cloned().map(Row::Saved));
    if shown < saved.len() {
        rows.push(Row::More(Section::Saved, saved.len() - shown));
    }
    rows
}

/// Those that a few letters of a name or a query leave, best first.
pub fn narrowed<'a>(saved: &'a [SavedSearch], typed: &str) -> Vec<&'a SavedSearch> {
    let texts: Vec<String> = saved.iter().map(|search| format!("{} {}", search.name, search.query)).collect();
    let found = fuzzy(typed, texts.iter().map(String::as_str));
    found.into_iter().filter_map(|number| saved.get(number)).collect()
}

/// The search of this name, which is one in any case.
pub fn of_name<'a>(saved: &'a [SavedSearch], name: &str) -> Option<&'a SavedSearch> {
    let wanted = name.trim().to_lowercase();
    saved.iter().find(|search| search.name.to_lowercase() == wanted)
}

/// What is new, else how many articles match.
pub fn news(search: &SavedSearch) -> String {
    if search.new > 0 { format!("{} new", grouped(search.new)) } else { grouped(search.count) }
}
