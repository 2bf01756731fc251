//! What taking in is held against, for `ingest`.
//!
//! The bare limit: only feed-rs, html5ever's tokenizer, zstd, `SQLite` with one table and tantivy with the same
//! fields, and nothing that makes an archive of it. And nothing but writing: rows of all tables and articles
//! that were made before go into the same schema in `SQLite` and tantivy, without any parsing, cleaning or
//! packing. Both write on all cores and end with the index put together, as taking in does.

use crate::measure::{self, Outcome, say};
use crate::{AHEAD, PART, split, stage};
use cuttings::article::{Article, ArticleId, Block, Document, Revision, Summary, Tag, Timestamp};
use cuttings::index::Index;
use cuttings::parse::feed::Parts;
use cuttings::store::Store;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// An entry as the limit stores it.
struct Bare {
    article: Article,
    raw: Vec<u8>,
    body: Vec<u8>,
}

/// What nobody can be faster than with these libraries: the stages one after another.
pub fn stages(feed: &Path, folder: &Path, articles: usize) -> Outcome<Duration> {
    say("\nThe bare limit: the libraries alone, on the same feed")?;
    let text = std::fs::read_to_string(feed)?;
    let parts = split(text.as_bytes());
    let (entries, parsing) =
        stage("feed-rs", articles, || parts.iter().map(|part| entries(part)).collect::<Outcome<Vec<_>>>())?;
    let (bare, packing) = stage("html5ever and zstd", articles, || {
        entries.into_iter().flatten().map(compressed).collect::<Outcome<Vec<_>>>()
    })?;
    let ((), storing) = stage("SQLite", articles, || {
        let mut connection = table(&folder.join("limit.db"))?;
        bare.chunks(1000).try_for_each(|rows| insert(&mut connection, rows))
    })?;
    let ((), indexing) = stage("tantivy", articles, || {
        let index = Index::open(&folder.join("limit"))?;
        let mut writer = index.writer()?;
        for (id, mut bare) in (1..).zip(bare) {
            bare.article.summary.id = Some(ArticleId(id));
            writer.put(&bare.article)?;
        }
        writer.commit(Revision(1))?;
        Ok(writer.finish()?)
    })?;
    Ok(parsing + packing + storing + indexing)
}

/// All of it at once, on all cores.
pub fn together(feed: &Path, folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut connection = table(&folder.join("limit.db"))?;
    let index = Index::open(folder)?;
    let mut writer = index.writer()?;
    let mut file = File::open(feed)?;
    std::thread::scope(|scope| {
        let (part_sender, parts) = crossbeam_channel::bounded::<String>(cores);
        let (sender, entries) = crossbeam_channel::bounded::<Result<Vec<Bare>, String>>(cores);
        scope.spawn(move || read_parts(&mut file, &part_sender));
        for _ in 0..cores {
            let (parts, sender) = (parts.clone(), sender.clone());
            scope.spawn(move || {
                for part in parts {
                    let bare = self::entries(&part).and_then(|found| found.into_iter().map(compressed).collect());
                    if sender.send(bare.map_err(|error| error.to_string())).is_err() {
                        return;
                    }
                }
            });
        }
        drop((parts, sender));
        let mut id = 0;
        for bare in entries {
            let mut bare = bare?;
            insert(&mut connection, &bare)?;
            for bare in &mut bare {
                id += 1;
                bare.article.summary.id = Some(ArticleId(id));
                writer.put(&bare.article)?;
            }
            // as taking in does, so that what waits for the index's threads stays within bounds
            if writer.waiting() >= AHEAD {
                writer.commit(Revision(0))?;
            }
        }
        writer.commit(Revision(1))?;
        Ok(writer.finish()?)
    })
}

