//! Feeds flattened to text: what the seams of the flattened shape say, in every dialect of it.

#![allow(clippy::expect_used)] // what a fixture must hold

use cuttings::article::{CanonicalUrl, Extent, Item, Kind, Slug};
use cuttings::ingest::{Intake, Origin, ingest};
use proptest::prelude::*;

const TAG: &str = include_str!("../corpus/flattened/tag.txt");
const ONE_LINE: &str = include_str!("../corpus/flattened/one-line.txt");
const GERMAN: &str = include_str!("../corpus/flattened/german.txt");

fn take_in(text: &str) -> Intake {
    ingest(text.as_bytes(), &Origin { address: "saved.txt".to_owned(), key: "/saved.txt".to_owned() }).expect("items")
}

fn titles(intake: &Intake) -> Vec<&str> {
    intake.items.iter().map(|item| item.title.as_str()).collect()
}

fn url(item: &Item) -> Option<&str> {
    item.url.as_ref().map(CanonicalUrl::as_str)
}

fn caption(item: &Item) -> Option<(&str, Option<&str>)> {
    item.image.as_ref().map(|image| (image.url.as_str(), image.caption.as_deref()))
}

const TITLES: [&str; 4] = [
    "Wardens ask for shorter nights",
    "10 ways to fill a rota",
    "‘Nobody told us’: the ferry home reopens",
    "Rota software delayed again",
];

#[test]
fn a_flattened_feed_gives_its_channel_and_every_field() {
    let intake = take_in(TAG);
    assert_eq!(intake.source.kind, Kind::FeedText);
    assert_eq!(titles(&intake), TITLES);
    assert_eq!(intake.channel.link.as_deref(), Some("https://www.harbour-care.example/tag/night-work/"));
    assert_eq!(intake.channel.language.as_deref(), Some("en-GB"));
    assert_eq!(intake.channel.site_name.as_deref(), Some("Harbour Care"));
    let first = &intake.items[0];
    assert_eq!(url(first), Some("https://www.harbour-care.example/2021/05/04/wardens-ask-for-shorter-nights/"));
    assert_eq!(first.published.map(|date| date.to_string()).as_deref(), Some("2021-05-04T08:30:00Z"));
    assert_eq!(first.wordpress_id.map(|id| id.0), Some(4711));
    assert_eq!(first.excerpt.as_deref(), Some("Wardens in three counties want shorter nights. Twelve hours are…"));
    assert_eq!(first.extent, Extent::Full);
    assert!(first.document.to_text().starts_with("Wardens in three counties want shorter nights."));
    assert!(!first.document.to_text().contains("]]>"));
}

#[test]
fn counts_pictures_and_captions_stand_in_the_tail() {
    let intake = take_in(TAG);
    let comments: Vec<_> = intake.items.iter().map(|item| item.comments).collect();
    assert_eq!(comments, [Some(12), None, Some(3), None]);
    let captions: Vec<_> = intake.items.iter().map(caption).collect();
    assert_eq!(
        captions,
        [
            Some(("https://cdn.example/lamp.jpg", Some("Photo: Ida Moe/Harbour"))),
            Some(("https://cdn.example/rota.png", None)),
            Some(("https://cdn.example/ferry.jpeg", Some("The ferry home (credit: Tom Bly)"))),
            None,
        ]
    );
}

#[test]
fn titles_on_the_line_of_the_tail_before_are_found() {
    let intake = take_in(ONE_LINE);
    assert_eq!(titles(&intake), TITLES);
    assert_eq!(caption(&intake.items[0]), Some(("https://cdn.example/lamp.jpg", Some("Photo: Ida Moe/Harbour"))));
    assert_eq!(intake.items[0].comments, Some(12));
    assert_eq!(intake.items[2].comments, None);
}

#[test]
fn another_site_in_another_language_is_read_alike() {
    let intake = take_in(GERMAN);
    assert_eq!(titles(&intake), ["Nachtdienst: Pflegekräfte fordern mehr Pausen", "Heim am Hafen öffnet wieder"]);
    assert_eq!(intake.channel.link.as_deref(), Some("https://hafen-pflege.example"));
    assert_eq!(intake.channel.language.as_deref(), Some("de-DE"));
    assert_eq!(url(&intake.items[1]), Some("https://hafen-pflege.example/heim-am-hafen/"));
}

