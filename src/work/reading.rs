//! From an input to its bytes: small ones whole, feeds too large for that part by part (`stream`).
//!
//! Whatever lies in a folder is opened without waiting for it and looked at before it is read, so
//! that a pipe in a file's place can't hold up the rest. Nothing is read without a limit: only an
//! XML feed may be of any size, since it alone can be taken in by parts, and a bundle, which `unpacking`
//! takes apart. Called by `pipeline`.

use super::gauge::{Doing, Done, Gauge};
use super::inputs::{Input, unread};
use super::stream::Stream;
use super::unpacking::{self, Bundled};
use crate::bundle::{self, Format, TELLING, mhtml};
use crate::parse::feed;
use crate::sniff::{Decoder, Shape, Sniffed, Unreadable, sniff};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is read and held at once. What an archive holds in the end does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A feed of more bytes is read by parts.
    pub whole: u64,
    /// Bytes of items in such a part, at least.
    pub part: usize,
    /// An item of more bytes is left out of a feed that is read by parts.
    pub item: usize,
    /// Bytes that are stored in one transaction, at least.
    pub batch: u64,
    /// How many parse at the same time.
    pub threads: usize,
}

impl Default for Limits {
    /// Two parts and more are in work for each thread, each about eight times its size while it is.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { whole: 4 << 20, part: 2 << 20, item: 16 << 20, batch: 16 << 20, threads }
    }
}

/// How it is done, and who watches.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// How much at once.
    pub limits: Limits,
    /// Set by whoever wants it to stop.
    pub stop: &'a AtomicBool,
    /// Told how far it has come.
    pub gauge: &'a Gauge,
}

impl Course<'_> {
    /// Tells what is being done; whether to go on.
    pub(super) fn tell(&self, doing: Doing) -> bool {
        self.gauge.set(doing);
        !self.stop.load(Ordering::Relaxed)
    }

    /// The same for the index.
    pub(super) fn indexing(&self) -> impl Fn(Done) -> bool {
        |done| self.tell(Doing::Indexing(done))
    }
}

/// A page of more bytes is not read: its tree takes many times as much.
const LARGEST_PAGE: u64 = 64 << 20;
/// The same for texts, flattened feeds and JSON Feed.
const LARGEST_TEXT: u64 = 256 << 20;
/// Bytes read at a time from what is read by parts.
pub(super) const WINDOW: usize = 256 << 10;

/// A BLAKE3 hash of an input's bytes.
pub(super) type Hash = [u8; 32];

/// An input, opened.
pub(super) enum Content {
    /// All of it.
    Whole(Whole),
    /// A feed to be read part by part.
    Feed(Box<Stream>),
    /// A file that holds others.
    Bundle(Box<Bundled>),
}

/// All bytes of an input.
pub(super) struct Whole {
    pub bytes: Vec<u8>,
    pub hash: Hash,
    /// Whether they break off before their end.
    pub is_cut: bool,
}

/// What is said of an input that breaks off.
pub(super) const CUT: &str = "breaks off; what comes before was read";

impl Content {
    /// The same, where what was read of it may end before its end.
    pub(super) fn cut(mut self, is_cut: bool) -> Self {
        match &mut self {
            Self::Whole(whole) => whole.is_cut = is_cut,
            Self::Feed(stream) => stream.is_cut = is_cut,
            // Whoever takes it apart comes to its break.
            Self::Bundle(_) => {}
        }
        self
    }
}

/// Why an input can't be read.
#[derive(Debug)]
pub(super) enum Problem {
    /// For people: reads on after the input's name.
    Told(String),
    /// It is no text at all.
    Binary,
}

/// What may be read twice.
pub(super) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// A source that fails once `stop` is set, since there may be any number of bytes in it.
pub(super) struct Stoppable<'a, R> {
    inner: R,
    stop: &'a AtomicBool,
}

impl<'a, R> Stoppable<'a, R> {
    pub(super) fn new(inner: R, stop: &'a AtomicBool) -> Self {
        Self { inner, stop }
    }
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("it was stopped"));
        }
        self.inner.read(buffer)
    }
}

