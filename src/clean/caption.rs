//! Captions and credits of pictures among the running text: "Photo: Ann Lee/Adobe Stock".
//!
//! A caption is a line of its own that opens as one and goes on with a source, ends in a credit in
//! brackets, or names an agency. Texts that lost their markup have it as a paragraph, sometimes
//! twice, sometimes glued to the first words. It becomes the caption of a [`Block::Figure`], so
//! that no word is lost; `fields` hands the one at the start of a text to the lead picture. Words
//! are in `assets/rules/captions.txt`.

use super::rules::{Openings, words};
use crate::article::merge::bare_words;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Inline, Place, Removal};
use std::ops::Range;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../assets/rules/captions.txt");

static CREDITS: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "credit"));
static BY: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "by"));
static SHOWN: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "shown"));
static AGENCIES: LazyLock<Openings> = LazyLock::new(|| Openings::read(FILE, "agency"));
static SMALL: LazyLock<Vec<&str>> = LazyLock::new(|| words(FILE, "small"));

/// Longer lines are the author's own, in bytes.
const LONGEST: usize = 300;
/// A source is no longer, in words: several names and agencies.
const LONGEST_SOURCE: usize = 16;
/// A source without an agency is a name or two, in words.
const LONGEST_NAME: usize = 8;
/// What goes on with so many words after a credit is running text.
const TEXT_FROM: usize = 8;

/// The rule under which a caption that leaves the text is recorded.
pub(super) const RULE: &str = "caption";

/// Makes figures of captions that stand as paragraphs: the caption of a picture right before that
/// has none, else of a picture unknown. One that only repeats the one before goes.
/// Whether there were any.
pub(super) fn figures(document: &mut Document, removed: &mut Vec<Removal>) -> bool {
    let mut out: Vec<Block> = Vec::with_capacity(document.blocks.len());
    let mut changed = false;
    for block in std::mem::take(&mut document.blocks) {
        let content = match block {
            Block::Paragraph(mut content) if begins_with_shortcode(&content) => {
                changed |= expand(&mut content, &mut out, removed);
                if !content.is_empty() {
                    out.push(Block::Paragraph(content));
                }
                continue;
            }
            Block::Paragraph(content) if is_caption(&inline_text(&content)) => content,
            Block::Heading { content, .. } if is_caption_in_a_heading(&content) => content,
            other => {
                out.push(other);
                continue;
            }
        };
        changed = true;
        match out.last_mut() {
            Some(Block::Figure { url, caption }) if caption.is_empty() && !url.is_empty() => *caption = content,
            Some(Block::Figure { caption, .. }) if is_same(caption, &content) => {
                removed.push(Removal::new(Place::Body, inline_text(&content), RULE));
            }
            _ => out.push(Block::Figure { url: String::new(), caption: content }),
        }
    }
    document.blocks = out;
    changed
}

/// WordPress's shortcode with its attributes, in a text that lost the picture in it.
const SHORTCODE: &str = "[caption ";
const SHORTCODE_END: &str = "[/caption]";

fn begins_with_shortcode(content: &[Inline]) -> bool {
    matches!(content.first(), Some(Inline::Text(text)) if text.starts_with(SHORTCODE))
}

/// Makes figures of the shortcodes at the beginning of a paragraph; what follows them stays.
fn expand(content: &mut Vec<Inline>, out: &mut Vec<Block>, removed: &mut Vec<Removal>) -> bool {
    let Some(Inline::Text(text)) = content.first_mut() else { return false };
    let mut rest = text.as_str();
    while let Some((attributes, caption, after)) = shortcode(rest) {
        removed.push(Removal::new(Place::Body, format!("{attributes}]{SHORTCODE_END}"), "shortcode"));
        if !caption.is_empty() {
            out.push(Block::Figure { url: String::new(), caption: vec![Inline::text(caption)] });
        }
        rest = after;
    }
    let changed = rest.len() < text.len();
    *text = rest.to_owned();
    if text.is_empty() {
        content.remove(0);
        if content.first() == Some(&Inline::Break) {
            content.remove(0);
        }
    }
    changed
}

/// Attributes, caption and what follows.
fn shortcode(text: &str) -> Option<(&str, &str, &str)> {
    let (inside, after) = text.strip_prefix(SHORTCODE).and_then(|_| text.split_once(SHORTCODE_END))?;
    let (attributes, caption) = inside.split_once(']').filter(|(attributes, _)| attributes.contains('='))?;
    Some((attributes, caption.trim(), after.trim_start()))
}

fn is_same(a: &[Inline], b: &[Inline]) -> bool {
    bare_words(&inline_text(a)) == bare_words(&inline_text(b))
}

/// A heading may open as a credit does; only an agency tells.
fn is_caption_in_a_heading(content: &[Inline]) -> bool {
    let text = inline_text(content);
    is_caption(&text) && agencies(&text).next().is_some()
}

/// Whether a line is a caption or credit and nothing else.
pub(super) fn is_caption(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST && !line.contains('\n') && (is_credit(line) || shows(line) || ends_in_credit(line))
}

/// "Photo: Ann Lee", "(credit: Ann Lee/Adobe Stock)", "Photo by Ann Lee on Unsplash", "© Ann Lee",
/// "momius/Adobe Stock".
fn is_credit(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "()[]*_".contains(c));
    if let Some(name) = line.strip_prefix('©') {
        return is_source(name);
    }
    match source(line) {
        Some(source) => is_source(source),
        None => is_agency_alone(line),
    }
}

