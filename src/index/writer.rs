//! Articles into the index. One writer at a time over all processes.

use super::schema::{Fields, UNIT, VERSION};
use super::signature::signature;
use super::tokens::pack;
use super::{IndexError, Zone};
use crate::article::{Article, ArticleId, Revision, Tag, Timestamp};
use crate::query::Thing;
use chrono::Datelike;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use tantivy::index::{SegmentComponent, SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::schema::Value;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

/// Bytes of memory for words that are not on disk yet, each thread; tantivy's least is 15 MB.
const MEMORY: usize = 30_000_000;
/// Bytes that one part of the index may be put together of. What is put together is mapped into
/// memory as a whole, so this bounds the memory of taking in, whatever the size of the archive and
/// of its articles.
const LARGEST_MERGE: u64 = 96 << 20;
/// A part of which more than one in so many articles were taken out, or put in anew elsewhere, is written
/// again without them.
const WORN: u32 = 10;
/// What a change takes up beside its text while it waits for the index's own threads.
const CHANGE: usize = 4 << 10;
/// Names longer than this, in characters, are cut: no tag and no author has so long a one.
const LONGEST_NAME: usize = 200;

/// Changes to the index; nothing is seen by searches before [`Writer::commit`].
pub struct Writer {
    pub(super) dir: PathBuf,
    pub(super) inner: IndexWriter,
    pub(super) fields: Fields,
    /// While the index holds only what this writer put in: which articles, so that there is
    /// nothing to be looked for and taken out first.
    pub(super) fresh: Option<HashSet<ArticleId>>,
    /// See [`Writer::waiting`].
    pub(super) waiting: usize,
}

/// A writer of tantivy's own, within bounds, for the index in `dir`.
pub(super) fn open(index: &Index, dir: &Path) -> tantivy::Result<IndexWriter> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(MEMORY)
        .num_merge_threads(1)
        .build();
    let writer = index.writer_with_options(options)?;
    writer.set_merge_policy(Box::new(BoundedMerges { dir: dir.to_owned(), policy: LogMergePolicy::default() }));
    Ok(writer)
}

/// tantivy's own policy (parts of about one size are put together), but no more at a time than
/// [`LARGEST_MERGE`] bytes, and nothing that was taken out stays for long.
#[derive(Debug)]
struct BoundedMerges {
    dir: PathBuf,
    policy: LogMergePolicy,
}

impl BoundedMerges {
    fn bytes(&self, segment: &SegmentMeta) -> u64 {
        use SegmentComponent::{FastFields, FieldNorms, Positions, Postings, Store, Terms};
        let components = [Postings, Positions, Terms, Store, FastFields, FieldNorms];
        let files = components.map(|component| self.dir.join(segment.relative_path(component)));
        files.iter().filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum()
    }
}

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let sizes: HashMap<_, _> = segments.iter().map(|segment| (segment.id(), self.bytes(segment))).collect();
        let size = |id: &SegmentId| sizes.get(id).copied().unwrap_or(0);
        // What can't be put together with another of its size is left alone.
        let small: Vec<_> = segments.iter().filter(|part| size(&part.id()) <= LARGEST_MERGE / 2).cloned().collect();
        let mut candidates = self.policy.compute_merge_candidates(&small);
        for MergeCandidate(parts) in &mut candidates {
            parts.sort_unstable_by_key(|id| (size(id), *id));
            let mut bytes = 0;
            parts.retain(|id| {
                bytes += size(id);
                bytes <= LARGEST_MERGE
            });
        }
        candidates.retain(|candidate| candidate.0.len() > 1);
        let taken: HashSet<SegmentId> = candidates.iter().flat_map(|candidate| &candidate.0).copied().collect();
        let is_worn = |part: &&SegmentMeta| part.num_deleted_docs() > part.max_doc() / WORN;
        let worn = segments.iter().filter(is_worn).map(SegmentMeta::id);
        let worn = worn.filter(|id| !taken.contains(id) && size(id) <= LARGEST_MERGE);
        candidates.extend(worn.map(|id| MergeCandidate(vec![id])));
        candidates
    }
}

impl Writer {
    /// Puts an article in, in place of an earlier one with its number. One without a number is
    /// passed over: it is not in the archive.
    pub fn put(&mut self, article: &Article) -> Result<(), IndexError> {
        let Some(id) = article.summary.id else { return Ok(()) };
        let known = self.fresh.as_mut().is_none_or(|fresh| !fresh.insert(id));
        if known {
            self.inner.delete_term(Term::from_field_u64(self.fields.id, id.0));
        }
        let document = document(article, id, &self.fields);
        let texts = document.field_values().filter_map(|(_, value)| value.as_str());
        self.waiting += CHANGE + texts.map(str::len).sum::<usize>();
        self.inner.add_document(document).map(|_| ()).map_err(|source| self.failed(source))
    }

