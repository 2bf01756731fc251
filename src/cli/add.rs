//! `cuttings add`: files, folders, addresses and standard input into the archive, or with `--dry-run` what
//! that would give.

use super::args::AddArgs;
use super::fetching::{self, Fetching};
use super::interrupt::stop_on_interrupt;
use super::json::{AddJson, ArticleJson};
use super::out::Out;
use super::{Failure, Outcome, Place};
use crate::article::Summary;
use crate::work::{
    AddReport, Course, Doing, Done, Gauge, Input, Limits, News, Step, TakenIn, Wish, dry_run_by, inputs,
};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub fn run(args: &AddArgs, place: &Place, out: &mut Out) -> Outcome {
    let inputs = inputs(&args.sources);
    if args.dry_run {
        return dry(args, inputs, out);
    }
    let manner = fetching::manner(&crate::config::load()?);
    let wish = Wish { reach: fetching::reach(args.full, args.since.as_deref())?, pictures: args.images, manner };
    // Where nothing can be read, no archive is made.
    let readable = inputs.iter().any(|input| !matches!(input, Input::Unreadable { .. }));
    let mut archive = if readable { place.open()? } else { place.look()? };
    let kept = Arc::new(Kept::of_add(&inputs));
    let last = Arc::clone(&kept);
    stop_on_interrupt(&kept.stop, move || last.to_string())?;
    let bar = bar(&inputs, &kept);
    let mut shown = Fetching::new(args.json);
    let course = Course { limits: Limits::default(), stop: &kept.stop, gauge: &kept.gauge };
    let mut done = 0;
    let taken = archive.add(&args.sources, &wish, course, &mut |news| {
        match &news {
            News::Done(_) => {
                done += 1;
                kept.files.store(done, Ordering::Relaxed);
                bar.set_position(done as u64);
            }
            // It has a bar of its own.
            News::Going(_) => bar.finish_and_clear(),
            News::Way(..) => {}
        }
        shown.tell(&news, out);
    });
    bar.finish_and_clear();
    let told = shown.end();
    let taken = taken?;
    told?;
    finish(args.json, false, &taken, out)?;
    if taken.is_unfinished {
        out.complain(&kept.to_string());
        return Err(Failure::Told);
    }
    if taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

/// What was committed so far, for the bar and for whoever stops it.
#[derive(Default)]
pub struct Kept {
    pub stop: Arc<AtomicBool>,
    files: AtomicUsize,
    /// What goes on from there, if anything does: standard input can't be read a second time.
    next: &'static str,
    pub gauge: Gauge,
}

impl Kept {
    fn of_add(inputs: &[Input]) -> Self {
        let reads_stdin = inputs.iter().any(|input| matches!(input, Input::Stdin));
        Self { next: if reads_stdin { "" } else { "; the same command goes on from there" }, ..Self::default() }
    }

    pub fn of_sync() -> Self {
        Self { next: "; the next one goes on from there", ..Self::default() }
    }
}

impl std::fmt::Display for Kept {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        // Of a bundle, a large feed or a site also what came before its end.
        let (articles, next) = (count(self.gauge.items(), "article"), self.next);
        match self.files.load(Ordering::Relaxed) {
            0 => write!(out, "stopped; {articles} kept{next}"),
            files => write!(out, "stopped; {} read, {articles} kept{next}", count(files, "file")),
        }
    }
}

/// What would be taken in; no archive is opened.
fn dry(args: &AddArgs, inputs: Vec<Input>, out: &mut Out) -> Outcome {
    const STOPPED: &str = "stopped; a dry run keeps nothing";
    let stop = Arc::new(AtomicBool::new(false));
    let path = Arc::new(OnceLock::<PathBuf>::new());
    let to_remove = Arc::clone(&path);
    // Before there is a folder: an interruption in between would leave it behind.
    stop_on_interrupt(&stop, move || {
        // What can't be taken away now is left to the system.
        let _ = to_remove.get().map(std::fs::remove_dir_all);
        STOPPED.to_owned()
    })?;
    let folder = tempfile::tempdir()?;
    path.get_or_init(|| folder.path().to_owned());
    let mut articles = 0;
    let mut told = Ok(());
    let taken = dry_run_by(inputs, folder.path(), &stop, &mut |article| {
        articles += 1;
        if told.is_ok() {
            told = if args.json { out.json(&ArticleJson::new(&article)) } else { preview(&article.summary, out) };
        }
    })?;
    told?;
    complain(&taken.reports, out);
    if stop.load(Ordering::Relaxed) {
        out.complain(STOPPED);
        return Err(Failure::Told);
    }
    if !args.json {
        out.remark(&format!("{} would be taken in", count(articles, "article")));
    }
    if taken.has_errors() { Err(Failure::Told) } else { Ok(()) }
}

