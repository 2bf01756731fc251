//! Forgetting: sightings go to a bin, from which they come back until it is emptied. What other
//! sources say of an article stays.

use super::bundles::NAMED;
use super::row::Said;
use super::{Store, StoreError, Writer, blob};
use crate::article::ArticleId;
use rusqlite::params;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// For statements that ask for no value.
const NOTHING: Value = Value::Integer(0);

/// What to forget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Everything that sources with this key, address or name, and all that is in them, have said.
    Source(String),
    /// Everything that was said about this article.
    Article(ArticleId),
}

/// What forgetting took away, or restoring brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Articles gone or back.
    pub articles: usize,
    /// Sources of which nothing is left, or of which there is something again; listed feeds and their lists
    /// among them.
    pub sources: usize,
}

/// One thing in the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binned {
    /// What it is, for people: a source's address or an article's title.
    pub what: String,
    /// How many sightings of it lie in the bin.
    pub sightings: usize,
    /// How many articles they are of.
    pub articles: usize,
}

impl Store {
    /// Gives up for good what lies in the bin. Returns how many sightings there were.
    pub fn empty_bin(&mut self) -> Result<usize, StoreError> {
        let mut writer = self.write()?;
        let sightings = writer.empty_bin()?;
        writer.commit()?;
        if sightings > 0 {
            let mut vacuum = self.conn.prepare("PRAGMA incremental_vacuum")?;
            let mut pages = vacuum.query([])?;
            while pages.next()?.is_some() {}
        }
        Ok(sightings)
    }

