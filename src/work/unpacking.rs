//! From a bundle to the inputs in it, also through bundles within bundles and what each is compressed
//! with.
//!
//! Members come one after the other, in the order of the bundle (of names in a zip), each read within
//! the limits that hold for any input; the bundle is never held whole. How deep, how many and how much
//! in all is bounded; what is beyond is said and left out, and what came before stays. Called by
//! `reading` and `pipeline`.

use super::reading::{Content, Course, Hash, Problem, Source, Stoppable, piped};
use crate::article::Kind;
use crate::bundle::{self, Budget, Format, Found, Member, TELLING, UpToTheBreak, names};
use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// A bundle lies in at most so many others.
const DEEPEST: usize = 4;
/// So many times one thing may be compressed.
const MOST_LAYERS: usize = 4;
/// More members of one input are not looked at.
const MOST_MEMBERS: usize = 1_000_000;
/// Bytes of files that wait until it is known whether a page was saved with them.
const MOST_WAITING: u64 = 32 << 20;

/// A bundle, opened.
pub(super) struct Bundled {
    source: Box<dyn Source>,
    format: Format,
    /// What it is under what it may be compressed with.
    pub kind: Kind,
    /// Of all its bytes as they are.
    pub hash: Hash,
    length: u64,
}

/// What comes out of a bundle.
pub(super) enum Piece {
    /// A member under its full name, read as any input.
    Member(Member, Result<Content, Problem>),
    /// What was left out, one line.
    Warning(String),
}

/// Opens what is no input itself: a bundle, or what is only compressed and so the one thing in it.
pub(super) fn opened(mut source: Box<dyn Source>, format: Format, course: Course) -> Result<Content, Problem> {
    let failed = |error: io::Error| Problem::Told(damaged(&error));
    let length = source.seek(SeekFrom::End(0)).map_err(failed)?;
    source.rewind().map_err(failed)?;
    let kind = if let Some(kind) = format.kind() {
        kind
    } else {
        let budget = Budget::for_input(length).stopped_by(course.stop);
        let breaks = Cell::new(false);
        let (inner, content) = peeled(format, &mut source, &budget, &breaks).map_err(failed)?;
        match inner.and_then(Format::kind) {
            Some(kind) => kind,
            None => return piped(content, course, damaged).map(|content| content.cut(breaks.get())),
        }
    };
    source.rewind().map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(Stoppable::new(&mut source, course.stop)).map_err(failed)?;
    source.rewind().map_err(failed)?;
    let hash = *hasher.finalize().as_bytes();
    Ok(Content::Bundle(Box::new(Bundled { source, format, kind, hash, length })))
}

fn damaged(error: &io::Error) -> String {
    format!("can't be read: {error}; left out")
}

/// What lies under all that something is compressed with, up to where it breaks off, and of what
/// format that is.
fn peeled<'a>(
    mut format: Format,
    source: impl Read + 'a,
    budget: &'a Budget<'a>,
    breaks: &'a Cell<bool>,
) -> io::Result<(Option<Format>, Box<dyn Read + 'a>)> {
    let mut content: Box<dyn Read + 'a> = Box::new(source);
    for _ in 0..MOST_LAYERS {
        let mut inner = UpToTheBreak::new(bundle::expand(format, content, budget)?, breaks);
        let head = head(&mut inner)?;
        let found = Format::of(&head);
        content = Box::new(Cursor::new(head).chain(inner));
        match found {
            Some(next) if next.kind().is_none() => format = next,
            other => return Ok((other, content)),
        }
    }
    Err(io::Error::other(format!("it is compressed more than {MOST_LAYERS} times")))
}

