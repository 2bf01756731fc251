//! What there is to judge of one source: its titles, each read once, and what was said of them.

use super::guards::Guards;
use super::pieces::{Piece, Pieces};
use super::words::{Side, Text, Title};
use super::{Evidence, Known};
use std::collections::{BTreeMap, BTreeSet};

/// A channel's title, as far as it is not taken off yet.
pub(super) struct Header<'a> {
    pub raw: &'a str,
    pub title: Title<'a>,
    pub link: Option<&'a str>,
    pub site_name: Option<&'a str>,
}

/// One of the different titles that items have.
pub(super) struct Told<'a> {
    pub raw: &'a str,
    pub title: Title<'a>,
    /// Last folders of the addresses under it.
    pub slugs: BTreeSet<&'a str>,
    /// What other sources call the same articles.
    pub elsewhere: BTreeSet<&'a str>,
    says: [bool; 2],
}

pub(super) struct Case<'a> {
    pub channels: Vec<Header<'a>>,
    pub items: Vec<Told<'a>>,
    pub guards: Guards,
    rejected: BTreeSet<(Side, Vec<String>)>,
}

impl<'a> Case<'a> {
    pub fn new(evidence: &Evidence<'a>, known: &Known, guards: Guards) -> Self {
        let channels: BTreeSet<(&str, Option<&str>, Option<&str>)> = evidence
            .channels
            .iter()
            .filter_map(|c| Some((c.raw_title.as_deref()?, c.link.as_deref(), c.site_name.as_deref())))
            .collect();
        let header = |(raw, link, site_name)| Header { raw, title: Title::read(raw), link, site_name };
        let mut items: BTreeMap<&str, Told> = BTreeMap::new();
        for exhibit in &evidence.exhibits {
            let told = items.entry(exhibit.title).or_insert_with(|| Told {
                raw: exhibit.title,
                title: Title::read(exhibit.title),
                slugs: BTreeSet::new(),
                elsewhere: BTreeSet::new(),
                says: [false; 2],
            });
            told.slugs.extend(exhibit.witness.slug.as_deref());
            told.elsewhere.extend(exhibit.elsewhere.iter().map(String::as_str).filter(|other| *other != exhibit.title));
            told.says[0] |= exhibit.witness.says_head;
            told.says[1] |= exhibit.witness.says_tail;
        }
        let rejected = known.rejected.iter().flat_map(|text| {
            let title = Title::read(text);
            Side::BOTH.map(|side| (side, Piece::keys_of(title.from(side))))
        });
        Self {
            channels: channels.into_iter().map(header).collect(),
            items: items.into_values().filter(|told| told.title.from(Side::Start).len() > 0).collect(),
            guards,
            rejected: rejected.filter(|(_, keys)| !keys.is_empty()).collect(),
        }
    }

    /// Takes off every title what the pieces found so far take off.
    pub fn take_off(&mut self, pieces: &Pieces) {
        self.channels.iter_mut().for_each(|header| pieces.take_off(&mut header.title, |_, _| ()));
        self.items.iter_mut().for_each(|told| pieces.take_off(&mut told.title, |_, _| ()));
    }

    /// Whether a person has said that this is no junk, be it a part of the piece or more than it.
    pub fn is_rejected(&self, text: Text, length: usize) -> bool {
        if self.rejected.is_empty() {
            return false;
        }
        let keys: Vec<String> = text.keys(length).map(str::to_owned).collect();
        let side = text.side();
        let shorter = (1..=keys.len()).any(|length| self.rejected.contains(&(side, keys[..length].to_vec())));
        let key = (side, keys);
        let longer = self.rejected.range(key.clone()..).next();
        shorter || longer.is_some_and(|(other, longer)| *other == side && longer.starts_with(&key.1))
    }
}

impl Told<'_> {
    pub fn from(&self, side: Side) -> Text<'_> {
        self.title.from(side)
    }

    /// Whether the article's own text says these units, as far as it was asked: it was asked for
    /// what stands at either end of the title as it came.
    pub fn says(&self, side: Side, length: usize) -> bool {
        let text = self.from(side);
        self.says[usize::from(side == Side::End)] && self.title.is_untouched(side) && text.first_part() == Some(length)
    }
}
