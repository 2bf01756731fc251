//! Sitemaps: a site's own list of its pages, with the day that each was changed.
//!
//! Of an index the lists of posts are read, where it tells them apart; what only looks like an article's
//! address is an article if its page says so.

use super::addresses::{is_same_site, site};
use super::step::{Step, Task};
use super::{Event, Known, Listed, Reach, Walk, Way};
use crate::article::Timestamp;
use crate::clean::address;
use crate::fetch::Body;
use crate::parse::sitemap::{self, Entry, Sitemap};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use url::Url;

/// How deep lists of lists go, and how many a site has.
const DEEPEST: u8 = 3;
const MOST: usize = 2_000;
/// How many a robots.txt is believed.
const MOST_NAMED: usize = 10;
/// How many articles are taken at first, where only what is new is wanted.
const FIRST: usize = 20;
/// How many are in the queue at a time; then the list is read again.
const AT_A_TIME: usize = 1_000;
/// Below so many articles that are known nothing is new.
const ALL_KNOWN: usize = 10;

/// A sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct MapStep {
    /// Where else it may be, if it is not here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guesses: Vec<String>,
    pub is_check: bool,
    pub reach: Reach,
    /// Whether it is the one that the others are named by.
    pub is_first: bool,
    /// Whether a part of it was read in this walk.
    #[serde(default)]
    goes_on: bool,
    depth: u8,
    /// Whether the lists that named it tell articles from other pages.
    is_of_posts: bool,
    /// When it was last changed, by the list that names it.
    updated: Option<Timestamp>,
}

impl MapStep {
    /// The one that names the others, at one of these places if it is not where it is looked for.
    pub fn first(reach: Reach, guesses: Vec<String>) -> Self {
        Self { guesses, reach, is_first: true, ..Self::default() }
    }
}

impl Walk {
    pub(super) fn begin_map(&mut self, sitemap: &str, is_check: bool) {
        let reach = if is_check { Reach::New } else { self.reach };
        let map = MapStep { is_check, ..MapStep::first(reach, Vec::new()) };
        self.push_list(sitemap.to_owned(), Task::Map(map));
    }

    /// Asks for the first place where it may be.
    pub(super) fn guess_map(&mut self, mut map: MapStep) {
        if map.guesses.is_empty() {
            return;
        }
        let address = map.guesses.remove(0);
        self.push_list(address, Task::Map(map));
    }

    pub(super) fn map_came(
        &mut self,
        step: &Step,
        map: &MapStep,
        body: &Body,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        if step.address.ends_with("/robots.txt") {
            let named = sitemap::named_by_robots(&String::from_utf8_lossy(&body.bytes));
            let own = named.into_iter().filter(|address| is_same_site(address, &step.address)).take(MOST_NAMED);
            let mut guesses: Vec<String> = own.collect();
            guesses.extend(map.guesses.iter().filter(|guess| !guesses.contains(guess)).cloned().collect::<Vec<_>>());
            return self.guess_map(MapStep { guesses, ..map.clone() });
        }
        let Some(found) = sitemap::read(&body.bytes).filter(|_| is_same_site(&body.address, &step.address)) else {
            if !map.guesses.is_empty() {
                return self.guess_map(map.clone());
            }
            let why = format!("{} is no sitemap", step.address);
            return if map.is_first { self.closed(step, &why, events) } else { events.push(Event::Problem(why)) };
        };
        if map.is_first {
            // a list of lists without dates stays as it is, whatever is new in them
            let says_all = !found.is_index || found.entries.iter().all(|entry| entry.updated.is_some());
            let is_as_it_was = says_all && self.memory.is_as_it_was(&step.address, body, &body.bytes);
            if map.is_check && is_as_it_was && !map.goes_on {
                return;
            }
            if !map.is_check {
                self.chosen(Way::Sitemap { sitemap: step.address.clone() }, events);
            }
        }
        self.entries_came(&step.address, map, found, known, events);
    }

