//! The last line: what was said, the find, or what the keys do here; and how far one is.

use super::painter::Painter;
use crate::article::Summary;
use crate::query::{Choice, Token, TokenKind, Typing, parse};
use crate::text::{cut, width, wrap};
use crate::tui::command::Command;
use crate::tui::dates::grouped;
use crate::tui::key::in_ascii;
use crate::tui::model::filters::{Entry, Row as FilterRow, Section};
use crate::tui::model::geometry::Panes;
use crate::tui::model::links;
use crate::tui::model::{Focus, Model};
use crate::tui::theme::{Ground, Look, Role};
use crate::tui::update::reading;
use crate::tui::update::search::{can_recall, correction};
use crate::work::Row;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(model: &Model, panes: &Panes, painter: &mut Painter) {
    let area = panes.bottom;
    if area.height == 0 {
        return;
    }
    let is_below_box = !model.overlays.is_empty();
    let place = if is_below_box { String::new() } else { place(model, panes) };
    let end = painter.right(area.right(), area.y, &place, Look::MUTED, Ground::Plain);
    let room = end.saturating_sub(area.x + 2);
    if let Some(notice) = &model.notice {
        let look = if notice.error { Look::of(Role::Error) } else { Look::TEXT };
        return said(&notice.text, look, Rect { width: room, ..area }, panes.body.1, painter);
    }
    match &model.reading.find {
        _ if model.reading.hints.is_some() => {
            let text = "Press a link’s letters · Space scrolls · Esc back";
            painter.text((area.x, area.y), room, text, Look::TEXT, Ground::Plain);
        }
        Some(find) if find.typing && model.focus == Focus::Article => {
            let x = painter.text((area.x, area.y), room, "Find: ", Look::ACCENT.bold(), Ground::Plain);
            painter.input((x, area.y), end.saturating_sub(x + 2), &find.input);
        }
        // the box draws its own
        _ if is_below_box => {}
        _ => hints(all_hints(model), (area.x, area.y), room, painter),
    }
}

