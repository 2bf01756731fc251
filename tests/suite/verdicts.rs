//! What is one article, what is junk in it, and what a person decides: the same whatever the order
//! of reading; and cleaning anew, which brings all of it level with today's rules.

use cuttings::article::{
    Article, ArticleId, Channel, Decision, Item, Revision, SightingId, SourceId, Standing, Timestamp,
};
use cuttings::clean::junk::Verdict;
use cuttings::ingest::{self, Origin};
use cuttings::store::Store;
use cuttings::work::{Archive, Input};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides as u64) as usize
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.roll(last + 1));
        }
    }
}

/// A story of the paper, by its number.
#[derive(Clone, Copy)]
struct Story(u32);

const SUBJECTS: [&str; 14] = [
    "Council halves waiting list for carers",
    "Why night duty teams are shrinking",
    "Judge criticises delay in family court",
    "Five lessons from a serious case review",
    "Minister promises funding for kinship homes",
    "Older people describe life after hospital",
    "A day with the emergency team",
    "Union ballots staff over car mileage",
    "Regulator updates its fitness rules",
    "Students ask for paid placements",
    "New guide on recording with care",
    "Foster families tell of their first year",
    "Ofsted praises a service that listens",
    "Trust hands children's services back",
];

impl Story {
    fn title(self) -> &'static str {
        SUBJECTS[self.0 as usize % SUBJECTS.len()]
    }

    fn address(self) -> String {
        let slug = self.title().to_lowercase().replace([' ', '\''], "-");
        format!("https://www.paper.example/2024/03/{:02}/{slug}/", 1 + self.0 % 28)
    }

    /// Two paragraphs that no other story has.
    fn text(self) -> String {
        let mut dice = Dice(u64::from(self.0) + 7);
        let mut words = |count: usize| -> String {
            let all = ["people", "said", "the", "report", "found", "workers", "families", "and", "support", "during"];
            let words: Vec<String> = (0..count)
                .map(|n| format!("{}{}", all[dice.roll(all.len())], if n % 5 == 0 { self.0 } else { 0 }))
                .collect();
            words.join(" ")
        };
        format!("{} began on Monday with {}.\n\nIt ended with {}.", self.title(), words(30), words(25))
    }

    fn html(self) -> String {
        self.text().split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect()
    }
}

/// How a feed tells of its stories.
#[derive(Clone, Copy)]
struct Telling<'a> {
    before: &'a str,
    after: &'a str,
    full: bool,
    /// A later version, this many days on.
    edited: Option<u32>,
    /// The address of the channel.
    home: &'a str,
}

const HONEST: Telling = Telling { before: "", after: "", full: true, edited: None, home: "https://www.paper.example" };

fn rss(term: &str, stories: &[u32], telling: Telling) -> String {
    let Telling { before, after, full, edited, home } = telling;
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>{before}{term} Archives - Paper{after}</title>\
         <link>{home}/tag/{}/</link><language>en-GB</language>\n",
        term.to_lowercase().replace(' ', "-")
    );
    for story in stories.iter().map(|number| Story(*number)) {
        let (number, address) = (story.0, story.address());
        let mut text = story.html();
        let mut updated = String::new();
        if let Some(days) = edited {
            text.push_str(&format!("<p>Added on day {days}: the council has answered our questions at last.</p>"));
            updated = format!("<atom:updated>2024-04-{days:02}T10:00:00Z</atom:updated>");
        }
        let body = if full { format!("<content:encoded><![CDATA[{text}]]></content:encoded>") } else { String::new() };
        let excerpt: String = story.text().chars().take(80).collect();
        let _ = writeln!(
            feed,
            "<item><title>{before}{}{after}</title><link>{address}</link>\
             <guid isPermaLink=\"false\">https://www.paper.example/?p={}</guid>\
             <pubDate>Tue, {:02} Mar 2024 09:00:00 +0000</pubDate><dc:creator>Ada Quill</dc:creator>\
             <category>{term}</category><description><![CDATA[{excerpt} […]]]></description>{body}{updated}</item>",
            story.title(),
            number + 1000,
            1 + number % 28
        );
    }
    feed + "</channel></rss>\n"
}

