//! What runs off the main thread: requests in, reports out; and the archive that the command line
//! uses directly.

mod again;
mod archive;
pub mod browser;
mod citing;
pub mod clipboard;
mod counting;
mod deciding;
mod exporting;
mod gauge;
mod inputs;
mod paths;
mod pictures;
mod pipeline;
mod preparing;
mod reading;
mod remembering;
mod request;
mod room;
mod rows;
pub mod sample;
mod searches;
mod stream;
mod syncing;
mod taking_in;
mod unpacking;
mod verdicts;
pub mod walk;
mod workers;

pub use again::{Moved, Reworked, SourceReworked};
pub use archive::{Archive, ArchiveError, Forgettable, Reference, complete_query};
pub use citing::Sites;
pub use deciding::NoSuchText;
pub use exporting::{Export, ExportError, Exported, Output};
pub use gauge::{Doing, Done, Gauge};
pub use inputs::{Bundle, Input, inputs};
pub use pictures::PicturesDone;
pub use reading::Limits;
pub use remembering::{Change, Offer, offered};
pub use searches::{NameError, SavedSearch, sort_name};
pub use syncing::{Aim, Going, Manner, News, Wanted, Wish, way_name};
pub use taking_in::{Course, TakenIn, dry_run, dry_run_by};
pub use walk::Reach;
pub use workers::Workers;

pub use crate::cite::Style;
pub use crate::export::{Format, file_name};
pub use crate::fetch::Settings as Network;
pub use crate::index::{Count, Effort, Facets, Matched, Sort, TagCount, YearCount, Zone};
pub use crate::store::{DECIDED, Duplicated, Forgotten, Judged, Mark, Remembered, Step, note_text, own_tag};
pub use request::{
    AddReport, Answer, Chosen, Fetched, Overview, Progress, Report, Request, RequestNumber, Row, SearchAnswer, Shown,
    Suggestion, Work,
};
