//! The way through a source, against sites in memory: a function from what is asked to what is answered.

use cuttings::article::{Timestamp, WordpressId};
use cuttings::fetch::{Ask, Body, FetchError, Link, Reply, Validators};
use cuttings::ingest::{Origin, ingest};
use cuttings::work::walk::{Event, Known, Limits, Listed, Reach, Walk, Way, notice};
use std::collections::{BTreeMap, BTreeSet};

const HOST: &str = "https://care.example";

/// What was taken in: articles in full, by address and number, with the date of their last change.
#[derive(Default)]
struct Archive {
    full: BTreeMap<String, Option<Timestamp>>,
    numbers: BTreeMap<u64, Option<Timestamp>>,
    titles: BTreeSet<String>,
}

impl Archive {
    fn take_in(&mut self, address: &str, bytes: &[u8]) {
        let Ok(intake) = ingest(bytes, &Origin { address: address.to_owned(), key: address.to_owned() }) else {
            return;
        };
        for item in intake.items {
            self.titles.insert(item.title.clone());
            if item.extent == cuttings::article::Extent::Full && !item.document.is_empty() {
                self.full.extend(item.url.as_ref().map(|url| (url.as_str().to_owned(), item.updated)));
                self.numbers.extend(item.wordpress_id.map(|number| (number.0, item.updated)));
            }
        }
    }
}

impl Known for Archive {
    fn has(&self, article: &Listed) -> bool {
        let by_number = article.number.and_then(|WordpressId(number)| self.numbers.get(&number));
        let by_url = || article.url.as_ref().and_then(|url| self.full.get(url.as_str()));
        by_number
            .or_else(by_url)
            .is_some_and(|known| article.updated.is_none() || known.is_none() || *known >= article.updated)
    }
}

type Answer = Result<Reply, FetchError>;

/// A reader of one site: what it asked for, what it holds, what it was told.
struct Reader<'s> {
    site: Box<dyn Fn(&Ask) -> Answer + 's>,
    archive: Archive,
    asked: Vec<String>,
    events: Vec<Event>,
}

impl<'s> Reader<'s> {
    fn of(site: impl Fn(&Ask) -> Answer + 's) -> Self {
        Self { site: Box::new(site), archive: Archive::default(), asked: Vec::new(), events: Vec::new() }
    }

    /// Walks to the end; how many requests it took.
    fn walk(&mut self, walk: &mut Walk) -> usize {
        let before = self.asked.len();
        while self.step(walk) {
            assert!(self.asked.len() < 2_000, "without end: {:#?}", self.asked.last());
        }
        assert!(walk.is_done());
        self.asked.len() - before
    }

    fn step(&mut self, walk: &mut Walk) -> bool {
        let Some(ask) = walk.next() else { return false };
        self.asked.push(ask.address.clone());
        let answer = (self.site)(&ask);
        for event in walk.answered(&ask, answer, &self.archive) {
            if let Event::TakeIn(fetched) = &event {
                self.archive.take_in(&fetched.address, &fetched.bytes);
            }
            self.events.push(event);
        }
        true
    }

    fn asked_for(&self, part: &str) -> usize {
        self.asked.iter().filter(|asked| asked.contains(part)).count()
    }

    fn problems(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Problem(text) = event { Some(text.as_str()) } else { None })
            .collect()
    }

    fn suspects(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Suspect(text) = event { Some(text.as_str()) } else { None })
            .collect()
    }

    fn gone(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Gone(text) = event { Some(text.as_str()) } else { None })
            .collect()
    }

    fn ways(&self) -> Vec<&'static str> {
        let name = |event: &Event| match event {
            Event::Chosen(Way::Rest { .. }) => Some("rest"),
            Event::Chosen(Way::Feed { .. }) => Some("feed"),
            Event::Chosen(Way::Pages { .. }) => Some("pages"),
            Event::Chosen(Way::Sitemap { .. }) => Some("sitemap"),
            Event::Chosen(Way::Article { .. }) => Some("article"),
            _ => None,
        };
        self.events.iter().filter_map(name).collect()
    }
}

fn walk(path: &str, reach: Reach) -> Walk {
    Walk::begin(&format!("{HOST}{path}"), reach)
}

/// As after the end of the program: only what is written down is left.
fn reopened(walk: &Walk) -> Walk {
    serde_json::from_str(&serde_json::to_string(walk).unwrap()).unwrap()
}

fn status(code: u16) -> Answer {
    Err(FetchError::Status { code, reason: "No".to_owned(), retry_after: None })
}

fn body(address: &str, text: String) -> Body {
    Body { bytes: text.into_bytes(), address: address.to_owned(), ..Body::default() }
}

#[allow(clippy::unnecessary_wraps, reason = "one of the answers that there are")]
fn reply(address: &str, text: impl Into<String>) -> Answer {
    Ok(Reply::Body(Box::new(body(address, text.into()))))
}

// --- a WordPress in memory

#[derive(Clone)]
struct Post {
    id: u64,
    /// Minutes since 2026-01-01.
    date: i64,
    modified: i64,
    tags: Vec<u64>,
}

/// How it answers where it does so oddly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Odd {
    Rest(u16),
    RestIsHtml,
    RestIgnoresFilters,
    RestIgnoresBefore,
    RestNamesStaging,
    RestFewOnly,
    RestOnlyPlain,
    Feed(u16),
    FeedIgnoresPages,
    FeedTruncated,
    NoPager,
    Swapped,
    PagesRepeat,
    Sitemap,
    Spoiled,
    SpoiledOddly,
    Theme,
}

struct Wordpress {
    posts: Vec<Post>,
    odd: Vec<Odd>,
}

const TAG: u64 = 5;
const START: i64 = 1_767_225_600; // 2026-01-01

fn moment(minutes: i64) -> String {
    Timestamp::from_seconds(START + minutes * 60).unwrap().to_string().trim_end_matches('Z').to_owned()
}

impl Wordpress {
    /// So many posts, an hour apart, every second one tagged.
    fn of(count: u64, odd: &[Odd]) -> Self {
        let post = |id: u64| {
            let date = id as i64 * 60;
            Post { id, date, modified: date, tags: if id.is_multiple_of(2) { vec![TAG] } else { vec![9] } }
        };
        Self { posts: (1..=count).map(post).collect(), odd: odd.to_vec() }
    }

    fn is(&self, odd: Odd) -> bool {
        self.odd.contains(&odd)
    }

    fn title(&self, id: u64) -> String {
        const NAMES: [&str; 6] = ["Council", "Ward", "Court", "School", "Union", "Trust"];
        let junk = self.junk();
        format!("{junk}{} halves the list of cases number {id}", NAMES[(id % 6) as usize])
    }

