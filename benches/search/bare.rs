//! tantivy's own queries and collectors on the same index: what the library gives whoever asks it
//! plainly. A word is the union of its forms, everything asked for an intersection, a phrase is one
//! as it is typed; which forms there are is looked up beforehand and not timed.

use super::measure::Outcome;
use super::queries::Ask;
use chrono::{NaiveDate, NaiveTime};
use cuttings::text::stem;
use std::collections::HashMap;
use std::ops::Bound;
use std::path::Path;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{ReloadPolicy, Searcher, Term};

/// The index's field of the words of title and text.
const TEXT: &str = "text";
/// Words that a beginning is completed to.
const COMPLETIONS: usize = 50;
/// As much as the forms of one word can have in common less than its stem (`y` becomes `i`).
const CHANGED: usize = 1;

type Part = Box<dyn Query>;

pub struct Bare {
    searcher: Searcher,
    counts: Aggregations,
}

/// A question in tantivy's own terms.
pub struct Prepared {
    /// All that is asked for.
    full: Part,
    /// Some of the words, where there is more than one.
    partial: Option<Part>,
}

impl Bare {
    /// Opens the index in `archive/index`.
    pub fn open(archive: &Path) -> Outcome<Self> {
        let index = tantivy::Index::open_in_dir(archive.join("index"))?;
        let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
        let counts = ["tag", "author", "source", "month_utc"].map(|field| {
            (field, serde_json::json!({ "terms": { "field": field, "size": 10_000, "segment_size": 10_000 } }))
        });
        let counts: serde_json::Map<String, serde_json::Value> =
            counts.into_iter().map(|(field, count)| (field.to_owned(), count)).collect();
        Ok(Self { searcher, counts: serde_json::from_value(counts.into())? })
    }

