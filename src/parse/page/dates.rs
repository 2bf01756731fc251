//! When a page says its article was published and last changed.
//!
//! In this order: JSON-LD, `<meta>`, microdata, `time` elements, elements named after dates, the
//! address, the lines after the title. A date behind "updated" is none of publication.

use super::gathered::{Gathered, clean};
use crate::article::Timestamp;
use crate::parse::date::{date as moment, date_within};
use crate::text::html::{Node, is_block};

const PUBLISHED: [&str; 31] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "pub_date",
    "published-date",
    "publication_date",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "date",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "originalpublicationdate",
    "ptime",
    "isodatetime",
];
const UPDATED: [&str; 11] = [
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "date_modified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "modified_time",
];

/// What stands before a date of change.
const CHANGED: [&str; 7] =
    ["updated", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "bijgewerkt"];

/// What stands before a date of publication.
const LABELS: [&str; 14] = [
    "published",
    "posted",
    "publication date",
    "date",
    "datum",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "publié",
    "mis en ligne",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "опубликовано",
];

pub(super) fn published(page: &Gathered, said: Option<&str>, address: Option<&str>, title: &str) -> Option<Timestamp> {
    said.and_then(date)
        .or_else(|| PUBLISHED.iter().find_map(|name| page.metas(name).iter().find_map(|value| date(value))))
        .or_else(|| {
            page.of("itemprop=datepublished")
                .chain(page.of("itemprop=datecreated"))
                .find_map(|(at, _)| element_date(page, at))
        })
        .or_else(|| times(page, |is_published, is_updated| is_published && !is_updated))
        .or_else(|| page.of("date").find_map(|(at, _)| visible(page, at)))
        .or_else(|| times(page, |_, is_updated| !is_updated))
        .or_else(|| address.and_then(in_address))
        .or_else(|| labelled(page))
        .or_else(|| near_title(page, title))
        .or_else(|| {
            page.of("title")
                .filter(|(_, element)| element.name == "title")
                .find_map(|(at, _)| date_within(&page.line(at)))
        })
}

/// Programs that know a day alone write its first second somewhere: that is the day, wherever that is.
fn date(text: &str) -> Option<Timestamp> {
    let day = || {
        let (day, time) = text.trim().split_at_checked(10)?;
        let zone = time.strip_prefix(['T', ' '])?.strip_prefix("00:00")?;
        let zone = zone.strip_prefix(":00").unwrap_or(zone);
        let zone = zone.trim_start_matches(['.', '0', ' ']);
        zone.starts_with(['+', '-']).then(|| moment(day)).flatten()
    };
    day().or_else(|| moment(text))
}

pub(super) fn updated(page: &Gathered, said: Option<&str>) -> Option<Timestamp> {
    said.and_then(date)
        .or_else(|| UPDATED.iter().find_map(|name| page.metas(name).iter().find_map(|value| date(value))))
        .or_else(|| page.of("itemprop=datemodified").find_map(|(at, _)| element_date(page, at)))
        .or_else(|| times(page, |_, is_updated| is_updated))
        .or_else(|| page.of("updated").find_map(|(at, _)| element_date(page, at)))
        .or_else(|| page.of("date").find_map(|(at, _)| behind_updated(&page.line(at))))
        .or_else(|| lines_after_title(page).find_map(|line| behind_updated(&line)))
}

/// The day behind a word that says that something was changed: "Last updated: 6 March 2025".
fn behind_updated(line: &str) -> Option<Timestamp> {
    const NEAR: usize = 40;
    let line = line.to_lowercase();
    let (at, word) = CHANGED.iter().filter_map(|word| Some((line.find(word)?, word))).min()?;
    let before = line.get(..at)?.trim_end();
    // Not "the council updated its plan on 6 March 2025".
    let is_label = before.is_empty()
        || before.ends_with(|c: char| c.is_ascii_punctuation() || matches!(c, '·' | '•' | '–' | '—'))
        || ["last", "zuletzt", "laatst"].contains(&before)
        || date_within(before).is_some();
    let rest = line.get(at + word.len()..).filter(|_| is_label)?;
    date_within(rest.get(..rest.floor_char_boundary(NEAR))?)
}

/// Short lines right after the title.
fn lines_after_title(page: &Gathered) -> impl Iterator<Item = String> {
    const AFTER: usize = 60;
    const LONGEST: usize = 160;
    let title = page.of("h1").next().map_or(0..0, |(at, _)| at..at + AFTER);
    title.filter(move |at| !page.is_around(*at)).filter_map(move |at| match page.tree.nodes.get(at) {
        Some(Node::Text(text)) if text.len() <= LONGEST => Some(clean(text)),
        _ => None,
    })
}

fn element_date(page: &Gathered, at: usize) -> Option<Timestamp> {
    attribute_date(page, at).or_else(|| date_within(&page.line(at)))
}

fn attribute_date(page: &Gathered, at: usize) -> Option<Timestamp> {
    let element = page.element_at(at)?;
    ["datetime", "content", "title"].iter().find_map(|name| date(element.attribute(name)?))
}

