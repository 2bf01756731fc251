//! What a word is, for the index, for queries and for highlights alike: one function, so that the
//! three can't disagree.
//!
//! A word is a run of letters, digits and marks. An apostrophe between letters, straight or curly,
//! belongs to it and is dropped (`children's` = `childrens`); a point or comma between digits
//! belongs to it. Han, Hiragana, Katakana and Thai have no spaces: each character is a word.
//! Folding lowers case and drops accents (NFKD without marks), so "Róisín" is `roisin`. A sign that
//! stands for several words (`½`) is those words, so that the words of a word are itself.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Folded.
    pub text: String,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, pending: VecDeque::new() }
}

/// Iterator of [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    /// Further words of a sign that stands for several.
    pending: VecDeque<Word>,
}

/// Longer words are cut here, in characters: no word is that long, and a term must have an end.
const LONGEST: usize = 60;

/// Words that begin with any byte.
const ANY: [bool; 256] = [true; 256];

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let mut text = String::new();
        let range = self.read(&mut text)?;
        Some(Word { range, text })
    }
}

impl Words<'_> {
    /// The next word: where it stands, and in `out`, in place of what was there, itself folded. For whoever
    /// goes over many and keeps few.
    pub fn read(&mut self, out: &mut String) -> Option<Range<usize>> {
        self.read_beginning(&ANY, out)
    }

    /// The next word, passing over words whose first byte is none of `begins`, as far as that shows without
    /// folding them.
    pub(super) fn next_beginning(&mut self, begins: &[bool; 256]) -> Option<Word> {
        let mut text = String::new();
        let range = self.read_beginning(begins, &mut text)?;
        Some(Word { range, text })
    }

    fn read_beginning(&mut self, begins: &[bool; 256], out: &mut String) -> Option<Range<usize>> {
        loop {
            if let Some(word) = self.pending.pop_front() {
                *out = word.text;
                return Some(word.range);
            }
            let range = self.next_run()?;
            let run = &self.text[range.clone()];
            let first = run.bytes().next().map_or(0, |first| first.to_ascii_lowercase());
            if !begins[usize::from(first)] && run.is_ascii() {
                continue;
            }
            out.clear();
            if run.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'\'') {
                out.extend(run.bytes().filter(|b| *b != b'\'').map(|b| char::from(b.to_ascii_lowercase())));
                return Some(range);
            }
            let text = fold(run);
            if !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
                out.push_str(&text);
                return Some(range);
            }
            self.pending = pieces(&text).map(|text| Word { range: range.clone(), text }).collect();
        }
    }

    /// The next run of characters that belong together, unfolded.
    fn next_run(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        self.at += bytes.get(self.at..)?.iter().position(|b| !b.is_ascii() || b.is_ascii_alphanumeric())?;
        let run = bytes.get(self.at..).unwrap_or_default();
        let length = run.iter().take(LONGEST + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
        let last_is_digit = length.checked_sub(1).and_then(|last| run.get(last)).is_some_and(u8::is_ascii_digit);
        let goes_on = match run.get(length) {
            None => false,
            Some(b'.' | b',') => last_is_digit,
            Some(b'\'') => true,
            Some(next) => !next.is_ascii(),
        };
        if (1..=LONGEST).contains(&length) && !goes_on {
            self.at += length;
            return Some(self.at - length..self.at);
        }
        let rest = &self.text[self.at..];
        let (skipped, first) = rest.char_indices().find(|(_, c)| c.is_alphanumeric())?;
        let start = self.at + skipped;
        let mut end = start + first.len_utf8();
        if !stands_alone(first) {
            let mut count = 1;
            let mut last = first;
            while let Some(byte) = bytes.get(end).filter(|byte| count < LONGEST && byte.is_ascii_alphanumeric()) {
                last = char::from(*byte);
                end += 1;
                count += 1;
            }
            let mut chars = self.text[end..].chars().peekable();
            while let Some(c) = chars.next() {
                let goes_on = count < LONGEST
                    && if c.is_alphanumeric() {
                        !stands_alone(c)
                    } else if is_combining_mark(c) || c == '\u{ad}' {
                        true
                    } else {
                        joins(last, c, chars.peek().copied().unwrap_or(' '))
                    };
                if !goes_on {
                    break;
                }
                end += c.len_utf8();
                count += 1;
                last = c;
            }
        }
        self.at = end;
        Some(start..end)
    }
}

