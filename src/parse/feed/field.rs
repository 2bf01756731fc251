//! The elements of an item or a channel, one level deep, each with the text it holds.

use super::namespace::{Ns, Scope};
use crate::article::MAX_DEPTH;
use crate::parse::markup::{Scanner, Token, attributes, plain};
use crate::text::decode_entities;

/// One element.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// Whose element it is.
    pub ns: Ns,
    /// Its name without the prefix, in lower case.
    pub name: String,
    /// Its attributes, values decoded.
    pub attributes: Vec<(&'a str, String)>,
    /// Its source between the tags.
    pub inner: &'a str,
    /// The text that follows it: an HTML parser takes `<link>` for an element without content.
    pub tail: &'a str,
    /// What holds inside it.
    pub scope: Scope,
}

/// The elements of a source, from first to last. Elements that are not closed end with the one
/// around them.
pub fn fields<'a>(source: &'a str, scope: &Scope) -> Vec<Field<'a>> {
    let mut found: Vec<Field> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut inner_start = 0;
    for (token, range) in Scanner::new(source) {
        match token {
            Token::Start { name, attributes: tag, empty } if open.is_empty() => {
                let attributes = attributes(tag);
                let scope = scope.within(&attributes, false);
                let (ns, local) = scope.resolve(name);
                found.push(Field { ns, name: local, attributes, inner: "", tail: "", scope });
                if !empty && !is_void(name, &source[range.end..]) {
                    inner_start = range.end;
                    open.push(name);
                }
            }
            Token::Start { name, empty: false, .. } if open.len() < 32 * MAX_DEPTH => open.push(name),
            Token::End { name } => {
                if let Some(place) = open.iter().rposition(|known| known.eq_ignore_ascii_case(name)) {
                    open.truncate(place);
                    if let (0, Some(field)) = (place, found.last_mut()) {
                        field.inner = &source[inner_start..range.start];
                    }
                }
            }
            Token::Text(text) if open.is_empty() => {
                if let Some(field) = found.last_mut().filter(|field| field.tail.is_empty()) {
                    field.tail = text.trim();
                }
            }
            _ => {}
        }
    }
    if let (false, Some(field)) = (open.is_empty(), found.last_mut()) {
        field.inner = &source[inner_start..];
    }
    found
}

/// An HTML parser closes no `<link>`: its text follows it, and then another element.
fn is_void(name: &str, rest: &str) -> bool {
    let after = rest.find('<').map_or("", |at| &rest[at..]);
    name.eq_ignore_ascii_case("link") && !["</", "<![", "<!-"].iter().any(|mark| after.starts_with(mark))
}

impl Field<'_> {
    /// Whether it is this element of this vocabulary.
    pub fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.name == name
    }

    /// Whether it is this element of RSS or Atom.
    pub fn is_feed(&self, name: &str) -> bool {
        self.ns.is_feed() && self.name == name
    }

    /// An attribute by its name, without regard to case.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What it holds as HTML: escaped markup unescaped, CDATA as it is, unescaped markup as it
    /// stands, base64 (Atom 0.3) decoded.
    pub fn html(&self) -> String {
        let mode = self.attribute("mode").unwrap_or("");
        let media = self.attribute("type").unwrap_or("");
        let is_encoded = mode.eq_ignore_ascii_case("base64") || media.eq_ignore_ascii_case("application/octet-stream");
        if let Some(decoded) = is_encoded.then(|| base64(self.inner)).flatten() {
            return decoded;
        }
        let is_markup = Scanner::new(self.inner).any(|(token, _)| matches!(token, Token::Start { .. }));
        let mut out = String::with_capacity(self.inner.len());
        for (token, range) in Scanner::new(self.inner) {
            match token {
                Token::Text(text) if !is_markup => out.push_str(&decode_entities(text)),
                Token::CData(text) => out.push_str(text),
                Token::Start { name, attributes, empty } if name.contains(':') => {
                    out.extend(["<", local(name), attributes, if empty { "/>" } else { ">" }]);
                }
                Token::End { name } if name.contains(':') => out.extend(["</", local(name), ">"]),
                _ => out.push_str(&self.inner[range]),
            }
        }
        out
    }

    /// What it holds as one line of text.
    pub fn line(&self) -> String {
        plain(&self.html())
    }

    /// The same without markup being looked for: addresses, numbers, dates.
    pub fn value(&self) -> String {
        let mut out = String::new();
        for (token, _) in Scanner::new(self.inner) {
            match token {
                Token::Text(text) => out.push_str(&decode_entities(text)),
                Token::CData(text) => out.push_str(text),
                Token::Start { .. } | Token::End { .. } => {}
            }
        }
        out.trim().to_owned()
    }

    /// The elements inside it.
    pub fn children(&self) -> Vec<Field<'_>> {
        fields(self.inner, &self.scope)
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// RFC 4648, white space and padding passed over; `None` if it is no text.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}
