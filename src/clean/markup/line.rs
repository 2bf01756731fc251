//! One line of running text being put together: characters in, canonical inlines out.
//!
//! Every character carries its style; neighbours of one style are one run, and runs nest in one
//! order (link, strong, emphasis, code). A space or line break has the style that both its
//! neighbours share. So the same text always gives the same inlines, however it was marked up.

use crate::article::Inline;
use std::rc::Rc;

/// What a character looks like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
    pub link: Option<Rc<str>>,
}

impl Style {
    fn shared(&self, other: &Self) -> Self {
        Self {
            strong: self.strong && other.strong,
            emphasis: self.emphasis && other.emphasis,
            code: self.code && other.code,
            link: self.link.clone().filter(|link| other.link.as_ref() == Some(link)),
        }
    }
}

/// Text, or a line break where there is none.
type Run = (Style, Option<String>);

#[derive(Debug, Default)]
pub(super) struct Line {
    runs: Vec<Run>,
    space: bool,
    breaks: usize,
    /// How many `]]>` were left out.
    pub remnants: usize,
}

impl Line {
    /// Adds text, white space collapsed.
    pub fn text(&mut self, text: &str, style: &Style) {
        let mut rest = text;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
            if word.contains('>') {
                self.closing_word(word, style);
            } else if !word.is_empty() {
                self.pending(style);
                self.push(word, style);
            }
            rest = after.trim_start();
            self.space |= rest.len() < after.len();
        }
    }

    /// Adds a word that may hold the end of a CDATA section.
    fn closing_word(&mut self, word: &str, style: &Style) {
        for piece in word.split_inclusive('>') {
            let text = piece.strip_suffix('>');
            let before = text.unwrap_or(piece);
            if !before.is_empty() {
                self.pending(style);
                self.push(before, style);
            }
            if text.is_some() && self.ends_a_section(style) {
                self.take_back();
            } else if text.is_some() {
                self.pending(style);
                self.push(">", style);
            }
        }
    }

    /// A line break, which shows only if text follows.
    pub fn line_break(&mut self) {
        self.breaks += 1;
    }

    /// A new line at least, as between two blocks of one table cell.
    pub fn new_line(&mut self) {
        self.breaks = self.breaks.max(1);
    }

    /// Whether an empty line was asked for: in running text, a new paragraph.
    pub fn wants_paragraph(&self) -> bool {
        self.breaks > 1 && !self.runs.is_empty()
    }

    /// Whether it has no text yet.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Its inlines; none if nothing of it shows. Starts anew.
    pub fn finish(&mut self) -> Vec<Inline> {
        self.space = false;
        self.breaks = 0;
        let runs = std::mem::take(&mut self.runs);
        let visible = runs.iter().filter_map(|(_, text)| text.as_deref()).flat_map(str::chars).any(is_visible);
        if visible { by_link(&runs) } else { Vec::new() }
    }

    /// Writes the white space that is due before a character of this style.
    fn pending(&mut self, style: &Style) {
        if let Some((last, _)) = self.runs.last() {
            if self.breaks > 0 {
                self.runs.push((last.shared(style), None));
            } else if self.space {
                self.push(" ", &last.shared(style));
            }
        }
        self.space = false;
        self.breaks = 0;
    }

    fn push(&mut self, text: &str, style: &Style) {
        match self.runs.last_mut() {
            Some((last, Some(run))) if last == style => run.push_str(text),
            _ => self.runs.push((style.clone(), Some(text.to_owned()))),
        }
    }

    /// Whether `]]` stands right before, so that a `>` makes the end of a CDATA section.
    fn ends_a_section(&self, style: &Style) -> bool {
        let last = self.runs.last();
        !self.space
            && self.breaks == 0
            && !style.code
            && last
                .is_some_and(|(last, text)| last == style && text.as_deref().is_some_and(|text| text.ends_with("]]")))
    }

    /// Takes `]]` out again; white space before it is due again.
    fn take_back(&mut self) {
        self.remnants += 1;
        if let Some((_, Some(text))) = self.runs.last_mut() {
            text.truncate(text.len() - 2);
        }
        while let Some((_, text)) = self.runs.last_mut() {
            match text {
                None => {
                    self.breaks = 1;
                    self.runs.pop();
                }
                Some(text) if text.is_empty() => {
                    self.runs.pop();
                }
                Some(text) if text.ends_with(' ') => {
                    self.space = true;
                    text.pop();
                }
                Some(_) => break,
            }
        }
    }
}

