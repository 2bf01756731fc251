//! The sources that are looked at again: named, changed, read from lists and written to them.
//!
//! What is fetched from them is `syncing`'s. Lists are OPML 2.0, as feed readers have them.

use super::archive::{Archive, ArchiveError};
use super::inputs::{source_name, unread};
use super::syncing::{accepted, same_address};
use super::{Forgettable, verdicts};
use crate::parse::opml;
use crate::sniff::{Sniffed, sniff};
use crate::store::Remembered;
use crate::text::safe_line;
use std::fmt::Write;
use std::path::Path;

/// The largest list that is read, in bytes.
const LARGEST_LIST: u64 = 16 << 20;

/// Community Care's own feeds, categories and tags.
const OFFERED: &str = include_str!("../../assets/community-care.opml");

/// What a person changes of a remembered source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is passed over unless it is named, or no longer.
    Paused(bool),
    /// Its own name for the person; empty: the source's own again.
    Called(String),
    /// What looked wrong is right: it is taken in again from now on.
    Accepted,
    /// Its pictures are wanted, or no longer.
    Pictures(bool),
}

impl Archive {
    /// All remembered sources, in the order in which they came.
    pub fn remembered(&self) -> Result<Vec<Remembered>, ArchiveError> {
        Ok(self.store.remembered()?)
    }

    /// The remembered source with this number, name, address or path.
    ///
    /// # Errors
    /// Where there is none, or several go by that name.
    pub fn remembered_named(&self, name: &str) -> Result<Remembered, ArchiveError> {
        let all = self.store.remembered()?;
        let typed = name.trim();
        let number = typed.parse().ok();
        let by_number = all.iter().find(|known| number == Some(known.number));
        let path = super::inputs::file_key(Path::new(typed));
        let is_at = |known: &&Remembered| {
            known.key == typed
                || known.key == path
                || same_address(&known.address, typed)
                || same_address(&known.key, typed)
        };
        if let Some(found) = by_number.or_else(|| all.iter().find(is_at)) {
            return Ok(found.clone());
        }
        let folded = typed.to_lowercase();
        let mut called = all.iter().filter(|known| known.name.to_lowercase() == folded);
        match (called.next(), called.next()) {
            (Some(found), None) => Ok(found.clone()),
            (None, _) => Err(ArchiveError::Source(format!(
                "no source “{}” is remembered; cuttings sources lists them",
                safe_line(typed)
            ))),
            (Some(_), Some(_)) => Err(ArchiveError::Source(format!(
                "several sources are called “{}”; name one by its number, as cuttings sources lists them",
                safe_line(typed)
            ))),
        }
    }

    /// Remembers an address; whether it was not before.
    pub(super) fn remember(&mut self, address: &str, pictures: bool) -> Result<(Remembered, bool), ArchiveError> {
        let is_it = |known: &Remembered| same_address(&known.key, address) || same_address(&known.address, address);
        let known = self.store.remembered()?.into_iter().find(is_it);
        let is_new = known.is_none();
        if let Some(known) = known.filter(|known| known.wants_pictures >= pictures) {
            return Ok((known, false));
        }
        let mut writer = self.store.write()?;
        let number = writer.remember(address, address)?;
        if pictures {
            writer.want_pictures(number, true)?;
        }
        writer.commit()?;
        let known = self.store.remembered()?.into_iter().find(|known| known.number == number);
        Ok((known.unwrap_or_default(), is_new))
    }

    /// Changes what a person may change of a source.
    pub fn change_source(&mut self, source: &Remembered, change: &Change) -> Result<(), ArchiveError> {
        let mut writer = self.store.write()?;
        match change {
            Change::Paused(is_paused) => writer.pause(source.number, *is_paused)?,
            Change::Pictures(are_wanted) => writer.want_pictures(source.number, *are_wanted)?,
            Change::Accepted => {
                if let Some(walk) = accepted(source) {
                    writer.keep_walk(source.number, &walk, None)?;
                }
                writer.flag(source.number, None)?;
            }
            Change::Called(name) => {
                let name = safe_line(name);
                writer.call(source.number, Some(name.trim()).filter(|name| !name.is_empty()))?;
                verdicts::renew(&mut writer)?;
            }
        }
        writer.commit()?;
        self.level()
    }

