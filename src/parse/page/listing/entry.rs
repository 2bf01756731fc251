//! One entry of a list: what the site shows of an article there.
//!
//! Only what stands inside the entry is looked at, so that it reads the same wherever it is put.

use super::entries::post_number;
use super::fields::{self, decoded};
use super::spot::{Markup, Spot};
use crate::article::count_words;
use crate::parse::page::dates::in_address;
use crate::parse::{Body, Found};

/// The headline of an entry and where it leads.
pub(super) struct Headline<'p> {
    /// The element that holds the title; `None` where a post has none.
    pub title: Option<Spot<'p>>,
    pub link: &'p str,
}

/// What themes call the text of an entry, or the beginning of it.
const TEXTS: [&str; 26] = [
    "entry-content",
    "entry-body",
    "asset-body",
    "post-body",
    "article-excerpt",
    "entry-summary",
    "entry-excerpt",
    "entry",
    "wp-block-post-content",
    "wp-block-post-excerpt",
    "post-content",
    "post-excerpt",
    "post-entry",
    "excerpt",
    "the-excerpt",
    "summary",
    "standfirst",
    "teaser",
    "dek",
    "description",
    "card-text",
    "article-summary",
    "post-summary",
    "p-summary",
    "e-content",
    "td-excerpt",
];

/// What stands around or in it and is something else.
const AROUND_TEXT: [&str; 36] = [
    "entry-header",
    "entry-meta",
    "entry-footer",
    "post-meta",
    "post-footer",
    "post-info",
    "post-utility",
    "meta",
    "byline",
    "author",
    "posted-on",
    "published",
    "date",
    "post-date",
    "entry-date",
    "wp-block-post-date",
    "wp-block-post-author",
    "wp-block-post-terms",
    "tags",
    "post-tags",
    "tags-links",
    "cat-links",
    "categories",
    "post-categories",
    "comments-link",
    "post-comments",
    "comment-count",
    "sharedaddy",
    "share",
    "sharing",
    "addtoany_share_save_container",
    "jp-relatedposts",
    "yarpp-related",
    "related",
    "edit-link",
    "kicker",
];

/// What leads on to the rest of a text.
const MORE: [&str; 8] = [
    "more-link",
    "more-link-container",
    "read-more",
    "readmore",
    "post-more",
    "wp-block-post-excerpt__more-link",
    "wp-block-read-more",
    "continue-reading",
];

/// So far into an entry its headline stands, in elements; and so many of a kind count.
const WITHIN: usize = 400;
/// Fewer words are no whole text where a list shows only beginnings.
const FULL_FROM: usize = 120;
/// Fewer words, even if they are the author's first, are worth no more than an excerpt.
const START_FROM: usize = 60;

/// Reads an entry. Without a headline or a permanent link it is none.
pub(super) fn read(page: &Markup, entry: Spot) -> Option<Found> {
    let headline = headline(entry)?;
    let title = headline.title.map(Spot::text).unwrap_or_default();
    let (published, updated) = fields::dates(entry);
    let text = text(entry, &headline);
    let is_whole = matches!(text, Text::Whole(_));
    let image = fields::image(entry, if is_whole { text_element(entry) } else { None });
    let (body, excerpt, cut_off) = match text {
        Text::Whole(html) => (Some(Body::Html(html)), None, false),
        Text::Start(html) => (Some(Body::Html(html)), None, true),
        Text::Excerpt(text) => (None, Some(Body::Text(text)), false),
        Text::None => (None, None, false),
    };
    Some(Found {
        title: decoded(&title),
        link: Some(headline.link.to_owned()),
        wordpress_id: entry.names().find_map(post_number).or_else(|| inner_number(entry)),
        published: published.or_else(|| in_address(headline.link)),
        updated,
        authors: fields::authors(entry),
        tags: fields::tags(entry),
        comments: fields::comments(entry),
        image,
        excerpt,
        body,
        cut_off,
        raw: page.source(entry.source()).as_bytes().to_vec(),
        ..Found::default()
    })
}

/// A wrapper has its post's number inside.
fn inner_number(entry: Spot) -> Option<u64> {
    entry
        .inside()
        .filter(|spot| matches!(spot.name(), "article" | "div"))
        .find_map(|spot| spot.names().find_map(post_number))
}

