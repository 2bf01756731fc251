//! Where the items' headers stand: `address [address#comments] [AUTHOR] [DATE] [TAGS] [guid]`.
//!
//! Every address of the text is tried. Two things in a row make a header of it: a date, the
//! comments' address of the same article, or the article's guid. Authors and tags are there only
//! where the tool kept CDATA sections; their lines are told by what stands around them.

use super::{is_comment_feed, is_picture};
use crate::article::Timestamp;
use crate::parse::date::date;
use crate::parse::post_number;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// RFC 822 and ISO 8601, as feeds write them.
pub const DATE: &str = r"(?:\p{L}{2,9}\.?,?\s+)?\d{1,2}\s+\p{L}{3,12}\.?\s+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[+-]\d{2}:?\d{2}|\s(?:UTC|UT|[A-Z]{2,4}T|Z)\b)?|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|\s?[+-]\d{2}:?\d{2})?";

static DATE_FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(DATE).ok());

/// So much text at most stands between an article's address and its guid, in bytes.
const LONGEST: usize = 1500;
/// A longer author's name is a sentence, in bytes.
const LONGEST_NAME: usize = 100;
/// So much white space parts neighbours, in bytes.
const WIDEST_GAP: usize = 64;

/// What stands between an item's title and its text.
#[derive(Debug, Clone)]
pub struct Header<'a> {
    pub link: &'a str,
    pub date: Option<Timestamp>,
    pub guid: Option<&'a str>,
    pub author: Option<&'a str>,
    pub tags: Vec<&'a str>,
    /// Where the address begins.
    pub start: usize,
    /// Where the text begins.
    pub end: usize,
}

/// Every place where an item's header stands.
pub fn headers(text: &str) -> Vec<Header<'_>> {
    static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"https?://\S+").ok());
    let Some(address) = ADDRESS.as_ref() else { return Vec::new() };
    let addresses: Vec<Range<usize>> = address.find_iter(text).map(|found| found.range()).collect();
    let mut headers: Vec<Header> = Vec::new();
    let mut rest = addresses.as_slice();
    while let Some((first, others)) = rest.split_first() {
        rest = others;
        if let Some(header) = header(text, first.clone(), others) {
            rest = &others[others.iter().take_while(|address| address.start < header.end).count()..];
            headers.push(header);
        }
    }
    headers
}

/// The header that begins with an address, if one does; `others` come after it.
fn header<'a>(text: &'a str, own: Range<usize>, others: &[Range<usize>]) -> Option<Header<'a>> {
    let link = &text[own.clone()];
    if is_comment_feed(link) || is_picture(link) {
        return None;
    }
    let adjoins = |end: usize, next: &Range<usize>| {
        next.start - end <= WIDEST_GAP && text[end..next.start].chars().all(char::is_whitespace)
    };
    let comments = others.first().filter(|next| adjoins(own.end, next) && text[(*next).clone()].contains('#'));
    let others = &others[usize::from(comments.is_some())..];
    let from = comments.map_or(own.end, |comments| comments.end);
    let limit = text.floor_char_boundary(from.saturating_add(LONGEST));
    let next = others.first().filter(|next| next.start <= limit);
    let between = &text[from..next.map_or(limit, |next| next.start)];
    let between = &between[..between.find("]]>").unwrap_or(between.len())];
    let next = next.filter(|next| next.start == from + between.len());
    let others = others.get(1..).unwrap_or_default();
    let of_article = next.filter(|next| is_guid_of(link, &text[(*next).clone()]) && !is_link(text, next, others));

    let found = Header { link, date: None, guid: None, author: None, tags: Vec::new(), start: own.start, end: from };
    let Some(dated) = dated(between) else {
        let own_comments = comments.is_some_and(|comments| is_same(text[comments.clone()].split('#').next(), link));
        return match of_article {
            Some(guid) => {
                let mut lines = short_lines(between)?.into_iter();
                let guid_text = &text[guid.clone()];
                Some(Header {
                    author: lines.next(),
                    tags: lines.collect(),
                    guid: Some(guid_text),
                    end: guid.end,
                    ..found
                })
            }
            None => own_comments.then_some(found),
        };
    };
    let author = Some(between[..dated.start].trim()).filter(|name| !name.is_empty());
    let after = &between[dated.end..];
    let moment = date(&between[dated.clone()]);
    let found = Header { date: moment, author, end: from + dated.end, ..found };
    if let Some(guid) = of_article {
        return Some(Header { tags: short_lines(after)?, guid: Some(&text[guid.clone()]), end: guid.end, ..found });
    }
    if let Some(guid) = next.filter(|next| adjoins(found.end, next)) {
        let guid_text = &text[guid.clone()];
        // the channel's own date is followed by its generator
        let is_item = !is_generator(guid_text) && (author.is_none() || comments.is_some()) && !is_picture(guid_text);
        return is_item.then_some(Header { guid: Some(guid_text), end: guid.end, ..found });
    }
    let name = after.split_whitespace().next().filter(|word| word.starts_with("urn:") || word.starts_with("tag:"));
    if let Some(name) = name {
        let end = found.end + after.find(name)? + name.len();
        return Some(Header { guid: Some(name), end, ..found });
    }
    let ends_line = after.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) || after.trim().is_empty();
    let is_item = comments.is_some() || author.is_none() && ends_line && !is_channel(after);
    is_item.then_some(found)
}

