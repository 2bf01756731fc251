//! Pages of any site: what is taken for the text, what for its fields, and how little a hostile
//! page may cost.

use cuttings::clean::markup;
use cuttings::parse::{Body, Found, page};
use cuttings::text::html::{Node, Tree};
use proptest::prelude::*;

const BOXES: &str = include_str!("../corpus/pages/boxes.html");
const BOXES_TEXT: &str = include_str!("../corpus/pages/boxes.txt");
const PARAGRAPH: &str = "<p>The river rose again on Tuesday, for the third time in a month, and the lower road was closed until the evening.</p>";

fn one(html: &str) -> Found {
    let mut parsed = page::parse(html);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.warnings);
    parsed.items.remove(0)
}

fn text(item: &Found) -> String {
    match &item.body {
        Some(Body::Html(html)) => markup::document(html, None).document.to_text(),
        Some(Body::Text(text)) => text.clone(),
        None => String::new(),
    }
}

fn page_with(head: &str, body: &str) -> Found {
    one(&format!("<html><head>{head}</head><body>{body}<div>{}</div></body></html>", PARAGRAPH.repeat(3)))
}

fn day(item: &Found) -> Option<String> {
    item.published.map(|date| date.to_string().chars().take(10).collect())
}

#[test]
fn the_text_is_whole_and_nothing_else_comes_with_it() {
    assert_eq!(text(&one(BOXES)), BOXES_TEXT.trim_end());
}

#[test]
fn what_the_page_shows_serves_where_its_head_says_little() {
    let item = one(BOXES);
    assert_eq!(item.title, "Ferry timetable halved for the winter");
    assert_eq!(item.authors, ["Una Marsh", "Rik Holm"]);
    assert_eq!(day(&item).as_deref(), Some("2024-11-05"));
}

#[test]
fn each_field_is_read_from_the_surest_place_that_has_it() {
    let json = r##"<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"From data",
        "datePublished":"2020-01-01","author":[{"@id":"#a"},{"name":"Bo Ray"}]},{"@id":"#a","@type":"Person","name":"Ann Lee"}]}</script>"##;
    let graph = r#"<meta property="og:title" content="From the graph"><meta property="article:published_time" content="2020-02-02">
        <meta name="author" content="Cy Day">"#;
    let body =
        r#"<h1>From the page</h1><a rel="author" href="/di">Di Fox</a><time datetime="2020-03-03">3 March</time>"#;
    let visible =
        r#"<h1>From the page</h1><p class="meta">March 4, 2020 in Rivers</p><p class="byline">By Eva Roth</p>"#;
    for (head, body, title, authors, published) in [
        (format!("{json}{graph}"), body, "From data", &["Ann Lee", "Bo Ray"][..], "2020-01-01"),
        (graph.to_owned(), body, "From the graph", &["Cy Day"], "2020-02-02"),
        (String::new(), body, "From the page", &["Di Fox"], "2020-03-03"),
        (String::new(), visible, "From the page", &["Eva Roth"], "2020-03-04"),
    ] {
        let item = page_with(&head, body);
        assert_eq!((item.title.as_str(), day(&item).as_deref()), (title, Some(published)), "{head}{body}");
        assert_eq!(item.authors, authors, "{head}{body}");
    }
}

#[test]
fn a_title_is_given_as_the_page_shows_it() {
    for (head, body, title) in [
        ("<meta property=og:title content='Low water | The Ledger'>", "<h1>Low water</h1>", "Low water"),
        (
            "<meta property=og:title content='Low water in the lower…'>",
            "<h1>Low water in the lower harbour</h1>",
            "Low water in the lower harbour",
        ),
        ("<title>Low water in June | Ledger</title>", "", "Low water in June"),
        (
            "<meta property=og:site_name content=Ledger><meta property=og:title content='Ledger | Low water'>",
            "",
            "Low water",
        ),
        (
            "<title>Salt marsh - Openpedia</title><script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"kind of wet land\"}</script>",
            "<h1>Salt marsh</h1>",
            "Salt marsh",
        ),
        (
            "<title>The Ledger - Low water in June</title>",
            "<h1>The Ledger</h1><h2>Low water in June</h2>",
            "Low water in June",
        ),
    ] {
        assert_eq!(page_with(head, body).title, title, "{head}{body}");
    }
}

