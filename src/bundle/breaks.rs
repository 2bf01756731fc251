//! A stream that breaks off, read as one that ends there: what came before the break is worth
//! having. Only a missing end is passed over so; what is damaged in its middle stays an error, since
//! what came before can't be told from what came of the damage.

use std::cell::Cell;
use std::io::{self, Read};

/// Ends where its stream breaks off, and notes that it did.
pub struct UpToTheBreak<'a, R> {
    inner: R,
    has_ended: bool,
    /// One note for all layers of a stream: any of them may be the one that breaks off.
    breaks: &'a Cell<bool>,
}

impl<'a, R: Read> UpToTheBreak<'a, R> {
    /// Sets `breaks` when it comes to the break.
    pub fn new(inner: R, breaks: &'a Cell<bool>) -> Self {
        Self { inner, has_ended: false, breaks }
    }
}

impl<R: Read> Read for UpToTheBreak<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.has_ended {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.has_ended = true;
                self.breaks.set(true);
                Ok(0)
            }
            other => other,
        }
    }
}
