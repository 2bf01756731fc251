//! A flat tree: nodes in the order of the text, each element knowing where its content ends.
//!
//! End tags that the author left out are put in, stray ones dropped, so the nesting always fits.
//! At most [`MAX_DEPTH`] elements are open and [`MAX_ELEMENTS`] are kept: of what lies deeper or
//! later the text stays and the elements go. No page makes more than [`MAX_NODES`] in all, and a few
//! for what is still open there: then comments go too, and texts run into one.

use super::token::{Attribute, Token, tokens};
use std::borrow::Cow;
use std::ops::Range;

/// How many elements may be open; deeper ones are left out, their content is not.
pub const MAX_DEPTH: usize = 256;
/// How many elements are kept: the longest articles and listings have some ten thousand.
pub const MAX_ELEMENTS: usize = 80_000;
/// How many nodes: elements, the text before and after each of them, comments.
pub const MAX_NODES: usize = 200_000;

/// An element and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<'a> {
    /// Lower case.
    pub name: Cow<'a, str>,
    /// In the order written; of two with one name the first counts.
    pub attributes: Vec<Attribute<'a>>,
    /// Number of the first node after its content.
    pub end: usize,
    /// Where it stands in the markup, its tags included, in bytes.
    pub source: Range<usize>,
    /// Whether a block stands inside.
    holds_block: bool,
}

impl Element<'_> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.name == name).map(|a| a.value.as_ref())
    }

    /// The names in `class`.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or("").split_ascii_whitespace()
    }
}

/// One node of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    /// Its content follows, up to [`Element::end`].
    Element(Element<'a>),
    /// Entities decoded.
    Text(Cow<'a, str>),
    /// A comment or declaration.
    Comment(&'a str),
}

/// Markup, bounded and well nested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree<'a> {
    /// Every node, each before its content.
    pub nodes: Vec<Node<'a>>,
}

struct Open<'a> {
    name: Cow<'a, str>,
    /// `None` where the element is left out.
    node: Option<usize>,
}

#[derive(Default)]
struct Builder<'a> {
    nodes: Vec<Node<'a>>,
    open: Vec<Open<'a>>,
    elements: usize,
    /// Number of the first node after the last element that was closed: none before it may grow.
    closed: usize,
    /// Where the token that is being read stands in the markup.
    token: Range<usize>,
    /// Where the outermost element that this token ends has its end: behind its own end tag, or
    /// before the token that implies it.
    closing: usize,
}

impl<'a> Tree<'a> {
    /// Reads markup; never fails.
    pub fn read(html: &'a str) -> Self {
        let mut builder = Builder::default();
        let mut stream = tokens(html);
        while let Some(token) = stream.next() {
            builder.token = builder.token.end..stream.position();
            builder.closing = if matches!(token, Token::End(_)) { builder.token.end } else { builder.token.start };
            match token {
                Token::Start { name, attributes } => builder.start(name, attributes),
                Token::End(name) => builder.end(&name),
                Token::Text(text) => builder.text(text),
                Token::Comment(text) if builder.has_room() => builder.nodes.push(Node::Comment(text)),
                Token::Comment(_) => {}
            }
        }
        builder.token = html.len()..html.len();
        builder.closing = html.len();
        builder.close_down_to(0);
        Self { nodes: builder.nodes }
    }

    /// The text of the nodes in `range`, as it stands.
    pub fn text(&self, range: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        for node in self.nodes.get(range).unwrap_or_default() {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if is_block(&element.name) || element.name == "br" => out.push(' '),
                _ => {}
            }
        }
        out
    }
}

impl<'a> Builder<'a> {
    fn has_room(&self) -> bool {
        self.elements < MAX_ELEMENTS && self.nodes.len() < MAX_NODES
    }

    fn text(&mut self, text: Cow<'a, str>) {
        let is_open = !self.has_room() && self.nodes.len() > self.closed;
        match self.nodes.last_mut() {
            Some(Node::Text(last)) if is_open => last.to_mut().push_str(&text),
            _ => self.nodes.push(Node::Text(text)),
        }
    }

    fn start(&mut self, name: Cow<'a, str>, attributes: Vec<Attribute<'a>>) {
        self.close_implied(&name);
        let keep = self.has_room() && self.open.len() < MAX_DEPTH;
        let node = keep.then_some(self.nodes.len());
        if keep {
            self.elements += 1;
            if is_block(&name) {
                self.mark_holders();
            }
            let end = self.nodes.len() + 1;
            let source = self.token.clone();
            self.nodes.push(Node::Element(Element { name: name.clone(), attributes, end, source, holds_block: false }));
        }
        if !is_void(&name) {
            self.open.push(Open { name, node });
        }
    }

    /// Every open element that can't hold a block in clean markup is told that it does.
    fn mark_holders(&mut self) {
        for open in self.open.iter().take(MAX_DEPTH) {
            if let Some(Node::Element(element)) = open.node.and_then(|node| self.nodes.get_mut(node)) {
                element.holds_block = true;
            }
        }
    }

