//! Bringing sources up to date, against servers of the test's own on loopback: what is asked, what comes of
//! it, and what is left when it is stopped, dies or fails.

use crate::home::Home;
use crate::server::{Answer, Request, Server, quick};
use cuttings::article::Revision;
use cuttings::work::{
    AddReport, Aim, Answer as WorkAnswer, Archive, Change, Course, Gauge, Limits, Manner, News, Remembered, Report,
    Request as WorkRequest, RequestNumber, TakenIn, Wanted, Wish, Work, Workers,
};
use serde_json::Value;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A feed with these stories, in full.
fn feed(title: &str, stories: impl IntoIterator<Item = u32>) -> String {
    feed_of("https://news.example", title, "", stories)
}

/// The same at a site, with this before each of its headlines.
fn feed_of(site: &str, title: &str, junk: &str, stories: impl IntoIterator<Item = u32>) -> String {
    let items: String = stories.into_iter().map(|number| story(site, junk, number)).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>{junk}{title}</title>\
         <link>{site}/</link><generator>https://wordpress.org/?v=6.5</generator>{items}</channel></rss>"
    )
}

fn story(site: &str, junk: &str, number: u32) -> String {
    format!(
        "<item><title>{junk}Story {number} of the borough</title><link>{site}/2024/story-{number}-of-the-borough/</link>\
         <guid isPermaLink=\"false\">{site}/?p={number}</guid>\
         <pubDate>Tue, 05 Mar 2024 09:{:02}:00 +0000</pubDate><dc:creator>Ada Quill</dc:creator>\
         <content:encoded><![CDATA[<p>What happened in story {number} is told here at such length that it has a body \
         of its own, as the reporter saw it on the day.</p><p>It ends with the number {number}.</p>]]>\
         </content:encoded></item>",
        number % 60
    )
}

fn manner() -> Manner {
    Manner { network: quick(), ..Manner::default() }
}

/// Adds or syncs, and hears what is told.
struct Desk {
    home: Home,
    stop: AtomicBool,
}

impl Desk {
    fn new() -> Self {
        Self { home: Home::new(), stop: AtomicBool::new(false) }
    }

    fn archive(&self) -> Archive {
        self.home.archive()
    }

    fn course<'a>(&'a self, gauge: &'a Gauge) -> Course<'a> {
        Course { limits: Limits::default(), stop: &self.stop, gauge }
    }

    fn add(&self, sources: &[String]) -> TakenIn {
        let wish = Wish { manner: manner(), ..Wish::default() };
        self.archive().add(sources, &wish, self.course(&Gauge::default()), &mut |_| {}).unwrap()
    }

    fn sync(&self) -> TakenIn {
        self.sync_and(&mut |_| {})
    }

    fn sync_and(&self, told: &mut dyn FnMut(News)) -> TakenIn {
        let mut archive = self.archive();
        let wanted = archive.remembered().unwrap().into_iter();
        let wanted = wanted.map(|source| Wanted { source, aim: Aim::News, is_new: false }).collect();
        archive.sync(wanted, &manner(), self.course(&Gauge::default()), told).unwrap()
    }

    fn remembered(&self) -> Vec<Remembered> {
        self.archive().remembered().unwrap()
    }

    fn articles_from(&self, source: &Remembered) -> usize {
        self.archive().articles_from(source).unwrap()
    }

    fn revision(&self) -> Revision {
        self.archive().store().revision().unwrap()
    }

    fn articles(&self) -> usize {
        self.archive().store().stats().unwrap().articles
    }
}

fn counts(report: &AddReport) -> (usize, usize, usize, usize) {
    (report.articles, report.new, report.merged, report.unchanged)
}

