//! The loop: what comes from the keyboard, the workers, signals and the clock becomes messages;
//! after each batch of them one frame is drawn. The first frame is up before anything is asked.

use super::editor;
use super::ground::{self, Answers};
use super::terminal::{Guard, give_back};
use super::{Effect, Key, Message, Model, Moment, Mouse, MouseAct, Theme, leave, update, view};
use crate::article::Timestamp;
use crate::config::{Config, ThemeChoice};
use crate::work::{Report, Work, clipboard};
use base64::prelude::{BASE64_STANDARD, Engine};
use crossbeam_channel::{Receiver, Sender, never, select, unbounded};
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEventKind};
use crossterm::execute;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, size};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use std::io::{self, IsTerminal, Stdout, Write, stdin, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Why the reader ended otherwise than by a person's wish.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input or output is a file or a pipe.
    #[error("the reader needs a terminal; without one use `cuttings search` and `cuttings show`")]
    NoTerminal,
    /// The terminal can't be used, or went away.
    #[error("the terminal can't be used: {0}")]
    Terminal(#[from] io::Error),
    /// SIGTERM or SIGHUP came; a program that ends so has the exit code 128 and this number.
    #[error("ended by signal {0}")]
    Signal(i32),
}

/// What a person comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The archive.
    OnArchive,
    /// The bundled sample, which has to be taken in first.
    OnSample,
}

/// From the keyboard or the system.
enum Outside {
    Event(Event),
    /// The terminal's ground is dark, or light.
    Ground(bool),
    Signal(i32),
    Gone(io::Error),
}

/// How long to wait for news while an answer is due, and otherwise.
const SOON: Duration = Duration::from_millis(50);
const IDLE: Duration = Duration::from_secs(5);

/// Shows the reader until a person leaves it.
pub fn run(work: &impl Work, config: &Config, start: Start) -> Result<(), Error> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    let clock = Clock::start();
    let guard = Guard::take(config.mouse)?;
    let mut answers = Answers::default();
    let mut colours = Colours::of(config);
    colours.ask(&mut answers)?;
    let theme = colours.theme();
    let mut screen = Terminal::new(CrosstermBackend::new(stdout()))?;
    let mut model = Model::new(config, theme, size()?, clock.now());
    model.has_editor = editor::named().is_some();
    draw(&mut screen, &model)?;

    let (sender, outside) = unbounded();
    let keyboard = Some(Keyboard::listen(&sender, answers)?);
    let signals = listen_to_signals(&sender)?;
    let first = match start {
        Start::OnArchive => model.first_requests(),
        Start::OnSample => model.sample_requests(),
    };
    let reports = work.reports().clone();
    let ended = Loop { work, screen, guard, clock, colours, sender, keyboard, outside, reports }.run(&mut model, first);
    signals.close();
    ended
}

struct Clock {
    start: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now() }
    }

    fn now(&self) -> Moment {
        Moment { elapsed: self.start.elapsed(), clock: Timestamp::from_chrono(&chrono::Utc::now()) }
    }
}

type Screen = Terminal<CrosstermBackend<Stdout>>;

struct Loop<'w, W: Work> {
    work: &'w W,
    screen: Screen,
    guard: Guard,
    clock: Clock,
    colours: Colours,
    sender: Sender<Outside>,
    /// None only while another program has the keys.
    keyboard: Option<Keyboard>,
    outside: Receiver<Outside>,
    reports: Receiver<Report>,
}

