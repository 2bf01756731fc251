//! The list: rows of one height; or, without any article, the ways on.

use super::painter::{Painter, marked};
use crate::article::Summary;
use crate::text::{cut, take, width, wrap};
use crate::tui::dates::{grouped, list_date};
use crate::tui::model::results::{News, Way};
use crate::tui::model::{Focus, Model};
use crate::tui::page::{Span, own_tag, title};
use crate::tui::theme::{Ground, Look, Role, glyph};
use crate::work::{Row, Sort};
use ratatui::layout::Rect;
use std::ops::Range;

/// Columns before a row's text: marker, unread, space.
const INDENT: u16 = 3;

/// Draws it.
pub fn draw(model: &Model, pane: Rect, head: u16, painter: &mut Painter) {
    if head > 0 {
        draw_heading(model, pane, painter);
    }
    let body = Rect { y: pane.y + head, height: pane.height.saturating_sub(head), ..pane };
    if model.results.in_all == 0 {
        return ways(model, body, painter);
    }
    let (height, gap) = model.results.row_height(body.height.into());
    let (height, gap) = (height as u16, gap as u16);
    for place in 0..body.height {
        let number = model.results.top + usize::from(place);
        let y = body.y + place * (height + gap);
        if number >= model.results.in_all || y + height > body.bottom() {
            break;
        }
        let area = Rect { y, height, ..body };
        if gap > 0 && y > body.y && number > 0 && model.results.partial_from() == Some(number) {
            let room = body.width.saturating_sub(INDENT);
            let text = cut("Only some of the words from here on", room.into());
            painter.text((body.x + INDENT, y - gap), room, &text, Look::MUTED.bold(), Ground::Plain);
        }
        let ground = marker(model, area, number == model.results.selected, painter);
        match model.results.rows.get(&number) {
            Some(row) => one(model, row, area, ground, painter),
            None => {
                painter.text((area.x + INDENT, y), area.width, "…", Look::MUTED, ground);
            }
        }
    }
}

fn draw_heading(model: &Model, pane: Rect, painter: &mut Painter) {
    let focused = model.focus == Focus::List;
    let look = if focused { Look::ACCENT.bold() } else { Look::of(Role::Strong) };
    if focused {
        painter.sign((pane.x, pane.y), 1, glyph::FOCUS, Look::ACCENT, Ground::Plain);
        painter.put_cursor(pane.x + 1, pane.y);
    }
    let room = pane.width.saturating_sub(1);
    painter.text((pane.x + 1, pane.y), room, &cut(&heading(model), room.into()), look, Ground::Plain);
}

fn heading(model: &Model) -> String {
    let results = &model.results;
    if results.answered && results.in_all == 0 {
        let first_run = results.query.trim().is_empty();
        return if first_run { "Nothing in the archive yet" } else { "No article matches" }.to_owned();
    }
    let order = match results.sort {
        _ if model.like.is_some() => "most alike first",
        Sort::Relevance if results.with_snippets => "best first",
        Sort::Relevance | Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    };
    match model.marking.selected.len() {
        0 => format!("Articles, {order}"),
        selected => format!("{} selected · {order}", grouped(selected)),
    }
}

/// The ground and the mark of a highlighted row, and the cursor if the list has the keys.
fn marker(model: &Model, area: Rect, selected: bool, painter: &mut Painter) -> Ground {
    if !selected {
        return Ground::Plain;
    }
    let acts = matches!(model.focus, Focus::List | Focus::Search);
    let (glyph, ground, look) =
        if acts { (glyph::FOCUS, Ground::Selection, Look::ACCENT) } else { (glyph::IDLE, Ground::Idle, Look::MUTED) };
    painter.fill(area, ground);
    for y in area.y..area.bottom() {
        painter.sign((area.x, y), 1, glyph, look, Ground::Plain);
    }
    if model.focus == Focus::List {
        painter.put_cursor(area.x + INDENT, area.y);
    }
    ground
}

