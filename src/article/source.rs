//! Where articles come from: files, folders and addresses, and what a feed says of itself.

use super::{Slug, Tag};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The shape that a source came in, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// RSS 0.9 to 2.0.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1 and 1.1.
    JsonFeed,
    /// A feed flattened to plain text by a scraper.
    FeedText,
    /// A blog's page flattened to plain text.
    BlogText,
    /// Any other text: one article.
    Text,
    /// An HTML page with one article.
    Page,
    /// An HTML page that lists articles: by tag, author, category, month or search.
    Listing,
    /// A list of feeds.
    Opml,
    /// A WordPress export file.
    Wxr,
    /// A web archive, plain or compressed.
    Warc,
    /// A page saved with all that belongs to it in one file.
    Mhtml,
    /// Any number of files.
    Zip,
    /// Any number of files, plain or compressed as a whole.
    Tar,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Rss,
        Self::Atom,
        Self::JsonFeed,
        Self::FeedText,
        Self::BlogText,
        Self::Text,
        Self::Page,
        Self::Listing,
        Self::Opml,
        Self::Wxr,
        Self::Warc,
        Self::Mhtml,
        Self::Zip,
        Self::Tar,
    ];

    /// Whether an input of this kind is one article, and so its own raw item.
    pub fn is_one_article(self) -> bool {
        matches!(self, Self::Text | Self::Page | Self::Mhtml)
    }

    /// Whether an input of this kind holds other inputs and no article of its own.
    pub fn is_bundle(self) -> bool {
        matches!(self, Self::Opml | Self::Warc | Self::Zip | Self::Tar)
    }

    /// The name in JSON, as the contract has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::JsonFeed => "json-feed",
            Self::FeedText => "feed-text",
            Self::BlogText => "blog-text",
            Self::Text => "text",
            Self::Page => "page",
            Self::Listing => "listing",
            Self::Opml => "opml",
            Self::Wxr => "wxr",
            Self::Warc => "warc",
            Self::Mhtml => "mhtml",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }

    /// Reads [`Kind::name`] back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who said it: one file or address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// For people: the channel's cleaned title, else the file's name, else the address.
    pub name: String,
    /// The address, or for a file the path as given; `-` for standard input.
    pub address: String,
    /// The shape it came in.
    pub kind: Kind,
}

/// What an archive lists the articles of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A tag or category, by its slug.
    Tag(Slug),
    /// One author.
    Author,
    /// A day, a month or a year.
    Time,
}

/// What a feed says of itself as a whole; empty for a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Channel {
    /// Title as it came, junk and all, entities decoded.
    pub raw_title: Option<String>,
    /// Title without junk.
    pub title: Option<String>,
    /// The page that the feed is the feed of.
    pub link: Option<String>,
    /// The site's name, where it can be told from the title or the items.
    pub site_name: Option<String>,
    /// Canonical host of the site.
    pub host: Option<String>,
    /// The tag or category that the feed is about ("TERM Archives - SITE").
    pub tag: Option<Tag>,
    /// The author whose feed it is ("NAME, Author at SITE").
    pub author: Option<String>,
    /// Language as given, such as `en-GB`.
    pub language: Option<String>,
}
