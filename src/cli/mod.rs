//! The command line: one file per command. Stands on `work`; prints, and decides exit codes.
//!
//! Exit 0: all done. 1: something named could not be done; what could, was. 2: the command line is
//! wrong. A closed pipe is not an error.

mod add;
pub mod args;
mod cite;
mod clean;
mod completions;
mod config;
mod demo;
mod doctor;
mod export;
mod fetching;
mod forget;
mod interrupt;
mod json;
mod junk;
mod list;
mod man;
mod mark;
mod mistake;
mod open;
mod out;
mod related;
mod search;
mod searches;
mod show;
mod sources;
mod stats;
mod sync;

use crate::article::{ArticleId, SourceId};
use crate::config::{Config, ConfigError};
use crate::text::safe_line;
use crate::tui::{KeyMap, Start, WrongKey};
use crate::work::{Archive, Reference, Workers};
use args::{Cli, Command};
use clap::Parser;
use out::Out;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Why a command did not do all that it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for what can't be: exit 2.
    Usage(String),
    /// Something went wrong: exit 1, one line.
    Error(anyhow::Error),
    /// Already told on stderr: exit 1.
    Told,
    /// Ended by a signal, the terminal restored: exit 128 and its number, as shells have it.
    Signal(i32),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// What a command comes to.
pub type Outcome = Result<(), Failure>;

/// Runs a command line, the program's name first.
pub fn main(args: Vec<OsString>) -> ExitCode {
    let mut out = Out::standard();
    let outcome = match Cli::try_parse_from(args::with_query_last(args)) {
        Ok(cli) => mistake::caught(|| run(cli, &mut out)),
        Err(error) => usage(&error),
    };
    let outcome = outcome.and_then(|()| out.finish());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Error(error)) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(Failure::Error(error)) => {
            out.complain(&error.to_string());
            ExitCode::from(1)
        }
        Err(Failure::Told) => ExitCode::from(1),
        Err(Failure::Signal(signal)) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
        Err(Failure::Usage(message)) => {
            out.complain(&message);
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli, out: &mut Out) -> Outcome {
    match cli.command {
        Some(Command::Demo(args)) => demo::run(args, out),
        None => reader(&Place::named(cli.archive)?),
        Some(command) => run_command(command, &Place::named(cli.archive)?, out),
    }
}

/// A command on the archive at `place`; `demo` calls it too.
fn run_command(command: Command, place: &Place, out: &mut Out) -> Outcome {
    match command {
        Command::Demo(_) => Err(Failure::Usage("demo runs the other commands, not itself".to_owned())),
        Command::Add(args) => add::run(&args, place, out),
        Command::Sync(args) => sync::run(&args, place, out),
        Command::Sources(args) => sources::run(&args, place, out),
        Command::Search(args) => search::run(&args, place, out),
        Command::Related(args) => related::run(&args, place, out),
        Command::Show(args) => show::run(&args, place, out),
        Command::Open(args) => open::run(&args, place),
        Command::Mark(args) => mark::run(&args, place, out),
        Command::Cite(args) => cite::run(&args, place, out),
        Command::Export(args) => export::run(&args, place, out),
        Command::Forget(args) => forget::run(&args, place, out),
        Command::Junk(args) => junk::run(&args, place, out),
        Command::Clean(args) => clean::run(&args, place, out),
        Command::List(args) => list::run(&args, place, out),
        Command::Stats(args) => stats::run(&args, place, out),
        Command::Doctor(args) => doctor::run(&args, place, out),
        Command::Config(args) => config::run(&args, out),
        Command::Completions(args) => completions::run(&args, out),
        Command::Man(args) => man::run(&args, out),
    }
}

/// What clap makes of a command line that it can't run: help and version, which were asked for, or a
/// mistake, told in one line.
fn usage(error: &clap::Error) -> Outcome {
    if error.exit_code() == 0 {
        return Ok(error.print()?);
    }
    let rendered = error.render().to_string();
    let mut paragraphs = rendered.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let what = paragraphs.next().unwrap_or_default();
    let tip = paragraphs.find_map(|part| part.strip_prefix("tip: ").map(|tip| format!("{tip}, or ")));
    Err(Failure::Usage(format!(
        "{}; {}see cuttings --help",
        what.strip_prefix("error: ").unwrap_or(&what),
        tip.unwrap_or_default()
    )))
}

fn needs_terminal() -> Outcome {
    use std::io::IsTerminal;
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::Usage(
        "the reader needs a terminal; without one, try: cuttings search WORDS, or cuttings --help".to_owned(),
    ))
}

fn reader(place: &Place) -> Outcome {
    needs_terminal()?;
    let config = settings()?;
    read(&Workers::start_with(place.folder.clone(), fetching::manner(&config))?, &config, Start::OnArchive)
}

/// What is set, if there is nothing wrong with it.
fn settings() -> Result<Config, Failure> {
    let config = crate::config::load()?;
    if let Err(WrongKey { line, message }) = KeyMap::with(config.keys, &config.bind) {
        let path = crate::config::config_file().unwrap_or_default();
        return Err(ConfigError::Wrong { path, line, message }.into());
    }
    Ok(config)
}

fn read(workers: &Workers, config: &Config, start: Start) -> Outcome {
    match crate::tui::run(workers, config, start) {
        Err(crate::tui::Error::Signal(signal)) => Err(Failure::Signal(signal)),
        outcome => Ok(outcome?),
    }
}

/// Which archive a command works on.
pub struct Place {
    folder: PathBuf,
}

impl Place {
    /// `--archive`, else `CUTTINGS_ARCHIVE`, else the data folder.
    fn named(option: Option<PathBuf>) -> Result<Self, Failure> {
        let variable = || std::env::var_os("CUTTINGS_ARCHIVE").filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = option.or_else(variable).or_else(crate::config::data_folder);
        let missing = || Failure::Usage("no home folder is known; name a folder with --archive DIR".to_owned());
        folder.map(|folder| Self { folder }).ok_or_else(missing)
    }

    fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Opens the archive to take something in, making it if it is not there.
    fn open(&self) -> Result<Archive, Failure> {
        Ok(Archive::open_to_take_in(&self.folder)?)
    }

    /// Opens the archive for reading; where there is none it is empty, and stays unmade.
    fn look(&self) -> Result<Archive, Failure> {
        Ok(Archive::open_or_empty(&self.folder)?)
    }

    fn path(&self) -> &Path {
        &self.folder
    }
}

/// The one article that a person named.
fn article_named(archive: &Archive, name: &str) -> Result<ArticleId, Failure> {
    let found = Reference::read(name).map(|reference| archive.find(&reference)).transpose()?.unwrap_or_default();
    match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(Failure::Error(anyhow::anyhow!(
            "there is no article “{}”; cuttings search prints each article's number and address",
            safe_line(name)
        ))),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(Failure::Error(anyhow::anyhow!(
                "“{}” stands for several articles ({}); name one by its number",
                safe_line(name),
                ids.join(", ")
            )))
        }
    }
}

/// The sources that a person named, and whether some are not there, which is told.
fn named_sources(archive: &Archive, names: &[OsString], out: &mut Out) -> Result<(BTreeSet<SourceId>, bool), Failure> {
    let (mut found, mut missing) = (BTreeSet::new(), false);
    for name in names {
        let sources = archive.sources_named(name)?;
        if sources.is_empty() {
            missing = true;
            let name = safe_line(&name.to_string_lossy());
            out.complain(&format!("there is no source “{name}”; cuttings list sources shows the sources"));
        }
        found.extend(sources);
    }
    Ok((found, missing))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
