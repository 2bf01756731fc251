//! One item handed to feed-rs, alone, in a feed that is well-formed whatever the item's own was.
//!
//! feed-rs loses a whole feed to one error and panics on some texts, so it sees one item at a
//! time, with every name declared and every text escaped, guarded. What it gives is
//! the texts and dates; `entry` reads the rest beside it.

use super::field::Field;
use super::guard::guarded;
use super::namespace::Ns;
use crate::article::{Kind, html::escape};
use crate::parse::date::date;
use feed_rs::model::Entry;

const DECLARATIONS: &str = "xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                            xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"";

/// What feed-rs makes of an item; `None` if it fails or panics on it.
pub fn read(fields: &[Field], kind: Kind) -> Option<Entry> {
    let mut item = String::new();
    for field in fields {
        write(field, kind, &mut item);
    }
    let envelope = if kind == Kind::Atom {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" {DECLARATIONS}><entry>{item}</entry></feed>")
    } else {
        format!("<rss version=\"2.0\" {DECLARATIONS}><channel><item>{item}</item></channel></rss>")
    };
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .timestamp_parser(|text| date(text).map(crate::article::Timestamp::to_chrono))
        .build();
    let feed = guarded(|| parser.parse(envelope.as_bytes()).ok()).flatten()?;
    feed.entries.into_iter().next()
}

/// The elements that feed-rs is asked about, under the names that it knows.
fn write(field: &Field, kind: Kind, out: &mut String) {
    let name = match (field.ns, field.name.as_str()) {
        (Ns::Rss | Ns::Atom, "issued" | "created") if kind == Kind::Atom => "published",
        (Ns::Rss | Ns::Atom, "modified") if kind == Kind::Atom => "updated",
        (Ns::Rss | Ns::Atom, name @ ("published" | "updated" | "summary" | "content")) if kind == Kind::Atom => name,
        (Ns::Rss, name @ ("description" | "guid" | "updated")) if kind == Kind::Rss => name,
        (Ns::Rss, "pubdate") if kind == Kind::Rss => "pubDate",
        (Ns::Atom, "updated") => "atom:updated",
        (Ns::Dc, "date") if kind == Kind::Rss => "dc:date",
        (Ns::Content, "encoded") if kind == Kind::Rss => "content:encoded",
        _ => return,
    };
    let text = field.html();
    if text.trim().is_empty() {
        return;
    }
    let media = match field.attribute("type") {
        Some(media) if kind == Kind::Atom && media.contains("html") => " type=\"html\"",
        _ if kind == Kind::Atom && field.attribute("mode").is_some() => " type=\"html\"",
        _ => "",
    };
    let text: String = text.chars().filter(|c| is_xml(*c)).collect();
    out.extend(["<", name, media, ">", &escape(&text), "</", name, ">"]);
}

/// XML 1.0, production 2.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
