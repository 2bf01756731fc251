//! The walk from the flat tree to blocks. Its recursion is as deep as the tree, which is bounded.

use super::dropped;
use super::line::{Line, Style, is_visible};
use super::table::is_sign;
use crate::article::{Block, Inline, MAX_DEPTH, Place, Removal};
use crate::clean::address::{Target, target};
use crate::clean::link;
use crate::text::html::{Element, Node, Tree, is_block};
use crate::text::{safe, safe_line};
use std::ops::Range;
use std::rc::Rc;
use url::Url;

/// Lists and quotations nest so deep: below them come a paragraph and link, strong, emphasis, text.
const MOST_CONTAINERS: usize = MAX_DEPTH - 5;
/// A removal's text is cut here, in characters: enough to know it by.
const LONGEST_RECORD: usize = 300;

/// What the text being gathered will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading(u8),
    /// A cell or caption: all on one line, blocks divided by line breaks.
    Single,
}

/// Blocks being gathered.
pub(super) struct Blocks {
    pub out: Vec<Block>,
    /// Lists and quotations around.
    pub depth: usize,
    line: Line,
    kind: Kind,
    /// Pictures met within the line; they follow it.
    figures: Vec<Block>,
    /// In a figure: its caption, once met.
    caption: Option<Vec<Inline>>,
    in_figure: bool,
}

impl Blocks {
    pub fn new(kind: Kind, depth: usize) -> Self {
        Self {
            out: Vec::new(),
            depth,
            line: Line::default(),
            kind,
            figures: Vec::new(),
            caption: None,
            in_figure: false,
        }
    }

    pub fn is_single(&self) -> bool {
        self.kind == Kind::Single
    }

    /// Ends the line and makes a block of it.
    pub fn flush(&mut self) {
        match self.kind {
            Kind::Single => self.line.new_line(),
            kind => {
                let content = self.line.finish();
                if !content.is_empty() {
                    self.out.push(match kind {
                        Kind::Heading(level) => Block::Heading { level, content },
                        _ => Block::Paragraph(content),
                    });
                }
                self.out.append(&mut self.figures);
            }
        }
    }

    pub fn text(&mut self, text: &str, style: &Style) {
        // A soft hyphen is a typesetter's: it parts words for every search.
        let safe = safe(text);
        let text = if safe.contains('\u{ad}') { safe.replace('\u{ad}', "") } else { safe };
        if self.kind == Kind::Paragraph && self.line.wants_paragraph() && text.contains(|c: char| !c.is_whitespace()) {
            self.flush();
        }
        self.line.text(&text, style);
    }

    /// What was gathered, as blocks.
    fn finish(mut self, walker: &mut Walker) -> Vec<Block> {
        self.flush();
        walker.remnants += self.line.remnants;
        self.out
    }

    /// What was gathered, as one line.
    pub fn line(mut self, walker: &mut Walker) -> Vec<Inline> {
        walker.remnants += self.line.remnants;
        self.line.finish()
    }
}

pub(super) struct Walker<'t> {
    pub tree: &'t Tree<'t>,
    base: Option<&'t Url>,
    removed: Vec<Removal>,
    remnants: usize,
}

/// The blocks of a tree, how many ends of CDATA sections were left out, and all else that was.
pub(super) fn blocks(tree: &Tree, base: Option<&Url>) -> (Vec<Block>, usize, Vec<Removal>) {
    let mut walker = Walker { tree, base, removed: Vec::new(), remnants: 0 };
    let mut into = Blocks::new(Kind::Paragraph, 0);
    walker.walk(0..tree.nodes.len(), &Style::default(), &mut into);
    let blocks = into.finish(&mut walker);
    (blocks, walker.remnants, walker.removed)
}

