//! The threads of taking in: one reads, some parse and pack, and whoever asked gets what is ready
//! for the store, in the order of the inputs.
//!
//! How many bytes are in work at once is bounded, whatever the inputs are and however slow the
//! store is. What comes out and in which order depends on the inputs alone, not on how many threads
//! there are. Called by `taking_in`.

use super::AddReport;
use super::inputs::{Bundle, Input, file_key, unread};
use super::reading::{Content, Course, Hash, Part, Problem, Stream, fetched, open};
use super::unpacking::{Bundled, Piece, unpack};
use crate::article::{Channel, Kind, Overview, Source};
use crate::fetch;
use crate::ingest::{self, IngestError, Intake, Origin};
use crate::store::{Delivery, Known, Packed, Packer, Store, Turn};
use crate::text::{safe_line, safe_path};
use crossbeam_channel::{Sender, unbounded};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};

/// Bytes that may be read and not yet parsed and taken; a larger input has to itself what there is.
const IN_WORK: u64 = 16 << 20;
/// An input without content takes up this many of them.
const LEAST: u64 = 16 << 10;
/// Addresses fetched ahead of their turn.
const FETCHED_AHEAD: usize = 2;

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
    /// The bundle that it is a member of, or the end of.
    pub bundle: Option<Arc<Bundle>>,
    /// Whether a person named it.
    pub is_named: bool,
}

/// Something for the parse threads.
struct Task {
    number: usize,
    input: Arc<Input>,
    work: Work,
}

enum Work {
    /// Nothing is left to be done.
    Settled(AddReport),
    Whole(Vec<u8>, Hash),
    /// With the hash that the input is known by, and what all of it shows.
    Part(Part, Hash, Arc<Overview>),
    PassedOver,
    /// The end of a bundle, with its hash and what was left out of it.
    End(Arc<Bundle>, Hash, AddReport),
}

impl Work {
    fn bytes(&self) -> u64 {
        match self {
            Self::Whole(bytes, _) => bytes.len() as u64,
            Self::Part(part, ..) => part.bytes.len() as u64,
            Self::Settled(_) | Self::PassedOver | Self::End(..) => 0,
        }
    }
}

