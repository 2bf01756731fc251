//! What stands around the items of an input: enough to read any of them again by themselves.

use serde::{Deserialize, Serialize};

/// What stands around the items of an input. `before`, raw items with `between` after each but the
/// last, and `after` are an input of the same shape that holds just these items and says of itself
/// what the whole one does; with all of its items it gives what the whole one gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Frame {
    /// What comes before the items, in UTF-8.
    pub before: String,
    /// What comes between two of them.
    pub between: String,
    /// What comes after them.
    pub after: String,
    /// The last of the items, where the end of the input decides how an item before it is read: with
    /// some of the others it must stand after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Which elements of a page are the items, each as its name and classes; of one alone nothing
    /// else would tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// What the whole input shows of its items.
    #[serde(skip_serializing_if = "Overview::is_empty")]
    pub overview: Overview,
    /// The address that the input was at, where that is not its source's own: of a page among those that a
    /// source is read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// What only an input as a whole shows, and every item of it is read by, however few are read at a
/// time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Overview {
    /// The encoding that the items are in, by its WHATWG name; `None` for UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// How its letters were mangled before it came.
    #[serde(skip_serializing_if = "Mangling::is_none")]
    pub mangling: Mangling,
    /// An address that most of the items carry, under different titles: it identifies none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_link: Option<String>,
    /// What ends titles without being part of them: the site's names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub site_names: Vec<String>,
    /// Whether it breaks off, so that what it ends with is cut.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

impl Overview {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which signs of wrong decoding a text shows. What each means is `sniff`'s to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mangling {
    /// It is about such damage, and so shows it on purpose.
    pub explained: bool,
    /// UTF-8 was read as windows-1252.
    pub windows: bool,
    /// UTF-8 was read as Mac Roman.
    pub mac: bool,
    /// Mac Roman was read as latin-1.
    pub from_mac: bool,
}

impl Mangling {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Frame {
    /// Of an input that is one item itself: nothing stands around it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let around = [&self.before, &self.between, &self.after];
        around.iter().all(|text| text.is_empty()) && self.entries.is_empty()
    }

    /// An input that holds these items.
    #[must_use]
    pub fn around<'a>(&self, items: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
        let mut input = self.before.clone().into_bytes();
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                input.extend_from_slice(self.between.as_bytes());
            }
            input.extend_from_slice(item);
        }
        input.extend_from_slice(self.after.as_bytes());
        input
    }
}
