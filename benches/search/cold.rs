//! The real program as a process of its own: how long a search takes from the shell, how long it is
//! from start to the reader's first frame, and what memory the open reader has.

use super::figures::{Times, ms, timed};
use super::kept::Kept;
use super::measure::{Outcome, kilobytes, say};
use super::queries::{kinds, typed};
use super::reader::Reader;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The program that was built together with this bench.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cuttings");
const RUNS: usize = 20;

pub fn run(kept: &Kept, stories: usize, program: &str) -> Outcome {
    let archive = kept.folder.join("archive");
    say(&format!("\nCold processes, {RUNS} runs"))?;
    times("/bin/true", |_| shell(&mut Command::new("/bin/true")))?;
    times("cuttings --version", |_| shell(Command::new(program).arg("--version")))?;
    for kind in kinds(stories, RUNS).iter().filter(|kind| kind.name.starts_with("word, ") || kind.name == "two words") {
        times(&format!("search --limit 20, {}", kind.name), |run| {
            let mut command = Command::new(program);
            command.arg("--archive").arg(&archive).arg("search").arg(kind.asks[run].text());
            shell(command.args(["--limit", "20"]))
        })?;
    }
    times("start to first frame", |_| {
        let mut reader = Reader::start(program, &archive, (160, 50))?;
        let took = reader.first_frame()?;
        reader.end()?;
        Ok(took)
    })?;
    memory(program, &archive, stories)
}

fn times(name: &str, run: impl Fn(usize) -> Outcome<Duration>) -> Outcome {
    run(0)?;
    let mut times = Times::default();
    for at in 0..RUNS {
        times.push(run(at)?);
    }
    say(&format!("  {name:<40} p50 {:>6} ms, worst {:>6} ms", ms(times.median()), ms(times.worst())))
}

fn shell(command: &mut Command) -> Outcome<Duration> {
    let (status, took) = timed(|| Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).status()?))?;
    if status.success() { Ok(took) } else { Err(format!("{command:?}: {status}").into()) }
}

/// What the reader holds after ten queries.
fn memory(program: &str, archive: &Path, stories: usize) -> Outcome {
    let mut reader = Reader::start(program, archive, (160, 50))?;
    reader.first_frame()?;
    reader.settle()?;
    let report = |reader: &Reader, when: &str| {
        let of = |what| kilobytes(reader.process(), what).unwrap_or(0) >> 10;
        say(&format!(
            "  the reader {when:<29} {} MB of its own, {} MB of files mapped; {} MB together at most",
            of("RssAnon"),
            of("RssFile"),
            of("VmHWM")
        ))
    };
    report(&reader, "after its first rows")?;
    reader.type_in("/")?;
    for query in typed(stories) {
        for letter in query.chars() {
            reader.type_in(letter.encode_utf8(&mut [0; 4]))?;
        }
        reader.settle()?;
        for _ in query.chars() {
            reader.type_in("\x7f")?;
        }
        reader.settle()?;
    }
    report(&reader, "after ten queries")?;
    reader.end()
}
