//! The words that the index has, as they are written: to complete a beginning, and to correct a
//! word that it does not have.

use super::schema::Fields;
use crate::text::stem;
use std::collections::HashMap;
use tantivy::{Searcher, Term};

/// Words that begin with `prefix`, those in most articles first.
pub(super) fn completions(
    searcher: &Searcher,
    fields: &Fields,
    prefix: &str,
    most: usize,
) -> tantivy::Result<Vec<String>> {
    let mut end = prefix.as_bytes().to_vec();
    let Some(last) = end.last_mut() else { return Ok(Vec::new()) };
    *last += 1; // the bytes of UTF-8 end below 255
    let mut found: HashMap<String, u64> = HashMap::new();
    walk(searcher, fields, prefix.as_bytes(), Some(&end), &mut |word, articles| match found.get_mut(word) {
        Some(count) => *count += articles,
        None => {
            found.insert(word.to_owned(), articles);
        }
    })?;
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    let order = |a: &(String, u64), b: &(String, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if found.len() > most {
        found.select_nth_unstable_by(most, order);
        found.truncate(most);
    }
    found.sort_unstable_by(order);
    Ok(found.into_iter().map(|(word, _)| word).collect())
}

/// In how many articles a form of the word stands.
pub(super) fn articles_with(searcher: &Searcher, fields: &Fields, word: &str) -> tantivy::Result<u64> {
    let stem = stem(word);
    let with = |field| searcher.doc_freq(&Term::from_field_text(field, &stem));
    Ok(with(fields.text)? + with(fields.recurring)?)
}

/// Words that `word` may be a slip of the finger for: the nearest first, of these the most frequent.
pub(super) fn corrections(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
    most: usize,
) -> tantivy::Result<Vec<String>> {
    let wanted: Vec<char> = word.chars().collect();
    let allowed = allowed_slips(wanted.len());
    if allowed == 0 {
        return Ok(Vec::new());
    }
    let mut found: HashMap<String, (usize, u64)> = HashMap::new();
    let mut chars = Vec::new();
    walk(searcher, fields, b"", None, &mut |known, articles| {
        if known.len() > wanted.len() * 4 + 8 {
            return;
        }
        chars.clear();
        chars.extend(known.chars());
        if let Some(slips) = slips(&wanted, &chars, allowed) {
            found.entry(known.to_owned()).or_insert((slips, 0)).1 += articles;
        }
    })?;
    let mut found: Vec<(String, (usize, u64))> = found.into_iter().collect();
    found.sort_unstable_by(|(a, (near, many)), (b, (nearer, more))| {
        near.cmp(nearer).then(more.cmp(many)).then_with(|| a.cmp(b))
    });
    Ok(found.into_iter().take(most).map(|(word, _)| word).collect())
}

/// A short word has few letters to go by.
pub(super) fn allowed_slips(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

/// Letters left out, put in, changed or swapped with their neighbour (optimal string alignment),
/// if they are no more than `allowed`.
pub(super) fn slips(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|slips| *slips > allowed) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|slips| *slips <= allowed)
}

/// Every word from `start` to before `end` with the number of articles it is in, segment by segment.
fn walk(
    searcher: &Searcher,
    fields: &Fields,
    start: &[u8],
    end: Option<&[u8]>,
    take: &mut dyn FnMut(&str, u64),
) -> tantivy::Result<()> {
    let fields = [fields.surface, fields.recurring_surface];
    for (segment, field) in searcher.segment_readers().iter().flat_map(|segment| fields.map(|field| (segment, field))) {
        let index = segment.inverted_index(field)?;
        let range = index.terms().range().ge(start);
        let range = if let Some(end) = end { range.lt(end) } else { range };
        let mut stream = range.into_stream()?;
        while stream.advance() {
            if let Ok(word) = std::str::from_utf8(stream.key()) {
                take(word, u64::from(stream.value().doc_freq));
            }
        }
    }
    Ok(())
}
