//! What a person says of articles: shown at once, then stored, and taken back if that fails. All of it
//! can be undone, one act at a time however many rows it was for.
//!
//! That an article is marked as read because it is being read is no act: `u` after reading on takes back
//! the star before it. A search cleared by Esc can be restored as long as no other has taken its place.

use super::{reading, search};
use crate::article::{ArticleId, Summary};
use crate::text::{cut, safe_line};
use crate::tui::Effect;
use crate::tui::command::Command;
use crate::tui::dates::grouped;
use crate::tui::model::marking::{Marks, Sent, Step, meant};
use crate::tui::model::{Asked, Model};
use crate::work::{Mark, Request, RequestNumber, TagCount};
use std::collections::HashMap;
use tui_input::Input;

/// Stars all articles meant, or takes the stars away where all have one.
pub fn star(model: &mut Model, effects: &mut Vec<Effect>) {
    let on = !meant(model).iter().all(|summary| summary.starred);
    act(model, |_| Some(Mark::Starred(on)), effects);
}

/// Marks all articles meant as read, or as unread where all are read.
pub fn toggle_read(model: &mut Model, effects: &mut Vec<Effect>) {
    let on = !meant(model).iter().all(|summary| summary.read);
    act(model, |_| Some(Mark::Read(on)), effects);
}

/// Marks all articles meant for which there is a mark. Whether that changed anything.
pub fn act(model: &mut Model, mark: impl Fn(&Summary) -> Option<Mark>, effects: &mut Vec<Effect>) -> bool {
    let meant = meant(model);
    if meant.is_empty() {
        model.say("There is no article here");
        return false;
    }
    let (mut forth, mut back) = (Marks::new(), Marks::new());
    for summary in meant {
        let (Some(id), Some(mark)) = (summary.id, mark(summary)) else { continue };
        let taking_back = mark.back(summary);
        if mark.apply(&mut summary.clone()) {
            forth.push((id, mark));
            back.push((id, taking_back));
        }
    }
    make(model, forth, back, effects)
}

/// Makes marks that change something, and can be taken back so. Whether there were any.
pub fn make(model: &mut Model, forth: Marks, back: Marks, effects: &mut Vec<Effect>) -> bool {
    let Some(said) = did(&forth) else { return false };
    tell(model, &forth, &back, effects);
    model.marking.did(Step::Marked { forth, back });
    model.say(said);
    true
}

/// The highlighted article is being read. That is no act to be undone.
pub fn set_read(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(id) = model.results.selected_row().filter(|row| !row.summary.read).and_then(|row| row.summary.id) else {
        return;
    };
    tell(model, &[(id, Mark::Read(true))], &[(id, Mark::Read(false))], effects);
}

/// Selects the highlighted row, or no longer.
pub fn select(model: &mut Model) {
    let Some(summary) = model.results.selected_row().map(|row| row.summary.clone()) else {
        return model.say("There is no article here");
    };
    let selected = &mut model.marking.selected;
    match selected.iter().position(|known| known.id == summary.id) {
        Some(at) => drop(selected.remove(at)),
        None => selected.push(summary),
    }
}

/// Rows that are selected at once at most: each is remembered as long as it is.
const MOST_SELECTED: usize = 5000;

/// Selects all rows of the list, or no row any longer where all are selected.
pub fn select_all(model: &mut Model, effects: &mut Vec<Effect>) {
    let (results, selected) = (&model.results, &mut model.marking.selected);
    if results.in_all == 0 {
        return model.say("There is no article here");
    }
    if selected.len() >= results.total.min(MOST_SELECTED) {
        selected.clear();
        return model.say("Nothing is selected any more");
    }
    if model.like.is_some() {
        *selected = results.rows.values().map(|row| row.summary.clone()).collect();
        return;
    }
    let (query, sort) = (results.query.clone(), results.sort);
    let effect = model.ask(Request::Select { query, sort, most: MOST_SELECTED }, Asked::Selecting);
    effects.push(effect);
}

/// The articles to be selected have come.
pub fn selected(model: &mut Model, all: Vec<Summary>) {
    let (count, total) = (all.len(), model.results.total);
    model.marking.selected = all;
    if count < total {
        model.say(format!("The first {} of {} are selected", grouped(count), grouped(total)));
    }
}

/// Takes the newest act back.
pub fn undo(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(step) = model.marking.done.pop() else { return model.say("There is nothing to take back") };
    let said = match &step {
        Step::Marked { forth, back } => {
            tell(model, back, forth, effects);
            undid(forth)
        }
        // it came back otherwise, or gave way to another search
        Step::Cleared(_) if !model.query.value().is_empty() => return undo(model, effects),
        Step::Cleared(left) => {
            search::come_back(model, left.clone(), effects);
            "The search is back".to_owned()
        }
    };
    model.marking.undone.push(step);
    say_with(model, said, Command::Redo, "does it again");
}

/// Does again what was taken back last.
pub fn redo(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(step) = model.marking.undone.pop() else { return model.say("There is nothing to do again") };
    let said = match &step {
        Step::Marked { forth, back } => {
            tell(model, forth, back, effects);
            did(forth).unwrap_or_default()
        }
        Step::Cleared(_) => {
            search::edit_query(model, effects, Input::reset);
            model.settled = true;
            "Cleared".to_owned()
        }
    };
    model.marking.done.push(step);
    say_with(model, said, Command::Undo, "takes it back");
}

/// Says what was done, and which key does what about it.
pub fn say_with(model: &mut Model, said: String, command: Command, does: &str) {
    match model.keys.keys_anywhere(command).first() {
        Some(key) => model.say(format!("{said} · {key} {does}")),
        None => model.say(said),
    }
}

