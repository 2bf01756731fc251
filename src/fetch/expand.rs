//! Unpacks a body as its `Content-Encoding` says, up to a limit.
//!
//! reqwest could do this by itself, but then only what comes out could be counted: a body of a thousand
//! packed bytes that never gives one would be read for ever.

use brotli_decompressor::Decompressor;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use std::io::{self, Read};

/// What is understood; goes into `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";
/// Encodings on top of each other at most.
const LAYERS: usize = 3;
/// The largest window of zstd, as a power of two; browsers allow 8 MB too (RFC 9659).
const ZSTD_WINDOW: u32 = 23;
const BROTLI_BUFFER: usize = 1 << 15;

/// Why a body could not be unpacked.
#[derive(Debug)]
pub(super) enum ExpandError {
    /// It would be larger than allowed.
    TooLarge,
    /// It is not what it says, or has no end.
    Damaged(String),
}

/// The encodings of a body, the first the innermost.
pub(super) fn encodings(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let names = values.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase());
    names.filter(|name| !matches!(name.as_str(), "" | "identity" | "none")).collect()
}

/// The body as it was before it was packed. With `is_cut` what is over the limit is left off, and what
/// breaks off is taken as far as it goes.
pub(super) fn expand(bytes: Vec<u8>, encodings: &[String], most: u64, is_cut: bool) -> Result<Vec<u8>, ExpandError> {
    if encodings.len() > LAYERS {
        return Err(ExpandError::Damaged(format!("it is packed {} times", encodings.len())));
    }
    let mut bytes = bytes;
    for encoding in encodings.iter().rev() {
        bytes = match unpacked(encoding, &bytes, most, is_cut)? {
            Some(unpacked) => unpacked,
            None => bytes,
        };
    }
    if bytes.len() as u64 > most {
        if !is_cut {
            return Err(ExpandError::TooLarge);
        }
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    }
    Ok(bytes)
}

/// One layer; `None`: the label is wrong or means nothing, and the bytes are the body.
fn unpacked(encoding: &str, packed: &[u8], most: u64, is_cut: bool) -> Result<Option<Vec<u8>>, ExpandError> {
    let damaged = |error: io::Error| ExpandError::Damaged(format!("it can't be unpacked as {encoding} ({error})"));
    let mut reader: Box<dyn Read + '_> = match encoding {
        // An empty body is labelled like any other; a page that was never packed often is.
        _ if packed.is_empty() => return Ok(None),
        "gzip" | "x-gzip" if !packed.starts_with(&[0x1f, 0x8b]) => return Ok(None),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(packed)),
        "deflate" => Box::new(ZlibDecoder::new(packed)),
        "br" => Box::new(Decompressor::new(packed, BROTLI_BUFFER)),
        "zstd" => {
            let mut reader = zstd::Decoder::new(packed).map_err(damaged)?;
            reader.window_log_max(ZSTD_WINDOW).map_err(damaged)?;
            Box::new(reader)
        }
        // A charset or a made-up word.
        _ => return Ok(None),
    };
    let mut unpacked = Vec::new();
    match reader.by_ref().take(most + 1).read_to_end(&mut unpacked) {
        Err(error) if !is_cut => Err(damaged(error)),
        _ if unpacked.len() as u64 > most && !is_cut => Err(ExpandError::TooLarge),
        _ => Ok(Some(unpacked)),
    }
}