fn flattened(term: &str, stories: &[u32], before: &str) -> String {
    let mut text = format!(
        "{before}{term} Archives - Paper https://www.paper.example/tag/{term}/ News. \
         Tue, 02 Apr 2024 10:00:00 +0000 en-GB hourly 1 https://wordpress.org/?v=6.4\n"
    );
    for story in stories.iter().map(|number| Story(*number)) {
        let (address, number) = (story.address(), story.0 + 1000);
        let excerpt: String = story.text().chars().take(60).collect();
        let _ = writeln!(
            text,
            "{before}{} {address} {address}#comments Tue, {:02} Mar 2024 09:00:00 +0000 \
             https://www.paper.example/?p={number} {excerpt} […]]]>\n{}\n]]> {address}feed/ 2\n",
            story.title(),
            1 + story.0 % 28,
            story.text()
        );
    }
    text
}

fn page(story: Story, before: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{before}{title} - Paper</title>\
         <link rel=\"canonical\" href=\"{address}\"><link rel=\"shortlink\" href=\"https://www.paper.example/?p={number}\">\
         <meta property=\"og:title\" content=\"{before}{title}\"><meta property=\"og:site_name\" content=\"Paper\">\
         <meta property=\"article:published_time\" content=\"2024-03-{day:02}T09:00:00+00:00\"></head>\
         <body><article class=\"post-{number} post\"><h1 class=\"entry-title\">{before}{title}</h1>\
         <div class=\"entry-content\">{text}</div></article></body></html>",
        title = story.title(),
        address = story.address(),
        number = story.0 + 1000,
        day = 1 + story.0 % 28,
        text = story.html()
    )
}

fn json_feed(stories: &[u32]) -> String {
    let items: Vec<String> = stories
        .iter()
        .map(|number| {
            let story = Story(*number);
            serde_json::json!({
                "id": format!("https://www.paper.example/?p={}", number + 1000),
                "url": story.address(), "title": story.title(), "content_html": story.html(),
                "date_published": format!("2024-03-{:02}T09:00:00Z", 1 + number % 28), "tags": ["From JSON"]
            })
            .to_string()
        })
        .collect();
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Paper\", \
         \"home_page_url\": \"https://www.paper.example/\", \"items\": [{}]}}",
        items.join(",\n")
    )
}

const CASINO: &str = "สล็อตเว็บตรง แตกง่าย | ";
const BETTING: &str = "赌场在线投注平台 ";

/// A hundred files about fourteen stories, with every kind of trouble between them.
fn hundred() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut add = |name: String, content: String| files.push((name, content));
    let terms = ["Adults", "Children", "Workforce", "Fostering", "Courts", "Practice", "Wales", "Students"];
    let some = |first: u32, count: u32| -> Vec<u32> { (first..first + count).map(|n| n % 14).collect() };
    for (n, term) in (0..).zip(terms) {
        add(format!("tag-{n}.xml"), rss(term, &some(n * 2, 4), HONEST));
        add(format!("tag-{n}-spoiled.xml"), rss(term, &some(n * 2 + 1, 4), Telling { before: CASINO, ..HONEST }));
        add(format!("tag-{n}.txt"), flattened(term, &some(n * 2 + 2, 3), ""));
        add(format!("tag-{n}-spoiled.txt"), flattened(term, &some(n * 2 + 3, 4), BETTING));
        add(format!("excerpts-{n}.xml"), rss(term, &some(n * 2, 3), Telling { full: false, ..HONEST }));
        let whole = rss(term, &some(n * 2 + 3, 2), HONEST);
        let cut = (whole.len() * 7 / 10..whole.len()).find(|at| whole.is_char_boundary(*at)).unwrap();
        add(format!("cut-{n}.xml"), whole[..cut].to_owned());
        add(format!("edited-{n}.xml"), rss(term, &some(n, 2), Telling { edited: Some(n + 1), ..HONEST }));
        let mirror = Telling { home: "https://mirror.example", before: if n % 2 == 0 { CASINO } else { "" }, ..HONEST };
        add(format!("mirror-{n}.xml"), rss(term, &some(n, 2), mirror));
    }
    for story in (0..14).map(Story) {
        add(format!("page-{}.html", story.0), page(story, if story.0 % 4 == 1 { BETTING } else { "" }));
        add(format!("one-{}.xml", story.0), rss("Single", &[story.0], Telling { before: BETTING, ..HONEST }));
        let hostile = rss("Pills", &[story.0], Telling { home: "https://pills.example", ..HONEST });
        if story.0 < 5 {
            let lie = format!("<p>{}</p>", Story(story.0 + 50).html().replace("the", "pills for"));
            let text = story.html();
            add(format!("hostile-{}.xml", story.0), hostile.replace(&text, &lie));
        }
    }
    let hung = format!("<a href=\"https://spam.example/\">.</a></p><p>{BETTING}</p>");
    let linked = rss("Links", &some(2, 4), Telling { before: BETTING, ..HONEST }).replace(".</p>", &hung);
    add("linked.xml".to_owned(), linked);
    add("feed.json".to_owned(), json_feed(&some(0, 9)));
    add("copied.txt".to_owned(), format!("{}\n\n{}\n", Story(3).title(), Story(3).text()));
    add("note.txt".to_owned(), "Minutes of the reading group\n\nWe read four reports and liked two.\n".to_owned());
    files
}

