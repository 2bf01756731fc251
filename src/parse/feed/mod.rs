//! RSS, Atom and JSON Feed, in whatever state: taken apart into items first, each read alone.
//!
//! `split` finds the items (`parts` those of a feed too large to be held at once), `field` their elements, `envelope` hands each to feed-rs, `entry` and
//! `media` read what feed-rs drops, `wxr` what a WordPress export adds; `rest` reads WordPress's REST interface,
//! `paging` where a feed goes on. Not for feeds that were flattened to text: those have no
//! elements left, see `parse::flattened`.

mod autop;
mod entity;
mod entry;
mod envelope;
mod field;
mod guard;
mod json;
mod json_items;
mod media;
mod namespace;
mod paging;
mod parts;
pub mod rest;
mod split;
mod wxr;

pub use json::parse as json;
pub use paging::{Paging, paging};
pub use parts::{Parts, begins};
pub use wxr::Pictures;

use super::{Found, FoundChannel, Parsed};
use crate::article::Kind;
use crate::parse::date::date;
use entity::Entities;
use entry::{authors, entry, headline, link, title};
use field::{Field, fields};
use split::Piece;
use wxr::Export;

/// Reads a feed in XML, from its root element on or with anything before it.
pub fn xml(text: &str) -> Parsed {
    let mut pictures = Pictures::default();
    note_pictures(text, &mut pictures);
    part(text, &pictures)
}

/// Notes the pictures in an export, or in a part of one.
pub fn note_pictures(text: &str, pictures: &mut Pictures) {
    const MARK: &str = ":attachment_url>";
    if !text.contains(MARK) {
        return;
    }
    let Some(split) = split::split(text).filter(|split| split.outline.scope.is_export()) else { return };
    let entities = Entities::declared(text);
    for piece in split.items.iter().filter(|piece| piece.inner.contains(MARK)) {
        pictures.note(&fields(&entities.expand(piece.inner), &split.outline.scope));
    }
}

/// Reads a part of a feed, which is a feed itself; of an export, with the pictures of all of it.
pub fn part(text: &str, pictures: &Pictures) -> Parsed {
    let Some(split) = split::split(text) else {
        return Parsed { warnings: vec!["there is no feed in it".to_owned()], ..Parsed::default() };
    };
    let outline = &split.outline;
    let entities = Entities::declared(text);
    let head = entities.expand(&outline.head);
    let head = fields(&head, &outline.scope);
    let mut channel = channel(&head);
    let mut export = outline.scope.is_export().then(|| Export::read(&head, pictures));
    let mut parsed = Parsed { kind: Some(outline.kind), frame: Some(outline.frame()), ..Parsed::default() };
    let feed_authors = if outline.kind == Kind::Atom { authors(&head) } else { Vec::new() };
    if export.is_some() {
        parsed.kind = Some(Kind::Wxr);
    }
    for piece in &split.items {
        let (inner, own) = (entities.expand(piece.inner), entities.expand(piece.attributes));
        let expanded = Piece { inner: &inner, attributes: &own, ..piece.clone() };
        let mut found = entry(&expanded, &outline.scope, outline.kind, channel.title.as_deref());
        if let Some(export) = &mut export {
            let Some(post) = export.post(&fields(&inner, &outline.scope), found) else {
                channel.left_out += 1;
                continue;
            };
            found = post;
        }
        if piece.cut_off && !found.says_something() {
            continue;
        }
        if found.authors.is_empty() {
            // RFC 4287, 4.2.1: the feed's authors are those of entries without their own
            found.authors.clone_from(&feed_authors);
        }
        parsed.items.push(found);
    }
    if outline.cut_off {
        parsed.warnings.push("the feed breaks off before its end".to_owned());
    }
    if let (Some(export), Some(frame)) = (&export, &mut parsed.frame) {
        frame.before.push_str(&export.used_pictures());
    }
    parsed.channel = channel;
    parsed
}

/// What the items of a part are called and known by, which takes a fraction of the time; of an export, all
/// of them.
pub fn headlines(text: &str) -> Parsed {
    let Some(split) = split::split(text).filter(|split| !split.outline.scope.is_export()) else {
        return part(text, &Pictures::default());
    };
    let outline = &split.outline;
    let entities = Entities::declared(text);
    let head = entities.expand(&outline.head);
    let channel = channel(&fields(&head, &outline.scope));
    let items = split.items.iter().filter_map(|piece| {
        let (inner, own) = (entities.expand(piece.inner), entities.expand(piece.attributes));
        let piece = Piece { inner: &inner, attributes: &own, ..piece.clone() };
        if !piece.cut_off {
            return Some(headline(&piece, &outline.scope, outline.kind));
        }
        let found = entry(&piece, &outline.scope, outline.kind, channel.title.as_deref());
        found.says_something().then_some(found)
    });
    Parsed { kind: Some(outline.kind), items: items.collect(), channel: channel.clone(), ..Parsed::default() }
}

impl Found {
    /// Whether there is more than nothing of an item that breaks off.
    fn says_something(&self) -> bool {
        !self.title.is_empty() && (self.body.is_some() || self.excerpt.is_some())
    }
}

fn channel(head: &[Field]) -> FoundChannel {
    let value = |names: &[&str]| {
        let mut wanted = names.iter().flat_map(|name| head.iter().filter(|f| f.name == **name));
        wanted.find_map(|f| Some(f.value()).filter(|value| !value.is_empty()))
    };
    let language = value(&["language"]);
    FoundChannel {
        title: Some(title(head)).filter(|title| !title.is_empty()),
        link: link(head),
        language,
        built: ["lastbuilddate", "updated", "modified", "pubdate", "date"]
            .iter()
            .find_map(|name| date(&value(&[name])?)),
        ..FoundChannel::default()
    }
}
