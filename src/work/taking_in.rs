//! Taking in: what the parse threads made ready goes to the store in batches, one transaction each,
//! so that stopping half-way keeps what was committed.
//!
//! Batches are cut by count and size alone and stored in the order of the inputs, so the archive
//! does not depend on how many threads there are. A feed that comes in parts and a bundle are counted
//! once, at their end, and everything is judged once, when all of it is there.

use super::archive::{Archive, ArchiveError};
use super::inputs::{Bundle, Input};
use super::pipeline;
use super::preparing::{Place, Prepared};
use super::{AddReport, Doing, Done, Gauge, Limits, Progress, verdicts};
use crate::article::{Article, Revision, SourceId, Timestamp};
use crate::store::{Delivery, Packed, Packer, Store, StoreError, Taken, Tally, Watch, Writer, pack};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use super::reading::Course;

/// A batch ends after this many inputs or [`Limits::batch`] bytes, whichever comes first.
const BATCH_INPUTS: usize = 64;
/// The index follows after this many items even while more are coming in: seldom, since an index
/// that is written in one go takes less time and memory.
const LEVEL_AFTER: usize = 100_000;
/// An input is complained of in this many lines.
const MOST_WARNINGS: usize = 50;

/// What was taken in, and how it went.
#[derive(Debug, Default)]
pub struct TakenIn {
    /// One for each input that was read, in order, then those of folders that gave nothing.
    pub reports: Vec<AddReport>,
    /// Inputs not read to the end because the person stopped it.
    pub left_out: usize,
    /// Whether the person stopped it before its end, be it while what was read was compared or indexed:
    /// the next start makes up for that.
    pub is_unfinished: bool,
    /// Articles of each folder that was named, feeds listed in it, and files known from before.
    folders: BTreeMap<Arc<str>, usize>,
}

impl TakenIn {
    pub(super) fn note(&mut self, report: AddReport, folder: Option<Arc<str>>) {
        if let Some(folder) = folder {
            *self.folders.entry(folder).or_default() += report.articles + report.feeds + usize::from(report.is_known);
        }
        self.reports.push(report);
    }

    /// Both together, the other after this.
    pub(super) fn join(&mut self, other: Self) {
        self.reports.extend(other.reports);
        self.left_out += other.left_out;
        self.is_unfinished |= other.is_unfinished;
    }

    /// A folder that was named and gave no article at all is an error like any other source.
    fn complain_of_empty_folders(&mut self, named: &BTreeSet<Arc<str>>) {
        let is_empty = |folder: &&Arc<str>| self.folders.get(*folder).is_none_or(|articles| *articles == 0);
        for folder in named.iter().filter(is_empty).filter(|_| self.left_out == 0) {
            let error = Some("has no article in it; name a folder with feeds, pages or texts".to_owned());
            self.reports.push(AddReport { source: folder.to_string(), error, is_folder: true, ..AddReport::default() });
        }
    }

    /// Whether something named could not be taken in.
    pub fn has_errors(&self) -> bool {
        self.reports.iter().any(|report| report.error.is_some())
    }
}

impl Archive {
    /// Takes inputs in and brings the index level. `told` hears of every input once it is
    /// committed. Stops between batches when `stop` is set; what was committed stays.
    ///
    /// # Errors
    /// Only the archive's own; what is wrong with an input is in its report.
    pub fn take_in(
        &mut self,
        inputs: Vec<Input>,
        stop: &AtomicBool,
        told: &mut dyn FnMut(&AddReport, Progress),
    ) -> Result<TakenIn, ArchiveError> {
        self.take_in_by(inputs, Course { limits: Limits::default(), stop, gauge: &Gauge::default() }, told)
    }

