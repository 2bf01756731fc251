//! What each command does.

use super::{
    adding, filters, focus_on, has_something, marks, note, origin, out, reading, related, sample, saved, search,
};
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::model::filters::Section;
use crate::tui::model::geometry::MEDIUM;
use crate::tui::model::marking::Step;
use crate::tui::model::overlay::{Overlay, Picker};
use crate::tui::model::{Asked, Focus, Model};
use crate::work::Request;
use tui_input::Input;

/// Does it.
pub fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Up if model.completion.selected.is_some() => model.completion.step(-1),
        Command::Down if model.completion.is_open() => model.completion.step(1),
        Command::Read if model.completion.selected.is_some() => search::take_completion(model, effects),
        Command::Escape if model.completion.is_open() => model.completion.close(),
        Command::Up if search::can_recall(model, true) => search::recall(model, true, effects),
        Command::Down if search::can_recall(model, false) => search::recall(model, false, effects),
        Command::Up => step(model, -1),
        Command::Down => step(model, 1),
        Command::PageUp => page(model, -1),
        Command::PageDown => page(model, 1),
        Command::First => step(model, isize::MIN),
        Command::Last => step(model, isize::MAX),
        Command::Left => left(model),
        Command::Right => right(model, effects),
        Command::Read => search::open(model, effects),
        Command::ReadOn => reading::read_on(model, effects),
        Command::PageBack => reading::scroll_pages(model, -1),
        Command::NextMatch => reading::go_to_match(model, true),
        Command::PreviousMatch => reading::go_to_match(model, false),
        Command::NextArticle => search::select_by(model, 1),
        Command::PreviousArticle => search::select_by(model, -1),
        Command::NextUnread => search::next_unread(model),
        Command::NextPane => next_pane(model, 1),
        Command::PreviousPane => next_pane(model, 3),
        Command::Search => focus_on(model, Focus::Search),
        Command::Filters => to_filters(model),
        Command::Years => {
            to_filters(model);
            filters::go_to(model, Section::Years);
        }
        Command::Find => reading::find(model),
        Command::Sort => search::sort(model, effects),
        Command::Include => filters::choose(model, true, effects),
        Command::Exclude => filters::choose(model, false, effects),
        Command::DeleteFilter => filters::delete(model, effects),
        Command::Complete => search::complete(model, effects),
        Command::DeleteToken => search::delete_token(model, effects),
        Command::ClearLine if model.focus == Focus::Filters => filters::edit_typed(model, Input::reset),
        Command::ClearLine => search::edit_query(model, effects, Input::reset),
        Command::PreviousSearch => search::go_back(model, effects),
        Command::PastSearches => model.overlays.push(Overlay::Past(Picker::default())),
        Command::SavedSearches => saved::list(model),
        Command::SaveSearch => saved::name_present(model),
        Command::Related => related::ask(model, effects),
        Command::Star => marks::star(model, effects),
        Command::ToggleRead => marks::toggle_read(model, effects),
        Command::Select => marks::select(model),
        Command::SelectAll => marks::select_all(model, effects),
        Command::Note => note::open(model),
        Command::Tag => note::open_tags(model),
        Command::Undo => marks::undo(model, effects),
        Command::Redo => marks::redo(model, effects),
        Command::Browser => browse(model, effects),
        Command::Links => out::hint_links(model),
        Command::Copy => out::copy_menu(model),
        Command::Export => out::export_prompt(model),
        Command::Origin => origin::open(model),
        Command::Recurring => reading::toggle_recurring(model),
        Command::ArticleAlone => alone(model),
        Command::Narrower => widen(model, -2),
        Command::Wider => widen(model, 2),
        Command::ShowNew => search::show_new(model, effects),
        Command::Sync => adding::take_in(model, Request::Sync, effects),
        Command::Add => adding::ask_what(model),
        Command::StopAdding => adding::stop(model, effects),
        Command::Problems => adding::show_problems(model),
        Command::LeaveSample => sample::leave(model, effects),
        Command::Commands | Command::Keys => model.overlays.push(Overlay::Commands(Picker::default())),
        Command::Back => back(model, effects),
        Command::Escape => escape(model, effects),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Interrupt => interrupt(model, effects),
    }
}

fn step(model: &mut Model, by: isize) {
    match model.focus {
        Focus::Search | Focus::List => search::select_by(model, by),
        Focus::Article => reading::scroll_by(model, by),
        Focus::Filters => model.filters.selected = model.filters.step(by),
    }
}