fn preview(summary: &Summary, out: &mut Out) -> Outcome {
    out.line(&out.bold(&summary.title))?;
    out.line(&format!("    {} · {}", super::search::byline(summary), count(summary.words, "word")))
}

/// A bar on a terminal, where there is anything to wait for.
fn bar(inputs: &[Input], kept: &Arc<Kept>) -> ProgressBar {
    /// Bytes that are read before a bar could be seen.
    const SMALL: u64 = 4 << 20;
    let is_small = match inputs {
        [Input::File { path, .. }] => std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() < SMALL),
        [Input::Unreadable { .. }] | [] => true,
        _ => false,
    };
    if is_small || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(inputs.len() as u64);
    let template = "{bar:20} {pos} of {len} files · {articles} · {doing:.dim}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        let [articles, doing] = [(); 2].map(|()| Arc::clone(kept));
        bar.set_style(
            style
                .with_key("articles", move |_: &ProgressState, text: &mut dyn std::fmt::Write| {
                    let _ = text.write_str(&count(articles.gauge.items(), "article"));
                })
                .with_key("doing", move |state: &ProgressState, text: &mut dyn std::fmt::Write| {
                    let _ = text.write_str(&told(&doing.gauge, state.elapsed()));
                }),
        );
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// What is being done, and how far it has come.
fn told(gauge: &Gauge, elapsed: Duration) -> String {
    let done = |what: &str, Done { done, of }: Done| format!("{what}, {} of {}", thousands(done), thousands(of));
    match gauge.doing() {
        Doing::Reading(name) => {
            let seconds = elapsed.as_secs_f64().max(0.001);
            format!("{:.1} MB/s · {}", gauge.bytes() as f64 / seconds / 1e6, shortened(&name))
        }
        Doing::Comparing(Step::Judging, count) => done("judging titles", count),
        Doing::Comparing(Step::Reading, count) => done("comparing texts", count),
        Doing::Comparing(Step::Comparing, count) => done("comparing passages", count),
        Doing::Comparing(Step::Pairing, count) => done("looking for near duplicates", count),
        Doing::Indexing(count) => done("indexing", count),
    }
}

/// The end of a path, which tells more than its beginning.
fn shortened(path: &str) -> String {
    const MOST: usize = 40;
    let length = path.chars().count();
    if length <= MOST {
        path.to_owned()
    } else {
        format!("…{}", path.chars().skip(length + 1 - MOST).collect::<String>())
    }
}

/// The end: folders that gave nothing (in JSON, where they were not told yet; others were told as they came),
/// problems, a total.
pub fn finish(json: bool, folders_are_told: bool, taken: &TakenIn, out: &mut Out) -> Outcome {
    complain(&taken.reports, out);
    if json {
        let folders = taken.reports.iter().filter(|report| report.is_folder && !folders_are_told);
        for report in folders {
            out.json(&AddJson::new(report))?;
        }
        return Ok(());
    }
    let sum = |of: fn(&AddReport) -> usize| taken.reports.iter().map(of).sum::<usize>();
    let (new, merged, unchanged) = (sum(|r| r.new), sum(|r| r.merged), sum(|r| r.unchanged));
    let feeds = sum(|r| r.feeds);
    if feeds > 0 {
        out.line(&format!("{} remembered", count(feeds, "feed")))?;
    }
    if new + merged + unchanged == 0 {
        return Ok(());
    }
    let known = taken.reports.iter().filter(|report| report.is_known).count();
    let known = if taken.reports.len() > 1 && known > 0 {
        format!(" ({} as {} before)", count(known, "file"), if known == 1 { "it was" } else { "they were" })
    } else {
        String::new()
    };
    if new + merged == 0 {
        return out.line(&format!("nothing new: {} there already{known}", count(unchanged, "article")));
    }
    let mut parts = vec![format!("{} new", count(new, "article"))];
    if merged > 0 {
        parts.push(format!("{} seen again", thousands(merged)));
    }
    if unchanged > 0 {
        parts.push(format!("{} unchanged", thousands(unchanged)));
    }
    out.line(&(parts.join(", ") + &known))
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
