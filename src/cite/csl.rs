//! CSL-JSON: an item of the Citation Style Language's data schema, type `article-newspaper`. What is not
//! known is left out, as the schema has it.

use super::key::key;
use super::{Author, Entry};
use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

pub fn object(entry: &Entry) -> String {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| drop(item.insert(name.to_owned(), value));
    put("id", json!(key(entry)));
    put("type", json!("article-newspaper"));
    put("title", json!(entry.title()));
    let authors: Vec<Value> = entry.authors().iter().map(name).collect();
    if !authors.is_empty() {
        put("author", Value::Array(authors));
    }
    if let Some(site) = entry.site() {
        put("container-title", json!(site));
    }
    if let Some(day) = entry.published() {
        put("issued", parts(day));
    }
    if let Some(url) = entry.url() {
        put("URL", json!(url));
        put("accessed", parts(entry.accessed));
    }
    let text = serde_json::to_string_pretty(&Value::Object(item)).unwrap_or_default();
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn parts(day: NaiveDate) -> Value {
    json!({ "date-parts": [[day.year(), day.month(), day.day()]] })
}

fn name(author: &Author) -> Value {
    let person = match author {
        Author::Body(name) => return json!({ "literal": name }),
        Author::Person(person) => person,
    };
    let parts = [
        ("family", &person.family),
        ("given", &person.given),
        ("non-dropping-particle", &person.particle),
        ("suffix", &person.suffix),
    ];
    let parts = parts.into_iter().filter(|(_, value)| !value.is_empty());
    Value::Object(parts.map(|(name, value)| (name.to_owned(), json!(value))).collect())
}
