//! Links that others put into a text: unlinked, their text left standing, their address recorded.
//!
//! Hijackers of a site hang links on a dot or a space, or on junk words that lead to other hosts.
//! That a link is `nofollow` or leads elsewhere says nothing. What junk is, the caller knows.
//! Links that do not show at all are `markup`'s part.

use super::markup::{is_visible, relinked};
use crate::article::merge::same_site;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Inline, Place, Removal};
use url::Url;

/// Links that make a paragraph of nothing but links.
const LIST_FROM: usize = 3;

/// Takes the links off a document that are not its author's. `host` is the article's own.
pub fn unlink(document: &mut Document, host: Option<&str>, is_junk: &dyn Fn(&str) -> bool, removed: &mut Vec<Removal>) {
    blocks(&mut document.blocks, &mut |content| line(content, host, is_junk, removed));
}

/// Every line of text in blocks, which nest no deeper than a document may.
fn blocks(all: &mut [Block], each: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in all {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) | Block::Figure { caption: content, .. } => {
                each(content);
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, each)),
            Block::Quote(inner) => blocks(inner, each),
            Block::Table { header, rows } => {
                header.iter_mut().chain(rows.iter_mut().flatten()).for_each(&mut *each);
            }
            Block::Preformatted(_) | Block::Rule => {}
        }
    }
}

fn line(content: &mut Vec<Inline>, host: Option<&str>, is_junk: &dyn Fn(&str) -> bool, removed: &mut Vec<Removal>) {
    let links: Vec<(&str, String)> = content
        .iter()
        .filter_map(|inline| match inline {
            Inline::Link { url, content } => Some((url.as_str(), inline_text(content))),
            _ => None,
        })
        .collect();
    if links.is_empty() {
        return;
    }
    let is_spam = |url: &str, text: &str| is_hung_on_nothing(text) || is_foreign(url, host) && is_junk(text.trim());
    // Among nothing but links to other hosts, one that is junk speaks for all.
    let between = content.iter().filter(|inline| !matches!(inline, Inline::Link { .. })).cloned().collect::<Vec<_>>();
    let is_list = links.len() >= LIST_FROM && !inline_text(&between).contains(char::is_alphanumeric);
    let is_farm = is_list
        && links.iter().all(|(url, _)| is_foreign(url, host))
        && links.iter().any(|(_, text)| is_junk(text.trim()));
    if !is_farm && !links.iter().any(|(url, text)| is_spam(url, text)) {
        return;
    }
    *content = relinked(content, &mut |url, text| {
        let goes = is_farm || is_spam(url, text);
        if goes {
            removed.push(Removal::new(Place::Body, url, RULE));
        }
        goes
    });
}

/// The rule by which a link loses its address.
pub(super) const RULE: &str = "spam-link";

/// Dots, commas, dashes: nothing that a reader would follow. A star or a number is a footnote.
pub(super) fn is_hung_on_nothing(text: &str) -> bool {
    text.chars().all(|c| !is_visible(c) || ".,·•-–—_'`´:;|…".contains(c))
}

fn is_foreign(url: &str, host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    Url::parse(url).is_ok_and(|url| url.host_str().is_some_and(|other| !same_site(other, host)))
}
