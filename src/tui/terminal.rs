//! The terminal taken over, and given back whatever happens: on return, on error, on a panic of the
//! reader, and on the signals that `run` turns into a return.
//!
//! `ratatui::restore` leaves mouse capture and bracketed paste on, hence an own guard.

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use std::cell::Cell;
use std::io::{self, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is taken over now.
static TAKEN: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Whether this is the thread that draws.
    static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// Buttons and the wheel, in the form that knows wide screens (xterm's modes 1000 and 1006). Crossterm would
/// have every movement told too, which nothing here listens to.
const MOUSE: &str = "\x1b[?1000h\x1b[?1006h";

/// Holds the terminal; dropping gives it back.
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over.
    pub fn take(mouse: bool) -> io::Result<Self> {
        // with NO_COLOR crossterm would write a bare reset for every colour, which undoes bold and
        // reverse too; the theme without colours asks for none
        force_color_output(true);
        DRAWS.set(true);
        hook_panics();
        let guard = Self { mouse };
        guard.again()?;
        Ok(guard)
    }

    /// Takes it over once more, after [`give_back`].
    pub fn again(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            execute!(stdout(), Print(MOUSE))?;
        }
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. What fails here can't be told to anyone.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

/// A panic of the thread that draws gives the terminal back before its message is written. One on
/// another thread is caught there and comes as a report: nothing is written over the screen.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if TAKEN.load(Ordering::SeqCst) && !DRAWS.get() {
                return;
            }
            give_back();
            before(info);
        }));
    });
}
