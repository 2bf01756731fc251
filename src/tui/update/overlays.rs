//! Keys while something lies above the panes.

use super::edit::{edit, insert};
use super::{adding, commands, focus_on, note, origin, out, saved, search};
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::key::Key;
use crate::tui::model::marking::tag_rows;
use crate::tui::model::origin::{ChangesBox, OriginBox};
use crate::tui::model::out::COPIES;
use crate::tui::model::overlay::{self, Overlay, Picker};
use crate::tui::model::palette;
use crate::tui::model::saved::narrowed;
use crate::tui::model::{Focus, Model};
use crate::tui::page;
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
        (KeyCode::F(1), _) | (KeyCode::Char('p'), true)
            if !matches!(model.overlays.last(), Some(Overlay::Commands(_))) =>
        {
            return model.overlays.push(Overlay::Commands(Picker::default()));
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
        Overlay::Origin(shown) => return origin::press(model, shown, key, effects),
        Overlay::Changes(shown) => return scroll(&mut shown.top, key, &['q']),
        Overlay::Commands(picker) => {
            // the keys that open it close it
            let closes = picker.input.value().is_empty() && matches!(key.typed(), Some('?' | ':'));
            if closes || key.code == KeyCode::F(1) {
                return false;
            }
            let found = palette::commands(&palette::rows(model, picker));
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
        Overlay::Add(prompt) => return adding::press(model, prompt, key, effects),
        Overlay::Problems(picker) => return adding::press_problems(model, picker, key, effects),
        Overlay::Leave if key.typed() == Some('s') && model.progress.is_some() => adding::stop(model, effects),
        Overlay::Leave => {
            if matches!(key.code, KeyCode::Enter | KeyCode::Char('q' | 'y')) {
                effects.push(Effect::Quit);
            }
        }
    }
    false
}

/// A command from the palette acts as if its key had been pressed here or, where letters are typed, in the
/// list. Boxes below go: it is not of them.
fn run_picked(model: &mut Model, command: Option<Command>, effects: &mut Vec<Effect>) {
    let Some(command) = command else { return };
    model.overlays.clear();
    if model.focus == Focus::Filters && model.keys.keys(Focus::Filters, command).is_empty() {
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
        Overlay::Origin(shown) => {
            let reading = &model.reading;
            let origin = reading.article.as_ref().map(|article| page::origin(article, &reading.suspected, columns));
            shown.origin = origin.unwrap_or_default();
            shown.keep(rows);
        }
        Overlay::Changes(shown) => {
            shown.lines = page::changes(&shown.changes, columns);
            shown.top = shown.top.min(shown.lines.len().saturating_sub(rows));
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
        Some(
            Overlay::Origin(OriginBox { top, .. })
            | Overlay::Changes(ChangesBox { top, .. })
            | Overlay::Link { top, .. },
        ) if wheel != 0 => {
            *top = top.saturating_add_signed(wheel * 3);
        }
        Some(Overlay::Origin(shown)) if inner.contains(at) => {
            let line = shown.top + usize::from(at.y - inner.y);
            if let Some(stop) = shown.origin.stops.iter().position(|(lines, _)| lines.contains(&line)) {
                shown.selected = stop;
                press(model, Key::plain(KeyCode::Enter), effects);
            }
        }
        Some(Overlay::Note(note)) => note::point(note, note_area, at, wheel),
        Some(
            Overlay::Commands(picker)
            | Overlay::Past(picker)
            | Overlay::Saved(picker)
            | Overlay::Tags(picker)
            | Overlay::Problems(picker),
        ) if wheel != 0 => {
            picker.selected = picker.selected.saturating_add_signed(wheel).min(rows.saturating_sub(1));
        }
        Some(Overlay::Commands(_) | Overlay::Past(_) | Overlay::Saved(_) | Overlay::Tags(_)) if inner.contains(at) => {
            let shown = model.overlays.last().cloned();
            let number = shown.and_then(|shown| row_on(model, &shown, at.y - inner.y, inner.height));
            if let (Some(number), Some(picker)) = (number, model.overlays.last_mut().and_then(Overlay::picker)) {
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

/// The row on a line of a picker's box.
fn row_on(model: &Model, front: &Overlay, line: u16, fit: u16) -> Option<usize> {
    let rows = rows(model, front);
    let picker = front.clone().picker()?.clone();
    let selected = picker.selected.min(rows.saturating_sub(1));
    if let Overlay::Commands(picker) = front {
        let lines = palette::rows(model, picker);
        let first = overlay::first_line(palette::line_of(&lines, selected), fit);
        return palette::command_on(&lines, first + usize::from(line));
    }
    Some(overlay::first_line(selected, fit) + usize::from(line)).filter(|number| *number < rows)
}

/// Rows to pick from.
fn rows(model: &Model, front: &Overlay) -> usize {
    match front {
        Overlay::Commands(picker) => palette::commands(&palette::rows(model, picker)).len(),
        Overlay::Copy(_) => COPIES.len(),
        Overlay::Past(picker) => overlay::past(model, picker).len(),
        Overlay::Tags(picker) => tag_rows(model, picker).len(),
        Overlay::Problems(picker) => adding::narrowed(model, picker).len(),
        Overlay::Saved(picker) => narrowed(&model.filters.saved, picker.input.value()).len(),
        _ => 0,
    }
}
