//! Junk out, markup to documents, every removal with its reason.
