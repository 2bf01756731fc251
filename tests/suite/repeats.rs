//! Text that stands in many articles, and articles that are nearly the same: found by the evidence
//! alone, whatever the order in which it came.

use cuttings::article::{Article, ArticleId, Revision};
use cuttings::work::{Archive, Zone, complete_query, inputs};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// An article as a feed has it, by its number, which makes its text and title.
#[derive(Clone)]
struct Piece {
    number: u64,
    /// Days after the beginning of 2020; none for an article without a date.
    day: Option<u32>,
    site: &'static str,
    paragraphs: Vec<String>,
}

/// Words that no other article has in this order.
fn prose(seed: u64, words: usize) -> String {
    const WORDS: [&str; 40] = [
        "council", "carer", "visit", "after", "under", "report", "family", "team", "month", "found", "needs", "asked",
        "without", "region", "support", "before", "child", "manager", "said", "budget", "during", "place", "review",
        "older", "between", "training", "home", "court", "people", "while", "first", "service", "north", "never",
        "plan", "against", "duty", "worker", "early", "again",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for at in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
        text.push_str(if at + 1 == words { "." } else { " " });
    }
    text
}

impl Piece {
    fn new(number: u64, day: u32) -> Self {
        let paragraphs = (0..8).map(|n| prose(number * 100 + n, 30)).collect();
        Self { number, day: Some(day), site: "paper.example", paragraphs }
    }

    fn at(self, site: &'static str) -> Self {
        Self { site, ..self }
    }

    fn undated(self) -> Self {
        Self { day: None, ..self }
    }

    /// With a paragraph in this place.
    fn with(mut self, place: usize, text: &str) -> Self {
        self.paragraphs.insert(place.min(self.paragraphs.len()), text.to_owned());
        self
    }

    /// With every so-and-so-many-th word another.
    fn reworded(mut self, every: usize) -> Self {
        for paragraph in &mut self.paragraphs {
            let words = paragraph.split(' ').enumerate();
            let words: Vec<&str> = words.map(|(at, word)| if at % every == 3 { "instead" } else { word }).collect();
            *paragraph = words.join(" ");
        }
        self
    }

    fn renumbered(self, number: u64) -> Self {
        Self { number, ..self }
    }

    fn title(&self) -> String {
        format!("Story {} of {}", self.number, self.site)
    }

    fn feed(&self) -> String {
        let html: String = self
            .paragraphs
            .iter()
            .map(|text| if text.starts_with('<') { text.clone() } else { format!("<p>{text}</p>") })
            .collect();
        let mut item = serde_json::json!({
            "id": format!("https://{}/{}/", self.site, self.number),
            "url": format!("https://{}/{}/", self.site, self.number),
            "title": self.title(),
            "content_html": html,
        });
        if let Some(day) = self.day {
            let date = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(day.into());
            item["date_published"] = format!("{date}T09:00:00Z").into();
        }
        let home = format!("https://{}/", self.site);
        serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1", "title": "Paper", "home_page_url": home, "items": [item]
        })
        .to_string()
    }
}

fn write(folder: &Path, pieces: &[Piece]) -> Vec<PathBuf> {
    let paths = pieces.iter().map(|piece| {
        let path = folder.join(format!("{}-{}.json", piece.site, piece.number));
        std::fs::write(&path, piece.feed()).unwrap();
        path
    });
    paths.collect()
}

fn take_in(archive: &mut Archive, paths: &[PathBuf]) {
    let taken = archive.take_in(inputs(paths), &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    assert!(!taken.has_errors(), "{:?}", taken.reports);
}

fn archive(pieces: &[Piece]) -> Archive {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &write(folder.path(), pieces));
    archive
}

fn articles(archive: &Archive) -> BTreeMap<String, Article> {
    let changes = archive.store().changes_since(Revision(0)).unwrap();
    let there = changes.into_iter().filter(|change| !change.gone);
    let articles = there.map(|change| archive.article(change.id).unwrap().unwrap());
    articles.map(|article| (article.summary.title.clone(), article)).collect()
}

