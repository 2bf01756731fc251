//! How taking in stands, for whoever draws it while it goes on. Not what came of it: that is in the
//! reports. The threads that take in write it, `cli` reads it whenever it draws.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Shared with the threads that take in.
#[derive(Debug, Default)]
pub struct Gauge {
    bytes: AtomicU64,
    items: AtomicUsize,
    reading: Mutex<String>,
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

    /// What is being read, fit for a terminal.
    pub fn reading(&self) -> String {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn stored(&self, items: usize) {
        self.items.fetch_add(items, Ordering::Relaxed);
    }

    pub(super) fn set_reading(&self, what: String) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }
}
