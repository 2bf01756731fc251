//! RIS, the tagged format of reference managers: two letters, two spaces, a dash and a space; lines end
//! in CR LF; `ER` ends the record.

use super::key::key;
use super::{Author, Entry};
use chrono::{Datelike, NaiveDate};

pub fn record(entry: &Entry) -> String {
    let mut lines: Vec<(&str, String)> = vec![("TY", "NEWS".to_owned()), ("ID", key(entry))];
    lines.extend(entry.authors().iter().map(|author| ("AU", listed(author))));
    lines.push(("TI", entry.title()));
    lines.extend(entry.site().map(|site| ("T2", site)));
    if let Some(day) = entry.published() {
        lines.push(("PY", day.year().to_string()));
        lines.push(("DA", slashed(day)));
    }
    lines.extend(entry.summary.tags.iter().map(|tag| ("KW", crate::text::safe_line(&tag.name))));
    if let Some(url) = entry.url() {
        lines.push(("UR", url.to_owned()));
        lines.push(("Y2", slashed(entry.accessed)));
    }
    let mut out: String = lines.iter().map(|(tag, value)| format!("{tag}  - {value}\r\n")).collect();
    out.push_str("ER  - \r\n");
    out
}

fn slashed(day: NaiveDate) -> String {
    day.format("%Y/%m/%d/").to_string()
}

/// "van Beethoven, Ludwig", "King, Martin Luther, Jr". A body's comma would be read as a person's.
fn listed(author: &Author) -> String {
    match author {
        Author::Body(name) => name.replace(',', ""),
        Author::Person(person) => {
            let parts = [person.full_family(), person.given.clone(), person.suffix.clone()];
            parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
        }
    }
}