/// What of each article is folded, and which others are nearly the same: by titles, since numbers
/// depend on the order of reading.
fn found(archive: &Archive) -> BTreeMap<String, (String, Vec<(String, u8)>)> {
    let articles = articles(archive).into_iter();
    articles
        .map(|(title, article)| {
            let mut twins: Vec<(String, u8)> =
                article.also_seen.iter().map(|twin| (twin.title.clone(), twin.share)).collect();
            twins.sort();
            (title, (article.recurring_text(), twins))
        })
        .collect()
}

/// Articles that have nothing to do with those that matter.
fn others() -> Vec<Piece> {
    (900..906).map(|number| Piece::new(number, (number as u32 - 900) * 40)).collect()
}

const SIGN_UP: &str = "<p>Every Friday we send the week’s most read pieces to our readers: \
    <a href=\"https://paper.example/letter/\">get the letter</a> and never miss one.</p>";
const NOTE: &str = "Ada Quill has written on courts and families for this paper since the year it was founded.";
const STATEMENT: &str =
    "The department has put in place a recovery board that meets each week and answers to ministers.";
const QUOTED: &str =
    "“We have put in place a recovery board that meets each week,” the department said. “It answers to us.”";
const LAW: &str = "<p>Under <a href=\"https://law.example/17\">section 17</a> a child is in need if their health or \
    development is likely to be impaired without the provision of services.</p>";
const WRITE_TO_US: &str =
    "Do you know someone who has changed how your team works? Write to stories@paper.example now.";

/// These articles, each with the text in the place.
fn with(text: &str, place: usize, days: &[u32]) -> Vec<Piece> {
    (1..).zip(days).map(|(number, day)| Piece::new(number, *day).with(place, text)).collect()
}

#[test]
fn standing_text_is_told_from_what_articles_quote() {
    let end = usize::MAX;
    let copies = || {
        let copy = |number: u64| Piece::new(1, number as u32 * 60).renumbered(number).reworded(20 + number as usize);
        (1..7).map(copy).collect::<Vec<_>>()
    };
    let sites = ["a.example", "b.example", "c.example", "d.example", "e.example", "f.example"];
    let on_sites = |text| {
        let pieces = with(text, end, &[0, 30, 60, 90, 120, 150]).into_iter().zip(sites);
        pieces.map(|(piece, site)| piece.at(site)).collect::<Vec<_>>()
    };
    let refrain = vec![(0..10).fold(Piece::new(1, 0), |piece, n| piece.with(n * 2, NOTE))];
    let undated = with(SIGN_UP, end, &[0; 6]).into_iter().map(Piece::undated).collect();
    let cases: Vec<(&str, Vec<Piece>, bool)> = vec![
        ("a sign-up with a link at the end, over two months", with(SIGN_UP, end, &[0, 20, 40, 60]), true),
        ("a sign-up in undated articles", undated, true),
        (
            "a call to write in, in the middle of three articles of half a year",
            with(WRITE_TO_US, 4, &[0, 90, 180]),
            true,
        ),
        ("an author's note over a year", with(NOTE, end, &[0, 100, 200, 300]), true),
        ("a series' first line", with(NOTE, 0, &[0, 7, 14, 21, 28]), true),
        ("text in the middle of eight articles of a year", with(NOTE, 4, &[0, 40, 80, 120, 160, 200, 240, 280]), true),
        ("a statement in four articles of one week", with(STATEMENT, 4, &[0, 1, 3, 5]), false),
        ("a statement at the end of four articles of one week", with(STATEMENT, end, &[0, 1, 3, 5]), false),
        ("a quotation at the end of six articles", with(QUOTED, end, &[0, 10, 20, 30, 40, 50]), false),
        ("a law in three articles of six years", with(LAW, 4, &[0, 700, 2000]), false),
        ("a law at the end of three articles of six years", with(LAW, end, &[0, 700, 2000]), false),
        ("one article that quotes another", with(NOTE, end, &[0, 100]), false),
        ("a refrain within one article", refrain, false),
        ("six versions of one article, months apart", copies(), false),
        ("one text on six sites", on_sites(NOTE), false),
    ];
    for (what, pieces, is_standing) in cases {
        let all: Vec<Piece> = pieces.iter().cloned().chain(others()).collect();
        let archive = archive(&all);
        let articles = articles(&archive);
        assert_eq!(articles.len(), all.len(), "{what}: merged");
        for piece in &all {
            let folded = articles[&piece.title()].recurring_text();
            let expects = is_standing && piece.number < 900;
            assert_eq!(!folded.is_empty(), expects, "{what}, {}: {folded}", piece.title());
        }
        let listed = archive.store().repeats().unwrap();
        assert_eq!(listed.len(), usize::from(is_standing), "{what}: {listed:?}");
        assert!(listed.iter().all(|repeat| repeat.count == pieces.len()), "{what}: {listed:?}");
    }
}

