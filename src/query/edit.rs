//! Changes to a query's text that leave all else in it as typed: for the filters pane, which only
//! writes tokens, and for Ctrl-W.

use super::dates::Period;
use super::lexer::{Lexeme, LexemeKind, is_quote, lex};
use super::{Choice, Field, Typing, parse};
use crate::text::words;
use chrono::NaiveDate;
use std::ops::Range;

/// A value of a field, wherever it stands.
struct Mention {
    field: Field,
    value: String,
    excluded: bool,
    /// Under no negation at all, so that what is put beside it is asked for too.
    plain: bool,
    /// Its own lexeme.
    at: usize,
    /// The `field:(` that it stands in.
    group: Option<usize>,
}

/// What an open bracket says of what stands in it.
#[derive(Clone, Copy, Default)]
struct Bracket {
    field: Option<Field>,
    group: Option<usize>,
    excluded: bool,
    negated: bool,
}

/// One pass over the lexemes, with the brackets that are open.
fn mentions(text: &str, lexemes: &[Lexeme]) -> Vec<Mention> {
    let mut open: Vec<Bracket> = Vec::new();
    let mut found = Vec::new();
    let mut not = false;
    for (at, lexeme) in lexemes.iter().enumerate() {
        let outer = open.last().copied().unwrap_or_default();
        let excluded = outer.excluded ^ lexeme.excluded ^ not;
        let negated = outer.negated || lexeme.excluded || not;
        match &lexeme.kind {
            LexemeKind::Open(named) => {
                let group = if named.is_some() { Some(at) } else { outer.group };
                open.push(Bracket { field: named.or(outer.field), group, excluded, negated });
            }
            LexemeKind::Close => {
                open.pop();
            }
            LexemeKind::Value(raw) => {
                if let Some(own) = raw.field.or(outer.field) {
                    let value = text[raw.range.clone()].trim().to_owned();
                    let group = if raw.field.is_some() { None } else { outer.group };
                    found.push(Mention { field: own, value, excluded, plain: !negated, at, group });
                }
            }
            _ => {}
        }
        not = lexeme.kind == LexemeKind::Not && !not;
    }
    found
}

/// Values are one value when their words are: case, accents, hyphens and quotes make no difference.
fn same(a: &str, b: &str) -> bool {
    let key = |value: &str| words(value).map(|word| word.text).collect::<Vec<_>>();
    let (left, right) = (key(a), key(b));
    if left.is_empty() { a.trim() == b.trim() } else { left == right }
}

/// What `text` says about `field:value`.
pub fn choice(text: &str, field: Field, value: &str) -> Choice {
    let found = mentions(text, &lex(text));
    if let (true, Some(period)) = (field.is_period(), Period::read(value)) {
        let sides = [(false, Choice::Included), (true, Choice::Excluded)];
        let said = sides.into_iter().find(|(side, _)| covers(&spans(&found, *side), span(period)));
        return said.map_or(Choice::Open, |(_, choice)| choice);
    }
    let said = found.iter().find(|mention| mention.field == field && same(&mention.value, value));
    match said {
        None => Choice::Open,
        Some(mention) if mention.excluded => Choice::Excluded,
        Some(_) => Choice::Included,
    }
}

/// The query text with `field:value` set to `choice`, all else as it was. Tags are added with and,
/// other fields' values with or: `author:(a OR b)`. Adjoining years and months become one
/// `date:a..b`.
pub fn with_choice(text: &str, field: Field, value: &str, choice: Choice) -> String {
    if let (true, Some(period)) = (field.is_period(), Period::read(value)) {
        return with_period(text, span(period), choice);
    }
    let text = without(text, |mention| mention.field == field && same(&mention.value, value));
    let value = written(value);
    match choice {
        Choice::Open => text,
        Choice::Excluded => inserted(&text, &format!("-{}:{value}", field.name())),
        Choice::Included if field == Field::Tag => inserted(&text, &format!("tag:{value}")),
        Choice::Included => joined(&text, field, &value),
    }
}

