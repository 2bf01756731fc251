//! Typing into a line.

use crate::text::safe_line;
use crate::tui::key::Key;
use crossterm::event::KeyCode;
use tui_input::{Input, InputRequest};

/// More than anyone types; a paste ends here.
const LONGEST: usize = 4000;

/// Lets a key act on a line of text. Whether it was a key for that.
pub fn edit(input: &mut Input, key: Key) -> bool {
    let request = match (key.code, key.ctrl) {
        _ if key.alt => match by_words(key) {
            Some(request) => request,
            None => return false,
        },
        (KeyCode::Char(c), false) => {
            if input.value().len() < LONGEST && !c.is_control() {
                input.handle(InputRequest::InsertChar(c));
            }
            return true;
        }
        (KeyCode::Backspace, _) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, _) => InputRequest::DeleteNextChar,
        (KeyCode::Char('d'), true) => InputRequest::DeleteNextChar,
        (KeyCode::Left, false) | (KeyCode::Char('b'), true) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) | (KeyCode::Char('f'), true) => InputRequest::GoToNextChar,
        (KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => InputRequest::GoToStart,
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => InputRequest::GoToEnd,
        (KeyCode::Char('u'), true) => InputRequest::DeleteLine,
        (KeyCode::Char('k'), true) => InputRequest::DeleteTillEnd,
        (KeyCode::Char('w'), true) => InputRequest::DeletePrevWord,
        _ => return false,
    };
    input.handle(request);
    true
}

/// What a key with Alt does to words, as in a shell.
fn by_words(key: Key) -> Option<InputRequest> {
    match key.code {
        KeyCode::Backspace => Some(InputRequest::DeletePrevWord),
        KeyCode::Delete | KeyCode::Char('d') => Some(InputRequest::DeleteNextWord),
        KeyCode::Char('b') | KeyCode::Left => Some(InputRequest::GoToPrevWord),
        KeyCode::Char('f') | KeyCode::Right => Some(InputRequest::GoToNextWord),
        _ => None,
    }
}

/// Whether a key with Alt edits a line, and is not Esc and that key.
pub fn edits_by_words(key: Key) -> bool {
    key.alt && by_words(key).is_some()
}

/// Puts a pasted text in at the caret, as one line.
pub fn insert(input: &mut Input, text: &str) {
    for c in safe_line(text).chars() {
        if input.value().len() < LONGEST {
            input.handle(InputRequest::InsertChar(c));
        }
    }
}

/// Bytes before the caret.
pub fn caret(input: &Input) -> usize {
    let value = input.value();
    value.char_indices().nth(input.cursor()).map_or(value.len(), |(at, _)| at)
}
