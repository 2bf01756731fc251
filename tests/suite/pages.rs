//! HTML article pages, down to the clean text.

use cuttings::clean::markup;
use cuttings::parse::{Body, Found, Parsed, page};
use proptest::prelude::*;

const CLASSIC: &str = include_str!("../corpus/pages/classic.html");
const WOOTHEMES: &str = include_str!("../corpus/pages/woothemes.html");
const BLOCK: &str = include_str!("../corpus/pages/block.html");
const UNKNOWN: &str = include_str!("../corpus/pages/unknown.html");

fn article(html: &str) -> Found {
    let Parsed { mut items, warnings, .. } = page::parse(html);
    assert_eq!((items.len(), warnings.len()), (1, 0), "{warnings:?}");
    items.remove(0)
}

fn text(item: &Found) -> String {
    let Some(Body::Html(html)) = &item.body else { panic!("no body") };
    markup::document(html, None).document.to_text()
}

fn slugs(item: &Found) -> Vec<String> {
    item.tags.iter().map(|tag| tag.slug.to_string()).collect()
}

#[test]
fn json_ld_and_open_graph_say_what_an_article_is() {
    let item = article(CLASSIC);
    assert_eq!(item.title, "Night shelters turn families away");
    assert_eq!(item.link.as_deref(), Some("https://www.ledger.example/2025/03/17/night-shelters/"));
    assert_eq!(item.wordpress_id, Some(4711));
    assert_eq!(item.authors, ["Ann Lee", "Bo O’Hara"]);
    assert_eq!(item.published.unwrap().to_string(), "2025-03-17T12:07:33Z");
    assert_eq!(item.updated.unwrap().to_string(), "2025-03-18T08:00:00Z");
    assert_eq!(slugs(&item), ["housing-2", "families", "news"]);
    assert_eq!(item.comments, Some(12));
    let image = item.image.unwrap();
    assert_eq!(
        (image.url.as_str(), image.caption.as_deref()),
        ("https://www.ledger.example/up/shelter.jpg", Some("A shelter in Leeds. Photo: C. Day"))
    );
    assert_eq!(item.excerpt, Some(Body::Text("Three in four shelters have no room for children.".to_owned())));
    let channel = page::parse(CLASSIC).channel;
    assert_eq!((channel.site_name.as_deref(), channel.language.as_deref()), (Some("The Ledger"), Some("en-GB")));
}

#[test]
fn nothing_around_the_text_comes_with_it() {
    assert_eq!(
        text(&article(CLASSIC)),
        "A shelter in Leeds. Photo: C. Day\n\nThree in four night shelters have no room for children, a survey of ninety councils has found.\n\n\
         What the councils say\n\nMost blame a lack of beds; a few said that they had “never been asked”."
    );
}

#[test]
fn classes_and_visible_bylines_serve_where_metadata_is_missing() {
    let item = article(WOOTHEMES);
    assert_eq!(item.title, "The long wait for respite");
    assert_eq!(item.authors, ["Cy Day"]);
    assert_eq!(item.wordpress_id, Some(88));
    assert_eq!(item.published.unwrap().to_string(), "2015-01-23T00:00:00Z");
    assert_eq!(slugs(&item), ["adults", "respite-care"]);
    let text = text(&item);
    assert!(text.starts_with("Carers wait") && text.ends_with("end of the spring."), "{text}");
}

#[test]
fn a_block_theme_is_read() {
    let item = article(BLOCK);
    assert_eq!((item.title.as_str(), item.authors), ("Pflege im Winter", vec!["Eva Roth".to_owned()]));
    assert_eq!(item.published.unwrap().to_string(), "2024-01-05T08:00:00Z");
}

#[test]
fn a_page_of_no_known_theme_is_guessed() {
    let item = article(UNKNOWN);
    assert_eq!((item.title.as_str(), item.authors.clone()), ("A home of their own", vec!["Di Fox".to_owned()]));
    let text = text(&item);
    assert!(text.contains("the letters had stopped") && !text.contains("Imprint"), "{text}");
}

#[test]
fn a_page_without_an_article_gives_a_warning_and_no_item() {
    for html in ["", "<p>Hello</p>", "<html><body><nav><a href=/>x</a></nav></body></html>"] {
        let parsed = page::parse(html);
        assert_eq!((parsed.items.len(), parsed.warnings.len()), (0, 1), "{html}");
    }
}

#[test]
fn a_page_cut_off_on_the_way_says_so() {
    let cut = &CLASSIC[..CLASSIC.find("<h2>What").unwrap()];
    assert!(article(cut).cut_off);
    assert!(!article(CLASSIC).cut_off);
}

#[test]
fn hostile_pages_cost_little() {
    let cases = [
        "<div>".repeat(10_000) + "x",
        "<p><b c=i>".repeat(1_000) + "x",
        "<a><table>".repeat(2_000),
        "<table><tr><td>".repeat(2_000),
        "<p>word word word word word word".repeat(2_000),
        "<svg><title>".repeat(2_000),
        "<script type=application/ld+json>[[[[".repeat(100) + "</script>",
        format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000)),
    ];
    for html in cases {
        let started = std::time::Instant::now();
        let _ = page::parse(&html);
        assert!(started.elapsed().as_secs() < 10, "{}… took {:?}", &html[..20], started.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_mutated_page_never_panics(at in 0usize..4000, length in 0usize..400, with in "[<>/a-z\"'&; =!-]{0,12}") {
        let mut html = CLASSIC.to_owned();
        let floor = |mut at: usize| { while !html.is_char_boundary(at) { at -= 1 } at };
        let (from, to) = (floor(at.min(html.len())), floor((at + length).min(html.len())));
        html.replace_range(from..to, &with);
        let _ = page::parse(&html);
    }

    #[test]
    fn any_text_is_read_as_a_page(text in any::<String>()) {
        let _ = page::parse(&text);
    }
}
