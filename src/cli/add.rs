//! `cuttings add`: files, folders and standard input into the archive, or with `--dry-run` what
//! that would give.

use super::args::AddArgs;
use super::json::{AddJson, ArticleJson};
use super::out::Out;
use super::{Failure, Outcome, Place};
use crate::work::{AddReport, Progress, TakenIn, dry_run, inputs};
use indicatif::{ProgressBar, ProgressStyle};
use signal_hook::consts::SIGINT;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub fn run(args: &AddArgs, place: &Place, out: &mut Out) -> Outcome {
    let inputs = inputs(&args.sources);
    if args.dry_run {
        return dry(args, inputs, out);
    }
    let mut archive = place.open()?;
    let stop = Arc::new(AtomicBool::new(false));
    // A second Ctrl-C ends the program at once; the transaction under way is then undone.
    signal_hook::flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&stop))?;
    signal_hook::flag::register(SIGINT, Arc::clone(&stop))?;
    let bar = bar(inputs.len());
    let mut problem = None;
    let taken = archive.take_in(inputs, &stop, &mut |report, progress| {
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
        out.complain(&format!(
            "stopped; {} read and kept, {} left out; the same command goes on from there",
            count(taken.reports.len(), "file"),
            taken.left_out
        ));
        return Err(Failure::Told);
    }
    if taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

/// What would be taken in; no archive is opened.
fn dry(args: &AddArgs, inputs: Vec<crate::work::Input>, out: &mut Out) -> Outcome {
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
    if files < 2 || !std::io::stderr().is_terminal() {
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
        out.json(&AddJson::new(report))?;
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
