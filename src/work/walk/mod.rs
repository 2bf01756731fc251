//! How an address on the web is read: which way in, and what is asked for next.
//!
//! A [`Walk`] does no input or output: it says what it wants asked ([`Walk::next`]) and is told what
//! came ([`Walk::answered`]), so that it can be tested by tables, stopped at any time, written down
//! (it is serialisable) and gone on with. Whoever drives it asks, stores what it says is to be taken
//! in, and then its new state.
//!
//! A walk is two queues of `Step`s: pages of single articles, and lists (REST answers, feeds, archive
//! pages, sitemaps). A step carries all that its answer is judged by, and the step after it is made of
//! it; so the queues are the cursor, and what is written down goes on from there. `looking` finds the
//! ways in; `rest` (with `terms`), `lists` and `maps` walk them; `answers` hands each what came, or finds
//! another way; `articles` completes what lists cut short; `notice` tells pages that are no article,
//! `character` a source that is not what it was.

mod addresses;
mod answers;
mod articles;
mod character;
mod lists;
mod looking;
mod maps;
mod memory;
mod notice;
mod read;
mod rest;
mod step;
mod terms;

use crate::article::{CanonicalUrl, Timestamp, WordpressId};
use crate::fetch::{Ask, Body, Expected, FetchError, Reply};
use looking::Candidate;
use memory::{Memory, Run};
pub use notice::notice;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use step::{Step, Task};

/// How far back a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Reach {
    /// What is new or changed since the last time; the first time as much as one request gives.
    #[default]
    New,
    /// What was published since then.
    Since(Timestamp),
    /// All there is.
    All,
}

/// The way in that was chosen; shown to people, and remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "way")]
pub enum Way {
    /// WordPress's REST interface.
    Rest {
        /// The address of the posts that are wanted, with its filter and without a page.
        posts: String,
    },
    /// A feed, paged by `?paged=N` or RFC 5005.
    Feed {
        /// Its first page.
        feed: String,
    },
    /// Archive pages, one after the other.
    Pages {
        /// The first.
        first: String,
    },
    /// Sitemaps.
    Sitemap {
        /// The index or the only one.
        sitemap: String,
    },
    /// One article's page.
    Article {
        /// Where it is.
        page: String,
    },
}

/// An article that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its canonical address.
    pub url: Option<CanonicalUrl>,
    /// Its number on the site, with `url`'s host.
    pub number: Option<WordpressId>,
    /// When the site last changed it.
    pub updated: Option<Timestamp>,
}

/// What the archive has already.
pub trait Known {
    /// Whether it has this article in full, as new as the list says.
    fn has(&self, article: &Listed) -> bool;
}

/// What an answer means for whoever drives the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The way in was chosen, or another one after the first was closed.
    Chosen(Way),
    /// To be taken in, as part of the source that is walked.
    TakeIn(Fetched),
    /// Nothing of it is taken in before a person has looked: what is wrong, one line.
    Suspect(String),
    /// One line for people.
    Problem(String),
    /// The site has it no more (404, 410, or gone from a list that named all): its address, or
    /// `https://HOST/?p=N` of one that is known by its number.
    Gone(String),
    /// The source is at another address of the same site from now on.
    Moved(String),
}

/// A body to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it came from.
    pub address: String,
    /// As they came, expanded.
    pub bytes: Vec<u8>,
    /// The label of the charset that it was sent with.
    pub charset: Option<String>,
}

impl From<Body> for Fetched {
    fn from(body: Body) -> Self {
        Self { address: body.address, bytes: body.bytes, charset: body.charset }
    }
}

/// How far a walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// Answers had.
    pub done: usize,
    /// Answers still to come, as far as is known.
    pub left: Option<usize>,
}

/// What one walk may ask before it rests until it is resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Pages of lists.
    pub lists: usize,
    /// Pages of single articles.
    pub articles: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lists: 10_000, articles: 100_000 }
    }
}

/// The way through one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    address: String,
    reach: Reach,
    #[serde(default)]
    limits: Limits,
    way: Option<Way>,
    /// By which way news are looked for, where it is not the one through the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    news: Option<Way>,
    /// Ways not tried yet, best first.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    candidates: VecDeque<Candidate>,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    articles: VecDeque<Step>,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    lists: VecDeque<Step>,
    /// What failed for the moment, to be asked again when the walk is resumed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    later: Vec<Step>,
    /// Where the history goes on, once it is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parked: Option<Step>,
    #[serde(default)]
    memory: Memory,
    #[serde(skip)]
    run: Run,
}

impl Walk {
    /// Begins at an address as a person gave it.
    pub fn begin(address: &str, reach: Reach) -> Self {
        let mut walk = Self {
            address: address.to_owned(),
            reach,
            limits: Limits::default(),
            way: None,
            news: None,
            candidates: VecDeque::new(),
            articles: VecDeque::new(),
            lists: VecDeque::new(),
            later: Vec::new(),
            parked: None,
            memory: Memory::default(),
            run: Run { is_fresh: true, ..Run::default() },
        };
        walk.look();
        walk
    }

    /// How much it may ask at a time.
    pub fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// A person has looked at what was [`Event::Suspect`] and takes the source as it is now.
    pub fn accept(&mut self) {
        self.memory.character = None;
    }

