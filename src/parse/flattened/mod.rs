//! A feed flattened to plain text: what a scraper leaves of WordPress's RSS when it throws away the
//! tags and keeps the texts.
//!
//! Told and read by structure, not by fixed strings. An item begins with
//! `TITLE address [address#comments] [AUTHOR] [DATE] [TAGS] [guid]` (`header`); there follow its
//! excerpt, `]]>`, its text, `]]>`, and a tail `[address/feed/ [COUNT]] [picture-address SITE-NAME
//! [caption]]`, each of which may be missing (`region`). The next title begins on a line of its own
//! or right after the tail: `boundary` finds where, by the words of the address too (`slug`).
//! Before the first item stands the channel (`TITLE address description DATE language hourly 1
//! generator`). Fields stand on one line or on lines of their own. Authors and tags are there only
//! where the tool kept CDATA sections; a browser's parser loses them.

mod boundary;
mod header;
mod region;
mod slug;

use super::{Body, Found, FoundChannel, Parsed, post_number, post_number_of};
use crate::article::{Kind, Tag};
use crate::parse::date::date;
use crate::parse::markup::plain;
use header::{DATE, Header};
use regex::Regex;
use region::Tail;
use std::sync::LazyLock;

/// Reads a flattened feed; `None` if the text is none.
pub fn parse(text: &str) -> Option<Parsed> {
    let headers = header::headers(text);
    if headers.is_empty() {
        return None;
    }
    let mut parsed = Parsed { kind: Some(Kind::FeedText), ..Parsed::default() };
    let head_end = boundary::first_title(text, &headers);
    let (mut channel, fragment) = channel(&text[..head_end]);
    let (starts, site_name) = boundary::titles(text, &headers, head_end, channel.title.as_deref());
    channel.site_name = site_name;
    parsed.channel = channel;
    let site_name = parsed.channel.site_name.as_deref();
    if let Some(fragment) = fragment {
        parsed.warnings.push("the text begins in the middle of an item".to_owned());
        parsed.items.extend(item(fragment, None, "", site_name, false));
    }
    for (number, header) in headers.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(text.len());
        let title = text[starts[number]..header.start].trim();
        let is_last = number + 1 == headers.len();
        let found = item(&text[header.end..end], Some(header), title, site_name, is_last);
        parsed.items.extend(
            found.map(|found| Found { raw: text[starts[number]..end].trim_end().as_bytes().to_vec(), ..found }),
        );
    }
    if parsed.items.last().is_some_and(|item| item.cut_off) {
        parsed.warnings.push("the text breaks off inside its last item".to_owned());
    }
    Some(parsed)
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
        title: value("title").map(|title| plain(&title)),
        link: value("link"),
        language: value("language"),
        built: value("date").and_then(|text| date(&text)),
        ..FoundChannel::default()
    };
    (channel, None)
}

/// One item from what follows its header (`None` for one whose beginning is missing).
fn item(region: &str, header: Option<&Header>, title: &str, site_name: Option<&str>, is_last: bool) -> Option<Found> {
    let parts = region::parts(region, header.map(|header| header.link), is_last);
    let tail = Tail::read(parts.tail, site_name);
    let title = plain(title);
    let (mut body, feed_tail) = region::parted_feed_tail(parts.body, &title);
    // after the last item's tail there is at most the title of one that was cut off
    let is_next_title = is_last && parts.whole;
    let rest = if is_next_title { "" } else { tail.text.as_str() };
    for paragraph in [rest, &feed_tail].into_iter().filter(|text| !text.is_empty()) {
        body = format!("{body}\n\n{paragraph}");
    }
    let link = header.map(|header| header.link.to_owned()).or_else(|| tail.article.map(str::to_owned));
    let guid = header.and_then(|header| header.guid).map(str::to_owned);
    let found = Found {
        wordpress_id: post_number_of(guid.as_deref(), link.as_deref()),
        guid_is_permalink: guid.as_deref().is_some_and(|guid| guid.starts_with("http") && post_number(guid).is_none()),
        published: header.and_then(|header| header.date),
        authors: header.and_then(|header| header.author).map(plain).into_iter().collect(),
        tags: header.into_iter().flat_map(|header| &header.tags).map(|name| Tag::named(&plain(name))).collect(),
        comments: tail.comments,
        image: tail.image,
        excerpt: text(region::without_feed_tail(parts.excerpt, &title)),
        body: text(&body),
        cut_off: header.is_none() || is_last && !parts.whole,
        raw: region.trim_end().as_bytes().to_vec(),
        title,
        link,
        guid,
        ..Found::default()
    };
    let says_something = found.body.is_some() || found.excerpt.is_some() || !found.cut_off;
    says_something.then_some(found)
}

/// A text as found; markup where the tool kept what stood in CDATA sections.
fn text(text: &str) -> Option<Body> {
    let text = text.trim_matches(['\n', '\r']).trim_end();
    if text.trim().is_empty() {
        return None;
    }
    let is_markup = text.contains("</") && text.trim_start().starts_with('<');
    Some(if is_markup { Body::Html(text.to_owned()) } else { Body::Text(text.to_owned()) })
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
