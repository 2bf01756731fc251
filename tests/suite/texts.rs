//! Texts without markup: blog pages flattened to text, and any other text as one article.

#![allow(clippy::expect_used)] // what a fixture must hold

use cuttings::article::{Block, Kind};
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

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
