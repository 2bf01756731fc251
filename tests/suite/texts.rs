//! Texts without markup: blog pages flattened to text, and any other text as one article.

#![allow(clippy::expect_used)] // what a fixture must hold

use cuttings::article::{Block, CanonicalUrl, Kind};
use cuttings::clean::plain::document;
use cuttings::ingest::{IngestError, Intake, Origin, ingest};
use proptest::prelude::*;

const BLOG: &str = include_str!("../corpus/texts/blog.txt");
const SLIDES: &str = include_str!("../corpus/texts/slides.txt");

fn take_in(text: &str) -> Result<Intake, IngestError> {
    ingest(text.as_bytes(), &Origin { address: "notes/some file.txt".to_owned(), key: "/some file.txt".to_owned() })
}

fn titles(text: &str) -> (Kind, Vec<String>) {
    let intake = take_in(text).expect("a text");
    (intake.source.kind, intake.items.into_iter().map(|item| item.title).collect())
}

#[test]
fn a_flattened_blog_gives_its_posts() {
    let (kind, found) = titles(BLOG);
    assert_eq!(kind, Kind::BlogText);
    assert_eq!(
        found,
        [
            "‘I kept the night book for thirty years’",
            "Wardens need a college of their own",
            "Is a second kettle worth the money?"
        ]
    );
    let intake = take_in(BLOG).expect("a blog");
    assert_eq!(intake.items[0].authors, ["Nell Harding"]);
    assert!(intake.items[0].document.to_text().contains("The night book is where a house keeps"));
    assert!(intake.items[1].document.to_text().contains("Comment: a trade that teaches itself"));
}

#[test]
fn a_text_with_wide_gaps_is_no_blog() {
    for text in [
        "Report\n\n\nIntroduction\n\n\nThe first part says little.\n\n\nEnd\n\n\nThe last part says less.",
        "Report\n\nFirst paragraph of it.\n\n\nSecond paragraph of it.\n\n\nThird paragraph of it.",
        "Report\n\n\nA single text with one wide gap after its title, and nothing more.",
        "Summary\n\n\nWhat was found.\n\nMethods\n\n\nHow it was found.",
    ] {
        let (kind, found) = titles(text);
        assert_eq!((kind, found.len()), (Kind::Text, 1), "{text}");
    }
}

#[test]
fn a_text_is_one_article_under_its_first_line() {
    let intake = take_in("  Notes on a meeting\r\n\r\nFirst paragraph.\r\n\r\nSecond paragraph.\r\n").expect("a text");
    let item = &intake.items[0];
    assert_eq!(item.title, "Notes on a meeting");
    assert_eq!(item.document.to_text(), "First paragraph.\n\nSecond paragraph.");
    assert_eq!(intake.source.name, "some file.txt");
    assert_eq!(intake.source.address, "notes/some file.txt");
}

#[test]
fn a_first_line_too_long_for_a_title_stays_in_the_text() {
    let line = "The first sentence is the title. ".to_owned() + &"The others follow it on the same line. ".repeat(8);
    let intake = take_in(&line).expect("a text");
    assert_eq!(intake.items[0].title, "The first sentence is the title.");
    assert_eq!(intake.items[0].document.to_text(), line.trim());
}

#[test]
fn lines_broken_at_a_width_are_put_together() {
    let text = "A letter\n\nThis paragraph was broken by a program at a width of some\nsixty characters, as letters sent by mail used to be, and it\nends here.\n\nA short one.\n\n- first point of two, which is kept\n- second point of two, which is kept\n";
    let text = take_in(text).expect("a text").items[0].document.to_text();
    assert!(
        text.starts_with("This paragraph was broken by a program at a width of some sixty characters, as letters"),
        "{text}"
    );
    assert!(text.contains("A short one."));
    assert!(text.contains("first point of two, which is kept\n"), "{text}");
}

#[test]
fn slides_keep_their_bullets_as_lists() {
    let intake = take_in(SLIDES).expect("a text");
    let item = &intake.items[0];
    assert_eq!((intake.items.len(), item.title.as_str()), (1, "Warden network meeting 12 March 2020"));
    let lists = item.document.blocks.iter().filter(|block| matches!(block, Block::List { .. })).count();
    assert_eq!(lists, 2);
    assert!(!item.document.to_text().to_lowercase().contains("recommend"));
}