#[test]
fn an_author_is_a_name_alone() {
    let site = "<meta property=og:site_name content='Chip Online'>";
    for (head, body, authors) in [
        ("", "<span class=post-meta-author>By <a href=/ann>Ann Lee</a></span>", &["Ann Lee"][..]),
        ("<meta name=author content='Ann Lee (www.ledger.example)'>", "", &["Ann Lee"]),
        ("<meta name=author content='ANN LEE, Executive Editor'>", "", &["ANN LEE"]),
        ("<meta name=author content='Ann Lee, Jr.'>", "", &["Ann Lee, Jr."]),
        ("<meta name=author content='Ann Lee, Staff Writer, and Bo Ray'>", "", &["Ann Lee", "Bo Ray"]),
        ("", "<div class=byline>By Ann Lee March 25, 2015</div>", &["Ann Lee"]),
        (
            "",
            "<div data-component=byline-block><span>Ann Lee</span><div>Transport reporter, Marsh Town</div></div>",
            &["Ann Lee"],
        ),
        (site, "<a rel=author>Ann Lee</a><a rel=author>Chip</a>", &["Ann Lee"]),
        ("", "<div class=sidebar><a rel=author href=/ann>Ann Lee</a></div>", &["Ann Lee"]),
        ("", "<div class=sidebar><a rel=author>Ann Lee</a><a rel=author>Bo Ray</a></div>", &[]),
    ] {
        assert_eq!(page_with(head, body).authors, authors, "{head}{body}");
    }
}

#[test]
fn a_date_is_found_in_the_line_or_the_address_that_has_it() {
    for (head, body, expected) in [
        ("", "<h1>T</h1><span class=post-date>Posted on 3rd March 2019 by Ann</span>", Some("2019-03-03")),
        ("", "<h1>T</h1><div>12.11.2018, 14:30</div>", Some("2018-11-12")),
        ("", "<h1>T</h1><div>2021年3月5日</div>", Some("2021-03-05")),
        ("<link rel=canonical href=https://x.example/2017/06/09/t/>", "", Some("2017-06-09")),
        ("<link rel=canonical href=https://x.example/2017/06/t/>", "", None),
        ("<title>Low water | Ledger | 19.01.2020</title>", "", Some("2020-01-19")),
        ("", "<ul><li><strong>Date</strong> 19.01.2020</li><li><b>Author</b> Ann Lee</li></ul>", Some("2020-01-19")),
        ("", "<div>Erschienen: 7.2.2019</div><p>Updated roads since 1.3.2018</p>", Some("2019-02-07")),
        ("", "<h1>T</h1><div>Mon, 02/05/2024</div>", Some("2024-02-05")),
        ("", "<h1>T</h1><div>Mon, 06/05/2024 - 10:30</div>", Some("2024-05-06")),
        ("<meta property=article:published_time content='2019-05-15T00:00:00+02:00'>", "", Some("2019-05-15")),
        (
            "",
            "<h1>T</h1><div class=post-meta><a>Ann Lee</a><span class=updated>2019-01-07T17:27:31+02:00</span><span>June 19th, 2018</span></div>",
            Some("2018-06-19"),
        ),
        (
            "",
            "<div class=widget><div class=post-body><p>Low water.</p></div><abbr class=published title=2016-12-23T05:11:00Z>5:11</abbr></div>",
            Some("2016-12-23"),
        ),
        ("", "<h1>T</h1><div class=comment-box><p class=meta>Bo, 21 June 2018</p></div>", None),
        ("", "<h1>T</h1><div class=date>Updated 3 March 2019</div>", None),
        ("", "<div class=related-posts><time datetime=2019-03-03>x</time></div>", None),
    ] {
        let item = page_with(head, &format!("<article>{body}</article>"));
        let found = day(&item);
        assert!(
            found.as_deref() == expected || expected.is_none() && body.contains("Updated"),
            "{head}{body}: {found:?}"
        );
    }
}

#[test]
fn a_text_in_several_boxes_of_one_name_is_one_text() {
    let parts: String = (1..5)
        .map(|n| format!("<div class=story-text><p>Part {n}. {PARAGRAPH}</p></div><div class=ad-slot>Buy now</div>"))
        .collect();
    let text = text(&one(&format!("<body><article><h1>T</h1><div>{parts}</div></article></body>")));
    assert!((1..5).all(|n| text.contains(&format!("Part {n}."))) && !text.contains("Buy now"), "{text}");
}

