//! Finds the article that a sighting is of. Most sightings are of a new article, or say nothing
//! new about identity; the others have their neighbourhood (all sightings that share a key with
//! them, directly or by way of others) gathered and grouped anew by [`super::identity`].

use super::identity::{Bucket, Facts, Level, partition};
use super::pack::Keys;
use super::{StoreError, Writer, sightings};
use crate::article::merge::agree;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A text or address that more numbers and addresses share is a notice or a front page: it tells
/// nothing, and is not looked through again and again.
pub(super) const CROWD: i64 = 16;

/// Untrusted claims to one key that are looked at again when its owner speaks.
const CLAIMS: &str = "64";

/// Where a new sighting belongs.
pub(super) enum Home {
    /// Nothing like it is known.
    New,
    /// It can only be of this article.
    Known(i64),
    /// It shares keys with one article or several; grouping tells.
    Unclear,
}

/// Which members of a bucket to look at.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Members {
    All,
    Owners,
    Claims,
    Nameless,
}

/// Sightings whose grouping may depend on each other.
#[derive(Default)]
struct Neighbourhood {
    facts: Vec<Facts>,
    known: HashSet<i64>,
    crowded: HashSet<Bucket>,
}

impl Neighbourhood {
    fn add(&mut self, facts: Facts) {
        if self.known.insert(facts.id) {
            self.facts.push(facts);
        }
    }
}

fn facts(row: &Row) -> rusqlite::Result<Facts> {
    Ok(Facts {
        id: row.get(0)?,
        article: row.get(1)?,
        trusted: row.get(2)?,
        site: row.get(3)?,
        number: row.get(4)?,
        url: row.get(5)?,
        titled: row.get(6)?,
        text: row.get(7)?,
        short: row.get(8)?,
        own: row.get(9)?,
    })
}

const FACTS: &str = "SELECT id, article, trusted, site, number, url, titled, text, short, own FROM sightings
    WHERE bin IS NULL AND";

/// The condition for a bucket; `?1` and `?2` are the key.
fn holds(level: Level) -> &'static str {
    match level {
        Level::Number => "number = ?1 AND site = ?2",
        Level::Address => "url = ?1 AND ?2 = 0",
        Level::Titled => "titled = ?1 AND ?2 = 0",
        Level::Text => "text = ?1 AND ?2 = 0",
    }
}

