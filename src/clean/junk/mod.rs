//! Junk in a hijacked site's words: found by evidence, taken out, every removal with its rule.
//!
//! Called by `ingest` for what one input says and by `work` for all that the archive knows of one
//! source: [`judge`] makes a [`Verdict`] of the evidence, [`amend()`] makes the item that is shown of
//! the item that came in. A verdict is a function of the set of evidence: neither order nor
//! repetition counts. Each sign is a function of its own; each thing that keeps honest text is a
//! named [`Guard`]. Where the evidence is weak the text stays and a finding says why it is suspect.
//!
//! The rules by name, as `show --removed` and `cuttings junk` have them:
//!
//! - `shared-prefix`, `shared-suffix`: the channel's title and nearly all items begin (end) with it,
//!   and it is odd (a sign, glued digits, small before a capital) or set apart from a channel title
//!   that is whole without it ("… Archives - Site"); or a run of emoji on nearly all items.
//! - `foreign-script`: shared likewise, or by all of four and more items, in a script that the
//!   titles are not written in.
//! - `not-in-address`: shared likewise, or by all of four and more items, and the addresses of the
//!   items know the rest of their titles but not this.
//! - `clean-copy`: other sources have the same articles without it.
//! - `spam-words`: made of words that spam is made of (`assets/rules/junk.txt`) and set apart; in
//!   bodies and names too.
//! - `known-junk`: the evidence of another source calls it junk, and here it is set apart.
//! - `accepted`: a person called it junk.
//! - `look-alike`: letters of other scripts or invisible characters hid what the title says; it
//!   says it plainly now. The removal has the text as it came.
//! - `site-name`: no junk; the site's name at the end of a title.
//!
//! What goes from titles by any of the first seven goes from channel titles, names of authors and
//! tags, excerpts, captions, link texts and bodies by the same rule: see `body`.

mod addresses;
mod amend;
mod body;
mod case;
mod copies;
mod emoji;
mod gaps;
mod guards;
mod lexicon;
mod lookalike;
mod pieces;
mod shared;
mod signs;
mod suspect;
mod verdict;
mod witness;
mod wording;
mod words;
mod written;

use crate::article::{Channel, Finding, Place, Standing, Witness};
pub use amend::amend;
use case::Case;
pub use guards::{Guard, Guards};
use pieces::{Piece, Pieces};
use std::collections::{BTreeMap, BTreeSet};
pub use verdict::Verdict;
pub use witness::witness;
use words::{Side, Title};

const FOREIGN_SCRIPT: &str = "foreign-script";
const KNOWN_JUNK: &str = "known-junk";
const ACCEPTED: &str = "accepted";
const LOOK_ALIKE: &str = "look-alike";

/// Everything that one source says, for a verdict on it. Neither order nor repetition counts.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// Every header that its channel had.
    pub channels: Vec<&'a Channel>,
    /// One for every item.
    pub exhibits: Vec<Exhibit<'a>>,
}

/// What one item puts forward.
#[derive(Debug, Clone, Copy)]
pub struct Exhibit<'a> {
    /// Its title as it came.
    pub title: &'a str,
    /// What its address and text say of that.
    pub witness: &'a Witness,
    /// Titles that other sources give the same article, as they came.
    pub elsewhere: &'a [String],
}

/// What is known before any evidence is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Junk by the evidence of other sources.
    pub learned: BTreeSet<String>,
    /// Junk by a person's decision.
    pub accepted: BTreeSet<String>,
    /// No junk by a person's decision, whatever the evidence.
    pub rejected: BTreeSet<String>,
}

/// What is junk in one source.
pub fn judge(evidence: &Evidence, known: &Known) -> Verdict {
    judge_with(Guards::default(), evidence, known)
}

