//! Reading articles: whole, as rows for lists, as documents for the index. Each call sees one
//! commit, however long it takes.

use super::row::{Said, read_list};
use super::{Store, StoreError, blob, marks, pack, sightings, twins};
use crate::article::{
    Article, ArticleId, CanonicalUrl, Document, Image, Recurring, Revision, Slug, Source, Summary, Tag, Timestamp,
    WordpressId, merge,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::{BTreeSet, HashMap};

/// How a person names an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// By its number here, also one that it no longer goes by.
    Id(ArticleId),
    /// By its address.
    Address(CanonicalUrl),
    /// By its site's number; several sites may have given it.
    Number(WordpressId),
}

/// An article that the index must look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: ArticleId,
    /// Whether it is no more.
    pub gone: bool,
}

impl Store {
    /// The whole article, also under a number that it no longer goes by.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.at_one_commit()?.article(id)
    }

    /// For reading many articles as they are now.
    pub fn at_one_commit(&self) -> Result<Reading<'_>, StoreError> {
        Ok(Reading { tx: self.conn.unchecked_transaction()?, lookup: Lookup::new(&self.conn) })
    }

    /// Rows for lists, in the order asked for; what is not there is left out.
    pub fn summaries(&self, ids: &[ArticleId]) -> Result<Vec<Summary>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut select = tx.prepare_cached(
            "SELECT id, said_size, said, number, published, updated, comments, words, sources FROM articles
             WHERE id = ?1",
        )?;
        let mut lookup = Lookup::new(&tx);
        let mut summaries = Vec::with_capacity(ids.len());
        for id in ids {
            let mut rows = select.query([id.0.cast_signed()])?;
            if let Some(row) = rows.next()? {
                let mut summary = lookup.summary(row)?;
                marks::read(&tx, id.0.cast_signed(), &mut summary)?;
                summaries.push(summary);
            }
        }
        Ok(summaries)
    }

    /// Current texts and what of them stands in many articles, in the order asked for; what is not
    /// there is left out.
    pub fn documents(&self, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Document, Vec<Recurring>)>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut documents = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(document) = twins::current_text(&tx, id.0.cast_signed())? {
                let recurring = twins::recurring(&tx, id.0.cast_signed(), &document)?;
                documents.push((*id, document, recurring));
            }
        }
        Ok(documents)
    }

    /// Which articles a reference means. What another host merely claims counts only where the
    /// site itself has not spoken.
    pub fn find(&self, reference: &Reference) -> Result<Vec<ArticleId>, StoreError> {
        let (condition, key) = match reference {
            Reference::Id(id) => {
                let tx = self.conn.unchecked_transaction()?;
                return Ok(current(&tx, *id)?.map(|id| ArticleId(id.cast_unsigned())).into_iter().collect());
            }
            Reference::Address(url) => ("url = ?1", pack::address_key(url)),
            Reference::Number(number) => ("number = ?1", number.0.cast_signed()),
        };
        let sql = format!(
            "SELECT DISTINCT site, trusted, article FROM sightings WHERE bin IS NULL AND {condition} ORDER BY article"
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let found: Vec<(Option<i64>, bool, i64)> =
            select.query_map([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
        let owned: BTreeSet<Option<i64>> =
            found.iter().filter(|(_, trusted, _)| *trusted).map(|(site, ..)| *site).collect();
        let articles: BTreeSet<i64> = found
            .iter()
            .filter(|(site, trusted, _)| *trusted || !owned.contains(site))
            .map(|(.., article)| *article)
            .collect();
        Ok(articles.into_iter().map(|id| ArticleId(id.cast_unsigned())).collect())
    }

    /// What every source said, byte for byte: the source's address and the item as it came, that of
    /// the current text first.
    pub fn raw(&self, id: ArticleId) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let Some(id) = current(&tx, id)? else { return Ok(Vec::new()) };
        let sightings = sightings::of_article(&tx, id)?;
        let shown = merge::summarize(ArticleId(id.cast_unsigned()), &sightings).map_or(0, |(_, current)| current);
        let mut select = tx.prepare_cached("SELECT raw FROM sightings WHERE id = ?1")?;
        let mut raw = Vec::with_capacity(sightings.len());
        for sighting in sightings {
            let number = select.query_row([sighting.id.0.cast_signed()], |row| row.get(0))?;
            raw.push((sighting.source.address, blob::read(&tx, number)?));
        }
        if let Some(before) = raw.get_mut(..=shown) {
            before.rotate_right(1);
        }
        Ok(raw)
    }

    /// Articles that have changed or gone since a revision, by number, each once.
    pub fn changes_since(&self, revision: Revision) -> Result<Vec<Change>, StoreError> {
        let mut select =
            self.conn.prepare_cached("SELECT article, gone FROM changes WHERE revision > ?1 ORDER BY article")?;
        let rows = select.query_map([revision.0.cast_signed()], |row| {
            Ok(Change { id: ArticleId(row.get::<_, i64>(0)?.cast_unsigned()), gone: row.get(1)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Articles of one commit. Dropped soon: what others write meanwhile cannot be put in its place.
pub struct Reading<'s> {
    tx: Transaction<'s>,
    lookup: Lookup<'s>,
}

impl Reading<'_> {
    /// The texts of [`Article::versions`], in their order; none for an article that is not there.
    pub fn earlier_texts(&self, id: ArticleId) -> Result<Vec<String>, StoreError> {
        let Some(id) = current(&self.tx, id)? else { return Ok(Vec::new()) };
        Ok(merge::earlier_texts(&sightings::of_article(&self.tx, id)?))
    }

    /// See [`Store::article`].
    pub fn article(&mut self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        let tx = &self.tx;
        let Some(id) = current(tx, id)? else { return Ok(None) };
        let sightings = sightings::of_article(tx, id)?;
        if sightings.is_empty() {
            return Ok(None);
        }
        let mut article = merge::merge(ArticleId(id.cast_unsigned()), &sightings);
        for tag in &mut article.summary.tags {
            tag.name = self.lookup.tag(tag.slug.as_str())?.name;
        }
        merge::sort_tags(&mut article.summary.tags);
        marks::read(tx, id, &mut article.summary)?;
        article.also_seen = twins::of_article(tx, id)?;
        article.recurring = twins::recurring(tx, id, &article.document)?;
        Ok(Some(article))
    }
}

/// The number that an article goes by now.
pub(super) fn current(conn: &Connection, id: ArticleId) -> Result<Option<i64>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id FROM articles WHERE id = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1)",
    )?;
    Ok(select.query_row([id.0.cast_signed()], |row| row.get(0)).optional()?)
}

/// Names of tags and sources, each read once a call.
struct Lookup<'c> {
    conn: &'c Connection,
    tags: HashMap<String, Tag>,
    sources: HashMap<i64, Source>,
}

impl<'c> Lookup<'c> {
    fn new(conn: &'c Connection) -> Self {
        Self { conn, tags: HashMap::new(), sources: HashMap::new() }
    }

    fn tag(&mut self, slug: &str) -> Result<Tag, StoreError> {
        if let Some(tag) = self.tags.get(slug) {
            return Ok(tag.clone());
        }
        let mut select = self.conn.prepare_cached("SELECT name FROM tags WHERE slug = ?1")?;
        let name: Option<String> = select.query_row([slug], |row| row.get(0)).optional()?;
        let slugged = Tag::slugged(Slug::from_stored(slug.to_owned()));
        let tag = name.map_or(slugged.clone(), |name| Tag { slug: slugged.slug, name });
        self.tags.insert(slug.to_owned(), tag.clone());
        Ok(tag)
    }

    fn source(&mut self, id: i64) -> Result<Source, StoreError> {
        if let Some(source) = self.sources.get(&id) {
            return Ok(source.clone());
        }
        let mut select = self.conn.prepare_cached("SELECT name, address, kind FROM sources WHERE id = ?1")?;
        let mut rows = select.query(params![id])?;
        let row = rows.next()?.ok_or_else(|| StoreError::damaged(format!("source {id} is missing")))?;
        let source = sightings::source(row, 0)?;
        self.sources.insert(id, source.clone());
        Ok(source)
    }

    /// All but the person's marks.
    fn summary(&mut self, row: &Row) -> Result<Summary, StoreError> {
        let moment = |column| -> rusqlite::Result<Option<Timestamp>> {
            Ok(row.get::<_, Option<i64>>(column)?.and_then(Timestamp::from_seconds))
        };
        let said = Said::read(self.conn, row, 1)?;
        let mut tags: Vec<Tag> = said.tags.iter().map(|slug| self.tag(slug)).collect::<Result<_, _>>()?;
        merge::sort_tags(&mut tags);
        let mut sources: Vec<Source> = read_list::<i64>(&row.get::<_, String>(8)?)?
            .into_iter()
            .map(|id| self.source(id))
            .collect::<Result<_, _>>()?;
        sources.sort();
        let caption = said.caption;
        Ok(Summary {
            id: Some(ArticleId(row.get::<_, i64>(0)?.cast_unsigned())),
            title: said.title,
            url: said.url.map(CanonicalUrl::from_canonical),
            wordpress_id: row.get::<_, Option<i64>>(3)?.map(|id| WordpressId(id.cast_unsigned())),
            published: moment(4)?,
            updated: moment(5)?,
            authors: said.authors,
            tags,
            sources,
            comments: row.get(6)?,
            words: row.get::<_, i64>(7)?.cast_unsigned() as usize,
            image: said.image.map(|url| Image { url, caption }),
            excerpt: said.excerpt,
            ..Summary::default()
        })
    }
}