#[test]
fn of_articles_one_after_the_other_the_first_is_the_page() {
    let article = |name: &str| {
        format!(
            "<article class=post><h1>{name}</h1><div class=entry-content><p>{name} text.</p>{}</div></article>",
            PARAGRAPH.repeat(4)
        )
    };
    let html = format!(
        "<head><meta property=og:type content=article></head><body>{}{}</body>",
        article("First"),
        article("Second")
    );
    let text = text(&one(&html));
    assert!(text.contains("First text.") && !text.contains("Second text."), "{text}");
}

#[test]
fn json_ld_stands_in_for_a_text_that_the_page_does_not_show() {
    let said =
        "Nothing of this stands in the page, but the data has it all, word for word, from its start to its end. "
            .repeat(4);
    let html = format!(
        r#"<script type="application/ld+json">{{"@type":"Article","headline":"T","articleBody":"{said}"}}</script><body><div id=app>Loading</div></body>"#
    );
    assert!(text(&one(&html)).starts_with("Nothing of this stands in the page"));
}

#[test]
fn a_page_that_calls_itself_no_article_is_taken_with_a_warning_if_it_is_short() {
    let parsed = page::parse(&format!("<body><div><h1>About us</h1>{PARAGRAPH}{PARAGRAPH}{PARAGRAPH}</div></body>"));
    assert_eq!((parsed.items.len(), parsed.warnings.len()), (1, 1));
    let links = "<ul>".to_owned() + &"<li><a href=/x>A story of some kind</a></li>".repeat(60) + "</ul>";
    assert!(page::parse(&format!("<body>{links}<p>Page not found.</p></body>")).items.is_empty());
}

#[test]
fn a_name_does_not_make_most_of_a_page_a_box() {
    for class in ["c-sidebar-layout", "hidden-menu-page", "related", "has-comments", "widget Blog"] {
        let html = format!("<body><div class='{class}'><h1>T</h1>{}</div></body>", PARAGRAPH.repeat(6));
        assert!(text(&one(&html)).contains("The river rose"), "{class}");
    }
}