/// Where a date stands, right behind an address or behind the author's name.
fn dated(between: &str) -> Option<Range<usize>> {
    let head = &between[..between.floor_char_boundary(LONGEST_NAME + 2 * WIDEST_GAP + 40)];
    let found = DATE_FORM.as_ref()?.find(head)?.range();
    let name = head[..found.start].trim();
    let is_name = name.len() <= LONGEST_NAME && !name.contains('\n') && name.split_whitespace().count() <= 10;
    (is_name && head.starts_with(char::is_whitespace)).then_some(found)
}

/// Where the last date of a text ends.
pub fn last_date(text: &str) -> Option<usize> {
    DATE_FORM.as_ref()?.find_iter(text).last().map(|found| found.end())
}

/// The lines between two fields, all of them short enough for a name; on one line they can't be
/// told apart, unless there is but one.
fn short_lines(between: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = between.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let are_names = lines.iter().all(|line| line.len() <= LONGEST_NAME && !line.ends_with(['.', '!', '?']));
    let is_folded = !between.contains('\n');
    match lines.as_slice() {
        [words] if is_folded => Some(if words.split_whitespace().count() <= 3 { lines } else { Vec::new() }),
        _ => are_names.then_some(lines),
    }
}

/// Whether an address is the guid that WordPress gives this article: `?p=N` on the same site, or
/// the address again.
fn is_guid_of(link: &str, guid: &str) -> bool {
    let host = |address: &str| {
        let host = address.split('/').nth(2).unwrap_or("").to_ascii_lowercase();
        host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
    };
    is_same(Some(guid), link) || post_number(guid).is_some() && host(guid) == host(link)
}

/// Whether an address comes again behind it, as comments' address or as guid: then it is no guid
/// but an article's own, and the one before it stands in the title.
fn is_link(text: &str, own: &Range<usize>, others: &[Range<usize>]) -> bool {
    others.first().is_some_and(|next| {
        let between = &text[own.end..next.start];
        let adjoins = between.len() <= WIDEST_GAP && between.trim().is_empty();
        is_same(text[next.clone()].split('#').next(), &text[own.clone()]) && (adjoins || dated(between).is_some())
    })
}

/// Whether an address names the program that made a feed.
pub fn is_generator(address: &str) -> bool {
    address.contains("/?v=") || address.contains("generator")
}

fn is_same(a: Option<&str>, b: &str) -> bool {
    let bare = |address: &str| {
        let path = address.split_once("://").map_or(address, |(_, path)| path);
        path.split(['?', '#']).next().unwrap_or("").trim_end_matches('/').to_owned()
    };
    a.is_some_and(|a| bare(a) == bare(b) && a.contains('?') == b.contains('?'))
}

/// What follows the channel's date: its language, how often it is made, its generator.
fn is_channel(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let (Some(language), Some(next)) = (words.next(), words.next()) else { return false };
    is_language(language) && (is_period(next) || next.starts_with("http"))
}

/// `en`, `en-GB`, `zh_CN`.
pub fn is_language(word: &str) -> bool {
    let (language, region) = word.split_once(['-', '_']).unwrap_or((word, "XX"));
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && (2..=4).contains(&region.len())
        && region.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Values of `sy:updatePeriod` (RSS 1.0 Syndication module).
pub fn is_period(word: &str) -> bool {
    ["hourly", "daily", "weekly", "monthly", "yearly"].contains(&word)
}
