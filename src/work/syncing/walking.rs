//! One source while it is walked: how far it has come, what came of it so far, and how it ends.

use super::super::AddReport;
use super::super::taking_in::count;
use super::super::walk::{Reach, Walk, Way};
use super::{Aim, Wanted};
use crate::article::Kind;
use crate::fetch::Ask;
use crate::store::{Remembered, StoreError, Tally, Writer};
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
        let kept = source.source.walk.as_deref().and_then(|walk| serde_json::from_str::<State>(walk).ok());
        let report = AddReport { source: safe_line(&source.source.address), ..AddReport::default() };
        Self {
            key: source.source.key.as_str().into(),
            home: source.source.address.as_str().into(),
            state: State::begin(kept, &source.source.address, source.aim),
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
            Some(Way::Rest { .. } | Way::Pages { .. } | Way::Sitemap { .. }) => self.problems.is_empty(),
            Some(Way::Feed { feed }) => !same_address(feed, &self.source.source.address),
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
        self.problems.push(safe_line(problem));
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

    /// Its state, to be kept.
    pub(super) fn kept(&self) -> Option<String> {
        serde_json::to_string(&self.state).ok()
    }

    /// Whether it is an article's page that a person named: it is taken in, and not looked at again.
    pub(super) fn is_one_article(&self) -> bool {
        matches!(self.way(), Some(Way::Article { .. }))
            || self.way().is_none() && self.report.kind.and_then(Kind::from_name).is_some_and(Kind::is_one_article)
    }

    /// The report, when all is stored. `known`: articles and shape of what it gave when it last gave
    /// anything.
    pub(super) fn report(
        &mut self,
        writer: &Writer,
        tally: Option<Tally>,
        known: Option<(usize, Kind)>,
    ) -> Result<AddReport, StoreError> {
        let mut report = std::mem::take(&mut self.report);
        let before = (report.new, report.merged, report.unchanged);
        let came = tally.is_some() || report.articles + report.feeds > 0;
        count(&mut report, tally.map_or_else(|| Ok(Default::default()), |tally| writer.counted(tally))?);
        report.new += before.0;
        report.merged += before.1;
        report.unchanged += before.2;
        report.articles += before.0 + before.1 + before.2;
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
        } else if !came && let Some((articles, kind)) = known {
            (report.articles, report.unchanged) = (articles, articles);
            report.kind = report.kind.or(Some(kind.name()));
            report.is_known = true;
        }
        problems.into_iter().for_each(|problem| report.warn(problem));
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

/// How far a source was read, where a person takes it as it is now.
pub(in crate::work) fn accepted(source: &Remembered) -> Option<String> {
    let mut state: State = serde_json::from_str(source.walk.as_deref()?).ok()?;
    state.walk.accept();
    serde_json::to_string(&state).ok()
}

/// Whether two addresses are the same but for how they are written.
pub(in crate::work) fn same_address(a: &str, b: &str) -> bool {
    let plain = |address: &str| {
        Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.as_str().trim_end_matches('/').to_owned())
    };
    plain(a) == plain(b)
}
