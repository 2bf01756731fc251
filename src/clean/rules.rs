//! Reads the rule files under `assets/rules/`: lines of `key = value`, `#` starts a comment line; a
//! key may come more than once. Quotes round keys and values do not count.

/// The pairs of a rule file, in order.
pub(super) fn pairs(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().trim_matches('"'), value.trim().trim_matches('"')))
}
