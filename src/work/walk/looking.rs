//! What is at the address that a person gave, and which ways lead into it.
//!
//! An article's page and a feed are what they are, and read at once. A list of a WordPress site is best
//! read by its REST interface (whole texts, a hundred at a time, with numbers and dates of change), then
//! by its feed, then page by page; a whole site also by its sitemaps. Which one is open is seen by asking:
//! the first that gives something is taken.

use super::addresses::{Place, first_page, is_same, is_same_site, route, with};
use super::lists::ListStep;
use super::maps::MapStep;
use super::read::{Read, said};
use super::step::{Step, Task};
use super::terms::Terms;
use super::{Event, Known, Reach, Walk, Way};
use crate::article::Kind;
use crate::fetch::{Body, FetchError};
use crate::parse::feed::{paging, rest};
use crate::parse::page::discovery::{Discovery, Named, Subject};
use crate::parse::sitemap;
use serde::{Deserialize, Serialize};
use url::Url;

/// A way in that was not tried yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Candidate {
    /// The REST interface with this root.
    Rest {
        root: String,
        filter: Filter,
    },
    Feed(String),
    Pages(String),
    /// Where sitemaps may be, the first that there is counts.
    Sitemap(Vec<String>),
}

/// Which of a site's posts are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Filter {
    All,
    Term {
        taxonomy: Taxonomy,
        slug: Option<String>,
        number: Option<u64>,
    },
    /// By the site's own clock.
    Between {
        after: String,
        before: String,
    },
    Search(String),
}

/// Kinds of terms, as the REST interface has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Taxonomy {
    Tags,
    Categories,
    Users,
}

impl Taxonomy {
    /// Its place in the REST interface.
    pub fn path(self) -> &'static str {
        match self {
            Self::Tags => "wp/v2/tags",
            Self::Categories => "wp/v2/categories",
            Self::Users => "wp/v2/users",
        }
    }

    /// The parameter that asks for posts with it.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Categories => "categories",
            Self::Users => "author",
        }
    }
}

impl Walk {
    pub(super) fn looked(&mut self, step: Step, body: Body, known: &dyn Known, events: &mut Vec<Event>) {
        if !is_same_site(&body.address, &step.address) {
            let why = format!(
                "{} leads to another site, {}; add that address if it is the one you want",
                step.address, body.address
            );
            if self.memory.character.is_some() {
                return self.suspect(step, why, events);
            }
            return events.push(Event::Problem(why));
        }
        self.note_move(&step.address, &body, events);
        if let Some(map) = sitemap::read(&body.bytes) {
            let sitemap = body.address.clone();
            self.chosen(Way::Sitemap { sitemap: sitemap.clone() }, events);
            self.memory.is_as_it_was(&sitemap, &body, &body.bytes);
            let task = MapStep::first(self.reach, Vec::new());
            return self.entries_came(&sitemap, &task, map, known, events);
        }
        let Some(read) = Read::of(&body) else {
            let bytes = body.bytes.clone();
            return self.take_if_new(&step, body, &bytes, events);
        };
        if body.address.contains("wp/v2/posts") && rest::posts(&read.text).is_some() {
            const OWN: [&str; 9] =
                ["page", "per_page", "offset", "_fields", "_embed", "order", "orderby", "context", "before"];
            self.candidates.clear();
            return self.try_posts(&with(&body.address, &OWN.map(|name| (name, ""))));
        }
        if read.is_feed() {
            return self.feed_looked(&step, body, &read, known, events);
        }
        if !read.is_page() {
            return self.take_if_new(&step, body, &said(&read), events);
        }
        if let Some(why) = super::notice(&read.text) {
            return events.push(Event::Problem(format!("{} {why}; nothing of it was taken in", body.address)));
        }
        let Ok(url) = Url::parse(&body.address) else { return };
        let page = Discovery::read(&read.text, &url);
        if page.subject == Some(Subject::Missing) {
            return events.push(Event::Problem(format!("{} says that there is nothing there", body.address)));
        }
        let is_front = page.subject == Some(Subject::Front) || url.path() == "/" && url.query().is_none();
        let is_article = matches!(page.subject, Some(Subject::Article(_)))
            || page.subject.is_none() && read.intake.as_ref().is_some_and(|intake| intake.source.kind == Kind::Page);
        if is_article && !is_front {
            self.chosen(Way::Article { page: body.address.clone() }, events);
            return self.take_if_new(&step, body, &said(&read), events);
        }
        self.candidates = candidates(&page, &url, &body, self.reach).into();
        self.next_way();
    }

