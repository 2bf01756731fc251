//! The store: identity and merging, forgetting, and what survives what.

use cuttings::article::{
    Article, ArticleId, Block, Bookmark, CanonicalUrl, Channel, Document, Extent, Image, Item, Kind, Place, Removal,
    Revision, Slug, Source, Tag, Timestamp, WordpressId,
};
use cuttings::store::{Delivery, Forgotten, KeptSearch, Mark, Reference, Store, StoreError, Taken, Tally, What, pack};
use std::time::Duration;
use tempfile::TempDir;

const PAPER: &str = "www.paper.example";

struct Archive {
    dir: TempDir,
    store: Store,
    clock: i64,
}

impl Archive {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let store = Store::open(dir.path()).unwrap();
        Self { dir, store, clock: 1_700_000_000 }
    }

    fn of(deliveries: &[Delivery]) -> Self {
        let mut archive = Self::new();
        for delivery in deliveries {
            archive.take(delivery);
        }
        archive
    }

    fn take(&mut self, delivery: &Delivery) -> Taken {
        self.clock += 1;
        let mut writer = self.store.write().unwrap();
        let taken = writer.take_in(&pack(delivery.clone()), at(self.clock)).unwrap();
        writer.commit().unwrap();
        taken
    }

    fn ids(&self) -> Vec<ArticleId> {
        let changes = self.store.changes_since(Revision(0)).unwrap();
        changes.into_iter().filter(|change| !change.gone).map(|change| change.id).collect()
    }

    fn articles(&self) -> Vec<Article> {
        self.ids().into_iter().map(|id| self.store.article(id).unwrap().unwrap()).collect()
    }

    fn only(&self) -> Article {
        let articles = self.articles();
        assert_eq!(articles.len(), 1, "{articles:#?}");
        articles.into_iter().next().unwrap()
    }

    fn titles(&self) -> Vec<String> {
        self.articles().into_iter().map(|article| article.summary.title).collect()
    }

    fn revision(&self) -> Revision {
        self.store.revision().unwrap()
    }

    fn forget(&mut self, source: &str) -> (usize, usize) {
        let mut writer = self.store.write().unwrap();
        let forgotten = writer.forget(&What::Source(source.to_owned())).unwrap();
        writer.commit().unwrap();
        (forgotten.articles, forgotten.sources)
    }

    fn forget_article(&mut self, id: u64) {
        let mut writer = self.store.write().unwrap();
        writer.forget(&What::Article(ArticleId(id))).unwrap();
        writer.commit().unwrap();
    }

    fn restore(&mut self) -> Forgotten {
        let mut writer = self.store.write().unwrap();
        let restored = writer.restore().unwrap();
        writer.commit().unwrap();
        restored
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn chance(&mut self, in_ten: usize) -> bool {
        self.roll(10) < in_ten
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.roll(last + 1));
        }
    }
}

/// So many words that belong to this seed alone.
fn prose(seed: u64, words: usize) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    dice.roll(2);
    let text: Vec<String> = (0..words).map(|_| format!("w{}", dice.roll(5000))).collect();
    text.join(" ")
}

fn document(text: &str) -> Document {
    Document::new(text.split("\n\n").filter(|p| !p.is_empty()).map(Block::paragraph).collect())
}

fn text_only(title: &str, text: &str) -> Item {
    Item {
        raw_title: title.to_owned(),
        title: title.to_owned(),
        document: document(text),
        extent: Extent::Full,
        raw: format!("<item>{title}\n{text}</item>").into_bytes(),
        ..Item::default()
    }
}

/// What the paper's own feed says of its article `number`.
fn own(number: u64, text: &str) -> Item {
    Item {
        url: Some(address(PAPER, number)),
        wordpress_id: Some(WordpressId(number)),
        site: Some(PAPER.to_owned()),
        claimed_by: Some(PAPER.to_owned()),
        ..text_only(&format!("Article {number}"), text)
    }
}

fn address(host: &str, number: u64) -> CanonicalUrl {
    CanonicalUrl::from_canonical(format!("https://{host}/{number}/"))
}

fn hostile(number: u64, text: &str) -> Item {
    Item { claimed_by: Some("pills.example".to_owned()), title: "Buy".to_owned(), ..own(number, text) }
}

fn delivery(key: &str, items: Vec<Item>) -> Delivery {
    let content = *blake3::hash(format!("{key} {items:?}").as_bytes()).as_bytes();
    Delivery {
        source: Source { name: format!("{key}'s name"), address: format!("./{key}"), kind: Kind::Rss },
        source_key: format!("/{key}"),
        content,
        channel: Channel { raw_title: Some(format!("Channel {key}")), ..Channel::default() },
        frame: None,
        items,
    }
}

fn counts(taken: &Taken) -> (usize, usize, usize) {
    (taken.new, taken.merged, taken.unchanged)
}

#[test]
fn two_sightings_are_one_article_if_they_share_a_name_or_a_text() {
    let text = prose(1, 100);
    let other = prose(2, 100);
    let nowhere = |item: Item| Item { url: None, wordpress_id: None, site: None, claimed_by: None, ..item };
    let moved = |item: Item| Item { url: Some(address(PAPER, 99)), ..item };
    let unnumbered = |item: Item| Item { wordpress_id: None, ..item };
    let elsewhere = |item: Item| Item {
        url: Some(address("other.example", 5)),
        site: Some("other.example".to_owned()),
        claimed_by: Some("other.example".to_owned()),
        ..item
    };
    let cases: Vec<(&str, Item, Item, usize)> = vec![
        ("the same number, another address and text", own(1, &text), moved(own(1, &other)), 1),
        ("the same address, no number, another text", own(1, &text), unnumbered(own(1, &other)), 1),
        ("the same text without any name", own(1, &text), nowhere(own(1, &text)), 1),
        ("the same text in other punctuation", own(1, &text), nowhere(own(1, &text.replace(' ', ", "))), 1),
        ("the same text at another site", own(1, &text), elsewhere(own(1, &text)), 1),
        ("the same number at another site, another text", own(1, &text), elsewhere(own(1, &other)), 2),
        ("the same text under two numbers of one site", own(1, &text), own(2, &text), 2),
        ("the same text and title at two addresses of one site", own(1, &text), unnumbered(moved(own(1, &text))), 1),
        ("another number, address and text", own(1, &text), own(2, &other), 2),
        ("the same address under two numbers", own(1, &text), moved(Item { url: own(1, "").url, ..own(2, &other) }), 2),
        ("a short text under the same title", text_only("Poll", "Vote now"), text_only("Poll", "Vote now"), 1),
        ("a short text under another title", text_only("Poll", "Vote now"), text_only("More", "Vote now"), 2),
        ("a title alone at two addresses", own(1, ""), Item { raw_title: "Article 1".into(), ..own(2, "") }, 2),
    ];
    for (what, a, b, expected) in cases {
        for (first, second) in [(&a, &b), (&b, &a)] {
            let archive = Archive::of(&[delivery("a", vec![first.clone()]), delivery("b", vec![second.clone()])]);
            assert_eq!(archive.ids().len(), expected, "{what}");
        }
    }
}

