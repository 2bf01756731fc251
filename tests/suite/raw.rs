//! What came in is kept to the byte, whatever it was written in, and can be read anew from that.

use cuttings::article::{Article, Item, Revision};
use cuttings::clean::junk::Verdict;
use cuttings::ingest::{self, Origin};
use cuttings::work::{Archive, Course, Gauge, Limits, inputs};
use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

const ITEMS: usize = 30;

fn item(number: usize, words: &str) -> String {
    format!(
        "<item><title>No. {number}: {words}</title><link>https://site.example/{number}/</link>\
         <description>The {words} of number {number}, and nothing else.</description></item>"
    )
}

fn feed(encoding: &str, words: &str) -> String {
    let items: String = (0..ITEMS).map(|number| item(number, words)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?><rss version=\"2.0\"><channel><title>Site</title>\
         <link>https://site.example/</link>{items}</channel></rss>"
    )
}

/// UTF-8 read as windows-1252.
fn mangled(text: &str) -> String {
    WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

/// Feeds by what they are written in, with the bytes of an item.
type Written = (&'static str, Vec<u8>, fn(&str) -> Vec<u8>, &'static str);

fn feeds() -> Vec<Written> {
    fn utf_8(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }
    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }
    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }
    fn wide(text: &str) -> Vec<u8> {
        text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()
    }
    fn western(text: &str) -> Vec<u8> {
        WINDOWS_1252.encode(text).0.into_owned()
    }
    fn japanese(text: &str) -> Vec<u8> {
        SHIFT_JIS.encode(text).0.into_owned()
    }
    fn damaged(text: &str) -> Vec<u8> {
        utf_8(text).into_iter().flat_map(|byte| if byte == b'!' { b"\x92!".to_vec() } else { vec![byte] }).collect()
    }
    fn twice(text: &str) -> Vec<u8> {
        utf_8(&mangled(&mangled(text)))
    }
    let written = |words: &'static str, encoding: &str, mark: &[u8], bytes: fn(&str) -> Vec<u8>| {
        [mark, &bytes(&feed(encoding, words))].concat()
    };
    let words = "café’s “naïve” plan";
    vec![
        ("UTF-8", written(words, "UTF-8", b"", utf_8), utf_8, words),
        ("UTF-8 with a mark", written(words, "UTF-8", b"\xef\xbb\xbf", utf_8), utf_8, words),
        ("UTF-16", written(words, "UTF-16", b"\xff\xfe", little), little, words),
        ("UTF-16 the other way", written(words, "UTF-16", b"\xfe\xff", big), big, words),
        ("UTF-16 without a mark", written(words, "UTF-16", b"", little), little, words),
        ("UTF-32", written(words, "UTF-32", b"\xff\xfe\0\0", wide), wide, words),
        ("windows-1252", written(words, "iso-8859-1", b"", western), western, words),
        ("Shift JIS", written("東京の春", "shift_jis", b"", japanese), japanese, "東京の春"),
        ("UTF-8 with bytes that are none", written("café!", "UTF-8", b"", damaged), damaged, "café!"),
        ("mangled twice", written(words, "UTF-8", b"", twice), twice, words),
    ]
}

fn origin() -> Origin {
    Origin { address: "feed.xml".into(), key: "file:/feed.xml".into() }
}

/// Whether two lists hold the same items, whatever the verdict is called.
fn alike(some: &[Item], others: &[Item]) -> bool {
    let unnumbered = |items: &[Item]| items.iter().cloned().map(|item| Item { verdict: 0, ..item }).collect::<Vec<_>>();
    unnumbered(some) == unnumbered(others)
}

#[test]
fn an_item_is_kept_as_it_came_and_read_anew_from_that() {
    for (name, bytes, encode, words) in feeds() {
        let intake = ingest::ingest(&bytes, &origin()).unwrap();
        assert_eq!(intake.items.len(), ITEMS, "{name}");
        for (number, one) in intake.items.iter().enumerate() {
            let title = one.title.replace('’', "'");
            assert_eq!(title, format!("No. {number}: {}", words.replace('’', "'").replace("é!", "é'!")), "{name}");
            assert_eq!(one.raw, encode(&item(number, words)), "{name}");
        }
        for some in [&intake.items[..], &intake.items[3..5], &intake.items[ITEMS - 1..]] {
            let raw: Vec<&[u8]> = some.iter().map(|item| item.raw.as_slice()).collect();
            let again = ingest::again(&raw, intake.frame.as_ref(), &origin(), &Verdict::default()).expect(name);
            assert!(alike(&again.items, some), "{name}");
        }
    }
}

#[test]
fn other_shapes_are_kept_as_they_came_too() {
    let flattened = std::fs::read_to_string("tests/corpus/flattened/german.txt").unwrap();
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"Café\",\"items\":[{\"id\":\"1\",\"title\":\"Café’s one\",\
                \"content_text\":\"Déjà vu.\"},{\"id\":\"2\",\"title\":\"Two’s\",\"content_text\":\"Voilà.\"}]}";
    for (name, text) in [("flattened", flattened.as_str()), ("JSON Feed", json)] {
        let western = WINDOWS_1252.encode(text).0.into_owned();
        for bytes in [mangled(text).into_bytes(), western] {
            let intake = ingest::ingest(&bytes, &origin()).unwrap();
            assert!(
                intake.items.iter().all(|item| bytes.windows(item.raw.len()).any(|part| part == item.raw)),
                "{name}"
            );
            assert!(
                intake.items.iter().any(|item| item.raw_title.contains(['é', 'ö'])),
                "{name}: {:?}",
                intake.items[0].raw_title
            );
            let raw: Vec<&[u8]> = intake.items.iter().map(|item| item.raw.as_slice()).collect();
            for raw in [&raw[..], &raw[..1], &raw[1..]] {
                let again = ingest::again(raw, intake.frame.as_ref(), &origin(), &Verdict::default()).expect(name);
                assert!(again.items.iter().map(|item| &item.raw).eq(raw), "{name}");
            }
        }
    }
}

