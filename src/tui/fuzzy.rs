//! Picks by a few letters; hyphens don't count on either side.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The numbers of those candidates that `typed` fits, best first; all, in order, if nothing is
/// typed.
pub fn fuzzy<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let plain = |text: &str| text.replace(['-', '‐', '–'], " ");
    let pattern = Pattern::new(&plain(typed), CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    if pattern.atoms.is_empty() {
        return (0..candidates.count()).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = candidates
        .enumerate()
        .filter_map(|(number, candidate)| {
            let candidate = plain(candidate);
            let score = pattern.score(Utf32Str::new(&candidate, &mut buffer), &mut matcher)?;
            Some((score, number))
        })
        .collect();
    scored.sort_by_key(|(score, number)| (std::cmp::Reverse(*score), *number));
    scored.into_iter().map(|(_, number)| number).collect()
}
