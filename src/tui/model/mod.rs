//! The state of the reader, all of it. Changed by `update` alone.

pub mod adding;
pub mod completion;
pub mod filters;
pub mod geometry;
pub mod links;
pub mod marking;
pub mod origin;
pub mod out;
pub mod overlay;
pub mod palette;
pub mod reading;
pub mod results;
pub mod saved;
pub mod writing;

use super::key::{Key, KeyMap};
use super::theme::Theme;
use super::{Effect, Moment};
use crate::article::{ArticleId, Decision};
use crate::config::Config;
use crate::work::{Facets, Overview, Progress, Request, RequestNumber, Sort};
use adding::Problem;
use completion::Completion;
use filters::FiltersPane;
use geometry::{Panes, Shape};
use marking::Marking;
use out::Writing;
use overlay::Overlay;
use reading::Reading;
use results::{Like, Results};
use std::collections::BTreeMap;
use std::time::Duration;
use tui_input::Input;

/// Which place has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The search line; letters are letters.
    Search,
    /// The list; letters are commands.
    List,
    /// The article; letters are commands.
    Article,
    /// The filters; letters are letters.
    Filters,
}

/// One line at the bottom until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Safe text.
    pub text: String,
    /// Whether it tells of a failure.
    pub error: bool,
}

/// What was asked other than rows, counts and articles, and what a failure takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Totals.
    Overview,
    /// Whether another program has changed the archive.
    Glance,
    /// To open an address.
    Browse,
    /// To take something in.
    Adding,
    /// To open the sample.
    Sample,
    /// To go back from the sample.
    LeaveSample,
    /// For the saved searches, perhaps after a change of them, and what to say once that is done.
    Searches(Option<String>),
    /// For the past searches.
    History,
    /// To remember a search.
    Remember,
    /// To store marks, see [`marking::Marking::sent`].
    Marks,
    /// For a text to be copied, and what to say once it is.
    Copy(String),
    /// To write articles.
    Export(Writing),
    /// For the counts of everything.
    Vocabulary,
    /// To stop taking in.
    Stop,
    /// What a path typed so could go on with.
    Paths(String),
    /// For all articles of the list, to select them.
    Selecting,
    /// What has changed since a version of this date.
    Changes(String),
    /// To store a decision on junk.
    Decision(Decision),
}

/// A search as it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its text.
    pub query: String,
    /// The article that its list was of those like.
    pub like: Option<Like>,
    /// Who had the keys.
    pub focus: Focus,
    /// The order of its rows.
    pub sort: Sort,
    /// Highlighted row.
    pub selected: usize,
    /// First row on the screen.
    pub top: usize,
}

/// Everything.
#[derive(Debug, Clone)]
pub struct Model {
    /// How it looks.
    pub theme: Theme,
    /// Which keys do what.
    pub keys: KeyMap,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The last moment heard of.
    pub now: Moment,
    /// Whether a screen reader reads it out.
    pub spoken: bool,
    /// When it was last looked whether another program has changed the archive.
    pub glanced: Duration,
    /// Who has the keys.
    pub focus: Focus,
    /// On top of each other, the last one in front.
    pub overlays: Vec<Overlay>,
    /// The search line: the only filter state there is.
    pub query: Input,
    /// What the filter before the caret could be.
    pub completion: Completion,
    /// Whether the search line has not changed since it was last left.
    pub settled: bool,
    /// The list is of articles like this one; the search line is empty.
    pub like: Option<Like>,
    /// Searches that were settled, now or before, the newest first, each once.
    pub history: Vec<String>,
    /// Which of them stands in the search line, recalled and not changed.
    pub recalled: Option<usize>,
    /// The list.
    pub results: Results,
    /// The filters.
    pub filters: FiltersPane,
    /// The article.
    pub reading: Reading,
    /// Selected rows, what can be undone, what is being stored.
    pub marking: Marking,
    /// Whether the person has named an editor of their own.
    pub has_editor: bool,
    /// Article without the list.
    pub alone: bool,
    /// How much wider than usual the list is.
    pub wider: i16,
    /// Said at the bottom.
    pub notice: Option<Notice>,
    /// Totals.
    pub overview: Overview,
    /// How far taking in has come; `None` when nothing is being taken in.
    pub progress: Option<Progress>,
    /// A person has asked for it to end.
    pub stops: bool,
    /// What gave nothing, the newest first.
    pub problems: Vec<Problem>,
    /// Articles taken in since the list was made.
    pub new_above: usize,
    /// Everything that can be filtered by: the counts of the empty query.
    pub vocabulary: Facets,
    /// Earlier searches, oldest first.
    pub past: Vec<Left>,
    /// Keys pressed of a binding of two.
    pub prefix: Vec<Key>,
    /// Ctrl-C was the last key.
    pub interrupted: bool,
    /// Requests under way but for search, counts and article.
    pub asked: BTreeMap<RequestNumber, Asked>,
    next_number: u64,
}