#[test]
fn nothing_that_moves_a_cursor_gets_in() {
    let intake = take_in("Ti\u{1b}[2Jtle\u{202e}\n\nBo\u{7}dy \u{1b}]0;x\u{7}text\u{9b}31m.").expect("a text");
    let item = &intake.items[0];
    let all = format!("{}{}{}", item.title, item.raw_title, item.document.to_text());
    assert!(all.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{all:?}");
}

/// Lines of every shape that plain text has.
fn line() -> impl Strategy<Value = String> {
    let indent = prop_oneof![Just(""), Just("  "), Just("    "), Just("\t")];
    let mark = prop_oneof![
        Just(""),
        Just("• "),
        Just("•"),
        Just("- "),
        Just("o "),
        Just("– "),
        Just("1. "),
        Just("2. "),
        Just("3) "),
        Just("a) "),
        Just("(b) "),
        Just("(ii) "),
        Just("§ "),
        Just("\u{f0b7} "),
        Just("]]>"),
        Just("\u{c}"),
    ];
    let text = prop_oneof![
        Just(""),
        Just("word"),
        Just("Page 3"),
        Just("small words that go on for a while and nearly fill a line of print exam-"),
        Just("ple words"),
        Just("Care for the night • is a trade of its own • and a small one."),
        Just("The ﬁrst of the lines that are as long as lines of print are wont to be"),
        Just(
            "A sentence much too long to be a line of print, since it goes on and on and on, and then on again, until it ends."
        ),
    ];
    (indent, mark, text).prop_map(|(indent, mark, text)| format!("{indent}{mark}{text}"))
}

fn text_of(text: &str) -> String {
    document(text).document.to_text()
}

#[test]
fn lists_keep_their_items_their_depth_and_their_labels() {
    for (text, read) in [
        ("• one\n• two", "• one\n• two"),
        ("\u{f0b7} one\n\u{f0b7} two", "• one\n• two"),
        ("•\none\n•\ntwo", "• one\n• two"),
        ("• one\n  – inner\n• two", "• one\n  • inner\n• two"),
        ("• one\no\tinner\no\tother\n• two", "• one\n  • inner\n  • other\n• two"),
        ("▪ one that goes on\nin small letters\n▪ two", "• one that goes on in small letters\n• two"),
        ("§ one\n§ two", "• one\n• two"),
        ("§ 8 of the act\n§ 9 of the act", "§ 8 of the act\n\n§ 9 of the act"),
        ("1. one\n  • inner\n2. two", "1. one\n  • inner\n2. two"),
        ("1) one\n2) two", "1. one\n2. two"),
        ("(a) one\n(b) two", "• (a) one\n• (b) two"),
        ("(i) one\n(ii) two", "• (i) one\n• (ii) two"),
        ("2019. A year begins", "2019. A year begins"),
        ("3. third\n4. fourth", "3. third\n\n4. fourth"),
        ("o menino foi\no pai ficou", "o menino foi\n\no pai ficou"),
    ] {
        assert_eq!(text_of(text), read, "{text:?}");
    }
}

#[test]
fn a_word_parted_at_a_lines_end_is_whole_where_the_text_has_it_whole() {
    let text = "The wardens of the county met in the house by the harbour, where char-\nacters of every kind are known to come, and where the well-known long-\nterm plan was read to them. The characters of the plan were read too.";
    let read = text_of(text);
    assert!(read.contains("where characters of every kind"), "{read}");
    assert!(read.contains("long-term plan"), "{read}");
    assert_eq!(text_of("a soft hy\u{ad}\nphen, and the ﬁrst ﬂight"), "a soft hyphen, and the first flight");
}

#[test]
fn what_runs_along_every_page_goes_and_is_recorded() {
    let subjects = ["Nights", "Rotas", "Tea", "The ferry"];
    let pages: Vec<String> = subjects
        .iter()
        .enumerate()
        .map(|(n, subject)| {
            format!("Harbour Care, annual report\n\n{subject} were spoken of at length.\n\nPage {} of 4\n", n + 1)
        })
        .collect();
    let cleaned = document(&pages.join("\u{c}"));
    let text: Vec<String> = subjects.iter().map(|subject| format!("{subject} were spoken of at length.")).collect();
    assert_eq!(cleaned.document.to_text(), text.join("\n\n"));
    let removed: Vec<&str> = cleaned.removed.iter().map(|removal| removal.text.as_str()).collect();
    assert_eq!(removed[..2], ["Harbour Care, annual report", "Page 1 of 4"]);
    assert!(cleaned.removed.iter().all(|removal| removal.rule == "running-line"));
    assert_eq!(removed.len(), 8);
}

#[test]
fn pages_that_share_no_edge_lose_nothing() {
    let text = "Nights\n\nOne\n\u{c}Rotas\n\nTwo\n\u{c}Tea\n\nThree\n";
    let cleaned = document(text);
    assert_eq!(cleaned.document.to_text(), "Nights\n\nOne\n\nRotas\n\nTwo\n\nTea\n\nThree");
    assert!(cleaned.removed.is_empty());
}

#[test]
fn headers_before_a_text_are_its_fields() {
    for text in [
        "Title: Rota: news\nDate: Mon, 17 Mar 2025 10:00:00 +0000\nBy: Jane Doe\nURL: https://a.example/x/\nTags: night work, rota\n\nThe text of it.",
        "---\ntitle: \"Rota: news\"\ndate: 2025-03-17T10:00:00Z\nauthor: Jane Doe\nlink: https://a.example/x/\ntags:\n  - night work\n  - rota\n---\n\nThe text of it.",
        "From: Jane Doe <jane@a.example>\nTo: all@a.example\nSubject: Rota: news\nDate: Mon, 17 Mar 2025 10:00:00 +0000\nSource: https://a.example/x/\nKeywords: night work; rota\n\nThe text of it.",
    ] {
        let intake = take_in(text).expect("a text");
        let item = &intake.items[0];
        assert_eq!(item.title, "Rota: news", "{text}");
        assert_eq!(item.published.map(|date| date.to_string()).as_deref(), Some("2025-03-17T10:00:00Z"));
        assert_eq!(item.authors, ["Jane Doe"]);
        assert_eq!(item.url.as_ref().map(CanonicalUrl::as_str), Some("https://a.example/x/"));
        assert_eq!(item.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["night work", "rota"]);
        assert_eq!(item.document.to_text(), "The text of it.");
    }
}

#[test]
fn a_first_line_with_a_colon_is_a_title() {
    for text in ["Podcast: on nights\n\nText.", "Title: a word on titles", "By: the sea\n\nText."] {
        let intake = take_in(text).expect("a text");
        assert_eq!(intake.items[0].title, text.lines().next().expect("a line"), "{text}");
    }
}

#[test]
fn the_title_is_the_first_line_that_looks_like_one() {
    for (text, title, rest) in [
        ("Page 1 of 9\n\nNight work\n\nText.", "Night work", "Page 1 of 9\n\nText."),
        ("12 March 2020\n\nNight work\n\nText.", "Night work", "12 March 2020\n\nText."),
        ("Night work\n==========\n\nText.", "Night work", "Text."),
        ("# Night work\n\nText.", "Night work", "Text."),
        ("Meeting 12 March 2020\n\nText.", "Meeting 12 March 2020", "Text."),
        ("The ﬁrst night\n\nText.", "The first night", "Text."),
        ("42", "42", ""),
    ] {
        let intake = take_in(text).expect("a text");
        assert_eq!(
            (intake.items[0].title.as_str(), intake.items[0].document.to_text().as_str()),
            (title, rest),
            "{text:?}"
        );
    }
}

#[test]
fn a_text_in_any_encoding_says_the_same() {
    let text = "Über die Nacht\n\n„Niemand hat’s gewußt“ – 5 € für alle Kräfte der Wache, sagte René.";
    let wide: Vec<u16> = text.encode_utf16().collect();
    let marked = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        [mark.to_vec(), wide.iter().flat_map(|unit| bytes(*unit)).collect()].concat()
    };
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let mangled = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let twice = encoding_rs::WINDOWS_1252.decode_without_bom_handling(mangled.as_bytes()).0.into_owned();
    let unmarked: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16LE", marked([0xff, 0xfe], u16::to_le_bytes)),
        ("UTF-16BE", marked([0xfe, 0xff], u16::to_be_bytes)),
        ("UTF-16 without a mark", unmarked),
        ("windows-1252", windows.into_owned()),
        ("mangled", mangled.into_bytes()),
        ("mangled twice", twice.into_bytes()),
    ] {
        let origin = Origin { address: "x".to_owned(), key: "x".to_owned() };
        let item = ingest(&bytes, &origin).expect("a text").items.remove(0);
        assert_eq!(format!("{}\n\n{}", item.title, item.document.to_text()), text, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_with_a_word_is_an_article_or_says_why_not(text in "[\\PC\\n]{0,300}") {
        match take_in(&text) {
            Ok(intake) => prop_assert!(!intake.items.is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn gaps_and_lines_in_any_order_never_panic(lines in proptest::collection::vec("( ?|Title|Source: Title|• x • y|By A B|— |https://a.example/b )", 0..60)) {
        let text = lines.join("\n");
        prop_assert_eq!(take_in(&text), take_in(&text));
    }

    #[test]
    fn cleaning_twice_changes_nothing(lines in proptest::collection::vec(line(), 0..24)) {
        let once = document(&lines.join("\n")).document.to_text();
        prop_assert_eq!(document(&once).document.to_text(), once);
    }

    #[test]
    fn no_word_is_lost(lines in proptest::collection::vec(line(), 0..24)) {
        let cleaned = document(&lines.join("\n"));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() && !"oﬁfi".contains(*c)).count();
        let removed: usize = cleaned.removed.iter().map(|removal| letters(&removal.text)).sum();
        prop_assert_eq!(letters(&cleaned.document.to_text()) + removed, letters(&lines.join("\n")));
    }
}