#[test]
fn an_address_is_remembered_and_what_is_new_there_comes_with_the_next_sync() {
    let stories = Arc::new(AtomicUsize::new(3));
    let now = Arc::clone(&stories);
    let server = Server::new(move |_| {
        let stories = now.load(Ordering::Relaxed) as u32;
        Answer::xml(feed("News", 1..=stories)).etag(&format!("\"{stories}\""))
    });
    let desk = Desk::new();
    let taken = desk.add(&[server.url("/feed/")]);
    assert_eq!(counts(&taken.reports[0]), (3, 3, 0, 0), "{:?}", taken.reports);
    let remembered = desk.remembered();
    assert_eq!((remembered.len(), remembered[0].name.as_str(), desk.articles_from(&remembered[0])), (1, "News", 3));
    assert!(remembered[0].last_ok.is_some() && remembered[0].error.is_none());

    server.forget();
    let unchanged = desk.sync();
    assert_eq!(server.asked().len(), 1);
    assert_eq!(counts(&unchanged.reports[0]), (3, 0, 0, 3));
    assert_eq!(unchanged.reports[0].kind, Some("rss"));
    stories.store(5, Ordering::Relaxed);
    assert_eq!(counts(&desk.sync().reports[0]), (5, 2, 0, 3));
}

#[test]
fn two_hundred_sources_with_nothing_new_take_one_request_each_and_no_commit() {
    for validators in ["tag", "date", "none"] {
        let server = Server::new(move |request| {
            let number: u32 = request.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
            let answer = Answer::xml(feed(&format!("News {number}"), [number, number + 1]));
            match validators {
                "tag" => answer.etag("\"1\""),
                "date" => answer.last_modified("Tue, 05 Mar 2024 09:00:00 GMT"),
                _ => answer,
            }
        });
        let desk = Desk::new();
        let addresses: Vec<String> = (0..200).map(|number| server.url(&format!("/{number}/feed/"))).collect();
        let taken = desk.add(&addresses);
        assert!(!taken.has_errors(), "{:?}", taken.reports.iter().find(|report| report.error.is_some()));
        let new: usize = taken.reports.iter().map(|report| report.new).sum();
        assert_eq!((new, desk.articles()), (201, 201), "each counts as new once, whoever told of it first");

        let before = (desk.revision(), index_files(&desk));
        server.forget();
        let taken = desk.sync();
        assert_eq!(server.asked().len(), 200, "{validators}");
        assert_eq!((desk.revision(), index_files(&desk)), before, "{validators}: nothing is committed");
        assert!(taken.reports.iter().all(|report| counts(report) == (2, 0, 0, 2)), "{validators}");
    }
}

/// The index's files, and when each was written.
fn index_files(desk: &Desk) -> Vec<(String, std::time::SystemTime)> {
    let files = std::fs::read_dir(desk.home.path("archive/index")).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = files
        .filter(|file| !file.file_name().to_string_lossy().contains("lock"))
        .map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().modified().unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn hosts_are_read_at_the_same_time_and_a_slow_one_holds_up_nobody() {
    let wait = Duration::from_millis(600);
    let slow: Vec<Server> =
        (0..4).map(|number| Server::new(move |_| Answer::xml(feed("Slow", [number])).after(wait))).collect();
    let desk = Desk::new();
    let addresses: Vec<String> = slow.iter().map(|server| server.url("/feed/")).collect();
    desk.add(&addresses);
    // One after the other, the last would be asked for the first time when the first three are done.
    let first = slow.iter().map(|server| server.requests()[0].at);
    let (first, last) = (first.clone().min().unwrap(), first.max().unwrap());
    assert!(last - first < wait * 3, "{:?}", last - first);
    assert_eq!(desk.articles(), 4);
}

#[test]
fn what_fails_is_told_and_kept_and_the_rest_is_done() {
    let server = Server::of([("/good/", Answer::xml(feed("Good", [1]))), ("/gone/", Answer::status(404))]);
    let desk = Desk::new();
    let taken = desk.add(&[server.url("/good/"), server.url("/gone/")]);
    let failed = taken.reports.iter().find(|report| report.error.is_some()).unwrap();
    assert!(failed.source.ends_with("/gone/") && failed.error.as_ref().unwrap().contains("404"), "{failed:?}");
    assert_eq!((desk.articles(), desk.remembered().len()), (1, 1), "what never gave anything is not remembered");

    drop(server);
    let taken = desk.sync();
    assert!(taken.has_errors());
    let health = &desk.remembered()[0];
    assert!(health.last_ok.is_some() && health.last_error.is_some() && health.error.is_some(), "{health:?}");
    assert_eq!(desk.articles(), 1);
}

#[test]
fn stopping_ends_it_within_a_second_and_keeps_what_was_read() {
    let server = Server::new(|request| match request.path.as_str() {
        "/quick/" => Answer::xml(feed("Quick", 1..=5)),
        "/robots.txt" => Answer::status(404),
        _ => Answer::silent(),
    });
    let desk = Desk::new();
    let addresses = [server.url("/quick/"), server.url("/slow/")];
    let begun = Mutex::new(None);
    let stopped = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !server.asked().contains(&"/slow/".to_owned()) {
                std::thread::sleep(Duration::from_millis(20));
            }
            std::thread::sleep(Duration::from_millis(200));
            *begun.lock().unwrap() = Some(Instant::now());
            desk.stop.store(true, Ordering::Relaxed);
        });
        let taken = desk.add(&addresses);
        (taken, begun.lock().unwrap().unwrap().elapsed())
    });
    let (taken, waited) = stopped;
    assert!(waited < Duration::from_millis(1500), "{waited:?}");
    assert!(taken.is_unfinished);
    assert_eq!(desk.articles(), 5);
    assert_eq!(desk.remembered().len(), 2, "the next sync goes on with both");
}

