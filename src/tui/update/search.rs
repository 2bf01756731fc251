//! The search line and the list.

use super::edit::caret;
use super::{adding, focus_on, marks, related, sample};
use crate::query::without_token;
use crate::tui::Effect;
use crate::tui::model::geometry::{self, Shape};
use crate::tui::model::results::{Aim, News, Pending, Way, window};
use crate::tui::model::{Asked, Focus, Left, Model};
use crate::work::{Request, Sort, Suggestion};
use std::ops::Range;
use tui_input::Input;

/// Rows of the list that are on the screen at once.
pub fn list_rows(model: &Model) -> usize {
    // hidden by the filters or the article, it is as long as when it has the keys
    let shape = Shape { focus: Focus::List, alone: false, wider: model.wider, single: model.spoken };
    let panes = geometry::panes(model.size.0, model.size.1, shape);
    let lines = panes.body_rows(panes.list);
    if model.results.in_all == 0 {
        return lines.max(1);
    }
    let (row, gap) = model.results.row_height(lines);
    ((lines + gap) / (row + gap)).max(1)
}

/// Asks for rows and counts of the query as it stands.
pub fn ask_all(model: &mut Model, effects: &mut Vec<Effect>) {
    ask_rows(model, Aim::Fresh, effects);
    ask_counts(model, effects);
}

pub(super) fn ask_counts(model: &mut Model, effects: &mut Vec<Effect>) {
    let number = model.number();
    model.filters.pending = Some(number);
    effects.push(Effect::Request(number, Request::Facets { query: model.query.value().to_owned() }));
}

pub(super) fn ask_rows(model: &mut Model, aim: Aim, effects: &mut Vec<Effect>) {
    let top = match aim {
        Aim::Fresh => 0,
        Aim::Restore(_, top) => top,
        Aim::Scroll => model.results.top,
    };
    let window = window(top, list_rows(model));
    send(model, aim, window, effects);
}

fn send(model: &mut Model, aim: Aim, window: Range<usize>, effects: &mut Vec<Effect>) {
    let number = model.number();
    // more rows of the same are of the query that the list shows, not of what is being typed
    let query = if aim == Aim::Scroll { &model.results.query } else { model.query.value() }.to_owned();
    let request = Request::Search { query: query.clone(), sort: model.results.sort, window: window.clone() };
    model.results.asked = Some(window.clone());
    model.results.pending = Some(Pending { number, since: model.now.elapsed, query, window, aim });
    effects.push(Effect::Request(number, request));
}

/// Asks for rows in sight that are not at hand, unless they are on their way.
pub fn ask_for_missing(model: &mut Model, fit: usize, effects: &mut Vec<Effect>) {
    // those like an article come all at once
    let waits_for_another =
        model.like.is_some() || model.results.pending.as_ref().is_some_and(|pending| pending.aim != Aim::Scroll);
    if waits_for_another {
        return;
    }
    if let Some(window) = model.results.missing(fit) {
        send(model, Aim::Scroll, window, effects);
    }
}

/// Changes the search line; if that changes the query, searches.
pub fn edit_query(model: &mut Model, effects: &mut Vec<Effect>, change: impl FnOnce(&mut Input)) {
    let left = leave(model);
    change(&mut model.query);
    if model.query.value() != left.query {
        begin(model, left, effects);
    }
}

/// Makes this the query, in this order, and asks even if it is the query already.
pub(super) fn go_to(model: &mut Model, text: String, sort: Sort, effects: &mut Vec<Effect>) {
    let left = leave(model);
    model.query = Input::new(text);
    model.results.sort = sort;
    begin(model, left, effects);
}

/// Another search begins.
fn begin(model: &mut Model, left: Left, effects: &mut Vec<Effect>) {
    if std::mem::replace(&mut model.settled, false) {
        note(model, left);
    }
    (model.like, model.recalled, model.results.pending_like) = (None, None, None);
    (model.results.selected, model.results.top) = (0, 0);
    ask_all(model, effects);
    model.filters.typed_at = (model.focus == Focus::Search).then(|| caret(&model.query));
    model.filters.rebuild(model.query.value());
}

/// Notes the search as it is now, so that one can come back to it.
pub(super) fn note_left(model: &mut Model) {
    let left = leave(model);
    note(model, left);
}

