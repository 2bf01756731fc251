//! A site's name at the end of titles: "Title | Site".
//!
//! Which name that is, the caller knows from the channel or the page, or [`site_names_in`] finds
//! by evidence in a text.

use crate::article::count_words;
use std::collections::BTreeMap;

/// What stands between a title and the site's name, spaces around it included.
pub(super) const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " » ", " « ", " :: ", " · "];

/// The title without the site's name at its end; unchanged if there is none or nothing else.
pub fn without_site_name(title: &str, site_names: &[&str]) -> String {
    let mut title = title;
    while let Some(head) = head_before(title, site_names) {
        title = head;
    }
    title.to_owned()
}

fn head_before<'a>(title: &'a str, site_names: &[&str]) -> Option<&'a str> {
    site_names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).find_map(|name| {
        SEPARATORS.iter().find_map(|separator| {
            let at = title.rmatch_indices(separator).map(|(at, _)| at).find(|at| same(&title[at + separator.len()..], name))?;
            let head = title[..at].trim();
            (!head.is_empty()).then_some(head)
        })
    })
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.to_lowercase()
}

/// The last separator of a title: what stands before and after it.
pub(super) fn split_last(title: &str) -> Option<(&str, &str)> {
    let (at, separator) = SEPARATORS.iter().filter_map(|s| title.rfind(s).map(|at| (at, *s))).max()?;
    let (head, tail) = (title[..at].trim(), title[at + separator.len()..].trim());
    (!head.is_empty() && !tail.is_empty()).then_some((head, tail))
}

/// Names of sites that lines of a flattened text end in. A name counts if lines end in
/// " | NAME" (or in " - NAME", three different ones at least) and the text says it twice more.
pub fn site_names_in(text: &str) -> Vec<String> {
    let mut tails: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| line.len() < 250) {
        if let Some((head, tail)) = split_last(line)
            && (1..=5).contains(&count_words(tail))
            && tail.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase() && c.is_alphabetic())
            && !tail.ends_with(['.', '?', '!', ',', ';'])
        {
            let bar = line[head.len()..].trim_start().starts_with(['|', '»', ':']);
            let entry = tails.entry(tail).or_default();
            entry.0 += 1;
            entry.1 |= bar;
        }
    }
    let mut names: Vec<(usize, String)> = tails
        .into_iter()
        .filter_map(|(tail, (lines, bar))| {
            let said = text.matches(tail).count();
            ((bar || lines >= 3) && said >= lines + 2).then(|| (said, tail.to_owned()))
        })
        .collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    names.into_iter().map(|(_, name)| name).collect()
}
