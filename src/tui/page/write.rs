//! Puts styled texts on lines of a width, below each other, with indents and gaps.

use super::{Line, Page, Span};
use crate::article::Bookmark;
use crate::text;
use crate::tui::theme::{Look, Role, glyph};
use std::ops::Range;

/// What stands before the lines of a block: a list's bullet, a quotation's `│ `.
struct Indent {
    first: Option<String>,
    rest: String,
}

/// Lines in the making.
pub struct Writer<'a> {
    columns: usize,
    marks: &'a dyn Fn(&str) -> Vec<Range<usize>>,
    indents: Vec<Indent>,
    page: Page,
    gap: usize,
    /// Where the next line begins.
    at: Bookmark,
}

impl<'a> Writer<'a> {
    /// An empty page.
    pub fn new(columns: usize, marks: &'a dyn Fn(&str) -> Vec<Range<usize>>) -> Self {
        let page = Page { columns, ..Page::default() };
        Self { columns, marks, indents: Vec::new(), page, gap: 0, at: Bookmark::default() }
    }

    /// Lines so far.
    pub fn lines(&self) -> usize {
        self.page.lines.len()
    }

    /// At least this many empty lines before what comes next, none at the top.
    pub fn gap(&mut self, lines: usize) {
        self.gap = self.gap.max(lines);
    }

    /// Block `number` of the article begins, or goes on.
    pub fn begin(&mut self, number: usize) {
        let block = u32::try_from(number).unwrap_or(u32::MAX);
        if self.at.block != block {
            self.at = Bookmark { block, byte: 0 };
        }
    }

    /// How far the block has come, in bytes of its text; empty lines count as one each.
    pub fn passed(&self) -> usize {
        self.at.byte as usize
    }

    /// What comes next begins so far on in its block.
    pub fn go_on_at(&mut self, passed: usize) {
        self.at.byte = u32::try_from(passed).unwrap_or(u32::MAX);
    }

    /// Columns left beside the indents.
    pub fn room(&self) -> usize {
        let taken: usize = self.indents.iter().map(|indent| text::width(&indent.rest)).sum();
        self.columns.saturating_sub(taken).max(1)
    }

    /// Runs `inner` with its lines indented; not where that would take half of the columns.
    pub fn indented(&mut self, first: &str, rest: &str, inner: impl FnOnce(&mut Self)) {
        let fits = self.room().saturating_sub(text::width(rest)) * 2 > self.columns;
        if !fits {
            return inner(self);
        }
        self.indents.push(Indent { first: Some(first.to_owned()), rest: rest.to_owned() });
        inner(self);
        self.indents.pop();
    }

    /// A text without matches in it.
    pub fn plain_paragraph(&mut self, text: &str, look: Look) {
        self.empty_lines();
        let begin = self.passed();
        for line in text::wrap(text, self.room()) {
            self.go_on_at(begin + line.start);
            self.line(vec![Span::new(&text[line], look)]);
        }
        self.go_on_at(begin + text.len() + 1);
    }

    /// A text whose parts `looks` (sorted, not overlapping) differ from `look`.
    pub fn paragraph(&mut self, text: &str, looks: &[(Range<usize>, Look)], look: Look) {
        let marks = (self.marks)(text);
        let first_match = self.page.matches.len();
        let (mut looks, mut marked) = (looks.iter().peekable(), marks.iter().enumerate().peekable());
        self.empty_lines();
        let begin = self.passed();
        for line in text::wrap(text, self.room()) {
            self.go_on_at(begin + line.start);
            let line_number = self.next_line();
            let mut spans = Vec::new();
            let mut at = line.start;
            while at < line.end {
                while looks.next_if(|(part, _)| part.end <= at).is_some() {}
                while marked.next_if(|(_, mark)| mark.end <= at).is_some() {}
                let mut span = Span::new("", look);
                let mut end = line.end;
                if let Some((part, its)) = looks.peek() {
                    end = end.min(next_edge(part, at));
                    span.look = if part.start <= at { *its } else { look };
                }
                if let Some((number, mark)) = marked.peek() {
                    end = end.min(next_edge(mark, at));
                    if mark.start <= at {
                        span.look = Look { role: Role::Match, ..span.look };
                        span.matched = Some(first_match + number);
                        let known = self.page.matches.len().max(first_match + number + 1);
                        self.page.matches.resize(known, line_number);
                    }
                }
                text[at..end].clone_into(&mut span.text);
                spans.push(span);
                at = end;
            }
            self.line(spans);
        }
        self.go_on_at(begin + text.len() + 1);
    }

