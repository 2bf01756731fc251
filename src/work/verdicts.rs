//! What is junk in titles, judged anew whenever what is known has changed.
//!
//! A verdict is a function of the evidence: what one source's titles share with its channel's. What
//! is junk in one source is known junk in all. So a change to one source can change the titles of
//! others, whichever came first, and forgetting takes a verdict back. Judging is `ingest`'s, the
//! evidence the store's; this brings the two together within one transaction.

use crate::ingest;
use crate::store::{StoreError, Writer};
use std::collections::BTreeSet;

/// What was known to be junk before a transaction changed anything.
pub(super) struct Verdicts {
    known: BTreeSet<String>,
}

impl Verdicts {
    /// Asked for at the beginning of a transaction.
    pub(super) fn before(writer: &Writer) -> Result<Self, StoreError> {
        Ok(Self { known: known_junk(writer)? })
    }

    /// Judges the titles of every source that the transaction has touched, and of those that have
    /// in a title what is known junk now and was not before, or the reverse.
    pub(super) fn renew(mut self, writer: &mut Writer) -> Result<(), StoreError> {
        // The second round sees what the first one's verdicts have made known. Sources are judged
        // by their own titles, so there is nothing for a third to see.
        for _ in 0..2 {
            let known = known_junk(writer)?;
            let news: Vec<&str> = known.symmetric_difference(&self.known).map(String::as_str).collect();
            writer.review(&news)?;
            let mut titles = Vec::new();
            for evidence in writer.evidence()? {
                let raw: Vec<&str> = evidence.titles.iter().map(|titled| titled.raw.as_str()).collect();
                let channels: Vec<&str> = evidence.channel_titles.iter().map(String::as_str).collect();
                let verdict = ingest::judge(&channels, &raw);
                titles.extend(evidence.titles.iter().map(|titled| {
                    let (title, removed) = ingest::clean_title(&titled.raw, &verdict, &known, &titled.removed);
                    (titled.id, title, removed)
                }));
            }
            writer.retitle(titles)?;
            let is_settled = known == known_junk(writer)?;
            self.known = known;
            if is_settled {
                break;
            }
        }
        Ok(())
    }
}

fn known_junk(writer: &Writer) -> Result<BTreeSet<String>, StoreError> {
    Ok(ingest::junk_among(&writer.title_removals()?))
}
