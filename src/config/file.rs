//! Reads `config.toml`.

use super::Config;
use super::paths::config_file;
use crate::text::safe_line;
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
    let line_of = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
    let mut config: Config = toml::from_str(text).map_err(|error| ConfigError::Wrong {
        path: path.to_owned(),
        line: line_of(error.span().map_or(0, |span| span.start)),
        message: safe_line(error.message()),
    })?;
    for binding in &mut config.bind {
        binding.line = line_of(binding.line);
    }
    Ok(config)
}
