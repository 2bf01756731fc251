//! The query language: how texts are read, explained, highlighted and changed.

use cuttings::query::{
    Choice, Field, Filter, Node, Query, TokenKind, Typing, choice, parse, with_choice, without_token,
};
use proptest::prelude::*;

fn done(text: &str) -> Query {
    parse(text, Typing::Done)
}

#[test]
fn a_query_is_read_as_its_best_reading() {
    let cases = [
        ("", ""),
        ("  ", ""),
        ("bullying", "bullying"),
        ("Bullying WORK", "bullying work"),
        ("children's", "childrens"),
        ("children’s", "childrens"),
        ("Róisín", "roisin"),
        ("\"Culture of Bullying\"", "\"culture of bullying\""),
        ("“culture of bullying”", "\"culture of bullying\""),
        ("\"culture of", "\"culture of\""),
        ("-agency", "-agency"),
        ("- agency", "agency"),
        ("-", ""),
        ("--agency", "-agency"),
        ("NOT agency", "-agency"),
        ("NOT -agency", "agency"),
        ("NOT", ""),
        ("a AND b", "a b"),
        ("a OR b", "a OR b"),
        ("a or b", "a or b"),
        ("a OR", "a"),
        ("OR a", "a"),
        ("a OR OR b", "a OR b"),
        ("a b OR c tag:x", "a (b OR c) tag:x"),
        ("(a b) OR c", "(a b) OR c"),
        ("(a OR b) -c", "(a OR b) -c"),
        ("-(a b)", "-(a b)"),
        ("((a", "a"),
        ("a))", "a"),
        ("()", ""),
        ("a OR () b", "a b"),
        ("NOT () b", "b"),
        ("bull*", "bull*"),
        ("*", ""),
        ("\"culture of bull*\"", "\"culture of bull*\""),
        ("well-being", "well-being"),
        ("title:bullying", "title:bullying"),
        ("title:(a OR \"b c\")", "title:a OR title:\"b c\""),
        ("body:bull*", "body:bull*"),
        ("tag:leadership", "tag:leadership"),
        ("TAG:leadership", "tag:leadership"),
        ("-tag:x", "-tag:x"),
        ("tag:\"social work leadership\"", "tag:\"social work leadership\""),
        ("tag:“social work”", "tag:\"social work\""),
        ("tag:(a OR b)", "tag:a OR tag:b"),
        ("tag:(a b)", "tag:a tag:b"),
        ("tag:(a -b)", "tag:a -tag:b"),
        ("-tag:(a OR b)", "-(tag:a OR tag:b)"),
        ("tag:lead*", "tag:lead*"),
        ("author:preston", "author:preston"),
        ("source:\"Adults\"", "source:Adults"),
        ("after:2024", "after:2024-01-01"),
        ("after:2024-03", "after:2024-03-01"),
        ("before:2024-03-05", "before:2024-03-05"),
        ("date:2024", "date:2024"),
        ("date:2024-03..2024-09", "date:2024-03..2024-09"),
        ("date:2024-09..2024-03", "date:2024-03..2024-09"),
        ("date:2024-03-05..", "after:2024-03-05"),
        ("date:..2020", "before:2021-01-01"),
        ("date:2024-02", "date:2024-02"),
        ("date:2024-02-03..2024-02-04", "date:2024-02-03..2024-02-04"),
        ("year:2022", "date:2022"),
        ("year:(2021 2022)", "date:2021 OR date:2022"),
        ("is:unread", "is:unread"),
        ("has:image", "has:image"),
        ("-has:Tags", "-has:tag"),
        ("after:\"2 weeks ago\"", "after:\"2 weeks ago\""),
        ("after:2 weeks ago bullying", "after:\"2 weeks ago\" bullying"),
        ("after:2-weeks-ago", "after:\"2 weeks ago\""),
        ("after:2w", "after:\"2 weeks ago\""),
        ("after:3d x", "after:\"3 days ago\" x"),
        ("before:a year ago", "before:\"1 year ago\""),
        ("before:two months", "before:\"2 months ago\""),
        ("date:yesterday", "date:yesterday"),
        ("date:Today x", "date:today x"),
        ("date:last month", "date:\"last month\""),
        ("-date:this_year", "-date:\"this year\""),
        ("date:past 3 days", "date:\"past 3 days\""),
        ("date:last 3 days", "date:\"past 3 days\""),
        ("date:(yesterday today)", "date:yesterday OR date:today"),
        ("after:2 wooden legs", "wooden legs"),
        ("after:2024 weeks", "after:\"2024 weeks ago\""),
        ("after:2024 workforce", "after:2024-01-01 workforce"),
        ("http://example.com/a", "http example-com-a"),
        ("note: x", "note x"),
        ("note:x", "note x"),
        ("title: x", "title x"),
        ("after:soon", ""),
        ("is:great x", "x"),
        ("date:2024-13", ""),
        ("date:..", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(done(text).to_string(), expected, "{text:?}");
    }
}

#[test]
fn while_typing_the_last_word_is_a_beginning() {
    let cases = [
        ("bull", "bull*"),
        ("bull ", "bull"),
        ("a bull", "a bull*"),
        ("\"culture of bu", "\"culture of bu*\""),
        ("\"culture of bu\"", "\"culture of bu\""),
        ("tag:lead", "tag:lead*"),
        ("(a OR b", "a OR b*"),
        ("(a OR b)", "a OR b"),
        ("-ag", "-ag*"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text, Typing::Live).to_string(), expected, "{text:?}");
    }
}

