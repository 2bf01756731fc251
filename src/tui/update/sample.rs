//! The sample in the archive's place: opened, and left again. Numbers of articles mean others in another
//! archive, so all that is known of the one goes before the other is asked.

use super::focus_on;
use crate::tui::Effect;
use crate::tui::model::filters::FiltersPane;
use crate::tui::model::reading::Reading;
use crate::tui::model::results::Results;
use crate::tui::model::{Asked, Focus, Model};
use crate::tui::page::Page;
use crate::work::{Facets, Overview, Request, Shown};
use tui_input::Input;

/// Has it opened.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.opens_sample() || model.progress.is_some() {
        return model.say("Something is being taken in; wait until that is done");
    }
    let effect = model.ask(Request::AddSample, Asked::Sample);
    effects.push(effect);
}

/// It is there. What was typed meanwhile is searched for in it.
pub fn opened(model: &mut Model, effects: &mut Vec<Effect>) {
    let waits = model.results.open_when_there;
    forget(model, waits);
    effects.extend(model.first_requests());
}

/// Back to the person's own archive.
pub fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.overview.shown {
        Shown::Own => model.say("This is your own archive"),
        Shown::SampleAlone => model.say("Only the sample is open · start cuttings without demo for your own archive"),
        Shown::Sample => {
            (model.query, model.settled) = (Input::default(), true);
            forget(model, false);
            let effect = model.ask(Request::LeaveSample, Asked::LeaveSample);
            effects.push(effect);
        }
    }
}

/// The own archive is there again.
pub fn left(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.extend(model.first_requests());
    model.say("The sample is closed · this is your own archive");
}

/// Says so where nothing that is added would be kept.
pub fn keeps_nothing(model: &mut Model) -> bool {
    let alone = model.overview.shown == Shown::SampleAlone;
    if alone {
        model.say("Nothing is kept here · start cuttings without demo to add something");
    }
    alone
}

/// Forgets everything that is of one archive; that an article is waited for may hold in the other.
fn forget(model: &mut Model, waits: bool) {
    if model.focus == Focus::Filters || model.focus == Focus::Article && !waits {
        focus_on(model, Focus::List);
    }
    model.asked.clear();
    model.results = Results { sort: model.results.sort, open_when_there: waits, ..Results::default() };
    let page = Page { columns: model.reading.page.columns, ..Page::default() };
    model.reading = Reading { page, ..Reading::default() };
    model.filters = FiltersPane::default();
    model.vocabulary = Facets::default();
    model.history.clear();
    model.past.clear();
    (model.like, model.recalled, model.new_above) = (None, None, 0);
    model.overview = Overview::default();
}
