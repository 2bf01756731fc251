//! Which articles match, by segment, whatever their order: what totals, counts and the order by date
//! are made of, and what ranking is kept within.

use super::bits::Bits;
use super::compile::{Scored, Wanted};
use super::view::{Part, View};
use super::word::WordQuery;
use tantivy::DocId;
use tantivy::query::{EnableScoring, Query, Scorer};

/// Of fewer than one in so many articles each is looked up; else all that a part of a query has are
/// gone through.
const FEW: usize = 16;

/// All that match, a set for each segment.
pub(super) fn matching(view: &View, wanted: &Wanted) -> tantivy::Result<Vec<Bits>> {
    view.parts.iter().map(|part| in_part(view, part, wanted)).collect()
}

pub(super) fn count(found: &[Bits]) -> usize {
    found.iter().map(Bits::count).sum()
}

fn in_part(view: &View, part: &Part, wanted: &Wanted) -> tantivy::Result<Bits> {
    let mut narrowed = Narrowed { view, part, found: None };
    // words first: their lists are the quickest to read, and leave little to look up elsewhere
    for scored in &wanted.must {
        if let Scored::Word(word) = scored {
            narrowed.keep_word(word)?;
        }
    }
    if wanted.one_of_some {
        let mut any = Bits::none(part.segment.max_doc());
        for scored in &wanted.some {
            match scored {
                Scored::Word(word) => word.insert_articles(&part.segment, &mut any)?,
                Scored::Other(other, _) => narrowed.insert(other.as_ref(), &mut any)?,
            }
        }
        narrowed.keep(any);
    }
    for scored in &wanted.must {
        if let Scored::Other(other, _) = scored {
            narrowed.look_up(other.as_ref(), true)?;
        }
    }
    for filter in &wanted.filters {
        narrowed.look_up(filter.as_ref(), true)?;
    }
    let mut found = narrowed.all_found();
    if let Some(alive) = part.segment.alive_bitset() {
        found.retain(|article| alive.is_alive(article));
    }
    narrowed.found = Some(found);
    for not in &wanted.not {
        narrowed.look_up(not.as_ref(), false)?;
    }
    Ok(narrowed.all_found())
}

/// Articles of a segment that are left by the parts of a query seen so far.
struct Narrowed<'a> {
    view: &'a View,
    part: &'a Part,
    /// `None` while it is all.
    found: Option<Bits>,
}

impl Narrowed<'_> {
    fn all_found(&mut self) -> Bits {
        self.found.take().unwrap_or_else(|| Bits::all(self.part.segment.max_doc()))
    }

    fn keep(&mut self, other: Bits) {
        match &mut self.found {
            Some(found) => found.keep(&other),
            None => self.found = Some(other),
        }
    }

    fn keep_word(&mut self, word: &WordQuery) -> tantivy::Result<()> {
        let mut with = Bits::none(self.part.segment.max_doc());
        word.insert_articles(&self.part.segment, &mut with)?;
        self.keep(with);
        Ok(())
    }

    /// Leaves the articles that match, or those that don't.
    fn look_up(&mut self, query: &dyn Query, wanted: bool) -> tantivy::Result<()> {
        let all = self.part.segment.max_doc() as usize;
        match &mut self.found {
            Some(found) if !query.is::<WordQuery>() && found.count() < all / FEW => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(&self.view.searcher))?;
                let mut scorer = weight.scorer(&self.part.segment, 1.0)?;
                found.retain(|article| stands_at(&mut *scorer, article) == wanted);
            }
            _ => {
                let mut with = Bits::none(self.part.segment.max_doc());
                self.insert(query, &mut with)?;
                if wanted {
                    self.keep(with);
                } else {
                    let mut found = self.all_found();
                    found.remove(&with);
                    self.found = Some(found);
                }
            }
        }
        Ok(())
    }

    /// Puts all that match into the set.
    fn insert(&self, query: &dyn Query, into: &mut Bits) -> tantivy::Result<()> {
        if let Some(word) = query.downcast_ref::<WordQuery>() {
            return word.insert_articles(&self.part.segment, into);
        }
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.view.searcher))?;
        weight.for_each_no_score(&self.part.segment, &mut |articles| {
            for article in articles {
                into.insert(*article);
            }
        })
    }
}

/// Whether the article is among those; to be asked in the order of the articles.
pub(super) fn stands_at(articles: &mut dyn Scorer, article: DocId) -> bool {
    articles.doc() == article || articles.doc() < article && articles.seek(article) == article
}
