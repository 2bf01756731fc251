//! Saved and past searches on the command line: their lists for `list`, and what is wrong with a name,
//! for `search` and `forget` too.

use super::out::Out;
use super::{Failure, Outcome};
use crate::work::{Archive, ArchiveError, NameError, Zone, sort_name};
use serde_json::json;

/// What came of naming a saved search, with what to do where that was wrong.
pub fn named<T>(outcome: Result<T, ArchiveError>) -> Result<T, Failure> {
    outcome.map_err(|error| match error {
        ArchiveError::Name(error @ (NameError::Empty | NameError::TooLong)) => Failure::Usage(error.to_string()),
        ArchiveError::Name(error @ NameError::Taken { .. }) => {
            anyhow::anyhow!("{error}; take another name, or add --replace").into()
        }
        ArchiveError::Name(error @ NameError::Missing { .. }) => {
            anyhow::anyhow!("{error}; cuttings list searches shows all").into()
        }
        error => error.into(),
    })
}

/// All saved searches, by name.
pub fn list(archive: &Archive, json: bool, out: &mut Out) -> Outcome {
    for saved in archive.saved_searches(Zone::Utc)? {
        if json {
            out.json(&json!({
                "name": saved.name, "query": saved.query, "sort": sort_name(saved.sort),
                "count": saved.count, "new": saved.new,
            }))?;
            continue;
        }
        let new = if saved.new > 0 { format!("{} new", saved.new) } else { String::new() };
        out.line(&format!("{:>7}  {new:>9}  {}  ({})", saved.count, saved.name, saved.query))?;
    }
    Ok(())
}

/// Past searches, the newest first.
pub fn history(archive: &Archive, json: bool, out: &mut Out) -> Outcome {
    for query in archive.history()? {
        if json { out.json(&json!({ "query": query }))? } else { out.line(&query)? }
    }
    Ok(())
}
