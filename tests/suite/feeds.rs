//! Feeds in any state: what each holds comes back, and what is wrong with one item costs no other.

#![allow(clippy::expect_used)] // what a fixture must hold

use cuttings::article::{CanonicalUrl, Extent, Item, Kind};
use cuttings::ingest::{IngestError, Intake, Origin, ingest};
use cuttings::sniff::{Shape, Unreadable, sniff};

const WORDPRESS: &str = include_str!("../corpus/feeds/wordpress.xml");

fn take_in(bytes: &[u8]) -> Result<Intake, IngestError> {
    ingest(bytes, &Origin { address: "feed.xml".to_owned(), key: "/feed.xml".to_owned() })
}

fn items(text: &str) -> Vec<Item> {
    take_in(text.as_bytes()).expect("a feed").items
}

fn only(text: &str) -> Item {
    let items = items(text);
    assert_eq!(items.len(), 1, "{text}");
    items.into_iter().next().expect("one item")
}

/// An RSS feed of one item with these elements.
fn rss(elements: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Care Weekly</title><link>https://care.example/</link><item>{elements}</item></channel></rss>"
    )
}

#[test]
fn a_wordpress_feed_gives_every_field_of_its_items() {
    let intake = take_in(WORDPRESS.as_bytes()).expect("a feed");
    assert_eq!(intake.source.kind, Kind::Rss);
    assert_eq!(intake.items.len(), 3);
    let item = &intake.items[0];
    assert_eq!(item.title, "Night shifts ‘too long’, say wardens");
    assert_eq!(
        item.url.as_ref().map(CanonicalUrl::as_str),
        Some("https://www.harbour-care.example/2021/05/04/night-shifts-too-long/")
    );
    assert_eq!(item.wordpress_id.map(|id| id.0), Some(4711));
    assert_eq!(item.published.map(|date| date.to_string()).as_deref(), Some("2021-05-04T08:30:00Z"));
    assert_eq!(item.authors, ["Nell Harding"]);
    assert_eq!(item.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Workforce", "night work"]);
    assert_eq!(item.comments, Some(12));
    let image = item.image.as_ref().expect("a picture");
    assert_eq!(image.url, "https://www.harbour-care.example/wp-content/uploads/lamp.jpg");
    assert_eq!(image.caption.as_deref(), Some("A lamp in a window (Ida Moe)"));
    assert_eq!(item.extent, Extent::Full);
    assert_eq!(item.excerpt.as_deref(), Some("Wardens in three counties want shorter nights. […]"));
    assert!(item.document.to_text().contains("Twelve hours is the rule"));
    assert!(String::from_utf8_lossy(&item.raw).starts_with("<item>"));
}

#[test]
fn damage_in_one_item_costs_no_other() {
    let good = "<item><title>Good</title><link>https://care.example/good</link><description>Fine.</description></item>";
    for bad in [
        "<item><title>Fish & chips</title></item>",
        "<item><title>5 < 6 is true</title></item>",
        "<item><title>Open <b>and never closed</title></item>",
        "<item><title>Wrong</titel><description>end</description></item>",
        "<item><title>Zero &#0; byte</title></item>",
        "<item><title>Nested</title><description><![CDATA[a <![CDATA[b]]> c]]></description></item>",
        "<item><title>Unclosed section</title><description><![CDATA[a</description></item>",
        "<item><title>Unclosed item</title>",
        "<item><title>Stray comment <!-- here</title></item>",
        "<item><title>Mail</title><dc:creator>Jane Doe—jane@example.com</dc:creator></item>",
        "<item><title>&nosuch; &nbsp; &hellip;</title></item>",
        "<item><title a=\"b>Quote</title></item>",
        "<item><title>Bell \u{7} and escape \u{1b}[31m</title></item>",
    ] {
        let feed = format!("<rss><channel><title>T</title>{good}{bad}{good}</channel></rss>");
        let found = items(&feed);
        let good: Vec<_> =
            found.iter().filter(|item| item.title == "Good" && item.document.to_text() == "Fine.").collect();
        assert_eq!(good.len(), 2, "{bad}: {:?}", found.iter().map(|item| &item.title).collect::<Vec<_>>());
    }
}

#[test]
fn a_title_keeps_all_its_words() {
    for (title, expected) in [
        ("CEO <b>chair</b>: new role", "CEO chair: new role"),
        ("CEO &lt;b&gt;chair&lt;/b&gt;: new role", "CEO chair: new role"),
        ("<![CDATA[CEO <b>chair</b>: new role]]>", "CEO chair: new role"),
        ("It&amp;#8217;s done", "It’s done"),
        ("It&rsquo;s done &amp; dusted", "It’s done & dusted"),
        ("Fish & chips", "Fish & chips"),
        ("5 < 6", "5 < 6"),
        ("One\n  two", "One two"),
        ("<![CDATA[One ]]> two]]>", "One two"),
        ("<![CDATA[A]]]]><![CDATA[> B]]>", "A]]> B"),
    ] {
        assert_eq!(only(&rss(&format!("<title>{title}</title>"))).title, expected, "{title}");
    }
}

#[test]
fn an_author_is_a_name() {
    for (elements, names) in [
        ("<author>nell@care.example (Nell Harding)</author>", vec!["Nell Harding"]),
        ("<author>Nell Harding &lt;nell@care.example&gt;</author>", vec!["Nell Harding"]),
        ("<author>nell@care.example</author>", vec!["nell@care.example"]),
        ("<author>nell@care.example</author><dc:creator>Nell Harding</dc:creator>", vec!["Nell Harding"]),
        ("<dc:creator>Nell Harding</dc:creator><dc:creator>Tom Bly</dc:creator>", vec!["Nell Harding", "Tom Bly"]),
        ("<itunes:author>Nell Harding</itunes:author>", vec!["Nell Harding"]),
        ("<dc:creator>Jane Doe—jane@example.com</dc:creator>", vec!["Jane Doe—jane@example.com"]),
        ("<creator>Nell Harding</creator>", vec!["Nell Harding"]),
        ("<a10:author><a10:uri>https://nell.example/</a10:uri></a10:author>", vec![]),
        ("<a10:author><a10:name>Nell Harding</a10:name><a10:uri>/nell</a10:uri></a10:author>", vec!["Nell Harding"]),
        ("<a10:contributor><a10:name>Tom Bly</a10:name></a10:contributor>", vec![]),
    ] {
        assert_eq!(only(&rss(&format!("<title>T</title>{elements}"))).authors, names, "{elements}");
    }
}

#[test]
fn an_address_is_found_where_a_feed_keeps_it() {
    for (elements, address) in [
        ("<link>https://care.example/a/</link>", Some("https://care.example/a/")),
        ("<link>\n https://care.example/a/ \n</link>", Some("https://care.example/a/")),
        ("<link><![CDATA[https://care.example/a/]]></link>", Some("https://care.example/a/")),
        ("<link/>https://care.example/a/", Some("https://care.example/a/")),
        ("<link>/a/</link>", Some("https://care.example/a/")),
        ("<guid>https://care.example/a/</guid>", Some("https://care.example/a/")),
        ("<guid isPermaLink=\"false\">https://care.example/?p=7</guid>", None),
        ("<guid>urn:7</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
    ] {
        let item = only(&rss(&format!("<title>T</title>{elements}")));
        assert_eq!(item.url.as_ref().map(CanonicalUrl::as_str), address, "{elements}");
    }
    assert_eq!(
        only(&rss("<title>T</title><guid isPermaLink=\"false\">https://care.example/?p=7</guid>"))
            .wordpress_id
            .map(|id| id.0),
        Some(7)
    );
}

#[test]
fn every_family_of_feeds_is_read() {
    let atom = "<entry><title type=\"html\">A &amp;amp; B</title><link rel=\"self\" href=\"/x\"/><link href=\"https://care.example/a/\"/>";
    for (feed, kind) in [
        (format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{atom}<published>2020-02-01T00:00:00Z</published><content type=\"html\">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"), Kind::Atom),
        (format!("<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\">{atom}<issued>2020-02-01T00:00:00Z</issued><content type=\"text/html\" mode=\"escaped\">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"), Kind::Atom),
        (format!("<feed>{atom}<published>2020-02-01T00:00:00Z</published><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Text</p></div></content></entry></feed>"), Kind::Atom),
        ("<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\"><channel><title>C</title></channel><item><title>A &amp; B</title><link>https://care.example/a/</link><dc:date>2020-02-01</dc:date><description>Text</description></item></rdf:RDF>".to_owned(), Kind::Rss),
        ("<rss version=\"0.91N\"><channel><item><title>A &amp; B</title><link>https://care.example/a/</link><pubDate>1 Feb 20 00:00 GMT</pubDate><description>Text</description></item></channel></rss>".to_owned(), Kind::Rss),
        ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": 1, \"title\": \"A & B\", \"url\": \"https://care.example/a/\", \"date_published\": \"2020-02-01T00:00:00Z\", \"content_html\": \"<p>Text</p>\"}]}".to_owned(), Kind::JsonFeed),
    ] {
        let intake = take_in(feed.as_bytes()).expect("a feed");
        assert_eq!(intake.source.kind, kind, "{feed}");
        let item = &intake.items[0];
        assert_eq!(item.title, "A & B", "{feed}");
        assert_eq!(item.url.as_ref().map(CanonicalUrl::as_str), Some("https://care.example/a/"), "{feed}");
        assert_eq!(item.published.map(|date| date.to_string()).as_deref(), Some("2020-02-01T00:00:00Z"), "{feed}");
        assert_eq!(item.document.to_text(), "Text", "{feed}");
    }
}

