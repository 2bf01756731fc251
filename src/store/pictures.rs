//! Which pictures are kept for reading offline, and which articles show them. The files themselves are
//! `work`'s; an article's address for a picture and the name of its file are all that is known here.

use super::{Store, StoreError};
use crate::article::{ArticleId, Revision, SourceId};
use rusqlite::params;
use std::collections::{BTreeMap, HashMap};

/// What is known of a picture's address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// The name of its file.
    pub file: Option<String>,
    /// Bytes of the file.
    pub bytes: u64,
    /// How often it was asked for in vain.
    pub failed: u32,
}

/// An article whose pictures were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictured {
    /// Which.
    pub article: ArticleId,
    /// The addresses of its pictures.
    pub addresses: Vec<String>,
    /// The revision it was read at, where nothing is left to be looked for.
    pub done: Option<Revision>,
}

impl Store {
    /// Articles of these sources whose pictures were not yet looked for as they are now, the newest first.
    pub fn articles_to_picture(&self, sources: &[SourceId]) -> Result<Vec<ArticleId>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT DISTINCT a.id, a.published FROM sightings AS s JOIN articles AS a ON a.id = s.article
             LEFT JOIN changes AS c ON c.article = a.id LEFT JOIN pictured AS p ON p.article = a.id
             WHERE s.source = ?1 AND s.bin IS NULL AND (p.revision IS NULL OR p.revision < c.revision)",
        )?;
        let mut found: BTreeMap<i64, Option<i64>> = BTreeMap::new();
        for source in sources {
            let mut rows = select.query([source.0.cast_signed()])?;
            while let Some(row) = rows.next()? {
                found.insert(row.get(0)?, row.get(1)?);
            }
        }
        let mut found: Vec<(i64, Option<i64>)> = found.into_iter().collect();
        found.sort_by_key(|(id, published)| std::cmp::Reverse((*published, *id)));
        Ok(found.into_iter().map(|(id, _)| ArticleId(id.cast_unsigned())).collect())
    }

    /// What is known of these addresses.
    pub fn pictures<'a>(
        &self,
        addresses: impl IntoIterator<Item = &'a str>,
    ) -> Result<HashMap<&'a str, Picture>, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT file, bytes, failed FROM pictures WHERE address = ?1")?;
        let mut known = HashMap::new();
        for address in addresses {
            let mut rows = select.query([address])?;
            if let Some(row) = rows.next()? {
                let (file, bytes) = (row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned());
                known.insert(address, Picture { file, bytes, failed: row.get(2)? });
            }
        }
        Ok(known)
    }

    /// Bytes of all picture files.
    pub fn picture_bytes(&self) -> Result<u64, StoreError> {
        let sum = "SELECT coalesce(sum(bytes), 0) FROM (SELECT max(bytes) AS bytes FROM pictures
                   WHERE file IS NOT NULL GROUP BY file)";
        Ok(self.conn.query_row(sum, [], |row| row.get::<_, i64>(0))?.cast_unsigned())
    }

    /// The names of all picture files.
    pub fn picture_files(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.conn.prepare("SELECT DISTINCT file FROM pictures WHERE file IS NOT NULL")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes what came of looking for pictures, and which articles show them. What articles say stays as
    /// it is, and so does the revision.
    pub fn note_pictures(&mut self, found: &HashMap<String, Picture>, articles: &[Pictured]) -> Result<(), StoreError> {
        let writer = self.write()?;
        let mut put = writer.tx.prepare_cached(
            "INSERT INTO pictures (address, file, bytes, failed) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (address) DO UPDATE SET file = ?2, bytes = ?3, failed = ?4",
        )?;
        for (address, picture) in found {
            put.execute(params![address, picture.file, picture.bytes.cast_signed(), picture.failed])?;
        }
        drop(put);
        let mut show = writer
            .tx
            .prepare_cached("INSERT OR IGNORE INTO article_pictures SELECT ?1, id FROM pictures WHERE address = ?2")?;
        let mut done =
            writer.tx.prepare_cached("INSERT INTO pictured VALUES (?1, ?2) ON CONFLICT DO UPDATE SET revision = ?2")?;
        for pictured in articles {
            let article = pictured.article.0.cast_signed();
            for address in &pictured.addresses {
                show.execute(params![article, address])?;
            }
            if let Some(revision) = pictured.done {
                done.execute([article, revision.0.cast_signed()])?;
            }
        }
        drop((show, done));
        writer.commit()?;
        Ok(())
    }
}
