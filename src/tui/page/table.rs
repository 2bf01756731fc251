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
    let fits = whole <= writer.room();
    writer.empty_lines();
    let mut begin = writer.passed();
    if !header.is_empty() {
        if fits {
            writer.line(vec![Span::new(aligned(header, &widths), Look::TITLE)]);
        }
        begin += 1;
    }
    for (number, row) in rows.iter().enumerate() {
        // a row begins at the same place of the text in either form
        writer.go_on_at(begin);
        if fits {
            writer.paragraph(&aligned(row, &widths), &[], Look::TEXT);
        } else {
            writer.gap(usize::from(number > 0));
            named(writer, header, row);
        }
        begin +=
            row.iter().enumerate().map(|(column, cell)| name_of(header, column).len() + cell.len() + 3).sum::<usize>()
                + 1;
    }
    writer.go_on_at(begin);
}

fn name_of(header: &[String], column: usize) -> &str {
    header.get(column).map_or("", String::as_str)
}

/// A row as "Header: value" lines.
fn named(writer: &mut Writer, header: &[String], row: &[String]) {
    for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let name = name_of(header, column);
        let text = if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") };
        let bold = [(0..name.len() + 1, Look::TITLE)];
        let looks = if name.is_empty() { &bold[..0] } else { &bold[..] };
        writer.indented("", "  ", |writer| writer.paragraph(&text, looks, Look::TEXT));
    }
}

fn aligned(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| pad(cell, *width)).collect();
    cells.join(&" ".repeat(BETWEEN)).trim_end().to_owned()
}
