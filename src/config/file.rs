//! Reads `config.toml`: settings of one line each, `name = value`, a flat part of TOML.

use super::paths::config_file;
use super::{Config, Preset, ThemeChoice};
use std::path::{Path, PathBuf};

/// What is wrong with the settings. The message names file and line and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but can't be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line says something that is no setting.
    #[error("{}, line {line}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What, and what would be right.
        message: String,
    },
}

/// The settings in `$XDG_CONFIG_HOME/cuttings/config.toml`; the defaults if there is no such file.
pub fn load() -> Result<Config, ConfigError> {
    config_file().map_or_else(|| Ok(Config::default()), |path| load_from(&path))
}

/// The settings in `path`; the defaults if there is no such file.
pub fn load_from(path: &Path) -> Result<Config, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text, path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(source) => Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    }
}

/// The settings in `text`; `path` is for messages only.
pub fn parse(text: &str, path: &Path) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        set(&mut config, line).map_err(|message| ConfigError::Wrong {
            path: path.to_owned(),
            line: number + 1,
            message,
        })?;
    }
    Ok(config)
}

fn set(config: &mut Config, line: &str) -> Result<(), String> {
    let (name, value) = line.split_once('=').ok_or("expected NAME = VALUE, such as keys = \"vim\"")?;
    let (name, value) = (name.trim(), value.split(" #").next().unwrap_or("").trim());
    match name {
        "keys" => {
            config.keys = choose(name, value, Preset::from_name, "\"default\", \"vim\" or \"newsboat\"")?;
        }
        "theme" => {
            let choices = "\"auto\", \"dark\", \"light\", \"16\" or \"none\"";
            config.theme = choose(name, value, theme, choices)?;
        }
        "ascii" => config.ascii = boolean(name, value)?,
        "mouse" => config.mouse = boolean(name, value)?,
        _ => return Err(format!("there is no setting “{name}”; there are keys, theme, ascii and mouse")),
    }
    Ok(())
}

fn choose<T>(name: &str, value: &str, read: impl Fn(&str) -> Option<T>, choices: &str) -> Result<T, String> {
    let quoted = [('"', '"'), ('\'', '\'')]
        .iter()
        .find_map(|(open, close)| value.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close)));
    quoted.and_then(read).ok_or_else(|| format!("{name} must be {choices}, not {value}"))
}

fn boolean(name: &str, value: &str) -> Result<bool, String> {
    value.parse().map_err(|_| format!("{name} must be true or false, not {value}"))
}

fn theme(name: &str) -> Option<ThemeChoice> {
    Some(match name {
        "auto" => ThemeChoice::Auto,
        "dark" => ThemeChoice::Dark,
        "light" => ThemeChoice::Light,
        "16" => ThemeChoice::Sixteen,
        "none" => ThemeChoice::Mono,
        _ => return None,
    })
}