#[test]
fn an_article_in_two_feeds_has_both_tags_and_both_sources() {
    let tagged = |name: &str| Item { tags: vec![Tag::named(name)], ..own(1, &prose(1, 50)) };
    let archive = Archive::of(&[delivery("a", vec![tagged("Adults")]), delivery("b", vec![tagged("Children")])]);
    let article = archive.only();
    assert_eq!(article.summary.tags, [Tag::named("Adults"), Tag::named("Children")]);
    let sources: Vec<&str> = article.summary.sources.iter().map(|source| source.address.as_str()).collect();
    assert_eq!(sources, ["./a", "./b"]);
    assert_eq!(article.seen.len(), 2);
}

#[test]
fn a_name_told_for_a_tag_is_shown_by_every_article_that_has_the_tag() {
    let tagged = |number, tag| Item { tags: vec![tag], ..own(number, &prose(number, 50)) };
    let mut archive = Archive::of(&[delivery("a", vec![tagged(1, Tag::slugged(Slug::new("students-2")))])]);
    assert_eq!(archive.only().summary.tags[0].name, "students 2");
    let before = archive.revision();
    let named = Tag { slug: Slug::new("students-2"), name: "Social work students".to_owned() };
    archive.take(&delivery("b", vec![tagged(2, named.clone())]));
    assert!(archive.articles().iter().all(|article| article.summary.tags == [named.clone()]));
    assert_eq!(archive.store.changes_since(before).unwrap().len(), 2, "the index must hear of both");
    assert_eq!(archive.store.tags().unwrap()[0].count, 2);
    assert_eq!(archive.store.tags().unwrap()[0].tag, named);
}

#[test]
fn taking_the_same_in_again_changes_nothing() {
    let same = delivery("a", vec![own(1, &prose(1, 50)), own(2, &prose(2, 50)), text_only("T", &prose(3, 50))]);
    let mut archive = Archive::new();
    assert_eq!(counts(&archive.take(&same)), (3, 0, 0));
    let (revision, articles) = (archive.revision(), archive.articles());
    assert_eq!(counts(&archive.take(&same)), (0, 0, 3));
    assert_eq!(archive.revision(), revision);
    assert_eq!(archive.articles(), articles);
    assert_eq!(archive.store.known("/a", &same.content).unwrap().map(|known| known.articles), Some(3));
    assert_eq!(archive.store.known("/a", &[0; 32]).unwrap(), None);
}

#[test]
fn an_article_that_stands_twice_in_an_input_counts_once() {
    let (a, b) = (own(1, &prose(1, 50)), own(2, &prose(2, 50)));
    let mut archive = Archive::new();
    let again = Item { comments: Some(3), ..a.clone() };
    assert_eq!(counts(&archive.take(&delivery("a", vec![a.clone(), a.clone(), again, b.clone()]))), (2, 0, 0));
    assert_eq!(counts(&archive.take(&delivery("b", vec![a, b, own(3, &prose(3, 50))]))), (1, 2, 0));
}

#[test]
fn a_full_text_replaces_an_excerpt_and_never_the_reverse() {
    let text = prose(1, 200);
    let excerpt = Item {
        extent: Extent::Excerpt,
        updated: Some(at(2_000_000_000)),
        document: document(&prose(1, 30)),
        ..own(1, "")
    };
    for order in [[0, 1], [1, 0]] {
        let both = [delivery("full", vec![own(1, &text)]), delivery("listing", vec![excerpt.clone()])];
        let archive = Archive::of(&order.map(|place: usize| both[place].clone()));
        assert_eq!(archive.only().document.to_text(), text);
    }
}

#[test]
fn the_newest_full_text_is_current_and_older_ones_are_versions() {
    let version = |updated: i64, words| Item { updated: Some(at(updated)), ..own(1, &prose(updated as u64, words)) };
    let (old, new) = (version(1_000_000, 40), version(2_000_000, 30));
    for order in [[&old, &new], [&new, &old]] {
        let archive = Archive::of(&order.map(|item| delivery("a", vec![item.clone()])));
        let article = archive.only();
        assert_eq!(article.document, new.document);
        assert_eq!(article.versions.iter().map(|version| version.words).collect::<Vec<_>>(), [40]);
    }
}

#[test]
fn another_host_cannot_put_its_text_under_a_known_address() {
    let (text, spam) = (prose(1, 100), prose(2, 100));
    let newest = |item: Item| Item { updated: Some(at(2_000_000_000)), ..item };
    let (site, mirror) = (delivery("site", vec![own(1, &text)]), delivery("mirror", vec![newest(hostile(1, &spam))]));
    for order in [[&site, &mirror], [&mirror, &site]] {
        let mut archive = Archive::new();
        assert_eq!(archive.take(order[0]).refused, [""; 0]);
        let warnings = archive.take(order[1]).refused;
        assert!(warnings.len() == 1 && warnings[0].contains("https://www.paper.example/1/"), "{warnings:?}");
        let owners = archive.store.find(&Reference::Address(address(PAPER, 1))).unwrap();
        assert_eq!(owners, archive.store.find(&Reference::Number(WordpressId(1))).unwrap());
        assert_eq!(owners.len(), 1);
        assert_eq!(archive.store.article(owners[0]).unwrap().unwrap().document.to_text(), text);
        assert_eq!(archive.ids().len(), 2);
    }
}

