//! A document as it is kept beside its raw input: as the HTML that it mostly came from, so that the
//! difference between the two is small.
//!
//! Only for [`super::compress::difference`]. It is read back strictly, as it was written; [`write()`] sees to
//! it that nothing is lost.

use crate::article::{Block, Document, Inline, MAX_DEPTH};

/// A little more than what blocks and inlines nest.
const DEEPEST: usize = 4 * MAX_DEPTH;

/// Writes a document; `None` where it would not read back the same, as with two runs of text side by
/// side.
pub(super) fn write(document: &Document) -> Option<String> {
    let mut out = String::new();
    for block in &document.blocks {
        write_block(block, &mut out);
        out.push('\n');
    }
    (read(&out).as_ref() == Some(document)).then_some(out)
}

fn write_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        write_block(block, out);
    }
}

fn write_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, content } => {
            let name = HEADINGS.get(usize::from(*level)).copied().unwrap_or_default();
            element(name, content, out);
        }
        Block::Paragraph(content) => element("p", content, out),
        Block::Quote(blocks) => {
            out.push_str("<blockquote>");
            write_blocks(blocks, out);
            out.push_str("</blockquote>");
        }
        Block::List { ordered, items } => {
            out.push_str(if *ordered { "<ol>" } else { "<ul>" });
            for item in items {
                out.push_str("<li>");
                match item.as_slice() {
                    [Block::Paragraph(content)] => write_inlines(content, out),
                    blocks => write_blocks(blocks, out),
                }
                out.push_str("</li>");
            }
            out.push_str(if *ordered { "</ol>" } else { "</ul>" });
        }
        Block::Table { header, rows } => {
            out.push_str("<table>");
            if !header.is_empty() {
                write_row("th", header, out);
            }
            for row in rows {
                write_row("td", row, out);
            }
            out.push_str("</table>");
        }
        Block::Figure { url, caption } => {
            out.push_str("<img src=\"");
            escape(url, out);
            out.push_str("\">");
            write_inlines(caption, out);
            out.push_str("</img>");
        }
        Block::Preformatted(text) => {
            out.push_str("<pre>");
            escape(text, out);
            out.push_str("</pre>");
        }
        Block::Rule => out.push_str("<hr />"),
    }
}

const HEADINGS: [&str; 7] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6"];

fn write_row(name: &str, cells: &[Vec<Inline>], out: &mut String) {
    out.push_str("<tr>");
    for cell in cells {
        element(name, cell, out);
    }
    out.push_str("</tr>");
}

fn element(name: &str, content: &[Inline], out: &mut String) {
    out.extend(["<", name, ">"]);
    write_inlines(content, out);
    out.extend(["</", name, ">"]);
}

fn write_inlines(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => escape(text, out),
            Inline::Strong(content) => element("strong", content, out),
            Inline::Emphasis(content) => element("em", content, out),
            Inline::Code(text) => {
                out.push_str("<code>");
                escape(text, out);
                out.push_str("</code>");
            }
            Inline::Link { url, content } => {
                out.push_str("<a href=\"");
                escape(url, out);
                out.push_str("\">");
                write_inlines(content, out);
                out.push_str("</a>");
            }
            Inline::Break => out.push_str("<br />"),
        }
    }
}

