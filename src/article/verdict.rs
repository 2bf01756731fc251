//! What is judged of an item's words: findings, decisions, and what an item can say itself.
//!
//! Judging is `clean`'s, keeping `store`'s; this is what they speak in. A verdict never edits what
//! came in: an [`Item`] that one has changed carries its own words beside those shown, and
//! [`Item::as_found`] brings them back for the next verdict to start from.

use super::{Document, Item, Place, Tag};
use serde::{Deserialize, Serialize};

/// What an item's own address and text say of the two ends of its title. A site's system makes the
/// address of the honest title; a hijacker spoils titles and leaves both as they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Witness {
    /// The last folder of its address, percent escapes decoded.
    pub slug: Option<String>,
    /// Whether its text says what its title begins with, up to the first separator or change of
    /// script.
    pub says_head: bool,
    /// The same of what its title ends with.
    pub says_tail: bool,
}

/// Words of an item as they came in, where a verdict has changed them. The title's are
/// [`Item::raw_title`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Spoiled {
    /// Authors, if any of them changed.
    pub authors: Option<Vec<String>>,
    /// Tags, if any of them changed.
    pub tags: Option<Vec<Tag>>,
    /// The excerpt, if it changed.
    pub excerpt: Option<String>,
    /// The caption of the lead picture, if it changed.
    #[serde(default)]
    pub caption: Option<String>,
    /// The text, if it changed.
    pub document: Option<Document>,
    /// What was removed before any verdict.
    pub removed: Vec<super::Removal>,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Taken out.
    Removed,
    /// Left in, for the person to decide.
    Suspected,
}

/// A text that the evidence of one source speaks against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// What it says.
    pub text: String,
    /// Where it stands.
    #[serde(rename = "where")]
    pub place: Place,
    /// By which rule, kebab-case.
    pub rule: String,
    /// Whether it was taken out.
    pub standing: Standing,
    /// How many of the source's items have it …
    pub count: usize,
    /// … of how many.
    pub of: usize,
}

/// What a person has decided of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It is junk, whatever the evidence.
    Accepted,
    /// It stays, whatever the evidence.
    Rejected,
}

impl Standing {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Suspected => "suspected",
        }
    }

    /// Reads [`Standing::name`] back.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Removed, Self::Suspected].into_iter().find(|standing| standing.name() == name)
    }
}

impl Decision {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// Reads [`Decision::name`] back.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Accepted, Self::Rejected].into_iter().find(|decision| decision.name() == name)
    }
}

impl Item {
    /// The item as it came in, before any verdict.
    #[must_use]
    pub fn as_found(mut self) -> Self {
        let spoiled = self.spoiled.take().map(|spoiled| *spoiled);
        self.title.clone_from(&self.raw_title);
        self.verdict = 0;
        if let Some(spoiled) = spoiled {
            self.authors = spoiled.authors.unwrap_or(self.authors);
            self.tags = spoiled.tags.unwrap_or(self.tags);
            self.excerpt = spoiled.excerpt.or(self.excerpt);
            if let (Some(image), Some(caption)) = (&mut self.image, spoiled.caption) {
                image.caption = Some(caption);
            }
            self.document = spoiled.document.unwrap_or(self.document);
            self.removed = spoiled.removed;
        } else {
            self.removed.retain(|removal| removal.place != Place::Title);
        }
        self
    }
}
