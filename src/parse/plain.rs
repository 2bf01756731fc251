//! Any other text: one article. Its first line is its title if it is short enough to be one, else
//! the first sentence is, and stays in the text.

use super::{Body, Found, Parsed};
use crate::article::Kind;
use crate::parse::markup::plain;
use unicode_segmentation::UnicodeSegmentation;

/// A longer line is a paragraph. In bytes.
const LONGEST_TITLE: usize = 200;

/// Reads a text. There is always one item in it.
pub fn parse(text: &str) -> Parsed {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let start = text.trim_start();
    let (first, rest) = start.split_once('\n').unwrap_or((start, ""));
    let (title, body) = if first.trim().len() <= LONGEST_TITLE {
        (first.trim().trim_start_matches('#').trim_start().to_owned(), rest)
    } else {
        let sentence = first.unicode_sentences().next().unwrap_or(first).trim();
        (shortened(sentence), start)
    };
    let body = unwrapped(body);
    let item = Found {
        title: plain(&title),
        body: Some(body).filter(|body| !body.trim().is_empty()).map(Body::Text),
        raw: text.as_bytes().to_vec(),
        ..Found::default()
    };
    Parsed { kind: Some(Kind::Text), items: vec![item], ..Parsed::default() }
}

fn shortened(sentence: &str) -> String {
    if sentence.len() <= LONGEST_TITLE {
        return sentence.to_owned();
    }
    let cut = &sentence[..sentence.floor_char_boundary(LONGEST_TITLE)];
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut))
}

/// Lines that were broken at a fixed width put together again: in a text with empty lines between
/// its paragraphs, a line that nearly fills the width goes on in the next.
fn unwrapped(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let has_gaps = lines.iter().filter(|line| line.is_empty()).count() * 12 > lines.len();
    if !(40..=100).contains(&width) || !has_gaps {
        return text.trim_matches('\n').to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or("");
        let word = next.split_whitespace().next().unwrap_or("");
        let begins_anew = next.is_empty()
            || next.starts_with([' ', '\t', '•', '-', '*', '▪', '>'])
            || word.trim_end_matches(['.', ')']).parse::<u32>().is_ok();
        let is_full = line.chars().count() + 1 + word.chars().count() > width * 4 / 5;
        out.push_str(line);
        out.push(if !line.is_empty() && !begins_anew && is_full { ' ' } else { '\n' });
    }
    out.trim_matches('\n').to_owned()
}
