//! Who looks on while a long transaction goes on, and may end it: judging and comparing take minutes for
//! a large archive. A transaction that is ended so never was; what it was to do is left to the
//! next. Set by `work`, asked in the loops of `compare`, `twins` and of whoever judges.

use super::{StoreError, Writer};
use std::fmt;

/// What a long transaction is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Judging what is junk, source by source.
    Judging,
    /// Reading what articles say, article by article.
    Reading,
    /// Judging what recurs, passage by passage.
    Comparing,
    /// Looking for near duplicates, article by article.
    Pairing,
}

/// Told how many of how many are done; says whether to go on.
#[derive(Clone, Copy)]
pub struct Watch<'w>(pub &'w dyn Fn(Step, usize, usize) -> bool);

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("Watch")
    }
}

impl<'a> Writer<'a> {
    /// Tells how far it has come from now on.
    pub fn watched_by(&mut self, watch: Watch<'a>) {
        self.watch = Some(watch);
    }

    /// Tells how far a step has come.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] where it is to end.
    pub fn goes_on(&self, step: Step, done: usize, of: usize) -> Result<(), StoreError> {
        match self.watch {
            Some(Watch(told)) if !told(step, done, of) => Err(StoreError::Stopped),
            _ => Ok(()),
        }
    }
}
