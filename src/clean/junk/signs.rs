//! What speaks for junk, given a piece that the channel's title and many items share.
//!
//! A legitimate common beginning stands on the items but not on the channel's own title; the
//! hijacker's stands on both, word for word. That alone is not enough: a feed about Ofsted is
//! called "Ofsted Archives - Site" and holds "Ofsted rates …". So something more must speak for
//! junk: its script is not that of the titles; or the channel's title is whole without it
//! ("… Archives - Site", "…, Author at Site") and it is set apart, or odd in itself.

use super::guards::{Guard, Guards};
use super::lexicon;
use super::words::{Class, Side, Text, Title, Unit};
use crate::clean::channel;
use crate::text::separator::parts_shared;

/// A shared piece: the first `length` units of `channel` and of every title in `with`.
pub(super) struct Evidence<'a> {
    pub side: Side,
    pub channel: Text<'a>,
    pub length: usize,
    pub with: &'a [Text<'a>],
    /// How many different titles the source has.
    pub of: usize,
    /// How many of the articles under them say it in their text.
    pub said: usize,
    pub guards: Guards,
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
        let Some(own) = self.own_class().filter(|_| !self.is_latin()) else { return false };
        let elsewhere = |text: &Text, from: usize| text.units_after(from).any(|unit| unit.class == own);
        self.is_foreign()
            && !self.with.iter().any(|text| elsewhere(text, self.length))
            && !channels.iter().any(|text| elsewhere(text, 0))
    }

    /// Latin words, digits and signs only.
    fn is_latin(&self) -> bool {
        self.units().all(|unit| unit.class.is_latin() || !unit.class.is_letters())
    }

    /// The rule by which it is junk, if it is.
    pub fn rule(&self) -> Option<&'static str> {
        let (_, rest) = self.channel.cut(self.length);
        if self.guards.hold(Guard::ArchiveOfIt) && channel::is_bare_archive(rest) {
            return None;
        }
        let shared = match self.side {
            Side::Start => "shared-prefix",
            Side::End => "shared-suffix",
        };
        let parted_alike = self.is_parted_alike() || !self.guards.hold(Guard::PartedAlike);
        let whole = channel::is_whole(rest) || !self.guards.hold(Guard::WholeChannel);
        let odd = self.is_odd() && !(self.is_section() && self.guards.hold(Guard::Section));
        let set_apart = parted_alike && self.has_separator();
        let many = self.of >= 4;
        let by_wording = match self.side {
            _ if !parted_alike || !odd && self.is_said() => false,
            // The site's own name stands at the end of honest titles.
            Side::End => (odd || !self.guards.hold(Guard::SiteName)) && (whole || many),
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
        let is_brand = latin && !odd && self.guards.hold(Guard::Brand) && !self.is_spam();
        let foreign = self.is_foreign() && !self.is_said() && (parted_alike || !latin) && !is_brand;
        let enough = self.of >= 2 || whole || !latin || self.words() >= 2;
        (foreign && enough).then_some("foreign-script")
    }

    fn units(&self) -> impl Iterator<Item = &Unit> + Clone {
        self.channel.units(self.length)
    }

    /// Has words that spam is made of.
    pub fn is_spam(&self) -> bool {
        let head = Title::read(self.channel.head(self.length));
        let wording = lexicon::wording(head.from(Side::Start));
        wording.sure || wording.hints > 0
    }

    fn own_class(&self) -> Option<Class> {
        let letters = |is_latin: bool| {
            let units = self.units().filter(|unit| unit.class.is_letters() && unit.class.is_latin() == is_latin);
            units.map(|unit| self.channel.key(unit).chars().count()).sum::<usize>()
        };
        // "казино online bonus": spam has Latin words in any script.
        let is_strange = letters(false) * 2 >= letters(true);
        let strange = strange_class(self.channel, self.units()).filter(|_| is_strange);
        strange.or_else(|| main_class(self.channel, self.units()))
    }

    pub fn words(&self) -> usize {
        self.units().filter(|unit| unit.class != Class::Sign).count()
    }

    /// What parts it from the rest: the first sign that separates, if any.
    fn separator(text: &Text, length: usize) -> Option<char> {
        text.gap_itself(length).chars().find(|c| parts_shared(*c))
    }

    /// Most of the articles say it themselves.
    pub fn is_said(&self) -> bool {
        self.guards.hold(Guard::Body) && self.said > 0 && self.said * 2 >= self.with.len()
    }

    pub fn has_separator(&self) -> bool {
        Self::separator(&self.channel, self.length).is_some()
    }

    /// Parted as a series' name is from what it is the name of.
    pub fn has_colon(&self) -> bool {
        matches!(Self::separator(&self.channel, self.length), Some(':' | '：'))
    }

    /// The hijacker puts the same thing everywhere; an honest word is used as the sentence wants.
    pub fn is_parted_alike(&self) -> bool {
        let channel = Self::separator(&self.channel, self.length);
        let alike = self.with.iter().filter(|text| Self::separator(text, self.length) == channel).count();
        alike * 5 >= self.with.len() * 4
    }

    /// Odd in itself: begins small where all titles begin with a capital, has signs or brackets, or
    /// digits glued to a word.
    pub fn is_odd(&self) -> bool {
        let head = self.channel.head(self.length);
        let units: Vec<&Unit> = self.units().collect();
        // A sign alone may be the site's mark ("🎙 Talks"), unless it is one of spam's.
        let is_mark = units.iter().all(|unit| unit.class == Class::Sign);
        let signs = units.iter().any(|unit| unit.class == Class::Sign) && (!is_mark || self.is_known_wording());
        let long = |unit: &Unit| {
            let letters = self.channel.key(unit).chars().count();
            match unit.class {
                Class::Letters(unicode_script::Script::Han) => letters >= 2,
                Class::Digits | Class::Sign => false,
                _ => letters >= 3,
            }
        };
        let glued = (1..units.len()).any(|at| {
            let touching = self.channel.gap(at).is_empty();
            let (word, digits) = if self.side == Side::Start { (at - 1, at) } else { (at, at - 1) };
            let is_number = units[digits].class == Class::Digits && self.channel.key(units[digits]).len() >= 2;
            // "COVID19", "COP26" are names.
            let is_acronym = !self.channel.written(units[word]).contains(char::is_lowercase)
                && units[word].class.is_latin()
                && self.channel.key(units[digits]).len() == 2
                && !self.is_spam();
            touching && long(units[word]) && is_number && !is_acronym
        });
        let small = head.starts_with(char::is_lowercase);
        let small = small
            && (self.side == Side::Start && self.rest_begins_large()
                || self.side == Side::End && self.words() >= 2 && head.contains(' '));
        signs || glued || small || self.has_phone_number()
    }

    /// One plain word that a separator parts from what follows, as sites name their sections.
    pub fn is_section(&self) -> bool {
        self.is_one_plain_word() && self.has_separator()
    }

    /// One word of letters that no list of spam's words has.
    pub fn is_one_plain_word(&self) -> bool {
        self.length == 1 && self.units().all(|unit| unit.class.is_letters()) && !self.is_spam()
    }

    fn has_phone_number(&self) -> bool {
        const FEWEST_DIGITS: usize = 9;
        let mut digits = 0;
        self.units().any(|unit| {
            digits = if unit.class == Class::Digits { digits + self.channel.key(unit).len() } else { 0 };
            digits >= FEWEST_DIGITS
        })
    }

    /// Half of it and more are words or signs that the lexicon has.
    fn is_known_wording(&self) -> bool {
        let head = Title::read(self.channel.head(self.length));
        lexicon::wording(head.from(Side::Start)).is_mostly_known()
    }

    fn rests(&self) -> impl Iterator<Item = &str> {
        self.with.iter().map(|text| text.cut(self.length).1)
    }

    /// What follows it starts like a title nearly everywhere.
    pub fn rest_begins_large(&self) -> bool {
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
        let Some(own) = self.own_class() else { return false };
        let mut with_own = 0;
        let mut with_other = 0;
        for text in self.with {
            // The same junk again at the other end is no use of the script.
            let is_junk = |unit: &Unit| self.units().any(|junk| self.channel.key(junk) == text.key(unit));
            with_own += usize::from(text.units_after(self.length).any(|unit| unit.class == own && !is_junk(unit)));
            with_other +=
                usize::from(main_class(*text, text.units_after(self.length)).is_some_and(|class| class != own));
        }
        let all = self.with.len();
        let rest = main_class(self.channel, self.channel.units_after(self.length));
        let is_at_home = self.guards.hold(Guard::ScriptAtHome) && with_own * 10 > all * 2;
        rest.is_some_and(|class| class != own) && with_other * 10 >= all * 9 && !is_at_home
    }
}

/// What most of the letters are that are not Latin: spam has Latin words in any script.
pub(super) fn strange_class<'u>(text: Text<'u>, units: impl Iterator<Item = &'u Unit> + Clone) -> Option<Class> {
    main_class(text, units.filter(|unit| !unit.class.is_latin()))
}

/// What most of the letters are; a single Vietnamese word makes all Latin ones Vietnamese.
pub(super) fn main_class<'u>(text: Text<'u>, units: impl Iterator<Item = &'u Unit> + Clone) -> Option<Class> {
    if units.clone().any(|unit| unit.class == Class::Vietnamese) {
        return Some(Class::Vietnamese);
    }
    let mut counts: Vec<(Class, usize)> = Vec::new();
    for unit in units.filter(|unit| unit.class.is_letters()) {
        let length = text.key(unit).chars().count();
        match counts.iter_mut().find(|(class, _)| *class == unit.class) {
            Some((_, count)) => *count += length,
            None => counts.push((unit.class, length)),
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(class, _)| class)
}
