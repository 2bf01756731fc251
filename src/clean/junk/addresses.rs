//! What the addresses of items say of their titles. Rule: `not-in-address`.
//!
//! WordPress makes an article's address of its title when it is first published; the hijacker
//! comes later and spoils titles only. So a beginning that nearly all items share, and that none of
//! their addresses knows though they know the rest, is not the author's: if the channel's title has
//! it too, or it is odd in itself, or it is of several words on all titles and no series' name. Else
//! it is only suspected: a site may put "Comment:" before its titles without its addresses. The
//! channel's own address must not know it either: a podcast's feed lies under `/podcast/`.

use super::Weighed;
use super::case::{Case, Told};
use super::guards::Guard;
use super::lexicon;
use super::pieces::Piece;
use super::shared::by_nearly_all;
use super::signs::{Evidence, is_widespread};
use super::words::{Class, Side, Text};
use crate::article::Slug;
use crate::clean::channel;
use std::collections::HashSet;

/// The rule by which it goes.
pub(super) const NOT_IN_ADDRESS: &str = "not-in-address";
/// Addresses that must speak.
const FEWEST: usize = 2;

/// What the channel's title and the items share and no address knows.
pub(super) fn with_channel(case: &Case) -> Option<Piece> {
    let ends = |header| Side::BOTH.into_iter().map(move |side| (header, side));
    case.channels.iter().flat_map(ends).find_map(|(header, side)| {
        let title = header.title.from(side);
        let shared: Vec<usize> = case.items.iter().map(|told| told.from(side).shares_with(&title)).collect();
        let longest = shared.iter().copied().max().unwrap_or(0);
        let length = (1..=longest).rev().find(|length| {
            let with: Vec<&Told> =
                case.items.iter().zip(&shared).filter(|(_, shared)| *shared >= length).map(|(told, _)| told).collect();
            let (_, rest) = title.cut(*length);
            // A site's own name stands at the end of honest titles.
            let fits = side == Side::Start || title.is_parted_at(*length) && channel::is_whole(rest);
            fits && title.is_boundary(*length)
                && !is_of_site_name(case, title)
                && is_parted_alike(case, title, &with, *length)
                && is_widespread(with.len(), case.items.len())
                && !case.is_rejected(title, *length)
                && !(case.guards.hold(Guard::ArchiveOfIt) && channel::is_bare_archive(rest))
                && !(case.guards.hold(Guard::Section) && lexicon::is_section(title.head(*length)))
                && testimony(case, &with, title, *length, header.link) == Testimony::Unknown
        })?;
        Some(Piece::of(title, length, NOT_IN_ADDRESS))
    })
}

/// The channel's title has no sign between it and the rest, or nearly all items have that sign too.
fn is_parted_alike(case: &Case, title: Text, with: &[&Told], length: usize) -> bool {
    let texts: Vec<Text> = with.iter().map(|told| told.from(title.side())).collect();
    let evidence =
        Evidence { side: title.side(), channel: title, length, with: &texts, of: 0, said: 0, guards: case.guards };
    !evidence.has_separator() || evidence.is_parted_alike() || !case.guards.hold(Guard::PartedAlike)
}

/// What only the items share and no address knows. It goes if it is odd, or of several words, before
/// all titles, and no series' name; it is suspected if the addresses tell nothing.
pub(super) fn without_channel(case: &Case) -> Option<Weighed> {
    const MANY: usize = 4;
    if case.items.len() < MANY {
        return None;
    }
    let (places, longest) = by_nearly_all(case, Side::Start);
    let with: Vec<&Told> = places.iter().filter_map(|at| case.items.get(*at)).collect();
    let texts: Vec<Text> = with.iter().map(|told| told.from(Side::Start)).collect();
    let first = *texts.first()?;
    let links = case.channels.iter().filter_map(|header| header.link).collect::<Vec<_>>().join(" ");
    (1..=longest).rev().find_map(|length| {
        let said = with.iter().filter(|told| told.says(Side::Start, length)).count();
        let evidence = Evidence {
            side: Side::Start,
            channel: first,
            length,
            with: &texts,
            of: case.items.len(),
            said,
            guards: case.guards,
        };
        let is_name = case.channels.iter().any(|header| is_named(header.raw, first.head(length)));
        let fits = first.is_boundary(length)
            && evidence.has_separator()
            && evidence.is_parted_alike()
            && !(is_name && case.guards.hold(Guard::SiteName))
            && !(case.guards.hold(Guard::Body) && said > 0)
            && !case.is_rejected(first, length)
            && !lexicon::is_section(first.head(length));
        // A site may write a section's name small: "football: …".
        let is_odd = evidence.is_odd() && !evidence.is_one_plain_word();
        let is_series = evidence.has_colon() && case.guards.hold(Guard::Series);
        let is_strange = evidence.words() >= 2 && with.len() == case.items.len() && !is_series;
        // Where no channel says it, these words may be the site's name.
        let is_nameless = case.channels.is_empty();
        let is_sure = match testimony(case, &with, first, length, Some(&links)) {
            _ if !fits => return None,
            Testimony::Known => return None,
            Testimony::Unknown => is_odd || is_strange && !is_nameless,
            Testimony::Silent if is_odd || is_strange => false,
            Testimony::Silent => return None,
        };
        Some((Piece::of(first, length, NOT_IN_ADDRESS), is_sure, with.len()))
    })
}