impl<R: Seek> Seek for Stoppable<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Opens an input. Addresses are fetched by whoever calls, see [`fetched`].
pub(super) fn open(input: &Input, course: Course) -> Result<Content, Problem> {
    let failed = |error: io::Error| Problem::Told(unread(&error));
    match input {
        Input::File { path, folder } => {
            let file = open_file(path, folder.is_some()).map_err(failed)?;
            let meta = file.metadata().map_err(failed)?;
            if !meta.is_file() && folder.is_some() {
                return Err(Problem::Told(NOT_PLAIN.to_owned()));
            }
            if !meta.is_file() {
                return piped(file, course, unread);
            }
            if meta.len() > course.limits.whole {
                return large(Box::new(file), course);
            }
            // It may grow while it is read; then what it was at first is what is taken in.
            let mut bytes = Vec::with_capacity(meta.len() as usize);
            file.take(meta.len()).read_to_end(&mut bytes).map_err(failed)?;
            small(bytes, course)
        }
        Input::Stdin => piped(io::stdin().lock(), course, unread),
        Input::Bundled(_, bytes) => Ok(whole(bytes.to_vec())),
        Input::Received(received) => fetched(received.bytes.clone(), course),
        Input::Unreadable { reason, .. } => Err(Problem::Told(reason.clone())),
        Input::Address(_) => Err(Problem::Told("was not fetched".to_owned())),
        Input::Member { .. } => Err(Problem::Told("was not unpacked".to_owned())),
    }
}

/// The body of an address.
pub(super) fn fetched(bytes: Vec<u8>, course: Course) -> Result<Content, Problem> {
    if bytes.len() as u64 > course.limits.whole {
        large(Box::new(Cursor::new(bytes)), course)
    } else {
        small(bytes, course)
    }
}

/// What a folder's walk says of pipes, devices and sockets, and reading of what became one since.
pub(super) const NOT_PLAIN: &str = "is not a plain file; left out";

fn open_file(path: &Path, in_folder: bool) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    if in_folder {
        use std::os::unix::fs::OpenOptionsExt;
        // Opening a pipe waits for who writes into it, unless told not to.
        options.custom_flags(O_NONBLOCK);
    }
    #[cfg(not(unix))]
    let _ = in_folder;
    options.open(path)
}

/// POSIX `open`; the number is the system's own.
#[cfg(any(target_os = "linux", target_os = "android"))]
const O_NONBLOCK: i32 = 0o4000;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const O_NONBLOCK: i32 = 0o4;

/// What is there as a whole.
fn small(bytes: Vec<u8>, course: Course) -> Result<Content, Problem> {
    match Format::of(&bytes) {
        Some(format) => unpacking::opened(Box::new(Cursor::new(bytes)), format, course),
        None => Ok(whole(bytes)),
    }
}

fn whole(bytes: Vec<u8>) -> Content {
    let hash = *blake3::hash(&bytes).as_bytes();
    Content::Whole(Whole { bytes, hash, is_cut: false })
}

