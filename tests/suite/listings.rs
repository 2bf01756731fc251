//! Pages that list articles: by tag, author, month or search, and front pages.

use cuttings::article::merge::merge;
use cuttings::article::{ArticleId, Extent, Item, Kind, Sighting, SightingId, SourceId, Timestamp};
use cuttings::clean::junk::Verdict;
use cuttings::clean::{address, channel, markup};
use cuttings::ingest::{Intake, Origin, again, ingest};
use cuttings::parse::{Body, Found, Parsed, page};
use proptest::prelude::*;

const TAG: &str = include_str!("../corpus/listings/tag.html");
const AUTHOR: &str = include_str!("../corpus/listings/author.html");
const MONTH: &str = include_str!("../corpus/listings/month.html");
const SEARCH: &str = include_str!("../corpus/listings/search.html");
const FRONT: &str = include_str!("../corpus/listings/front.html");
const BLOCK: &str = include_str!("../corpus/listings/block.html");
const HIJACKED: &str = include_str!("../corpus/listings/hijacked.html");
const ARTICLE: &str = include_str!("../corpus/listings/article-with-related.html");
const ALL: [&str; 7] = [TAG, AUTHOR, MONTH, SEARCH, FRONT, BLOCK, HIJACKED];

const BEDS: &str = "https://www.harbourcare.example/2015/01/23/beds-for-the-coldest-night/";

fn listed(html: &str) -> Vec<Found> {
    let Parsed { kind, items, warnings, frame, .. } = page::parse(html);
    assert_eq!((kind, warnings.len(), frame.is_some()), (Some(Kind::Listing), 0, true), "{warnings:?}");
    items
}

fn origin(name: &str) -> Origin {
    Origin { address: name.to_owned(), key: name.to_owned() }
}

fn intake(html: &str) -> Intake {
    ingest(html.as_bytes(), &origin("page.html")).unwrap()
}

fn titles(items: &[Found]) -> Vec<&str> {
    items.iter().map(|item| item.title.as_str()).collect()
}

fn tags(item: &Item) -> Vec<(&str, &str)> {
    item.tags.iter().map(|tag| (tag.slug.as_str(), tag.name.as_str())).collect()
}

fn excerpt(item: &Found) -> &str {
    let Some(Body::Text(text)) = &item.excerpt else { panic!("no excerpt") };
    text
}

fn day(item: &Found) -> String {
    item.published.map(|date| date.to_string()).unwrap_or_default()
}

#[test]
fn a_tag_archive_gives_each_of_its_entries() {
    let items = listed(TAG);
    assert_eq!(
        titles(&items),
        [
            "Beds for the coldest night",
            "Who pays for the hall? The parish, the council & a raffle",
            "Quiz: what do you know about winter provision in 2014?"
        ]
    );
    assert_eq!(items[0].link.as_deref(), Some(BEDS));
    assert_eq!(items.iter().map(|item| item.wordpress_id).collect::<Vec<_>>(), [Some(5120), Some(5098), Some(4870)]);
    assert_eq!(
        items.iter().map(day).collect::<Vec<_>>(),
        ["2015-01-23T00:00:00Z", "2014-12-09T00:00:00Z", "2014-11-02T00:00:00Z"]
    );
    assert_eq!(items[1].authors, ["Ned Orme", "Ines Calder"]);
    assert_eq!(items.iter().map(|item| item.comments).collect::<Vec<_>>(), [Some(0), Some(14), None]);
    assert_eq!(
        excerpt(&items[0]),
        "Two churches on the quay open their halls when the forecast says minus four. On Tuesday they turned nobody away. […]"
    );
}

#[test]
fn the_lead_picture_comes_with_its_caption_wherever_the_theme_keeps_its_address() {
    let items = listed(TAG);
    let picture = |item: &Found| item.image.clone().map(|image| (image.url, image.caption));
    assert_eq!(picture(&items[0]), Some(("https://img.harbourcare.example/beds-150x100.jpg".to_owned(), None)));
    let caption = Some("The hall at St Brannock’s. Photo: W. Eddy".to_owned());
    assert_eq!(picture(&items[1]), Some(("https://img.harbourcare.example/hall.jpg".to_owned(), caption)));
    assert_eq!(picture(&items[2]), None);
}

