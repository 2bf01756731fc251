//! Who a page says wrote its article.
//!
//! In this order: JSON-LD, `<meta>`, `rel=author`, microdata, elements named after authors, bylines.
//! The first that names somebody counts; the site's own name counts only where nobody is named.

use super::gathered::{Gathered, clean};
use crate::parse::date::date_within;
use crate::text::html::Node;

const METAS: [&str; 13] = [
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc.author",
    "citation_author",
    "authors",
    "cxenseparse:author",
    "article.author",
];
/// What somebody is, not who: "Ann Lee, Executive Editor".
const ROLES: [&str; 13] = [
    "editor",
    "reporter",
    "correspondent",
    "writer",
    "columnist",
    "contributor",
    "contributing",
    "staff",
    "producer",
    "journalist",
    "director",
    "professor",
    "redakteur",
];
/// What opens a byline.
const OPENERS: [&str; 18] = [
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "av",
    "af",
    "written by",
    "submitted by",
    "geschrieben von",
    "publié par",
    "escrito por",
    "posted by",
    "words by",
    "text:",
    "autor:",
    "author:",
];
/// A byline is no longer, in characters.
const LONGEST: usize = 120;
/// More names than that are no article's authors.
const MOST: usize = 12;

/// Persons, each once.
pub(super) fn authors(page: &Gathered, said: Vec<String>, site_name: Option<&str>) -> Vec<String> {
    let metas = METAS.iter().map(|name| page.metas(name).to_vec());
    let lines = |kind: &str| page.of(kind).map(|(at, _)| page.line(at)).collect::<Vec<_>>();
    let named: Vec<usize> = page.of("author").map(|(at, _)| at).collect();
    let candidates = std::iter::once(said)
        .chain(metas)
        .chain(std::iter::once_with(|| lines("rel=author")))
        .chain(std::iter::once_with(|| microdata(page)))
        .chain(std::iter::once_with(|| persons(page, &named)))
        .chain(std::iter::once_with(|| bylines(page)))
        .chain(std::iter::once_with(|| only_linked(page)));
    let mut site = Vec::new();
    for names in candidates {
        let mut out: Vec<String> = Vec::new();
        for name in names.iter().take(MOST).flat_map(|name| split_names(name)) {
            if !out.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                out.push(name);
            }
        }
        let is_site = |name: &String| site_name.is_some_and(|site| is_of(name, site)) || is_nobody(name);
        if out.iter().any(|name| !is_site(name)) {
            out.retain(|name| !is_site(name));
            return out;
        }
        if site.is_empty() {
            site = out;
        }
    }
    site.retain(|name| !is_nobody(name));
    site
}

/// "CHIP" is "CHIP Online".
fn is_of(name: &str, site: &str) -> bool {
    let (name, site) = (name.to_lowercase(), site.to_lowercase());
    name == site || site.strip_prefix(&name).is_some_and(|rest| rest.starts_with([' ', '.', '-']))
}

fn is_nobody(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "admin"
            | "administrator"
            | "webmaster"
            | "editor"
            | "root"
            | "author"
            | "unknown"
            | "null"
            | "none"
            | "undefined"
            | "anonymous"
    )
}

/// `rel=author` in a box beside the text, if all of them name one person.
fn only_linked(page: &Gathered) -> Vec<String> {
    let mut names: Vec<String> =
        page.all("rel=author").map(|(at, _)| page.line(at)).filter(|name| is_name(name)).collect();
    names.dedup();
    if names.len() > 1 { Vec::new() } else { names }
}

/// `itemprop=author`, its `name` where it has one.
fn microdata(page: &Gathered) -> Vec<String> {
    let names: Vec<(usize, String)> = page
        .of("itemprop=name")
        .map(|(at, element)| (at, element.attribute("content").map_or_else(|| page.line(at), clean)))
        .collect();
    page.of("itemprop=author")
        .filter_map(|(at, element)| {
            let inner = names.iter().find(|(name, _)| (at..element.end).contains(name)).map(|(_, name)| name.clone());
            inner
                .or_else(|| element.attribute("content").map(clean))
                .or_else(|| Some(page.line(at)))
                .filter(|name| !name.is_empty())
        })
        .collect()
}

/// Of elements named after authors the first innermost one that reads like a name, and those of whom
/// nothing but a comma or an "and" divides it; boxes about the author and lists of all authors do not.
fn persons(page: &Gathered, places: &[usize]) -> Vec<String> {
    /// Between two names stands no more, in characters.
    const AND: usize = 5;
    let mut names: Vec<String> = Vec::new();
    let mut end = None;
    for at in places {
        let Some((element, name)) = page.element_at(*at).zip(person(page, places, *at)) else { continue };
        if let Some(end) = end {
            if *at < end {
                continue;
            }
            let between = clean(&page.tree.text(end..*at));
            if between.chars().count() > AND {
                break;
            }
        }
        end = Some(element.end);
        names.push(name);
    }
    names
}

/// The name that an element holds, if none of the other places within it does.
fn person(page: &Gathered, places: &[usize], at: usize) -> Option<String> {
    let element = page.element_at(at)?;
    if places.iter().any(|other| (at + 1..element.end).contains(other) && is_name(&page.line(*other))) {
        return None;
    }
    let link = || {
        (at + 1..element.end).take(30).find_map(|at| {
            let inner = page.element_at(at).filter(|inner| inner.name == "a");
            inner.map(|_| page.line(at)).filter(|line| is_name(line))
        })
    };
    let whole = page.line(at);
    if is_name(without_opener(&whole)) { Some(whole) } else { link() }
}

