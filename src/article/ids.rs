//! Newtypes, so that a number or a string can't stand in for another kind.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number!(
    /// An article's number in this archive: 1, 2, 3 … in the order taken in, never given twice.
    ArticleId, u64);
number!(
    /// A sighting's number in this archive.
    SightingId, u64);
number!(
    /// A source's number in this archive.
    SourceId, u64);
number!(
    /// How many changes the store has seen; the index follows it.
    Revision, u64);
number!(
    /// WordPress's `post_ID`, as in `?p=216431` and `post-216431`.
    WordpressId, u64);

/// An address in its one canonical form (see `clean::address`): https, mirror hosts mapped, no
/// fragment, no tracking parameters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CanonicalUrl(String);

impl CanonicalUrl {
    /// Takes an address that is canonical already, from `clean::address` or from the store.
    pub fn from_canonical(url: String) -> Self {
        Self(url)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, `www.` and all; empty if there is none.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or("")
    }
}

impl fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A tag's name in addresses: lower case, words joined by hyphens (WordPress `sanitize_title`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// A slug as it stands in an address; anything else in it is folded as in [`Slug::from_name`].
    pub fn new(slug: &str) -> Self {
        Self::from_name(slug)
    }

    /// Takes a slug that was one already, from the store.
    pub fn from_stored(slug: String) -> Self {
        Self(slug)
    }

    /// The slug that WordPress would make of a name: accents and apostrophes dropped, every other
    /// run of characters that are neither letters nor digits one hyphen.
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::with_capacity(name.len());
        for c in unaccented(name) {
            match c {
                '\'' | '’' | '‘' | '“' | '”' | '"' => {}
                c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
                _ if slug.is_empty() || slug.ends_with('-') => {}
                _ => slug.push('-'),
            }
        }
        if slug.ends_with('-') {
            slug.pop();
        }
        Self(slug)
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was left of the name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn unaccented(name: &str) -> impl Iterator<Item = char> + '_ {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    name.nfkd().filter(|c| !is_combining_mark(*c))
}
