//! Whether there can be junk in a text at all. Nearly all of what articles say cannot be touched by any
//! rule of `body`, and a look at the beginnings of its words tells that, long before they are read as
//! units and held against verdict and lexicon.
//!
//! A text is beyond suspicion if it is of Latin letters, digits and common punctuation alone, and lacks the
//! longest word of each piece of the verdict and of each phrase that only spam says. The reverse tells
//! nothing: whoever asks then reads it closely.

use super::pieces::Pieces;
use crate::article::{Block, Inline};
use crate::text::fold;

/// Words are known by their first so many letters.
const LETTERS: u32 = 6;

/// Words that junk is made of, by the hash of their first letters.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    /// In order.
    hashes: Vec<u64>,
    /// A bit for each by its last ones, so that most words are looked up in one step.
    bits: Vec<u64>,
}

/// Bits of a hash that tell words apart at first sight.
const SIGHT: u64 = (1 << 15) - 1;

impl Beginnings {
    /// Of words folded; those of other scripts are passed over, since a text with one is suspect anyway.
    pub fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut hashes: Vec<u64> = words.filter_map(beginning).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mut bits = vec![0; (SIGHT as usize + 1) / 64];
        for hash in &hashes {
            if let Some(word) = bits.get_mut((hash & SIGHT) as usize / 64) {
                *word |= 1 << (hash % 64);
            }
        }
        Self { hashes, bits }
    }

    fn has(&self, hash: u64) -> bool {
        let is_likely = self.bits.get((hash & SIGHT) as usize / 64).is_some_and(|word| word >> (hash % 64) & 1 > 0);
        is_likely && self.hashes.binary_search(&hash).is_ok()
    }
}

/// The word of a piece or phrase that the fewest texts have, by its length.
pub(super) fn telling(keys: &[String]) -> Option<&str> {
    keys.iter().map(String::as_str).max_by_key(|word| word.len())
}

fn beginning(word: &str) -> Option<u64> {
    let first = word.chars().take(LETTERS as usize);
    first.clone().all(|c| c.is_ascii_alphanumeric()).then(|| first.fold(BASIS, joined))
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a.
fn joined(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
}

/// What one item's words are looked at for.
pub(super) struct Suspicion {
    /// Phrases that only spam says.
    spam: &'static Beginnings,
    /// Words of the verdict's pieces, one of each.
    pieces: Vec<u64>,
}

impl Suspicion {
    /// `pieces` in reading order.
    pub fn of(pieces: &Pieces, spam: &'static Beginnings) -> Self {
        let words = pieces.all().iter().filter_map(|piece| telling(&piece.keys));
        let mut pieces: Vec<u64> = words.filter_map(beginning).collect();
        pieces.sort_unstable();
        Self { spam, pieces }
    }

    /// Whether there can be junk in a text.
    pub fn falls_on(&self, text: &str) -> bool {
        let mut look = Look::new(self);
        look.text(text) || look.end()
    }

    /// Whether there can be junk in a block.
    pub fn falls_on_block(&self, block: &Block) -> bool {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) | Block::Figure { caption: content, .. } => {
                self.falls_on_line(content)
            }
            Block::Quote(inner) => inner.iter().any(|block| self.falls_on_block(block)),
            Block::List { items, .. } => items.iter().flatten().any(|block| self.falls_on_block(block)),
            Block::Table { header, rows } => {
                rows.iter().chain(std::iter::once(header)).flatten().any(|cell| self.falls_on_line(cell))
            }
            Block::Preformatted(text) => self.falls_on(text),
            Block::Rule => false,
        }
    }

    fn falls_on_line(&self, content: &[Inline]) -> bool {
        let mut look = Look::new(self);
        look.inlines(content) || look.end()
    }
}

/// A look at one text, which may come in runs.
struct Look<'s> {
    suspicion: &'s Suspicion,
    /// The word that is open: whether of digits, its hash, letters counted.
    open: Option<(bool, u64, u32)>,
}

impl<'s> Look<'s> {
    fn new(suspicion: &'s Suspicion) -> Self {
        Self { suspicion, open: None }
    }

