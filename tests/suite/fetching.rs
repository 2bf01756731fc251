//! Fetching, against servers of the tests' own on loopback.

use crate::server::{Answer, Request, Server, quick};
use cuttings::article::Timestamp;
use cuttings::fetch::{
    Ask, Body, Client, Expected, FetchError, Limit, Patience, Reply, RobotsFile, Settings, Validators,
};
use cuttings::work::{dry_run, inputs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link><item>\
    <title>Fetched whole</title><link>https://news.example/fetched/</link></item></channel></rss>";

fn ask(address: &str) -> Ask {
    Ask { address: address.to_owned(), expected: Expected::News, validators: Validators::default() }
}

fn get(client: &Client, address: &str) -> Result<Reply, FetchError> {
    client.get(&ask(address), &AtomicBool::new(false))
}

fn body(reply: Result<Reply, FetchError>) -> Body {
    match reply.unwrap() {
        Reply::Body(body) => *body,
        Reply::Unchanged => panic!("nothing came"),
    }
}

/// What one answer comes to, asked for once by a client of these settings, and how often it was asked.
fn outcome(answer: Answer, settings: &Settings) -> (Result<Reply, FetchError>, usize) {
    let server = Server::of([("/", answer)]);
    let reply = get(&Client::new(settings).unwrap(), &server.url("/"));
    (reply, server.count("/"))
}

fn words(answer: Answer) -> (String, usize) {
    let (reply, count) = outcome(answer, &quick());
    (reply.map_or_else(|error| error.to_string(), |_| "all is well".to_owned()), count)
}

/// Cases that mostly wait.
fn all_at_the_same_time<T: Send>(cases: impl IntoIterator<Item = T>, check: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for case in cases {
            let check = &check;
            scope.spawn(move || check(case));
        }
    });
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

// what is taken in

#[test]
fn an_address_is_taken_in_like_a_file() {
    let server = Server::of([("/feed/", Answer::html(FEED))]);
    let address = server.url("/feed/");
    let (articles, taken) = dry_run(inputs(std::slice::from_ref(&address))).unwrap();
    assert_eq!(taken.reports[0].error, None);
    assert_eq!((articles.len(), articles[0].summary.title.as_str()), (1, "Fetched whole"));
    assert_eq!(articles[0].seen[0].source, address);
}

#[test]
fn what_can_not_be_fetched_is_an_error_that_says_why() {
    let server = Server::of([]);
    let silent = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let cases = [(server.url("/"), "404"), (silent, "refused"), ("ftp://news.example/feed".to_owned(), "http")];
    for (address, reason) in cases {
        let (_, taken) = dry_run(inputs(std::slice::from_ref(&address))).unwrap();
        let error = taken.reports[0].error.as_deref().unwrap();
        assert!(error.contains(reason), "{address}: {error}");
    }
}

// what is asked, and what the answer says

