//! Dictionaries: what zstd is told beforehand of the words and markup that an archive's items share, so
//! that each alone packs nearly as tightly as all of them together.
//!
//! One is trained from the first items there are, in the order of the inputs, and another one when the
//! archive has grown many times. Nothing that was packed is packed again: each frame names its dictionary
//! in its header, and all of them are kept.

use super::compress::{compress, decompress};
use super::{Delivery, Packed, Store, StoreError, blob, pack};
use rusqlite::{Connection, OptionalExtension, params};
use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CDict, DDict, get_dict_id};

/// Bytes of raw items that a dictionary is trained from at least; fewer tell too little of the rest.
const ENOUGH: usize = 1 << 20;

/// And at most: more take longer and tell nothing new.
const MOST: usize = 2 << 20;

/// Bytes of one item that are looked at.
const SAMPLE: usize = 64 << 10;

/// So much of what it is trained from goes into a dictionary.
const SHARE: usize = 4;

/// An archive that holds so many times the values that it held with its last dictionary gets another.
const GROWTH: i64 = 16;

/// A dictionary is good for at least so many values.
const FEWEST: i64 = 4096;

/// The level at which a large dictionary pays and packing is as fast as without one.
const LEVEL: i32 = 4;

/// Dictionaries that a thread has at hand.
const AT_HAND: usize = 4;

/// A trained dictionary.
pub(super) struct Dictionary {
    /// As the header of a frame has it: a hash of the content.
    number: u32,
    bytes: Vec<u8>,
    /// Made when it is first packed with.
    encoder: OnceLock<Option<EncoderDictionary<'static>>>,
    decoder: DecoderDictionary<'static>,
}

impl Dictionary {
    fn new(bytes: Vec<u8>) -> Option<Arc<Self>> {
        let number = get_dict_id(&bytes)?.get();
        let decoder = DecoderDictionary::try_copy(&bytes).ok()?;
        Some(Arc::new(Self { number, bytes, encoder: OnceLock::new(), decoder }))
    }

    pub(super) fn encoder(&self) -> Option<&CDict<'static>> {
        let made = self.encoder.get_or_init(|| EncoderDictionary::try_copy(&self.bytes, LEVEL).ok());
        made.as_ref().map(EncoderDictionary::as_cdict)
    }

    pub(super) fn decoder(&self) -> &DDict<'static> {
        self.decoder.as_ddict()
    }

    /// Stores it unless it is there.
    pub(super) fn keep(&self, conn: &Connection) -> Result<(), StoreError> {
        if conn.prepare_cached("SELECT 1 FROM dictionaries WHERE id = ?1")?.exists([self.number])? {
            return Ok(());
        }
        conn.prepare_cached(
            "INSERT INTO dictionaries (id, hash, size, bytes, blobs)
             VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(id), 0) FROM blobs))",
        )?
        .execute(params![
            self.number,
            blob::short(&blake3::hash(&self.bytes)),
            self.bytes.len() as i64,
            compress(&self.bytes, None)
        ])?;
        Ok(())
    }
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({})", self.number)
    }
}

/// The dictionary of this number.
pub(super) fn find(conn: &Connection, number: u32) -> Result<Arc<Dictionary>, StoreError> {
    thread_local! {
        // A number is a hash of the content, so that it means the same in any archive.
        static KNOWN: RefCell<Vec<Arc<Dictionary>>> = const { RefCell::new(Vec::new()) };
    }
    let is_it = |known: &&Arc<Dictionary>| known.number == number;
    if let Some(known) = KNOWN.with_borrow(|known| known.iter().find(is_it).cloned()) {
        return Ok(known);
    }
    let read = read(conn, number)?;
    KNOWN.with_borrow_mut(|known| {
        known.truncate(AT_HAND - 1);
        known.insert(0, Arc::clone(&read));
    });
    Ok(read)
}

fn read(conn: &Connection, number: u32) -> Result<Arc<Dictionary>, StoreError> {
    let damaged = |what: &str| {
        StoreError::damaged(format!(
            "dictionary {number}, without which most of it cannot be read, {what} (`cuttings doctor` looks through \
             all of the archive)"
        ))
    };
    let mut select = conn.prepare_cached("SELECT hash, size, bytes FROM dictionaries WHERE id = ?1")?;
    let row: Option<([u8; 16], i64, Vec<u8>)> =
        select.query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (hash, size, bytes) = row.ok_or_else(|| damaged("is missing"))?;
    let plain = decompress(conn, bytes, usize::try_from(size).unwrap_or(0));
    let plain = plain.ok().filter(|plain| blob::short(&blake3::hash(plain)) == hash);
    plain
        .and_then(Dictionary::new)
        .filter(|read| read.number == number)
        .ok_or_else(|| damaged("is not as it was written"))
}

