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

/// The words of a key, over all its lines.
pub(super) fn words(file: &'static str, key: &str) -> Vec<&'static str> {
    pairs(file).filter(|(rule, _)| *rule == key).flat_map(|(_, words)| words.split_whitespace()).collect()
}

/// The phrases of a key, over all its lines, divided there by bars; the longest first.
pub(super) fn phrases(file: &'static str, key: &str) -> Vec<&'static str> {
    let lines = pairs(file).filter(|(rule, _)| *rule == key);
    let mut phrases: Vec<&str> = lines.flat_map(|(_, phrases)| phrases.split('|')).map(str::trim).collect();
    phrases.retain(|phrase| !phrase.is_empty());
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    phrases
}

/// What follows a phrase at the start of a line, capitals aside, if a word ends there.
pub(super) fn after<'a>(line: &'a str, phrase: &str) -> Option<&'a str> {
    // Nearly all are told by their first letter, and there are many.
    let first = line.as_bytes().first().zip(phrase.as_bytes().first());
    if first.is_some_and(|(a, b)| a.is_ascii() && b.is_ascii() && !a.eq_ignore_ascii_case(b)) {
        return None;
    }
    let mut rest = line.chars();
    for wanted in phrase.chars() {
        let found = rest.next().map(|c| if c == '’' { '\'' } else { c })?;
        let same = if found.is_ascii() && wanted.is_ascii() {
            found.eq_ignore_ascii_case(&wanted)
        } else {
            found.to_lowercase().eq(wanted.to_lowercase())
        };
        if !same {
            return None;
        }
    }
    let rest = rest.as_str();
    let inside = phrase.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    (!inside).then_some(rest)
}

/// A wording with at most one star, which stands for anything.
#[derive(Debug)]
pub(super) struct Pattern {
    start: &'static str,
    end: Option<&'static str>,
}

impl Pattern {
    pub fn new(text: &'static str) -> Self {
        match text.split_once('*') {
            Some((start, end)) => Self { start, end: Some(end) },
            None => Self { start: text, end: None },
        }
    }

    pub fn fits(&self, text: &str) -> bool {
        match self.end {
            None => text == self.start,
            Some(end) => text.strip_prefix(self.start).is_some_and(|rest| rest.ends_with(end)),
        }
    }
}