    fn junk(&self) -> &'static str {
        match () {
            () if self.is(Odd::Spoiled) => "slot gacor ",
            () if self.is(Odd::SpoiledOddly) => "some spam ",
            () => "",
        }
    }

    fn link(&self, id: u64) -> String {
        let host = if self.is(Odd::RestNamesStaging) { "https://staging.host.example" } else { HOST };
        format!("{host}/2026/01/halves-the-list-of-cases-number-{id}/")
    }

    fn text(id: u64) -> String {
        format!(
            "<p>People waited for months, said report {id}, which the council has published after a long delay.</p>\
             <p>Managers answered that number {id} is being looked at, and that more staff will come in spring.</p>"
        )
    }

    fn list(&self, tag: Option<u64>) -> Vec<Post> {
        let mut posts: Vec<Post> =
            self.posts.iter().filter(|post| tag.is_none_or(|tag| post.tags.contains(&tag))).cloned().collect();
        posts.sort_by_key(|post| std::cmp::Reverse((post.date, post.id)));
        posts
    }

    fn answer(&self, ask: &Ask) -> Answer {
        let rest = ask.address.strip_prefix(HOST).unwrap_or("/elsewhere");
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameters: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let is_plain = parameters.contains_key("rest_route");
        if path.starts_with("/wp-json") || is_plain {
            let path = parameters.get("rest_route").copied().unwrap_or_else(|| path.trim_start_matches("/wp-json"));
            return self.rest(ask, path, &parameters, is_plain);
        }
        let (path, page) = match path.trim_end_matches('/').rsplit_once("/page/") {
            Some((before, number)) => (format!("{before}/"), number.parse().unwrap()),
            None => (path.to_owned(), 1usize),
        };
        let page = parameters.get("paged").map_or(page, |page| page.parse().unwrap());
        match path.as_str() {
            "/feed/" => self.feed(ask, None, page),
            "/tag/courts/feed/" => self.feed(ask, Some(TAG), page),
            "/" => self.archive(ask, None, page),
            "/tag/courts/" => self.archive(ask, Some(TAG), page),
            "/wp-sitemap.xml" if self.is(Odd::Sitemap) => reply(
                &ask.address,
                format!(
                    "<sitemapindex><sitemap><loc>{HOST}/wp-sitemap-posts-post-1.xml</loc></sitemap><sitemap><loc>{HOST}/wp-sitemap-users-1.xml</loc></sitemap></sitemapindex>"
                ),
            ),
            "/wp-sitemap-posts-post-1.xml" => {
                let urls: String = self
                    .posts
                    .iter()
                    .map(|post| {
                        format!(
                            "<url><loc>{}</loc><lastmod>{}Z</lastmod></url>",
                            self.link(post.id),
                            moment(post.modified)
                        )
                    })
                    .collect();
                reply(&ask.address, format!("<urlset>{urls}</urlset>"))
            }
            path if path.starts_with("/2026/") => {
                let id = path.trim_end_matches('/').rsplit('-').next().and_then(|id| id.parse().ok()).unwrap_or(0);
                if self.posts.iter().any(|post| post.id == id) { self.article(ask, id) } else { status(404) }
            }
            _ => status(404),
        }
    }

    fn rest(&self, ask: &Ask, path: &str, parameters: &BTreeMap<&str, &str>, is_plain: bool) -> Answer {
        if self.is(Odd::RestOnlyPlain) && !is_plain {
            return status(404);
        }
        if self.is(Odd::RestIsHtml) {
            return reply(&ask.address, "<html><body><h1>Welcome</h1><p>Nothing here.</p></body></html>");
        }
        if let Some(Odd::Rest(code)) = self.odd.iter().find(|odd| matches!(odd, Odd::Rest(_))) {
            return status(*code);
        }
        if path == "/wp/v2/tags" {
            let found = if parameters.get("slug") == Some(&"courts") {
                format!("[{{\"id\":{TAG},\"slug\":\"courts\"}}]")
            } else {
                "[]".to_owned()
            };
            return reply(&ask.address, found);
        }
        if path != "/wp/v2/posts" {
            return status(404);
        }
        let per_page: usize = parameters.get("per_page").map_or(10, |number| number.parse().unwrap());
        if per_page > 100 || self.is(Odd::RestFewOnly) && per_page > 20 {
            return status(400);
        }
        let tag = parameters.get("tags").map(|tag| tag.parse().unwrap()).filter(|_| !self.is(Odd::RestIgnoresFilters));
        let mut posts = self.list(tag);
        if let Some(before) = parameters.get("before").filter(|_| !self.is(Odd::RestIgnoresBefore)) {
            posts.retain(|post| moment(post.date).as_str() < *before);
        }
        if let Some(after) = parameters.get("after") {
            posts.retain(|post| moment(post.date).as_str() > after.trim_end_matches('Z'));
        }
        if let Some(after) = parameters.get("modified_after") {
            posts.retain(|post| moment(post.modified).as_str() > after.trim_end_matches('Z'));
        }
        if let Some(include) = parameters.get("include") {
            posts.retain(|post| include.split(',').any(|id| id == post.id.to_string()));
        }
        if parameters.get("orderby") == Some(&"modified") {
            posts.sort_by_key(|post| std::cmp::Reverse(post.modified));
        }
        let page: usize = parameters.get("page").map_or(1, |page| page.parse().unwrap());
        let pages = posts.len().div_ceil(per_page);
        if page > pages.max(1) {
            return status(400);
        }
        let is_full = parameters.get("_fields").is_none_or(|fields| fields.contains("content"));
        let shown: Vec<String> =
            posts.iter().skip((page - 1) * per_page).take(per_page).map(|post| self.json(post, is_full)).collect();
        let mut body = body(&ask.address, format!("[{}]", shown.join(",")));
        (body.total, body.pages) = (Some(posts.len() as u64), Some(pages as u64));
        Ok(Reply::Body(Box::new(body)))
    }

    fn json(&self, post: &Post, is_full: bool) -> String {
        let (id, title, link) = (post.id, self.title(post.id), self.link(post.id));
        let (date, modified) = (moment(post.date), moment(post.modified));
        let text = if is_full {
            format!(
                ",\"content\":{{\"rendered\":{}}},\"tags\":{:?}",
                serde_json::to_string(&Self::text(id)).unwrap(),
                post.tags
            )
        } else {
            String::new()
        };
        format!(
            "{{\"id\":{id},\"date\":\"{date}\",\"date_gmt\":\"{date}\",\"modified_gmt\":\"{modified}\",\"link\":\"{link}\",\"title\":{{\"rendered\":\"{title}\"}}{text}}}"
        )
    }

    fn feed(&self, ask: &Ask, tag: Option<u64>, page: usize) -> Answer {
        if let Some(Odd::Feed(code)) = self.odd.iter().find(|odd| matches!(odd, Odd::Feed(_))) {
            return status(*code);
        }
        let page = if self.is(Odd::FeedIgnoresPages) { 1 } else { page };
        let posts = self.list(tag);
        let items: String = posts.iter().skip((page - 1) * 10).take(10).map(|post| self.item(post)).collect();
        if items.is_empty() {
            return status(404);
        }
        let junk = self.junk();
        let text = format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>{junk}Care</title><link>{HOST}/</link><generator>https://wordpress.org/?v=6.1</generator>{items}</channel></rss>"
        );
        let validators = Validators {
            etag: Some(format!("\"{}\"", text.len() + posts.iter().map(|post| post.modified as usize).sum::<usize>())),
            last_modified: None,
        };
        if page == 1 && ask.validators == validators {
            return Ok(Reply::Unchanged);
        }
        Ok(Reply::Body(Box::new(Body { validators, ..body(&ask.address, text) })))
    }

    fn item(&self, post: &Post) -> String {
        let date = Timestamp::from_seconds(START + post.date * 60).unwrap().to_chrono().to_rfc2822();
        let (id, title, link) = (post.id, self.title(post.id), self.link(post.id));
        let text = if self.is(Odd::FeedTruncated) {
            "<description>People waited for months, said the report, which the council […]</description>".to_owned()
        } else {
            format!("<content:encoded><![CDATA[{}]]></content:encoded>", Self::text(id))
        };
        format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{HOST}/?p={id}</guid><pubDate>{date}</pubDate>{text}</item>"
        )
    }

    fn head(&self) -> &'static str {
        if self.is(Odd::Theme) { "" } else { "<link rel='https://api.w.org/' href='https://care.example/wp-json/'>" }
    }

    fn archive(&self, ask: &Ask, tag: Option<u64>, page: usize) -> Answer {
        let posts = self.list(tag);
        let page = if self.is(Odd::PagesRepeat) { 1 + (page - 1) % 2 } else { page };
        let shown: String = posts.iter().skip((page - 1) * 10).take(10).map(|post| {
            let (id, title, link) = (post.id, self.title(post.id), self.link(post.id));
            format!("<article class='post-{id} post type-post tag-courts'><h2 class='entry-title'><a href='{link}'>{title}</a></h2><time datetime='{}Z'>then</time><div class='entry-summary'><p>People waited for months, said the report […]</p></div></article>", moment(post.date))
        }).collect();
        if shown.is_empty() {
            return status(404);
        }
        let root = if tag.is_some() { "/tag/courts/" } else { "/" };
        let at = |page: usize| if page == 1 { format!("{HOST}{root}") } else { format!("{HOST}{root}page/{page}/") };
        let is_more = self.is(Odd::PagesRepeat) || posts.len() > page * 10;
        let number: usize =
            ask.address.trim_end_matches('/').rsplit_once("/page/").map_or(1, |(_, number)| number.parse().unwrap());
        let (older, newer) = if self.is(Odd::Swapped) { ("prev", "next") } else { ("next", "prev") };
        let mut pager = String::new();
        if !self.is(Odd::NoPager) {
            if is_more {
                pager.push_str(&format!("<a rel='{older}' href='{}'>Older</a>", at(number + 1)));
            }
            if number > 1 {
                pager.push_str(&format!("<a rel='{newer}' href='{}'>Newer</a>", at(number - 1)));
            }
        }
        let classes = if tag.is_some() { format!("archive tag tag-courts tag-{TAG}") } else { "home blog".to_owned() };
        reply(
            &ask.address,
            format!(
                "<html><head><title>Care</title>{}<link rel='alternate' type='application/rss+xml' href='{root}feed/'><script src='/wp-includes/a.js'></script></head><body class='{classes}'><main>{shown}</main><nav>{pager}</nav></body></html>",
                self.head()
            ),
        )
    }

    fn article(&self, ask: &Ask, id: u64) -> Answer {
        reply(
            &ask.address,
            format!(
                "<html><head><title>{0}</title><link rel='canonical' href='{1}'><meta property='og:type' content='article'></head><body class='single postid-{id}'><article class='post-{id}'><h1 class='entry-title'>{0}</h1><time datetime='2026-01-02'>then</time><div class='entry-content'>{2}{2}</div></article></body></html>",
                self.title(id),
                self.link(id),
                Self::text(id)
            ),
        )
    }
}

