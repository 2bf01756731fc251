//! Whether an article that a site's list names is here already: what a walk through the site asks, so that
//! it fetches nothing twice.

use super::pack::{address_key, hash64};
use super::{Store, StoreError, sightings};
use crate::article::{CanonicalUrl, Extent, Timestamp, WordpressId};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Whether the article with this address, or this number of the address's site, is here in full, and
    /// not older than the site's last change of it. What was fetched after a change has it.
    pub fn has_in_full(
        &self,
        url: Option<&CanonicalUrl>,
        number: Option<WordpressId>,
        updated: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let Some(url) = url else { return Ok(false) };
        let host = url.host();
        let site = hash64("site", host.strip_prefix("www.").unwrap_or(host));
        let mut article = self.conn.prepare_cached(
            "SELECT a.id, a.sighting, a.updated FROM articles AS a JOIN (
                 SELECT article FROM sightings WHERE bin IS NULL AND trusted AND number = ?1 AND site = ?2
                 UNION SELECT article FROM sightings WHERE bin IS NULL AND trusted AND url = ?3) ON article = a.id",
        )?;
        let number = number.map(|number| number.0.cast_signed());
        let mut rows = article.query(params![number, site, address_key(url)])?;
        while let Some(row) = rows.next()? {
            let (article, sighting, known): (i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if sightings::one(&self.conn, sighting)?.item.extent < Extent::Full {
                continue;
            }
            let Some(updated) = updated.map(Timestamp::seconds) else { return Ok(true) };
            let mut heard = self.conn.prepare_cached(
                "SELECT max(max(seen, coalesce(fetched, seen))) FROM sightings WHERE article = ?1 AND bin IS NULL
                     AND trusted",
            )?;
            let heard: Option<i64> = heard.query_row([article], |row| row.get(0)).optional()?.flatten();
            if known.max(heard) >= Some(updated) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
