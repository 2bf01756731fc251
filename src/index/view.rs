//! One state of the index as it is searched: what every query needs is opened once, and what was
//! looked up is remembered as long as nothing is written.

use super::locked;
use super::names::Names;
use super::place::Place;
use super::schema::{AUTHOR, Fields, ID, MONTH_LONDON, MONTH_UTC, PUBLISHED, SIGNATURE, SOURCE, TAG};
use super::statistics::Statistics;
use super::vocabulary::Remembered;
use crate::query::Value;
use std::sync::{Arc, Mutex};
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};

pub(super) struct View {
    pub searcher: Searcher,
    pub fields: Fields,
    /// In the order of the searcher's segments.
    pub parts: Vec<Part>,
    /// Of the words of title and text together, and of those of titles alone.
    pub text: Statistics,
    pub title: Statistics,
    pub(super) remembered: Mutex<Remembered>,
    /// Lists of the sources that a filter's value means.
    pub(super) in_sources: Mutex<Vec<Meant>>,
    names: Mutex<Option<Arc<Names>>>,
}

/// What a filter's value means in a field: the lists of all names that it is a part of.
pub(super) type Meant = (Field, Value, Arc<[Place]>);

/// A segment with its columns.
pub(super) struct Part {
    pub segment: SegmentReader,
    pub ids: Column<u64>,
    pub published: Column<i64>,
    pub signatures: Column<u64>,
    /// `None` where no article has any.
    pub tags: Option<StrColumn>,
    pub authors: Option<StrColumn>,
    pub sources: Option<StrColumn>,
    pub months_utc: Column<u64>,
    pub months_london: Column<u64>,
}

impl View {
    pub(super) fn new(searcher: Searcher, fields: Fields) -> tantivy::Result<Self> {
        let parts = searcher.segment_readers().iter().map(Part::new).collect::<tantivy::Result<_>>()?;
        let (text, title) = (Statistics::of(&searcher, fields.text)?, Statistics::of(&searcher, fields.title)?);
        let (remembered, in_sources, names) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Self { searcher, fields, parts, text, title, remembered, in_sources, names })
    }

    /// The names of tags and authors, read when they are first asked for.
    pub(super) fn names(&self) -> tantivy::Result<Arc<Names>> {
        let mut names = locked(&self.names);
        if let Some(names) = names.as_ref() {
            return Ok(names.clone());
        }
        let read = Arc::new(Names::read(&self.searcher, &self.fields)?);
        *names = Some(read.clone());
        Ok(read)
    }

    /// Whether articles are still in their segments that were taken out.
    pub(super) fn has_deleted(&self) -> bool {
        self.parts.iter().any(|part| part.segment.has_deletes())
    }
}

impl Part {
    fn new(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            ids: columns.u64(ID)?,
            published: columns.i64(PUBLISHED)?,
            signatures: columns.u64(SIGNATURE)?,
            tags: columns.str(TAG)?,
            authors: columns.str(AUTHOR)?,
            sources: columns.str(SOURCE)?,
            months_utc: columns.u64(MONTH_UTC)?,
            months_london: columns.u64(MONTH_LONDON)?,
            segment: segment.clone(),
        })
    }
}
