//! What of an article's element is not its text, and the rest as markup: shares, menus, lists of links,
//! the title once more are left out. Boxes inside a text are `clean`'s work, which keeps a record; what
//! is left out here is in the raw page. Called by `content`.

use super::cards::cards;
use super::content::Said;
use super::outline::{Outline, is_no_text};
use crate::parse::date::date_within;
use crate::text::html::{Attribute, Element, Node, is_block};
use crate::text::safe_line;
use std::ops::Range;

/// A line with a date and, perhaps, a name weighs less.
const DATELINE: u32 = 60;

/// A label stands in so few nodes, and so few blank ones behind it.
const MOST_BLANK: usize = 16;

/// What a picture says to those who don't see it repeats its caption or the title; a sign's is the sign.
/// A picture that was saved in the page has no address.
fn is_unseen(element: &Element, attribute: &Attribute) -> bool {
    const SIGN: usize = 4;
    attribute.value.starts_with("data:")
        || element.name == "img" && attribute.name == "alt" && attribute.value.chars().count() > SIGN
}

/// A line without what titles are set in differently.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

pub(super) struct Writer<'o, 't> {
    outline: &'o Outline<'t>,
    title: String,
    /// The page's own address.
    link: Option<&'o str>,
    body: usize,
}

impl<'o, 't> Writer<'o, 't> {
    pub fn new(outline: &'o Outline<'t>, said: Said<'o>, body: usize) -> Self {
        Self { outline, title: bare(said.title), link: said.link, body }
    }

    /// The markup of the text.
    pub fn markup(&self) -> String {
        let tree = self.outline.tree;
        let goes = self.goes();
        let leave_out = |at: usize| goes.get(at).copied().unwrap_or(true);
        tree.markup(self.outline.inside(self.body), leave_out, |element, attribute| !is_unseen(element, attribute))
    }

    /// Which nodes go.
    fn goes(&self) -> Vec<bool> {
        let outline = self.outline;
        let mut goes = vec![false; outline.tree.nodes.len()];
        for card in cards(outline, self.body, self.link) {
            if let Some(range) = goes.get_mut(card) {
                range.fill(true);
            }
        }
        let inside = outline.inside(self.body);
        let mut paragraphs = 0;
        let mut at = inside.start;
        while at < inside.end {
            let mut next = at + 1;
            if let Some(element) = outline.element(at).filter(|_| goes.get(at) == Some(&false)) {
                if self.is_left_out(at, element, paragraphs) {
                    if let Some(label) = self.label(at, element).and_then(|range| goes.get_mut(range)) {
                        label.fill(true);
                    }
                    next = element.end.max(next);
                    if let Some(range) = goes.get_mut(at..next) {
                        range.fill(true);
                    }
                }
                paragraphs += usize::from(outline.own(at).prose > 0 && matches!(element.name.as_ref(), "p" | "div"));
            }
            at = next;
        }
        self.drop_closing_headings(&mut goes);
        goes
    }

    /// What ends with a colon or is set in bold right before a list that goes: "Read also:".
    fn label(&self, list: usize, element: &Element) -> Option<Range<usize>> {
        let outline = self.outline;
        let around = outline.parent(list)?;
        if !matches!(element.name.as_ref(), "ul" | "ol") {
            return None;
        }
        let is_blank =
            |at: &usize| matches!(outline.tree.nodes.get(*at), Some(Node::Text(text)) if text.trim().is_empty());
        let before = (around + 1..list).rev().take(MOST_BLANK).find(|at| !is_blank(at))?;
        let at = std::iter::successors(Some(before), |at| outline.parent(*at))
            .find(|at| outline.parent(*at) == Some(around))?;
        let fits = matches!(outline.element(at)?.name.as_ref(), "p" | "div" | "h2" | "h3" | "h4" | "h5" | "h6");
        let is_short = outline.weight(at).text < DATELINE && outline.inside(at).len() < MOST_BLANK;
        let ends_open = || outline.tree.text(outline.inside(at)).trim_end().ends_with([':', '：']);
        (fits && is_short && (ends_open() || self.is_bold(at))).then_some(at..list)
    }