    /// What lies in the bin, oldest first.
    pub fn bin(&self) -> Result<Vec<Binned>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT what, count(*), count(DISTINCT article) FROM sightings AS s JOIN bin ON bin.id = s.bin
             WHERE s.bin IS NOT NULL GROUP BY bin.id ORDER BY bin.id",
        )?;
        let rows = select.query_map([], |row| {
            Ok(Binned {
                what: row.get(0)?,
                sightings: row.get::<_, i64>(1)?.cast_unsigned() as usize,
                articles: row.get::<_, i64>(2)?.cast_unsigned() as usize,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Puts something into the bin. Nothing is forgotten where nothing is found. The sources that
    /// lose something are in [`Writer::to_judge`].
    pub fn forget(&mut self, what: &What) -> Result<Forgotten, StoreError> {
        let before = self.live()?;
        let Some((which, value, label)) = self.found(what)? else { return Ok(Forgotten::default()) };
        let which = format!("bin IS NULL AND {which}");
        let removed: Vec<i64> = self.column(&format!("SELECT id FROM sightings WHERE {which}"), &value)?;
        let listed = match what {
            What::Source(_) => format!("SELECT id FROM sources WHERE listed = 1 AND bin IS NULL AND id IN ({NAMED})"),
            What::Article(_) => "SELECT 0 WHERE ?1 IS NULL".to_owned(),
        };
        let listed = self.column(&listed, &value)?;
        if removed.is_empty() && listed.is_empty() {
            return Ok(Forgotten::default());
        }
        let bin = self.tx.prepare_cached("INSERT INTO bin (what) VALUES (?1)")?.insert([label])?;
        let sources = self.column(&format!("SELECT DISTINCT source FROM sightings WHERE {which}"), &value)?;
        self.sources.extend(sources);
        let articles = self.column(&format!("SELECT DISTINCT article FROM sightings WHERE {which}"), &value)?;
        self.dirty.extend(articles);
        let around = self.neighbours(&removed)?;
        self.tx
            .prepare_cached(&format!("UPDATE sightings SET bin = ?2 WHERE {which}"))?
            .execute(params![value, bin])?;
        for source in listed {
            self.tx.prepare_cached("UPDATE sources SET bin = ?2 WHERE id = ?1")?.execute([source, bin])?;
        }
        if let What::Source(_) = what {
            // What was forgotten is not to come back with the next sync.
            let forgotten = format!("SELECT key FROM sources WHERE id IN ({NAMED})");
            let sql = format!("UPDATE remembered SET bin = ?2 WHERE bin IS NULL AND key IN ({forgotten})");
            self.tx.prepare_cached(&sql)?.execute(params![value, bin])?;
        }
        self.regroup(&around, None)?;
        self.since(&before)
    }

    /// The condition and its value that select the sightings to forget, and what to call them.
    fn found(&self, what: &What) -> Result<Option<(String, Value, String)>, StoreError> {
        match what {
            What::Source(name) => {
                let mut select = self.tx.prepare_cached(&format!("SELECT min(id) FROM ({NAMED})"))?;
                let first: Option<i64> = select.query_row([name], |row| row.get(0))?;
                let Some(first) = first else { return Ok(None) };
                let mut select = self.tx.prepare_cached("SELECT address FROM sources WHERE id = ?1")?;
                let label = select.query_row([first], |row| row.get(0))?;
                Ok(Some((format!("source IN ({NAMED})"), Value::Text(name.clone()), label)))
            }
            What::Article(id) => {
                let mut select = self.tx.prepare_cached(
                    "SELECT said_size, said, id FROM articles
                     WHERE id = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
                )?;
                let mut rows = select.query([id.0.cast_signed()])?;
                let Some(row) = rows.next()? else { return Ok(None) };
                let title = Said::read(&self.tx, row, 0)?.title;
                Ok(Some(("article = ?1".to_owned(), Value::Integer(row.get(2)?), title)))
            }
        }
    }

    /// Brings back all that lies in the bin; as with [`Writer::forget`], its sources want judging anew.
    pub fn restore(&mut self) -> Result<Forgotten, StoreError> {
        let before = self.live()?;
        let restored =
            self.column("SELECT id FROM sightings WHERE bin IS NOT NULL AND ?1 = 0 ORDER BY id", &NOTHING)?;
        let articles =
            self.column("SELECT DISTINCT article FROM sightings WHERE bin IS NOT NULL AND ?1 = 0", &NOTHING)?;
        let sources =
            self.column("SELECT DISTINCT source FROM sightings WHERE bin IS NOT NULL AND ?1 = 0", &NOTHING)?;
        self.dirty.extend(articles);
        self.sources.extend(sources);
        self.tx.execute("UPDATE sightings SET bin = NULL WHERE bin IS NOT NULL", [])?;
        for table in ["sources", "remembered"] {
            self.tx.execute(&format!("UPDATE {table} SET bin = NULL WHERE bin IS NOT NULL"), [])?;
        }
        self.tx.execute("DELETE FROM bin", [])?;
        self.regroup(&restored, None)?;
        self.since(&before)
    }

    fn empty_bin(&mut self) -> Result<usize, StoreError> {
        let sightings = self.tx.execute("DELETE FROM sightings WHERE bin IS NOT NULL", [])?;
        let listed = self.tx.execute("UPDATE sources SET listed = 0, bin = NULL WHERE bin IS NOT NULL", [])?;
        if sightings + listed == 0 {
            return Ok(0);
        }
        self.changed = true;
        self.tx.execute_batch(
            "DELETE FROM bin;
             CREATE TEMP TABLE kept AS WITH RECURSIVE kept (id) AS (
                     SELECT source FROM sightings UNION SELECT id FROM sources WHERE listed = 1
                     UNION SELECT bundle FROM sources JOIN kept ON kept.id = sources.id WHERE bundle IS NOT NULL)
                 SELECT id FROM kept;
             DELETE FROM listings WHERE list NOT IN (SELECT id FROM kept) OR feed NOT IN (SELECT id FROM kept);
             DELETE FROM deliveries WHERE source NOT IN (SELECT id FROM kept);
             DELETE FROM sources WHERE id NOT IN (SELECT id FROM kept);
             DROP TABLE kept;
             DELETE FROM decisions WHERE source <> 0 AND source NOT IN (SELECT source FROM sightings);
             DELETE FROM findings WHERE source NOT IN (SELECT source FROM sightings);
             DELETE FROM learned WHERE source NOT IN (SELECT source FROM sightings);
             DELETE FROM unjudged WHERE source NOT IN (SELECT source FROM sightings);
             DELETE FROM marks WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM notes WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM own_tags WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM bookmarks WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM pictured WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM article_pictures WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM pictures WHERE id NOT IN (SELECT picture FROM article_pictures);
             DELETE FROM aliases WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM gone WHERE article NOT IN (SELECT article FROM sightings);
             DELETE FROM remembered WHERE bin IS NOT NULL;
             DELETE FROM dictionaries WHERE NOT EXISTS (SELECT 1 FROM sightings);",
        )?;
        blob::sweep(&self.tx)?;
        Ok(sightings)
    }

    fn column(&self, sql: &str, value: &Value) -> Result<Vec<i64>, StoreError> {
        let mut select = self.tx.prepare_cached(sql)?;
        let rows = select.query_map(params![value], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Articles and sources of which there is something.
    fn live(&self) -> Result<(BTreeSet<i64>, BTreeSet<i64>), StoreError> {
        let distinct = |column: &str| -> Result<BTreeSet<i64>, StoreError> {
            let sql = format!("SELECT DISTINCT {column} FROM sightings WHERE bin IS NULL AND ?1 = 0");
            Ok(self.column(&sql, &NOTHING)?.into_iter().collect())
        };
        let listed = self.column("SELECT id FROM sources WHERE listed = 1 AND bin IS NULL AND ?1 = 0", &NOTHING)?;
        let mut sources = distinct("source")?;
        sources.extend(listed);
        Ok((distinct("article")?, sources))
    }

    fn since(&self, before: &(BTreeSet<i64>, BTreeSet<i64>)) -> Result<Forgotten, StoreError> {
        let after = self.live()?;
        Ok(Forgotten {
            articles: before.0.len().abs_diff(after.0.len()),
            sources: before.1.len().abs_diff(after.1.len()),
        })
    }
}
