//! A run of emoji before or after the titles of a source: "🔥🔥 …". Rules: `shared-prefix`,
//! `shared-suffix`.
//!
//! What stands on all titles tells none from another, and emoji say nothing that a title lacks
//! without them. So two and more on four titles and more go, on two if the channel's title has them
//! too; on fewer they are suspected. One alone is the mark of many honest sites, and flags (a
//! language, a country) and stars (a review's) do say something.

use super::Weighed;
use super::case::Case;
use super::guards::Guard;
use super::pieces::Piece;
use super::shared::by_nearly_all;
use super::words::{Class, Side, Text};
use unicode_segmentation::UnicodeSegmentation;

/// The run that nearly all titles share at one end, if there is one.
pub(super) fn runs(case: &Case) -> Option<Weighed> {
    const MANY: usize = 4;
    Side::BOTH.into_iter().find_map(|side| {
        let (places, longest) = by_nearly_all(case, side);
        let first = case.items.get(*places.first()?)?.from(side);
        let length = first.units(longest).take_while(|unit| unit.class == Class::Sign).count();
        let is_run = says_nothing(first.head(length)) || !case.guards.hold(Guard::Mark);
        let is_whole =
            length > 0 && places.len() > 1 && first.unit(length).is_some_and(|unit| unit.class != Class::Sign);
        if !is_whole || !is_run || case.is_rejected(first, length) {
            return None;
        }
        let keys: Vec<&str> = first.keys(length).collect();
        let has = |text: Text| text.begins_with(&keys);
        let is_of_channel = case.channels.iter().any(|header| has(header.title.from(side)));
        let rule = if side == Side::Start { "shared-prefix" } else { "shared-suffix" };
        let is_sure = places.len() >= MANY || is_of_channel;
        Some((Piece::of(first, length, rule), is_sure, places.len()))
    })
}

/// Two emoji and more, none of them one that speaks.
fn says_nothing(run: &str) -> bool {
    let speaks = |c: char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}' | '★' | '☆' | '⭐' | '🌟');
    let emoji = run.graphemes(true).filter(|cluster| !cluster.trim().is_empty());
    emoji.count() >= 2 && !run.contains(speaks)
}
