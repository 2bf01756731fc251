//! `cuttings demo`: the reader, or any command, on the bundled sample, in an archive that is gone
//! afterwards.

use super::args::{Cli, Command, DemoArgs, with_query_last};
use super::out::Out;
use super::{Failure, Outcome, Place, read, run_command, settings, usage};
use crate::tui::Start;
use crate::work::{Archive, Workers, sample};
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
    let Some(command) = command else {
        super::needs_terminal()?;
        return read(&Workers::start_on_sample()?, &settings()?, Start::OnSample);
    };
    let mut archive = Archive::temporary()?;
    let taken = archive.take_in(sample::inputs(), &AtomicBool::new(false), &mut |_, _| {})?;
    if taken.has_errors() {
        return Err(anyhow::anyhow!("the bundled sample can't be read; this copy of the program is damaged").into());
    }
    match command {
        Command::Demo(_) => Err(Failure::Usage("demo runs the other commands, not itself".to_owned())),
        command => run_command(command, &Place::at(archive.folder()), out),
    }
}
