//! A word in all its forms, as one: found where any form stands, weighed as if all forms were the
//! same word, the form that was typed a little more than the others.
//!
//! BM25 over the sum of the forms' frequencies, rare words counting more than there. It tells
//! the best that a stretch of articles can score, so that [`super::rank`] need not look at those
//! that can't be among the rows wanted.

use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

/// For every frequency and length these score a little less than tantivy's own 1.2 and 0.75, so
/// the bounds that it has written for those hold for these too.
const K1: f32 = 1.3;
const B: f32 = 0.7;
/// How much more a rare word counts than a common one: a power of its rarity.
const RARE: f32 = 1.2;
/// How much of its weight is left to a word that stands in many articles' common text alone.
pub(super) const RECURRING: f32 = 0.003;
/// Words with more forms than this are put together at once; fewer are read side by side.
const SIDE_BY_SIDE: usize = 8;
/// Articles, by their number in the segment, of which one bound is told.
pub(super) const STRETCH: u32 = 128;

/// A form and how much one occurrence of it counts, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub word: String,
    pub weight: f32,
}

/// The statistics of a field that BM25 needs.
#[derive(Debug, Clone)]
pub(super) struct Statistics {
    pub field: Field,
    articles: u64,
    average: f32,
    /// By the number that stands for a field's length: k1 (1 - b + b length / average).
    norms: Arc<[f32; 256]>,
}

impl Statistics {
    pub(super) fn of(searcher: &Searcher, field: Field) -> tantivy::Result<Self> {
        let (mut words, mut articles) = (0, 0);
        for segment in searcher.segment_readers() {
            words += segment.inverted_index(field)?.total_num_tokens();
            articles += u64::from(segment.max_doc());
        }
        let average = (words as f32 / articles.max(1) as f32).max(1.0);
        let norm = |id: usize| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            K1 * (1.0 - B + B * length / average)
        };
        Ok(Self { field, articles, average, norms: Arc::new(std::array::from_fn(norm)) })
    }

    /// The same figures for another field.
    pub(super) fn for_field(&self, field: Field) -> Self {
        Self { field, ..self.clone() }
    }

    /// What a word counts where there is enough of it, if so many articles have it.
    pub(super) fn rarity(&self, with: f32) -> f32 {
        let all = self.articles as f32;
        let with = with.min(all);
        ((all - with + 0.5) / (with + 0.5)).ln_1p().powf(RARE) * (K1 + 1.0)
    }

    /// In how many articles any of a word's forms stands, if each stands in so many, whether the others
    /// do or not.
    pub(super) fn with_any(&self, forms: impl Iterator<Item = u64>) -> f32 {
        let all = self.articles.max(1) as f32;
        all * (1.0 - forms.map(|with| 1.0 - (with as f32 / all).min(1.0)).product::<f32>())
    }

    /// How near a word of this frequency comes to its full weight in a field of this length.
    pub(super) fn saturation(&self, frequency: f32, length_id: u8) -> f32 {
        frequency / (frequency + self.norms[usize::from(length_id)])
    }

    /// tantivy's own BM25 of weight 1, to read the bounds that its skip lists hold.
    fn unit(&self) -> Bm25Weight {
        let some = Bm25Weight::for_one_term_without_explain(0, self.articles, self.average);
        some.boost_by(1.0 / (some.max_score() * 1.000_1))
    }
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
}

impl Query for WordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WordQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.in_segment(segment)?;
        scorer.weight *= boost;
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a word in all its forms", self.weight))
    }
}

impl WordQuery {
    pub(super) fn in_segment(&self, segment: &SegmentReader) -> tantivy::Result<WordScorer> {
        let lengths = segment.get_fieldnorms_reader(self.statistics.field)?;
        let places = if self.forms.len() > SIDE_BY_SIDE {
            self.together(segment)?
        } else {
            Places::SideBySide(self.side_by_side(segment)?)
        };
        let mut scorer =
            WordScorer { places, at: TERMINATED, lengths, statistics: self.statistics.clone(), weight: self.weight };
        scorer.settle();
        Ok(scorer)
    }

