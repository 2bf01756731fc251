//! One article from all that was seen of it, and whether a sighting belongs to it at all.
//!
//! Everything here is a function of the set of sightings: no rule looks at the order they came in
//! or at the numbers the store gave them. Called by the store, and by whoever shows what would be
//! taken in. Which sightings are of one article is the store's to find out.

use super::{
    Article, ArticleId, Document, Extent, Item, Place, Removal, Seen, Sighting, Slug, Source, Summary, Tag, Timestamp,
    Version, count_words, person_key,
};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Puts an article together from its sightings. What the person says of it, near duplicates and
/// what recurs are the store's to add. Without sightings the article is empty.
pub fn merge(id: ArticleId, sightings: &[Sighting]) -> Article {
    let order = ranked(sightings);
    let Some(current) = order.first() else {
        return Article { summary: Summary { id: Some(id), ..Summary::default() }, ..Article::default() };
    };
    let titled = best_title(&order).unwrap_or(current);
    Article {
        summary: summary(id, &order, titled),
        document: current.item().document.clone(),
        raw_title: titled.item().raw_title.clone(),
        removed: removed(&order),
        seen: seen(sightings),
        versions: versions(&order),
        also_seen: Vec::new(),
        recurring: Vec::new(),
    }
}

/// What was taken out of any of the sightings, each removal once, those of the current text first: a
/// clean copy elsewhere is no reason to keep quiet about what a spoiled one said.
fn removed(order: &[Told]) -> Vec<Removal> {
    let mut known = HashSet::new();
    order.iter().flat_map(|told| &told.item().removed).filter(|removal| known.insert(*removal)).cloned().collect()
}

/// The summary of [`merge`] alone, and which of the sightings has the current text.
pub fn summarize(id: ArticleId, sightings: &[Sighting]) -> Option<(Summary, usize)> {
    let order = ranked(sightings);
    let current = order.first()?;
    let titled = best_title(&order).unwrap_or(current);
    Some((summary(id, &order, titled), current.place))
}

/// A sighting with what is needed of it more than once.
struct Told<'a> {
    sighting: &'a Sighting,
    place: usize,
    text: String,
    extent: Extent,
    trusted: bool,
    /// Whether its site may be the one that had the article first.
    original: bool,
    as_of: Option<Timestamp>,
}

impl Told<'_> {
    fn item(&self) -> &Item {
        &self.sighting.item
    }
}

/// All that was told, the one with the current text first.
fn ranked(sightings: &[Sighting]) -> Vec<Told<'_>> {
    let copies = copies(sightings);
    let mut order: Vec<Told> = sightings
        .iter()
        .enumerate()
        .map(|(place, sighting)| {
            let item = &sighting.item;
            let text = item.document.to_text();
            // What says nothing can't be a full text, whatever it claims.
            let extent = if text.is_empty() { Extent::Excerpt } else { item.extent };
            let original = site(item).is_none_or(|site| !copies.contains(site));
            let as_of = item.updated.or(item.fetched);
            Told { sighting, place, text, extent, trusted: is_trusted(item), original, as_of }
        })
        .collect();
    order.sort_by(by_text);
    order
}

/// Sites that published it later than another did: they took it over. Sites that give no date may have
/// had it first.
fn copies(sightings: &[Sighting]) -> HashSet<&str> {
    let mut first: HashMap<&str, Timestamp> = HashMap::new();
    for item in sightings.iter().map(|sighting| &sighting.item).filter(|item| is_trusted(item)) {
        if let (Some(site), Some(published)) = (site(item), item.published) {
            let earliest = first.entry(site).or_insert(published);
            *earliest = published.min(*earliest);
        }
    }
    let Some(earliest) = first.values().min().copied() else { return HashSet::new() };
    let is_later = |published: &Timestamp| published.seconds() - earliest.seconds() >= SAME_DAY;
    first.into_iter().filter(|(_, published)| is_later(published)).map(|(site, _)| site).collect()
}

/// The fullest text first; the site's own before what others say of it; of full texts the newest,
/// of beginnings the longest. The rest only makes the order total.
fn by_text(a: &Told, b: &Told) -> Ordering {
    let newest = |a: &Told, b: &Told| b.as_of.cmp(&a.as_of).then(b.item().fetched.cmp(&a.item().fetched));
    let longest = |a: &Told, b: &Told| b.text.len().cmp(&a.text.len());
    b.extent
        .cmp(&a.extent)
        .then(b.trusted.cmp(&a.trusted))
        .then_with(|| match a.extent {
            Extent::Full => newest(a, b).then_with(|| longest(a, b)),
            Extent::Cut | Extent::Excerpt => longest(a, b).then_with(|| newest(a, b)),
        })
        .then_with(|| a.text.cmp(&b.text))
        .then_with(|| by_markup(&a.item().document, &b.item().document))
        .then_with(|| a.sighting.source.cmp(&b.sighting.source))
        .then_with(|| by_fields(a.item(), b.item()))
        .then_with(|| a.sighting.seen.cmp(&b.sighting.seen))
}

