//! Canonical addresses, what carries one inside, and links that are not the author's.

use cuttings::article::{Block, Document, Inline};
use cuttings::clean::{address, link, markup};
use proptest::prelude::*;
use url::Url;

#[allow(clippy::expect_used)] // a constant address, outside a #[test] function
fn base() -> Url {
    Url::parse("https://www.ledger.example/2025/03/17/night-shelters/").expect("an address")
}

fn canonical(link: &str) -> String {
    address::canonical(link, None).map_or_else(String::new, |url| url.as_str().to_owned())
}

#[test]
fn an_article_has_one_address() {
    let one = "https://www.ledger.example/2025/night-shelters/";
    for link in [
        "https://www.ledger.example/2025/night-shelters/",
        "http://WWW.Ledger.Example:80/2025/night-shelters",
        "https://www.ledger.example:443/2025/night-shelters/#comments",
        "https://u:p@www.ledger.example./2025/night-shelters/",
        "//www.ledger.example/2025/night-shelters/",
        "www.ledger.example/2025/night-shelters",
        " https://www.ledger.example/2025//night-shelters/// ",
        "https://www.ledger.example/2025/x/../night-shelters/./",
        "https://www.ledger.example/2025/x/%2E%2e/night%2Dshelters/",
        "https://www.ledger.example/2025/night-shelters/feed/",
        "https://www.ledger.example/2025/night-shelters/feed/atom/",
        "https://www.ledger.example/2025/night-shelters/amp",
        "https://www.ledger.example/2025/night-shelters/amp/?amp=1",
        "https://www.ledger.example/2025/night-shelters/index.php",
        "https://www.ledger.example/2025/night-shelters/print/",
        "https://www.ledger.example/2025/night-shelters/?print=1",
        "https://www.ledger.example/2025/night-shelters/comment-page-2/#comment-7",
        "https://www.ledger.example/2025/night-shelters/?replytocom=7",
        "https://www.ledger.example/2025/night-shelters;jsessionid=A1B2?PHPSESSID=3",
        "https://www.ledger.example/(S(abc))/2025/night-shelters/",
        "https://www.ledger.example/2025/night-shelters/?utm_source=a&amp;utm_medium=b&fbclid=c",
        "https://www.ledger.example/2025/night-shelters/?share=facebook&nb=1",
        "https://www.ledger.example/2025/night-shelters?",
    ] {
        assert_eq!(canonical(link), one, "{link}");
    }
}

