//! Markup and text to documents; addresses, titles, channels, bylines, endings.

use cuttings::article::{Block, Document, Inline, MAX_DEPTH, Removal};
use cuttings::clean::{channel, ending, markup, plain, title};
use proptest::prelude::*;
use url::Url;

#[allow(clippy::expect_used)] // a constant address, outside a #[test] function
fn base() -> Url {
    Url::parse("https://www.ledger.example/2025/03/17/night-shelters/").expect("an address")
}

/// The document as HTML on one line: short to write, and shows the structure.
fn shape(html: &str) -> String {
    markup::document(html, Some(&base())).document.to_html().replace('\n', "")
}

#[test]
fn markup_becomes_blocks() {
    let cases = [
        ("text<div>more</div>rest", "<p>text</p><p>more</p><p>rest</p>"),
        ("one<br><br>two<br>three<br>", "<p>one</p><p>two<br>three</p>"),
        ("<p>a &nbsp; <b>b </b>c</p><p>&nbsp;</p><p></p>", "<p>a <strong>b</strong> c</p>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<h1>A</h1><h5>B<br></h5>", "<h2>A</h2><h5>B</h5>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ol><li><p>a</p><p>b</p></li><li></li></ol>", "<ol><li>a<p>b</p></li></ol>"),
        ("<blockquote>a<footer>b</footer></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<pre>\na  b\n\n c </pre>", "<pre>a  b c</pre>"),
        ("<p>a<hr>b", "<p>a</p><hr><p>b</p>"),
        (
            "<table><tr><th>A<th>B<tr><td>1<td>2</table>",
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
        ),
        (
            "<table><tr><td>menu</td><td><p>a</p><ul><li>b</ul></td></tr></table>",
            "<p>menu</p><p>a</p><ul><li>b</li></ul>",
        ),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "<p>a</p><p>b</p>"),
        (
            "<figure><img src='/a.jpg' alt='x'><figcaption>A <i>b</i></figcaption></figure>",
            "<figure><img src=\"https://www.ledger.example/a.jpg\" alt=\"\"><figcaption>A <em>b</em></figcaption></figure>",
        ),
        (
            "<div class='wp-caption'><img src='/a.jpg'><p class='wp-caption-text'>A</p></div>",
            "<figure><img src=\"https://www.ledger.example/a.jpg\" alt=\"\"><figcaption>A</figcaption></figure>",
        ),
        (
            "[caption id=\"x\" width=\"3\"]<a href='/b'><img src='/a.jpg'></a> A b[/caption]",
            "<figure><img src=\"https://www.ledger.example/a.jpg\" alt=\"\"><figcaption>A b</figcaption></figure>",
        ),
        ("so <img class=emoji alt='🙂' src=x> <code>a</code> <q>b</q>", "<p>so 🙂 <code>a</code> “b”</p>"),
        (
            "a <img src='data:x' data-src='/late.jpg'> b",
            "<p>a b</p><figure><img src=\"https://www.ledger.example/late.jpg\" alt=\"\"></figure>",
        ),
        ("<dl><dt>A<dd>b</dl>", "<p><strong>A</strong></p><p>b</p>"),
        ("1 < 2 &amp;amp; 3 > 2 AT&T <!-- x", "<p>1 &lt; 2 &amp;amp; 3 &gt; 2 AT&amp;T &lt;!-- x</p>"),
        ("<p>a <![CDATA[b]]> c", "<p>a b c</p>"),
        (
            "<a href='../x/?a=1&b=2'>x</a> <a href='#top'>y</a> <a href=mailto:a@b.example>m</a> <a href='tel:1'>t</a>",
            "<p><a href=\"https://www.ledger.example/2025/03/17/x/?a=1&amp;b=2\">x</a> y <a href=\"mailto:a@b.example\">m</a> t</p>",
        ),
        ("a\u{1b}[31mb\u{202e}c", "<p>abc</p>"),
    ];
    for (html, expected) in cases {
        assert_eq!(shape(html), expected, "{html}");
    }
}

