//! What a listing says of itself: its title and address, the site, and what it lists.

use super::spot::{Markup, Spot};
use crate::article::{About, Slug};
use crate::parse::FoundChannel;
use crate::parse::page::json_ld::Graph;
use crate::text::safe_line;
use crate::text::separator::SPACED;
use url::Url;

/// What kind of page it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// A list of articles.
    List,
    /// One article, or a page that stands by itself.
    Single,
    /// That there is nothing here.
    Missing,
    /// It does not say.
    Silent,
}

/// The head of a page.
pub(super) struct Head {
    pub claim: Claim,
    pub channel: FoundChannel,
    /// Its own address, as far as it says it without doubt.
    pub own: Option<String>,
}

/// A feed that the page belongs to.
struct Feed {
    /// The page that it is the feed of.
    page: String,
    title: String,
}

impl Head {
    pub fn read(markup: &Markup) -> Self {
        let mut classes: Vec<&str> = Vec::new();
        let (mut title, mut first_heading) = (None, None);
        let (mut canonical, mut language) = (None, None);
        let mut metas: Vec<(&str, String)> = Vec::new();
        let mut feeds: Vec<Feed> = Vec::new();
        let mut scripts: Vec<String> = Vec::new();
        for spot in markup.elements() {
            match spot.name() {
                "html" => language = language.or(spot.attribute("lang")),
                "body" => classes.extend(spot.classes()),
                "title" => title = title.or_else(|| said(&spot.text())),
                "h1" => first_heading = first_heading.or_else(|| said(&spot.text())),
                "meta" => metas.extend(meta(spot)),
                "link" if spot.has_word("rel", "canonical") => canonical = canonical.or(spot.attribute("href")),
                "link" if spot.has_word("rel", "alternate") => feeds.extend(feed(spot)),
                "script" if spot.attribute("type").is_some_and(|kind| kind.trim() == "application/ld+json") => {
                    scripts.push(spot.text());
                }
                _ => {}
            }
        }
        let meta = |name: &str| metas.iter().find(|(key, _)| *key == name).and_then(|(_, value)| said(value));
        let graph = Graph::read(&scripts);
        let about = about(&classes);
        let own = canonical.map(str::to_owned).or_else(|| meta("og:url")).map(|link| first_page(&link));
        let own_feed = own_feed(&feeds, &classes);
        let site_name =
            meta("og:site_name").or_else(|| graph.site_name().and_then(|name| said(&name))).or_else(|| site_of(&feeds));
        let is_article = graph.article().is_some() || meta("og:type").as_deref() == Some("article");
        let claim = match claim(&classes) {
            // of an archive's pages an SEO plug-in says so too
            Claim::List if is_article && !classes.contains(&"archive") => Claim::Single,
            Claim::Silent if is_article => Claim::Single,
            claim => claim,
        };
        let channel = FoundChannel {
            title: title.or_else(|| meta("og:title")).or(first_heading).map(|title| without_page(&title)),
            link: own.clone().or_else(|| own_feed.map(|feed| first_page(&feed.page))),
            language: language.and_then(said),
            built: None,
            site_name,
            about,
            ..FoundChannel::default()
        };
        Self { claim, channel, own }
    }

    /// Whether its own address is that of a site's front page, or of a term, a month or a search.
    pub fn is_at_a_list(&self) -> bool {
        const FOLDERS: [&str; 12] = [
            "tag",
            "tags",
            "category",
            "categories",
            "topic",
            "topics",
            "author",
            "authors",
            "archive",
            "archives",
            "search",
            "section",
        ];
        let Some(url) = self.own.as_deref().and_then(|link| Url::parse(link.trim()).ok()) else { return false };
        let folders: Vec<&str> = url.path().split('/').filter(|folder| !folder.is_empty()).collect();
        let is_number = |folder: &&str| folder.bytes().all(|b| b.is_ascii_digit());
        folders.iter().all(is_number)
            || folders.first().is_some_and(|first| FOLDERS.contains(first))
            || url.query_pairs().any(|(key, _)| key == "s")
    }
}

fn said(text: &str) -> Option<String> {
    let text = safe_line(text);
    (!text.is_empty()).then_some(text)
}

fn meta(spot: Spot<'_>) -> Option<(&str, String)> {
    let key = spot.attribute("property").or_else(|| spot.attribute("name"))?;
    Some((key, spot.attribute("content")?.to_owned()))
}

