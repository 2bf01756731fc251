//! A site's name at the end of a title: "Title | Site".

use super::separator::SPACED;

/// The title without one of the `tails` at its end; unchanged if there is none or nothing else.
pub fn without_tail(title: &str, tails: &[&str]) -> String {
    let mut title = title;
    while let Some(head) = head_before(title, tails) {
        title = head;
    }
    title.to_owned()
}

fn head_before<'a>(title: &'a str, tails: &[&str]) -> Option<&'a str> {
    tails.iter().map(|tail| tail.trim()).filter(|tail| !tail.is_empty()).find_map(|tail| {
        SPACED.iter().find_map(|separator| {
            let mut ends = title.rmatch_indices(separator).map(|(at, _)| at).take(3);
            let at = ends.find(|at| title[at + separator.len()..].trim().to_lowercase() == tail.to_lowercase())?;
            let head = title[..at].trim();
            (!head.is_empty()).then_some(head)
        })
    })
}
