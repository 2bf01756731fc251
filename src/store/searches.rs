//! The person's own searches: those kept by name, and those made lately.
//!
//! A search kept by name remembers which articles it has shown, so that what came to match since can be
//! told from what is only seen again, whatever was taken in, forgotten, restored or merged meanwhile:
//! an article is new to it until it was looked at while the article matched. What matches is not known
//! here; `work` asks the index and hands the numbers in. Like marks, searches are no part of what
//! articles are: the revision stays.

use super::numbers::Numbers;
use super::{Store, StoreError};
use crate::article::ArticleId;
use rusqlite::{Connection, OptionalExtension, params};
use unicode_normalization::UnicodeNormalization;

/// More past searches than anyone looks through.
const MOST_HISTORY: i64 = 300;

/// A search kept by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSearch {
    /// As the person wrote it. Names that differ only in case or spaces are one name.
    pub name: String,
    /// The query's text.
    pub query: String,
    /// The name of its order.
    pub sort: String,
}

/// Names are compared without regard to case, spaces and how an accent is written.
fn key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Store {
    /// All searches kept, by name.
    pub fn searches(&self) -> Result<Vec<KeptSearch>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT name, query, sort FROM searches ORDER BY key")?;
        let rows =
            select.query_map([], |row| Ok(KeptSearch { name: row.get(0)?, query: row.get(1)?, sort: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The search kept under a name.
    pub fn search_named(&self, name: &str) -> Result<Option<KeptSearch>, StoreError> {
        named(&self.conn, name)
    }

    /// Keeps a search that shows these articles now, in the place of one of the same name.
    pub fn keep_search(&mut self, search: &KeptSearch, shown: &[ArticleId]) -> Result<(), StoreError> {
        let mut seen = Numbers::default();
        for id in shown {
            seen.insert(id.0);
        }
        let writer = self.write()?;
        writer
            .tx
            .prepare_cached(
                "INSERT INTO searches (key, name, query, sort, seen) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (key) DO UPDATE SET name = ?2, query = ?3, sort = ?4, seen = ?5",
            )?
            .execute(params![key(&search.name), search.name, search.query, search.sort, seen.pack()])?;
        writer.commit()?;
        Ok(())
    }

    /// Gives a search another name; `false` if there is none of the old one. The new one must be free,
    /// or the same but for case and spaces.
    pub fn rename_search(&mut self, from: &str, to: &str) -> Result<bool, StoreError> {
        let writer = self.write()?;
        let renamed = writer.tx.prepare_cached("UPDATE searches SET key = ?2, name = ?3 WHERE key = ?1")?.execute([
            &key(from),
            &key(to),
            to,
        ])?;
        writer.commit()?;
        Ok(renamed > 0)
    }

    /// Forgets a search for good; `false` if there is none of this name.
    pub fn delete_search(&mut self, name: &str) -> Result<bool, StoreError> {
        let writer = self.write()?;
        let deleted = writer.tx.prepare_cached("DELETE FROM searches WHERE key = ?1")?.execute([key(name)])?;
        writer.commit()?;
        Ok(deleted > 0)
    }

    /// Notes that a search has shown these articles.
    pub fn search_has_shown(&mut self, name: &str, shown: &[ArticleId]) -> Result<(), StoreError> {
        let writer = self.write()?;
        if let Some(mut seen) = seen(&writer.tx, name)? {
            for id in shown {
                seen.insert(id.0);
            }
            writer
                .tx
                .prepare_cached("UPDATE searches SET seen = ?2 WHERE key = ?1")?
                .execute(params![key(name), seen.pack()])?;
            writer.commit()?;
        }
        Ok(())
    }

    /// How many of the articles that match a search now it has not shown yet.
    pub fn new_to_search(&self, name: &str, matches: &[ArticleId]) -> Result<usize, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let seen = seen(&tx, name)?.unwrap_or_default();
        Ok(matches.iter().filter(|id| !seen.contains(id.0)).count())
    }

    /// Past searches, the newest first, each once.
    pub fn history(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT query FROM history ORDER BY id DESC")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Puts a search at the head of the past ones; of very many the oldest are given up.
    pub fn add_to_history(&mut self, query: &str) -> Result<(), StoreError> {
        let writer = self.write()?;
        writer.tx.prepare_cached("DELETE FROM history WHERE query = ?1")?.execute([query])?;
        writer.tx.prepare_cached("INSERT INTO history (query) VALUES (?1)")?.execute([query])?;
        writer
            .tx
            .prepare_cached(
                "DELETE FROM history WHERE id <= (SELECT id FROM history ORDER BY id DESC LIMIT 1 OFFSET ?1)",
            )?
            .execute([MOST_HISTORY])?;
        writer.commit()?;
        Ok(())
    }

    /// Forgets all past searches; how many there were.
    pub fn clear_history(&mut self) -> Result<usize, StoreError> {
        let writer = self.write()?;
        let cleared = writer.tx.execute("DELETE FROM history", [])?;
        writer.commit()?;
        Ok(cleared)
    }
}

fn named(conn: &Connection, name: &str) -> Result<Option<KeptSearch>, StoreError> {
    let mut select = conn.prepare_cached("SELECT name, query, sort FROM searches WHERE key = ?1")?;
    let read = |row: &rusqlite::Row| Ok(KeptSearch { name: row.get(0)?, query: row.get(1)?, sort: row.get(2)? });
    Ok(select.query_row([key(name)], read).optional()?)
}

/// What a search has shown. What turned out to be another article since counts as that one.
fn seen(conn: &Connection, name: &str) -> Result<Option<Numbers>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT seen, (SELECT next_article FROM state) FROM searches WHERE key = ?1")?;
    let row: Option<(Vec<u8>, i64)> = select.query_row([key(name)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((packed, next)) = row else { return Ok(None) };
    let mut seen = Numbers::unpack(&packed, next.cast_unsigned())?;
    let mut select = conn.prepare_cached("SELECT id, article FROM aliases")?;
    let mut aliases = select.query([])?;
    while let Some(row) = aliases.next()? {
        let (was, is): (i64, i64) = (row.get(0)?, row.get(1)?);
        if seen.contains(was.cast_unsigned()) {
            seen.insert(is.cast_unsigned());
        }
    }
    Ok(Some(seen))
}
