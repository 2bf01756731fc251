//! Text that was decoded wrongly before it came here, put right: UTF-8 read as windows-1252,
//! latin-1 or Mac Roman ("â€™", "Ã©", "‚Äô"), also twice, and Mac Roman read as latin-1 ("itÕs").
//!
//! Each damaged sequence is put right by itself, so a text may be damaged in part. What honest
//! text can hold stays: "CAFÉ»", "AMANHÔ", a text on encodings that quotes "â€™".
//! Called by `sniff`; what was lost (U+FFFD) stays lost. [`Signs`] are of the whole input, also when
//! it is put right part by part.

use crate::article::Mangling;
use crate::text::windows_1252;
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Text mangled more often than this is given up.
const MOST_ROUNDS: usize = 3;

/// Signs of damage, counted over a text that may come in windows.
#[derive(Debug, Default)]
pub struct Signs {
    quotes_damage: bool,
    speaks_of_it: bool,
    windows: Certainty,
    mac: Certainty,
    from_mac: usize,
}

#[derive(Debug, Default)]
struct Certainty {
    sure: usize,
    all: usize,
}

impl Certainty {
    fn note(&mut self, text: &str, encoding: &'static Encoding) {
        let found = sequences(text, encoding);
        self.sure += found.iter().filter(|sequence| sequence.sure).count();
        self.all += found.len();
    }

    /// Whether what may be an accent is one.
    fn holds(&self) -> bool {
        self.sure > 0 || self.all > 2
    }
}

impl Signs {
    /// Of a whole text.
    pub fn of(text: &str) -> Mangling {
        let mut signs = Self::default();
        signs.note_damage(text);
        signs.speaks_of_it = signs.quotes_damage && speaks_of_encodings(text);
        signs.mangling()
    }

    /// Of the next window of a text.
    pub fn note(&mut self, text: &str) {
        self.note_damage(text);
        self.speaks_of_it = self.speaks_of_it || speaks_of_encodings(text);
    }

    fn note_damage(&mut self, text: &str) {
        if text.is_ascii() {
            return;
        }
        let text = without_c1(text).map_or(Cow::Borrowed(text), |(text, _)| Cow::Owned(text));
        self.quotes_damage |=
            ["“â€", "\"â€", "‘â€", "«â€", "`â€", "“Ã", "\"Ã", "(â€"].iter().any(|quoted| text.contains(quoted));
        self.windows.note(&text, WINDOWS_1252);
        self.mac.note(&text, MACINTOSH);
        self.from_mac += apostrophes(&text);
    }

    /// What they amount to.
    pub fn mangling(&self) -> Mangling {
        const FEWEST: usize = 2;
        Mangling {
            // A text that explains such damage shows it.
            explained: self.quotes_damage && self.speaks_of_it,
            windows: self.windows.holds(),
            mac: self.mac.holds(),
            from_mac: self.from_mac >= FEWEST,
        }
    }
}

/// What was put right in a text: for each round, where its changes end, in its own text and in the
/// text before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace(Vec<Vec<(usize, usize)>>);

impl Trace {
    /// Whether nothing was to be put right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a place of the text was before; one that no change goes over.
    pub fn before(&self, place: usize) -> usize {
        self.0.iter().rev().fold(place, |place, round| {
            let changes = round.partition_point(|(end, _)| *end <= place);
            let (now, then) = changes.checked_sub(1).and_then(|last| round.get(last)).copied().unwrap_or_default();
            then + (place - now)
        })
    }
}

/// The text with what is surely damage put right, by the signs of the whole that it is of.
pub fn repaired(mut text: String, mangling: Mangling) -> (String, Trace) {
    let mut rounds = Vec::new();
    let mut round = |text: &mut String, better: Option<(String, Vec<(usize, usize)>)>| {
        let Some((better, changes)) = better else { return false };
        *text = better;
        rounds.push(changes);
        true
    };
    let plain = without_c1(&text);
    round(&mut text, plain);
    if !text.is_ascii() && !mangling.explained {
        for (encoding, certain) in [(WINDOWS_1252, mangling.windows), (MACINTOSH, mangling.mac)] {
            for _ in 0..MOST_ROUNDS {
                let better = once(&text, encoding, certain);
                if !round(&mut text, better) {
                    break;
                }
            }
        }
        if mangling.from_mac {
            let better = replaced(&text, from_mac);
            round(&mut text, Some(better));
        }
    }
    (text, Trace(rounds))
}

/// Controls that are windows-1252's letters and marks.
fn without_c1(text: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let has_any = beyond_ascii(text).any(|(_, c)| ('\u{80}'..='\u{9f}').contains(&c));
    has_any.then(|| replaced(text, windows_1252))
}

