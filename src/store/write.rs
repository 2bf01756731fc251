//! Taking in: one transaction that holds the lock, in which sightings are added and given titles.
//! Where they belong is `place`'s work, what comes of it `derive`'s.

use super::lock::WriteLock;
use super::pack::{Described, PackedItem, json};
use super::place::{Contest, Home};
use super::{Packed, StoreError, blob, sightings};
use crate::article::{Channel, Item, Removal, SightingId, SourceId, Timestamp, Witness};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One transaction. Nothing of it is there before [`Writer::commit`]; dropped, it never was.
#[derive(Debug)]
pub struct Writer<'a> {
    // The transaction ends before the lock is let go: fields are dropped in this order.
    pub(super) tx: Transaction<'a>,
    _lock: WriteLock,
    /// The revision before this transaction.
    pub(super) revision: i64,
    pub(super) next_article: i64,
    /// Whether anything was written that deserves a revision of its own.
    pub(super) changed: bool,
    /// Articles to derive anew.
    pub(super) dirty: BTreeSet<i64>,
    /// Tags whose best name may have changed.
    pub(super) slugs: BTreeSet<String>,
    /// Sources whose titles are to be judged anew.
    pub(super) sources: BTreeSet<i64>,
    pub(super) agreed: HashMap<(i64, i64), bool>,
}

/// What an input changed. Its distinct articles are `new + merged + unchanged`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// Articles that were not there.
    pub new: usize,
    /// Articles that were there and are now seen once more, or in other words.
    pub merged: usize,
    /// Articles about which the source said nothing that it hadn't said before.
    pub unchanged: usize,
    /// Claims that were not believed, one line each, for people.
    pub refused: Vec<String>,
}

/// What a source's titles and channel titles are, for judging junk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Which source.
    pub source: SourceId,
    /// Every header that its channel had.
    pub channels: Vec<Channel>,
    /// Every sighting's title.
    pub titles: Vec<Titled>,
}

/// A sighting's title as it came, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Which sighting.
    pub id: SightingId,
    /// As it came.
    pub raw: String,
    /// What its item's address and text say of it.
    pub witness: Witness,
    /// Titles that other sources give the same article, as they came.
    pub elsewhere: Vec<String>,
    /// The last verdict on it.
    pub verdict: i64,
}

impl<'a> Writer<'a> {
    pub(super) fn begin(tx: Transaction<'a>, lock: WriteLock) -> Result<Self, StoreError> {
        let (revision, next_article) =
            tx.query_row("SELECT revision, next_article FROM state", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self {
            tx,
            _lock: lock,
            revision,
            next_article,
            changed: false,
            dirty: BTreeSet::new(),
            slugs: BTreeSet::new(),
            sources: BTreeSet::new(),
            agreed: HashMap::new(),
        })
    }

    /// Takes in one input, `seen` at this moment.
    pub fn take_in(&mut self, packed: &Packed, seen: Timestamp) -> Result<Taken, StoreError> {
        let source = self.source(packed)?;
        let first_new = self.next_article;
        let mut taken = Taken::default();
        let mut told: Vec<(i64, Told)> = Vec::with_capacity(packed.items.len());
        for item in &packed.items {
            if item.item_size > blob::LARGEST {
                taken.refused.push(format!("an item's fields are too large to keep: {} bytes", item.item_size));
                continue;
            }
            let (sighting, news) = self.take_in_item(source, item, seen)?;
            if news != Told::Before
                && let Some(warning) = self.contested(sighting, item)?
            {
                taken.refused.push(warning);
            }
            told.push((sighting, news));
        }
        let mut articles: BTreeMap<i64, Told> = BTreeMap::new();
        for (sighting, news) in told {
            let article = self.article_of(sighting)?;
            let news = if article >= first_new { Told::First } else { news };
            let most = articles.entry(article).or_insert(news);
            *most = news.max(*most);
        }
        for news in articles.values() {
            match news {
                Told::First => taken.new += 1,
                Told::Anew => taken.merged += 1,
                Told::Before => taken.unchanged += 1,
            }
        }
        self.deliver(source, packed, seen, articles.len())?;
        Ok(taken)
    }