fn note(model: &mut Model, left: Left) {
    const MOST: usize = 100;
    if model.past.last() != Some(&left) {
        model.past.push(left);
        if model.past.len() > MOST {
            model.past.remove(0);
        }
    }
}

/// The search as it is now.
pub(super) fn leave(model: &Model) -> Left {
    Left {
        query: model.query.value().to_owned(),
        like: model.like.clone(),
        focus: model.focus,
        sort: model.results.sort,
        selected: model.results.selected,
        top: model.results.top,
    }
}

/// Makes `text` the query.
pub fn set_query(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    edit_query(model, effects, |query| *query = Input::new(text.to_owned()));
}

/// The search before this one, with its order, row and scroll, and the article's.
pub fn go_back(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.past.pop() {
        Some(left) => {
            let said = match (left.like.is_some(), left.query.trim()) {
                (true, _) => None,
                (false, "") => Some("Back to all articles".to_owned()),
                (false, query) => Some(format!("Back to “{query}”")),
            };
            come_back(model, left, effects);
            if let Some(said) = said {
                model.say(said);
            }
        }
        None => model.say("There is no search before this one"),
    }
}

/// To a search as it was left.
pub(super) fn come_back(model: &mut Model, left: Left, effects: &mut Vec<Effect>) {
    model.past.pop_if(|past| *past == left);
    if let Some(like) = left.like {
        return related::ask_again(model, like, (left.selected, left.top), effects);
    }
    // one that is come back to from a list of articles like one was perhaps left while reading
    let reads = model.like.take().is_some() && left.focus == Focus::Article;
    focus_on(model, if reads { Focus::Article } else { Focus::List });
    model.query = Input::new(left.query);
    (model.settled, model.results.pending_like) = (true, None);
    model.results.sort = left.sort;
    ask_rows(model, Aim::Restore(left.selected, left.top), effects);
    ask_counts(model, effects);
    model.filters.rebuild(model.query.value());
}

/// Ctrl-W.
pub fn delete_token(model: &mut Model, effects: &mut Vec<Effect>) {
    let (text, at) = without_token(model.query.value(), caret(&model.query));
    let cursor = text.get(..at).unwrap_or(&text).chars().count();
    edit_query(model, effects, |query| *query = Input::new(text).with_cursor(cursor));
}

/// Another spelling of what was typed, where no article has all its words; Tab takes it.
pub fn correction(model: &Model) -> Option<&Suggestion> {
    let results = &model.results;
    let is_answered = results.in_all > 0 && results.query == model.query.value();
    results.suggestions.first().filter(|_| is_answered)
}

/// Tab in the search line: completes a filter, puts right what nothing was found for, else goes to the
/// list.
pub fn complete(model: &mut Model, effects: &mut Vec<Effect>) {
    let offered = &mut model.completion;
    if offered.is_open() {
        let has_begun = !offered.range.is_empty() || offered.selected.is_some();
        // of all there are none is meant before it is seen which one that would be
        return if has_begun { take_completion(model, effects) } else { offered.step(1) };
    }
    if let Some(nothing) = offered.nothing.clone() {
        return model.say(nothing);
    }
    match correction(model).map(|better| better.query.clone()) {
        Some(better) => set_query(model, &better, effects),
        None => focus_on(model, Focus::List),
    }
}

/// Puts the row that is highlighted, or the first, in the place of what is typed of it.
pub fn take_completion(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(taken) = model.completion.taken() else { return };
    let (range, text) = (model.completion.range.clone(), model.query.value());
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return };
    let before = format!("{before}{}", taken.text);
    let cursor = before.chars().count();
    let text = format!("{before}{after}");
    edit_query(model, effects, |query| *query = Input::new(text).with_cursor(cursor));
}

/// Moves the highlight.
pub fn select_by(model: &mut Model, by: isize) {
    let last = model.results.len().saturating_sub(1);
    model.results.selected = model.results.selected.saturating_add_signed(by).min(last);
}

/// Scrolls by rows. The highlight is pushed along at the edge if keys act on it; else it stays where it is,
/// and the article with it.
pub fn scroll(model: &mut Model, by: isize) {
    let fit = list_rows(model);
    let acts = matches!(model.focus, Focus::Search | Focus::List);
    let results = &mut model.results;
    let last = results.len().saturating_sub(fit);
    results.top = results.top.saturating_add_signed(by).min(last);
    if acts {
        results.selected = results.selected.clamp(results.top, results.top + fit - 1);
    } else {
        results.away = Some(results.selected);
    }
}