    /// The page of an address that can't be asked for may be closed where its feed is not.
    pub(super) fn look_closed(&mut self, step: &Step, error: &FetchError, events: &mut Vec<Event>) {
        if let (Some(Way::Article { page }), FetchError::Status { code: 404 | 410, .. }) = (&self.way, error) {
            return events.push(Event::Gone(page.clone()));
        }
        let is_shut = matches!(error, FetchError::Status { code: 401 | 403 | 405 | 406 | 451, .. });
        let place = Url::parse(&step.address).ok().map(|url| Place::of(&url));
        if let Some(Place { root, filter: Some(filter) }) =
            place.filter(|_| is_shut && (self.way.is_none() || self.run.is_looked_again))
        {
            self.candidates.extend(rest_candidates(&route(&root, "wp-json/"), &filter));
            if !matches!(filter, Filter::Search(_)) {
                self.candidates.push_back(Candidate::Feed(feed_of(&step.address)));
            }
            events.push(Event::Problem(format!("{} {error}; other ways in are tried", step.address)));
            self.next_way();
            return;
        }
        events.push(Event::Problem(format!("{} {error}", step.address)));
    }

    /// Tries the next way; `false` if there is none.
    pub(super) fn next_way(&mut self) -> bool {
        let Some(candidate) = self.candidates.pop_front() else { return false };
        match candidate {
            Candidate::Rest { root, filter } => self.try_rest(root, filter),
            Candidate::Feed(page) | Candidate::Pages(page) => self.begin_list(&page),
            Candidate::Sitemap(guesses) => {
                self.guess_map(MapStep::first(self.reach, guesses));
            }
        }
        true
    }

    fn try_rest(&mut self, root: String, filter: Filter) {
        let posts = route(&root, "wp/v2/posts");
        match filter {
            Filter::All => self.try_posts(&posts),
            Filter::Between { after, before } => {
                self.try_posts(&with(&posts, &[("after", &after), ("before", &before)]));
            }
            Filter::Search(words) => {
                let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
                self.try_posts(&with(&posts, &[("search", &words)]));
            }
            Filter::Term { taxonomy, number: Some(number), .. } if taxonomy != Taxonomy::Categories => {
                self.try_posts(&with(&posts, &[(taxonomy.parameter(), &number.to_string())]));
            }
            Filter::Term { taxonomy, slug, number } => {
                let terms = Terms { root, taxonomy, slug, number, is_search: false };
                self.ask_terms(terms);
            }
        }
    }

    fn feed_looked(&mut self, step: &Step, body: Body, read: &Read, known: &dyn Known, events: &mut Vec<Event>) {
        // Older articles may be on the pages of what it is the feed of.
        let page = read.intake.as_ref().and_then(|intake| intake.channel.link.clone());
        let page = page.filter(|page| is_same_site(page, &body.address) && !is_same(page, &body.address));
        self.candidates = page.map(Candidate::Pages).into_iter().collect();
        let list = ListStep::first(self.reach, false);
        let step = Step { address: body.address.clone(), task: Task::List(list.clone()), ..step.clone() };
        self.list_read(step, list, body, read, known, events);
    }

    /// One thing that is read as it is: nothing where it says what it said. `text` is what it says.
    fn take_if_new(&mut self, step: &Step, body: Body, text: &[u8], events: &mut Vec<Event>) {
        if !self.memory.is_as_it_was(&step.address, &body, text) {
            events.push(Event::TakeIn(body.into()));
        }
    }

    /// A redirect for good within the site: from now on the new address is asked.
    pub(super) fn note_move(&mut self, asked: &str, body: &Body, events: &mut Vec<Event>) {
        let Some(to) = body.moved.as_ref().filter(|to| is_same_site(to, asked) && *to != asked) else { return };
        if let Some(
            Way::Feed { feed: page }
            | Way::Pages { first: page }
            | Way::Sitemap { sitemap: page }
            | Way::Article { page },
        ) = &mut self.way
            && page == asked
        {
            page.clone_from(to);
        }
        if let Some(seen) = self.memory.pages.remove(asked) {
            self.memory.pages.insert(to.clone(), seen);
        }
        if asked == self.address {
            self.address.clone_from(to);
            events.push(Event::Moved(to.clone()));
        }
    }
}

