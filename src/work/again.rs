//! Cleaning anew: what came in, worked again from its raw bytes after a rule has changed.
//!
//! Bounded in memory: some megabytes of raw input at a time are read, cleaned on all cores and
//! stored, each in a transaction of its own; an interrupted run leaves a sound archive, judged at the
//! next start, and is simply run again. Sources are judged once, when all of their items are done.
//! Numbers, marks and dates of sighting stay.

use super::archive::{Archive, ArchiveError};
use super::verdicts::{self, Standing};
use crate::article::{Article, ArticleId, SightingId, Source, SourceId, Summary, Timestamp};
use crate::clean::junk;
use crate::ingest::{self, Origin};
use crate::store::{Kept, Repacked, Store, Writer, repack};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Raw input that is worked at a time.
const BATCH_BYTES: usize = 4 << 20;
/// Items that are read together, where they can be read apart.
const PIECE: usize = 32;

/// What cleaning anew came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reworked {
    /// One for each source with anything in it, by number.
    pub sources: Vec<SourceReworked>,
    /// Articles that are other than before, by number.
    pub moved: Vec<Moved>,
    /// Whether the person stopped it before the end.
    pub stopped: bool,
}

/// What cleaning one source anew came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReworked {
    /// Which.
    pub source: Source,
    /// Its sightings that were looked at.
    pub sightings: usize,
    /// Those that are other than before.
    pub changed: usize,
    /// Those that were left as they are, since their raw input alone does not give them again.
    pub left: usize,
}

/// An article that is other than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its number.
    pub id: ArticleId,
    /// Its title now.
    pub title: String,
    /// The keys of `show --json` under which it says something else.
    pub changed: Vec<&'static str>,
    /// The article that it turned out to be; its number leads there.
    pub into: Option<ArticleId>,
}

impl Archive {
    /// Works the named sources anew, or all where none is named. `told` hears how many sightings are
    /// done. Stops between transactions when `stop` is set.
    pub fn clean_again(
        &mut self,
        sources: &BTreeSet<SourceId>,
        stop: &AtomicBool,
        told: &mut dyn FnMut(usize),
    ) -> Result<Reworked, ArchiveError> {
        let Some(reader) = Store::open_existing(self.folder())? else { return Ok(Reworked::default()) };
        let mut run = Run { reader, counts: BTreeMap::new(), verdicts: HashMap::new(), before: BTreeMap::new() };
        // What an interrupted run has left comes first.
        let mut writer = self.store.write()?;
        verdicts::renew(&mut writer)?;
        run.commit(writer)?;
        let (mut after, mut done) = (SightingId(0), 0);
        let mut stopped = false;
        loop {
            let batch = run.reader.kept(after, sources, BATCH_BYTES)?;
            let Some(last) = batch.last() else { break };
            stopped = stop.load(Ordering::Relaxed);
            if stopped {
                break;
            }
            after = last.sighting.id;
            done += batch.len();
            run.rework(self, &batch)?;
            told(done);
        }
        // Who stopped it is waiting; the next start judges and brings the index level.
        if !stopped {
            let mut writer = self.store.write()?;
            verdicts::renew(&mut writer)?;
            if run.counts.values().any(|counts| counts.changed > 0) {
                writer.sweep()?;
            }
            run.commit(writer)?;
            self.level()?;
        }
        Ok(Reworked { moved: run.moved()?, sources: run.counts.into_values().collect(), stopped })
    }

    /// Judges again, with `change` made, and says which articles are other than before.
    pub(super) fn moving(
        &mut self,
        change: impl FnOnce(&mut Writer) -> Result<(), ArchiveError>,
    ) -> Result<Vec<Moved>, ArchiveError> {
        let Some(reader) = Store::open_existing(self.folder())? else { return Ok(Vec::new()) };
        let mut run = Run { reader, counts: BTreeMap::new(), verdicts: HashMap::new(), before: BTreeMap::new() };
        let mut writer = self.store.write()?;
        change(&mut writer)?;
        verdicts::renew(&mut writer)?;
        run.commit(writer)?;
        self.level()?;
        run.moved()
    }
}

