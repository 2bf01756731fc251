//! Text from outside, made fit for a terminal.
//!
//! Called where text comes in, so that nothing kept can move a cursor, change a colour or reverse
//! the reading order; and again where raw bytes are shown on purpose. What goes: escape sequences
//! whole (ECMA-48, not only their first byte), C0 and C1 controls, bidi embeddings, overrides and
//! isolates (UAX #9), interlinear annotation and byte order marks. What stays: joiners, which join
//! emoji and letters, and the tag characters that make the flags of England, Scotland and Wales.

/// Without controls; line feeds and tabs stay, other line breaks become line feeds.
pub fn safe(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_control_sequence(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut chars),
            c if is_harmful(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// The same on one line: every run of white space one space, none at the ends.
pub fn safe_line(text: &str) -> String {
    let text = safe(text);
    let is_parted = |pair: &[u8]| matches!(pair, [b' ', b' ']) || pair.iter().any(|byte| matches!(byte, b'\n' | b'\t'));
    if text.is_ascii() && text.trim_ascii().len() == text.len() && !text.as_bytes().windows(2).any(is_parted) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a character must not reach a terminal as it is; line feeds and tabs may.
pub fn is_harmful(c: char) -> bool {
    let is_break = matches!(c, '\n' | '\t');
    let is_odd = matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    !is_break && c.is_control() || is_reordering(c) || is_odd
}

/// On one line, but with every space where it was: for paths, which are compared and copied.
pub fn safe_path(path: &str) -> String {
    safe(path).replace(['\n', '\t'], " ")
}

fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// After ESC: `[` opens a control sequence, `]PX^_` a string, else one more byte belongs to it.
fn skip_escape(chars: &mut Chars) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_control_sequence(chars);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            chars.next();
            skip_string(chars);
        }
        Some(c) if (' '..='/').contains(c) => {
            while chars.next_if(|c| (' '..='/').contains(c)).is_some() {}
            chars.next_if(|c| ('0'..='~').contains(c));
        }
        Some(c) if ('0'..='~').contains(c) => {
            chars.next();
        }
        _ => {}
    }
}

/// Parameter and intermediate bytes, then one final byte; what fits none of these ends it.
fn skip_control_sequence(chars: &mut Chars) {
    while chars.next_if(|c| (' '..='?').contains(c)).is_some() {}
    chars.next_if(|c| ('@'..='~').contains(c));
}

/// Up to BEL or ST, but never past the end of the line: an unclosed one must not eat the text.
fn skip_string(chars: &mut Chars) {
    let mut ahead = chars.clone();
    while let Some(c) = ahead.next() {
        match c {
            '\u{7}' | '\u{9c}' => {
                *chars = ahead;
                return;
            }
            '\u{1b}' if ahead.peek() == Some(&'\\') => {
                ahead.next();
                *chars = ahead;
                return;
            }
            '\n' => return,
            _ => {}
        }
    }
}