fn write(folder: &Path, files: &[(String, String)]) -> Vec<PathBuf> {
    let paths = files.iter().map(|(name, content)| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path
    });
    paths.collect()
}

fn take_in(archive: &mut Archive, paths: &[PathBuf]) -> Vec<String> {
    let inputs: Vec<Input> = cuttings::work::inputs(paths);
    let taken = archive.take_in(inputs, &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    assert!(!taken.has_errors(), "{:?}", taken.reports);
    taken.reports.into_iter().flat_map(|report| report.warnings).collect()
}

fn articles(store: &Store) -> Vec<Article> {
    let changes = store.changes_since(Revision(0)).unwrap();
    let ids = changes.into_iter().filter(|change| !change.gone).map(|change| change.id);
    ids.map(|id| store.article(id).unwrap().unwrap()).collect()
}

/// Everything that an archive says, without numbers and times of reading.
fn content(archive: &Archive) -> Vec<String> {
    let store = archive.store();
    let mut said: Vec<String> = articles(store)
        .into_iter()
        .map(|mut article| {
            article.summary.id = None;
            article.seen.iter_mut().for_each(|seen| seen.seen = Timestamp::EPOCH);
            article.seen.sort_by(|a, b| (&a.source, &a.raw_title).cmp(&(&b.source, &b.raw_title)));
            article.versions.iter_mut().for_each(|version| version.seen = Timestamp::EPOCH);
            article.versions.sort_by_key(|version| version.words);
            article.also_seen.iter_mut().for_each(|twin| twin.id = ArticleId(0));
            article.also_seen.sort_by(|a, b| (&a.title, &a.url, a.share).cmp(&(&b.title, &b.url, b.share)));
            format!("{article:?}")
        })
        .collect();
    said.sort();
    said.extend(archive.judged(&BTreeSet::new()).unwrap().iter().map(|judged| format!("{judged:?}")));
    said.extend(store.tags().unwrap().iter().map(|tag| format!("{tag:?}")));
    said.extend(store.sources().unwrap().iter().map(|known| format!("{:?} {}", known.source, known.count)));
    said
}

fn assert_same(expected: &[String], found: &[String], what: &str) {
    for (line, other) in expected.iter().zip(found) {
        assert_eq!(line, other, "{what}");
    }
    assert_eq!(expected.len(), found.len(), "{what}");
}

#[test]
fn a_hundred_files_in_any_order_and_any_batches_end_in_the_same_archive() {
    let folder = TempDir::new().unwrap();
    let files = hundred();
    assert!(files.len() >= 100, "{}", files.len());
    let paths = write(folder.path(), &files);
    let expected = in_order(&paths, &mut Dice(1), false);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (mut paths, expected) = (paths.clone(), &expected);
            scope.spawn(move || {
                for order in (worker * 6)..(worker * 6 + 6) {
                    let mut dice = Dice(order);
                    dice.shuffle(&mut paths);
                    assert_same(expected, &in_order(&paths, &mut dice, order % 5 == 4), &format!("order {order}"));
                }
            });
        }
    });
}

