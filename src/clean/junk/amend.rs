//! What a verdict makes of an item.
//!
//! An item always is what the last verdict made of what came in: [`amend`] begins with
//! [`Item::as_found`], so that verdicts can be taken back and never pile up.

use super::Verdict;
use super::body::Cleaner;
use crate::article::{Item, Place, Removal, Slug, Spoiled, Tag};
use crate::text::safe_line;
use std::collections::BTreeSet;

/// The rule that takes the name of the site from the end of a title.
const SITE_NAME: &str = "site-name";

/// The item as this verdict has it.
pub fn amend(item: Item, verdict: &Verdict) -> Item {
    let mut item = item.as_found();
    item.verdict = verdict.number();
    let found = item.removed.clone();
    let (mut title, taken) = verdict.clean(&item.raw_title);
    item.removed.extend(taken);
    let tail = item.site_tail.as_deref();
    let rest = tail.and_then(|tail| title.strip_suffix(tail)).map(str::trim).filter(|rest| !rest.is_empty());
    if let (Some(rest), Some(tail)) = (rest.map(str::to_owned), tail) {
        item.removed.push(Removal::new(Place::Title, safe_line(tail), SITE_NAME));
        title = rest;
    }
    item.title = safe_line(&title);
    if verdict.is_judged {
        clean_words(&mut item, verdict, found);
    }
    item
}

/// All words of an item but its title. What changed is kept as it came.
fn clean_words(item: &mut Item, verdict: &Verdict, found: Vec<Removal>) {
    let mut cleaner = Cleaner::new(verdict, item);
    let mut spoiled = Spoiled::default();
    let authors = cleaner.names(Place::Author, &item.authors);
    if authors != item.authors {
        spoiled.authors = Some(std::mem::replace(&mut item.authors, authors));
    }
    let tags = tags(&mut cleaner, &item.tags);
    if tags != item.tags {
        spoiled.tags = Some(std::mem::replace(&mut item.tags, tags));
    }
    if let Some(excerpt) = &item.excerpt {
        let shown = cleaner.line(Place::Excerpt, excerpt);
        if shown != item.excerpt {
            spoiled.excerpt = std::mem::replace(&mut item.excerpt, shown);
        }
    }
    if let Some(image) = &mut item.image
        && let Some(caption) = &image.caption
    {
        let shown = cleaner.line(Place::Body, caption);
        if shown != image.caption {
            spoiled.caption = std::mem::replace(&mut image.caption, shown);
        }
    }
    if let Some(document) = cleaner.document(&item.document) {
        spoiled.document = Some(std::mem::replace(&mut item.document, document));
    }
    let taken = cleaner.into_removed();
    if !taken.is_empty() {
        item.removed.extend(taken);
        item.spoiled = Some(Box::new(Spoiled { removed: found, ..spoiled }));
    }
}

/// A tag that is nothing but junk goes. A slug that was made of a spoiled name is made anew, one
/// that the site gave stays.
fn tags(cleaner: &mut Cleaner, tags: &[Tag]) -> Vec<Tag> {
    let mut known = BTreeSet::new();
    let mut shown = Vec::new();
    for tag in tags {
        let Some(name) = cleaner.name(Place::Tag, &tag.name) else { continue };
        let is_made = name != tag.name && tag.slug == Slug::from_name(&tag.name);
        let slug = if is_made { Slug::from_name(&name) } else { tag.slug.clone() };
        if known.insert(slug.clone()) || name == tag.name {
            shown.push(Tag { slug, name });
        }
    }
    shown
}