#[test]
fn a_body_comes_with_what_its_headers_say() {
    let server = Server::of([(
        "/wp-json/wp/v2/posts",
        Answer::of("Application/JSON; charset=\"UTF-8\"", "[]")
            .header("X-WP-Total", 240)
            .header("X-WP-TotalPages", 3)
            .header("Link", "</wp-json/wp/v2/posts?page=2>; rel=\"next\"")
            .header("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
            .etag("\"a\"")
            .last_modified("Sat, 21 Nov 2026 12:00:00 GMT"),
    )]);
    let client = Client::new(&server.settings(&["news.example"])).unwrap();
    let body = body(get(&client, "http://news.example/wp-json/wp/v2/posts#top"));
    assert_eq!((body.bytes.as_slice(), body.total, body.pages), (&b"[]"[..], Some(240), Some(3)));
    assert_eq!((body.address.as_str(), &body.moved), ("http://news.example/wp-json/wp/v2/posts", &None));
    assert_eq!((body.charset.as_deref(), body.media_type.as_deref()), (Some("UTF-8"), Some("application/json")));
    assert_eq!(body.links[0].address, "http://news.example/wp-json/wp/v2/posts?page=2");
    assert_eq!(body.links[0].rel, "next");
    assert_eq!(body.validators.etag.as_deref(), Some("\"a\""));
    assert_eq!(body.date.unwrap().to_string(), "2026-11-22T12:00:00Z");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    for answer in [
        Answer::xml(FEED).etag("W/\"1-ü\""),
        Answer::xml(FEED).last_modified("Sat, 21 Nov 2026 12:00:00 GMT"),
        Answer::xml(FEED).etag("\"1\"").last_modified("Sat, 21 Nov 2026 12:00:00 GMT"),
    ] {
        let server = Server::of([("/feed/", answer)]);
        let client = Client::new(&quick()).unwrap();
        let validators = body(get(&client, &server.url("/feed/"))).validators;
        let again = Ask { validators, ..ask(&server.url("/feed/")) };
        assert_eq!(client.get(&again, &AtomicBool::new(false)), Ok(Reply::Unchanged));
        assert_eq!(server.asked(), ["/feed/", "/feed/"]);
    }
}

#[test]
fn unchanged_is_no_answer_to_whoever_has_nothing_yet() {
    let (reply, _) = outcome(Answer::status(304), &quick());
    assert!(matches!(reply, Err(FetchError::Status { code: 304, .. })), "{reply:?}");
}

#[test]
fn the_program_says_who_it_is_and_who_to_write_to() {
    for (contact, expected) in [
        (None, concat!("cuttings/", env!("CARGO_PKG_VERSION"))),
        (
            Some("https://home.example/ (me)\r\nX: y"),
            concat!("cuttings/", env!("CARGO_PKG_VERSION"), " (+https://home.example/meX:y)"),
        ),
    ] {
        let server = Server::of([("/", Answer::html("x"))]);
        let settings = Settings { contact: contact.map(str::to_owned), ..quick() };
        get(&Client::new(&settings).unwrap(), &server.url("/")).unwrap();
        for request in server.requests() {
            assert_eq!(request.header("User-Agent"), Some(expected), "{}", request.path);
        }
    }
}

#[test]
fn a_picture_is_asked_for_as_a_picture() {
    let server = Server::of([("/a.jpg", Answer::of("image/jpeg", "x"))]);
    let asked = Ask { expected: Expected::Picture, ..ask(&server.url("/a.jpg")) };
    Client::new(&quick()).unwrap().get(&asked, &AtomicBool::new(false)).unwrap();
    assert!(server.requests()[1].header("Accept").unwrap().starts_with("image/"));
}

#[test]
fn odd_addresses_are_asked_for_as_browsers_do() {
    let server = Server::new(|_| Answer::html("x"));
    let client = Client::new(&server.settings(&["xn--nachrichten-fr-alle-ibc.example"])).unwrap();
    for (address, path) in [
        (
            "http://nachrichten-für-alle.example/ein artikel/über?wo=hier da#oben",
            "/ein%20artikel/%C3%BCber?wo=hier%20da",
        ),
        ("  http://nachrichten-für-alle.example/a/../b/%7Ec \n", "/b/%7Ec"),
    ] {
        get(&client, address).unwrap();
        assert_eq!(server.asked().last().unwrap(), path);
    }
    for (address, why) in [
        ("news.example/feed", "does not begin with http"),
        ("http://", "is no address"),
        ("http://[::1", "is no address"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
    ] {
        let error = get(&client, address).unwrap_err().to_string();
        assert!(error.contains(why), "{address}: {error}");
    }
}

#[test]
fn name_and_password_go_to_their_host_and_are_not_repeated() {
    let server = Server::of([("/", Answer::redirect(302, "http://www.news.example/b")), ("/b", Answer::html("x"))]);
    let client = Client::new(&server.settings(&["news.example", "www.news.example"])).unwrap();
    let body = body(get(&client, "http://me:p%40ss@news.example/"));
    assert_eq!(body.address, "http://www.news.example/b");
    let logins = |request: &Request| request.header("Authorization").map(str::to_owned);
    let requests = server.requests();
    let with: Vec<_> = requests.iter().filter(|request| logins(request).is_some()).map(|r| &r.host).collect();
    assert!(!with.is_empty() && with.iter().all(|host| *host == "news.example"), "{with:?}");
    assert_eq!(logins(&requests[1]).unwrap(), "Basic bWU6cEBzcw==");
}

#[test]
fn an_address_of_ipv6_is_as_good_as_any() {
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let server = Server::on("[::1]:0", |_| Answer::html("x"));
    assert_eq!(body(get(&Client::new(&quick()).unwrap(), &server.url("/"))).bytes, b"x");
}

// redirects

#[test]
fn a_redirect_on_the_same_site_is_followed_and_said_to_be_for_good_where_it_is() {
    for (first, second, moved) in [(301, 308, true), (301, 302, false), (302, 301, false), (303, 307, false)] {
        let server = Server::of([
            ("/", Answer::redirect(first, "http://www.news.example/b c")),
            ("/b%20c", Answer::redirect(second, "../feed/#x")),
            ("/feed/", Answer::xml(FEED)),
        ]);
        let client = Client::new(&server.settings(&["news.example", "www.news.example"])).unwrap();
        let body = body(get(&client, "http://news.example/"));
        assert_eq!(body.address, "http://www.news.example/feed/");
        assert_eq!(body.moved.is_some(), moved, "{first}, {second}");
        assert_eq!(server.asked(), ["/", "/b%20c", "/feed/"]);
    }
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/circle" => Answer::redirect(302, "/back"),
        "/back" => Answer::redirect(302, "/circle"),
        path => Answer::redirect(302, &format!("{path}x")),
    });
    let client = Client::new(&quick()).unwrap();
    let error = get(&client, &server.url("/circle")).unwrap_err().to_string();
    assert!(error.contains("in a circle") && server.asked().len() == 2, "{error}");
    server.forget();
    let error = get(&client, &server.url("/x")).unwrap_err().to_string();
    assert!(error.contains("more than 8 redirects") && server.asked().len() == 9, "{error}");
}

