//! Taking in: inputs are read, parsed and packed on all cores, and go to the store in their order.
//!
//! Two threads hand over in batches: one reads and parses the next batch with every core while the
//! other stores the last. A batch is one transaction, so stopping half-way keeps what was
//! committed. Batches are cut by count and size alone and stored in order, so the archive does not
//! depend on how many cores there are.

use super::archive::{Archive, ArchiveError};
use super::inputs::{Input, file_key, unread};
use super::verdicts;
use super::{AddReport, Progress};
use crate::article::{Article, Kind, Timestamp};
use crate::fetch;
use crate::ingest::{self, IngestError, Intake, Origin};
use crate::store::{Delivery, Known, Packed, Store, StoreError, pack};
use crate::text::safe_line;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

/// A batch ends after this many inputs …
const BATCH_INPUTS: usize = 64;
/// … or this many bytes, whichever comes first.
const BATCH_BYTES: u64 = 32 << 20;
/// One input may have this many bytes at most.
const LARGEST_INPUT: u64 = 2 << 30;
/// The index follows after this many articles even while more are coming in.
const LEVEL_AFTER: usize = 20_000;

/// Bytes and their hash.
type Content = (Vec<u8>, [u8; 32]);

/// An input after the parse workers are done with it.
struct Prepared {
    /// `None` for what a folder holds beside articles: it is passed over without a word.
    report: Option<AddReport>,
    packed: Option<Packed>,
}

/// What was taken in, and how it went.
#[derive(Debug, Default)]
pub struct TakenIn {
    /// One for each input that was read, in order, then those of folders that gave nothing.
    pub reports: Vec<AddReport>,
    /// Inputs not read because the person stopped it.
    pub left_out: usize,
    /// Articles of each folder that was named.
    folders: BTreeMap<Arc<str>, usize>,
}

impl TakenIn {
    fn note(&mut self, report: AddReport, folder: Option<Arc<str>>) {
        if let Some(folder) = folder {
            *self.folders.entry(folder).or_default() += report.articles;
        }
        self.reports.push(report);
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
        let of = inputs.len();
        let folders = folders(&inputs);
        let mut of_input = folders.iter();
        let mut progress = Progress { of, ..Progress::default() };
        let mut taken = TakenIn::default();
        let mut since_level = 0;
        let mut failed = None;
        let path = self.folder().to_owned();
        run(inputs, Some(&path), stop, &mut |batch| {
            let reports = match store_batch(&mut self.store, batch) {
                Ok(reports) => reports,
                Err(error) => {
                    failed = Some(ArchiveError::from(error));
                    return false;
                }
            };
            for report in reports {
                progress.done += 1;
                let folder = of_input.next().cloned().flatten();
                let Some(report) = report else { continue };
                progress.new += report.new;
                progress.errors += usize::from(report.error.is_some());
                since_level += report.new + report.merged;
                told(&report, progress);
                taken.note(report, folder);
            }
            if since_level >= LEVEL_AFTER {
                since_level = 0;
                failed = self.level().err();
            }
            failed.is_none()
        });
        if let Some(error) = failed {
            return Err(error);
        }
        taken.left_out = of - progress.done;
        taken.complain_of_empty_folders(&named(&folders));
        // Who stopped it is waiting; the next start brings the index level.
        if !stop.load(Ordering::Relaxed) {
            self.level()?;
        }
        Ok(taken)
    }
}

