//! What an item's address and text say of its title.

use super::addresses;
use super::words::{Side, Text, Title};
use crate::article::Witness;
use crate::text::separator::parts_title;
use unicode_script::{Script, UnicodeScript};

/// What an item's `address` and `text` say of its `title` as it came.
pub fn witness(title: &str, address: Option<&str>, text: &str) -> Witness {
    let slug = address.map(addresses::last_folder).filter(|slug| !slug.is_empty());
    let title = Title::read(title);
    let mut lower = None;
    let mut says = |side| {
        let end = title.from(side);
        let length = end.first_part()?;
        // Most texts lack even a letter of what is junk, and are not written anew to find that out.
        if end.head(length).chars().any(|c| is_caseless(c) && !text.contains(c)) {
            return Some(false);
        }
        let text = lower.get_or_insert_with(|| text.to_lowercase());
        Some(is_said(end, length, text))
    };
    let (says_head, says_tail) = (says(Side::Start) == Some(true), says(Side::End) == Some(true));
    Witness { slug, says_head, says_tail }
}

/// A letter that neither has another case nor is one of another letter's.
fn is_caseless(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && c.to_lowercase().eq([c]) && c.to_uppercase().eq([c])
}

/// Whether a line of prose says it. A line of its own does not count, nor does a single phrase in a
/// script that the line is not written in: so junk stands in a body too.
fn is_said(end: Text, length: usize, lower: &str) -> bool {
    let wanted = end.head(length).to_lowercase();
    let script = wanted.chars().find(|c| c.is_alphabetic()).map(script);
    let Some(script) = script else { return false };
    lower.lines().any(|line| {
        let Some(at) = line.find(&wanted) else { return false };
        let (before, after) = (line.get(..at).unwrap_or(""), line.get(at + wanted.len()..).unwrap_or(""));
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && script == self::script(c));
        let spaced = matches!(script, Script::Latin | Script::Cyrillic | Script::Greek);
        let is_whole = !spaced || !touches(before.chars().next_back()) && !touches(after.chars().next());
        let around = || before.chars().chain(after.chars()).filter(|c| c.is_alphabetic());
        let own = around().filter(|c| self::script(*c) == script && !wanted.contains(*c)).count();
        // A text may repeat its title.
        let is_apart = match end.side() {
            Side::Start => before.trim().is_empty() && after.trim_start().starts_with(parts_title),
            Side::End => after.trim().is_empty() && before.trim_end().ends_with(parts_title),
        };
        is_whole && !is_apart && own >= 6 && own * 2 >= around().filter(|c| !wanted.contains(*c)).count()
    })
}

fn script(c: char) -> Script {
    match c.script() {
        Script::Hiragana | Script::Katakana => Script::Han,
        script => script,
    }
}