#[test]
fn a_redirect_that_leaves_the_site_is_said_and_not_taken() {
    let server = Server::of([
        ("/other", Answer::redirect(301, "http://other.example/")),
        ("/sub", Answer::redirect(301, "http://blog.news.example/")),
        ("/file", Answer::redirect(301, "file:///etc/passwd")),
        ("/nowhere", Answer::redirect(301, "http://")),
        ("/silent", Answer::status(302)),
    ]);
    let names = ["news.example", "other.example", "blog.news.example"];
    let client = Client::new(&server.settings(&names)).unwrap();
    let get = |path: &str| get(&client, &format!("http://news.example{path}")).unwrap_err();
    assert_eq!(get("/other"), FetchError::LeftSite { to: "http://other.example/".to_owned() });
    assert_eq!(get("/sub"), FetchError::LeftSite { to: "http://blog.news.example/".to_owned() });
    assert!(get("/file").to_string().contains("which is not fetched"));
    assert!(get("/nowhere").to_string().contains("no address"));
    assert!(matches!(get("/silent"), FetchError::Status { code: 302, .. }));
    assert!(server.requests().iter().all(|request| request.host == "news.example"));
}

// sizes

#[test]
fn what_is_packed_is_unpacked() {
    let text = FEED.repeat(3000);
    let html = || Answer::html(text.clone());
    let packed = |label: &str, bytes: Vec<u8>| Answer::of("", bytes).header("Content-Encoding", label);
    let zlib = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let twice = |answer: Answer| answer.gzip();
    for (what, answer) in [
        ("plain", html()),
        ("gzip", html().gzip()),
        ("brotli", html().brotli()),
        ("zstd", html().zstd()),
        ("deflate", packed("deflate", zlib)),
        ("gzip of brotli", twice(html().brotli())),
        ("gzip in chunks", html().gzip().chunked()),
        ("until the connection ends", html().until_close()),
        ("said to be gzip and is not", packed("gzip", text.clone().into_bytes())),
        ("packed by a word that means nothing", packed("utf-8", text.clone().into_bytes())),
    ] {
        let (reply, count) = outcome(answer, &quick());
        assert!(body(reply).bytes == text.as_bytes(), "{what}");
        assert_eq!(count, 1, "{what}");
    }
}

#[test]
fn a_body_over_the_limit_is_not_taken_however_it_is_sent() {
    let zeros = vec![0_u8; 3 << 20];
    let html = || Answer::html(zeros.clone());
    let limit = |wire, expanded| Settings { news: Limit { wire, expanded }, ..quick() };
    for (what, answer) in [
        ("said in the header", html()),
        ("in chunks", html().chunked()),
        ("until the connection ends", html().until_close()),
        ("gzip", html().gzip()),
        ("brotli", html().brotli()),
        ("zstd", html().zstd()),
        ("gzip of gzip", html().gzip().gzip()),
        ("without end", Answer::html("more and more of it ".repeat(100)).endless()),
        ("a length made up", Answer::html("x").length(1 << 50)),
    ] {
        let (reply, count) = outcome(answer, &limit(2 << 20, 2 << 20));
        assert_eq!(reply, Err(FetchError::TooLarge { most: 2 << 20 }), "{what}");
        assert_eq!(count, 1, "{what} was asked for again");
    }
    let (reply, _) = outcome(html().brotli(), &limit(2 << 20, 1 << 30));
    assert_eq!(reply, Err(FetchError::TooLarge { most: 2 << 20 }), "by what is sent");
    let picture = Settings { picture: Limit { wire: 10, expanded: 10 }, ..quick() };
    let server = Server::of([("/", html())]);
    let client = Client::new(&picture).unwrap();
    let asked = Ask { expected: Expected::Picture, ..ask(&server.url("/")) };
    assert_eq!(client.get(&asked, &AtomicBool::new(false)), Err(FetchError::TooLarge { most: 10 }));
    assert_eq!(body(get(&client, &server.url("/"))).bytes.len(), 3 << 20, "a page may be larger than a picture");
}

// lies and broken connections

