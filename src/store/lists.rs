//! Counted lists and totals over the whole archive.

use super::bundles::NAMED;
use super::{Store, StoreError, schema, sightings};
use crate::article::{Slug, Source, SourceId, Tag, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A tag and how many articles have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// Slug and the best name known.
    pub tag: Tag,
    /// Articles.
    pub count: usize,
}

/// An author and how many articles they wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorCount {
    /// As the articles have it.
    pub name: String,
    /// Articles.
    pub count: usize,
}

/// A source and how many articles it has told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCount {
    /// The source; pieces of standard input of one name and kind are one.
    pub source: Source,
    /// Articles.
    pub count: usize,
}

/// Totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Articles.
    pub articles: usize,
    /// Tags that an article has.
    pub tags: usize,
    /// Authors of articles.
    pub authors: usize,
    /// Sources, as many as [`Store::sources`] lists.
    pub sources: usize,
    /// Sightings of articles.
    pub sightings: usize,
    /// Words of all articles.
    pub words: u64,
    /// Bytes on the disk.
    pub bytes: u64,
    /// When something was last taken in.
    pub last_taken_in: Option<Timestamp>,
}

impl Store {
    /// Tags, the sites' and the person's own, by count, then name.
    pub fn tags(&self) -> Result<Vec<TagCount>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT t.slug, coalesce(n.name, t.name, t.slug), t.count
             FROM (SELECT slug, max(name) AS name, sum(count) AS count
                   FROM (SELECT slug, NULL AS name, count(DISTINCT article) AS count
                         FROM article_tags JOIN said_tags ON id = tag GROUP BY slug
                         UNION ALL
                         SELECT slug, name, 1 FROM own_tags AS o
                         WHERE EXISTS (SELECT 1 FROM articles WHERE id = o.article)
                             AND NOT EXISTS (SELECT 1 FROM said_tags AS s JOIN article_tags AS a ON a.tag = s.id
                                             WHERE s.slug = o.slug AND a.article = o.article))
                   GROUP BY slug) AS t
                 LEFT JOIN tags AS n ON n.slug = t.slug
             ORDER BY 3 DESC, 2, 1",
        )?;
        let rows = select.query_map([], |row| {
            let tag = Tag { slug: Slug::from_stored(row.get(0)?), name: row.get(1)? };
            Ok(TagCount { tag, count: row.get::<_, i64>(2)?.cast_unsigned() as usize })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Authors by count, then name.
    pub fn authors(&self) -> Result<Vec<AuthorCount>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT name, count(*) FROM article_authors JOIN authors ON id = author GROUP BY author ORDER BY 2 DESC, 1",
        )?;
        let rows = select.query_map([], |row| {
            Ok(AuthorCount { name: row.get(0)?, count: row.get::<_, i64>(1)?.cast_unsigned() as usize })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sources by count, then name: what has told of an article, bundles beside their members with what
    /// these have told of, lists of feeds, and the feeds that they name.
    pub fn sources(&self) -> Result<Vec<SourceCount>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT o.id, o.name, o.address, o.kind, coalesce(s.count, m.count, 0), o.key LIKE 'stdin:%'
             FROM sources AS o
                 LEFT JOIN (SELECT source, count(DISTINCT article) AS count FROM sightings WHERE bin IS NULL
                            GROUP BY source) AS s ON s.source = o.id
                 LEFT JOIN (SELECT bundle, count(DISTINCT article) AS count FROM sightings
                                JOIN sources ON sources.id = source
                            WHERE sightings.bin IS NULL AND bundle IS NOT NULL GROUP BY bundle) AS m ON m.bundle = o.id
             WHERE s.count > 0 OR m.count > 0 OR o.listed = 1 AND o.bin IS NULL
                 OR EXISTS (SELECT 1 FROM sources AS l WHERE l.bundle = o.id AND l.listed = 1 AND l.bin IS NULL)",
        )?;
        let mut rows = select.query([])?;
        // Pieces of standard input are one source where they are called the same; others are themselves.
        let mut sources: BTreeMap<(Source, Option<i64>), (Vec<i64>, usize)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let own = (!row.get::<_, bool>(5)?).then_some(id);
            let (ids, count) = sources.entry((sightings::source(row, 1)?, own)).or_default();
            ids.push(id);
            *count = row.get::<_, i64>(4)?.cast_unsigned() as usize;
        }
        let counted = sources.into_iter().map(|((source, _), (ids, count))| {
            Ok(SourceCount { source, count: if ids.len() > 1 { self.told_by(&ids)? } else { count } })
        });
        let mut counted: Vec<SourceCount> = counted.collect::<Result<_, StoreError>>()?;
        // The map is in the order of names.
        counted.sort_by_key(|known| Reverse(known.count));
        Ok(counted)
    }

    /// How many articles some sources and their members have told of.
    fn told_by(&self, sources: &[i64]) -> Result<usize, StoreError> {
        let sources = serde_json::to_string(sources).unwrap_or_default();
        let mut select = self.conn.prepare_cached(
            "SELECT count(DISTINCT article) FROM sightings JOIN sources ON sources.id = source
             WHERE sightings.bin IS NULL
                 AND (source IN (SELECT value FROM json_each(?1)) OR bundle IN (SELECT value FROM json_each(?1)))",
        )?;
        Ok(select.query_row([sources], |row| row.get::<_, i64>(0))?.cast_unsigned() as usize)
    }

    /// The sources with this key, address or name, and all that is in them, as far as they have told
    /// of an article that is there or are kept for their own sake.
    pub fn sources_named(&self, name: &str) -> Result<Vec<SourceId>, StoreError> {
        let mut select = self.conn.prepare_cached(&format!(
            "SELECT id FROM sources WHERE id IN ({NAMED})
                 AND (EXISTS (SELECT 1 FROM sightings AS s WHERE s.source = sources.id AND s.bin IS NULL)
                      OR listed = 1 AND bin IS NULL) ORDER BY id"
        ))?;
        let ids = select.query_map([name], |row| Ok(SourceId(row.get::<_, i64>(0)?.cast_unsigned())))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Whether a title of some sources or of their channels, or of any where none is named, has this
    /// text as it stands.
    pub fn says(&self, text: &str, sources: &BTreeSet<SourceId>) -> Result<bool, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT source FROM sightings WHERE bin IS NULL AND instr(raw_title, ?1) > 0
             UNION SELECT source FROM deliveries WHERE instr(channel ->> 'raw_title', ?1) > 0
                 AND EXISTS (SELECT 1 FROM sightings AS s WHERE s.source = deliveries.source AND s.bin IS NULL)",
        )?;
        for source in select.query_map([text], |row| row.get::<_, i64>(0))? {
            if sources.is_empty() || sources.contains(&SourceId(source?.cast_unsigned())) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Totals.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let number = |sql: &str| -> Result<Option<i64>, StoreError> {
            Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        };
        let count = |sql: &str| -> Result<usize, StoreError> { Ok(number(sql)?.unwrap_or(0).cast_unsigned() as usize) };
        let (articles, last_taken_in) = self.overview()?;
        Ok(Stats {
            articles,
            tags: count(
                "SELECT count(*) FROM (SELECT slug FROM tags UNION SELECT slug FROM own_tags
                                       WHERE EXISTS (SELECT 1 FROM articles WHERE id = article))",
            )?,
            authors: count("SELECT count(DISTINCT author) FROM article_authors")?,
            sources: self.sources()?.len(),
            sightings: count("SELECT count(*) FROM sightings WHERE bin IS NULL")?,
            words: number("SELECT sum(words) FROM articles")?.unwrap_or(0).cast_unsigned(),
            bytes: self.bytes(),
            last_taken_in,
        })
    }

    /// How many articles there are, and when something was last taken in: what of [`Store::stats`]
    /// is quick at any size.
    pub fn overview(&self) -> Result<(usize, Option<Timestamp>), StoreError> {
        let mut select =
            self.conn.prepare_cached("SELECT (SELECT count(*) FROM articles), (SELECT max(seen) FROM deliveries)")?;
        let (articles, last): (i64, Option<i64>) = select.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((articles.cast_unsigned() as usize, last.and_then(Timestamp::from_seconds)))
    }

    /// Of the file and its write-ahead log.
    fn bytes(&self) -> u64 {
        let size = |name: &str| std::fs::metadata(self.dir().join(name)).map_or(0, |meta| meta.len());
        size(schema::NAME) + size(&format!("{}-wal", schema::NAME))
    }
}
