//! What a feed's header says: the tag or author it is about, and the site's name.
//!
//! WordPress titles a term's feed "TERM Archives - SITE" and an author's "NAME, Author at SITE"
//! (Yoast), in the site's language: `assets/rules/channels.txt`. Where the wording is not known,
//! the address tells: `/tag/SLUG/`, `/author/NAME/`.

use super::{address, markup, rules, title::splits};
use crate::article::{About, Channel, Slug, Tag};
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

/// Reads a channel header. `title` is free of junk already; `site_name` is used where the title
/// does not say it.
pub fn describe(title: Option<&str>, link: Option<&str>, site_name: Option<&str>) -> Channel {
    describe_about(None, title, link, site_name)
}

/// The same where the input itself says what it is `about`; else its link may.
pub fn describe_about(
    about: Option<About>,
    title: Option<&str>,
    link: Option<&str>,
    site_name: Option<&str>,
) -> Channel {
    let title = title.map(markup::plain).filter(|title| !title.is_empty());
    let mut channel = Channel {
        raw_title: title.clone(),
        link: link.map(str::to_owned),
        site_name: site_name.map(str::to_owned),
        host: link.and_then(address::host),
        ..Channel::default()
    };
    let about = about.or_else(|| subject(link?));
    if let Some(title) = &title {
        let slug = if let Some(About::Tag(slug)) = &about { Some(slug) } else { None };
        let (term, site) = read(title, slug, site_name);
        let site = site.map(str::to_owned);
        match (term, about) {
            (Term::Author(name), _) | (Term::Archive(name), Some(About::Author)) => {
                channel.author = Some(name.to_owned());
            }
            (Term::Archive(name), Some(About::Tag(slug))) => channel.tag = Some(Tag { slug, name: name.to_owned() }),
            (Term::Archive(name), None) => channel.tag = Some(Tag::named(name)),
            (Term::None(head), Some(About::Tag(slug))) => {
                channel.tag = Some(match named_by(head, &slug).or(site.as_ref().map(|_| head)) {
                    Some(name) => Tag { slug, name: name.to_owned() },
                    None => Tag::slugged(slug),
                });
            }
            (Term::None(head), Some(About::Author)) => channel.author = author_by_structure(head, site.is_some()),
            (Term::None(_) | Term::Archive(_), Some(About::Time)) | (Term::None(_), None) => {}
        }
        let named = channel.tag.is_some() || channel.author.is_some();
        let whole = (!named).then(|| title.clone());
        channel.site_name = channel.site_name.or(site.filter(|_| named)).or(whole);
    } else if let Some(About::Tag(slug)) = about {
        channel.tag = Some(Tag::slugged(slug));
    }
    channel.title = title;
    channel
}

/// Whether a channel title is whole as it stands: a term or a name, and the site after it.
pub(super) fn is_whole(title: &str) -> bool {
    matches!(read(title, None, None), (Term::Archive(_) | Term::Author(_), Some(_)))
}

/// Whether nothing but the word for an archive is left of a channel title.
pub(super) fn is_bare_archive(title: &str) -> bool {
    let is_word = |head: &str| {
        ARCHIVES.iter().any(|(before, after)| {
            let word = format!("{}{}", before.trim(), after.trim());
            head.eq_ignore_ascii_case(word.trim_matches([':', '-', ' ']))
        })
    };
    is_word(title.trim()) || splits(title).iter().any(|(head, _)| is_word(head))
}