impl Model {
    /// An empty screen; [`Model::first_requests`] fills it.
    pub fn new(config: &Config, theme: Theme, size: (u16, u16), now: Moment) -> Self {
        Self {
            theme,
            // what is wrong with them was said when the settings were read
            keys: KeyMap::with(config.keys, &config.bind)
                .unwrap_or_else(|_| KeyMap::new(config.keys))
                .named_in_ascii(config.ascii),
            size,
            now,
            spoken: config.screen_reader,
            glanced: now.elapsed,
            focus: if config.keys.starts_in_search() { Focus::Search } else { Focus::List },
            overlays: Vec::new(),
            query: Input::default(),
            completion: Completion::default(),
            settled: true,
            like: None,
            history: Vec::new(),
            recalled: None,
            results: Results::default(),
            filters: FiltersPane::default(),
            reading: Reading::default(),
            marking: Marking::default(),
            has_editor: false,
            alone: false,
            wider: 0,
            notice: None,
            overview: Overview::default(),
            progress: None,
            stops: false,
            problems: Vec::new(),
            new_above: 0,
            vocabulary: Facets::default(),
            past: Vec::new(),
            prefix: Vec::new(),
            interrupted: false,
            asked: BTreeMap::new(),
            next_number: 0,
        }
    }

    /// What to ask for once the first frame is up.
    pub fn first_requests(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.ask(Request::Overview, Asked::Overview)];
        super::update::search::ask_all(self, &mut effects);
        effects.push(self.ask(Request::History, Asked::History));
        super::update::saved::ask(self, &mut effects);
        effects
    }

    /// The same where there is only the sample, which has to be opened first.
    pub fn sample_requests(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.ask(Request::AddSample, Asked::Sample)];
        effects.extend(self.first_requests());
        effects
    }

    /// Whether the sample is being opened.
    pub fn opens_sample(&self) -> bool {
        self.asked.values().any(|asked| *asked == Asked::Sample)
    }

    /// The next number; each is given once.
    pub fn number(&mut self) -> RequestNumber {
        self.next_number += 1;
        RequestNumber(self.next_number)
    }

    /// Asks for something other than rows, counts and articles.
    pub fn ask(&mut self, request: Request, what: Asked) -> Effect {
        let number = self.number();
        self.asked.insert(number, what);
        Effect::Request(number, request)
    }

    /// Where everything stands on the screen.
    pub fn panes(&self) -> Panes {
        let shape = Shape { focus: self.focus, alone: self.alone, wider: self.wider, single: self.spoken };
        geometry::panes(self.size.0, self.size.1, shape)
    }

    /// The articles that a command means here, see [`marking::meant`].
    pub fn meant(&self) -> Vec<ArticleId> {
        marking::meant(self).into_iter().filter_map(|summary| summary.id).collect()
    }

    /// Whether something is under way that leaving would break off.
    pub fn is_busy(&self) -> bool {
        self.progress.is_some() || self.asked.values().any(|asked| matches!(asked, Asked::Export(_)))
    }

    /// Whether time passing can change the screen soon.
    pub fn waits(&self) -> bool {
        self.results.pending.is_some()
    }

    /// Whether the answer has been awaited for so long that the screen says so.
    pub fn is_slow(&self) -> bool {
        const PATIENCE: Duration = Duration::from_millis(150);
        let pending = self.results.pending.as_ref();
        pending.is_some_and(|pending| self.now.elapsed.saturating_sub(pending.since) >= PATIENCE)
    }

    /// Says something at the bottom.
    pub fn say(&mut self, text: impl AsRef<str>) {
        self.notice = Some(Notice { text: crate::text::safe_line(text.as_ref()), error: false });
    }

    /// Says at the bottom that something failed.
    pub fn complain(&mut self, text: impl AsRef<str>) {
        self.notice = Some(Notice { text: crate::text::safe_line(text.as_ref()), error: true });
    }
}
