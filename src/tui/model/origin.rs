//! The box that tells where an article comes from, with a highlight on what a key acts on; and the box that
//! tells what has changed since an earlier version.

use crate::text::changes::Change;
use crate::tui::page::{Line, Origin, Stop};

/// Where the article on the screen comes from.
#[derive(Debug, Clone, Default)]
pub struct OriginBox {
    /// Laid out.
    pub origin: Origin,
    /// Which of its stops is highlighted.
    pub selected: usize,
    /// First line on the screen.
    pub top: usize,
}

impl OriginBox {
    /// What a key acts on, if it is in sight where so many lines have room.
    pub fn stop(&self, fit: usize) -> Option<&Stop> {
        let (lines, stop) = self.origin.stops.get(self.selected)?;
        (lines.start < self.top + fit && lines.end > self.top).then_some(stop)
    }

    /// One line on or back: the next stop where that is in sight, else the box scrolls.
    pub fn step(&mut self, by: isize, fit: usize) {
        let next = if self.stop(fit).is_some() { self.selected.saturating_add_signed(by) } else { self.first(by, fit) };
        let is_in_sight =
            |(lines, _): &&(std::ops::Range<usize>, Stop)| lines.start >= self.top && lines.start < self.top + fit;
        match self.origin.stops.get(next).filter(is_in_sight) {
            Some(_) if next != self.selected || self.stop(fit).is_none() => self.selected = next,
            _ => self.top = self.top.saturating_add_signed(by),
        }
    }

    /// The stop nearest to where one comes from among those in sight.
    fn first(&self, by: isize, fit: usize) -> usize {
        let mut in_sight = self
            .origin
            .stops
            .iter()
            .enumerate()
            .filter(|(_, (lines, _))| lines.start >= self.top && lines.start < self.top + fit);
        let found = if by > 0 { in_sight.next() } else { in_sight.next_back() };
        found.map_or(usize::MAX, |(number, _)| number)
    }

    /// Keeps it within bounds.
    pub fn keep(&mut self, fit: usize) {
        self.top = self.top.min(self.origin.lines.len().saturating_sub(fit));
        self.selected = self.selected.min(self.origin.stops.len().saturating_sub(1));
    }
}

/// What has changed since an earlier version.
#[derive(Debug, Clone)]
pub struct ChangesBox {
    /// When that was taken in.
    pub since: String,
    /// Word by word.
    pub changes: Vec<(Change, String)>,
    /// Laid out.
    pub lines: Vec<Line>,
    /// First line on the screen.
    pub top: usize,
}