    /// The same with other limits, or watched.
    pub fn take_in_by(
        &mut self,
        inputs: Vec<Input>,
        course: Course,
        told: &mut dyn FnMut(&AddReport, Progress),
    ) -> Result<TakenIn, ArchiveError> {
        let folders = folders(&inputs);
        let mut progress = Progress { of: inputs.len(), ..Progress::default() };
        let mut taken = TakenIn::default();
        let mut since_level = 0;
        let known = Store::open_existing(self.folder())?;
        let mut open = Open::default();
        let packer = Packer::new(&self.store)?;
        batches(inputs, known, &packer, course, &mut |batch| {
            let stored = store_batch(&mut self.store, batch, &mut open)?;
            course.gauge.stored(stored.items);
            for (_, report) in stored.reports {
                let folder = folders.get(progress.done).cloned().flatten();
                progress.done += 1;
                let Some(report) = report else { continue };
                progress.new += report.new;
                progress.errors += usize::from(report.gave_nothing());
                told(&report, progress);
                taken.note(report, folder);
            }
            since_level += stored.items;
            if since_level >= LEVEL_AFTER && !course.stop.load(Ordering::Relaxed) {
                since_level = 0;
                self.level_by(&course.indexing())?;
            }
            Ok(())
        })?;
        taken.left_out = progress.of - progress.done;
        taken.complain_of_empty_folders(&named(&folders));
        // Who stops it is waiting; the next start judges and brings the index level.
        if settled(&mut self.store, course)? {
            self.level_by(&course.indexing())?;
        }
        taken.is_unfinished = course.stop.load(Ordering::Relaxed);
        Ok(taken)
    }
}

/// What `inputs` would give: the articles, merged among themselves, and the reports.
pub fn dry_run(inputs: Vec<Input>) -> Result<(Vec<Article>, TakenIn), ArchiveError> {
    let folder = tempfile::tempdir()
        .map_err(|error| ArchiveError::Io { path: std::env::temp_dir().display().to_string(), error })?;
    let mut articles = Vec::new();
    let taken = dry_run_by(inputs, folder.path(), &AtomicBool::new(false), &mut |article| articles.push(article))?;
    Ok((articles, taken))
}

/// The same one article after the other, since all of them may be more than fit into memory: they
/// are gathered in `folder`, which is empty. Set, `stop` ends it soon.
pub fn dry_run_by(
    inputs: Vec<Input>,
    folder: &Path,
    stop: &AtomicBool,
    each: &mut dyn FnMut(Article),
) -> Result<TakenIn, ArchiveError> {
    let mut store = Store::open(folder)?;
    let all = inputs.len();
    let folders = folders(&inputs);
    let mut of_input = folders.iter();
    let mut taken = TakenIn::default();
    let mut open = Open::default();
    let course = Course { limits: Limits::default(), stop, gauge: &Gauge::default() };
    let mut done = 0;
    batches(inputs, None, &Packer::default(), course, &mut |batch| {
        for (_, report) in store_batch(&mut store, batch, &mut open)?.reports {
            let folder = of_input.next().cloned().flatten();
            done += 1;
            if let Some(report) = report {
                taken.note(report, folder);
            }
        }
        Ok(())
    })?;
    taken.left_out = all - done;
    taken.complain_of_empty_folders(&named(&folders));
    settled(&mut store, course)?;
    for change in store.changes_since(Revision(0))? {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        if let Some(mut article) = store.article(change.id)? {
            article.summary.id = None;
            // Numbers of articles that nobody keeps.
            article.also_seen.clear();
            each(article);
        }
    }
    Ok(taken)
}

