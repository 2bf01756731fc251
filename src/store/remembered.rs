//! Sources that are looked at again: addresses and folders, with how far each was read and how it went.
//!
//! None of it is what an article says, so writing it makes no revision. How a site is walked is `work`'s
//! to know: the store keeps its state as text.

use super::{Store, StoreError, Writer};
use crate::article::{ArticleId, Kind, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A source that is looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    /// Its own number.
    pub number: u64,
    /// What identifies it among the sources: the address as it was given, or a folder's absolute path.
    pub key: String,
    /// Where it is now.
    pub address: String,
    /// What it goes by: the person's own name for it, else that of the source, else the address.
    pub name: String,
    /// Articles that it has told of.
    pub articles: usize,
    /// How far it was read.
    pub walk: Option<String>,
    /// The way in, for people.
    pub way: Option<String>,
    /// When all went well the last time.
    pub last_ok: Option<Timestamp>,
    /// When something went wrong the last time.
    pub last_error: Option<Timestamp>,
    /// What was wrong the last time it was looked at; `None` where nothing was.
    pub error: Option<String>,
    /// When it is looked at next, where that is settled.
    pub next_due: Option<Timestamp>,
    /// Whether it is passed over unless it is named.
    pub is_paused: bool,
    /// Whether its pictures are wanted.
    pub wants_pictures: bool,
    /// Why nothing of it is taken in before a person has looked.
    pub flagged: Option<String>,
}

impl Remembered {
    /// Whether it is a folder on the disk.
    pub fn is_folder(&self) -> bool {
        self.key.starts_with("file:") || self.key.starts_with("bytes:")
    }
}

const SELECT: &str = "SELECT r.id, r.key, r.address, coalesce(r.own_name, s.name, r.address), r.walk, r.way, r.last_ok,
        r.last_error, r.error, r.next_due, r.paused, r.pictures, r.flagged,
        (SELECT count(DISTINCT article) FROM sightings WHERE bin IS NULL AND source IN (
             SELECT id FROM sources WHERE key = r.key OR bundle = s.id
                 OR key >= r.key || '/' AND key < r.key || '0' AND substr(r.key, 1, 5) IN ('file:', 'bytes')))
    FROM remembered AS r LEFT JOIN sources AS s ON s.key = r.key WHERE r.bin IS NULL";

fn read(row: &Row) -> rusqlite::Result<Remembered> {
    let moment =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.and_then(Timestamp::from_seconds));
    Ok(Remembered {
        number: row.get::<_, i64>(0)?.cast_unsigned(),
        key: row.get(1)?,
        address: row.get(2)?,
        name: row.get(3)?,
        walk: row.get(4)?,
        way: row.get(5)?,
        last_ok: moment(6)?,
        last_error: moment(7)?,
        error: row.get(8)?,
        next_due: moment(9)?,
        is_paused: row.get(10)?,
        wants_pictures: row.get(11)?,
        flagged: row.get(12)?,
        articles: row.get::<_, i64>(13)?.cast_unsigned() as usize,
    })
}

