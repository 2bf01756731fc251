//! The best articles for words, without looking at all that match.
//!
//! Maximum scores decide what need not be looked at (block-max `MaxScore`, as in Ding and Suel 2011
//! and in Lucene): a segment is cut into stretches of articles, each word says what it can add in
//! each stretch at most, and a stretch, an article, or a list that can't lift anything above the
//! worst row kept so far is passed over. What is kept has its exact score, summed up in the order of
//! the words, so that it does not depend on what was passed over.

use super::bits::Bits;
use super::compile::{Scored, Wanted};
use super::matching::stands_at;
use super::view::{Part, View};
use super::word::{STRETCH, WordInSegment};
use tantivy::DocId;
use tantivy::query::{EnableScoring, Scorer};

const LENGTH: usize = STRETCH as usize;
/// Articles of a segment that are looked at without asking which of them can score enough.
const FEW: usize = 256;

/// One part of the query in one segment.
struct Clause {
    source: Source,
    /// What it adds at most, by stretch.
    bounds: Vec<f32>,
    /// What it adds in the stretch looked at; only those of `has` count.
    scores: [f32; LENGTH],
    has: u128,
}

enum Source {
    Word(WordInSegment),
    Other(Box<dyn Scorer>),
}

/// Called with an article and its score; tells what others must score more than.
pub(super) type Take<'a> = dyn FnMut(DocId, f32) -> f32 + 'a;

/// Calls `take` with every article of the segment that matches and scores more than `least`, or than
/// what `take` said last. `within`: those that match; without it any of the words must match and
/// nothing else.
pub(super) fn visit(
    view: &View,
    part: &Part,
    wanted: &Wanted,
    within: Option<&Bits>,
    least: f32,
    take: &mut Take,
) -> tantivy::Result<()> {
    // where few articles match, looking at them costs less than knowing which of them need not be
    let is_told = within.is_none_or(|within| within.count() > FEW);
    let scored = wanted.must.iter().chain(&wanted.some);
    let open = |scored: &Scored| Clause::open(view, part, scored, is_told);
    let clauses = scored.map(open).collect::<tantivy::Result<Vec<_>>>()?;
    let mut bounds = vec![0.0_f32; part.segment.max_doc().div_ceil(STRETCH) as usize];
    for clause in &clauses {
        bounds.iter_mut().zip(&clause.bounds).for_each(|(sum, bound)| *sum += bound);
    }
    let mut run = Run { order: (0..clauses.len()).collect(), clauses, within, least };
    for (number, bound) in bounds.into_iter().enumerate() {
        if bound > run.least && within.is_none_or(|within| within.stretch(number) != 0) {
            run.stretch(number, bound, take);
        }
    }
    Ok(())
}

struct Run<'a> {
    clauses: Vec<Clause>,
    /// Numbers of the clauses, those first that add the most.
    order: Vec<usize>,
    within: Option<&'a Bits>,
    /// Only what scores more counts.
    least: f32,
}

/// Sums in another order may come out so much smaller.
const LESS: f32 = 1.0 - 1e-5;

impl Run<'_> {
    /// Takes the articles of one stretch that score enough. The clauses that add the most name them;
    /// the others are looked up only where they may still matter.
    fn stretch(&mut self, number: usize, bound: f32, take: &mut Take) {
        let base = number as DocId * STRETCH;
        let mut candidates = self.within.map_or(u128::MAX, |within| within.stretch(number));
        let clauses = &mut self.clauses;
        let most = |clause: &Clause| clause.bounds.get(number).copied().unwrap_or(0.0);
        self.order.sort_unstable_by(|a, b| most(&clauses[*b]).total_cmp(&most(&clauses[*a])).then(a.cmp(b)));
        for clause in clauses.iter_mut() {
            clause.has = 0;
        }
        let mut sums = [0.0_f32; LENGTH];
        let mut named: u128 = 0;
        let mut rest = bound;
        for at in &self.order {
            if candidates == 0 {
                return;
            }
            let clause = &mut clauses[*at];
            let adds = most(clause);
            if adds <= 0.0 {
                break;
            }
            rest -= adds;
            clause.score(base, candidates);
            clause.has &= candidates;
            each(clause.has, |at| sums[at] += clause.scores[at]);
            named |= clause.has;
            if rest <= self.least * LESS {
                // the other clauses lift nothing above the least that is not named yet
                candidates &= named;
                each(candidates, |at| {
                    if sums[at] + rest.max(0.0) <= self.least * LESS {
                        candidates &= !(1 << at);
                    }
                });
            }
        }
        each(candidates & named, |at| {
            let has = |clause: &&Clause| clause.has >> at & 1 == 1;
            let score: f32 = clauses.iter().filter(has).map(|clause| clause.scores[at]).sum();
            if score > self.least {
                self.least = self.least.max(take(base + at as DocId, score));
            }
        });
    }
}

/// The bits that are set, lowest first.
fn each(bits: u128, mut look: impl FnMut(usize)) {
    let mut left = bits;
    while left != 0 {
        look(left.trailing_zeros() as usize);
        left &= left - 1;
    }
}

impl Clause {
    /// `is_told`: whether each stretch is to have a bound of its own.
    fn open(view: &View, part: &Part, scored: &Scored, is_told: bool) -> tantivy::Result<Self> {
        let segment = &part.segment;
        let same = |most: f32| vec![most; segment.max_doc().div_ceil(STRETCH) as usize];
        let (source, bounds) = match scored {
            Scored::Word(query) => {
                let word = query.in_segment(segment)?;
                let bounds = if is_told { query.bounds(segment, &word)? } else { same(query.weight) };
                (Source::Word(word), bounds)
            }
            Scored::Other(query, most) => {
                let weight = query.weight(EnableScoring::enabled_from_searcher(&view.searcher))?;
                (Source::Other(weight.scorer(segment, 1.0)?), same(*most))
            }
        };
        Ok(Self { source, bounds, scores: [0.0; LENGTH], has: 0 })
    }

    /// Scores what it has of the candidates in the stretch that begins there, and may be of others.
    fn score(&mut self, base: DocId, candidates: u128) {
        let Self { source, scores, has, .. } = self;
        match source {
            Source::Word(word) => {
                let (first, last) = (candidates.trailing_zeros(), candidates.checked_ilog2().unwrap_or(0));
                *has = word.score(base + first, base + last + 1, scores);
            }
            Source::Other(scorer) => each(candidates, |at| {
                if stands_at(&mut **scorer, base + at as DocId) {
                    scores[at] = scorer.score();
                    *has |= 1 << at;
                }
            }),
        }
    }
}
