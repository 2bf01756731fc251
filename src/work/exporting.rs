//! Writing articles to files: where to, never over what is there unasked, and never half.
//!
//! Called by `cuttings export` and by the reader's workers. What is written in a file is `export`'s part.
//! Everything goes to a temporary file or folder beside the place first, and is put there by renaming when
//! it is whole; whoever looks at the place sees either what was there before or all of it.

use super::archive::{Archive, ArchiveError};
use super::citing::{Sites, now};
use crate::article::{Article, ArticleId};
use crate::export::{Book, Cover, Format, begin, bind, file_name, single};
use crate::text::safe_line;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::{NamedTempFile, TempDir, TempPath};

/// Contents are made of this many articles at a time.
const PAGE: usize = 500;

/// Where to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// One file.
    File(PathBuf),
    /// A folder, a file for each article.
    Folder(PathBuf),
}

/// What to write.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    /// The articles, in their order.
    pub ids: &'a [ArticleId],
    /// As what.
    pub format: Format,
    /// What they were found by.
    pub title: &'a str,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Articles.
    pub articles: usize,
    /// The file or folder, safe to print.
    pub place: String,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something of that name is there.
    #[error("{path} is there already, and nothing was written; another name, or --force, which writes over it")]
    Exists {
        /// The file.
        path: String,
    },
    /// The folder that the place is in is missing.
    #[error("there is no folder {path}; make it first")]
    NoFolder {
        /// The folder.
        path: String,
    },
    /// A folder was named for what is one file.
    #[error("{format} is one file, and {path} is a folder; name a file in it")]
    NeedsFile {
        /// The folder.
        path: String,
        /// The format's name.
        format: &'static str,
    },
    /// A device, a pipe, or a file where a folder should be.
    #[error("{path} is no plain file; write to standard output with - instead")]
    NotPlain {
        /// What was named.
        path: String,
    },
    /// A file of this format does not take so many.
    #[error(
        "one {format} file takes {most} articles at most, and these are {articles}; narrow the search or use --limit"
    )]
    TooMany {
        /// The format's name.
        format: &'static str,
        /// How many it takes.
        most: usize,
        /// How many they are.
        articles: usize,
    },
    /// It was stopped.
    #[error("stopped; nothing was written")]
    Stopped,
    /// The articles can't be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Writing failed.
    #[error("{path} can't be written: {source}")]
    Io {
        /// Where to.
        path: String,
        /// Why.
        source: io::Error,
    },
}

fn shown(path: &Path) -> String {
    safe_line(&path.to_string_lossy())
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ExportError {
    let path = shown(path);
    move |source| ExportError::Io { path: path.clone(), source }
}

impl Output {
    /// A place as it was named: a folder if one is there or the name ends as one's does.
    pub fn named(name: &OsStr, format: Format) -> Result<Self, ExportError> {
        let path = PathBuf::from(name);
        let is_folder = path.is_dir() || name.as_encoded_bytes().last().is_some_and(|last| is_separator(*last));
        if !is_folder {
            return Ok(Self::File(path));
        }
        if format.can_be_files() {
            return Ok(Self::Folder(path));
        }
        Err(ExportError::NeedsFile { path: shown(&path), format: format.name() })
    }
}

fn is_separator(byte: u8) -> bool {
    std::path::is_separator(char::from(byte))
}

/// Takes an article and what its site is called.
type Take<'a> = dyn FnMut(&Article, Option<&str>) -> Result<(), ExportError> + 'a;

/// How it is done.
struct Course<'a> {
    export: &'a Export<'a>,
    force: bool,
    sites: Sites,
    stop: &'a AtomicBool,
    told: &'a mut dyn FnMut(usize),
}

impl Archive {
    /// Writes articles to a file or a folder, with `force` over what is there; `told` hears how many are done.
    /// An article that is not in the archive any more is left out.
    pub fn export(
        &self,
        export: &Export,
        output: &Output,
        force: bool,
        stop: &AtomicBool,
        told: &mut dyn FnMut(usize),
    ) -> Result<Exported, ExportError> {
        let course = Course { export, force, sites: self.sites()?, stop, told };
        match output {
            Output::File(path) => self.export_file(path, course),
            Output::Folder(path) => self.export_folder(path, course),
        }
    }

    /// Writes articles to a stream, as they come.
    pub fn export_to(&self, export: &Export, out: &mut dyn Write, stop: &AtomicBool) -> Result<Exported, ExportError> {
        let place = "standard output".to_owned();
        let failed = |source| ExportError::Io { path: place.clone(), source };
        let mut told = |_| {};
        let mut course = Course { export, force: false, sites: self.sites()?, stop, told: &mut told };
        let cover = course.cover()?;
        let articles = if export.format == Format::Epub {
            // It can't be written from front to back.
            let mut file = BufWriter::new(tempfile::tempfile().map_err(failed)?);
            let articles = self.fill(bind(Format::Epub, &cover, &mut file).map_err(failed)?, &mut course, &failed)?;
            let mut file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            file.rewind().and_then(|()| io::copy(&mut file, out)).map_err(failed)?;
            articles
        } else {
            self.fill(begin(export.format, &cover, out).map_err(failed)?, &mut course, &failed)?
        };
        Ok(Exported { articles, place })
    }