    pub(super) fn entries_came(
        &mut self,
        at: &str,
        map: &MapStep,
        found: Sitemap,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        if found.is_cut {
            events.push(Event::Problem(format!("{at} is longer than sitemaps may be; the rest was not read")));
        }
        let Ok(base) = Url::parse(at) else { return };
        let mut entries = found.entries;
        for entry in &mut entries {
            entry.address = base.join(&entry.address).map(String::from).unwrap_or_default();
        }
        let (own, foreign): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| is_same_site(&entry.address, at));
        if own.is_empty() && !foreign.is_empty() {
            let other = foreign.first().and_then(|entry| site(&entry.address)).unwrap_or_default();
            events.push(Event::Problem(format!("{at} names only pages of another site, {other}")));
        }
        if found.is_index {
            self.maps_named(map, own);
        } else {
            self.pages_named(at, map, own, known);
        }
    }

    fn maps_named(&mut self, map: &MapStep, mut entries: Vec<Entry>) {
        if map.depth >= DEEPEST {
            return;
        }
        let has_posts = entries.iter().any(|entry| is_of_posts(&entry.address));
        entries.retain(|entry| !has_posts || is_of_posts(&entry.address));
        entries.sort_by_key(|entry| Reverse(entry.updated));
        entries.truncate(MOST.saturating_sub(self.lists.len()));
        for entry in entries {
            let read = self.memory.maps.get(&entry.address);
            let is_read = entry.updated.is_some_and(|updated| read.is_some_and(|read| *read >= updated));
            let is_before =
                matches!((map.reach, entry.updated), (Reach::Since(since), Some(updated)) if updated < since);
            let is_asked = self.lists.iter().any(|step| step.address == entry.address);
            if is_asked || is_before || map.is_check && is_read {
                continue;
            }
            let is_of_posts = map.is_of_posts || has_posts;
            let below = MapStep {
                guesses: Vec::new(),
                is_first: false,
                depth: map.depth + 1,
                is_of_posts,
                updated: entry.updated,
                ..map.clone()
            };
            self.push_list(entry.address, Task::Map(below));
        }
    }

    fn pages_named(&mut self, at: &str, map: &MapStep, mut entries: Vec<Entry>, known: &dyn Known) {
        // without dates the last are mostly the newest
        entries.reverse();
        entries.sort_by_key(|entry| Reverse(entry.published.max(entry.updated)));
        let is_first_time = map.reach == Reach::New && !map.is_check;
        let mut room = if is_first_time { FIRST.saturating_sub(self.articles.len()) } else { AT_A_TIME };
        let mut known_in_a_row = 0;
        for entry in entries {
            let date = entry.published.max(entry.updated);
            let is_before = matches!((map.reach, date), (Reach::Since(since), Some(date)) if date < since);
            let is_front = Url::parse(&entry.address).is_ok_and(|url| url.path() == "/" && url.query().is_none());
            let url = address::canonical(&entry.address, None);
            let listed = Listed { number: None, url, updated: entry.updated };
            if room == 0 || map.is_check && known_in_a_row >= ALL_KNOWN {
                break;
            }
            if is_before || is_front {
                continue;
            }
            if known.has(&listed) {
                known_in_a_row += 1;
            } else {
                known_in_a_row = 0;
                room -= usize::from(self.push_article(entry.address, !map.is_of_posts));
            }
        }
        if room == 0 && !is_first_time {
            let map = MapStep { guesses: Vec::new(), goes_on: true, ..map.clone() };
            return self.push_list(at.to_owned(), Task::Map(map));
        }
        if let Some(updated) = map.updated.filter(|_| map.reach == Reach::All || map.is_check) {
            self.memory.maps.insert(at.to_owned(), updated);
        }
    }
}

/// `wp-sitemap-posts-post-1.xml` of WordPress itself, `post-sitemap2.xml` of its plug-ins, news sitemaps.
fn is_of_posts(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    let has = |wanted: &str| words.contains(&wanted);
    let is_other = has("page") || has("taxonomies") || has("users") || has("tag") || has("author") || has("category");
    !is_other && (has("post") || has("posts") || has("news") || has("article") || has("articles"))
}
