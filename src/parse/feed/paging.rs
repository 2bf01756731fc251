//! Where a feed goes on: RFC 5005's `next` and `prev-archive`, JSON Feed's `next_url`, and whether it is
//! one of WordPress's, which has pages without saying so. Called by whoever walks through a feed.

use super::json_items;
use crate::parse::markup::{Scanner, Token, attributes};

/// What a feed says of its other pages; addresses as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paging {
    /// The page after this one (`next`), else the older archive (`prev-archive`).
    pub next: Option<String>,
    /// Whether WordPress made it.
    pub is_wordpress: bool,
}

/// Reads a feed's head; what stands in its items counts for nothing.
pub fn paging(text: &str) -> Paging {
    if text.trim_start().starts_with(['{', '[']) {
        return of_json(text);
    }
    let (mut next, mut archive, mut is_wordpress) = (None, None, false);
    let (mut in_item, mut in_generator) = (false, false);
    for (token, _) in Scanner::new(text) {
        match token {
            Token::Start { name, attributes: source, empty } => {
                let name = local(name);
                in_item |= is_item(name) && !empty;
                in_generator = name.eq_ignore_ascii_case("generator") && !in_item;
                is_wordpress |= in_generator && source.to_ascii_lowercase().contains("wordpress");
                if in_item || !name.eq_ignore_ascii_case("link") {
                    continue;
                }
                let attributes = attributes(source);
                let value = |wanted: &str| {
                    attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
                };
                let Some(href) = value("href").filter(|href| !href.is_empty()) else { continue };
                match value("rel").map(str::to_ascii_lowercase).as_deref() {
                    Some("next") => next = next.or_else(|| Some(href.to_owned())),
                    Some("prev-archive") => archive = archive.or_else(|| Some(href.to_owned())),
                    _ => {}
                }
            }
            Token::End { name } => {
                in_item &= !is_item(local(name));
                in_generator = false;
            }
            Token::Text(text) | Token::CData(text) => {
                is_wordpress |= in_generator && text.to_ascii_lowercase().contains("wordpress");
            }
        }
    }
    Paging { next: next.or(archive), is_wordpress }
}

fn of_json(text: &str) -> Paging {
    let head = serde_json::from_str::<serde_json::Value>(&json_items::split(text).head).ok();
    let next = head.as_ref().and_then(|head| super::json::string(head, "next_url"));
    Paging { next, is_wordpress: false }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn is_item(name: &str) -> bool {
    name.eq_ignore_ascii_case("item") || name.eq_ignore_ascii_case("entry")
}
