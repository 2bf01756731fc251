//! Tables: columns where they fit, else each row as "Header: value" lines.

use super::Span;
use super::write::Writer;
use crate::text::{pad, width};
use crate::tui::theme::Look;

/// Cells between two columns.
const BETWEEN: usize = 3;

/// Writes a table; rows may be of different lengths.
pub fn write(writer: &mut Writer, header: &[String], rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
    let mut widths = vec![0; columns];
    for row in rows.iter().map(Vec::as_slice).chain([header]) {
        for (cell, widest) in row.iter().zip(&mut widths) {
            *widest = width(cell).max(*widest);
        }
    }
    let whole = widths.iter().sum::<usize>() + BETWEEN * columns.saturating_sub(1);
    if whole <= writer.room() {
        if !header.is_empty() {
            writer.line(vec![Span::new(aligned(header, &widths), Look::TITLE)]);
        }
        for row in rows {
            writer.paragraph(&aligned(row, &widths), &[], Look::TEXT);
        }
        return;
    }
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            writer.gap(1);
        }
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match header.get(column).filter(|name| !name.is_empty()) {
                Some(name) => {
                    let text = format!("{name}: {cell}");
                    let bold = [(0..name.len() + 1, Look::TITLE)];
                    writer.indented("", "  ", |writer| writer.paragraph(&text, &bold, Look::TEXT));
                }
                None => writer.indented("", "  ", |writer| writer.paragraph(cell, &[], Look::TEXT)),
            }
        }
    }
}

fn aligned(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| pad(cell, *width)).collect();
    cells.join(&" ".repeat(BETWEEN)).trim_end().to_owned()
}
