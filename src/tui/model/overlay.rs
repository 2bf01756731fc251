//! What lies above the panes.

use super::geometry::Panes;
use super::marking::NoteBox;
use super::out::{COPIES, ExportPrompt};
use super::saved::{NamePrompt, Sure};
use super::{Model, links};
use crate::text::{cut, pad, width, wrap};
use crate::tui::command::{Command, Group};
use crate::tui::fuzzy::fuzzy;
use crate::tui::page::{Line, Span};
use crate::tui::theme::Look;
use ratatui::layout::Rect;
use tui_input::Input;

/// One box above the panes.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The table of keys, scrolled by this many lines.
    Keys(usize),
    /// All commands.
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
    Origin {
        /// Laid out.
        lines: Vec<Line>,
        /// First line on the screen.
        top: usize,
    },
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
    Add(Input),
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

/// Whether a command does something here and now, away from its key.
fn is_offered(model: &Model, command: Command) -> bool {
    let row = model.results.selected_row();
    command.in_palette()
        && match command {
            Command::Browser => row.is_some_and(|row| row.summary.url.is_some()),
            Command::Copy => !model.meant().is_empty(),
            Command::Links => model.reading.article.is_some() && links::any(&model.reading.page),
            Command::Export => model.results.in_all > 0,
            _ => true,
        }
}

/// The commands that a picker leaves.
pub fn commands(model: &Model, picker: &Picker) -> Vec<Command> {
    let all: Vec<Command> = Command::ALL.iter().copied().filter(|command| is_offered(model, *command)).collect();
    let texts: Vec<String> =
        all.iter().map(|command| format!("{} {}", command.name(), command.description())).collect();
    let found = fuzzy(picker.input.value(), texts.iter().map(String::as_str));
    found.into_iter().filter_map(|number| all.get(number).copied()).collect()
}

/// The past searches that a picker leaves, the newest or the best first.
pub fn past(model: &Model, picker: &Picker) -> Vec<String> {
    let found = fuzzy(picker.input.value(), model.history.iter().map(String::as_str));
    found.into_iter().filter_map(|number| model.history.get(number).cloned()).collect()
}

impl Overlay {
    /// Its line of text, if letters are letters in it.
    pub fn input(&mut self) -> Option<&mut Input> {
        match self {
            Self::Commands(picker) | Self::Past(picker) | Self::Saved(picker) | Self::Tags(picker) => {
                Some(&mut picker.input)
            }
            Self::Add(input) => Some(input),
            Self::Name(prompt) => Some(&mut prompt.input),
            Self::Export(prompt) => Some(&mut prompt.input),
            Self::Keys(_)
            | Self::Origin { .. }
            | Self::Note(_)
            | Self::Copy(_)
            | Self::Link { .. }
            | Self::Leave
            | Self::Sure(_) => None,
        }
    }
}

/// The first row on the screen of a picker of `rows`, where `fit` have room.
pub fn first_row(picker: &Picker, rows: usize, fit: u16) -> usize {
    let selected = picker.selected.min(rows.saturating_sub(1));
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

/// The table of keys: what works, by group.
pub fn key_lines(model: &Model, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::of(group.title(), Look::TITLE));
        for command in Command::ALL.iter().filter(|command| command.group() == group) {
            let keys = model.keys.keys_anywhere(*command).join(" ");
            if keys.is_empty() {
                continue;
            }
            let keys = format!("{} ", pad(&keys, 18.min(columns / 3)));
            let room = columns.saturating_sub(width(&keys));
            let what = cut(command.description(), room).into_owned();
            lines.push(Line(vec![Span::new(keys, Look::ACCENT), Span::new(what, Look::TEXT)]));
        }
    }
    lines
}
