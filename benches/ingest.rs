//! How fast feeds and pages are taken in, stage by stage, beside two limits: see `limit`.
//!
//! `cargo bench --bench ingest` takes about a minute; `-- ARTICLES` takes in so many items instead (of
//! more than 8000, each stage by itself is shown on the first 8000 alone).

mod generate;
mod limit;
mod measure;

use cuttings::article::{Kind, Revision, Timestamp};
use cuttings::index::Index;
use cuttings::ingest::{Intake, Origin, ingest};
use cuttings::parse::feed::{Parts, xml};
use cuttings::parse::page::parse;
use cuttings::sniff::sniff;
use cuttings::store::{Delivery, Packed, Store, pack};
use cuttings::work::{Archive, inputs};
use generate::Feed;
use measure::{Outcome, kilobytes, processor, say};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Articles where nothing else is asked for, and at most where a stage holds all of them in memory.
const DEFAULT: usize = 8000;
/// Bytes of items in a part, and of articles that wait for the index's threads, as in taking in.
const PART: usize = 2 << 20;
const AHEAD: usize = 48 << 20;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["take-in", feed, archive] => tell(|| take_in(Path::new(feed), Path::new(archive))),
        ["limit", feed, folder] => tell(|| limit::together(Path::new(feed), Path::new(folder))),
        ["rows", archive, folder] => limit::rows(Path::new(archive), Path::new(folder)),
        [] => bench(DEFAULT),
        [articles] => bench(articles.parse()?),
        _ => Err("give nothing, or a number of articles".into()),
    }
}

fn bench(articles: usize) -> Outcome {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let folder = tempfile::tempdir()?;
    let few = articles.min(DEFAULT);
    let part = folder.path().join("part.xml");
    let bytes = write_feed(&part, few)?;
    say(&format!("{few} articles of {} bytes, {cores} cores\n", bytes / few.max(1) as u64))?;
    let ours = stages(&part, folder.path(), few)?;
    let alone = limit::stages(&part, folder.path(), few)?;
    let feed = folder.path().join("feed.xml");
    let bytes = write_feed(&feed, articles)?;
    say(&format!("\nAll cores, {articles} articles, {} MB of feed", bytes >> 20))?;
    let limit = child("limit", &feed, &folder.path().join("together"))?;
    limit.say("the bare limit", articles, cores)?;
    let whole = child("take-in", &feed, &folder.path().join("whole"))?;
    whole.say("taken in", articles, cores)?;
    let rows = child("rows", &folder.path().join("whole"), &folder.path().join("rows"))?;
    rows.say("rows made before", articles, cores)?;
    for (name, of) in [("the bare limit", limit), ("rows made before", rows)] {
        let (wall, processor) = (of.wall / whole.wall, of.processor / whole.processor);
        say(&format!("\nRatio to {name}: {wall:.2} by the clock, {processor:.2} by processor time"))?;
    }
    say(&format!("Ratio of the stages alone: {:.2}", alone.as_secs_f64() / ours.as_secs_f64()))?;
    pages(folder.path(), articles.min(DEFAULT), cores)
}

