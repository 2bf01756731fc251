//! What a page's elements say, gathered in one walk over its tree.
//!
//! Every later question is answered from here, so that none of them costs a walk of its own,
//! however large the page. Lists are bounded: no honest page has more of anything than [`MOST`].

use super::words::{BOXES, FIELDS, FURNITURE, PEOPLE};
use crate::text::html::{Element, Node, Tree, is_block};
use crate::text::{decode_entities, safe_line};
use std::collections::HashMap;

/// So many elements of a kind are looked at,
const MOST: usize = 200;
/// and so many characters of a line.
const LONGEST: usize = 600;

/// Elements and their numbers, by what they may tell.
pub(super) struct Gathered<'t> {
    pub tree: &'t Tree<'t>,
    /// `<meta>` by its `property`, `name` or `itemprop` in lower case.
    metas: HashMap<String, Vec<String>>,
    /// Elements by kind: a name, `rel=…`, `itemprop=…`, or a rule of the fields.
    kinds: HashMap<String, Vec<usize>>,
    /// The scripts with JSON-LD in them.
    pub scripts: Vec<String>,
    /// Ranges of what stands around the article, in order.
    around: Vec<(usize, usize)>,
}

/// Elements that are looked for by their own name.
const NAMES: [&str; 13] =
    ["html", "body", "title", "h1", "h2", "h3", "time", "article", "figure", "main", "header", "abbr", "address"];

impl<'t> Gathered<'t> {
    pub fn new(tree: &'t Tree<'t>) -> Self {
        let mut gathered =
            Self { tree, metas: HashMap::new(), kinds: HashMap::new(), scripts: Vec::new(), around: Vec::new() };
        let texts = texts(tree);
        let holds_text = |at: usize, end: usize| {
            texts.get(texts.partition_point(|text| *text <= at)).is_some_and(|text| *text < end)
        };
        let mut at = 0;
        let mut around_end = 0;
        while let Some(node) = tree.nodes.get(at) {
            let Node::Element(element) = node else {
                at += 1;
                continue;
            };
            match element.name.as_ref() {
                "script" => gathered.script(at, element),
                "style" | "svg" | "noscript" | "template" | "iframe" | "textarea" | "select" => {}
                _ => {
                    let is_small = (element.end - at) * 5 < tree.nodes.len() * 2;
                    if at >= around_end && is_small && is_around(element) && !holds_text(at, element.end) {
                        around_end = element.end;
                        gathered.around.push((at, element.end));
                    }
                    gathered.element(at, element);
                    at += 1;
                    continue;
                }
            }
            at = element.end.max(at + 1);
        }
        gathered
    }

    fn script(&mut self, at: usize, element: &Element) {
        let is_data =
            element.attribute("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
        if is_data && self.scripts.len() < MOST {
            self.scripts.push(self.tree.text(at + 1..element.end));
        }
    }

    fn element(&mut self, at: usize, element: &Element) {
        if element.name == "meta" {
            self.meta(element);
        }
        for attribute in ["rel", "itemprop"] {
            for value in element.attribute(attribute).unwrap_or("").split_ascii_whitespace().take(4) {
                self.note(&format!("{attribute}={}", value.to_ascii_lowercase()), at);
            }
        }
        if NAMES.contains(&element.name.as_ref()) {
            self.note(&element.name, at);
        }
        if element.name == "meta" || element.name == "link" {
            return;
        }
        for named in [FIELDS.of(element), PEOPLE.of(element)].into_iter().flatten() {
            self.note(named.rule, at);
        }
        for class in element.classes().take(40) {
            match class {
                "wp-caption" => self.note("figure", at),
                "wp-post-image" => self.note("post-image", at),
                "post" | "hentry" => self.note("post", at),
                "comment" if element.name == "li" => self.note("comment", at),
                "comments-title" | "comments-link" | "comment-count" | "wp-block-comments-title" => {
                    self.note("comments-title", at);
                }
                _ => {}
            }
        }
    }

    fn meta(&mut self, element: &Element) {
        let Some(content) = element.attribute("content").map(clean).filter(|content| !content.is_empty()) else {
            return;
        };
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = element.attribute(attribute).filter(|_| self.metas.len() < MOST) {
                let values = self.metas.entry(name.trim().to_ascii_lowercase()).or_default();
                if values.len() < MOST {
                    values.push(content.clone());
                }
            }
        }
    }

