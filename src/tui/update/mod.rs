//! The one thing that changes the model: plain, synchronous, without clock or store. A message
//! comes in, the state changes, and what has to be done elsewhere goes out as effects.

mod commands;
mod edit;
mod filters;
mod keys;
mod marks;
mod mouse;
mod note;
mod out;
mod overlays;
pub(super) mod reading;
mod related;
mod reports;
pub(super) mod saved;
pub(super) mod search;

use super::model::{Focus, Model};
use super::{Effect, Message};

/// Takes in one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Tick(now) if now.elapsed >= model.now.elapsed => model.now = now,
        Message::Tick(_) => {}
        Message::Resize(columns, rows) => model.size = (columns, rows),
        Message::Key(key) => keys::press(model, key, &mut effects),
        Message::Paste(text) => keys::paste(model, &text, &mut effects),
        Message::Mouse(act) => mouse::act(model, act, &mut effects),
        Message::Report(report) => reports::receive(model, report, &mut effects),
        Message::Edited(result) => note::edited(model, result),
    }
    level(model, &mut effects);
    effects
}

/// Brings what depends on the rest in line with it: rows in sight, the article of the highlighted
/// row, lines of the article's width.
fn level(model: &mut Model, effects: &mut Vec<Effect>) {
    let panes = model.panes();
    let list_rows = search::list_rows(model);
    model.results.keep_in_sight(list_rows);
    let filter_rows = panes.body_rows(panes.filters);
    model.filters.keep_in_sight(filter_rows);
    search::ask_for_missing(model, list_rows, effects);
    reading::follow(model, effects);
    reading::fit(model);
    overlays::fit(model);
}

/// Gives another place the keys.
fn focus_on(model: &mut Model, focus: Focus) {
    if model.focus == focus {
        return;
    }
    if model.focus == Focus::Filters {
        filters::leave(model);
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
