//! Large values by content: compressed away from the store's thread, each stored once, in chunks
//! because `SQLite`'s largest value is a gigabyte.
//!
//! A chunk's hash covers the rest of its chain, so equal values have equal first chunks and share
//! all of them.

use super::StoreError;
use super::compress::{compress, decompress};
use super::dictionary::Dictionary;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Bytes of a chunk before compression.
const CHUNK: usize = 32 << 20;

/// A larger chunk gains nothing from a dictionary.
const FOR_DICTIONARY: usize = 1 << 20;

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
pub(super) fn pack(content: &[u8], dictionary: Option<&Dictionary>) -> PackedBlob {
    pack_in(content, CHUNK, dictionary)
}

fn pack_in(content: &[u8], chunk: usize, dictionary: Option<&Dictionary>) -> PackedBlob {
    let mut pieces: Vec<&[u8]> = content.chunks(chunk).collect();
    if pieces.is_empty() {
        pieces.push(&[]);
    }
    let mut chunks: Vec<Chunk> = Vec::with_capacity(pieces.len());
    for piece in pieces.into_iter().rev() {
        let next = chunks.last().map(|next| next.hash);
        let dictionary = dictionary.filter(|_| piece.len() <= FOR_DICTIONARY);
        chunks.push(Chunk { hash: hash(piece, next), size: piece.len(), bytes: compress(piece, dictionary) });
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
        let plain = decompress(conn, bytes, usize::try_from(size).unwrap_or(0))?;
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

/// Reads a value of at most so many bytes; `None` for a larger one.
pub(super) fn read_small(conn: &Connection, id: i64, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
    let mut select = conn.prepare_cached("SELECT size, next IS NULL FROM blobs WHERE id = ?1")?;
    let (size, is_whole): (i64, bool) = select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if is_whole && usize::try_from(size).is_ok_and(|size| size <= most) { read(conn, id).map(Some) } else { Ok(None) }
}

/// Takes out all values that nobody refers to.
pub(super) fn sweep(conn: &Connection) -> Result<(), StoreError> {
    let mut delete = conn.prepare_cached(
        "DELETE FROM blobs WHERE id NOT IN (
             SELECT raw FROM sightings
             UNION ALL SELECT document FROM sightings WHERE document IS NOT NULL
             UNION ALL SELECT frame FROM sightings WHERE frame IS NOT NULL
             UNION ALL SELECT next FROM blobs WHERE next IS NOT NULL)",
    )?;
    while delete.execute([])? > 0 {}
    Ok(())
}

/// Takes out those of these documents that nobody refers to. Frames never read the same.
pub(super) fn give_up(conn: &Connection, documents: &BTreeSet<i64>) -> Result<(), StoreError> {
    let mut delete = conn.prepare_cached(
        "DELETE FROM blobs WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sightings WHERE document = ?1)
             AND NOT EXISTS (SELECT 1 FROM sightings WHERE raw = ?1)
             AND NOT EXISTS (SELECT 1 FROM blobs AS before WHERE before.next = ?1) RETURNING next",
    )?;
    for id in documents {
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
        for migration in crate::store::schema::MIGRATIONS {
            conn.execute_batch(migration).unwrap();
        }
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
            let id = insert(&conn, &pack_in(&content, 10, None)).unwrap();
            assert_eq!(read(&conn, id).unwrap(), content, "{size} bytes");
        }
    }

    #[test]
    fn a_large_value_is_stored_in_chunks_once() {
        let conn = empty();
        let content: Vec<u8> = (0..95u8).collect();
        let first = insert(&conn, &pack_in(&content, 10, None)).unwrap();
        assert_eq!(count(&conn), 10);
        assert_eq!(insert(&conn, &pack_in(&content, 10, None)).unwrap(), first);
        assert_eq!(count(&conn), 10);
    }

    #[test]
    fn sweeping_takes_whole_chains() {
        let conn = empty();
        insert(&conn, &pack_in(&[7; 95], 10, None)).unwrap();
        sweep(&conn).unwrap();
        assert_eq!(count(&conn), 0);
    }

    #[test]
    fn a_value_that_is_given_up_goes_with_its_chain_as_far_as_nobody_else_has_it() {
        let conn = empty();
        let kept = insert(&conn, &pack_in(b"0123456789 and so on", 10, None)).unwrap();
        let other = insert(&conn, &pack_in(b"other 6789 and so on", 10, None)).unwrap();
        give_up(&conn, &BTreeSet::from([other])).unwrap();
        assert_eq!(count(&conn), 2);
        assert_eq!(read(&conn, kept).unwrap(), b"0123456789 and so on");
        give_up(&conn, &BTreeSet::from([kept])).unwrap();
        assert_eq!(count(&conn), 0);
    }
}
