//! The stories that searching is measured on are like real ones where it counts: their lengths, the
//! spread and the growth of their vocabulary, families of forms, words that come together.

use cuttings::text::{stem, words};
use std::collections::{HashMap, HashSet};

#[path = "../../benches/search/corpus.rs"]
#[allow(dead_code, clippy::pedantic)]
mod corpus;
use corpus::Story;

/// The words of so many stories, folded.
fn texts(stories: usize) -> Vec<Vec<String>> {
    let texts = (0..stories).map(|number| Story::new(number).texts().join("\n"));
    texts.map(|text| words(&text).map(|word| word.text).collect()).collect()
}

#[test]
fn a_story_is_the_same_every_time() {
    assert_eq!(Story::new(77).article(), Story::new(77).article());
    assert_ne!(Story::new(77).title(), Story::new(78).title());
}

#[test]
fn stories_have_about_nine_hundred_words_some_few_and_some_many() {
    let lengths: Vec<usize> = texts(400).iter().map(Vec::len).collect();
    let mean = lengths.iter().sum::<usize>() / lengths.len();
    assert!((800..1000).contains(&mean), "{mean}");
    assert!(lengths.iter().any(|words| *words < 350) && lengths.iter().any(|words| *words > 2000));
}

#[test]
fn the_vocabulary_grows_with_the_archive_but_more_slowly() {
    let vocabulary = |stories: usize| texts(stories).concat().into_iter().collect::<HashSet<String>>().len() as f64;
    let growth = (vocabulary(400) / vocabulary(100)).log(4.0);
    assert!((0.4..0.75).contains(&growth), "Heaps' exponent is {growth}");
}

#[test]
fn words_come_in_several_forms_of_one_stem() {
    let forms: HashSet<String> = texts(200).concat().into_iter().collect();
    let mut families: HashMap<String, usize> = HashMap::new();
    for form in &forms {
        *families.entry(stem(form).into_owned()).or_default() += 1;
    }
    let families: Vec<usize> = families.into_values().filter(|forms| *forms > 1).collect();
    assert!(families.len() * 5 > forms.len() && families.iter().any(|forms| *forms >= 4), "{}", families.len());
}

#[test]
fn the_words_of_a_query_come_from_a_text_as_the_index_has_them() {
    let story = Story::new(5);
    let found: HashSet<String> = words(&story.texts().join("\n")).map(|word| word.text).collect();
    assert!(story.sentences().flatten().all(|token| found.contains(&token.folded())));
}
