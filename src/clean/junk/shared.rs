//! Pieces that titles of one source share: with the channel's title, or among themselves.
//!
//! Rules: `shared-prefix`, `shared-suffix` (on the channel's title and nearly all items, and odd or
//! set apart), `foreign-script` (in a script that is not that of the titles).

use super::Weighed;
use super::addresses::{self, Testimony};
use super::case::{Case, Told};
use super::guards::Guard;
use super::pieces::Piece;
use super::signs::{Evidence, is_widespread};
use super::words::{Side, Text};
use std::collections::HashMap;

/// The longest piece that the channel's title and nearly all items share at one end and that more
/// speaks against.
pub(super) fn with_channel(case: &Case) -> Option<Piece> {
    let ends = |header| Side::BOTH.into_iter().map(move |side| (header, side));
    case.channels.iter().flat_map(ends).find_map(|(header, side)| {
        let channel = header.title.from(side);
        let lengths: Vec<usize> = case.items.iter().map(|told| told.from(side).shares_with(&channel)).collect();
        let is_of_site_name = addresses::is_of_site_name(case, channel);
        let longest = if is_of_site_name { 0 } else { lengths.iter().copied().max().unwrap_or(0) };
        let mut maximal = true;
        for length in (1..=longest).rev() {
            let sharing = || case.items.iter().zip(&lengths).filter(|(_, shared)| **shared >= length);
            if !channel.is_boundary(length) || sharing().count() * 2 < case.items.len() {
                continue;
            }
            let with: Vec<Text> = sharing().map(|(told, _)| told.from(side)).collect();
            let said = sharing().filter(|(told, _)| told.says(side, length)).count();
            let evidence =
                Evidence { side, channel, length, with: &with, of: case.items.len(), said, guards: case.guards };
            if !evidence.is_widespread() {
                continue;
            }
            // What the titles share beyond the junk (a feed about one topic) must not hide it; but
            // then the junk has to end where something visible ends.
            if (maximal || channel.is_parted_at(length))
                && !case.is_rejected(channel, length)
                && let Some(rule) = evidence.rule()
                && !addresses::most_know(case, sharing().map(|(told, _)| told), side, length)
            {
                return Some(Piece::of(channel, length, rule));
            }
            maximal = false;
        }
        None
    })
}

/// Where only the items are spoiled: what all of four and more begin or end with, in a script that
/// stands nowhere else, neither in them nor in the channel's title. Latin words are at home
/// everywhere, and a site may have its name in another script behind a bar. A few such words may
/// name a place or a column ("東京 Art fair"), so something more must speak: spam's words, oddness,
/// or addresses that were made without it.
pub(super) fn foreign_to_all(case: &Case) -> Option<Weighed> {
    const FEWEST: usize = 4;
    if case.items.len() < FEWEST && case.guards.hold(Guard::FewItems) || case.items.len() < 2 {
        return None;
    }
    Side::BOTH.into_iter().find_map(|side| {
        let with: Vec<Text> = case.items.iter().map(|told| told.from(side)).collect();
        let first = *with.first()?;
        let shared = with.iter().map(|item| item.shares_with(&first)).min().unwrap_or(0);
        let channels: Vec<Text> = case.channels.iter().map(|header| header.title.from(side)).collect();
        let told: Vec<&Told> = case.items.iter().collect();
        let (length, is_sure) = (1..=shared).rev().find_map(|length| {
            let said = case.items.iter().filter(|told| told.says(side, length)).count();
            let evidence =
                Evidence { side, channel: first, length, with: &with, of: with.len(), said, guards: case.guards };
            let is_name = side == Side::End && evidence.has_separator() && case.guards.hold(Guard::SiteName);
            let fits = first.is_boundary(length)
                && !is_name
                && !case.is_rejected(first, length)
                && evidence.is_of_a_script_alone(&channels)
                && !evidence.is_said()
                && (side == Side::End || evidence.rest_begins_large() || !case.guards.hold(Guard::Capital))
                && !addresses::most_know(case, case.items.iter(), side, length);
            let speaks = || {
                evidence.is_odd()
                    || evidence.is_spam()
                    || addresses::testimony(case, &told, first, length, None) == Testimony::Unknown
                    || !case.guards.hold(Guard::ForeignName)
            };
            fits.then(|| (length, speaks()))
        })?;
        Some((Piece::of(first, length, super::FOREIGN_SCRIPT), is_sure, case.items.len()))
    })
}

/// The longest beginning or end that nearly all titles share: places of those titles, and of how
/// many units.
pub(super) fn by_nearly_all(case: &Case, side: Side) -> (Vec<usize>, usize) {
    let mut with: Vec<usize> = (0..case.items.len()).collect();
    let text = |at: &usize| case.items.get(*at).map(|told| told.from(side));
    for length in 0.. {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let key =
            |at: &usize| text(at).and_then(|text| text.unit(length + 1).and(text.unit(length)).map(|u| text.key(u)));
        for key in with.iter().filter_map(key) {
            *counts.entry(key).or_default() += 1;
        }
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
        match most {
            Some((most, count)) if is_widespread(count, case.items.len()) => {
                let most = most.to_owned();
                with.retain(|at| key(at) == Some(most.as_str()));
            }
            _ => return (with, length),
        }
    }
    (with, 0)
}
