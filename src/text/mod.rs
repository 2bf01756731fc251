//! Text as such: made safe for a terminal, split into words, stemmed, highlighted, measured and
//! wrapped. Pure functions over strings; nothing here knows what an article is.

pub mod highlight;
pub mod html;
mod safe;
pub mod tail;
mod words;

pub use highlight::{Needle, Needles};
pub use safe::{safe, safe_line};
pub use words::{Word, fold, stem, words};
