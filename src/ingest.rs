//! The pure pipeline sniff → parse → clean, from bytes to items.
//!
//! The same bytes give the same items, whoever asks and how often: no clock, no disk, no network.
//! Called by `work` for whatever is taken in or cleaned anew. What one input's titles share is
//! judged here; the archive judges again over everything it knows and calls [`clean_title`].

use crate::article::{
    Block, CanonicalUrl, Channel, Document, Extent, Image, Item, Kind, Place, Removal, Source, Tag, WordpressId,
};
use crate::clean::junk::Verdict;
use crate::clean::{address, byline, channel, ending, junk, markup, plain, title};
use crate::parse::{self, Body, Found, FoundChannel, Parsed};
use crate::sniff::{Shape, Unreadable, sniff};
use crate::text::{safe, safe_line};
use std::collections::{BTreeSet, HashMap};
use url::Url;

/// Where bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As the person gave it: a path, an address, `-`.
    pub address: String,
    /// What identifies it: the absolute path, the address, or for standard input a content hash.
    pub key: String,
}

/// Everything one input gave, ready for the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// Who said it.
    pub source: Source,
    /// What identifies the source, see [`Origin::key`].
    pub source_key: String,
    /// What the feed says of itself.
    pub channel: Channel,
    /// Items in the order of the input.
    pub items: Vec<Item>,
    /// What could not be read, one line each.
    pub warnings: Vec<String>,
}

/// Why an input gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// No bytes, or only white space.
    #[error("is empty")]
    Empty,
    /// Pictures, programs, archives of unknown kind.
    #[error("is not text, a feed or a page")]
    Binary,
    /// Readable, but without an article: what it was read as, and what to do.
    #[error("has no article in it: {0}")]
    Nothing(String),
}

/// Reads one input. Never panics; what it could not read is in the warnings.
pub fn ingest(bytes: &[u8], origin: &Origin) -> Result<Intake, IngestError> {
    let sniffed = sniff(bytes).map_err(|unreadable| match unreadable {
        Unreadable::Empty => IngestError::Empty,
        Unreadable::Binary => IngestError::Binary,
    })?;
    let mut parsed = match sniffed.shape {
        Shape::Feed => parse::feed::xml(&sniffed.text),
        Shape::JsonFeed => parse::feed::json(&sniffed.text),
        Shape::Page => parse::page::parse(&sniffed.text),
        Shape::Text => parse::text(&sniffed.text),
        Shape::Json => return Err(IngestError::Nothing("it is JSON, but no JSON Feed".to_owned())),
    };
    let Some(kind) = parsed.kind else {
        return Err(IngestError::Nothing(
            parsed.warnings.into_iter().next().unwrap_or_else(|| "it could not be read".to_owned()),
        ));
    };
    drop_shared_links(&mut parsed);
    let titles: Vec<&str> = parsed.items.iter().map(|item| item.title.as_str()).collect();
    let channel_titles: Vec<&str> = parsed.channel.title.as_deref().into_iter().collect();
    let verdict = junk::judge(&channel_titles, &titles);
    let by_address = judge_by_addresses(&parsed, &verdict);
    let mut context = Context::new(&parsed.channel, origin, verdict, by_address);
    context.site_names = site_names(&context.channel, kind, &titles, &sniffed.text);

    let Parsed { items, warnings, .. } = parsed;
    let mut items: Vec<Item> = items.into_iter().map(|found| context.item(found)).filter(says_something).collect();
    if let (Kind::Text | Kind::Page, [item]) = (kind, items.as_mut_slice()) {
        // The whole input is the item: kept before decoding, so that not a byte is lost.
        item.raw = bytes.to_vec();
    }
    if items.is_empty() {
        let cut = warnings.first().map_or_else(String::new, |warning| format!("; {warning}"));
        return Err(IngestError::Nothing(format!("read as {kind}, it holds no item with a title or a text{cut}")));
    }
    let name = context.channel.title.clone().unwrap_or_else(|| file_name(&origin.address));
    Ok(Intake {
        source: Source { name, address: origin.address.clone(), kind },
        source_key: origin.key.clone(),
        channel: context.channel,
        items,
        warnings: warnings.iter().map(|warning| safe_line(warning)).collect(),
    })
}

