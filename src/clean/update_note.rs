//! Notes that say when an article was changed: "Story updated 17 May 2022", "Correction (17 May
//! 2022): …".
//!
//! A note is a line that opens with the language's words for it and goes on with a full date: day,
//! month and year. "Updated guidance was issued in May" is none. Words are in
//! `assets/rules/update_notes.txt`; reading a date is the caller's part.

use super::rules::{Openings, after, words};
use crate::article::Timestamp;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../assets/rules/update_notes.txt");

static NOTES: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "note"));
static PUBLISHED: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "published"));
static SMALL: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "small"));
static CLOCK: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "clock"));
static WEEKDAYS: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "weekday"));
static GOES_ON: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "goes_on"));
/// Months in languages that the reader of dates does not know, by number.
static MONTHS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| words(FILE, "month").into_iter().filter_map(|month| month.split_once(':')).collect());

/// A date has no more words, with its weekday and time.
const LONGEST_DATE: usize = 14;
const DAY: i64 = 86_400;

/// How to read a date, and which dates can be.
#[derive(Clone, Copy)]
pub struct Dates<'a> {
    /// Reads a date in words or numbers; a day is its midnight UTC.
    pub read: &'a dyn Fn(&str) -> Option<Timestamp>,
    /// When the article was published, if known: no change was before.
    pub published: Option<Timestamp>,
    /// When the copy was made, if known: it can't tell of a later change.
    pub copied: Option<Timestamp>,
}

impl Dates<'_> {
    /// The moment of a change on `day`: its midnight, but never before publication.
    fn changed(&self, day: Timestamp) -> Option<Timestamp> {
        let too_early = self.published.is_some_and(|published| published.seconds() >= day.seconds() + DAY);
        let too_late = self.copied.is_some_and(|copied| copied < day);
        (!too_early && !too_late).then(|| self.published.map_or(day, |published| published.max(day)))
    }
}

/// When a line says the article was changed, and whether it says nothing else.
pub(super) fn read(line: &str, dates: &Dates) -> Option<(Timestamp, bool)> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = NOTES.after(behind_publication(line, dates).unwrap_or(line))?;
    let date = date(rest, dates)?;
    let rest = &rest[date.end..];
    let gap = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let (gap, more) = rest.split_at(gap);
    let first = more.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let whole = more.is_empty();
    let is_note = whole || gap.contains([':', ')', ']', '–', '—', '.', ';', '|']) || GOES_ON.contains(&first.as_str());
    Some((dates.changed(date.day)?, whole)).filter(|_| is_note)
}

/// "Published 16 May 2022, updated 17 May 2022": what follows the first date.
fn behind_publication<'a>(line: &'a str, dates: &Dates) -> Option<&'a str> {
    let rest = PUBLISHED.after(line)?;
    let date = date(rest, dates)?;
    let rest = rest.get(date.end..)?.trim_start_matches(|c: char| !c.is_alphanumeric());
    Some(SMALL.iter().find_map(|word| after(rest, word)).unwrap_or(rest).trim_start())
}

struct Date {
    day: Timestamp,
    /// Where its last word ends.
    end: usize,
}

/// The date at the start of a text. Times of day are passed over: a day is all that counts.
fn date(text: &str, dates: &Dates) -> Option<Date> {
    let mut parts: Vec<String> = Vec::new();
    let mut has_month = false;
    let mut end = 0;
    let tokens = text.split_whitespace().take(LONGEST_DATE);
    for token in tokens {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        let place = token.as_ptr().addr() - text.as_ptr().addr() + token.find(bare).unwrap_or(0);
        let word = bare.to_lowercase();
        if bare.starts_with(|c: char| c.is_ascii_digit()) {
            if !is_time(&word) {
                parts.push(bare.to_owned());
            }
        } else if CLOCK.contains(&word.as_str()) && !(parts.is_empty() && SMALL.contains(&word.as_str())) {
            parts.pop_if(|hour| hour.len() <= 2 || hour.contains('.') && hour.len() <= 5);
        } else if let Some(month) = month(&word, dates).filter(|_| !has_month) {
            has_month = true;
            parts.push(month);
        } else if WEEKDAYS.contains(&word.as_str()) {
            // says nothing that the date does not
        } else if bare.is_empty() || SMALL.contains(&word.as_str()) {
            continue;
        } else {
            break;
        }
        end = place + bare.len();
        let is_closed = token.ends_with([':', ')', ']', ';']);
        if is_closed && is_full(&parts, has_month) {
            break;
        }
    }
    let day = is_full(&parts, has_month).then(|| (dates.read)(&parts.join(" "))).flatten()?;
    Some(Date { day: Timestamp::from_seconds(day.seconds() - day.seconds().rem_euclid(DAY))?, end })
}

/// A month's name, as the reader of dates knows it.
fn month(word: &str, dates: &Dates) -> Option<String> {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let is_known = word.chars().all(char::is_alphabetic)
        && word.chars().count() > 2
        && (dates.read)(&format!("1 {word} 2000")).is_some();
    let foreign = || {
        let number: usize = MONTHS.iter().find(|(name, _)| *name == word)?.1.parse().ok()?;
        ENGLISH.get(number.checked_sub(1)?).map(|name| (*name).to_owned())
    };
    if is_known { Some(word.to_owned()) } else { foreign() }
}

/// "15:30", "3pm", "15h30"; a date that begins with its year may have a time behind it.
fn is_time(word: &str) -> bool {
    let is_iso = word.as_bytes().get(4) == Some(&b'-');
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ':'));
    !is_iso
        && (word.contains(':') || matches!(rest, "am" | "pm" | "a.m" | "p.m" | "h" | "uhr") || rest.starts_with('h'))
}

/// Day, month and year: in words, or in one number with its separators.
fn is_full(parts: &[String], has_month: bool) -> bool {
    let numbers = |part: &String| part.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).count();
    let has_year = parts.iter().any(|part| part.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4));
    let count: usize = parts.iter().map(numbers).sum();
    has_year && if has_month { count == 2 } else { parts.len() == 1 && count >= 3 }
}
