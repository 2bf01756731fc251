//! Lexemes to a tree. Iterative, with its own stack, so that 5,000 brackets are only 5,000
//! brackets; whatever can't be meant is left out with a line that says so.
//!
//! OR binds more tightly than putting words side by side: `a b OR c tag:x` is a, and b or c, and
//! the tag, so that a filter added at the end always holds for the whole.

use super::dates::Period;
use super::lexer::{Lexeme, LexemeKind, Raw, lex};
use super::relative::{Relative, Side, Then};
use super::tree::{Ending, Filter, Node, Scope, State, Text, Thing, Value};
use super::{Field, Spot, SpotKind, Token, TokenKind, Typing};
use crate::text::{safe_line, words};
use std::ops::Range;

/// Brackets within brackets; more are passed over.
const MAX_DEPTH: usize = 32;
/// Words and values in one query; more are left out. A long paragraph has fewer.
const MAX_LEAVES: usize = 300;
/// Lines about what was left out.
const MAX_NOTES: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub root: Option<Node>,
    pub tokens: Vec<Token>,
    pub spots: Vec<Spot>,
    pub ignored: Vec<String>,
}

#[derive(Debug, Default)]
struct Frame {
    field: Option<Field>,
    /// The group itself is excluded.
    excluded: bool,
    /// Words in here are ones that must not stand in an article.
    negative: bool,
    nodes: Vec<Node>,
    or: bool,
    not: bool,
    /// The token of the field group that this frame is part of.
    token: Option<usize>,
}

struct Parser<'a> {
    text: &'a str,
    typing: Typing,
    /// The last word, where nothing but filters follows it.
    before_filters: Option<Range<usize>>,
    frames: Vec<Frame>,
    /// Brackets opened beyond the deepest frame.
    passed_over: usize,
    leaves: usize,
    out: Parsed,
}

pub(super) fn parse(text: &str, typing: Typing) -> Parsed {
    let lexemes = lex(text);
    let mut parser = Parser {
        text,
        typing,
        before_filters: before_filters(text, &lexemes),
        frames: vec![Frame::default()],
        passed_over: 0,
        leaves: 0,
        out: Parsed::default(),
    };
    for lexeme in &lexemes {
        parser.take(lexeme);
    }
    while parser.frames.len() > 1 {
        parser.close(text.trim_end().len());
    }
    let nodes = parser.frames.pop().map(|frame| frame.nodes).unwrap_or_default();
    parser.out.root = Node::all(nodes);
    parser.out
}

/// The last word, if only filters stand behind it and no space at the end: a filter that is put behind a
/// word does not finish it.
fn before_filters(text: &str, lexemes: &[Lexeme]) -> Option<Range<usize>> {
    if text.ends_with(char::is_whitespace) {
        return None;
    }
    let mut depth = 0_usize;
    for lexeme in lexemes.iter().rev() {
        match &lexeme.kind {
            LexemeKind::Close => depth += 1,
            LexemeKind::Open(Some(_)) if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            LexemeKind::Value(raw) if raw.field.is_none() => return Some(raw.range.clone()),
            LexemeKind::Value(_) | LexemeKind::Dangling(_) => {}
            _ => return None,
        }
    }
    None
}

