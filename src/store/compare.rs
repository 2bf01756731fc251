//! Comparing articles with each other: which passages are standing text, which articles are nearly
//! the same.
//!
//! An article waits in `uncompared` until a transaction compares: then its passages go where those of
//! all articles lie in the order of their prints, and each passage that has come, gone or got another
//! witness is judged anew (`article::repeats`) by all that have it. So what is found follows from the
//! articles that are there, and from nothing else. Passages are written in their order and for many
//! articles at a time: by the article, each would be another page of the file.

use super::pack::hash64;
use super::watch::Step;
use super::{Store, StoreError, Writer, sightings};
use crate::article::passage::{Passage, Print, Signs, passages};
use crate::article::repeats::{FEWEST_ARTICLES, Known, Witness, goes_along, is_standing};
use crate::article::{CanonicalUrl, Document};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Passages that are written together.
const AT_ONCE: usize = 1_000_000;

/// Articles that are looked at to judge a passage; one in more is standing text.
const LOOKED_AT: usize = 300;

/// So many passages above and below standing text may be a part of it.
const BESIDE: usize = 3;

/// A passage in more articles tells of none of them that it is another one's near duplicate.
pub(super) const CROWD: usize = 24;

/// Passages of one article that are looked at: each is held against all of the articles that have it.
const MOST_PASSAGES: usize = 500;

/// The passages of a text as the tables have them.
pub(super) fn pack_passages(document: &Document) -> Vec<u8> {
    let mut packed = Vec::new();
    for (_, passage) in passages(document).into_iter().take(MOST_PASSAGES) {
        packed.extend(passage.print.number().to_le_bytes());
        packed.push(passage.signs.bits());
    }
    packed
}

/// Reads [`pack_passages`] back.
fn unpack_in_order(packed: &[u8]) -> Vec<Passage> {
    let (pieces, _) = packed.as_chunks::<9>();
    let read = |piece: &[u8; 9]| {
        let [print @ .., signs] = *piece;
        Passage { print: Print::from_stored(i64::from_le_bytes(print)), signs: Signs::from_bits(signs) }
    };
    pieces.iter().map(read).collect()
}

/// The same by print, each once: what stands twice in one article stands in one article.
fn unpack_passages(packed: &[u8]) -> Vec<Passage> {
    let mut passages = unpack_in_order(packed);
    passages.sort_unstable();
    passages.dedup_by_key(|passage| passage.print);
    passages
}

/// Whether some of an article's passages are standing text, and the near prints of those beside it.
fn neighbours(passages: &[Passage], known: &BTreeMap<Print, Known>) -> (bool, BTreeSet<Print>) {
    let stands: Vec<bool> = passages.iter().map(|passage| known.contains_key(&passage.print)).collect();
    if !stands.contains(&true) {
        return (false, BTreeSet::new());
    }
    let is_beside = |at: usize| {
        let around = at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(stands.len());
        stands.get(around).is_some_and(|around| around.contains(&true))
    };
    let beside = passages.iter().enumerate().filter(|(at, _)| !stands[*at] && is_beside(*at));
    (true, beside.map(|(_, passage)| passage.print.near()).collect())
}

/// A row of `witnesses`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stated {
    site: i64,
    published: Option<i64>,
    pub(super) passages: Vec<Passage>,
}

impl Stated {
    fn witness(&self) -> Witness<'_> {
        Witness { site: self.site, published: self.published, passages: &self.passages }
    }
}

/// An article that waits to be compared, and its passages, packed, where they are known.
type Waiting = (i64, Option<Vec<u8>>);

/// What a batch of articles changes.
#[derive(Default)]
struct Changes {
    /// Passages that articles have now and did not have before.
    added: Vec<(i64, i64)>,
    removed: Vec<(i64, i64)>,
    /// Prints of all passages, before or now, of articles that have changed.
    touched: Vec<Print>,
    /// Articles that are new, other than before, or gone.
    articles: BTreeSet<i64>,
    /// Those of them that had another text before.
    changed: BTreeSet<i64>,
    /// Articles with a passage of which another thing is known than before.
    refolded: BTreeSet<i64>,
}