fn replaced(text: &str, meant: impl Fn(char) -> Option<char>) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(text.len());
    let mut changes = Vec::new();
    for (at, c) in text.char_indices() {
        let real = meant(c);
        out.push(real.unwrap_or(c));
        changes.extend(real.map(|_| (out.len(), at + c.len_utf8())));
    }
    (out, changes)
}

fn speaks_of_encodings(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\bmojibake\b|\b(?:character|text) (?:encodings?|sets?)\b|\b(?:wrong|double) encoding\b").ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

/// A sequence of characters whose bytes are one character of UTF-8.
struct Sequence {
    start: usize,
    end: usize,
    real: char,
    sure: bool,
}

/// One round; `None` if there is nothing to put right.
fn once(text: &str, encoding: &'static Encoding, certain: bool) -> Option<(String, Vec<(usize, usize)>)> {
    let found = sequences(text, encoding);
    let mut out = String::with_capacity(text.len());
    let mut changes = Vec::new();
    let mut at = 0;
    let mut run = 0;
    for (number, sequence) in found.iter().enumerate() {
        // letters of other scripts come in runs, accents of the east of Europe in words
        let touches = |a: &Sequence, b: &Sequence| a.end == b.start;
        run = if number > 0 && touches(&found[number - 1], sequence) { run + 1 } else { 1 };
        let ahead = found[number..].windows(2).take(2).take_while(|pair| touches(&pair[0], &pair[1])).count();
        let is_accent = is_eastern(sequence.real) && (run + ahead > 1 || is_in_word(text, sequence));
        if sequence.sure || run + ahead > 2 || is_accent && certain {
            out.push_str(&text[at..sequence.start]);
            out.push(sequence.real);
            at = sequence.end;
            changes.push((out.len(), at));
        }
    }
    if at == 0 {
        return None;
    }
    out.push_str(&text[at..]);
    Some((out, changes))
}

fn sequences(text: &str, encoding: &'static Encoding) -> Vec<Sequence> {
    let mut found: Vec<Sequence> = Vec::new();
    for (start, c) in beyond_ascii(text) {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let length = match c {
            '√' | '¬' if encoding == MACINTOSH => 2,
            '‚' if encoding == MACINTOSH => 3,
            _ if encoding == MACINTOSH => continue,
            '\u{c2}'..='\u{df}' => 2,
            '\u{e0}'..='\u{ef}' => 3,
            '\u{f0}'..='\u{f4}' => 4,
            _ => continue,
        };
        let mut bytes = Vec::with_capacity(length);
        let mut end = start;
        for c in text[start..].chars().take(length) {
            bytes.extend(byte(c, encoding));
            end += c.len_utf8();
        }
        let real = std::str::from_utf8(&bytes).ok().and_then(|real| {
            let mut chars = real.chars();
            chars.next().filter(|_| chars.next().is_none() && bytes.len() == length)
        });
        if let Some(real) = real.filter(|real| !real.is_control() || is_undefined(*real)) {
            let sure = is_sure(&bytes, encoding) && !is_honest(text, start, end);
            found.push(Sequence { start, end, real, sure });
        }
    }
    found
}

/// The characters that are not ASCII, and where they stand. Most of most texts is, and is passed over many
/// bytes at a time.
fn beyond_ascii(text: &str) -> impl Iterator<Item = (usize, char)> {
    const AT_ONCE: usize = 64;
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while bytes.get(at..at + AT_ONCE).is_some_and(<[u8]>::is_ascii) {
            at += AT_ONCE;
        }
        at += bytes.get(at..)?.iter().position(|byte| !byte.is_ascii())?;
        let c = text.get(at..)?.chars().next()?;
        let start = at;
        at += c.len_utf8();
        Some((start, c))
    })
}

/// Bytes that windows-1252 has no character for come through as controls, and are half of a mark
/// that was mangled twice.
fn is_undefined(c: char) -> bool {
    matches!(c, '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}')
}

/// The byte that a character was read from.
fn byte(c: char, encoding: &'static Encoding) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(c.encode_utf8(&mut buffer));
    match (unmappable, bytes.as_ref()) {
        (false, [byte]) if *byte >= 0x80 => Some(*byte),
        _ => None,
    }
}

/// Sequences that nobody writes: of quotes and dashes, of emoji, of a byte order mark, of the
/// accents of the west of Europe.
fn is_sure(bytes: &[u8], encoding: &'static Encoding) -> bool {
    match bytes {
        [0xe2, 0x80 | 0x82 | 0x84 | 0x86 | 0x88 | 0x89 | 0x98 | 0x99 | 0x9c, _] | [0xf0, 0x9f, ..] => true,
        [0xef, 0xbb | 0xbf | 0xb8, _] => encoding == WINDOWS_1252,
        // in Mac Roman this is a root or a not before a sign: letters only
        [0xc3, last] => encoding == WINDOWS_1252 || *last >= 0xa0,
        [0xc2, _] => encoding == WINDOWS_1252,
        _ => false,
    }
}

