//! Searches that a person keeps: by name, with what is new in them, and those made lately.
//!
//! Called by the reader's workers and by the commands. What is new in a saved search is what matches it
//! now and did not whenever it was looked at; which articles those were, the store remembers.

use super::archive::{Archive, ArchiveError, complete_query};
use super::deciding::alike;
use crate::article::ArticleId;
use crate::index::{Sort, Zone};
use crate::query::{self, Query, Typing};
use crate::store::KeptSearch;
use crate::text::safe_line;

/// Characters of a saved search's name.
const LONGEST_NAME: usize = 100;
/// Pairs of letters, in parts of a thousand, that two names share which are like each other.
const LIKE: usize = 300;
/// Names like one that is not there.
const MOST_NEAREST: usize = 3;

/// A search kept by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its name, safe to print.
    pub name: String,
    /// The query, complete: its last word is no prefix.
    pub query: String,
    /// The order of its rows.
    pub sort: Sort,
    /// How many articles have all that it asks for.
    pub count: usize,
    /// How many of them it has not shown yet.
    pub new: usize,
}

/// What is wrong with the name of a saved search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was left of it.
    #[error("a saved search needs a name")]
    Empty,
    /// It fits on no line.
    #[error("the name of a saved search has {LONGEST_NAME} characters at most")]
    TooLong,
    /// Another search has it.
    #[error("there is a saved search “{name}” already: {query}")]
    Taken {
        /// As that one has it.
        name: String,
        /// What that one asks for.
        query: String,
    },
    /// No search has it.
    #[error("there is no saved search “{name}”{}", or_rather(nearest))]
    Missing {
        /// As it was given.
        name: String,
        /// Names that are like it, the likest first.
        nearest: Vec<String>,
    },
}

fn or_rather(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; did you mean “{}”", names.join("” or “")) }
}

impl Archive {
    /// All saved searches, by name. What is new in them stays new.
    pub fn saved_searches(&self, zone: Zone) -> Result<Vec<SavedSearch>, ArchiveError> {
        let mut saved = Vec::new();
        for KeptSearch { name, query, sort } in self.store.searches()? {
            let matches = self.matching(&complete_query(&query), zone)?;
            let new = self.store.new_to_search(&name, &matches)?;
            saved.push(SavedSearch { name, query, sort: sort_named(&sort), count: matches.len(), new });
        }
        Ok(saved)
    }

    /// Query and order of the search with this name.
    pub fn saved_search(&self, name: &str) -> Result<(String, Sort), ArchiveError> {
        let kept = self.kept(name)?;
        Ok((kept.query, sort_named(&kept.sort)))
    }

    /// Keeps a query under a name, and counts as looking at it. A name that is taken is taken over only
    /// with `replace`.
    pub fn save_search(&mut self, name: &str, query: &str, sort: Sort, replace: bool) -> Result<(), ArchiveError> {
        let name = sound_name(name)?;
        if let Some(known) = self.store.search_named(&name)?.filter(|_| !replace) {
            return Err(NameError::Taken { name: known.name, query: known.query }.into());
        }
        let query = safe_line(query);
        let shown = self.shown(&query)?;
        let search = KeptSearch { name, query, sort: sort_name(sort).to_owned() };
        Ok(self.store.keep_search(&search, &shown)?)
    }

    /// A query as a person has typed it so far, written so that it finds the same when it is complete:
    /// with a star where the last word would find more as a prefix.
    pub fn as_typed(&self, text: &str) -> Result<String, ArchiveError> {
        let (live, done) = (query::parse(text, Typing::Live), complete_query(text));
        let same = live == done || self.total(&live, Zone::London)? == self.total(&done, Zone::London)?;
        Ok(if same { text.to_owned() } else { live.to_string() })
    }