/// What a paper puts into its pieces: a heading, some words that change, a call.
fn nominations(piece: Piece) -> Piece {
    let number = piece.number;
    let praise = "praise someone whose work has moved you, be they a colleague, a teacher, a student, a manager or a \
        figure of public life that you have admired from afar for a long time";
    let rest = [
        "<h3>Praise those who moved you</h3>".to_owned(),
        if number.is_multiple_of(2) {
            format!("For our jubilee, {praise}.")
        } else {
            format!("{praise}, in our new column.")
        },
        WRITE_TO_US.to_owned(),
    ];
    rest.iter().fold(piece, |piece, text| piece.with(usize::MAX, text))
}

#[test]
fn what_belongs_to_standing_text_is_folded_with_it_as_one() {
    let pieces: Vec<Piece> = (1..6).map(|number| nominations(Piece::new(number, number as u32 * 30))).collect();
    let archive = archive(&[pieces.clone(), others()].concat());
    for piece in &pieces {
        let article = &articles(&archive)[&piece.title()];
        let runs: Vec<(usize, usize, usize)> =
            article.recurring.iter().map(|run| (run.blocks.start, run.blocks.end, run.others)).collect();
        assert_eq!(runs, [(8, 11, 4)], "{}", article.recurring_text());
        assert!(article.own_text().ends_with(&piece.paragraphs[7]), "nothing else is folded");
    }
}

#[test]
fn a_heading_that_recurs_takes_its_links_along_and_else_stays() {
    let piece = |number: u64| {
        let links = format!(
            "<ul><li><a href=\"https://paper.example/{number}1/\">{}</a></li>\
             <li><a href=\"https://paper.example/{number}2/\">{}</a></li></ul>",
            prose(number * 77, 6),
            prose(number * 78, 6)
        );
        Piece::new(number, number as u32 * 20)
            .with(3, "<h2>Background</h2>")
            .with(usize::MAX, "<h2>More from this paper</h2>")
            .with(usize::MAX, &links)
    };
    let archive = archive(&(1..7).map(piece).collect::<Vec<_>>());
    for article in articles(&archive).values() {
        assert!(article.recurring_text().starts_with("More from this paper\n\n• "), "{}", article.recurring_text());
        assert!(article.own_text().contains("Background"));
    }
}

#[test]
fn an_article_keeps_a_body() {
    let mut pieces = with(SIGN_UP, usize::MAX, &[0, 20, 40, 60, 80]);
    let bare = Piece { paragraphs: vec![SIGN_UP.to_owned()], ..Piece::new(50, 50) };
    pieces.push(bare.clone());
    let archive = archive(&pieces);
    let articles = articles(&archive);
    assert_eq!(articles[&bare.title()].recurring, []);
    assert_eq!(articles[&pieces[0].title()].recurring.len(), 1);
}

/// An archive with everything in it that is found here.
fn mixed() -> Vec<Piece> {
    let mut pieces = others();
    pieces.extend((1..6).map(|number| nominations(Piece::new(number, number as u32 * 30))));
    pieces.extend((6..10).map(|number| Piece::new(number, number as u32 * 25).with(usize::MAX, SIGN_UP)));
    pieces.extend((10..14).map(|number| Piece::new(number, 300 + number as u32).with(4, STATEMENT)));
    pieces.push(nominations(Piece::new(3, 95).reworded(9)).at("mirror.example"));
    pieces.push(Piece {
        paragraphs: Piece::new(7, 0).paragraphs[..3].to_vec(),
        ..Piece::new(7, 176).at("mirror.example")
    });
    pieces.push(Piece::new(12, 313).reworded(7).at("mirror.example"));
    pieces
}

