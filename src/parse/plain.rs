//! Any other text: one article. Its title is its first line that looks like one; headers before
//! the text (`Title:`, `Date:` …, also between YAML's `---`) are fields.

use super::date::date;
use super::{Body, Found, Parsed};
use crate::article::{Kind, Tag};
use crate::parse::markup::plain;
use crate::text::without_typesetting;
use unicode_segmentation::UnicodeSegmentation;

/// A longer line is a paragraph. In bytes.
const LONGEST_TITLE: usize = 200;

/// Reads a text. There is always one item in it.
pub fn parse(text: &str) -> Parsed {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (headers, rest) = headers(&text);
    let (title, body) = match headers.title.clone() {
        Some(title) => (title, rest.to_owned()),
        None => title(rest),
    };
    let item = Found {
        title: plain(&without_typesetting(&title)),
        body: Some(body.trim_matches('\n').to_owned()).filter(|body| !body.trim().is_empty()).map(Body::Text),
        raw: text.as_bytes().to_vec(),
        ..headers.into_found()
    };
    Parsed { kind: Some(Kind::Text), items: vec![item], ..Parsed::default() }
}

/// The title and the text without it. Lines before it that can be none (a page's number, a date, a
/// rule) stay in the text.
fn title(text: &str) -> (String, String) {
    const WITHIN: usize = 5;
    let start = text.trim_start();
    let first = start.lines().next().unwrap_or("").trim();
    let mut at = 0;
    for line in start.split_inclusive('\n').take(2 * WITHIN) {
        if !line.trim().is_empty() && !is_no_title(line.trim()) {
            break;
        }
        at += line.len();
    }
    let line = start[at..].lines().next().unwrap_or("").trim();
    let (at, line) = if line.len() > LONGEST_TITLE || is_no_title(line) { (0, first) } else { (at, line) };
    if line.len() > LONGEST_TITLE {
        let sentence = line.unicode_sentences().next().unwrap_or(line).trim();
        return (shortened(sentence), start.to_owned());
    }
    let rest = start[at..].split_once('\n').map_or("", |(_, rest)| rest);
    let title = line.trim_start_matches('#').trim();
    (title.to_owned(), format!("{}{}", &start[..at], without_underline(rest)))
}

/// A text's title underlined, as Markdown and old mail do.
fn without_underline(rest: &str) -> &str {
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let line = line.trim();
    let is_underline = line.len() > 2 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'));
    if is_underline { after } else { rest }
}

/// Numbers, dates, addresses, rules: no letters to speak of, or not a person's words.
fn is_no_title(line: &str) -> bool {
    const PAGE: [&str; 6] = ["page", "seite", "página", "pagina", "strona", "стр."];
    let words: Vec<&str> = line.split_whitespace().take(6).collect();
    let is_number = |word: Option<&&str>| word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let is_address = words.len() == 1 && line.contains("://");
    let is_page = words.first().is_some_and(|word| PAGE.contains(&word.to_lowercase().as_str()));
    let is_date = words.len() < 5 && is_number(words.first()) && date(line).is_some();
    let has_letters = line.chars().any(char::is_alphabetic);
    !has_letters || is_address || is_page && is_number(words.get(1)) || is_date
}

fn shortened(sentence: &str) -> String {
    if sentence.len() <= LONGEST_TITLE {
        return sentence.to_owned();
    }
    let cut = &sentence[..sentence.floor_char_boundary(LONGEST_TITLE)];
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut))
}

/// Fields named before a text.
#[derive(Debug, Clone, Default)]
struct Headers {
    title: Option<String>,
    date: Option<String>,
    authors: Vec<String>,
    link: Option<String>,
    tags: Vec<String>,
}

impl Headers {
    fn into_found(self) -> Found {
        Found {
            published: self.date.as_deref().and_then(date),
            authors: self.authors,
            link: self.link,
            tags: self.tags.iter().map(|name| Tag::named(name)).collect(),
            ..Found::default()
        }
    }

    /// Takes a field; `false` if its name is none of these, or its value can't be one.
    fn take(&mut self, name: &str, value: &str) -> bool {
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let list = |value: &str| {
            let parts = value.trim_matches(['[', ']']).split([',', ';']);
            let parts = parts.map(|part| part.trim().trim_matches(['"', '\'']).to_owned());
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>()
        };
        match name.trim().to_lowercase().as_str() {
            "title" | "subject" | "headline" | "titel" | "titre" | "título" | "titolo" if !value.is_empty() => {
                self.title = Some(value.to_owned());
            }
            "date" | "published" | "datum" | "fecha" | "data" if date(value).is_some() => {
                self.date = Some(value.to_owned());
            }
            "by" | "author" | "authors" | "from" | "byline" | "autor" | "auteur" | "von" | "par"
                if !value.is_empty() =>
            {
                let name = value.split('<').next().map_or(value, str::trim);
                self.authors.extend(list(if name.is_empty() { value } else { name }));
            }
            "url" | "link" | "source" | "permalink" | "address" if value.starts_with("http") => {
                self.link = Some(value.to_owned());
            }
            "tags" | "tag" | "categories" | "category" | "keywords" => self.tags.extend(list(value)),
            "to" | "layout" | "draft" | "slug" | "content-type" | "mime-version" | "message-id" | "lang"
            | "language" => {}
            _ => return false,
        }
        true
    }
}

/// The headers at the beginning of a text, and what follows them: all lines up to an empty one, or
/// between two `---`, each a field; at least a title, or two fields.
fn headers(text: &str) -> (Headers, &str) {
    const MOST: usize = 30;
    let start = text.trim_start();
    let fenced = start.strip_prefix("---\n").and_then(|inner| inner.split_once("\n---"));
    let (block, rest) = match fenced {
        Some((block, rest)) => (block, rest.trim_start_matches('-')),
        None => start.split_once("\n\n").unwrap_or((start, "")),
    };
    let mut headers = Headers::default();
    let (mut fields, mut in_tags) = (0, false);
    for (number, line) in block.lines().enumerate() {
        // YAML writes a list below its name
        let item = line.trim_start().strip_prefix("- ").filter(|_| in_tags);
        let read = match (item, line.split_once(':')) {
            (Some(item), _) => headers.take("tags", item),
            (None, Some((name, value))) => {
                in_tags = value.trim().is_empty() && ["tags", "categories"].contains(&name.trim());
                headers.take(name, value)
            }
            _ => false,
        };
        if number >= MOST || !read && fenced.is_none() {
            return (Headers::default(), text);
        }
        fields += usize::from(read);
    }
    if fields > 1 || headers.title.is_some() && !rest.trim().is_empty() {
        (headers, rest)
    } else {
        (Headers::default(), text)
    }
}
