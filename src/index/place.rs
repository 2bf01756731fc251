//! Where a word's articles lie: its list in one field of one segment, found in the dictionary once
//! and opened without looking it up again.

use super::bits::Bits;
use std::sync::Arc;
use tantivy::index::SegmentId;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, Score, SegmentReader};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub segment: SegmentId,
    pub field: Field,
    /// How many articles it lists, and where.
    pub list: TermInfo,
}

impl Place {
    pub(super) fn postings(
        &self,
        segment: &SegmentReader,
        option: IndexRecordOption,
    ) -> tantivy::Result<SegmentPostings> {
        Ok(segment.inverted_index(self.field)?.read_postings_from_terminfo(&self.list, option)?)
    }

    pub(super) fn blocks(
        &self,
        segment: &SegmentReader,
        option: IndexRecordOption,
    ) -> tantivy::Result<BlockSegmentPostings> {
        Ok(segment.inverted_index(self.field)?.read_block_postings_from_terminfo(&self.list, option)?)
    }
}

/// Puts the articles of all the lists, which are those of one segment, into a set.
pub(super) fn insert_all<'a>(
    segment: &SegmentReader,
    places: impl Iterator<Item = &'a Place>,
    into: &mut Bits,
) -> tantivy::Result<()> {
    let places = places.map(|place| (place, ()));
    each_block(segment, places, IndexRecordOption::Basic, |(), blocks| {
        blocks.docs().iter().for_each(|article| into.insert(*article));
    })
}

/// Shows every block of the lists, one list after the other, with what is said of each list.
pub(super) fn each_block<'a, T>(
    segment: &SegmentReader,
    places: impl Iterator<Item = (&'a Place, T)>,
    option: IndexRecordOption,
    mut show: impl FnMut(&T, &BlockSegmentPostings),
) -> tantivy::Result<()> {
    let mut reader: Option<BlockSegmentPostings> = None;
    for (place, said) in places {
        let blocks = match &mut reader {
            Some(blocks) => {
                let index = segment.inverted_index(place.field)?;
                index.reset_block_postings_from_terminfo(&place.list, blocks)?;
                blocks
            }
            None => reader.insert(place.blocks(segment, option)?),
        };
        while !blocks.docs().is_empty() {
            show(&said, blocks);
            blocks.advance();
        }
    }
    Ok(())
}

/// Articles that any of the lists has.
#[derive(Debug, Clone)]
pub(super) struct ListsQuery(pub [Arc<[Place]>; 2]);

impl Query for ListsQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for ListsQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let id = segment.segment_id();
        let places = self.0.iter().flat_map(|places| places.iter()).filter(|place| place.segment == id);
        let mut found = BitSet::with_max_value(segment.max_doc());
        each_block(segment, places.map(|place| (place, ())), IndexRecordOption::Basic, |(), blocks| {
            for article in blocks.docs() {
                found.insert(*article);
            }
        })?;
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("in one of the lists", 1.0))
    }
}