#[test]
fn a_feed_is_a_feed_whatever_stands_around_it() {
    let escaped = WORDPRESS.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for wrapped in [
        format!("\u{feff}{WORDPRESS}"),
        format!("\n\n  {WORDPRESS}"),
        format!("<br />\n<b>Warning</b>: Cannot modify header in functions.php on line 12<br />\n{WORDPRESS}"),
        format!("<html><head><title>feed</title></head><body><pre>{escaped}</pre></body></html>"),
        format!(
            "<!DOCTYPE html><html><body>This XML file does not appear to have any style information.<div>{WORDPRESS}</div></body></html>"
        ),
        WORDPRESS
            .replace("<![CDATA[", "<!--[CDATA[")
            .replace("]]>", "]]-->")
            .replace("</link>", "")
            .replace("pubDate", "pubdate"),
    ] {
        let intake = take_in(wrapped.as_bytes()).expect("a feed");
        assert_eq!((intake.source.kind, intake.items.len()), (Kind::Rss, 3), "{}", &wrapped[..60]);
        assert_eq!(intake.items[0].title, "Night shifts ‘too long’, say wardens");
        assert!(intake.items[0].url.is_some() && intake.items[0].published.is_some());
    }
}

#[test]
fn a_page_about_feeds_is_no_feed() {
    let words = "Most readers have never seen the source of one. ".repeat(10);
    let page = format!(
        "<!DOCTYPE html><html><body><article><h1>How feeds work</h1><p>{words}</p><pre>&lt;rss version=\"2.0\"&gt;&lt;channel&gt;</pre></article></body></html>"
    );
    assert_eq!(sniff(page.as_bytes()).map(|sniffed| sniffed.shape), Ok(Shape::Page));
}

