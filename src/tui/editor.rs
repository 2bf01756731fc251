//! The person's own editor, named by `VISUAL` or `EDITOR`: a text goes out to it in a private file and
//! comes back when it ends. The terminal must be given back first. Called by the loop alone.

use crate::text::safe_line;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

/// More of what comes back is not read: no note is so long.
const MOST: u64 = 2 << 20;

/// The command that the person has named.
pub fn named() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|command| !command.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR"))
}

/// Lets the editor `command` change a text.
///
/// # Errors
/// One line for people; the text is as it was.
pub fn edit(command: &str, text: &str) -> Result<String, String> {
    let failed = |error: io::Error| format!("the note could not be handed to the editor: {error}");
    // a folder of one's own, so that what an editor puts beside the file is gone with it
    let folder = tempfile::Builder::new().prefix("cuttings-note-").tempdir().map_err(failed)?;
    let path = folder.path().join("note.txt");
    std::fs::write(&path, text).map_err(failed)?;
    let status = started(command, &path).status();
    let status = status.map_err(|error| format!("the editor {} can't be started: {error}", safe_line(command)))?;
    if !status.success() {
        return Err(format!("the editor {} failed; the note is as it was", safe_line(command)));
    }
    let mut edited = Vec::new();
    std::fs::File::open(&path).and_then(|file| file.take(MOST).read_to_end(&mut edited)).map_err(failed)?;
    Ok(String::from_utf8_lossy(&edited).into_owned())
}

/// A shell reads the command, as it does for git and others: it may have arguments and quotes.
#[cfg(unix)]
fn started(command: &str, path: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{command} \"$1\""), "cuttings"]).arg(path);
    shell
}

#[cfg(not(unix))]
fn started(command: &str, path: &Path) -> Command {
    let mut words = command.split_whitespace();
    let mut started = Command::new(words.next().unwrap_or_default());
    started.args(words).arg(path);
    started
}
