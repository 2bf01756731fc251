//! WordPress's REST interface, `/wp-json/wp/v2/posts`.
//!
//! The history is read newest first, each page asked for by the date of the oldest post before it
//! (`before`, a second later, so that of several posts of one second none is lost): whatever is published
//! or taken away meanwhile moves nothing. What is new is one small request for what was changed lately
//! (`modified_after`, only numbers, dates and titles), and another for those posts alone. A history that
//! was read before is read as such a list too, which shows also which posts are gone.
//!
//! WordPress answers 400 behind the last page, ignores parameters that it does not know, and what it
//! thinks its own host is need not be the one that it was asked on: all that is looked at.

use super::addresses::{is_same_site, parameter, second_later, site, with};
use super::lists::Circle;
use super::looking::Candidate;
use super::read::{Read, hash};
use super::step::{Step, Task};
use super::{Event, Fetched, Known, Listed, Reach, Walk, Way};
use crate::article::{DateForm, Timestamp, WordpressId};
use crate::clean::address;
use crate::fetch::{Body, FetchError};
use crate::parse::feed::rest::{self, Post};
use serde::{Deserialize, Serialize};
use url::Url;

/// All that an article is made of, and nothing else; with `_links` there WordPress embeds what they name.
const FULL: &str = "_embed=author,wp:term,wp:featuredmedia&_fields=id,date,date_gmt,modified_gmt,guid,link,status,type,\
    title,content,excerpt,author,tags,categories,class_list,coauthors,_links,_embedded";
/// All that tells whether a post is known, and whether the site is what it was.
const SMALL: &str = "_fields=id,date,date_gmt,modified_gmt,link,title";

/// Posts in one answer: WordPress's most, and what is asked for where a site can't give so many.
const PER_PAGE: [u32; 3] = [100, 20, 10];
/// Days before the last change that are looked at again: at first, and at most where so many hold hardly a
/// post.
const WINDOW: u16 = 30;
const LONGEST_WINDOW: u16 = 3650;
/// So many titles tell whether a source is what it was.
const TELLING: usize = 12;

/// A page of posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PostsStep {
    /// With its filter and without a page.
    posts: String,
    pub reach: Reach,
    aim: Aim,
    /// Posts before this moment of the site's own clock.
    before: Option<String>,
    /// The first is 1.
    pub page: u32,
    per_page: u32,
    /// What was changed since then is looked at.
    #[serde(default)]
    since: Option<Timestamp>,
    /// Whether the site ignores `before`.
    #[serde(default)]
    by_page: bool,
    #[serde(default)]
    circle: Circle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Aim {
    /// What was changed lately.
    Check,
    /// All of it.
    History,
    /// All of it once more: which posts there are.
    Anew,
}

/// Some posts by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    posts: String,
    numbers: Vec<u64>,
    /// Whether it is only to be seen which of them there are.
    is_roll_call: bool,
}

impl PostsStep {
    pub fn is_check(&self) -> bool {
        self.aim == Aim::Check
    }

    pub fn is_in_the_middle(&self) -> bool {
        self.page > 1 || self.before.is_some()
    }

    /// Where its posts are, of those that it is to reach.
    pub fn address_since(&self, reach: Reach) -> String {
        self.address(if let Reach::Since(since) = reach { Some(since) } else { None })
    }

    fn address(&self, since: Option<Timestamp>) -> String {
        let (per_page, page) = (self.per_page.to_string(), self.page.to_string());
        let order = if self.is_check() { "modified" } else { "date" };
        let mut parameters = vec![("per_page", per_page.as_str()), ("orderby", order), ("order", "desc")];
        if self.page > 1 {
            parameters.push(("page", &page));
        }
        if let Some(before) = &self.before {
            parameters.push(("before", before));
        }
        let since = since.and_then(|since| Timestamp::from_seconds(since.seconds() - 1));
        let since = since.map(|since| since.format(DateForm::Rfc3339));
        // a month begins where it begins
        if let Some(since) = since.as_ref().filter(|_| self.is_check() || parameter(&self.posts, "after").is_none()) {
            parameters.push((if self.is_check() { "modified_after" } else { "after" }, since));
        }
        format!("{}&{}", with(&self.posts, &parameters), if self.aim == Aim::History { FULL } else { SMALL })
    }
}

impl Walk {
    /// Tries whether posts can be had here.
    pub(super) fn try_posts(&mut self, posts: &str) {
        let step = self.posts_step(posts, Aim::History);
        self.ask_posts(step);
    }

