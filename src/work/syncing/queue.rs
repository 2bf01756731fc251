//! Asks that wait for their turn: so many under way at the same host, so many in all, and hosts one after
//! the other, so that a slow one holds up nobody else. Pure; the delay between two is the client's.

use crate::fetch::Ask;
use std::collections::{BTreeMap, VecDeque};
use url::Url;

/// An ask, and the walk that it is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub walk: usize,
    pub ask: Ask,
}

/// Asks by host.
#[derive(Debug)]
pub(super) struct Queue {
    per_host: usize,
    total: usize,
    hosts: BTreeMap<String, Host>,
    under_way: usize,
    /// The host that had the last turn.
    last: String,
}

#[derive(Debug, Default)]
struct Host {
    waiting: VecDeque<Job>,
    under_way: usize,
}

impl Queue {
    pub(super) fn new(per_host: usize, total: usize) -> Self {
        let (per_host, total) = (per_host.max(1), total.max(1));
        Self { per_host, total, hosts: BTreeMap::new(), under_way: 0, last: String::new() }
    }

    pub(super) fn push(&mut self, job: Job) {
        self.hosts.entry(host(&job.ask)).or_default().waiting.push_back(job);
    }

    /// The next one that may go, if any.
    pub(super) fn pop(&mut self) -> Option<Job> {
        if self.under_way >= self.total {
            return None;
        }
        let per_host = self.per_host;
        let may = |host: &Host| !host.waiting.is_empty() && host.under_way < per_host;
        let after = self.hosts.range(self.last.clone()..).filter(|(name, _)| **name != self.last);
        let next = after.chain(self.hosts.range(..=self.last.clone())).find(|(_, host)| may(host));
        let name = next.map(|(name, _)| name.clone())?;
        let host = self.hosts.get_mut(&name)?;
        let job = host.waiting.pop_front()?;
        host.under_way += 1;
        self.under_way += 1;
        self.last = name;
        Some(job)
    }

    /// An answer came to an ask that had gone.
    pub(super) fn done(&mut self, ask: &Ask) {
        let name = host(ask);
        let is_left = self.hosts.get_mut(&name).is_some_and(|host| {
            host.under_way = host.under_way.saturating_sub(1);
            host.under_way == 0 && host.waiting.is_empty()
        });
        if is_left {
            self.hosts.remove(&name);
        }
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// How many have gone and are not answered yet.
    pub(super) fn under_way(&self) -> usize {
        self.under_way
    }
}

/// Host and port: what connections are counted by.
fn host(ask: &Ask) -> String {
    let Ok(url) = Url::parse(&ask.address) else { return String::new() };
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::{Expected, Validators};

    fn ask(address: &str) -> Ask {
        Ask { address: address.to_owned(), expected: Expected::News, validators: Validators::default() }
    }

    fn pushed(per_host: usize, total: usize, addresses: &[&str]) -> Queue {
        let mut queue = Queue::new(per_host, total);
        addresses.iter().enumerate().for_each(|(walk, address)| queue.push(Job { walk, ask: ask(address) }));
        queue
    }

    fn all(queue: &mut Queue) -> Vec<usize> {
        std::iter::from_fn(|| queue.pop()).map(|job| job.walk).collect()
    }

    #[test]
    fn hosts_take_turns_and_none_has_more_than_its_share() {
        let mut queue = pushed(2, 4, &["http://a.x/1", "http://a.x/2", "http://a.x/3", "http://b.x/", "http://c.x/"]);
        assert_eq!(all(&mut queue), [0, 3, 4, 1]);
        queue.done(&ask("http://b.x/"));
        assert_eq!(all(&mut queue), Vec::<usize>::new(), "two are under way at a.x");
        queue.done(&ask("http://a.x/1"));
        assert_eq!((all(&mut queue), queue.under_way()), (vec![2], 3));
    }

    #[test]
    fn no_more_go_than_may_in_all() {
        let mut queue = pushed(2, 1, &["http://a.x/", "http://b.x/"]);
        assert_eq!(all(&mut queue), [0]);
        queue.done(&ask("http://a.x/"));
        assert_eq!(all(&mut queue), [1]);
    }
}
