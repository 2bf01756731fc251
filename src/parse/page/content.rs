//! Which part of a page is the article's text, and what of it is not.
//!
//! Candidates are the elements that sites call so (`assets/rules/pages.txt`), the best of each tier,
//! and the element whose paragraphs weigh most. A name is believed as long as it holds its share of
//! the running text that was found; what stands in the chosen element and is no text (shares, menus,
//! lists of links, the title once more) is left out when it is written. Boxes inside a text are
//! `clean`'s work, which keeps a record; what is left out here is in the raw page.

use super::outline::{Outline, is_no_text};
use super::words::{BODIES, LEADS};
use crate::parse::date::date_within;
use crate::text::html::{Attribute, Element, Node, is_block};
use crate::text::safe_line;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Less running text is no article, by weight, where the page does not say that it is one,
const FEWEST: u32 = 180;
/// and where it does.
const FEWEST_SAID: u32 = 20;

/// A line with a date and, perhaps, a name weighs less.
const DATELINE: u32 = 60;

/// A label stands in so few nodes, and so few blank ones behind it.
const MOST_BLANK: usize = 16;

/// A text stands no deeper in its own `article`.
const ARTICLE_WITHIN: usize = 6;

/// The text of a page's article.
pub(super) struct Content {
    pub markup: String,
    /// How much running text it has, by weight.
    pub prose: u32,
    /// Whether the page's markup calls it an article, or what it stands in or holds.
    pub is_named: bool,
}

/// The article's text; `title` is left out of it, `said` is the page's word that it is an article.
pub(super) fn find(outline: &Outline, title: &str, said: bool) -> Option<Content> {
    if !said && is_listing(outline) {
        return None;
    }
    let at = choose(outline)?;
    let fewest = if said { FEWEST_SAID } else { FEWEST };
    (outline.weight(at).prose >= fewest).then(|| written(outline, at, title))
}

/// A few lines below the only first heading of a page that is mostly text.
pub(super) fn find_short(outline: &Outline, title: &str) -> Option<Content> {
    let all = outline.all();
    if all.titles != 1 || all.linked > all.text / 2 || is_listing(outline) {
        return None;
    }
    let at = choose(outline)?;
    let weight = outline.weight(at);
    (weight.prose >= FEWEST_SAID && weight.prose >= weight.text / 2).then(|| written(outline, at, title))
}

fn written(outline: &Outline, at: usize, title: &str) -> Content {
    let prose = outline.weight(at).prose;
    let writer = |body| Writer { outline, title: bare(title), body };
    let mut markup: String =
        leads(outline, at).into_iter().map(|lead| format!("<div>{}</div>", writer(lead).markup())).collect();
    markup.push_str(&writer(at).markup());
    let inside = outline.inside(at);
    let is_near = |(place, element): (usize, &Element)| {
        element.name == "article" && (inside.contains(&place) || (place..element.end).contains(&at))
    };
    let is_named = outline.elements().any(is_near);
    Content { markup, prose, is_named }
}

/// Several posts, each with a link in its heading, none of which is most of the page.
fn is_listing(outline: &Outline) -> bool {
    let mut posts = 0;
    let mut largest = 0;
    let mut end = 0;
    for (at, element) in outline.elements() {
        let is_post =
            element.name == "article" || element.classes().any(|class| matches!(class, "hentry" | "type-post"));
        if at < end || !is_post {
            continue;
        }
        let inside = outline.inside(at);
        if has_linked_heading(outline, at) {
            posts += 1;
            largest = largest.max(outline.weight(at).prose);
            end = inside.end;
        }
    }
    posts > 1 && u64::from(largest) * 2 < u64::from(outline.all().prose).max(1)
}

fn has_linked_heading(outline: &Outline, at: usize) -> bool {
    let mut heading_end = 0;
    outline.inside(at).any(|at| {
        let Some(element) = outline.element(at) else { return false };
        if matches!(element.name.as_ref(), "h1" | "h2" | "h3" | "h4") {
            heading_end = element.end;
        }
        let is_around = element.name == "a"
            && outline
                .inside(at)
                .any(|at| outline.element(at).is_some_and(|e| matches!(e.name.as_ref(), "h1" | "h2" | "h3" | "h4")));
        element.name == "a" && at < heading_end || is_around
    })
}

/// A name is believed as long as its element holds so many tenths of the running text in the densest
/// element: the vaguer the name, the more.
const TENTHS: [u64; 5] = [2, 3, 5, 6, 7];