#[test]
fn dates_are_told_from_today() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let today = day("2024-03-13"); // a Wednesday
    for (text, from, before) in [
        ("after:2 weeks ago", "2024-02-28", ""),
        ("after:last week", "2024-03-04", ""),
        ("before:1 month ago", "", "2024-02-13"),
        ("before:this year", "", "2024-01-01"),
        ("date:today", "2024-03-13", "2024-03-14"),
        ("date:yesterday", "2024-03-12", "2024-03-13"),
        ("date:3 days ago", "2024-03-10", "2024-03-11"),
        ("date:2 weeks ago", "2024-02-26", "2024-03-04"),
        ("date:last month", "2024-02-01", "2024-03-01"),
        ("date:this week", "2024-03-11", "2024-03-18"),
        ("date:last year", "2023-01-01", "2024-01-01"),
        ("date:past 2 days", "2024-03-11", "2024-03-14"),
    ] {
        let query = done(text);
        let Some(Node::Filter(Filter::Lately(relative))) = query.root() else { panic!("{text}: {:?}", query.root()) };
        let period = relative.on(today);
        let some = |text: &str| (!text.is_empty()).then(|| day(text));
        assert_eq!((period.from, period.before), (some(from), some(before)), "{text}");
    }
}

#[test]
fn a_date_that_is_being_typed_is_no_word_of_the_text() {
    for text in ["after:2 weeks a", "after:2 weeks ag", "after:2 weeks ago"] {
        assert_eq!(parse(text, Typing::Live).to_string(), "after:\"2 weeks ago\"", "{text}");
    }
}

#[test]
fn what_is_left_out_is_said() {
    let cases = [
        ("tag:", "tag: has no value yet"),
        ("after:soon", "after:soon (a date is 2024, 2024-03, 2024-03-05 or 2 weeks ago)"),
        ("is:great", "is:great (known are read, unread and starred)"),
    ];
    for (text, expected) in cases {
        assert_eq!(done(text).ignored(), [expected], "{text:?}");
    }
    assert!(done("bullying tag:x after:2024").ignored().is_empty());
}

#[test]
fn it_explains_itself_in_plain_english() {
    let cases = [
        ("", ""),
        (
            "bullying tag:leadership -author:\"Press Association\"",
            "bullying · tag leadership · not by Press Association",
        ),
        ("\"culture of bullying\" bull*", "“culture of bullying” · bull…"),
        ("a OR (b c)", "a or (b and c)"),
        ("title:a body:b", "a in the title · b in the text"),
        ("after:2024-03 before:2025", "from 1 March 2024 · before 1 January 2025"),
        ("year:2022 is:unread", "in 2022 · unread"),
        ("date:2024-03..2024-05", "March 2024 to May 2024"),
        ("date:2024-03-05", "on 5 March 2024"),
        ("source:adults is:starred", "in the source adults · starred"),
    ];
    for (text, expected) in cases {
        assert_eq!(done(text).understood(), expected, "{text:?}");
    }
}

#[test]
fn every_part_of_the_text_is_a_token() {
    let text = "bullying  -tag:(a OR \"b c\") OR “x y” author:";
    let query = done(text);
    let tokens: Vec<(&str, bool)> =
        query.tokens().iter().map(|token| (&text[token.range.clone()], token.excluded)).collect();
    assert_eq!(
        tokens,
        [("bullying", false), ("-tag:(a OR \"b c\")", true), ("OR", false), ("“x y”", false), ("author:", false)]
    );
    let values = TokenKind::Filter { field: Field::Tag, values: vec!["a".to_owned(), "b c".to_owned()] };
    assert_eq!(query.tokens()[1].kind, values);
    assert_eq!(query.tokens()[0].kind, TokenKind::Words);
}

