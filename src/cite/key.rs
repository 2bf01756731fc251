//! The name of an entry in a file of references: `preston2022trust-12`.
//!
//! From author, year and title, for people, and the article's number in the archive, which makes it
//! unique and the same in every file. ASCII letters and digits only, since BibTeX takes no others.

use super::{Author, Entry};
use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;

/// Shorter words of a title say little.
const TELLING: usize = 4;
const LONGEST: usize = 24;

pub fn key(entry: &Entry) -> String {
    let family = match entry.authors().into_iter().next() {
        Some(Author::Person(person)) => ascii(&person.family),
        Some(Author::Body(name)) => {
            name.split_whitespace().map(ascii).find(|word| !word.is_empty()).unwrap_or_default()
        }
        None => String::new(),
    };
    let family = if family.is_empty() { "anon".to_owned() } else { family };
    let year = entry.published().map_or_else(|| "nd".to_owned(), |day| day.year().to_string());
    let words: Vec<String> = entry.title().split_whitespace().map(ascii).filter(|word| !word.is_empty()).collect();
    let telling = words.iter().find(|word| word.len() >= TELLING).or(words.first());
    let number = entry.summary.id.map(|id| format!("-{id}")).unwrap_or_default();
    format!("{family}{year}{}{number}", telling.map_or("", String::as_str))
}

/// Small letters and digits; accents go, other scripts are left out.
fn ascii(word: &str) -> String {
    let mut out = String::new();
    for c in word.to_lowercase().nfkd() {
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ => {}
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    out
}
