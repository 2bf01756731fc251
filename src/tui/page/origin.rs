//! Where an article comes from and what was done to it, and what a person can do about that; and an earlier
//! version beside the present text.

use super::write::Writer;
use super::{Line, Span};
use crate::article::{Article, ArticleId, CanonicalUrl, Place, Removal};
use crate::text::changes::Change;
use crate::text::safe_line;
use crate::tui::dates::{exact, grouped};
use crate::tui::theme::{Look, Role};
use std::collections::BTreeMap;

/// Something in it that a key acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A text that is perhaps junk.
    Suspected(String),
    /// A text that was taken out of titles as junk.
    Junk(String),
    /// An article that is nearly the same.
    Twin(ArticleId),
    /// An earlier text, by its number.
    Version(usize),
}

/// It, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// The first line of each thing that a key acts on, and where its lines end.
    pub stops: Vec<(std::ops::Range<usize>, Stop)>,
}

/// Lays it out at `columns`.
pub fn origin(article: &Article, suspected: &[String], columns: usize) -> Origin {
    let none = |_: &str| Vec::new();
    let mut told = Told { writer: Writer::new(columns.max(1), &none), stops: Vec::new() };
    told.suspected(suspected);
    if let Some(url) = &article.summary.url {
        told.section("Address");
        told.writer.plain_paragraph(url.as_str(), Look::TEXT);
    }
    told.seen(article);
    told.removed(&article.removed);
    if !article.also_seen.is_empty() {
        told.section("Also seen as");
        for twin in &article.also_seen {
            let share = format!("article {}, {} % of the shorter text", twin.id, twin.share);
            let url = twin.url.as_ref().map_or("", CanonicalUrl::as_str);
            let parts = [(twin.title.as_str(), Look::TEXT), (url, Look::MUTED), (share.as_str(), Look::MUTED)];
            told.stop(Stop::Twin(twin.id), &parts);
        }
    }
    if !article.versions.is_empty() {
        told.section("Earlier versions");
        for (number, version) in article.versions.iter().enumerate() {
            let words = format!("{} words", grouped(version.words));
            let parts = [(&*exact(version.seen), Look::TEXT), (words.as_str(), Look::MUTED)];
            told.stop(Stop::Version(number), &parts);
        }
    }
    Origin { lines: told.writer.finish(0).lines, stops: told.stops }
}

struct Told<'a> {
    writer: Writer<'a>,
    stops: Vec<(std::ops::Range<usize>, Stop)>,
}

impl Told<'_> {
    fn section(&mut self, title: &str) {
        self.writer.gap(1);
        self.writer.plain_paragraph(title, Look::of(Role::Strong).bold());
    }

    fn bullet(&mut self, parts: &[(&str, Look)]) {
        self.writer.indented("• ", "  ", |writer| {
            for (text, look) in parts.iter().filter(|(text, _)| !text.is_empty()) {
                writer.plain_paragraph(text, *look);
            }
        });
    }

    fn stop(&mut self, stop: Stop, parts: &[(&str, Look)]) {
        self.writer.empty_lines();
        let first = self.writer.lines();
        self.bullet(parts);
        self.stops.push((first..self.writer.lines(), stop));
    }

    fn suspected(&mut self, suspected: &[String]) {
        if suspected.is_empty() {
            return;
        }
        self.section("Perhaps not of the title");
        for text in suspected {
            let shown = format!("“{}”", safe_line(text));
            self.stop(Stop::Suspected(text.clone()), &[(&shown, Look::TEXT)]);
        }
    }

    /// Sightings; a title that several sources spoil alike is told once.
    fn seen(&mut self, article: &Article) {
        let times = if article.seen.len() == 1 { "once".to_owned() } else { format!("{} times", article.seen.len()) };
        self.section(&format!("Seen {times}"));
        let mut titles: BTreeMap<&str, usize> = BTreeMap::new();
        for seen in &article.seen {
            *titles.entry(seen.raw_title.as_str()).or_default() += 1;
            let source = safe_line(seen.source.strip_prefix("file:").unwrap_or(&seen.source));
            self.bullet(&[(&source, Look::TEXT), (&exact(seen.seen), Look::MUTED)]);
        }
        titles.remove(article.summary.title.as_str());
        for (title, count) in titles {
            let there = if count == article.seen.len() {
                "title there".to_owned()
            } else {
                format!("title in {count} of them")
            };
            self.writer.gap(1);
            self.writer.plain_paragraph(&format!("{there}: {}", safe_line(title)), Look::MUTED);
        }
    }

    fn removed(&mut self, removed: &[Removal]) {
        self.section(if removed.is_empty() { "Nothing was removed" } else { "Removed" });
        for removal in removed {
            let text = safe_line(&removal.text);
            let rule = format!("{}, by the rule {}", removal.place.name(), removal.rule);
            let parts = [(text.as_str(), Look::TEXT), (rule.as_str(), Look::MUTED)];
            if removal.place == Place::Title {
                self.stop(Stop::Junk(removal.text.clone()), &parts);
            } else {
                self.bullet(&parts);
            }
        }
    }
}

/// An earlier text and what has become of it since: paragraphs that are as they were are counted, in the
/// others what is gone stands as `[-so-]`, what is new as `{+so+}`.
pub fn changes(changes: &[(Change, String)], columns: usize) -> Vec<Line> {
    let none = |_: &str| Vec::new();
    let mut writer = Writer::new(columns.max(1), &none);
    let mut same = 0;
    for paragraph in paragraphs(changes) {
        if paragraph.iter().all(|(change, _)| *change == Change::Same) {
            same += 1;
            continue;
        }
        unchanged(&mut writer, std::mem::take(&mut same));
        let (mut text, mut looks) = (String::new(), Vec::new());
        for (change, words) in paragraph {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            let words = safe_line(words);
            match change {
                Change::Same => text.push_str(&words),
                Change::Gone => text.push_str(&format!("[-{words}-]")),
                Change::New => text.push_str(&format!("{{+{words}+}}")),
            }
            match change {
                Change::Same => {}
                Change::Gone => looks.push((start..text.len(), Look::of(Role::Warn))),
                Change::New => looks.push((start..text.len(), Look::of(Role::Strong).bold().underlined())),
            }
        }
        writer.gap(1);
        writer.paragraph(&text, &looks, Look::TEXT);
    }
    unchanged(&mut writer, same);
    writer.finish(0).lines
}

fn unchanged(writer: &mut Writer, count: usize) {
    if count == 0 {
        return;
    }
    writer.gap(1);
    let text =
        if count == 1 { "1 paragraph is the same".to_owned() } else { format!("{count} paragraphs are the same") };
    writer.empty_lines();
    writer.line(vec![Span::new(text, Look::MUTED)]);
}

/// The changes of each paragraph.
fn paragraphs(changes: &[(Change, String)]) -> Vec<Vec<(Change, &str)>> {
    let mut paragraphs = vec![Vec::new()];
    for (change, text) in changes {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                paragraphs.push(Vec::new());
            }
            if let (Some(last), false) = (paragraphs.last_mut(), part.is_empty()) {
                last.push((*change, part));
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}
