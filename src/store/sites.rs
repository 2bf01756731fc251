//! What sites are called, as feeds and pages say of themselves.

use super::{Store, StoreError};
use crate::article::ArticleId;

/// A name that a site was given, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteName {
    /// The site's canonical host.
    pub host: String,
    /// Its name.
    pub name: String,
    /// Deliveries that say so.
    pub count: usize,
}

impl Store {
    /// All names of all sites.
    pub fn site_names(&self) -> Result<Vec<SiteName>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT channel ->> 'host' AS site, channel ->> 'site_name' AS called, count(*) FROM deliveries
             WHERE site IS NOT NULL AND called IS NOT NULL GROUP BY site, called ORDER BY site, called",
        )?;
        let names = select.query_map([], |row| {
            Ok(SiteName { host: row.get(0)?, name: row.get(1)?, count: row.get::<_, i64>(2)?.cast_unsigned() as usize })
        })?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// What an article's own sources call their site, the most frequent name first.
    pub fn site_names_of(&self, id: ArticleId) -> Result<Vec<String>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT channel ->> 'site_name' AS called FROM deliveries
             WHERE source IN (SELECT source FROM sightings WHERE article = ?1 AND bin IS NULL) AND called IS NOT NULL
             GROUP BY called ORDER BY count(*) DESC, called",
        )?;
        let names = select.query_map([id.0.cast_signed()], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }
}
