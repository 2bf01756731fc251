//! Dates told from today: `2 weeks ago`, `last month`, `yesterday`, `past 3 days`. Which day today is,
//! whoever runs the query knows.

use super::dates::Period;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// A period that moves with the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relative {
    /// What of it is meant.
    pub side: Side,
    /// Which.
    pub then: Then,
}

/// What of a period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `after:`: from its beginning on.
    After,
    /// `before:`: up to its beginning.
    Before,
    /// `date:`: within it.
    Within,
}

/// A time told from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// `2 weeks ago`: so many days, weeks, months or years before today.
    Ago(u32, Unit),
    /// `this month` (0), `last month` (1): as the calendar has it. Today and yesterday are such days.
    Calendar(u32, Unit),
    /// `past 2 weeks`: from so long ago until now.
    Past(u32, Unit),
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// By the calendar.
    Month,
    /// By the calendar.
    Year,
}

/// Nothing was published longer ago than so many units.
const MOST: u32 = 9_999;

impl Unit {
    const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// In full, in the plural, or by its first letter.
    fn read(text: &str) -> Option<Self> {
        let name = text.strip_suffix('s').unwrap_or(text);
        Self::ALL.into_iter().find(|unit| name == unit.name() || text.len() == 1 && unit.name().starts_with(text))
    }

    fn before(self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        match self {
            Self::Day => day.checked_sub_days(Days::new(count.into())),
            Self::Week => day.checked_sub_days(Days::new(u64::from(count) * 7)),
            Self::Month => day.checked_sub_months(Months::new(count)),
            Self::Year => day.checked_sub_months(Months::new(count * 12)),
        }
    }

    /// The first day of the one that `day` is in, and of the next.
    fn around(self, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = match self {
            Self::Day => day,
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))?,
            Self::Month => day.with_day(1)?,
            Self::Year => day.with_day(1)?.with_month(1)?,
        };
        let next = match self {
            Self::Day => first.checked_add_days(Days::new(1)),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Year => first.checked_add_months(Months::new(12)),
        };
        Some((first, next?))
    }
}

impl Then {
    /// Reads a time; what may stand between its words is white space, `-`, `_` or nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        let then = Self::prefix(text)?;
        (then.1 == text.trim_end().len()).then_some(then.0)
    }

    /// The longest time that a text begins with, and its length in bytes.
    pub(super) fn prefix(text: &str) -> Option<(Self, usize)> {
        let words = pieces(text);
        let unit = |at: usize| words.get(at).and_then(|(word, _)| Unit::read(word));
        let count = |at: usize| words.get(at).and_then(|(word, _)| number(word));
        let word = |at: usize| words.get(at).map_or("", |(word, _)| word.as_str());
        let end = |at: usize| words.get(at).map_or(0, |(_, end)| *end);
        let full = |at: usize| unit(at).filter(|_| word(at).len() > 1);
        match word(0) {
            "today" => return Some((Self::Calendar(0, Unit::Day), end(0))),
            "yesterday" => return Some((Self::Calendar(1, Unit::Day), end(0))),
            first @ ("this" | "last" | "past") => {
                if let (Some(unit), true) = (full(1), first != "past") {
                    return Some((Self::Calendar(u32::from(first == "last"), unit), end(1)));
                }
                if let Some(unit) = full(1) {
                    return Some((Self::Past(1, unit), end(1)));
                }
                let (count, unit) = (count(1).filter(|_| first != "this")?, unit(2)?);
                return Some((Self::Past(count, unit), end(2)));
            }
            _ => {}
        }
        let (count, unit) = (count(0)?, unit(1)?);
        // Half of the last word is a word to come.
        let is_ago = word(2) == "ago" || !word(2).is_empty() && "ago".starts_with(word(2)) && end(2) == text.len();
        Some((Self::Ago(count, unit), end(if is_ago { 2 } else { 1 })))
    }

    fn point(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Ago(count, unit) | Self::Past(count, unit) => unit.before(today, count),
            Self::Calendar(count, unit) => unit.around(unit.before(today, count)?).map(|(first, _)| first),
        }
    }

    fn within(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Ago(count, unit) | Self::Calendar(count, unit) => unit.around(unit.before(today, count)?),
            Self::Past(..) => Some((self.point(today)?, Unit::Day.around(today)?.1)),
        }
    }
}

impl Relative {
    /// The days that it means if this is the day.
    pub fn on(self, today: NaiveDate) -> Period {
        let point = || self.then.point(today);
        match self.side {
            Side::After => Period { from: point(), before: None },
            Side::Before => Period { from: None, before: point() },
            Side::Within => {
                let days = self.then.within(today);
                Period { from: days.map(|(from, _)| from), before: days.map(|(_, before)| before) }
            }
        }
    }

    /// In plain English.
    pub(super) fn described(self) -> String {
        match (self.side, self.then) {
            (Side::After, then) => format!("from {then} on"),
            (Side::Before, then) => format!("before {then}"),
            (Side::Within, Then::Past(..)) => format!("in the {}", self.then),
            (Side::Within, Then::Ago(count, unit @ (Unit::Week | Unit::Month | Unit::Year))) if count > 0 => {
                format!("in the {} {}", unit.name(), self.then)
            }
            (Side::Within, then) => then.to_string(),
        }
    }
}

impl fmt::Display for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u32| if count == 1 { "" } else { "s" };
        match self {
            Self::Calendar(0, Unit::Day) => f.write_str("today"),
            Self::Calendar(_, Unit::Day) => f.write_str("yesterday"),
            Self::Calendar(0, unit) => write!(f, "this {}", unit.name()),
            Self::Calendar(_, unit) => write!(f, "last {}", unit.name()),
            Self::Ago(count, unit) => write!(f, "{count} {}{} ago", unit.name(), plural(*count)),
            Self::Past(1, unit) => write!(f, "past {}", unit.name()),
            Self::Past(count, unit) => write!(f, "past {count} {}{}", unit.name(), plural(*count)),
        }
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = match self.side {
            Side::After => "after",
            Side::Before => "before",
            Side::Within => "date",
        };
        let then = self.then.to_string();
        if then.contains(' ') { write!(f, "{field}:\"{then}\"") } else { write!(f, "{field}:{then}") }
    }
}

/// The first few words and numbers of a text, in lower case, and where each ends.
fn pieces(text: &str) -> Vec<(String, usize)> {
    const MOST_PIECES: usize = 4;
    let mut pieces: Vec<(String, usize)> = Vec::new();
    let mut last: Option<bool> = None;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            if !c.is_whitespace() && !matches!(c, '-' | '_') {
                break;
            }
            last = None;
            continue;
        }
        let is_digit = c.is_ascii_digit();
        let is_full = pieces.len() == MOST_PIECES;
        match pieces.last_mut() {
            Some((piece, end)) if last == Some(is_digit) => {
                piece.extend(c.to_lowercase());
                *end = at + c.len_utf8();
            }
            _ if is_full => break,
            _ => pieces.push((c.to_lowercase().collect(), at + c.len_utf8())),
        }
        last = Some(is_digit);
    }
    pieces
}

/// In digits or, up to twelve, in words.
fn number(word: &str) -> Option<u32> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let spelt = || WORDS.iter().position(|known| *known == word).map(|at| at as u32 + 1);
    word.parse().ok().or_else(spelt).filter(|count| *count <= MOST)
}