/// A folder of pages, each an input of its own.
fn pages(folder: &Path, articles: usize, cores: usize) -> Outcome {
    let saved = folder.join("pages");
    std::fs::create_dir_all(&saved)?;
    let feed = Feed { seed: 1, items: articles, spoiled: false };
    let pages = (0..articles).map(|number| feed.page(number)).collect::<Result<Vec<String>, _>>()?;
    for (number, page) in pages.iter().enumerate() {
        std::fs::write(saved.join(format!("{number:07}.html")), page)?;
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    say(&format!("\n{articles} pages of {} bytes, each stage on one thread", bytes / articles.max(1)))?;
    stage("sniff", articles, || Ok(pages.iter().filter(|page| sniff(page.as_bytes()).is_ok()).count()))?;
    let (_, parsing) =
        stage("parse", articles, || Ok(pages.iter().map(|page| parse(page).items.len()).sum::<usize>()))?;
    let origin = Origin { address: "page.html".to_owned(), key: "file:/page.html".to_owned() };
    let began = Instant::now();
    let intakes = pages.iter().map(|page| ingest(page.as_bytes(), &origin)).collect::<Result<Vec<_>, _>>()?;
    report("clean", articles, began.elapsed().saturating_sub(parsing), None)?;
    stage("pack", articles, || Ok(intakes.into_iter().map(|intake| pack(delivery(intake))).collect::<Vec<Packed>>()))?;
    child("take-in", &saved, &folder.join("from-pages"))?.say("taken in, all cores", articles, cores)
}

fn write_feed(path: &Path, items: usize) -> Outcome<u64> {
    Feed { seed: 1, items, spoiled: true }.write(&mut BufWriter::new(File::create(path)?))?;
    Ok(std::fs::metadata(path)?.len())
}

/// One stage on one thread: prints and gives the time.
fn stage<T>(name: &str, articles: usize, work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Duration)> {
    let (began, processor) = (Instant::now(), processor());
    let result = work()?;
    let took = began.elapsed();
    report(name, articles, took, processor.zip(measure::processor()).map(|(before, after)| after - before))?;
    Ok((result, took))
}

fn report(name: &str, articles: usize, took: Duration, processor: Option<f64>) -> Outcome {
    let rate = |seconds: f64| articles as f64 / seconds.max(1e-6);
    let core = processor.map_or_else(String::new, |seconds| format!("{:>9.0} a core second", rate(seconds)));
    let each = took.as_secs_f64() * 1e6 / articles as f64;
    say(&format!("  {name:<22}{:>9.0} articles/s {each:>7.0} µs each {core}", rate(took.as_secs_f64())))
}

/// Each stage by itself, on one thread but for the index.
fn stages(feed: &Path, folder: &Path, articles: usize) -> Outcome<Duration> {
    say("Stage by stage, each on one thread (the index has its own)")?;
    let bytes = std::fs::read(feed)?;
    let (parts, split) = stage("sniff and split", articles, || Ok(split(&bytes)))?;
    let (_, parsing) = stage("parse", articles, || Ok(parts.iter().map(|part| xml(part).items.len()).sum::<usize>()))?;
    let origin = Origin { address: "feed.xml".to_owned(), key: "file:/feed.xml".to_owned() };
    let began = Instant::now();
    let intakes = parts.iter().map(|part| ingest(part.as_bytes(), &origin)).collect::<Result<Vec<_>, _>>()?;
    let ingesting = began.elapsed();
    let cleaning = ingesting.saturating_sub(parsing);
    report("clean", articles, cleaning, None)?;
    let (packed, packing) = stage("pack", articles, || {
        Ok(intakes.into_iter().map(|intake| pack(delivery(intake))).collect::<Vec<Packed>>())
    })?;
    let archive = folder.join("stages");
    let mut store = Store::open(&archive)?;
    let ((), storing) = stage("store", articles, || {
        for packed in &packed {
            let mut writer = store.write()?;
            writer.take_in(packed, Timestamp::EPOCH)?;
            writer.commit()?;
        }
        Ok(())
    })?;
    drop(packed);
    let index = Index::open(&archive)?;
    let ((), indexing) = stage("index", articles, || {
        let mut writer = index.writer()?;
        for change in store.changes_since(Revision(0))? {
            if let Some(article) = store.article(change.id)? {
                writer.put(&article)?;
            }
        }
        Ok(writer.commit(store.revision()?)?)
    })?;
    Ok(split + parsing + cleaning + packing + storing + indexing)
}

fn split(bytes: &[u8]) -> Vec<String> {
    let Ok(sniffed) = sniff(bytes) else { return Vec::new() };
    let mut parts = Parts::new(PART, PART);
    let mut found = Vec::new();
    let mut rest = sniffed.text.as_str();
    while !rest.is_empty() {
        let (window, after) = rest.split_at(rest.floor_char_boundary((256 << 10).min(rest.len())));
        parts.push(window);
        found.extend(std::iter::from_fn(|| parts.next_part()));
        rest = after;
    }
    parts.end();
    found.extend(std::iter::from_fn(|| parts.next_part()));
    found.into_iter().map(|(part, _)| part).collect()
}

fn delivery(intake: Intake) -> Delivery {
    let Intake { source, source_key, channel, items, frame, .. } = intake;
    let content = *blake3::hash(items.first().map_or(&[], |item| item.raw.as_slice())).as_bytes();
    Delivery { source, source_key, content, channel, frame, items }
}

/// What a process of its own said of taking a feed in.
struct Run {
    wall: f64,
    processor: f64,
    /// Kilobytes.
    peak: Option<u64>,
}

impl Run {
    fn say(&self, name: &str, articles: usize, cores: usize) -> Outcome {
        report(name, articles, Duration::from_secs_f64(self.wall), Some(self.processor))?;
        let peak = self.peak.map_or_else(|| "not known on this system".to_owned(), |peak| format!("{} MB", peak >> 10));
        say(&format!("  {:<22}{:.2} of {cores} cores used; peak memory {peak}", "", self.processor / self.wall))
    }
}

/// Peak memory is a process's, so each run has its own.
fn child(what: &str, input: &Path, folder: &Path) -> Outcome<Run> {
    let output = Command::new(std::env::current_exe()?).arg(what).args([input, folder]).output()?;
    let told = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [wall, processor] => Ok(Run { wall, processor, peak: None }),
        [wall, processor, peak] => Ok(Run { wall, processor, peak: Some(peak as u64) }),
        _ => Err(format!("{what} failed: {told}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Runs it in such a process.
fn tell(work: impl FnOnce() -> Outcome) -> Outcome {
    let began = Instant::now();
    work()?;
    tell_of(began.elapsed().as_secs_f64(), processor())
}

/// What whoever started this process reads: seconds by the clock and of the processor, kilobytes.
fn tell_of(wall: f64, processor: Option<f64>) -> Outcome {
    let peak = kilobytes(std::process::id(), "VmHWM").map_or_else(String::new, |kilobytes| kilobytes.to_string());
    say(&format!("{wall} {} {peak}", processor.unwrap_or(wall)))
}

fn take_in(input: &Path, archive: &Path) -> Outcome {
    let taken = Archive::open(archive)?.take_in(inputs(&[input]), &AtomicBool::new(false), &mut |_, _| {})?;
    let known = [Some(Kind::Rss.name()), Some(Kind::Page.name())];
    match taken.reports.iter().find(|report| report.error.is_some() || !known.contains(&report.kind)) {
        Some(other) => Err(format!("{other:?}").into()),
        None => Ok(()),
    }
}