#[test]
fn another_hosts_copy_is_the_same_article_but_does_not_speak_for_it() {
    let text = prose(1, 100);
    let spoiled = format!("{text} and {}", prose(2, 30));
    let copy = Item { updated: Some(at(2_000_000_000)), ..hostile(1, &spoiled) };
    for order in [[own(1, &text), copy.clone()], [copy.clone(), own(1, &text)]] {
        let archive = Archive::of(&order.map(|item| delivery(&format!("{:?}", item.claimed_by), vec![item])));
        let article = archive.only();
        assert_eq!((article.document.to_text(), article.summary.title.as_str()), (text.clone(), "Article 1"));
    }
}

#[test]
fn who_publishes_a_text_later_takes_over_neither_its_title_nor_its_address() {
    let text = prose(1, 100);
    let first = Item { published: Some(at(1_600_000_000)), ..own(1, &text) };
    let taken_over = Item {
        title: "Odd tricks".to_owned(),
        url: Some(address("a-mirror.example", 7)),
        site: Some("a-mirror.example".to_owned()),
        claimed_by: Some("a-mirror.example".to_owned()),
        published: Some(at(1_600_200_000)),
        updated: Some(at(2_000_000_000)),
        ..own(7, &text)
    };
    let unnumbered = Item { wordpress_id: None, ..first.clone() };
    for original in [first, unnumbered] {
        for order in [[original.clone(), taken_over.clone()], [taken_over.clone(), original.clone()]] {
            let archive = Archive::of(&order.map(|item| delivery(&format!("{:?}", item.claimed_by), vec![item])));
            let summary = archive.only().summary;
            let (title, url) = (summary.title.as_str(), summary.url.unwrap());
            assert_eq!((title, &url, summary.wordpress_id), ("Article 1", &address(PAPER, 1), original.wordpress_id));
        }
    }
}

#[test]
fn a_text_that_ties_two_articles_together_makes_them_one_under_the_lower_number() {
    let (text, version) = (prose(1, 60), prose(2, 60));
    let unnumbered = Item { wordpress_id: None, ..own(1, &text) };
    let numbered = Item { url: None, ..own(1, &version) };
    let mut archive = Archive::of(&[delivery("a", vec![unnumbered, numbered])]);
    assert_eq!(archive.ids(), [ArticleId(1), ArticleId(2)]);
    archive.store.mark(&[(ArticleId(2), Mark::Starred(true))]).unwrap();
    let left = Some(Bookmark { block: 3, byte: 40 });
    archive.store.set_bookmark(ArticleId(2), left).unwrap();
    let before = archive.revision();
    assert_eq!(counts(&archive.take(&delivery("b", vec![own(1, &prose(3, 60))]))), (0, 1, 0));
    assert_eq!(archive.ids(), [ArticleId(1)]);
    let changes = archive.store.changes_since(before).unwrap();
    assert_eq!(changes.iter().map(|c| (c.id.0, c.gone)).collect::<Vec<_>>(), [(1, false), (2, true)]);
    assert_eq!(archive.store.find(&Reference::Id(ArticleId(2))).unwrap(), [ArticleId(1)]);
    assert_eq!(archive.store.article(ArticleId(2)).unwrap().unwrap().summary.id, Some(ArticleId(1)));
    assert!(archive.only().summary.starred, "the mark goes with it");
    assert_eq!([1, 2].map(|id| archive.store.bookmark(ArticleId(id)).unwrap()), [left; 2], "and the bookmark");
    archive.take(&delivery("c", vec![own(7, &prose(7, 60))]));
    assert_eq!(archive.ids(), [ArticleId(1), ArticleId(3)], "no number is given twice");
}

#[test]
fn a_new_version_that_says_what_a_nameless_text_says_is_one_with_it() {
    let (old, new) = (prose(1, 60), prose(2, 60));
    let items = [own(1, &old), text_only("T", &new), own(1, &new)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let told = order.map(|place: usize| delivery(&format!("s{place}"), vec![items[place].clone()]));
        assert_eq!(Archive::of(&told).ids(), [ArticleId(1)], "{order:?}");
    }
}

#[test]
fn the_latest_copy_counts_whichever_copy_of_it_was_read_first() {
    let copy = |text, fetched| Item { fetched: Some(at(fetched)), ..own(1, text) };
    let (here, there) = (prose(1, 60), prose(2, 60));
    let told = [
        (delivery("a", vec![copy(&here, 1_000_001)]), at(1_600_000_001)),
        (delivery("b", vec![copy(&there, 1_000_005)]), at(1_600_000_002)),
        (delivery("a", vec![copy(&here, 1_000_009)]), at(1_600_000_003)),
    ];
    let archives = [[0, 1, 2], [2, 1, 0]].map(|order: [usize; 3]| {
        let mut archive = Archive::new();
        for (delivery, seen) in order.map(|place| &told[place]) {
            let mut writer = archive.store.write().unwrap();
            writer.take_in(&pack(delivery.clone()), *seen).unwrap();
            writer.commit().unwrap();
        }
        assert_eq!(archive.only().document.to_text(), here);
        archive
    });
    assert_eq!(content(&archives[0]), content(&archives[1]));
}

#[test]
fn a_notice_that_stands_at_many_addresses_is_no_article() {
    let notice = prose(1, 40);
    let page = |number| Item { wordpress_id: None, ..own(number, &notice) };
    let archive = Archive::of(&(1..=40).map(|n| delivery(&format!("page-{n}"), vec![page(n)])).collect::<Vec<_>>());
    assert_eq!(archive.ids().len(), 40);
}

/// Everything an archive says, without the numbers it gave.
fn content(archive: &Archive) -> Vec<String> {
    let mut articles = archive.articles();
    let summaries = archive.store.summaries(&archive.ids()).unwrap();
    let documents = archive.store.documents(&archive.ids()).unwrap();
    for ((article, summary), (_, document, _)) in articles.iter().zip(&summaries).zip(&documents) {
        assert_eq!(&article.summary, summary);
        assert_eq!(&article.document, document);
    }
    assert_eq!((articles.len(), articles.len()), (summaries.len(), documents.len()));
    for article in &mut articles {
        article.summary.id = None;
    }
    let mut content: Vec<String> = articles.iter().map(|article| format!("{article:?}")).collect();
    content.sort();
    let sources = archive.store.sources().unwrap();
    content.extend(sources.iter().map(|source| format!("{:?} {}", source.source, source.count)));
    content.extend(archive.store.tags().unwrap().iter().map(|tag| format!("{tag:?}")));
    content.extend(archive.store.authors().unwrap().iter().map(|author| format!("{author:?}")));
    content
}

