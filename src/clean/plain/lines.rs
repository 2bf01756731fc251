//! Lines of plain text put together to what they were before a printer or a mail program broke
//! them: paragraphs and list items.

use super::list::{Mark, Rare, label, mark};
use super::{PRINTED, Place, Removal, without_remnants, without_typesetting};
use crate::text::safe_line;
use std::collections::HashSet;

/// A paragraph or list item on one line.
#[derive(Debug)]
pub struct Line {
    /// Of a list item.
    pub mark: Option<Mark>,
    /// How far it is set in, in characters.
    pub indent: usize,
    pub text: String,
}

/// Lines without an empty one between them.
pub type Group = Vec<Line>;

/// All groups of a text.
pub fn groups(lines: &[&str], removed: &mut Vec<Removal>) -> Vec<Group> {
    let groups = raw_groups(lines, removed);
    let rare = Rare::of(groups.iter().flatten().copied());
    let printed = Printed::of(&groups, rare);
    let mut out: Vec<Group> = groups.iter().map(|group| joined(group, &printed, rare)).collect();
    out.retain(|group| !group.is_empty());
    // a glyph on a line of its own marks the next text
    let mut bare: Option<(Mark, usize)> = None;
    for group in &mut out {
        let mut read: Group = Vec::with_capacity(group.len());
        for line in group.drain(..) {
            match (line.mark, line.text.is_empty()) {
                (Some(mark), true) => bare = Some((mark, line.indent)),
                (None, false) => {
                    let (mark, indent) = bare.take().map_or((None, line.indent), |(mark, indent)| (Some(mark), indent));
                    read.push(Line { mark, indent, ..line });
                }
                _ => {
                    bare = None;
                    read.push(line);
                }
            }
        }
        *group = read;
    }
    out.retain(|group| !group.is_empty());
    out
}

fn raw_groups<'a>(lines: &[&'a str], removed: &mut Vec<Removal>) -> Vec<Vec<&'a str>> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines {
        let (line, remnants) = without_remnants(line);
        removed.extend((0..remnants).map(|_| Removal::new(Place::Body, "]]>", "cdata-remnant")));
        if !line.trim().is_empty() {
            if let Some(group) = groups.last_mut() {
                group.push(line);
            }
        } else if remnants == 0 && groups.last().is_some_and(|group| !group.is_empty()) {
            groups.push(Vec::new());
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// What is known of a text as it was printed.
struct Printed {
    /// The width that its lines were broken at, in characters; `None` if they were not.
    width: Option<usize>,
    /// Its words, for words that were parted at a line's end.
    words: HashSet<String>,
}

impl Printed {
    /// Lines broken at a width: nearly all that have another line after them are almost as long as
    /// the longest, and none is long.
    fn of(groups: &[Vec<&str>], rare: Rare) -> Self {
        let pairs = groups.iter().flat_map(|group| group.windows(2));
        let begins = |line: &str| mark(line.trim(), rare).is_some() || label(line.trim()).is_some();
        let inner = pairs.filter(|pair| !begins(pair[1])).map(|pair| pair[0]);
        let mut lengths: Vec<usize> = inner.map(|line| line.chars().count()).collect();
        lengths.sort_unstable();
        let longest = groups.iter().flatten().map(|line| line.chars().count()).max().unwrap_or(0);
        let width = lengths.get(lengths.len() * 9 / 10).copied().filter(|width| {
            let full = lengths.iter().filter(|length| **length * 10 >= width * 7).count();
            longest <= PRINTED + 20 && *width >= 40 && full * 10 >= lengths.len() * 6
        });
        let parted = groups.iter().flatten().any(|line| line.ends_with('-'));
        let words =
            groups.iter().flatten().filter(|_| width.is_some() && parted).flat_map(|line| line.split_whitespace());
        Self { width, words: words.map(bare_word).collect() }
    }

    /// Whether a line goes on in the next: it is full, or the next could not begin anything.
    fn goes_on(&self, last: &str, length: usize, next: &str) -> bool {
        let Some(width) = self.width else { return false };
        let word = next.split_whitespace().next().unwrap_or("").chars().count();
        length + 1 + word > width * 4 / 5 || last.ends_with('-') || next.starts_with(char::is_lowercase)
    }

    /// A word parted at a line's end, put together. Its hyphen goes only where the text has the
    /// whole word elsewhere, else it may be the word's own.
    fn put_together(&self, last: &mut String, next: &str) {
        if last.ends_with('\u{ad}') {
            last.pop();
        } else if last.ends_with('-') && !last.ends_with(" -") && next.starts_with(char::is_lowercase) {
            let front = last.rsplit(char::is_whitespace).next().unwrap_or("").trim_end_matches('-');
            let back = next.split_whitespace().next().unwrap_or("");
            if self.words.contains(&bare_word(&format!("{front}{back}"))) {
                last.pop();
            }
        } else {
            last.push(' ');
        }
        last.push_str(next);
    }
}

fn bare_word(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The lines of a group as paragraphs and items: each up to the next mark or the end of a text that
/// does not fill its line.
fn joined(group: &[&str], printed: &Printed, rare: Rare) -> Group {
    let mut out: Group = Vec::new();
    let mut length = 0;
    for raw in group {
        let indent = raw.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let line = safe_line(raw);
        let own_length = raw.chars().count();
        if let Some((mark, text)) = mark(&line, rare) {
            out.push(Line { mark: Some(mark), indent, text: text.to_owned() });
        } else if line.is_empty() {
            continue;
        } else {
            match out.last_mut() {
                Some(last) if !last.text.is_empty() && continues(last, length, &line, indent, printed) => {
                    printed.put_together(&mut last.text, &line);
                }
                _ => out.push(Line { mark: None, indent, text: line }),
            }
        }
        length = own_length;
    }
    for line in &mut out {
        line.text = safe_line(&without_typesetting(&line.text));
        // a dash on a line of its own marks the text that was put to it
        if let (None, Some((mark, text))) = (line.mark, mark(&line.text, rare)) {
            (line.mark, line.text) = (Some(mark), text.to_owned());
        }
    }
    out.retain(|line| line.mark.is_some() || !line.text.is_empty());
    out
}

fn continues(last: &Line, length: usize, line: &str, indent: usize, printed: &Printed) -> bool {
    if label(line).is_some() {
        return false;
    }
    let is_item = last.mark.is_some();
    let ends = last.text.ends_with(['.', '!', '?', ':', ';', '。']);
    let set_in = is_item && indent > last.indent + 1 && indent <= last.indent + 8;
    let in_item = is_item && !ends && line.starts_with(char::is_lowercase);
    last.text.ends_with('\u{ad}') || printed.goes_on(&last.text, length, line) || set_in || in_item
}