/// What `inputs` would give: the articles, merged among themselves, and the reports.
pub fn dry_run(inputs: Vec<Input>) -> Result<(Vec<Article>, TakenIn), ArchiveError> {
    let folder = tempfile::tempdir()
        .map_err(|error| ArchiveError::Io { path: std::env::temp_dir().display().to_string(), error })?;
    let mut store = Store::open(folder.path())?;
    let folders = folders(&inputs);
    let mut of_input = folders.iter();
    let mut taken = TakenIn::default();
    let mut failed = None;
    run(inputs, None, &AtomicBool::new(false), &mut |batch| {
        match store_batch(&mut store, batch) {
            Ok(reports) => {
                for report in reports {
                    let folder = of_input.next().cloned().flatten();
                    if let Some(report) = report {
                        taken.note(report, folder);
                    }
                }
            }
            Err(error) => failed = Some(error),
        }
        failed.is_none()
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    taken.complain_of_empty_folders(&named(&folders));
    let mut articles = Vec::new();
    for change in store.changes_since(crate::article::Revision(0))? {
        if let Some(mut article) = store.article(change.id)? {
            article.summary.id = None;
            articles.push(article);
        }
    }
    Ok((articles, taken))
}

/// Reads and prepares batches on one thread and hands them to `store` on this one, in order, until
/// it returns false.
fn run(inputs: Vec<Input>, archive: Option<&Path>, stop: &AtomicBool, store: &mut dyn FnMut(Vec<Prepared>) -> bool) {
    let (sender, receiver) = sync_channel::<Vec<Prepared>>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let known = archive.and_then(|path| Store::open_existing(path).ok().flatten());
            for batch in batches(inputs) {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                if sender.send(prepare(&batch, known.as_ref())).is_err() {
                    return;
                }
            }
        });
        // The receiver goes first when `store` has had enough, so that the sender ends too.
        let receiver = receiver;
        for batch in &receiver {
            if !store(batch) {
                break;
            }
        }
        drop(receiver);
    });
}

fn folders(inputs: &[Input]) -> Vec<Option<Arc<str>>> {
    inputs.iter().map(|input| input.folder().cloned()).collect()
}

fn named(folders: &[Option<Arc<str>>]) -> BTreeSet<Arc<str>> {
    folders.iter().flatten().cloned().collect()
}