#[test]
fn every_encoding_gives_the_same_text() {
    let feed = rss("<title>Café “déjà vu”</title>").replace("<rss", "<?xml version=\"1.0\" encoding=\"LABEL\"?><rss");
    let utf_16 = |swap: bool, mark: bool| -> Vec<u8> {
        let text = feed.replace("LABEL", "utf-16");
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit: u16| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let utf_32: Vec<u8> = feed.chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
    let latin = |label: &str| encoding_rs::WINDOWS_1252.encode(&feed.replace("LABEL", label)).0.into_owned();
    for (name, bytes) in [
        ("utf-8", feed.replace("LABEL", "utf-8").into_bytes()),
        ("utf-8 that says latin-1", feed.replace("LABEL", "iso-8859-1").into_bytes()),
        ("utf-16le", utf_16(false, false)),
        ("utf-16be", utf_16(true, false)),
        ("utf-16le with a mark", utf_16(false, true)),
        ("utf-16be with a mark", utf_16(true, true)),
        ("utf-32be", utf_32),
        ("windows-1252", latin("windows-1252")),
        ("windows-1252 that says latin-1", latin("iso-8859-1")),
        ("windows-1252 that says utf-8", latin("utf-8")),
        ("windows-1252 numbers", rss("<title>Caf&#233; &#147;d&#233;j&#224; vu&#148;</title>").into_bytes()),
        ("mojibake", rss("<title>CafÃ© â€œdÃ©jÃ\u{a0} vuâ€\u{9d}</title>").into_bytes()),
    ] {
        let intake = take_in(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(intake.items[0].title, "Café “déjà vu”", "{name}");
    }
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    for (bytes, error) in [
        (&b""[..], Unreadable::Empty),
        (b" \n\t ", Unreadable::Empty),
        (b"\xef\xbb\xbf \n", Unreadable::Empty),
        (b"\x89PNG\r\n\x1a\n....", Unreadable::Binary),
        (b"%PDF-1.7 text", Unreadable::Binary),
        (b"PK\x03\x04rest", Unreadable::Binary),
        (b"\x7fELF rest", Unreadable::Binary),
        (b"text with \0 in it", Unreadable::Binary),
        (b"\x01\x02\x03\x04\x05\x06 x", Unreadable::Binary),
    ] {
        assert_eq!(sniff(bytes), Err(error), "{bytes:?}");
    }
}

#[test]
fn input_without_an_article_says_what_it_was_read_as() {
    let error = take_in(b"<rss><channel><title>Empty</title></channel></rss>").expect_err("nothing in it");
    assert!(error.to_string().contains("rss"), "{error}");
    let error = take_in(b"{\"name\": \"cuttings\", \"version\": 1}").expect_err("nothing in it");
    assert!(error.to_string().contains("JSON"), "{error}");
}

#[test]
fn a_json_feed_that_breaks_off_gives_its_whole_items() {
    let item = |n: u32| {
        format!("{{\"id\": \"{n}\", \"title\": \"Item {n}\", \"content_text\": \"Brackets ]}} and \\\"quotes\\\"\"}}")
    };
    let feed = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"J\", \"items\": [{}, {}, {}",
        item(1),
        item(2),
        &item(3)[..20]
    );
    let intake = take_in(feed.as_bytes()).expect("two items");
    assert_eq!(intake.items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), ["Item 1", "Item 2"]);
    assert_eq!(intake.channel.title.as_deref(), Some("J"));
    assert_eq!(intake.warnings.len(), 1);
}

