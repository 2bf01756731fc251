//! Keys and what they are bound to. Presets are data in [`crate::config::keys`]; here their names
//! become [`Key`]s and [`Command`]s.

use super::command::Command;
use super::model::Focus;
use crate::config::Preset;
use crate::config::keys::PLACES;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::HashMap;

/// A key as bindings know it: Shift is part of a character, not beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which.
    pub code: KeyCode,
    /// With Control.
    pub ctrl: bool,
    /// With Alt; a terminal also sends this for Esc and a key in one go.
    pub alt: bool,
}

impl Key {
    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The character it types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Reads `j`, `space`, `ctrl-f`, `pgdn`, `f1`.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(rest) = name.strip_prefix("ctrl-") {
            return Self::parse(rest).map(|key| Self { ctrl: true, ..key });
        }
        if let Some(rest) = name.strip_prefix("alt-") {
            return Self::parse(rest).map(|key| Self { alt: true, ..key });
        }
        let mut chars = name.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return Some(Self::plain(KeyCode::Char(c)));
        }
        let code = match name {
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            "pgup" => KeyCode::PageUp,
            "pgdn" => KeyCode::PageDown,
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "backtab" => KeyCode::BackTab,
            "backspace" => KeyCode::Backspace,
            "delete" => KeyCode::Delete,
            "space" => KeyCode::Char(' '),
            _ => KeyCode::F(name.strip_prefix('f')?.parse().ok()?),
        };
        Some(Self::plain(code))
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let mut ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            // the byte that some terminals send for Backspace
            KeyCode::Char('h') if ctrl => {
                ctrl = false;
                KeyCode::Backspace
            }
            code => code,
        };
        Self { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT) }
    }
}

/// How a binding's key is shown to people.
pub fn shown(keys: &str) -> String {
    let parts: Vec<String> = keys.split(' ').map(shown_one).collect();
    parts.join(" ")
}

fn shown_one(name: &str) -> String {
    let name = match name {
        "up" => "↑",
        "down" => "↓",
        "left" => "←",
        "right" => "→",
        "enter" => "↵",
        "home" => "Home",
        "end" => "End",
        "pgup" => "PgUp",
        "pgdn" => "PgDn",
        "esc" => "Esc",
        "tab" => "Tab",
        "backtab" => "Shift-Tab",
        "backspace" => "Backspace",
        "space" => "Space",
        "f1" => "F1",
        name => match name.strip_prefix("ctrl-") {
            Some(letter) => return format!("Ctrl-{}", letter.to_uppercase()),
            None => name,
        },
    };
    name.to_owned()
}

/// A key's name in words where its sign can't be drawn.
pub fn in_ascii(shown: &str) -> String {
    shown
        .replace("↑↓", "Up/Down")
        .replace('↑', "Up")
        .replace('↓', "Down")
        .replace('←', "Left")
        .replace('→', "Right")
        .replace('↵', "Enter")
}

/// What a key, or the first of two, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// This.
    To(Command),
    /// A further key decides.
    Begins,
    /// Nothing.
    Nothing,
}

/// The bindings of a preset.
#[derive(Debug, Clone)]
pub struct KeyMap {
    bound: HashMap<(Focus, Vec<Key>), Command>,
    /// In the preset's order, as written.
    listed: Vec<(Focus, &'static str, Command)>,
    /// Whether keys are named in ASCII only.
    ascii: bool,
}

impl KeyMap {
    /// Resolves a preset. A name that resolves to nothing is left out; a test sees to it that there
    /// is none.
    pub fn new(preset: Preset) -> Self {
        let mut map = Self { bound: HashMap::new(), listed: Vec::new(), ascii: false };
        for (places, keys, command) in preset.bindings() {
            let Some(sequence) = keys.split(' ').map(Key::parse).collect::<Option<Vec<Key>>>() else { continue };
            for focus in places.chars().filter_map(focus_of) {
                map.listed.retain(|(place, name, _)| (*place, *name) != (focus, keys));
                map.bound.remove(&(focus, sequence.clone()));
                if let Some(command) = Command::from_name(command) {
                    map.bound.insert((focus, sequence.clone()), command);
                    map.listed.push((focus, keys, command));
                }
            }
        }
        map
    }

    /// The same with keys named in words instead of signs, or not.
    #[must_use]
    pub fn named_in_ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }

    /// What these keys, pressed one after the other, do.
    pub fn bound(&self, focus: Focus, keys: &[Key]) -> Bound {
        if let Some(command) = self.bound.get(&(focus, keys.to_vec())) {
            return Bound::To(*command);
        }
        let begins = self.bound.keys().any(|(place, bound)| *place == focus && bound.starts_with(keys));
        if begins { Bound::Begins } else { Bound::Nothing }
    }

    /// The keys of a command in one place, as people read them.
    pub fn keys(&self, focus: Focus, command: Command) -> Vec<String> {
        let here = self.listed.iter().filter(|(place, _, bound)| *place == focus && *bound == command);
        let name = |keys| if self.ascii { in_ascii(&shown(keys)) } else { shown(keys) };
        here.map(|(_, keys, _)| name(keys)).collect()
    }

    /// The keys of a command wherever it has some; its first place counts.
    pub fn keys_anywhere(&self, command: Command) -> Vec<String> {
        let place = [Focus::List, Focus::Article, Focus::Search, Focus::Filters]
            .into_iter()
            .find(|place| !self.keys(*place, command).is_empty());
        place.map(|place| self.keys(place, command)).unwrap_or_default()
    }
}

fn focus_of(place: char) -> Option<Focus> {
    let (_, name) = PLACES.iter().find(|(letter, _)| *letter == place)?;
    Some(match *name {
        "search" => Focus::Search,
        "list" => Focus::List,
        "article" => Focus::Article,
        _ => Focus::Filters,
    })
}
