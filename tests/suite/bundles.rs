//! Bundles: archives, web archives, exports and lists of feeds, sound and hostile. All are built here,
//! by other code than reads them where there is any.

use crate::home::Home;
use cuttings::article::{Article, Kind, Revision, Timestamp};
use cuttings::bundle::{self, Budget, Format, Found};
use cuttings::ingest::{Intake, Origin, ingest};
use cuttings::store::{Delivery, Store, pack};
use cuttings::work::{AddReport, Course, Doing, Gauge, Limits, dry_run, inputs};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

impl Home {
    /// Takes in one file of these bytes.
    fn add(&self, name: &str, content: &[u8]) -> AddReport {
        let path = self.file(name, content);
        self.take_in(inputs(&[&path]), Limits::default()).reports.remove(0)
    }

    fn articles(&self) -> Vec<Article> {
        let archive = self.archive();
        let changes = archive.store().changes_since(Revision(0)).unwrap();
        changes.iter().filter_map(|change| archive.article(change.id).unwrap()).collect()
    }

    fn titles(&self) -> Vec<String> {
        let mut titles: Vec<String> = self.articles().into_iter().map(|article| article.summary.title).collect();
        titles.sort();
        titles
    }

    fn run(&self, args: &[&str], stdin: Option<&[u8]>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
        command.args(args).current_dir(self.0.path()).env("HOME", self.0.path());
        command.env("CUTTINGS_ARCHIVE", self.path("archive")).env_remove("XDG_CONFIG_HOME");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let _ = pipe.write_all(stdin.unwrap_or_default());
        drop(pipe);
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must succeed; its lines as JSON.
    fn json(&self, args: &[&str]) -> Vec<Value> {
        lines(&self.run(args, None))
    }
}

fn lines(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn page(title: &str) -> Vec<u8> {
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body><article class=\"post\">\
         <h1 class=\"entry-title\">{title}</h1><div class=\"entry-content\"><p>{title} was all that people on the quay \
         spoke of on Monday, and they spoke of it at length, in the net shed, at the chandler's and long after closing \
         time in the back room of the Anchor.</p><p>By Tuesday <a href=\"../other/\">another matter</a> had come up, \
         which the harbour master took to the council, and by the end of the week nobody remembered {title}, except \
         the two who had begun it and would not let it rest.</p></div></article></body></html>"
    )
    .into_bytes()
}

fn feed(titles: &[&str]) -> Vec<u8> {
    let item = |title: &&str| {
        let slug = title.replace(' ', "-");
        format!(
            "<item><title>{title}</title><link>https://quay.example/{slug}/</link><description>&lt;p&gt;{title}, told \
             in as many words as a short note has.&lt;/p&gt;</description></item>"
        )
    };
    let items: String = titles.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Quay</title><link>https://quay.example/</link>{items}</channel></rss>"
    )
    .into_bytes()
}

type Files<'a> = [(&'a str, Vec<u8>)];

fn zip_of(files: &Files) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar_of(files: &Files) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Names that no honest program writes are written past the builder's checks.
        if name.len() < 100 {
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, content.as_slice()).unwrap();
        } else {
            builder.append_data(&mut header, name, content.as_slice()).unwrap();
        }
    }
    builder.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

fn record(kind: &str, address: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2019-05-06T07:08:09Z\r\n\
         WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\nServer: x\r\n{headers}\r\n").as_bytes(), body].concat()
}

fn html_answer(body: &[u8]) -> Vec<u8> {
    answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body)
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = body
        .chunks(100)
        .flat_map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
        .collect();
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

