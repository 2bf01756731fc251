//! Words that follow one another, each in any of its forms; and words that stand in the body, not
//! only in the title: both are in one field, and their positions tell them apart.

use super::bits::Bits;
use super::place::{Place, insert_all};
use super::statistics::Statistics;
use super::word::{Form, WordQuery};
use std::ops::Range;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Articles with the words one behind the other.
#[derive(Debug, Clone)]
pub(super) struct SequenceQuery {
    pub statistics: Statistics,
    /// The forms of each word; one word at least.
    pub words: Vec<Arc<[Form]>>,
    /// Positions that the first word may have.
    pub places: Range<u32>,
    /// What the whole counts where there is enough of it.
    pub weight: f32,
}

impl Query for SequenceQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SequenceQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let field = self.statistics.field;
        let mut with_all: Option<Bits> = None;
        for forms in &self.words {
            let mut with = Bits::none(segment.max_doc());
            insert_all(segment, lists(field, forms, segment), &mut with)?;
            match &mut with_all {
                Some(with_all) => with_all.keep(&with),
                None => with_all = Some(with),
            }
        }
        let candidates: Vec<DocId> = with_all.iter().flat_map(Bits::iter).collect();
        if candidates.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let words = self.words.iter().zip(0..).map(|(forms, before)| Places::open(field, forms, before, segment));
        let words = words.collect::<tantivy::Result<Vec<_>>>()?;
        let size = |word: &usize| words[*word].lists.iter().map(DocSet::size_hint).sum::<u32>();
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by_key(size);
        let mut scorer = SequenceScorer {
            candidates,
            next: 0,
            order,
            words,
            places: self.places.clone(),
            article: 0,
            times: 0,
            lengths: segment.get_fieldnorms_reader(field)?,
            statistics: self.statistics.clone(),
            weight: self.weight * boost,
        };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words one behind the other", self.weight))
    }
}

struct SequenceScorer {
    /// The articles that have all the words, and how many of them are passed.
    candidates: Vec<DocId>,
    next: usize,
    words: Vec<Places>,
    /// Numbers of the words, the rarest first.
    order: Vec<usize>,
    places: Range<u32>,
    /// The article that it stands at.
    article: DocId,
    /// How often the words stand in it.
    times: u32,
    lengths: FieldNormReader,
    statistics: Statistics,
    weight: f32,
}

/// The lists of a word's forms.
fn lists<'a>(field: Field, forms: &'a [Form], segment: &SegmentReader) -> impl Iterator<Item = &'a Place> {
    let id = segment.segment_id();
    let places = forms.iter().flat_map(|form| &form.known.places);
    places.filter(move |place| place.segment == id && place.field == field)
}

/// The places of a word, in any of its forms, in a segment's articles.
pub(super) struct Places {
    lists: Vec<SegmentPostings>,
    /// How many words of the sequence stand before it.
    before: u32,
    /// Where the sequence would begin for this word to be in its place; sorted.
    starts: Vec<u32>,
}

impl Places {
    /// Those of a word alone.
    pub(super) fn of(word: &WordQuery, segment: &SegmentReader) -> tantivy::Result<Self> {
        Self::open(word.statistics.field, &word.forms, 0, segment)
    }

    fn open(field: Field, forms: &[Form], before: u32, segment: &SegmentReader) -> tantivy::Result<Self> {
        let lists = lists(field, forms, segment);
        let lists = lists.map(|place| place.postings(segment, IndexRecordOption::WithFreqsAndPositions));
        Ok(Self { lists: lists.collect::<tantivy::Result<_>>()?, before, starts: Vec::new() })
    }

    /// Whether the word is in the article; to be asked in the order of the articles.
    pub(super) fn stands_in(&mut self, article: DocId) -> bool {
        self.seek(article) == article
    }

    /// What [`Places::read`] found last.
    pub(super) fn found(&self) -> &[u32] {
        &self.starts
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let mut first = TERMINATED;
        for list in &mut self.lists {
            if list.doc() < target {
                list.seek(target);
            }
            first = first.min(list.doc());
        }
        first
    }

    /// Reads the places in the article that it was brought to last.
    pub(super) fn read(&mut self, article: DocId) {
        self.starts.clear();
        for list in self.lists.iter_mut().filter(|list| list.doc() == article) {
            list.append_positions_with_offset(0, &mut self.starts);
        }
        let before = self.before;
        self.starts.retain_mut(|start| match start.checked_sub(before) {
            Some(of_first) => {
                *start = of_first;
                true
            }
            None => false,
        });
        self.starts.sort_unstable();
    }
}

impl SequenceScorer {
    /// To the first article from `target` on that has the words one behind the other.
    fn find(&mut self, target: DocId) -> DocId {
        let rest = self.candidates.get(self.next..).unwrap_or_default();
        self.next += rest.partition_point(|article| *article < target);
        while let Some(article) = self.candidates.get(self.next).copied() {
            self.article = article;
            self.times = self.count();
            if self.times > 0 {
                return article;
            }
            self.next += 1;
        }
        self.article = TERMINATED;
        TERMINATED
    }

    fn count(&mut self) -> u32 {
        let mut common: Option<Vec<u32>> = None;
        for word in &self.order {
            let word = &mut self.words[*word];
            word.seek(self.article);
            word.read(self.article);
            match &mut common {
                Some(common) => common.retain(|start| word.starts.binary_search(start).is_ok()),
                None => common = Some(word.starts.clone()),
            }
            if common.as_ref().is_some_and(Vec::is_empty) {
                return 0;
            }
        }
        let (Some(first), Some(common)) = (self.words.first(), common) else { return 0 };
        let starts = first.starts.iter().filter(|start| self.places.contains(start));
        starts.filter(|start| common.binary_search(start).is_ok()).count() as u32
    }
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        if self.article == TERMINATED { TERMINATED } else { self.find(self.article + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.article >= target { self.article } else { self.find(target) }
    }

    fn doc(&self) -> DocId {
        self.article
    }

    fn size_hint(&self) -> u32 {
        self.candidates.len() as u32 / 4
    }

    fn cost(&self) -> u64 {
        // positions are read for every article that has the words
        u64::from(self.size_hint()) * 40
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm_id(self.article);
        self.weight * self.statistics.saturation(self.times as f32, length)
    }
}
