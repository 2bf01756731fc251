//! One file per shape. A parser never fails: it gives what it could read, and warnings.
//!
//! What comes out is as found: markup still markup, junk still there, dates read, addresses as
//! written. Cleaning is `clean`'s work, putting the two together `ingest`'s.

mod blog;
pub mod date;
pub mod feed;
mod flattened;
pub mod markup;
pub mod opml;
pub mod page;
mod plain;
pub mod sitemap;

pub use crate::article::Frame;
use crate::article::{About, Image, Kind, Tag, Timestamp};

/// Reads a text without markup: a flattened feed, a blog's page, else one article.
pub fn text(text: &str) -> Parsed {
    flattened::parse(text).or_else(|| blog::parse(text)).unwrap_or_else(|| plain::parse(text))
}

/// Reads what has markup in it: a page, or a flattened feed whose texts kept theirs.
pub fn markup_text(text: &str) -> Parsed {
    let flattened = (!text.trim_start().starts_with('<')).then(|| flattened::parse(text)).flatten();
    flattened.unwrap_or_else(|| page::parse(text))
}

/// The post's number from its guid or its address.
fn post_number_of(guid: Option<&str>, link: Option<&str>) -> Option<u64> {
    guid.and_then(post_number).or_else(|| link.and_then(post_number))
}

/// The number in `?p=N`, the address that WordPress gives a post before it has a better one.
pub fn post_number(address: &str) -> Option<u64> {
    let (_, query) = address.split_once('?')?;
    let query = query.split('#').next()?;
    let number = query.split('&').find_map(|pair| pair.trim_start_matches("#038;").strip_prefix("p="))?;
    number.parse().ok().filter(|number| *number > 0)
}

/// Everything that one input held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The shape it was read as.
    pub kind: Option<Kind>,
    /// What the feed says of itself.
    pub channel: FoundChannel,
    /// Its items, in the order of the input.
    pub items: Vec<Found>,
    /// What could not be read, one line each, for people.
    pub warnings: Vec<String>,
    /// What stands around the items; `None` where the input is one item.
    pub frame: Option<Frame>,
}

/// A channel header as found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundChannel {
    /// Entities decoded, markup gone, junk still there.
    pub title: Option<String>,
    /// As written.
    pub link: Option<String>,
    /// As written, such as `en-GB`.
    pub language: Option<String>,
    /// When this copy was made (`lastBuildDate`, Atom `updated`).
    pub built: Option<Timestamp>,
    /// The site's name where the items say it (the credit before a caption in a flattened feed).
    pub site_name: Option<String>,
    /// What it lists the articles of, where the input says so apart from title and link.
    pub about: Option<About>,
    /// How many entries of an export were left out, since they are no published posts.
    pub left_out: usize,
}

/// One item as found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Plain text: entities decoded, markup gone, junk still there.
    pub title: String,
    /// As written; may be relative.
    pub link: Option<String>,
    /// As written; an address only if `guid_is_permalink`.
    pub guid: Option<String>,
    /// RSS `isPermaLink`.
    pub guid_is_permalink: bool,
    /// Against what relative addresses in its text are read, where that is not its own address.
    pub base: Option<String>,
    /// From `?p=N`, a `post-N` class, a shortlink.
    pub wordpress_id: Option<u64>,
    /// Publication date.
    pub published: Option<Timestamp>,
    /// Date of the last change.
    pub updated: Option<Timestamp>,
    /// Names as written.
    pub authors: Vec<String>,
    /// Categories and tags.
    pub tags: Vec<Tag>,
    /// `slash:comments`, or a count that the page shows.
    pub comments: Option<u32>,
    /// Lead picture; the address may be relative.
    pub image: Option<Image>,
    /// Summary.
    pub excerpt: Option<Body>,
    /// The text.
    pub body: Option<Body>,
    /// Whether the input breaks off inside this item.
    pub cut_off: bool,
    /// The bytes of this item alone, as they came.
    pub raw: Vec<u8>,
}

/// A text as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// HTML.
    Html(String),
    /// Plain text; paragraphs divided by empty lines or, in flattened text, by line feeds.
    Text(String),
}
