//! Which sightings are of one article: a function of the set of sightings, so that the order in
//! which they came in cannot matter.
//!
//! Four levels, each joining what the levels before it left apart: the site's own number, the
//! address, title and text, the text alone. A key at which two things meet that are known to be
//! different (two numbers of one site, say) is ambiguous and joins nothing but what has no name of
//! its own. Claims made by another host (untrusted) count only where the texts agree.
//!
//! Useful for [`super::place`] alone, which gathers the sightings concerned and gives the groups
//! their article numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is known of a sighting; see [`super::pack::Keys`] for the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) id: i64,
    /// The article that it is of so far; 0 for none.
    pub(super) article: i64,
    pub(super) trusted: bool,
    pub(super) site: Option<i64>,
    pub(super) number: Option<i64>,
    pub(super) url: Option<i64>,
    pub(super) titled: Option<i64>,
    pub(super) text: Option<i64>,
    pub(super) short: bool,
    pub(super) own: Option<i64>,
}

/// What two sightings may have in common, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Level {
    Number,
    Address,
    Titled,
    Text,
}

impl Level {
    pub(super) const ALL: [Self; 4] = [Self::Number, Self::Address, Self::Titled, Self::Text];

    /// The sighting's key at this level; a number counts within its site.
    pub(super) fn key(self, facts: &Facts) -> Option<(i64, i64)> {
        match self {
            Self::Number => facts.number.zip(facts.site),
            Self::Address => facts.url.map(|url| (url, 0)),
            Self::Titled => facts.titled.map(|titled| (titled, 0)),
            Self::Text => facts.text.map(|text| (text, 0)),
        }
    }

    /// Whether anyone may claim the key, so that who does so matters.
    fn is_claim(self) -> bool {
        matches!(self, Self::Number | Self::Address)
    }
}

/// A key at one level.
pub(super) type Bucket = (Level, (i64, i64));

/// Untrusted claims are compared with so many texts of the true owner's at most.
const COMPARED: usize = 16;

/// Groups sightings by article: the same number for the same article. `crowded` names the keys
/// that so many articles share that they tell nothing; `agree` compares two sightings' texts.
pub(super) fn partition<E>(
    facts: &[Facts],
    crowded: &HashSet<Bucket>,
    agree: &mut impl FnMut(&Facts, &Facts) -> Result<bool, E>,
) -> Result<Vec<usize>, E> {
    let mut groups: Vec<usize> = (0..facts.len()).collect();
    for level in Level::ALL {
        let names = Names::of(facts, &groups);
        let mut joined = Joined::default();
        for (key, members) in buckets(level, facts) {
            let is_crowded = crowded.contains(&(level, key));
            let step = Step { level, facts, groups: &groups, names: &names };
            step.join(&members, is_crowded, agree, &mut joined)?;
        }
        let parts = joined.parts(facts.len());
        let refused = if level == Level::Number { BTreeSet::new() } else { names.clashing_parts(&groups, &parts) };
        for group in &mut groups {
            let part = parts.get(*group).copied().unwrap_or(*group);
            if !refused.contains(&part) {
                *group = part;
            }
        }
    }
    Ok(groups)
}

fn buckets(level: Level, facts: &[Facts]) -> BTreeMap<(i64, i64), Vec<usize>> {
    let mut buckets: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (place, facts) in facts.iter().enumerate() {
        if let Some(key) = level.key(facts) {
            buckets.entry(key).or_default().push(place);
        }
    }
    buckets
}

/// One level's work, on the groups as the level before left them.
struct Step<'a> {
    level: Level,
    facts: &'a [Facts],
    groups: &'a [usize],
    names: &'a Names,
}

impl Step<'_> {
    /// Joins what one key joins.
    fn join<E>(
        &self,
        members: &[usize],
        is_crowded: bool,
        agree: &mut impl FnMut(&Facts, &Facts) -> Result<bool, E>,
        joined: &mut Joined,
    ) -> Result<(), E> {
        let members = members.iter().filter_map(|place| Some((*self.groups.get(*place)?, self.facts.get(*place)?)));
        let (sure, claims): (Vec<_>, Vec<_>) = members.partition(|(_, facts)| facts.trusted || !self.level.is_claim());
        let nodes: BTreeSet<usize> = sure.iter().map(|(group, _)| *group).collect();
        let short = sure.iter().any(|(_, facts)| facts.short);
        if is_crowded || self.names.clash(self.level, &nodes, short) {
            joined.join(nodes.into_iter().filter(|node| self.names.is_nameless(self.level, *node)));
            return Ok(());
        }
        joined.join(nodes);
        let mut texts: BTreeMap<_, (usize, &Facts)> = BTreeMap::new();
        for (group, facts) in &sure {
            texts.entry((facts.text, facts.titled)).or_insert((*group, facts));
        }
        for (claim, claimed) in claims {
            for (owner, owned) in texts.values().take(COMPARED) {
                if agree(claimed, owned)? {
                    joined.join([claim, *owner]);
                    break;
                }
            }
        }
        Ok(())
    }
}

