//! The filters: rows made of counts and of what the query says. They hold no choice themselves;
//! the query's text does.

use super::saved;
use crate::query::{Choice, Field, TokenKind, Typing, choice, parse};
use crate::text::words;
use crate::tui::dates::MONTHS;
use crate::tui::fuzzy::fuzzy;
use crate::work::{Facets, RequestNumber, SavedSearch};
use std::collections::{BTreeSet, HashMap, HashSet};
use tui_input::Input;

/// A part of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `tag:`
    Tags,
    /// `author:`
    Authors,
    /// `date:`
    Years,
    /// `source:`
    Sources,
    /// Whole queries, kept by name.
    Saved,
}

impl Section {
    /// Those that write into the query, from top to bottom.
    pub const ALL: [Self; 4] = [Self::Tags, Self::Authors, Self::Years, Self::Sources];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tags => "Tags",
            Self::Authors => "Authors",
            Self::Years => "Years",
            Self::Sources => "Sources",
            Self::Saved => "Saved searches",
        }
    }

    /// What it writes into the query.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Tags => Some(Field::Tag),
            Self::Authors => Some(Field::Author),
            Self::Years => Some(Field::Date),
            Self::Sources => Some(Field::Source),
            Self::Saved => None,
        }
    }

    /// Rows shown of it before "… more".
    pub fn limit(self) -> usize {
        match self {
            Self::Tags | Self::Years => 8,
            Self::Authors | Self::Saved => 5,
            Self::Sources => 3,
        }
    }
}

/// One value that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub section: Section,
    /// As the query has it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// Articles.
    pub count: usize,
    /// What the query says of it.
    pub choice: Choice,
    /// A month of the year above.
    pub month: bool,
}

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Between two parts.
    Blank,
    /// A heading.
    Title(Section),
    /// A value.
    Entry(Entry),
    /// A saved search; Enter opens it.
    Saved(SavedSearch),
    /// So many more values; Enter shows them.
    More(Section, usize),
}

impl Row {
    /// Whether the highlight can stand on it.
    pub fn can_be_chosen(&self) -> bool {
        matches!(self, Self::Entry(_) | Self::Saved(_) | Self::More(..))
    }
}

/// The pane.
#[derive(Debug, Clone, Default)]
pub struct FiltersPane {
    /// Narrows the rows.
    pub input: Input,
    /// The newest counts.
    pub facets: Facets,
    /// The saved searches, by name.
    pub saved: Vec<SavedSearch>,
    /// The question for newer ones, while it has no answer.
    pub pending: Option<RequestNumber>,
    /// Years whose months are shown.
    pub open: BTreeSet<i32>,
    /// Parts shown whole.
    pub whole: BTreeSet<Section>,
    /// The values on entering; their order and names hold until one leaves.
    pub order: Option<Vec<Entry>>,
    /// The months shown since entering, which stay until one leaves.
    pub months: BTreeSet<String>,
    /// Where in the query a value is perhaps being typed, in bytes: that one is none yet.
    pub typed_at: Option<usize>,
    /// What is on the screen.
    pub rows: Vec<Row>,
    /// Highlighted row.
    pub selected: usize,
    /// First row on the screen.
    pub top: usize,
}

impl FiltersPane {
    /// Makes the rows anew and keeps the highlight on the value it was on.
    pub fn rebuild(&mut self, query: &str) {
        let was = self.rows.get(self.selected).cloned();
        if self.order.is_none() {
            self.months.clear();
        }
        self.rows = if self.input.value().trim().is_empty() { self.all_rows(query) } else { self.narrowed(query) };
        let same = |row: &Row| match (row, &was) {
            (Row::Entry(a), Some(Row::Entry(b))) => a.section == b.section && a.value == b.value,
            (Row::Saved(a), Some(Row::Saved(b))) => a.name == b.name,
            (Row::More(a, _), Some(Row::More(b, _))) => a == b,
            _ => false,
        };
        if let Some(at) = self.rows.iter().position(same) {
            self.selected = at;
        }
        self.selected = self.near(self.selected);
        if self.order.is_some() {
            let months = self.rows.iter().filter_map(|row| match row {
                Row::Entry(entry) if entry.month => Some(entry.value.clone()),
                _ => None,
            });
            self.months.extend(months);
        }
    }

    /// Highlights the first row, at the top of the pane.
    pub fn to_first(&mut self) {
        (self.selected, self.top) = (self.near(0), 0);
    }

    /// The row at `wanted`, or the nearest that can be highlighted.
    pub fn near(&self, wanted: usize) -> usize {
        let can = |at: &usize| self.rows.get(*at).is_some_and(Row::can_be_chosen);
        let after = (wanted..self.rows.len()).find(can);
        after.or_else(|| (0..wanted.min(self.rows.len())).rev().find(can)).unwrap_or(0)
    }

