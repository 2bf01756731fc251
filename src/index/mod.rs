//! The index: tantivy, made from the store and thrown away whenever it does not fit.
//!
//! For finding: which articles match a query, in which order, with which counts beside them. Not
//! for showing: it gives numbers, the store has the articles. It follows the store by revision:
//! whoever changes the store writes here too and commits with the store's revision; [`Index::open`]
//! starts anew, at revision 0, where what is on disk can't be read or was written by another
//! version. Several processes may read while one writes. Called by `work`.

mod answer;
mod bits;
mod collect;
mod common;
mod compile;
mod matching;
mod names;
mod phrase;
mod place;
mod rank;
mod refine;
mod related;
mod schema;
mod signature;
mod statistics;
mod suggest;
mod tokens;
mod view;
mod vocabulary;
mod word;
mod writer;

pub use answer::{Count, Effort, Facets, Hit, Matched, Sort, TagCount, YearCount, Zone};
pub use writer::Writer;

use crate::article::{Article, ArticleId, Revision};
use crate::query::{Query, Text};
use bits::Bits;
use collect::{Ranked, facets, top};
use compile::{Compiler, Plan, Wanted};
use matching::{count, matching};
use schema::Fields;
use std::collections::HashSet;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::{IndexReader, ReloadPolicy, TantivyError};
use view::View;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process is writing.
    #[error("another cuttings is indexing {dir}: wait until it has finished")]
    Busy {
        /// The index's folder.
        dir: PathBuf,
    },
    /// It could be neither opened nor made anew.
    #[error("the index in {dir} can't be opened or made: {source}; check the folder's permissions and space")]
    Open {
        /// The index's folder.
        dir: PathBuf,
        /// What tantivy says.
        source: TantivyError,
    },
    /// A change failed.
    #[error("the index in {dir} can't be written: {source}; check that there is space left")]
    Write {
        /// The index's folder.
        dir: PathBuf,
        /// What tantivy says.
        source: TantivyError,
    },
    /// A search failed.
    #[error("the index in {dir} can't be read: {source}; cuttings doctor --repair makes it anew")]
    Read {
        /// The index's folder.
        dir: PathBuf,
        /// What tantivy says.
        source: TantivyError,
    },
}

/// A set of article numbers, which are given from 1 on without big gaps.
#[derive(Debug, Clone, Default)]
pub struct IdSet(Arc<Vec<u64>>);

impl FromIterator<ArticleId> for IdSet {
    fn from_iter<I: IntoIterator<Item = ArticleId>>(ids: I) -> Self {
        let mut bits = Vec::new();
        for ArticleId(id) in ids {
            let at = (id / 64) as usize;
            if at >= bits.len() {
                bits.resize(at + 1, 0);
            }
            bits[at] |= 1 << (id % 64);
        }
        Self(Arc::new(bits))
    }
}

impl IdSet {
    /// Whether the article is in it.
    pub fn contains(&self, id: ArticleId) -> bool {
        self.contains_number(id.0)
    }

    fn contains_number(&self, id: u64) -> bool {
        self.0.get((id / 64) as usize).is_some_and(|bits| bits >> (id % 64) & 1 == 1)
    }
}

/// The person's marks, which live in the store.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Articles read.
    pub read: IdSet,
    /// Articles starred.
    pub starred: IdSet,
}

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// What is asked for.
    pub query: &'a Query,
    /// The order.
    pub sort: Sort,
    /// Rows to pass over.
    pub offset: usize,
    /// Rows wanted; `None` for all.
    pub limit: Option<usize>,
    /// Whose days dates mean.
    pub zone: Zone,
    /// For `is:`.
    pub marks: &'a Marks,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// The rows asked for: full matches, then, where there are fewer of these than asked for, partial
    /// ones.
    pub rows: Vec<Hit>,
    /// How many full matches there are; how many partial ones where there is no full one.
    pub total: usize,
    /// Whether `total` counts partial matches.
    pub partial: bool,
    /// How many rows there are, partial ones that follow full ones included.
    pub rows_in_all: usize,
}

