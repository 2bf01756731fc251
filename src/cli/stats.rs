//! `cuttings stats`: what the archive holds, and its size.

use super::add::{count, thousands};
use super::args::StatsArgs;
use super::out::Out;
use super::{Outcome, Place};
use serde_json::json;

pub fn run(args: &StatsArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let stats = archive.store().stats()?;
    let (index, behind) = archive.index_state()?;
    let index_bytes = archive.index_bytes();
    if args.json {
        return out.json(&json!({
            "articles": stats.articles,
            "tags": stats.tags,
            "authors": stats.authors,
            "sources": stats.sources,
            "sightings": stats.sightings,
            "words": stats.words,
            "bytes": { "store": stats.bytes, "index": index_bytes },
            "index": { "revision": index.0, "behind": behind },
        }));
    }
    out.line(&format!("{}, {}", count(stats.articles, "article"), count(stats.words as usize, "word")))?;
    out.line(&format!(
        "{}, {}, {} with {}",
        count(stats.tags, "tag"),
        count(stats.authors, "author"),
        count(stats.sources, "source"),
        count(stats.sightings, "sighting")
    ))?;
    let kilobytes = |bytes: u64| format!("{} kB", thousands(bytes.div_ceil(1000) as usize));
    out.line(&format!("store {}, index {}", kilobytes(stats.bytes), kilobytes(index_bytes)))?;
    if behind > 0 {
        out.line(&format!("the index is {} behind the store", count(behind as usize, "change")))?;
    }
    out.line(&format!("in {}", crate::text::safe_line(&place.path().to_string_lossy())))
}
