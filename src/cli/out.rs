//! Standard output and standard error, the only place that writes to either.
//!
//! Bold and underline only on a terminal and without `NO_COLOR`. Output is buffered and flushed at
//! the end, so that a hundred thousand lines are not as many system calls.

use super::{Failure, Outcome};
use crate::export::json::write_line;
use crate::text::safe_path;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::ops::Range;

/// Where commands print.
pub struct Out {
    stdout: BufWriter<StdoutLock<'static>>,
    terminal: bool,
    styled: bool,
}

impl Out {
    /// The process's own streams.
    pub fn standard() -> Self {
        let terminal = io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { stdout: BufWriter::new(io::stdout().lock()), terminal, styled: terminal && !no_color }
    }

    /// Whether a person is looking.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// One line of text.
    pub fn line(&mut self, text: &str) -> Outcome {
        writeln!(self.stdout, "{text}")?;
        Ok(())
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Outcome {
        self.stdout.write_all(bytes)?;
        Ok(())
    }

    /// Standard output, for what writes itself.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.stdout
    }

    /// One JSON object on a line.
    pub fn json<T: Serialize>(&mut self, value: &T) -> Outcome {
        Ok(write_line(value, &mut self.stdout)?)
    }

    /// What was written so far becomes visible: for commands that print while they work.
    pub fn flush(&mut self) -> Outcome {
        self.stdout.flush()?;
        Ok(())
    }

    /// The end of a command.
    pub fn finish(&mut self) -> Outcome {
        self.flush()
    }

    /// `text` in bold, where that can be.
    pub fn bold(&self, text: &str) -> String {
        if self.styled { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// `text` with these byte ranges in bold and underlined, where that can be.
    pub fn highlighted(&self, text: &str, ranges: &[Range<usize>]) -> String {
        if !self.styled {
            return text.to_owned();
        }
        let mut out = String::new();
        let mut at = 0;
        for range in ranges {
            let (Some(before), Some(inside)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
            out.push_str(before);
            out.push_str(&format!("\u{1b}[1;4m{inside}\u{1b}[0m"));
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }

    /// One line on standard error, in the program's name.
    pub fn complain(&mut self, message: &str) {
        // What was found before the complaint comes first; a closed stderr can't be told to anyone.
        let _ = self.stdout.flush();
        let _ = writeln!(io::stderr(), "cuttings: {}", safe_path(message));
    }

    /// One line on standard error for a person only: left out where stderr is no terminal.
    pub fn remark(&mut self, message: &str) {
        if io::stderr().is_terminal() {
            let _ = self.stdout.flush();
            let _ = writeln!(io::stderr(), "{}", safe_path(message));
        }
    }

    /// Asks a yes-or-no question on the terminal; anything but yes is no.
    pub fn ask(&mut self, question: &str) -> Result<bool, Failure> {
        self.flush()?;
        let mut stderr = io::stderr();
        write!(stderr, "{} [y/N] ", safe_path(question))?;
        stderr.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}
