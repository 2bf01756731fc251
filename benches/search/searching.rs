//! Queries of every kind through the index, through bare tantivy and through the rival, one after
//! the other, so that what else the machine does falls on all three.

use super::bare::Bare;
use super::figures::{Times, ms, timed};
use super::kept::Kept;
use super::measure::{Outcome, kilobytes, say};
use super::queries::{Ask, Kind, kinds};
use super::rival::Rival;
use cuttings::index::{Index, Marks, Search, Sort, Zone};
use cuttings::query::{Query, Typing, parse};
use cuttings::work::Archive;
use std::time::Duration;

/// Rows that are looked for, and those that are on the screen with a snippet.
const ROWS: usize = 50;
const SHOWN: usize = 20;
/// How long the rival may take for one kind; the queries that are left are then not put to it.
const PATIENCE: Duration = Duration::from_secs(20);
/// What takes the rival longer than this is not run twice to be warm.
const LONG: Duration = Duration::from_millis(500);
/// How many times bare tantivy's time rows may take.
const ALLOWED: f64 = 1.5;

/// The engine under test, as the archive uses it.
struct Ours {
    index: Index,
    /// None where there is an index alone.
    archive: Option<Archive>,
    marks: Marks,
}

impl Ours {
    fn open(kept: &Kept, whole: bool) -> Outcome<Self> {
        let folder = kept.folder.join("archive");
        // brings an index that another version has written level
        let archive = if whole { Some(Archive::open(&folder)?) } else { None };
        Ok(Self { index: Index::open(&folder)?, archive, marks: Marks::default() })
    }

    fn rows(&self, query: &Query) -> Outcome<cuttings::index::Hits> {
        let (sort, zone, marks) = (Sort::Relevance, Zone::Utc, &self.marks);
        Ok(self.index.search(&Search { query, sort, offset: 0, limit: Some(ROWS), zone, marks })?)
    }

    /// Rows, total, counts, and the rows on the screen with their snippets.
    fn everything(&self, text: &str) -> Outcome {
        let query = parse(text, Typing::Done);
        let hits = self.rows(&query)?;
        self.index.facets(&query, Zone::Utc, &self.marks)?;
        if let Some(archive) = &self.archive {
            archive.rows(&hits.rows[..hits.rows.len().min(SHOWN)], &query.needles())?;
        }
        Ok(())
    }
}

/// What one query took.
struct Sample {
    text: String,
    /// Articles with all that is asked for.
    total: usize,
    rows: Duration,
    everything: Duration,
    bare: Duration,
    /// Without those that have only some of the words.
    bare_full: Duration,
    bare_everything: Duration,
    rival: Option<Duration>,
}

impl Sample {
    fn ratio(&self) -> f64 {
        self.rows.as_secs_f64() / self.bare.as_secs_f64().max(1e-9)
    }
}

/// Runs `each` queries of every kind whose name begins with `only`.
pub fn run(kept: &Kept, rival: &Kept, stories: usize, each: usize, only: &str) -> Outcome {
    let ours = Ours::open(kept, kept.told("input-bytes") > 0)?;
    if ours.index.articles() != stories {
        return Err(format!(
            "the index has {} of {stories} stories: delete {}",
            ours.index.articles(),
            kept.folder.display()
        )
        .into());
    }
    let mut kinds = kinds(stories, each);
    kinds.retain(|kind| kind.name.starts_with(only));
    say(&format!("\nSearching: {} kinds of {each} queries, {ROWS} rows, milliseconds", kinds.len()))?;
    warm(&ours, &kinds)?;
    let bare = Bare::open(&kept.folder.join("archive"))?;
    let rival = Rival::open(&rival.folder)?;
    say(&format!("  the index has {} segments\n", bare.segments()))?;
    say(HEADS)?;
    let mut all = Vec::new();
    for kind in &kinds {
        let samples = measure(kind, &ours, &bare, &rival)?;
        row(kind.name, &samples.iter().collect::<Vec<_>>())?;
        all.extend(samples);
    }
    row("all", &all.iter().collect::<Vec<_>>())?;
    let (many, few): (Vec<&Sample>, Vec<&Sample>) = all.iter().partition(|sample| sample.total >= ROWS);
    row("  of them full", &many)?;
    row("  with some words", &few)?;
    slowest(&all)
}

/// One pass of all queries, which also shows what memory this alone takes.
fn warm(ours: &Ours, kinds: &[Kind]) -> Outcome {
    let own = std::process::id();
    let mut most = [0; 3];
    for ask in kinds.iter().flat_map(|kind| &kind.asks) {
        ours.everything(&ask.text())?;
        for (most, what) in most.iter_mut().zip(["RssAnon", "RssFile", "VmHWM"]) {
            *most = kilobytes(own, what).unwrap_or(0).max(*most);
        }
    }
    let [anon, file, peak] = most.map(|kilobytes| kilobytes >> 10);
    say(&format!("  memory: {anon} MB of its own at most, {file} MB of files mapped; {peak} MB together at most"))
}

