//! What addresses say: whether two are of one site, what a page of WordPress is by its path, and
//! addresses with other parameters.

use super::looking::{Filter, Taxonomy};
use crate::clean::address;
use chrono::{Days, Months, NaiveDate, NaiveDateTime, TimeDelta};
use url::Url;

/// Whether two addresses belong to one site: `www.` and the scheme aside, mirrors mapped.
pub(super) fn is_same_site(one: &str, other: &str) -> bool {
    match (site(one), site(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The name of the site that an address is of.
pub(super) fn site(link: &str) -> Option<String> {
    let host = address::host(link)?;
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// Whether two addresses are the same but for the slash at their end and their scheme.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let address = address.split('#').next().unwrap_or("").trim_end_matches('/');
        address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
    };
    plain(one) == plain(other)
}

/// An address with these parameters, each in place of what has its name; without it where it is empty.
pub(super) fn with(address: &str, parameters: &[(&str, &str)]) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let name = |pair: &str| pair.split('=').next().unwrap_or("").to_owned();
    let is_kept = |pair: &&str| !pair.is_empty() && !parameters.iter().any(|(key, _)| *key == name(pair));
    let mut pairs: Vec<String> = query.split('&').filter(is_kept).map(str::to_owned).collect();
    pairs.extend(parameters.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key}={value}")));
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The value of a parameter.
pub(super) fn parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The address of a list's first page.
pub(super) fn first_page(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    if let Some((before, number)) = path.rsplit_once("/page/")
        && number.parse::<u32>().is_ok()
    {
        url.set_path(&format!("{before}/"));
    }
    with(url.as_str(), &[("paged", "")])
}

/// An address below the root of a REST interface.
pub(super) fn route(root: &str, path: &str) -> String {
    let root = if root.contains('?') || root.ends_with('/') { root.to_owned() } else { format!("{root}/") };
    if root.contains("rest_route=") {
        format!("{}/{path}", root.trim_end_matches('/'))
    } else {
        format!("{root}{path}")
    }
}

/// What a page is by its path, as WordPress lays them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Where the site begins: `https://paper.example/news/`.
    pub root: String,
    /// What of it is wanted; `None` where the path does not tell.
    pub filter: Option<Filter>,
}

/// Parameters of addresses that are not made pretty, which say it all in their query.
const PLAIN: [&str; 8] = ["tag", "cat", "author", "p", "page_id", "m", "year", "category_name"];

impl Place {
    /// Reads an address; a page's number and `/feed/` at its end count for nothing.
    pub fn of(url: &Url) -> Self {
        let all: Vec<&str> = url.path().split('/').filter(|folder| !folder.is_empty()).collect();
        let mut folders = all.as_slice();
        while let [before @ .., "page", number] = folders
            && number.parse::<u32>().is_ok()
        {
            folders = before;
        }
        while let [before @ .., "feed" | "rss" | "rss2" | "atom"] = folders {
            folders = before;
        }
        let is_plain = url.query_pairs().any(|(key, _)| PLAIN.contains(&key.as_ref()));
        let search = url.query_pairs().find(|(key, _)| key == "s").map(|(_, words)| words.into_owned());
        let (at, filter) = term(folders)
            .or_else(|| time(folders))
            .or_else(|| (folders.is_empty() && !is_plain).then_some((0, search.map_or(Filter::All, Filter::Search))))
            .map_or((0, None), |(at, filter)| (at, Some(filter)));
        let mut root = url.clone();
        root.set_query(None);
        root.set_fragment(None);
        let before: String = folders.iter().take(at).map(|folder| format!("{folder}/")).collect();
        root.set_path(&format!("/{before}"));
        Self { root: root.into(), filter }
    }
}

fn term(folders: &[&str]) -> Option<(usize, Filter)> {
    let taxonomy = |folder: &str| match folder {
        "tag" => Some(Taxonomy::Tags),
        "category" => Some(Taxonomy::Categories),
        "author" => Some(Taxonomy::Users),
        _ => None,
    };
    let (at, taxonomy) = folders.iter().enumerate().find_map(|(at, folder)| Some((at, taxonomy(folder)?)))?;
    // of a category in a category the last
    let slug = folders.get(at + 1..)?.last()?;
    Some((at, Filter::Term { taxonomy, slug: Some((*slug).to_owned()), number: None }))
}

/// `/2026/`, `/2026/11/`, `/2026/11/22/`.
fn time(folders: &[&str]) -> Option<(usize, Filter)> {
    let is_number = |folder: &&&str| folder.bytes().all(|byte| byte.is_ascii_digit());
    let count = folders.iter().rev().take_while(is_number).count();
    let numbers: Vec<u32> = folders.get(folders.len() - count..)?.iter().filter_map(|n| n.parse().ok()).collect();
    let (start, end) = match numbers.as_slice() {
        [year @ 1900..=2199] => {
            let start = NaiveDate::from_ymd_opt(*year as i32, 1, 1)?;
            (start, start.checked_add_months(Months::new(12))?)
        }
        [year @ 1900..=2199, month] => {
            let start = NaiveDate::from_ymd_opt(*year as i32, *month, 1)?;
            (start, start.checked_add_months(Months::new(1))?)
        }
        [year @ 1900..=2199, month, day] => {
            let start = NaiveDate::from_ymd_opt(*year as i32, *month, *day)?;
            (start, start.checked_add_days(Days::new(1))?)
        }
        _ => return None,
    };
    let after = start.pred_opt()?.format("%Y-%m-%dT23:59:59").to_string();
    Some((folders.len() - count, Filter::Between { after, before: end.format("%Y-%m-%dT00:00:00").to_string() }))
}

/// A moment of a site's own clock, a second later.
pub(super) fn second_later(local: &str) -> Option<String> {
    let moment = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S").ok()?;
    Some(moment.checked_add_signed(TimeDelta::seconds(1))?.format("%Y-%m-%dT%H:%M:%S").to_string())
}