#[test]
fn an_entry_has_the_tags_of_its_classes_under_the_names_of_its_links_and_of_the_archive() {
    let intake = intake(TAG);
    let tag = intake.channel.tag.unwrap();
    assert_eq!((tag.slug.as_str(), tag.name.as_str()), ("shelters-2", "night shelters"));
    assert_eq!(
        tags(&intake.items[0]),
        [("adults", "Adults & older people"), ("shelters-2", "night shelters"), ("older-people", "older people")]
    );
    // a term's number is not its slug
    assert_eq!(tags(&intake.items[2]), [("shelters-2", "night shelters")]);
}

#[test]
fn a_listing_says_what_a_feed_would_say_of_itself() {
    let channel = |html: &str| intake(html).channel;
    let tag = channel(TAG);
    assert_eq!(tag.title.as_deref(), Some("night shelters Archives - Harbour Care News"));
    assert_eq!(tag.link.as_deref(), Some("https://www.harbourcare.example/tag/shelters-2/"));
    assert_eq!(tag.host.as_deref(), Some("www.harbourcare.example"));
    assert_eq!(channel(AUTHOR).author.as_deref(), Some("Ines Calder"));
    let block = channel(BLOCK);
    assert_eq!((block.tag.unwrap().slug.as_str(), block.site_name.as_deref()), ("pflege-3", Some("Uferbote")));
    assert_eq!(block.link.as_deref(), Some("https://uferbote.example/category/pflege-3/"));
    for html in [MONTH, SEARCH, FRONT] {
        let channel = channel(html);
        assert_eq!((channel.tag, channel.author), (None, None));
    }
}

#[test]
fn an_author_archive_gives_its_author_to_what_it_lists() {
    let intake = intake(AUTHOR);
    let [item] = intake.items.as_slice() else { panic!("{} items", intake.items.len()) };
    assert_eq!(item.authors, ["Ines Calder"]);
    assert_eq!(item.published.unwrap().to_string(), "2015-01-23T16:40:00Z");
    assert_eq!(item.updated.unwrap().to_string(), "2015-01-24T08:00:00Z");
}

#[test]
fn only_a_long_text_that_nothing_leads_on_from_is_whole() {
    let intake = intake(MONTH);
    let extents: Vec<Extent> = intake.items.iter().map(|item| item.extent).collect();
    assert_eq!(extents, [Extent::Full, Extent::Cut]);
    let text = intake.items[0].document.to_text();
    assert!(
        text.starts_with("Two churches") && text.contains("What it takes") && text.ends_with("eighty-two."),
        "{text}"
    );
    let start = intake.items[1].document.to_text();
    assert!(start.ends_with("starts from there."), "{start}");
    assert_eq!(intake.items[0].comments, Some(7));
    assert_eq!(intake.items[0].published.unwrap().to_string(), "2015-01-23T00:00:00Z");
    for html in [TAG, SEARCH, FRONT, BLOCK] {
        assert!(self::intake(html).items.iter().all(|item| item.extent == Extent::Excerpt));
    }
}

#[test]
fn a_search_result_is_read_and_words_that_lead_on_are_not() {
    let items = listed(SEARCH);
    assert_eq!(titles(&items), ["Who pays for the hall? The parish, the council & a raffle"]);
    assert_eq!(
        (excerpt(&items[0]), day(&items[0]).as_str()),
        ("Heating costs ninety pounds a night.…", "2014-12-09T00:00:00Z")
    );
}

#[test]
fn a_block_theme_lists_its_posts() {
    let items = listed(BLOCK);
    assert_eq!(titles(&items), ["Allein mit sechzig Betten", "Der Schlüssel zum Medikamentenschrank"]);
    assert_eq!((items[0].wordpress_id, items[0].authors.as_slice()), (Some(311), ["Eva Roth".to_owned()].as_slice()));
    assert_eq!(
        (day(&items[0]).as_str(), excerpt(&items[0])),
        ("2024-01-05T08:00:00Z", "Eine Nacht auf Station drei. […]")
    );
    assert_eq!(items[0].image.as_ref().map(|image| image.url.as_str()), Some("https://uferbote.example/nacht.jpg"));
}

#[test]
fn a_front_page_of_any_site_gives_its_stories_and_nothing_of_its_menus() {
    let items = listed(FRONT);
    assert_eq!(
        titles(&items),
        [
            "The ferry is back after eleven years",
            "Mussel beds closed until June",
            "A museum in the old lamp room",
            "Bus nine loses its Sunday again"
        ]
    );
    assert_eq!(items[0].authors, ["Olu Brandt", "Mia Sund"]);
    assert_eq!(excerpt(&items[1]), "Divers found the same weed as in 2019.");
    assert_eq!(day(&items[1]), "2025-03-03T00:00:00Z");
    assert_eq!(intake(FRONT).items[1].url.as_ref().unwrap().as_str(), "https://estuarypost.example/2025/mussel-beds/");
}

