//! Addresses: one canonical form for articles, and which links a document may have.
//!
//! Canonical: https, lower-case host with mirrors mapped (`assets/rules/mirrors.txt`), no port
//! that goes without saying, no name and password, no fragment (but `#!`, which names a page), no
//! tracking parameters (`assets/rules/tracking.txt`), no endings that name another form of the same
//! article, one way to escape, a slash after a last folder. What carries another address inside
//! (see `redirect`) is that address. Called by `ingest` for items, and by `markup` for links.

use super::redirect;
use super::rules::{self, Pattern};
use crate::article::CanonicalUrl;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use url::Url;

/// Longer addresses are no addresses, in bytes.
const LONGEST: usize = 2048;

/// How often a change may make room for another.
const ROUNDS: usize = 8;

/// Hosts that are mapped as they are, and patterns for more.
struct Mirrors {
    exact: HashMap<&'static str, &'static str>,
    patterns: Vec<(Pattern, &'static str)>,
}

static MIRRORS: LazyLock<Mirrors> = LazyLock::new(|| {
    let pairs = rules::pairs(include_str!("../../assets/rules/mirrors.txt"));
    let (patterns, exact): (Vec<_>, Vec<_>) = pairs.partition(|(host, _)| host.contains('*'));
    Mirrors {
        exact: exact.into_iter().collect(),
        patterns: patterns.into_iter().map(|(host, of)| (Pattern::new(host), of)).collect(),
    }
});

/// Names of parameters, and the value that one has to have.
static TRACKING: LazyLock<Vec<(Pattern, Option<Pattern>)>> = LazyLock::new(|| {
    let rules = rules::words(include_str!("../../assets/rules/tracking.txt"), "drop");
    let rule = |rule: &'static str| match rule.split_once('=') {
        Some((name, value)) => (Pattern::new(name), Some(Pattern::new(value))),
        None => (Pattern::new(rule), None),
    };
    rules.into_iter().map(rule).collect()
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
    match url.map(redirect::unwrapped) {
        Some(url) if url.as_str().len() > LONGEST => Target::Nothing,
        Some(url) if matches!(url.scheme(), "http" | "https") => Target::Address(at_its_host(url).into()),
        Some(url) if url.scheme() == "mailto" && !url.as_str().contains(char::is_whitespace) => {
            Target::Address(url.into())
        }
        _ => Target::Nothing,
    }
}

/// A link to a mirror or a staging host leads to the site itself, all else as it is.
fn at_its_host(mut url: Url) -> Url {
    if let Some(host) = mapped_host(&url).filter(|host| url.host_str() != Some(host)) {
        // A host that can't be set stays what it was.
        let _ = url.set_host(Some(&host));
    }
    url
}

/// An address that is not absolute.
fn resolve(link: &str, base: Option<&Url>) -> Option<Url> {
    if link.starts_with("//") {
        Url::parse(&format!("https:{link}")).ok()
    } else if link.starts_with("www.") {
        Url::parse(&format!("https://{link}")).ok()
    } else if link.starts_with("/web/") && link.contains("/http") {
        // A page out of the Web Archive, whose links all lead there.
        Url::parse(&format!("https://web.archive.org{link}")).ok()
    } else {
        base?.join(link).ok()
    }
}

fn web(link: &str, base: Option<&Url>) -> Option<Url> {
    let link = link.trim();
    if link.is_empty() || link.len() > LONGEST {
        return None;
    }
    let url = Url::parse(link).ok().or_else(|| resolve(link, base)).map(redirect::unwrapped)?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())).then_some(url)
}

/// The canonical form of an article's address. `None` for what is no web address, and for
/// WordPress's `?p=N`, which is a number and no address (see [`number`]). The canonical form of a
/// canonical address is itself.
pub fn canonical(link: &str, base: Option<&Url>) -> Option<CanonicalUrl> {
    let mut url = web(link, base)?;
    for _ in 0..ROUNDS {
        if number_in(&url).is_some() {
            return None;
        }
        let next = redirect::unwrapped(simplified(&url)?);
        if next == url {
            let text = String::from(url);
            return (text.len() <= LONGEST).then(|| CanonicalUrl::from_canonical(text));
        }
        url = next;
    }
    None
}

