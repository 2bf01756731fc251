//! Posts of WordPress's REST interface as input, and what else tells the way through a site: sitemaps,
//! feeds' next pages, what a page offers.

use cuttings::article::{Item, Kind};
use cuttings::clean::junk::Verdict;
use cuttings::ingest::{self, Intake, Origin};
use cuttings::parse::feed::paging;
use cuttings::parse::feed::rest;
use cuttings::parse::page::discovery::{Discovery, Named, Subject};
use cuttings::parse::sitemap;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use url::Url;

fn origin() -> Origin {
    let address = "https://care.example/wp-json/wp/v2/posts?page=1".to_owned();
    Origin { key: address.clone(), address }
}

fn read(text: &str) -> Intake {
    ingest::ingest(text.as_bytes(), &origin()).unwrap()
}

/// One post in full, with what is embedded in it.
fn post(id: u64, title: &str, more: &str) -> String {
    format!(
        r#"{{"id":{id},"date":"2026-03-01T10:00:00","date_gmt":"2026-03-01T09:00:00","guid":{{"rendered":"https:\/\/care.example\/?p={id}"}},"modified":"2026-03-02T10:00:00","modified_gmt":"2026-03-02T09:00:00","status":"publish","link":"https:\/\/care.example\/2026\/03\/post-{id}\/","title":{{"rendered":"{title}"}},"content":{{"rendered":"<p>Ward {id} says \"items\" and {{braces]}} stay text.<\/p>\n<p>It ends.<\/p>\n","protected":false}},"excerpt":{{"rendered":"<p>Ward {id} says\u2026<\/p>\n","protected":false}}{more}}}"#
    )
}

const EMBEDDED: &str = r#","author":7,"categories":[6],"tags":[10],"_embedded":{"author":[{"id":7,"name":"Ada Quill"}],"wp:featuredmedia":[{"id":9,"source_url":"https:\/\/care.example\/ward.jpg","caption":{"rendered":"<p>A ward<\/p>"}}],"wp:term":[[{"id":6,"name":"Mental health &amp; care","slug":"mental-health","taxonomy":"category"}],[{"id":10,"name":"foster care","slug":"foster-care-2","taxonomy":"post_tag"},{"id":3,"name":"Aside","slug":"post-format-aside","taxonomy":"post_format"}]]}"#;

fn titles(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.title.as_str()).collect()
}

#[test]
fn a_list_of_posts_is_read_with_names_pictures_and_dates() {
    let intake = read(&format!("[{}]", post(12, "Beds &#8216;cut&#8217;", EMBEDDED)));
    assert_eq!(intake.source.kind, Kind::JsonFeed);
    let [item] = intake.items.as_slice() else { panic!("{}", intake.items.len()) };
    assert_eq!(item.title, "Beds ‘cut’");
    assert_eq!(item.url.as_ref().unwrap().as_str(), "https://care.example/2026/03/post-12/");
    assert_eq!(item.wordpress_id.unwrap().0, 12);
    assert_eq!(item.site.as_deref(), Some("care.example"));
    assert_eq!(item.published.unwrap().to_string(), "2026-03-01T09:00:00Z");
    assert_eq!(item.updated.unwrap().to_string(), "2026-03-02T09:00:00Z");
    assert_eq!(item.authors, ["Ada Quill"]);
    let tags: Vec<(&str, &str)> = item.tags.iter().map(|tag| (tag.slug.as_str(), tag.name.as_str())).collect();
    assert_eq!(tags, [("mental-health", "Mental health & care"), ("foster-care-2", "foster care")]);
    let image = item.image.as_ref().unwrap();
    assert_eq!((image.url.as_str(), image.caption.as_deref()), ("https://care.example/ward.jpg", Some("A ward")));
    assert_eq!(item.document.to_text(), "Ward 12 says \"items\" and {braces]} stay text.\n\nIt ends.");
}

