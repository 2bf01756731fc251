//! The JSON of the contract: every key is always there, what is not known is null.

use crate::article::{Decision, Finding, Summary};
pub use crate::export::json::ArticleJson;
use crate::export::json::SummaryJson;
use crate::work::{AddReport, Judged, Moved};
use serde::Serialize;
use std::ops::Range;

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