/// Lines that a byline's element has, or that open like one near the title.
fn bylines(page: &Gathered) -> Vec<String> {
    let mut lines = page.of("byline").map(|(at, element)| {
        let line = page.line(at);
        // "Ann Lee", and below it "Transport reporter, Marsh Town".
        let mut pieces = (at..element.end).filter_map(|at| match page.tree.nodes.get(at) {
            Some(Node::Text(text)) => Some(clean(text)).filter(|text| is_name(without_opener(text)) && !is_role(text)),
            _ => None,
        });
        if is_role(&line) { pieces.next().unwrap_or(line) } else { line }
    });
    let named = lines.find(|line| is_name(first_piece(without_opener(line))));
    let near = || {
        let title = page.of("h1").next()?.0;
        (title..title + 200).find_map(|at| {
            let Some(Node::Text(text)) = page.tree.nodes.get(at) else { return None };
            let line = clean(text);
            let rest = without_opener(&line);
            (line.chars().count() <= LONGEST && rest.len() < line.len() && is_name(first_piece(rest))).then_some(line)
        })
    };
    named.or_else(near).map(|line| first_piece(without_opener(&line)).to_owned()).into_iter().collect()
}

/// Up to what follows the names: a bar, a bracket, a date.
fn first_piece(line: &str) -> &str {
    let end = line.find(['|', '(', '•', '·', '–', '—', '/', '@', ';']).unwrap_or(line.len());
    let end = line[..end]
        .find(" on ")
        .or_else(|| line[..end].find(" - "))
        .or_else(|| line[..end].find(|c: char| c.is_ascii_digit()).map(|digit| before_month(line, digit)))
        .unwrap_or(end);
    let piece = line[..end].trim();
    let names = piece.split_once(", ").filter(|(name, rest)| name.contains(' ') && describes(rest, line));
    names.map_or(piece, |(name, _)| name).trim_end_matches(',').trim()
}

/// Whether what follows a name and a comma is no other name: "social affairs correspondent", "publié le
/// 4 février 2025".
fn describes(rest: &str, line: &str) -> bool {
    let is_and = ["and ", "und ", "et "].iter().any(|and| rest.starts_with(and));
    let is_small = rest.starts_with(char::is_lowercase) && !rest.contains(char::is_uppercase);
    is_small && !is_and && (is_role(rest) || date_within(line).is_some())
}

/// "Ann Lee March 25, 2015": what stands before a number may be the month of its date.
fn before_month(line: &str, digit: usize) -> usize {
    let word = line[..digit].trim_end().rfind(' ').map_or(0, |space| space + 1);
    if date_within(&line[word..]).is_some() && date_within(&line[digit..]).is_none() { word } else { digit }
}

fn without_opener(line: &str) -> &str {
    let found = OPENERS.iter().rev().find_map(|opener| {
        let (head, rest) = line.split_at_checked(opener.len())?;
        // "Di" is a name, "di" is not.
        let is_opener =
            head == *opener || opener.len() > 2 && head.eq_ignore_ascii_case(opener) || head == "By" || head == "BY";
        let ends = opener.ends_with(':') || rest.starts_with([' ', ':', '\u{a0}']);
        (is_opener && head.eq_ignore_ascii_case(opener) && ends).then(|| rest.trim_start_matches([':', ' ', '\u{a0}']))
    });
    found.unwrap_or(line)
}

/// One to several words that begin with capitals, nothing that names don't have.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (1..=12).contains(&words.len())
        && line.chars().count() <= LONGEST
        && words
            .iter()
            .filter(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic()))
            .count()
            * 2
            > words.len()
        && !line.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '!' | '?' | '"' | '@' | '|' | '…'))
}

/// Whoever took the pictures, and what is left of an empty byline.
fn is_no_author(name: &str) -> bool {
    let name = name.to_lowercase();
    ["photo", "picture", "illustration", "image", "foto"].iter().any(|word| name.starts_with(word))
        || OPENERS.contains(&name.as_str())
}

fn is_role(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphabetic()).any(|word| ROLES.contains(&word))
}

/// "By Ann Lee and Bo Ray" names two; addresses name nobody.
pub(super) fn split_names(text: &str) -> Vec<String> {
    let text = clean(text);
    let text = without_opener(&text);
    if text.contains("://") || text.starts_with("www.") || text.chars().count() > LONGEST {
        return Vec::new();
    }
    let text = text.split(" | ").next().unwrap_or(text);
    // "Ann Lee (www.ledger.example)"
    let text = text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).map_or(text, |(name, _)| name);
    let several = [" and ", " & ", " und ", " et "].iter().any(|and| text.contains(and));
    let parts = [" and ", " & ", " und ", " et "]
        .iter()
        .fold(vec![text], |parts, and| parts.into_iter().flat_map(|part| part.split(and)).collect());
    let is_divided = several || is_role(text);
    let parts = parts.into_iter().flat_map(|part| if is_divided { part.split(", ").collect() } else { vec![part] });
    let parts = parts.enumerate().filter(|(place, part)| *place == 0 || !is_role(part)).map(|(_, part)| part);
    let parts = parts.map(|part| part.trim().trim_matches([',', '-', '–', '|', ' ']).to_owned());
    parts.filter(|part| part.chars().any(char::is_alphabetic) && !part.contains('@') && !is_no_author(part)).collect()
}
