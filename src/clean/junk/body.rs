//! Junk in an item's other words: names, excerpt, captions, link texts, text.
//!
//! What a verdict found in titles goes where it stands set apart: as a block, a line, a link or an
//! emphasis of its own, or before a separator at the start of one. What is in a script foreign to
//! the text, or a phrase that only spam says, goes from the middle of sentences too, unless it is
//! quoted. Spam's words that no title has go as blocks, lines and links of their own. Sentences
//! that merely mention a word stay whole.

use super::gaps::{close_gap, join, join_gaps, unbracket};
use super::guards::Guard;
use super::lexicon;
use super::pieces::{Piece, Pieces};
use super::signs::{main_class, strange_class};
use super::suspect::Suspicion;
use super::verdict::Verdict;
use super::wording::SPAM_WORDS;
use super::words::{Class, Side, Text, Title, Unit};
use super::written::{class_of, written_in};
use crate::article::plain::inline_text;
use crate::article::{Block, CanonicalUrl, Document, Inline, Item, Place, Removal};
use crate::clean::link;
use crate::text::safe_line;
use crate::text::separator::parts_line;
use std::ops::Range;

/// Cleans the words of one item and says what went.
pub(super) struct Cleaner<'v> {
    verdict: &'v Verdict,
    /// In reading order, whichever end of titles they stand at.
    pieces: Pieces,
    /// What can have junk in it.
    suspicion: Suspicion,
    /// What the item is written in.
    class: Option<Class>,
    /// Where links to other hosts lead away from.
    host: Option<String>,
    removed: Vec<Removal>,
}

impl<'v> Cleaner<'v> {
    pub fn new(verdict: &'v Verdict, item: &Item) -> Self {
        let mut pieces = Pieces::default();
        for piece in verdict.pieces.all() {
            pieces.add(Piece { side: Side::Start, keys: piece.reading_keys(), ..piece.clone() });
        }
        let class = written_in(&item.document).or_else(|| class_of(verdict.clean(&item.raw_title).0.as_str()));
        let host = item.url.as_ref().map(CanonicalUrl::host).or(item.claimed_by.as_deref()).map(str::to_owned);
        let suspicion = Suspicion::of(&pieces, &lexicon::SURE);
        Self { verdict, pieces, suspicion, class, host, removed: Vec::new() }
    }

    pub fn into_removed(self) -> Vec<Removal> {
        self.removed
    }

    /// Names without junk, each once.
    pub fn names(&mut self, place: Place, names: &[String]) -> Vec<String> {
        let mut cleaned: Vec<String> = Vec::new();
        for name in names {
            let Some(shown) = self.name(place, name) else { continue };
            if shown == *name || !cleaned.iter().chain(names).any(|known| *known == shown) {
                cleaned.push(shown);
            }
        }
        cleaned
    }

    /// A name without junk, or nothing if it is nothing else.
    pub fn name(&mut self, place: Place, name: &str) -> Option<String> {
        if !self.suspicion.falls_on(name) {
            return Some(name.to_owned());
        }
        let (mut cleaned, removed) = self.verdict.clean_at(place, name);
        self.removed.extend(removed);
        while let Some((gone, rest)) = self.spam_at_an_end(&cleaned) {
            self.take(place, &gone, SPAM_WORDS);
            cleaned = rest;
        }
        if let Some(rule) = self.whole(&cleaned) {
            self.take(place, &cleaned, rule);
            return None;
        }
        Some(cleaned)
    }

