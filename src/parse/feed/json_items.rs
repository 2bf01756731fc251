//! A JSON Feed's text into its items, each on its own, and one item's text put right: what is
//! wrong with one item costs no other. Called by `json` alone.

use std::iter::Peekable;
use std::str::Chars;

/// A feed taken apart.
#[derive(Debug)]
pub struct Split<'a> {
    /// The feed without its items.
    pub head: String,
    /// The source of each item.
    pub items: Vec<&'a str>,
    /// Whether the text breaks off inside the last of them.
    pub cut_off: bool,
    /// Whether the list of items ends.
    pub ends: bool,
}

/// How many containers an item stands in: the feed and its list of items.
const OUTSIDE: usize = 2;

/// Takes a feed apart in one pass. A quote, bracket or brace that is missing or too many costs the
/// item it is in: the next one begins where only an item can.
pub fn split(text: &str) -> Split<'_> {
    let mut items = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut item: Option<usize> = None;
    let (mut list, mut list_end) = (None, None);
    let (mut in_string, mut escaped) = (false, false);
    let (mut string_start, mut key, mut last) = (0, "", b' ');
    for (at, byte) in text.bytes().enumerate() {
        let in_list = list.is_some() && list_end.is_none();
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    if let Some((end, start)) = next_item(&text[..at]).filter(|_| in_list) {
                        items.extend(item.replace(start).map(|item| &text[item..end]));
                        open.truncate(OUTSIDE);
                        open.push(b'{');
                        string_start = at + 1;
                    } else {
                        in_string = false;
                        key = &text[string_start..at];
                    }
                }
                _ => {}
            }
            last = b'"';
            continue;
        }
        match byte {
            b'"' => (in_string, string_start) = (true, at + 1),
            b'[' => {
                if open.len() == 1 && key == "items" && list.is_none() {
                    list = Some(at + 1);
                }
                open.push(byte);
            }
            b'{' => {
                let is_lost = last == b',' && open.len() > OUTSIDE && open.last() == Some(&b'{');
                if in_list && (open.len() == OUTSIDE || is_lost) {
                    items.extend(item.replace(at).map(|item| &text[item..at]));
                    open.truncate(OUTSIDE);
                }
                open.push(byte);
            }
            b'}' | b']' => {
                let opener = if byte == b'}' { b'{' } else { b'[' };
                let inside = if in_list && open.len() > OUTSIDE { OUTSIDE } else { 0 };
                if open.last() == Some(&opener) {
                    open.pop();
                } else if let Some(place) = open[inside..].iter().rposition(|known| *known == opener) {
                    open.truncate(inside + place);
                }
                if in_list && open.len() == OUTSIDE {
                    items.extend(item.take().map(|item| &text[item..=at]));
                } else if in_list && open.len() < OUTSIDE {
                    list_end = Some(at);
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    let cut_off = item.is_some() && list_end.is_none();
    items.extend(item.filter(|_| cut_off).map(|item| &text[item..]));
    let head = match (list, list_end) {
        (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end..]),
        (Some(start), None) => format!("{}]}}", &text[..start]),
        (None, _) => text.to_owned(),
    };
    Split { head, items, cut_off, ends: list_end.is_some() }
}

/// Where an item ends and the next begins, if a quote after this text can only open the first key
/// of an item: `},{` stands before it. In a string that ends as it should, quotes are escaped.
fn next_item(before: &str) -> Option<(usize, usize)> {
    // indented by more than this it is not looked for, so that white space is not read again and again
    const NEAR: usize = 64;
    let near = &before.as_bytes()[before.len().saturating_sub(NEAR)..];
    let skipped = before.len() - near.len();
    let mut signs = near.iter().enumerate().rev().filter(|(_, byte)| !byte.is_ascii_whitespace());
    let start = signs.next().filter(|(_, byte)| **byte == b'{')?.0;
    signs.next().filter(|(_, byte)| **byte == b',')?;
    let end = signs.next().filter(|(_, byte)| **byte == b'}')?.0;
    Some((skipped + end + 1, skipped + start))
}

/// The same value as JSON that can be read: control characters and half surrogates replaced, wrong
/// escapes and commas dropped, what is open closed.
pub fn repaired(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut open: Vec<char> = Vec::new();
    let mut chars = source.chars().peekable();
    // the last sign that counts, and whether a string stands where a key must
    let (mut last, mut is_key) = (' ', false);
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                is_key = open.last() == Some(&'}') && matches!(last, ',' | '{');
                comma(last, &mut out);
                string(&mut chars, &mut out);
            }
            ',' => {}
            '}' | ']' => {
                let Some(place) = open.iter().rposition(|known| *known == c) else { continue };
                value(last, is_key, &mut out);
                out.extend(open.drain(place..).rev());
            }
            c if c.is_whitespace() => continue,
            c => {
                if c != ':' {
                    comma(last, &mut out);
                }
                match c {
                    '{' => open.push('}'),
                    '[' => open.push(']'),
                    _ => {}
                }
                out.push(c);
            }
        }
        is_key &= c == '"';
        last = c;
    }
    value(last, is_key, &mut out);
    out.extend(open.into_iter().rev());
    out
}

/// A comma is written when what it divides from comes.
fn comma(last: char, out: &mut String) {
    if last == ',' && !out.ends_with(['{', '[']) {
        out.push(',');
    }
}

/// A key whose value is missing gets none.
fn value(last: char, is_key: bool, out: &mut String) {
    match last {
        ':' => out.push_str("null"),
        '"' if is_key => out.push_str(":null"),
        _ => {}
    }
}

/// A string from behind its first quote to its last.
fn string(chars: &mut Peekable<Chars>, out: &mut String) {
    out.push('"');
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => escape(chars, out),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn escape(chars: &mut Peekable<Chars>, out: &mut String) {
    match chars.next() {
        Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => out.extend(['\\', c]),
        Some('u') => match unit(chars) {
            Some(high @ 0xd800..0xdc00) => {
                let mut ahead = chars.clone();
                let low = (ahead.next() == Some('\\') && ahead.next() == Some('u')).then(|| unit(&mut ahead)).flatten();
                if let Some(low @ 0xdc00..0xe000) = low {
                    *chars = ahead;
                    out.extend(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
                } else {
                    out.push(char::REPLACEMENT_CHARACTER);
                }
            }
            Some(unit) => match char::from_u32(unit) {
                Some(c) if c.is_control() || matches!(c, '"' | '\\') => out.push_str(&format!("\\u{unit:04x}")),
                c => out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER)),
            },
            None => {}
        },
        Some(c) if !c.is_control() => out.push(c),
        _ => {}
    }
}

/// Four hexadecimal digits.
fn unit(chars: &mut Peekable<Chars>) -> Option<u32> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit << 4 | chars.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
    }
    Some(unit)
}
