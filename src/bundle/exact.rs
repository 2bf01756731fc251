//! So many bytes of a stream, no more and no fewer: a member that breaks off is damaged.

use super::broken_off;
use std::io::{self, Read};

/// Reads on to the end of a member; see the module.
pub(super) struct Exact<R> {
    inner: R,
    left: u64,
    has_failed: bool,
}

impl<R: Read> Exact<R> {
    pub(super) fn new(inner: R, length: u64) -> Self {
        Self { inner, left: length, has_failed: false }
    }

    /// Passes over what was not read. An error says that the stream is not at the member's end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.has_failed {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        io::copy(&mut self, &mut io::sink()).map(|_| ())
    }
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = match self.inner.read(&mut buffer[..most]) {
            Ok(0) => Err(broken_off()),
            other => other,
        };
        match &read {
            Ok(read) => self.left -= *read as u64,
            Err(error) => self.has_failed |= error.kind() != io::ErrorKind::Interrupted,
        }
        read
    }
}
