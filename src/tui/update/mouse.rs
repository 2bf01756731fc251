//! Clicks and the wheel.

use super::{filters, focus_on, overlays, reading, search};
use crate::tui::model::filters::Row;
use crate::tui::model::{Focus, Model, completion};
use crate::tui::{Effect, Mouse, MouseAct};
use ratatui::layout::{Position, Rect};

/// The mouse was used.
pub fn act(model: &mut Model, mouse: Mouse, effects: &mut Vec<Effect>) {
    let at = Position::new(mouse.column, mouse.row);
    let by: isize = match mouse.act {
        MouseAct::Click => 0,
        MouseAct::WheelUp => -1,
        MouseAct::WheelDown => 1,
    };
    if !model.overlays.is_empty() {
        return overlays::mouse(model, at, by, effects);
    }
    if let Some(row) = completion::row_at(model, at.x, at.y).filter(|_| by == 0) {
        model.completion.selected = Some(row);
        return search::take_completion(model, effects);
    }
    let panes = model.panes();
    let within = |pane: Option<Rect>| pane.filter(|pane| pane.contains(at));
    let row = |pane: Rect| usize::from(at.y.saturating_sub(pane.y)).checked_sub(usize::from(panes.head));
    if let Some(pane) = within(panes.list) {
        if by == 0 { click_list(model, pane, row(pane), effects) } else { search::scroll(model, by) }
    } else if let Some(pane) = within(panes.filters) {
        if by == 0 {
            click_filters(model, row(pane), effects);
        } else if model.focus == Focus::Filters {
            model.filters.selected = model.filters.step(by);
        } else {
            model.filters.top = model.filters.top.saturating_add_signed(by);
        }
    } else if let Some(pane) = within(panes.article) {
        let row = usize::from(at.y - pane.y);
        if by == 0 { reading::click(model, row) } else { reading::scroll_by(model, by * 3) }
    } else if by == 0 && within(panes.search).is_some() {
        focus_on(model, Focus::Search);
    }
}

/// The first click highlights, one on the highlighted row reads.
fn click_list(model: &mut Model, pane: Rect, row: Option<usize>, effects: &mut Vec<Effect>) {
    let (row_lines, gap) = model.results.row_height(model.panes().body_rows(Some(pane)));
    let height = if model.results.in_all == 0 { 1 } else { row_lines + gap };
    let number = row.map(|row| model.results.top + row / height).filter(|number| *number < model.results.len());
    let again = number == Some(model.results.selected) && model.focus == Focus::List;
    focus_on(model, Focus::List);
    match number {
        Some(_) if again => search::open(model, effects),
        Some(number) => model.results.selected = number,
        None => {}
    }
}

fn click_filters(model: &mut Model, row: Option<usize>, effects: &mut Vec<Effect>) {
    let number = row.map(|row| model.filters.top + row);
    let choosable = number.filter(|at| model.filters.rows.get(*at).is_some_and(Row::can_be_chosen));
    let clicked = choosable.and_then(|at| model.filters.rows.get(at).cloned());
    let top = model.filters.top;
    focus_on(model, Focus::Filters);
    // what was clicked stays where it was
    model.filters.top = top;
    let Some(clicked) = clicked else { return };
    if let Some(at) = model.filters.rows.iter().position(|row| *row == clicked) {
        model.filters.selected = at;
        filters::choose(model, true, effects);
    }
}