/// The keys of the box in front, in the place of those below it.
pub fn of_box(model: &Model, keys: &[(&str, &'static str)], painter: &mut Painter) {
    if model.notice.is_some() {
        return;
    }
    let area = model.panes().bottom;
    painter.fill(Rect { x: 0, width: model.size.0, ..area }, Ground::Plain);
    let name = |key: &str| if model.theme.ascii { in_ascii(key) } else { key.to_owned() };
    hints(keys.iter().map(|(key, what)| (name(key), *what)).collect(), (area.x, area.y), area.width, painter);
}

/// What does not fit on the line begins on the empty one above it, if there is one below the panes.
fn said(text: &str, look: Look, area: Rect, panes_end: u16, painter: &mut Painter) {
    let room = usize::from(area.width);
    let mut rest = text;
    if width(text) > room && area.y > panes_end {
        let first = wrap(text, room).into_iter().next().unwrap_or(0..0);
        painter.text((area.x, area.y - 1), area.width, &text[first.clone()], look, Ground::Plain);
        rest = text[first.end..].trim_start();
    }
    painter.text((area.x, area.y), area.width, &cut(rest, room), look, Ground::Plain);
}

fn place(model: &Model, panes: &Panes) -> String {
    if model.focus == Focus::Article {
        let matches = model.reading.page.matches.len();
        if let Some(find) = &model.reading.find
            && !find.input.value().is_empty()
        {
            let at = model.reading.current.map_or(0, |current| current + 1);
            return format!("{at} of {matches}");
        }
        let rows = panes.article.map_or(0, |pane| usize::from(pane.height));
        let back = if model.reading.is_back() { " · where you left" } else { "" };
        return format!("{}%{back}", model.reading.percent(rows));
    }
    if model.results.in_all == 0 {
        return String::new();
    }
    format!("{} of {}", grouped(model.results.selected + 1), grouped(model.results.in_all))
}

/// Keys and what they do; as many as have room, whole. The first goes last, and the last two after all others.
fn hints(mut hints: Vec<(String, &'static str)>, (mut x, y): (u16, u16), room: u16, painter: &mut Painter) {
    let wide = |hints: &[(String, &str)]| hints.iter().map(|(key, what)| width(key) + width(what) + 4).sum::<usize>();
    while !hints.is_empty() && wide(&hints) > usize::from(room) + 3 {
        let least = match hints.len() {
            1 => 0,
            2 | 3 => 1,
            more => more - 3,
        };
        hints.remove(least);
    }
    let end = x + room;
    for (key, what) in hints {
        x = painter.text((x, y), end.saturating_sub(x), &key, Look::ACCENT, Ground::Plain) + 1;
        x = painter.text((x, y), end.saturating_sub(x), what, Look::MUTED, Ground::Plain) + 3;
    }
}

/// A key, and what it does.
type Hint = Option<(String, &'static str)>;

/// Only what does something here and now.
fn all_hints(model: &Model) -> Vec<(String, &'static str)> {
    let keys = |command| hint(model, command, "keys");
    let hints = match model.focus {
        Focus::Search => search_hints(model).into_iter().chain([keys(Command::Keys)]).collect(),
        Focus::List => list_hints(model),
        Focus::Article => article_hints(model).into_iter().chain([keys(Command::Keys)]).collect(),
        Focus::Filters => filter_hints(model).into_iter().chain([keys(Command::Keys)]).collect::<Vec<_>>(),
    };
    hints.into_iter().flatten().collect()
}

fn hint(model: &Model, command: Command, what: &'static str) -> Hint {
    model.keys.keys(model.focus, command).into_iter().next().map(|key| (key, what))
}

fn enter(model: &Model) -> Hint {
    let what = match model.results.in_all {
        _ if model.completion.selected.is_some() => "take",
        0 => "do this",
        _ => "read",
    };
    hint(model, Command::Read, what).filter(|_| !model.results.is_empty())
}

fn search_hints(model: &Model) -> Vec<Hint> {
    let is_open = model.completion.is_open();
    let arrows = if model.theme.ascii { "Up/Down" } else { "↑↓" };
    vec![
        enter(model),
        if is_open {
            Some((arrows.to_owned(), "choose"))
        } else if can_recall(model, false) {
            Some((arrows.to_owned(), "past searches"))
        } else {
            (model.results.len() > 1).then(|| (arrows.to_owned(), "choose"))
        },
        hint(model, Command::Complete, "complete")
            .filter(|_| is_open)
            .or_else(|| correction(model).and_then(|_| hint(model, Command::Complete, "did you mean"))),
        hint(model, Command::SaveSearch, "save").filter(|_| !model.query.value().trim().is_empty()),
        hint(model, Command::PastSearches, "past searches")
            .filter(|_| model.query.value().is_empty() && !model.history.is_empty()),
        hint(model, Command::Escape, if is_open { "close" } else { "to the list" }),
    ]
}

fn list_hints(model: &Model) -> Vec<Hint> {
    let row = model.results.selected_row();
    if !model.marking.selected.is_empty() {
        return selected_hints(model);
    }
    vec![
        enter(model),
        hint(model, Command::Escape, "back to the search").filter(|_| model.like.is_some()),
        hint(model, Command::Search, "search"),
        hint(model, Command::Filters, "filters"),
        row.and_then(|row| hint(model, Command::Star, star(row))),
        row.and_then(|_| hint(model, Command::Copy, "copy")),
        hint(model, Command::Export, "export").filter(|_| model.results.in_all > 0),
        hint(model, Command::SavedSearches, "saved").filter(|_| !model.filters.saved.is_empty()),
        hint(model, Command::StopAdding, "stop").filter(|_| model.progress.is_some()),
        hint(model, Command::ShowNew, "show new").filter(|_| model.new_above > 0),
        hint(model, Command::Escape, "clear").filter(|_| !model.query.value().is_empty()),
        row.and_then(|row| hint(model, Command::Note, note(row))),
        row.and_then(|_| hint(model, Command::Tag, "tag")),
        row.and_then(|_| hint(model, Command::Select, "select")),
        hint(model, Command::Keys, "keys"),
        hint(model, Command::Back, "quit"),
    ]
}

/// What can be done with all selected rows.
fn selected_hints(model: &Model) -> Vec<Hint> {
    let here = model.results.selected_row();
    let selected = here.map(|row| model.marking.is_selected(row.summary.id));
    let all = |is_so: fn(&Summary) -> bool| model.marking.selected.iter().all(is_so);
    vec![
        selected.and_then(|on| hint(model, Command::Select, if on { "not this" } else { "this too" })),
        hint(model, Command::Star, if all(|summary| summary.starred) { "unstar all" } else { "star all" }),
        hint(model, Command::Tag, "tag all"),
        hint(model, Command::Escape, "unselect"),
        hint(model, Command::ToggleRead, if all(|summary| summary.read) { "all unread" } else { "all read" }),
        hint(model, Command::Note, "note for all"),
        hint(model, Command::Keys, "keys"),
        hint(model, Command::Back, "quit"),
    ]
}

fn note(row: &Row) -> &'static str {
    if row.summary.note.is_some() { "change note" } else { "note" }
}

fn star(row: &Row) -> &'static str {
    if row.summary.starred { "unstar" } else { "star" }
}

fn article_hints(model: &Model) -> Vec<Hint> {
    let row = model.results.selected_row();
    let shown = model.reading.article.as_ref();
    let has_next = model.results.selected + 1 < model.results.len();
    let read_on =
        if model.reading.at_end(reading::rows(model)) { has_next.then_some("next article") } else { Some("read on") };
    let back = if model.reading.find.is_some() { "end find" } else { "list" };
    vec![
        read_on.filter(|_| row.is_some()).and_then(|what| space(model, what)),
        hint(model, Command::NextMatch, "match").filter(|_| !model.reading.page.matches.is_empty()),
        row.and_then(|row| hint(model, Command::Star, star(row))),
        row.and_then(|row| hint(model, Command::Note, note(row))),
        row.filter(|row| row.summary.url.is_some()).and_then(|_| hint(model, Command::Browser, "browser")),
        row.and_then(|_| hint(model, Command::Copy, "copy")),
        shown.filter(|_| links::any(&model.reading.page)).and_then(|_| hint(model, Command::Links, "links")),
        shown.and_then(|_| hint(model, Command::Origin, "origin")),
        shown.and_then(|_| hint(model, Command::Related, "more like this")),
        hint(model, Command::Escape, back),
    ]
}

/// Of the keys that read on, the one that does so from the list too.
fn space(model: &Model, what: &'static str) -> Hint {
    model.keys.keys(Focus::Article, Command::ReadOn).pop().map(|key| (key, what))
}

fn filter_hints(model: &Model) -> Vec<Hint> {
    let pane = &model.filters;
    let mut hints = match pane.rows.get(pane.selected) {
        Some(FilterRow::Entry(entry)) => entry_hints(model, entry),
        Some(FilterRow::Saved(_)) => vec![hint(model, Command::Include, "open")],
        Some(FilterRow::More(..)) => vec![hint(model, Command::Include, "show them")],
        _ => Vec::new(),
    };
    let has_filter = || parse(model.query.value(), Typing::Done).tokens().iter().any(is_filter);
    let away = pane.input.value().is_empty() && has_filter();
    hints.push(hint(model, Command::DeleteFilter, "drop newest").filter(|_| away));
    hints.push(hint(model, Command::Escape, "list"));
    hints
}

fn is_filter(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Filter { .. })
}

fn entry_hints(model: &Model, entry: &Entry) -> Vec<Hint> {
    let (include, exclude) = match entry.choice {
        Choice::Open => ("include", "exclude"),
        Choice::Included => ("take back", "exclude"),
        Choice::Excluded => ("include", "take back"),
    };
    let year = entry.value.parse().ok().filter(|_| entry.section == Section::Years && !entry.month);
    let open = year.map(|year: i32| model.filters.open.contains(&year));
    vec![
        hint(model, Command::Include, include),
        hint(model, Command::Exclude, exclude),
        hint(model, Command::Right, "months").filter(|_| open == Some(false)),
        hint(model, Command::Left, "close").filter(|_| open == Some(true)),
    ]
}
