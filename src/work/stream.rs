//! A feed too large to be held at once, read part by part: once to see what it shows as a whole, and once
//! to take it in. Opened by `reading`, read by `pipeline`.

use super::inputs::unread;
use super::reading::{CUT, Hash, Limits, Source, WINDOW};
use crate::article::Overview;
use crate::ingest::Survey;
use crate::parse::feed::{Parts, Pictures};
use crate::sniff::{Decoder, Signs, encoded, mark};
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

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
    pub is_cut: bool,
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
    /// Over all of a source, which is at its beginning and has this hash and so many bytes.
    pub(super) fn new(
        source: Box<dyn Source>,
        limits: Limits,
        encoding: &'static str,
        hash: Hash,
        length: u64,
    ) -> Self {
        Self {
            source: source.take(length),
            limits,
            encoding,
            hash,
            length,
            hasher: blake3::Hasher::new(),
            decoder: Decoder::new(encoding),
            parts: Parts::new(limits.part, limits.item),
            window: Vec::with_capacity(WINDOW),
            ended: false,
            error: None,
            is_cut: false,
        }
    }

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
