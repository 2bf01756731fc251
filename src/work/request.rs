//! What the reader asks of the workers, and what comes back.
//!
//! Every [`Request`] ends in exactly one [`Report::Done`] with its number, errors and panics
//! included; long ones send [`Report::Progress`] before it.

use super::{Facets, Format, Mark, SavedSearch, Sort, Style};
use crate::article::{Article, ArticleId, Bookmark, Decision, Revision, Summary, Timestamp};
use crate::text::changes::Change;
use std::ops::Range;

/// Numbers requests, so that a late answer to an old question is known as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RequestNumber(pub u64);

/// Something to be done off the main thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Rows `window` of the answer to a query as typed so far (the last word is a prefix); dates
    /// mean Europe/London.
    Search {
        /// The query's text.
        query: String,
        /// The order.
        sort: Sort,
        /// Which rows, from 0.
        window: Range<usize>,
    },
    /// Exact counts for the same query.
    Facets {
        /// The query's text.
        query: String,
    },
    /// One article, whole.
    Article(ArticleId),
    /// Makes marks, all or none of them.
    Mark(Vec<(ArticleId, Mark)>),
    /// An article is left here; `None` at its top.
    Left {
        /// Which.
        id: ArticleId,
        /// Where.
        at: Option<Bookmark>,
    },
    /// Takes in files, folders or addresses, as a person typed them.
    Add(Vec<String>),
    /// Has what is being taken in end soon; what has come in so far stays.
    Stop,
    /// What a path that is being typed could go on with.
    Paths(String),
    /// What lists show of the articles that have everything that a query as typed so far asks for, the
    /// first ones of them: to be selected.
    Select {
        /// The query's text.
        query: String,
        /// Their order.
        sort: Sort,
        /// How many at most.
        most: usize,
    },
    /// Brings all remembered sources up to date; answered as [`Request::Add`].
    Sync,
    /// Puts the bundled sample in the archive's place until that is gone back to, or the reader left.
    AddSample,
    /// Goes back from the sample to the person's own archive.
    LeaveSample,
    /// The articles most like one, the likest first.
    Related(ArticleId),
    /// The near duplicates of one.
    Twins(ArticleId),
    /// What has changed in an article since one of its versions.
    Changes {
        /// Which article.
        id: ArticleId,
        /// The version, by its number.
        version: usize,
    },
    /// Decides for all sources whether a text in titles is junk.
    Decide {
        /// The text as it was found.
        text: String,
        /// What is decided.
        decision: Decision,
    },
    /// All saved searches with their counts.
    Searches,
    /// Keeps a query under a name, in its order; answered as [`Request::Searches`].
    Save {
        /// The name.
        name: String,
        /// The query's text as typed so far: the last word is a prefix.
        query: String,
        /// The order.
        sort: Sort,
        /// Whether a search of the same name may go for it.
        replace: bool,
    },
    /// Gives a saved search another name; answered as [`Request::Searches`].
    Rename {
        /// Its name.
        name: String,
        /// Its new one.
        to: String,
    },
    /// Forgets a saved search for good; answered as [`Request::Searches`].
    Delete(String),
    /// A saved search is being looked at; answered as [`Request::Searches`].
    Look(String),
    /// Past searches.
    History,
    /// Puts a query at the head of the past searches.
    Remember(String),
    /// Opens an address in the browser.
    Browse(String),
    /// References to articles, as text for the clipboard.
    Refer {
        /// Which.
        ids: Vec<ArticleId>,
        /// In which form.
        style: Style,
    },
    /// Writes articles to a file, or to a folder of files.
    Export {
        /// Which.
        what: Chosen,
        /// As what.
        format: Format,
        /// Where, as a person typed it.
        path: String,
        /// Whether what is there may be written over.
        force: bool,
    },
    /// Totals for the top line.
    Overview,
    /// The same if the archive is other than at this revision, as another program may have made it;
    /// [`Answer::Done`] if not.
    Glance(Revision),
}

/// The articles that something is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    Articles(Vec<ArticleId>),
    /// All that have everything that a query as typed so far asks for, see [`Request::Search`].
    Search {
        /// The query's text.
        query: String,
        /// Their order.
        sort: Sort,
    },
}

impl Request {
    /// Whether it does something that a person wants done, even if the person leaves at once.
    pub fn is_deed(&self) -> bool {
        matches!(
            self,
            Self::Mark(_)
                | Self::Left { .. }
                | Self::Decide { .. }
                | Self::Save { .. }
                | Self::Rename { .. }
                | Self::Delete(_)
                | Self::Look(_)
                | Self::Remember(_)
                | Self::Browse(_)
        )
    }
}

/// Whoever does the work: the workers of a real archive, or a script in a test.
pub trait Work {
    /// Takes a request on without waiting for anything.
    fn send(&self, number: RequestNumber, request: Request);

    /// Where the reports come in.
    fn reports(&self) -> &crossbeam_channel::Receiver<Report>;
}

/// What comes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// A long request goes on.
    Progress(RequestNumber, Progress),
    /// A request has ended; the error is one line for people.
    Done(RequestNumber, Result<Answer, String>),
}

