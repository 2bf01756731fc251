//! Where the words of a query stand in a text, by the same rules that found it.

use super::words::{Word, fold, stem, words};
use std::ops::Range;

/// One thing to look for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Needle {
    /// A folded word; every word with the same stem matches.
    Word(String),
    /// A folded beginning; every word that starts so matches.
    Prefix(String),
    /// Folded words that must follow each other, compared by stem; one word or more.
    Phrase(Vec<String>),
}

/// All that a query looks for in titles and texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needles(Vec<Prepared>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Prepared {
    Stem(String),
    Prefix(String),
    Phrase(Vec<String>),
}

impl Needles {
    /// Prepares needles for many texts.
    pub fn new(needles: impl IntoIterator<Item = Needle>) -> Self {
        Self(
            needles
                .into_iter()
                .map(|needle| match needle {
                    Needle::Word(word) => Prepared::Stem(stem(&fold(&word)).into_owned()),
                    Needle::Prefix(prefix) => Prepared::Prefix(fold(&prefix).into_owned()),
                    Needle::Phrase(phrase) => {
                        Prepared::Phrase(phrase.iter().map(|word| stem(&fold(word)).into_owned()).collect())
                    }
                })
                .collect(),
        )
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things there are to look for.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Every match: byte range and the number of the needle, sorted by where it starts. Ranges of
    /// different needles may overlap.
    pub fn matches(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        if self.is_empty() {
            return Vec::new();
        }
        let words: Vec<Word> = words(text).collect();
        let stems: Vec<_> = words.iter().map(|word| stem(&word.text)).collect();
        let mut found = Vec::new();
        for at in 0..words.len() {
            for (number, needle) in self.0.iter().enumerate() {
                let length = match needle {
                    Prepared::Stem(wanted) => usize::from(stems[at] == wanted.as_str()),
                    Prepared::Prefix(prefix) => usize::from(words[at].text.starts_with(prefix.as_str())),
                    Prepared::Phrase(phrase) => {
                        let here = at + phrase.len() <= words.len()
                            && phrase.iter().zip(&stems[at..]).all(|(wanted, stem)| stem == wanted.as_str());
                        if here { phrase.len() } else { 0 }
                    }
                };
                if length > 0 {
                    found.push((words[at].range.start..words[at + length - 1].range.end, number));
                }
            }
        }
        found
    }

    /// The matches as byte ranges that neither overlap nor touch, in order.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut merged: Vec<Range<usize>> = Vec::new();
        for (range, _) in self.matches(text) {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::{Needle, Needles};

    fn found(needles: Vec<Needle>, text: &str) -> Vec<&str> {
        Needles::new(needles).ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_found_by_stem_prefixes_by_letters_and_phrases_in_order() {
        let text = "Bullied staff; the bullies’ culture of bullying, “culture OF  bullying”";
        let word = |word: &str| Needle::Word(word.to_owned());
        let phrase = |words: &[&str]| Needle::Phrase(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(found(vec![word("bully")], text), ["Bullied", "bullies", "bullying", "bullying"]);
        assert_eq!(found(vec![Needle::Prefix("bullyi".to_owned())], text), ["bullying", "bullying"]);
        let cultures = ["culture of bullying", "culture OF  bullying"];
        assert_eq!(found(vec![phrase(&["culture", "of", "bullying"])], text), cultures);
        assert_eq!(found(vec![phrase(&["of", "culture"])], text), [""; 0]);
    }

    #[test]
    fn overlapping_matches_are_one_range() {
        let needles =
            vec![Needle::Word("culture".to_owned()), Needle::Phrase(vec!["a".to_owned(), "culture".to_owned()])];
        assert_eq!(found(needles, "a culture"), ["a culture"]);
    }
}
