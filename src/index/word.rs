//! A word in all its forms, as one: found where any form stands, weighed as if all forms were the
//! same word, the form that was typed a little more than the others.
//!
//! BM25 over the sum of the forms' frequencies, rare words counting more than there. It tells
//! the best that a stretch of articles can score, so that [`super::rank`] need not look at those
//! that can't be among the rows wanted.

use super::bits::Bits;
use super::locked;
use super::place::{Place, each_block, insert_all};
use super::statistics::Statistics;
use super::vocabulary::Known;
use std::sync::{Arc, Mutex};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// How much of its weight is left to a word that stands in many articles' common text alone.
pub(super) const RECURRING: f32 = 0.003;
/// Words with more forms than this are put together at once; fewer are read side by side.
const SIDE_BY_SIDE: usize = 8;
/// Articles, by their number in the segment, of which one bound is told.
pub(super) const STRETCH: u32 = 128;
/// The bounds of lists of no more articles than this are worked out from each of them: tantivy's own,
/// told for 128 articles wherever they stand, say little of a stretch then.
const EXACT: u32 = 2048;
/// Stands for the frequency of a word in recurring text.
pub(super) const BARELY: f32 = 1e-30;

/// A form and how much one occurrence of it counts, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub known: Arc<Known>,
    pub weight: f32,
}

/// Articles with any of the forms.
#[derive(Debug, Clone)]
pub(super) struct WordQuery {
    pub statistics: Statistics,
    /// Where the same words are found, but count next to nothing.
    pub recurring: Option<Field>,
    pub forms: Arc<[Form]>,
    /// What the word counts where there is enough of it.
    pub weight: f32,
    /// How many articles have it, those that were taken out among them, where that is known.
    pub articles: Option<u64>,
    pub merged: Arc<Merged>,
}

/// Articles with the sum of a word's frequencies in each.
pub(super) type Sums = Arc<Vec<(DocId, f32)>>;

/// What was put together of several lists, by segment: the same for whichever part of a query asks.
#[derive(Debug, Default)]
pub(super) struct Merged(Mutex<Vec<(SegmentId, Sums)>>);

impl Merged {
    /// Puts it together unless that was done before.
    pub(super) fn once(
        &self,
        segment: &SegmentReader,
        merge: impl FnOnce() -> tantivy::Result<Vec<(DocId, f32)>>,
    ) -> tantivy::Result<Sums> {
        let mut merged = locked(&self.0);
        if let Some((_, sums)) = merged.iter().find(|(of, _)| *of == segment.segment_id()) {
            return Ok(sums.clone());
        }
        let sums = Arc::new(merge()?);
        merged.push((segment.segment_id(), sums.clone()));
        Ok(sums)
    }
}

impl Query for WordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WordQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        scorer(self.sums(segment)?, &self.statistics, self.weight * boost, segment)
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a word in all its forms", self.weight))
    }
}

impl WordQuery {
    pub(super) fn in_segment(&self, segment: &SegmentReader) -> tantivy::Result<WordInSegment> {
        if self.forms.len() > SIDE_BY_SIDE {
            return self.with(Lists::Merged(self.sums(segment)?, 0), segment);
        }
        let open = |(form, place, recurring): (&Form, &Place, bool)| -> tantivy::Result<List> {
            let postings = place.postings(segment, IndexRecordOption::WithFreqs)?;
            Ok(List { postings, weight: form.weight, recurring })
        };
        self.with(Lists::SideBySide(self.places(segment).map(open).collect::<tantivy::Result<_>>()?), segment)
    }

    fn with(&self, lists: Lists, segment: &SegmentReader) -> tantivy::Result<WordInSegment> {
        let lengths = segment.get_fieldnorms_reader(self.statistics.field)?;
        Ok(WordInSegment { lists, lengths, statistics: self.statistics.clone(), weight: self.weight })
    }

    /// Puts every article that has the word into the set.
    pub(super) fn insert_articles(&self, segment: &SegmentReader, into: &mut Bits) -> tantivy::Result<()> {
        insert_all(segment, self.places(segment).map(|(_, place, _)| place), into)
    }

