//! Draws the model and changes nothing.

mod article;
mod bottom;
mod completion;
mod filters;
mod list;
mod note;
mod overlay;
mod painter;
mod top;

use super::model::Model;
use super::theme::{Ground, Look, Role, glyph};
use painter::Painter;
use ratatui::Frame;

/// Draws one frame.
pub fn view(model: &Model, frame: &mut Frame) {
    let area = frame.area();
    let mut painter = Painter::new(frame.buffer_mut(), model.theme, model.spoken);
    painter.fill(area, Ground::Plain);
    let panes = model.panes();
    top::draw(model, &panes, &mut painter);
    if let Some(pane) = panes.filters {
        filters::draw(model, pane, panes.head, &mut painter);
    }
    if let Some(pane) = panes.list {
        list::draw(model, pane, panes.head, &mut painter);
    }
    if let Some(pane) = panes.article {
        article::draw(model, pane, &mut painter);
    }
    for x in &panes.dividers {
        for y in panes.body.0..panes.body.1 {
            painter.sign((*x, y), 1, glyph::DIVIDER, Look::of(Role::Divider), Ground::Plain);
        }
    }
    bottom::draw(model, &panes, &mut painter);
    completion::draw(model, &mut painter);
    for overlay in &model.overlays {
        overlay::draw(model, overlay, &mut painter);
    }
    if let Some(cursor) = painter.cursor.filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}