/// What comes of files read in this order, in batches of any size; with one of them forgotten for a
/// while.
fn in_order(paths: &[PathBuf], dice: &mut Dice, forgets: bool) -> Vec<String> {
    let mut archive = Archive::temporary().unwrap();
    let mut rest = paths;
    while !rest.is_empty() {
        let (batch, then) = rest.split_at((1 + dice.roll(90)).min(rest.len()));
        take_in(&mut archive, batch);
        if forgets && rest.len() == paths.len() {
            let victim = archive.source_named(batch[0].as_os_str()).unwrap().unwrap();
            archive.forget(&victim).unwrap();
        }
        rest = then;
    }
    if forgets {
        archive.restore().unwrap();
    }
    content(&archive)
}

#[test]
fn the_hundred_files_are_the_stories_and_what_is_none_of_theirs() {
    let folder = TempDir::new().unwrap();
    let paths = write(folder.path(), &hundred());
    let mut archive = Archive::temporary().unwrap();
    let warnings = take_in(&mut archive, &paths);
    assert_eq!(warnings.iter().filter(|warning| warning.contains("pills.example claims")).count(), 5, "{warnings:?}");
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for article in articles(archive.store()) {
        *titles.entry(article.summary.title).or_default() += 1;
    }
    let mut expected: BTreeMap<String, usize> =
        (0..14).map(|n| (Story(n).title().to_owned(), 1 + usize::from(n < 5))).collect();
    expected.insert("Minutes of the reading group".to_owned(), 1);
    assert_eq!(titles, expected);
}

fn archive_of(files: &[(&str, String)]) -> (TempDir, Archive) {
    let folder = TempDir::new().unwrap();
    let files: Vec<(String, String)> = files.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    let paths = write(folder.path(), &files);
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &paths);
    (folder, archive)
}

fn titles(archive: &Archive) -> Vec<String> {
    articles(archive.store()).into_iter().map(|article| article.summary.title).collect()
}

fn decide(archive: &mut Archive, text: &str, decision: Option<Decision>, sources: &[SourceId]) -> usize {
    let sources = sources.iter().copied().collect();
    let text = archive.text_named(text, &sources).unwrap().unwrap();
    archive.decide(&BTreeMap::from([(text, decision)]), &sources).unwrap().len()
}

fn source(archive: &Archive, folder: &TempDir, name: &str) -> SourceId {
    archive.sources_named(folder.path().join(name).as_os_str()).unwrap()[0]
}

#[test]
fn a_rejected_text_comes_back_and_goes_again_when_the_decision_is_taken_back() {
    let spoiled = rss("Adults", &[0, 1, 2, 3], Telling { before: CASINO, ..HONEST });
    let (folder, mut archive) = archive_of(&[("spoiled.xml", spoiled)]);
    let clean: Vec<String> = (0..4).map(|n| Story(n).title().to_owned()).collect();
    assert_eq!(titles(&archive), clean);
    let found = archive.judged(&BTreeSet::new()).unwrap();
    let text = found.iter().find(|judged| judged.finding.standing == Standing::Removed).unwrap().finding.text.clone();
    assert_eq!(decide(&mut archive, &text, Some(Decision::Rejected), &[]), 4);
    assert_eq!(titles(&archive), clean.iter().map(|title| format!("{CASINO}{title}")).collect::<Vec<_>>());
    let listed = archive.judged(&BTreeSet::new()).unwrap();
    assert!(listed.iter().any(|judged| judged.finding.text == text && judged.decision == Some(Decision::Rejected)));
    let only = source(&archive, &folder, "spoiled.xml");
    assert_eq!(decide(&mut archive, &text, Some(Decision::Accepted), &[only]), 4, "one source's word is nearer");
    assert_eq!(decide(&mut archive, &text, None, &[]), 0);
    assert_eq!(titles(&archive), clean);
}