/// One run of cleaning anew.
struct Run {
    /// Sees the last commit while a transaction is under way.
    reader: Store,
    counts: BTreeMap<SourceId, SourceReworked>,
    /// The verdicts as they were when a source's first item was read.
    verdicts: HashMap<SourceId, Standing>,
    /// What the articles that were touched said at first.
    before: BTreeMap<ArticleId, Option<Said>>,
}

impl Run {
    /// Works some sightings anew, in one transaction.
    fn rework(&mut self, archive: &mut Archive, batch: &[Kept]) -> Result<(), ArchiveError> {
        let mut writer = archive.store.write()?;
        writer.defer();
        for source in batch.iter().map(|kept| kept.sighting.source_id) {
            if let std::collections::hash_map::Entry::Vacant(entry) = self.verdicts.entry(source) {
                entry.insert(verdicts::standing(&mut writer, source)?);
            }
        }
        for Kept { sighting, .. } in batch {
            self.count(sighting.source_id, &sighting.source).sightings += 1;
        }
        let sources: BTreeMap<SightingId, SourceId> =
            batch.iter().map(|kept| (kept.sighting.id, kept.sighting.source_id)).collect();
        let verdicts = &self.verdicts;
        let anew: Vec<(SightingId, Option<Repacked>)> = pieces(batch)
            .into_par_iter()
            .filter_map(|piece| Some((piece, verdicts.get(&piece.first()?.sighting.source_id)?)))
            .flat_map_iter(|(piece, verdicts)| clean(piece, verdicts))
            .collect();
        let mut ready = Vec::with_capacity(anew.len());
        for (id, item) in anew {
            match item {
                Some(item) => ready.push((id, item)),
                None => self.of(&sources, id, |counts| counts.left += 1),
            }
        }
        for id in writer.rework(&ready)? {
            self.of(&sources, id, |counts| counts.changed += 1);
        }
        self.commit(writer)
    }

    fn count(&mut self, id: SourceId, source: &Source) -> &mut SourceReworked {
        let none = || SourceReworked { source: source.clone(), sightings: 0, changed: 0, left: 0 };
        self.counts.entry(id).or_insert_with(none)
    }

    fn of(&mut self, sources: &BTreeMap<SightingId, SourceId>, id: SightingId, note: impl FnOnce(&mut SourceReworked)) {
        if let Some(counts) = sources.get(&id).and_then(|source| self.counts.get_mut(source)) {
            note(counts);
        }
    }

    /// Commits, once what the touched articles said before is noted.
    fn commit(&mut self, writer: Writer) -> Result<(), ArchiveError> {
        for id in writer.touched() {
            if let std::collections::btree_map::Entry::Vacant(entry) = self.before.entry(id) {
                entry.insert(self.reader.article(id)?.as_ref().map(Said::of));
            }
        }
        writer.commit()?;
        Ok(())
    }

    /// The articles that are other than before.
    fn moved(&self) -> Result<Vec<Moved>, ArchiveError> {
        let mut moved: BTreeMap<ArticleId, Moved> = BTreeMap::new();
        for (id, before) in &self.before {
            let Some(article) = self.reader.article(*id)? else { continue };
            let into = article.summary.id.filter(|now| now != id);
            let changed = match into {
                Some(_) => vec!["id"],
                None => Said::of(&article).other_than(before.as_ref()),
            };
            if !changed.is_empty() {
                moved.insert(*id, Moved { id: *id, title: article.summary.title, changed, into });
            }
        }
        Ok(moved.into_values().collect())
    }
}

/// Runs of items that are read together: of one input, and few where each can be read alone.
fn pieces(batch: &[Kept]) -> Vec<&[Kept]> {
    let is_one_input = |a: &Kept, b: &Kept| {
        let frames = a.frame.as_ref().zip(b.frame.as_ref());
        a.sighting.source_id == b.sighting.source_id && frames.is_some_and(|(a, b)| Arc::ptr_eq(a, b))
    };
    let inputs = batch.chunk_by(is_one_input);
    let cut = |input: &&[Kept]| {
        let is_bound = input.first().and_then(|kept| kept.frame.as_ref()).is_some_and(|frame| frame.last.is_some());
        if is_bound { input.len() } else { PIECE }
    };
    inputs.flat_map(|input| input.chunks(cut(&input).max(1))).collect()
}

