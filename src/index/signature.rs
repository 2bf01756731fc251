//! What an article is about, in 128 bytes: the words that it uses most, so that articles found can
//! be compared with each other without their texts.
//!
//! Each word stands as 14 bits of its hash and two bits for how often it is used. Which of them tell
//! much is worked out among the articles compared, so nothing of the whole archive goes into it, and
//! the same text has the same signature for good. (A list of words rather than a sketch of all:
//! what a sketch adds by chance to every pair blurs just the small differences that matter here.)

use super::common::is_common;
use crate::text::words;

/// Words in a signature at most; four fit into a number of the index.
const WORDS: usize = 64;
/// Words are alike whose first so many letters are.
const LETTERS: usize = 6;
/// Articles that are compared with each other at most; their numbers have seven bits.
const MOST_COMPARED: usize = 128;
/// A word that more of them have is looked for in all.
const MANY: usize = 12;
/// By how often a word is used: once, twice, four times, eight times or more.
const LEVELS: [f32; 4] = [1.0, 2.0, 2.7, 3.4];

/// The signature of a text, as the index keeps it.
pub(super) fn signature(text: &str) -> Vec<u64> {
    let mut all: Vec<(u64, usize)> = Vec::with_capacity(text.len() / 8);
    let (mut words, mut word) = (words(text), String::new());
    while words.read(&mut word).is_some() {
        if word.len() > 1 && !is_common(&word) {
            let cut = word.char_indices().nth(LETTERS).map_or(word.as_str(), |(end, _)| &word[..end]);
            all.push((hash(cut), cut.len()));
        }
    }
    all.sort_unstable();
    // by hash: how often, and how many bytes
    let alike = all.chunk_by(|a, b| a.0 == b.0);
    let mut counted: Vec<(u64, (u32, usize))> =
        alike.filter_map(|words| words.first().map(|(hash, long)| (*hash, (words.len() as u32, *long)))).collect();
    counted.sort_unstable_by(|(a, (often, long)), (b, (oftener, longer))| {
        oftener.cmp(often).then(longer.cmp(long)).then(a.cmp(b))
    });
    let mut entries: Vec<u16> = Vec::with_capacity(WORDS);
    for (hash, (times, _)) in counted.into_iter().take(WORDS) {
        let level = times.ilog2().min(3) as u16;
        entries.push(((hash >> 40) as u16 & 0x3fff).max(1) << 2 | level);
    }
    // of two words with one hash the more frequent stands
    entries.sort_unstable_by(|a, b| b.cmp(a));
    entries.dedup_by_key(|entry| *entry >> 2);
    entries.chunks(4).map(|four| four.iter().fold(0, |packed, entry| packed << 16 | u64::from(*entry))).collect()
}

/// FNV-1a, mixed once more: it must be the same on every machine.
fn hash(word: &str) -> u64 {
    let fnv = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (fnv ^ fnv >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// How alike articles are, each with each: the cosine of their words' weights, a word weighing more
/// the fewer of these articles have it. Row after row; of no more than [`MOST_COMPARED`] articles.
pub(super) fn likenesses(signatures: &[Vec<u64>]) -> Vec<f32> {
    let signatures = signatures.get(..MOST_COMPARED).unwrap_or(signatures);
    let count = signatures.len();
    // word, article, level, from the highest bits down: sorted as numbers, articles stand by word
    let mut entries: Vec<u32> = Vec::with_capacity(count * WORDS);
    for (article, signature) in (0_u32..).zip(signatures) {
        let words = signature.iter().flat_map(|packed| [48, 32, 16, 0].map(|shift| (packed >> shift) as u16));
        let words = words.filter(|entry| *entry != 0).map(u32::from);
        entries.extend(words.map(|entry| entry >> 2 << 9 | article << 2 | entry & 3));
    }
    let entries = by_word(entries);
    // by how many articles have a word: what it weighs
    let weights: Vec<f32> = (0..=count).map(|with| (count as f32 / with.max(1) as f32).ln_1p()).collect();
    let mut alike = vec![0.0_f32; count * count];
    for sharing in entries.chunk_by(|a, b| a >> 9 == b >> 9) {
        let weight = weights[sharing.len().min(count)];
        let place = |entry: u32| (entry >> 2 & 127) as usize;
        let level = |entry: u32| LEVELS[(entry & 3) as usize];
        // what many share is added to whole rows at a time: 0 where an article has it not
        let mut levels = [0.0_f32; MOST_COMPARED];
        let is_common = sharing.len() > MANY;
        if is_common {
            for entry in sharing {
                levels[place(*entry)] = level(*entry);
            }
        }
        for (at, entry) in sharing.iter().enumerate() {
            let (one, own) = (place(*entry), level(*entry));
            let row = &mut alike[one * count..(one + 1) * count];
            if is_common {
                let others = row[one..].iter_mut().zip(&levels[one..]);
                others.for_each(|(alike, other)| *alike += own * other * weight * weight);
            } else {
                sharing[at..].iter().for_each(|other| row[place(*other)] += own * level(*other) * weight * weight);
            }
        }
    }
    let lengths: Vec<f32> = (0..count).map(|one| alike[one * count + one].sqrt()).collect();
    for one in 0..count {
        for other in one + 1..count {
            let length = lengths[one] * lengths[other];
            let cosine = if length > 0.0 { alike[one * count + other] / length } else { 0.0 };
            alike[one * count + other] = cosine;
            alike[other * count + one] = cosine;
        }
        alike[one * count + one] = if lengths[one] > 0.0 { 1.0 } else { 0.0 };
    }
    alike
}

/// Sorts by word, seven bits at a time; what has one word stays in its order.
fn by_word(mut entries: Vec<u32>) -> Vec<u32> {
    let mut sorted = vec![0; entries.len()];
    for shift in [9, 16] {
        let digit = |entry: u32| (entry >> shift & 127) as usize;
        let mut ends = [0_usize; 128];
        for entry in &entries {
            ends[digit(*entry)] += 1;
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        for entry in &entries {
            let place = &mut ends[digit(*entry)];
            sorted[*place] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut entries, &mut sorted);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::{likenesses, signature};

    #[test]
    fn texts_are_alike_that_use_the_same_words() {
        let texts = [
            "Caseloads rose; caseloads of social workers in Leeds rose again.",
            "Social workers in Leeds: the caseloads that rose.",
            "Foster carers welcome the new allowance.",
            "",
        ];
        let alike = likenesses(&texts.map(signature));
        assert!(alike[1] > 0.5 && alike[1] < 1.0, "{alike:?}");
        assert!(alike[2].abs() < 0.01 && alike[3].abs() < 0.01, "{alike:?}");
        assert!((alike[4] - alike[1]).abs() < f32::EPSILON && (alike[5] - 1.0).abs() < f32::EPSILON);
    }

    #[test]
    fn a_signature_is_bounded_and_always_the_same() {
        let text: String = (0..5000).map(|number| format!("word{number:x} ")).collect();
        assert!(signature(&text).len() <= 16);
        assert!(signature("to be or not to be").is_empty());
        assert_eq!(signature("Bullying bullying"), signature("bullying, bullying"));
    }
}