fn courts(site: &Wordpress) -> Reader<'_> {
    Reader::of(|ask| site.answer(ask))
}

/// What is there once a walk through the site has come to its end.
fn read(site: &Wordpress, way: &mut Walk) -> Archive {
    let mut reader = courts(site);
    reader.walk(way);
    reader.archive
}

// --- ways in

#[test]
fn the_best_way_that_is_open_is_taken() {
    use Odd::*;
    let cases: [(&str, &[Odd], &str); 13] = [
        ("/tag/courts/", &[], "rest"),
        ("/", &[], "rest"),
        ("/tag/courts/", &[RestOnlyPlain], "rest"),
        ("/tag/courts/", &[RestFewOnly], "rest"),
        ("/tag/courts/", &[Theme], "rest"),
        ("/tag/courts/", &[Rest(404)], "feed"),
        ("/tag/courts/", &[Rest(401)], "feed"),
        ("/tag/courts/", &[Rest(403)], "feed"),
        ("/tag/courts/", &[RestIsHtml], "feed"),
        ("/tag/courts/", &[RestIgnoresFilters], "feed"),
        ("/tag/courts/", &[Rest(404), FeedTruncated], "feed"),
        ("/tag/courts/", &[Rest(404), Feed(404)], "pages"),
        ("/", &[Rest(404), Feed(404), Sitemap], "sitemap"),
    ];
    for (path, odd, way) in cases {
        let site = Wordpress::of(250, odd);
        let mut reader = courts(&site);
        reader.walk(&mut walk(path, Reach::All));
        assert_eq!(reader.ways(), [way], "{path} {odd:?}: {:#?}", reader.asked);
        let wanted = if path == "/" { 250 } else { 125 };
        assert_eq!(
            reader.archive.numbers.len().max(reader.archive.full.len()),
            wanted,
            "{path} {odd:?}: {:?}",
            reader.problems()
        );
    }
}

#[test]
fn the_rest_interface_takes_few_requests() {
    let site = Wordpress::of(250, &[]);
    let mut reader = courts(&site);
    assert_eq!(reader.walk(&mut walk("/tag/courts/", Reach::All)), 3, "{:#?}", reader.asked);
    assert_eq!(reader.walk(&mut walk("/", Reach::All)), 4, "{:#?}", reader.asked);
}

#[test]
fn a_rest_interface_that_names_another_host_is_left_alone() {
    let site = Wordpress::of(30, &[Odd::RestNamesStaging]);
    let mut reader = courts(&site);
    reader.walk(&mut walk("/tag/courts/", Reach::New));
    assert!(!reader.ways().contains(&"rest"));
    assert!(
        reader.problems().iter().any(|problem| problem.contains("staging.host.example")),
        "{:?}",
        reader.problems()
    );
}

#[test]
fn a_page_that_is_shut_may_have_ways_in_that_are_not() {
    let site = Wordpress::of(30, &[]);
    let mut reader =
        Reader::of(|ask| if ask.address.ends_with("/tag/courts/") { status(403) } else { site.answer(ask) });
    reader.walk(&mut walk("/tag/courts/", Reach::All));
    assert_eq!((reader.ways(), reader.archive.numbers.len()), (vec!["rest"], 15));
    let mut reader = Reader::of(|_| status(404));
    assert_eq!(reader.walk(&mut walk("/tag/courts/", Reach::All)), 1);
    assert!(reader.problems()[0].contains("404"));
}

#[test]
fn an_article_and_a_feed_are_read_at_once() {
    let site = Wordpress::of(30, &[]);
    for (path, way) in [("/2026/01/halves-the-list-of-cases-number-7/", "article"), ("/feed/", "feed")] {
        let mut reader = courts(&site);
        assert_eq!(reader.walk(&mut walk(path, Reach::New)), 1);
        assert_eq!(reader.ways(), [way]);
        assert!(!reader.archive.full.is_empty());
    }
}

// --- history

#[test]
fn the_history_can_be_stopped_anywhere_and_goes_on_there() {
    for odd in [&[][..], &[Odd::Rest(404)], &[Odd::Rest(404), Odd::Feed(404)], &[Odd::Rest(404), Odd::FeedTruncated]] {
        let site = Wordpress::of(250, odd);
        let mut reader = courts(&site);
        let mut way = walk("/tag/courts/", Reach::All);
        let mut stops = 0;
        loop {
            let mut is_over = false;
            for _ in 0..3 {
                is_over |= !reader.step(&mut way);
            }
            if is_over {
                break;
            }
            // what is asked and not answered when the program ends is asked again
            let _ = way.next();
            way = reopened(&way);
            way.resume(Reach::All);
            stops += 1;
        }
        assert!(stops > 0);
        assert_eq!(reader.archive.numbers.len().max(reader.archive.full.len()), 125, "{odd:?} {:#?}", reader.asked);
        let once: BTreeSet<&String> = reader.asked.iter().filter(|asked| asked.contains("/2026/")).collect();
        assert_eq!(once.len(), reader.asked_for("/2026/"), "no article's page is asked for twice");
    }
}

