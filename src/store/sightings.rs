//! Sightings read back as they were said.

use super::{StoreError, blob, pack};
use crate::article::{Document, Item, Kind, Sighting, SightingId, Source, SourceId, Timestamp};
use rusqlite::{Connection, Row};
use std::collections::HashMap;

/// The live sightings of an article in the order they came in, and beside each the number of its
/// document.
pub(super) fn of_article(conn: &Connection, article: i64) -> Result<(Vec<Sighting>, Vec<i64>), StoreError> {
    let mut documents: HashMap<i64, Document> = HashMap::new();
    let mut select = conn.prepare_cached(&format!("{SELECT} WHERE s.article = ?1 AND s.bin IS NULL ORDER BY s.id"))?;
    let mut rows = select.query([article])?;
    let (mut sightings, mut numbers) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (mut sighting, number) = without_document(row)?;
        sighting.item.document = if let Some(known) = documents.get(&number) {
            known.clone()
        } else {
            let document = document(conn, number)?;
            documents.insert(number, document.clone());
            document
        };
        sightings.push(sighting);
        numbers.push(number);
    }
    Ok((sightings, numbers))
}

/// One sighting, live or binned.
pub(super) fn one(conn: &Connection, id: i64) -> Result<Sighting, StoreError> {
    let mut select = conn.prepare_cached(&format!("{SELECT} WHERE s.id = ?1"))?;
    let mut rows = select.query([id])?;
    let row = rows.next()?.ok_or_else(|| StoreError::damaged(format!("sighting {id} is missing")))?;
    let (mut sighting, number) = without_document(row)?;
    sighting.item.document = document(conn, number)?;
    Ok(sighting)
}

const SELECT: &str = "SELECT s.id, s.source, s.seen, s.fetched, s.raw_title, s.title, s.title_removed, s.item_size,
        s.item, s.document, o.name, o.address, o.kind, s.verdict, s.slug, s.says
    FROM sightings AS s JOIN sources AS o ON o.id = s.source";

fn without_document(row: &Row) -> Result<(Sighting, i64), StoreError> {
    let id: i64 = row.get(0)?;
    let unreadable = |error: serde_json::Error| StoreError::damaged(format!("sighting {id}: {error}"));
    let item = blob::decompress(row.get(8)?, usize::try_from(row.get::<_, i64>(7)?).unwrap_or(0))?;
    let mut item: Item = serde_json::from_slice(&item).map_err(unreadable)?;
    item.fetched = row.get::<_, Option<i64>>(3)?.and_then(Timestamp::from_seconds);
    item.raw_title = row.get(4)?;
    item.title = row.get(5)?;
    item.verdict = row.get(13)?;
    item.witness = pack::witness(row.get(14)?, row.get(15)?);
    if let Some(removed) = row.get::<_, Option<String>>(6)? {
        item.removed.extend(serde_json::from_str::<Vec<_>>(&removed).map_err(unreadable)?);
    }
    let sighting = Sighting {
        id: SightingId(id.cast_unsigned()),
        source: source(row, 10)?,
        source_id: SourceId(row.get::<_, i64>(1)?.cast_unsigned()),
        seen: timestamp(row.get(2)?),
        item,
    };
    Ok((sighting, row.get(9)?))
}

/// A source from three columns: name, address, kind.
pub(super) fn source(row: &Row, first: usize) -> Result<Source, StoreError> {
    let kind: String = row.get(first + 2)?;
    let kind = Kind::from_name(&kind).ok_or_else(|| StoreError::damaged(format!("unknown kind of source {kind}")))?;
    Ok(Source { name: row.get(first)?, address: row.get(first + 1)?, kind })
}

/// A moment that was one when it was stored.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap_or(Timestamp::EPOCH)
}

/// Reads a document.
pub(super) fn document(conn: &Connection, number: i64) -> Result<Document, StoreError> {
    serde_json::from_slice(&blob::read(conn, number)?)
        .map_err(|error| StoreError::damaged(format!("document {number}: {error}")))
}
