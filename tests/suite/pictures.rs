//! Pictures for reading offline: fetched when asked for, made small, kept once, within a budget.

use crate::home::Home;
use crate::server::{Answer, Server, quick};
use cuttings::article::{ArticleId, SourceId};
use cuttings::fetch::{Client, Settings};
use cuttings::work::{Archive, Export, Forgettable, Format, Limits, Output, PicturesDone, inputs};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

const NAMES: [&str; 3] = ["news.example", "images.news.example", "router"];
const BUDGET: u64 = 100 << 20;

/// A picture of this size that no other number looks like.
fn drawn(width: u32, height: u32, number: u8) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, number.wrapping_mul(40)])).into()
}

fn bytes(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32, number: u8) -> Answer {
    Answer::of("image/jpeg", bytes(&drawn(width, height, number), ImageFormat::Jpeg))
}

/// An article for each list of addresses: the first is its lead picture, the others are figures.
fn archive(home: &Home, articles: &[&[&str]]) -> (Archive, Vec<SourceId>) {
    let items: String = articles
        .iter()
        .enumerate()
        .map(|(number, pictures)| {
            let figure = |url: &&str| format!("<figure><img src=\"{url}\"><figcaption>A figure</figcaption></figure>");
            let figures: String = pictures.iter().skip(1).map(figure).collect();
            let lead = pictures.first().map(|url| format!("<media:content url=\"{url}\" medium=\"image\"/>"));
            format!(
                "<item><title>Duty team {number} meets again</title><link>http://news.example/{number}/</link>\
                 <pubDate>Mon, {:02} Jun 2022 10:00:00 GMT</pubDate>{}<content:encoded><![CDATA[<p>The team of duty \
                 {number} met on Monday and spoke of its work.</p>{figures}<p>It will meet again.</p>]]>\
                 </content:encoded></item>",
                20 - number,
                lead.unwrap_or_default()
            )
        })
        .collect();
    let feed = format!(
        "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>News</title>\
         <link>http://news.example/</link>{items}</channel></rss>"
    );
    let path = home.file("feed.xml", feed.as_bytes());
    home.take_in(inputs(&[path.to_str().unwrap().to_owned()]), Limits::default());
    let archive = home.archive();
    let sources = archive.sources_named(path.as_os_str()).unwrap();
    assert_eq!(sources.len(), 1);
    (archive, sources)
}

