//! A page that lists articles: by tag, author, category, month or search, and front pages.
//!
//! Each entry gives what the list shows of an article; most show its beginning, and only a long
//! text of several paragraphs that nothing leads on from counts as whole. A page is a listing if it
//! says so (the classes that WordPress gives a page's body) and has entries, or, where it says
//! nothing of itself, if entries are what it mostly is. Related articles beside an article make no
//! listing. Called by `page`, before it looks for one article.
//!
//! An entry's raw input is its part of the source, to the byte.

mod entries;
mod entry;
mod fields;
mod head;
mod spot;

use crate::article::{Frame, Kind, count_words};
use crate::parse::{Body, Found, FoundChannel, Parsed};
use crate::text::html::Tree;
use entries::Entries;
use head::{Claim, Head};
use spot::{Markup, Spot};
use std::collections::HashSet;

/// Reads a listing; `None` if the page is none.
pub(super) fn parse(html: &str, tree: &Tree) -> Option<Parsed> {
    let page = Markup::of(html, tree);
    let head = Head::read(&page);
    match head.claim {
        Claim::Single => None,
        Claim::Missing => Some(without_items(head.channel, "the site says that there is nothing here")),
        Claim::List => {
            let posts = entries::posts(&page);
            let found = if posts.spots.is_empty() { entries::repeated(&page) } else { posts };
            let listing = listing(&page, &found, head.channel);
            if listing.items.is_empty() && listing.channel.about.is_some() {
                return Some(without_items(listing.channel, "the archive lists no article"));
            }
            (!listing.items.is_empty()).then_some(listing)
        }
        Claim::Silent => {
            let is_at_a_list = head.is_at_a_list();
            let least = if is_at_a_list { 2 } else { 4 };
            [entries::posts, entries::repeated].iter().find_map(|find| {
                let found = find(&page);
                let parsed = listing(&page, &found, head.channel.clone());
                let is_own = |item: &Found| head.own.is_some() && item.link == head.own;
                let is_list = distinct(&parsed.items) >= least
                    && !parsed.items.iter().any(is_own)
                    && are_headlines(&parsed.items)
                    && (is_at_a_list || say_more(&parsed.items) && !has_headline_of_its_own(&page, &found))
                    && is_mostly(&page, &found, &parsed.items);
                is_list.then_some(parsed)
            })
        }
    }
}

/// Reads what stands in the frame of a listing, however little.
pub(super) fn entries(html: &str, frame: &Frame) -> Parsed {
    let tree = Tree::read(html);
    let page = Markup::of(html, &tree);
    let head = Head::read(&page);
    // what stands around the entries may look like one
    let part = frame.before.len()..html.len().saturating_sub(frame.after.len());
    listing(&page, &entries::of_shapes(&page, &frame.entries, &part), head.channel)
}

fn without_items(channel: FoundChannel, warning: &str) -> Parsed {
    Parsed { kind: Some(Kind::Listing), channel, warnings: vec![warning.to_owned()], ..Parsed::default() }
}

fn listing(page: &Markup, found: &Entries, channel: FoundChannel) -> Parsed {
    let items: Vec<Found> = found.spots.iter().filter_map(|spot| entry::read(page, *spot)).collect();
    let start = found.spots.first().map_or(0, |spot| spot.source().start);
    let end = found.spots.last().map_or(0, |spot| spot.source().end);
    let (open, close) = around_each(page, &found.spots);
    let frame = Frame {
        before: format!("{}{open}", page.source(0..start)),
        between: format!("{close}\n{open}"),
        // behind a page that breaks off in its last entry nothing can stand
        after: if end < page.len() { format!("{close}{}", page.source(end..page.len())) } else { String::new() },
        entries: found.shapes.clone(),
        ..Frame::default()
    };
    let frame = (!items.is_empty()).then_some(frame);
    Parsed { kind: Some(Kind::Listing), channel, items, warnings: Vec::new(), frame }
}

/// Tags that go round each entry where some of them have no end tag of their own, or the next one
/// would stand in them.
fn around_each(page: &Markup, entries: &[Spot]) -> (String, String) {
    if entries.iter().all(|entry| entry.ends_itself()) {
        return (String::new(), String::new());
    }
    // one that ends nothing else
    let is_free = |name: &&&str| page.elements().all(|spot| spot.name() != **name);
    let name = ["center", "hgroup", "dir", "menu"].iter().find(is_free).unwrap_or(&"center");
    (format!("<{name}>"), format!("</{name}>"))
}

/// How many addresses the items have between them.
fn distinct(items: &[Found]) -> usize {
    items.iter().filter_map(|item| item.link.as_deref()).collect::<HashSet<_>>().len()
}

/// Headlines have several words, or a date beside them; names of shelves and services have not.
fn are_headlines(items: &[Found]) -> bool {
    let is_headline = |item: &&Found| {
        item.published.is_some()
            || count_words(&item.title) >= 4
            || item.title.chars().filter(|c| !c.is_ascii()).count() >= 8
    };
    items.iter().filter(is_headline).count() * 3 >= items.len() * 2
}

/// Headlines alone are a box beside something else; half of a list's entries have more.
fn say_more(items: &[Found]) -> bool {
    let says = |item: &&Found| item.published.is_some() || item.excerpt.is_some() || item.body.is_some();
    items.iter().filter(says).count() * 2 >= items.len()
}

/// Whether a headline stands over all of the page: a list's own name is short.
fn has_headline_of_its_own(page: &Markup, found: &Entries) -> bool {
    const HEADLINE: usize = 5;
    let is_entry = |spot: Spot| found.spots.iter().any(|entry| entry.contains(spot));
    let mut headings = page.elements().filter(|spot| spot.name() == "h1").take(20);
    headings.any(|heading| count_words(&heading.text()) >= HEADLINE && !is_entry(heading))
}

/// Whether the page has hardly more running text beside the entries than in them.
fn is_mostly(page: &Markup, found: &Entries, items: &[Found]) -> bool {
    const ALWAYS: usize = 80;
    let inside: usize = items
        .iter()
        .map(|item| {
            let text = item.excerpt.as_ref().or(item.body.as_ref());
            let Some(Body::Html(text) | Body::Text(text)) = text else { return count_words(&item.title) };
            count_words(&item.title) + count_words(text)
        })
        .sum();
    let mut spots = found.spots.iter().peekable();
    let mut outside = 0;
    let mut read_to = 0;
    for spot in page.elements().filter(|spot| spot.name() == "p") {
        while spots.next_if(|entry| entry.end() <= spot.at).is_some() {}
        let is_within = spots.peek().is_some_and(|entry| entry.contains(spot));
        if !is_within && spot.at >= read_to {
            outside += count_words(&spot.text());
            read_to = spot.end();
        }
    }
    outside <= inside + ALWAYS
}
