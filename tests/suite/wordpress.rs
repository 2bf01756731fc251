//! Fetching from a real WordPress on loopback, which `tests/wordpress/site.sh` brings up. Without its address
//! in `CUTTINGS_WORDPRESS` there is nothing to be tested here, and each test says so.

use cuttings::article::Item;
use cuttings::fetch::{Ask, Body, Client, Expected, FetchError, Reply, Settings, Validators};
use cuttings::ingest::{Origin, ingest};
use cuttings::work::{
    Aim, Archive, Course, Gauge, Limits, Manner, Reach, Reference, TakenIn, Wanted, Wish, Zone, complete_query,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One test at a time: what one has the desk do, another would see.
static TURN: Mutex<()> = Mutex::new(());

/// The site, asked as fast as it answers.
struct Site {
    address: String,
    client: Client,
    _turn: MutexGuard<'static, ()>,
}

impl Site {
    /// `None`, with a word, where there is none.
    fn there(test: &str) -> Option<Self> {
        let Ok(address) = std::env::var("CUTTINGS_WORDPRESS") else {
            // Not by eprintln!, which is not shown of tests that pass.
            let why = "CUTTINGS_WORDPRESS is not set (tests/wordpress/site.sh brings a site up)";
            let _ = writeln!(std::io::stderr(), "{test}: skipped; {why}");
            return None;
        };
        let client = Client::new(&Settings { delay: Duration::ZERO, ..Settings::default() }).unwrap();
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Self { address: address.trim_end_matches('/').to_owned(), client, _turn: turn })
    }

    fn ask(&self, path: &str, validators: Validators) -> Result<Reply, FetchError> {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.address) };
        self.client.get(&Ask { address, expected: Expected::News, validators }, &AtomicBool::new(false))
    }

    fn get(&self, path: &str) -> Body {
        match self.ask(path, Validators::default()) {
            Ok(Reply::Body(body)) => *body,
            other => panic!("{path}: {other:?}"),
        }
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path).bytes).unwrap()
    }

    /// All articles by the REST interface: title by address.
    fn posts(&self) -> BTreeMap<String, String> {
        let mut next = Some("/wp-json/wp/v2/posts?per_page=100&_fields=link,title".to_owned());
        let (mut posts, mut pages, mut total) = (BTreeMap::new(), 0, None);
        while let Some(path) = next {
            let body = self.get(&path);
            let read: Vec<Value> = serde_json::from_slice(&body.bytes).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            posts.extend(read.iter().map(|post| (text(&post["link"]), text(&post["title"]["rendered"]))));
            (pages, total) = (pages + 1, body.total);
            assert!(body.pages.is_some_and(|pages| pages > 0) && body.date.is_some());
            next = body.links.into_iter().find(|link| link.rel == "next").map(|link| link.address);
        }
        assert_eq!((posts.len() as u64, posts.len().div_ceil(100)), (total.unwrap(), pages));
        posts
    }

    /// Page after page, until there is none.
    fn paged(&self, path: impl Fn(usize) -> String) -> Vec<Item> {
        let mut items = Vec::new();
        for page in 1.. {
            match self.ask(&path(page), Validators::default()) {
                Ok(Reply::Body(body)) => {
                    let origin = Origin { address: body.address.clone(), key: body.address };
                    items.extend(ingest(&body.bytes, &origin).unwrap().items);
                }
                Err(FetchError::Status { code: 404, .. }) => break,
                other => panic!("{}: {other:?}", path(page)),
            }
        }
        items
    }
}

