//! How the store keeps what came in: raw input with a dictionary, items as differences from it; what is
//! packed reads back, whoever else has it and whatever is forgotten.

use cuttings::article::{
    Article, ArticleId, Block, CanonicalUrl, Channel, Document, Extent, Item, Kind, Revision, SightingId, Source, Tag,
    Timestamp,
};
use cuttings::store::{Delivery, Packed, Packer, Store, What, pack, repack};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;

/// So many words that belong to this number, of the few hundred that all have in common.
fn prose(number: u64, words: usize) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for _ in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = (state >> 33) % 900;
        write!(text, "word{word}{} ", ["ing", "ed", "s", ""][word as usize % 4]).unwrap();
    }
    text.trim_end().to_owned()
}

/// An item of about so many words, and its raw input, padded to at least so many bytes.
fn item(number: u64, words: usize, raw: usize) -> Item {
    let paragraphs: Vec<String> = (0..4).map(|part| prose(number * 10 + part, words / 4)).collect();
    let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    let title = format!("Story {number}");
    Item {
        raw: format!("<item><title>{title}</title><content>{body}</content>{}</item>", " ".repeat(raw)).into_bytes(),
        raw_title: title.clone(),
        title,
        url: Some(CanonicalUrl::from_canonical(format!("https://paper.example/{number}/"))),
        site: Some("paper.example".to_owned()),
        claimed_by: Some("paper.example".to_owned()),
        authors: vec!["Jane Doe".to_owned()],
        tags: vec![Tag::named("Adults")],
        excerpt: Some(prose(number, 20)),
        document: Document::new(paragraphs.iter().map(Block::paragraph).collect()),
        extent: Extent::Full,
        ..Item::default()
    }
}

fn delivery(key: &str, items: Vec<Item>) -> Delivery {
    Delivery {
        source: Source { name: key.to_owned(), address: format!("./{key}"), kind: Kind::Rss },
        source_key: format!("/{key}"),
        content: *blake3::hash(format!("{key} {items:?}").as_bytes()).as_bytes(),
        channel: Channel::default(),
        frame: None,
        items,
    }
}

/// More than enough for a dictionary.
fn many(key: &str, first: u64) -> Delivery {
    delivery(key, (first..first + 300).map(|number| item(number, 600, 0)).collect())
}

fn packed(store: &Store, delivery: &Delivery) -> Packed {
    Packer::new(store).unwrap().turn(0).pack(delivery.clone())
}

fn take(store: &mut Store, packed: &Packed) {
    let mut writer = store.write().unwrap();
    writer.take_in(packed, Timestamp::from_seconds(1_700_000_000).unwrap()).unwrap();
    writer.compare().unwrap();
    writer.commit().unwrap();
}

fn forget(store: &mut Store, source: &str) {
    let mut writer = store.write().unwrap();
    writer.forget(&What::Source(source.to_owned())).unwrap();
    writer.commit().unwrap();
}

fn archive() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

/// An article with its raw input, by source.
type Whole = (Article, Vec<(String, Vec<u8>)>);

fn all(store: &Store) -> Vec<Whole> {
    let changes = store.changes_since(Revision(0)).unwrap();
    let ids = changes.into_iter().filter(|change| !change.gone).map(|change| change.id);
    ids.map(|id| (store.article(id).unwrap().unwrap(), store.raw(id).unwrap())).collect()
}