/// Reads and prepares all inputs and hands them to `take`, in order, until that returns false or
/// the course is stopped. `known` tells what need not be read again.
pub(super) fn run(
    inputs: Vec<Input>,
    known: Option<Store>,
    packer: &Packer,
    course: Course,
    take: &mut dyn FnMut(Prepared) -> bool,
) {
    let room = Room::default();
    let (tasks, to_prepare) = unbounded::<Task>();
    let (prepared, results) = unbounded();
    std::thread::scope(|scope| {
        let room = &room;
        scope.spawn(move || Reader { known, course, room, tasks, number: 0 }.read(inputs, scope));
        for _ in 0..course.limits.threads.max(1) {
            let (to_prepare, prepared) = (to_prepare.clone(), prepared.clone());
            scope.spawn(move || {
                for task in to_prepare {
                    let number = task.number;
                    if prepared.send((number, prepare(task, packer.turn(number)))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((to_prepare, prepared));
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, prepared) in &results {
            waiting.insert(number, prepared);
            while let Some(prepared) = waiting.remove(&next) {
                next += 1;
                room.leave(prepared.bytes);
                if !take(prepared) {
                    room.close();
                    return;
                }
            }
        }
    });
}

/// The room for bytes in work. Entered in the order in which it is left, so nobody waits for ever.
struct Room {
    /// Bytes in it; `None` once it is closed.
    taken: Mutex<Option<u64>>,
    left: Condvar,
}

impl Default for Room {
    fn default() -> Self {
        Self { taken: Mutex::new(Some(0)), left: Condvar::new() }
    }
}

impl Room {
    /// Waits until there is room; false once it is closed.
    fn enter(&self, bytes: u64) -> bool {
        let bytes = bytes.max(LEAST);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut Option<u64>| taken.is_some_and(|taken| taken > 0 && taken + bytes > IN_WORK);
        let mut taken = self.left.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken = taken.map(|taken| taken + bytes);
        taken.is_some()
    }

    fn leave(&self, bytes: u64) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.map(|taken| taken.saturating_sub(bytes.max(LEAST)));
        self.left.notify_all();
    }

    fn close(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.left.notify_all();
    }
}

/// The thread that reads.
struct Reader<'a> {
    known: Option<Store>,
    course: Course<'a>,
    room: &'a Room,
    tasks: Sender<Task>,
    number: usize,
}

type Fetch<'scope> = ScopedJoinHandle<'scope, Result<Vec<u8>, String>>;

impl Reader<'_> {
    fn read<'scope>(mut self, inputs: Vec<Input>, scope: &'scope Scope<'scope, '_>) {
        let inputs: Vec<Arc<Input>> = inputs.into_iter().map(Arc::new).collect();
        let mut fetches: VecDeque<(usize, Fetch<'scope>)> = VecDeque::new();
        let addresses = inputs.iter().enumerate().filter(|(_, input)| matches!(***input, Input::Address(_)));
        let mut addresses = addresses.map(|(at, input)| (at, Arc::clone(input))).peekable();
        for (at, input) in inputs.iter().enumerate() {
            if self.course.stop.load(Ordering::Relaxed) {
                return;
            }
            let is_near = |(address, _): &(usize, _)| *address <= at + FETCHED_AHEAD;
            while let Some((address, input)) = addresses.next_if(is_near) {
                fetches.push_back((address, scope.spawn(move || fetch_one(&input))));
            }
            self.course.gauge.set_reading(input.address());
            let content = match fetches.pop_front_if(|(address, _)| *address == at) {
                Some((_, fetch)) => fetch
                    .join()
                    .unwrap_or_else(|_| Err("could not be fetched: the program made a mistake".to_owned()))
                    .map_err(Problem::Told)
                    .and_then(|bytes| guarded(|| fetched(bytes, self.course))),
                None => guarded(|| open(input, self.course)),
            };
            if !self.hand_on(input, content) {
                return;
            }
        }
    }

    fn hand_on(&mut self, input: &Arc<Input>, content: Result<Content, Problem>) -> bool {
        // What was stopped within it is no problem of its own.
        if self.course.stop.load(Ordering::Relaxed) {
            return false;
        }
        let work = match content {
            Ok(Content::Whole(bytes, hash)) => {
                self.course.gauge.read(bytes.len() as u64);
                self.unchanged(input, &hash).map_or(Work::Whole(bytes, hash), Work::Settled)
            }
            Ok(Content::Feed(stream)) => match self.unchanged(input, &stream.hash) {
                Some(report) => {
                    self.course.gauge.read(stream.length);
                    Work::Settled(report)
                }
                None => return self.parts(input, *stream),
            },
            Ok(Content::Bundle(bundled)) => match self.unchanged(input, &bundled.hash) {
                Some(report) => Work::Settled(report),
                None => return self.members(input, *bundled),
            },
            Err(Problem::Binary) if !input.is_named() => Work::PassedOver,
            Err(Problem::Binary) => Work::Settled(failed(input, &nothing(&IngestError::Binary))),
            Err(Problem::Told(reason)) => Work::Settled(failed(input, &reason)),
        };
        self.send(input, work)
    }

    /// The members of a bundle, one after the other, and its end.
    fn members(&mut self, input: &Arc<Input>, bundled: Bundled) -> bool {
        let (hash, kind) = (bundled.hash, bundled.kind);
        let address = input.address();
        let name = address.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(&address).to_owned();
        let bundle = Arc::new(Bundle { source: Source { name, address, kind }, key: key(input, &hash) });
        let mut report = AddReport { kind: Some(kind.name()), ..begun(input) };
        let (course, mut goes_on) = (self.course, true);
        let unpacked = catch_unwind(AssertUnwindSafe(|| {
            unpack(bundled, course, &mut |piece| {
                match piece {
                    Piece::Warning(warning) => report.warn(safe_line(&warning)),
                    Piece::Member(member, content) => {
                        let name = safe_path(&member.name);
                        let key = format!("{}/{}", bundle.key, member.name);
                        let bundle = Arc::clone(&bundle);
                        let (address, fetched) = (member.address, member.fetched);
                        let member = Arc::new(Input::Member { bundle, name, key, address, fetched });
                        self.course.gauge.set_reading(member.address());
                        goes_on = self.hand_on(&member, content);
                    }
                }
                goes_on &= !self.course.stop.load(Ordering::Relaxed);
                goes_on
            });
        }));
        if unpacked.is_err() {
            report
                .warn("could not be read to its end: the program made a mistake; what came before is kept".to_owned());
        }
        goes_on && self.send(input, Work::End(bundle, hash, report))
    }

    fn parts(&mut self, input: &Arc<Input>, mut stream: Stream) -> bool {
        let address = input.address();
        self.course.gauge.set_reading(format!("{address}, looking it over"));
        let survey = catch_unwind(AssertUnwindSafe(|| stream.survey(self.course.stop)));
        let overview = match survey {
            Ok(Ok(overview)) => Arc::new(overview),
            Ok(Err(error)) => return self.send(input, Work::Settled(failed(input, &unread(&error)))),
            Err(_) => return self.send(input, Work::Settled(failed(input, MISTAKE))),
        };
        let mut read = 0;
        loop {
            if self.course.stop.load(Ordering::Relaxed) {
                return false;
            }
            let part = catch_unwind(AssertUnwindSafe(|| stream.next_part())).unwrap_or_else(|_| Part::broken());
            let gauge = self.course.gauge;
            gauge.read(stream.done() - read);
            read = stream.done();
            gauge.set_reading(format!("{address}, {} %", read * 100 / stream.length.max(1)));
            let is_last = part.is_last;
            if !self.send(input, Work::Part(part, stream.hash, Arc::clone(&overview))) {
                return false;
            }
            if is_last {
                return true;
            }
        }
    }

    fn send(&mut self, input: &Arc<Input>, work: Work) -> bool {
        let is_open = self.room.enter(work.bytes());
        let task = Task { number: self.number, input: Arc::clone(input), work };
        self.number += 1;
        is_open && self.tasks.send(task).is_ok()
    }

    /// The report on what was taken in before to the byte.
    fn unchanged(&self, input: &Input, hash: &Hash) -> Option<AddReport> {
        if matches!(input, Input::Member { .. }) {
            return None;
        }
        let Known { articles, kind } = self.known.as_ref()?.known(&key(input, hash), hash).ok().flatten()?;
        let kind = Some(kind.name());
        Some(AddReport { articles, unchanged: articles, kind, is_known: true, ..begun(input) })
    }
}

/// What is read is from outside, and looking at it can fail as parsing can.
fn guarded(open: impl FnOnce() -> Result<Content, Problem>) -> Result<Content, Problem> {
    catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| Err(Problem::Told(MISTAKE.to_owned())))
}

