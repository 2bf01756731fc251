//! One article from all that was seen of it, and whether a sighting belongs to it at all.
//!
//! Everything here is a function of the set of sightings: no rule looks at the order they came in
//! or at the numbers the store gave them, except to list them.

use super::{
    Article, ArticleId, Document, Extent, Item, Place, Removal, Seen, Sighting, Slug, Source, Summary, Tag, Version, count_words,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// Puts an article together from its sightings. Own tags, read and star marks and near duplicates
/// are the store's to add. Without sightings the article is empty.
pub fn merge(id: ArticleId, sightings: &[Sighting]) -> Article {
    let mut order: Vec<&Sighting> = sightings.iter().collect();
    order.sort_by_cached_key(|s| rank(s));
    let Some(current) = order.first() else {
        return Article { summary: Summary { id: Some(id), ..Summary::default() }, ..Article::default() };
    };
    let titled = order.iter().filter(|s| !s.item.title.is_empty()).min_by_key(|s| title_rank(s)).unwrap_or(current);
    let text = current.item.document.to_text();

    let mut removed: Vec<Removal> = current.item.removed.iter().filter(|r| r.place != Place::Title).cloned().collect();
    removed.extend(titled.item.removed.iter().filter(|r| r.place == Place::Title).cloned());

    let mut sources: Vec<Source> = order.iter().map(|s| s.source.clone()).collect();
    sources.sort();
    sources.dedup();

    let summary = Summary {
        id: Some(id),
        title: titled.item.title.clone(),
        url: order.iter().find_map(|s| s.item.url.clone()),
        wordpress_id: order.iter().find_map(|s| s.item.wordpress_id),
        published: order.iter().filter_map(|s| s.item.published).min(),
        updated: order.iter().filter_map(|s| s.item.updated).max(),
        authors: authors(&order),
        tags: tags(&order),
        own_tags: Vec::new(),
        sources,
        comments: order.iter().filter_map(|s| s.item.comments).max(),
        words: count_words(&text),
        image: order
            .iter()
            .filter_map(|s| s.item.image.as_ref())
            .min_by_key(|image| image.caption.is_none())
            .cloned(),
        excerpt: order.iter().find_map(|s| s.item.excerpt.clone()),
        read: false,
        starred: false,
    };
    Article {
        summary,
        document: current.item.document.clone(),
        raw_title: titled.item.raw_title.clone(),
        removed,
        seen: seen(sightings),
        versions: versions(&order, &text),
        also_seen: Vec::new(),
    }
}

/// Least is best: the fullest text first, then the one that the site changed last, then the one
/// whose copy was made last, then the longest; the text itself decides what is left.
fn rank(sighting: &Sighting) -> impl Ord + use<> {
    let item = &sighting.item;
    let text = item.document.to_text();
    (
        Reverse(item.extent),
        Reverse(item.updated),
        Reverse(item.fetched),
        Reverse(text.len()),
        text,
        sighting.source.clone(),
    )
}

/// Least is best: a title that needed no cleaning first, then the newest, then the shortest.
fn title_rank(sighting: &Sighting) -> impl Ord + use<> {
    let item = &sighting.item;
    let cleaned = item.removed.iter().any(|r| r.place == Place::Title);
    (cleaned, Reverse(item.updated), Reverse(item.fetched), item.title.len(), item.title.clone())
}

/// The current text's own authors in its order, then the others by name.
fn authors(order: &[&Sighting]) -> Vec<String> {
    let mut rest: Vec<&String> = order.iter().skip(1).flat_map(|s| &s.item.authors).collect();
    rest.sort();
    let first = order.first().into_iter().flat_map(|s| &s.item.authors);
    let mut known = HashSet::new();
    first.chain(rest).filter(|name| known.insert(Slug::from_name(name))).cloned().collect()
}

/// By name; the same slug under several names takes the name that is more than its slug.
fn tags(order: &[&Sighting]) -> Vec<Tag> {
    let mut by_slug: BTreeMap<&Slug, &Tag> = BTreeMap::new();
    for tag in order.iter().flat_map(|s| &s.item.tags) {
        let best = by_slug.entry(&tag.slug).or_insert(tag);
        if (tag.is_nameless(), &tag.name) < (best.is_nameless(), &best.name) {
            *best = tag;
        }
    }
    let mut tags: Vec<Tag> = by_slug.into_values().cloned().collect();
    tags.sort_by(|a, b| (a.name.to_lowercase(), &a.slug).cmp(&(b.name.to_lowercase(), &b.slug)));
    tags
}

fn seen(sightings: &[Sighting]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = sightings
        .iter()
        .map(|s| Seen { source: s.source.address.clone(), seen: s.seen, raw_title: s.item.raw_title.clone() })
        .collect();
    seen.sort_by(|a, b| (a.seen, &a.source).cmp(&(b.seen, &b.source)));
    seen
}

/// Other full texts than the current one, each once.
fn versions(order: &[&Sighting], current: &str) -> Vec<Version> {
    let mut known: HashSet<String> = HashSet::from([current.to_owned()]);
    let mut versions = Vec::new();
    for sighting in order.iter().filter(|s| s.item.extent == Extent::Full) {
        let text = sighting.item.document.to_text();
        let words = count_words(&text);
        if known.insert(text) {
            versions.push(Version { seen: sighting.seen, words });
        }
    }
    versions.sort_by_key(|version| (version.seen, version.words));
    versions
}

/// Whether what this item claims (a number, an address) may be believed without looking at its
/// text: it comes from the claimed address's own site, or from a file that names no site.
pub fn is_trusted(item: &Item) -> bool {
    match (&item.claimed_by, &item.site) {
        (Some(claimed_by), Some(site)) => same_site(claimed_by, site),
        _ => true,
    }
}

/// The same host, or a sub-domain of the other's `www.` or bare domain (staging hosts, mirrors).
pub fn same_site(a: &str, b: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (a, b) = (bare(a), bare(b));
    a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
}

/// Whether two texts are one text, shortened or touched up: most three-word runs of the shorter
/// stand in the longer. Texts under 12 words must be equal.
pub fn same_text(a: &Document, b: &Document) -> bool {
    let (a, b) = (a.to_text(), b.to_text());
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (words(&a), words(&b));
    if a.len().min(b.len()) < 12 {
        return a == b;
    }
    let runs = |words: &[String]| words.windows(3).map(|run| run.join(" ")).collect::<HashSet<_>>();
    let (a, b) = (runs(&a), runs(&b));
    let shared = a.intersection(&b).count();
    shared * 10 >= a.len().min(b.len()) * 6
}
