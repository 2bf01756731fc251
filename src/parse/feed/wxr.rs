//! WordPress eXtended RSS 1.0 to 1.2, what "Tools › Export" writes (`wp-admin/includes/export.php`): a
//! feed with all that the site knows of its posts, and of much that is no post.
//!
//! Taken are published posts, and pages with a text. Drafts, private and protected posts, attachments,
//! menus, revisions and the like are left out and counted. `super` reads an item as that of any feed;
//! here is what the export knows better.

use super::autop;
use super::field::Field;
use super::namespace::Ns;
use crate::article::html::escape;
use crate::article::{Image, Slug, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::markup::plain;
use crate::parse::{Body, Found};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Pictures by their number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pictures(BTreeMap<u64, Picture>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Picture {
    url: String,
    caption: String,
}

/// More are not kept: all of a large export are held while it is read.
const MOST_PICTURES: usize = 500_000;

impl Pictures {
    /// Notes a picture, where an item is one.
    pub(super) fn note(&mut self, fields: &[Field]) {
        let number = value(fields, "post_id").and_then(|number| number.parse().ok());
        if let (Some(number), Some(url)) = (number, value(fields, "attachment_url")) {
            let file = url.to_ascii_lowercase();
            let is_picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|end| file.ends_with(end));
            if is_picture && self.0.len() < MOST_PICTURES {
                let caption = fields.iter().find(|field| field.is(Ns::WpExcerpt, "encoded"));
                let caption = caption.map(|field| plain(&field.html())).unwrap_or_default();
                self.0.insert(number, Picture { url, caption });
            }
        }
    }
}

/// What an export says beside its posts.
#[derive(Debug)]
pub struct Export<'a> {
    /// Names that people show, by the names they log in with, in lower case.
    authors: HashMap<String, String>,
    pictures: &'a Pictures,
    /// Of those, the ones that a post has for its own.
    used: BTreeSet<u64>,
}

