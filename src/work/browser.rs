//! Opens an address in the person's browser. Only http and https, and never through a shell.

use std::io;
use std::process::{Command, Stdio};

/// Starts the browser and does not wait for it.
///
/// # Errors
/// Says what is wrong with the address, or that no program to open it with was found.
pub fn open(address: &str) -> Result<(), String> {
    if !(address.starts_with("https://") || address.starts_with("http://")) {
        return Err(format!("“{address}” is no web address"));
    }
    let programs: &[&str] = if cfg!(target_os = "macos") { &["open"] } else { &["xdg-open", "wslview"] };
    let chosen = std::env::var("BROWSER").ok().filter(|program| !program.is_empty());
    for program in chosen.as_deref().into_iter().chain(programs.iter().copied()) {
        let spawned =
            Command::new(program).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        match spawned {
            Ok(mut child) => {
                // Reaped in the background, so that it never becomes a zombie.
                std::thread::spawn(move || child.wait());
                return Ok(());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{program} can't be started: {error}")),
        }
    }
    Err(format!("no browser was found; the address is {address}"))
}
