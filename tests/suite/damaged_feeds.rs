//! Damage to feeds: a cut, a spoiled item, an HTML parser's work. What is whole comes back as if
//! nothing had happened.

#![allow(clippy::expect_used)] // what a fixture must hold

use cuttings::article::{CanonicalUrl, Extent, Kind};
use cuttings::ingest::{IngestError, Intake, Origin, ingest};
use cuttings::parse::{Found, feed};
use proptest::prelude::*;
use std::process::Command;

const WORDPRESS: &str = include_str!("../corpus/feeds/wordpress.xml");

const JSON: &str = r#"{
  "version": "https://jsonfeed.org/version/1.1", "title": "Harbour Care", "home_page_url": "https://care.example/",
  "items": [
    {"id": "1", "url": "/1", "title": "Item 1", "content_html": "<p class=\"a\">Brackets ]} and {\"quotes\"}, {\"more\"}</p>", "tags": ["a", "b"]},
    {"id": "2", "url": "/2", "title": "Item 2", "content_text": "Plain", "authors": [{"name": "Nell"}], "attachments": [{"url": "/2.mp3"}, {"url": "/2.ogg"}]},
    {"id": "3", "url": "/3", "title": "Item 3", "content_text": "Also plain", "date_published": "2020-02-01T00:00:00Z"}
  ]
}"#;

fn take_in(bytes: &[u8]) -> Result<Intake, IngestError> {
    ingest(bytes, &Origin { address: "feed".to_owned(), key: "/feed".to_owned() })
}

/// The same items, whatever they were read from.
fn without_source(items: Vec<Found>) -> Vec<Found> {
    items.into_iter().map(|item| Found { raw: Vec::new(), ..item }).collect()
}

#[test]
fn a_feed_cut_anywhere_gives_every_whole_item_before_the_cut() {
    let whole = feed::xml(WORDPRESS).items;
    let ends: Vec<usize> = WORDPRESS.match_indices("</item>").map(|(at, end)| at + end.len()).collect();
    for cut in (0..WORDPRESS.len()).filter(|cut| WORDPRESS.is_char_boundary(*cut)) {
        let complete = ends.iter().filter(|end| **end <= cut).count();
        let found = feed::xml(&WORDPRESS[..cut]).items;
        assert!(found.len() == complete || found.len() == complete + 1, "{cut}: {} of {complete}", found.len());
        assert_eq!(found[..complete], whole[..complete], "{cut}");
        assert!(found.get(complete).is_none_or(|last| last.cut_off), "{cut}");
    }
}

#[test]
fn what_a_cut_feed_holds_of_its_last_item_is_no_full_text() {
    let ends: Vec<usize> = WORDPRESS.match_indices("</item>").map(|(at, end)| at + end.len()).collect();
    for cut in (0..WORDPRESS.len()).step_by(61) {
        let complete = ends.iter().filter(|end| **end <= cut).count();
        let found = WORDPRESS.as_bytes().get(..cut).and_then(|bytes| take_in(bytes).ok());
        let items = found.map(|intake| intake.items).unwrap_or_default();
        assert!(items.get(complete).is_none_or(|last| last.extent != Extent::Full), "{cut}");
    }
}

#[test]
fn a_json_feed_cut_anywhere_gives_every_whole_item_before_the_cut() {
    let whole = feed::json(JSON).items;
    assert_eq!(whole.len(), 3);
    let lines = JSON.match_indices("\n    {").map(|(at, _)| (at + 1, JSON[at + 1..].lines().next().unwrap_or("")));
    let ends: Vec<usize> = lines.map(|(at, line)| at + line.trim_end_matches(',').len()).collect();
    for cut in (0..JSON.len()).filter(|cut| JSON.is_char_boundary(*cut)) {
        let complete = ends.iter().filter(|end| **end <= cut).count();
        let found = feed::json(&JSON[..cut]).items;
        let kept = found.iter().filter(|item| !item.cut_off).count();
        assert!(kept >= complete && found.len() <= complete + 1, "{cut}: {kept} of {complete}");
        assert_eq!(found[..kept], whole[..kept], "{cut}");
    }
}

#[test]
fn damage_anywhere_in_one_item_costs_no_other() {
    let whole = feed::xml(WORDPRESS).items;
    let start = WORDPRESS.find("<item>\n\t\t<title>Ferry").expect("the second item");
    let end = start + WORDPRESS[start..].find("</item>").expect("its end");
    // the third has all that could end what the second left open
    let feed = WORDPRESS.replace("<p>We followed", "<!-- note --><?x y?><p>We followed");
    let third = feed::xml(&feed).items[2].clone();
    let mut costly = Vec::new();
    for damage in [
        "",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?",
        "<!",
        "<![",
        "<!DOCTYPE x [",
        "</",
        "<a b='",
        "<item>",
        "</channel></rss>",
        "<title>",
        "</title>",
        "\u{0}",
        "\u{1b}[31m",
        "&#0;",
        "&nosuch;",
    ] {
        for at in (start + 1..end).filter(|at| feed.is_char_boundary(*at)).step_by(7) {
            for drop in 0..2 {
                let Some(rest) = feed.get(at + drop..) else { continue };
                let items = feed::xml(&format!("{}{damage}{rest}", &feed[..at])).items;
                if items.first() != whole.first() || items.last() != Some(&third) {
                    costly.push(format!("{damage:?} after {:?}", &feed[feed.floor_char_boundary(at - 12)..at]));
                }
            }
        }
    }
    assert!(costly.is_empty(), "{} of them: {:#?}", costly.len(), &costly[..costly.len().min(40)]);
}