#[test]
fn an_address_that_is_one_article_is_taken_in_and_not_remembered() {
    let page = "<html><head><title>One story</title><link rel=\"canonical\" href=\"https://news.example/one/\"></head><body>\
        <article><h1>One story</h1><p>A story of one page only, told at such length that there is no doubt about it: a \
        whole paragraph of plain text, and then some more of the same.</p><p>And a second paragraph that goes on about it \
        for a while, until it ends here.</p></article></body></html>";
    let server = Server::new(move |request| match request.path_alone() {
        "/one/" => Answer::html(page),
        _ => Answer::status(404),
    });
    let desk = Desk::new();
    let taken = desk.add(&[server.url("/one/")]);
    assert_eq!(taken.reports[0].error, None);
    assert_eq!((desk.articles(), desk.remembered().len()), (1, 0));
}

#[test]
fn a_folder_is_remembered_and_new_files_in_it_come_with_the_next_sync() {
    let desk = Desk::new();
    let first = desk.home.file("news/one.xml", feed("One", [1, 2]).as_bytes());
    let folder = first.parent().unwrap().to_str().unwrap().to_owned();
    desk.add(std::slice::from_ref(&folder));
    desk.home.file("news/two.xml", feed("Two", [3]).as_bytes());
    let taken = desk.sync();
    assert_eq!(taken.reports.iter().map(|report| report.new).sum::<usize>(), 1);
    let remembered = desk.remembered();
    assert_eq!(
        (remembered.len(), remembered[0].address.as_str(), desk.articles_from(&remembered[0])),
        (1, folder.as_str(), 3)
    );
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(desk.sync().has_errors());
    assert_eq!(desk.articles(), 3);
}

#[test]
fn what_was_forgotten_does_not_come_back_with_a_sync() {
    let server = Server::of([("/a/", Answer::xml(feed("A", [1, 2]))), ("/b/", Answer::xml(feed("B", [3])))]);
    let desk = Desk::new();
    desk.add(&[server.url("/a/"), server.url("/b/")]);
    let mut archive = desk.archive();
    let story = cuttings::work::Reference::read("?p=1").unwrap();
    let id = archive.find(&story).unwrap()[0];
    archive.forget(&cuttings::work::Forgettable::article(id)).unwrap();
    let source = archive.source_named(server.url("/b/").as_ref()).unwrap().unwrap();
    archive.forget(&source).unwrap();
    drop(archive);
    server.forget();
    desk.sync();
    assert_eq!((server.asked(), desk.articles()), (vec!["/a/".to_owned()], 1));
    desk.archive().restore().unwrap();
    desk.sync();
    assert_eq!((desk.articles(), desk.remembered().len()), (3, 2));
    // Named again, it is wanted again.
    let mut archive = desk.archive();
    let id = archive.find(&story).unwrap()[0];
    archive.forget(&cuttings::work::Forgettable::article(id)).unwrap();
    drop(archive);
    desk.add(&[server.url("/a/")]);
    assert_eq!(desk.articles(), 3);
}

