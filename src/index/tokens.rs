//! How an article's words become terms: as they are written, folded by [`crate::text::words`], so
//! that index, queries and highlights agree on what a word is. Stems are not in the index: a word's
//! forms are looked up in the index's own vocabulary when it is searched for.
//!
//! One of the two tokenizers reads a packed value, `tags UNIT title UNIT body UNIT note`. Title words
//! take the positions from 0, body words those from [`BODY`], words of the person's note those from
//! [`NOTE`], so that a phrase never runs from one into another and `body:` can tell them apart. A title's word counts [`TITLE_WEIGHT`] times; a word
//! that is also in the name of one of the article's tags, in whichever form, counts [`TAG_WEIGHT`]
//! times more where it is first used: weight for what the article is about, without finding it by
//! words that it does not have.

use super::schema::{PACKED, PLAIN, UNIT};
use crate::text::{Words, stem, words};
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// The first position of the body.
pub(super) const BODY: u32 = 128;
/// The first position of the note. No body has so many words; positions that are so far apart take
/// more room, but only few articles have a note.
pub(super) const NOTE: u32 = 1 << 20;

const TITLE_WEIGHT: usize = 2;
const TAG_WEIGHT: usize = 1;

pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(PACKED, Packed);
    tokenizers.register(PLAIN, Plain);
    tokenizers
}

/// The value that the packed fields are made of.
pub(super) fn pack<'a>(tags: impl Iterator<Item = &'a str>, title: &str, body: &str, note: &str) -> String {
    let mut packed = String::with_capacity(title.len() + body.len() + note.len() + 64);
    for tag in tags {
        packed.push_str(tag);
        packed.push(' ');
    }
    for part in [title, body, note] {
        packed.push(UNIT);
        packed.extend(part.split(UNIT));
    }
    packed
}

#[derive(Clone)]
struct Packed;

impl Tokenizer for Packed {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        let mut parts = text.splitn(4, UNIT);
        let mut part = || parts.next().unwrap_or_default();
        let (tags, title, body, note) = (part(), part(), part(), part());
        PackedStream {
            tags: words(tags).map(|word| stem(&word.text).into_owned()).collect(),
            words: words(title),
            is_title: true,
            rest: [(body, BODY..NOTE), (note, NOTE..u32::MAX)].into_iter(),
            places: 0..BODY,
            repeat: 0,
            token: Token::default(),
        }
    }
}

struct PackedStream<'a> {
    /// Stems of tag names that were not used yet.
    tags: Vec<String>,
    words: Words<'a>,
    /// Whether they are the title's.
    is_title: bool,
    /// The parts that follow, each with the positions that its words have.
    rest: std::array::IntoIter<(&'a str, Range<u32>), 2>,
    /// Positions of the words to come.
    places: Range<u32>,
    /// How often the token is to come again.
    repeat: usize,
    token: Token,
}

impl PackedStream<'_> {
    /// How often a word counts more for being in a tag's name.
    fn tagged(&mut self, word: &str) -> usize {
        // most words are told apart from all tags by their first letters, without their stems
        let first = word.as_bytes().first();
        if !self.tags.iter().any(|tag| tag.as_bytes().first() == first) {
            return 0;
        }
        let stem = stem(word);
        let Some(at) = self.tags.iter().position(|tag| **tag == *stem) else { return 0 };
        self.tags.swap_remove(at);
        TAG_WEIGHT
    }
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        if self.repeat > 0 {
            self.repeat -= 1;
            return true;
        }
        let range = loop {
            if let Some(range) = self.words.read(&mut self.token.text) {
                break range;
            }
            let Some((part, places)) = self.rest.next() else { return false };
            (self.words, self.places, self.is_title) = (words(part), places, false);
        };
        let word = std::mem::take(&mut self.token.text);
        self.repeat = if self.is_title { TITLE_WEIGHT - 1 } else { 0 } + self.tagged(&word);
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        // a part with more words than there is room for: its last words share a position, one away from
        // the next part's
        self.token.position = self.places.start.min(self.places.end - 2) as usize;
        self.token.text = word;
        self.places.start = (self.places.start + 1).min(self.places.end);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[derive(Clone)]
struct Plain;

impl Tokenizer for Plain {
    type TokenStream<'a> = PlainStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlainStream<'a> {
        PlainStream { words: words(text), token: Token::default() }
    }
}

struct PlainStream<'a> {
    words: Words<'a>,
    token: Token,
}

impl TokenStream for PlainStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(range) = self.words.read(&mut self.token.text) else { return false };
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
