//! `cuttings doctor`: is the archive sound, is the index level with it; `--repair` makes the index
//! anew, which loses nothing.

use super::add::count;
use super::args::DoctorArgs;
use super::out::Out;
use super::{Failure, Outcome, Place};

pub fn run(args: &DoctorArgs, place: &Place, out: &mut Out) -> Outcome {
    let mut archive = place.look()?;
    if args.repair {
        archive.rebuild_index()?;
        out.line("the index was made anew from the store")?;
    }
    let mut problems = archive.store().check()?;
    problems.extend(archive.damaged_index_files()?.iter().map(|file| {
        format!("{} in the index is damaged; cuttings doctor --repair makes the index anew", file.display())
    }));
    for problem in &problems {
        out.complain(problem);
    }
    let stored = archive.store().stats()?.articles;
    let indexed = archive
        .search(&crate::work::complete_query(""), crate::work::Sort::Newest, crate::work::Zone::Utc, 0, Some(0))?
        .total;
    if stored != indexed {
        out.complain(&format!(
            "the store has {}, the index {indexed}; cuttings doctor --repair mends that",
            count(stored, "article")
        ));
        return Err(Failure::Told);
    }
    if !problems.is_empty() {
        return Err(Failure::Told);
    }
    out.line(&format!("sound: {}, all of them in the index", count(stored, "article")))
}
