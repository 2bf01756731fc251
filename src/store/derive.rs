//! The end of a transaction: articles are derived anew from their sightings, tags get their best
//! names, and all of it is made last.

use super::compare::pack_passages;
use super::row::{self, Row};
use super::watch::Step;
use super::{StoreError, Writer, blob, sightings};
use crate::article::{ArticleId, Revision, merge};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// Derives every touched article anew and makes all of it last. When this returns, it is on
    /// the disk.
    pub fn commit(mut self) -> Result<Revision, StoreError> {
        if self.defers {
            self.leave()?;
        }
        self.derive_touched()?;
        blob::give_up(&self.tx, &self.replaced)?;
        for slug in std::mem::take(&mut self.slugs) {
            self.name_tag(&slug)?;
        }
        if self.changed {
            self.revision += 1;
        }
        self.tx
            .prepare_cached("UPDATE state SET revision = ?1, next_article = ?2")?
            .execute([self.revision, self.next_article])?;
        let revision = Revision(self.revision.cast_unsigned());
        self.tx.commit()?;
        Ok(revision)
    }

    /// Derives every article anew that was touched so far.
    pub(super) fn derive_touched(&mut self) -> Result<(), StoreError> {
        let mut articles = std::mem::take(&mut self.dirty);
        articles.append(&mut self.amended);
        for (at, article) in articles.iter().enumerate() {
            self.goes_on(Step::Reading, at, articles.len())?;
            self.changed = true;
            self.derive(*article)?;
        }
        self.derived.append(&mut articles);
        Ok(())
    }

    fn derive(&mut self, article: i64) -> Result<(), StoreError> {
        let old = row::delete(&self.tx, article)?;
        let is_new = old.is_none();
        self.slugs.extend(old.into_iter().flatten());
        let (sightings, documents) = sightings::of_article(&self.tx, article)?;
        let summary = merge::summarize(ArticleId(article.cast_unsigned()), &sightings);
        let found = summary.and_then(|(summary, current)| {
            let passages = pack_passages(&sightings.get(current)?.item.document);
            Some((Row::of(&summary), *documents.get(current)?, passages))
        });
        let Some((row, document, passages)) = found else {
            if is_new {
                return Ok(());
            }
            self.wait_for_comparing(article, &[])?;
            return self.note_change(article, true);
        };
        self.wait_for_comparing(article, &passages)?;
        let sources: BTreeSet<i64> = sightings.iter().map(|s| s.source_id.0.cast_signed()).collect();
        row.insert(&self.tx, article, document, &sources.into_iter().collect::<Vec<_>>())?;
        self.slugs.extend(row.slugs().map(str::to_owned));
        self.note_change(article, false)
    }

    /// Tells the index.
    pub(super) fn note_change(&self, article: i64, gone: bool) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO changes (article, revision, gone) VALUES (?1, ?2, ?3)")?
            .execute(params![article, self.revision + 1, gone])?;
        Ok(())
    }

    /// Gives a tag the best name that any source has for it; where that is another than before,
    /// all its articles now show another.
    fn name_tag(&self, slug: &str) -> Result<(), StoreError> {
        let best: Option<Option<String>> = self
            .tx
            .prepare_cached(
                "SELECT (SELECT name FROM article_tags WHERE slug = ?1 AND name IS NOT NULL ORDER BY name LIMIT 1)
                 WHERE EXISTS (SELECT 1 FROM article_tags WHERE slug = ?1)",
            )?
            .query_row([slug], |row| row.get(0))
            .optional()?;
        let Some(best) = best else {
            self.tx.prepare_cached("DELETE FROM tags WHERE slug = ?1")?.execute([slug])?;
            return Ok(());
        };
        let best = best.unwrap_or_else(|| slug.replace('-', " "));
        let mut select = self.tx.prepare_cached("SELECT name FROM tags WHERE slug = ?1")?;
        let known: Option<String> = select.query_row([slug], |row| row.get(0)).optional()?;
        if known.as_ref() == Some(&best) {
            return Ok(());
        }
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO tags (slug, name) VALUES (?1, ?2)")?
            .execute([slug, best.as_str()])?;
        if known.is_some() {
            self.tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO changes SELECT article, ?2, 0 FROM article_tags WHERE slug = ?1",
                )?
                .execute(params![slug, self.revision + 1])?;
        }
        Ok(())
    }
}
