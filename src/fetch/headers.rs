//! What the headers of an answer say: validators, kind, links, dates, patience.

use super::{Link, Validators};
use crate::article::Timestamp;
use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{
    CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, LINK, LOCATION, RETRY_AFTER,
};
use std::time::Duration;
use url::Url;

/// Links read of one answer at most.
const LINKS: usize = 64;

/// A header's value as text; bytes that are no UTF-8 are replaced.
fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).trim().to_owned()
}

fn get(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(text).filter(|value| !value.is_empty())
}

/// What to recognise the body by next time.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    // These go back as they came, so bytes that are no text can't be kept.
    let exact = |name| headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let kept = |name| exact(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    Validators { etag: kept(&ETAG), last_modified: kept(&LAST_MODIFIED) }
}

/// `Content-Type`: the type in lower case, and its charset.
pub(super) fn content_type(headers: &HeaderMap) -> (Option<String>, Option<String>) {
    let value = get(headers, &CONTENT_TYPE).unwrap_or_default();
    let mut parts = value.split(';');
    let kind = parts.next().map(|kind| kind.trim().to_ascii_lowercase()).filter(|kind| !kind.is_empty());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset.filter(|charset| !charset.is_empty()))
}

/// Where a redirect leads, as it came.
pub(super) fn location(headers: &HeaderMap) -> Option<String> {
    get(headers, &LOCATION)
}

/// A header that is a number.
pub(super) fn number(headers: &HeaderMap, name: &'static str) -> Option<u64> {
    headers.get(name).map(text)?.parse().ok()
}

/// The server's clock.
pub(super) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    http_date(&get(headers, &DATE)?)
}

/// How long the server wants to be left alone (RFC 9110, 10.2.3): seconds, or a date by its own clock,
/// where it says what that is.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = get(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let now = date(headers).unwrap_or_else(|| now.to_chrono());
    // A date that has gone by asks for nothing.
    Some((http_date(&value)? - now).to_std().unwrap_or_default())
}

/// The three forms of RFC 9110, 5.6.7.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(value) {
        return Some(date.to_utc());
    }
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    forms.iter().find_map(|form| NaiveDateTime::parse_from_str(value, form).ok()).map(|date| date.and_utc())
}

/// `Link` headers, addresses made absolute.
pub(super) fn links(headers: &HeaderMap, base: &Url) -> Vec<Link> {
    headers.get_all(LINK).iter().flat_map(|value| links_of(&text(value), base)).take(LINKS).collect()
}

/// One `Link` header: `<address>; rel="a b"; x=y, <address> …` (RFC 8288, 3).
fn links_of(value: &str, base: &Url) -> Vec<Link> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((_, opened)) = rest.split_once('<') {
        let Some((address, parameters)) = opened.split_once('>') else { break };
        let (own, next) = parameters.split_at(end_of_link(parameters));
        rest = next;
        let rel = parameter(own, "rel").unwrap_or_default().to_ascii_lowercase();
        if let Ok(address) = base.join(address.trim()) {
            found.push(Link { rel, address: address.to_string() });
        }
    }
    found
}

/// Where the comma after a link's parameters is; one in quotes is none.
fn end_of_link(parameters: &str) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, byte) in parameters.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => return at,
            _ => {}
        }
    }
    parameters.len()
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())])
    }

    #[test]
    fn links_are_read_with_their_relations() {
        let base = Url::parse("https://news.example/wp-json/wp/v2/posts").unwrap();
        for (value, expected) in [
            ("</feed/?paged=2>; rel=next", vec![("next", "https://news.example/feed/?paged=2")]),
            (
                "<https://news.example/a,b>; title=\"x, <y>\"; REL=\"Prev  Archive\", <c>;rel='up'",
                vec![("prev  archive", "https://news.example/a,b"), ("'up'", "https://news.example/wp-json/wp/v2/c")],
            ),
            ("<https://api.w.org/>", vec![("", "https://api.w.org/")]),
            ("<unfinished", vec![]),
            ("no link, at all", vec![]),
        ] {
            let found = links(&headers("link", value), &base);
            let found: Vec<_> = found.iter().map(|link| (link.rel.as_str(), link.address.as_str())).collect();
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn the_type_is_read_apart_from_its_charset() {
        for (value, kind, charset) in [
            ("Text/HTML; Charset=\"windows-1252\"", Some("text/html"), Some("windows-1252")),
            ("application/rss+xml", Some("application/rss+xml"), None),
            ("text/html;version=1; charset=", Some("text/html"), None),
            ("; charset=utf-8", None, Some("utf-8")),
            ("", None, None),
        ] {
            let (found, label) = content_type(&headers("content-type", value));
            assert_eq!((found.as_deref(), label.as_deref()), (kind, charset), "{value}");
        }
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_by_a_date() {
        let now = Timestamp::from_seconds(784_111_777).unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:50:37 1994", Some(60)),
            ("Sun, 06 Nov 1994 07:50:37 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("1e400", None),
        ] {
            let found = retry_after(&headers("retry-after", value), now).map(|wait| wait.as_secs());
            assert_eq!(found, seconds, "{value}");
        }
        let mut skewed = headers("retry-after", "Sun, 06 Nov 1994 12:00:10 GMT");
        skewed.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 12:00:00 GMT"));
        assert_eq!(retry_after(&skewed, now).unwrap().as_secs(), 10, "by the server's own clock");
    }
}