    pub(super) fn begin_posts(&mut self, posts: &str) {
        let aim = if self.memory.numbers.is_empty() { Aim::History } else { Aim::Anew };
        self.memory.listed.clear();
        let step = self.posts_step(posts, aim);
        self.ask_posts(step);
    }

    pub(super) fn check_posts(&mut self, posts: &str) {
        let step = PostsStep { reach: Reach::New, ..self.posts_step(posts, Aim::Check) };
        self.ask_posts(step);
    }

    fn posts_step(&self, posts: &str, aim: Aim) -> PostsStep {
        let [per_page, ..] = PER_PAGE;
        let (posts, reach) = (posts.to_owned(), self.reach);
        PostsStep {
            posts,
            reach,
            aim,
            before: None,
            page: 1,
            per_page,
            since: None,
            by_page: false,
            circle: Circle::default(),
        }
    }

    fn ask_posts(&mut self, mut posts: PostsStep) {
        posts.since = match (posts.aim, posts.reach) {
            (Aim::Check, _) => self.memory.newest.and_then(|newest| {
                let days = i64::from(self.memory.window.unwrap_or(WINDOW));
                Timestamp::from_seconds(newest.seconds() - days * 86_400)
            }),
            (_, Reach::Since(since)) => Some(since),
            _ => None,
        };
        self.push_list(posts.address(posts.since), Task::Posts(posts));
    }

    /// A site that can't give so many at a time may give fewer; `false` if it was asked for the fewest.
    pub(super) fn ask_for_fewer(&mut self, posts: &PostsStep) -> bool {
        let fewer = PER_PAGE.into_iter().find(|fewer| *fewer < posts.per_page);
        let Some(per_page) = fewer else { return false };
        // In the middle of posts of one second begins what was not seen yet.
        let page = (posts.page - 1) * (posts.per_page / per_page) + 1;
        self.ask_posts(PostsStep { page, per_page, ..posts.clone() });
        true
    }

    pub(super) fn posts_came(
        &mut self,
        step: Step,
        posts: PostsStep,
        body: Body,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        let read = Read::of(&body);
        let found = read.as_ref().and_then(|read| rest::posts(&read.text));
        let (Some(read), Some(found)) = (read, found) else { return self.rest_closed(&step, None, events) };
        let is_beginning = posts.before.is_none() && posts.page == 1;
        if is_beginning
            && posts.aim == Aim::History
            && let Some(why) = misfit(&posts.posts, &body.address, &found)
        {
            events.push(Event::Problem(format!("{}: the REST interface {why}", body.address)));
            return self.rest_closed(&step, None, events);
        }
        if posts.page == 1
            && let Some(why) = self.suspicion(&self.address.clone(), &read, events)
        {
            return self.suspect(step, why, events);
        }
        if is_beginning && posts.aim == Aim::History {
            self.chosen(Way::Rest { posts: posts.posts.clone() }, events);
            self.candidates.clear();
            self.memory.window = window(&found);
        }
        let pages =
            body.pages.unwrap_or_else(|| u64::from(posts.page) + u64::from(found.len() >= posts.per_page as usize));
        match posts.aim {
            Aim::Check => self.checked(posts, &found, pages, known),
            Aim::History => {
                self.note_posts(&found);
                self.note_recent(&found);
                self.complete(read.items(), &body.address, posts.reach, known);
                if !found.is_empty() {
                    events.push(Event::TakeIn(Fetched::from(body)));
                }
                self.next_posts(posts, &found, pages);
            }
            Aim::Anew => {
                self.ask_named(&posts.posts, &found, known);
                self.memory.listed.extend(found.iter().map(|post| post.id));
                self.note_posts(&found);
                self.next_posts(posts, &found, pages);
            }
        }
    }

    fn note_posts(&mut self, found: &[Post]) {
        self.memory.numbers.extend(found.iter().map(|post| post.id));
        self.memory.newest = self.memory.newest.max(found.iter().filter_map(|post| post.updated).max());
    }

    fn note_recent(&mut self, found: &[Post]) {
        let days = i64::from(self.memory.window.unwrap_or(WINDOW));
        let since = self.memory.newest.map_or(i64::MIN, |newest| newest.seconds() - days * 86_400);
        let recent = &mut self.memory.recent;
        recent.extend(found.iter().filter_map(|post| Some((post.id, post.updated?))));
        recent.retain(|_, updated| updated.seconds() >= since);
    }