/// An open index.
pub struct Index {
    dir: PathBuf,
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    /// What the reader has loaded.
    loaded: Mutex<(State, Arc<View>)>,
}

/// Commits and merges change it.
type State = (u64, Vec<(String, u32)>);

impl Index {
    /// Opens the index in `dir/index/`; makes an empty one where there is none or none that can be
    /// used.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let dir = dir.join("index");
        let failed = |source: TantivyError| IndexError::Open { dir: dir.clone(), source };
        std::fs::create_dir_all(&dir).map_err(|error| failed(error.into()))?;
        if let Ok(Ok(Some(index))) = catch_unwind(|| Self::open_existing(&dir)) {
            return Ok(index);
        }
        // Another program may be making it just now: one after the other, and the second finds it made.
        let lock = File::create(dir.with_extension("lock")).map_err(|error| failed(error.into()))?;
        lock.lock().map_err(|error| failed(error.into()))?;
        let existing = catch_unwind(|| Self::open_existing(&dir));
        if let Ok(Ok(Some(index))) = existing {
            return Ok(index);
        }
        if let Ok(Err(error)) = &existing
            && is_busy(error)
        {
            return Err(IndexError::Busy { dir: dir.clone() });
        }
        std::fs::remove_dir_all(&dir).map_err(|error| failed(error.into()))?;
        std::fs::create_dir_all(&dir).map_err(|error| failed(error.into()))?;
        let (schema, fields) = schema::schema();
        let made = tantivy::Index::create_in_dir(&dir, schema).and_then(|inner| Self::with(&dir, inner, fields));
        made.map_err(failed)
    }

    /// `None` if there is none or another version wrote it.
    fn open_existing(dir: &Path) -> tantivy::Result<Option<Self>> {
        let directory = MmapDirectory::open(dir)?;
        if !tantivy::Index::exists(&directory)? {
            return Ok(None);
        }
        let inner = tantivy::Index::open(directory)?;
        let (schema, fields) = schema::schema();
        let metas = inner.load_metas()?;
        let ours = match &metas.payload {
            Some(payload) => writer::revision_of(payload).is_some(),
            None => metas.segments.is_empty(),
        };
        if inner.schema() != schema || !ours {
            return Ok(None);
        }
        Self::with(dir, inner, fields).map(Some)
    }

    fn with(dir: &Path, mut inner: tantivy::Index, fields: Fields) -> tantivy::Result<Self> {
        inner.set_tokenizers(tokens::tokenizers());
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let state = state_of(&inner)?;
        // opens all that searching needs, so that a damaged index shows here rather than later
        let view = Arc::new(View::new(reader.searcher(), fields)?);
        Ok(Self { dir: dir.to_owned(), inner, fields, reader, loaded: Mutex::new((state, view)) })
    }

    /// Up to which of the store's revisions the index on disk follows.
    pub fn revision(&self) -> Revision {
        let payload = self.inner.load_metas().ok().and_then(|metas| metas.payload);
        payload.and_then(|payload| writer::revision_of(&payload)).unwrap_or_default()
    }

    /// How many articles the state last loaded has.
    pub fn articles(&self) -> usize {
        self.view().searcher.num_docs() as usize
    }

    /// A writer; [`IndexError::Busy`] while another process, or this one, has one.
    pub fn writer(&self) -> Result<Writer, IndexError> {
        let inner = writer::open(&self.inner, &self.dir).map_err(|source| {
            let dir = self.dir.clone();
            if is_busy(&source) { IndexError::Busy { dir } } else { IndexError::Write { dir, source } }
        })?;
        let segments = self.inner.searchable_segment_metas().map_err(|source| self.unreadable(source))?;
        let fresh = segments.is_empty().then(HashSet::new);
        Ok(Writer { dir: self.dir.clone(), inner, fields: self.fields, fresh, waiting: 0 })
    }

    /// Files of the index that are not as they were written.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let mut damaged: Vec<PathBuf> =
            self.inner.validate_checksum().map_err(|source| self.unreadable(source))?.into_iter().collect();
        damaged.sort();
        Ok(damaged)
    }

    /// Makes the last commit, of whichever process, visible to searches. Cheap when there is none.
    pub fn reload(&self) -> Result<(), IndexError> {
        let state = state_of(&self.inner).map_err(|source| self.unreadable(source))?;
        let mut loaded = locked(&self.loaded);
        if loaded.0 != state {
            self.reader.reload().map_err(|source| self.unreadable(source))?;
            let view = self.reading(|| View::new(self.reader.searcher(), self.fields))?;
            *loaded = (state, Arc::new(view));
        }
        Ok(())
    }

    /// Finds.
    pub fn search(&self, search: &Search) -> Result<Hits, IndexError> {
        self.reading(|| self.run(search))
    }

    /// Exact counts for the matches that [`Hits::total`] counts.
    pub fn facets(&self, query: &Query, zone: Zone, marks: &Marks) -> Result<Facets, IndexError> {
        self.reading(|| {
            let view = self.view();
            let Plan { full, partial, .. } = Compiler { view: &view, zone, marks }.plan(query)?;
            let mut found = matching(&view, &full)?;
            if let Some(partial) = partial.filter(|_| count(&found) == 0) {
                found = matching(&view, &partial)?;
            }
            facets(&view, &found, zone)
        })
    }

    /// The articles that have all that is asked for, by number.
    pub fn matching(&self, query: &Query, zone: Zone, marks: &Marks) -> Result<Vec<ArticleId>, IndexError> {
        self.reading(|| {
            let view = self.view();
            let plan = Compiler { view: &view, zone, marks }.plan(query)?;
            let found = matching(&view, &plan.full)?;
            let mut ids = Vec::with_capacity(count(&found));
            for (part, found) in view.parts.iter().zip(&found) {
                ids.extend(found.iter().filter_map(|article| part.ids.first(article)).map(ArticleId));
            }
            ids.sort_unstable();
            Ok(ids)
        })
    }

    /// How many articles have all that is asked for.
    pub fn total(&self, query: &Query, zone: Zone, marks: &Marks) -> Result<usize, IndexError> {
        self.reading(|| {
            let view = self.view();
            let plan = Compiler { view: &view, zone, marks }.plan(query)?;
            Found::of(&view, &plan.full, false).map(|found| found.total)
        })
    }

    /// The forms that a word of a query stands for, the word itself first if it is one of them, then those
    /// in most articles: so many of them, and whether there are more.
    pub fn forms(&self, text: &Text, most: usize) -> Result<(Vec<String>, bool), IndexError> {
        self.reading(|| {
            let ([word], false) = (text.words.as_slice(), text.quoted) else { return Ok((Vec::new(), false)) };
            let view = self.view();
            let compiler = Compiler { view: &view, zone: Zone::Utc, marks: &Marks::default() };
            let mut forms = compiler.forms(word, text.ending, false)?;
            forms.sort_by_key(|form| (form.known.word != *word, std::cmp::Reverse(form.known.articles)));
            let words = forms.iter().take(most).map(|form| form.known.word.clone()).collect();
            Ok((words, forms.len() > most))
        })
    }

    /// Other queries that may have been meant, the likeliest first: the whole text to run, and the
    /// words that are new in it. For where nothing is found; it may read the whole vocabulary.
    pub fn suggest(&self, query: &Query, effort: Effort) -> Result<Vec<(String, String)>, IndexError> {
        self.reading(|| suggest::suggest(&self.view(), query, effort))
    }

    /// Articles about the same as this one, the likest first; never itself.
    pub fn related(&self, article: &Article, limit: usize) -> Result<Vec<Hit>, IndexError> {
        self.reading(|| {
            let view = self.view();
            let Some(like) = related::like(&view, article)? else { return Ok(Vec::new()) };
            let within = if view.has_deleted() { Some(matching(&view, &like)?) } else { None };
            let rows = top(&view, &like, within.as_deref(), Sort::Relevance, limit + 1, &HashSet::new())?;
            let others = rows.iter().filter(|row| article.summary.id != Some(ArticleId(row.id)));
            let hit = |row: &Ranked| Hit { id: ArticleId(row.id), score: row.score, matched: Matched::Some };
            Ok(others.map(hit).take(limit).collect())
        })
    }

    /// Where the index is damaged, tantivy may panic.
    fn reading<T>(&self, read: impl FnOnce() -> tantivy::Result<T>) -> Result<T, IndexError> {
        let damaged = || TantivyError::InternalError("it is damaged".to_owned());
        let read = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged()));
        read.map_err(|source| self.unreadable(source))
    }

    fn run(&self, search: &Search) -> tantivy::Result<Hits> {
        let view = self.view();
        let plan = Compiler { view: &view, zone: search.zone, marks: search.marks }.plan(search.query)?;
        let sort = match search.sort {
            Sort::Relevance if !plan.ranked => Sort::Newest,
            sort => sort,
        };
        let wanted = search.limit.map_or(usize::MAX, |limit| limit.saturating_add(search.offset));
        // as many as are looked at once more, so that any window is a part of the same whole
        let looked_at = if wanted == 0 || sort != Sort::Relevance { wanted } else { wanted.max(refine::ROWS) };
        let found = Found::of(&view, &plan.full, sort != Sort::Relevance)?;
        let full = found.total;
        let mut rows = top(&view, &plan.full, found.articles.as_deref(), sort, looked_at, &HashSet::new())?;
        let shown = rows.len();
        let mut some = 0;
        // rows with some of the words are asked for, or may lift what was found
        let asked_for = full == 0 || full < wanted;
        if let Some(partial) = plan.partial.filter(|_| asked_for || full < looked_at) {
            let articles = if asked_for || sort != Sort::Relevance || partial.is_narrow(&view) {
                let found = matching(&view, &partial)?;
                some = if asked_for { count(&found).saturating_sub(full) } else { 0 };
                Some(found)
            } else {
                None
            };
            let except: HashSet<_> = rows.iter().map(|row| row.address).collect();
            let mut more = top(&view, &partial, articles.as_deref(), sort, looked_at.saturating_sub(full), &except)?;
            if sort == Sort::Relevance {
                let looked_at = more.len().min(refine::ROWS.saturating_sub(shown));
                refine::lift_near(&view, &partial.telling(), &mut more[..looked_at])?;
            }
            rows.extend(more);
        }
        if sort == Sort::Relevance {
            let looked_at = shown.min(refine::ROWS);
            refine::lift_near(&view, &plan.full.telling(), &mut rows[..looked_at])?;
            refine::lift_alike(&view, shown, &mut rows);
        }
        rows.truncate(wanted);
        let hit = |(at, row): (usize, &Ranked)| Hit {
            id: ArticleId(row.id),
            score: row.score,
            matched: if at < shown { Matched::All } else { Matched::Some },
        };
        Ok(Hits {
            rows: rows.iter().enumerate().skip(search.offset).map(hit).collect(),
            total: if full == 0 { some } else { full },
            partial: full == 0 && some > 0,
            rows_in_all: full + some,
        })
    }

    fn view(&self) -> Arc<View> {
        locked(&self.loaded).1.clone()
    }

    fn unreadable(&self, source: TantivyError) -> IndexError {
        IndexError::Read { dir: self.dir.clone(), source }
    }
}

fn state_of(index: &tantivy::Index) -> tantivy::Result<State> {
    let metas = index.load_metas()?;
    let segments = metas.segments.iter().map(|meta| (meta.id().uuid_string(), meta.num_deleted_docs()));
    Ok((metas.opstamp, segments.collect()))
}

/// What has all that is asked for.
struct Found {
    total: usize,
    /// `None` where its number is known without, and the best of it are found without.
    articles: Option<Vec<Bits>>,
}

impl Found {
    fn of(view: &View, wanted: &Wanted, each: bool) -> tantivy::Result<Self> {
        if let Some(total) = wanted.known_total(view).filter(|_| !each) {
            return Ok(Self { total, articles: None });
        }
        let articles = matching(view, wanted)?;
        Ok(Self { total: count(&articles), articles: Some(articles) })
    }
}

fn is_busy(error: &TantivyError) -> bool {
    matches!(error, TantivyError::LockFailure(LockError::LockBusy, _))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
