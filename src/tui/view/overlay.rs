//! Boxes above the panes.

use super::bottom::of_box;
use super::note;
use super::painter::Painter;
use crate::text::{cut, pad, safe_line, width};
use crate::tui::command::Command;
use crate::tui::dates::{articles, grouped};
use crate::tui::model::Model;
use crate::tui::model::adding::{AddPrompt, PATHS_IN_SIGHT, Problem};
use crate::tui::model::marking::{TagRow, meant, tag_rows};
use crate::tui::model::origin::OriginBox;
use crate::tui::model::out::{COPIES, ExportPrompt};
use crate::tui::model::overlay::{self, Overlay, Picker, inner, outer, small};
use crate::tui::model::palette;
use crate::tui::model::saved::{Naming, Sure, narrowed, news};
use crate::tui::page::{self, Line, Span, Stop};
use crate::tui::theme::{Ground, Look, Role, glyph};
use crate::tui::update::adding;
use crate::work::{Format, SavedSearch};
use ratatui::layout::Rect;
use tui_input::Input;

/// Draws one.
pub fn draw(model: &Model, overlay: &Overlay, painter: &mut Painter) {
    painter.cursor = None;
    match overlay {
        Overlay::Origin(shown) => origin(model, shown, painter),
        Overlay::Changes(shown) => {
            let title = format!("What has changed since {}", shown.since);
            scrolled(model, &title, &shown.lines, shown.top, painter);
        }
        Overlay::Commands(picker) => commands(model, picker, painter),
        Overlay::Past(picker) => {
            let rows: Vec<Line> =
                overlay::past(model, picker).into_iter().map(|query| Line::of(query, Look::TEXT)).collect();
            picked(model, "Past searches", picker, &rows, ("No past search", TAKE), painter);
        }
        Overlay::Saved(picker) => saved(model, picker, painter),
        Overlay::Name(name) => {
            let (title, does) = match &name.what {
                Naming::Save => (format!("Save “{}” as", model.query.value().trim()), "save"),
                Naming::Rename(from) => (format!("Another name for “{from}”"), "rename"),
            };
            prompt(model, &title, &name.input, does, painter);
        }
        Overlay::Note(written) => note::draw(model, written, painter),
        Overlay::Tags(picker) => tags(model, picker, painter),
        Overlay::Add(typed) => add(model, typed, painter),
        Overlay::Problems(picker) => problems(model, picker, painter),
        Overlay::Sure(sure) => {
            let (text, does) = match sure {
                Sure::Replace(name) => (format!("Replace the saved search “{name}”?"), "replace it"),
                Sure::Delete(name) => (format!("Delete the saved search “{name}”?"), "delete it"),
                Sure::Overwrite(place, _) => (format!("Write over {place}?"), "write over it"),
            };
            question(model, &text, &[("y", does), ("Esc", "keep it")], painter);
        }
        Overlay::Copy(selected) => copy(model, *selected, painter),
        Overlay::Link { url, top } => link(model, url, *top, painter),
        Overlay::Export(prompt) => export(model, prompt, painter),
        Overlay::Leave => {
            let (doing, hints): (_, Hints) = if model.progress.is_some() {
                ("taken in", &[("q", "quit all the same"), ("s", "stop taking in"), ("Esc", "stay")])
            } else {
                ("written", &[("q", "quit all the same"), ("Esc", "stay")])
            };
            question(model, &format!("Something is still being {doing}."), hints, painter);
        }
    }
}

