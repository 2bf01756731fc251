//! HTTP: one address, once, within limits.
//!
//! Useful for taking in a feed or a page that a person named. Not for walking a site: nothing here
//! follows a link. `work` calls it from its parse workers. Only http and https, also behind
//! redirects; proxies come from the environment.

use std::io::Read;
use std::time::Duration;

/// Longest time for a connection to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest time for everything.
const TOTAL: Duration = Duration::from_mins(1);
/// Largest body after decompression, in bytes.
const LARGEST: u64 = 64 << 20;
/// Redirects followed at most.
const REDIRECTS: usize = 5;

/// Why an address gave nothing; each reads on after "ADDRESS: ".
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No connection, no such host, broken TLS, too slow.
    #[error("could not be fetched: {0}")]
    Connection(String),
    /// The server said no.
    #[error("the server answered {0}")]
    Status(String),
    /// More bytes than a feed or a page has.
    #[error("is larger than {} MB", LARGEST >> 20)]
    TooLarge,
}

/// Fetches one address; the body, decompressed.
pub fn get(address: &str) -> Result<Vec<u8>, FetchError> {
    let client = reqwest::blocking::Client::builder()
        .user_agent(concat!("cuttings/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .redirect(reqwest::redirect::Policy::limited(REDIRECTS))
        .build()
        .map_err(|error| connection(&error))?;
    let accept = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.5";
    let response =
        client.get(address).header(reqwest::header::ACCEPT, accept).send().map_err(|error| connection(&error))?;
    if !response.status().is_success() {
        return Err(FetchError::Status(response.status().to_string()));
    }
    let mut bytes = Vec::new();
    response.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| FetchError::Connection(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(FetchError::TooLarge);
    }
    Ok(bytes)
}

/// reqwest's own message names only the outermost cause; the innermost is what a person can act on.
fn connection(error: &reqwest::Error) -> FetchError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    FetchError::Connection(cause.to_string())
}