fn fetch_one(input: &Input) -> Result<Vec<u8>, String> {
    let Input::Address(address) = input else { return Err("is no address".to_owned()) };
    fetch::get(address).map_err(|error| error.to_string())
}

/// What identifies a source: two pieces of standard input are two sources.
fn key(input: &Input, hash: &Hash) -> String {
    match input {
        Input::File { path, .. } => file_key(path),
        Input::Address(address) => address.clone(),
        Input::Stdin => format!("stdin:{}", blake3::Hash::from_bytes(*hash).to_hex()),
        Input::Bundled(name, _) => format!("bundled:{name}"),
        Input::Member { key, .. } => key.clone(),
        Input::Unreadable { source, .. } => source.clone(),
    }
}

fn begun(input: &Input) -> AddReport {
    let source = match input {
        // Within the report on its bundle, the way from there says it all.
        Input::Member { name, .. } => name.clone(),
        _ => input.address(),
    };
    AddReport { source, ..AddReport::default() }
}

/// Nothing came of an input: an error if it was named, a warning inside a folder or a bundle.
fn failed(input: &Input, reason: &str) -> AddReport {
    let mut report = begun(input);
    let reason = safe_line(reason);
    if input.is_named() {
        report.error = Some(reason);
    } else {
        report.warnings.push(reason);
    }
    report
}