/// A passage's articles, and those that have one like it.
struct Group {
    near: Print,
    /// By print, then article; `None` where they are too many to be looked at.
    rows: Option<Vec<(Print, i64)>>,
}

impl Store {
    /// Whether nothing is left to be judged or compared by a transaction that never came.
    pub fn is_settled(&self) -> Result<bool, StoreError> {
        let mut left = self
            .conn
            .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM unjudged) AND NOT EXISTS (SELECT 1 FROM uncompared)")?;
        Ok(left.query_row([], |row| row.get(0))?)
    }
}

impl Writer<'_> {
    /// Derives what this transaction has touched and compares what waits for it. Does nothing where
    /// that is left to a later one, see [`Writer::defer`].
    pub fn compare(&mut self) -> Result<(), StoreError> {
        if self.defers {
            return Ok(());
        }
        self.derive_touched()?;
        loop {
            let batch = self.uncompared()?;
            if batch.is_empty() {
                return Ok(());
            }
            let mut changes = self.restate(batch)?;
            let mut to_pair = self.judge_passages(&mut changes)?;
            self.judge_neighbours(&mut changes)?;
            to_pair.append(&mut changes.refolded);
            self.pair(&to_pair)?;
        }
    }

    /// Notes that an article is other than before.
    pub(super) fn wait_for_comparing(&self, article: i64, passages: &[u8]) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO uncompared (article, passages) VALUES (?1, ?2)")?
            .execute(params![article, passages])?;
        Ok(())
    }

    /// Takes some articles from those that wait.
    fn uncompared(&self) -> Result<Vec<Waiting>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT article, passages FROM uncompared ORDER BY article")?;
        let mut rows = select.query([])?;
        let (mut batch, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let packed: Option<Vec<u8>> = row.get(1)?;
            // About as many as a text of usual length has, where they are not known yet.
            size += packed.as_ref().map_or(20, |packed| packed.len() / 9).max(1);
            batch.push((row.get(0)?, packed));
            if size >= AT_ONCE {
                break;
            }
        }
        if let Some((last, _)) = batch.last() {
            self.tx.prepare_cached("DELETE FROM uncompared WHERE article <= ?1")?.execute([last])?;
        }
        Ok(batch)
    }

    /// Writes what articles state now in the place of what they did.
    fn restate(&self, batch: Vec<Waiting>) -> Result<Changes, StoreError> {
        let mut changes = Changes::default();
        let all = batch.len();
        for (at, (article, packed)) in batch.into_iter().enumerate() {
            self.goes_on(Step::Reading, at, all)?;
            let now = self.state_now(article, packed)?;
            let before = self.stated(article)?;
            if before == now {
                continue;
            }
            match &now {
                Some((now, packed)) => self
                    .tx
                    .prepare_cached(
                        "INSERT INTO witnesses (article, site, published, passages) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT (article) DO UPDATE SET (site, published, passages) = (?2, ?3, ?4)",
                    )?
                    .execute(params![article, now.site, now.published, packed])?,
                None => self.tx.prepare_cached("DELETE FROM witnesses WHERE article = ?1")?.execute([article])?,
            };
            let (before, now) = (before.unwrap_or_default().0.passages, now.unwrap_or_default().0.passages);
            let is_in = |passages: &[Passage], print| passages.binary_search_by_key(&print, |of| of.print).is_ok();
            let added = now.iter().filter(|of| !is_in(&before, of.print)).map(|of| (of.print.number(), article));
            let removed = before.iter().filter(|of| !is_in(&now, of.print)).map(|of| (of.print.number(), article));
            let (were_added, were_removed) = (changes.added.len(), changes.removed.len());
            changes.added.extend(added);
            changes.removed.extend(removed);
            let is_other = (were_added, were_removed) != (changes.added.len(), changes.removed.len());
            if !before.is_empty() && is_other {
                changes.changed.insert(article);
            }
            changes.touched.extend(before.iter().chain(&now).map(|of| of.print));
            changes.articles.insert(article);
        }
        changes.added.sort_unstable();
        changes.removed.sort_unstable();
        changes.touched.sort_unstable();
        changes.touched.dedup();
        let mut delete = self.tx.prepare_cached("DELETE FROM passages WHERE print = ?1 AND article = ?2")?;
        let all = changes.removed.len() + changes.added.len();
        for (at, row) in changes.removed.iter().enumerate() {
            self.goes_on(Step::Comparing, at, all)?;
            delete.execute(<[i64; 2]>::from(*row))?;
        }
        let mut insert = self.tx.prepare_cached("INSERT INTO passages (print, article) VALUES (?1, ?2)")?;
        for (at, row) in changes.added.iter().enumerate() {
            self.goes_on(Step::Comparing, changes.removed.len() + at, all)?;
            insert.execute(<[i64; 2]>::from(*row))?;
        }
        Ok(changes)
    }

    /// What an article states by its row and its text; `None` where it is gone.
    fn state_now(&self, article: i64, packed: Option<Vec<u8>>) -> Result<Option<(Stated, Vec<u8>)>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT url, published, document FROM articles WHERE id = ?1")?;
        let row: Option<(Option<String>, Option<i64>, i64)> =
            select.query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((url, published, document)) = row else { return Ok(None) };
        let packed = match packed {
            Some(packed) => packed,
            None => pack_passages(&sightings::document(&self.tx, document)?),
        };
        let site = url.map(CanonicalUrl::from_canonical).map_or(0, |url| {
            let host = url.host();
            // Half of the bits are enough to tell sites apart, and stored in half of the bytes.
            hash64("site", host.strip_prefix("www.").unwrap_or(host)) >> 32
        });
        Ok(Some((Stated { site, published, passages: unpack_passages(&packed) }, packed)))
    }

    /// What an article stated when it was last compared.
    pub(super) fn stated(&self, article: i64) -> Result<Option<(Stated, Vec<u8>)>, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT site, published, passages FROM witnesses WHERE article = ?1")?;
        let row = select.query_row([article], |row| {
            let packed: Vec<u8> = row.get(2)?;
            Ok((Stated { site: row.get(0)?, published: row.get(1)?, passages: unpack_passages(&packed) }, packed))
        });
        Ok(row.optional()?)
    }

    /// Judges every passage that was touched. Gives the articles whose near duplicates may be others
    /// than before.
    fn judge_passages(&mut self, changes: &mut Changes) -> Result<BTreeSet<i64>, StoreError> {
        let mut to_pair = changes.changed.clone();
        let touched = std::mem::take(&mut changes.touched);
        let mut known = self.all_known()?;
        let mut done = 0;
        for prints in touched.chunk_by(|a, b| a.near() == b.near()) {
            self.goes_on(Step::Comparing, done, touched.len())?;
            done += prints.len();
            let Some(near) = prints.first().map(|print| print.near()) else { continue };
            let added = within(&changes.added, near);
            let group = self.group(near, LOOKED_AT + added.len())?;
            self.judge_group(&group, prints, &mut known, &mut changes.refolded)?;
            let Some(rows) = &group.rows else { continue };
            let now: BTreeSet<i64> = rows.iter().map(|(_, article)| *article).collect();
            let came: BTreeSet<i64> = added.iter().map(|(_, article)| *article).collect();
            let gone: BTreeSet<i64> = within(&changes.removed, near).iter().map(|(_, article)| *article).collect();
            let before: BTreeSet<i64> = now.difference(&came).chain(&gone).copied().collect();
            match (now.len() <= CROWD, before.len() <= CROWD) {
                (true, true) if now.len() > 1 => to_pair.extend(now.intersection(&came)),
                // A crowd tells nothing of its members: what it told before it was one is void, and what
                // it tells when it is one no more was not heard.
                (true, false) => to_pair.extend(now),
                (false, true) => to_pair.extend(now.intersection(&before)),
                _ => {}
            }
        }
        Ok(to_pair)
    }

    /// Articles that have a passage of this near print; too many if more than `most`.
    fn group(&self, near: Print, most: usize) -> Result<Group, StoreError> {
        let mut select =
            self.tx.prepare_cached("SELECT print, article FROM passages WHERE print BETWEEN ?1 AND ?2 LIMIT ?3")?;
        let limit = most as i64 + 1;
        let rows = select.query_map(params![near.number(), near.last_near().number(), limit], |row| {
            Ok((Print::from_stored(row.get(0)?), row.get(1)?))
        })?;
        let rows: Vec<(Print, i64)> = rows.collect::<Result<_, _>>()?;
        Ok(Group { near, rows: Some(rows).filter(|rows| rows.len() <= most) })
    }

    /// Judges passages that have one near print. Where that makes a difference, the articles that have
    /// them change, and may have other near duplicates.
    fn judge_group(
        &mut self,
        group: &Group,
        prints: &[Print],
        known: &mut BTreeMap<Print, Known>,
        refolded: &mut BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        let is_none_known = known.range(group.near..=group.near.last_near()).next().is_none();
        if is_none_known && group.rows.as_ref().is_some_and(|rows| rows.len() < FEWEST_ARTICLES) {
            return Ok(());
        }
        let mut stated = HashMap::new();
        for print in prints {
            let now = self.judge_one(group, *print, &mut stated)?;
            self.set_known(*print, known.remove(print), now, refolded)?;
        }
        Ok(())
    }

    fn judge_one(
        &self,
        group: &Group,
        print: Print,
        stated: &mut HashMap<i64, Stated>,
    ) -> Result<Option<Known>, StoreError> {
        let articles: Vec<i64> = match &group.rows {
            Some(rows) => rows.iter().filter(|row| row.0 == print).map(|row| row.1).collect(),
            None => self.having(print, Some(LOOKED_AT + 1))?,
        };
        if articles.len() > LOOKED_AT {
            let mut count = self.tx.prepare_cached("SELECT count(*) FROM passages WHERE print = ?1")?;
            let count: i64 = count.query_row([print.number()], |row| row.get(0))?;
            return Ok(Some(Known::Standing(count.cast_unsigned() as usize)));
        }
        if articles.len() < FEWEST_ARTICLES {
            return Ok(None);
        }
        let is_standing = is_standing(print, &self.witnesses(&articles, stated)?);
        Ok(is_standing.then_some(Known::Standing(articles.len())))
    }

    fn witnesses<'s>(
        &self,
        articles: &[i64],
        stated: &'s mut HashMap<i64, Stated>,
    ) -> Result<Vec<Witness<'s>>, StoreError> {
        for article in articles {
            if !stated.contains_key(article) {
                stated.insert(*article, self.stated(*article)?.unwrap_or_default().0);
            }
        }
        Ok(articles.iter().filter_map(|article| stated.get(article)).map(Stated::witness).collect())
    }

    /// Judges what stands beside standing text, now that it is known what that is.
    fn judge_neighbours(&mut self, changes: &mut Changes) -> Result<(), StoreError> {
        let mut known = self.all_known()?;
        let (mut touched, mut flagged) = (BTreeSet::new(), BTreeSet::new());
        let all = changes.articles.len();
        for (at, article) in changes.articles.union(&changes.refolded).enumerate() {
            self.goes_on(Step::Reading, at.min(all), all)?;
            let packed = self.stated(*article)?.map(|(_, packed)| packed).unwrap_or_default();
            let (stands, now) = neighbours(&unpack_in_order(&packed), &known);
            let mut flag =
                self.tx.prepare_cached("UPDATE witnesses SET standing = ?2 WHERE article = ?1 AND standing <> ?2")?;
            if flag.execute(params![article, stands])? > 0 {
                flagged.insert(*article);
            }
            drop(flag);
            let mut old = self.tx.prepare_cached("SELECT near FROM beside WHERE article = ?1")?;
            let old = old.query_map([article], |row| Ok(Print::from_stored(row.get(0)?)))?;
            let before: BTreeSet<Print> = old.collect::<Result<_, _>>()?;
            for near in before.difference(&now) {
                let mut delete = self.tx.prepare_cached("DELETE FROM beside WHERE near = ?1 AND article = ?2")?;
                delete.execute([near.number(), *article])?;
            }
            for near in now.difference(&before) {
                let mut insert = self.tx.prepare_cached("INSERT INTO beside (near, article) VALUES (?1, ?2)")?;
                insert.execute([near.number(), *article])?;
            }
            touched.extend(before.union(&now));
        }
        for article in flagged {
            self.changed = true;
            self.note_change(article, false)?;
        }
        for near in touched {
            let articles = self.beside(near, Some(LOOKED_AT + 1))?;
            let goes = articles.len() > LOOKED_AT
                || articles.len() >= FEWEST_ARTICLES
                    && goes_along(near, &self.witnesses(&articles, &mut HashMap::new())?);
            self.set_known(near, known.remove(&near), goes.then_some(Known::GoesAlong), &mut changes.refolded)?;
        }
        Ok(())
    }

    /// The articles that have a passage of this near print beside standing text.
    fn beside(&self, near: Print, most: Option<usize>) -> Result<Vec<i64>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT article FROM beside WHERE near = ?1 LIMIT ?2")?;
        let limit = most.map_or(-1, |most| most as i64);
        let rows = select.query_map([near.number(), limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The articles that have exactly this passage.
    fn having(&self, print: Print, most: Option<usize>) -> Result<Vec<i64>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT article FROM passages WHERE print = ?1 LIMIT ?2")?;
        let limit = most.map_or(-1, |most| most as i64);
        let rows = select.query_map([print.number(), limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is known of passages: few are known for anything.
    fn all_known(&self) -> Result<BTreeMap<Print, Known>, StoreError> {
        let mut select = self.tx.prepare_cached("SELECT print, articles FROM repeats")?;
        let rows = select.query_map([], |row| Ok((Print::from_stored(row.get(0)?), known(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn set_known(
        &mut self,
        print: Print,
        before: Option<Known>,
        now: Option<Known>,
        refolded: &mut BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        if before == now {
            return Ok(());
        }
        match now {
            Some(Known::Standing(articles)) => self
                .tx
                .prepare_cached("INSERT OR REPLACE INTO repeats (print, articles) VALUES (?1, ?2)")?
                .execute(params![print.number(), articles as i64])?,
            Some(Known::GoesAlong) => self
                .tx
                .prepare_cached("INSERT INTO repeats (print, articles) VALUES (?1, NULL)")?
                .execute([print.number()])?,
            None => self.tx.prepare_cached("DELETE FROM repeats WHERE print = ?1")?.execute([print.number()])?,
        };
        if before.is_some() == now.is_some() {
            return Ok(());
        }
        let articles = match now.or(before) {
            Some(Known::GoesAlong) => self.beside(print, None)?,
            _ => self.having(print, None)?,
        };
        for article in articles {
            self.changed = true;
            self.note_change(article, false)?;
            refolded.insert(article);
        }
        Ok(())
    }

    /// The other articles that share this near print, unless they are a crowd.
    pub(super) fn company(&self, near: Print, of: i64) -> Result<Vec<i64>, StoreError> {
        let Some(rows) = self.group(near, LOOKED_AT)?.rows else { return Ok(Vec::new()) };
        let mut articles: BTreeSet<i64> = rows.into_iter().map(|(_, article)| article).collect();
        if articles.len() > CROWD {
            return Ok(Vec::new());
        }
        articles.remove(&of);
        Ok(articles.into_iter().collect())
    }
}

/// What is known of a passage, from its column in `repeats`.
pub(super) fn known(articles: Option<i64>) -> Known {
    articles.map_or(Known::GoesAlong, |articles| Known::Standing(articles.cast_unsigned() as usize))
}

/// Of rows in the order of their prints, those with one near print.
fn within(rows: &[(i64, i64)], near: Print) -> &[(i64, i64)] {
    let start = rows.partition_point(|(print, _)| *print < near.number());
    let rest = rows.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|(print, _)| *print <= near.last_near().number())).unwrap_or_default()
}
