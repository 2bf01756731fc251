//! How much may come out of what is compressed: a bound on all that one input expands to, in all its
//! layers together.

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes that may still be expanded.
#[derive(Debug)]
pub struct Budget<'a> {
    most: u64,
    left: Cell<u64>,
    is_spent: Cell<bool>,
    /// Set by whoever wants it to stop, since passing over what is compressed may take long.
    stop: Option<&'a AtomicBool>,
}

/// Any input may expand to this many bytes.
const ANYWAY: u64 = 256 << 20;
/// And to this many for each of its own: markup comes to about ten, a bomb to a thousand and more.
const FOLD: u64 = 100;

impl<'a> Budget<'a> {
    /// For an input of so many bytes.
    pub fn for_input(bytes: u64) -> Self {
        Self::of(ANYWAY.saturating_add(bytes.saturating_mul(FOLD)))
    }

    /// Of so many bytes.
    pub fn of(most: u64) -> Self {
        Self { most, left: Cell::new(most), is_spent: Cell::new(false), stop: None }
    }

    /// The same, also at an end once this is set.
    #[must_use]
    pub fn stopped_by(self, stop: &'a AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Whether more came than was allowed.
    pub fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// Why nothing more is read, for people.
    pub fn complaint(&self) -> String {
        format!("expands to more than {} MB, far beyond its size: the rest of it was left out", self.most >> 20)
    }
}

/// A reader whose bytes are paid for.
pub(super) struct Metered<'a, R> {
    inner: R,
    budget: &'a Budget<'a>,
}

impl<'a, R> Metered<'a, R> {
    pub(super) fn new(inner: R, budget: &'a Budget<'a>) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.is_spent.get() {
            return Err(io::Error::other(self.budget.complaint()));
        }
        if self.budget.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(io::Error::other("it was stopped"));
        }
        let read = self.inner.read(buffer)?;
        match self.budget.left.get().checked_sub(read as u64) {
            Some(left) => self.budget.left.set(left),
            None => self.budget.is_spent.set(true),
        }
        Ok(read)
    }
}
