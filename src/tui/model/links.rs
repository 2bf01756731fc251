//! Link hints: letters in the place of the numbers beside an article's links.
//!
//! A link has as many letters as its number has digits, so that no line changes; and no link's letters
//! begin another's, so that the last letter takes the link.

use crate::tui::page::{Line, Page, Span};
use crate::tui::theme::Look;

const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
/// Links 1 to 9.
const ONE: &[u8] = b"asdfghjkl";
/// What two letters begin with: links 10 to 99.
const TWO: &[u8] = b"eruio";
/// What three begin with: links 100 to 999; those beyond have none.
const THREE: &[u8] = b"wvmn";

/// What letters that were typed stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The link of this number, from 1.
    Link(usize),
    /// Further letters decide.
    Begins,
    /// No link.
    Nothing,
}

/// The letters of a link by its number, from 1.
pub fn letters(number: usize) -> Option<String> {
    let (first, rest, digits) = match number {
        1..=9 => (ONE.get(number - 1), 0, 1),
        10..=99 => (TWO.get((number - 10) / 26), (number - 10) % 26, 2),
        100..=999 => (THREE.get((number - 100) / 676), (number - 100) % 676, 3),
        _ => (None, 0, 0),
    };
    let letter = |place: usize| ALPHABET.get(place).copied();
    let bytes = match digits {
        1 => vec![*first?],
        2 => vec![*first?, letter(rest)?],
        _ => vec![*first?, letter(rest / 26)?, letter(rest % 26)?],
    };
    String::from_utf8(bytes).ok()
}

/// What was typed, where a page has these links.
pub fn typed(links: &[String], text: &str) -> Typed {
    let mut found = Typed::Nothing;
    for number in (1..=links.len()).filter(|number| opens(links, *number)) {
        match letters(number) {
            Some(its) if its == text => return Typed::Link(number),
            Some(its) if its.starts_with(text) => found = Typed::Begins,
            _ => {}
        }
    }
    found
}

/// Whether a link leads into the web: no other is opened.
pub fn opens(links: &[String], number: usize) -> bool {
    let url = number.checked_sub(1).and_then(|at| links.get(at));
    url.is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// Whether a page has a link that can be opened.
pub fn any(page: &Page) -> bool {
    (1..=page.links.len()).any(|number| opens(&page.links, number))
}

/// A line of a page with letters in the place of numbers.
pub fn lettered(page: &Page, at: usize, line: &Line) -> Line {
    let is_listed = page.link_list.is_some_and(|start| at >= start);
    let mut spans = Vec::with_capacity(line.0.len() + 2);
    for (place, span) in line.0.iter().enumerate() {
        let mut rest = span.text.as_str();
        let mut is_first = is_listed && place == 0;
        while let Some((before, number, after)) = next_label(rest, is_first) {
            let label = opens(&page.links, number).then(|| letters(number)).flatten();
            let label = label.unwrap_or_else(|| number.to_string());
            spans.push(Span { text: before.to_owned(), ..span.clone() });
            spans.push(Span::new(format!("[{label}]"), Look::ACCENT.bold()));
            rest = after;
            is_first = false;
        }
        spans.push(Span { text: rest.to_owned(), ..span.clone() });
    }
    Line(spans)
}

/// Whether a line has a label.
pub fn has_label(page: &Page, at: usize) -> bool {
    let is_listed = page.link_list.is_some_and(|start| at >= start);
    let spans = page.lines.get(at).map(|line| line.0.iter().enumerate());
    spans.into_iter().flatten().any(|(place, span)| next_label(&span.text, is_listed && place == 0).is_some())
}

/// What stands before the next `[12]`, its number, and what stands after it. It follows a space that does
/// not break, or in the list of links begins the line.
fn next_label(text: &str, may_begin: bool) -> Option<(&str, usize, &str)> {
    text.match_indices('[').find_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let is_place = before.ends_with('\u{a0}') || may_begin && before.is_empty();
        let (digits, after) = rest.strip_prefix('[').filter(|_| is_place)?.split_once(']')?;
        let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number)?;
        Some((before, number, after))
    })
}