    /// What the word can score at most in each stretch of articles, `scorer` being the word's own in
    /// this segment, before its first step.
    pub(super) fn bounds(&self, segment: &SegmentReader, scorer: &WordScorer) -> tantivy::Result<Vec<f32>> {
        let stretch = |article: DocId| (article / STRETCH) as usize;
        let mut bounds = vec![0.0; segment.max_doc().div_ceil(STRETCH) as usize];
        if let Places::Together(found, _) = &scorer.places {
            for (article, frequency) in found {
                if let Some(bound) = bounds.get_mut(stretch(*article)) {
                    *bound = scorer.score_of(*article, *frequency).max(*bound);
                }
            }
            return Ok(bounds);
        }
        let unit = self.statistics.unit();
        let words = segment.inverted_index(self.statistics.field)?.total_num_tokens();
        let ratio = words as f32 / segment.max_doc().max(1) as f32 / self.statistics.average;
        // a little less than it is: parts that were merged know their average only about
        let skew = ratio.min(1.0 / ratio) * 0.99;
        for (field, recurring) in self.fields() {
            let index = segment.inverted_index(field)?;
            for form in self.forms.iter() {
                let term = Term::from_field_text(field, &form.word);
                let Some(mut blocks) = index.read_block_postings(&term, IndexRecordOption::WithFreqs)? else {
                    continue;
                };
                // where one block ends and the next begins in one stretch, the larger counts
                let (mut shared, mut counted) = (usize::MAX, 0.0);
                while let (Some(first), Some(last)) = (blocks.docs().first(), blocks.docs().last()) {
                    let (first, last) = (stretch(*first), stretch(*last));
                    let most = if recurring {
                        RECURRING
                    } else {
                        unskewed(blocks.block_max_score(&scorer.lengths, &unit), skew)
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
        Ok(bounds)
    }

    fn fields(&self) -> impl Iterator<Item = (Field, bool)> {
        [(self.statistics.field, false)].into_iter().chain(self.recurring.map(|field| (field, true)))
    }

    fn side_by_side(&self, segment: &SegmentReader) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::new();
        for (field, recurring) in self.fields() {
            let index = segment.inverted_index(field)?;
            for form in self.forms.iter() {
                let term = Term::from_field_text(field, &form.word);
                if let Some(postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? {
                    lists.push(List { postings, weight: form.weight, recurring });
                }
            }
        }
        Ok(lists)
    }

    fn together(&self, segment: &SegmentReader) -> tantivy::Result<Places> {
        let mut frequencies = vec![0.0_f32; segment.max_doc() as usize];
        for (field, recurring) in self.fields() {
            let index = segment.inverted_index(field)?;
            for form in self.forms.iter() {
                let term = Term::from_field_text(field, &form.word);
                let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
                let mut article = postings.doc();
                while article != TERMINATED {
                    if let Some(sum) = frequencies.get_mut(article as usize) {
                        *sum += if recurring { BARELY } else { form.weight * postings.term_freq() as f32 };
                    }
                    article = postings.advance();
                }
            }
        }
        let found = frequencies.into_iter().enumerate().filter(|(_, frequency)| *frequency > 0.0);
        Ok(Places::Together(found.map(|(article, frequency)| (article as DocId, frequency)).collect(), 0))
    }
}

/// Where a word stands in one segment.
pub(super) struct WordScorer {
    places: Places,
    /// The article that it stands at.
    at: DocId,
    lengths: FieldNormReader,
    statistics: Statistics,
    weight: f32,
}

enum Places {
    /// A list for each form.
    SideBySide(Vec<List>),
    /// Articles with the forms' frequencies summed up, and the place in that list.
    Together(Vec<(DocId, f32)>, usize),
}

struct List {
    postings: SegmentPostings,
    weight: f32,
    recurring: bool,
}

/// Stands for the frequency of a word in recurring text.
const BARELY: f32 = 1e-30;

impl WordScorer {
    /// Finds the article that comes first.
    fn settle(&mut self) -> DocId {
        self.at = match &self.places {
            Places::SideBySide(lists) => lists.iter().map(|list| list.postings.doc()).min().unwrap_or(TERMINATED),
            Places::Together(found, at) => found.get(*at).map_or(TERMINATED, |(article, _)| *article),
        };
        self.at
    }

    /// The forms' frequencies, weighed, in the article that it stands at; [`BARELY`] where they stand
    /// in recurring text alone.
    fn frequency(&self) -> f32 {
        match &self.places {
            Places::SideBySide(lists) => {
                let here = lists.iter().filter(|list| list.postings.doc() == self.at);
                here.map(|list| if list.recurring { BARELY } else { list.weight * list.postings.term_freq() as f32 })
                    .sum()
            }
            Places::Together(found, at) => found.get(*at).map_or(0.0, |(_, frequency)| *frequency),
        }
    }

    fn score_of(&self, article: DocId, frequency: f32) -> f32 {
        if frequency <= BARELY * 256.0 {
            return self.weight * RECURRING;
        }
        self.weight * self.statistics.saturation(frequency, self.lengths.fieldnorm_id(article))
    }
}

/// The most that an article of a block can score by the average length of all segments, where the
/// block names the one that scores most by the average of its own segment: lengths count `skew` times
/// as much at the least.
fn unskewed(most: f32, skew: f32) -> f32 {
    most / (most + skew * (1.0 - most)).max(f32::MIN_POSITIVE)
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        match &mut self.places {
            Places::SideBySide(lists) => {
                for list in lists.iter_mut().filter(|list| list.postings.doc() == self.at) {
                    list.postings.advance();
                }
            }
            Places::Together(found, at) => *at = (*at + 1).min(found.len()),
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.at >= target {
            return self.at;
        }
        match &mut self.places {
            Places::SideBySide(lists) => {
                for list in lists.iter_mut().filter(|list| list.postings.doc() < target) {
                    list.postings.seek(target);
                }
            }
            Places::Together(found, at) => {
                let rest = found.get(*at..).unwrap_or_default();
                *at += rest.partition_point(|(article, _)| *article < target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.at
    }

    fn size_hint(&self) -> u32 {
        match &self.places {
            Places::SideBySide(lists) => lists.iter().map(|list| list.postings.size_hint()).sum(),
            Places::Together(found, _) => found.len() as u32,
        }
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        self.score_of(self.at, self.frequency())
    }
}
