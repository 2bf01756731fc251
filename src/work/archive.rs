//! The archive as a whole: the store and the index that follows it, behind one door.
//!
//! The command line uses it directly, the reader through [`super::Workers`]. A change goes to the
//! store in one transaction; [`Archive::level`] then brings the index after it. Whoever finds the
//! index behind levels it, so a crash between the two heals at the next start.

use super::inputs::{file_key, source_name};
use super::searches::NameError;
use super::verdicts;
use super::{Done, Forgotten, Mark, Row};
use crate::article::{Article, ArticleId, Bookmark, Revision, SourceId, Summary, Tag, Twin, WordpressId};
use crate::clean::address;
use crate::index::{self, Effort, Facets, Hit, Hits, Index, IndexError, Marks, Matched, Search, Sort, Zone};
use crate::query::{self, Node, Query, Text, Typing};
use crate::store::{self, Store, StoreError};
use crate::text::Needles;
use crate::text::changes::{Change, changes};
use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What can go wrong with an archive as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The store's part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index's part.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A saved search is called by a wrong name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// References are more than the clipboard takes.
    #[error("that is more than the {} kB that a terminal's clipboard takes; export it instead", most / 1000)]
    TooLong {
        /// Bytes that it takes.
        most: usize,
    },
    /// Nothing can be fetched at all.
    #[error("nothing can be fetched: {0}")]
    Network(String),
    /// A source is named that is not there, or is no source.
    #[error("{0}")]
    Source(String),
    /// Reading or writing outside both.
    #[error("{path}: {error}")]
    Io {
        /// What was read or written.
        path: String,
        /// Why it failed.
        error: std::io::Error,
    },
}

/// How an article is named by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(store::Reference);

impl Reference {
    /// A number of this archive, `?p=N` alone or in an address, or an address; `None` for anything
    /// else.
    pub fn read(name: &str) -> Option<Self> {
        let name = name.trim();
        if let Ok(id) = name.parse() {
            return Some(Self(store::Reference::Id(ArticleId(id))));
        }
        let alone = name.strip_prefix("?p=").and_then(|number| number.parse().ok());
        if let Some(number) = alone.or_else(|| address::number(name)) {
            return Some(Self(store::Reference::Number(WordpressId(number))));
        }
        let with_scheme = if name.contains("://") { name.to_owned() } else { format!("https://{name}") };
        let url = address::canonical(&with_scheme, None).filter(|url| url.host().contains('.'))?;
        Some(Self(store::Reference::Address(url)))
    }
}

/// What can be put into the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgettable(store::What);

impl Forgettable {
    /// One article, from all its sources.
    pub fn article(id: ArticleId) -> Self {
        Self(store::What::Article(id))
    }

    /// What a remembered source has told of.
    pub(super) fn source(source: &store::Remembered) -> Self {
        Self(store::What::Source(source.key.clone()))
    }
}

/// An open archive.
pub struct Archive {
    /// The truth.
    pub(super) store: Store,
    index: Index,
    folder: PathBuf,
    /// Keeps the folder of an archive that is only there for the moment.
    #[allow(dead_code, reason = "held for its drop")]
    temporary: Option<tempfile::TempDir>,
}

/// Bytes of articles that are handed to the index before it is waited for.
const AHEAD: usize = 48 << 20;
/// Articles that the index reads of one commit.
const AT_ONE_COMMIT: usize = 500;

