//! From an input to its bytes: small ones whole, feeds too large for that part by part.
//!
//! Whatever lies in a folder is opened without waiting for it and looked at before it is read, so
//! that a pipe in a file's place can't hold up the rest. Nothing is read without a limit: only an
//! XML feed may be of any size, since it alone can be taken in by parts, and a bundle, which `unpacking`
//! takes apart. Called by `pipeline`.

use super::gauge::{Doing, Done, Gauge};
use super::inputs::{Input, unread};
use super::unpacking::{self, Bundled};
use crate::article::Overview;
use crate::bundle::{Format, TELLING, mhtml};
use crate::ingest::Survey;
use crate::parse::feed::{self, Parts, Pictures};
use crate::sniff::{Decoder, Shape, Signs, Sniffed, Unreadable, encoded, mark, sniff};
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
const WINDOW: usize = 256 << 10;

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

/// A feed read part by part.
pub(super) struct Stream {
    source: io::Take<Box<dyn Source>>,
    limits: Limits,
    /// By its WHATWG name.
    encoding: &'static str,
    /// Of the whole input.
    pub hash: Hash,
    /// Bytes of the whole input.
    pub length: u64,
    hasher: blake3::Hasher,
    decoder: Decoder,
    parts: Parts,
    window: Vec<u8>,
    ended: bool,
    error: Option<String>,
    /// Whether it breaks off before its end.
    is_cut: bool,
}

/// A part of a feed, a small feed itself.
pub(super) struct Part {
    pub bytes: Vec<u8>,
    pub is_last: bool,
    pub warnings: Vec<String>,
    /// Why no more could be read.
    pub error: Option<String>,
    /// Of all that was read so far; of the last part that is the whole input, unless it was changed
    /// meanwhile.
    pub read: Hash,
}

impl Part {
    /// In the place of one whose reading failed by the program's own mistake: nothing comes after it,
    /// and the input does not count as read.
    pub(super) fn broken() -> Self {
        let error = "could not be read to its end: the program made a mistake; what came before is kept";
        let (bytes, warnings) = (Vec::new(), Vec::new());
        Self { bytes, is_last: true, warnings, error: Some(error.to_owned()), read: Hash::default() }
    }
}

impl Stream {
    /// Reads all of it once to see what it shows as a whole, and goes back to its beginning. Set,
    /// `stop` ends it soon.
    pub(super) fn survey(&mut self, stop: &AtomicBool) -> io::Result<(Overview, Pictures)> {
        let (mut survey, mut signs) = (Survey::default(), Signs::default());
        let mut parts = Parts::new(self.limits.part, self.limits.item);
        let mut decoder = Decoder::new(self.encoding);
        let mut same = Same::new(self.encoding);
        while !stop.load(Ordering::Relaxed) {
            self.window.clear();
            self.source.by_ref().take(WINDOW as u64).read_to_end(&mut self.window)?;
            let ended = self.window.is_empty();
            let mut text = String::new();
            decoder.decode(&self.window, ended, &mut text);
            same.note(&self.window, &text);
            signs.note(&text);
            parts.push(&text);
            if ended {
                parts.end();
            }
            while let Some((part, _)) = parts.next_part() {
                survey.note(part.as_bytes());
            }
            if ended {
                break;
            }
        }
        self.source.get_mut().rewind()?;
        self.source.set_limit(self.length);
        let encoding = same.holds().then(|| self.encoding.to_owned());
        let pictures = survey.take_pictures();
        Ok((survey.end(Overview { encoding, mangling: signs.mangling(), ..Overview::default() }), pictures))
    }

    /// The next part; the last one, and only that, says so. It may be empty.
    pub(super) fn next_part(&mut self) -> Part {
        loop {
            if let Some((text, is_last)) = self.parts.next_part() {
                return self.part(text, is_last);
            }
            if self.ended {
                return self.part(String::new(), true);
            }
            self.window.clear();
            if let Err(error) = self.source.by_ref().take(WINDOW as u64).read_to_end(&mut self.window) {
                self.error = Some(unread(&error));
            }
            self.hasher.update(&self.window);
            self.ended = self.window.is_empty() || self.error.is_some();
            let mut text = String::new();
            self.decoder.decode(&self.window, self.ended, &mut text);
            self.parts.push(&text);
            if self.ended {
                self.parts.end();
            }
        }
    }

    fn part(&mut self, text: String, is_last: bool) -> Part {
        let mut warnings = self.parts.take_warnings();
        let read = *self.hasher.finalize().as_bytes();
        if is_last && self.error.is_none() && read != self.hash {
            warnings.push("was changed while it was read; add it once more".to_owned());
        }
        if is_last && self.is_cut {
            warnings.push(CUT.to_owned());
        }
        let error = self.error.take_if(|_| is_last);
        Part { bytes: text.into_bytes(), is_last, warnings, error, read }
    }

    /// Bytes read so far.
    pub(super) fn done(&self) -> u64 {
        self.length - self.source.limit()
    }
}

/// Whether a text gives its bytes again when it is written in their encoding.
struct Same {
    encoding: &'static str,
    read: blake3::Hasher,
    is_begun: bool,
    /// `None` once it can't be written so, or need not be.
    written: Option<blake3::Hasher>,
}

impl Same {
    fn new(encoding: &'static str) -> Self {
        let written = (encoding != "UTF-8").then(blake3::Hasher::new);
        Self { encoding, read: blake3::Hasher::new(), is_begun: false, written }
    }

    fn note(&mut self, bytes: &[u8], text: &str) {
        let Some(written) = &mut self.written else { return };
        // A byte order mark is no text.
        let skipped = if std::mem::replace(&mut self.is_begun, true) { 0 } else { mark(bytes) };
        self.read.update(&bytes[skipped..]);
        match encoded(text, self.encoding) {
            Some(bytes) => {
                written.update(&bytes);
            }
            None => self.written = None,
        }
    }

    fn holds(self) -> bool {
        self.written.is_some_and(|written| written.finalize() == self.read.finalize())
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
    Ok(Content::Feed(Box::new(Stream {
        source: source.take(length),
        limits: course.limits,
        encoding,
        hash,
        length,
        hasher: blake3::Hasher::new(),
        decoder: Decoder::new(encoding),
        parts: Parts::new(course.limits.part, course.limits.item),
        window: Vec::with_capacity(WINDOW),
        ended: false,
        error: None,
        is_cut: false,
    })))
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
        Err(Unreadable::Binary) => Err(Problem::Binary),
    }
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
