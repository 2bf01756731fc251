//! Keys while something lies above the panes.

use super::edit::{edit, insert};
use super::{commands, focus_on, note, out, saved, search};
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::key::Key;
use crate::tui::model::marking::tag_rows;
use crate::tui::model::out::COPIES;
use crate::tui::model::overlay::{self, Overlay, Picker};
use crate::tui::model::saved::narrowed;
use crate::tui::model::{Focus, Model};
use crate::tui::page;
use crate::work::Request;
use crossterm::event::KeyCode;
use ratatui::layout::Position;

/// A key for the overlay in front.
pub fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    if matches!(model.overlays.last(), Some(Overlay::Note(_))) {
        return note::press(model, key, effects);
    }
    match (key.code, key.ctrl) {
        (KeyCode::Esc, _) => {
            model.overlays.pop();
            return;
        }
        (KeyCode::Char('c'), true) => return commands::interrupt(model, effects),
        (KeyCode::Char('l'), true) => return effects.push(Effect::Redraw),
        (KeyCode::Char('z'), true) => return effects.push(Effect::Suspend),
        (KeyCode::F(1), _) if !matches!(model.overlays.last(), Some(Overlay::Keys(_))) => {
            return model.overlays.push(Overlay::Keys(0));
        }
        _ => {}
    }
    let Some(mut front) = model.overlays.pop() else { return };
    if stays(model, &mut front, key, effects) {
        model.overlays.push(front);
    }
}

/// What a key does in an overlay; whether that one stays.
fn stays(model: &mut Model, front: &mut Overlay, key: Key, effects: &mut Vec<Effect>) -> bool {
    match front {
        Overlay::Keys(top) => return scroll(top, key, &['?', 'q']),
        Overlay::Origin { .. } if key.typed() == Some('/') => focus_on(model, Focus::Search),
        Overlay::Origin { top, .. } => return scroll(top, key, &['i', 'q']),
        Overlay::Commands(picker) => {
            let found = overlay::commands(model, picker);
            match pick(picker, key, found.len()) {
                Pick::Stays => return true,
                Pick::Closes => {}
                Pick::Takes(number) => run_picked(model, found.get(number).copied(), effects),
            }
        }
        Overlay::Past(picker) => {
            let found = overlay::past(model, picker);
            match pick(picker, key, found.len()) {
                Pick::Stays => return true,
                Pick::Closes => {}
                Pick::Takes(number) => {
                    search::set_query(model, found.get(number).map_or("", String::as_str), effects);
                    search::remember(model, effects);
                    focus_on(model, Focus::List);
                }
            }
        }
        Overlay::Saved(picker) => return saved::press_list(model, picker, key, effects),
        Overlay::Tags(picker) => return note::press_tags(model, picker, key, effects),
        // has keys of its own
        Overlay::Note(_) => return true,
        Overlay::Copy(selected) => return out::press_copy(model, selected, key, effects),
        Overlay::Link { url, top } => {
            return out::press_link(model, url, key, effects) && scroll(top, key, &[]);
        }
        Overlay::Export(prompt) => return out::press_export(model, prompt, key, effects),
        Overlay::Name(prompt) => return saved::press_name(model, prompt, key, effects),
        Overlay::Sure(sure) => {
            if matches!(key.code, KeyCode::Enter | KeyCode::Char('y')) {
                saved::go_on(model, sure, effects);
            }
        }
        Overlay::Add(input) if key.code == KeyCode::Enter => {
            let typed = input.value().trim().to_owned();
            if !typed.is_empty() {
                search::take_in(model, Request::Add(vec![typed]), effects);
            }
        }
        Overlay::Add(input) => {
            edit(input, key);
            return true;
        }
        Overlay::Leave => {
            if matches!(key.code, KeyCode::Enter | KeyCode::Char('q' | 'y')) {
                effects.push(Effect::Quit);
            }
        }
    }
    false
}

/// A command from the palette acts as if its key had been pressed in the list, or the article.
fn run_picked(model: &mut Model, command: Option<Command>, effects: &mut Vec<Effect>) {
    let Some(command) = command else { return };
    if model.focus == Focus::Filters && command != Command::ClearLine {
        focus_on(model, Focus::List);
    }
    commands::run(model, command, effects);
}

/// What a key in a picker came to.
pub(super) enum Pick {
    Stays,
    Closes,
    Takes(usize),
}

pub(super) fn pick(picker: &mut Picker, key: Key, rows: usize) -> Pick {
    let last = rows.saturating_sub(1);
    match (key.code, key.ctrl) {
        (KeyCode::Up, _) => picker.selected = picker.selected.saturating_sub(1),
        (KeyCode::Down, _) => picker.selected = (picker.selected + 1).min(last),
        (KeyCode::PageUp, _) => picker.selected = picker.selected.saturating_sub(10),
        (KeyCode::PageDown, _) => picker.selected = (picker.selected + 10).min(last),
        (KeyCode::Enter, _) if rows > 0 => return Pick::Takes(picker.selected.min(last)),
        (KeyCode::Enter, _) | (KeyCode::Char('p' | 'r'), true) => return Pick::Closes,
        _ => {
            let before = picker.input.value().to_owned();
            edit(&mut picker.input, key);
            if picker.input.value() != before {
                picker.selected = 0;
            }
        }
    }
    Pick::Stays
}

