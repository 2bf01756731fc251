//! A title as units that can be compared: words of one script, runs of digits, signs. White space,
//! punctuation and brackets are passed over, so "【168】 x" and "168 x" begin alike. Words compare
//! folded and as they are meant: look-alike letters are read as what they look like.

use super::lookalike;
use crate::text::fold;
use crate::text::separator::ends_word;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Which end of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Start,
    End,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Start, Self::End];
}

/// What a unit is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Letters of one script; Han and both kana are one.
    Letters(Script),
    /// Latin letters as only Vietnamese has them.
    Vietnamese,
    Digits,
    /// Emoji and other signs, one each.
    Sign,
}

impl Class {
    /// Letters of any script.
    pub fn is_letters(self) -> bool {
        matches!(self, Self::Letters(_) | Self::Vietnamese)
    }

    pub fn is_latin(self) -> bool {
        matches!(self, Self::Letters(Script::Latin) | Self::Vietnamese)
    }

    /// Of a script that is written without spaces.
    pub fn is_unspaced(self) -> bool {
        self.is_dense() && self != Self::Letters(Script::Hangul)
    }

    /// Of a script that is written without spaces, or glues words together.
    pub fn is_dense(self) -> bool {
        matches!(
            self,
            Self::Letters(Script::Han | Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar | Script::Hangul)
        )
    }
}

#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Folded, where that is not the same as what stands there.
    key: Option<Box<str>>,
    pub class: Class,
    /// Begins with a capital.
    pub large: bool,
    start: usize,
    end: usize,
}

/// A title read once; ends that are junk are taken off without reading it again.
#[derive(Debug, Clone)]
pub(super) struct Title<'a> {
    raw: &'a str,
    units: Vec<Unit>,
    /// Units left.
    left: std::ops::Range<usize>,
    /// Bytes left.
    start: usize,
    end: usize,
}

/// What is left of a title, seen from one end: units in the order met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t> {
    raw: &'t str,
    side: Side,
    units: &'t [Unit],
    start: usize,
    end: usize,
}

impl<'a> Title<'a> {
    pub fn read(raw: &'a str) -> Self {
        let mut reader = Reader { raw, units: Vec::new(), word: String::new(), open: None };
        lookalike::each_letter(raw, |start, end, c| reader.next(start, end, c));
        reader.close();
        let units = reader.units;
        Self { raw, left: 0..units.len(), units, start: 0, end: raw.len() }
    }

    pub fn from(&self, side: Side) -> Text<'_> {
        let units = self.units.get(self.left.clone()).unwrap_or_default();
        Text { raw: self.raw, side, units, start: self.start, end: self.end }
    }

    /// Takes `length` units off one end, with what parts them from the rest.
    pub fn take_off(&mut self, side: Side, length: usize) {
        let rest = self.from(side).rest_range(length);
        (self.start, self.end) = rest;
        match side {
            Side::Start => self.left.start += length,
            Side::End => self.left.end -= length,
        }
    }

    /// Whether nothing was taken off this end.
    pub fn is_untouched(&self, side: Side) -> bool {
        match side {
            Side::Start => self.left.start == 0,
            Side::End => self.left.end == self.units.len(),
        }
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        self.raw.get(self.start..self.end).unwrap_or("").trim()
    }
}

/// Puts units together letter by letter.
struct Reader<'a> {
    raw: &'a str,
    units: Vec<Unit>,
    /// Letters of the unit that is open, as they are meant.
    word: String,
    open: Option<(Class, usize, usize)>,
}

impl Reader<'_> {
    fn next(&mut self, start: usize, end: usize, c: char) {
        let joins = self.open.is_some_and(|(_, _, last)| last == start);
        match (class(c), &mut self.open) {
            (Some(class), Some((open, _, last))) if joins && *open == class && class != Class::Sign => {
                *last = end;
                self.word.push(c);
            }
            (Some(class), _) => {
                self.close();
                self.open = Some((class, start, end));
                self.word.push(c);
            }
            // Marks and apostrophes belong to the word they stand in.
            (None, Some((_, _, last))) if joins && (is_combining_mark(c) || is_joiner(c)) => {
                *last = end;
                if is_combining_mark(c) {
                    self.word.push(c);
                }
            }
            (None, _) => self.close(),
        }
    }

    fn close(&mut self) {
        let word = std::mem::take(&mut self.word);
        let Some((mut class, start, end)) = self.open.take() else { return };
        if word.chars().any(|c| ('\u{1ea0}'..='\u{1eff}').contains(&c)) {
            class = Class::Vietnamese;
        }
        let key = if class.is_latin() { fold(&word).into_owned() } else { word.to_lowercase() };
        let key = if self.raw.get(start..end) == Some(key.as_str()) { None } else { Some(key.into_boxed_str()) };
        let large = word.starts_with(char::is_uppercase);
        self.units.push(Unit { key, class, large, start, end });
    }
}

