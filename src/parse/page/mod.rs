//! One HTML page with one article.
//!
//! The text is the element that the site's own markup calls so (classic, block and WooThemes
//! WordPress themes, schema.org); only where no such name is found, `dom_smoothie` guesses. What is
//! known about the article is read in this order, and for each field the first that says anything
//! counts: JSON-LD, Open Graph and `article:*`, links and times in the page (`rel=author`,
//! `rel=tag`, `time`), visible bylines. The page comes capped (see `text::html`) to every parser.

mod content;
mod json_ld;
mod metadata;
mod outline;
mod words;

use super::{Body, Found, FoundChannel, Parsed};
use crate::article::Kind;
use crate::text::html::{Tree, capped};
use metadata::Metadata;
use scraper::Html;

/// More of a page is not read, in bytes; the largest honest ones have a tenth of it.
const LARGEST: usize = 8 << 20;

/// Reads a page. Without an article in it there are no items and a warning says so.
pub fn parse(html: &str) -> Parsed {
    let mut warnings = Vec::new();
    let mut end = html.len().min(LARGEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    if end < html.len() {
        warnings.push(format!("the page is longer than {} MB; the rest was not read", LARGEST >> 20));
    }
    let markup = capped(&html[..end]);
    let page = Html::parse_document(&markup);
    let metadata = Metadata::read(&page);
    let channel = FoundChannel {
        site_name: metadata.site_name.clone(),
        language: metadata.language.clone(),
        ..FoundChannel::default()
    };
    let tree = Tree::read(&html[..end]);
    let mut outline = outline::Outline::new(&tree, true);
    let mut content = content::find(&outline, &metadata.title, metadata.is_article);
    if content.is_none() {
        outline = outline::Outline::new(&tree, false);
        content = content::find(&outline, &metadata.title, metadata.is_article);
    }
    let Some(content) = content else {
        warnings.push("no article found in the page".to_owned());
        return Parsed { kind: Some(Kind::Page), channel, items: Vec::new(), warnings, frame: None };
    };
    if std::env::var("DEBUG").is_ok() { if let Some(e)=outline.element(content.at) { eprintln!("CHOSEN {} .{} #{} named {} prose {} of {:?}", e.name, e.attribute("class").unwrap_or(""), e.attribute("id").unwrap_or(""), content.named, content.prose, outline.all()); } }
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
        body: Some(Body::Html(content.markup)),
        cut_off: end < html.len() || is_cut_off(html),
        raw: html.as_bytes().to_vec(),
        ..Found::default()
    };
    Parsed { kind: Some(Kind::Page), channel, items: vec![item], warnings, frame: None }
}

/// A page that opens its body and never ends it was not loaded to its end.
fn is_cut_off(html: &str) -> bool {
    let has = |needle: &str| {
        html.as_bytes().windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
    };
    has("<body") && !has("</body") && !has("</html")
}
