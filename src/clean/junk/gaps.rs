//! The gaps that junk leaves: brackets that hold nothing any more, double spaces, separators that part
//! nothing. For `body`, whenever something went from the middle of a text.

use super::words::is_pair;
use crate::article::Inline;
use crate::text::separator::parts_line;

/// Takes off the brackets that hold nothing but a gap: what stood at the end of `before`, and how
/// many bytes of `after` go.
pub(super) fn unbracket(before: &mut String, after: &str) -> (String, usize) {
    let (mut start, mut end) = (before.len(), 0);
    loop {
        let head = before.get(..start).unwrap_or("").trim_end();
        let tail = after.get(end..).unwrap_or("").trim_start();
        let Some((open, close)) = head.chars().next_back().zip(tail.chars().next()) else { break };
        if !is_pair(open, close) {
            break;
        }
        start = head.len() - open.len_utf8();
        end = after.len() - tail.len() + close.len_utf8();
    }
    (before.split_off(start), end)
}

/// Joins what stands before a gap with what follows: how many bytes of that to pass over.
pub(super) fn join(before: &mut String, after: &str) -> usize {
    let trimmed = after.trim_start();
    let mut skip = after.len() - trimmed.len();
    let head = before.trim_end();
    let begins = head.is_empty() || head.ends_with(['.', '!', '?', '。', '…']);
    if begins {
        // What parted the junk from the sentence, or ended it, goes with it.
        let rest = trimmed.trim_start_matches(|c: char| {
            parts_line(c) || matches!(c, '.' | ',' | ';' | '!' | '。' | ']' | '】' | ')')
        });
        let rest = rest.trim_start();
        skip += trimmed.len() - rest.len();
    }
    let sticks = after
        .get(skip..)
        .is_none_or(|rest| rest.is_empty() || rest.starts_with(['.', ',', ';', ':', '!', '?', ')', '’', '”']));
    let spaced = before.ends_with(char::is_whitespace) || after.starts_with(char::is_whitespace);
    before.truncate(before.trim_end().len());
    if !before.is_empty() && spaced && !sticks {
        before.push(' ');
    }
    skip
}

/// After something went: no two spaces where there was one.
pub(super) fn close_gap(kept: &mut [Inline]) {
    if let [.., Inline::Text(before), Inline::Text(after)] = kept
        && before.ends_with(' ')
        && after.starts_with(' ')
    {
        after.remove(0);
    }
}

/// The same where an inline between two texts went.
pub(super) fn join_gaps(kept: &mut Vec<Inline>, of: usize) {
    if kept.len() == of {
        return;
    }
    let mut joined: Vec<Inline> = Vec::with_capacity(kept.len());
    for inline in kept.drain(..) {
        match (joined.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(after)) => {
                let double = before.ends_with(' ') && after.starts_with(' ');
                before.push_str(if double { after.trim_start() } else { &after });
            }
            (None, Inline::Text(after)) => joined.push(Inline::Text(after.trim_start().to_owned())),
            (_, inline) => joined.push(inline),
        }
    }
    if let Some(Inline::Text(last)) = joined.last_mut() {
        last.truncate(last.trim_end().len());
    }
    joined.retain(|inline| *inline != Inline::Text(String::new()));
    *kept = joined;
}
