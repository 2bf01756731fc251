//! A title as units that can be compared: words of one script, runs of digits, signs. White space,
//! punctuation and brackets are passed over, so "【168】 x" and "168 x" begin alike.

use super::signs::Side;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

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

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub key: String,
    pub class: Class,
    range: Range<usize>,
}

/// A title read from one end: units in the order met.
#[derive(Debug)]
pub(super) struct Text<'a> {
    title: &'a str,
    side: Side,
    pub units: Vec<Unit>,
}

impl<'a> Text<'a> {
    pub fn read(title: &'a str, side: Side) -> Self {
        let mut units: Vec<Unit> = Vec::new();
        for (at, c) in title.char_indices() {
            let end = at + c.len_utf8();
            let joins = units.last().is_some_and(|unit| unit.range.end == at);
            let Some(class) = class(c) else {
                // Marks and apostrophes belong to the word they stand in.
                if joins
                    && (is_combining_mark(c) || is_joiner(c))
                    && let Some(unit) = units.last_mut()
                {
                    unit.range.end = end;
                    if is_combining_mark(c) {
                        unit.key.push(c);
                    }
                }
                continue;
            };
            match units.last_mut() {
                Some(unit) if joins && unit.class == class && class != Class::Sign => {
                    unit.range.end = end;
                    unit.key.push(c);
                }
                _ => units.push(Unit { key: c.to_string(), class, range: at..end }),
            }
        }
        for unit in &mut units {
            if unit.key.chars().any(|c| ('\u{1ea0}'..='\u{1eff}').contains(&c)) {
                unit.class = Class::Vietnamese;
            }
        }
        if side == Side::End {
            units.reverse();
        }
        Self { title, side, units }
    }

    /// How many units two titles begin with alike; something is left of both.
    pub fn shares_with(&self, other: &Text) -> usize {
        let same = self.units.iter().zip(&other.units).take_while(|(a, b)| a.key == b.key).count();
        same.min(self.units.len().saturating_sub(1)).min(other.units.len().saturating_sub(1))
    }

    /// What stands between unit `at - 1` and unit `at`.
    pub fn gap(&self, at: usize) -> &'a str {
        let (Some(a), Some(b)) = (at.checked_sub(1).and_then(|at| self.units.get(at)), self.units.get(at)) else {
            return "";
        };
        let (start, end) = match self.side {
            Side::Start => (a.range.end, b.range.start),
            Side::End => (b.range.end, a.range.start),
        };
        self.title.get(start..end).unwrap_or("")
    }

    /// The same without the quotes and brackets of what follows.
    pub fn gap_itself(&self, at: usize) -> &'a str {
        match self.side {
            Side::Start => self.gap(at).trim_end_matches(opens),
            Side::End => self.gap(at).trim_start_matches(closes),
        }
    }

    /// Whether `length` units end where a word ends: "Covid-19" and "slot88" are whole.
    pub fn is_boundary(&self, length: usize) -> bool {
        let gap = self.gap(length);
        let visible = |c: char| {
            c.is_whitespace()
                || matches!(c, '|' | ':' | '：' | '｜' | '—' | '–' | '»' | '/' | '_' | '~' | '·' | '•' | '、' | '>')
        };
        let bracket =
            |c: char| matches!(c, '【' | '】' | '[' | ']' | '(' | ')' | '「' | '」' | '《' | '》' | '［' | '］');
        if gap.contains(visible) || gap.contains(bracket) {
            return true;
        }
        let Some(next) = self.units.get(length) else { return true };
        let before = self.units.get(..length).unwrap_or_default().iter().rev().find(|unit| unit.class != Class::Digits);
        // A hyphen joins words of one script and parts those of two.
        matches!(gap, "" | "-") && before.is_some_and(|unit| unit.class != next.class && next.class != Class::Digits)
    }

    /// Whether `length` units end where the eye sees an end: at punctuation or another script.
    pub fn is_parted_at(&self, length: usize) -> bool {
        let other = |a: &Unit, b: &Unit| a.class != b.class && b.class != Class::Digits;
        let last = length.checked_sub(1).and_then(|last| self.units.get(last));
        self.gap(length).contains(|c: char| !c.is_whitespace())
            || last.zip(self.units.get(length)).is_some_and(|(a, b)| other(a, b))
    }

    /// The first `length` units with what parts them from the rest, and the rest.
    pub fn cut(&self, length: usize) -> (&'a str, &'a str) {
        let Some(next) = self.units.get(length) else { return ("", self.title) };
        let gap = self.gap(length);
        match self.side {
            Side::Start => {
                // Quotes and brackets that open before the next word belong to it.
                let opening = gap.len() - self.gap_itself(length).len();
                let at = next.range.start - opening;
                (self.title[..at].trim(), self.title[at..].trim())
            }
            Side::End => {
                let closing = gap.len() - self.gap_itself(length).len();
                let at = next.range.end + closing;
                (self.title[at..].trim(), self.title[..at].trim())
            }
        }
    }

    /// The text of the first `length` units without their gaps to the rest.
    pub fn head(&self, length: usize) -> &'a str {
        let units = self.units.get(..length).unwrap_or_default();
        let start = units.iter().map(|unit| unit.range.start).min().unwrap_or(0);
        let end = units.iter().map(|unit| unit.range.end).max().unwrap_or(0);
        self.title.get(start..end).unwrap_or("")
    }
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
    matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn class(c: char) -> Option<Class> {
    if c.is_numeric() && !c.is_alphabetic() {
        return Some(Class::Digits);
    }
    if c.is_alphabetic() && !is_combining_mark(c) {
        return Some(Class::Letters(match c.script() {
            Script::Hiragana | Script::Katakana => Script::Han,
            script => script,
        }));
    }
    let sign = matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}');
    sign.then_some(Class::Sign)
}
