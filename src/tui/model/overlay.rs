//! What lies above the panes.

use super::Model;
use super::saved::{NamePrompt, Sure};
use crate::text::{cut, pad, width};
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

/// The commands that a picker leaves.
pub fn commands(picker: &Picker) -> Vec<Command> {
    let all: Vec<Command> = Command::ALL.iter().copied().filter(|command| command.in_palette()).collect();
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
            Self::Commands(picker) | Self::Past(picker) | Self::Saved(picker) => Some(&mut picker.input),
            Self::Add(input) => Some(input),
            Self::Name(prompt) => Some(&mut prompt.input),
            Self::Keys(_) | Self::Origin { .. } | Self::Leave | Self::Sure(_) => None,
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

/// The room within its frame, a title line above it.
pub fn inner(size: (u16, u16)) -> Rect {
    let outer = outer(size);
    let (dx, dy) = (outer.width.min(2), outer.height.min(if outer.height < 8 { 2 } else { 3 }));
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
