//! Text as such: made safe for a terminal, split into words, stemmed, highlighted, measured and
//! wrapped. Pure functions over strings; nothing here knows what an article is.

mod find;
pub mod highlight;
pub mod html;
mod safe;
<<<<<<< HEAD
pub mod snippet;
=======
mod width;
>>>>>>> tui
mod words;
mod wrap;

pub use find::find;
pub use highlight::{Needle, Needles};
pub use safe::{safe, safe_line};
<<<<<<< HEAD
pub use words::{Word, Words, fold, stem, words};
=======
pub use width::{cut, pad, take, width};
pub use words::{Word, fold, stem, words};
pub use wrap::wrap;
>>>>>>> tui