/// Names that may stand at the end of titles without being part of them: a page's own site, names
/// that a blog's text confirms, a feed's site only if most of several titles end with it.
fn site_names(channel: &Channel, kind: Kind, titles: &[&str], text: &str) -> Vec<String> {
    let own = channel.site_name.iter().cloned();
    match kind {
        Kind::Page => own.collect(),
        Kind::BlogText => own.chain(title::site_names_in(text)).collect(),
        Kind::Text => Vec::new(),
        _ => {
            let ends = |name: &str| {
                titles.iter().filter(|title| title::without_site_name(title, &[name]).len() < title.len()).count()
            };
            own.filter(|name| titles.len() > 2 && ends(name) * 2 > titles.len()).collect()
        }
    }
}

/// An address that most items of an input carry, under different titles, identifies none of them.
fn drop_shared_links(parsed: &mut Parsed) {
    let mut titles: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for item in parsed.items.iter().filter(|item| item.wordpress_id.is_none()) {
        titles.entry(item.link.as_deref().unwrap_or("")).or_default().insert(&item.title);
    }
    let all = parsed.items.len();
    let shared =
        titles.into_iter().find(|(link, titles)| !link.is_empty() && titles.len() > 1 && titles.len() * 2 > all);
    let Some(link) = shared.map(|(link, _)| link.to_owned()) else { return };
    for item in parsed.items.iter_mut().filter(|item| item.link.as_ref() == Some(&link)) {
        item.link = None;
        item.guid_is_permalink &= item.guid.as_ref() != Some(&link);
    }
    parsed
        .warnings
        .push(format!("most items carry the one address {link}: left out, since it tells none from another"));
}

/// What the addresses of one input say of its titles, once these are free of what is junk by itself.
fn judge_by_addresses(parsed: &Parsed, verdict: &Verdict) -> Verdict {
    let Some(title) = &parsed.channel.title else { return Verdict::default() };
    let titles: Vec<String> = parsed.items.iter().map(|item| verdict.clean(&item.title).0).collect();
    let links = parsed.items.iter().map(|item| item.link.as_deref().unwrap_or(""));
    let items: Vec<(&str, &str)> = titles.iter().map(String::as_str).zip(links).collect();
    junk::judge_by_addresses((&verdict.clean(title).0, parsed.channel.link.as_deref()), &items)
}

/// What the titles of one source share that is junk: from all titles that its channel had and all
/// that its items had.
pub fn judge(channel_titles: &[&str], titles: &[&str]) -> Verdict {
    junk::judge(channel_titles, titles)
}

