//! A panic, which is always the program's own mistake: told in one line like any other error.
//!
//! Those that are caught on the way (a library that fails on one file, a damaged index) come as
//! errors of their own and must not be told twice, so the hook only remembers.

use super::{Failure, Outcome};
use crate::text::safe_line;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

static LAST: Mutex<String> = Mutex::new(String::new());

/// Runs a command; a panic becomes its failure.
pub fn caught(run: impl FnOnce() -> Outcome) -> Outcome {
    set_hook(Box::new(|info| {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = safe_line(&info.to_string());
    }));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        Err(Failure::Error(anyhow::anyhow!(
            "the program made a mistake and stopped; what was taken in before is kept. Please report this: {last}"
        )))
    })
}