/// Deliveries about a few articles, with every kind of trouble between them.
fn troubled(dice: &mut Dice, count: usize) -> Vec<(Delivery, Timestamp)> {
    let hosts = [PAPER, "paper.example", "other.example"];
    (0..count)
        .map(|n| {
            let items = (0..=dice.roll(4)).map(|_| troubled_item(dice, &hosts)).collect();
            let mut delivery = delivery(&format!("source-{}", dice.roll(count / 3)), items);
            delivery.source.name = format!("name {}", dice.roll(3));
            (delivery, at(1_600_000_000 + n as i64))
        })
        .collect()
}

fn troubled_item(dice: &mut Dice, hosts: &[&str]) -> Item {
    let number = 1 + dice.roll(12) as u64;
    let host = hosts[dice.roll(hosts.len())];
    let full = prose(number % 9, 60);
    let version = prose(100 + number, 40);
    let mut item = Item { site: Some(host.to_owned()), claimed_by: Some(host.to_owned()), ..own(number, "") };
    let (text, extent) = match dice.roll(8) {
        0 => (String::new(), Extent::Excerpt),
        1 => (prose(number % 9, 25), Extent::Excerpt),
        2 => (prose(number % 9, 45), Extent::Cut),
        3 => (version, Extent::Full),
        4 => ("Vote in our poll".to_owned(), Extent::Full),
        5 => (format!("{full} {}", prose(200 + number, 20)), Extent::Full),
        _ => (full, Extent::Full),
    };
    (item.document, item.extent) = (document(&text), extent);
    item.raw_title = format!("Title {}", number % 7);
    item.title.clone_from(&item.raw_title);
    item.url = dice.chance(7).then(|| address(host, if dice.chance(8) { number } else { number % 3 }));
    item.wordpress_id = item.wordpress_id.filter(|_| dice.chance(6));
    if dice.chance(2) {
        item.claimed_by = Some(["pills.example", "casino.example"][dice.roll(2)].to_owned());
    }
    if dice.chance(2) {
        (item.url, item.wordpress_id, item.site, item.claimed_by) = (None, None, None, None);
    }
    item.fetched = dice.chance(5).then(|| at(1_500_000_000 + dice.roll(5) as i64));
    item.updated = dice.chance(3).then(|| at(1_500_000_000 + dice.roll(5) as i64));
    item.published = dice.chance(8).then(|| at(1_400_000_000 + dice.roll(50) as i64));
    item.authors = (0..dice.roll(3)).map(|_| format!("Author {}", dice.roll(4))).collect();
    item.tags = (0..dice.roll(3))
        .map(|_| {
            let slug = Slug::new(&format!("tag-{}", dice.roll(4)));
            if dice.chance(5) { Tag::slugged(slug) } else { Tag { name: "Named".to_owned(), slug } }
        })
        .collect();
    item.excerpt = dice.chance(3).then(|| format!("Excerpt {}", dice.roll(3)));
    item.image = dice.chance(3).then(|| Image { url: "https://i.example/1.jpg".into(), caption: None });
    // What a source says has no date of its own copy in it.
    item.raw = format!("{:?}", Item { fetched: None, ..item.clone() }).into_bytes();
    item
}

#[test]
fn any_order_of_the_same_inputs_ends_in_the_same_archive() {
    for seed in 1..=3 {
        let mut dice = Dice(seed * 0x1234_5677);
        let mut deliveries = troubled(&mut dice, 66);
        let mut expected: Option<Vec<String>> = None;
        for order in 0..6 {
            let mut archive = Archive::new();
            for batch in deliveries.chunks(1 + order * 7) {
                let mut writer = archive.store.write().unwrap();
                for (delivery, seen) in batch {
                    let taken = writer.take_in(&pack(delivery.clone()), *seen).unwrap();
                    assert!(taken.new + taken.merged + taken.unchanged <= delivery.items.len());
                }
                writer.commit().unwrap();
            }
            let content = content(&archive);
            let expected = expected.get_or_insert_with(|| content.clone());
            for (line, other) in expected.iter().zip(&content) {
                assert_eq!(line, other, "seed {seed}, order {order}");
            }
            assert_eq!(expected.len(), content.len(), "seed {seed}, order {order}");
            dice.shuffle(&mut deliveries);
        }
    }
}

#[test]
fn forgetting_leaves_the_archive_as_if_it_had_never_been_told_and_restoring_as_if_never_forgotten() {
    for seed in 1..=4 {
        let mut dice = Dice(seed * 0x7654_3211);
        let deliveries = troubled(&mut dice, 40);
        let take = |archive: &mut Archive, skip: &str| {
            for (delivery, seen) in deliveries.iter().filter(|(delivery, _)| delivery.source_key != skip) {
                let mut writer = archive.store.write().unwrap();
                writer.take_in(&pack(delivery.clone()), *seen).unwrap();
                writer.commit().unwrap();
            }
        };
        let victim = &deliveries[seed as usize].0.source_key;
        let (mut archive, mut without) = (Archive::new(), Archive::new());
        take(&mut archive, "");
        take(&mut without, victim);
        let everything = content(&archive);
        archive.forget(victim);
        assert_eq!(content(&archive), content(&without), "seed {seed}: forgotten");
        archive.restore();
        assert_eq!(content(&archive), everything, "seed {seed}: restored");
        archive.forget(victim);
        take(&mut archive, "");
        assert_eq!(content(&archive), everything, "seed {seed}: told again");
    }
}

