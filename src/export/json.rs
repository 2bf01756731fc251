//! An article as JSON, with the keys that the command line promises: every key is always there, what is
//! not known is null. And JSON on one line in which nothing can harm a terminal.

use super::{Book, Pictures};
use crate::article::{Article, CanonicalUrl, Image, Removal, Seen, Source, Summary, Timestamp, Version};
use crate::text::is_harmful;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// The keys that `search` and `show` share.
#[derive(Debug, Serialize)]
pub struct SummaryJson<'a> {
    id: Option<u64>,
    title: &'a str,
    url: Option<&'a str>,
    wordpress_id: Option<u64>,
    published: Option<String>,
    updated: Option<String>,
    authors: &'a [String],
    tags: Vec<&'a str>,
    own_tags: Vec<&'a str>,
    sources: Vec<SourceJson<'a>>,
    comments: Option<u32>,
    words: usize,
    image: Option<&'a Image>,
    excerpt: Option<&'a str>,
    read: bool,
    starred: bool,
}

#[derive(Debug, Serialize)]
struct SourceJson<'a> {
    name: &'a str,
    address: &'a str,
    kind: &'static str,
}

impl<'a> SummaryJson<'a> {
    /// Of an article's summary.
    pub fn new(summary: &'a Summary) -> Self {
        Self {
            id: summary.id.map(|id| id.0),
            title: &summary.title,
            url: summary.url.as_ref().map(CanonicalUrl::as_str),
            wordpress_id: summary.wordpress_id.map(|number| number.0),
            published: summary.published.map(|date| date.to_string()),
            updated: summary.updated.map(|date| date.to_string()),
            authors: &summary.authors,
            tags: summary.tags.iter().map(|tag| tag.name.as_str()).collect(),
            own_tags: summary.own_tags.iter().map(|tag| tag.name.as_str()).collect(),
            sources: summary.sources.iter().map(SourceJson::new).collect(),
            comments: summary.comments,
            words: summary.words,
            image: summary.image.as_ref(),
            excerpt: summary.excerpt.as_deref(),
            read: summary.read,
            starred: summary.starred,
        }
    }
}

impl<'a> SourceJson<'a> {
    fn new(source: &'a Source) -> Self {
        Self { name: &source.name, address: &source.address, kind: source.kind.name() }
    }
}

/// What `show --format json` and `add --dry-run --json` print.
#[derive(Debug, Serialize)]
pub struct ArticleJson<'a> {
    #[serde(flatten)]
    summary: SummaryJson<'a>,
    text: String,
    markdown: String,
    raw_title: &'a str,
    removed: &'a [Removal],
    sightings: Vec<SeenJson<'a>>,
    versions: Vec<VersionJson>,
    also_seen: Vec<u64>,
}

#[derive(Debug, Serialize)]
struct SeenJson<'a> {
    source: &'a str,
    seen: String,
    raw_title: &'a str,
}

#[derive(Debug, Serialize)]
struct VersionJson {
    seen: String,
    words: usize,
}

impl<'a> ArticleJson<'a> {
    /// Of a whole article.
    pub fn new(article: &'a Article) -> Self {
        Self {
            summary: SummaryJson::new(&article.summary),
            text: article.document.to_text(),
            markdown: article.document.to_markdown(),
            raw_title: &article.raw_title,
            removed: &article.removed,
            sightings: article.seen.iter().map(seen).collect(),
            versions: article.versions.iter().map(version).collect(),
            also_seen: article.also_seen.iter().map(|twin| twin.id.0).collect(),
        }
    }
}

fn seen(seen: &Seen) -> SeenJson<'_> {
    SeenJson { source: &seen.source, seen: date(seen.seen), raw_title: &seen.raw_title }
}

fn version(version: &Version) -> VersionJson {
    VersionJson { seen: date(version.seen), words: version.words }
}

fn date(date: Timestamp) -> String {
    date.to_string()
}

/// Articles, one a line.
pub struct Lines<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Lines<'a> {
    /// None yet.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }
}

impl Book for Lines<'_> {
    fn name(&mut self, _: &Summary) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, article: &Article, _: Option<&str>, _: Pictures) -> io::Result<()> {
        write_line(&ArticleJson::new(article), &mut self.out)
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// One object on a line.
pub fn write_line<T: Serialize>(value: &T, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// JSON on one line in which what could harm a terminal is escaped; what JSON escapes by itself does
/// not come this way.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_harmful(*c)) {
            let (before, after) = rest.split_at(at);
            write!(writer, "{before}\\u{:04x}", u32::from(c))?;
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}