    /// Bytes, about, of the changes since the last commit, which may all wait in memory still.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes an article out.
    pub fn remove(&mut self, id: ArticleId) -> Result<(), IndexError> {
        self.waiting += CHANGE;
        self.inner.delete_term(Term::from_field_u64(self.fields.id, id.0));
        Ok(())
    }

    /// Takes every article out.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.fresh = Some(HashSet::new());
        self.inner.delete_all_documents().map(|_| ()).map_err(|source| self.failed(source))
    }

    /// Makes all changes visible at once, and the index level with this revision of the store.
    pub fn commit(&mut self, revision: Revision) -> Result<(), IndexError> {
        let commit = |inner: &mut IndexWriter| {
            let mut prepared = inner.prepare_commit()?;
            prepared.set_payload(&format!("{VERSION}:{revision}"));
            prepared.commit()
        };
        self.waiting = 0;
        commit(&mut self.inner).map(|_| ()).map_err(|source| self.failed(source))
    }

    /// Waits until small parts of the index have been put together in the background.
    pub fn finish(self) -> Result<(), IndexError> {
        let dir = self.dir;
        self.inner.wait_merging_threads().map_err(|source| IndexError::Write { dir, source })
    }

    fn failed(&self, source: tantivy::TantivyError) -> IndexError {
        IndexError::Write { dir: self.dir.clone(), source }
    }
}

/// The revision in a commit's payload; `None` for one that another version wrote.
pub(super) fn revision_of(payload: &str) -> Option<Revision> {
    let (version, revision) = payload.split_once(':')?;
    (version.parse() == Ok(VERSION)).then(|| revision.parse().ok().map(Revision)).flatten()
}

fn document(article: &Article, id: ArticleId, fields: &Fields) -> TantivyDocument {
    let summary = &article.summary;
    let mut document = TantivyDocument::default();
    let tags: Vec<&Tag> = summary.tags.iter().chain(&summary.own_tags).collect();
    let text = article.own_text();
    let names = tags.iter().map(|tag| tag.name.as_str());
    let packed = pack(names, &summary.title, &text, summary.note.as_deref().unwrap_or_default());
    for words in signature(&[summary.title.as_str(), " ", &text].concat()) {
        document.add_u64(fields.signature, words);
    }
    document.add_u64(fields.id, id.0);
    document.add_text(fields.title, &summary.title);
    document.add_text(fields.text, packed);
    if !article.recurring.is_empty() {
        document.add_text(fields.recurring, pack(std::iter::empty(), "", &article.recurring_text(), ""));
    }
    let has_tag = !tags.is_empty();
    let slugs = once_each(tags.into_iter(), |tag| tag.slug.as_str());
    let tags = slugs.map(|tag| format!("{}{UNIT}{}", cut(tag.slug.as_str()), cut(&tag.name)));
    tags.for_each(|tag| document.add_text(fields.tag, tag));
    for author in once_each(summary.authors.iter(), |author| author.as_str()) {
        document.add_text(fields.author, cut(author));
    }
    for source in once_each(summary.sources.iter(), |source| source.name.as_str()) {
        document.add_text(fields.source, cut(&source.name));
    }
    for source in once_each(summary.sources.iter(), |source| source.address.as_str()) {
        document.add_text(fields.address, cut(&source.address));
    }
    let has = [(Thing::Tag, has_tag), (Thing::Image, summary.image.is_some()), (Thing::Note, summary.note.is_some())];
    for (thing, _) in has.iter().filter(|(_, has)| *has) {
        document.add_text(fields.has, thing.name());
    }
    if let Some(published) = summary.published {
        document.add_i64(fields.published, published.seconds());
        document.add_u64(fields.month_utc, month(published, Zone::Utc));
        document.add_u64(fields.month_london, month(published, Zone::London));
    }
    document
}

fn once_each<'a, T: 'a>(
    items: impl Iterator<Item = &'a T>,
    key: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = &'a T> {
    let mut known = HashSet::new();
    items.filter(move |item| !key(item).trim().is_empty() && known.insert(key(item)))
}

fn cut(name: &str) -> &str {
    name.char_indices().nth(LONGEST_NAME).map_or(name, |(end, _)| &name[..end])
}

/// Year times twelve plus month from 0. Timestamps begin in 1900.
fn month(moment: Timestamp, zone: Zone) -> u64 {
    let utc = moment.to_chrono();
    let day = match zone {
        Zone::Utc => utc.date_naive(),
        Zone::London => utc.with_timezone(&chrono_tz::Europe::London).date_naive(),
    };
    u64::from(day.year().unsigned_abs()) * 12 + u64::from(day.month0())
}
