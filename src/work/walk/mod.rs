//! How an address on the web is read: which way in, and what is asked for next.
//!
//! A [`Walk`] does no input or output: it says what it wants asked ([`Walk::next`]) and is told what
//! came ([`Walk::answered`]), so that it can be tested by tables, stopped at any time, written down
//! (it is serialisable) and gone on with. Whoever drives it asks, stores what it says is to be taken
//! in, and then its new state.
//!
//! A walk is two queues of [`Step`]s: pages of single articles, and lists (REST answers, feeds, archive
//! pages, sitemaps). A step carries all that its answer is judged by, and the step after it is made of
//! it; so the queues are the cursor, and what is written down goes on from there. `looking` finds the
//! ways in, `rest`, `lists` and `maps` walk them, `articles` completes what they name, `notice` tells
//! pages that are no article, `character` a source that is not what it was.

mod addresses;
mod articles;
mod character;
mod lists;
mod looking;
mod maps;
mod notice;
mod read;
mod rest;

use crate::article::{CanonicalUrl, Timestamp, WordpressId};
use crate::fetch::{Ask, Body, Expected, FetchError, Reply, Validators};
use character::Character;
use lists::ListStep;
use looking::Candidate;
use maps::MapStep;
pub use notice::notice;
use rest::{Named, PostsStep, Terms};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

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

/// What is remembered from one walk to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// What the source was like.
    #[serde(skip_serializing_if = "Option::is_none")]
    character: Option<Character>,
    /// What first pages were recognised by, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pages: BTreeMap<String, Seen>,
    /// REST: the last change that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<Timestamp>,
    /// REST: how many days before that posts are looked at again, since one that was planned ahead
    /// appears with an earlier date of change.
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<u16>,
    /// REST: posts of those days with their last change, as they were when last looked at.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    recent: BTreeMap<u64, Timestamp>,
    /// REST: the numbers of all posts that were ever seen here.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    numbers: BTreeSet<u64>,
    /// REST: those of the list that is being read anew.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    listed: BTreeSet<u64>,
    /// Sitemaps: the last change in each that was read to its end.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    maps: BTreeMap<String, Timestamp>,
}

/// What a page was when it last came.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Seen {
    #[serde(default)]
    validators: Validators,
    /// For servers that give no validators.
    hash: u64,
}

/// What counts only while the program runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Run {
    /// What is asked and not answered.
    asked: HashSet<String>,
    /// Articles' pages that were put in the queue.
    named: HashSet<String>,
    /// Whether the walk began in this run, so that nothing can be newer than what it has seen.
    is_fresh: bool,
    /// Whether the way was looked for again, since the one known was closed.
    is_looked_again: bool,
    is_halted: bool,
    done: usize,
    lists: usize,
    articles: usize,
    /// Pages of the list that is walked, where the site says how many are left.
    pages_left: usize,
}

/// One thing to ask, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    address: String,
    task: Task,
    /// How often it has failed for the moment.
    #[serde(default, skip_serializing_if = "is_zero")]
    tries: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Task {
    /// What is at the address that a person gave?
    Look,
    /// Which numbers has a term?
    Terms(Terms),
    /// REST: a page of posts.
    Posts(PostsStep),
    /// REST: some posts by their numbers.
    Named(Named),
    /// A page of a feed or an archive.
    List(ListStep),
    /// A sitemap.
    Map(MapStep),
    /// An article's page; whether it has to say itself that it is one.
    Article { must_say: bool },
}