#[test]
fn a_source_is_renamed_paused_and_removed_with_or_without_its_articles() {
    let server = Server::of([("/a/", Answer::xml(feed("A", [1]))), ("/b/", Answer::xml(feed("B", [2])))]);
    let desk = Desk::new();
    desk.add(&[server.url("/a/"), server.url("/b/")]);
    let mut archive = desk.archive();
    let a = archive.remembered_named("a").unwrap();
    archive.change_source(&a, &Change::Called("My news".to_owned())).unwrap();
    archive.change_source(&a, &Change::Paused(true)).unwrap();
    drop(archive);
    desk.sync();
    let mut archive = desk.archive();
    let a = archive.remembered_named("My News").unwrap();
    assert!(a.is_paused);
    let row = archive.find(&cuttings::work::Reference::read("?p=1").unwrap()).unwrap();
    assert_eq!(archive.summaries(&row).unwrap()[0].sources[0].name, "My news");
    archive.change_source(&a, &Change::Called(String::new())).unwrap();
    assert_eq!(archive.remembered_named(&a.number.to_string()).unwrap().name, "A");

    assert_eq!(archive.remove_source(&a, true).unwrap(), 1);
    let b = archive.remembered_named(&server.url("/b")).unwrap();
    assert_eq!(archive.remove_source(&b, false).unwrap(), 0);
    drop(archive);
    assert_eq!((desk.articles(), desk.remembered()), (1, Vec::new()));
    assert!(desk.archive().remembered_named("B").is_err());
}

#[test]
fn lists_of_sources_are_written_and_read_again() {
    let desk = Desk::new();
    let list = desk.home.file(
        "list.opml",
        b"<opml version='2.0'><body><outline text='Caf\xc3\xa9 &amp; co' xmlUrl='https://a.example/feed/?x=1&amp;y=2'/>\
          <outline text='B' xmlUrl='https://b.example/'/></body></opml>",
    );
    assert_eq!(desk.archive().import_sources(&list).unwrap(), (2, 2));
    assert_eq!(desk.archive().import_sources(&list).unwrap(), (2, 0));
    let written = desk.archive().export_sources().unwrap();
    let other = Desk::new();
    let copy = other.home.file("copy.opml", written.as_bytes());
    other.archive().import_sources(&copy).unwrap();
    let told = |desk: &Desk| -> Vec<(String, String)> {
        desk.remembered().into_iter().map(|source| (source.name, source.address)).collect()
    };
    assert_eq!(told(&other), told(&desk));
    assert_eq!(told(&desk)[0], ("Café & co".to_owned(), "https://a.example/feed/?x=1&y=2".to_owned()));
    let no_list = desk.home.file("page.html", b"<html><body><p>No list.</p></body></html>");
    assert!(desk.archive().import_sources(&no_list).is_err());
}

#[test]
fn a_large_feed_and_a_bundle_at_an_address_are_taken_in_like_files() {
    let large = feed("Large", 1..=12_000);
    assert!(large.len() as u64 > Limits::default().whole);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, feed("In a zip", [12_001, 12_002]).as_bytes()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let server = Server::new(move |request| match request.path_alone() {
        "/large/" => Answer::xml(large.clone()),
        "/news.zip" => Answer::of("application/zip", zip.clone()),
        _ => Answer::status(404),
    });
    let desk = Desk::new();
    let taken = desk.add(&[server.url("/large/"), server.url("/news.zip")]);
    assert!(!taken.has_errors(), "{:?}", taken.reports);
    assert_eq!(desk.articles(), 12_002);
    desk.sync();
    assert_eq!(desk.articles(), 12_002);
}

#[test]
fn progress_tells_sources_articles_and_pages() {
    let server = Server::new(|request| {
        let number: u32 = request.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
        Answer::xml(feed("News", [number])).after(Duration::from_millis(30))
    });
    let desk = Desk::new();
    let mut archive = desk.archive();
    let list: String =
        (0..20).map(|number| format!("<outline xmlUrl='{}'/>", server.url(&format!("/{number}/")))).collect();
    let list = desk.home.file("list.opml", format!("<opml><body>{list}</body></opml>").as_bytes());
    archive.import_sources(&list).unwrap();
    drop(archive);
    let mut seen = Vec::new();
    desk.sync_and(&mut |news| {
        if let News::Going(going) = news {
            seen.push(going.clone());
        }
    });
    let end = seen.last().unwrap();
    assert_eq!((end.done, end.of, end.pages, end.left, end.new, end.errors), (20, 20, 20, 0, 20, 0));
    assert!(seen.iter().any(|going| going.left > 0 && going.fetching.starts_with("http://127.0.0.1")));
}

