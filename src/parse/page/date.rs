//! Dates in a page's metadata and bylines: RFC 3339, ISO 8601, and days with the month's name.

use crate::article::Timestamp;
use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Reads a date; without a zone it is UTC, without a time midnight.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(date) =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"))
    {
        return Timestamp::from_chrono(&date);
    }
    let bare = text.trim_end_matches('Z');
    for form in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"] {
        if let Ok(date) = NaiveDateTime::parse_from_str(bare, form) {
            return Timestamp::from_chrono(&date.and_utc());
        }
    }
    let day = text.replace(',', " ").split_whitespace().map(without_ordinal).collect::<Vec<_>>().join(" ");
    ["%Y-%m-%d", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y"].iter().find_map(|form| {
        let date = NaiveDate::parse_from_str(&day, form).ok()?;
        Timestamp::from_chrono(&date.and_hms_opt(0, 0, 0)?.and_utc())
    })
}

/// "17th" is 17.
fn without_ordinal(word: &str) -> &str {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or("");
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) { digits } else { word }
}
