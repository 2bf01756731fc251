//! A document as clean HTML: the elements below and no other, every text escaped.

use super::document::{Block, Document, Inline};
use std::fmt::Write as _;

impl Document {
    /// An HTML fragment without scripts, styles or attributes other than `href` and `src`.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        write_blocks(&self.blocks, &mut out);
        out
    }
}

fn write_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { level, content } => {
                let level = (*level).clamp(1, 6);
                element(&format!("h{level}"), content, out);
            }
            Block::Paragraph(content) => element("p", content, out),
            Block::Quote(inner) => {
                out.push_str("<blockquote>\n");
                write_blocks(inner, out);
                out.push_str("</blockquote>");
            }
            Block::List { ordered, items } => write_list(*ordered, items, out),
            Block::Table { header, rows } => write_table(header, rows, out),
            Block::Figure { url, caption } => {
                out.push_str("<figure>");
                if !url.is_empty() {
                    let _ = write!(out, "<img src=\"{}\" alt=\"\">", escape(url));
                }
                if !caption.is_empty() {
                    out.push_str("<figcaption>");
                    write_inlines(caption, out);
                    out.push_str("</figcaption>");
                }
                out.push_str("</figure>");
            }
            Block::Preformatted(text) => {
                let _ = write!(out, "<pre>{}</pre>", escape(text));
            }
            Block::Rule => out.push_str("<hr>"),
        }
        out.push('\n');
    }
}

fn write_list(ordered: bool, items: &[Vec<Block>], out: &mut String) {
    let name = if ordered { "ol" } else { "ul" };
    let _ = writeln!(out, "<{name}>");
    for item in items {
        out.push_str("<li>");
        match item.as_slice() {
            [Block::Paragraph(content)] => write_inlines(content, out),
            [Block::Paragraph(content), rest @ ..] => {
                write_inlines(content, out);
                out.push('\n');
                write_blocks(rest, out);
            }
            blocks => write_blocks(blocks, out),
        }
        out.push_str("</li>\n");
    }
    let _ = write!(out, "</{name}>");
}

fn write_table(header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], out: &mut String) {
    let row = |cells: &[Vec<Inline>], name: &str, out: &mut String| {
        out.push_str("<tr>");
        for cell in cells {
            element(name, cell, out);
        }
        out.push_str("</tr>\n");
    };
    out.push_str("<table>\n");
    if !header.is_empty() {
        row(header, "th", out);
    }
    for cells in rows {
        row(cells, "td", out);
    }
    out.push_str("</table>");
}

fn element(name: &str, content: &[Inline], out: &mut String) {
    let _ = write!(out, "<{name}>");
    write_inlines(content, out);
    let _ = write!(out, "</{name}>");
}

fn write_inlines(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Strong(inner) => element("strong", inner, out),
            Inline::Emphasis(inner) => element("em", inner, out),
            Inline::Code(text) => {
                let _ = write!(out, "<code>{}</code>", escape(text));
            }
            Inline::Link { url, content } => {
                let _ = write!(out, "<a href=\"{}\">", escape(url));
                write_inlines(content, out);
                out.push_str("</a>");
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

/// Text and attribute values alike.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
