//! Plain text to the typed document: paragraphs, lists and, with great care, headings.
//!
//! For texts that lost their markup: flattened feeds and blogs, slide decks, text out of PDF. All
//! that is known of the structure is where lines end; whether a line feed ends a paragraph or only
//! a printed line is told by how long the lines are. No word is lost: what is not sure to be a list
//! or heading is a paragraph.

mod lines;
mod list;
mod pages;

use super::{Cleaned, ending};
use crate::article::{Block, Document, Place, Removal};
use crate::text::{safe, without_typesetting};
use lines::Line;
use list::{Lists, Mark};

/// A printed line is hardly longer; a longer one is a paragraph, in characters.
const PRINTED: usize = 90;

/// Plain text as a document. Form feeds part pages.
pub fn document(text: &str) -> Cleaned {
    let mut removed = Vec::new();
    let pages: Vec<String> = text.split('\u{c}').map(safe).collect();
    let pages = pages.join("\u{c}");
    let lines = pages::lines(&pages, &mut removed);
    let groups = lines::groups(&lines, &mut removed);
    let inline_bullets = groups.iter().flatten().map(|line| bullets_within(&line.text)).sum::<usize>();
    let mut pieces: Vec<Piece> = Vec::new();
    for group in &groups {
        let mut parted = true;
        for line in group {
            read_line(line, parted, group.len() == 1, inline_bullets, &mut pieces);
            parted = false;
        }
    }
    label(&mut pieces);
    let mut document = Document::new(blocks(pieces));
    ending::strip(&mut document, &mut removed);
    Cleaned { document, removed }
}

/// One paragraph or list item.
#[derive(Debug, Clone)]
struct Piece {
    /// Of a list item.
    mark: Option<Mark>,
    /// How far it is set in, in characters.
    indent: usize,
    text: String,
    /// With an empty line before it.
    parted: bool,
    /// With empty lines around it.
    alone: bool,
}

/// The line without `]]>` at its ends, and how many there were.
fn without_remnants(line: &str) -> (&str, usize) {
    let mut line = line.trim_end();
    let mut count = 0;
    while let Some(rest) = line.strip_suffix("]]>").or_else(|| line.trim_start().strip_prefix("]]>")) {
        line = rest.trim_end();
        count += 1;
    }
    (line, count)
}

fn bullets_within(line: &str) -> usize {
    line.split(' ').skip(1).filter(|word| is_bullet(word)).count()
}

fn is_bullet(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(list::is_glyph) && chars.next().is_none()
}

/// A slide on one line: text, then items, each behind a bullet. A single bullet in a short line may
/// only part two names.
fn read_line(line: &Line, parted: bool, alone: bool, inline_bullets: usize, pieces: &mut Vec<Piece>) {
    let within = bullets_within(&line.text);
    let begins = matches!(line.mark, Some(Mark::Bullet(glyph)) if list::is_glyph(glyph));
    let is_slide =
        within > 1 || (within == 1 && (inline_bullets >= 3 || line.text.chars().count() > PRINTED || begins));
    let piece = Piece { mark: line.mark, indent: line.indent, text: line.text.clone(), parted, alone };
    if !is_slide {
        pieces.push(piece);
        return;
    }
    let mut words: Vec<&str> = Vec::new();
    let mut mark = line.mark;
    let mut end = |words: &mut Vec<&str>, mark: Option<Mark>| {
        let text = std::mem::take(words).join(" ");
        if !text.is_empty() {
            pieces.push(Piece { mark, text, parted: false, alone: false, ..piece.clone() });
        }
    };
    for word in line.text.split(' ') {
        if is_bullet(word) {
            end(&mut words, mark);
            mark = word.chars().next().map(Mark::Bullet);
        } else {
            words.push(word);
        }
    }
    end(&mut words, mark);
}

/// Lines with labels that count on, `(a)`, `(b)`, or that are set in under an item: items of a list
/// that keep their labels, since texts refer to them.
fn label(pieces: &mut [Piece]) {
    let places = |piece: &Piece| {
        let own = list::label(&piece.text).filter(|_| piece.mark.is_none());
        own.unwrap_or_default()
    };
    let labels: Vec<[Option<u32>; 2]> = pieces.iter().map(places).collect();
    let follows = |a: &[Option<u32>; 2], b: &[Option<u32>; 2]| {
        a.iter().zip(b).any(|(a, b)| a.is_some() && a.map(|a| a + 1) == *b)
    };
    for at in 0..pieces.len() {
        let (before, rest) = pieces.split_at_mut(at);
        let Some(piece) = rest.first_mut().filter(|_| labels[at].iter().any(Option::is_some)) else { continue };
        let counts_on = at > 0 && follows(&labels[at - 1], &labels[at]);
        let is_counted = labels.get(at + 1).is_some_and(|next| follows(&labels[at], next));
        let set_in = before.last().is_some_and(|item| item.mark.is_some() && piece.indent > item.indent + 1);
        if counts_on || is_counted || set_in {
            piece.mark = Some(Mark::Bullet('•'));
        }
    }
}

fn blocks(pieces: Vec<Piece>) -> Vec<Block> {
    let headings: Vec<bool> = (0..pieces.len()).map(|at| is_heading(&pieces, at)).collect();
    let is_first = |(at, piece): (usize, &Piece)| {
        piece.mark == Some(Mark::Number(1)) && list::begins_count(&pieces, at, piece.indent)
    };
    let firsts: Vec<bool> = pieces.iter().enumerate().map(is_first).collect();
    let mut out: Vec<Block> = Vec::new();
    let mut lists = Lists::default();
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece.mark {
            Some(Mark::Number(number)) if !firsts[at] => {
                // The numbers of a list are made anew from 1, so only such a list can be one.
                if !lists.count_on(number, &piece.text, &mut out) {
                    lists.close(&mut out);
                    out.push(Block::paragraph(format!("{number}. {}", piece.text)));
                }
            }
            Some(mark) => {
                if firsts[at] && lists.counts_at(piece.indent) {
                    lists.close(&mut out);
                }
                lists.add(mark, piece, &mut out);
            }
            None => {
                lists.close(&mut out);
                let text = piece.text;
                out.push(if headings[at] { Block::heading(3, text) } else { Block::paragraph(text) });
            }
        }
    }
    lists.close(&mut out);
    out
}

/// A short line on its own between longer paragraphs that does not end as a sentence does.
fn is_heading(pieces: &[Piece], at: usize) -> bool {
    let length_at = |at: usize| pieces.get(at).map_or(0, |piece| piece.text.chars().count());
    let Some(Piece { mark: None, text, alone: true, .. }) = pieces.get(at) else { return false };
    let Some(before) = at.checked_sub(1) else { return false };
    let followed = pieces.get(at + 1).is_some_and(|next| next.mark.is_none()) && length_at(at + 1) > 100;
    let starts = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == '‘' || is_caseless(c));
    let ends = text.ends_with(['.', '!', ':', ';', ',', '…', '”', '‘', '“', '(', '"', '。', '！', '：', '，']);
    let words = text.split_whitespace().count();
    let plain = !text.contains([':', '@', '|', '“', '/']);
    followed && starts && !ends && plain && words <= 12 && text.chars().count() <= 80 && length_at(before) > 80
}

fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}