/// A site with one tag: its page, and its feed in pages of five stories.
fn tagged(request: &Request, stories: u32) -> Answer {
    let site = format!("http://{}", request.host);
    match request.path_alone() {
        "/tag/pay/" => Answer::html(format!(
            "<html><head><title>pay Archives - News</title><link rel=\"alternate\" type=\"application/rss+xml\" \
             title=\"News &raquo; pay Tag Feed\" href=\"{site}/tag/pay/feed/\"></head>\
             <body class=\"archive tag tag-pay tag-7\"><h1>Tag: pay</h1>\
             <article class=\"post-1 post tag-pay\"><h2><a href=\"{site}/2024/story-1-of-the-borough/\">Story 1 of the \
             borough</a></h2><p>What happened in story 1 […]</p></article></body></html>"
        )),
        "/tag/pay/feed/" => {
            let page: u32 = request.parameter("paged").and_then(|page| page.parse().ok()).unwrap_or(1);
            let last = stories.saturating_sub((page - 1) * 5);
            if last == 0 {
                return Answer::status(404);
            }
            let junk = "";
            Answer::xml(feed_of(&site, "pay Archives - News", junk, (last.saturating_sub(4).max(1)..=last).rev()))
        }
        _ => Answer::status(404),
    }
}

#[test]
fn a_tags_page_ends_with_its_whole_history_and_then_only_what_is_new_is_asked_for() {
    let stories = Arc::new(AtomicUsize::new(23));
    let now = Arc::clone(&stories);
    let server = Server::new(move |request| tagged(request, now.load(Ordering::Relaxed) as u32));
    let desk = Desk::new();
    let taken = desk.add(&[server.url("/tag/pay/")]);
    assert_eq!((desk.articles(), taken.reports[0].new), (23, 23), "{:?}\n{:?}", taken.reports, server.asked());
    assert_eq!(
        (desk.remembered()[0].way.as_deref(), desk.remembered()[0].name.as_str()),
        (Some("feed"), "pay Archives - News")
    );
    server.forget();
    desk.sync();
    assert_eq!(server.asked().len(), 1, "{:?}", server.asked());
    stories.store(25, Ordering::Relaxed);
    server.forget();
    let taken = desk.sync();
    assert_eq!((desk.articles(), taken.reports[0].new), (25, 2));
    assert!(server.asked().len() <= 2, "{:?}", server.asked());
}

#[test]
fn a_source_that_begins_to_carry_junk_is_held_back_until_a_person_accepts_it() {
    let junk = Arc::new(Mutex::new(""));
    let now = Arc::clone(&junk);
    let server = Server::new(move |request| {
        let junk = *now.lock().unwrap();
        let stories = if junk.is_empty() { 1..=8 } else { 1..=10 };
        Answer::xml(feed_of(&format!("http://{}", request.host), "News", junk, stories))
    });
    let desk = Desk::new();
    desk.add(&[server.url("/feed/")]);
    let before = desk.revision();
    *junk.lock().unwrap() = "BEST CASINO BONUS 100% FREE SPINS - ";
    for _ in 0..2 {
        let taken = desk.sync();
        assert!(taken.reports[0].error.as_ref().unwrap().contains("accept"), "{:?}", taken.reports);
        let held = &desk.remembered()[0];
        assert!(held.flagged.as_ref().unwrap().contains("CASINO"), "{held:?}");
        assert_eq!((desk.articles(), desk.revision()), (8, before));
    }
    let mut archive = desk.archive();
    let source = archive.remembered_named("News").unwrap();
    archive.change_source(&source, &Change::Accepted).unwrap();
    drop(archive);
    assert!(!desk.sync().has_errors());
    let archive = desk.archive();
    assert_eq!((archive.store().stats().unwrap().articles, desk.remembered()[0].flagged.clone()), (10, None));
}

