//! Taking in: one transaction that holds the lock, in which sightings are added. Where they belong is
//! `place`'s work, what they are evidence of `evidence`'s, what comes of it `derive`'s.

use super::compress::LARGEST;
use super::dictionary::{self, Dictionary};
use super::evidence::Shared;
use super::lock::WriteLock;
use super::pack::{PackedItem, witness_columns};
use super::place::{Contest, Home};
use super::watch::Watch;
use super::{Packed, StoreError, blob};
use crate::article::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

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
    /// Articles to derive anew, because other sightings are theirs or say something else of when.
    pub(super) dirty: BTreeSet<i64>,
    /// Articles to derive anew, because verdicts have changed what their sightings say.
    pub(super) amended: BTreeSet<i64>,
    /// Articles that were derived anew in this transaction.
    pub(super) derived: BTreeSet<i64>,
    /// Tags whose best name may have changed.
    pub(super) slugs: BTreeSet<String>,
    /// Sources that are to be judged anew.
    pub(super) sources: BTreeSet<i64>,
    /// Whether judging is left to a later transaction.
    pub(super) defers: bool,
    /// The titles of articles that many sightings are of, for as long as these stay as they are.
    pub(super) shared: HashMap<i64, Vec<Shared>>,
    /// Documents that verdicts have put others in the place of.
    pub(super) replaced: BTreeSet<i64>,
    pub(super) agreed: HashMap<(i64, i64), bool>,
    /// Who looks on.
    pub(super) watch: Option<Watch<'a>>,
    /// What is packed with here, once that was needed.
    pub(super) dictionary: OnceCell<Option<Arc<Dictionary>>>,
    /// Whether a source is only looked at again, see [`BodyOf`].
    is_again: bool,
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

/// What a body is among those that a source is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BodyOf {
    /// Whether it is the page of one of the source's articles.
    pub is_article: bool,
    /// Whether the source is only looked at again: then what was forgotten of it stays so.
    pub is_again: bool,
}

/// What the parts of an input that is stored in several transactions have given so far.
#[derive(Debug, Default)]
pub struct Tally {
    /// Numbers that new articles got while parts were taken in: others may be taken in between.
    new: Vec<Range<i64>>,
    /// How new it was what each sighting says.
    told: HashMap<i64, Told>,
    refused: Vec<String>,
}

impl Tally {
    /// How many new articles there are so far.
    pub fn new_articles(&self) -> usize {
        self.new.iter().map(|new| (new.end - new.start).cast_unsigned() as usize).sum()
    }