#[test]
fn junk_before_every_title_of_a_listing_is_taken_out() {
    let intake = intake(HIJACKED);
    assert!(intake.items.iter().all(|item| item.raw_title.starts_with("超级炸金花下载 ")));
    let titles: Vec<&str> = intake.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles.len(), 6);
    assert!(
        titles.contains(&"Beds for the coldest night") && titles.iter().all(|title| title.is_ascii()),
        "{titles:?}"
    );
    assert_eq!(intake.channel.title.as_deref(), Some("night shelters Archives - Harbour Care News"));
    assert_eq!(intake.channel.tag.unwrap().name, "night shelters");
}

#[test]
fn related_articles_beside_an_article_make_no_listing() {
    let intake = intake(ARTICLE);
    let [item] = intake.items.as_slice() else { panic!("{} items", intake.items.len()) };
    assert_eq!((intake.source.kind, item.extent), (Kind::Page, Extent::Full));
    let text = item.document.to_text();
    assert!(text.ends_with("list on the wall."), "{text}");
    // nor where the page's classes were lost
    let bare = ARTICLE.replace("<body class=\"single single-post postid-5120 single-format-standard\">", "<body>");
    assert_eq!(self::intake(&bare).source.kind, Kind::Page);
}

#[test]
fn a_page_that_says_there_is_nothing_gives_nothing() {
    for class in ["error404", "search search-no-results", "archive tag tag-empty tag-4"] {
        let html = format!(
            "<html><body class=\"{class}\"><main><h1>Nothing here</h1><p>{}</p></main></body></html>",
            "Sorry, no. ".repeat(60)
        );
        assert!(ingest(html.as_bytes(), &origin("x.html")).is_err(), "{class}");
    }
}

#[test]
fn what_old_themes_put_under_a_text_is_no_text_of_it() {
    for ending in ["Continue Reading Comments { 0 }", "Comments { 12 }", "Comments are closed.", "Apply now"] {
        let cleaned = markup::document(&format!("<p>The board meets again in May.</p><p>{ending}</p>"), None);
        assert_eq!(cleaned.document.to_text(), "The board meets again in May.");
        assert_eq!(cleaned.removed.len(), 1);
    }
}

#[test]
fn addresses_of_old_blogs_and_of_staging_hosts_are_the_site_s_own() {
    let canonical = |link: &str| address::canonical(link, None).map(|url| url.as_str().to_owned()).unwrap_or_default();
    let path = "communitycare.co.uk/blogs/social-work-blog/2011/03/a-long-day/";
    for link in
        [format!("http://{path}"), format!("http://ccwpupg.{path}?utm_source=x"), format!("https://www.{path}#more-12")]
    {
        assert_eq!(canonical(&link), format!("https://www.{path}"));
    }
    let page = "https://www.communitycare.co.uk/blogs/mental-health/2008/11/a-longer-day.html";
    assert_eq!(canonical(page), page);
}

#[test]
fn what_appeared_in_a_span_of_time_is_no_tag() {
    for link in ["https://x.example/2011/", "https://x.example/2011/03/", "https://x.example/blogs/desk/2011/03/feed/"]
    {
        assert_eq!(channel::describe(Some("March 2011 Archives - Post"), Some(link), None).tag, None, "{link}");
    }
    let tag = channel::describe(Some("2011 Archives - Post"), Some("https://x.example/tag/2011/"), None).tag;
    assert_eq!(tag.map(|tag| tag.name), Some("2011".to_owned()));
}

fn sightings(pages: &[&str]) -> Vec<Sighting> {
    let mut all = Vec::new();
    for (number, html) in (1..).zip(pages) {
        let intake = ingest(html.as_bytes(), &origin(&format!("{number}.html"))).unwrap();
        let of_beds = intake.items.into_iter().filter(|item| item.wordpress_id.is_some_and(|id| id.0 == 5120));
        all.extend(of_beds.map(|item| Sighting {
            id: SightingId(number),
            source: intake.source.clone(),
            source_id: SourceId(number),
            seen: Timestamp::from_seconds(1_700_000_000).unwrap(),
            item,
        }));
    }
    all
}