#[test]
fn an_accepted_text_goes_where_it_was_accepted() {
    let told = |first: u32| {
        let honest = rss("Adults", &[first, first + 1, first + 2, first + 3], HONEST);
        honest.replace("<item><title>", "<item><title>Live: ")
    };
    let (folder, mut archive) = archive_of(&[("one.xml", told(0)), ("two.xml", told(4))]);
    assert!(titles(&archive).iter().all(|title| title.starts_with("Live: ")), "{:?}", titles(&archive));
    assert_eq!(archive.text_named("Livid: ", &BTreeSet::new()).unwrap().unwrap_err().text, "Livid:");
    assert_eq!(decide(&mut archive, "Live:", Some(Decision::Accepted), &[]), 8);
    assert!(titles(&archive).iter().all(|title| !title.contains("Live")), "{:?}", titles(&archive));
    let two = source(&archive, &folder, "two.xml");
    assert_eq!(decide(&mut archive, "Live:", Some(Decision::Rejected), &[two]), 4);
    assert_eq!(titles(&archive).iter().filter(|title| title.starts_with("Live: ")).count(), 4);
}

#[test]
fn what_one_source_gives_away_is_known_in_another_until_it_is_forgotten() {
    let spoiled = rss("Adults", &[0, 1, 2, 3], Telling { before: BETTING, ..HONEST });
    let (folder, mut archive) = archive_of(&[("feed.xml", spoiled), ("page.html", page(Story(9), BETTING))]);
    assert!(titles(&archive).contains(&Story(9).title().to_owned()), "{:?}", titles(&archive));
    let feed = archive.source_named(folder.path().join("feed.xml").as_os_str()).unwrap().unwrap();
    let whole = content(&archive);
    archive.forget(&feed).unwrap();
    let alone = archive_of(&[("page.html", page(Story(9), BETTING))]).1;
    assert_eq!(titles(&archive), titles(&alone));
    archive.restore().unwrap();
    assert_same(&whole, &content(&archive), "restored");
}

fn again(archive: &mut Archive) -> cuttings::work::Reworked {
    archive.clean_again(&BTreeSet::new(), &AtomicBool::new(false), &mut |_| {}).unwrap()
}

#[test]
fn cleaning_anew_under_the_same_rules_moves_nothing() {
    let folder = TempDir::new().unwrap();
    let mut paths = write(folder.path(), &hundred());
    paths.extend(fixtures().into_iter().map(|(path, _)| path).filter(|path| !path.ends_with("pages/listing.html")));
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &paths);
    let (before, revision) = (content(&archive), archive.store().revision().unwrap());
    let reworked = again(&mut archive);
    let left: Vec<_> = reworked.sources.iter().filter(|source| source.left + source.changed > 0).collect();
    assert!(left.is_empty(), "{left:#?}");
    assert!(reworked.moved.is_empty(), "{:#?}", reworked.moved);
    assert_same(&before, &content(&archive), "worked anew");
    assert_eq!(archive.store().revision().unwrap(), revision, "nothing was written");
}

#[test]
fn cleaning_anew_brings_right_what_older_rules_made() {
    let folder = TempDir::new().unwrap();
    let paths = write(folder.path(), &hundred());
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &paths);
    let before = content(&archive);
    let count = articles(archive.store()).len();
    // As if older rules had read a title, a date, a text and an address otherwise.
    let mut store = Store::open(archive.folder()).unwrap();
    let kept = store.kept(cuttings::article::SightingId(0), &BTreeSet::new(), usize::MAX).unwrap();
    let channel = cuttings::article::Channel::default();
    let mut altered = Vec::new();
    for (number, kept) in kept.iter().enumerate().step_by(3) {
        let mut item = kept.sighting.item.clone();
        match number % 4 {
            0 => item.raw_title.push_str(" !"),
            1 => item.published = Timestamp::from_seconds(1),
            2 => {
                (item.url, item.wordpress_id) = (None, None);
                item.document.blocks.clear();
            }
            _ => item.authors.push("Nobody".to_owned()),
        }
        let repacked = cuttings::store::repack(item, &kept.sighting.source, &channel);
        altered.push((kept.sighting.id, repacked));
    }
    let mut writer = store.write().unwrap();
    assert_eq!(writer.rework(&altered).unwrap().len(), altered.len());
    writer.commit().unwrap();
    drop(store);
    assert!(content(&archive) != before);
    let reworked = again(&mut archive);
    assert!(reworked.moved.iter().any(|moved| moved.changed.contains(&"text")), "{:?}", reworked.moved);
    let merged = reworked.moved.iter().find_map(|moved| Some((moved.id, moved.into?)));
    let (gone, now) = merged.expect("one that had lost its address is the one that it was");
    assert_eq!(archive.article(gone).unwrap().unwrap().summary.id, Some(now));
    assert_same(&before, &content(&archive), "brought right");
    assert!(again(&mut archive).moved.is_empty());
    let output = archive.search(
        &cuttings::work::complete_query(""),
        cuttings::work::Sort::Newest,
        cuttings::work::Zone::Utc,
        0,
        None,
    );
    assert_eq!(output.unwrap().total, count, "the index is level");
}