#[test]
fn damage_anywhere_in_one_json_item_costs_no_other() {
    let whole = feed::json(JSON).items;
    let start = JSON.find("{\"id\": \"2\"").expect("the second item");
    let end = start + JSON[start..].find("}]},").expect("its end");
    for damage in ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\u12", "\\ud83d", "\n", "\u{1}", "x", "}]"] {
        for at in (start + 1)..end {
            let items = feed::json(&format!("{}{damage}{}", &JSON[..at], &JSON[at..])).items;
            assert!(items.first() == whole.first(), "{damage:?} at {at}");
            assert!(items.last() == whole.last(), "{damage:?} at {at}: {}", &JSON[at - 10..at]);
        }
    }
}

#[test]
fn json_that_is_nearly_json_is_put_right() {
    for item in [
        r#"{"id": 7, "title": "Café “déjà vu”", "content_text": "One\ntwo",}"#,
        r#"{"id": "7", "title": "Caf\u00e9 “déjà vu”", "content_text": "One\ntwo", "tags": ["a",], "x": }"#,
        "{\"id\": \"7\", \"title\": \"Café “déjà\u{0} vu”\", \"content_text\": \"One\ntwo\"}",
        r#"{"id": "7", "title": "Café \“déjà vu”", "content_text": "One\ntwo", "image": null}"#,
        r#"{"id": "7", "title": "Café “déjà vu”", "content_text": "One\ntwo", "author": {"name": "x"}"#,
    ] {
        let feed = format!(
            "{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{item}, {{\"id\": \"8\", \"title\": \"Next\"}}]}}"
        );
        let parsed = feed::json(&feed);
        assert_eq!(parsed.items.len(), 2, "{item}: {:?}", parsed.warnings);
        assert_eq!(parsed.items[0].title, "Café “déjà vu”", "{item}");
        assert_eq!(parsed.items[1].title, "Next", "{item}");
    }
    let half = r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": "7", "title": "Smile \ud83d\ude00 \ud83d!"}]}"#;
    assert_eq!(feed::json(half).items[0].title, "Smile 😀 \u{fffd}!");
}

