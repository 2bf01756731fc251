//! HTML from outside, cut down to a size that every later step can bear.
//!
//! [`tokens`] splits markup, [`Tree::read`] makes a flat, well-nested, bounded tree of it, of
//! which [`Tree::markup`] writes parts out again. Everything is linear in the input; unclosed comments, quotes and tags cost no
//! text. Not for meaning: what an element is worth is decided by whoever reads the tree.

mod naming;
mod token;
mod tree;

pub use naming::{Named, Vocabulary};
pub use token::{Attribute, Token, tokens};
pub use tree::{Element, Node, Tree, is_block, is_void};
