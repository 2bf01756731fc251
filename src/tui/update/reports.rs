//! What the workers say. An answer counts only if its number is that of the newest question of its
//! kind; everything else came too late. An error is one line at the bottom and breaks nothing.

use super::{adding, filters, focus_on, marks, origin, out, reading, related, sample, saved, search};
use crate::article::ArticleId;
use crate::tui::model::results::{Aim, Pending};
use crate::tui::model::{Asked, Focus, Model};
use crate::tui::{Effect, dates};
use crate::work::{AddReport, Answer, Overview, Report, Request, RequestNumber, SearchAnswer, Sort};
use std::time::Duration;

/// Takes in a report.
pub fn receive(model: &mut Model, report: Report, effects: &mut Vec<Effect>) {
    match report {
        Report::Progress(number, progress) => {
            if model.asked.get(&number) == Some(&Asked::Adding) {
                came_in(model, progress.new, effects);
                model.progress = Some(progress);
            }
        }
        Report::Done(number, result) => done(model, number, result, effects),
    }
}

fn done(model: &mut Model, number: RequestNumber, result: Result<Answer, String>, effects: &mut Vec<Effect>) {
    marks::answered(model, number, result.is_err(), effects);
    answered(model, number, result, effects);
    marks::show_sent(model);
}

fn answered(model: &mut Model, number: RequestNumber, result: Result<Answer, String>, effects: &mut Vec<Effect>) {
    if let Some(pending) = model.results.pending.take_if(|pending| pending.number == number) {
        match result {
            Ok(Answer::Search(answer)) => rows(model, pending, answer, effects),
            other => {
                model.results.open_when_there = false;
                fail(model, other);
            }
        }
    } else if model.filters.pending.take_if(|pending| *pending == number).is_some() {
        match result {
            Ok(Answer::Facets(facets)) => {
                if model.query.value().trim().is_empty() {
                    model.vocabulary = facets.clone();
                } else if model.vocabulary.total == 0 && model.overview.articles > 0 {
                    // who types at once has never seen the counts of everything
                    let effect = model.ask(Request::Facets { query: String::new() }, Asked::Vocabulary);
                    effects.push(effect);
                }
                model.filters.facets = facets;
                // who came before there was a value begins with the first
                if model.filters.order.as_ref().is_some_and(Vec::is_empty) {
                    filters::enter(model);
                }
                model.filters.rebuild(model.query.value());
            }
            other => fail(model, other),
        }
    } else if model.reading.pending.take_if(|pending| *pending == number).is_some() {
        match result {
            Ok(Answer::Article(fetched)) => {
                marks::learn(model, &fetched.article.summary);
                reading::show(model, *fetched, effects);
            }
            other => fail(model, other),
        }
    } else if let Some(pending) = model.results.pending_like.take_if(|pending| pending.number == number) {
        match result {
            Ok(Answer::Related(rows)) => related::show(model, pending, rows, effects),
            other => fail(model, other),
        }
    } else if let Some(asked) = model.asked.remove(&number) {
        other(model, &asked, result, effects);
    }
}

fn fail(model: &mut Model, result: Result<Answer, String>) {
    if let Err(error) = result {
        model.complain(error);
    }
}

fn other(model: &mut Model, asked: &Asked, result: Result<Answer, String>, effects: &mut Vec<Effect>) {
    match (asked, result) {
        (Asked::Overview, Ok(Answer::Overview(overview))) => model.overview = overview,
        (Asked::Glance, Ok(Answer::Overview(overview))) => glanced(model, overview, effects),
        (Asked::Adding, Ok(Answer::Added(reports))) => added(model, &reports, effects),
        (Asked::Sample, Ok(Answer::Added(_))) => sample::opened(model, effects),
        (Asked::LeaveSample, Ok(Answer::Done)) => sample::left(model, effects),
        (Asked::Searches(said), Ok(Answer::Searches(searches))) => {
            saved::receive(model, searches);
            if let Some(said) = said {
                model.say(said);
            }
        }
        (Asked::History, Ok(Answer::History(history))) => search::learn_history(model, history),
        (Asked::Copy(said), Ok(Answer::Text(text))) => out::copied(model, text, said, effects),
        (Asked::Export(_), Ok(Answer::Exported(articles, place))) => {
            model.say(format!("{} written to {place}", dates::articles(articles)));
        }
        (Asked::Export(writing), Ok(Answer::Exists(place))) => out::ask_to_overwrite(model, writing, place),
        (Asked::Vocabulary, Ok(Answer::Facets(facets))) => model.vocabulary = facets,
        (Asked::Paths(typed), Ok(Answer::Paths(paths))) => adding::found(model, typed, paths),
        (Asked::Selecting, Ok(Answer::Selected(all))) => marks::selected(model, all),
        (Asked::Changes(since), Ok(Answer::Changes(changes))) => origin::show_changes(model, since, changes),
        (Asked::Decision(decision), Ok(Answer::Decided(changed))) => {
            origin::decided(model, *decision, changed, effects);
        }
        // it is looked again soon
        (Asked::Glance, Err(_)) => {}
        (asked, Err(error)) => {
            match asked {
                Asked::Adding => model.progress = None,
                Asked::LeaveSample => effects.extend(model.first_requests()),
                _ => {}
            }
            model.complain(error);
        }
        (Asked::Adding, Ok(_)) => model.progress = None,
        (_, Ok(_)) => {}
    }
}

