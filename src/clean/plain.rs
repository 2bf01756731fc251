//! Plain text to the typed document: paragraphs, lists and, with great care, headings.
//!
//! For texts that lost their markup: flattened feeds and blogs, slide decks, text out of PDF. All
//! that is known of the structure is where lines end; whether a line feed ends a paragraph or only
//! a printed line is told by how long the lines are. No word is lost: what is not sure to be a list
//! or heading is a paragraph.

use super::{Cleaned, ending};
use crate::article::{Block, Document, Place, Removal};
use crate::text::{safe, safe_line};

/// Bullets that are nothing else, wherever they stand.
const BULLETS: [char; 9] = ['•', '▪', '‣', '◦', '●', '■', '◾', '⁃', '∙'];
/// Bullets only at the start of a line.
const LINE_BULLETS: [char; 4] = ['-', '–', '*', '·'];
/// A printed line is hardly longer; a longer one is a paragraph, in characters.
const PRINTED: usize = 90;

/// Plain text as a document.
pub fn document(text: &str) -> Cleaned {
    let text = safe(text);
    let mut removed = Vec::new();
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        let (line, remnants) = without_remnants(line);
        removed.extend((0..remnants).map(|_| Removal::new(Place::Body, "]]>", "cdata-remnant")));
        if line.is_empty() {
            if remnants == 0 && groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(Vec::new());
            }
        } else if let Some(group) = groups.last_mut() {
            group.push(line);
        }
    }
    groups.retain(|group| !group.is_empty());

    let wrapped = is_hard_wrapped(&groups);
    let inline_bullets = groups.iter().flatten().map(|line| bullets_within(line)).sum::<usize>();
    let mut pieces: Vec<Piece> = Vec::new();
    for group in &groups {
        let alone = group.len() == 1;
        for line in joined(group, wrapped) {
            read_line(&line, alone, inline_bullets, &mut pieces);
        }
    }
    let mut document = Document::new(blocks(pieces));
    ending::strip(&mut document, &mut removed);
    Cleaned { document, removed }
}

/// One paragraph or list item.
#[derive(Debug)]
enum Piece {
    /// `alone`: with empty lines around it.
    Text {
        text: String,
        alone: bool,
    },
    Bullet(String),
    Number(u32, String),
}

/// The line without `]]>` at its ends, and how many there were.
fn without_remnants(line: &str) -> (&str, usize) {
    let mut line = line.trim();
    let mut count = 0;
    while let Some(rest) = line.strip_suffix("]]>").or_else(|| line.strip_prefix("]]>")) {
        line = rest.trim();
        count += 1;
    }
    (line, count)
}

/// Lines broken at a width, as in mail and PDF: nearly all that have another line after them are
/// almost as long as the longest, and none is long.
fn is_hard_wrapped(groups: &[Vec<&str>]) -> bool {
    let inner = groups.iter().flat_map(|group| group.split_last().map_or(&[][..], |(_, before)| before));
    let mut lengths: Vec<usize> = inner.map(|line| line.chars().count()).collect();
    lengths.sort_unstable();
    let longest = groups.iter().flatten().map(|line| line.chars().count()).max().unwrap_or(0);
    let Some(&width) = lengths.get(lengths.len() * 9 / 10) else { return false };
    let full = lengths.iter().filter(|length| **length * 10 >= width * 7).count();
    longest <= PRINTED + 20 && width >= 40 && full * 10 >= lengths.len() * 7
}

