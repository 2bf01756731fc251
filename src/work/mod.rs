//! What runs off the main thread: requests in, reports out; and the archive that the command line
//! uses directly.

mod request;

pub use crate::index::{Count, Facets, Matched, Sort, TagCount, YearCount, Zone};
pub use request::{
    AddReport, Answer, Fetched, Mark, Overview, Progress, Report, Request, RequestNumber, Row, SearchAnswer,
    Suggestion, Work,
};
