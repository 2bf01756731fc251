//! Lists in plain text: what a line begins with, and how deep it stands.

use super::Piece;
use crate::article::Block;

/// Glyphs that are nothing else, wherever they stand.
const BULLETS: [char; 22] = [
    '•', '▪', '‣', '◦', '●', '■', '◾', '⁃', '∙', '○', '◆', '❖', '➢', '➤', '✓', '✔', '▶', '►', '□', '❑', '\u{2023}',
    '\u{25ab}',
];
/// Glyphs only at the start of a line.
const LINE_BULLETS: [char; 6] = ['-', '–', '—', '*', '·', '→'];
/// Lists nest no deeper.
const DEEPEST: usize = 4;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A glyph.
    Bullet(char),
    /// `1.`, `1)`.
    Number(u32),
}

/// The mark of a line and its text, which is empty for a bullet alone. `rare` allows glyphs that
/// are words in other texts.
pub fn mark(line: &str, rare: Rare) -> Option<(Mark, &str)> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_bullet = is_glyph(first)
        || parted && LINE_BULLETS.contains(&first) && !rest.is_empty()
        || parted && (first == 'o' && rare.o || first == '§' && rare.section);
    if is_bullet {
        return Some((Mark::Bullet(first), rest.trim()));
    }
    number(line).map(|(number, text)| (Mark::Number(number), text))
}

/// Which glyphs that are words or signs elsewhere are bullets here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rare {
    o: bool,
    section: bool,
}

impl Rare {
    /// `o` behind an indent or before a wide gap, `§` before a letter, each on several lines.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let (mut o, mut section) = (0, 0);
        for line in lines {
            let text = line.trim_start();
            let rest = text.get(1..).unwrap_or("");
            o += usize::from(
                text.starts_with('o')
                    && (line.len() > text.len() && rest.starts_with(' ')
                        || rest.starts_with(['\t', '\u{a0}'])
                        || rest.starts_with("  ")),
            );
            let after = text.strip_prefix('§').map(str::trim_start);
            section += usize::from(after.is_some_and(|after| after.starts_with(char::is_alphabetic)));
        }
        Self { o: o > 1, section: section > 1 }
    }
}

/// A bullet by its form or by its font: Symbol and Wingdings put theirs into the private use area.
pub fn is_glyph(c: char) -> bool {
    BULLETS.contains(&c) || ('\u{f020}'..='\u{f0ff}').contains(&c)
}

/// The number and text of a line such as `1. Text` or `1) Text`.
fn number(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
    let text = rest.strip_prefix(char::is_whitespace)?.trim();
    let number = line.get(..digits)?.parse().ok().filter(|number| *number < 1000)?;
    (!text.is_empty()).then_some((number, text))
}

/// `a)`, `(a)`, `iv.`, `(1)` at the start of a line: its place among letters and among numbers.
pub fn label(line: &str) -> Option<[Option<u32>; 2]> {
    let (label, text) = line.split_once(char::is_whitespace)?;
    let bare = label.strip_prefix('(').unwrap_or(label).strip_suffix([')', '.'])?;
    let is_closed = label.ends_with(')');
    if text.trim().is_empty() || bare.is_empty() || bare.len() > 5 {
        return None;
    }
    let letter = match bare.as_bytes() {
        [letter @ b'a'..=b'z'] if is_closed => Some(u32::from(letter - b'a') + 1),
        _ => None,
    };
    let number = bare.parse().ok().filter(|_| label.starts_with('(')).or_else(|| roman(bare));
    (letter.is_some() || number.is_some()).then_some([letter, number])
}

/// Small Roman numerals up to 39.
fn roman(text: &str) -> Option<u32> {
    const NUMERALS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = text.trim_start_matches('x');
    let tens = text.len() - ones.len();
    let ones = NUMERALS.iter().position(|numeral| *numeral == ones)?;
    Some((tens * 10 + ones) as u32).filter(|number| (1..40).contains(number))
}

/// One open list.
struct Level {
    indent: usize,
    mark: Mark,
    items: Vec<Vec<Block>>,
}

impl Level {
    /// Whether the last item has a list in it.
    fn has_list(&self) -> bool {
        self.items.last().is_some_and(|item| item.len() > 1)
    }
}

/// Puts items together to lists, the deeper into the shallower.
#[derive(Default)]
pub struct Lists {
    open: Vec<Level>,
}

