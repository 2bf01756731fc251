//! One picture made fit to be kept: read within limits, made small, and written anew, so that nothing of
//! what came is kept but what it shows.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest side of what is kept, in pixels.
const LONGEST: u32 = 1280;
/// The shortest side of what is worth it: what is smaller counts visitors or is a mark.
const SHORTEST: u32 = 32;
/// The longest side of what is read at all.
const MOST_SIDE: u32 = 16_384;
/// Pixels of what is read at all.
const MOST_PIXELS: u64 = 40_000_000;
/// Memory that reading may take, in bytes.
const MOST_MEMORY: u64 = 256 << 20;
const QUALITY: u8 = 80;

/// A picture as it is kept.
#[derive(Debug)]
pub(super) struct Small {
    pub bytes: Vec<u8>,
    /// What its file ends in, the point included.
    pub ending: &'static str,
}

/// Makes a picture small; `None`: it is none that can be kept. Of one that moves the first frame is kept.
pub(super) fn shrink(bytes: &[u8]) -> Option<Small> {
    // What is read is from outside, and readers of pictures have panicked before.
    catch_unwind(AssertUnwindSafe(|| read(bytes).and_then(|picture| written(&picture)))).ok().flatten()
}

fn read(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width.min(height) < SHORTEST || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if width.max(height) > LONGEST {
        picture = picture.thumbnail(LONGEST, LONGEST);
    }
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Some(picture)
}

/// As JPEG; one that can be looked through as PNG.
fn written(picture: &DynamicImage) -> Option<Small> {
    let mut bytes = Vec::new();
    let is_clear = picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if is_clear {
        DynamicImage::from(picture.to_rgba8()).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok()?;
        return Some(Small { bytes, ending: ".png" });
    }
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture.to_rgb8()).ok()?;
    Some(Small { bytes, ending: ".jpg" })
}