fn ways(model: &Model, body: Rect, painter: &mut Painter) {
    if !model.results.answered && model.opens_sample() {
        let room = body.width.saturating_sub(INDENT);
        let text = cut("Opening the sample…", room.into());
        painter.text((body.x + INDENT, body.y), room, &text, Look::MUTED, Ground::Plain);
    }
    for (number, way) in model.results.ways().iter().enumerate() {
        let y = body.y + number as u16;
        if y >= body.bottom() {
            break;
        }
        let area = Rect { y, height: 1, ..body };
        let ground = marker(model, area, number == model.results.selected, painter);
        let spans = match way {
            Way::Suggestion(suggestion) => {
                let count = format!(" ({})", grouped(suggestion.count));
                let room = usize::from(area.width.saturating_sub(INDENT)).saturating_sub(width(&count));
                let mut spans = emphasised(&cut(&suggestion.label, room));
                spans.push(Span::new(count, Look::MUTED));
                spans
            }
            Way::Clear => vec![Span::new("Clear the search", Look::TEXT)],
            Way::Sample => vec![Span::new("Look round a sample", Look::TEXT)],
            Way::News => vec![Span::new(News::bundled().label, Look::TEXT)],
            Way::Add => vec![Span::new("Add a file or folder", Look::TEXT)],
        };
        painter.spans((area.x + INDENT, y), area.width.saturating_sub(INDENT), &spans, ground, None);
    }
}

/// `*so*` is bold.
pub fn emphasised(label: &str) -> Vec<Span> {
    let looks = [Look::TEXT, Look::TITLE];
    label.split('*').enumerate().map(|(at, part)| Span::new(part, looks[at % 2])).collect()
}

fn one(model: &Model, row: &Row, area: Rect, ground: Ground, painter: &mut Painter) {
    let summary = &row.summary;
    if !summary.read {
        painter.sign((area.x + 1, area.y), 1, glyph::UNREAD, Look::ACCENT, ground);
    }
    if model.marking.is_selected(summary.id) && area.height > 1 {
        painter.sign((area.x + 1, area.y + 1), 1, glyph::INCLUDE, Look::ACCENT.bold(), ground);
    }
    let signs =
        [(summary.starred, glyph::STAR, Look::of(Role::Warn)), (summary.note.is_some(), glyph::NOTE, Look::ACCENT)];
    let mut signed = 0;
    for (_, sign, look) in signs.iter().filter(|(is_so, ..)| *is_so) {
        signed += 2;
        painter.sign((area.right().saturating_sub(signed), area.y), 1, sign, *look, ground);
    }
    let x = area.x + INDENT;
    let room = area.width.saturating_sub(INDENT + 1);
    let look = if summary.read { Look::TEXT } else { Look::TITLE };
    let date = list_date(summary.published);
    // where there is one line only, the date stands on it
    let short = area.height == 1 && usize::from(room) > 3 * width(&date);
    let taken = signed + if short { width(&date) as u16 + 1 } else { 0 };
    let first = usize::from(room.saturating_sub(taken));
    let most = usize::from(area.height.saturating_sub(1)).clamp(1, 2);
    let lines = title_lines(title(summary), (first, room.into()), most, &row.title_highlights, look);
    let mut y = area.y;
    for line in &lines {
        painter.spans((x, y), room, line, ground, None);
        y += 1;
    }
    if y >= area.bottom() {
        if short {
            painter.right((x + room).saturating_sub(signed), area.y, &date, Look::MUTED, ground);
        }
        return;
    }
    let date_at = painter.right(x + room, y, &date, Look::MUTED, ground);
    let mut left = date_at.saturating_sub(x + 1);
    let mut x_tags = x;
    if model.spoken {
        x_tags = painter.text((x, y), left, &in_words(model, summary), Look::MUTED, ground);
        left = date_at.saturating_sub(x_tags + 1);
    }
    let tags = folded_tags(row, left.into());
    painter.text((x_tags, y), left, &tags, Look::MUTED, ground);
    if model.results.with_snippets {
        let lines = usize::from(area.bottom().saturating_sub(y + 1));
        for (at, line) in snippet(row, usize::from(room), lines).iter().enumerate() {
            painter.spans((x, y + 1 + at as u16), room, line, ground, None);
        }
    }
}

