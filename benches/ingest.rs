//! How fast feeds and pages are taken in, stage by stage, beside the bare limit: only feed-rs, zstd, `SQLite`
//! and tantivy with the same schema, and nothing that makes an archive of it.
//!
//! `cargo bench --bench ingest` takes about a minute; `-- ARTICLES` takes in so many instead, and
//! four times as many where memory is measured.

mod generate;
mod measure;

use cuttings::article::{Article, ArticleId, Block, Document, Kind, Revision, Summary, Timestamp};
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
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

/// Articles where nothing else is asked for.
const DEFAULT: usize = 4000;
/// Bytes of items in a part, as in taking in.
const PART: usize = 2 << 20;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["take-in", feed, archive] => take_in(Path::new(feed), Path::new(archive)),
        [] => bench(DEFAULT),
        [articles] => bench(articles.parse()?),
        _ => Err("give nothing, or a number of articles".into()),
    }
}

fn bench(articles: usize) -> Outcome {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let folder = tempfile::tempdir()?;
    let feed = folder.path().join("feed.xml");
    let bytes = write_feed(&feed, articles)?;
    say(&format!("{articles} articles of {} bytes, {cores} cores\n", bytes / articles as u64))?;
    let ours = stages(&feed, folder.path(), articles)?;
    let limit = limit(&feed, folder.path(), articles, cores)?;
    let whole = child(&feed, &folder.path().join("whole"))?;
    say("\nTaken in, all of it")?;
    whole.say(articles)?;
    say(&format!(
        "\nRatio to the limit: {:.2} by the clock, {:.2} by processor time; stages alone {:.2}",
        limit.wall.as_secs_f64() / whole.wall,
        limit.processor / whole.processor,
        limit.alone.as_secs_f64() / ours.as_secs_f64(),
    ))?;
    say("\nPeak memory")?;
    let large = folder.path().join("large.xml");
    let large_bytes = write_feed(&large, articles * 4)?;
    let larger = child(&large, &folder.path().join("larger"))?;
    for (bytes, run) in [(bytes, whole), (large_bytes, larger)] {
        let peak = run
            .peak
            .map_or_else(|| "not known on this system".to_owned(), |kilobytes| format!("{} MB", kilobytes >> 10));
        say(&format!("  {:>6} MB of feed  {peak}  ({:.1} s)", bytes >> 20, run.wall))?;
    }
    pages(folder.path(), articles, cores)
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
    let (sniffed, _) =
        stage("sniff", articles, || Ok(pages.iter().filter(|page| sniff(page.as_bytes()).is_ok()).count()))?;
    let (_, parsing) =
        stage("parse", articles, || Ok(pages.iter().map(|page| parse(page).items.len()).sum::<usize>()))?;
    let origin = Origin { address: "page.html".to_owned(), key: "file:/page.html".to_owned() };
    let began = Instant::now();
    let intakes = pages.iter().map(|page| ingest(page.as_bytes(), &origin)).collect::<Result<Vec<_>, _>>()?;
    report("clean", articles, began.elapsed().saturating_sub(parsing), None)?;
    stage("pack", articles, || Ok(intakes.into_iter().map(|intake| pack(delivery(intake))).collect::<Vec<Packed>>()))?;
    let run = child(&saved, &folder.join("from-pages"))?;
    run.say(sniffed)?;
    say(&format!("  cores used: {:.2} of {cores}", run.processor / run.wall))
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

/// What nobody can be faster than with these libraries.
struct Limit {
    wall: Duration,
    processor: f64,
    /// The stages one after another.
    alone: Duration,
}

/// An entry as the limit stores it.
struct Bare {
    title: String,
    text: String,
    raw: Vec<u8>,
    body: Vec<u8>,
}

fn limit(feed: &Path, folder: &Path, articles: usize, cores: usize) -> Outcome<Limit> {
    say("\nThe bare limit: the libraries alone, on the same feed")?;
    let text = std::fs::read_to_string(feed)?;
    let parts = split(text.as_bytes());
    let (entries, parsing) =
        stage("feed-rs", articles, || parts.iter().map(|part| entries(part)).collect::<Outcome<Vec<_>>>())?;
    let (bare, packing) =
        stage("zstd", articles, || entries.into_iter().flatten().map(compressed).collect::<Outcome<Vec<_>>>())?;
    let ((), storing) = stage("SQLite", articles, || {
        let mut connection = table(&folder.join("limit.db"))?;
        bare.chunks(1000).try_for_each(|rows| insert(&mut connection, rows))
    })?;
    let ((), indexing) = stage("tantivy", articles, || {
        let index = Index::open(&folder.join("limit"))?;
        let mut writer = index.writer()?;
        for (id, bare) in (1..).zip(&bare) {
            writer.put(&article(id, bare))?;
        }
        Ok(writer.commit(Revision(1))?)
    })?;
    drop(bare);
    let (wall, processor) = limit_together(&parts, &folder.join("together"), articles, cores)?;
    Ok(Limit { wall, processor, alone: parsing + packing + storing + indexing })
}

/// All of it at once, on all cores.
fn limit_together(parts: &[String], folder: &Path, articles: usize, cores: usize) -> Outcome<(Duration, f64)> {
    std::fs::create_dir_all(folder)?;
    let before = processor();
    let ((), wall) = stage("together, all cores", articles, || {
        let mut connection = table(&folder.join("limit.db"))?;
        let index = Index::open(folder)?;
        let mut writer = index.writer()?;
        let (sender, receiver) = sync_channel::<Vec<Bare>>(cores);
        std::thread::scope(|scope| {
            for thread in 0..cores {
                let sender = sender.clone();
                scope.spawn(move || {
                    for part in parts.iter().skip(thread).step_by(cores) {
                        let bare = entries(part).and_then(|entries| entries.into_iter().map(compressed).collect());
                        if bare.is_ok_and(|bare| sender.send(bare).is_err()) {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut id = 0;
            for bare in receiver {
                insert(&mut connection, &bare)?;
                for bare in &bare {
                    id += 1;
                    writer.put(&article(id, bare))?;
                }
            }
            Ok(writer.commit(Revision(1))?)
        })
    })?;
    Ok((wall, before.zip(processor()).map_or(wall.as_secs_f64() * cores as f64, |(before, after)| after - before)))
}

fn entries(part: &str) -> Outcome<Vec<feed_rs::model::Entry>> {
    Ok(feed_rs::parser::parse(part.as_bytes())?.entries)
}

fn compressed(entry: feed_rs::model::Entry) -> Outcome<Bare> {
    let html = entry.content.and_then(|content| content.body).unwrap_or_default();
    let text = without_tags(&html);
    Ok(Bare {
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        raw: zstd::bulk::compress(html.as_bytes(), 3)?,
        body: zstd::bulk::compress(text.as_bytes(), 3)?,
        text,
    })
}

/// No more than it takes to have words to index.
fn without_tags(html: &str) -> String {
    html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect()
}

fn table(path: &Path) -> Outcome<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, raw BLOB, body BLOB);",
    )?;
    Ok(connection)
}

fn insert(connection: &mut rusqlite::Connection, rows: &[Bare]) -> Outcome {
    let transaction = connection.transaction()?;
    let mut statement = transaction.prepare_cached("INSERT INTO articles (title, raw, body) VALUES (?1, ?2, ?3)")?;
    for row in rows {
        statement.execute((&row.title, &row.raw, &row.body))?;
    }
    drop(statement);
    Ok(transaction.commit()?)
}

fn article(id: u64, bare: &Bare) -> Article {
    let summary = Summary { id: Some(ArticleId(id)), title: bare.title.clone(), ..Summary::default() };
    Article { summary, document: Document::new(vec![Block::paragraph(&bare.text)]), ..Article::default() }
}

/// What a process of its own said of taking a feed in.
struct Run {
    wall: f64,
    processor: f64,
    /// Kilobytes.
    peak: Option<u64>,
}

impl Run {
    fn say(&self, articles: usize) -> Outcome {
        report("taken in", articles, Duration::from_secs_f64(self.wall), Some(self.processor))
    }
}

/// Peak memory is a process's, so each run has its own.
fn child(feed: &Path, archive: &Path) -> Outcome<Run> {
    let output = Command::new(std::env::current_exe()?).arg("take-in").args([feed, archive]).output()?;
    let told = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [wall, processor] => Ok(Run { wall, processor, peak: None }),
        [wall, processor, peak] => Ok(Run { wall, processor, peak: Some(peak as u64) }),
        _ => Err(format!("taking in failed: {told}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

fn take_in(feed: &Path, archive: &Path) -> Outcome {
    let began = Instant::now();
    let taken = Archive::open(archive)?.take_in(inputs(&[feed]), &AtomicBool::new(false), &mut |_, _| {})?;
    let wall = began.elapsed().as_secs_f64();
    let known = [Some(Kind::Rss.name()), Some(Kind::Page.name())];
    if let Some(other) = taken.reports.iter().find(|report| report.error.is_some() || !known.contains(&report.kind)) {
        return Err(format!("{other:?}").into());
    }
    let peak = kilobytes(std::process::id(), "VmHWM").map_or_else(String::new, |kilobytes| kilobytes.to_string());
    say(&format!("{wall} {} {peak}", processor().unwrap_or(wall)))
}
