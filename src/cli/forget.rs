//! `cuttings forget`: sources and articles out of the archive, into a bin, and back; saved and past
//! searches for good.

use super::add::count;
use super::args::ForgetArgs;
use super::out::Out;
use super::{Failure, Outcome, Place, article_named, searches};
use crate::work::{Archive, Forgettable, Forgotten};
use serde_json::json;
use std::ffi::OsStr;
use std::io::IsTerminal;

pub fn run(args: &ForgetArgs, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = place.look()?;
    if args.restore {
        let restored = archive.restore()?;
        return tell(args.json, "restored", None, restored, out);
    }
    if args.empty {
        confirm(args, "Empty the bin for good?", out)?;
        let emptied = archive.empty_bin()?;
        let emptied = Forgotten { articles: emptied, sources: 0 };
        return tell(args.json, "emptied", None, emptied, out);
    }
    if let Some(name) = &args.search {
        searches::named(archive.saved_search(name))?;
        confirm(args, &format!("Forget the saved search “{name}” for good?"), out)?;
        let name = searches::named(archive.delete_search(name))?;
        return tell_searches(args.json, &name, 1, "saved search", out);
    }
    if args.history {
        confirm(args, "Forget all past searches for good?", out)?;
        let cleared = archive.clear_history()?;
        return tell_searches(args.json, "history", cleared, "past search", out);
    }
    // What can't be found is told and the rest still done.
    let mut missing = false;
    let mut found = Vec::new();
    for name in &args.what {
        match find(&archive, name) {
            Ok(what) => found.push((name.to_string_lossy(), what)),
            Err(Failure::Error(error)) => {
                missing = true;
                out.complain(&error.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    if !found.is_empty() {
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_ref()).collect();
        confirm(args, &format!("Forget {}? (forget --restore takes it back)", names.join(", ")), out)?;
    }
    for (name, what) in found {
        let forgotten = archive.forget(&what)?;
        tell(args.json, "forgotten", Some(&name), forgotten, out)?;
    }
    if missing { Err(Failure::Told) } else { Ok(()) }
}

/// A source by its address, path or name, else an article.
fn find(archive: &Archive, name: &OsStr) -> Result<Forgettable, Failure> {
    if let Some(source) = archive.source_named(name)? {
        return Ok(source);
    }
    let name = name.to_string_lossy();
    let missing = format!("there is no source or article “{name}”; cuttings list sources shows the sources");
    article_named(archive, &name).map(Forgettable::article).map_err(|_| anyhow::anyhow!(missing).into())
}

fn confirm(args: &ForgetArgs, question: &str, out: &mut Out) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Usage("forget asks first, and there is no terminal to ask on; add --yes".to_owned()));
    }
    if out.ask(question)? { Ok(()) } else { Err(Failure::Usage("nothing was changed".to_owned())) }
}

fn tell_searches(json: bool, name: &str, searches: usize, what: &str, out: &mut Out) -> Outcome {
    if json {
        return out.json(&json!({ "what": name, "done": "forgotten", "searches": searches }));
    }
    let plural = if searches == 1 { "" } else { "es" };
    out.line(&format!("{name}: {searches} {what}{plural} forgotten"))
}

/// Where no article came or went, sources did: feeds not read yet, or others that told of the same.
fn tell(json: bool, done: &str, name: Option<&str>, changed: Forgotten, out: &mut Out) -> Outcome {
    let Forgotten { articles, sources } = changed;
    if json {
        return out.json(&json!({ "what": name, "done": done, "articles": articles }));
    }
    let name = name.map(|name| format!("{}: ", crate::text::safe_line(name))).unwrap_or_default();
    let what = match (articles, sources) {
        (0, 1..) => count(sources, "source"),
        _ => count(articles, "article"),
    };
    out.line(&format!("{name}{what} {done}"))
}
