//! Bundles: files that hold other files. Told by their first bytes, taken apart member by member
//! from left to right, and never held whole.
//!
//! Useful for reading zip, tar and web archives, what is compressed, and the page in an MHTML file.
//! Not for deciding what a member is, nor for going into bundles within bundles, nor for the disk:
//! nothing is ever extracted under a member's name. `work` does the first two, `ingest` reads MHTML.
//!
//! Nothing that a bundle says of itself is believed: sizes are what was read, a member that is
//! damaged costs only itself where the format lets one go on, and a [`Budget`] bounds what may be
//! expanded.

mod breaks;
mod budget;
mod exact;
mod expand;
mod http;
pub mod mhtml;
pub mod names;
mod tar;
mod warc;
mod zip;

pub use self::tar::walk as tar;
pub use self::warc::walk as warc;
pub use self::zip::walk as zip;
pub use breaks::UpToTheBreak;
pub use budget::Budget;
pub use expand::expand;

use crate::article::{Kind, Timestamp};
use std::io::{self, Read};
use std::ops::ControlFlow;

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PKWARE's APPNOTE.
    Zip,
    /// POSIX ustar and pax, GNU, and the older form.
    Tar,
    /// ISO 28500.
    Warc,
    /// RFC 1952, any number of members in a row.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// Julian Seward's, any number of streams in a row.
    Bzip2,
}

/// So many bytes from the beginning tell the format.
pub const TELLING: usize = 512;

impl Format {
    /// By the first bytes, [`TELLING`] of them if there are so many.
    pub fn of(head: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| head.starts_with(magic);
        if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") || begins(b"PK\x07\x08PK\x03\x04") {
            Some(Self::Zip)
        } else if begins(b"\x1f\x8b\x08") {
            Some(Self::Gzip)
        } else if begins(b"\x28\xb5\x2f\xfd") {
            Some(Self::Zstd)
        } else if begins(b"BZh") && head.get(4..10).is_some_and(|mark| BZIP2_BLOCKS.contains(&mark)) {
            Some(Self::Bzip2)
        } else if warc::begins(head) {
            Some(Self::Warc)
        } else if tar::begins(head) {
            Some(Self::Tar)
        } else {
            None
        }
    }

    /// What a source of this format is called; `None` for a file that is only compressed, which is
    /// what is in it.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Zip => Some(Kind::Zip),
            Self::Tar => Some(Kind::Tar),
            Self::Warc => Some(Kind::Warc),
            Self::Gzip | Self::Zstd | Self::Bzip2 => None,
        }
    }
}

/// What the first block of a bzip2 stream begins with, and the end of an empty one.
const BZIP2_BLOCKS: [&[u8]; 2] = [b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"];

/// What a file is that may hold others and is not opened, for people.
pub fn unopened(head: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\xfd7zXZ\0", "compressed with xz"),
        (b"LZIP\x01", "compressed with lzip"),
        (b"MSCF\0\0\0\0", "a Cabinet archive"),
    ];
    known.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what)
}

/// A file in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member {
    /// As the bundle has it; any characters may be in it.
    pub name: String,
    /// The web address that it was fetched from.
    pub address: Option<String>,
    /// When it was fetched.
    pub fetched: Option<Timestamp>,
    /// The encoding that the web server gave for it, as it wrote it.
    pub charset: Option<String>,
}

/// What a walk finds.
pub enum Found<'a> {
    /// A file, and its content, which may be left unread.
    Member(Member, &'a mut dyn Read),
    /// A member that can't be read: its name, and why not, to be read on after it.
    Bad(String, String),
}

/// Told of each member in turn; says whether to go on.
pub type Each<'a> = dyn FnMut(Found) -> ControlFlow<()> + 'a;

/// A walk ends with how it went: an error says why the rest can't be read.
pub type Walked = io::Result<()>;

/// Bytes that should be UTF-8 as text; where they are not, each is a character of its own, so that
/// two names stay two.
fn lossless(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// Why a walk ends before its time.
pub fn broken_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "it breaks off")
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}
