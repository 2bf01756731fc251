//! Large values by content: compressed away from the store's thread, each stored once, in chunks
//! because `SQLite`'s largest value is a gigabyte.
//!
//! A chunk's hash covers the rest of its chain, so equal values have equal first chunks and share
//! all of them.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Bytes of a chunk before compression.
const CHUNK: usize = 32 << 20;

/// Bytes that a single stored value may have before compression.
pub(super) const LARGEST: usize = 2 * CHUNK;

/// zstd's own default: at the pipeline's speed, and within a few per cent of the levels above it.
const LEVEL: i32 = 3;

/// A value ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackedBlob {
    /// The last chunk first, as they are written.
    chunks: Vec<Chunk>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunk {
    hash: [u8; 16],
    size: usize,
    bytes: Vec<u8>,
}

/// Compresses and hashes a value.
pub(super) fn pack(content: &[u8]) -> PackedBlob {
    pack_in(content, CHUNK)
}

fn pack_in(content: &[u8], chunk: usize) -> PackedBlob {
    let mut pieces: Vec<&[u8]> = content.chunks(chunk).collect();
    if pieces.is_empty() {
        pieces.push(&[]);
    }
    let mut chunks: Vec<Chunk> = Vec::with_capacity(pieces.len());
    for piece in pieces.into_iter().rev() {
        let next = chunks.last().map(|next| next.hash);
        chunks.push(Chunk { hash: hash(piece, next), size: piece.len(), bytes: compress(piece) });
    }
    PackedBlob { chunks }
}

fn hash(piece: &[u8], next: Option<[u8; 16]>) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[u8::from(next.is_some())]);
    hasher.update(&next.unwrap_or_default());
    hasher.update(piece);
    short(&hasher.finalize())
}

/// 128 bits of a hash: enough that no two values ever share one.
pub(super) fn short(hash: &blake3::Hash) -> [u8; 16] {
    let mut out = [0; 16];
    out.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    out
}

/// A zstd frame, or the bytes as they are where that is no shorter.
pub(super) fn compress(plain: &[u8]) -> Vec<u8> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> =
            RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
    }
    COMPRESSOR
        .with_borrow_mut(|compressor| compressor.as_mut().and_then(|c| c.compress(plain).ok()))
        .filter(|frame| frame.len() < plain.len())
        .unwrap_or_else(|| plain.to_vec())
}

/// Reads [`compress`]'s result back; `size` is the plain length.
pub(super) fn decompress(bytes: Vec<u8>, size: usize) -> Result<Vec<u8>, StoreError> {
    if bytes.len() == size {
        return Ok(bytes);
    }
    if size > LARGEST {
        return Err(StoreError::damaged("a value has an impossible size"));
    }
    thread_local! {
        static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
            RefCell::new(zstd::bulk::Decompressor::new().ok());
    }
    DECOMPRESSOR
        .with_borrow_mut(|d| d.as_mut().and_then(|d| d.decompress(&bytes, size).ok()))
        .filter(|plain| plain.len() == size)
        .ok_or_else(|| StoreError::damaged("a compressed value cannot be read"))
}

/// Stores a value unless it is there, and gives its number.
pub(super) fn insert(conn: &Connection, blob: &PackedBlob) -> Result<i64, StoreError> {
    let mut known = conn.prepare_cached("SELECT id FROM blobs WHERE hash = ?1")?;
    if let Some(first) = blob.chunks.last()
        && let Some(id) = known.query_row([first.hash], |row| row.get(0)).optional()?
    {
        return Ok(id);
    }
    let mut new = conn.prepare_cached("INSERT INTO blobs (hash, size, next, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    let mut next: Option<i64> = None;
    for chunk in &blob.chunks {
        let id = match known.query_row([chunk.hash], |row| row.get(0)).optional()? {
            Some(id) => id,
            None => new.insert(params![chunk.hash, chunk.size as i64, next, chunk.bytes])?,
        };
        next = Some(id);
    }
    next.ok_or_else(|| StoreError::damaged("an empty chain of chunks"))
}

/// Reads a whole value.
pub(super) fn read(conn: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    let mut select = conn.prepare_cached("SELECT size, next, bytes FROM blobs WHERE id = ?1")?;
    let mut out = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let (size, then, bytes): (i64, Option<i64>, Vec<u8>) =
            select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let plain = decompress(bytes, usize::try_from(size).unwrap_or(0))?;
        if out.is_empty() {
            out = plain;
        } else {
            out.extend_from_slice(&plain);
        }
        // A chain is written from its end, so it only ever leads to lower numbers.
        next = then.filter(|then| *then < id);
    }
    Ok(out)
}

