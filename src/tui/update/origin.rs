//! The box that tells where an article comes from: its keys, and what they lead to.

use super::{focus_on, related, search};
use crate::article::Decision;
use crate::text::changes::Change;
use crate::tui::Effect;
use crate::tui::dates::{articles, exact};
use crate::tui::key::Key;
use crate::tui::model::origin::{ChangesBox, OriginBox};
use crate::tui::model::overlay::{Overlay, inner};
use crate::tui::model::results::{Aim, Like};
use crate::tui::model::{Asked, Focus, Model};
use crate::tui::page::{self, Stop};
use crate::work::Request;
use crossterm::event::KeyCode;

/// Opens it for the article on the screen.
pub fn open(model: &mut Model) {
    if model.reading.article.is_none() {
        return model.say("There is no article here");
    }
    model.overlays.push(Overlay::Origin(OriginBox::default()));
}

/// A key in it; whether it stays.
pub fn press(model: &mut Model, shown: &mut OriginBox, key: Key, effects: &mut Vec<Effect>) -> bool {
    let fit = usize::from(inner(model.size).height);
    match key.code {
        KeyCode::Up | KeyCode::Char('k') => shown.step(-1, fit),
        KeyCode::Down | KeyCode::Char('j') => shown.step(1, fit),
        KeyCode::PageUp | KeyCode::Char('b') => shown.top = shown.top.saturating_sub(fit),
        KeyCode::PageDown | KeyCode::Char(' ') => shown.top += fit,
        KeyCode::Home | KeyCode::Char('g') => (shown.top, shown.selected) = (0, 0),
        KeyCode::End | KeyCode::Char('G') => (shown.top, shown.selected) = (usize::MAX / 2, usize::MAX / 2),
        KeyCode::Char('/') => {
            focus_on(model, Focus::Search);
            return false;
        }
        KeyCode::Char('i' | 'q') => return false,
        code => {
            if let Some(stop) = shown.stop(fit).cloned() {
                return act(model, &stop, code, effects);
            }
        }
    }
    true
}

/// What a key does about something; whether the box stays.
fn act(model: &mut Model, stop: &Stop, key: KeyCode, effects: &mut Vec<Effect>) -> bool {
    let Some(id) = model.reading.id() else { return true };
    match (stop, key) {
        (Stop::Suspected(text), KeyCode::Char('y')) => decide(model, text, Decision::Accepted, effects),
        (Stop::Suspected(text) | Stop::Junk(text), KeyCode::Char('n')) => {
            decide(model, text, Decision::Rejected, effects);
        }
        (Stop::Version(number), KeyCode::Enter) => {
            let version = model.reading.article.as_ref().and_then(|article| article.versions.get(*number));
            let since = version.map(|version| exact(version.seen)).unwrap_or_default();
            let effect = model.ask(Request::Changes { id, version: *number }, Asked::Changes(since));
            effects.push(effect);
        }
        (Stop::Twin(twin), KeyCode::Enter) => {
            let Some(article) = &model.reading.article else { return true };
            let title = page::title(&article.summary).to_owned();
            let row = article.also_seen.iter().position(|known| known.id == *twin).unwrap_or(0);
            search::note_left(model);
            related::ask_again(model, Like { id, title, twins: true }, (row, 0), effects);
            return false;
        }
        _ => {}
    }
    true
}

fn decide(model: &mut Model, text: &str, decision: Decision, effects: &mut Vec<Effect>) {
    let effect = model.ask(Request::Decide { text: text.to_owned(), decision }, Asked::Decision(decision));
    effects.push(effect);
}

/// The difference from an earlier version has come.
pub fn show_changes(model: &mut Model, since: &str, changes: Vec<(Change, String)>) {
    if matches!(model.overlays.last(), Some(Overlay::Origin(_))) {
        let shown = ChangesBox { since: since.to_owned(), changes, lines: Vec::new(), top: 0 };
        model.overlays.push(Overlay::Changes(shown));
    }
}

/// A decision is stored, and so many articles are other than before: list and article are asked anew.
pub fn decided(model: &mut Model, decision: Decision, changed: usize, effects: &mut Vec<Effect>) {
    let done = match decision {
        Decision::Accepted => "Taken out",
        Decision::Rejected => "It stays",
    };
    if model.like.is_none() {
        let (selected, top) = (model.results.selected, model.results.top);
        search::ask_rows(model, Aim::Restore(selected, top), effects);
        search::ask_counts(model, effects);
    }
    model.reading.wanted = None;
    if let Some(id) = model.reading.id() {
        let number = model.number();
        model.reading.wanted = Some(id);
        model.reading.pending = Some(number);
        effects.push(Effect::Request(number, Request::Article(id)));
    }
    model.say(format!("{done} · {} changed", articles(changed)));
}
