//! The map of the house.

pub mod article;
pub mod text;
pub mod sniff;
pub mod parse;
pub mod clean;
pub mod ingest;
pub mod query;
pub mod store;
pub mod index;
pub mod work;
pub mod config;
pub mod tui;
