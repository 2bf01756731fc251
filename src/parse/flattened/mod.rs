//! A feed flattened to plain text: what a scraper leaves of WordPress's RSS when it throws away the
//! tags and keeps the texts.
//!
//! Told and read by structure, not by fixed strings. An item begins with
//! `TITLE address [address#comments] DATE guid`; there follow its excerpt, `]]>`, its text, `]]>`,
//! and a tail `[address/feed/ [COUNT]] [picture-address SITE-NAME [caption]]`, each of which may be
//! missing. The next title begins on a line of its own or right after the tail: `boundary` finds
//! where. Before the first item stands the channel (`TITLE address description DATE language
//! hourly 1 generator`). Authors and categories are gone for good.

mod boundary;

use super::{Body, Found, FoundChannel, Parsed, post_number, post_number_of};
use crate::article::{Image, Kind, Timestamp};
use crate::parse::date::date;
use regex::Regex;
use std::sync::LazyLock;

const DATE: &str = r"(?:\p{L}{2,9}\.?,?\s+)?\d{1,2}\s+\p{L}{3,12}\.?\s+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[+-]\d{2}:?\d{2}|\s(?:UTC|UT|[A-Z]{2,4}T|Z)\b)?|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|\s?[+-]\d{2}:?\d{2})?";

/// What stands between an item's title and its text.
#[derive(Debug, Clone)]
struct Header<'a> {
    link: &'a str,
    date: Option<Timestamp>,
    guid: Option<&'a str>,
    start: usize,
    end: usize,
}

/// Reads a flattened feed; `None` if the text is none.
pub fn parse(text: &str) -> Option<Parsed> {
    let headers = headers(text);
    if headers.is_empty() {
        return None;
    }
    let mut parsed = Parsed { kind: Some(Kind::FeedText), ..Parsed::default() };
    let head_end = boundary::first_title(text, &headers);
    let (mut channel, fragment) = channel(&text[..head_end]);
    let (starts, site_name) = boundary::titles(text, &headers, head_end, channel.title.as_deref());
    channel.site_name = site_name;
    parsed.channel = channel;
    if let Some(fragment) = fragment {
        parsed.warnings.push("the text begins in the middle of an item".to_owned());
        parsed.items.extend(item(fragment, None, "", parsed.channel.site_name.as_deref(), false));
    }
    for (number, header) in headers.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(text.len());
        let title = text[starts[number]..header.start].trim();
        let is_last = number + 1 == headers.len();
        let found = item(&text[header.end..end], Some(header), title, parsed.channel.site_name.as_deref(), is_last);
        parsed.items.extend(
            found.map(|found| Found { raw: text[starts[number]..end].trim_end().as_bytes().to_vec(), ..found }),
        );
    }
    if parsed.items.last().is_some_and(|item| item.cut_off) {
        parsed.warnings.push("the text breaks off inside its last item".to_owned());
    }
    Some(parsed)
}

/// Every place where an item's header stands.
fn headers(text: &str) -> Vec<Header<'_>> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?P<link>https?://\S+)\s{{1,4}}(?:(?P<comments>https?://\S*#\S*)\s{{1,4}})?(?P<date>{DATE})(?:\s{{1,4}}(?P<guid>(?:https?://|urn:|tag:)\S+))?"
        ))
        .ok()
    });
    let Some(form) = FORM.as_ref() else { return Vec::new() };
    let found = form.captures_iter(text).filter_map(|found| {
        let (whole, link) = (found.get(0)?, found.name("link")?);
        let guid = found.name("guid").map(|guid| guid.as_str());
        // the channel's own date is followed by its language or its generator
        let is_generator = guid.is_some_and(|guid| guid.contains("/?v=") || guid.contains("generator"));
        let ends_line = text[whole.end()..].trim_start_matches([' ', '\t']).is_empty_or_newline();
        let is_item = !is_generator && (guid.is_some() || found.name("comments").is_some() || ends_line);
        let moment = date(found.name("date")?.as_str());
        is_item.then_some(Header { link: link.as_str(), date: moment, guid, start: link.start(), end: whole.end() })
    });
    found.collect()
}

trait LineEnd {
    fn is_empty_or_newline(&self) -> bool;
}

impl LineEnd for str {
    fn is_empty_or_newline(&self) -> bool {
        self.is_empty() || self.starts_with(['\n', '\r'])
    }
}

