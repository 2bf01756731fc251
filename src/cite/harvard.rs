//! Harvard, as *Cite them right* has it for articles on the web:
//!
//! `Preston, R. (2022) ‘Trust acts’, Community Care, 6 June. Available at: https://… (Accessed: 22 November
//! 2026).`

use super::{Author, Entry, Person};
use chrono::Datelike;
use unicode_segmentation::UnicodeSegmentation;

/// More authors than this are the first and "et al."
const MOST_AUTHORS: usize = 3;

pub fn reference(entry: &Entry) -> String {
    let year = entry.published().map_or_else(|| "n.d.".to_owned(), |day| day.year().to_string());
    let title = format!("‘{}’", requoted(&entry.title()));
    let mut parts = match authors(&entry.authors()) {
        Some(authors) => vec![format!("{authors} ({year}) {title}")],
        None => vec![format!("{title} ({year})")],
    };
    // Without an author the site follows on the year without a comma.
    let site = entry.site();
    let is_anonymous = entry.authors().is_empty();
    match (&mut parts[..], site, is_anonymous) {
        ([first], Some(site), true) => *first = format!("{first} {site}"),
        (_, Some(site), _) => parts.push(site),
        (_, None, _) => {}
    }
    parts.extend(entry.published().map(|day| day.format("%-d %B").to_string()));
    let mut text = format!("{}.", parts.join(", "));
    if let Some(url) = entry.url() {
        let accessed = entry.accessed.format("%-d %B %Y");
        text.push_str(&format!(" Available at: {url} (Accessed: {accessed})."));
    }
    text.push('\n');
    text
}

/// A title as it stands within quotation marks: its own single ones are double. An apostrophe is none of
/// them: it closes nothing that was opened, or stands within a word.
fn requoted(title: &str) -> String {
    let chars: Vec<char> = title.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    let closes = |at: usize| chars.get(at) == Some(&'’') && !is_letter(at.checked_add(1));
    let last = (0..chars.len()).rev().find(|at| closes(*at));
    let mut is_open = false;
    let requote = |(at, c): (usize, &char)| match c {
        '‘' if !is_letter(at.checked_sub(1)) && last.is_some_and(|last| at < last) => {
            is_open = true;
            '“'
        }
        '’' if is_open && closes(at) => {
            is_open = false;
            '”'
        }
        c => *c,
    };
    chars.iter().enumerate().map(requote).collect()
}

fn authors(authors: &[Author]) -> Option<String> {
    let names: Vec<String> = authors.iter().map(listed).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [first, ..] if names.len() > MOST_AUTHORS => Some(format!("{first} et al.")),
        [before @ .., last] => Some(format!("{} and {last}", before.join(", "))),
    }
}

fn listed(author: &Author) -> String {
    match author {
        Author::Body(name) => name.clone(),
        Author::Person(person) => {
            let suffix = if person.suffix.is_empty() { String::new() } else { format!(", {}", person.suffix) };
            let initials = initials(person);
            let given = if initials.is_empty() { String::new() } else { format!(", {initials}") };
            format!("{}{given}{suffix}", person.full_family())
        }
    }
}

/// "Jean-Paul B." is "J.-P.B.".
fn initials(person: &Person) -> String {
    let mut out = String::new();
    for word in person.given.split([' ', '.']).filter(|word| !word.is_empty()) {
        let first = |part: &str| part.graphemes(true).next().map(str::to_uppercase);
        let letters: Vec<String> = word.split('-').filter_map(first).map(|letter| format!("{letter}.")).collect();
        out.push_str(&letters.join("-"));
    }
    out
}