    /// The source's number; a new one's row.
    fn source(&mut self, packed: &Packed) -> Result<i64, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT id FROM sources WHERE key = ?1")?;
        let known: Option<i64> = select.query_row([&packed.source_key], |row| row.get(0)).optional()?;
        let id = if let Some(id) = known {
            id
        } else {
            let source = &packed.source;
            self.tx
                .prepare_cached("INSERT INTO sources (key, address, name, kind) VALUES (?1, ?2, ?3, ?4)")?
                .insert(params![packed.source_key, source.address, source.name, source.kind.name()])?
        };
        self.sources.insert(id);
        Ok(id)
    }

    /// Remembers the input as a whole. The source goes by the name that its newest input gives it.
    fn deliver(&mut self, source: i64, packed: &Packed, seen: Timestamp, articles: usize) -> Result<(), StoreError> {
        let channel = serde_json::to_string(&packed.channel).unwrap_or_default();
        let said = &packed.source;
        self.tx
            .prepare_cached(
                "INSERT INTO deliveries (source, content, seen, address, name, kind, channel, articles)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (source, content) DO UPDATE SET
                     seen = max(seen, excluded.seen), articles = excluded.articles",
            )?
            .execute(params![
                source,
                packed.content,
                seen.seconds(),
                said.address,
                said.name,
                said.kind.name(),
                channel,
                articles as i64
            ])?;
        let renamed = self
            .tx
            .prepare_cached(
                "UPDATE sources SET (address, name, kind) = (n.address, n.name, n.kind)
                 FROM (SELECT address, name, kind FROM deliveries WHERE source = ?1
                       ORDER BY seen DESC, content DESC LIMIT 1) AS n
                 WHERE id = ?1 AND (sources.address, sources.name, sources.kind) <> (n.address, n.name, n.kind)",
            )?
            .execute([source])?;
        if renamed > 0 {
            let mut articles =
                self.tx.prepare_cached("SELECT DISTINCT article FROM sightings WHERE source = ?1 AND bin IS NULL")?;
            for article in articles.query_map([source], |row| row.get::<_, i64>(0))? {
                self.dirty.insert(article?);
            }
            self.changed = true;
        }
        Ok(())
    }

    fn article_of(&self, sighting: i64) -> Result<i64, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT article FROM sightings WHERE id = ?1")?;
        Ok(select.query_row([sighting], |row| row.get(0))?)
    }

    fn take_in_item(&mut self, source: i64, item: &PackedItem, seen: Timestamp) -> Result<(i64, Told), StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT id, article, bin, fetched, seen FROM sightings WHERE source = ?1 AND fingerprint = ?2",
        )?;
        let known = select
            .query_row(params![source, item.fingerprint], |row| {
                Ok(Known {
                    id: row.get(0)?,
                    article: row.get(1)?,
                    binned: row.get::<_, Option<i64>>(2)?.is_some(),
                    fetched: row.get(3)?,
                    seen: row.get(4)?,
                })
            })
            .optional()?;
        drop(select);
        match known {
            Some(known) => self.hear_again(&known, item, seen),
            None => Ok((self.hear(source, item, seen)?, Told::Anew)),
        }
    }

    /// The source has said exactly this before; perhaps it lay in the bin, perhaps this copy was
    /// made later than the one known.
    fn hear_again(&mut self, known: &Known, item: &PackedItem, seen: Timestamp) -> Result<(i64, Told), StoreError> {
        let fetched = known.fetched.max(item.fetched.map(Timestamp::seconds));
        let seen = known.seen.min(seen.seconds());
        if (fetched, seen) != (known.fetched, known.seen) {
            self.tx
                .prepare_cached("UPDATE sightings SET fetched = ?2, seen = ?3 WHERE id = ?1")?
                .execute(params![known.id, fetched, seen])?;
            // Dates only decide between sightings.
            if self.is_shared(known.article)? {
                self.dirty.insert(known.article);
            }
        }
        if !known.binned {
            return Ok((known.id, Told::Before));
        }
        let is_gone = !self.has_article(known.article)?;
        self.tx.prepare_cached("UPDATE sightings SET bin = NULL WHERE id = ?1")?.execute([known.id])?;
        self.dirty.insert(known.article);
        self.regroup(&[known.id], Some(known.id))?;
        Ok((known.id, if is_gone { Told::First } else { Told::Anew }))
    }

    fn has_article(&self, article: i64) -> Result<bool, StoreError> {
        Ok(self.tx.prepare_cached("SELECT 1 FROM articles WHERE id = ?1")?.exists([article])?)
    }

    fn is_shared(&self, article: i64) -> Result<bool, StoreError> {
        let mut count = self.tx.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM sightings WHERE article = ?1 AND bin IS NULL LIMIT 2)",
        )?;
        Ok(count.query_row([article], |row| row.get::<_, i64>(0))? > 1)
    }

    /// Something that the source had not said.
    fn hear(&mut self, source: i64, item: &PackedItem, seen: Timestamp) -> Result<i64, StoreError> {
        self.changed = true;
        let document = blob::insert(&self.tx, &item.document)?;
        let raw = blob::insert(&self.tx, &item.raw)?;
        match self.home(&item.keys)? {
            Home::New => {
                let article = self.new_article();
                item.row.insert(&self.tx, article, document, &[source])?;
                self.slugs.extend(item.row.slugs().map(str::to_owned));
                self.note_change(article, false)?;
                self.insert_sighting(article, source, item, document, raw, seen)
            }
            Home::Known(article) => {
                self.dirty.insert(article);
                self.insert_sighting(article, source, item, document, raw, seen)
            }
            Home::Unclear => {
                let sighting = self.insert_sighting(0, source, item, document, raw, seen)?;
                self.regroup(&[sighting], Some(sighting))?;
                Ok(sighting)
            }
        }
    }

    fn insert_sighting(
        &self,
        article: i64,
        source: i64,
        item: &PackedItem,
        document: i64,
        raw: i64,
        seen: Timestamp,
    ) -> Result<i64, StoreError> {
        let keys = &item.keys;
        Ok(self
            .tx
            .prepare_cached(
                "INSERT INTO sightings (article, source, fingerprint, seen, fetched, trusted, site, number, url,
                     titled, text, short, own, same, raw_title, title, title_removed, item_size, item, document, raw,
                     slug, says, verdict)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                     ?21, ?22, ?23, ?24)",
            )?
            .insert(params![
                article,
                source,
                item.fingerprint,
                seen.seconds(),
                item.fetched.map(Timestamp::seconds),
                keys.trusted,
                keys.site,
                keys.number,
                keys.url,
                keys.titled,
                keys.text,
                keys.short,
                keys.own,
                keys.same,
                item.raw_title,
                item.title,
                item.title_removed,
                item.item_size as i64,
                item.item,
                document,
                raw,
                item.witness.slug,
                i64::from(item.witness.says_head) | i64::from(item.witness.says_tail) << 1,
                item.verdict
            ])?)
    }

    fn contested(&self, sighting: i64, item: &PackedItem) -> Result<Option<String>, StoreError> {
        let article = self.article_of(sighting)?;
        Ok(self.contest(sighting, article, &item.keys)?.map(|contest| match contest {
            Contest::Refused => {
                format!("{}, but its text is not the one known from there: kept as an article of its own", item.claim)
            }
            Contest::TakenOver => {
                format!("{}, which another host had claimed for another text: the two are kept apart", item.claim)
            }
        }))
    }

    /// What is known of the titles of every source that this transaction has touched, and of those
    /// that have an article in common with one that it has touched.
    pub fn evidence(&mut self) -> Result<Vec<Evidence>, StoreError> {
        self.touch_neighbours()?;
        self.sources.iter().map(|source| self.evidence_of(*source)).collect()
    }

    /// What one source calls an article is evidence on what others call it.
    fn touch_neighbours(&mut self) -> Result<(), StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT DISTINCT source FROM sightings WHERE article = ?1 AND bin IS NULL")?;
        for article in &self.dirty {
            for source in select.query_map([article], |row| row.get::<_, i64>(0))? {
                self.sources.insert(source?);
            }
        }
        Ok(())
    }

    fn evidence_of(&self, source: i64) -> Result<Evidence, StoreError> {
        let mut channels =
            self.tx.prepare_cached("SELECT DISTINCT channel FROM deliveries WHERE source = ?1 ORDER BY 1")?;
        let channels = channels
            .query_map([source], |row| row.get::<_, String>(0))?
            .map(|channel| {
                serde_json::from_str(&channel?)
                    .map_err(|error| StoreError::damaged(format!("a channel of source {source}: {error}")))
            })
            .collect::<Result<_, _>>()?;
        let mut elsewhere: HashMap<i64, Vec<String>> = HashMap::new();
        let mut others = self.tx.prepare_cached(
            "SELECT DISTINCT s.id, o.raw_title FROM sightings AS s JOIN sightings AS o ON o.article = s.article
             WHERE s.source = ?1 AND o.source <> ?1 AND s.bin IS NULL AND o.bin IS NULL ORDER BY s.id, o.raw_title",
        )?;
        for row in others.query_map([source], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
            let (id, title) = row?;
            elsewhere.entry(id).or_default().push(title);
        }
        let mut titles = self.tx.prepare_cached(
            "SELECT id, raw_title, slug, says, verdict FROM sightings WHERE source = ?1 AND bin IS NULL ORDER BY id",
        )?;
        let titles = titles
            .query_map([source], |row| {
                let id: i64 = row.get(0)?;
                let says: i64 = row.get(3)?;
                Ok(Titled {
                    id: SightingId(id.cast_unsigned()),
                    raw: row.get(1)?,
                    witness: Witness { slug: row.get(2)?, says_head: says & 1 > 0, says_tail: says & 2 > 0 },
                    elsewhere: elsewhere.remove(&id).unwrap_or_default(),
                    verdict: row.get(4)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(Evidence { source: SourceId(source.cast_unsigned()), channels, titles })
    }

    /// Everything that verdicts took out of titles, over the whole archive, each once.
    pub fn title_removals(&self) -> Result<BTreeSet<(String, String)>, StoreError> {
        // From value to value through the index: few verdicts stand on many titles.
        let mut select = self.tx.prepare_cached(
            "WITH RECURSIVE each (value) AS (
                 SELECT min(title_removed) FROM sightings WHERE title_removed IS NOT NULL AND bin IS NULL
                 UNION ALL
                 SELECT (SELECT min(title_removed) FROM sightings
                         WHERE title_removed > value AND title_removed IS NOT NULL AND bin IS NULL)
                 FROM each WHERE value IS NOT NULL)
             SELECT value FROM each WHERE value IS NOT NULL",
        )?;
        let mut removals = BTreeSet::new();
        for json in select.query_map([], |row| row.get::<_, String>(0))? {
            let parsed: Vec<Removal> = serde_json::from_str(&json?)
                .map_err(|error| StoreError::damaged(format!("a title's removals: {error}")))?;
            removals.extend(parsed.into_iter().map(|removal| (removal.rule, removal.text)));
        }
        Ok(removals)
    }

    /// Counts every source with one of these texts in a title as touched, so that
    /// [`Writer::evidence`] has it too. Reads all titles: for when something new was learnt.
    pub fn review(&mut self, texts: &[&str]) -> Result<(), StoreError> {
        if texts.is_empty() {
            return Ok(());
        }
        let mut select = self.tx.prepare_cached("SELECT source, raw_title FROM sightings WHERE bin IS NULL")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let source = row.get(0)?;
            let title = row.get_ref(1)?.as_str().unwrap_or_default();
            if !self.sources.contains(&source) && texts.iter().any(|text| title.contains(text)) {
                self.sources.insert(source);
            }
        }
        Ok(())
    }

    /// The item of a sighting as the last verdict left it.
    pub fn item(&self, id: SightingId) -> Result<Item, StoreError> {
        Ok(sightings::one(&self.tx, id.0.cast_signed())?.item)
    }

    /// Gives a sighting what a verdict has made of its item. What it is recognised by stays.
    pub fn amend(&mut self, id: SightingId, mut item: Item) -> Result<(), StoreError> {
        let id = id.0.cast_signed();
        let document = blob::insert(&self.tx, &blob::pack(&json(&std::mem::take(&mut item.document))))?;
        let packed = Described::of(&mut item);
        let mut update = self.tx.prepare_cached(
            "UPDATE sightings SET title = ?2, title_removed = ?3, item_size = ?4, item = ?5, document = ?6,
                 verdict = ?7 WHERE id = ?1 RETURNING article",
        )?;
        let article: i64 = update.query_row(
            params![
                id,
                packed.title,
                packed.title_removed,
                packed.item_size as i64,
                packed.item,
                document,
                item.verdict
            ],
            |row| row.get(0),
        )?;
        self.dirty.insert(article);
        Ok(())
    }
}

/// A sighting that is there already.
struct Known {
    id: i64,
    article: i64,
    binned: bool,
    fetched: Option<i64>,
    seen: i64,
}

/// How new it is what a source says about an article; the greater counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// It has said so before.
    Before,
    /// The article is known.
    Anew,
    /// The article is new.
    First,
}
