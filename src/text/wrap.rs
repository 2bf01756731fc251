//! Where a text breaks into lines.
//!
//! By words; a word longer than a line breaks between graphemes; Chinese and Japanese break
//! between characters, but not before a closing mark; after a hyphen a break is allowed. It gives
//! byte ranges, so that whoever styles parts of a text can carry the styles over. Linear in the
//! text's length.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A place where the line may end.
#[derive(Clone, Copy)]
struct Opening {
    /// Bytes up to here stand on the line.
    end: usize,
    /// The next line starts here.
    next: usize,
    /// Cells of the line before `next`.
    used: usize,
}

/// The lines of `text` at `cells` a line, without the white space at their ends. A line feed ends
/// a line; an empty text is one empty line. A grapheme wider than the line stands alone on it.
pub fn wrap(text: &str, cells: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut used, mut fresh) = (0, 0, true);
    let mut opening: Option<Opening> = None;
    let mut before = "";
    for (at, grapheme) in text.grapheme_indices(true) {
        let after = at + grapheme.len();
        if grapheme.ends_with('\n') {
            lines.push(trimmed(text, start..at));
            (start, used, fresh, opening, before) = (after, 0, true, None, "");
            continue;
        }
        if is_space(grapheme) {
            if used == 0 && !fresh {
                start = after;
            } else {
                used += grapheme.width();
                let end = if is_space(before) { opening.map_or(at, |o| o.end) } else { at };
                opening = Some(Opening { end, next: after, used });
            }
            before = grapheme;
            continue;
        }
        if used > 0 && may_break_between(before, grapheme) {
            opening = Some(Opening { end: at, next: at, used });
        }
        let wide = grapheme.width();
        while used > 0 && used + wide > cells.max(1) {
            let cut = opening.take().filter(|o| o.end > start).unwrap_or(Opening { end: at, next: at, used });
            lines.push(trimmed(text, start..cut.end));
            start = cut.next;
            used -= cut.used;
            fresh = false;
        }
        used += wide;
        before = grapheme;
    }
    lines.push(trimmed(text, start..text.len()));
    lines
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start;
    start..start + text[range].trim_end().len()
}

/// A no-break space is none.
fn is_space(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'))
}

fn may_break_between(before: &str, grapheme: &str) -> bool {
    if is_closing(grapheme) {
        return false;
    }
    is_ideograph(before) || is_ideograph(grapheme) && !is_opening(before) || is_hyphen(before, grapheme)
}

fn is_hyphen(before: &str, grapheme: &str) -> bool {
    matches!(before, "-" | "–" | "—") && grapheme.chars().next().is_some_and(char::is_alphabetic)
}

fn is_ideograph(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(|c| {
        matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
    })
}

fn is_closing(grapheme: &str) -> bool {
    grapheme.starts_with([
        '、', '。', '，', '．', '」', '』', '）', '】', '》', '！', '？', '：', '；', '”', '’', ')', ']', '.', ',',
        '!', '?', ';', ':', '…', '%', 'ー', 'ッ', 'っ',
    ])
}

fn is_opening(grapheme: &str) -> bool {
    grapheme.starts_with(['「', '『', '（', '【', '《', '“', '‘', '(', '['])
}
