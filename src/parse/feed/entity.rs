//! Entities that a feed defines for itself in its document type declaration (XML 1.0, section 4.2).
//!
//! External ones are not fetched, and what the feed's text grows to is bounded, so that entities
//! made of entities stay small. The names that HTML knows are `text::decode_entities`'s work.

use regex::Regex;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How far into a text the declaration may reach, in bytes.
const WITHIN: usize = 64 * 1024;
/// Longest replacement, in bytes; what is longer is not replaced.
const LONGEST: usize = 4096;
/// A text may grow to this many times its length and a bit more.
const GROWTH: usize = 8;
const ALLOWANCE: usize = 2048;

/// What a feed's own entities stand for.
#[derive(Debug, Clone, Default)]
pub struct Entities<'a>(HashMap<&'a str, String>);

impl<'a> Entities<'a> {
    /// Those that the text declares before its root element.
    pub fn declared(text: &'a str) -> Self {
        static DECLARATION: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r#"<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>"#).ok());
        let mut entities = Self::default();
        let subset = declaration(&text[..text.floor_char_boundary(WITHIN)]);
        for found in DECLARATION.as_ref().into_iter().flat_map(|form| form.captures_iter(subset)) {
            let Some((name, value)) = found.get(1).zip(found.get(2).or(found.get(3))) else { continue };
            // in XML the first declaration counts, and these five mean what they mean
            let is_new = !entities.0.contains_key(name.as_str());
            if is_new && !["amp", "lt", "gt", "quot", "apos"].contains(&name.as_str()) {
                let value = entities.expand(value.as_str()).into_owned();
                if value.len() <= LONGEST {
                    entities.0.insert(name.as_str(), value);
                }
            }
        }
        entities
    }

    /// A text with them replaced, but not in CDATA sections.
    pub fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.0.is_empty() || !text.contains('&') {
            return Cow::Borrowed(text);
        }
        let most = GROWTH * text.len() + ALLOWANCE;
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let (written, taken) = match self.reference(rest) {
                Some((value, length)) if out.len() + value.len() <= most => (value, length),
                _ if rest.starts_with("<![CDATA[") => {
                    let length = rest.find("]]>").unwrap_or(rest.len());
                    (&rest[..length], length)
                }
                _ => (&rest[..1], 1),
            };
            out.push_str(written);
            rest = &rest[taken..];
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    /// What the reference that a text starts with stands for, and its length.
    fn reference(&self, text: &str) -> Option<(&str, usize)> {
        let name = text.strip_prefix('&')?;
        let length = name.bytes().take(64).position(|b| b == b';')?;
        let value = self.0.get(name.get(..length)?)?;
        Some((value, length + 2))
    }
}

/// The document type declaration in what stands before a feed, if it defines entities.
pub fn declaration(text: &str) -> &str {
    let Some(at) = text.find("<!DOCTYPE") else { return "" };
    let end = text[at..].find("]>").map_or(text.len(), |end| at + end + 2);
    Some(&text[at..end]).filter(|subset| subset.contains("<!ENTITY")).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Entities;

    #[test]
    fn what_a_feed_declares_is_replaced_but_not_in_sections() {
        let entities = Entities::declared(
            "<!DOCTYPE rss [<!ENTITY who 'Jane'> <!ENTITY both \"&who; &amp; Tom\"> <!ENTITY x SYSTEM 'file:///etc/passwd'> \
             <!ENTITY amp 'no'>]><rss>",
        );
        assert_eq!(
            entities.expand("&both;, &x; &amp; <![CDATA[&who;]]>&who;"),
            "Jane &amp; Tom, &x; &amp; <![CDATA[&who;]]>Jane"
        );
    }

    #[test]
    fn a_bomb_stays_small() {
        let mut feed = "<!DOCTYPE rss [<!ENTITY e0 'boom'>".to_owned();
        for level in 1..40 {
            feed += &format!("<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10));
        }
        let entities = Entities::declared(&feed);
        let text = (0..40).map(|level| format!("&e{level};")).collect::<String>().repeat(100);
        assert!(entities.expand(&text).len() < 10 * text.len() + 4096);
    }
}
