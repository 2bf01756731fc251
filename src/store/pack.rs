//! What comes in, made ready on the parse workers: serialised, compressed, hashed, its identity
//! and its row worked out, so that the store's thread only looks up and inserts.

use super::blob::{self, PackedBlob};
use super::compare::pack_passages;
use super::compress::{LARGEST, difference};
use super::dictionary::Dictionary;
use super::markup;
use super::row::Row;
use crate::article::merge::{bare_words, is_trusted, summarize};
use crate::article::{
    ArticleId, CanonicalUrl, Channel, Document, Extent, Frame, Item, Kind, Place, Removal, Sighting, SightingId,
    Source, SourceId, Timestamp, Witness,
};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::sync::Arc;

/// Raw bytes that an item is kept as a difference from; more would be slow to read for it.
pub(super) const MOST_OF_BASE: usize = 64 << 10;

/// Everything that one input gave, cleaned.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Who said it.
    pub source: Source,
    /// What identifies the source: the absolute path, the address, or a content hash.
    pub source_key: String,
    /// Hash of the whole input.
    pub content: [u8; 32],
    /// What the feed says of itself.
    pub channel: Channel,
    /// What stands around the items in the input; `None` where the input is the item.
    pub frame: Option<Frame>,
    /// Items in the order of the input.
    pub items: Vec<Item>,
}

/// A [`Delivery`] ready to be stored; opaque but for its counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    pub(super) source: Source,
    pub(super) source_key: String,
    pub(super) content: [u8; 32],
    pub(super) channel: Channel,
    pub(super) frame: Option<PackedBlob>,
    pub(super) items: Vec<PackedItem>,
    /// What some of it was packed with.
    pub(super) dictionary: Option<Arc<Dictionary>>,
}

impl Packed {
    /// Who said it.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How many items it holds, repeats included.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// 96 bits of a hash, by which a source's sightings are told apart.
pub(super) type Fingerprint = [u8; 12];

/// An item ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PackedItem {
    /// What the source says, without what another day's copy or the rest of the input decides.
    pub(super) fingerprint: Fingerprint,
    pub(super) keys: Keys,
    pub(super) claim: String,
    pub(super) fetched: Option<Timestamp>,
    pub(super) described: Described,
    pub(super) witness: Witness,
    pub(super) verdict: i64,
    pub(super) raw: PackedBlob,
    /// The article's row as long as this is its only sighting.
    pub(super) row: Row,
    /// What of its text can be found in other articles, see `compare`.
    pub(super) passages: Vec<u8>,
}

/// What an item can be recognised by. All but the number are 64-bit hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Keys {
    /// Whether number and address are its own site's word.
    pub(super) trusted: bool,
    /// The site of number and address.
    pub(super) site: Option<i64>,
    /// The site's number, where the site is known.
    pub(super) number: Option<i64>,
    /// The canonical address.
    pub(super) url: Option<i64>,
    /// Title as it came and text; not for a short text.
    pub(super) titled: Option<i64>,
    /// Text; of a short one with its title.
    pub(super) text: Option<i64>,
    /// Whether the text is too short to be known by itself.
    pub(super) short: bool,
    /// The best of its own names that may be believed: its number, else its address.
    pub(super) own: Option<i64>,
    /// All of the above in one: equal for items that nothing tells apart.
    pub(super) same: i64,
}

/// Texts of fewer words are known only together with their title.
const SHORT: usize = 20;

/// Compresses and hashes a delivery without a dictionary. Pure; [`super::Packer`] is for many.
pub fn pack(delivery: Delivery) -> Packed {
    pack_with(delivery, None)
}

/// Compresses and hashes a delivery.
pub(super) fn pack_with(delivery: Delivery, dictionary: Option<Arc<Dictionary>>) -> Packed {
    let with = dictionary.as_deref();
    let pack_one = |item| pack_item(item, &delivery.source, &delivery.channel, with);
    Packed {
        source: delivery.source.clone(),
        source_key: delivery.source_key,
        content: delivery.content,
        items: delivery.items.into_iter().map(pack_one).collect(),
        channel: delivery.channel.clone(),
        frame: delivery.frame.map(|frame| blob::pack(&json(&frame), with)),
        dictionary,
    }
}