impl<'t> Walker<'t> {
    pub fn walk(&mut self, range: Range<usize>, style: &Style, into: &mut Blocks) {
        let tree = self.tree;
        let mut at = range.start;
        while at < range.end {
            let Some(node) = tree.nodes.get(at) else { return };
            match node {
                Node::Text(text) => into.text(text, style),
                Node::Comment(text) => self.comment(text),
                Node::Element(element) => {
                    if !self.is_dropped(at, element) {
                        self.element(at, element, style, into);
                    }
                    at = element.end;
                    continue;
                }
            }
            at += 1;
        }
    }

    fn element(&mut self, at: usize, element: &'t Element<'t>, style: &Style, into: &mut Blocks) {
        let inside = at + 1..element.end;
        match element.name.as_ref() {
            "br" => into.line.line_break(),
            "hr" => {
                into.flush();
                if into.kind != Kind::Single {
                    into.out.push(Block::Rule);
                }
            }
            "img" => self.picture(element, style, into),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !into.is_single() => self.heading(at, element, style, into),
            "ul" | "ol" | "menu" | "dir" if !into.is_single() && into.depth < MOST_CONTAINERS => {
                self.list(at, element, style, into);
            }
            "blockquote" if !into.is_single() && into.depth < MOST_CONTAINERS => self.quote(inside, style, into),
            "table" => self.table(at, element, style, into),
            "pre" if !into.is_single() => self.preformatted(inside, into),
            "figcaption" if into.in_figure => self.caption(inside, style, into),
            _ if into.in_figure && is_caption(element) => self.caption(inside, style, into),
            "figure" if !into.is_single() => self.figure(inside, style, into),
            _ if !into.is_single() && is_captioned(element) => self.figure(inside, style, into),
            "q" => {
                into.text("“", style);
                self.walk(inside, style, into);
                into.text("”", style);
            }
            "a" => self.link(inside, element, style, into),
            "b" | "strong" | "dt" | "i" | "em" | "cite" | "dfn" | "code" | "kbd" | "samp" | "tt" => {
                self.styled(inside, &element.name, style, into);
            }
            name if is_block(name) => {
                into.flush();
                self.walk(inside, style, into);
                into.flush();
            }
            _ => self.walk(inside, style, into),
        }
    }

    fn styled(&mut self, inside: Range<usize>, name: &str, style: &Style, into: &mut Blocks) {
        let mut style = style.clone();
        match name {
            "b" | "strong" | "dt" => style.strong = true,
            "code" | "kbd" | "samp" | "tt" => style.code = true,
            _ => style.emphasis = true,
        }
        if name == "dt" {
            into.flush();
        }
        self.walk(inside, &style, into);
        if name == "dt" {
            into.flush();
        }
    }

    fn link(&mut self, inside: Range<usize>, element: &Element, style: &Style, into: &mut Blocks) {
        let href = element.attribute("href").unwrap_or("");
        let mut style = style.clone();
        match target(href, self.base) {
            Target::Address(url) => {
                if self.shows_nothing(inside.clone()) {
                    self.record(&url, link::RULE);
                }
                style.link = Some(Rc::from(url));
            }
            Target::Nothing => {}
            Target::Unsafe => {
                let text = self.tree.text(inside.clone());
                self.record(&format!("{text} ({href})"), "unsafe-link");
            }
        }
        self.walk(inside, &style, into);
    }

    /// Neither text nor a picture or other embedded thing.
    fn shows_nothing(&self, inside: Range<usize>) -> bool {
        self.tree.nodes.get(inside).unwrap_or_default().iter().all(|node| match node {
            Node::Text(text) => !text.contains(is_visible),
            Node::Element(element) => {
                !matches!(element.name.as_ref(), "img" | "svg" | "i" | "picture" | "video" | "iframe" | "object")
            }
            Node::Comment(_) => true,
        })
    }

    fn heading(&mut self, at: usize, element: &Element, style: &Style, into: &mut Blocks) {
        let level = element.name.as_bytes().get(1).map_or(2, |digit| (digit - b'0').clamp(2, 6));
        into.flush();
        let before = std::mem::replace(&mut into.kind, Kind::Heading(level));
        self.walk(at + 1..element.end, style, into);
        into.flush();
        into.kind = before;
    }

