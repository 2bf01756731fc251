//! The clipboard of tmux, which by default takes none of what programs within it send to the terminal.
//!
//! Called by the reader beside the terminal's own sequence. Elsewhere that is enough, over ssh too.

use std::io::Write;
use std::process::{Command, Stdio};

/// Within tmux, gives it a text for its paste buffer and for the clipboard of the terminal that it runs in
/// (tmux 3.2 and later). Waits for nothing, and where it fails nothing is lost but that.
pub fn give_to_tmux(text: &str) {
    if std::env::var_os("TMUX").is_none_or(|value| value.is_empty()) {
        return;
    }
    let text = text.to_owned();
    std::thread::spawn(move || {
        let tmux = Command::new("tmux")
            .args(["load-buffer", "-w", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Ok(mut tmux) = tmux {
            // Its input is closed before it is waited for.
            let _ = tmux.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
            let _ = tmux.wait();
        }
    });
}