    /// Of the posts that were changed since then none is missing, but for those that are gone.
    fn call_missing(&mut self, posts: &str, found: &[Post], since: Timestamp) {
        let is_missing = |number: &u64| !found.iter().any(|post| post.id == *number);
        let recent = self.memory.recent.iter().filter(|(_, updated)| **updated > since);
        let missing: Vec<u64> = recent.map(|(number, _)| *number).filter(is_missing).collect();
        self.memory.recent.retain(|number, _| !missing.contains(number));
        self.ask_numbers(&unfiltered(posts), &missing, true);
    }

    /// Asks for what is not known of the posts that were changed lately.
    fn checked(&mut self, posts: PostsStep, found: &[Post], pages: u64, known: &dyn Known) {
        let last_is_new = found.last().is_some_and(|post| !self.is_known(post, known));
        self.ask_named(&posts.posts, found, known);
        let is_more = pages > u64::from(posts.page);
        if let Some(since) = posts.since.filter(|_| posts.page == 1 && !is_more) {
            self.call_missing(&posts.posts, found, since);
        }
        self.note_posts(found);
        self.note_recent(found);
        if posts.page == 1 {
            let window = self.memory.window.unwrap_or(WINDOW);
            if is_more {
                self.memory.window = Some((window / 2).max(1));
            } else if found.len() < TELLING && found.len() < self.memory.numbers.len() {
                self.memory.window = Some(window.saturating_mul(2).min(LONGEST_WINDOW));
            }
        }
        if is_more && last_is_new {
            self.ask_posts(PostsStep { page: posts.page + 1, ..posts });
        }
    }

    fn is_known(&self, post: &Post, known: &dyn Known) -> bool {
        let is_recent = post.updated.is_some() && self.memory.recent.get(&post.id).copied() == post.updated;
        let url = post.link.as_deref().and_then(|link| address::canonical(link, None));
        let listed = Listed { url, number: Some(WordpressId(post.id)), updated: post.updated };
        is_recent || known.has(&listed)
    }

    fn ask_named(&mut self, posts: &str, found: &[Post], known: &dyn Known) {
        let new: Vec<u64> = found.iter().filter(|post| !self.is_known(post, known)).map(|post| post.id).collect();
        self.ask_numbers(posts, &new, false);
    }

    fn ask_numbers(&mut self, posts: &str, numbers: &[u64], is_roll_call: bool) {
        let [most, ..] = PER_PAGE;
        let fields = if is_roll_call { "_fields=id" } else { FULL };
        for numbers in numbers.chunks(most as usize) {
            let list: Vec<String> = numbers.iter().map(u64::to_string).collect();
            let include = list.join(",");
            let address = with(posts, &[("include", &include), ("per_page", &most.to_string())]);
            let named = Named { posts: posts.to_owned(), numbers: numbers.to_vec(), is_roll_call };
            self.push_list(format!("{address}&{fields}"), Task::Named(named));
        }
    }

    pub(super) fn named_came(
        &mut self,
        step: &Step,
        named: &Named,
        body: Body,
        known: &dyn Known,
        events: &mut Vec<Event>,
    ) {
        let read = Read::of(&body);
        let found = read.as_ref().and_then(|read| rest::posts(&read.text));
        let (Some(read), Some(found)) = (read, found) else { return self.rest_closed(step, None, events) };
        if named.is_roll_call {
            let gone = named.numbers.iter().filter(|number| !found.iter().any(|post| post.id == **number));
            let Ok(site) = Url::parse(&body.address) else { return };
            for number in gone {
                self.memory.numbers.remove(number);
                let root = &site[..url::Position::BeforePath];
                events.push(Event::Gone(format!("{root}/?p={number}")));
            }
            return;
        }
        self.complete(read.items(), &body.address, Reach::All, known);
        if !found.is_empty() {
            events.push(Event::TakeIn(body.into()));
        }
    }

