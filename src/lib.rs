//! `cuttings`: a press-cuttings library for the terminal. This page is the map of the house.
//!
//! # The way of an article
//!
//! ```text
//!  bytes ─sniff─▶ shape ─parse─▶ found items ─clean─▶ items ─▶ store (SQLite: the truth)
//!  (file, folder, address, stdin)    + warnings       + removals     │ revisions
//!                                                                    ▼
//!     view ◀─ update ◀─ messages ◀─ workers ◀─ query ───────── index (tantivy: derived)
//! ```
//!
//! 1. [`sniff`]: content decides what an input is, not its name or a server's word.
//! 2. [`parse`]: one file per shape. Never fails: gives what it could read, and warnings.
//! 3. [`clean`]: markup to a typed document, junk out; every removal is kept with its reason.
//!    Cleaning twice changes nothing. [`ingest`] is these three in a row, pure.
//! 4. [`store`]: one SQLite file holds all that can't be made again: raw input, what every source
//!    said of an article (its *sightings*), the reader's marks. The article itself is worked out
//!    from its sightings by [`article::merge`], so the order of input can't matter.
//! 5. [`index`]: made from the store, can be thrown away, follows by revision number.
//!
//! # Modules, in reading order
//!
//! | Module | What it is | May use |
//! |---|---|---|
//! | [`article`] | the domain: article, document, tag, removal, ids, merging | – |
//! | [`text`] | strings: safe, words, stems, highlights, snippets, widths, wrapping | – |
//! | [`config`] | settings, keys, paths | text |
//! | [`bundle`] | files that hold others: zip, tar, web archives, MHTML; member by member | article, text |
//! | [`sniff`], [`parse`], [`clean`] | the steps of taking in | article, text |
//! | [`query`] | the query language; never fails, explains itself | article, text |
//! | [`cite`] | references: Harvard, BibTeX, RIS, CSL-JSON | article, text |
//! | [`export`] | articles as Markdown, HTML, JSON, EPUB | article, text, cite |
//! | [`ingest`] | sniff → parse → clean | those before it |
//! | [`store`], [`index`], [`fetch`] | SQLite, tantivy, HTTP; not each other | article, text, query |
//! | [`work`] | the archive as a whole: taking in part by part, walking sites, judging, cleaning anew, the reader's workers | all of these |
//! | [`cli`], [`tui`] | commands and reader, on top; tui reaches store and index through work | work and the pure ones |
//!
//! A test (`tests/suite/layout.rs`) reads the code and holds it to this table.
//!
//! # What must always hold
//!
//! - The store is the truth: a change is one transaction there, and the index only follows. A crash
//!   at any instant loses no acknowledged change; the next start brings the index level.
//! - Nothing is thrown away: what came in stays, raw, beside what was made of it, with what stood
//!   around it ([`article::Frame`]), so that better rules can work it anew. An item's raw bytes are
//!   those that came, in the encoding that they came in; only of what was escaped as a whole, and of a
//!   large feed in UTF-32 or with stray bytes, they are the text in UTF-8.
//! - Every removal can be explained: what, where, which rule.
//! - One article, however often it was seen; the same input gives the same archive, whatever the
//!   number of threads and the order of files.
//! - What is junk is judged from all that the store knows of a source ([`clean::junk`]), anew
//!   whenever that has changed. An item carries its own words beside those shown
//!   ([`article::Spoiled`]), so a verdict can be taken back, and never builds on another.
//! - The reader's main thread never waits for disk, network or a lock. `update(model, message)` is
//!   plain code without a clock or a store; `view(&model)` draws and changes nothing; every request
//!   to a worker ends in exactly one report, and late answers are dropped by their number.
//! - How far a site was read is stored after what it stands for, so that reading it can be stopped, or die,
//!   at any instant, and nothing is lost. Where nothing is new nothing is committed.
//! - Text from outside never reaches the terminal raw: it is made safe where it comes in.
//!
//! There is no daemon, no account, no plug-in, and nothing is sent anywhere: sites that a person named are asked
//! for their articles, politely ([`fetch`]), and that is all.

pub mod article;
pub mod bundle;
pub mod cite;
pub mod clean;
pub mod cli;
pub mod config;
pub mod export;
pub mod fetch;
pub mod index;
pub mod ingest;
pub mod parse;
pub mod query;
pub mod sniff;
pub mod store;
pub mod text;
pub mod tui;
pub mod work;