/// A value as it is typed: in quotes where it has to be.
pub fn written(value: &str) -> String {
    let value: String = value.chars().filter(|c| !is_quote(*c)).collect();
    let value = value.trim();
    let plain = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '*'));
    if plain && !value.starts_with('-') && !matches!(value, "OR" | "AND" | "NOT") {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

/// With one more value in the field's first group, or in a token of its own.
fn joined(text: &str, field: Field, value: &str) -> String {
    let lexemes = lex(text);
    let found = mentions(text, &lexemes);
    let Some(mention) = found.iter().find(|mention| mention.field == field && mention.plain) else {
        return inserted(text, &format!("{}:{value}", field.name()));
    };
    let last = found.iter().rfind(|other| mention.group.is_some() && other.group == mention.group).unwrap_or(mention);
    let range = &lexemes[last.at].range;
    let LexemeKind::Value(raw) = &lexemes[last.at].kind else { return text.to_owned() };
    let unclosed = raw.quoted && !raw.closed;
    let quote = if unclosed { "\"" } else { "" };
    if mention.group.is_some() {
        return format!("{}{quote} OR {value}{}", &text[..range.end], &text[range.end..]);
    }
    let old = &text[raw.range.start - usize::from(raw.quoted) * quote_before(text, raw.range.start)..range.end];
    format!("{}{}:({old}{quote} OR {value}){}", &text[..range.start], field.name(), &text[range.end..])
}

/// Length of the quote that ends at `at`.
fn quote_before(text: &str, at: usize) -> usize {
    text[..at].chars().next_back().map_or(0, char::len_utf8)
}

/// Without every mention that is `unwanted`, and without the operators that joined it to others.
fn without(text: &str, unwanted: impl Fn(&Mention) -> bool) -> String {
    let mut text = text.to_owned();
    // each turn takes one away; a query has few
    for _ in 0..64 {
        let lexemes = lex(&text);
        let found = mentions(&text, &lexemes);
        let Some(mention) = found.iter().find(|mention| unwanted(mention)) else { break };
        let alone = found.iter().filter(|other| other.group == mention.group).count() == 1;
        let pieces = match mention.group {
            Some(group) if alone => group..group_end(&lexemes, group),
            _ => mention.at..mention.at + 1,
        };
        text = cut(&text, &lexemes, pieces);
    }
    text
}

/// Behind the bracket that closes the one at `open`.
fn group_end(lexemes: &[Lexeme], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, lexeme) in lexemes.iter().enumerate().skip(open) {
        match lexeme.kind {
            LexemeKind::Open(_) => depth += 1,
            LexemeKind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    lexemes.len()
}

fn cut(text: &str, lexemes: &[Lexeme], pieces: Range<usize>) -> String {
    let Range { mut start, mut end } = pieces;
    let is_joint = |at: usize| matches!(lexemes[at].kind, LexemeKind::Or | LexemeKind::And);
    while start > 0 && lexemes[start - 1].kind == LexemeKind::Not {
        start -= 1;
    }
    if start > 0 && is_joint(start - 1) {
        start -= 1;
    } else if end < lexemes.len() && is_joint(end) {
        end += 1;
    }
    let (before, after) = (&text[..lexemes[start].range.start], &text[lexemes[end - 1].range.end..]);
    if after.trim_start().is_empty() {
        return before.trim_end().to_owned();
    }
    if before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(') {
        return format!("{before}{}", after.trim_start());
    }
    format!("{before}{after}")
}

/// With one more token, where it is joined to nothing: at the end, or at the beginning where the
/// end is unfinished.
fn inserted(text: &str, token: &str) -> String {
    let lexemes = lex(text);
    let depth = lexemes.iter().fold(0_usize, |depth, lexeme| match lexeme.kind {
        LexemeKind::Open(_) => depth + 1,
        LexemeKind::Close => depth.saturating_sub(1),
        _ => depth,
    });
    let finished = depth == 0
        && lexemes.last().is_none_or(|last| match &last.kind {
            LexemeKind::Value(raw) => raw.closed,
            kind => *kind == LexemeKind::Close,
        });
    if finished {
        let text = text.trim_end();
        return if text.is_empty() { token.to_owned() } else { format!("{text} {token}") };
    }
    // an OR at the very beginning joins nothing, and must not start to
    let joints = lexemes.iter().take_while(|lexeme| matches!(lexeme.kind, LexemeKind::Or | LexemeKind::And)).count();
    let at = if joints > 0 { lexemes[joints - 1].range.end } else { 0 };
    let (before, after) = text.split_at(at);
    let space = if before.is_empty() { "" } else { " " };
    format!("{before}{space}{token} {}", after.trim_start())
}

type Span = (NaiveDate, NaiveDate);

fn span(period: Period) -> Span {
    (period.from.unwrap_or(NaiveDate::MIN), period.before.unwrap_or(NaiveDate::MAX))
}

/// The days that `date:` and `year:` include or exclude, in order, adjoining ones as one.
fn spans(found: &[Mention], excluded: bool) -> Vec<Span> {
    let periods = found.iter().filter(|mention| mention.field.is_period() && mention.excluded == excluded);
    merged(periods.filter_map(|mention| Period::read(&mention.value)).map(span).collect())
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for (from, before) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(before),
            _ => out.push((from, before)),
        }
    }
    out
}