#[test]
fn an_excerpt_never_replaces_a_full_text_in_either_order() {
    for pages in [[ARTICLE, TAG], [TAG, ARTICLE], [AUTHOR, ARTICLE], [ARTICLE, AUTHOR]] {
        let article = merge(ArticleId(1), &sightings(&pages));
        assert!(article.document.to_text().ends_with("list on the wall."));
        assert_eq!(article.summary.sources.len(), 2);
    }
    let article = merge(ArticleId(1), &sightings(&[TAG, ARTICLE, AUTHOR]));
    let tags: Vec<&str> = article.summary.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["Adults", "night shelters", "older people"]);
    assert_eq!(article.summary.comments, Some(0));
}

#[test]
fn the_time_of_day_comes_from_whoever_says_it() {
    for pages in [[TAG, AUTHOR], [AUTHOR, TAG]] {
        let article = merge(ArticleId(1), &sightings(&pages));
        assert_eq!(article.summary.published.unwrap().to_string(), "2015-01-23T16:40:00Z");
    }
}

/// Checks that each item, read again by itself and with the others, is what it was.
fn read_again(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(whole) = ingest(bytes, &origin("page.html")) else { return Ok(()) };
    if whole.source.kind != Kind::Listing {
        return Ok(());
    }
    let bare = |item: &Item| (item.raw_title.clone(), item.url.clone(), String::from_utf8(item.raw.clone()).unwrap());
    let read = |items: &[Item]| {
        let raw: Vec<&[u8]> = items.iter().map(|item| item.raw.as_slice()).collect();
        let again = again(&raw, whole.frame.as_ref(), &origin("page.html"), &Verdict::default());
        again.map(|again| again.items.iter().map(bare).collect::<Vec<_>>())
    };
    prop_assert_eq!(read(&whole.items), Some(whole.items.iter().map(bare).collect()));
    for item in &whole.items {
        prop_assert_eq!(read(std::slice::from_ref(item)), Some(vec![bare(item)]));
    }
    Ok(())
}

#[test]
fn each_entry_alone_in_its_frame_is_read_as_the_same_item() {
    for html in [TAG, AUTHOR, MONTH, SEARCH, FRONT, BLOCK] {
        let whole = intake(html);
        for item in &whole.items {
            let alone = again(&[&item.raw], whole.frame.as_ref(), &origin("page.html"), &Verdict::default()).unwrap();
            let [again] = alone.items.as_slice() else { panic!("{} items", alone.items.len()) };
            assert_eq!((&again.raw_title, &again.url, &again.published), (&item.raw_title, &item.url, &item.published));
            assert_eq!((&again.tags, &again.authors, &again.image), (&item.tags, &item.authors, &item.image));
            assert_eq!((&again.document, again.extent, again.comments), (&item.document, item.extent, item.comments));
        }
        read_again(html.as_bytes()).unwrap();
    }
}

#[test]
fn hostile_listings_cost_little() {
    let post = "<article class=\"post hentry post-1\"><h2><a href=/a>A headline of four words</a></h2>";
    let head = "<body class=\"archive tag tag-x\">";
    let cases = [
        format!("{head}{}", post.repeat(3_000)),
        format!("{head}{}", "<div class=hentry>".repeat(20_000)),
        format!("{head}{post}{}", "<p class=meta>a<time>".repeat(20_000)),
        format!("{head}{}", "<div class=hentry><span class=title></span>".repeat(10_000)),
        format!("{head}{post}{}", "<a href=/a>more</a>".repeat(30_000)),
        "<div class=card><h3><a href=/x>".repeat(10_000),
        (0..20_000)
            .map(|n| {
                format!(
                    "<div class=\"c{} a b c\"><h3><a href=/{n}>Four words in here</a></h3></div>",
                    "x".repeat(n % 50)
                )
            })
            .collect(),
    ];
    for html in cases {
        let started = std::time::Instant::now();
        let _ = ingest(html.as_bytes(), &origin("x.html"));
        assert!(started.elapsed().as_secs() < 10, "{}… took {:?}", &html[..90], started.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_mutated_listing_never_panics_and_is_read_again_as_it_was(
        which in 0usize..7, at in 0usize..6000, length in 0usize..300, with in "[<>/a-z\"'&; =!-]{0,12}"
    ) {
        let mut html = ALL[which].to_owned();
        let floor = |mut at: usize| { while !html.is_char_boundary(at) { at -= 1 } at };
        let (from, to) = (floor(at.min(html.len())), floor((at + length).min(html.len())));
        html.replace_range(from..to, &with);
        read_again(html.as_bytes())?;
    }
}
