//! One source while it is walked: how far it has come, what came of it so far, and how it ends.

use super::super::AddReport;
use super::super::taking_in::count;
use super::super::walk::{Reach, Walk, Way};
use super::{Aim, Wanted, way_name};
use crate::article::{Kind, Timestamp};
use crate::fetch::Ask;
use crate::store::{Remembered, StoreError, Taken, Tally, Writer};
use crate::text::safe_line;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

/// What is kept of a walk between two syncs.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    walk: Walk,
    /// How far back it goes.
    reach: Reach,
    /// Whether it has come to its end.
    is_done: bool,
    /// Whether its history is still wanted, if it turns out to have one.
    #[serde(default)]
    wants_history: bool,
}

/// A source that is being walked.
pub(super) struct Walking {
    pub source: Wanted,
    pub key: Arc<str>,
    pub home: Arc<str>,
    state: State,
    /// A hash of the state that is kept.
    kept: Option<[u8; 32]>,
    /// Asks that are not answered yet.
    pub out: usize,
    /// Whether something came since its state was kept.
    pub is_dirty: bool,
    /// Nothing more is asked in this sync.
    pub is_over: bool,
    /// Nothing of it is taken in: why.
    pub flagged: Option<String>,
    /// It is at this address from now on.
    pub moved: Option<String>,
    /// Addresses that the site has no more.
    pub gone: Vec<String>,
    /// What of it could not be done in this sync.
    unfinished: Option<String>,
    /// Whether a server has answered.
    pub is_answered: bool,
    problems: Vec<String>,
    report: AddReport,
}

impl Walking {
    pub(super) fn begin(source: Wanted) -> Self {
        let kept = source
            .source
            .walk
            .as_deref()
            .filter(|_| !source.is_new)
            .and_then(|walk| serde_json::from_str::<State>(walk).ok());
        let report = AddReport { source: safe_line(&source.source.address), ..AddReport::default() };
        Self {
            key: source.source.key.as_str().into(),
            home: source.source.address.as_str().into(),
            state: State::begin(kept, &source.source.address, source.aim),
            kept: source.source.walk.as_ref().map(|walk| *blake3::hash(walk.as_bytes()).as_bytes()),
            source,
            out: 0,
            is_dirty: false,
            is_over: false,
            flagged: None,
            moved: None,
            gone: Vec::new(),
            unfinished: None,
            is_answered: false,
            problems: Vec::new(),
            report,
        }
    }

    pub(super) fn walk(&mut self) -> &mut Walk {
        &mut self.state.walk
    }

    pub(super) fn way(&self) -> Option<&Way> {
        self.state.walk.way()
    }

    /// The answers still to come, where that is known.
    pub(super) fn left(&self) -> usize {
        if self.is_over { 0 } else { self.state.walk.steps().left.unwrap_or(0) }
    }

    /// The next thing to ask. Where there is none and no answer is to come, the walk is over, unless it turns
    /// out that its history is wanted.
    pub(super) fn next(&mut self, most: usize) -> Option<Ask> {
        if self.is_over || self.out >= most {
            return None;
        }
        let mut ask = self.state.walk.next();
        if ask.is_none() && self.out == 0 && std::mem::take(&mut self.state.wants_history) && self.has_history() {
            self.state.reach = Reach::All;
            self.state.walk.resume(Reach::All);
            ask = self.state.walk.next();
        }
        match &ask {
            Some(_) => self.out += 1,
            None if self.out == 0 => self.end(),
            None => {}
        }
        ask
    }

    /// Whether there is more behind its address than what it gives at once: a feed that was named is just
    /// that feed, and an article one article.
    fn has_history(&self) -> bool {
        match self.way() {
            Some(Way::Rest { .. } | Way::Pages { .. } | Way::Sitemap { .. }) => self.state.walk.has_more(),
            Some(Way::Feed { feed }) => plain(feed) != plain(&self.source.source.address),
            Some(Way::Article { .. }) | None => false,
        }
    }

    fn end(&mut self) {
        (self.is_over, self.is_dirty) = (true, true);
        self.state.is_done = self.unfinished.is_none() && self.flagged.is_none();
    }

    /// No more of it in this sync; the next one goes on.
    pub(super) fn leave(&mut self, why: String) {
        self.unfinished.get_or_insert(why);
        (self.is_over, self.is_dirty) = (true, true);
    }

    pub(super) fn problem(&mut self, problem: &str) {
        let problem = safe_line(problem);
        // Whoever shows it names the source first.
        let own = problem.strip_prefix(&self.report.source).and_then(|rest| rest.strip_prefix([' ', ':']));
        self.problems.push(own.map_or(problem.as_str(), str::trim_start).to_owned());
    }

    /// Takes note of what came of one of its bodies.
    pub(super) fn heard(&mut self, body: AddReport) {
        let is_page = body.kind.and_then(Kind::from_name).is_some_and(Kind::is_one_article);
        if self.report.kind.is_none() || !is_page && self.report.articles == 0 {
            self.report.kind = body.kind.or(self.report.kind);
        }
        self.report.articles += body.articles;
        self.report.new += body.new;
        self.report.merged += body.merged;
        self.report.unchanged += body.unchanged;
        self.report.left_out += body.left_out;
        self.report.feeds += body.feeds;
        self.report.is_known |= body.is_known;
        let own = body.source == self.report.source;
        for warning in body.warnings {
            self.report.warn(if own { warning } else { format!("{}: {warning}", body.source) });
        }
        if let Some(error) = body.error {
            self.problems.push(if own { error } else { format!("{} {error}", body.source) });
        }
    }