    /// How many parts the index has.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The best articles: those with all words, and where there are fewer than wanted those with some.
    pub fn top(&self, prepared: &Prepared, most: usize) -> Outcome {
        let full = self.searcher.search(&prepared.full, &TopDocs::with_limit(most).order_by_score())?.len();
        match &prepared.partial {
            Some(partial) if full < most => {
                self.searcher.search(partial, &TopDocs::with_limit(most).order_by_score())?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The best articles with all words, and no others.
    pub fn top_full(&self, prepared: &Prepared, most: usize) -> Outcome {
        self.searcher.search(&prepared.full, &TopDocs::with_limit(most).order_by_score())?;
        Ok(())
    }

    /// How many articles have all that is asked for.
    pub fn total(&self, prepared: &Prepared) -> Outcome<usize> {
        Ok(self.searcher.search(&prepared.full, &Count)?)
    }

    /// The best articles together with how many there are and how many of each tag, author, source and month.
    pub fn top_and_counts(&self, prepared: &Prepared, most: usize) -> Outcome {
        let counts = AggregationCollector::from_aggs(self.counts.clone(), AggContextParams::default());
        let all = (TopDocs::with_limit(most).order_by_score(), Count, counts);
        let (found, ..) = self.searcher.search(&prepared.full, &all)?;
        match &prepared.partial {
            Some(partial) if found.is_empty() => {
                self.searcher.search(partial, &all)?;
            }
            Some(partial) if found.len() < most => {
                self.searcher.search(partial, &TopDocs::with_limit(most).order_by_score())?;
            }
            _ => {}
        }
        Ok(())
    }

    pub fn prepare(&self, ask: &Ask) -> Outcome<Prepared> {
        let words = ask.words.iter().map(|word| self.word(word)).collect::<Outcome<Vec<Part>>>()?;
        let partial: Vec<Part> = words.iter().map(|word| word.box_clone()).collect();
        let mut others = Vec::new();
        if !ask.phrase.is_empty() {
            let terms = ask.phrase.iter().map(|word| self.as_typed(word)).collect::<Outcome<Vec<Term>>>()?;
            others.push((Occur::Must, Box::new(PhraseQuery::new(terms)) as Part));
        }
        if !ask.either.is_empty() {
            let either = ask.either.iter().map(|word| self.word(word)).collect::<Outcome<Vec<Part>>>()?;
            others.push((Occur::Must, Box::new(BooleanQuery::union(either))));
        }
        if let Some(prefix) = &ask.prefix {
            others.push((Occur::Must, self.beginning(prefix)?));
        }
        if let Some(word) = &ask.title {
            let terms = self.terms(self.field("title").or_else(|_| self.field(TEXT))?, word)?;
            others.push((Occur::Must, union(terms)));
        }
        others.extend(self.filters(ask)?.into_iter().map(|part| (Occur::Must, unscored(part))));
        if let Some(word) = &ask.not {
            others.push((Occur::MustNot, self.word(word)?));
        }
        let with = |words: Vec<Part>| -> Part {
            let words = words.into_iter().map(|word| (Occur::Must, word));
            let all: Vec<(Occur, Part)> =
                words.chain(others.iter().map(|(occur, part)| (*occur, part.box_clone()))).collect();
            Box::new(BooleanQuery::new(all))
        };
        Ok(Prepared {
            partial: (partial.len() > 1).then(|| with(vec![Box::new(BooleanQuery::union(partial))])),
            full: with(words),
        })
    }

    fn filters(&self, ask: &Ask) -> Outcome<Vec<Part>> {
        let mut filters: Vec<Part> = Vec::new();
        if let Some((slug, name)) = ask.slug().zip(ask.tag.as_deref()) {
            let named = format!("{}\u{1f}{name}", slug.as_str());
            filters.push(term(Term::from_field_text(self.field("tag")?, &named)));
        }
        if let Some(name) = &ask.author {
            filters.push(term(Term::from_field_text(self.field("author")?, name)));
        }
        if let Some(year) = ask.year {
            let published = self.field("published")?;
            let first = |year| {
                let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN);
                Term::from_field_i64(published, day.and_utc().timestamp())
            };
            filters.push(Box::new(RangeQuery::new(Bound::Included(first(year)), Bound::Excluded(first(year + 1)))));
        }
        Ok(filters)
    }

    fn field(&self, name: &str) -> Outcome<Field> {
        Ok(self.searcher.schema().get_field(name)?)
    }

    fn word(&self, word: &str) -> Outcome<Part> {
        Ok(union(self.terms(self.field(TEXT)?, word)?))
    }

    /// The word itself; its stem in an index of stems.
    fn as_typed(&self, word: &str) -> Outcome<Term> {
        let field = self.field(TEXT)?;
        let term = Term::from_field_text(field, word);
        if self.searcher.doc_freq(&term)? > 0 {
            return Ok(term);
        }
        Ok(Term::from_field_text(field, &stem(word)))
    }

    /// Every form of the word that the index has.
    fn terms(&self, field: Field, word: &str) -> Outcome<Vec<Term>> {
        let stem = stem(word);
        let common = stem.get(..stem.len().saturating_sub(CHANGED).max(1)).unwrap_or(&stem);
        let found = self.beginning_with(field, common, &|form| form == stem || cuttings::text::stem(form) == stem)?;
        Ok(found.into_iter().map(|(form, _)| Term::from_field_text(field, &form)).collect())
    }

    /// The words in most articles that begin so.
    fn beginning(&self, prefix: &str) -> Outcome<Part> {
        let field = self.field(TEXT)?;
        let mut found = self.beginning_with(field, prefix, &|_| true)?;
        found.sort_by_key(|(_, articles)| std::cmp::Reverse(*articles));
        found.truncate(COMPLETIONS);
        Ok(union(found.into_iter().map(|(form, _)| Term::from_field_text(field, &form)).collect()))
    }

    fn beginning_with(&self, field: Field, prefix: &str, wanted: &dyn Fn(&str) -> bool) -> Outcome<Vec<(String, u64)>> {
        let mut found: HashMap<String, u64> = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let words = segment.inverted_index(field)?;
            let mut stream = words.terms().range().ge(prefix).into_stream()?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                let form = std::str::from_utf8(stream.key())?;
                if wanted(form) {
                    *found.entry(form.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        Ok(found.into_iter().collect())
    }
}

fn term(term: Term) -> Part {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn union(mut terms: Vec<Term>) -> Part {
    match terms.pop() {
        Some(only) if terms.is_empty() => term(only),
        last => Box::new(BooleanQuery::union(terms.into_iter().chain(last).map(term).collect())),
    }
}

fn unscored(part: Part) -> Part {
    Box::new(ConstScoreQuery::new(part, 0.0))
}
