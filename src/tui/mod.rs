//! The reader: what a person sees and types.
//!
//! [`model`] is the state, [`update()`] the only thing that changes it: plain, synchronous code with
//! neither clock nor store, messages in, effects out. [`view()`] draws the state and changes nothing.
//! [`run()`] is the loop around the two: terminal, input thread, signals. Disk, network and locks are
//! on the far side of [`crate::work::Work`]; nothing here waits for them.

mod command;
mod dates;
mod editor;
mod fuzzy;
mod ground;
mod key;
pub mod model;
mod page;
mod run;
mod terminal;
mod theme;
mod update;
mod view;

pub use command::{Command, Group};
pub use dates::{grouped, list_date, long_date, read_time};
pub use key::{Bound, Key, KeyMap, WrongKey};
pub use model::{Focus, Model};
pub use page::{Folding, Keys as PageKeys, Line, Page, Span, lay_out};
pub use run::{Error, Start, run};
pub use theme::{Ground, Look, Palette, Role, Theme};
pub use update::{leave, update};
pub use view::view;

use crate::article::Timestamp;
use crate::work::{Report, Request, RequestNumber};
use std::time::Duration;

/// A moment, handed in from outside: `update` has no clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since the start of the reader; never goes back.
    pub elapsed: Duration,
    /// What the wall clock says, if it says something sensible.
    pub clock: Option<Timestamp>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// Time has passed.
    Tick(Moment),
    /// A worker says something.
    Report(Report),
    /// The person's own editor has given a text back, or could not, and why.
    Edited(Result<String, String>),
    /// The terminal has said what its ground is, and everything is to look like this.
    Theme(Theme),
}

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Column from 0.
    pub column: u16,
    /// Row from 0.
    pub row: u16,
    /// What.
    pub act: MouseAct,
}

/// What a mouse can do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseAct {
    /// Left button down.
    Click,
    /// Wheel turned away.
    WheelUp,
    /// Wheel turned towards.
    WheelDown,
}

/// What `update` wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Hand this to the workers.
    Request(RequestNumber, Request),
    /// Leave.
    Quit,
    /// Stop the process until the shell wakes it (Ctrl-Z).
    Suspend,
    /// Draw every cell anew (Ctrl-L).
    Redraw,
    /// Hand this text to the person's own editor.
    Edit(String),
    /// Put this into the clipboard.
    Copy(String),
}