/// The newest dictionary, and the last number of a blob when it came.
fn newest(conn: &Connection) -> Result<Option<(u32, i64)>, StoreError> {
    let mut select = conn.prepare_cached("SELECT id, blobs FROM dictionaries ORDER BY blobs DESC, id LIMIT 1")?;
    Ok(select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The dictionary that is packed with now.
pub(super) fn current(conn: &Connection) -> Result<Option<Arc<Dictionary>>, StoreError> {
    newest(conn)?.map(|(number, _)| find(conn, number)).transpose()
}

/// What is wrong with the dictionaries, one line each.
pub(super) fn check(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut select = conn.prepare("SELECT id FROM dictionaries ORDER BY id")?;
    let numbers: Vec<u32> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(numbers.into_iter().filter_map(|number| read(conn, number).err()).map(|error| error.to_string()).collect())
}

/// Raw items to train from.
#[derive(Debug, Default)]
struct Samples {
    bytes: Vec<u8>,
    sizes: Vec<usize>,
}

impl Samples {
    /// The newest items of an archive.
    fn of(conn: &Connection) -> Result<Self, StoreError> {
        let mut samples = Self::default();
        let mut select = conn.prepare_cached("SELECT raw FROM sightings ORDER BY id DESC")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            if samples.bytes.len() >= MOST {
                break;
            }
            samples.add(&blob::read(conn, row.get(0)?)?);
        }
        Ok(samples)
    }

    fn add(&mut self, raw: &[u8]) {
        let sample = raw.get(..SAMPLE).unwrap_or(raw);
        if !sample.is_empty() && self.bytes.len() < MOST {
            self.bytes.extend_from_slice(sample);
            self.sizes.push(sample.len());
        }
    }

    /// `None` where there are too few, or nothing is common to them.
    fn train(&self) -> Option<Arc<Dictionary>> {
        if self.bytes.len() < ENOUGH {
            return None;
        }
        let trained = zstd::dict::from_continuous(&self.bytes, &self.sizes, self.bytes.len() / SHARE).ok()?;
        Dictionary::new(trained)
    }
}

/// Packs what the parse workers give, with the archive's dictionary; where it has none yet, with one that
/// is trained from the first that come. Which they are, and what is packed with it, follows from the order of
/// the inputs, however many workers there are.
#[derive(Debug, Default)]
pub struct Packer {
    state: Mutex<State>,
    passed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    dictionary: Option<Arc<Dictionary>>,
    /// As long as a dictionary is to be trained: whose turn it is to add to them.
    gathering: Option<(usize, Samples)>,
}

/// The turn of one input, or of a part of one. It passes when it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    packer: &'a Packer,
    number: usize,
    is_due: bool,
}

impl Packer {
    /// For taking into an archive.
    pub fn new(store: &Store) -> Result<Self, StoreError> {
        let conn = store.conn.unchecked_transaction()?;
        let count: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM blobs", [], |row| row.get(0))?;
        let is_due = newest(&conn)?.is_none_or(|(_, then)| count / GROWTH >= then.max(FEWEST));
        let mut state = State { dictionary: current(&conn)?, gathering: None };
        if is_due {
            let samples = Samples::of(&conn)?;
            match samples.train() {
                Some(trained) => state.dictionary = Some(trained),
                None => state.gathering = Some((0, samples)),
            }
        }
        Ok(Self { state: Mutex::new(state), passed: Condvar::new() })
    }

    /// The turn of this number; numbers begin with 0, each comes once, and one is asked for only after
    /// all before it were.
    pub fn turn(&self, number: usize) -> Turn<'_> {
        Turn { packer: self, number, is_due: true }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Compresses and hashes a delivery.
    pub fn pack(mut self, delivery: Delivery) -> Packed {
        let dictionary = self.take(Some(&delivery));
        pack::pack_with(delivery, dictionary)
    }

    /// Adds to the samples, once those before it have; gives the dictionary to pack with.
    fn take(&mut self, delivery: Option<&Delivery>) -> Option<Arc<Dictionary>> {
        self.is_due = false;
        let is_early = |state: &mut State| state.gathering.as_ref().is_some_and(|(next, _)| *next < self.number);
        let mut state =
            self.packer.passed.wait_while(self.packer.state(), is_early).unwrap_or_else(PoisonError::into_inner);
        if let Some((next, samples)) = &mut state.gathering {
            *next += 1;
            delivery.into_iter().flat_map(|delivery| &delivery.items).for_each(|item| samples.add(&item.raw));
            if samples.bytes.len() >= ENOUGH {
                state.dictionary = samples.train().or(state.dictionary.take());
                state.gathering = None;
            }
            self.packer.passed.notify_all();
        }
        state.dictionary.clone()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.is_due {
            self.take(None);
        }
    }
}
