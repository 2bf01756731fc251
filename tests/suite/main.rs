//! The one test binary: a file per subject. Tests need neither network nor root, and keep to
//! temporary folders.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod addresses;
mod bundles;
mod citations;
mod clean;
mod commands;
mod damaged_feeds;
mod documents;
mod exports;
mod feeds;
mod fetching;
mod fields;
mod flattened;
mod home;
mod index;
mod junk;
mod layout;
mod listings;
mod out_commands;
mod packing;
mod page_shapes;
mod pages;
mod pictures;
mod query;
mod raw;
mod reader_marks;
mod reader_model;
mod reader_out;
mod reader_pty;
mod reader_view;
mod repeats;
mod rest;
mod sample;
mod searches;
mod server;
mod store;
mod stories;
mod syncing;
mod taking_in;
mod texts;
mod verdicts;
mod walk;
mod wordpress;
mod worker;