/// What follows the opening of a credit.
fn source(line: &str) -> Option<&str> {
    let labelled = CREDITS.each_after(line).find_map(|rest| {
        let rest = rest.trim_start();
        rest.strip_prefix([':', '：', '/']).or_else(|| rest.starts_with('©').then_some(rest))
    });
    labelled.or_else(|| BY.after(line).filter(|rest| rest.starts_with(char::is_whitespace)))
}

/// A name or two, or anything short that ends in an agency's name. A sentence is neither.
fn is_source(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['©', ' ']);
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() > LONGEST_SOURCE || text.ends_with(['?', '!', ':', ';', '…']) {
        return false;
    }
    if let Some(agency) = agencies(text).last() {
        let rest = &text[agency.end..];
        let is_list = !rest.starts_with(char::is_whitespace);
        return is_list || rest.split_whitespace().count() <= 2;
    }
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase()) || word.trim_end_matches('.').contains(['/', '@', '.'])
    };
    let names = words.iter().filter(|word| is_name(word)).count();
    let is_small = |word: &&str| SMALL.contains(&word.to_lowercase().as_str());
    let others = words.iter().filter(|word| !is_name(word)).filter(|word| !is_small(word)).count();
    words.len() <= LONGEST_NAME
        && words.iter().find(|word| !is_small(word)).is_some_and(is_name)
        && (others * 2 <= names || words.len() == 2)
        && !(text.ends_with('.') && words.len() > 4)
}

/// "momius/Adobe Stock": what stands for a picture where the opening was left out.
fn is_agency_alone(line: &str) -> bool {
    let is_end = |agency: Range<usize>| {
        line[..agency.start].trim_end().ends_with(['/', '|']) && !line[agency.end..].contains(char::is_alphanumeric)
    };
    line.split_whitespace().count() <= 6 && !line.contains("://") && agencies(line).any(is_end)
}

/// "Pictured: Dame Moira Hill".
fn shows(line: &str) -> bool {
    let rest = SHOWN.each_after(line).find_map(|rest| rest.trim_start().strip_prefix(':')).map(str::trim);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase())
            && rest.split_whitespace().count() <= LONGEST_SOURCE
            && !rest.ends_with(['.', '?', '!', ':', ';', '…'])
    })
}

/// "Ann Lee, chair of the board (credit: Northtown Council)".
fn ends_in_credit(line: &str) -> bool {
    let Some(inner) = line.strip_suffix([')', ']']) else { return false };
    let Some(open) = inner.rfind(['(', '[']) else { return false };
    let before = inner[..open].trim();
    source(&inner[open + 1..]).is_some_and(is_source)
        && !before.ends_with(['.', '?', '!', ':', ';', '…', '”'])
        && before.split_whitespace().count() <= LONGEST_SOURCE * 2
}

/// Where a credit ends that running text is glued to: "Photo: Ann Lee/Adobe Stock The council …".
/// Only an agency behind a name shows where that is.
pub(super) fn glued(text: &str) -> Option<usize> {
    let opened = source(text)?;
    let start = text.len() - opened.len();
    let mut end = opened.len().min(LONGEST / 2);
    while !opened.is_char_boundary(end) {
        end -= 1;
    }
    let near = &opened[..end];
    agencies(near).find_map(|agency| {
        let (name, source) = (opened[..agency.start].trim_end(), &opened[..agency.end]);
        let rest = opened[agency.end..].strip_prefix(' ')?;
        let goes_on = rest.starts_with(|c: char| c.is_uppercase() || "“‘\"'".contains(c));
        let is_more = AGENCIES.after(rest).is_some();
        let is_text = rest.split_whitespace().nth(TEXT_FROM - 1).is_some();
        let is_credit =
            name.is_empty() || name.ends_with(['/', '|']) || name.ends_with(" on") || name.ends_with(" via");
        (goes_on && !is_more && is_text && is_credit && is_source(source)).then_some(start + agency.end)
    })
}

/// The caption that the text has under the picture at `url`, if it is a credit; a picture's
/// alternative text is none. Sizes of one picture are the same picture.
pub(super) fn of_picture(document: &Document, url: &str) -> Option<String> {
    document.blocks.iter().find_map(|block| match block {
        Block::Figure { url: other, caption } if !other.is_empty() && picture_key(other) == picture_key(url) => {
            Some(inline_text(caption)).filter(|caption| is_caption(caption))
        }
        _ => None,
    })
}

/// A picture's address without scheme, query, and the size that WordPress puts before its ending.
fn picture_key(url: &str) -> (&str, &str) {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let (name, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let size = name.rsplit_once('-').filter(|(_, size)| {
        *size == "scaled"
            || size.split_once('x').is_some_and(|(w, h)| {
                let is_number = |side: &str| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit());
                is_number(w) && is_number(h)
            })
    });
    (size.map_or(name, |(name, _)| name), ending)
}

/// Where agencies' names stand, in order.
fn agencies(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut before = None;
    let starts = text.char_indices().filter(move |(_, c)| {
        let begins = c.is_alphanumeric() && before.is_none_or(|c: char| !c.is_alphanumeric());
        before = Some(*c);
        begins
    });
    starts.filter_map(|(at, _)| {
        let rest = AGENCIES.after(&text[at..])?;
        // "PA" is one; a syllable or a word in small letters is none
        let found = &text[at..text.len() - rest.len()];
        (found.len() > 4 || found.chars().all(|c| !c.is_lowercase())).then_some(at..text.len() - rest.len())
    })
}
