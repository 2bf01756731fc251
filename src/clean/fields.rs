//! Lines at the start and the end of a text that are about the article and not of it: bylines,
//! update notes and the caption of the lead picture become fields.
//!
//! A line that says nothing else is taken out and recorded; one that says more ("By Ann Lee,
//! professor of …", "Correction (17 May 2022): …") stays. Running text between start and end is left
//! alone, but for captions, which become figures. Called by `ingest` for every item. Doing it again
//! finds nothing more: a line is judged by itself alone, and the first blocks are looked at until
//! none of them goes.

use super::update_note::{self, Dates};
use super::{byline, caption, ending};
use crate::article::merge::bare_words;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Image, Inline, Place, Removal, Timestamp};

/// Such lines stand within so many blocks from the start,
const OPENING: usize = 5;
/// and within so many from the end.
const CLOSING: usize = 3;

/// What the lines of a text say of the article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// Authors of its bylines, in order.
    pub authors: Vec<String>,
    /// The latest change that it tells of.
    pub updated: Option<Timestamp>,
}

/// How often what one step takes may make room for another.
const ROUNDS: usize = 8;

/// Takes the fields out of a document and says what went. `image` takes the caption that stands
/// at the start, if it has none.
pub fn take(document: &mut Document, image: Option<&mut Image>, dates: &Dates, removed: &mut Vec<Removal>) -> Fields {
    let mut taking = Taking { fields: Fields::default(), image, dates, removed };
    for _ in 0..ROUNDS {
        let figures = caption::figures(document, taking.removed);
        let opening = taking.opening(&mut document.blocks);
        let closing = taking.closing(document);
        if !figures && !opening && !closing {
            break;
        }
    }
    if let Some(image) = taking.image.filter(|image| image.caption.is_none()) {
        image.caption = caption::of_picture(document, &image.url);
    }
    taking.fields
}

struct Taking<'a> {
    fields: Fields,
    image: Option<&'a mut Image>,
    dates: &'a Dates<'a>,
    removed: &'a mut Vec<Removal>,
}

impl Taking<'_> {
    /// Whether anything changed.
    fn opening(&mut self, blocks: &mut Vec<Block>) -> bool {
        let (mut at, mut paragraphs, mut changed) = (0, 0, false);
        while at < OPENING {
            let Some(block) = blocks.get_mut(at) else { break };
            let may_caption = paragraphs < 2;
            if let Block::Figure { url, caption } = block
                && url.is_empty()
                && may_caption
                && self.caption(&inline_text(caption))
            {
                blocks.remove(at);
                changed = true;
                continue;
            }
            let (Block::Paragraph(content) | Block::Heading { content, .. }) = block else {
                at += 1;
                continue;
            };
            if let Some(line) = first_caption(content) {
                blocks.insert(at, Block::Figure { url: String::new(), caption: line });
                changed = true;
                continue;
            }
            let end = content.iter().position(|inline| *inline == Inline::Break).unwrap_or(content.len());
            if self.line(&inline_text(content.get(..end).unwrap_or_default())) {
                content.drain(..content.len().min(end + 1));
                if content.is_empty() {
                    blocks.remove(at);
                }
                changed = true;
                continue;
            }
            paragraphs += 1;
            at += 1;
        }
        changed
    }

    /// Ends that systems put there go by turns with lines that are fields. Whether anything changed.
    fn closing(&mut self, document: &mut Document) -> bool {
        let before = self.removed.len();
        loop {
            ending::strip(document, self.removed);
            let blocks = &mut document.blocks;
            let from = blocks.len().saturating_sub(CLOSING);
            let Some(at) = (from..blocks.len()).rev().find(|at| self.closes(blocks, *at)) else {
                return self.removed.len() > before;
            };
            blocks.remove(at);
        }
    }

    /// A byline that says more is a sentence here.
    fn closes(&mut self, blocks: &[Block], at: usize) -> bool {
        let Some(Block::Paragraph(content) | Block::Heading { content, .. }) = blocks.get(at) else { return false };
        let line = inline_text(content);
        let says_more = byline::read(&line).is_some_and(|(_, whole)| !whole);
        !says_more && self.line(&line)
    }

    /// Reads a line into the fields; whether it says nothing else, and so is recorded and may go.
    fn line(&mut self, line: &str) -> bool {
        if let Some((updated, whole)) = update_note::read(line, self.dates) {
            self.fields.updated = self.fields.updated.max(Some(updated));
            if whole {
                self.removed.push(Removal::new(Place::Body, line, "update-note"));
            }
            return whole;
        }
        let Some((names, whole)) = byline::read(line) else { return false };
        let known = &mut self.fields.authors;
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
        if whole {
            self.removed.push(Removal::new(Place::Body, line, "byline"));
        }
        whole
    }

    /// Gives the lead picture its caption; whether the line may go, since the picture has it.
    fn caption(&mut self, line: &str) -> bool {
        let Some(image) = self.image.as_deref_mut() else { return false };
        let own = image.caption.get_or_insert_with(|| line.to_owned());
        let is_own = bare_words(own) == bare_words(line);
        if is_own {
            self.removed.push(Removal::new(Place::Body, line, caption::RULE));
        }
        is_own
    }
}

/// Takes a caption off the beginning of a paragraph: its first line, or what the text is glued to.
fn first_caption(content: &mut Vec<Inline>) -> Option<Vec<Inline>> {
    if let Some(end) = content.iter().position(|inline| *inline == Inline::Break)
        && caption::is_caption(&inline_text(content.get(..end)?))
    {
        let line = content.drain(..end).collect();
        content.remove(0);
        return Some(line);
    }
    let Some(Inline::Text(text)) = content.first_mut() else { return None };
    let end = caption::glued(text)?;
    let rest = text.get(end..)?.trim_start().to_owned();
    let line = std::mem::replace(text, rest).get(..end)?.to_owned();
    Some(vec![Inline::Text(line)])
}
