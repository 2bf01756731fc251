//! One request and its answer, with a watch on time and size.

use super::expand::{self, ExpandError, expand};
use super::settings::{Limit, Patience, Settings};
use super::words::{Trouble, span};
use super::{Body, FetchError, Reply, Validators, address, headers};
use crate::article::Timestamp;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

/// Bodies of errors and redirects that are read to their end, in bytes, so that the connection can be
/// used again.
const READ_OUT: u64 = 64 << 10;

/// What an answer may take, and whether what is over it is left off instead of an error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub limit: Limit,
    pub is_cut: bool,
}

impl Room {
    /// All or nothing.
    pub fn all(limit: Limit) -> Self {
        Self { limit, is_cut: false }
    }
}

/// An answer, whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Expanded; only of a 200 or 203.
    pub bytes: Vec<u8>,
}

/// reqwest as it is used here: it follows nothing and unpacks nothing by itself.
pub(super) fn http(settings: &Settings) -> Result<Client, reqwest::Error> {
    let accepted = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(expand::ACCEPTED))]);
    let builder = Client::builder()
        .user_agent(user_agent(settings.contact.as_deref()))
        .default_headers(accepted)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(settings.patience.connect)
        .pool_max_idle_per_host(settings.per_host)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true);
    settings.resolve.iter().fold(builder, |builder, (name, to)| builder.resolve(name, *to)).build()
}

/// The program, and who can be written to.
fn user_agent(contact: Option<&str>) -> String {
    let program = concat!("cuttings/", env!("CARGO_PKG_VERSION"));
    let is_plain = |c: &char| c.is_ascii_graphic() && !matches!(c, '(' | ')');
    let contact: String = contact.unwrap_or_default().chars().filter(is_plain).collect();
    if contact.is_empty() { program.to_owned() } else { format!("{program} (+{contact})") }
}

/// Asks once.
pub(super) async fn request(
    http: &Client,
    url: &Url,
    asked: &HeaderMap,
    room: Room,
    patience: &Patience,
) -> Result<Answer, Trouble> {
    let whole = async {
        let sent = http.get(url.clone()).headers(asked.clone()).send();
        let response = match timeout(patience.connect + patience.first_byte, sent).await {
            Ok(response) => response.map_err(|error| Trouble::of(&error, url, patience))?,
            Err(_) => return Err(slow(url, &format!("did not answer within {}", span(patience.first_byte)))),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        if !matches!(status.as_u16(), 200 | 203) {
            if response.content_length().is_some_and(|length| length <= READ_OUT) {
                let some = Room { limit: Limit { wire: READ_OUT, expanded: READ_OUT }, is_cut: true };
                let _ = read(response, url, some, patience).await;
            }
            return Ok(Answer { status, headers, bytes: Vec::new() });
        }
        let packed = read(response, url, room, patience).await?;
        let bytes = unpacked(packed, &headers, url, room).await?;
        Ok(Answer { status, headers, bytes })
    };
    let late = || slow(url, &format!("had not sent it all within {}", span(patience.total)));
    timeout(patience.total, whole).await.unwrap_or_else(|_| Err(late()))
}

fn slow(url: &Url, what: &str) -> Trouble {
    Trouble::passing(format!("{} {what}", url.host_str().unwrap_or_default()))
}

/// The body as it is sent. Within each window of time some of it has to come.
async fn read(response: Response, url: &Url, room: Room, patience: &Patience) -> Result<Vec<u8>, Trouble> {
    let most = room.limit.wire;
    let too_large = || Trouble::lasting(FetchError::TooLarge { most });
    if !room.is_cut && response.content_length().is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let least = patience.least_rate as f64 * patience.stall.as_secs_f64();
    let (mut response, mut bytes) = (response, Vec::new());
    let (mut end, mut before) = (Instant::now() + patience.stall, 0);
    loop {
        match timeout_at(end, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                bytes.extend_from_slice(&chunk);
                if bytes.len() as u64 > most {
                    return if room.is_cut { Ok(bytes) } else { Err(too_large()) };
                }
            }
            Ok(Ok(None)) => return Ok(bytes),
            Ok(Err(error)) => return Err(Trouble::of(&error, url, patience)),
            Err(_) if ((bytes.len() - before) as f64) < least => {
                return Err(slow(url, &format!("stopped sending after {} bytes, or all but stopped", bytes.len())));
            }
            Err(_) => (end, before) = (Instant::now() + patience.stall, bytes.len()),
        }
    }
}

/// Away from the thread that serves all requests: unpacking takes its time.
async fn unpacked(packed: Vec<u8>, headers: &HeaderMap, url: &Url, room: Room) -> Result<Vec<u8>, Trouble> {
    let (encodings, most) = (expand::encodings(headers), room.limit.expanded);
    let unpacking = tokio::task::spawn_blocking(move || expand(packed, &encodings, most, room.is_cut));
    match unpacking.await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(ExpandError::TooLarge)) => Err(Trouble::lasting(FetchError::TooLarge { most })),
        Ok(Err(ExpandError::Damaged(why))) => {
            Err(Trouble::passing(format!("{} sent a damaged body: {why}", url.host_str().unwrap_or_default())))
        }
        Err(_) => Err(Trouble::lasting(FetchError::Connection("the program made a mistake".to_owned()))),
    }
}

impl Answer {
    /// Where it leads, if it is a redirect that says so.
    pub fn redirect(&self) -> Option<String> {
        let is_redirect = matches!(self.status.as_u16(), 300 | 301 | 302 | 303 | 307 | 308);
        is_redirect.then(|| headers::location(&self.headers)).flatten()
    }

    /// The status as an error.
    pub fn refusal(&self, now: Timestamp) -> FetchError {
        let reason = self.status.canonical_reason().unwrap_or("something unheard of").to_owned();
        let retry_after = headers::retry_after(&self.headers, now);
        FetchError::Status { code: self.status.as_u16(), reason, retry_after }
    }

    /// What it means for whoever asked with these validators.
    pub fn reply(self, at: &Url, moved: Option<String>, known: &Validators) -> Result<Reply, FetchError> {
        match self.status.as_u16() {
            200 | 203 => {}
            304 if *known != Validators::default() => return Ok(Reply::Unchanged),
            _ => return Err(self.refusal(now())),
        }
        let (media_type, charset) = headers::content_type(&self.headers);
        Ok(Reply::Body(Box::new(Body {
            address: address::public(at).to_string(),
            moved,
            validators: headers::validators(&self.headers),
            charset,
            media_type,
            links: headers::links(&self.headers, at),
            total: headers::number(&self.headers, "x-wp-total"),
            pages: headers::number(&self.headers, "x-wp-totalpages"),
            date: headers::date(&self.headers).as_ref().and_then(Timestamp::from_chrono),
            bytes: self.bytes,
        })))
    }
}

/// By this computer's clock.
pub(super) fn now() -> Timestamp {
    Timestamp::from_chrono(&chrono::Utc::now()).unwrap_or(Timestamp::EPOCH)
}
