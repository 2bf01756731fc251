//! `cuttings list`: all tags, authors or sources with their numbers of articles; near duplicates and
//! what recurs; saved and past searches.

use super::args::{ListArgs, Listed};
use super::out::Out;
use super::{Outcome, Place, searches};
use crate::article::{ArticleId, CanonicalUrl, Twin};
use crate::text::safe_line;
use crate::work::Duplicated;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

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

/// Near duplicates: in JSON each article with those that it is nearly the same as; for a person set by
/// set, the fullest article first and how much of the shorter text each other one shares with it.
fn duplicates(duplicates: &[Duplicated], json: bool, out: &mut Out) -> Outcome {
    if json {
        return duplicates.iter().try_for_each(|article| out.json(&with_twins(article)));
    }
    for (number, set) in sets(duplicates).iter().enumerate() {
        if number > 0 {
            out.line("")?;
        }
        let Some((first, others)) = set.split_first() else { continue };
        out.line(&format!("{:>7}         {}", first.id, titled(first)))?;
        for other in others {
            // Alike goes from one to the next; at the end of such a row hardly anything of the first is left.
            let share = match other.also.iter().find(|twin| twin.id == first.id) {
                Some(twin) => format!("{:>3} %", twin.share),
                None => String::new(),
            };
            out.line(&format!("{:>7}  {share:5}  {}", other.id, titled(other)))?;
        }
    }
    Ok(())
}

fn with_twins(article: &Duplicated) -> Value {
    let address = |url: &Option<CanonicalUrl>| url.as_ref().map(ToString::to_string);
    let twin = |twin: &Twin| {
        json!({
            "id": twin.id.0, "title": twin.title, "url": address(&twin.url), "share": f64::from(twin.share) / 100.0,
        })
    };
    let also: Vec<Value> = article.also.iter().map(twin).collect();
    json!({ "id": article.id.0, "title": article.title, "url": address(&article.url), "also": also })
}

fn titled(article: &Duplicated) -> String {
    match &article.url {
        Some(url) => format!("{}  {url}", article.title),
        None => article.title.clone(),
    }
}

/// Articles that are nearly the same as one another, directly or by way of others, together: the
/// longest first, of equals the oldest. The sets are in the order of their lowest numbers.
fn sets(duplicates: &[Duplicated]) -> Vec<Vec<&Duplicated>> {
    let by_id: HashMap<ArticleId, &Duplicated> = duplicates.iter().map(|article| (article.id, article)).collect();
    let mut seen = HashSet::new();
    let mut sets = Vec::new();
    for article in duplicates {
        let mut set = Vec::new();
        let mut to_visit = vec![article.id];
        while let Some(id) = to_visit.pop() {
            if let Some(article) = by_id.get(&id).filter(|_| seen.insert(id)) {
                set.push(*article);
                to_visit.extend(article.also.iter().map(|twin| twin.id));
            }
        }
        set.sort_by_key(|article| (Reverse(article.words), article.published.is_none(), article.published, article.id));
        if !set.is_empty() {
            sets.push(set);
        }
    }
    sets
}