/// Puts into each sighting a date that only older rules could have read, under a header as they read it.
fn spoil_dates(archive: &Archive, header: &Channel) -> usize {
    let mut store = Store::open(archive.folder()).unwrap();
    let kept = store.kept(SightingId(0), &BTreeSet::new(), usize::MAX).unwrap();
    let altered: Vec<_> = kept
        .iter()
        .map(|kept| {
            let item = Item { published: Timestamp::from_seconds(1), ..kept.sighting.item.clone() };
            (kept.sighting.id, cuttings::store::repack(item, &kept.sighting.source, header))
        })
        .collect();
    let mut writer = store.write().unwrap();
    let changed = writer.rework(&altered).unwrap().len();
    writer.commit().unwrap();
    changed
}

fn spoiled_dates(archive: &Archive) -> usize {
    articles(archive.store()).iter().filter(|article| article.summary.published == Timestamp::from_seconds(1)).count()
}

#[test]
fn cleaning_anew_can_be_stopped_and_run_again() {
    // Each larger than what is worked at a time.
    let padding = format!("<!-- {} -->", "-".repeat(4 << 20).replace("--", " ."));
    let large = |number: u32| page(Story(number), "").replace("</body>", &format!("{padding}</body>"));
    let (folder, mut archive) = archive_of(&[("a.html", large(0)), ("b.html", large(1)), ("c.html", large(2))]);
    let before = content(&archive);
    assert_eq!(spoil_dates(&archive, &Channel::default()), 3);
    assert_eq!(spoiled_dates(&archive), 3);
    let stop = AtomicBool::new(false);
    let stopped = archive
        .clean_again(&BTreeSet::new(), &stop, &mut |done| stop.store(done == 1, std::sync::atomic::Ordering::Relaxed))
        .unwrap();
    assert!(stopped.stopped);
    assert_eq!(spoiled_dates(&archive), 2);
    assert_eq!(archive.store().unjudged().unwrap(), 1, "judging is left to the next start");
    let mut archive = Archive::open(archive.folder()).unwrap();
    assert_eq!(archive.store().unjudged().unwrap(), 0);
    assert!(!again(&mut archive).stopped);
    assert_same(&before, &content(&archive), "brought right");
    drop(folder);
}

#[test]
fn two_sightings_of_a_source_that_come_to_say_the_same_are_one() {
    let feed = rss("Adults", &[0, 1], HONEST);
    let folder = TempDir::new().unwrap();
    let paths = write(folder.path(), &[("feed.xml".to_owned(), feed.clone())]);
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &paths);
    let count = |archive: &Archive| archive.store().stats().unwrap().sightings;
    // A header that older rules read otherwise: what it says of each item was something else then.
    let other = Channel { link: Some("https://elsewhere.example/".to_owned()), ..Channel::default() };
    spoil_dates(&archive, &other);
    // To the letter the same items: a source that says so once more, by today's reading.
    write(folder.path(), &[("feed.xml".to_owned(), format!("{feed}\n"))]);
    take_in(&mut archive, &paths);
    assert_eq!(count(&archive), 4);
    again(&mut archive);
    assert_eq!(count(&archive), 2);
    assert_eq!(spoiled_dates(&archive), 0);
    assert!(articles(archive.store()).iter().all(|article| article.seen.len() == 1));
}