impl<'a> Export<'a> {
    /// An export by its header and its pictures, which may stand before the posts that have them or
    /// behind.
    pub fn read(head: &[Field], pictures: &'a Pictures) -> Self {
        let authors = head.iter().filter(|field| field.is(Ns::Wp, "author")).filter_map(|author| {
            let children = author.children();
            let login = value(&children, "author_login")?.to_lowercase();
            let full = || {
                let names = ["author_first_name", "author_last_name"].map(|name| value(&children, name));
                Some(names.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
            };
            Some((login, value(&children, "author_display_name").or_else(full)?))
        });
        Self { authors: authors.collect(), pictures, used: BTreeSet::new() }
    }

    /// A post as the export knows it, from what it is as an item of a feed; `None` if it is no
    /// published post.
    pub fn post(&mut self, fields: &[Field], found: Found) -> Option<Found> {
        let kind = value(fields, "post_type");
        let is_public = value(fields, "status").is_none_or(|status| status == "publish");
        let is_protected = value(fields, "post_password").is_some();
        let body = found.body.map(|body| match body {
            Body::Html(raw) => Body::Html(autop::html(&raw)),
            text @ Body::Text(_) => text,
        });
        let has_text = || matches!(&body, Some(Body::Html(html)) if !plain(html).is_empty());
        let is_post = match kind.as_deref() {
            Some("post") | None => true,
            Some("page") => has_text(),
            Some(_) => false,
        };
        if !is_post || !is_public || is_protected {
            return None;
        }
        let published = value(fields, "post_date_gmt").and_then(|text| moment(&text)).or(found.published);
        let updated = value(fields, "post_modified_gmt").and_then(|text| moment(&text));
        Some(Found {
            wordpress_id: value(fields, "post_id").and_then(|number| number.parse().ok()).or(found.wordpress_id),
            published,
            updated: updated.filter(|updated| Some(*updated) > published),
            authors: self.authors_of(fields, found.authors),
            tags: tags(fields),
            comments: Some(comments(fields)),
            image: self.image(fields).or(found.image),
            excerpt: excerpt(fields),
            body,
            ..found
        })
    }

    /// Guest authors, whom a widely used plug-in keeps as a taxonomy, else who posted it.
    fn authors_of(&self, fields: &[Field], logins: Vec<String>) -> Vec<String> {
        let guests =
            fields.iter().filter(|field| field.is_feed("category") && field.attribute("domain") == Some("author"));
        let name = |login: String| self.authors.get(&login.to_lowercase()).cloned().unwrap_or(login);
        let guests: Vec<String> = guests.map(Field::line).filter(|name| !name.is_empty()).map(name).collect();
        if guests.is_empty() { logins.into_iter().map(name).collect() } else { guests }
    }

    fn image(&mut self, fields: &[Field]) -> Option<Image> {
        let meta = fields.iter().filter(|field| field.is(Ns::Wp, "postmeta")).map(Field::children);
        let number = meta.into_iter().find_map(|meta| {
            let is_lead = value(&meta, "meta_key").as_deref() == Some("_thumbnail_id");
            value(&meta, "meta_value").filter(|_| is_lead)?.parse::<u64>().ok()
        })?;
        let picture = self.pictures.0.get(&number)?;
        self.used.insert(number);
        let caption = Some(picture.caption.clone()).filter(|caption| !caption.is_empty());
        Some(Image { url: picture.url.clone(), caption })
    }

    /// The pictures that posts have for their own, as items: with them in front, each of the posts can
    /// be read again by itself.
    pub fn used_pictures(&self) -> String {
        let used = self.used.iter().filter_map(|number| Some((number, self.pictures.0.get(number)?)));
        used.map(|(number, Picture { url, caption })| {
            format!(
                "<item><wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>{}\
                 </wp:attachment_url><excerpt:encoded>{}</excerpt:encoded></item>\n",
                escape(url),
                escape(&escape(caption))
            )
        })
        .collect()
    }
}

/// The text of an element of the export's own.
fn value(fields: &[Field], name: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.is(Ns::Wp, name))?;
    Some(field.value()).filter(|value| !value.is_empty())
}

/// SQL's form, in UTC; zeros are no moment.
fn moment(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once(' ').filter(|(day, _)| !day.starts_with("0000"))?;
    date(&format!("{day}T{time}Z"))
}

/// Categories and tags, whose slugs an export says; not menus, formats and other taxonomies.
fn tags(fields: &[Field]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut known = HashSet::new();
    for field in fields.iter().filter(|field| field.is_feed("category")) {
        if !matches!(field.attribute("domain"), None | Some("category" | "post_tag" | "tag")) {
            continue;
        }
        let name = field.line();
        let tag = match field.attribute("nicename") {
            // One in other letters is kept with its bytes escaped.
            Some(slug) if !slug.is_empty() && !slug.contains('%') => Tag { slug: Slug::new(slug), name },
            _ => Tag::named(&name),
        };
        if !tag.name.is_empty() && !tag.slug.is_empty() && known.insert(tag.slug.clone()) {
            tags.push(tag);
        }
    }
    tags
}

/// Approved comments of readers, without what other sites reported by themselves.
fn comments(fields: &[Field]) -> u32 {
    let comments = fields.iter().filter(|field| field.is(Ns::Wp, "comment"));
    let is_counted = |comment: &&Field| {
        let children = comment.children();
        let kind = value(&children, "comment_type");
        value(&children, "comment_approved").as_deref() == Some("1")
            && matches!(kind.as_deref(), None | Some("comment"))
    };
    u32::try_from(comments.filter(is_counted).count()).unwrap_or(u32::MAX)
}

fn excerpt(fields: &[Field]) -> Option<Body> {
    let field = fields.iter().find(|field| field.is(Ns::WpExcerpt, "encoded"))?;
    Some(field.html()).filter(|html| !html.trim().is_empty()).map(Body::Html)
}
