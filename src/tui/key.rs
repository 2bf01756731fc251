//! Keys and what they are bound to. Presets are data in [`crate::config::keys`]; here their names
//! become [`Key`]s and [`Command`]s.

use super::command::Command;
use super::model::Focus;
use crate::config::keys::PLACES;
use crate::config::{OwnBinding, Preset};
use crate::text::safe_line;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::HashMap;
use strsim::damerau_levenshtein;

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

/// What is wrong with a key in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongKey {
    /// In the file, counted from 1.
    pub line: usize,
    /// What, and what would be right.
    pub message: String,
}

/// The bindings of a preset, and the person's own.
#[derive(Debug, Clone)]
pub struct KeyMap {
    bound: HashMap<(Focus, Vec<Key>), Command>,
    /// In the preset's order, as written; the person's own come last.
    listed: Vec<(Focus, String, Command)>,
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
            map.bind(places, keys, &sequence, Command::from_name(command));
        }
        map
    }

    /// The same with the person's own keys, if there is nothing wrong with them.
    pub fn with(preset: Preset, own: &[OwnBinding]) -> Result<Self, WrongKey> {
        let mut map = Self::new(preset);
        let mut taken: HashMap<(char, Vec<Key>), &OwnBinding> = HashMap::new();
        for binding in own {
            let wrong = |message: String| WrongKey { line: binding.line, message };
            let sequence = sequence(&binding.keys).map_err(wrong)?;
            let command = command(&binding.command).map_err(wrong)?;
            for place in binding.places.chars() {
                may_stand(place, &sequence, &binding.keys, command.is_none()).map_err(wrong)?;
                if let Some(other) = taken.insert((place, sequence.clone()), binding) {
                    let message = format!("‘{}’ is bound on line {} too, for the same place", binding.keys, other.line);
                    return Err(wrong(message));
                }
            }
            map.bind(binding.places, &binding.keys, &sequence, command);
        }
        for binding in own.iter().filter(|binding| !binding.command.is_empty()) {
            if let Some(message) = map.hidden(binding) {
                return Err(WrongKey { line: binding.line, message });
            }
        }
        Ok(map)
    }

    fn bind(&mut self, places: &str, keys: &str, sequence: &[Key], command: Option<Command>) {
        for focus in places.chars().filter_map(focus_of) {
            self.listed.retain(|(place, name, _)| (*place, name.as_str()) != (focus, keys));
            self.bound.remove(&(focus, sequence.to_vec()));
            if let Some(command) = command {
                self.bound.insert((focus, sequence.to_vec()), command);
                self.listed.push((focus, keys.to_owned(), command));
            }
        }
    }

    /// Why one of two bindings could never be reached: the first key of the one is all of the other.
    fn hidden(&self, binding: &OwnBinding) -> Option<String> {
        let keys = sequence(&binding.keys).ok()?;
        let first = keys.first()?;
        for focus in binding.places.chars().filter_map(focus_of) {
            let others = self.listed.iter().filter(|(place, name, _)| *place == focus && *name != binding.keys);
            for (_, name, _) in others {
                let other = sequence(name).ok()?;
                let (short, long) = match (keys.len(), other.len()) {
                    (1, 2..) if other.first() == Some(first) => (&binding.keys, name),
                    (2.., 1) if other.first() == Some(first) => (name, &binding.keys),
                    _ => continue,
                };
                return Some(format!("‘{short}’ hides ‘{long}’; bind one of the two to \"\" (nothing)"));
            }
        }
        None
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
        let name = |keys: &str| if self.ascii { in_ascii(&shown(keys)) } else { shown(keys) };
        here.map(|(_, keys, _)| name(keys.as_str())).collect()
    }

    /// The keys of a command wherever it has some; its first place counts.
    pub fn keys_anywhere(&self, command: Command) -> Vec<String> {
        let place = [Focus::List, Focus::Article, Focus::Search, Focus::Filters]
            .into_iter()
            .find(|place| !self.keys(*place, command).is_empty());
        place.map(|place| self.keys(place, command)).unwrap_or_default()
    }
}

/// Reads the keys of a binding.
fn sequence(keys: &str) -> Result<Vec<Key>, String> {
    let example = "keys are written as j, G, ?, space, ctrl-f, alt-x, pgdn, f5, or as two such: \"g g\"";
    let read: Option<Vec<Key>> = keys.split(' ').map(Key::parse).collect();
    match read {
        Some(read) if (1..=2).contains(&read.len()) => Ok(read),
        _ => Err(format!("‘{}’ is no key; {example}", safe_line(keys))),
    }
}

fn command(name: &str) -> Result<Option<Command>, String> {
    if name.is_empty() {
        return Ok(None);
    }
    if let Some(command) = Command::from_name(name) {
        return Ok(Some(command));
    }
    let apart = |known: &str| damerau_levenshtein(known, name);
    let near = Command::ALL.iter().map(|command| command.name()).min_by_key(|known| apart(known));
    let meant = near.filter(|near| apart(near) <= 2).map(|near| format!("; did you mean ‘{near}’?"));
    let hint = meant.unwrap_or_else(|| "; cuttings config lists them all".to_owned());
    Err(format!("‘{}’ is no command{hint}", safe_line(name)))
}

/// Whether a key can be bound in a place, be it to nothing.
fn may_stand(place: char, sequence: &[Key], keys: &str, to_nothing: bool) -> Result<(), String> {
    let alike = [('i', "Tab"), ('m', "Enter"), ('h', "Backspace"), ('j', "Enter in some terminals"), ('[', "Esc")];
    for key in sequence {
        if let (KeyCode::Char(letter), true) = (key.code, key.ctrl)
            && let Some((_, other)) = alike.iter().find(|(alike, _)| alike.eq_ignore_ascii_case(&letter))
        {
            return Err(format!("‘{keys}’ can't be bound: terminals can't tell it from {other}"));
        }
    }
    let types = sequence.first().is_some_and(|key| key.typed().is_some());
    if types && !to_nothing && matches!(place, 's' | 'f') {
        let at = if place == 's' { "search line" } else { "filters" };
        return Err(format!(
            "‘{keys}’ is a letter to be typed in the {at}; bind it under [bind.list] or [bind.article]"
        ));
    }
    Ok(())
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
