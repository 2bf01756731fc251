//! A document as plain text: the `text` of the contract, and what the index reads.

use super::document::{Block, Document, Inline};

impl Document {
    /// Blocks divided by one empty line, unwrapped, without link targets; list items start with
    /// `• ` (numbers in numbered lists), a level of nesting is two spaces.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        write_blocks(&self.blocks, 0, &mut out);
        out
    }
}

/// The text of one block alone, as [`Document::to_text`] has it.
pub fn block_text(block: &Block) -> String {
    let mut out = String::new();
    write_blocks(std::slice::from_ref(block), 0, &mut out);
    out
}

/// The text of some blocks, as [`Document::to_text`] has it.
pub fn blocks_text<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = block_text(block);
        if !(out.is_empty() || text.is_empty()) {
            out.push_str("\n\n");
        }
        out.push_str(&text);
    }
    out
}

/// The text of inlines alone; a line break becomes a new line.
pub fn inline_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(inlines, &mut out);
    out
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => {
                write_inlines(inner, out);
            }
            Inline::Break => out.push('\n'),
        }
    }
}

fn write_blocks(blocks: &[Block], depth: usize, out: &mut String) {
    let first = out.len();
    for block in blocks {
        let before = out.len();
        if before > first {
            out.push_str("\n\n");
        }
        let start = out.len();
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => write_inlines(content, out),
            Block::Figure { caption, .. } => write_inlines(caption, out),
            Block::Quote(inner) => write_blocks(inner, 0, out),
            Block::Preformatted(text) => out.push_str(text),
            Block::List { ordered, items } => {
                let mut list = String::new();
                write_list(*ordered, items, depth, &mut list);
                out.push_str(&list);
            }
            Block::Table { header, rows } => {
                for row in std::iter::once(header).chain(rows).filter(|row| !row.is_empty()) {
                    let cells: Vec<String> = row.iter().map(|cell| inline_text(cell).replace('\n', " ")).collect();
                    if out.len() > start {
                        out.push('\n');
                    }
                    out.push_str(&cells.join(" | "));
                }
            }
            Block::Rule => {}
        }
        if out.get(start..).is_none_or(|piece| piece.trim().is_empty()) {
            out.truncate(before);
        }
    }
}

/// One item a line; further blocks of an item follow it, indented like its text.
fn write_list(ordered: bool, items: &[Vec<Block>], depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for (number, item) in items.iter().enumerate() {
        let marker = if ordered { format!("{}. ", number + 1) } else { "• ".to_owned() };
        line_break(out);
        out.push_str(&indent);
        out.push_str(&marker);
        for (place, block) in item.iter().enumerate() {
            if let Block::List { ordered, items } = block {
                let mut inner = String::new();
                write_list(*ordered, items, depth + 1, &mut inner);
                if place > 0 {
                    line_break(out);
                    out.push_str(&inner);
                } else {
                    out.push_str(inner.trim_start());
                }
                continue;
            }
            let mut piece = String::new();
            write_blocks(std::slice::from_ref(block), 0, &mut piece);
            if place > 0 {
                line_break(out);
                out.push_str(&indent);
                out.push_str("  ");
            }
            out.push_str(&piece.replace("\n\n", "\n"));
        }
    }
}

fn line_break(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}
