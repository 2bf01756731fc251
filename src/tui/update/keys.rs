//! From a key to a command or a letter.

use super::edit::{edit, edits_by_words, insert};
use super::{commands, filters, out, overlays, reading, search};
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::key::{Bound, Key};
use crate::tui::model::overlay::Overlay;
use crate::tui::model::{Focus, Model};
use crossterm::event::KeyCode;

/// A key was pressed.
pub fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    model.notice = None;
    // terminals and tmux send Esc and a key in quick succession as Alt with that key
    let is_unbound = !model.overlays.is_empty() || model.keys.bound(model.focus, &[key]) == Bound::Nothing;
    if key.alt && is_unbound && !(edits_by_words(key) && is_typing(model)) {
        press(model, Key::plain(KeyCode::Esc), effects);
        return press(model, Key { alt: false, ..key }, effects);
    }
    if key != (Key { code: KeyCode::Char('c'), ctrl: true, alt: false }) {
        model.interrupted = false;
    }
    if !model.overlays.is_empty() {
        return overlays::press(model, key, effects);
    }
    if model.reading.hints.is_some() {
        return out::press_hint(model, key, effects);
    }
    if reading::is_finding(model) {
        return reading::press_find(model, key, effects);
    }
    match model.focus {
        Focus::Search | Focus::Filters => in_text(model, key, effects),
        Focus::List | Focus::Article => in_commands(model, key, effects),
    }
}

/// Whether a caret blinks.
fn is_typing(model: &mut Model) -> bool {
    match model.overlays.last_mut() {
        Some(Overlay::Note(_)) => true,
        Some(front) => front.input().is_some(),
        None => matches!(model.focus, Focus::Search | Focus::Filters) || reading::is_finding(model),
    }
}

/// Where letters are letters; a letter that is bound all the same (`-` in the filters) is not.
fn in_text(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    if let Bound::To(command) = model.keys.bound(model.focus, &[key]) {
        return commands::run(model, command, effects);
    }
    match model.focus {
        Focus::Search if key.typed() == Some('?') && model.query.value().is_empty() => {
            commands::run(model, Command::Keys, effects);
        }
        Focus::Search => search::edit_query(model, effects, |query| {
            edit(query, key);
        }),
        _ => filters::edit_typed(model, |input| {
            edit(input, key);
        }),
    }
}

fn in_commands(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let mut keys = std::mem::take(&mut model.prefix);
    let began = !keys.is_empty();
    keys.push(key);
    match model.keys.bound(model.focus, &keys) {
        Bound::To(command) => commands::run(model, command, effects),
        Bound::Begins => model.prefix = keys,
        Bound::Nothing if began => in_commands(model, key, effects),
        Bound::Nothing => {
            if let Some(letter) = key.typed() {
                model.say(format!("‘{letter}’ does nothing here · / to search"));
            }
        }
    }
}

/// Text was pasted: to wherever a caret blinks, else into the search line.
pub fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    model.notice = None;
    if !model.overlays.is_empty() {
        return overlays::paste(model, text);
    }
    if reading::is_finding(model) {
        return reading::edit_find(model, |input| insert(input, text));
    }
    if model.focus == Focus::Filters {
        return filters::edit_typed(model, |input| insert(input, text));
    }
    super::focus_on(model, Focus::Search);
    search::edit_query(model, effects, |query| insert(query, text));
}
