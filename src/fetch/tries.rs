//! One run of a client: the hosts that it asks, and how often it tries.

use super::host::{Host, Wait};
use super::request::{Answer, Room, now, request};
use super::robots::{RobotsFile, Site};
use super::settings::{Patience, Settings};
use super::words::{Trouble, span};
use super::{FetchError, address, headers};
use chrono::{Local, TimeDelta};
use reqwest::Client;
use reqwest::header::HeaderMap;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use url::Url;

/// What all requests of a run share.
#[derive(Debug)]
pub(super) struct Run {
    http: Client,
    pub settings: Settings,
    connections: Arc<Semaphore>,
    requests: AtomicUsize,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    /// By scheme, host and port: what robots.txt holds for (RFC 9309, 2.3).
    sites: Mutex<HashMap<String, Arc<Site>>>,
}

impl Run {
    pub fn new(http: Client, settings: Settings) -> Self {
        let connections = Arc::new(Semaphore::new(settings.total.max(1)));
        let (requests, hosts, sites) = (AtomicUsize::new(0), Mutex::default(), Mutex::default());
        Self { http, settings, connections, requests, hosts, sites }
    }

    pub fn host(&self, url: &Url) -> Arc<Host> {
        let name = address::host(url);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let Settings { per_host, delay, .. } = self.settings;
        Arc::clone(hosts.entry(name).or_insert_with_key(|name| Arc::new(Host::new(name, per_host, delay))))
    }

    pub fn site(&self, url: &Url) -> Arc<Site> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(sites.entry(url.origin().ascii_serialization()).or_default())
    }

    pub fn learn(&self, files: Vec<RobotsFile>) {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.extend(files.into_iter().map(|file| (file.site.clone(), Arc::new(Site::of(file)))));
    }

    pub fn robots(&self) -> Vec<RobotsFile> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files: Vec<RobotsFile> = sites.values().filter_map(|site| site.file()).collect();
        files.sort_by(|a, b| a.site.cmp(&b.site));
        files
    }

    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub fn waits(&self) -> Vec<Wait> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.values().filter_map(|host| host.wait()).collect()
    }

    /// Asks when the host's turn has come, and again where that can help. An answer of 429 or 5xx is an
    /// error.
    pub async fn tried(&self, url: &Url, asked: &HeaderMap, room: Room) -> Result<Answer, FetchError> {
        let (host, patience) = (self.host(url), &self.settings.patience);
        let mut tries = 0;
        loop {
            let turn = host.turn(&self.connections, self.settings.requests_per_host).await?;
            self.count()?;
            let outcome = request(&self.http, url, asked, room, patience).await;
            drop(turn);
            tries += 1;
            let pause = backoff(patience, tries);
            let trouble = match outcome {
                Ok(answer) => {
                    let Some(trouble) = unavailable(&host, &answer, pause, patience)? else {
                        host.is_well();
                        return Ok(answer);
                    };
                    trouble
                }
                Err(trouble) => trouble,
            };
            if !trouble.can_pass || tries >= patience.tries.max(1) {
                // That a body is too large says nothing of the host.
                if !matches!(trouble.error, FetchError::TooLarge { .. }) {
                    host.has_failed(patience.failures.max(1), &trouble.error);
                }
                return Err(trouble.error);
            }
            sleep(pause).await;
        }
    }

    fn count(&self) -> Result<(), FetchError> {
        let most = self.settings.requests;
        let add = |made: usize| (made < most).then_some(made + 1);
        let full = |_| FetchError::Budget(format!("the limit of {most} requests in one run is reached"));
        self.requests.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).map(drop).map_err(full)
    }
}

/// Whether the server can't answer just now. One that asks for patience gets it, from all requests; one
/// that asks for too much is left alone.
fn unavailable(
    host: &Host,
    answer: &Answer,
    pause: Duration,
    patience: &Patience,
) -> Result<Option<Trouble>, FetchError> {
    let code = answer.status.as_u16();
    if code != 429 && code < 500 {
        return Ok(None);
    }
    let error = answer.refusal(now());
    if let 429 | 503 = code {
        let wait = headers::retry_after(&answer.headers, now()).unwrap_or_default();
        if wait > patience.retry_after {
            return Err(host.leave(format!(
                "{} {} and wants to be left alone for {}, until {}",
                host.name(),
                error.to_string().trim_start_matches("the server "),
                span(wait),
                moment(wait)
            )));
        }
        host.hold(wait.max(pause));
    }
    Ok(Some(Trouble { error, can_pass: !matches!(code, 501 | 505) }))
}

/// A time from now on, by this computer's clock.
fn moment(wait: Duration) -> String {
    let now = Local::now();
    let then = TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait));
    let form = if wait < Duration::from_hours(20) { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    then.map_or_else(|| "further notice".to_owned(), |then| then.format(form).to_string())
}

/// Twice as long each time, by half more or less, so that what failed together does not come back
/// together.
fn backoff(patience: &Patience, tries: u32) -> Duration {
    let whole = patience.backoff.saturating_mul(1 << (tries - 1).min(6));
    let chance = RandomState::new().hash_one(tries) as f64 / u64::MAX as f64;
    whole.mul_f64(0.5 + chance)
}
