//! Tables: those that hold data stay tables, those that hold a page's layout are opened up.

use super::line::Style;
use super::walk::{Blocks, Kind, Walker};
use crate::article::{Block, Inline};
use crate::text::html::{Element, Node};

type Row = Vec<Vec<Inline>>;

/// Wider cells are a mistake or an attack.
const WIDEST: usize = 20;

impl Walker<'_> {
    /// The table that starts at node `at`.
    pub(super) fn table(&mut self, at: usize, element: &Element, style: &Style, into: &mut Blocks) {
        into.flush();
        if into.is_single() || self.is_layout(at + 1, element) {
            self.walk(at + 1..element.end, style, into);
        } else {
            let (header, rows) = self.rows(at + 1..element.end, style, into);
            into.flush();
            let columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
            if columns < 2 || rows.len() + usize::from(!header.is_empty()) < 2 {
                let cells = std::iter::once(header).chain(rows).flatten();
                into.out.extend(cells.filter(|cell| !cell.is_empty()).map(Block::Paragraph));
            } else {
                into.out.push(Block::Table { header, rows });
            }
        }
        into.flush();
    }

    /// Whether blocks stand in its cells.
    fn is_layout(&self, from: usize, table: &Element) -> bool {
        if table.attribute("role").is_some_and(|role| role == "presentation") {
            return true;
        }
        let mut at = from;
        while at < table.end {
            let node = self.tree.nodes.get(at);
            at += 1;
            let Some(Node::Element(element)) = node else { continue };
            match element.name.as_ref() {
                _ if self.drops(at - 1, element) => at = element.end,
                "table" | "ul" | "ol" | "dl" | "blockquote" | "pre" | "figure" | "hr" | "h1" | "h2" | "h3" | "h4"
                | "h5" | "h6" => return true,
                "img" if !is_sign(element) => return true,
                _ => {}
            }
        }
        false
    }

    /// Header and rows. What stands between the cells comes before the table.
    fn rows(&mut self, range: std::ops::Range<usize>, style: &Style, into: &mut Blocks) -> (Row, Vec<Row>) {
        let mut header: Row = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut row: Row = Vec::new();
        let mut titles = true;
        let mut first = true;
        let mut end_row = |row: &mut Row, titles: &mut bool| {
            if row.iter().any(|cell| !cell.is_empty()) {
                if first && *titles {
                    header = std::mem::take(row);
                } else {
                    rows.push(std::mem::take(row));
                }
                first = false;
            }
            row.clear();
            *titles = true;
        };
        let mut at = range.start;
        while at < range.end {
            let Some(node) = self.tree.nodes.get(at) else { break };
            match node {
                Node::Element(element) if self.is_dropped(at, element) => at = element.end,
                Node::Element(element) if matches!(element.name.as_ref(), "td" | "th") => {
                    titles &= element.name == "th";
                    let mut cell = Blocks::new(Kind::Single, into.depth);
                    self.walk(at + 1..element.end, style, &mut cell);
                    row.push(cell.line(self));
                    let span = element.attribute("colspan").and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                    row.extend((1..WIDEST.min(span)).map(|_| Vec::new()));
                    at = element.end;
                }
                Node::Element(element) => {
                    if element.name == "tr" {
                        end_row(&mut row, &mut titles);
                    }
                    at += 1;
                }
                Node::Text(text) => {
                    into.text(text, style);
                    at += 1;
                }
                Node::Comment(_) => at += 1,
            }
        }
        end_row(&mut row, &mut titles);
        (header, rows)
    }
}

/// A picture that stands for a character, as WordPress writes emoji.
pub(super) fn is_sign(element: &Element) -> bool {
    element.classes().any(|class| matches!(class, "emoji" | "wp-smiley"))
}
