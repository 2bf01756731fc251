//! What the parse threads make of an input, or of a part of one: what the store takes, and the report
//! that goes with it. Pure but for the input's bytes; nothing here reads, waits or stores. Called by
//! `pipeline`.

use super::AddReport;
use super::inputs::{Bundle, Input, Received, file_key};
use super::reading::{CUT, Hash, Whole, unopened};
use super::stream::Part;
use crate::article::{Channel, Kind, Overview, Source};
use crate::ingest::{self, IngestError, Intake, Origin};
use crate::parse::feed::Pictures;
use crate::store::{BodyOf, Delivery, Packed, Turn};
use crate::text::safe_line;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Which part of an input it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// All of it.
    Whole,
    /// A part that others follow.
    Part,
    /// The part that ends it.
    Last,
    /// The end of a bundle, whose members came before.
    End,
}

/// An input, or a part of one, ready to be stored.
pub(super) struct Prepared {
    /// `None` for what a folder holds beside articles: it is passed over without a word.
    pub report: Option<AddReport>,
    pub packed: Option<Packed>,
    /// What the whole input says of itself, for an end without items; only of a part and of a bundle.
    pub header: Option<Delivery>,
    /// Feeds that it lists.
    pub feeds: Vec<Source>,
    pub place: Place,
    pub bytes: u64,
    /// The key of a member that is as it was.
    pub known: Option<String>,
    /// The bundle that it is a member of, or the end of.
    pub bundle: Option<Arc<Bundle>>,
    /// Whether a person named it.
    pub is_named: bool,
    /// Of a source that is read from many bodies: which of those, and what it is to it.
    pub body_of: Option<(usize, BodyOf)>,
}

impl Prepared {
    /// The walk that it was fetched on.
    pub(super) fn walk(&self) -> Option<usize> {
        self.body_of.map(|(walk, _)| walk)
    }
}

/// Something for the parse threads.
pub(super) struct Task {
    pub number: usize,
    pub input: Arc<Input>,
    pub work: Work,
}

pub(super) enum Work {
    /// Nothing is left to be done.
    Settled(AddReport),
    /// A member of a bundle that is as it was when this was stopped: it only counts.
    Known(AddReport),
    Whole(Whole),
    /// With the hash that the input is known by, and what all of it shows.
    Part(Part, Hash, Arc<(Overview, Pictures)>),
    PassedOver,
    /// The end of a bundle, with its hash and what was left out of it.
    End(Arc<Bundle>, Hash, AddReport),
}

impl Work {
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Whole(whole) => whole.bytes.len() as u64,
            Self::Part(part, ..) => part.bytes.len() as u64,
            Self::Settled(_) | Self::Known(_) | Self::PassedOver | Self::End(..) => 0,
        }
    }
}

/// What identifies a source: two pieces of standard input are two sources.
pub(super) fn key(input: &Input, hash: &Hash) -> String {
    match input {
        Input::File { path, .. } => file_key(path),
        Input::Address(address) => address.clone(),
        Input::Stdin => format!("stdin:{}", blake3::Hash::from_bytes(*hash).to_hex()),
        Input::Bundled(name, _) => format!("bundled:{name}"),
        Input::Member { key, .. } => key.clone(),
        Input::Received(received) => received.key.to_string(),
        Input::Unreadable { source, .. } => source.clone(),
    }
}

pub(super) fn begun(input: &Input) -> AddReport {
    let source = match input {
        // Within the report on its bundle, the way from there says it all.
        Input::Member { name, .. } => name.clone(),
        _ => input.address(),
    };
    AddReport { source, ..AddReport::default() }
}

/// Nothing came of an input: an error if it was named, a warning inside a folder or a bundle.
pub(super) fn failed(input: &Input, reason: &str) -> AddReport {
    let mut report = begun(input);
    let reason = safe_line(reason);
    if input.is_named() {
        report.error = Some(reason);
    } else {
        report.warnings.push(reason);
    }
    report
}

pub(super) fn nothing(error: &IngestError) -> String {
    match error {
        IngestError::Empty => format!("{error}; save it again, or leave it out"),
        _ => format!("{error}; give a feed, a saved page or a text"),
    }
}

pub(super) fn prepare(task: Task, turn: Turn) -> Prepared {
    let Task { input, work, .. } = task;
    let mut prepared = Prepared {
        report: None,
        packed: None,
        header: None,
        feeds: Vec::new(),
        place: Place::Whole,
        bytes: work.bytes(),
        known: None,
        bundle: if let Input::Member { bundle, .. } = &*input { Some(Arc::clone(bundle)) } else { None },
        is_named: input.is_named(),
        body_of: None,
    };
    match work {
        Work::Settled(report) => prepared.report = Some(report),
        Work::Known(report) => {
            prepared.report = Some(report);
            if let Input::Member { key, .. } = &*input {
                prepared.known = Some(key.clone());
            }
        }
        Work::PassedOver => {}
        Work::Whole(content) => whole(&mut prepared, &input, &content, turn),
        Work::Part(part, hash, surveyed) => one_part(&mut prepared, &input, part, hash, &surveyed, turn),
        Work::End(bundle, content, report) => {
            let (source, source_key) = (bundle.source.clone(), bundle.key.clone());
            let (channel, items) = (Channel::default(), Vec::new());
            prepared.header = Some(Delivery { source, source_key, content, channel, frame: None, items });
            prepared.report = Some(report);
            prepared.place = Place::End;
            prepared.bundle = Some(bundle);
        }
    }
    if let Input::Received(received) = &*input {
        let kind = prepared.packed.as_ref().map(|packed| packed.source().kind);
        let is_article = received.is_one_of_many && kind.is_some_and(Kind::is_one_article);
        prepared.body_of = Some((received.walk, BodyOf { is_article, is_again: received.is_again }));
    }
    prepared
}

