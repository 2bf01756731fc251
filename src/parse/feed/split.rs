//! A feed's text into its items, each on its own, so that what is wrong with one costs no other.
//!
//! Not interested in what an item says. [`Outline`] follows a feed token by token and serves both
//! ways of reading: [`split`] here, for a text that is there as a whole, and `parts`, for one that
//! comes in windows.

use super::entity;
use super::namespace::{Ns, Scope};
use crate::article::Kind;
use crate::parse::Frame;
use crate::parse::markup::{Scanner, Token, attributes};
use std::ops::Range;
use std::sync::Arc;

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
    /// All but the items.
    pub outline: Outline,
    /// The items from first to last.
    pub items: Vec<Piece<'a>>,
}

/// Takes a feed apart; `None` if there is no feed in the text.
pub fn split(text: &str) -> Option<Split<'_>> {
    let mut outline: Option<Outline> = None;
    let mut open: Option<Open> = None;
    let mut items = Vec::new();
    for (token, range) in Scanner::new(text) {
        match outline.as_mut() {
            Some(outline) => items.extend(outline.step(&mut open, text, token, range).into_iter().flatten()),
            None => outline = Outline::begin(&mut open, text, token, range),
        }
    }
    if let (Some(open), Some(outline)) = (open, outline.as_mut()) {
        outline.break_off();
        items.push(open.piece(text, text.len(), text.len(), true));
    }
    outline.map(|outline| Split { outline, items })
}

/// A header larger than this, in bytes, is not kept whole: no site has more to say of itself, and
/// every part of a feed that comes in windows repeats it.
const LARGEST_HEAD: usize = 1 << 20;
/// This many tags may stand around the items and declare something.
const MOST_STRUCTURE: usize = 64;

/// Everything in a feed but its items.
#[derive(Debug, Clone)]
pub struct Outline {
    /// By its root element.
    pub kind: Kind,
    /// What the root and the channel declare.
    pub scope: Scope,
    /// The elements of the channel.
    pub head: String,
    /// Whether the feed's end is missing.
    pub cut_off: bool,
    root: String,
    /// Header and structure up to the last item.
    before: String,
    /// End tags since then; they close the feed if nothing else follows.
    closing: String,
    /// Structure that is open at this place.
    around: Vec<String>,
    /// What would close it.
    after: Arc<str>,
    structure: usize,
    has_items: bool,
}

