//! The domain: what an article is, where it came from, what was taken out of it.
//!
//! Useful for everyone: every other module speaks in these types. Not for input or output: nothing
//! here reads a file, a database or a clock, and nothing here knows another module of the crate.
//!
//! An [`Article`] is never edited. It is a function of its [`Sighting`]s (one for each time a
//! source said something about it), worked out by [`merge::merge`]; so the order in which sources
//! were read cannot matter.

mod bookmark;
mod document;
mod frame;
pub mod html;
mod ids;
mod markdown;
pub mod merge;
pub mod passage;
mod person;
pub mod plain;
pub mod repeats;
mod source;
mod time;
mod verdict;

pub use bookmark::Bookmark;
pub use document::{Block, Document, Inline, MAX_DEPTH, count_words};
pub use frame::{Frame, Mangling, Overview};
pub use ids::{ArticleId, CanonicalUrl, Revision, SightingId, Slug, SourceId, WordpressId};
pub use person::{is_title, person_key, without_titles};
pub use repeats::Recurring;
pub use source::{About, Channel, Kind, Source};
pub use time::{DateForm, Timestamp};
pub use verdict::{Decision, Finding, Spoiled, Standing, Witness};

use serde::{Deserialize, Serialize};

/// A tag or category of the site: WordPress keeps both a slug for addresses and a name for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tag {
    /// As in `/tag/leadership/`.
    pub slug: Slug,
    /// As in "social work leadership"; the slug with spaces while no source has said it.
    pub name: String,
}

impl Tag {
    /// A tag known by its name alone; the slug is made the way WordPress makes it.
    pub fn named(name: &str) -> Self {
        Self { slug: Slug::from_name(name), name: name.trim().to_owned() }
    }

    /// A tag known by its slug alone.
    pub fn slugged(slug: Slug) -> Self {
        Self { name: slug.as_str().replace('-', " "), slug }
    }

    /// Whether the name is only the slug read aloud, so that any other name is better.
    pub fn is_nameless(&self) -> bool {
        self.name == self.slug.as_str().replace('-', " ")
    }
}

/// A lead picture: its address and caption. The picture itself is kept only where that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute http or https address.
    pub url: String,
    /// Caption or credit, plain text.
    pub caption: Option<String>,
}

/// Where in an article something was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The article's title.
    Title,
    /// The text of the article.
    Body,
    /// The short text that stands for it in lists.
    Excerpt,
    /// A byline or author name.
    Author,
    /// The name of a tag.
    Tag,
    /// The title of a channel.
    Channel,
    /// The article's own address.
    Address,
}

impl Place {
    /// The name in `show --removed` and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Excerpt => "excerpt",
            Self::Author => "author",
            Self::Tag => "tag",
            Self::Channel => "channel",
            Self::Address => "address",
        }
    }

    /// Reads [`Place::name`] back.
    pub fn from_name(name: &str) -> Option<Self> {
        use Place::{Address, Author, Body, Channel, Excerpt, Tag, Title};
        [Title, Body, Excerpt, Author, Tag, Channel, Address].into_iter().find(|place| place.name() == name)
    }
}

/// Something taken out of what came in, kept so that it can be explained and undone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Removal {
    /// Where it stood.
    #[serde(rename = "where")]
    pub place: Place,
    /// What it said, as plain text without control characters.
    pub text: String,
    /// The rule that took it out, a short kebab-case name such as `shared-prefix`.
    pub rule: String,
}

impl Removal {
    /// A removal by a named rule.
    pub fn new(place: Place, text: impl Into<String>, rule: &str) -> Self {
        Self { place, text: text.into(), rule: rule.to_owned() }
    }
}

/// What one source says about one article, cleaned: the unit that comes in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Item {
    /// The title as it came: entities decoded, markup and controls gone, junk still there.
    pub raw_title: String,
    /// The title without junk, as far as the evidence within this source tells.
    pub title: String,
    /// The article's address.
    pub url: Option<CanonicalUrl>,
    /// The site's own number, with [`Item::site`] as the site.
    pub wordpress_id: Option<WordpressId>,
    /// Canonical host that the number and the address belong to.
    pub site: Option<String>,
    /// Canonical host of whoever says all this: the channel's or the page's. A different text that
    /// claims a known address counts only if it comes from that address's own host.
    pub claimed_by: Option<String>,
    /// When the site says it was published.
    pub published: Option<Timestamp>,
    /// When the site says it was changed.
    pub updated: Option<Timestamp>,
    /// When the copy it comes from was made, as far as the copy says (a feed's `lastBuildDate`).
    pub fetched: Option<Timestamp>,
    /// Names, in the order given.
    pub authors: Vec<String>,
    /// Tags and categories, in the order given.
    pub tags: Vec<Tag>,
    /// How many reader comments the site counts.
    pub comments: Option<u32>,
    /// The lead picture.
    pub image: Option<Image>,
    /// The short text that the site shows in lists, plain.
    pub excerpt: Option<String>,
    /// The text.
    pub document: Document,
    /// Whether `document` is the whole text or only its beginning.
    pub extent: Extent,
    /// What was taken out, body and title.
    pub removed: Vec<Removal>,
    /// The end of its title that names the site, with what parts the two; as the input as a whole
    /// shows, and no part of the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_tail: Option<String>,
    /// Words as they came in, where a verdict has changed more than the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiled: Option<Box<Spoiled>>,
    /// Which verdict made it what it is, see `clean::junk::Verdict::number`; 0 for none.
    #[serde(skip)]
    pub verdict: i64,
    /// What address and text say of its title.
    #[serde(skip)]
    pub witness: Witness,
    /// The item as it came in, byte for byte, for `show --raw` and for cleaning anew.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// How much of an article's text an item carries. A lesser extent never replaces a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// No text, or only the first sentences.
    #[default]
    Excerpt,
    /// A full text that was cut off on the way.
    Cut,
    /// All of it.
    Full,
}

