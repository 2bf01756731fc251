//! Feeds and archive pages, one after the other, newest first.
//!
//! A list that shows the same again, whose next page is itself, of another site or without an article,
//! has come to its end, however many pages it claims to have. New articles push older ones to later
//! pages meanwhile, which are still to come; where the walk was stopped, the page before is read again, since
//! articles that were taken away move the others up.

use super::addresses::{is_same, is_same_site, with};
use super::looking::has_wordpress_pages;
use super::read::{Read, hash, listed, said};
use super::step::{Step, Task};
use super::{Event, Known, Reach, Walk, Way};
use crate::article::Item;
use crate::fetch::Body;
use crate::parse::feed::paging;
use crate::parse::page::discovery::Discovery;
use serde::{Deserialize, Serialize};
use url::Url;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct ListStep {
    /// The first is 1.
    pub number: u32,
    /// Whether it looks for what is new only.
    pub is_check: bool,
    pub reach: Reach,
    #[serde(default)]
    circle: Circle,
}

impl ListStep {
    /// The first page of a list.
    pub fn first(reach: Reach, is_check: bool) -> Self {
        Self { number: 1, is_check, reach, circle: Circle::default() }
    }
}

/// Tells that pages repeat, with little to remember (Brent's way): each page is compared with the one
/// before it and with one that is replaced at every power of two.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Circle {
    last: u64,
    kept: u64,
    count: u32,
}

impl Circle {
    /// Whether the page is one that was before.
    pub fn closes(&mut self, page: u64) -> bool {
        let is_known = self.count > 0 && (page == self.last || page == self.kept);
        self.count += 1;
        if self.count.is_power_of_two() {
            self.kept = page;
        }
        self.last = page;
        is_known
    }
}

impl Walk {
    pub(super) fn check_list(&mut self, page: &str) {
        self.push_list(page.to_owned(), Task::List(ListStep::first(Reach::New, true)));
    }

    pub(super) fn begin_list(&mut self, page: &str) {
        self.push_list(page.to_owned(), Task::List(ListStep::first(self.reach, false)));
    }

    pub(super) fn list_came(
        &mut self,
        step: Step,
        list: ListStep,
        body: Body,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        match Read::of(&body) {
            Some(read) => self.list_read(step, list, body, &read, known, events),
            None if list.number > 1 => self.list_ended(&list, true),
            None => self.closed(&step, &format!("{} is no feed and no page", step.address), events),
        }
    }

    pub(super) fn list_read(
        &mut self,
        step: Step,
        mut list: ListStep,
        body: Body,
        read: &Read,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        if let Some(why) = read.is_page().then(|| super::notice(&read.text)).flatten() {
            let why = format!("{} {why}", body.address);
            // a page further on: what came before it stays, and it is asked for again
            if list.number > 1 || list.is_check {
                return self.broken_off(step, why, events);
            }
            return self.closed(&step, &why, events);
        }
        if !read.is_feed() && !read.is_listing() {
            let why = format!("{} lists no article", body.address);
            return if list.number > 1 { self.list_ended(&list, true) } else { self.closed(&step, &why, events) };
        }
        let is_first = list.number == 1;
        if is_first && let Some(why) = self.suspicion(&step.address, read, events) {
            return self.suspect(step, why, events);
        }
        let items = read.items();
        let circles = list.circle.closes(signature(items));
        if items.is_empty() || circles {
            if is_first {
                self.choose_list(&step, read, events);
            }
            return self.list_ended(&list, !circles);
        }
        if is_first {
            self.choose_list(&step, read, events);
        }
        let is_known = is_first && self.memory.is_as_it_was(&step.address, &body, &said(read)) && list.is_check;
        if is_first {
            self.note_move(&step.address, &body, events);
        }
        if !is_known {
            let next = page_after(&step, &list, read, &body);
            self.complete(items, &body.address, list.reach, known);
            let goes_on = goes_on(&list, items, known);
            events.push(Event::TakeIn(body.into()));
            self.follow(list, next, goes_on);
        }
    }

