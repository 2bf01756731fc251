//! Addresses that carry the real one inside: what search engines, mail filters, social sites and
//! web archives put in place of a link. Which do so is in `assets/rules/redirects.txt`; no network
//! is asked, so shortened addresses stay. Called by `address`.

use super::rules::{self, Pattern};
use std::sync::LazyLock;
use url::Url;

struct Wrapper {
    host: Pattern,
    /// With its leading slash; a star stands for one folder.
    path: &'static str,
    carries: Carries,
}

enum Carries {
    /// What follows in the path.
    Path,
    /// All of the query.
    Query,
    /// The first of these parameters that is an address.
    Parameters(Vec<&'static str>),
}

static WRAPPERS: LazyLock<Vec<Wrapper>> = LazyLock::new(|| {
    rules::pairs(include_str!("../../assets/rules/redirects.txt"))
        .map(|(key, value)| {
            let (host, path) = key.split_at(key.find('/').unwrap_or(key.len()));
            let carries = match value {
                "path" => Carries::Path,
                "query" => Carries::Query,
                names => Carries::Parameters(names.split_whitespace().collect()),
            };
            Wrapper { host: Pattern::new(host), path, carries }
        })
        .collect()
});

/// The innermost address.
pub(super) fn unwrapped(mut url: Url) -> Url {
    while let Some(inner) = inside(&url) {
        url = inner;
    }
    url
}

/// The address inside, always shorter than the one around it.
fn inside(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let inner = WRAPPERS.iter().filter(|wrapper| wrapper.host.fits(host)).find_map(|wrapper| wrapper.open(url))?;
    (inner.as_str().len() < url.as_str().len()).then_some(inner)
}

impl Wrapper {
    fn open(&self, url: &Url) -> Option<Url> {
        match &self.carries {
            Carries::Path => {
                let rest = behind(url.path(), self.path)?;
                let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
                let scheme = ["https:", "http:"].into_iter().find(|scheme| rest.starts_with(scheme));
                let bare = scheme.map_or(rest, |scheme| &rest[scheme.len()..]).trim_start_matches('/');
                web(&format!("{}//{bare}{query}", scheme.unwrap_or("https:")))
            }
            Carries::Query => web(url.query().filter(|_| self.is_at(url))?),
            Carries::Parameters(names) => {
                let mut pairs = url.query_pairs().filter(|_| self.is_at(url));
                pairs.find_map(|(name, value)| web(value.trim()).filter(|_| names.contains(&name.as_ref())))
            }
        }
    }

    fn is_at(&self, url: &Url) -> bool {
        url.path().trim_end_matches('/') == self.path.trim_end_matches('/')
    }
}

/// What follows a beginning of a path.
fn behind<'a>(path: &'a str, beginning: &str) -> Option<&'a str> {
    let Some((before, after)) = beginning.split_once('*') else { return path.strip_prefix(beginning) };
    let rest = path.strip_prefix(before)?;
    rest.get(rest.find('/')?..)?.strip_prefix(after)
}

fn web(text: &str) -> Option<Url> {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let url = Url::parse(text).ok().filter(|_| is_web)?;
    url.host_str().is_some_and(|host| host.contains('.')).then_some(url)
}
