//! The one thing that changes the model: plain, synchronous, without clock or store. A message
//! comes in, the state changes, and what has to be done elsewhere goes out as effects.

pub(super) mod adding;
mod commands;
mod edit;
pub(super) use edit::caret;
mod filters;
mod keys;
mod marks;
mod mouse;
mod note;
mod origin;
mod out;
mod overlays;
pub(super) mod reading;
mod related;
mod reports;
mod sample;
pub(super) mod saved;
pub(super) mod search;

use super::model::results::Aim;
use super::model::{Focus, Model, completion};
use super::{Effect, Message};

/// Takes in one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Tick(now) if now.elapsed >= model.now.elapsed => {
            model.now = now;
            reports::glance(model, &mut effects);
        }
        Message::Tick(_) => {}
        Message::Resize(columns, rows) => model.size = (columns, rows),
        Message::Key(key) => keys::press(model, key, &mut effects),
        Message::Paste(text) => keys::paste(model, &text, &mut effects),
        Message::Mouse(act) => mouse::act(model, act, &mut effects),
        Message::Report(report) => reports::receive(model, report, &mut effects),
        Message::Edited(result) => note::edited(model, result),
        Message::Theme(theme) => model.theme = theme,
    }
    level(model, &mut effects);
    if effects.contains(&Effect::Quit) {
        effects.splice(0..0, leave(model));
    }
    effects
}

/// What has to be kept when the reader ends.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    reading::leave(model, &mut effects);
    effects
}

/// Brings what depends on the rest in line with it: rows in sight, the article of the highlighted
/// row, lines of the article's width.
fn level(model: &mut Model, effects: &mut Vec<Effect>) {
    if !has_something(model, model.focus) {
        focus_on(model, Focus::List);
    }
    completion::follow(model);
    let panes = model.panes();
    let list_rows = search::list_rows(model);
    let acts = matches!(model.focus, Focus::Search | Focus::List);
    model.results.keep_in_sight(list_rows, acts);
    let filter_rows = panes.body_rows(panes.filters);
    model.filters.keep_in_sight(filter_rows, model.focus == Focus::Filters);
    search::ask_for_missing(model, list_rows, effects);
    reading::follow(model, effects);
    reading::fit(model);
    overlays::fit(model);
}

/// Whether a place has something that keys could act on, or will have.
fn has_something(model: &Model, place: Focus) -> bool {
    let (results, filters) = (&model.results, &model.filters);
    match place {
        Focus::Search | Focus::List => true,
        Focus::Article => {
            let waits =
                results.open_when_there || results.pending.as_ref().is_some_and(|asked| asked.aim != Aim::Scroll);
            results.in_all > 0 || waits
        }
        Focus::Filters => !filters.rows.is_empty() || !filters.input.value().is_empty() || filters.pending.is_some(),
    }
}

/// Gives another place the keys.
fn focus_on(model: &mut Model, focus: Focus) {
    if model.focus == focus {
        return;
    }
    if model.focus == Focus::Filters {
        filters::leave(model);
    }
    if model.focus == Focus::Search && model.filters.typed_at.take().is_some() {
        model.filters.rebuild(model.query.value());
    }
    // who goes elsewhere no longer waits for the article that Enter asked for
    model.results.open_when_there = false;
    (model.recalled, model.reading.hints) = (None, None);
    match focus {
        Focus::Filters => filters::enter(model),
        Focus::List | Focus::Article => model.settled = true,
        Focus::Search => {}
    }
    model.focus = focus;
    model.prefix.clear();
}
