//! Near duplicates, and what recurs: found by `compare`, linked and read here.

use super::compare::known;
use super::watch::Step;
use super::{Store, StoreError, Writer, sightings};
use crate::article::passage::{Passage, Print, is_lead, is_list_of_links, passages, runs_of_three};
use crate::article::plain::block_text;
use crate::article::repeats::{Known, Recurring, runs, share};
use crate::article::{ArticleId, CanonicalUrl, Document, Timestamp, Twin};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// Texts that are kept at hand while near duplicates are looked for.
const AT_HAND: usize = 256;

/// A passage that is standing text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// What it says.
    pub text: String,
    /// How many articles have it.
    pub count: usize,
}

/// An article that has near duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicated {
    /// Its number.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<CanonicalUrl>,
    /// Words of its text.
    pub words: usize,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Its near duplicates, by number.
    pub also: Vec<Twin>,
}

impl Store {
    /// All standing text, what stands in most articles first; in the words of the newest of these, and
    /// not of the one that came first.
    pub fn repeats(&self) -> Result<Vec<Repeat>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut select = tx.prepare_cached(
            "SELECT print, articles, (
                 SELECT article FROM passages JOIN articles ON id = article WHERE passages.print = repeats.print
                 ORDER BY published DESC, url, title, words LIMIT 1)
             FROM repeats WHERE articles IS NOT NULL ORDER BY 3",
        )?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, i64, Option<i64>)> = rows.collect::<Result<_, _>>()?;
        let mut repeats = Vec::with_capacity(rows.len());
        let mut at_hand: Option<(i64, Document)> = None;
        for (print, count, article) in rows {
            let Some(article) = article else { continue };
            if at_hand.as_ref().is_none_or(|(known, _)| *known != article) {
                at_hand = current_text(&tx, article)?.map(|document| (article, document));
            }
            let Some((_, document)) = &at_hand else { continue };
            let is_it = |(_, passage): &&(usize, Passage)| passage.print.number() == print;
            let found = passages(document).iter().find(is_it).map(|(at, _)| *at);
            let Some((at, block)) = found.and_then(|at| Some((at, document.blocks.get(at)?))) else { continue };
            // A heading is listed with nothing but links below it; else it only goes along.
            if !is_lead(block) || document.blocks.get(at + 1).is_some_and(is_list_of_links) {
                repeats.push(Repeat { text: block_text(block), count: count.cast_unsigned() as usize });
            }
        }
        repeats.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        Ok(repeats)
    }

    /// All articles that have near duplicates, by number.
    pub fn duplicates(&self) -> Result<Vec<Duplicated>, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        let mut select = tx.prepare_cached(
            "SELECT id, title, url, words, published FROM articles
             WHERE id IN (SELECT article FROM twins) ORDER BY id",
        )?;
        let mut rows = select.query([])?;
        let mut duplicates = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            duplicates.push(Duplicated {
                id: ArticleId(id.cast_unsigned()),
                title: row.get(1)?,
                url: row.get::<_, Option<String>>(2)?.map(CanonicalUrl::from_canonical),
                words: row.get::<_, i64>(3)?.cast_unsigned() as usize,
                published: row.get::<_, Option<i64>>(4)?.and_then(Timestamp::from_seconds),
                also: of_article(&tx, id)?,
            });
        }
        Ok(duplicates)
    }
}

