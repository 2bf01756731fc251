//! What systems put after a text: "The post … appeared first on …", "Share this:", "Recommend".
//!
//! Only the last blocks are looked at, and taken one after the other, so a text that speaks of
//! these things keeps them. Marks such as "Advertisement" are no text wherever they are a paragraph.
//! Wordings are in `assets/rules/endings.txt`; WordPress's feed tail is known by its build as well, in any
//! language.

use super::markup::is_visible;
use super::rules;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Inline, Place, Removal};
use std::sync::LazyLock;
use url::Url;

/// The rule of what goes wherever it stands.
const ASIDE: &str = "page-aside";

/// Wordings in lower case, cut at their stars.
struct Wording {
    rule: &'static str,
    pieces: Vec<String>,
}

static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    rules::pairs(include_str!("../../assets/rules/endings.txt"))
        .map(|(kind, wording)| Wording {
            rule: match kind {
                "tail" => "feed-tail",
                "aside" => ASIDE,
                _ => "page-ending",
            },
            pieces: normal(wording).split('*').map(str::to_owned).collect(),
        })
        .collect()
});

/// Longer paragraphs are the author's own, in bytes.
const LONGEST: usize = 600;

/// Longer paragraphs are no mere marks, in bytes and in pieces.
const LONGEST_ASIDE: usize = 160;
const MOST_PIECES: usize = 12;

/// Takes marks out of a document and endings off it, from the last block upwards, and says what went.
pub fn strip(document: &mut Document, removed: &mut Vec<Removal>) {
    document.blocks.retain_mut(|block| match block {
        Block::Quote(inner) => {
            let was_empty = inner.is_empty();
            inner.retain(|block| !takes_aside(block, removed));
            was_empty || !inner.is_empty()
        }
        block => !takes_aside(block, removed),
    });
    loop {
        match document.blocks.last_mut() {
            Some(Block::Rule) => {
                document.blocks.pop();
            }
            Some(Block::Paragraph(content) | Block::Heading { content, .. }) if content.is_empty() => {
                document.blocks.pop();
            }
            Some(Block::Paragraph(content) | Block::Heading { content, .. }) => {
                if let Some((text, rule)) = ending_of(content) {
                    removed.push(Removal::new(Place::Body, text.replace('\n', " "), rule));
                    document.blocks.pop();
                } else if !strip_last_lines(content, removed) {
                    return;
                }
            }
            _ => return,
        }
    }
}

fn takes_aside(block: &Block, removed: &mut Vec<Removal>) -> bool {
    let Block::Paragraph(content) = block else { return false };
    if content.is_empty() || content.len() > MOST_PIECES {
        return false;
    }
    let text = inline_text(content);
    if text.len() > LONGEST_ASIDE {
        return false;
    }
    let line = normal(&text);
    let is_aside = WORDINGS.iter().any(|wording| wording.rule == ASIDE && fits(&line, &wording.pieces));
    if is_aside {
        removed.push(Removal::new(Place::Body, text.replace('\n', " "), ASIDE));
    }
    is_aside
}

/// The same where endings stand on lines of their own within the last paragraph.
fn strip_last_lines(content: &mut Vec<Inline>, removed: &mut Vec<Removal>) -> bool {
    let before = content.len();
    while let Some(at) = content.iter().rposition(|inline| *inline == Inline::Break)
        && let Some((line, rule)) = content.get(at + 1..).and_then(ending_of)
    {
        removed.push(Removal::new(Place::Body, line.replace('\n', " "), rule));
        content.truncate(at);
    }
    // Such lines may have been all there was.
    let changed = content.len() < before;
    if changed && !inline_text(content).chars().any(is_visible) {
        content.clear();
    }
    changed
}

/// The text of an ending and its rule. What is made of many pieces is too long to be one, and not
/// put together to find that out.
fn ending_of(content: &[Inline]) -> Option<(String, &'static str)> {
    let text = (content.len() < LONGEST).then(|| inline_text(content))?;
    let rule = ending(&text, content)?;
    Some((text, rule))
}

fn ending(text: &str, content: &[Inline]) -> Option<&'static str> {
    if text.len() > LONGEST {
        return None;
    }
    if text.trim() == "]]>" {
        return Some("cdata-remnant");
    }
    let line = normal(text);
    let by_wording = WORDINGS.iter().find(|wording| fits(&line, &wording.pieces)).map(|wording| wording.rule);
    by_wording.or_else(|| is_feed_tail(text, content).then_some("feed-tail"))
}

/// Lower case, straight apostrophes, no point or colon at the end.
fn normal(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['.', ':', '…', ' ']).replace('’', "'").to_lowercase()
}

fn fits(line: &str, pieces: &[String]) -> bool {
    let [first, rest @ ..] = pieces else { return false };
    let Some(mut line) = line.strip_prefix(first.trim_end_matches([':', '.'])) else { return false };
    let [middle @ .., last] = rest else { return line.is_empty() };
    for piece in middle {
        match line.find(piece.as_str()) {
            Some(at) => line = &line[at + piece.len()..],
            None => return false,
        }
    }
    line.ends_with(last.as_str())
}

/// A line of few words around two links into one site: first to an article, then to the front page.
fn is_feed_tail(text: &str, content: &[Inline]) -> bool {
    let mut links = content.iter().filter_map(|inline| match inline {
        Inline::Link { url, content } => Some((Url::parse(url).ok()?, inline_text(content))),
        _ => None,
    });
    let (Some((article, title)), Some((site, name)), None) = (links.next(), links.next(), links.next()) else {
        return false;
    };
    let around = text.len().saturating_sub(title.len() + name.len());
    let starts_with_words =
        matches!(content.first(), Some(Inline::Text(text)) if text.chars().any(char::is_alphabetic));
    let ends_with_name = content.last().is_some_and(|last| match last {
        Inline::Text(text) => !text.chars().any(char::is_alphanumeric),
        last => matches!(last, Inline::Link { .. }),
    });
    let front_page = site.path().trim_matches('/').is_empty() && site.query().is_none_or(str::is_empty);
    let same_site =
        article.host_str().is_some() && article.host_str() == site.host_str() && article.path() != site.path();
    starts_with_words
        && ends_with_name
        && front_page
        && same_site
        && around < 80
        && !title.is_empty()
        && !name.is_empty()
}
