//! Puts styled text into the frame, never beyond its edges, and remembers where the cursor goes.

use crate::text::width;
use crate::tui::page::{Line, Span};
use crate::tui::theme::{Ground, Look, Role, Theme, in_ascii};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A frame being drawn.
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    /// How looks are shown.
    pub theme: Theme,
    /// Whether a screen reader reads it out: then signs are left out.
    pub spoken: bool,
    /// Where the terminal's cursor goes.
    pub cursor: Option<Position>,
}

impl<'a> Painter<'a> {
    /// Draws into `buffer`.
    pub fn new(buffer: &'a mut Buffer, theme: Theme, spoken: bool) -> Self {
        Self { buffer, theme, spoken, cursor: None }
    }

    /// Empties an area.
    pub fn fill(&mut self, area: Rect, ground: Ground) {
        let style = self.theme.style(Look::TEXT, ground);
        for position in area.intersection(self.buffer.area).positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Draws at most `room` cells of a text; the column after it.
    pub fn text(&mut self, (x, y): (u16, u16), room: u16, text: &str, look: Look, ground: Ground) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() || room == 0 {
            return x;
        }
        let ascii = (self.theme.ascii && !text.is_ascii()).then(|| text.chars().map(in_ascii).collect::<String>());
        // the bar beside a quotation
        let quoted = (self.spoken && text.contains('│')).then(|| text.replace('│', ">"));
        let plain = steady(quoted.as_deref().or(ascii.as_deref()).unwrap_or(text));
        let text = plain.as_ref();
        self.buffer.set_stringn(x, y, text, usize::from(room), self.theme.style(look, ground)).0
    }

    /// Draws a sign, a line or a bar that words stand for where the screen is read out.
    pub fn sign(&mut self, at: (u16, u16), room: u16, sign: &str, look: Look, ground: Ground) {
        if !self.spoken {
            self.text(at, room, sign, look, ground);
        }
    }

    /// Draws spans one after the other in `room` cells; matches of this number are the current one.
    pub fn spans(
        &mut self,
        (mut x, y): (u16, u16),
        room: u16,
        spans: &[Span],
        ground: Ground,
        current: Option<usize>,
    ) -> u16 {
        let end = x.saturating_add(room);
        for span in spans {
            let is_current = span.matched.is_some() && span.matched == current;
            let look = if is_current { Look { role: Role::CurrentMatch, ..span.look } } else { span.look };
            x = self.text((x, y), end.saturating_sub(x), &span.text, look, ground);
        }
        x
    }

    /// Draws a line.
    pub fn line(&mut self, at: (u16, u16), room: u16, line: &Line) -> u16 {
        self.spans(at, room, &line.0, Ground::Plain, None)
    }

    /// Draws a text that ends before column `end`; the column it starts at.
    pub fn right(&mut self, end: u16, y: u16, text: &str, look: Look, ground: Ground) -> u16 {
        let x = end.saturating_sub(width(text) as u16);
        self.text((x, y), end - x, text, look, ground);
        x
    }

    /// Puts the terminal's cursor here; the last call counts.
    pub fn put_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some(Position::new(x, y));
    }

    /// A line of text being typed, with its caret in sight.
    pub fn input(&mut self, (x, y): (u16, u16), room: u16, input: &tui_input::Input) {
        let room_before_end = usize::from(room.saturating_sub(1));
        let scroll = input.visual_scroll(room_before_end);
        let mut passed = 0;
        let value = input.value();
        let visible = value.grapheme_indices(true).find(|(_, grapheme)| {
            let here = passed >= scroll;
            passed += width(grapheme);
            here
        });
        let from = visible.map_or(value.len(), |(at, _)| at);
        self.text((x, y), room, &value[from..], Look::TEXT, Ground::Plain);
        let caret = input.visual_cursor().saturating_sub(scroll) as u16;
        self.put_cursor(x + caret.min(room.saturating_sub(1)), y);
    }
}

/// The text with only the first character of each grapheme on whose width terminals differ, padded to the
/// width that is reckoned with: emoji joined, tinted or asked for by a selector. What one terminal draws over
/// more cells than that, it would leave behind on the screen.
fn steady(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsteady) {
        return Cow::Borrowed(text);
    }
    let mut steady = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match grapheme.chars().next() {
            Some(first) if grapheme.chars().skip(1).any(is_unsteady) && !first.is_alphabetic() => {
                let pad = width(grapheme).saturating_sub(width(first.encode_utf8(&mut [0; 4])));
                steady.push(first);
                steady.extend(std::iter::repeat_n(' ', pad));
            }
            _ => steady.push_str(grapheme),
        }
    }
    Cow::Owned(steady)
}

/// A skin tone, a joiner, the selector of emoji, a tag.
fn is_unsteady(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{200D}' | '\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}

/// A part of a text as spans, its `marks` (byte ranges of the whole text, sorted) as matches.
pub fn marked(text: &str, part: Range<usize>, marks: &[Range<usize>], look: Look) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = part.start;
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(part.end));
        if start >= end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        if at < start {
            spans.push(Span::new(&text[at..start], look));
        }
        spans.push(Span::new(&text[start..end], Look { role: Role::Match, ..look }));
        at = end;
    }
    if at < part.end {
        spans.push(Span::new(&text[at..part.end], look));
    }
    spans
}
