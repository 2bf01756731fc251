//! Bringing remembered sources up to date: walks through several of them at once, what comes of them
//! through the same pipeline as everything else, and how far each has come, written down with what it
//! stands for.
//!
//! One thread holds the store and all walks; some fetch, politely, whatever host has its turn; others parse
//! while a batch is stored. A walk's state is stored after what it stands for, so a sync that is stopped or
//! dies goes on where it was and loses at most what it would fetch again. Where nothing is new nothing is
//! written but that. Called by the command line and the reader's workers; not for choosing what to ask,
//! which is [`walk`](super::walk)'s.

mod driver;
mod queue;
mod walking;

use super::archive::{Archive, ArchiveError};
use super::inputs::{Input, file_key, inputs, source_name};
use super::taking_in::settled;
use super::walk::{Reach, Way};
use super::{AddReport, Course, TakenIn};
use crate::article::Timestamp;
use crate::fetch;
use crate::store::Remembered;
use driver::Driver;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;
pub(super) use walking::{accepted, begun, plain};

/// How a source is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// What is new or changed since the last time; a history that was begun is gone on with.
    News,
    /// What was published since a day, or all there is.
    History(Reach),
    /// What a person means who names an address for the first time: all that it stands for, and of a feed
    /// what it holds.
    Added,
}

/// A source to be looked at.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which.
    pub source: Remembered,
    /// How.
    pub aim: Aim,
    /// Whether it is remembered only from now on: where nothing comes of it, it is not.
    pub is_new: bool,
}

impl Wanted {
    /// Whether it is only looked at again: then what was forgotten of it stays so.
    fn is_again(&self) -> bool {
        self.aim != Aim::Added
    }
}

/// How a sync is done.
#[derive(Debug, Clone)]
pub struct Manner {
    /// How polite.
    pub network: fetch::Settings,
    /// Bytes that pictures take up at most.
    pub budget: u64,
    /// When it is done next, if that is settled.
    pub every: Option<Duration>,
}

impl Default for Manner {
    fn default() -> Self {
        Self { network: fetch::Settings::default(), budget: 500 << 20, every: None }
    }
}

/// What a sync tells while it goes on.
#[derive(Debug)]
pub enum News<'n> {
    /// The way into a source that was chosen: the source's address, and the way.
    Way(&'n str, &'n Way),
    /// An input is done and stored.
    Done(&'n AddReport),
    /// How far it has come; some times a second.
    Going(&'n Going),
}

/// How far a sync has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Going {
    /// Sources done.
    pub done: usize,
    /// Sources in all.
    pub of: usize,
    /// What was fetched last, fit for a terminal.
    pub fetching: String,
    /// Answers had.
    pub pages: usize,
    /// Answers still to come, as far as that is known.
    pub left: usize,
    /// Articles that came, known ones included.
    pub articles: usize,
    /// Articles that were not there before.
    pub new: usize,
    /// Sources that gave nothing.
    pub errors: usize,
    /// Seconds until the end, where that can be told.
    pub seconds_left: Option<u64>,
}

