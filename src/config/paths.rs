//! Where things are by default: the folders of the XDG base directory specification.

use etcetera::base_strategy::{BaseStrategy, Xdg};
use std::path::PathBuf;

/// The archive's folder, `$XDG_DATA_HOME/cuttings`; `None` where there is no home folder.
pub fn data_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|base| base.data_dir().join("cuttings"))
}

/// The settings, `$XDG_CONFIG_HOME/cuttings/config.toml`.
pub fn config_file() -> Option<PathBuf> {
    Xdg::new().ok().map(|base| base.config_dir().join("cuttings").join("config.toml"))
}
