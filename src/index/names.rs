//! The names of tags, authors and sources that the index has, and which of them a filter's value
//! means. Tags and authors are read when one is first asked for, and kept: there are hundreds. Sources
//! may be as many as articles, where each was a page of its own, so their names are never held; they are
//! gone through where one is asked for, and what was found is remembered.

use super::locked;
use super::place::Place;
use super::schema::{Fields, UNIT};
use super::view::{Meant, View};
use crate::query::{Ending, Value};
use crate::text::words;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tantivy::Searcher;
use tantivy::schema::Field;

/// Of so many values it is remembered which sources they mean.
const MOST_REMEMBERED: usize = 16;

/// All names of tags and authors.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub tags: Vec<TagName>,
    pub authors: Vec<Name>,
}

/// One term of the field `tag`: a slug together with a name that some article has for it.
#[derive(Debug)]
pub(super) struct TagName {
    pub term: String,
    pub slug: String,
    pub name: String,
    pub articles: u64,
    /// The words of slug and name, joined by spaces.
    keys: [String; 2],
}

#[derive(Debug)]
pub(super) struct Name {
    pub term: String,
    pub articles: u64,
    words: Vec<String>,
}

impl Names {
    pub(super) fn read(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let names = |field| -> tantivy::Result<Vec<Name>> {
            let terms = terms(searcher, field)?.into_iter();
            Ok(terms.map(|(term, articles)| Name { words: folded(&term), term, articles }).collect())
        };
        let tags = terms(searcher, fields.tag)?.into_iter().map(|(term, articles)| {
            let (slug, name) = tag_parts(&term);
            let keys = [key(slug), key(name)];
            TagName { slug: slug.to_owned(), name: name.to_owned(), term, articles, keys }
        });
        Ok(Self { tags: tags.collect(), authors: names(fields.author)? })
    }

    /// Terms of the tags whose slug or name is `value`, case, accents and hyphens aside.
    pub(super) fn tags(&self, value: &Value) -> Vec<&str> {
        let wanted = key(&value.text);
        let slugs = |prefix: bool| -> HashSet<&str> {
            let means = |key: &String| if prefix { key.starts_with(&wanted) } else { *key == wanted };
            let found = self.tags.iter().filter(|tag| !wanted.is_empty() && tag.keys.iter().any(means));
            found.map(|tag| tag.slug.as_str()).collect()
        };
        let found = either(value.ending, slugs, HashSet::is_empty);
        self.tags.iter().filter(|tag| found.contains(tag.slug.as_str())).map(|tag| tag.term.as_str()).collect()
    }

    /// Authors of whose names `value` is a part.
    pub(super) fn authors(&self, value: &Value) -> Vec<&str> {
        let wanted = folded(&value.text);
        let found = |prefix: bool| -> Vec<&str> {
            let means = |name: &&Name| has_part(&name.words, &wanted, prefix);
            self.authors.iter().filter(means).map(|name| name.term.as_str()).collect()
        };
        either(value.ending, found, Vec::is_empty)
    }
}

impl View {
    /// The lists of the names in a field of which `value` is a part.
    pub(super) fn with_part(&self, field: Field, value: &Value) -> tantivy::Result<Arc<[Place]>> {
        let is_asked = |(of, known, _): &&Meant| *of == field && known == value;
        if let Some((_, _, found)) = locked(&self.in_sources).iter().find(is_asked) {
            return Ok(found.clone());
        }
        let found = self.look_through(field, value)?;
        let mut remembered = locked(&self.in_sources);
        remembered.truncate(MOST_REMEMBERED - 1);
        remembered.insert(0, (field, value.clone(), found.clone()));
        Ok(found)
    }

    fn look_through(&self, field: Field, value: &Value) -> tantivy::Result<Arc<[Place]>> {
        let wanted = folded(&value.text);
        // most names are told apart by their letters, before they are taken apart into words
        let telling = wanted.iter().filter(|word| word.is_ascii()).max_by_key(|word| word.len());
        let telling: Vec<u8> = telling.map_or_else(Vec::new, |word| word.bytes().collect());
        let (mut whole, mut begun) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let index = part.segment.inverted_index(field)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                let name = stream.key();
                if name.is_ascii() && !has_letters(name, &telling) {
                    continue;
                }
                let Ok(name) = std::str::from_utf8(name) else { continue };
                let words = folded(name);
                let is_whole = has_part(&words, &wanted, false);
                if is_whole || has_part(&words, &wanted, true) {
                    let place = Place { segment: part.segment.segment_id(), field, list: stream.value().clone() };
                    begun.push(place.clone());
                    whole.extend(is_whole.then_some(place));
                }
            }
        }
        let found = |prefix: bool| if prefix { begun.clone() } else { whole.clone() };
        Ok(either(value.ending, found, Vec::is_empty).into())
    }
}

/// Whether these letters follow one another somewhere, apostrophes and case aside.
fn has_letters(name: &[u8], letters: &[u8]) -> bool {
    let Some((first, rest)) = letters.split_first() else { return true };
    (0..name.len()).filter(|at| name[*at].eq_ignore_ascii_case(first)).any(|at| {
        let mut after = name[at + 1..].iter().filter(|byte| **byte != b'\'');
        rest.iter().all(|letter| after.next().is_some_and(|byte| byte.eq_ignore_ascii_case(letter)))
    })
}

/// What is still being typed is taken as it stands, and as a beginning where that means nothing.
fn either<T>(ending: Ending, find: impl Fn(bool) -> T, is_empty: impl Fn(&T) -> bool) -> T {
    let found = find(ending == Ending::Prefix);
    if ending == Ending::Unfinished && is_empty(&found) { find(true) } else { found }
}

fn has_part(name: &[String], wanted: &[String], prefix: bool) -> bool {
    let Some((last, first)) = wanted.split_last() else { return false };
    name.windows(wanted.len()).any(|part| {
        let end = &part[first.len()];
        part.starts_with(first) && if prefix { end.starts_with(last.as_str()) } else { end == last }
    })
}

/// Slug and name of a term of the field `tag`.
pub(super) fn tag_parts(term: &str) -> (&str, &str) {
    term.split_once(UNIT).unwrap_or((term, term))
}

fn folded(text: &str) -> Vec<String> {
    words(text).map(|word| word.text).collect()
}

/// Words joined by spaces; what has none is itself.
pub(super) fn key(text: &str) -> String {
    let words = folded(text);
    if words.is_empty() { text.trim().to_lowercase() } else { words.join(" ") }
}

/// Every term of a field and in how many articles it is.
fn terms(searcher: &Searcher, field: Field) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut terms = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().stream()?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                *terms.entry(term.to_owned()).or_insert(0) += u64::from(stream.value().doc_freq);
            }
        }
    }
    Ok(terms)
}
