//! Authors named at the start of a text: "By Matt Bee", "By Ray Jones, professor of …".
//!
//! A byline is a short line of its own that opens with the language's word for it and goes on with
//! a name: two to five capitalised words. Sentences that begin alike ("By Christmas, half …") are
//! told by what follows. Words are in `assets/rules/bylines.txt`.

use super::rules;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Inline, Place, Removal};
use std::sync::LazyLock;

const FILE: &str = include_str!("../../assets/rules/bylines.txt");

static OPENERS: LazyLock<Vec<&str>> = LazyLock::new(|| words("by"));
static NO_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| words("not"));

fn words(key: &str) -> Vec<&'static str> {
    rules::pairs(FILE).filter(|(rule, _)| *rule == key).flat_map(|(_, names)| names.split_whitespace()).collect()
}

/// A byline stands within so many blocks from the start.
const BLOCKS: usize = 5;
/// And is no longer than this, in characters.
const LONGEST: usize = 240;

/// The authors of the first byline, in order. A paragraph that holds nothing else is taken out and
/// recorded; one that says more (what the author does) stays.
pub fn take(document: &mut Document, removed: &mut Vec<Removal>) -> Vec<String> {
    for at in 0..document.blocks.len().min(BLOCKS) {
        let Some(Block::Paragraph(content) | Block::Heading { content, .. }) = document.blocks.get(at) else {
            continue;
        };
        let text = inline_text(content);
        if let Some((names, whole)) = read(&text) {
            if whole {
                removed.push(Removal::new(Place::Body, text, "byline"));
                document.blocks.remove(at);
            }
            return names;
        }
        // A byline over the first paragraph, parted by a line break only.
        let first = content.iter().position(|inline| *inline == Inline::Break);
        if let Some(end) = first
            && let Some((names, _)) = read(&inline_text(&content[..end]))
        {
            return names;
        }
    }
    Vec::new()
}

/// Names, and whether the line holds nothing else.
fn read(line: &str) -> Option<(Vec<String>, bool)> {
    if line.chars().count() > LONGEST || line.contains('\n') {
        return None;
    }
    // An extract on a blog opens with a quotation mark and points.
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (opener, rest) = line.split_once(char::is_whitespace)?;
    let opener = opener.trim_end_matches(':');
    if !OPENERS.iter().any(|word| opener == *word || (opener.len() > 1 && opener == word.to_uppercase())) {
        return None;
    }
    let (names, rest) = rest.split_at(end_of_names(rest));
    let names: Option<Vec<String>> = split_names(names).map(name).collect();
    let names = names.filter(|names| !names.is_empty())?;
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    (rest.is_empty() || is_description(rest)).then_some((names, rest.is_empty()))
}

/// Up to the comma, bracket or bar after which the author is described.
fn end_of_names(text: &str) -> usize {
    let mut at = 0;
    for part in text.split_inclusive([',', '|', '(', '–', '—']) {
        let words = part.trim_end_matches([',', '|', '(', '–', '—']);
        // "By Ann Lee, Bo Ray and Cy Day": the comma parts names, as long as names follow.
        if split_names(words).any(|part| name(part).is_none()) {
            break;
        }
        at += part.len();
        if !part.ends_with(',') {
            break;
        }
    }
    at
}

fn split_names(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '|', '(', '–', '—', '&'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" et "))
        .flat_map(|part| part.split(" y "))
        .map(|part| part.trim().trim_start_matches("and ").trim_end_matches(['.', ':', '’', '”']))
        .filter(|part| !part.is_empty())
}

/// Two to five words that begin with capitals, small words such as "de" and "von" between them.
fn name(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let particle = |word: &str| {
        matches!(
            word,
            "de" | "da"
                | "di"
                | "del"
                | "della"
                | "la"
                | "van"
                | "von"
                | "der"
                | "den"
                | "al"
                | "bin"
                | "ap"
                | "af"
                | "zu"
        )
    };
    let fits = (2..=5).contains(&words.len())
        && words.first().is_some_and(|word| capital(word))
        && words.last().is_some_and(|word| capital(word))
        && words.iter().all(|word| capital(word) || particle(word))
        && words.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’')))
        && !words.iter().any(|word| NO_NAMES.contains(word));
    fits.then(|| words.join(" "))
}

/// "professor of social work at …": no sentence, so no verb and no second clause to look for; it
/// does not end as a sentence does, or the byline's name is all that stands before it.
fn is_description(rest: &str) -> bool {
    let first = rest.chars().next();
    first.is_some_and(|c| c.is_lowercase() || c.is_uppercase())
        && !rest.contains(['?', '!', ';', '“', '”'])
        && !rest.contains(". ")
}