    fn choose_list(&mut self, step: &Step, read: &Read, events: &mut Vec<Event>) {
        let address = step.address.clone();
        let way = if read.is_feed() { Way::Feed { feed: address } } else { Way::Pages { first: address } };
        if !step.is_check() {
            self.chosen(way, events);
        }
    }

    /// Goes on, or keeps where the history does.
    fn follow(&mut self, list: ListStep, next: Option<String>, goes_on: bool) {
        let Some(address) = next else {
            return self.list_ended(&list, list.number > 1);
        };
        let (is_check, number) = (list.is_check, list.number + 1);
        let step = Step { address, task: Task::List(ListStep { number, ..list }), tries: 0 };
        if goes_on {
            self.lists.push_back(step);
        } else if !is_check {
            self.parked = Some(step);
        }
    }

    /// The list ends here. Where it only does not say how it goes on, or gives its first page for the second
    /// too, there may be another way to what is older.
    pub(super) fn list_ended(&mut self, list: &ListStep, is_all: bool) {
        let is_wanted = !list.is_check && list.reach != Reach::New;
        if is_wanted && !is_all && list.number <= 2 && matches!(self.way, Some(Way::Feed { .. })) {
            self.next_way();
        }
    }

    /// What is in the way may be gone the next time.
    pub(super) fn broken_off(&mut self, step: Step, why: String, events: &mut Vec<Event>) {
        events.push(Event::Problem(why));
        self.later.push(step);
    }
}

/// The page after this one, as far as it is said or likely.
fn page_after(step: &Step, list: &ListStep, read: &Read, body: &Body) -> Option<String> {
    let base = Url::parse(&body.address).ok()?;
    let number = list.number.checked_add(1)?;
    let next = if read.is_feed() {
        let said = paging(&read.text).next.and_then(|next| base.join(&next).ok()).map(String::from);
        let guessed = has_wordpress_pages(&read.text, &step.address, body)
            .then(|| with(&step.address, &[("paged", &number.to_string())]));
        said.or(guessed)
    } else {
        let page = Discovery::read(&read.text, &base);
        let by_header = || body.links.iter().find(|link| link.rel.split(' ').any(|rel| rel == "next"));
        // themes that load older articles while one scrolls have no pager
        let guessed = || (page.is_wordpress && page.pages.is_empty() && list.number == 1).then(|| second_page(&base));
        let said = page.page_after(&body.address).map(str::to_owned);
        said.or_else(|| by_header().map(|link| link.address.clone())).or_else(guessed)
    };
    let is_other = |next: &String| !is_same(next, &step.address) && !is_same(next, &body.address);
    next.filter(|next| is_other(next) && is_same_site(next, &body.address))
}

/// Whether the page after this one is wanted.
fn goes_on(list: &ListStep, items: &[Item], known: &dyn Known) -> bool {
    if list.is_check {
        // below an article that is known all are
        return items.last().is_some_and(|item| !known.has(&listed(item)));
    }
    match list.reach {
        Reach::New => false,
        Reach::All => true,
        Reach::Since(since) => {
            let oldest = items.iter().filter_map(|item| item.published).min();
            oldest.is_none_or(|oldest| oldest >= since)
        }
    }
}

/// What a page lists, whatever else changes on it.
fn signature(items: &[Item]) -> u64 {
    let mut keys = Vec::new();
    for item in items {
        let url = item.url.as_ref().map_or("", |url| url.as_str());
        keys.extend_from_slice(if url.is_empty() { item.raw_title.as_bytes() } else { url.as_bytes() });
        keys.extend(item.wordpress_id.map_or(0, |number| number.0).to_le_bytes());
    }
    hash(&keys)
}

fn second_page(first: &Url) -> String {
    let mut url = first.clone();
    if url.query().is_some() {
        return with(first.as_str(), &[("paged", "2")]);
    }
    url.set_fragment(None);
    format!("{}/page/2/", url.as_str().trim_end_matches('/'))
}
