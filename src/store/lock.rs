//! One writer at a time over all processes: an advisory lock on a file beside the archive, which
//! the system releases when its holder dies. Readers need none.

use super::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// The right to write, until dropped.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

/// The lock's name in the archive folder.
pub(super) const NAME: &str = "lock";

impl WriteLock {
    /// Waits for the lock, but no longer than `patience`.
    pub(super) fn take(dir: &Path, patience: Duration) -> Result<Self, StoreError> {
        let path = dir.join(NAME);
        let failed = |source| StoreError::Folder { path: dir.to_owned(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        let asked = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                // SQLite's own lock still keeps writers apart where the file system has no other.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if asked.elapsed() >= patience => return Err(StoreError::Busy { path }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}
