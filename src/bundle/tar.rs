//! Tar files, block by block. The crate `tar` reads a header's fields; what lies between headers is
//! read here, since names of any length would be held otherwise and one bad header would end it.

use super::exact::Exact;
use super::{Each, Found, Member, Walked, broken_off, lossless};
use std::io::{self, Read};
use std::ops::ControlFlow;
use tar::{EntryType, Header, PaxExtensions};

const BLOCK: usize = 512;
/// Of a name or an extended header more bytes are not read.
const LONGEST_NAME: u64 = 64 << 10;

/// Whether a header with a right checksum stands at the beginning.
pub(super) fn begins(head: &[u8]) -> bool {
    head.get(..BLOCK).is_some_and(is_header)
}

/// The checksum is the sum of all bytes with its own taken for spaces; some old programs summed
/// signed bytes.
fn is_header(block: &[u8]) -> bool {
    let Ok(said) = Header::from_byte_slice(block).cksum() else { return false };
    let bytes = || block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { b' ' } else { *byte });
    let unsigned: u32 = bytes().map(u32::from).sum();
    let signed: i32 = bytes().map(|byte| i32::from(byte.cast_signed())).sum();
    block[0] != 0 && (said == unsigned || i64::from(said) == i64::from(signed))
}

/// Goes through a tar file.
pub fn walk(source: &mut dyn Read, each: &mut Each) -> Walked {
    let mut next = Extended::default();
    let mut is_lost = false;
    let mut zeros = 0;
    while let Some(block) = block(source)? {
        if block.iter().all(|byte| *byte == 0) {
            // Two of them end it.
            zeros += 1;
            if zeros == 2 {
                return Ok(());
            }
            continue;
        }
        zeros = 0;
        let header = Header::from_byte_slice(&block);
        let size = header.entry_size().ok().filter(|_| is_header(&block));
        let Some(size) = size else {
            if !is_lost && each(bad("", "a header in it is damaged; what it stood for was left out")).is_break() {
                return Ok(());
            }
            is_lost = true;
            next = Extended::default();
            continue;
        };
        is_lost = false;
        match header.entry_type() {
            EntryType::GNULongName => next.name = Some(name(&short(source, size)?)),
            EntryType::XHeader => next.read(&short(source, size)?),
            kind => {
                let extended = std::mem::take(&mut next);
                let size = extended.size.unwrap_or(size);
                let path = extended.name.unwrap_or_else(|| name(&header.path_bytes()));
                if one(source, kind, path, size, each)?.is_break() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// A member and what fills its last block.
fn one(
    source: &mut dyn Read,
    kind: EntryType,
    path: String,
    size: u64,
    each: &mut Each,
) -> io::Result<ControlFlow<()>> {
    let mut content = Exact::new(&mut *source, size);
    let flow = match kind {
        EntryType::Regular | EntryType::Continuous if !path.ends_with('/') => {
            each(Found::Member(Member { name: path, ..Member::default() }, &mut content))
        }
        EntryType::Link | EntryType::Symlink => each(bad(&path, "is a link; left out")),
        EntryType::Char | EntryType::Block | EntryType::Fifo => each(bad(&path, "is a device or a pipe; left out")),
        EntryType::GNUSparse => each(bad(&path, "is kept with holes in it, which is not read; left out")),
        _ => ControlFlow::Continue(()),
    };
    if flow.is_continue() {
        content.finish().map_err(|_| broken_off())?;
        let filling = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        // The very last one may be missing.
        io::copy(&mut Read::take(&mut *source, filling), &mut io::sink())?;
    }
    Ok(flow)
}

/// What comes before a header to say more than fits into it.
#[derive(Default)]
struct Extended {
    name: Option<String>,
    size: Option<u64>,
}

impl Extended {
    fn read(&mut self, records: &[u8]) {
        for record in PaxExtensions::new(records).flatten() {
            match record.key_bytes() {
                b"path" => self.name = Some(name(record.value_bytes())),
                b"size" => self.size = record.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
    }
}

fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let name = lossless(&bytes[..end]);
    name.strip_prefix("./").map_or_else(|| name.clone(), str::to_owned)
}

fn bad<'a>(name: &str, why: &str) -> Found<'a> {
    Found::Bad(name.to_owned(), why.to_owned())
}

/// A block; `None` at the end.
fn block(source: &mut dyn Read) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while filled < BLOCK {
        match source.read(&mut block[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(broken_off()),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(block))
}

/// What is held whole: a name or an extended header; one that is too long is cut.
fn short(source: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    let mut held = Vec::new();
    let whole = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
    let mut content = Exact::new(source, whole);
    content.by_ref().take(size.min(LONGEST_NAME)).read_to_end(&mut held)?;
    content.finish()?;
    Ok(held)
}