impl Lists {
    /// Adds an item to the list that it belongs to by its indent and its mark.
    pub fn add(&mut self, mark: Mark, piece: Piece, out: &mut Vec<Block>) {
        let Piece { indent, text, parted, .. } = piece;
        let same = |level: &Level| kind(level.mark) == kind(mark);
        let mut joins = false;
        while let Some(top) = self.open.last() {
            // set in less than the deepest, but more than the list around that, it is one of the deepest
            let around = self.open.iter().rev().nth(1);
            let returns = top.indent > indent + 1 && around.is_some_and(|around| around.indent + 1 >= indent);
            let other = indent <= top.indent + 1 && !same(top);
            let resumed = self.open.iter().rev().skip(1).any(|level| same(level) && level.indent + 1 >= indent);
            let differs = counts(top.mark) != counts(mark);
            // a second list under one item stands beside the first, and ends with it
            let is_second = other && differs && top.has_list();
            let is_full = differs && self.open.len() >= DEEPEST && indent + 1 >= top.indent;
            if returns || other && resumed || is_second || is_full {
                self.fold(out);
            } else if parted && differs && indent <= top.indent {
                // behind an empty line bullets go on in the bullets around
                joins = !counts(mark) && self.open.iter().any(|level| !counts(level.mark));
                while self.open.last().is_some_and(|top| !joins || counts(top.mark)) {
                    self.fold(out);
                }
                break;
            } else {
                break;
            }
        }
        let is_deeper = |top: &Level| {
            let by_glyph = !same(top) && (counts(top.mark) != counts(mark) || !parted && !top.has_list());
            indent > top.indent + 1 || by_glyph
        };
        let fits = self.open.last().is_some_and(|top| joins || !is_deeper(top) || self.open.len() >= DEEPEST);
        if !fits {
            let indent = self.open.last().map_or(indent, |top| indent.max(top.indent));
            self.open.push(Level { indent, mark, items: Vec::new() });
        }
        if let Some(top) = self.open.last_mut() {
            if counts(mark) {
                top.mark = mark;
            }
            top.items.push(vec![Block::paragraph(text)]);
        }
    }

    /// Adds an item that counts on in an open list, whatever its indent; `false` if there is none.
    pub fn count_on(&mut self, number: u32, text: &str, out: &mut Vec<Block>) -> bool {
        let before = |level: &Level| level.mark == Mark::Number(number.saturating_sub(1));
        let Some(place) = self.open.iter().rposition(before).filter(|_| number > 1) else { return false };
        while self.open.len() > place + 1 {
            self.fold(out);
        }
        if let Some(top) = self.open.last_mut() {
            top.mark = Mark::Number(number);
            top.items.push(vec![Block::paragraph(text)]);
        }
        true
    }

    /// Whether a list that counts is open at this indent, which a new count ends.
    pub fn counts_at(&self, indent: usize) -> bool {
        let numbered = self.open.iter().rev().find(|level| matches!(level.mark, Mark::Number(_)));
        numbered.is_some_and(|level| indent <= level.indent + 1)
    }

    /// Ends all open lists.
    pub fn close(&mut self, out: &mut Vec<Block>) {
        while !self.open.is_empty() {
            self.fold(out);
        }
    }

    /// Puts the deepest list into the last item of the one around it.
    fn fold(&mut self, out: &mut Vec<Block>) {
        let Some(level) = self.open.pop() else { return };
        let list = Block::List { ordered: matches!(level.mark, Mark::Number(_)), items: level.items };
        match self.open.last_mut().and_then(|around| around.items.last_mut()) {
            Some(item) => item.push(list),
            None => out.push(list),
        }
    }
}

fn counts(mark: Mark) -> bool {
    matches!(mark, Mark::Number(_))
}

/// Marks of one list: the glyph, or that it counts.
fn kind(mark: Mark) -> char {
    match mark {
        Mark::Bullet(glyph) => glyph,
        Mark::Number(_) => '1',
    }
}

/// Whether a 1 is the first of several numbers: 2 comes next, but for a list nested below it.
pub fn begins_count(pieces: &[Piece], at: usize, indent: usize) -> bool {
    const FARTHEST: usize = 200;
    let mut nested: Vec<u32> = Vec::new();
    for piece in pieces.iter().skip(at + 1).take(FARTHEST) {
        let deeper = piece.indent > indent + 1;
        match piece.mark {
            // bullets that stand beside a nested list end the list around it
            Some(Mark::Bullet(_)) if deeper || nested.is_empty() => {}
            Some(Mark::Number(1)) if deeper => nested.push(1),
            Some(Mark::Number(number)) if deeper && !nested.is_empty() => {
                while nested.last().is_some_and(|last| last + 1 != number) {
                    nested.pop();
                }
                let Some(last) = nested.last_mut() else { return false };
                *last = number;
            }
            // a nested 1 without a 2 of its own takes this one
            mark => return mark == Some(Mark::Number(2)) && !nested.contains(&1),
        }
    }
    false
}