/// Something that shows: neither white space nor of no width.
pub(in crate::clean) fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

/// A finished line in which links are plain text that `goes` (of address and text) says.
pub(in crate::clean) fn relinked(content: &[Inline], goes: &mut dyn FnMut(&str, &str) -> bool) -> Vec<Inline> {
    let mut runs = Vec::new();
    runs_of(content, &Style::default(), &mut runs);
    for group in runs.chunk_by_mut(|a, b| a.0.link == b.0.link) {
        let Some(url) = group.first().and_then(|(style, _)| style.link.clone()) else { continue };
        let text: String = group.iter().map(|(_, text)| text.as_deref().unwrap_or("\n")).collect();
        if goes(&url, &text) {
            for (style, _) in group {
                style.link = None;
            }
        }
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for (style, text) in runs {
        match (joined.last_mut(), text) {
            (Some((last, Some(before))), Some(text)) if *last == style => before.push_str(&text),
            (_, text) => joined.push((style, text)),
        }
    }
    by_link(&joined)
}

/// The runs that a line was made of; inlines nest no deeper than a document may.
fn runs_of(content: &[Inline], style: &Style, runs: &mut Vec<Run>) {
    for inline in content {
        match inline {
            Inline::Text(text) => runs.push((style.clone(), Some(text.clone()))),
            Inline::Code(text) => runs.push((Style { code: true, ..style.clone() }, Some(text.clone()))),
            Inline::Break => runs.push((style.clone(), None)),
            Inline::Strong(inner) => runs_of(inner, &Style { strong: true, ..style.clone() }, runs),
            Inline::Emphasis(inner) => runs_of(inner, &Style { emphasis: true, ..style.clone() }, runs),
            Inline::Link { url, content } => {
                runs_of(content, &Style { link: Some(Rc::from(url.as_str())), ..style.clone() }, runs);
            }
        }
    }
}

fn by_link(runs: &[Run]) -> Vec<Inline> {
    let mut out = Vec::new();
    for group in runs.chunk_by(|a, b| a.0.link == b.0.link) {
        match group.first().and_then(|(style, _)| style.link.as_deref()) {
            Some(url) => out.push(Inline::Link { url: url.to_owned(), content: by_strength(group) }),
            None => out.extend(by_strength(group)),
        }
    }
    out
}

fn by_strength(runs: &[Run]) -> Vec<Inline> {
    let mut out = Vec::new();
    for group in runs.chunk_by(|a, b| a.0.strong == b.0.strong) {
        if group.first().is_some_and(|(style, _)| style.strong) {
            out.push(Inline::Strong(by_emphasis(group)));
        } else {
            out.extend(by_emphasis(group));
        }
    }
    out
}

fn by_emphasis(runs: &[Run]) -> Vec<Inline> {
    let mut out = Vec::new();
    for group in runs.chunk_by(|a, b| a.0.emphasis == b.0.emphasis) {
        let leaves = group.iter().map(|(style, text)| match text {
            None => Inline::Break,
            Some(text) if style.code => Inline::Code(text.clone()),
            Some(text) => Inline::Text(text.clone()),
        });
        if group.first().is_some_and(|(style, _)| style.emphasis) {
            out.push(Inline::Emphasis(leaves.collect()));
        } else {
            out.extend(leaves);
        }
    }
    out
}
