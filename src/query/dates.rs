//! Periods of days: `2024`, `2024-03`, `2024-03-05`, `2024..2024-06`, `..2020`, `2020..`.
//!
//! Days of which zone is for the index to say.

use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// Days from one to another; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after it.
    pub before: Option<NaiveDate>,
}

impl Period {
    /// A year, a month or a day; for everything else `None`.
    fn single(text: &str) -> Option<(NaiveDate, NaiveDate)> {
        let mut parts = text.split('-');
        let number = |part: &str, longest: usize| {
            let good = !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
            good.then(|| part.parse::<u32>().ok()).flatten()
        };
        let year = parts.next().filter(|year| year.len() == 4).and_then(|year| number(year, 4))? as i32;
        let Some(month) = parts.next() else {
            let from = NaiveDate::from_ymd_opt(year, 1, 1)?;
            return Some((from, from.checked_add_months(Months::new(12))?));
        };
        let month = number(month, 2)?;
        let Some(day) = parts.next() else {
            let from = NaiveDate::from_ymd_opt(year, month, 1)?;
            return Some((from, from.checked_add_months(Months::new(1))?));
        };
        if parts.next().is_some() {
            return None;
        }
        let from = NaiveDate::from_ymd_opt(year, month, number(day, 2)?)?;
        Some((from, from.checked_add_days(Days::new(1))?))
    }

    /// `after:`: from that day, month or year on, itself included.
    pub(super) fn after(text: &str) -> Option<Self> {
        Self::single(text).map(|(from, _)| Self { from: Some(from), before: None })
    }

    /// `before:`: up to that day, month or year, itself excluded.
    pub(super) fn before(text: &str) -> Option<Self> {
        Self::single(text).map(|(from, _)| Self { from: None, before: Some(from) })
    }

    /// `date:` and `year:`: one, or `a..b` with both ends included and either end open.
    pub fn read(text: &str) -> Option<Self> {
        let Some((first, last)) = text.split_once("..") else {
            return Self::single(text).map(|(from, before)| Self { from: Some(from), before: Some(before) });
        };
        let end = |text: &str| match text.trim_matches('.').trim() {
            "" => Some(None),
            text => Self::single(text).map(Some),
        };
        match (end(first)?, end(last)?) {
            (None, None) => None,
            (Some(a), Some(b)) => Some(Self { from: Some(a.0.min(b.0)), before: Some(a.1.max(b.1)) }),
            (a, b) => Some(Self { from: a.map(|a| a.0), before: b.map(|b| b.1) }),
        }
    }

    /// Its value as `date:` takes it: whole years and months where it consists of such.
    pub(super) fn value(self) -> String {
        let last = self.before.and_then(|day| day.pred_opt());
        let starts = |month: bool| self.from.is_none_or(|day| day.day() == 1 && (!month || day.month() == 1));
        let ends = |month: bool| self.before.is_none_or(|day| day.day() == 1 && (!month || day.month() == 1));
        let form = match () {
            () if starts(true) && ends(true) => "%Y",
            () if starts(false) && ends(false) => "%Y-%m",
            () => "%Y-%m-%d",
        };
        let from = self.from.map(|day| day.format(form).to_string()).unwrap_or_default();
        let last = last.map(|day| day.format(form).to_string()).unwrap_or_default();
        if from == last { from } else { format!("{from}..{last}") }
    }

    /// In plain English.
    pub(super) fn described(self) -> String {
        let day = |day: NaiveDate| day.format("%-d %B %Y").to_string();
        match (self.from, self.before) {
            (Some(from), None) => format!("from {}", day(from)),
            (None, Some(before)) => format!("before {}", day(before)),
            (None, None) => "any date".to_owned(),
            (Some(from), Some(before)) => {
                let last = before.pred_opt().unwrap_or(before);
                let whole_months = from.day() == 1 && before.day() == 1;
                let whole_years = whole_months && from.month() == 1 && before.month() == 1;
                let form = if whole_years {
                    "%Y"
                } else if whole_months {
                    "%B %Y"
                } else {
                    "%-d %B %Y"
                };
                let (first, last) = (from.format(form).to_string(), last.format(form).to_string());
                match (first == last, whole_months) {
                    (true, true) => format!("in {first}"),
                    (true, false) => format!("on {first}"),
                    (false, _) => format!("{first} to {last}"),
                }
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.before) {
            (Some(from), None) => write!(f, "after:{}", from.format("%Y-%m-%d")),
            (None, Some(before)) => write!(f, "before:{}", before.format("%Y-%m-%d")),
            _ => write!(f, "date:{}", self.value()),
        }
    }
}
