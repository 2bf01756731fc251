//! "Did you mean": words, tags and authors that the archive has, in place of ones that it has not.

use super::Effort;
use super::names::{Names, key};
use super::view::View;
use super::vocabulary::{allowed_slips, slips};
use crate::query::{Field, Query, SpotKind};

/// Ways to correct one word.
const EACH: usize = 3;
/// Words of one query that are looked at.
const WORDS: usize = 8;

/// Corrected queries, the likeliest first: the text to run, and the words or names that are new in
/// it.
pub(super) fn suggest(view: &View, query: &Query, effort: Effort) -> tantivy::Result<Vec<(String, String)>> {
    let mut wrong = Vec::new();
    for spot in query.spots() {
        if wrong.len() >= WORDS {
            break;
        }
        let better = match &spot.kind {
            SpotKind::Word(word) if view.articles_with(word)? == 0 => {
                let mut better = if is_in_quotes(query.text(), spot.range.start) {
                    Vec::new()
                } else {
                    named(view.names()?.as_ref(), word)
                };
                better.extend(view.corrections(word, EACH, effort)?);
                better.truncate(EACH);
                better
            }
            SpotKind::Word(_) => Vec::new(),
            SpotKind::Value(field, value) => similar(view.names()?.as_ref(), *field, value),
        };
        if !better.is_empty() {
            wrong.push((spot, better));
        }
    }
    let mut suggestions: Vec<(String, String)> = Vec::new();
    for choice in 0..EACH {
        let mut text = query.text().to_owned();
        let mut label = Vec::new();
        let mut changed = false;
        for (spot, better) in wrong.iter().rev() {
            changed |= choice < better.len();
            let Some(new) = better.get(choice).or(better.first()) else { continue };
            let Some(range) = text.get(spot.range.clone()).map(|_| spot.range.clone()) else { continue };
            let quoted = new.contains(|c: char| !c.is_alphanumeric() && c != '-');
            match spot.kind {
                SpotKind::Value(..) if quoted => text.replace_range(range, &format!("\"{new}\"")),
                _ => text.replace_range(range, new),
            }
            label.insert(0, new.as_str());
        }
        if changed && !suggestions.iter().any(|(known, _)| *known == text) {
            suggestions.push((text, label.join(" ")));
        }
    }
    Ok(suggestions)
}

/// Whether a place in a query is between quotes, where a filter would be words like others.
fn is_in_quotes(query: &str, at: usize) -> bool {
    query.get(..at).is_some_and(|before| before.matches(['"', '“', '”']).count() % 2 == 1)
}

/// Filters by a word that no text has, but the name of a tag or an author.
fn named(names: &Names, word: &str) -> Vec<String> {
    let wanted = key(word);
    let tags = names.tags.iter().filter(|tag| key(&tag.slug) == wanted || key(&tag.name) == wanted);
    let tag = tags.max_by_key(|tag| tag.articles).map(|tag| format!("tag:{}", tag.slug));
    let is_named = |name: &str| name.split_whitespace().any(|part| key(part) == wanted);
    let author = names.authors.iter().any(|author| is_named(&author.term)).then(|| format!("author:{word}"));
    tag.into_iter().chain(author).collect()
}

/// Names near to one that no article has.
fn similar(names: &Names, field: Field, value: &str) -> Vec<String> {
    let wanted: Vec<char> = key(value).chars().collect();
    let mut found: Vec<(usize, u64, String)> = Vec::new();
    let mut look = |known: &str, name: &str, articles: u64| {
        let known: Vec<char> = known.chars().collect();
        if let Some(slips) = slips(&wanted, &known, allowed_slips(wanted.len())) {
            found.push((slips, articles, name.to_owned()));
        }
    };
    match field {
        Field::Tag => names.tags.iter().for_each(|tag| {
            look(&key(&tag.slug), &tag.slug, tag.articles);
            look(&key(&tag.name), &tag.slug, tag.articles);
        }),
        Field::Author => names.authors.iter().for_each(|author| {
            look(&key(&author.term), &author.term, author.articles);
            author.term.split_whitespace().for_each(|part| look(&key(part), part, author.articles));
        }),
        _ => {}
    }
    if found.iter().any(|(slips, ..)| *slips == 0) {
        return Vec::new();
    }
    found.sort_by(|a, b| (a.0, b.1, &a.2).cmp(&(b.0, a.1, &b.2)));
    let mut better: Vec<String> = Vec::new();
    for (_, _, name) in found {
        if better.len() < EACH && !better.contains(&name) {
            better.push(name);
        }
    }
    better
}