/// The channel from all that stands before the first title; what of it is the rest of an item
/// whose beginning is missing.
fn channel(head: &str) -> (FoundChannel, Option<&str>) {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?s)^(?P<title>.*?)\s*(?P<link>https?://\S+)\s.{{0,600}}?(?P<date>{DATE})(?:\s+(?P<language>[a-zA-Z]{{2,3}}(?:[-_][a-zA-Z]{{2,4}})?)(?:\s|$))?"
        ))
        .ok()
    });
    let (lost, own) = head.rfind("]]>").map_or(("", head), |at| head.split_at(at + 3));
    let found = if lost.is_empty() { FORM.as_ref().and_then(|form| form.captures(own)) } else { None };
    let Some(found) = found.filter(|found| found["title"].len() < 600) else {
        let text = head.trim();
        let is_title = !text.contains('\n') && !text.contains("://") && lost.is_empty();
        let title = (is_title && !text.is_empty()).then(|| text.to_owned());
        return (FoundChannel { title, ..FoundChannel::default() }, (!is_title && !text.is_empty()).then_some(head));
    };
    let value =
        |name: &str| found.name(name).map(|value| value.as_str().trim().to_owned()).filter(|value| !value.is_empty());
    let channel = FoundChannel {
        title: value("title").map(|title| super::markup::plain(&title)),
        link: value("link"),
        language: value("language"),
        built: value("date").and_then(|text| date(&text)),
        site_name: None,
    };
    (channel, None)
}

/// One item from what follows its header (`None` for one whose beginning is missing).
fn item(region: &str, header: Option<&Header>, title: &str, site_name: Option<&str>, is_last: bool) -> Option<Found> {
    let parts = parts(region, header.map(|header| header.link), is_last);
    let tail = Tail::read(parts.tail, site_name);
    let text = |text: String| {
        Some(text.trim_matches(['\n', '\r']).trim_end().to_owned())
            .filter(|text| !text.trim().is_empty())
            .map(Body::Text)
    };
    let mut body = parts.body.to_owned();
    // after the last item's tail there is at most the title of one that was cut off
    let is_next_title = is_last && parts.whole;
    if !tail.text.is_empty() && !is_next_title {
        body = format!("{}\n\n{}", body.trim_end(), tail.text);
    }
    let link = header.map(|header| header.link.to_owned()).or_else(|| tail.article.map(str::to_owned));
    let guid = header.and_then(|header| header.guid).map(str::to_owned);
    let found = Found {
        title: super::markup::plain(title),
        wordpress_id: post_number_of(guid.as_deref(), link.as_deref()),
        guid_is_permalink: guid.as_deref().is_some_and(|guid| guid.starts_with("http") && post_number(guid).is_none()),
        published: header.and_then(|header| header.date),
        comments: tail.comments,
        image: tail.image,
        excerpt: text(parts.excerpt.to_owned()),
        body: text(body),
        cut_off: header.is_none() || is_last && !parts.whole,
        raw: region.trim_end().as_bytes().to_vec(),
        link,
        guid,
        ..Found::default()
    };
    let says_something = found.body.is_some() || found.excerpt.is_some() || !found.cut_off;
    says_something.then_some(found)
}

/// What follows a header, taken apart.
struct Parts<'a> {
    excerpt: &'a str,
    body: &'a str,
    tail: &'a str,
    /// Whether it is all there.
    whole: bool,
}

/// By the ends of CDATA sections where there are any, else by the tail's address and the dots
/// that an excerpt ends in.
fn parts<'a>(region: &'a str, link: Option<&str>, is_last: bool) -> Parts<'a> {
    let (first, last) = (region.find("]]>"), region.rfind("]]>"));
    let rest = last.map_or(region, |at| &region[at + 3..]);
    let tail_at = region.len() - rest.len() + tail_start(rest, link);
    let tail = &region[tail_at..];
    match (first, last) {
        (Some(first), Some(last)) if first < last => {
            let open = region[last + 3..tail_at].trim();
            // text after the last mark belongs to the body, before the tail
            let body = if open.is_empty() { &region[first + 3..last] } else { &region[first + 3..tail_at] };
            Parts { excerpt: &region[..first], body, tail, whole: true }
        }
        (Some(only), _) => {
            let after = region[only + 3..tail_at].trim();
            let before = &region[..only];
            if !after.is_empty() {
                Parts {
                    excerpt: before,
                    body: &region[only + 3..tail_at],
                    tail,
                    whole: !is_last || !tail.trim().is_empty(),
                }
            } else if ends_in_dots(before) || before.trim().lines().count() < 2 {
                Parts { excerpt: before, body: "", tail, whole: true }
            } else {
                let (excerpt, body) = without_marks(before);
                Parts { excerpt, body, tail, whole: true }
            }
        }
        _ => {
            let (excerpt, body) = without_marks(&region[..tail_at]);
            Parts { excerpt, body, tail, whole: !is_last || !tail.trim().is_empty() }
        }
    }
}

