//! The file itself: opened, recognised, brought to the newest format by migrations that are never
//! changed once released, only added to.

use super::StoreError;
use super::lock::WriteLock;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// Its place in the `SQLite` header says whose file it is: "cutt".
const APPLICATION: i64 = 0x6375_7474;

/// In order; `user_version` is how many have been run.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_articles.sql"),
    include_str!("migrations/0002_verdicts.sql"),
    include_str!("migrations/0003_waiting.sql"),
    include_str!("migrations/0004_bundles.sql"),
    include_str!("migrations/0005_passages.sql"),
    include_str!("migrations/0006_lists.sql"),
    include_str!("migrations/0007_packing.sql"),
    include_str!("migrations/0008_searches.sql"),
    include_str!("migrations/0009_notes.sql"),
    include_str!("migrations/0010_bookmarks.sql"),
    include_str!("migrations/0011_remembered.sql"),
    include_str!("migrations/0012_pictures.sql"),
];

/// The archive's name in its folder.
pub(super) const NAME: &str = "archive.db";

/// What a file is.
enum State {
    /// No table in it yet.
    Empty,
    /// An archive of this format.
    Format(i64),
}

/// Opens the archive in a folder. Where there is none it is made, or with `create` unset `None`.
pub(super) fn open(dir: &Path, create: bool, patience: Duration) -> Result<Option<Connection>, StoreError> {
    let path = dir.join(NAME);
    let folder = |source| StoreError::Folder { path: dir.to_owned(), source };
    if create {
        std::fs::create_dir_all(dir).map_err(folder)?;
    } else if !path.try_exists().map_err(folder)? {
        return Ok(None);
    }
    refuse_other_files(&path)?;
    let failed = |source| explain(&path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = if create { flags | OpenFlags::SQLITE_OPEN_CREATE } else { flags };
    let mut conn = Connection::open_with_flags(&path, flags).map_err(failed)?;
    conn.busy_timeout(patience).map_err(failed)?;
    match state(&conn, &path)? {
        State::Empty if !create => return Ok(None),
        State::Format(format) if format == MIGRATIONS.len() as i64 => {}
        State::Empty | State::Format(_) => {
            let _lock = WriteLock::take(dir, patience)?;
            migrate(&mut conn, &path)?;
        }
    }
    configure(&conn).map_err(failed)?;
    Ok(Some(conn))
}

/// `SQLite` takes very short files of any content for empty databases.
fn refuse_other_files(path: &Path) -> Result<(), StoreError> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let Ok(meta) = std::fs::metadata(path) else { return Ok(()) };
    let refused = || StoreError::NotAnArchive { path: path.to_owned() };
    if !meta.is_file() {
        return Err(refused());
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut head));
    // What can't be read is SQLite's to report.
    if read.is_ok() && !head.is_empty() && head != MAGIC { Err(refused()) } else { Ok(()) }
}

fn state(conn: &Connection, path: &Path) -> Result<State, StoreError> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|e| explain(path, e));
    let application = number("PRAGMA application_id")?;
    let format = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let known = MIGRATIONS.len() as i64;
    match (application, format) {
        (0, 0) if tables == 0 => Ok(State::Empty),
        (APPLICATION, found) if found > known => Err(StoreError::Newer { path: path.to_owned(), found, known }),
        (APPLICATION, format) if format > 0 => Ok(State::Format(format)),
        _ => Err(StoreError::NotAnArchive { path: path.to_owned() }),
    }
}

/// Runs what is missing, all or nothing. Another program may have done it since we looked.
fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |source| explain(path, source);
    let done = match state(conn, path)? {
        State::Empty => {
            // These three take effect only before the first table. A page holds some items whole: the larger
            // it is, the less is left over at its end.
            conn.execute_batch("PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;").map_err(failed)?;
            // A file system without shared memory keeps the rollback journal, which is as safe.
            conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)).map_err(failed)?;
            0
        }
        State::Format(format) => usize::try_from(format).unwrap_or(0),
    };
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration).map_err(failed)?;
    }
    tx.pragma_update(None, "user_version", MIGRATIONS.len() as i64).map_err(failed)?;
    tx.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    tx.commit().map_err(failed)
}

/// `synchronous = FULL`: in WAL mode `NORMAL` leaves the last commits to the system's buffers, so
/// that a power cut could undo what was acknowledged. It costs one fsync a commit, and commits are
/// big. The two `fullfsync` ask macOS, whose plain fsync stops at the drive's cache, for the same.
fn configure(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -32768;
         PRAGMA temp_store = MEMORY;",
    )?;
    conn.query_row("PRAGMA journal_size_limit = 67108864", [], |_| Ok(()))?;
    // A plan that looks at the values bound would be made anew for each of them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // More statements than SQLite's default of 16 are in turn during taking in.
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A failure of the file as a whole, with its path.
pub(super) fn explain(path: &Path, source: rusqlite::Error) -> StoreError {
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotAnArchive { path: path.to_owned() },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::damaged(format!("{}: {source}", path.display())),
        Some(ErrorCode::DatabaseBusy) => StoreError::Busy { path: path.to_owned() },
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::Open { path: path.to_owned(), source }
        }
        _ => StoreError::Sqlite(source),
    }
}
