//! What a source is like, so that it shows when it is taken over: before anything of it is merged.
//!
//! Told by what lists say, the first page of each walk: where its articles are, what it calls its own
//! address, how many of its titles carry junk, and what the titles of articles that were there before
//! carry now. A new name alone is no sign.

use super::addresses::{is_same_site, site};
use super::read::{Read, hash};
use super::{Event, Walk};
use crate::article::{Item, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was seen the last time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Character {
    /// The site that most of its articles are of.
    site: Option<String>,
    /// The site that it says it belongs to.
    own: Option<String>,
    /// Titles with junk in them,
    junk: usize,
    /// of so many.
    of: usize,
    /// Some of its titles, by number or address.
    titles: BTreeMap<u64, String>,
}

/// Fewer titles show nothing.
const LEAST: usize = 2;
/// More need not be remembered.
const MOST: usize = 30;

impl Walk {
    /// Whether an address is of the site that the source says it belongs to, as a feed on another host does.
    pub(super) fn is_of_source(&self, address: &str) -> bool {
        let own = self.memory.character.as_ref().and_then(|character| character.own.as_ref());
        own.is_some_and(|own| is_site(address, own))
    }

    /// Why the source is not what it was; where nothing speaks against it, what it is like is kept.
    pub(super) fn suspicion(&mut self, at: &str, read: &Read, events: &mut Vec<Event>) -> Option<String> {
        let (now, junk) = Character::of(read);
        let Some(before) = &self.memory.character else {
            if let Some(own) = now.own.as_ref().filter(|own| !is_site(at, own)) {
                events.push(Event::Problem(format!("{at} says that it belongs to another site, {own}")));
            }
            self.memory.character = Some(now);
            return None;
        };
        let why = before.against(&now, junk.as_deref());
        if why.is_none() {
            self.memory.character = Some(before.followed_by(now));
        }
        why
    }
}

impl Character {
    /// And a piece of the junk.
    fn of(read: &Read) -> (Self, Option<String>) {
        let items = read.items();
        let own = read.intake.as_ref().and_then(|intake| site(intake.channel.link.as_deref()?));
        let mut sites: BTreeMap<String, usize> = BTreeMap::new();
        for site in items.iter().filter_map(|item| site(item.url.as_ref()?.as_str())) {
            *sites.entry(site).or_default() += 1;
        }
        let most = sites.into_iter().max_by_key(|(_, count)| *count).map(|(site, _)| site);
        let pieces: Vec<&str> = items.iter().filter_map(junk_of).collect();
        let piece = pieces.first().map(|text| text.trim().to_owned());
        let titles = items.iter().take(MOST).filter_map(|item| Some((key(item)?, item.raw_title.clone()))).collect();
        (Self { site: most, own, junk: pieces.len(), of: items.len(), titles }, piece)
    }

    /// What is like it now, with what of the time before is still worth knowing.
    fn followed_by(&self, now: Self) -> Self {
        // a short list says little of the whole
        let says_enough = now.of >= self.of.min(10);
        let (junk, of) = if says_enough { (now.junk, now.of) } else { (self.junk, self.of) };
        let mut titles = self.titles.clone();
        titles.extend(now.titles);
        while titles.len() > MOST {
            titles.pop_first();
        }
        let (site, own) = (now.site.or_else(|| self.site.clone()), now.own.or_else(|| self.own.clone()));
        Self { site, own, junk, of, titles }
    }

    /// What the titles of articles that were there before have got in front or behind, and how many of how
    /// many.
    fn added(&self, now: &Self) -> Option<(String, usize, usize)> {
        let mut pieces: BTreeMap<&str, usize> = BTreeMap::new();
        let mut both = 0;
        for (key, title) in &now.titles {
            let Some(before) = self.titles.get(key) else { continue };
            both += 1;
            let piece = title.strip_suffix(before.as_str()).or_else(|| title.strip_prefix(before.as_str()));
            if let Some(piece) = piece.map(str::trim).filter(|piece| !piece.is_empty()) {
                *pieces.entry(piece).or_default() += 1;
            }
        }
        let (piece, count) = pieces.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= LEAST && count * 2 >= both).then(|| (piece.to_owned(), count, both))
    }

    fn against(&self, now: &Self, junk: Option<&str>) -> Option<String> {
        let changed = |before: &Option<String>, now: &Option<String>| match (before, now) {
            (Some(before), Some(now)) => before != now,
            _ => false,
        };
        if changed(&self.site, &now.site) {
            return Some(format!(
                "its articles are at {} now, no longer at {}",
                said(now.site.as_deref()),
                said(self.site.as_deref())
            ));
        }
        if changed(&self.own, &now.own) {
            return Some(format!(
                "says that it belongs to {} now, no longer to {}",
                said(now.own.as_deref()),
                said(self.own.as_deref())
            ));
        }
        if let Some((piece, count, both)) = self.added(now) {
            return Some(format!("{count} of {both} titles carry “{piece}” now, which they did not before"));
        }
        let was_clean = self.junk * 10 <= self.of;
        let is_spoiled = now.junk >= LEAST && now.junk * 2 >= now.of;
        (was_clean && is_spoiled).then(|| {
            let junk = junk.unwrap_or("junk");
            format!("{} of {} titles carry “{junk}”, which they did not before", now.junk, now.of)
        })
    }
}

fn said(site: Option<&str>) -> &str {
    site.unwrap_or("nowhere")
}

fn is_site(at: &str, own: &str) -> bool {
    is_same_site(at, &format!("https://{own}/"))
}

fn key(item: &Item) -> Option<u64> {
    let number = item.wordpress_id.map(|number| number.0);
    number.or_else(|| item.url.as_ref().map(|url| hash(url.as_str().as_bytes())))
}

/// What was taken from its title, but for the site's name.
fn junk_of(item: &Item) -> Option<&str> {
    let removed = item.removed.iter().find(|removed| removed.place == Place::Title && removed.rule != "site-name")?;
    Some(&removed.text)
}
