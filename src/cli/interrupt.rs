//! Ctrl-C while something long is under way: it ends at the next good place, or soon after. For the
//! commands that may take long; the reader has its own keys.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What is under way is still done if that takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// Sets `stop` on Ctrl-C. One file can take minutes, and reading may wait for ever: then the program
/// ends within the transaction under way, which leaves the archive as if that had not begun, and says
/// its last words.
pub fn stop_on_interrupt(
    stop: &Arc<AtomicBool>,
    last_words: impl FnOnce() -> String + Send + 'static,
) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            stop.store(true, Ordering::Relaxed);
            std::thread::sleep(PATIENCE);
            // There is nobody left to tell that stderr is closed.
            let _ = writeln!(io::stderr(), "cuttings: {}", last_words());
            std::process::exit(1);
        }
    });
    Ok(())
}
