//! Articles written out: the formats, the names of files, and what is never written over or left half.

use crate::home::Home;
use cuttings::article::{Article, ArticleId, Block, CanonicalUrl, Document, Image, Inline, Summary, Tag, Timestamp};
use cuttings::export::{Cover, Format, begin, bind, file_name, single};
use cuttings::work::{Archive, Export, ExportError, Output, Sort, Zone, complete_query, inputs};
use proptest::prelude::*;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::text(text)]
}

/// An article with one of everything.
fn article() -> Article {
    let link = |url: &str, said: &str| Inline::Link { url: url.to_owned(), content: text(said) };
    let document = Document::new(vec![
        Block::Paragraph(vec![
            Inline::text("A <b>bold</b> claim & a "),
            link("https://news.example/a b?x=1|2", "link"),
            Inline::text(" to *stars*."),
            Inline::Break,
            Inline::Strong(text("On a line of its own.")),
        ]),
        Block::heading(2, "What was heard"),
        Block::Quote(vec![Block::paragraph("I had nobody to turn to.")]),
        Block::List { ordered: false, items: vec![vec![Block::paragraph("one")], vec![Block::paragraph("two")]] },
        Block::Table { header: vec![text("Team"), text("People")], rows: vec![vec![text("Duty"), text("12")]] },
        Block::Figure { url: "https://images.example/corridor.jpg".to_owned(), caption: text("A corridor, posed") },
        Block::Figure { url: String::new(), caption: Vec::new() },
        Block::Rule,
        Block::Preformatted("as  it\nstands".to_owned()),
        Block::Paragraph(vec![link("mailto:desk@news.example", "by mail")]),
    ]);
    let summary = Summary {
        id: Some(ArticleId(12)),
        title: "Trust acts on <script>alert(1)</script> & more".to_owned(),
        url: Some(CanonicalUrl::from_canonical("https://news.example/2022/06/06/trust-acts/".to_owned())),
        published: Timestamp::from_seconds(1_654_471_800),
        authors: vec!["Rob Preston".to_owned()],
        tags: vec![Tag::named("leadership")],
        own_tags: vec![Tag::named("essay")],
        image: Some(Image { url: "https://images.example/lead.jpg".to_owned(), caption: Some("A door".to_owned()) }),
        ..Summary::default()
    };
    Article { summary, document, ..Article::default() }
}

fn cover() -> Cover {
    let made = Timestamp::from_seconds(1_795_348_800).unwrap();
    Cover { title: "bullying & more".to_owned(), articles: 2, made }
}

/// The article and a second one without anything.
fn book(format: Format) -> Vec<u8> {
    let bare = Article { summary: Summary { id: Some(ArticleId(13)), ..Summary::default() }, ..Article::default() };
    let articles = [(article(), Some("The Care Ledger")), (bare, None)];
    let mut out = Cursor::new(Vec::new());
    let mut book = bind(format, &cover(), &mut out).unwrap();
    for (article, _) in &articles {
        book.name(&article.summary).unwrap();
    }
    for (article, site) in &articles {
        book.add(article, *site, &|_| None).unwrap();
    }
    book.end().unwrap();
    out.into_inner()
}

#[test]
fn markdown_has_head_and_text_and_escapes_what_is_no_markup() {
    insta::assert_snapshot!(String::from_utf8(book(Format::Markdown)).unwrap());
}

#[test]
fn html_is_one_page_with_contents() {
    let page = String::from_utf8(book(Format::Html)).unwrap();
    let body = &page[page.find("<body>").unwrap()..];
    insta::assert_snapshot!(body);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("prefers-color-scheme: dark"));
}

