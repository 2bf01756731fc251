//! Medians and the like, and how they are written.

use super::measure::Outcome;
use std::time::{Duration, Instant};

/// Times of one thing, many times over.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds that this share of the times stays within (nearest rank).
    pub fn within(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    pub fn median(&self) -> f64 {
        self.within(0.5)
    }

    pub fn p99(&self) -> f64 {
        self.within(0.99)
    }

    pub fn worst(&self) -> f64 {
        self.within(1.0)
    }
}

impl Extend<Duration> for Times {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, times: I) {
        self.0.extend(times);
    }
}

/// Runs it and says how long it took.
pub fn timed<T>(run: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Duration)> {
    let began = Instant::now();
    let result = run()?;
    Ok((result, began.elapsed()))
}

/// The middle one of three runs, so that what else the machine does is not counted.
pub fn timed_thrice(mut run: impl FnMut() -> Outcome) -> Outcome<Duration> {
    let mut times = [timed(&mut run)?.1, timed(&mut run)?.1, timed(&mut run)?.1];
    times.sort_unstable();
    Ok(times[1])
}

/// Milliseconds in five places.
pub fn ms(value: f64) -> String {
    match value {
        _ if value.is_nan() => "-".to_owned(),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