    /// What the word can score at most in each stretch of articles, `word` being itself in this
    /// segment.
    pub(super) fn bounds(&self, segment: &SegmentReader, word: &WordInSegment) -> tantivy::Result<Vec<f32>> {
        let mut bounds = vec![0.0; segment.max_doc().div_ceil(STRETCH) as usize];
        if let Lists::Merged(sums, _) = &word.lists {
            for (article, frequency) in sums.iter() {
                if let Some(bound) = bounds.get_mut((article / STRETCH) as usize) {
                    *bound = word.score_of(*article, *frequency).max(*bound);
                }
            }
            return Ok(bounds);
        }
        let words = segment.inverted_index(self.statistics.field)?.total_num_tokens();
        let ratio = words as f32 / segment.max_doc().max(1) as f32 / self.statistics.average;
        // a little less than it is: parts that were merged know their average only about
        let skew = ratio.min(1.0 / ratio) * 0.99;
        for (form, place, recurring) in self.places(segment) {
            if recurring || place.list.doc_freq <= EXACT {
                let blocks = place.blocks(segment, IndexRecordOption::WithFreqs)?;
                word.add_exact(blocks, form.weight, recurring, &mut bounds);
            } else {
                // the frequencies are not needed
                let blocks = place.blocks(segment, IndexRecordOption::Basic)?;
                word.add_by_block(blocks, skew, &mut bounds);
            }
        }
        Ok(bounds)
    }

    /// The lists in a segment, those of recurring text last.
    fn places<'a>(&'a self, segment: &SegmentReader) -> impl Iterator<Item = (&'a Form, &'a Place, bool)> {
        let segment = segment.segment_id();
        let fields = [(self.statistics.field, false)].into_iter().chain(self.recurring.map(|field| (field, true)));
        fields.flat_map(move |(field, recurring)| {
            let of = move |place: &&Place| place.segment == segment && place.field == field;
            let places = move |form: &'a Form| form.known.places.iter().filter(of).map(move |place| (form, place));
            self.forms.iter().flat_map(places).map(move |(form, place)| (form, place, recurring))
        })
    }

    /// The articles with the sum of the frequencies of all forms, weighed; [`BARELY`] where they stand
    /// in recurring text alone.
    fn sums(&self, segment: &SegmentReader) -> tantivy::Result<Sums> {
        self.merged.once(segment, || {
            let mut frequencies = vec![0.0_f32; segment.max_doc() as usize];
            let places = self.places(segment).map(|(form, place, recurring)| (place, (form.weight, recurring)));
            each_block(segment, places, IndexRecordOption::WithFreqs, |(weight, recurring), blocks| {
                for (article, frequency) in blocks.docs().iter().zip(blocks.freqs()) {
                    if let Some(sum) = frequencies.get_mut(*article as usize) {
                        *sum += if *recurring { BARELY } else { weight * *frequency as f32 };
                    }
                }
            })?;
            Ok((0..).zip(frequencies).filter(|(_, frequency)| *frequency > 0.0).collect())
        })
    }
}

/// A word's lists in one segment.
pub(super) struct WordInSegment {
    lists: Lists,
    lengths: FieldNormReader,
    statistics: Statistics,
    weight: f32,
}

enum Lists {
    /// A list for each form.
    SideBySide(Vec<List>),
    /// All forms together, and the place in that list.
    Merged(Sums, usize),
}

struct List {
    postings: SegmentPostings,
    weight: f32,
    recurring: bool,
}