impl Archive {
    /// Opens the archive in `folder`, making it if it is not there, judges what an interrupted run has
    /// left, and brings its index level.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let store = Store::open(folder)?;
        if !store.is_settled()? {
            mend(folder)?;
        }
        Self::with(store, folder)
    }

    /// The same for taking in, which makes up for what was left at its own end and can be watched and
    /// stopped there.
    pub fn open_to_take_in(folder: &Path) -> Result<Self, ArchiveError> {
        Self::as_it_is(Store::open(folder)?, folder)
    }

    fn as_it_is(store: Store, folder: &Path) -> Result<Self, ArchiveError> {
        let index = Index::open(folder)?;
        Ok(Self { store, index, folder: folder.to_owned(), temporary: None })
    }

    fn with(store: Store, folder: &Path) -> Result<Self, ArchiveError> {
        let mut archive = Self::as_it_is(store, folder)?;
        archive.level()?;
        Ok(archive)
    }

    /// Opens the archive in `folder` if there is one, else an empty one that is gone afterwards:
    /// looking at nothing must not leave anything behind.
    pub fn open_or_empty(folder: &Path) -> Result<Self, ArchiveError> {
        match Store::open_existing(folder)? {
            Some(store) => Self::with(store, folder),
            None => Self::temporary(),
        }
    }

    /// An empty archive that is gone when it is dropped.
    pub fn temporary() -> Result<Self, ArchiveError> {
        let folder = Self::temporary_folder()?;
        let mut archive = Self::open(folder.path())?;
        archive.temporary = Some(folder);
        Ok(archive)
    }

    /// A folder for an archive that is gone with it.
    pub(super) fn temporary_folder() -> Result<tempfile::TempDir, ArchiveError> {
        let made = tempfile::Builder::new().prefix("cuttings-").tempdir();
        made.map_err(|error| ArchiveError::Io { path: std::env::temp_dir().display().to_string(), error })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Brings the index to the store's revision. Cheap when it is there. If another program is at
    /// it just now, that one is left to finish.
    pub fn level(&mut self) -> Result<(), ArchiveError> {
        self.level_by(&|_| true)
    }

    /// The same, telling how far it has come; it ends soon once that says no, and what is left is made up
    /// for later.
    pub(super) fn level_by(&mut self, told: &dyn Fn(Done) -> bool) -> Result<(), ArchiveError> {
        self.index.reload()?;
        // Once more if the store went on meanwhile: who did that found the index busy.
        loop {
            let target = self.store.revision()?;
            if self.index.revision() == target {
                return Ok(());
            }
            match self.index.writer() {
                Ok(writer) => {
                    if !self.follow(writer, target, told)? {
                        return Ok(());
                    }
                }
                Err(IndexError::Busy { .. }) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Whether it came to the end.
    fn follow(
        &self,
        mut writer: index::Writer,
        target: Revision,
        told: &dyn Fn(Done) -> bool,
    ) -> Result<bool, ArchiveError> {
        // An index ahead of its store belongs to another store: all is made anew.
        let mut from = self.index.revision();
        if from > target {
            writer.clear()?;
            from = Revision(0);
        }
        let changes = self.store.changes_since(from)?;
        for (first, some) in (0..).step_by(AT_ONE_COMMIT).zip(changes.chunks(AT_ONE_COMMIT)) {
            let mut reading = self.store.at_one_commit()?;
            for (done, change) in (first..).zip(some) {
                if !told(Done { done, of: changes.len() }) {
                    return Ok(false);
                }
                match reading.article(change.id)? {
                    Some(article) if !change.gone => writer.put(&article)?,
                    _ => writer.remove(change.id)?,
                }
                // Waits for the index's own threads, so that no long row of articles is held in memory.
                // What stands there under the old revision is put in anew after a crash.
                if writer.waiting() >= AHEAD {
                    writer.commit(from)?;
                }
            }
        }
        writer.commit(target)?;
        self.index.reload()?;
        // parts that are being put together would be left half done otherwise, their files with them
        writer.finish()?;
        self.index.reload()?;
        Ok(true)
    }

    /// Makes the index anew from the store.
    pub fn rebuild_index(&mut self) -> Result<(), ArchiveError> {
        let mut writer = self.index.writer()?;
        writer.clear()?;
        writer.commit(Revision(0))?;
        drop(writer);
        self.level()
    }

    /// Runs a query; dates mean days of `zone`.
    pub fn search(
        &self,
        query: &Query,
        sort: Sort,
        zone: Zone,
        offset: usize,
        limit: Option<usize>,
    ) -> Result<Hits, ArchiveError> {
        let marks = self.marks(query)?;
        Ok(self.index.search(&Search { query, sort, offset, limit, zone, marks: &marks })?)
    }

    /// The articles that have all that a query asks for, by number.
    pub fn matching(&self, query: &Query, zone: Zone) -> Result<Vec<ArticleId>, ArchiveError> {
        Ok(self.index.matching(query, zone, &self.marks(query)?)?)
    }

    /// How many articles have all that a query asks for.
    pub fn total(&self, query: &Query, zone: Zone) -> Result<usize, ArchiveError> {
        Ok(self.index.total(query, zone, &self.marks(query)?)?)
    }

    /// Exact counts for a query.
    pub fn facets(&self, query: &Query, zone: Zone) -> Result<Facets, ArchiveError> {
        Ok(self.index.facets(query, zone, &self.marks(query)?)?)
    }

    /// Other queries where this one finds nothing: the whole query and the words new in it.
    pub fn suggestions(&self, query: &Query, effort: Effort) -> Result<Vec<(String, String)>, ArchiveError> {
        Ok(self.index.suggest(query, effort)?)
    }

    /// What has changed in an article since one of its versions, by the number of that one; `None` where there
    /// is no such version.
    pub fn changes(&self, id: ArticleId, version: usize) -> Result<Option<Vec<(Change, String)>>, ArchiveError> {
        let mut reading = self.store.at_one_commit()?;
        let (Some(article), texts) = (reading.article(id)?, reading.earlier_texts(id)?) else { return Ok(None) };
        Ok(texts.get(version).map(|old| changes(old, &article.document.to_text())))
    }

    /// The near duplicates of an article, as rows.
    pub fn twins(&self, id: ArticleId) -> Result<Vec<(Row, f32)>, ArchiveError> {
        let article = self.store.article(id)?.ok_or(StoreError::NoArticle(id))?;
        let hit = |twin: &Twin| Hit { id: twin.id, score: f32::from(twin.share), matched: Matched::Some };
        let hits: Vec<Hit> = article.also_seen.iter().map(hit).collect();
        self.rows(&hits, &Needles::default())
    }

    /// How a query was understood, each word in the forms that it stands for.
    pub fn understood(&self, query: &Query) -> Result<String, ArchiveError> {
        /// More than these say nothing more.
        const FORMS: usize = 3;
        let failed = RefCell::new(None);
        let forms = |text: &Text| match self.index.forms(text, FORMS) {
            Ok((forms, _)) if forms.is_empty() => None,
            Ok((forms, more)) => Some(forms.join(", ") + if more { "…" } else { "" }),
            Err(error) => {
                failed.replace(Some(error));
                None
            }
        };
        let understood = query.understood_with(&forms);
        failed.into_inner().map_or(Ok(understood), |error| Err(error.into()))
    }

    /// The articles most like one, the likest first, with the score of each. Near duplicates of it are
    /// told of beside it, not here.
    pub fn related(&self, id: ArticleId, limit: usize) -> Result<Vec<(Row, f32)>, ArchiveError> {
        let article = self.store.article(id)?.ok_or(StoreError::NoArticle(id))?;
        let twins: HashSet<ArticleId> = article.also_seen.iter().map(|twin| twin.id).collect();
        let mut hits = self.index.related(&article, limit.saturating_add(twins.len()))?;
        hits.retain(|hit| !twins.contains(&hit.id));
        hits.truncate(limit);
        self.rows(&hits, &Needles::default())
    }

    /// The marks, if the query asks for any: there may be as many as articles.
    fn marks(&self, query: &Query) -> Result<Marks, ArchiveError> {
        if !query.root().is_some_and(Node::asks_for_marks) {
            return Ok(Marks::default());
        }
        let store::Marks { read, starred } = self.store.marks()?;
        Ok(Marks { read: read.into_iter().collect(), starred: starred.into_iter().collect() })
    }

    /// One article, whole.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, ArchiveError> {
        Ok(self.store.article(id)?)
    }

    /// The articles that a reference stands for.
    pub fn find(&self, reference: &Reference) -> Result<Vec<ArticleId>, ArchiveError> {
        Ok(self.store.find(&reference.0)?)
    }

    /// An article's items as they came in, with the source of each.
    pub fn raw(&self, id: ArticleId) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
        Ok(self.store.raw(id)?)
    }

    /// Makes marks, all or none of them; the index follows where they are searched for.
    pub fn mark(&mut self, marks: &[(ArticleId, Mark)]) -> Result<(), ArchiveError> {
        self.store.mark(marks)?;
        if marks.iter().any(|(_, mark)| mark.is_indexed()) {
            // They are stored, whatever becomes of this: the next search brings the index level too.
            let _ = self.level();
        }
        Ok(())
    }

    /// What lists show of some articles, in the order asked for; what is not there is left out.
    pub fn summaries(&self, ids: &[ArticleId]) -> Result<Vec<Summary>, ArchiveError> {
        Ok(self.store.summaries(ids)?)
    }

    /// The tag that a person means by a name, see [`Store::tag_meant`].
    pub fn tag_meant(&self, name: &str) -> Result<Tag, ArchiveError> {
        Ok(self.store.tag_meant(name)?)
    }

    /// Where an article was left, if not at its top.
    pub fn bookmark(&self, id: ArticleId) -> Result<Option<Bookmark>, ArchiveError> {
        Ok(self.store.bookmark(id)?)
    }

    /// Notes where an article is left; `None` at its top.
    pub fn set_bookmark(&mut self, id: ArticleId, at: Option<Bookmark>) -> Result<(), ArchiveError> {
        Ok(self.store.set_bookmark(id, at)?)
    }

    /// The store's counts and lists, for `list`, `stats`, `doctor`.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whether nothing was taken in yet.
    pub fn is_empty(&self) -> Result<bool, ArchiveError> {
        Ok(self.store.revision()? == Revision(0))
    }

    /// The source with this address, path or name.
    pub fn source_named(&self, name: &OsStr) -> Result<Option<Forgettable>, ArchiveError> {
        Ok(self.found_source(name)?.map(|(name, _)| Forgettable(store::What::Source(name))))
    }

    /// The numbers of the sources with this address, path or name; mostly one.
    pub fn sources_named(&self, name: &OsStr) -> Result<Vec<SourceId>, ArchiveError> {
        Ok(self.found_source(name)?.map(|(_, ids)| ids).unwrap_or_default())
    }

    /// The name under which the store knows what a person named, and the sources of that name.
    fn found_source(&self, name: &OsStr) -> Result<Option<(String, Vec<SourceId>)>, ArchiveError> {
        for name in [source_name(name), file_key(Path::new(name))] {
            let ids = self.store.sources_named(&name)?;
            if !ids.is_empty() {
                return Ok(Some((name, ids)));
            }
        }
        Ok(None)
    }

    /// Puts something into the bin; what is gone with it.
    pub fn forget(&mut self, what: &Forgettable) -> Result<Forgotten, ArchiveError> {
        self.rejudged(Some(&what.0))
    }

    /// Takes everything in the bin back; what came back.
    pub fn restore(&mut self) -> Result<Forgotten, ArchiveError> {
        self.rejudged(None)
    }

    /// Forgets something, or takes all back, and then what follows from it for titles.
    fn rejudged(&mut self, forgotten: Option<&store::What>) -> Result<Forgotten, ArchiveError> {
        let mut writer = self.store.write()?;
        let changed = match forgotten {
            Some(what) => writer.forget(what)?,
            None => writer.restore()?,
        };
        verdicts::renew(&mut writer)?;
        writer.commit()?;
        self.level()?;
        Ok(changed)
    }

    /// Gives up what is in the bin; how many articles lay in it.
    pub fn empty_bin(&mut self) -> Result<usize, ArchiveError> {
        let articles = self.store.bin()?.iter().map(|binned| binned.articles).sum();
        let pictures = self.store.picture_files()?;
        self.store.empty_bin()?;
        self.drop_pictures(&pictures)?;
        self.level()?;
        Ok(articles)
    }

    /// Files of the index that are not as they were written.
    pub fn damaged_index_files(&self) -> Result<Vec<PathBuf>, ArchiveError> {
        Ok(self.index.damaged_files()?)
    }

    /// Bytes of the index on the disk.
    pub fn index_bytes(&self) -> u64 {
        let files = std::fs::read_dir(self.folder.join("index")).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum()
    }

    /// Revision of the index, and how many the store is ahead.
    pub fn index_state(&self) -> Result<(Revision, u64), ArchiveError> {
        let index = self.index.revision();
        Ok((index, self.store.revision()?.0.saturating_sub(index.0)))
    }
}

/// Judges what is left to be judged, unless another program is writing: that one does it.
fn mend(folder: &Path) -> Result<(), StoreError> {
    let Some(store) = Store::open_existing(folder)? else { return Ok(()) };
    match verdicts::catch_up(&mut store.with_patience(Duration::ZERO), None) {
        Err(StoreError::Busy { .. }) => Ok(()),
        outcome => outcome,
    }
}

/// A query as a script gives it, complete.
pub fn complete_query(text: &str) -> Query {
    query::parse(text, Typing::Done)
}
