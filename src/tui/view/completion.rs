//! The list of what the filter before the caret could be, below the search line.

use super::overlay::frame;
use super::painter::Painter;
use crate::text::{cut, width};
use crate::tui::dates::grouped;
use crate::tui::model::{Model, completion};
use crate::tui::theme::{Ground, Look, glyph};
use ratatui::layout::Rect;

/// Draws it, if there is one.
pub fn draw(model: &Model, painter: &mut Painter) {
    let Some(area) = completion::area(model) else { return };
    frame(area, painter);
    let offered = &model.completion;
    let fit = usize::from(area.height.saturating_sub(2));
    let top = offered.top(fit);
    let room = area.width.saturating_sub(4);
    for ((number, row), y) in offered.rows.iter().enumerate().skip(top).take(fit).zip(area.y + 1..) {
        let is_selected = offered.selected == Some(number);
        let ground = if is_selected { Ground::Selection } else { Ground::Plain };
        let x = area.x + 2;
        if is_selected {
            painter.fill(Rect::new(x - 1, y, room + 2, 1), ground);
            painter.sign((x - 1, y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
            if model.spoken {
                painter.put_cursor(x, y);
            }
        }
        let count = row.count.map(grouped).unwrap_or_default();
        let label = cut(&row.label, usize::from(room).saturating_sub(width(&count) + 1)).into_owned();
        painter.text((x, y), room, &label, Look::TEXT, ground);
        painter.right(x + room, y, &count, Look::MUTED, ground);
    }
}
