//! Archives of generated stories, made once and kept under the target folder.
//!
//! A whole archive comes about as any other does, by taking in feeds; the index alone is filled
//! directly, which is a quarter of the work. The rival has the same stories.

use super::corpus::{self, Story};
use super::measure::{Outcome, kilobytes, processor, say};
use super::rival;
use cuttings::article::Revision;
use cuttings::index::Index;
use cuttings::work::{Archive, inputs};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// What is made, each by a process of its own, so that the memory it takes is seen and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Store and index.
    Whole,
    /// The index alone.
    Index,
    /// SQLite's full-text index.
    Rival,
}

impl What {
    const ALL: [Self; 3] = [Self::Whole, Self::Index, Self::Rival];

    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Index => "index-alone",
            Self::Rival => "fts5",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.name() == name)
    }
}

/// Items in one feed, and feeds that lie on the disk at a time.
const FEED: usize = 5000;
const FEEDS: usize = 20;
/// Bytes that may wait for the index's threads, as in taking in.
const AHEAD: usize = 48 << 20;

/// Something made, and what making it has told.
pub struct Kept {
    pub folder: PathBuf,
    told: BTreeMap<String, u64>,
}

impl Kept {
    /// The archive, index or rival of so many stories; makes it if it is not there.
    pub fn get(stories: usize, what: What) -> Outcome<Self> {
        let version = corpus::VERSION;
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stories-{version}-{stories}")).join(what.name());
        let note = folder.join("made");
        if !note.exists() {
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
            say(&format!("Making {} of {stories} stories in {} …", what.name(), folder.display()))?;
            let mut maker = Command::new(std::env::current_exe()?);
            maker.args(["make", what.name(), &stories.to_string()]).arg(&folder);
            let output = maker.stderr(Stdio::inherit()).output()?;
            if !output.status.success() {
                return Err(format!("making {} failed", what.name()).into());
            }
            std::fs::write(&note, &output.stdout)?;
        }
        let told = std::fs::read_to_string(&note)?;
        let pairs = told.lines().filter_map(|line| line.split_once(' '));
        let told: BTreeMap<String, u64> =
            pairs.filter_map(|(key, value)| Some((key.to_owned(), value.parse().ok()?))).collect();
        let kept = Self { folder, told };
        say(&format!(
            "{}: {stories} stories, {:.1} s to make ({:.1} s of processor time), peak {} MB, {} MB on the disk",
            what.name(),
            kept.told("milliseconds") as f64 / 1e3,
            kept.told("processor-milliseconds") as f64 / 1e3,
            kept.told("peak-kilobytes") >> 10,
            bytes(&kept.folder) >> 20,
        ))?;
        Ok(kept)
    }

    /// A figure that making it has told; 0 if it has not.
    pub fn told(&self, key: &str) -> u64 {
        self.told.get(key).copied().unwrap_or(0)
    }
}

/// Makes it, in a process of its own.
pub fn make(what: What, stories: usize, folder: &Path) -> Outcome {
    let began = Instant::now();
    match what {
        What::Whole => whole(stories, folder)?,
        What::Index => index(stories, folder)?,
        What::Rival => rival::make(stories, folder)?,
    }
    say(&format!("milliseconds {}", began.elapsed().as_millis()))?;
    say(&format!("processor-milliseconds {}", (processor().unwrap_or(0.0) * 1e3) as u64))?;
    say(&format!("peak-kilobytes {}", kilobytes(std::process::id(), "VmHWM").unwrap_or(0)))
}

fn whole(stories: usize, folder: &Path) -> Outcome {
    let feeds = folder.join("feeds");
    let mut archive = Archive::open(&folder.join("archive"))?;
    let mut input_bytes = 0;
    let numbers: Vec<usize> = (0..stories).step_by(FEED).collect();
    for numbers in numbers.chunks(FEEDS) {
        std::fs::create_dir_all(&feeds)?;
        for first in numbers {
            let path = feeds.join(format!("feed-{first:07}.xml"));
            let mut out = BufWriter::new(File::create(&path)?);
            corpus::write_feed(*first..(first + FEED).min(stories), &mut out)?;
            out.flush()?;
            input_bytes += path.metadata()?.len();
        }
        let taken = archive.take_in(inputs(&[&feeds]), &AtomicBool::new(false), &mut |_, _| {})?;
        if let Some(failed) = taken.reports.iter().find(|report| report.error.is_some()) {
            return Err(format!("{failed:?}").into());
        }
        std::fs::remove_dir_all(&feeds)?;
    }
    let stored = archive.store().overview()?.0;
    if stored != stories {
        return Err(format!("{stored} articles were made of {stories} stories").into());
    }
    say(&format!("input-bytes {input_bytes}"))?;
    tell_text_bytes(stories)
}

fn index(stories: usize, folder: &Path) -> Outcome {
    let index = Index::open(&folder.join("archive"))?;
    let mut writer = index.writer()?;
    for number in 0..stories {
        writer.put(&Story::new(number).article())?;
        if writer.waiting() >= AHEAD {
            writer.commit(Revision(0))?;
        }
    }
    writer.commit(Revision(1))?;
    writer.finish()?;
    tell_text_bytes(stories)
}

/// Of at most so many stories the bytes are counted; of more, the rest is reckoned.
const COUNTED: usize = 20_000;

fn tell_text_bytes(stories: usize) -> Outcome {
    let counted = stories.min(COUNTED);
    let bytes: usize = (0..counted).map(|number| Story::new(number).bytes()).sum();
    say(&format!("text-bytes {}", bytes * stories / counted.max(1)))
}

/// Bytes of a file, or of all files in a folder.
pub fn bytes(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| bytes(&entry.path())).sum(),
        Err(_) => path.metadata().map_or(0, |meta| meta.len()),
    }
}

/// The index at most 40 % of the text, the store at most 60 % of what came in.
pub fn say_sizes(kept: &Kept) -> Outcome {
    let share = |bytes: u64, of: &str| {
        let of = kept.told(of);
        format!("{:>6} MB of {:>6} MB, {:.1} %", bytes >> 20, of >> 20, bytes as f64 * 100.0 / of.max(1) as f64)
    };
    let archive = kept.folder.join("archive");
    say("\nSizes")?;
    say(&format!("  index of text   {}", share(bytes(&archive.join("index")), "text-bytes")))?;
    if kept.told("input-bytes") > 0 {
        let store = bytes(&archive) - bytes(&archive.join("index"));
        say(&format!("  store of input  {}", share(store, "input-bytes")))?;
    }
    Ok(())
}
