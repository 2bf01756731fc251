//! Words and phrases of spam: gambling, betting, pharmacies, escorts, loans, essay mills, piracy.
//!
//! The last of the signs, for a single spoiled page and for feeds of few items. The list stands in
//! `assets/rules/junk.txt`, in four classes: `sure` (only spam says it), `hint` (honest news may
//! say it), `common` (a hint in one run of letters with another) and `filler` (speaks for nothing,
//! but spam is made of it). Words compare folded. In scripts written without spaces a phrase is
//! found anywhere in a run of letters, else only as whole words. `section` lists what honest sites
//! call their sections.

use super::suspect::{Beginnings, telling};
use super::words::{Class, Side, Text, Title};
use crate::clean::rules;
use crate::text::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(super) const FILE: &str = include_str!("../../../assets/rules/junk.txt");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// Of each phrase that only spam says, the word that tells most.
pub(super) static SURE: LazyLock<Beginnings> = LazyLock::new(|| {
    let sure = LEXICON.phrases.values().flatten().filter(|(_, weight)| *weight == Weight::Sure);
    Beginnings::of(sure.filter_map(|(keys, _)| telling(keys)))
});

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Filler,
    Common,
    Hint,
    Sure,
}

#[derive(Default)]
struct Lexicon {
    /// By their first word: all words, longest phrases first.
    phrases: HashMap<String, Vec<(Vec<String>, Weight)>>,
    /// By their first letter, longest first.
    dense: HashMap<char, Vec<(String, Weight)>>,
    sections: HashSet<String>,
}

/// What the lexicon says of one unit.
#[derive(Debug, Clone, Copy, Default)]
struct Hit {
    /// Letters, and how many of them it knows.
    letters: usize,
    covered: usize,
    sure: bool,
    hints: usize,
    large: bool,
}

/// What the lexicon says of a piece of a title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wording {
    letters: usize,
    covered: usize,
    /// Has a phrase that only spam says.
    pub sure: bool,
    /// Words of its hints.
    pub hints: usize,
    /// Has a word that it does not know and that begins with a capital.
    pub has_name: bool,
    /// Has any word that begins with a capital.
    has_capital: bool,
    /// Words that it does not know.
    unknown: usize,
}

impl Wording {
    /// Whether at least half of it is known.
    pub fn is_mostly_known(&self) -> bool {
        self.covered > 0 && self.covered * 2 >= self.letters
    }

    /// Whether at least three quarters of it are known.
    pub fn is_nearly_known(&self) -> bool {
        self.covered > 0 && self.covered * 4 >= self.letters * 3
    }

    /// Whether it is nothing but known words.
    pub fn is_wholly_known(&self) -> bool {
        self.covered > 0 && self.covered >= self.letters
    }

    fn add(mut self, hit: Hit) -> Self {
        self.letters += hit.letters;
        self.covered += hit.covered;
        self.sure |= hit.sure;
        self.hints += hit.hints;
        self.has_name |= hit.large && hit.covered == 0;
        self.has_capital |= hit.large;
        self.unknown += usize::from(hit.letters > 0 && hit.covered == 0);
        self
    }
}

impl Lexicon {
    fn read() -> Self {
        let mut lexicon = Self::default();
        for (key, list) in rules::pairs(FILE) {
            let weight = match key {
                "sure" => Weight::Sure,
                "hint" => Weight::Hint,
                "common" => Weight::Common,
                "section" => {
                    lexicon.sections.extend(list.split(',').map(|word| fold(word.trim()).into_owned()));
                    continue;
                }
                _ => Weight::Filler,
            };
            list.split(',').for_each(|phrase| lexicon.add(phrase.trim(), weight));
        }
        for phrases in lexicon.phrases.values_mut() {
            phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0)));
        }
        for phrases in lexicon.dense.values_mut() {
            phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0)));
        }
        lexicon
    }

    fn add(&mut self, phrase: &str, weight: Weight) {
        let title = Title::read(phrase);
        let text = title.from(Side::Start);
        let keys: Vec<String> = text.keys(text.len()).map(str::to_owned).collect();
        let is_dense = text.unit(0).is_some_and(|unit| unit.class.is_dense());
        match keys.as_slice() {
            [] => {}
            [word] if is_dense => {
                let first = word.chars().next().unwrap_or(' ');
                self.dense.entry(first).or_default().push((word.clone(), weight));
            }
            [first, ..] => self.phrases.entry(first.clone()).or_default().push((keys, weight)),
        }
    }

    /// What it says of every unit of a text, read from its start.
    fn hits(&self, text: Text) -> Vec<Hit> {
        let units: Vec<_> = text.units(text.len()).collect();
        let mut hits: Vec<Hit> = units
            .iter()
            .map(|unit| {
                let letters = if unit.class.is_letters() { text.key(unit).chars().count() } else { 0 };
                Hit { letters, large: unit.large, ..Hit::default() }
            })
            .collect();
        let mut at = 0;
        while at < units.len() {
            let length = self.phrase_at(text, &units, at).map_or(1, |(length, weight)| {
                for (place, hit) in hits.iter_mut().skip(at).take(length).enumerate() {
                    hit.covered = hit.letters.max(1);
                    hit.sure = weight == Weight::Sure;
                    let is_word = units.get(at + place).is_some_and(|unit| unit.class.is_letters());
                    hit.hints = usize::from(weight == Weight::Hint && is_word);
                }
                length
            });
            if let (Some(unit), Some(hit)) = (units.get(at), hits.get_mut(at))
                && unit.class.is_dense()
                && !hit.sure
            {
                self.dense_hit(text.key(unit), hit);
            }
            at += length;
        }
        hits
    }

    fn phrase_at(&self, text: Text, units: &[&super::words::Unit], at: usize) -> Option<(usize, Weight)> {
        let phrases = self.phrases.get(text.key(units.get(at)?))?;
        let fits = |keys: &[String]| {
            let here = units.get(at..at + keys.len()).unwrap_or_default();
            here.len() == keys.len() && here.iter().zip(keys).all(|(unit, key)| text.key(unit) == key)
        };
        phrases.iter().find(|(keys, _)| fits(keys)).map(|(keys, weight)| (keys.len(), *weight))
    }

    fn dense_hit(&self, run: &str, hit: &mut Hit) {
        let mut rest = run;
        let (mut covered, mut commons) = (0, 0);
        while let Some(first) = rest.chars().next() {
            let found = self.dense.get(&first).and_then(|all| all.iter().find(|(phrase, _)| rest.starts_with(phrase)));
            let length = found.map_or(first.len_utf8(), |(phrase, weight)| {
                covered += phrase.chars().count();
                hit.sure |= *weight == Weight::Sure;
                hit.hints += usize::from(*weight == Weight::Hint);
                commons += usize::from(*weight == Weight::Common);
                phrase.len()
            });
            rest = rest.get(length..).unwrap_or("");
        }
        hit.covered = hit.covered.max(covered);
        hit.hints += if hit.hints + commons >= 2 { commons } else { 0 };
    }
}