fn batches(inputs: Vec<Input>) -> Vec<Vec<Input>> {
    let mut batches = vec![Vec::new()];
    let mut bytes = 0;
    for input in inputs {
        let size = match &input {
            Input::File { path, .. } => std::fs::metadata(path).map_or(0, |meta| meta.len()),
            _ => 0,
        };
        let full = batches
            .last()
            .is_some_and(|batch| !batch.is_empty() && (batch.len() >= BATCH_INPUTS || bytes + size > BATCH_BYTES));
        if full {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(batch) = batches.last_mut() {
            batch.push(input);
        }
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

fn prepare(batch: &[Input], known: Option<&Store>) -> Vec<Prepared> {
    let read: Vec<Result<Content, String>> = batch
        .par_iter()
        .map(|input| {
            let bytes = read(input)?;
            let hash = *blake3::hash(&bytes).as_bytes();
            Ok((bytes, hash))
        })
        .collect();
    let unchanged: Vec<Option<Known>> = batch
        .iter()
        .zip(&read)
        .map(|(input, read)| {
            let (_, hash) = read.as_ref().ok()?;
            known?.known(&key(input, hash), hash).ok().flatten()
        })
        .collect();
    batch
        .par_iter()
        .zip(read)
        .zip(unchanged)
        .map(|((input, read), unchanged)| {
            let mut report = AddReport { source: input.address(), ..AddReport::default() };
            let packed = match (read, unchanged) {
                (_, Some(known)) => {
                    report.kind = Some(known.kind.name());
                    report.articles = known.articles;
                    report.unchanged = known.articles;
                    None
                }
                (Ok((bytes, hash)), None) => match parse(&bytes, hash, input, &mut report) {
                    Parsed::Items(packed) => Some(*packed),
                    Parsed::Nothing => None,
                    Parsed::PassedOver => return Prepared { report: None, packed: None },
                },
                (Err(reason), None) => {
                    fail(&mut report, input, &reason);
                    None
                }
            };
            Prepared { report: Some(report), packed }
        })
        .collect()
}

/// What identifies a source: two pieces of standard input are two sources.
fn key(input: &Input, hash: &[u8; 32]) -> String {
    match input {
        Input::File { path, .. } => file_key(path),
        Input::Address(address) => address.clone(),
        Input::Stdin => format!("stdin:{}", blake3::Hash::from_bytes(*hash).to_hex()),
        Input::Bundled(name, _) => format!("bundled:{name}"),
        Input::Unreadable { source, .. } => source.clone(),
    }
}

fn read(input: &Input) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let took = match input {
        Input::File { path, .. } => {
            std::fs::File::open(path).and_then(|file| file.take(LARGEST_INPUT + 1).read_to_end(&mut bytes))
        }
        Input::Stdin => std::io::stdin().lock().take(LARGEST_INPUT + 1).read_to_end(&mut bytes),
        Input::Address(address) => return fetch::get(address).map_err(|error| error.to_string()),
        Input::Bundled(_, bundled) => return Ok(bundled.to_vec()),
        Input::Unreadable { reason, .. } => return Err(reason.clone()),
    };
    match took {
        Err(error) => Err(unread(&error)),
        Ok(length) if length as u64 > LARGEST_INPUT => Err("is larger than 2 GB; split it first".to_owned()),
        Ok(_) => Ok(bytes),
    }
}

/// What came of an input.
enum Parsed {
    Items(Box<Packed>),
    /// The report says why.
    Nothing,
    /// Something else that a folder holds beside articles.
    PassedOver,
}

fn parse(bytes: &[u8], content: [u8; 32], input: &Input, report: &mut AddReport) -> Parsed {
    let origin = Origin { address: input.address(), key: key(input, &content) };
    let outcome = catch_unwind(AssertUnwindSafe(|| ingest::ingest(bytes, &origin)));
    let is_other = match &outcome {
        Ok(Ok(intake)) => intake.source.kind == Kind::Text && is_data_or_code(bytes),
        Ok(Err(error)) => *error == IngestError::Binary || is_data_or_code(bytes),
        Err(_) => false,
    };
    if is_other && input.folder().is_some() {
        return Parsed::PassedOver;
    }
    let problem = match outcome {
        Ok(Ok(Intake { source, source_key, channel, items, warnings, frame })) => {
            report.kind = Some(source.kind.name());
            report.warnings.extend(warnings.iter().map(|warning| safe_line(warning)));
            let warnings = warnings.len();
            let delivery = Delivery { source, source_key, content, channel, frame, items, warnings };
            return Parsed::Items(Box::new(pack(delivery)));
        }
        Ok(Err(error @ IngestError::Empty)) => format!("{error}; save it again, or leave it out"),
        Ok(Err(error)) => format!("{error}; give a feed, a saved page or a text"),
        Err(_) => "could not be read: the program made a mistake; nothing of it was taken in".to_owned(),
    };
    fail(report, input, &problem);
    Parsed::Nothing
}

/// JSON that is no feed and programs read as text too; folders are full of them.
fn is_data_or_code(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
    text.starts_with(b"#!") || matches!(text.first(), Some(b'{' | b'[')) && is_json()
}

/// Nothing came of an input: an error if it was named, a warning inside a folder.
fn fail(report: &mut AddReport, input: &Input, reason: &str) {
    let reason = safe_line(reason);
    if input.folder().is_none() {
        report.error = Some(reason);
    } else {
        report.warnings.push(reason);
    }
}

/// One transaction; the reports of its inputs.
fn store_batch(store: &mut Store, batch: Vec<Prepared>) -> Result<Vec<Option<AddReport>>, StoreError> {
    if batch.iter().all(|prepared| prepared.packed.is_none()) {
        return Ok(batch.into_iter().map(|prepared| prepared.report).collect());
    }
    let now = Timestamp::from_chrono(&chrono::Utc::now()).unwrap_or_default();
    let mut writer = store.write()?;
    let mut reports = Vec::with_capacity(batch.len());
    for Prepared { mut report, packed } in batch {
        if let (Some(report), Some(packed)) = (&mut report, packed) {
            let taken = writer.take_in(&packed, now)?;
            report.new = taken.new;
            report.merged = taken.merged;
            report.unchanged = taken.unchanged;
            report.articles = taken.new + taken.merged + taken.unchanged;
            report.warnings.extend(taken.refused);
        }
        reports.push(report);
    }
    verdicts::renew(&mut writer)?;
    writer.commit()?;
    Ok(reports)
}
