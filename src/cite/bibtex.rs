//! BibTeX: an `@online` entry of biblatex. `year` beside `date` is for classic BibTeX, which takes the
//! entry for `@misc`. Titles and bodies stand in double braces, which keeps their capitals and keeps a
//! name whole.

use super::key::key;
use super::{Author, Entry};
use chrono::Datelike;

pub fn entry(entry: &Entry) -> String {
    let mut fields: Vec<(&str, String)> = Vec::new();
    let authors: Vec<String> = entry.authors().iter().map(author).collect();
    if !authors.is_empty() {
        fields.push(("author", format!("{{{}}}", authors.join(" and "))));
    }
    fields.push(("title", format!("{{{{{}}}}}", latex(&entry.title()))));
    fields.extend(entry.site().map(|site| ("organization", format!("{{{{{}}}}}", latex(&site)))));
    if let Some(day) = entry.published() {
        fields.push(("year", format!("{{{}}}", day.year())));
        fields.push(("date", format!("{{{}}}", day.format("%Y-%m-%d"))));
    }
    if let Some(url) = entry.url() {
        fields.push(("url", format!("{{{}}}", verbatim(url))));
        fields.push(("urldate", format!("{{{}}}", entry.accessed.format("%Y-%m-%d"))));
    }
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {name:<12} = {value}")).collect();
    format!("@online{{{},\n{}\n}}\n", key(entry), lines.join(",\n"))
}

/// "van Beethoven, Ludwig", "King, Jr, Martin Luther", "{Community Care}".
fn author(author: &Author) -> String {
    let person = match author {
        Author::Body(name) => return format!("{{{}}}", latex(name)),
        Author::Person(person) => person,
    };
    let parts = [person.full_family(), person.suffix.clone(), person.given.clone()];
    let parts: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| latex(part)).collect();
    parts.join(", ")
}

/// Text in which TeX finds nothing to act on. Braces are named, since BibTeX counts them even behind a
/// backslash.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// An address, which is taken as it stands, but for what would end the field.
fn verbatim(url: &str) -> String {
    url.replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20")
}
