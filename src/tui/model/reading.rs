//! The article on the screen.

use super::super::page::Page;
use crate::article::{Article, ArticleId};
use crate::work::RequestNumber;
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
    /// Its lines.
    pub page: Page,
    /// First line on the screen.
    pub scroll: usize,
    /// The match one stands on.
    pub current: Option<usize>,
    /// Whether text that stands in many articles is shown with the rest.
    pub unfolded: bool,
    /// Letters stand beside the links; those typed so far.
    pub hints: Option<String>,
    /// Looked for in the article.
    pub find: Option<Find>,
    /// An article that was left at this line: if it comes next, it is shown from there.
    pub left_at: Option<(ArticleId, usize)>,
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