/// Whether it is what honest sites call a section: "Video", "Opinion".
pub(super) fn is_section(word: &str) -> bool {
    LEXICON.sections.contains(fold(word).as_ref())
}

/// What the lexicon says of a whole text.
pub(super) fn wording(text: Text) -> Wording {
    LEXICON.hits(text).into_iter().fold(Wording::default(), Wording::add)
}

/// Whether what follows the first `length` units has words of spam's as well: then all of it may be
/// a headline about such things.
pub(super) fn goes_on(text: Text, length: usize) -> bool {
    let (_, rest) = text.cut(length);
    wording(Title::read(rest).from(Side::Start)).hints > 0
}

/// The end of a title that is made of spam's words: how many units, and what they are. It reaches
/// from one visible end to another (see [`Text::is_visibly_parted_at`]) as long as every piece
/// between two of them is mostly known words. `coverage` off: as long as it knows any.
pub(super) fn edge(title: &Title, side: Side, coverage: bool) -> Option<(usize, Wording)> {
    const LONGEST: usize = 24;
    // A brand or two; more is a headline that nothing parts from the junk.
    const MOST_UNKNOWN: usize = 2;
    let text = title.from(side);
    let hits = LEXICON.hits(title.from(Side::Start));
    if !hits.iter().any(|hit| hit.sure || hit.hints > 0) {
        return None;
    }
    let from_end = |at: usize| match side {
        Side::Start => hits.get(at),
        Side::End => hits.len().checked_sub(at + 1).and_then(|at| hits.get(at)),
    };
    let latin = |length: usize| text.unit(length - 1).is_some_and(|unit| unit.class.is_latin());
    let mut found = None;
    let (mut whole, mut piece) = (Wording::default(), Wording::default());
    for length in 1..text.len().min(LONGEST) {
        let Some(hit) = from_end(length - 1) else { break };
        piece = piece.add(*hit);
        if !text.is_visibly_parted_at(length) {
            continue;
        }
        // Behind the junk a headline about gambling may begin; small words are spam's fillers too.
        let is_headline =
            found.is_some() && latin(length) && piece.has_capital && !piece.sure || piece.unknown > MOST_UNKNOWN;
        let has_words = piece.sure || piece.hints > 0 || piece.is_wholly_known() && !latin(length);
        let is_spam = has_words && !is_headline;
        if !(is_spam && (piece.is_mostly_known() || !coverage)) {
            break;
        }
        whole = Wording {
            letters: whole.letters + piece.letters,
            covered: whole.covered + piece.covered,
            sure: whole.sure || piece.sure,
            hints: whole.hints + piece.hints,
            has_name: whole.has_name || piece.has_name,
            has_capital: whole.has_capital || piece.has_capital,
            unknown: whole.unknown + piece.unknown,
        };
        piece = Wording::default();
        found = Some((length, whole));
    }
    found.map(|(length, whole)| (with_frame(text, length), whole))
}

/// The same sign that the junk ends with stands on its other side too: "🎰 slot88 🎰".
fn with_frame(text: Text, length: usize) -> usize {
    let key = |at: usize| text.unit(at).filter(|unit| unit.class == Class::Sign).map(|unit| text.key(unit));
    let Some(sign) = key(0) else { return length };
    let more = (length..text.len().saturating_sub(1)).take_while(|at| key(*at) == Some(sign)).count();
    let is_framed = key(length - 1) == Some(sign) && length > 1;
    if is_framed { length } else { length + more }
}

/// Where phrases that only spam says begin a title or end it without anything visible after them.
pub(super) fn unparted_edge(title: &Title, side: Side) -> Option<usize> {
    let text = title.from(side);
    let hits = LEXICON.hits(title.from(Side::Start));
    let from_end = |at: usize| match side {
        Side::Start => hits.get(at),
        Side::End => hits.len().checked_sub(at + 1).and_then(|at| hits.get(at)),
    };
    let length = (0..text.len()).take_while(|at| from_end(*at).is_some_and(|hit| hit.covered > 0)).count();
    let is_sure = (0..length).any(|at| from_end(at).is_some_and(|hit| hit.sure));
    (is_sure && length < text.len()).then_some(length)
}

/// Whether a class of letters is one that a title's spam can be foreign by.
pub(super) fn is_foreign(own: Option<Class>, other: Option<Class>) -> bool {
    own.zip(other).is_some_and(|(own, other)| own != other && !own.is_latin())
}
