//! `cuttings search`: the same engine as the reader's, for scripts and for a quick look.

use super::add::count;
use super::args::{SearchArgs, SortName};
use super::json::HitJson;
use super::out::Out;
use super::{Outcome, Place, searches};
use crate::article::{DateForm, Summary};
use crate::query::Query;
use crate::work::{Archive, Count, Effort, Row, Sort, TagCount, YearCount, Zone, complete_query};
use serde_json::{Value, json};

/// Rows are fetched and printed this many at a time, so that the first come at once.
const PAGE: usize = 200;
/// Without `--json` and `--limit`.
const DEFAULT_LIMIT: usize = 20;

pub fn run(args: &SearchArgs, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = if args.save.is_some() { place.open()? } else { place.look()? };
    let (text, saved_sort) = match &args.saved {
        Some(name) => searches::named(archive.saved_search(name))?,
        None => (args.query.join(" "), Sort::Relevance),
    };
    let sort = args.sort.map_or(saved_sort, Sort::from);
    let query = complete_query(&text);
    if let Some(name) = &args.save {
        searches::named(archive.save_search(name, &text, sort, args.replace))?;
    }
    for note in query.ignored() {
        out.complain(&note);
    }
    if args.facets {
        return facets(args, &archive, &query, out);
    }
    let limit = match args.limit {
        _ if args.count => Some(0),
        Some(0) => None,
        Some(limit) => Some(limit),
        None if args.json => None,
        None => Some(DEFAULT_LIMIT),
    };
    let hits = archive.search(&query, sort, Zone::Utc, 0, limit)?;
    if hits.total == 0 || hits.partial {
        hint(args, &archive, &query, hits.partial, out)?;
    }
    if args.count {
        return out.json(&json!({ "total": hits.total }));
    }
    let needles = query.needles();
    let mut told_of_partial = hits.partial;
    for page in hits.rows.chunks(PAGE) {
        for (row, score) in archive.rows(page, &needles)? {
            if !args.json && !row.all && !told_of_partial {
                told_of_partial = true;
                out.line("\nWith some of the words:\n")?;
            }
            print(&row, score, args.json, out)?;
        }
        out.flush()?;
    }
    if let Some(name) = &args.saved {
        searches::named(archive.look_at_search(name))?;
    }
    if !args.json {
        let shown = hits.rows.len();
        let some = if hits.partial { " with some of the words" } else { "" };
        let cut = if shown < hits.total { format!("; {shown} shown, --limit 0 shows all") } else { String::new() };
        out.remark(&format!("{}{some}{cut}", count(hits.total, "article")));
    }
    Ok(())
}

/// One result; `related` prints the same.
pub fn print(row: &Row, score: f32, json: bool, out: &mut Out) -> Outcome {
    let summary = &row.summary;
    if json {
        return out.json(&HitJson::new(summary, score, &row.snippet, &row.highlights, row.all));
    }
    let id = summary.id.map(|id| id.to_string()).unwrap_or_default();
    let title = if summary.title.is_empty() { "(no title)" } else { &summary.title };
    let title = out.highlighted(title, &row.title_highlights);
    out.line(&format!("{id:>6}  {}", out.bold(&title)))?;
    out.line(&format!("        {}", byline(summary)))?;
    if !row.snippet.is_empty() {
        out.line(&format!("        {}", out.highlighted(&row.snippet, &row.highlights)))?;
    }
    out.line("")
}

impl From<SortName> for Sort {
    fn from(name: SortName) -> Self {
        match name {
            SortName::Relevance => Self::Relevance,
            SortName::Newest => Self::Newest,
            SortName::Oldest => Self::Oldest,
        }
    }
}

/// `2022-06-05 · Rob Preston · leadership, workforce, +mine`
pub fn byline(summary: &Summary) -> String {
    let date = summary.published.map_or_else(|| "no date".to_owned(), |date| date.format(DateForm::Day));
    let site = summary.tags.iter().map(|tag| tag.name.clone());
    let own = summary.own_tags.iter().map(|tag| format!("+{}", tag.name));
    let parts = [date, summary.authors.join(", "), site.chain(own).collect::<Vec<_>>().join(", ")];
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
}

fn facets(args: &SearchArgs, archive: &Archive, query: &Query, out: &mut Out) -> Outcome {
    let facets = archive.facets(query, Zone::Utc)?;
    if facets.total == 0 {
        hint(args, archive, query, false, out)?;
    }
    let counts = |counts: &[Count]| -> Vec<Value> {
        counts.iter().map(|value| json!({ "name": value.name, "count": value.count })).collect()
    };
    let tag = |tag: &TagCount| json!({ "name": tag.name, "slug": tag.slug, "count": tag.count });
    let year = |year: &YearCount| json!({ "year": year.year, "count": year.count });
    out.json(&json!({
        "total": facets.total,
        "tags": facets.tags.iter().map(tag).collect::<Vec<_>>(),
        "authors": counts(&facets.authors),
        "years": facets.years.iter().map(year).collect::<Vec<_>>(),
        "sources": counts(&facets.sources),
    }))
}

/// Nothing was found, or nothing with all the words: what to try next, on stderr. The exit code stays 0.
fn hint(args: &SearchArgs, archive: &Archive, query: &Query, partial: bool, out: &mut Out) -> Outcome {
    if archive.is_empty()? {
        out.complain("the archive is empty; fill it with: cuttings add FILE-OR-FOLDER");
        return Ok(());
    }
    if partial {
        if let Some((query, _)) = archive.suggestions(query, Effort::All)?.first() {
            out.complain(&format!("no article has all the words; did you mean: {query}"));
        }
        return Ok(());
    }
    if let Some(quoted) = lost_quotes(&args.query) {
        out.complain(&format!("nothing found; if the value has several words, quote it: '{quoted}'"));
        return Ok(());
    }
    let suggestions = archive.suggestions(query, Effort::All)?;
    if let Some((query, _)) = suggestions.first() {
        out.complain(&format!("nothing found; did you mean: {query}"));
    }
    Ok(())
}

/// `tag:two words` from a shell that ate the quotes, as it was probably meant: `tag:"two words"`.
fn lost_quotes(query: &[String]) -> Option<String> {
    let joined = query.join(" ");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let at = words.iter().position(|word| {
        let name = word.trim_start_matches('-').split_once(':').filter(|(_, value)| !value.is_empty());
        name.is_some_and(|(name, value)| {
            matches!(name, "tag" | "author" | "source") && !value.contains(['"', '(', '“'])
        })
    })?;
    let (name, first) = words[at].split_once(':')?;
    let rest: Vec<&str> = words[at + 1..].iter().take_while(|word| !word.contains([':', '"', '('])).copied().collect();
    let value = format!("{first} {}", rest.join(" "));
    (!rest.is_empty()).then(|| format!("{name}:\"{}\"", value.trim_matches('\'')))
}