#[test]
fn html_runs_and_fetches_nothing() {
    let page = String::from_utf8(book(Format::Html)).unwrap();
    for part in ["<script", "<img", "<link", "<iframe", "javascript:", "url(", "@import", " onerror", " style="] {
        assert!(!page.to_lowercase().contains(part), "{part}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn lines_of_json_have_the_keys_of_show() {
    let lines = String::from_utf8(book(Format::Jsonl)).unwrap();
    let articles: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(articles.len(), 2);
    for key in ["id", "title", "text", "markdown", "removed", "own_tags", "also_seen", "versions"] {
        assert!(articles.iter().all(|article| article.get(key).is_some()), "{key}");
    }
}

/// The files of an EPUB in their order, and whether each is compressed.
fn files(epub: &[u8]) -> Vec<(String, bool, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).unwrap();
    let all = 0..archive.len();
    all.map(|number| {
        let mut file = archive.by_index(number).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), file.compression() != zip::CompressionMethod::Stored, text)
    })
    .collect()
}

#[test]
fn an_epub_says_what_it_is_before_all_else() {
    let epub = book(Format::Epub);
    // OCF: the name at byte 30, the type at 38, nothing between them.
    assert_eq!(&epub[30..58], b"mimetypeapplication/epub+zip");
    assert_eq!(files(&epub)[0], ("mimetype".to_owned(), false, "application/epub+zip".to_owned()));
}

#[test]
fn all_of_an_epub_is_well_formed_and_named() {
    let files = files(&book(Format::Epub));
    let package = &files.iter().find(|(name, ..)| name == "EPUB/package.opf").unwrap().2;
    for (name, _, text) in &files[1..] {
        if name.ends_with("css") {
            continue;
        }
        let mut reader = quick_xml_events(text);
        assert!(reader.all(|event| event), "{name} is not well-formed:\n{text}");
        if let Some(chapter) = name.strip_prefix("EPUB/c") {
            assert!(package.contains(&format!("href=\"c{chapter}\"")), "{name} is not in the manifest");
        }
    }
    let contents = &files.iter().find(|(name, ..)| name == "EPUB/nav.xhtml").unwrap().2;
    assert!(contents.contains("<a href=\"c1.xhtml\">Trust acts on &lt;script&gt;") && contents.contains("c2.xhtml"));
}

