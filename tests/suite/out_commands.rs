//! `cite`, `export`, `config`, `completions` and `man`, as a person or a script runs them.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
    command.args(args).current_dir(folder).env("HOME", folder).stdin(Stdio::null());
    for name in ["CUTTINGS_ARCHIVE", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn good(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn cite_prints_one_reference_after_the_other() {
    let (_held, folder) = folder();
    let harvard = good(&folder, &["demo", "cite", "1", "2"]);
    assert_eq!(harvard.lines().filter(|line| line.contains(". Available at: https://")).count(), 2, "{harvard}");
    assert!(
        harvard.contains("Nowak, Ł. (2025) ‘Agency rate cap: one year on, who blinked?’, The Care Ledger, 14 October.")
    );
    let items: Value =
        serde_json::from_str(&good(&folder, &["demo", "cite", "1", "2", "--style", "csl-json"])).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 2);
    let ris = good(&folder, &["demo", "cite", "--style", "ris", "--query", "bullying"]);
    assert!(ris.matches("TY  - NEWS\r\n").count() > 1 && ris.ends_with("ER  - \r\n"));
}

#[test]
fn cite_does_what_can_be_done_and_says_what_not() {
    let (_held, folder) = folder();
    let output = run(&folder, &["demo", "cite", "1", "?p=1", "--style", "bibtex"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no article “?p=1”"));
    assert_eq!(String::from_utf8_lossy(&output.stdout).matches("@online{").count(), 1);
    assert_eq!(run(&folder, &["demo", "cite"]).status.code(), Some(2));
}

#[test]
fn export_writes_once_and_never_over_what_is_there() {
    let (_held, folder) = folder();
    let args = ["demo", "export", "bullying", "--format", "epub", "--output", "out.epub"];
    good(&folder, &args);
    let first = std::fs::read(folder.join("out.epub")).unwrap();
    let again = run(&folder, &args);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("out.epub is there already"));
    assert!(std::fs::read(folder.join("out.epub")).unwrap() == first && first.starts_with(b"PK"));
    let forced = ["demo", "export", "bullying", "--format", "html", "--output", "out.epub", "--force"];
    good(&folder, &forced);
    assert!(std::fs::read_to_string(folder.join("out.epub")).unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn export_takes_a_query_as_search_does() {
    let (_held, folder) = folder();
    let args = ["demo", "export", "bullying", "-manager", "--format", "jsonl", "--output", "-", "--sort", "oldest"];
    let dates: Vec<Value> = good(&folder, &args)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["published"].clone())
        .collect();
    let total: Value =
        serde_json::from_str(&good(&folder, &["demo", "search", "bullying", "-manager", "--count"])).unwrap();
    assert_eq!(dates.len() as u64, total["total"].as_u64().unwrap());
    assert!(dates.iter().filter_map(Value::as_str).is_sorted());
    let two = good(&folder, &["demo", "export", "--format", "jsonl", "--output", "-", "--limit", "2"]);
    assert_eq!(two.lines().count(), 2);
}

#[test]
fn an_export_of_nothing_says_so_and_writes_nothing() {
    let (_held, folder) = folder();
    let output = run(&folder, &["demo", "export", "qqqxxyyzz", "--format", "html", "--output", "out.html"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing found"));
    assert!(!folder.join("out.html").exists());
}

#[test]
fn every_format_goes_to_standard_output() {
    let (_held, folder) = folder();
    for (format, start) in [("markdown", "# "), ("html", "<!DOCTYPE"), ("jsonl", "{\"id\""), ("epub", "PK")] {
        let output = run(&folder, &["demo", "export", "bullying", "--format", format, "--output", "-"]);
        assert!(output.status.success() && output.stdout.starts_with(start.as_bytes()), "{format}");
    }
}

#[test]
fn the_printed_settings_are_the_defaults() {
    use cuttings::config::{Config, parse};
    let (_held, folder) = folder();
    let printed = good(&folder, &["config"]);
    assert_eq!(parse(&printed, Path::new("config.toml")).unwrap(), Config::default());
    for setting in ["keys", "theme", "ascii", "mouse"] {
        assert!(printed.lines().any(|line| line.starts_with(&format!("{setting} = "))), "{setting}");
    }
    for command in cuttings::config::keys::Preset::Default.bindings() {
        assert!(printed.contains(&format!("#   {} ", command.1)), "{} is not explained", command.1);
    }
    assert!(!printed.contains("Nothing by itself") || printed.contains("#   g "));
    let path = good(&folder, &["config", "--path"]);
    assert!(path.trim_end().ends_with("cuttings/config.toml"));
}

#[test]
fn completions_know_every_command() {
    let (_held, folder) = folder();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = good(&folder, &["completions", shell]);
        for command in ["search", "export", "cite", "completions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn the_manual_has_the_readmes_sections_and_a_page_for_each_command() {
    let (_held, folder) = folder();
    let page = good(&folder, &["man"]);
    let readme = std::fs::read_to_string("README.md").unwrap();
    let sections: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    for section in sections {
        let shown = page.contains(&section.to_uppercase());
        assert_eq!(shown, !matches!(section, "Try it" | "How it is built"), "{section}");
    }
    assert!(page.contains("care leavers") && !page.contains("```") && !page.contains("|---"));
    good(&folder, &["man", "--output", "pages"]);
    for name in ["cuttings.1", "cuttings-export.1", "cuttings-cite.1"] {
        assert!(folder.join("pages").join(name).exists(), "{name}");
    }
    assert_eq!(std::fs::read_to_string(folder.join("pages/cuttings.1")).unwrap(), page);
}