/// The best element.
fn choose(outline: &Outline) -> Option<usize> {
    let densest = densest(outline);
    let most = u64::from(densest.map_or(0, |at| outline.weight(at).prose));
    for (candidate, tenths) in named(outline).into_iter().zip(TENTHS) {
        let Some(candidate) = candidate else { continue };
        let prose = outline.weight(candidate).prose;
        let holds_densest = densest.is_some_and(|at| candidate == at || outline.holds(candidate, at));
        if prose >= FEWEST_SAID && (holds_densest || u64::from(prose) * 10 >= most * tenths) {
            return Some(candidate);
        }
    }
    densest
}

/// The best element of each tier of names. An outer one is better only if what it adds is more
/// running text than anything else.
fn named(outline: &Outline) -> Vec<Option<usize>> {
    let mut tiers: [Vec<usize>; 5] = Default::default();
    for (at, element) in outline.elements() {
        if outline.weight(at).prose == 0 {
            continue;
        }
        if let Some(tier) = tier(element).and_then(|tier| tiers.get_mut(tier)) {
            tier.push(at);
        }
    }
    tiers.iter().map(|elements| best(outline, elements)).collect()
}

fn tier(element: &Element) -> Option<usize> {
    if !matches!(element.name.as_ref(), "article" | "div" | "main" | "section" | "td" | "span" | "amp-story") {
        return None;
    }
    let says_body = ["itemprop", "property"].iter().any(|name| {
        element.attribute(name).is_some_and(|value| {
            value
                .split_ascii_whitespace()
                .any(|value| value.trim_start_matches("schema:").eq_ignore_ascii_case("articleBody"))
        })
    });
    if says_body {
        return Some(0);
    }
    let by_name = || {
        let rule = BODIES.of(element)?.rule;
        rule.strip_prefix("body-")?.parse().ok()
    };
    match element.name.as_ref() {
        "span" => None,
        "article" => Some(by_name().unwrap_or(2).min(2)),
        "main" => Some(by_name().unwrap_or(4).min(4)),
        _ if element.attribute("role") == Some("main") => Some(by_name().unwrap_or(4).min(4)),
        _ => by_name(),
    }
}

fn best(outline: &Outline, elements: &[usize]) -> Option<usize> {
    let score = |at: usize| {
        let weight = outline.weight(at);
        i64::from(weight.prose) * 2 - i64::from(weight.text)
    };
    let best = elements.iter().copied().rev().max_by_key(|at| score(*at))?;
    let outermost = outermost(outline, elements, best);
    // An `article` of its own, or a first heading of its own.
    let whole = |at: &usize| {
        let is_article = |place: usize| outline.element(place).is_some_and(|element| element.name == "article");
        let around = std::iter::successors(Some(*at), |place| outline.parent(*place)).take(ARTICLE_WITHIN);
        around.into_iter().find(|place| is_article(*place)).or_else(|| (outline.weight(*at).titles > 0).then_some(*at))
    };
    let wholes: BTreeSet<usize> = outermost.iter().filter_map(whole).collect();
    if wholes.len() > 1 {
        // Whole articles, one after the other: the page is the first one's.
        let large = |at: &usize| score(*at) * 10 > score(best) * 3;
        return outermost.into_iter().find(large);
    }
    Some(together(outline, &outermost, best).filter(|around| score(*around) > score(best)).unwrap_or(best))
}

/// The elements that no other one holds; those around the best one do not count.
fn outermost(outline: &Outline, elements: &[usize], best: usize) -> Vec<usize> {
    let mut end = 0;
    let mut outermost = Vec::new();
    for at in elements.iter().copied().filter(|at| *at >= best || !outline.holds(*at, best)) {
        if at >= end {
            end = outline.inside(at).end;
            outermost.push(at);
        }
    }
    outermost
}

/// The element that holds all those of one name, where the text is divided over several of them.
fn together(outline: &Outline, outermost: &[usize], best: usize) -> Option<usize> {
    let sum: u64 = outermost.iter().map(|at| u64::from(outline.weight(*at).prose)).sum();
    if sum * 4 < u64::from(outline.weight(best).prose) * 5 {
        return None;
    }
    let mut around = outline.parent(best);
    while let Some(place) = around {
        let held: u64 = outermost
            .iter()
            .filter(|at| outline.holds(place, **at))
            .map(|at| u64::from(outline.weight(*at).prose))
            .sum();
        if held * 10 >= sum * 9 {
            return Some(place);
        }
        around = outline.parent(place);
    }
    None
}

/// Shares of a paragraph's weight that the elements around it get, from the inside out, as in the
/// Readability algorithm.
const SHARES: [u32; 5] = [12, 6, 2, 1, 1];

