//! How many cells a text takes, and how to make it take no more.
//!
//! Counted by grapheme, as terminals and ratatui do; for whoever draws or prints columns. Texts
//! are expected to be safe already (see [`super::safe_line`]).

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes on one line.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The text if it fits into `cells`, else as much of it as fits with `…` at the end, without a
/// space before that.
pub fn cut(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let kept = take(text, cells - 1).trim_end();
    Cow::Owned(format!("{kept}…"))
}

/// The longest beginning that fits into `cells`, whole graphemes only.
pub fn take(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > cells {
            return &text[..at];
        }
    }
    text
}

/// The text cut or filled up with spaces to exactly `cells`.
pub fn pad(text: &str, cells: usize) -> String {
    let mut out = cut(text, cells).into_owned();
    let missing = cells.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}
