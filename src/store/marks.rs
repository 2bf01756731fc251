//! What a person says of articles: read, starred, a note, own tags. It stands beside the articles, not
//! in them: it outlives forgetting and restoring, and follows an article that turns out to be another.
//!
//! Read and starred never reach the index, so they change no revision; notes and own tags are searched
//! and do.

use super::read::current;
use super::{Store, StoreError, Writer};
use crate::article::merge::sort_tags;
use crate::article::{ArticleId, Slug, Summary, Tag};
use crate::text::{safe, safe_line};
use rusqlite::{Connection, OptionalExtension, params};

/// Something that a person says of an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mark {
    /// It is read, or is not.
    Read(bool),
    /// It is starred, or is not.
    Starred(bool),
    /// Its note is this text, as [`note_text`] gives it; an empty one is none.
    Note(String),
    /// It has this own tag, or has it no more.
    Tag(Tag, bool),
}

/// All articles marked as read or starred, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Read ones.
    pub read: Vec<ArticleId>,
    /// Starred ones.
    pub starred: Vec<ArticleId>,
}

/// Bytes of a note at most: as much as a long book.
const LONGEST_NOTE: usize = 1 << 20;
/// Characters of a tag's name at most.
const LONGEST_TAG: usize = 100;

/// A note as it is kept: safe for a terminal, tabs as spaces, nothing blank around it.
pub fn note_text(text: &str) -> String {
    safe(text).replace('\t', "    ").trim().to_owned()
}

/// A tag as a person types its name, also with the `+` that own tags are shown with; `None` where no
/// letter or digit is in it.
pub fn own_tag(name: &str) -> Option<Tag> {
    let line = safe_line(name);
    let name: String = line.trim_start_matches(['+', '#', ' ']).chars().take(LONGEST_TAG).collect();
    Some(Tag::named(&name)).filter(|tag| !tag.slug.is_empty())
}

impl Mark {
    /// Makes a summary say it; whether that changed anything.
    pub fn apply(&self, summary: &mut Summary) -> bool {
        match self {
            Self::Read(on) => std::mem::replace(&mut summary.read, *on) != *on,
            Self::Starred(on) => std::mem::replace(&mut summary.starred, *on) != *on,
            Self::Note(text) => {
                let note = Some(text.clone()).filter(|text| !text.is_empty());
                std::mem::replace(&mut summary.note, note.clone()) != note
            }
            Self::Tag(tag, on) => {
                let known = summary.own_tags.iter().position(|own| own.slug == tag.slug);
                match (known, on) {
                    (Some(at), false) => drop(summary.own_tags.remove(at)),
                    (None, true) => {
                        summary.own_tags.push(tag.clone());
                        sort_tags(&mut summary.own_tags);
                    }
                    _ => return false,
                }
                true
            }
        }
    }

    /// What takes it back on an article that is so now.
    #[must_use]
    pub fn back(&self, summary: &Summary) -> Self {
        match self {
            Self::Read(_) => Self::Read(summary.read),
            Self::Starred(_) => Self::Starred(summary.starred),
            Self::Note(_) => Self::Note(summary.note.clone().unwrap_or_default()),
            Self::Tag(tag, on) => Self::Tag(tag.clone(), !on),
        }
    }

    /// Whether it is searched for by words, so that the index must hear of it.
    pub fn is_indexed(&self) -> bool {
        matches!(self, Self::Note(_) | Self::Tag(..))
    }
}

impl Store {
    /// Makes marks, all or none of them. Articles that are not there are passed over.
    ///
    /// # Errors
    /// [`StoreError::NoArticle`] where none of the articles is there, [`StoreError::NoteTooLong`].
    pub fn mark(&mut self, marks: &[(ArticleId, Mark)]) -> Result<(), StoreError> {
        let is_long = |mark: &Mark| matches!(mark, Mark::Note(text) if text.len() > LONGEST_NOTE);
        if marks.iter().any(|(_, mark)| is_long(mark)) {
            return Err(StoreError::NoteTooLong { most: LONGEST_NOTE });
        }
        let mut writer = self.write()?;
        let (mut found, mut missing) = (false, None);
        for (id, mark) in marks {
            match current(&writer.tx, *id)? {
                Some(article) => {
                    found = true;
                    writer.mark(article, mark)?;
                }
                None => missing = Some(*id),
            }
        }
        if let Some(id) = missing.filter(|_| !found) {
            return Err(StoreError::NoArticle(id));
        }
        writer.commit()?;
        Ok(())
    }

    /// All articles that are there and marked as read or starred.
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

    /// The tag that a person means by a name: one that an article has under this name or slug, else a
    /// new one.
    ///
    /// # Errors
    /// [`StoreError::NotATag`]
    pub fn tag_meant(&self, name: &str) -> Result<Tag, StoreError> {
        let new = own_tag(name).ok_or_else(|| StoreError::NotATag(safe_line(name)))?;
        let mut select = self.conn.prepare_cached(
            "SELECT slug, name FROM tags WHERE slug = ?1 OR name = ?2 COLLATE NOCASE
             UNION ALL SELECT slug, name FROM own_tags WHERE slug = ?1 LIMIT 1",
        )?;
        let known = select
            .query_row([new.slug.as_str(), new.name.as_str()], |row| {
                Ok(Tag { slug: Slug::from_stored(row.get(0)?), name: row.get(1)? })
            })
            .optional()?;
        Ok(known.unwrap_or(new))
    }

