//! Which ways a page offers to what it is a page of: feeds, WordPress's REST interface, the pages before
//! and after it; and what it says that it is. Called by whoever walks through a site.
//!
//! Read in one pass over the tags, without a tree: what counts stands in `<link>`, in the classes of
//! `<body>` (WordPress's `get_body_class`) and in the links of a pager.

use crate::text::html::{Attribute, Token, tokens};
use std::collections::BTreeMap;
use url::Url;

/// More of a page is not looked at, in bytes.
const LARGEST: usize = 4 << 20;
/// No honest page names more feeds, or more pages of a list.
const MOST: usize = 64;

/// What a page offers. Addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Discovery {
    /// The root of WordPress's REST interface (`rel="https://api.w.org/"`).
    pub api: Option<String>,
    /// What the page is about, in the REST interface (`rel=alternate`, JSON): `…/wp/v2/tags/5`.
    pub entity: Option<String>,
    /// Feeds of articles, not those of comments, in the order of the page.
    pub feeds: Vec<String>,
    /// What it says that its own address is.
    pub canonical: Option<String>,
    /// `rel=next`.
    pub next: Option<String>,
    /// `rel=prev`.
    pub previous: Option<String>,
    /// Pages of the same list that it links to, by number.
    pub pages: BTreeMap<u32, String>,
    /// What it says that it is.
    pub subject: Option<Subject>,
    /// Whether WordPress made it.
    pub is_wordpress: bool,
}

/// What a page is, by the classes of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The front page of a site.
    Front,
    /// What carries a tag.
    Tag(Named),
    /// What stands in a category.
    Category(Named),
    /// What an author wrote.
    Author(Named),
    /// Another list: of a month, of a search, of a site's own kind of term.
    List,
    /// One article, with its number.
    Article(Option<u64>),
    /// A page that says that there is nothing.
    Missing,
}

/// A term or an author.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// As in its address.
    pub slug: Option<String>,
    /// The site's number for it.
    pub number: Option<u64>,
}

impl Discovery {
    /// Reads a page that was at `base`.
    pub fn read(html: &str, base: &Url) -> Self {
        let html = &html[..html.floor_char_boundary(LARGEST)];
        let mut found = Self::default();
        let list = first_page(base);
        let mut base = base.clone();
        for token in tokens(html) {
            let Token::Start { name, attributes } = token else { continue };
            let tag = Tag { attributes: &attributes, base: &base };
            match name.as_ref() {
                "base" => base = tag.address().and_then(|address| Url::parse(&address).ok()).unwrap_or(base),
                "link" => found.link(&tag),
                "a" => found.anchor(&tag, &list),
                "body" => {
                    let classes: Vec<&str> = tag.words("class").collect();
                    found.subject = subject(&classes);
                }
                "meta" if tag.is("name", "generator") => {
                    found.is_wordpress |= tag.value("content").is_some_and(|name| name.starts_with("WordPress"));
                }
                "img" | "script" => {
                    found.is_wordpress |= tag.value("src").is_some_and(is_wordpress_file);
                }
                _ => {}
            }
        }
        found.is_wordpress |= found.api.is_some();
        found
    }

    /// The page after this one, which was at `own`. The number decides, since themes differ on which way
    /// `next` goes; a page that names itself leads nowhere.
    pub fn page_after(&self, own: &str) -> Option<&str> {
        let wanted = page_number(own).unwrap_or(1).checked_add(1)?;
        let is_other = |address: &&str| !is_same(address, own);
        let goes_on = |address: &&str| page_number(address) == Some(wanted);
        let next = self.next.as_deref().filter(is_other);
        let previous = self.previous.as_deref().filter(is_other);
        let numbered = self.pages.get(&wanted).map(String::as_str).filter(is_other);
        let unnumbered = next.filter(|address| page_number(address).is_none() && page_number(own).is_none());
        next.filter(goes_on).or(previous.filter(goes_on)).or(numbered).or(unnumbered)
    }

    fn link(&mut self, tag: &Tag) {
        let Some(address) = tag.address() else { return };
        let kind = tag.value("type").unwrap_or("").trim().to_ascii_lowercase();
        self.is_wordpress |= is_wordpress_file(&address);
        for rel in tag.words("rel") {
            match rel.to_ascii_lowercase().as_str() {
                "https://api.w.org/" => self.api = self.api.take().or_else(|| Some(address.clone())),
                "canonical" => self.canonical = self.canonical.take().or_else(|| Some(address.clone())),
                "next" => self.next = self.next.take().or_else(|| Some(address.clone())),
                "prev" | "previous" => self.previous = self.previous.take().or_else(|| Some(address.clone())),
                "alternate" => self.alternate(&address, &kind, tag.value("title").unwrap_or("")),
                _ => {}
            }
        }
    }

    fn alternate(&mut self, address: &str, kind: &str, title: &str) {
        let is_feed = ["rss+xml", "atom+xml", "feed+json"].iter().any(|feed| kind.contains(feed));
        if is_feed && self.feeds.len() < MOST && !is_of_comments(address, title) {
            self.feeds.push(address.to_owned());
        } else if kind == "application/json" && address.contains("wp/v2/") {
            self.entity = self.entity.take().or_else(|| Some(address.to_owned()));
        }
    }

