//! What is known of an input before it is read, and whether the file is sound.

use super::bundles::HELD;
use super::{Packed, Store, StoreError, Writer, dictionary};
use crate::article::{Kind, Timestamp};
use rusqlite::{OptionalExtension, params};

/// An input that was taken in before, to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// How many articles it gave then.
    pub articles: usize,
    /// The shape it was read as.
    pub kind: Kind,
    /// What could not be read of it, one line each.
    pub warnings: Vec<String>,
}

impl Store {
    /// What this source gave when it last was exactly this; `None` if it never was, or if something
    /// of it lies in the bin and taking it in would bring it back.
    pub fn known(&self, source_key: &str, content: &[u8; 32]) -> Result<Option<Known>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT articles, d.kind, sources.id, warnings FROM deliveries AS d JOIN sources ON sources.id = source
             WHERE key = ?1 AND content = ?2",
        )?;
        let row = select
            .query_row(params![source_key, content], |row| {
                let warnings: Option<String> = row.get(3)?;
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, warnings))
            })
            .optional()?;
        let Some((articles, kind, source, warnings)) = row else { return Ok(None) };
        let mut binned = self.conn.prepare_cached(&format!(
            "SELECT 1 FROM sightings WHERE bin IS NOT NULL AND source IN ({HELD})
             UNION ALL SELECT 1 FROM sources WHERE bin IS NOT NULL AND id IN ({HELD}) LIMIT 1"
        ))?;
        if binned.exists([source])? {
            return Ok(None);
        }
        let kind = Kind::from_name(&kind);
        let warnings = warnings.and_then(|lines| serde_json::from_str(&lines).ok()).unwrap_or_default();
        Ok(kind.map(|kind| Known { articles: articles.cast_unsigned() as usize, kind, warnings }))
    }

    /// The same of a member of a bundle, if it has never been anything else, nor been fetched earlier only:
    /// then there is nothing new in it.
    pub fn known_member(
        &self,
        source_key: &str,
        content: &[u8; 32],
        fetched: Option<Timestamp>,
    ) -> Result<Option<Known>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT 1 FROM sources AS s WHERE key = ?1
                 AND (SELECT count(*) FROM deliveries WHERE source = s.id) = 1
                 AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM sightings
                      WHERE source = s.id AND (fetched IS NULL OR fetched < ?2)))",
        )?;
        let is_all = select.exists(params![source_key, fetched.map(Timestamp::seconds)])?;
        if is_all { self.known(source_key, content) } else { Ok(None) }
    }

    /// What is wrong with the file, one line each; nothing if it is sound.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.conn.prepare("PRAGMA integrity_check(20)")?;
        let rows = select.query_map([], |row| row.get::<_, String>(0))?;
        let mut problems = Vec::new();
        for row in rows {
            let line = row?;
            if line != "ok" {
                problems.push(format!("{}: {line}", self.dir().join(super::schema::NAME).display()));
            }
        }
        problems.extend(dictionary::check(&self.conn)?);
        Ok(problems)
    }
}

impl Writer<'_> {
    /// Remembers what could not be read of an input that was taken in, for [`Store::known`].
    pub fn note_warnings(&mut self, input: &Packed, warnings: &[String]) -> Result<(), StoreError> {
        let lines =
            Some(warnings).filter(|lines| !lines.is_empty()).and_then(|lines| serde_json::to_string(lines).ok());
        self.tx
            .prepare_cached(
                "UPDATE deliveries SET warnings = ?3
                 WHERE source = (SELECT id FROM sources WHERE key = ?1) AND content = ?2 AND warnings IS NOT ?3",
            )?
            .execute(params![input.source_key, input.content, lines])?;
        Ok(())
    }
}
