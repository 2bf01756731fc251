//! What verdicts are made from, and where they are kept: what each source says, what it has taught
//! the others, what a person has decided, and what was found.
//!
//! Judging itself is not the store's: `work` asks which sources want judging, gets their evidence,
//! and gives back what comes of it.

use super::pack::{self, Described, MOST_OF_BASE};
use super::place::CROWD;
use super::{Store, StoreError, Writer, blob, decisions, sightings};
use crate::article::{ArticleId, Channel, Decision, Finding, Item, SightingId, SourceId, Witness};
use rusqlite::{OptionalExtension, params};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a source says, for judging what of it is junk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Which source.
    pub source: SourceId,
    /// Every header that its channel had.
    pub channels: Vec<Channel>,
    /// What its newest input says of itself, and the name that this gave the source.
    pub newest: Option<(Channel, String)>,
    /// Every sighting's title.
    pub titles: Vec<Titled>,
    /// What a person has decided, for this source or for all.
    pub decided: BTreeMap<String, Decision>,
}

/// A sighting's title as it came, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Which sighting.
    pub id: SightingId,
    /// As it came.
    pub raw: String,
    /// What its item's address and text say of it.
    pub witness: Witness,
    /// Titles that other sources give the same article, as they came.
    pub elsewhere: Vec<String>,
    /// The last verdict on it.
    pub verdict: i64,
}

/// A title of an article, with the lowest and the highest number of the sources that give it.
pub(super) type Shared = (String, i64, i64);

impl Store {
    /// How many sources are still to be judged, because what took them in was interrupted.
    pub fn unjudged(&self) -> Result<usize, StoreError> {
        let mut count = self.conn.prepare_cached("SELECT count(*) FROM unjudged")?;
        Ok(count.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned() as usize)
    }
}

