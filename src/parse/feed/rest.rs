//! Posts as WordPress's REST interface gives them (`/wp-json/wp/v2/posts`): one post or an array of them,
//! with terms, authors and pictures embedded (`_embed`) or not. The fields are those of WordPress's
//! `WP_REST_Posts_Controller`, and of plug-ins that add names where nothing is embedded.
//!
//! Posts with a password and what is no published post are left out and counted. Called by `json`; which
//! numbers a post carries, for whoever asked for them, is [`posts`].

use super::json::string;
use super::json_items::repaired;
use crate::article::{Frame, Image, Kind, Slug, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::markup::plain;
use crate::parse::{Body, Found, Parsed};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// Whether it is a post or posts, by the form that WordPress gives their texts.
pub fn is_answer(text: &str) -> bool {
    static TEXT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#""(?:title|content|excerpt)"\s*:\s*\{\s*"(?:rendered|raw|protected)"\s*:"#).ok());
    text.trim_start().starts_with(['[', '{']) && TEXT.as_ref().is_some_and(|form| form.is_match(text))
}

/// Reads posts.
pub fn parse(text: &str) -> Parsed {
    let split = split(text);
    let mut parsed = Parsed { kind: Some(Kind::JsonFeed), ..Parsed::default() };
    let mut unread = 0;
    for (number, source) in split.items.iter().enumerate() {
        let cut_off = !split.ends && number + 1 == split.items.len();
        let Some(post) = read(source, cut_off) else {
            unread += usize::from(!cut_off);
            continue;
        };
        if !is_published(&post) {
            parsed.channel.left_out += 1;
            continue;
        }
        let found = Found { cut_off, ..item(&post, source) };
        if !cut_off || found.says_something() {
            parsed.items.push(found);
        }
    }
    if unread > 0 {
        parsed.warnings.push(format!("{unread} of the posts could not be read"));
    }
    if !split.ends {
        parsed.warnings.push("the list of posts breaks off before its end".to_owned());
    }
    // one post alone reads the same in a list
    let after = if split.ends { "]" } else { "" };
    parsed.frame = (!parsed.items.is_empty()).then(|| Frame {
        before: "[".to_owned(),
        between: ",".to_owned(),
        after: after.to_owned(),
        ..Frame::default()
    });
    parsed
}

/// What a post is known by to whoever asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Post {
    /// Its number on the site.
    pub id: u64,
    /// Its address.
    pub link: Option<String>,
    /// When it was published, by the site's own clock, as written (`2026-11-22T08:00:00`).
    pub date: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// The numbers of its tags, where it says them.
    pub tags: Option<Vec<u64>>,
    /// The numbers of its categories, where it says them.
    pub categories: Option<Vec<u64>>,
    /// Its author's number.
    pub author: Option<u64>,
}

/// The posts, or whatever else has a number, in an answer; `None` if it is no list of such.
pub fn posts(text: &str) -> Option<Vec<Post>> {
    let Value::Array(all) = serde_json::from_str(text).ok()? else { return None };
    all.iter().map(post).collect()
}

fn post(value: &Value) -> Option<Post> {
    let numbers = |key: &str| {
        let list = value.get(key)?.as_array()?;
        Some(list.iter().filter_map(Value::as_u64).collect())
    };
    Some(Post {
        id: value.get("id")?.as_u64()?,
        link: string(value, "link"),
        date: string(value, "date"),
        published: moment(value, "date_gmt"),
        updated: moment(value, "modified_gmt"),
        tags: numbers("tags"),
        categories: numbers("categories"),
        author: value.get("author").and_then(Value::as_u64),
    })
}

/// An answer taken apart.
struct Split<'a> {
    items: Vec<&'a str>,
    ends: bool,
}

/// The source of each object in the outermost list, or of the only object.
fn split(text: &str) -> Split<'_> {
    let outside = usize::from(text.trim_start().starts_with('['));
    let (mut depth, mut start) = (0, None);
    let (mut in_string, mut escaped) = (false, false);
    let mut items = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                if depth == outside && byte == b'{' {
                    start = Some(at);
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == outside {
                    items.extend(start.take().and_then(|start| text.get(start..=at)));
                }
            }
            _ => {}
        }
    }
    items.extend(start.and_then(|start| text.get(start..)));
    Split { items, ends: depth == 0 && start.is_none() }
}

fn read(source: &str, cut_off: bool) -> Option<Value> {
    let whole = serde_json::from_str(source).ok();
    whole.or_else(|| cut_off.then(|| serde_json::from_str(&repaired(source)).ok()).flatten()).filter(Value::is_object)
}

/// Drafts are given only to those who may see them, and texts behind a password to nobody.
fn is_published(post: &Value) -> bool {
    let is_closed = |key: &str| post.get(key).and_then(|text| text.get("protected")) == Some(&Value::Bool(true));
    string(post, "status").is_none_or(|status| status == "publish")
        && string(post, "type").is_none_or(|kind| kind != "attachment")
        && !is_closed("content")
        && !is_closed("excerpt")
}