    /// One line of text, or nothing if it is nothing but junk.
    pub fn line(&mut self, place: Place, text: &str) -> Option<String> {
        if !self.suspicion.falls_on(text) {
            return Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        if let Some(rule) = self.whole(text) {
            self.take(place, text, rule);
            return None;
        }
        let cleaned = self.cut(place, text);
        if cleaned.is_empty() { None } else { Some(cleaned) }
    }

    /// The document without junk, if there is any in it.
    pub fn document(&mut self, document: &Document) -> Option<Document> {
        if !document.blocks.iter().any(|block| self.suspicion.falls_on_block(block)) {
            return None;
        }
        let before = self.removed.len();
        let blocks = self.blocks(&document.blocks);
        (self.removed.len() > before).then(|| Document::new(blocks))
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Block> {
        blocks.iter().filter_map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Option<Block> {
        if !self.suspicion.falls_on_block(block) {
            return Some(block.clone());
        }
        let before = self.removed.len();
        let cleaned = match block {
            Block::Heading { level, content } => Block::Heading { level: *level, content: self.content(content) },
            Block::Paragraph(content) => Block::Paragraph(self.content(content)),
            Block::Quote(inner) => Block::Quote(self.blocks(inner)),
            Block::List { ordered, items } => {
                let cleaned = items.iter().map(|item| self.blocks(item));
                let kept = cleaned.zip(items).filter(|(cleaned, item)| !cleaned.is_empty() || item.is_empty());
                Block::List { ordered: *ordered, items: kept.map(|(cleaned, _)| cleaned).collect() }
            }
            Block::Table { header, rows } => Block::Table {
                header: header.iter().map(|cell| self.content(cell)).collect(),
                rows: rows.iter().map(|row| row.iter().map(|cell| self.content(cell)).collect()).collect(),
            },
            Block::Figure { url, caption } => Block::Figure { url: url.clone(), caption: self.content(caption) },
            Block::Preformatted(text) => {
                if let Some(rule) = self.whole(text) {
                    self.take(Place::Body, text, rule);
                    return None;
                }
                Block::Preformatted(text.clone())
            }
            Block::Rule => Block::Rule,
        };
        let is_empty = match &cleaned {
            Block::Heading { content, .. } | Block::Paragraph(content) => content.is_empty(),
            Block::Quote(inner) => inner.is_empty(),
            Block::List { items, .. } => items.is_empty(),
            _ => false,
        };
        (!is_empty || self.removed.len() == before).then_some(cleaned)
    }

    /// The inlines of a block: whole lines first, then what stands in them.
    fn content(&mut self, content: &[Inline]) -> Vec<Inline> {
        let is_farm = link::is_farm(content, self.host.as_deref(), |text| self.whole(text).is_some());
        let mut lines: Vec<Vec<Inline>> = Vec::new();
        for line in content.split(|inline| *inline == Inline::Break) {
            let text = inline_text(line);
            if let Some(rule) = self.whole(&text) {
                self.take_inlines(line, rule);
                continue;
            }
            let before = self.removed.len();
            let cleaned = self.inlines(line);
            if !(cleaned.is_empty() && self.removed.len() > before) {
                lines.push(cleaned);
            }
        }
        let mut cleaned = lines.join(&Inline::Break);
        if is_farm {
            link::take_off(&mut cleaned, |_| true, &mut self.removed);
        }
        cleaned
    }

    fn inlines(&mut self, line: &[Inline]) -> Vec<Inline> {
        let mut kept: Vec<Inline> = Vec::new();
        let mut skip = 0;
        for (at, inline) in line.iter().enumerate() {
            let before = self.removed.len();
            let shorter = match inline {
                Inline::Text(text) if skip > 0 => Some(Inline::text(text.get(skip..).unwrap_or(""))),
                _ => None,
            };
            skip = 0;
            match self.inline(shorter.as_ref().unwrap_or(inline)) {
                Some(inline) => kept.push(inline),
                None => skip = self.unbracket_gap(before, &mut kept, line.get(at + 1)),
            }
            if self.removed.len() > before {
                close_gap(&mut kept);
            }
        }
        if kept.iter().all(|inline| inline_text(std::slice::from_ref(inline)).trim().is_empty())
            && line.len() > kept.len()
        {
            kept.clear();
        }
        join_gaps(&mut kept, line.len());
        kept
    }

    /// Brackets round an inline that went go with it: how many bytes of the text after it.
    fn unbracket_gap(&mut self, first: usize, kept: &mut [Inline], next: Option<&Inline>) -> usize {
        let (Some(Inline::Text(before)), Some(Inline::Text(after))) = (kept.last_mut(), next) else { return 0 };
        let (opened, end) = unbracket(before, after);
        if let Some(removal) = self.removed.get_mut(first) {
            removal.text = format!("{opened}{}{}", removal.text, after.get(..end).unwrap_or(""));
        }
        end
    }

    fn inline(&mut self, inline: &Inline) -> Option<Inline> {
        let text = || inline_text(std::slice::from_ref(inline));
        Some(match inline {
            Inline::Text(text) => {
                let cleaned = self.cut(Place::Body, text);
                if cleaned.is_empty() && !text.is_empty() {
                    return None;
                }
                Inline::Text(cleaned)
            }
            Inline::Break => Inline::Break,
            inline => {
                if let Some(rule) = self.whole(&text()) {
                    self.take_inlines(std::slice::from_ref(inline), rule);
                    return None;
                }
                match inline {
                    Inline::Strong(inner) => Inline::Strong(self.inlines(inner)),
                    Inline::Emphasis(inner) => Inline::Emphasis(self.inlines(inner)),
                    Inline::Link { url, content } => {
                        Inline::Link { url: url.clone(), content: self.link_text(content) }
                    }
                    other => other.clone(),
                }
            }
        })
    }

    /// A link's text often is a title, and spoiled like one.
    fn link_text(&mut self, content: &[Inline]) -> Vec<Inline> {
        let [Inline::Text(text)] = content else { return self.inlines(content) };
        let (cleaned, removed) = self.verdict.clean_ends(Place::Body, text);
        self.removed.extend(removed);
        vec![Inline::Text(self.cut(Place::Body, &cleaned))]
    }

    /// Records what went, and where the links in it led.
    fn take_inlines(&mut self, gone: &[Inline], rule: &str) {
        self.take(Place::Body, &inline_text(gone), rule);
        self.take_links(gone);
    }

    /// Inlines nest no deeper than a document may.
    fn take_links(&mut self, gone: &[Inline]) {
        for inline in gone {
            match inline {
                Inline::Link { url, .. } => self.removed.push(Removal::new(Place::Body, url, link::RULE)),
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.take_links(inner),
                _ => {}
            }
        }
    }

    fn take(&mut self, place: Place, text: &str, rule: &str) {
        self.removed.push(Removal::new(place, safe_line(text), rule));
    }

    /// The rule by which a text that stands alone is nothing but junk.
    fn whole(&self, text: &str) -> Option<&'static str> {
        const LONGEST: usize = 400;
        if text.len() > LONGEST || self.verdict.is_rejected(text) {
            return None;
        }
        let title = Title::read(text);
        let text = title.from(Side::Start);
        let mut at = 0;
        let mut rule = None;
        while let Some(piece) = self.pieces.at_unit(text, at) {
            at += piece.keys.len();
            rule = Some(piece.rule);
        }
        if rule.is_some() && at == text.len() {
            return rule;
        }
        let wording = lexicon::wording(text);
        let is_foreign = lexicon::is_foreign(strange_class(text, text.units(text.len())), self.class);
        let is_one = text.first_part().is_none() && wording.is_nearly_known() && !wording.has_name;
        let is_known = is_one || wording.is_wholly_known();
        (is_known && (wording.sure || is_foreign && wording.hints >= 2)).then_some(SPAM_WORDS)
    }

    /// Spam's words at an end of a name: what goes and what is left.
    fn spam_at_an_end(&self, name: &str) -> Option<(String, String)> {
        let title = Title::read(name);
        Side::BOTH.into_iter().find_map(|side| {
            let (length, wording) = lexicon::edge(&title, side, true)?;
            let text = title.from(side);
            let own = strange_class(text, text.units(length));
            let is_foreign = lexicon::is_foreign(own, main_class(text, text.units_after(length)));
            let (gone, rest) = text.cut(length);
            let is_topic = lexicon::goes_on(text, length) && self.verdict.holds(Guard::Topic);
            let is_junk = wording.sure || is_foreign && wording.hints > 0 && !is_topic;
            (is_junk && !rest.is_empty() && !self.verdict.is_rejected(text.head(length)))
                .then(|| (gone.to_owned(), rest.to_owned()))
        })
    }

    /// A run of text without the junk in it.
    fn cut(&mut self, place: Place, raw: &str) -> String {
        let is_mixed =
            || self.class.is_some_and(Class::is_latin) && raw.chars().any(|c| c >= '\u{370}' && c.is_alphabetic());
        if self.pieces.all().is_empty() && !is_mixed() {
            return raw.to_owned();
        }
        let title = Title::read(raw);
        let text = title.from(Side::Start);
        let mut kept = String::new();
        let mut from = 0;
        let mut at = 0;
        while at < text.len() {
            let Some((length, rule)) = self.junk_at(raw, text, at) else {
                at += 1;
                continue;
            };
            let range = range_of(text, at, length);
            kept.push_str(raw.get(from..range.start).unwrap_or(""));
            let (opened, closed) = unbracket(&mut kept, raw.get(range.end..).unwrap_or(""));
            let end = range.end + closed;
            from = end + join(&mut kept, raw.get(end..).unwrap_or(""));
            self.take(place, (opened + raw.get(range.start..from).unwrap_or("")).trim(), rule);
            at += length;
        }
        if from == 0 {
            return raw.to_owned();
        }
        kept.push_str(raw.get(from..).unwrap_or(""));
        kept
    }

    /// How many units from `at` on are junk in running text.
    fn junk_at(&self, raw: &str, text: Text, at: usize) -> Option<(usize, &'static str)> {
        if let Some(piece) = self.pieces.at_unit(text, at) {
            let length = piece.keys.len();
            let is_foreign = lexicon::is_foreign(strange_class(text, text.span(at, length)), self.class);
            let is_sure = || wording_of(&piece.text).sure;
            let loose = is_foreign || is_sure() || !self.verdict.holds(Guard::Sentence);
            let starts = at == 0 && (has_separator(text.gap(length)) || is_set_apart_by_case(text, length));
            let quoted = is_quoted(raw, &range_of(text, at, length)) && self.verdict.holds(Guard::Quoted);
            return (starts || loose && !quoted).then_some((length, piece.rule));
        }
        let own = text.unit(at).map(|unit| unit.class).filter(|class| class.is_letters())?;
        let begins = at == 0 || text.unit(at - 1).is_some_and(|unit| unit.class != own);
        if !begins || !lexicon::is_foreign(Some(own), self.class) {
            return None;
        }
        let belongs = |unit: &&Unit| unit.class == own || unit.class == Class::Digits;
        let mut length = text.units_after(at).take_while(belongs).count();
        while length > 1
            && text.gap(at + length - 1).contains(char::is_whitespace)
            && text.unit(at + length - 1).is_some_and(|unit| unit.class == Class::Digits)
        {
            length -= 1;
        }
        let range = range_of(text, at, length);
        let run = raw.get(range.clone()).unwrap_or("");
        let wording = wording_of(run);
        let is_more = wording.hints > 0 || run.contains(|c: char| c.is_ascii_digit());
        (wording.sure
            && is_more
            && wording.is_mostly_known()
            && !is_quoted(raw, &range)
            && !self.verdict.is_rejected(run))
        .then_some((length, SPAM_WORDS))
    }
}

fn wording_of(text: &str) -> lexicon::Wording {
    lexicon::wording(Title::read(text).from(Side::Start))
}

fn range_of(text: Text, at: usize, length: usize) -> Range<usize> {
    let start = text.unit(at).map_or(0, |unit| Text::place(unit).start);
    let end = text.unit(at + length - 1).map_or(start, |unit| Text::place(unit).end);
    start..end
}

/// Words that begin small before one that begins large.
fn is_set_apart_by_case(text: Text, length: usize) -> bool {
    length >= 2 && text.unit(0).zip(text.unit(length)).is_some_and(|(first, next)| !first.large && next.large)
}

fn has_separator(gap: &str) -> bool {
    gap.contains(|c| parts_line(c) || matches!(c, '】' | ']'))
}

fn is_quoted(raw: &str, range: &Range<usize>) -> bool {
    let before = raw.get(..range.start).unwrap_or("").chars().next_back();
    let after = raw.get(range.end..).unwrap_or("").chars().next();
    before.is_some_and(|c| matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '「' | '《' | '『'))
        && after.is_some_and(|c| matches!(c, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | '」' | '》' | '』' | ',' | '.'))
}
