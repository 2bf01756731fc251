//! Character references of HTML, decoded once (HTML standard, section 13.5).
//!
//! What was escaped twice is decoded twice by whoever knows that it was. Unlike a browser this
//! gives nothing at all for zero and for what lies outside Unicode: such characters only harm.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use std::borrow::Cow;

/// Longest name in the standard's table, with its semicolon (`CounterClockwiseContourIntegral;`).
const LONGEST: usize = 33;

/// Text with its character references replaced. What is none stays as it is. Numbers 128 to 159 are
/// read as windows-1252, as browsers do.
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = reference(rest, &mut out);
        if length == 0 {
            out.push('&');
            rest = &rest[1..];
        } else {
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether something in the text would be decoded.
pub fn has_entities(text: &str) -> bool {
    let mut decoded = String::new();
    text.match_indices('&').any(|(at, _)| reference(&text[at..], &mut decoded) > 0)
}

/// Reads the reference that `text` starts with, `&` and all; its length, or 0 if it is none.
fn reference(text: &str, out: &mut String) -> usize {
    match text.as_bytes().get(1) {
        Some(b'#') => numeric(text, out),
        Some(b) if b.is_ascii_alphabetic() => named(text, out),
        _ => 0,
    }
}

fn numeric(text: &str, out: &mut String) -> usize {
    let (radix, start) = match text.as_bytes().get(2) {
        Some(b'x' | b'X') => (16, 3),
        _ => (10, 2),
    };
    let digits = text[start..].bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if digits == 0 {
        return 0;
    }
    let end = start + digits;
    let number = u32::from_str_radix(&text[start..end], radix).unwrap_or(u32::MAX);
    let c = char::from_u32(number).filter(|c| *c != '\0');
    out.extend(c.map(|c| windows_1252(c).unwrap_or(c)));
    end + usize::from(text.as_bytes().get(end) == Some(&b';'))
}

/// The longest name that fits; without its semicolon only where no letter or digit follows, so
/// that addresses such as `?a=1&copy=2` and names such as `AT&notes` keep what they say.
fn named(text: &str, out: &mut String) -> usize {
    let name: usize = text[1..].bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let end = 1 + name;
    let closed = text.as_bytes().get(end) == Some(&b';');
    let end = end + usize::from(closed);
    let follows = text.as_bytes().get(end).copied().unwrap_or(b' ');
    if !closed && (follows == b'=' || follows.is_ascii_alphanumeric()) {
        return 0;
    }
    let Some(&(first, second)) = NAMED_ENTITIES.get(&text[1..end]) else { return 0 };
    let Some(first) = char::from_u32(first).filter(|c| *c != '\0') else { return 0 };
    out.push(first);
    out.extend(char::from_u32(second).filter(|c| *c != '\0'));
    end
}

/// What a C1 control stands for in a text that was windows-1252 and was read as latin-1.
pub fn windows_1252(c: char) -> Option<char> {
    let place = (c as usize).checked_sub(0x80)?;
    C1_REPLACEMENTS.get(place).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::decode_entities;

    #[test]
    fn references_become_characters_and_bare_ampersands_stay() {
        for (escaped, plain) in [
            ("a &amp; b", "a & b"),
            ("&#8217;&#x2019;&rsquo;", "’’’"),
            ("&#146;", "’"),
            ("&#0;&#xD800;x", "x"),
            ("?a=1&copy=2", "?a=1&copy=2"),
            ("R&D; & &nosuch; &", "R&D; & &nosuch; &"),
            ("&é;", "&é;"),
            ("&copy 2024", "© 2024"),
        ] {
            assert_eq!(decode_entities(escaped), plain, "{escaped}");
        }
    }
}
