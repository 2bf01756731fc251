//! What came of a step: handed to what can read it, or, where nothing came, the end of a list, another
//! way, or another time.

use super::addresses::is_same_site;
use super::step::{Step, TRIES, Task};
use super::{Event, Known, Walk, Way};
use crate::fetch::{Body, FetchError};

impl Walk {
    pub(super) fn came(&mut self, step: Step, body: Body, known: &dyn Known, events: &mut Vec<Event>) {
        let is_list = !matches!(step.task, Task::Look | Task::Article { .. });
        if is_list && !is_same_site(&body.address, &step.address) {
            return self.failed(step, &FetchError::LeftSite { to: body.address }, events);
        }
        match step.task.clone() {
            Task::Look => self.looked(step, body, known, events),
            Task::Terms(terms) => self.terms_came(&step, &terms, &body, events),
            Task::Posts(posts) => self.posts_came(step, posts, body, known, events),
            Task::Named(named) => self.named_came(&step, &named, body, known, events),
            Task::List(list) => self.list_came(step, list, body, known, events),
            Task::Map(map) => self.map_came(&step, &map, &body, known, events),
            Task::Article { must_say } => Self::article_came(&step, must_say, body, events),
        }
    }

    pub(super) fn failed(&mut self, mut step: Step, error: &FetchError, events: &mut Vec<Event>) {
        if let FetchError::LeftSite { to } = error
            && !matches!(step.task, Task::Article { .. })
            && self.memory.character.is_some()
        {
            return self.suspect(step, format!("{} leads to another site now, {to}", self.address), events);
        }
        if self.is_settled_by(&step, error) {
            return;
        }
        if error.is_closed() {
            return match step.task {
                Task::Article { .. } => Self::article_closed(&step, error, events),
                Task::Look => self.look_closed(&step, error, events),
                Task::Terms(_) | Task::Posts(_) | Task::Named(_) => self.rest_closed(&step, Some(error), events),
                Task::List(_) | Task::Map(_) => self.closed(&step, &format!("{} {error}", step.address), events),
            };
        }
        events.push(Event::Problem(format!("{} {error}", step.address)));
        step.tries += 1;
        if step.tries < TRIES || !matches!(step.task, Task::Article { .. }) {
            self.later.push(step);
        }
    }

    /// Where an error only says that a list has come to its end, or that less must be asked for.
    pub(super) fn is_settled_by(&mut self, step: &Step, error: &FetchError) -> bool {
        let code = if let FetchError::Status { code, .. } = error { *code } else { 0 };
        match &step.task {
            Task::List(list) if list.number > 1 && matches!(code, 400 | 404 | 410) => {
                self.list_ended(list, true);
                true
            }
            Task::Posts(posts) if posts.page > 1 && code == 400 => {
                self.posts_ended(posts);
                true
            }
            Task::Posts(posts) if code == 400 || code >= 500 || matches!(error, FetchError::TooLarge { .. }) => {
                self.ask_for_fewer(posts)
            }
            Task::Map(map) if !map.guesses.is_empty() && error.is_closed() => {
                self.guess_map(map.clone());
                true
            }
            _ => false,
        }
    }

    /// The way that this step is on leads nowhere: the next one is taken.
    pub(super) fn closed(&mut self, step: &Step, why: &str, events: &mut Vec<Event>) {
        if self.run.is_halted {
            return;
        }
        if step.is_check() && self.way.is_some() {
            return self.look_again(why, events);
        }
        if !self.next_way() {
            events.push(Event::Problem(why.to_owned()));
        }
    }

    /// The way that was open the last time is closed: what is at the address is looked at again, once in a
    /// run.
    pub(super) fn look_again(&mut self, why: &str, events: &mut Vec<Event>) {
        if std::mem::replace(&mut self.run.is_looked_again, true) {
            return events.push(Event::Problem(why.to_owned()));
        }
        events.push(Event::Problem(format!("{why}; another way in is looked for")));
        (self.way, self.news, self.parked) = (None, None, None);
        self.candidates.clear();
        self.lists.clear();
        self.memory.pages.clear();
        self.look();
    }

    /// Where a feed goes no further back, its history goes another way, and what is new is still looked for
    /// in it.
    pub(super) fn chosen(&mut self, way: Way, events: &mut Vec<Event>) {
        if self.way.as_ref() == Some(&way) {
            return;
        }
        if let Some(feed @ Way::Feed { .. }) = self.way.take() {
            self.news = Some(feed);
        }
        self.way = Some(way.clone());
        events.push(Event::Chosen(way));
    }

    /// Nothing of the source is taken in, now or before a person has looked.
    pub(super) fn suspect(&mut self, step: Step, why: String, events: &mut Vec<Event>) {
        events.push(Event::Suspect(why));
        self.halt(step);
    }

    pub(super) fn rest_at_limits(&mut self, events: &mut Vec<Event>) {
        let is_over = self.run.lists >= self.limits.lists || self.run.articles >= self.limits.articles;
        if is_over && !self.is_done() {
            self.run.is_halted = true;
            let said = format!("{} has more than is asked for at a time; the next sync goes on", self.address);
            events.push(Event::Problem(said));
        }
    }
}
