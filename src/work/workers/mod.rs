//! The reader's workers: threads that do what may take time.
//!
//! Searching, counting, saved searches, marks, everything short, and taking in have a thread each, so
//! that none waits for another: typing never waits for counts, an article never for a mark, which waits
//! its turn while something is being taken in. Each thread has its own
//! connection to the store and its own view of the index. A search that was overtaken by a newer
//! one before it began is not run; it still ends in a report.

mod adding;
mod searching;

use super::archive::{Archive, ArchiveError};
use super::request::{Answer, Fetched, Overview, Report, Request, RequestNumber, Shown};
use super::{Chosen, Export, ExportError, Manner, Output, Zone, browser, counting, paths, sample};
use crate::article::{ArticleId, Decision};
use crate::query::{self, Typing};
use crate::store::StoreError;
use crossbeam_channel::{Receiver, Sender, unbounded};
use searching::search;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tempfile::TempDir;

type Job = (RequestNumber, Request);

/// The running workers. Dropping them stops what is being taken in after its current batch, and waits
/// until what a person has marked or saved is stored.
pub struct Workers {
    searching: Sender<Job>,
    counting: Sender<Job>,
    saved: Sender<Job>,
    marking: Sender<Job>,
    short: Sender<Job>,
    taking_in: Sender<Job>,
    exporting: Sender<Job>,
    reports: Receiver<Report>,
    desk: Desk,
    /// Those that store what a person has marked or saved, and the one that must take half a file away.
    storing: Vec<JoinHandle<()>>,
}

/// Which archive the workers are at; [`Request::AddSample`] and [`Request::LeaveSample`] change it.
struct Place {
    /// The person's own archive; who only looks round the sample has none.
    own: Option<PathBuf>,
    /// The sample's folder, which goes with this. Made before anything is in it, so that leaving in
    /// between leaves nothing behind.
    sample: Option<TempDir>,
    /// Whether the sample is what is looked at.
    in_sample: bool,
    /// Whether there is nothing to look at before the sample is there.
    awaited: bool,
    changes: u64,
}

/// What every thread has.
#[derive(Clone)]
struct Desk {
    place: Arc<Mutex<Place>>,
    /// Told when what was awaited is there.
    opened: Arc<Condvar>,
    reports: Sender<Report>,
    stop: Arc<AtomicBool>,
    /// Ends what is being taken in, and nothing else.
    stop_taking_in: Arc<AtomicBool>,
    /// How sites are asked.
    manner: Arc<Manner>,
}

impl Workers {
    /// Starts the threads; nothing is opened before the first request.
    pub fn start(folder: PathBuf) -> std::io::Result<Self> {
        Self::start_with(folder, Manner::default())
    }

    /// The same, with how sites are asked.
    pub fn start_with(folder: PathBuf, manner: Manner) -> std::io::Result<Self> {
        Self::at(Some(folder), manner)
    }

    /// The same for whom there is only the sample: all other requests wait for [`Request::AddSample`].
    pub fn start_on_sample() -> std::io::Result<Self> {
        Self::at(None, Manner::default())
    }

    fn at(own: Option<PathBuf>, manner: Manner) -> std::io::Result<Self> {
        let (report_sender, reports) = unbounded();
        let awaited = own.is_none();
        let place = Place { own, sample: None, in_sample: false, awaited, changes: 0 };
        let desk = Desk {
            place: Arc::new(Mutex::new(place)),
            opened: Arc::new(Condvar::new()),
            reports: report_sender,
            stop: Arc::new(AtomicBool::new(false)),
            stop_taking_in: Arc::new(AtomicBool::new(false)),
            manner: Arc::new(manner),
        };
        let (short, storing_history) = desk.spawn("short", false)?;
        let (saved, storing_searches) = desk.spawn("saved", false)?;
        let (marking, storing_marks) = desk.spawn("marking", false)?;
        let (exporting, writing_files) = desk.spawn("exporting", false)?;
        Ok(Self {
            searching: desk.spawn("searching", true)?.0,
            counting: desk.spawn("counting", true)?.0,
            saved,
            marking,
            short,
            taking_in: desk.spawn("taking-in", false)?.0,
            exporting,
            reports,
            desk,
            storing: vec![storing_marks, storing_searches, storing_history, writing_files],
        })
    }
}