    /// Whether all text of a short element is in bold.
    fn is_bold(&self, at: usize) -> bool {
        let outline = self.outline;
        let is_bold =
            |at: &usize| outline.element(*at).is_some_and(|inner| matches!(inner.name.as_ref(), "b" | "strong"));
        let is_blank = |range: Range<usize>| safe_line(&outline.tree.text(range)).is_empty();
        let around = outline.inside(at);
        around.clone().find(is_bold).is_some_and(|bold| {
            let end = outline.inside(bold).end;
            is_blank(around.start..bold) && is_blank(end..around.end) && !is_blank(bold..end)
        })
    }

    fn is_left_out(&self, at: usize, element: &Element, paragraphs: usize) -> bool {
        let seen_prose = paragraphs > 0;
        let outline = self.outline;
        // Pictures and embedded things have no text; what they are is `clean`'s to say.
        if outline.is_left_out(at) && !is_no_text(element) {
            return true;
        }
        let name = element.name.as_ref();
        if name == "h1" || !seen_prose && matches!(name, "h2" | "h3" | "div" | "p" | "header" | "span") {
            let weight = outline.weight(at);
            let is_title = weight.text > 0
                && weight.text <= 400
                && (name == "h1" && !seen_prose
                    || !self.title.is_empty() && bare(&outline.tree.text(outline.inside(at))) == self.title);
            if is_title && weight.prose.max(weight.text) <= 400 {
                return true;
            }
        }
        is_block(name) && (paragraphs < 2 && self.is_dateline(at) || self.is_links(at, element))
    }

    /// A short line with a date in it before the text, or between its first lines: the page's, not the
    /// text's.
    fn is_dateline(&self, at: usize) -> bool {
        /// Looked for within so many nodes from the start.
        const WITHIN: usize = 400;
        let weight = self.outline.weight(at);
        let range = self.outline.inside(at);
        let fits = weight.text > 0 && weight.text < DATELINE && weight.titles == 0 && weight.prose == 0;
        let is_near = at - self.body < WITHIN && range.len() < WITHIN / 8;
        fits && is_near && date_within(&safe_line(&self.outline.tree.text(range))).is_some()
    }

    /// Hardly anything but links.
    fn is_links(&self, at: usize, element: &Element) -> bool {
        let weight = self.outline.weight(at);
        if weight.text == 0 || weight.linked == 0 {
            return false;
        }
        let linked = u64::from(weight.linked) * 100 / u64::from(weight.text);
        match element.name.as_ref() {
            "p" => linked >= 90 && weight.text < 120 && self.leads_elsewhere(at),
            "li" | "dd" | "dt" | "td" | "th" | "tr" | "tbody" | "figure" | "figcaption" | "blockquote" => false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => linked >= 90,
            "ul" | "ol" | "dl" | "table" => linked >= 75,
            _ => linked >= 75 && weight.prose * 4 < weight.text,
        }
    }

    /// Whether a link in it leads to another place than a note to it.
    fn leads_elsewhere(&self, at: usize) -> bool {
        let mut elements = self.outline.inside(at).filter_map(|at| self.outline.element(at));
        elements.any(|element| {
            element.attribute("href").is_some_and(|href| !href.starts_with('#') && !href.starts_with("javascript:"))
        })
    }

    /// A heading with nothing below it was that of what is left out.
    fn drop_closing_headings(&self, goes: &mut [bool]) {
        let inside = self.outline.inside(self.body);
        let mut heading: Option<usize> = None;
        for at in inside.rev() {
            if goes.get(at) == Some(&true) {
                continue;
            }
            match self.outline.tree.nodes.get(at) {
                Some(Node::Text(text)) if !safe_line(text).is_empty() => {
                    let mut around = self.outline.parent(at);
                    let mut found = None;
                    while let Some(place) = around.filter(|place| *place != self.body) {
                        if self
                            .outline
                            .element(place)
                            .is_some_and(|e| matches!(e.name.as_ref(), "h2" | "h3" | "h4" | "h5" | "h6"))
                        {
                            found = Some(place);
                        }
                        around = self.outline.parent(place);
                    }
                    match found {
                        Some(place) => heading = Some(place),
                        None => return,
                    }
                }
                Some(Node::Element(element)) if element.name == "img" => return,
                _ => {}
            }
            if heading == Some(at) {
                if let Some(range) = goes.get_mut(at..self.outline.inside(at).end) {
                    range.fill(true);
                }
                heading = None;
            }
        }
    }
}