/// What the signs of a row say, a comma after each.
fn in_words(model: &Model, summary: &Summary) -> String {
    let signs = [
        (model.marking.is_selected(summary.id), "selected, "),
        (!summary.read, "unread, "),
        (summary.starred, "starred, "),
        (summary.note.is_some(), "with a note, "),
    ];
    signs.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect()
}

/// As many tags as have room, then "+2".
fn folded_tags(row: &Row, room: usize) -> String {
    // the person's own come first: they are few, and the last ones are folded
    let own = row.summary.own_tags.iter().map(own_tag);
    let names: Vec<String> = own.chain(row.summary.tags.iter().map(|tag| tag.name.clone())).collect();
    let fold = |shown: usize| {
        let joined = names[..shown].join(" · ");
        if shown == names.len() { joined } else { format!("{joined} +{}", names.len() - shown).trim_start().to_owned() }
    };
    let fitting = (1..=names.len()).rev().map(fold).find(|text| width(text) <= room);
    fitting.unwrap_or_else(|| {
        let rest = if names.len() > 1 { format!(" +{}", names.len() - 1) } else { String::new() };
        let first = names.first().map_or("", String::as_str);
        format!("{}{rest}", cut(first, room.saturating_sub(width(&rest))))
    })
}

/// One or two lines of a title, cut at the end of the last; there may be less room on the first than below.
fn title_lines(
    text: &str,
    (first, below): (usize, usize),
    most: usize,
    marks: &[Range<usize>],
    look: Look,
) -> Vec<Vec<Span>> {
    let wrapped = wrap(text, first);
    let (Some(line), true) = (wrapped.first(), most > 1 && wrapped.len() > 1) else {
        return lines_of(text, (0, ""), first, 1, marks, look);
    };
    let rest = text.len() - text[line.end..].trim_start().len();
    let mut lines = vec![marked(text, line.clone(), marks, look)];
    lines.extend(lines_of(text, (rest, ""), below, most - 1, marks, look));
    lines
}

/// Lines of a text from a place on, `lead` before the first.
fn lines_of(
    text: &str,
    (from, lead): (usize, &str),
    room: usize,
    most: usize,
    marks: &[Range<usize>],
    look: Look,
) -> Vec<Vec<Span>> {
    let mut lines = Vec::new();
    let rest = &text[from..];
    // the sign that something stands before takes a cell of the first line
    let wrapped = wrap(rest, room.saturating_sub(lead.len().min(1)));
    for (at, line) in wrapped.iter().take(most).enumerate() {
        let cut_off = at + 1 == most && wrapped.len() > most;
        let mut part = from + line.start..from + line.end;
        if cut_off {
            let kept = take(&text[part.start..], room.saturating_sub(1 + lead.len().min(1))).trim_end();
            part.end = part.start + kept.len();
        }
        let mut spans = marked(text, part, marks, look);
        if at == 0 && !lead.is_empty() {
            spans.insert(0, Span::new(lead, look));
        }
        if cut_off {
            spans.push(Span::new("…", look));
        }
        lines.push(spans);
    }
    lines
}

/// The snippet from a little before its first match, where that would not be in sight otherwise.
fn snippet(row: &Row, room: usize, lines: usize) -> Vec<Vec<Span>> {
    let text = row.snippet.as_str();
    let first = row.highlights.first().map_or(0, |range| range.start.min(text.len()));
    let before = text.get(..first).unwrap_or("");
    let near = width(before) + 12 <= room * lines;
    let from = if near { 0 } else { start_before(before, room / 3) };
    let lead = if from > 0 { "…" } else { "" };
    lines_of(text, (from, lead), room, lines, &row.highlights, Look::TEXT)
}

/// Where a word starts, at most `cells` before the end of `before`.
fn start_before(before: &str, cells: usize) -> usize {
    let words = before.match_indices(' ').map(|(at, _)| at + 1);
    words.into_iter().find(|at| width(&before[*at..]) <= cells).unwrap_or(before.len())
}
