//! `cuttings completions`: what a shell completes, from the definition of the command line.

use super::Outcome;
use super::args::{Cli, CompletionsArgs};
use super::out::Out;
use clap::CommandFactory;

pub fn run(args: &CompletionsArgs, out: &mut Out) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cuttings", &mut script);
    out.bytes(&script)
}
