//! What a person has set: key preset, theme, characters, mouse.
//!
//! Read once at the start from `config.toml` in `$XDG_CONFIG_HOME/cuttings` (usually
//! `~/.config/cuttings/config.toml`); the resolved [`Config`] is handed to the reader. All there is
//! to set, with what holds where nothing is set:
//!
//! ```toml
//! keys = "default"   # or "vim" (starts in the list; gg, Ctrl-D, Ctrl-U) or "newsboat"
//! theme = "auto"     # or "dark", "light", "high-contrast", "16" (the terminal's own colours), "none"
//! ascii = false      # true: no mark outside ASCII, for fonts that lack them
//! mouse = true       # false: leaves the mouse to the terminal, for selecting text
//!
//! [bind.list]        # keys of one's own; also everywhere, search, article, filters
//! "ctrl-j" = "down"
//! "d" = ""           # does nothing
//! ```
//!
//! A setting that is not one of these is an error that names the line; `NO_COLOR` in the
//! environment wins over `theme`. Not for where the archive lies: that is the command line's
//! business.

mod file;
pub mod keys;
mod paths;

pub use file::{ConfigError, load, load_from, parse};
pub use keys::{OwnBinding, Preset};
pub use paths::{config_file, data_folder};

use serde::Deserialize;

/// The defaults as a file that explains them; `cuttings config` prints it.
pub const DEFAULT_FILE: &str = include_str!("../../assets/config.toml");

/// Everything that can be set, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Which keys do what, and where the reader starts.
    pub keys: Preset,
    /// Colours.
    pub theme: ThemeChoice,
    /// Whether only ASCII marks are drawn (`* > | - #`).
    pub ascii: bool,
    /// Whether the mouse is listened to; without it the terminal's own selection works.
    pub mouse: bool,
    /// Keys of the person's own, in the order of the places and keys; they win over the preset's.
    #[serde(deserialize_with = "keys::own")]
    pub bind: Vec<OwnBinding>,
}

impl Default for Config {
    fn default() -> Self {
        Self { keys: Preset::Default, theme: ThemeChoice::Auto, ascii: false, mouse: true, bind: Vec::new() }
    }
}

/// Which colours to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Ask the terminal for its background.
    #[default]
    Auto,
    /// Light text on dark ground.
    Dark,
    /// Dark text on light ground.
    Light,
    /// White on black or black on white, as the terminal's background is; 7:1 at the least.
    #[serde(rename = "high-contrast")]
    HighContrast,
    /// The terminal's own sixteen colours.
    #[serde(rename = "16")]
    Sixteen,
    /// No colours.
    #[serde(rename = "none")]
    Mono,
}