/// Judges with some guards only.
pub fn judge_with(guards: Guards, evidence: &Evidence, known: &Known) -> Verdict {
    let mut case = Case::new(evidence, known, guards);
    let mut pieces = Pieces::default();
    let mut suspects = Suspects::new();
    shared(&mut case, &mut pieces, &mut suspects);
    let accepted = of_texts(&case, &known.accepted, ACCEPTED);
    add(&mut case, &mut pieces, accepted.all().to_vec());
    let learned = of_texts(&case, &known.learned, KNOWN_JUNK);
    // One kind of junk may hide another.
    for _ in 0..LAYERS {
        let before = pieces.all().len();
        suspects.clear();
        shared(&mut case, &mut pieces, &mut suspects);
        let (found, doubted) = copies::left_out(&case);
        add(&mut case, &mut pieces, found);
        suspects.extend(doubted);
        let (found, doubted) = wording::spam_words(&case);
        add(&mut case, &mut pieces, found);
        suspects.extend(doubted);
        let found = sure(addresses::without_channel(&case), &mut suspects);
        add(&mut case, &mut pieces, found.into_iter().collect());
        // What others have taught comes last: a source's own evidence says more.
        let taught = set_apart(&case, &learned);
        add(&mut case, &mut pieces, taught);
        if pieces.all().len() == before {
            break;
        }
    }
    let rejected = known.rejected.iter().map(|text| Piece::keys_of(Title::read(text).from(Side::Start)));
    let mut verdict = Verdict {
        pieces,
        findings: Vec::new(),
        rejected: rejected.filter(|keys| !keys.is_empty()).collect(),
        guards,
        is_judged: true,
        number: 0,
    };
    verdict.number = verdict.numbered();
    verdict.findings = findings(&verdict, &case, &suspects);
    verdict
}

/// Junk that stands on both ends, or one after another, is found layer by layer.
const LAYERS: usize = 6;

/// Pieces that stay, and how many titles have them.
type Suspects = BTreeMap<Piece, usize>;

/// A piece, whether the evidence against it is enough, and how many titles have it.
type Weighed = (Piece, bool, usize);

/// What the titles of the source share, layer by layer.
fn shared(case: &mut Case, pieces: &mut Pieces, suspects: &mut Suspects) {
    for _ in 0..LAYERS {
        let mut doubted = Suspects::new();
        let found = shared::with_channel(case)
            .or_else(|| sure(shared::foreign_to_all(case), &mut doubted))
            .or_else(|| addresses::with_channel(case))
            .or_else(|| sure(emoji::runs(case), &mut doubted));
        let Some(piece) = found else { return suspects.extend(doubted) };
        add(case, pieces, vec![piece]);
    }
}

/// The piece if the evidence is enough; else it is one more suspect.
fn sure(found: Option<Weighed>, suspects: &mut Suspects) -> Option<Piece> {
    let (piece, is_sure, count) = found?;
    if is_sure {
        return Some(piece);
    }
    suspects.insert(piece, count);
    None
}

fn add(case: &mut Case, pieces: &mut Pieces, found: Vec<Piece>) {
    if found.is_empty() {
        return;
    }
    for piece in found {
        pieces.add(piece);
    }
    case.take_off(pieces);
}

/// The texts as pieces of either end, but for those that a person has rejected.
fn of_texts(case: &Case, texts: &BTreeSet<String>, rule: &'static str) -> Pieces {
    let mut known = Pieces::default();
    for text in texts {
        let title = Title::read(text);
        for side in Side::BOTH {
            let text = title.from(side);
            if !case.is_rejected(text, text.len()) {
                known.add(Piece::of(text, text.len(), rule));
            }
        }
    }
    known
}

/// Those pieces that are set apart at an end of some title.
fn set_apart(case: &Case, known: &Pieces) -> Vec<Piece> {
    if known.all().is_empty() {
        return Vec::new();
    }
    let titles = || case.items.iter().map(|told| &told.title).chain(case.channels.iter().map(|header| &header.title));
    let mut found: BTreeSet<&Piece> = BTreeSet::new();
    for title in titles() {
        for side in Side::BOTH {
            let text = title.from(side);
            found.extend(known.at(text).filter(|piece| is_set_apart(text, piece.keys.len())));
        }
    }
    found.into_iter().cloned().collect()
}

