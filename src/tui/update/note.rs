//! Writing a note, and giving tags: the two boxes in which a person says more of an article than a key
//! can.

use super::overlays::{Pick, pick};
use super::{commands, marks};
use crate::article::Summary;
use crate::tui::Effect;
use crate::tui::key::Key;
use crate::tui::model::Model;
use crate::tui::model::marking::{Marks, NoteBox, meant, tag_rows};
use crate::tui::model::overlay::{Overlay, Picker, note_area};
use crate::tui::model::writing::{Motion, Writing};
use crate::tui::page;
use crate::work::{Mark, note_text};
use crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

/// Opens the box for the note of the highlighted article; for several selected ones it is empty, and
/// what is written is added to each one's note.
pub fn open(model: &mut Model) {
    let meant = meant(model);
    let about: Vec<_> =
        meant.iter().filter_map(|summary| Some((summary.id?, summary.note.clone().unwrap_or_default()))).collect();
    let (title, text) = match (meant.as_slice(), about.as_slice()) {
        ([], _) | (_, []) => return model.say("There is no article here"),
        ([one], [(_, note)]) => (format!("Note on “{}”", page::title(one)), note.clone()),
        (several, _) => (format!("Add to the notes of {} articles", several.len()), String::new()),
    };
    model.overlays.push(Overlay::Note(NoteBox { about, title, writing: Writing::new(&text) }));
}

/// A key in the box. Every way out of it keeps what is written.
pub fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let page = note_area(&model.panes(), model.size).height.max(2) as isize - 1;
    let Some(Overlay::Note(note)) = model.overlays.last_mut() else { return };
    let writing = &mut note.writing;
    match (key.code, key.ctrl || key.alt) {
        (KeyCode::Esc, _) | (KeyCode::Char('s'), true) => keep(model, effects),
        (KeyCode::Char('c'), true) => commands::interrupt(model, effects),
        (KeyCode::Char('l'), true) => effects.push(Effect::Redraw),
        (KeyCode::Char('z'), true) => effects.push(Effect::Suspend),
        (KeyCode::Char('o'), true) if model.has_editor => effects.push(Effect::Edit(writing.text().to_owned())),
        (KeyCode::Char('o'), true) => model.say("No editor is set: the variables VISUAL and EDITOR name one"),
        (KeyCode::Char('b'), _) if key.alt => writing.go(Motion::WordLeft),
        (KeyCode::Char('f'), _) if key.alt => writing.go(Motion::WordRight),
        (KeyCode::Char('d'), _) if key.alt => writing.delete(Motion::WordRight),
        (KeyCode::Char(c), false) => writing.insert(c.encode_utf8(&mut [0; 4])),
        (KeyCode::Enter, _) | (KeyCode::Char('j'), true) => writing.insert("\n"),
        (KeyCode::Tab, _) => writing.insert("\t"),
        (KeyCode::Backspace, false) => writing.delete(Motion::Left),
        (KeyCode::Backspace | KeyCode::Char('w'), true) => writing.delete(Motion::WordLeft),
        (KeyCode::Delete, false) | (KeyCode::Char('d'), true) => writing.delete(Motion::Right),
        (KeyCode::Delete, true) => writing.delete(Motion::WordRight),
        (KeyCode::Char('u'), true) => writing.delete(Motion::LineStart),
        (KeyCode::Char('k'), true) => writing.delete(Motion::LineEnd),
        (KeyCode::Left, false) => writing.go(Motion::Left),
        (KeyCode::Right, false) => writing.go(Motion::Right),
        (KeyCode::Left, true) => writing.go(Motion::WordLeft),
        (KeyCode::Right, true) => writing.go(Motion::WordRight),
        (KeyCode::Up, _) => writing.go(Motion::Lines(-1)),
        (KeyCode::Down, _) => writing.go(Motion::Lines(1)),
        (KeyCode::PageUp, _) => writing.go(Motion::Lines(-page)),
        (KeyCode::PageDown, _) => writing.go(Motion::Lines(page)),
        (KeyCode::Home, true) => writing.go(Motion::Start),
        (KeyCode::End, true) => writing.go(Motion::End),
        (KeyCode::Home, false) | (KeyCode::Char('a'), true) => writing.go(Motion::LineStart),
        (KeyCode::End, false) | (KeyCode::Char('e'), true) => writing.go(Motion::LineEnd),
        _ => {}
    }
}

/// Closes the box, if it is open, and keeps what is written.
pub fn keep(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Note(note)) = model.overlays.pop_if(|front| matches!(front, Overlay::Note(_))) else { return };
    let text = note_text(note.writing.text());
    let is_one = note.about.len() == 1;
    let new = |old: &str| match (is_one, text.is_empty(), old.is_empty()) {
        (true, ..) | (false, _, true) => text.clone(),
        (false, true, false) => old.to_owned(),
        (false, false, false) => format!("{old}\n\n{text}"),
    };
    // whatever has become of the list meanwhile
    let changed = note.about.into_iter().map(|(id, old)| (id, new(&old), old)).filter(|(_, new, old)| new != old);
    let (forth, back): (Marks, Marks) =
        changed.map(|(id, new, old)| ((id, Mark::Note(new)), (id, Mark::Note(old)))).unzip();
    marks::make(model, forth, back, effects);
}

/// The person's own editor has given the text back, or could not.
pub fn edited(model: &mut Model, result: Result<String, String>) {
    match (result, model.overlays.last_mut()) {
        (Ok(text), Some(Overlay::Note(note))) => note.writing.replace(text.trim_end()),
        (Ok(_), _) => {}
        (Err(error), _) => model.complain(error),
    }
}

/// The mouse in the box, whose text has this area: a click puts the caret there, the wheel moves it.
pub fn point(note: &mut NoteBox, area: Rect, at: Position, wheel: isize) {
    if wheel != 0 {
        note.writing.go(Motion::Lines(wheel * 3));
    } else if area.contains(at) {
        note.writing.go_to(usize::from(at.y - area.y), usize::from(at.x - area.x));
    }
}

/// Opens the box for tags.
pub fn open_tags(model: &mut Model) {
    if meant(model).is_empty() {
        return model.say("There is no article here");
    }
    model.overlays.push(Overlay::Tags(Picker::default()));
}

/// A key in the box for tags; whether that stays.
pub fn press_tags(model: &mut Model, picker: &mut Picker, key: Key, effects: &mut Vec<Effect>) -> bool {
    let rows = tag_rows(model, picker);
    match pick(picker, key, rows.len()) {
        Pick::Stays => return true,
        Pick::Closes => {}
        Pick::Takes(number) => {
            let Some(row) = rows.get(number) else { return false };
            let name = row.tag.name.clone();
            // what the site has said already needs no saying
            let is_said = |summary: &Summary| summary.tags.iter().any(|tag| tag.slug == row.tag.slug);
            let mark = |summary: &Summary| (row.on || !is_said(summary)).then(|| Mark::Tag(row.tag.clone(), !row.on));
            if !marks::act(model, mark, effects) {
                model.say(format!("The tag {name} is there already"));
            }
        }
    }
    false
}