/// Judges and compares what was taken in; whether it came to its end.
pub(super) fn settled(store: &mut Store, course: Course) -> Result<bool, StoreError> {
    let told = |step, done, of| course.tell(Doing::Comparing(step, Done { done, of }));
    if course.stop.load(Ordering::Relaxed) {
        return Ok(false);
    }
    match verdicts::catch_up(store, Some(Watch(&told))) {
        Err(StoreError::Stopped) => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

fn folders(inputs: &[Input]) -> Vec<Option<Arc<str>>> {
    inputs.iter().map(|input| input.folder().cloned()).collect()
}

fn named(folders: &[Option<Arc<str>>]) -> BTreeSet<Arc<str>> {
    folders.iter().flatten().cloned().collect()
}

/// A batch after its transaction.
pub(super) struct Stored {
    pub reports: Vec<Ended>,
    pub items: usize,
}

/// The report on an input that has ended, `None` for what is passed over; with the walk that it was
/// fetched on.
pub(super) type Ended = (Option<usize>, Option<AddReport>);

/// Runs the pipeline and hands what it gives to `store` in batches.
pub(super) fn batches(
    inputs: Vec<Input>,
    known: Option<Store>,
    packer: &Packer,
    course: Course,
    store: &mut dyn FnMut(Vec<Prepared>) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut batch: Vec<Prepared> = Vec::new();
    let mut bytes = 0;
    let mut outcome = Ok(());
    let goes_on = |outcome: &Result<_, _>| outcome.is_ok() && !course.stop.load(Ordering::Relaxed);
    pipeline::run(inputs, known, packer, course, &mut |prepared| {
        bytes += prepared.bytes;
        batch.push(prepared);
        if batch.len() >= BATCH_INPUTS || bytes >= course.limits.batch {
            bytes = 0;
            outcome = store(std::mem::take(&mut batch));
        }
        goes_on(&outcome)
    });
    if !batch.is_empty() && goes_on(&outcome) {
        outcome = store(batch);
    }
    outcome
}

/// One transaction.
pub(super) fn store_batch(store: &mut Store, batch: Vec<Prepared>, open: &mut Open) -> Result<Stored, StoreError> {
    let items = batch.iter().filter_map(|prepared| prepared.packed.as_ref()).map(Packed::len).sum();
    let is_settled =
        |prepared: &Prepared| prepared.packed.is_none() && prepared.place == Place::Whole && prepared.bundle.is_none();
    if batch.iter().all(is_settled) {
        let reports = batch.into_iter().map(|prepared| (prepared.walk(), prepared.report)).collect();
        return Ok(Stored { reports, items });
    }
    let now = Timestamp::from_chrono(&chrono::Utc::now()).unwrap_or_default();
    let mut writer = store.write()?;
    writer.defer();
    let mut reports = Vec::with_capacity(batch.len());
    for prepared in batch {
        store_one(&mut writer, prepared, open, now, &mut reports)?;
    }
    writer.commit()?;
    Ok(Stored { reports, items })
}

/// An input or a part of one; its report comes once it has ended.
fn store_one(
    writer: &mut Writer,
    prepared: Prepared,
    open: &mut Open,
    now: Timestamp,
    reports: &mut Vec<Ended>,
) -> Result<(), StoreError> {
    let walk = prepared.walk();
    if let Some(bundle) = &prepared.bundle {
        let holding = open.bundle.get_or_insert_with(|| Holding::begin(now));
        if prepared.place != Place::End {
            holding.member(writer, &Arc::clone(bundle), prepared)?;
        } else if let Some(holding) = open.bundle.take() {
            reports.push((walk, Some(holding.end(writer, prepared)?)));
        }
        return Ok(());
    }
    match (prepared.place, prepared.report) {
        (Place::Whole, Some(mut report)) => {
            if let Some(packed) = prepared.packed {
                match prepared.body_of {
                    Some((walk, of)) => {
                        writer.take_in_body(&packed, of, now, open.walks.entry(walk).or_default())?;
                    }
                    None => count(&mut report, writer.take_in(&packed, now)?),
                }
                writer.note_warnings(&packed, &report.warnings)?;
                writer.list_feeds(&packed, &prepared.feeds)?;
            }
            reports.push((walk, Some(report)));
        }
        (_, None) => reports.push((walk, None)),
        (place, Some(report)) => {
            let under_way = open.input.get_or_insert_with(|| UnderWay::begin(now));
            under_way.note(report, prepared.header);
            if place == Place::Part {
                if let Some(packed) = &prepared.packed {
                    writer.take_in_part(packed, under_way.seen, &mut under_way.tally)?;
                }
            } else if let Some(ended) = open.input.take() {
                reports.push((walk, Some(ended.end(writer, prepared.packed)?)));
            }
        }
    }
    Ok(())
}

/// What was begun in an earlier transaction.
#[derive(Default)]
pub(super) struct Open {
    input: Option<UnderWay>,
    bundle: Option<Holding>,
    /// What the bodies of each walk have given so far.
    pub walks: BTreeMap<usize, Tally>,
}

/// An input of which parts are stored and others are still to come.
struct UnderWay {
    /// All parts are seen at the same time, whenever they are stored.
    seen: Timestamp,
    tally: Tally,
    report: Option<AddReport>,
    header: Option<Delivery>,
}

impl UnderWay {
    fn begin(seen: Timestamp) -> Self {
        Self { seen, tally: Tally::default(), report: None, header: None }
    }

    fn note(&mut self, part: AddReport, header: Option<Delivery>) {
        self.header = header.or(self.header.take());
        match &mut self.report {
            None => self.report = Some(part),
            Some(report) => {
                report.kind = report.kind.or(part.kind);
                report.error = part.error;
                report.left_out += part.left_out;
                part.warnings.into_iter().for_each(|warning| report.warn(warning));
            }
        }
    }

    fn end(self, writer: &mut Writer, last: Option<Packed>) -> Result<AddReport, StoreError> {
        let mut report = self.report.unwrap_or_default();
        // A feed may end in a part that holds nothing.
        match last.or_else(|| self.header.map(pack)) {
            Some(last) => {
                count(&mut report, writer.take_in_last(&last, self.seen, self.tally)?);
                writer.note_warnings(&last, &report.warnings)?;
            }
            None => report.error = report.error.or_else(|| Some("holds no item with a title or a text".to_owned())),
        }
        Ok(report)
    }
}

/// A bundle of which members are stored and others are still to come. An article in several of them
/// counts once.
struct Holding {
    seen: Timestamp,
    tally: Tally,
    report: AddReport,
    /// The bundle's own number, once there is something to remember it for.
    number: Option<SourceId>,
    /// Of the member that comes in parts just now.
    header: Option<Delivery>,
}

impl Holding {
    fn begin(seen: Timestamp) -> Self {
        Self { seen, tally: Tally::default(), report: AddReport::default(), number: None, header: None }
    }

    fn member(&mut self, writer: &mut Writer, bundle: &Bundle, member: Prepared) -> Result<(), StoreError> {
        let mut warnings = Vec::new();
        if let Some(report) = member.report {
            warnings.extend((report.left_out > 0).then(|| left_out(report.left_out)));
            warnings.extend_from_slice(&report.warnings);
            self.report.left_out += report.left_out;
            self.report.feeds += report.feeds;
            for warning in report.warnings.into_iter().chain(report.error) {
                self.report.warn(format!("{}: {warning}", report.source));
            }
        }
        if let Some(key) = member.known {
            self.number = Some(self.number.map_or_else(|| writer.bundle(&bundle.source, &bundle.key), Ok)?);
            return writer.hear_member_again(&key, &mut self.tally);
        }
        self.header = member.header.or(self.header.take());
        if member.place == Place::Part {
            return member.packed.map_or(Ok(()), |part| writer.take_in_part(&part, self.seen, &mut self.tally));
        }
        // A feed may end in a part that holds nothing.
        let header = self.header.take();
        let Some(last) = member.packed.or_else(|| header.map(pack)) else { return Ok(()) };
        let number = self.number.map_or_else(|| writer.bundle(&bundle.source, &bundle.key), Ok)?;
        self.number = Some(number);
        writer.take_in_member(&last, number, self.seen, &mut self.tally)?;
        writer.note_warnings(&last, &warnings)?;
        writer.list_feeds(&last, &member.feeds)
    }

    fn end(self, writer: &mut Writer, end: Prepared) -> Result<AddReport, StoreError> {
        let mut report = self.report;
        if let Some(own) = end.report {
            (report.source, report.kind) = (own.source, own.kind);
            report.unsaid += own.unsaid;
            own.warnings.into_iter().for_each(|warning| report.warn(warning));
        }
        if let (Some(header), true) = (end.header, self.number.is_some()) {
            let header = pack(header);
            count(&mut report, writer.take_in_last(&header, self.seen, self.tally)?);
            writer.note_warnings(&header, &report.warnings)?;
        } else {
            count(&mut report, Taken::default());
            // Where something is wrong with what is in it, that is why.
            let nothing = || "has no article in it; give one with feeds, pages or texts".to_owned();
            if !end.is_named {
                report.warnings.is_empty().then(|| report.warn(nothing()));
            } else if report.warnings.is_empty() {
                report.error = Some(nothing());
            } else {
                report.error = Some(format!("gave nothing: {}", report.warnings.remove(0)));
            }
        }
        Ok(report)
    }
}

/// Puts into a report what the store says of its input.
pub(super) fn count(report: &mut AddReport, taken: Taken) {
    report.new = taken.new;
    report.merged = taken.merged;
    report.unchanged = taken.unchanged;
    report.articles = taken.new + taken.merged + taken.unchanged;
    report.warnings.extend(taken.refused);
    let mut known = BTreeSet::new();
    report.warnings.retain(|warning| known.insert(warning.clone()));
    if report.left_out > 0 {
        report.warnings.insert(0, left_out(report.left_out));
    }
    let too_many = report.warnings.len().saturating_sub(MOST_WARNINGS) + report.unsaid;
    if too_many > 0 {
        report.warnings.truncate(MOST_WARNINGS);
        report.warnings.push(format!("{too_many} more warnings like these"));
    }
}

fn left_out(entries: usize) -> String {
    let what = "no published post (drafts, attachments, menus and the like)";
    if entries == 1 {
        format!("1 entry was left out, since it is {what}")
    } else {
        format!("{entries} entries were left out, since they are {what}")
    }
}
