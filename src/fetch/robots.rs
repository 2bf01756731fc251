//! robots.txt (RFC 9309): what a site lets programs fetch, asked before anything else, once a day.
//!
//! Where the site has none (4xx) everything is allowed; where it can't be had (429, 5xx) the site counts
//! as closed for now. Only the first 500 KiB are read. Redirects are followed to other hosts too, as the
//! RFC wants it, but not to bare numbers: no site may have this computer ask around in its own network.

use super::request::{Room, now};
use super::tries::Run;
use super::{FetchError, Limit, address};
use crate::article::Timestamp;
use reqwest::header::HeaderMap;
use robotxt::Robots;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use url::{Host, Url};

/// The name that groups are matched by.
const NAME: &str = "cuttings";
/// How long one is good, in seconds.
const DAY: i64 = 24 * 60 * 60;
const REDIRECTS: usize = 5;

/// A site's robots.txt as it was read; to be kept from one run to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RobotsFile {
    /// Scheme, host and, where it is not the usual one, port: `https://news.example`.
    pub site: String,
    /// When.
    pub read: Timestamp,
    /// What it says; `None`: the site has none.
    pub text: Option<String>,
}

/// What is known of one site.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// Held while the file is read: the others wait for it.
    reading: tokio::sync::Mutex<()>,
    known: Mutex<Option<Known>>,
}

#[derive(Debug)]
enum Known {
    File(RobotsFile, Robots),
    /// It could not be had.
    Closed(FetchError),
}

impl Site {
    pub fn of(file: RobotsFile) -> Self {
        let known = Some(Known::of(file));
        Self { known: Mutex::new(known), ..Self::default() }
    }

    /// The file, if it was had.
    pub fn file(&self) -> Option<RobotsFile> {
        match &*self.known.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Known::File(file, _)) => Some(file.clone()),
            _ => None,
        }
    }

    /// What it says of an address; `None`: it has to be asked for.
    fn verdict(&self, url: &Url, run: &Run) -> Option<Result<(), FetchError>> {
        match self.known.lock().unwrap_or_else(PoisonError::into_inner).as_ref()? {
            Known::Closed(why) => Some(Err(why.clone())),
            Known::File(file, rules) => {
                let age = now().seconds() - file.read.seconds();
                let is_fresh = (0..DAY).contains(&age);
                if let Some(delay) = rules.crawl_delay().filter(|_| is_fresh) {
                    run.host(url).slow_down(delay.min(run.settings.patience.crawl_delay));
                }
                let verdict = if rules.is_url_allowed(url) { Ok(()) } else { Err(FetchError::Robots) };
                is_fresh.then_some(verdict)
            }
        }
    }
}

impl Known {
    fn of(file: RobotsFile) -> Self {
        let rules = Robots::parse(file.text.as_deref().unwrap_or_default().as_bytes(), NAME);
        Self::File(file, rules)
    }
}

impl Run {
    /// Whether the site lets programs fetch this.
    pub async fn allowed(&self, url: &Url) -> Result<(), FetchError> {
        if url.path() == "/robots.txt" {
            return Ok(());
        }
        let site = self.site(url);
        let _reading = site.reading.lock().await;
        if let Some(verdict) = site.verdict(url, self) {
            return verdict;
        }
        let known = match self.read_robots(url).await {
            Ok(text) => {
                let site = url.origin().ascii_serialization();
                Known::of(RobotsFile { site, read: now(), text })
            }
            // A server that says so is as it is; a broken connection may be whole the next time.
            Err(FetchError::Status { code, reason, .. }) => Known::Closed(FetchError::LeftAlone(format!(
                "the site's robots.txt can't be had ({code} {reason}), so that the site counts as closed for now"
            ))),
            Err(error) => return Err(error),
        };
        *site.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        site.verdict(url, self).unwrap_or(Ok(()))
    }

    /// The text of the site's file; `None`: it has none.
    async fn read_robots(&self, url: &Url) -> Result<Option<String>, FetchError> {
        // One byte more shows that a line was cut.
        let most = robotxt::BYTE_LIMIT as u64 + 1;
        let room = Room { limit: Limit { wire: most, expanded: most }, is_cut: true };
        let mut at = address::joined(url, "/robots.txt")?;
        for _ in 0..=REDIRECTS {
            let answer = self.tried(&address::with_login(&at, url), &HeaderMap::new(), room).await?;
            match answer.redirect() {
                None if answer.status == 200 => return Ok(Some(String::from_utf8_lossy(&answer.bytes).into_owned())),
                None => return Ok(None),
                Some(to) => match self.led(&at, &to) {
                    Some(next) => at = next,
                    None => return Ok(None),
                },
            }
        }
        Ok(None)
    }

    /// Where a redirect of robots.txt leads, if that can be asked.
    fn led(&self, at: &Url, to: &str) -> Option<Url> {
        let to = address::joined(at, to).ok()?;
        let is_same = self.host(at).name() == self.host(&to).name();
        let is_named = matches!(to.host(), Some(Host::Domain(name)) if name.contains('.'));
        (is_same || is_named).then_some(to)
    }
}