/// An article's near duplicates, by number.
pub(super) fn of_article(conn: &Connection, article: i64) -> Result<Vec<Twin>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id, title, url, share FROM twins JOIN articles ON id = other WHERE article = ?1 ORDER BY id",
    )?;
    let rows = select.query_map([article], |row| {
        Ok(Twin {
            id: ArticleId(row.get::<_, i64>(0)?.cast_unsigned()),
            title: row.get(1)?,
            url: row.get::<_, Option<String>>(2)?.map(CanonicalUrl::from_canonical),
            share: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What of an article's text is standing text, as far as it was compared.
pub(super) fn recurring(conn: &Connection, article: i64, document: &Document) -> Result<Vec<Recurring>, StoreError> {
    if !conn.prepare_cached("SELECT 1 FROM witnesses WHERE article = ?1 AND standing")?.exists([article])? {
        return Ok(Vec::new());
    }
    // The exact print is greater than the near one.
    let mut select = conn.prepare_cached("SELECT articles FROM repeats WHERE print IN (?1, ?2) ORDER BY print DESC")?;
    let mut verdicts: BTreeMap<usize, Known> = BTreeMap::new();
    for (at, passage) in passages(document) {
        let prints = [passage.print.number(), passage.print.near().number()];
        let verdict = select.query_row(prints, |row| row.get(0)).optional()?;
        verdicts.extend(verdict.map(|articles| (at, known(articles))));
    }
    Ok(runs(document, &verdicts))
}

fn current_text(conn: &Connection, article: i64) -> Result<Option<Document>, StoreError> {
    let mut select = conn.prepare_cached("SELECT document FROM articles WHERE id = ?1")?;
    let number: Option<i64> = select.query_row([article], |row| row.get(0)).optional()?;
    number.map(|number| sightings::document(conn, number)).transpose()
}

impl Writer<'_> {
    /// Finds the near duplicates of these articles anew.
    pub(super) fn pair(&self, articles: &BTreeSet<i64>) -> Result<(), StoreError> {
        let mut apart = self.tx.prepare_cached("DELETE FROM twins WHERE article = ?1 RETURNING other")?;
        let mut back = self.tx.prepare_cached("DELETE FROM twins WHERE article = ?1 AND other = ?2")?;
        for article in articles {
            let others: Vec<i64> = apart.query_map([article], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for other in others {
                back.execute([other, *article])?;
            }
        }
        let mut link = self.tx.prepare_cached("INSERT INTO twins (article, other, share) VALUES (?1, ?2, ?3)")?;
        let mut texts = Texts { conn: &self.tx, known: HashMap::new() };
        for (at, article) in articles.iter().enumerate() {
            self.goes_on(Step::Pairing, at, articles.len())?;
            for other in self.candidates(*article)? {
                // A pair of which both are looked at anew is looked at once.
                if other < *article && articles.contains(&other) {
                    continue;
                }
                let (own, its) = (texts.runs(*article)?, texts.runs(other)?);
                if let Some(share) = share(&own, &its) {
                    link.execute(params![article, other, share])?;
                    link.execute(params![other, article, share])?;
                }
            }
        }
        Ok(())
    }

    /// Articles that share at least an eighth of their passages with this one.
    fn candidates(&self, article: i64) -> Result<Vec<i64>, StoreError> {
        let Some((own, _)) = self.stated(article)? else { return Ok(Vec::new()) };
        let nears: BTreeSet<Print> = own.passages.iter().map(|passage| passage.print.near()).collect();
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for near in nears {
            for other in self.company(near, article)? {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut candidates = Vec::new();
        for (other, count) in shared {
            let its = self.stated(other)?.map_or(0, |(its, _)| its.passages.len());
            if count * 8 >= own.passages.len().min(its) {
                candidates.push(other);
            }
        }
        Ok(candidates)
    }
}

/// The runs of words of articles' own texts; the last ones read are kept at hand.
struct Texts<'c> {
    conn: &'c Connection,
    known: HashMap<i64, Rc<Vec<u64>>>,
}

impl Texts<'_> {
    fn runs(&mut self, article: i64) -> Result<Rc<Vec<u64>>, StoreError> {
        if let Some(known) = self.known.get(&article) {
            return Ok(Rc::clone(known));
        }
        if self.known.len() >= AT_HAND {
            self.known.clear();
        }
        let document = current_text(self.conn, article)?.unwrap_or_default();
        let recurring = recurring(self.conn, article, &document)?;
        let runs = Rc::new(runs_of_three(crate::article::own_blocks(&document, &recurring)));
        self.known.insert(article, Rc::clone(&runs));
        Ok(runs)
    }
}
