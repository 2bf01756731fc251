//! Articles like one: a list in the place of a search's, left by going back to that.

use super::{focus_on, reading, search};
use crate::tui::Effect;
use crate::tui::model::results::{Like, PendingLike};
use crate::tui::model::{Focus, Model};
use crate::tui::page;
use crate::work::{Request, Row};
use tui_input::Input;

/// Asks for those like the article that is read, else like the highlighted one.
pub fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    let read = model.reading.article.as_ref().filter(|_| model.focus == Focus::Article);
    let summary = read.map(|article| &article.summary).or(model.results.selected_row().map(|row| &row.summary));
    let like = summary
        .and_then(|summary| Some(Like { id: summary.id?, title: page::title(summary).to_owned(), twins: false }));
    match like {
        Some(like) => send(model, like, None, effects),
        None => model.say("There is no article here"),
    }
}

/// Asks once more for a list that was left at this row, with this one on top.
pub fn ask_again(model: &mut Model, like: Like, (selected, top): (usize, usize), effects: &mut Vec<Effect>) {
    send(model, like, Some((selected, top)), effects);
}

fn send(model: &mut Model, like: Like, at: Option<(usize, usize)>, effects: &mut Vec<Effect>) {
    let number = model.number();
    let request = if like.twins { Request::Twins(like.id) } else { Request::Related(like.id) };
    effects.push(Effect::Request(number, request));
    model.results.pending_like = Some(PendingLike { number, like, at });
}

/// They have come. Until now the screen was as it was.
pub fn show(model: &mut Model, pending: PendingLike, rows: Vec<Row>, effects: &mut Vec<Effect>) {
    if rows.is_empty() {
        return model.say("Nothing else here is much like this article");
    }
    if pending.at.is_none() {
        search::note_left(model);
    }
    focus_on(model, Focus::List);
    model.like = Some(pending.like);
    model.query = Input::default();
    (model.settled, model.recalled) = (true, None);
    let results = &mut model.results;
    results.pending = None;
    (results.total, results.in_all) = (rows.len(), rows.len());
    results.rows = rows.into_iter().enumerate().collect();
    (results.selected, results.top) = pending.at.unwrap_or_default();
    results.answers(String::new());
    results.understood.clear();
    results.ignored.clear();
    results.suggestions.clear();
    search::ask_counts(model, effects);
    model.filters.rebuild("");
    reading::lay_out(model);
}

/// Back to the search that it began with, past any list of this kind on the way.
pub fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    while model.past.last().is_some_and(|left| left.like.is_some()) {
        model.past.pop();
    }
    if !model.past.is_empty() {
        return search::go_back(model, effects);
    }
    model.like = None;
    search::ask_all(model, effects);
}