    fn note(&mut self, kind: &str, at: usize) {
        if !self.kinds.contains_key(kind) {
            if self.kinds.len() >= MOST {
                return;
            }
            self.kinds.insert(kind.to_owned(), Vec::new());
        }
        if let Some(places) = self.kinds.get_mut(kind).filter(|places| places.len() < MOST) {
            places.push(at);
        }
    }

    /// The elements of a kind that do not stand around the article.
    pub fn of(&self, kind: &str) -> impl Iterator<Item = (usize, &'t Element<'t>)> {
        let places = self.kinds.get(kind).map_or(&[][..], Vec::as_slice);
        let inside = places.iter().copied().filter(|at| !self.is_around(*at));
        inside.filter_map(|at| Some((at, self.element_at(at)?)))
    }

    /// All elements of a kind, wherever they stand.
    pub fn all(&self, kind: &str) -> impl Iterator<Item = (usize, &'t Element<'t>)> {
        let places = self.kinds.get(kind).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| Some((*at, self.element_at(*at)?)))
    }

    pub fn element_at(&self, at: usize) -> Option<&'t Element<'t>> {
        if let Some(Node::Element(element)) = self.tree.nodes.get(at) { Some(element) } else { None }
    }

    /// Whether a node stands in a box around the article, or in an embedded one.
    pub fn is_around(&self, at: usize) -> bool {
        let before = self.around.partition_point(|(start, _)| *start < at);
        before.checked_sub(1).and_then(|place| self.around.get(place)).is_some_and(|(_, end)| at < *end)
    }

    /// The values of the first of these names that has any.
    pub fn metas(&self, name: &str) -> &[String] {
        self.metas.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn meta_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.metas(name).first().cloned())
    }

    /// The first attribute of that name on elements of a kind, cleaned.
    pub fn attribute(&self, kind: &str, name: &str) -> Option<String> {
        self.of(kind).find_map(|(_, element)| element.attribute(name).map(clean).filter(|value| !value.is_empty()))
    }

    /// The text of an element on one line, as far as lines go.
    pub fn line(&self, at: usize) -> String {
        let mut out = String::new();
        let Some(element) = self.element_at(at) else { return out };
        let mut place = at + 1;
        while place < element.end && out.len() < LONGEST {
            match self.tree.nodes.get(place) {
                Some(Node::Text(text)) => out.extend(text.chars().take(LONGEST)),
                Some(Node::Element(inner))
                    if matches!(inner.name.as_ref(), "script" | "style" | "svg" | "noscript" | "template") =>
                {
                    place = inner.end.max(place + 1);
                    continue;
                }
                Some(Node::Element(inner)) if is_block(&inner.name) || inner.name == "br" => out.push(' '),
                _ => {}
            }
            place += 1;
        }
        clean(&out)
    }
}

/// Where texts stand that are named as a blog's own: the part of a page that has the posts may be
/// called a widget, as on Blogger.
fn texts(tree: &Tree) -> Vec<usize> {
    let is_text = |element: &Element| element.classes().any(|class| matches!(class, "entry-content" | "post-body"));
    let elements = tree.nodes.iter().enumerate();
    elements.filter(|(_, node)| matches!(node, Node::Element(element) if is_text(element))).map(|(at, _)| at).collect()
}

/// Boxes whose authors, dates and titles are others'.
fn is_around(element: &Element) -> bool {
    if matches!(element.name.as_ref(), "html" | "body" | "main" | "article") {
        return false;
    }
    let named =
        BOXES.of(element).filter(|named| named.whole && named.rule != "hidden" && named.rule != "page-furniture");
    named.is_some() || FURNITURE.of(element).is_some_and(|named| matches!(named.rule, "around" | "comments" | "keep"))
}

/// Entities that were escaped twice are common in metadata.
pub(super) fn clean(text: &str) -> String {
    safe_line(&decode_entities(text)).replace('\u{ad}', "")
}
