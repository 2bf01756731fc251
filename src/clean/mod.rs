//! Junk out, markup to documents, every removal with its reason.
//!
//! `ingest` calls it with what `parse` found. Everything here is pure: the same input gives the
//! same result, whatever came before; cleaning twice changes nothing; nothing panics, and all is
//! linear in the input. What the rules know of the world stands in `assets/rules/`, not in code.

use crate::article::{Document, Removal};

pub mod address;
pub mod byline;
mod caption;
pub mod channel;
pub mod ending;
pub mod fields;
pub mod junk;
pub mod link;
pub mod markup;
pub mod plain;
mod redirect;
mod rules;
pub mod title;
pub mod update_note;

/// A text made into a document, and what was taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// What is left.
    pub document: Document,
    /// What went, in the order found.
    pub removed: Vec<Removal>,
}