/// The element whose paragraphs weigh most. Links in it count against it.
fn densest(outline: &Outline) -> Option<usize> {
    let mut scores: HashMap<usize, u64> = HashMap::new();
    for (at, _) in outline.elements() {
        let own = outline.own(at).prose;
        if own == 0 {
            continue;
        }
        let mut around = outline.parent(at);
        for share in SHARES {
            let Some(place) = around else { break };
            *scores.entry(place).or_default() += u64::from(own) * u64::from(share);
            around = outline.parent(place);
        }
        // Text that stands in a block with other blocks is its own paragraph.
        if outline.weight(at).prose > own {
            *scores.entry(at).or_default() += u64::from(own) * 12;
        }
    }
    let rated = |at: usize, score: u64| {
        let weight = outline.weight(at);
        let unlinked = u64::from(weight.text - weight.linked.min(weight.text));
        score * unlinked / u64::from(weight.text.max(1))
    };
    let (_, mut best) = scores
        .iter()
        .map(|(at, score)| (rated(*at, *score), *at))
        .max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
    // What stands around it is better where it has more text and little else.
    while let Some(parent) = outline.parent(best) {
        let (inner, outer) = (outline.weight(best), outline.weight(parent));
        let gain = outer.prose - inner.prose;
        let ballast = (outer.text - outer.prose).saturating_sub(inner.text - inner.prose);
        let is_page = outline.element(parent).is_none_or(|element| matches!(element.name.as_ref(), "body" | "html"));
        if gain * 4 < inner.prose || ballast * 2 > gain || is_page && gain < inner.prose {
            break;
        }
        best = parent;
    }
    Some(best)
}

/// What stands between the title and the body and belongs to the text.
fn leads(outline: &Outline, body: usize) -> Vec<usize> {
    const MOST: usize = 2;
    let mut around = outline.parent(body);
    while let Some(place) = around.filter(|place| outline.weight(*place).titles == 0) {
        around = outline.parent(place);
    }
    let Some(around) = around.filter(|place| outline.weight(*place).titles == 1) else { return Vec::new() };
    let mut found: Vec<usize> = Vec::new();
    let mut seen_title = false;
    let mut end = 0;
    for at in around + 1..body {
        let Some(element) = outline.element(at).filter(|_| at >= end && !outline.is_left_out(at)) else { continue };
        seen_title |= element.name == "h1";
        let is_lead =
            seen_title && element.end <= body && outline.weight(at).prose > 0 && outline.weight(at).titles == 0;
        if is_lead && is_block(&element.name) && LEADS.of(element).is_some() {
            found.push(at);
            end = element.end;
        }
    }
    if found.len() > MOST { Vec::new() } else { found }
}

/// What a picture says to those who don't see it repeats its caption or the title; a sign's is the sign.
fn is_unseen(element: &Element, attribute: &Attribute) -> bool {
    const SIGN: usize = 4;
    element.name == "img" && attribute.name == "alt" && attribute.value.chars().count() > SIGN
}

/// A line without what titles are set in differently.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

struct Writer<'o, 't> {
    outline: &'o Outline<'t>,
    title: String,
    body: usize,
}

impl Writer<'_, '_> {
    fn markup(&self) -> String {
        let tree = self.outline.tree;
        let goes = self.goes();
        let leave_out = |at: usize| goes.get(at).copied().unwrap_or(true);
        tree.markup(self.outline.inside(self.body), leave_out, |element, attribute| !is_unseen(element, attribute))
    }

    /// Which nodes go.
    fn goes(&self) -> Vec<bool> {
        let outline = self.outline;
        let mut goes = vec![false; outline.tree.nodes.len()];
        let inside = outline.inside(self.body);
        let mut paragraphs = 0;
        let mut at = inside.start;
        while at < inside.end {
            let mut next = at + 1;
            if let Some(element) = outline.element(at) {
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

    /// What ends with a colon right before a list that goes: "Read also:".
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
        let is_label = fits && is_short && outline.tree.text(outline.inside(at)).trim_end().ends_with([':', '：']);
        is_label.then_some(at..list)
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
            "p" => linked >= 90 && weight.text < 120,
            "li" | "dd" | "dt" | "td" | "th" | "tr" | "tbody" | "figure" | "figcaption" | "blockquote" => false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => linked >= 90,
            "ul" | "ol" | "dl" | "table" => linked >= 75,
            _ => linked >= 75 && weight.prose * 4 < weight.text,
        }
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
