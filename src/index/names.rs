//! The names of tags, authors and sources that the index has, and which of them a filter's value
//! means. Read once per state of the index: there are hundreds, not millions.

use super::schema::{Fields, UNIT};
use crate::query::{Ending, Value};
use crate::text::words;
use std::collections::{BTreeMap, HashSet};
use tantivy::Searcher;
use tantivy::schema::Field;

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub tags: Vec<TagName>,
    pub authors: Vec<Name>,
    pub sources: Vec<Name>,
    pub addresses: Vec<Name>,
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
        Ok(Self {
            tags: tags.collect(),
            authors: names(fields.author)?,
            sources: names(fields.source)?,
            addresses: names(fields.address)?,
        })
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

    /// Terms of the names of which `value` is a part.
    pub(super) fn parts<'a>(names: &'a [Name], value: &Value) -> Vec<&'a str> {
        let wanted = folded(&value.text);
        let found = |prefix: bool| -> Vec<&str> {
            let means = |name: &&Name| has_part(&name.words, &wanted, prefix);
            names.iter().filter(means).map(|name| name.term.as_str()).collect()
        };
        either(value.ending, found, Vec::is_empty)
    }
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
