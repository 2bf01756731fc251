//! `cuttings list`: all tags, authors or sources with their numbers of articles; near duplicates and
//! what recurs; saved and past searches.

use super::args::{ListArgs, Listed};
use super::out::Out;
use super::{Outcome, Place, searches};
use crate::article::CanonicalUrl;
use crate::text::safe_line;
use crate::work::Duplicated;
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
        Listed::Recurring => store
            .repeats()?
            .into_iter()
            .map(|repeat| {
                let value = json!({ "text": repeat.text, "count": repeat.count });
                (value, repeat.count, safe_line(&repeat.text))
            })
            .collect(),
        Listed::Searches => return searches::list(&archive, args.json, out),
        Listed::History => return searches::history(&archive, args.json, out),
        Listed::Duplicates => return duplicates(&store.duplicates()?, args.json, out),
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

/// Each article with what is nearly the same, and how much of the shorter text the two share.
fn duplicates(duplicates: &[Duplicated], json: bool, out: &mut Out) -> Outcome {
    let address = |url: &Option<CanonicalUrl>| url.as_ref().map(ToString::to_string);
    for article in duplicates {
        if json {
            let also: Vec<Value> = article
                .also
                .iter()
                .map(|twin| {
                    json!({
                        "id": twin.id.0, "title": twin.title, "url": address(&twin.url),
                        "share": f64::from(twin.share) / 100.0,
                    })
                })
                .collect();
            out.json(&json!({
                "id": article.id.0, "title": article.title, "url": address(&article.url), "also": also,
            }))?;
            continue;
        }
        let line = |title: &str, url: &Option<CanonicalUrl>| match url {
            Some(url) => format!("{title}  {url}"),
            None => title.to_owned(),
        };
        out.line(&format!("{:>7}  {}", article.id, line(&article.title, &article.url)))?;
        for twin in &article.also {
            out.line(&format!("{:>7}  {:>3} %  {}", twin.id, twin.share, line(&twin.title, &twin.url)))?;
        }
    }
    Ok(())
}
