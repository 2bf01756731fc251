//! Junk before and after the titles of a hijacked feed, found by what they share.
//!
//! A legitimate common beginning stands on the items but not on the channel's own title; the
//! hijacker's stands on both, word for word. That alone is not enough: a feed about Ofsted is
//! called "Ofsted Archives - Site" and holds "Ofsted rates …". So something more must speak for
//! junk: its script is not that of the titles; or the channel's title is whole without it
//! ("… Archives - Site", "…, Author at Site") and it is set apart, or odd in itself. Where the
//! evidence is weak the text stays. No wording is looked for.
//!
//! A verdict is a function of the set of titles: neither order nor repetition counts.

mod addresses;
mod amend;
mod signs;
mod words;

use super::channel;
use crate::article::{Channel, Finding, Place, Removal, Standing, Witness};
pub use addresses::judge_by_addresses;
pub use amend::amend;
use signs::Side;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use words::{Text, Unit};

/// Which signs may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// A script other than that of the titles.
    pub script: bool,
}

/// What is junk in the titles of one source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    found: Vec<Junk>,
    findings: Vec<Finding>,
}

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

#[derive(Debug, Clone, PartialEq, Eq)]
struct Junk {
    side: Side,
    units: Vec<Unit>,
    rule: &'static str,
}

/// Junk that stands on both ends, or one after another, is found layer by layer.
const LAYERS: usize = 4;

/// The rule that takes out what a person called junk.
const ACCEPTED: &str = "accepted";
/// The rule that takes out what the evidence of another source calls junk.
const KNOWN_JUNK: &str = "known-junk";

/// What is junk in the titles of one source.
pub fn judge(evidence: &Evidence, known: &Known) -> Verdict {
    let channels: Vec<&Channel> = evidence.channels.iter().copied().filter(|c| c.raw_title.is_some()).collect();
    let channel_titles: Vec<&str> = channels.iter().filter_map(|channel| channel.raw_title.as_deref()).collect();
    let titles: Vec<&str> = evidence.exhibits.iter().map(|exhibit| exhibit.title).collect();
    let mut verdict = judge_with(Signs { script: true }, &channel_titles, &titles);
    let cleaned: Vec<String> = titles.iter().map(|title| verdict.clean(title).0).collect();
    let slugs = evidence.exhibits.iter().map(|exhibit| exhibit.witness.slug.as_deref().unwrap_or(""));
    let told: Vec<(&str, &str)> = cleaned.iter().map(String::as_str).zip(slugs).collect();
    for channel in channels {
        let title = verdict.clean(channel.raw_title.as_deref().unwrap_or("")).0;
        let by_address = judge_by_addresses((&title, channel.link.as_deref()), &told);
        verdict.found.extend(by_address.found);
    }
    let told = [(&known.accepted, ACCEPTED), (&known.learned, KNOWN_JUNK)];
    for (text, rule) in told.into_iter().flat_map(|(texts, rule)| texts.iter().map(move |text| (text, rule))) {
        for side in [Side::Start, Side::End] {
            let junk = Junk { side, units: Text::read(text, side).units, rule };
            if !junk.units.is_empty() && titles.iter().any(|title| take_off(title, &junk).is_some()) {
                verdict.found.push(junk);
            }
        }
    }
    verdict.findings = findings(&verdict, &titles);
    let rejected = |side| known.rejected.iter().map(move |text| Text::read(text, side));
    verdict.found.retain(|junk| {
        let is = |text: &Text| text.units.iter().map(|unit| &unit.key).eq(junk.units.iter().map(|unit| &unit.key));
        !rejected(junk.side).any(|text| is(&text))
    });
    for finding in verdict.findings.iter_mut().filter(|finding| known.rejected.contains(&finding.text)) {
        finding.standing = Standing::Suspected;
    }
    verdict
}

/// What the verdict takes out of these titles.
fn findings(verdict: &Verdict, titles: &[&str]) -> Vec<Finding> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for removal in titles.iter().flat_map(|title| verdict.clean(title).1) {
        *counts.entry((removal.text.trim().to_owned(), removal.rule)).or_default() += 1;
    }
    let finding = |((text, rule), count)| Finding {
        text,
        place: Place::Title,
        rule,
        standing: Standing::Removed,
        count,
        of: titles.len(),
    };
    counts.into_iter().map(finding).collect()
}

/// What an item's address and text say of its title.
pub fn witness(title: &str, address: Option<&str>, text: &str) -> Witness {
    let _ = (title, text);
    let slug = address.map(addresses::last_folder).filter(|slug| !slug.is_empty());
    Witness { slug, says_head: false, says_tail: false }
}

