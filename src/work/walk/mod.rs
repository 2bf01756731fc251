//! How an address on the web is read: which way in, and what is asked for next.
//!
//! A [`Walk`] does no input or output: it says what it wants asked ([`Walk::next`]) and is told what
//! came ([`Walk::answered`]), so that it can be tested by tables, stopped at any time, written down
//! (it is serialisable) and gone on with. Whoever drives it asks, stores what it says is to be taken
//! in, and then its new state.

use crate::article::{CanonicalUrl, Timestamp, WordpressId};
use crate::fetch::{Ask, Expected, FetchError, Reply, Validators};
use serde::{Deserialize, Serialize};

/// How far back a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Reach {
    /// What is new or changed since the last time; the first time as much as one request gives.
    #[default]
    New,
    /// What was published since then.
    Since(Timestamp),
    /// All there is.
    All,
}

/// The way in that was chosen; shown to people, and remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "way")]
pub enum Way {
    /// WordPress's REST interface.
    Rest {
        /// The address of the posts that are wanted, with its filter and without a page.
        posts: String,
    },
    /// A feed, paged by `?paged=N` or RFC 5005.
    Feed {
        /// Its first page.
        feed: String,
    },
    /// Archive pages, one after the other.
    Pages {
        /// The first.
        first: String,
    },
    /// Sitemaps.
    Sitemap {
        /// The index or the only one.
        sitemap: String,
    },
    /// One article's page.
    Article {
        /// Where it is.
        page: String,
    },
}

/// An article that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its canonical address.
    pub url: Option<CanonicalUrl>,
    /// Its number on the site, with `url`'s host.
    pub number: Option<WordpressId>,
    /// When the site last changed it.
    pub updated: Option<Timestamp>,
}

/// What the archive has already.
pub trait Known {
    /// Whether it has this article in full, as new as the list says.
    fn has(&self, article: &Listed) -> bool;
}

/// What an answer means for whoever drives the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The way in was chosen, or another one after the first was closed.
    Chosen(Way),
    /// To be taken in, as part of the source that is walked.
    TakeIn(Fetched),
    /// Nothing of it is taken in before a person has looked: what is wrong, one line.
    Suspect(String),
    /// One line for people.
    Problem(String),
    /// The site has it no more (404, 410, or gone from a list that named all).
    Gone(String),
    /// The source is at another address from now on.
    Moved(String),
}

/// A body to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it came from.
    pub address: String,
    /// As they came, expanded.
    pub bytes: Vec<u8>,
    /// The label of the charset that it was sent with.
    pub charset: Option<String>,
}

/// How far a walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// Answers had.
    pub done: usize,
    /// Answers still to come, where that is known.
    pub left: Option<usize>,
}

/// The way through one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    address: String,
    reach: Reach,
    way: Option<Way>,
    validators: Validators,
    is_asked: bool,
    is_done: bool,
}

impl Walk {
    /// Begins at an address as a person gave it.
    pub fn begin(address: &str, reach: Reach) -> Self {
        let (address, way, validators) = (address.to_owned(), None, Validators::default());
        Self { address, reach, way, validators, is_asked: false, is_done: false }
    }

    /// Begins again where an earlier walk has ended, or goes on where it was stopped.
    pub fn resume(&mut self, reach: Reach) {
        (self.reach, self.is_asked, self.is_done) = (reach, false, false);
    }

    /// What is to be asked next; `None`: nothing before an answer that is still to come, or
    /// nothing any more.
    pub fn next(&mut self) -> Option<Ask> {
        if self.is_asked {
            return None;
        }
        self.is_asked = true;
        let (address, validators) = (self.address.clone(), self.validators.clone());
        Some(Ask { address, expected: Expected::News, validators })
    }

    /// What came of an ask. Answers may come in any order.
    pub fn answered(&mut self, _ask: &Ask, answer: Result<Reply, FetchError>, _known: &dyn Known) -> Vec<Event> {
        self.is_done = true;
        match answer {
            Ok(Reply::Unchanged) => Vec::new(),
            Ok(Reply::Body(body)) => {
                self.validators = body.validators;
                let (address, bytes, charset) = (body.address, body.bytes, body.charset);
                vec![Event::TakeIn(Fetched { address, bytes, charset })]
            }
            Err(error) => vec![Event::Problem(error.to_string())],
        }
    }

    /// The way in, once it is chosen.
    pub fn way(&self) -> Option<&Way> {
        self.way.as_ref()
    }

    /// How far it has come.
    pub fn steps(&self) -> Steps {
        Steps { done: usize::from(self.is_done), left: Some(usize::from(!self.is_done)) }
    }

    /// Whether it has come to its end.
    pub fn is_done(&self) -> bool {
        self.is_done
    }
}