impl<'t> Text<'t> {
    pub fn len(&self) -> usize {
        self.units.len()
    }

    pub fn side(&self) -> Side {
        self.side
    }

    pub fn unit(&self, at: usize) -> Option<&'t Unit> {
        match self.side {
            Side::Start => self.units.get(at),
            Side::End => self.units.len().checked_sub(at + 1).and_then(|at| self.units.get(at)),
        }
    }

    /// The first `length` units met.
    pub fn units(&self, length: usize) -> impl Iterator<Item = &'t Unit> + Clone + use<'t> {
        let text = *self;
        (0..length.min(self.len())).filter_map(move |at| text.unit(at))
    }

    /// All units but the first `length`.
    pub fn units_after(&self, length: usize) -> impl Iterator<Item = &'t Unit> + Clone + use<'t> {
        let text = *self;
        (length..self.len()).filter_map(move |at| text.unit(at))
    }

    /// So many units from `at` on.
    pub fn span(&self, at: usize, length: usize) -> impl Iterator<Item = &'t Unit> + Clone + use<'t> {
        let text = *self;
        (at..at + length).filter_map(move |at| text.unit(at))
    }

    /// Whether a word ends before unit `at`: there is a gap, or another script.
    pub fn ends_word(&self, at: usize) -> bool {
        let gap = self.gap(at);
        self.unit(at).is_none() || !matches!(gap, "" | "-") || self.is_boundary(at)
    }

    /// A unit folded: what is compared.
    pub fn key(&self, unit: &'t Unit) -> &'t str {
        unit.key.as_deref().unwrap_or_else(|| self.raw.get(unit.start..unit.end).unwrap_or(""))
    }

    /// Keys of the first `length` units.
    pub fn keys(&self, length: usize) -> impl Iterator<Item = &'t str> + use<'t> {
        let text = *self;
        self.units(length).map(move |unit| text.key(unit))
    }

    /// A unit as it stands there.
    pub fn written(&self, unit: &Unit) -> &'t str {
        self.raw.get(unit.start..unit.end).unwrap_or("")
    }

    /// Where a unit stands in the raw text.
    pub fn place(unit: &Unit) -> std::ops::Range<usize> {
        unit.start..unit.end
    }

    /// Whether it begins with these keys.
    pub fn begins_with<S: AsRef<str>>(&self, keys: &[S]) -> bool {
        self.len() >= keys.len() && self.keys(keys.len()).zip(keys).all(|(a, b)| a == b.as_ref())
    }

    /// How many units two titles begin with alike; something is left of both.
    pub fn shares_with(&self, other: &Text) -> usize {
        let most = self.len().min(other.len()).saturating_sub(1);
        let is_same = |(a, b): &(&Unit, &Unit)| a.large == b.large && self.key(a) == other.key(b);
        self.units(most).zip(other.units(most)).take_while(is_same).count()
    }

    /// What stands between unit `at - 1` and unit `at`.
    pub fn gap(&self, at: usize) -> &'t str {
        let (Some(a), Some(b)) = (at.checked_sub(1).and_then(|at| self.unit(at)), self.unit(at)) else { return "" };
        let (start, end) = match self.side {
            Side::Start => (a.end, b.start),
            Side::End => (b.end, a.start),
        };
        self.raw.get(start..end).unwrap_or("")
    }

    /// The same without the quotes and brackets of what follows.
    pub fn gap_itself(&self, at: usize) -> &'t str {
        match self.side {
            Side::Start => self.gap(at).trim_end_matches(opens),
            Side::End => self.gap(at).trim_start_matches(closes),
        }
    }

    /// Whether `length` units end where a word ends: "Covid-19" and "slot88" are whole.
    pub fn is_boundary(&self, length: usize) -> bool {
        let gap = self.gap(length);
        let visible = |c: char| c.is_whitespace() || ends_word(c);
        let bracket =
            |c: char| matches!(c, '【' | '】' | '[' | ']' | '(' | ')' | '「' | '」' | '《' | '》' | '［' | '］');
        if gap.contains(visible) || gap.contains(bracket) {
            return true;
        }
        let Some(next) = self.unit(length) else { return true };
        if !matches!(self.gap_itself(length), "" | "-") {
            return false;
        }
        // A number belongs to the word it is glued to, so that counts: "slot88", not "-40m".
        let mut at = length;
        let before = loop {
            let Some(before) = at.checked_sub(1).and_then(|at| self.unit(at)) else { return false };
            if before.class != Class::Digits {
                break before;
            }
            at -= 1;
            if !self.gap(at).is_empty() {
                return false;
            }
        };
        // A hyphen joins words of one script and parts those of two.
        let is_glued = self.gap(length).is_empty();
        before.class != next.class && (next.class != Class::Digits || !is_glued && !before.class.is_latin())
    }

    /// Whether `length` units end where the eye sees an end: at punctuation or another script.
    pub fn is_parted_at(&self, length: usize) -> bool {
        let other = |a: &Unit, b: &Unit| a.class != b.class && b.class != Class::Digits;
        let last = length.checked_sub(1).and_then(|last| self.unit(last));
        self.gap(length).contains(|c: char| !c.is_whitespace())
            || last.zip(self.unit(length)).is_some_and(|(a, b)| other(a, b))
    }

    /// Whether `length` units are set apart from the rest so that anyone sees it: by a separator, a
    /// bracket, another script, or a capital after words that begin small.
    pub fn is_visibly_parted_at(&self, length: usize) -> bool {
        let (Some(before), Some(next)) = (length.checked_sub(1).and_then(|at| self.unit(at)), self.unit(length)) else {
            return false;
        };
        let spaced = self.gap(length).contains(char::is_whitespace);
        let (first, last) = match self.side {
            Side::Start => (before, next),
            Side::End => (next, before),
        };
        // "极速赛车168 10 things": a number of its own goes with what follows.
        let is_number = spaced && self.side == Side::Start && next.class == Class::Digits && !before.class.is_latin();
        let starts_small = self.side == Side::Start && self.unit(0).is_some_and(|unit| !unit.large);
        let small =
            starts_small && !first.large && first.class.is_latin() && (last.large || last.class == Class::Digits);
        // Where words are not spaced, a space parts more than words.
        let unspaced = before.class == next.class && next.class.is_unspaced() && spaced;
        is_number || unspaced || self.is_boundary(length) && (self.is_parted_at(length) || small && spaced)
    }

    /// How many units stand before the first separator or change of script, if there is one.
    pub fn first_part(&self) -> Option<usize> {
        (1..self.len()).find(|length| self.is_boundary(*length) && self.is_parted_at(*length))
    }

    /// The first `length` units with what parts them from the rest, and the rest.
    pub fn cut(&self, length: usize) -> (&'t str, &'t str) {
        let (start, end) = self.rest_range(length);
        let gone = match self.side {
            Side::Start => self.start..start,
            Side::End => end..self.end,
        };
        let text = |range: std::ops::Range<usize>| self.raw.get(range).unwrap_or("").trim();
        (text(gone), text(start..end))
    }

    /// Bytes of what is left without the first `length` units.
    fn rest_range(&self, length: usize) -> (usize, usize) {
        let Some(next) = self.unit(length) else { return (self.start, self.end) };
        // Quotes and brackets that open before the next word belong to it.
        let belongs = self.gap(length).len() - self.gap_itself(length).len();
        match self.side {
            Side::Start => (next.start - belongs, self.end),
            Side::End => (self.start, next.end + belongs),
        }
    }

    /// The text of the first `length` units without their gaps to the rest.
    pub fn head(&self, length: usize) -> &'t str {
        let start = self.units(length).map(|unit| unit.start).min().unwrap_or(0);
        let end = self.units(length).map(|unit| unit.end).max().unwrap_or(0);
        self.raw.get(start..end).unwrap_or("")
    }
}