impl Archive {
    /// Brings sources up to date and the index level. `told` hears of every source once what came of it is
    /// stored. Set, the course's `stop` ends it within a second; what was stored stays.
    ///
    /// # Errors
    /// Only the archive's own; what is wrong with a source is in its report.
    pub fn sync(
        &mut self,
        wanted: Vec<Wanted>,
        manner: &Manner,
        course: Course,
        told: &mut dyn FnMut(News),
    ) -> Result<TakenIn, ArchiveError> {
        let mut taken = TakenIn::default();
        let (folders, addresses): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| wanted.source.is_folder());
        for folder in folders {
            self.look_into(&folder.source, manner, course, &mut taken, told)?;
        }
        if !addresses.is_empty() && !course.stop.load(Ordering::Relaxed) {
            let with_pictures = addresses.iter().filter(|wanted| wanted.source.wants_pictures);
            let with_pictures: Vec<String> = with_pictures.map(|wanted| wanted.source.key.clone()).collect();
            let client = Driver::run(self, addresses, manner, course, &mut taken, told)?;
            if settled(&mut self.store, course)? {
                self.level_by(&course.indexing())?;
                self.fetch_pictures_of(&with_pictures, &client, manner, course, told)?;
            }
        }
        taken.is_unfinished |= course.stop.load(Ordering::Relaxed);
        Ok(taken)
    }

    /// The pictures of the sources whose pictures are wanted.
    fn fetch_pictures_of(
        &mut self,
        keys: &[String],
        client: &fetch::Client,
        manner: &Manner,
        course: Course,
        told: &mut dyn FnMut(News),
    ) -> Result<(), ArchiveError> {
        let mut sources = Vec::new();
        for key in keys {
            sources.extend(self.store.sources_named(key)?);
        }
        if sources.is_empty() {
            return Ok(());
        }
        self.fetch_pictures(client, &sources, manner.budget, course.stop, &mut |done| {
            let fetching = format!("{} pictures", done.kept);
            let (pages, left) = (done.articles, done.of.saturating_sub(done.articles));
            told(News::Going(&Going { of: 1, fetching, pages, left, ..Going::default() }));
        })?;
        Ok(())
    }

    /// A remembered folder is taken in as it is now.
    fn look_into(
        &mut self,
        folder: &Remembered,
        manner: &Manner,
        course: Course,
        taken: &mut TakenIn,
        told: &mut dyn FnMut(News),
    ) -> Result<(), ArchiveError> {
        let path = folder.key.strip_prefix("file:").unwrap_or(&folder.address);
        let seen = self.take_in_by(inputs(&[path]), course, &mut |report, _| told(News::Done(report)))?;
        for empty in seen.reports.iter().filter(|report| report.is_folder) {
            told(News::Done(empty));
        }
        let error = seen.reports.iter().find_map(|report| report.error.clone());
        let was_stopped = seen.is_unfinished;
        taken.join(seen);
        if was_stopped {
            return Ok(());
        }
        let mut writer = self.store.write()?;
        writer.keep_health(folder.number, now(), error.as_deref(), due(manner))?;
        writer.commit()?;
        Ok(())
    }

    /// Takes in what a person names, and remembers addresses and folders.
    pub fn add<S: AsRef<OsStr>>(
        &mut self,
        sources: &[S],
        wish: &Wish,
        course: Course,
        told: &mut dyn FnMut(News),
    ) -> Result<TakenIn, ArchiveError> {
        let named = inputs(sources);
        let folders: BTreeSet<String> =
            named.iter().filter_map(|input| input.folder()).map(ToString::to_string).collect();
        let (addresses, files): (Vec<Input>, Vec<Input>) =
            named.into_iter().partition(|input| matches!(input, Input::Address(_)));
        let mut taken = TakenIn::default();
        if !files.is_empty() {
            taken = self.take_in_by(files, course, &mut |report, _| told(News::Done(report)))?;
            self.remember_folders(sources, &folders, &taken)?;
        }
        let address = |input| if let Input::Address(address) = input { Some(address) } else { None };
        let addresses: Vec<String> = addresses.into_iter().filter_map(address).collect();
        if !addresses.is_empty() && !course.stop.load(Ordering::Relaxed) {
            let aim = wish.reach.map_or(Aim::Added, Aim::History);
            let mut wanted = Vec::new();
            for (mut source, is_new) in self.remember(&addresses, aim, wish.pictures)? {
                // What was forgotten and is named again is wanted again, so that it must be read again.
                if self.store.has_forgotten(&source)? {
                    source.walk = None;
                }
                wanted.push(Wanted { source, aim, is_new });
            }
            taken.join(self.sync(wanted, &wish.manner, course, told)?);
        }
        Ok(taken)
    }

    /// Folders that were named and have something in them.
    fn remember_folders<S: AsRef<OsStr>>(
        &mut self,
        named: &[S],
        folders: &BTreeSet<String>,
        taken: &TakenIn,
    ) -> Result<(), ArchiveError> {
        let is_empty = |name: &String| taken.reports.iter().any(|report| report.is_folder && report.source == *name);
        let known: BTreeSet<String> = self.store.remembered()?.into_iter().map(|known| known.key).collect();
        let new: Vec<(String, String)> = named
            .iter()
            .map(|source| (file_key(Path::new(source)), source_name(source.as_ref())))
            .filter(|(key, name)| key.starts_with("file:") && folders.contains(name) && !is_empty(name))
            .filter(|(key, _)| !known.contains(key))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut writer = self.store.write()?;
        for (key, name) in new {
            let number = writer.remember(&key, &name)?;
            writer.keep_health(number, now(), None, None)?;
        }
        writer.commit()?;
        Ok(())
    }
}

/// How what a person names is taken in.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// How far back, where the person says so.
    pub reach: Option<Reach>,
    /// Whether pictures are wanted too.
    pub pictures: bool,
    /// How polite.
    pub manner: Manner,
}

/// One word for a way in, as it is kept and printed.
pub fn way_name(way: &Way) -> &'static str {
    match way {
        Way::Rest { .. } => "rest",
        Way::Feed { .. } => "feed",
        Way::Pages { .. } => "pages",
        Way::Sitemap { .. } => "sitemap",
        Way::Article { .. } => "article",
    }
}

fn now() -> Timestamp {
    Timestamp::from_chrono(&chrono::Utc::now()).unwrap_or_default()
}

/// When what is looked at now is looked at next.
fn due(manner: &Manner) -> Option<Timestamp> {
    let every = i64::try_from(manner.every?.as_secs()).ok()?;
    Timestamp::from_seconds(now().seconds().checked_add(every)?)
}
