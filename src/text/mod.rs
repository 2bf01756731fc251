//! Text as such: entities decoded, made safe for a terminal, split into words, stemmed, highlighted, measured and
//! wrapped. Pure functions over strings; nothing here knows what an article is.

mod entities;
pub mod highlight;
mod safe;
mod words;

pub use entities::{decode_entities, has_entities, windows_1252};
pub use highlight::{Needle, Needles};
pub use safe::{safe, safe_line};
pub use words::{Word, fold, stem, words};
