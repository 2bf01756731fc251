//! The threads of taking in: one reads, some parse and pack, and whoever asked gets what is ready
//! for the store, in the order of the inputs.
//!
//! What comes out and in which order depends on the inputs alone, not on how many threads
//! there are. Called by `taking_in`.

use super::AddReport;
use super::inputs::{Bundle, Input, unread};
use super::preparing::{MISTAKE, Prepared, Task, Work, begun, failed, key, nothing, prepare};
use super::reading::{Content, Course, Hash, Problem, fetched, open};
use super::room::Room;
use super::stream::{Part, Stream};
use super::unpacking::{Bundled, Piece, unpack};
use crate::article::Source;
use crate::fetch;
use crate::ingest::IngestError;
use crate::store::{Known, Packer, Store};
use crate::text::{safe_line, safe_path};
use crossbeam_channel::{Sender, unbounded};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

/// Addresses fetched ahead of their turn.
const FETCHED_AHEAD: usize = 2;

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

/// The thread that reads.
struct Reader<'a> {
    known: Option<Store>,
    course: Course<'a>,
    room: &'a Room,
    tasks: Sender<Task>,
    number: usize,
}

type Fetch<'scope> = ScopedJoinHandle<'scope, Result<Vec<u8>, String>>;

impl<'a> Reader<'a> {
    fn read<'scope>(mut self, inputs: Vec<Input>, scope: &'scope Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        let inputs: Vec<Arc<Input>> = inputs.into_iter().map(Arc::new).collect();
        let mut fetches: VecDeque<(usize, Fetch<'scope>)> = VecDeque::new();
        let addresses = inputs.iter().enumerate().filter(|(_, input)| matches!(***input, Input::Address(_)));
        let mut addresses = addresses.map(|(at, input)| (at, Arc::clone(input))).peekable();
        // One for the run: what it learns of a host holds for all of its addresses.
        let client = addresses.peek().map(|_| Arc::new(fetch::Client::new(&fetch::Settings::default())));
        for (at, input) in inputs.iter().enumerate() {
            if self.course.stop.load(Ordering::Relaxed) {
                return;
            }
            let is_near = |(address, _): &(usize, _)| *address <= at + FETCHED_AHEAD;
            while let Some((address, input)) = addresses.next_if(is_near) {
                let (client, stop) = (client.clone(), self.course.stop);
                fetches.push_back((address, scope.spawn(move || fetch_one(&input, client.as_deref(), stop))));
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
            Ok(Content::Whole(whole)) => {
                self.course.gauge.read(whole.bytes.len() as u64);
                match self.unchanged(input, &whole.hash) {
                    Some(report) if matches!(**input, Input::Member { .. }) => Work::Known(report),
                    Some(report) => Work::Settled(report),
                    None => Work::Whole(whole),
                }
            }
            Ok(Content::Feed(stream)) => match self.unchanged(input, &stream.hash) {
                Some(report) if !matches!(**input, Input::Member { .. }) => {
                    self.course.gauge.read(stream.length);
                    Work::Settled(report)
                }
                _ => return self.parts(input, *stream),
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
                        let (is_web, fetched, charset) = (member.address.is_some(), member.fetched, member.charset);
                        let member = Arc::new(Input::Member { bundle, name, key, is_web, fetched, charset });
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
        let surveyed = match survey {
            Ok(Ok(surveyed)) => Arc::new(surveyed),
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
            if !self.send(input, Work::Part(part, stream.hash, Arc::clone(&surveyed))) {
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
        let (store, key) = (self.known.as_ref()?, key(input, hash));
        let known = match input {
            // A list of feeds gives no article, and is soon read.
            Input::Member { fetched, .. } => {
                store.known_member(&key, hash, *fetched).map(|known| known.filter(|known| known.articles > 0))
            }
            _ => store.known(&key, hash),
        };
        let Known { articles, kind, warnings } = known.ok().flatten()?;
        let kind = Some(kind.name());
        Some(AddReport { articles, unchanged: articles, kind, warnings, is_known: true, ..begun(input) })
    }
}

/// What is read is from outside, and looking at it can fail as parsing can.
fn guarded(open: impl FnOnce() -> Result<Content, Problem>) -> Result<Content, Problem> {
    catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| Err(Problem::Told(MISTAKE.to_owned())))
}

fn fetch_one(
    input: &Input,
    client: Option<&Result<fetch::Client, fetch::FetchError>>,
    stop: &AtomicBool,
) -> Result<Vec<u8>, String> {
    let (Input::Address(address), Some(client)) = (input, client) else { return Err("is no address".to_owned()) };
    let validators = fetch::Validators::default();
    let ask = fetch::Ask { address: address.clone(), expected: fetch::Expected::News, validators };
    match client.as_ref().map_err(Clone::clone).and_then(|client| client.get(&ask, stop)) {
        Ok(fetch::Reply::Body(body)) => Ok(body.bytes),
        Ok(fetch::Reply::Unchanged) => Err("gave nothing".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