/// How often what fails for the moment is tried again, each time when the walk is resumed.
const TRIES: u8 = 3;

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
                self.articles.push_back(step)
            } else {
                self.lists.push_back(step)
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
                    self.run.articles += 1
                } else {
                    self.run.lists += 1
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

    fn came(&mut self, step: Step, body: Body, known: &dyn Known, events: &mut Vec<Event>) {
        match step.task.clone() {
            Task::Look => self.looked(step, body, known, events),
            Task::Terms(terms) => self.terms_came(&step, &terms, &body, events),
            Task::Posts(posts) => self.posts_came(step, posts, body, known, events),
            Task::Named(named) => self.named_came(&step, &named, body, known, events),
            Task::List(list) => self.list_came(step, list, body, known, events),
            Task::Map(map) => self.map_came(&step, &map, &body, known, events),
            Task::Article { must_say } => self.article_came(&step, must_say, body, events),
        }
    }

    fn failed(&mut self, mut step: Step, error: &FetchError, events: &mut Vec<Event>) {
        if let FetchError::LeftSite { to } = error
            && !matches!(step.task, Task::Article { .. })
            && self.memory.character.is_some()
        {
            return self.suspect(step, format!("{} leads to another site now, {to}", self.address), events);
        }
        if self.is_settled_by(&step, error) {
            return;
        }
        if error.is_closed() {
            return match step.task {
                Task::Article { .. } => Self::article_closed(&step, error, events),
                Task::Look => self.look_closed(&step, error, events),
                Task::Terms(_) | Task::Posts(_) | Task::Named(_) => self.rest_closed(&step, Some(error), events),
                Task::List(_) | Task::Map(_) => self.closed(&step, &format!("{} {error}", step.address), events),
            };
        }
        events.push(Event::Problem(format!("{} {error}", step.address)));
        step.tries += 1;
        if step.tries < TRIES || !matches!(step.task, Task::Article { .. }) {
            self.later.push(step);
        }
    }

    /// Where an error only says that a list has come to its end, or that less must be asked for.
    fn is_settled_by(&mut self, step: &Step, error: &FetchError) -> bool {
        let code = if let FetchError::Status { code, .. } = error { *code } else { 0 };
        match &step.task {
            Task::List(list) if list.number > 1 && matches!(code, 400 | 404 | 410) => {
                self.list_ended(list, true);
                true
            }
            Task::Posts(posts) if posts.page > 1 && code == 400 => {
                self.posts_ended(posts);
                true
            }
            Task::Posts(posts) if code == 400 || code >= 500 || matches!(error, FetchError::TooLarge { .. }) => {
                self.ask_for_fewer(posts)
            }
            Task::Map(map) if !map.guesses.is_empty() && error.is_closed() => {
                self.guess_map(map.clone());
                true
            }
            _ => false,
        }
    }

    /// The way that this step is on leads nowhere: the next one is taken.
    fn closed(&mut self, step: &Step, why: &str, events: &mut Vec<Event>) {
        if self.run.is_halted {
            return;
        }
        if step.is_check() && self.way.is_some() {
            return self.look_again(why, events);
        }
        if !self.next_way() {
            events.push(Event::Problem(why.to_owned()));
        }
    }

    /// The way that was open the last time is closed: what is at the address is looked at again, once in a
    /// run.
    fn look_again(&mut self, why: &str, events: &mut Vec<Event>) {
        if std::mem::replace(&mut self.run.is_looked_again, true) {
            return events.push(Event::Problem(why.to_owned()));
        }
        events.push(Event::Problem(format!("{why}; another way in is looked for")));
        (self.way, self.news, self.parked) = (None, None, None);
        self.candidates.clear();
        self.lists.clear();
        self.memory.pages.clear();
        self.look();
    }

    /// Where a feed goes no further back, its history goes another way, and what is new is still looked for
    /// in it.
    fn chosen(&mut self, way: Way, events: &mut Vec<Event>) {
        if self.way.as_ref() == Some(&way) {
            return;
        }
        if let Some(feed @ Way::Feed { .. }) = self.way.take() {
            self.news = Some(feed);
        }
        self.way = Some(way.clone());
        events.push(Event::Chosen(way));
    }

    /// Nothing of the source is taken in, now or before a person has looked.
    fn suspect(&mut self, step: Step, why: String, events: &mut Vec<Event>) {
        events.push(Event::Suspect(why));
        self.halt(step);
    }

    fn rest_at_limits(&mut self, events: &mut Vec<Event>) {
        let is_over = self.run.lists >= self.limits.lists || self.run.articles >= self.limits.articles;
        if is_over && !self.is_done() {
            self.run.is_halted = true;
            let said = format!("{} has more than is asked for at a time; the next sync goes on", self.address);
            events.push(Event::Problem(said));
        }
    }
}

impl Step {
    /// Whether it looks for what is new.
    fn is_check(&self) -> bool {
        match &self.task {
            Task::Look => true,
            Task::Posts(posts) => posts.is_check(),
            Task::List(list) => list.is_check,
            Task::Map(map) => map.is_check,
            Task::Terms(_) | Task::Named(_) | Task::Article { .. } => false,
        }
    }

    /// Whether what comes after it is older.
    fn is_history(&self) -> bool {
        match &self.task {
            Task::Posts(posts) => !posts.is_check(),
            Task::List(list) => !list.is_check,
            Task::Map(map) => !map.is_check,
            _ => false,
        }
    }

    fn reach_to(&mut self, reach: Reach) {
        match &mut self.task {
            Task::Posts(posts) => {
                posts.reach = reach;
                self.address = posts.address_since(reach);
            }
            Task::List(list) => list.reach = reach,
            Task::Map(map) => map.reach = reach,
            _ => {}
        }
    }
}