fn whole(prepared: &mut Prepared, input: &Input, whole: &Whole, turn: Turn) {
    let Whole { bytes: content, hash, is_cut } = whole;
    let (is_web, charset) = match input {
        Input::Member { is_web, charset, .. } => (*is_web, charset.as_deref()),
        Input::Received(received) => (false, received.charset.as_deref()),
        _ => (false, None),
    };
    let received = ingest::Received { charset, is_cut: *is_cut };
    let outcome = read(input, content, *hash, |bytes, origin| ingest::received(bytes, origin, received));
    let is_other = match &outcome {
        // What a site serves as plain text is for machines.
        Ok(Ok(intake)) => intake.source.kind == Kind::Text && (is_web || is_data_or_code(content)),
        Ok(Err(error)) => is_web || *error == IngestError::Binary || is_data_or_code(content),
        Err(_) => false,
    };
    let unopened = unopened(content).filter(|_| matches!(outcome, Ok(Err(IngestError::Binary))));
    if let Some(why) = unopened {
        prepared.report = Some(failed(input, &why));
        return;
    }
    if is_other && !input.is_named() {
        return;
    }
    match outcome {
        Ok(Ok(intake)) if intake.items.is_empty() && intake.feeds.is_empty() => {
            let reason = format!("has no published post in it, only {} other entries", intake.left_out);
            prepared.report = Some(failed(input, &reason));
        }
        Ok(Ok(intake)) => {
            let mut report = begun(input);
            report.kind = Some(intake.source.kind.name());
            report.warnings.extend(is_cut.then(|| CUT.to_owned()));
            report.warnings.extend(intake.warnings.iter().cloned());
            report.left_out = intake.left_out;
            report.feeds = intake.feeds.len();
            prepared.feeds.clone_from(&intake.feeds);
            prepared.report = Some(report);
            prepared.packed = Some(turn.pack(delivery(intake, *hash)));
        }
        Ok(Err(error)) if *is_cut => {
            prepared.report = Some(failed(input, &format!("breaks off and {error}; save it again")));
        }
        Ok(Err(error)) => prepared.report = Some(failed(input, &nothing(&error))),
        Err(_) => prepared.report = Some(failed(input, MISTAKE)),
    }
}

pub(super) const MISTAKE: &str = "could not be read: the program made a mistake; nothing of it was taken in";

/// A part that gives nothing costs only itself.
fn one_part(
    prepared: &mut Prepared,
    input: &Input,
    part: Part,
    known_by: Hash,
    (overview, pictures): &(Overview, Pictures),
    turn: Turn,
) {
    prepared.place = if part.is_last { Place::Last } else { Place::Part };
    let mut report = begun(input);
    report.warnings = part.warnings;
    report.error = part.error.map(|error| safe_line(&error));
    let ingest = |bytes: &_, origin: &_| ingest::part(bytes, origin, overview.clone(), pictures);
    match read(input, &part.bytes, known_by, ingest) {
        Ok(Ok(intake)) => {
            report.kind = Some(intake.source.kind.name());
            report.warnings.extend(intake.warnings.iter().cloned());
            report.left_out = intake.left_out;
            let delivery = delivery(intake, part.read);
            prepared.header = Some(Delivery {
                source: delivery.source.clone(),
                source_key: delivery.source_key.clone(),
                channel: delivery.channel.clone(),
                content: delivery.content,
                frame: None,
                items: Vec::new(),
            });
            prepared.packed = Some(turn.pack(delivery));
        }
        Ok(Err(IngestError::Empty)) => {}
        Ok(Err(error)) => report.warnings.push(safe_line(&error.to_string())),
        Err(_) => report.warnings.push("a part of it could not be read: the program made a mistake".to_owned()),
    }
    prepared.report = Some(report);
}

fn read(
    input: &Input,
    content: &[u8],
    hash: Hash,
    ingest: impl FnOnce(&[u8], &Origin) -> Result<Intake, IngestError>,
) -> std::thread::Result<Result<Intake, IngestError>> {
    let origin = Origin { address: input.address(), key: key(input, &hash) };
    let mut outcome = catch_unwind(AssertUnwindSafe(|| ingest(content, &origin)));
    if let Ok(Ok(intake)) = &mut outcome {
        let fetched = match input {
            Input::Member { fetched, .. } => *fetched,
            Input::Received(received) => {
                belongs(intake, received);
                Some(received.fetched)
            }
            _ => None,
        };
        intake.items.iter_mut().for_each(|item| item.fetched = item.fetched.or(fetched));
    }
    outcome
}

/// A body is its source's, wherever it came from; that is kept for reading it again.
fn belongs(intake: &mut Intake, received: &Received) {
    if *received.home == *intake.source.address {
        return;
    }
    let at = std::mem::replace(&mut intake.source.address, received.home.to_string());
    if intake.source.kind.is_one_article() {
        intake.frame.get_or_insert_default();
    }
    if let Some(frame) = &mut intake.frame {
        frame.at = Some(at);
    }
}

fn delivery(intake: Intake, content: Hash) -> Delivery {
    let Intake { source, source_key, channel, items, frame, .. } = intake;
    Delivery { source, source_key, content, channel, frame, items }
}

/// JSON that is no feed and programs read as text too; folders are full of them.
fn is_data_or_code(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
    text.starts_with(b"#!") || matches!(text.first(), Some(b'{' | b'[')) && is_json()
}
