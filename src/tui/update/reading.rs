//! The article pane: which article, how far, which match, what is looked for.

use super::edit::edit;
use super::{commands, focus_on, marks, search};
use crate::query::{Typing, parse};
use crate::text;
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::key::Key;
use crate::tui::model::geometry::{self, Shape};
use crate::tui::model::reading::Find;
use crate::tui::model::{Focus, Model};
use crate::tui::page::{self, Folding};
use crate::work::{Fetched, Request};
use crossterm::event::KeyCode;
use std::ops::Range;
use tui_input::Input;

/// Rows of the article pane.
pub fn rows(model: &Model) -> usize {
    model.panes().article.map_or(0, |pane| usize::from(pane.height))
}

/// Asks for the highlighted article if it is not the one wanted already.
pub fn follow(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.results.answered && model.results.in_all == 0 {
        leave(model, effects);
        (model.reading.wanted, model.reading.pending, model.reading.article) = (None, None, None);
        model.reading.page = page::Page::default();
        (model.reading.scroll, model.reading.held) = Default::default();
        return;
    }
    let selected = model.results.selected_id();
    if selected.is_none() || selected == model.reading.wanted {
        return;
    }
    model.reading.wanted = selected;
    model.reading.pending = None;
    if let Some(id) = selected.filter(|id| model.reading.id() != Some(*id)) {
        let number = model.number();
        model.reading.pending = Some(number);
        effects.push(Effect::Request(number, Request::Article(id)));
    }
}

/// Lays out anew if the width has changed, and keeps the place in the article.
pub fn fit(model: &mut Model) {
    let panes = model.panes();
    let columns = panes.article.map(|pane| usize::from(pane.width));
    if columns.is_some_and(|columns| columns.clamp(1, page::COLUMNS) != model.reading.page.columns) {
        lay_out(model);
    }
    if let Some(pane) = panes.article {
        model.reading.keep_place(pane.height.into());
    }
}

/// Makes the lines of the article, matches of the find or else of the search marked. The place at the top
/// of the screen stays there.
pub fn lay_out(model: &mut Model) {
    model.reading.hold();
    let columns = model.panes().article.map_or(model.reading.page.columns, |pane| usize::from(pane.width));
    let Some(article) = &model.reading.article else { return };
    let found = model.reading.find.as_ref().map(|find| find.input.value()).filter(|text| !text.is_empty());
    let needles = parse(&model.results.query, Typing::Live).needles();
    let marks = |text: &str| -> Vec<Range<usize>> {
        found.map_or_else(|| needles.ranges(text), |wanted| text::find(text, wanted))
    };
    let key = |command| model.keys.keys(Focus::Article, command).into_iter().next();
    let (fold, note) = (key(Command::Recurring), key(Command::Note));
    let keys = page::Keys { fold: fold.as_deref(), note: note.as_deref() };
    let lay_out = |folding| page::lay_out(article, columns, &marks, folding, keys);
    let mut page = match (model.reading.unfolded, found) {
        (true, _) => lay_out(Folding::Nothing),
        (false, Some(_)) => lay_out(Folding::Unmatched),
        (false, None) => lay_out(Folding::All),
    };
    // What was searched for stands there alone.
    if page.matches.is_empty() && !page.folds.is_empty() {
        page = lay_out(if model.reading.unfolded { Folding::Nothing } else { Folding::Unmatched });
    }
    model.reading.page = page;
    model.reading.keep_place(rows(model));
    let last = model.reading.page.matches.len();
    model.reading.current = model.reading.current.filter(|current| *current < last);
}

/// Another article has come; it is shown from where it was left.
pub fn show(model: &mut Model, fetched: Fetched, effects: &mut Vec<Effect>) {
    leave(model, effects);
    let reading = &mut model.reading;
    let Fetched { article, left, suspected } = fetched;
    let seen = article.summary.id.and_then(|id| reading.left.get(&id).copied());
    reading.came_at = seen.or(left).unwrap_or_default();
    reading.article = Some(Box::new(article));
    reading.suspected = suspected;
    reading.unfolded = false;
    (reading.scroll, reading.held) = (0, (reading.came_at, 0));
    (reading.current, reading.find, reading.hints) = (None, None, None);
    lay_out(model);
}

/// Notes where the article is left, if that is elsewhere than where it came; one that was read to its end
/// begins at its top another day.
pub fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    model.reading.hold();
    let shape = Shape { focus: Focus::Article, alone: model.alone, wider: model.wider, single: model.spoken };
    let pane = geometry::panes(model.size.0, model.size.1, shape).article;
    let rows_when_read = pane.map_or(0, |pane| usize::from(pane.height));
    let reading = &mut model.reading;
    let here = reading.held.0;
    let Some(id) = reading.id().filter(|_| here != reading.came_at) else { return };
    reading.came_at = here;
    reading.left.insert(id, here);
    let ends = reading.scroll == 0 || reading.at_end(rows_when_read);
    let number = model.number();
    // nobody waits for the answer: a place that can't be kept is no one's trouble
    effects.push(Effect::Request(number, Request::Left { id, at: (!ends).then_some(here) }));
}