fn count(folder: &Path, table: &str) -> i64 {
    let file = rusqlite::Connection::open(folder.join("archive.db")).unwrap();
    file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

fn bytes(folder: &Path) -> i64 {
    let file = rusqlite::Connection::open(folder.join("archive.db")).unwrap();
    let packed = "SELECT (SELECT total(length(bytes)) FROM blobs) + (SELECT total(length(item)) FROM sightings)";
    file.query_row(packed, [], |row| row.get::<_, f64>(0)).unwrap() as i64
}

#[test]
fn an_archive_with_a_dictionary_says_what_one_without_does_in_less() {
    let ((with, mut packer), (without, mut plain)) = (archive(), archive());
    let input = many("a", 0);
    let tight = packed(&packer, &input);
    take(&mut packer, &tight);
    take(&mut plain, &pack(input.clone()));
    assert_eq!(all(&packer), all(&plain));
    assert_eq!(all(&packer)[7].1[0].1, input.items[7].raw);
    assert_eq!((count(with.path(), "dictionaries"), count(without.path(), "dictionaries")), (1, 0));
    assert!(
        bytes(with.path()) < bytes(without.path()) * 19 / 20,
        "{} of {}",
        bytes(with.path()),
        bytes(without.path())
    );
    assert_eq!(packer.check().unwrap(), [""; 0]);
    // What comes later is packed with it too, and told by its summary as well.
    let later = packed(&packer, &delivery("b", vec![item(1000, 400, 0)]));
    take(&mut packer, &later);
    assert_eq!(count(with.path(), "dictionaries"), 1);
    let rows = packer.summaries(&[ArticleId(301)]).unwrap();
    assert_eq!((rows[0].title.as_str(), rows[0].excerpt.clone()), ("Story 1000", Some(prose(1000, 20))));
}

#[test]
fn a_dictionary_and_who_packs_with_it_follow_from_the_order_of_the_inputs_alone() {
    let parts: Vec<Delivery> = (0..6)
        .map(|part| delivery("a", (part * 80..part * 80 + 80).map(|number| item(number, 600, 0)).collect()))
        .collect();
    let (_folder, store) = archive();
    let one_by_one = Packer::new(&store).unwrap();
    let expected: Vec<Packed> =
        parts.iter().enumerate().map(|(number, part)| one_by_one.turn(number).pack(part.clone())).collect();
    assert_ne!(expected[5], pack(parts[5].clone()), "the last is packed with a dictionary");
    let at_once = Packer::new(&store).unwrap();
    // The later, the earlier it asks.
    let found = std::thread::scope(|scope| {
        let packing = parts.iter().enumerate().rev().map(|(number, part)| {
            let turn = at_once.turn(number);
            scope.spawn(move || turn.pack(part.clone()))
        });
        let packing: Vec<_> = packing.collect();
        packing.into_iter().rev().map(|thread| thread.join().unwrap()).collect::<Vec<Packed>>()
    });
    assert!(found == expected);
}

#[test]
fn a_turn_that_gives_nothing_passes() {
    let (_folder, store) = archive();
    let packer = Packer::new(&store).unwrap();
    drop(packer.turn(0));
    assert!(packer.turn(1).pack(delivery("a", vec![item(1, 40, 0)])) == pack(delivery("a", vec![item(1, 40, 0)])));
}

#[test]
fn an_archive_that_grew_in_small_steps_gets_a_dictionary_of_what_it_has() {
    let (folder, mut store) = archive();
    for delivery in [many("a", 0), many("b", 300)] {
        take(&mut store, &pack(delivery));
    }
    assert_eq!(count(folder.path(), "dictionaries"), 0);
    let small = packed(&store, &delivery("c", vec![item(1000, 200, 0)]));
    take(&mut store, &small);
    assert_eq!(count(folder.path(), "dictionaries"), 1);
    assert_eq!(all(&store).len(), 601);
}

#[test]
fn what_two_sources_have_is_there_until_both_are_gone_for_good() {
    let (folder, mut store) = archive();
    // The second source calls it otherwise, so that only the raw input is the same.
    let renamed = |item: Item| Item { title: "Another title".to_owned(), ..item };
    let both = [many("a", 0), delivery("b", (0..300).map(|number| renamed(item(number, 600, 0))).collect())];
    let tight = packed(&store, &both[0]);
    take(&mut store, &tight);
    let tight = packed(&store, &both[1]);
    take(&mut store, &tight);
    assert_eq!((count(folder.path(), "blobs"), count(folder.path(), "sightings")), (300, 600));
    forget(&mut store, "/a");
    store.empty_bin().unwrap();
    let left = all(&store);
    assert_eq!((left.len(), left[3].0.summary.title.as_str()), (300, "Another title"));
    assert_eq!(left[3].0.document, both[0].items[3].document);
    assert_eq!(left[3].1, [("./b".to_owned(), both[0].items[3].raw.clone())]);
    forget(&mut store, "/b");
    let mut writer = store.write().unwrap();
    writer.restore().unwrap();
    writer.commit().unwrap();
    assert_eq!(all(&store), left);
    forget(&mut store, "/b");
    store.empty_bin().unwrap();
    for table in ["blobs", "sightings", "articles", "said_tags", "article_tags", "authors", "dictionaries"] {
        assert_eq!(count(folder.path(), table), 0, "{table}");
    }
}

#[test]
fn an_item_reads_back_whatever_the_size_of_its_raw_input() {
    let nothing = Item { raw: Vec::new(), ..item(5, 100, 0) };
    let long = Item { raw: b"<item/>".to_vec(), ..item(6, 100_000, 0) };
    // As a trained dictionary begins, RFC 8878, 5.
    let odd = Item { raw: [&[0x37, 0xa4, 0x30, 0xec], &item(7, 100, 0).raw[..]].concat(), ..item(7, 100, 0) };
    for (what, item) in [
        ("small", item(1, 100, 0)),
        ("as large as a base may be", item(2, 100, 60_000)),
        ("a page", item(3, 4000, 200_000)),
        ("without raw input", nothing),
        ("a long text of a short one", long),
        ("like a dictionary", odd),
    ] {
        let (_folder, mut store) = archive();
        take(&mut store, &pack(delivery("a", vec![item.clone()])));
        let article = store.article(ArticleId(1)).unwrap().unwrap();
        assert_eq!(article.document, item.document, "{what}");
        assert_eq!(store.documents(&[ArticleId(1)]).unwrap()[0].1, item.document, "{what}");
        assert_eq!(store.raw(ArticleId(1)).unwrap()[0].1, item.raw, "{what}");
        let mut writer = store.write().unwrap();
        let amended = Item { title: "Other".to_owned(), document: Document::default(), ..item.clone() };
        writer.amend(SightingId(1), amended).unwrap();
        writer.commit().unwrap();
        let article = store.article(ArticleId(1)).unwrap().unwrap();
        assert_eq!((article.summary.title.as_str(), article.document.blocks.len()), ("Other", 0), "{what}");
        let kept = store.kept(SightingId(0), &BTreeSet::new(), usize::MAX).unwrap();
        assert_eq!(kept[0].sighting.item.raw, item.raw, "{what}");
    }
}

#[test]
fn what_an_address_says_of_a_title_is_kept_whether_it_begins_as_the_title_or_not() {
    for slug in ["story-1", "story-1-and-more", "another-story", "", "story"] {
        let (_folder, mut store) = archive();
        let mut said = item(1, 100, 0);
        said.witness.slug = Some(slug.to_owned());
        said.witness.says_tail = true;
        take(&mut store, &pack(delivery("a", vec![said.clone()])));
        let kept = store.kept(SightingId(0), &BTreeSet::new(), usize::MAX).unwrap();
        assert_eq!(kept[0].sighting.item.witness, said.witness);
    }
}

#[test]
fn working_an_item_anew_that_is_packed_in_another_way_changes_nothing() {
    let (_folder, mut store) = archive();
    let tight = packed(&store, &many("a", 0));
    take(&mut store, &tight);
    let kept = store.kept(SightingId(0), &BTreeSet::new(), usize::MAX).unwrap();
    let same = many("a", 0)
        .items
        .into_iter()
        .zip(&kept)
        .map(|(item, kept)| (kept.sighting.id, repack(item, &kept.sighting.source, &Channel::default())));
    let same: Vec<_> = same.collect();
    let mut writer = store.write().unwrap();
    assert_eq!(writer.rework(&same).unwrap(), []);
}

#[test]
fn a_damaged_dictionary_is_named_and_so_is_who_tells_more() {
    let (folder, mut store) = archive();
    let tight = packed(&store, &many("a", 0));
    take(&mut store, &tight);
    drop(store);
    let file = rusqlite::Connection::open(folder.path().join("archive.db")).unwrap();
    for damage in ["UPDATE dictionaries SET bytes = zeroblob(length(bytes))", "DELETE FROM dictionaries"] {
        file.execute_batch(damage).unwrap();
        // Another thread has no dictionary at hand yet.
        let read = || {
            std::thread::scope(|scope| {
                scope
                    .spawn(|| {
                        let store = Store::open(folder.path()).unwrap();
                        store.article(ArticleId(1)).unwrap_err().to_string()
                    })
                    .join()
                    .unwrap()
            })
        };
        let refused = read();
        assert!(refused.contains("dictionary") && refused.contains("cuttings doctor"), "{refused}");
    }
}

#[test]
fn the_check_of_an_archive_looks_at_its_dictionaries() {
    let (folder, mut store) = archive();
    let tight = packed(&store, &many("a", 0));
    take(&mut store, &tight);
    let file = rusqlite::Connection::open(folder.path().join("archive.db")).unwrap();
    file.execute_batch("UPDATE dictionaries SET bytes = zeroblob(length(bytes))").unwrap();
    let problems = store.check().unwrap();
    assert!(problems.len() == 1 && problems[0].contains("dictionary"), "{problems:?}");
}

/// An archive as the format before packing had it: JSON in `blobs`, here as it is.
fn of_format_five(folder: &Path) {
    let file = rusqlite::Connection::open(folder.join("archive.db")).unwrap();
    for migration in [
        include_str!("../../src/store/migrations/0001_articles.sql"),
        include_str!("../../src/store/migrations/0002_verdicts.sql"),
        include_str!("../../src/store/migrations/0003_waiting.sql"),
        include_str!("../../src/store/migrations/0004_bundles.sql"),
        include_str!("../../src/store/migrations/0005_passages.sql"),
    ] {
        file.execute_batch(migration).unwrap();
    }
    let said = item(1, 100, 0);
    let document = serde_json::to_vec(&said.document).unwrap();
    let bare = Item { raw_title: String::new(), title: String::new(), document: Document::default(), ..said.clone() };
    let bare = serde_json::to_vec(&bare).unwrap();
    for (id, value) in [(1, &document), (2, &said.raw)] {
        file.execute("INSERT INTO blobs VALUES (?1, randomblob(16), ?2, NULL, ?3)", (id, value.len() as i64, value))
            .unwrap();
    }
    file.execute_batch(
        "PRAGMA application_id = 1668641908; PRAGMA user_version = 5;
         UPDATE state SET revision = 1, next_article = 2;
         DELETE FROM unjudged; DELETE FROM uncompared;
         INSERT INTO sources (id, key, address, name, kind) VALUES (1, '/a', './a', 'a', 'rss');
         INSERT INTO changes VALUES (1, 1, 0);
         INSERT INTO article_tags VALUES ('adults', 1, 'Adults');
         INSERT INTO tags VALUES ('adults', 'Adults');
         INSERT INTO article_authors VALUES ('Jane Doe', 1);",
    )
    .unwrap();
    file.execute(
        "INSERT INTO sightings (id, article, source, fingerprint, seen, trusted, short, same, raw_title, title,
             item_size, item, document, raw, slug) VALUES (1, 1, 1, x'00', 5, 1, 0, 0, ?1, ?1, ?2, ?3, 1, 2, 'story-1')",
        (&said.title, bare.len() as i64, &bare),
    )
    .unwrap();
    file.execute(
        "INSERT INTO articles (id, title, url, words, excerpt, authors, tags, sources, document)
         VALUES (1, ?1, ?2, 100, ?3, '[\"Jane Doe\"]', '[\"adults\"]', '[1]', 1)",
        (&said.title, said.url.as_ref().unwrap().as_str(), &said.excerpt),
    )
    .unwrap();
}

