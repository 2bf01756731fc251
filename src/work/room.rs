//! The room for bytes in work: who reads waits here until others have parsed and stored. How many bytes
//! are held at once is bounded so, whatever the inputs are and however slow the store is. Not for
//! what one input may take by itself: `reading` has those limits. Used by `pipeline`.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes that may be read and not yet parsed and taken; a larger input has to itself what there is.
const IN_WORK: u64 = 16 << 20;
/// An input without content takes up this many of them.
const LEAST: u64 = 16 << 10;

/// Entered in the order in which it is left, so nobody waits for ever.
pub(super) struct Room {
    /// Bytes in it; `None` once it is closed.
    taken: Mutex<Option<u64>>,
    left: Condvar,
}

impl Default for Room {
    fn default() -> Self {
        Self { taken: Mutex::new(Some(0)), left: Condvar::new() }
    }
}

impl Room {
    /// Waits until there is room; false once it is closed.
    pub(super) fn enter(&self, bytes: u64) -> bool {
        let bytes = bytes.max(LEAST);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut Option<u64>| taken.is_some_and(|taken| taken > 0 && taken + bytes > IN_WORK);
        let mut taken = self.left.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken = taken.map(|taken| taken + bytes);
        taken.is_some()
    }

    pub(super) fn leave(&self, bytes: u64) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.map(|taken| taken.saturating_sub(bytes.max(LEAST)));
        self.left.notify_all();
    }

    pub(super) fn close(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.left.notify_all();
    }
}