#[test]
fn a_history_that_is_killed_again_and_again_is_gone_on_with() {
    let server = Server::new(|request| tagged(request, 60).after(Duration::from_millis(60)));
    let home = Home::new();
    // Once it is remembered, a sync goes on with it; it dies after one more request each time.
    for round in 0..10 {
        let args = if round == 0 { vec!["add".to_owned(), server.url("/tag/pay/")] } else { vec!["sync".to_owned()] };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        server.forget();
        let mut child = program(&home, &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while server.asked().len() <= round && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(20));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let (code, _, err) = run(&home, &["sync"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(run(&home, &["search", "--count"]).1.trim(), "{\"total\":60}");
    assert_eq!(run(&home, &["doctor"]).0, 0);
}

/// The real program, with an archive of its own and settings for a quick server.
fn program(home: &Home, args: &[&str]) -> Command {
    home.file("config/cuttings/config.toml", b"[network]\ndelay = 0\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
    command.args(args).env("HOME", home.0.path()).env("XDG_CONFIG_HOME", home.path("config"));
    command.env("CUTTINGS_ARCHIVE", home.path("archive")).env_remove("NO_COLOR").stdin(Stdio::null());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command
}

fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(home, args).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn lines(stdout: &str) -> Vec<Value> {
    let all = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    // How far it has come is told where it takes long.
    all.filter(|line| line.get("progress").is_none()).collect()
}

#[test]
fn the_command_line_adds_syncs_and_lists_sources() {
    let server =
        Server::of([("/feed/", Answer::xml(feed("News", [1, 2])).etag("\"1\"")), ("/gone/", Answer::status(410))]);
    let home = Home::new();
    let (code, out, err) = run(&home, &["add", &server.url("/feed/"), "--json"]);
    assert_eq!(code, 0, "{err}");
    let keys = ["articles", "error", "kind", "merged", "new", "source", "unchanged", "warnings"];
    let object = &lines(&out)[0];
    assert_eq!(object.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), keys);
    assert_eq!((&object["new"], &object["kind"]), (&Value::from(2), &Value::from("rss")));

    let (code, out, _) = run(&home, &["sync", "--json"]);
    let object = &lines(&out)[0];
    assert_eq!((code, &object["articles"], &object["unchanged"]), (0, &Value::from(2), &Value::from(2)));
    assert_eq!(run(&home, &["sync", "1"]).0, 0);
    assert_eq!(run(&home, &["sync", "News"]).0, 0);
    assert_eq!(run(&home, &["sync", &server.url("/feed")]).0, 0);
    let (code, _, err) = run(&home, &["sync", "Olds"]);
    assert!(code == 1 && err.contains("Olds"), "{code} {err}");
    let (code, _, err) = run(&home, &["add", &server.url("/gone/")]);
    assert!(code == 1 && err.contains("410"), "{code} {err}");

    let (_, out, _) = run(&home, &["sources", "--json"]);
    let object = &lines(&out)[0];
    let keys = [
        "address",
        "articles",
        "error",
        "flagged",
        "images",
        "last_error",
        "last_ok",
        "name",
        "next_due",
        "number",
        "paused",
        "way",
    ];
    assert_eq!(object.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), keys);
    assert_eq!((&object["name"], &object["articles"]), (&Value::from("News"), &Value::from(2)));

    assert_eq!(run(&home, &["sources", "pause", "News"]).0, 0);
    server.forget();
    assert_eq!(run(&home, &["sync"]).0, 0);
    assert!(server.asked().is_empty());
    assert_eq!(run(&home, &["sources", "remove", "News"]).0, 2, "what becomes of its articles must be said");
    assert_eq!(run(&home, &["sources", "remove", "News", "--drop-articles"]).0, 0);
    assert_eq!(run(&home, &["search", "--count"]).1.trim(), "{\"total\":0}");
}

#[test]
fn wrong_command_lines_say_what_would_be_right() {
    let home = Home::new();
    for (args, said) in [
        (&["sync", "--every", "soon"][..], "6h"),
        (&["sync", "--every", "1m"], "5m"),
        (&["sync", "--since", "yesteryear"], "2024"),
        (&["sync", "--full", "--since", "2024"], "--since"),
        (&["sources", "pause"], "SOURCE"),
    ] {
        let (code, _, err) = run(&home, args);
        assert!(code == 2 && err.contains(said), "{args:?}: {code} {err}");
    }
    let (code, out, _) = run(&home, &["sources", "offer"]);
    assert!(code == 0 && out.contains("https://www.communitycare.co.uk/feed/"));
    assert_eq!(run(&home, &["sources", "offer", "nonsense"]).0, 1);
    assert_eq!(run(&home, &["sources", "offer", "leadership"]).0, 0);
    assert_eq!(lines(&run(&home, &["sources", "--json"]).1).len(), 1);
}

#[test]
fn two_programs_sync_the_same_archive_at_the_same_time() {
    let server = Server::new(|request| {
        let number: u32 = request.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
        Answer::xml(feed("News", [number])).after(Duration::from_millis(10))
    });
    let home = Home::new();
    let list: String =
        (0..40).map(|number| format!("<outline xmlUrl='{}'/>", server.url(&format!("/{number}/")))).collect();
    let list = home.file("list.opml", format!("<opml><body>{list}</body></opml>").as_bytes());
    assert_eq!(run(&home, &["sources", "import", list.to_str().unwrap()]).0, 0);
    let start = || program(&home, &["sync"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    for child in [start(), start()] {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(run(&home, &["search", "--count"]).1.trim(), "{\"total\":40}");
}

#[test]
fn the_readers_worker_syncs_and_tells_how_far_it_has_come() {
    let server = Server::of([("/feed/", Answer::xml(feed("News", [1, 2])))]);
    let desk = Desk::new();
    desk.add(&[server.url("/feed/")]);
    let workers = Workers::start_with(desk.home.path("archive"), manner()).unwrap();
    workers.send(RequestNumber(1), WorkRequest::Sync);
    workers.send(RequestNumber(2), WorkRequest::Overview);
    let (mut told, mut synced, mut done) = (false, false, 0);
    while done < 2 {
        match workers.reports().recv_timeout(Duration::from_secs(20)).unwrap() {
            Report::Progress(_, progress) => told |= progress.is_sync && progress.of == 1,
            Report::Done(RequestNumber(1), answer) => {
                let Ok(WorkAnswer::Added(reports)) = answer else { panic!("{answer:?}") };
                assert_eq!(counts(&reports[0]), (2, 0, 0, 2));
                done += 1;
            }
            Report::Done(_, answer) => {
                let Ok(WorkAnswer::Overview(overview)) = answer else { panic!("{answer:?}") };
                synced = overview.last_synced.is_some();
                done += 1;
            }
        }
    }
    assert!(told && synced);
}

#[test]
fn killed_again_and_again_it_ends_with_the_same_archive() {
    let route = |request: &Request| {
        let number: u32 = request.path.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
        match request.path_alone() {
            "/robots.txt" => Answer::status(404),
            _ => Answer::xml(feed("News", number * 5..number * 5 + 6)).after(Duration::from_millis(15)),
        }
    };
    let server = Server::new(route);
    let list: String =
        (0..60).map(|number| format!("<outline text='N' xmlUrl='{}'/>", server.url(&format!("/{number}/")))).collect();
    let list = format!("<opml><body>{list}</body></opml>");
    let all = |home: &Home| {
        let mut titles: Vec<String> = lines(&run(home, &["search", "--json"]).1)
            .iter()
            .map(|article| format!("{} {} {}", article["title"], article["published"], article["sources"]))
            .collect();
        titles.sort();
        titles
    };
    let [killed, whole] = [Home::new(), Home::new()];
    for home in [&killed, &whole] {
        let path = home.file("list.opml", list.as_bytes());
        assert_eq!(run(home, &["sources", "import", path.to_str().unwrap()]).0, 0);
    }
    assert_eq!(run(&whole, &["sync"]).0, 0);
    for round in 0..12_u64 {
        let mut child = program(&killed, &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + round * 45));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(run(&killed, &["doctor"]).0, 0, "sound after round {round}");
    }
    assert_eq!(run(&killed, &["sync"]).0, 0);
    assert_eq!(all(&killed), all(&whole));
    assert_eq!(all(&whole).len(), 301);
}
