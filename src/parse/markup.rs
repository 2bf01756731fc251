//! Tags and text, read tolerantly: a scanner that gives what a document holds from left to right
//! and never fails, for XML that no XML parser takes and for HTML in titles.
//!
//! Not a parser: it builds no tree and knows no element. Called by `feed` (and by `flattened` and
//! `plain` for titles). Every byte is looked at a bounded number of times, whatever the damage.

use crate::text::{decode_entities, has_entities, safe_line};
use std::borrow::Cow;
use std::ops::Range;

/// What a scanner finds. Names and attributes are as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// `<name attributes>`.
    Start {
        /// With its prefix.
        name: &'a str,
        /// All between the name and the end of the tag, see [`attributes`].
        attributes: &'a str,
        /// Whether it ends with `/>`.
        empty: bool,
    },
    /// `</name>`.
    End {
        /// With its prefix.
        name: &'a str,
    },
    /// Text with its entities.
    Text(&'a str),
    /// Text that is not escaped.
    CData(&'a str),
}

/// Goes over a text from left to right. Comments, declarations and processing instructions are
/// passed over.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// The name of the last start tag: the element that an unclosed CDATA section stands in.
    open: &'a str,
    /// Where each closing mark comes next, so that none is looked for twice over the same text.
    next: [(&'static str, Mark); 9],
}

/// What is known of the next place of a closing mark.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Unknown,
    At(usize),
    Absent,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning.
    pub fn new(text: &'a str) -> Self {
        let next = ["]]>", "-->", "]>", "?>", "<!--", "</", "</item>", "</entry>", "<![CDATA["]
            .map(|mark| (mark, Mark::Unknown));
        Self { text, at: 0, open: "", next }
    }

    /// Where a closing mark begins, at `from` or after it.
    fn find(&mut self, mark: &str, from: usize) -> Option<usize> {
        let text = self.text;
        let (_, known) = self.next.iter_mut().find(|(name, _)| *name == mark)?;
        if matches!(known, Mark::Unknown) || matches!(known, Mark::At(place) if *place < from) {
            *known = place_of(mark, &text[from..]).map_or(Mark::Absent, |place| Mark::At(from + place));
        }
        if let Mark::At(place) = known { Some(*place) } else { None }
    }

    /// Where a declaration ends. One that reaches over the end of an element was never closed: what
    /// ends it belongs to another.
    fn without_elements(&mut self, mark: &str, from: usize) -> Option<usize> {
        let end = self.find(mark, from)?;
        (!self.comes_before("</", from, end)).then_some(end)
    }

    fn comes_before(&mut self, mark: &str, from: usize, end: usize) -> bool {
        self.find(mark, from).is_some_and(|place| place < end)
    }

    /// The token at this place, and its end; `None` in the inner option for what is passed over.
    fn read(&mut self) -> (usize, Option<Token<'a>>) {
        let at = self.at;
        let rest = &self.text[at..];
        if !rest.starts_with('<') {
            let end = rest.find('<').map_or(self.text.len(), |place| at + place);
            return (end, Some(Token::Text(&self.text[at..end])));
        }
        if rest.starts_with("<![CDATA[") {
            return self.section();
        }
        if rest.starts_with("<!--") {
            let Some(end) = self.find("-->", at + 4) else { return self.stray() };
            // an HTML parser turns a CDATA section into a comment
            let inner = self.text[at + 4..end].strip_prefix("[CDATA[");
            // one that holds the beginning of another, or the end of an item in a section, was never closed
            let mark = if inner.is_none() { "<!--" } else { "</item>" };
            if self.comes_before(mark, at + 4, end) {
                return self.stray();
            }
            return (end + 3, inner.and_then(|text| text.strip_suffix("]]")).map(Token::CData));
        }
        if let Some(declaration) = rest.strip_prefix("<!") {
            let end = match declaration.find(['>', '[', '<']) {
                Some(place) if declaration[place..].starts_with('>') => Some(at + 2 + place + 1),
                Some(place) if declaration[place..].starts_with('[') => {
                    self.without_elements("]>", at + 2 + place).map(|end| end + 2)
                }
                _ => None,
            };
            return end.map_or_else(|| self.stray(), |end| (end, None));
        }
        if rest.starts_with("<?") {
            let end = self.without_elements("?>", at).map(|end| end + 2);
            return end.map_or_else(|| self.stray(), |end| (end, None));
        }
        self.tag().unwrap_or_else(|| self.stray())
    }

    /// A `<` that opens nothing is text, up to the next one.
    fn stray(&self) -> (usize, Option<Token<'a>>) {
        let end = self.text[self.at + 1..].find('<').map_or(self.text.len(), |place| self.at + 1 + place);
        (end, Some(Token::Text(&self.text[self.at..end])))
    }

    /// A CDATA section. One that is never closed, or closed only inside a later item, ends where
    /// the element around it does or at least the item, so that it costs nobody else.
    fn section(&mut self) -> (usize, Option<Token<'a>>) {
        let start = self.at + "<![CDATA[".len();
        let (text, open) = (self.text, self.open);
        let inner = |end: usize| Some(Token::CData(&text[start..end]));
        let closed = self.find("]]>", start);
        let item = [self.find("</item>", start), self.find("</entry>", start)].into_iter().flatten().min();
        if let Some(end) = closed
            && !item.is_some_and(|item| self.comes_before("<![CDATA[", item, end))
        {
            return (end + 3, inner(end));
        }
        let most = item.unwrap_or(text.len());
        if let Some(length) = text[start..most].find(&format!("</{open}>")) {
            return (start + length, inner(start + length));
        }
        match (item, closed) {
            (None, Some(end)) => (end + 3, inner(end)),
            _ => (most, inner(most)),
        }
    }

    fn tag(&mut self) -> Option<(usize, Option<Token<'a>>)> {
        let rest = &self.text[self.at + 1..];
        let (body, is_end) = rest.strip_prefix('/').map_or((rest, false), |body| (body, true));
        if !body.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let name_length = body.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<' | '=' | '"' | '\''))?;
        let (name, after) = body.split_at(name_length);
        let length = tag_length(after)?;
        let start = self.at + 1 + usize::from(is_end) + name_length;
        let end = start + length + 1;
        if is_end {
            return Some((end, Some(Token::End { name })));
        }
        self.open = name;
        let attributes = &after[..length];
        let (attributes, empty) = attributes.strip_suffix('/').map_or((attributes, false), |inner| (inner, true));
        Some((end, Some(Token::Start { name, attributes, empty })))
    }
}

/// Where a mark stands. Its rarest character is looked for, which is faster than the mark as a whole.
fn place_of(mark: &str, text: &str) -> Option<usize> {
    let (offset, rare) = ['[', ']', '?', '!', '-', '/'].iter().find_map(|c| Some((mark.find(*c)?, *c)))?;
    if !text.contains(mark) {
        return None;
    }
    let mut from = 0;
    while let Some(place) = text.get(from..)?.find(rare) {
        let found = from + place;
        from = found + 1;
        if let Some(start) = found.checked_sub(offset)
            && text.as_bytes().get(start..)?.starts_with(mark.as_bytes())
        {
            return Some(start);
        }
    }
    None
}

/// How far it is to the `>` that closes a tag, quotes heeded. A tag ends before the next `<` at
/// the latest, so that a forgotten quote does not swallow the document.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    let mut after_equals = false;
    for (place, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'<', _) => return first,
            (b'>', None) => return Some(place),
            (b'>', Some(_)) => first = first.or(Some(place)),
            (b'"' | b'\'', None) if after_equals => quote = Some(byte),
            (b'"' | b'\'', Some(open)) if open == byte => quote = None,
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
    }
    first
}