#[test]
fn what_breaks_off_is_never_taken_for_whole_and_asked_for_again() {
    let gzip = |cut| Answer::html(FEED.repeat(50)).gzip().until_close().cut_after(cut);
    let cases = [
        ("cut", Answer::html(FEED).cut_after(50)),
        ("cut before the body", Answer::html(FEED).cut_after(0)),
        ("cut in chunks", Answer::html(FEED).chunked().cut_after(50)),
        ("reset", Answer::html(FEED).reset_after(50)),
        ("longer by its header than it is", Answer::html(FEED).length(100_000).cut_after(100_000)),
        ("gzip that is cut", gzip(100)),
        ("gzip whose last byte is missing", gzip(gzip_length() - 1)),
        ("zstd that is none", Answer::html(FEED).header("Content-Encoding", "zstd")),
        ("brotli that is none", Answer::html(FEED).header("Content-Encoding", "br")),
        ("closed without a word", Answer::raw("")),
        ("closed within the headers", Answer::raw("HTTP/1.1 200 OK\r\nContent-Le")),
        ("HTTP/0.9", Answer::raw("<html>Hello</html>")),
        ("headers without end", Answer::endless_head()),
        ("a chunk of a made-up size", Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx")),
        ("two lengths", Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx")),
        ("no HTTP at all", Answer::raw([0_u8, 159, 146, 150, 13, 10, 13, 10])),
    ];
    all_at_the_same_time(cases, |(what, answer)| {
        let (error, count) = words(answer);
        assert!(error.starts_with("could not be fetched: 127.0.0.1 "), "{what}: {error}");
        assert_eq!(count, 3, "{what}: {error}");
    });
}

fn gzip_length() -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(FEED.repeat(50).as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn what_is_odd_but_clear_is_read() {
    for (what, answer, expected) in [
        ("more than the length says", Answer::html("whole and more").length(5), "whole"),
        ("no reason", Answer::raw("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nwhole"), "whole"),
        (
            "early hints",
            Answer::raw(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole",
            ),
            "whole",
        ),
        (
            "a header without a colon",
            Answer::raw("HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 5\r\n\r\nwhole"),
            "whole",
        ),
        (
            "a space before the colon",
            Answer::raw("HTTP/1.1 200 OK\r\nX-Space : y\r\nContent-Length: 5\r\n\r\nwhole"),
            "whole",
        ),
        ("HTTP/1.0", Answer::raw("HTTP/1.0 200 OK\r\n\r\nwhole"), "whole"),
        (
            "a header in windows-1252",
            Answer::raw(*b"HTTP/1.1 200 OK\r\nX-Name: Z\xfcrich\r\nContent-Length: 5\r\n\r\nwhole"),
            "whole",
        ),
    ] {
        let (reply, _) = outcome(answer, &quick());
        assert_eq!(String::from_utf8(body(reply).bytes).unwrap(), expected, "{what}");
    }
}

#[test]
fn stray_bytes_after_a_body_do_not_become_the_next_answer() {
    let server = Server::new(|request| match request.path.as_str() {
        "/first" => Answer::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray",
        ),
        _ => Answer::html("second"),
    });
    let client = Client::new(&quick()).unwrap();
    assert_eq!(body(get(&client, &server.url("/first"))).bytes, b"first");
    assert_eq!(body(get(&client, &server.url("/second"))).bytes, b"second");
}

#[test]
fn a_status_that_brings_no_body_is_an_error_and_asked_for_once() {
    for code in [201, 202, 204, 205, 206, 400, 401, 403, 404, 410, 418, 451, 501, 505] {
        let (reply, count) = outcome(Answer::status(code), &quick());
        let Err(FetchError::Status { code: said, .. }) = reply else { panic!("{code}: {reply:?}") };
        assert_eq!((said, count), (code, 1));
    }
}

// time

#[test]
fn nothing_is_waited_for_for_ever() {
    let slow = || Answer::html("slow ".repeat(400));
    let (connect, first_byte, stall) = (millis(300), millis(300), millis(300));
    let once = Patience { tries: 1, connect, first_byte, stall, ..quick().patience };
    let cases = [
        ("silence", Answer::silent(), "did not answer"),
        ("a stall before the first byte", slow().stall_after(0), "stopped sending after 0 bytes"),
        ("a stall within the body", slow().stall_after(700), "stopped sending after 700 bytes"),
        ("a drip", slow().drip(1, millis(20)), "all but stopped"),
    ];
    all_at_the_same_time(cases, |(what, answer, why)| {
        let start = Instant::now();
        let (reply, _) = outcome(answer, &Settings { patience: once, ..quick() });
        let error = reply.unwrap_err().to_string();
        assert!(error.contains(why), "{what}: {error}");
        assert!(start.elapsed() < millis(3000), "{what}: {:?}", start.elapsed());
    });
    let total = Patience { tries: 1, total: millis(300), ..quick().patience };
    let (reply, _) = outcome(slow().drip(200, millis(50)), &Settings { patience: total, ..quick() });
    assert!(reply.unwrap_err().to_string().contains("had not sent it all"), "an answer that flows, but for too long");
}

#[test]
fn a_slow_body_that_flows_is_waited_for() {
    let patience = Patience { stall: millis(300), ..quick().patience };
    let flowing = Answer::html("flow ".repeat(200)).drip(100, millis(50));
    let (reply, count) = outcome(flowing, &Settings { patience, ..quick() });
    assert_eq!((body(reply).bytes.len(), count), (1000, 1));
}

#[test]
fn whatever_is_waited_for_it_stops_within_a_second() {
    let patient = Settings { patience: Patience::default(), ..quick() };
    let delayed = Settings { delay: Duration::from_mins(1), ..patient.clone() };
    let cases = [
        ("an answer", Answer::silent(), &patient),
        ("a body", Answer::html(FEED).stall_after(5), &patient),
        ("a drip", Answer::html(FEED.repeat(100)).drip(10, millis(10)), &patient),
        ("patience", Answer::status(503).header("Retry-After", 60), &patient),
        (
            "another try",
            Answer::status(500),
            &Settings { patience: Patience { backoff: Duration::from_mins(1), ..patient.patience }, ..quick() },
        ),
        ("its turn", Answer::html(FEED), &delayed),
    ];
    all_at_the_same_time(cases, |(what, answer, settings)| {
        let server = Server::of([("/", answer)]);
        let (client, stop) = (Client::new(settings).unwrap(), AtomicBool::new(false));
        let (reply, late) = std::thread::scope(|scope| {
            let asked = scope.spawn(|| {
                let reply = client.get(&ask(&server.url("/")), &stop);
                (reply, Instant::now())
            });
            std::thread::sleep(millis(150));
            let start = Instant::now();
            stop.store(true, Ordering::Relaxed);
            let (reply, end) = asked.join().unwrap();
            (reply, end - start)
        });
        assert_eq!(reply, Err(FetchError::Stopped), "{what}");
        assert!(late < millis(1000), "{what}: {late:?}");
    });
}

#[test]
fn nothing_is_asked_once_it_is_stopped() {
    let server = Server::of([("/", Answer::html(FEED))]);
    let client = Client::new(&quick()).unwrap();
    assert_eq!(client.get(&ask(&server.url("/")), &AtomicBool::new(true)), Err(FetchError::Stopped));
    assert!(server.paths().is_empty());
}

#[test]
fn a_request_that_is_given_up_leaves_its_turn_to_the_next() {
    let server = Server::new(|request| match request.path.as_str() {
        "/slow" => Answer::silent(),
        _ => Answer::html("x"),
    });
    let patient = Patience { first_byte: Duration::from_mins(1), ..quick().patience };
    let client = Client::new(&Settings { per_host: 1, total: 1, patience: patient, ..quick() }).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| client.get(&ask(&server.url("/slow")), &stop));
        let next = scope.spawn(|| {
            std::thread::sleep(millis(50));
            get(&client, &server.url("/next"))
        });
        std::thread::sleep(millis(150));
        stop.store(true, Ordering::Relaxed);
        assert_eq!(body(next.join().unwrap()).bytes, b"x");
    });
}

