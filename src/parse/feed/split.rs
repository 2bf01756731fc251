//! A feed's text into its items, each on its own, so that what is wrong with one costs no other.
//!
//! Not interested in what an item says. Called by `feed` alone.

use super::namespace::{Ns, Scope};
use crate::article::Kind;
use crate::parse::markup::{Scanner, Token, attributes};

/// One item's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// From the `<` of its start tag to the `>` of its end tag.
    pub outer: &'a str,
    /// What lies between the two.
    pub inner: &'a str,
    /// What its start tag holds beside the name.
    pub attributes: &'a str,
    /// Whether the text breaks off inside it.
    pub cut_off: bool,
}

/// A feed taken apart.
#[derive(Debug, Clone)]
pub struct Split<'a> {
    /// By its root element.
    pub kind: Kind,
    /// What the root and the channel declare.
    pub scope: Scope,
    /// The elements of the channel, without the items.
    pub head: String,
    /// The items from first to last.
    pub items: Vec<Piece<'a>>,
    /// Whether the feed's end is missing.
    pub cut_off: bool,
}

/// Takes a feed apart; `None` if there is no feed in the text.
pub fn split(text: &str) -> Option<Split<'_>> {
    let mut split: Option<Split> = None;
    let mut open: Option<Open> = None;
    let mut root = "";
    for (token, range) in Scanner::new(text) {
        let Some(feed) = split.as_mut() else {
            if let Token::Start { name, attributes, .. } = token
                && let Some(found) = start(name, attributes)
            {
                root = name;
                split = Some(found);
                if is_item(local(name)) {
                    open = Some(Open::new(name, attributes, range));
                }
            }
            continue;
        };
        match token {
            Token::Start { name, attributes, empty }
                if is_item(local(name)) && feed.scope.resolve(name).0.is_feed() =>
            {
                if let Some(open) = open.take() {
                    feed.items.push(open.piece(text, range.start, range.start, false));
                }
                let opened = Open::new(name, attributes, range.clone());
                if empty {
                    feed.items.push(opened.piece(text, range.end, range.end, false));
                } else {
                    open = Some(opened);
                }
            }
            Token::End { name } if open.as_ref().is_some_and(|open| open.name == name) => {
                if let Some(open) = open.take() {
                    feed.items.push(open.piece(text, range.start, range.end, false));
                }
            }
            Token::End { name }
                if name == root || is_structure(local(name)) && feed.scope.resolve(name).0.is_feed() =>
            {
                if let Some(open) = open.take() {
                    feed.items.push(open.piece(text, range.start, range.start, false));
                }
                feed.cut_off &= name != root;
            }
            Token::Start { name, attributes, .. } if open.is_none() && is_structure(local(name)) => {
                feed.scope = feed.scope.within_tag(attributes, true);
            }
            _ if open.is_none() => feed.head.push_str(&text[range]),
            _ => {}
        }
    }
    if let (Some(feed), Some(open)) = (split.as_mut(), open) {
        feed.items.push(open.piece(text, text.len(), text.len(), true));
    }
    split
}

/// Where a feed begins in a text, if its root element is in it.
fn start<'a>(name: &str, source: &str) -> Option<Split<'a>> {
    let attributes = attributes(source);
    let declares_atom = attributes.iter().any(|(_, value)| value.to_ascii_lowercase().contains("/atom"));
    let kind = match local(name).to_ascii_lowercase().as_str() {
        "feed" => Kind::Atom,
        "entry" if declares_atom => Kind::Atom,
        "rss" | "rdf" | "channel" | "item" => Kind::Rss,
        _ => return None,
    };
    let outside = Scope::new(if kind == Kind::Atom { Ns::Atom } else { Ns::Rss });
    let scope = outside.within(&attributes, true);
    Some(Split { kind, scope, head: String::new(), items: Vec::new(), cut_off: true })
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn is_item(local: &str) -> bool {
    local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry")
}

fn is_structure(local: &str) -> bool {
    ["rss", "rdf", "feed", "channel"].iter().any(|name| local.eq_ignore_ascii_case(name))
}

/// An item whose end has not come yet.
struct Open<'a> {
    name: &'a str,
    attributes: &'a str,
    start: usize,
    inner: usize,
}

impl<'a> Open<'a> {
    fn new(name: &'a str, attributes: &'a str, range: std::ops::Range<usize>) -> Self {
        Self { name, attributes, start: range.start, inner: range.end }
    }

    fn piece(&self, text: &'a str, inner_end: usize, end: usize, cut_off: bool) -> Piece<'a> {
        let inner = text.get(self.inner..inner_end).unwrap_or("");
        Piece { outer: &text[self.start..end], inner, attributes: self.attributes, cut_off }
    }
}
