//! The real reader in a pseudo-terminal, timed by the frames that it sends.

use super::measure::Outcome;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What ends a frame: the terminal may show it now.
const FRAME: &[u8] = b"\x1b[?2026l";
/// What a program asks to know the background by, and what a dark terminal says.
const QUESTION: &[u8] = b"\x1b]11;?\x07";
const ANSWER: &[u8] = b"\x1b]11;rgb:1616/1919/1d1d\x1b\\";
/// With so long a silence the screen is as it will be.
const SILENCE: Duration = Duration::from_millis(1500);
const PATIENCE: Duration = Duration::from_mins(1);

/// The reader in a pseudo-terminal.
pub struct Reader {
    began: Instant,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    seen: Vec<u8>,
    _home: tempfile::TempDir,
}

impl Reader {
    pub fn start(program: &str, archive: &Path, (cols, rows): (u16, u16)) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })?;
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
    pub fn first_frame(&mut self) -> Outcome<Duration> {
        while let Some(when) = self.hear(PATIENCE)? {
            if self.seen.windows(FRAME.len()).any(|part| part == FRAME) {
                self.seen.clear();
                return Ok(when - self.began);
            }
        }
        Err("the reader draws nothing".into())
    }

    /// Waits until nothing changes any more.
    pub fn settle(&mut self) -> Outcome {
        while self.hear(SILENCE)?.is_some() {
            self.seen.clear();
        }
        Ok(())
    }

    pub fn type_in(&mut self, keys: &str) -> Outcome {
        self.keys.write_all(keys.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    pub fn end(mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Types a key; how long it is until a frame is whole after it.
    pub fn key(&mut self, key: &str) -> Outcome<Duration> {
        while self.output.try_recv().is_ok() {}
        self.seen.clear();
        let typed = Instant::now();
        self.type_in(key)?;
        while let Some(when) = self.hear(PATIENCE)? {
            if self.seen.windows(FRAME.len()).any(|part| part == FRAME) {
                self.seen.clear();
                return Ok(when - typed);
            }
        }
        Err("the reader draws nothing after a key".into())
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap_or(0)
    }
}
