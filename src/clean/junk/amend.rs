//! What a verdict makes of an item.
//!
//! An item always is what the last verdict made of what came in: [`amend`] begins with
//! [`Item::as_found`], so that verdicts can be taken back and never pile up.

use super::Verdict;
use crate::article::{Item, Place, Removal};
use crate::text::safe_line;

/// The rule that takes the name of the site from the end of a title.
pub(super) const SITE_NAME: &str = "site-name";

/// The item as this verdict has it.
pub fn amend(item: Item, verdict: &Verdict) -> Item {
    let mut item = item.as_found();
    let (mut title, taken) = verdict.clean(&item.raw_title);
    item.removed.extend(taken);
    let tail = item.site_tail.as_deref();
    let rest = tail.and_then(|tail| title.strip_suffix(tail)).map(str::trim).filter(|rest| !rest.is_empty());
    if let (Some(rest), Some(tail)) = (rest.map(str::to_owned), tail) {
        item.removed.push(Removal::new(Place::Title, safe_line(tail), SITE_NAME));
        title = rest;
    }
    item.title = safe_line(&title);
    item.verdict = verdict.number();
    item
}