#[test]
fn every_paragraph_is_in_one_item_once() {
    for feed in [TAG, ONE_LINE, GERMAN] {
        let texts: Vec<String> = take_in(feed).items.iter().map(|item| item.document.to_text()).collect();
        let paragraphs = feed
            .lines()
            .map(str::trim)
            .filter(|line| line.len() > 60 && !line.contains("://") && !line.ends_with(['…', ']']));
        for paragraph in paragraphs {
            let count: usize = texts.iter().map(|text| text.matches(paragraph.trim_start_matches("• ")).count()).sum();
            assert_eq!(count, 1, "{paragraph}");
        }
    }
}

#[test]
fn dialects_of_the_header_and_the_tail_change_nothing_else() {
    let respond = TAG.replace("/#comments", "/#respond");
    let no_comments: String = TAG.split_inclusive('\n').map(drop_comments_link).collect();
    let no_count = TAG.replace("/feed/ 12", "/feed/").replace("/feed/ 3", "/feed/");
    let addresses = TAG.replace("?p=", "archive/");
    let no_marks = TAG.replace("]]>\n", "");
    let windows = TAG.replace('\n', "\r\n");
    let zones = TAG.replace("+0000", "GMT");
    let headless = TAG.split_once("?v=5.7.1 ").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    for (name, dialect) in [
        ("#respond", respond),
        ("no comments link", no_comments),
        ("no count", no_count),
        ("guids as addresses", addresses),
        ("no marks", no_marks),
        ("windows line ends", windows),
        ("zone names", zones),
        ("no channel", headless),
    ] {
        let intake = take_in(&dialect);
        assert_eq!(titles(&intake), TITLES, "{name}");
        let plain: Vec<_> = take_in(TAG).items.iter().map(|item| item.document.to_text()).collect();
        let texts: Vec<_> = intake.items.iter().map(|item| item.document.to_text()).collect();
        assert_eq!(texts, plain, "{name}");
        assert!(intake.items.iter().all(|item| item.published.is_some() && item.url.is_some()), "{name}");
    }
}

fn drop_comments_link(line: &str) -> String {
    line.split(' ').filter(|word| !word.contains("/#comments")).collect::<Vec<_>>().join(" ")
}

#[test]
fn junk_before_titles_goes_and_is_recorded() {
    let junk = "彩票开奖 最新";
    let mut spoiled = TAG.replace("Night work Archives", &format!("{junk} Night work Archives"));
    for title in TITLES {
        spoiled = spoiled.replace(&format!("{title} http"), &format!("{junk} {title} http"));
    }
    let intake = take_in(&spoiled);
    assert_eq!(titles(&intake), TITLES);
    assert!(intake.items.iter().all(|item| item.removed.iter().any(|removal| removal.text.contains("彩票"))));
}

#[test]
fn a_text_cut_off_anywhere_gives_the_items_before_the_cut() {
    let whole = take_in(TAG);
    let starts: Vec<usize> = TITLES.iter().filter_map(|title| TAG.find(&format!("{title} http"))).collect();
    let origin = Origin { address: "x".to_owned(), key: "x".to_owned() };
    for (cut, _) in TAG.char_indices() {
        let complete = starts.iter().skip(1).filter(|start| **start <= cut).count();
        let Ok(found) = ingest(&TAG.as_bytes()[..cut], &origin) else { continue };
        if complete == 0 {
            continue;
        }
        assert!((complete..=complete + 1).contains(&found.items.len()), "{cut}: {:?}", titles(&found));
        for (item, same) in found.items.iter().zip(&whole.items).take(complete) {
            let fields = |item: &Item| {
                (
                    item.title.clone(),
                    item.url.clone(),
                    item.published,
                    item.comments,
                    item.image.clone(),
                    item.excerpt.clone(),
                    item.document.to_text(),
                )
            };
            assert_eq!(fields(item), fields(same), "{cut}");
        }
    }
}

