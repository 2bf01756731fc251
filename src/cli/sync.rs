//! `cuttings sync`: what is new at the remembered addresses and in the remembered folders.

use super::add::{Kept, finish};
use super::args::SyncArgs;
use super::fetching::{self, Fetching};
use super::interrupt::stop_on_interrupt;
use super::out::Out;
use super::{Failure, Outcome, Place};
use crate::work::{Aim, Archive, ArchiveError, Course, Limits, Manner, Wanted};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Looking more often than this is not polite.
const LEAST: Duration = Duration::from_mins(5);

pub fn run(args: &SyncArgs, place: &Place, out: &mut Out) -> Outcome {
    let aim = fetching::reach(args.full, args.since.as_deref())?.map_or(Aim::News, Aim::History);
    let every = args.every.as_deref().map(every).transpose()?;
    let manner = Manner { every, ..fetching::manner(&crate::config::load()?) };
    let kept = Arc::new(Kept::of_sync());
    let last = Arc::clone(&kept);
    stop_on_interrupt(&kept.stop, move || last.to_string())?;
    let Some(every) = every else {
        return once(args, aim, &manner, &kept, place, out);
    };
    loop {
        let begun = Instant::now();
        match once(args, aim, &manner, &kept, place, out) {
            Ok(()) | Err(Failure::Told) => {}
            // Another program may be writing just now; a disk may come back.
            Err(Failure::Error(error)) if error.downcast_ref::<ArchiveError>().is_some() => {
                out.complain(&error.to_string());
            }
            Err(other) => return Err(other),
        }
        out.flush()?;
        while begun.elapsed() < every {
            if kept.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn once(args: &SyncArgs, aim: Aim, manner: &Manner, kept: &Kept, place: &Place, out: &mut Out) -> Outcome {
    let looked = place.look()?;
    let (wanted, missing) = wanted(args, aim, &looked, out)?;
    if wanted.is_empty() {
        if !missing && args.sources.is_empty() && looked.remembered()?.is_empty() {
            out.remark(
                "nothing is remembered yet: cuttings add ADDRESS remembers one, cuttings sources offer lists \
                 Community Care's own",
            );
        }
        return if missing { Err(Failure::Told) } else { Ok(()) };
    }
    drop(looked);
    let mut archive = place.open()?;
    let mut shown = Fetching::new(args.json);
    let course = Course { limits: Limits::default(), stop: &kept.stop, gauge: &kept.gauge };
    let taken = archive.sync(wanted, manner, course, &mut |news| shown.tell(&news, out));
    let told = shown.end();
    let taken = taken?;
    told?;
    finish(args.json, true, &taken, out)?;
    if taken.is_unfinished {
        out.complain(&kept.to_string());
        return Err(Failure::Told);
    }
    if missing || taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

/// The sources that are meant, and whether some are not there, which is told.
fn wanted(args: &SyncArgs, aim: Aim, archive: &Archive, out: &mut Out) -> Result<(Vec<Wanted>, bool), Failure> {
    let mut missing = false;
    let mut sources = Vec::new();
    if args.sources.is_empty() {
        sources = archive.remembered()?;
        sources.retain(|source| !source.is_paused);
    }
    for name in &args.sources {
        match archive.remembered_named(name) {
            Ok(source) if sources.contains(&source) => {}
            Ok(source) => sources.push(source),
            Err(error @ ArchiveError::Source(_)) => {
                missing = true;
                out.complain(&error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((sources.into_iter().map(|source| Wanted { source, aim, is_new: false }).collect(), missing))
}

/// `90m`, `6h`, `1d`.
fn every(text: &str) -> Result<Duration, Failure> {
    let text = text.trim();
    let unit = text.chars().last().map_or(0, |unit| match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => 0,
    });
    let number = text.get(..text.len().saturating_sub(1)).and_then(|number| number.trim().parse::<u32>().ok());
    let time = number.map(|number| Duration::from_secs(u64::from(number) * unit)).filter(|_| unit > 0);
    match time {
        Some(time) if time >= LEAST && time <= Duration::from_hours(24 * 365) => Ok(time),
        Some(_) => Err(Failure::Usage("--every takes 5m at least and 365d at most".to_owned())),
        None => Err(Failure::Usage("--every takes minutes, hours or days, such as 90m, 6h or 1d".to_owned())),
    }
}