/// What folding made of one run, taken apart where it is not one word any more. Folding can leave
/// nothing at all of a run of vowel signs.
fn pieces(folded: &str) -> impl Iterator<Item = String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    let mut chars = folded.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let inside = c.is_alphanumeric() || open && joins(before, c, chars.peek().copied().unwrap_or(' '));
        match pieces.last_mut() {
            Some(piece) if inside && open && !stands_alone(c) => piece.push(c),
            _ if inside => pieces.push(c.to_string()),
            _ => {}
        }
        open = inside && !stands_alone(c);
        before = c;
    }
    pieces.into_iter().map(|piece| match piece.char_indices().nth(LONGEST) {
        Some((end, _)) => piece[..end].to_owned(),
        None => piece,
    })
}

fn joins(before: char, c: char, after: char) -> bool {
    match c {
        '\'' | '’' | 'ʼ' | '＇' => before.is_alphabetic() && after.is_alphabetic() && !stands_alone(after),
        '.' | ',' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => false,
    }
}

/// Characters of scripts that are written without spaces.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// One word as the index has it: lower case, no accents, no apostrophes, ligatures opened.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    let mut out = String::with_capacity(word.len());
    if word.is_ascii() {
        out.extend(word.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()));
        return Cow::Owned(out);
    }
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\'' | '’' | 'ʼ' | '＇' | '\u{ad}' | '\u{200c}' | '\u{200d}' => {}
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    Cow::Owned(out)
}

/// The English stem (Snowball's English, also called Porter 2) of a folded word.
pub fn stem(folded: &str) -> Cow<'_, str> {
    thread_local! {
        static STEMMER: frostem::Stemmer = frostem::Stemmer::new(frostem::Algorithm::English);
    }
    if folded.is_ascii() {
        STEMMER.with(|stemmer| Cow::Owned(stemmer.stem(folded).into_owned()))
    } else {
        Cow::Borrowed(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, stem, words};

    #[test]
    fn text_is_cut_into_folded_words() {
        let cases: [(&str, &[&str]); 14] = [
            ("", &[]),
            ("… – !", &[]),
            ("Children’s children's", &["childrens", "childrens"]),
            ("‘culture of bullying’", &["culture", "of", "bullying"]),
            ("Róisín O’Neill", &["roisin", "oneill"]),
            ("Ro\u{301}isi\u{301}n", &["roisin"]),
            ("well-being 3/4", &["well", "being", "3", "4"]),
            ("£1,234.50, then.", &["1,234.50", "then"]),
            ("Straße Œuvre Ørsted", &["strasse", "oeuvre", "orsted"]),
            ("社会工作 abc", &["社", "会", "工", "作", "abc"]),
            ("½ ⒈", &["1", "2", "1"]),
            ("soft\u{ad}hyphen", &["softhyphen"]),
            ("\u{11073}", &[]),
            ("οδός", &["οδοσ"]),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = words(text).map(|word| word.text).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "“Róisín’s” day";
        let found: Vec<&str> = words(text).map(|word| &text[word.range]).collect();
        assert_eq!(found, ["Róisín’s", "day"]);
    }

    #[test]
    fn a_run_without_an_end_is_cut() {
        let lengths: Vec<usize> = words(&"x".repeat(130)).map(|word| word.text.len()).collect();
        assert_eq!(lengths, [60, 60, 10]);
    }

    #[test]
    fn words_of_one_family_have_one_stem() {
        for (a, b) in [("bullying", "bullied"), ("bully", "bullies"), ("children", "children"), ("work", "works")] {
            assert_eq!(stem(a), stem(b));
        }
        assert_eq!(stem("δοκιμή"), "δοκιμή");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for word in ["ÅNGSTRÖM", "ẞ", "İstanbul", "ﬁnance", "Ǆ", "Κόσμος"] {
            let once = fold(word).into_owned();
            assert_eq!(fold(&once), once);
        }
    }
}
