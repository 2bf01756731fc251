//! The best articles for words, without looking at all that match.
//!
//! Maximum scores decide what need not be looked at (block-max `MaxScore`, as in Ding and Suel 2011
//! and in Lucene): a segment is cut into stretches of articles, each word says what it can add in
//! each stretch at most, and a stretch, an article, or a list that can't lift anything above the
//! worst row kept so far is passed over. What is kept has its exact score, summed up in the order of
//! the words, so that it does not depend on what was passed over.

use super::compile::{Scored, Wanted};
use super::word::STRETCH;
use tantivy::query::{AllQuery, EnableScoring, Query, Scorer, intersect_scorers};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// One part of the query in one segment.
struct Clause {
    scorer: Box<dyn Scorer>,
    /// What it adds at most, by stretch.
    bounds: Vec<f32>,
}

/// Called with an article and its score; tells what others must score more than.
pub(super) type Take<'a> = dyn FnMut(DocId, f32) -> f32 + 'a;

/// Calls `take` with every article of the segment that matches and scores more than `least`, or than
/// what `take` said last. Deleted articles are among them.
pub(super) fn visit(
    searcher: &Searcher,
    segment: &SegmentReader,
    wanted: &Wanted,
    least: f32,
    take: &mut Take,
) -> tantivy::Result<()> {
    let stretches = segment.max_doc().div_ceil(STRETCH) as usize;
    let open = |parts: &[Scored]| -> tantivy::Result<Vec<Clause>> {
        parts.iter().map(|part| Clause::open(searcher, segment, part, stretches)).collect()
    };
    let mut clauses = open(&wanted.must)?;
    let must = clauses.len();
    clauses.extend(open(&wanted.some)?);
    let unscored = |query: &dyn Query| -> tantivy::Result<Box<dyn Scorer>> {
        query.weight(EnableScoring::disabled_from_searcher(searcher))?.scorer(segment, 1.0)
    };
    let filters = wanted.filters.iter().map(|filter| unscored(filter.as_ref())).collect::<tantivy::Result<Vec<_>>>()?;
    let mut filter = (!filters.is_empty()).then(|| intersect_scorers(filters, segment.max_doc()));
    if must == 0 && !wanted.one_of_some && filter.is_none() {
        filter = Some(unscored(&AllQuery)?);
    }
    let not = wanted.not.iter().map(|not| unscored(not.as_ref())).collect::<tantivy::Result<Vec<_>>>()?;
    let mut bounds = vec![0.0; stretches];
    for clause in &clauses {
        bounds.iter_mut().zip(&clause.bounds).for_each(|(sum, bound)| *sum += bound);
    }
    for clause in &clauses[..must] {
        bounds.iter_mut().zip(&clause.bounds).filter(|(_, bound)| **bound <= 0.0).for_each(|(sum, _)| *sum = NOTHING);
    }
    let run = Run { clauses, must, one_of_some: wanted.one_of_some, filter, not, bounds, least };
    if must == 0 && run.one_of_some && !run.filter_is_short() {
        run.any(take);
    } else {
        run.all(take);
    }
    Ok(())
}

/// The bound of a stretch where nothing matches.
const NOTHING: f32 = f32::NEG_INFINITY;

struct Run {
    /// Those that must match, then the others.
    clauses: Vec<Clause>,
    must: usize,
    /// Whether one of the others must match.
    one_of_some: bool,
    filter: Option<Box<dyn Scorer>>,
    not: Vec<Box<dyn Scorer>>,
    /// What all clauses together add at most, by stretch.
    bounds: Vec<f32>,
    /// Only what scores more counts.
    least: f32,
}

impl Clause {
    fn open(searcher: &Searcher, segment: &SegmentReader, part: &Scored, stretches: usize) -> tantivy::Result<Self> {
        match part {
            Scored::Word(word) => {
                let scorer = word.in_segment(segment)?;
                let bounds = word.bounds(segment, &scorer)?;
                Ok(Self { scorer: Box::new(scorer), bounds })
            }
            Scored::Other(query, most) => {
                let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
                Ok(Self { scorer: weight.scorer(segment, 1.0)?, bounds: vec![*most; stretches] })
            }
        }
    }

    fn bound(&self, article: DocId) -> f32 {
        self.bounds.get((article / STRETCH) as usize).copied().unwrap_or(0.0)
    }

    fn stands_at(&mut self, article: DocId) -> bool {
        stands_at(&mut *self.scorer, article)
    }
}

fn stands_at(docs: &mut dyn Scorer, article: DocId) -> bool {
    docs.doc() == article || docs.doc() < article && docs.seek(article) == article
}

impl Run {
    /// Whether there are fewer articles that the filters let through than those with the words.
    fn filter_is_short(&self) -> bool {
        let words: u64 = self.clauses.iter().map(|clause| clause.scorer.cost()).sum();
        self.filter.as_ref().is_some_and(|filter| filter.cost() < words)
    }

    /// The first article from here on that is in a stretch where enough can be scored.
    fn worth_while(&self, article: DocId) -> DocId {
        let stretch = (article / STRETCH) as usize;
        let rest = self.bounds.get(stretch..).unwrap_or_default();
        match rest.iter().position(|bound| *bound > self.least) {
            Some(0) => article,
            Some(further) => (stretch + further) as DocId * STRETCH,
            None => TERMINATED,
        }
    }

