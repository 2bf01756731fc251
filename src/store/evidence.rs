//! What verdicts are made from, and where they are kept: what each source says, what it has taught
//! the others, what a person has decided, and what was found.
//!
//! Judging itself is not the store's: `work` asks which sources want judging, gets their evidence,
//! and gives back what comes of it.

use super::pack::{self, Described, json};
use super::{StoreError, Writer, blob, sightings};
use crate::article::{Channel, Decision, Finding, Item, SightingId, SourceId, Witness};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a source says, for judging what of it is junk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Which source.
    pub source: SourceId,
    /// Every header that its channel had.
    pub channels: Vec<Channel>,
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

impl Writer<'_> {
    /// The sources that want judging, by number: those that this transaction has touched, those
    /// that have an article in common with one that it has touched, and those that an earlier one
    /// left. None while an input is only there in part: they are left for later.
    pub fn to_judge(&mut self) -> Result<Vec<SourceId>, StoreError> {
        let mut of_article =
            self.tx.prepare_cached("SELECT DISTINCT source FROM sightings WHERE article = ?1 AND bin IS NULL")?;
        // What one source calls an article is evidence on what others call it.
        for article in &self.dirty {
            for source in of_article.query_map([article], |row| row.get::<_, i64>(0))? {
                self.sources.insert(source?);
            }
        }
        if self.defers {
            let mut leave = self.tx.prepare_cached("INSERT OR IGNORE INTO unjudged (source) VALUES (?1)")?;
            for source in std::mem::take(&mut self.sources) {
                leave.execute([source])?;
            }
            return Ok(Vec::new());
        }
        let mut left = self.tx.prepare_cached("DELETE FROM unjudged RETURNING source")?;
        for source in left.query_map([], |row| row.get::<_, i64>(0))? {
            self.sources.insert(source?);
        }
        Ok(self.sources.iter().map(|source| SourceId(source.cast_unsigned())).collect())
    }

    /// What a source says.
    pub fn evidence(&self, source: SourceId) -> Result<Evidence, StoreError> {
        let number = source.0.cast_signed();
        Ok(Evidence {
            source,
            channels: self.channels(number)?,
            titles: self.titles(number)?,
            decided: self.decided(source)?,
        })
    }

    fn channels(&self, source: i64) -> Result<Vec<Channel>, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT DISTINCT channel FROM deliveries WHERE source = ?1 ORDER BY 1")?;
        let channels = select.query_map([source], |row| row.get::<_, String>(0))?;
        let read = |channel: rusqlite::Result<String>| {
            serde_json::from_str(&channel?)
                .map_err(|error| StoreError::damaged(format!("a channel of source {source}: {error}")))
        };
        channels.map(read).collect()
    }

    fn titles(&self, source: i64) -> Result<Vec<Titled>, StoreError> {
        let mut elsewhere: HashMap<i64, Vec<String>> = HashMap::new();
        let mut others = self.tx.prepare_cached(
            "SELECT DISTINCT s.id, o.raw_title FROM sightings AS s JOIN sightings AS o ON o.article = s.article
             WHERE s.source = ?1 AND o.source <> ?1 AND s.bin IS NULL AND o.bin IS NULL ORDER BY s.id, o.raw_title",
        )?;
        for row in others.query_map([source], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
            let (id, title) = row?;
            elsewhere.entry(id).or_default().push(title);
        }
        let mut titles = self.tx.prepare_cached(
            "SELECT id, raw_title, slug, says, verdict FROM sightings WHERE source = ?1 AND bin IS NULL ORDER BY id",
        )?;
        let titles = titles.query_map([source], |row| {
            let id: i64 = row.get(0)?;
            Ok(Titled {
                id: SightingId(id.cast_unsigned()),
                raw: row.get(1)?,
                witness: pack::witness(row.get(2)?, row.get(3)?),
                elsewhere: elsewhere.remove(&id).unwrap_or_default(),
                verdict: row.get(4)?,
            })
        })?;
        Ok(titles.collect::<Result<_, _>>()?)
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

    /// Counts every source with a title that `concerns` says yes to as touched. Reads all titles:
    /// for when something new was learnt.
    pub fn review(&mut self, concerns: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
        let mut select = self.tx.prepare_cached("SELECT source, raw_title FROM sightings WHERE bin IS NULL")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let source = row.get(0)?;
            if !self.sources.contains(&source) && concerns(row.get_ref(1)?.as_str().unwrap_or_default()) {
                self.sources.insert(source);
            }
        }
        Ok(())
    }

    /// Counts a source as touched.
    pub fn touch(&mut self, source: SourceId) {
        self.sources.insert(source.0.cast_signed());
    }

    /// The item of a sighting as the last verdict left it.
    pub fn item(&self, id: SightingId) -> Result<Item, StoreError> {
        Ok(sightings::one(&self.tx, id.0.cast_signed())?.item)
    }

    /// Gives a sighting what a verdict has made of its item. What it is recognised by stays.
    pub fn amend(&mut self, id: SightingId, mut item: Item) -> Result<(), StoreError> {
        let id = id.0.cast_signed();
        let document = blob::insert(&self.tx, &blob::pack(&json(&std::mem::take(&mut item.document))))?;
        let packed = Described::of(&mut item);
        let mut update = self.tx.prepare_cached(
            "UPDATE sightings SET title = ?2, title_removed = ?3, item_size = ?4, item = ?5, document = ?6,
                 verdict = ?7 WHERE id = ?1 RETURNING article",
        )?;
        let size = packed.item_size as i64;
        let columns = params![id, packed.title, packed.title_removed, size, packed.item, document, item.verdict];
        let article: i64 = update.query_row(columns, |row| row.get(0))?;
        self.amended.insert(article);
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

    /// What a person has decided for a source: what was decided for it alone before what was decided
    /// for all.
    fn decided(&self, source: SourceId) -> Result<BTreeMap<String, Decision>, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT text, decision FROM decisions WHERE source IN (0, ?1) ORDER BY source")?;
        let rows = select.query_map([source.0.cast_signed()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut decided = BTreeMap::new();
        for row in rows {
            let (text, decision) = row?;
            decided.extend(Decision::from_name(&decision).map(|decision| (text, decision)));
        }
        Ok(decided)
    }
}