/// A feed as an XML parser's text has it: authors and tags are there, texts are markup.
const KEPT: &str = "Night work Archives - Harbour Care\n\thttps://www.harbour-care.example/tag/night-work/\n\tNews for wardens\n\tWed, 05 May 2021 06:00:00 +0000\n\ten-GB\n\t\n\thourly\t\n\t\n\t1\t\n\thttps://wordpress.org/?v=5.7.1\n\t\n\t\tWardens ask for shorter nights\n\t\thttps://www.harbour-care.example/wardens-ask-for-shorter-nights/\n\t\t\t\t\thttps://www.harbour-care.example/wardens-ask-for-shorter-nights/#comments\n\t\t\n\t\tNell Harding\n\t\tTue, 04 May 2021 08:30:00 +0000\n\t\t\t\tNights\n\t\tRotas &amp; plans\n\t\thttps://www.harbour-care.example/?p=4711\n\n\t\t\t\t\t<p>Wardens in three counties want shorter nights, they [&#8230;]</p>\n<p>The post <a href=\"https://www.harbour-care.example/wardens-ask-for-shorter-nights/\">Wardens ask for shorter nights</a> appeared first on <a href=\"https://www.harbour-care.example\">Harbour Care</a>.</p>\n\n\t\t\t<p>Wardens in three counties want shorter nights, they said on Monday.</p>\n<ul><li>a second break</li></ul>\n<p>The post <a href=\"https://www.harbour-care.example/wardens-ask-for-shorter-nights/\">Wardens ask for shorter nights</a> appeared first on <a href=\"https://www.harbour-care.example\">Harbour Care</a>.</p>\n\t\t\t\n\t\t\thttps://www.harbour-care.example/wardens-ask-for-shorter-nights/feed/\n\t\t\t12\n\t\t\n\t\n\t\tA rota is a promise\n\t\thttps://www.harbour-care.example/a-rota-is-a-promise/\n\t\t\n\t\tTom Bly\n\t\tMon, 03 May 2021 16:00:00 +0000\n\t\t\t\tRotas &amp; plans\n\t\thttps://www.harbour-care.example/?p=4702\n\n\t\t\t\t\t<p>A rota is a promise, and promises need people. Here are […]</p>\n\t\t\t<p>A rota is a promise, and promises need people. Here are ten.</p>\n\t\t\t\n\t";

#[test]
fn authors_tags_and_markup_that_a_tool_kept_are_read() {
    let folded = KEPT.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [KEPT, &folded] {
        let intake = take_in(text);
        assert_eq!(titles(&intake), ["Wardens ask for shorter nights", "A rota is a promise"], "{text}");
        let (first, second) = (&intake.items[0], &intake.items[1]);
        assert_eq!((&first.authors, &second.authors), (&vec!["Nell Harding".to_owned()], &vec!["Tom Bly".to_owned()]));
        assert_eq!((first.comments, first.wordpress_id.map(|id| id.0)), (Some(12), Some(4711)));
        let text = "Wardens in three counties want shorter nights, they said on Monday.\n\n• a second break";
        assert_eq!(first.document.to_text(), text);
        assert_eq!(first.excerpt.as_deref(), Some("Wardens in three counties want shorter nights, they […]"));
        assert_eq!(second.document.to_text(), "A rota is a promise, and promises need people. Here are ten.");
    }
    let tags: Vec<String> = take_in(KEPT).items[0].tags.iter().map(|tag| tag.name.clone()).collect();
    assert_eq!(tags[..2], ["Nights", "Rotas & plans"]);
}

#[test]
fn items_without_a_date_are_told_by_their_addresses() {
    let dateless: Vec<String> = TAG
        .split_inclusive('\n')
        .map(|line| {
            let at = ["Tue, 04", "Mon, 03", "Sat, 01", "Wed, 28"].iter().find_map(|day| line.find(day));
            at.map_or(line.to_owned(), |at| {
                format!("{}{}", &line[..at], &line[at + "Tue, 04 May 2021 08:30:00 +0000 ".len()..])
            })
        })
        .collect();
    let intake = take_in(&dateless.concat());
    assert_eq!(titles(&intake), TITLES);
    assert!(intake.items.iter().all(|item| item.published.is_none() && item.wordpress_id.is_some()));
}

