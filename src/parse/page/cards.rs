//! Boxes in a text that lead to other articles of the same site. They are known by what they hold, as
//! many have no name that says so. Called by `writer`, which leaves them out.

use super::outline::Outline;
use crate::text::html::Element;
use std::ops::Range;

/// Where in a body boxes stand that lead to other articles of the site: a heading with a link, a picture with the same
/// one, perhaps a few words. Where they are most of the text, they are the text.
pub(super) fn cards(outline: &Outline, body: usize, page: Option<&str>) -> Vec<Range<usize>> {
    let mut cards: Vec<Range<usize>> = Vec::new();
    let mut prose = 0;
    for at in outline.inside(body) {
        let is_behind = cards.last().is_none_or(|card| card.end <= at);
        if is_behind && outline.element(at).is_some_and(|element| is_card(outline, at, element, page)) {
            prose += outline.weight(at).prose;
            cards.push(at..outline.inside(at).end);
        }
    }
    if prose > outline.weight(body).prose / 3 { Vec::new() } else { with_headings(outline, body, cards) }
}

/// A box that has only cards and a few words goes as a whole.
fn with_headings(outline: &Outline, body: usize, cards: Vec<Range<usize>>) -> Vec<Range<usize>> {
    const A_FEW_WORDS: u32 = 60;
    let parent = |card: &Range<usize>| outline.parent(card.start).filter(|parent| *parent != body);
    let text = |card: &Range<usize>| outline.weight(card.start).text;
    let of_one_box = cards.chunk_by(|one, other| parent(one) == parent(other));
    let wholes = of_one_box.map(|cards| {
        let around = cards.first().and_then(parent)?;
        let rest = outline.weight(around).text.saturating_sub(cards.iter().map(text).sum());
        (rest < A_FEW_WORDS).then(|| around..outline.inside(around).end)
    });
    let wholes: Vec<Range<usize>> = wholes.flatten().collect();
    cards.into_iter().chain(wholes).collect()
}

fn is_card(outline: &Outline, at: usize, element: &Element, page: Option<&str>) -> bool {
    const LONGEST: u32 = 500;
    const MOST_NODES: usize = 100;
    let inside = outline.inside(at);
    let is_box = matches!(element.name.as_ref(), "article" | "div" | "section" | "li");
    if !is_box || inside.len() > MOST_NODES || !(1..=LONGEST).contains(&outline.weight(at).text) {
        return false;
    }
    let elements = || inside.clone().filter_map(|at| Some((at, outline.element(at)?)));
    let is_heading = |element: &Element| matches!(element.name.as_ref(), "h2" | "h3" | "h4" | "h5" | "h6");
    let mut headings = elements().filter(|(_, element)| is_heading(element)).map(|(at, _)| at);
    let (Some(heading), None) = (headings.next(), headings.next()) else { return false };
    let links = || elements().filter_map(|(at, link)| Some((at, link.attribute("href").filter(|_| link.name == "a")?)));
    let is_around_or_in = |link: usize| outline.holds(link, heading) || outline.holds(heading, link);
    let target = links().find(|(link, _)| is_around_or_in(*link)).map(|(_, href)| href.split(['?', '#']).next());
    let Some(Some(target)) = target else { return false };
    let weight = outline.weight(heading);
    let is_linked = weight.linked * 10 >= weight.text * 9 && weight.text > 0;
    let again = links().filter(|(_, href)| href.starts_with(target)).count() > 1;
    is_linked && is_own(target, page) && (again || element.name == "article")
}

/// Whether an address is of this site.
fn is_own(address: &str, page: Option<&str>) -> bool {
    let host = |address: &str| {
        let (_, rest) = address.split_once("//")?;
        rest.split('/').next().map(|host| host.trim_start_matches("www.").to_ascii_lowercase())
    };
    match host(address) {
        Some(other) => page.and_then(host) == Some(other),
        None => !address.is_empty() && !address.contains(':'),
    }
}
