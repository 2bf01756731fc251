//! The lines of the article that are in sight.

use super::painter::Painter;
use crate::text::cut;
use crate::tui::model::links::lettered;
use crate::tui::model::{Focus, Model};
use crate::tui::page::title;
use crate::tui::theme::{Ground, Look, glyph};
use ratatui::layout::Rect;

/// Draws them.
pub fn draw(model: &Model, pane: Rect, painter: &mut Painter) {
    let reading = &model.reading;
    let focused = model.focus == Focus::Article;
    if focused {
        let mark = pane.x.saturating_sub(1);
        let titles = reading.page.title_lines.saturating_sub(reading.scroll).clamp(1, 3) as u16;
        for y in pane.y..(pane.y + titles).min(pane.bottom()) {
            painter.sign((mark, y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
        }
        painter.put_cursor(pane.x, pane.y);
    }
    if reading.article.is_none() {
        return;
    }
    let lines = reading.page.lines.iter().skip(reading.scroll).take(pane.height.into());
    for (at, line) in lines.enumerate() {
        let place = (pane.x, pane.y + at as u16);
        if reading.hints.is_some() {
            let line = lettered(&reading.page, reading.scroll + at, line);
            painter.spans(place, pane.width, &line.0, Ground::Plain, reading.current);
        } else {
            painter.spans(place, pane.width, &line.0, Ground::Plain, reading.current);
        }
    }
    let current = reading.current.and_then(|current| reading.page.matches.get(current));
    if let Some(row) = current.and_then(|line| line.checked_sub(reading.scroll)).filter(|_| focused) {
        painter.put_cursor(pane.x, pane.y + row.min(usize::from(pane.height)) as u16);
    }
    end(model, pane, painter);
}

/// Below the text: what Space leads to.
fn end(model: &Model, pane: Rect, painter: &mut Painter) {
    let row = (model.reading.page.lines.len() + 1).checked_sub(model.reading.scroll);
    let Some(row) = row.filter(|row| *row < usize::from(pane.height)) else { return };
    let next = model.results.rows.get(&(model.results.selected + 1));
    let text = match next {
        Some(next) => format!("End · Space: next {}", title(&next.summary)),
        None => "End".to_owned(),
    };
    painter.text((pane.x, pane.y + row as u16), pane.width, &cut(&text, pane.width.into()), Look::MUTED, Ground::Plain);
}