fn nothing(error: &IngestError) -> String {
    match error {
        IngestError::Empty => format!("{error}; save it again, or leave it out"),
        _ => format!("{error}; give a feed, a saved page or a text"),
    }
}

fn prepare(task: Task, turn: Turn) -> Prepared {
    let Task { input, work, .. } = task;
    let mut prepared = Prepared {
        report: None,
        packed: None,
        header: None,
        feeds: Vec::new(),
        place: Place::Whole,
        bytes: work.bytes(),
        bundle: if let Input::Member { bundle, .. } = &*input { Some(Arc::clone(bundle)) } else { None },
        is_named: input.is_named(),
    };
    match work {
        Work::Settled(report) => prepared.report = Some(report),
        Work::PassedOver => {}
        Work::Whole(content, hash) => whole(&mut prepared, &input, &content, hash, turn),
        Work::Part(part, hash, overview) => one_part(&mut prepared, &input, part, hash, &overview, turn),
        Work::End(bundle, content, report) => {
            let (source, source_key) = (bundle.source.clone(), bundle.key.clone());
            let (channel, items) = (Channel::default(), Vec::new());
            prepared.header = Some(Delivery { source, source_key, content, channel, frame: None, items });
            prepared.report = Some(report);
            prepared.place = Place::End;
            prepared.bundle = Some(bundle);
        }
    }
    prepared
}

fn whole(prepared: &mut Prepared, input: &Input, content: &[u8], hash: Hash, turn: Turn) {
    let outcome = read(input, content, hash, ingest::ingest);
    let is_web = matches!(input, Input::Member { address: Some(_), .. });
    let is_other = match &outcome {
        // What a site serves as plain text is for machines.
        Ok(Ok(intake)) => intake.source.kind == Kind::Text && (is_web || is_data_or_code(content)),
        Ok(Err(error)) => is_web || *error == IngestError::Binary || is_data_or_code(content),
        Err(_) => false,
    };
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
            report.warnings.clone_from(&intake.warnings);
            report.left_out = intake.left_out;
            report.feeds = intake.feeds.len();
            prepared.feeds.clone_from(&intake.feeds);
            prepared.report = Some(report);
            prepared.packed = Some(turn.pack(delivery(intake, hash)));
        }
        Ok(Err(error)) => prepared.report = Some(failed(input, &nothing(&error))),
        Err(_) => prepared.report = Some(failed(input, MISTAKE)),
    }
}

const MISTAKE: &str = "could not be read: the program made a mistake; nothing of it was taken in";

/// A part that gives nothing costs only itself.
fn one_part(prepared: &mut Prepared, input: &Input, part: Part, known_by: Hash, overview: &Overview, turn: Turn) {
    prepared.place = if part.is_last { Place::Last } else { Place::Part };
    let mut report = begun(input);
    report.warnings = part.warnings;
    report.error = part.error.map(|error| safe_line(&error));
    let ingest = |bytes: &_, origin: &_| ingest::part(bytes, origin, overview.clone());
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
    if let (Ok(Ok(intake)), Input::Member { fetched: Some(fetched), .. }) = (&mut outcome, input) {
        intake.items.iter_mut().for_each(|item| item.fetched = item.fetched.or(Some(*fetched)));
    }
    outcome
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
