//! Pictures for reading offline: the lead picture and the figures of articles, when a person has asked for
//! them, within a budget of bytes.
//!
//! Each is fetched once, made small (`shrink`) and kept in the archive's folder `images/`, in a file named
//! by its content. The store knows which article shows which. What was stopped or failed is looked for
//! again the next time; what is no picture is not. Called by the sync; exports show what is there.

mod shrink;

use super::archive::{Archive, ArchiveError};
use crate::article::{Article, ArticleId, Block, SourceId};
use crate::export;
use crate::fetch::{Ask, Client, Expected, FetchError, Reply, Validators};
use crate::store::{self, Picture};
use crossbeam_channel::unbounded;
use shrink::{Small, shrink};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use url::{Host, Url};

/// The folder in the archive's.
const FOLDER: &str = "images";
/// Articles whose pictures are noted together.
const BATCH: usize = 16;
/// Pictures fetched at the same time; the client sees to it that no host has too many of them.
const THREADS: usize = 4;
/// Of one article at most.
const MOST: usize = 40;
/// Runs in which an address may fail before it is given up.
const TRIES: u32 = 3;

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PicturesDone {
    /// Articles whose pictures were looked for.
    pub articles: usize,
    /// How many there are to be.
    pub of: usize,
    /// Pictures that were fetched and kept.
    pub kept: usize,
    /// Addresses that gave none.
    pub failed: usize,
    /// Bytes of all pictures in the archive.
    pub bytes: u64,
    /// Whether the budget did not suffice for all.
    pub is_full: bool,
}

/// What came of one address.
enum Outcome {
    /// A file of this name, and its bytes.
    Kept(String, u64),
    /// No picture, and there will be none.
    Refused,
    /// Perhaps the next time.
    Failed,
    /// Nobody asked: stopped, or over a limit.
    Left,
    /// There is no room for it.
    Full,
}

impl Archive {
    /// Fetches the pictures of these sources' articles, the newest first, until `budget` bytes of them are
    /// in the archive; `told` hears how far it has come. What was fetched is kept, also when it is stopped.
    pub fn fetch_pictures(
        &mut self,
        client: &Client,
        sources: &[SourceId],
        budget: u64,
        stop: &AtomicBool,
        told: &mut dyn FnMut(&PicturesDone),
    ) -> Result<PicturesDone, ArchiveError> {
        let revision = self.store.revision()?;
        let ids = self.store.articles_to_picture(sources)?;
        let mut done = PicturesDone { of: ids.len(), bytes: self.store.picture_bytes()?, ..PicturesDone::default() };
        let folder = self.folder().join(FOLDER);
        for batch in ids.chunks(BATCH) {
            if stop.load(Ordering::Relaxed) || done.is_full {
                break;
            }
            let wanted = self.wanted(batch)?;
            let mut pictures = self.known(&wanted)?;
            let mut asked: Vec<&String> = wanted.iter().flat_map(|(_, addresses)| addresses).collect();
            asked.retain(|address| pictures.get(*address).is_none_or(is_open));
            let mut seen = HashSet::new();
            asked.retain(|address| seen.insert(*address));
            let fetch = Fetch { client, folder: &folder, budget, bytes: AtomicU64::new(done.bytes), stop };
            fetch.all(&asked, &mut |address, outcome| {
                note(&mut done, &mut pictures, address, outcome);
                done.bytes = fetch.bytes.load(Ordering::Relaxed);
                told(&done);
            });
            let noted: Vec<store::Pictured> = wanted
                .into_iter()
                .map(|(article, addresses)| {
                    let is_done = addresses.iter().all(|address| pictures.get(address).is_some_and(|p| !is_open(p)));
                    store::Pictured { article, addresses, done: is_done.then_some(revision) }
                })
                .collect();
            self.store.note_pictures(&pictures, &noted)?;
            done.articles += noted.iter().filter(|noted| noted.done.is_some()).count();
            told(&done);
        }
        Ok(done)
    }