/// Shapes that cost some parsers minutes or gigabytes.
fn hostile() -> Vec<String> {
    let many = |piece: &str, times: usize| format!("<html><body>{}{}", piece.repeat(times), PARAGRAPH.repeat(8));
    vec![
        many("<div>", 20_000),
        many("<p><b c=i>", 2_000),
        many("<title>t</title>", 10_000),
        many("<title>", 10_000),
        many("<svg><title>", 10_000),
        many("<a href=/x>", 20_000),
        many("<table><tr><td>", 5_000),
        many("<ul><li>x", 5_000),
        many("<li>12 34", 20_000),
        many("<h1>a b", 5_000),
        many("<span itemprop=author><span itemprop=name>A B", 5_000),
        many("<meta property=article:tag content=t>", 5_000),
        many("<a rel=tag href=/t>t</a>", 5_000),
        many("<article class=post><h1>x</h1>", 2_000),
        many("<div class='article-body share related'>text, and more of it.</div>", 3_000),
        many("<!--", 20_000),
        format!("<div {}>{PARAGRAPH}", "a=b ".repeat(50_000)),
        format!("<script type=application/ld+json>{}</script>{PARAGRAPH}", r#"{"@graph":["#.repeat(20_000)),
        format!("<body><p>{}", "word, ".repeat(100_000)),
    ]
}

#[test]
fn work_on_a_hostile_page_is_bounded_in_what_is_kept() {
    for html in hostile() {
        let tree = Tree::read(&html);
        let elements = tree.nodes.iter().filter(|node| matches!(node, Node::Element(_))).count();
        assert!(elements <= 200_000, "{}", &html[..40]);
        let parsed = page::parse(&html);
        assert!(parsed.items.len() <= 1);
        for item in parsed.items {
            assert!(
                item.authors.len() <= 50 && item.tags.len() <= 1_000 && item.title.len() <= 10_000,
                "{}",
                &html[..40]
            );
            assert!(text(&item).len() <= html.len() * 2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_soup_of_tags_is_read_and_cleaning_it_twice_changes_nothing(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<div class=entry-content>", "</div>", "<p>Words, and more words than that, in a row.", "</p>", "<a href=/x>link</a>", "<h1>T</h1>", "<h2>",
            "<ul><li>", "</ul>", "<table><td>", "<article>", "</article>", "<span class=author>Ann Lee</span>", "<time>3 May 2020</time>", "<!--", "-->",
            "<script>", "</script>", "<title>", "<img alt='a long text' src=/a.jpg>", "<figure>", "<figcaption>c", "12.03.2019", "<br>", "<b>", "\u{ad}", "<aside>",
        ]), 0..60)
    ) {
        let html = pieces.concat();
        for item in page::parse(&html).items {
            if let Some(Body::Html(html)) = &item.body {
                let once = markup::document(html, None).document;
                let twice = markup::document(&once.to_html(), None).document;
                prop_assert_eq!(once, twice);
            }
        }
    }
}

#[test]
fn what_stands_between_and_after_the_paragraphs_is_not_the_text() {
    let list = "<ul><li><a href='/1'>Ferry halved for the winter</a></li><li><a href='/2'>New school opens in May</a></li></ul>";
    let remarks =
        "<p>I have said for years that this road is not safe, and nobody ever listened to a word of it.</p>".repeat(60);
    for extra in [
        "<p>Advertisement</p>".to_owned(),
        "<div>Slideshow (14 images)</div>".to_owned(),
        "<blockquote class='instagram-media'><p>A post shared by <a href='https://www.instagram.com/una'>Una</a> (@una) on <time>Feb 5, 2024 at 7:30am PST</time></p></blockquote>".to_owned(),
        format!("<p><strong>Read also:</strong></p>{list}"),
        format!("<h4>Editors’ recommendations:</h4>\n{list}"),
        format!("<div id='article_comments_content'><h3>60 reactions</h3>{remarks}</div>"),
        "<section class='field field--name-comment comment-wrapper'><h2>Comments</h2><article class='comment'><p>I have said for years that this road is not safe.</p></article></section>".to_owned(),
        "<div class='field field--name-field-tags'><div class='field__label'>Tags</div><div><a href='/t/roads'>roads</a></div></div>".to_owned(),
        "<p>Copyright 1999 The Marsh Gazette</p>".to_owned(),
        "<div><h3><a href='/a'>Ferry halved</a></h3><a href='/a#top'><img src='/a.jpg'></a><p>From November only four boats a day will cross the river.</p></div>".to_owned(),
        "<section><h2>More of this</h2><article><h3><a href='/a'>Ferry halved</a></h3><p>From November only four boats a day will cross.</p></article></section>".to_owned(),
        format!("<div data-component='links-block'><p>More on this</p>{list}</div>"),
        "<div data-component='byline-block'><p>By Una Marsh, transport reporter</p></div>".to_owned(),
    ] {
        let text_of = |extra: &str| {
            let rest = if extra.contains("Copyright") { "" } else { "<p>It opens again on Friday morning, the council says.</p>" };
            text(&one(&format!(
                "<html><body><article><h1>Road closed</h1>{}{extra}{rest}</article></body></html>",
                PARAGRAPH.repeat(5)
            )))
        };
        let expected = PARAGRAPH.trim_start_matches("<p>").trim_end_matches("</p>");
        let left = text_of(&extra).replace(expected, "").replace("It opens again on Friday morning, the council says.", "");
        assert_eq!(left.trim(), "", "{extra}");
    }
}

#[test]
fn what_is_of_the_text_stays_whatever_its_names_and_links() {
    for (piece, words) in [
        (
            "<p><span class='event-details-tags'>The ferry goes as usual, the council says, and takes bicycles and dogs at no cost until the road is open.</span></p>",
            "takes bicycles and dogs",
        ),
        ("<h3 id='nav-prices'>What it costs</h3><p>Two pounds a day, and nothing on Sundays.</p>", "What it costs"),
        ("<p><a href='javascript:note(1)'>“I shall wait for the ferry then, sir.”</a></p>", "I shall wait"),
        (
            "<div><h3><a href='https://boats.example/1'>The Heron</a></h3><a href='https://boats.example/1'><img src='h.jpg'></a><p>Sleeps four.</p></div>",
            "Sleeps four.",
        ),
    ] {
        let lines = PARAGRAPH.repeat(4);
        let page = format!("<html><body><article><h1>Road closed</h1>{lines}{piece}{lines}</article></body></html>");
        assert!(text(&one(&page)).contains(words), "{piece}");
    }
}

#[test]
fn long_remarks_of_readers_below_a_short_article_are_not_its_text() {
    let remarks =
        "<li class=comment><p>I have said for years that this road is not safe, and nobody ever listened.</p></li>";
    let page = format!(
        "<html><body><div class=post-body><h1>Road closed</h1>{}</div><ol class=comment-list>{}</ol></body></html>",
        PARAGRAPH.repeat(3),
        remarks.repeat(40)
    );
    assert!(!text(&one(&page)).contains("I have said"));
}

#[test]
fn a_page_laid_out_as_a_table_gives_the_cell_with_the_text() {
    let line = "The river rose again on Tuesday, and the lower road was closed until the evening.<br><br>";
    let page = format!(
        "<html><head><title>Road closed</title></head><body><table><tr><td><a href=/>Home</a><br><a href=/old>Old news</a><br>\
         Write to us at any time of the day or night, we read every letter.</td><td><font size=2>{}</font></td></tr></table></body></html>",
        line.repeat(30)
    );
    let text = text(&one(&page));
    assert!(text.contains("The river rose") && !text.contains("Write to us"), "{text}");
}

#[test]
fn an_embedded_post_does_not_date_the_page() {
    let item = page_with(
        "",
        "<h1>Road closed</h1><blockquote class='instagram-media'><p>A post shared by Una (@una) on <time datetime='2024-02-05'>Feb 5</time></p></blockquote>",
    );
    assert_eq!(item.published, None);
}

#[test]
fn a_few_lines_below_a_heading_are_given_with_a_warning() {
    let parsed = page::parse(
        "<html><body><nav><a href='/'>Home</a></nav><main><h1>Road closed</h1><p>The lower road is closed until noon.</p><p>Buses go as usual.</p></main></body></html>",
    );
    assert_eq!(parsed.items.len(), 1);
    assert_eq!(parsed.warnings.len(), 1);
    assert_eq!(text(&parsed.items[0]), "The lower road is closed until noon.\n\nBuses go as usual.");
    let heads: String =
        (0..12).map(|n| format!("<li><a href='/{n}'>Something happened in town, number {n}</a></li>")).collect();
    let front = format!(
        "<html><body><h1>The Gazette</h1><main><ul>{heads}</ul><p>All the news of the town, every day.</p></main></body></html>"
    );
    assert!(page::parse(&front).items.is_empty());
}

#[test]
fn the_name_of_the_site_is_no_title_however_it_is_set() {
    let title = |name: &str| {
        let page = format!(
            "<html><head><title>Quiz – Harbour Ledger</title></head><body>{name}<article><h1 class=title>Quiz</h1>{}</article></body></html>",
            PARAGRAPH.repeat(3)
        );
        one(&page).title
    };
    for name in [
        "<h1 class=site-title>Harbour Ledger</h1>",
        "<h1><a href=/ >Harbour Ledger</a></h1>",
        "<h1><a href='https://ledger.example'>Harbour Ledger</a></h1>",
        "<h1><a rel=home href=/front.html>Harbour Ledger</a></h1>",
    ] {
        assert_eq!(title(name), "Quiz", "{name}");
    }
}

#[test]
fn pictures_and_fonts_that_are_saved_in_a_page_are_not_what_is_too_long() {
    let font = format!("<style>@font-face{{src:url(data:font/woff2;base64,{})}}</style>", "QUJD".repeat(1 << 20));
    let picture = format!("<img src='data:image/png;base64,{}'>", "QUJD".repeat(1 << 20));
    let item = page_with(&font, &format!("<h1>Low water</h1>{picture}{font}{picture}"));
    assert_eq!(text(&item).matches("The river rose again").count(), 3);
    let Some(Body::Html(html)) = &item.body else { panic!("no text") };
    assert!(html.len() < 1000, "{}", html.len());
}

#[test]
fn however_many_pieces_a_page_is_in_its_tree_is_bounded_and_its_text_whole() {
    for (piece, words) in [("<!-->", 0), ("x<!---->", 1), ("<p>x</p>", 1), ("<tr><th>x<td>x", 2), ("x<br>", 1)] {
        let page = format!("<table><tr><td><p>{}</table>", piece.repeat(300_000));
        let tree = Tree::read(&page);
        assert!(tree.nodes.len() <= 201_000, "{piece}: {}", tree.nodes.len());
        assert_eq!(tree.text(0..tree.nodes.len()).matches('x').count(), words * 300_000, "{piece}");
    }
}

#[test]
fn the_label_of_a_list_that_leads_elsewhere_goes_with_it() {
    let list =
        "<ul><li><a href=/a>The dredger is back at work</a></li><li><a href=/b>A new lamp for the pier</a></li></ul>";
    for (label, stays) in [
        ("<p>Read also:</p>", false),
        ("<p><strong>More from the Ledger</strong></p>", false),
        ("<p>\n<b>More</b> </p>", false),
        ("<p><strong>Una Marsh</strong> wrote it</p>", true),
        ("<p>She wrote it</p>", true),
    ] {
        let item = page_with("", &format!("<div class=entry-content>{}{label}{list}</div>", PARAGRAPH.repeat(4)));
        let text = text(&item);
        assert!(!text.contains("dredger"), "{label}");
        assert_eq!(text.trim_end().ends_with("until the evening."), !stays, "{label}: {text}");
    }
}

#[test]
fn authors_side_by_side_are_all_of_them_and_those_of_another_box_are_none() {
    let vcard =
        |name: &str| format!("<span class='author vcard'><a class='url fn n' href=/author/x/>{name}</a></span>");
    let [ann, bo, cy] = ["Ann Lee", "Bo Ray", "Cy Day"].map(vcard);
    let text = format!("<div class=entry-content>{}</div>", PARAGRAPH.repeat(3));
    let other = format!("{text}<div>{}</div>", vcard("Di Fox"));
    for (byline, text, names) in [
        (format!("<span class=byline>by {ann}, {bo} and {cy}</span>"), &other, &["Ann Lee", "Bo Ray", "Cy Day"][..]),
        (format!("<p>{ann} {bo}</p>"), &other, &["Ann Lee", "Bo Ray"]),
        (format!("<p>{ann}</p>"), &other, &["Ann Lee"]),
        ("<p class=byline>By Ann Lee, social affairs correspondent</p>".to_owned(), &text, &["Ann Lee"]),
        ("<p class=meta>Par Anne Lévy, publié le 4 février 2025</p>".to_owned(), &text, &["Anne Lévy"]),
        ("<p>By Tuesday, our reporter says, it was over</p>".to_owned(), &text, &[]),
    ] {
        let item = page_with("", &format!("<h1>Low water</h1>{byline}{text}"));
        assert_eq!(item.authors, names, "{byline}");
    }
}

#[test]
fn when_it_was_changed_is_read_where_the_page_shows_it() {
    for (line, published, updated) in [
        (
            "<p class=date>Published: 4 February 2025</p><p class=date>Last updated: 6 March 2025</p>",
            "2025-02-04",
            Some("2025-03-06"),
        ),
        (
            "<p class=dateline>First published on 4 Feb 2025, 10:15. Updated 6 Mar 2025, 11:00</p>",
            "2025-02-04",
            Some("2025-03-06"),
        ),
        (
            "<p class=meta>Publié le 4 février 2025 à 10h15, mis à jour le 6 mars 2025</p>",
            "2025-02-04",
            Some("2025-03-06"),
        ),
        ("<p class=date>4 February 2025</p><p>The town updated its plan of 6 March 2023</p>", "2025-02-04", None),
    ] {
        let item = page_with("", &format!("<h1>Low water</h1>{line}"));
        let updated_on = item.updated.map(|date| date.to_string().chars().take(10).collect::<String>());
        assert_eq!((day(&item).as_deref(), updated_on.as_deref()), (Some(published), updated), "{line}");
    }
}

#[test]
fn data_with_commas_too_many_and_keywords_in_the_page_are_read() {
    let data = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Low water, [sic],}","author":[{"name":"Ann Lee"},],
        "datePublished":"2024-01-02", }</script>"#;
    let item = page_with(data, "<h1>Low water</h1><p itemprop=keywords>rivers, high tide</p>");
    assert_eq!((day(&item).as_deref(), item.authors.as_slice()), (Some("2024-01-02"), &["Ann Lee".to_owned()][..]));
    let names: Vec<&str> = item.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["rivers", "high tide"]);
}