/// Where the article comes from, with a highlight on what a key acts on.
fn origin(model: &Model, shown: &OriginBox, painter: &mut Painter) {
    let (_, inside) = big(model, "Where this article comes from", painter);
    painter.put_cursor(inside.x, inside.y);
    let fit = usize::from(inside.height);
    let stop = shown.stop(fit);
    let highlighted = shown.origin.stops.get(shown.selected).filter(|_| stop.is_some()).map(|(lines, _)| lines);
    for ((number, line), y) in shown.origin.lines.iter().enumerate().skip(shown.top).zip(inside.y..inside.bottom()) {
        let is_highlighted = highlighted.is_some_and(|lines| lines.contains(&number));
        let ground = if is_highlighted { Ground::Selection } else { Ground::Plain };
        if is_highlighted {
            let left = inside.x.saturating_sub(1);
            painter.fill(Rect::new(left, y, inside.width + 1, 1), ground);
            painter.sign((left, y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
            if highlighted.is_some_and(|lines| lines.start == number) {
                painter.put_cursor(inside.x, y);
            }
        }
        painter.spans((inside.x, y), inside.width, &line.0, ground, None);
    }
    let mut hints: Vec<(&str, &'static str)> = match stop {
        Some(Stop::Suspected(_)) => vec![("y", "it is junk"), ("n", "it stays")],
        Some(Stop::Junk(_)) => vec![("n", "put it back")],
        Some(Stop::Twin(_)) => vec![("↵", "open it")],
        Some(Stop::Version(_)) => vec![("↵", "what has changed")],
        None => Vec::new(),
    };
    if shown.origin.stops.len() > 1 || shown.origin.lines.len() > fit {
        hints.push(("↑↓", "choose"));
    }
    hints.push(("Esc", "close"));
    of_box(model, &hints, painter);
}

/// All that can be done here, by group, with its keys.
fn commands(model: &Model, picker: &Picker, painter: &mut Painter) {
    let columns = usize::from(inner(model.size).width);
    let rows = palette::rows(model, picker);
    let line = |row: &palette::Row| match row {
        palette::Row::Title(group) => Line::of(group.title(), Look::MUTED.bold()),
        palette::Row::Command(command) => {
            let keys = palette::keys(model, *command);
            let room = columns.saturating_sub(width(&keys) + 2);
            let what = Span::new(format!("{} ", pad(&cut(command.description(), room), room)), Look::TEXT);
            Line(vec![what, Span::new(keys, Look::ACCENT)])
        }
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let count = palette::commands(&rows).len();
    let selected = palette::line_of(&rows, picker.selected.min(count.saturating_sub(1)));
    let hints: Hints = &[("↵", "do it"), ("↑↓", "choose"), ("Esc", "close")];
    picked_line(model, "Commands and keys", (picker, selected), &lines, ("No command fits", hints), painter);
}

/// The line for what to add, and below it what Tab has found.
fn add(model: &Model, typed: &AddPrompt, painter: &mut Painter) {
    let shown = typed.paths.len().min(PATHS_IN_SIGHT);
    let area = small(model.size, 2 + shown as u16);
    let title = "Add a file, a folder or an address";
    let hints: Hints = &[("↵", "take it in"), ("Tab", "complete the path"), ("Esc", "close")];
    prompt_in(model, area, (title, &typed.input, hints), painter);
    let room = area.width.saturating_sub(6);
    let more = typed.paths.len() - shown;
    for ((at, path), y) in typed.paths.iter().take(shown).enumerate().zip(area.y + 3..area.bottom().saturating_sub(1)) {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
        let slash = if path.ends_with('/') { "/" } else { "" };
        let rest = if at + 1 == shown && more > 0 { format!("   and {} more", grouped(more)) } else { String::new() };
        let text = cut(&format!("{name}{slash}{rest}"), room.into()).into_owned();
        painter.text((area.x + 4, y), room, &text, Look::MUTED, Ground::Plain);
    }
}

/// What gave nothing: the file or address, and why.
fn problems(model: &Model, picker: &Picker, painter: &mut Painter) {
    let columns = usize::from(inner(model.size).width);
    let row = |problem: &&Problem| {
        let source = safe_line(&problem.source);
        let room = (columns / 2).max(columns.saturating_sub(width(&problem.what) + 2));
        // the end of a path tells more than its beginning
        let skipped = source.char_indices().map(|(at, _)| at).find(|at| width(&source[*at..]) < room).unwrap_or(0);
        let lead = if skipped > 0 { "…" } else { "" };
        let name = format!("{lead}{}  ", &source[skipped..]);
        Line(vec![Span::new(name, Look::TEXT), Span::new(problem.what.clone(), Look::MUTED)])
    };
    let rows: Vec<Line> = adding::narrowed(model, picker).iter().map(row).collect();
    let hints: Hints = &[("↵", "try again"), ("Del", "take off the list"), ("Esc", "close")];
    picked(model, "What gave nothing", picker, &rows, ("Nothing fits", hints), painter);
}

/// The saved searches: name, query, what is new.
fn saved(model: &Model, picker: &Picker, painter: &mut Painter) {
    let columns = usize::from(inner(model.size).width);
    let row = |search: &SavedSearch| {
        let count =
            if search.new > 0 { format!("{} of {}", news(search), grouped(search.count)) } else { news(search) };
        let name = cut(&search.name, columns.saturating_sub(width(&count) + 2)).into_owned();
        let room = columns.saturating_sub(width(&name) + width(&count) + 4);
        let query = format!("  {}  ", pad(&cut(&search.query, room), room));
        let look = if search.new > 0 { Look::ACCENT } else { Look::MUTED };
        Line(vec![Span::new(name, Look::TITLE), Span::new(query, Look::MUTED), Span::new(count, look)])
    };
    let found = narrowed(&model.filters.saved, picker.input.value());
    let rows: Vec<Line> = found.iter().map(|search| row(search)).collect();
    let key = model.keys.keys_anywhere(Command::SaveSearch).into_iter().next().unwrap_or_default();
    let none = if model.filters.saved.is_empty() {
        format!("None yet · {key} saves the present search")
    } else {
        "No saved search fits".to_owned()
    };
    let hints: Hints = &[("↵", "open"), ("F2", "rename"), ("Del", "delete"), ("Esc", "close")];
    picked(model, "Saved searches", picker, &rows, (&none, hints), painter);
}

/// Tags to choose from: those that the articles have, all others with their counts, a new one.
fn tags(model: &Model, picker: &Picker, painter: &mut Painter) {
    let columns = usize::from(inner(model.size).width);
    let rows = tag_rows(model, picker);
    let hints: Hints = match rows.get(picker.selected.min(rows.len().saturating_sub(1))) {
        None => &[("Esc", "close")],
        Some(row) if row.on => &[("↵", "take it away"), ("↑↓", "choose"), ("Esc", "close")],
        Some(_) => &[("↵", "add it"), ("↑↓", "choose"), ("Esc", "close")],
    };
    let row = |row: &TagRow| {
        let count = row.count.map_or_else(|| "new".to_owned(), grouped);
        let sign = match (row.on, model.spoken) {
            (true, true) => "on:",
            (true, false) => glyph::INCLUDE,
            (false, _) => " ",
        };
        let name = pad(&row.tag.name, columns.saturating_sub(width(&count) + width(sign) + 1));
        let look = if row.on { Look::TITLE } else { Look::TEXT };
        let sign = Span::new(format!("{sign} "), Look::ACCENT.bold());
        Line(vec![sign, Span::new(name, look), Span::new(count, Look::MUTED)])
    };
    let lines: Vec<Line> = rows.iter().map(row).collect();
    let title = match meant(model).as_slice() {
        [one] => format!("Tags of “{}”", cut(page::title(one), columns / 2)),
        several => format!("Tags of {} articles", several.len()),
    };
    picked(model, &title, picker, &lines, ("Type a tag's name", hints), painter);
}

/// What can be copied, each with its letter.
fn copy(model: &Model, selected: usize, painter: &mut Painter) {
    let (area, room) = overlay::copy_menu(model.size);
    frame(area, painter);
    let count = model.meant().len();
    let title = if count == 1 { "Copy".to_owned() } else { format!("Copy for {}", articles(count)) };
    painter.text((room.x, area.y + 1), room.width, &title, Look::TITLE, Ground::Plain);
    for ((row, (letter, name, _)), y) in COPIES.iter().enumerate().zip(room.y..room.bottom()) {
        let ground = if row == selected { Ground::Selection } else { Ground::Plain };
        if row == selected {
            let left = room.x.saturating_sub(1);
            painter.fill(Rect::new(left, y, room.width + 1, 1), ground);
            painter.sign((left, y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
            painter.put_cursor(room.x, y);
        }
        let spans = [Span::new(format!("{letter}   "), Look::ACCENT), Span::new(*name, Look::TEXT)];
        painter.spans((room.x, y), room.width, &spans, ground, None);
    }
    of_box(model, &[("↵", "copy"), ("↑↓", "choose"), ("Esc", "close")], painter);
}

/// Where a link leads, all of it.
fn link(model: &Model, url: &str, top: usize, painter: &mut Painter) {
    let (area, room, lines) = overlay::link(model.size, url);
    frame(area, painter);
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    let title = format!("Open {host}?");
    painter.text((room.x, area.y + 1), room.width, &cut(&title, room.width.into()), Look::TITLE, Ground::Plain);
    for (line, y) in lines.iter().skip(top).zip(room.y..room.bottom()) {
        painter.text((room.x, y), room.width, line, Look::TEXT, Ground::Plain);
    }
    let scroll = (lines.len() > usize::from(room.height)).then_some(("↑↓", "scroll"));
    let hints = [("↵", "open in the browser"), ("y", "copy"), ("Esc", "close")];
    let hints: Vec<(&str, &'static str)> = scroll.into_iter().chain(hints).collect();
    of_box(model, &hints, painter);
    painter.put_cursor(room.x, room.y);
}

/// What to write, as what, and where.
fn export(model: &Model, export: &ExportPrompt, painter: &mut Painter) {
    let area = small(model.size, 3);
    frame(area, painter);
    let (x, y) = (area.x + 2, area.y + 1);
    let room = area.width.saturating_sub(4);
    let what = match (export.all, export.rows.len()) {
        (true, _) => format!("Export all of this list: {}", articles(model.results.total)),
        (false, 1) => "Export this article".to_owned(),
        (false, count) => format!("Export {}", articles(count)),
    };
    painter.text((x, y), room, &cut(&what, room.into()), Look::TITLE, Ground::Plain);
    let mut at = x;
    for format in Format::ALL {
        let look = if format == export.format { Look::ACCENT.bold() } else { Look::MUTED };
        let name =
            if format == export.format { format!("[{}]", format.name()) } else { format!(" {} ", format.name()) };
        at = painter.text((at, y + 1), (x + room).saturating_sub(at), &name, look, Ground::Plain) + 1;
    }
    let after = painter.text((x, y + 2), room, "› ", Look::ACCENT, Ground::Plain);
    painter.input((after, y + 2), (x + room).saturating_sub(after), &export.input);
    of_box(model, &[("↵", "write"), ("Tab", "format"), ("↑↓", "what"), ("Esc", "close")], painter);
}

/// One line, and the keys that answer it.
fn question(model: &Model, text: &str, hints: Hints, painter: &mut Painter) {
    let area = small(model.size, 1);
    frame(area, painter);
    let (x, y) = (area.x + 2, area.y + 1);
    let room = area.width.saturating_sub(4);
    painter.text((x, y), room, &cut(text, room.into()), Look::TITLE, Ground::Plain);
    of_box(model, hints, painter);
    painter.put_cursor(x, y);
}

/// Keys and what they do.
type Hints<'a> = &'a [(&'a str, &'static str)];

const TAKE: Hints = &[("↵", "take"), ("↑↓", "choose"), ("Esc", "close")];
const CLOSE: Hints = &[("Esc", "close")];

/// A box with lines that may be more than it holds.
fn scrolled(model: &Model, title: &str, lines: &[Line], top: usize, painter: &mut Painter) {
    let (_, inside) = big(model, title, painter);
    for (at, line) in lines.iter().skip(top).take(inside.height.into()).enumerate() {
        painter.line((inside.x, inside.y + at as u16), inside.width, line);
    }
    let more = lines.len() > usize::from(inside.height);
    let hints: Hints = if more { &[("↑↓", "scroll"), ("Esc", "close")] } else { CLOSE };
    of_box(model, hints, painter);
    painter.put_cursor(inside.x, inside.y);
}

/// A box with a line to type in and rows to pick from.
fn picked(
    model: &Model,
    title: &str,
    picker: &Picker,
    rows: &[Line],
    (none, hints): (&str, Hints),
    painter: &mut Painter,
) {
    let selected = picker.selected.min(rows.len().saturating_sub(1));
    picked_line(model, title, (picker, selected), rows, (none, hints), painter);
}

/// The same where lines are not all rows to pick from; this one is highlighted.
fn picked_line(
    model: &Model,
    title: &str,
    (picker, selected): (&Picker, usize),
    rows: &[Line],
    (none, hints): (&str, Hints),
    painter: &mut Painter,
) {
    let (area, inside) = big(model, title, painter);
    let fit = usize::from(inside.height).max(1);
    let top = overlay::first_line(selected, inside.height);
    for (at, row) in rows.iter().enumerate().skip(top).take(fit) {
        let y = inside.y + (at - top) as u16;
        let ground = if at == selected { Ground::Selection } else { Ground::Plain };
        if at == selected {
            let left = inside.x.saturating_sub(1);
            painter.fill(Rect::new(left, y, inside.width + 1, 1), ground);
            painter.sign((left, y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
        }
        painter.spans((inside.x, y), inside.width, &row.0, ground, None);
    }
    if rows.is_empty() {
        painter.text((inside.x, inside.y), inside.width, none, Look::MUTED, Ground::Plain);
    }
    of_box(model, if rows.is_empty() { CLOSE } else { hints }, painter);
    let x = inside.x + width(title) as u16 + 2;
    let x = painter.text((x, area.y + 1), inside.right().saturating_sub(x), "› ", Look::ACCENT, Ground::Plain);
    painter.input((x, area.y + 1), inside.right().saturating_sub(x), &picker.input);
}

fn prompt(model: &Model, title: &str, input: &Input, does: &'static str, painter: &mut Painter) {
    prompt_in(model, small(model.size, 2), (title, input, &[("↵", does), ("Esc", "close")]), painter);
}

fn prompt_in(model: &Model, area: Rect, (title, input, hints): (&str, &Input, Hints), painter: &mut Painter) {
    frame(area, painter);
    let (x, y) = (area.x + 2, area.y + 1);
    let room = area.width.saturating_sub(4);
    painter.text((x, y), room, &cut(title, room.into()), Look::TITLE, Ground::Plain);
    let after = painter.text((x, y + 1), room, "› ", Look::ACCENT, Ground::Plain);
    painter.input((after, y + 1), (x + room).saturating_sub(after), input);
    of_box(model, hints, painter);
}

fn big(model: &Model, title: &str, painter: &mut Painter) -> (Rect, Rect) {
    let (area, inside) = (outer(model.size), inner(model.size));
    frame(area, painter);
    painter.text((inside.x, area.y + 1), inside.width, title, Look::TITLE, Ground::Plain);
    (area, inside)
}

pub(super) fn frame(area: Rect, painter: &mut Painter) {
    painter.fill(area, Ground::Plain);
    if area.width < 2 || area.height < 2 || painter.spoken {
        return;
    }
    let look = Look::of(Role::Divider);
    let level = "─".repeat(usize::from(area.width - 2));
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    painter.text((area.x, area.y), area.width, &format!("┌{level}┐"), look, Ground::Plain);
    painter.text((area.x, bottom), area.width, &format!("└{level}┘"), look, Ground::Plain);
    for y in area.y + 1..bottom {
        painter.text((area.x, y), 1, "│", look, Ground::Plain);
        painter.text((right, y), 1, "│", look, Ground::Plain);
    }
}