/// A first paragraph that breaks off is the excerpt of what follows; alone it is all there is.
fn without_marks(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if ends_in_dots(first) { (first, rest) } else { ("", text) }
}

fn ends_in_dots(text: &str) -> bool {
    let text = text.trim_end();
    ["…", "...", "[…]", "[...]", "[&hellip;]", "&hellip;"].iter().any(|dots| text.ends_with(dots))
}

/// Where the tail begins in what follows the text: at the item's own comment feed, or at the
/// address of a picture that begins a line or is alone after a mark.
fn tail_start(rest: &str, link: Option<&str>) -> usize {
    let own_feed = link.map(|link| format!("{}/feed", link.trim_end_matches('/')));
    let mut from = 0;
    let mut start = rest.len();
    for line in rest.split_inclusive('\n') {
        let text = line.trim_start();
        let at = from + line.len() - text.len();
        let begins = text.starts_with("http://") || text.starts_with("https://");
        let address = text.split_whitespace().next().unwrap_or("");
        if begins && (is_comment_feed(address) || is_picture(address)) {
            start = start.min(at);
        } else if let Some(place) = own_feed.as_ref().and_then(|feed| line.find(feed.as_str())) {
            start = start.min(from + place);
        } else if start < rest.len() && !text.is_empty() && !begins && text.len() > 400 {
            // a whole paragraph after a picture's address: that one stood in the text
            start = rest.len();
        }
        from += line.len();
    }
    start
}

fn is_comment_feed(address: &str) -> bool {
    let address = address.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    address.ends_with("/feed") || address.ends_with("/feed/atom") || address.ends_with("/feed/rss2")
}

fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    let by_ending = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".svg"]
        .iter()
        .any(|e| path.ends_with(e));
    address.starts_with("http") && (by_ending || path.contains("/wp-content/uploads/"))
}

/// What a tail says.
#[derive(Debug, Default)]
struct Tail<'a> {
    /// The article whose comments the feed holds.
    article: Option<&'a str>,
    comments: Option<u32>,
    image: Option<Image>,
    /// Lines that are no tail.
    text: String,
}

impl<'a> Tail<'a> {
    fn read(tail: &'a str, site_name: Option<&str>) -> Self {
        let mut read = Self::default();
        for line in tail.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "]]>") {
            if line.starts_with("http://") || line.starts_with("https://") {
                read.line(line, site_name);
            } else {
                read.text.push_str(line);
                read.text.push_str("\n\n");
            }
        }
        read
    }

    fn line(&mut self, line: &'a str, site_name: Option<&str>) {
        let mut rest = line;
        while let Some(start) = address_start(rest) {
            let (address, after) = rest[start..].split_once(char::is_whitespace).unwrap_or((&rest[start..], ""));
            let after = after.trim_start();
            rest = after;
            if is_comment_feed(address) {
                self.article = address.rfind("/feed").map(|at| &address[..=at]);
                let number = after.split_whitespace().next();
                self.comments = number.and_then(|number| number.parse().ok()).or(self.comments);
            } else if self.image.is_none() && is_picture(address) {
                let end = tail_address(after);
                let caption = after[..end].trim();
                rest = &after[end..];
                let caption = site_name.and_then(|name| boundary::strip_words(caption, name)).unwrap_or(caption);
                let caption = super::markup::plain(caption);
                self.image = Some(Image {
                    url: address.to_owned(),
                    caption: Some(caption).filter(|caption| !caption.is_empty()),
                });
            }
        }
    }
}

/// Where the next address begins that belongs to a tail; captions may have others in them.
fn tail_address(text: &str) -> usize {
    let mut at = 0;
    while let Some(start) = address_start(&text[at..]) {
        let address = text[at + start..].split_whitespace().next().unwrap_or("");
        let word_begins = text[..at + start].chars().next_back().is_none_or(char::is_whitespace);
        if word_begins && (is_comment_feed(address) || is_picture(address)) {
            return at + start;
        }
        at += start + address.len();
    }
    text.len()
}

fn address_start(text: &str) -> Option<usize> {
    match (text.find("http://"), text.find("https://")) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
