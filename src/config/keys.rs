//! Key presets as data: where, which key, which command. The reader resolves the names; a test
//! holds that every one of them resolves.
//!
//! Keys are written as `j`, `G`, `?`, `space`, `ctrl-f`, `pgdn`, `f1`; two divided by a space are
//! pressed one after the other. A later line takes the place of an earlier one.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use toml::Spanned;

/// A set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// The table in the handbook; starts in the search line.
    #[default]
    Default,
    /// Starts in the list; `gg`, Ctrl-D, Ctrl-U.
    Vim,
    /// As newsboat has them; starts in the list.
    Newsboat,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Default, Self::Vim, Self::Newsboat];

    /// Whether the caret blinks in the search line at the start.
    pub fn starts_in_search(self) -> bool {
        self == Self::Default
    }

    /// Its bindings.
    pub fn bindings(self) -> impl Iterator<Item = Binding> {
        let own = if self == Self::Default { &[] } else { self.own_bindings() };
        DEFAULT.iter().chain(own).copied()
    }

    /// What it binds otherwise than the default preset; of that one, all.
    pub fn own_bindings(self) -> &'static [Binding] {
        match self {
            Self::Default => DEFAULT,
            Self::Vim => VIM,
            Self::Newsboat => NEWSBOAT,
        }
    }
}

/// Places (letters of [`PLACES`]), key, command; an empty command unbinds.
pub type Binding = (&'static str, &'static str, &'static str);

/// A key of the person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBinding {
    /// Where, as in [`Binding`].
    pub places: &'static str,
    /// The key, or two, as written.
    pub keys: String,
    /// The command's name as written; empty for none.
    pub command: String,
    /// In the file, counted from 1.
    pub line: usize,
}

/// The tables under `bind`.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Tables {
    everywhere: Table,
    search: Table,
    list: Table,
    article: Table,
    filters: Table,
}

type Table = BTreeMap<String, Spanned<String>>;

/// Reads them; for a line stands its offset, which whoever has the text makes a line.
pub(super) fn own<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OwnBinding>, D::Error> {
    let Tables { everywhere, search, list, article, filters } = Tables::deserialize(deserializer)?;
    let tables = [("slaf", everywhere), ("s", search), ("l", list), ("a", article), ("f", filters)];
    let bindings = tables.into_iter().flat_map(|(places, table)| {
        table.into_iter().map(move |(keys, command)| {
            let line = command.span().start;
            OwnBinding { places, keys, command: command.into_inner(), line }
        })
    });
    Ok(bindings.collect())
}

/// What the letters of a binding's first part stand for.
pub const PLACES: &[(char, &str)] = &[('s', "search"), ('l', "list"), ('a', "article"), ('f', "filters")];

const DEFAULT: &[Binding] = &[
    ("slaf", "up", "up"),
    ("slaf", "down", "down"),
    ("slaf", "pgup", "page-up"),
    ("slaf", "pgdn", "page-down"),
    ("la", "k", "up"),
    ("la", "j", "down"),
    ("laf", "home", "first"),
    ("laf", "end", "last"),
    ("la", "g", "first"),
    ("la", "G", "last"),
    ("laf", "left", "left"),
    ("lf", "right", "right"),
    ("la", "h", "left"),
    ("l", "l", "right"),
    ("sl", "enter", "read"),
    ("a", "enter", "read-on"),
    ("la", "space", "read-on"),
    ("la", "b", "page-back"),
    ("la", "n", "next-match"),
    ("la", "N", "previous-match"),
    ("la", "J", "next-article"),
    ("la", "K", "previous-article"),
    ("la", "/", "search"),
    ("la", "f", "filters"),
    ("la", "t", "years"),
    ("la", "ctrl-f", "find"),
    ("la", "S", "sort"),
    ("la", "v", "saved-searches"),
    ("la", "M", "related"),
    ("la", "s", "star"),
    ("la", "m", "toggle-read"),
    ("la", "x", "select"),
    ("la", "X", "select-all"),
    ("la", "e", "note"),
    ("la", "T", "tag"),
    ("la", "u", "undo"),
    ("la", "U", "redo"),
    ("la", "o", "browser"),
    ("la", "L", "links"),
    ("la", "y", "copy"),
    ("la", "E", "export"),
    ("la", "i", "origin"),
    ("la", "c", "recurring"),
    ("la", "z", "article-alone"),
    ("la", "<", "narrower"),
    ("la", ">", "wider"),
    ("la", "r", "show-new"),
    ("la", "R", "sync"),
    ("la", "a", "add"),
    ("la", "ctrl-x", "stop-adding"),
    ("la", "!", "problems"),
    ("la", ":", "commands"),
    ("la", "?", "keys"),
    ("la", "q", "back"),
    ("la", "backspace", "previous-search"),
    ("s", "tab", "complete"),
    ("laf", "tab", "next-pane"),
    ("slaf", "backtab", "previous-pane"),
    ("s", "ctrl-w", "delete-token"),
    ("sf", "ctrl-u", "clear-line"),
    ("f", "enter", "include"),
    ("f", "-", "exclude"),
    ("f", "backspace", "delete-filter"),
    ("slaf", "esc", "escape"),
    ("slaf", "ctrl-r", "past-searches"),
    ("slaf", "ctrl-s", "save-search"),
    ("slaf", "ctrl-p", "commands"),
    ("slaf", "f1", "keys"),
    ("slaf", "ctrl-l", "redraw"),
    ("slaf", "ctrl-z", "suspend"),
    ("slaf", "ctrl-c", "interrupt"),
];

const VIM: &[Binding] =
    &[("la", "g", ""), ("la", "g g", "first"), ("la", "ctrl-d", "page-down"), ("la", "ctrl-u", "page-up")];

const NEWSBOAT: &[Binding] = &[("la", "n", "next-unread"), ("la", "N", "toggle-read"), ("la", "u", "links")];
