//! zstd as the store uses it: by itself, with a dictionary, or as a difference from another value.
//!
//! What is packed is pure; called on the parse workers. A value that gets no shorter is kept as it is,
//! and told by its length.

use super::StoreError;
use super::dictionary::{self, Dictionary};
use rusqlite::Connection;
use std::cell::RefCell;
use zstd::zstd_safe::{CCtx, DCtx, SafeResult, compress_bound, get_dict_id_from_frame};

/// zstd's own default: at the pipeline's speed, and within a few per cent of the levels above it.
const LEVEL: i32 = 3;

/// A difference is found rather than coded: one level of better search is nearly free.
const LEVEL_OF_DIFFERENCES: i32 = 6;

/// Bytes that a single stored value may have before compression.
pub(super) const LARGEST: usize = 64 << 20;

/// What JSON of an `article::Item` looks like, so that a difference holds only what is its own. Archives
/// hold differences from it: never to be changed.
const OUTLINE: &[u8] = include_bytes!("outline.txt");

/// What a frame begins with (RFC 8878, 3.1.1).
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A zstd frame, or the bytes as they are where that is no shorter.
pub(super) fn compress(plain: &[u8], dictionary: Option<&Dictionary>) -> Vec<u8> {
    match dictionary.and_then(Dictionary::encoder) {
        Some(encoder) => packed(plain, |context, to| context.compress_using_cdict(to, plain, encoder)),
        None => packed(plain, |context, to| context.compress(to, plain, LEVEL)),
    }
}

/// Reads [`compress`]'s result back; `size` is the plain length.
pub(super) fn decompress(conn: &Connection, bytes: Vec<u8>, size: usize) -> Result<Vec<u8>, StoreError> {
    if bytes.len() == size {
        return Ok(bytes);
    }
    let frame = whole(bytes);
    match get_dict_id_from_frame(&frame) {
        Some(number) => {
            let dictionary = dictionary::find(conn, number.get())?;
            unpacked(size, |context, to| context.decompress_using_ddict(to, &frame, dictionary.decoder()))
        }
        None => unpacked(size, |context, to| context.decompress(to, &frame)),
    }
}

/// What of JSON of an item does not stand in `base`.
pub(super) fn difference(plain: &[u8], base: &[u8]) -> Vec<u8> {
    // It does not begin like a trained dictionary, whatever the base is.
    let known = [OUTLINE, base].concat();
    packed(plain, |context, to| context.compress_using_dict(to, plain, &known, LEVEL_OF_DIFFERENCES))
}

/// Reads [`difference`]'s result back, from the same base. A frame that refers to nothing outside itself
/// reads the same from any.
pub(super) fn restore(bytes: Vec<u8>, size: usize, base: &[u8]) -> Result<Vec<u8>, StoreError> {
    if bytes.len() == size {
        return Ok(bytes);
    }
    let (frame, known) = (whole(bytes), [OUTLINE, base].concat());
    unpacked(size, |context, to| context.decompress_using_dict(to, &frame, &known))
}

fn packed(plain: &[u8], into: impl FnOnce(&mut CCtx<'static>, &mut Vec<u8>) -> SafeResult) -> Vec<u8> {
    thread_local! {
        static CONTEXT: RefCell<Option<CCtx<'static>>> = RefCell::new(CCtx::try_create());
    }
    let mut frame = Vec::with_capacity(compress_bound(plain.len()));
    let done = CONTEXT.with_borrow_mut(|context| context.as_mut().is_some_and(|c| into(c, &mut frame).is_ok()));
    match frame.strip_prefix(&MAGIC) {
        Some(rest) if done && rest.len() < plain.len() => rest.to_vec(),
        _ => plain.to_vec(),
    }
}

/// A frame with the number that all begin with, and that only older archives keep. Without it none begins
/// so: the bits that say what is in the header would have one that is reserved.
fn whole(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(&MAGIC) { bytes } else { [&MAGIC[..], &bytes].concat() }
}

fn unpacked(
    size: usize,
    from: impl FnOnce(&mut DCtx<'static>, &mut Vec<u8>) -> SafeResult,
) -> Result<Vec<u8>, StoreError> {
    thread_local! {
        static CONTEXT: RefCell<Option<DCtx<'static>>> = RefCell::new(DCtx::try_create());
    }
    if size > LARGEST {
        return Err(StoreError::damaged("a value has an impossible size"));
    }
    let mut plain = Vec::with_capacity(size);
    let done = CONTEXT.with_borrow_mut(|context| context.as_mut().is_some_and(|c| from(c, &mut plain).is_ok()));
    if done && plain.len() == size {
        return Ok(plain);
    }
    Err(StoreError::damaged("a compressed value cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_short_and_reads_back_from_its_base_alone() {
        let base: Vec<u8> =
            (0..600u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 7).to_string().into_bytes()).collect();
        // A base may begin as a trained dictionary does.
        for base in [base.clone(), [&0xec30_a437_u32.to_le_bytes(), &base[..]].concat()] {
            let plain = [b"{\"raw_title\":\"\"", &base[100..3000], b"and more"].concat();
            let packed = difference(&plain, &base);
            assert!(packed.len() < 80, "{}", packed.len());
            assert_eq!(restore(packed.clone(), plain.len(), &base).unwrap(), plain);
            assert!(restore(packed, plain.len(), &base[1..]).is_ok_and(|other| other != plain));
        }
    }

    #[test]
    fn frames_of_older_archives_read_back() {
        let plain = b"the same and the same and the same and the same";
        let packed = compress(plain, None);
        assert!(!packed.starts_with(&MAGIC));
        let older = [&MAGIC[..], &packed].concat();
        let conn = Connection::open_in_memory().unwrap();
        for bytes in [packed, older] {
            assert_eq!(decompress(&conn, bytes, plain.len()).unwrap(), plain);
        }
    }

    #[test]
    fn what_gets_no_shorter_is_kept_as_it_is() {
        assert_eq!(difference(b"x", b""), b"x");
        assert_eq!(restore(b"x".to_vec(), 1, b"other").unwrap(), b"x");
        assert_eq!(compress(b"", None), b"");
    }

    #[test]
    fn what_was_packed_without_a_base_reads_back_with_any() {
        let plain = b"the same and the same and the same and the same";
        let packed = compress(plain, None);
        assert!(packed.len() < plain.len());
        assert_eq!(restore(packed, plain.len(), b"anything else").unwrap(), plain);
    }
}