#[test]
fn new_and_deleted_posts_meanwhile_lose_nothing() {
    for odd in [&[][..], &[Odd::RestIgnoresBefore], &[Odd::Rest(404)]] {
        let site = std::cell::RefCell::new(Wordpress::of(500, odd));
        let mut reader = Reader::of(|ask| site.borrow().answer(ask));
        let mut way = walk("/", Reach::All);
        let mut id = 500;
        while reader.step(&mut way) {
            id += 1;
            site.borrow_mut().posts.push(Post { id, date: id as i64 * 60, modified: id as i64 * 60, tags: vec![TAG] });
            if odd.is_empty() {
                site.borrow_mut().posts.retain(|post| post.id != 1000 - id);
            }
        }
        let missing: Vec<u64> = (1..=400).filter(|id| !reader.archive.numbers.contains_key(id)).collect();
        assert!(missing.is_empty(), "{odd:?} {missing:?}");
    }
}

#[test]
fn posts_of_one_second_are_all_read() {
    let mut site = Wordpress::of(350, &[]);
    for post in &mut site.posts[20..320] {
        post.date = 1200;
    }
    let mut reader = courts(&site);
    reader.walk(&mut walk("/", Reach::All));
    assert_eq!(reader.archive.numbers.len(), 350);
}

#[test]
fn a_walk_reaches_back_to_a_day() {
    let since = Timestamp::from_seconds(START + 200 * 3600).unwrap();
    for odd in [&[][..], &[Odd::Rest(404)], &[Odd::Rest(404), Odd::Feed(404)]] {
        let site = Wordpress::of(250, odd);
        let mut reader = courts(&site);
        let count = reader.walk(&mut walk("/tag/courts/", Reach::Since(since)));
        let known = reader.archive.numbers.len();
        assert!((26..=35).contains(&known), "{odd:?}: {known}");
        assert!(count < 40, "{odd:?}: {count}");
    }
}

#[test]
fn what_was_read_before_is_not_fetched_again() {
    let mut site = Wordpress::of(250, &[]);
    let mut way = walk("/", Reach::All);
    let (archive, numbers) = {
        let mut reader = courts(&site);
        reader.walk(&mut way);
        (reader.archive, site.posts.len())
    };
    assert_eq!(numbers, 250);
    site.posts[3].modified = 90_000;
    let mut reader = courts(&site);
    reader.archive = archive;
    let mut way = reopened(&way);
    way.resume(Reach::All);
    reader.walk(&mut way);
    assert_eq!(reader.asked_for("content"), 1, "{:#?}", reader.asked);
    assert_eq!(reader.asked_for("include=4&"), 1);
}

// --- what is new

#[test]
fn nothing_new_is_one_request_and_nothing_to_store() {
    for odd in [&[][..], &[Odd::Rest(404)], &[Odd::Rest(404), Odd::FeedTruncated], &[Odd::Rest(404), Odd::Feed(404)]] {
        let site = Wordpress::of(60, odd);
        let mut reader = courts(&site);
        let mut way = walk("/tag/courts/", Reach::All);
        reader.walk(&mut way);
        for day in 0..3 {
            reader.events.clear();
            way = reopened(&way);
            way.resume(Reach::New);
            assert_eq!(reader.walk(&mut way), 1, "{odd:?} day {day}: {:#?}", reader.asked);
            assert_eq!(reader.events, [], "{odd:?}");
        }
    }
}

#[test]
fn new_edited_and_planned_posts_come() {
    let mut site = Wordpress::of(60, &[]);
    let mut way = walk("/", Reach::All);
    let archive = read(&site, &mut way);
    let newest = 60 * 60;
    site.posts.push(Post { id: 61, date: newest + 60, modified: newest + 60, tags: vec![TAG] });
    // written last week, published today
    site.posts.push(Post { id: 62, date: newest + 90, modified: newest - 700, tags: vec![TAG] });
    site.posts[9].modified = newest + 95;
    let mut reader = courts(&site);
    reader.archive = archive;
    let mut way = reopened(&way);
    way.resume(Reach::New);
    assert_eq!(reader.walk(&mut way), 2, "{:#?}", reader.asked);
    assert!(reader.archive.numbers.contains_key(&61) && reader.archive.numbers.contains_key(&62));
    assert_eq!(reader.archive.numbers[&10], Timestamp::from_seconds(START + (newest + 95) * 60));
    way.resume(Reach::New);
    assert_eq!(reader.walk(&mut way), 1);
}

#[test]
fn after_a_long_time_new_posts_are_read_page_by_page() {
    for odd in [&[][..], &[Odd::Rest(404)]] {
        let small = Wordpress::of(60, odd);
        let mut way = walk("/", Reach::All);
        let archive = read(&small, &mut way);
        let site = Wordpress::of(400, odd);
        let mut reader = courts(&site);
        reader.archive = archive;
        way.resume(Reach::New);
        reader.walk(&mut way);
        assert_eq!(reader.archive.numbers.len(), 400, "{odd:?}: {:#?}", reader.asked);
    }
}

#[test]
fn a_first_look_is_one_page_and_the_history_goes_on_from_it() {
    for (odd, first) in [(&[][..], 100), (&[Odd::Rest(404)], 10)] {
        let site = Wordpress::of(250, odd);
        let mut reader = courts(&site);
        let mut way = walk("/", Reach::New);
        reader.walk(&mut way);
        assert_eq!(reader.archive.numbers.len(), first, "{odd:?}");
        let seen = reader.asked.len();
        way.resume(Reach::All);
        reader.walk(&mut way);
        assert_eq!(reader.archive.numbers.len(), 250);
        let again = reader.asked[seen..].iter().filter(|asked| reader.asked[..seen].contains(asked)).count();
        assert_eq!(again, 0, "{odd:?}: {:#?}", reader.asked);
    }
}

#[test]
fn deleted_posts_are_gone_and_untagged_ones_are_not() {
    let mut site = Wordpress::of(60, &[]);
    let mut way = walk("/tag/courts/", Reach::All);
    let archive = read(&site, &mut way);
    site.posts.retain(|post| post.id != 20);
    site.posts.iter_mut().find(|post| post.id == 30).unwrap().tags = vec![9];
    let mut reader = courts(&site);
    reader.archive = archive;
    way.resume(Reach::All);
    reader.walk(&mut way);
    assert_eq!(reader.gone(), ["https://care.example/?p=20"]);
}

#[test]
fn an_article_that_is_not_there_any_more_is_gone() {
    let site = Wordpress::of(30, &[]);
    let mut reader = courts(&site);
    let mut way = walk("/2026/01/halves-the-list-of-cases-number-7/", Reach::New);
    reader.walk(&mut way);
    let mut reader = Reader::of(|_| status(410));
    way.resume(Reach::New);
    reader.walk(&mut way);
    assert_eq!(reader.gone(), ["https://care.example/2026/01/halves-the-list-of-cases-number-7/"]);
}

