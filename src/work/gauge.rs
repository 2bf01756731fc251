//! How taking in stands, for whoever draws it while it goes on. Not what came of it: that is in the
//! reports. The threads that take in write it, `cli` reads it whenever it draws.

use crate::store::Step;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Shared with the threads that take in.
#[derive(Debug, Default)]
pub struct Gauge {
    bytes: AtomicU64,
    items: AtomicUsize,
    doing: Mutex<Doing>,
}

/// What is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// An input is read: its name, fit for a terminal; empty before the first.
    Reading(String),
    /// What was taken in is held against what is there.
    Comparing(Step, Done),
    /// The index follows, article by article.
    Indexing(Done),
}

/// How many of how many are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Done.
    pub done: usize,
    /// In all.
    pub of: usize,
}

impl Default for Doing {
    fn default() -> Self {
        Self::Reading(String::new())
    }
}

impl Gauge {
    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Items stored so far, those known before included.
    pub fn items(&self) -> usize {
        self.items.load(Ordering::Relaxed)
    }

    /// What is being done.
    pub fn doing(&self) -> Doing {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn stored(&self, items: usize) {
        self.items.fetch_add(items, Ordering::Relaxed);
    }

    pub(super) fn set(&self, doing: Doing) {
        *self.doing.lock().unwrap_or_else(PoisonError::into_inner) = doing;
    }

    pub(super) fn set_reading(&self, what: String) {
        self.set(Doing::Reading(what));
    }
}
