//! Queries of every kind through the index, through bare tantivy and through the rival, one after
//! the other, so that what else the machine does falls on all three.

use super::bare::{Bare, Prepared};
use super::figures::{Times, ms, timed, timed_thrice};
use super::kept::Kept;
use super::measure::{Outcome, kilobytes, say};
use super::queries::{Ask, Kind, kinds};
use super::rival::Rival;
use cuttings::index::{Hits, Index, Marks, Search, Sort, Zone};
use cuttings::query::{Query, Typing, parse};
use cuttings::work::Archive;
use std::time::Duration;

/// Rows that are looked for, and those that are on the screen with a snippet.
const ROWS: usize = 50;
const SHOWN: usize = 20;
/// How long the rival may take for one kind; the queries that are left are then not put to it.
const PATIENCE: Duration = Duration::from_secs(30);
/// What takes the rival longer than this is not run again to be warm.
const LONG: Duration = Duration::from_millis(500);
/// How many times bare tantivy's time rows may take.
const ALLOWED: f64 = 1.5;

/// The engine under test, as the archive uses it.
struct Ours {
    index: Index,
    /// None where there is an index alone; then there are no snippets.
    archive: Option<Archive>,
    marks: Marks,
}

impl Ours {
    fn open(kept: &Kept) -> Outcome<Self> {
        let folder = kept.folder.join("archive");
        // brings an index that another version has written level
        let archive = if kept.told("input-bytes") > 0 { Some(Archive::open(&folder)?) } else { None };
        Ok(Self { index: Index::open(&folder)?, archive, marks: Marks::default() })
    }

    fn rows(&self, query: &Query) -> Outcome<Hits> {
        let (sort, zone, marks) = (Sort::Relevance, Zone::Utc, &self.marks);
        Ok(self.index.search(&Search { query, sort, offset: 0, limit: Some(ROWS), zone, marks })?)
    }

    fn counts(&self, query: &Query) -> Outcome {
        self.index.facets(query, Zone::Utc, &self.marks)?;
        Ok(())
    }

    /// The rows on the screen with what they show.
    fn snippets(&self, query: &Query, hits: &Hits) -> Outcome {
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
    bare_total: usize,
    rows: Duration,
    counts: Duration,
    snippets: Duration,
    bare: Duration,
    /// Without those that have only some of the words.
    bare_full: Duration,
    bare_counts: Duration,
    rival: Option<Duration>,
}

impl Sample {
    fn ratio(&self) -> f64 {
        self.rows.as_secs_f64() / self.bare.as_secs_f64().max(1e-9)
    }