#[derive(Clone, Copy)]
enum Term<'a> {
    Archive(&'a str),
    Author(&'a str),
    /// No known wording: what stands before the site.
    None(&'a str),
}

/// The term or author that a title names, and the site. Names of terms and sites may have
/// separators in them, so the tag's `slug` and the site's name are asked where a title parts.
fn read<'a>(title: &'a str, slug: Option<&Slug>, site_name: Option<&str>) -> (Term<'a>, Option<&'a str>) {
    for between in AUTHORS.iter() {
        if let Some((name, site)) = title.split_once(between)
            && !name.trim().is_empty()
            && !site.trim().is_empty()
        {
            return (Term::Author(name.trim()), Some(site.trim()));
        }
    }
    let parts: Vec<(&str, Option<&str>)> = if splits(title).is_empty() {
        vec![(title, None)]
    } else {
        splits(title).into_iter().map(|(head, site)| (head, Some(site))).collect()
    };
    let is_site = |site: Option<&str>| site.zip(site_name).is_some_and(|(a, b)| a.to_lowercase() == b.to_lowercase());
    let terms = parts.iter().filter_map(|(head, site)| Some((archive(head)?, *site)));
    // the site's own name, then the tag's, then a word that ends the term's part, tell the place
    let told = |(term, ends, site): &(&str, bool, Option<&str>)| {
        (is_site(*site), slug.is_some_and(|slug| Slug::from_name(term) == *slug), *ends)
    };
    let terms: Vec<(&str, bool, Option<&str>)> = terms.map(|((term, ends), site)| (term, ends, site)).collect();
    let best = terms.iter().rev().max_by_key(|term| told(term)).filter(|best| told(best) != (false, false, false));
    if let Some((term, _, site)) = best.or(terms.last()) {
        return (Term::Archive(term), *site);
    }
    let (head, site) = parts.iter().find(|(_, site)| is_site(*site)).or(parts.last()).copied().unwrap_or((title, None));
    (Term::None(head), site)
}

/// The term in an archive's title without its site, and whether the wording ends that title.
fn archive(head: &str) -> Option<(&str, bool)> {
    let terms = ARCHIVES.iter().filter_map(|(before, after)| {
        let term = head.strip_prefix(before)?.strip_suffix(after)?.trim();
        (!term.is_empty()).then_some((term, !after.is_empty()))
    });
    terms.min_by_key(|(term, _)| term.len())
}

/// The beginning or the end of a title, in a wording that is not known, whose slug this is.
fn named_by<'a>(head: &'a str, slug: &Slug) -> Option<&'a str> {
    const LONGEST: usize = 200;
    if head.len() > LONGEST {
        return None;
    }
    let places = || head.char_indices().map(|(at, _)| at).chain([head.len()]);
    let pieces = places().rev().map(|at| &head[..at]).chain(places().map(|at| &head[at..]));
    pieces
        .map(|piece| piece.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end())
        .filter(|piece| !piece.is_empty())
        .find(|piece| Slug::from_name(piece) == *slug)
}

/// "NAME - SITE", "NAME, … SITE".
fn author_by_structure(head: &str, has_site: bool) -> Option<String> {
    let name = head.split_once([',', '，', '、']).map(|(name, _)| name).or(has_site.then_some(head))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// What an address says it is the page of: a folder before its last one names a kind of page, or it
/// ends in a year, a month or a day.
fn subject(link: &str) -> Option<About> {
    let url = Url::parse(link.trim()).ok()?;
    let folders: Vec<&str> = url.path().split('/').filter(|folder| !folder.is_empty() && *folder != "feed").collect();
    let (last, before) = folders.split_last()?;
    let says = |key: &str| {
        let mut names =
            rules::pairs(FILE).filter(|(rule, _)| *rule == key).flat_map(|(_, names)| names.split_whitespace());
        names.any(|name| before.contains(&name))
    };
    let is_number = |folder: &&&str| folder.len() <= 4 && folder.bytes().all(|b| b.is_ascii_digit());
    let numbers = folders.iter().rev().take_while(is_number).count();
    let is_time = matches!(numbers, 1..=3)
        && folders.get(folders.len() - numbers)?.len() == 4
        && (numbers > 1 || folders.len() == 1);
    if says("author-path") {
        Some(About::Author)
    } else if says("tag-path") {
        let name =
            url::form_urlencoded::parse(format!("x={last}").as_bytes()).next().map(|(_, value)| value.into_owned());
        let slug = Slug::new(&name.unwrap_or_default());
        (!slug.is_empty()).then_some(About::Tag(slug))
    } else {
        is_time.then_some(About::Time)
    }
}
