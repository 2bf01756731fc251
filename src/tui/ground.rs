//! Whether the terminal's ground is dark: asked of the terminal itself, whose answer comes the way that
//! keys come, and perhaps among them. So it is looked for among the keys: none is lost, and an answer that
//! comes late still counts.
//!
//! The question is xterm's OSC 11, the answer `OSC 11 ; rgb:RRRR/GGGG/BBBB` and BEL or ST. Crossterm knows
//! no such answer and makes keys of it: Alt-], its characters one by one, then Ctrl-G or Alt-\.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::io::{self, Write, stdout};
use std::time::{Duration, Instant};

/// Longer than a terminal on this machine takes; one at the end of a slow line answers later.
const PATIENCE: Duration = Duration::from_millis(30);

/// Whether a terminal of this name (`TERM`) can be asked without harm.
pub fn can_be_asked(term: &str) -> bool {
    // screen hands the question on to whatever it runs in, and mixes up the answers
    !matches!(term, "" | "dumb" | "screen" | "Eterm") && !term.starts_with("screen.")
}

/// Asks, in raw mode, and waits a moment for the answer. What else came in stays in `answers`.
pub fn ask(answers: &mut Answers) -> io::Result<Option<bool>> {
    let mut out = stdout();
    out.write_all(b"\x1b]11;?\x07")?;
    out.flush()?;
    let end = Instant::now() + PATIENCE;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || !crossterm::event::poll(left)? {
            return Ok(None);
        }
        if let Some(is_dark) = answers.take(crossterm::event::read()?) {
            return Ok(Some(is_dark));
        }
    }
}

/// Tells answers from what a person types.
#[derive(Debug, Default)]
pub struct Answers {
    /// What may be the beginning of an answer.
    held: Vec<Event>,
    /// Its characters after Alt-].
    text: String,
    /// The answer ended with an Esc whose backslash is still to come.
    half_ended: bool,
    /// What was no answer.
    others: Vec<Event>,
}

const BEGINNING: &str = "11;rgb";
const LONGEST: usize = 40;

impl Answers {
    /// Takes an event in; whether the ground is dark, if an answer ends with it.
    pub fn take(&mut self, event: Event) -> Option<bool> {
        let Event::Key(key) = event else {
            self.give_up();
            self.others.push(event);
            return None;
        };
        if std::mem::take(&mut self.half_ended) && is(key, '\\', KeyModifiers::NONE) {
            return None;
        }
        if self.held.is_empty() {
            let held = if is(key, ']', KeyModifiers::ALT) { &mut self.held } else { &mut self.others };
            held.push(event);
            return None;
        }
        let ends_half = key.code == KeyCode::Esc;
        if ends_half || is(key, 'g', KeyModifiers::CONTROL) || is(key, '\\', KeyModifiers::ALT) {
            if let Some(is_dark) = is_dark(&self.text) {
                self.half_ended = ends_half;
                self.held.clear();
                self.text.clear();
                return Some(is_dark);
            }
        } else if let (KeyCode::Char(c), true) = (key.code, self.text.len() < LONGEST) {
            self.text.push(c);
            if may_go_on(&self.text) {
                self.held.push(event);
                return None;
            }
        }
        self.give_up();
        self.others.push(event);
        None
    }

    /// What a person has done; what was held back too once nothing more comes.
    pub fn others(&mut self, nothing_more_comes: bool) -> Vec<Event> {
        if nothing_more_comes {
            self.give_up();
        }
        std::mem::take(&mut self.others)
    }

    fn give_up(&mut self) {
        self.others.append(&mut self.held);
        self.text.clear();
    }
}

fn is(key: KeyEvent, c: char, modifiers: KeyModifiers) -> bool {
    key.code == KeyCode::Char(c) && key.modifiers == modifiers && key.kind == KeyEventKind::Press
}

fn may_go_on(text: &str) -> bool {
    match text.strip_prefix(BEGINNING) {
        Some(rest) => rest.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '/')),
        None => BEGINNING.starts_with(text),
    }
}

/// Reads `11;rgb:16/19/1d` and `11;rgba:1616/1919/1d1d/ffff`, each part of one to four digits.
fn is_dark(text: &str) -> Option<bool> {
    let parts = text.strip_prefix(BEGINNING)?;
    let mut parts = parts.strip_prefix("a:").or(parts.strip_prefix(':'))?.split('/').map(|part| {
        let most = (1_u32 << (4 * part.len().min(4))) - 1;
        let value = u32::from_str_radix(part, 16).ok().filter(|value| *value <= most)?;
        u16::try_from(value * u32::from(u16::MAX) / most).ok()
    });
    let mut next = || parts.next().flatten();
    let colour = terminal_colorsaurus::Color::rgb(next()?, next()?, next()?);
    Some(colour.perceived_lightness() <= 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events that crossterm makes of these bytes.
    fn events(bytes: &str) -> Vec<Event> {
        let mut events = Vec::new();
        let mut alt = false;
        for c in bytes.chars() {
            let (code, modifiers) = match c {
                '\x1b' => {
                    alt = true;
                    continue;
                }
                '\x07' => (KeyCode::Char('g'), KeyModifiers::CONTROL),
                c => (KeyCode::Char(c), KeyModifiers::NONE),
            };
            let modifiers = if std::mem::take(&mut alt) { modifiers | KeyModifiers::ALT } else { modifiers };
            events.push(Event::Key(KeyEvent::new(code, modifiers)));
        }
        events
    }

    fn heard(events: &[Event]) -> (Option<bool>, Vec<Event>) {
        let mut answers = Answers::default();
        let said = events.iter().filter_map(|event| answers.take(event.clone())).last();
        (said, answers.others(true))
    }

    #[test]
    fn an_answer_is_told_from_keys_before_after_and_between() {
        let cases = [
            ("\x1b]11;rgb:0000/0000/0000\x07", Some(true), ""),
            ("bully\x1b]11;rgb:ffff/fafa/f0f0\x1b\\ing", Some(false), "bullying"),
            ("\x1b]11;rgb:16/19/1d\x07x", Some(true), "x"),
            ("\x1b]11;rgba:ffff/ffff/ffff/ffff\x07", Some(false), ""),
            ("\x1b]11;rgb:zz\x07", None, "\x1b]11;rgb:zz\x07"),
            ("\x1b]11;rgb:\x07", None, "\x1b]11;rgb:\x07"),
            ("\x1b]1x", None, "\x1b]1x"),
            ("\x1b]\x1b]11;rgb:0/0/0\x07", None, "\x1b]\x1b]11;rgb:0/0/0\x07"),
            ("]11;rgb:0/0/0", None, "]11;rgb:0/0/0"),
        ];
        for (bytes, said, others) in cases {
            assert_eq!(heard(&events(bytes)), (said, events(others)), "{bytes:?}");
        }
    }

    #[test]
    fn an_answer_may_end_with_esc_and_a_backslash_apart() {
        let mut parts = events("\x1b]11;rgb:0/0/0");
        parts.push(Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
        parts.extend(events("\\k"));
        assert_eq!(heard(&parts), (Some(true), events("k")));
    }

    #[test]
    fn what_was_held_back_is_handed_on_once_nothing_more_comes() {
        let mut answers = Answers::default();
        for event in events("\x1b]1") {
            answers.take(event);
        }
        assert!(answers.others(false).is_empty());
        assert_eq!(answers.others(true), events("\x1b]1"));
    }
}
