//! `cuttings sources`: the remembered addresses and folders, how each is doing, and what is to become of it.

use super::add::count;
use super::args::{SourcesArgs, SourcesCommand};
use super::out::Out;
use super::{Failure, Outcome, Place, fetching};
use crate::article::Timestamp;
use crate::text::safe_path;
use crate::work::{Archive, ArchiveError, Change, Remembered, offered};
use serde_json::json;

pub fn run(args: &SourcesArgs, place: &Place, out: &mut Out) -> Outcome {
    let Some(command) = &args.command else { return list(args.json, &place.look()?, out) };
    match command {
        SourcesCommand::Pause(named) => change(&named.sources, &Change::Paused(true), "paused", place, out),
        SourcesCommand::Resume(named) => change(&named.sources, &Change::Paused(false), "resumed", place, out),
        SourcesCommand::Accept(named) => change(&named.sources, &Change::Accepted, "accepted", place, out),
        SourcesCommand::Rename { source, name } => {
            change(std::slice::from_ref(source), &Change::Called(name.clone()), "renamed", place, out)
        }
        SourcesCommand::Remove { source, drop_articles, .. } => {
            let mut archive = place.look()?;
            let source = archive.remembered_named(source)?;
            let gone = archive.remove_source(&source, *drop_articles)?;
            let articles = if *drop_articles {
                format!("{} forgotten (forget --restore takes them back)", count(gone, "article"))
            } else {
                format!("its {} kept", count(source.articles, "article"))
            };
            out.line(&format!("{}: no longer looked at; {articles}", source.name))
        }
        SourcesCommand::Import { file } => {
            let mut archive = place.open()?;
            remembered(archive.import_sources(file)?, out)
        }
        SourcesCommand::Export { file } => {
            let list = place.look()?.export_sources()?;
            match file {
                None => out.bytes(list.as_bytes()),
                Some(file) => std::fs::write(file, list).map_err(|error| {
                    let place = safe_path(&file.to_string_lossy());
                    Failure::Error(anyhow::anyhow!("{place} can't be written: {error}"))
                }),
            }
        }
        SourcesCommand::Offer { names, all } if !all && names.is_empty() => {
            for feed in offered() {
                out.line(&format!("{}  {}", feed.title, feed.address))?;
            }
            out.remark("cuttings sources offer NAME…, or --all, remembers them; cuttings sync then fetches their news");
            Ok(())
        }
        SourcesCommand::Offer { names, .. } => offer(names, place, out),
    }
}

fn list(json: bool, archive: &Archive, out: &mut Out) -> Outcome {
    let sources = archive.remembered()?;
    for source in &sources {
        if json {
            out.json(&as_json(source))?;
        } else {
            out.line(&format!("{:>4}  {}", source.number, out.bold(&source.name)))?;
            out.line(&format!(
                "      {} · {} · {}",
                source.address,
                count(source.articles, "article"),
                health(source)
            ))?;
        }
    }
    if sources.is_empty() && !json {
        out.remark(
            "nothing is remembered yet: cuttings add ADDRESS remembers one, cuttings sources offer lists Community \
             Care's own",
        );
    }
    Ok(())
}

fn as_json(source: &Remembered) -> serde_json::Value {
    let moment = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
    json!({
        "number": source.number, "name": source.name, "address": source.address, "way": source.way,
        "articles": source.articles, "last_ok": moment(source.last_ok), "last_error": moment(source.last_error),
        "error": source.error, "next_due": moment(source.next_due), "paused": source.is_paused,
        "images": source.wants_pictures, "flagged": source.flagged,
    })
}

/// How it is doing, in one line.
fn health(source: &Remembered) -> String {
    let when =
        |moment: Timestamp| moment.to_chrono().with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string();
    let mut parts = Vec::new();
    if let Some(why) = &source.flagged {
        parts.push(format!("held back: {why}"));
    }
    if source.is_paused {
        parts.push("paused".to_owned());
    }
    match (&source.error, source.last_error, source.last_ok) {
        (Some(error), Some(at), ok) if source.flagged.is_none() => {
            parts.push(format!("failed {}: {error}", when(at)));
            parts.extend(ok.map(|ok| format!("last good {}", when(ok))));
        }
        (_, _, Some(ok)) => parts.push(format!("good {}", when(ok))),
        (_, _, None) => parts.push("not looked at yet".to_owned()),
    }
    parts.extend(source.way.as_deref().map(|way| fetching::said(way).to_owned()));
    parts.extend(source.next_due.map(|due| format!("next {}", when(due))));
    parts.join(" · ")
}

/// The same change for each; what can't be found is told, and the rest done.
fn change(names: &[String], change: &Change, done: &str, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = place.look()?;
    let mut missing = false;
    for name in names {
        match archive.remembered_named(name) {
            Ok(source) => {
                archive.change_source(&source, change)?;
                out.line(&format!("{}: {done}", source.name))?;
            }
            Err(error @ ArchiveError::Source(_)) => {
                missing = true;
                out.complain(&error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    if missing { Err(Failure::Told) } else { Ok(()) }
}

fn offer(names: &[String], place: &Place, out: &mut Out) -> Outcome {
    let offered = offered();
    let is_named = |title: &str, address: &str, name: &str| {
        let (title, name) = (title.to_lowercase(), name.trim().to_lowercase());
        title == name || address == name || title.rsplit(": ").next() == Some(name.as_str())
    };
    let missing: Vec<&String> =
        names.iter().filter(|name| !offered.iter().any(|feed| is_named(&feed.title, &feed.address, name))).collect();
    for name in &missing {
        out.complain(&format!("“{name}” is not offered; cuttings sources offer lists what is"));
    }
    if missing.len() < names.len() || names.is_empty() {
        let mut archive = place.open()?;
        let is_wanted =
            |title: &str, address: &str| names.is_empty() || names.iter().any(|name| is_named(title, address, name));
        remembered(archive.take_offered(&is_wanted)?, out)?;
    }
    if missing.is_empty() { Ok(()) } else { Err(Failure::Told) }
}

fn remembered((all, new): (usize, usize), out: &mut Out) -> Outcome {
    let known = if new < all { format!(" ({} known before)", all - new) } else { String::new() };
    out.line(&format!("{} remembered{known}; cuttings sync fetches their news", count(new, "source")))
}