#[test]
fn an_excerpt_is_told_from_a_text() {
    let long = "<p>A paragraph of the text with enough words in it to be one.</p>".repeat(12);
    for (elements, extent) in [
        ("<description>Only the first words […]</description>".to_owned(), Extent::Excerpt),
        (format!("<description><![CDATA[{long}]]></description>"), Extent::Full),
        (format!("<description><![CDATA[{long}<p>And so on [&hellip;]</p>]]></description>"), Extent::Excerpt),
        (format!("<content:encoded><![CDATA[{long}]]></content:encoded>"), Extent::Full),
        ("<title>T</title>".to_owned(), Extent::Excerpt),
    ] {
        assert_eq!(only(&rss(&format!("<title>T</title>{elements}"))).extent, extent, "{elements}");
    }
}

#[test]
fn an_address_that_most_items_share_makes_them_no_one_article() {
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><description>On {title}, at length.</description></item>"
        )
    };
    let shared: String = ["Beds", "Fees", "Rotas"].iter().map(|title| item(title, "https://a.example/news")).collect();
    let intake = take_in(rss_of(&shared).as_bytes()).expect("items");
    assert_eq!(intake.items.len(), 3);
    assert!(intake.items.iter().all(|item| item.url.is_none()));
    assert_eq!(intake.warnings.len(), 1);
    let mixed = item("Beds", "https://a.example/1")
        + &item("Beds", "https://a.example/1")
        + &item("Fees", "https://a.example/2");
    assert!(items(&rss_of(&mixed)).iter().all(|item| item.url.is_some()));
}

