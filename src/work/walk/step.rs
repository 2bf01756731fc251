//! The steps that a walk is made of.

use super::Reach;
use super::lists::ListStep;
use super::maps::MapStep;
use super::rest::{Named, PostsStep};
use super::terms::Terms;
use serde::{Deserialize, Serialize};

/// One thing to ask, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub address: String,
    pub task: Task,
    /// How often it has failed for the moment.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Task {
    /// What is at the address that a person gave?
    Look,
    /// Which numbers has a term?
    Terms(Terms),
    /// REST: a page of posts.
    Posts(PostsStep),
    /// REST: some posts by their numbers.
    Named(Named),
    /// A page of a feed or an archive.
    List(ListStep),
    /// A sitemap.
    Map(MapStep),
    /// An article's page; whether it has to say itself that it is one.
    Article { must_say: bool },
}

/// How often what fails for the moment is tried again, each time when the walk is resumed.
pub(super) const TRIES: u8 = 3;

impl Step {
    /// Whether it looks for what is new.
    pub fn is_check(&self) -> bool {
        match &self.task {
            Task::Look => true,
            Task::Posts(posts) => posts.is_check(),
            Task::List(list) => list.is_check,
            Task::Map(map) => map.is_check,
            Task::Terms(_) | Task::Named(_) | Task::Article { .. } => false,
        }
    }

    /// Whether what comes after it is older.
    pub fn is_history(&self) -> bool {
        match &self.task {
            Task::Posts(posts) => !posts.is_check(),
            Task::List(list) => !list.is_check,
            Task::Map(map) => !map.is_check,
            _ => false,
        }
    }

    /// Whether it is a page further on in a list that others of came from.
    pub fn is_in_the_middle(&self) -> bool {
        match &self.task {
            Task::Posts(posts) => posts.is_in_the_middle(),
            Task::List(list) => list.number > 1,
            _ => false,
        }
    }

    pub fn reach_to(&mut self, reach: Reach) {
        match &mut self.task {
            Task::Posts(posts) => {
                posts.reach = reach;
                self.address = posts.address_since(reach);
            }
            Task::List(list) => list.reach = reach,
            Task::Map(map) => map.reach = reach,
            _ => {}
        }
    }
}
