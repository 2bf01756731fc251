//! `SQLite`'s full-text search (FTS5, stems by Porter, order by BM25) over the same stories: what one
//! would otherwise have taken. Texts are not stored in it, and its parts are put together into one,
//! which makes it as fast as it gets.

use super::corpus::{Story, author};
use super::measure::Outcome;
use super::queries::Ask;
use cuttings::article::Slug;
use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};
use std::path::Path;

pub fn make(stories: usize, folder: &Path) -> Outcome {
    let mut connection = Connection::open(folder.join("fts.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;
         CREATE VIRTUAL TABLE texts USING fts5(title, body, content = '', tokenize = 'porter unicode61');
         CREATE TABLE articles (id INTEGER PRIMARY KEY, published INTEGER NOT NULL);
         CREATE TABLE tags (slug TEXT, article INTEGER, PRIMARY KEY (slug, article)) WITHOUT ROWID;
         CREATE TABLE authors (name TEXT, article INTEGER, PRIMARY KEY (name, article)) WITHOUT ROWID;",
    )?;
    let transaction = connection.transaction()?;
    for number in 0..stories {
        let story = Story::new(number);
        let id = number as i64 + 1;
        let body = story.texts().join("\n\n");
        let put = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<usize> {
            transaction.prepare_cached(sql)?.execute(values)
        };
        put("INSERT INTO texts (rowid, title, body) VALUES (?1, ?2, ?3)", &[&id, &story.title(), &body])?;
        put("INSERT INTO articles VALUES (?1, ?2)", &[&id, &story.published])?;
        for tag in &story.tags {
            let slug = Slug::from_name(&super::corpus::tag(*tag));
            put("INSERT OR IGNORE INTO tags VALUES (?1, ?2)", &[&slug.as_str(), &id])?;
        }
        for number in &story.authors {
            put("INSERT INTO authors VALUES (?1, ?2)", &[&author(*number), &id])?;
        }
    }
    transaction.commit()?;
    connection.execute("INSERT INTO texts (texts) VALUES ('optimize')", [])?;
    Ok(())
}

pub struct Rival(Connection);

impl Rival {
    pub fn open(folder: &Path) -> Outcome<Self> {
        Ok(Self(Connection::open_with_flags(folder.join("fts.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?))
    }

    /// The best articles that have all that is asked for.
    pub fn top(&self, ask: &Ask, most: usize) -> Outcome {
        let mut sql = "SELECT rowid FROM texts WHERE texts MATCH ?".to_owned();
        let mut values = vec![Value::Text(expression(ask))];
        if let Some(slug) = ask.slug() {
            sql += " AND +rowid IN (SELECT article FROM tags WHERE slug = ?)";
            values.push(Value::Text(slug.as_str().to_owned()));
        }
        if let Some(name) = &ask.author {
            sql += " AND +rowid IN (SELECT article FROM authors WHERE name = ?)";
            values.push(Value::Text(name.clone()));
        }
        if let Some(year) = ask.year {
            sql +=
                " AND +rowid IN (SELECT id FROM articles WHERE published >= unixepoch(?) AND published < unixepoch(?))";
            values.extend([year, year + 1].map(|year| Value::Text(format!("{year}-01-01"))));
        }
        sql += &format!(" ORDER BY rank LIMIT {most}");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| row.get::<_, i64>(0))?;
        rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        Ok(())
    }
}

/// As FTS5 has it.
fn expression(ask: &Ask) -> String {
    let quoted = |word: &String| format!("\"{word}\"");
    let mut parts: Vec<String> = ask.words.iter().map(quoted).collect();
    if !ask.phrase.is_empty() {
        parts.push(format!("\"{}\"", ask.phrase.join(" ")));
    }
    if !ask.either.is_empty() {
        parts.push(format!("({})", ask.either.iter().map(quoted).collect::<Vec<_>>().join(" OR ")));
    }
    parts.extend(ask.prefix.as_ref().map(|prefix| format!("\"{prefix}\"*")));
    parts.extend(ask.title.as_ref().map(|word| format!("title : \"{word}\"")));
    let all = parts.join(" AND ");
    match &ask.not {
        Some(word) => format!("({all}) NOT \"{word}\""),
        None => all,
    }
}
