//! What a person has set: key preset, theme, characters, mouse; how sites are asked.
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
//! screen-reader = false  # true: one pane at a time, no lines and bars, words for signs
//!
//! [network]
//! contact = ""       # an address that a site's keeper can write to
//! delay = 500        # milliseconds between two requests to one site, at least
//! per-host = 2       # connections to one site at a time: 1 or 2
//! total = 8          # connections to all sites at a time
//! requests = 50000   # to all sites in one run; what is left comes with the next
//! requests-per-host = 20000
//!
//! [images]
//! budget = 500       # MB that pictures take up at most
//!
//! [bind.list]        # keys of one's own; also everywhere, search, article, filters
//! "ctrl-d" = "page-down"
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
    /// For screen readers and braille: one pane at a time, no lines and bars, words for signs.
    #[serde(rename = "screen-reader")]
    pub screen_reader: bool,
    /// Keys of the person's own, in the order of the places and keys; they win over the preset's.
    #[serde(deserialize_with = "keys::own")]
    pub bind: Vec<OwnBinding>,
    /// How sites are asked.
    pub network: Network,
    /// Pictures for reading offline.
    pub images: Images,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            keys: Preset::Default,
            theme: ThemeChoice::Auto,
            ascii: false,
            mouse: true,
            screen_reader: false,
            bind: Vec::new(),
            network: Network::default(),
            images: Images::default(),
        }
    }
}

/// How sites are asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Network {
    /// An address or e-mail address that a site's keeper can write to; empty for none.
    pub contact: String,
    /// Milliseconds between two requests to one site, at least.
    pub delay: u64,
    /// Connections to one site at a time.
    pub per_host: usize,
    /// Connections to all sites at a time.
    pub total: usize,
    /// Requests to all sites in one run.
    pub requests: usize,
    /// The same to one site.
    pub requests_per_host: usize,
}

impl Default for Network {
    fn default() -> Self {
        Self { contact: String::new(), delay: 500, per_host: 2, total: 8, requests: 50_000, requests_per_host: 20_000 }
    }
}

/// Pictures for reading offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Images {
    /// Megabytes that they take up at most.
    pub budget: u64,
}

impl Default for Images {
    fn default() -> Self {
        Self { budget: 500 }
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