    /// Writes down how far it has come, or that it is held back: then that stays as it was.
    pub(super) fn keep(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let source = self.source.source.number;
        if let Some(why) = &self.flagged {
            return writer.flag(source, Some(why));
        }
        let state = serde_json::to_string(&self.state).unwrap_or_default();
        let hash = *blake3::hash(state.as_bytes()).as_bytes();
        if self.kept.replace(hash) != Some(hash) {
            writer.keep_walk(source, &state, self.way().map(way_name))?;
        }
        self.moved.take().map_or(Ok(()), |address| writer.move_to(source, &address))
    }

    /// Writes down how it went, once it is over; its report. `known`: how many articles there are of it now, and
    /// its shape; `times`: now, and when it is looked at next.
    pub(super) fn finish(
        &mut self,
        writer: &mut Writer,
        tally: Option<Tally>,
        known: (usize, Option<Kind>),
        (now, due): (Timestamp, Option<Timestamp>),
    ) -> Result<AddReport, StoreError> {
        let source = self.source.source.number;
        let is_one_article = self.is_one_article();
        let report = self.report(writer, tally, known)?;
        writer.keep_health(source, now, report.error.as_deref(), due)?;
        if self.flagged.is_none() && report.error.is_none() && self.source.source.flagged.is_some() {
            writer.flag(source, None)?;
        }
        let is_for_once = report.error.is_some() && !self.is_answered || is_one_article;
        if self.source.is_new && self.flagged.is_none() && is_for_once {
            writer.stop_remembering(source)?;
        }
        Ok(report)
    }

    /// Whether it is an article's page that a person named: it is taken in, and not looked at again.
    pub(super) fn is_one_article(&self) -> bool {
        matches!(self.way(), Some(Way::Article { .. }))
            || self.way().is_none() && self.report.kind.and_then(Kind::from_name).is_some_and(Kind::is_one_article)
    }

    fn report(
        &mut self,
        writer: &Writer,
        tally: Option<Tally>,
        (known, kind): (usize, Option<Kind>),
    ) -> Result<AddReport, StoreError> {
        let mut report = std::mem::take(&mut self.report);
        let before = (report.new, report.merged, report.unchanged);
        let came = tally.is_some() || report.articles + report.feeds > 0;
        count(&mut report, tally.map_or_else(|| Ok(Taken::default()), |tally| writer.counted(tally))?);
        report.new += before.0;
        report.merged += before.1;
        // Of what came just as before it is not known how much came twice.
        report.unchanged += before.2.min(known.saturating_sub(report.new + report.merged + report.unchanged));
        report.articles = report.new + report.merged + report.unchanged;
        if let Some(why) = &self.flagged {
            let name = &self.source.source.name;
            report.error =
                Some(format!("{why}; nothing of it was taken in (cuttings sources accept “{name}” if it is right)"));
            return Ok(report);
        }
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(self.unfinished.clone());
        if !came && !problems.is_empty() {
            report.error = Some(problems.remove(0));
        } else if !came {
            (report.articles, report.unchanged) = (known, known);
            report.kind = report.kind.or(kind.map(Kind::name));
            report.is_known = true;
        }
        for problem in problems {
            report.warn(problem);
        }
        Ok(report)
    }
}

impl State {
    fn begin(kept: Option<Self>, address: &str, aim: Aim) -> Self {
        let begin = |reach, wants_history| {
            let walk = Walk::begin(address, reach);
            Self { walk, reach, is_done: false, wants_history }
        };
        match (kept, aim) {
            (None, Aim::News) => begin(Reach::New, false),
            (None, Aim::Added) => begin(Reach::New, true),
            (None, Aim::History(reach)) => begin(reach, false),
            (Some(kept), Aim::History(reach)) => kept.resumed(reach),
            (Some(kept), Aim::News | Aim::Added) => {
                let reach = if kept.is_done { Reach::New } else { kept.reach };
                kept.resumed(reach)
            }
        }
    }

    fn resumed(mut self, reach: Reach) -> Self {
        self.walk.resume(reach);
        Self { reach, is_done: false, ..self }
    }
}

/// How far a source was read of which nothing was read yet.
pub(in crate::work) fn begun(address: &str, aim: Aim) -> String {
    serde_json::to_string(&State::begin(None, address, aim)).unwrap_or_default()
}

/// How far a source was read, where a person takes it as it is now.
pub(in crate::work) fn accepted(source: &Remembered) -> Option<String> {
    let mut state: State = serde_json::from_str(source.walk.as_deref()?).ok()?;
    state.walk.accept();
    serde_json::to_string(&state).ok()
}

/// An address as it is compared with others: two that are the same but for how they are written give one.
pub(in crate::work) fn plain(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.as_str().trim_end_matches('/').to_owned())
}