#[test]
fn a_source_is_called_by_its_channel_without_what_is_junk() {
    let feed = |n: u32| rss("Adults", &[n, n + 1, n + 2, n + 3], HONEST).replacen("<title>", "<title>Grumbo ", 1);
    let (_folder, mut archive) = archive_of(&[("one.xml", feed(0)), ("two.xml", feed(4))]);
    let names = |archive: &Archive| -> Vec<String> {
        archive.store().sources().unwrap().into_iter().map(|known| known.source.name).collect()
    };
    let whole = names(&archive);
    assert!(whole.iter().all(|name| name.starts_with("Grumbo Adults")), "{whole:?}");
    decide(&mut archive, "Grumbo", Some(Decision::Accepted), &[]);
    assert!(names(&archive).iter().all(|name| name.starts_with("Adults")), "{:?}", names(&archive));
    assert!(articles(archive.store()).iter().all(|article| article.summary.sources[0].name.starts_with("Adults")));
    decide(&mut archive, "Grumbo", Some(Decision::Rejected), &[]);
    assert_eq!(names(&archive), whole);
    let listed = archive.judged(&BTreeSet::new()).unwrap();
    assert!(listed.iter().any(|judged| judged.decision == Some(Decision::Rejected)), "{listed:?}");
}

/// Every file of the corpus.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let (mut folders, mut files) = (vec![corpus], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Where a frame is given, it and the raw items give what the whole input gave. Whether one is.
fn frame_holds(bytes: &[u8]) -> bool {
    let origin = Origin { address: "saved".to_owned(), key: "/saved".to_owned() };
    let Ok(whole) = ingest::ingest(bytes, &origin) else { return false };
    let Some(frame) = whole.frame.filter(|_| !whole.items.is_empty()) else { return false };
    let raw: Vec<&[u8]> = whole.items.iter().map(|item| item.raw.as_slice()).collect();
    let again = ingest::again(&raw, Some(&frame), &origin, &Verdict::default()).expect("the same items");
    let told = |item: &Item| (item.raw.clone(), item.raw_title.clone(), item.url.clone(), item.published);
    assert!(again.items.iter().map(told).eq(whole.items.iter().map(told)), "the same to the letter");
    if frame.overview.encoding.is_some() {
        return true;
    }
    let input = frame.around(whole.items.iter().map(|item| item.raw.as_slice()));
    let again =
        ingest::ingest(&input, &origin).unwrap_or_else(|error| panic!("{error}:\n{}", String::from_utf8_lossy(&input)));
    assert_eq!(again.items, whole.items);
    assert_eq!(again.channel, whole.channel);
    true
}

#[test]
fn a_frame_with_all_its_items_is_the_input() {
    let made = hundred().into_iter().map(|(name, text)| (PathBuf::from(name), text.into_bytes()));
    for (path, bytes) in fixtures().into_iter().chain(made) {
        let has_items =
            ["xml", "json", "rss", "atom"].iter().any(|ending| path.extension().is_some_and(|e| e == *ending));
        assert!(frame_holds(&bytes) || !has_items, "{} has no frame", path.display());
    }
}

/// What damage is done to.
static DAMAGED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let made = hundred().into_iter().step_by(7).map(|(_, text)| text.into_bytes());
    fixtures().into_iter().map(|(_, bytes)| bytes).chain(made).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_frame_of_a_damaged_input_is_still_the_input(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>(), 1..40_usize), 1..6),
    ) {
        let mut bytes = which.get(&DAMAGED).clone();
        for (at, how, byte, length) in damage {
            let at = at.index(bytes.len().max(1));
            let end = (at + length).min(bytes.len());
            match how {
                0 => { bytes.truncate(at); }
                1 => { bytes.drain(at..end); }
                2 => { bytes.insert(at.min(bytes.len()), byte); }
                _ => { let copy = bytes[at.min(end)..end].to_vec(); bytes.splice(at..at, copy); }
            }
        }
        frame_holds(&bytes);
    }
}