    fn quote(&mut self, inside: Range<usize>, style: &Style, into: &mut Blocks) {
        into.flush();
        let mut inner = Blocks::new(Kind::Paragraph, into.depth + 1);
        self.walk(inside, style, &mut inner);
        let inner = inner.finish(self);
        if !inner.is_empty() {
            into.out.push(Block::Quote(inner));
        }
    }

    /// Items are its `li`; whatever else stands between them is an item of its own, and a list
    /// between them belongs to the item before.
    fn list(&mut self, at: usize, element: &Element, style: &Style, into: &mut Blocks) {
        into.flush();
        let depth = into.depth + 1;
        let mut items: Vec<Vec<Block>> = Vec::new();
        let mut loose = Blocks::new(Kind::Paragraph, depth);
        let mut next = at + 1;
        while next < element.end {
            let Some(node) = self.tree.nodes.get(next) else { break };
            let end = if let Node::Element(child) = node { child.end } else { next + 1 };
            match node {
                Node::Element(child) if self.is_dropped(next, child) => {}
                Node::Element(child) if matches!(child.name.as_ref(), "li" | "ul" | "ol") => {
                    let before = std::mem::replace(&mut loose, Blocks::new(Kind::Paragraph, depth));
                    items.push(before.finish(self));
                    let mut item = Blocks::new(Kind::Paragraph, depth);
                    if child.name == "li" {
                        self.walk(next + 1..end, style, &mut item);
                        items.push(item.finish(self));
                    } else {
                        self.walk(next..end, style, &mut item);
                        items.retain(|item| !item.is_empty());
                        let blocks = item.finish(self);
                        match items.last_mut() {
                            Some(last) => last.extend(blocks),
                            None => items.push(blocks),
                        }
                    }
                }
                _ => self.walk(next..end, style, &mut loose),
            }
            next = end;
        }
        items.push(loose.finish(self));
        items.retain(|item| !item.is_empty());
        if !items.is_empty() {
            into.out.push(Block::List { ordered: element.name == "ol", items });
        }
    }

