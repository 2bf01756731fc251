//! Addresses: one canonical form for articles, and which links a document may have.
//!
//! Canonical: https, lower-case host with mirrors mapped (`assets/rules/mirrors.txt`), no port
//! that goes without saying, no name and password, no fragment, no tracking parameters
//! (`assets/rules/tracking.txt`), a slash after a last folder. Called by `ingest` for items, and
//! by `markup` for links.

use super::rules;
use crate::article::CanonicalUrl;
use std::collections::HashMap;
use std::sync::LazyLock;
use url::Url;

/// Longer addresses are no addresses, in bytes.
const LONGEST: usize = 2048;

static MIRRORS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| rules::pairs(include_str!("../../assets/rules/mirrors.txt")).collect());

static TRACKING: LazyLock<Vec<&str>> = LazyLock::new(|| {
    rules::pairs(include_str!("../../assets/rules/tracking.txt"))
        .flat_map(|(_, names)| names.split_whitespace())
        .collect()
});

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An absolute http, https or mailto address.
    Address(String),
    /// Nowhere outside this text, or nowhere that can be told.
    Nothing,
    /// To code or data.
    Unsafe,
}

/// Reads the `href` of a link.
pub(super) fn target(href: &str, base: Option<&Url>) -> Target {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') {
        return Target::Nothing;
    }
    let parsed = Url::parse(href);
    if parsed.as_ref().is_ok_and(|url| matches!(url.scheme(), "javascript" | "data" | "vbscript" | "file" | "blob")) {
        return Target::Unsafe;
    }
    let url = match parsed {
        Ok(url) => Some(url),
        Err(_) => resolve(href, base),
    };
    match url {
        Some(url) if url.as_str().len() > LONGEST => Target::Nothing,
        Some(url) if matches!(url.scheme(), "http" | "https") => Target::Address(url.into()),
        Some(url) if url.scheme() == "mailto" && !url.as_str().contains(char::is_whitespace) => {
            Target::Address(url.into())
        }
        _ => Target::Nothing,
    }
}

/// An address that is not absolute.
fn resolve(link: &str, base: Option<&Url>) -> Option<Url> {
    if link.starts_with("//") {
        Url::parse(&format!("https:{link}")).ok()
    } else if link.starts_with("www.") {
        Url::parse(&format!("https://{link}")).ok()
    } else {
        base?.join(link).ok()
    }
}

fn web(link: &str, base: Option<&Url>) -> Option<Url> {
    let link = link.trim();
    if link.is_empty() || link.len() > LONGEST {
        return None;
    }
    let url = Url::parse(link).ok().or_else(|| resolve(link, base))?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())).then_some(url)
}

/// The canonical form of an article's address. `None` for what is no web address, and for
/// WordPress's `?p=N`, which is a number and no address (see [`number`]).
pub fn canonical(link: &str, base: Option<&Url>) -> Option<CanonicalUrl> {
    let mut url = web(link, base)?;
    if number_in(&url).is_some() {
        return None;
    }
    url.set_fragment(None);
    url.set_scheme("https").ok()?;
    if matches!(url.port(), Some(80 | 443)) {
        url.set_port(None).ok()?;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let host = mapped_host(&url)?;
    url.set_host(Some(&host)).ok()?;
    let path = canonical_path(url.path());
    url.set_path(&path);
    let query = url.query().map(without_tracking).filter(|query| !query.is_empty());
    url.set_query(query.as_deref());
    let text = String::from(url);
    (text.len() <= LONGEST).then(|| CanonicalUrl::from_canonical(text))
}

/// The canonical host of an address: lower case, mirrors mapped.
pub fn host(link: &str) -> Option<String> {
    mapped_host(&web(link, None)?)
}

/// WordPress's own number of a post, where the address says it: `?p=216431`.
pub fn number(link: &str) -> Option<u64> {
    number_in(&web(link, None)?)
}

fn number_in(url: &Url) -> Option<u64> {
    if !(url.path().ends_with('/') || url.path().ends_with("/index.php")) {
        return None;
    }
    let value = url.query()?.split('&').find_map(|pair| pair.strip_prefix("p="))?;
    value.parse().ok().filter(|number| *number > 0)
}

fn mapped_host(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.');
    let host = MIRRORS.get(host).copied().unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Without the ends that name another form of the same article, and with a slash after a folder.
fn canonical_path(path: &str) -> String {
    let mut path = path;
    loop {
        let bare = path.trim_end_matches('/');
        let (before, last) = bare.rsplit_once('/').unwrap_or(("", bare));
        let page = last.strip_prefix("comment-page-").is_some_and(|page| page.bytes().all(|b| b.is_ascii_digit()));
        if matches!(last, "feed" | "amp") || page {
            path = before;
        } else if bare.is_empty() {
            return "/".to_owned();
        } else if last.contains('.') {
            return bare.to_owned();
        } else {
            return format!("{bare}/");
        }
    }
}

fn without_tracking(query: &str) -> String {
    let keep = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
        !name.is_empty()
            && !TRACKING.iter().any(|rule| match rule.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == *rule,
            })
    };
    query.split('&').filter(keep).collect::<Vec<_>>().join("&")
}