impl Writer<'_> {
    /// Looks whether a sighting with these keys can be placed without grouping anything anew:
    /// where grouping would leave all that is there as it is.
    pub(super) fn home(&self, keys: &Keys) -> Result<Home, StoreError> {
        let as_facts = keys.facts();
        let buckets: Vec<Bucket> =
            Level::ALL.iter().filter_map(|level| Some((*level, level.key(&as_facts)?))).collect();
        if buckets.is_empty() {
            return Ok(Home::New);
        }
        let mut same =
            self.tx.prepare_cached("SELECT article FROM sightings WHERE bin IS NULL AND same = ?1 LIMIT 1")?;
        if let Some(article) = same.query_row([keys.same], |row| row.get(0)).optional()? {
            return Ok(Home::Known(article));
        }
        let mut shared = Vec::new();
        for (level, key) in buckets {
            if self.exists(level, key, "", 0)? {
                shared.push((level, key));
            }
        }
        if shared.is_empty() {
            return Ok(Home::New);
        }
        if !keys.trusted || shared.iter().any(|(level, _)| matches!(level, Level::Titled | Level::Text)) {
            return Ok(Home::Unclear);
        }
        for (level, key) in &shared {
            if self.exists(*level, *key, "AND trusted = 0", 0)? {
                return Ok(Home::Unclear);
            }
        }
        // A new text under names that were used together before.
        let Some((level, key)) = shared.last().copied() else { return Ok(Home::Unclear) };
        let alike = format!(
            "SELECT article FROM sightings WHERE bin IS NULL AND {}
                 AND own IS ?3 AND site IS ?4 AND number IS ?5 AND url IS ?6 LIMIT 1",
            holds(level)
        );
        let params = params![key.0, key.1, keys.own, keys.site, keys.number, keys.url];
        let article = self.tx.prepare_cached(&alike)?.query_row(params, |row| row.get(0)).optional()?;
        Ok(article.map_or(Home::Unclear, Home::Known))
    }

    /// Whether a bucket has a member of another article than `article` that fits a condition.
    fn exists(&self, level: Level, key: (i64, i64), condition: &str, article: i64) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 FROM sightings WHERE bin IS NULL AND {} AND article <> ?3 {condition} LIMIT 1",
            holds(level)
        );
        Ok(self.tx.prepare_cached(&sql)?.exists(params![key.0, key.1, article])?)
    }

    /// Groups the neighbourhood of these sightings anew and gives each group its article. `newcomer`
    /// is one of them that was not there before; without one, any number may have come or gone.
    pub(super) fn regroup(&mut self, seeds: &[i64], newcomer: Option<i64>) -> Result<(), StoreError> {
        let hood = self.gather(seeds, newcomer)?;
        let mut agreed = std::mem::take(&mut self.agreed);
        let mut compare = |a: &Facts, b: &Facts| -> Result<bool, StoreError> {
            if let Some(known) = agreed.get(&(a.id, b.id)) {
                return Ok(*known);
            }
            let verdict = agree(&sightings::one(&self.tx, a.id)?.item, &sightings::one(&self.tx, b.id)?.item);
            agreed.insert((a.id, b.id), verdict);
            Ok(verdict)
        };
        let groups = partition(&hood.facts, &hood.crowded, &mut compare)?;
        self.agreed = agreed;
        self.settle(&hood.facts, &groups)
    }

    /// Ids of all live sightings that may be grouped otherwise once `seeds` are gone.
    pub(super) fn neighbours(&self, seeds: &[i64]) -> Result<Vec<i64>, StoreError> {
        Ok(self.gather(seeds, None)?.facts.into_iter().map(|facts| facts.id).collect())
    }

    fn gather(&self, seeds: &[i64], newcomer: Option<i64>) -> Result<Neighbourhood, StoreError> {
        let mut hood = Neighbourhood::default();
        let mut one = self.tx.prepare_cached(&format!("{FACTS} id = ?1"))?;
        for seed in seeds {
            if let Some(facts) = one.query_row([seed], facts).optional()? {
                hood.add(facts);
            }
        }
        let mut articles = HashSet::from([0]);
        let mut looked = HashSet::new();
        let mut at = 0;
        while let Some(from) = hood.facts.get(at).copied() {
            at += 1;
            if articles.insert(from.article) {
                let mut of_article = self.tx.prepare_cached(&format!("{FACTS} article = ?1"))?;
                for row in of_article.query_map([from.article], facts)? {
                    hood.add(row?);
                }
            }
            for level in Level::ALL {
                let Some(key) = level.key(&from) else { continue };
                for members in self.to_look_at(level, key, &from, newcomer, &mut hood)? {
                    if looked.insert((level, key, *members)) {
                        self.look(level, key, *members, &mut hood)?;
                    }
                }
            }
        }
        Ok(hood)
    }

    fn to_look_at(
        &self,
        level: Level,
        key: (i64, i64),
        from: &Facts,
        newcomer: Option<i64>,
        hood: &mut Neighbourhood,
    ) -> Result<&'static [Members], StoreError> {
        let is_crowded = hood.crowded.contains(&(level, key)) || self.is_crowd(level, key, 0)?;
        if is_crowded {
            hood.crowded.insert((level, key));
            // The one that makes it a crowd is the one that parts those there before.
            if let Some(newcomer) = newcomer
                && self.is_crowd(level, key, newcomer)?
            {
                let nameless = match level {
                    Level::Address => from.trusted && from.number.is_none(),
                    _ => from.own.is_none(),
                };
                return Ok(if nameless { &[Members::Nameless] } else { &[] });
            }
        }
        Ok(match (level, from.trusted) {
            (Level::Titled | Level::Text, _) => &[Members::All],
            (Level::Number | Level::Address, true) => &[Members::Owners, Members::Claims],
            (Level::Number | Level::Address, false) => &[Members::Owners],
        })
    }

    fn is_crowd(&self, level: Level, key: (i64, i64), without: i64) -> Result<bool, StoreError> {
        if level == Level::Number {
            return Ok(false);
        }
        let sql = format!(
            "SELECT count(*) FROM (SELECT DISTINCT own FROM sightings
                 WHERE bin IS NULL AND {} AND own IS NOT NULL AND id <> ?3 LIMIT ?4)",
            holds(level)
        );
        let names: i64 =
            self.tx.prepare_cached(&sql)?.query_row(params![key.0, key.1, without, CROWD + 1], |row| row.get(0))?;
        Ok(names > CROWD)
    }

    fn look(
        &self,
        level: Level,
        key: (i64, i64),
        members: Members,
        hood: &mut Neighbourhood,
    ) -> Result<(), StoreError> {
        let which = match (members, level) {
            (Members::All, _) => String::new(),
            (Members::Owners, _) => "AND trusted = 1".to_owned(),
            (Members::Claims, _) => format!("AND trusted = 0 ORDER BY text, id LIMIT {CLAIMS}"),
            (Members::Nameless, Level::Address) => "AND own = ?1".to_owned(),
            (Members::Nameless, _) => "AND own IS NULL".to_owned(),
        };
        let sql = format!("{FACTS} {} {which}", holds(level));
        let mut select = self.tx.prepare_cached(&sql)?;
        for row in select.query_map(params![key.0, key.1], facts)? {
            hood.add(row?);
        }
        Ok(())
    }

    /// Gives each group its article's number: the lowest that its members had. A number goes to
    /// the group of its earliest sighting; a group that is left without one gets a new one.
    fn settle(&mut self, facts: &[Facts], groups: &[usize]) -> Result<(), StoreError> {
        let mut sorted: Vec<(&Facts, usize)> = facts.iter().zip(groups.iter().copied()).collect();
        sorted.sort_by_key(|(facts, _)| facts.id);
        let mut owner: HashMap<i64, usize> = HashMap::new();
        let mut numbers: HashMap<usize, BTreeSet<i64>> = HashMap::new();
        let mut order = Vec::new();
        for (facts, group) in &sorted {
            numbers.entry(*group).or_insert_with(|| {
                order.push(*group);
                BTreeSet::new()
            });
            if facts.article != 0 && *owner.entry(facts.article).or_insert(*group) == *group {
                numbers.entry(*group).or_default().insert(facts.article);
            }
        }
        let mut target: HashMap<usize, i64> = HashMap::new();
        for group in order {
            let mut given = numbers.remove(&group).unwrap_or_default().into_iter();
            let article = match given.next() {
                Some(lowest) => lowest,
                None => self.new_article(),
            };
            target.insert(group, article);
            for other in given {
                self.alias(other, article)?;
            }
        }
        let mut update = self.tx.prepare_cached("UPDATE sightings SET article = ?2 WHERE id = ?1")?;
        for (facts, group) in sorted {
            let Some(article) = target.get(&group).copied().filter(|article| *article != facts.article) else {
                continue;
            };
            update.execute([facts.id, article])?;
            self.dirty.extend([facts.article, article].iter().filter(|id| **id != 0));
        }
        Ok(())
    }

    /// The next number, given once.
    pub(super) fn new_article(&mut self) -> i64 {
        let article = self.next_article;
        self.next_article += 1;
        article
    }

    /// One article has turned out to be another: what refers to it follows, the reader's marks too.
    fn alias(&self, gone: i64, article: i64) -> Result<(), StoreError> {
        let both = [gone, article];
        self.tx.prepare_cached("UPDATE aliases SET article = ?2 WHERE article = ?1")?.execute(both)?;
        self.tx.prepare_cached("INSERT OR REPLACE INTO aliases (id, article) VALUES (?1, ?2)")?.execute(both)?;
        self.tx
            .prepare_cached("UPDATE sightings SET article = ?2 WHERE article = ?1 AND bin IS NOT NULL")?
            .execute(both)?;
        self.move_marks(gone, article)?;
        self.move_bookmark(gone, article)
    }

    /// Whether a sighting's number or address is another host's word against the site's own, and
    /// which of the two it is.
    pub(super) fn contest(&self, sighting: i64, article: i64, keys: &Keys) -> Result<Option<Contest>, StoreError> {
        let as_facts = keys.facts();
        for level in [Level::Number, Level::Address] {
            let Some(key) = level.key(&as_facts) else { continue };
            if keys.trusted {
                if self.exists(level, key, "AND trusted = 0", article)? && !self.owned_before(level, key, sighting)? {
                    return Ok(Some(Contest::TakenOver));
                }
            } else if self.exists(level, key, "AND trusted = 1", article)? {
                return Ok(Some(Contest::Refused));
            }
        }
        Ok(None)
    }

    fn owned_before(&self, level: Level, key: (i64, i64), sighting: i64) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 FROM sightings WHERE bin IS NULL AND {} AND trusted = 1 AND id <> ?3 LIMIT 1",
            holds(level)
        );
        Ok(self.tx.prepare_cached(&sql)?.exists(params![key.0, key.1, sighting])?)
    }
}

/// How a claim to a number or address ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contest {
    /// It is another host's, and the text is not the owner's.
    Refused,
    /// It is the owner's, and another host had claimed it for another text.
    TakenOver,
}

impl Keys {
    fn facts(&self) -> Facts {
        Facts {
            id: 0,
            article: 0,
            trusted: self.trusted,
            site: self.site,
            number: self.number,
            url: self.url,
            titled: self.titled,
            text: self.text,
            short: self.short,
            own: self.own,
        }
    }
}