    fn end(&mut self, name: &str) {
        if name == "br" {
            self.start(Cow::Borrowed("br"), Vec::new());
            return;
        }
        let same = |open: &str| open == name || (is_heading(open) && is_heading(name));
        let block = is_block(name);
        let part = is_table_part(name);
        let barrier = |open: &str| match () {
            () if !block => is_block(open),
            () if name == "li" => matches!(open, "ul" | "ol" | "menu" | "td" | "th" | "table"),
            () if part => open == "table",
            () => matches!(open, "td" | "th" | "caption" | "table"),
        };
        self.close(same, barrier);
    }

    /// The end tags that HTML lets authors leave out (section 13.1.2.4).
    fn close_implied(&mut self, name: &str) {
        let table = |open: &str| matches!(open, "td" | "th" | "caption" | "table");
        match name {
            "li" => self.close(|open| open == "li", |open| matches!(open, "ul" | "ol" | "menu") || table(open)),
            "dt" | "dd" => self.close(|open| matches!(open, "dt" | "dd"), |open| open == "dl" || table(open)),
            "option" => self.close(|open| open == "option", |open| open == "select"),
            "td" | "th" => {
                self.close(|open| matches!(open, "td" | "th" | "caption"), |open| matches!(open, "tr" | "table"));
            }
            "tr" => self.close(|open| matches!(open, "tr" | "caption"), |open| open == "table"),
            "thead" | "tbody" | "tfoot" => {
                self.close(|open| matches!(open, "thead" | "tbody" | "tfoot" | "caption"), |open| open == "table");
            }
            "a" => self.close(|open| open == "a", is_block),
            _ => {}
        }
        if is_block(name) {
            self.close(|open| open == "p", |open| open == "button" || table(open));
        }
        if is_heading(name) {
            self.close(is_heading, is_block);
        }
    }

    /// Closes the innermost open element that is `wanted`, and all inside it, unless a `barrier`
    /// stands between. Looks no further than [`MAX_DEPTH`], so that the whole stays linear.
    fn close(&mut self, wanted: impl Fn(&str) -> bool, barrier: impl Fn(&str) -> bool) {
        for at in (self.open.len().saturating_sub(MAX_DEPTH)..self.open.len()).rev() {
            let name = &self.open[at].name;
            if wanted(name) {
                self.close_down_to(at);
                return;
            }
            if barrier(name) {
                return;
            }
        }
    }

    fn close_down_to(&mut self, length: usize) {
        let (end, mut source_end) = (self.nodes.len(), self.closing);
        for open in self.open.drain(length..) {
            if let Some(Node::Element(element)) = open.node.and_then(|node| self.nodes.get_mut(node)) {
                element.end = end;
                element.source.end = source_end;
                self.closed = end;
            }
            source_end = self.token.start;
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_table_part(name: &str) -> bool {
    matches!(name, "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "caption")
}

/// Elements that stand on lines of their own.
pub fn is_block(name: &str) -> bool {
    is_heading(name)
        || is_table_part(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "body"
                | "center"
                | "dd"
                | "details"
                | "dialog"
                | "dir"
                | "div"
                | "dl"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "head"
                | "header"
                | "hgroup"
                | "hr"
                | "html"
                | "li"
                | "main"
                | "menu"
                | "nav"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "summary"
                | "ul"
        )
}

/// Elements that never have content.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that a browser opens again in the next block when they were left open, which makes
/// parsers explode; they are kept only where they hold no block, and so are always closed in time.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

impl Tree<'_> {
    /// The markup of the nodes in `range`, well nested and without comments, scripts, style sheets and
    /// foreign content, without the nodes that `leave_out` names and what they hold; of the attributes
    /// those that `keeps` names.
    pub fn markup(
        &self,
        range: std::ops::Range<usize>,
        leave_out: impl Fn(usize) -> bool,
        keeps: impl Fn(&Element, &Attribute) -> bool,
    ) -> String {
        let mut out = String::new();
        let mut open: Vec<(usize, &str)> = Vec::new();
        let mut at = range.start;
        loop {
            while let Some((_, name)) = open.pop_if(|(end, _)| *end <= at) {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
            let Some(node) = self.nodes.get(at).filter(|_| at < range.end) else { return out };
            at += 1;
            match node {
                Node::Text(text) if !leave_out(at - 1) => escape(text, &mut out),
                Node::Text(_) | Node::Comment(_) => {}
                Node::Element(element) => match element.name.as_ref() {
                    _ if leave_out(at - 1) => at = element.end,
                    "script" | "style" | "template" | "svg" | "math" | "select" | "textarea" | "xmp" | "iframe"
                    | "noembed" | "noframes" | "noscript" | "plaintext" | "frameset" | "frame" | "object" | "embed"
                    | "applet" => {
                        at = element.end;
                    }
                    name if element.holds_block && is_formatting(name) => {}
                    name if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {}
                    name => {
                        start_tag(element, &keeps, &mut out);
                        if !is_void(name) {
                            open.push((element.end, name));
                        }
                    }
                },
            }
        }
    }
}

fn start_tag(element: &Element, keeps: impl Fn(&Element, &Attribute) -> bool, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    for attribute in &element.attributes {
        if keeps(element, attribute)
            && attribute.name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        {
            out.push(' ');
            out.push_str(&attribute.name);
            out.push_str("=\"");
            escape(&attribute.value, out);
            out.push('"');
        }
    }
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
