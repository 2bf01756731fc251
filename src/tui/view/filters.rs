//! The filters.

use super::painter::Painter;
use crate::query::Choice;
use crate::text::{cut, width};
use crate::tui::dates::grouped;
use crate::tui::model::filters::{Entry, Row, Section};
use crate::tui::model::saved::news;
use crate::tui::model::{Focus, Model};
use crate::tui::theme::{Ground, Look, Role, glyph};
use ratatui::layout::Rect;

/// Columns before a row's text: marker, sign, space.
const INDENT: u16 = 3;
/// Cells of the longest bar.
const BAR: u16 = 16;

/// Draws them.
pub fn draw(model: &Model, pane: Rect, head: u16, painter: &mut Painter) {
    let focused = model.focus == Focus::Filters;
    let look = if focused { Look::ACCENT.bold() } else { Look::of(Role::Strong) };
    let x = painter.text((pane.x + 1, pane.y), pane.width.saturating_sub(1), "Filters", look, Ground::Plain);
    if focused {
        painter.sign((pane.x, pane.y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
        painter.input((x + 1, pane.y), pane.right().saturating_sub(x + 1), &model.filters.input);
        if model.filters.input.value().is_empty() {
            let hint = cut("type to narrow", usize::from(pane.right().saturating_sub(x + 2))).into_owned();
            painter.text((x + 2, pane.y), pane.width, &hint, Look::MUTED, Ground::Plain);
        }
    }
    let body = Rect { y: pane.y + head, height: pane.height.saturating_sub(head), ..pane };
    let rows = model.filters.rows.iter().enumerate().skip(model.filters.top).take(body.height.into());
    for (place, (number, row)) in rows.enumerate() {
        let area = Rect { y: body.y + place as u16, height: 1, ..body };
        let ground = marker(model, area, focused && number == model.filters.selected, painter);
        draw_row(model, row, area, ground, painter);
    }
    if model.filters.rows.is_empty() && focused {
        painter.text((body.x + INDENT, body.y), body.width, "Nothing fits", Look::MUTED, Ground::Plain);
    }
}

fn marker(model: &Model, area: Rect, selected: bool, painter: &mut Painter) -> Ground {
    if !selected {
        return Ground::Plain;
    }
    painter.fill(area, Ground::Selection);
    painter.sign((area.x, area.y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
    if model.filters.input.value().is_empty() {
        painter.put_cursor(area.x + INDENT, area.y);
    }
    Ground::Selection
}

fn draw_row(model: &Model, row: &Row, area: Rect, ground: Ground, painter: &mut Painter) {
    let room = area.width.saturating_sub(INDENT);
    match row {
        Row::Blank => {}
        Row::Title(section) => {
            painter.text((area.x + 1, area.y), area.width, section.title(), Look::MUTED.bold(), ground);
        }
        Row::More(_, count) => {
            let text = format!("… {} more", grouped(*count));
            painter.text((area.x + INDENT, area.y), room, &text, Look::MUTED, ground);
        }
        Row::Saved(search) => {
            let look = if search.new > 0 { Look::ACCENT } else { Look::MUTED };
            let end = painter.right(area.right(), area.y, &news(search), look, ground);
            let room = end.saturating_sub(area.x + INDENT + 1);
            let name = cut(&search.name, room.into());
            let look = if search.new > 0 { Look::of(Role::Strong).bold() } else { Look::TEXT };
            painter.text((area.x + INDENT, area.y), room, &name, look, ground);
        }
        Row::Entry(entry) => draw_entry(model, entry, area, ground, painter),
    }
}

fn draw_entry(model: &Model, entry: &Entry, area: Rect, ground: Ground, painter: &mut Painter) {
    let (sign, look) = match entry.choice {
        Choice::Open => (" ", Look::TEXT),
        Choice::Included => (glyph::INCLUDE, Look::ACCENT.bold()),
        Choice::Excluded => (glyph::EXCLUDE, Look::of(Role::Warn).bold()),
    };
    painter.sign((area.x + 1, area.y), 1, sign, look, ground);
    let count_at = painter.right(area.right(), area.y, &grouped(entry.count), Look::MUTED, ground);
    let indent = INDENT + if entry.month { 2 } else { 0 };
    let x = area.x + indent;
    let room = count_at.saturating_sub(x + 1);
    let said = match entry.choice {
        _ if !painter.spoken => "",
        Choice::Open => "",
        Choice::Included => "included: ",
        Choice::Excluded => "excluded: ",
    };
    let label = format!("{said}{}", entry.label);
    let label = cut(&label, room.into());
    let look = if entry.choice == Choice::Open { Look::TEXT } else { Look::of(Role::Strong).bold() };
    painter.text((x, area.y), room, &label, look, ground);
    if entry.section == Section::Years {
        let wide = u16::try_from(width("9,999")).unwrap_or(5);
        // years and their months, two further in, have their bars in one column
        let start = area.x + INDENT + 7;
        let longest = area.right().saturating_sub(wide + 1 + start).min(BAR);
        let bar = bar_cells(model, entry, longest);
        painter.sign((start, area.y), bar, &glyph::BAR.repeat(usize::from(bar)), Look::ACCENT, ground);
    }
}

/// Years are measured by the fullest year in sight, months by the fullest month.
fn bar_cells(model: &Model, entry: &Entry, longest: u16) -> u16 {
    let alike = model.filters.rows.iter().filter_map(|row| match row {
        Row::Entry(other) if other.section == Section::Years && other.month == entry.month => Some(other.count),
        _ => None,
    });
    let most = alike.max().unwrap_or(0).max(1);
    if entry.count == 0 {
        return 0;
    }
    ((entry.count * usize::from(longest)).div_ceil(most) as u16).max(1)
}
