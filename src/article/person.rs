//! When two spellings are one person. Not for telling persons from institutions: that is
//! `clean::byline`'s work.

use super::Slug;

/// Before a name, in lower case without points.
const TITLES: &str = "dr prof professor sir dame lord lady baroness baron mr mrs ms miss mx rev revd reverend cllr \
                      councillor herr frau hr dra sr sra don doña monsieur madame mme mlle sig dott dottssa dhr mevr drs";
/// Behind a name, in lower case without points.
const DEGREES: &str = "obe mbe cbe kbe dbe kcb qc kc mp msp mep phd dphil rn frsa msc bsc";

/// A name without capitals, accents, titles and degrees, so that "Dr Ann Lee" and "ANN  LEE" are
/// one. What would leave less than two words stays: "Baroness Hill", "Sir Martin".
pub fn person_key(name: &str) -> String {
    let key = Slug::from_name(&without_titles(name));
    if key.is_empty() { name.trim().to_lowercase() } else { key.as_str().to_owned() }
}

/// A name as it is written, without titles and degrees; under the same condition.
pub fn without_titles(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut words = words.as_slice();
    while let [first, rest @ ..] = words
        && rest.len() > 1
        && is_in(TITLES, first)
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && rest.len() > 1
        && is_in(DEGREES, last)
    {
        words = rest;
    }
    words.join(" ")
}

/// Whether a word is a title that stands before names: "Dr", "Baroness".
pub fn is_title(word: &str) -> bool {
    is_in(TITLES, word)
}

fn is_in(list: &str, word: &str) -> bool {
    let word = word.trim_matches([',', '.']).replace('.', "").to_lowercase();
    list.split_whitespace().any(|known| known == word)
}