// politeness

#[test]
fn robots_txt_is_asked_for_once_and_obeyed() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::text(
            "User-agent: *\nDisallow: /private/\n\nUser-agent: Cuttings\nDisallow: /closed\nAllow: /closed/but-open\n",
        ),
        _ => Answer::html("x"),
    });
    let client = Client::new(&quick()).unwrap();
    for path in ["/", "/private/", "/closed/but-open"] {
        assert!(get(&client, &server.url(path)).is_ok(), "{path}");
    }
    assert_eq!(get(&client, &server.url("/closed/a")), Err(FetchError::Robots));
    assert_eq!(server.paths(), ["/robots.txt", "/", "/private/", "/closed/but-open"]);
}

#[test]
fn a_redirect_into_what_is_closed_is_not_taken() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::text("User-agent: *\nDisallow: /closed"),
        _ => Answer::redirect(302, "/closed"),
    });
    assert_eq!(get(&Client::new(&quick()).unwrap(), &server.url("/")), Err(FetchError::Robots));
    assert_eq!(server.count("/closed"), 0);
}

#[test]
fn what_becomes_of_robots_txt_decides_as_the_rfc_has_it() {
    let closed = "User-agent: *\nDisallow: /";
    let late = format!("# {}\nUser-agent: *\nDisallow: /", "long ".repeat(150_000));
    let early = format!("{closed}\n# {}", "long ".repeat(150_000));
    for (what, answer, is_open) in [
        ("no such file", Answer::status(404), true),
        ("forbidden", Answer::status(403), true),
        ("an empty one", Answer::text(""), true),
        ("a page instead", Answer::html("<!doctype html><title>Not found</title><p>Disallow: /"), true),
        ("a closed one", Answer::text(closed), false),
        ("a closed one with a mark before", Answer::text(format!("\u{feff}{closed}")), false),
        ("a closed one that is packed", Answer::text(closed).gzip(), false),
        ("a server error", Answer::status(500), false),
        ("not now", Answer::status(503), false),
        ("too many requests", Answer::status(429), false),
        ("nothing that can be read", Answer::raw("\0\0"), false),
        ("a large one that closes at the start", Answer::text(early), false),
        ("a large one that closes beyond the limit", Answer::text(late), true),
        ("a redirect", Answer::redirect(301, "/elsewhere"), false),
        ("redirects without end", Answer::redirect(302, "/robots.txt"), true),
    ] {
        let closed_elsewhere = Answer::text(closed);
        let server = Server::of([("/robots.txt", answer), ("/elsewhere", closed_elsewhere), ("/", Answer::html("x"))]);
        let client = Client::new(&quick()).unwrap();
        let reply = get(&client, &server.url("/"));
        assert_eq!((reply.is_ok(), server.count("/")), (is_open, usize::from(is_open)), "{what}: {reply:?}");
    }
}