/// A date in an element that is named after dates; not one that only says when it was changed.
fn visible(page: &Gathered, at: usize) -> Option<Timestamp> {
    const LONGEST: usize = 200;
    let end = page.element_at(at)?.end;
    let updated = page.of("updated").filter(|(place, _)| (at + 1..end).contains(place));
    let line = updated.fold(page.line(at), |line, (place, _)| line.replacen(&page.line(place), " ", 1));
    let short = line.chars().count() <= LONGEST && !says_updated(&line);
    short.then(|| attribute_date(page, at).or_else(|| date_within(&line))).flatten()
}

/// `time` elements that fit, by whether they are marked as publication and as change.
fn times(page: &Gathered, fits: impl Fn(bool, bool) -> bool) -> Option<Timestamp> {
    let times = page
        .of("time")
        .chain(page.of("abbr").filter(|(_, element)| element.classes().any(|class| class == "published")));
    times
        .filter(|(_, element)| {
            let has = |name: &str| element.classes().any(|class| class.eq_ignore_ascii_case(name));
            let is_published =
                has("published") || has("entry-date") || has("dt-published") || element.attribute("pubdate").is_some();
            let is_updated = (has("updated") || has("modified") || has("dt-updated")) && !is_published;
            fits(is_published, is_updated)
        })
        .find_map(|(at, _)| element_date(page, at))
}

fn says_updated(line: &str) -> bool {
    let line = line.to_lowercase();
    CHANGED.iter().any(|word| line.starts_with(word))
}

/// `/2025/03/17/` and `/2025-03-17-`; a month alone is no date.
pub(super) fn in_address(address: &str) -> Option<Timestamp> {
    let path = address.split(['?', '#']).next()?.split_once("://").map_or(address, |(_, rest)| rest);
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).collect();
    numbers
        .windows(3)
        .find_map(|window| match window {
            [year, month, day] if year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) => {
                year.starts_with(['1', '2']).then(|| date(&format!("{year}-{month:0>2}-{day:0>2}"))).flatten()
            }
            _ => None,
        })
        .or_else(|| {
            numbers
                .iter()
                .filter(|digits| digits.len() == 8 && (digits.starts_with("20") || digits.starts_with("199")))
                .find_map(|digits| date(digits))
        })
}

/// The date behind a word that says what it is: "Published: 3 March 2019", "Datum" and in the next
/// element "3.3.2019".
fn labelled(page: &Gathered) -> Option<Timestamp> {
    const LONGEST: usize = 120;
    const NEXT: usize = 6;
    let text = |at: usize| if let Some(Node::Text(text)) = page.tree.nodes.get(at) { Some(text.trim()) } else { None };
    let may_be_label = |text: &str| {
        let first = text.chars().next().and_then(|first| first.to_lowercase().next());
        first.is_some() && LABELS.iter().any(|label| label.chars().next() == first)
    };
    let behind_label = |text: &str| {
        let text = clean(text).to_lowercase();
        let rest = LABELS.iter().find_map(|label| text.strip_prefix(label))?;
        let ends = !rest.starts_with(char::is_alphanumeric);
        ends.then(|| rest.trim_matches(|c: char| c == ':' || c.is_whitespace()).to_owned())
    };
    (0..page.tree.nodes.len()).find_map(|at| {
        let is_fit = |text: &&str| (3..=LONGEST).contains(&text.len()) && may_be_label(text) && !page.is_around(at);
        let label = text(at).filter(is_fit)?;
        let rest = behind_label(label)?;
        if !rest.is_empty() {
            return date_within(&rest);
        }
        let next = (at + 1..at + NEXT).filter_map(text).find(|text| !text.is_empty())?;
        (next.len() <= LONGEST).then(|| date_within(&clean(next))).flatten()
    })
}

/// The first date in a short line of its own around the title: a few before it, more after it.
fn near_title(page: &Gathered, title: &str) -> Option<Timestamp> {
    const BEFORE: usize = 80;
    const AFTER: usize = 300;
    const LONGEST: usize = 120;
    let places = || {
        let named = page.of("title").filter(|(_, element)| element.name != "title");
        page.of("h1").chain(named).chain(page.of("h2")).map(|(at, _)| at)
    };
    let thirds = page.of("h3").map(|(at, _)| at);
    let title = places().chain(thirds).find(|at| page.line(*at) == title).or_else(|| places().next())?;
    let line = |at: usize| {
        let Some(Node::Text(text)) = page.tree.nodes.get(at) else { return None };
        let is_short = (6..=LONGEST).contains(&text.trim().len()) && !page.is_around(at);
        (is_short && text.bytes().any(|b| b.is_ascii_digit())).then(|| date_within(&clean(text))).flatten()
    };
    let is_code = |at: usize| {
        at > 0
            && page
                .element_at(at - 1)
                .is_some_and(|element| matches!(element.name.as_ref(), "script" | "style") && !is_block(&element.name))
    };
    let after = (title..title + AFTER).filter(|at| !is_code(*at)).find_map(line);
    after.or_else(|| (title.saturating_sub(BEFORE)..title).rev().filter(|at| !is_code(*at)).find_map(line))
}
