//! Zip files: by their directory, in the order of names; where that is lost, as in one that breaks
//! off, from one local header to the next.

use super::budget::{Budget, Metered};
use super::exact::Exact;
use super::{Each, Found, Member, Walked, broken, lossless};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Goes through a zip file.
pub fn walk<S: Read + Seek>(mut source: S, budget: &Budget, each: &mut Each) -> Walked {
    let ended = match ZipArchive::new(&mut source) {
        // The directory is read by name: of several members of one it would give the last.
        Ok(archive) if archive.has_duplicate_names() => Ok(()),
        Ok(archive) => {
            listed(archive, budget, each);
            return Ok(());
        }
        Err(_) => Err(broken_off()),
    };
    source.rewind()?;
    unlisted(source, budget, each).and(ended)
}

fn broken_off() -> io::Error {
    broken("its directory is missing, so it breaks off or is damaged; what comes before was read")
}

fn listed<S: Read + Seek>(mut archive: ZipArchive<S>, budget: &Budget, each: &mut Each) {
    let names = archive.file_names().zip(archive.file_names_raw());
    let names = names.map(|(name, raw)| name.map_or_else(|_| lossless(raw), std::borrow::Cow::into_owned));
    let mut order: Vec<(String, usize)> = names.zip(0..).collect();
    order.sort_by(|(a, one), (b, other)| a.split('/').cmp(b.split('/')).then(one.cmp(other)));
    for (name, at) in order {
        let flow = match archive.by_index(at) {
            Ok(file) if file.is_dir() => ControlFlow::Continue(()),
            Ok(file) if file.is_symlink() => each(Found::Bad(name, "is a link; left out".to_owned())),
            Ok(file) if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) => {
                each(Found::Bad(name, UNKNOWN.to_owned()))
            }
            Ok(file) => {
                let member = Member { name, ..Member::default() };
                each(Found::Member(member, &mut Metered::new(file, budget)))
            }
            Err(error) => each(Found::Bad(name, why(&error))),
        };
        if flow.is_break() {
            return;
        }
    }
}

fn why(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("assword") => ENCRYPTED.to_owned(),
        other => format!("can't be read: {other}; left out"),
    }
}

const ENCRYPTED: &str = "is encrypted; left out: unpack it with its password first";
const UNKNOWN: &str = "is compressed in a way that is not read; left out: unpack it first";

/// What stands before each member (APPNOTE 4.3.7).
struct Local {
    flags: u16,
    method: u16,
    size: u64,
    name: String,
}

const LOCAL: &[u8] = b"PK\x03\x04";
/// Bytes of a local header before the name.
const FIXED: usize = 30;
/// A data descriptor is at most this long (APPNOTE 4.3.9, with its signature and 8-byte sizes).
const DESCRIPTOR: usize = 24;

fn unlisted<S: Read + Seek>(source: S, budget: &Budget, each: &mut Each) -> Walked {
    let mut source = BufReader::with_capacity(64 << 10, source);
    while let Some(local) = local(&mut source)? {
        let start = source.stream_position()?;
        let is_unsized = local.flags & 8 != 0;
        let (member, is_folder) = (Member { name: local.name.clone(), ..Member::default() }, local.name.ends_with('/'));
        let flow = match local.method {
            _ if is_folder => ControlFlow::Continue(()),
            _ if local.flags & 1 != 0 => each(Found::Bad(local.name, ENCRYPTED.to_owned())),
            0 if !is_unsized => {
                each(Found::Member(member, &mut Metered::new(Exact::new(&mut source, local.size), budget)))
            }
            8 => {
                let mut content = Metered::new(flate2::bufread::DeflateDecoder::new(&mut source), budget);
                each(Found::Member(member, &mut content))
            }
            _ => each(Found::Bad(local.name, UNKNOWN.to_owned())),
        };
        if flow.is_break() {
            return Ok(());
        }
        if !is_unsized {
            source.seek(SeekFrom::Start(start.saturating_add(local.size)))?;
        } else if local.method == 8 {
            // Only reading it through tells where it ends.
            source.seek(SeekFrom::Start(start))?;
            let content = flate2::bufread::DeflateDecoder::new(&mut source);
            io::copy(&mut Metered::new(content, budget), &mut io::sink()).map_err(|_| broken_off())?;
            descriptor(&mut source)?;
        } else {
            return Err(broken_off());
        }
    }
    Ok(())
}

/// The next local header; `None` where none stands.
fn local(source: &mut impl Read) -> io::Result<Option<Local>> {
    let mut fixed = Vec::with_capacity(FIXED);
    source.take(FIXED as u64).read_to_end(&mut fixed)?;
    // A marker of its own may stand before the first (APPNOTE 8.5.4).
    if fixed.starts_with(b"PK\x07\x08") || fixed.starts_with(b"PK00") {
        fixed.drain(..4);
        source.take(4).read_to_end(&mut fixed)?;
    }
    if fixed.len() < FIXED || !fixed.starts_with(LOCAL) {
        return Ok(None);
    }
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let size = u32::from_le_bytes([fixed[18], fixed[19], fixed[20], fixed[21]]);
    let mut name = vec![0; usize::from(short(26))];
    let mut extra = vec![0; usize::from(short(28))];
    if source.read_exact(&mut name).and_then(|()| source.read_exact(&mut extra)).is_err() {
        return Ok(None);
    }
    let size = if size == u32::MAX { long_size(&extra).unwrap_or(u64::from(size)) } else { u64::from(size) };
    Ok(Some(Local { flags: short(6), method: short(8), size, name: lossless(&name) }))
}

/// The compressed size in the zip64 field (APPNOTE 4.5.3), which comes after the other one.
fn long_size(mut extra: &[u8]) -> Option<u64> {
    while let Some((head, rest)) = extra.split_first_chunk::<4>() {
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let field = rest.get(..length)?;
        if head[..2] == [1, 0] {
            return field.get(8..16)?.try_into().ok().map(u64::from_le_bytes);
        }
        extra = &rest[length..];
    }
    None
}

/// Passes over what stands between the end of a member and the next.
fn descriptor(source: &mut BufReader<impl Read + Seek>) -> io::Result<()> {
    let start = source.stream_position()?;
    let mut ahead = Vec::with_capacity(DESCRIPTOR + 4);
    source.by_ref().take(DESCRIPTOR as u64 + 4).read_to_end(&mut ahead)?;
    let next = (0..=DESCRIPTOR).find(|at| {
        ahead.get(*at..at + 4).is_some_and(|mark| mark == LOCAL || mark == b"PK\x01\x02" || mark == b"PK\x05\x06")
    });
    source.seek(SeekFrom::Start(start + next.unwrap_or(0) as u64))?;
    Ok(())
}