#[test]
fn what_is_asked_for_is_highlighted_and_what_is_excluded_is_not() {
    let text = "A culture of bullying: bullies bullied the children’s agency";
    let cases = [
        ("bully -agency", vec!["bullying", "bullies", "bullied"]),
        ("\"culture of bullying\"", vec!["culture of bullying"]),
        ("childrens", vec!["children’s"]),
        ("bulli*", vec!["bullies", "bullied"]),
        ("NOT culture", vec![]),
        ("tag:agency", vec![]),
        ("title:(agency OR culture)", vec!["culture", "agency"]),
    ];
    for (query, expected) in cases {
        let found = done(query).needles().ranges(text);
        let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{query:?}");
    }
}

#[test]
fn five_thousand_brackets_and_a_megabyte_are_read() {
    for text in ["(".repeat(5_000) + "a", "a)".repeat(5_000), "-(a OR ".repeat(5_000), "word ".repeat(200_000)] {
        let query = done(&text);
        assert!(query.to_string().contains('a') || query.to_string().contains("word"));
        assert!(!query.understood().is_empty());
        query.needles();
    }
    done(&"x".repeat(1_000_000));
    done(&"\"".repeat(100_000));
    done(&"tag:(".repeat(50_000));
    assert_eq!(done(&"word ".repeat(1_000)).ignored(), ["everything after the first 300 words"]);
}

#[test]
fn a_choice_is_read_from_the_text() {
    let cases = [
        ("", Field::Tag, "a", Choice::Open),
        ("tag:a", Field::Tag, "a", Choice::Included),
        ("tag:A-b", Field::Tag, "a b", Choice::Included),
        ("-tag:a", Field::Tag, "a", Choice::Excluded),
        ("NOT tag:a", Field::Tag, "a", Choice::Excluded),
        ("-tag:(x OR a)", Field::Tag, "a", Choice::Excluded),
        ("author:(\"Rob Preston\" OR b)", Field::Author, "Rob Preston", Choice::Included),
        ("tag:ab", Field::Tag, "a", Choice::Open),
        ("year:2022", Field::Year, "2022", Choice::Included),
        ("date:2021..2023", Field::Year, "2022", Choice::Included),
        ("date:2021..2023", Field::Date, "2022-03", Choice::Included),
        ("date:2022-03", Field::Year, "2022", Choice::Open),
        ("-year:2022", Field::Date, "2022-03", Choice::Excluded),
    ];
    for (text, field, value, expected) in cases {
        assert_eq!(choice(text, field, value), expected, "{text:?} {value:?}");
    }
}

#[test]
fn a_choice_is_written_into_the_text() {
    use Choice::{Excluded, Included, Open};
    let cases = [
        ("", Field::Tag, "a", Included, "tag:a"),
        ("bullying ", Field::Tag, "a", Included, "bullying tag:a"),
        ("tag:a", Field::Tag, "b", Included, "tag:a tag:b"),
        ("tag:a x", Field::Tag, "a", Excluded, "x -tag:a"),
        ("x -tag:a y", Field::Tag, "a", Open, "x y"),
        ("x NOT tag:a y", Field::Tag, "a", Open, "x y"),
        ("tag:(a OR b)", Field::Tag, "a", Open, "tag:(b)"),
        ("x tag:(a)", Field::Tag, "a", Open, "x"),
        ("a OR tag:b", Field::Tag, "b", Open, "a"),
        ("", Field::Author, "Rob Preston", Included, "author:\"Rob Preston\""),
        ("author:\"Rob Preston\" x", Field::Author, "b", Included, "author:(\"Rob Preston\" OR b) x"),
        ("author:(a OR b) x", Field::Author, "c", Included, "author:(a OR b OR c) x"),
        ("x", Field::Author, "a", Excluded, "x -author:a"),
        ("\"culture of", Field::Tag, "a", Included, "tag:a \"culture of"),
        ("x OR", Field::Tag, "a", Included, "tag:a x OR"),
        ("x", Field::Year, "2022", Included, "x year:2022"),
        ("year:2022", Field::Year, "2023", Included, "date:2022..2023"),
        ("date:2022..2023", Field::Year, "2023", Open, "year:2022"),
        ("year:2020", Field::Year, "2022", Included, "date:(2020 OR 2022)"),
        ("date:2022-03", Field::Date, "2022-04", Included, "date:2022-03..2022-04"),
        ("year:2022", Field::Date, "2022-04", Open, "date:(2022-01..2022-03 OR 2022-05..2022-12)"),
        ("year:2022 x", Field::Year, "2022", Excluded, "x -year:2022"),
        ("x after:2020", Field::Year, "2022", Included, "x after:2020 year:2022"),
    ];
    for (text, field, value, wanted, expected) in cases {
        assert_eq!(with_choice(text, field, value, wanted), expected, "{text:?} {value:?}");
    }
}

