//! Sitemaps (sitemaps.org): lists of pages and lists of such lists, with the extension for news and past
//! that for pictures; plain or gzipped, in XML or as lines of addresses. Called by whoever walks through
//! a site; no article is in them.

use super::date::date;
use super::markup::{Scanner, Token, plain};
use crate::article::Timestamp;
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// The protocol's own limits: no list is longer, in bytes expanded and in entries.
const LARGEST: u64 = 50 << 20;
const MOST: usize = 50_000;

/// A list of pages, or of lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sitemap {
    /// Whether the addresses are those of other lists.
    pub is_index: bool,
    /// In the order of the list.
    pub entries: Vec<Entry>,
    /// Whether there is more of it than anybody may ask a program to read.
    pub is_cut: bool,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// As written.
    pub address: String,
    /// `lastmod`.
    pub updated: Option<Timestamp>,
    /// `news:publication_date`.
    pub published: Option<Timestamp>,
    /// `news:title`, plain.
    pub title: Option<String>,
}

/// Reads a list; `None` if it is none.
pub fn read(bytes: &[u8]) -> Option<Sitemap> {
    let mut expanded = Vec::new();
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        // one that breaks off gives what came before
        let _ = MultiGzDecoder::new(bytes).take(LARGEST).read_to_end(&mut expanded);
        &expanded
    } else {
        bytes
    };
    let most = bytes.len().min(LARGEST as usize);
    let text = String::from_utf8_lossy(bytes.get(..most)?);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') { xml(text) } else { lines(text) }
}

/// The sitemaps that a robots.txt names (RFC 9309 allows other records; sitemaps.org has this one).
pub fn named_by_robots(text: &str) -> Vec<String> {
    let named = text.lines().filter_map(|line| {
        let (key, address) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case("sitemap").then(|| address.trim().to_owned())
    });
    named.filter(|address| address.starts_with("http")).collect()
}

fn xml(text: &str) -> Option<Sitemap> {
    let mut starts = Scanner::new(text).filter_map(|(token, _)| match token {
        Token::Start { name, .. } => Some(name),
        _ => None,
    });
    // what stands in another vocabulary than the root is a picture's or a film's
    let (prefix, root) = parted(starts.next()?);
    let mut list = Sitemap { is_index: root.eq_ignore_ascii_case("sitemapindex"), ..Sitemap::default() };
    if !list.is_index && !root.eq_ignore_ascii_case("urlset") {
        return None;
    }
    let mut entry: Option<Entry> = None;
    let mut open = "";
    for (token, _) in Scanner::new(text) {
        match token {
            Token::Start { name, empty, .. } if is_entry(name, prefix) => {
                entry = (!empty).then(Entry::default);
            }
            Token::Start { name, .. } => open = name,
            Token::End { name } if is_entry(name, prefix) => {
                let Some(found) = entry.take().filter(|found| !found.address.is_empty()) else { continue };
                if list.entries.len() == MOST {
                    list.is_cut = true;
                    break;
                }
                list.entries.push(found);
            }
            Token::End { .. } => open = "",
            Token::Text(text) | Token::CData(text) => {
                if let Some(entry) = &mut entry {
                    note(entry, open, prefix, text);
                }
            }
        }
    }
    Some(list)
}

fn note(entry: &mut Entry, name: &str, own: &str, text: &str) {
    let (prefix, local) = parted(name);
    let is = |wanted: &str| local.eq_ignore_ascii_case(wanted);
    if prefix == own {
        if is("loc") {
            entry.address.push_str(&plain(text));
        } else if is("lastmod") {
            entry.updated = entry.updated.or_else(|| date(text.trim()));
        }
    } else if is("publication_date") {
        entry.published = entry.published.or_else(|| date(text.trim()));
    } else if is("title") && prefix == "news" {
        entry.title = entry.title.take().or_else(|| Some(plain(text)));
    }
}

fn is_entry(name: &str, own: &str) -> bool {
    let (prefix, local) = parted(name);
    prefix == own && (local.eq_ignore_ascii_case("url") || local.eq_ignore_ascii_case("sitemap"))
}

fn parted(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// One address on each line and nothing else.
fn lines(text: &str) -> Option<Sitemap> {
    let mut list = Sitemap::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_address = line.starts_with("http://") || line.starts_with("https://");
        if !is_address || line.contains(char::is_whitespace) {
            return None;
        }
        if list.entries.len() == MOST {
            list.is_cut = true;
            break;
        }
        list.entries.push(Entry { address: line.to_owned(), ..Entry::default() });
    }
    (!list.entries.is_empty()).then_some(list)
}