fn measure(kind: &Kind, ours: &Ours, bare: &Bare, rival: &Rival) -> Outcome<Vec<Sample>> {
    let prepared = kind.asks.iter().map(|ask| bare.prepare(ask)).collect::<Outcome<Vec<_>>>()?;
    for (ask, prepared) in kind.asks.iter().zip(&prepared) {
        ours.rows(&parse(&ask.text(), Typing::Done))?;
        bare.top(prepared, ROWS)?;
    }
    let mut samples = Vec::new();
    let mut spent = Duration::ZERO;
    for (ask, prepared) in kind.asks.iter().zip(&prepared) {
        let text = ask.text();
        let (hits, rows) = timed(|| ours.rows(&parse(&text, Typing::Done)))?;
        samples.push(Sample {
            total: if hits.partial { 0 } else { hits.total },
            rows,
            bare: timed(|| bare.top(prepared, ROWS))?.1,
            bare_full: timed(|| bare.top_full(prepared, ROWS))?.1,
            everything: timed(|| ours.everything(&text))?.1,
            bare_everything: timed(|| bare.everything(prepared, ROWS))?.1,
            rival: if spent < PATIENCE { Some(rival_time(rival, ask, &mut spent)?) } else { None },
            text,
        });
    }
    Ok(samples)
}

fn rival_time(rival: &Rival, ask: &Ask, spent: &mut Duration) -> Outcome<Duration> {
    let (_, mut time) = timed(|| rival.top(ask, ROWS))?;
    *spent += time;
    if time < LONG {
        time = timed(|| rival.top(ask, ROWS))?.1;
        *spent += time;
    }
    Ok(time)
}

const HEADS: &str = "                       full |      rows     | bare tantivy  |  ratio    | bare, all words | everything    \
    | bare with counts |      FTS5             | FTS5 / rows\n                    matches |   p50     p99 |   p50     p99 \
    |  p50  p99 |   p50     p99   |   p50     p99 |   p50     p99    |   p50     p99 of      |   p50    p99";

fn row(name: &str, samples: &[&Sample]) -> Outcome {
    let times = |time: fn(&Sample) -> Duration| {
        let mut times = Times::default();
        times.extend(samples.iter().map(|sample| time(sample)));
        times
    };
    let (rows, bare) = (times(|sample| sample.rows), times(|sample| sample.bare));
    let mut rival = Times::default();
    rival.extend(samples.iter().filter_map(|sample| sample.rival));
    // of the queries that both were asked
    let mut rows_too = Times::default();
    rows_too.extend(samples.iter().filter(|sample| sample.rival.is_some()).map(|sample| sample.rows));
    let mut totals: Vec<usize> = samples.iter().map(|sample| sample.total).collect();
    totals.sort_unstable();
    let pair = |times: &Times| format!("{:>7} {:>7}", ms(times.median()), ms(times.p99()));
    say(&format!(
        "{name:<20} {:>7} |{} |{} |{:>5.2}{:>5.2} |{}   |{} |{}    |{} {:>3}/{:<3} |{:>6.1} {:>6.1}",
        totals.get(totals.len() / 2).copied().unwrap_or(0),
        pair(&rows),
        pair(&bare),
        rows.median() / bare.median(),
        rows.p99() / bare.p99(),
        pair(&times(|sample| sample.bare_full)),
        pair(&times(|sample| sample.everything)),
        pair(&times(|sample| sample.bare_everything)),
        pair(&rival),
        rival.len(),
        samples.len(),
        rival.median() / rows_too.median(),
        rival.p99() / rows_too.p99(),
    ))
}

/// Where to look next.
fn slowest(samples: &[Sample]) -> Outcome {
    let shown = |text: &str| text.chars().take(70).collect::<String>();
    let over = samples.iter().filter(|sample| sample.ratio() > ALLOWED).count();
    say(&format!(
        "\n{over} of {} queries take more than {ALLOWED} times what bare tantivy takes; the worst:",
        samples.len()
    ))?;
    let mut sorted: Vec<&Sample> = samples.iter().collect();
    sorted.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
    for sample in sorted.iter().take(5) {
        let (rows, bare) = (sample.rows.as_secs_f64() * 1e3, sample.bare.as_secs_f64() * 1e3);
        say(&format!("  {:>5.1} ({} : {} ms)  {}", sample.ratio(), ms(rows), ms(bare), shown(&sample.text)))?;
    }
    say("The slowest rows:")?;
    sorted.sort_by_key(|sample| std::cmp::Reverse(sample.rows));
    for sample in sorted.iter().take(5) {
        let rows = sample.rows.as_secs_f64() * 1e3;
        say(&format!("  {:>7} ms, {:>7} full matches  {}", ms(rows), sample.total, shown(&sample.text)))?;
    }
    Ok(())
}
