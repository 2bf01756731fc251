//! Addresses, against a server of the test's own on loopback.

use crate::server::{Answer, Server};
use cuttings::work::{dry_run, inputs};
use std::net::TcpListener;

const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link><item>\
    <title>Fetched whole</title><link>https://news.example/fetched/</link></item></channel></rss>";

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
fn redirects_are_followed_but_not_for_ever() {
    let server = Server::of([
        ("/", Answer::redirect(301, "/new/")),
        ("/new/", Answer::html(FEED)),
        ("/again/", Answer::redirect(302, "/again/")),
    ]);
    assert_eq!(dry_run(inputs(&[server.url("/")])).unwrap().0.len(), 1);
    let (_, taken) = dry_run(inputs(&[server.url("/again/")])).unwrap();
    assert!(taken.reports[0].error.as_ref().unwrap().contains("redirect"), "{:?}", taken.reports[0]);
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

#[test]
fn the_server_of_these_tests_packs_as_it_says() {
    for answer in [
        Answer::html(FEED).gzip(),
        Answer::html(FEED).brotli(),
        Answer::html(FEED).zstd(),
        Answer::html(FEED).chunked(),
    ] {
        let server = Server::of([("/feed/", answer)]);
        let (articles, taken) = dry_run(inputs(&[server.url("/feed/")])).unwrap();
        assert_eq!((articles.len(), &taken.reports[0].error), (1, &None));
    }
}
