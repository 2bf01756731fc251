//! The reader's own marks. They stand beside the articles, not in them, and never reach the index.

use super::{Store, StoreError};
use crate::article::ArticleId;
use rusqlite::{OptionalExtension, params};

/// A person's mark on an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Read.
    Read,
    /// Starred.
    Starred,
}

/// All marked articles, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Read ones.
    pub read: Vec<ArticleId>,
    /// Starred ones.
    pub starred: Vec<ArticleId>,
}

impl Store {
    /// Sets a mark or takes it away. The revision stays.
    pub fn set_mark(&mut self, id: ArticleId, mark: Mark, on: bool) -> Result<(), StoreError> {
        let writer = self.write()?;
        let article: i64 = writer
            .tx
            .prepare_cached(
                "SELECT id FROM articles WHERE id = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
            )?
            .query_row([id.0.cast_signed()], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NoArticle(id))?;
        let sql = match mark {
            Mark::Read => {
                "INSERT INTO marks (article, read, starred) VALUES (?1, ?2, 0)
                 ON CONFLICT (article) DO UPDATE SET read = ?2"
            }
            Mark::Starred => {
                "INSERT INTO marks (article, read, starred) VALUES (?1, 0, ?2)
                 ON CONFLICT (article) DO UPDATE SET starred = ?2"
            }
        };
        writer.tx.prepare_cached(sql)?.execute(params![article, on])?;
        writer.commit()?;
        Ok(())
    }

    /// All marks of articles that are there.
    pub fn marks(&self) -> Result<Marks, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT article, read, starred FROM marks WHERE EXISTS (SELECT 1 FROM articles WHERE id = article)
             ORDER BY article",
        )?;
        let mut marks = Marks::default();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let id = ArticleId(row.get::<_, i64>(0)?.cast_unsigned());
            if row.get(1)? {
                marks.read.push(id);
            }
            if row.get(2)? {
                marks.starred.push(id);
            }
        }
        Ok(marks)
    }
}
