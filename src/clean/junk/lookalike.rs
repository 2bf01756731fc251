//! Letters of other scripts that look like Latin ones, and characters without width between
//! letters: how a hijacker hides a word from whoever compares words.
//!
//! A word is disguised if Latin letters and look-alikes stand in it side by side and nothing else.
//! Words wholly of look-alikes ("СОР") are disguised only in a title that has a word of the first
//! kind and no honest word of that script. Full-width and mathematical letters are Latin letters
//! in other clothes. Greek letters beside capitals and digits are science (`TNFα`, `NFκB`).

use super::guards::{Guard, Guards};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Look-alikes and what they look like, script by script.
const LOOK_ALIKES: [(&str, &str); 5] = [
    ("аеорсухкмтнвѕіјһԁԛԝѵԍӏ", "aeopcyxkmthbsijhdqwvgl"),
    ("АВЕОРСУХКМТНЅІЈԚԜҮѴӀ", "ABEOPCYXKMTHSIJQWYVI"),
    ("αειοκνρτυχγωηβόάίέύή", "aeiokvptuxywnboaieun"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABEZHIKMNOPTYXC"),
    ("օոսհցՕՍԼ", "onuhgOUL"),
];

/// Letters that science uses one by one.
const SCIENCE: &str = "αβγεηκνρτχω";

/// The text as it is meant, if any of it is disguised.
pub(super) fn undisguised(text: &str, guards: Guards) -> Option<String> {
    if text.is_ascii() || !text.chars().any(|c| disguise(c).is_some() || is_invisible(c)) {
        return None;
    }
    let meaning = Meaning::of(text, guards);
    let mut plain = String::with_capacity(text.len());
    let mut changed = false;
    for word in pieces(text) {
        let meant = meaning.of_word(word);
        changed |= meant != word;
        plain.push_str(&meant);
    }
    changed.then_some(plain)
}

/// Calls `each` for every character with where it stands and what it means; what is invisible
/// within a word counts to the letter before.
pub(super) fn each_letter(text: &str, mut each: impl FnMut(usize, usize, char)) {
    if text.is_ascii() || !text.chars().any(|c| disguise(c).is_some() || is_invisible(c)) {
        text.char_indices().for_each(|(at, c)| each(at, at + c.len_utf8(), c));
        return;
    }
    let meaning = Meaning::of(text, Guards::default());
    let mut at = 0;
    for word in pieces(text) {
        let is_disguised = meaning.is_disguised(&Letters::of(word, meaning.guards));
        let mut open: Option<(usize, usize, char)> = None;
        for c in word.chars() {
            let end = at + c.len_utf8();
            match &mut open {
                Some((_, last, before)) if is_invisible(c) && before.is_alphabetic() => *last = end,
                _ => {
                    if let Some((start, last, c)) = open.take() {
                        each(start, last, c);
                    }
                    open = Some((at, end, if is_disguised { disguise(c).unwrap_or(c) } else { c }));
                }
            }
            at = end;
        }
        if let Some((start, last, c)) = open {
            each(start, last, c);
        }
    }
}

/// Words and what stands between them, in turn.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let inside = belongs(first);
        let end = rest.find(|c| belongs(c) != inside).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c)
}

/// Without width. Some scripts are written with such, so they go only from Latin words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{34f}' | '\u{180e}')
}

/// What a character looks like, if that is a Latin letter and it is none.
fn disguise(c: char) -> Option<char> {
    if c.is_ascii() || ('\u{a0}'..'\u{370}').contains(&c) {
        return None;
    }
    if ('\u{370}'..'\u{590}').contains(&c) {
        let place = |(from, to): (&str, &'static str)| {
            from.chars().position(|known| known == c).and_then(|at| to.chars().nth(at))
        };
        return LOOK_ALIKES.into_iter().find_map(place);
    }
    is_costume(c).then(|| std::iter::once(c).nfkc().next()).flatten().filter(char::is_ascii_alphabetic)
}

/// A Latin letter in other clothes: full-width, mathematical, letter-like, in a circle or square.
fn is_costume(c: char) -> bool {
    matches!(c, '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{2100}'..='\u{214f}'
        | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}')
}

/// What a word is made of.
#[derive(Default)]
struct Letters {
    latin: usize,
    look_alikes: usize,
    costumes: usize,
    /// Of no use for hiding.
    others: usize,
    script: Option<Script>,
    invisible: bool,
}

impl Letters {
    fn of(word: &str, guards: Guards) -> Self {
        let mut letters = Self::default();
        let mut before = ' ';
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied().unwrap_or(' ');
            let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
            let is_science = SCIENCE.contains(c) && (is_capital(before) || is_capital(after));
            match disguise(c) {
                _ if is_invisible(c) => letters.invisible = true,
                Some(_) if is_costume(c) => letters.costumes += 1,
                Some(_) if is_science && guards.hold(Guard::Science) => letters.others += 1,
                Some(_) => {
                    letters.look_alikes += 1;
                    letters.script = Some(c.script());
                }
                None if c.script() == Script::Latin => letters.latin += 1,
                None if c.is_alphabetic() && !is_combining_mark(c) => {
                    letters.others += 1;
                    letters.script = Some(c.script());
                }
                None => {}
            }
            before = c;
        }
        letters
    }

    /// Latin letters and look-alikes side by side, or Latin letters in other clothes.
    fn is_mixed(&self) -> bool {
        self.others == 0 && (self.look_alikes > 0 && self.latin + self.costumes > 0)
    }

    fn is_costumed(&self) -> bool {
        self.others == 0 && self.look_alikes == 0 && self.costumes > 0
    }
}

/// What the words of a text say of one another.
struct Meaning {
    guards: Guards,
    mixed: bool,
    /// Words in Latin letters, and in letters of a script that has look-alikes.
    latin: usize,
    foreign: usize,
    /// Full-width letters are at home.
    dense: bool,
}

impl Meaning {
    fn of(text: &str, guards: Guards) -> Self {
        let mut meaning = Self { guards, mixed: false, latin: 0, foreign: 0, dense: false };
        for letters in pieces(text).map(|word| Letters::of(word, guards)) {
            meaning.mixed |= letters.is_mixed();
            meaning.latin += usize::from(letters.others == 0 && letters.latin > 0);
            let has_look_alikes = matches!(letters.script, Some(Script::Cyrillic | Script::Greek | Script::Armenian));
            meaning.foreign += usize::from(letters.others > 0 && has_look_alikes && letters.latin == 0);
            let dense = |script| matches!(script, Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul);
            meaning.dense |= letters.others > 0 && letters.script.is_some_and(dense);
        }
        meaning
    }

    fn is_disguised(&self, letters: &Letters) -> bool {
        if letters.is_mixed() {
            return self.foreign * 2 <= self.latin;
        }
        if letters.is_costumed() {
            return !self.dense;
        }
        let wholly = letters.others == 0 && letters.look_alikes > 0;
        wholly && (self.mixed && self.foreign == 0 || !self.guards.hold(Guard::HonestWord))
    }

    fn of_word<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let letters = Letters::of(word, self.guards);
        let is_disguised = self.is_disguised(&letters);
        let is_latin = letters.others == 0 && letters.latin > 1 || is_disguised;
        if !(is_disguised || letters.invisible && is_latin) {
            return Cow::Borrowed(word);
        }
        let visible = word.chars().filter(|c| !is_invisible(*c));
        Cow::Owned(visible.map(|c| if is_disguised { disguise(c).unwrap_or(c) } else { c }).collect())
    }
}