/// How far taking in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files found so far.
    pub of: usize,
    /// Articles that were not there before.
    pub new: usize,
    /// Files that gave nothing.
    pub errors: usize,
    /// Whether files are sources that are brought up to date.
    pub is_sync: bool,
    /// Pages fetched.
    pub pages: usize,
    /// Pages still to be fetched, as far as that is known.
    pub left: usize,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Request::Search`].
    Search(SearchAnswer),
    /// To [`Request::Facets`].
    Facets(Facets),
    /// To [`Request::Article`].
    Article(Box<Fetched>),
    /// To [`Request::Mark`], [`Request::Left`], [`Request::LeaveSample`], [`Request::Remember`],
    /// [`Request::Browse`], [`Request::Stop`] and [`Request::Glance`].
    Done,
    /// To [`Request::Related`] and [`Request::Twins`].
    Related(Vec<Row>),
    /// To [`Request::Paths`].
    Paths(Vec<String>),
    /// To [`Request::Select`].
    Selected(Vec<Summary>),
    /// To [`Request::Changes`]: from the earlier text to the present one.
    Changes(Vec<(Change, String)>),
    /// To [`Request::Decide`]: so many articles are other than before.
    Decided(usize),
    /// To [`Request::Searches`] and what changes them: all of them, by name.
    Searches(Vec<SavedSearch>),
    /// To [`Request::History`]: the newest first, each once.
    History(Vec<String>),
    /// To a [`Request::Search`] or [`Request::Facets`] that a newer one overtook before it began.
    Overtaken,
    /// To [`Request::Add`], [`Request::Sync`] and [`Request::AddSample`].
    Added(Vec<AddReport>),
    /// To [`Request::Overview`] and [`Request::Glance`].
    Overview(Overview),
    /// To [`Request::Refer`]: the text; empty where no article has such a reference.
    Text(String),
    /// To [`Request::Export`]: how many articles were written, and where to.
    Exported(usize, String),
    /// To [`Request::Export`] without `force`: this is there already, and nothing was written.
    Exists(String),
}

/// Rows of a result.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchAnswer {
    /// How many articles match with all words; with some words if none has all.
    pub total: usize,
    /// Rows there are to scroll through, partial matches included.
    pub rows_in_all: usize,
    /// Number of the first of `rows`.
    pub first: usize,
    /// The rows asked for, as far as there are any.
    pub rows: Vec<Row>,
    /// How the query was understood.
    pub understood: String,
    /// What was left out of account.
    pub ignored: Vec<String>,
    /// Ways on, where little or nothing was found.
    pub suggestions: Vec<Suggestion>,
}

/// One row of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The article.
    pub summary: Summary,
    /// Whether it has all words.
    pub all: bool,
    /// The passage that matches best; the text's beginning where no words are asked for.
    pub snippet: String,
    /// Byte ranges of the snippet.
    pub highlights: Vec<Range<usize>>,
    /// Byte ranges of the title.
    pub title_highlights: Vec<Range<usize>>,
}

/// Another query that finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to show: "Did you mean *bullying*".
    pub label: String,
    /// The whole query to run instead.
    pub query: String,
    /// What it finds.
    pub count: usize,
}

/// An article together with what the reader shows beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The article.
    pub article: Article,
    /// Where it was left, if not at its top.
    pub left: Option<Bookmark>,
    /// What in its titles is perhaps junk, undecided.
    pub suspected: Vec<String>,
}

/// What one file or address gave; the contract's `add --json` line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddReport {
    /// As given, or the path within a folder.
    pub source: String,
    /// Name of the shape; `None` if it could not be read.
    pub kind: Option<&'static str>,
    /// new + merged + unchanged
    pub articles: usize,
    /// Not there before.
    pub new: usize,
    /// There before, now seen in one source more, or changed.
    pub merged: usize,
    /// There before just so.
    pub unchanged: usize,
    /// One line each.
    pub warnings: Vec<String>,
    /// Warnings beyond those: a bundle may give cause for any number.
    pub unsaid: usize,
    /// Entries that were left out on purpose.
    pub left_out: usize,
    /// Feeds that it lists, now remembered.
    pub feeds: usize,
    /// Why it gave nothing.
    pub error: Option<String>,
    /// Is to the byte what was taken in before, so that it was not read again.
    pub is_known: bool,
    /// Speaks of a named folder as a whole, after its files.
    pub is_folder: bool,
}

impl AddReport {
    /// Whether no article and no feed came of it, and that is told why: a site that has nothing new is well.
    pub fn gave_nothing(&self) -> bool {
        let is_told = !self.warnings.is_empty() && !self.is_known && !self.is_folder;
        self.error.is_some() || is_told && self.articles + self.feeds == 0
    }

    /// Adds a warning; of very many only their number.
    pub fn warn(&mut self, warning: String) {
        const MOST: usize = 1000;
        if self.warnings.len() < MOST {
            self.warnings.push(warning);
        } else {
            self.unsaid += 1;
        }
    }
}

/// Totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overview {
    /// Articles in the archive.
    pub articles: usize,
    /// When something was last taken in.
    pub last_taken_in: Option<Timestamp>,
    /// When the remembered sources were last brought up to date.
    pub last_synced: Option<Timestamp>,
    /// Which archive that is.
    pub shown: Shown,
    /// What it was like then.
    pub revision: Revision,
}

/// Which archive the reader shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// The person's own.
    #[default]
    Own,
    /// The sample; the person's own can be gone back to.
    Sample,
    /// The sample, and there is no other.
    SampleAlone,
}