    fn export_file(&self, path: &Path, mut course: Course) -> Result<Exported, ExportError> {
        let failed = failed(path);
        // What a link leads to is written, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let before = fs::metadata(&path).ok();
        if before.as_ref().is_some_and(|before| !before.is_file()) {
            return Err(ExportError::NotPlain { path: shown(&path) });
        }
        if before.is_some() && !course.force {
            return Err(ExportError::Exists { path: shown(&path) });
        }
        let cover = course.cover()?;
        let mut file = BufWriter::new(beside(&path)?);
        let articles =
            self.fill(bind(course.export.format, &cover, &mut file).map_err(&failed)?, &mut course, &failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        if let Some(before) = before {
            file.as_file().set_permissions(before.permissions()).map_err(&failed)?;
        }
        put(file.into_temp_path(), &path, course.force)?;
        Ok(Exported { articles, place: shown(&path) })
    }

    /// Names all articles, then writes them.
    fn fill(
        &self,
        mut book: Box<dyn Book + '_>,
        course: &mut Course,
        failed: &dyn Fn(io::Error) -> ExportError,
    ) -> Result<usize, ExportError> {
        for page in course.export.ids.chunks(PAGE) {
            course.go_on()?;
            for summary in self.store.summaries(page).map_err(ArchiveError::from)? {
                book.name(&summary).map_err(failed)?;
            }
        }
        let pictures = |address: &str| self.picture(address);
        let articles = self.each(course, &mut |article, site| book.add(article, site, &pictures).map_err(failed))?;
        book.end().map_err(failed)?;
        Ok(articles)
    }

    /// Hands out article after article; how many there were.
    fn each(&self, course: &mut Course, to: &mut Take) -> Result<usize, ExportError> {
        let mut count = 0;
        for id in course.export.ids {
            course.go_on()?;
            let Some(article) = self.article(*id)? else { continue };
            let site = self.site_of(&article.summary, &course.sites)?;
            to(&article, site.as_deref())?;
            count += 1;
            (course.told)(count);
        }
        Ok(count)
    }

    /// All files are written into a folder of their own first. A folder that is not there yet comes whole;
    /// into one that is there each file is moved, once it is sure that none is in the way.
    fn export_folder(&self, path: &Path, mut course: Course) -> Result<Exported, ExportError> {
        let is_there = path.is_dir();
        if !is_there && path.exists() {
            return Err(ExportError::NotPlain { path: shown(path) });
        }
        let around = if is_there { path } else { parent(path) };
        let folder = new_folder(around)?;
        let (format, force) = (course.export.format, course.force);
        let mut names = Vec::new();
        let articles = self.each(&mut course, &mut |article, site| {
            let name = file_name(&article.summary, format.ending());
            let target = path.join(&name);
            if is_there && !force && target.symlink_metadata().is_ok() {
                return Err(ExportError::Exists { path: shown(&target) });
            }
            let failed = failed(&target);
            let mut file = BufWriter::new(File::create(folder.path().join(&name)).map_err(&failed)?);
            single(format, article, site, &|address| self.picture(address), &mut file)
                .and_then(|()| file.flush())
                .map_err(&failed)?;
            names.push(name);
            Ok(())
        })?;
        if is_there {
            for name in names {
                let (from, target) = (folder.path().join(&name), path.join(&name));
                put(TempPath::try_from_path(from).map_err(failed(&target))?, &target, force)?;
            }
        } else {
            fs::rename(folder.path(), path).map_err(failed(path))?;
            // It is not where it would be taken away.
            let _ = folder.keep();
        }
        Ok(Exported { articles, place: shown(path) })
    }
}

impl Course<'_> {
    fn go_on(&self) -> Result<(), ExportError> {
        if self.stop.load(Ordering::Relaxed) { Err(ExportError::Stopped) } else { Ok(()) }
    }

    fn cover(&self) -> Result<Cover, ExportError> {
        let (format, articles) = (self.export.format, self.export.ids.len());
        if articles > format.most() {
            return Err(ExportError::TooMany { format: format.name(), most: format.most(), articles });
        }
        let title = safe_line(self.export.title);
        let title = if title.is_empty() { "Cuttings".to_owned() } else { title };
        Ok(Cover { title, articles, made: now() })
    }
}

/// The folder that a path is in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file in the folder that `path` is in, readable for whom a new file there would be.
fn beside(path: &Path) -> Result<NamedTempFile, ExportError> {
    let folder = parent(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cuttings-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(|error| lost(folder, error))
}

/// The same for a folder.
fn new_folder(around: &Path) -> Result<TempDir, ExportError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cuttings-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(around).map_err(|error| lost(around, error))
}

fn lost(folder: &Path, error: io::Error) -> ExportError {
    if error.kind() == io::ErrorKind::NotFound {
        return ExportError::NoFolder { path: shown(folder) };
    }
    failed(folder)(error)
}

/// Gives a whole file its name.
fn put(file: TempPath, path: &Path, force: bool) -> Result<(), ExportError> {
    let put = if force { file.persist(path) } else { file.persist_noclobber(path) };
    put.map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => ExportError::Exists { path: shown(path) },
        _ => failed(path)(error.error),
    })
}
