//! `cuttings`: parses the command line, runs it, turns an error into a message and an exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cuttings::cli::main(std::env::args_os().collect())
}
