//! The JSON of the contract: every key is always there, what is not known is null.

use crate::article::{
    Article, CanonicalUrl, Decision, Finding, Image, Removal, Seen, Source, Summary, Timestamp, Version,
};
use crate::work::{AddReport, Judged, Moved};
use serde::Serialize;
use std::ops::Range;

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

/// One line of `search --json`.
#[derive(Debug, Serialize)]
pub struct HitJson<'a> {
    #[serde(flatten)]
    summary: SummaryJson<'a>,
    score: f32,
    snippet: &'a str,
    highlights: Vec<[usize; 2]>,
    matched: &'static str,
}

impl<'a> HitJson<'a> {
    /// `highlights` are byte ranges of `snippet`; the contract counts characters.
    pub fn new(summary: &'a Summary, score: f32, snippet: &'a str, highlights: &[Range<usize>], all: bool) -> Self {
        Self {
            summary: SummaryJson::new(summary),
            score,
            snippet,
            highlights: in_characters(snippet, highlights),
            matched: if all { "all" } else { "some" },
        }
    }
}

fn in_characters(text: &str, ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    let count = |upto: usize| text.get(..upto).map_or(0, |before| before.chars().count());
    ranges.iter().map(|range| [count(range.start), count(range.end)]).collect()
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

/// One line of `add --json`.
#[derive(Debug, Serialize)]
pub struct AddJson<'a> {
    source: &'a str,
    kind: Option<&'static str>,
    articles: usize,
    new: usize,
    merged: usize,
    unchanged: usize,
    warnings: &'a [String],
    error: Option<&'a str>,
}

impl<'a> AddJson<'a> {
    /// Of one file's report.
    pub fn new(report: &'a AddReport) -> Self {
        Self {
            source: &report.source,
            kind: report.kind,
            articles: report.articles,
            new: report.new,
            merged: report.merged,
            unchanged: report.unchanged,
            warnings: &report.warnings,
            error: report.error.as_deref(),
        }
    }
}

/// One line of `junk --json`.
#[derive(Debug, Serialize)]
pub struct JunkJson<'a> {
    source: &'a str,
    #[serde(flatten)]
    finding: &'a Finding,
    decision: Option<Decision>,
}

impl<'a> JunkJson<'a> {
    /// Of what was found in one source.
    pub fn new(judged: &'a Judged) -> Self {
        Self { source: &judged.source.address, finding: &judged.finding, decision: judged.decision }
    }
}

/// One line of `clean --again --json`.
#[derive(Debug, Serialize)]
pub struct MovedJson<'a> {
    id: u64,
    title: &'a str,
    changed: &'a [&'static str],
    into: Option<u64>,
}

impl<'a> MovedJson<'a> {
    /// Of one article.
    pub fn new(moved: &'a Moved) -> Self {
        Self { id: moved.id.0, title: &moved.title, changed: &moved.changed, into: moved.into.map(|id| id.0) }
    }
}