impl super::Work for Workers {
    fn send(&self, number: RequestNumber, request: Request) {
        if request == Request::Stop {
            // it must not wait for what it stops
            self.desk.stop_taking_in.store(true, Ordering::Relaxed);
            return self.desk.done(number, Ok(Answer::Done));
        }
        let thread = match &request {
            Request::Search { .. } => &self.searching,
            Request::Facets { .. } => &self.counting,
            Request::Add(_) | Request::AddSample | Request::LeaveSample | Request::Sync => &self.taking_in,
            Request::Export { .. } => &self.exporting,
            Request::Searches
            | Request::Save { .. }
            | Request::Rename { .. }
            | Request::Delete(_)
            | Request::Left { .. }
            | Request::Look(_) => &self.saved,
            Request::Mark(_) | Request::Remember(_) | Request::Decide { .. } => &self.marking,
            Request::Article(_)
            | Request::Related(_)
            | Request::Twins(_)
            | Request::Select { .. }
            | Request::Paths(_)
            | Request::Stop
            | Request::Changes { .. }
            | Request::History
            | Request::Browse(_)
            | Request::Refer { .. }
            | Request::Overview
            | Request::Glance(_) => &self.short,
        };
        // The threads end only when these senders are dropped.
        let _ = thread.send((number, request));
    }

    fn reports(&self) -> &Receiver<Report> {
        &self.reports
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.desk.stop.store(true, Ordering::Relaxed);
        self.desk.stop_taking_in.store(true, Ordering::Relaxed);
        self.desk.await_nothing();
        // A thread ends when its queue has no sender any more and is worked off.
        (self.short, self.saved) = (unbounded().0, unbounded().0);
        (self.marking, self.exporting) = (unbounded().0, unbounded().0);
        for thread in self.storing.drain(..) {
            // What it failed at it has reported, and nobody listens any more.
            let _ = thread.join();
        }
        // The other threads may outlive this, and with them what they hold.
        drop(self.desk.place().sample.take());
    }
}