/// So many articles are new since taking in began. What is shown stays as it is; a list that has
/// nothing to show gets its first rows at once.
fn came_in(model: &mut Model, new: usize, effects: &mut Vec<Effect>) {
    let more = new.saturating_sub(model.progress.map_or(0, |progress| progress.new));
    if model.results.in_all > 0 {
        model.new_above += more;
    } else if more > 0 && model.results.pending.is_none() {
        search::ask_all(model, effects);
    }
}

/// How often it is looked whether another program has changed the archive.
pub const GLANCE: Duration = Duration::from_secs(5);

/// Looks whether another program has, unless something here is about to.
pub fn glance(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_due = model.now.elapsed.saturating_sub(model.glanced) >= GLANCE;
    if is_due && model.asked.is_empty() && !model.waits() {
        model.glanced = model.now.elapsed;
        let effect = model.ask(Request::Glance(model.overview.revision), Asked::Glance);
        effects.push(effect);
    }
}

fn glanced(model: &mut Model, overview: Overview, effects: &mut Vec<Effect>) {
    let new = overview.articles.saturating_sub(model.overview.articles);
    model.overview = overview;
    came_in(model, new, effects);
    saved::ask(model, effects);
}

/// What the archive holds is other than before.
fn ask_totals(model: &mut Model, effects: &mut Vec<Effect>) {
    let effect = model.ask(Request::Overview, Asked::Overview);
    effects.push(effect);
    saved::ask(model, effects);
}

fn added(model: &mut Model, reports: &[AddReport], effects: &mut Vec<Effect>) {
    let new: usize = reports.iter().map(|report| report.new).sum();
    adding::ended(model, reports);
    ask_totals(model, effects);
    if model.results.in_all == 0 {
        search::ask_all(model, effects);
    } else {
        came_in(model, new, effects);
    }
    model.progress = None;
}

fn rows(model: &mut Model, pending: Pending, answer: SearchAnswer, effects: &mut Vec<Effect>) {
    let Pending { query, aim, .. } = pending;
    let results = &mut model.results;
    let held = (results.selected_id(), results.selected);
    let were_ways = results.answered && results.in_all == 0;
    let in_all = answer.rows_in_all.max(answer.first + answer.rows.len());
    let grown = in_all as isize - results.in_all as isize;
    let changed = aim != Aim::Scroll || grown != 0;
    if changed {
        results.rows.clear();
    }
    (results.answered, results.total, results.in_all) = (true, answer.total, in_all);
    let first = answer.first;
    results.rows.extend(answer.rows.into_iter().enumerate().map(|(at, row)| (first + at, row)));
    match aim {
        Aim::Restore(selected, top) => (results.selected, results.top) = (selected, top),
        // the highlight stood on a way to articles, not on one of them
        _ if were_ways && in_all > 0 => (results.selected, results.top) = (0, 0),
        _ => {}
    }
    if aim == Aim::Scroll {
        if changed {
            hold(model, held, grown);
            ask_totals(model, effects);
        }
        forget_far_rows(model);
        return;
    }
    results.understood = answer.understood;
    results.ignored = answer.ignored;
    results.suggestions = answer.suggestions;
    let marks_change = results.query != query;
    results.answers(query);
    if marks_change {
        reading::lay_out(model);
    }
    if std::mem::take(&mut model.results.open_when_there) {
        if model.results.in_all == 0 {
            focus_on(model, Focus::List);
        }
        marks::set_read(model, effects);
    }
}

/// Articles came or went meanwhile: the highlighted one keeps its place on the screen. Where it is not
/// among the rows that came, what is new stands above it if the newest are first.
fn hold(model: &mut Model, (id, was): (Option<ArticleId>, usize), grown: isize) {
    let results = &mut model.results;
    let newest_first = results.sort != Sort::Oldest && !results.with_snippets;
    let now = id.and_then(|id| results.rows.iter().find(|(_, row)| row.summary.id == Some(id)));
    let shift = match now {
        Some((now, _)) => *now as isize - was as isize,
        None if newest_first => grown,
        None => 0,
    };
    results.selected = was.saturating_add_signed(shift);
    results.top = results.top.saturating_add_signed(shift);
    results.away = results.away.map(|_| results.selected);
}

/// Memory holds some screens of rows, however far one scrolls.
fn forget_far_rows(model: &mut Model) {
    const KEPT: usize = 500;
    let near = model.results.top.saturating_sub(KEPT)..model.results.top + KEPT;
    model.results.rows.retain(|number, _| near.contains(number));
}
