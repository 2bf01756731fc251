//! References to articles: what each is called and where it stood, from the store.
//!
//! Called by `cuttings cite` and by the reader's workers. What a reference looks like is `cite`'s part.

use super::archive::{Archive, ArchiveError};
use crate::article::{ArticleId, CanonicalUrl, Summary, Timestamp};
use crate::cite::{Entry, List, Style, day};
use std::collections::HashMap;

/// References are made of this many articles at a time.
const PAGE: usize = 200;

/// What the sites of an archive are called.
#[derive(Debug, Clone, Default)]
pub struct Sites {
    /// Host → the name most often given to it.
    names: HashMap<String, String>,
}

/// The present moment.
pub(super) fn now() -> Timestamp {
    Timestamp::from_chrono(&chrono::Utc::now()).unwrap_or_default()
}

impl Archive {
    /// What the sites are called whose feeds and pages are here.
    pub fn sites(&self) -> Result<Sites, ArchiveError> {
        let mut best: HashMap<String, (usize, String)> = HashMap::new();
        for site in self.store.site_names()? {
            let known = best.entry(site.host).or_default();
            if site.count > known.0 {
                *known = (site.count, site.name);
            }
        }
        Ok(Sites { names: best.into_iter().map(|(host, (_, name))| (host, name)).collect() })
    }

    /// What the site of an article is called: by its feeds, else by the article's own sources, else its host.
    pub fn site_of(&self, summary: &Summary, sites: &Sites) -> Result<Option<String>, ArchiveError> {
        let host = summary.url.as_ref().map(CanonicalUrl::host).unwrap_or_default();
        if let Some(name) = sites.names.get(host) {
            return Ok(Some(name.clone()));
        }
        let own = summary.id.map(|id| self.store.site_names_of(id)).transpose()?.unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        Ok(own.into_iter().next().or_else(|| Some(host.to_owned()).filter(|host| !host.is_empty())))
    }

    /// References to articles, in their order, looked at today; `told` gets the text piece by piece until it
    /// wants no more.
    pub fn cite<E>(&self, ids: &[ArticleId], style: Style, told: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<(), E>
    where
        E: From<ArchiveError>,
    {
        let sites = self.sites()?;
        let accessed = day(now());
        let mut list = List::new(style);
        for page in ids.chunks(PAGE) {
            for summary in self.store.summaries(page).map_err(ArchiveError::from)? {
                let site = self.site_of(&summary, &sites)?;
                told(&list.add(&Entry { summary: &summary, site: site.as_deref(), accessed }))?;
            }
        }
        told(list.end())
    }

    /// The same as one text of at most so many bytes, without the line break at its end.
    pub(super) fn references(&self, ids: &[ArticleId], style: Style, most: usize) -> Result<String, ArchiveError> {
        let mut text = String::new();
        self.cite(ids, style, &mut |piece| {
            text.push_str(piece);
            if text.len() > most { Err(ArchiveError::TooLong { most }) } else { Ok(()) }
        })?;
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
        Ok(text)
    }
}
