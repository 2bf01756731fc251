//! An article's row: what lists show of it, worked out once and kept.

use super::StoreError;
use super::compress::{compress, decompress};
use super::dictionary::Dictionary;
use super::pack::json;
use crate::article::{CanonicalUrl, Summary, Tag, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// A row of `articles` and what belongs to it in `article_tags` and `article_authors`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    number: Option<i64>,
    published: Option<i64>,
    updated: Option<i64>,
    comments: Option<u32>,
    words: i64,
    said_size: usize,
    /// [`Said`], packed.
    said: Vec<u8>,
    authors: Vec<String>,
    tags: Vec<Tag>,
}

/// What of a row is text. Kept as one value, since it packs to half of its size.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Said {
    pub(super) title: String,
    pub(super) url: Option<String>,
    pub(super) image: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) excerpt: Option<String>,
    pub(super) authors: Vec<String>,
    /// Slugs.
    pub(super) tags: Vec<String>,
}

/// The fields of [`Said`] in their order: names would make up a good part of it.
type Fields<S> = (S, Option<S>, Option<S>, Option<S>, Option<S>, Vec<S>, Vec<S>);

impl Said {
    /// Reads it from two columns, its size and itself.
    pub(super) fn read(conn: &Connection, row: &rusqlite::Row, first: usize) -> Result<Self, StoreError> {
        let size = usize::try_from(row.get::<_, i64>(first)?).unwrap_or(0);
        let json = decompress(conn, row.get(first + 1)?, size)?;
        let (title, url, image, caption, excerpt, authors, tags): Fields<String> =
            serde_json::from_slice(&json).map_err(|error| StoreError::damaged(format!("an article's row: {error}")))?;
        Ok(Self { title, url, image, caption, excerpt, authors, tags })
    }
}

impl Row {
    /// The row of what lists show.
    pub(super) fn of(summary: &Summary, dictionary: Option<&Dictionary>) -> Self {
        let image = summary.image.as_ref();
        let said: Fields<&str> = (
            &summary.title,
            summary.url.as_ref().map(CanonicalUrl::as_str),
            image.map(|image| image.url.as_str()),
            image.and_then(|image| image.caption.as_deref()),
            summary.excerpt.as_deref(),
            summary.authors.iter().map(String::as_str).collect(),
            summary.tags.iter().map(|tag| tag.slug.as_str()).collect(),
        );
        let said = json(&said);
        Self {
            number: summary.wordpress_id.map(|id| id.0.cast_signed()),
            published: summary.published.map(Timestamp::seconds),
            updated: summary.updated.map(Timestamp::seconds),
            comments: summary.comments,
            words: summary.words as i64,
            said_size: said.len(),
            said: compress(&said, dictionary),
            authors: summary.authors.clone(),
            tags: summary.tags.clone(),
        }
    }

    /// Slugs of its tags.
    pub(super) fn slugs(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(|tag| tag.slug.as_str())
    }

    /// Writes it for an article that has none; its text is this sighting's.
    pub(super) fn insert(
        &self,
        conn: &Connection,
        article: i64,
        sighting: i64,
        sources: &[i64],
    ) -> Result<(), StoreError> {
        conn.prepare_cached(
            "INSERT INTO articles (id, sighting, number, published, updated, comments, words, sources, said_size, said)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            article,
            sighting,
            self.number,
            self.published,
            self.updated,
            self.comments,
            self.words,
            list_json(sources),
            self.said_size as i64,
            self.said
        ])?;
        for tag in &self.tags {
            let name = if tag.is_nameless() { "" } else { tag.name.as_str() };
            let said = params![tag.slug.as_str(), name];
            let mut known = conn.prepare_cached("SELECT id FROM said_tags WHERE slug = ?1 AND name = ?2")?;
            let number = match known.query_row(said, |row| row.get(0)).optional()? {
                Some(number) => number,
                None => conn.prepare_cached("INSERT INTO said_tags (slug, name) VALUES (?1, ?2)")?.insert(said)?,
            };
            conn.prepare_cached("INSERT INTO article_tags (tag, article) VALUES (?1, ?2)")?
                .execute([number, article])?;
        }
        for name in &self.authors {
            let mut known = conn.prepare_cached("SELECT id FROM authors WHERE name = ?1")?;
            let number = match known.query_row([name], |row| row.get(0)).optional()? {
                Some(number) => number,
                None => conn.prepare_cached("INSERT INTO authors (name) VALUES (?1)")?.insert([name])?,
            };
            conn.prepare_cached("INSERT OR IGNORE INTO article_authors (author, article) VALUES (?1, ?2)")?
                .execute([number, article])?;
        }
        Ok(())
    }
}

/// Takes an article's row out, and gives the slugs that stood in it; `None` if there was none. What tags
/// are left without an article is for `derive` to see.
pub(super) fn delete(conn: &Connection, article: i64) -> Result<Option<Vec<String>>, StoreError> {
    let mut said = conn.prepare_cached("SELECT said_size, said FROM articles WHERE id = ?1")?;
    let mut rows = said.query([article])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let Said { authors, tags, .. } = Said::read(conn, row, 0)?;
    let mut tag = conn.prepare_cached(
        "DELETE FROM article_tags WHERE tag IN (SELECT id FROM said_tags WHERE slug = ?1) AND article = ?2",
    )?;
    for slug in &tags {
        tag.execute(params![slug, article])?;
    }
    let mut author = conn.prepare_cached(
        "DELETE FROM article_authors WHERE author = (SELECT id FROM authors WHERE name = ?1) AND article = ?2",
    )?;
    let mut alone = conn.prepare_cached(
        "DELETE FROM authors WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM article_authors WHERE author = authors.id)",
    )?;
    for name in &authors {
        author.execute(params![name, article])?;
        alone.execute([name])?;
    }
    conn.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([article])?;
    Ok(Some(tags))
}

fn list_json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// Reads a list that [`Row::insert`] wrote.
pub(super) fn read_list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::damaged(format!("a list in a row: {error}")))
}
