//! Bytes to what their parser found, and where in them each item stands.

use super::IngestError;
use crate::article::{Frame, Kind, Mangling};
use crate::bundle::mhtml;
use crate::parse::feed::Pictures;
use crate::parse::{self, Found, Parsed};
use crate::sniff::{Decoder, Shape, Sniffed, Unreadable, sniff_by};
use std::ops::Range;

/// An input as text, and what its parser found in it.
pub(super) struct Readable {
    pub sniffed: Sniffed,
    pub parsed: Parsed,
    /// The page that was saved in it with all that belongs to it.
    pub page: Option<mhtml::Page>,
}

impl Readable {
    /// The bytes of each item as they came, where they are not those of the text.
    pub fn raw(&self, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
        let Self { sniffed, parsed, page } = self;
        if parsed.kind.is_none_or(Kind::is_one_article) {
            return None;
        }
        let bytes = page.as_ref().map_or(bytes, |page| &page.html);
        let raw = sniffed.raw(bytes, || places(&sniffed.text, parsed))?;
        Some(raw.into_iter().map(<[u8]>::to_vec).collect())
    }
}

/// What is known of an input beside its bytes.
#[derive(Default)]
pub(super) struct Hints<'a> {
    /// How the whole is mangled, of which this is a part.
    pub mangling: Option<Mangling>,
    /// What the items stand in: they are read as what the whole input showed them to be.
    pub frame: Option<&'a Frame>,
    /// The label of the charset that it was sent with.
    pub charset: Option<&'a str>,
    /// Those of the whole export.
    pub pictures: Option<&'a Pictures>,
}

/// Reads an input.
pub(super) fn parsed(bytes: &[u8], hints: &Hints) -> Result<Readable, IngestError> {
    let page = match mhtml::begins(bytes).then(|| mhtml::page(bytes)) {
        Some(None) => return Err(IngestError::Nothing("it is a message (MHTML) without a page in it".to_owned())),
        page => page.flatten(),
    };
    let html = page.as_ref().map_or(bytes, |page| &page.html);
    let sniffed = sniff_by(html, hints.mangling, hints.charset).map_err(|unreadable| match unreadable {
        Unreadable::Empty => IngestError::Empty,
        Unreadable::Binary => IngestError::Binary,
    })?;
    let listing = hints.frame.filter(|frame| !frame.entries.is_empty());
    let mut parsed = match (sniffed.shape, listing) {
        (Shape::JsonFeed, _) => parse::feed::json(&sniffed.text),
        (Shape::Json, _) => return Err(IngestError::Nothing("it is JSON, but no JSON Feed".to_owned())),
        _ if parse::opml::begins(&sniffed.text) => parse::opml::parse(&sniffed.text),
        (Shape::Feed, _) => match hints.pictures {
            Some(pictures) => parse::feed::part(&sniffed.text, pictures),
            None => parse::feed::xml(&sniffed.text),
        },
        (Shape::Page, Some(frame)) => parse::page::listing(&sniffed.text, frame),
        (Shape::Page, None) => parse::markup_text(&sniffed.text),
        (Shape::Text, _) => parse::text(&sniffed.text),
    };
    if page.is_some() && parsed.kind == Some(Kind::Page) {
        parsed.kind = Some(Kind::Mhtml);
    }
    Ok(Readable { sniffed, parsed, page })
}

/// Where the items stand in a text, each after the one before it.
fn places(text: &str, parsed: &Parsed) -> Option<Vec<Range<usize>>> {
    let mut end = 0;
    let place = |item: &Found| {
        let raw = std::str::from_utf8(&item.raw).ok().filter(|raw| !raw.is_empty())?;
        let at = end + text.get(end..)?.find(raw)?;
        end = at + raw.len();
        Some(at..end)
    };
    parsed.items.iter().map(place).collect()
}

/// The text of an item's bytes, its letters still mangled as they came.
pub(super) fn decoded(raw: &[u8], encoding: Option<&str>) -> String {
    let mut text = String::with_capacity(raw.len());
    Decoder::new(encoding.unwrap_or("UTF-8")).decode(raw, true, &mut text);
    text
}

/// What stands around the items, for the parsers that don't say it themselves; given only if the
/// items read out of it are the same to the letter.
pub(super) fn framed(sniffed: &Sniffed, parsed: &Parsed) -> Option<Frame> {
    let between = match parsed.kind? {
        kind if kind.is_one_article() || kind.is_bundle() => return None,
        Kind::JsonFeed => ",",
        Kind::FeedText => "\n",
        Kind::BlogText => "\n\n",
        _ => "",
    };
    let text = &sniffed.text;
    let places = places(text, parsed)?;
    let (start, end) = (places.first()?.start, places.last()?.end);
    let last = matches!(parsed.kind?, Kind::FeedText | Kind::BlogText).then(|| parsed.items.last()).flatten();
    let frame = Frame {
        before: text.get(..start)?.to_owned(),
        between: between.to_owned(),
        after: text.get(end..)?.to_owned(),
        last: last.and_then(|item| String::from_utf8(item.raw.clone()).ok()),
        ..Frame::default()
    };
    let joined = frame.around(parsed.items.iter().map(|item| item.raw.as_slice()));
    let again = self::parsed(&joined, &Hints { mangling: Some(Mangling::default()), ..Hints::default() }).ok()?.parsed;
    (again.kind == parsed.kind && again.channel == parsed.channel && again.items == parsed.items).then_some(frame)
}
