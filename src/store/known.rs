//! What is known of an input before it is read, and whether the file is sound.

use super::bundles::HELD;
use super::{Store, StoreError, dictionary};
use crate::article::Kind;
use rusqlite::{OptionalExtension, params};

/// An input that was taken in before, to the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// How many articles it gave then.
    pub articles: usize,
    /// The shape it was read as.
    pub kind: Kind,
}

impl Store {
    /// What this source gave when it last was exactly this; `None` if it never was, or if something
    /// of it lies in the bin and taking it in would bring it back.
    pub fn known(&self, source_key: &str, content: &[u8; 32]) -> Result<Option<Known>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT articles, d.kind, sources.id FROM deliveries AS d JOIN sources ON sources.id = source
             WHERE key = ?1 AND content = ?2",
        )?;
        let row = select
            .query_row(params![source_key, content], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
            })
            .optional()?;
        let Some((articles, kind, source)) = row else { return Ok(None) };
        let mut binned = self.conn.prepare_cached(&format!(
            "SELECT 1 FROM sightings WHERE bin IS NOT NULL AND source IN ({HELD})
             UNION ALL SELECT 1 FROM sources WHERE bin IS NOT NULL AND id IN ({HELD}) LIMIT 1"
        ))?;
        if binned.exists([source])? {
            return Ok(None);
        }
        let kind = Kind::from_name(&kind);
        Ok(kind.map(|kind| Known { articles: articles.cast_unsigned() as usize, kind }))
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