/// What each group goes by, as far as it may be believed: sites that number it, sites that it has
/// an address at.
struct Names {
    numbered: HashMap<usize, BTreeSet<i64>>,
    addressed: HashMap<usize, BTreeSet<i64>>,
}

impl Names {
    fn of(facts: &[Facts], groups: &[usize]) -> Self {
        let mut names = Self { numbered: HashMap::new(), addressed: HashMap::new() };
        for (facts, group) in facts.iter().zip(groups).filter(|(facts, _)| facts.trusted) {
            let Some(site) = facts.site else { continue };
            if facts.number.is_some() {
                names.numbered.entry(*group).or_default().insert(site);
            }
            if facts.url.is_some() {
                names.addressed.entry(*group).or_default().insert(site);
            }
        }
        names
    }

    /// Whether these groups can't all be one article. Two groups never share a number: the first
    /// level has joined those.
    fn clash(&self, level: Level, nodes: &BTreeSet<usize>, short: bool) -> bool {
        let twice = |of: &HashMap<usize, BTreeSet<i64>>| {
            let mut known = HashSet::new();
            nodes.iter().filter_map(|node| of.get(node)).flatten().any(|site| !known.insert(*site))
        };
        match level {
            Level::Number => false,
            Level::Address | Level::Titled => twice(&self.numbered),
            // A few words under a title such as "Editorial" stand at many addresses.
            Level::Text if short => nodes.iter().filter(|node| !self.is_nameless(level, **node)).count() > 1,
            Level::Text => twice(&self.numbered) || twice(&self.addressed),
        }
    }

    fn is_nameless(&self, level: Level, node: usize) -> bool {
        !self.numbered.contains_key(&node) && (level == Level::Address || !self.addressed.contains_key(&node))
    }

    /// Parts in which two numbers of one site have come together by way of something between them.
    fn clashing_parts(&self, groups: &[usize], parts: &[usize]) -> BTreeSet<usize> {
        let mut known = HashSet::new();
        let mut clashing = BTreeSet::new();
        for group in groups.iter().collect::<BTreeSet<_>>() {
            let Some(part) = parts.get(*group) else { continue };
            for site in self.numbered.get(group).into_iter().flatten() {
                if !known.insert((*part, *site)) {
                    clashing.insert(*part);
                }
            }
        }
        clashing
    }
}

/// Groups found to be one, as a union-find over their numbers.
#[derive(Default)]
struct Joined {
    parent: HashMap<usize, usize>,
}

impl Joined {
    fn root(&self, mut node: usize) -> usize {
        while let Some(parent) = self.parent.get(&node) {
            node = *parent;
        }
        node
    }

    fn join(&mut self, nodes: impl IntoIterator<Item = usize>) {
        let mut nodes = nodes.into_iter();
        let Some(first) = nodes.next() else { return };
        let mut root = self.root(first);
        for node in nodes {
            let other = self.root(node);
            let (low, high) = (root.min(other), root.max(other));
            if low != high {
                self.parent.insert(high, low);
            }
            root = low;
        }
    }

    /// The root of every number up to `len`: roots are lower than what they are the root of, so
    /// one pass upwards finds them all.
    fn parts(&self, len: usize) -> Vec<usize> {
        let mut parts: Vec<usize> = Vec::with_capacity(len);
        for node in 0..len {
            let root = self.parent.get(&node).and_then(|parent| parts.get(*parent)).copied().unwrap_or(node);
            parts.push(root);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMELESS: Facts = Facts {
        id: 0,
        article: 0,
        trusted: true,
        site: Some(1),
        number: None,
        url: None,
        titled: None,
        text: None,
        short: false,
        own: None,
    };

    fn groups(facts: &[Facts]) -> Vec<usize> {
        let mut never = |_: &Facts, _: &Facts| Ok::<bool, ()>(false);
        partition(facts, &HashSet::new(), &mut never).unwrap()
    }

    #[test]
    fn two_numbers_never_meet_by_way_of_something_between_them() {
        let numbered = |number, titled| Facts { number: Some(number), titled: Some(titled), ..NAMELESS };
        let between = |titled| Facts { url: Some(7), titled: Some(titled), ..NAMELESS };
        assert_eq!(groups(&[numbered(1, 10), between(10), between(20), numbered(2, 20)]), [0, 1, 1, 3]);
    }

    #[test]
    fn an_ambiguous_text_undoes_no_other_tie() {
        let first = Facts { number: Some(1), ..NAMELESS };
        let facts = [
            Facts { titled: Some(10), ..first },
            Facts { titled: Some(10), number: Some(2), ..NAMELESS },
            Facts { titled: Some(50), ..first },
            Facts { titled: Some(50), ..NAMELESS },
        ];
        assert_eq!(groups(&facts), [0, 1, 0, 0]);
    }
}