#[test]
fn a_word_before_filters_is_as_unfinished_as_it_was_before_them() {
    let cases = [
        ("bull tag:a", "bull* tag:a*"),
        ("bull -author:(\"a b\" OR c)", "bull* -(author:\"a b\" OR author:c)"),
        ("bull tag:a ", "bull tag:a"),
        ("bull x tag:a", "bull x* tag:a*"),
        ("\"bull\" tag:a", "\"bull\" tag:a*"),
        ("(bull) tag:a", "bull tag:a*"),
        ("bull OR tag:a", "bull OR tag:a*"),
    ];
    for (text, meant) in cases {
        assert_eq!(parse(text, Typing::Live).to_string(), meant, "{text:?}");
        assert!(!parse(text, Typing::Done).to_string().contains('*'), "{text:?}");
    }
}

#[test]
fn what_looks_like_a_filter_and_is_none_is_said() {
    let ignored = |text: &str| parse(text, Typing::Done).ignored().join("\n");
    assert!(ignored("foo:bar").starts_with("foo: is no filter"));
    for text in ["http://a.example", "note: x", "\"foo:bar\"", "12:30", "tag:a", "a:b"] {
        assert_eq!(ignored(text), "", "{text:?}");
    }
}

#[test]
fn ctrl_w_takes_the_token_before_the_caret() {
    let cases = [
        ("a bc", 4, "a ", 2),
        ("a bc ", 5, "a ", 2),
        ("a bcd e", 4, "a d e", 2),
        ("x tag:(a OR b) y", 14, "x  y", 2),
        ("x \"a b\"", 7, "x ", 2),
        ("x tag:abc", 7, "x", 1),
        ("x tag:abc ", 10, "x ", 2),
        ("tag:abc ", 8, "", 0),
        ("  ", 1, " ", 0),
        ("", 9, "", 0),
        ("é", 1, "é", 0),
    ];
    for (text, caret, expected, new_caret) in cases {
        assert_eq!(without_token(text, caret), (expected.to_owned(), new_caret), "{text:?} at {caret}");
    }
}

/// Pieces that queries are made of, in any order, and anything else.
fn any_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "(", ")", "-", "\"", "“", " ", " ", " ", "OR ", " AND ", " NOT ", "*", "tag:", "author:", "date:", "year:",
            "title:", "body:", "is:unread", "has:image", "after:", "before:", "2 weeks", " ago", "last month", "past", "2024", "2024-03", "..", "a", "bully", "well-being", "children’s", ".", ",", "½",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_written_out_reads_the_same(text in any_query()) {
        let query = done(&text);
        let written = query.to_string();
        prop_assert_eq!(&done(&written), &query, "{}", written);
        prop_assert_eq!(query.is_empty(), written.is_empty());
    }

    #[test]
    fn tokens_are_apart_and_leave_out_only_space(text in any_query(), live in any::<bool>()) {
        let query = parse(&text, if live { Typing::Live } else { Typing::Done });
        let mut at = 0;
        for token in query.tokens() {
            prop_assert!(token.range.start >= at && token.range.end > token.range.start);
            prop_assert!(text[at..token.range.start].trim().is_empty());
            at = token.range.end;
        }
        prop_assert!(text[at..].trim().is_empty());
        for spot in query.spots() {
            prop_assert!(text.get(spot.range.clone()).is_some());
        }
        query.understood();
        query.needles().ranges(&text);
    }

    #[test]
    fn a_choice_written_is_a_choice_read(
        text in any_query(),
        field in prop::sample::select(vec![Field::Tag, Field::Author, Field::Source]),
        value in "[a-z][a-z '’-]{0,8}[a-z]",
        wanted in prop::sample::select(vec![Choice::Open, Choice::Included, Choice::Excluded]),
    ) {
        let changed = with_choice(&text, field, &value, wanted);
        prop_assert_eq!(choice(&changed, field, &value), wanted, "{} became {}", text, changed);
    }

    #[test]
    fn a_period_written_is_a_period_read(
        text in any_query(),
        month in 1_u32..13,
        wanted in prop::sample::select(vec![Choice::Open, Choice::Included, Choice::Excluded]),
    ) {
        let value = format!("2024-{month:02}");
        let changed = with_choice(&text, Field::Date, &value, wanted);
        prop_assert_eq!(choice(&changed, Field::Date, &value), wanted, "{} became {}", text, changed);
    }

    #[test]
    fn ctrl_w_shortens_any_text_and_comes_to_its_beginning(text in any_query()) {
        let (mut text, mut caret) = (text.clone(), text.len());
        for _ in 0..=text.len() {
            let (shorter, new_caret) = without_token(&text, caret);
            prop_assert!(new_caret <= caret && shorter.is_char_boundary(new_caret));
            (text, caret) = (shorter, new_caret);
        }
        prop_assert_eq!(caret, 0);
    }
}
