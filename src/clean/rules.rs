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

/// Phrases that lines begin with. Those with another first letter are not even looked at.
pub(super) struct Openings {
    all: Vec<&'static str>,
    /// By the first letter of the line, where that is ASCII: places in `all`.
    by_first: Vec<Vec<usize>>,
}

impl Openings {
    /// See [`phrases`].
    pub fn read(file: &'static str, key: &str) -> Self {
        let all = phrases(file, key);
        let fits = |phrase: &str, first: u8| {
            phrase.bytes().next().is_none_or(|byte| !byte.is_ascii() || byte.eq_ignore_ascii_case(&first))
        };
        let of = |first: u8| (0..all.len()).filter(|at| fits(all[*at], first)).collect();
        Self { by_first: (0..128).map(of).collect(), all }
    }

    /// What follows the longest of them at the start of a line, see [`after`].
    pub fn after<'a>(&self, line: &'a str) -> Option<&'a str> {
        self.each_after(line).next()
    }

    /// What follows each of them that stands at the start of a line.
    pub fn each_after<'s, 'a: 's>(&'s self, line: &'a str) -> impl Iterator<Item = &'a str> + 's {
        let by_first = line.bytes().next().and_then(|first| self.by_first.get(usize::from(first)));
        let (some, all) = match by_first {
            Some(some) => (some.as_slice(), 0..0),
            None => (&[][..], 0..self.all.len()),
        };
        let phrases = some.iter().copied().chain(all).filter_map(|at| self.all.get(at));
        phrases.filter_map(move |phrase| after(line, phrase))
    }
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
