//! What a source is like, so that it shows when it is taken over: before anything of it is merged.
//!
//! Told by what lists say, the first page of each walk: where its articles are, what it calls its own
//! address, and how many of its titles carry junk. A new name alone is no sign.

use super::addresses::{is_same_site, site};
use super::read::Read;
use super::{Event, Walk};
use crate::article::{Item, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was seen the last time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Character {
    /// The site that most of its articles are of.
    site: Option<String>,
    /// The site that it says it belongs to.
    own: Option<String>,
    /// Titles with junk in them,
    junk: usize,
    /// of so many.
    of: usize,
}

/// Fewer titles show nothing.
const LEAST: usize = 2;

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
        let why = before.against(&now, at, junk.as_deref());
        if why.is_none() {
            self.memory.character = Some(Character {
                site: now.site.or_else(|| before.site.clone()),
                own: now.own.or_else(|| before.own.clone()),
                // a short list says little of the whole
                ..if now.of >= before.of.min(10) {
                    Character { junk: now.junk, of: now.of, ..Character::default() }
                } else {
                    before.clone()
                }
            });
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
        (Self { site: most, own, junk: pieces.len(), of: items.len() }, piece)
    }

    fn against(&self, now: &Self, at: &str, junk: Option<&str>) -> Option<String> {
        let changed = |before: &Option<String>, now: &Option<String>| match (before, now) {
            (Some(before), Some(now)) => before != now,
            _ => false,
        };
        if changed(&self.site, &now.site) {
            return Some(format!(
                "the articles of {at} are at {} now, no longer at {}",
                said(now.site.as_deref()),
                said(self.site.as_deref())
            ));
        }
        if changed(&self.own, &now.own) {
            return Some(format!(
                "{at} says that it belongs to {} now, no longer to {}",
                said(now.own.as_deref()),
                said(self.own.as_deref())
            ));
        }
        let was_clean = self.junk * 10 <= self.of;
        let is_spoiled = now.junk >= LEAST && now.junk * 2 >= now.of;
        (was_clean && is_spoiled).then(|| {
            let junk = junk.unwrap_or("junk");
            format!("{} of {} titles of {at} carry “{junk}”, which they did not before", now.junk, now.of)
        })
    }
}

fn said(site: Option<&str>) -> &str {
    site.unwrap_or("nowhere")
}

fn is_site(at: &str, own: &str) -> bool {
    is_same_site(at, &format!("https://{own}/"))
}

/// What was taken from its title, but for the site's name.
fn junk_of(item: &Item) -> Option<&str> {
    let removed = item.removed.iter().find(|removed| removed.place == Place::Title && removed.rule != "site-name")?;
    Some(&removed.text)
}
