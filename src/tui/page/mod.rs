//! An article laid out for a width: lines of styled text, made once when the article comes or the
//! width changes, of which `view` draws those in sight. Its matches are numbered on the way.
//!
//! Pure; called by `update`.

mod flow;
mod origin;
mod table;
mod write;

use super::dates::{long_date, read_time};
use super::theme::Look;
use crate::article::{Article, Bookmark, Summary, Tag};
pub use origin::{Origin, Stop, changes, origin};
use std::ops::Range;
use write::Writer;

/// Reading is best at this many columns, and never wider.
pub const COLUMNS: usize = 68;

/// A run of text of one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// Safe text without line breaks.
    pub text: String,
    /// How.
    pub look: Look,
    /// Number of the match it is part of.
    pub matched: Option<usize>,
}

impl Span {
    /// A run.
    pub fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look, matched: None }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line(pub Vec<Span>);

impl Line {
    /// A line of one look.
    pub fn of(text: impl Into<String>, look: Look) -> Self {
        Self(vec![Span::new(text, look)])
    }

    /// Its text without looks.
    pub fn text(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A laid out article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// Where in the article each of them begins, no two alike, and the two empty lines below them.
    pub starts: Vec<Bookmark>,
    /// The line that each match starts on.
    pub matches: Vec<usize>,
    /// How many of the lines are the title's.
    pub title_lines: usize,
    /// The lines that stand for text that recurs, and open or fold it.
    pub folds: Vec<usize>,
    /// Where its links lead, by their numbers from 1.
    pub links: Vec<String>,
    /// The first line of their list.
    pub link_list: Option<usize>,
    /// Columns it was laid out for.
    pub columns: usize,
}

impl Page {
    /// Where in the article a line begins.
    pub fn bookmark(&self, line: usize) -> Bookmark {
        self.starts.get(line).or(self.starts.last()).copied().unwrap_or_default()
    }

    /// The line that a place in the article is on; for one that is folded away, the line that stands for it.
    pub fn line_of(&self, place: Bookmark) -> usize {
        self.starts.partition_point(|start| *start <= place).saturating_sub(1)
    }
}

/// Which text that stands in many articles is folded to one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Folding {
    /// All of it.
    #[default]
    All,
    /// What has no match in it.
    Unmatched,
    /// None.
    Nothing,
}

/// Keys that a page names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keys<'a> {
    /// Opens what is folded.
    pub fold: Option<&'a str>,
    /// Changes the note.
    pub note: Option<&'a str>,
}

/// Lays an article out at `columns`, 68 at most; `marks` gives the byte ranges of a text's matches.
pub fn lay_out(
    article: &Article,
    columns: usize,
    marks: &dyn Fn(&str) -> Vec<Range<usize>>,
    folding: Folding,
    keys: Keys,
) -> Page {
    let columns = columns.clamp(1, COLUMNS);
    let mut writer = Writer::new(columns, marks);
    let summary = &article.summary;
    writer.paragraph(title(summary), &[], Look::TITLE);
    let title_lines = writer.lines();
    writer.gap(1);
    writer.plain_paragraph(&byline(summary, columns), Look::MUTED);
    let own = summary.own_tags.iter().map(own_tag);
    let tags: Vec<String> = summary.tags.iter().map(|tag| tag.name.clone()).chain(own).collect();
    if !tags.is_empty() {
        writer.plain_paragraph(&tags.join(" · "), Look::MUTED);
    }
    if let Some(text) = &summary.note {
        note(&mut writer, text, keys.note);
    }
    if let Some(caption) = summary.image.as_ref().and_then(|image| image.caption.as_ref()) {
        writer.gap(1);
        writer.plain_paragraph(&format!("{}{caption}", picture_label(caption)), Look::MUTED);
    }
    writer.gap(1);
    let mut flow = flow::Flow::new(&mut writer);
    flow.article(article, folding, keys.fold);
    let links = flow.into_links();
    writer.begin(article.document.blocks.len() + 1);
    if article.document.is_empty() {
        let text = summary.excerpt.as_deref().unwrap_or("There is no text of this article in the archive.");
        writer.paragraph(text, &[], Look::TEXT);
    }
    let mut link_list = None;
    if !links.is_empty() {
        writer.gap(2);
        writer.paragraph("Links", &[], Look::TITLE);
        link_list = Some(writer.lines());
        for (number, url) in links.iter().enumerate() {
            let marker = format!("[{}] ", number + 1);
            writer.indented(&marker, &" ".repeat(marker.len()), |writer| writer.plain_paragraph(url, Look::MUTED));
        }
    }
    Page { links, link_list, ..writer.finish(title_lines) }
}

/// The person's own words, apart from the article's.
fn note(writer: &mut Writer, text: &str, key: Option<&str>) {
    writer.gap(1);
    let label = Span::new("Your note", Look::TITLE);
    let hint = key.map(|key| [Span::new(format!("   {key}"), Look::ACCENT), Span::new(" changes it", Look::MUTED)]);
    writer.line(std::iter::once(label).chain(hint.into_iter().flatten()).collect());
    writer.indented("  ", "  ", |writer| {
        for line in text.lines() {
            if line.trim().is_empty() {
                writer.gap(1);
            } else {
                writer.paragraph(line, &[], Look::TEXT);
            }
        }
    });
}

/// An own tag, told apart from the site's.
pub fn own_tag(tag: &Tag) -> String {
    format!("+{}", tag.name)
}

/// What stands before a caption: nothing where the caption says itself that it is one ("Photo: …",
/// "Picture by …", "Image credit: …").
fn picture_label(caption: &str) -> &'static str {
    const NAMES: &[&str] = &[
        "photo",
        "photos",
        "photograph",
        "photographs",
        "photography",
        "picture",
        "pictures",
        "pic",
        "image",
        "images",
        "illustration",
        "graphic",
        "cartoon",
        "credit",
        "credits",
        "copyright",
        "foto",
        "bild",
        "imagen",
        "immagine",
    ];
    const FOLLOWED_BY: &[&str] = &["by", "credit", "credits", "courtesy", "posed", "copyright"];
    let start = caption.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = start.find(|c: char| !c.is_alphanumeric()).unwrap_or(start.len());
    let (name, rest) = start.split_at(end);
    let next = rest.split_whitespace().next().unwrap_or("").trim_end_matches([':', ',']);
    let says_so = rest.trim_start().starts_with([':', '©']) || FOLLOWED_BY.contains(&next.to_lowercase().as_str());
    if says_so && NAMES.contains(&name.to_lowercase().as_str()) { "" } else { "Picture: " }
}

/// The title, or what stands for a missing one.
pub fn title(summary: &Summary) -> &str {
    if summary.title.is_empty() { "(no title)" } else { &summary.title }
}

fn byline(summary: &Summary, columns: usize) -> String {
    let mut parts = vec![long_date(summary.published, columns > 60)];
    if !summary.authors.is_empty() {
        parts.push(summary.authors.join(", "));
    }
    parts.push(read_time(summary.words));
    if summary.starred {
        parts.push("starred".to_owned());
    }
    parts.join(" · ")
}
