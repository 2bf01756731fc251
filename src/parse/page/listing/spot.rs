//! A page as a tree to walk in: elements with what stands around them and in them.
//!
//! For listings, whose entries must be cut out of the source to the byte, which the parser of
//! single pages can't do. Not for cleaning: texts leave here as markup.

use crate::text::html::{Element, Node, Tree, is_block};
use crate::text::safe_line;
use std::ops::Range;

/// Bytes of an element's text that are looked at.
const LONGEST: usize = 256 << 10;

/// A page, read.
pub(super) struct Markup<'a> {
    html: &'a str,
    tree: &'a Tree<'a>,
    /// The element around each node; of the outermost ones themselves.
    parents: Vec<usize>,
}

impl<'a> Markup<'a> {
    /// Of a source and the tree that was read from it.
    pub fn of(html: &'a str, tree: &'a Tree<'a>) -> Self {
        let mut parents = Vec::with_capacity(tree.nodes.len());
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (at, node) in tree.nodes.iter().enumerate() {
            while open.pop_if(|(_, end)| *end <= at).is_some() {}
            parents.push(open.last().map_or(at, |(parent, _)| *parent));
            if let Node::Element(element) = node {
                open.push((at, element.end));
            }
        }
        Self { html, tree, parents }
    }

    /// All elements, in order.
    pub fn elements(&self) -> impl Iterator<Item = Spot<'_>> {
        self.within(0..self.tree.nodes.len())
    }

    /// The bytes between two places.
    pub fn source(&self, range: Range<usize>) -> &'a str {
        self.html.get(range).unwrap_or("")
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.html.len()
    }

    fn within(&self, nodes: Range<usize>) -> impl Iterator<Item = Spot<'_>> {
        nodes.filter_map(|at| self.spot(at))
    }

    fn spot(&self, at: usize) -> Option<Spot<'_>> {
        match self.tree.nodes.get(at) {
            Some(Node::Element(element)) => Some(Spot { page: self, at, element }),
            _ => None,
        }
    }
}

/// One element of a page.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p> {
    page: &'p Markup<'p>,
    /// Its number among the nodes.
    pub at: usize,
    element: &'p Element<'p>,
}

impl<'p> Spot<'p> {
    /// Lower case.
    pub fn name(self) -> &'p str {
        &self.element.name
    }

    /// Number of the first node after it.
    pub fn end(self) -> usize {
        self.element.end
    }

    /// Where it stands in the page, in bytes.
    pub fn source(self) -> Range<usize> {
        self.element.source.clone()
    }

    /// Whether it has an end tag.
    pub fn ends_itself(self) -> bool {
        let Range { start, end } = self.source();
        let inside = self.page.within(self.at + 1..self.end());
        let content_end = inside.map(|spot| spot.source().end).max().unwrap_or(start);
        let tail = self.page.source(content_end..end);
        let end_tag = tail.rfind("</").map(|at| tail[at + 2..].trim_start());
        end_tag.and_then(|tag| tag.get(..self.name().len())).is_some_and(|name| name.eq_ignore_ascii_case(self.name()))
    }

    pub fn attribute(self, name: &str) -> Option<&'p str> {
        self.element.attribute(name)
    }

    pub fn classes(self) -> impl Iterator<Item = &'p str> {
        self.element.classes()
    }

    /// Its classes and its id.
    pub fn names(self) -> impl Iterator<Item = &'p str> {
        self.element.classes().chain(self.attribute("id"))
    }

    /// Whether it has one of these classes.
    pub fn has_class(self, wanted: &[&str]) -> bool {
        self.element.classes().any(|class| wanted.contains(&class))
    }

    /// Whether an attribute with several values (`rel`) has this one.
    pub fn has_word(self, attribute: &str, word: &str) -> bool {
        self.attribute(attribute)
            .is_some_and(|value| value.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
    }

    pub fn is_heading(self) -> bool {
        matches!(self.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    }

    pub fn contains(self, other: Self) -> bool {
        (self.at..self.end()).contains(&other.at)
    }

    /// The elements in it, in order, without those that nobody sees.
    pub fn inside(self) -> impl Iterator<Item = Spot<'p>> {
        let (mut at, end) = (self.at + 1, self.end());
        std::iter::from_fn(move || {
            while at < end {
                let spot = self.page.spot(at);
                at += 1;
                match spot {
                    Some(spot) if is_unseen(spot) => at = spot.end(),
                    Some(spot) => return Some(spot),
                    None => {}
                }
            }
            None
        })
    }

    /// The elements around it, from the inside outwards.
    pub fn ancestors(self) -> impl Iterator<Item = Spot<'p>> {
        std::iter::successors(Some(self), |spot| {
            let parent = *self.page.parents.get(spot.at)?;
            (parent != spot.at).then(|| self.page.spot(parent)).flatten()
        })
        .skip(1)
    }

    /// What a reader sees of it, on one line.
    pub fn text(self) -> String {
        self.text_without(&[])
    }

    /// Whether any text stands in it.
    pub fn has_text(self) -> bool {
        let inside = self.page.tree.nodes.get(self.at + 1..self.end()).unwrap_or_default();
        inside.iter().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()))
    }

    /// The same without what stands in these elements, which come in their order.
    pub fn text_without(self, left_out: &[Spot]) -> String {
        let mut out = String::new();
        let mut at = self.at + 1;
        // An element may stand in many others, and each be asked.
        while at < self.end() && out.len() < LONGEST {
            match self.page.tree.nodes.get(at) {
                Some(Node::Text(text)) => out.push_str(text),
                Some(Node::Element(element)) => {
                    let unseen = self.page.spot(at).is_some_and(is_unseen);
                    if unseen || left_out.binary_search_by_key(&at, |spot| spot.at).is_ok() {
                        at = element.end.max(at + 1);
                        out.push(' ');
                        continue;
                    }
                    if is_block(&element.name) || element.name == "br" {
                        out.push(' ');
                    }
                }
                _ => {}
            }
            at += 1;
        }
        safe_line(&out)
    }

    /// Its markup without that of these elements, which come in their order.
    pub fn markup_without(self, left_out: &[Spot]) -> String {
        let Range { start: mut at, end } = self.source();
        let mut out = String::new();
        for gap in left_out.iter().map(|spot| spot.source()) {
            // one within the last is gone already
            if (at..end).contains(&gap.start) {
                out.push_str(self.page.source(at..gap.start));
                at = gap.end.min(end);
            }
        }
        out.push_str(self.page.source(at..end));
        out
    }
}

/// What a browser does not show, or shows to screen readers only.
fn is_unseen(spot: Spot) -> bool {
    matches!(spot.name(), "script" | "style" | "noscript" | "template" | "svg" | "title" | "head")
        || spot.has_class(&["screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden", "assistive-text"])
}