    /// Looks at a source no more; what it has told of stays, or goes to the bin. How many articles went.
    pub fn remove_source(&mut self, source: &Remembered, drops_articles: bool) -> Result<usize, ArchiveError> {
        let gone = if drops_articles { self.forget(&Forgettable::source(source))?.articles } else { 0 };
        let mut writer = self.store.write()?;
        writer.stop_remembering(source.number)?;
        writer.commit()?;
        Ok(gone)
    }

    /// Remembers the sources of a list; how many it names, and how many of them are new.
    pub fn import_sources(&mut self, path: &Path) -> Result<(usize, usize), ArchiveError> {
        let name = source_name(path.as_os_str());
        let failed = |why: String| ArchiveError::Source(format!("{name} {why}"));
        let size = std::fs::metadata(path).map_err(|error| failed(unread(&error)))?.len();
        if size > LARGEST_LIST {
            return Err(failed(format!("is larger than {} MB; is it a list of feeds?", LARGEST_LIST >> 20)));
        }
        let bytes = std::fs::read(path).map_err(|error| failed(unread(&error)))?;
        let Ok(Sniffed { text, .. }) = sniff(&bytes) else {
            return Err(failed("is no list of feeds; give an OPML file".to_owned()));
        };
        if !opml::begins(&text) {
            return Err(failed("is no list of feeds; give an OPML file".to_owned()));
        }
        let named: Vec<(String, String)> =
            opml::feeds(&text).into_iter().map(|feed| (feed.title, feed.address)).collect();
        self.remember_all(&named)
    }

    /// Remembers those of the offered sources that are wanted, told by title and address; how many those are,
    /// and how many of them are new.
    pub fn take_offered(&mut self, is_wanted: &dyn Fn(&str, &str) -> bool) -> Result<(usize, usize), ArchiveError> {
        let wanted = offered().into_iter().filter(|offer| is_wanted(&offer.title, &offer.address));
        let wanted: Vec<(String, String)> = wanted.map(|offer| (offer.title, offer.address)).collect();
        self.remember_all(&wanted)
    }

    fn remember_all(&mut self, named: &[(String, String)]) -> Result<(usize, usize), ArchiveError> {
        let known = self.store.remembered()?;
        let is_new = |address: &str| !known.iter().any(|known| same_address(&known.address, address));
        let new: Vec<_> = named.iter().filter(|(_, address)| is_new(address)).collect();
        if !new.is_empty() {
            let mut writer = self.store.write()?;
            for (title, address) in &new {
                let number = writer.remember(address, &safe_line(address))?;
                let title = safe_line(title);
                if !title.is_empty() {
                    writer.call(number, Some(&title))?;
                }
            }
            writer.commit()?;
        }
        Ok((named.len(), new.len()))
    }

    /// The remembered addresses as OPML 2.0.
    pub fn export_sources(&self) -> Result<String, ArchiveError> {
        let mut list = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Sources of cuttings</title></head>\n<body>\n",
        );
        for source in self.store.remembered()?.iter().filter(|source| !source.is_folder()) {
            let (name, address) = (escaped(&source.name), escaped(&source.address));
            let _ = writeln!(list, "<outline type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{address}\"/>");
        }
        list.push_str("</body>\n</opml>\n");
        Ok(list)
    }
}

/// A source of the bundled list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the list calls it.
    pub title: String,
    /// Its address.
    pub address: String,
}

/// Sources that can be taken over: Community Care's own feeds, categories and tags.
pub fn offered() -> Vec<Offer> {
    let feeds = opml::feeds(OFFERED).into_iter();
    feeds.map(|opml::Feed { title, address, .. }| Offer { title, address }).collect()
}

/// As an attribute's value in XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
