//! JSON Feed 1 and 1.1 (jsonfeed.org), item by item, also when the text breaks off.

use super::entry::person_name;
use crate::article::{Image, Kind, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::markup::plain;
use crate::parse::{Body, Found, FoundChannel, Parsed, post_number_of};
use serde_json::Value;

/// Reads a JSON Feed.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed { kind: Some(Kind::JsonFeed), ..Parsed::default() };
    let (head, items, ends) = split(text);
    let head: Value = serde_json::from_str(&head).unwrap_or(Value::Null);
    parsed.channel = FoundChannel {
        title: string(&head, "title").map(|title| plain(&title)),
        link: string(&head, "home_page_url"),
        language: string(&head, "language"),
        ..FoundChannel::default()
    };
    let authors = authors(&head);
    let mut unread = 0;
    for source in items {
        match serde_json::from_str::<Value>(source) {
            Ok(item) if item.is_object() => {
                let mut found = item_of(&item, source);
                if found.authors.is_empty() {
                    found.authors.clone_from(&authors);
                }
                parsed.items.push(found);
            }
            _ => unread += 1,
        }
    }
    if unread > 0 {
        parsed.warnings.push(format!("{unread} of the feed's items could not be read"));
    }
    if !ends {
        parsed.warnings.push("the feed breaks off before its end".to_owned());
    }
    parsed
}

/// The feed without its items, the source of each item, and whether the list of items ends.
fn split(text: &str) -> (String, Vec<&str>, bool) {
    let mut items = Vec::new();
    let (mut depth, mut item_start, mut in_string, mut escaped) = (0_usize, 0, false, false);
    let (mut list, mut list_end) = (None, None);
    let (mut string_start, mut key) = (0, "");
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    in_string = false;
                    key = &text[string_start..at];
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => (in_string, string_start) = (true, at + 1),
            b'{' | b'[' => {
                depth += 1;
                if depth == 2 && byte == b'[' && key == "items" && list.is_none() {
                    list = Some(at + 1);
                } else if depth == 3 && byte == b'{' {
                    item_start = at;
                }
            }
            b'}' | b']' => {
                if depth == 3 && byte == b'}' && list.is_some() && list_end.is_none() {
                    items.push(&text[item_start..=at]);
                }
                if depth == 2 && byte == b']' && list.is_some() && list_end.is_none() {
                    list_end = Some(at);
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    let head = match (list, list_end) {
        (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end..]),
        (Some(start), None) => format!("{}]}}", &text[..start]),
        (None, _) => text.to_owned(),
    };
    (head, items, list_end.is_some())
}

fn string(value: &Value, key: &str) -> Option<String> {
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
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    Found {
        title: string(item, "title").map(|title| plain(&title)).unwrap_or_default(),
        wordpress_id: post_number_of(guid.as_deref(), link.as_deref()),
        published: moment("date_published").or(updated),
        updated,
        authors: authors(item),
        tags: tags.filter_map(Value::as_str).map(Tag::named).filter(|tag| !tag.slug.is_empty()).collect(),
        image: string(item, "image").or_else(|| string(item, "banner_image")).map(|url| Image { url, caption: None }),
        excerpt: string(item, "summary").map(Body::Text),
        body: string(item, "content_html").map(Body::Html).or_else(|| string(item, "content_text").map(Body::Text)),
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
    for name in all.filter_map(|author| string(author, "name")).map(|name| person_name(&plain(&name))) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
