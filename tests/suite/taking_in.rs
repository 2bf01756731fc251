//! Taking in what is large, many or odd: feeds by parts, folders of everything.

use crate::home::Home;
use cuttings::article::{Article, Item, Revision};
use cuttings::ingest::{Intake, Origin, ingest};
use cuttings::parse::feed::Parts;
use cuttings::work::{AddReport, Archive, Course, Doing, Gauge, Limits, inputs};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[path = "../../benches/generate.rs"]
#[allow(dead_code, clippy::pedantic)]
mod generate;
use generate::Feed;

fn read(bytes: &[u8]) -> Intake {
    ingest(bytes, &Origin { address: "feed.xml".into(), key: "file:/feed.xml".into() }).expect("a feed")
}

/// Feeds whose outline is not that of RSS 2.0.
const ODD_FEEDS: [(&str, &str); 9] = [
    (
        "RSS 1.0",
        "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns:d=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"https://a.example/\"><title>T Archives - A</title>\
         <link>https://a.example/tag/t/</link><items><rdf:Seq><rdf:li rdf:resource=\"https://a.example/1\"/></rdf:Seq></items>\
         </channel><image><url>x</url></image><item rdf:about=\"https://a.example/1\"><title>One</title><d:creator>Ada</d:creator></item>\
         <item rdf:about=\"https://a.example/2\"/><textinput><title>Find</title></textinput></rdf:RDF>",
    ),
    (
        "its channel after the items",
        "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\"><item><title>One</title><link>/1</link></item>\
         <item><title>Two</title><link>/2</link></item>\
         <channel><title>T Archives - A</title><link>https://a.example/tag/t/</link></channel></rdf:RDF>",
    ),
    (
        "header elements between and after the items",
        "<rss version=\"2.0\"><channel><item><title>One</title><link>/1</link></item><link>https://a.example/</link>\
         <item><title>Two</title><link>/2</link></item><title>Late</title><lastBuildDate>Mon, 06 Jan 2020 10:00:00 GMT\
         </lastBuildDate></channel></rss>",
    ),
    (
        "Atom with its author at the top",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://a.example/x/\"><title>A</title><author><name>Ada</name></author>\
         <entry><title>One</title><link href=\"1\"/><content type=\"html\">&lt;p&gt;Text.&lt;/p&gt;</content></entry>\
         <entry><title>Two</title><link href=\"2\"/></entry></feed>",
    ),
    ("items alone", "<item><title>One</title><link>https://a.example/1</link></item><item><title>Two</title></item>"),
    (
        "entries alone",
        "<entry xmlns=\"http://www.w3.org/2005/Atom\" xmlns:x=\"http://purl.org/dc/elements/1.1/\"><title>One</title></entry>\
         <entry><title>Two</title><x:creator>Ada</x:creator></entry>",
    ),
    (
        "items that are not closed",
        "<rss><channel><title>A</title><item><title>One</title><item><title>Two</title></channel></rss>",
    ),
    (
        "broken off",
        "<rss><channel><title>A</title><item><title>One</title></item><item><title>Two</title><description>Tex",
    ),
    (
        "in a page",
        "<html><head></head><body><rss version=\"2.0\"><channel><title>A</title><link>https://a.example/<item><title>One\
         </title></item><item><title>Two</title></item></channel></rss></body></html>",
    ),
];

fn feed_files() -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir("tests/corpus/feeds").unwrap().map(|entry| entry.unwrap().path());
    let mut feeds: Vec<(String, Vec<u8>)> = files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    feeds.extend(ODD_FEEDS.iter().map(|(name, feed)| ((*name).to_owned(), feed.as_bytes().to_vec())));
    feeds
}

#[test]
fn the_frame_with_the_raw_items_is_the_feed() {
    for (name, bytes) in feed_files() {
        let whole = read(&bytes);
        let Some(frame) = &whole.frame else { panic!("{name} has no frame") };
        let again = read(&frame.around(whole.items.iter().map(|item| item.raw.as_slice())));
        assert_eq!(again.items, whole.items, "{name}");
        assert_eq!(again.channel, whole.channel, "{name}");
    }
}

fn bytes_of(feed: &Feed) -> Vec<u8> {
    let mut bytes = Vec::new();
    feed.write(&mut bytes).unwrap();
    bytes
}