impl Desk {
    /// A thread that works off its queue. `latest`: of several waiting requests only the newest
    /// counts.
    fn spawn(&self, name: &str, latest: bool) -> std::io::Result<(Sender<Job>, JoinHandle<()>)> {
        let (sender, queue) = unbounded::<Job>();
        let desk = self.clone();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut open = None;
            while let Ok(mut job) = queue.recv() {
                while let Some(newer) = latest.then(|| queue.try_recv().ok()).flatten() {
                    desk.done(job.0, Ok(Answer::Overtaken));
                    job = newer;
                }
                let (number, request) = job;
                if desk.is_stopped() && !request.is_deed() {
                    desk.done(number, Ok(Answer::Overtaken));
                    continue;
                }
                let answer = catch_unwind(AssertUnwindSafe(|| desk.answer(number, request, &mut open)));
                let answer = answer.unwrap_or_else(|_| {
                    open = None;
                    desk.await_nothing();
                    Err("the program made a mistake; nothing was changed by it".to_owned())
                });
                desk.done(number, answer);
            }
        })?;
        Ok((sender, thread))
    }

    fn done(&self, number: RequestNumber, answer: Result<Answer, String>) {
        // Nobody listens any more once the reader has ended.
        let _ = self.reports.send(Report::Done(number, answer));
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What was to be waited for is there, or will never be.
    fn await_nothing(&self) {
        self.place().awaited = false;
        self.opened.notify_all();
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread's own archive, opened at first use and when the place has changed. Threads open
    /// one after the other, since the first one may have to make it.
    fn archive<'a>(&self, open: &'a mut Option<(u64, Archive)>) -> Result<&'a mut Archive, ArchiveError> {
        let mut place = self.place();
        while place.awaited {
            place = self.opened.wait(place).unwrap_or_else(PoisonError::into_inner);
        }
        if open.as_ref().is_none_or(|(changes, _)| *changes != place.changes) {
            let archive = match place.folder() {
                Some(folder) => Archive::open(folder)?,
                None => Archive::temporary()?,
            };
            *open = Some((place.changes, archive));
        }
        drop(place);
        match open {
            Some((_, archive)) => Ok(archive),
            None => Archive::temporary().map(|archive| &mut open.insert((0, archive)).1),
        }
    }

    fn answer(
        &self,
        number: RequestNumber,
        request: Request,
        open: &mut Option<(u64, Archive)>,
    ) -> Result<Answer, String> {
        if let Request::Browse(address) = &request {
            return browser::open(address).map(|()| Answer::Done);
        }
        match &request {
            Request::AddSample => {
                let opened = self.open_sample();
                self.await_nothing();
                return opened.map_err(|error| error.to_string());
            }
            // nothing is taken in where it would not be kept
            Request::LeaveSample | Request::Add(_) | Request::Sync => self.leave_sample()?,
            _ => {}
        }
        let archive = self.archive(open).map_err(|error| error.to_string())?;
        let answer = match request {
            Request::Search { query, sort, window } => {
                archive.level().and_then(|()| search(archive, &query, sort, &window)).map(Answer::Search)
            }
            Request::Facets { query } => {
                archive.level().and_then(|()| counting::facets(archive, &query).map(Answer::Facets))
            }
            Request::Article(id) => match archive.article(id) {
                Ok(Some(article)) => archive.bookmark(id).and_then(|left| {
                    let suspected = archive.suspected(id)?;
                    Ok(Answer::Article(Box::new(Fetched { article, left, suspected })))
                }),
                Ok(None) => return Err(format!("article {id} is not in the archive any more")),
                Err(error) => Err(error),
            },
            Request::Related(id) => archive
                .level()
                .and_then(|()| archive.related(id, MOST_RELATED))
                .map(|found| Answer::Related(found.into_iter().map(|(row, _)| row).collect())),
            Request::Twins(id) => {
                archive.twins(id).map(|found| Answer::Related(found.into_iter().map(|(row, _)| row).collect()))
            }
            Request::Changes { id, version } => match archive.changes(id, version) {
                Ok(Some(changes)) => Ok(Answer::Changes(changes)),
                Ok(None) => return Err("this version is not in the archive any more".to_owned()),
                Err(error) => Err(error),
            },
            Request::Decide { text, decision } => self.decide(archive, &text, decision),
            Request::Searches => self.saved(archive, |_| Ok(())),
            Request::Save { name, query, sort, replace } => self.saved(archive, |archive| {
                let query = archive.as_typed(&query)?;
                archive.save_search(&name, &query, sort, replace)
            }),
            Request::Rename { name, to } => self.saved(archive, |archive| archive.rename_search(&name, &to)),
            Request::Delete(name) => self.saved(archive, |archive| archive.delete_search(&name).map(drop)),
            Request::Look(name) => self.saved(archive, |archive| archive.look_at_search(&name)),
            Request::History => archive.history().map(Answer::History),
            Request::Remember(query) => self.patiently(|| archive.remember_search(&query)),
            Request::Mark(marks) => self.patiently(|| archive.mark(&marks)),
            Request::Left { id, at } => self.patiently(|| archive.set_bookmark(id, at)),
            Request::Overview => overview(archive, self.place().shown()).map(Answer::Overview),
            Request::Glance(revision) => match archive.store().revision() {
                Ok(now) if now == revision => Ok(Answer::Done),
                Ok(_) => overview(archive, self.place().shown()).map(Answer::Overview),
                Err(error) => Err(error.into()),
            },
            Request::Refer { ids, style } => archive.references(&ids, style, LONGEST_COPY).map(Answer::Text),
            Request::Export { what, format, path, force } => {
                let ids = chosen(archive, &what).map_err(|error| error.to_string())?;
                let output = &Output::named(as_typed(&path).as_ref(), format).map_err(|error| error.to_string())?;
                let title = match &what {
                    Chosen::Search { query, .. } if !query.trim().is_empty() => query.trim(),
                    _ => "Cuttings",
                };
                return self.export(archive, &Export { ids: &ids, format, title }, output, force);
            }
            Request::Add(typed) => {
                let sources: Vec<String> = typed.iter().map(|typed| as_typed(typed)).collect();
                self.add(number, archive, &sources).map(Answer::Added)
            }
            Request::Paths(typed) => Ok(Answer::Paths(paths::beginning_with(&typed))),
            Request::Select { query, sort, most } => archive.level().and_then(|()| {
                let query = query::parse(&query, Typing::Live);
                let ids = archive.full_matches(&query, sort, Zone::London, Some(most))?;
                archive.summaries(&ids).map(Answer::Selected)
            }),
            Request::Sync => self.sync(number, archive).map(Answer::Added),
            Request::AddSample | Request::LeaveSample | Request::Browse(_) | Request::Stop => Ok(Answer::Done),
        };
        answer.map_err(|error| error.to_string())
    }

    /// Writes articles to a file; that one is there already is for the person to decide on.
    fn export(&self, archive: &Archive, export: &Export, output: &Output, force: bool) -> Result<Answer, String> {
        match archive.export(export, output, force, &self.stop, &mut |_| {}) {
            Ok(written) => Ok(Answer::Exported(written.articles, written.place)),
            Err(ExportError::Exists { path }) => Ok(Answer::Exists(path)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Stores something, however long another program, or this one, is at taking something in. Who has
    /// left waits for one more turn only.
    fn patiently(&self, mut store: impl FnMut() -> Result<(), ArchiveError>) -> Result<Answer, ArchiveError> {
        const TURNS: usize = 60;
        for _ in 1..TURNS {
            match store() {
                Err(ArchiveError::Store(StoreError::Busy { .. })) if !self.is_stopped() => {}
                done => return done.map(|()| Answer::Done),
            }
        }
        store().map(|()| Answer::Done)
    }

    /// The saved searches after a change of them.
    fn saved(
        &self,
        archive: &mut Archive,
        change: impl FnOnce(&mut Archive) -> Result<(), ArchiveError>,
    ) -> Result<Answer, ArchiveError> {
        archive.level()?;
        change(archive)?;
        if self.is_stopped() {
            return Ok(Answer::Done);
        }
        archive.saved_searches(Zone::London).map(Answer::Searches)
    }

    /// What a person says of a text that may be junk, for all sources.
    fn decide(&self, archive: &mut Archive, text: &str, decision: Decision) -> Result<Answer, ArchiveError> {
        let decisions = BTreeMap::from([(text.to_owned(), Some(decision))]);
        let mut changed = 0;
        self.patiently(|| {
            changed = archive.decide(&decisions, &BTreeSet::new())?.len();
            Ok(())
        })?;
        archive.level()?;
        Ok(Answer::Decided(changed))
    }

    /// The sample takes the archive's place; the archive stays as it is.
    fn open_sample(&self) -> Result<Answer, ArchiveError> {
        let made = Archive::temporary_folder()?;
        let folder = made.path().to_owned();
        self.place().sample = Some(made);
        let mut archive = Archive::open(&folder)?;
        let taken = archive.take_in(sample::inputs(), &self.stop, &mut |_, _| {})?;
        let mut place = self.place();
        (place.in_sample, place.changes) = (true, place.changes + 1);
        Ok(Answer::Added(taken.reports))
    }

    /// Back to the person's own archive; done if that is what is looked at.
    fn leave_sample(&self) -> Result<(), String> {
        let mut place = self.place();
        if place.own.is_none() {
            return Err("only the sample is open, and nothing in it is kept: start cuttings without demo".to_owned());
        }
        if place.in_sample {
            (place.in_sample, place.changes) = (false, place.changes + 1);
            drop(place.sample.take());
        }
        Ok(())
    }
}

impl Place {
    fn folder(&self) -> Option<&Path> {
        let sample = self.sample.as_ref().filter(|_| self.in_sample).map(TempDir::path);
        sample.or(self.own.as_deref())
    }

    fn shown(&self) -> Shown {
        match (self.in_sample, &self.own) {
            (true, Some(_)) => Shown::Sample,
            (true, None) => Shown::SampleAlone,
            (false, _) => Shown::Own,
        }
    }
}

/// A file or address as a person types or drops it into the reader, where no shell stands between:
/// quotes around it, `~/`, `file://`, a backslash before a space.
fn as_typed(typed: &str) -> String {
    let typed = typed.trim();
    let unquoted =
        ['"', '\''].iter().find_map(|quote| typed.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(typed);
    if let Some(path) =
        url::Url::parse(unquoted).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok())
    {
        return path.to_string_lossy().into_owned();
    }
    if let (Some(rest), Some(home)) = (unquoted.strip_prefix("~/"), std::env::home_dir()) {
        return home.join(rest).to_string_lossy().into_owned();
    }
    if unquoted.contains('\\') && !std::path::Path::new(unquoted).exists() {
        return unquoted.replace("\\ ", " ").replace("\\'", "'");
    }
    unquoted.to_owned()
}

fn overview(archive: &Archive, shown: Shown) -> Result<Overview, ArchiveError> {
    let (articles, last_taken_in) = archive.store().overview()?;
    Ok(Overview {
        articles,
        last_taken_in,
        last_synced: archive.store().last_synced()?,
        shown,
        revision: archive.store().revision()?,
    })
}

/// Bytes that are copied at most: what terminals take of the sequence for it, in base64.
const LONGEST_COPY: usize = 74_000;

/// The articles that are meant, in their order.
fn chosen(archive: &mut Archive, what: &Chosen) -> Result<Vec<ArticleId>, ArchiveError> {
    match what {
        Chosen::Articles(ids) => Ok(ids.clone()),
        Chosen::Search { query, sort } => {
            archive.level()?;
            archive.full_matches(&query::parse(query, Typing::Live), *sort, Zone::London, None)
        }
    }
}

/// Rows of articles like another.
const MOST_RELATED: usize = 20;