#[test]
fn what_is_no_text_goes_and_is_recorded() {
    let cases = [
        ("<script>alert('a')</script>", "script", "alert('a')"),
        ("<style>p{}</style>", "style", "p{}"),
        ("<noscript>turn it on</noscript>", "noscript", "turn it on"),
        ("<template><p>t</p></template>", "template", "t"),
        ("<iframe src='https://video.example/1'></iframe>", "iframe", "https://video.example/1"),
        ("<form><p>Your name</p><input></form>", "form", "Your name"),
        ("<p hidden>secret</p>", "hidden", "secret"),
        ("<div style='position:absolute; left:-9999px'><a href='https://spam.example'>win</a></div>", "hidden", "win"),
        ("<span style='Display : none'><p>buy</p></span>", "hidden", "buy"),
        ("<span aria-hidden='true'>→</span>", "hidden", "→"),
        ("<a href='https://spam.example' style='font-size:1px'>win</a>", "hidden", "win"),
        ("<a href='https://spam.example' style='FONT-SIZE : 0 !important'>win</a>", "hidden", "win"),
        ("<p style='height:1px;overflow:hidden'><a href='https://spam.example'>win</a></p>", "hidden", "win"),
        ("<a href='https://spam.example' style='color:#FFF;background:white'>win</a>", "hidden", "win"),
        ("<div style='opacity:0'><a href='https://spam.example'>win</a></div>", "hidden", "win"),
        ("<i style='clip:rect(0, 0, 0, 0)'>win</i>", "hidden", "win"),
        ("<a href='https://spam.example/x'> </a>", "spam-link", "https://spam.example/x"),
        ("<p>]]></p>", "cdata-remnant", "]]>"),
        ("<div class='sharedaddy sd-sharing-enabled'><h3>Share this:</h3></div>", "share-links", "Share this:"),
        ("<img src='https://count.example/p.gif' width=1 height=1>", "tracking-pixel", "https://count.example/p.gif"),
        ("<!-- a note -->", "comment", "a note"),
        ("<a href=' JavaScript:alert(1)'></a>", "unsafe-link", "( JavaScript:alert(1))"),
        (
            "<p>The post <a href='https://s.example/a/'>A</a> appeared first on <a href='https://s.example'>S</a>.</p>",
            "feed-tail",
            "The post A appeared first on S.",
        ),
    ];
    for (html, rule, text) in cases {
        let cleaned = markup::document(&format!("<p>kept</p>{html}"), None);
        assert_eq!(cleaned.document, Document::new(vec![Block::paragraph("kept")]), "{html}");
        let removed: Vec<&Removal> = cleaned.removed.iter().filter(|removal| removal.rule == rule).collect();
        assert_eq!(removed.len(), 1, "{html}: {:?}", cleaned.removed);
        assert_eq!(removed[0].text.trim(), text);
    }
}

#[test]
fn what_a_style_only_changes_stays() {
    for html in [
        "<p style='color:#fff;background:#000'>a <a href='https://b.example/'>b</a></p>",
        "<p style='opacity:0'>faded in later</p>",
        "<p style='height:1px'>a</p>",
        "<p style='font-size:0.8em;margin-left:-100px;left:-5px'>a</p>",
        "<p style='overflow:hidden;width:100%'>a</p>",
    ] {
        let cleaned = markup::document(html, None);
        assert!(cleaned.removed.is_empty() && !cleaned.document.is_empty(), "{html}: {:?}", cleaned.removed);
    }
}

#[test]
fn feed_tails_go_in_every_language() {
    let tails = [
        "The post <a href='https://s.example/a/'>A</a> appeared first on <a href='https://s.example/'>S</a>.",
        "Der Beitrag <a href='https://s.example/a/'>A</a> erschien zuerst auf <a href='https://s.example/'>S</a>.",
        "L’article <a href='https://s.example/a/'>A</a> est apparu en premier sur <a href='https://s.example/'>S</a>.",
        "La entrada A apareció primero en S.",
        "L'articolo A proviene da S.",
        "Het bericht A verscheen eerst op S.",
        "O post A apareceu primeiro em S.",
        "Výskyt <a href='https://s.example/a/'>A</a> nejprve na <a href='https://s.example/'>S</a>.",
    ];
    for tail in tails {
        let cleaned = markup::document(&format!("<p>kept</p><p>{tail}</p>"), None);
        assert_eq!(cleaned.document.to_text(), "kept", "{tail}");
    }
    let honest = "<p>The post office closed. The post came late.</p>";
    assert_eq!(markup::document(honest, None).document.to_text(), "The post office closed. The post came late.");
}

