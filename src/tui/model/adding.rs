//! Taking in from inside: the line for what to add, and what came to nothing.

use crate::work::AddReport;
use tui_input::Input;

/// The line in which a file, a folder or an address is typed.
#[derive(Debug, Clone, Default)]
pub struct AddPrompt {
    /// So far.
    pub input: Input,
    /// What Tab has found it could go on with.
    pub paths: Vec<String>,
}

/// Paths in sight below the line.
pub const PATHS_IN_SIGHT: usize = 6;

/// Something that gave no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or address.
    pub source: String,
    /// Why.
    pub what: String,
}

impl Problem {
    /// That of a report, if it tells of one.
    pub fn of(report: &AddReport) -> Option<Self> {
        let what = report.error.as_ref().or(report.warnings.first());
        report.gave_nothing().then(|| Self {
            source: report.source.clone(),
            what: what.map(|what| crate::text::safe_line(what)).unwrap_or_default(),
        })
    }
}
