//! Links that others put into a text: unlinked, their text left standing, their address recorded.
//!
//! Hijackers of a site hang links on a dot or a space, or on junk words that lead to other hosts.
//! That a link is `nofollow` or leads elsewhere says nothing. Those on a dot go before any verdict,
//! for `ingest`; what junk words are, a verdict knows: `junk` asks here for rows of such links.
//! Links that do not show at all are `markup`'s part.

use super::markup::{is_visible, relinked};
use crate::article::merge::same_site;
use crate::article::plain::inline_text;
use crate::article::{Block, Document, Inline, Place, Removal};
use url::Url;

/// Links that make a paragraph of nothing but links.
const LIST_FROM: usize = 3;

/// Takes the links off a document that hang on nothing a reader would follow.
pub fn unlink(document: &mut Document, removed: &mut Vec<Removal>) {
    blocks(&mut document.blocks, &mut |content| {
        let hangs = |inline: &Inline| matches!(inline, Inline::Link { content, .. } if is_hung_on_nothing(&inline_text(content)));
        if content.iter().any(hangs) {
            take_off(content, is_hung_on_nothing, removed);
        }
    });
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

/// Whether a line is nothing but links to other hosts than the article's own, some of them junk:
/// one speaks for all.
pub(super) fn is_farm(content: &[Inline], host: Option<&str>, is_junk: impl Fn(&str) -> bool) -> bool {
    let links = || {
        content.iter().filter_map(|inline| match inline {
            Inline::Link { url, content } => Some((url, content)),
            _ => None,
        })
    };
    let between = || content.iter().filter(|inline| !matches!(inline, Inline::Link { .. }));
    links().nth(LIST_FROM - 1).is_some()
        && links().all(|(url, _)| is_foreign(url, host))
        && !between().any(|inline| inline_text(std::slice::from_ref(inline)).contains(char::is_alphanumeric))
        && links().any(|(_, content)| is_junk(inline_text(content).trim()))
}

/// Takes the links off a line whose text `goes`.
pub(super) fn take_off(content: &mut Vec<Inline>, goes: impl Fn(&str) -> bool, removed: &mut Vec<Removal>) {
    *content = relinked(content, &mut |url, text| {
        let goes = goes(text);
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
