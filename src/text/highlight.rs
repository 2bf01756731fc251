//! Where the words of a query stand in a text, by the same rules that found it.

use super::words::{Words, fold, stem, words};
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
        let mut begins = [false; 256];
        let firsts = self.0.iter().filter_map(|needle| match needle {
            Prepared::Stem(text) | Prepared::Prefix(text) => text.as_bytes().first(),
            Prepared::Phrase(phrase) => phrase.first()?.as_bytes().first(),
        });
        firsts.for_each(|first| begins[usize::from(*first)] = true);
        let mut found = Vec::new();
        let mut words = words(text);
        // a stem begins as its word does, and most words begin as nothing that is looked for
        while let Some(word) = words.next_beginning(&begins) {
            let first = word.text.as_bytes().first();
            if !first.is_some_and(|first| begins[usize::from(*first)]) {
                continue;
            }
            let stem = stem(&word.text);
            for (number, needle) in self.0.iter().enumerate() {
                let end = match needle {
                    Prepared::Stem(wanted) => (*stem == *wanted).then_some(word.range.end),
                    Prepared::Prefix(prefix) => word.text.starts_with(prefix.as_str()).then_some(word.range.end),
                    Prepared::Phrase(phrase) => end_of(phrase, &stem, word.range.end, words.clone()),
                };
                found.extend(end.map(|end| (word.range.start..end, number)));
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

/// Where a phrase ends that begins with a word of this stem and end, if the words after it are the
/// rest of it.
fn end_of(phrase: &[String], stemmed: &str, end: usize, mut after: Words) -> Option<usize> {
    let (first, rest) = phrase.split_first()?;
    if first != stemmed {
        return None;
    }
    rest.iter().try_fold(end, |_, wanted| {
        let word = after.next()?;
        (*stem(&word.text) == **wanted).then_some(word.range.end)
    })
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
