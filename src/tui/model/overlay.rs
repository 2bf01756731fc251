//! What lies above the panes.

use super::Model;
use super::adding::AddPrompt;
use super::geometry::Panes;
use super::marking::NoteBox;
use super::origin::{ChangesBox, OriginBox};
use super::out::{COPIES, ExportPrompt};
use super::saved::{NamePrompt, Sure};
use crate::text::wrap;
use crate::tui::fuzzy::fuzzy;
use ratatui::layout::Rect;
use tui_input::Input;

/// One box above the panes.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// All commands with their keys.
    Commands(Picker),
    /// Past searches.
    Past(Picker),
    /// Saved searches.
    Saved(Picker),
    /// Asks for a saved search's name.
    Name(NamePrompt),
    /// Asks whether that is meant.
    Sure(Sure),
    /// Where the article comes from.
    Origin(OriginBox),
    /// What has changed in it since a version.
    Changes(ChangesBox),
    /// A note being written.
    Note(NoteBox),
    /// Own tags.
    Tags(Picker),
    /// What can be copied; the highlighted row.
    Copy(usize),
    /// Where a link leads.
    Link {
        /// The whole address, safe to print.
        url: String,
        /// First line on the screen.
        top: usize,
    },
    /// Asks what to write, and where.
    Export(ExportPrompt),
    /// Asks for a file, a folder or an address.
    Add(AddPrompt),
    /// What gave nothing.
    Problems(Picker),
    /// Asks whether to leave while something is being taken in.
    Leave,
}

/// A typed word and the rows it leaves.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    /// What is typed.
    pub input: Input,
    /// Highlighted row.
    pub selected: usize,
}

/// The past searches that a picker leaves, the newest or the best first.
pub fn past(model: &Model, picker: &Picker) -> Vec<String> {
    let found = fuzzy(picker.input.value(), model.history.iter().map(String::as_str));
    found.into_iter().filter_map(|number| model.history.get(number).cloned()).collect()
}

impl Overlay {
    /// Its rows to pick from, if it has some.
    pub fn picker(&mut self) -> Option<&mut Picker> {
        match self {
            Self::Commands(picker)
            | Self::Past(picker)
            | Self::Saved(picker)
            | Self::Tags(picker)
            | Self::Problems(picker) => Some(picker),
            _ => None,
        }
    }

    /// Its line of text, if letters are letters in it.
    pub fn input(&mut self) -> Option<&mut Input> {
        match self {
            Self::Commands(picker)
            | Self::Past(picker)
            | Self::Saved(picker)
            | Self::Tags(picker)
            | Self::Problems(picker) => Some(&mut picker.input),
            Self::Add(prompt) => Some(&mut prompt.input),
            Self::Name(prompt) => Some(&mut prompt.input),
            Self::Export(prompt) => Some(&mut prompt.input),
            Self::Origin(_)
            | Self::Changes(_)
            | Self::Note(_)
            | Self::Copy(_)
            | Self::Link { .. }
            | Self::Leave
            | Self::Sure(_) => None,
        }
    }
}

/// The first line on the screen of a picker of which this line is highlighted, where `fit` have room.
pub fn first_line(selected: usize, fit: u16) -> usize {
    (selected + 1).saturating_sub(usize::from(fit).max(1))
}

/// The box of a big overlay, frame and all.
pub fn outer((width, height): (u16, u16)) -> Rect {
    let wide = if width < 60 { width } else { (width - 4).min(84) };
    // a small screen is the box's but for the last line, which tells its keys
    let high = height.saturating_sub(if height < 16 { 1 } else { 4 });
    Rect::new((width - wide) / 2, (height - high) / 2, wide, high)
}

/// A small box in the middle, for so many lines.
pub fn small((width, height): (u16, u16), lines: u16) -> Rect {
    let wide = width.min(64);
    let high = (lines + 2).min(height);
    Rect::new((width - wide) / 2, (height - high) / 3, wide, high)
}

/// The copy menu's box, and the room for its rows.
pub fn copy_menu(size: (u16, u16)) -> (Rect, Rect) {
    listed(size, COPIES.len())
}

/// The box that shows where a link leads, the room for that, and its lines.
pub fn link(size: (u16, u16), url: &str) -> (Rect, Rect, Vec<&str>) {
    let columns = usize::from(small(size, 0).width.saturating_sub(4));
    let lines: Vec<&str> = wrap(url, columns).into_iter().filter_map(|part| url.get(part)).collect();
    let (outer, inner) = listed(size, lines.len());
    (outer, inner, lines)
}

/// A small box with a title and rows.
fn listed(size: (u16, u16), rows: usize) -> (Rect, Rect) {
    let most = size.1.saturating_sub(4);
    let outer = small(size, (rows as u16).min(most) + 1);
    let (x, y) = (outer.x + 2.min(outer.width), outer.y + 2.min(outer.height));
    (outer, Rect::new(x, y, outer.width.saturating_sub(4), outer.height.saturating_sub(3)))
}

/// The room within its frame, a title line above it.
pub fn inner(size: (u16, u16)) -> Rect {
    let outer = outer(size);
    let (dx, dy) = (outer.width.min(2), outer.height.min(if outer.height < 8 { 2 } else { 3 }));
    Rect::new(outer.x + dx, outer.y + dy, outer.width.saturating_sub(2 * dx), outer.height.saturating_sub(dy + 1))
}

/// The box of a note, frame and all: over the lower half of the article, so that the upper one can be
/// read while it is written about.
pub fn note_outer(panes: &Panes, (width, height): (u16, u16)) -> Rect {
    let (x, wide) = match panes.article.filter(|pane| pane.width >= 40) {
        Some(pane) => (pane.x.saturating_sub(2), (pane.width + 4).min(width - pane.x.saturating_sub(2))),
        None => ((width - width.min(72)) / 2, width.min(72)),
    };
    let end = panes.body.1.min(height);
    let high = (end / 2).clamp(8, 18).min(end);
    Rect::new(x, end - high, wide, high)
}

/// The room for its text.
pub fn note_area(panes: &Panes, size: (u16, u16)) -> Rect {
    let outer = note_outer(panes, size);
    let (dx, dy) = (outer.width.min(2), outer.height.min(2));
    Rect::new(outer.x + dx, outer.y + dy, outer.width.saturating_sub(2 * dx), outer.height.saturating_sub(dy + 1))
}
