//! What the addresses of items say of their titles.
//!
//! WordPress makes an article's address of its title when it is first published; the hijacker
//! comes later and spoils titles only. So a beginning that the channel's title and nearly all items
//! share, and that none of their addresses knows though they know the rest, is not the author's.
//! The channel's own address must not know it either: a podcast's feed lies under `/podcast/`.

use super::signs::{Side, is_widespread};
use super::words::{Class, Text};
use super::{Junk, Verdict};
use crate::article::Slug;
use std::collections::HashSet;

/// The rule by which it goes.
const NOT_IN_ADDRESS: &str = "not-in-address";
/// Addresses that must speak.
const FEWEST: usize = 2;

/// Judges the titles of one source, free already of what they alone give away, by the addresses
/// beside them or these addresses' last folders. `channel` is its title and address.
pub fn judge_by_addresses(channel: (&str, Option<&str>), items: &[(&str, &str)]) -> Verdict {
    let mut verdict = Verdict::default();
    for side in [Side::Start, Side::End] {
        verdict.found.extend(piece(side, channel, items));
    }
    verdict
}

fn piece(side: Side, channel: (&str, Option<&str>), items: &[(&str, &str)]) -> Option<Junk> {
    let title = Text::read(channel.0, side);
    let own = channel.1.map(place).unwrap_or_default();
    let items: Vec<(Text, usize, HashSet<String>)> = items
        .iter()
        .map(|(text, slug)| (Text::read(text, side), *slug))
        .filter(|(text, _)| !text.units.is_empty())
        .map(|(text, slug)| {
            let shared = text.shares_with(&title);
            (text, shared, slug_words(&last_folder(slug)))
        })
        .collect();
    let longest = items.iter().map(|(_, shared, _)| *shared).max().unwrap_or(0);
    let length = (1..=longest).rev().find(|length| {
        let with = items.iter().filter(|(_, shared, _)| shared >= length);
        let words = slug_words(title.head(*length));
        let telling: Vec<_> = with.clone().filter(|(text, _, slug)| is_told_by(text.cut(*length).1, slug)).collect();
        let (_, rest) = title.cut(*length);
        // A site's own name stands at the end of honest titles.
        let fits = side == Side::Start || title.is_parted_at(*length) && super::channel::is_whole(rest);
        fits && title.is_boundary(*length)
            && is_heavy(&title, *length)
            && is_widespread(with.count(), items.len())
            && telling.len() >= FEWEST
            && telling.len() * 2 >= items.len()
            && telling.iter().all(|(_, _, slug)| words.is_disjoint(slug))
            && !words.iter().any(|word| own.contains(word.as_str()))
            && !super::channel::is_bare_archive(rest)
    })?;
    Some(Junk { side, units: title.units[..length].to_vec(), rule: NOT_IN_ADDRESS })
}

/// Articles and small words are left out of some addresses.
fn is_heavy(title: &Text, length: usize) -> bool {
    const LONG: usize = 5;
    const LONG_TOGETHER: usize = 9;
    let words: Vec<_> =
        title.units.iter().take(length).filter(|unit| matches!(unit.class, Class::Letters(_))).collect();
    let latin = Class::Letters(unicode_script::Script::Latin);
    let letters = |word: &&super::words::Unit| word.key.chars().count();
    words.iter().any(|word| word.class != latin || letters(word) >= LONG)
        || words.iter().map(letters).sum::<usize>() >= LONG_TOGETHER
}

/// Whether an address was made of this text: it has nearly all its words from there.
fn is_told_by(text: &str, slug: &HashSet<String>) -> bool {
    let words = slug_words(text);
    let known = slug.iter().filter(|word| words.contains(*word)).count();
    known >= 2 && known * 4 >= slug.len() * 3
}

fn slug_words(text: &str) -> HashSet<String> {
    let slug = Slug::from_name(text);
    slug.as_str().split('-').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// An address's last folder, percent escapes decoded.
pub(super) fn last_folder(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let folder = path.rsplit('/').next().unwrap_or("");
    decoded(folder.trim_end_matches(".html"))
}

/// Host and path in one, as a channel's title may repeat either.
fn place(address: &str) -> String {
    Slug::from_name(&decoded(address)).as_str().to_owned()
}

fn decoded(part: &str) -> String {
    url::form_urlencoded::parse(part.replace('+', "%2B").replace(['&', '='], "-").as_bytes())
        .next()
        .map_or_else(String::new, |(text, _)| text.into_owned())
}