#[test]
fn every_shape_of_an_answer_gives_its_posts() {
    let (one, two) = (post(1, "One", ""), post(2, "Two", ""));
    let cases = [
        (format!("[{one},{two}]"), vec!["One", "Two"]),
        (one.clone(), vec!["One"]),
        (format!(" \n[\n  {one} ,\n {two}\n]\n"), vec!["One", "Two"]),
        (format!("[{one},{{\"id\":5}}]"), vec!["One"]),
        (format!("[{one},{}", &two[..two.len() - 40]), vec!["One", "Two"]),
        (format!("[{one},{{\"id\":{{{{]"), vec!["One"]),
        (format!("[{},{two}]", one.replacen("publish", "draft", 1)), vec!["Two"]),
        (format!("[{},{two}]", one.replacen("\"protected\":false", "\"protected\":true", 1)), vec!["Two"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(titles(&read(&text).items), wanted, "{text}");
    }
}

#[test]
fn names_come_from_wherever_an_answer_has_them() {
    let cases = [
        (EMBEDDED, vec!["Ada Quill"], 2),
        (r#","class_list":["post-1","tag-foster-care","category-news"]"#, vec![], 2),
        (r#","class_list":{"0":"post-1","3":"tag-foster-care"}"#, vec![], 1),
        (r#","yoast_head_json":{"author":"Bo Reed"}"#, vec!["Bo Reed"], 0),
        (r#","coauthors":[{"display_name":"Cy Ames"},{"display_name":"Di Orr"}]"#, vec!["Cy Ames", "Di Orr"], 0),
        (r#","_embedded":{"author":[{"code":"rest_user_invalid_id","message":"Invalid user ID."}]}"#, vec![], 0),
    ];
    for (more, authors, tags) in cases {
        let item = read(&format!("[{}]", post(1, "One", more))).items.remove(0);
        assert_eq!((item.authors, item.tags.len()), (authors.into_iter().map(str::to_owned).collect(), tags), "{more}");
    }
}

#[test]
fn each_post_can_be_read_again_by_itself() {
    for text in [format!("[{},{}]", post(1, "One", EMBEDDED), post(2, "Two", "")), post(3, "Three", EMBEDDED)] {
        let intake = read(&text);
        for item in &intake.items {
            assert!(text.contains(std::str::from_utf8(&item.raw).unwrap()));
            let again =
                ingest::again(&[&item.raw], intake.frame.as_ref(), &origin(), &Verdict::default()).unwrap().items;
            assert_eq!((again[0].document.clone(), &again[0].tags), (item.document.clone(), &item.tags));
        }
    }
}

#[test]
fn json_that_is_no_posts_is_no_article() {
    for text in [
        r#"{"code":"rest_post_invalid_page_number","message":"The page number requested is larger.","data":{"status":400}}"#,
        "[]",
        r#"[{"id":5,"slug":"leadership","name":"Leadership"}]"#,
    ] {
        assert!(ingest::ingest(text.as_bytes(), &origin()).is_err(), "{text}");
    }
}

#[test]
fn the_numbers_of_posts_are_there_for_whoever_asked() {
    let posts = rest::posts(&format!("[{}]", post(12, "One", EMBEDDED))).unwrap();
    assert_eq!((posts[0].id, posts[0].tags.as_deref(), posts[0].author), (12, Some(&[10][..]), Some(7)));
    assert_eq!(posts[0].date.as_deref(), Some("2026-03-01T10:00:00"));
    assert_eq!(rest::posts("[]"), Some(vec![]));
    assert_eq!(rest::posts("<html>"), None);
    assert_eq!(rest::posts("{\"code\":\"rest_no_route\"}"), None);
}

#[test]
fn sitemaps_are_read_in_every_form() {
    let news = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n' xmlns:image='i'>\
        <url><loc> https://care.example/a/?x=1&amp;y=2 </loc><lastmod>2026-03-01T10:00:00+00:00</lastmod>\
        <image:image><image:loc>https://care.example/a.jpg</image:loc></image:image>\
        <news:news><news:publication_date>2026-02-28</news:publication_date><news:title>A &amp; B</news:title></news:news></url>\
        <url><loc><![CDATA[https://care.example/b/]]></loc></url><url/><url><loc></loc></url></urlset>";
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(news.as_bytes()).unwrap();
    for bytes in [news.as_bytes().to_vec(), gz.finish().unwrap()] {
        let map = sitemap::read(&bytes).unwrap();
        let addresses: Vec<&str> = map.entries.iter().map(|entry| entry.address.as_str()).collect();
        assert_eq!(addresses, ["https://care.example/a/?x=1&y=2", "https://care.example/b/"]);
        assert_eq!(map.entries[0].updated.unwrap().to_string(), "2026-03-01T10:00:00Z");
        assert_eq!(map.entries[0].published.unwrap().to_string(), "2026-02-28T00:00:00Z");
        assert_eq!(map.entries[0].title.as_deref(), Some("A & B"));
        assert!(!map.is_index);
    }
    let index = "<sm:sitemapindex><sm:sitemap><sm:loc>https://care.example/post-sitemap.xml</sm:loc></sm:sitemap></sm:sitemapindex>";
    assert!(sitemap::read(index.as_bytes()).unwrap().is_index);
    assert_eq!(
        sitemap::read(b"\xef\xbb\xbfhttps://care.example/a/\r\n\nhttps://care.example/b/\n").unwrap().entries.len(),
        2
    );
    for none in ["<html><body>not found</body></html>", "", "Hello there", "https://a.example/ and more", "{}"] {
        assert_eq!(sitemap::read(none.as_bytes()), None, "{none}");
    }
}

#[test]
fn a_sitemap_without_end_is_cut() {
    let many: String = (0..60_000).map(|n| format!("https://care.example/{n}/\n")).collect();
    let map = sitemap::read(many.as_bytes()).unwrap();
    assert_eq!((map.entries.len(), map.is_cut), (50_000, true));
}

#[test]
fn feeds_say_where_they_go_on() {
    let rss = |head: &str| {
        format!(
            "<rss><channel><title>N</title>{head}<item><link rel='next' href='/no'/><title>x</title></item></channel></rss>"
        )
    };
    let cases = [
        (
            rss("<atom:link rel=\"next\" href=\"https://a.example/feed/?paged=2\"/>"),
            Some("https://a.example/feed/?paged=2"),
            false,
        ),
        (rss("<generator>https://wordpress.org/?v=6.1</generator>"), None, true),
        (
            "<feed><link rel='prev-archive' href='/2025.xml'/><entry><link rel='next' href='/no'/></entry></feed>"
                .to_owned(),
            Some("/2025.xml"),
            false,
        ),
        (
            "<feed><entry><id>1</id></entry><link rel='next' href='/2'/><link rel='prev-archive' href='/a'/></feed>"
                .to_owned(),
            Some("/2"),
            false,
        ),
        (
            "{\"version\":\"https://jsonfeed.org/version/1\",\"next_url\":\"https://a.example/2\",\"items\":[]}"
                .to_owned(),
            Some("https://a.example/2"),
            false,
        ),
        (rss("<link>https://a.example/</link>"), None, false),
    ];
    for (text, next, is_wordpress) in cases {
        let found = paging(&text);
        assert_eq!((found.next.as_deref(), found.is_wordpress), (next, is_wordpress), "{text}");
    }
}

fn discovered(html: &str, at: &str) -> Discovery {
    Discovery::read(html, &Url::parse(at).unwrap())
}

#[test]
fn a_page_tells_its_ways_in() {
    let found = discovered(
        "<html><head><link rel='https://api.w.org/' href='/news/wp-json/'>\
         <link rel=alternate type='application/json' href='/news/wp-json/wp/v2/tags/5'>\
         <link rel='alternate' type='application/rss+xml' title='News » Feed' href='/feed/'>\
         <link rel='alternate' type='application/rss+xml' title='News » Comments Feed' href='/comments/feed/'>\
         <link rel='alternate' type='application/rss+xml' title='News » Courts Tag Feed' href='feed/'>\
         <link rel='alternate' hreflang='cy' href='/cy/'><link rel='canonical' href='/tag/courts/'></head>\
         <body class='archive tag tag-courts tag-5 paged-2 tag-paged-2 wp-embed-responsive'>",
        "https://care.example/tag/courts/",
    );
    assert_eq!(found.api.as_deref(), Some("https://care.example/news/wp-json/"));
    assert_eq!(found.entity.as_deref(), Some("https://care.example/news/wp-json/wp/v2/tags/5"));
    assert_eq!(found.feeds, ["https://care.example/feed/", "https://care.example/tag/courts/feed/"]);
    assert_eq!(found.canonical.as_deref(), Some("https://care.example/tag/courts/"));
    assert_eq!(found.subject, Some(Subject::Tag(Named { slug: Some("courts".into()), number: Some(5) })));
    assert!(found.is_wordpress);
}

#[test]
fn the_classes_of_a_page_say_what_it_is() {
    let named = |slug: &str, number| Named { slug: Some(slug.to_owned()), number: Some(number) };
    let cases = [
        ("home blog", Some(Subject::Front)),
        ("home page-template page page-id-2", Some(Subject::Front)),
        ("archive category category-courts category-12", Some(Subject::Category(named("courts", 12)))),
        (
            "archive author author-ada-quill author-5 paged-3 author-paged-3",
            Some(Subject::Author(named("ada-quill", 5))),
        ),
        ("archive tag tag-2024 tag-77", Some(Subject::Tag(Named { slug: None, number: Some(77) }))),
        ("archive date", Some(Subject::List)),
        ("single single-post postid-9", Some(Subject::Article(Some(9)))),
        ("error404", Some(Subject::Missing)),
        ("no-js", None),
    ];
    for (classes, wanted) in cases {
        assert_eq!(discovered(&format!("<body class='{classes}'>"), "https://a.example/").subject, wanted, "{classes}");
    }
}

#[test]
fn the_page_after_one_is_told_by_its_number() {
    let own = "https://a.example/tag/x/page/2/";
    let cases = [
        // in order
        (own, "<a rel=next href='/tag/x/page/3/'>", Some("https://a.example/tag/x/page/3/")),
        // swapped
        (
            own,
            "<a rel=next href='/tag/x/'></a><a rel=prev href='/tag/x/page/3/'>",
            Some("https://a.example/tag/x/page/3/"),
        ),
        // only numbers
        (own, "<a href='../1/'></a><a href='../3/'></a><a href='../9/'>", Some("https://a.example/tag/x/page/3/")),
        // of another list
        (own, "<a href='/tag/y/page/3/'>", None),
        // itself
        (own, "<link rel=next href='/tag/x/page/2'>", None),
        (own, "<a href='/tag/x/page/9/'>", None),
        // comments
        (own, "<a rel=next href='/tag/x/comment-page-3/'>", None),
        // no numbers at all
        (
            "https://a.example/news",
            "<a rel='next nofollow' href='?after=abc#top'>",
            Some("https://a.example/news?after=abc"),
        ),
        ("https://a.example/news?paged=2", "<a rel=next href='?paged=3'>", Some("https://a.example/news?paged=3")),
        ("https://a.example/news", "<a rel=next href='javascript:void(0)'>", None),
    ];
    for (own, html, wanted) in cases {
        assert_eq!(discovered(html, own).page_after(own), wanted, "{html}");
    }
}

#[test]
fn what_breaks_off_anywhere_is_read_as_far_as_it_goes() {
    let samples = [
        format!("[{}]", post(1, "One – two", EMBEDDED)),
        "<urlset><url><loc>https://care.example/ä/</loc><lastmod>2026-03-01</lastmod></url></urlset>".to_owned(),
        "<html><base href='/x/'><link rel='next' href='?paged=2'><body class='archive tag tag-ä tag-5'><a href='/page/3/'>ä</a>".to_owned(),
        "<feed><link rel='next' href='/ä'/><generator>WordPress</generator><entry><id>1</id></entry></feed>".to_owned(),
        "{\"version\":\"https://jsonfeed.org/version/1\",\"next_url\":\"/ä\",\"items\":[{\"id\":\"1\"}]}".to_owned(),
    ];
    for sample in samples {
        for end in (0..=sample.len()).filter(|end| sample.is_char_boundary(*end)) {
            let cut = &sample[..end];
            let items = rest::parse(cut).items;
            assert!(items.len() <= 1);
            let _ = (paging(cut), sitemap::read(cut.as_bytes()), rest::posts(cut), rest::terms(cut));
            let _ = discovered(cut, "https://care.example/").page_after("https://care.example/");
            let _ = cuttings::work::walk::notice(cut);
        }
    }
}
