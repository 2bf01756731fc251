//! The words of an address against the words of a text: where a title begins that nothing parts
//! from what stands before it. WordPress makes an address of a title: in Latin letters without
//! accents, percent-encoded in other scripts, or spelt in Latin letters by a plug-in.

use crate::article::Slug;

/// Titles are no longer than this, in bytes; no more of a text is looked at.
const LONGEST_TITLE: usize = 600;
/// More words of an address are never looked for.
const MOST_WORDS: usize = 40;

/// An address leaves out so many words in a row at most.
const MOST_SKIPPED: usize = 16;

/// Where a title begins in a text that ends with it, if the address tells.
pub fn title_start(text: &str, link: &str) -> Option<usize> {
    let from = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_TITLE));
    let window = &text[from..];
    let slug = slug_words(link);
    let words = placed_words(window);
    let spelt = |word: &str| Slug::from_name(word).as_str().split('-').map(str::to_owned).collect();
    let place = aligned(&words.iter().map(|(_, word)| spelt(word)).collect::<Vec<_>>(), &slug)
        .or_else(|| by_letters(window, &words, &slug))
        .or_else(|| by_sound(&words, &slug))?;
    let is_small = |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    // words that the address lacks belong to the title from the last capital on
    let first = (0..=place).rev().take(8).find(|at| !is_small(words[*at].1)).unwrap_or(place);
    words.get(first).map(|(at, _)| from + at)
}

/// The words of an address's last part.
pub fn slug_words(link: &str) -> Vec<String> {
    let path = link.split(['?', '#']).next().unwrap_or("");
    let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let slug = percent_decoded(slug);
    let words = slug.trim_end_matches(".html").split(['-', '_']).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_lowercase).collect()
}

fn percent_decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
        .next()
        .map_or_else(String::new, |(text, _)| text.into_owned())
}

/// Words and where they begin.
fn placed_words(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let placed = text.split(char::is_whitespace).map(|word| {
        let start = at;
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (start, word)
    });
    placed.filter(|(_, word)| !word.is_empty()).collect()
}

/// The first of the words that the address has, taken from the end, each at its last place.
fn aligned(keys: &[Vec<String>], slug: &[String]) -> Option<usize> {
    let (mut place, mut matched) = (keys.len(), 0);
    for wanted in slug.iter().rev() {
        // two words of the address may stand in one word of the title ("fast-track")
        let upper = if place < keys.len() && keys[place].contains(wanted) { place + 1 } else { place };
        let lower = upper.saturating_sub(MOST_SKIPPED);
        if let Some(found) = keys[lower..upper].iter().rposition(|key| key.contains(wanted)) {
            place = lower + found;
            matched += 1;
        }
    }
    (matched > 0 && matched * 5 >= slug.len() * 2).then_some(place)
}

/// For scripts without spaces: the word from which on the letters are the address's.
/// WordPress cuts percent-encoded addresses at 200 bytes, so they may end early.
fn by_letters(text: &str, words: &[(usize, &str)], slug: &[String]) -> Option<usize> {
    const FEWEST: usize = 4;
    let wanted: Vec<char> = slug.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphanumeric()).collect();
    if wanted.len() < FEWEST || wanted.iter().all(char::is_ascii) {
        return None;
    }
    words.iter().position(|(at, _)| {
        let letters = text[*at..].chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        let same = letters.zip(&wanted).take_while(|(a, b)| a == *b).count();
        same >= FEWEST && same * 5 >= wanted.len() * 4
    })
}

/// The same by consonants, for words of another alphabet spelt in Latin letters.
fn by_sound(words: &[(usize, &str)], slug: &[String]) -> Option<usize> {
    let keys: Vec<Vec<String>> = words.iter().map(|(_, word)| word.split('-').map(consonants).collect()).collect();
    let is_foreign = words.iter().any(|(_, word)| word.chars().any(|c| latin(c).is_some()));
    let slug: Vec<String> = slug.iter().map(|word| consonants(word)).filter(|word| !word.is_empty()).collect();
    // half the words by so rough a measure are needed, and two of them
    let found = aligned(&keys, &slug)?;
    let said = slug.iter().filter(|word| keys[found..].iter().any(|key| key.contains(word))).count();
    (is_foreign && said >= 2 && said * 2 >= slug.len()).then_some(found)
}

/// A word's consonants in Latin letters, those left out that systems of spelling disagree on.
fn consonants(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        match latin(c) {
            Some(letters) => out.push_str(letters),
            None if "bdfglmnprstvz".contains(c) => out.push(c),
            None if "kqc".contains(c) => out.push('k'),
            None if c.is_ascii_digit() => out.push(c),
            None => {}
        }
    }
    out
}

/// Cyrillic and Greek letters as [`consonants`] writes them.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'д' | 'δ' => "d",
        'ж' | 'з' | 'ζ' => "z",
        'к' | 'κ' => "k",
        'л' | 'λ' => "l",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'ш' | 'σ' | 'ς' => "s",
        'щ' => "sk",
        'т' | 'τ' | 'θ' => "t",
        'ц' => "ts",
        'ч' => "k",
        'ф' | 'φ' => "f",
        'ξ' => "ks",
        'ψ' => "ps",
        'а'..='я' | 'ё' | 'і' | 'ї' | 'є' | 'α'..='ω' | 'ά'..='ώ' => "",
        _ => return None,
    })
}