impl Parser<'_> {
    fn take(&mut self, lexeme: &Lexeme) {
        match &lexeme.kind {
            LexemeKind::Open(field) => self.open(lexeme, *field),
            LexemeKind::Close => {
                let group = self.frame().token;
                if self.passed_over > 0 {
                    self.passed_over -= 1;
                } else if self.frames.len() > 1 {
                    self.close(lexeme.range.end);
                }
                self.token(group, lexeme, TokenKind::Operator);
            }
            LexemeKind::And | LexemeKind::Blank => self.token(self.frame().token, lexeme, TokenKind::Operator),
            LexemeKind::Or => {
                let frame = self.frame_mut();
                frame.or = !frame.nodes.is_empty();
                self.token(self.frame().token, lexeme, TokenKind::Operator);
            }
            LexemeKind::Not => {
                let frame = self.frame_mut();
                frame.not = !frame.not;
                self.token(self.frame().token, lexeme, TokenKind::Operator);
            }
            LexemeKind::Value(raw) => self.value(lexeme, raw),
            LexemeKind::Dangling(field) => {
                self.note(format!("{}: has no value yet", field.name()));
                self.token(self.frame().token, lexeme, TokenKind::Filter { field: *field, values: Vec::new() });
            }
        }
    }

    fn frame(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    fn frame_mut(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Within a field group everything is part of the group's one token.
    fn token(&mut self, group: Option<usize>, lexeme: &Lexeme, kind: TokenKind) {
        let Some(group) = group else {
            let excluded = lexeme.excluded || (kind != TokenKind::Operator && self.frame().not);
            self.out.tokens.push(Token { range: lexeme.range.clone(), kind, excluded });
            return;
        };
        let token = &mut self.out.tokens[group];
        token.range.end = token.range.end.max(lexeme.range.end);
        if let (TokenKind::Filter { values, .. }, TokenKind::Filter { values: more, .. }) = (&mut token.kind, kind) {
            values.extend(more);
        }
    }

    fn open(&mut self, lexeme: &Lexeme, field: Option<Field>) {
        let kind = match field {
            Some(field) => TokenKind::Filter { field, values: Vec::new() },
            None => TokenKind::Operator,
        };
        let mut group = self.frame().token;
        self.token(group, lexeme, kind);
        if group.is_none() && field.is_some() {
            group = Some(self.out.tokens.len() - 1);
        }
        if self.frames.len() > MAX_DEPTH {
            self.passed_over += 1;
            self.note(format!("brackets more than {MAX_DEPTH} deep"));
            return;
        }
        let outer = self.frame();
        let excluded = lexeme.excluded;
        let negative = outer.negative ^ excluded ^ outer.not;
        let field = field.or(outer.field);
        self.frames.push(Frame { field, excluded, negative, token: group, ..Frame::default() });
    }

    fn close(&mut self, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        if let Some(group) = frame.token {
            let token = &mut self.out.tokens[group];
            token.range.end = token.range.end.max(end);
        }
        match Node::all(frame.nodes) {
            Some(node) => self.add(if frame.excluded { node.not() } else { node }),
            None => self.drop_operators(),
        }
    }

    /// An operator whose operand says nothing goes with it.
    fn drop_operators(&mut self) {
        let frame = self.frame_mut();
        frame.or = false;
        frame.not = false;
    }

    fn add(&mut self, node: Node) {
        let frame = self.frame_mut();
        let node = if std::mem::take(&mut frame.not) { node.not() } else { node };
        let or = std::mem::take(&mut frame.or);
        // years side by side in one group can only be meant as one or the other
        let either = or || frame.field.is_some_and(Field::is_single) && !matches!(node, Node::Not(_));
        match frame.nodes.pop() {
            Some(last) if either => frame.nodes.extend(Node::any(vec![last, node])),
            Some(last) => frame.nodes.extend([last, node]),
            None => frame.nodes.push(node),
        }
    }

    fn value(&mut self, lexeme: &Lexeme, raw: &Raw) {
        let field = raw.field.or(self.frame().field);
        let group = self.frame().token;
        let kind = match field {
            None => TokenKind::Words,
            Some(field) => TokenKind::Filter { field, values: vec![self.text[raw.range.clone()].trim().to_owned()] },
        };
        self.token(group, lexeme, kind);
        if self.leaves >= MAX_LEAVES {
            self.note(format!("everything after the first {MAX_LEAVES} words"));
            return;
        }
        let frame = self.frame();
        let negative = frame.negative ^ lexeme.excluded ^ frame.not;
        let node = match field {
            None => self.words(raw, Scope::Anywhere, negative),
            Some(Field::Title) => self.words(raw, Scope::Title, negative),
            Some(Field::Body) => self.words(raw, Scope::Body, negative),
            Some(field) => self.filter(raw, field, negative).map(Node::Filter),
        };
        match node {
            Some(node) => self.add(if lexeme.excluded { node.not() } else { node }),
            None => self.drop_operators(),
        }
    }

    /// The words of a run or a phrase. What hangs together (`well-being`, `3/4`, `a.b`) is looked
    /// for as it stands, other words apart (`http://…`, `note:x`).
    fn words(&mut self, raw: &Raw, scope: Scope, negative: bool) -> Option<Node> {
        let text = &self.text[raw.range.clone()];
        if let Some(name) = field_like(text).filter(|_| !raw.quoted && raw.field.is_none()) {
            self.note(format!(
                "{name}: is no filter (filters are tag: author: after: before: date: is: has: source: title:)"
            ));
        }
        let body = text.trim_end_matches('*');
        let mut parts: Vec<Text> = Vec::new();
        let mut last_end = 0;
        for word in words(body).take(MAX_LEAVES) {
            let joined = raw.quoted || hangs_together(&body[last_end.min(word.range.start)..word.range.start]);
            last_end = word.range.end;
            self.leaves += 1;
            if !negative {
                let range = raw.range.start + word.range.start..raw.range.start + word.range.end;
                self.out.spots.push(Spot { range, kind: SpotKind::Word(word.text.clone()) });
            }
            match parts.last_mut() {
                Some(part) if joined => part.words.push(word.text),
                _ => parts.push(Text { scope, words: vec![word.text], quoted: raw.quoted, ending: Ending::Whole }),
            }
        }
        if last_end == body.len()
            && let Some(part) = parts.last_mut()
        {
            part.ending = self.ending(raw, body.len() < text.len());
        }
        Node::all(parts.into_iter().map(Node::Text).collect())
    }

    fn ending(&self, raw: &Raw, star: bool) -> Ending {
        let is_last = raw.range.end == self.text.len() || self.before_filters.as_ref() == Some(&raw.range);
        let at_end = is_last && !(raw.quoted && raw.closed);
        match (star, self.typing) {
            (true, _) => Ending::Prefix,
            (false, Typing::Live) if at_end => Ending::Unfinished,
            _ => Ending::Whole,
        }
    }

    fn filter(&mut self, raw: &Raw, field: Field, negative: bool) -> Option<Filter> {
        self.leaves += 1;
        let typed = safe_line(&self.text[raw.range.clone()]);
        let text = typed.trim_end_matches(|c: char| c == '*' || c.is_whitespace());
        if text.is_empty() {
            self.note(format!("{}: has no value yet", field.name()));
            return None;
        }
        let ending = self.ending(raw, text.len() < typed.len());
        if !negative && matches!(field, Field::Tag | Field::Author | Field::Source) {
            self.out
                .spots
                .push(Spot { range: value_range(self.text, raw), kind: SpotKind::Value(field, text.to_owned()) });
        }
        let value = Value { text: text.to_owned(), ending };
        let filter = match field {
            Field::Tag => Some(Filter::Tag(value)),
            Field::Author => Some(Filter::Author(value)),
            Field::Source => Some(Filter::Source(value)),
            Field::After => Period::after(text).map(Filter::Published).or_else(|| lately(text, Side::After)),
            Field::Before => Period::before(text).map(Filter::Published).or_else(|| lately(text, Side::Before)),
            Field::Date => Period::read(text).map(Filter::Published).or_else(|| lately(text, Side::Within)),
            Field::Year => Period::read(text).map(Filter::Published),
            Field::Is => State::from_name(text).map(Filter::Is),
            Field::Has => Thing::from_name(text).map(Filter::Has),
            Field::Title | Field::Body => None,
        };
        if filter.is_none() {
            let text: String = text.chars().take(40).collect();
            self.note(match field {
                Field::Is => format!("is:{text} (known are read, unread and starred)"),
                Field::Has => format!("has:{text} (known are note, image and tag)"),
                Field::Year => format!("year:{text} (a year is 2024)"),
                _ => format!("{}:{text} (a date is 2024, 2024-03, 2024-03-05 or 2 weeks ago)", field.name()),
            });
        }
        filter
    }

    fn note(&mut self, note: String) {
        if self.out.ignored.len() < MAX_NOTES && !self.out.ignored.contains(&note) {
            self.out.ignored.push(note);
        }
    }
}

/// What stands before a colon as the name of a field would, and is none.
fn field_like(text: &str) -> Option<&str> {
    let (name, value) = text.split_once(':')?;
    let is_name = (2..=12).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_valued = value.chars().next().is_some_and(char::is_alphanumeric);
    (is_name && is_valued && Field::from_name(name).is_none()).then_some(name)
}

fn lately(text: &str, side: Side) -> Option<Filter> {
    Then::read(text).map(|then| Filter::Lately(Relative { side, then }))
}

/// Whether the text between two words makes them one: nothing at all, or a single mark.
fn hangs_together(between: &str) -> bool {
    let mut chars = between.chars();
    match (chars.next(), chars.next()) {
        (None, _) => true,
        (Some(c), None) => matches!(c, '-' | '‐' | '‑' | '–' | '.' | '/' | '_' | '@' | '&' | '+' | '\'' | '’' | ','),
        _ => false,
    }
}

/// The value as it stands in the text, quotes included, so that it can be replaced whole.
fn value_range(text: &str, raw: &Raw) -> Range<usize> {
    if !raw.quoted {
        return raw.range.clone();
    }
    let start = text[..raw.range.start].char_indices().next_back().map_or(0, |(at, _)| at);
    let end = raw.range.end + text[raw.range.end..].chars().next().map_or(0, char::len_utf8);
    start..end
}
