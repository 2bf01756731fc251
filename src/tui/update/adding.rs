//! Taking in from inside: what to add, stopping, and what is said at the end.

use super::edit::edit;
use super::overlays::{Pick, pick};
use super::sample;
use crate::text::safe_line;
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::dates::{articles, grouped};
use crate::tui::fuzzy::fuzzy;
use crate::tui::key::Key;
use crate::tui::model::Focus;
use crate::tui::model::adding::{AddPrompt, Problem};
use crate::tui::model::overlay::{Overlay, Picker};
use crate::tui::model::{Asked, Model};
use crate::work::{AddReport, Progress, Request, Shown};
use crossterm::event::KeyCode;
use tui_input::Input;

/// Opens the line for a file, a folder or an address.
pub fn ask_what(model: &mut Model) {
    if !sample::keeps_nothing(model) {
        model.overlays.push(Overlay::Add(AddPrompt::default()));
    }
}

/// A key in it; whether it stays.
pub fn press(model: &mut Model, prompt: &mut AddPrompt, key: Key, effects: &mut Vec<Effect>) -> bool {
    match key.code {
        KeyCode::Enter => {
            let typed = prompt.input.value().trim().to_owned();
            if !typed.is_empty() {
                take_in(model, Request::Add(vec![typed]), effects);
            }
            return false;
        }
        KeyCode::Tab => {
            let typed = prompt.input.value().to_owned();
            let effect = model.ask(Request::Paths(typed.clone()), Asked::Paths(typed));
            effects.push(effect);
        }
        _ => {
            let before = prompt.input.value().to_owned();
            edit(&mut prompt.input, key);
            if prompt.input.value() != before {
                prompt.paths.clear();
            }
        }
    }
    true
}

/// What a path could go on with has come: as much of it as is the same in all is typed.
pub fn found(model: &mut Model, typed: &str, paths: Vec<String>) {
    let Some(Overlay::Add(prompt)) = model.overlays.last_mut() else { return };
    if prompt.input.value() != typed {
        return;
    }
    let Some(first) = paths.first() else { return model.say("No file or folder begins so") };
    let shared = paths.iter().fold(first.as_str(), |shared, path| {
        let same = shared.char_indices().zip(path.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        let end = same.unwrap_or_else(|| shared.len().min(path.len()));
        shared.get(..end).unwrap_or_default()
    });
    if shared.len() > typed.len() {
        prompt.input = Input::new(shared.to_owned());
    }
    prompt.paths = if paths.len() > 1 { paths } else { Vec::new() };
}

/// Starts taking something in, one at a time.
pub fn take_in(model: &mut Model, request: Request, effects: &mut Vec<Effect>) {
    if model.progress.is_some() || model.opens_sample() {
        return model.say("Something is being taken in; wait until that is done");
    }
    if sample::keeps_nothing(model) {
        return;
    }
    if model.overview.shown == Shown::Sample {
        sample::leave(model, effects);
    }
    model.progress = Some(Progress { is_sync: request == Request::Sync, ..Progress::default() });
    model.stops = false;
    let effect = model.ask(request, Asked::Adding);
    effects.push(effect);
}

/// Has it end soon; what has come in so far stays.
pub fn stop(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.progress.is_none() {
        return model.say("Nothing is being taken in");
    }
    model.stops = true;
    let effect = model.ask(Request::Stop, Asked::Stop);
    effects.push(effect);
    model.say("Stopping · what has come in so far stays");
}

/// All is taken in: says what came of it. What gave nothing stands in the list of problems.
pub fn ended(model: &mut Model, reports: &[AddReport]) {
    const MOST: usize = 1000;
    let stopped = if std::mem::take(&mut model.stops) { "Stopped · " } else { "" };
    let problems: Vec<Problem> = reports.iter().filter_map(Problem::of).collect();
    let new: usize = reports.iter().map(|report| report.new).sum();
    let read = reports.iter().filter(|report| !report.is_folder).count();
    let count = problems.len();
    let is_sync = model.progress.is_some_and(|progress| progress.is_sync);
    if is_sync && reports.is_empty() && stopped.is_empty() {
        model.say("Nothing is remembered yet: a adds an address or a folder");
    } else if let ([only], true) = (problems.as_slice(), new == 0 && read <= 1) {
        model.complain(format!("{}: {}", only.source, only.what));
    } else {
        let new = if new == 0 { "Nothing new".to_owned() } else { format!("{} new", articles(new)) };
        let from = if read > 1 {
            format!(" from {} {}", grouped(read), if is_sync { "sources" } else { "files" })
        } else {
            String::new()
        };
        let key = model.keys.keys(Focus::List, Command::Problems).into_iter().next();
        let shows = key.map(|key| format!(" · {key} shows them")).unwrap_or_default();
        let nothing = if count > 0 { format!(" · {} gave nothing{shows}", grouped(count)) } else { String::new() };
        model.say(format!("{stopped}{new}{from}{nothing}"));
    }
    model.problems.splice(0..0, problems);
    model.problems.truncate(MOST);
}

/// The list of what gave nothing.
pub fn show_problems(model: &mut Model) {
    if model.problems.is_empty() {
        return model.say("Nothing has come to nothing since the start");
    }
    model.overlays.push(Overlay::Problems(Picker::default()));
}

/// Those that a few letters leave, the newest first.
pub fn narrowed<'m>(model: &'m Model, picker: &Picker) -> Vec<&'m Problem> {
    let texts: Vec<String> =
        model.problems.iter().map(|problem| format!("{} {}", problem.source, problem.what)).collect();
    let found = fuzzy(picker.input.value(), texts.iter().map(String::as_str));
    found.into_iter().filter_map(|number| model.problems.get(number)).collect()
}

/// A key in the list; whether it stays. Enter tries once more.
pub fn press_problems(model: &mut Model, picker: &mut Picker, key: Key, effects: &mut Vec<Effect>) -> bool {
    let sources: Vec<String> = narrowed(model, picker).into_iter().map(|problem| problem.source.clone()).collect();
    if key.code == KeyCode::Delete {
        let chosen = sources.get(picker.selected.min(sources.len().saturating_sub(1)));
        model.problems.retain(|problem| Some(&problem.source) != chosen);
        return !model.problems.is_empty();
    }
    match pick(picker, key, sources.len()) {
        Pick::Stays => true,
        Pick::Closes => false,
        Pick::Takes(number) => {
            if let Some(source) = sources.get(number).filter(|_| model.progress.is_none()) {
                model.problems.retain(|problem| problem.source != *source);
                model.say(format!("Trying {} once more", safe_line(source)));
                take_in(model, Request::Add(vec![source.clone()]), effects);
            }
            false
        }
    }
}