    /// Gives a saved search another name.
    pub fn rename_search(&mut self, from: &str, to: &str) -> Result<(), ArchiveError> {
        let (kept, to) = (self.kept(from)?, sound_name(to)?);
        if let Some(known) = self.store.search_named(&to)?.filter(|known| *known != kept) {
            return Err(NameError::Taken { name: known.name, query: known.query }.into());
        }
        self.store.rename_search(&kept.name, &to)?;
        Ok(())
    }

    /// Forgets a saved search for good; its name as it was kept.
    pub fn delete_search(&mut self, name: &str) -> Result<String, ArchiveError> {
        let kept = self.kept(name)?;
        self.store.delete_search(&kept.name)?;
        Ok(kept.name)
    }

    /// A person looks at a saved search: nothing that matches it now is new to it any more.
    pub fn look_at_search(&mut self, name: &str) -> Result<(), ArchiveError> {
        let kept = self.kept(name)?;
        let shown = self.shown(&kept.query)?;
        // Where nothing is new, nobody has to wait for who is writing just now.
        if self.store.new_to_search(&kept.name, &shown)? > 0 {
            self.store.search_has_shown(&kept.name, &shown)?;
        }
        Ok(())
    }

    /// Past searches, the newest first, each once.
    pub fn history(&self) -> Result<Vec<String>, ArchiveError> {
        Ok(self.store.history()?)
    }

    /// Puts a query at the head of the past ones; an empty one is none.
    pub fn remember_search(&mut self, query: &str) -> Result<(), ArchiveError> {
        let query = safe_line(query);
        if query.is_empty() {
            return Ok(());
        }
        Ok(self.store.add_to_history(&query)?)
    }

    /// Forgets all past searches; how many there were.
    pub fn clear_history(&mut self) -> Result<usize, ArchiveError> {
        Ok(self.store.clear_history()?)
    }

    fn kept(&self, name: &str) -> Result<KeptSearch, ArchiveError> {
        if let Some(kept) = self.store.search_named(name)? {
            return Ok(kept);
        }
        let name = safe_line(name);
        let lower = name.to_lowercase();
        let names = self.store.searches()?.into_iter().map(|kept| kept.name);
        let mut nearest: Vec<(usize, String)> = names
            .map(|known| (alike(&known.to_lowercase(), &lower), known))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .collect();
        nearest.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let nearest = nearest.into_iter().take(MOST_NEAREST).map(|(_, known)| known).collect();
        Err(NameError::Missing { name, nearest }.into())
    }

    /// Whoever looks at a search has seen all that matches it, whosever days its dates mean.
    fn shown(&self, query: &str) -> Result<Vec<ArticleId>, ArchiveError> {
        let query = complete_query(query);
        let mut shown = self.matching(&query, Zone::Utc)?;
        shown.extend(self.matching(&query, Zone::London)?);
        Ok(shown)
    }

    /// The articles that have all that a query asks for, `limit` at most.
    pub fn full_matches(
        &self,
        query: &Query,
        sort: Sort,
        zone: Zone,
        limit: Option<usize>,
    ) -> Result<Vec<ArticleId>, ArchiveError> {
        // Asked for no more than that, the index does not look for partial matches.
        let full = self.search(query, sort, zone, 0, Some(0))?;
        if full.total == 0 || full.partial {
            return Ok(Vec::new());
        }
        let most = limit.map_or(full.total, |limit| limit.min(full.total));
        let hits = self.search(query, sort, zone, 0, Some(most))?;
        Ok(hits.rows.into_iter().map(|hit| hit.id).collect())
    }
}

/// One line, safe to print, neither empty nor longer than a line.
fn sound_name(name: &str) -> Result<String, NameError> {
    let name = safe_line(name);
    match name.chars().count() {
        0 => Err(NameError::Empty),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(NameError::TooLong),
    }
}

/// As the command line and the store have it.
pub fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    }
}

fn sort_named(name: &str) -> Sort {
    [Sort::Newest, Sort::Oldest].into_iter().find(|sort| sort_name(*sort) == name).unwrap_or_default()
}