pub(super) fn pack_item(
    mut item: Item,
    source: &Source,
    channel: &Channel,
    dictionary: Option<&Dictionary>,
) -> PackedItem {
    let raw = std::mem::take(&mut item.raw);
    let (keys, fingerprint) = identify(&item, &raw, source.kind, channel);
    let claim = claim(&item);
    let sighting =
        Sighting { id: SightingId(0), source: source.clone(), source_id: SourceId(0), seen: Timestamp::EPOCH, item };
    let row = summarize(ArticleId(0), std::slice::from_ref(&sighting))
        .map(|(summary, _)| Row::of(&summary, dictionary))
        .unwrap_or_default();
    let mut item = sighting.item;
    let passages = pack_passages(&item.document);
    let (fetched, verdict, witness) = (item.fetched, item.verdict, std::mem::take(&mut item.witness));
    let base = Some(raw.as_slice()).filter(|raw| raw.len() <= MOST_OF_BASE);
    PackedItem {
        fingerprint,
        keys,
        claim,
        fetched,
        described: Described::of(item, base, dictionary),
        witness,
        verdict,
        raw: blob::pack(&raw, dictionary),
        row,
        passages,
    }
}

/// An item as its columns have it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Described {
    pub(super) raw_title: String,
    /// `None` where it is the one that came.
    pub(super) title: Option<String>,
    pub(super) title_removed: Option<String>,
    /// Bytes of `item` before compression.
    pub(super) item_size: usize,
    /// What has no column of its own; where there is no `document`, followed by the text, and a difference
    /// from the raw input.
    pub(super) item: Vec<u8>,
    pub(super) document: Option<PackedBlob>,
}

impl Described {
    /// Takes an item apart; `base` is its raw input, where that is not too large for it.
    pub(super) fn of(mut item: Item, base: Option<&[u8]>, dictionary: Option<&Dictionary>) -> Self {
        let raw_title = std::mem::take(&mut item.raw_title);
        let title = Some(std::mem::take(&mut item.title)).filter(|title| *title != raw_title);
        let (of_title, removed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut item.removed).into_iter().partition(|removal| removal.place == Place::Title);
        item.removed = removed;
        item.fetched = None;
        let title_removed = removals_json(&of_title);
        let text = std::mem::take(&mut item.document);
        let mut meta = json(&item);
        // So much text from so little input would be no difference from it.
        let written = base.and_then(|_| markup::write(&text)).filter(|written| written.len() <= 8 * MOST_OF_BASE);
        let (base, document) = match (base, written) {
            (Some(base), Some(written)) => {
                meta.extend_from_slice(written.as_bytes());
                (base, None)
            }
            _ => (&[][..], Some(blob::pack(&json(&text), dictionary))),
        };
        // What is too large to be kept is told of, not packed.
        let packed = if meta.len() > LARGEST { Vec::new() } else { difference(&meta, base) };
        Self { raw_title, title, title_removed, item_size: meta.len(), item: packed, document }
    }
}

/// What an item is recognised by, and a hash of what its source said: both without any verdict, and
/// the hash without what our rules make of the words, so that better rules don't make the same words
/// a new sighting. What a feed's header and the rest of its items say of an item counts as said.
fn identify(item: &Item, raw: &[u8], kind: Kind, channel: &Channel) -> (Keys, Fingerprint) {
    // No verdict but one that took something has changed what counts here.
    let found = if raw.is_empty() || item.spoiled.is_some() {
        Cow::Owned(item.clone().as_found())
    } else {
        Cow::Borrowed(item)
    };
    let keys = Keys::of(&found);
    let mut hasher = blake3::Hasher::new();
    let mut say = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    say(raw);
    if raw.is_empty() {
        let mut found = found.into_owned();
        (found.fetched, found.site_tail) = (None, None);
        found.title.clear();
        found.removed.clear();
        say(&json(&found));
    } else if !kind.is_one_article() {
        let around = (&channel.link, channel.tag.as_ref().map(|tag| &tag.slug), &channel.author);
        let among = (found.extent == Extent::Cut, found.url.is_some(), found.site_tail.is_some());
        say(&json(&around));
        say(&json(&among));
    }
    let [fingerprint @ .., _, _, _, _] = blob::short(&hasher.finalize());
    (keys, fingerprint)
}

/// Reads an item's columns `item` and, where it has no document of its own, its text.
pub(super) fn read_item<T: DeserializeOwned>(packed: &[u8]) -> Result<(T, Option<Document>), String> {
    let mut values = serde_json::Deserializer::from_slice(packed).into_iter::<T>();
    let item = values.next().ok_or("it is empty")?.map_err(|error| error.to_string())?;
    let written = packed.get(values.byte_offset()..).filter(|written| !written.is_empty());
    let read = |written| std::str::from_utf8(written).ok().and_then(markup::read).ok_or("its text is not as written");
    Ok((item, written.map(read).transpose()?))
}

