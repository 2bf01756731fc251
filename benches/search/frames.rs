//! What it costs to draw: one frame by itself, and from a key to the frame that shows it, on an archive
//! at rest and while another program takes in feeds.

use super::corpus;
use super::figures::{Times, ms, timed};
use super::kept::Kept;
use super::measure::{Outcome, say};
use super::queries::typed;
use super::reader::Reader;
use crossterm::event::KeyCode;
use cuttings::config::Config;
use cuttings::tui::{Effect, Key, Message, Model, Moment, Palette, Theme, update, view};
use cuttings::work::{Report, Work, Workers};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::{TerminalOptions, Viewport, layout::Rect};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Columns and rows.
const SCREEN: (u16, u16) = (200, 60);
/// Frames drawn for each query.
const FRAMES: usize = 40;
/// Stories that are taken in meanwhile, and those in one feed.
const NEW: usize = 40_000;
const FEED: usize = 5000;
/// From key to key, as a quick typist has it.
const PACE: Duration = Duration::from_millis(80);
/// Moves through the list.
const MOVES: usize = 60;
const PATIENCE: Duration = Duration::from_secs(30);

pub fn run(kept: &Kept, stories: usize, program: &str) -> Outcome {
    let archive = kept.folder.join("archive");
    say(&format!("\nFrames of {} × {} cells", SCREEN.0, SCREEN.1))?;
    one_frame(&archive, stories)?;
    let copy = tempfile::tempdir_in(&kept.folder)?;
    copy_folder(&archive, copy.path())?;
    keys("key to frame, at rest", program, copy.path(), stories, None)?;
    let mut adding = Adding::start(program, copy.path(), stories)?;
    let told = keys("key to frame, while adding", program, copy.path(), stories, Some(&mut adding));
    adding.end()?;
    told
}

fn tell(name: &str, times: &Times) -> Outcome {
    say(&format!(
        "  {name:<28} {:>5} times: p50 {} ms, p99 {} ms, worst {} ms",
        times.len(),
        ms(times.median()),
        ms(times.p99()),
        ms(times.worst())
    ))
}

/// Frames that differ by one move each, written as the terminal gets them.
fn one_frame(archive: &Path, stories: usize) -> Outcome {
    let workers = Workers::start(archive.to_owned())?;
    let theme = Theme { palette: Palette::Dark, ascii: false };
    let mut model = Model::new(&Config::default(), theme, SCREEN, now(Instant::now()));
    let mut screen = empty_screen()?;
    let first = model.first_requests();
    settle(&workers, &mut model, first)?;
    let (mut all, mut one) = (Times::default(), Times::default());
    for query in typed(stories) {
        let effects = update(&mut model, Message::Paste(query.clone()));
        settle(&workers, &mut model, effects)?;
        for at in 0..FRAMES {
            let key = if at % 8 < 4 { KeyCode::Down } else { KeyCode::Up };
            let effects = update(&mut model, Message::Key(Key::plain(key)));
            settle(&workers, &mut model, effects)?;
            one.push(timed(|| Ok(screen.draw(|frame| view(&model, frame)).map(|_| ())?))?.1);
            if at % 8 == 0 {
                screen = empty_screen()?;
                all.push(timed(|| Ok(screen.draw(|frame| view(&model, frame)).map(|_| ())?))?.1);
            }
        }
        for _ in query.chars() {
            let effects = update(&mut model, Message::Key(Key::plain(KeyCode::Backspace)));
            settle(&workers, &mut model, effects)?;
        }
    }
    tell("one frame", &one)?;
    tell("one frame, every cell", &all)
}

/// A screen that nothing stands on, which needs no terminal.
fn empty_screen() -> Outcome<Terminal<CrosstermBackend<std::io::Sink>>> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, SCREEN.0, SCREEN.1));
    Ok(Terminal::with_options(CrosstermBackend::new(std::io::sink()), TerminalOptions { viewport })?)
}

fn now(start: Instant) -> Moment {
    Moment { elapsed: start.elapsed(), clock: None }
}

/// Does what the model wants done until nothing more is to come of it.
fn settle(workers: &Workers, model: &mut Model, effects: Vec<Effect>) -> Outcome {
    let mut open = send(workers, effects);
    while open > 0 {
        let report = workers.reports().recv_timeout(PATIENCE)?;
        open -= usize::from(matches!(report, Report::Done(..)));
        let effects = update(model, Message::Report(report));
        open += send(workers, effects);
    }
    Ok(())
}

/// How many answers are to come.
fn send(workers: &Workers, effects: Vec<Effect>) -> usize {
    let mut sent = 0;
    for effect in effects {
        if let Effect::Request(number, request) = effect {
            workers.send(number, request);
            sent += 1;
        }
    }
    sent
}

/// Queries typed letter by letter, then moves through the list.
fn keys(name: &str, program: &str, archive: &Path, stories: usize, mut adding: Option<&mut Adding>) -> Outcome {
    let mut reader = Reader::start(program, archive, SCREEN)?;
    reader.first_frame()?;
    if adding.is_none() {
        reader.settle()?;
    }
    let (mut letters, mut moves) = (Times::default(), Times::default());
    let mut press = |reader: &mut Reader, key: &str, times: &mut Times| -> Outcome {
        std::thread::sleep(PACE);
        let took = reader.key(key)?;
        if adding.as_mut().is_none_or(|adding| adding.goes_on()) {
            times.push(took);
        }
        Ok(())
    };
    for query in typed(stories).iter().take(4) {
        for letter in query.chars() {
            press(&mut reader, letter.encode_utf8(&mut [0; 4]), &mut letters)?;
        }
        for _ in query.chars() {
            press(&mut reader, "\x7f", &mut letters)?;
        }
    }
    for _ in 0..MOVES {
        press(&mut reader, "\x1b[B", &mut moves)?;
    }
    tell(&format!("{name}, typing"), &letters)?;
    tell(&format!("{name}, ↓"), &moves)?;
    reader.end()
}

/// Another program that takes in new stories.
struct Adding {
    child: Child,
    _feeds: tempfile::TempDir,
}

impl Adding {
    fn start(program: &str, archive: &Path, stories: usize) -> Outcome<Self> {
        let feeds = tempfile::tempdir()?;
        for first in (stories..stories + NEW).step_by(FEED) {
            let mut out = BufWriter::new(File::create(feeds.path().join(format!("feed-{first}.xml")))?);
            corpus::write_feed(first..first + FEED, &mut out)?;
            out.flush()?;
        }
        let mut command = Command::new(program);
        command.arg("--archive").arg(archive).arg("add").arg(feeds.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { child, _feeds: feeds })
    }

    fn goes_on(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn end(mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

/// Files and folders below a folder.
fn copy_folder(from: &Path, to: &Path) -> Outcome {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