/// Shows marks at once and has them stored.
fn tell(model: &mut Model, marks: &[(ArticleId, Mark)], back: &[(ArticleId, Mark)], effects: &mut Vec<Effect>) {
    show(model, marks);
    count_tags(model, marks);
    let effect = model.ask(Request::Mark(marks.to_vec()), Asked::Marks);
    if let Effect::Request(number, _) = &effect {
        let sent = Sent { marks: marks.to_vec(), back: back.to_vec(), stored: false };
        model.marking.sent.insert(*number, sent);
    }
    effects.push(effect);
}

/// They are stored, or can't be.
pub fn answered(model: &mut Model, number: RequestNumber, failed: bool, effects: &mut Vec<Effect>) {
    if failed {
        let Some(sent) = model.marking.sent.remove(&number) else { return };
        show(model, &sent.back);
        count_tags(model, &sent.back);
        model.marking.done.retain(|step| !matches!(step, Step::Marked { forth, .. } if *forth == sent.marks));
        return;
    }
    let Some(sent) = model.marking.sent.get_mut(&number) else { return };
    sent.stored = true;
    if sent.marks.iter().any(|(_, mark)| matches!(mark, Mark::Tag(..))) {
        search::ask_counts(model, effects);
    }
}

/// Rows or an article have come that may not have heard of marks yet.
pub fn show_sent(model: &mut Model) {
    let sent = std::mem::take(&mut model.marking.sent);
    for one in sent.values() {
        show(model, &one.marks);
    }
    model.marking.sent = sent;
    let awaited =
        model.results.pending.is_some() || model.results.pending_like.is_some() || model.reading.pending.is_some();
    if !awaited {
        model.marking.sent.retain(|_, sent| !sent.stored);
    }
}

/// An article has come, and with it what is said of it now, perhaps by another program.
pub fn learn(model: &mut Model, now: &Summary) {
    let rows = model.results.rows.values_mut().map(|row| &mut row.summary);
    for summary in rows.chain(&mut model.marking.selected).filter(|summary| summary.id == now.id) {
        (summary.read, summary.starred) = (now.read, now.starred);
        summary.note.clone_from(&now.note);
        summary.own_tags.clone_from(&now.own_tags);
    }
}

/// Puts marks on the screen.
fn show(model: &mut Model, marks: &[(ArticleId, Mark)]) {
    let mut by_id: HashMap<ArticleId, Vec<&Mark>> = HashMap::new();
    for (id, mark) in marks {
        by_id.entry(*id).or_default().push(mark);
    }
    let apply = |summary: &mut Summary| {
        let of = summary.id.and_then(|id| by_id.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let mut seen = false;
        for mark in of {
            seen |= mark.apply(summary) && !matches!(mark, Mark::Read(_));
        }
        seen
    };
    for row in model.results.rows.values_mut() {
        apply(&mut row.summary);
    }
    for summary in &mut model.marking.selected {
        apply(summary);
    }
    if model.reading.article.as_mut().is_some_and(|article| apply(&mut article.summary)) {
        reading::lay_out(model);
    }
}

/// The tags that can be chosen from follow at once.
fn count_tags(model: &mut Model, marks: &[(ArticleId, Mark)]) {
    let known = &mut model.vocabulary.tags;
    for (_, mark) in marks {
        let Mark::Tag(tag, on) = mark else { continue };
        match known.iter_mut().find(|known| known.slug == tag.slug.as_str()) {
            Some(known) => known.count = known.count.saturating_add_signed(if *on { 1 } else { -1 }),
            None if *on => {
                known.push(TagCount { name: tag.name.clone(), slug: tag.slug.as_str().to_owned(), count: 1 });
            }
            None => {}
        }
    }
    known.retain(|known| known.count > 0);
}

/// What was done, in words; `None` for nothing.
fn did(marks: &[(ArticleId, Mark)]) -> Option<String> {
    let (_, first) = marks.first()?;
    let said = match first {
        Mark::Read(true) => "Marked as read".to_owned(),
        Mark::Read(false) => "Marked as unread".to_owned(),
        Mark::Starred(true) => "Starred".to_owned(),
        Mark::Starred(false) => "Star taken away".to_owned(),
        Mark::Note(text) if text.is_empty() => "Note taken away".to_owned(),
        Mark::Note(_) => "Note kept".to_owned(),
        Mark::Tag(tag, true) => format!("Tagged +{}", shown(&tag.name)),
        Mark::Tag(tag, false) => format!("+{} taken away", shown(&tag.name)),
    };
    Some(said + &of_several(marks))
}

/// What was taken back, in words.
fn undid(marks: &[(ArticleId, Mark)]) -> String {
    let said = match marks.first().map(|(_, mark)| mark) {
        None => String::new(),
        Some(Mark::Read(true)) => "Unread again".to_owned(),
        Some(Mark::Read(false)) => "Read again".to_owned(),
        Some(Mark::Starred(true)) => "Star taken back".to_owned(),
        Some(Mark::Starred(false)) => "Starred again".to_owned(),
        Some(Mark::Note(_)) => "The note is as it was".to_owned(),
        Some(Mark::Tag(tag, true)) => format!("+{} taken back", shown(&tag.name)),
        Some(Mark::Tag(tag, false)) => format!("+{} is back", shown(&tag.name)),
    };
    said + &of_several(marks)
}

fn shown(name: &str) -> String {
    cut(&safe_line(name), 40).into_owned()
}

fn of_several(marks: &[(ArticleId, Mark)]) -> String {
    if marks.len() > 1 { format!(": {} articles", marks.len()) } else { String::new() }
}