/// To the next unread row at hand.
pub fn next_unread(model: &mut Model) {
    let after = model.results.rows.range(model.results.selected + 1..);
    let unread = after.filter(|(_, row)| !row.summary.read).map(|(number, _)| *number).next();
    match unread {
        Some(number) => model.results.selected = number,
        None => model.say("No unread article below"),
    }
}

/// Enter: reads the highlighted article, or goes the way that the row names.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.results.pending.as_ref().is_some_and(|pending| pending.aim != Aim::Scroll) {
        remember(model, effects);
        focus_on(model, Focus::Article);
        model.results.open_when_there = true;
        return;
    }
    let ways = model.results.ways();
    if let Some(way) = ways.get(model.results.selected) {
        return go(model, way.clone(), effects);
    }
    if model.results.selected_row().is_some() {
        remember(model, effects);
        focus_on(model, Focus::Article);
        marks::set_read(model, effects);
    }
}

fn go(model: &mut Model, way: Way, effects: &mut Vec<Effect>) {
    match way {
        Way::Suggestion(suggestion) => {
            set_query(model, &suggestion.query, effects);
            remember(model, effects);
            focus_on(model, Focus::List);
        }
        Way::Clear => {
            set_query(model, "", effects);
            focus_on(model, Focus::List);
        }
        Way::Sample => sample::open(model, effects),
        Way::News => adding::take_in(model, Request::Add(News::bundled().addresses), effects),
        Way::Add => adding::ask_what(model),
    }
}

/// Best, newest, oldest; without words "best" is newest.
pub fn sort(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.like.is_some() {
        return model.say("The articles most like the other one always come first");
    }
    model.results.sort = match (model.results.sort, model.results.with_snippets) {
        (Sort::Relevance, true) => Sort::Newest,
        (Sort::Newest | Sort::Relevance, _) => Sort::Oldest,
        (Sort::Oldest, _) => Sort::Relevance,
    };
    (model.results.selected, model.results.top) = (0, 0);
    ask_rows(model, Aim::Fresh, effects);
}

/// Asks anew, so that what was taken in since is there.
pub fn show_new(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.new_above == 0 {
        return model.say("Nothing new");
    }
    (model.new_above, model.like, model.results.pending_like) = (0, None, None);
    (model.results.selected, model.results.top) = (0, 0);
    ask_all(model, effects);
}

/// The query as it stands is one that a person meant: it heads the past ones.
pub(super) fn remember(model: &mut Model, effects: &mut Vec<Effect>) {
    const MOST: usize = 300;
    let query = model.query.value().trim().to_owned();
    if query.is_empty() || model.history.first() == Some(&query) {
        return;
    }
    model.history.retain(|known| *known != query);
    model.history.insert(0, query.clone());
    model.history.truncate(MOST);
    let effect = model.ask(Request::Remember(query), Asked::Remember);
    effects.push(effect);
}

/// The past searches of earlier days have come.
pub(super) fn learn_history(model: &mut Model, history: Vec<String>) {
    for query in history {
        if !model.history.contains(&query) {
            model.history.push(query);
        }
    }
}

/// Whether an arrow walks through the past searches as in a shell: from an empty line upwards, where no
/// row is left to go up to, and from there both ways until the line is changed.
pub fn can_recall(model: &Model, older: bool) -> bool {
    let begins = older && model.query.value().is_empty();
    let at_rest = model.focus == Focus::Search && model.results.selected == 0;
    at_rest && (begins || model.recalled.is_some()) && !model.history.is_empty()
}

/// Puts an older or a newer past search into the line; below the newest the line is empty.
pub(super) fn recall(model: &mut Model, older: bool, effects: &mut Vec<Effect>) {
    let to = match (model.recalled, older) {
        (None, _) => Some(0),
        (Some(at), true) => Some((at + 1).min(model.history.len().saturating_sub(1))),
        (Some(at), false) => at.checked_sub(1),
    };
    let text = to.and_then(|at| model.history.get(at)).cloned().unwrap_or_default();
    set_query(model, &text, effects);
    model.recalled = to;
}
