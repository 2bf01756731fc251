//! Holds the code to the table of who may use whom, in `use` lines and in paths within code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module → modules of this crate that it may name. What is not listed may name all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("article", &[]),
    ("text", &[]),
    ("config", &["text"]),
    ("bundle", &["article", "text"]),
    ("sniff", &["article", "text"]),
    ("parse", &["article", "text"]),
    ("clean", &["article", "text"]),
    ("query", &["article", "text"]),
    ("cite", &["article", "text"]),
    ("export", &["article", "text", "cite"]),
    ("ingest", &["article", "text", "bundle", "sniff", "parse", "clean", "query"]),
    ("store", &["article", "text", "query"]),
    ("index", &["article", "text", "query"]),
    ("fetch", &["article", "text", "query"]),
    (
        "work",
        &[
            "article", "text", "bundle", "sniff", "parse", "clean", "query", "cite", "export", "ingest", "store",
            "index", "fetch",
        ],
    ),
    ("tui", &["article", "text", "query", "work", "config"]),
    ("cli", &["article", "text", "query", "export", "work", "config", "tui"]),
];

/// Crates that one module alone may name.
const ONLY_IN: &[(&str, &str)] = &[
    ("rusqlite", "store"),
    ("tantivy", "index"),
    ("reqwest", "fetch"),
    ("tokio", "fetch"),
    ("rustls", "fetch"),
    ("ratatui", "tui"),
    ("crossterm", "tui"),
];

#[test]
fn modules_use_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for (module, path, code) in source_files() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else { continue };
        for used in crate_modules(&code) {
            if used != module && !allowed.contains(&used.as_str()) {
                broken.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "against the table in the design:\n{}", broken.join("\n"));
}

#[test]
fn each_large_dependency_is_named_in_its_own_module_only() {
    let mut broken = Vec::new();
    for (module, path, code) in source_files() {
        for (dependency, home) in ONLY_IN {
            let named = words_of(&code).any(|(word, next)| word == *dependency && next.starts_with("::"))
                || code.contains(&format!("use {dependency};"));
            if named && module != *home {
                broken.push(format!("{} names {dependency}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<PathBuf> = files(Path::new("src"))
        .into_iter()
        .filter(|path| !fs::read_to_string(path).unwrap().trim_start().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "no //! at the top of {silent:?}");
}

#[test]
fn no_test_is_ignored() {
    let attribute = ["#[", "ignore"].concat();
    for path in files(Path::new("src")).into_iter().chain(files(Path::new("tests"))) {
        assert!(!fs::read_to_string(&path).unwrap().contains(&attribute), "{} ignores a test", path.display());
    }
}

#[test]
fn the_scan_sees_groups_paths_and_nothing_in_comments_or_strings() {
    let code = r#"
        use crate::{article::{Article, Tag}, text::safe};
        // crate::store in a comment
        fn f() -> crate::query::Query { let s = "crate::index::X"; crate :: clean::x() }
    "#;
    let found: Vec<String> = crate_modules(&bare(code)).into_iter().collect();
    assert_eq!(found, ["article", "clean", "query", "text"]);
}

/// Every source file: its top module, its path, its code without comments and strings.
fn source_files() -> Vec<(String, PathBuf, String)> {
    files(Path::new("src"))
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix("src").unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let code = bare(&fs::read_to_string(&path).unwrap());
            (first.trim_end_matches(".rs").to_owned(), path, code)
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Code alone: comments, strings and character literals become spaces.
fn bare(code: &str) -> String {
    let pattern =
        regex::Regex::new(r##"(?s)//[^\n]*|/\*.*?\*/|r#+".*?"#+|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'"##).unwrap();
    pattern.replace_all(code, " ").into_owned()
}

/// Modules of this crate named as `crate::x`, also within `crate::{x::y, z}`.
fn crate_modules(code: &str) -> BTreeSet<String> {
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ::", "::").replace(":: ", "::");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            let mut in_name = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.insert(name.trim().to_owned());
                        name.clear();
                        in_name = true;
                    }
                    ':' if depth == 0 => in_name = false,
                    c if depth == 0 && in_name => name.push(c),
                    _ => {}
                }
            }
            found.insert(name.trim().to_owned());
        } else {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(name);
        }
    }
    found.retain(|name| name.starts_with(|c: char| c.is_lowercase()));
    found
}

fn words_of(code: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(is_word).filter(move |(at, _)| !code[..*at].ends_with(is_word)).map(move |(at, _)| {
        let rest = &code[at..];
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        (&rest[..end], &rest[end..])
    })
}