    /// Counts what was said before.
    pub(super) fn hear_again(&mut self, sightings: Vec<i64>) {
        for sighting in sightings {
            self.told.entry(sighting).or_insert(Told::Before);
        }
    }
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
            amended: BTreeSet::new(),
            derived: BTreeSet::new(),
            slugs: BTreeSet::new(),
            sources: BTreeSet::new(),
            defers: false,
            shared: HashMap::new(),
            replaced: BTreeSet::new(),
            agreed: HashMap::new(),
            watch: None,
            dictionary: OnceCell::new(),
            is_again: false,
        })
    }

    /// Takes in one input, `seen` at this moment.
    pub fn take_in(&mut self, packed: &Packed, seen: Timestamp) -> Result<Taken, StoreError> {
        self.take_in_last(packed, seen, Tally::default())
    }

    /// Takes in a part of an input that is stored in several transactions, all `seen` at the same
    /// moment. Nothing is judged before the last part is there, or the next transaction after a
    /// crash.
    pub fn take_in_part(&mut self, part: &Packed, seen: Timestamp, so_far: &mut Tally) -> Result<(), StoreError> {
        self.defer();
        self.take_in_items(part, seen, so_far)?;
        Ok(())
    }

    /// Leaves the judging of what this transaction touches to a later one. It is noted what is left.
    pub fn defer(&mut self) {
        self.defers = true;
    }

    /// Takes in the last part of an input, or the only one; it may be without items. What it says
    /// of the input as a whole (content, source, channel) is remembered; what changed is counted
    /// over all parts.
    pub fn take_in_last(&mut self, last: &Packed, seen: Timestamp, mut so_far: Tally) -> Result<Taken, StoreError> {
        let source = self.take_in_items(last, seen, &mut so_far)?;
        let taken = self.counted(so_far)?;
        self.deliver(source, last, seen, taken.new + taken.merged + taken.unchanged)?;
        Ok(taken)
    }

    /// Takes in one of the bodies that a source is read from, page by page. One that is an article's own
    /// page does not speak for the source as a whole, so what it says of itself is not remembered.
    pub fn take_in_body(
        &mut self,
        body: &Packed,
        of: BodyOf,
        seen: Timestamp,
        so_far: &mut Tally,
    ) -> Result<(), StoreError> {
        self.is_again = of.is_again;
        let source = self.take_in_items(body, seen, so_far)?;
        self.is_again = false;
        if of.is_article { Ok(()) } else { self.deliver(source, body, seen, body.items.len()) }
    }

    /// What all parts have given together; see [`Writer::take_in_body`].
    pub fn counted(&self, tally: Tally) -> Result<Taken, StoreError> {
        let mut articles: BTreeMap<i64, Told> = BTreeMap::new();
        for (sighting, news) in tally.told {
            // What was forgotten meanwhile counts no more.
            let Some(article) = self.article_of(sighting)? else { continue };
            let news = if tally.new.iter().any(|new| new.contains(&article)) { Told::First } else { news };
            let most = articles.entry(article).or_insert(news);
            *most = news.max(*most);
        }
        let mut taken = Taken { refused: tally.refused, ..Taken::default() };
        for news in articles.values() {
            match news {
                Told::First => taken.new += 1,
                Told::Anew => taken.merged += 1,
                Told::Before => taken.unchanged += 1,
            }
        }
        Ok(taken)
    }

    /// Takes in items; gives their source's number.
    pub(super) fn take_in_items(
        &mut self,
        packed: &Packed,
        seen: Timestamp,
        so_far: &mut Tally,
    ) -> Result<i64, StoreError> {
        let source = self.source(packed)?;
        let first = self.next_article;
        if let Some(dictionary) = &packed.dictionary {
            dictionary.keep(&self.tx)?;
        }
        let frame = packed.frame.as_ref().map(|frame| blob::insert(&self.tx, frame)).transpose()?;
        for item in &packed.items {
            if item.described.item_size > LARGEST {
                let size = item.described.item_size;
                so_far.refused.push(format!("an item's fields are too large to keep: {size} bytes"));
                continue;
            }
            let (sighting, news) = self.take_in_item(source, item, frame, seen)?;
            if news != Told::Before
                && let Some(warning) = self.contested(sighting, item)?
            {
                so_far.refused.push(warning);
            }
            let most = so_far.told.entry(sighting).or_insert(news);
            *most = news.max(*most);
        }
        match so_far.new.last_mut().filter(|last| last.end == first) {
            Some(last) => last.end = self.next_article,
            None if first < self.next_article => so_far.new.push(first..self.next_article),
            None => {}
        }
        Ok(source)
    }

    /// What to pack with in this transaction.
    pub(super) fn dictionary(&self) -> Result<Option<Arc<Dictionary>>, StoreError> {
        if let Some(known) = self.dictionary.get() {
            return Ok(known.clone());
        }
        let current = dictionary::current(&self.tx)?;
        Ok(self.dictionary.get_or_init(|| current).clone())
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
    pub(super) fn deliver(
        &mut self,
        source: i64,
        packed: &Packed,
        seen: Timestamp,
        articles: usize,
    ) -> Result<(), StoreError> {
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
                 FROM (SELECT address, kind,
                           coalesce((SELECT own_name FROM remembered AS r JOIN sources AS s ON s.key = r.key
                                     WHERE s.id = ?1), name) AS name
                       FROM deliveries WHERE source = ?1 ORDER BY seen DESC, content DESC LIMIT 1) AS n
                 WHERE id = ?1 AND (sources.address, sources.name, sources.kind) <> (n.address, n.name, n.kind)",
            )?
            .execute([source])?;
        if renamed > 0 {
            let articles = self.articles_of(source)?;
            self.dirty.extend(articles);
            self.changed = true;
        }
        Ok(())
    }

    /// The articles that a source tells of.
    pub(super) fn articles_of(&self, source: i64) -> Result<Vec<i64>, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT DISTINCT article FROM sightings WHERE source = ?1 AND bin IS NULL")?;
        let articles = select.query_map([source], |row| row.get(0))?;
        Ok(articles.collect::<Result<_, _>>()?)
    }

    fn article_of(&self, sighting: i64) -> Result<Option<i64>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT article FROM sightings WHERE id = ?1")?;
        Ok(select.query_row([sighting], |row| row.get(0)).optional()?)
    }

    fn take_in_item(
        &mut self,
        source: i64,
        item: &PackedItem,
        frame: Option<i64>,
        seen: Timestamp,
    ) -> Result<(i64, Told), StoreError> {
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
            None => Ok((self.hear(source, item, frame, seen)?, Told::Anew)),
        }
    }

    /// The source has said exactly this before; perhaps it lay in the bin, perhaps this copy was
    /// made later than the one known.
    fn hear_again(&mut self, known: &Known, item: &PackedItem, seen: Timestamp) -> Result<(i64, Told), StoreError> {
        // What is the current text already, or was forgotten, is no news.
        if self.is_again && (known.binned || self.is_current(known)?) {
            return Ok((known.id, Told::Before));
        }
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

    fn is_current(&self, known: &Known) -> Result<bool, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT 1 FROM articles WHERE id = ?1 AND sighting = ?2")?;
        Ok(select.exists([known.article, known.id])?)
    }

    pub(super) fn has_article(&self, article: i64) -> Result<bool, StoreError> {
        Ok(self.tx.prepare_cached("SELECT 1 FROM articles WHERE id = ?1")?.exists([article])?)
    }

    fn is_shared(&self, article: i64) -> Result<bool, StoreError> {
        let mut count = self.tx.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM sightings WHERE article = ?1 AND bin IS NULL LIMIT 2)",
        )?;
        Ok(count.query_row([article], |row| row.get::<_, i64>(0))? > 1)
    }

    /// Something that the source had not said.
    fn hear(&mut self, source: i64, item: &PackedItem, frame: Option<i64>, seen: Timestamp) -> Result<i64, StoreError> {
        self.changed = true;
        let document = item.described.document.as_ref().map(|text| blob::insert(&self.tx, text)).transpose()?;
        let raw = blob::insert(&self.tx, &item.raw)?;
        let found = Heard { source, item, document, raw, frame, seen };
        match self.home(&item.keys)? {
            Home::New => {
                let article = self.new_article();
                let sighting = self.insert_sighting(article, &found)?;
                item.row.insert(&self.tx, article, sighting, &[source])?;
                self.slugs.extend(item.row.slugs().map(str::to_owned));
                self.note_change(article, false)?;
                self.wait_for_comparing(article, &item.passages)?;
                Ok(sighting)
            }
            Home::Known(article) => {
                self.dirty.insert(article);
                self.insert_sighting(article, &found)
            }
            Home::Unclear => {
                let sighting = self.insert_sighting(0, &found)?;
                self.regroup(&[sighting], Some(sighting))?;
                Ok(sighting)
            }
        }
    }

    fn insert_sighting(&self, article: i64, heard: &Heard) -> Result<i64, StoreError> {
        let Heard { source, item, document, raw, frame, seen } = heard;
        let (keys, described) = (&item.keys, &item.described);
        let (slug, says) = witness_columns(&item.witness, &described.raw_title);
        Ok(self
            .tx
            .prepare_cached(
                "INSERT INTO sightings (article, source, fingerprint, seen, fetched, trusted, site, number, url,
                     titled, text, short, own, same, raw_title, title, title_removed, item_size, item, document, raw,
                     slug, says, verdict, frame)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                     ?21, ?22, ?23, ?24, ?25)",
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
                described.raw_title,
                described.title,
                described.title_removed,
                described.item_size as i64,
                described.item,
                document,
                raw,
                slug,
                says,
                item.verdict,
                frame
            ])?)
    }

    fn contested(&self, sighting: i64, item: &PackedItem) -> Result<Option<String>, StoreError> {
        let Some(article) = self.article_of(sighting)? else { return Ok(None) };
        Ok(self.contest(sighting, article, &item.keys)?.map(|contest| match contest {
            Contest::Refused => {
                format!("{}, but its text is not the one known from there: kept as an article of its own", item.claim)
            }
            Contest::TakenOver => {
                format!("{}, which another host had claimed for another text: the two are kept apart", item.claim)
            }
        }))
    }
}

/// A sighting that is not there yet: its item, and the numbers of what lies in blobs.
struct Heard<'a> {
    source: i64,
    item: &'a PackedItem,
    document: Option<i64>,
    raw: i64,
    frame: Option<i64>,
    seen: Timestamp,
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