/// Of one text with and without links and headings, the richer is better.
fn by_markup(a: &Document, b: &Document) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let (a, b) = (a.to_html(), b.to_html());
    b.len().cmp(&a.len()).then_with(|| a.cmp(&b))
}

fn by_fields(a: &Item, b: &Item) -> Ordering {
    (&a.raw_title, &a.url, a.wordpress_id, &a.excerpt).cmp(&(&b.raw_title, &b.url, b.wordpress_id, &b.excerpt))
}

/// The site's own title before what others call it, one that needed no cleaning before one that
/// did, that of the site that had it first, then the newest, then the shortest.
fn best_title<'o, 'a>(order: &'o [Told<'a>]) -> Option<&'o Told<'a>> {
    let cleaned = |told: &Told| told.item().removed.iter().any(|r| r.place == Place::Title);
    order.iter().filter(|told| !told.item().title.is_empty()).min_by(|a, b| {
        let (x, y) = (a.item(), b.item());
        b.trusted
            .cmp(&a.trusted)
            .then_with(|| cleaned(a).cmp(&cleaned(b)))
            .then(b.original.cmp(&a.original))
            .then(b.as_of.cmp(&a.as_of))
            .then(x.title.len().cmp(&y.title.len()))
            .then_with(|| (&x.title, &x.raw_title).cmp(&(&y.title, &y.raw_title)))
    })
}

fn summary(id: ArticleId, order: &[Told], titled: &Told) -> Summary {
    let items = || order.iter().map(Told::item);
    let (url, wordpress_id) = address(order);
    let mut sources: Vec<Source> = order.iter().map(|told| told.sighting.source.clone()).collect();
    sources.sort();
    sources.dedup();
    Summary {
        id: Some(id),
        title: titled.item().title.clone(),
        url,
        wordpress_id,
        published: published(items().filter_map(|item| item.published).collect()),
        updated: items().filter_map(|item| item.updated).max(),
        authors: authors(order),
        tags: tags(order),
        sources,
        comments: items().filter_map(|item| item.comments).max(),
        words: order.first().map_or(0, |told| count_words(&told.text)),
        image: items().filter_map(|item| item.image.as_ref()).min_by_key(|image| image.caption.is_none()).cloned(),
        excerpt: items().find_map(|item| item.excerpt.clone()),
        ..Summary::default()
    }
}

const DAY: i64 = 24 * 3600;

/// Seconds within which a day without a time and a time on it lie, wherever that was noon.
const SAME_DAY: i64 = DAY + DAY / 2;

/// The earliest date given; a day without a time gives way to a time on it.
fn published(given: Vec<Timestamp>) -> Option<Timestamp> {
    let earliest = given.iter().min().copied()?;
    let is_day = |time: &Timestamp| time.seconds() % DAY == 0;
    let within = |time: &Timestamp| time.seconds() - earliest.seconds() < SAME_DAY;
    let exact = given.into_iter().filter(|time| is_day(&earliest) && !is_day(time) && within(time)).min();
    Some(exact.unwrap_or(earliest))
}

/// Address and number, of one site if it can be, the one that had it first, and not by hearsay if it can be.
fn address(order: &[Told]) -> (Option<super::CanonicalUrl>, Option<super::WordpressId>) {
    let trusted = order.iter().any(|told| told.trusted);
    let is_named = |told: &&Told| told.item().url.is_some() || told.item().wordpress_id.is_some();
    let named: Vec<&Told> = order.iter().filter(|told| told.trusted == trusted).filter(is_named).collect();
    let first = named.iter().any(|told| told.original);
    let items: Vec<&Item> = named.into_iter().filter(|told| told.original == first).map(Told::item).collect();
    let numbered = items.iter().find(|item| item.wordpress_id.is_some());
    let url = numbered
        .and_then(|numbered| items.iter().filter(|item| item.site == numbered.site).find_map(|item| item.url.clone()))
        .or_else(|| items.iter().find_map(|item| item.url.clone()))
        .or_else(|| order.iter().find_map(|told| told.item().url.clone()));
    (url, numbered.and_then(|item| item.wordpress_id))
}

/// The current text's own authors in its order, then the others by name.
fn authors(order: &[Told]) -> Vec<String> {
    let mut rest: Vec<&String> = order.iter().skip(1).flat_map(|told| &told.item().authors).collect();
    rest.sort();
    let first = order.first().into_iter().flat_map(|told| &told.item().authors);
    let mut known = HashSet::new();
    first.chain(rest).filter(|name| known.insert(person_key(name))).cloned().collect()
}

/// By name; the same slug under several names takes the name that is more than its slug.
fn tags(order: &[Told]) -> Vec<Tag> {
    let mut by_slug: BTreeMap<&Slug, &Tag> = BTreeMap::new();
    for tag in order.iter().flat_map(|told| &told.item().tags).filter(|tag| !tag.slug.is_empty()) {
        let best = by_slug.entry(&tag.slug).or_insert(tag);
        if (tag.is_nameless(), &tag.name) < (best.is_nameless(), &best.name) {
            *best = tag;
        }
    }
    let mut tags: Vec<Tag> = by_slug.into_values().cloned().collect();
    sort_tags(&mut tags);
    tags
}

