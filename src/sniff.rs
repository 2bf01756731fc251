//! Bytes and hints to text and kind.