/// The items of a feed read by parts of this size that come in windows of that.
fn by_parts(bytes: &[u8], size: usize, window: usize) -> (Vec<String>, Vec<Item>, Vec<String>) {
    let mut parts = Parts::new(size, 1 << 20);
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    for window in chars.chunks(window) {
        parts.push(&window.iter().collect::<String>());
        found.extend(std::iter::from_fn(|| parts.next_part()));
    }
    parts.end();
    found.extend(std::iter::from_fn(|| parts.next_part()));
    assert!(found.iter().rev().skip(1).all(|(_, is_last)| !is_last), "only the last one is the last");
    let items = found.iter().flat_map(|(part, _)| read(part.as_bytes()).items).collect();
    (found.into_iter().map(|(part, _)| part).collect(), items, parts.take_warnings())
}

#[test]
fn the_parts_of_a_feed_hold_its_items_each_once_and_in_order() {
    let late = ["its channel after the items", "header elements between and after the items"];
    for (name, bytes) in feed_files() {
        // a page that shows a feed's source is no feed before it is read
        let bytes = cuttings::sniff::sniff(&bytes).unwrap().text.into_bytes();
        let whole = read(&bytes);
        for size in [1, 700, 1 << 20] {
            let (parts, items, warnings) = by_parts(&bytes, size, 64);
            let raw = |items: &[Item]| items.iter().map(|item| item.raw.clone()).collect::<Vec<_>>();
            assert_eq!(raw(&items), raw(&whole.items), "{name} by {size}");
            if late.contains(&name.as_str()) {
                assert_eq!(warnings.len(), usize::from(size == 1), "{name}: {warnings:?}");
            } else if size != 1 {
                assert_eq!(items, whole.items, "{name} by {size}");
            }
            assert_eq!(parts, by_parts(&bytes, size, 7).0, "{name}: windows decide nothing");
        }
    }
}

#[test]
fn damage_in_one_item_costs_no_other_however_the_feed_comes() {
    for damage in ["<!-- ", "<![CDATA[ ", "<!DOCTYPE x [", "<?php ", "<a href='", "</channel", "]]>", "&#0;", "<"] {
        let item = |number: usize, inner: &str| {
            format!("<item><title>Title {number}</title><description>{inner}text</description></item>")
        };
        let items: String = (0..40).map(|number| item(number, if number == 20 { damage } else { "" })).collect();
        let feed = format!("<rss><channel><title>A</title>{items}</channel></rss>");
        let titles = |items: &[Item]| items.iter().map(|item| item.raw_title.clone()).collect::<Vec<_>>();
        assert_eq!(titles(&by_parts(feed.as_bytes(), 300, 50).1), titles(&read(feed.as_bytes()).items), "{damage}");
    }
}

#[test]
fn an_item_larger_than_memory_is_left_out_with_a_warning() {
    let huge = "x".repeat(400_000);
    let item =
        |title: &str, text: &str| format!("<item><title>{title}</title><description>{text}</description></item>");
    for text in [huge.clone(), format!("<![CDATA[{huge}]]>"), format!("<!-- {huge}"), format!("<b {huge}")] {
        let feed =
            format!("<rss><channel>{}{}{}</channel></rss>", item("One", "a"), item("Huge", &text), item("Two", "b"));
        let mut parts = Parts::new(1000, 100_000);
        feed.as_bytes().chunks(1000).for_each(|window| parts.push(std::str::from_utf8(window).unwrap()));
        parts.end();
        let found: Vec<String> = std::iter::from_fn(|| parts.next_part()).map(|(part, _)| part).collect();
        let titles: Vec<String> =
            found.iter().flat_map(|part| read(part.as_bytes()).items).map(|item| item.title).collect();
        assert_eq!(titles, ["One", "Two"]);
        let warnings = parts.take_warnings();
        assert!(warnings.iter().any(|warning| warning.contains("larger than")), "{warnings:?}");
    }
}

#[test]
fn a_feed_without_an_end_of_an_item_is_never_held_whole() {
    let mut parts = Parts::new(1000, 50_000);
    parts.push("<rss><channel><item><title>One</title>");
    for _ in 0..2000 {
        parts.push(&"no end ".repeat(100));
        assert!(parts.held() < 200_000, "{} bytes held", parts.held());
    }
    parts.end();
    assert_eq!(parts.next_part(), None);
}

