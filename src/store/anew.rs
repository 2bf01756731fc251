//! Cleaning anew: sightings' raw input out, and what today's rules make of it back in.
//!
//! A sighting stays the sighting it was: its number, its source, when it was seen. What it is
//! recognised by may change with the rules, and then its neighbourhood is grouped anew. Called by
//! `work` alone, which does the cleaning.

use super::compress::restore;
use super::pack::{Described, Fingerprint, Keys, PackedItem, pack_item, read_item, witness_columns};
use super::{Store, StoreError, Writer, blob, sightings};
use crate::article::{
    Channel, Document, Frame, Item, Place, Removal, Sighting, SightingId, Source, SourceId, Timestamp,
};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a sighting was made from, and what it was made into.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The sighting; its item has its raw bytes and no document.
    pub sighting: Sighting,
    /// What stood around it in the input; `None` where the input is the item, or where that was not
    /// kept. One and the same for neighbours from one input.
    pub frame: Option<Arc<Frame>>,
}

/// An item ready to take the place of what its sighting was made into.
#[derive(Debug, Clone, PartialEq)]
pub struct Repacked(PackedItem);

/// Compresses and hashes an item. Pure; for the parse workers.
pub fn repack(item: Item, source: &Source, channel: &Channel) -> Repacked {
    Repacked(pack_item(item, source, channel, None))
}

/// So many sightings at a time, however small.
const MOST: usize = 4096;

impl Store {
    /// Sightings after one, by number, those in the bin too, up to about so many bytes of raw input:
    /// of some sources, or of all where none is named.
    pub fn kept(&self, after: SightingId, sources: &BTreeSet<SourceId>, bytes: usize) -> Result<Vec<Kept>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut select = tx.prepare_cached(&format!("{} WHERE s.id > ?1 ORDER BY s.id", sightings::SELECT))?;
        let mut extra = tx.prepare_cached("SELECT raw, frame FROM sightings WHERE id = ?1")?;
        let mut rows = select.query([after.0.cast_signed()])?;
        let mut frames: BTreeMap<i64, Arc<Frame>> = BTreeMap::new();
        let (mut kept, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let source = SourceId(row.get::<_, i64>(1)?.cast_unsigned());
            if !sources.is_empty() && !sources.contains(&source) {
                continue;
            }
            let (raw, frame): (i64, Option<i64>) =
                extra.query_row([row.get::<_, i64>(0)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let raw = blob::read(&tx, raw)?;
            let (mut sighting, _) = sightings::read(&tx, row, Some(&raw))?;
            sighting.item.raw = raw;
            sighting.item.document = Document::default();
            size += sighting.item.raw.len();
            let frame = match frame {
                None => None,
                Some(number) => Some(if let Some(known) = frames.get(&number) {
                    Arc::clone(known)
                } else {
                    let frame = serde_json::from_slice(&blob::read(&tx, number)?)
                        .map_err(|error| StoreError::damaged(format!("frame {number}: {error}")))?;
                    Arc::clone(frames.entry(number).or_insert(Arc::new(frame)))
                }),
            };
            kept.push(Kept { sighting, frame });
            if size >= bytes || kept.len() >= MOST {
                break;
            }
        }
        Ok(kept)
    }
}

/// A sighting as its columns have it.
struct Columns {
    article: i64,
    source: i64,
    binned: bool,
    fetched: Option<i64>,
    keys: Keys,
    titles: (String, Option<String>, Option<String>),
    item_size: usize,
    item: Vec<u8>,
    document: Option<i64>,
    witness: (Option<String>, i64),
    verdict: i64,
}

impl Writer<'_> {
    /// Puts what today's rules make of them in the place of what sightings were; gives those that
    /// are other than before. What is unchanged is not written.
    pub fn rework(&mut self, anew: &[(SightingId, Repacked)]) -> Result<Vec<SightingId>, StoreError> {
        let (mut changed, mut rekeyed) = (Vec::new(), Vec::new());
        for (id, Repacked(item)) in anew {
            let id = id.0.cast_signed();
            let old = self.columns(id)?;
            let document = item.described.document.as_ref().map(|text| blob::insert(&self.tx, text)).transpose()?;
            let fetched = old.fetched.max(item.fetched.map(Timestamp::seconds));
            if old.is(item, document, fetched) || old.says(item, fetched) && self.reads_the_same(id, item, document)? {
                continue;
            }
            self.replaced.extend(old.document);
            if !old.binned && old.keys != item.keys {
                rekeyed.push(id);
            }
            self.dirty.insert(old.article);
            self.sources.insert(old.source);
            changed.push((id, item, document, fetched));
        }
        let mut around = self.neighbours(&rekeyed)?;
        for (id, item, document, fetched) in &changed {
            self.rewrite(*id, item, *document, *fetched)?;
        }
        let mut gone = BTreeSet::new();
        for (id, item, ..) in &changed {
            gone.extend(self.refingerprint(*id, &item.fingerprint)?);
        }
        if !rekeyed.is_empty() || !gone.is_empty() {
            self.agreed.clear();
            around.extend(rekeyed);
            self.regroup(&around, None)?;
        }
        Ok(changed.into_iter().map(|(id, ..)| SightingId(id.cast_unsigned())).collect())
    }

    /// Gives up texts that no sighting has any more.
    pub fn sweep(&mut self) -> Result<(), StoreError> {
        blob::sweep(&self.tx)
    }