#[test]
fn what_html_parsers_and_browsers_make_of_a_feed_holds_the_same_articles() {
    let whole = without_source(feed::xml(WORDPRESS).items);
    let expected = take_in(WORDPRESS.as_bytes()).expect("a feed");
    for (name, soup) in [
        ("html5lib", include_str!("../corpus/feeds/wordpress-html5lib.html")),
        ("html.parser", include_str!("../corpus/feeds/wordpress-html-parser.html")),
        ("lxml", include_str!("../corpus/feeds/wordpress-lxml.html")),
        ("XHTML", include_str!("../corpus/feeds/wordpress-xhtml.html")),
        ("view-source", include_str!("../corpus/feeds/wordpress-view-source.html")),
        ("escaped twice in <pre>", include_str!("../corpus/feeds/wordpress-in-pre.html")),
        ("prefixes lost", include_str!("../corpus/feeds/wordpress-no-prefixes.xml")),
    ] {
        let intake = take_in(soup.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(intake.source.kind, Kind::Rss, "{name}");
        assert_eq!(intake.channel.title.as_deref(), Some("Harbour Care"), "{name}");
        assert_eq!(intake.items.len(), whole.len(), "{name}");
        for (item, same) in intake.items.iter().zip(&expected.items) {
            assert_eq!((&item.title, &item.url, item.published), (&same.title, &same.url, same.published), "{name}");
            assert_eq!(
                (&item.authors, &item.tags, item.comments),
                (&same.authors, &same.tags, same.comments),
                "{name}"
            );
            assert_eq!((&item.image, item.wordpress_id), (&same.image, same.wordpress_id), "{name}");
            assert_eq!(item.document.to_text(), same.document.to_text(), "{name}");
        }
    }
}

#[test]
fn an_element_that_lost_its_slash_swallows_no_other() {
    for feed in [
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><link href=\"https://care.example/a/\"><category term=\"Nights\"><category term=\"Fees\"><title>T</title><published>2020-02-01T00:00:00Z</published></category></category></entry></feed>",
        "<rss><channel><atom:link href=\"/feed\" rel=\"self\"><title>C</title><item><enclosure url=\"/a.jpg\" type=\"image/jpeg\"><media:thumbnail url=\"/t.jpg\"><description><comments><category>Nights</category><category>Fees</category><source url=\"/rss\"><title>T</title><link>https://care.example/a/<pubdate>1 Feb 2020</pubdate></enclosure></item></channel></rss>",
    ] {
        let intake = take_in(feed.as_bytes()).expect("a feed");
        let item = &intake.items[0];
        assert_eq!(item.title, "T", "{feed}");
        assert_eq!(item.url.as_ref().map(CanonicalUrl::as_str), Some("https://care.example/a/"), "{feed}");
        assert_eq!(item.published.map(|date| date.to_string()).as_deref(), Some("2020-02-01T00:00:00Z"), "{feed}");
        assert_eq!(item.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Nights", "Fees"], "{feed}");
    }
}

#[test]
fn a_json_feed_is_one_whatever_stands_around_it() {
    let escaped = JSON.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for text in [
        format!("\u{feff}\n{JSON}"),
        format!(")]}}'\n{JSON}"),
        format!("callback({JSON});"),
        format!(
            "<html><head><title>feed</title></head><body><pre style=\"white-space: pre-wrap;\">{escaped}</pre></body></html>"
        ),
        format!("<html><body><p>{escaped}</p></body></html>"),
    ] {
        let intake = take_in(text.as_bytes()).expect("a feed");
        assert_eq!((intake.source.kind, intake.items.len()), (Kind::JsonFeed, 3), "{text}");
        assert_eq!(intake.items[0].url.as_ref().map(CanonicalUrl::as_str), Some("https://care.example/1/"), "{text}");
    }
}

#[test]
fn a_feed_that_makes_its_parser_panic_is_taken_in_without_a_word() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("feed.xml");
    let feed = "<rss version=\"2.0\"><channel><title>Care</title><item><title>One</title>\
                <dc:creator>Jane Doe—jane@example.com</dc:creator><description>Text.</description></item></channel></rss>";
    std::fs::write(&path, feed).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_cuttings"))
        .arg("add")
        .arg(&path)
        .args(["--dry-run", "--json"])
        .env("HOME", home.path())
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let item: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert_eq!((&item["title"], &item["text"]), (&"One".into(), &"Text.".into()));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_long_feed_of_damage_is_read_in_time_that_grows_with_it() {
    for piece in [
        "<item>",
        "<![CDATA[",
        "<!--",
        "<?",
        "<? </",
        "<![",
        "<!x [",
        "<a b='",
        "</item>",
        "<x><![CDATA[</item>",
        "<b></c>",
        "<item><title><![CDATA[x</title></item>",
        "&#",
        "<b>",
        "<link>",
        "<category term='x'>",
        "<author><name>",
        "{\"items\":[",
        "\"",
        "},{\"",
        "\\u",
        "{\"id\":1,",
        "}]",
        "{",
    ] {
        let started = std::time::Instant::now();
        feed::xml(&format!("<rss><channel>{}", piece.repeat(20_000)));
        feed::xml(&format!("<rss><channel><item><title>x</title><description>{}", piece.repeat(20_000)));
        feed::json(&format!("{{\"items\":[{}", piece.repeat(20_000)));
        feed::json(&format!("{{\"items\":[{{\"id\":\"{}", piece.repeat(20_000)));
        assert!(started.elapsed().as_secs() < 20, "{piece}: {:?}", started.elapsed());
    }
}

/// A feed with pieces dropped, doubled and spoiled.
fn mutated(source: &str) -> impl Strategy<Value = Vec<u8>> {
    let source = source.to_owned();
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), 0..6u8);
    prop::collection::vec(change, 1..12).prop_map(move |changes| {
        let mut bytes = source.clone().into_bytes();
        for (place, other, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            let end = (at + other.index(80)).min(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => bytes.insert(at, b"<>&]\"';{}[\\"[usize::from(byte) % 11]),
                3 => {
                    let piece = bytes[at..end].to_vec();
                    let place = other.index(bytes.len());
                    bytes.splice(place..place, piece);
                }
                4 => {
                    // one tag gone
                    if let Some(open) = bytes[at..].iter().position(|b| *b == b'<').map(|open| at + open) {
                        let close =
                            bytes[open..].iter().position(|b| *b == b'>').map_or(bytes.len(), |close| open + close + 1);
                        bytes.drain(open..close);
                    }
                }
                _ => bytes.truncate(at + 1),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(take_in(&bytes), take_in(&bytes));
    }

    #[test]
    fn no_mutation_makes_it_panic(
        feed in mutated(WORDPRESS),
        soup in mutated(include_str!("../corpus/feeds/wordpress-html5lib.html")),
        json in mutated(JSON),
    ) {
        for bytes in [feed, soup, json] {
            prop_assert_eq!(take_in(&bytes), take_in(&bytes));
        }
    }

    #[test]
    fn no_date_makes_it_panic(text in "\\PC{0,40}") {
        let _ = cuttings::parse::date::date(&text);
    }
}