    /// Whether a text has a match in it.
    pub fn has_match(&self, text: &str) -> bool {
        !(self.marks)(text).is_empty()
    }

    /// A line that stands for text which is folded, or open below it.
    pub fn fold(&mut self, label: &str, is_open: bool, key: Option<&str>) {
        let (glyph, does) = if is_open { (glyph::OPEN, "folds") } else { (glyph::FOLDED, "opens") };
        self.page.folds.push(self.next_line());
        self.indented(&format!("{glyph} "), "  ", |writer| {
            let hint = key.map_or_else(String::new, |key| format!("   {key} {does}"));
            let fits = text::width(label) + text::width(&hint) <= writer.room();
            let key = key.filter(|_| fits).unwrap_or_default();
            writer.empty_lines();
            let begin = writer.passed();
            for line in text::wrap(label, writer.room()) {
                let is_last = line.end == label.len();
                writer.go_on_at(begin + line.start);
                let mut spans = vec![Span::new(&label[line], Look::MUTED)];
                if is_last && !key.is_empty() {
                    spans.push(Span::new("   ", Look::MUTED));
                    spans.push(Span::new(key, Look::ACCENT));
                    spans.push(Span::new(format!(" {does}"), Look::MUTED));
                }
                writer.line(spans);
            }
            writer.go_on_at(begin + label.len() + 1);
        });
    }

    /// The number that the next line will have.
    fn next_line(&self) -> usize {
        if self.page.lines.is_empty() { 0 } else { self.page.lines.len() + self.gap }
    }

    /// The gap before what comes next.
    pub fn empty_lines(&mut self) {
        for _ in 0..std::mem::take(&mut self.gap) {
            if !self.page.lines.is_empty() {
                let before: String = self.indents.iter().map(Indent::blank).collect();
                let before = before.trim_end();
                let empty = if before.is_empty() { Line::default() } else { Line::of(before, Look::MUTED) };
                self.put(empty);
            }
        }
    }

    fn put(&mut self, line: Line) {
        self.page.lines.push(line);
        self.page.starts.push(self.at);
        self.go_on_at(self.passed() + 1);
    }

    /// Adds one line as it is, indents before it.
    pub fn line(&mut self, spans: Vec<Span>) {
        self.empty_lines();
        let mut line = Vec::with_capacity(spans.len() + 1);
        let before: String = self.indents.iter_mut().map(Indent::next).collect();
        if !before.is_empty() {
            line.push(Span::new(before, Look::MUTED));
        }
        line.extend(spans);
        self.put(Line(line));
    }

    /// The page.
    pub fn finish(mut self, title_lines: usize) -> Page {
        // the two lines below the text, see Reading::last_scroll
        self.page.starts.extend((0..2).map(|byte| Bookmark { block: u32::MAX, byte }));
        Page { title_lines, ..self.page }
    }
}

/// Where something changes after `at`: the start of a part, or its end.
fn next_edge(part: &Range<usize>, at: usize) -> usize {
    if part.start > at { part.start } else { part.end }
}

impl Indent {
    fn next(&mut self) -> String {
        self.first.take().unwrap_or_else(|| self.rest.clone())
    }

    /// What stands on an empty line: a quotation's stroke, but nothing before its first line.
    fn blank(&self) -> &str {
        if self.first.is_some() { "" } else { &self.rest }
    }
}