/// Reads a file in pieces and hands on whole items; ends with the file, or when nobody wants more.
fn read_parts(file: &mut File, sender: &crossbeam_channel::Sender<String>) {
    let mut parts = Parts::new(PART, PART);
    let mut piece = vec![0; 256 << 10];
    let mut rest = Vec::new();
    loop {
        let count = file.read(&mut piece).unwrap_or(0);
        rest.extend(&piece[..count]);
        let whole = std::str::from_utf8(&rest).map_or_else(|error| error.valid_up_to(), str::len);
        parts.push(&String::from_utf8_lossy(&rest[..whole]));
        rest.drain(..whole);
        if count == 0 {
            parts.end();
        }
        while let Some((part, _)) = parts.next_part() {
            if sender.send(part).is_err() {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

fn entries(part: &str) -> Outcome<Vec<feed_rs::model::Entry>> {
    Ok(feed_rs::parser::parse(part.as_bytes())?.entries)
}

fn compressed(entry: feed_rs::model::Entry) -> Outcome<Bare> {
    let html = entry.content.and_then(|content| content.body).unwrap_or_default();
    let text = without_tags(&html);
    let summary = Summary {
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        published: entry.published.and_then(|date| Timestamp::from_chrono(&date)),
        authors: entry.authors.into_iter().filter_map(|author| author.name).collect(),
        tags: entry.categories.iter().map(|tag| Tag::named(&tag.term)).collect(),
        ..Summary::default()
    };
    Ok(Bare {
        raw: zstd::bulk::compress(html.as_bytes(), 3)?,
        body: zstd::bulk::compress(text.as_bytes(), 3)?,
        article: Article { summary, document: Document::new(vec![Block::paragraph(text)]), ..Article::default() },
    })
}

/// No more than it takes to have words to index.
fn without_tags(html: &str) -> String {
    let tokenizer = Tokenizer::new(Text::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // scripts alone would have it stop, and nobody runs them
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// What stands between tags.
#[derive(Default)]
struct Text(RefCell<String>);

impl TokenSink for Text {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.0.borrow_mut().push_str(&text),
            Token::TagToken(_) => self.0.borrow_mut().push(' '),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn table(path: &Path) -> Outcome<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, raw BLOB, body BLOB);",
    )?;
    Ok(connection)
}

fn insert(connection: &mut rusqlite::Connection, rows: &[Bare]) -> Outcome {
    let transaction = connection.transaction()?;
    let mut statement = transaction.prepare_cached("INSERT INTO articles (title, raw, body) VALUES (?1, ?2, ?3)")?;
    for row in rows {
        statement.execute((&row.article.summary.title, &row.raw, &row.body))?;
    }
    drop(statement);
    Ok(transaction.commit()?)
}

/// The rows and articles of an archive, read before the clock starts, written by a thread for each library.
pub fn rows(archive: &Path, folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let store = Store::open(archive)?;
    let mut reading = store.at_one_commit()?;
    let mut articles = Vec::new();
    for change in store.changes_since(Revision(0))? {
        articles.extend(reading.article(change.id)?);
    }
    drop(reading);
    let revision = store.revision()?;
    let connection = emptied(archive, folder)?;
    let index = Index::open(folder)?;
    let (began, before) = (Instant::now(), measure::processor());
    std::thread::scope(|scope| {
        let tables = scope.spawn(move || copied(&connection).map_err(|error| error.to_string()));
        let mut writer = index.writer()?;
        for article in &articles {
            writer.put(article)?;
            if writer.waiting() >= AHEAD {
                writer.commit(Revision(0))?;
            }
        }
        writer.commit(revision)?;
        writer.finish()?;
        Ok::<(), Box<dyn std::error::Error>>(tables.join().map_err(|_| "the rows were not written")??)
    })?;
    let processor = before.zip(measure::processor()).map(|(before, after)| after - before);
    crate::tell_of(began.elapsed().as_secs_f64(), processor)
}

/// A file with the same tables and indexes, the archive attached to it.
fn emptied(archive: &Path, folder: &Path) -> Outcome<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(folder.join("rows.db"))?;
    connection.execute("ATTACH ?1 AS archive", [archive.join("archive.db").to_string_lossy()])?;
    let pages: i64 = connection.query_row("PRAGMA archive.page_size", [], |row| row.get(0))?;
    connection.execute_batch(&format!(
        "PRAGMA page_size = {pages}; PRAGMA cache_size = -32768; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    ))?;
    let mut select =
        connection.prepare("SELECT sql FROM archive.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")?;
    let made: Vec<String> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(select);
    connection.execute_batch(&made.join(";\n"))?;
    Ok(connection)
}

/// Writes the rows, some thousand a transaction.
fn copied(connection: &rusqlite::Connection) -> Outcome {
    const AT_ONCE: i64 = 4000;
    let mut select = connection.prepare("SELECT name, sql LIKE '%WITHOUT ROWID%' FROM archive.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let tables: Vec<(String, bool)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (table, is_keyed) in tables {
        if is_keyed {
            connection.execute(&format!("INSERT INTO main.{table} SELECT * FROM archive.{table}"), [])?;
            continue;
        }
        let most = format!("SELECT coalesce(max(rowid), 0) FROM archive.{table}");
        let most: i64 = connection.query_row(&most, [], |row| row.get(0))?;
        let some =
            format!("INSERT INTO main.{table} SELECT * FROM archive.{table} WHERE rowid > ?1 AND rowid <= ?1 + ?2");
        for from in (0..most).step_by(AT_ONCE as usize) {
            connection.execute(&some, [from, AT_ONCE])?;
        }
    }
    Ok(())
}
