//! The filters: each choice is a change of the query's text.

use super::{saved, search};
use crate::query::{Choice, Field, TokenKind, Typing, choice, parse, with_choice, without_token};
use crate::tui::Effect;
use crate::tui::model::Model;
use crate::tui::model::filters::{Entry, Row, Section};
use tui_input::Input;

/// The order of rows holds from now on.
pub fn enter(model: &mut Model) {
    let pane = &mut model.filters;
    pane.order = None;
    let values = pane.values(model.query.value());
    pane.order = Some(values);
    pane.rebuild(model.query.value());
    pane.to_first();
}

/// What was typed goes, the rows are in the order of their counts again.
pub fn leave(model: &mut Model) {
    model.filters.order = None;
    model.filters.input.reset();
    model.filters.rebuild(model.query.value());
    model.filters.to_first();
    model.settled = true;
}

/// Changes what is typed.
pub fn edit_typed(model: &mut Model, change: impl FnOnce(&mut Input)) {
    let before = model.filters.input.value().to_owned();
    change(&mut model.filters.input);
    if model.filters.input.value() != before {
        model.filters.rebuild(model.query.value());
        model.filters.selected = model.filters.near(0);
    }
}

/// Highlights the first value of a part.
pub fn go_to(model: &mut Model, section: Section) {
    let title = model.filters.rows.iter().position(|row| *row == Row::Title(section));
    match title {
        Some(at) => model.filters.selected = model.filters.near(at),
        None => model.say("No article here has a date"),
    }
}

/// Includes or excludes the highlighted value; the same again takes it back. On "… more" shows
/// the rest.
pub fn choose(model: &mut Model, include: bool, effects: &mut Vec<Effect>) {
    if let Some(Row::More(section, _)) = model.filters.rows.get(model.filters.selected) {
        let section = *section;
        model.filters.whole.insert(section);
        model.filters.rebuild(model.query.value());
        return;
    }
    if let Some(Row::Saved(search)) = model.filters.rows.get(model.filters.selected) {
        if !include {
            return model.say("A saved search can only be opened · its own words exclude");
        }
        let name = search.name.clone();
        return saved::open(model, &name, effects);
    }
    let Some(entry) = model.filters.entry().cloned() else { return };
    let Some(field) = entry.section.field() else { return };
    let asked = if include { Choice::Included } else { Choice::Excluded };
    let wanted = if entry.choice == asked { Choice::Open } else { asked };
    let text = model.query.value();
    let value = named_in(text, &entry);
    let is_finished = text.ends_with(char::is_whitespace);
    let mut text = with_choice(text, field, &value, wanted);
    if is_finished && !text.is_empty() {
        text.push(' ');
    }
    search::set_query(model, &text, effects);
}

/// A tag that stands in the query by name is taken back by name.
fn named_in(text: &str, entry: &Entry) -> String {
    let by_name = entry.section == Section::Tags
        && choice(text, Field::Tag, &entry.value) == Choice::Open
        && choice(text, Field::Tag, &entry.label) != Choice::Open;
    if by_name { entry.label.clone() } else { entry.value.clone() }
}

/// Backspace: what is typed, else the newest filter of the query.
pub fn delete(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.filters.input.value().is_empty() {
        return edit_typed(model, |input| {
            input.handle(tui_input::InputRequest::DeletePrevChar);
        });
    }
    let text = model.query.value();
    let query = parse(text, Typing::Done);
    let newest = query.tokens().iter().rev().find(|token| matches!(token.kind, TokenKind::Filter { .. }));
    let Some(token) = newest else { return model.say("There is no filter to take away") };
    let (text, _) = without_token(text, token.range.end);
    search::set_query(model, &text, effects);
}

/// Shows the months of the highlighted year.
pub fn open_year(model: &mut Model) {
    set_open(model, true);
}

/// Hides the months of the highlighted year, or of the highlighted month's.
pub fn close_year(model: &mut Model) {
    set_open(model, false);
}

fn set_open(model: &mut Model, open: bool) {
    let year = model.filters.entry().filter(|entry| entry.section == Section::Years).map(|entry| entry.value.clone());
    let Some(year) = year.and_then(|value| value.get(..4)?.parse::<i32>().ok()) else { return };
    if open {
        model.filters.open.insert(year);
    } else {
        model.filters.open.remove(&year);
        let name = year.to_string();
        let its = |row: &Row| matches!(row, Row::Entry(entry) if entry.value == name);
        if let Some(at) = model.filters.rows.iter().position(its) {
            model.filters.selected = at;
        }
    }
    model.filters.rebuild(model.query.value());
    let panes = model.panes();
    model.filters.show_months(panes.body_rows(panes.filters));
}