    fn anchor(&mut self, tag: &Tag, list: &str) {
        let Some(address) = tag.value("href").filter(|href| !href.trim().is_empty()) else { return };
        let is = |wanted: &str| tag.words("rel").any(|rel| rel.eq_ignore_ascii_case(wanted));
        let is_pager = tag.words("class").any(|class| class == "page-numbers");
        let (is_next, is_previous) = (
            is("next") || is_pager && tag.words("class").any(|class| class == "next"),
            is("prev") || is("previous") || is_pager && tag.words("class").any(|class| class == "prev"),
        );
        let may_be_numbered = address.contains(|c: char| c.is_ascii_digit()) && self.pages.len() < MOST;
        if !is_next && !is_previous && !may_be_numbered {
            return;
        }
        let Some(address) = tag.address() else { return };
        if address.contains("comment-page") || address.contains("cpage=") {
            return;
        }
        let is_of_list = || Url::parse(&address).is_ok_and(|url| first_page(&url) == list);
        if let Some(number) = page_number(&address).filter(|_| may_be_numbered && is_of_list()) {
            self.pages.entry(number).or_insert_with(|| address.clone());
        }
        if is_next {
            self.next = self.next.take().or(Some(address));
        } else if is_previous {
            self.previous = self.previous.take().or(Some(address));
        }
    }
}

/// A tag with what its addresses are relative to.
struct Tag<'a> {
    attributes: &'a [Attribute<'a>],
    base: &'a Url,
}

impl Tag<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.name == name).map(|a| a.value.as_ref())
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    }

    fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.value(name).unwrap_or("").split_ascii_whitespace()
    }

    /// Of the web, without a fragment.
    fn address(&self) -> Option<String> {
        let mut url = self.base.join(self.value("href")?.trim()).ok()?;
        url.set_fragment(None);
        matches!(url.scheme(), "http" | "https").then(|| url.into())
    }
}

/// The number of a page of a list, where its address says it: `/page/7/`, `?paged=7`, `?page=7`.
pub fn page_number(address: &str) -> Option<u32> {
    let url = Url::parse(address).ok()?;
    let mut folders: Vec<&str> = url.path().split('/').filter(|folder| !folder.is_empty()).collect();
    let in_path = folders.pop().and_then(|last| {
        let is_page = folders.last().is_some_and(|before| *before == "page");
        last.parse().ok().filter(|_| is_page)
    });
    let in_query = || {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key == "paged" || key == "page").and_then(|(_, number)| number.parse().ok())
    };
    in_path.or_else(in_query).filter(|number| *number > 0)
}

/// What all pages of a list have in common: its host and path, and its query without a page's number.
fn first_page(url: &Url) -> String {
    let host = url.host_str().unwrap_or("").trim_start_matches("www.");
    let path = url.path().trim_end_matches('/');
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    let path = match path.rsplit_once("/page/") {
        Some((before, number)) if is_number(number) => before,
        _ => path,
    };
    let pairs = url.query().unwrap_or("").split('&');
    let query: Vec<&str> = pairs.filter(|pair| !pair.starts_with("paged=") && !pair.starts_with("page=")).collect();
    format!("{host}{path}?{}", query.join("&"))
}

/// `/comments/feed/` is the site's, `ARTICLE/feed/` an article's own, which is titled so.
fn is_of_comments(address: &str, title: &str) -> bool {
    const WORDS: [&str; 6] = ["comments feed", "comment feed", "comments »", "kommentar", "commentaire", "comentario"];
    let title = title.to_lowercase();
    address.contains("/comments/") || address.contains("comments-rss2") || WORDS.iter().any(|word| title.contains(word))
}

fn is_wordpress_file(address: &str) -> bool {
    address.contains("/wp-content/") || address.contains("/wp-includes/")
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

fn subject(classes: &[&str]) -> Option<Subject> {
    let has = |name: &str| classes.contains(&name);
    let number = |start: &str| classes.iter().rev().find_map(|class| class.strip_prefix(start)?.parse().ok());
    // the slug comes first, then the number, last the page's number
    let named = |start: &str| {
        let mut names = classes.iter().filter_map(|class| class.strip_prefix(start));
        let is_slug = |name: &&str| !name.starts_with("paged-") && name.parse::<u64>().is_err();
        Named { slug: names.find(is_slug).map(str::to_owned), number: number(start) }
    };
    Some(if has("error404") || has("search-no-results") {
        Subject::Missing
    } else if has("home") {
        Subject::Front
    } else if has("archive") && has("tag") {
        Subject::Tag(named("tag-"))
    } else if has("archive") && has("category") {
        Subject::Category(named("category-"))
    } else if has("archive") && has("author") {
        Subject::Author(named("author-"))
    } else if has("archive") || has("blog") || has("search-results") {
        Subject::List
    } else if has("single") || has("singular") || number("postid-").is_some() {
        Subject::Article(number("postid-"))
    } else {
        return None;
    })
}
