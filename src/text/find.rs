//! Finds a text within a text as people do on a page: letter by letter, whatever the case, the
//! accents and the kind of apostrophe. For the reader's find within an article; searching the
//! archive goes by words and stems, see [`super::Needles`].

use super::words::fold;
use std::ops::Range;

/// Byte ranges of `wanted` in `text`, in order, not overlapping. Nothing wanted, nothing found.
pub fn find(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = folded(wanted).map(|(c, _)| c).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let letters: Vec<(char, Range<usize>)> = folded(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= letters.len() {
        let here = &letters[at..at + wanted.len()];
        if here.iter().map(|(c, _)| c).eq(&wanted) {
            found.push(here[0].1.start..here[wanted.len() - 1].1.end);
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    found
}

fn folded(text: &str) -> impl Iterator<Item = (char, Range<usize>)> + '_ {
    text.char_indices().flat_map(|(at, c)| {
        let range = at..at + c.len_utf8();
        let mut buffer = [0; 4];
        let folded: Vec<char> = match c {
            '“' | '”' => vec!['"'],
            c if c.is_ascii() => vec![c.to_ascii_lowercase()].into_iter().filter(|c| *c != '\'').collect(),
            c => fold(c.encode_utf8(&mut buffer)).chars().collect(),
        };
        folded.into_iter().map(move |c| (c, range.clone()))
    })
}