fn item(post: &Value, source: &str) -> Found {
    let guid = rendered(post, "guid");
    let updated = moment(post, "modified_gmt").or_else(|| moment(post, "modified"));
    let html = |key| rendered(post, key).map(Body::Html);
    Found {
        title: rendered(post, "title").map(|title| plain(&title)).unwrap_or_default(),
        link: string(post, "link"),
        guid,
        wordpress_id: post.get("id").and_then(Value::as_u64).filter(|id| *id > 0),
        published: moment(post, "date_gmt").or_else(|| moment(post, "date")).or(updated),
        updated,
        authors: authors(post),
        tags: tags(post),
        image: image(post),
        excerpt: html("excerpt"),
        body: html("content"),
        raw: source.as_bytes().to_vec(),
        ..Found::default()
    }
}

/// `{"rendered": …}`.
fn rendered(post: &Value, key: &str) -> Option<String> {
    post.get(key).and_then(|text| string(text, "rendered"))
}

/// `2026-11-22T08:00:00`; those in `_gmt` lack the letter that says so.
fn moment(post: &Value, key: &str) -> Option<Timestamp> {
    let text = string(post, key)?;
    let is_bare = text.len() == "2026-11-22T08:00:00".len();
    date(&if is_bare { format!("{text}Z") } else { text })
}

fn embedded<'a>(post: &'a Value, rel: &str) -> impl Iterator<Item = &'a Value> {
    post.get("_embedded").and_then(|all| all.get(rel)).and_then(Value::as_array).into_iter().flatten()
}

/// Those of plug-ins for several authors, else the post's own, else the one that an SEO plug-in knows.
fn authors(post: &Value) -> Vec<String> {
    let list = |key: &str| post.get(key).and_then(Value::as_array).into_iter().flatten();
    let name = |author: &Value| string(author, "display_name").or_else(|| string(author, "name"));
    let several = ["coauthors", "authors"].map(|key| list(key).filter_map(name).collect::<Vec<_>>());
    let own = embedded(post, "author").filter_map(name).collect();
    let told = post.get("yoast_head_json").and_then(|head| string(head, "author")).into_iter().collect();
    let all = several.into_iter().chain([own, told]).find(|names| !names.is_empty()).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for name in all.iter().map(|name| plain(name)).filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Tags, categories and a site's own kinds of terms, but for those that are none to a reader. Where
/// none is embedded, the classes of the post (since WordPress 6.7) have the slugs.
fn tags(post: &Value) -> Vec<Tag> {
    const NONE: [&str; 5] = ["post_format", "author", "nav_menu", "language", "post_translations"];
    let terms = embedded(post, "wp:term").filter_map(Value::as_array).flatten();
    let is_term = |term: &&Value| string(term, "taxonomy").is_none_or(|kind| !NONE.contains(&kind.as_str()));
    let named = terms.filter(is_term).filter_map(|term| {
        let name = plain(&string(term, "name")?);
        let slug = string(term, "slug").map(|slug| Slug::new(&slug));
        Some(match slug.filter(|slug| !slug.is_empty()) {
            Some(slug) => Tag { slug, name },
            None => Tag::named(&name),
        })
    });
    let mut tags: Vec<Tag> = Vec::new();
    for tag in named {
        if !tag.slug.is_empty() && !tags.iter().any(|known| known.slug == tag.slug) {
            tags.push(tag);
        }
    }
    if tags.is_empty() {
        tags.extend(classes(post).filter_map(|class| {
            let slug = class.strip_prefix("tag-").or_else(|| class.strip_prefix("category-"))?;
            Some(Tag::slugged(Slug::new(slug))).filter(|tag| !tag.slug.is_empty())
        }));
    }
    tags
}

/// A list, or under numbers where PHP has lost the order.
fn classes(post: &Value) -> impl Iterator<Item = &str> {
    let list = post.get("class_list");
    let plain = list.and_then(Value::as_array).into_iter().flatten();
    let numbered = list.and_then(Value::as_object).into_iter().flat_map(serde_json::Map::values);
    plain.chain(numbered).filter_map(Value::as_str)
}

fn image(post: &Value) -> Option<Image> {
    let of_media = |media: &Value| {
        let caption = rendered(media, "caption").map(|caption| plain(&caption)).filter(|caption| !caption.is_empty());
        Some(Image { url: string(media, "source_url")?, caption })
    };
    let told = || {
        let pictures = post.get("yoast_head_json").and_then(|head| head.get("og_image")).and_then(Value::as_array);
        pictures.and_then(|pictures| string(pictures.first()?, "url"))
    };
    let bare = |url: String| Image { url, caption: None };
    let own = embedded(post, "wp:featuredmedia").find_map(of_media);
    own.or_else(|| string(post, "jetpack_featured_media_url").or_else(told).map(bare))
}

/// A term or an author.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// Its number on the site.
    pub id: u64,
    /// As in its address.
    pub slug: Option<String>,
    /// What it stands below; 0 for nothing.
    pub parent: Option<u64>,
}

/// The terms or authors in an answer; `None` if it is no list of such.
pub fn terms(text: &str) -> Option<Vec<Term>> {
    let Value::Array(all) = serde_json::from_str(text).ok()? else { return None };
    let term = |value: &Value| {
        let parent = value.get("parent").and_then(Value::as_u64);
        Some(Term { id: value.get("id")?.as_u64()?, slug: string(value, "slug"), parent })
    };
    all.iter().map(term).collect()
}
