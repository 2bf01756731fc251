//! Text as such: made safe for a terminal, split into words, stemmed, highlighted, measured and
//! wrapped. Pure functions over strings; nothing here knows what an article is.

mod find;
pub mod highlight;
pub mod html;
mod safe;
pub mod snippet;
mod width;
mod words;
mod wrap;

pub use find::find;
pub use highlight::{Needle, Needles};
pub use safe::{safe, safe_line};
pub use words::{Word, Words, fold, stem, words};
pub use width::{cut, pad, take, width};
pub use wrap::wrap;
