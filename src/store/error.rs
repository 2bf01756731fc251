//! What can go wrong with an archive, in words for the person whose archive it is.

use crate::article::ArticleId;
use rusqlite::ErrorCode;
use std::io;
use std::path::PathBuf;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The archive's folder or lock file can't be made, opened or written.
    #[error("cannot use the archive folder {}: {source}; choose another with --archive", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is in the archive's place.
    #[error("{} is not a cuttings archive; move it away, or choose another folder with --archive", path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
    },
    /// Written by a later version of this program.
    #[error(
        "{} was written by a newer cuttings (format {found}; this one knows formats up to {known}): use the newer one",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// Another program holds the lock.
    #[error("another cuttings is writing to {}: wait until it is done, or stop it, and try again", path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
    /// The file can be found but not opened as it must be.
    #[error("cannot open {}: {source}; the file and its folder must be readable and writable", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
    /// What is kept can't be read back.
    #[error("the archive is damaged: {0}; put back a copy, or take the sources in anew with another --archive")]
    Damaged(String),
    /// Whoever watched it ended it, see [`super::Watch`].
    #[error("stopped before the end; the next start makes up for what was left")]
    Stopped,
    /// No article has the number.
    #[error("there is no article {0}")]
    NoArticle(ArticleId),
    /// A name that no tag can have.
    #[error("“{0}” can't be a tag: there is no letter or digit in it")]
    NotATag(String),
    /// A note of unreasonable length.
    #[error("the note is longer than {} kB, the most that one can have; shorten it", most >> 10)]
    NoteTooLong {
        /// Bytes.
        most: usize,
    },
    /// `SQLite` could not do it: disk full, file gone, and the like.
    #[error("the archive could not be read or written: {0}; check that its disk has space left and is there")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Something in the archive that is not as it was written.
    pub(super) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}