/// The order in which an article's tags are shown: by name, capitals aside.
pub fn sort_tags(tags: &mut [Tag]) {
    tags.sort_by(|a, b| (a.name.to_lowercase(), &a.slug).cmp(&(b.name.to_lowercase(), &b.slug)));
}

fn seen(sightings: &[Sighting]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = sightings
        .iter()
        .map(|s| Seen { source: s.source.address.clone(), seen: s.seen, raw_title: s.item.raw_title.clone() })
        .collect();
    seen.sort_by(|a, b| (a.seen, &a.source, &a.raw_title).cmp(&(b.seen, &b.source, &b.raw_title)));
    seen
}

/// Other full texts than the current one, each once, dated by when it was first taken in.
fn versions(order: &[Told]) -> Vec<Version> {
    earlier(order).into_iter().map(|(version, _)| version).collect()
}

/// The texts of [`Article::versions`], in their order.
pub fn earlier_texts(sightings: &[Sighting]) -> Vec<String> {
    earlier(&ranked(sightings)).into_iter().map(|(_, text)| text.to_owned()).collect()
}

fn earlier<'o>(order: &'o [Told]) -> Vec<(Version, &'o str)> {
    let current = order.first().map_or("", |told| told.text.as_str());
    let mut first_seen: HashMap<&str, Timestamp> = HashMap::new();
    for told in order.iter().filter(|told| told.extent == Extent::Full && told.text != current) {
        let seen = first_seen.entry(&told.text).or_insert(told.sighting.seen);
        *seen = told.sighting.seen.min(*seen);
    }
    let version = |(text, seen)| (Version { seen, words: count_words(text) }, text);
    let mut versions: Vec<(Version, &str)> = first_seen.into_iter().map(version).collect();
    versions.sort_by_key(|(version, text)| (version.seen, version.words, *text));
    versions
}

/// Whether what this item claims (a number, an address) may be believed without looking at its
/// text: it comes from the claimed address's own site, or from a file that names no site.
pub fn is_trusted(item: &Item) -> bool {
    match (&item.claimed_by, site(item)) {
        (Some(claimed_by), Some(site)) => same_site(claimed_by, site),
        _ => true,
    }
}

fn site(item: &Item) -> Option<&str> {
    item.site.as_deref().or(item.url.as_ref().map(super::CanonicalUrl::host))
}

/// The same host, or a sub-domain of the other's `www.` or bare domain (staging hosts, mirrors).
pub fn same_site(a: &str, b: &str) -> bool {
    fn bare(host: &str) -> &str {
        host.strip_prefix("www.").unwrap_or(host)
    }
    // A name without a point in it is a top-level domain, which everyone is below.
    fn is_below(host: &str, domain: &str) -> bool {
        domain.contains('.') && host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    }
    let (a, b) = (bare(a), bare(b));
    a == b || is_below(a, b) || is_below(b, a)
}

/// Whether two items that claim one number or address may be about one article: their texts are
/// one, or one of them has next to no text and their titles are one.
pub fn agree(a: &Item, b: &Item) -> bool {
    let (x, y) = (bare_words(&a.document.to_text()), bare_words(&b.document.to_text()));
    let short = x.split(' ').count().min(y.split(' ').count()) < SHORT;
    (short && !a.raw_title.is_empty() && bare_words(&a.raw_title) == bare_words(&b.raw_title)) || same_words(&x, &y)
}

/// Fewer words say too little to be compared run by run.
const SHORT: usize = 12;

/// Whether two texts are one text, shortened or touched up: most three-word runs of the shorter
/// stand in the longer. Texts under 12 words must be equal.
fn same_words(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let words = |text: &'_ str| text.split(' ').count();
    if words(a).min(words(b)) < SHORT {
        return false;
    }
    let (a, b) = (runs_of_three(a), runs_of_three(b));
    let shared = a.intersection(&b).count();
    shared * 10 >= a.len().min(b.len()) * 6
}

fn runs_of_three(words: &str) -> HashSet<&str> {
    let starts: Vec<usize> = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let ends = starts.iter().skip(3).map(|next| next - 1).chain(std::iter::once(words.len()));
    starts.iter().zip(ends).filter_map(|(start, end)| words.get(*start..end)).collect()
}

/// A text without what copying changes: runs of letters and digits in lower case, divided by
/// single spaces.
pub fn bare_words(text: &str) -> String {
    if text.is_ascii() {
        return bare_ascii(text.as_bytes());
    }
    let mut out = String::with_capacity(text.len());
    let mut between = false;
    for c in text.chars() {
        if !c.is_alphanumeric() {
            between = true;
            continue;
        }
        if between && !out.is_empty() {
            out.push(' ');
        }
        between = false;
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The same of ASCII, as most texts are.
fn bare_ascii(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut between = false;
    for byte in text {
        if !byte.is_ascii_alphanumeric() {
            between = true;
            continue;
        }
        if between && !out.is_empty() {
            out.push(b' ');
        }
        between = false;
        out.push(byte.to_ascii_lowercase());
    }
    String::from_utf8(out).unwrap_or_default()
}
