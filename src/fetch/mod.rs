//! HTTP: one address at a time, politely and within limits.
//!
//! Not for walking a site: nothing here follows a link or knows what a page says; `work::walk` decides
//! what is asked for, and `work` takes in what came. Only http and https, also behind redirects; proxies
//! come from the environment.
//!
//! [`Client::get`] may be called from any thread and blocks it. Within, all requests run on one thread
//! of the client's own, where they can be given up at any await: that is how a request ends within a
//! second after its stop is set, whatever it waits for.
//!
//! - `address`: what may be asked, and which redirect still leads to the same site
//! - `tries`: again where that can help, and the host's patience
//! - `host`: turns, delays, limits, and hosts that are left alone
//! - `robots`: robots.txt (RFC 9309)
//! - `request`: one request and its answer, with a watch on time and size; `expand` unpacks it
//! - `headers`: what the headers of an answer say
//! - `words`: what went wrong, for people

mod address;
mod exchange;
mod expand;
mod headers;
mod host;
mod request;
mod robots;
mod settings;
mod tries;
mod words;

pub use exchange::{Ask, Body, Expected, FetchError, Link, Reply, Validators};
pub use host::Wait;
pub use robots::RobotsFile;
pub use settings::{Limit, Patience, Settings};

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tries::Run;

/// How often a request that runs looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// Redirects followed at most.
const REDIRECTS: usize = 8;

/// Fetches, for any number of threads, through one run: what it learns of a host (its robots.txt, that
/// it asked for patience, that it fails) holds for all of them, and the limits of [`Settings`] count all
/// its requests.
#[derive(Debug)]
pub struct Client {
    run: Arc<Run>,
    handle: Handle,
    /// Ends the client's thread when it is dropped.
    _until: oneshot::Sender<()>,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(settings: &Settings) -> Result<Self, FetchError> {
        let failed = |what: &dyn std::fmt::Display| FetchError::Connection(format!("nothing can be fetched: {what}"));
        let http = request::http(settings).map_err(|error| failed(&error))?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
        let handle = runtime.handle().clone();
        let (until, is_over) = oneshot::channel();
        let drive = move || {
            let _ = runtime.block_on(is_over);
            // A name that is being looked up can't be given up; it is left behind.
            runtime.shutdown_background();
        };
        std::thread::Builder::new().name("fetch".to_owned()).spawn(drive).map_err(|error| failed(&error))?;
        Ok(Self { run: Arc::new(Run::new(http, settings.clone())), handle, _until: until })
    }

    /// The same, knowing these robots.txt files already; those that are too old are asked for again.
    #[must_use]
    pub fn with_robots(self, files: Vec<RobotsFile>) -> Self {
        self.run.learn(files);
        self
    }

    /// Every robots.txt that it knows, to be put in again in the next run.
    pub fn robots(&self) -> Vec<RobotsFile> {
        self.run.robots()
    }

    /// Requests made so far, those for robots.txt, redirects and second tries among them.
    pub fn requests(&self) -> usize {
        self.run.requests()
    }

    /// Hosts that asked for patience and are waited for just now.
    pub fn waits(&self) -> Vec<Wait> {
        self.run.waits()
    }

    /// Asks once the host's turn has come, again where that can help; ends within a second after `stop`
    /// is set.
    pub fn get(&self, ask: &Ask, stop: &AtomicBool) -> Result<Reply, FetchError> {
        if stop.load(Ordering::Relaxed) {
            return Err(FetchError::Stopped);
        }
        let (tell, told) = sync_channel(1);
        let (run, ask) = (Arc::clone(&self.run), ask.clone());
        let task = self.handle.spawn(async move {
            let _ = tell.send(run.fetch(&ask).await);
        });
        loop {
            match told.recv_timeout(LOOK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => {
                    task.abort();
                    return Err(FetchError::Stopped);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(FetchError::Connection("the program made a mistake".to_owned()));
                }
            }
        }
    }
}

impl Run {
    /// Asks, and follows where that leads on the same site.
    async fn fetch(&self, ask: &Ask) -> Result<Reply, FetchError> {
        let asked = address::read(&ask.address)?;
        let limit = match ask.expected {
            Expected::News => self.settings.news,
            Expected::Picture => self.settings.picture,
        };
        let headers = request_headers(ask);
        let (mut at, mut is_for_good, mut seen) = (asked.clone(), true, vec![asked.clone()]);
        loop {
            self.allowed(&at).await?;
            let target = address::with_login(&at, &asked);
            let answer = self.tried(&target, &headers, request::Room::all(limit)).await?;
            let Some(to) = answer.redirect() else {
                let is_moved = is_for_good && seen.len() > 1;
                return answer.reply(&at, is_moved.then(|| at.to_string()), &ask.validators);
            };
            is_for_good &= matches!(answer.status.as_u16(), 301 | 308);
            at = address::redirected(&at, &to)?;
            if seen.contains(&at) {
                return Err(FetchError::Connection(format!("its redirects go in a circle, back to {at}")));
            }
            if seen.len() > REDIRECTS {
                return Err(FetchError::Connection(format!("more than {REDIRECTS} redirects, the last to {at}")));
            }
            seen.push(at.clone());
        }
    }
}

fn request_headers(ask: &Ask) -> HeaderMap {
    let accept = match ask.expected {
        Expected::News => {
            "application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, \
             text/html;q=0.9, application/xhtml+xml;q=0.9, application/xml;q=0.9, */*;q=0.5"
        }
        Expected::Picture => "image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.1",
    };
    let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
    let Validators { etag, last_modified } = &ask.validators;
    for (name, value) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)] {
        // What can't stand in a header never came in one.
        if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}
