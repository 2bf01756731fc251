//! Which part of a page is the article's text.
//!
//! Candidates are the elements that sites call so (`assets/rules/pages.txt`), the best of each tier,
//! and the element whose paragraphs weigh most. A name is believed as long as it holds its share of
//! the running text that was found; `writer` says what of it is written.

use super::outline::Outline;
use super::words::{BODIES, LEADS};
use super::writer::Writer;
use crate::text::html::{Element, is_block};
use std::collections::{BTreeSet, HashMap};

/// Less running text is no article, by weight, where the page does not say that it is one,
const FEWEST: u32 = 180;
/// and where it does.
const FEWEST_SAID: u32 = 20;

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

/// What the page says of itself that bears on its text: its title is left out of it, and links to its
/// own site are not what others are.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub title: &'a str,
    pub link: Option<&'a str>,
    pub is_article: bool,
}

/// The article's text.
pub(super) fn find(outline: &Outline, said: Said) -> Option<Content> {
    if !said.is_article && is_listing(outline) {
        return None;
    }
    let at = choose(outline)?;
    let fewest = if said.is_article { FEWEST_SAID } else { FEWEST };
    (outline.weight(at).prose >= fewest).then(|| written(outline, at, said))
}

/// A few lines below the only first heading of a page that is mostly text.
pub(super) fn find_short(outline: &Outline, said: Said) -> Option<Content> {
    let all = outline.all();
    if all.titles != 1 || all.linked > all.text / 2 || is_listing(outline) {
        return None;
    }
    let at = choose(outline)?;
    let weight = outline.weight(at);
    (weight.prose >= FEWEST_SAID && weight.prose >= weight.text / 2).then(|| written(outline, at, said))
}

fn written(outline: &Outline, at: usize, said: Said) -> Content {
    let prose = outline.weight(at).prose;
    let writer = |body| Writer::new(outline, said, body);
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

/// No paragraph weighs as much.
const SEVERAL: u32 = 1_200;

/// The element whose paragraphs weigh most. Links in it count against it.
fn densest(outline: &Outline) -> Option<usize> {
    let mut scores: HashMap<usize, u64> = HashMap::new();
    for (at, element) in outline.elements() {
        let own = outline.own(at).prose;
        if own == 0 {
            continue;
        }
        // What is too long for a paragraph is several, divided by line breaks.
        let is_several = own >= SEVERAL && element.name != "p";
        let mut around = if is_several { Some(at) } else { outline.parent(at) };
        for share in SHARES {
            let Some(place) = around else { break };
            *scores.entry(place).or_default() += u64::from(own) * u64::from(share);
            around = outline.parent(place);
        }
        // Text that stands in a block with other blocks is its own paragraph.
        if !is_several && outline.weight(at).prose > own {
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
