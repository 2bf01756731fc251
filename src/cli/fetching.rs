//! What `add` and `sync` show while addresses are read: the way in, a bar on a terminal, lines of JSON for
//! programs; and the settings that sites are asked by.

use super::add::{count, thousands};
use super::json::AddJson;
use super::out::Out;
use super::{Failure, Outcome};
use crate::article::Timestamp;
use crate::config::Config;
use crate::query::Period;
use crate::text::safe_line;
use crate::work::{Going, Manner, Network, News, Reach, way_name};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Programs hear of progress so often; who is done before hears nothing of it.
const TOLD_AFTER: Duration = Duration::from_secs(5);

/// Characters of an address in the bar.
const LONGEST_PLACE: usize = 50;

/// How sites are asked, as the settings have it.
pub fn manner(config: &Config) -> Manner {
    let set = &config.network;
    let network = Network {
        contact: Some(set.contact.trim()).filter(|contact| !contact.is_empty()).map(safe_line),
        delay: Duration::from_millis(set.delay),
        per_host: set.per_host.clamp(1, 2),
        total: set.total.clamp(1, 64),
        requests: set.requests,
        requests_per_host: set.requests_per_host,
        ..Network::default()
    };
    Manner { network, budget: config.images.budget << 20, every: None }
}

/// How far back a person wants it.
pub fn reach(full: bool, since: Option<&str>) -> Result<Option<Reach>, Failure> {
    let Some(since) = since else { return Ok(full.then_some(Reach::All)) };
    let day = Period::read(since).filter(|_| !since.contains("..")).and_then(|period| period.from);
    let moment = day.and_then(|day| Timestamp::from_chrono(&day.and_time(chrono::NaiveTime::MIN).and_utc()));
    moment.map(|moment| Some(Reach::Since(moment))).ok_or_else(|| {
        Failure::Usage(format!(
            "“{}” is no date; give a day, a month or a year, such as 2024-03-05 or 2024",
            safe_line(since)
        ))
    })
}

/// Shows what goes on.
pub struct Fetching {
    json: bool,
    bar: Option<ProgressBar>,
    told: Instant,
    /// What went wrong with standard output.
    problem: Outcome,
}

impl Fetching {
    pub fn new(json: bool) -> Self {
        Self { json, bar: None, told: Instant::now(), problem: Ok(()) }
    }

    /// Shows a piece of news.
    pub fn tell(&mut self, news: &News, out: &mut Out) {
        if self.problem.is_err() {
            return;
        }
        self.problem = match news {
            // What is told is kept; whoever listens may act on it at once.
            News::Done(report) if self.json => out.json(&AddJson::new(report)).and_then(|()| out.flush()),
            News::Going(going) if self.json => self.progress(going, out),
            News::Going(going) => {
                self.draw(going);
                Ok(())
            }
            News::Way(source, way) if !self.json => {
                let line = format!("{}: {}", safe_line(source), said(way_name(way)));
                match &self.bar {
                    Some(bar) => bar.suspend(|| out.remark(&line)),
                    None => out.remark(&line),
                }
                Ok(())
            }
            News::Done(_) | News::Way(..) => Ok(()),
        };
    }

    fn progress(&mut self, going: &Going, out: &mut Out) -> Outcome {
        if self.told.elapsed() < TOLD_AFTER {
            return Ok(());
        }
        self.told = Instant::now();
        out.json(&json!({ "progress": {
            "sources": going.of, "done": going.done, "fetching": going.fetching, "pages": going.pages,
            "pages_left": going.left, "articles": going.articles, "new": going.new, "errors": going.errors,
            "seconds_left": going.seconds_left,
        } }))?;
        out.flush()
    }

    fn draw(&mut self, going: &Going) {
        if !io::stderr().is_terminal() {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("{bar:20} {msg:.dim}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        bar.set_length((going.pages + going.left).max(1) as u64);
        bar.set_position(going.pages as u64);
        bar.set_message(line(going));
    }

    /// The end: the bar goes, and whoever reads the output may have gone.
    pub fn end(self) -> Outcome {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.problem
    }
}

/// One line on how far it has come.
fn line(going: &Going) -> String {
    let mut parts = Vec::new();
    if going.of > 1 {
        parts.push(format!("{} of {} sources", thousands(going.done), thousands(going.of)));
    }
    parts.push(format!("{} ({} new)", count(going.articles, "article"), thousands(going.new)));
    if going.left > 0 {
        let time = going.seconds_left.map(|seconds| format!(", about {}", duration(seconds))).unwrap_or_default();
        parts.push(format!("{} left{time}", count(going.left, "page")));
    }
    if going.errors > 0 {
        parts.push(count(going.errors, "error"));
    }
    let place = going.fetching.split_once("://").map_or(going.fetching.as_str(), |(_, place)| place);
    parts.push(place.chars().take(LONGEST_PLACE).collect());
    parts.join(" · ")
}

/// `40 s`, `12 min`, `3 h 05`.
fn duration(seconds: u64) -> String {
    match seconds {
        0..90 => format!("{seconds} s"),
        90..5_400 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {:02}", seconds / 3600, seconds % 3600 / 60),
    }
}

/// A way in, in words.
pub fn said(way: &str) -> &'static str {
    match way {
        "rest" => "read through the site's REST interface",
        "feed" => "read by its feed",
        "pages" => "read by its archive pages",
        "sitemap" => "read by the site's sitemaps",
        _ => "read as one article",
    }
}
