//! Where a text lies in the bytes that it was read from, so that an item of it can be kept as it
//! came: undecoded, and with its letters still mangled.

use super::mojibake::Trace;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::ops::Range;

/// How a text lies in its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lie {
    encoding: &'static str,
    /// Bytes of the byte order mark.
    mark: usize,
    /// The text as it was decoded, where its bytes are others.
    decoded: Option<String>,
    trace: Trace,
    /// Where in the decoded text it begins; `None` where it is nowhere as it stands.
    start: Option<usize>,
}

impl Lie {
    /// Of a text as it was decoded.
    pub(super) fn of(decoded: &str, encoding: &'static str, bytes: &[u8]) -> Self {
        let mark = mark(bytes);
        let is_same = bytes.get(mark..) == Some(decoded.as_bytes());
        let decoded = (!is_same).then(|| decoded.to_owned());
        Self { encoding, mark, decoded, trace: Trace::default(), start: Some(0) }
    }

    /// Of what was made of that: put right, and begun elsewhere.
    pub(super) fn seen_through(self, trace: Trace, start: Option<usize>) -> Self {
        Self { trace, start, ..self }
    }

    /// Whether text and bytes are the same but for where they begin.
    fn is_plain(&self) -> bool {
        self.decoded.is_none() && self.trace.is_empty() && self.start.is_some()
    }
}

impl super::Sniffed {
    /// The bytes of some ranges of the text, one after the other; `None` if they are the text's own
    /// or can't be told.
    pub fn raw<'b>(
        &self,
        bytes: &'b [u8],
        ranges: impl FnOnce() -> Option<Vec<Range<usize>>>,
    ) -> Option<Vec<&'b [u8]>> {
        let start = self.lie.start.filter(|_| !self.lie.is_plain())?;
        let ranges = ranges()?;
        let places = ranges.iter().flat_map(|range| [range.start, range.end]);
        let decoded: Vec<usize> = places.map(|place| self.lie.trace.before(start + place)).collect();
        let raw = match &self.lie.decoded {
            None => decoded.iter().map(|place| self.lie.mark + place).collect(),
            Some(text) => in_bytes(text, &decoded, self.lie.encoding, bytes, self.lie.mark)?,
        };
        raw.as_chunks::<2>().0.iter().map(|[from, to]| bytes.get(*from..*to)).collect()
    }
}

/// How many bytes at the beginning are a byte order mark.
pub fn mark(bytes: &[u8]) -> usize {
    let is_wide = bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]);
    if is_wide { 4 } else { Encoding::for_bom(bytes).map_or(0, |(_, length)| length) }
}

/// A text in an encoding; `None` if that can't write it.
pub fn encoded(text: &str, encoding: &str) -> Option<Vec<u8>> {
    match encoding {
        "UTF-32" => None,
        name if name == UTF_16LE.name() => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        name if name == UTF_16BE.name() => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        name => {
            let (bytes, _, lost) = Encoding::for_label(name.as_bytes())?.encode(text);
            (!lost).then(|| bytes.into_owned())
        }
    }
}

/// Where places of a text, in order, lie in its bytes.
fn in_bytes(text: &str, places: &[usize], encoding: &str, bytes: &[u8], mark: usize) -> Option<Vec<usize>> {
    let mut out = Vec::with_capacity(places.len());
    let (mut read, mut at) = (0, mark);
    // bytes that are no UTF-8 were read as windows-1252, one character each
    let mut chunks = bytes.get(mark..)?.utf8_chunks();
    let (mut valid, mut invalid) = (0, [].as_slice());
    for place in places {
        let part = text.get(read..*place)?;
        at += match encoding {
            name if name == UTF_8.name() => {
                let (mut left, mut length) = (part.len(), 0);
                while left > 0 {
                    if valid > 0 {
                        let step = valid.min(left);
                        (valid, left, length) = (valid - step, left - step, length + step);
                    } else if let Some((byte, rest)) = invalid.split_first() {
                        let decoded = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte)).0.len();
                        (invalid, left, length) = (rest, left.checked_sub(decoded)?, length + 1);
                    } else {
                        let chunk = chunks.next()?;
                        (valid, invalid) = (chunk.valid().len(), chunk.invalid());
                    }
                }
                length
            }
            "UTF-32" => part.chars().count() * 4,
            name if name == UTF_16LE.name() || name == UTF_16BE.name() => {
                part.chars().map(char::len_utf16).sum::<usize>() * 2
            }
            name => {
                let same = encoded(part, name)?;
                bytes.get(at..)?.starts_with(&same).then_some(same.len())?
            }
        };
        read = *place;
        out.push(at);
    }
    Some(out)
}
