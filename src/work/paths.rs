//! What a path that a person is typing could go on with: for the line in which something is added.

use std::path::Path;

/// Names of one folder that are looked at.
const MOST_LOOKED_AT: usize = 20_000;
/// Names that are told.
const MOST_TOLD: usize = 200;

/// Paths that begin as typed, in the order of their names, `~/` as it was typed; a folder's ends with `/`.
/// Hidden ones only for a name that begins with a dot. None where nothing can be read.
pub(super) fn beginning_with(typed: &str) -> Vec<String> {
    let (folder, name) = typed.rfind('/').map_or(("", typed), |at| typed.split_at(at + 1));
    let home = folder.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    let place = home.unwrap_or_else(|| if folder.is_empty() { "./".into() } else { folder.into() });
    let Ok(entries) = std::fs::read_dir(&place) else { return Vec::new() };
    let names = entries.take(MOST_LOOKED_AT).filter_map(|entry| {
        let found = entry.ok()?.file_name().into_string().ok()?;
        let is_shown = !found.starts_with('.') || name.starts_with('.');
        let is_plain = !found.contains(char::is_control);
        (is_shown && is_plain && found.starts_with(name)).then_some(found)
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.truncate(MOST_TOLD);
    let whole = |name: String| {
        let slash = if Path::new(&place).join(&name).is_dir() { "/" } else { "" };
        format!("{folder}{name}{slash}")
    };
    names.into_iter().map(whole).collect()
}