fn page(model: &mut Model, by: isize) {
    match model.focus {
        Focus::Search | Focus::List => {
            let rows = search::list_rows(model).max(1) as isize;
            // a page moves the screen, not only the highlight
            model.results.top = model.results.top.saturating_add_signed(by * rows);
            search::select_by(model, by * rows);
        }
        Focus::Article => reading::scroll_pages(model, by),
        Focus::Filters => model.filters.selected = model.filters.step(by * 10),
    }
}

fn left(model: &mut Model) {
    match model.focus {
        Focus::Search | Focus::List => to_filters(model),
        Focus::Article => leave_article(model),
        Focus::Filters => filters::close_year(model),
    }
}

fn right(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.focus {
        Focus::Search | Focus::List => search::open(model, effects),
        Focus::Article => {}
        Focus::Filters => filters::open_year(model),
    }
}

fn next_pane(model: &mut Model, by: usize) {
    const ORDER: [Focus; 4] = [Focus::Search, Focus::List, Focus::Article, Focus::Filters];
    let here = ORDER.iter().position(|focus| *focus == model.focus).unwrap_or(0);
    let others = (1..ORDER.len()).map(|step| ORDER[(here + step * by) % ORDER.len()]);
    if let Some(next) = others.into_iter().find(|place| has_something(model, *place)) {
        focus_on(model, next);
    }
}

fn to_filters(model: &mut Model) {
    if !has_something(model, Focus::Filters) {
        return model.say("There is nothing to filter by here");
    }
    focus_on(model, Focus::Filters);
}

fn leave_article(model: &mut Model) {
    model.alone = false;
    focus_on(model, Focus::List);
}

/// One step back, and never out.
pub fn escape(model: &mut Model, effects: &mut Vec<Effect>) {
    if reading::drop_find(model) {
        return;
    }
    match model.focus {
        Focus::Search | Focus::Filters => focus_on(model, Focus::List),
        Focus::Article => leave_article(model),
        Focus::List if !model.marking.selected.is_empty() => {
            model.marking.selected.clear();
            model.say("Nothing is selected any more");
        }
        Focus::List if model.like.is_some() => related::leave(model, effects),
        Focus::List if model.query.value().is_empty() => {}
        Focus::List => {
            let left = search::leave(model);
            search::edit_query(model, effects, Input::reset);
            model.settled = true;
            model.marking.did(Step::Cleared(left));
            marks::say_with(model, "Cleared".to_owned(), Command::Undo, "restores");
        }
    }
}

fn back(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.focus != Focus::List {
        escape(model, effects);
    } else if model.is_busy() {
        model.overlays.push(Overlay::Leave);
    } else {
        effects.push(Effect::Quit);
    }
}

/// Ctrl-C.
pub fn interrupt(model: &mut Model, effects: &mut Vec<Effect>) {
    if std::mem::replace(&mut model.interrupted, true) {
        note::keep(model, effects);
        effects.push(Effect::Quit);
        return;
    }
    if let Some(input) = model.overlays.last_mut().and_then(Overlay::input) {
        input.reset();
    } else if !model.overlays.is_empty() {
        // there is no line to clear
    } else if reading::is_finding(model) {
        reading::edit_find(model, Input::reset);
    } else if model.focus == Focus::Search {
        search::edit_query(model, effects, Input::reset);
    } else if model.focus == Focus::Filters {
        filters::edit_typed(model, Input::reset);
    }
    model.say("Ctrl-C again quits");
}

fn browse(model: &mut Model, effects: &mut Vec<Effect>) {
    let selected = model.results.selected_row().and_then(|row| row.summary.url.as_ref());
    match selected.map(ToString::to_string) {
        Some(url) => {
            model.say(format!("Opening {url} in the browser"));
            let effect = model.ask(Request::Browse(url), Asked::Browse);
            effects.push(effect);
        }
        None => model.say("This article has no address"),
    }
}

fn alone(model: &mut Model) {
    if model.size.0 < MEDIUM {
        return model.say("In this width the article is always alone");
    }
    if !has_something(model, Focus::Article) {
        return model.say("There is no article here");
    }
    model.alone = !(model.alone && model.focus == Focus::Article);
    focus_on(model, if model.alone { Focus::Article } else { Focus::List });
}

fn widen(model: &mut Model, by: i16) {
    if model.size.0 < MEDIUM {
        return model.say("There is one pane only in this width");
    }
    model.wider = (model.wider + by).clamp(-20, 40);
}
