//! From what a person names (files, folders, addresses, `-`) to the inputs to be read, in a fixed order.
//!
//! Folder walks go by name, so that the same folder gives the same archive whatever order the
//! disk lists it in. What is plainly no news (code, style sheets, pictures, hidden files) is left
//! out without a word; what is odd (a pipe, a device, a link in a circle, no permission) with one.

use crate::text::safe_line;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

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

impl Input {
    /// As given, or the path within a folder; fit for a terminal.
    pub fn address(&self) -> String {
        match self {
            Self::File { path, .. } => safe_line(&path.to_string_lossy()),
            Self::Address(address) => safe_line(address),
            Self::Stdin => "-".to_owned(),
            Self::Bundled(name, _) => (*name).to_owned(),
            Self::Unreadable { source, .. } => source.clone(),
        }
    }

    /// The folder named by the person in which it was found. Without one it was named itself, and
    /// finding nothing in it is an error and not a warning.
    pub fn folder(&self) -> Option<&Arc<str>> {
        match self {
            Self::File { folder, .. } | Self::Unreadable { folder, .. } => folder.as_ref(),
            Self::Address(_) | Self::Stdin | Self::Bundled(..) => None,
        }
    }
}

/// The inputs that `sources` stand for, in the order given, folders in the order of names.
pub fn inputs(sources: &[String]) -> Vec<Input> {
    sources.iter().flat_map(|source| input(source)).collect()
}

fn input(source: &str) -> Vec<Input> {
    let unreadable = |reason: String| {
        vec![Input::Unreadable { source: safe_line(source), reason: safe_line(&reason), folder: None }]
    };
    if source == "-" {
        return vec![Input::Stdin];
    }
    let lower = source.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return vec![Input::Address(source.to_owned())];
    }
    if source.contains("://") && !Path::new(source).exists() {
        return unreadable("is no address that can be taken in; http and https can".to_owned());
    }
    let path = Path::new(source);
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            unreadable("there is no such file or folder".to_owned())
        }
        Err(error) => unreadable(format!("can't be read: {error}")),
        Ok(meta) if meta.is_dir() => folder(path),
        // A pipe such as <(command) was named on purpose and ends.
        Ok(_) => vec![Input::File { path: path.to_owned(), folder: None }],
    }
}

fn folder(path: &Path) -> Vec<Input> {
    let name: Arc<str> = safe_line(&path.to_string_lossy()).into();
    let unreadable = |path: &Path, reason: String| Input::Unreadable {
        source: safe_line(&path.to_string_lossy()),
        reason: safe_line(&reason),
        folder: Some(Arc::clone(&name)),
    };
    let mut found = Vec::new();
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.path())) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() || is_plainly_no_news(entry.path()) => {}
            Ok(entry) if entry.file_type().is_file() => {
                found.push(Input::File { path: entry.into_path(), folder: Some(Arc::clone(&name)) });
            }
            Ok(entry) => found.push(unreadable(entry.path(), "is not a plain file; left out".to_owned())),
            Err(error) => {
                let reason = match error.io_error() {
                    _ if error.loop_ancestor().is_some() => "is a link to a folder it lies in; left out".to_owned(),
                    Some(error) => format!("can't be read: {error}"),
                    None => "can't be read".to_owned(),
                };
                found.push(unreadable(error.path().unwrap_or(path), reason));
            }
        }
    }
    if found.is_empty() {
        found.push(Input::Unreadable {
            source: name.to_string(),
            reason: "has no feed, page or text in it".to_owned(),
            folder: None,
        });
    }
    found
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// By ending, since a style sheet or a program is readable text too.
fn is_plainly_no_news(path: &Path) -> bool {
    const ENDINGS: &[&str] = &[
        // code and its like
        "c", "cc", "cpp", "cs", "css", "go", "h", "hpp", "ini", "java", "js", "jsx", "less", "lock", "lua", "map",
        "mjs", "php", "pl", "py", "rb", "rs", "sass", "scss", "sh", "sql", "svelte", "swift", "toml", "ts", "tsx",
        "vue", "wasm", "yaml", "yml", // pictures, sound, film, fonts
        "avif", "bmp", "eot", "gif", "heic", "ico", "jpeg", "jpg", "mp3", "mp4", "ogg", "otf", "png", "svg", "tif",
        "tiff", "ttf", "wav", "webm", "webp", "woff", "woff2", // other binaries
        "bin", "db", "dll", "doc", "docx", "exe", "o", "odt", "pdf", "ppt", "pptx", "so", "sqlite", "xls", "xlsx",
    ];
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