/// The ways that a list's page offers, best first.
fn candidates(page: &Discovery, url: &Url, body: &Body, reach: Reach) -> Vec<Candidate> {
    let place = Place::of(url);
    let is_front = page.subject == Some(Subject::Front) || place.filter == Some(Filter::All);
    let by_header = body.links.iter().find(|link| link.rel.split(' ').any(|rel| rel == "https://api.w.org/"));
    let api = by_header.map(|link| link.address.clone()).or_else(|| page.api.clone());
    let is_wordpress = page.is_wordpress || api.is_some();
    let mut all = Vec::new();
    if let Some(filter) = filter(page, &place).filter(|_| is_wordpress) {
        all.extend(rest_candidates(&api.unwrap_or_else(|| route(&place.root, "wp-json/")), &filter));
    }
    let first = first_page(url);
    let feed = own_feed(page, url, is_front).or_else(|| is_wordpress.then(|| feed_of(&first)));
    let feed = feed.map(Candidate::Feed);
    let pages = Candidate::Pages(first);
    let names = ["wp-sitemap.xml", "sitemap_index.xml", "sitemap.xml"];
    let at_host = url.join("/robots.txt").ok().map(String::from);
    let places = at_host.into_iter().chain(names.map(|name| route(&place.root, name)));
    let maps = is_front.then(|| Candidate::Sitemap(places.collect()));
    // a feed that has no pages gives what is new, and nothing else
    if is_wordpress || reach == Reach::New {
        all.extend(feed.into_iter().chain(maps).chain([pages]));
    } else {
        all.extend(maps.into_iter().chain([pages]).chain(feed));
    }
    all
}

/// The root that is announced, and the form that works without pretty addresses.
fn rest_candidates(root: &str, filter: &Filter) -> Vec<Candidate> {
    let plain = root.split_once("wp-json").map(|(before, _)| format!("{before}?rest_route=/"));
    let roots = [root.to_owned()].into_iter().chain(plain);
    roots.map(|root| Candidate::Rest { root, filter: filter.clone() }).collect()
}

/// What the page is about, by what it says itself, else by its address.
fn filter(page: &Discovery, place: &Place) -> Option<Filter> {
    let term = |taxonomy: Taxonomy, named: &Named| {
        let entity = page.entity.as_deref().filter(|entity| entity.contains(taxonomy.path()));
        let number = entity.and_then(|entity| entity.trim_end_matches('/').rsplit('/').next()?.parse().ok());
        let slug = named.slug.clone();
        Filter::Term { taxonomy, slug, number: number.or(named.number) }
    };
    match &page.subject {
        Some(Subject::Front) => Some(Filter::All),
        Some(Subject::Tag(named)) => Some(term(Taxonomy::Tags, named)),
        Some(Subject::Category(named)) => Some(term(Taxonomy::Categories, named)),
        Some(Subject::Author(named)) => Some(term(Taxonomy::Users, named)),
        // of a kind of term of the site's own the path tells nothing
        Some(Subject::List) => place.filter.clone(),
        Some(Subject::Article(_) | Subject::Missing) => None,
        None => place.filter.clone(),
    }
}

/// The feed of what the page lists: one below its own address, for a front page the site's.
fn own_feed(page: &Discovery, url: &Url, is_front: bool) -> Option<String> {
    let own = Place::of(url);
    let below = |feed: &&String| own.filter.is_some() && Url::parse(feed).is_ok_and(|feed| Place::of(&feed) == own);
    let path = url.as_str().trim_end_matches('/');
    let prefixed = |feed: &&String| feed.starts_with(path);
    let fitting = page.feeds.iter().find(below).or_else(|| page.feeds.iter().find(prefixed));
    let first = || page.feeds.first().filter(|_| is_front || page.feeds.len() == 1 && !page.is_wordpress);
    fitting.or_else(first).cloned()
}

/// The address of a page's feed, as WordPress has it.
fn feed_of(page: &str) -> String {
    let bare = page.split('#').next().unwrap_or("");
    let (path, query) = bare.split_once('?').unwrap_or((bare, ""));
    if query.is_empty() { format!("{}/feed/", path.trim_end_matches('/')) } else { with(bare, &[("feed", "rss2")]) }
}

/// Whether a feed has pages that it does not name.
pub(super) fn has_wordpress_pages(text: &str, address: &str, body: &Body) -> bool {
    let by_header = body.links.iter().any(|link| link.rel.contains("api.w.org"));
    by_header || paging(text).is_wordpress || address.contains("?feed=")
}
