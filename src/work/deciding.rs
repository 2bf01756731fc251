//! What a person decides of junk: which text is meant, for which sources, and what follows.
//!
//! Called by `cuttings junk`. A decision is stored and every source it concerns judged again in one
//! transaction.

use super::again::Moved;
use super::archive::{Archive, ArchiveError};
use crate::article::merge::bare_words;
use crate::article::{ArticleId, Decision, SourceId};
use crate::store::{Judged, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// A text that nobody can decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchText {
    /// As the person gave it.
    pub text: String,
    /// The most like it of those that were found.
    pub nearest: Option<String>,
}

impl Archive {
    /// What was taken out or is suspected, of all sources or of some.
    pub fn judged(&self, sources: &BTreeSet<SourceId>) -> Result<Vec<Judged>, ArchiveError> {
        Ok(self.store.judged(sources)?)
    }

    /// What stands in an article's titles and is suspected, undecided.
    pub fn suspected(&self, id: ArticleId) -> Result<Vec<String>, ArchiveError> {
        Ok(self.store.suspected(id)?)
    }

    /// The text that a person means: one that was found or decided on, or that a title or
    /// a channel's title has.
    pub fn text_named(
        &self,
        text: &str,
        sources: &BTreeSet<SourceId>,
    ) -> Result<Result<String, NoSuchText>, ArchiveError> {
        let text = text.trim();
        let found: BTreeSet<String> =
            self.store.judged(sources)?.into_iter().map(|judged| judged.finding.text).collect();
        let folded = bare_words(text);
        let same =
            found.get(text).or_else(|| found.iter().find(|known| bare_words(known) == folded && !folded.is_empty()));
        if let Some(known) = same {
            return Ok(Ok(known.clone()));
        }
        if !folded.is_empty() && self.store.says(text, sources)? {
            return Ok(Ok(text.to_owned()));
        }
        let nearest = found.into_iter().map(|known| (alike(&bare_words(&known), &folded), known)).max();
        let nearest = nearest.filter(|(likeness, _)| *likeness > 0).map(|(_, known)| known);
        Ok(Err(NoSuchText { text: text.to_owned(), nearest }))
    }

    /// Decides of texts, or with `None` takes decisions back: for some sources, or for all where none
    /// is named. Gives the articles that are other than before.
    pub fn decide(
        &mut self,
        decisions: &BTreeMap<String, Option<Decision>>,
        sources: &BTreeSet<SourceId>,
    ) -> Result<Vec<Moved>, ArchiveError> {
        let scope = if sources.is_empty() { Scope::Everywhere } else { Scope::Sources(sources.clone()) };
        self.moving(|writer| {
            for (text, decision) in decisions {
                writer.decide(text, &scope, *decision)?;
            }
            if scope == Scope::Everywhere {
                let texts: Vec<String> = decisions.keys().map(|text| bare_words(text)).collect();
                writer.review(&|title| {
                    let title = bare_words(title);
                    texts.iter().any(|text| title.contains(text))
                })?;
            }
            Ok(())
        })
    }
}

/// How much two texts have in common: pairs of neighbouring letters, in parts of a thousand.
pub(super) fn alike(a: &str, b: &str) -> usize {
    let pairs = |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, b) = (pairs(a), pairs(b));
    let shared = a.intersection(&b).count();
    shared * 2000 / (a.len() + b.len()).max(1)
}
