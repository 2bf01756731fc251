//! The store: one SQLite file, the truth.