#[test]
fn a_way_that_was_open_and_is_closed_is_looked_for_anew() {
    let mut site = Wordpress::of(60, &[]);
    let mut way = walk("/tag/courts/", Reach::All);
    courts(&site).walk(&mut way);
    site.odd.push(Odd::Rest(403));
    let mut reader = courts(&site);
    let mut way = reopened(&way);
    way.resume(Reach::New);
    reader.walk(&mut way);
    assert_eq!(reader.ways(), ["feed"], "{:#?}", reader.asked);
}

// --- truncated feeds, listings

#[test]
fn what_a_list_cuts_short_is_completed_from_the_pages_unless_it_is_known() {
    for odd in [&[Odd::Rest(404), Odd::FeedTruncated][..], &[Odd::Rest(404), Odd::Feed(404)]] {
        let site = Wordpress::of(20, odd);
        let mut reader = courts(&site);
        reader.archive.full.insert("https://care.example/2026/01/halves-the-list-of-cases-number-4/".to_owned(), None);
        reader.archive.numbers.insert(4, None);
        reader.walk(&mut walk("/tag/courts/", Reach::All));
        assert_eq!(reader.asked_for("/2026/"), 9, "{:#?}", reader.asked);
        assert_eq!(reader.asked_for("number-4/"), 0);
    }
}

// --- traps

#[test]
fn lists_without_end_are_left() {
    use Odd::*;
    let cases: [(&[Odd], usize); 4] = [
        (&[Rest(404), Feed(404), PagesRepeat], 10),
        (&[Rest(404), FeedIgnoresPages], 10),
        (&[Rest(404), Feed(404), Swapped], 30),
        (&[Rest(404), Feed(404), NoPager], 30),
    ];
    for (odd, most) in cases {
        let site = Wordpress::of(100, odd);
        let mut reader = courts(&site);
        reader.walk(&mut walk("/tag/courts/", Reach::All));
        let lists = reader.asked.len() - reader.asked_for("/2026/");
        assert!(lists <= most + 10, "{odd:?}: {lists}");
        if odd.contains(&Swapped) || odd.contains(&FeedIgnoresPages) {
            assert_eq!(reader.archive.full.len(), 50, "{odd:?}: {:#?}", reader.asked);
        }
    }
}

/// A list of pages, each with two articles of its own, whose `next` is as the case has it.
fn pages_with(next: impl Fn(usize) -> String + 'static) -> impl Fn(&Ask) -> Answer {
    move |ask: &Ask| {
        let number: usize = ask.address.rsplit('=').next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let item = |n: usize| {
            format!(
                "<article class='post-{n} post'><h2><a href='https://care.example/a-{n}/'>What the council said on day {n}</a></h2><time datetime='2026-01-02'>x</time><p>People waited for months, said the report, and more […]</p></article>"
            )
        };
        let items: String = (0..4).map(|n| item(number * 4 + n)).collect();
        if ask.address.contains("/a-") {
            return status(404);
        }
        reply(&ask.address, format!("<html><body class='archive'>{items}{}</body></html>", next(number)))
    }
}

#[test]
fn next_pages_lead_on_only_where_they_may() {
    type Next = Box<dyn Fn(usize) -> String>;
    let cases: [(&str, Next, usize); 6] = [
        (
            "relative",
            Box::new(|n| if n < 5 { format!("<a rel=next href='?after={}'>", n + 1) } else { String::new() }),
            5,
        ),
        ("itself", Box::new(|n| format!("<a rel=next href='?after={n}'>")), 1),
        ("another host", Box::new(|n| format!("<a rel=next href='https://else.example/?after={}'>", n + 1)), 1),
        ("a circle", Box::new(|n| format!("<a rel=next href='?after={}'>", n % 7 + 1)), 30),
        ("without end", Box::new(|n| format!("<a rel=next href='?after={}'>", n + 1)), 40),
        ("nowhere", Box::new(|_| "<a rel=next href='#'>".to_owned()), 1),
    ];
    for (name, next, most) in cases {
        let mut reader = Reader::of(pages_with(next));
        let mut way = Walk::begin("https://care.example/news?after=1", Reach::All);
        way.limit(Limits { lists: 40, ..Limits::default() });
        reader.walk(&mut way);
        let lists = reader.asked_for("after=");
        assert!(lists >= most.min(5) && lists <= most + 1, "{name}: {lists} {:#?}", reader.asked);
    }
}

#[test]
fn a_walk_rests_at_its_limits_and_goes_on_the_next_time() {
    let site = Wordpress::of(100, &[Odd::Rest(404)]);
    let mut reader = courts(&site);
    let mut way = walk("/tag/courts/", Reach::All);
    way.limit(Limits { lists: 4, articles: 10 });
    reader.walk(&mut way);
    assert!(reader.problems()[0].contains("goes on"), "{:?}", reader.problems());
    let mut way = reopened(&way);
    way.resume(Reach::All);
    reader.walk(&mut way);
    assert_eq!(reader.archive.numbers.len(), 50, "{:#?}", reader.asked);
}

#[test]
fn what_fails_for_the_moment_is_asked_again_the_next_time() {
    let site = Wordpress::of(100, &[Odd::Rest(404)]);
    let is_down = std::cell::Cell::new(true);
    let mut reader = Reader::of(|ask| {
        if is_down.get() && ask.address.contains("paged=3") {
            Err(FetchError::Connection("reset".into()))
        } else {
            site.answer(ask)
        }
    });
    let mut way = walk("/tag/courts/", Reach::All);
    reader.walk(&mut way);
    assert_eq!(reader.archive.numbers.len(), 20);
    is_down.set(false);
    let mut way = reopened(&way);
    way.resume(Reach::New);
    reader.walk(&mut way);
    assert_eq!(reader.archive.numbers.len(), 50, "{:#?}", reader.asked);
}

#[test]
fn stopping_loses_no_step() {
    let site = Wordpress::of(100, &[]);
    let mut reader = courts(&site);
    let mut way = walk("/", Reach::All);
    reader.step(&mut way);
    let ask = way.next().unwrap();
    assert_eq!(way.answered(&ask, Err(FetchError::Stopped), &reader.archive), []);
    assert_eq!((way.next(), way.is_done()), (None, true));
    let mut way = reopened(&way);
    way.resume(Reach::New);
    reader.walk(&mut way);
    assert_eq!(reader.archive.numbers.len(), 100);
}

// --- judgement

#[test]
fn a_source_that_is_taken_over_is_suspect_before_anything_is_taken_in() {
    let ways: [&[Odd]; 3] = [&[][..], &[Odd::Rest(404)], &[Odd::Rest(404), Odd::Feed(404)]];
    for (odd, (how, junk)) in ways
        .into_iter()
        .flat_map(|odd| [(Odd::Spoiled, "slot gacor"), (Odd::SpoiledOddly, "some spam")].map(|how| (odd, how)))
    {
        let mut site = Wordpress::of(40, odd);
        let mut way = walk("/tag/courts/", Reach::All);
        let archive = read(&site, &mut way);
        site.odd.push(how);
        site.posts.push(Post { id: 42, date: 42 * 60, modified: 42 * 60, tags: vec![TAG] });
        let mut reader = courts(&site);
        reader.archive = archive;
        for _ in 0..2 {
            reader.events.clear();
            way = reopened(&way);
            way.resume(Reach::New);
            reader.walk(&mut way);
            assert!(reader.suspects()[0].contains(junk), "{odd:?}: {:?}", reader.events);
            assert_eq!(reader.events.len(), 1);
        }
        way.accept();
        way.resume(Reach::New);
        reader.events.clear();
        reader.walk(&mut way);
        assert!(reader.events.iter().any(|event| matches!(event, Event::TakeIn(_))), "{odd:?}");
    }
}