fn fetch(archive: &mut Archive, sources: &[SourceId], server: &Server) -> PicturesDone {
    let client = Client::new(&server.settings(&NAMES)).unwrap();
    archive.fetch_pictures(&client, sources, BUDGET, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn files(home: &Home) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(home.path("archive/images")).into_iter().flatten();
    all.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn pictures_are_fetched_once_and_kept_small() {
    let home = Home::new();
    let lead = "http://images.news.example/lead.jpg?w=2000";
    let [wide, same, clear] = ["wide.png", "same.png", "clear.png"].map(|name| format!("http://news.example/{name}"));
    let (mut archive, sources) = archive(&home, &[&[lead, &wide, &same], &[&wide, &clear], &[]]);
    let revision = archive.store().revision().unwrap();
    let server = Server::new(|request| match request.path.as_str() {
        "/lead.jpg?w=2000" => jpeg(2000, 500, 1),
        "/wide.png" | "/same.png" => Answer::of("text/html", bytes(&drawn(200, 300, 2), ImageFormat::Png)),
        "/clear.png" => {
            let clear = RgbaImage::from_fn(64, 64, |x, _| Rgba([9, 9, 9, (x * 4) as u8]));
            Answer::of("image/png", bytes(&clear.into(), ImageFormat::Png))
        }
        _ => Answer::status(404),
    });
    let done = fetch(&mut archive, &sources, &server);
    assert_eq!((done.articles, done.of, done.kept, done.failed), (3, 3, 4, 0));
    for path in ["/lead.jpg?w=2000", "/wide.png", "/same.png", "/clear.png"] {
        assert_eq!(server.count(path), 1, "{path}");
    }
    let sizes = |address: &str| {
        let picture = archive.picture(address).unwrap();
        let read = image::load_from_memory(&picture.bytes).unwrap();
        (read.width(), read.height(), picture.media_type)
    };
    assert_eq!(sizes(lead), (1280, 320, "image/jpeg"));
    assert_eq!(sizes(&wide), (200, 300, "image/jpeg"));
    assert_eq!(sizes(&clear), (64, 64, "image/png"));
    assert_eq!(archive.picture(&wide), archive.picture(&same));
    let files = files(&home);
    assert_eq!(files.len(), 3, "what looks the same is one file");
    assert_eq!(done.bytes, files.iter().map(|file| file.metadata().unwrap().len()).sum::<u64>());
    assert_eq!(archive.store().revision().unwrap(), revision, "no article says anything else");

    server.forget();
    assert_eq!(fetch(&mut archive, &sources, &server).of, 0);
    assert!(server.paths().is_empty(), "and nothing is asked for again");
}

#[test]
fn what_is_no_picture_is_given_up_and_what_is_nobodys_business_not_asked_for() {
    // What a header says it is: 100,000 by 100,000 pixels.
    let mut bomb = bytes(&drawn(64, 64, 1), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let answers = [
        ("/page.jpg", Answer::html("<p>Not found")),
        ("/drawing.svg", Answer::of("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")),
        ("/dot.gif", Answer::of("image/gif", bytes(&drawn(1, 1, 1), ImageFormat::Gif))),
        ("/gone.jpg", Answer::status(404)),
        ("/half.png", Answer::of("image/png", half(bytes(&drawn(64, 64, 1), ImageFormat::Png)))),
        ("/bomb.png", Answer::of("image/png", bomb)),
        ("/large.jpg", Answer::of("image/jpeg", vec![0; 3 << 20])),
        ("/empty.jpg", Answer::of("image/jpeg", "")),
        ("/elsewhere.jpg", Answer::redirect(302, "http://router/reboot")),
    ];
    let mut addresses: Vec<String> = answers.iter().map(|(path, _)| format!("http://news.example{path}")).collect();
    let count = addresses.len();
    let server = Server::of(answers);
    addresses.extend([
        "http://router/reboot.png".to_owned(),
        server.url("/inside.png"),
        "ftp://news.example/a.png".to_owned(),
    ]);
    let home = Home::new();
    let all: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let (mut archive, sources) = archive(&home, &[&all]);
    let small =
        Settings { picture: cuttings::fetch::Limit { wire: 1 << 20, expanded: 1 << 20 }, ..server.settings(&NAMES) };
    let client = Client::new(&small).unwrap();
    let done = archive.fetch_pictures(&client, &sources, BUDGET, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!((done.articles, done.kept, done.failed), (1, 0, count));
    assert!(server.requests().iter().all(|request| request.host == "news.example"), "{:?}", server.paths());
    assert!(files(&home).is_empty());
    assert_eq!(fetch(&mut archive, &sources, &server).of, 0, "none of it is asked for again");
}

#[test]
fn what_failed_is_asked_for_in_the_next_runs_but_not_for_ever() {
    let home = Home::new();
    let (mut archive, sources) = archive(&home, &[&["http://news.example/a.jpg"], &["http://news.example/b.jpg"]]);
    let server = Server::new(|request| match (request.path.as_str(), request.number) {
        ("/robots.txt", _) => Answer::status(404),
        ("/a.jpg", 3..) => jpeg(64, 64, 1),
        _ => Answer::status(500),
    });
    let runs: Vec<_> = (0..4).map(|_| fetch(&mut archive, &sources, &server)).collect();
    let outcomes: Vec<_> = runs.iter().map(|run| (run.of, run.kept, run.failed)).collect();
    assert_eq!(outcomes, [(2, 0, 2), (2, 1, 1), (1, 0, 1), (0, 0, 0)]);
}

#[test]
fn the_budget_is_kept_to_and_the_newest_articles_come_first() {
    let home = Home::new();
    let addresses: Vec<String> = (0..40).map(|number| format!("http://news.example/{number}.jpg")).collect();
    let articles: Vec<Vec<&str>> = addresses.iter().take(15).map(|address| vec![address.as_str()]).collect();
    let articles: Vec<&[&str]> = articles.iter().map(Vec::as_slice).collect();
    let (mut archive, sources) = archive(&home, &articles);
    let server = Server::new(|request| {
        let number = request.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
        jpeg(200, 200, number)
    });
    let client = Client::new(&Settings { per_host: 1, ..server.settings(&NAMES) }).unwrap();
    let (stop, budget) = (AtomicBool::new(false), 20_000);
    let done = archive.fetch_pictures(&client, &sources, budget, &stop, &mut |_| {}).unwrap();
    assert!(done.is_full && done.kept > 1 && done.kept < 15 && done.bytes <= budget, "{done:?}");
    assert!(archive.picture(&addresses[0]).is_some() && archive.picture(&addresses[14]).is_none());
    let again = archive.fetch_pictures(&client, &sources, budget, &stop, &mut |_| {}).unwrap();
    assert!(again.is_full && again.kept <= 1, "{again:?}");
}

#[test]
fn what_was_fetched_before_a_stop_is_kept() {
    let home = Home::new();
    let addresses: Vec<String> = (0..4).map(|number| format!("http://news.example/{number}.jpg")).collect();
    let all: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let (mut archive, sources) = archive(&home, &[&all]);
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/0.jpg" => jpeg(64, 64, 1),
        _ => Answer::silent(),
    });
    let patient = Settings { patience: cuttings::fetch::Patience::default(), ..server.settings(&NAMES) };
    let (client, stop) = (Client::new(&patient).unwrap(), AtomicBool::new(false));
    let mut told = |done: &PicturesDone| stop.store(done.kept > 0, Ordering::Relaxed);
    let done = archive.fetch_pictures(&client, &sources, BUDGET, &stop, &mut told).unwrap();
    assert_eq!((done.kept, done.failed, done.articles), (1, 0, 0));
    assert!(archive.picture(&addresses[0]).is_some());
    let server = Server::new(|_| jpeg(64, 64, 2));
    assert_eq!(fetch(&mut archive, &sources, &server).kept, 3, "the others come the next time");
}

#[test]
fn forgetting_takes_pictures_along_that_no_other_article_shows() {
    let home = Home::new();
    let [own, shared] = ["http://news.example/own.jpg", "http://news.example/shared.jpg"];
    let (mut archive, sources) = archive(&home, &[&[own, shared], &[shared]]);
    let server = Server::new(|request| jpeg(64, 64, u8::from(request.path == "/own.jpg")));
    fetch(&mut archive, &sources, &server);
    let first = |archive: &Archive| {
        let article = |number: u64| archive.article(ArticleId(number)).unwrap();
        (1..=2).find(|number| article(*number).is_some_and(|article| article.summary.title.contains("team 0"))).unwrap()
    };
    let what = Forgettable::article(ArticleId(first(&archive)));
    archive.forget(&what).unwrap();
    assert_eq!(files(&home).len(), 2, "from the bin it comes back whole");
    archive.empty_bin().unwrap();
    assert_eq!(files(&home).len(), 1);
    assert!(archive.picture(own).is_none() && archive.picture(shared).is_some());
}

#[test]
fn exports_show_the_pictures_that_are_there() {
    let home = Home::new();
    let [lead, figure, missing] =
        ["http://news.example/lead.jpg", "http://news.example/figure.jpg", "http://news.example/missing.jpg"];
    let (mut archive, sources) = archive(&home, &[&[lead, figure, missing]]);
    let server = Server::new(|request| match request.path.as_str() {
        "/lead.jpg" => jpeg(64, 64, 1),
        "/figure.jpg" => jpeg(64, 64, 2),
        _ => Answer::status(404),
    });
    fetch(&mut archive, &sources, &server);
    let export = |format: Format, name: &str| {
        let (path, ids) = (home.path(name), [ArticleId(1)]);
        let export = Export { ids: &ids, format, title: "News" };
        archive.export(&export, &Output::File(path.clone()), true, &AtomicBool::new(false), &mut |_| {}).unwrap();
        std::fs::read(path).unwrap()
    };
    let page = String::from_utf8(export(Format::Html, "news.html")).unwrap();
    assert_eq!(page.matches("<img src=\"data:image/jpeg;base64,").count(), 2);
    assert!(page.contains(&format!("<a href=\"{missing}\">(picture)</a>")) && page.contains("img-src data:"));

    let book = export(Format::Epub, "news.epub");
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let names = zip.file_names().map(|name| name.unwrap().into_owned());
    let pictures: Vec<String> = names.filter(|name| name.starts_with("EPUB/images/")).collect();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (package, chapter) = (read("EPUB/package.opf"), read("EPUB/c1.xhtml"));
    assert_eq!(pictures.len(), 2);
    for picture in &pictures {
        let name = picture.strip_prefix("EPUB/").unwrap();
        assert!(package.contains(&format!("href=\"{name}\" media-type=\"image/jpeg\"")), "{package}");
        assert!(chapter.contains(&format!("<img src=\"{name}\" alt=\"\"/>")), "{chapter}");
    }
    let markdown = String::from_utf8(export(Format::Markdown, "news.md")).unwrap();
    assert!(markdown.contains(figure) && !markdown.contains(lead));
}

#[test]
fn without_pictures_nothing_is_asked() {
    let home = Home::new();
    let (mut archive, sources) = archive(&home, &[&[], &[]]);
    let client = Client::new(&quick()).unwrap();
    let done = archive.fetch_pictures(&client, &sources, BUDGET, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!((done.articles, client.requests()), (2, 0));
    assert!(!home.path("archive/images").exists());
}
