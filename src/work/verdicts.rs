//! What is junk, judged anew whenever what is known has changed.
//!
//! A verdict is a function of the evidence: what one source says, what others call the same
//! articles. What is junk in one source is known junk in all. So a change to one source can change
//! the titles of others, whichever came first, and forgetting takes a verdict back. Judging is
//! `clean`'s, the evidence the store's; this brings the two together within one transaction.

use crate::clean::junk::{self, Evidence, Exhibit, Known};
use crate::store::{self, StoreError, Writer};
use std::collections::BTreeSet;

/// What was known to be junk before a transaction changed anything.
pub(super) struct Verdicts {
    known: BTreeSet<String>,
}

impl Verdicts {
    /// Asked for at the beginning of a transaction.
    pub(super) fn before(writer: &Writer) -> Result<Self, StoreError> {
        Ok(Self { known: learned(writer)? })
    }

    /// Judges every source that the transaction has touched, and those that have in a title what is
    /// known junk now and was not before, or the reverse.
    pub(super) fn renew(mut self, writer: &mut Writer) -> Result<(), StoreError> {
        // The second round sees what the first one's verdicts have made known. Sources are judged
        // by their own evidence, so there is nothing for a third to see.
        for _ in 0..2 {
            let known = learned(writer)?;
            let news: Vec<&str> = known.symmetric_difference(&self.known).map(String::as_str).collect();
            writer.review(&news)?;
            for evidence in writer.evidence()? {
                judge(writer, &evidence, &known)?;
            }
            let is_settled = known == learned(writer)?;
            self.known = known;
            if is_settled {
                break;
            }
        }
        Ok(())
    }
}

/// Judges one source; items on which the last verdict was the same are left as they are.
fn judge(writer: &mut Writer, evidence: &store::Evidence, learned: &BTreeSet<String>) -> Result<(), StoreError> {
    let exhibits = evidence.titles.iter().map(|titled| Exhibit {
        title: &titled.raw,
        witness: &titled.witness,
        elsewhere: &titled.elsewhere,
    });
    let said = Evidence { channels: evidence.channels.iter().collect(), exhibits: exhibits.collect() };
    let known = Known { learned: learned.clone(), ..Known::default() };
    let verdict = junk::judge(&said, &known);
    for titled in evidence.titles.iter().filter(|titled| titled.verdict != verdict.number()) {
        let item = writer.item(titled.id)?;
        writer.amend(titled.id, junk::amend(item, &verdict))?;
    }
    Ok(())
}

fn learned(writer: &Writer) -> Result<BTreeSet<String>, StoreError> {
    Ok(junk::learned(&writer.title_removals()?))
}