/// Standard input, named pipes and members of bundles can be read only once: a large feed or a bundle
/// goes through a file. `told` says why it can't be read.
pub(super) fn piped(pipe: impl Read, course: Course, told: fn(&io::Error) -> String) -> Result<Content, Problem> {
    let failed = |error: io::Error| Problem::Told(told(&error));
    let mut pipe = Stoppable::new(pipe, course.stop);
    let mut bytes = Vec::new();
    pipe.by_ref().take(course.limits.whole + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 <= course.limits.whole {
        return small(bytes, course);
    }
    if let Some(format) = Format::of(&bytes) {
        let mut file = tempfile::tempfile().map_err(failed)?;
        file.write_all(&bytes).and_then(|()| io::copy(&mut pipe, &mut file)).map_err(failed)?;
        return unpacking::opened(Box::new(file), format, course);
    }
    match sample_of(&bytes[..bytes.len().min(WINDOW)])? {
        Some(sample) if is_feed(&sample, &bytes[..bytes.len().min(WINDOW)]) => {
            let mut file = tempfile::tempfile().map_err(failed)?;
            file.write_all(&bytes).and_then(|()| io::copy(&mut pipe, &mut file)).map_err(failed)?;
            large(Box::new(file), course)
        }
        sample => {
            let most = largest(sample.as_ref(), &bytes);
            pipe.take(most.saturating_sub(course.limits.whole)).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > most { Err(too_large(most, sample.as_ref())) } else { Ok(whole(bytes)) }
        }
    }
}

/// What is larger than what is read whole without a question.
fn large(mut source: Box<dyn Source>, course: Course) -> Result<Content, Problem> {
    let failed = |error: io::Error| Problem::Told(unread(&error));
    let length = source.seek(SeekFrom::End(0)).map_err(failed)?;
    source.rewind().map_err(failed)?;
    let mut head = Vec::new();
    source.by_ref().take(TELLING as u64).read_to_end(&mut head).map_err(failed)?;
    if let Some(format) = Format::of(&head) {
        return unpacking::opened(source, format, course);
    }
    source.by_ref().take((WINDOW - TELLING) as u64).read_to_end(&mut head).map_err(failed)?;
    let sample = sample_of(&head)?;
    if !sample.as_ref().is_some_and(|sample| is_feed(sample, &head)) {
        let most = largest(sample.as_ref(), &head);
        if length > most {
            return Err(too_large(most, sample.as_ref()));
        }
        source.take(length.saturating_sub(head.len() as u64)).read_to_end(&mut head).map_err(failed)?;
        return Ok(whole(head));
    }
    let (hash, sample) = look_over(Stoppable::new(&mut source, course.stop), head, length).map_err(failed)?;
    source.rewind().map_err(failed)?;
    let encoding = sample_of(&sample)?.ok_or_else(|| Problem::Told("is empty".to_owned()))?.encoding;
    Ok(Content::Feed(Box::new(Stream::new(source, course.limits, encoding, hash, length))))
}

/// The hash of a source, and what its encoding shows in: its head, and where that is all ASCII the
/// first window that is not.
fn look_over(source: impl Read, head: Vec<u8>, length: u64) -> io::Result<(Hash, Vec<u8>)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&head);
    let mut rest = source.take(length.saturating_sub(head.len() as u64));
    let mut sample = head;
    let mut is_ascii = sample.is_ascii();
    let mut window = Vec::with_capacity(WINDOW);
    loop {
        window.clear();
        rest.by_ref().take(WINDOW as u64).read_to_end(&mut window)?;
        if window.is_empty() {
            return Ok((*hasher.finalize().as_bytes(), sample));
        }
        hasher.update(&window);
        if is_ascii && !window.is_ascii() {
            is_ascii = false;
            // The window may begin within a character.
            let start = window.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
            sample.extend_from_slice(&window[start..]);
        }
    }
}

/// What the beginning of an input shows; `None` if it is blank.
fn sample_of(bytes: &[u8]) -> Result<Option<Sniffed>, Problem> {
    // It may end within a character.
    let cut = std::str::from_utf8(bytes).err().filter(|error| error.error_len().is_none());
    match sniff(cut.map_or(bytes, |error| &bytes[..error.valid_up_to()])) {
        Ok(sniffed) => Ok(Some(sniffed)),
        Err(Unreadable::Empty) => Ok(None),
        Err(Unreadable::Binary) => Err(unopened(bytes).map_or(Problem::Binary, Problem::Told)),
    }
}

/// What is said of a file that may hold others and is not opened.
pub(super) fn unopened(head: &[u8]) -> Option<String> {
    bundle::unopened(head).map(|what| format!("is {what}, which is not read; unpack it first"))
}

/// Whether it is a feed as it stands, and not one that is shown as text on a page.
fn is_feed(sample: &Sniffed, head: &[u8]) -> bool {
    let mut text = String::new();
    Decoder::new(sample.encoding).decode(head, true, &mut text);
    sample.shape == Shape::Feed && feed::begins(&text)
}

fn largest(sample: Option<&Sniffed>, head: &[u8]) -> u64 {
    match sample.map(|sample| sample.shape) {
        Some(Shape::Page | Shape::Feed) => LARGEST_PAGE,
        Some(Shape::Text) if mhtml::begins(head) => LARGEST_PAGE,
        Some(Shape::Text | Shape::JsonFeed | Shape::Json) | None => LARGEST_TEXT,
    }
}

fn too_large(most: u64, sample: Option<&Sniffed>) -> Problem {
    let what = match sample.map(|sample| sample.shape) {
        Some(Shape::Page | Shape::Feed) => "a page",
        Some(Shape::JsonFeed | Shape::Json) => "a JSON feed",
        Some(Shape::Text) if most == LARGEST_PAGE => "a page",
        Some(Shape::Text) | None => "a text",
    };
    Problem::Told(format!("is larger than {} MB, the most that is read of {what}; divide it first", most >> 20))
}