#[test]
fn near_duplicates_know_each_other_and_are_not_merged() {
    let archive = archive(&mixed());
    let found = found(&archive);
    let pairs = [3, 7, 12]
        .map(|number| [format!("Story {number} of paper.example"), format!("Story {number} of mirror.example")]);
    for (title, (_, twins)) in &found {
        let expected = pairs.iter().find(|pair| pair.contains(title));
        let expected: Vec<&String> =
            expected.iter().flat_map(|pair| pair.iter().filter(|other| *other != title)).collect();
        assert_eq!(twins.iter().map(|twin| &twin.0).collect::<Vec<_>>(), expected, "{title}");
    }
    let listed = archive.store().duplicates().unwrap();
    assert_eq!(listed.len(), 6);
    assert!(listed.is_sorted_by_key(|duplicated| duplicated.id));
    for duplicated in &listed {
        for twin in &duplicated.also {
            let back = listed.iter().find(|other| other.id == twin.id).unwrap();
            assert!(back.also.iter().any(|other| (other.id, other.share) == (duplicated.id, twin.share)));
        }
    }
}

#[test]
fn what_recurs_is_told_in_the_words_of_the_newest_whichever_came_first() {
    let pieces = with(SIGN_UP, usize::MAX, &[0, 40, 80, 120]);
    let louder = SIGN_UP.replace("Every Friday", "EVERY FRIDAY");
    let newest = |text: &str| Piece::new(77, 300).with(usize::MAX, text);
    for (text, begins) in [(louder.as_str(), "EVERY FRIDAY we"), (SIGN_UP, "Every Friday we")] {
        let mut one = pieces.clone();
        one.push(newest(text));
        let mut other = vec![newest(text)];
        other.extend(pieces.clone());
        for pieces in [one, other] {
            let told = archive(&pieces).store().repeats().unwrap();
            assert_eq!(told.len(), 1);
            assert!(told[0].text.starts_with(begins), "{told:?}");
        }
    }
}

#[test]
fn an_article_that_quotes_another_is_no_duplicate() {
    let source = Piece::new(1, 0);
    let quoting = source.paragraphs[..3].iter().fold(Piece::new(2, 3), |piece, text| piece.with(2, text));
    let long_boilerplate = |piece: Piece| (0..6).fold(piece, |piece, n| piece.with(usize::MAX, &prose(7000 + n, 40)));
    let short = |number: u64| {
        let piece = Piece::new(number, number as u32 * 20);
        long_boilerplate(Piece { paragraphs: piece.paragraphs[..3].to_vec(), ..piece })
    };
    let mut pieces = vec![source, quoting];
    pieces.extend((10..20).map(short));
    let archive = archive(&pieces);
    assert_eq!(archive.store().duplicates().unwrap(), []);
    assert_eq!(archive.store().repeats().unwrap().len(), 6);
}

#[test]
fn many_copies_of_one_text_are_a_crowd_that_tells_nothing() {
    let copy = |number: u64| Piece::new(1, 0).renumbered(number).reworded(10 + number as usize);
    let mut pieces: Vec<Piece> = (1..5).map(copy).collect();
    assert_eq!(archive(&pieces).store().duplicates().unwrap().len(), 4);
    pieces.extend((5..60).map(copy));
    assert!(archive(&pieces).store().duplicates().unwrap().len() < pieces.len());
}

