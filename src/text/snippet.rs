//! The passage of a text that shows best why it was found. For rows on the screen and for
//! `search --json`. Linear in the text.

use super::Needles;
use std::ops::Range;

/// A passage on one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The passage; `…` where the text goes on.
    pub text: String,
    /// Byte ranges of [`Snippet::text`], in order, apart from each other.
    pub highlights: Vec<Range<usize>>,
}

/// The passage of about `width` characters with the most different needles, else with the most
/// matches, else the first; without a match the beginning of the text.
pub fn snippet(text: &str, needles: &Needles, width: usize) -> Snippet {
    let matches = needles.matches(text);
    let core = best(&matches, needles.len(), width).unwrap_or(0..0);
    let core = core.start..core.end.min(ahead(text, core.start, width));
    let start = beginning(text, &core, width);
    let end = ending(text, start, core.end, width);
    let mut line = String::with_capacity(end - start + 6);
    if !text[..start].trim().is_empty() {
        line.push('…');
    }
    for (at, word) in text[start..end].split_whitespace().enumerate() {
        if at > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !text[end..].trim().is_empty() {
        line.truncate(line.trim_end_matches([',', ';', ':', '–', '—', '-', ' ']).len());
        line.push('…');
    }
    let highlights = needles.ranges(&line);
    Snippet { text: line, highlights }
}

/// The span of the best run of matches that is no longer than `width` bytes. Two pointers: every
/// match enters and leaves the run once.
fn best(matches: &[(Range<usize>, usize)], needles: usize, width: usize) -> Option<Range<usize>> {
    let mut within = vec![0_usize; needles];
    let mut different = 0;
    let mut first = 0;
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    for (last, (range, needle)) in matches.iter().enumerate() {
        within[*needle] += 1;
        different += usize::from(within[*needle] == 1);
        while first < last && range.end.saturating_sub(matches[first].0.start) > width {
            let left = matches[first].1;
            within[left] -= 1;
            different -= usize::from(within[left] == 0);
            first += 1;
        }
        let worth = (different, last - first);
        if best.as_ref().is_none_or(|(known, _)| worth > *known) {
            best = Some((worth, matches[first].0.start..range.end));
        }
    }
    best.map(|(_, span)| span)
}

/// The byte `count` characters after `at`, or the end.
fn ahead(text: &str, at: usize, count: usize) -> usize {
    text[at..].char_indices().nth(count).map_or(text.len(), |(length, _)| at + length)
}

/// Where the passage begins: at the sentence that `core` stands in if there is room for it, else at
/// a word some way before it.
fn beginning(text: &str, core: &Range<usize>, width: usize) -> usize {
    let room = width.saturating_sub(text[core.clone()].chars().count());
    let mut earliest = core.start;
    let mut word = core.start;
    let mut later = ' ';
    for (count, (at, c)) in text[..core.start].char_indices().rev().enumerate() {
        if count >= room * 2 / 3 {
            break;
        }
        if (matches!(c, '.' | '!' | '?' | '…' | '”') && later.is_whitespace()) || c == '\n' {
            return text[at + c.len_utf8()..core.start]
                .find(|c: char| !c.is_whitespace())
                .map_or(core.start, |skip| at + c.len_utf8() + skip);
        }
        if c.is_whitespace() && count <= room / 3 {
            word = at + c.len_utf8();
        }
        earliest = at;
        later = c;
    }
    if earliest == 0 { 0 } else { word }
}

/// Where it ends: before the first word that does not fit, but never within what was found.
fn ending(text: &str, start: usize, found: usize, width: usize) -> usize {
    let end = ahead(text, start, width);
    if end >= text.len() {
        return text.len();
    }
    // a cut at the very beginning would leave nothing
    let cut =
        text[start..end].rfind(char::is_whitespace).filter(|length| *length > 0).map_or(end, |length| start + length);
    cut.max(found.min(end))
}

#[cfg(test)]
mod tests {
    use super::{Snippet, snippet};
    use crate::text::{Needle, Needles};

    fn words(words: &[&str]) -> Needles {
        Needles::new(words.iter().map(|word| Needle::Word((*word).to_owned())))
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.highlights.iter().map(|range| &snippet.text[range.clone()]).collect()
    }

    #[test]
    fn the_passage_with_the_most_different_words_is_shown() {
        let text = "Bullying here. Bullying there, bullying and bullying. ".repeat(3)
            + &"Nothing of the kind stands in this long part. ".repeat(10)
            + "The review found bullying in one team of the agency. More of it follows after this point.";
        let found = snippet(&text, &words(&["bully", "agency"]), 80);
        assert!(found.text.contains("review found bullying in one team of the agency"), "{}", found.text);
        assert_eq!(marked(&found), ["bullying", "agency"]);
        assert!(found.text.starts_with("…The review"), "{}", found.text);
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        let found = snippet("One two three four five", &words(&["none"]), 12);
        assert_eq!(found, Snippet { text: "One two…".to_owned(), highlights: Vec::new() });
        assert_eq!(snippet("Short.", &Needles::default(), 12).text, "Short.");
        assert_eq!(snippet("", &words(&["none"]), 12), Snippet::default());
    }

    #[test]
    fn a_passage_is_one_line_of_about_the_width_asked_for() {
        let text = "Première ligne d’été.\n\nSecond paragraph — with   more words than fit here at all.\n".repeat(40);
        for width in 0..100 {
            for needles in [words(&["paragraph", "ligne"]), words(&[]), words(&["fit"])] {
                let found = snippet(&text, &needles, width);
                assert!(!found.text.contains('\n'));
                assert!(found.text.chars().count() <= width.max(12) + 2, "{width}: {}", found.text);
            }
        }
    }

    #[test]
    fn a_word_as_long_as_the_text_is_cut() {
        assert_eq!(snippet(&"x".repeat(100), &Needles::default(), 10).text, format!("{}…", "x".repeat(10)));
    }
}