fn head(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(TELLING);
    source.take(TELLING as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Takes a bundle apart. `each` says whether to go on; stopping ends it also between two.
pub(super) fn unpack(bundled: Bundled, course: Course, each: &mut dyn FnMut(Piece) -> bool) {
    let Bundled { source, format, length, .. } = bundled;
    let mut source = Stoppable::new(source, course.stop);
    let budget = Budget::for_input(length).stopped_by(course.stop);
    let mut unpacking = Unpacking {
        course,
        budget: &budget,
        each,
        members: 0,
        is_stopped: false,
        pages: HashSet::new(),
        waiting: Vec::new(),
        waiting_bytes: 0,
    };
    let breaks = Cell::new(false);
    match format {
        Format::Zip => {
            let walked = bundle::zip(source, &budget, &mut |found| unpacking.found(found, "", 0));
            unpacking.ended(walked, "");
        }
        Format::Tar | Format::Warc => unpacking.bundle(format, &mut source, &breaks, "", 0),
        Format::Gzip | Format::Zstd | Format::Bzip2 => match peeled(format, source, &budget, &breaks) {
            Ok((Some(inner), mut content)) => unpacking.bundle(inner, &mut content, &breaks, "", 0),
            Ok((None, _)) => {}
            Err(error) => unpacking.ended(Err(error), ""),
        },
    }
    unpacking.let_go();
}

struct Unpacking<'a> {
    course: Course<'a>,
    budget: &'a Budget<'a>,
    each: &'a mut dyn FnMut(Piece) -> bool,
    /// Looked at so far, of all depths.
    members: usize,
    is_stopped: bool,
    /// Pages met so far, by full name.
    pages: HashSet<String>,
    /// Files in folders such as a page is saved with, whose page has not been met.
    waiting: Vec<(Member, Vec<u8>, usize)>,
    waiting_bytes: u64,
}

impl Unpacking<'_> {
    /// Goes through a bundle that can only be read from left to right; a zip is put aside first.
    /// `breaks` tells at its end whether it is its true one.
    fn bundle(&mut self, format: Format, content: &mut dyn Read, breaks: &Cell<bool>, path: &str, depth: usize) {
        /// Bytes of a zip that are put aside in memory.
        const IN_MEMORY: usize = 4 << 20;
        let (budget, stop) = (self.budget, self.course.stop);
        let mut each = |found: Found<'_>| self.found(found, path, depth);
        let walked = match format {
            Format::Tar => bundle::tar(content, &mut each),
            Format::Warc => bundle::warc(content, budget, &mut each),
            Format::Zip | Format::Gzip | Format::Zstd | Format::Bzip2 => {
                let mut aside = tempfile::spooled_tempfile(IN_MEMORY);
                io::copy(&mut Stoppable::new(content, stop), &mut aside)
                    .and_then(|_| aside.rewind())
                    .and_then(|()| bundle::zip(aside, budget, &mut each))
            }
        };
        let walked = walked.and_then(|()| if breaks.get() { Err(bundle::broken_off()) } else { Ok(()) });
        self.ended(walked, path);
    }

    /// Says how a walk ended, unless it was well or on purpose.
    fn ended(&mut self, walked: bundle::Walked, path: &str) {
        if let Err(error) = walked
            && !self.is_stopped
            && !self.is_spent()
        {
            self.warn(path, &format!("could not be read to its end: {error}"));
        }
    }

    /// Whether more has come than may; the first to see it says it.
    fn is_spent(&mut self) -> bool {
        if self.budget.is_spent() && !self.is_stopped {
            self.warn("", &self.budget.complaint());
            self.is_stopped = true;
        }
        self.budget.is_spent()
    }

    fn warn(&mut self, name: &str, why: &str) {
        let warning = if name.is_empty() { why.to_owned() } else { format!("{name}: {why}") };
        self.tell(Piece::Warning(warning));
    }

    fn tell(&mut self, piece: Piece) {
        self.is_stopped = self.is_stopped || !(self.each)(piece);
    }

    fn found(&mut self, found: Found, path: &str, depth: usize) -> ControlFlow<()> {
        self.members += 1;
        if self.members > MOST_MEMBERS && !self.is_stopped {
            self.warn("", &format!("holds more than {MOST_MEMBERS} files: the rest of it was left out"));
            self.is_stopped = true;
        }
        if self.is_stopped {
            return ControlFlow::Break(());
        }
        match found {
            Found::Bad(name, _) if is_passed_over(&name) => {}
            Found::Bad(name, why) => self.warn(&joined(path, &name), &why),
            Found::Member(member, content) => self.member(member, content, path, depth),
        }
        self.is_spent();
        if self.is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn member(&mut self, mut member: Member, content: &mut dyn Read, path: &str, depth: usize) {
        if member.address.is_some() {
            member.name = joined(path, &member.name);
            return self.content(member, content, depth);
        }
        if let Some(why) = names::wrong(&member.name) {
            return self.warn(&joined(path, &member.name), why);
        }
        if is_passed_over(&member.name) {
            return;
        }
        member.name = joined(path, &member.name);
        let owners = names::owners(&member.name);
        if owners.iter().any(|page| self.pages.contains(page)) {
            return;
        }
        if !owners.is_empty() {
            return self.wait(member, content, depth);
        }
        let name = member.name.to_ascii_lowercase();
        if [".html", ".htm", ".xhtml"].iter().any(|ending| name.ends_with(ending)) {
            self.pages.insert(member.name.clone());
        }
        self.content(member, content, depth);
    }

    /// Puts a file aside until it is known whether it belongs to a page; too much is not waited for.
    fn wait(&mut self, member: Member, content: &mut dyn Read, depth: usize) {
        let mut bytes = Vec::new();
        let room = MOST_WAITING.saturating_sub(self.waiting_bytes);
        if let Err(error) = content.take(room).read_to_end(&mut bytes) {
            return self.tell(Piece::Member(member, Err(Problem::Told(damaged(&error)))));
        }
        if bytes.len() as u64 == room {
            return self.content(member, &mut Cursor::new(bytes).chain(content), depth);
        }
        self.waiting_bytes += bytes.len() as u64;
        self.waiting.push((member, bytes, depth));
    }

    /// What waited for a page that never came is what it is.
    fn let_go(&mut self) {
        for (member, bytes, depth) in std::mem::take(&mut self.waiting) {
            let is_owned = names::owners(&member.name).iter().any(|page| self.pages.contains(page));
            if !is_owned && !self.is_stopped {
                self.content(member, &mut Cursor::new(bytes), depth);
            }
        }
    }

    /// A member as what it is under what it is compressed with: an input, or a bundle in this one.
    fn content(&mut self, member: Member, content: &mut dyn Read, depth: usize) {
        let (budget, course, breaks) = (self.budget, self.course, Cell::new(false));
        let mut content = UpToTheBreak::new(content, &breaks);
        let opened = head(&mut content).and_then(|head| {
            let format = Format::of(&head);
            let whole = Cursor::new(head).chain(content);
            match format {
                Some(format) if format.kind().is_none() => peeled(format, whole, budget, &breaks),
                format => Ok((format, Box::new(whole) as Box<dyn Read>)),
            }
        });
        match opened {
            Ok((None, content)) => {
                let content = piped(content, course, damaged).map(|content| content.cut(breaks.get()));
                if content.is_ok() || !self.is_spent() {
                    self.tell(Piece::Member(member, content));
                }
            }
            Ok((Some(_), _)) if depth == DEEPEST => {
                self.warn(&member.name, &format!("lies in more than {DEEPEST} bundles; left out: unpack it first"));
            }
            Ok((Some(format), mut content)) => self.bundle(format, &mut content, &breaks, &member.name, depth + 1),
            Err(error) if !self.is_spent() => {
                self.tell(Piece::Member(member, Err(Problem::Told(damaged(&error)))));
            }
            Err(_) => {}
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() || name.is_empty() { format!("{path}{name}") } else { format!("{path}/{name}") }
}

fn is_passed_over(name: &str) -> bool {
    names::is_plainly_no_news(name) || name.split('/').any(|part| names::is_hidden(part) || part == "__MACOSX")
}
