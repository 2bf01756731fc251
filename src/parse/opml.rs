//! OPML 1.0 and 2.0: a list of feeds, as feed readers export it. Outlines nest; those with an address
//! are feeds, the others folders, which are passed over. Called by `ingest`.

use super::markup::{Scanner, Token, attributes, plain};
use super::{FoundChannel, Parsed};
use crate::article::Kind;
use std::collections::HashSet;

/// A feed in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What the list calls it; may be empty.
    pub title: String,
    /// Where it is: http or https.
    pub address: String,
    /// Whether the list takes it for Atom.
    pub is_atom: bool,
}

/// Whether the first element is a list's.
pub fn begins(text: &str) -> bool {
    let mut starts = Scanner::new(text).filter_map(|(token, _)| match token {
        Token::Start { name, .. } => Some(name),
        _ => None,
    });
    text.trim_start().starts_with('<') && starts.next().is_some_and(|name| name.eq_ignore_ascii_case("opml"))
}

/// What a list says of itself.
pub fn parse(text: &str) -> Parsed {
    let mut title = None;
    let mut is_title = false;
    for (token, _) in Scanner::new(text) {
        match token {
            Token::Start { name, .. } if name.eq_ignore_ascii_case("body") => break,
            Token::Start { name, .. } => is_title = name.eq_ignore_ascii_case("title"),
            Token::Text(text) | Token::CData(text) if is_title => title = title.or_else(|| Some(plain(text))),
            _ => is_title = false,
        }
    }
    let channel = FoundChannel { title: title.filter(|title| !title.is_empty()), ..FoundChannel::default() };
    Parsed { kind: Some(Kind::Opml), channel, ..Parsed::default() }
}

/// The feeds that a list names, each once, in its order.
pub fn feeds(text: &str) -> Vec<Feed> {
    let mut known = HashSet::new();
    let mut feeds = Vec::new();
    for (token, _) in Scanner::new(text) {
        let Token::Start { name, attributes: source, .. } = token else { continue };
        if !name.eq_ignore_ascii_case("outline") {
            continue;
        }
        let attributes = attributes(source);
        let value = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let Some(address) = value("xmlUrl") else { continue };
        // What feed readers put before the address of a feed.
        let address = address.strip_prefix("feed:").unwrap_or(address);
        let address = address.strip_prefix("//").map_or_else(|| address.to_owned(), |rest| format!("http://{rest}"));
        let is_web = address.starts_with("http://") || address.starts_with("https://");
        if is_web && known.insert(address.clone()) {
            let title = value("title").or(value("text")).map(plain).unwrap_or_default();
            let is_atom = value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("atom"));
            feeds.push(Feed { title, address, is_atom });
        }
    }
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_in_folders_come_each_once_under_their_titles() {
        let text = "<?xml version='1.0'?><!-- mine --><opml version='2.0'><head><title>My &amp; feeds</title></head><body>\
            <outline text='News'><outline text='short' title='One' type='rss' xmlUrl='https://a.example/feed/?x=1&amp;y=2'/>\
            <outline text='Two' type='atom' xmlurl=\"feed://b.example/\"/></outline><outline text='No feed' htmlUrl='https://c.example'/>\
            <outline text='One again' xmlUrl='https://a.example/feed/?x=1&amp;y=2'><outline xmlUrl='javascript:x'/></body>";
        assert!(begins(text));
        assert_eq!(parse(text).channel.title.as_deref(), Some("My & feeds"));
        let feed = |title: &str, address: &str, is_atom| Feed { title: title.into(), address: address.into(), is_atom };
        assert_eq!(
            feeds(text),
            [feed("One", "https://a.example/feed/?x=1&y=2", false), feed("Two", "http://b.example/", true)]
        );
        assert!(!begins("<html><body><opml></opml></body></html>"));
    }
}
