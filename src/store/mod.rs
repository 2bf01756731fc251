//! The store: one `SQLite` file in the archive folder, the truth about everything that came in.
//!
//! It keeps for ever what sources said about articles (sightings: the item as it came and what
//! cleaning made of it) and derives the articles from them, within the transaction that took them
//! in. An article is a pure function of its sightings (`article::merge`), and which sightings are
//! of one article a pure function of all sightings (`identity`), so the order of reading cannot
//! matter. What repeats between articles is derived from all of them (`compare`). The index follows by
//! [`Revision`].
//!
//! It is kept tightly: raw input with a dictionary trained from the archive's own items (`dictionary`), what
//! cleaning made of it as a difference from it (`compress`).
//!
//! For `work` and `cli`. Not for searching, and not for judging what is junk: it hands out the
//! evidence and takes the verdicts.
//!
//! Several programs may have one archive open: readers see the last commit, writers take turns
//! with a lock on a file beside it.

mod anew;
mod bin;
mod blob;
mod bookmarks;
mod bundles;
mod compare;
mod compress;
mod decisions;
mod derive;
mod dictionary;
mod error;
mod evidence;
mod identity;
mod known;
mod listed;
mod lists;
mod lock;
mod marks;
mod markup;
mod numbers;
mod pack;
mod pictures;
mod place;
mod read;
mod remembered;
mod row;
mod schema;
mod searches;
mod sightings;
mod sites;
mod twins;
mod watch;
mod write;

pub use anew::{Kept, Repacked, repack};
pub use bin::{Binned, Forgotten, What};
pub use decisions::{DECIDED, Judged, Scope};
pub use dictionary::{Packer, Turn};
pub use error::StoreError;
pub use evidence::{Evidence, Titled};
pub use known::Known;
pub use lists::{AuthorCount, SourceCount, Stats, TagCount};
pub use marks::{Mark, Marks, note_text, own_tag};
pub use pack::{Delivery, Packed, pack};
pub use pictures::{Picture, Pictured};
pub use read::{Change, Reading, Reference};
pub use remembered::Remembered;
pub use searches::KeptSearch;
pub use sites::SiteName;
pub use twins::{Duplicated, Repeat};
pub use watch::{Step, Watch};
pub use write::{BodyOf, Taken, Tally, Writer};

use crate::article::Revision;
use lock::WriteLock;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for another program's transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open archive. One connection: for use from several threads, open it several times.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    dir: PathBuf,
    patience: Duration,
}

impl Store {
    /// Opens the archive in a folder; makes both where they are missing.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        match schema::open(dir, true, PATIENCE)? {
            Some(conn) => Ok(Self { conn, dir: dir.to_owned(), patience: PATIENCE }),
            None => Err(StoreError::damaged("a new archive is empty")),
        }
    }

    /// Opens the archive in a folder; `None` where there is none yet. Makes nothing.
    pub fn open_existing(dir: &Path) -> Result<Option<Self>, StoreError> {
        let conn = schema::open(dir, false, PATIENCE)?;
        Ok(conn.map(|conn| Self { conn, dir: dir.to_owned(), patience: PATIENCE }))
    }

    /// Waits no longer than this for another program that is writing.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The folder that the archive is in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Grows by one with each commit that changed what articles are or say, notes and own tags
    /// included; read and starred don't count.
    pub fn revision(&self) -> Result<Revision, StoreError> {
        let mut select = self.conn.prepare_cached("SELECT revision FROM state")?;
        Ok(Revision(select.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned()))
    }

    /// Begins a transaction; waits while another program is in one.
    pub fn write(&mut self) -> Result<Writer<'_>, StoreError> {
        let lock = WriteLock::take(&self.dir, self.patience)?;
        let path = self.dir.join(schema::NAME);
        self.conn.busy_timeout(self.patience)?;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| schema::explain(&path, error))?;
        Writer::begin(tx, lock)
    }
}
