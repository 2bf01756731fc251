//! What speaks for junk, given a piece that the channel's title and many items share.

use super::Signs;
use super::words::{Class, Text, Unit};

/// Which end of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    End,
}

/// A shared piece: the first `length` units of `channel` and of every title in `with`.
pub(super) struct Evidence<'a> {
    pub side: Side,
    pub channel: &'a Text<'a>,
    pub length: usize,
    pub with: &'a [&'a Text<'a>],
    /// How many different titles the source has.
    pub of: usize,
}

/// On at least four of five titles, or on all but one of three and more.
pub(super) fn is_widespread(with: usize, of: usize) -> bool {
    with > 0 && (with * 5 >= of * 4 || with >= 3 && with + 1 >= of)
}

impl Evidence<'_> {
    /// On nearly all titles; where its script speaks too, on half of them.
    pub fn is_widespread(&self) -> bool {
        let with = self.with.len();
        is_widespread(with, self.of) || (with >= 3 && with * 2 >= self.of && self.is_foreign())
    }

    /// Of a script that is not Latin and stands nowhere else, not in these channel titles either.
    pub fn is_of_a_script_alone(&self, channels: &[Text]) -> bool {
        let Some(own) = main_class(self.units()).filter(|_| !self.is_latin()) else { return false };
        let elsewhere = |text: &Text, from: usize| text.units.iter().skip(from).any(|unit| unit.class == own);
        self.is_foreign()
            && !self.with.iter().any(|text| elsewhere(text, self.length))
            && !channels.iter().any(|text| elsewhere(text, 0))
    }

    /// Latin words, digits and signs only.
    fn is_latin(&self) -> bool {
        let latin = unicode_script::Script::Latin;
        self.units().iter().all(|unit| !matches!(unit.class, Class::Letters(script) if script != latin))
    }

    /// The rule by which it is junk, if it is.
    pub fn rule(&self, signs: Signs, is_whole: fn(&str) -> bool, is_bare: fn(&str) -> bool) -> Option<&'static str> {
        let (_, rest) = self.channel.cut(self.length);
        if is_bare(rest) {
            return None;
        }
        let shared = match self.side {
            Side::Start => "shared-prefix",
            Side::End => "shared-suffix",
        };
        let parted_alike = self.is_parted_alike();
        let whole = is_whole(rest);
        let odd = self.is_odd();
        let set_apart = parted_alike && self.has_separator();
        let many = self.of >= 4;
        let by_wording = match self.side {
            _ if !parted_alike => false,
            // The site's own name stands at the end of honest titles.
            Side::End => odd && (whole || many),
            Side::Start => {
                let unlikely_term = self.words() >= 2 && many && self.rest_begins_sentences();
                (whole && (odd || set_apart && self.of >= 2 || unlikely_term)) || (many && odd)
            }
        };
        if by_wording {
            return Some(shared);
        }
        // Latin words are at home in every script's titles; one alone and used differently is a name.
        let latin = self.is_latin();
        let foreign = signs.script && self.is_foreign() && (parted_alike || !latin);
        let enough = self.of >= 2 || whole || !latin || self.words() >= 2;
        (foreign && enough).then_some("foreign-script")
    }

    fn units(&self) -> &[Unit] {
        self.channel.units.get(..self.length).unwrap_or_default()
    }

    fn words(&self) -> usize {
        self.units().iter().filter(|unit| unit.class != Class::Sign).count()
    }

    /// What parts it from the rest: the first sign that separates, if any.
    fn separator(text: &Text, length: usize) -> Option<char> {
        text.gap_itself(length).chars().find(|c| {
            matches!(c, '|' | '-' | '–' | '—' | ':' | '»' | '«' | '·' | '/' | '：' | '｜' | '~' | '_' | '>' | ',')
        })
    }

    fn has_separator(&self) -> bool {
        Self::separator(self.channel, self.length).is_some()
    }

    /// The hijacker puts the same thing everywhere; an honest word is used as the sentence wants.
    fn is_parted_alike(&self) -> bool {
        let channel = Self::separator(self.channel, self.length);
        let alike = self.with.iter().filter(|text| Self::separator(text, self.length) == channel).count();
        alike * 5 >= self.with.len() * 4
    }

    /// Odd in itself: begins small where all titles begin with a capital, has signs or brackets, or
    /// digits glued to a word.
    fn is_odd(&self) -> bool {
        let head = self.channel.head(self.length);
        let units = self.units();
        let signs = units.iter().any(|unit| unit.class == Class::Sign);
        let long = |unit: &Unit| match unit.class {
            Class::Letters(unicode_script::Script::Han) => unit.key.chars().count() >= 2,
            Class::Digits | Class::Sign => false,
            _ => unit.key.chars().count() >= 3,
        };
        let glued = (1..units.len()).any(|at| {
            let touching = self.channel.gap(at).is_empty();
            let (word, digits) = if self.side == Side::Start { (at - 1, at) } else { (at, at - 1) };
            touching && long(&units[word]) && units[digits].class == Class::Digits && units[digits].key.len() >= 2
        });
        let small = head.starts_with(char::is_lowercase);
        let small = small
            && (self.side == Side::Start && self.rest_begins_large()
                || self.side == Side::End && self.words() >= 2 && head.contains(' '));
        signs || glued || small
    }

    fn rests(&self) -> impl Iterator<Item = &str> {
        self.with.iter().map(|text| text.cut(self.length).1)
    }

    /// What follows it starts like a title nearly everywhere.
    fn rest_begins_large(&self) -> bool {
        let large = |rest: &str| rest.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
        let count = self.rests().filter(|rest| large(rest)).count();
        count * 10 >= self.with.len() * 9 && count > 0
    }

    /// And the titles are written as sentences are, so that a capital means a beginning.
    fn rest_begins_sentences(&self) -> bool {
        let (mut small, mut all) = (0, 0);
        for rest in self.rests() {
            for word in rest.split_whitespace().skip(1) {
                all += 1;
                small += usize::from(word.starts_with(char::is_lowercase));
            }
        }
        self.rest_begins_large() && small * 10 > all * 7
    }

    /// Most of its letters are of a script that hardly any title has besides.
    fn is_foreign(&self) -> bool {
        let Some(own) = main_class(self.units()) else { return false };
        let rest = self.channel.units.get(self.length..).unwrap_or_default();
        let mut with_own = 0;
        let mut with_other = 0;
        for text in self.with {
            let units = text.units.get(self.length..).unwrap_or_default();
            // The same junk again at the other end is no use of the script.
            let is_own = |unit: &Unit| unit.class == own && !self.units().iter().any(|junk| junk.key == unit.key);
            with_own += usize::from(units.iter().any(is_own));
            with_other += usize::from(main_class(units).is_some_and(|class| class != own));
        }
        let all = self.with.len();
        let channel_other = main_class(rest).is_some_and(|class| class != own);
        channel_other && with_other * 10 >= all * 9 && with_own * 10 <= all * 2
    }
}

/// What most of the letters are; a single Vietnamese word makes all Latin ones Vietnamese.
fn main_class(units: &[Unit]) -> Option<Class> {
    if units.iter().any(|unit| unit.class == Class::Vietnamese) {
        return Some(Class::Vietnamese);
    }
    let mut counts: Vec<(Class, usize)> = Vec::new();
    for unit in units {
        if let Class::Letters(_) = unit.class {
            let length = unit.key.chars().count();
            match counts.iter_mut().find(|(class, _)| *class == unit.class) {
                Some((_, count)) => *count += length,
                None => counts.push((unit.class, length)),
            }
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(class, _)| class)
}
