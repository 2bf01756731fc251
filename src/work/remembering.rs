//! The sources that are looked at again: named, changed, read from lists and written to them.
//!
//! What is fetched from them is `syncing`'s. Lists are OPML 2.0, as feed readers have them.

use super::archive::{Archive, ArchiveError};
use super::inputs::{source_name, unread};
use super::syncing::{Aim, accepted, begun, plain};
use super::{Forgettable, verdicts};
use crate::article::html::escape;
use crate::article::{ArticleId, CanonicalUrl, Timestamp, WordpressId};
use crate::clean::address;
use crate::parse::opml;
use crate::sniff::{Sniffed, sniff};
use crate::store::{self, Remembered};
use crate::text::safe_line;
use std::collections::{HashMap, HashSet};
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
        let address = plain(typed);
        let is_at = |known: &&Remembered| {
            known.key == typed || known.key == path || plain(&known.address) == address || plain(&known.key) == address
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

    /// Since when an article's site has it no more, as far as that was seen.
    pub fn gone_since(&self, id: ArticleId) -> Result<Option<Timestamp>, ArchiveError> {
        Ok(self.store.gone_since(id)?)
    }

    /// The articles at an address of a site, or with the number of one at `https://HOST/?p=N`.
    pub(super) fn at_address(&self, at: &str) -> Result<Vec<ArticleId>, ArchiveError> {
        let Some(url) = address::canonical(at, None) else { return Ok(Vec::new()) };
        let Some(number) = address::number(at) else {
            return Ok(self.store.find(&store::Reference::Address(url))?);
        };
        let mut ids = self.store.find(&store::Reference::Number(WordpressId(number)))?;
        let site = |url: &CanonicalUrl| url.host().trim_start_matches("www.").to_owned();
        let here = site(&url);
        let of_site: HashSet<ArticleId> = self
            .store
            .summaries(&ids)?
            .into_iter()
            .filter(|summary| summary.url.as_ref().is_some_and(|url| site(url) == here))
            .filter_map(|summary| summary.id)
            .collect();
        ids.retain(|id| of_site.contains(id));
        Ok(ids)
    }

    /// How many articles a remembered source has told of.
    pub fn articles_from(&self, source: &Remembered) -> Result<usize, ArchiveError> {
        Ok(self.store.articles_from(source)?)
    }

    /// Remembers addresses, and what is wanted of those that were not remembered before: whatever happens then,
    /// a sync goes on with it. Of each whether it is new.
    pub(super) fn remember(
        &mut self,
        addresses: &[String],
        aim: Aim,
        pictures: bool,
    ) -> Result<Vec<(Remembered, bool)>, ArchiveError> {
        let known = self.store.remembered()?;
        let mut by_address: HashMap<String, u64> = HashMap::new();
        for known in &known {
            by_address.insert(plain(&known.key), known.number);
            by_address.insert(plain(&known.address), known.number);
        }
        let mut writer = self.store.write()?;
        let mut numbers: Vec<(u64, bool)> = Vec::new();
        for address in addresses {
            let number = by_address.get(&plain(address)).copied();
            let is_new = number.is_none();
            let number = if let Some(number) = number {
                number
            } else {
                let number = writer.remember(address, address)?;
                writer.keep_walk(number, &begun(address, aim), None)?;
                number
            };
            by_address.insert(plain(address), number);
            if pictures {
                writer.want_pictures(number, true)?;
            }
            if !numbers.iter().any(|(other, _)| *other == number) {
                numbers.push((number, is_new));
            }
        }
        writer.commit()?;
        let by_number: HashMap<u64, Remembered> =
            self.store.remembered()?.into_iter().map(|known| (known.number, known)).collect();
        let found = |(number, is_new)| Some((by_number.get(&number)?.clone(), is_new));
        Ok(numbers.into_iter().filter_map(found).collect())
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
        let known: HashSet<String> = self.store.remembered()?.iter().map(|known| plain(&known.address)).collect();
        let new: Vec<_> = named.iter().filter(|(_, address)| !known.contains(&plain(address))).collect();
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
            let (name, address) = (escape(&source.name), escape(&source.address));
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
