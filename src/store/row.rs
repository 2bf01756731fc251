//! An article's row: what lists show of it, worked out once and kept.

use super::StoreError;
use crate::article::{Summary, Tag};
use rusqlite::{Connection, params};

/// A row of `articles` and what belongs to it in `article_tags` and `article_authors`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    title: String,
    url: Option<String>,
    number: Option<i64>,
    published: Option<i64>,
    updated: Option<i64>,
    comments: Option<u32>,
    words: i64,
    image: Option<String>,
    caption: Option<String>,
    excerpt: Option<String>,
    authors: Vec<String>,
    tags: Vec<Tag>,
}

impl Row {
    /// The row of what lists show.
    pub(super) fn of(summary: &Summary) -> Self {
        let image = summary.image.as_ref();
        Self {
            title: summary.title.clone(),
            url: summary.url.as_ref().map(ToString::to_string),
            number: summary.wordpress_id.map(|id| id.0.cast_signed()),
            published: summary.published.map(crate::article::Timestamp::seconds),
            updated: summary.updated.map(crate::article::Timestamp::seconds),
            comments: summary.comments,
            words: summary.words as i64,
            image: image.map(|image| image.url.clone()),
            caption: image.and_then(|image| image.caption.clone()),
            excerpt: summary.excerpt.clone(),
            authors: summary.authors.clone(),
            tags: summary.tags.clone(),
        }
    }

    /// Slugs of its tags.
    pub(super) fn slugs(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(|tag| tag.slug.as_str())
    }

    /// Writes it for an article that has none.
    pub(super) fn insert(
        &self,
        conn: &Connection,
        article: i64,
        document: i64,
        sources: &[i64],
    ) -> Result<(), StoreError> {
        let slugs: Vec<&str> = self.slugs().collect();
        conn.prepare_cached(
            "INSERT INTO articles (id, title, url, number, published, updated, comments, words, image, caption,
                 excerpt, authors, tags, sources, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            article,
            self.title,
            self.url,
            self.number,
            self.published,
            self.updated,
            self.comments,
            self.words,
            self.image,
            self.caption,
            self.excerpt,
            list_json(&self.authors),
            list_json(&slugs),
            list_json(sources),
            document
        ])?;
        let mut tag = conn.prepare_cached("INSERT INTO article_tags (slug, article, name) VALUES (?1, ?2, ?3)")?;
        for of in &self.tags {
            tag.execute(params![of.slug.as_str(), article, (!of.is_nameless()).then_some(&of.name)])?;
        }
        let mut author =
            conn.prepare_cached("INSERT OR IGNORE INTO article_authors (name, article) VALUES (?1, ?2)")?;
        for name in &self.authors {
            author.execute(params![name, article])?;
        }
        Ok(())
    }
}

/// Takes an article's row out, and gives the slugs that stood in it; `None` if there was none.
pub(super) fn delete(conn: &Connection, article: i64) -> Result<Option<Vec<String>>, StoreError> {
    let mut lists = conn.prepare_cached("SELECT authors, tags FROM articles WHERE id = ?1")?;
    let mut rows = lists.query([article])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let authors: Vec<String> = read_list(&row.get::<_, String>(0)?)?;
    let slugs: Vec<String> = read_list(&row.get::<_, String>(1)?)?;
    let mut tag = conn.prepare_cached("DELETE FROM article_tags WHERE slug = ?1 AND article = ?2")?;
    for slug in &slugs {
        tag.execute(params![slug, article])?;
    }
    let mut author = conn.prepare_cached("DELETE FROM article_authors WHERE name = ?1 AND article = ?2")?;
    for name in &authors {
        author.execute(params![name, article])?;
    }
    conn.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([article])?;
    Ok(Some(slugs))
}

fn list_json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// Reads a list that [`Row::insert`] wrote.
pub(super) fn read_list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::damaged(format!("a list in a row: {error}")))
}