/// What today's rules make of some items of one input; where they can't be read together, each
/// alone; `None` for one that can't be read so either.
fn clean(piece: &[Kept], verdicts: &Standing) -> Vec<(SightingId, Option<Repacked>)> {
    let together = read(piece, verdicts);
    let alone = |kept: &Kept| read(std::slice::from_ref(kept), verdicts).and_then(|mut one| one.pop());
    match together {
        Some(items) => piece.iter().zip(items).map(|(kept, item)| (kept.sighting.id, Some(item))).collect(),
        None => piece.iter().map(|kept| (kept.sighting.id, alone(kept))).collect(),
    }
}

fn read(piece: &[Kept], verdicts: &Standing) -> Option<Vec<Repacked>> {
    let first = piece.first()?;
    let source = &first.sighting.source;
    if piece.iter().any(|kept| kept.sighting.item.raw.is_empty())
        || first.frame.is_none() && !source.kind.is_one_article()
    {
        return None;
    }
    let raw: Vec<&[u8]> = piece.iter().map(|kept| kept.sighting.item.raw.as_slice()).collect();
    let at = first.frame.as_ref().and_then(|frame| frame.at.as_ref());
    let origin = Origin { address: at.unwrap_or(&source.address).clone(), key: String::new() };
    let read = || ingest::again(&raw, first.frame.as_deref(), &origin, &verdicts.own);
    let intake = catch_unwind(AssertUnwindSafe(read)).ok().flatten()?;
    let source = Source { kind: intake.source.kind, ..source.clone() };
    let items = intake.items.into_iter();
    Some(items.map(|item| repack(junk::amend(item, &verdicts.known), &source, &intake.channel)).collect())
}

/// What an article says, by the keys of `show --json`, each as a hash.
struct Said(Vec<(&'static str, u64)>);

impl Said {
    fn of(article: &Article) -> Self {
        let Article { summary, document, raw_title, removed, seen, versions, also_seen, recurring: _ } = article;
        // All of it, so that what is added later is not forgotten here; marks are the reader's own, and
        // no rule moves them.
        let Summary {
            id: _,
            title,
            url,
            wordpress_id,
            published,
            updated,
            authors,
            tags,
            own_tags: _,
            sources,
            comments,
            words,
            image,
            excerpt,
            read: _,
            starred: _,
            note: _,
        } = summary;
        Self(vec![
            ("title", hash(title)),
            ("url", hash(&url.as_ref().map(ToString::to_string))),
            ("wordpress_id", hash(&wordpress_id.map(|id| id.0))),
            ("published", hash(&published.map(Timestamp::seconds))),
            ("updated", hash(&updated.map(Timestamp::seconds))),
            ("authors", hash(authors)),
            ("tags", hash(&tags.iter().map(|tag| &tag.name).collect::<Vec<_>>())),
            ("sources", hash(&format!("{sources:?}"))),
            ("comments", hash(comments)),
            ("words", hash(words)),
            ("image", hash(&format!("{image:?}"))),
            ("excerpt", hash(excerpt)),
            ("text", hash(&document.to_text())),
            ("markdown", hash(&document.to_markdown())),
            ("raw_title", hash(raw_title)),
            ("removed", hash(removed)),
            ("sightings", hash(&format!("{seen:?}"))),
            ("versions", hash(&format!("{versions:?}"))),
            ("also_seen", hash(&format!("{also_seen:?}"))),
        ])
    }

    fn other_than(&self, before: Option<&Self>) -> Vec<&'static str> {
        let nothing = Self::of(&Article::default());
        let before = before.unwrap_or(&nothing);
        self.0.iter().zip(&before.0).filter(|(now, then)| now != then).map(|((key, _), _)| *key).collect()
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