/// All that an archive says of a feed that is taken in with these limits, and the raw of each article.
fn taken_in(bytes: &[u8], limits: Limits) -> (tempfile::TempDir, Archive, Vec<(Article, Vec<u8>)>) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("feed.xml");
    std::fs::write(&path, bytes).unwrap();
    let mut archive = Archive::open(&home.path().join("archive")).unwrap();
    let course = Course { limits, stop: &AtomicBool::new(false), gauge: &Gauge::default() };
    archive.take_in_by(inputs(&[&path]), course, &mut |_, _| {}).unwrap();
    let told = told(&archive);
    (home, archive, told)
}

fn told(archive: &Archive) -> Vec<(Article, Vec<u8>)> {
    let changes = archive.store().changes_since(Revision(0)).unwrap();
    let mut told: Vec<(Article, Vec<u8>)> = changes
        .iter()
        .filter_map(|change| Some((archive.article(change.id).unwrap()?, archive.raw(change.id).unwrap().remove(0).1)))
        .collect();
    told.sort_by_key(|(article, _)| article.summary.id.map(|id| id.0));
    for (article, _) in &mut told {
        article.seen.clear();
        article.summary.sources.clear();
    }
    told
}

/// Parts of a few items each.
fn small_parts() -> Limits {
    Limits { whole: 1000, part: 1500, threads: 2, ..Limits::default() }
}

#[test]
fn a_feed_read_by_parts_is_kept_as_it_came_and_cleaning_it_again_moves_nothing() {
    // What UTF-32 and stray bytes were is not known window by window: their items are kept in UTF-8.
    let in_utf_8 = ["UTF-32", "UTF-8 with bytes that are none"];
    for (name, bytes, encode, words) in feeds() {
        let (_home, mut archive, articles) = taken_in(&bytes, small_parts());
        assert_eq!(articles.len(), ITEMS, "{name}");
        for (number, (article, raw)) in articles.iter().enumerate() {
            assert!(article.summary.title.starts_with(&format!("No. {number}:")), "{name}");
            if !in_utf_8.contains(&name) {
                assert_eq!(*raw, encode(&item(number, words)), "{name}");
            }
        }
        let again = archive.clean_again(&BTreeSet::new(), &AtomicBool::new(false), &mut |_| {}).unwrap();
        assert!(again.moved.is_empty(), "{name}");
        assert_eq!(again.sources.iter().map(|source| source.left).sum::<usize>(), 0, "{name}");
        assert!(told(&archive) == articles, "{name}");
    }
}

#[test]
fn what_only_the_whole_feed_shows_holds_for_all_of_its_parts() {
    let item = |number: usize, link: &str, tail: &str| {
        format!(
            "<item><title>Thing {number} happened in the town{tail}</title><link>{link}</link><description>It happened at \
             number {number}, where nobody had expected that it would ever happen, they say.</description></item>"
        )
    };
    let feed = |items: &str| {
        format!(
            "<rss><channel><title>News Archives - The Site</title><link>https://site.example/</link>{items}</channel></rss>"
        )
    };
    let own = |number: usize| format!("https://site.example/{number}/");
    let front = "https://site.example/".to_owned();
    // the first third says one thing, the rest another
    let late = |number: usize| if number < 10 { own(number) } else { front.clone() };
    let shares: String = (0..ITEMS).map(|number| item(number, &late(number), "")).collect();
    let seldom: String =
        (0..ITEMS).map(|number| item(number, &own(number), if number < 10 { " - The Site" } else { "" })).collect();
    let mostly: String =
        (0..ITEMS).map(|number| item(number, &own(number), if number > 10 { " - The Site" } else { "" })).collect();
    let eastern: String = (0..ITEMS)
        .map(|number| item(number, &own(number), if number == 20 { " â€“ Å‚Ä…ka" } else { " pÅ‚ot" }))
        .collect();
    for (name, items) in [("address", shares), ("few tails", seldom), ("many tails", mostly), ("accents", eastern)] {
        let bytes = feed(&items).into_bytes();
        let (_home, _archive, by_parts) = taken_in(&bytes, small_parts());
        let (_other, _one, whole) = taken_in(&bytes, Limits::default());
        assert!(by_parts == whole, "{name}");
        let titles = |part: &str| whole.iter().filter(|(article, _)| article.summary.title.contains(part)).count();
        match name {
            "address" => assert!(
                whole.iter().all(|(article, _)| article.summary.url.as_ref().is_none_or(|url| url.as_str() != front))
            ),
            "few tails" => assert_eq!(titles("The Site"), 10),
            "many tails" => assert_eq!(titles("The Site"), 0),
            _ => assert_eq!((titles("płot"), titles("łąka")), (ITEMS - 1, 1)),
        }
    }
}

#[test]
fn every_encoding_that_can_write_what_it_reads_is_known_by_name() {
    for name in ["UTF-16LE", "UTF-16BE", "windows-1252", "Shift_JIS", "GBK", "EUC-KR", "Big5", "KOI8-R"] {
        let bytes = cuttings::sniff::encoded("plain text", name).expect(name);
        let encoding = Encoding::for_label(name.as_bytes()).expect(name);
        assert_eq!(encoding.decode_without_bom_handling(&bytes).0, "plain text");
    }
    assert_eq!(cuttings::sniff::encoded("東京", "windows-1252"), None);
}
