//! A moment in whole seconds, UTC. Reading the many ways sites write dates is `parse::date`'s work.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds ignored. Years 1900 to 2200 only: what lies
/// outside is a placeholder of some program, not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// How [`Timestamp`] prints: always UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `2022-06-05T23:13:13Z`, the form of the JSON contract.
    Rfc3339,
    /// `2022-06-05`.
    Day,
}

const EARLIEST: i64 = -2_208_988_800; // 1900-01-01
const LATEST: i64 = 7_258_118_400; // 2200-01-01

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// A moment, if it lies within the years that a date can be in.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        (EARLIEST..LATEST).contains(&seconds).then_some(Self(seconds))
    }

    /// The same of a chrono date.
    pub fn from_chrono<Tz: chrono::TimeZone>(date: &DateTime<Tz>) -> Option<Self> {
        Self::from_seconds(date.timestamp())
    }

    /// Seconds since the epoch.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// As chrono has it.
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }

    /// As text, in UTC.
    pub fn format(self, form: DateForm) -> String {
        let date = self.to_chrono();
        match form {
            DateForm::Rfc3339 => date.to_rfc3339_opts(SecondsFormat::Secs, true),
            DateForm::Day => date.format("%Y-%m-%d").to_string(),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format(DateForm::Rfc3339))
    }
}
