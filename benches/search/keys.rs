//! Queries typed letter by letter into the reader's workers: after each key the rows and the counts
//! are asked for, and the next key comes as soon as the rows are there, but no sooner than a quick
//! typist's.

use super::figures::{Times, ms};
use super::kept::Kept;
use super::measure::{Outcome, say};
use super::queries::typed;
use cuttings::work::{Answer, Report, Request, RequestNumber, Sort, Work, Workers};
use std::cmp::Reverse;
use std::time::{Duration, Instant};

/// From key to key.
const PACE: Duration = Duration::from_millis(80);
/// Rows that the reader asks for: those on a large screen and as many below it.
const WINDOW: usize = 40;
/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A person at the search line.
struct Typist {
    workers: Workers,
    number: u64,
    counts: Times,
    overtaken: usize,
    /// Each key's time with what stood there then.
    keys: Vec<(Duration, String)>,
    /// Counts that were asked for and are not there yet.
    waiting: Vec<(RequestNumber, Instant)>,
}

pub fn run(kept: &Kept, stories: usize) -> Outcome {
    let queries = typed(stories);
    say(&format!("\nTyping {} queries letter by letter", queries.len()))?;
    let mut typist = Typist::new(kept)?;
    typist.query(&queries, Duration::ZERO)?;
    typist.forget();
    typist.query(&queries, PACE)?;
    let Typist { mut keys, counts, overtaken, .. } = typist;
    let mut rows = Times::default();
    rows.extend(keys.iter().map(|(took, _)| *took));
    say(&format!(
        "  rows    {:>4} keys:  p50 {} ms, p99 {} ms, worst {} ms",
        rows.len(),
        ms(rows.median()),
        ms(rows.p99()),
        ms(rows.worst()),
    ))?;
    say(&format!(
        "  counts  {:>4} keys:  p50 {} ms, p99 {} ms, worst {} ms; {overtaken} overtaken by the next key",
        counts.len(),
        ms(counts.median()),
        ms(counts.p99()),
        ms(counts.worst()),
    ))?;
    say("The slowest keys:")?;
    keys.sort_by_key(|(took, _)| Reverse(*took));
    keys.iter().take(8).try_for_each(|(took, query)| say(&format!("  {:>7} ms  {query}", ms(took.as_secs_f64() * 1e3))))
}

impl Typist {
    fn new(kept: &Kept) -> Outcome<Self> {
        let workers = Workers::start(kept.folder.join("archive"))?;
        let (keys, counts, waiting) = (Vec::new(), Times::default(), Vec::new());
        Ok(Self { workers, number: 0, keys, counts, overtaken: 0, waiting })
    }

    /// Figures so far were those of cold files.
    fn forget(&mut self) {
        (self.keys, self.counts, self.overtaken) = (Vec::new(), Times::default(), 0);
    }

    fn query(&mut self, queries: &[String], pace: Duration) -> Outcome {
        for query in queries {
            for (at, letter) in query.char_indices() {
                let began = Instant::now();
                self.key(&query[..at + letter.len_utf8()])?;
                while began.elapsed() < pace {
                    self.hear(pace.saturating_sub(began.elapsed()))?;
                }
            }
        }
        while !self.waiting.is_empty() {
            self.hear(PATIENCE)?;
        }
        Ok(())
    }

    /// Asks for what the reader asks for after a key, and waits for the rows.
    fn key(&mut self, query: &str) -> Outcome {
        let began = Instant::now();
        let (sort, window) = (Sort::Relevance, 0..WINDOW);
        let rows = self.send(Request::Search { query: query.to_owned(), sort, window });
        let counts = self.send(Request::Facets { query: query.to_owned() });
        self.waiting.push((counts, began));
        while self.hear(PATIENCE)? != Some(rows) {
            if began.elapsed() > PATIENCE {
                return Err(format!("no rows for {query}").into());
            }
        }
        self.keys.push((began.elapsed(), query.to_owned()));
        Ok(())
    }

    fn send(&mut self, request: Request) -> RequestNumber {
        self.number += 1;
        self.workers.send(RequestNumber(self.number), request);
        RequestNumber(self.number)
    }

    /// Waits for a report; the number of the request that it ends.
    fn hear(&mut self, patience: Duration) -> Outcome<Option<RequestNumber>> {
        let Ok(Report::Done(number, answer)) = self.workers.reports().recv_timeout(patience) else { return Ok(None) };
        let answer = answer?;
        if let Some(at) = self.waiting.iter().position(|(waiting, _)| *waiting == number) {
            let (_, began) = self.waiting.swap_remove(at);
            match answer {
                Answer::Overtaken => self.overtaken += 1,
                _ => self.counts.push(began.elapsed()),
            }
        }
        Ok(Some(number))
    }
}