#[test]
fn a_source_that_moves_to_another_host_is_suspect() {
    let site = Wordpress::of(40, &[Odd::Rest(404)]);
    let mut way = walk("/tag/courts/", Reach::All);
    courts(&site).walk(&mut way);
    let elsewhere = |ask: &Ask| -> Answer {
        let Ok(Reply::Body(mut body)) = site.answer(&Ask { validators: Validators::default(), ..ask.clone() }) else {
            return status(404);
        };
        body.bytes = String::from_utf8(body.bytes).unwrap().replace("care.example", "casino.example").into_bytes();
        Ok(Reply::Body(body))
    };
    let left = |_: &Ask| -> Answer { Err(FetchError::LeftSite { to: "https://casino.example/".into() }) };
    let mut other = reopened(&way);
    for (way, mut reader) in [(&mut way, Reader::of(elsewhere)), (&mut other, Reader::of(left))] {
        way.resume(Reach::New);
        reader.walk(way);
        assert!(reader.suspects()[0].contains("casino.example"), "{:?}", reader.events);
        assert_eq!(reader.events.len(), 1);
    }
}

#[test]
fn a_redirect_for_good_within_the_site_moves_the_source() {
    let site = Wordpress::of(40, &[]);
    let mut reader = Reader::of(|ask| {
        if ask.address.starts_with("http:") {
            let to = "https://www.care.example/feed/".to_owned();
            let Ok(Reply::Body(mut body)) = site.answer(&Ask { address: format!("{HOST}/feed/"), ..ask.clone() })
            else {
                return status(404);
            };
            (body.address, body.moved) = (to.clone(), Some(to));
            return Ok(Reply::Body(body));
        }
        site.answer(ask)
    });
    reader.walk(&mut Walk::begin("http://care.example/feed/", Reach::New));
    assert!(
        reader.events.contains(&Event::Moved("https://www.care.example/feed/".to_owned())),
        "{:?}",
        reader.problems()
    );
}

const NOTICES: [(&str, &str); 9] = [
    (
        "suspended",
        "<html><head><title>Account Suspended</title></head><body><h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p></body></html>",
    ),
    (
        "parked",
        "<html><head><title>care.example</title><script src='https://img.sedoparking.com/js/x.js'></script></head><body><h1>care.example</h1><p>This domain is for sale.</p><p>Related searches</p></body></html>",
    ),
    (
        "captcha",
        "<html><head><title>Just a moment...</title><meta name='robots' content='noindex'></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script></body></html>",
    ),
    (
        "captcha",
        "<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Please complete the security check to access care.example</h1><div class='h-captcha'></div></body></html>",
    ),
    (
        "worked on",
        "<html><head><title>Maintenance</title></head><body><h1>Under maintenance</h1><p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p></body></html>",
    ),
    (
        "login",
        "<html><head><title>Log In ‹ Care — WordPress</title></head><body><form id=\"loginform\"><input type=\"password\"><label>Remember Me</label></form><a href='/'>Lost your password?</a></body></html>",
    ),
    (
        "paywall",
        "<html><head><title>Beds cut again</title><meta property='og:type' content='article'><script type='application/ld+json'>{\"isAccessibleForFree\":false}</script></head><body class='single postid-3'><h1>Beds cut again</h1><time datetime='2026-01-01'></time><p>Beds were cut again this year.</p><div class='wall'>Subscribe to continue reading. Already a subscriber? Log in.</div></body></html>",
    ),
    (
        "error",
        "<html><head><title>Database Error</title></head><body id='error-page'><div class='wp-die-message'><h1>Error establishing a database connection</h1></div></body></html>",
    ),
    (
        "error",
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>",
    ),
];

#[test]
fn pages_of_junk_are_told_and_not_taken_in() {
    for (word, page) in NOTICES {
        let said = notice(page).unwrap_or_else(|| panic!("{page}"));
        assert!(said.contains(word), "{said}: {page}");
        for path in ["/tag/courts/", "/a-story/"] {
            let mut reader = Reader::of(|ask| reply(&ask.address, page));
            reader.walk(&mut walk(path, Reach::All));
            assert!(reader.archive.titles.is_empty(), "{page}");
            assert!(reader.problems().iter().any(|problem| problem.contains(word)), "{:?}", reader.problems());
        }
    }
}

#[test]
fn junk_in_place_of_single_articles_is_told_and_the_rest_comes() {
    let site = Wordpress::of(20, &[Odd::Rest(404), Odd::FeedTruncated]);
    let mut reader = Reader::of(|ask| {
        if ask.address.ends_with("number-8/") { reply(&ask.address, NOTICES[2].1) } else { site.answer(ask) }
    });
    reader.walk(&mut walk("/tag/courts/", Reach::All));
    assert_eq!(reader.archive.full.len(), 9);
    assert_eq!(reader.problems().len(), 1, "{:?}", reader.problems());
}

#[test]
fn articles_about_such_things_are_articles() {
    let long = "<p>The council’s social media account has been suspended after complaints, the paper has learned.</p>"
        .repeat(30);
    let pages = [
        format!("<html><head><title>Account suspended: council loses its page</title></head><body><h1>Account suspended: council loses its page</h1>{long}</body></html>"),
        "<html><head><title>Council account suspended after row</title><meta property='article:published_time' content='2026-01-01'></head><body class='single postid-4'><h1>Council account suspended after row</h1><time>1 January</time><p>The account has been suspended, the council said. It did not say for how long.</p></body></html>".to_owned(),
        "<html><head><title>Home under maintenance order closes</title></head><body class='single postid-5'><h1>Home under maintenance order closes</h1><span class='author'>Ada Quill</span><p>The care home under maintenance has closed. Families were told on Friday. The council will pay.</p><a href='/1'></a><a href='/2'></a><a href='/3'></a><a href='/4'></a><a href='/5'></a></body></html>".to_owned(),
        format!("<html><body><h1>How to subscribe to read us</h1>{long}<p>Already a subscriber? Subscribe now to support us.</p></body></html>"),
    ];
    for page in pages {
        assert_eq!(notice(&page), None, "{page}");
    }
}

#[test]
fn what_is_no_news_at_all_is_handed_on_as_it_is() {
    let mut reader = Reader::of(|ask| reply(&ask.address, "Just some words, said plainly."));
    let mut way = walk("/notes.txt", Reach::New);
    reader.walk(&mut way);
    assert!(matches!(reader.events.as_slice(), [Event::TakeIn(_)]));
    way.resume(Reach::New);
    reader.events.clear();
    assert_eq!((reader.walk(&mut way), reader.events.len()), (1, 0));
}

#[test]
fn a_link_header_tells_of_the_rest_interface_too() {
    let site = Wordpress::of(40, &[Odd::Theme]);
    let mut reader = Reader::of(|ask| {
        let answer = site.answer(&Ask { address: ask.address.replace("/blog/", "/"), ..ask.clone() });
        let Ok(Reply::Body(mut body)) = answer else { return answer };
        body.address.clone_from(&ask.address);
        body.links.push(Link { rel: "https://api.w.org/".to_owned(), address: format!("{HOST}/blog/wp-json/") });
        Ok(Reply::Body(body))
    });
    reader.walk(&mut walk("/blog/tag/courts/", Reach::All));
    assert_eq!((reader.ways(), reader.archive.numbers.len()), (vec!["rest"], 20));
    assert_eq!(reader.asked_for("/blog/wp-json/wp/v2/posts?tags=5"), 1, "{:#?}", reader.asked);
}

