//! The text of a query as a row of lexemes. Knows quotes, brackets, signs, operators and the names
//! of fields, but not what a value means; that is `parser`'s work. Linear, and every character
//! that is not white space belongs to exactly one lexeme.

use super::Field;
use super::relative::Then;
use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    /// Bytes of the whole text, sign and field name included.
    pub range: Range<usize>,
    /// Preceded by `-`.
    pub excluded: bool,
    pub kind: LexemeKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LexemeKind {
    /// `(` or `field:(`
    Open(Option<Field>),
    Close,
    And,
    Or,
    Not,
    Value(Raw),
    /// `field:` at the end of the text.
    Dangling(Field),
    /// A sign with nothing behind it.
    Blank,
}

/// A word, a phrase or a field's value, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    pub field: Option<Field>,
    /// Bytes of the whole text, without sign, field name and quotes.
    pub range: Range<usize>,
    pub quoted: bool,
    /// Whether a quoted one has its closing quote.
    pub closed: bool,
}

/// Double quotes of every shape: what is typed, pasted or put in by a phone.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn ends_run(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(skipped) = text[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skipped;
        let signs = text[start..].len() - text[start..].trim_start_matches('-').len();
        let (end, kind) = match text[start + signs..].chars().next() {
            Some(c) if signs > 0 && (c.is_whitespace() || c == ')') => (start + signs, LexemeKind::Blank),
            None => (start + signs, LexemeKind::Blank),
            Some(_) => one(text, start + signs, signs > 0),
        };
        let excluded = signs > 0 && kind != LexemeKind::Blank;
        lexemes.push(Lexeme { range: start..end, excluded, kind });
        at = end;
    }
    lexemes
}

/// The lexeme that starts at `at`, where a character that is no white space stands.
fn one(text: &str, at: usize, excluded: bool) -> (usize, LexemeKind) {
    let rest = &text[at..];
    match rest.chars().next() {
        Some('(') => return (at + 1, LexemeKind::Open(None)),
        Some(')') => return (at + 1, LexemeKind::Close),
        Some(c) if is_quote(c) => return quoted(text, at, None),
        _ => {}
    }
    if let Some((field, value)) = named(rest) {
        let at = at + value;
        match text[at..].chars().next() {
            None => return (at, LexemeKind::Dangling(field)),
            Some('(') => return (at + 1, LexemeKind::Open(Some(field))),
            Some(c) if is_quote(c) => return quoted(text, at, Some(field)),
            Some(c) if ends_run(c) => {}
            Some(_) if field.is_date() => return date(text, at, field),
            Some(_) => return run(text, at, Some(field)),
        }
    }
    let (end, kind) = run(text, at, None);
    let kind = match &text[at..end] {
        "AND" if !excluded => LexemeKind::And,
        "OR" if !excluded => LexemeKind::Or,
        "NOT" if !excluded => LexemeKind::Not,
        _ => kind,
    };
    (end, kind)
}

/// A known field's name and the length up to behind its colon.
fn named(rest: &str) -> Option<(Field, usize)> {
    let length = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    let field = Field::from_name(&rest[..length])?;
    rest[length..].starts_with(':').then_some((field, length + 1))
}

fn run(text: &str, at: usize, field: Option<Field>) -> (usize, LexemeKind) {
    let end = text[at..].find(ends_run).map_or(text.len(), |length| at + length);
    (end, LexemeKind::Value(Raw { field, range: at..end, quoted: false, closed: true }))
}

/// `after:2 weeks ago` needs no quotes.
fn date(text: &str, at: usize, field: Field) -> (usize, LexemeKind) {
    let whole = Then::prefix(&text[at..]).map(|(_, length)| at + length);
    let ends = |end: &usize| text[*end..].chars().next().is_none_or(ends_run);
    match whole.filter(ends) {
        Some(end) => (end, LexemeKind::Value(Raw { field: Some(field), range: at..end, quoted: false, closed: true })),
        None => run(text, at, Some(field)),
    }
}

fn quoted(text: &str, at: usize, field: Option<Field>) -> (usize, LexemeKind) {
    let start = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let (inner, end, closed) = match text[start..].char_indices().find(|(_, c)| is_quote(*c)) {
        Some((length, quote)) => (start + length, start + length + quote.len_utf8(), true),
        None => (text.len(), text.len(), false),
    };
    (end, LexemeKind::Value(Raw { field, range: start..inner, quoted: true, closed }))
}
