//! The elements of an item or a channel, one level deep, each with the text it holds.

use super::namespace::{Ns, Scope};
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
    // the element that is open, how many of its name are open in it, and where its text begins
    let mut open: Option<(&str, usize)> = None;
    let mut inner_start = 0;
    for (token, range) in Scanner::new(source) {
        match (token, &mut open) {
            (Token::Start { name, attributes: tag, empty }, None) => {
                let attributes = attributes(tag);
                let scope = scope.within(&attributes, false);
                let (ns, local) = scope.resolve(name);
                let is_void = empty || is_void(&local, &attributes, &source[range.end..]);
                found.push(Field { ns, name: local, attributes, inner: "", tail: "", scope });
                if !is_void {
                    inner_start = range.end;
                    open = Some((name, 0));
                }
            }
            (Token::Start { name, empty: false, .. }, Some((known, depth))) if known.eq_ignore_ascii_case(name) => {
                *depth += 1;
            }
            (Token::End { name }, Some((known, depth))) if known.eq_ignore_ascii_case(name) => {
                if *depth > 0 {
                    *depth -= 1;
                } else {
                    open = None;
                    if let Some(field) = found.last_mut() {
                        field.inner = &source[inner_start..range.start];
                    }
                }
            }
            (Token::Text(text), None) => {
                if let Some(field) = found.last_mut().filter(|field| field.tail.is_empty()) {
                    field.tail = text.trim();
                }
            }
            _ => {}
        }
    }
    if let (Some(_), Some(field)) = (open, found.last_mut()) {
        field.inner = &source[inner_start..];
    }
    found
}

/// Elements of an item that never stand inside one another.
const LEAVES: &str = "title link guid pubdate description creator category encoded comments updated published issued \
                      modified id summary content author enclosure commentrss date thumbnail";

/// Whether an element that was empty lost its `/` to an HTML parser: what follows it in `rest`
/// stands beside it, not inside it.
fn is_void(local: &str, attributes: &[(&str, String)], rest: &str) -> bool {
    let has = |name: &str| attributes.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let is_leaf = |name: &str| LEAVES.split_ascii_whitespace().any(|leaf| leaf.eq_ignore_ascii_case(name));
    let Some(length) = rest.find('<') else { return false };
    let (before, after) = rest.split_at(length);
    if local == "link" {
        // no HTML parser closes it: its text follows it, and then another element
        return !["</", "<![", "<!-"].iter().any(|mark| after.starts_with(mark));
    }
    if !before.trim().is_empty() {
        return false;
    }
    let next = after[1..].split(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).next().unwrap_or("");
    match local {
        "author" => false,
        "enclosure" | "thumbnail" => !next.is_empty(),
        "category" if has("term") => !next.is_empty(),
        "content" | "source" if has("url") => is_leaf(next),
        _ => is_leaf(local) && is_leaf(self::local(next)),
    }
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
        if let Some(text) = self.section() {
            return text.to_owned();
        }
        let mut after_section = false;
        let is_markup = Scanner::new(self.inner).any(|(token, _)| matches!(token, Token::Start { .. }));
        let mut out = String::with_capacity(self.inner.len());
        for (token, range) in Scanner::new(self.inner) {
            match token {
                // a section that held the end of another
                Token::Text(text) if after_section => out.push_str(&text.replace("]]>", "")),
                Token::Text(text) if !is_markup => out.push_str(&decode_entities(text)),
                Token::CData(text) => {
                    after_section = true;
                    out.push_str(text);
                }
                Token::Start { name, attributes, empty } if name.contains(':') => {
                    out.extend(["<", local(name), attributes, if empty { "/>" } else { ">" }]);
                }
                Token::End { name } if name.contains(':') => out.extend(["</", local(name), ">"]),
                _ => out.push_str(&self.inner[range]),
            }
        }
        out
    }

    /// The text of the one CDATA section that is all it holds.
    fn section(&self) -> Option<&str> {
        let text = self.inner.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
        (!text.contains("]]>") && !text.contains("<![CDATA[")).then_some(text)
    }

    /// What it holds as one line of text.
    pub fn line(&self) -> String {
        plain(&self.html())
    }

    /// The same without markup being looked for: addresses, numbers, dates.
    pub fn value(&self) -> String {
        if let Some(text) = self.section() {
            return text.trim().to_owned();
        }
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