    /// How many articles that are there have a note.
    pub fn notes(&self) -> Result<usize, StoreError> {
        let mut select = self
            .conn
            .prepare_cached("SELECT count(*) FROM notes WHERE EXISTS (SELECT 1 FROM articles WHERE id = article)")?;
        Ok(select.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned() as usize)
    }
}

impl Writer<'_> {
    fn mark(&mut self, article: i64, mark: &Mark) -> Result<(), StoreError> {
        let changed = match mark {
            Mark::Read(on) => self
                .tx
                .prepare_cached(
                    "INSERT INTO marks (article, read, starred) VALUES (?1, ?2, 0)
                     ON CONFLICT (article) DO UPDATE SET read = ?2",
                )?
                .execute(params![article, on])?,
            Mark::Starred(on) => self
                .tx
                .prepare_cached(
                    "INSERT INTO marks (article, read, starred) VALUES (?1, 0, ?2)
                     ON CONFLICT (article) DO UPDATE SET starred = ?2",
                )?
                .execute(params![article, on])?,
            Mark::Note(text) if text.is_empty() => {
                self.tx.prepare_cached("DELETE FROM notes WHERE article = ?1")?.execute([article])?
            }
            Mark::Note(text) => self
                .tx
                .prepare_cached(
                    "INSERT INTO notes (article, text) VALUES (?1, ?2)
                     ON CONFLICT (article) DO UPDATE SET text = ?2 WHERE text <> ?2",
                )?
                .execute(params![article, text])?,
            Mark::Tag(tag, true) => self
                .tx
                .prepare_cached("INSERT OR IGNORE INTO own_tags (slug, article, name) VALUES (?1, ?2, ?3)")?
                .execute(params![tag.slug.as_str(), article, tag.name])?,
            Mark::Tag(tag, false) => self
                .tx
                .prepare_cached("DELETE FROM own_tags WHERE slug = ?1 AND article = ?2")?
                .execute(params![tag.slug.as_str(), article])?,
        };
        if changed > 0 && mark.is_indexed() {
            self.changed = true;
            self.note_change(article, false)?;
        }
        Ok(())
    }

    /// One article has turned out to be another, which now has the marks of both.
    pub(super) fn move_marks(&self, gone: i64, article: i64) -> Result<(), StoreError> {
        for sql in [
            "INSERT INTO marks SELECT ?2, read, starred FROM marks WHERE article = ?1
             ON CONFLICT (article) DO UPDATE SET read = max(read, excluded.read),
                 starred = max(starred, excluded.starred)",
            "INSERT INTO notes SELECT ?2, text FROM notes WHERE article = ?1
             ON CONFLICT (article) DO UPDATE SET text = text || char(10, 10) || excluded.text
                 WHERE text <> excluded.text",
            "INSERT OR IGNORE INTO own_tags SELECT slug, ?2, name FROM own_tags WHERE article = ?1",
        ] {
            self.tx.prepare_cached(sql)?.execute([gone, article])?;
        }
        for table in ["marks", "notes", "own_tags"] {
            self.tx.prepare_cached(&format!("DELETE FROM {table} WHERE article = ?1"))?.execute([gone])?;
        }
        Ok(())
    }
}

/// Puts in what a person says of an article.
pub(super) fn read(conn: &Connection, id: i64, summary: &mut Summary) -> Result<(), StoreError> {
    let mut select = conn.prepare_cached("SELECT read, starred FROM marks WHERE article = ?1")?;
    let marks = select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    (summary.read, summary.starred) = marks.unwrap_or_default();
    let mut select = conn.prepare_cached("SELECT text FROM notes WHERE article = ?1")?;
    summary.note = select.query_row([id], |row| row.get(0)).optional()?;
    let mut select = conn.prepare_cached("SELECT slug, name FROM own_tags WHERE article = ?1")?;
    let own = select
        .query_map([id], |row| Ok(Tag { slug: Slug::from_stored(row.get(0)?), name: row.get(1)? }))?
        .collect::<Result<_, _>>()?;
    summary.own_tags = own;
    sort_tags(&mut summary.own_tags);
    Ok(())
}

/// Notes and own tags of articles that are neither there nor in the bin, one line each; nothing where
/// all is sound.
pub(super) fn check(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut problems = Vec::new();
    for (table, what) in [("notes", "note"), ("own_tags", "own tag")] {
        let sql = format!("SELECT article FROM {table} WHERE article NOT IN (SELECT article FROM sightings) LIMIT 20");
        let mut select = conn.prepare_cached(&sql)?;
        for id in select.query_map([], |row| row.get::<_, i64>(0))? {
            problems.push(format!("a {what} is of article {}, which is not in the archive", id?));
        }
    }
    Ok(problems)
}
