//! A text of several lines being written: what is in it, where the caret stands, how it breaks into
//! lines. Plain data and plain edits; the caret is always between graphemes.

use crate::text::{safe, width, wrap};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// More than a note may have is not taken in.
const LONGEST: usize = 1 << 20;

/// The text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Writing {
    text: String,
    /// Bytes before the caret.
    caret: usize,
    /// Lines of the width that it was last fitted to.
    lines: Vec<Range<usize>>,
    columns: usize,
    /// First line on the screen.
    top: usize,
    /// The column that going up and down keeps to.
    goal: Option<usize>,
}

/// A way for the caret to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// A grapheme back.
    Left,
    /// A grapheme on.
    Right,
    /// To the beginning of a word.
    WordLeft,
    /// Behind the end of a word.
    WordRight,
    /// So many lines down, or up.
    Lines(isize),
    /// To the beginning of the line.
    LineStart,
    /// To its end.
    LineEnd,
    /// To the very beginning.
    Start,
    /// To the very end.
    End,
}

impl Writing {
    /// A text with the caret at its end.
    pub fn new(text: &str) -> Self {
        let mut writing = Self::default();
        writing.insert(text);
        writing
    }

    /// What is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its lines: byte ranges without the white space at their ends; at least one.
    pub fn lines(&self) -> &[Range<usize>] {
        &self.lines
    }

    /// First line on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Line and column of the caret.
    pub fn place(&self) -> (usize, usize) {
        let line = self.line_of(self.caret);
        let start = self.lines.get(line).map_or(0, |line| line.start);
        let column = self.text.get(start..self.caret).map_or(0, width);
        (line, column.min(self.columns))
    }

    /// Breaks it into lines of so many columns and keeps the caret on a screen of so many rows.
    pub fn fit(&mut self, columns: usize, rows: usize) {
        self.columns = columns;
        self.lines = wrap(&self.text, columns);
        let (line, rows) = (self.line_of(self.caret), rows.max(1));
        self.top = self.top.min(line).max((line + 1).saturating_sub(rows));
    }

    /// Puts a text in at the caret, made safe, tabs as spaces.
    pub fn insert(&mut self, text: &str) {
        let text = safe(text).replace('\t', "    ");
        let mut end = text.len().min(LONGEST.saturating_sub(self.text.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.insert_str(self.caret, &text[..end]);
        self.caret += end;
        // what came may have joined what follows it
        self.caret = self.boundary_from(self.caret);
        self.changed();
    }

    /// Takes away what lies between the caret and where it would go.
    pub fn delete(&mut self, way: Motion) {
        let to = self.target(way);
        let gone = self.caret.min(to)..self.caret.max(to);
        self.caret = gone.start;
        self.text.replace_range(gone, "");
        self.caret = self.boundary_from(self.caret);
        self.changed();
    }

    /// Takes everything away and puts this in its place.
    pub fn replace(&mut self, text: &str) {
        self.text.clear();
        self.caret = 0;
        self.insert(text);
    }

    /// Moves the caret.
    pub fn go(&mut self, way: Motion) {
        let column = self.goal.unwrap_or_else(|| self.place().1);
        self.caret = self.target(way);
        self.goal = matches!(way, Motion::Lines(_)).then_some(column);
    }

    /// Puts the caret at a cell of the screen.
    pub fn go_to(&mut self, row: usize, column: usize) {
        self.caret = self.at(self.top + row, column);
        self.goal = None;
    }

    fn changed(&mut self) {
        self.goal = None;
        self.lines = wrap(&self.text, self.columns.max(1));
    }

    fn target(&self, way: Motion) -> usize {
        let line = self.line_of(self.caret);
        match way {
            Motion::Left => self.before(self.caret),
            Motion::Right => self.after(self.caret),
            Motion::WordLeft => {
                let mut words = self.text[..self.caret].unicode_word_indices();
                words.next_back().map_or(0, |(at, _)| at)
            }
            Motion::WordRight => {
                let word = self.text[self.caret..].unicode_word_indices().next();
                word.map_or(self.text.len(), |(at, word)| self.caret + at + word.len())
            }
            Motion::Lines(by) => {
                let to = line.saturating_add_signed(by);
                if by < 0 && line == 0 {
                    0
                } else if to >= self.lines.len() {
                    self.text.len()
                } else {
                    self.at(to, self.goal.unwrap_or_else(|| self.place().1))
                }
            }
            Motion::LineStart => self.lines.get(line).map_or(0, |line| line.start),
            Motion::LineEnd => self.last_of(line),
            Motion::Start => 0,
            Motion::End => self.text.len(),
        }
    }

    /// The line that a byte is on.
    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.start <= at).saturating_sub(1)
    }

    /// The last place of the caret on a line: before the line feed, or before what the next line begins
    /// with.
    fn last_of(&self, line: usize) -> usize {
        match self.lines.get(line + 1) {
            Some(next) => self.before(next.start),
            None => self.text.len(),
        }
    }