/// Of all that was removed from titles (rule, text), what is junk wherever it stands: what the
/// evidence of some source calls junk, not what followed from that.
pub fn junk_among(removals: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    let own_evidence = removals.iter().filter(|(rule, _)| rule != SITE_NAME && rule != KNOWN_JUNK);
    own_evidence.map(|(_, text)| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// A title by its source's verdict and by what is `known` to be junk from other sources, in place
/// of what was made of it `earlier`. What the addresses of its input say and a
/// site's name at its end stay away.
pub fn clean_title(
    raw: &str,
    verdict: &Verdict,
    known: &BTreeSet<String>,
    earlier: &[Removal],
) -> (String, Vec<Removal>) {
    let (mut title, mut removed) = verdict.clean(raw);
    let mut take = |removal: Removal, at_start: bool, at_end: bool| {
        let junk = removal.text.as_str();
        let before = title.strip_prefix(junk).filter(|rest| at_start && is_parted(junk, rest));
        let after = title.strip_suffix(junk).filter(|rest| at_end && is_parted(rest, junk));
        let rest = before.or(after).map(str::trim).filter(|rest| !rest.is_empty()).map(str::to_owned);
        if let Some(rest) = rest {
            title = rest;
            removed.push(removal);
        }
    };
    let of_rule = |rule: &'static str| earlier.iter().filter(move |removal| removal.rule == rule).cloned();
    for removal in of_rule(junk::NOT_IN_ADDRESS) {
        take(removal, true, true);
    }
    for junk in known {
        take(Removal::new(Place::Title, junk, KNOWN_JUNK), true, true);
    }
    for removal in of_rule(SITE_NAME) {
        take(removal, false, true);
    }
    (safe_line(&title), removed)
}

/// Whether two texts that touch are not one word: junk that is a name begins no longer one.
fn is_parted(before: &str, after: &str) -> bool {
    let inner = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    !(inner(before.chars().next_back()) && inner(after.chars().next()))
}

/// The rule that takes the name of the site from the end of a title.
const SITE_NAME: &str = "site-name";
/// The rule that takes from a title what the evidence of another source calls junk.
const KNOWN_JUNK: &str = "known-junk";

/// What `site_names` take from the end of a cleaned title.
fn site_tail(cleaned: &str, site_names: &[&str]) -> Option<Removal> {
    let shorter = title::without_site_name(cleaned, site_names);
    let tail = cleaned.strip_prefix(shorter.as_str()).filter(|tail| !tail.trim().is_empty())?;
    Some(Removal::new(Place::Title, safe_line(tail), SITE_NAME))
}

fn says_something(item: &Item) -> bool {
    !item.title.is_empty() || item.url.is_some() || !item.document.is_empty()
}

/// The last part of a path or an address.
fn file_name(address: &str) -> String {
    let path = address.trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    safe_line(if name.is_empty() { address } else { name })
}

/// What holds for every item of one input.
struct Context {
    channel: Channel,
    /// Against which relative addresses are read.
    base: Option<Url>,
    /// Canonical host of whoever says all this.
    host: Option<String>,
    built: Option<crate::article::Timestamp>,
    verdict: Verdict,
    by_address: Verdict,
    site_names: Vec<String>,
}

impl Context {
    fn new(found: &FoundChannel, origin: &Origin, verdict: Verdict, by_address: Verdict) -> Self {
        let raw_title = found.title.as_deref().map(safe_line).filter(|title| !title.is_empty());
        let cleaned = raw_title.as_deref().map(|title| by_address.clean(&verdict.clean(title).0).0);
        let described = channel::describe(cleaned.as_deref(), found.link.as_deref(), found.site_name.as_deref());
        let language = found.language.as_deref().map(safe_line);
        let channel = Channel { raw_title, title: described.title.clone().or(cleaned), language, ..described };
        let is_address = origin.address.starts_with("http://") || origin.address.starts_with("https://");
        let mut base = found.link.as_deref().into_iter().chain(is_address.then_some(origin.address.as_str()));
        let host = channel.host.clone().or_else(|| is_address.then(|| address::host(&origin.address)).flatten());
        Self {
            base: base.find_map(|link| Url::parse(link.trim()).ok()),
            host,
            built: found.built,
            channel,
            verdict,
            by_address,
            site_names: Vec::new(),
        }
    }

    fn item(&self, found: Found) -> Item {
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
        let bylines = byline::take(&mut document, &mut removed);
        ending::strip(&mut document, &mut removed);

        let mut item = Item {
            raw_title: safe_line(&found.title),
            url,
            wordpress_id: number.map(WordpressId),
            claimed_by: self.host.clone(),
            site,
            published: found.published,
            updated: found.updated,
            fetched: self.built,
            authors: self.authors(&found.authors, bylines),
            tags: self.tags(found.tags),
            comments: found.comments,
            image: found.image.and_then(|image| picture(&image, base.as_ref())),
            excerpt,
            document,
            extent,
            removed,
            raw: found.raw,
            ..Item::default()
        };
        let site_names: Vec<&str> = self.site_names.iter().map(String::as_str).collect();
        let (cleaned, _) = self.verdict.clean(&item.raw_title);
        let (cleaned, mut own) = self.by_address.clean(&cleaned);
        own.extend(site_tail(&cleaned, &site_names));
        let (title, taken) = clean_title(&item.raw_title, &self.verdict, &BTreeSet::new(), &own);
        item.title = title;
        item.removed.extend(taken);
        item
    }

    /// The item's own authors, those of its byline, and the one whose archive this is.
    fn authors(&self, own: &[String], bylines: Vec<String>) -> Vec<String> {
        let mut authors: Vec<String> = Vec::new();
        let all =
            own.iter().map(|name| safe_line(&markup::plain(name))).chain(bylines).chain(self.channel.author.clone());
        for name in all.filter(|name| !name.is_empty()) {
            if !authors.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                authors.push(name);
            }
        }
        authors
    }

    fn tags(&self, own: Vec<Tag>) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        let own = own.into_iter().map(|tag| Tag { name: safe_line(&tag.name), slug: tag.slug });
        for tag in own.chain(self.channel.tag.clone()) {
            match tags.iter_mut().find(|known| known.slug == tag.slug) {
                Some(known) if known.is_nameless() => *known = tag,
                Some(_) => {}
                None => tags.push(tag),
            }
        }
        tags
    }
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
            } else if breaks_off(&document) {
                Extent::Excerpt
            } else {
                Extent::Full
            };
            (document, extent, excerpt)
        }
        (None, Some(body)) => {
            const FULL_FROM: usize = 120;
            let document = self::document(body, base, removed);
            let is_text = document.blocks.len() > 1 && document.words() >= FULL_FROM && !breaks_off(&document);
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
        Body::Text(text) => plain::document(&safe(text)),
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

/// Whether the last words say that there is more elsewhere.
fn breaks_off(document: &Document) -> bool {
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
