//! What is different between two texts, word by word: for the versions of an article.
//!
//! The shortest way from one text to the other (Myers, "An O(ND) difference algorithm", 1986) as long as
//! that is short; texts that have little in common are told as one gone and one new. Paragraphs are told
//! apart by empty lines, and where one ends is a word of its own.

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They stand in both.
    Same,
    /// They stood in the old text only.
    Gone,
    /// They stand in the new text only.
    New,
}

/// Where a paragraph ends.
const BREAK: &str = "\n";
/// Words that are gone or new, beyond which texts have little in common: bounds time and memory.
const MOST: usize = 1500;

/// Stands for the row of a diagonal that no way comes to.
const NOWHERE: isize = isize::MIN / 4;

/// The words of both texts from beginning to end, those of one kind that follow each other together;
/// paragraphs are divided by line breaks.
pub fn changes(old: &str, new: &str) -> Vec<(Change, String)> {
    let (old, new) = (pieces(old), pieces(new));
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_part, last) = old_rest.split_at(old_rest.len() - end);
    let (new_part, _) = new_rest.split_at(new_rest.len() - end);

    let mut told = Told::default();
    let beginning = old.get(..start).unwrap_or_default();
    told.add_all(Change::Same, beginning);
    if let Some(way) = way(old_part, new_part) {
        for (change, word) in way {
            told.add(change, word);
        }
    } else {
        told.add_all(Change::Gone, old_part);
        told.add_all(Change::New, new_part);
    }
    told.add_all(Change::Same, last);
    told.0
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        pieces.extend(paragraph.split_whitespace());
        pieces.push(BREAK);
    }
    pieces.pop();
    pieces
}

/// Words put together again.
#[derive(Default)]
struct Told(Vec<(Change, String)>);

impl Told {
    fn add_all(&mut self, change: Change, words: &[&str]) {
        for word in words {
            self.add(change, word);
        }
    }

    fn add(&mut self, change: Change, word: &str) {
        match self.0.last_mut() {
            Some((last, text)) if *last == change => {
                if word != BREAK && !text.ends_with(BREAK) {
                    text.push(' ');
                }
                text.push_str(word);
            }
            _ => self.0.push((change, word.to_owned())),
        }
    }
}

/// The shortest way from `old` to `new`, if it is no longer than [`MOST`].
fn way<'a>(old: &[&'a str], new: &[&'a str]) -> Option<Vec<(Change, &'a str)>> {
    let (rows, columns) = (old.len() as isize, new.len() as isize);
    // how far down each diagonal a way with so many changes comes; all of them, to find the way back
    let mut reached: Vec<Vec<isize>> = Vec::new();
    let at = |reached: &[isize], edits: isize, diagonal: isize| -> isize {
        usize::try_from(diagonal + edits).ok().and_then(|at| reached.get(at)).copied().unwrap_or(NOWHERE)
    };
    for edits in 0..=MOST as isize {
        let mut now = vec![NOWHERE; 2 * edits as usize + 1];
        for diagonal in (-edits..=edits).step_by(2) {
            let before = reached.last().map_or(&[][..], Vec::as_slice);
            let gone = at(before, edits - 1, diagonal - 1) + 1;
            let added = at(before, edits - 1, diagonal + 1);
            let mut row = if edits == 0 { 0 } else { gone.max(added) };
            while (0..rows).contains(&row) && row - diagonal < columns && word(old, row) == word(new, row - diagonal) {
                row += 1;
            }
            if row < 0 || row > rows || row - diagonal > columns {
                continue;
            }
            if let Some(place) = usize::try_from(diagonal + edits).ok().and_then(|at| now.get_mut(at)) {
                *place = row;
            }
            if row == rows && row - diagonal == columns {
                reached.push(now);
                return Some(walked(&reached, old, new));
            }
        }
        reached.push(now);
    }
    None
}

fn word<'a>(words: &[&'a str], at: isize) -> Option<&'a str> {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied()
}

/// The way back from the end.
fn walked<'a>(reached: &[Vec<isize>], old: &[&'a str], new: &[&'a str]) -> Vec<(Change, &'a str)> {
    let (mut row, mut column) = (old.len() as isize, new.len() as isize);
    let mut way = Vec::new();
    for edits in (0..reached.len() as isize).rev() {
        let before = usize::try_from(edits - 1).ok().and_then(|at| reached.get(at));
        let value = |diagonal: isize| -> isize {
            let place = usize::try_from(diagonal + edits - 1).ok();
            before.zip(place).and_then(|(row, at)| row.get(at)).copied().unwrap_or(NOWHERE)
        };
        let diagonal = row - column;
        let (gone, added) = (value(diagonal - 1) + 1, value(diagonal + 1));
        let start = if edits == 0 { 0 } else { gone.max(added) };
        while row > start && column > 0 {
            (row, column) = (row - 1, column - 1);
            way.extend(word(old, row).map(|word| (Change::Same, word)));
        }
        if edits == 0 {
            break;
        }
        if gone > added {
            row -= 1;
            way.extend(word(old, row).map(|word| (Change::Gone, word)));
        } else {
            column -= 1;
            way.extend(word(new, column).map(|word| (Change::New, word)));
        }
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> String {
        let sign = |(change, text): (Change, String)| match change {
            Change::Same => text,
            Change::Gone => format!("[-{text}-]"),
            Change::New => format!("{{+{text}+}}"),
        };
        changes(old, new).into_iter().map(sign).collect::<Vec<_>>().join(" ").replace('\n', "/")
    }

    #[test]
    fn words_that_differ_are_told() {
        let cases = [
            ("", "", ""),
            ("a b", "a b", "a b"),
            ("a b c", "a x c", "a [-b-] {+x+} c"),
            ("a c", "a b c", "a {+b+} c"),
            ("a b c", "a c", "a [-b-] c"),
            ("", "a", "{+a+}"),
            ("a\n\nb", "a\n\nnew\n\nb", "a/ {+new/+} b"),
            ("one  two", "one two", "one two"),
        ];
        for (old, new, expected) in cases {
            assert_eq!(told(old, new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn texts_with_nothing_in_common_are_told_soon() {
        let (old, new) = ("a ".repeat(20_000), "b ".repeat(20_000));
        assert_eq!(changes(&old, &new).len(), 2);
    }

    proptest! {
        #[test]
        fn each_text_can_be_made_of_what_is_told(old in "([abc]{1,2}[ \n]{1,2}){0,20}", new in "([abc]{1,2}[ \n]{1,2}){0,20}") {
            let told = changes(&old, &new);
            let words = |not: Change| -> Vec<String> {
                let of = told.iter().filter(|(change, _)| *change != not);
                of.flat_map(|(_, text)| text.split_whitespace()).map(str::to_owned).collect()
            };
            prop_assert_eq!(words(Change::New), old.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
            prop_assert_eq!(words(Change::Gone), new.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        }
    }
}
