//! Sources that hold other sources: bundles with their members, lists with the feeds that they name.
//!
//! A member is a source as any other, judged by its own evidence. Its bundle is remembered as a
//! whole, so that it need not be read again while it is the same, and so that naming it names all
//! that is in it.

use super::write::Tally;
use super::{Packed, StoreError, Writer, remembered};
use crate::article::{Source, SourceId, Timestamp};
use rusqlite::{OptionalExtension, params};

/// The sources of which ?1 is key, address or name, or the key of the folder that they lie in, and all that is
/// in them, at any depth. The feeds that
/// a list names go with it, but for those that another list names too, and those that were read: their
/// articles came from themselves.
pub(super) const NAMED: &str = "WITH RECURSIVE held (id) AS (
         SELECT id FROM sources WHERE key = ?1 OR address = ?1 OR name = ?1
             OR ?1 LIKE 'file:/%' AND key > ?1 || '/' AND key < ?1 || '0'
         UNION SELECT s.id FROM sources AS s JOIN held ON s.bundle = held.id)
     SELECT id FROM held
     UNION SELECT feed FROM listings WHERE list IN (SELECT id FROM held)
         AND NOT EXISTS (SELECT 1 FROM sightings WHERE source = feed)
         AND NOT EXISTS (SELECT 1 FROM listings AS other JOIN sources AS l ON l.id = other.list
                         WHERE other.feed = listings.feed AND l.bin IS NULL
                             AND other.list NOT IN (SELECT id FROM held))";

/// The source of number ?1 and all that is in it or named by it, at any depth.
pub(super) const HELD: &str = "WITH RECURSIVE held (id) AS (
         SELECT ?1 UNION SELECT s.id FROM sources AS s JOIN held ON s.bundle = held.id)
     SELECT id FROM held UNION SELECT feed FROM listings WHERE list IN (SELECT id FROM held)";

impl Writer<'_> {
    /// The number of a bundle; a new one's row. It is remembered as a whole with its last member, see
    /// [`Writer::take_in_last`].
    pub fn bundle(&mut self, source: &Source, key: &str) -> Result<SourceId, StoreError> {
        let id = match self.source_of_key(key)? {
            Some(id) => id,
            None => self
                .tx
                .prepare_cached("INSERT INTO sources (key, address, name, kind) VALUES (?1, ?2, ?3, ?4)")?
                .insert(params![key, source.address, source.name, source.kind.name()])?,
        };
        Ok(SourceId(id.cast_unsigned()))
    }

    /// Takes in a member of a bundle, or its last part. What changed is counted with the bundle.
    pub fn take_in_member(
        &mut self,
        member: &Packed,
        bundle: SourceId,
        seen: Timestamp,
        so_far: &mut Tally,
    ) -> Result<(), StoreError> {
        let source = self.take_in_items(member, seen, so_far)?;
        self.tx
            .prepare_cached("UPDATE sources SET bundle = ?2 WHERE id = ?1 AND bundle IS NOT ?2")?
            .execute([source, bundle.0.cast_signed()])?;
        self.deliver(source, member, seen, member.items.len())
    }

    /// Counts a member that is as it was, see [`Store::known_member`](super::Store::known_member).
    pub fn hear_member_again(&mut self, key: &str, so_far: &mut Tally) -> Result<(), StoreError> {
        let Some(source) = self.source_of_key(key)? else { return Ok(()) };
        let mut select = self.tx.prepare_cached("SELECT id FROM sightings WHERE source = ?1 AND bin IS NULL")?;
        let sightings = select.query_map([source], |row| row.get(0))?;
        so_far.hear_again(sightings.collect::<Result<Vec<_>, _>>()?);
        Ok(())
    }

    /// Remembers the feeds that a source lists, to be read later.
    pub fn list_feeds(&mut self, list: &Packed, feeds: &[Source]) -> Result<(), StoreError> {
        let Some(id) = self.source_of_key(&list.source_key)?.filter(|_| !feeds.is_empty()) else { return Ok(()) };
        self.tx.prepare_cached("UPDATE sources SET listed = 1, bin = NULL WHERE id = ?1")?.execute([id])?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO sources (key, address, name, kind, listed) VALUES (?1, ?1, ?2, ?3, 1)
             ON CONFLICT (key) DO UPDATE SET listed = 1, bin = NULL RETURNING id",
        )?;
        let mut name = self.tx.prepare_cached("INSERT OR IGNORE INTO listings (list, feed) VALUES (?1, ?2)")?;
        for feed in feeds {
            remembered::remember(&self.tx, &feed.address, &feed.address)?;
            let row = params![feed.address, feed.name, feed.kind.name()];
            let feed: i64 = insert.query_row(row, |row| row.get(0))?;
            name.execute([id, feed])?;
        }
        Ok(())
    }

    fn source_of_key(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT id FROM sources WHERE key = ?1")?;
        Ok(select.query_row([key], |row| row.get(0)).optional()?)
    }
}