#[test]
fn a_title_is_one_plain_line() {
    let cases = [
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("AT&T", "AT&T"),
        ("Carers&amp;#8217; <em>rights</em>", "Carers’ rights"),
        ("CEO &lt;b&gt;chair&lt;/b&gt;", "CEO chair"),
        ("A<br>b\n c", "A b c"),
        ("The <name> field", "The <name> field"),
        ("I <3 social work", "I <3 social work"),
        ("Q&A: a&nbsp;b &hellip;", "Q&A: a b …"),
        ("a<script>x</script>b", "ab"),
        ("\u{1b}[2Jx", "x"),
    ];
    for (html, expected) in cases {
        assert_eq!(markup::plain(html), expected);
        assert_eq!(markup::plain(expected), expected, "twice");
    }
}

#[test]
fn hostile_markup_costs_little() {
    let cases = [
        "<div>".repeat(100_000),
        "<p><b c=i>".repeat(20_000),
        "<ul><li>".repeat(50_000),
        "<table><tr><td>".repeat(30_000),
        "<blockquote>".repeat(50_000) + "x",
        "<!--".repeat(50_000),
        "<a href='".repeat(50_000),
        "</p>".repeat(100_000),
        "<a b".repeat(50_000),
        "&#".repeat(100_000),
        "]]>".repeat(50_000),
        "[caption]<img>".repeat(10_000) + "[/caption]",
        "[/caption]".repeat(20_000),
        "<script>".repeat(30_000),
        "<x ".repeat(50_000) + ">",
    ];
    for html in cases {
        let started = std::time::Instant::now();
        let document = markup::document(&html, None).document;
        let _ = markup::plain(&html);
        assert!(depth(&document.blocks) <= MAX_DEPTH);
        assert!(started.elapsed().as_secs() < 10, "{}… took {:?}", &html[..20], started.elapsed());
    }
}

fn depth(blocks: &[Block]) -> usize {
    fn inlines(content: &[Inline]) -> usize {
        let below = |inline: &Inline| match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => 1 + inlines(inner),
            _ => 1,
        };
        content.iter().map(below).max().unwrap_or(0)
    }
    let below = |block: &Block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) | Block::Figure { caption: content, .. } => {
            1 + inlines(content)
        }
        Block::List { items, .. } => 1 + items.iter().map(|item| depth(item)).max().unwrap_or(0),
        Block::Quote(inner) => 1 + depth(inner),
        _ => 1,
    };
    blocks.iter().map(below).max().unwrap_or(0)
}

#[test]
fn a_channel_title_parts_where_the_site_or_the_address_says() {
    let site = "Lien Social – Le Mag";
    for (title, link, site_name, tag, site) in [
        ("Archives des aide - Lien Social – Le Mag", "https://x.example/etiquette/aide/", None, "aide", site),
        ("Archives des aide - Lien Social – Le Mag", "https://x.example/?tag=4", Some(site), "aide", site),
        ("care Archives - Care-Line | North", "https://x.example/?tag=4", None, "care", "Care-Line | North"),
        ("养老服务归档 - 社工观察", "https://x.example/?tag=4", None, "养老服务", "社工观察"),
        ("Zu helfen: Pflege - Blatt", "https://x.example/tag/pflege/", None, "Pflege", "Blatt"),
    ] {
        let found = channel::describe(Some(title), Some(link), site_name);
        assert_eq!(found.tag.map(|tag| tag.name).as_deref(), Some(tag), "{title}");
        assert_eq!(found.site_name.as_deref(), Some(site), "{title}");
    }
    let author = channel::describe(Some("林小雨,作者:社工观察"), Some("https://x.example/author/lin/"), None).author;
    assert_eq!(author.as_deref(), Some("林小雨"));
}