#[test]
fn a_site_whose_robots_txt_can_not_be_had_is_closed_for_this_run() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::status(500),
        _ => Answer::html("x"),
    });
    let client = Client::new(&quick()).unwrap();
    for _ in 0..3 {
        let error = get(&client, &server.url("/")).unwrap_err();
        assert!(error.ends_the_run() && error.to_string().contains("robots.txt can't be had (500"), "{error}");
    }
    assert_eq!(server.paths(), ["/robots.txt"; 3], "tried three times, and not again");
}

#[test]
fn robots_txt_is_kept_for_a_day() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::text("User-agent: *\nDisallow: /closed\nCrawl-delay: 0.2"),
        _ => Answer::html("x"),
    });
    let client = Client::new(&quick()).unwrap();
    get(&client, &server.url("/")).unwrap();
    let files = client.robots();
    let kept: Vec<RobotsFile> = serde_json::from_str(&serde_json::to_string(&files).unwrap()).unwrap();
    assert_eq!((kept.len(), &kept[0].site), (1, &server.url("")));

    server.forget();
    let next = Client::new(&quick()).unwrap().with_robots(kept.clone());
    assert_eq!(get(&next, &server.url("/closed")), Err(FetchError::Robots));
    get(&next, &server.url("/a")).unwrap();
    get(&next, &server.url("/b")).unwrap();
    let requests = server.requests();
    assert_eq!(server.paths(), ["/a", "/b"], "it was not asked for again");
    assert!(requests[1].at - requests[0].at >= millis(190), "and its delay is kept to");

    server.forget();
    let yesterday = Timestamp::from_seconds(kept[0].read.seconds() - 25 * 3600).unwrap();
    let old = kept.into_iter().map(|file| RobotsFile { read: yesterday, ..file }).collect();
    get(&Client::new(&quick()).unwrap().with_robots(old), &server.url("/c")).unwrap();
    assert_eq!(server.paths(), ["/robots.txt", "/c"]);
}

/// Asks for all these paths at once, each from a thread of its own.
fn all_at_once(client: &Client, addresses: &[String]) -> Vec<Result<Reply, FetchError>> {
    std::thread::scope(|scope| {
        let asked: Vec<_> = addresses.iter().map(|address| scope.spawn(|| get(client, address))).collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    })
}

fn numbered(server: &Server, count: usize) -> Vec<String> {
    (0..count).map(|number| server.url(&format!("/{number}"))).collect()
}

#[test]
fn no_more_than_two_connections_are_open_to_a_host() {
    let server = Server::new(|_| Answer::html("x").after(millis(30)));
    let client = Client::new(&quick()).unwrap();
    assert!(all_at_once(&client, &numbered(&server, 8)).iter().all(Result::is_ok));
    assert_eq!((server.most_open(), server.count("/robots.txt")), (2, 1));
    assert!(server.connections() <= 2, "{} connections", server.connections());
}

#[test]
fn hosts_do_not_wait_for_each_other_but_all_count() {
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let servers: Vec<Server> = (0..5)
        .map(|_| {
            let (open, most) = (Arc::clone(&open), Arc::clone(&most));
            Server::new(move |_| {
                most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(millis(50));
                open.fetch_sub(1, Ordering::SeqCst);
                Answer::html("x")
            })
        })
        .collect();
    let addresses: Vec<String> = servers.iter().flat_map(|server| numbered(server, 2)).collect();
    let client = Client::new(&Settings { total: 4, ..quick() }).unwrap();
    assert!(all_at_once(&client, &addresses).iter().all(Result::is_ok));
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

#[test]
fn between_two_requests_to_a_host_lies_the_delay() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::status(404),
        _ => Answer::html("x"),
    });
    let client = Client::new(&Settings { delay: millis(120), ..quick() }).unwrap();
    all_at_once(&client, &numbered(&server, 4));
    let times: Vec<Instant> = server.requests().into_iter().map(|request| request.at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= millis(100)), "{times:?}");
}