#[test]
fn an_archive_of_the_format_before_reads_as_it_did_and_goes_on() {
    let folder = TempDir::new().unwrap();
    of_format_five(folder.path());
    let mut store = Store::open(folder.path()).unwrap();
    let said = item(1, 100, 0);
    let row = store.summaries(&[ArticleId(1)]).unwrap().remove(0);
    assert_eq!((row.title.as_str(), &row.url, &row.excerpt), ("Story 1", &said.url, &said.excerpt));
    assert_eq!((&row.authors, &row.tags, row.words), (&said.authors, &said.tags, 100));
    assert_eq!(store.documents(&[ArticleId(1)]).unwrap()[0].1, said.document);
    assert_eq!(store.raw(ArticleId(1)).unwrap(), [("./a".to_owned(), said.raw.clone())]);
    let article = store.article(ArticleId(1)).unwrap().unwrap();
    assert_eq!((&article.document, &article.summary.authors), (&said.document, &said.authors));
    assert_eq!((store.tags().unwrap()[0].count, store.authors().unwrap()[0].count), (1, 1));
    assert!(!store.is_settled().unwrap(), "its passages are to be compared anew");
    // It goes on in the new way, beside the old.
    let tight = packed(&store, &many("b", 100));
    take(&mut store, &tight);
    assert_eq!(all(&store).len(), 301);
    assert!(store.is_settled().unwrap());
    assert_eq!(store.article(ArticleId(1)).unwrap().unwrap().document, said.document);
    forget(&mut store, "/b");
    store.empty_bin().unwrap();
    assert_eq!(all(&store).len(), 1);
    assert_eq!(count(folder.path(), "blobs"), 2);
    let mut writer = store.write().unwrap();
    writer.amend(SightingId(1), Item { title: "Other".to_owned(), ..said.clone() }).unwrap();
    writer.commit().unwrap();
    assert_eq!(store.article(ArticleId(1)).unwrap().unwrap().document, said.document);
    assert_eq!(count(folder.path(), "blobs"), 1, "its text is a difference from its raw input now");
}