impl WordInSegment {
    /// Scores the articles of a stretch from `first` to before `end` that have the word, and tells
    /// which those are, the stretch's first article being the lowest bit; to be asked in the order of the
    /// articles.
    pub(super) fn score(&mut self, first: DocId, end: DocId, scores: &mut [f32; STRETCH as usize]) -> u128 {
        let base = first - first % STRETCH;
        let mut frequencies = [0.0_f32; STRETCH as usize];
        let mut found: u128 = 0;
        match &mut self.lists {
            Lists::SideBySide(lists) => {
                for List { postings, weight, recurring } in lists {
                    let mut article = postings.doc();
                    if article < first {
                        article = postings.seek(first);
                    }
                    while article < end {
                        let at = (article - base) as usize;
                        frequencies[at] += if *recurring { BARELY } else { *weight * postings.term_freq() as f32 };
                        found |= 1 << at;
                        article = postings.advance();
                    }
                }
            }
            Lists::Merged(sums, place) => {
                let rest = sums.get(*place..).unwrap_or_default();
                *place += rest.partition_point(|(article, _)| *article < first);
                let rest = sums.get(*place..).unwrap_or_default();
                for (article, frequency) in rest.iter().take_while(|(article, _)| *article < end) {
                    let at = (article - base) as usize;
                    frequencies[at] = *frequency;
                    found |= 1 << at;
                }
            }
        }
        let mut left = found;
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            scores[at as usize] = self.score_of(base + at, frequencies[at as usize]);
        }
        found
    }

    fn score_of(&self, article: DocId, frequency: f32) -> f32 {
        if frequency <= BARELY * 256.0 {
            return self.weight * RECURRING;
        }
        self.weight * self.statistics.saturation(frequency, self.lengths.fieldnorm_id(article))
    }

    /// Adds the most that one form's list, looked at article by article, scores in each stretch.
    fn add_exact(&self, mut blocks: BlockSegmentPostings, weight: f32, recurring: bool, bounds: &mut [f32]) {
        let (mut stretch, mut most) = (0, 0.0_f32);
        while !blocks.docs().is_empty() {
            for (article, frequency) in blocks.docs().iter().zip(blocks.freqs()) {
                let at = (article / STRETCH) as usize;
                if at != stretch {
                    add(bounds, stretch, most);
                    (stretch, most) = (at, 0.0);
                }
                let frequency = if recurring { BARELY } else { weight * *frequency as f32 };
                most = most.max(self.score_of(*article, frequency));
            }
            blocks.advance();
        }
        add(bounds, stretch, most);
    }

    /// The same by what tantivy has written for each block of a list.
    fn add_by_block(&self, mut blocks: BlockSegmentPostings, skew: f32, bounds: &mut [f32]) {
        // where one block ends and the next begins in one stretch, the larger counts
        let (mut shared, mut counted) = (usize::MAX, 0.0);
        while let (Some(first), Some(last)) = (blocks.docs().first(), blocks.docs().last()) {
            let (first, last) = ((first / STRETCH) as usize, (last / STRETCH) as usize);
            // the last block has no bound of its own
            let is_whole = blocks.docs().len() == STRETCH as usize;
            let most = if is_whole {
                unskewed(blocks.block_max_score(&self.lengths, &self.statistics.unit), skew)
            } else {
                1.0
            };
            for (at, bound) in bounds.iter_mut().enumerate().take(last + 1).skip(first) {
                let before = if at == shared { counted } else { 0.0 };
                *bound += self.weight * (most - before).max(0.0);
            }
            counted = if last == shared { most.max(counted) } else { most };
            shared = last;
            blocks.advance();
        }
    }
}

fn add(bounds: &mut [f32], stretch: usize, most: f32) {
    if let Some(bound) = bounds.get_mut(stretch) {
        *bound += most;
    }
}

/// The most that an article of a block can score by the average length of all segments, where the
/// block names the one that scores most by the average of its own segment: lengths count `skew` times
/// as much at the least.
fn unskewed(most: f32, skew: f32) -> f32 {
    most / (most + skew * (1.0 - most)).max(f32::MIN_POSITIVE)
}

/// What was put together as a part of one of tantivy's own queries.
pub(super) fn scorer(
    sums: Sums,
    statistics: &Statistics,
    weight: f32,
    segment: &SegmentReader,
) -> tantivy::Result<Box<dyn Scorer>> {
    let lengths = segment.get_fieldnorms_reader(statistics.field)?;
    let lists = Lists::Merged(sums.clone(), 0);
    let word = WordInSegment { lists, lengths, statistics: statistics.clone(), weight };
    Ok(Box::new(WordScorer { word, sums, at: 0 }))
}

struct WordScorer {
    word: WordInSegment,
    sums: Sums,
    at: usize,
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.sums.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.sums.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(article, _)| *article < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.sums.get(self.at).map_or(TERMINATED, |(article, _)| *article)
    }

    fn size_hint(&self) -> u32 {
        self.sums.len() as u32
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        self.sums.get(self.at).map_or(0.0, |(article, frequency)| self.word.score_of(*article, *frequency))
    }
}