/// Brackets that belong together.
const BRACKETS: [(char, char); 13] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('（', '）'),
    ('［', '］'),
    ('｛', '｝'),
    ('【', '】'),
    ('〔', '〕'),
    ('〖', '〗'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
];

/// Whether one bracket closes the other.
pub(super) fn is_pair(open: char, close: char) -> bool {
    BRACKETS.contains(&(open, close))
}

fn opens(c: char) -> bool {
    matches!(c, '‘' | '“' | '„' | '«' | '‹' | '"' | '\'' | '¿' | '¡' | '(' | '[' | '《' | '「' | '#' | '£' | '$' | '€')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '’' | '”'
            | '»'
            | '›'
            | '"'
            | '\''
            | '?'
            | '!'
            | '.'
            | '…'
            | ')'
            | ']'
            | '》'
            | '」'
            | '？'
            | '！'
            | '。'
            | '%'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn class(c: char) -> Option<Class> {
    // Most of all text, which the tables need not be searched for.
    if c.is_ascii() {
        let letters = c.is_ascii_alphabetic().then_some(Class::Letters(Script::Latin));
        return letters.or_else(|| c.is_ascii_digit().then_some(Class::Digits));
    }
    if c.is_numeric() && !c.is_alphabetic() {
        return Some(Class::Digits);
    }
    if c.is_alphabetic() && !is_combining_mark(c) {
        return Some(Class::Letters(match c.script() {
            Script::Hiragana | Script::Katakana => Script::Han,
            // The mark that lengthens a vowel, "センター", is common to both kana.
            Script::Common if matches!(c, 'ー' | 'ｰ') => Script::Han,
            script => script,
        }));
    }
    let sign = matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}');
    sign.then_some(Class::Sign)
}
