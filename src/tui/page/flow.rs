//! Blocks of a document to lines.

use super::table;
use super::write::Writer;
use super::{Folding, Span, picture_label};
use crate::article::plain::blocks_text;
use crate::article::{Article, Block, Inline};
use crate::text::width;
use crate::tui::dates::grouped;
use crate::tui::theme::{Look, Role};
use std::ops::Range;

/// Flattened inlines: a text and the looks of its parts.
#[derive(Default)]
pub struct Flat {
    pub text: String,
    pub looks: Vec<(Range<usize>, Look)>,
}

/// Walks blocks; nesting is bounded by [`crate::article::MAX_DEPTH`].
pub struct Flow<'w, 'a> {
    writer: &'w mut Writer<'a>,
    links: Vec<String>,
    /// What comes next follows without a gap: it belongs to what stands above.
    tight: bool,
}

impl<'w, 'a> Flow<'w, 'a> {
    /// Goes on writing where `writer` is.
    pub fn new(writer: &'w mut Writer<'a>) -> Self {
        Self { writer, links: Vec::new(), tight: false }
    }

    /// The addresses of the links, in the order of their numbers.
    pub fn into_links(self) -> Vec<String> {
        self.links
    }

    /// Writes some of an article's blocks with a line between them.
    fn blocks(&mut self, blocks: &[Block], which: Range<usize>) {
        for (number, block) in blocks.iter().enumerate().take(which.end).skip(which.start) {
            self.writer.begin(number + 1);
            self.block(block);
        }
    }

    /// Writes an article's blocks; a run of those that stand in many articles is one line, and when
    /// open stands below it.
    pub fn article(&mut self, article: &Article, folding: Folding, key: Option<&str>) {
        let blocks = &article.document.blocks;
        let mut at = 0;
        for run in &article.recurring {
            let Some(recurring) = blocks.get(run.blocks.clone()) else { continue };
            self.blocks(blocks, at..run.blocks.start);
            let is_open = match folding {
                Folding::All => false,
                Folding::Unmatched => self.writer.has_match(&blocks_text(recurring)),
                Folding::Nothing => true,
            };
            self.tight = false;
            self.writer.begin(run.blocks.start + 1);
            self.space();
            self.writer.fold(&label(recurring.len(), run.others), is_open, key);
            if is_open {
                self.blocks(blocks, run.blocks.clone());
            }
            self.tight = false;
            at = run.blocks.end;
        }
        self.blocks(blocks, at..blocks.len());
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, content } => self.heading(*level, content),
            Block::Paragraph(content) => {
                self.space();
                self.inlines(content, Look::TEXT);
            }
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Quote(inner) => {
                self.space();
                self.nested("│ ", "│ ", inner);
            }
            Block::Table { header, rows } => self.table(header, rows),
            Block::Figure { caption, .. } => {
                if !caption.is_empty() {
                    self.space();
                    let mut flat = Flat::default();
                    flat.text.push_str(picture_label(&self.flat(caption, Look::MUTED).text));
                    self.flatten(caption, Look::MUTED, &mut flat);
                    self.writer.paragraph(&flat.text, &flat.looks, Look::MUTED);
                }
            }
            Block::Preformatted(text) => {
                self.space();
                self.writer.paragraph(&text.replace('\t', "    "), &[], Look::TEXT);
            }
            Block::Rule => {
                self.space();
                self.writer.line(vec![Span::new("· · ·", Look::MUTED)]);
            }
        }
        self.tight = matches!(block, Block::Heading { level, .. } if *level > 2);
    }

    fn space(&mut self) {
        self.writer.gap(usize::from(!self.tight));
    }

    fn heading(&mut self, level: u8, content: &[Inline]) {
        let (gap, look) = match level {
            0..=2 => (2, Look::TITLE),
            3 => (1, Look::TITLE),
            _ => (1, Look::TEXT.underlined()),
        };
        self.writer.gap(gap);
        self.inlines(content, look);
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>]) {
        self.space();
        let loose = items.iter().any(|item| item.len() > 1 && !matches!(item[1], Block::List { .. }));
        for (number, item) in items.iter().enumerate() {
            let marker = if ordered { format!("{}. ", number + 1) } else { "• ".to_owned() };
            if number > 0 && loose {
                self.writer.gap(1);
            }
            self.nested(&marker, &" ".repeat(width(&marker)), item);
        }
    }

    /// Blocks under an indent; the first follows without a gap, and so does a list within an item.
    fn nested(&mut self, first: &str, rest: &str, blocks: &[Block]) {
        let mut links = std::mem::take(&mut self.links);
        self.writer.indented(first, rest, |writer| {
            let mut inner = Flow { writer, links: std::mem::take(&mut links), tight: true };
            for block in blocks {
                inner.tight |= matches!(block, Block::List { .. });
                inner.block(block);
            }
            links = inner.links;
        });
        self.links = links;
    }

    fn table(&mut self, header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        self.space();
        let mut flat = |cells: &[Vec<Inline>]| -> Vec<String> {
            cells.iter().map(|cell| self.flat(cell, Look::TEXT).text.replace('\n', " ")).collect()
        };
        let header = flat(header);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| flat(row)).collect();
        table::write(self.writer, &header, &rows);
    }

    fn inlines(&mut self, content: &[Inline], look: Look) {
        let flat = self.flat(content, look);
        if !flat.text.trim().is_empty() {
            self.writer.paragraph(&flat.text, &flat.looks, look);
        }
    }

    fn flat(&mut self, content: &[Inline], look: Look) -> Flat {
        let mut flat = Flat::default();
        self.flatten(content, look, &mut flat);
        flat
    }

    fn flatten(&mut self, content: &[Inline], look: Look, flat: &mut Flat) {
        for inline in content {
            match inline {
                Inline::Text(text) | Inline::Code(text) => flat.push(text, look),
                Inline::Strong(inner) => self.flatten(inner, look.bold(), flat),
                Inline::Emphasis(inner) => self.flatten(inner, look, flat),
                Inline::Link { url, content } => {
                    self.flatten(content, look.underlined(), flat);
                    let number = self.number(url);
                    flat.push(&format!("\u{a0}[{number}]"), Look { role: Role::Muted, ..Look::default() });
                }
                Inline::Break => flat.text.push('\n'),
            }
        }
    }

    fn number(&mut self, url: &str) -> usize {
        let known = self.links.iter().position(|known| known == url);
        known.map_or_else(
            || {
                self.links.push(url.to_owned());
                self.links.len()
            },
            |at| at + 1,
        )
    }
}

/// What a line says that stands for text in many articles.
fn label(paragraphs: usize, others: usize) -> String {
    let what = if paragraphs == 1 {
        "1 paragraph that also stands"
    } else {
        &format!("{paragraphs} paragraphs that also stand")
    };
    format!("{what} in {} other article{}", grouped(others), if others == 1 { "" } else { "s" })
}

impl Flat {
    fn push(&mut self, text: &str, look: Look) {
        let start = self.text.len();
        self.text.push_str(text);
        match self.looks.last_mut() {
            Some((last, its)) if *its == look && last.end == start => last.end = self.text.len(),
            _ => self.looks.push((start..self.text.len(), look)),
        }
    }
}
