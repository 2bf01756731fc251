//! The real program as a process of its own: how long a search takes from the shell, how long it is
//! from start to the reader's first frame, and what memory the open reader has.

use super::figures::{Times, ms, timed};
use super::kept::Kept;
use super::measure::{Outcome, kilobytes, say};
use super::queries::{kinds, typed};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The program that was built together with this bench.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_cuttings");
const RUNS: usize = 20;
/// What ends a frame: the terminal may show it now.
const FRAME: &[u8] = b"\x1b[?2026l";
/// What a program asks to know the background by, and what a dark terminal says.
const QUESTION: &[u8] = b"\x1b[c";
const ANSWER: &[u8] = b"\x1b]11;rgb:1616/1919/1d1d\x1b\\\x1b[?62;22c";
/// With so long a silence the screen is as it will be.
const SILENCE: Duration = Duration::from_millis(1500);
const PATIENCE: Duration = Duration::from_mins(1);

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
        let mut reader = Reader::start(program, &archive)?;
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
    let mut reader = Reader::start(program, archive)?;
    reader.first_frame()?;
    reader.settle()?;
    let report = |reader: &Reader, when: &str| {
        let of = |what| kilobytes(reader.child.process_id().unwrap_or(0), what).unwrap_or(0) >> 10;
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

/// The reader in a pseudo-terminal.
struct Reader {
    began: Instant,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    seen: Vec<u8>,
    _home: tempfile::TempDir,
}

impl Reader {
    fn start(program: &str, archive: &Path) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let pair = native_pty_system().openpty(PtySize { rows: 50, cols: 160, pixel_width: 0, pixel_height: 0 })?;
        let mut command = CommandBuilder::new(program);
        command.arg("--archive");
        command.arg(archive);
        command.env("TERM", "xterm-256color");
        for name in ["NO_COLOR", "COLORTERM", "COLORFGBG", "CUTTINGS_ARCHIVE"] {
            command.env_remove(name);
        }
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            command.env(name, home.path());
        }
        let mut screen = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16384];
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if sender.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        Ok(Self { began, child, keys, output, seen: Vec::new(), _home: home })
    }

    /// Reads on; `None` when nothing has come for so long.
    fn hear(&mut self, patience: Duration) -> Outcome<Option<Instant>> {
        match self.output.recv_timeout(patience) {
            Ok((when, bytes)) => {
                self.seen.extend(bytes);
                if self.seen.windows(QUESTION.len()).any(|part| part == QUESTION) {
                    self.seen.clear();
                    self.keys.write_all(ANSWER)?;
                    self.keys.flush()?;
                }
                Ok(Some(when))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("the reader has ended by itself".into()),
        }
    }

    /// From the start of the process.
    fn first_frame(&mut self) -> Outcome<Duration> {
        while let Some(when) = self.hear(PATIENCE)? {
            if self.seen.windows(FRAME.len()).any(|part| part == FRAME) {
                self.seen.clear();
                return Ok(when - self.began);
            }
        }
        Err("the reader draws nothing".into())
    }

    /// Waits until nothing changes any more.
    fn settle(&mut self) -> Outcome {
        while self.hear(SILENCE)?.is_some() {
            self.seen.clear();
        }
        Ok(())
    }

    fn type_in(&mut self, keys: &str) -> Outcome {
        self.keys.write_all(keys.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    fn end(mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}
