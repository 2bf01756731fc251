//! A blog's page flattened to text: each post is a title line, two empty lines, its text.
//!
//! The shape is told by structure, and since headings may stand in the same shape, by what only a
//! blog has: posts that name their own title or the same source again.

use super::{Body, Found, FoundChannel, Parsed};
use crate::article::Kind;
use crate::parse::markup::plain;
use std::collections::HashMap;

/// Longer lines are no titles.
const LONGEST_TITLE: usize = 250;

/// Reads a blog's page; `None` if the text is none.
pub fn parse(text: &str) -> Option<Parsed> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let titles = titles(&lines)?;
    let posts: Vec<(usize, usize)> =
        titles.iter().enumerate().map(|(n, at)| (*at, titles.get(n + 1).copied().unwrap_or(lines.len()))).collect();
    if !is_blog(&lines, &posts) {
        return None;
    }
    let items = posts.iter().map(|(start, end)| {
        let body = lines[start + 1..*end].join("\n");
        Found {
            title: plain(lines[*start]),
            raw: lines[*start..*end].join("\n").trim_end().as_bytes().to_vec(),
            body: Some(Body::Text(body.trim_matches('\n').to_owned())),
            ..Found::default()
        }
    });
    Some(Parsed {
        kind: Some(Kind::BlogText),
        items: items.collect(),
        channel: FoundChannel { site_name: site_name(&lines, &posts), ..FoundChannel::default() },
        ..Parsed::default()
    })
}

/// Lines with an empty line (or nothing) before and two after them. The first line of the text
/// must be one, and nothing else may stand before two empty lines.
fn titles(lines: &[&str]) -> Option<Vec<usize>> {
    let is_empty = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut titles = Vec::new();
    for at in 0..lines.len() {
        let before_gap = !is_empty(at) && at + 2 < lines.len() && is_empty(at + 1) && is_empty(at + 2);
        if !before_gap {
            continue;
        }
        if at > 0 && !is_empty(at - 1) || lines[at].len() > LONGEST_TITLE {
            return None;
        }
        titles.push(at);
    }
    let first = lines.iter().position(|line| !line.trim().is_empty());
    let has_text = |start: usize, end: usize| (start + 1..end).any(|at| !is_empty(at));
    let filled = titles.windows(2).all(|pair| has_text(pair[0], pair[1]))
        && titles.last().is_some_and(|at| has_text(*at, lines.len()));
    (titles.len() > 1 && titles.first().copied() == first && filled).then_some(titles)
}

/// Posts that repeat their own title, or begin or end as others do; or many with titles too long
/// for headings.
fn is_blog(lines: &[&str], posts: &[(usize, usize)]) -> bool {
    let repeats = posts.iter().filter(|(start, end)| {
        let title = bare(lines[*start]);
        title.len() > 8 && lines[start + 1..*end].iter().any(|line| line.len() < LONGEST_TITLE && line.contains(title))
    });
    let mut edges: HashMap<String, usize> = HashMap::new();
    for (start, end) in posts {
        let mut text = lines[start + 1..*end].iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        let (first, last) = (text.next(), text.next_back());
        for line in [first, last].into_iter().flatten() {
            *edges.entry(line.to_lowercase()).or_default() += 1;
        }
    }
    let shared = edges.values().copied().max().unwrap_or(0);
    let mut lengths: Vec<usize> = posts.iter().map(|(start, _)| lines[*start].split_whitespace().count()).collect();
    lengths.sort_unstable();
    let long_titles = posts.len() > 2 && lengths[lengths.len() / 2] >= 5;
    repeats.count() * 3 >= posts.len() || shared > 1 || long_titles
}

/// A title without the site's name after it.
fn bare(title: &str) -> &str {
    tail(title).map_or(title, |(title, _)| title).trim()
}

fn tail(title: &str) -> Option<(&str, &str)> {
    [" | ", " – ", " — ", " - "].iter().find_map(|mark| title.rsplit_once(mark))
}

/// What follows a bar or dash in a title, where the text says it elsewhere too, without the title.
fn site_name(lines: &[&str], posts: &[(usize, usize)]) -> Option<String> {
    let tails = posts.iter().filter_map(|(start, _)| tail(lines[*start]));
    tails
        .filter(|(title, name)| lines.iter().any(|line| line.contains(name.trim()) && !line.contains(title.trim())))
        .map(|(_, name)| name.trim().to_owned())
        .next()
}
