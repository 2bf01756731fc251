//! Authors as texts and fields name them: "By Matt Bee", "By Ray Jones, professor of …", "Ann Lee
//! and Bo Ray".
//!
//! A byline is a short line of its own that opens with the language's word for it and goes on with
//! a name: two to six capitalised words. Sentences that begin alike ("By Christmas, half …") are
//! told by what follows. Words are in `assets/rules/bylines.txt`. Where bylines stand is `fields`'s
//! part.

use super::rules::{Openings, phrases, words};
use crate::article::person_key;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const FILE: &str = include_str!("../../assets/rules/bylines.txt");

static OPENERS: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "opener"));
static ALONE: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "alone"));
static AND: LazyLock<Vec<String>> =
    LazyLock::new(|| phrases(FILE, "and").into_iter().map(|and| format!(" {and} ")).collect());
static PARTICLES: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "particle"));
static NO_NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let roles = words(FILE, "role").into_iter().filter(|role| !TITLES_TOO.contains(role));
    words(FILE, "not").into_iter().chain(roles).map(str::to_lowercase).collect()
});
static ROLES: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "role"));

/// First words that make it a sentence.
static NO_FIRST_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "first"));

/// Roles that are titles or surnames as well.
const TITLES_TOO: [&str; 9] =
    ["professor", "prof", "doctor", "judge", "councillor", "head", "nurse", "fellow", "reader"];
/// Longer lines are no bylines, in characters.
const LONGEST: usize = 240;
/// A description without a word for what a person is, in words.
const LONGEST_DESCRIPTION: usize = 8;
/// What ends the names of a byline.
const ENDS: [char; 6] = [',', '|', '(', '–', '—', '•'];

/// The authors that a line names as a byline does, and whether it says nothing else.
pub(super) fn read(line: &str) -> Option<(Vec<String>, bool)> {
    if line.len() > 4 * LONGEST || line.chars().count() > LONGEST || line.contains('\n') {
        return None;
    }
    // An extract on a blog opens with a quotation mark and points.
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = OPENERS.after(line)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let is_parted = rest.starts_with(char::is_whitespace);
    let (names, rest) = rest.split_at(end_of_names(rest));
    let names: Vec<String> = names_in(names)?;
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let whole = rest.trim_matches('.').is_empty();
    let small = line.starts_with(char::is_lowercase);
    (is_parted && !names.is_empty() && (whole || !small && is_description(rest))).then_some((names, whole))
}

/// Up to the comma, bracket or bar after which the author is described.
fn end_of_names(text: &str) -> usize {
    let mut at = 0;
    for part in text.split_inclusive(ENDS) {
        // "By Ann Lee, Bo Ray and Cy Day": the comma parts names, as long as names follow.
        if names_in(part.trim_end_matches(ENDS)).is_none() {
            break;
        }
        at += part.len();
        if !part.ends_with(',') {
            break;
        }
    }
    at
}

/// All names of a list; `None` if a part of it is no name.
fn names_in(text: &str) -> Option<Vec<String>> {
    let mut parts: Vec<&str> = text.split([',', '|', '(', '–', '—', '•', '&', ';', '/']).collect();
    for and in AND.iter() {
        parts = parts.into_iter().flat_map(|part| part.split(and.as_str())).collect();
    }
    let parts = parts.into_iter().map(|part| {
        let part = part.trim();
        let part = AND.iter().find_map(|and| part.strip_prefix(and.trim_start())).unwrap_or(part);
        part.trim_end_matches(['.', ':', '’', '”', ' '])
    });
    parts.filter(|part| !part.is_empty()).map(name).collect()
}

/// Two to six words that begin with capitals, small words such as "de" and "von" between them.
fn name(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let is_alone = words.len() == 1 && ALONE.contains(&text.to_lowercase().as_str());
    let fits = (2..=6).contains(&words.len())
        && words.first().is_some_and(|word| capital(word) || PARTICLES.contains(word))
        && words.last().is_some_and(|word| capital(word))
        && words.first() != words.last()
        && words.iter().filter(|word| capital(word)).count() > 1
        && words.iter().all(|word| capital(word) || PARTICLES.contains(word) || is_elided(word))
        && words.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’')))
        && !words.first().is_some_and(|word| NO_FIRST_NAMES.contains(word))
        && !words.iter().any(|word| NO_NAMES.contains(word.to_lowercase().as_str()));
    (fits || is_alone).then(|| words.join(" "))
}

/// "d’Arc", "ap-Rhys", "al-Din".
fn is_elided(word: &str) -> bool {
    let tail = word.split(['’', '\'', '-']).nth(1);
    tail.is_some_and(|tail| tail.starts_with(char::is_uppercase))
}

/// "professor of social work at …": says what a person is, or is too short to be a sentence and
/// does not end as one.
fn is_description(rest: &str) -> bool {
    let is_plain =
        rest.starts_with(char::is_alphanumeric) && !rest.contains(['?', '!', ';', '“', '”']) && !rest.contains(". ");
    let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let says_role = words.clone().take(LONGEST_DESCRIPTION).any(|word| ROLES.contains(&word.to_lowercase().as_str()));
    is_plain && (says_role || !rest.ends_with('.') && words.nth(LONGEST_DESCRIPTION).is_none())
}

/// Names as fields and bylines have them, each person once: a field of several names is taken
/// apart where every part is a whole name ("Lee, Ann" is one), and of two spellings the first
/// counts, unless it is all in capitals.
pub fn distinct(names: Vec<String>) -> Vec<String> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut out: Vec<String> = Vec::new();
    for name in names.into_iter().flat_map(|names| apart(&names)).filter(|name| !name.is_empty()) {
        let place = *places.entry(person_key(&name)).or_insert(out.len());
        match out.get_mut(place) {
            None => out.push(name),
            Some(known) if is_shouted(known) && !is_shouted(&name) => *known = name,
            Some(_) => {}
        }
    }
    out
}

fn apart(field: &str) -> Vec<String> {
    let field = field.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((names, true)) = read(&field) {
        return names;
    }
    if let Some(names) = names_in(&field).filter(|names| names.len() > 1) {
        return names;
    }
    // "Lee, Ann; Ray, Bo"
    let parts: Vec<&str> = field.split(';').map(str::trim).collect();
    let is_list = parts.len() > 1 && parts.iter().all(|part| (2..=5).contains(&part.split(' ').count()));
    if is_list { parts.into_iter().map(str::to_owned).collect() } else { vec![field] }
}

fn is_shouted(name: &str) -> bool {
    !name.contains(char::is_lowercase)
}
