//! The query language.

use crate::text::Needles;
use std::fmt;
use std::ops::Range;

/// Whether the last word may be unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// A person is typing: the last word is a prefix.
    Live,
    /// The query is complete.
    Done,
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {}

/// One token of a query's text, for chips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the query's text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it excludes (`-tag:x`).
    pub excluded: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A word or phrase.
    Words,
    /// `field:value`; drawn as a chip.
    Filter {
        /// The field as recognised.
        field: Field,
        /// The value or values without quotes.
        values: Vec<String>,
    },
    /// `OR`, `AND`, `NOT`, brackets.
    Operator,
}

/// Fields that a token can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// `title:`
    Title,
    /// `body:`
    Body,
    /// `tag:`
    Tag,
    /// `author:`
    Author,
    /// `source:`
    Source,
    /// `after:`
    After,
    /// `before:`
    Before,
    /// `date:`
    Date,
    /// `year:`
    Year,
    /// `is:`
    Is,
}

/// Reads a query. Never fails.
pub fn parse(_text: &str, _typing: Typing) -> Query {
    Query {}
}

impl Query {
    /// The tokens with their places in the text, in order.
    pub fn tokens(&self) -> &[Token] {
        &[]
    }

    /// What to highlight.
    pub fn needles(&self) -> Needles {
        Needles::default()
    }

    /// How the query was understood, as one line for people; empty for the empty query.
    pub fn understood(&self) -> String {
        String::new()
    }

    /// What was left out of account, one line each, for people.
    pub fn ignored(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether it asks for everything.
    pub fn is_empty(&self) -> bool {
        true
    }
}

impl fmt::Display for Query {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// What the text of a query says about one value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Not mentioned.
    Open,
    /// Asked for.
    Included,
    /// Excluded.
    Excluded,
}

/// What `text` says about `field:value`.
pub fn choice(_text: &str, _field: Field, _value: &str) -> Choice {
    Choice::Open
}

/// The query text with `field:value` set to `choice`, all else as it was. Tags are added with and,
/// other fields' values with or: `author:(a OR b)`. Adjoining years and months become one
/// `date:a..b`.
pub fn with_choice(text: &str, _field: Field, _value: &str, _choice: Choice) -> String {
    text.to_owned()
}

/// The query text without the token that ends at or before `caret` (Ctrl-W), and the new caret.
pub fn without_token(text: &str, caret: usize) -> (String, usize) {
    (text.to_owned(), caret)
}
