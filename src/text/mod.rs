//! Text as such: entities decoded, made safe for a terminal, split into words, stemmed, highlighted,
//! measured and wrapped. Pure functions over strings; nothing here knows what an article is.

pub mod changes;
mod entities;
mod find;
pub mod highlight;
pub mod html;
mod safe;
pub mod separator;
pub mod snippet;
pub mod tail;
mod typeset;
mod width;
mod words;
mod wrap;

pub use entities::{decode_entities, has_entities, windows_1252};
pub use find::find;
pub use highlight::{Needle, Needles};
pub use safe::{is_harmful, safe, safe_line, safe_path};
pub use typeset::without_typesetting;
pub use width::{cut, pad, take, width};
pub use words::{Word, Words, fold, stem, words};
pub use wrap::wrap;