// --- other sites

#[test]
fn a_category_is_read_with_those_below_it() {
    let site = Wordpress::of(4, &[]);
    let mut reader = Reader::of(|ask| {
        if ask.address.contains("/wp/v2/categories") {
            let terms = r#"[{"id":9,"slug":"other","parent":0},{"id":4,"slug":"law","parent":3},{"id":3,"slug":"courts","parent":0},{"id":7,"slug":"eu","parent":4}]"#;
            return reply(&ask.address, terms);
        }
        if ask.address.contains("/category/") {
            let page = format!(
                "<html><head>{}</head><body class='archive category category-courts category-3'></body></html>",
                site.head()
            );
            return reply(&ask.address, page);
        }
        site.answer(ask)
    });
    reader.walk(&mut walk("/category/news/courts/", Reach::All));
    assert_eq!(reader.asked_for("posts?categories=3,4,7&"), 1, "{:#?}", reader.asked);
}

#[test]
fn a_month_is_read_to_its_bounds() {
    let site = Wordpress::of(40, &[]);
    let mut reader = Reader::of(|ask| {
        if ask.address.ends_with("/2026/01/") {
            return reply(
                &ask.address,
                format!("<html><head>{}</head><body class='archive date'></body></html>", site.head()),
            );
        }
        site.answer(ask)
    });
    reader.walk(&mut walk("/2026/01/", Reach::All));
    assert_eq!(
        reader.asked_for("posts?after=2025-12-31T23:59:59&before=2026-02-01T00:00:00&"),
        1,
        "{:#?}",
        reader.asked
    );
    assert_eq!(reader.archive.numbers.len(), 40);
}

#[test]
fn archives_of_a_feed_are_followed_back() {
    let entry = |n: u32| {
        let text = Wordpress::text(u64::from(n));
        format!(
            "<entry><title>What the council said on day {n}</title><id>urn:{n}</id><link href='{HOST}/a-{n}/'/><updated>2026-01-0{n}T00:00:00Z</updated><content type='html'><![CDATA[{text}]]></content></entry>"
        )
    };
    let feed = |link: &str, n: u32| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Care</title>{link}{}{}</feed>",
            entry(n),
            entry(n - 1)
        )
    };
    let mut reader = Reader::of(|ask| {
        let text = match ask.address.strip_prefix(HOST).unwrap() {
            "/feed.atom" => feed("<link rel='prev-archive' href='/2.atom'/>", 6),
            "/2.atom" => {
                feed("<link rel='prev-archive' href='1.atom'/><link rel='next-archive' href='/feed.atom'/>", 4)
            }
            "/1.atom" => feed("<link rel='prev-archive' href='/1.atom'/>", 2),
            _ => return status(404),
        };
        reply(&ask.address, text)
    });
    assert_eq!(reader.walk(&mut walk("/feed.atom", Reach::All)), 3);
    assert_eq!(reader.archive.full.len(), 6);
}

#[test]
fn the_history_of_a_feed_without_pages_is_read_elsewhere_and_its_news_in_it() {
    let pages =
        pages_with(|n| if n < 3 { format!("<a rel=next href='/news?after={}'>", n + 1) } else { String::new() });
    let mut reader = Reader::of(|ask| {
        if ask.address.ends_with("/rss.xml") {
            let items: String = (0..3).map(|n| format!("<item><title>What the council said on day {n}</title><link>{HOST}/a-{n}/</link><content:encoded><![CDATA[{}]]></content:encoded></item>", Wordpress::text(n))).collect();
            return reply(
                &ask.address,
                format!(
                    "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Care</title><link>{HOST}/news</link>{items}</channel></rss>"
                ),
            );
        }
        let answer = pages(ask);
        let Ok(Reply::Body(mut body)) = answer else { return answer };
        let text = String::from_utf8(body.bytes).unwrap();
        body.bytes = text
            .replace("<body", "<head><link rel=alternate type='application/rss+xml' href='/rss.xml'></head><body")
            .into_bytes();
        Ok(Reply::Body(body))
    });
    let mut way = walk("/news", Reach::New);
    reader.walk(&mut way);
    assert_eq!((reader.ways(), reader.asked.len()), (vec!["feed"], 2));
    way.resume(Reach::All);
    reader.walk(&mut way);
    assert_eq!(reader.ways(), ["feed", "pages"]);
    assert_eq!(reader.asked_for("after="), 2);
    let mut way = reopened(&way);
    way.resume(Reach::New);
    assert_eq!(reader.walk(&mut way), 1);
    assert!(reader.asked.last().unwrap().ends_with("/rss.xml"));
}

/// Three articles and a page that is none, in a sitemap; as many as `count` says are there by now.
fn mapped(ask: &Ask, count: u64, dates: bool) -> Answer {
    let path = ask.address.strip_prefix(HOST).unwrap();
    if path == "/sitemap.xml" {
        let date = |n: u64| {
            if dates { format!("<lastmod>2026-01-02T{:02}:{:02}:00Z</lastmod>", n / 60, n % 60) } else { String::new() }
        };
        let urls: String = (0..count).map(|n| format!("<url><loc>{HOST}/a-{n}/</loc>{}</url>", date(n))).collect();
        return reply(
            &ask.address,
            format!("<urlset><url><loc>{HOST}/</loc></url><url><loc>/privacy/</loc></url>{urls}</urlset>"),
        );
    }
    if path == "/" {
        return reply(&ask.address, "<html><head><title>Care</title></head><body><h1>Welcome</h1></body></html>");
    }
    let Some(n) = path.strip_prefix("/a-").and_then(|n| n.trim_end_matches('/').parse::<u64>().ok()) else {
        let text =
            "<p>We keep what you tell us to ourselves, and say so here at some length for the law.</p>".repeat(5);
        return if path == "/privacy/" {
            reply(&ask.address, format!("<html><body><h1>Privacy</h1>{text}</body></html>"))
        } else {
            status(404)
        };
    };
    let title = format!("What the council said on day {n}");
    reply(
        &ask.address,
        format!(
            "<html><head><title>{title}</title><meta property='og:type' content='article'><meta property='article:published_time' content='2026-01-02'></head><body><article><h1>{title}</h1>{}</article></body></html>",
            Wordpress::text(n).repeat(3)
        ),
    )
}

#[test]
fn a_site_that_has_only_a_sitemap_is_read_by_it() {
    for dates in [true, false] {
        let count = std::cell::Cell::new(30);
        let mut reader = Reader::of(|ask| mapped(ask, count.get(), dates));
        let mut way = walk("/", Reach::All);
        reader.walk(&mut way);
        assert_eq!(reader.ways(), ["sitemap"], "{:#?}", reader.asked);
        assert_eq!(reader.archive.full.len(), 30);
        assert!(!reader.archive.titles.contains("Privacy"));
        way = reopened(&way);
        way.resume(Reach::New);
        assert_eq!(reader.walk(&mut way), 1);
        count.set(32);
        way.resume(Reach::New);
        assert_eq!(reader.walk(&mut way), 3, "{:#?}", reader.asked);
        assert_eq!(reader.archive.full.len(), 32);
    }
}

