//! `cuttings doctor`: is the archive sound, is the index level with it; `--repair` makes the index
//! anew, which loses nothing.

use super::add::count;
use super::args::DoctorArgs;
use super::out::Out;
use super::{Failure, Outcome, Place};
use crate::work::{Sort, Zone, complete_query};

pub fn run(args: &DoctorArgs, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = place.look()?;
    if args.repair {
        archive.rebuild_index()?;
        out.line("the index was made anew from the store")?;
    }
    let mut problems = archive.store().check()?;
    let damaged = archive.damaged_index_files()?;
    problems.extend(damaged.iter().map(|file| {
        format!("{} in the index is damaged; cuttings doctor --repair makes the index anew", file.display())
    }));
    let stored = archive.store().stats()?.articles;
    if damaged.is_empty() {
        let indexed = archive.search(&complete_query(""), Sort::Newest, Zone::Utc, 0, Some(0))?.total;
        let notes = archive.store().notes()?;
        let found = archive.search(&complete_query("has:note"), Sort::Newest, Zone::Utc, 0, Some(0))?.total;
        if notes != found {
            let notes = count(notes, "note");
            problems.push(format!("the store has {notes}, the index {found}; cuttings doctor --repair mends that"));
        }
        if stored != indexed {
            let stored = count(stored, "article");
            problems.push(format!("the store has {stored}, the index {indexed}; cuttings doctor --repair mends that"));
        }
    }
    for problem in &problems {
        out.complain(problem);
    }
    if !problems.is_empty() {
        return Err(Failure::Told);
    }
    let unjudged = archive.store().unjudged()?;
    if unjudged > 0 {
        let sources = count(unjudged, "source");
        out.line(&format!("{sources} not judged yet, since taking in was stopped; the next start of the reader or of cuttings add does it"))?;
    }
    out.line(&format!("sound: {}, all of them in the index", count(stored, "article")))
}