/// The lines of a group as paragraphs: in hard-wrapped text put together, up to the next bullet.
fn joined(group: &[&str], wrapped: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in group {
        let line = safe_line(line);
        match out.last_mut() {
            Some(last) if wrapped && bullet(&line).is_none() && number(&line).is_none() => {
                // A word parted at its hyphen keeps the hyphen: it may be its own.
                let parted = last.ends_with('-') && line.starts_with(char::is_lowercase) && !last.ends_with(" -");
                if !parted {
                    last.push(' ');
                }
                last.push_str(&line);
            }
            _ => out.push(line),
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

/// The text of a line that starts with a bullet.
fn bullet(line: &str) -> Option<&str> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let at_line_start = LINE_BULLETS.contains(&first) && rest.starts_with(char::is_whitespace);
    let item = (BULLETS.contains(&first) || at_line_start).then_some(rest);
    item.map(str::trim).filter(|item| !item.is_empty())
}

/// The number and text of a line such as `1. Text` or `1) Text`.
fn number(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
    let text = rest.strip_prefix(char::is_whitespace)?.trim();
    let number = line.get(..digits)?.parse().ok().filter(|number| *number < 1000)?;
    (!text.is_empty()).then_some((number, text))
}

fn bullets_within(line: &str) -> usize {
    let words = line.split(' ').collect::<Vec<_>>();
    words.iter().skip(1).filter(|word| is_bullet(word)).count()
}

fn is_bullet(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| BULLETS.contains(&c)) && chars.next().is_none()
}

/// A slide on one line: text, then items, each behind a bullet. A single bullet in a short line may
/// only part two names.
fn read_line(line: &str, alone: bool, inline_bullets: usize, pieces: &mut Vec<Piece>) {
    let within = bullets_within(line);
    let is_slide = within > 1
        || (within == 1 && (inline_bullets >= 3 || line.chars().count() > PRINTED || bullet(line).is_some()));
    if is_slide {
        let mut item: Vec<&str> = Vec::new();
        let mut in_list = false;
        let mut end = |item: &mut Vec<&str>, in_list: bool| {
            let text = std::mem::take(item).join(" ");
            if !text.is_empty() {
                pieces.push(if in_list { Piece::Bullet(text) } else { Piece::Text { text, alone: false } });
            }
        };
        for word in line.split(' ') {
            if is_bullet(word) {
                end(&mut item, in_list);
                in_list = true;
            } else {
                item.push(word);
            }
        }
        end(&mut item, in_list);
    } else if let Some(item) = bullet(line) {
        pieces.push(Piece::Bullet(item.to_owned()));
    } else if let Some((number, text)) = number(line) {
        pieces.push(Piece::Number(number, text.to_owned()));
    } else {
        pieces.push(Piece::Text { text: line.to_owned(), alone });
    }
}

fn blocks(pieces: Vec<Piece>) -> Vec<Block> {
    let headings: Vec<bool> = (0..pieces.len()).map(|at| is_heading(&pieces, at)).collect();
    let counted: Vec<bool> = (0..pieces.len()).map(|at| is_counted(&pieces, at)).collect();
    let mut out: Vec<Block> = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Text { text, .. } if headings[at] => out.push(Block::heading(3, text)),
            Piece::Text { text, .. } => out.push(Block::paragraph(text)),
            Piece::Bullet(text) => item(false, true, text, &mut out),
            // The numbers of a list are made anew from 1, so only such a list can be one.
            Piece::Number(number, text) if counted[at] => item(true, number > 1, text, &mut out),
            Piece::Number(number, text) => out.push(Block::paragraph(format!("{number}. {text}"))),
        }
    }
    out
}

/// Whether a number belongs to a run that counts 1, 2, ….
fn is_counted(pieces: &[Piece], at: usize) -> bool {
    let number_at = |at: usize| match pieces.get(at) {
        Some(Piece::Number(number, _)) => Some(*number as usize),
        _ => None,
    };
    let Some(number) = number_at(at).filter(|number| *number > 0) else { return false };
    let Some(start) = (at + 1).checked_sub(number) else { return false };
    let counts_up = (0..number).all(|step| number_at(start + step) == Some(step + 1));
    counts_up && (number > 1 || number_at(at + 1) == Some(2))
}

fn item(ordered: bool, continues: bool, text: String, out: &mut Vec<Block>) {
    match out.last_mut() {
        Some(Block::List { ordered: last, items }) if continues && *last == ordered => {
            items.push(vec![Block::paragraph(text)]);
        }
        _ => out.push(Block::List { ordered, items: vec![vec![Block::paragraph(text)]] }),
    }
}

/// A short line on its own between longer paragraphs that does not end as a sentence does.
fn is_heading(pieces: &[Piece], at: usize) -> bool {
    let length_at = |at: usize| match pieces.get(at) {
        Some(Piece::Text { text, .. } | Piece::Bullet(text) | Piece::Number(_, text)) => text.chars().count(),
        None => 0,
    };
    let Some(Piece::Text { text, alone: true }) = pieces.get(at) else { return false };
    let Some(before) = at.checked_sub(1) else { return false };
    let followed = matches!(pieces.get(at + 1), Some(Piece::Text { .. })) && length_at(at + 1) > 100;
    let starts = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == '‘' || is_caseless(c));
    let ends = text.ends_with(['.', '!', ':', ';', ',', '…', '”', '‘', '“', '(', '"', '。', '！', '：', '，']);
    let words = text.split_whitespace().count();
    let plain = !text.contains([':', '@', '|', '“', '/']);
    followed && starts && !ends && plain && words <= 12 && text.chars().count() <= 80 && length_at(before) > 80
}

fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}