/// Elements open and close in order, and every `&` and `<` is markup: enough for what is written here.
fn quick_xml_events(text: &str) -> impl Iterator<Item = bool> {
    let tag = regex::Regex::new(r#"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(/?)>|<[?!][^>]*>"#)
        .unwrap();
    let reference = regex::Regex::new("&(amp|lt|gt|quot|#[0-9]+);").unwrap();
    let mut open: Vec<String> = Vec::new();
    let mut fine = Vec::new();
    for found in tag.captures_iter(text) {
        let Some(name) = found.get(2) else { continue };
        match (&found[1] == "/", &found[4] == "/") {
            (true, _) => fine.push(open.pop().as_deref() == Some(name.as_str())),
            (false, false) => open.push(name.as_str().to_owned()),
            (false, true) => {}
        }
    }
    fine.push(open.is_empty());
    let bare = reference.replace_all(&tag.replace_all(text, ""), "").into_owned();
    fine.push(!bare.contains(['<', '&']));
    fine.into_iter()
}

#[test]
fn the_same_articles_are_the_same_epub() {
    assert_eq!(book(Format::Epub), book(Format::Epub));
}

#[test]
fn names_of_files_are_fit_for_any_system() {
    let name = |title: &str, published| {
        let published = Timestamp::from_seconds(published);
        file_name(&Summary { id: Some(ArticleId(7)), title: title.to_owned(), published, ..Summary::default() }, ".md")
    };
    let cases = [
        ("Trust acts on ‘culture of bullying’", "2022-06-06-trust-acts-on-culture-of-bullying-7.md"),
        ("../../etc/passwd", "2022-06-06-etc-passwd-7.md"),
        ("CON", "2022-06-06-con-7.md"),
        ("-rf *", "2022-06-06-rf-7.md"),
        ("", "2022-06-06-7.md"),
        ("Children’s e\u{301}te\u{301}", "2022-06-06-childrens-été-7.md"),
        ("社会福祉", "2022-06-06-社会福祉-7.md"),
    ];
    for (title, expected) in cases {
        assert_eq!(name(title, 1_654_471_800), expected, "{title}");
    }
    assert_eq!(name("NUL.txt", i64::MAX), "undated-nul-txt-7.md");
}

proptest! {
    #[test]
    fn no_title_makes_a_dangerous_name(title in any::<String>()) {
        let name = file_name(&Summary { id: Some(ArticleId(7)), title, ..Summary::default() }, ".html");
        prop_assert!(name.len() <= 150 && name.ends_with("-7.html"));
        prop_assert!(name.chars().all(|c| !c.is_control() && !"/\\<>:\"|?* ".contains(c)), "{name}");
        prop_assert!(!name.starts_with(['.', '-']));
    }

    #[test]
    fn no_title_breaks_out_of_a_page(title in any::<String>()) {
        let article = Article { summary: Summary { title, ..article().summary }, ..article() };
        let mut page = Vec::new();
        single(Format::Html, &article, Some("<b>"), &|_| None, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        prop_assert_eq!(page.matches("<article").count(), 1);
        prop_assert_eq!(page.matches("<title").count(), 1);
        prop_assert!(!page.contains("<script"));
    }

    #[test]
    fn no_text_makes_an_epub_ill_formed(words in any::<String>(), url in any::<String>()) {
        let link = Inline::Link { url: format!("https://news.example/{url}"), content: text(&words) };
        let other = Inline::Link { url, content: text(&words) };
        let document = Document::new(vec![Block::Paragraph(vec![Inline::text(words.clone()), link, other])]);
        let summary = Summary { title: words, ..Summary::default() };
        let mut out = Cursor::new(Vec::new());
        let mut book = bind(Format::Epub, &cover(), &mut out).unwrap();
        book.add(&Article { summary, document, ..Article::default() }, None, &|_| None).unwrap();
        book.end().unwrap();
        for (name, _, text) in files(&out.into_inner()).iter().filter(|(name, ..)| name.ends_with("xhtml")) {
            prop_assert!(quick_xml_events(text).all(|fine| fine), "{name}\n{text}");
            let is_xml = |c: char| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t' | '\r');
            prop_assert!(text.chars().all(is_xml), "{name}");
        }
    }
}

#[test]
fn an_epub_is_not_written_to_a_stream_as_it_comes() {
    assert!(begin(Format::Epub, &cover(), &mut Vec::new()).is_err());
}

/// An archive of three articles.
fn archive(home: &Home) -> Archive {
    for (name, title) in [("a", "Pay rises at last"), ("b", "No pay at all"), ("c", "Bees")] {
        let body = "It has a body that says at some length what happened, when, and to whom.";
        home.file(&format!("in/{name}.txt"), format!("{title}\n\n{body} This one is {name}.\n").as_bytes());
    }
    let mut archive = home.archive();
    archive.take_in(inputs(&[home.path("in")]), &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    archive
}

fn write(archive: &Archive, query: &str, format: Format, path: &Path, force: bool) -> Result<usize, ExportError> {
    let ids = archive.full_matches(&complete_query(query), Sort::Newest, Zone::Utc, None).unwrap();
    let export = Export { ids: &ids, format, title: query };
    let output = Output::named(path.as_os_str(), format)?;
    archive.export(&export, &output, force, &AtomicBool::new(false), &mut |_| {}).map(|written| written.articles)
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn only_what_has_all_the_words_is_written() {
    let home = Home::new();
    let archive = archive(&home);
    let path = home.path("out.jsonl");
    assert_eq!(write(&archive, "pay rises", Format::Jsonl, &path, false).unwrap(), 1);
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1);
}

#[test]
fn nothing_is_written_over_unasked() {
    let home = Home::new();
    let archive = archive(&home);
    let path = home.file("out.html", b"mine");
    let refused = write(&archive, "pay", Format::Html, &path, false);
    assert!(matches!(refused, Err(ExportError::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert_eq!(write(&archive, "pay", Format::Html, &path, true).unwrap(), 2);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(names_in(home.0.path()), ["archive", "in", "out.html"]);
}

#[test]
fn a_folder_gets_a_file_for_each_article() {
    let home = Home::new();
    let archive = archive(&home);
    let folder = home.path("out");
    let named = home.path("out/");
    assert_eq!(write(&archive, "pay", Format::Markdown, &named, false).unwrap(), 2);
    assert_eq!(names_in(&folder).len(), 2);
    assert!(names_in(&folder).iter().all(|name| name.starts_with("undated-") && name.ends_with("md")));
    assert!(matches!(write(&archive, "", Format::Markdown, &folder, false), Err(ExportError::Exists { .. })));
    assert_eq!(names_in(&folder).len(), 2, "a refused export leaves nothing behind");
    assert_eq!(write(&archive, "", Format::Markdown, &folder, true).unwrap(), 3);
    assert_eq!(names_in(&folder).len(), 3);
}

#[test]
fn places_that_cannot_be_are_said() {
    let home = Home::new();
    let archive = archive(&home);
    std::fs::create_dir(home.path("folder")).unwrap();
    let refused = |format, name: &str| write(&archive, "", format, &home.path(name), false).unwrap_err().to_string();
    assert!(refused(Format::Epub, "folder").contains("epub is one file"));
    assert!(refused(Format::Jsonl, "missing/out.jsonl").contains("there is no folder"));
    assert!(refused(Format::Markdown, "missing/out/").contains("there is no folder"));
}

#[test]
fn what_is_stopped_leaves_nothing() {
    let home = Home::new();
    let archive = archive(&home);
    let ids = archive.full_matches(&complete_query(""), Sort::Newest, Zone::Utc, None).unwrap();
    for (format, name) in [(Format::Epub, "out.epub"), (Format::Markdown, "out/")] {
        let output = Output::named(home.path(name).as_os_str(), format).unwrap();
        let stop = AtomicBool::new(false);
        let stop_soon = &mut |_| stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let stopped = archive.export(&Export { ids: &ids, format, title: "" }, &output, false, &stop, stop_soon);
        assert!(matches!(stopped, Err(ExportError::Stopped)));
    }
    assert_eq!(names_in(home.0.path()), ["archive", "in"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_a_device_is_left_alone() {
    let home = Home::new();
    let archive = archive(&home);
    let file = home.file("real.jsonl", b"");
    std::os::unix::fs::symlink(&file, home.path("link.jsonl")).unwrap();
    assert_eq!(write(&archive, "", Format::Jsonl, &home.path("link.jsonl"), true).unwrap(), 3);
    assert!(home.path("link.jsonl").is_symlink() && std::fs::read(&file).unwrap().len() > 100);
    let refused = write(&archive, "", Format::Jsonl, Path::new("/dev/null"), true);
    assert!(matches!(refused, Err(ExportError::NotPlain { .. })));
}

#[test]
fn a_site_is_called_as_its_feeds_say() {
    let home = Home::new();
    let item = |number: u32| {
        format!(
            "<item><title>Story {number}</title><link>https://news.example/2024/03/0{number}/story/</link>\
             <description>Something happened on day {number}.</description></item>"
        )
    };
    for (name, title, number) in [
        ("a", "pay Archives - News of Example", 1),
        ("b", "News of Example: talk", 2),
        ("c", "jobs Archives - News of Example", 3),
    ] {
        let tag = title.split(' ').next().unwrap();
        let feed = format!(
            "<rss version=\"2.0\"><channel><title>{title}</title><link>https://news.example/tag/{tag}/</link>{}</channel></rss>",
            item(number)
        );
        home.file(&format!("in/{name}.xml"), feed.as_bytes());
    }
    let mut archive = home.archive();
    archive.take_in(inputs(&[home.path("in")]), &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    let sites = archive.sites().unwrap();
    for id in archive.full_matches(&complete_query(""), Sort::Newest, Zone::Utc, None).unwrap() {
        let summary = archive.article(id).unwrap().unwrap().summary;
        assert_eq!(archive.site_of(&summary, &sites).unwrap().as_deref(), Some("News of Example"), "{}", summary.title);
    }
}
