//! `cuttings mark`: what a person says of articles, from a script: read, starred, a note, own tags.

use super::args::MarkArgs;
use super::out::Out;
use super::{Failure, Outcome, Place, article_named};
use crate::article::{ArticleId, Summary, Tag};
use crate::text::safe_line;
use crate::work::{Archive, Mark, note_text};
use anyhow::Context;
use serde_json::json;
use std::io::Read;

/// More of standard input is not read; the store refuses notes well below it.
const MOST: u64 = 2 << 20;

pub fn run(args: &MarkArgs, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = place.look()?;
    let marks = marks(args, &archive)?;
    // What can't be found is told and the rest still done.
    let (mut ids, mut missing): (Vec<ArticleId>, bool) = (Vec::new(), false);
    for name in &args.articles {
        match article_named(&archive, name) {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(Failure::Error(error)) => {
                missing = true;
                out.complain(&error.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    let before = archive.summaries(&ids)?;
    if !marks.is_empty() && !ids.is_empty() {
        let each = |id: &ArticleId| marks.iter().map(|mark| (*id, mark.clone())).collect::<Vec<_>>();
        archive.mark(&ids.iter().flat_map(each).collect::<Vec<_>>())?;
    }
    for summary in archive.summaries(&ids)? {
        if let Some(was) = before.iter().find(|was| was.id == summary.id) {
            tell(args, was, &summary, out)?;
        }
    }
    if missing { Err(Failure::Told) } else { Ok(()) }
}

/// What the command line asks for.
fn marks(args: &MarkArgs, archive: &Archive) -> Result<Vec<Mark>, Failure> {
    let mut marks = Vec::new();
    if args.read || args.unread {
        marks.push(Mark::Read(args.read));
    }
    if args.star || args.unstar {
        marks.push(Mark::Starred(args.star));
    }
    for (names, on) in [(&args.untag, false), (&args.tag, true)] {
        for name in names {
            let tag = archive.tag_meant(name).map_err(|error| Failure::Usage(error.to_string()))?;
            marks.push(Mark::Tag(tag, on));
        }
    }
    match args.note.as_deref() {
        Some("-") => {
            let mut text = Vec::new();
            std::io::stdin()
                .lock()
                .take(MOST)
                .read_to_end(&mut text)
                .context("cannot read the note from standard input")?;
            marks.push(Mark::Note(note_text(&String::from_utf8_lossy(&text))));
        }
        Some(text) => marks.push(Mark::Note(note_text(text))),
        None => {}
    }
    Ok(marks)
}

fn tell(args: &MarkArgs, was: &Summary, is: &Summary, out: &mut Out) -> Outcome {
    let parts = [
        ("read", was.read != is.read),
        ("starred", was.starred != is.starred),
        ("own_tags", was.own_tags != is.own_tags),
        ("note", was.note != is.note),
    ];
    let changed: Vec<&str> = parts.iter().filter(|(_, changed)| *changed).map(|(key, _)| *key).collect();
    let names: Vec<&str> = is.own_tags.iter().map(|tag| tag.name.as_str()).collect();
    let id = is.id.map(|id| id.0);
    if args.json {
        return out.json(&json!({
            "id": id, "title": is.title, "read": is.read, "starred": is.starred, "own_tags": names,
            "note": is.note, "changed": changed,
        }));
    }
    let state = state(is);
    let unchanged = if changed.is_empty() { " (as before)" } else { "" };
    out.line(&format!("{:>6}  {}: {state}{unchanged}", id.unwrap_or_default(), out.bold(&is.title)))
}

/// `unread, starred, +pay, note: Ask about it…`
fn state(summary: &Summary) -> String {
    let mut parts = vec![if summary.read { "read" } else { "unread" }.to_owned()];
    if summary.starred {
        parts.push("starred".to_owned());
    }
    parts.extend(summary.own_tags.iter().map(|Tag { name, .. }| format!("+{name}")));
    if let Some(note) = &summary.note {
        parts.push(format!("note: {}", crate::text::cut(&safe_line(note), 60)));
    }
    parts.join(", ")
}