/// Set apart for anyone to see, or of several words before a title that begins as titles do.
fn is_set_apart(text: words::Text, length: usize) -> bool {
    let begins = |unit: &words::Unit| unit.large || unit.class == words::Class::Digits;
    let is_long = text.units(length).filter(|unit| unit.class.is_letters()).count() >= 2;
    text.is_visibly_parted_at(length) || is_long && text.side() == Side::Start && text.unit(length).is_some_and(begins)
}

/// What of all that is found stands where, and how often; each text once a place, by the strongest
/// of the rules that took it.
fn findings(verdict: &Verdict, case: &Case, suspects: &Suspects) -> Vec<Finding> {
    let mut removed: BTreeMap<(Place, String), (String, usize)> = BTreeMap::new();
    let mut count = |place: Place, raw: &str| {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut title = Title::read(raw);
        verdict.pieces.take_off(&mut title, |piece, _| {
            let known = texts.entry(piece.text.clone()).or_insert_with(|| piece.rule.to_owned());
            if strength(piece.rule) > strength(known) {
                piece.rule.clone_into(known);
            }
        });
        let (_, all) = if raw.is_ascii() { (String::new(), Vec::new()) } else { verdict.clean_at(place, raw) };
        texts.extend(all.into_iter().filter(|r| r.rule == LOOK_ALIKE).map(|r| (r.text, r.rule)));
        for (text, rule) in texts {
            let (known, count) = removed.entry((place, text)).or_insert_with(|| (rule.clone(), 0));
            *count += 1;
            if strength(&rule) > strength(known) {
                *known = rule;
            }
        }
    };
    case.items.iter().for_each(|told| count(Place::Title, told.raw));
    let channels: BTreeSet<&str> = case.channels.iter().map(|header| header.raw).collect();
    for raw in &channels {
        count(Place::Channel, raw);
    }
    let of = |place| if place == Place::Title { case.items.len() } else { channels.len() };
    let mut findings: Vec<Finding> = removed
        .into_iter()
        .map(|((place, text), (rule, count))| Finding {
            text,
            place,
            rule,
            standing: Standing::Removed,
            count,
            of: of(place),
        })
        .collect();
    let known: BTreeSet<String> = findings.iter().map(|finding| finding.text.clone()).collect();
    let mut doubted: BTreeMap<&str, (&Piece, usize)> = BTreeMap::new();
    for (piece, count) in suspects.iter().filter(|(piece, _)| !known.contains(&piece.text)) {
        doubted.entry(&piece.text).or_insert((piece, 0)).1 += count;
    }
    findings.extend(doubted.into_values().map(|(piece, count)| Finding {
        text: piece.text.clone(),
        place: Place::Title,
        rule: piece.rule.to_owned(),
        standing: Standing::Suspected,
        count: count.min(case.items.len()),
        of: case.items.len(),
    }));
    findings
}

/// Rules of the source's own evidence: what they take is junk in other sources too.
const OWN_EVIDENCE: [&str; 5] =
    ["shared-prefix", "shared-suffix", FOREIGN_SCRIPT, addresses::NOT_IN_ADDRESS, copies::CLEAN_COPY];

/// How much a rule says of the source that it was used on.
fn strength(rule: &str) -> usize {
    match rule {
        KNOWN_JUNK => 0,
        ACCEPTED => 3,
        rule if OWN_EVIDENCE.contains(&rule) => 2,
        _ => 1,
    }
}

/// Of all that was removed from titles (rule, text), what is junk wherever it stands set apart: what
/// the evidence of some source calls junk, not what follows from the lexicon, from other sources or
/// from a person's decision on one.
pub fn learned(removals: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    let own_evidence = removals.iter().filter(|(rule, _)| OWN_EVIDENCE.contains(&rule.as_str()));
    // Emoji alone are junk where every title has them, not wherever one has.
    own_evidence.map(|(_, text)| text.trim().to_owned()).filter(|text| text.contains(char::is_alphanumeric)).collect()
}
