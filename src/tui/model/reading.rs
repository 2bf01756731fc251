//! The article on the screen.

use super::super::page::Page;
use crate::article::{Article, ArticleId, Bookmark};
use crate::work::RequestNumber;
use std::collections::BTreeMap;
use tui_input::Input;

/// The article pane.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The article that should be shown; another stays until it is there.
    pub wanted: Option<ArticleId>,
    /// The question for it, while it has no answer.
    pub pending: Option<RequestNumber>,
    /// The article shown.
    pub article: Option<Box<Article>>,
    /// What in its titles is perhaps junk.
    pub suspected: Vec<String>,
    /// Its lines.
    pub page: Page,
    /// First line on the screen.
    pub scroll: usize,
    /// The place in the article that it was when a person last scrolled, and the line that this was brought
    /// to since: another width has other lines, and coming back to one shows what stood there.
    pub held: (Bookmark, usize),
    /// Where articles were left since the start, those left at their top too.
    pub left: BTreeMap<ArticleId, Bookmark>,
    /// Where the article was when it came.
    pub came_at: Bookmark,
    /// The match one stands on.
    pub current: Option<usize>,
    /// Whether text that stands in many articles is shown with the rest.
    pub unfolded: bool,
    /// Letters stand beside the links; those typed so far.
    pub hints: Option<String>,
    /// Looked for in the article.
    pub find: Option<Find>,
}

/// A find in the article.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// What for.
    pub input: Input,
    /// Whether the caret is in it.
    pub typing: bool,
}

impl Reading {
    /// The number of the article shown.
    pub fn id(&self) -> Option<ArticleId> {
        self.article.as_ref().and_then(|article| article.summary.id)
    }

    /// Notes the place in the article if a person has scrolled since it was held.
    pub fn hold(&mut self) {
        if self.scroll != self.held.1 {
            self.held = (self.page.bookmark(self.scroll), self.scroll);
        }
    }

    /// Scrolls to the place held, as far as a screen of `rows` allows.
    pub fn keep_place(&mut self, rows: usize) {
        self.hold();
        self.scroll = self.page.line_of(self.held.0).min(self.last_scroll(rows));
        self.held.1 = self.scroll;
    }

    /// Whether the article is shown where it was left some time before.
    pub fn is_back(&self) -> bool {
        self.came_at > Bookmark::default() && self.held.0 == self.came_at && self.scroll == self.held.1
    }

    /// The last line that may be the first on a screen of `rows`; one empty line and the way on
    /// stand below the text.
    pub fn last_scroll(&self, rows: usize) -> usize {
        (self.page.lines.len() + 2).saturating_sub(rows)
    }

    /// Whether the end is on a screen of `rows`.
    pub fn at_end(&self, rows: usize) -> bool {
        self.scroll >= self.last_scroll(rows)
    }

    /// How much has passed, in percent.
    pub fn percent(&self, rows: usize) -> usize {
        let all = self.page.lines.len().max(1);
        ((self.scroll + rows).min(all) * 100) / all
    }
}
