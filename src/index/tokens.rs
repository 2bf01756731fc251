//! How an article's words become terms: as they are written, folded by [`crate::text::words`], so
//! that index, queries and highlights agree on what a word is. Stems are not in the index: a word's
//! forms are looked up in the index's own vocabulary when it is searched for.
//!
//! One of the two tokenizers reads a packed value, `tags UNIT title UNIT body`. Title words take
//! the positions from 0, body words those from [`BODY`], so that a phrase never runs from one into
//! the other and `body:` can tell them apart. A title's word counts [`TITLE_WEIGHT`] times; a word
//! that is also in the name of one of the article's tags, in whichever form, counts [`TAG_WEIGHT`]
//! times more where it is first used: weight for what the article is about, without finding it by
//! words that it does not have.

use super::schema::{PACKED, PLAIN, UNIT};
use crate::text::{Words, stem, words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// The first position of the body.
pub(super) const BODY: u32 = 128;

const TITLE_WEIGHT: usize = 2;
const TAG_WEIGHT: usize = 1;

pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(PACKED, Packed);
    tokenizers.register(PLAIN, Plain);
    tokenizers
}

/// The value that the packed fields are made of.
pub(super) fn pack<'a>(tags: impl Iterator<Item = &'a str>, title: &str, body: &str) -> String {
    let mut packed = String::with_capacity(title.len() + body.len() + 64);
    for tag in tags {
        packed.push_str(tag);
        packed.push(' ');
    }
    for part in [title, body] {
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
        let mut parts = text.splitn(3, UNIT);
        let tags = parts.next().unwrap_or_default();
        let title = parts.next().unwrap_or_default();
        PackedStream {
            tags: words(tags).map(|word| stem(&word.text).into_owned()).collect(),
            words: words(title),
            body: Some(parts.next().unwrap_or_default()),
            position: 0,
            repeat: 0,
            token: Token::default(),
        }
    }
}

struct PackedStream<'a> {
    /// Stems of tag names that were not used yet.
    tags: Vec<String>,
    words: Words<'a>,
    /// The body, while the title is being read.
    body: Option<&'a str>,
    position: usize,
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
            match (self.words.read(&mut self.token.text), self.body) {
                (Some(range), _) => break range,
                (None, Some(body)) => {
                    self.words = words(body);
                    self.body = None;
                    self.position = BODY as usize;
                }
                (None, None) => return false,
            }
        };
        let word = std::mem::take(&mut self.token.text);
        self.repeat = if self.body.is_some() { TITLE_WEIGHT - 1 } else { 0 } + self.tagged(&word);
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        // a title with more words than there is room for: its last words share a position
        self.token.position = if self.body.is_some() { self.position.min(BODY as usize - 2) } else { self.position };
        self.token.text = word;
        self.position += 1;
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
