//! What is asked of a server, and what it answers.

use crate::article::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One request: an address, and what is known of it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// http or https.
    pub address: String,
    /// What is expected there; it decides on the `Accept` header and the largest body.
    pub expected: Expected,
    /// From the last time, so that the server can say that nothing has changed (RFC 9110, 13.1).
    pub validators: Validators,
}

/// What is expected at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A feed, a page, a list of addresses, JSON.
    News,
    /// A picture.
    Picture,
}

/// What a server gave to recognise a body by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag`, quotes, `W/` and all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// What came of a request that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// 304: it is as it was when the validators were given.
    Unchanged,
    /// 200 or 203.
    Body(Box<Body>),
}

/// A body, and what the headers say of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// Expanded.
    pub bytes: Vec<u8>,
    /// Where it came from: the address asked for, or the end of the redirects.
    pub address: String,
    /// The address that every redirect on the way said is the one from now on (301, 308); `None` where
    /// there was no redirect, or one for the moment.
    pub moved: Option<String>,
    /// For the next time.
    pub validators: Validators,
    /// `charset` of `Content-Type`.
    pub charset: Option<String>,
    /// `Content-Type` without parameters, in lower case.
    pub media_type: Option<String>,
    /// `Link` headers (RFC 8288), addresses absolute.
    pub links: Vec<Link>,
    /// WordPress REST: `X-WP-Total`.
    pub total: Option<u64>,
    /// WordPress REST: `X-WP-TotalPages`.
    pub pages: Option<u64>,
    /// The server's clock.
    pub date: Option<Timestamp>,
}

/// One target of a `Link` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Relation types in lower case, divided by spaces.
    pub rel: String,
    /// Absolute.
    pub address: String,
}

/// Why an address gave nothing; each reads on after "ADDRESS: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No connection, no such host, broken off.
    #[error("could not be fetched: {0}")]
    Connection(String),
    /// The server said no: the number, and the words for it.
    #[error("the server answered {code} {reason}")]
    Status {
        /// Such as 404.
        code: u16,
        /// Such as "Not Found".
        reason: String,
        /// `Retry-After`, from now on.
        retry_after: Option<Duration>,
    },
    /// More bytes than a feed, a page or a picture has.
    #[error("is larger than {} MB", most >> 20)]
    TooLarge {
        /// Bytes.
        most: u64,
    },
    /// A redirect to another site.
    #[error("leads to another site, {to}; add that address if it is the one you want")]
    LeftSite {
        /// Where to.
        to: String,
    },
    /// A redirect from an encrypted address to one that is not.
    #[error("leads to an address without encryption, {to}; add that address if you trust the way to it")]
    Insecure {
        /// Where to.
        to: String,
    },
    /// The site's robots.txt forbids it.
    #[error("is closed to programs by the site's robots.txt")]
    Robots,
    /// The limit of what may be fetched is reached.
    #[error("was not fetched: {0}")]
    Budget(String),
    /// The host is asked nothing more in this run: it wanted so, or has failed again and again.
    #[error("was not fetched: {0}")]
    LeftAlone(String),
    /// The person stopped it.
    #[error("was not fetched: stopped")]
    Stopped,
}

impl FetchError {
    /// Whether this way in is closed for good, so that another is worth trying.
    pub fn is_closed(&self) -> bool {
        match self {
            Self::Status { code, .. } => matches!(code, 400 | 401 | 403 | 404 | 405 | 406 | 410 | 451 | 501),
            Self::Robots | Self::LeftSite { .. } | Self::Insecure { .. } | Self::TooLarge { .. } => true,
            Self::Connection(_) | Self::Budget(_) | Self::LeftAlone(_) | Self::Stopped => false,
        }
    }

    /// Whether nothing more comes from this host in this run, so that asking on is of no use.
    pub fn ends_the_run(&self) -> bool {
        matches!(self, Self::Budget(_) | Self::LeftAlone(_) | Self::Stopped)
    }
}