/// Quotation marks stay in texts, where raw input mostly has them; an address has none.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, special)) = rest.find(['&', '<']).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        out.push_str(if special.starts_with('&') { "&amp;" } else { "&lt;" });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Reads what [`write()`] wrote; `None` for anything else.
pub(super) fn read(written: &str) -> Option<Document> {
    let mut reader = Reader { rest: written, depth: 0 };
    let mut blocks = Vec::new();
    while !reader.rest.is_empty() {
        blocks.push(reader.block()?);
        reader.take("\n").then_some(())?;
    }
    Some(Document { blocks })
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn take(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn until(&mut self, end: &str) -> Option<&'t str> {
        let (before, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(before)
    }

    fn block(&mut self) -> Option<Block> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let block = self.block_within();
        self.depth -= 1;
        block
    }

    fn block_within(&mut self) -> Option<Block> {
        if self.take("<p>") {
            return Some(Block::Paragraph(self.inlines("</p>")?));
        }
        if self.take("<blockquote>") {
            return Some(Block::Quote(self.blocks("</blockquote>")?));
        }
        for (open, item_end, ordered) in [("<ul>", "</ul>", false), ("<ol>", "</ol>", true)] {
            if self.take(open) {
                return Some(Block::List { ordered, items: self.items(item_end)? });
            }
        }
        if self.take("<img src=\"") {
            let url = unescape(self.until("\">")?);
            return Some(Block::Figure { url, caption: self.inlines("</img>")? });
        }
        if self.take("<pre>") {
            return Some(Block::Preformatted(unescape(self.until("</pre>")?)));
        }
        if self.take("<hr />") {
            return Some(Block::Rule);
        }
        if self.take("<table>") {
            return self.table();
        }
        self.take("<h").then_some(())?;
        let level = u8::try_from(self.until(">")?.parse::<u32>().ok()?).ok()?;
        let end = HEADINGS.get(usize::from(level))?;
        Some(Block::Heading { level, content: self.inlines(&format!("</{end}>"))? })
    }

    fn blocks(&mut self, end: &str) -> Option<Vec<Block>> {
        let mut blocks = Vec::new();
        while !self.take(end) {
            blocks.push(self.block()?);
        }
        Some(blocks)
    }

    fn items(&mut self, end: &str) -> Option<Vec<Vec<Block>>> {
        const BLOCKS: [&str; 9] = ["<p>", "<blockquote>", "<ul>", "<ol>", "<img", "<pre>", "<hr", "<table>", "<h"];
        let mut items = Vec::new();
        while !self.take(end) {
            self.take("<li>").then_some(())?;
            let is_blocks = self.rest.starts_with("</li>") || BLOCKS.iter().any(|open| self.rest.starts_with(open));
            items.push(if is_blocks { self.blocks("</li>")? } else { vec![Block::Paragraph(self.inlines("</li>")?)] });
        }
        Some(items)
    }

    fn table(&mut self) -> Option<Block> {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        if self.rest.starts_with("<tr><th>") {
            self.take("<tr>");
            header = self.cells("<th>", "</th>")?;
        }
        while !self.take("</table>") {
            self.take("<tr>").then_some(())?;
            rows.push(self.cells("<td>", "</td>")?);
        }
        Some(Block::Table { header, rows })
    }

    fn cells(&mut self, open: &str, end: &str) -> Option<Vec<Vec<Inline>>> {
        let mut cells = Vec::new();
        while !self.take("</tr>") {
            self.take(open).then_some(())?;
            cells.push(self.inlines(end)?);
        }
        Some(cells)
    }

    fn inlines(&mut self, end: &str) -> Option<Vec<Inline>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut inlines = Vec::new();
        while !self.take(end) {
            inlines.push(self.inline()?);
        }
        self.depth -= 1;
        Some(inlines)
    }

    fn inline(&mut self) -> Option<Inline> {
        let (text, rest) = self.rest.split_at_checked(self.rest.find('<')?)?;
        self.rest = rest;
        if !text.is_empty() {
            return Some(Inline::Text(unescape(text)));
        }
        if self.take("<a href=\"") {
            let url = unescape(self.until("\">")?);
            return Some(Inline::Link { url, content: self.inlines("</a>")? });
        }
        if self.take("<strong>") {
            return Some(Inline::Strong(self.inlines("</strong>")?));
        }
        if self.take("<em>") {
            return Some(Inline::Emphasis(self.inlines("</em>")?));
        }
        if self.take("<code>") {
            return Some(Inline::Code(unescape(self.until("</code>")?)));
        }
        self.take("<br />").then_some(Inline::Break)
    }
}

fn unescape(text: &str) -> String {
    if text.contains('&') { text.replace("&lt;", "<").replace("&amp;", "&") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let text = |text: &str| vec![Inline::text(text)];
        let link = Inline::Link { url: "https://a.example/?a=1&b=\u{201c}".to_owned(), content: text("<it> & &lt;") };
        let nested =
            Block::List { ordered: true, items: vec![vec![Block::Rule], vec![], vec![Block::paragraph("a\nb")]] };
        let cases = vec![
            Block::Paragraph(vec![Inline::text("a "), link.clone(), Inline::Break, Inline::Strong(text("b > c"))]),
            Block::Paragraph(vec![]),
            Block::Heading { level: 2, content: vec![Inline::Emphasis(vec![Inline::Code("<p>".to_owned())])] },
            Block::Quote(vec![Block::paragraph("\u{201c}a\u{201d}"), nested.clone()]),
            Block::List {
                ordered: false,
                items: vec![vec![Block::paragraph("a"), nested], vec![Block::paragraph("b")]],
            },
            Block::Table { header: vec![text("a"), vec![]], rows: vec![vec![text("b")], vec![]] },
            Block::Table { header: vec![], rows: vec![] },
            Block::Figure { url: String::new(), caption: vec![link] },
            Block::Preformatted("a\n <b> &amp;\n".to_owned()),
            Block::Rule,
        ];
        for block in &cases {
            let document = Document::new(vec![block.clone()]);
            assert_eq!(read(&write(&document).expect("it is written")), Some(document));
        }
        assert!(write(&Document::new(cases)).is_some());
    }

    #[test]
    fn what_would_not_read_back_is_not_written() {
        let deep = (0..100).fold(Inline::text("a"), |inner, _| Inline::Strong(vec![inner]));
        for content in [vec![Inline::text("a"), Inline::text("b")], vec![Inline::text("")], vec![deep]] {
            assert_eq!(write(&Document::new(vec![Block::Paragraph(content)])), None);
        }
        let odd = [
            Block::Heading { level: 9, content: vec![] },
            Block::Figure { url: "a\">b".to_owned(), caption: vec![] },
            Block::List { ordered: true, items: vec![vec![Block::Paragraph(vec![])]] },
        ];
        for block in odd {
            assert_eq!(write(&Document::new(vec![block])), None);
        }
    }

    #[test]
    fn what_was_not_written_so_is_refused() {
        for damaged in
            ["<p>a", "<p>a</p>", "a\n", "<h>a</h>\n", "<h999>a</h999>\n", "<ul><p>a</p></ul>\n", "<p><x></p>\n"]
        {
            assert_eq!(read(damaged), None, "{damaged}");
        }
        assert_eq!(read(&"<blockquote>".repeat(100_000)), None);
    }
}