/// Takes out all values that nobody refers to.
pub(super) fn sweep(conn: &Connection) -> Result<(), StoreError> {
    let mut delete = conn.prepare_cached(
        "DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE document = blobs.id)
             AND NOT EXISTS (SELECT 1 FROM sightings WHERE raw = blobs.id)
             AND NOT EXISTS (SELECT 1 FROM sightings WHERE frame = blobs.id)
             AND NOT EXISTS (SELECT 1 FROM blobs AS before WHERE before.next = blobs.id)",
    )?;
    while delete.execute([])? > 0 {}
    Ok(())
}

/// Takes out those of these values that nobody refers to.
pub(super) fn give_up(conn: &Connection, ids: &BTreeSet<i64>) -> Result<(), StoreError> {
    let mut delete = conn.prepare_cached(
        "DELETE FROM blobs WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sightings WHERE document = ?1)
             AND NOT EXISTS (SELECT 1 FROM sightings WHERE raw = ?1)
             AND NOT EXISTS (SELECT 1 FROM sightings WHERE frame = ?1)
             AND NOT EXISTS (SELECT 1 FROM blobs AS before WHERE before.next = ?1) RETURNING next",
    )?;
    for id in ids {
        let mut next = Some(*id);
        while let Some(id) = next {
            next = delete.query_row([id], |row| row.get(0)).optional()?.flatten();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("migrations/0001_articles.sql")).unwrap();
        conn.execute_batch(include_str!("migrations/0002_verdicts.sql")).unwrap();
        conn
    }

    fn count(conn: &Connection) -> i64 {
        conn.query_row("SELECT count(*) FROM blobs", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_goes_in_comes_out_whatever_its_size() {
        let conn = empty();
        for size in [0, 1, 9, 10, 11, 100, 1000] {
            let content: Vec<u8> = (0..size).map(|n: usize| (n * n % 251) as u8).collect();
            let id = insert(&conn, &pack_in(&content, 10)).unwrap();
            assert_eq!(read(&conn, id).unwrap(), content, "{size} bytes");
        }
    }

    #[test]
    fn a_large_value_is_stored_in_chunks_once() {
        let conn = empty();
        let content: Vec<u8> = (0..95u8).collect();
        let first = insert(&conn, &pack_in(&content, 10)).unwrap();
        assert_eq!(count(&conn), 10);
        assert_eq!(insert(&conn, &pack_in(&content, 10)).unwrap(), first);
        assert_eq!(count(&conn), 10);
    }

    #[test]
    fn sweeping_takes_whole_chains() {
        let conn = empty();
        insert(&conn, &pack_in(&[7; 95], 10)).unwrap();
        sweep(&conn).unwrap();
        assert_eq!(count(&conn), 0);
    }

    #[test]
    fn a_value_that_is_given_up_goes_with_its_chain_as_far_as_nobody_else_has_it() {
        let conn = empty();
        let kept = insert(&conn, &pack_in(b"0123456789 and so on", 10)).unwrap();
        let other = insert(&conn, &pack_in(b"other 6789 and so on", 10)).unwrap();
        give_up(&conn, &BTreeSet::from([other])).unwrap();
        assert_eq!(count(&conn), 2);
        assert_eq!(read(&conn, kept).unwrap(), b"0123456789 and so on");
        give_up(&conn, &BTreeSet::from([kept])).unwrap();
        assert_eq!(count(&conn), 0);
    }
}