#[test]
fn a_long_sitemap_is_taken_in_parts() {
    let mut reader = Reader::of(|ask| mapped(ask, 1_200, true));
    let mut way = walk("/sitemap.xml", Reach::All);
    while reader.archive.full.len() < 900 && reader.step(&mut way) {}
    let mut way = reopened(&way);
    way.resume(Reach::All);
    while reader.step(&mut way) {}
    assert_eq!(reader.archive.full.len(), 1_200);
    assert!(reader.asked_for("sitemap.xml") <= 3);
}

#[test]
fn answers_may_come_in_any_order() {
    let site = Wordpress::of(20, &[Odd::Rest(404), Odd::FeedTruncated]);
    let mut archive = Archive::default();
    let mut way = walk("/tag/courts/", Reach::All);
    loop {
        let asks: Vec<Ask> = std::iter::from_fn(|| way.next()).take(5).collect();
        if asks.is_empty() {
            break;
        }
        for ask in asks.iter().rev() {
            for event in way.answered(ask, site.answer(ask), &archive) {
                if let Event::TakeIn(fetched) = event {
                    archive.take_in(&fetched.address, &fetched.bytes);
                }
            }
        }
        let nobody = Ask { address: "https://care.example/never-asked/".to_owned(), ..asks[0].clone() };
        assert_eq!(way.answered(&nobody, status(500), &archive), []);
    }
    assert!(way.is_done());
    assert_eq!(archive.full.len(), 10);
}

#[test]
fn a_captcha_for_a_day_costs_nothing_but_that_day() {
    for odd in [&[][..], &[Odd::Rest(404)]] {
        let site = Wordpress::of(60, odd);
        let is_shut = std::cell::Cell::new(false);
        let mut reader =
            Reader::of(|ask| if is_shut.get() { reply(&ask.address, NOTICES[2].1) } else { site.answer(ask) });
        let mut way = walk("/tag/courts/", Reach::All);
        reader.walk(&mut way);
        is_shut.set(true);
        way.resume(Reach::New);
        assert!(reader.walk(&mut way) <= 2);
        assert!(!reader.problems().is_empty());
        is_shut.set(false);
        let mut way = reopened(&way);
        way.resume(Reach::New);
        assert!(reader.walk(&mut way) <= 2, "{odd:?}: {:#?}", reader.asked);
        assert_eq!((reader.ways().len(), reader.archive.numbers.len()), (1, 30));
    }
}

#[test]
fn a_list_that_is_shut_in_the_middle_goes_on_there_the_next_time() {
    for (odd, page) in [(&[][..], "before="), (&[Odd::Rest(404)], "paged=4")] {
        let site = Wordpress::of(250, odd);
        let is_shut = std::cell::Cell::new(true);
        let mut reader =
            Reader::of(|ask| if is_shut.get() && ask.address.contains(page) { status(403) } else { site.answer(ask) });
        let mut way = walk("/tag/courts/", Reach::All);
        reader.walk(&mut way);
        assert!(reader.archive.numbers.len() < 125);
        is_shut.set(false);
        let mut way = reopened(&way);
        way.resume(Reach::All);
        reader.walk(&mut way);
        assert_eq!((reader.ways().len(), reader.archive.numbers.len()), (1, 125), "{odd:?}: {:#?}", reader.asked);
    }
}

#[test]
fn a_post_of_late_that_was_deleted_is_missed_at_the_next_look() {
    let mut site = Wordpress::of(60, &[]);
    let mut way = walk("/tag/courts/", Reach::All);
    let archive = read(&site, &mut way);
    site.posts.retain(|post| post.id != 50);
    site.posts.iter_mut().find(|post| post.id == 54).unwrap().tags = vec![9];
    let mut reader = courts(&site);
    reader.archive = archive;
    let mut way = reopened(&way);
    way.resume(Reach::New);
    assert_eq!(reader.walk(&mut way), 2, "{:#?}", reader.asked);
    assert_eq!(reader.gone(), ["https://care.example/?p=50"]);
    way.resume(Reach::New);
    assert_eq!(reader.walk(&mut way), 1, "{:#?}", reader.asked);
}

#[test]
fn a_later_page_of_a_list_stands_for_the_list() {
    for odd in [&[][..], &[Odd::Rest(404)], &[Odd::Rest(404), Odd::Feed(404)]] {
        let site = Wordpress::of(60, odd);
        let mut reader = courts(&site);
        reader.walk(&mut walk("/tag/courts/page/2/", Reach::All));
        assert_eq!(reader.archive.numbers.len(), 30, "{odd:?}: {:#?}", reader.asked);
    }
}

#[test]
fn a_sitemap_at_a_place_of_its_own_is_found_by_what_robots_are_told() {
    let mut reader = Reader::of(|ask| match ask.address.strip_prefix(HOST).unwrap() {
        "/robots.txt" => reply(
            &ask.address,
            "User-agent: *\nDisallow: /x\nsitemap: https://else.example/s.xml\nSitemap: https://care.example/maps/news.xml\n",
        ),
        "/maps/news.xml" => mapped(&Ask { address: format!("{HOST}/sitemap.xml"), ..ask.clone() }, 5, true),
        "/sitemap.xml" => status(404),
        _ => mapped(ask, 5, true),
    });
    reader.walk(&mut walk("/", Reach::All));
    assert_eq!((reader.ways(), reader.archive.full.len()), (vec!["sitemap"], 5), "{:#?}", reader.asked);
}

#[test]
fn whatever_a_server_answers_a_walk_comes_to_its_end() {
    let site = Wordpress::of(300, &[Odd::Theme]);
    let answer = |ask: &Ask, seed: u64| -> Answer {
        let roll = ask.address.bytes().fold(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
        });
        let as_if = |address: &str| site.answer(&Ask { address: format!("{HOST}{address}"), ..ask.clone() });
        match roll % 16 {
            0 => status(404),
            1 => status(503),
            2 => Err(FetchError::Robots),
            3 => Err(FetchError::LeftSite { to: "https://else.example/".into() }),
            4 => reply(&ask.address, NOTICES[(roll >> 8) as usize % NOTICES.len()].1),
            5 => as_if("/feed/"),
            6 => as_if("/tag/courts/page/3/"),
            7 => as_if("/wp-json/wp/v2/posts?per_page=100"),
            8 => mapped(&Ask { address: format!("{HOST}/sitemap.xml"), ..ask.clone() }, 20, true),
            9 => reply(&ask.address, "{\"a\":[{\"id\":\"x\"}]}"),
            10 => Ok(Reply::Unchanged),
            11 => reply(&ask.address, "[]"),
            12 => as_if("/2026/01/halves-the-list-of-cases-number-7/"),
            13 => reply(&ask.address, "<html><body class='archive tag'><a rel=next href='?paged=999999999999'>"),
            _ => site.answer(ask),
        }
    };
    for seed in 0..120 {
        let mut reader = Reader::of(|ask| answer(ask, seed));
        let path = ["/", "/tag/courts/", "/feed/", "/wp-sitemap.xml", "/2026/01/"][seed as usize % 5];
        let mut way = walk(path, [Reach::New, Reach::All][seed as usize % 2]);
        way.limit(Limits { lists: 60, articles: 30 });
        for reach in [Reach::All, Reach::New, Reach::All] {
            reader.walk(&mut way);
            assert_eq!(way.next(), None);
            way = reopened(&way);
            way.resume(reach);
        }
    }
}
