//! Text that was decoded wrongly before it came here, put right: UTF-8 read as windows-1252,
//! latin-1 or Mac Roman ("â€™", "Ã©", "‚Äô"), also twice, and Mac Roman read as latin-1 ("itÕs").
//!
//! Each damaged sequence is put right by itself, so a text may be damaged in part. What honest
//! text can hold stays: "CAFÉ»", "AMANHÔ", a text on encodings that quotes "â€™".
//! Called by `sniff` with the whole input; what was lost (U+FFFD) stays lost.

use crate::text::windows_1252;
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use regex::Regex;
use std::sync::LazyLock;

/// Text mangled more often than this is given up.
const MOST_ROUNDS: usize = 3;

/// The text with what is surely damage put right.
pub fn repaired(text: String) -> String {
    let mut text = if text.contains(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
        text.chars().map(|c| windows_1252(c).unwrap_or(c)).collect()
    } else {
        text
    };
    if text.is_ascii() || is_about_encodings(&text) {
        return text;
    }
    for encoding in [WINDOWS_1252, MACINTOSH] {
        for _ in 0..MOST_ROUNDS {
            let Some(better) = once(&text, encoding) else { break };
            text = better;
        }
    }
    mac_roman(text)
}

/// A text that explains such damage shows it.
fn is_about_encodings(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\bmojibake\b|\b(?:character|text) (?:encodings?|sets?)\b|\b(?:wrong|double) encoding\b").ok()
    });
    let shown = ["“â€", "\"â€", "‘â€", "«â€", "`â€", "“Ã", "\"Ã", "(â€"].iter().any(|quoted| text.contains(quoted));
    shown && WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

/// A sequence of characters whose bytes are one character of UTF-8.
struct Sequence {
    start: usize,
    end: usize,
    real: char,
    sure: bool,
}

/// One round; `None` if there is nothing to put right.
fn once(text: &str, encoding: &'static Encoding) -> Option<String> {
    let found = sequences(text, encoding);
    let sure = found.iter().filter(|sequence| sequence.sure).count();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut run = 0;
    for (number, sequence) in found.iter().enumerate() {
        // letters of other scripts come in runs, accents of the east of Europe in words
        let touches = |a: &Sequence, b: &Sequence| a.end == b.start;
        run = if number > 0 && touches(&found[number - 1], sequence) { run + 1 } else { 1 };
        let ahead = found[number..].windows(2).take(2).take_while(|pair| touches(&pair[0], &pair[1])).count();
        let is_accent = is_eastern(sequence.real) && (run + ahead > 1 || is_in_word(text, sequence));
        if sequence.sure || run + ahead > 2 || is_accent && (sure > 0 || found.len() > 2) {
            out.push_str(&text[at..sequence.start]);
            out.push(sequence.real);
            at = sequence.end;
        }
    }
    if at == 0 {
        return None;
    }
    out.push_str(&text[at..]);
    Some(out)
}

fn sequences(text: &str, encoding: &'static Encoding) -> Vec<Sequence> {
    let mut found: Vec<Sequence> = Vec::new();
    for (start, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
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
        if let Some(real) = real.filter(|real| !real.is_control()) {
            let sure = is_sure(&bytes, encoding) && !is_honest(text, start, end);
            found.push(Sequence { start, end, real, sure });
        }
    }
    found
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

/// Mac Roman read as latin-1, told by "itÕs" and "donÕt", which no language writes.
fn mac_roman(text: String) -> String {
    static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\p{L}*[a-z]Õ(?:s|t|re|ve|ll|d|m)\b").ok());
    const FEWEST: usize = 2;
    let Some(sign) = SIGN.as_ref().filter(|_| text.contains('Õ')) else { return text };
    if sign.find_iter(&text).take(FEWEST).count() < FEWEST {
        return text;
    }
    let meant = |c| match c {
        'Õ' => '’',
        'Ô' => '‘',
        'Ò' => '“',
        'Ó' => '”',
        'Ð' => '–',
        c => c,
    };
    text.chars().map(meant).collect()
}

#[cfg(test)]
mod tests {
    use super::repaired;

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
            assert_eq!(repaired(damaged.to_owned()), text);
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
            assert_eq!(repaired(text.to_owned()), text);
        }
    }
}
