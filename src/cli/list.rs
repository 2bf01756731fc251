//! `cuttings list`: all tags, authors or sources with their numbers of articles.

use super::args::{ListArgs, Listed};
use super::out::Out;
use super::{Outcome, Place};
use serde_json::{Value, json};

pub fn run(args: &ListArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let store = archive.store();
    // For a person: the count, the name, and what to type to name it.
    let rows: Vec<(Value, usize, String)> = match args.what {
        Listed::Tags => store
            .tags()?
            .into_iter()
            .map(|known| {
                let line = format!("{}  ({})", known.tag.name, known.tag.slug);
                let value = json!({ "name": known.tag.name, "slug": known.tag.slug, "count": known.count });
                (value, known.count, line)
            })
            .collect(),
        Listed::Authors => store
            .authors()?
            .into_iter()
            .map(|known| (json!({ "name": known.name, "count": known.count }), known.count, known.name))
            .collect(),
        Listed::Sources => store
            .sources()?
            .into_iter()
            .map(|known| {
                let (source, count) = (known.source, known.count);
                let line = format!("{}  {}  {}", source.name, source.kind, source.address);
                let kind = source.kind.name();
                let value = json!({ "name": source.name, "address": source.address, "kind": kind, "count": count });
                (value, count, line)
            })
            .collect(),
    };
    for (value, count, line) in rows {
        if args.json {
            out.json(&value)?;
        } else {
            out.line(&format!("{count:>7}  {line}"))?;
        }
    }
    Ok(())
}
