//! What the names that authors give to elements (`class`, `id`, `data-component`) say of them.
//!
//! A [`Vocabulary`] is a rule file's words for kinds of elements. `share-bar` is a whole name;
//! `*share*` is a part of one, as in `article-share`, `shareBox`, `post__share`; with a star on one
//! side only, names begin or end so. Parts are divided by signs and by capitals, so `*share*` does
//! not know `shareholders`. Called by whoever asks what a box of a page is: the reader of pages for
//! what to leave out, `clean` for what to take out.

use super::Element;
use std::collections::HashMap;

/// Longer values name nothing, in bytes.
const LONGEST: usize = 400;
/// First parts that say how something is set, not what it is: `has-sidebar`, `no-comments`.
const SETTINGS: [&str; 9] = ["has", "no", "non", "with", "without", "not", "hide", "show", "u"];

/// Words for kinds of elements, by rule.
#[derive(Debug, Default)]
pub struct Vocabulary {
    whole: HashMap<&'static str, &'static str>,
    /// By their first part.
    parts: HashMap<&'static str, Vec<Pattern>>,
}

#[derive(Debug)]
struct Pattern {
    parts: Vec<&'static str>,
    at_start: bool,
    at_end: bool,
    rule: &'static str,
}

/// How a name was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The rule that has the name.
    pub rule: &'static str,
    /// By all of it, not by a part.
    pub whole: bool,
}

impl Vocabulary {
    /// Reads pairs of a rule and its names, divided by white space.
    pub fn read(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let mut vocabulary = Self::default();
        for (rule, names) in pairs {
            for name in names.split_ascii_whitespace() {
                vocabulary.add(rule, name);
            }
        }
        vocabulary
    }

    fn add(&mut self, rule: &'static str, name: &'static str) {
        let inner = name.trim_matches('*');
        if inner == name {
            self.whole.entry(name).or_insert(rule);
            return;
        }
        let parts: Vec<&str> = inner.split('-').collect();
        let Some(first) = parts.first().copied() else { return };
        let pattern = Pattern { at_start: !name.starts_with('*'), at_end: !name.ends_with('*'), parts, rule };
        self.parts.entry(first).or_default().push(pattern);
    }

    /// What the classes and the id of an element say: a whole name before parts.
    pub fn of(&self, element: &Element) -> Option<Named> {
        let names = || names(element);
        let whole = names().find_map(|name| self.whole(name));
        if let Some(rule) = whole {
            return Some(Named { rule, whole: true });
        }
        let rule = names().find_map(|name| self.by_part(name))?;
        Some(Named { rule, whole: false })
    }

    /// What one name says.
    pub fn of_name(&self, name: &str) -> Option<Named> {
        let named = |whole| move |rule| Named { rule, whole };
        self.whole(name).map(named(true)).or_else(|| self.by_part(name).map(named(false)))
    }

    fn whole(&self, name: &str) -> Option<&'static str> {
        let has_capitals = name.bytes().any(|b| b.is_ascii_uppercase());
        let rule = if has_capitals { self.whole.get(name.to_ascii_lowercase().as_str()) } else { self.whole.get(name) };
        rule.copied()
    }

    fn by_part(&self, name: &str) -> Option<&'static str> {
        // `box--has-ads`: what follows two dashes says how a box is set; Drupal has its fields' names there.
        let field = name.strip_prefix("field--name-");
        let parts = parts(field.unwrap_or_else(|| name.split_once("--").map_or(name, |(name, _)| name)));
        if parts.first().is_some_and(|first| SETTINGS.contains(&first.as_str())) {
            return None;
        }
        (0..parts.len()).find_map(|at| {
            let patterns = self.parts.get(parts.get(at)?.as_str())?;
            let fits = |pattern: &&Pattern| {
                let here = parts.get(at..at + pattern.parts.len());
                here.is_some_and(|here| here == pattern.parts)
                    && (!pattern.at_start || at == 0)
                    && (!pattern.at_end || at + pattern.parts.len() == parts.len())
            };
            patterns.iter().find(fits).map(|pattern| pattern.rule)
        })
    }
}

/// Attributes that name an element, the usual ones first; where style sheets are made by programs,
/// classes say nothing and the others all.
const NAMING: [&str; 6] = ["class", "id", "data-component", "data-testid", "data-test-id", "data-gu-name"];

fn names<'e>(element: &'e Element<'_>) -> impl Iterator<Item = &'e str> {
    let named = |name: &&str| element.attribute(name).filter(|value| value.len() <= LONGEST).unwrap_or("");
    let count = if element.attributes.is_empty() { 0 } else { NAMING.len() };
    NAMING.iter().take(count).flat_map(move |name| named(name).split_ascii_whitespace())
}

/// `articleBody`, `article-body` and `ARTICLE_BODY` have the same two parts.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut after_small = false;
    for c in name.chars() {
        let is_border = !c.is_alphanumeric() || c.is_uppercase() && after_small;
        if is_border && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if c.is_ascii_alphanumeric() {
            part.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            part.extend(c.to_lowercase());
        }
        after_small = c.is_lowercase();
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_however_a_name_is_put_together() {
        let words = Vocabulary::read([("share", "sharebar *share* *read-more*"), ("date", "date*")].into_iter());
        for (name, rule) in [
            ("sharebar", Some("share")),
            ("article-share", Some("share")),
            ("articleShareBox", Some("share")),
            ("post__share--top", Some("share")),
            ("box_read_more", Some("share")),
            ("date-line", Some("date")),
            ("shareholders", None),
            ("read-less-more", None),
            ("up-date", None),
            ("section--share", None),
            ("field--name-field-share", Some("share")),
            ("has-share", None),
            ("", None),
        ] {
            assert_eq!(words.of_name(name).map(|named| named.rule), rule, "{name}");
        }
    }
}