#[test]
fn a_crawl_delay_is_kept_to_within_reason() {
    for (said, least) in [("0.15", 140), ("100000", 290), ("-1", 0), ("soon", 0)] {
        let text = format!("User-agent: *\nCrawl-delay: {said}");
        let server = Server::of([("/robots.txt", Answer::text(text)), ("/", Answer::html("x"))]);
        let patience = Patience { crawl_delay: millis(300), ..quick().patience };
        let client = Client::new(&Settings { patience, ..quick() }).unwrap();
        get(&client, &server.url("/")).unwrap();
        get(&client, &server.url("/")).unwrap();
        let requests = server.requests();
        let pause = requests[2].at - requests[1].at;
        assert!(pause >= millis(least) && pause < millis(1500), "{said}: {pause:?}");
    }
}

#[test]
fn a_server_that_asks_for_patience_gets_it_from_all_requests() {
    let server = Server::new(|request| match (request.path.as_str(), request.number) {
        ("/robots.txt", _) => Answer::status(404),
        ("/busy", 0) => Answer::status(429).header("Retry-After", 1),
        _ => Answer::html("x"),
    });
    let client = Client::new(&quick()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(get(&client, &server.url("/busy")).is_ok()));
        std::thread::sleep(millis(200));
        get(&client, &server.url("/other")).unwrap();
    });
    let requests = server.requests();
    let refused = requests.iter().find(|request| request.path == "/busy").unwrap();
    for later in requests.iter().filter(|request| request.at > refused.at) {
        assert!(later.at - refused.at >= millis(950), "{} came too early", later.path);
    }
    assert_eq!((server.count("/busy"), server.count("/other")), (2, 1));
}

#[test]
fn patience_is_asked_for_by_a_date_too() {
    let server = Server::new(|request| match (request.path.as_str(), request.number) {
        ("/", 0) => Answer::status(503)
            .header("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
            .header("Retry-After", "Sun, 22 Nov 2026 12:00:01 GMT"),
        ("/", _) => Answer::html("x"),
        _ => Answer::status(404),
    });
    get(&Client::new(&quick()).unwrap(), &server.url("/")).unwrap();
    let requests = server.requests();
    assert!(requests[2].at - requests[1].at >= millis(950));
}

#[test]
fn a_host_that_asks_for_too_much_patience_is_left_for_this_run() {
    let server = Server::new(|request| match request.path.as_str() {
        "/busy" => Answer::status(429).header("Retry-After", 7200),
        _ => Answer::html("x"),
    });
    let client = Client::new(&quick()).unwrap();
    let error = get(&client, &server.url("/busy")).unwrap_err();
    assert!(error.ends_the_run() && error.to_string().contains("left alone for 2 hours, until "), "{error}");
    assert_eq!(get(&client, &server.url("/other")), Err(error));
    assert_eq!(server.asked(), ["/busy"]);
}

#[test]
fn whoever_looks_on_is_told_which_host_is_waited_for() {
    let server = Server::new(|request| match request.path.as_str() {
        "/busy" => Answer::status(503).header("Retry-After", 60),
        _ => Answer::status(404),
    });
    let client = Client::new(&Settings { patience: Patience::default(), ..quick() }).unwrap();
    assert!(client.waits().is_empty());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| client.get(&ask(&server.url("/busy")), &stop));
        while server.count("/busy") == 0 || client.waits().is_empty() {
            std::thread::sleep(millis(5));
        }
        let wait = client.waits().remove(0);
        assert_eq!(wait.host, server.socket().to_string());
        assert!(wait.left > Duration::from_secs(50), "{wait:?}");
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_server_error_is_tried_again_a_few_times_and_ever_later() {
    all_at_the_same_time([429, 500, 502, 503, 504, 520], |code| {
        let server = Server::new(move |request| match (request.path.as_str(), request.number) {
            ("/robots.txt", _) => Answer::status(404),
            ("/passing", 0..2) | ("/lasting", _) => Answer::status(code),
            _ => Answer::html("x"),
        });
        let patience = Patience { backoff: millis(40), ..quick().patience };
        let client = Client::new(&Settings { patience, ..quick() }).unwrap();
        assert!(get(&client, &server.url("/passing")).is_ok());
        let error = get(&client, &server.url("/lasting")).unwrap_err();
        assert!(matches!(error, FetchError::Status { code: said, .. } if said == code), "{error}");
        assert_eq!((server.count("/passing"), server.count("/lasting")), (3, 3), "{code}");
        let requests = server.requests();
        let pauses = [requests[2].at - requests[1].at, requests[3].at - requests[2].at];
        assert!(pauses[0] >= millis(20) && pauses[1] >= millis(40), "{code}: {pauses:?}");
    });
}

#[test]
fn a_host_that_fails_again_and_again_is_left_alone() {
    let server = Server::new(|request| match request.path.as_str() {
        "/robots.txt" => Answer::status(404),
        "/well" => Answer::html("x"),
        _ => Answer::status(500),
    });
    let patience = Patience { tries: 2, failures: 3, ..quick().patience };
    let client = Client::new(&Settings { patience, ..quick() }).unwrap();
    let broken = || get(&client, &server.url("/broken")).unwrap_err();
    assert!(!broken().ends_the_run() && !broken().ends_the_run());
    get(&client, &server.url("/well")).unwrap();
    assert!(!broken().ends_the_run() && !broken().ends_the_run(), "one that goes well in between counts");
    assert!(!broken().ends_the_run());
    let left = broken();
    assert!(left.ends_the_run() && left.to_string().contains("failed 3 times in a row"), "{left}");
    assert!(get(&client, &server.url("/well")).unwrap_err().ends_the_run());
    assert_eq!(server.count("/broken"), 10);
}

#[test]
fn no_more_is_asked_in_a_run_than_allowed() {
    for (settings, words) in [
        (Settings { requests: 3, ..quick() }, "3 requests in one run"),
        (Settings { requests_per_host: 3, ..quick() }, "in one run is reached"),
    ] {
        let server = Server::new(|_| Answer::html("x"));
        let client = Client::new(&settings).unwrap();
        let replies: Vec<_> = numbered(&server, 5).iter().map(|address| get(&client, address)).collect();
        assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 2, "and robots.txt");
        let error = replies[4].as_ref().unwrap_err();
        assert!(error.ends_the_run() && error.to_string().contains(words), "{error}");
        assert_eq!((server.paths().len(), client.requests()), (3, 3));
    }
}

