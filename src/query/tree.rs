//! What a query means, as a tree, and that tree written out as a query again.
//!
//! Depth and size are bounded by the parser, so walks may recurse.

use super::Field;
use super::dates::Period;
use super::relative::Relative;
use std::fmt;

/// A condition on articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// All of these, two or more.
    And(Vec<Node>),
    /// One of these at least, two or more.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Words of the text.
    Text(Text),
    /// Anything else that is known of an article.
    Filter(Filter),
}

/// One word, or words that must follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where they must stand.
    pub scope: Scope,
    /// Folded, at least one.
    pub words: Vec<String>,
    /// Written in quotes: always holds, while other words may be missing from partial matches.
    pub quoted: bool,
    /// How the last word ends.
    pub ending: Ending,
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Title or body.
    Anywhere,
    /// `title:`
    Title,
    /// `body:`
    Body,
}

/// How a word or value ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As it stands.
    Whole,
    /// `pre*`: any ending.
    Prefix,
    /// A person is still typing it: as it stands, or with any ending.
    Unfinished,
}

/// A condition on what is known of an article beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// A tag's slug or name.
    Tag(Value),
    /// Any part of an author's name.
    Author(Value),
    /// Any part of a source's name or address.
    Source(Value),
    /// When it was published.
    Published(Period),
    /// When it was published, told from today.
    Lately(Relative),
    /// A mark.
    Is(State),
    /// Something that not every article has.
    Has(Thing),
}

/// A filter's value as typed, without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// One line, not empty, no double quotes.
    pub text: String,
    /// How it ends.
    pub ending: Ending,
}

/// `is:…`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Read.
    Read,
    /// Not read.
    Unread,
    /// Starred.
    Starred,
}

/// `has:…`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A note of the person's.
    Note,
    /// A lead picture.
    Image,
    /// A tag, the site's or the person's.
    Tag,
}

impl Node {
    /// All of `nodes`; nothing if there are none.
    pub(super) fn all(nodes: Vec<Node>) -> Option<Node> {
        Self::joined(nodes, Self::And, |node| match node {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// One of `nodes`; nothing if there are none.
    pub(super) fn any(nodes: Vec<Node>) -> Option<Node> {
        Self::joined(nodes, Self::Or, |node| match node {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn joined(
        nodes: Vec<Node>,
        join: fn(Vec<Node>) -> Node,
        open: fn(Node) -> Result<Vec<Node>, Node>,
    ) -> Option<Node> {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match open(node) {
                Ok(inner) => flat.extend(inner),
                Err(node) => flat.push(node),
            }
        }
        if flat.len() > 1 { Some(join(flat)) } else { flat.pop() }
    }

    /// Whether a person's marks decide what matches.
    pub fn asks_for_marks(&self) -> bool {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(Self::asks_for_marks),
            Self::Not(node) => node.asks_for_marks(),
            Self::Filter(filter) => matches!(filter, Filter::Is(_)),
            Self::Text(_) => false,
        }
    }

    /// The opposite.
    pub(super) fn not(self) -> Node {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

impl State {
    /// As in `is:unread`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unread => "unread",
            Self::Starred => "starred",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Read, Self::Unread, Self::Starred].into_iter().find(|state| state.name().eq_ignore_ascii_case(name))
    }
}

impl Thing {
    /// As in `has:image`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Image => "image",
            Self::Tag => "tag",
        }
    }

    /// Also in the plural.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix('s').unwrap_or(&name);
        [Self::Note, Self::Image, Self::Tag].into_iter().find(|thing| thing.name() == name)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(nodes) => join(f, nodes, " "),
            Self::Or(nodes) => join(f, nodes, " OR "),
            Self::Not(node) => write!(f, "-{}", Operand(node)),
            Self::Text(text) => text.fmt(f),
            Self::Filter(filter) => filter.fmt(f),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, nodes: &[Node], between: &str) -> fmt::Result {
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", Operand(node))?;
    }
    Ok(())
}

/// A node within another: in brackets where it has several parts.
struct Operand<'a>(&'a Node);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::And(_) | Node::Or(_) => write!(f, "({})", self.0),
            node => node.fmt(f),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope {
            Scope::Anywhere => {}
            Scope::Title => f.write_str("title:")?,
            Scope::Body => f.write_str("body:")?,
        }
        let star = if self.ending == Ending::Whole { "" } else { "*" };
        if self.quoted {
            write!(f, "\"{}{star}\"", self.words.join(" "))
        } else {
            write!(f, "{}{star}", self.words.join("-"))
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.ending == Ending::Whole { "" } else { "*" };
        if self.text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
            write!(f, "\"{}{star}\"", self.text)
        } else {
            write!(f, "{}{star}", self.text)
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(value) => write!(f, "{}:{value}", Field::Tag.name()),
            Self::Author(value) => write!(f, "{}:{value}", Field::Author.name()),
            Self::Source(value) => write!(f, "{}:{value}", Field::Source.name()),
            Self::Published(period) => period.fmt(f),
            Self::Lately(relative) => relative.fmt(f),
            Self::Is(state) => write!(f, "is:{}", state.name()),
            Self::Has(thing) => write!(f, "has:{}", thing.name()),
        }
    }
}