#[test]
fn a_feed_of_one_item_is_a_feed() {
    let (head, rest) = TAG.split_once("10 ways").expect("in the text");
    assert!(!rest.is_empty());
    let intake = take_in(head);
    assert_eq!((intake.source.kind, titles(&intake)), (Kind::FeedText, vec![TITLES[0]]));
}

#[test]
fn a_folded_text_without_marks_is_parted_by_addresses_and_repeated_words() {
    let folded = TAG.replace("]]>", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let intake = take_in(&folded);
    assert_eq!(titles(&intake), TITLES);
    let text = intake.items[1].document.to_text();
    assert!(
        text.starts_with("A rota is a promise, and promises need people. Here are ten ways to find them"),
        "{text}"
    );
    assert!(text.ends_with("when everybody's telephone is off."), "{text}");
}

#[test]
fn a_title_spelt_in_another_alphabet_is_found_by_its_address() {
    let text = "Социальный вестник https://vestnik.example/ Mon, 17 Mar 2025 14:00:00 +0000 ru-RU hourly 1 https://wordpress.org/?v=6.7.2 Закон принят https://vestnik.example/zakon-prinyat/ Mon, 17 Mar 2025 13:07:33 +0000 https://vestnik.example/?p=7\nКоротко о главном […]\n]]>\n\nКоротко о главном, что решили на совете.\n\n]]>\nhttps://vestnik.example/zakon-prinyat/feed/ 2 https://vestnik.example/wp-content/uploads/1.jpg Фото: Иванов Приёмным семьям пообещали помощь https://vestnik.example/priemnym-semyam-poobeshchali-pomoshch/ Sun, 16 Mar 2025 13:07:33 +0000 https://vestnik.example/?p=6\nСемьям помогут […]\n]]>\n\nСемьям помогут с лета.\n\n]]>\n";
    let intake = take_in(text);
    assert_eq!(titles(&intake), ["Закон принят", "Приёмным семьям пообещали помощь"]);
    assert_eq!(caption(&intake.items[0]).and_then(|(_, caption)| caption), Some("Фото: Иванов"));
}

#[test]
fn a_text_that_begins_in_the_middle_keeps_what_is_there() {
    let at = TAG.find("Twelve hours is the rule").expect("in the text");
    let intake = take_in(&TAG[at..]);
    assert_eq!(titles(&intake)[1..], TITLES[1..]);
    let fragment = &intake.items[0];
    assert!(fragment.document.to_text().starts_with("Twelve hours is the rule"));
    assert_eq!(url(fragment), Some("https://www.harbour-care.example/2021/05/04/wardens-ask-for-shorter-nights/"));
    assert_eq!((fragment.comments, fragment.extent), (Some(12), Extent::Cut));
}

#[test]
fn an_article_that_cites_an_address_and_a_date_is_no_feed() {
    let text = "A note on sources\n\nThe page https://care.example/a was seen on Mon, 17 Mar 2025 13:07:33 +0000 by two of us.\n\nNothing else.";
    assert_eq!(take_in(text).source.kind, Kind::Text);
}

#[test]
fn a_caption_may_hold_an_address() {
    let text = TAG.replacen("Photo: Ida Moe/Harbour", "Photo: Ida Moe (https://photos.example/ida)", 1);
    let intake = take_in(&text);
    assert_eq!(titles(&intake), TITLES);
    assert_eq!(
        caption(&intake.items[0]),
        Some(("https://cdn.example/lamp.jpg", Some("Photo: Ida Moe (https://photos.example/ida)")))
    );
}

#[test]
fn an_address_in_a_title_is_no_article_s_address() {
    let dialects: [(&str, &str, &str); 5] = [
        ("LINK/", "LINK/#comments", "https://harbour.example/?p="),
        ("LINK/", "LINK/#respond", "https://harbour.example/?p="),
        ("LINK/", "", "https://harbour.example/?p="),
        ("https://harbour.example/?p=", "https://harbour.example/?p=#comments", "https://harbour.example/?p="),
        ("https://harbour.example/?p=", "", "https://harbour.example/?p="),
    ];
    let cited = [
        "The rota is at https://rota.example/june/ from now on",
        "Back at https://harbour.example/old/ again",
        "All of it: https://harbour.example/old/",
        "https://rota.example/june/ is gone",
    ];
    for (link, comments, guid) in dialects {
        let item = |number: usize, title: &str| {
            let slug = Slug::from_name(&title.replace("https://", ""));
            let fill = |field: &str| {
                let field = field.replace("LINK", &format!("https://harbour.example/{slug}"));
                field.replace("?p=", &format!("?p={number}"))
            };
            format!(
                "{title} {} {} Tue, 04 May 2021 08:30:00 +0000 {}\nShort of it […]\n]]>\n\nShort of it, and the rest of number {number}.\n\n]]>\n",
                fill(link),
                fill(comments),
                fill(guid)
            )
        };
        for title in cited {
            for order in [[title, TITLES[0]], [TITLES[0], title]] {
                let text = format!(
                    "Harbour Care https://harbour.example News Wed, 05 May 2021 06:00:00 +0000 en-GB hourly 1 https://wordpress.org/?v=5.7.1 {}{}",
                    item(41, order[0]),
                    item(42, order[1])
                );
                let intake = take_in(&text);
                assert_eq!(titles(&intake), order, "{link} {comments}");
                let numbers: Vec<_> = intake.items.iter().map(|item| item.wordpress_id.map(|id| id.0)).collect();
                assert_eq!(numbers, [Some(41), Some(42)], "{link} {comments} {title}");
                assert!(intake.items.iter().all(|item| url(item).is_none_or(|url| !url.contains("/old/"))), "{title}");
            }
        }
    }
}

#[test]
fn where_addresses_are_in_other_letters_the_junk_marks_the_title() {
    let item = |title: &str, slug: &str, tail: &str| {
        format!(
            "Slot 88 | {title} https://opeka.example/{slug}/ https://opeka.example/{slug}/#comments Mon, 17 Mar 2025 13:07:33 +0000 https://opeka.example/?p={}\nКоротко о главном […]\n]]>\n\nКоротко о главном, что решили на совете в понедельник вечером.\n\n]]>\nhttps://opeka.example/{slug}/feed/ 2 {tail}",
            slug.len()
        )
    };
    let text = format!(
        "Slot 88 | Вестник опеки https://opeka.example/ Mon, 17 Mar 2025 14:00:00 +0000 ru-RU hourly 1 https://wordpress.org/?v=6.7.2 {}{}",
        item(
            "Семьям помогут",
            "semyam-pomogut",
            "https://opeka.example/wp-content/uploads/1.jpg Вестник опеки Фото: Иванов "
        ),
        item("Закон принят", "zakon", ""),
    );
    let intake = take_in(&text);
    assert_eq!(titles(&intake), ["Семьям помогут", "Закон принят"]);
    assert_eq!(caption(&intake.items[0]).and_then(|(_, caption)| caption), Some("Фото: Иванов"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_makes_it_panic(changes in proptest::collection::vec((any::<proptest::sample::Index>(), 0..6usize), 1..30)) {
        let mut text = ONE_LINE.to_owned();
        for (place, how) in changes {
            if text.is_empty() { break; }
            let at = text.floor_char_boundary(place.index(text.len()));
            match how {
                0 => text.truncate(at),
                1 => { text.remove(at); }
                _ => text.insert_str(at, ["]]>", "\n", "https://x.example/feed/ ", "é", "Mon, 17 Mar 2025 13:07:33 +0000 ", "  "][how]),
            }
        }
        let origin = Origin { address: "x".to_owned(), key: "x".to_owned() };
        prop_assert_eq!(ingest(text.as_bytes(), &origin), ingest(text.as_bytes(), &origin));
    }
}
