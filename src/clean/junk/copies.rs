//! What other sources call the same articles. Rule: `clean-copy`.
//!
//! Where this source says "X title" and another "title", X is not the article's: if two articles
//! and more show it, or one and another sign speaks too (script, oddness, the address, the
//! lexicon). A site's own name is honest at either end; so is what the text or the address knows.

use super::addresses;
use super::case::{Case, Told};
use super::guards::Guard;
use super::lexicon;
use super::pieces::Piece;
use super::signs::main_class;
use super::words::{Class, Side, Text, Title};
use std::collections::BTreeMap;

pub(super) const CLEAN_COPY: &str = "clean-copy";

/// Articles without it elsewhere, and whether anything else speaks against it.
#[derive(Default)]
struct Tally {
    copies: usize,
    known: usize,
    signs: bool,
}

/// What other sources leave out: pieces that go, and those that are only suspected with how many
/// articles show them.
pub(super) fn left_out(case: &Case) -> (Vec<Piece>, Vec<(Piece, usize)>) {
    let mut tallies: BTreeMap<Piece, Tally> = BTreeMap::new();
    for told in case.items.iter().filter(|told| !told.elsewhere.is_empty()) {
        let mut ends: Vec<(Side, usize)> = told.elsewhere.iter().filter_map(|other| difference(told, other)).collect();
        ends.sort_unstable();
        ends.dedup();
        for (side, length) in ends {
            let text = told.from(side);
            if case.is_rejected(text, length) || is_name(case, text, length) {
                continue;
            }
            let tally = tallies.entry(Piece::of(text, length, CLEAN_COPY)).or_default();
            let address = addresses::knows(told, side, length);
            let is_known = case.guards.hold(Guard::Address) && address == Some(true)
                || case.guards.hold(Guard::Body) && told.says(side, length);
            tally.copies += 1;
            tally.known += usize::from(is_known);
            tally.signs |= address == Some(false) || is_strange(text, length);
        }
    }
    let (mut found, mut suspected) = (Vec::new(), Vec::new());
    for (piece, tally) in tallies.into_iter().filter(|(_, tally)| tally.known * 2 < tally.copies) {
        // Names of sites and series stand at the ends of honest titles.
        let enough = tally.copies >= 2 || !case.guards.hold(Guard::OneCopy);
        let is_sure = if piece.side == Side::Start { enough || tally.signs } else { tally.signs };
        match (is_sure, enough) {
            (true, _) => found.push(piece),
            (false, true) => suspected.push((piece, tally.copies)),
            (false, false) => {}
        }
    }
    (found, suspected)
}

/// What this title has at one end, if that is all that tells it from another.
fn difference(told: &Told, other: &str) -> Option<(Side, usize)> {
    let other = Title::read(other);
    let all = other.from(Side::Start).len();
    Side::BOTH.into_iter().find_map(|side| {
        let text = told.from(side);
        let length = text.len().checked_sub(all).filter(|length| *length > 0 && all > 1)?;
        let back = match side {
            Side::Start => Side::End,
            Side::End => Side::Start,
        };
        let same = other.from(back).keys(all).eq(told.from(back).keys(all));
        (same && text.is_boundary(length)).then_some((side, length))
    })
}

/// The name of the site, as its channel has it, or what looks like one: it ends a title behind a bar.
fn is_name(case: &Case, text: Text, length: usize) -> bool {
    if !case.guards.hold(Guard::SiteName) {
        return false;
    }
    let piece = text.head(length);
    case.channels.iter().any(|header| {
        addresses::is_named(header.raw, piece) || header.site_name.is_some_and(|name| addresses::is_named(name, piece))
    })
}

/// Another script than the rest, a sign, or spam's words.
fn is_strange(text: Text, length: usize) -> bool {
    let own = main_class(text, text.units(length));
    let rest = main_class(text, text.units_after(length));
    let has_sign = text.units(length).any(|unit| unit.class == Class::Sign);
    let title = Title::read(text.head(length));
    let wording = lexicon::wording(title.from(Side::Start));
    lexicon::is_foreign(own, rest) || has_sign || wording.sure || wording.hints > 1 && wording.is_wholly_known()
}
