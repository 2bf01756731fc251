//! One HTML page: with one article, or a listing of several (`listing`).
//!
//! The page is read once into a bounded flat tree (see `text::html`); `gathered` collects in one walk
//! what its elements say, `outline` weighs how much text each holds, `content` chooses the text's
//! element by the names that sites use and by weight. What is known about the article is read in
//! this order, and for each field the first that says anything counts: JSON-LD, Open Graph,
//! `article:*` and other `<meta>`, links, microdata and times in the page (`rel=author`, `rel=tag`,
//! `itemprop`, `time`), elements named after a field, visible bylines and dates, the address.

mod authors;
mod cards;
mod content;
mod dates;
pub mod discovery;
mod gathered;
mod json_ld;
mod listing;
mod metadata;
mod outline;
mod words;
mod writer;

use super::{Body, Found, FoundChannel, Frame, Parsed};
use crate::article::Kind;
use crate::text::html::{Attribute, Token, Tree, tokens};
use gathered::Gathered;
use metadata::Metadata;
use outline::Outline;

/// More of a page is not read, in bytes, beside scripts, style sheets and pictures that are saved in
/// it; the longest honest ones, whole books, fit.
const LARGEST: usize = 4 << 20;

/// JSON-LD has to say more than that to stand in for a text, by weight.
const MIN_SAID: u32 = 100;
/// A page that does not call itself an article and has less text is taken with a warning.
const A_SHORT_ARTICLE: u32 = 400;

/// Reads a page. Without an article in it there are no items and a warning says so.
pub fn parse(html: &str) -> Parsed {
    let mut warnings = Vec::new();
    let end = end_of_reading(html);
    if end < html.len() {
        warnings.push(format!("the page is longer than {} MB; the rest was not read", LARGEST >> 20));
    }
    let tree = Tree::read(&html[..end]);
    if let Some(listing) = listing::parse(&html[..end], &tree) {
        return listing;
    }
    let metadata = Metadata::read(&Gathered::new(&tree));
    let channel = FoundChannel {
        site_name: metadata.site_name.clone(),
        language: metadata.language.clone(),
        ..FoundChannel::default()
    };
    let Some(body) = body(&tree, &metadata, &mut warnings) else {
        warnings.push("no article found in the page".to_owned());
        return Parsed { kind: Some(Kind::Page), channel, items: Vec::new(), warnings, frame: None };
    };
    let item = Found {
        title: metadata.title,
        link: metadata.link,
        guid: metadata.shortlink,
        guid_is_permalink: false,
        wordpress_id: metadata.wordpress_id,
        published: metadata.published,
        updated: metadata.updated,
        authors: metadata.authors,
        tags: metadata.tags,
        comments: metadata.comments,
        image: metadata.image,
        excerpt: metadata.excerpt.map(Body::Text),
        body: Some(body),
        cut_off: end < html.len() || is_cut_off(html),
        raw: html.as_bytes().to_vec(),
        ..Found::default()
    };
    Parsed { kind: Some(Kind::Page), channel, items: vec![item], warnings, frame: None }
}

/// Reads some entries of a listing in what stood around them there.
pub fn listing(html: &str, frame: &Frame) -> Parsed {
    listing::entries(html, frame)
}

/// The article's text. Where names and weights of the strict kind find none, what has the names of
/// furniture is looked at too, and then a few lines below a heading; where the page shows less than its JSON-LD says, that is the text.
fn body(tree: &Tree, metadata: &Metadata, warnings: &mut Vec<String>) -> Option<Body> {
    let said =
        content::Said { title: &metadata.title, link: metadata.link.as_deref(), is_article: metadata.is_article };
    let find = |strict| content::find(&Outline::new(tree, strict), said);
    let content = find(true).or_else(|| find(false)).or_else(|| {
        let content = content::find_short(&Outline::new(tree, true), said)?;
        warnings.push("the page has a heading and a few lines; they are taken for an article".to_owned());
        Some(content)
    });
    let prose = content.as_ref().map_or(0, |content| content.prose);
    if let Some(said) = metadata.body.as_deref().filter(|said| outline::weight_of(said).0 / 2 > prose.max(MIN_SAID)) {
        let is_markup = ["<p", "<br", "<div"].iter().any(|tag| said.contains(tag));
        return Some(if is_markup { Body::Html(said.to_owned()) } else { Body::Text(paragraphs(said)) });
    }
    let content = content?;
    let is_warned = !warnings.is_empty();
    if !is_warned && !metadata.is_article && !content.is_named && content.prose < A_SHORT_ARTICLE {
        warnings.push("the page does not say that it is an article; taken is the longest text in it".to_owned());
    }
    Some(Body::Html(content.markup))
}

/// Where [`LARGEST`] bytes are read that can say something.
fn end_of_reading(html: &str) -> usize {
    let mut read = 0;
    let (mut start, mut is_raw) = (0, false);
    let mut stream = tokens(html);
    while html.len() - start > LARGEST - read
        && let Some(token) = stream.next()
    {
        let end = stream.position();
        let silent = match &token {
            Token::Text(_) if is_raw => end - start,
            Token::Start { attributes, .. } => attributes
                .iter()
                .filter(|attribute| is_saved_in(attribute))
                .map(|attribute| attribute.value.len())
                .sum(),
            _ => 0,
        };
        is_raw = matches!(&token, Token::Start { name, .. } if matches!(name.as_ref(), "script" | "style"));
        read += (end - start).saturating_sub(silent);
        if read > LARGEST {
            let left = (end - start).saturating_sub(read - LARGEST);
            return html.floor_char_boundary(start + left);
        }
        start = end;
    }
    html.len()
}

/// A picture or font that was saved into the page (RFC 2397), alone or in a style.
fn is_saved_in(attribute: &Attribute) -> bool {
    let value = attribute.value.as_ref();
    value.starts_with("data:") || matches!(attribute.name.as_ref(), "style" | "srcset") && value.contains("data:")
}

/// Line feeds in JSON-LD divide paragraphs.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// A page that opens its body and never ends it was not loaded to its end.
fn is_cut_off(html: &str) -> bool {
    let has = |needle: &str| {
        html.as_bytes().windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
    };
    has("<body") && !has("</body") && !has("</html")
}