/// What is found when files are read in this order, so many at a time, and one of them is forgotten for
/// a while.
fn in_order(
    paths: &[PathBuf],
    at_a_time: usize,
    forgotten: Option<usize>,
) -> BTreeMap<String, (String, Vec<(String, u8)>)> {
    let mut archive = Archive::temporary().unwrap();
    for (number, batch) in paths.chunks(at_a_time.max(1)).enumerate() {
        take_in(&mut archive, batch);
        if forgotten == Some(number) {
            let source = archive.source_named(batch[0].as_os_str()).unwrap().unwrap();
            archive.forget(&source).unwrap();
        }
    }
    archive.restore().unwrap();
    found(&archive)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_ends_in_the_same_archive(
        order in Just((0..mixed().len()).collect::<Vec<usize>>()).prop_shuffle(),
        at_a_time in 1_usize..9,
        forgotten in proptest::option::of(0_usize..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let paths = write(folder.path(), &mixed());
        let expected = in_order(&paths, paths.len(), None);
        let shuffled: Vec<PathBuf> = order.into_iter().map(|at| paths[at].clone()).collect();
        prop_assert_eq!(in_order(&shuffled, at_a_time, forgotten), expected);
    }
}

#[test]
fn a_crowd_is_one_in_any_order() {
    let copy = |number: u64| Piece::new(1, 0).renumbered(number).reworded(12 + number as usize % 5);
    let mut pieces: Vec<Piece> = (1..40).map(copy).collect();
    pieces.extend(others());
    let folder = tempfile::tempdir().unwrap();
    let mut paths = write(folder.path(), &pieces);
    let expected = in_order(&paths, paths.len(), None);
    paths.reverse();
    assert_eq!(in_order(&paths, 7, Some(2)), expected);
}

#[test]
fn forgetting_takes_a_verdict_back() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = with(SIGN_UP, usize::MAX, &[0, 20, 40, 60]);
    let paths = write(folder.path(), &pieces);
    let mut archive = Archive::temporary().unwrap();
    take_in(&mut archive, &paths);
    let source = archive.source_named(paths[2].as_os_str()).unwrap().unwrap();
    archive.forget(&source).unwrap();
    assert!(articles(&archive).values().all(|article| article.recurring.is_empty()));
    assert_eq!(archive.store().repeats().unwrap(), []);
    archive.restore().unwrap();
    assert!(articles(&archive).values().all(|article| article.recurring.len() == 1));
}

#[test]
fn an_archive_of_an_older_format_is_compared_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("archive");
    let mut archive = Archive::open(&home).unwrap();
    take_in(&mut archive, &write(folder.path(), &mixed()));
    let expected = found(&archive);
    drop(archive);
    let file = rusqlite::Connection::open(home.join("archive.db")).unwrap();
    file.execute_batch(
        "DROP TABLE witnesses; DROP TABLE passages; DROP TABLE repeats; DROP TABLE beside; DROP TABLE twins;
         DROP TABLE uncompared; DROP TABLE listings; ALTER TABLE deliveries DROP COLUMN warnings;
         PRAGMA user_version = 4;",
    )
    .unwrap();
    drop(file);
    assert_eq!(found(&Archive::open(&home).unwrap()), expected);
}

#[test]
fn a_search_finds_what_recurs_last_and_shows_other_passages() {
    let mut pieces = with(SIGN_UP, usize::MAX, &[0, 20, 40, 60, 80]);
    pieces.push(
        Piece::new(30, 90)
            .with(6, "The postman brought a letter on Friday that nobody in the house had wanted to get."),
    );
    let archive = archive(&[pieces, others()].concat());
    for query in ["letter", "\"the letter\" OR letter", "body:letter", "lett*", "letter friday"] {
        let query = complete_query(query);
        let hits = archive.search(&query, cuttings::work::Sort::Relevance, Zone::Utc, 0, None).unwrap();
        assert_eq!(hits.total, 6, "{}", query.text());
        let rows = archive.rows(&hits.rows, &query.needles()).unwrap();
        assert_eq!(rows[0].0.summary.title, "Story 30 of paper.example", "{}", query.text());
        assert!(rows[1].1 < rows[0].1 / 20.0, "{}: {} after {}", query.text(), rows[1].1, rows[0].1);
        assert!(rows[1].0.snippet.contains("letter"), "it stands nowhere else");
    }
    let hits = |query: &str| {
        let query = complete_query(query);
        archive.search(&query, cuttings::work::Sort::Relevance, Zone::Utc, 0, None).unwrap().total
    };
    assert_eq!(hits("\"most read pieces\""), 5, "phrases run within what recurs");
    assert_eq!(hits("title:letter"), 0);
    assert_eq!(hits("-letter"), 6);
    let query = complete_query("pieces council");
    let found = archive.search(&query, cuttings::work::Sort::Relevance, Zone::Utc, 0, None).unwrap();
    let rows = archive.rows(&found.rows, &query.needles()).unwrap();
    assert!(rows.iter().all(|(row, _)| !row.snippet.contains("pieces")), "the text's own words come first");
}