fn two_pages() -> [(&'static str, Vec<u8>); 2] {
    [("site/a.html", page("The missing buoy")), ("site/b.html", page("A gull called Brian"))]
}

const BOTH: [&str; 2] = ["A gull called Brian", "The missing buoy"];

fn warc_of_two() -> [Vec<u8>; 2] {
    let [(_, a), (_, b)] = two_pages();
    [
        record("response", "https://quay.example/a/", &html_answer(&a)),
        record("response", "https://quay.example/b/", &html_answer(&b)),
    ]
}

#[test]
fn each_kind_of_bundle_gives_what_is_in_it() {
    let files = two_pages();
    let warc = warc_of_two();
    for (name, bytes, kind) in [
        ("saved.zip", zip_of(&files), "zip"),
        ("saved.tar", tar_of(&files), "tar"),
        ("saved.tgz", gz(&tar_of(&files)), "tar"),
        ("saved.tar.zst", zst(&tar_of(&files)), "tar"),
        ("saved.tar.bz2", bz2(&tar_of(&files)), "tar"),
        ("saved.zip.gz", gz(&zip_of(&files)), "zip"),
        ("saved.warc", warc.concat(), "warc"),
        ("saved.warc.gz", warc.iter().flat_map(|record| gz(record)).collect(), "warc"),
        ("a page.html", zip_of(&[("inner", tar_of(&[("in.gz", gz(&zip_of(&files)))]))]), "zip"),
    ] {
        let home = Home::new();
        let report = home.add(name, &bytes);
        assert_eq!((report.kind, report.articles, report.new), (Some(kind), 2, 2), "{name}: {report:?}");
        assert_eq!((report.error, report.warnings), (None, Vec::<String>::new()), "{name}");
        assert_eq!(home.titles(), BOTH, "{name}");
    }
}

#[test]
fn what_is_only_compressed_is_what_is_in_it() {
    let feed = feed(&["One", "Two"]);
    for bytes in [
        gz(&feed),
        gz(&gz(&feed)),
        zst(&feed),
        bz2(&feed),
        [bz2(&feed[..50]), bz2(&feed[50..])].concat(),
        [gz(&feed[..50]), gz(&feed[50..])].concat(),
    ] {
        let report = Home::new().add("news", &bytes);
        assert_eq!((report.kind, report.articles, report.error), (Some("rss"), 2, None));
        assert!(report.source.ends_with("/news"), "{}", report.source);
    }
    let report = Home::new().add("page.html.gz", &gz(&page("A tide")));
    assert_eq!((report.kind, report.articles), (Some("page"), 1));
}

#[test]
fn what_holds_files_and_is_not_opened_says_what_it_is_and_what_to_do() {
    let home = Home::new();
    home.file("in/a.html", &page("The missing buoy"));
    let rar = home.file("in/b.rar", b"Rar!\x1a\x07\x01\0 and much more of it");
    let reports = home.take_in(inputs(&[&home.path("in")]), Limits::default()).reports;
    assert!(reports[1].warnings[0].contains("is a RAR archive, which is not read; unpack it first"), "{reports:?}");
    let named = home.take_in(inputs(&[&rar]), Limits::default()).reports.remove(0);
    assert_eq!(named.error.as_ref(), reports[1].warnings.first());
    let zip = home.add("x.zip", &zip_of(&[("a.html", page("A tide")), ("b.xz", b"\xfd7zXZ\0\0\x04".to_vec())]));
    assert_eq!(zip.warnings, ["b.xz: is compressed with xz, which is not read; unpack it first"]);
}

#[test]
fn a_bundle_is_a_source_and_so_is_each_member() {
    let home = Home::new();
    home.file("x.zip", &zip_of(&[("f/one.xml", feed(&["One", "Two"])), ("f/two.xml", feed(&["Two", "Three"]))]));
    let report = &home.json(&["add", "x.zip", "--json"])[0];
    assert_eq!(report["source"], "x.zip");
    assert_eq!((report["kind"].as_str(), report["articles"].as_u64()), (Some("zip"), Some(3)), "each article once");
    let sources = home.json(&["list", "sources", "--json"]);
    let listed =
        |address: &str| sources.iter().find(|source| source["address"] == address).cloned().unwrap_or_default();
    assert_eq!((&listed("x.zip")["count"], &listed("x.zip")["kind"]), (&Value::from(3), &Value::from("zip")));
    assert_eq!(listed("x.zip/f/one.xml")["count"], 2);
    let found = home.json(&["search", "Three", "--json"]);
    assert_eq!(found[0]["sources"][0]["address"], "x.zip/f/two.xml");
    let shown = &home.json(&["show", &found[0]["id"].to_string(), "--format", "json"])[0];
    assert_eq!(shown["sightings"][0]["source"], "x.zip/f/two.xml");

    let again = &home.json(&["add", "x.zip", "--json"])[0];
    assert_eq!((&again["unchanged"], &again["articles"]), (&Value::from(3), &Value::from(3)));
    home.json(&["forget", "x.zip/f/two.xml", "--yes", "--json"]);
    assert_eq!(home.titles(), ["One", "Two"]);
    home.json(&["forget", "x.zip", "--yes", "--json"]);
    assert_eq!(home.titles(), Vec::<String>::new());
    assert_eq!(home.json(&["list", "sources", "--json"]).len(), 0);
    let back = &home.json(&["add", "x.zip", "--json"])[0];
    assert_eq!(back["articles"], 3);
    assert_eq!(home.titles().len(), 3);
    home.json(&["forget", "x.zip/f/two.xml", "--yes", "--json"]);
    home.json(&["forget", "--empty", "--yes", "--json"]);
    assert_eq!(home.json(&["list", "sources", "--json"]).len(), 2, "the bundle and what is left in it");
}

#[test]
fn a_sighting_names_the_bundle_as_given_and_the_way_to_the_member() {
    let warc = warc_of_two().concat();
    let saved = mhtml("Content-Type: text/html", &page("A gull called Brian"));
    for (name, bytes, sources) in [
        ("x.zip", zip_of(&two_pages()), vec!["x.zip/site/a.html", "x.zip/site/b.html"]),
        ("x.tgz", gz(&tar_of(&two_pages())), vec!["x.tgz/site/a.html", "x.tgz/site/b.html"]),
        ("x.warc.gz", gz(&warc), vec!["x.warc.gz/https://quay.example/a/", "x.warc.gz/https://quay.example/b/"]),
        (
            "y.zip",
            zip_of(&[("in/x.warc", warc)]),
            vec!["y.zip/in/x.warc/https://quay.example/a/", "y.zip/in/x.warc/https://quay.example/b/"],
        ),
        ("z.zip", zip_of(&[("b.mht", saved.clone())]), vec!["z.zip/b.mht"]),
        ("b.mht", saved, vec!["b.mht"]),
        ("a.html.gz", gz(&page("The missing buoy")), vec!["a.html.gz"]),
    ] {
        let home = Home::new();
        home.file(name, &bytes);
        home.json(&["add", name, "--json"]);
        let mut found: Vec<String> =
            home.articles().into_iter().flat_map(|article| article.seen).map(|seen| seen.source).collect();
        found.sort();
        assert_eq!(found, sources, "{name}");
        let urls = home.articles().into_iter().filter_map(|article| article.summary.url).count();
        let of_the_web =
            if name.contains("warc") || name == "y.zip" || name.contains("b.mht") { found.len() } else { 0 };
        assert_eq!(
            urls,
            if name == "z.zip" { 1 } else { of_the_web },
            "{name}: the address that it was at stays known"
        );
    }
}

#[test]
fn what_could_not_be_read_is_said_again_though_nothing_is_read_again() {
    let files = [("a.html", page(BOTH[0])), ("../b.html", page("B")), ("c.html", page(BOTH[1]))];
    let broken = b"<rss version=\"2.0\"><channel><title>Q</title><item><title>One</title><description>x".to_vec();
    for (name, bytes) in [("x.tar", tar_of(&files)), ("x.xml", broken)] {
        let home = Home::new();
        let first = home.add(name, &bytes);
        let second = home.take_in(inputs(&[&home.path(name)]), Limits::default()).reports.remove(0);
        assert!(second.is_known, "{name}");
        assert!(!first.warnings.is_empty(), "{name}");
        assert_eq!(second.warnings, first.warnings, "{name}");
    }
}

#[test]
fn where_nothing_in_a_bundle_can_be_read_the_error_says_why() {
    let zip = patched(&zip_of(&[("bad.html", page("Bad"))]), "bad", 6, 8, &[1, 0]);
    let error = Home::new().add("x.zip", &zip).error.unwrap();
    assert!(error.contains("bad.html: is encrypted") && !error.contains("has no article"), "{error}");
    let home = Home::new();
    home.file("in/x.zip", &zip);
    home.file("in/a.html", &page("The missing buoy"));
    let reports = home.take_in(inputs(&[&home.path("in")]), Limits::default()).reports;
    assert_eq!(reports.iter().map(|report| report.warnings.len()).collect::<Vec<_>>(), [0, 1], "{reports:?}");
}

/// A page long enough that a part of it is an article.
fn long_page(title: &str, weeks: usize) -> Vec<u8> {
    let told: String = (0..weeks)
        .map(|number| {
            format!(
                "<p>In the {number}th week the keeper of the light wrote {} words on gulls.</p>",
                number * 7919 % 1009
            )
        })
        .collect();
    format!(
        "<!doctype html><html><head><meta charset=utf-8><title>{title}</title><link rel=canonical href=\"https://quay.example/light/\"></head><body><article class=\"post\">\
         <h1 class=\"entry-title\">{title}</h1><div class=\"entry-content\">{told}</div></article></body></html>"
    )
    .into_bytes()
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

#[test]
fn what_breaks_off_is_read_as_far_as_it_goes_and_a_whole_copy_is_better() {
    let (whole, other) = (long_page("The light", 400), page("A gull called Brian"));
    // These give nothing of a block of some 100 kB that is not there to its end.
    let (in_blocks, last) = (long_page("The light", 6000), ["In the 399th week", "In the 5999th week"]);
    let record = record("response", "https://quay.example/light/", &html_answer(&whole));
    for (name, bytes) in [
        ("a.html.gz", half(&gz(&whole))),
        ("a.html.zst", half(&zst(&in_blocks))),
        ("x.tar.bz2", half(&bz2(&tar_of(&[("a.html", in_blocks.clone())])))),
        ("a.html.gz.gz", gz(&half(&gz(&whole)))),
        ("x.tar", half(&tar_of(&[("a.html", whole.clone())]))),
        ("x.tar.gz", half(&gz(&tar_of(&[("a.html", whole.clone())])))),
        ("x.zip", half(&zip_of(&[("a.html", whole.clone())]))),
        ("x.warc", half(&record)),
        ("x.warc.gz", half(&gz(&record))),
        ("in.tar", tar_of(&[("a.html.gz", half(&gz(&whole))), ("b.html", other.clone())])),
        (
            "in.zip",
            zip_of(&[("x.tar.gz", half(&gz(&tar_of(&[("a.html", whole.clone())])))), ("y.html", other.clone())]),
        ),
        ("in2.zip", zip_of(&[("x.zip", half(&zip_of(&[("a.html", whole.clone())]))), ("y.html", other.clone())])),
        ("in.tgz", gz(&tar_of(&[("x.warc.gz", half(&gz(&record))), ("b.html", other.clone())]))),
    ] {
        let home = Home::new();
        let is_in_blocks = ["a.html.zst", "x.tar.bz2"].contains(&name);
        let (whole, last) = if is_in_blocks { (&in_blocks, last[1]) } else { (&whole, last[0]) };
        let report = home.add(name, &bytes);
        assert_eq!(report.error, None, "{name}");
        let is_said = |warning: &String| warning.contains("breaks off");
        assert!(report.warnings.iter().any(is_said), "{name}: {:?}", report.warnings);
        let found = home.articles();
        assert_eq!(found.len(), if name.starts_with("in") { 2 } else { 1 }, "{name}: {report:?}");
        let light = found.iter().find(|article| article.summary.title == "The light").unwrap();
        let text = light.document.to_text();
        assert!(text.contains("In the 9th week") && !text.contains(last), "{name}");
        assert_eq!(anew(&home), Vec::<String>::new(), "{name}");

        home.add("whole.html", whole);
        home.take_in(inputs(&[&home.path(name)]), Limits::default());
        let found = home.articles();
        let lights: Vec<&Article> = found.iter().filter(|article| article.summary.title == "The light").collect();
        assert_eq!(lights.len(), 1, "{name}");
        assert!(lights[0].document.to_text().contains(last), "{name}");
    }
}

#[test]
fn a_large_feed_in_what_breaks_off_gives_its_items_up_to_there() {
    let titles: Vec<String> = (0..300).map(|number| format!("Story number {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let home = Home::new();
    let path = home.file("news.xml.gz", &half(&gz(&feed(&titles))));
    let limits = Limits { whole: 5000, part: 2000, ..Limits::default() };
    let report = home.take_in(inputs(&[&path]), limits).reports.remove(0);
    assert!((50..250).contains(&report.articles), "{report:?}");
    assert!(report.warnings.iter().any(|warning| warning.starts_with("breaks off")), "{:?}", report.warnings);
    let report = Home::new().add("news.gz", &gz(&feed(&titles))[..12]);
    assert!(report.error.is_some_and(|error| error.starts_with("breaks off")));
}

#[test]
fn a_charset_that_the_server_gave_is_a_hint_for_pages_that_say_none() {
    let russian = "Пропавший буй у старой пристани";
    let words = "Смотритель маяка записал в журнал, что буй пропал ночью, и никто на причале не видел, кто его увёл.";
    let page = |meta: &str| {
        format!(
            "<!doctype html><html><head>{meta}<title>{russian}</title></head><body><article class=\"post\"><h1 class=\"entry-title\">{russian}\
             </h1><div class=\"entry-content\"><p>{words}</p><p>{words}</p></div></article></body></html>"
        )
    };
    let koi8 = |text: &str| encoding_rs::KOI8_R.encode(text).0.into_owned();
    // What no guess takes for this: a few words of it among many that are ASCII.
    let greek = "<!doctype html><html><head><title>Ferry \u{391}\u{3b2}</title></head><body><article class=\"post\"><h1 class=\"entry-title\">\
        Ferry \u{391}\u{3b2}</h1><div class=\"entry-content\"><p>The ferry of that name sails at nine, and at ten it comes \
        back; on Mondays it stays where it is, and on Tuesdays nobody knows.</p></div></article></body></html>";
    for (what, head, bytes, title) in [
        ("none declared", "koi8-r", koi8(&page("")), russian),
        ("in quotes", "\"KOI8-R\"", koi8(&page("")), russian),
        ("another declared", "iso-8859-1", koi8(&page("<meta charset=koi8-r>")), russian),
        ("a server's default", "iso-8859-1", koi8(&page("")), russian),
        ("UTF-8 after all", "windows-1251", page("").into_bytes(), russian),
        ("no guess", "iso-8859-7", encoding_rs::ISO_8859_7.encode(greek).0.into_owned(), "Ferry \u{391}\u{3b2}"),
    ] {
        let home = Home::new();
        let answer = answer("200 OK", &format!("Content-Type: text/html; charset={head}\r\n"), &bytes);
        home.add("x.warc", &record("response", "https://quay.example/a/", &answer));
        assert_eq!(home.titles(), [title], "{what}");
        let id = home.articles()[0].summary.id.unwrap();
        assert_eq!(home.archive().raw(id).unwrap()[0].1, bytes, "{what}: raw is as it came");
        assert_eq!(anew(&home), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_feed_in_two_lists_stays_for_as_long_as_one_of_them() {
    let list = |feeds: &[&str]| {
        let outlines: String =
            feeds.iter().map(|name| format!("<outline xmlUrl=\"https://{name}.example/feed/\"/>")).collect();
        format!("<opml version=\"2.0\"><body>{outlines}</body></opml>").into_bytes()
    };
    let home = Home::new();
    home.file("a.opml", &list(&["quay", "gull"]));
    home.file("b.opml", &list(&["gull", "tide"]));
    home.json(&["add", "a.opml", "b.opml", "--json"]);
    let names = |home: &Home| -> Vec<String> {
        let sources = home.json(&["list", "sources", "--json"]);
        let mut names: Vec<String> = sources.iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let feed = |name: &str| format!("https://{name}.example/feed/");
    let forgotten = home.run(&["forget", "a.opml", "--yes"], None);
    assert_eq!(String::from_utf8_lossy(&forgotten.stdout), "a.opml: 2 sources forgotten\n", "the list and one feed");
    assert_eq!(names(&home), ["b.opml".to_owned(), feed("gull"), feed("tide")]);
    home.json(&["forget", "b.opml", "--yes", "--json"]);
    assert_eq!(names(&home), Vec::<String>::new());
    home.json(&["forget", "--restore", "--json"]);
    assert_eq!(names(&home).len(), 5);
    home.json(&["forget", "b.opml", "--yes", "--json"]);
    home.json(&["forget", "--empty", "--yes", "--json"]);
    assert_eq!(names(&home), ["a.opml".to_owned(), feed("gull"), feed("quay")]);
    home.json(&["forget", "a.opml", "--yes", "--json"]);
    assert_eq!(names(&home), Vec::<String>::new(), "the list that is gone for good holds nothing any more");
}

#[test]
fn stats_count_the_sources_that_the_list_shows() {
    let home = Home::new();
    home.file("x.zip", &zip_of(&two_pages()));
    home.file(
        "y.zip",
        &zip_of(&[("f.opml", b"<opml><body><outline xmlUrl=\"https://q.example/\"/></body></opml>".to_vec())]),
    );
    home.json(&["add", "x.zip", "y.zip", "--json"]);
    for bytes in two_pages().map(|page| zip_of(&[page])) {
        lines(&home.run(&["add", "-", "--json"], Some(&bytes)));
    }
    let listed = home.json(&["list", "sources", "--json"]);
    let addresses: Vec<&str> = listed.iter().map(|source| source["address"].as_str().unwrap()).collect();
    assert_eq!(addresses.iter().filter(|address| **address == "-").count(), 1, "{addresses:?}");
    let stdin = listed.iter().find(|source| source["address"] == "-").unwrap();
    assert_eq!(stdin["count"], 2, "both bundles that came through the pipe");
    assert!(addresses.contains(&"y.zip"), "{addresses:?}");
    assert_eq!(home.json(&["stats", "--json"])[0]["sources"], listed.len());
}

#[test]
fn one_object_comes_for_each_file_of_a_folder_and_for_standard_input() {
    let home = Home::new();
    home.file("in/a.zip", &zip_of(&two_pages()));
    home.file("in/b.tar.gz", &gz(&tar_of(&[("note.png", b"x".to_vec())])));
    home.file("in/c.xml.gz", &gz(&feed(&["One"])));
    let found: Vec<(String, Value, Value, bool)> = home
        .json(&["add", "in", "--json"])
        .iter()
        .map(|o| {
            (o["source"].as_str().unwrap().to_owned(), o["kind"].clone(), o["articles"].clone(), o["error"].is_null())
        })
        .collect();
    let row = |source: &str, kind: &str, articles: u64| (source.to_owned(), kind.into(), articles.into(), true);
    assert_eq!(found, [row("in/a.zip", "zip", 2), row("in/b.tar.gz", "tar", 0), row("in/c.xml.gz", "rss", 1)]);

    let home = Home::new();
    let report = &lines(&home.run(&["add", "-", "--json"], Some(&zip_of(&two_pages()))))[0];
    assert_eq!((&report["source"], &report["kind"]), (&Value::from("-"), &Value::from("zip")));
    assert_eq!(home.titles(), BOTH);
    let dry = lines(&Home::new().run(&["add", "-", "--dry-run", "--json"], Some(&gz(&tar_of(&two_pages())))));
    assert_eq!(
        dry.iter().map(|item| item["title"].as_str().unwrap()).collect::<Vec<_>>(),
        ["The missing buoy", BOTH[0]]
    );
    let empty = home.run(&["add", "-", "--json"], Some(&zip_of(&[("x.png", vec![1])])));
    assert_eq!(empty.status.code(), Some(1), "a bundle that was named and holds nothing is an error");
}

#[test]
fn what_a_page_was_saved_with_is_no_article() {
    let files = || {
        [
            ("A story_files/ad.html", page("Buy a boat")),
            ("A story_files/saved_resource(1).html", page("A frame")),
            ("A story.htm", page("The missing buoy")),
            ("Eine Sache-Dateien/rahmen.html", page("Kauf ein Boot")),
            ("Eine Sache.html", page("A gull called Brian")),
        ]
    };
    for bytes in [zip_of(&files()), tar_of(&files()), zip_of(&[("all.tar", tar_of(&files()))])] {
        let home = Home::new();
        home.add("saved", &bytes);
        assert_eq!(home.titles(), BOTH);
    }
    let home = Home::new();
    for (name, content) in files() {
        home.file(&format!("in/{name}"), &content);
    }
    home.take_in(inputs(&[&home.path("in")]), Limits::default());
    assert_eq!(home.titles(), BOTH);
    let home = Home::new();
    home.add("saved", &tar_of(&[("case_files/a.html", page("The missing buoy")), ("case.txt", b"x".to_vec())]));
    assert!(home.titles().contains(&BOTH[1].to_owned()), "a folder that is only called so is read");
}

fn with_replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(place) = out[at..].windows(from.len()).position(|window| window == from) {
        out[at + place..at + place + to.len()].copy_from_slice(to);
        at += place + to.len();
    }
    out
}

/// Changes the fields of a member's two headers, at these offsets, to this.
fn patched(zip: &[u8], name: &str, local: usize, central: usize, value: &[u8]) -> Vec<u8> {
    let mut out = zip.to_vec();
    for (signature, fixed, offset) in [(b"PK\x03\x04", 30, local), (b"PK\x01\x02", 46, central)] {
        let starts: Vec<usize> = (0..zip.len() - fixed).filter(|at| zip[*at..].starts_with(signature)).collect();
        for start in starts.into_iter().filter(|start| zip[start + fixed..].starts_with(name.as_bytes())) {
            out[start + offset..start + offset + value.len()].copy_from_slice(value);
        }
    }
    out
}

#[test]
fn a_bad_member_costs_only_itself_and_one_warning() {
    let files = [("a.html", page(BOTH[0])), ("bad!!.html", page("Bad")), ("c.html", page(BOTH[1]))];
    let (zip, tar) = (zip_of(&files), tar_of(&files));
    let named = |name: &str| with_replaced(&zip, b"bad!!.html", name.as_bytes());
    let damaged_tar = |offset: usize| {
        let at = tar.windows(5).position(|window| window == b"bad!!").unwrap();
        let mut out = tar.clone();
        out[at + offset] ^= 0x15;
        out
    };
    let link = {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        builder.append_link(&mut header, "bad!!.html", "/etc/passwd").unwrap();
        let mut bytes = builder.into_inner().unwrap();
        bytes.truncate(512);
        [bytes, tar_of(&[files[0].clone(), files[2].clone()])].concat()
    };
    for (what, bytes, complaint) in [
        ("a wrong checksum", patched(&zip, "bad!!", 14, 16, &[1, 2, 3, 4]), "can't be read"),
        ("a password", patched(&zip, "bad!!", 6, 8, &[1, 0]), "encrypted"),
        ("an unknown method", patched(&zip, "bad!!", 8, 10, &[97, 0]), "compressed in a way"),
        ("a way out", named("../b!.html"), "leads out"),
        ("an absolute path", named("/etc/b.htm"), "outside"),
        ("a Windows path", named("C:\\b!!.htm"), "outside"),
        ("a name with a NUL", named("b\0d!!.html"), "no name"),
        ("a symbolic link", link, "is a link"),
        ("a damaged header", damaged_tar(130), "header"),
    ] {
        let home = Home::new();
        let report = home.add("x", &bytes);
        assert_eq!(home.titles(), BOTH, "{what}");
        assert_eq!((report.error, report.articles), (None, 2), "{what}");
        assert_eq!(report.warnings.len(), 1, "{what}: {:?}", report.warnings);
        assert!(report.warnings[0].contains(complaint), "{what}: {:?}", report.warnings);
        assert!(report.warnings[0].chars().all(|c| !c.is_control()), "{what}");
    }
}

#[test]
fn sizes_that_lie_and_names_that_repeat_change_nothing() {
    let files = two_pages();
    let zip = zip_of(&files);
    for size in [0u32, 1, u32::MAX - 1] {
        let home = Home::new();
        home.add("x.zip", &patched(&zip, "site/a.html", 22, 24, &size.to_le_bytes()));
        assert!(home.titles().contains(&BOTH[0].to_owned()), "said to have {size} bytes");
    }
    let home = Home::new();
    home.add("x.tar", &tar_of(&[("n", files[0].1.clone()), ("n", files[1].1.clone())]));
    assert_eq!(home.titles(), BOTH);
    let home = Home::new();
    let report = home.add("x.zip", &with_replaced(&zip, b"site/b.html", b"site/a.html"));
    assert_eq!((home.titles(), report.warnings.len()), (BOTH.map(str::to_owned).to_vec(), 0), "{report:?}");
}

/// Contents of all members that could be read, and how the walk ended.
fn walked(format: Format, bytes: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let budget = Budget::of(64 << 20);
    let mut found = Vec::new();
    let mut each = |member: Found<'_>| {
        if let Found::Member(_, content) = member {
            let mut bytes = Vec::new();
            if content.take(1 << 20).read_to_end(&mut bytes).is_ok() {
                found.push(bytes);
            }
        }
        if found.len() < 10_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let outcome = match format {
        Format::Zip => bundle::zip(Cursor::new(bytes), &budget, &mut each),
        Format::Tar => bundle::tar(&mut &*bytes, &mut each),
        Format::Warc => bundle::warc(&mut &*bytes, &budget, &mut each),
        compressed => match bundle::expand(compressed, bytes, &budget) {
            Ok(mut inner) => bundle::warc(&mut inner, &budget, &mut each),
            Err(error) => Err(error),
        },
    };
    (found, outcome.is_ok())
}

#[test]
fn what_breaks_off_gives_what_came_before() {
    let files =
        [("a.html", b"the first of them".to_vec()), ("b.html", b"the second".repeat(20)), ("c", b"third".to_vec())];
    let warc: Vec<Vec<u8>> = files
        .iter()
        .map(|(name, body)| record("response", &format!("https://a.example/{name}"), &html_answer(body)))
        .collect();
    for (format, bytes) in [
        (Format::Zip, zip_of(&files)),
        (Format::Tar, tar_of(&files)),
        (Format::Warc, warc.concat()),
        (Format::Gzip, warc.iter().flat_map(|record| gz(record)).collect()),
    ] {
        let (whole, is_sound) = walked(format, &bytes);
        assert_eq!(whole, files.iter().map(|(_, content)| content.clone()).collect::<Vec<_>>(), "{format:?}");
        assert!(is_sound, "{format:?}");
        let mut most = 0;
        for length in 0..bytes.len() {
            let (found, _) = walked(format, &bytes[..length]);
            assert!(whole.starts_with(&found), "{format:?} of {length} bytes");
            assert!(found.len() >= most, "{format:?} of {length} bytes has fewer than a shorter one");
            most = found.len();
        }
        assert_eq!(most, 3, "{format:?}");
    }
}

#[test]
fn a_damaged_record_of_a_web_archive_costs_no_other() {
    let records: Vec<Vec<u8>> = (0..5)
        .map(|number| {
            record(
                "response",
                &format!("https://a.example/{number}"),
                &html_answer(format!("page {number}").as_bytes()),
            )
        })
        .collect();
    let mut plain = records.concat();
    let at = records[0].len() + records[1].len();
    plain[at + 3] = b'?';
    let left = |found: Vec<Vec<u8>>| found.iter().map(|page| page[page.len() - 1] - b'0').collect::<Vec<_>>();
    assert_eq!(left(walked(Format::Warc, &plain).0), [0, 1, 3, 4]);
    let mut packed: Vec<Vec<u8>> = records.iter().map(|record| gz(record)).collect();
    let middle = packed[2].len() / 2;
    packed[2][middle..middle + 8].fill(0xff);
    let found = left(walked(Format::Gzip, &packed.concat()).0);
    assert!(found == [0, 1, 3, 4] || found == [0, 1, 2, 3, 4], "{found:?}");
}

#[test]
fn a_bomb_ends_with_a_warning_and_what_came_before_stays() {
    let zeros = vec![0u8; 300 << 20];
    let files = [("a.html", page(BOTH[0])), ("b.html", zeros), ("c.html", page(BOTH[1]))];
    let home = Home::new();
    let report = home.add("x.tar.zst", &zst(&tar_of(&files)));
    assert_eq!((report.articles, home.titles()), (1, vec![BOTH[0].to_owned()]));
    assert!(report.warnings.iter().any(|warning| warning.contains("expands to more than")), "{:?}", report.warnings);
    let home = Home::new();
    let report = home.add("x.zip", &zip_of(&files));
    assert_eq!(home.titles(), BOTH, "in a zip it need not be read to pass over it: {report:?}");
    let report =
        Home::new().add("x.xml.zst", &zst(&[b"<rss><channel><item><title>".to_vec(), vec![b'x'; 300 << 20]].concat()));
    assert!(report.error.is_some_and(|error| error.contains("expands to more than")));
}

#[test]
fn bundles_in_bundles_are_opened_to_a_depth() {
    let mut tar = tar_of(&two_pages());
    let mut packed = feed(&["One"]);
    for _ in 0..50 {
        tar = tar_of(&[("inner", tar), ("beside", b"x".to_vec())]);
        packed = gz(&packed);
    }
    let report = Home::new().add("x.tar", &tar);
    assert!(report.warnings.iter().any(|warning| warning.contains("more than 4 bundles")), "{:?}", report.warnings);
    let report = Home::new().add("x.gz", &packed);
    assert!(report.error.is_some_and(|error| error.contains("compressed more than 4 times")));
}

#[test]
fn a_hundred_thousand_members_are_no_matter() {
    let mut names: Vec<(String, Vec<u8>)> =
        (0..100_000).map(|number| (format!("p/{number}.png"), Vec::new())).collect();
    names.push(("z.html".to_owned(), page(BOTH[0])));
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    for bytes in [zip_of(&files), gz(&tar_of(&files))] {
        let home = Home::new();
        let report = home.add("x", &bytes);
        assert_eq!((report.articles, report.warnings.len()), (1, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_bytes_behind_any_magic_end(format in 0usize..5, bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let formats = [Format::Zip, Format::Tar, Format::Warc, Format::Gzip, Format::Zstd];
        let magic: [&[u8]; 5] = [
            b"PK\x03\x04", b"", b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200\r\n\
            Transfer-Encoding: chunked\r\nContent-Encoding: gzip, br\r\n\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd",
        ];
        walked(formats[format], &[magic[format], &bytes].concat());
        bundle::mhtml::page(&[b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n", bytes.as_slice()].concat());
    }

    #[test]
    fn a_flipped_byte_is_survived(format in 0usize..4, place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let files = [("a.html", b"the first of them".repeat(9)), ("b.html", b"the second".repeat(20))];
        let warc = record("response", "https://a.example/", &answer("200", "Transfer-Encoding: chunked\r\n", &chunked(&files[0].1)));
        let formats = [(Format::Zip, zip_of(&files)), (Format::Tar, tar_of(&files)), (Format::Warc, warc.clone()), (Format::Gzip, gz(&warc))];
        let (format, mut bytes) = formats[format].clone();
        let at = place.index(bytes.len());
        bytes[at] = byte;
        walked(format, &bytes);
    }
}

#[test]
fn a_web_archive_gives_the_pages_that_were_answered() {
    let body = page("The missing buoy");
    let packed = gz(&body);
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    deflated.write_all(&body).unwrap();
    let deflated = deflated.finish().unwrap();
    for (what, headers, sent) in [
        ("plain", "", body.clone()),
        ("in chunks", "Transfer-Encoding: chunked\r\n", chunked(&body)),
        ("gzip", "Content-Encoding: gzip\r\n", packed.clone()),
        ("deflate", "Content-Encoding: deflate\r\n", deflated),
        ("zstd", "Content-Encoding: zstd\r\n", zst(&body)),
        ("gzip in chunks", "content-encoding: GZIP\r\ntransfer-encoding: Chunked\r\n", chunked(&packed)),
        ("undone, and the head left", "Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n", body.clone()),
    ] {
        let home = Home::new();
        let head = format!("Content-Type: text/html\r\n{headers}");
        let record = record("response", "https://quay.example/2019/a/", &answer("200 OK", &head, &sent));
        let report = home.add("x.warc", &record);
        assert_eq!((report.articles, report.warnings.len()), (1, 0), "{what}: {report:?}");
        let article = home.articles().remove(0);
        assert_eq!(article.summary.title, "The missing buoy", "{what}");
        let url = article.summary.url.as_ref().map(ToString::to_string);
        assert_eq!(url.as_deref(), Some("https://quay.example/2019/a/"), "{what}: the page names no address");
        assert!(article.document.to_markdown().contains("https://quay.example/2019/other/"), "{what}: relative links");
        let source = format!("{}/https://quay.example/2019/a/", home.path("x.warc").display());
        assert_eq!((&article.seen[0].source, &article.summary.sources[0].address), (&source, &source), "{what}");
    }
}

#[test]
fn what_is_no_answer_with_a_page_is_passed_over() {
    let page = page("The missing buoy");
    let css = "Content-Type: text/css\r\n";
    let records = [
        record("warcinfo", "", b"software: x\r\n"),
        record("request", "https://quay.example/", b"GET / HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "https://quay.example/gone/",
            &answer("404 Not Found", "Content-Type: text/html\r\n", &page),
        ),
        record("response", "https://quay.example/moved/", &answer("301 Moved", "Location: /\r\n", b"")),
        record("revisit", "https://quay.example/again/", &html_answer(b"")),
        record("metadata", "https://quay.example/", b"fetchTimeMs: 1\r\n"),
        record(
            "response",
            "https://quay.example/s.css",
            &answer("200 OK", css, b"p { color: red } and much more of it"),
        ),
        record(
            "response",
            "https://quay.example/robots.txt",
            &answer("200 OK", "Content-Type: text/plain\r\n", b"User-agent: *\nDisallow: /x"),
        ),
        record("response", "dns:quay.example", b"20190506 quay.example A 10.0.0.1"),
        record("response", "<https://quay.example/a/>", &html_answer(&page)),
    ];
    let home = Home::new();
    let report = home.add("x.warc.gz", &records.iter().flat_map(|record| gz(record)).collect::<Vec<u8>>());
    assert_eq!((report.articles, report.warnings), (1, Vec::new()));
    assert_eq!(
        home.articles()[0].summary.url.as_ref().map(ToString::to_string).as_deref(),
        Some("https://quay.example/a/")
    );
}

/// An MHTML file whose page comes in this form.
fn mhtml(head: &str, encoded: &[u8]) -> Vec<u8> {
    let start = format!(
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://quay.example/2020/b/\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b--7\"\r\n\r\n\r\n------b--7\r\n{head}\r\n\r\n"
    );
    let rest = "\r\n------b--7\r\nContent-Type: text/html\r\nContent-ID: <frame>\r\nContent-Location: cid:frame\r\n\r\n\
                <html><body><p>Buy a boat</p></body></html>\r\n------b--7\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
                Content-Location: https://quay.example/p.png\r\n\r\niVBORw0KGgo=\r\n------b--7--\r\n";
    [start.as_bytes(), encoded, rest.as_bytes()].concat()
}

#[test]
fn a_page_saved_in_one_file_is_one_article() {
    let html = String::from_utf8(page("Café quay – 50 years")).unwrap();
    let quote = |byte: u8| {
        if byte == b'=' || byte > 126 { format!("={byte:02X}") } else { char::from(byte).to_string() }
    };
    let quoted: String = html
        .bytes()
        .enumerate()
        .map(|(at, byte)| if at % 50 == 49 { quote(byte) + "=\r\n" } else { quote(byte) })
        .collect();
    let damaged = quoted.replacen("the harbour", "the =ZZharbour", 1);
    let encoded = base64(html.as_bytes());
    let latin = html.replace("utf-8", "x").replace('–', "-").chars().map(|c| c as u32 as u8).collect::<Vec<u8>>();
    for (what, bytes) in [
        (
            "as it is",
            mhtml("Content-Type: text/html\r\nContent-Location: https://quay.example/2020/b/", html.as_bytes()),
        ),
        (
            "quoted",
            mhtml(
                "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://quay.example/2020/b/",
                quoted.as_bytes(),
            ),
        ),
        (
            "quoted, and damaged",
            mhtml("Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable", damaged.as_bytes()),
        ),
        ("in base64", mhtml("Content-Type: text/html\r\nContent-Transfer-Encoding: BASE64", encoded.as_bytes())),
        (
            "in latin-1",
            mhtml("Content-Type: text/html; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: binary", &latin),
        ),
    ] {
        let home = Home::new();
        let report = home.add("page.mht", &bytes);
        assert_eq!((report.kind, report.articles, report.error), (Some("mhtml"), 1, None), "{what}");
        let article = home.articles().remove(0);
        assert!(article.summary.title.starts_with("Café quay"), "{what}: {}", article.summary.title);
        assert_eq!(
            article.summary.url.as_ref().map(ToString::to_string).as_deref(),
            Some("https://quay.example/2020/b/"),
            "{what}"
        );
        assert!(!article.document.to_text().contains("Buy a boat"), "{what}");
        let id = article.summary.id.unwrap();
        assert_eq!(home.archive().raw(id).unwrap()[0].1, bytes, "{what}: raw is the whole file");
        assert_eq!(anew(&home), Vec::<String>::new(), "{what}");
    }
}

/// In lines, as mail has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (number, group) in bytes.chunks(3).enumerate() {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
        if number % 19 == 18 {
            out.push_str("\r\n");
        }
    }
    out
}

/// What cleaning anew changes or can't read.
fn anew(home: &Home) -> Vec<String> {
    let reworked = home.archive().clean_again(&BTreeSet::new(), &AtomicBool::new(false), &mut |_| {}).unwrap();
    let moved = reworked.moved.into_iter().map(|moved| format!("{}: {:?}", moved.title, moved.changed));
    let left = reworked.sources.into_iter().filter(|source| source.left > 0 || source.sightings == 0);
    moved.chain(left.map(|source| format!("{:?}", source.source))).collect()
}

#[test]
fn every_member_can_be_cleaned_anew() {
    let home = Home::new();
    let export = std::fs::read("tests/corpus/bundles/export.xml").unwrap();
    home.add("x.zip", &zip_of(&[("a.html", page("One")), ("b.xml", feed(&["Two", "Three"])), ("c.xml", export)]));
    home.add("x.warc.gz", &warc_of_two().iter().flat_map(|record| gz(record)).collect::<Vec<u8>>());
    assert_eq!(anew(&home), Vec::<String>::new());
}

#[test]
fn a_list_of_feeds_is_remembered_and_none_is_fetched() {
    let list = br#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="Sea">
        <outline text="Quay" title="The Quay" type="rss" xmlUrl="https://quay.example/feed/"/><outline text="Gulls" xmlUrl="http://gull.example/atom" type="atom"/>
        </outline></body></opml>"#;
    for (name, bytes) in [("feeds.opml", list.to_vec()), ("feeds.zip", zip_of(&[("feeds.opml", list.to_vec())]))] {
        let home = Home::new();
        home.file(name, &bytes);
        let report = &home.json(&["add", name, "--json"])[0];
        assert_eq!((&report["articles"], report["error"].is_null()), (&Value::from(0), true), "{name}: {report}");
        let again = &home.json(&["add", name, "--json"])[0];
        assert_eq!((&again["kind"], again["error"].is_null()), (&report["kind"], true), "{name}: {again}");
        let sources = home.json(&["list", "sources", "--json"]);
        let found =
            |address: &str| sources.iter().find(|source| source["address"] == address).cloned().unwrap_or_default();
        assert_eq!(
            (&found("https://quay.example/feed/")["name"], &found("http://gull.example/atom")["kind"]),
            (&Value::from("The Quay"), &Value::from("atom"))
        );
        home.json(&["forget", "https://quay.example/feed/", "--yes", "--json"]);
        let addresses = |home: &Home| {
            home.json(&["list", "sources", "--json"])
                .iter()
                .map(|s| s["address"].to_string())
                .collect::<Vec<_>>()
                .concat()
        };
        assert!(!addresses(&home).contains("quay.example") && addresses(&home).contains("gull.example"), "{name}");
        home.json(&["forget", "--restore", "--json"]);
        assert!(addresses(&home).contains("quay.example"), "{name}");
        home.json(&["forget", name, "--yes", "--json"]);
        home.json(&["forget", "--empty", "--yes", "--json"]);
        assert_eq!(addresses(&home), "", "{name}");
    }
    assert_eq!(
        Home::new().add("x.opml", b"<opml><body></body></opml>").error.map(|error| error.contains("names none")),
        Some(true)
    );
}

#[test]
fn a_list_that_goes_leaves_the_feeds_that_were_read() {
    let home = Home::new();
    let address = "https://quay.example/feed/".to_owned();
    let read = ingest(&feed(&["One gull"]), &Origin { address: address.clone(), key: address }).unwrap();
    let Intake { source, source_key, channel, items, frame, .. } = read;
    let mut store = Store::open(home.archive().folder()).unwrap();
    let mut writer = store.write().unwrap();
    let delivery = Delivery { source, source_key, content: [1; 32], channel, frame, items };
    writer.take_in(&pack(delivery), Timestamp::EPOCH).unwrap();
    writer.commit().unwrap();
    drop(store);
    home.add("x.opml", b"<opml version=\"2.0\"><body><outline xmlUrl=\"https://quay.example/feed/\"/></body></opml>");
    home.json(&["forget", "x.opml", "--yes", "--json"]);
    assert_eq!(home.titles(), ["One gull"]);
}

#[test]
fn a_message_without_a_page_is_no_article() {
    let message =
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.example/\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nxxxx\r\n--b--\r\n";
    let report = Home::new().add("x.mhtml", message);
    assert!(report.error.as_deref().is_some_and(|error| error.contains("without a page")), "{report:?}");
}

#[test]
fn an_export_gives_its_published_posts_as_the_site_showed_them() {
    let home = Home::new();
    let report = home.add("export.xml", &std::fs::read("tests/corpus/bundles/export.xml").unwrap());
    assert_eq!((report.kind, report.articles), (Some("wxr"), 3));
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert!(report.warnings[0].starts_with("5 entries were"), "{:?}", report.warnings);
    assert_eq!(
        home.titles(),
        ["About us", "Ferry timetable for the summer", "Pier reopens after two winters of repairs"]
    );
    let articles = home.articles();
    let by = |title: &str| articles.iter().find(|article| article.summary.title.starts_with(title)).unwrap();
    let pier = by("Pier");
    let summary = &pier.summary;
    assert_eq!(
        summary.url.as_ref().map(ToString::to_string).as_deref(),
        Some("https://gazette.example/2025/02/pier-reopens/")
    );
    assert_eq!(summary.wordpress_id.map(|number| number.0), Some(41));
    assert_eq!(summary.published.map(|date| date.to_string()).as_deref(), Some("2025-02-11T09:30:00Z"));
    assert_eq!(summary.updated.map(|date| date.to_string()).as_deref(), Some("2025-02-12T07:00:00Z"));
    assert_eq!(summary.authors, ["Morag Lowe"]);
    let tags: Vec<(&str, &str)> = summary.tags.iter().map(|tag| (tag.slug.as_str(), tag.name.as_str())).collect();
    assert_eq!(tags, [("harbour-works", "Harbour works & repairs"), ("pier", "the old pier")]);
    assert_eq!((summary.comments, summary.excerpt.as_deref()), (Some(2), Some("Walkers are back on the pier.")));
    let image = summary.image.as_ref().unwrap();
    assert_eq!(
        (image.url.as_str(), image.caption.as_deref()),
        ("https://gazette.example/uploads/pier-at-dawn.jpg", Some("The pier at dawn. Photo: Iain Grant"))
    );
    let text = pier.document.to_text();
    assert!(text.starts_with("The pier opened to walkers at nine on Tuesday, two winters after a storm took its last forty metres.\n\nEngineers"), "{text}");
    assert!(text.contains("What comes next\n\nThe tea room follows in spring, the council said."), "{text}");
    assert!(pier.document.to_markdown().contains("https://video.example/watch/77"), "{text}");
    assert!(!text.contains("[caption") && !text.contains("[embed"), "{text}");
    let ferry = by("Ferry");
    assert_eq!((&ferry.summary.authors, ferry.summary.updated), (&vec!["Anwen Pryce".to_owned()], None));
    assert_eq!(
        ferry.document.to_text(),
        "From May the ferry sails on the hour, and on the half hour at weekends.\n\n• First boat: seven\n• Last boat: ten"
    );
}

#[test]
fn a_large_export_comes_by_parts_and_says_the_same() {
    // The picture stands behind all of these stories.
    const PICTURED: &str =
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>40</wp:meta_value></wp:postmeta>";
    let export = String::from_utf8(std::fs::read("tests/corpus/bundles/export.xml").unwrap()).unwrap();
    let (head, rest) = export.split_at(export.find("\t<item>").unwrap());
    let items: String = (0..30)
        .map(|number| {
            format!(
                "<item><title>Story {number}</title><link>https://gazette.example/s{number}/</link><dc:creator>mlowe</dc:creator><content:encoded>\
                 <![CDATA[Told for the {number}th time.\n\nAnd again, in other words, number {number}.]]></content:encoded><wp:post_id>{}</wp:post_id>\
                 <wp:status>{}</wp:status><wp:post_type>post</wp:post_type>{}</item>\n",
                number + 100,
                if number % 3 == 0 { "draft" } else { "publish" },
                if number == 1 { PICTURED } else { "" }
            )
        })
        .collect();
    let export = [head, &items, rest].concat();
    let told = [Limits::default(), Limits { whole: 1000, part: 1500, threads: 2, ..Limits::default() }].map(|limits| {
        let home = Home::new();
        let path = home.file("export.xml", export.as_bytes());
        let report = home.take_in(inputs(&[&path]), limits).reports.remove(0);
        let said = |article: Article| {
            (article.summary.title, article.summary.authors, article.document, article.summary.image)
        };
        (report.kind, report.articles, report.warnings, home.articles().into_iter().map(said).collect::<Vec<_>>())
    });
    assert_eq!((told[0].0, told[0].1), (Some("wxr"), 23));
    let has_picture =
        |told: &(_, _, _, Vec<(String, _, _, Option<_>)>)| told.3.iter().filter(|said| said.3.is_some()).count();
    assert_eq!(told.each_ref().map(has_picture), [2, 2], "of the first post, and of the story that stands far from it");
    assert!(told[0].2[0].starts_with("15 entries were"), "{:?}", told[0].2);
    assert_eq!(told[0], told[1]);
    let home = Home::new();
    let path =
        home.file("x.zip", &zip_of(&[("export.xml", export.into_bytes()), ("z.html", page("The missing buoy"))]));
    let report =
        home.take_in(inputs(&[&path]), Limits { whole: 1000, part: 1500, ..Limits::default() }).reports.remove(0);
    assert_eq!((report.kind, report.articles, report.warnings.len()), (Some("zip"), 24, 1), "{report:?}");
}

#[test]
fn the_archive_is_the_same_with_any_number_of_threads() {
    let pages: Vec<(String, Vec<u8>)> = (0..200)
        .map(|number| (format!("{}.html", number * 7 % 200), page(&format!("Number {number} of many"))))
        .collect();
    let files: Vec<(&str, Vec<u8>)> = pages.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    let bytes = tar_of(&files);
    let told = [1, 4].map(|threads| {
        let home = Home::new();
        let path = home.file("x.tar", &bytes);
        home.take_in(inputs(&[&path]), Limits { threads, batch: 10_000, ..Limits::default() });
        home.articles().into_iter().map(|article| (article.summary.id, article.summary.title)).collect::<Vec<_>>()
    });
    assert_eq!(told[0].len(), 200);
    assert_eq!(told[0], told[1]);
}

#[test]
fn stopped_half_way_it_keeps_what_was_committed_and_goes_on_from_there() {
    let pages: Vec<(String, Vec<u8>)> =
        (0..300).map(|number| (format!("{number}.html"), page(&format!("Number {number} of many")))).collect();
    let files: Vec<(&str, Vec<u8>)> = pages.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    let home = Home::new();
    let path = home.file("x.zip", &zip_of(&files));
    let (stop, gauge) = (AtomicBool::new(false), Gauge::default());
    let limits = Limits { batch: 10_000, threads: 1, ..Limits::default() };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while gauge.items() == 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            stop.store(true, Ordering::Relaxed);
        });
        let taken =
            home.archive().take_in_by(inputs(&[&path]), Course { limits, stop: &stop, gauge: &gauge }, &mut |_, _| {});
        assert_eq!(taken.unwrap().left_out, 1);
    });
    let kept = home.titles().len();
    assert!((1..300).contains(&kept), "{kept} kept");
    let (stop, gauge) = (AtomicBool::new(false), Gauge::default());
    let course = Course { limits: Limits::default(), stop: &stop, gauge: &gauge };
    let report = home.archive().take_in_by(inputs(&[&path]), course, &mut |_, _| {}).unwrap().reports.remove(0);
    assert_eq!((report.articles, report.new), (300, 300 - kept));
    assert_eq!(gauge.items(), 300 - kept, "what was kept is not read again");
    assert!(home.take_in(inputs(&[&path]), Limits::default()).reports[0].is_known);
}

#[test]
fn a_member_that_is_as_it_was_counts_and_is_complained_of_as_before() {
    let short = |title: &str| {
        let line =
            format!("<p>{title} stands still since Tuesday, said the harbour master, and will for some days.</p>");
        format!("<html><body><h1>{title}</h1><div>{}</div></body></html>", line.repeat(3)).into_bytes()
    };
    let home = Home::new();
    let [a, b, c] = ["The pump", "The lamp", "The rope"].map(short);
    let before = home.add("x.tar", &tar_of(&[("a.html", a.clone()), ("b.html", b.clone())]));
    let after = home.add("x.tar", &tar_of(&[("a.html", a), ("b.html", b.clone()), ("c.html", c)]));
    assert_eq!((before.new, before.warnings.len()), (2, 2), "{before:?}");
    assert_eq!((after.new, after.unchanged, after.warnings.len()), (1, 2, 3), "{after:?}");
    assert_eq!(after.warnings[..2], before.warnings);
    let other = home.add("x.tar", &tar_of(&[("a.html", b)]));
    assert_eq!((other.new, other.merged, other.unchanged), (0, 1, 0), "{other:?}");
}

#[test]
fn a_bundle_of_any_size_can_be_stopped_while_it_is_looked_over() {
    let home = Home::new();
    let path = home.file("x.tar", &tar_of(&two_pages()));
    // A hole takes no room on the disk, and to read it takes minutes.
    std::fs::File::options().write(true).open(&path).unwrap().set_len(256 << 30).unwrap();
    let (stop, gauge) = (AtomicBool::new(false), Gauge::default());
    let course = Course { limits: Limits::default(), stop: &stop, gauge: &gauge };
    let (taken, took) = std::thread::scope(|scope| {
        let stopped = scope.spawn(|| {
            while gauge.doing() == Doing::default() {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(50));
            stop.store(true, Ordering::Relaxed);
            Instant::now()
        });
        let taken = home.archive().take_in_by(inputs(&[&path]), course, &mut |_, _| {}).unwrap();
        (taken, stopped.join().unwrap().elapsed())
    });
    assert_eq!((taken.reports.len(), taken.left_out), (0, 1));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_dry_run_looks_into_bundles_too() {
    let home = Home::new();
    let path = home.file("x.zip", &zip_of(&two_pages()));
    let (articles, taken) = dry_run(inputs(&[&path])).unwrap();
    assert_eq!((articles.len(), taken.reports[0].kind), (2, Some(Kind::Zip.name())));
}

#[test]
fn a_message_of_parts_in_parts_without_end_is_no_page_and_ends() {
    let part = "--b\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\n";
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n";
    let bytes = [head, &part.repeat(100_000), "--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>"].concat();
    assert!(bundle::mhtml::begins(bytes.as_bytes()));
    assert_eq!(bundle::mhtml::page(bytes.as_bytes()), None);
}
