//! `cuttings demo`: the reader, or any command, on the bundled sample, in an archive that is gone
//! afterwards.

use super::args::{Cli, Command, DemoArgs, with_query_last};
use super::out::Out;
use super::{Failure, Outcome, Place, reader, run_command, usage};
use crate::work::{Archive, sample};
use clap::Parser;
use std::ffi::OsString;
use std::sync::atomic::AtomicBool;

pub fn run(args: DemoArgs, out: &mut Out) -> Outcome {
    let mut line: Vec<OsString> = vec!["cuttings".into()];
    line.extend(args.command);
    let command = match Cli::try_parse_from(with_query_last(line)) {
        Ok(cli) => cli.command,
        Err(error) => return usage(&error),
    };
    if command.is_none() {
        super::needs_terminal()?;
    }
    let mut archive = Archive::temporary()?;
    let taken = archive.take_in(sample::inputs(), &AtomicBool::new(false), &mut |_, _| {})?;
    if taken.has_errors() {
        return Err(anyhow::anyhow!("the bundled sample can't be read; this copy of the program is damaged").into());
    }
    let place = Place::at(archive.folder());
    match command {
        None => reader(&place),
        Some(Command::Demo(_)) => Err(Failure::Usage("demo runs the other commands, not itself".to_owned())),
        Some(command) => run_command(command, &place, out),
    }
}