/// One round of the way to the canonical form.
fn simplified(url: &Url) -> Option<Url> {
    let mut url = url.clone();
    if !url.fragment().is_some_and(|fragment| fragment.starts_with('!')) {
        url.set_fragment(None);
    }
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
    // Read anew, so that what stands in the archive is read as it was meant.
    Url::parse(url.as_str()).ok()
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
    let by_pattern = || MIRRORS.patterns.iter().find(|(pattern, _)| pattern.fits(host)).map(|(_, of)| *of);
    let host = MIRRORS.exact.get(host).copied().or_else(by_pattern).unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// Without the ends that name another form of the same article, without sessions and double
/// slashes, and with a slash after a folder.
fn canonical_path(path: &str) -> String {
    let path = normal_escapes(path);
    let mut folders: Vec<&str> = path.split('/').map(without_session).filter(|folder| !folder.is_empty()).collect();
    while let [before @ .., last] = folders.as_slice()
        && names_a_form(before.last().copied(), last)
    {
        folders.pop();
    }
    let Some(last) = folders.pop() else { return "/".to_owned() };
    let last = last.strip_suffix(".amp.html").map_or(Cow::Borrowed(last), |name| Cow::Owned(format!("{name}.html")));
    let slash = if last.contains('.') { "" } else { "/" };
    let mut out = String::with_capacity(path.len() + 2);
    for folder in folders {
        out.extend(["/", folder]);
    }
    out + "/" + &last + slash
}

/// Whether the end of a path names a form (feed, AMP, print, a page of comments) of what stands
/// before it, or only says what is shown anyway.
fn names_a_form(before: Option<&str>, last: &str) -> bool {
    let is_article = || before.is_some_and(|slug| slug.contains(|c: char| c == '-' || c.is_ascii_digit()));
    match last {
        "feed" | "amp" | "index.php" | "index.html" | "index.htm" | "index.asp" | "default.asp" | "default.aspx" => {
            true
        }
        "rss" | "rss2" | "rdf" | "atom" => before == Some("feed"),
        "print" | "embed" | "trackback" => is_article(),
        _ => last
            .strip_prefix("comment-page-")
            .is_some_and(|page| !page.is_empty() && page.bytes().all(|b| b.is_ascii_digit())),
    }
}

/// `;jsessionid=…` of Java, `(S(…))` of ASP.NET.
fn without_session(folder: &str) -> &str {
    if folder.starts_with("(S(") && folder.ends_with("))") {
        return "";
    }
    let (name, rest) = folder.split_at(folder.find(';').unwrap_or(folder.len()));
    let rest = rest.to_ascii_lowercase();
    if rest.starts_with(";jsessionid=") || rest.starts_with(";phpsessid=") { name } else { folder }
}

fn without_tracking(query: &str) -> String {
    let keep = |pair: &&str| {
        let pair = pair.to_ascii_lowercase();
        let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
        !name.is_empty()
            && !TRACKING.iter().any(|(rule, with)| rule.fits(name) && with.as_ref().is_none_or(|with| with.fits(value)))
    };
    // `&amp;` where nobody decoded it.
    let pairs = query.split('&').map(|pair| pair.trim_start_matches("amp;"));
    normal_escapes(&pairs.filter(keep).collect::<Vec<_>>().join("&"))
}

/// RFC 3986, 6.2.2: letters, digits and `-._~` never escaped; a percent sign that escapes nothing is
/// escaped itself. Escapes stay in the case they are written in (`WordPress`: lower), which tells no
/// two addresses apart.
fn normal_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, digits) {
            (Some(byte), _) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(char::from(byte)),
            (_, Some(digits)) => out.extend(["%", digits]),
            (_, None) => out.push_str("%25"),
        }
        rest = if digits.is_some() { &after[2..] } else { after };
    }
    out + rest
}
