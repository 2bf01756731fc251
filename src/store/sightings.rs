//! Sightings read back as they were said.

use super::compress::restore;
use super::{StoreError, blob, pack};
use crate::article::{Document, Item, Kind, Sighting, SightingId, Source, SourceId, Timestamp};
use rusqlite::{Connection, Row};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::HashMap;

/// The live sightings of an article in the order they came in.
pub(super) fn of_article(conn: &Connection, article: i64) -> Result<Vec<Sighting>, StoreError> {
    let mut documents: HashMap<i64, Document> = HashMap::new();
    let mut select = conn.prepare_cached(&format!("{SELECT} WHERE s.article = ?1 AND s.bin IS NULL ORDER BY s.id"))?;
    let mut rows = select.query([article])?;
    let mut sightings = Vec::new();
    while let Some(row) = rows.next()? {
        let (mut sighting, apart) = read(conn, row, None)?;
        if let Some(number) = apart {
            sighting.item.document = if let Some(known) = documents.get(&number) {
                known.clone()
            } else {
                let document = apart_document(conn, number)?;
                documents.insert(number, document.clone());
                document
            };
        }
        sightings.push(sighting);
    }
    Ok(sightings)
}

/// One sighting, live or binned.
pub(super) fn one(conn: &Connection, id: i64) -> Result<Sighting, StoreError> {
    let mut select = conn.prepare_cached(&format!("{SELECT} WHERE s.id = ?1"))?;
    let mut rows = select.query([id])?;
    let row = rows.next()?.ok_or_else(|| StoreError::damaged(format!("sighting {id} is missing")))?;
    let (mut sighting, apart) = read(conn, row, None)?;
    if let Some(number) = apart {
        sighting.item.document = apart_document(conn, number)?;
    }
    Ok(sighting)
}

/// For [`read`], which knows `s`, its sighting, and `o`, its source.
pub(super) const SELECT: &str =
    "SELECT s.id, s.source, s.seen, s.fetched, s.raw_title, coalesce(s.title, s.raw_title), s.title_removed,
        s.item_size, s.item, s.document, o.name, o.address, o.kind, s.verdict, s.slug, s.says, s.raw
    FROM sightings AS s JOIN sources AS o ON o.id = s.source";

/// A sighting, and the number of its document where that is kept by itself. `raw` is its raw input, where
/// that is at hand.
pub(super) fn read(conn: &Connection, row: &Row, raw: Option<&[u8]>) -> Result<(Sighting, Option<i64>), StoreError> {
    let id: i64 = row.get(0)?;
    let apart: Option<i64> = row.get(9)?;
    let base = match (apart, raw) {
        (Some(_), _) => Cow::Borrowed(&[][..]),
        (None, Some(raw)) => Cow::Borrowed(raw),
        (None, None) => Cow::Owned(blob::read(conn, row.get(16)?)?),
    };
    let item = restore(row.get(8)?, size(row.get(7)?), &base)?;
    let (mut item, text) = pack::read_item::<Item>(&item).map_err(|error| unreadable(id, &error))?;
    item.document = text.unwrap_or_default();
    item.fetched = row.get::<_, Option<i64>>(3)?.and_then(Timestamp::from_seconds);
    item.raw_title = row.get(4)?;
    item.title = row.get(5)?;
    item.verdict = row.get(13)?;
    item.witness = pack::witness(&item.raw_title, row.get(14)?, row.get(15)?);
    if let Some(removed) = row.get::<_, Option<String>>(6)? {
        item.removed.extend(serde_json::from_str::<Vec<_>>(&removed).map_err(|error| unreadable(id, &error))?);
    }
    let sighting = Sighting {
        id: SightingId(id.cast_unsigned()),
        source: source(row, 10)?,
        source_id: SourceId(row.get::<_, i64>(1)?.cast_unsigned()),
        seen: timestamp(row.get(2)?),
        item,
    };
    Ok((sighting, apart))
}

/// The text of a sighting; `None` where there is no such sighting.
pub(super) fn document(conn: &Connection, id: i64) -> Result<Option<Document>, StoreError> {
    let mut select = conn.prepare_cached("SELECT document, raw, item_size, item FROM sightings WHERE id = ?1")?;
    let mut rows = select.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    if let Some(number) = row.get(0)? {
        return apart_document(conn, number).map(Some);
    }
    let item = restore(row.get(3)?, size(row.get(2)?), &blob::read(conn, row.get(1)?)?)?;
    let (_, text) = pack::read_item::<IgnoredAny>(&item).map_err(|error| unreadable(id, &error))?;
    Ok(Some(text.unwrap_or_default()))
}

/// A document that is kept by itself.
pub(super) fn apart_document(conn: &Connection, number: i64) -> Result<Document, StoreError> {
    serde_json::from_slice(&blob::read(conn, number)?)
        .map_err(|error| StoreError::damaged(format!("document {number}: {error}")))
}

fn unreadable(id: i64, error: &impl std::fmt::Display) -> StoreError {
    StoreError::damaged(format!("sighting {id}: {error}"))
}

fn size(column: i64) -> usize {
    usize::try_from(column).unwrap_or(0)
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
