//! The box in which a note is written.

use super::bottom::of_box;
use super::overlay::frame;
use super::painter::Painter;
use crate::text::cut;
use crate::tui::model::Model;
use crate::tui::model::marking::NoteBox;
use crate::tui::model::overlay::{note_area, note_outer};
use crate::tui::theme::{Ground, Look};

/// Draws it.
pub fn draw(model: &Model, note: &NoteBox, painter: &mut Painter) {
    let panes = model.panes();
    let (outer, area) = (note_outer(&panes, model.size), note_area(&panes, model.size));
    frame(outer, painter);
    let title = cut(&note.title, area.width.into()).into_owned();
    painter.text((area.x, outer.y + 1), area.width, &title, Look::TITLE, Ground::Plain);
    let (writing, top) = (&note.writing, note.writing.top());
    for (at, line) in writing.lines().iter().skip(top).take(area.height.into()).enumerate() {
        let text = writing.text().get(line.clone()).unwrap_or_default();
        painter.text((area.x, area.y + at as u16), area.width, text, Look::TEXT, Ground::Plain);
    }
    if writing.text().is_empty() {
        painter.text((area.x, area.y), area.width, "Write what you think of it", Look::MUTED, Ground::Plain);
    }
    let hints: &[(&str, &'static str)] =
        if model.has_editor { &[("Esc", "keep"), ("Ctrl-O", "own editor")] } else { &[("Esc", "keep")] };
    of_box(model, hints, painter);
    let (line, column) = writing.place();
    let row = line.saturating_sub(top).min(usize::from(area.height.saturating_sub(1)));
    painter.put_cursor(area.x + column.min(usize::from(area.width)) as u16, area.y + row as u16);
}
