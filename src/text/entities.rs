//! Character references of HTML, decoded.
//!
//! For text that is known to be escaped once; what was escaped twice is decoded twice by whoever
//! knows that it was. A name without its semicolon stays as it is, since `?a=1&copy=2` is far more
//! common in feeds than `&copy` without one.

use std::borrow::Cow;

/// The longest name in the HTML standard is 31 characters; digits may be padded with zeros.
const LONGEST: usize = 40;

/// Named and numeric references to characters. Numbers 128 to 159 are read as windows-1252, as
/// browsers do; zero, surrogates and what lies outside Unicode become nothing at all.
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((length, decoded)) = reference(rest) {
            out.extend(decoded.into_iter().flatten());
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether something in the text would be decoded.
pub fn has_entities(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| reference(&text[at..]).is_some())
}

/// The reference that a text starts with: its length in bytes and what it stands for.
fn reference(text: &str) -> Option<(usize, [Option<char>; 2])> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text[1..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
            None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
            _ => return None,
        };
        return Some((end + 1, [character(code), None]));
    }
    let (first, second) = *html5ever::data::NAMED_ENTITIES.get(&text[1..=end])?;
    let named = |code: u32| (code != 0).then(|| char::from_u32(code)).flatten();
    named(first).map(|first| (end + 1, [Some(first), named(second)]))
}

fn character(code: u32) -> Option<char> {
    match code {
        0 => None,
        128..=159 => windows_1252(char::from_u32(code)?).or(char::from_u32(code)),
        _ => char::from_u32(code),
    }
}

/// What a C1 control stands for in a text that was windows-1252 and was read as latin-1.
pub fn windows_1252(c: char) -> Option<char> {
    let place = (c as usize).checked_sub(0x80)?;
    html5ever::data::C1_REPLACEMENTS.get(place).copied().flatten()
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
        ] {
            assert_eq!(decode_entities(escaped), plain, "{escaped}");
        }
    }
}
