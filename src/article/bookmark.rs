//! Where in an article someone stopped reading, told by the text and not by lines, which depend on the
//! width of a screen.

/// A place in an article as it is laid out. Later ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bookmark {
    /// Number of the block, from 1; 0 is what stands above the text: title, byline, tags.
    pub block: u32,
    /// Bytes of the block's text before it.
    pub byte: u32,
}
