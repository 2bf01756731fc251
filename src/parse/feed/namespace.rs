//! Whose element it is: namespaces by their address, and by the prefix everybody uses where a feed
//! forgot to declare it.

use crate::parse::markup::attributes;
use url::Url;

/// The vocabularies that an item is read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ns {
    /// RSS 0.9 to 2.0, with or without a namespace.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// Dublin Core elements and terms.
    Dc,
    /// RSS 1.0 content module.
    Content,
    /// RSS 1.0 slash module: comment counts.
    Slash,
    /// Media RSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// XHTML.
    Xhtml,
    /// WordPress exports.
    Wp,
    /// Excerpts in WordPress exports.
    WpExcerpt,
    /// All others.
    Other,
}

impl Ns {
    /// Whether it is a feed's own vocabulary.
    pub fn is_feed(self) -> bool {
        matches!(self, Self::Rss | Self::Atom)
    }

    fn by_address(address: &str) -> Option<Self> {
        let address = address.trim().to_ascii_lowercase();
        let address = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(&address);
        Some(match address.trim_end_matches(['/', '#']) {
            "" => return None,
            "www.w3.org/2005/atom"
            | "purl.org/atom/ns"
            | "example.com/newformat"
            | "example.com/necho"
            | "purl.org/echo"
            | "uri/of/echo/namespace"
            | "purl.org/pie" => Self::Atom,
            "purl.org/rss/1.0"
            | "my.netscape.com/rdf/simple/0.9"
            | "channel.netscape.com/rdf/simple/0.9"
            | "my.netscape.com/publish/formats/rss-0.91.dtd"
            | "blogs.law.harvard.edu/tech/rss"
            | "purl.org/net/rss1.1"
            | "purl.org/rss/1.0/modules/rss091" => Self::Rss,
            address if address.starts_with("backend.userland.com/rss") => Self::Rss,
            address if address.starts_with("purl.org/dc/") => Self::Dc,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "purl.org/rss/1.0/modules/slash" => Self::Slash,
            "search.yahoo.com/mrss" | "tools.search.yahoo.com/mrss" => Self::Media,
            "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Self::Itunes,
            "www.w3.org/1999/xhtml" => Self::Xhtml,
            address if address.starts_with("wordpress.org/export/") => {
                if address.ends_with("/excerpt") {
                    Self::WpExcerpt
                } else {
                    Self::Wp
                }
            }
            _ => Self::Other,
        })
    }

    fn by_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "atom" | "a10" | "atom10" => Self::Atom,
            "rss" => Self::Rss,
            "dc" | "dcterms" | "dct" => Self::Dc,
            "content" => Self::Content,
            "slash" => Self::Slash,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "xhtml" => Self::Xhtml,
            _ => Self::Other,
        }
    }

    /// Whose element one is that lost its prefix: RSS and Atom have none of these names.
    fn by_name(local: &str) -> Option<Self> {
        match local {
            "creator" | "subject" => Some(Self::Dc),
            "encoded" => Some(Self::Content),
            _ => None,
        }
    }
}

/// What holds for the elements at one place: declared prefixes, the vocabulary of names without
/// one, the base of relative addresses.
#[derive(Debug, Clone)]
pub struct Scope {
    prefixes: Vec<(String, Ns)>,
    default: Ns,
    base: Option<Url>,
}

impl Scope {
    /// The scope outside a root element of this vocabulary.
    pub fn new(default: Ns) -> Self {
        Self { prefixes: Vec::new(), default, base: None }
    }

    /// The scope inside an element with these attributes. The default namespace of the feed's own
    /// structure is the feed's, whatever it is called: `unknown_is_feed`.
    pub fn within(&self, attributes: &[(&str, String)], unknown_is_feed: bool) -> Self {
        let mut inner = self.clone();
        for (name, value) in attributes {
            match name.split_once(':') {
                None if *name == "xmlns" => {
                    inner.default = match Ns::by_address(value) {
                        Some(Ns::Other | Ns::Xhtml) | None if unknown_is_feed => inner.default,
                        Some(ns) => ns,
                        None => Ns::Rss,
                    };
                }
                Some(("xmlns", prefix)) => {
                    let ns = Ns::by_address(value).unwrap_or(Ns::Other);
                    inner.prefixes.retain(|(known, _)| known != prefix);
                    inner.prefixes.push((prefix.to_owned(), ns));
                }
                Some(("xml", "base")) => inner.rebase(value),
                // the Channel Definition Format's own
                None if unknown_is_feed && name.eq_ignore_ascii_case("base") => inner.rebase(value),
                _ => {}
            }
        }
        inner
    }

    /// Whether it is a WordPress export's.
    pub fn is_export(&self) -> bool {
        self.prefixes.iter().any(|(_, ns)| *ns == Ns::Wp)
    }

    fn rebase(&mut self, value: &str) {
        let base = match &self.base {
            Some(base) => base.join(value),
            None => Url::parse(value),
        };
        self.base = base.ok().or(self.base.take());
    }

    /// The same from the source of a start tag.
    pub fn within_tag(&self, source: &str, unknown_is_feed: bool) -> Self {
        if source.contains('=') { self.within(&attributes(source), unknown_is_feed) } else { self.clone() }
    }

    /// Whose element it is, and its name without the prefix in lower case. HTML parsers have
    /// lowered them all, some write `html:dc:creator` for `dc:creator`, and one `U0003A` for the
    /// colon.
    pub fn resolve(&self, name: &str) -> (Ns, String) {
        let name = name.strip_prefix("html:").unwrap_or(name);
        match name.split_once(':').or_else(|| name.split_once("U0003A")) {
            None => {
                let local = name.to_ascii_lowercase();
                let lost = Ns::by_name(&local).filter(|_| self.default.is_feed());
                (lost.unwrap_or(self.default), local)
            }
            Some((prefix, local)) => {
                let declared = self.prefixes.iter().rev().find(|(known, _)| known == prefix);
                (declared.map_or_else(|| Ns::by_prefix(prefix), |(_, ns)| *ns), local.to_ascii_lowercase())
            }
        }
    }

    /// Against what relative addresses are read, where the feed says so.
    pub fn base(&self) -> Option<&str> {
        self.base.as_ref().map(Url::as_str)
    }

    /// An address made absolute, where the feed says against what.
    pub fn absolute(&self, address: &str) -> String {
        let address = address.trim();
        match (&self.base, Url::parse(address)) {
            (Some(base), Err(url::ParseError::RelativeUrlWithoutBase)) => {
                base.join(address).map_or_else(|_| address.to_owned(), String::from)
            }
            _ => address.to_owned(),
        }
    }
}
