//! From what a person names (files, folders, addresses, `-`) to the inputs to be read, in a fixed order.
//!
//! Folder walks go by name, so that the same folder gives the same archive whatever order the
//! disk lists it in. What is plainly no news (code, style sheets, pictures, hidden files, what a
//! saved page keeps in a folder beside it) is left out without a word; what is odd (a pipe, a device, a link in a circle, no permission) with one.

use super::reading::NOT_PLAIN;
use crate::article::{Source, Timestamp};
use crate::bundle::names;
use crate::text::{safe_line, safe_path};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// The folder named by the person in which it was found; `None`: it was named itself.
        folder: Option<Arc<str>>,
    },
    /// A web address.
    Address(String),
    /// Standard input.
    Stdin,
    /// Bytes that the program carries with it, under a name.
    Bundled(&'static str, &'static [u8]),
    /// A file in a bundle.
    Member {
        /// The bundle that was named, or found in a folder.
        bundle: Arc<Bundle>,
        /// The way to it through the bundle; fit for a terminal.
        name: String,
        /// What identifies it.
        key: String,
        /// Whether it came from the web, so that its name is the address that it was at.
        is_web: bool,
        /// When it was fetched.
        fetched: Option<Timestamp>,
        /// The label of the charset that it was sent with.
        charset: Option<String>,
    },
    /// A body that was fetched for a remembered source.
    Received(Received),
    /// What can't be read, and why.
    Unreadable {
        /// As given, or the path within a folder.
        source: String,
        /// One line.
        reason: String,
        /// As with a file.
        folder: Option<Arc<str>>,
    },
}

/// A body among those that a source is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Which of the sources that are read just now.
    pub walk: usize,
    /// What identifies the source.
    pub key: Arc<str>,
    /// The source's own address.
    pub home: Arc<str>,
    /// Whether it is one of many: then an article's page among them does not speak for the source.
    pub is_one_of_many: bool,
    /// Whether the source is only looked at again.
    pub is_again: bool,
    /// Where the body came from.
    pub address: String,
    /// The body.
    pub bytes: Vec<u8>,
    /// The label of the charset that it was sent with.
    pub charset: Option<String>,
    /// When.
    pub fetched: Timestamp,
}

/// A file that holds others, as the source that they are members of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it goes by.
    pub source: Source,
    /// What identifies it.
    pub key: String,
}

impl Input {
    /// As given, or the path within a folder; of a member of a bundle the bundle's, then the way to it
    /// from there. Fit for a terminal.
    pub fn address(&self) -> String {
        match self {
            Self::File { path, .. } => source_name(path.as_os_str()),
            Self::Address(address) => safe_line(address),
            Self::Stdin => "-".to_owned(),
            Self::Bundled(name, _) => (*name).to_owned(),
            Self::Member { bundle, name, .. } => format!("{}/{name}", bundle.source.address),
            Self::Received(received) => safe_line(&received.address),
            Self::Unreadable { source, .. } => source.clone(),
        }
    }

    /// Whether a person named it: then finding nothing in it is an error and not a warning.
    pub fn is_named(&self) -> bool {
        self.folder().is_none() && !matches!(self, Self::Member { .. })
    }

    /// The folder named by the person in which it was found.
    pub fn folder(&self) -> Option<&Arc<str>> {
        match self {
            Self::File { folder, .. } | Self::Unreadable { folder, .. } => folder.as_ref(),
            Self::Address(_) | Self::Stdin | Self::Bundled(..) | Self::Member { .. } | Self::Received(_) => None,
        }
    }
}

/// What a file goes by in the archive: its path as given, but fit for a terminal.
pub(super) fn source_name(path: &OsStr) -> String {
    safe_path(&path.to_string_lossy())
}

/// What identifies a file: its absolute path; one that is no UTF-8 with its bytes escaped.
pub(super) fn file_key(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match absolute.to_str() {
        Some(path) => format!("file:{path}"),
        None => format!("bytes:{}", absolute.as_os_str().as_encoded_bytes().escape_ascii()),
    }
}

/// The inputs that `sources` stand for, in the order given, folders in the order of names.
pub fn inputs<S: AsRef<OsStr>>(sources: &[S]) -> Vec<Input> {
    sources.iter().flat_map(|source| input(source.as_ref())).collect()
}

fn input(source: &OsStr) -> Vec<Input> {
    let unreadable =
        |reason: &str| vec![Input::Unreadable { source: source_name(source), reason: safe_line(reason), folder: None }];
    if source == "-" {
        return vec![Input::Stdin];
    }
    let path = Path::new(source);
    if let Some(address) = source.to_str().filter(|source| source.contains("://")) {
        let lower = address.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            return vec![Input::Address(address.to_owned())];
        }
        if !path.exists() {
            return unreadable("is no address that can be taken in; http and https can");
        }
    }
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => unreadable("does not exist; check the path"),
        Err(error) => unreadable(&unread(&error)),
        Ok(meta) if meta.is_dir() => folder(path),
        // A pipe such as <(command) was named on purpose and ends.
        Ok(_) => vec![Input::File { path: path.to_owned(), folder: None }],
    }
}

/// Why the system would not let a file be read.
pub(super) fn unread(error: &std::io::Error) -> String {
    format!("can't be read: {error}; check that it is there and may be read")
}

fn folder(path: &Path) -> Vec<Input> {
    let name: Arc<str> = source_name(path.as_os_str()).into();
    let unreadable = |path: &Path, reason: String| Input::Unreadable {
        source: source_name(path.as_os_str()),
        reason: safe_line(&reason),
        folder: Some(Arc::clone(&name)),
    };
    let mut found = Vec::new();
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let is_wanted = |entry: &DirEntry| {
        let is_apart = || !entry.file_type().is_dir() || !is_beside_its_page(entry.path());
        entry.depth() == 0 || !names::is_hidden(&file_name(entry.path())) && is_apart()
    };
    for entry in walk.filter_entry(is_wanted) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() || names::is_plainly_no_news(&file_name(entry.path())) => {}
            Ok(entry) if entry.file_type().is_file() => {
                found.push(Input::File { path: entry.into_path(), folder: Some(Arc::clone(&name)) });
            }
            Ok(entry) => found.push(unreadable(entry.path(), NOT_PLAIN.to_owned())),
            Err(error) => {
                let reason = match error.io_error() {
                    _ if error.loop_ancestor().is_some() => "is a link to a folder it lies in; left out".to_owned(),
                    Some(error) => unread(error),
                    None => "can't be read".to_owned(),
                };
                found.push(unreadable(error.path().unwrap_or(path), reason));
            }
        }
    }
    if found.is_empty() {
        found.push(Input::Unreadable {
            source: name.to_string(),
            reason: "has no feed, page or text in it; name a folder that has".to_owned(),
            folder: None,
        });
    }
    found
}

fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// Whether a folder holds what a page beside it was saved with.
fn is_beside_its_page(folder: &Path) -> bool {
    names::pages_of(&file_name(folder)).any(|page| folder.with_file_name(page).is_file())
}