    /// Begins again where an earlier walk has ended, or goes on where it was stopped. What was left of an
    /// earlier reach is gone on with, whatever the new one is.
    pub fn resume(&mut self, reach: Reach) {
        let is_fresh = self.run.is_fresh;
        self.run = Run { is_fresh, ..Run::default() };
        for step in std::mem::take(&mut self.later) {
            if matches!(step.task, Task::Article { .. }) {
                self.articles.push_back(step);
            } else {
                self.lists.push_back(step);
            }
        }
        self.run.named = self.articles.iter().map(|step| step.address.clone()).collect();
        self.reach = reach;
        let Some(way) = self.way.clone() else {
            if self.lists.is_empty() {
                self.look();
            }
            return;
        };
        if reach == Reach::New {
            return self.check();
        }
        let in_history = |step: &&mut Step| step.is_history();
        if let Some(step) = self.lists.iter_mut().find(in_history) {
            step.reach_to(reach);
        } else if let Some(mut step) = self.parked.take() {
            step.reach_to(reach);
            if !is_fresh {
                self.check();
            }
            self.lists.push_back(step);
        } else {
            self.begin_history(&way);
        }
    }

    /// What is to be asked next; `None`: nothing before an answer that is still to come, or
    /// nothing any more.
    #[allow(clippy::should_implement_trait, reason = "what it gives depends on what is answered meanwhile")]
    pub fn next(&mut self) -> Option<Ask> {
        if self.run.is_halted {
            return None;
        }
        let asked = &self.run.asked;
        let step = self.articles.iter().chain(&self.lists).find(|step| !asked.contains(&step.address))?;
        let is_first = step.is_check();
        let validators = self.memory.pages.get(&step.address).filter(|_| is_first).map(|seen| seen.validators.clone());
        let address = step.address.clone();
        self.run.asked.insert(address.clone());
        Some(Ask { address, expected: Expected::News, validators: validators.unwrap_or_default() })
    }

    /// What came of an ask. Answers may come in any order.
    pub fn answered(&mut self, ask: &Ask, answer: Result<Reply, FetchError>, known: &dyn Known) -> Vec<Event> {
        let mut events = Vec::new();
        let Some(step) = self.take_step(&ask.address) else { return events };
        match answer {
            Err(FetchError::Stopped | FetchError::Budget(_)) => self.halt(step),
            Err(error) => {
                self.run.done += 1;
                self.failed(step, &error, &mut events);
            }
            Ok(reply) => {
                self.run.done += 1;
                let is_article = matches!(step.task, Task::Article { .. });
                if is_article {
                    self.run.articles += 1;
                } else {
                    self.run.lists += 1;
                }
                if let Reply::Body(body) = reply {
                    self.came(step, *body, known, &mut events);
                }
                self.rest_at_limits(&mut events);
            }
        }
        events
    }

    /// The way in, once it is chosen.
    pub fn way(&self) -> Option<&Way> {
        self.way.as_ref()
    }

    /// Whether there is more behind its address than what came as news, as far as that is known.
    pub fn has_more(&self) -> bool {
        !matches!(self.way, Some(Way::Rest { .. })) || self.parked.is_some() || !self.lists.is_empty()
    }

    /// How far it has come.
    pub fn steps(&self) -> Steps {
        let queued = self.articles.len() + self.lists.len();
        Steps { done: self.run.done, left: Some(if self.run.is_halted { 0 } else { queued + self.run.pages_left }) }
    }

    /// Whether it has come to its end, for this time.
    pub fn is_done(&self) -> bool {
        self.run.is_halted || self.articles.is_empty() && self.lists.is_empty()
    }

    fn look(&mut self) {
        self.push_list(self.address.clone(), Task::Look);
    }

    fn push_list(&mut self, address: String, task: Task) {
        self.lists.push_back(Step { address, task, tries: 0 });
    }

    fn take_step(&mut self, address: &str) -> Option<Step> {
        if !self.run.asked.remove(address) {
            return None;
        }
        let in_queue = |queue: &mut VecDeque<Step>| {
            let at = queue.iter().position(|step| step.address == address)?;
            queue.remove(at)
        };
        in_queue(&mut self.articles).or_else(|| in_queue(&mut self.lists))
    }

    /// Nothing more in this run; the step is asked again in the next.
    fn halt(&mut self, step: Step) {
        self.later.push(step);
        self.run.is_halted = true;
    }

    /// Looks for what is new.
    fn check(&mut self) {
        let Some(way) = self.news.clone().or_else(|| self.way.clone()) else { return };
        if self.lists.iter().any(Step::is_check) {
            return;
        }
        match way {
            Way::Rest { posts } => self.check_posts(&posts),
            Way::Feed { feed: page } | Way::Pages { first: page } => self.check_list(&page),
            Way::Sitemap { sitemap } => self.begin_map(&sitemap, true),
            Way::Article { page } => self.push_list(page, Task::Look),
        }
    }

    /// Walks all of it, or as far as it is to reach.
    fn begin_history(&mut self, way: &Way) {
        match way {
            Way::Rest { posts } => self.begin_posts(posts),
            Way::Feed { feed: page } | Way::Pages { first: page } => self.begin_list(page),
            Way::Sitemap { sitemap } => self.begin_map(sitemap, false),
            Way::Article { page } => self.push_list(page.clone(), Task::Look),
        }
    }
}
