//! Out of the reader: copying, links, exporting. What takes time is asked of the workers.

use super::edit::edit;
use super::{commands, focus_on, reading};
use crate::text::safe_line;
use crate::tui::key::Key;
use crate::tui::model::links::{self, Typed};
use crate::tui::model::out::{COPIES, ExportPrompt, Writing};
use crate::tui::model::overlay::Overlay;
use crate::tui::model::saved::Sure;
use crate::tui::model::{Asked, Focus, Model};
use crate::tui::{Effect, dates};
use crate::work::Request;
use crossterm::event::KeyCode;

/// `y`: the menu of what can be copied.
pub fn copy_menu(model: &mut Model) {
    if model.meant().is_empty() {
        return model.say("There is no article to copy from");
    }
    model.overlays.push(Overlay::Copy(0));
}

/// A key in the copy menu; whether that stays.
pub fn press_copy(model: &mut Model, selected: &mut usize, key: Key, effects: &mut Vec<Effect>) -> bool {
    let last = COPIES.len() - 1;
    let lettered = key.typed().and_then(|letter| COPIES.iter().position(|(its, ..)| *its == letter));
    match (key.code, lettered) {
        (_, Some(row)) => copy(model, row, effects),
        (KeyCode::Enter, _) => copy(model, *selected, effects),
        (KeyCode::Up, _) => {
            *selected = selected.saturating_sub(1);
            return true;
        }
        (KeyCode::Down, _) => {
            *selected = (*selected + 1).min(last);
            return true;
        }
        (KeyCode::Char('y' | 'q'), _) => {}
        _ => return true,
    }
    false
}

fn copy(model: &mut Model, row: usize, effects: &mut Vec<Effect>) {
    let Some((_, name, style)) = COPIES.get(row) else { return };
    let ids = model.meant();
    let said = match ids.len() {
        1 => format!("Copied: {name}"),
        count => format!("Copied for {}: {name}", dates::articles(count)),
    };
    let effect = model.ask(Request::Refer { ids, style: *style }, Asked::Copy(said));
    effects.push(effect);
}

/// A text for the clipboard has come.
pub fn copied(model: &mut Model, text: String, said: &str, effects: &mut Vec<Effect>) {
    if text.is_empty() {
        return model.say("This article has no address");
    }
    effects.push(Effect::Copy(text));
    model.say(said);
}

/// `L`: letters beside the links; the next link comes into sight if none is.
pub fn hint_links(model: &mut Model) {
    if model.reading.article.is_none() || !links::any(&model.reading.page) {
        return model.say("There is no link in this article");
    }
    focus_on(model, Focus::Article);
    let (scroll, rows) = (model.reading.scroll, reading::rows(model));
    let page = &model.reading.page;
    let labelled: Vec<usize> = (0..page.lines.len()).filter(|line| links::has_label(page, *line)).collect();
    if !labelled.iter().any(|line| (scroll..scroll + rows).contains(line)) {
        let next = labelled.iter().find(|line| **line >= scroll).or(labelled.first()).copied().unwrap_or(0);
        model.reading.scroll = next.saturating_sub(rows / 3).min(model.reading.last_scroll(rows));
    }
    model.reading.hints = Some(String::new());
}

/// A key while letters stand beside the links.
pub fn press_hint(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let Some(mut typed) = model.reading.hints.take() else { return };
    match (key.code, key.typed()) {
        (KeyCode::Esc, _) => return,
        (KeyCode::Char('c'), None) if key.ctrl => return commands::interrupt(model, effects),
        (KeyCode::Up, _) => reading::scroll_by(model, -1),
        (KeyCode::Down, _) => reading::scroll_by(model, 1),
        (KeyCode::PageUp, _) => reading::scroll_pages(model, -1),
        (KeyCode::PageDown | KeyCode::Char(' '), _) => reading::scroll_pages(model, 1),
        (KeyCode::Backspace, _) => drop(typed.pop()),
        (_, Some(letter)) => {
            typed.push(letter);
            match links::typed(&model.reading.page.links, &typed) {
                Typed::Link(number) => return show_link(model, number),
                Typed::Begins => {}
                Typed::Nothing => {
                    typed.clear();
                    model.say(format!("No link has the letter ‘{letter}’ · Esc"));
                }
            }
        }
        _ => {}
    }
    model.reading.hints = Some(typed);
}

/// Shows where a link leads, written as the web's own names have it, so that no letter stands for another.
fn show_link(model: &mut Model, number: usize) {
    let link = number.checked_sub(1).and_then(|at| model.reading.page.links.get(at));
    match link.and_then(|link| url::Url::parse(link).ok()) {
        Some(url) => model.overlays.push(Overlay::Link { url: safe_line(url.as_str()), top: 0 }),
        None => model.say("This link leads nowhere"),
    }
}

/// A key while a link's target is shown; whether that stays.
pub fn press_link(model: &mut Model, url: &str, key: Key, effects: &mut Vec<Effect>) -> bool {
    match key.code {
        KeyCode::Enter | KeyCode::Char('o') => {
            model.say("Opening it in the browser");
            let effect = model.ask(Request::Browse(url.to_owned()), Asked::Browse);
            effects.push(effect);
        }
        KeyCode::Char('y') => {
            effects.push(Effect::Copy(url.to_owned()));
            model.say("Copied the address");
        }
        KeyCode::Char('q' | 'L') => {}
        _ => return true,
    }
    false
}

/// `E`: asks what to write, and where.
pub fn export_prompt(model: &mut Model) {
    if model.results.in_all == 0 {
        return model.say("There is nothing here to export");
    }
    let all = model.focus != Focus::Article && model.meant().len() < 2;
    model.overlays.push(Overlay::Export(ExportPrompt::new(model, all)));
}

/// A key in that line; whether it stays.
pub fn press_export(model: &mut Model, prompt: &mut ExportPrompt, key: Key, effects: &mut Vec<Effect>) -> bool {
    match key.code {
        KeyCode::Tab | KeyCode::BackTab => prompt.next_format(),
        KeyCode::Up | KeyCode::Down => prompt.toggle_all(model),
        KeyCode::Enter => {
            let path = prompt.input.value().trim().to_owned();
            if path.is_empty() || path == "-" {
                model.say("Type where to write it first");
                return true;
            }
            let writing = Writing { what: prompt.what(model), format: prompt.format, path };
            write(model, writing, false, effects);
            return false;
        }
        _ => {
            edit(&mut prompt.input, key);
            prompt.follow_ending();
        }
    }
    true
}

/// Has it written.
pub fn write(model: &mut Model, writing: Writing, force: bool, effects: &mut Vec<Effect>) {
    let Writing { what, format, path } = writing.clone();
    model.say(format!("Writing {path} …"));
    let effect = model.ask(Request::Export { what, format, path, force }, Asked::Export(writing));
    effects.push(effect);
}

/// Something is there already: that is for the person to say.
pub fn ask_to_overwrite(model: &mut Model, writing: &Writing, place: String) {
    model.overlays.push(Overlay::Sure(Sure::Overwrite(place, writing.clone())));
}