impl<W: Work> Loop<'_, W> {
    fn run(mut self, model: &mut Model, mut effects: Vec<Effect>) -> Result<(), Error> {
        loop {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    Effect::Request(number, request) => self.work.send(number, request),
                    Effect::Quit => return Ok(()),
                    Effect::Redraw => self.anew()?,
                    Effect::Edit(text) => {
                        let edited = self.edit(&text)?;
                        effects.extend(update(model, Message::Edited(edited)));
                        let (columns, rows) = size()?;
                        effects.extend(update(model, Message::Resize(columns, rows)));
                    }
                    Effect::Copy(text) => copy(&text)?,
                    Effect::Suspend => {
                        self.suspend()?;
                        let (columns, rows) = size()?;
                        effects.extend(update(model, Message::Resize(columns, rows)));
                    }
                }
            }
            draw(&mut self.screen, model)?;
            let messages = match self.wait(if model.waits() { SOON } else { IDLE }) {
                Ok(messages) => messages,
                Err(error) => {
                    self.send(leave(model));
                    return Err(error);
                }
            };
            effects.extend(update(model, Message::Tick(self.clock.now())));
            for message in messages {
                effects.extend(update(model, message));
            }
        }
    }

    /// Has done what can be done without the terminal.
    fn send(&self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Request(number, request) = effect {
                self.work.send(number, request);
            }
        }
    }

    /// Everything that has come in, as soon as something has. Of several sizes only the last counts.
    fn wait(&mut self, patience: Duration) -> Result<Vec<Message>, Error> {
        let mut messages = Vec::new();
        let (mut outside, mut report) = (None, None);
        select! {
            recv(self.outside) -> event => outside = event.ok(),
            recv(self.reports) -> said => match said {
                Ok(said) => report = Some(said),
                // the workers are gone; what is on the screen can still be read
                Err(_) => self.reports = never(),
            },
            default(patience) => {}
        }
        let mut resized = None;
        while let Some(event) = outside.take().or_else(|| self.outside.try_recv().ok()) {
            match event {
                Outside::Event(Event::Resize(columns, rows)) => resized = Some(Message::Resize(columns, rows)),
                Outside::Event(event) => messages.extend(message(event)),
                Outside::Ground(is_dark) => messages.extend(self.colours.told(is_dark).map(Message::Theme)),
                Outside::Signal(signal) => return Err(Error::Signal(signal)),
                Outside::Gone(error) => return Err(Error::Terminal(error)),
            }
        }
        messages.extend(resized);
        while let Some(said) = report.take().or_else(|| self.reports.try_recv().ok()) {
            messages.push(Message::Report(said));
        }
        Ok(messages)
    }

    fn suspend(&mut self) -> Result<(), Error> {
        give_back();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.guard.again()?;
        self.anew()
    }

    /// Gives terminal and keys to the person's editor until that ends.
    fn edit(&mut self, text: &str) -> Result<Result<String, String>, Error> {
        let Some(command) = editor::named() else { return Ok(Err("no editor is set".to_owned())) };
        if let Some(keyboard) = self.keyboard.take() {
            keyboard.end();
        }
        give_back();
        // Ctrl-C is the editor's while that has the terminal
        let dies = Arc::new(AtomicBool::new(false));
        let held = signal_hook::flag::register_conditional_default(SIGINT, Arc::clone(&dies))?;
        let edited = editor::edit(&command, text);
        dies.store(true, Ordering::SeqCst);
        signal_hook::low_level::unregister(held);
        self.guard.again()?;
        self.keyboard = Some(Keyboard::listen(&self.sender, Answers::default())?);
        self.anew()?;
        Ok(edited)
    }

    /// Every cell is drawn anew with the next frame. Ratatui's own `clear` asks the terminal where the
    /// cursor is, and fails where that does not answer.
    fn anew(&mut self) -> Result<(), Error> {
        execute!(stdout(), Clear(ClearType::All))?;
        self.screen = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

/// Gives a text to the clipboard of the terminal, wherever that is: OSC 52 of xterm goes through ssh too.
fn copy(text: &str) -> io::Result<()> {
    let mut out = stdout();
    write!(out, "\x1b]52;c;{}\x07", BASE64_STANDARD.encode(text))?;
    out.flush()?;
    clipboard::give_to_tmux(text);
    Ok(())
}

fn draw(screen: &mut Screen, model: &Model) -> io::Result<()> {
    execute!(stdout(), BeginSynchronizedUpdate)?;
    screen.draw(|frame| view(model, frame))?;
    execute!(stdout(), EndSynchronizedUpdate)
}

/// The thread that listens to the keyboard.
struct Keyboard {
    listening: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Keyboard {
    fn listen(sender: &Sender<Outside>, mut answers: Answers) -> io::Result<Self> {
        let listening = Arc::new(AtomicBool::new(true));
        let (keys, goes_on) = (sender.clone(), listening.clone());
        let thread = thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
            let mut nothing_came = false;
            while goes_on.load(Ordering::SeqCst) {
                for event in answers.others(nothing_came) {
                    if keys.send(Outside::Event(event)).is_err() {
                        return;
                    }
                }
                let came = match crossterm::event::poll(Duration::from_millis(50)) {
                    Ok(false) => Ok(None),
                    Ok(true) => crossterm::event::read().map(Some),
                    Err(error) => Err(error),
                };
                nothing_came = matches!(came, Ok(None));
                let said = match came {
                    Ok(event) => event.and_then(|event| answers.take(event)).map(Outside::Ground),
                    Err(error) => Some(Outside::Gone(error)),
                };
                let failed = matches!(said, Some(Outside::Gone(_)));
                if said.is_some_and(|said| keys.send(said).is_err()) || failed {
                    return;
                }
            }
        })?;
        Ok(Self { listening, thread })
    }

    /// Waits until it takes no key more. Not for leaving: where the terminal is gone crossterm reads its end
    /// again and again, and the thread never ends.
    fn end(self) {
        self.listening.store(false, Ordering::SeqCst);
        // what it failed at it has told
        let _ = stdin().is_terminal().then(|| self.thread.join());
    }
}