impl Store {
    /// All remembered sources, in the order in which they came.
    pub fn remembered(&self) -> Result<Vec<Remembered>, StoreError> {
        let mut select = self.conn.prepare_cached(&format!("{SELECT} ORDER BY r.id"))?;
        let rows = select.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When a remembered source was last found as it should be.
    pub fn last_synced(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT max(last_ok) FROM remembered WHERE bin IS NULL")?;
        let last: Option<i64> = select.query_row([], |row| row.get(0))?;
        Ok(last.and_then(Timestamp::from_seconds))
    }

    /// How many articles the newest input of a source had, and of which shape it was.
    pub fn last_delivery(&self, key: &str) -> Result<Option<(usize, Kind)>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT articles, d.kind FROM deliveries AS d JOIN sources AS s ON s.id = d.source
             WHERE key = ?1 ORDER BY seen DESC, content DESC LIMIT 1",
        )?;
        let row: Option<(i64, String)> = select.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(row.and_then(|(articles, kind)| Some((articles.cast_unsigned() as usize, Kind::from_name(&kind)?))))
    }

    /// Since when an article's site has it no more.
    pub fn gone_since(&self, id: ArticleId) -> Result<Option<Timestamp>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT since FROM gone WHERE article = ?1")?;
        let since: Option<i64> = select.query_row([id.0.cast_signed()], |row| row.get(0)).optional()?;
        Ok(since.and_then(Timestamp::from_seconds))
    }

    /// What hosts said in their robots.txt, as [`Writer::keep_hosts`] was given it.
    pub fn hosts(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT host, said FROM hosts ORDER BY host")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// See [`Writer::remember`].
pub(super) fn remember(conn: &Connection, key: &str, address: &str) -> Result<u64, StoreError> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO remembered (key, address) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET bin = NULL
         RETURNING id",
    )?;
    Ok(insert.query_row([key, address], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

impl Writer<'_> {
    /// Remembers a source, or finds it remembered; its number.
    pub fn remember(&mut self, key: &str, address: &str) -> Result<u64, StoreError> {
        remember(&self.tx, key, address)
    }

    /// Looks at a source no more. What it has told of stays.
    pub fn stop_remembering(&mut self, number: u64) -> Result<(), StoreError> {
        let number = number.cast_signed();
        self.tx
            .prepare_cached(
                "UPDATE sources SET listed = 0 WHERE key = (SELECT key FROM remembered WHERE id = ?1)
                     AND kind <> 'opml'",
            )?
            .execute([number])?;
        self.tx.prepare_cached("DELETE FROM remembered WHERE id = ?1")?.execute([number])?;
        Ok(())
    }

    /// Keeps how far a source was read.
    pub fn keep_walk(&mut self, number: u64, walk: &str, way: Option<&str>) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE remembered SET walk = ?2, way = coalesce(?3, way) WHERE id = ?1")?
            .execute(params![number.cast_signed(), walk, way])?;
        Ok(())
    }

    /// Keeps how it went when a source was looked at, and when it is looked at next.
    pub fn keep_health(
        &mut self,
        number: u64,
        now: Timestamp,
        error: Option<&str>,
        next_due: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let column = if error.is_some() { "last_error" } else { "last_ok" };
        let sql = format!("UPDATE remembered SET {column} = ?2, error = ?3, next_due = ?4 WHERE id = ?1");
        let next_due = next_due.map(Timestamp::seconds);
        self.tx.prepare_cached(&sql)?.execute(params![number.cast_signed(), now.seconds(), error, next_due])?;
        Ok(())
    }

    /// Nothing of a source is taken in before a person has looked: why; or that is settled.
    pub fn flag(&mut self, number: u64, why: Option<&str>) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached("UPDATE remembered SET flagged = ?2 WHERE id = ?1")?;
        update.execute(params![number.cast_signed(), why])?;
        Ok(())
    }

    /// Passes a source over from now on, or no longer.
    pub fn pause(&mut self, number: u64, is_paused: bool) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached("UPDATE remembered SET paused = ?2 WHERE id = ?1")?;
        update.execute(params![number.cast_signed(), is_paused])?;
        Ok(())
    }

    /// Fetches the pictures of a source too from now on, or no longer.
    pub fn want_pictures(&mut self, number: u64, are_wanted: bool) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached("UPDATE remembered SET pictures = ?2 WHERE id = ?1")?;
        update.execute(params![number.cast_signed(), are_wanted])?;
        Ok(())
    }

    /// A source is at another address from now on.
    pub fn move_to(&mut self, number: u64, address: &str) -> Result<(), StoreError> {
        let mut update = self.tx.prepare_cached("UPDATE remembered SET address = ?2 WHERE id = ?1")?;
        update.execute(params![number.cast_signed(), address])?;
        Ok(())
    }

    /// Calls a source by a person's own name for it; `None`: by what it says itself again. Its articles
    /// show that, and its name is judged anew.
    pub fn call(&mut self, number: u64, own_name: Option<&str>) -> Result<(), StoreError> {
        let number = number.cast_signed();
        self.tx
            .prepare_cached("UPDATE remembered SET own_name = ?2 WHERE id = ?1")?
            .execute(params![number, own_name])?;
        let mut source = self.tx.prepare_cached(
            "UPDATE sources SET name = coalesce(?2, (SELECT name FROM deliveries WHERE source = sources.id
                                                     ORDER BY seen DESC, content DESC LIMIT 1), name)
             WHERE key = (SELECT key FROM remembered WHERE id = ?1) RETURNING id",
        )?;
        let source: Option<i64> = source.query_row(params![number, own_name], |row| row.get(0)).optional()?;
        if let Some(source) = source {
            let articles = self.articles_of(source)?;
            self.dirty.extend(articles);
            self.sources.insert(source);
            self.changed = true;
        }
        Ok(())
    }

    /// An article's site has it no more, first seen now.
    pub fn note_gone(&mut self, id: ArticleId, now: Timestamp) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare_cached("INSERT OR IGNORE INTO gone (article, since) VALUES (?1, ?2)")?;
        insert.execute([id.0.cast_signed(), now.seconds()])?;
        Ok(())
    }

    /// Keeps what hosts said in their robots.txt, instead of what was kept before.
    pub fn keep_hosts(&mut self, hosts: &[(String, String)]) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM hosts", [])?;
        let mut insert = self.tx.prepare_cached("INSERT OR REPLACE INTO hosts (host, said) VALUES (?1, ?2)")?;
        for (host, said) in hosts {
            insert.execute([host, said])?;
        }
        Ok(())
    }
}