impl Home {
    fn cuttings(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
        command.args(args).env("HOME", self.0.path()).env("CUTTINGS_ARCHIVE", self.path("archive"));
        command.env_remove("XDG_CONFIG_HOME").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Parts of a few items, read and parsed by this many threads.
fn small_parts(threads: usize) -> Limits {
    Limits { whole: 10_000, part: 20_000, threads, ..Limits::default() }
}

/// All that an archive says.
fn articles(archive: &Archive) -> Vec<Article> {
    let changes = archive.store().changes_since(Revision(0)).unwrap();
    let mut articles: Vec<Article> = changes.iter().filter_map(|change| archive.article(change.id).unwrap()).collect();
    for article in &mut articles {
        // the day of reading is not the input's
        article.seen.iter_mut().for_each(|seen| seen.seen = cuttings::article::Timestamp::EPOCH);
        article.versions.iter_mut().for_each(|version| version.seen = cuttings::article::Timestamp::EPOCH);
    }
    articles.sort_by_key(|article| article.summary.id.map(|id| id.0));
    articles
}

#[test]
fn the_archive_is_the_same_by_parts_and_whole_and_with_any_number_of_threads() {
    let feeds = [(1, false), (2, true)].map(|(seed, spoiled)| bytes_of(&Feed { seed, items: 60, spoiled }));
    let told = [usize::MAX, 1, 2, 5].map(|threads| {
        let home = Home::new();
        std::fs::create_dir(home.path("in")).unwrap();
        let paths = [0, 1].map(|at| home.file(&format!("in/{at}.xml"), &feeds[at]));
        let wide: Vec<u8> = String::from_utf8_lossy(&feeds[0]).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = home.file("in/wide.xml", &[b"\xff\xfe".as_slice(), &wide].concat());
        let limits = if threads == usize::MAX { Limits::default() } else { small_parts(threads) };
        let sources: Vec<&Path> = paths.iter().chain([&wide]).map(PathBuf::as_path).collect();
        let taken = home.take_in(inputs(&sources), limits);
        let counts =
            |report: &AddReport| (report.kind, report.new, report.merged, report.unchanged, report.warnings.clone());
        let mut found = articles(&home.archive());
        let folder = home.path("in").display().to_string();
        for article in &mut found {
            article.seen.iter_mut().for_each(|seen| seen.source = seen.source.replace(&folder, ""));
            article.summary.sources.iter_mut().for_each(|source| source.address = source.address.replace(&folder, ""));
        }
        assert_eq!(found.len(), 120);
        assert!(found.iter().all(|article| !article.summary.title.contains('娱')));
        assert!(found.iter().any(|article| article.removed.iter().any(|removal| removal.text.contains('娱'))));
        (taken.reports.iter().map(counts).collect::<Vec<_>>(), found)
    });
    for (other, threads) in told[1..].iter().zip([1, 2, 5]) {
        assert_eq!(other.0, told[0].0, "{threads} threads");
        for (article, whole) in other.1.iter().zip(&told[0].1) {
            assert_eq!(article, whole, "{threads} threads");
        }
    }
}

#[test]
fn taking_in_goes_on_after_it_was_stopped_between_parts() {
    let home = Home::new();
    let path = home.file("feed.xml", &bytes_of(&Feed { seed: 3, items: 120, spoiled: true }));
    let stop = AtomicBool::new(false);
    let gauge = Gauge::default();
    let limits = Limits { batch: 50_000, ..small_parts(1) };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while gauge.items() == 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            stop.store(true, Ordering::Relaxed);
        });
        let mut archive = home.archive();
        let taken = archive
            .take_in_by(inputs(&[&path]), Course { limits, stop: &stop, gauge: &gauge }, &mut |_, _| {})
            .unwrap();
        assert_eq!(taken.left_out, 1);
    });
    let kept = articles(&home.archive()).len();
    assert!((1..120).contains(&kept), "{kept} kept");
    let again = home.take_in(inputs(&[&path]), limits);
    assert_eq!((again.reports[0].articles, again.reports[0].new), (120, 120 - kept));
    let fresh = Home::new();
    fresh.take_in(inputs(&[&path]), Limits::default());
    let titles = |home: &Home| articles(&home.archive()).into_iter().map(|a| a.summary.title).collect::<Vec<_>>();
    assert_eq!(titles(&home), titles(&fresh));
    assert!(home.take_in(inputs(&[&path]), limits).reports[0].is_known);
}