#[test]
fn channel_headers_say_tag_or_author() {
    let tag = |title: &str, link: &str| {
        channel::describe(Some(title), Some(link), None).tag.map(|tag| (tag.slug.to_string(), tag.name))
    };
    let author = |title: &str, link: &str| channel::describe(Some(title), Some(link), None).author;
    let tags = [
        (
            "social work leadership Archives - Community Care",
            "http://www.communitycare.co.uk/tag/leadership/",
            "leadership",
            "social work leadership",
        ),
        ("Pflege Archive - Sozialbote", "https://sozialbote.example/tag/pflege/feed/", "pflege", "Pflege"),
        ("Archives des logement - La Gazette", "https://gazette.example/etiquette/logement/", "logement", "logement"),
        (
            "Archivos de Vivienda | La Gaceta",
            "https://gaceta.example/category/social/vivienda/",
            "vivienda",
            "Vivienda",
        ),
        ("Opieka okazy » Głos", "https://glos.example/tag/opieka/", "opieka", "Opieka"),
        (
            "children&#8217;s homes Archives - The Ledger",
            "https://ledger.example/tag/homes/",
            "homes",
            "children’s homes",
        ),
    ];
    for (title, link, slug, name) in tags {
        assert_eq!(tag(title, link), Some((slug.to_owned(), name.to_owned())), "{title}");
        assert_eq!(author(title, link), None);
    }
    let authors = [
        (
            "Rob Preston, Author at Community Care",
            "http://ccwpupg.communitycare.co.uk/author/robertpreston/",
            "Rob Preston",
        ),
        ("Eva Roth, Autor bei Sozialbote", "https://sozialbote.example/author/roth/", "Eva Roth"),
        ("Jan Kowalski, publikuje na Głos", "https://glos.example/author/jan/", "Jan Kowalski"),
    ];
    for (title, link, name) in authors {
        assert_eq!(author(title, link).as_deref(), Some(name), "{title}");
        assert_eq!(tag(title, link), None);
    }
    let root = channel::describe(Some("Community Care"), Some("https://www.communitycare.co.uk/"), None);
    assert_eq!((root.tag, root.author, root.site_name.as_deref()), (None, None, Some("Community Care")));
    let of_tag =
        channel::describe(Some("x Archives - Community Care"), Some("http://communitycare.co.uk/tag/x/"), None);
    assert_eq!(
        (of_tag.site_name.as_deref(), of_tag.host.as_deref()),
        (Some("Community Care"), Some("www.communitycare.co.uk"))
    );
}

#[test]
fn a_site_name_leaves_the_end_of_a_title_and_nothing_else() {
    let names = ["The Ledger"];
    for separator in [" | ", " - ", " – ", " — ", " » ", " :: "] {
        assert_eq!(title::without_site_name(&format!("A - b{separator}the ledger"), &names), "A - b");
    }
    for kept in ["The Ledger", "On The Ledger", "A | The Ledger | b", "A | Other"] {
        assert_eq!(title::without_site_name(kept, &names), kept);
    }
}

#[test]
fn a_flattened_page_says_which_site_it_quotes() {
    let text = "Shelters are full | The Ledger\n\nText.\n\nOriginal post from The Ledger\n\nA talk – London\n\nMore from The Ledger\n\nLondon again.";
    assert_eq!(title::site_names_in(text), ["The Ledger"]);
    assert!(title::site_names_in("A title | Something\n\nNothing more is said.").is_empty());
}

#[test]
fn endings_go_only_at_the_end() {
    let mut document = plain::document(
        "Recommend\n\nA text that says something.\n\nComments are closed.\n\nRecommend\n\nMore recommend",
    )
    .document;
    let mut removed = Vec::new();
    ending::strip(&mut document, &mut removed);
    assert_eq!(document.to_text(), "Recommend\n\nA text that says something.");
}