/// JSON of removals, or nothing for none.
fn removals_json(removals: &[Removal]) -> Option<String> {
    if removals.is_empty() { None } else { serde_json::to_string(removals).ok() }
}

/// The flag of a slug that begins as its title does, and of which the column has the rest.
const SLUG_GOES_ON: i64 = 4;

/// A witness as its two columns have it.
pub(super) fn witness_columns<'w>(witness: &'w Witness, raw_title: &str) -> (Option<&'w str>, i64) {
    let says = i64::from(witness.says_head) | i64::from(witness.says_tail) << 1;
    let slug = witness.slug.as_deref();
    match slug.and_then(|slug| slug.strip_prefix(&folded(raw_title))) {
        Some(rest) => (Some(rest), says | SLUG_GOES_ON),
        None => (slug, says),
    }
}

/// Reads [`witness_columns`] back.
pub(super) fn witness(raw_title: &str, slug: Option<String>, says: i64) -> Witness {
    let goes_on = says & SLUG_GOES_ON > 0;
    let slug = slug.map(|slug| if goes_on { folded(raw_title) + &slug } else { slug });
    Witness { slug, says_head: says & 1 > 0, says_tail: says & 2 > 0 }
}

/// A title about as WordPress makes a slug of it. Rests of slugs are kept: never to be changed.
fn folded(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars().filter(|c| !matches!(c, '\'' | '’' | '‘' | '“' | '”' | '"')) {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Serialising plain data to memory does not fail.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// How a warning names the item and who speaks.
fn claim(item: &Item) -> String {
    let who = item.claimed_by.as_deref().unwrap_or("a source");
    let what = match (&item.url, item.wordpress_id) {
        (Some(url), _) => url.to_string(),
        (None, Some(number)) => format!("?p={number}"),
        (None, None) => "a known text".to_owned(),
    };
    format!("{who} claims {what} for \u{201c}{}\u{201d}", item.raw_title)
}

impl Keys {
    fn of(item: &Item) -> Self {
        let trusted = is_trusted(item);
        let host = item.site.as_deref().or(item.url.as_ref().map(CanonicalUrl::host));
        let site = host.map(|host| hash64("site", host.strip_prefix("www.").unwrap_or(host)));
        let number = item.wordpress_id.filter(|_| site.is_some()).map(|id| id.0.cast_signed());
        let url = item.url.as_ref().map(address_key);
        let text = bare_words(&item.document.to_text());
        let title = bare_words(&item.raw_title);
        let with_title = format!("{title}\n{text}");
        let short = text.split(' ').nth(SHORT - 1).is_none();
        let titled = (!short).then(|| hash64("titled", &with_title));
        let text = match short {
            true if with_title.len() == 1 => None,
            true => Some(hash64("short", &with_title)),
            false => Some(hash64("text", &text)),
        };
        let own = match (trusted, site, number) {
            (false, _, _) => None,
            (true, Some(site), Some(number)) => Some(hash64("number", &format!("{site}|{number}"))),
            (true, _, _) => url,
        };
        let same = hash64("same", &format!("{trusted}|{site:?}|{number:?}|{url:?}|{text:?}|{title}"));
        Self { trusted, site, number, url, titled, text, short, own, same }
    }
}

/// 64 bits of a value's hash, other ones for each kind of value.
pub(super) fn hash64(kind: &str, value: &str) -> i64 {
    let mut hasher = blake3::Hasher::new_derive_key(kind);
    hasher.update(value.as_bytes());
    let mut eight = [0; 8];
    hasher.finalize_xof().fill(&mut eight);
    i64::from_le_bytes(eight)
}

/// The key of an address; the case of its percent escapes tells nothing (RFC 3986, 6.2.2.1).
pub(super) fn address_key(url: &CanonicalUrl) -> i64 {
    let mut digits = 0;
    let folded = url.as_str().chars().map(|c| {
        let is_digit = digits > 0;
        digits = if c == '%' { 2 } else { i32::max(digits - 1, 0) };
        if is_digit { c.to_ascii_uppercase() } else { c }
    });
    hash64("url", &folded.collect::<String>())
}