#[test]
fn an_input_stored_in_parts_is_the_input_stored_at_once() {
    let items: Vec<Item> = (1..=6).map(|n| own(1 + n % 5, &prose(n, 50))).collect();
    let whole = Archive::of(&[delivery("a", vec![own(2, &prose(9, 50))]), delivery("b", items.clone())]);
    let mut parted = Archive::of(&[delivery("a", vec![own(2, &prose(9, 50))])]);
    let input = delivery("b", items.clone());
    let mut so_far = Tally::default();
    for part in items.chunks(2) {
        let mut writer = parted.store.write().unwrap();
        let part = pack(Delivery { items: part.to_vec(), ..input.clone() });
        writer.take_in_part(&part, at(parted.clock + 1), &mut so_far).unwrap();
        assert_eq!(writer.to_judge().unwrap(), [], "nothing is judged by half of what is said");
        writer.commit().unwrap();
        assert_eq!(parted.store.known("/b", &input.content).unwrap(), None);
    }
    let mut writer = parted.store.write().unwrap();
    let last = pack(Delivery { items: Vec::new(), ..input.clone() });
    let taken = writer.take_in_last(&last, at(parted.clock + 1), so_far).unwrap();
    assert_eq!(counts(&taken), (4, 1, 0));
    assert_eq!(writer.to_judge().unwrap().len(), 2, "the source, and the one that tells of the same article");
    writer.commit().unwrap();
    assert_eq!(parted.store.known("/b", &input.content).unwrap().map(|known| known.articles), Some(5));
    assert_eq!(content(&parted), content(&whole));
}

#[test]
fn an_input_of_which_the_last_part_never_came_is_judged_next_time() {
    let mut archive = Archive::new();
    let mut writer = archive.store.write().unwrap();
    let part = pack(delivery("a", vec![own(1, &prose(1, 50))]));
    writer.take_in_part(&part, at(1_700_000_000), &mut Tally::default()).unwrap();
    writer.to_judge().unwrap();
    writer.commit().unwrap();
    let mut writer = archive.store.write().unwrap();
    assert_eq!(writer.to_judge().unwrap().len(), 1);
    writer.commit().unwrap();
    assert_eq!(archive.store.write().unwrap().to_judge().unwrap(), []);
}

#[test]
fn numbers_are_given_in_the_order_taken_in() {
    let input = |key| delivery(key, (1..=5).map(|n| own(10 - n, &prose(n, 50))).collect());
    for _ in 0..2 {
        let archive = Archive::of(&[input("a"), input("b")]);
        assert_eq!(archive.titles(), ["Article 9", "Article 8", "Article 7", "Article 6", "Article 5"]);
        assert_eq!(archive.ids(), [1, 2, 3, 4, 5].map(ArticleId));
    }
}

#[test]
fn forgetting_a_source_keeps_what_another_has_too() {
    let (a, b) = (own(1, &prose(1, 50)), own(2, &prose(2, 50)));
    let mut archive = Archive::of(&[delivery("a", vec![a.clone(), b]), delivery("b", vec![a])]);
    assert_eq!(archive.forget("nothing"), (0, 0));
    assert_eq!(archive.forget("./a"), (1, 1));
    assert_eq!(archive.titles(), ["Article 1"]);
    let bin = archive.store.bin().unwrap();
    assert_eq!((bin[0].what.as_str(), bin[0].sightings, bin[0].articles), ("./a", 2, 2));
    assert_eq!(archive.store.sources().unwrap().len(), 1);
}

#[test]
fn what_is_forgotten_comes_back_under_its_number_with_its_marks() {
    let input = delivery("a", vec![own(1, &prose(1, 50)), own(2, &prose(2, 50))]);
    for how in ["restored", "taken in again"] {
        let mut archive = Archive::of(std::slice::from_ref(&input));
        archive.store.mark(&[(ArticleId(2), Mark::Read(true))]).unwrap();
        archive.forget_article(2);
        assert_eq!(archive.ids(), [ArticleId(1)]);
        assert_eq!(archive.store.marks().unwrap().read, []);
        assert_eq!(archive.store.known("/a", &input.content).unwrap(), None, "it must be read again");
        match how {
            "restored" => assert_eq!(archive.restore().articles, 1),
            _ => assert_eq!(counts(&archive.take(&input)), (1, 0, 1)),
        }
        assert_eq!(archive.ids(), [ArticleId(1), ArticleId(2)], "{how}");
        assert_eq!(archive.store.marks().unwrap().read, [ArticleId(2)], "{how}");
        assert!(archive.store.bin().unwrap().is_empty(), "{how}");
    }
}

#[test]
fn an_emptied_bin_gives_nothing_back_and_its_numbers_are_not_given_again() {
    let input = delivery("a", vec![own(1, &prose(1, 50))]);
    let mut archive = Archive::of(std::slice::from_ref(&input));
    archive.store.mark(&[(ArticleId(1), Mark::Read(true))]).unwrap();
    archive.forget("/a");
    assert_eq!(archive.store.empty_bin().unwrap(), 1);
    assert_eq!(archive.restore().articles, 0);
    assert_eq!(counts(&archive.take(&input)), (1, 0, 0));
    assert_eq!(archive.ids(), [ArticleId(2)]);
    assert_eq!(archive.store.marks().unwrap().read, []);
}

#[test]
fn marks_change_no_revision() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    let revision = archive.revision();
    archive.store.mark(&[(ArticleId(1), Mark::Read(true))]).unwrap();
    archive.store.mark(&[(ArticleId(1), Mark::Starred(true))]).unwrap();
    archive.store.mark(&[(ArticleId(1), Mark::Read(false))]).unwrap();
    assert_eq!(archive.revision(), revision);
    let summary = archive.only().summary;
    assert_eq!((summary.read, summary.starred), (false, true));
    let unknown = archive.store.mark(&[(ArticleId(9), Mark::Read(true))]);
    assert!(matches!(unknown, Err(StoreError::NoArticle(ArticleId(9)))));
}

#[test]
fn where_an_article_was_left_is_kept_beside_it_until_it_is_gone() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    let revision = archive.revision();
    let (id, left) = (ArticleId(1), Some(Bookmark { block: u32::MAX, byte: 7 }));
    for at in [left, Some(Bookmark::default()), None, left] {
        archive.store.set_bookmark(id, at).unwrap();
        assert_eq!(archive.store.bookmark(id).unwrap(), at);
    }
    archive.store.set_bookmark(ArticleId(9), left).unwrap();
    assert_eq!(archive.store.bookmark(ArticleId(9)).unwrap(), None, "there is no such article");
    assert_eq!(archive.revision(), revision);
    archive.forget_article(1);
    archive.restore();
    assert_eq!(archive.store.bookmark(id).unwrap(), left);
    archive.forget_article(1);
    archive.store.empty_bin().unwrap();
    assert_eq!(archive.store.bookmark(id).unwrap(), None);
}

