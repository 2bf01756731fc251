//! What was found to be junk or suspected of it, and what a person has decided of that.
//!
//! Findings are written by whoever judges (`evidence`), read here. Decisions are a person's own
//! words: for one source, or for all.

use super::{Store, StoreError, Writer, sightings};
use crate::article::{ArticleId, Decision, Finding, Place, Source, SourceId, Standing};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// What was found in a source, and what was decided of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Where.
    pub source: Source,
    /// What.
    pub finding: Finding,
    /// What a person said, for this source or for all.
    pub decision: Option<Decision>,
}

/// For which sources a decision is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All that are there and all to come.
    Everywhere,
    /// Only these.
    Sources(BTreeSet<SourceId>),
}

/// The rule under which a text is listed that stands in titles only because of what was decided.
pub const DECIDED: &str = "decided";

impl Store {
    /// What was found and decided, of all sources or of some: by source, suspected first, what most
    /// titles have first.
    pub fn judged(&self, sources: &BTreeSet<SourceId>) -> Result<Vec<Judged>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut select = tx.prepare_cached(
            "SELECT id, name, address, kind FROM sources
             WHERE EXISTS (SELECT 1 FROM sightings WHERE source = sources.id AND bin IS NULL)
             ORDER BY name, address, id",
        )?;
        let mut rows = select.query([])?;
        let mut judged = Vec::new();
        while let Some(row) = rows.next()? {
            let id = SourceId(row.get::<_, i64>(0)?.cast_unsigned());
            if !sources.is_empty() && !sources.contains(&id) {
                continue;
            }
            let source = sightings::source(row, 1)?;
            let decided = decided(&tx, id)?;
            let mut found = findings(&tx, id)?;
            found.extend(undone(&tx, id, &found, &decided)?);
            found.sort_by(|a, b| (b.standing, b.count, &a.text).cmp(&(a.standing, a.count, &b.text)));
            judged.extend(found.into_iter().map(|finding| {
                let decision = decided.get(&finding.text).copied();
                Judged { source: source.clone(), finding, decision }
            }));
        }
        Ok(judged)
    }
}

impl Store {
    /// What stands in an article's titles and is suspected, undecided.
    pub fn suspected(&self, id: ArticleId) -> Result<Vec<String>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT DISTINCT f.text FROM sightings AS s JOIN findings AS f ON f.source = s.source
             WHERE s.article = coalesce((SELECT article FROM aliases WHERE id = ?1), ?1) AND s.bin IS NULL
                 AND f.standing = 'suspected' AND f.place = 'title' AND instr(coalesce(s.title, s.raw_title), f.text) > 0
                 AND NOT EXISTS (SELECT 1 FROM decisions AS d WHERE d.text = f.text AND d.source IN (0, f.source))
             ORDER BY f.text",
        )?;
        let texts = select.query_map([id.0.cast_signed()], |row| row.get(0))?;
        Ok(texts.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Decides of a text, or with `None` takes decisions back. Every source concerned is in
    /// [`Writer::to_judge`] afterwards, but for those that only their titles tell: see
    /// [`Writer::review`].
    pub fn decide(&mut self, text: &str, scope: &Scope, decision: Option<Decision>) -> Result<(), StoreError> {
        let numbers: Vec<i64> = match scope {
            Scope::Everywhere => {
                // What is said for all takes the place of what was said for one.
                let mut known = self.tx.prepare_cached("DELETE FROM decisions WHERE text = ?1 RETURNING source")?;
                for source in known.query_map([text], |row| row.get::<_, i64>(0))? {
                    self.sources.insert(source?);
                }
                let mut found = self.tx.prepare_cached("SELECT DISTINCT source FROM findings WHERE text = ?1")?;
                for source in found.query_map([text], |row| row.get::<_, i64>(0))? {
                    self.sources.insert(source?);
                }
                self.sources.remove(&EVERYWHERE);
                vec![EVERYWHERE]
            }
            Scope::Sources(sources) => {
                let numbers: Vec<i64> = sources.iter().map(|source| source.0.cast_signed()).collect();
                self.sources.extend(&numbers);
                numbers
            }
        };
        for source in numbers {
            match decision {
                Some(decision) => self
                    .tx
                    .prepare_cached("INSERT OR REPLACE INTO decisions (source, text, decision) VALUES (?1, ?2, ?3)")?
                    .execute(params![source, text, decision.name()])?,
                None => self
                    .tx
                    .prepare_cached("DELETE FROM decisions WHERE source = ?1 AND text = ?2")?
                    .execute(params![source, text])?,
            };
        }
        Ok(())
    }
}

/// The number that stands for all sources.
const EVERYWHERE: i64 = 0;

/// What a person has decided for a source: what was decided for it alone before what was decided
/// for all.
pub(super) fn decided(conn: &Connection, source: SourceId) -> Result<BTreeMap<String, Decision>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT text, decision FROM decisions WHERE source IN (?1, ?2) ORDER BY source")?;
    let rows = select.query_map([EVERYWHERE, source.0.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut decided = BTreeMap::new();
    for row in rows {
        let (text, decision): (String, String) = row?;
        decided.extend(Decision::from_name(&decision).map(|decision| (text, decision)));
    }
    Ok(decided)
}

fn findings(conn: &Connection, source: SourceId) -> Result<Vec<Finding>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT text, place, rule, standing, count, of FROM findings WHERE source = ?1")?;
    let mut rows = select.query([source.0.cast_signed()])?;
    let mut findings = Vec::new();
    while let Some(row) = rows.next()? {
        let (place, standing): (String, String) = (row.get(1)?, row.get(3)?);
        let unknown = || StoreError::damaged(format!("a finding is {standing} in {place}"));
        findings.push(Finding {
            text: row.get(0)?,
            place: Place::from_name(&place).ok_or_else(unknown)?,
            rule: row.get(2)?,
            standing: Standing::from_name(&standing).ok_or_else(unknown)?,
            count: row.get::<_, i64>(4)?.cast_unsigned() as usize,
            of: row.get::<_, i64>(5)?.cast_unsigned() as usize,
        });
    }
    Ok(findings)
}

/// Texts that were decided on and stand in titles, or else in a channel's, without being found there
/// any more: else nobody would know what to take back.
fn undone(
    conn: &Connection,
    source: SourceId,
    found: &[Finding],
    decided: &BTreeMap<String, Decision>,
) -> Result<Vec<Finding>, StoreError> {
    let mut in_titles = conn.prepare_cached(
        "SELECT count(*), total(instr(raw_title, ?2) > 0) FROM sightings WHERE source = ?1 AND bin IS NULL",
    )?;
    let mut in_channels = conn.prepare_cached(
        "SELECT count(*), total(instr(title, ?2) > 0)
         FROM (SELECT DISTINCT channel ->> 'raw_title' AS title FROM deliveries WHERE source = ?1)",
    )?;
    let mut undone = Vec::new();
    for (text, decision) in decided.iter().filter(|(text, _)| found.iter().all(|finding| finding.text != **text)) {
        let counted = [(Place::Title, &mut in_titles), (Place::Channel, &mut in_channels)];
        for (place, count) in counted {
            let (of, count): (i64, f64) =
                count.query_row(params![source.0.cast_signed(), text], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if count == 0.0 {
                continue;
            }
            undone.push(Finding {
                text: text.clone(),
                place,
                rule: DECIDED.to_owned(),
                standing: match decision {
                    Decision::Accepted => Standing::Removed,
                    Decision::Rejected => Standing::Suspected,
                },
                count: count as usize,
                of: of.cast_unsigned() as usize,
            });
            break;
        }
    }
    Ok(undone)
}
