//! A site's name at the end of titles: "Title | Site".
//!
//! Which name that is, the caller knows from the channel or the page, or [`site_names_in`] finds
//! by evidence in a text.

use crate::article::count_words;
use crate::text::separator::SPACED;
use crate::text::tail::without_tail;
use std::collections::BTreeMap;

/// The title without the site's name at its end; unchanged if there is none or nothing else.
pub fn without_site_name(title: &str, site_names: &[&str]) -> String {
    without_tail(title, site_names)
}

/// The last separator of a title: what stands before and after it.
pub(super) fn split_last(title: &str) -> Option<(&str, &str)> {
    splits(title).pop()
}

/// Every way to part a title in two at a separator, from the first to the last.
pub(super) fn splits(title: &str) -> Vec<(&str, &str)> {
    let mut places: Vec<(usize, &str)> = SPACED.iter().flat_map(|separator| title.match_indices(separator)).collect();
    places.sort_unstable();
    let parts = places.iter().map(|(at, separator)| (title[..*at].trim(), title[at + separator.len()..].trim()));
    parts.filter(|(head, tail)| !head.is_empty() && !tail.is_empty()).collect()
}

/// Names of sites that lines of a flattened text end in. A name counts if lines end in
/// " | NAME" (or in " - NAME", three different ones at least) and the text says it twice more.
pub fn site_names_in(text: &str) -> Vec<String> {
    let mut tails: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| line.len() < 250) {
        if let Some((head, tail)) = split_last(line)
            && (1..=5).contains(&count_words(tail))
            && tail
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase() && c.is_alphabetic())
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