impl Outline {
    /// Where a feed begins in a text, if this is its root element.
    pub fn begin<'a>(open: &mut Option<Open<'a>>, text: &str, token: Token<'a>, range: Range<usize>) -> Option<Self> {
        let Token::Start { name, attributes: source, empty } = token else { return None };
        let attributes = attributes(source);
        let declares_atom = attributes.iter().any(|(_, value)| value.to_ascii_lowercase().contains("/atom"));
        let kind = match local(name).to_ascii_lowercase().as_str() {
            "feed" => Kind::Atom,
            "entry" if declares_atom => Kind::Atom,
            "rss" | "rdf" | "channel" | "item" => Kind::Rss,
            _ => return None,
        };
        let outside = Scope::new(if kind == Kind::Atom { Ns::Atom } else { Ns::Rss });
        let mut outline = Self {
            kind,
            scope: outside.within(&attributes, true),
            head: String::new(),
            cut_off: true,
            root: name.to_owned(),
            before: entity::declaration(&text[..range.start]).to_owned(),
            closing: String::new(),
            around: Vec::new(),
            after: Arc::default(),
            structure: 0,
            has_items: false,
        };
        if is_item(local(name)) {
            // Items without anything around them: what the first one declares holds for all.
            let root = if kind == Kind::Atom { "feed" } else { "rss" };
            outline.before += &format!("<{root} {}>", source.trim_end_matches('/'));
            outline.closing = format!("</{root}>");
            outline.after = outline.closing.as_str().into();
            outline.has_items = true;
            *open = Some(Open::new(name, source, range));
        } else {
            outline.structure_tag(name, source, empty);
        }
        Some(outline)
    }

    /// Goes on by one token; the items that end before it and with it.
    pub fn step<'a>(
        &mut self,
        open: &mut Option<Open<'a>>,
        text: &'a str,
        token: Token<'a>,
        range: Range<usize>,
    ) -> [Option<Piece<'a>>; 2] {
        match token {
            Token::Start { name, attributes, empty }
                if is_item(local(name)) && self.scope.resolve(name).0.is_feed() =>
            {
                let ended = open.take().map(|open| open.piece(text, range.start, range.start, false));
                self.settle();
                self.has_items = true;
                let opened = Open::new(name, attributes, range.clone());
                if empty {
                    return [ended, Some(opened.piece(text, range.end, range.end, false))];
                }
                *open = Some(opened);
                [ended, None]
            }
            Token::End { name } if open.as_ref().is_some_and(|open| open.name == name) => {
                [open.take().map(|open| open.piece(text, range.start, range.end, false)), None]
            }
            Token::End { name }
                if name == self.root || is_structure(local(name)) && self.scope.resolve(name).0.is_feed() =>
            {
                let ended = open.take().map(|open| open.piece(text, range.start, range.start, false));
                self.cut_off &= name != self.root;
                if let Some(depth) = self.around.iter().rposition(|known| known == name) {
                    self.around.truncate(depth);
                    self.note_around();
                }
                if self.closing.len() < LARGEST_HEAD {
                    self.closing.extend(["</", name, ">"]);
                }
                [ended, None]
            }
            Token::Start { name, attributes, empty } if open.is_none() && is_structure(local(name)) => {
                self.structure_tag(name, attributes, empty);
                [None, None]
            }
            _ if open.is_none() => {
                let source = &text[range];
                let is_gap = self.has_items && source.trim_ascii().is_empty();
                if !is_gap && self.before.len() + source.len() <= LARGEST_HEAD {
                    self.head.push_str(source);
                    self.settle();
                    self.before.push_str(source);
                }
                [None, None]
            }
            _ => [None, None],
        }
    }

    /// The text ends within an item: an end tag behind it would be a part of it.
    pub fn break_off(&mut self) {
        self.closing.clear();
    }

    /// What stands around the items. Header elements that come after items are put before them.
    pub fn frame(&self) -> Frame {
        Frame { before: self.before.clone(), after: self.closing.clone(), ..Frame::default() }
    }

    /// What is known at this place, see [`Outline::frame_at`].
    pub fn place(&self) -> Place {
        Place { before: self.before.len(), head: self.head.len(), after: Arc::clone(&self.after) }
    }

    /// The frame as it was known at a place, for items that others follow.
    pub fn frame_at(&self, place: &Place) -> Frame {
        let before = self.before.get(..place.before).unwrap_or(&self.before).to_owned();
        Frame { before, after: place.after.to_string(), ..Frame::default() }
    }

    fn note_around(&mut self) {
        if !is_item(local(&self.root)) {
            self.after = self.around.iter().rev().map(|name| format!("</{name}>")).collect::<String>().into();
        }
    }

    fn structure_tag(&mut self, name: &str, attributes: &str, empty: bool) {
        self.structure += 1;
        if self.structure > MOST_STRUCTURE || self.before.len() + attributes.len() > LARGEST_HEAD {
            return;
        }
        self.settle();
        self.before.extend(["<", name, attributes, if empty { "/>" } else { ">" }]);
        if self.structure > 1 {
            self.scope = self.scope.within_tag(attributes, true);
        }
        if !empty {
            self.around.push(name.to_owned());
            self.note_around();
        }
    }

    /// End tags that did not close the feed after all.
    fn settle(&mut self) {
        if !is_item(local(&self.root)) {
            self.before.push_str(&std::mem::take(&mut self.closing));
        }
    }
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

/// How much of an outline was known at some place.
#[derive(Debug, Clone)]
pub struct Place {
    before: usize,
    /// Bytes of [`Outline::head`].
    pub head: usize,
    after: Arc<str>,
}

/// An item whose end has not come yet.
#[derive(Debug)]
pub struct Open<'a> {
    /// Of its element, with its prefix.
    pub name: &'a str,
    /// Where its start tag begins.
    pub start: usize,
    attributes: &'a str,
    inner: usize,
}

impl<'a> Open<'a> {
    fn new(name: &'a str, attributes: &'a str, range: Range<usize>) -> Self {
        Self { name, attributes, start: range.start, inner: range.end }
    }

    fn piece(&self, text: &'a str, inner_end: usize, end: usize, cut_off: bool) -> Piece<'a> {
        let inner = text.get(self.inner..inner_end).unwrap_or("");
        Piece { outer: &text[self.start..end], inner, attributes: self.attributes, cut_off }
    }
}