/// A capital at the end of a word in capitals, and the mark that closes the quotation; or a
/// sequence that is itself quoted.
fn is_honest(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut sequence = text[start..end].chars();
    let (first, last) = (sequence.next(), sequence.next_back());
    let after = text[end..].chars().next();
    let closes = last.is_some_and(|c| matches!(c, '”' | '’' | '»' | '›' | '…' | '–' | '—' | '“' | '\u{a0}' | '‘'));
    let in_capitals = before.is_some_and(char::is_uppercase) && first.is_some_and(char::is_uppercase);
    let ends_word = after.is_none_or(|c| !c.is_alphabetic()) || last == Some('\u{a0}');
    let opens = before.is_some_and(|c| matches!(c, '"' | '“' | '‘' | '«' | '`' | '„'));
    let is_quoted = opens && after.is_some_and(|c| matches!(c, '"' | '”' | '’' | '»' | '`' | '“'));
    closes && in_capitals && ends_word || is_quoted
}

/// Letters of Latin Extended-A, of the languages of central and eastern Europe.
fn is_eastern(c: char) -> bool {
    ('\u{100}'..'\u{180}').contains(&c)
}

/// Beside a small letter.
fn is_in_word(text: &str, sequence: &Sequence) -> bool {
    let before = text[..sequence.start].chars().next_back();
    let after = text[sequence.end..].chars().next();
    [before, after].into_iter().flatten().any(char::is_lowercase)
}

/// How often "itÕs" and "donÕt" stand in it, which no language writes.
fn apostrophes(text: &str) -> usize {
    static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\p{L}*[a-z]Õ(?:s|t|re|ve|ll|d|m)\b").ok());
    SIGN.as_ref().filter(|_| text.contains('Õ')).map_or(0, |sign| sign.find_iter(text).count())
}

/// What a letter of latin-1 was in Mac Roman.
fn from_mac(c: char) -> Option<char> {
    match c {
        'Õ' => Some('’'),
        'Ô' => Some('‘'),
        'Ò' => Some('“'),
        'Ó' => Some('”'),
        'Ð' => Some('–'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Signs, Trace};

    fn repaired(text: &str) -> (String, Trace) {
        super::repaired(text.to_owned(), Signs::of(text))
    }

    #[test]
    fn what_was_read_wrongly_is_put_right() {
        for (damaged, text) in [
            ("donâ€™t â€œsayâ€\u{9d} â€“ Â£5, cafÃ©, naÃ¯ve", "don’t “say” – £5, café, naïve"),
            ("donÃ¢â‚¬â„¢t", "don’t"),
            ("It’s donâ€™t", "It’s don’t"),
            ("donâ\u{80}\u{99}t", "don’t"),
            ("don‚Äôt, caf√©", "don’t, café"),
            ("itÕs what they donÕt say: ÒnoÓ", "it’s what they don’t say: “no”"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
            ("ä¸\u{ad}æ–‡æ–°é—»", "中文新闻"),
            ("ZażółÄ‡ Å¼ycie i Å‚Ä…ka, pÅ‚ot", "Zażółć życie i łąka, płot"),
            ("smile ðŸ˜€", "smile 😀"),
            ("HÃ”TEL DE VILLE, voilÃ\u{a0} que", "HÔTEL DE VILLE, voilà que"),
            ("Itâ€™s lost\u{fffd}", "It’s lost\u{fffd}"),
        ] {
            assert_eq!(repaired(damaged).0, text);
        }
    }

    #[test]
    fn honest_text_that_looks_alike_stays() {
        for text in [
            "«CAFÉ» et “L’ÉTÉ”… Â l’âge, Âge",
            "“AMANHÔ e “IRMÔ, disse; AMANHÃ\u{a0}!",
            "În România: ÎNCĂ, Â, â, ă, șÂ",
            "QUESTÕES E PADRÕES: ÕS",
            "Mojibake: the mark ’ read in the wrong character encoding becomes “â€™” and don’t becomes donâ€™t.",
            "She typed “â€™” by mistake.",
            "été”… é»… naïve ﬁn",
            "√9 = 3, ¬p",
            "Ñandú, ÑU, «ESPAÑ»",
        ] {
            assert_eq!(repaired(text).0, text);
        }
    }

    #[test]
    fn every_place_is_known_from_before_it_was_put_right() {
        let damaged = "a|donÃ¢â‚¬â„¢t|â\u{80}\u{99}|itÕs, donÕt|Ã©|b|";
        let (text, trace) = repaired(damaged);
        assert_eq!(text, "a|don’t|’|it’s, don’t|é|b|");
        let places = |text: &str| text.match_indices('|').map(|(at, _)| at).collect::<Vec<_>>();
        let before: Vec<usize> = places(&text).into_iter().map(|place| trace.before(place)).collect();
        assert_eq!(before, places(damaged));
    }
}
