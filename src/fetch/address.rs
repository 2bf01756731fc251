//! Which addresses are asked, and where a redirect may lead.
//!
//! **The same site** is the same host at the same port, where a leading `www.` makes no difference and
//! neither does http or https at their usual ports. Everything else has left the site, a subdomain too
//! (`blog.news.example` may be run by anybody whom `news.example` lets): it is said where the redirect
//! leads, and the person may add that address. From https to http is never followed.

use super::FetchError;
use url::Url;

/// An address as a person or a page gave it, without fragment.
pub(super) fn read(address: &str) -> Result<Url, FetchError> {
    let refused = |why: &str| Err(FetchError::Connection(why.to_owned()));
    let mut url = match Url::parse(address.trim()) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => return refused("it does not begin with http:// or https://"),
        Err(error) => return refused(&format!("it is no address ({error})")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refused(&format!("only http and https are fetched, not {}", url.scheme()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The host and its port where that is not the usual one; what turns and limits are counted by.
pub(super) fn host(url: &Url) -> String {
    let host = bare_host(url);
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Without name and password, for whoever reads it.
pub(super) fn public(url: &Url) -> Url {
    let mut url = url.clone();
    // Fails only for addresses that have no host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Name and password that a person gave in an address, for where it leads on the same host.
pub(super) fn with_login(url: &Url, given: &Url) -> Url {
    let mut url = public(url);
    if url.host() == given.host() {
        let _ = url.set_username(given.username());
        let _ = url.set_password(given.password());
    }
    url
}

/// Where a redirect leads, if that is on the same site.
pub(super) fn redirected(from: &Url, location: &str) -> Result<Url, FetchError> {
    let to = joined(from, location)?;
    if !is_same_site(from, &to) {
        return Err(FetchError::LeftSite { to: to.to_string() });
    }
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(FetchError::Insecure { to: to.to_string() });
    }
    Ok(to)
}

/// Where a redirect leads.
pub(super) fn joined(from: &Url, location: &str) -> Result<Url, FetchError> {
    let joined = from.join(location.trim());
    let to = joined.map_err(|_| FetchError::Connection("it redirects to what is no address".to_owned()))?;
    if !matches!(to.scheme(), "http" | "https") {
        return Err(FetchError::Connection(format!("it redirects to {}, which is not fetched", to.scheme())));
    }
    let mut to = public(&to);
    to.set_fragment(None);
    Ok(to)
}

fn is_same_site(one: &Url, other: &Url) -> bool {
    bare_host(one) == bare_host(other) && one.port() == other.port()
}

fn bare_host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(from: &str, to: &str) -> String {
        match redirected(&Url::parse(from).unwrap(), to) {
            Ok(url) => url.to_string(),
            Err(error) => error.to_string().split([' ', ',']).take(5).collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn a_redirect_is_followed_on_the_same_site_only() {
        for (from, to, end) in [
            ("http://news.example/a", "/b", "http://news.example/b"),
            ("http://news.example/a", "//www.news.example/a", "http://www.news.example/a"),
            ("http://news.example/a", "https://www.news.example./a#top", "https://www.news.example./a"),
            ("https://www.news.example/", "https://news.example/", "https://news.example/"),
            ("http://news.example/", "http://x:y@news.example/", "http://news.example/"),
            ("http://news.example:8080/", "http://www.news.example:8080/b c", "http://www.news.example:8080/b%20c"),
            ("https://news.example/", "http://news.example/", "leads to an address without"),
            ("https://news.example/", "http://other.example/", "leads to another site "),
            ("http://news.example/", "http://blog.news.example/", "leads to another site "),
            ("http://news.example/", "http://news.example:8080/", "leads to another site "),
            ("http://news.example:8080/", "https://news.example/", "leads to another site "),
            ("http://www.example/", "http://example/", "leads to another site "),
            ("http://news.example/", "file:///etc/passwd", "could not be fetched: it"),
            ("http://news.example/", "http://", "could not be fetched: it"),
        ] {
            let got = follow(from, to);
            assert!(got.starts_with(end), "{from} → {to}: {got}");
        }
    }
}
