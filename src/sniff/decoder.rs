//! Bytes to text window by window, for what is too large to be decoded at once.
//!
//! It decides nothing: the encoding is what [`super::sniff`] found in a sample. Called by `work`, and
//! by `ingest` for items that are read anew.

use encoding_rs::{CoderResult, Encoding, WINDOWS_1252};

/// Decodes an input from its first byte on. What can't be decoded is replaced.
pub struct Decoder {
    encoding: Wide,
    /// The bytes of a character that is not whole yet.
    carry: Vec<u8>,
}

enum Wide {
    /// Bytes that are none of it were windows-1252, as they are for a text decoded at once.
    Utf8,
    /// Which end comes first shows in the first four bytes.
    Utf32(Option<fn([u8; 4]) -> u32>),
    Other(Box<encoding_rs::Decoder>),
}

impl Decoder {
    /// For an input in the encoding of this WHATWG name.
    pub fn new(encoding: &str) -> Self {
        let encoding = match (encoding, Encoding::for_label(encoding.as_bytes())) {
            ("UTF-32", _) => Wide::Utf32(None),
            ("UTF-8", _) | (_, None) => Wide::Utf8,
            (_, Some(encoding)) => Wide::Other(Box::new(encoding.new_decoder_with_bom_removal())),
        };
        Self { encoding, carry: Vec::new() }
    }

    /// Appends the text of the next bytes; `last` if no more come.
    pub fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        match &mut self.encoding {
            Wide::Utf8 => {
                self.carry.extend_from_slice(bytes);
                let kept = utf_8(&self.carry, last, text);
                self.carry.drain(..self.carry.len() - kept);
            }
            Wide::Utf32(read) => {
                self.carry.extend_from_slice(bytes);
                let (units, rest) = self.carry.as_chunks::<4>();
                for unit in units {
                    let read = *read.get_or_insert(match unit {
                        [0, 0, ..] => u32::from_be_bytes,
                        _ => u32::from_le_bytes,
                    });
                    let c = char::from_u32(read(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER);
                    text.extend((c != '\u{feff}').then_some(c));
                }
                self.carry = rest.to_vec();
            }
            Wide::Other(decoder) => other(decoder, bytes, last, text),
        }
    }
}

/// How many bytes at the end belong to a character that is not whole yet.
fn utf_8(bytes: &[u8], last: bool, text: &mut String) -> usize {
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        let may_go_on = || std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if !last && chunks.peek().is_none() && !invalid.is_empty() && may_go_on() {
            return invalid.len();
        }
        if !invalid.is_empty() {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(invalid).0);
        }
    }
    0
}

fn other(decoder: &mut encoding_rs::Decoder, mut bytes: &[u8], last: bool, text: &mut String) {
    loop {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()).min(1 << 20));
        let (result, read, _) = decoder.decode_to_string(bytes, text, last);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::sniff;

    #[test]
    fn windows_of_any_size_give_the_text_that_the_whole_gives() {
        let text = "<rss version=\"2.0\"><channel><title>Größe – ‘größer’ 🌞</title></channel></rss>";
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let widest: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let one_byte = encoding_rs::WINDOWS_1252.encode(&text.replace(" 🌞", "")).0.into_owned();
        let mut damaged = text.as_bytes().to_vec();
        damaged.extend_from_slice(b"\x92 \xe2\x80");
        for bytes in
            [text.as_bytes().to_vec(), wide(u16::to_le_bytes), wide(u16::to_be_bytes), widest, one_byte, damaged]
        {
            let sniffed = sniff(&bytes).expect("a feed");
            for size in [1, 3, 7, 1000] {
                let mut decoder = Decoder::new(sniffed.encoding);
                let mut text_so_far = String::new();
                for window in bytes.chunks(size) {
                    decoder.decode(window, false, &mut text_so_far);
                }
                decoder.decode(&[], true, &mut text_so_far);
                assert_eq!(text_so_far.replace('\u{92}', "’"), sniffed.text, "{} by {size}", sniffed.encoding);
            }
        }
    }
}
