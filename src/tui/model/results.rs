//! The list: a window of rows out of a result that may be long.

use crate::article::ArticleId;
use crate::query::{Typing, parse};
use crate::work::{RequestNumber, Row, Sort, Suggestion};
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

/// A question for rows under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its number.
    pub number: RequestNumber,
    /// Asked at, since the start.
    pub since: Duration,
    /// The query's text.
    pub query: String,
    /// The rows asked for.
    pub window: Range<usize>,
    /// What the answer is for.
    pub aim: Aim,
}

/// What an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Another query or order: its rows take the place of all others.
    Fresh,
    /// Another query, left with this row highlighted and this one on top.
    Restore(usize, usize),
    /// More rows of the same.
    Scroll,
}

/// The article that others are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// Its number.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// They are its near duplicates.
    pub twins: bool,
}

/// A question for articles like one under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLike {
    /// Its number.
    pub number: RequestNumber,
    /// Like which.
    pub like: Like,
    /// Where its list was left: the highlighted row, and the one on top.
    pub at: Option<(usize, usize)>,
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Whether anything was answered yet.
    pub answered: bool,
    /// The query that the rows are an answer to.
    pub query: String,
    /// The order.
    pub sort: Sort,
    /// Full matches, see [`crate::work::SearchAnswer::total`].
    pub total: usize,
    /// Rows to scroll through.
    pub in_all: usize,
    /// The rows at hand, by number.
    pub rows: BTreeMap<usize, Row>,
    /// How the query was understood.
    pub understood: String,
    /// What was left out of account.
    pub ignored: Vec<String>,
    /// Ways on.
    pub suggestions: Vec<Suggestion>,
    /// Highlighted row, among rows or, without any, among [`Results::ways`].
    pub selected: usize,
    /// First row on the screen.
    pub top: usize,
    /// The list was scrolled away from the highlight, which was and is on this row.
    pub away: Option<usize>,
    /// Whether rows show the passage that matches.
    pub with_snippets: bool,
    /// The newest question, while it has no answer.
    pub pending: Option<Pending>,
    /// The newest question for articles like one, while it has no answer.
    pub pending_like: Option<PendingLike>,
    /// The last window asked for: an answer without the rows it should have is not asked again.
    pub asked: Option<Range<usize>>,
    /// Enter was pressed before the answer was there: its first row is read when it is.
    pub open_when_there: bool,
}

/// A row of an empty list: what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Another query that finds something.
    Suggestion(Suggestion),
    /// Everything again.
    Clear,
    /// The bundled articles.
    Sample,
    /// A site's news, see [`News`].
    News,
    /// Own files.
    Add,
}

/// The site whose news an empty archive offers to get. Which one that is, stands in
/// `assets/first-news.txt`.
pub struct News {
    /// The offer's words.
    pub label: &'static str,
    /// What to take in.
    pub addresses: Vec<String>,
}

impl News {
    /// The one there is.
    pub fn bundled() -> Self {
        let lines = include_str!("../../../assets/first-news.txt").lines();
        let mut lines = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { label: lines.next().unwrap_or("Get news"), addresses: lines.map(str::to_owned).collect() }
    }
}

impl Results {
    /// Rows on the screen for an empty list; none while there are articles or no answer yet.
    pub fn ways(&self) -> Vec<Way> {
        if !self.answered || self.in_all > 0 {
            return Vec::new();
        }
        if self.query.trim().is_empty() {
            return vec![Way::Sample, Way::News, Way::Add];
        }
        let suggestions = self.suggestions.iter().cloned().map(Way::Suggestion);
        suggestions.chain([Way::Clear]).collect()
    }

    /// How many rows can be highlighted.
    pub fn len(&self) -> usize {
        if self.in_all > 0 { self.in_all } else { self.ways().len() }
    }

    /// Whether there is nothing to highlight.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first row that has some of the words only; `None` where all rows have all.
    pub fn partial_from(&self) -> Option<usize> {
        let all_are_partial = self.rows.get(&0).is_some_and(|row| !row.all);
        let full = if all_are_partial { 0 } else { self.total };
        (full < self.in_all || all_are_partial).then_some(full)
    }

    /// The highlighted article, if its row is at hand.
    pub fn selected_row(&self) -> Option<&Row> {
        self.rows.get(&self.selected)
    }

    /// The number of the highlighted article.
    pub fn selected_id(&self) -> Option<ArticleId> {
        self.selected_row().and_then(|row| row.summary.id)
    }

    /// Lines of one row and empty ones after it, where so many lines are there for all rows: where a whole
    /// row has no room, one is as high as there is.
    pub fn row_height(&self, lines: usize) -> (usize, usize) {
        let (whole, gap) = if self.with_snippets { (4, 1) } else { (3, 0) };
        if lines < whole { (lines.max(1), 0) } else { (whole, gap) }
    }

    /// Keeps the highlight among the rows and on the screen, where `fit` rows have room; unless the list was
    /// scrolled away from it, and keys act elsewhere.
    pub fn keep_in_sight(&mut self, fit: usize, acts_here: bool) {
        let (len, fit) = (self.len(), fit.max(1));
        self.selected = self.selected.min(len.saturating_sub(1));
        self.top = self.top.min(len.saturating_sub(fit));
        self.away = self.away.filter(|row| !acts_here && *row == self.selected);
        if self.away.is_some() {
            return;
        }
        self.top = self.top.min(self.selected);
        self.top = self.top.max((self.selected + 1).saturating_sub(fit));
    }

    /// The window to ask for if a row in sight is missing.
    pub fn missing(&self, fit: usize) -> Option<Range<usize>> {
        let sight = self.top..(self.top + fit + 1).min(self.in_all);
        let lacks = sight.clone().any(|number| !self.rows.contains_key(&number));
        let window = window(self.top, fit);
        (lacks && self.asked.as_ref() != Some(&window)).then_some(window)
    }

    /// Notes which query the rows answer.
    pub fn answers(&mut self, query: String) {
        self.with_snippets = !parse(&query, Typing::Live).needles().is_empty();
        self.query = query;
    }
}

/// Three screens of rows, the one in sight in the middle.
pub fn window(top: usize, fit: usize) -> Range<usize> {
    let fit = fit.max(4) + 1;
    top.saturating_sub(fit)..top + 2 * fit
}