    /// On to older posts, or the end.
    fn next_posts(&mut self, mut posts: PostsStep, found: &[Post], pages: u64) {
        let more = pages.saturating_sub(u64::from(posts.page));
        self.run.pages_left = if posts.reach == Reach::New { 0 } else { usize::try_from(more).unwrap_or(usize::MAX) };
        let numbers: Vec<u8> = found.iter().flat_map(|post| post.id.to_le_bytes()).collect();
        if more == 0 || found.is_empty() || posts.circle.closes(hash(&numbers)) {
            self.run.pages_left = 0;
            return self.posts_ended(&posts);
        }
        let newest = found.iter().filter_map(|post| post.date.as_deref()).max();
        let oldest = found.iter().filter_map(|post| post.date.as_deref()).min();
        let before = oldest.and_then(second_later);
        posts.by_page |=
            before.is_none() || posts.before.as_deref().zip(newest).is_some_and(|(before, newest)| newest >= before);
        let is_older = posts.before.is_none() || before < posts.before;
        if posts.by_page || !is_older {
            posts.page += 1;
        } else {
            (posts.before, posts.page) = (before, 1);
        }
        if posts.reach == Reach::New {
            let address = posts.address(None);
            self.parked = Some(Step { address, task: Task::Posts(posts), tries: 0 });
        } else {
            self.ask_posts(posts);
        }
        self.run.pages_left = self.run.pages_left.saturating_sub(1);
    }

    pub(super) fn posts_ended(&mut self, posts: &PostsStep) {
        if posts.aim != Aim::Anew || posts.reach != Reach::All {
            return;
        }
        // One that is here no more may only have lost its tag.
        let listed = std::mem::take(&mut self.memory.listed);
        let missing: Vec<u64> = self.memory.numbers.difference(&listed).copied().collect();
        self.ask_numbers(&unfiltered(&posts.posts), &missing, true);
    }

    /// The interface gives nothing: not there, shut, or something else answers in its place.
    pub(super) fn rest_closed(&mut self, step: &Step, error: Option<&FetchError>, events: &mut Vec<Event>) {
        if matches!(error, Some(FetchError::Status { code: 401 | 403, .. })) {
            // shut is shut, by whatever address
            self.candidates.retain(|candidate| !matches!(candidate, Candidate::Rest { .. }));
        }
        let said = error.map_or_else(|| "gives no posts".to_owned(), ToString::to_string);
        let why = format!("{} {said}", step.address.split('?').next().unwrap_or(""));
        if let Task::Named(named) = &step.task {
            // they are new still
            self.memory.recent.retain(|number, _| !named.numbers.contains(number));
            return events.push(Event::Problem(why));
        }
        if step.is_in_the_middle() {
            return self.broken_off(step.clone(), why, events);
        }
        self.closed(step, &why, events);
    }
}

/// The address of all posts of the site.
fn unfiltered(posts: &str) -> String {
    with(posts, &["tags", "categories", "author", "after", "before", "search"].map(|name| (name, "")))
}

/// Days that hold enough of the newest posts.
fn window(found: &[Post]) -> Option<u16> {
    let mut changes: Vec<i64> = found.iter().filter_map(|post| Some(post.updated?.seconds())).collect();
    changes.sort_unstable_by(|a, b| b.cmp(a));
    let days = (changes.first()? - changes.iter().take(TELLING).next_back()?) / 86_400 + 1;
    Some(u16::try_from(days).unwrap_or(LONGEST_WINDOW).clamp(WINDOW, LONGEST_WINDOW))
}

/// Why these can't be the posts that were asked for.
fn misfit(asked: &str, at: &str, found: &[Post]) -> Option<String> {
    let wanted = |name: &str| -> Option<Vec<u64>> {
        Some(parameter(asked, name)?.split(',').filter_map(|number| number.parse().ok()).collect())
    };
    let lacks = |wanted: &[u64], carried: Option<&[u64]>| {
        carried.is_some_and(|carried| !carried.iter().any(|number| wanted.contains(number)))
    };
    let is_other = |post: &Post| {
        let author = post.author.map(|author| vec![author]);
        [("tags", post.tags.as_deref()), ("categories", post.categories.as_deref()), ("author", author.as_deref())]
            .into_iter()
            .any(|(name, carried)| wanted(name).is_some_and(|wanted| lacks(&wanted, carried)))
    };
    if found.iter().any(is_other) {
        return Some("gives other posts than it was asked for".to_owned());
    }
    let links = || found.iter().filter_map(|post| post.link.as_deref());
    let foreign = links().filter(|link| !is_same_site(link, at)).count();
    (foreign * 2 > links().count()).then(|| {
        let other = links().find_map(|link| site(link).filter(|_| !is_same_site(link, at))).unwrap_or_default();
        format!("names another site, {other}, as the place of its posts")
    })
}
