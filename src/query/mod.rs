//! The query language: words, `"phrases"`, `-not`, `OR`, `AND`, `NOT`, `( )`, `pre*` and fields.
//!
//! For the index, which runs a query; for the reader, which draws its tokens as chips, highlights
//! its needles and changes its text from the filters pane; for the command line. Pure: no clock,
//! no index. Never fails: an unfinished or odd query means its best reading, [`Query::understood`]
//! says which, and [`Query::ignored`] what was left out.
//!
//! Everything that stands side by side must hold; OR binds more tightly than that, so a filter
//! added at the end holds for all of it. `http://…` and `note: x` name no field and are text.

mod dates;
mod edit;
mod explain;
mod lexer;
mod parser;
mod relative;
mod tree;

pub use dates::Period;
pub use edit::{choice, with_choice, without_token, written};
pub use relative::{Relative, Side, Then, Unit};
pub use tree::{Ending, Filter, Node, Scope, State, Text, Thing, Value};

use crate::text::{Needle, Needles};
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

/// A parsed query. Two are equal when they mean the same, however they were typed.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    root: Option<Node>,
    tokens: Vec<Token>,
    spots: Vec<Spot>,
    ignored: Vec<String>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

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
        /// The value or values without quotes; none while it is being typed.
        values: Vec<String>,
    },
    /// `OR`, `AND`, `NOT`, brackets, a sign on its own.
    Operator,
}

/// A place in the text that says what to look for, so that it can be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Bytes of the query's text; quotes included.
    pub range: Range<usize>,
    /// What stands there.
    pub kind: SpotKind,
}

/// What stands at a [`Spot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpotKind {
    /// A word, folded.
    Word(String),
    /// The value of `tag:`, `author:` or `source:`.
    Value(Field, String),
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
    /// `has:`
    Has,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Body,
        Self::Tag,
        Self::Author,
        Self::Source,
        Self::After,
        Self::Before,
        Self::Date,
        Self::Year,
        Self::Is,
        Self::Has,
    ];

    /// As it is typed, without the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Source => "source",
            Self::After => "after",
            Self::Before => "before",
            Self::Date => "date",
            Self::Year => "year",
            Self::Is => "is",
            Self::Has => "has",
        }
    }

    /// Reads [`Field::name`] back, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }

    /// An article has one value of it at most, so that two side by side mean one or the other.
    fn is_single(self) -> bool {
        matches!(self, Self::After | Self::Before | Self::Date | Self::Year)
    }

    /// Its value may be told from today, in several words.
    fn is_date(self) -> bool {
        matches!(self, Self::After | Self::Before | Self::Date)
    }

    /// `date:` and `year:` say the same kind of thing.
    fn is_period(self) -> bool {
        matches!(self, Self::Date | Self::Year)
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

/// Reads a query. Never fails; linear in the text.
pub fn parse(text: &str, typing: Typing) -> Query {
    let parsed = parser::parse(text, typing);
    Query {
        text: text.to_owned(),
        root: parsed.root,
        tokens: parsed.tokens,
        spots: parsed.spots,
        ignored: parsed.ignored,
    }
}

impl Query {
    /// The text as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it means; `None` for everything.
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// The tokens with their places in the text, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Where the text says what to look for, in order; excluded parts not.
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// What to highlight.
    pub fn needles(&self) -> Needles {
        let mut needles = Vec::new();
        if let Some(root) = &self.root {
            collect_needles(root, &mut needles);
        }
        Needles::new(needles)
    }

    /// How the query was understood, as one line for people; empty for the empty query.
    pub fn understood(&self) -> String {
        self.understood_with(&|_| None)
    }

    /// The same, with the forms that a word stands for in the place of the word, where they are known.
    pub fn understood_with(&self, forms: &dyn Fn(&Text) -> Option<String>) -> String {
        self.root.as_ref().map(|root| explain::understood(root, forms)).unwrap_or_default()
    }

    /// What was left out of account, one line each, for people.
    pub fn ignored(&self) -> Vec<String> {
        self.ignored.clone()
    }

    /// Whether it asks for everything.
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }
}

/// What is excluded is not to be seen.
fn collect_needles(node: &Node, needles: &mut Vec<Needle>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect_needles(node, needles)),
        Node::Not(_) | Node::Filter(_) => {}
        Node::Text(text) => {
            for needle in text_needles(text) {
                if !needles.contains(&needle) {
                    needles.push(needle);
                }
            }
        }
    }
}

fn text_needles(text: &Text) -> Vec<Needle> {
    let (last, first) = match text.words.split_last() {
        Some((last, first)) => (last.clone(), first),
        None => return Vec::new(),
    };
    let whole = |words: &[String]| match words {
        [] => None,
        [word] if !text.quoted => Some(Needle::Word(word.clone())),
        words => Some(Needle::Phrase(words.to_vec())),
    };
    match text.ending {
        Ending::Whole => whole(&text.words).into_iter().collect(),
        Ending::Unfinished if first.is_empty() => vec![Needle::Word(last.clone()), Needle::Prefix(last)],
        Ending::Prefix | Ending::Unfinished => whole(first).into_iter().chain([Needle::Prefix(last)]).collect(),
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}
