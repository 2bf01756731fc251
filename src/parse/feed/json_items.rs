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
    let mut reader = Reader { text, ..Reader::default() };
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if in_string => in_string = !reader.string_ends(at),
            _ if in_string => {}
            b'"' => (in_string, reader.string_start) = (true, at + 1),
            b'{' | b'[' => reader.opens(at, byte),
            b'}' | b']' => reader.closes(at, byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            reader.last = byte;
        }
    }
    reader.finish()
}

/// What is known at one place of a feed.
#[derive(Debug, Default)]
struct Reader<'a> {
    text: &'a str,
    items: Vec<&'a str>,
    /// Braces and brackets that are open.
    open: Vec<u8>,
    /// Where the item that is open begins.
    item: Option<usize>,
    /// Where the list of items begins and ends.
    list: Option<usize>,
    list_end: Option<usize>,
    /// What the first item begins with.
    first_key: Option<&'a str>,
    string_start: usize,
    /// The last string.
    key: &'a str,
    /// The last byte that counts.
    last: u8,
}

impl<'a> Reader<'a> {
    fn in_list(&self) -> bool {
        self.list.is_some() && self.list_end.is_none()
    }

    fn begin(&mut self, item: usize, end_of_last: usize) {
        self.items.extend(self.item.replace(item).map(|item| &self.text[item..end_of_last]));
        self.open.clear();
        self.open.extend(b"{[{");
        self.list_end = None;
    }

    /// Whether a string ends with the quote at this place. If not, the quote opens the first key of
    /// an item: one is missing or too many in the item before.
    fn string_ends(&mut self, quote: usize) -> bool {
        let may_begin = self.in_list() && is_key(self.text, quote, self.first_key);
        if let Some((end, start)) = next_item(&self.text[..quote]).filter(|_| may_begin) {
            self.begin(start, end);
            self.string_start = quote + 1;
            return false;
        }
        self.key = &self.text[self.string_start..quote];
        true
    }

    fn opens(&mut self, at: usize, byte: u8) {
        if byte == b'[' {
            if self.open.len() == 1 && self.key == "items" && self.list.is_none() {
                self.list = Some(at + 1);
            }
            self.open.push(byte);
            return;
        }
        let quote = quote_after(self.text, at);
        // behind a comma in braces, or behind the list, only a lost item can begin
        let is_lost = self.list.is_some()
            && self.last == b','
            && (self.open.len() < OUTSIDE || self.open.last() == Some(&b'{'))
            && is_key(self.text, quote, self.first_key);
        if self.in_list() && self.open.len() == OUTSIDE || is_lost {
            self.first_key = self.first_key.or_else(|| key_at(self.text, quote));
            self.begin(at, at);
        } else {
            self.open.push(byte);
        }
    }

    fn closes(&mut self, at: usize, byte: u8) {
        let opener = if byte == b'}' { b'{' } else { b'[' };
        // one brace too many does not end the list, nor does a bracket too many in an item
        let outside = match self.open.len() {
            _ if !self.in_list() => 0,
            OUTSIDE => OUTSIDE - 1,
            depth => depth.min(OUTSIDE),
        };
        let Some(place) = self.open[outside..].iter().rposition(|known| *known == opener) else { return };
        self.open.truncate(outside + place);
        if self.in_list() && self.open.len() == OUTSIDE {
            self.items.extend(self.item.take().map(|item| &self.text[item..=at]));
        } else if self.in_list() && self.open.len() < OUTSIDE {
            self.list_end = Some(at);
        }
    }

    fn finish(mut self) -> Split<'a> {
        let cut_off = self.item.is_some() && self.list_end.is_none();
        self.items.extend(self.item.filter(|_| cut_off).map(|item| &self.text[item..]));
        let head = match (self.list, self.list_end) {
            (Some(start), Some(end)) => format!("{}{}", &self.text[..start], &self.text[end..]),
            (Some(start), None) => format!("{}]}}", &self.text[..start]),
            (None, _) => self.text.to_owned(),
        };
        Split { head, items: self.items, cut_off, ends: self.list_end.is_some() }
    }
}

/// Where the first quote after a brace stands.
fn quote_after(text: &str, brace: usize) -> usize {
    let inner = &text[brace + 1..];
    brace + 1 + (inner.len() - inner.trim_start().len())
}

/// The key whose first quote is at this place.
fn key_at(text: &str, quote: usize) -> Option<&str> {
    text.get(quote..)?.strip_prefix('"')?.split(['"', '\n']).next()
}

/// Whether the key that items begin with stands here: what a feed's items have in common, and what
/// else is in braces has not.
fn is_key(text: &str, quote: usize, key: Option<&str>) -> bool {
    let rest = text.get(quote..).and_then(|rest| rest.strip_prefix('"'));
    key.zip(rest).is_some_and(|(key, rest)| rest.strip_prefix(key).is_some_and(|rest| rest.starts_with('"')))
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
                if open.is_empty() {
                    return out;
                }
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
