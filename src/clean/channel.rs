//! What a feed's header says: the tag or author it is about, and the site's name.
//!
//! WordPress titles a term's feed "TERM Archives - SITE" and an author's "NAME, Author at SITE"
//! (Yoast), in the site's language: `assets/rules/channels.txt`. Where the wording is not known,
//! the address tells: `/tag/SLUG/`, `/author/NAME/`.

use super::{address, markup, rules, title::split_last};
use crate::article::{Channel, Slug, Tag};
use std::sync::LazyLock;
use url::Url;

const FILE: &str = include_str!("../../assets/rules/channels.txt");

/// What stands before and after the name.
static ARCHIVES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    rules::pairs(FILE).filter(|(key, _)| *key == "archive").filter_map(|(_, form)| form.split_once('%')).collect()
});

/// What stands between an author's name and the site.
static AUTHORS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let forms = rules::pairs(FILE).filter(|(key, _)| *key == "author").map(|(_, form)| form);
    forms.filter_map(|form| form.strip_prefix('%')?.strip_suffix('@')).collect()
});

/// What an address says it is the page of.
enum Page {
    Tag(Slug),
    Author,
    Other,
}

/// Reads a channel header. `title` is free of junk already; `site_name` is used where the title
/// does not say it.
pub fn describe(title: Option<&str>, link: Option<&str>, site_name: Option<&str>) -> Channel {
    let title = title.map(markup::plain).filter(|title| !title.is_empty());
    let mut channel = Channel {
        raw_title: title.clone(),
        link: link.map(str::to_owned),
        site_name: site_name.map(str::to_owned),
        host: link.and_then(address::host),
        ..Channel::default()
    };
    let page = link.map_or(Page::Other, page);
    if let Some(title) = &title {
        let (term, site) = read(title);
        let site = site.map(str::to_owned);
        match (term, page) {
            (Term::Author(name), _) | (Term::Archive(name), Page::Author) => channel.author = Some(name.to_owned()),
            (Term::Archive(name), Page::Tag(slug)) => channel.tag = Some(Tag { slug, name: name.to_owned() }),
            (Term::Archive(name), Page::Other) => channel.tag = Some(Tag::named(name)),
            (Term::None, Page::Tag(slug)) => {
                channel.tag = Some(match split_last(title) {
                    Some((name, _)) => Tag { slug, name: name.to_owned() },
                    None => Tag::slugged(slug),
                });
            }
            (Term::None, Page::Author) => channel.author = author_by_structure(title),
            (Term::None, Page::Other) => {}
        }
        let named = channel.tag.is_some() || channel.author.is_some();
        let whole = (!named).then(|| title.clone());
        channel.site_name = channel
            .site_name
            .or(site)
            .or_else(|| split_last(title).filter(|_| named).map(|(_, s)| s.to_owned()))
            .or(whole);
    } else if let Page::Tag(slug) = page {
        channel.tag = Some(Tag::slugged(slug));
    }
    channel.title = title;
    channel
}

/// Whether a channel title is whole as it stands: a term or a name, and the site after it.
pub(super) fn is_whole(title: &str) -> bool {
    matches!(read(title), (Term::Archive(_) | Term::Author(_), Some(_)))
}

/// Whether nothing but the word for an archive is left of a channel title.
pub(super) fn is_bare_archive(title: &str) -> bool {
    let head = split_last(title).map_or(title, |(head, _)| head).trim();
    ARCHIVES.iter().any(|(before, after)| {
        let word = format!("{}{}", before.trim(), after.trim());
        head.eq_ignore_ascii_case(word.trim_matches([':', '-', ' ']))
    })
}

#[derive(Clone, Copy)]
enum Term<'a> {
    Archive(&'a str),
    Author(&'a str),
    None,
}

/// The term or author that a title names, and the site.
fn read(title: &str) -> (Term<'_>, Option<&str>) {
    for between in AUTHORS.iter() {
        if let Some((name, site)) = title.split_once(between)
            && !name.trim().is_empty()
            && !site.trim().is_empty()
        {
            return (Term::Author(name.trim()), Some(site.trim()));
        }
    }
    let (head, site) = split_last(title).map_or((title, None), |(head, site)| (head, Some(site)));
    let term =
        ARCHIVES.iter().filter_map(|(before, after)| head.strip_prefix(before)?.strip_suffix(after)).map(str::trim);
    match term.filter(|term| !term.is_empty()).min_by_key(|term| term.len()) {
        Some(term) => (Term::Archive(term), site),
        None => (Term::None, site),
    }
}

/// "NAME - SITE", "NAME, … SITE".
fn author_by_structure(title: &str) -> Option<String> {
    let name = split_last(title).map(|(head, _)| head).or_else(|| title.split_once(", ").map(|(name, _)| name))?;
    Some(name.trim().to_owned())
}

fn page(link: &str) -> Page {
    let Ok(url) = Url::parse(link.trim()) else { return Page::Other };
    let folders: Vec<&str> = url.path().split('/').filter(|folder| !folder.is_empty() && *folder != "feed").collect();
    let [before @ .., last] = folders.as_slice() else { return Page::Other };
    let says = |key: &str| {
        let mut names =
            rules::pairs(FILE).filter(|(rule, _)| *rule == key).flat_map(|(_, names)| names.split_whitespace());
        names.any(|name| before.contains(&name))
    };
    if says("author-path") {
        Page::Author
    } else if says("tag-path") {
        let name =
            url::form_urlencoded::parse(format!("x={last}").as_bytes()).next().map(|(_, value)| value.into_owned());
        let slug = Slug::new(&name.unwrap_or_default());
        if slug.is_empty() { Page::Other } else { Page::Tag(slug) }
    } else {
        Page::Other
    }
}
