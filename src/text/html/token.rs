//! Markup to tags and text. Close to the standard's tokenizer, and kinder to broken input: what is
//! never closed (a comment, a quote, a tag) ends where a reader would say it ends, not at the end
//! of the file.

use crate::text::decode_entities;
use std::borrow::Cow;

/// `name="value"`, the value decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Lower case.
    pub name: Cow<'a, str>,
    /// Entities decoded.
    pub value: Cow<'a, str>,
}

/// One piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// `<name …>`.
    Start {
        /// Lower case.
        name: Cow<'a, str>,
        /// At most 40 of them, in order.
        attributes: Vec<Attribute<'a>>,
    },
    /// `</name>`, lower case.
    End(Cow<'a, str>),
    /// Entities decoded, but in scripts and style sheets.
    Text(Cow<'a, str>),
    /// What stands between `<!--` and `-->`; also declarations and processing instructions.
    Comment(&'a str),
}

/// No honest tag has more; html5ever compares each attribute with all before it.
const MOST_ATTRIBUTES: usize = 40;

/// The tokens of a piece of markup.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens {
        html,
        at: 0,
        raw: None,
        no_comment_end: false,
        no_raw_end: [false; RAW.len()],
        last_close: html.rfind('>'),
    }
}

/// Iterator of [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is not markup, just opened.
    raw: Option<&'static str>,
    /// There is no `-->` from here on: looked for once only.
    no_comment_end: bool,
    /// The same for the end tags of [`RAW`].
    no_raw_end: [bool; RAW.len()],
    last_close: Option<usize>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take()
            && let Some(text) = self.raw_text(name)
        {
            return Some(text);
        }
        let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
        if let Some(token) = self.markup(rest) {
            return Some(token);
        }
        // A `<` that starts no tag belongs to the text.
        let mut end = rest.len();
        let mut from = rest.chars().next().map_or(1, char::len_utf8);
        while let Some(found) = rest.get(from..).and_then(|tail| tail.find('<')) {
            let at = from + found;
            if self.starts_markup(&rest[at..], self.at + at) {
                end = at;
                break;
            }
            from = at + 1;
        }
        self.at += end;
        Some(Token::Text(decode_entities(&rest[..end])))
    }
}

impl<'a> Tokens<'a> {
    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.at
    }

    fn starts_markup(&self, rest: &str, at: usize) -> bool {
        if self.last_close.is_none_or(|last| last < at) {
            return false;
        }
        match rest.as_bytes() {
            [b'<', b'/', c, ..] | [b'<', c, ..] if c.is_ascii_alphabetic() => true,
            [b'<', b'!' | b'?', ..] => true,
            _ => false,
        }
    }

    fn markup(&mut self, rest: &'a str) -> Option<Token<'a>> {
        if !rest.starts_with('<') || !self.starts_markup(rest, self.at) {
            return None;
        }
        match rest.as_bytes().get(1) {
            Some(b'!' | b'?') => Some(self.comment(rest)),
            Some(b'/') => {
                let (name, _, length) = tag(&rest[2..], false);
                self.at += 2 + length;
                Some(Token::End(name))
            }
            _ => {
                let (name, attributes, length) = tag(&rest[1..], true);
                self.at += 1 + length;
                self.raw = RAW.iter().find(|raw| **raw == name).copied();
                Some(Token::Start { name, attributes })
            }
        }
    }

    /// A CDATA section is a comment up to the first `>` to a browser, which eats text; here only
    /// its opening bracket is.
    fn comment(&mut self, rest: &'a str) -> Token<'a> {
        if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<![CDATA[")) {
            self.at += 9;
            return Token::Comment("");
        }
        if let Some(text) = rest.strip_prefix("<!--") {
            for empty in ["<!-->", "<!--->"] {
                if rest.starts_with(empty) {
                    self.at += empty.len();
                    return Token::Comment("");
                }
            }
            if !self.no_comment_end {
                if let Some((comment, _)) = text.split_once("-->") {
                    self.at += 4 + comment.len() + 3;
                    return Token::Comment(comment);
                }
                self.no_comment_end = true;
            }
        }
        let end = rest.find('>').unwrap_or(rest.len() - 1);
        self.at += end + 1;
        Token::Comment(rest.get(2..end).unwrap_or(""))
    }

    /// Up to the end tag. A script without one takes the rest with it, as in a browser; any other
    /// element without one is read as if it were ordinary.
    fn raw_text(&mut self, name: &'static str) -> Option<Token<'a>> {
        let rest = &self.html[self.at..];
        let code = matches!(name, "script" | "style");
        let absent = RAW.iter().position(|raw| *raw == name).and_then(|place| self.no_raw_end.get_mut(place))?;
        let found = if *absent { None } else { find_end(rest, name) };
        *absent = found.is_none();
        let end = match (found, code) {
            (Some(end), _) => end,
            (None, true) => rest.len(),
            (None, false) => return None,
        };
        self.at += end;
        let text = &rest[..end];
        (!text.is_empty()).then(|| Token::Text(if code { Cow::Borrowed(text) } else { decode_entities(text) }))
    }
}

const RAW: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

fn find_end(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text[from..].find("</") {
        let at = from + found;
        let after = at + 2 + name.len();
        let named = bytes.get(at + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if named && bytes.get(after).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')) {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads from the tag's name to behind its `>`; the name, the attributes, the length.
fn tag(text: &str, wanted: bool) -> (Cow<'_, str>, Vec<Attribute<'_>>, usize) {
    let bytes = text.as_bytes();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let mut at = bytes.iter().position(ends).unwrap_or(bytes.len());
    let name = lower(&text[..at]);
    let mut attributes = Vec::new();
    loop {
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace() || **b == b'/').count();
        match bytes.get(at) {
            None => return (name, attributes, bytes.len()),
            Some(b'>') => return (name, attributes, at + 1),
            Some(_) => {}
        }
        // A name may begin with `=`, says the standard; so there is always progress.
        let length = 1 + bytes[at + 1..].iter().take_while(|b| !ends(b) && **b != b'=').count();
        let key = &text[at..at + length];
        at += length;
        let before_value = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let mut value = "";
        if bytes.get(at + before_value) == Some(&b'=') {
            at += before_value + 1;
            at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            let (start, end, next) = attribute_value(text, at);
            value = &text[start..end];
            at = next;
        }
        if wanted && attributes.len() < MOST_ATTRIBUTES {
            attributes.push(Attribute { name: lower(key), value: decode_entities(value) });
        }
    }
}

/// Where the value at `at` starts and ends, and where reading goes on.
fn attribute_value(text: &str, at: usize) -> (usize, usize, usize) {
    let bytes = text.as_bytes();
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(at)
        && let Some(length) = bytes[at + 1..].iter().position(|b| b == quote)
    {
        return (at + 1, at + 1 + length, at + 2 + length);
    }
    let length = bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
    (at, at + length, at + length)
}
