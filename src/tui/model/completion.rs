//! What the filter before the caret in the search line could be: a list below the line, of which Tab takes
//! the first row, or Enter the one that the arrows have gone to.

use super::{Focus, Model};
use crate::query::{Field, TokenKind, Typing, parse, written};
use crate::text::width;
use crate::tui::fuzzy::fuzzy;
use crate::tui::update::caret;
use crate::work::Facets;
use ratatui::layout::Rect;
use std::ops::Range;

/// Rows in sight at once.
pub const IN_SIGHT: usize = 6;
/// Rows of one list; who looks for others types on.
const MOST: usize = 50;

/// One way to complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As people read it.
    pub label: String,
    /// As the query has it.
    pub text: String,
    /// Articles that have it.
    pub count: Option<usize>,
}

/// The list, as long as the query and the caret stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The query, the place of the caret and the articles that there were, for which it was made.
    of: (String, usize, usize),
    /// What a row would take the place of, in bytes of the query.
    pub range: Range<usize>,
    /// The likeliest first; none where there is nothing to complete, or Esc has closed the list.
    pub rows: Vec<Candidate>,
    /// The row that the arrows have gone to.
    pub selected: Option<usize>,
    /// Why there is no row although a filter is unfinished.
    pub nothing: Option<String>,
}

/// A filter before the caret.
struct Unfinished<'a> {
    field: Field,
    typed: &'a str,
    range: Range<usize>,
}

impl Completion {
    /// Whether it is on the screen.
    pub fn is_open(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Puts it away until the query or the caret changes.
    pub fn close(&mut self) {
        self.rows.clear();
        self.selected = None;
    }

    /// Moves the highlight; above the first row nothing is highlighted.
    pub fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = match (self.selected, by) {
            (None, 1..) => Some(0),
            (None | Some(0), _) if by < 0 => None,
            (at, by) => Some(at.unwrap_or(0).saturating_add_signed(by).min(last)),
        };
    }

    /// The row that is taken: the highlighted one, else the first.
    pub fn taken(&self) -> Option<&Candidate> {
        self.rows.get(self.selected.unwrap_or(0))
    }

    /// The first row in sight, where so many have room.
    pub fn top(&self, fit: usize) -> usize {
        self.selected.map_or(0, |selected| (selected + 1).saturating_sub(fit.max(1)))
    }
}

/// Brings the list in line with the query and the caret.
pub fn follow(model: &mut Model) {
    if model.focus != Focus::Search {
        model.completion = Completion::default();
        return;
    }
    let at = caret(&model.query);
    let of = (model.query.value().to_owned(), at, model.vocabulary.total);
    if model.completion.of != of {
        let found = offered(model.query.value(), at, &model.vocabulary);
        model.completion = Completion { of, ..found };
    }
}

/// The box of the list, frame and all.
pub fn area(model: &Model) -> Option<Rect> {
    let completion = &model.completion;
    let search = model.panes().search.filter(|_| completion.is_open() && model.focus == Focus::Search)?;
    let rows = completion.rows.len().min(IN_SIGHT) as u16 + 2;
    let below = model.size.1.saturating_sub(search.y + 2);
    let widest = completion.rows.iter().map(|row| width(&row.label)).max().unwrap_or(0) as u16;
    let wide = (widest + 12).clamp(24, 48).min(search.width);
    let before = model.query.value().get(..completion.range.start).map_or(0, width);
    let x = (search.x + before as u16).min(search.right().saturating_sub(wide));
    let high = rows.min(below);
    (high > 2).then(|| Rect::new(x, search.y + 1, wide, high))
}

/// The row at a place on the screen.
pub fn row_at(model: &Model, x: u16, y: u16) -> Option<usize> {
    let area = area(model).filter(|area| area.contains((x, y).into()))?;
    let fit = usize::from(area.height - 2);
    let row = usize::from(y.checked_sub(area.y + 1)?);
    let number = model.completion.top(fit) + row;
    (row < fit && number < model.completion.rows.len()).then_some(number)
}

fn offered(query: &str, at: usize, vocabulary: &Facets) -> Completion {
    let before = query.get(..at).unwrap_or_default();
    if let Some(start) = bare_colon(before) {
        let rows = Field::ALL.map(|field| plain(format!("{}:", field.name())));
        return Completion { range: start..at, rows: rows.into(), ..Completion::default() };
    }
    let Some(unfinished) = unfinished(query, at) else { return Completion::default() };
    let Unfinished { field, typed, range } = unfinished;
    let all = candidates(field, vocabulary);
    let plain = |text: &str| text.to_lowercase().replace('-', " ");
    let typed_plain = plain(typed);
    let is_it = |row: &Candidate| plain(&row.label) == typed_plain || plain(&row.text) == typed_plain;
    if all.is_empty() || all.iter().any(is_it) {
        return Completion::default();
    }
    let rows = fitting(&all, &typed_plain, matches!(field, Field::Tag | Field::Author | Field::Source));
    // a date can be written in more ways than are offered
    let names_one = !matches!(field, Field::After | Field::Before | Field::Date | Field::Year);
    let nothing = (rows.is_empty() && names_one).then(|| format!("No {} begins with ‘{typed}’", kind(field)));
    Completion { range, rows, nothing, ..Completion::default() }
}

