//! Where the person left articles. Like marks they stand beside the articles and never reach the index.

use super::{Store, StoreError, Writer};
use crate::article::{ArticleId, Bookmark};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Where an article was left, if that was noted.
    pub fn bookmark(&self, id: ArticleId) -> Result<Option<Bookmark>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT block, byte FROM bookmarks
             WHERE article = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
        )?;
        let read = |row: &rusqlite::Row| Ok(Bookmark { block: row.get(0)?, byte: row.get(1)? });
        Ok(select.query_row([id.0.cast_signed()], read).optional()?)
    }

    /// Notes where an article is left, or that it was left at its top. The revision stays.
    pub fn set_bookmark(&mut self, id: ArticleId, at: Option<Bookmark>) -> Result<(), StoreError> {
        if self.bookmark(id)? == at {
            return Ok(());
        }
        let writer = self.write()?;
        let number = id.0.cast_signed();
        match at {
            Some(Bookmark { block, byte }) => writer
                .tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO bookmarks SELECT id, ?2, ?3 FROM articles
                     WHERE id = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
                )?
                .execute(params![number, block, byte])?,
            None => writer
                .tx
                .prepare_cached(
                    "DELETE FROM bookmarks WHERE article = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
                )?
                .execute([number])?,
        };
        writer.commit()?;
        Ok(())
    }
}

impl Writer<'_> {
    /// One article has turned out to be another, whose own bookmark holds if it has one.
    pub(super) fn move_bookmark(&self, gone: i64, article: i64) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO bookmarks SELECT ?2, block, byte FROM bookmarks WHERE article = ?1")?
            .execute([gone, article])?;
        self.tx.prepare_cached("DELETE FROM bookmarks WHERE article = ?1")?.execute([gone])?;
        Ok(())
    }
}
