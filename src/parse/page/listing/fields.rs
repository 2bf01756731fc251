//! What an entry of a list says besides title and text: dates, names, tags, comments, a picture.

use super::spot::Spot;
use crate::article::{Image, Slug, Tag, Timestamp};
use crate::parse::date::date;
use crate::parse::page::authors::split_names;
use crate::text::{decode_entities, safe_line};
use regex::Regex;
use std::sync::LazyLock;

/// Entities that were escaped twice are common.
pub(super) fn decoded(text: &str) -> String {
    safe_line(&decode_entities(text))
}

/// When it was published, and when it was changed.
pub(super) fn dates(entry: Spot) -> (Option<Timestamp>, Option<Timestamp>) {
    const STAMPS: [&str; 5] = ["published", "entry-date", "post-date", "dt-published", "date"];
    let stamp = |spot: Spot| {
        let value = match spot.name() {
            "time" => spot.attribute("datetime"),
            "abbr" => spot.attribute("title"),
            _ => spot.attribute("content").filter(|_| spot.attribute("itemprop").is_some()),
        };
        value.and_then(date)
    };
    let is_of = |spot: &Spot, names: &[&str], prop: &str| {
        spot.has_class(names) || spot.attribute("itemprop").is_some_and(|own| own == prop)
    };
    let stamps: Vec<(Spot, Timestamp)> =
        entry.inside().filter_map(|spot| Some((spot, stamp(spot)?))).take(20).collect();
    let changed = |spot: &Spot| is_of(spot, &["updated", "dt-updated"], "dateModified");
    let first = |wanted: &dyn Fn(&Spot) -> bool| stamps.iter().find(|(spot, _)| wanted(spot)).map(|(_, time)| *time);
    let published = first(&|spot| is_of(spot, &STAMPS, "datePublished"))
        .or_else(|| first(&|spot| !changed(spot)))
        .or_else(|| visible_date(entry))
        .or_else(|| first(&|_| true));
    let updated = first(&|spot| changed(spot) && !is_of(spot, &STAMPS, "datePublished"));
    (published, updated)
}

/// A date in words, where dates stand.
fn visible_date(entry: Spot) -> Option<Timestamp> {
    const PLACES: [&str; 16] = [
        "date",
        "post-date",
        "entry-date",
        "published",
        "posted-on",
        "wp-block-post-date",
        "post-meta",
        "entry-meta",
        "meta",
        "byline",
        "post-info",
        "article-date",
        "article-meta",
        "card-date",
        "timestamp",
        "time",
    ];
    let is_place = |spot: &Spot| matches!(spot.name(), "time" | "small") || spot.has_class(&PLACES);
    let named = entry.inside().filter(is_place).take(20).find_map(|spot| date_in(&spot.text()));
    let is_around = |spot: &Spot| matches!(spot.name(), "header" | "footer" | "aside");
    named.or_else(|| entry.inside().filter(is_around).take(5).find_map(|spot| date_in(&without_headings(spot))))
}

/// A title may speak of another day.
fn without_headings(spot: Spot) -> String {
    let headings: Vec<Spot> = spot.inside().filter(|inner| inner.is_heading()).collect();
    spot.text_without(&headings)
}

/// The first day that a short text names ("January 23,2015", "February 4, 2025 in Children"). The
/// time of day is left out: it is the site's own, and nothing says where the site is.
fn date_in(text: &str) -> Option<Timestamp> {
    const LONGEST: usize = 300;
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)\d{4}-\d{2}-\d{2}
            | \p{L}{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?\s*,?\s*\d{4}\b
            | \b\d{1,2}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|of\s+)?\p{L}{3,12}\.?,?\s+(?:de\s+|del\s+)?\d{4}\b
            | \b\d{1,2}[./]\d{1,2}[./]\d{4}\b
            | \d{4}[年년]\s*\d{1,2}[月월]\s*\d{1,2}[日일]",
        )
        .ok()
    });
    let text = text.get(..text.floor_char_boundary(LONGEST))?;
    FORM.as_ref()?.find_iter(text).find_map(|found| date(found.as_str()))
}

