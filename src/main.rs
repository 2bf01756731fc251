//! `cuttings`: parses the command line, runs it, turns an error into a message and an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cuttings::cli::main(std::env::args_os().collect())
}
