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
    Fields { authors: byline::distinct(taking.fields.authors), ..taking.fields }
}

struct Taking<'a> {
    fields: Fields,
    image: Option<&'a mut Image>,
    dates: &'a Dates<'a>,
    removed: &'a mut Vec<Removal>,
}

impl Taking<'_> {
    /// Whether anything changed. Each block is moved once, however many go.
    fn opening(&mut self, blocks: &mut Vec<Block>) -> bool {
        let before = self.removed.len();
        let mut changed = false;
        let mut rest = std::mem::take(blocks).into_iter();
        while blocks.len() < OPENING
            && let Some(block) = rest.next()
        {
            let may_caption = blocks.iter().filter(|block| !matches!(block, Block::Figure { .. })).count() < 2;
            match block {
                Block::Paragraph(content) => {
                    let (captions, content) = self.open(content);
                    changed |= !captions.is_empty();
                    self.keep_captions(captions, may_caption, blocks);
                    blocks.extend(Some(content).filter(|content| !content.is_empty()).map(Block::Paragraph));
                }
                Block::Heading { content, .. } if self.line(&inline_text(&content)) => {}
                Block::Figure { url, caption } if url.is_empty() => {
                    self.keep_captions(vec![caption], may_caption, blocks);
                }
                block => blocks.push(block),
            }
        }
        blocks.extend(rest);
        changed || self.removed.len() > before
    }

    /// Takes the first lines off a paragraph that are fields; the captions among them, and the rest.
    fn open(&mut self, mut content: Vec<Inline>) -> (Vec<Vec<Inline>>, Vec<Inline>) {
        let mut captions = Vec::new();
        let mut start = 0;
        while let Some(rest) = content.get(start..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|inline| *inline == Inline::Break).unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or_default();
            let text = inline_text(line);
            if caption::is_caption(&text) {
                captions.push(line.to_vec());
            } else if let Some(credits) = content.get_mut(start).and_then(part_credits) {
                captions.extend(credits.into_iter().map(|credit| vec![credit]));
                continue;
            } else if !self.line(&text) {
                break;
            }
            start += length + 1;
        }
        content.drain(..content.len().min(start));
        (captions, content)
    }

    /// Captions that the lead picture does not take are figures.
    fn keep_captions(&mut self, captions: Vec<Vec<Inline>>, may_caption: bool, blocks: &mut Vec<Block>) {
        for caption in captions {
            if !(may_caption && self.caption(&inline_text(&caption))) {
                blocks.push(Block::Figure { url: String::new(), caption });
            }
        }
    }

    /// Ends that systems put there go by turns with lines that are fields. Whether anything
    /// changed. Each block is looked at once, however many go.
    fn closing(&mut self, document: &mut Document) -> bool {
        let before = self.removed.len();
        let mut last: Vec<Block> = Vec::new();
        while last.len() < CLOSING {
            if last.is_empty() {
                ending::strip(document, self.removed);
            }
            let Some(block) = document.blocks.pop() else { break };
            if !self.closes(&block) {
                last.push(block);
            }
        }
        document.blocks.extend(last.into_iter().rev());
        self.removed.len() > before
    }

    /// A byline that says more is a sentence here.
    fn closes(&mut self, block: &Block) -> bool {
        let (Block::Paragraph(content) | Block::Heading { content, .. }) = block else { return false };
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
        self.fields.authors.extend(names);
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

/// More credits than a paragraph begins with are its text.
const MOST_CREDITS: usize = 8;

/// Parts credits from the running text that they are glued to.
fn part_credits(inline: &mut Inline) -> Option<Vec<Inline>> {
    let Inline::Text(text) = inline else { return None };
    let mut credits = Vec::new();
    let mut rest = text.as_str();
    while let Some((credit, after)) = caption::glued(rest).and_then(|end| rest.split_at_checked(end)) {
        if credits.len() == MOST_CREDITS {
            return None;
        }
        credits.push(Inline::text(credit));
        rest = after.trim_start();
        if caption::is_caption(rest) {
            break;
        }
    }
    if credits.is_empty() {
        return None;
    }
    *text = rest.to_owned();
    Some(credits)
}