#[test]
fn a_feed_from_a_pipe_is_taken_in_by_parts_too() {
    let home = Home::new();
    let feed = bytes_of(&Feed { seed: 4, items: 30, spoiled: false });
    let pipe = home.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (writer, size) = (pipe.clone(), feed.len());
    let writing = std::thread::spawn(move || std::fs::write(writer, feed).unwrap());
    let taken = home.take_in(inputs(&[&pipe]), small_parts(2));
    writing.join().unwrap();
    assert!(size > 50_000);
    assert_eq!((taken.reports[0].new, taken.reports[0].error.clone()), (30, None));
}

#[test]
fn what_is_too_large_and_no_feed_is_refused_and_says_how_large_it_may_be() {
    let home = Home::new();
    let path = home.path("page.html");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"<!doctype html><html><body><p>Text</p>").unwrap();
    (0..65).for_each(|_| file.write_all(&b"<p>Text</p>\n\n\n\n\n".repeat(1 << 16)).unwrap());
    let taken = home.take_in(inputs(&[&path]), Limits::default());
    let error = taken.reports[0].error.clone().unwrap();
    assert!(error.contains("64 MB"), "{error}");
}

#[cfg(unix)]
#[test]
fn odd_things_in_a_folder_are_left_out_with_a_word_and_hold_nothing_up() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = Home::new();
    let good = "A heading\n\nA paragraph that is long enough to be an article of its own, more or less.\n";
    home.file("in/good.txt", good.as_bytes());
    home.file("in/esc\u{1b}[31m.txt", b"Another\n\nA text under a name with an escape in it.\n");
    std::fs::write(
        home.path("in").join(std::ffi::OsStr::from_bytes(b"bad-\xff.txt")),
        "Third\n\nA text under a name.\n",
    )
    .unwrap();
    assert!(Command::new("mkfifo").arg(home.path("in/pipe.txt")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(home.path("in/socket.txt")).unwrap();
    symlink("/dev/zero", home.path("in/device.txt")).unwrap();
    symlink(home.path("in"), home.path("in/loop")).unwrap();
    symlink(home.path("nowhere"), home.path("in/dangling.txt")).unwrap();
    home.file("in/closed/inside.txt", b"x");
    std::fs::set_permissions(home.path("in/closed"), std::fs::Permissions::from_mode(0o0)).unwrap();
    let is_root = std::fs::read_dir(home.path("in/closed")).is_ok();
    home.file("in/vanishes.txt", good.as_bytes());
    home.file("in/turns.txt", good.as_bytes());

    let found = inputs(&[home.path("in")]);
    std::fs::remove_file(home.path("in/vanishes.txt")).unwrap();
    std::fs::remove_file(home.path("in/turns.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(home.path("in/turns.txt")).status().unwrap().success());
    let taken = home.take_in(found, Limits::default());
    std::fs::set_permissions(home.path("in/closed"), std::fs::Permissions::from_mode(0o755)).unwrap();

    assert!(!taken.has_errors(), "{:?}", taken.reports);
    let warned: Vec<&str> = taken
        .reports
        .iter()
        .filter(|report| !report.warnings.is_empty())
        .map(|report| report.source.rsplit('/').next().unwrap())
        .collect();
    let expected = ["dangling.txt", "device.txt", "loop", "pipe.txt", "socket.txt", "turns.txt", "vanishes.txt"];
    assert_eq!(warned.iter().filter(|name| expected.contains(name)).count(), expected.len(), "{warned:?}");
    assert!(is_root || warned.contains(&"closed"), "{warned:?}");
    assert!(articles(&home.archive()).len() >= 3);
    assert!(taken.reports.iter().all(|report| !report.source.contains('\u{1b}')));
}

fn write_texts(home: &Home) {
    for number in 0..3000 {
        let text =
            format!("Heading {number}\n\nParagraph {number} says what there is to be said about number {number}.\n");
        home.file(&format!("in/{}/{number}.txt", number / 100), text.as_bytes());
    }
}

#[test]
fn one_file_that_is_known_is_spoken_of_as_one() {
    let home = Home::new();
    let [a, b] = ["a", "b"].map(|name| {
        let text = format!("Heading {name}\n\nParagraph {name} says what there is to be said about {name}.\n");
        home.file(&format!("{name}.txt"), text.as_bytes()).display().to_string()
    });
    home.cuttings(&["add", &a]).output().unwrap();
    let output = home.cuttings(&["add", &a, &b]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1 article new, 1 unchanged (1 file as it was before)\n");
}

#[test]
fn thousands_of_files_are_taken_in_and_passed_over_the_next_time() {
    let home = Home::new();
    write_texts(&home);
    let folder = home.path("in").display().to_string();
    let output = home.cuttings(&["add", &folder]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3,000 articles new\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "no bar into a pipe");
    let output = home.cuttings(&["add", &folder]).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "nothing new: 3,000 articles there already (3,000 files as they were before)\n"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_was_committed_and_says_so() {
    let home = Home::new();
    write_texts(&home);
    let mut child = home.cuttings(&["add", "--json", &home.path("in").display().to_string()]).spawn().unwrap();
    // What is told is committed; nobody reads on, so it can't have come to its end.
    let mut told = std::io::BufReader::new(child.stdout.take().unwrap());
    told.read_line(&mut String::new()).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::io::copy(&mut told, &mut std::io::sink()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let kept = articles(&home.archive()).len();
    let said: usize = {
        let digits = told.split(" read, ").nth(1).and_then(|rest| rest.split(" article").next()).unwrap_or_default();
        digits.replace(',', "").parse().unwrap()
    };
    assert_eq!(said, kept, "{told}");
    assert!(told.contains("stopped; ") && told.contains("kept; the same command goes on from there"), "{told}");
    assert!((1..3000).contains(&kept), "{kept} kept");
}

#[test]
fn stopped_while_texts_are_compared_or_indexed_it_ends_there_and_the_next_run_makes_up_for_it() {
    let is_comparing: fn(Doing) -> bool = |doing| matches!(doing, Doing::Comparing(..));
    let is_indexing: fn(Doing) -> bool = |doing| matches!(doing, Doing::Indexing(..));
    for is_there in [is_comparing, is_indexing] {
        let home = Home::new();
        write_texts(&home);
        let (stop, gauge) = (AtomicBool::new(false), Gauge::default());
        let course = Course { limits: Limits::default(), stop: &stop, gauge: &gauge };
        let mut archive = Archive::open_to_take_in(&home.path("archive")).unwrap();
        let taken = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_there(gauge.doing()) {
                    std::thread::yield_now();
                }
                stop.store(true, Ordering::Relaxed);
            });
            archive.take_in_by(inputs(&[home.path("in")]), course, &mut |_, _| {}).unwrap()
        });
        assert!(taken.is_unfinished);
        assert_eq!((taken.left_out, taken.reports.len()), (0, 3000), "what was read is kept");
        let behind = archive.index_state().unwrap().1;
        assert!(behind > 0, "{behind}");
        drop(archive);
        let taken = home.take_in(inputs(&[home.path("in")]), Limits::default());
        assert!(!taken.is_unfinished && taken.reports.iter().all(|report| report.is_known));
        assert!(home.archive().store().is_settled().unwrap());
        assert_eq!(home.archive().index_state().unwrap().1, 0);
    }
}

/// So many that reading all of them for each of them, or with every batch, would not come to an end.
const NOTICES: usize = 2000;

#[test]
fn one_notice_in_thousands_of_files_is_one_article_and_takes_no_longer_than_others() {
    let home = Home::new();
    for number in 0..NOTICES {
        home.file(&format!("in/{number}.txt"), b"Please log in\n\nPlease log in to read on.\n");
    }
    let taken = home.take_in(inputs(&[home.path("in")]), Limits::default());
    assert_eq!(taken.reports.iter().map(|report| report.new).sum::<usize>(), 1);
    let archive = home.archive();
    let kept = articles(&archive);
    assert_eq!(kept.iter().map(|article| article.seen.len()).collect::<Vec<_>>(), [NOTICES]);
    assert_eq!(archive.store().unjudged().unwrap(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_dry_run_leaves_nothing_behind() {
    let home = Home::new();
    write_texts(&home);
    for (arguments, waits) in [(vec!["add", "--dry-run", "--json", "-"], true), (vec!["add", "--dry-run", "in"], false)]
    {
        let temporary = home.path(if waits { "waiting" } else { "reading" });
        std::fs::create_dir(&temporary).unwrap();
        let mut command = home.cuttings(&arguments);
        let mut child =
            command.env("TMPDIR", &temporary).current_dir(home.path("in/..")).stdin(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        while std::fs::read_dir(&temporary).unwrap().next().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        drop(input);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("stopped; a dry run keeps nothing"), "{told}");
        assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0, "{arguments:?}");
    }
}
