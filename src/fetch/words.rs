//! What went wrong, in words for people; and whether trying again can help.

use super::FetchError;
use super::settings::Patience;
use chrono::DateTime;
use reqwest::Error;
use rustls::{CertificateError, InvalidMessage};
use std::io;
use std::time::Duration;
use url::Url;

/// What went wrong with one request.
#[derive(Debug)]
pub(super) struct Trouble {
    /// For whoever asked.
    pub error: FetchError,
    /// Whether the same request may go well the next time.
    pub can_pass: bool,
}

impl Trouble {
    /// Something that stays as it is.
    pub fn lasting(error: FetchError) -> Self {
        Self { error, can_pass: false }
    }

    /// Something about the connection that may be better the next time.
    pub fn passing(words: String) -> Self {
        Self { error: FetchError::Connection(words), can_pass: true }
    }

    /// What reqwest says of a request to this address.
    pub fn of(error: &Error, url: &Url, patience: &Patience) -> Self {
        let host = url.host_str().unwrap_or_default();
        let lasting = |words: String| Self::lasting(FetchError::Connection(words));
        let to = if has_proxy() { format!("to {host} (the environment names a proxy)") } else { format!("to {host}") };
        if error.is_dns() {
            return lasting(format!("no connection {to}: it does not exist, or this computer is offline"));
        }
        if error.is_connect() && error.is_timeout() {
            return Self::passing(format!("no connection {to} within {}", span(patience.connect)));
        }
        if let Some(tls) = links(error).find_map(|link| link.downcast_ref::<rustls::Error>()) {
            return lasting(encryption(tls, host));
        }
        let kind = links(error).find_map(|link| link.downcast_ref::<io::Error>()).map(io::Error::kind);
        match kind {
            Some(io::ErrorKind::ConnectionRefused) => {
                lasting(format!("no connection {to}: it was refused, nothing listens there"))
            }
            Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
                lasting(format!("no connection {to}: there is no way to it from here; is this computer offline?"))
            }
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe) => {
                Self::passing(format!("{host} broke off the connection"))
            }
            _ if error.is_connect() => Self::passing(format!("no connection {to}: {}", innermost(error))),
            _ if error.is_body() || error.is_decode() => {
                Self::passing(format!("{host} broke off in the middle of its answer ({})", innermost(error)))
            }
            _ => Self::passing(format!("{host} gave no proper answer ({})", innermost(error))),
        }
    }
}

/// Whether it may be a proxy that could not be reached.
fn has_proxy() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].into_iter().any(is_set)
}

/// A length of time as people say it, rounded.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7199 => ((seconds + 30) / 60, "minute"),
        7200..=172_799 => ((seconds + 1800) / 3600, "hour"),
        _ => ((seconds + 43_200) / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The error and what caused it, each of them; an `io::Error` is a wrapping of its own.
fn links<'a>(error: &'a Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    let first: &'a (dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |link| {
        let within = link.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match within {
            Some(within) => Some(within as &(dyn std::error::Error + 'static)),
            None => link.source(),
        }
    })
}

fn innermost(error: &Error) -> String {
    links(error).last().map(ToString::to_string).unwrap_or_default()
}

fn encryption(error: &rustls::Error, host: &str) -> String {
    match error {
        rustls::Error::InvalidCertificate(certificate) => {
            format!("the certificate of {host} {}", fault(certificate))
        }
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            format!("{host} does not speak TLS there; try http:// if you trust the way to it")
        }
        rustls::Error::AlertReceived(alert) => format!("{host} refuses an encrypted connection ({alert:?})"),
        error => format!("no encrypted connection to {host} ({error})"),
    }
}

/// Reads on after "the certificate of HOST ".
fn fault(certificate: &CertificateError) -> String {
    let day = |time: &rustls::pki_types::UnixTime| {
        let date = i64::try_from(time.as_secs()).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        date.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default()
    };
    match certificate {
        CertificateError::Expired => "has run out".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => format!("ran out on {}", day(not_after)),
        CertificateError::NotValidYet => "is not valid yet; is this computer's clock right?".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("is valid only from {}; is this computer's clock right?", day(not_before))
        }
        CertificateError::UnknownIssuer => "is signed by nobody whom this computer trusts".to_owned(),
        CertificateError::NotValidForName => "is for another name".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } if presented.len() <= 3 => {
            format!("is for another name ({})", presented.join(", "))
        }
        CertificateError::NotValidForNameContext { .. } => "is for other names".to_owned(),
        CertificateError::Revoked => "was revoked".to_owned(),
        other => format!("is not good ({other})"),
    }
}