/// Scrolls; whether the overlay stays. `fit` sees to the end.
fn scroll(top: &mut usize, key: Key, closing: &[char]) -> bool {
    match key.code {
        KeyCode::Up | KeyCode::Char('k') => *top = top.saturating_sub(1),
        KeyCode::Down | KeyCode::Char('j') => *top += 1,
        KeyCode::PageUp | KeyCode::Char('b') => *top = top.saturating_sub(10),
        KeyCode::PageDown | KeyCode::Char(' ') => *top += 10,
        KeyCode::Home | KeyCode::Char('g') => *top = 0,
        KeyCode::End | KeyCode::Char('G') => *top = usize::MAX / 2,
        KeyCode::F(1) => return false,
        KeyCode::Char(c) => return !closing.contains(&c),
        _ => {}
    }
    true
}

/// A paste goes into the overlay's line, if it has one.
pub fn paste(model: &mut Model, text: &str) {
    match model.overlays.last_mut() {
        Some(Overlay::Note(note)) => note.writing.insert(text),
        Some(front) => front.input().into_iter().for_each(|input| insert(input, text)),
        None => {}
    }
}

/// Where the highlighted article comes from.
pub fn origin(model: &mut Model) {
    if model.reading.article.is_none() {
        return model.say("There is no article here");
    }
    model.overlays.push(Overlay::Origin { lines: Vec::new(), top: 0 });
}

/// Lays out what depends on the size, and keeps scrolls within bounds.
pub fn fit(model: &mut Model) {
    if !model.is_busy() {
        // what leaving would have broken off is done
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::Leave));
    }
    let inner = overlay::inner(model.size);
    let (columns, rows) = (usize::from(inner.width), usize::from(inner.height));
    let note_area = overlay::note_area(&model.panes(), model.size);
    let Some(mut front) = model.overlays.pop() else { return };
    match &mut front {
        Overlay::Keys(top) => *top = (*top).min(overlay::key_lines(model, columns).len().saturating_sub(rows)),
        Overlay::Origin { lines, top } => {
            *lines = model.reading.article.as_ref().map(|article| page::origin(article, columns)).unwrap_or_default();
            *top = (*top).min(lines.len().saturating_sub(rows));
        }
        Overlay::Note(note) => note.writing.fit(note_area.width.into(), note_area.height.into()),
        Overlay::Link { url, top } => {
            let (_, room, lines) = overlay::link(model.size, url);
            *top = (*top).min(lines.len().saturating_sub(room.height.into()));
        }
        _ => {}
    }
    model.overlays.push(front);
}

/// Clicks and the wheel: the wheel scrolls or chooses, a click takes a row, one beside a big box
/// closes it. A prompt stays until it is answered.
pub fn mouse(model: &mut Model, at: Position, wheel: isize, effects: &mut Vec<Effect>) {
    let (outer, inner) = (overlay::outer(model.size), overlay::inner(model.size));
    let rows = model.overlays.last().map_or(0, |front| rows(model, front));
    let note_area = overlay::note_area(&model.panes(), model.size);
    match model.overlays.last_mut() {
        Some(Overlay::Keys(top) | Overlay::Origin { top, .. } | Overlay::Link { top, .. }) if wheel != 0 => {
            *top = top.saturating_add_signed(wheel * 3);
        }
        Some(Overlay::Note(note)) => note::point(note, note_area, at, wheel),
        Some(Overlay::Commands(picker) | Overlay::Past(picker) | Overlay::Saved(picker) | Overlay::Tags(picker))
            if wheel != 0 =>
        {
            picker.selected = picker.selected.saturating_add_signed(wheel).min(rows.saturating_sub(1));
        }
        Some(Overlay::Commands(picker) | Overlay::Past(picker) | Overlay::Saved(picker) | Overlay::Tags(picker))
            if inner.contains(at) =>
        {
            let number = overlay::first_row(picker, rows, inner.height) + usize::from(at.y - inner.y);
            if number < rows {
                picker.selected = number;
                press(model, Key::plain(KeyCode::Enter), effects);
            }
        }
        Some(Overlay::Copy(selected)) if wheel != 0 => {
            *selected = selected.saturating_add_signed(wheel).min(rows.saturating_sub(1));
        }
        Some(Overlay::Copy(selected)) if overlay::copy_menu(model.size).1.contains(at) => {
            let number = usize::from(at.y - overlay::copy_menu(model.size).1.y);
            if number < rows {
                *selected = number;
                press(model, Key::plain(KeyCode::Enter), effects);
            }
        }
        Some(Overlay::Copy(_)) if overlay::copy_menu(model.size).0.contains(at) => {}
        Some(Overlay::Add(_) | Overlay::Export(_) | Overlay::Name(_) | Overlay::Sure(_) | Overlay::Leave) | None => {}
        Some(_) if wheel == 0 && !outer.contains(at) => drop(model.overlays.pop()),
        Some(_) => {}
    }
}

/// Rows to pick from.
fn rows(model: &Model, front: &Overlay) -> usize {
    match front {
        Overlay::Commands(picker) => overlay::commands(model, picker).len(),
        Overlay::Copy(_) => COPIES.len(),
        Overlay::Past(picker) => overlay::past(model, picker).len(),
        Overlay::Tags(picker) => tag_rows(model, picker).len(),
        Overlay::Saved(picker) => narrowed(&model.filters.saved, picker.input.value()).len(),
        _ => 0,
    }
}