/// What the addresses of articles tell of the beginning of their titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Testimony {
    /// One was made with it, or the channel's was.
    Known,
    /// Enough know what follows it, and none knows it.
    Unknown,
    Silent,
}

/// What the addresses tell of the first `length` units.
pub(super) fn testimony(case: &Case, with: &[&Told], title: Text, length: usize, link: Option<&str>) -> Testimony {
    if !is_heavy(title, length) {
        return Testimony::Silent;
    }
    let words = slug_words(title.head(length));
    let own = link.map(place).unwrap_or_default();
    let is_place = words.iter().any(|word| own.contains(word.as_str()));
    if is_place && case.guards.hold(Guard::ChannelAddress) {
        return Testimony::Known;
    }
    let mut telling = 0;
    for told in with {
        let side = title.side();
        let rest = told.from(side).cut(length).1;
        for slug in told.slugs.iter().map(|slug| slug_words(slug)).filter(|slug| is_told_by(rest, slug)).take(1) {
            telling += 1;
            if !words.is_disjoint(&slug) && case.guards.hold(Guard::Address) {
                return Testimony::Known;
            }
        }
    }
    let is_enough = telling >= FEWEST && telling * 2 >= case.items.len();
    if is_enough { Testimony::Unknown } else { Testimony::Silent }
}

/// What the addresses under a title say of a piece of it: that it was there when they were made
/// (`Some(true)`), that it was not, or nothing.
pub(super) fn knows(told: &Told, side: Side, length: usize) -> Option<bool> {
    let text = told.from(side);
    let rest = text.cut(length).1;
    let shared = slug_words(rest);
    let words: HashSet<String> = slug_words(text.head(length)).into_iter().filter(|w| !shared.contains(w)).collect();
    let says = |slug: &&str| {
        let slug = slug_words(slug);
        if words.is_disjoint(&slug) { is_told_by(rest, &slug).then_some(false) } else { Some(true) }
    };
    told.slugs.iter().filter_map(says).max()
}

/// Whether [`knows`] says that it was there. Mostly it was not, and what else stands in the title need not be
/// looked at to see that.
fn was_there(told: &Told, side: Side, length: usize) -> bool {
    let words = slug_words(told.from(side).head(length));
    let may_be = told.slugs.iter().any(|slug| !slug_words(slug).is_disjoint(&words));
    may_be && knows(told, side, length) == Some(true)
}

/// Whether most titles begin (end) with all of a channel's title: then a part of that is a part of
/// the site's name.
pub(super) fn is_of_site_name(case: &Case, channel: Text) -> bool {
    let keys: Vec<&str> = channel.keys(channel.len()).collect();
    let with = case.items.iter().filter(|told| told.from(channel.side()).begins_with(&keys)).count();
    case.guards.hold(Guard::SiteName) && with > 0 && with * 2 >= case.items.len()
}

/// Whether the addresses of half of these articles and more were made with it.
pub(super) fn most_know<'a>(case: &Case, with: impl Iterator<Item = &'a Told<'a>>, side: Side, length: usize) -> bool {
    let (mut known, mut all) = (0, 0);
    for told in with {
        all += 1;
        known += usize::from(was_there(told, side, length));
    }
    case.guards.hold(Guard::Address) && known > 0 && known * 2 >= all
}

/// Whether a channel's title has this in it.
pub(super) fn is_named(channel: &str, piece: &str) -> bool {
    let piece = Slug::from_name(piece);
    format!("-{}-", Slug::from_name(channel)).contains(&format!("-{piece}-"))
}

/// Articles and small words are left out of some addresses.
fn is_heavy(title: Text, length: usize) -> bool {
    const LONG: usize = 5;
    const LONG_TOGETHER: usize = 9;
    let latin = Class::Letters(unicode_script::Script::Latin);
    let words = title.units(length).filter(|unit| unit.class.is_letters());
    let sizes: Vec<(bool, usize)> = words.map(|word| (word.class == latin, title.key(word).chars().count())).collect();
    sizes.iter().any(|(is_latin, letters)| !is_latin || *letters >= LONG)
        || sizes.iter().map(|(_, letters)| letters).sum::<usize>() >= LONG_TOGETHER
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
