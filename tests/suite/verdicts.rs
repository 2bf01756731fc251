//! What is one article, what is junk in it, and what a person decides: the same whatever the order
//! of reading; and cleaning anew, which brings all of it level with today's rules.

use cuttings::article::{Article, ArticleId, Decision, Revision, Timestamp};
use cuttings::ingest::{self, Origin};
use cuttings::store::Store;
use cuttings::work::{Archive, Input};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
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
            let words: Vec<String> =
                (0..count).map(|n| format!("{}{}", all[dice.roll(all.len())], if n % 5 == 0 { self.0 } else { 0 })).collect();
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
        add(format!("tag-{n}.xml"), rss(term, &some(n * 2, 5), HONEST));
        add(format!("tag-{n}-spoiled.xml"), rss(term, &some(n * 2 + 1, 5), Telling { before: CASINO, ..HONEST }));
        add(format!("tag-{n}.txt"), flattened(term, &some(n * 2 + 2, 4), ""));
        add(format!("tag-{n}-spoiled.txt"), flattened(term, &some(n * 2 + 3, 4), BETTING));
        add(format!("excerpts-{n}.xml"), rss(term, &some(n * 2, 6), Telling { full: false, ..HONEST }));
        let whole = rss(term, &some(n * 2 + 3, 3), HONEST);
        let cut = (whole.len() * 7 / 10..).find(|at| whole.is_char_boundary(*at)).unwrap();
        add(format!("cut-{n}.xml"), whole[..cut].to_owned());
        add(
            format!("edited-{n}.xml"),
            rss(term, &some(n, 2), Telling { edited: Some(n + 1), ..HONEST }),
        );
        let mirror = Telling { home: "https://mirror.example", before: if n % 2 == 0 { CASINO } else { "" }, ..HONEST };
        add(format!("mirror-{n}.xml"), rss(term, &some(n, 2), mirror));
    }
    for story in (0..14).map(Story) {
        add(format!("page-{}.html", story.0), page(story, if story.0 % 4 == 1 { BETTING } else { "" }));
        add(format!("one-{}.xml", story.0), rss("Single", &[story.0], Telling { before: BETTING, ..HONEST }));
        let hostile = rss("Pills", &[story.0], Telling { home: "https://pills.example", ..HONEST });
        if story.0 < 5 {
            let lie = format!("<p>{}</p>", "cheap pills without a doctor, sent to any door at night ".repeat(6));
            let text = story.html();
            add(format!("hostile-{}.xml", story.0), hostile.replace(&text, &lie));
        }
    }
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
    let mut files = hundred();
    assert!(files.len() >= 100, "{}", files.len());
    let mut expected: Option<Vec<String>> = None;
    let mut dice = Dice(11);
    let paths = write(folder.path(), &files);
    for order in 0..40 {
        let mut archive = Archive::temporary().unwrap();
        let mut rest: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
        let mut gone = None;
        while !rest.is_empty() {
            let count = (1 + dice.roll(60)).min(rest.len());
            let batch: Vec<PathBuf> = rest.drain(..count).collect();
            take_in(&mut archive, &batch);
            if gone.is_none() && order % 5 == 4 {
                // Forgotten for a while, and back.
                let victim = archive.source_named(batch[0].as_os_str()).unwrap().unwrap();
                archive.forget(&victim).unwrap();
                gone = Some(victim);
            }
        }
        if gone.is_some() {
            archive.restore().unwrap();
        }
        let found = content(&archive);
        assert_same(expected.get_or_insert_with(|| found.clone()), &found, &format!("order {order}"));
        dice.shuffle(&mut files);
    }
    drop(paths);
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
    let mut expected: BTreeMap<String, usize> = (0..14).map(|n| (Story(n).title().to_owned(), 1 + usize::from(n < 5))).collect();
    expected.insert("Minutes of the reading group".to_owned(), 1);
    assert_eq!(titles, expected);
}
