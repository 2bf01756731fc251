//! How polite, how patient, how much: what a client is made with.

use std::net::SocketAddr;
use std::time::Duration;

/// How polite, how patient, how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// An address or e-mail address that a site's keeper can write to; goes into the User-Agent.
    pub contact: Option<String>,
    /// Least time between the starts of two requests to one host; a site's `Crawl-delay` may make it
    /// longer, never shorter.
    pub delay: Duration,
    /// Connections at the same time to one host.
    pub per_host: usize,
    /// Connections at the same time to all hosts.
    pub total: usize,
    /// Requests of one run to all hosts, those for robots.txt, redirects and second tries among them.
    pub requests: usize,
    /// The same to one host.
    pub requests_per_host: usize,
    /// What is waited for, and how long.
    pub patience: Patience,
    /// Largest feed, page or list.
    pub news: Limit,
    /// Largest picture.
    pub picture: Limit,
    /// Names that are looked up here and nowhere else, with the port that stands for the scheme's own;
    /// for mirrors and tests.
    pub resolve: Vec<(String, SocketAddr)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            delay: Duration::from_millis(500),
            per_host: 2,
            total: 8,
            requests: 50_000,
            requests_per_host: 20_000,
            patience: Patience::default(),
            news: Limit { wire: 32 << 20, expanded: 64 << 20 },
            picture: Limit { wire: 16 << 20, expanded: 16 << 20 },
            resolve: Vec::new(),
        }
    }
}

/// The largest body, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// As it is sent.
    pub wire: u64,
    /// Once it is unpacked.
    pub expanded: u64,
}

/// What is waited for, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection, with the name looked up and the encryption agreed on.
    pub connect: Duration,
    /// For the answer's head, once there is a connection.
    pub first_byte: Duration,
    /// Within each such time of a body, at the least rate, some of it must come.
    pub stall: Duration,
    /// In bytes a second.
    pub least_rate: u64,
    /// For one answer as a whole.
    pub total: Duration,
    /// How often a request is made at most.
    pub tries: u32,
    /// Before the second try, more or less; twice as long before each further one.
    pub backoff: Duration,
    /// The longest wait that a server can ask for (`Retry-After`); one that asks for more is left for
    /// the rest of the run.
    pub retry_after: Duration,
    /// The longest `Crawl-delay` that is kept to.
    pub crawl_delay: Duration,
    /// Requests that fail in a row, each after all its tries, before a host is left for the rest of the
    /// run.
    pub failures: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            first_byte: Duration::from_secs(45),
            stall: Duration::from_secs(20),
            least_rate: 256,
            total: Duration::from_mins(4),
            tries: 3,
            backoff: Duration::from_secs(1),
            retry_after: Duration::from_mins(3),
            crawl_delay: Duration::from_secs(30),
            failures: 3,
        }
    }
}