#[test]
fn a_host_that_does_not_exist_is_said_to_people() {
    let client = Client::new(&quick()).unwrap();
    let error = get(&client, "http://nowhere.invalid/").unwrap_err().to_string();
    assert!(
        error.contains("no connection to nowhere.invalid: it does not exist, or this computer is offline"),
        "{error}"
    );
}

// encryption and proxies, as the program itself meets them: certificates and proxies come from the
// environment

/// What `cuttings add --dry-run` says of an address: its lines, and its errors.
fn add(address: &str, environment: &[(&str, String)]) -> (String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
    for name in
        ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
    {
        command.env_remove(name);
    }
    command.args(["add", "--dry-run", "--json", address]).env("HOME", home.path()).stdin(Stdio::null());
    let output = command.envs(environment.iter().map(|(name, value)| (name, value))).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/tls").join(name)
}

/// A server that speaks TLS with this certificate and answers everything with a feed; its port.
fn encrypted(name: &str) -> u16 {
    let key = PrivateKeyDer::from_pem_file(corpus("key.pem")).unwrap();
    let certificate = CertificateDer::from_pem_file(corpus(&format!("{name}.pem"))).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let answer =
                format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{FEED}", FEED.len());
            if matches!(stream.read(&mut [0; 4096]), Ok(1..)) {
                let _ = stream.write_all(answer.as_bytes());
            }
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    port
}

#[test]
fn an_encrypted_site_is_read_and_a_bad_certificate_explained() {
    let trusted = [("SSL_CERT_FILE", corpus("authority.pem").to_str().unwrap().to_owned())];
    let cases = [
        ("good", &trusted[..], ""),
        ("expired", &trusted[..], "the certificate of localhost ran out on 2021-01-01"),
        ("early", &trusted[..], "the certificate of localhost is valid only from 2120-01-01"),
        ("other-name", &trusted[..], "the certificate of localhost is for another name"),
        ("good", &[], "the certificate of localhost is signed by nobody whom this computer trusts"),
    ];
    all_at_the_same_time(cases, |(name, environment, says)| {
        let (lines, error) = add(&format!("https://localhost:{}/", encrypted(name)), environment);
        assert!(error.contains(says), "{name}: {error}");
        assert_eq!(lines.contains("Fetched whole"), says.is_empty(), "{name}: {error}");
    });
}

#[test]
fn a_server_that_does_not_speak_tls_is_said_to() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let error = get(&Client::new(&quick()).unwrap(), &address).unwrap_err().to_string();
    assert!(error.contains("localhost does not speak TLS there"), "{error}");
}

#[test]
fn a_proxy_of_the_environment_is_asked_in_the_place_of_the_site() {
    let proxy = Server::new(|request| match request.path.as_str() {
        "/feed/" => Answer::xml(FEED),
        _ => Answer::status(404),
    });
    let (lines, error) = add("http://news.example/feed/", &[("http_proxy", proxy.url(""))]);
    assert!(lines.contains("Fetched whole"), "{error}");
    assert!(proxy.requests().iter().all(|request| request.host == "news.example"));
    assert_eq!(proxy.paths(), ["/robots.txt", "/feed/"]);
    proxy.forget();
    let nobody = [("http_proxy", "http://127.0.0.1:9".to_owned())];
    let (_, error) = add("http://news.example/", &nobody);
    assert!(error.contains("(the environment names a proxy): it was refused"), "{error}");
    let (_, error) =
        add("http://news.invalid/", &[("http_proxy", proxy.url("")), ("no_proxy", "news.invalid".to_owned())]);
    assert!(error.contains("does not exist") && proxy.paths().is_empty(), "{error}");
}
