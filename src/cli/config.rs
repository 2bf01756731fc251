//! `cuttings config`: the settings with their defaults, as a file that could be read.

use super::args::ConfigArgs;
use super::out::Out;
use super::{Failure, Outcome};
use crate::config::keys::{Binding, PLACES};
use crate::config::{DEFAULT_FILE, Preset, config_file};
use crate::text::safe_path;
use crate::tui::Command;

pub fn run(args: &ConfigArgs, out: &mut Out) -> Outcome {
    if args.path {
        let path = config_file().ok_or_else(|| Failure::Usage("no home folder is known".to_owned()))?;
        return out.line(&safe_path(&path.to_string_lossy()));
    }
    out.bytes(DEFAULT_FILE.as_bytes())?;
    for preset in Preset::ALL {
        out.line("#")?;
        out.line(&heading(preset))?;
        for binding in preset.own_bindings() {
            out.line(line(binding).trim_end())?;
        }
    }
    Ok(())
}

fn heading(preset: Preset) -> String {
    match preset {
        Preset::Default => "# keys = \"default\"".to_owned(),
        Preset::Vim => "# keys = \"vim\": starts in the list; the same, but".to_owned(),
        Preset::Newsboat => "# keys = \"newsboat\": starts in the list; the same, but".to_owned(),
    }
}

/// A key, where it works, and what it does there.
fn line(binding: &Binding) -> String {
    let (places, keys, command) = binding;
    let places: Vec<&str> =
        PLACES.iter().filter(|(letter, _)| places.contains(*letter)).map(|(_, name)| *name).collect();
    let does = Command::from_name(command).map_or("Nothing by itself", Command::description);
    format!("#   {keys:<10} {:<30} {does}", places.join(", "))
}