fn covers(spans: &[Span], (from, before): Span) -> bool {
    spans.iter().any(|span| span.0 <= from && before <= span.1)
}

fn minus(spans: &[Span], (from, before): Span) -> Vec<Span> {
    let pieces = spans.iter().flat_map(|span| [(span.0, span.1.min(from)), (span.0.max(before), span.1)]);
    pieces.filter(|(from, before)| from < before).collect()
}

fn with_period(text: &str, period: Span, choice: Choice) -> String {
    let mut text = text.to_owned();
    for (excluded, chosen) in [(false, Choice::Included), (true, Choice::Excluded)] {
        let before = spans(&mentions(&text, &lex(&text)), excluded);
        let mut after = minus(&before, period);
        if choice == chosen {
            after.push(period);
            after = merged(after);
        }
        if after != before {
            text = without(&text, |mention| {
                mention.field.is_period() && mention.excluded == excluded && Period::read(&mention.value).is_some()
            });
            if let Some(token) = date_token(&after) {
                text = inserted(&text, &format!("{}{token}", if excluded { "-" } else { "" }));
            }
        }
    }
    text
}

fn date_token(spans: &[Span]) -> Option<String> {
    let open = |day: NaiveDate| (day != NaiveDate::MIN && day != NaiveDate::MAX).then_some(day);
    let periods = spans.iter().map(|span| Period { from: open(span.0), before: open(span.1) });
    let values: Vec<String> = periods.map(Period::value).collect();
    match values.as_slice() {
        [] => None,
        [one] if one.len() == 4 => Some(format!("year:{one}")),
        [one] => Some(format!("date:{one}")),
        several => Some(format!("date:({})", several.join(" OR "))),
    }
}

/// The query text without the token that ends at or before `caret` (Ctrl-W), and the new caret. A
/// caret within a word takes what is before it.
pub fn without_token(text: &str, caret: usize) -> (String, usize) {
    let mut caret = caret.min(text.len());
    while !text.is_char_boundary(caret) {
        caret -= 1;
    }
    let query = parse(text, Typing::Done);
    let Some(token) = query.tokens().iter().rfind(|token| token.range.start < caret) else {
        return (text[caret..].to_owned(), 0);
    };
    let inside_words = caret < token.range.end && token.kind == super::TokenKind::Words;
    let end = if inside_words { caret } else { caret.max(token.range.end) };
    let after = &text[token.range.end..];
    if after.trim().is_empty() && matches!(token.kind, super::TokenKind::Filter { .. }) {
        // what the filter was put behind is as unfinished as it was
        let before = text[..token.range.start].trim_end();
        let left = if before.is_empty() { String::new() } else { format!("{before}{after}") };
        return (left.clone(), left.len());
    }
    (format!("{}{}", &text[..token.range.start], &text[end..]), token.range.start)
}
