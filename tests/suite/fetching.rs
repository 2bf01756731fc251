//! Addresses, against a server of the test's own on loopback.

use cuttings::work::{dry_run, inputs};
use std::io::{Read, Write};
use std::net::TcpListener;

/// Answers one request after another with these, then stops listening; its address.
fn server(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
}

const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link><item>\
    <title>Fetched whole</title><link>https://news.example/fetched/</link></item></channel></rss>";

#[test]
fn an_address_is_taken_in_like_a_file() {
    let address = server(vec![answer("200 OK", "Content-Type: text/html\r\n", FEED)]);
    let (articles, taken) = dry_run(inputs(&[format!("{address}/feed/")])).unwrap();
    assert_eq!(taken.reports[0].error, None);
    assert_eq!((articles.len(), articles[0].summary.title.as_str()), (1, "Fetched whole"));
    assert_eq!(articles[0].seen[0].source, format!("{address}/feed/"));
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let moved = |to: &str| answer("301 Moved Permanently", &format!("Location: {to}\r\n"), "");
    let address = server(vec![moved("/new/"), answer("200 OK", "", FEED)]);
    assert_eq!(dry_run(inputs(&[address])).unwrap().0.len(), 1);
    let address = server((0..20).map(|_| moved("/again/")).collect());
    let (_, taken) = dry_run(inputs(&[address])).unwrap();
    assert!(taken.reports[0].error.as_ref().unwrap().contains("redirect"), "{:?}", taken.reports[0]);
}

#[test]
fn what_can_not_be_fetched_is_an_error_that_says_why() {
    let gone = server(vec![answer("404 Not Found", "", "no")]);
    let silent = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    for (address, reason) in [(gone, "404"), (silent, "refused"), ("ftp://news.example/feed".to_owned(), "http")] {
        let (_, taken) = dry_run(inputs(std::slice::from_ref(&address))).unwrap();
        let error = taken.reports[0].error.as_deref().unwrap();
        assert!(error.contains(reason), "{address}: {error}");
    }
}