/// Shows text that stands in many articles, or folds it again.
pub fn toggle_recurring(model: &mut Model) {
    if model.reading.page.folds.is_empty() {
        return model.say("Nothing in this article stands in many others");
    }
    model.reading.unfolded = !model.reading.unfolded;
    lay_out(model);
}

/// A click on a line of the article: one that stands for folded text opens it.
pub fn click(model: &mut Model, row: usize) {
    focus_on(model, Focus::Article);
    if model.reading.page.folds.contains(&(model.reading.scroll + row)) {
        toggle_recurring(model);
    }
}

/// Scrolls by lines.
pub fn scroll_by(model: &mut Model, by: isize) {
    let last = model.reading.last_scroll(rows(model));
    model.reading.scroll = model.reading.scroll.saturating_add_signed(by).min(last);
}

/// Scrolls by screens, two lines staying in sight.
pub fn scroll_pages(model: &mut Model, by: isize) {
    if model.focus == Focus::List {
        focus_on(model, Focus::Article);
    }
    let page = rows(model).saturating_sub(2).max(1) as isize;
    scroll_by(model, by * page);
}

/// Space: into the article, a page on, then the next article.
pub fn read_on(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.focus != Focus::Article {
        return search::open(model, effects);
    }
    if !model.reading.at_end(rows(model)) {
        return scroll_pages(model, 1);
    }
    if model.results.selected + 1 >= model.results.len() {
        return model.say("That was the last article");
    }
    search::select_by(model, 1);
    marks::set_read(model, effects);
}

/// To the next or previous match, round the end.
pub fn go_to_match(model: &mut Model, forward: bool) {
    let matches = &model.reading.page.matches;
    if matches.is_empty() {
        return model.say("No match in this article");
    }
    let last = matches.len() - 1;
    let here = model.reading.scroll;
    let to = match (model.reading.current, forward) {
        (Some(at), true) => {
            if at >= last {
                0
            } else {
                at + 1
            }
        }
        (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        (None, true) => matches.iter().position(|line| *line >= here).unwrap_or(0),
        (None, false) => matches.iter().rposition(|line| *line < here).unwrap_or(last),
    };
    model.reading.current = Some(to);
    let (line, rows) = (matches[to], rows(model));
    if line < here || line >= here + rows {
        let last = model.reading.last_scroll(rows);
        model.reading.scroll = line.saturating_sub(rows / 3).min(last);
    }
    let count = last + 1;
    model.say(format!("Match {} of {count}", to + 1));
}

/// Whether the caret is in the find line.
pub fn is_finding(model: &Model) -> bool {
    model.focus == Focus::Article && model.reading.find.as_ref().is_some_and(|find| find.typing)
}

/// Ctrl-F.
pub fn find(model: &mut Model) {
    if model.reading.article.is_none() {
        return model.say("There is no article to find something in");
    }
    focus_on(model, Focus::Article);
    model.reading.find.get_or_insert_with(Find::default).typing = true;
}

/// A key while the caret is in the find line.
pub fn press_find(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let close = |model: &mut Model| {
        if let Some(find) = &mut model.reading.find {
            find.typing = false;
        }
    };
    match (key.code, key.ctrl) {
        (KeyCode::Esc, _) => {
            drop_find(model);
        }
        (KeyCode::Enter, _) if model.reading.find.as_ref().is_none_or(|find| find.input.value().is_empty()) => {
            drop_find(model);
        }
        (KeyCode::Down, _) => go_to_match(model, true),
        (KeyCode::Up, _) => go_to_match(model, false),
        (KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab, _) => close(model),
        (KeyCode::Char('c'), true) => commands::interrupt(model, effects),
        _ => edit_find(model, |input| {
            edit(input, key);
        }),
    }
}

/// Changes what is looked for, and goes to its first match.
pub fn edit_find(model: &mut Model, change: impl FnOnce(&mut Input)) {
    let Some(find) = &mut model.reading.find else { return };
    let before = find.input.value().to_owned();
    change(&mut find.input);
    if find.input.value() == before {
        return;
    }
    let empty = find.input.value().is_empty();
    model.reading.current = None;
    lay_out(model);
    if !empty && !model.reading.page.matches.is_empty() {
        go_to_match(model, true);
    }
    model.notice = None;
}

/// Ends the find; whether there was one.
pub fn drop_find(model: &mut Model) -> bool {
    let was = model.focus == Focus::Article && model.reading.find.take().is_some();
    if was {
        model.reading.current = None;
        lay_out(model);
    }
    was
}