#[test]
fn plain_text_becomes_paragraphs_lists_and_headings() {
    let long = "The council said that it had begun to look at every case again, and that families would hear from it before the summer.";
    let cases = [
        (format!("{long}\n{long} Again."), format!("{long}\n\n{long} Again.")),
        (format!("{long}\n]]>\n\n{long}"), format!("{long}\n\n{long}")),
        (
            format!("Plans for the year • one thing • another thing\n{long}"),
            format!("Plans for the year\n\n• one thing\n• another thing\n\n{long}"),
        ),
        ("• a\n• b\n\n1. c\n2. d\n\n7. e".to_owned(), "• a\n• b\n\n1. c\n2. d\n\n7. e".to_owned()),
        ("Leeds • 2019".to_owned(), "Leeds • 2019".to_owned()),
    ];
    for (text, expected) in cases {
        assert_eq!(plain::document(&text).document.to_text(), expected);
    }
    let wrapped = "The council said that it had begun to look at every case\nagain, and that families would hear from it before the\nsummer.\n\n- one thing that goes on and on until the line is at its\n  end\n- another";
    assert_eq!(
        plain::document(wrapped).document.to_text(),
        "The council said that it had begun to look at every case again, and that families would hear from it before the summer.\n\n\
         • one thing that goes on and on until the line is at its end\n• another"
    );
    let blocks =
        plain::document(&format!("{long}\n\nWhat families say\n\n{long}\n\n“A quote of a few words\n\n{long}"))
            .document
            .blocks;
    assert_eq!(blocks[1], Block::heading(3, "What families say"));
    assert!(matches!(blocks[3], Block::Paragraph(_)));
}

fn markup_soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href='https://a.example/x?y=1&z'>",
        "<a href='/r'>",
        "</a>",
        "<ul>",
        "<ol>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "<th colspan=3>",
        "</table>",
        "<blockquote>",
        "</blockquote>",
        "<h1>",
        "<h3>",
        "</h3>",
        "<pre>",
        "</pre>",
        "<br>",
        "<br>",
        "<hr>",
        "<img src='/i.png' alt=' an  alt '>",
        "<img alt=x>",
        "<figure>",
        "</figure>",
        "<figcaption>",
        "</figcaption>",
        "<code>",
        "</code>",
        "<q>",
        "</q>",
        "<dl>",
        "<dt>",
        "<dd>",
        "[caption x]",
        "[/caption]",
        "]]>",
        "]]",
        ">",
        "<",
        "&amp;",
        "&lt;b&gt;",
        "&#91;caption]",
        "&nbsp;",
        "&#8203;",
        " ",
        "\n",
        "\n\n",
        "word",
        "two words",
        "•",
        "\u{1b}[1m",
        "\u{200b}",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<p hidden>",
        "<div class=wp-caption>",
        "<p class=wp-caption-text>",
        "<span>",
        "</span>",
        "Share this:",
        "Recommend",
        "<td>",
        "<caption>",
        "<em>",
        "'",
        "\"",
        "The post <a href='https://a.example/x'>A</a> appeared first on <a href='https://a.example/'>B</a>.",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn cleaning_the_html_of_a_clean_document_changes_nothing(html in markup_soup()) {
        let once = markup::document(&html, Some(&base())).document;
        let again = markup::document(&once.to_html(), Some(&base()));
        prop_assert_eq!(&again.document, &once, "{}", once.to_html());
        prop_assert!(!once.to_text().contains(char::from(27)));
        prop_assert!(depth(&once.blocks) <= MAX_DEPTH);
    }

    #[test]
    fn any_text_is_cleaned(text in any::<String>()) {
        let once = markup::document(&text, None).document;
        prop_assert_eq!(&markup::document(&once.to_html(), None).document, &once);
        let line = markup::plain(&text);
        prop_assert_eq!(&markup::plain(&line), &line);
        let _ = plain::document(&text);
        let _ = channel::describe(Some(&text), Some(&text), Some(&text));
    }

    #[test]
    fn plain_text_keeps_every_word(lines in prop::collection::vec("[a-z•▪ .1-3-]{0,120}", 0..12), gap in prop::sample::select(vec!["\n", "\n\n"])) {
        let text = lines.join(gap);
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        prop_assert_eq!(words(&plain::document(&text).document.to_text()), words(&text));
    }
}