    /// Inlines nest no deeper than a document may.
    fn inlines(&mut self, content: &[Inline]) -> bool {
        content.iter().any(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => {
                // A run is read by itself too: a word that two share is two words.
                self.open.is_some() && text.starts_with(is_in_word) || self.text(text)
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => {
                self.inlines(inner)
            }
            Inline::Break => self.end(),
        })
    }

    fn text(&mut self, text: &str) -> bool {
        text.chars().any(|c| match c {
            'a'..='z' | '0'..='9' => self.letter(c),
            'A'..='Z' => self.letter(c.to_ascii_lowercase()),
            // Passed over within words.
            '\'' | '’' => false,
            // Neither letters nor anything that hides them.
            c if c.is_ascii() => self.end(),
            '\u{a0}'..='\u{a9}'
            | '\u{ab}'
            | '\u{ac}'
            | '\u{ae}'..='\u{b1}'
            | '\u{b4}'
            | '\u{b6}'..='\u{b8}'
            | '»'
            | '¿'
            | '×'
            | '÷'
            | '\u{2010}'..='\u{2015}'
            | '‘'
            | '\u{201a}'..='\u{2022}'
            | '…'
            | '‹'
            | '›'
            | '€' => self.end(),
            '\u{c0}'..='\u{24f}' => {
                let mut buffer = [0; 4];
                fold(c.encode_utf8(&mut buffer)).chars().any(|c| !c.is_ascii_alphanumeric() || self.letter(c))
            }
            _ => true,
        })
    }

    fn letter(&mut self, c: char) -> bool {
        let is_digit = c.is_ascii_digit();
        if let Some((digits, hash, count)) = &mut self.open
            && *digits == is_digit
        {
            if *count < LETTERS {
                *hash = joined(*hash, c);
                *count += 1;
            }
            return false;
        }
        let found = self.end();
        self.open = Some((is_digit, joined(BASIS, c), 1));
        found
    }

    /// Whether the word that ends here is one that junk is made of.
    fn end(&mut self) -> bool {
        let Some((_, hash, _)) = self.open.take() else { return false };
        self.suspicion.spam.has(hash) || self.suspicion.pieces.binary_search(&hash).is_ok()
    }
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::junk::pieces::Piece;
    use crate::clean::junk::words::Side;
    use std::sync::LazyLock;

    static SPAM: LazyLock<Beginnings> = LazyLock::new(|| Beginnings::of(["slot", "jackpots"].into_iter()));

    fn suspicion() -> Suspicion {
        let mut pieces = Pieces::default();
        for word in ["168", "eclair", "娱乐城"] {
            pieces.add(Piece { side: Side::Start, keys: vec![word.to_owned()], text: word.to_owned(), rule: "known" });
        }
        Suspicion::of(&pieces, &SPAM)
    }

    #[test]
    fn suspicion_falls_on_words_that_junk_is_made_of_however_they_are_written() {
        let suspected = [
            "Best SLOT games",
            "a sl'ot",
            "slot88",
            "jackpot",
            "168 days",
            "the “Éclair” row",
            "x168",
            "привет",
            "娱乐城",
            "sl\u{ad}ot",
            "ﬁnance",
            "２",
            "½",
            "🎰",
        ];
        for text in suspected {
            assert!(suspicion().falls_on(text), "{text}");
        }
        let beyond = ["", "Slots of time; sloth", "£1,680 — “don’t”…", "Róisín O’Neill: naïve café €5", "1680 • a/b"];
        for text in beyond {
            assert!(!suspicion().falls_on(text), "{text}");
        }
    }

    #[test]
    fn a_word_that_two_runs_share_is_suspect() {
        let line = |first: &str, second: &str| {
            Block::Paragraph(vec![Inline::text(first), Inline::Strong(vec![Inline::text(second)])])
        };
        assert!(suspicion().falls_on_block(&line("best sl", "ot")));
        assert!(suspicion().falls_on_block(&line("best ", "slot")));
        assert!(!suspicion().falls_on_block(&line("best ", "of all")));
        assert!(!suspicion().falls_on_block(&Block::Quote(vec![line("It’s", " true")])));
    }
}