    /// Only the text counts, with its line feeds.
    fn preformatted(&mut self, inside: Range<usize>, into: &mut Blocks) {
        into.flush();
        let mut text = String::new();
        let mut at = inside.start;
        while at < inside.end {
            let Some(node) = self.tree.nodes.get(at) else { break };
            at += 1;
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) if self.is_dropped(at - 1, element) => at = element.end,
                Node::Element(element) if element.name == "br" => text.push('\n'),
                _ => {}
            }
        }
        let text = safe(&text);
        let text = text.trim_start_matches('\n').trim_end();
        if !text.is_empty() {
            into.out.push(Block::Preformatted(text.to_owned()));
        }
    }

    fn caption(&mut self, inside: Range<usize>, style: &Style, into: &mut Blocks) {
        let mut caption = Blocks::new(Kind::Single, into.depth);
        self.walk(inside, style, &mut caption);
        into.figures.append(&mut caption.figures);
        let caption = caption.line(self);
        match &mut into.caption {
            None => into.caption = Some(caption).filter(|caption| !caption.is_empty()),
            Some(_) if caption.is_empty() => {}
            Some(_) => into.out.push(Block::Paragraph(caption)),
        }
    }

    /// One picture takes the caption; a caption of several, or of a table, is a paragraph after it.
    fn figure(&mut self, inside: Range<usize>, style: &Style, into: &mut Blocks) {
        into.flush();
        let mut inner = Blocks::new(Kind::Paragraph, into.depth);
        inner.in_figure = true;
        self.walk(inside, style, &mut inner);
        inner.flush();
        let caption = inner.caption.take();
        let mut blocks = inner.finish(self);
        match (blocks.as_mut_slice(), caption) {
            (_, None) => {
                // The shortcode has the caption as loose text behind the picture.
                if let [Block::Figure { caption, .. }, Block::Paragraph(text)] = blocks.as_mut_slice() {
                    *caption = std::mem::take(text);
                    blocks.pop();
                }
            }
            ([], Some(caption)) => blocks.push(Block::Figure { url: String::new(), caption }),
            ([Block::Figure { caption: text, .. }], Some(caption)) => *text = caption,
            (_, Some(caption)) => blocks.push(Block::Paragraph(caption)),
        }
        into.out.append(&mut blocks);
    }

    fn picture(&mut self, element: &Element, style: &Style, into: &mut Blocks) {
        let alt = element.attribute("alt").unwrap_or("");
        if is_sign(element) {
            into.text(alt, style);
            return;
        }
        if dropped::is_pixel(element) {
            self.record(element.attribute("src").unwrap_or(""), "tracking-pixel");
            return;
        }
        // A page that loads its pictures late keeps the address elsewhere.
        let address =
            ["data-src", "data-lazy-src", "data-original", "data-orig-file", "src"].into_iter().find_map(|name| {
                match target(element.attribute(name)?, self.base) {
                    Target::Address(url) if !url.starts_with("mailto:") => Some(url),
                    _ => None,
                }
            });
        let mut caption = Line::default();
        caption.text(&safe(alt), &Style::default());
        let caption = caption.finish();
        if address.is_some() || !caption.is_empty() {
            into.figures.push(Block::Figure { url: address.unwrap_or_default(), caption });
        }
        if into.kind == Kind::Paragraph {
            into.figures_without_line();
        }
    }

    /// Comments are recorded, but for the marks of WordPress's editor and of the page itself.
    fn comment(&mut self, text: &str) {
        let text = text.trim();
        let mark =
            ["wp:", "/wp:", "more", "nextpage", "DOCTYPE", "doctype", "xml"].iter().any(|mark| text.starts_with(mark));
        if !mark {
            self.record(text, "comment");
        }
    }

    /// Whether the element at `at` goes, without a record.
    pub fn drops(&self, at: usize, element: &Element) -> bool {
        dropped::rule(self.tree, at, element).is_some()
    }

    /// The same, with a record of what it said or where it led.
    pub fn is_dropped(&mut self, at: usize, element: &Element) -> bool {
        let Some(rule) = dropped::rule(self.tree, at, element) else { return false };
        let inside = at + 1..element.end;
        let text = self.tree.text(inside.clone());
        let address = || {
            let first = self.tree.nodes.get(inside).unwrap_or_default().iter().find_map(|node| match node {
                Node::Element(element) => element.attribute("src"),
                _ => None,
            });
            element.attribute("src").or(element.attribute("data")).or(first).unwrap_or("").to_owned()
        };
        let text = if text.trim().is_empty() { address() } else { text };
        self.record(&text, rule);
        true
    }

    fn record(&mut self, text: &str, rule: &str) {
        // Cut before it is cleaned: a script may be long.
        let start: String = text.trim_start().chars().take(LONGEST_RECORD * 2).collect();
        let text: String = safe_line(&start).chars().take(LONGEST_RECORD).collect();
        if !text.is_empty() {
            self.removed.push(Removal::new(Place::Body, text, rule));
        }
    }
}

impl Blocks {
    /// A picture with no text before it on its line stands at once.
    fn figures_without_line(&mut self) {
        if self.line.is_empty() {
            self.out.append(&mut self.figures);
        }
    }
}

fn is_captioned(element: &Element) -> bool {
    element
        .classes()
        .any(|class| matches!(class, "wp-caption" | "gallery-item" | "wp-block-image" | "tiled-gallery-item"))
}

fn is_caption(element: &Element) -> bool {
    element.classes().any(|class| matches!(class, "wp-caption-text" | "gallery-caption" | "wp-element-caption"))
}
