//! Which part of a page is the article's text.

use super::metadata::{Metadata, select};
use crate::article::count_words;
use dom_smoothie::{Config, Readability, TextMode};
use scraper::{ElementRef, Html};

/// What sites call the text, the surest names first.
const NAMES: [&str; 20] = [
    "[itemprop=articleBody]",
    ".entry-content",
    ".wp-block-post-content",
    "section.entry",
    "article .entry",
    ".post .entry",
    ".td-post-content",
    ".post-content",
    ".article-body",
    ".article__body",
    ".article-content",
    ".article-text",
    ".story-body",
    ".post-body",
    ".single-content",
    "article.post",
    "article.hentry",
    "main article",
    "article",
    "div.post.hentry",
];

/// What stands in an article's element and is not its text: title, byline, date, tags, and the
/// readers' words. Boxes with other names are `clean`'s work.
const AROUND: &str = "h1.entry-title, h1.title, h1.post-title, .entry-title, .entry-header, .entry-meta, .post-meta, \
    .entry-footer, .post-footer, .byline, .posted-on, .cat-links, .tags-links, .tags, #comments, #respond, .comments-area, \
    nav, script";

/// Fewer words are no article where the page does not say it is one.
const FEWEST: usize = 40;
/// `dom_smoothie` sees no larger page, in bytes.
const LARGEST_GUESS: usize = 2 << 20;

/// The markup of the article's text.
pub(super) fn find(page: &Html, markup: &str, metadata: &Metadata) -> Option<String> {
    let fewest = if metadata.is_article { 5 } else { FEWEST };
    for name in NAMES {
        let found: Vec<ElementRef> = select(page, name).into_iter().filter(|element| !is_aside(*element)).collect();
        // Several posts on a page that is no single article's: a listing.
        if found.len() > 1 && !metadata.is_article {
            return None;
        }
        let longest = found.into_iter().map(|element| (words(element), element)).rev().max_by_key(|(words, _)| *words);
        if let Some((words, element)) = longest
            && words >= fewest
        {
            return Some(without_surroundings(page, element));
        }
    }
    guess(markup).filter(|text| {
        metadata.is_article
            || count_words(&Html::parse_fragment(text).root_element().text().collect::<String>()) >= FEWEST * 2
    })
}

/// Readers' comments and side columns use the same names.
fn is_aside(element: ElementRef) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|around| {
        around.value().name() == "aside"
            || matches!(around.value().id(), Some("comments" | "sidebar" | "secondary"))
            || around
                .value()
                .classes()
                .any(|class| matches!(class, "comment" | "comment-list" | "widget" | "sidebar" | "related-posts"))
    })
}

fn words(element: ElementRef) -> usize {
    element.text().map(count_words).sum()
}

fn without_surroundings(page: &Html, element: ElementRef) -> String {
    let inside: Vec<_> = select(page, AROUND)
        .into_iter()
        .filter(|around| around.ancestors().any(|node| node.id() == element.id()))
        .map(|around| around.id())
        .collect();
    if inside.is_empty() {
        return element.inner_html();
    }
    let mut page = page.clone();
    for id in inside {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    page.tree.get(element.id()).and_then(ElementRef::wrap).map(|element| element.inner_html()).unwrap_or_default()
}

/// The text as `dom_smoothie` sees it; it panics and hangs on what is not capped.
fn guess(markup: &str) -> Option<String> {
    if markup.len() > LARGEST_GUESS {
        return None;
    }
    let read = || {
        let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: 50_000, ..Config::default() };
        let article = Readability::new(markup, None, Some(config)).ok()?.parse().ok()?;
        Some(article.content.to_string())
    };
    std::panic::catch_unwind(read).ok().flatten()
}
