//! The pure pipeline sniff → parse → clean, from bytes to items.

use crate::article::{Channel, Item, Source};

/// Where bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As the person gave it: a path, an address, `-`.
    pub address: String,
    /// What identifies it: the absolute path, the address, or for standard input a content hash.
    pub key: String,
}

/// Everything one input gave, ready for the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// Who said it.
    pub source: Source,
    /// What identifies the source, see [`Origin::key`].
    pub source_key: String,
    /// What the feed says of itself.
    pub channel: Channel,
    /// Items in the order of the input.
    pub items: Vec<Item>,
    /// What could not be read, one line each.
    pub warnings: Vec<String>,
}

/// Why an input gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// No bytes, or only white space.
    #[error("is empty")]
    Empty,
    /// Pictures, programs, archives of unknown kind.
    #[error("is not text, a feed or a page")]
    Binary,
    /// Readable, but without an article: what it was read as, and what to do.
    #[error("has no article in it: {0}")]
    Nothing(String),
}

/// Reads one input. Never panics; what it could not read is in the warnings.
pub fn ingest(_bytes: &[u8], _origin: &Origin) -> Result<Intake, IngestError> {
    Err(IngestError::Empty)
}
