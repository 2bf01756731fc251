//! The typed document that markup becomes: blocks of inlines, as small as news articles need.
//!
//! Plain text ([`Document::to_text`]), Markdown ([`Document::to_markdown`]), clean HTML
//! ([`Document::to_html`]) and the reader's view are all made from it, so they can't disagree.
//! Whoever builds one keeps it no deeper than [`MAX_DEPTH`]; the walks here recurse.

use serde::{Deserialize, Serialize};

/// How deep blocks and inlines nest at most. Deeper markup is flattened when it is read.
pub const MAX_DEPTH: usize = 12;

/// A whole text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Document {
    /// Its blocks from top to bottom.
    pub blocks: Vec<Block>,
}

/// What stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A heading below the article's title.
    Heading {
        /// 2 to 6, as in `<h2>`; an article's own title is level 1 and not in its document.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A list; an item may hold several blocks and further lists.
    List {
        /// Numbered or with bullets.
        ordered: bool,
        /// Items from top to bottom.
        items: Vec<Vec<Block>>,
    },
    /// A quotation set apart.
    Quote(Vec<Block>),
    /// A table. Rows may differ in length.
    Table {
        /// Column titles; empty if the table has none.
        header: Vec<Vec<Inline>>,
        /// Cells, row by row.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A picture in the text.
    Figure {
        /// Absolute address of the picture; empty if unknown.
        url: String,
        /// Caption, else the picture's alternative text.
        caption: Vec<Inline>,
    },
    /// Text whose line breaks and spaces count.
    Preformatted(String),
    /// A break between sections.
    Rule,
}

/// What stands within a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Text without markup, white space collapsed.
    Text(String),
    /// `<strong>`, `<b>`.
    Strong(Vec<Inline>),
    /// `<em>`, `<i>`.
    Emphasis(Vec<Inline>),
    /// `<code>` and its like.
    Code(String),
    /// A link; `url` is absolute http, https or mailto, nothing else.
    Link {
        /// Where it leads.
        url: String,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A line break within a paragraph.
    Break,
}

impl Inline {
    /// A run of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl Block {
    /// A paragraph of plain text.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![Inline::text(text)])
    }

    /// A heading of plain text.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, content: vec![Inline::text(text)] }
    }
}

impl Document {
    /// A document of these blocks.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { blocks }
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// How many words [`Document::to_text`] has: runs between white space with a letter or digit.
    pub fn words(&self) -> usize {
        count_words(&self.to_text())
    }
}

/// Runs between white space that hold at least one letter or digit.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
