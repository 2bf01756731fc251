//! One item from its own XML, beside what feed-rs makes of it.
//!
//! feed-rs gives texts and dates, where it tells more of them than is plain to see; read here is what it drops or damages: titles with markup, the
//! address, authors, tags, comment counts, the site's number, pictures. Where feed-rs fails, the
//! texts and dates are read here too.

use super::envelope;
use super::field::{Field, fields};
use super::media::lead_image;
use super::namespace::{Ns, Scope};
use super::split::Piece;
use crate::article::{Kind, Slug, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::markup::{attributes, plain};
use crate::parse::{Body, Found};

/// Reads one item of a feed of this kind. `channel` is the channel's title.
pub fn entry(piece: &Piece, scope: &Scope, kind: Kind, channel: Option<&str>) -> Found {
    let own = attributes(piece.attributes);
    let scope = scope.within(&own, true);
    let fields = fields(piece.inner, &scope);
    let named = named(&fields, &own, &scope, kind);
    let known: Vec<&str> =
        [Some(named.title.as_str()), channel].into_iter().flatten().filter(|known| !known.is_empty()).collect();

    let (mut body, mut excerpt) = texts(&fields);
    let (mut published, mut updated) = dates(&fields, &own);
    let is_read = kind == Kind::Rss && published.is_some() && is_plain(&fields, [&body, &excerpt]);
    if let Some(entry) = (!is_read).then(|| envelope::read(&fields, kind)).flatten() {
        let text =
            |body: String, media: &str| if media == "text/plain" { Body::of_plain(body) } else { Body::Html(body) };
        body = entry
            .content
            .and_then(|c| c.body.map(|body| text(body, c.content_type.essence().to_string().as_str())))
            .or(body);
        excerpt = entry.summary.map(|s| text(s.content, s.content_type.essence().to_string().as_str())).or(excerpt);
        published = published.or_else(|| entry.published.and_then(|date| Timestamp::from_chrono(&date)));
        // feed-rs gives an RSS item's publication date as its date of change too
        let changed = entry.updated.filter(|date| Some(date) != entry.published.as_ref());
        updated = updated.or_else(|| changed.and_then(|date| Timestamp::from_chrono(&date)));
    }
    if excerpt == body {
        excerpt = None;
    }
    Found {
        base: base(&fields, &scope).map(str::to_owned),
        image: lead_image(&fields, &known),
        authors: authors(&fields),
        tags: tags(&fields),
        comments: comments(&fields),
        published: published.or(updated),
        updated,
        excerpt,
        body,
        cut_off: piece.cut_off,
        raw: piece.outer.as_bytes().to_vec(),
        ..named
    }
}

/// What an item is called and known by, and nothing else of it.
pub fn headline(piece: &Piece, scope: &Scope, kind: Kind) -> Found {
    let own = attributes(piece.attributes);
    let scope = scope.within(&own, true);
    named(&fields(piece.inner, &scope), &own, &scope, kind)
}

fn named(fields: &[Field], own: &[(&str, String)], scope: &Scope, kind: Kind) -> Found {
    let (guid, guid_is_permalink) = guid(fields);
    let about =
        own.iter().find(|(name, _)| name.eq_ignore_ascii_case("href") || *name == "rdf:about").map(|(_, url)| url);
    let identity = guid.as_ref().filter(|guid| guid_is_permalink || kind == Kind::Atom && is_address(guid));
    let link = link(fields)
        .or_else(|| identity.or(about).map(|address| scope.absolute(address)))
        .filter(|link| !link.is_empty());
    Found {
        title: title(fields),
        wordpress_id: wordpress_id(fields, guid.as_deref(), link.as_deref()),
        link,
        guid,
        guid_is_permalink,
        ..Found::default()
    }
}

/// Whether feed-rs would give of an RSS item with a date just the texts that are read here already: it hands
/// each on as it is, but for characters that no XML may have, line ends, and of two with one name the last.
fn is_plain(fields: &[Field], texts: [&Option<Body>; 2]) -> bool {
    let is_one = |ns: Ns, name: &str| fields.iter().filter(|f| f.is(ns, name)).nth(1).is_none();
    let is_xml = |text: &str| {
        let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n');
        !text.bytes().any(is_control) && !text.contains("\u{fffe}") && !text.contains("\u{ffff}")
    };
    is_one(Ns::Rss, "description")
        && is_one(Ns::Content, "encoded")
        && !fields.iter().any(|f| f.is_feed("updated"))
        && texts.into_iter().flatten().all(|(Body::Html(text) | Body::Text(text))| is_xml(text))
}

/// Against what the addresses in the text are read (XML Base), where the feed says so.
fn base<'a>(fields: &'a [Field], scope: &'a Scope) -> Option<&'a str> {
    let mut texts =
        fields.iter().filter(|f| matches!(f.name.as_str(), "content" | "encoded" | "description" | "summary"));
    texts.find_map(|f| f.scope.base()).or(scope.base())
}

impl Body {
    /// Plain text, unless markup that nobody declared is in it.
    pub(super) fn of_plain(text: String) -> Self {
        let has_markup = ["<p>", "<p ", "<br", "</a>", "<div"].iter().any(|tag| text.contains(tag));
        if has_markup { Self::Html(text) } else { Self::Text(text) }
    }

    fn is_blank(&self) -> bool {
        let (Self::Html(text) | Self::Text(text)) = self;
        text.trim().is_empty()
    }
}

/// The feed's own title first, then Dublin Core's, then that of Media RSS or the podcast's.
pub fn title(fields: &[Field]) -> String {
    let by = |is: &dyn Fn(&Field) -> bool| {
        fields.iter().filter(|f| f.name == "title" && is(f)).map(Field::line).find(|title| !title.is_empty())
    };
    by(&|f| f.ns.is_feed())
        .or_else(|| by(&|f| f.ns == Ns::Dc))
        .or_else(|| by(&|f| matches!(f.ns, Ns::Media | Ns::Itunes)))
        .unwrap_or_default()
}

/// Atom's `alternate` link, RSS's link, or the link that FeedBurner put its own in front of.
pub fn link(fields: &[Field]) -> Option<String> {
    let original = fields.iter().find(|f| f.name == "origlink").map(Field::value);
    let links = || fields.iter().filter(|f| f.is_feed("link") || f.is_feed("url") || f.is_feed("href"));
    let is_page = |f: &&Field| f.attribute("type").is_none_or(|media| media.is_empty() || media.contains("html"));
    let alternates = || {
        links().filter(|f| {
            f.attribute("href").is_some_and(|href| !href.is_empty())
                && f.attribute("rel").is_none_or(|rel| rel.is_empty() || rel.eq_ignore_ascii_case("alternate"))
        })
    };
    let text = |f: &Field| {
        let value = f.value();
        let value = if value.is_empty() { f.tail.to_owned() } else { value };
        (!value.is_empty() && !f.attributes.iter().any(|(name, _)| *name == "href")).then(|| f.scope.absolute(&value))
    };
    original
        .filter(|link| !link.is_empty())
        .or_else(|| links().filter(|f| f.ns != Ns::Atom).find_map(text))
        .or_else(|| {
            let alternate = alternates().find(is_page).or_else(|| alternates().next())?;
            Some(alternate.scope.absolute(alternate.attribute("href")?))
        })
        .or_else(|| links().find_map(text))
}

/// A guid is an address unless it says that it is none or does not look like one.
fn guid(fields: &[Field]) -> (Option<String>, bool) {
    let found = fields.iter().find(|f| f.is_feed("guid") || f.is_feed("id"));
    let Some((field, guid)) = found.map(|f| (f, f.value())).filter(|(_, guid)| !guid.is_empty()) else {
        return (None, false);
    };
    let is_permalink =
        field.name == "guid" && field.attribute("ispermalink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    let is_permalink = is_permalink && (is_address(&guid) || guid.starts_with('/'));
    (Some(guid), is_permalink)
}

fn is_address(guid: &str) -> bool {
    let scheme = guid.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

fn wordpress_id(fields: &[Field], guid: Option<&str>, link: Option<&str>) -> Option<u64> {
    let said = fields.iter().find(|f| f.name == "post-id").and_then(|f| f.value().parse().ok());
    said.or_else(|| crate::parse::post_number_of(guid, link))
}

/// Who wrote it: the feed's author elements, then Dublin Core's, then the podcast's. Where a name
/// is known, a bare mail address is not a second author.
pub fn authors(fields: &[Field]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in fields {
        let is_author = field.is_feed("author") || field.is(Ns::Dc, "creator") || field.is(Ns::Dc, "author");
        if is_author {
            names.push(person(field));
        }
    }
    if names.iter().all(String::is_empty) {
        names.extend(
            fields.iter().filter(|f| f.is(Ns::Itunes, "author") || f.is(Ns::Itunes, "owner")).take(1).map(person),
        );
    }
    names.retain(|name| !name.is_empty());
    if names.iter().any(|name| !name.contains('@')) {
        names.retain(|name| !name.contains('@'));
    }
    let mut known = std::collections::HashSet::new();
    names.retain(|name| known.insert(name.to_lowercase()));
    names
}

fn person(field: &Field) -> String {
    let children = field.children();
    let child = |name: &str| children.iter().find(|f| f.name == name).map(Field::line).filter(|text| !text.is_empty());
    match child("name").or_else(|| child("email")) {
        Some(name) => person_name(&name),
        // an address alone names nobody
        None if children.iter().any(|f| matches!(f.name.as_str(), "uri" | "url" | "homepage")) => String::new(),
        None => person_name(&field.line()),
    }
}

/// The name in "mail@example.com (Name)", "Name (mail@example.com)", "Name <mail@example.com>".
pub fn person_name(text: &str) -> String {
    let text = text.trim();
    let is_mail = |part: &str| part.contains('@') && !part.contains(char::is_whitespace);
    for (open, close) in [('(', ')'), ('<', '>')] {
        if let Some((before, inner)) = text.strip_suffix(close).and_then(|text| text.rsplit_once(open)) {
            let (before, inner) = (before.trim(), inner.trim());
            if is_mail(before) && !inner.is_empty() {
                return inner.to_owned();
            }
            if is_mail(inner.trim_start_matches("mailto:")) && !before.is_empty() {
                return before.trim_matches('"').to_owned();
            }
        }
    }
    text.strip_prefix("mailto:").unwrap_or(text).to_owned()
}

fn tags(fields: &[Field]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for field in fields {
        let name = if field.is_feed("category") {
            let named = field.attribute("label").or(field.attribute("term")).filter(|name| !name.is_empty());
            named.map_or_else(|| field.line(), plain)
        } else if field.is(Ns::Dc, "subject") {
            field.line()
        } else {
            continue;
        };
        let tag = match field.attribute("nicename") {
            Some(slug) => Tag { slug: Slug::new(slug), name },
            None => Tag::named(&name),
        };
        if !tag.slug.is_empty() && !tags.iter().any(|known| known.slug == tag.slug) {
            tags.push(tag);
        }
    }
    tags
}

/// `slash:comments`, also without its prefix (RSS's own element of that name holds an address), or
/// the Atom threading extension's `thr:total`.
fn comments(fields: &[Field]) -> Option<u32> {
    let is_count = |f: &Field| {
        f.is(Ns::Slash, "comments")
            || f.is_feed("comments")
            || f.name == "total" && (f.ns == Ns::Other || f.ns.is_feed())
    };
    let counts = fields.iter().filter(|f| is_count(f));
    counts.into_iter().find_map(|f| f.value().parse().ok())
}

/// Body and summary as this module reads them.
fn texts(fields: &[Field]) -> (Option<Body>, Option<Body>) {
    let of = |field: &Field| {
        let media = field.attribute("type").unwrap_or("");
        let is_plain =
            field.ns == Ns::Atom && field.attribute("mode").is_none() && matches!(media, "" | "text" | "text/plain");
        if is_plain { Body::of_plain(field.html()) } else { Body::Html(field.html()) }
    };
    let first = |names: &[(Ns, &str)]| {
        let mut wanted = names.iter().flat_map(|(ns, name)| fields.iter().filter(|f| f.is(*ns, name)));
        wanted.find_map(|field| Some(of(field)).filter(|body| !body.is_blank()))
    };
    let body = first(&[
        (Ns::Content, "encoded"),
        (Ns::Atom, "content"),
        (Ns::Xhtml, "body"),
        (Ns::Rss, "fullitem"),
        (Ns::Rss, "body"),
        (Ns::Rss, "content"),
    ]);
    let excerpt = first(&[
        (Ns::Rss, "description"),
        (Ns::Atom, "summary"),
        (Ns::Rss, "summary"),
        (Ns::Rss, "abstract"),
        (Ns::Dc, "description"),
        (Ns::Itunes, "summary"),
        (Ns::Media, "description"),
        (Ns::Itunes, "subtitle"),
    ]);
    let in_group = || {
        let groups = fields.iter().filter(|f| f.is(Ns::Media, "group"));
        groups.flat_map(Field::children).find(|f| f.is(Ns::Media, "description")).map(|f| of(&f))
    };
    (body, excerpt.or_else(in_group).filter(|excerpt| !excerpt.is_blank()))
}

/// Published and changed. An element that stands twice was put right by its last.
fn dates(fields: &[Field], own: &[(&str, String)]) -> (Option<Timestamp>, Option<Timestamp>) {
    let of = |is: &dyn Fn(&Field) -> bool| fields.iter().rev().filter(|f| is(f)).find_map(|f| date(&f.value()));
    let first = |names: &[&str], dublin: &[&str]| {
        let feed = names.iter().find_map(|name| of(&|f| f.is_feed(name)));
        feed.or_else(|| dublin.iter().find_map(|name| of(&|f| f.is(Ns::Dc, name))))
    };
    let published =
        first(&["published", "pubdate", "issued", "date", "created"], &["date", "issued", "created", "available"]);
    let updated = first(&["updated", "modified", "lastbuilddate"], &["modified"]);
    let last = || own.iter().find(|(name, _)| name.eq_ignore_ascii_case("lastmod")).and_then(|(_, value)| date(value));
    (published, updated.or_else(last))
}