fn rss_of(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Care</title>{items}</channel></rss>")
}

#[test]
fn what_a_feed_calls_by_names_of_its_own_is_written_out() {
    let feed = "<!DOCTYPE rss [<!ENTITY paper \"Care &amp; Co\"><!ENTITY site 'https://care.example'><!ENTITY file SYSTEM \"file:///etc/passwd\">]>\
                <rss><channel><title>&paper;</title><item><title>&paper; grows</title><link>&site;/a/</link><description>&file;By <![CDATA[&paper;]]></description></item></channel></rss>";
    let intake = take_in(feed.as_bytes()).expect("a feed");
    assert_eq!(intake.channel.title.as_deref(), Some("Care & Co"));
    assert_eq!(intake.items[0].title, "Care & Co grows");
    assert_eq!(intake.items[0].url.as_ref().map(CanonicalUrl::as_str), Some("https://care.example/a/"));
    assert_eq!(intake.items[0].document.to_text(), "&file;By &paper;");
}

#[test]
fn an_address_in_a_text_is_read_against_the_base_that_the_feed_gives() {
    for entry in [
        "<entry xml:base=\"https://care.example/2021/\"><content type=\"html\">LINK</content>",
        "<entry><content type=\"html\" xml:base=\"https://care.example/2021/\">LINK</content>",
        "<entry xml:base=\"2021/\"><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">LINK</div></content>",
        "<entry><content type=\"html\">LINK</content><link href=\"/2021/\"/>",
    ] {
        let link =
            if entry.contains("xhtml") { "<a href=\"rota\">Rota</a>" } else { "&lt;a href=\"rota\"&gt;Rota&lt;/a&gt;" };
        let base = if entry.contains("<link") { "" } else { " xml:base=\"https://care.example/\"" };
        let feed = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"{base}><link href=\"https://care.example/\"/>{}<title>T</title></entry></feed>",
            entry.replace("LINK", link)
        );
        assert_eq!(only(&feed).document.to_markdown().trim(), "[Rota](https://care.example/2021/rota)", "{feed}");
    }
}

#[test]
fn what_stands_in_odd_elements_comes_out() {
    for (elements, text) in [
        ("<media:group><media:description>On beds.</media:description></media:group>", "On beds."),
        ("<itunes:subtitle>On beds.</itunes:subtitle>", "On beds."),
        ("<encoded>On beds.</encoded>", "On beds."),
        ("<body xmlns=\"http://www.w3.org/1999/xhtml\"><p>On beds.</p></body>", "On beds."),
        ("<dc:description>On beds.</dc:description>", "On beds."),
    ] {
        let item = only(&rss(elements));
        assert_eq!(item.document.to_text(), text, "{elements}");
    }
    assert_eq!(only(&rss("<itunes:title>Beds</itunes:title>")).title, "Beds");
    assert_eq!(only(&rss("<media:title>Beds</media:title>")).title, "Beds");
    assert_eq!(
        only(&rss("<title>T</title><comments>https://care.example/#c</comments><slash:comments>4</slash:comments>"))
            .comments,
        Some(4)
    );
}

#[test]
fn a_channel_definition_is_a_feed() {
    let feed = "<CHANNEL BASE=\"https://care.example/news/\" HREF=\"https://care.example/\"><TITLE>Care</TITLE>\
                <ITEM HREF=\"beds\" LASTMOD=\"2004-04-06T23:05:43-05:00\"><TITLE>Beds</TITLE><ABSTRACT>On beds.</ABSTRACT></ITEM></CHANNEL>";
    let item = only(feed);
    assert_eq!(item.url.as_ref().map(CanonicalUrl::as_str), Some("https://care.example/news/beds/"));
    assert_eq!(item.updated.map(|date| date.to_string()).as_deref(), Some("2004-04-07T04:05:43Z"));
    assert_eq!(item.document.to_text(), "On beds.");
}

#[test]
fn a_feed_in_rdf_ends_where_its_root_does() {
    let feed = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel><title>C</title></channel><item><title>A</title></item></rdf:RDF>";
    assert_eq!(take_in(feed.as_bytes()).expect("a feed").warnings, Vec::<String>::new());
}
