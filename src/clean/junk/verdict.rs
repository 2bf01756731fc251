//! What was found, and what it does to one title.

use super::guards::{Guard, Guards};
use super::pieces::{Piece, Pieces};
use super::words::{Side, Title};
use super::{LOOK_ALIKE, lexicon, lookalike};
use crate::article::{Finding, Place, Removal};
use crate::text::safe_line;
use std::collections::BTreeSet;

/// Counts up when the rules change what they make of the same evidence.
const RULES: u32 = 1;

/// What is junk in one source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    pub(super) pieces: Pieces,
    pub(super) findings: Vec<Finding>,
    /// Folded texts that a person has kept and that the lexicon would take.
    pub(super) rejected: BTreeSet<Vec<String>>,
    pub(super) guards: Guards,
    /// Whether any evidence was looked at; the default verdict changes nothing at all.
    pub(super) is_judged: bool,
}

impl Verdict {
    /// Whether nothing in any title of the source is junk. Other words of an item may be.
    pub fn is_empty(&self) -> bool {
        self.pieces.all().is_empty()
    }

    /// Tells verdicts apart by what they make of items; 0 for the one before any judging. The same
    /// in every run and on every machine.
    pub fn number(&self) -> i64 {
        if !self.is_judged {
            return 0;
        }
        let mut hasher = blake3::Hasher::new_derive_key("cuttings 2026 verdict");
        let mut put = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        put(&RULES.to_string());
        put(lexicon::FILE);
        let mut pieces: Vec<&Piece> = self.pieces.all().iter().collect();
        pieces.sort();
        for piece in pieces {
            put(if piece.side == Side::Start { "start" } else { "end" });
            put(piece.rule);
            for key in &piece.keys {
                put(key);
            }
            put("");
        }
        for keys in &self.rejected {
            put("rejected");
            for key in keys {
                put(key);
            }
            put("");
        }
        let mut eight = [0; 8];
        hasher.finalize_xof().fill(&mut eight);
        match i64::from_le_bytes(eight) {
            0 => 1,
            number => number,
        }
    }

    /// What the evidence speaks against, taken out or suspected, each text once a place.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The title without junk, and what went. A title that is nothing but junk stays.
    pub fn clean(&self, title: &str) -> (String, Vec<Removal>) {
        self.clean_at(Place::Title, title)
    }

    pub(super) fn clean_at(&self, place: Place, raw: &str) -> (String, Vec<Removal>) {
        let mut removed = Vec::new();
        if !self.is_judged {
            return (raw.to_owned(), removed);
        }
        let mut text = raw.to_owned();
        loop {
            let (rest, gone) = self.clean_ends(place, &text);
            removed.extend(gone);
            match self.undisguised(&rest) {
                Some(plain) => {
                    removed.push(Removal::new(place, safe_line(&rest), LOOK_ALIKE));
                    text = plain;
                }
                None => return (rest, removed),
            }
        }
    }

    /// The text without junk at its ends, and what went, disguised letters left alone.
    pub(super) fn clean_ends(&self, place: Place, text: &str) -> (String, Vec<Removal>) {
        let mut removed = Vec::new();
        let mut title = Title::read(text);
        self.pieces.take_off(&mut title, |piece, gone| removed.push(Removal::new(place, safe_line(gone), piece.rule)));
        (if removed.is_empty() { text } else { title.rest() }.to_owned(), removed)
    }

    fn undisguised(&self, text: &str) -> Option<String> {
        let plain = lookalike::undisguised(text, self.guards)?;
        (!self.is_rejected(text)).then_some(plain)
    }

    pub(super) fn is_rejected(&self, text: &str) -> bool {
        !self.rejected.is_empty() && self.rejected.contains(&Piece::keys_of(Title::read(text).from(Side::Start)))
    }

    pub(super) fn holds(&self, guard: Guard) -> bool {
        self.guards.hold(guard)
    }
}
