//! Titles whose end is made of spam's words. Rule: `spam-words`.
//!
//! For a single page, or a feed of few items, whose other signs say nothing. Words that honest news
//! may say need a second sign: another script than the title's, or a small beginning before a title
//! that begins large. What the address or the text of an article knows stays on all titles that
//! begin so.

use super::addresses;
use super::case::{Case, Told};
use super::guards::Guard;
use super::lexicon::{self, Wording};
use super::pieces::Piece;
use super::signs::{main_class, strange_class};
use super::words::{Class, Side, Text, Title};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const SPAM_WORDS: &str = "spam-words";

/// Pieces that go, and those that are only suspected with how many titles have them.
pub(super) fn spam_words(case: &Case) -> (Vec<Piece>, Vec<(Piece, usize)>) {
    let homes = Homes::of(case);
    let mut found: BTreeSet<Piece> = BTreeSet::new();
    let mut kept: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut doubted: BTreeMap<Piece, usize> = BTreeMap::new();
    for told in &case.items {
        for side in Side::BOTH {
            match judge(case, &homes, &told.title, side) {
                Some((length, true)) => {
                    let piece = Piece::of(told.from(side), length, SPAM_WORDS);
                    match speaks_for(case, told, side, length) {
                        Some(true) => drop(kept.insert(piece.keys)),
                        Some(false) | None => drop(found.insert(piece)),
                    }
                }
                Some((length, false)) if speaks_for(case, told, side, length) != Some(true) => {
                    *doubted.entry(Piece::of(told.from(side), length, SPAM_WORDS)).or_default() += 1;
                }
                _ => {}
            }
        }
    }
    for header in &case.channels {
        for side in Side::BOTH {
            if let Some((length, true)) = judge(case, &homes, &header.title, side)
                && !is_hint(case, &header.title, side, length)
            {
                found.insert(Piece::of(header.title.from(side), length, SPAM_WORDS));
            }
        }
    }
    let (found, honest): (Vec<Piece>, Vec<Piece>) = found.into_iter().partition(|piece| !kept.contains(&piece.keys));
    doubted.extend(honest.into_iter().map(|piece| {
        let count = case.items.iter().filter(|told| told.from(piece.side).begins_with(&piece.keys)).count();
        (piece, count.max(1))
    }));
    (found, doubted.into_iter().collect())
}

/// How many units at one end are spam's words, and whether they are junk or only suspect.
fn judge(case: &Case, homes: &Homes, title: &Title, side: Side) -> Option<(usize, bool)> {
    let text = title.from(side);
    let Some((length, wording)) = lexicon::edge(title, side, case.guards.hold(Guard::Coverage)) else {
        let length = lexicon::unparted_edge(title, side)?;
        return (!case.is_rejected(text, length)).then_some((length, false));
    };
    let is_foreign = is_foreign(text, length) && wording.hints > 0;
    // "казино – word of the day", and titles in two languages.
    let is_use = !begins_title(case, text, length) || homes.holds(text, length);
    let is_topic = case.guards.hold(Guard::Topic) && lexicon::goes_on(text, length);
    let is_junk = wording.sure || is_foreign && !is_use && !is_topic || is_small(case, text, length, wording);
    ((is_junk || is_foreign) && !case.is_rejected(text, length)).then_some((length, is_junk))
}

/// Whether it counts on an item's title only.
fn is_hint(case: &Case, title: &Title, side: Side, length: usize) -> bool {
    let text = title.from(side);
    let wording = lexicon::edge(title, side, case.guards.hold(Guard::Coverage)).map(|(_, wording)| wording);
    !wording.is_some_and(|wording| wording.sure) && !is_foreign(text, length)
}

/// Whether what follows it begins as titles do, as far as its script has capitals.
fn begins_title(case: &Case, text: Text, length: usize) -> bool {
    let (_, rest) = text.cut(length);
    let first = rest.chars().find(|c| c.is_alphanumeric());
    text.side() == Side::End || !first.is_some_and(char::is_lowercase) || !case.guards.hold(Guard::Capital)
}

/// Scripts that most titles of a source have beside their own, each with other words: it writes in
/// two languages.
struct Homes(Vec<Class>);

impl Homes {
    fn of(case: &Case) -> Self {
        const FEWEST: usize = 3;
        let mut seen: Vec<(Class, usize, BTreeSet<Vec<&str>>)> = Vec::new();
        for told in &case.items {
            let text = told.from(Side::Start);
            let mut own: Vec<(Class, Vec<&str>)> = Vec::new();
            for unit in text.units(text.len()).filter(|unit| unit.class.is_letters() && !unit.class.is_latin()) {
                match own.iter_mut().find(|(class, _)| *class == unit.class) {
                    Some((_, words)) => words.push(text.key(unit)),
                    None => own.push((unit.class, vec![text.key(unit)])),
                }
            }
            for (class, words) in own {
                match seen.iter_mut().find(|(known, ..)| *known == class) {
                    Some((_, count, different)) => {
                        *count += 1;
                        different.insert(words);
                    }
                    None => seen.push((class, 1, BTreeSet::from([words]))),
                }
            }
        }
        let is_home = |count: usize, different: usize| {
            count >= FEWEST && count * 2 >= case.items.len() && different * 4 >= count * 3
        };
        let on = case.guards.hold(Guard::ScriptAtHome);
        Self(seen.into_iter().filter(|(_, n, words)| on && is_home(*n, words.len())).map(|(class, ..)| class).collect())
    }

    fn holds(&self, text: Text, length: usize) -> bool {
        strange_class(text, text.units(length)).is_some_and(|class| self.0.contains(&class))
    }
}

fn is_foreign(text: Text, length: usize) -> bool {
    lexicon::is_foreign(strange_class(text, text.units(length)), main_class(text, text.units_after(length)))
}

/// Two words of spam and no others, small before a title that begins large.
fn is_small(case: &Case, text: Text, length: usize, wording: Wording) -> bool {
    let (first, next) = match text.side() {
        Side::Start => (text.unit(0), text.unit(length)),
        Side::End => (text.unit(length - 1), text.unit(text.len() - 1)),
    };
    let is_small = first.is_some_and(|unit| !unit.large && unit.class.is_latin());
    let is_large = next.is_some_and(|unit| unit.large || unit.class == Class::Digits || !unit.class.is_latin());
    let is_apart = text.gap(length).contains(|c: char| !c.is_whitespace());
    let fits_case = is_small && is_large || !case.guards.hold(Guard::Capital);
    wording.hints >= 2 && wording.is_wholly_known() && is_apart && fits_case
}

/// Whether address or text know it: they do, the address does not, or neither says anything.
fn speaks_for(case: &Case, told: &Told, side: Side, length: usize) -> Option<bool> {
    let address = addresses::knows(told, side, length).filter(|knows| !knows || case.guards.hold(Guard::Address));
    address.or_else(|| (case.guards.hold(Guard::Body) && told.says(side, length)).then_some(true))
}