/// Feeds of comments say nothing of what the page lists.
fn feed(spot: Spot<'_>) -> Option<Feed> {
    let is_feed = spot.attribute("type").is_some_and(|kind| kind.contains("rss+xml") || kind.contains("atom+xml"));
    let href = spot.attribute("href").filter(|href| is_feed && !href.contains("/comments/"))?;
    let path = href.split(['?', '#']).next()?.trim_end_matches('/');
    let path = ["rss2", "rss", "rdf", "atom"].iter().fold(path, |path, form| {
        path.strip_suffix(form)
            .map(|path| path.trim_end_matches('/'))
            .filter(|path| path.ends_with("/feed"))
            .unwrap_or(path)
    });
    let page = path.strip_suffix("/feed").unwrap_or(path);
    Some(Feed { page: format!("{page}/"), title: spot.attribute("title").unwrap_or("").to_owned() })
}

/// The feed of what is listed here: the one that goes deeper than the site's, if there is only one
/// or the page's classes name it; else the site's.
fn own_feed<'f>(feeds: &'f [Feed], classes: &[&str]) -> Option<&'f Feed> {
    let site = feeds.iter().min_by_key(|feed| feed.page.len())?;
    let deeper: Vec<&Feed> = feeds.iter().filter(|feed| feed.page.len() > site.page.len()).collect();
    let named = |feed: &&&Feed| {
        let last = feed.page.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        classes.iter().any(|class| class.split_once('-').is_some_and(|(_, slug)| slug == last))
    };
    match deeper.as_slice() {
        [one] => Some(one),
        several => Some(several.iter().find(named).copied().unwrap_or(site)),
    }
}

/// WordPress titles its feeds "SITE » Feed", "SITE » TERM Tag Feed".
fn site_of(feeds: &[Feed]) -> Option<String> {
    feeds.iter().find_map(|feed| feed.title.split_once(" » ")).and_then(|(site, _)| said(site))
}

/// The classes that WordPress gives a page's body (`get_body_class`).
fn claim(classes: &[&str]) -> Claim {
    let has = |names: &[&str]| classes.iter().any(|class| names.contains(class));
    if has(&["error404", "search-no-results"]) {
        Claim::Missing
    } else if has(&["single", "singular", "attachment"]) || classes.iter().any(|class| class.starts_with("postid-")) {
        Claim::Single
    } else if has(&["archive", "blog", "search", "search-results", "paged"]) {
        Claim::List
    } else {
        Claim::Silent
    }
}

fn about(classes: &[&str]) -> Option<About> {
    let has = |name: &str| classes.contains(&name);
    if !has("archive") {
        return None;
    }
    // the term's slug comes before its number
    let slug = |start: &str| {
        let names = classes.iter().filter_map(|class| class.strip_prefix(start));
        names.map(Slug::new).find(|slug| !slug.is_empty() && !slug.as_str().bytes().all(|b| b.is_ascii_digit()))
    };
    if has("author") {
        Some(About::Author)
    } else if has("date") {
        Some(About::Time)
    } else if has("tag") {
        slug("tag-").map(About::Tag)
    } else if has("category") {
        slug("category-").map(About::Tag)
    } else {
        slug("term-").map(About::Tag)
    }
}

/// The address of a list's first page.
fn first_page(link: &str) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let path = link.trim_end_matches('/');
    match path.rsplit_once("/page/") {
        Some((before, number)) if is_number(number) => format!("{before}/"),
        _ => link.to_owned(),
    }
}

/// A title without "Page 2", "Page 2 of 7".
fn without_page(title: &str) -> String {
    let mut places: Vec<(usize, usize)> = SPACED
        .iter()
        .flat_map(|separator| title.match_indices(separator).map(|(at, found)| (at, at + found.len())))
        .collect();
    places.sort_unstable();
    for (n, (start, from)) in places.iter().enumerate() {
        let end = places.get(n + 1).map_or(title.len(), |(next, _)| *next);
        if title.get(*from..end).is_some_and(is_page_number) {
            return format!("{}{}", &title[..*start], &title[end..]);
        }
    }
    title.to_owned()
}

/// A word and a number, once or twice.
fn is_page_number(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_pair = |pair: &[&str]| match pair {
        [word, number] => {
            word.chars().all(char::is_alphabetic) && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    matches!(words.len(), 2 | 4) && words.chunks(2).all(is_pair)
}
