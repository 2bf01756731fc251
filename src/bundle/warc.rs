//! Web archives (ISO 28500, WARC 0.17 to 1.1): the pages and feeds that a crawler got, one record
//! after the other. Requests, metadata, revisits and whatever was not answered with 200 are passed
//! over.

use super::budget::Budget;
use super::exact::Exact;
use super::{Each, Found, Member, Walked, broken, broken_off, http};
use crate::article::Timestamp;
use std::io::{self, BufRead, BufReader, Read};

/// A line or a header of more bytes is none.
const LONGEST_LINE: u64 = 64 << 10;
/// A record has at most this many.
const MOST_HEADERS: usize = 1000;

/// A stream that fails more often has come to an end.
const MOST_FAILURES: usize = 1000;

/// Whether a record's version stands at the beginning.
pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"WARC/0.") || head.starts_with(b"WARC/1.")
}

/// What a record says of itself.
#[derive(Default)]
struct Record {
    kind: String,
    address: String,
    fetched: Option<Timestamp>,
    media: String,
    length: Option<u64>,
}

/// Goes through a web archive.
pub fn walk(source: &mut dyn Read, budget: &Budget, each: &mut Each) -> Walked {
    let mut source = BufReader::with_capacity(64 << 10, source);
    let mut is_lost = false;
    let mut failures = 0;
    loop {
        // After damage, the next record is where its version stands.
        let is_record = match line(&mut source) {
            Ok(None) => break,
            Ok(Some(line)) if begins(&line) => true,
            Ok(Some(line)) if line.trim_ascii().is_empty() => continue,
            Ok(Some(_)) => false,
            Err(error) if budget.is_spent() || failures == MOST_FAILURES => return Err(error),
            Err(_) => {
                failures += 1;
                false
            }
        };
        if !is_record {
            if !is_lost && each(Found::Bad(String::new(), DAMAGED.to_owned())).is_break() {
                return Ok(());
            }
            is_lost = true;
            continue;
        }
        is_lost = false;
        let Ok(record) = headers(&mut source) else { continue };
        let Some(length) = record.length else { continue };
        let mut block = Exact::new(&mut source, length);
        if one(&record, &mut block, budget, each).is_break() {
            return Ok(());
        }
        if budget.is_spent() {
            return Err(io::Error::other(budget.complaint()));
        }
        // Where it can't be gone to its end, the stream is at its own end or behind a damage; both
        // are seen above.
        let _ = block.finish();
    }
    if is_lost { Err(broken_off()) } else { Ok(()) }
}

const DAMAGED: &str = "a record in it is damaged; left out";

fn one(record: &Record, block: &mut dyn Read, budget: &Budget, each: &mut Each) -> std::ops::ControlFlow<()> {
    let go_on = std::ops::ControlFlow::Continue(());
    let is_web = ["http://", "https://"].iter().any(|scheme| record.address.starts_with(scheme));
    let member = |media: &str| Member {
        name: record.address.clone(),
        address: Some(record.address.clone()),
        fetched: record.fetched,
        charset: http::charset(media),
    };
    match record.kind.as_str() {
        "response" if is_web => {
            let mut block = BufReader::new(block);
            match http::head(&mut block) {
                Ok(head) if head.status == 200 && is_readable(&head.media) => {
                    each(Found::Member(member(&head.media), &mut *head.body(block, budget)))
                }
                Ok(_) => go_on,
                Err(_) => each(Found::Bad(record.address.clone(), "is damaged; left out".to_owned())),
            }
        }
        "resource" if is_web && is_readable(&record.media) => each(Found::Member(member(&record.media), block)),
        _ => go_on,
    }
}

/// Whether pages and feeds come as this media type.
fn is_readable(media: &str) -> bool {
    let media = media.to_ascii_lowercase();
    let is = |part: &str| media.contains(part);
    media.is_empty()
        || (is("html") || is("xml") || is("json") || is("text/plain") || is("multipart/related")) && !is("svg")
}

fn headers(source: &mut impl BufRead) -> io::Result<Record> {
    let mut record = Record::default();
    for _ in 0..MOST_HEADERS {
        let Some(line) = line(source)? else { return Err(broken_off()) };
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            return Ok(record);
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => record.kind = value.to_ascii_lowercase(),
            // Some programs put it in brackets, as an old draft had it.
            "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut record.address),
            "warc-date" => record.fetched = date(value),
            "content-type" => value.clone_into(&mut record.media),
            "content-length" => record.length = value.parse().ok(),
            _ => {}
        }
    }
    Err(broken("a record has too many headers"))
}

/// W3C's profile of ISO 8601, in UTC.
fn date(text: &str) -> Option<Timestamp> {
    let date = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Timestamp::from_chrono(&date.with_timezone(&chrono::Utc))
}

/// A line with its end; `None` at the end of the stream.
pub(super) fn line(source: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok(if line.is_empty() { None } else { Some(line) })
}