#[test]
fn addresses_have_one_form() {
    let cases = [
        ("http://a.example/x?utm_source=x&id=3&fbclid=y#c", "https://a.example/x/?id=3"),
        ("https://a.example/?PREVIEW=true", "https://a.example/"),
        ("https://a.example/x.amp.html", "https://a.example/x.html"),
        ("https://a.example/x.html/", "https://a.example/x.html"),
        ("https://a.example:8443/a.html", "https://a.example:8443/a.html"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/%7ebo/%c3%a4?q=%7e%2f", "https://a.example/~bo/%c3%a4/?q=~%2f"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4/"),
        ("https://a.example/100%/%%341", "https://a.example/100%25/%2541/"),
        ("http://ccwpupg.communitycare.co.uk/tag/x/", "https://www.communitycare.co.uk/tag/x/"),
        ("http://ccwpnew.communitycare.co.uk/tag/x/", "https://www.communitycare.co.uk/tag/x/"),
        ("//communitycare.co.uk/x", "https://www.communitycare.co.uk/x/"),
        ("https://wp-old.careledger.example/x/?intcmp=1", "https://www.careledger.example/x/"),
        ("https://staging-3.careledger.example/x/", "https://www.careledger.example/x/"),
        ("communitycare.co.uk", ""),
        ("https://www.ledger.example/?p=216431", ""),
        ("https://www.ledger.example/index.php?p=216431&utm_source=x", ""),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
    ];
    for (link, expected) in cases {
        assert_eq!(canonical(link), expected, "{link}");
    }
    let joined = address::canonical("../b?x=1", Some(&base()));
    assert_eq!(joined.unwrap().as_str(), "https://www.ledger.example/2025/03/17/b/?x=1");
    assert_eq!(address::number("https://www.communitycare.co.uk/?p=192024"), Some(192_024));
    assert_eq!(address::number("https://www.communitycare.co.uk/list?p=2"), None);
    assert_eq!(address::host("http://communitycare.co.uk/x").as_deref(), Some("www.communitycare.co.uk"));
}

#[test]
fn what_may_name_another_article_is_kept() {
    for (a, b) in [
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/story?sid=1", "https://a.example/story?sid=2"),
        ("https://a.example/?cat=1", "https://a.example/?cat=2"),
        ("https://a.example/x/", "https://a.example/X/"),
        ("https://a.example/#!/one", "https://a.example/#!/two"),
        ("https://a.example/section/", "https://a.example/section/print/"),
        ("https://a.example/x?format=print", "https://a.example/x?format=two"),
        ("https://jobs.communitycare.co.uk/x", "https://www.communitycare.co.uk/x"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/?page=1", "https://a.example/?page=2"),
        ("https://www.google.com/search?q=https://a.example/", "https://a.example/"),
    ] {
        assert_ne!(canonical(a), canonical(b), "{a}");
    }
}

#[test]
fn an_address_inside_another_is_the_real_one() {
    let one = "https://www.ledger.example/2025/shelters/";
    for link in [
        "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fwww.ledger.example%2F2025%2Fshelters%2F&usg=x",
        "https://www.google.com/url?q=http://www.ledger.example/2025/shelters/",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.ledger.example%2F2025%2Fshelters%2F%3Ffbclid%3Dx&h=y",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ledger.example%2F2025%2Fshelters&data=1",
        "https://t.umblr.com/redirect?z=https%3A%2F%2Fwww.ledger.example%2F2025%2Fshelters%2F&t=1",
        "https://href.li/?https://www.ledger.example/2025/shelters/",
        "http://web.archive.org/web/20150102030405/http://www.ledger.example/2025/shelters/",
        "https://web.archive.org/web/20150102030405id_/https://www.ledger.example:80/2025/shelters",
        "https://web.archive.org/web/2015/www.ledger.example/2025/shelters/",
        "https://www-ledger-example.cdn.ampproject.org/c/s/www.ledger.example/2025/shelters/amp/",
        "https://www.google.com/amp/s/www.ledger.example/2025/shelters/amp/",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fweb.archive.org%2Fweb%2F2015%2Fhttp%3A%2F%2Fwww.ledger.example%2F2025%2Fshelters%2F",
    ] {
        assert_eq!(canonical(link), one, "{link}");
    }
    for link in ["https://www.google.com/url?q=shelters", "https://l.facebook.com/l.php?u=javascript:alert(1)"] {
        assert!(canonical(link).starts_with(&link[..20]), "{link}");
    }
}

#[test]
fn a_link_in_a_text_leads_to_the_real_address() {
    let document = |html: &str| markup::document(html, Some(&base())).document.to_html();
    for (href, expected) in [
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx%3Fid%3D1", "https://a.example/x?id=1"),
        ("https://web.archive.org/web/2015/http://a.example/x", "http://a.example/x"),
        ("/web/20150102030405/http://a.example/x", "http://a.example/x"),
        ("http://ccwpupg.communitycare.co.uk/x?a=1", "http://www.communitycare.co.uk/x?a=1"),
        ("https://a.example/x?utm_source=y", "https://a.example/x?utm_source=y"),
    ] {
        assert_eq!(document(&format!("<p><a href='{href}'>x</a>")), format!("<p><a href=\"{expected}\">x</a></p>\n"));
    }
}

fn unlinked(html: &str) -> (String, Vec<String>) {
    let mut document = markup::document(html, None).document;
    let mut removed = Vec::new();
    link::unlink(&mut document, &mut removed);
    let once = document.clone();
    let mut again = Vec::new();
    link::unlink(&mut document, &mut again);
    assert!(again.is_empty() && document == once, "twice: {html}");
    assert_eq!(markup::document(&once.to_html(), None).document, once, "as its HTML says: {html}");
    assert!(removed.iter().all(|removal| removal.rule == "spam-link"));
    (once.to_html().replace('\n', ""), removed.into_iter().map(|removal| removal.text).collect())
}

#[test]
fn spam_links_lose_their_address_and_keep_their_text() {
    let spam = "https://spam.example/";
    for (html, expected) in [
        (format!("<p>a<a href='{spam}'>.</a> b"), "<p>a. b</p>"),
        (format!("<p><b>a<a href='{spam}'>…</a></b> b"), "<p><strong>a…</strong> b</p>"),
        (format!("<ul><li>a<a href='{spam}'> · </a>"), "<ul><li>a ·</li></ul>"),
        (format!("<table><tr><td>a<td>b<tr><td>c<td><a href='{spam}'>–</a></table>"), "–"),
        (format!("<blockquote><p>a<a href='{spam}'>,</a> b"), "<blockquote><p>a, b</p></blockquote>"),
    ] {
        let (text, removed) = unlinked(&html);
        assert!(text.contains(expected) && !text.contains("spam.example"), "{html}: {text}");
        assert_eq!(removed, [spam]);
    }
}

#[test]
fn honest_links_stay() {
    for html in [
        "<p>A <a href=\"https://www.ledger.example/x\" rel=sponsored>lucky slots</a> study.",
        "<p>A <a href=\"https://other.example/x\" rel=nofollow>study of lucky slots</a>.",
        "<p>A note<a href=\"https://other.example/n\">*</a> and <a href=\"https://other.example/m\">1</a>.",
        "<p><a href=\"https://a.example/\">a report</a>, <a href=\"https://b.example/\">a study</a>, <a href=\"https://c.example/\">a blog</a>",
    ] {
        let links = html.matches("href").count();
        let (text, removed) = unlinked(html);
        assert_eq!((text.matches("href").count(), removed.len()), (links, 0), "{html}");
    }
}

#[test]
fn thousands_of_links_cost_little() {
    let started = std::time::Instant::now();
    let html = "<p>".to_owned() + &"<a href='https://spam.example/x'>.</a> word ".repeat(20_000);
    let (_, removed) = unlinked(&html);
    assert_eq!(removed.len(), 20_000);
    let wrapped = "https://l.facebook.com/l.php?u=".repeat(60);
    let _ = canonical(&wrapped);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn a_link_of_a_document_may_nest_anything() {
    let spam = Inline::Link {
        url: "https://spam.example/".to_owned(),
        content: vec![Inline::Strong(vec![Inline::Emphasis(vec![Inline::text("."), Inline::Break])])],
    };
    let mut document = Document::new(vec![Block::Paragraph(vec![Inline::text("a"), spam])]);
    link::unlink(&mut document, &mut Vec::new());
    assert!(!document.to_html().contains("href"));
}

/// Pieces that addresses are made of, honest and not.
fn address_like() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "https://",
        "http://",
        "www.",
        "a.example",
        "communitycare.co.uk",
        "ccwpx.communitycare.co.uk",
        "/",
        "//",
        "?",
        "&",
        "&amp;",
        "#",
        "#!",
        "%2F",
        "%2e",
        "%41",
        "%",
        "%%341",
        "..",
        ".",
        "feed",
        "amp",
        "index.php",
        "print",
        "a-1",
        "p=7",
        "p=",
        "utm_source=x",
        "id=1",
        "=",
        ";jsessionid=1",
        "(S(x))",
        ":80",
        ":443",
        "@",
        "u:p@",
        "www.google.com/url?q=",
        "l.facebook.com/l.php?u=",
        "web.archive.org/web/2015/",
        "/web/2015/http://",
        "x.cdn.ampproject.org/c/s/",
        "href.li/?",
        "ä",
        " ",
        "comment-page-2",
        "x.html",
        ".amp.html",
        "+",
        "~",
        "[",
        "]",
        "\\",
        "\t",
        "|",
        "^",
        "'",
        "\"",
        "<",
        ":",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn the_canonical_form_of_a_canonical_address_is_itself(link in address_like()) {
        for link in [link.clone(), format!("https://www.ledger.example/{link}"), format!("https://{link}")] {
            if let Some(url) = address::canonical(&link, Some(&base())) {
                let again = address::canonical(url.as_str(), Some(&base()));
                prop_assert_eq!(again.as_ref(), Some(&url), "{}", link);
                prop_assert!(url.as_str().starts_with("https://"));
let host = address::host(url.as_str()).unwrap_or_default();
                prop_assert_eq!(host.as_str(), url.host().split(':').next().unwrap_or(""));
            }
        }
    }

    #[test]
    fn any_text_is_an_address_or_none(link in any::<String>()) {
        if let Some(url) = address::canonical(&link, Some(&base())) {
            prop_assert_eq!(address::canonical(url.as_str(), None), Some(url));
        }
    }
}