    /// The next row that can be highlighted, `by` rows on (negative: back).
    pub fn step(&self, by: isize) -> usize {
        let places: Vec<usize> = (0..self.rows.len()).filter(|at| self.rows[*at].can_be_chosen()).collect();
        let here = places.iter().position(|at| *at >= self.selected).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(places.len().saturating_sub(1));
        places.get(to).copied().unwrap_or(0)
    }

    /// The highlighted value.
    pub fn entry(&self) -> Option<&Entry> {
        match self.rows.get(self.selected) {
            Some(Row::Entry(entry)) => Some(entry),
            _ => None,
        }
    }

    /// Keeps the highlight in sight if there is one, where `fit` rows have room.
    pub fn keep_in_sight(&mut self, fit: usize, acts_here: bool) {
        let fit = fit.max(1);
        if !acts_here {
            self.top = self.top.min(self.rows.len().saturating_sub(fit));
            return;
        }
        // the heading above the first value of a part stays with it
        let above = match self.selected.checked_sub(1).and_then(|at| self.rows.get(at)) {
            Some(Row::Title(_)) if fit > 1 => self.selected - 1,
            _ => self.selected,
        };
        self.top = self.top.min(above).min(self.rows.len().saturating_sub(fit));
        self.top = self.top.max((self.selected + 1).saturating_sub(fit));
    }

    /// Scrolls so far that the months below the highlighted year are in sight, where `fit` rows
    /// have room.
    pub fn show_months(&mut self, fit: usize) {
        let below = self.rows.iter().skip(self.selected + 1);
        let months = below.take_while(|row| matches!(row, Row::Entry(entry) if entry.month)).count();
        let least = (self.selected + months + 1).saturating_sub(fit.max(1));
        self.top = self.top.max(least).min(self.selected);
    }

    /// The values of all parts in the order that holds.
    pub fn values(&self, query: &str) -> Vec<Entry> {
        let said = Said::read(query, self.typed_at);
        let mut values = Vec::new();
        for section in Section::ALL {
            let mut part = self.counted(section);
            said.add_named(section, &mut part);
            if let Some(order) = &self.order {
                in_order(order, section, &mut part);
            }
            for entry in &mut part {
                entry.choice = said.of(entry);
            }
            values.extend(part);
        }
        values
    }

    fn counted(&self, section: Section) -> Vec<Entry> {
        let entry = |value: &str, label: &str, count| Entry {
            section,
            value: value.to_owned(),
            label: label.to_owned(),
            count,
            choice: Choice::Open,
            month: false,
        };
        let facets = &self.facets;
        match section {
            Section::Tags => facets.tags.iter().map(|tag| entry(&tag.slug, &tag.name, tag.count)).collect(),
            Section::Authors => facets.authors.iter().map(|one| entry(&one.name, &one.name, one.count)).collect(),
            Section::Sources => facets.sources.iter().map(|one| entry(&one.name, &one.name, one.count)).collect(),
            Section::Saved => Vec::new(),
            Section::Years => {
                let mut years: Vec<(i32, usize)> = facets.years.iter().map(|year| (year.year, year.count)).collect();
                years.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
                years.into_iter().map(|(year, count)| entry(&year.to_string(), &year.to_string(), count)).collect()
            }
        }
    }

    fn all_rows(&self, query: &str) -> Vec<Row> {
        let values = self.values(query);
        let mut rows = Vec::new();
        for section in Section::ALL {
            let part: Vec<&Entry> = values.iter().filter(|entry| entry.section == section).collect();
            if part.is_empty() {
                continue;
            }
            if !rows.is_empty() {
                rows.push(Row::Blank);
            }
            rows.push(Row::Title(section));
            let whole = self.whole.contains(&section) || part.len() <= section.limit() + 1;
            let mut left_out = 0;
            for (number, entry) in part.into_iter().enumerate() {
                if !whole && number >= section.limit() && entry.choice == Choice::Open {
                    left_out += 1;
                    continue;
                }
                rows.push(Row::Entry(entry.clone()));
                if section == Section::Years {
                    rows.extend(self.months(&entry.value, query));
                }
            }
            if left_out > 0 {
                rows.push(Row::More(section, left_out));
            }
        }
        let saved = saved::rows(&self.saved, self.whole.contains(&Section::Saved));
        rows.extend(saved.into_iter().skip(usize::from(rows.is_empty())));
        rows
    }

    /// Newest first, as the years are; months without an article are left out unless chosen, or shown
    /// already.
    fn months(&self, year: &str, query: &str) -> Vec<Row> {
        let Some(open) = year.parse().ok().filter(|year: &i32| self.open.contains(year)) else { return Vec::new() };
        let counted = self.facets.years.iter().find(|its| its.year == open);
        let counts = counted.map_or([0; 12], |its| its.months);
        let said = Said::read(query, self.typed_at);
        let months = (0..12).rev().map(|month| {
            let mut entry = Entry {
                section: Section::Years,
                value: format!("{year}-{:02}", month + 1),
                label: MONTHS[month].to_owned(),
                count: counts[month],
                choice: Choice::Open,
                month: true,
            };
            entry.choice = said.of(&entry);
            entry
        });
        let is_shown =
            |entry: &Entry| entry.count > 0 || entry.choice != Choice::Open || self.months.contains(&entry.value);
        months.filter(is_shown).map(Row::Entry).collect()
    }

