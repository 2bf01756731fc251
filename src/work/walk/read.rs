//! A body as a walk sees it: its text, and what is in it.

use super::Listed;
use crate::article::{Item, Kind};
use crate::fetch::Body;
use crate::ingest::{self, Intake, Origin, Received};
use crate::sniff::{Shape, sniff_by};

/// A list that came.
pub(super) struct Read {
    pub text: String,
    pub shape: Shape,
    /// Its articles, where there are any.
    pub intake: Option<Intake>,
}

impl Read {
    /// `None` if it is no text.
    pub fn of(body: &Body) -> Option<Self> {
        let charset = body.charset.as_deref();
        let sniffed = sniff_by(&body.bytes, None, charset).ok()?;
        let origin = Origin { address: body.address.clone(), key: body.address.clone() };
        let intake = ingest::received(&body.bytes, &origin, Received { charset, is_cut: false }).ok();
        Some(Self { text: sniffed.text, shape: sniffed.shape, intake })
    }

    pub fn is_feed(&self) -> bool {
        let is_feed = |intake: &Intake| matches!(intake.source.kind, Kind::Rss | Kind::Atom | Kind::JsonFeed);
        self.intake.as_ref().is_some_and(is_feed) || self.shape == Shape::Feed && self.intake.is_none()
    }

    pub fn is_listing(&self) -> bool {
        self.intake.as_ref().is_some_and(|intake| intake.source.kind == Kind::Listing)
    }

    pub fn is_page(&self) -> bool {
        self.shape == Shape::Page
    }

    pub fn items(&self) -> &[Item] {
        self.intake.as_ref().map_or(&[], |intake| &intake.items)
    }
}

/// What a list says of an article.
pub(super) fn listed(item: &Item) -> Listed {
    Listed { url: item.url.clone(), number: item.wordpress_id, updated: item.updated }
}

/// What of a body is news: its articles as they came, of a page the text, and not what stands around them.
pub(super) fn said(read: &Read) -> Vec<u8> {
    let mut said = Vec::new();
    for item in read.items() {
        if read.is_page() && !read.is_listing() {
            said.extend_from_slice(item.title.as_bytes());
            said.extend_from_slice(item.document.to_text().as_bytes());
        } else {
            said.extend_from_slice(&item.raw);
        }
    }
    if said.is_empty() { read.text.clone().into_bytes() } else { said }
}

/// The same for the same bytes, in every run.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    u64::from_le_bytes(hash.as_bytes().first_chunk().copied().unwrap_or_default())
}
