//! Words that follow one another, each in any of its forms; and words that stand in the body, not
//! only in the title: both are in one field, and their positions tell them apart.

use super::bits::Bits;
use super::place::{Place, insert_all};
use super::statistics::Statistics;
use super::word::{BARELY, Form, Merged, WordQuery, scorer};
use std::ops::Range;
use std::sync::Arc;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Lists so many times as long as the articles that are left are not gone through: each article is
/// looked for in them.
const MANY_TIMES: usize = 16;

/// Articles with the words one behind the other.
#[derive(Debug, Clone)]
pub(super) struct SequenceQuery {
    pub statistics: Statistics,
    /// Where the same sequence is found, but counts next to nothing.
    pub recurring: Option<Field>,
    /// The forms of each word; one word at least.
    pub words: Vec<Arc<[Form]>>,
    /// Positions that the first word may have.
    pub places: Range<u32>,
    /// What the whole counts where there is enough of it.
    pub weight: f32,
    pub merged: Arc<Merged>,
}

impl Query for SequenceQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SequenceQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.merged.once(segment, || self.found(segment))?;
        scorer(found, &self.statistics, self.weight * boost, segment)
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words one behind the other", self.weight))
    }
}

impl SequenceQuery {
    /// How often the sequence stands in the articles of a segment.
    fn found(&self, segment: &SegmentReader) -> tantivy::Result<Vec<(DocId, f32)>> {
        let mut found = self.in_field(self.statistics.field, segment)?;
        let Some(recurring) = self.recurring else { return Ok(found) };
        let again = self.in_field(recurring, segment)?;
        if !again.is_empty() {
            found.extend(again.into_iter().map(|(article, _)| (article, BARELY)));
            // where an article has both, its own comes first and stays
            found.sort_by_key(|(article, _)| *article);
            found.dedup_by_key(|(article, _)| *article);
        }
        Ok(found)
    }

    fn in_field(&self, field: Field, segment: &SegmentReader) -> tantivy::Result<Vec<(DocId, f32)>> {
        let size =
            |forms: &[Form]| lists(field, forms, segment).map(|place| place.list.doc_freq as usize).sum::<usize>();
        let mut order: Vec<(usize, usize)> = self.words.iter().map(|forms| size(forms)).zip(0..).collect();
        order.sort_unstable();
        let mut with_all: Option<Bits> = None;
        for (size, word) in &order {
            match &mut with_all {
                Some(with_all) if *size > with_all.count() * MANY_TIMES => {}
                _ => {
                    let mut with = Bits::none(segment.max_doc());
                    insert_all(segment, lists(field, &self.words[*word], segment), &mut with)?;
                    match &mut with_all {
                        Some(with_all) => with_all.keep(&with),
                        None => with_all = Some(with),
                    }
                }
            }
        }
        let with_all = with_all.unwrap_or_default();
        if with_all.count() == 0 {
            return Ok(Vec::new());
        }
        let words = self.words.iter().zip(0..).map(|(forms, before)| Places::open(field, forms, before, segment));
        let mut words = words.collect::<tantivy::Result<Vec<_>>>()?;
        let order: Vec<usize> = order.into_iter().map(|(_, word)| word).collect();
        let times = |article: DocId| (article, times(&mut words, &order, &self.places, article) as f32);
        Ok(with_all.iter().map(times).filter(|(_, times)| *times > 0.0).collect())
    }
}

/// How often the words, looked at in that order, stand one behind the other in an article; to be asked
/// in the order of the articles.
fn times(words: &mut [Places], order: &[usize], places: &Range<u32>, article: DocId) -> u32 {
    let mut common: Option<Vec<u32>> = None;
    for word in order {
        let word = &mut words[*word];
        if !word.stands_in(article) {
            return 0;
        }
        word.read(article);
        match &mut common {
            Some(common) => common.retain(|start| word.starts.binary_search(start).is_ok()),
            None => common = Some(word.starts.clone()),
        }
        if common.as_ref().is_some_and(Vec::is_empty) {
            return 0;
        }
    }
    let (Some(first), Some(common)) = (words.first(), common) else { return 0 };
    let starts = first.starts.iter().filter(|start| places.contains(start));
    starts.filter(|start| common.binary_search(start).is_ok()).count() as u32
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