impl Writer<'_> {
    /// The sources that want judging, by number: those that this transaction has touched, those
    /// that have an article in common with one that it has touched, and those that an earlier one
    /// left. None where this transaction leaves judging to a later one, see [`Writer::defer`].
    pub fn to_judge(&mut self) -> Result<Vec<SourceId>, StoreError> {
        self.shared.clear();
        if self.defers {
            return Ok(Vec::new());
        }
        for (waiting, list) in [("waiting", &mut self.dirty), ("unjudged", &mut self.sources)] {
            let mut left = self.tx.prepare_cached(&format!("DELETE FROM {waiting} RETURNING *"))?;
            for number in left.query_map([], |row| row.get::<_, i64>(0))? {
                list.insert(number?);
            }
        }
        self.touch_around()?;
        Ok(self.sources.iter().map(|source| SourceId(source.cast_unsigned())).collect())
    }

    /// Counts every source as touched that tells of an article that this transaction has touched.
    fn touch_around(&mut self) -> Result<(), StoreError> {
        let mut of_article =
            self.tx.prepare_cached("SELECT DISTINCT source FROM sightings WHERE article = ?1 AND bin IS NULL")?;
        // What one source calls an article is evidence on what others call it.
        for article in &self.dirty {
            for source in of_article.query_map([article], |row| row.get::<_, i64>(0))? {
                self.sources.insert(source?);
            }
        }
        Ok(())
    }

    /// Leaves what this transaction touches to a later one. Articles that many sightings are of are
    /// left as they are until then: looked through with every batch that adds to them, they would
    /// take ever longer.
    pub(super) fn leave(&mut self) -> Result<(), StoreError> {
        let mut wait = self.tx.prepare_cached("INSERT OR IGNORE INTO waiting (article) VALUES (?1)")?;
        let mut count = self.tx.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM sightings WHERE article = ?1 AND bin IS NULL LIMIT ?2)",
        )?;
        let mut left = BTreeSet::new();
        for article in &self.dirty {
            if count.query_row([*article, CROWD + 1], |row| row.get::<_, i64>(0))? > CROWD {
                wait.execute([article])?;
                left.insert(*article);
            }
        }
        drop((wait, count));
        self.dirty.retain(|article| !left.contains(article));
        self.touch_around()?;
        let mut leave = self.tx.prepare_cached("INSERT OR IGNORE INTO unjudged (source) VALUES (?1)")?;
        for source in std::mem::take(&mut self.sources) {
            leave.execute([source])?;
        }
        drop(leave);
        // One that never was derived is not there for anyone before it is.
        for article in left {
            self.changed = true;
            if !self.has_article(article)? {
                self.dirty.insert(article);
            }
        }
        Ok(())
    }

    /// What a source says.
    pub fn evidence(&mut self, source: SourceId) -> Result<Evidence, StoreError> {
        let number = source.0.cast_signed();
        Ok(Evidence {
            source,
            channels: self.channels(number)?,
            newest: self.newest(number)?,
            titles: self.titles(number)?,
            decided: decisions::decided(&self.tx, source)?,
        })
    }

    fn channels(&self, source: i64) -> Result<Vec<Channel>, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT DISTINCT channel FROM deliveries WHERE source = ?1 ORDER BY 1")?;
        let channels = select.query_map([source], |row| row.get::<_, String>(0))?;
        channels.map(|channel| read_channel(source, &channel?)).collect()
    }

    fn newest(&self, source: i64) -> Result<Option<(Channel, String)>, StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT channel, name FROM deliveries WHERE source = ?1 ORDER BY seen DESC, content DESC LIMIT 1",
        )?;
        let newest: Option<(String, String)> =
            select.query_row([source], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        newest.map(|(channel, name)| Ok((read_channel(source, &channel)?, name))).transpose()
    }

    fn titles(&mut self, source: i64) -> Result<Vec<Titled>, StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT id, raw_title, slug, says, verdict, article FROM sightings
             WHERE source = ?1 AND bin IS NULL ORDER BY id",
        )?;
        let titles = select.query_map([source], |row| {
            let raw: String = row.get(1)?;
            let titled = Titled {
                id: SightingId(row.get::<_, i64>(0)?.cast_unsigned()),
                witness: pack::witness(&raw, row.get(2)?, row.get(3)?),
                raw,
                elsewhere: Vec::new(),
                verdict: row.get(4)?,
            };
            Ok((row.get(5)?, titled))
        })?;
        let mut titles: Vec<(i64, Titled)> = titles.collect::<Result<_, _>>()?;
        drop(select);
        let mut elsewhere: HashMap<i64, Vec<String>> = HashMap::new();
        for (article, titled) in &mut titles {
            titled.elsewhere = match elsewhere.entry(*article) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(entry) => entry.insert(self.elsewhere(*article, source)?).clone(),
            };
        }
        Ok(titles.into_iter().map(|(_, titled)| titled).collect())
    }

    /// What other sources call an article; nothing where that is many things, since it is a notice or
    /// a front page then. What many sightings are of is read once for all sources.
    fn elsewhere(&mut self, article: i64, source: i64) -> Result<Vec<String>, StoreError> {
        let others = |titles: &[Shared]| -> Vec<String> {
            let others = titles.iter().filter(|(_, first, last)| (*first, *last) != (source, source));
            let others: Vec<String> = others.take(CROWD as usize + 1).map(|(title, ..)| title.clone()).collect();
            if others.len() > CROWD as usize { Vec::new() } else { others }
        };
        if let Some(known) = self.shared.get(&article) {
            return Ok(others(known));
        }
        let mut select = self.tx.prepare_cached(
            "SELECT raw_title, min(source), max(source), count(*) FROM sightings WHERE article = ?1 AND bin IS NULL
             GROUP BY raw_title ORDER BY raw_title",
        )?;
        let mut rows = select.query([article])?;
        let (mut titles, mut sightings) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            titles.push((row.get(0)?, row.get(1)?, row.get(2)?));
            sightings += row.get::<_, i64>(3)?;
        }
        let found = others(&titles);
        if sightings > CROWD {
            self.shared.insert(article, titles);
        }
        Ok(found)
    }

    /// Everything that is known junk by the evidence of some source, as it was when the sources were
    /// last judged.
    pub fn learned(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT DISTINCT text FROM learned")?;
        let texts = select.query_map([], |row| row.get(0))?;
        Ok(texts.collect::<Result<_, _>>()?)
    }

    /// Keeps what is junk by the evidence of this source alone.
    pub fn set_learned(&mut self, source: SourceId, texts: &BTreeSet<String>) -> Result<(), StoreError> {
        let source = source.0.cast_signed();
        self.tx.prepare_cached("DELETE FROM learned WHERE source = ?1")?.execute([source])?;
        let mut insert = self.tx.prepare_cached("INSERT INTO learned (source, text) VALUES (?1, ?2)")?;
        for text in texts {
            insert.execute(params![source, text])?;
        }
        Ok(())
    }

    /// Counts every source as touched of which a title, or the channel's, is one that `concerns` says
    /// yes to. Reads all titles: for when something new was learnt.
    pub fn review(&mut self, concerns: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT source, raw_title FROM sightings WHERE bin IS NULL
             UNION ALL SELECT source, coalesce(channel ->> 'raw_title', '') FROM deliveries",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let source = row.get(0)?;
            if !self.sources.contains(&source) && concerns(row.get_ref(1)?.as_str().unwrap_or_default()) {
                self.sources.insert(source);
            }
        }
        Ok(())
    }

    /// The articles that this transaction changes, as far as it has come.
    pub fn touched(&self) -> BTreeSet<ArticleId> {
        self.dirty.iter().chain(&self.amended).chain(&self.derived).map(|id| ArticleId(id.cast_unsigned())).collect()
    }

    /// The item of a sighting as the last verdict left it.
    pub fn item(&self, id: SightingId) -> Result<Item, StoreError> {
        Ok(sightings::one(&self.tx, id.0.cast_signed())?.item)
    }

    /// Gives a sighting what a verdict has made of its item. What it is recognised by stays.
    pub fn amend(&mut self, id: SightingId, item: Item) -> Result<(), StoreError> {
        let id = id.0.cast_signed();
        let mut old = self.tx.prepare_cached("SELECT document, raw FROM sightings WHERE id = ?1")?;
        let (replaced, raw): (Option<i64>, i64) = old.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        drop(old);
        self.replaced.extend(replaced);
        let base = blob::read_small(&self.tx, raw, MOST_OF_BASE)?;
        let (verdict, dictionary) = (item.verdict, self.dictionary()?);
        let packed = Described::of(item, base.as_deref(), dictionary.as_deref());
        let document = packed.document.as_ref().map(|text| blob::insert(&self.tx, text)).transpose()?;
        let mut update = self.tx.prepare_cached(
            "UPDATE sightings SET title = ?2, title_removed = ?3, item_size = ?4, item = ?5, document = ?6,
                 verdict = ?7 WHERE id = ?1 RETURNING article",
        )?;
        let size = packed.item_size as i64;
        let columns = params![id, packed.title, packed.title_removed, size, packed.item, document, verdict];
        let article: i64 = update.query_row(columns, |row| row.get(0))?;
        self.amended.insert(article);
        Ok(())
    }

    /// Calls a source by this name in all lists, unless the person has a name for it.
    pub fn set_name(&mut self, source: SourceId, name: &str) -> Result<(), StoreError> {
        let source = source.0.cast_signed();
        let mut rename = self.tx.prepare_cached(
            "UPDATE sources SET name = ?2 WHERE id = ?1 AND name <> ?2
                 AND NOT EXISTS (SELECT 1 FROM remembered AS r WHERE r.key = sources.key AND own_name IS NOT NULL)",
        )?;
        if rename.execute(params![source, name])? > 0 {
            drop(rename);
            let articles = self.articles_of(source)?;
            self.amended.extend(articles);
            self.changed = true;
        }
        Ok(())
    }

    /// Keeps what the evidence of a source speaks against, instead of what it did before.
    pub fn set_findings(&mut self, source: SourceId, findings: &[Finding]) -> Result<(), StoreError> {
        let source = source.0.cast_signed();
        self.tx.prepare_cached("DELETE FROM findings WHERE source = ?1")?.execute([source])?;
        let mut insert = self.tx.prepare_cached(
            "INSERT OR REPLACE INTO findings (source, place, text, rule, standing, count, of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for finding in findings {
            insert.execute(params![
                source,
                finding.place.name(),
                finding.text,
                finding.rule,
                finding.standing.name(),
                finding.count as i64,
                finding.of as i64
            ])?;
        }
        Ok(())
    }
}

fn read_channel(source: i64, channel: &str) -> Result<Channel, StoreError> {
    serde_json::from_str(channel).map_err(|error| StoreError::damaged(format!("a channel of source {source}: {error}")))
}
