//! A document as CommonMark, with pipe tables as GitHub has them.

use super::document::{Block, Document, Inline};
use super::plain::inline_text;
use std::fmt::Write as _;

impl Document {
    /// CommonMark; what could be taken for markup in the text is escaped.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        write_blocks(&self.blocks, "", &mut out);
        out
    }
}

/// `prefix` starts every line but the first: `> ` of a quotation, the spaces of a list item.
fn write_blocks(blocks: &[Block], prefix: &str, out: &mut String) {
    let mut first = true;
    for block in blocks {
        let piece = block_markdown(block);
        if piece.trim().is_empty() {
            continue;
        }
        if !first {
            out.push('\n');
            out.push_str(prefix.trim_end());
            out.push('\n');
            out.push_str(prefix);
        }
        first = false;
        let mut lines = piece.split('\n');
        out.push_str(lines.next().unwrap_or(""));
        for line in lines {
            out.push('\n');
            out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
            out.push_str(line);
        }
    }
}

fn block_markdown(block: &Block) -> String {
    match block {
        Block::Heading { level, content } => {
            format!("{} {}", "#".repeat((*level).clamp(1, 6).into()), inlines(content).replace('\n', " "))
        }
        Block::Paragraph(content) => escape_line_starts(&inlines(content)),
        Block::Quote(inner) => {
            let mut out = "> ".to_owned();
            write_blocks(inner, "> ", &mut out);
            out
        }
        Block::List { ordered, items } => {
            let mut out = String::new();
            for (number, item) in items.iter().enumerate() {
                let marker = if *ordered { format!("{}. ", number + 1) } else { "- ".to_owned() };
                if number > 0 {
                    out.push('\n');
                }
                out.push_str(&marker);
                let tight = item.len() == 2 && matches!(item[1], Block::List { .. });
                let prefix = " ".repeat(marker.len());
                if tight {
                    write_blocks(&item[..1], &prefix, &mut out);
                    out.push('\n');
                    out.push_str(&prefix);
                    write_blocks(&item[1..], &prefix, &mut out);
                } else {
                    write_blocks(item, &prefix, &mut out);
                }
            }
            out
        }
        Block::Table { header, rows } => table(header, rows),
        Block::Figure { url, caption } => {
            let text = inlines(caption).replace('\n', " ");
            if url.is_empty() { text } else { format!("![{text}]({})", destination(url)) }
        }
        Block::Preformatted(text) => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(3.max(longest + 1));
            format!("{fence}\n{text}\n{fence}")
        }
        Block::Rule => "---".to_owned(),
    }
}

fn table(header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
    let columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
    if columns == 0 {
        return String::new();
    }
    let line = |cells: &[Vec<Inline>]| {
        let mut line = String::from("|");
        for column in 0..columns {
            let cell = cells.get(column).map(|cell| inlines(cell).replace('\n', " ").replace('|', "\\|"));
            let _ = write!(line, " {} |", cell.unwrap_or_default());
        }
        line
    };
    let mut out = line(header);
    out.push('\n');
    let _ = write!(out, "|{}", " --- |".repeat(columns));
    for row in rows {
        out.push('\n');
        out.push_str(&line(row));
    }
    out
}

fn inlines(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) => escape(text, &mut out),
            Inline::Strong(inner) => wrap("**", inner, &mut out),
            Inline::Emphasis(inner) => wrap("*", inner, &mut out),
            Inline::Code(text) => {
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest + 1);
                let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                let _ = write!(out, "{fence}{pad}{text}{pad}{fence}");
            }
            Inline::Link { url, content } => {
                let _ = write!(out, "[{}]({})", inlines(content).replace('\n', " "), destination(url));
            }
            Inline::Break => out.push_str("  \n"),
        }
    }
    out
}

/// `**` must touch the words it marks, so spaces at the edges go outside.
fn wrap(mark: &str, inner: &[Inline], out: &mut String) {
    let plain = inline_text(inner);
    if plain.trim().is_empty() {
        out.push_str(&plain);
        return;
    }
    let text = inlines(inner);
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    out.push_str(&text[..start]);
    let _ = write!(out, "{mark}{trimmed}{mark}");
    out.push_str(&text[start + trimmed.len()..]);
}

fn escape(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        let reference = c == '&' && starts_reference(&text[at + 1..]);
        if reference || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// CommonMark reads `&copy;` and `&#169;` as one character.
fn starts_reference(text: &str) -> bool {
    let name = text.strip_prefix('#').unwrap_or(text);
    let length = name.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

/// `# `, `- `, `1. ` and their like mean something only where a line starts.
fn escape_line_starts(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let marks_number = digits > 0 && matches!(line.as_bytes().get(digits), Some(b'.' | b')'));
        if marks_number {
            lines.push(format!("{}\\{}", &line[..digits], &line[digits..]));
        } else if line.starts_with(['#', '-', '+', '=', '~']) {
            lines.push(format!("\\{line}"));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

fn destination(url: &str) -> String {
    if url.contains(['(', ')', ' ', '<', '>']) {
        let mut out = String::new();
        for c in url.chars() {
            match c {
                '(' => out.push_str("%28"),
                ')' => out.push_str("%29"),
                ' ' => out.push_str("%20"),
                '<' => out.push_str("%3C"),
                '>' => out.push_str("%3E"),
                c => out.push(c),
            }
        }
        out
    } else {
        url.to_owned()
    }
}