#[test]
fn an_article_that_turned_out_to_be_one_already_shown_is_not_new_to_a_search() {
    let (text, version) = (prose(1, 60), prose(2, 60));
    let unnumbered = Item { wordpress_id: None, ..own(1, &text) };
    let numbered = Item { url: None, ..own(1, &version) };
    let mut archive = Archive::of(&[delivery("a", vec![unnumbered, numbered])]);
    let search = KeptSearch { name: "Pay".into(), query: "pay".into(), sort: "newest".into() };
    archive.store.keep_search(&search, &[ArticleId(2)]).unwrap();
    assert_eq!(archive.store.new_to_search("pay", &[ArticleId(1)]).unwrap(), 1);
    archive.take(&delivery("b", vec![own(1, &prose(3, 60))]));
    assert_eq!(archive.ids(), [ArticleId(1)]);
    assert_eq!(archive.store.new_to_search("pay", &[ArticleId(1)]).unwrap(), 0);
}

#[test]
fn searches_change_no_revision_and_are_there_when_opened_again() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    let revision = archive.revision();
    let search = KeptSearch { name: "Über Pay".into(), query: "pay".into(), sort: "oldest".into() };
    archive.store.keep_search(&search, &[]).unwrap();
    archive.store.search_has_shown("über  pay", &[ArticleId(1)]).unwrap();
    archive.store.add_to_history("pay").unwrap();
    let again = Store::open(archive.dir.path()).unwrap();
    assert_eq!(again.searches().unwrap(), std::slice::from_ref(&search));
    assert_eq!(again.search_named("U\u{308}BER PAY").unwrap(), Some(search));
    assert_eq!(again.new_to_search("Über Pay", &[ArticleId(1)]).unwrap(), 0);
    assert_eq!(again.history().unwrap(), ["pay"]);
    assert_eq!(archive.revision(), revision);
}

#[test]
fn past_searches_stand_once_the_newest_first_and_are_not_kept_without_end() {
    let mut archive = Archive::new();
    for query in ["pay", "tag:adults", "pay"] {
        archive.store.add_to_history(query).unwrap();
    }
    assert_eq!(archive.store.history().unwrap(), ["pay", "tag:adults"]);
    for number in 0..400 {
        archive.store.add_to_history(&format!("number {number}")).unwrap();
    }
    let history = archive.store.history().unwrap();
    assert_eq!((history.len(), history[0].as_str(), history[299].as_str()), (300, "number 399", "number 100"));
    assert_eq!(archive.store.clear_history().unwrap(), 300);
    assert!(archive.store.history().unwrap().is_empty());
}

#[test]
fn verdicts_on_titles_come_from_outside_and_touch_only_what_they_change() {
    let spoiled = |number| Item { raw_title: format!("JUNK Article {number}"), ..own(number, &prose(number, 50)) };
    let mut archive = Archive::of(&[delivery("a", vec![spoiled(1), spoiled(2)])]);
    let before = archive.revision();
    let mut writer = archive.store.write().unwrap();
    writer.take_in(&pack(delivery("a", vec![spoiled(3)])), at(1_800_000_000)).unwrap();
    let touched = writer.to_judge().unwrap();
    let evidence = writer.evidence(touched[0]).unwrap();
    assert_eq!(evidence.channels[0].raw_title.as_deref(), Some("Channel a"));
    assert_eq!(evidence.titles.len(), 3);
    let two = evidence.titles.iter().find(|titled| titled.raw == "JUNK Article 2").unwrap();
    let mut item = writer.item(two.id).unwrap();
    item.title = "Clean".to_owned();
    item.removed.push(Removal::new(Place::Title, "JUNK", "shared-prefix"));
    writer.amend(two.id, item).unwrap();
    writer.commit().unwrap();
    assert_eq!(archive.titles(), ["Article 1", "Clean", "Article 3"]);
    assert_eq!(archive.articles()[1].removed, [Removal::new(Place::Title, "JUNK", "shared-prefix")]);
    assert_eq!(archive.articles()[1].raw_title, "JUNK Article 2");
    let changed: Vec<u64> = archive.store.changes_since(before).unwrap().iter().map(|change| change.id.0).collect();
    assert_eq!(changed, [2, 3]);
}

#[test]
fn raw_input_comes_back_byte_for_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let item = Item { raw: bytes.clone(), ..own(1, &prose(1, 50)) };
    let archive = Archive::of(&[delivery("a", vec![item])]);
    assert_eq!(archive.store.raw(ArticleId(1)).unwrap(), [("./a".to_owned(), bytes)]);
}

#[test]
fn a_number_is_found_at_every_site_that_gave_it() {
    let other = Item {
        site: Some("other.example".to_owned()),
        claimed_by: None,
        url: Some(address("other.example", 1)),
        ..own(1, &prose(2, 50))
    };
    let archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50)), other])]);
    assert_eq!(archive.store.find(&Reference::Number(WordpressId(1))).unwrap(), [ArticleId(1), ArticleId(2)]);
    assert_eq!(archive.store.find(&Reference::Address(address(PAPER, 1))).unwrap(), [ArticleId(1)]);
    assert_eq!(archive.store.find(&Reference::Address(address(PAPER, 9))).unwrap(), []);
}

#[test]
fn totals_count_what_is_there() {
    let written = |item| Item { authors: vec!["Ann".into()], tags: vec![Tag::named("Adults")], ..item };
    let mut archive = Archive::of(&[
        delivery("a", vec![written(own(1, &prose(1, 50))), own(2, &prose(2, 50))]),
        delivery("b", vec![own(1, &prose(1, 50))]),
    ]);
    let stats = archive.store.stats().unwrap();
    assert_eq!((stats.articles, stats.sightings, stats.sources), (2, 3, 2));
    assert_eq!((stats.tags, stats.authors, stats.words), (1, 1, 100));
    assert_eq!(stats.last_taken_in, Some(at(archive.clock)));
    assert!(stats.bytes > 0);
    archive.forget("/a");
    archive.forget("/b");
    let stats = archive.store.stats().unwrap();
    assert_eq!((stats.articles, stats.tags, stats.authors, stats.sources, stats.words), (0, 0, 0, 0, 0));
}

