//! What benches measure with: the clock is the standard library's; this is what Linux says of a
//! process, and the one way to print.

use std::error::Error;
use std::io::Write;

pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub fn say(line: &str) -> Outcome {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// Kilobytes of memory that a process has: `VmHWM` at most so far, `RssAnon` of its own now,
/// `RssFile` of files mapped now. `None` where the system does not say, as only Linux does.
pub fn kilobytes(process: u32, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Seconds of processor time that this process has used, all threads together; Linux alone says.
pub fn processor() -> Option<f64> {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / TICKS_A_SECOND)
}