/// Who wrote it, each once.
pub(super) fn authors(entry: Spot) -> Vec<String> {
    const NAMES: [&str; 7] = [
        "fn",
        "p-author",
        "author-name",
        "entry-author",
        "wp-block-post-author-name",
        "wp-block-post-author__name",
        "post-author-name",
    ];
    const BYLINES: [&str; 6] = ["byline", "post-author", "article-author", "author", "entry-byline", "vcard"];
    let is_linked = |spot: &Spot| {
        spot.name() == "a"
            && (spot.has_word("rel", "author")
                || spot.attribute("href").is_some_and(|href| href.contains("/author/") || href.contains("/authors/")))
    };
    let by_markup: [&dyn Fn(&Spot) -> bool; 3] = [
        &is_linked,
        &|spot| spot.has_class(&NAMES) || spot.attribute("itemprop").is_some_and(|prop| prop == "author"),
        &|spot| spot.has_class(&BYLINES),
    ];
    for is_author in by_markup {
        let mut names: Vec<String> = Vec::new();
        for spot in entry.inside().filter(is_author).take(20) {
            let text = spot.text();
            // a byline may go on with the date
            let text = text.split(" on ").next().unwrap_or("").split(['|', '•', '·']).next().unwrap_or("");
            for name in split_names(text) {
                if !names.contains(&name) && !name.chars().any(|c| c.is_ascii_digit()) {
                    names.push(name);
                }
            }
        }
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// Tags and categories: by the classes that WordPress gives a post, and by its links to them, which
/// have their names.
pub(super) fn tags(entry: Spot) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let is_link = |spot: &Spot| spot.name() == "a" && spot.has_word("rel", "tag");
    for link in entry.inside().filter(is_link).take(100) {
        let name = decoded(&link.text());
        let folder = link
            .attribute("href")
            .and_then(|href| href.split(['?', '#']).next()?.trim_end_matches('/').rsplit('/').next());
        let slug = folder.map(Slug::new).filter(|slug| !slug.is_empty() && !name.is_empty());
        let tag = match slug {
            Some(slug) => Tag { slug, name },
            None => Tag::named(&name),
        };
        if !tag.slug.is_empty() && !tags.iter().any(|known| known.slug == tag.slug) {
            tags.push(tag);
        }
    }
    let inner = entry.inside().find(|spot| spot.has_class(&["hentry", "type-post"]));
    for class in entry.classes().chain(inner.into_iter().flat_map(Spot::classes)).take(200) {
        let slug = class.strip_prefix("tag-").or_else(|| class.strip_prefix("category-")).map(Slug::new);
        // of a slug that is no class WordPress gives the term's number
        let is_number = |slug: &Slug| slug.as_str().bytes().all(|b| b.is_ascii_digit());
        if let Some(slug) = slug.filter(|slug| !slug.is_empty() && !is_number(slug))
            && !tags.iter().any(|known| known.slug == slug)
        {
            tags.push(Tag::slugged(slug));
        }
    }
    tags
}

/// The place on a page that a link leads to.
fn target(spot: Spot<'_>) -> Option<&str> {
    Some(spot.attribute("href")?.split_once('#')?.1)
}

/// How many comments it has: as the entry says, or none where it only asks for the first.
pub(super) fn comments(entry: Spot) -> Option<u32> {
    const PLACES: [&str; 6] =
        ["comments-link", "post-comments", "comments", "comment-count", "comments-count", "entry-comments"];
    let is_place = |spot: &Spot| {
        spot.has_class(&PLACES)
            || spot.name() == "a" && matches!(target(*spot), Some("comments" | "respond" | "comment" | "disqus_thread"))
    };
    let places: Vec<Spot> = entry.inside().filter(is_place).take(20).collect();
    let counted = places.iter().find_map(|spot| {
        let text = spot.text();
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?;
        digits.parse().ok()
    });
    counted.or_else(|| places.iter().any(|spot| target(*spot) == Some("respond")).then_some(0))
}

/// The lead picture, outside of `text` where that is all of the text: there pictures belong to it.
pub(super) fn image(entry: Spot, text: Option<Spot>) -> Option<Image> {
    let is_lead = |spot: &Spot| {
        let small = |side: &str| {
            spot.attribute(side).and_then(|value| value.parse::<u32>().ok()).is_some_and(|pixels| pixels < 48)
        };
        spot.name() == "img"
            && text.is_none_or(|text| !text.contains(*spot))
            && !spot.has_class(&["avatar", "emoji", "wp-smiley", "icon", "logo"])
            && !small("width")
            && !small("height")
    };
    let (picture, url) = entry.inside().filter(is_lead).take(10).find_map(|spot| Some((spot, address(spot)?)))?;
    let is_figure =
        |spot: &Spot| spot.name() == "figure" || spot.has_class(&["wp-caption", "thumbnail", "post-thumbnail"]);
    let figure = picture.ancestors().take_while(|spot| spot.at > entry.at).find(is_figure);
    let is_caption = |spot: &Spot| {
        spot.name() == "figcaption"
            || spot.has_class(&["wp-caption-text", "caption", "thumbnail-caption", "photo-credit"])
    };
    let caption = figure.and_then(|figure| figure.inside().find(is_caption)).map(|caption| decoded(&caption.text()));
    Some(Image { url, caption: caption.filter(|caption| !caption.is_empty()) })
}

/// Where a picture is; scripts that load it late keep its address elsewhere.
fn address(picture: Spot) -> Option<String> {
    let is_real = |url: &&str| !url.trim().is_empty() && !url.trim_start().starts_with("data:");
    let first = |set: &'_ str| set.split_ascii_whitespace().next().map(|url| url.trim_end_matches(',').to_owned());
    let late =
        ["data-src", "data-lazy-src", "data-original"].iter().find_map(|name| picture.attribute(name).filter(is_real));
    late.or_else(|| picture.attribute("src").filter(is_real)).map(|url| url.trim().to_owned()).or_else(|| {
        picture.attribute("srcset").or_else(|| picture.attribute("data-srcset")).filter(is_real).and_then(first)
    })
}
