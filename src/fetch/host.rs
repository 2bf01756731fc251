//! A host as it is asked politely: so many connections, so much time between them, and left alone where
//! it wants that or fails again and again.

use super::FetchError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// A wait that is worth telling of.
const TOLD: Duration = Duration::from_secs(3);

/// A host that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Its name.
    pub host: String,
    /// How much longer.
    pub left: Duration,
}

/// What is known of a host in this run.
#[derive(Debug)]
pub(super) struct Host {
    name: String,
    connections: Arc<Semaphore>,
    /// Held by whoever is next, until its time has come: the others wait behind it, in their order.
    next: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// No request begins before.
    not_before: Instant,
    delay: Duration,
    requests: usize,
    /// Requests that failed since the last one that went well.
    failures: u32,
    /// Why it is asked nothing more.
    left: Option<String>,
}

impl Host {
    pub fn new(name: &str, per_host: usize, delay: Duration) -> Self {
        let connections = Arc::new(Semaphore::new(per_host.max(1)));
        let state = State { not_before: Instant::now(), delay, requests: 0, failures: 0, left: None };
        Self { name: name.to_owned(), connections, next: tokio::sync::Mutex::default(), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request may begin: a connection of the host and one of `all` are free, and its time
    /// has come. They are taken until what is given back is dropped.
    pub async fn turn(&self, all: &Arc<Semaphore>, most: usize) -> Result<[OwnedSemaphorePermit; 2], FetchError> {
        self.still_asked(most)?;
        let closed = |_| FetchError::Stopped;
        let here = Arc::clone(&self.connections).acquire_owned().await.map_err(closed)?;
        let next = self.next.lock().await;
        // Whoever is asked meanwhile may want more patience.
        loop {
            let until = self.state().not_before;
            if until <= Instant::now() {
                break;
            }
            sleep_until(until).await;
        }
        let any = Arc::clone(all).acquire_owned().await.map_err(closed)?;
        self.still_asked(most)?;
        let mut state = self.state();
        state.requests += 1;
        state.not_before = state.not_before.max(Instant::now() + state.delay);
        drop(next);
        Ok([here, any])
    }

    fn still_asked(&self, most: usize) -> Result<(), FetchError> {
        let state = self.state();
        if let Some(why) = &state.left {
            return Err(FetchError::LeftAlone(why.clone()));
        }
        if state.requests >= most {
            let why = format!("the limit of {most} requests to {} in one run is reached", self.name);
            return Err(FetchError::Budget(why));
        }
        Ok(())
    }

    /// At least so much time between requests from now on.
    pub fn slow_down(&self, delay: Duration) {
        let mut state = self.state();
        state.delay = state.delay.max(delay);
    }

    /// No request begins before so much time is over.
    pub fn hold(&self, wait: Duration) {
        let mut state = self.state();
        state.not_before = state.not_before.max(Instant::now() + wait);
    }

    /// It has answered as a server does.
    pub fn is_well(&self) {
        self.state().failures = 0;
    }

    /// A request has failed, after all its tries; after so many in a row the host is left alone.
    pub fn has_failed(&self, most: u32, error: &FetchError) {
        let mut state = self.state();
        state.failures += 1;
        if state.failures >= most {
            let why = format!("{} failed {} times in a row ({error}) and is left alone for now", self.name, most);
            state.left.get_or_insert(why);
        }
    }

    /// Nothing more is asked in this run; what whoever wants something of it is told.
    pub fn leave(&self, why: String) -> FetchError {
        self.state().left.get_or_insert_with(|| why.clone());
        FetchError::LeftAlone(why)
    }

    /// How long it is waited for, where that is worth telling of.
    pub fn wait(&self) -> Option<Wait> {
        let left = self.state().not_before.saturating_duration_since(Instant::now());
        (left >= TOLD).then(|| Wait { host: self.name.clone(), left })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}