impl<'a> Iterator for Scanner<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            let start = self.at;
            let (end, token) = self.read();
            self.at = end;
            if let Some(token) = token {
                return Some((token, start..end));
            }
        }
        None
    }
}

/// The attributes of a start tag, values decoded; each name once, the first counts.
pub fn attributes(text: &str) -> Vec<(&str, String)> {
    const MOST: usize = 64;
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && found.len() < MOST {
        let length = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => ("", after),
        };
        if !name.is_empty() && !found.iter().any(|(known, _)| *known == name) {
            found.push((name, decode_entities(value).into_owned()));
        }
        rest = after.trim_start();
    }
    found
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Elements that HTML has, in order: what else looks like a tag is text.
const HTML: &str = "a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br \
    button canvas caption center cite code col dd del details dfn dir div dl dt em embed fieldset \
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img \
    input ins kbd label legend li link main map mark marquee meta nav nobr noscript object ol option p \
    param picture pre q s samp script section select small source span strike strong style sub summary \
    sup svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr";

fn is_html(name: &str) -> bool {
    let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
    HTML.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}

/// HTML as one line of text: tags gone, scripts and styles with what is in them, entities decoded,
/// twice where they were escaped twice. What only looks like a tag stays.
pub fn plain(html: &str) -> String {
    let once = without_tags(html);
    let mut text = decode_entities(&once);
    if has_entities(&text) {
        text = Cow::Owned(decode_entities(&text).into_owned());
    }
    safe_line(&text)
}

fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut hidden: Option<&str> = None;
    for (token, range) in Scanner::new(html) {
        match token {
            Token::Start { name, empty, .. } if is_html(name) => {
                if hidden.is_none()
                    && !empty
                    && ["script", "style", "applet"].iter().any(|h| name.eq_ignore_ascii_case(h))
                {
                    hidden = Some(name);
                }
                if !is_inline(name) {
                    out.push(' ');
                }
            }
            Token::End { name } if is_html(name) => {
                if hidden.is_some_and(|open| open.eq_ignore_ascii_case(name)) {
                    hidden = None;
                }
                if !is_inline(name) {
                    out.push(' ');
                }
            }
            _ if hidden.is_some() => {}
            Token::CData(text) => out.push_str(text),
            _ => out.push_str(&html[range]),
        }
    }
    out
}

/// Elements that do not break a word in two.
fn is_inline(name: &str) -> bool {
    const INLINE: &str = "a abbr b big cite code del em font i ins mark q s small span strike strong sub sup tt u wbr";
    INLINE.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_its_text_whatever_it_was_wrapped_in() {
        for (html, text) in [
            ("CEO <b>chair</b>: x", "CEO chair: x"),
            ("It&#8217;s &amp;#8216;done&amp;#8217;", "It’s ‘done’"),
            ("AT&amp;T", "AT&T"),
            ("if a < b then <T> stays", "if a < b then <T> stays"),
            ("one<br/>two", "one two"),
            ("<script>alert(1)</script>Safe", "Safe"),
            ("the &lt;blink&gt; tag", "the <blink> tag"),
            ("<a href=\"x>y\">Link</a>", "Link"),
            ("5 &lt; 6", "5 < 6"),
            ("<!-- c -->x<![CDATA[y]]>", "xy"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    #[test]
    fn damage_ends_where_it_is() {
        let names = |text| Scanner::new(text).map(|(token, _)| token).collect::<Vec<_>>();
        assert_eq!(
            names("<a b='c><d/>"),
            vec![
                Token::Start { name: "a", attributes: " b='c", empty: false },
                Token::Start { name: "d", attributes: "", empty: true },
            ]
        );
        assert_eq!(
            names("<t><![CDATA[x</t>"),
            vec![Token::Start { name: "t", attributes: "", empty: false }, Token::CData("x"), Token::End { name: "t" },]
        );
        assert_eq!(names("< <!-- x"), vec![Token::Text("< "), Token::Text("<!-- x")]);
        assert_eq!(
            attributes(" a=1 b='2 &amp; 3' a=4 c"),
            vec![("a", "1".to_owned()), ("b", "2 & 3".to_owned()), ("c", String::new()),]
        );
    }
}