/// One item together with who said it and when: what the store keeps for ever.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Its number in the store.
    pub id: SightingId,
    /// The source that said it.
    pub source: Source,
    /// The number of that source in the store.
    pub source_id: SourceId,
    /// When it was taken in.
    pub seen: Timestamp,
    /// What it says.
    pub item: Item,
}

/// What a list shows of an article; all of `search --json` but score and snippet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// The number; `None` for what `add --dry-run` would take in.
    pub id: Option<ArticleId>,
    /// Cleaned title; may be empty when the source gave none.
    pub title: String,
    /// Canonical address.
    pub url: Option<CanonicalUrl>,
    /// The site's own number.
    pub wordpress_id: Option<WordpressId>,
    /// Earliest publication date that any source gave.
    pub published: Option<Timestamp>,
    /// Latest change that any source gave.
    pub updated: Option<Timestamp>,
    /// Union over the sources.
    pub authors: Vec<String>,
    /// Union over the sources.
    pub tags: Vec<Tag>,
    /// The person's own tags.
    pub own_tags: Vec<Tag>,
    /// Every source that has it, each once.
    pub sources: Vec<Source>,
    /// Largest count that any source gave.
    pub comments: Option<u32>,
    /// Words of the plain text.
    pub words: usize,
    /// Lead picture.
    pub image: Option<Image>,
    /// The site's own short text.
    pub excerpt: Option<String>,
    /// Read by the person.
    pub read: bool,
    /// Starred by the person.
    pub starred: bool,
    /// What the person wrote about it, plain; never empty.
    pub note: Option<String>,
}

/// An article: everything that its sightings say, put together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// What lists show.
    pub summary: Summary,
    /// The current text.
    pub document: Document,
    /// The title as the source of the cleanest title gave it.
    pub raw_title: String,
    /// What was taken out of text and title, in any of the sightings.
    pub removed: Vec<Removal>,
    /// Every sighting, oldest first.
    pub seen: Vec<Seen>,
    /// Earlier full texts, oldest first, without the current one.
    pub versions: Vec<Version>,
    /// Near duplicates, by number.
    pub also_seen: Vec<Twin>,
    /// What of the current text stands in many other articles too, from top to bottom.
    pub recurring: Vec<Recurring>,
}

impl Article {
    /// The current text without what stands in many other articles.
    pub fn own_text(&self) -> String {
        own_text(&self.document, &self.recurring)
    }

    /// What of the current text stands in many other articles.
    pub fn recurring_text(&self) -> String {
        let runs = self.recurring.iter().filter_map(|run| self.document.blocks.get(run.blocks.clone()));
        plain::blocks_text(runs.flatten())
    }
}

/// The text of a document without what of it stands in many other articles.
pub fn own_text(document: &Document, recurring: &[Recurring]) -> String {
    plain::blocks_text(own_blocks(document, recurring))
}

/// The blocks of a document that don't stand in many other articles.
pub fn own_blocks<'a>(document: &'a Document, recurring: &'a [Recurring]) -> impl Iterator<Item = &'a Block> {
    let is_own = |at: usize| {
        let next = recurring.partition_point(|run| run.blocks.end <= at);
        recurring.get(next).is_none_or(|run| at < run.blocks.start)
    };
    document.blocks.iter().enumerate().filter(move |(at, _)| is_own(*at)).map(|(_, block)| block)
}

/// Another article that is nearly the same: reworded, or one a part of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its number.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<CanonicalUrl>,
    /// How much of the shorter text stands in the longer one, in percent.
    pub share: u8,
}

/// One line of `sightings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The source's address; for a file the path as given.
    pub source: String,
    /// When it was taken in.
    pub seen: Timestamp,
    /// The title as that source gave it.
    pub raw_title: String,
}

/// An earlier text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was taken in.
    pub seen: Timestamp,
    /// Its length in words.
    pub words: usize,
}