    fn is_let_through(&mut self, article: DocId) -> bool {
        self.filter.as_mut().is_none_or(|filter| stands_at(&mut **filter, article))
            && !self.not.iter_mut().any(|not| stands_at(&mut **not, article))
    }

    /// Some clauses must match: one article after the other of the shortest list.
    fn all(mut self, take: &mut Take) {
        let mut order: Vec<usize> = (0..self.must).collect();
        order.sort_by_key(|clause| (self.clauses[*clause].scorer.cost(), *clause));
        let shortest = order.first().map_or(u64::MAX, |clause| self.clauses[*clause].scorer.cost());
        let by_filter = self.filter.as_ref().is_some_and(|filter| filter.cost() < shortest);
        let mut article = 0;
        'articles: loop {
            article = self.worth_while(article);
            if article == TERMINATED {
                return;
            }
            if by_filter && let Some(filter) = &mut self.filter {
                let found = if filter.doc() < article { filter.seek(article) } else { filter.doc() };
                if found != article {
                    article = found;
                    continue;
                }
            }
            for clause in &order {
                let list = &mut self.clauses[*clause].scorer;
                let found = if list.doc() < article { list.seek(article) } else { list.doc() };
                if found > article {
                    article = found;
                    continue 'articles;
                }
            }
            if self.is_let_through(article) {
                self.score(article, take);
            }
            article += 1;
        }
    }

    /// The exact score of an article that has all that it must.
    fn score(&mut self, article: DocId, take: &mut Take) {
        let mut score = 0.0;
        let mut has_some = false;
        for (at, clause) in self.clauses.iter_mut().enumerate() {
            if at < self.must {
                score += clause.scorer.score();
            } else if clause.bound(article) > 0.0 && clause.stands_at(article) {
                score += clause.scorer.score();
                has_some = true;
            }
        }
        if (has_some || !self.one_of_some) && score > self.least {
            self.least = self.least.max(take(article, score));
        }
    }

    /// One clause must match, no matter which: stretch after stretch, where the clauses that add the
    /// most name the articles, and the others are looked up only where they may still matter.
    fn any(mut self, take: &mut Take) {
        let count = self.clauses.len();
        let mut order: Vec<usize> = (0..count).collect();
        let mut scores = vec![0.0_f32; count * STRETCH as usize];
        let mut start = 0;
        loop {
            start = self.worth_while(start);
            if start == TERMINATED {
                return;
            }
            let stretch = (start / STRETCH) as usize;
            let (base, end) = (stretch as DocId * STRETCH, (stretch as DocId + 1) * STRETCH);
            let bound = |clause: &usize| self.clauses[*clause].bounds[stretch];
            order.sort_by(|a, b| bound(b).total_cmp(&bound(a)).then(a.cmp(b)));
            // the last ones can't lift an article above the least by themselves
            let mut naming = count;
            let mut rest = 0.0;
            while naming > 0 && rest + bound(&order[naming - 1]) <= self.least * LESS {
                naming -= 1;
                rest += bound(&order[naming]);
            }
            let mut found: u128 = 0;
            for clause in &order[..naming] {
                let list = &mut self.clauses[*clause].scorer;
                let mut article = if list.doc() < base { list.seek(base) } else { list.doc() };
                while article < end {
                    let at = (article - base) as usize;
                    scores[clause * STRETCH as usize + at] = list.score();
                    found |= 1 << at;
                    article = list.advance();
                }
            }
            while found != 0 {
                let at = found.trailing_zeros() as usize;
                found &= found - 1;
                self.score_any(base, at, &order, naming, &mut scores, take);
            }
            start = end;
        }
    }

    fn score_any(
        &mut self,
        base: DocId,
        at: usize,
        order: &[usize],
        naming: usize,
        scores: &mut [f32],
        take: &mut Take,
    ) {
        let article = base + at as DocId;
        let place = |clause: usize| clause * STRETCH as usize + at;
        let mut sum: f32 = order[..naming].iter().map(|clause| scores[place(*clause)]).sum();
        let mut rest: f32 = order[naming..].iter().map(|clause| self.clauses[*clause].bound(article)).sum();
        let mut enough = sum + rest > self.least && self.is_let_through(article);
        for clause in &order[naming..] {
            if !enough {
                break;
            }
            rest -= self.clauses[*clause].bound(article);
            if self.clauses[*clause].stands_at(article) {
                let score = self.clauses[*clause].scorer.score();
                scores[place(*clause)] = score;
                sum += score;
            }
            enough = sum + rest.max(0.0) > self.least * LESS;
        }
        if enough {
            let score: f32 = (0..order.len()).map(|clause| scores[place(clause)]).sum();
            if score > self.least {
                self.least = self.least.max(take(article, score));
            }
        }
        for clause in order {
            scores[place(*clause)] = 0.0;
        }
    }
}

/// Sums in another order may come out so much smaller.
const LESS: f32 = 1.0 - 1e-5;
