//! JSON Feed 1 and 1.1 (jsonfeed.org), item by item, also when the text breaks off; what WordPress's
//! REST interface gives is handed on to `rest`.

use super::entry::person_name;
use super::json_items::{repaired, split};
use crate::article::{Image, Kind, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::markup::plain;
use crate::parse::{Body, Found, FoundChannel, Parsed, post_number_of};
use serde_json::Value;

/// Reads a JSON Feed, or posts from WordPress's REST interface.
pub fn parse(text: &str) -> Parsed {
    if super::rest::is_answer(text) {
        return super::rest::parse(text);
    }
    let mut parsed = Parsed { kind: Some(Kind::JsonFeed), ..Parsed::default() };
    let split = split(text);
    let head = read(&split.head).unwrap_or(Value::Null);
    parsed.channel = FoundChannel {
        title: string(&head, "title").map(|title| plain(&title)),
        link: string(&head, "home_page_url").or_else(|| string(&head, "feed_url")),
        language: string(&head, "language"),
        ..FoundChannel::default()
    };
    let authors = authors(&head);
    let mut unread = 0;
    for (number, source) in split.items.iter().enumerate() {
        let cut_off = split.cut_off && number + 1 == split.items.len();
        let Some(item) = read(source).filter(Value::is_object) else {
            unread += usize::from(!cut_off);
            continue;
        };
        let mut found = Found { cut_off, ..item_of(&item, source) };
        let says_something = !found.title.is_empty() && (found.body.is_some() || found.excerpt.is_some());
        if cut_off && !says_something {
            continue;
        }
        if found.authors.is_empty() {
            found.authors.clone_from(&authors);
        }
        parsed.items.push(found);
    }
    if unread > 0 {
        parsed.warnings.push(format!("{unread} of the feed's items could not be read"));
    }
    if !split.ends {
        parsed.warnings.push("the feed breaks off before its end".to_owned());
    }
    parsed
}

/// As it stands, else put right.
fn read(source: &str) -> Option<Value> {
    serde_json::from_str(source).or_else(|_| serde_json::from_str(&repaired(source))).ok()
}

/// A text or number that is not empty.
pub(super) fn string(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn item_of(item: &Value, source: &str) -> Found {
    let moment = |key| string(item, key).and_then(|text| date(&text));
    let guid = string(item, "id");
    let is_address = guid.as_deref().is_some_and(|guid| guid.starts_with("http"));
    let link =
        string(item, "url").or_else(|| string(item, "external_url")).or_else(|| guid.clone().filter(|_| is_address));
    let updated: Option<Timestamp> = moment("date_modified");
    let list = |key| item.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut pictures = list("attachments")
        .filter(|attachment| string(attachment, "mime_type").is_some_and(|media| media.starts_with("image/")));
    let image = string(item, "image")
        .or_else(|| string(item, "banner_image"))
        .or_else(|| pictures.find_map(|picture| string(picture, "url")));
    Found {
        title: string(item, "title").map(|title| plain(&title)).unwrap_or_default(),
        wordpress_id: post_number_of(guid.as_deref(), link.as_deref()),
        published: moment("date_published").or(updated),
        updated,
        authors: authors(item),
        tags: list("tags").filter_map(Value::as_str).map(Tag::named).filter(|tag| !tag.slug.is_empty()).collect(),
        image: image.map(|url| Image { url, caption: None }),
        excerpt: string(item, "summary").map(Body::of_plain),
        body: string(item, "content_html").map(Body::Html).or_else(|| string(item, "content_text").map(Body::of_plain)),
        link,
        guid,
        raw: source.as_bytes().to_vec(),
        ..Found::default()
    }
}

/// Version 1.1 has `authors`, version 1 had one `author`.
fn authors(value: &Value) -> Vec<String> {
    let many = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let all = many.chain(value.get("author"));
    let mut names: Vec<String> = Vec::new();
    let name = |author: &Value| string(author, "name").or_else(|| author.as_str().map(str::to_owned));
    for name in all.filter_map(name).map(|name| person_name(&plain(&name))) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