/// Of all that was removed from titles (rule, text), what is junk wherever it stands: what the
/// evidence of some source calls junk, not what followed from that.
pub fn learned(removals: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    let own_evidence = removals.iter().filter(|(rule, _)| rule != amend::SITE_NAME && rule != KNOWN_JUNK);
    own_evidence.map(|(_, text)| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Judges by some signs only.
pub fn judge_with(signs: Signs, channel_titles: &[&str], titles: &[&str]) -> Verdict {
    let mut channels: BTreeSet<String> = channel_titles.iter().map(|title| (*title).to_owned()).collect();
    let mut items: BTreeSet<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    let mut verdict = Verdict::default();
    for _ in 0..LAYERS {
        let found = channels.iter().find_map(|channel| {
            [Side::Start, Side::End].into_iter().find_map(|side| layer(signs, side, channel, &items))
        });
        let found = found.or_else(|| signs.script.then(|| foreign_beginning(&channels, &items)).flatten());
        let Some(junk) = found else { break };
        verdict.found.push(junk);
        channels = channels.iter().map(|title| verdict.clean(title).0).collect();
        items = items.iter().map(|title| verdict.clean(title).0).collect();
    }
    verdict
}

impl Verdict {
    /// Whether nothing is junk.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Tells verdicts apart; 0 for the one by which nothing is junk.
    pub fn number(&self) -> i64 {
        let mut hasher = std::hash::DefaultHasher::new();
        for junk in &self.found {
            (junk.side == Side::Start, junk.rule).hash(&mut hasher);
            junk.units.iter().for_each(|unit| unit.key.hash(&mut hasher));
        }
        if self.found.is_empty() { 0 } else { hasher.finish().cast_signed() }
    }

    /// What the evidence speaks against, taken out or suspected.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The title without junk, and what went. A title that is nothing but junk stays.
    pub fn clean(&self, title: &str) -> (String, Vec<Removal>) {
        let mut title = title.to_owned();
        let mut removed = Vec::new();
        while let Some((rest, junk, rule)) = self.found.iter().find_map(|junk| take_off(&title, junk)) {
            removed.push(Removal::new(Place::Title, junk, rule));
            title = rest;
        }
        (title, removed)
    }
}

/// The title without one piece of junk: what is left, what went, by which rule.
fn take_off(title: &str, junk: &Junk) -> Option<(String, String, &'static str)> {
    let text = Text::read(title, junk.side);
    if text.units.len() <= junk.units.len() || !text.units.iter().zip(&junk.units).all(|(a, b)| a.key == b.key) {
        return None;
    }
    let (gone, rest) = text.cut(junk.units.len());
    (!rest.is_empty()).then(|| (rest.to_owned(), gone.to_owned(), junk.rule))
}

/// Where only the items are spoiled: what all of four and more begin with, in a script that stands
/// nowhere else, neither in them nor in the channel's title. Latin words are at home everywhere.
fn foreign_beginning(channels: &BTreeSet<String>, items: &BTreeSet<String>) -> Option<Junk> {
    const FEWEST: usize = 4;
    let items: Vec<Text> = items.iter().map(|title| Text::read(title, Side::Start)).collect();
    let with: Vec<&Text> = items.iter().collect();
    let first = items.first().filter(|_| items.len() >= FEWEST)?;
    let shared = items.iter().map(|item| item.shares_with(first)).min().unwrap_or(0);
    let channels: Vec<Text> = channels.iter().map(|title| Text::read(title, Side::Start)).collect();
    let length = (1..=shared).rev().find(|length| {
        let evidence =
            signs::Evidence { side: Side::Start, channel: first, length: *length, with: &with, of: items.len() };
        first.is_boundary(*length) && evidence.is_of_a_script_alone(&channels)
    })?;
    Some(Junk { side: Side::Start, units: first.units[..length].to_vec(), rule: "foreign-script" })
}

/// The longest piece that the channel's title and nearly all items share at one end and that more
/// speaks against.
fn layer(signs: Signs, side: Side, channel: &str, items: &BTreeSet<String>) -> Option<Junk> {
    let channel = Text::read(channel, side);
    let items: Vec<Text> =
        items.iter().map(|title| Text::read(title, side)).filter(|text| !text.units.is_empty()).collect();
    let lengths: Vec<usize> = items.iter().map(|item| item.shares_with(&channel)).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let mut maximal = true;
    for length in (1..=longest).rev() {
        let with: Vec<&Text> =
            items.iter().zip(&lengths).filter(|(_, shared)| **shared >= length).map(|(item, _)| item).collect();
        let evidence = signs::Evidence { side, channel: &channel, length, with: &with, of: items.len() };
        if !channel.is_boundary(length) || !evidence.is_widespread() {
            continue;
        }
        // What the titles share beyond the junk (a feed about one topic) must not hide it; but then
        // the junk has to end where something visible ends.
        if (maximal || channel.is_parted_at(length))
            && let Some(rule) = evidence.rule(signs, channel::is_whole, channel::is_bare_archive)
        {
            return Some(Junk { side, units: channel.units[..length].to_vec(), rule });
        }
        maximal = false;
    }
    None
}
