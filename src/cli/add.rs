//! `cuttings add`: files, folders and standard input into the archive, or with `--dry-run` what
//! that would give.

use super::args::AddArgs;
use super::json::{AddJson, ArticleJson};
use super::out::Out;
use super::{Failure, Outcome, Place};
use crate::work::{AddReport, Input, Progress, TakenIn, dry_run, inputs};
use indicatif::{ProgressBar, ProgressStyle};
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

pub fn run(args: &AddArgs, place: &Place, out: &mut Out) -> Outcome {
    let inputs = inputs(&args.sources);
    if args.dry_run {
        return dry(args, inputs, out);
    }
    // Where nothing can be read, no archive is made.
    let readable = inputs.iter().any(|input| !matches!(input, Input::Unreadable { .. }));
    let mut archive = if readable { place.open()? } else { place.look()? };
    let stop = Arc::new(AtomicBool::new(false));
    let kept = Arc::new(AtomicUsize::new(0));
    stop_on_interrupt(&stop, &kept)?;
    let bar = bar(inputs.len());
    let mut problem = None;
    let taken = archive.take_in(inputs, &stop, &mut |report, progress| {
        kept.store(progress.done, Ordering::Relaxed);
        if problem.is_none() {
            problem = tell(args.json, report, progress, &bar, out).err();
        }
    });
    bar.finish_and_clear();
    let taken = taken?;
    if let Some(problem) = problem {
        return Err(problem);
    }
    finish(args, &taken, out)?;
    if stop.load(Ordering::Relaxed) && taken.left_out > 0 {
        out.complain(&stopped(kept.load(Ordering::Relaxed)));
        return Err(Failure::Told);
    }
    if taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

/// On Ctrl-C what is being read is still kept if that takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ctrl-C ends taking in after the batch under way. One file can take minutes: then the program
/// ends within that batch, which leaves the archive as if it had not begun.
fn stop_on_interrupt(stop: &Arc<AtomicBool>, kept: &Arc<AtomicUsize>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT])?;
    let (stop, kept) = (Arc::clone(stop), Arc::clone(kept));
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            stop.store(true, Ordering::Relaxed);
            std::thread::sleep(PATIENCE);
            // There is nobody left to tell that stderr is closed.
            let _ = writeln!(io::stderr(), "cuttings: {}", stopped(kept.load(Ordering::Relaxed)));
            std::process::exit(1);
        }
    });
    Ok(())
}

fn stopped(kept: usize) -> String {
    format!("stopped; {} read and kept; the same command goes on from there", count(kept, "file"))
}

/// What would be taken in; no archive is opened.
fn dry(args: &AddArgs, inputs: Vec<Input>, out: &mut Out) -> Outcome {
    let (articles, taken) = dry_run(inputs)?;
    for article in &articles {
        if args.json {
            out.json(&ArticleJson::new(article))?;
        } else {
            let summary = &article.summary;
            out.line(&out.bold(&summary.title))?;
            out.line(&format!("    {} · {}", super::search::byline(summary), count(summary.words, "word")))?;
        }
    }
    complain(&taken.reports, out);
    if !args.json {
        out.remark(&format!("{} would be taken in", count(articles.len(), "article")));
    }
    if taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

fn bar(files: usize) -> ProgressBar {
    if files < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// One input is committed.
fn tell(json: bool, report: &AddReport, progress: Progress, bar: &ProgressBar, out: &mut Out) -> Outcome {
    bar.set_position(progress.done as u64);
    bar.set_message(format!("{} new", count(progress.new, "article")));
    if json {
        // What is told is kept; whoever listens may act on it at once.
        out.json(&AddJson::new(report))?;
        out.flush()?;
    }
    Ok(())
}

/// The end: folders that gave nothing (in JSON; others were told as they came), problems, a total.
fn finish(args: &AddArgs, taken: &TakenIn, out: &mut Out) -> Outcome {
    complain(&taken.reports, out);
    if args.json {
        let folders = taken.reports.iter().filter(|report| report.is_folder);
        for report in folders {
            out.json(&AddJson::new(report))?;
        }
        return Ok(());
    }
    let sum = |of: fn(&AddReport) -> usize| taken.reports.iter().map(of).sum::<usize>();
    let (new, merged, unchanged) = (sum(|r| r.new), sum(|r| r.merged), sum(|r| r.unchanged));
    if new + merged + unchanged == 0 {
        return Ok(());
    }
    if new + merged == 0 {
        return out.line(&format!("nothing new: {} there already", count(unchanged, "article")));
    }
    let mut parts = vec![format!("{} new", count(new, "article"))];
    if merged > 0 {
        parts.push(format!("{merged} seen in one more source or changed"));
    }
    if unchanged > 0 {
        parts.push(format!("{unchanged} unchanged"));
    }
    out.line(&parts.join(", "))
}

fn complain(reports: &[AddReport], out: &mut Out) {
    for report in reports {
        if let Some(error) = &report.error {
            out.complain(&format!("{} {error}", report.source));
        }
        for warning in &report.warnings {
            out.complain(&format!("{}: {warning}", report.source));
        }
    }
}

/// `1 article`, `2,418 articles`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// `2,418`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