    /// The addresses of each article's pictures.
    fn wanted(&self, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Vec<String>)>, ArchiveError> {
        let mut reading = self.store.at_one_commit()?;
        let mut wanted = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(article) = reading.article(*id)? {
                wanted.push((*id, addresses(&article)));
            }
        }
        Ok(wanted)
    }

    fn known(&self, wanted: &[(ArticleId, Vec<String>)]) -> Result<HashMap<String, Picture>, ArchiveError> {
        let addresses = wanted.iter().flat_map(|(_, addresses)| addresses).map(String::as_str);
        let known = self.store.pictures(addresses)?;
        Ok(known.into_iter().map(|(address, picture)| (address.to_owned(), picture)).collect())
    }

    /// What is kept of a picture, if there is anything.
    pub fn picture(&self, address: &str) -> Option<export::Picture> {
        let known = self.store.pictures([address]).ok()?;
        let file = known.get(address)?.file.as_deref()?;
        let path = place(&self.folder().join(FOLDER), file);
        let bytes = fs::read(&path).ok().filter(|bytes| !bytes.is_empty())?;
        let is_png = path.extension().is_some_and(|ending| ending == "png");
        let media_type = if is_png { "image/png" } else { "image/jpeg" };
        Some(export::Picture { bytes, media_type })
    }

    /// Deletes those of these files that no article shows any more. Others in the folder stay: another
    /// program may be fetching them just now.
    pub(super) fn drop_pictures(&self, files: &[String]) -> Result<(), ArchiveError> {
        let kept: HashSet<String> = self.store.picture_files()?.into_iter().collect();
        for file in files.iter().filter(|file| !kept.contains(*file)) {
            let path = place(&self.folder().join(FOLDER), file);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ArchiveError::Io { path: path.display().to_string(), error });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether it is to be asked for.
fn is_open(picture: &Picture) -> bool {
    picture.file.is_none() && picture.failed < TRIES
}

fn note(done: &mut PicturesDone, pictures: &mut HashMap<String, Picture>, address: &str, outcome: Outcome) {
    let picture = match outcome {
        Outcome::Kept(file, bytes) => {
            done.kept += 1;
            Picture { file: Some(file), bytes, failed: 0 }
        }
        Outcome::Refused | Outcome::Failed => {
            done.failed += 1;
            let before = pictures.get(address).map_or(0, |picture| picture.failed);
            let failed = if matches!(outcome, Outcome::Refused) { TRIES } else { before + 1 };
            Picture { file: None, bytes: 0, failed }
        }
        Outcome::Left => return,
        Outcome::Full => {
            done.is_full = true;
            return;
        }
    };
    pictures.insert(address.to_owned(), picture);
}

/// The lead picture, then the figures, each once.
fn addresses(article: &Article) -> Vec<String> {
    // without its port, which a canonical address has with its host
    let own = article.summary.url.as_ref().and_then(|url| Url::parse(url.as_str()).ok());
    let own = own.as_ref().and_then(Url::host_str);
    let mut found: Vec<&str> = article.summary.image.iter().map(|image| image.url.as_str()).collect();
    let mut open: Vec<&Block> = article.document.blocks.iter().rev().collect();
    while let Some(block) = open.pop() {
        match block {
            Block::Figure { url, .. } => found.push(url),
            Block::Quote(inner) => open.extend(inner.iter().rev()),
            Block::List { items, .. } => open.extend(items.iter().flatten().rev()),
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    found.retain(|address| seen.insert(*address) && is_public(address, own));
    found.into_iter().take(MOST).map(str::to_owned).collect()
}

/// Whether an address that some article names may be asked for: on the article's own host, or by a name
/// as sites in the world have. No article may have this computer ask around in its own network.
fn is_public(address: &str, own: Option<&str>) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let is_named = matches!(url.host(), Some(Host::Domain(name)) if name.trim_end_matches('.').contains('.'));
    matches!(url.scheme(), "http" | "https") && (is_named || (own.is_some() && url.host_str() == own))
}

/// What all pictures of a batch are fetched with.
struct Fetch<'a> {
    client: &'a Client,
    folder: &'a Path,
    budget: u64,
    /// Of all pictures there are.
    bytes: AtomicU64,
    stop: &'a AtomicBool,
}

impl Fetch<'_> {
    /// Fetches them on a few threads and hands out what came of each.
    fn all(&self, addresses: &[&String], to: &mut dyn FnMut(&str, Outcome)) {
        let (ask, asked) = unbounded();
        let (tell, told) = unbounded();
        for address in addresses {
            let _ = ask.send(*address);
        }
        drop(ask);
        // One at a time: a large one takes a lot of memory.
        let shrinking = Mutex::new(());
        std::thread::scope(|scope| {
            for _ in 0..THREADS.min(addresses.len()) {
                let (asked, tell, shrinking) = (asked.clone(), tell.clone(), &shrinking);
                scope.spawn(move || {
                    for address in asked {
                        let _ = tell.send((address, self.one(address, shrinking)));
                    }
                });
            }
            drop(tell);
            for (address, outcome) in told {
                to(address, outcome);
            }
        });
    }

    fn one(&self, address: &str, shrinking: &Mutex<()>) -> Outcome {
        if self.bytes.load(Ordering::Relaxed) >= self.budget {
            return Outcome::Full;
        }
        let address = address.to_owned();
        let ask = Ask { address, expected: Expected::Picture, validators: Validators::default() };
        let body = match self.client.get(&ask, self.stop) {
            Ok(Reply::Body(body)) => body,
            Ok(Reply::Unchanged) => return Outcome::Failed,
            Err(error) if error.ends_the_run() => return Outcome::Left,
            Err(FetchError::Connection(_)) => return Outcome::Failed,
            Err(FetchError::Status { code: 429 | 500.., .. }) => return Outcome::Failed,
            Err(_) => return Outcome::Refused,
        };
        let small = {
            let _one = shrinking.lock().unwrap_or_else(PoisonError::into_inner);
            shrink(&body.bytes)
        };
        let Some(small) = small else { return Outcome::Refused };
        self.keep(&small).unwrap_or(Outcome::Failed)
    }

    /// Puts it into the folder, unless it is there or there is no room.
    fn keep(&self, small: &Small) -> io::Result<Outcome> {
        let hash = blake3::hash(&small.bytes).to_hex();
        let name = format!("{}{}", hash.get(..32).unwrap_or_default(), small.ending);
        let (path, length) = (place(self.folder, &name), small.bytes.len() as u64);
        if path.metadata().is_ok_and(|there| there.len() == length) {
            return Ok(Outcome::Kept(name, length));
        }
        let fits = |bytes: u64| Some(bytes + length).filter(|bytes| *bytes <= self.budget);
        if self.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_err() {
            return Ok(Outcome::Full);
        }
        let parent = path.parent().unwrap_or(self.folder);
        fs::create_dir_all(parent)?;
        let mut file = tempfile::NamedTempFile::new_in(parent)?;
        file.write_all(&small.bytes)?;
        file.persist(&path)?;
        Ok(Outcome::Kept(name, length))
    }
}

/// Where a file is: in folders by its first letters, so that none has too many.
fn place(folder: &Path, file: &str) -> PathBuf {
    folder.join(file.get(..2).unwrap_or("_")).join(file)
}