    /// Rows, total, counts and snippets.
    fn everything(&self) -> Duration {
        self.rows + self.counts + self.snippets
    }
}

/// Runs `each` queries of every kind whose name begins with `only`.
pub fn run(kept: &Kept, rival: Option<&Kept>, stories: usize, each: usize, only: &str) -> Outcome {
    let ours = Ours::open(kept)?;
    let found = ours.index.articles();
    if found != stories {
        let folder = kept.folder.display();
        return Err(format!("the index has {found} of {stories} stories: delete {folder}").into());
    }
    let mut kinds = kinds(stories, each);
    kinds.retain(|kind| kind.name.starts_with(only));
    say(&format!("\nSearching: {} kinds of {each} queries, {ROWS} rows; p50 and p99 in milliseconds", kinds.len()))?;
    warm(&ours, &kinds)?;
    let bare = Bare::open(&kept.folder.join("archive"))?;
    let rival = rival.map(|kept| Rival::open(&kept.folder)).transpose()?;
    say(&format!("  the index has {} segments\n", bare.segments()))?;
    let mut all = Vec::new();
    heads()?;
    for kind in &kinds {
        let samples = measure(kind, &ours, &bare, rival.as_ref())?;
        row(kind.name, &samples.iter().collect::<Vec<_>>())?;
        all.extend(samples);
    }
    row("all", &all.iter().collect::<Vec<_>>())?;
    let (many, few): (Vec<&Sample>, Vec<&Sample>) = all.iter().partition(|sample| sample.total >= ROWS);
    row("  found in full", &many)?;
    row("  some words only", &few)?;
    worst(&all)
}

/// One pass of all queries, which also shows what memory this alone takes.
fn warm(ours: &Ours, kinds: &[Kind]) -> Outcome {
    let own = std::process::id();
    let mut most = [0; 3];
    for ask in kinds.iter().flat_map(|kind| &kind.asks) {
        let query = parse(&ask.text(), Typing::Done);
        let hits = ours.rows(&query)?;
        ours.counts(&query)?;
        ours.snippets(&query, &hits)?;
        for (most, what) in most.iter_mut().zip(["RssAnon", "RssFile", "VmHWM"]) {
            *most = kilobytes(own, what).unwrap_or(0).max(*most);
        }
    }
    let [anon, file, peak] = most.map(|kilobytes| kilobytes >> 10);
    say(&format!("  memory: {anon} MB of its own at most, {file} MB of files mapped; {peak} MB together at most"))
}

fn measure(kind: &Kind, ours: &Ours, bare: &Bare, rival: Option<&Rival>) -> Outcome<Vec<Sample>> {
    let mut spent = Duration::ZERO;
    let sample = |ask: &Ask| -> Outcome<Sample> {
        let text = ask.text();
        let query = parse(&text, Typing::Done);
        let prepared: Prepared = bare.prepare(ask)?;
        let hits = ours.rows(&query)?;
        bare.top(&prepared, ROWS)?;
        Ok(Sample {
            total: if hits.partial { 0 } else { hits.total },
            bare_total: bare.total(&prepared)?,
            rows: timed_thrice(|| ours.rows(&parse(&text, Typing::Done)).map(|_| ()))?,
            bare: timed_thrice(|| bare.top(&prepared, ROWS))?,
            bare_full: timed_thrice(|| bare.top_full(&prepared, ROWS))?,
            counts: timed_thrice(|| ours.counts(&query))?,
            snippets: timed_thrice(|| ours.snippets(&query, &hits))?,
            bare_counts: timed_thrice(|| bare.top_and_counts(&prepared, ROWS))?,
            rival: match rival {
                Some(rival) if spent < PATIENCE => Some(rival_time(rival, ask, &mut spent)?),
                _ => None,
            },
            text,
        })
    };
    kind.asks.iter().map(sample).collect()
}

fn rival_time(rival: &Rival, ask: &Ask, spent: &mut Duration) -> Outcome<Duration> {
    let ((), mut time) = timed(|| rival.top(ask, ROWS))?;
    *spent += time;
    if time < LONG {
        time = timed_thrice(|| rival.top(ask, ROWS))?;
        *spent += time * 3;
    }
    Ok(time)
}

fn heads() -> Outcome {
    let heads = ["rows", "bare tantivy", "only all words", "counts", "snippets", "everything", "bare + counts", "FTS5"];
    let heads: String = heads.iter().map(|head| format!("| {head:<14} ")).collect();
    say(&format!("{:<20} {:>7} {heads}| asked   | rows / bare | FTS5 / rows", "", "matches"))
}

fn row(name: &str, samples: &[&Sample]) -> Outcome {
    let times = |time: &dyn Fn(&Sample) -> Option<Duration>| {
        let mut times = Times::default();
        times.extend(samples.iter().filter_map(|sample| time(sample)));
        times
    };
    let (rows, bare) = (times(&|sample| Some(sample.rows)), times(&|sample| Some(sample.bare)));
    let rival = times(&|sample| sample.rival);
    let columns = [
        &rows,
        &bare,
        &times(&|sample| Some(sample.bare_full)),
        &times(&|sample| Some(sample.counts)),
        &times(&|sample| Some(sample.snippets)),
        &times(&|sample| Some(sample.everything())),
        &times(&|sample| Some(sample.bare_counts)),
        &rival,
    ];
    let columns: String =
        columns.iter().map(|times| format!("| {:>6} {:>7} ", ms(times.median()), ms(times.p99()))).collect();
    // of the queries that both were asked
    let rows_too = times(&|sample| sample.rival.map(|_| sample.rows));
    let mut totals: Vec<usize> = samples.iter().map(|sample| sample.total).collect();
    totals.sort_unstable();
    say(&format!(
        "{name:<20} {:>7} {columns}| {:>3}/{:<3} | {:>5.2} {:>5.2} | {:>5.1} {:>5.1}",
        totals.get(totals.len() / 2).copied().unwrap_or(0),
        rival.len(),
        samples.len(),
        rows.median() / bare.median(),
        rows.p99() / bare.p99(),
        rival.median() / rows_too.median(),
        rival.p99() / rows_too.p99(),
    ))
}

/// Where to look next.
fn worst(samples: &[Sample]) -> Outcome {
    let shown = |sample: &Sample| sample.text.chars().take(70).collect::<String>();
    let over = samples.iter().filter(|sample| sample.ratio() > ALLOWED).count();
    let asked = samples.len();
    say(&format!("\n{over} of {asked} queries take more than {ALLOWED} times what bare tantivy takes; the worst:"))?;
    let milliseconds = |time: Duration| ms(time.as_secs_f64() * 1e3);
    let mut sorted: Vec<&Sample> = samples.iter().collect();
    sorted.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
    for sample in sorted.iter().take(5) {
        let (rows, bare) = (milliseconds(sample.rows), milliseconds(sample.bare));
        say(&format!("  {:>5.1} ({rows} : {bare} ms)  {}", sample.ratio(), shown(sample)))?;
    }
    let alike = samples.iter().filter(|sample| sample.total.abs_diff(sample.bare_total) * 20 <= sample.total).count();
    say(&format!("Both find as many articles, within a twentieth, for {alike} of {asked} queries"))?;
    say("The slowest rows, and the slowest counts:")?;
    for time in [|sample: &Sample| sample.rows, |sample: &Sample| sample.counts] {
        sorted.sort_by_key(|sample| std::cmp::Reverse(time(sample)));
        for sample in sorted.iter().take(4) {
            say(&format!("  {:>7} ms, {:>7} matches  {}", milliseconds(time(sample)), sample.total, shown(sample)))?;
        }
    }
    Ok(())
}