#[test]
fn the_index_follows_when_a_text_turns_out_to_recur() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = with(SIGN_UP, usize::MAX, &[0, 20, 40, 60]);
    let paths = write(folder.path(), &pieces);
    let mut archive = Archive::temporary().unwrap();
    let score = |archive: &Archive| {
        let query = complete_query("letter");
        archive.search(&query, cuttings::work::Sort::Relevance, Zone::Utc, 0, None).unwrap().rows[0].score
    };
    take_in(&mut archive, &write(folder.path(), &others()));
    take_in(&mut archive, &paths[..3]);
    let before = score(&archive);
    take_in(&mut archive, &paths[3..]);
    assert!(score(&archive) < before / 5.0, "{before}, then {}", score(&archive));
    assert!(archive.article(ArticleId(1)).unwrap().is_some());
}

#[test]
fn the_commands_tell_what_was_found() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("feeds");
    std::fs::create_dir(&folder).unwrap();
    write(&folder, &mixed());
    let run = |args: &[&str]| -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
        command.args(args).env("HOME", home.path()).env("CUTTINGS_ARCHIVE", home.path().join("archive"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json = |args: &[&str]| -> Vec<serde_json::Value> {
        run(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    run(&["add", folder.to_str().unwrap()]);
    let recurring = json(&["list", "recurring", "--json"]);
    assert_eq!(
        recurring.iter().map(|row| row["count"].as_u64()).collect::<Vec<_>>(),
        [Some(6), Some(4)],
        "{recurring:?}"
    );
    assert!(recurring[1]["text"].as_str().unwrap().starts_with("Every Friday we send"));
    assert!(run(&["list", "recurring"]).starts_with("      6  Do you know someone"));
    let listed = run(&["list", "duplicates"]);
    let sets: Vec<Vec<&str>> = listed.split("\n\n").map(|set| set.lines().collect()).collect();
    assert_eq!(sets.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2], "each article once:\n{listed}");
    for set in &sets {
        assert!(!set[0].contains('%') && set[1].contains(" %  "), "the other is held against the first:\n{listed}");
    }
    let duplicates = json(&["list", "duplicates", "--json"]);
    assert_eq!(duplicates.len(), 6);
    for row in &duplicates {
        let twin = &row["also"][0];
        assert!(twin["share"].as_f64().is_some_and(|share| (0.5..=1.0).contains(&share)), "{row}");
        let id = row["id"].to_string();
        let shown = json(&["show", &id, "--json"]);
        assert_eq!(shown[0]["also_seen"], serde_json::json!([twin["id"]]));
        assert_eq!((&shown[0]["title"], &shown[0]["url"]), (&row["title"], &row["url"]));
    }
    let shown = json(&["show", "https://paper.example/7/", "--json"]);
    assert!(shown[0]["text"].as_str().unwrap().ends_with("get the letter and never miss one."), "kept");
    let removed = run(&["show", "https://paper.example/7/", "--removed"]);
    let in_blocks = run(&["show", "https://paper.example/1/", "--removed"]);
    assert!(in_blocks.contains("kept, also in 5 other articles:\n    "), "{in_blocks}");
    assert!(in_blocks.contains("\n\n    "), "blocks stay apart:\n{in_blocks}");
    assert!(removed.contains("kept, also in 3 other articles:\n    Every Friday we send"), "{removed}");
}