    fn narrowed(&self, query: &str) -> Vec<Row> {
        let values = self.values(query);
        let found = fuzzy(self.input.value(), values.iter().map(|entry| entry.label.as_str()));
        let mut rows = Vec::new();
        for section in Section::ALL {
            let part: Vec<Row> = found
                .iter()
                .filter_map(|at| values.get(*at))
                .filter(|entry| entry.section == section)
                .map(|entry| Row::Entry(entry.clone()))
                .collect();
            if part.is_empty() {
                continue;
            }
            if !rows.is_empty() {
                rows.push(Row::Blank);
            }
            rows.push(Row::Title(section));
            rows.extend(part);
        }
        let found: Vec<SavedSearch> = saved::narrowed(&self.saved, self.input.value()).into_iter().cloned().collect();
        rows.extend(saved::rows(&found, true).into_iter().skip(usize::from(rows.is_empty())));
        rows
    }
}

/// Puts a part in the order that holds; values that have come since stand at its end, those that
/// nothing has any more stay.
fn in_order(order: &[Entry], section: Section, part: &mut Vec<Entry>) {
    let known = || order.iter().filter(|entry| entry.section == section);
    let places: HashMap<&str, usize> =
        known().enumerate().map(|(place, entry)| (entry.value.as_str(), place)).collect();
    let there: HashSet<String> = part.iter().map(|entry| entry.value.clone()).collect();
    let gone = known().filter(|entry| !there.contains(&entry.value));
    part.extend(gone.map(|entry| Entry { count: 0, choice: Choice::Open, ..entry.clone() }));
    part.sort_by_key(|entry| places.get(entry.value.as_str()).copied().unwrap_or(usize::MAX));
}

fn uncounted(section: Section, value: &str) -> Entry {
    let label = if section == Section::Tags { value.replace('-', " ") } else { value.to_owned() };
    Entry { section, value: value.to_owned(), label, count: 0, choice: Choice::Open, month: false }
}

/// What the query says of values, read once for the thousands of them.
struct Said<'a> {
    query: &'a str,
    values: Vec<Named>,
}

struct Named {
    field: Field,
    /// As typed.
    value: String,
    /// As compared.
    key: String,
    /// Perhaps it is only the beginning of a value.
    is_typed: bool,
}

impl<'a> Said<'a> {
    fn read(query: &'a str, typed_at: Option<usize>) -> Self {
        let mut values = Vec::new();
        for token in parse(query, Typing::Done).tokens() {
            let TokenKind::Filter { field, values: named } = &token.kind else { continue };
            let named = named.iter().map(|value| Named {
                field: *field,
                value: value.clone(),
                key: compared(value),
                is_typed: false,
            });
            values.extend(named);
            if let Some(last) = values.last_mut().filter(|_| typed_at == Some(token.range.end)) {
                last.is_typed = true;
            }
        }
        Self { query, values }
    }

    fn names(&self, section: Section) -> impl Iterator<Item = &Named> {
        self.values.iter().filter(move |named| match section {
            Section::Years => matches!(named.field, Field::Date | Field::Year | Field::After | Field::Before),
            other => Some(named.field) == other.field(),
        })
    }

    /// A tag may stand in the query by slug or by name.
    fn of(&self, entry: &Entry) -> Choice {
        let Some(field) = entry.section.field() else { return Choice::Open };
        if self.names(entry.section).next().is_none() {
            return Choice::Open;
        }
        if entry.section == Section::Years {
            return choice(self.query, field, &entry.value);
        }
        let named = |value: &str| {
            let key = compared(value);
            self.names(entry.section).any(|named| named.key == key)
        };
        let spellings = [&entry.value, &entry.label].into_iter().filter(|value| named(value));
        let choices = spellings.map(|value| choice(self.query, field, value));
        choices.into_iter().find(|choice| *choice != Choice::Open).unwrap_or(Choice::Open)
    }

    /// What the query names is there even if nothing matches it.
    fn add_named(&self, section: Section, part: &mut Vec<Entry>) {
        if section == Section::Years {
            return;
        }
        for Named { value, key, .. } in self.names(section).filter(|named| !named.value.is_empty() && !named.is_typed) {
            if !part.iter().any(|entry| compared(&entry.value) == *key || compared(&entry.label) == *key) {
                part.push(uncounted(section, value));
            }
        }
    }
}

/// Case, accents, hyphens and quotes make no difference between values.
fn compared(value: &str) -> String {
    let words: Vec<String> = words(value).map(|word| word.text).collect();
    if words.is_empty() { value.trim().to_owned() } else { words.join(" ") }
}