/// Host and path, as an article's address is kept: http or https makes no difference there.
fn place(address: &str) -> String {
    address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

fn places(items: &[Item]) -> BTreeSet<String> {
    items.iter().filter_map(|item| item.url.as_ref()).map(|url| place(url.as_str())).collect()
}

fn missing<'a>(one: &'a BTreeSet<String>, other: &'a BTreeSet<String>) -> Vec<&'a String> {
    one.symmetric_difference(other).collect()
}

#[test]
fn every_way_in_gives_the_same_articles() {
    let Some(site) = Site::there("every_way_in_gives_the_same_articles") else { return };
    let posts = site.posts();
    let expected: BTreeSet<String> = posts.keys().map(|address| place(address)).collect();
    assert!(expected.len() > 10, "the site is empty");

    let feed = site.paged(|page| format!("/feed/?paged={page}"));
    assert!(places(&feed) == expected, "by its feed: {:?}", missing(&expected, &places(&feed)));
    assert!(feed.iter().all(|item| !item.authors.is_empty() && item.tags.len() > 1 && item.published.is_some()));
    assert!(feed.iter().all(|item| item.image.is_some() && item.document.words() > 30));

    let locations = regex::Regex::new("<loc>([^<]+)</loc>").unwrap();
    let mut listed = BTreeSet::new();
    for part in locations.captures_iter(&site.text("/wp-sitemap.xml")).filter(|part| part[1].contains("posts-post")) {
        listed.extend(locations.captures_iter(&site.text(&part[1])).map(|found| place(&found[1])));
    }
    assert!(listed == expected, "by its sitemap: {:?}", missing(&expected, &listed));

    let pages = site.paged(|page| format!("/page/{page}/"));
    assert!(places(&pages) == expected, "by its archive pages: {:?}", missing(&expected, &places(&pages)));
}

#[test]
fn a_feed_that_has_not_changed_is_not_sent_and_one_with_an_edit_is() {
    let Some(site) = Site::there("a_feed_that_has_not_changed_is_not_sent_and_one_with_an_edit_is") else { return };
    let path = "/tag/choir/feed/";
    let body = site.get(path);
    assert!(body.validators.etag.is_some() && body.validators.last_modified.is_some());
    let before = site.client.requests();
    assert_eq!(site.ask(path, body.validators), Ok(Reply::Unchanged));
    assert_eq!(site.client.requests() - before, 1);

    let late = site.text("/?desk=add&title=A+word+from+the+desk");
    // WordPress counts time in seconds, and says what it said before within the same one.
    std::thread::sleep(Duration::from_millis(1100));
    let main = site.get("/feed/");
    assert!(String::from_utf8_lossy(&main.bytes).contains("A word from the desk"));
    assert_eq!(site.text(&format!("/?desk=edit&post={late}")), late);
    let Ok(Reply::Body(edited)) = site.ask("/feed/", main.validators) else { panic!("it was edited") };
    assert!(String::from_utf8_lossy(&edited.bytes).contains("the tide was higher"));
    assert_eq!(site.text(&format!("/?desk=delete&post={late}")), "done");
}

#[test]
fn what_robots_txt_closes_is_not_asked_for() {
    let Some(site) = Site::there("what_robots_txt_closes_is_not_asked_for") else { return };
    assert_eq!(site.ask("/wp-admin/edit.php", Validators::default()), Err(FetchError::Robots));
    assert_eq!(site.client.requests(), 1, "robots.txt alone");
}

#[test]
fn a_page_beyond_the_last_is_closed_and_a_moved_one_followed() {
    let Some(site) = Site::there("a_page_beyond_the_last_is_closed_and_a_moved_one_followed") else { return };
    for path in ["/wp-json/wp/v2/posts?per_page=100&page=9999", "/feed/?paged=9999", "/page/9999/"] {
        let error = site.ask(path, Validators::default()).unwrap_err();
        assert!(error.is_closed(), "{path}: {error}");
    }
    let posts = site.posts();
    let body = site.get(posts.keys().next().unwrap().trim_end_matches('/'));
    assert_eq!(body.moved.as_deref(), posts.keys().next().map(String::as_str));
}

// the archive as a whole

fn manner() -> Manner {
    Manner { network: Settings { delay: Duration::ZERO, ..Settings::default() }, ..Manner::default() }
}

impl Site {
    /// Has the desk do something.
    fn desk(&self, order: &str) -> String {
        self.text(&format!("/?desk={order}"))
    }

    fn add(&self, archive: &mut Archive, path: &str, reach: Option<Reach>) -> TakenIn {
        let wish = Wish { reach, manner: manner(), ..Wish::default() };
        let course = Course { limits: Limits::default(), stop: &AtomicBool::new(false), gauge: &Gauge::default() };
        archive.add(&[format!("{}{path}", self.address)], &wish, course, &mut |_| {}).unwrap()
    }
}

fn sync(archive: &mut Archive, aim: Aim) -> TakenIn {
    let remembered = archive.remembered().unwrap();
    let wanted = remembered.into_iter().map(|source| Wanted { source, aim, is_new: false }).collect();
    let course = Course { limits: Limits::default(), stop: &AtomicBool::new(false), gauge: &Gauge::default() };
    archive.sync(wanted, &manner(), course, &mut |_| {}).unwrap()
}

/// What the archive says of every article: address, title, authors, tags, words.
fn told(archive: &Archive) -> BTreeMap<String, (String, Vec<String>, BTreeSet<String>, usize)> {
    let all = archive.matching(&complete_query(""), Zone::Utc).unwrap();
    let summaries = archive.summaries(&all).unwrap().into_iter();
    let said = summaries.map(|summary| {
        let tags = summary.tags.iter().map(|tag| tag.name.to_lowercase()).collect();
        (place(summary.url.unwrap().as_str()), (summary.title, summary.authors, tags, summary.words))
    });
    said.collect()
}

#[test]
fn the_whole_site_comes_whichever_way_in_is_open() {
    let Some(site) = Site::there("the_whole_site_comes_whichever_way_in_is_open") else { return };
    let posts: BTreeSet<String> = site.posts().keys().map(|address| place(address)).collect();
    let mut first = None;
    for (closed, way) in [("", "rest"), ("rest", "feed"), ("rest,feed", "sitemap"), ("rest,feed,sitemap", "pages")] {
        assert_eq!(site.desk(&format!("close&ways={closed}")), "done");
        let mut archive = Archive::temporary().unwrap();
        let taken = site.add(&mut archive, "/", Some(Reach::All));
        assert_eq!(site.desk("close&ways="), "done");
        let remembered = archive.remembered().unwrap();
        assert_eq!(remembered[0].way.as_deref(), Some(way), "{:?}", taken.reports);
        let told = told(&archive);
        let found: BTreeSet<String> = told.keys().cloned().collect();
        assert!(found == posts, "by {way}: {:?}", missing(&posts, &found));
        let first = first.get_or_insert_with(|| told.clone());
        for (address, (title, authors, tags, words)) in &told {
            let (known, by, tagged, length) = &first[address];
            assert_eq!((title, authors, tags), (known, by, tagged), "{address} by {way}");
            assert!(words.abs_diff(*length) <= length / 10, "{address} by {way}: {words} words, not {length}");
        }
    }
}

#[test]
fn a_tag_alone_is_read_to_its_end_and_then_costs_one_request() {
    let Some(site) = Site::there("a_tag_alone_is_read_to_its_end_and_then_costs_one_request") else { return };
    let mut archive = Archive::temporary().unwrap();
    site.add(&mut archive, "/tag/choir/", None);
    let told = told(&archive);
    let tag = &serde_json::from_str::<Value>(&site.text("/wp-json/wp/v2/tags?slug=choir")).unwrap()[0];
    assert_eq!(told.len() as u64, tag["count"].as_u64().unwrap());
    assert!(told.values().all(|(_, _, tags, _)| tags.contains("choir")), "{told:?}");
    let revision = archive.store().revision().unwrap();
    let taken = sync(&mut archive, Aim::News);
    assert!(taken.reports.iter().all(|report| report.new == 0 && report.error.is_none()), "{:?}", taken.reports);
    assert_eq!(archive.store().revision().unwrap(), revision, "nothing is written");
}

#[test]
fn what_the_desk_adds_and_edits_comes_with_the_next_sync_and_what_it_deletes_stays() {
    let Some(site) = Site::there("what_the_desk_adds_and_edits_comes_with_the_next_sync_and_what_it_deletes_stays")
    else {
        return;
    };
    let mut archive = Archive::temporary().unwrap();
    site.add(&mut archive, "/", Some(Reach::All));
    std::thread::sleep(Duration::from_millis(1100));
    let number = site.desk("add&title=The+ferry+is+late");
    let new = |taken: &TakenIn| taken.reports.iter().map(|report| report.new).sum::<usize>();
    assert_eq!(new(&sync(&mut archive, Aim::News)), 1);
    let found = archive.find(&Reference::read(&format!("?p={number}")).unwrap()).unwrap();
    let article = |archive: &Archive| archive.article(found[0]).unwrap().unwrap();
    assert_eq!(article(&archive).versions.len(), 0);

    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(site.desk(&format!("edit&post={number}")), number);
    assert_eq!(new(&sync(&mut archive, Aim::News)), 0);
    let edited = article(&archive);
    assert!(edited.document.to_text().contains("the tide was higher") && edited.versions.len() == 1, "{edited:?}");

    assert_eq!(site.desk(&format!("delete&post={number}")), "done");
    sync(&mut archive, Aim::History(Reach::All));
    assert!(article(&archive).document.to_text().contains("the tide was higher"), "what is gone is kept");
}
