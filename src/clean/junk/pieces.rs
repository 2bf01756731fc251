//! Texts to be taken off the ends of titles, and taking them off.

use super::words::{Side, Text, Title};
use std::collections::HashMap;

/// A text that is junk where a title begins or ends with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    pub side: Side,
    /// Folded units, in the order met from that side.
    pub keys: Vec<String>,
    /// What it says.
    pub text: String,
    pub rule: &'static str,
}

impl Piece {
    /// The first `length` units of a text.
    pub fn of(text: Text, length: usize, rule: &'static str) -> Self {
        let keys = text.keys(length).map(str::to_owned).collect();
        Self { side: text.side(), keys, text: text.head(length).to_owned(), rule }
    }

    pub fn keys_of(text: Text) -> Vec<String> {
        text.keys(text.len()).map(str::to_owned).collect()
    }

    /// The same in reading order.
    pub fn reading_keys(&self) -> Vec<String> {
        let mut keys = self.keys.clone();
        if self.side == Side::End {
            keys.reverse();
        }
        keys
    }
}

/// Pieces, found by their first unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pieces {
    all: Vec<Piece>,
    /// Longest first.
    by_first: [HashMap<String, Vec<usize>>; 2],
}

impl Pieces {
    /// Adds one, unless it is there already.
    pub fn add(&mut self, piece: Piece) {
        let Some(first) = piece.keys.first() else { return };
        let places = self.by_first[usize::from(piece.side == Side::End)].entry(first.clone()).or_default();
        let all = &mut self.all;
        if places.iter().any(|at| all.get(*at).is_some_and(|known| known.keys == piece.keys)) {
            return;
        }
        let longer = |at: &usize| all.get(*at).is_some_and(|known| known.keys.len() > piece.keys.len());
        places.insert(places.partition_point(longer), all.len());
        all.push(piece);
    }

    pub fn all(&self) -> &[Piece] {
        &self.all
    }

    /// The longest piece that a text begins with, something being left.
    pub fn at(&self, text: Text) -> Option<&Piece> {
        let first = text.key(text.unit(0)?);
        let places = self.by_first[usize::from(text.side() == Side::End)].get(first)?;
        places.iter().filter_map(|at| self.all.get(*at)).find(|piece| {
            let length = piece.keys.len();
            text.len() > length && text.begins_with(&piece.keys) && text.is_boundary(length)
        })
    }

    /// The longest piece that stands at unit `at` of a text, as whole words.
    pub fn at_unit(&self, text: Text, at: usize) -> Option<&Piece> {
        let first = text.key(text.unit(at)?);
        let places = self.by_first[0].get(first)?;
        let is_whole = at == 0 || text.ends_word(at);
        places.iter().filter(|_| is_whole).filter_map(|place| self.all.get(*place)).find(|piece| {
            let length = piece.keys.len();
            let keys = text.span(at, length).map(|unit| text.key(unit));
            at + length <= text.len() && keys.eq(piece.keys.iter().map(String::as_str)) && text.ends_word(at + length)
        })
    }

    /// Takes pieces off both ends until there are none; `each` is told what goes and by what.
    pub fn take_off(&self, title: &mut Title, mut each: impl FnMut(&Piece, &str)) {
        while let Some(piece) = Side::BOTH.into_iter().find_map(|side| self.at(title.from(side))) {
            let length = piece.keys.len();
            each(piece, title.from(piece.side).cut(length).0);
            title.take_off(piece.side, length);
        }
    }
}