#[test]
fn a_writer_that_never_committed_leaves_no_trace() {
    let mut archive = Archive::new();
    let mut writer = archive.store.write().unwrap();
    writer.take_in(&pack(delivery("a", vec![own(1, &prose(1, 50))])), at(1_700_000_000)).unwrap();
    drop(writer);
    let store = Store::open_existing(archive.dir.path()).unwrap().unwrap();
    assert_eq!(store.revision().unwrap(), Revision(0));
    assert_eq!(store.changes_since(Revision(0)).unwrap(), []);
    assert_eq!(store.stats().unwrap().sources, 0);
}

#[test]
fn what_was_acknowledged_is_there_after_a_crash_and_nothing_else() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    archive.take(&delivery("b", vec![own(2, &prose(2, 50))]));
    let mut writer = archive.store.write().unwrap();
    writer.take_in(&pack(delivery("c", vec![own(3, &prose(3, 50))])), at(1_800_000_000)).unwrap();
    // What the disk holds now is what a program killed now leaves behind.
    let crashed = TempDir::new().unwrap();
    for name in ["archive.db", "archive.db-wal"] {
        std::fs::copy(archive.dir.path().join(name), crashed.path().join(name)).unwrap();
    }
    let mut store = Store::open(crashed.path()).unwrap();
    assert_eq!(store.stats().unwrap().articles, 2);
    assert_eq!(store.article(ArticleId(2)).unwrap().unwrap().summary.title, "Article 2");
    assert!(store.write().is_ok(), "the lock went with the program that held it");
}

#[test]
fn a_reader_sees_another_programs_commit_and_a_second_writer_is_told_to_wait() {
    let mut archive = Archive::new();
    let reader = Store::open_existing(archive.dir.path()).unwrap().unwrap();
    let mut second = Store::open(archive.dir.path()).unwrap().with_patience(Duration::from_millis(30));
    let mut writer = archive.store.write().unwrap();
    writer.take_in(&pack(delivery("a", vec![own(1, &prose(1, 50))])), at(1_700_000_000)).unwrap();
    assert!(reader.article(ArticleId(1)).unwrap().is_none());
    let refused = second.write().unwrap_err();
    assert!(matches!(refused, StoreError::Busy { .. }) && refused.to_string().contains("try again"), "{refused}");
    let revision = writer.commit().unwrap();
    assert_eq!(reader.revision().unwrap(), revision);
    assert_eq!(reader.article(ArticleId(1)).unwrap().unwrap().summary.title, "Article 1");
    assert!(second.write().is_ok());
}

#[test]
fn reading_makes_no_archive_where_there_is_none() {
    let dir = TempDir::new().unwrap();
    let nowhere = dir.path().join("nowhere");
    assert!(Store::open_existing(&nowhere).unwrap().is_none());
    assert!(!nowhere.exists());
    std::fs::write(dir.path().join("archive.db"), "").unwrap();
    assert!(Store::open_existing(dir.path()).unwrap().is_none(), "a file that was only just made is no archive yet");
    assert!(Store::open(dir.path()).is_ok());
}

#[test]
fn what_is_no_archive_is_refused_by_name_and_left_alone() {
    for bytes in ["hello", &"not a database, but long enough to be one\n".repeat(500)] {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("archive.db");
        std::fs::write(&path, bytes).unwrap();
        for refused in [Store::open(dir.path()).unwrap_err(), Store::open_existing(dir.path()).unwrap_err()] {
            assert!(matches!(refused, StoreError::NotAnArchive { .. }), "{refused:?}");
            assert!(refused.to_string().contains(&path.display().to_string()), "{refused}");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), bytes);
    }
}

/// Offsets in the file's header, see <https://www.sqlite.org/fileformat.html>.
fn patch_header(archive: Archive, offset: usize, value: u32) -> TempDir {
    let Archive { dir, store, .. } = archive;
    drop(store);
    let path = dir.path().join("archive.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[offset..offset + 4].copy_from_slice(&value.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    dir
}

#[test]
fn an_archive_of_a_newer_program_is_refused() {
    let dir = patch_header(Archive::new(), 60, 99);
    let refused = Store::open(dir.path()).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, .. }), "{refused:?}");
    assert!(refused.to_string().contains("newer cuttings"), "{refused}");
}

#[test]
fn another_programs_database_is_refused() {
    let dir = patch_header(Archive::new(), 68, 7);
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NotAnArchive { .. })));
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_named() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("archive");
    let refused = Store::open(&below).unwrap_err();
    assert!(matches!(refused, StoreError::Folder { .. }), "{refused:?}");
    assert!(refused.to_string().contains(&below.display().to_string()), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    let opened = Store::open(dir.path());
    // Root may write anywhere; everyone else must be told where they can't.
    if std::fs::write(dir.path().join("probe"), "").is_err() {
        let refused = opened.unwrap_err();
        assert!(refused.to_string().contains(&dir.path().display().to_string()), "{refused}");
    }
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn tag(id: u64, name: &str, on: bool) -> (ArticleId, Mark) {
    (ArticleId(id), Mark::Tag(Tag::named(name), on))
}

fn note(id: u64, text: &str) -> (ArticleId, Mark) {
    (ArticleId(id), Mark::Note(text.to_owned()))
}

fn said(archive: &Archive, id: u64) -> (Option<String>, Vec<String>) {
    let summary = archive.store.article(ArticleId(id)).unwrap().unwrap().summary;
    let rows = archive.store.summaries(&[summary.id.unwrap()]).unwrap();
    assert_eq!(rows[0], summary, "rows say what the article says");
    (summary.note, summary.own_tags.into_iter().map(|tag| tag.name).collect())
}

#[test]
fn a_note_and_own_tags_are_kept_and_taken_away_again() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    archive
        .store
        .mark(&[note(1, "Ask\nAda"), tag(1, "Pay", true), tag(1, "Hours", true), tag(1, "pay", true)])
        .unwrap();
    assert_eq!(said(&archive, 1), (Some("Ask\nAda".to_owned()), vec!["Hours".to_owned(), "Pay".to_owned()]));
    archive.store.mark(&[note(1, ""), tag(1, "PAY", false)]).unwrap();
    assert_eq!(said(&archive, 1), (None, vec!["Hours".to_owned()]));
}