/// Where a colon before the caret stands, if nothing stands before it.
fn bare_colon(before: &str) -> Option<usize> {
    let rest = before.strip_suffix(':')?;
    let is_bare = rest.is_empty() || rest.ends_with(|c: char| c.is_whitespace() || matches!(c, '-' | '('));
    is_bare.then_some(rest.len())
}

fn kind(field: Field) -> &'static str {
    match field {
        Field::Tag => "tag",
        Field::Author => "author",
        Field::Source => "source",
        _ => "value",
    }
}

fn unfinished(query: &str, at: usize) -> Option<Unfinished<'_>> {
    let parsed = parse(query, Typing::Live);
    let token = parsed.tokens().iter().find(|token| token.range.end == at)?;
    let TokenKind::Filter { field, values } = &token.kind else { return None };
    let text = query.get(token.range.clone())?.trim_end();
    if text.ends_with(':') {
        return Some(Unfinished { field: *field, typed: "", range: at..at });
    }
    // one in closed quotes, or in closed brackets, is finished
    let typed = values.last().filter(|value| !value.is_empty() && text.ends_with(value.as_str()))?;
    let start = token.range.start + text.len() - typed.len();
    let quote = query.get(..start)?.chars().next_back().filter(|c| matches!(c, '"' | '“' | '”' | '„'));
    let range = start - quote.map_or(0, char::len_utf8)..at;
    Some(Unfinished { field: *field, typed: query.get(start..start + typed.len())?, range })
}

fn plain(text: impl Into<String>) -> Candidate {
    let text = text.into();
    Candidate { label: text.clone(), text, count: None }
}

fn candidates(field: Field, vocabulary: &Facets) -> Vec<Candidate> {
    let named = |name: &str, text: &str, count| Candidate { label: name.to_owned(), text: written(text), count };
    match field {
        Field::Tag => vocabulary.tags.iter().map(|tag| named(&tag.name, &tag.slug, Some(tag.count))).collect(),
        Field::Author => vocabulary.authors.iter().map(|one| named(&one.name, &one.name, Some(one.count))).collect(),
        Field::Source => vocabulary.sources.iter().map(|one| named(&one.name, &one.name, Some(one.count))).collect(),
        Field::Is => ["unread", "read", "starred"].map(plain).into(),
        Field::Has => ["note", "image", "tag"].map(plain).into(),
        Field::After | Field::Before | Field::Date | Field::Year => {
            let mut years: Vec<(i32, usize)> = vocabulary.years.iter().map(|year| (year.year, year.count)).collect();
            years.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
            let is_within = matches!(field, Field::Date | Field::Year);
            let lately: &[&str] = match field {
                Field::Year => &[],
                Field::Date => &["today", "last week", "last month", "past 3 months"],
                _ => &["yesterday", "2 weeks ago", "3 months ago"],
            };
            let year = |(year, count): (i32, usize)| {
                let count = is_within.then_some(count);
                Candidate { count, ..plain(year.to_string()) }
            };
            lately.iter().map(|text| plain(*text)).chain(years.into_iter().map(year)).collect()
        }
        Field::Title | Field::Body => Vec::new(),
    }
}

/// Those that begin as typed come first, then those of which a word does, then, where names are many, those
/// that have the letters in this order; of like ones those of more articles.
fn fitting(all: &[Candidate], typed: &str, loosely: bool) -> Vec<Candidate> {
    let names = |row: &Candidate| [row.label.to_lowercase(), row.text.to_lowercase().replace('-', " ")];
    let starts = |row: &&Candidate| names(row).iter().any(|name| name.starts_with(typed));
    let within = |row: &&Candidate| names(row).iter().any(|name| name.split(' ').any(|word| word.starts_with(typed)));
    let mut rows: Vec<&Candidate> = all.iter().filter(starts).collect();
    if loosely {
        let begun = rows.len();
        rows.extend(all.iter().filter(within));
        if begun < IN_SIGHT {
            let found = fuzzy(typed, all.iter().map(|row| row.label.as_str()));
            rows.extend(found.into_iter().filter_map(|at| all.get(at)));
        }
    }
    let mut kept: Vec<Candidate> = Vec::new();
    for row in rows {
        if kept.len() == MOST {
            break;
        }
        if !kept.contains(row) {
            kept.push(row.clone());
        }
    }
    kept
}
