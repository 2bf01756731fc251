//! What a walk remembers from one time to the next, and what counts only while the program runs.

use super::character::Character;
use super::read::hash;
use crate::article::Timestamp;
use crate::fetch::{Body, Validators};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is remembered from one walk to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// What the source was like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character: Option<Character>,
    /// What first pages were recognised by, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pages: BTreeMap<String, Seen>,
    /// REST: the last change that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<Timestamp>,
    /// REST: how many days before that posts are looked at again, since one that was planned ahead
    /// appears with an earlier date of change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<u16>,
    /// REST: posts of those days with their last change, as they were when last looked at.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub recent: BTreeMap<u64, Timestamp>,
    /// REST: the numbers of all posts that were ever seen here.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub numbers: BTreeSet<u64>,
    /// REST: those of the list that is being read anew.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub listed: BTreeSet<u64>,
    /// Sitemaps: the last change in each that was read to its end.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub maps: BTreeMap<String, Timestamp>,
}

impl Memory {
    /// Whether a page says what it said the last time; keeps what it is recognised by the next time.
    pub fn is_as_it_was(&mut self, address: &str, body: &Body, said: &[u8]) -> bool {
        let seen = Seen { validators: body.validators.clone(), hash: hash(said) };
        let hash = seen.hash;
        self.pages.insert(address.to_owned(), seen).is_some_and(|before| before.hash == hash)
    }
}

/// What a page was when it last came.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    pub validators: Validators,
    /// For servers that give no validators.
    pub hash: u64,
}

/// What counts only while the program runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Run {
    /// What is asked and not answered.
    pub asked: HashSet<String>,
    /// Articles' pages that were put in the queue.
    pub named: HashSet<String>,
    /// Whether the walk began in this run, so that nothing can be newer than what it has seen.
    pub is_fresh: bool,
    /// Whether the way was looked for again, since the one known was closed.
    pub is_looked_again: bool,
    pub is_halted: bool,
    pub done: usize,
    pub lists: usize,
    pub articles: usize,
    /// Pages of the list that is walked, where the site says how many are left.
    pub pages_left: usize,
}
