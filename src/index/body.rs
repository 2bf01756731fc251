//! Words that stand in the body, not only in the title: both are in one field, and their positions
//! tell them apart.

use super::tokens::BODY;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate};
use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, Term};

/// A word, or words that follow each other, in the body.
#[derive(Debug)]
pub(super) struct InBody(pub Vec<Term>);

pub(super) struct Positions {
    postings: Vec<SegmentPostings>,
    found: Vec<Vec<u32>>,
}

impl DocPredicate for InBody {
    type SegmentDocPredicate = Positions;

    fn doc_predicate(&self, segment: &SegmentReader) -> tantivy::Result<ConstOrVariableSegmentPredicate<Positions>> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = Vec::with_capacity(self.0.len());
        for term in &self.0 {
            match segment.inverted_index(term.field())?.read_postings(term, option)? {
                Some(list) => postings.push(list),
                None => return Ok(ConstOrVariableSegmentPredicate::Const(false)),
            }
        }
        let anywhere: Box<dyn Query> = match self.0.as_slice() {
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
            terms => Box::new(PhraseQuery::new(terms.to_vec())),
        };
        let anywhere = anywhere.weight(EnableScoring::disabled_from_schema(segment.schema()))?;
        let found = vec![Vec::new(); postings.len()];
        Ok(ConstOrVariableSegmentPredicate::Variable {
            predicate: Positions { postings, found },
            necessary_condition: Box::new(anywhere.scorer(segment, 1.0)?),
        })
    }
}

impl SegmentDocPredicate for Positions {
    fn eval(&mut self, article: DocId) -> bool {
        for (at, (list, found)) in self.postings.iter_mut().zip(&mut self.found).enumerate() {
            if list.doc() < article {
                list.seek(article);
            }
            if list.doc() != article {
                return false;
            }
            // counted back to where the phrase would begin
            list.positions(found);
            for position in found {
                *position = position.saturating_sub(at as u32);
            }
        }
        let Some((first, others)) = self.found.split_first() else { return false };
        let starts = first.iter().filter(|start| **start >= BODY as u32);
        starts.into_iter().any(|start| others.iter().all(|positions| positions.binary_search(start).is_ok()))
    }
}