/// Starts the thread that listens to signals.
fn listen_to_signals(sender: &Sender<Outside>) -> io::Result<signal_hook::iterator::Handle> {
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP])?;
    let handle = signals.handle();
    let sender = sender.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            if sender.send(Outside::Signal(signal)).is_err() {
                return;
            }
        }
    })?;
    Ok(handle)
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(Key::from(key))),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseAct::Click,
                MouseEventKind::ScrollUp => MouseAct::WheelUp,
                MouseEventKind::ScrollDown => MouseAct::WheelDown,
                _ => return None,
            };
            Some(Message::Mouse(Mouse { column: mouse.column, row: mouse.row, act }))
        }
        _ => None,
    }
}

/// Which theme, as far as the terminal's ground decides that; all colours are its own sixteen where it
/// has no more.
struct Colours {
    choice: ThemeChoice,
    ascii: bool,
    dark: Option<bool>,
}

impl Colours {
    fn of(config: &Config) -> Self {
        let set = |name: &str| std::env::var(name).unwrap_or_default();
        let many_colours = matches!(set("COLORTERM").as_str(), "truecolor" | "24bit");
        let choice = match config.theme {
            _ if !set("NO_COLOR").is_empty() => ThemeChoice::Mono,
            ThemeChoice::Auto if !many_colours => ThemeChoice::Sixteen,
            choice => choice,
        };
        Self { choice, ascii: config.ascii, dark: dark_by_variable(&set("COLORFGBG")) }
    }

    fn depend_on_ground(&self) -> bool {
        matches!(self.choice, ThemeChoice::Auto | ThemeChoice::Sixteen | ThemeChoice::HighContrast)
    }

    fn ask(&mut self, answers: &mut Answers) -> io::Result<()> {
        if self.depend_on_ground() && ground::can_be_asked(&std::env::var("TERM").unwrap_or_default()) {
            self.dark = ground::ask(answers)?.or(self.dark);
        }
        Ok(())
    }

    fn theme(&self) -> Theme {
        Theme::choose(self.choice, self.ascii, self.dark)
    }

    /// The terminal has answered late.
    fn told(&mut self, is_dark: bool) -> Option<Theme> {
        self.dark = Some(is_dark);
        self.depend_on_ground().then(|| self.theme())
    }
}

/// `COLORFGBG`, as rxvt and Konsole set it: numbers of colours, the background's last.
fn dark_by_variable(value: &str) -> Option<bool> {
    let background: u8 = value.rsplit_once(';')?.1.parse().ok()?;
    Some(!matches!(background, 7 | 9..=15))
}
