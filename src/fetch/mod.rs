//! HTTP: one address at a time, politely and within limits.
//!
//! Not for walking a site: nothing here follows a link or knows what a page says; `work::walk` decides
//! what is asked for, and `work` takes in what came. Only http and https, also behind redirects; proxies
//! come from the environment.

mod exchange;

pub use exchange::{Ask, Body, Expected, FetchError, Link, Reply, Validators};

use std::io::Read;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Longest time for a connection to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest time for everything.
const TOTAL: Duration = Duration::from_mins(1);
/// Largest body after decompression, in bytes.
const LARGEST: u64 = 64 << 20;
/// Redirects followed at most.
const REDIRECTS: usize = 5;

/// How polite, how patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// An address or e-mail address that a site's keeper can write to; goes into the User-Agent.
    pub contact: Option<String>,
    /// Least time between the starts of two requests to one host.
    pub delay: Duration,
    /// Connections at the same time to one host.
    pub per_host: usize,
    /// Connections at the same time to all hosts.
    pub total: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { contact: None, delay: Duration::from_millis(500), per_host: 2, total: 8 }
    }
}

/// Fetches, for any number of threads; what it learns of a host (its robots.txt, that it asked for
/// patience) holds for all of them.
#[derive(Debug)]
pub struct Client {
    http: reqwest::blocking::Client,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(_settings: &Settings) -> Result<Self, FetchError> {
        let http = reqwest::blocking::Client::builder()
            .user_agent(concat!("cuttings/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .redirect(reqwest::redirect::Policy::limited(REDIRECTS))
            .build()
            .map_err(|error| connection(&error))?;
        Ok(Self { http })
    }

    /// Asks once the host's turn has come, again where that can help; ends within a second after `stop`
    /// is set.
    pub fn get(&self, ask: &Ask, _stop: &AtomicBool) -> Result<Reply, FetchError> {
        let accept = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.5";
        let response = self.http.get(&ask.address).header(reqwest::header::ACCEPT, accept).send();
        let response = response.map_err(|error| connection(&error))?;
        let status = response.status();
        if !status.is_success() {
            let reason = status.canonical_reason().unwrap_or_default().to_owned();
            return Err(FetchError::Status { code: status.as_u16(), reason, retry_after: None });
        }
        let mut body = Body { address: response.url().to_string(), ..Body::default() };
        let read = response.take(LARGEST + 1).read_to_end(&mut body.bytes);
        read.map_err(|error| FetchError::Connection(error.to_string()))?;
        if body.bytes.len() as u64 > LARGEST {
            return Err(FetchError::TooLarge { most: LARGEST });
        }
        Ok(Reply::Body(Box::new(body)))
    }
}

/// reqwest's own message names only the outermost cause; the innermost is what a person can act on.
fn connection(error: &reqwest::Error) -> FetchError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    FetchError::Connection(cause.to_string())
}
