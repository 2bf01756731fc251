//! One found item made into a clean one, by what holds for all items of its input.

use super::{describe, site_tail, witness};
use crate::article::{
    Block, CanonicalUrl, Channel, Document, Extent, Image, Item, Removal, Tag, Timestamp, WordpressId,
};
use crate::clean::junk::Verdict;
use crate::clean::update_note::Dates;
use crate::clean::{address, byline, fields, junk, link, markup, plain};
use crate::parse::{self, Body, Found, FoundChannel};
use crate::text::safe_line;
use url::Url;

/// No honest article has more tags.
const MOST_TAGS: usize = 500;

/// What holds for every item of one input.
pub(super) struct Context {
    pub channel: Channel,
    /// Against which relative addresses are read.
    base: Option<Url>,
    /// Canonical host of whoever says all this.
    host: Option<String>,
    built: Option<Timestamp>,
}

impl Context {
    /// `place` is the web address that the input was at.
    pub fn new(found: &FoundChannel, place: Option<&str>) -> Self {
        let channel = describe(found, &Verdict::default());
        let mut base = found.link.as_deref().into_iter().chain(place);
        let host = channel.host.clone().or_else(|| place.and_then(address::host));
        Self { base: base.find_map(|link| Url::parse(link.trim()).ok()), host, built: found.built, channel }
    }

    pub fn item(&self, found: Found) -> Item {
        let link = found.link.as_deref().or(found.guid.as_deref().filter(|_| found.guid_is_permalink));
        let url: Option<CanonicalUrl> = link.and_then(|link| address::canonical(link, self.base.as_ref()));
        let number = found
            .wordpress_id
            .or_else(|| [&found.guid, &found.link].into_iter().flatten().find_map(|link| address::number(link)));
        let claimed = url.as_ref().and_then(|url| address::host(url.as_str()));
        let site =
            claimed.or_else(|| found.guid.as_deref().filter(|guid| guid.starts_with("http")).and_then(address::host));

        let mut removed = Vec::new();
        let base = found.base.as_deref().or(url.as_ref().map(CanonicalUrl::as_str));
        let base = base.and_then(|base| Url::parse(base).ok()).or_else(|| self.base.clone());
        let (mut document, extent, excerpt) = text(&found, base.as_ref(), &mut removed);
        link::unlink(&mut document, &mut removed);
        let mut image = found.image.and_then(|image| picture(&image, base.as_ref()));
        let dates = Dates { read: &parse::date::date, published: found.published, copied: self.built };
        let fields = fields::take(&mut document, image.as_mut(), &dates, &mut removed);
        // A guest who wrote it comes before whoever posted it.
        let posted_by = found.authors.iter().map(|name| safe_line(&markup::plain(name)));

        let mut item = Item {
            raw_title: safe_line(&found.title),
            url,
            wordpress_id: number.map(WordpressId),
            claimed_by: self.host.clone(),
            site,
            published: found.published,
            updated: found.updated.max(fields.updated),
            fetched: self.built,
            authors: byline::distinct(fields.authors.into_iter().chain(posted_by).collect()),
            tags: found
                .tags
                .into_iter()
                .take(MOST_TAGS)
                .map(|tag| Tag { name: safe_line(&tag.name), slug: tag.slug })
                .collect(),
            comments: found.comments,
            image,
            excerpt,
            document,
            extent,
            removed,
            raw: found.raw,
            ..Item::default()
        };
        item.witness = witness(&item);
        item
    }

    /// The item with what the input as a whole says of it.
    pub fn judged(&self, mut item: Item, verdict: &Verdict, site_names: &[String]) -> Item {
        item.authors.extend(self.channel.author.clone());
        item.authors = byline::distinct(std::mem::take(&mut item.authors));
        item.tags = with_tag(std::mem::take(&mut item.tags), self.channel.tag.clone());
        let names: Vec<&str> = site_names.iter().map(String::as_str).collect();
        item.site_tail = site_tail(&verdict.clean(&item.raw_title).0, &names);
        junk::amend(item, verdict)
    }
}

/// Tags, each once, under the best name.
fn with_tag(own: Vec<Tag>, tag: Option<Tag>) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for tag in own.into_iter().chain(tag) {
        match tags.iter_mut().find(|known| known.slug == tag.slug) {
            Some(known) if known.is_nameless() => *known = tag,
            Some(_) => {}
            None => tags.push(tag),
        }
    }
    tags
}

/// The text of an item, how much of it this is, and its excerpt. An excerpt stands in for a text
/// that is missing; a long one without dots at its end is the text.
fn text(found: &Found, base: Option<&Url>, removed: &mut Vec<Removal>) -> (Document, Extent, Option<String>) {
    let excerpt = found.excerpt.as_ref().map(excerpt_line).filter(|excerpt| !excerpt.is_empty());
    let document =
        found.body.as_ref().map(|body| document(body, base, removed)).filter(|document| !document.is_empty());
    match (document, &found.excerpt) {
        (Some(document), _) => {
            let extent = if found.cut_off {
                Extent::Cut
            } else if breaks_off(&document, removed) {
                Extent::Excerpt
            } else {
                Extent::Full
            };
            (document, extent, excerpt)
        }
        (None, Some(body)) => {
            const FULL_FROM: usize = 120;
            let document = self::document(body, base, removed);
            let is_text = document.blocks.len() > 1 && document.words() >= FULL_FROM && !breaks_off(&document, removed);
            match (is_text, found.cut_off) {
                (true, true) => (document, Extent::Cut, None),
                (true, false) => (document, Extent::Full, None),
                (false, _) => (document, Extent::Excerpt, excerpt),
            }
        }
        (None, None) => (Document::default(), Extent::Excerpt, None),
    }
}

fn document(body: &Body, base: Option<&Url>, removed: &mut Vec<Removal>) -> Document {
    let cleaned = match body {
        Body::Html(html) => markup::document(html, base),
        Body::Text(text) => plain::document(text),
    };
    removed.extend(cleaned.removed);
    cleaned.document
}

fn excerpt_line(excerpt: &Body) -> String {
    match excerpt {
        Body::Html(html) => safe_line(&markup::plain(html)),
        Body::Text(text) => safe_line(text),
    }
}

/// Whether the last words say that there is more elsewhere, or did before they were taken off.
fn breaks_off(document: &Document, removed: &[Removal]) -> bool {
    let leads_on = |removal: &Removal| {
        removal.rule == "page-ending" && removal.text.to_lowercase().starts_with("continue reading")
    };
    if removed.iter().any(leads_on) {
        return true;
    }
    let last = Document::new(document.blocks.last().cloned().into_iter().collect::<Vec<Block>>()).to_text();
    let last = last.trim_end().trim_end_matches(['»', '→', '›', ' ']).to_lowercase();
    [
        "[…]",
        "[...]",
        "(more…)",
        "(more...)",
        "continue reading",
        "continue reading…",
        "read more",
        "read more…",
        "read more...",
    ]
    .iter()
    .any(|ending| last.ends_with(ending))
}

fn picture(image: &Image, base: Option<&Url>) -> Option<Image> {
    let address = safe_line(&image.url);
    let absolute = Url::parse(&address).or_else(|error| base.map_or(Err(error), |base| base.join(&address))).ok()?;
    let is_web = matches!(absolute.scheme(), "http" | "https");
    let caption = image
        .caption
        .as_deref()
        .map(|caption| safe_line(&markup::plain(caption)))
        .filter(|caption| !caption.is_empty());
    // an absolute address stays as it was written: the site knows it so
    let url = if address.contains("://") { address } else { absolute.into() };
    is_web.then_some(Image { url, caption })
}
