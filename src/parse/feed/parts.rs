//! A feed of any size, in parts that are small feeds: its text comes in windows, and whole items go
//! out in the frame of the feed.
//!
//! What is held at once is a part, what has come since, and the item under way; never the feed. Where
//! the parts are cut depends on the text alone, not on how it came in. For `work`, which reads big
//! files; a feed that fits into memory goes through [`super::xml`] as a whole. Only what comes too
//! late differs: header elements after the first items are unknown to the parts before them.

use super::split::{Open, Outline, Place};
use crate::parse::markup::{Scanner, Token};
use std::collections::VecDeque;
use std::ops::Range;

/// Whether a feed's root element stands in this text.
pub fn begins(text: &str) -> bool {
    let mut open = None;
    Scanner::new(text).any(|(token, range)| Outline::begin(&mut open, text, token, range).is_some())
}

/// Takes windows of a feed's text in and gives parts of it out.
#[derive(Debug)]
pub struct Parts {
    /// A part has at least this many bytes of items, so that no part is too small to be judged.
    size: usize,
    /// An item may have this many.
    largest_item: usize,
    outline: Option<Outline>,
    /// Text that was not gone over to the end.
    window: String,
    /// The window is gone over again when it has this many bytes.
    due: usize,
    /// The end tag before which everything belongs to an item that is too large.
    passing: Option<String>,
    /// Items not given out yet, and where in them each ends.
    items: String,
    ends: VecDeque<(usize, Place)>,
    /// How much of the header the first part has.
    header_seen: Option<usize>,
    ended: bool,
    warnings: Vec<String>,
}

impl Parts {
    /// Parts of about `size` bytes, without items of more than `largest_item`.
    pub fn new(size: usize, largest_item: usize) -> Self {
        Self {
            size,
            largest_item,
            outline: None,
            window: String::new(),
            due: size.min(MOST_AHEAD),
            passing: None,
            items: String::new(),
            ends: VecDeque::new(),
            header_seen: None,
            ended: false,
            warnings: Vec::new(),
        }
    }

    /// More of the text.
    pub fn push(&mut self, text: &str) {
        self.window.push_str(text);
        if self.passing.is_some() {
            self.pass();
        }
        if self.window.len() >= self.due {
            self.go_over();
        }
    }

    /// No more text comes.
    pub fn end(&mut self) {
        self.ended = true;
        if self.passing.is_some() {
            self.window.clear();
            self.warnings.push("the feed breaks off before its end".to_owned());
        }
        self.go_over();
        let late = self.outline.as_ref().is_some_and(|o| self.header_seen.is_some_and(|seen| seen < o.head.len()));
        if late {
            self.warnings.push(
                "part of what the feed says of itself comes after its items; the first of them were read without it"
                    .to_owned(),
            );
        }
    }

    /// The next part, a feed of its own, and whether it is the last one. `None` until there is more
    /// text, and after the last.
    pub fn next_part(&mut self) -> Option<(String, bool)> {
        let last_end = self.ends.back()?.0;
        let first_full = self.ends.iter().find(|(end, _)| *end >= self.size);
        // What would be left for the last part must be one itself.
        let cut = first_full.filter(|(end, _)| last_end - end >= self.size);
        if cut.is_none() && !self.ended {
            return None;
        }
        let outline = self.outline.as_ref()?;
        let (length, frame, header) = match cut {
            Some((length, place)) => (*length, outline.frame_at(place), place.head),
            None => (last_end, outline.frame(), outline.head.len()),
        };
        let is_last = cut.is_none();
        self.header_seen.get_or_insert(header);
        let part = [&frame.before, &self.items[..length], &frame.after].concat();
        self.items.drain(..length);
        self.ends.retain(|(end, _)| *end > length);
        self.ends.iter_mut().for_each(|(end, _)| *end -= length);
        Some((part, is_last))
    }

    /// Bytes of the feed that are held just now.
    pub fn held(&self) -> usize {
        self.window.len() + self.items.len()
    }

    /// What could not be read, since last asked.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Goes over the window as far as it can be told what stands there.
    fn go_over(&mut self) {
        let is_full = self.window.len() > self.largest_item;
        let last_tag = self.window.rfind('<').unwrap_or(0);
        let mut open: Option<Open> = None;
        let mut done = 0;
        for (token, range) in Scanner::new(&self.window) {
            let is_at_end = range.end > last_tag;
            if !self.ended && (is_at_end || !is_full && is_guess(&self.window, token, &range)) {
                break;
            }
            let end = range.end;
            match self.outline.as_mut() {
                None => self.outline = Outline::begin(&mut open, &self.window, token, range),
                Some(outline) => {
                    // Before the step: it may go beyond the items that it ends.
                    let place = outline.place();
                    for piece in outline.step(&mut open, &self.window, token, range).into_iter().flatten() {
                        if piece.outer.len() > self.largest_item {
                            self.warnings.push(too_large(self.largest_item));
                        } else {
                            self.items.push_str(piece.outer);
                            self.ends.push_back((self.items.len(), place.clone()));
                        }
                    }
                }
            }
            done = open.as_ref().map_or(end, |open| open.start);
        }
        if let (true, Some(open)) = (self.ended, open.as_ref()) {
            // The last item, cut off: what is wrong with it is for whoever reads the part to say.
            self.items.push_str(&self.window[open.start..]);
            self.outline.iter_mut().for_each(Outline::break_off);
            self.ends.extend(self.outline.as_ref().map(|outline| (self.items.len(), outline.place())));
            done = self.window.len();
        }
        let passing = open.filter(|_| is_full && done == 0 && !self.ended).map(|open| format!("</{}", open.name));
        if is_full && done == 0 && passing.is_none() {
            // No tag for longer than any item is.
            done = last_tag.max(1);
        }
        self.window.drain(..self.window.ceil_char_boundary(done));
        // Twice as much as is left, so that a long item is not gone over again and again.
        let held = self.window.len();
        self.due = (held * 2).min(self.largest_item + 1).max(held + self.size.min(MOST_AHEAD));
        if passing.is_some() {
            self.passing = passing;
            self.warnings.push(too_large(self.largest_item));
            self.pass();
        }
    }

    /// Drops what belongs to an item that is too large.
    fn pass(&mut self) {
        let Some(end_tag) = &self.passing else { return };
        if let Some(at) = self.window.find(end_tag.as_str()) {
            let after = self.window[at..].find('>').map_or(self.window.len(), |length| at + length + 1);
            self.window.drain(..after);
            self.passing = None;
        } else {
            // The tag may be cut in two.
            let kept = self.window.len().saturating_sub(end_tag.len());
            self.window.drain(..self.window.floor_char_boundary(kept));
        }
        self.due = self.window.len() + self.size.min(MOST_AHEAD);
    }
}

/// The window is gone over at least every so many bytes.
const MOST_AHEAD: usize = 1 << 20;

fn too_large(most: usize) -> String {
    format!("an item larger than {} MB was left out", most >> 20)
}

/// Whether the scanner took something for text because its closing mark has not come yet.
fn is_guess(text: &str, token: Token, range: &Range<usize>) -> bool {
    let source = &text[range.clone()];
    match token {
        Token::Text(_) => source.starts_with("<!") || source.starts_with("<?"),
        Token::CData(_) => !source.ends_with(if source.starts_with("<!--") { "-->" } else { "]]>" }),
        Token::Start { .. } | Token::End { .. } => false,
    }
}