#[test]
fn the_index_hears_of_notes_and_own_tags_and_only_of_changes() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50)), own(2, &prose(2, 50))])]);
    let before = archive.revision();
    archive.store.mark(&[note(1, ""), tag(2, "pay", false), (ArticleId(2), Mark::Read(true))]).unwrap();
    assert_eq!(archive.revision(), before);
    archive.store.mark(&[note(1, "Ask"), tag(2, "pay", true)]).unwrap();
    let changes =
        |since| archive.store.changes_since(since).unwrap().iter().map(|change| change.id.0).collect::<Vec<_>>();
    assert_eq!(changes(before), [1, 2]);
    let before = archive.revision();
    archive.store.mark(&[note(1, "Ask"), tag(2, "Pay", true)]).unwrap();
    assert_eq!(archive.revision(), before, "said before");
}

#[test]
fn notes_and_own_tags_outlive_forgetting_adding_again_and_new_versions() {
    let input = delivery("a", vec![own(1, &prose(1, 50)), own(2, &prose(2, 50))]);
    for how in ["restored", "taken in again", "another version"] {
        let mut archive = Archive::of(std::slice::from_ref(&input));
        archive.store.mark(&[note(2, "Ask"), tag(2, "pay", true)]).unwrap();
        if how != "another version" {
            archive.forget_article(2);
            assert_eq!((archive.store.notes().unwrap(), archive.store.tags().unwrap().len()), (0, 0), "{how}");
        }
        match how {
            "restored" => assert_eq!(archive.restore().articles, 1),
            "taken in again" => assert_eq!(counts(&archive.take(&input)), (1, 0, 1)),
            _ => assert_eq!(counts(&archive.take(&delivery("b", vec![own(2, &prose(9, 80))]))), (0, 1, 0)),
        }
        assert_eq!(said(&archive, 2), (Some("Ask".to_owned()), vec!["pay".to_owned()]), "{how}");
        assert_eq!(archive.store.check().unwrap(), [""; 0]);
    }
}

#[test]
fn two_articles_that_turn_out_to_be_one_have_the_notes_and_tags_of_both() {
    let (text, version) = (prose(1, 60), prose(2, 60));
    let unnumbered = Item { wordpress_id: None, ..own(1, &text) };
    let numbered = Item { url: None, ..own(1, &version) };
    let mut archive = Archive::of(&[delivery("a", vec![unnumbered, numbered])]);
    let marks = [note(1, "First"), note(2, "Second"), tag(1, "pay", true), tag(2, "Pay", true), tag(2, "hours", true)];
    archive.store.mark(&marks).unwrap();
    archive.take(&delivery("b", vec![own(1, &prose(3, 60))]));
    assert_eq!(archive.ids(), [ArticleId(1)]);
    assert_eq!(said(&archive, 1), (Some("First\n\nSecond".to_owned()), vec!["hours".to_owned(), "pay".to_owned()]));
    archive.store.mark(&[tag(2, "more", true)]).unwrap();
    assert_eq!(said(&archive, 1).1, ["hours", "more", "pay"], "also under the number that is gone");
}

#[test]
fn an_emptied_bin_takes_notes_and_own_tags_with_it() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    archive.store.mark(&[note(1, "Ask"), tag(1, "pay", true)]).unwrap();
    archive.forget("/a");
    archive.store.empty_bin().unwrap();
    assert_eq!(archive.store.check().unwrap(), [""; 0]);
}

#[test]
fn own_tags_are_counted_with_the_sites_tags_and_an_article_once() {
    let tagged = |number| Item { tags: vec![Tag::named("Pay")], ..own(number, &prose(number, 50)) };
    let mut archive = Archive::of(&[delivery("a", vec![tagged(1), own(2, &prose(2, 50)), own(3, &prose(3, 50))])]);
    archive.store.mark(&[tag(1, "pay", true), tag(2, "pay", true), tag(3, "Hours", true)]).unwrap();
    let tags = archive.store.tags().unwrap();
    let tags: Vec<_> = tags.iter().map(|known| (known.tag.name.as_str(), known.count)).collect();
    assert_eq!(tags, [("Pay", 2), ("Hours", 1)]);
    assert_eq!(archive.store.stats().unwrap().tags, 2);
}

#[test]
fn a_tag_is_meant_by_its_slug_or_its_name() {
    let leadership = Tag { slug: Slug::new("leadership"), name: "Social work leadership".to_owned() };
    let tagged = Item { tags: vec![leadership.clone()], ..own(1, &prose(1, 50)) };
    let mut archive = Archive::of(&[delivery("a", vec![tagged])]);
    archive.store.mark(&[tag(1, "Pay rise", true)]).unwrap();
    for name in ["leadership", "Leadership", "social work leadership", "+leadership"] {
        assert_eq!(archive.store.tag_meant(name).unwrap(), leadership, "{name}");
    }
    assert_eq!(archive.store.tag_meant("pay-rise").unwrap().name, "Pay rise");
    assert_eq!(archive.store.tag_meant(" new\n one ").unwrap(), Tag::named("new one"));
    assert!(matches!(archive.store.tag_meant("+ –"), Err(StoreError::NotATag(_))));
}

#[test]
fn marks_are_made_together_or_not_at_all() {
    let mut archive = Archive::of(&[delivery("a", vec![own(1, &prose(1, 50))])]);
    let long = archive.store.mark(&[tag(1, "pay", true), note(1, &"x".repeat(2 << 20))]);
    assert!(matches!(long, Err(StoreError::NoteTooLong { .. })));
    assert_eq!(said(&archive, 1), (None, vec![]));
    archive.store.mark(&[tag(9, "pay", true), tag(1, "pay", true)]).unwrap();
    assert_eq!(said(&archive, 1).1, ["pay"], "one that is gone meanwhile does not cost the others");
}