    /// Whether a sighting, packed in another way, says what an item does.
    fn reads_the_same(&self, id: i64, item: &PackedItem, document: Option<i64>) -> Result<bool, StoreError> {
        let old = sightings::one(&self.tx, id)?.item;
        let mut raw = self.tx.prepare_cached("SELECT raw FROM sightings WHERE id = ?1")?;
        let raw = blob::read(&self.tx, raw.query_row([id], |row| row.get(0))?)?;
        let described = &item.described;
        let base: &[u8] = if document.is_none() { &raw } else { &[] };
        let new = restore(described.item.clone(), described.item_size, base)?;
        let Ok((mut new, text)) = read_item::<Item>(&new) else { return Ok(false) };
        new.document = match document {
            Some(document) => sightings::apart_document(&self.tx, document)?,
            None => text.unwrap_or_default(),
        };
        let is_of_title = |removal: &Removal| removal.place == Place::Title;
        new.removed.extend(old.removed.iter().filter(|removal| is_of_title(removal)).cloned());
        Ok(old
            == Item {
                raw_title: old.raw_title.clone(),
                title: old.title.clone(),
                fetched: old.fetched,
                verdict: old.verdict,
                witness: old.witness.clone(),
                ..new
            })
    }

    fn columns(&self, id: i64) -> Result<Columns, StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT article, source, bin, fetched, trusted, site, number, url, titled, text, short, own, same,
                 raw_title, title, title_removed, item_size, item, document, slug, says, verdict
             FROM sightings WHERE id = ?1",
        )?;
        Ok(select.query_row([id], |row| {
            let keys = Keys {
                trusted: row.get(4)?,
                site: row.get(5)?,
                number: row.get(6)?,
                url: row.get(7)?,
                titled: row.get(8)?,
                text: row.get(9)?,
                short: row.get(10)?,
                own: row.get(11)?,
                same: row.get(12)?,
            };
            Ok(Columns {
                article: row.get(0)?,
                source: row.get(1)?,
                binned: row.get::<_, Option<i64>>(2)?.is_some(),
                fetched: row.get(3)?,
                keys,
                titles: (row.get(13)?, row.get(14)?, row.get(15)?),
                item_size: row.get::<_, i64>(16)?.cast_unsigned() as usize,
                item: row.get(17)?,
                document: row.get(18)?,
                witness: (row.get(19)?, row.get(20)?),
                verdict: row.get(21)?,
            })
        })?)
    }

    fn rewrite(
        &self,
        id: i64,
        item: &PackedItem,
        document: Option<i64>,
        fetched: Option<i64>,
    ) -> Result<(), StoreError> {
        let (keys, described) = (&item.keys, &item.described);
        let (slug, said) = witness_columns(&item.witness, &described.raw_title);
        self.tx
            .prepare_cached(
                "UPDATE sightings SET fetched = ?2, trusted = ?3, site = ?4, number = ?5, url = ?6, titled = ?7,
                     text = ?8, short = ?9, own = ?10, same = ?11, raw_title = ?12, title = ?13, title_removed = ?14,
                     item_size = ?15, item = ?16, document = ?17, slug = ?18, says = ?19, verdict = ?20
                 WHERE id = ?1",
            )?
            .execute(params![
                id,
                fetched,
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
                slug,
                said,
                item.verdict
            ])?;
        Ok(())
    }

    /// What a feed's header says of an item may read otherwise now. Where that makes two sightings of
    /// a source say the same, they are one: the earlier, seen when either was first and fetched when
    /// either was last. Gives the one that is gone.
    fn refingerprint(&mut self, id: i64, fingerprint: &Fingerprint) -> Result<Option<i64>, StoreError> {
        let mut same = self.tx.prepare_cached(
            "SELECT o.id, o.article, s.article FROM sightings AS s JOIN sightings AS o ON o.source = s.source
             WHERE s.id = ?1 AND o.fingerprint = ?2 AND o.id <> ?1",
        )?;
        let same: Option<(i64, i64, i64)> =
            same.query_row(params![id, fingerprint], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let mut kept = id;
        if let Some((other, article, own)) = same {
            kept = id.min(other);
            self.dirty.extend([article, own]);
            // In the bin only where both are.
            self.tx
                .prepare_cached(
                    "UPDATE sightings SET seen = min(sightings.seen, o.seen), bin = iif(o.bin IS NULL, NULL, sightings.bin),
                         fetched = max(coalesce(sightings.fetched, o.fetched), coalesce(o.fetched, sightings.fetched))
                     FROM (SELECT seen, fetched, bin FROM sightings WHERE id = ?2) AS o WHERE id = ?1",
                )?
                .execute([kept, id.max(other)])?;
            self.tx.prepare_cached("DELETE FROM sightings WHERE id = ?1")?.execute([id.max(other)])?;
        }
        self.tx
            .prepare_cached("UPDATE sightings SET fingerprint = ?2 WHERE id = ?1")?
            .execute(params![kept, fingerprint])?;
        Ok(same.map(|(other, ..)| id.max(other)))
    }
}

impl Columns {
    /// Whether an item is what the columns have, to the byte.
    fn is(&self, item: &PackedItem, document: Option<i64>, fetched: Option<i64>) -> bool {
        let described = &item.described;
        self.says(item, fetched)
            && (self.document, self.item_size) == (document, described.item_size)
            && self.item == described.item
    }

    /// Whether an item is what the columns have that are not packed.
    fn says(&self, item: &PackedItem, fetched: Option<i64>) -> bool {
        let Described { raw_title, title, title_removed, .. } = &item.described;
        let (slug, said) = &self.witness;
        (self.fetched, self.verdict) == (fetched, item.verdict)
            && self.keys == item.keys
            && (&self.titles.0, &self.titles.1, &self.titles.2) == (raw_title, title, title_removed)
            && (slug.as_deref(), *said) == witness_columns(&item.witness, raw_title)
    }
}
