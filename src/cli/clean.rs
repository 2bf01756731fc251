//! `cuttings clean --again`: what came in, worked anew by today's rules, and what moved.

use super::add::{count, thousands};
use super::args::CleanArgs;
use super::interrupt::stop_on_interrupt;
use super::json::MovedJson;
use super::out::Out;
use super::{Failure, Outcome, Place, named_sources};
use crate::text::safe_line;
use crate::work::Reworked;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const STOPPED: &str = "stopped; what was worked so far is kept, the rest is as it was; the same command does all";

pub fn run(args: &CleanArgs, place: &Place, out: &mut Out) -> Outcome {
    if !args.again {
        let what = "clean works everything that was taken in anew, by today's rules";
        return Err(Failure::Usage(format!("{what}; if that is meant, say: cuttings clean --again")));
    }
    let mut archive = place.look()?;
    let (sources, missing) = named_sources(&archive, &args.sources, out)?;
    if sources.is_empty() && missing {
        return Err(Failure::Told);
    }
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_interrupt(&stop, || STOPPED.to_owned())?;
    let bar = bar();
    let reworked = archive.clean_again(&sources, &stop, &mut |done| bar.set_position(done as u64));
    bar.finish_and_clear();
    let reworked = reworked?;
    if args.json {
        reworked.moved.iter().try_for_each(|moved| out.json(&MovedJson::new(moved)))?;
    } else {
        tell(&reworked, out)?;
    }
    warn(&reworked, out);
    if reworked.stopped {
        out.complain(STOPPED);
    }
    if missing || reworked.stopped { Err(Failure::Told) } else { Ok(()) }
}

fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} worked anew") {
        bar.set_style(style);
    }
    bar
}

/// Sources in which something is other than before, then the sum.
fn tell(reworked: &Reworked, out: &mut Out) -> Outcome {
    for source in reworked.sources.iter().filter(|source| source.changed > 0) {
        let (changed, of) = (thousands(source.changed), thousands(source.sightings));
        out.line(&format!("{changed:>7} of {of:>7}  {}", safe_line(&source.source.name)))?;
    }
    if reworked.moved.is_empty() {
        let all: usize = reworked.sources.iter().map(|source| source.sightings - source.left).sum();
        return out.line(&format!("nothing moved: {} worked anew", count(all, "item")));
    }
    let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
    for key in reworked.moved.iter().flat_map(|moved| &moved.changed) {
        *fields.entry(key).or_default() += 1;
    }
    let mut fields: Vec<(usize, &str)> = fields.into_iter().map(|(key, count)| (count, key)).collect();
    fields.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let fields: Vec<String> = fields.iter().map(|(count, key)| format!("{key} {}", thousands(*count))).collect();
    let moved = count(reworked.moved.len(), "article");
    let merged = reworked.moved.iter().filter(|moved| moved.into.is_some()).count();
    let merged = if merged > 0 { format!("; {merged} turned out to be another") } else { String::new() };
    out.line(&format!("{moved} moved: {}{merged}", fields.join(", ")))
}

fn warn(reworked: &Reworked, out: &mut Out) {
    for source in reworked.sources.iter().filter(|source| source.left > 0) {
        out.complain(&format!(
            "{}: {} left as before: the raw input alone does not give them again; adding the source anew may",
            source.source.address,
            count(source.left, "item")
        ));
    }
}