/// The headline: what is named so, else the highest heading with a link; without a title the link
/// that the entry calls its own (`rel=bookmark`).
pub(super) fn headline<'p>(entry: Spot<'p>) -> Option<Headline<'p>> {
    const NAMED: [&str; 9] = [
        "entry-title",
        "post-title",
        "wp-block-post-title",
        "p-name",
        "article-title",
        "headline",
        "card-title",
        "teaser-title",
        "title",
    ];
    let inside = || entry.inside().take(WITHIN);
    let linked = |title: Spot<'p>| -> Option<&'p str> {
        let link = |spot: &Spot| spot.name() == "a" && spot.attribute("href").is_some_and(is_elsewhere);
        let around = title.ancestors().take_while(|spot| spot.at >= entry.at);
        let itself = std::iter::once(title).chain(around);
        itself.chain(title.inside()).find(link).and_then(|link| link.attribute("href"))
    };
    let has_text = |spot: &Spot| spot.has_text();
    let permanent = || {
        let mut links = inside().filter(|spot| spot.name() == "a" && spot.attribute("href").is_some_and(is_elsewhere));
        let own = |spot: &Spot| spot.has_word("rel", "bookmark") || spot.has_class(&["u-url"]);
        links.find(own).and_then(|link| link.attribute("href"))
    };
    let named = inside().find(|spot| spot.has_class(&NAMED) && spot.name() != "body" && has_text(spot));
    if let Some(title) = named
        && let Some(link) = linked(title).or_else(permanent)
    {
        return Some(Headline { title: Some(title), link });
    }
    let headings = inside().filter(|spot| spot.is_heading() && has_text(spot));
    let best = headings.filter_map(|title| Some((title, linked(title)?))).min_by_key(|(title, _)| title.name());
    if let Some((title, link)) = best {
        return Some(Headline { title: Some(title), link });
    }
    let bookmark = inside().find(|spot| spot.name() == "a" && spot.has_word("rel", "bookmark") && has_text(spot));
    let title = bookmark.filter(|link| link.inside().all(|spot| spot.name() != "time"));
    let dated = || {
        let mut times = inside().filter(|spot| spot.name() == "time");
        times.find_map(linked)
    };
    permanent().or_else(dated).map(|link| Headline { title, link })
}

fn is_elsewhere(href: &str) -> bool {
    let href = href.trim();
    !href.is_empty() && !href.starts_with('#') && !href.starts_with("javascript:") && !href.starts_with("mailto:")
}

/// How much of an article's text an entry shows.
enum Text {
    /// All of it, as markup.
    Whole(String),
    /// Its beginning, as markup.
    Start(String),
    /// A line or two about it.
    Excerpt(String),
    None,
}

/// The element that is named as the text.
fn text_element(entry: Spot) -> Option<Spot> {
    let is_named = |spot: &Spot| {
        spot.has_class(&TEXTS)
            || spot.attribute("itemprop").is_some_and(|prop| matches!(prop, "description" | "articleBody"))
    };
    entry.inside().find(is_named)
}

fn text(entry: Spot, headline: &Headline) -> Text {
    let named = text_element(entry);
    let around = named.unwrap_or(entry);
    let is_more = |spot: &Spot| {
        spot.has_class(&MORE)
            || spot.name() == "a" && spot.attribute("href").is_some_and(|href| href.contains("#more-"))
    };
    let is_title = |spot: &Spot| headline.title.is_some_and(|title| spot.at == title.at);
    let mut left_out: Vec<Spot> = around
        .inside()
        .filter(|spot| {
            is_title(spot)
                || is_more(spot)
                || leads_on(*spot, headline)
                || spot.has_class(&AROUND_TEXT)
                || matches!(spot.name(), "time" | "nav" | "button" | "form")
        })
        .take(WITHIN)
        .collect();
    let has_more = entry.inside().any(|spot| is_more(&spot) || leads_on(spot, headline));
    if let Some(named) = named {
        let plain = named.text_without(&left_out);
        let words = if blocks(named) > 1 { count_words(&plain) } else { 0 };
        if has_more && words >= START_FROM {
            return Text::Start(named.markup_without(&left_out));
        }
        if !has_more && words >= FULL_FROM && !breaks_off(&plain) {
            return Text::Whole(named.markup_without(&left_out));
        }
    }
    let pictures = |spot: &Spot| {
        matches!(spot.name(), "figure" | "picture" | "header" | "footer") || spot.has_class(&["wp-caption"])
    };
    left_out.extend(around.inside().filter(pictures).take(WITHIN));
    left_out.sort_by_key(|spot| spot.at);
    let plain = excerpt(around, named.is_some(), &left_out);
    if plain.is_empty() { Text::None } else { Text::Excerpt(decoded(&plain)) }
}

/// What an element says without a name for the text: its paragraphs.
fn excerpt(around: Spot, is_named: bool, left_out: &[Spot]) -> String {
    if is_named {
        return around.text_without(left_out);
    }
    let is_out = |spot: &Spot| left_out.iter().any(|out| out.contains(*spot));
    let paragraphs = around.inside().filter(|spot| spot.name() == "p").take(WITHIN).filter(|spot| !is_out(spot));
    let texts: Vec<String> = paragraphs.take(20).map(|spot| spot.text_without(left_out)).collect();
    texts.into_iter().filter(|text| count_words(text) > 3).collect::<Vec<_>>().join(" ")
}

/// Whether it is a link to the article in words that are not its title: "Continue reading".
fn leads_on(spot: Spot, headline: &Headline) -> bool {
    let is_title = headline.title.is_some_and(|title| spot.contains(title) || title.contains(spot));
    spot.name() == "a"
        && spot.attribute("href") == Some(headline.link)
        && !is_title
        && !spot.has_word("rel", "bookmark")
        && spot.inside().all(|inner| !matches!(inner.name(), "time" | "img" | "p"))
        && spot.ancestors().take(2).all(|around| around.name() != "time" && !around.has_class(&AROUND_TEXT))
        && spot.text().chars().any(char::is_alphabetic)
}

fn blocks(text: Spot) -> usize {
    text.inside().filter(|spot| matches!(spot.name(), "p" | "ul" | "ol" | "blockquote" | "table" | "h2" | "h3")).count()
}

fn breaks_off(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['»', '→', '›', ' ']);
    text.ends_with(['…', ']']) || text.ends_with("...")
}