    /// The place on a line that is nearest to a column.
    fn at(&self, line: usize, column: usize) -> usize {
        let Some(range) = self.lines.get(line) else { return self.text.len() };
        let mut used = 0;
        for (at, grapheme) in self.text[range.clone()].grapheme_indices(true) {
            used += width(grapheme);
            if used > column {
                return range.start + at;
            }
        }
        range.end.min(self.last_of(line))
    }

    fn before(&self, at: usize) -> usize {
        self.text[..at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self, at: usize) -> usize {
        self.text[at..].graphemes(true).next().map_or(at, |grapheme| at + grapheme.len())
    }

    /// The end of the grapheme that a byte is within.
    fn boundary_from(&self, at: usize) -> usize {
        // a grapheme does not go beyond its line
        let start = self.text[..at].rfind('\n').map_or(0, |feed| feed + 1);
        let mut place = start;
        for grapheme in self.text[start..].graphemes(true) {
            if place >= at {
                break;
            }
            place += grapheme.len();
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::{Motion, Writing};
    use unicode_segmentation::UnicodeSegmentation;

    fn written(text: &str, columns: usize) -> Writing {
        let mut writing = Writing::new(text);
        writing.fit(columns, 4);
        writing
    }

    #[test]
    fn the_caret_goes_by_graphemes_words_and_lines() {
        let text = "Ask José👩‍👩‍👧 about it\n\nthen write";
        let cases: &[(&[Motion], &str)] = &[
            (&[Motion::Left], "t"),
            (&[Motion::WordLeft], "n "),
            (&[Motion::WordLeft, Motion::WordLeft], "\n\n"),
            (&[Motion::LineStart], "\n\n"),
            (&[Motion::Lines(-1)], "\n"),
            (&[Motion::Lines(-2)], "👩‍👩‍👧"),
            (&[Motion::Lines(-2), Motion::LineEnd], "it"),
            (&[Motion::Start, Motion::WordRight, Motion::WordRight], "é"),
            (&[Motion::Start, Motion::WordRight, Motion::WordRight, Motion::Right], "👩‍👩‍👧"),
            (&[Motion::Start, Motion::LineEnd], "it"),
            (&[Motion::Start, Motion::End], "write"),
        ];
        for (ways, before) in cases {
            let mut writing = written(text, 40);
            for way in *ways {
                writing.go(*way);
            }
            assert!(writing.text[..writing.caret].ends_with(before), "{ways:?}: {:?}", &writing.text[..writing.caret]);
        }
    }

    #[test]
    fn what_is_put_in_and_taken_away_is_where_the_caret_is() {
        let mut writing = written("pay and leave", 40);
        writing.go(Motion::Start);
        writing.go(Motion::WordRight);
        writing.insert(", hours\t\u{1b}[31m");
        assert_eq!(writing.text(), "pay, hours     and leave");
        writing.delete(Motion::WordLeft);
        assert_eq!(writing.text(), "pay,  and leave");
        writing.delete(Motion::WordRight);
        assert_eq!(writing.text(), "pay,  leave");
        writing.delete(Motion::LineStart);
        assert_eq!(writing.text(), " leave");
    }

    #[test]
    fn lines_wrap_and_the_caret_stays_in_sight() {
        let mut writing = written("one two three four five six seven eight nine ten", 10);
        assert_eq!(writing.lines().len(), 6);
        assert_eq!((writing.place(), writing.top()), ((5, 3), 2));
        writing.go(Motion::Lines(-1));
        writing.go(Motion::LineEnd);
        assert_eq!(writing.place(), (4, 10));
        writing.go(Motion::Lines(-1));
        assert_eq!(writing.place(), (3, 5), "a shorter line ends sooner");
        writing.go(Motion::Lines(-2));
        assert_eq!(writing.place(), (1, 10), "and the column is kept to");
        writing.go(Motion::Start);
        writing.fit(10, 4);
        assert_eq!(writing.top(), 0);
    }

    #[test]
    fn no_edit_leaves_the_caret_within_a_grapheme() {
        let ways = [
            Motion::Left,
            Motion::Right,
            Motion::WordLeft,
            Motion::WordRight,
            Motion::Lines(-1),
            Motion::Lines(1),
            Motion::LineEnd,
        ];
        let pieces = ["e", "\u{301}", "\n", "🇬", "🇧", " ", "社会", "a\u{200d}b", "👩", "\u{200d}", "👧"];
        let mut dice = 7_usize;
        let mut writing = written("", 5);
        for _ in 0..3000 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (what, which) = (dice >> 33, dice >> 40);
            match what % 3 {
                0 => writing.insert(pieces[which % pieces.len()]),
                1 => writing.go(ways[which % ways.len()]),
                _ => writing.delete(ways[which % 4]),
            }
            writing.fit(5, 3);
            let mut ends = writing.text.grapheme_indices(true).map(|(at, _)| at).chain([writing.text.len()]);
            assert!(ends.any(|at| at == writing.caret), "{:?} at {}", writing.text, writing.caret);
            let (line, _) = writing.place();
            assert!((writing.top()..writing.top() + 3).contains(&line));
        }
    }
}
