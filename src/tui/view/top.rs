//! The lines above the panes: name and totals, the search line, how the query was understood; or,
//! where the article is alone, which one it is.

use super::list::emphasised;
use super::painter::Painter;
use crate::query::{TokenKind, Typing, parse};
use crate::text::{cut, width};
use crate::tui::dates::{articles, grouped, when};
use crate::tui::model::geometry::Panes;
use crate::tui::model::{Focus, Model};
use crate::tui::theme::{Ground, Look, Role};
use crate::tui::update::search::correction;
use crate::work::Shown;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

/// Draws them.
pub fn draw(model: &Model, panes: &Panes, painter: &mut Painter) {
    if let Some(area) = panes.top {
        let x = painter.text((area.x, area.y), area.width, "cuttings", Look::TITLE, Ground::Plain);
        let totals = totals(model);
        let totals = cut(&totals, usize::from(area.right().saturating_sub(x + 2)));
        painter.right(area.right(), area.y, &totals, Look::MUTED, Ground::Plain);
    }
    if let Some(area) = panes.search {
        search(model, panes, area, painter);
    }
    if let Some(area) = panes.understood {
        let mut x = area.x + 2;
        if let Some(better) = correction(model) {
            let spans = emphasised(&cut_to(&format!("{} ({})", better.label, grouped(better.count)), area));
            x = painter.spans((x, area.y), area.width.saturating_sub(2), &spans, Ground::Plain, None) + 3;
        }
        let room = area.right().saturating_sub(x);
        let understood = cut(&understood(model), usize::from(room)).into_owned();
        let x = painter.text((x, area.y), room, &understood, Look::MUTED, Ground::Plain);
        let gap = if understood.is_empty() { 0 } else { 3 };
        let room = area.right().saturating_sub(x + gap);
        let ignored = model.results.ignored.join(" · ");
        painter.text((x + gap, area.y), room, &cut(&ignored, room.into()), Look::of(Role::Warn), Ground::Plain);
    }
    if let Some(area) = panes.crumb {
        let query = model.results.query.trim();
        let place = format!("‹ {} of {}", grouped(model.results.selected + 1), grouped(model.results.in_all));
        let text = match &model.like {
            Some(like) => format!("{place} like “{}”", like.title),
            None if query.is_empty() => place,
            None => format!("{place} for “{query}”"),
        };
        painter.text((area.x + 1, area.y), area.width, &cut_to(&text, area), Look::MUTED, Ground::Plain);
    }
}

/// How the query was understood, where that says more than the query itself; or what the list is like.
fn understood(model: &Model) -> String {
    if let Some(like) = &model.like {
        return format!("like “{}”", like.title);
    }
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let results = &model.results;
    if letters(&results.understood) == letters(&results.query) { String::new() } else { results.understood.clone() }
}

fn cut_to(text: &str, area: Rect) -> String {
    cut(text, usize::from(area.width.saturating_sub(2))).into_owned()
}

fn totals(model: &Model) -> String {
    if model.opens_sample() {
        return "opening the sample…".to_owned();
    }
    let sample = if model.overview.shown == Shown::Own { "" } else { "sample · nothing here is kept · " };
    let all = format!("{sample}{}", articles(model.overview.articles));
    // what counts up by itself would be read out again and again
    if let Some(progress) = model.progress.filter(|_| !model.spoken) {
        let errors = match progress.errors {
            0 => "no errors".to_owned(),
            1 => "1 error".to_owned(),
            errors => format!("{} errors", grouped(errors)),
        };
        let (doing, what) = if progress.is_sync { ("syncing", "sources") } else { ("taking in", "files") };
        if progress.of == 0 {
            return format!("{all} · {doing}");
        }
        let left = if progress.left > 0 { format!(" · {} pages left", grouped(progress.left)) } else { String::new() };
        let (done, of) = (grouped(progress.done), grouped(progress.of));
        return format!("{all} · {doing} {done} of {of} {what}{left} · {errors}");
    }
    let overview = &model.overview;
    match (overview.last_synced, overview.last_taken_in, model.now.clock) {
        (Some(last), _, Some(now)) => format!("{all} · synced {}", when(last, now)),
        (None, Some(last), Some(now)) => format!("{all} · taken in {}", when(last, now)),
        (_, _, _) => all,
    }
}

fn search(model: &Model, panes: &Panes, area: Rect, painter: &mut Painter) {
    let x = painter.text((area.x, area.y), area.width, "/ ", Look::ACCENT.bold(), Ground::Plain);
    let (said, look) = count(model, panes.top.is_some());
    let mut end = area.right();
    if usize::from(area.width) > width(&said) + 20 {
        end = painter.right(end, area.y, &said, look, Ground::Plain).saturating_sub(2);
    }
    let room = end.saturating_sub(x);
    if model.query.value().is_empty() {
        let hint = cut("search words, tag:, author:, after:", usize::from(room)).into_owned();
        painter.text((x, area.y), room, &hint, Look::MUTED, Ground::Plain);
        if model.focus == Focus::Search {
            painter.put_cursor(x, area.y);
        }
        return;
    }
    let cursor = painter.cursor;
    painter.input((x, area.y), room, &model.query);
    if model.focus != Focus::Search {
        painter.cursor = cursor;
    }
    chips(model, (x, area.y), room, painter);
}

/// Filters in the query stand on a tinted ground.
fn chips(model: &Model, (x, y): (u16, u16), room: u16, painter: &mut Painter) {
    let text = model.query.value();
    let scroll = model.query.visual_scroll(usize::from(room.saturating_sub(1)));
    for token in parse(text, Typing::Live).tokens() {
        if !matches!(token.kind, TokenKind::Filter { .. }) {
            continue;
        }
        let (Some(before), Some(chip)) = (text.get(..token.range.start), text.get(token.range.clone())) else {
            continue;
        };
        let mut at = width(before);
        for grapheme in chip.graphemes(true) {
            let wide = width(grapheme);
            if at >= scroll && at + wide <= scroll + usize::from(room) {
                let column = x + (at - scroll) as u16;
                painter.text((column, y), wide as u16, grapheme, Look::of(Role::Strong), Ground::Selection);
            }
            at += wide;
        }
    }
}

/// What stands at the right of the search line; the line above has the number of all articles.
fn count(model: &Model, total_is_shown: bool) -> (String, Look) {
    if model.opens_sample() {
        return (String::new(), Look::MUTED);
    }
    if model.is_slow() && !model.spoken {
        return ("searching…".to_owned(), Look::MUTED);
    }
    if model.new_above > 0 {
        return (format!("{} new above · r shows them", grouped(model.new_above)), Look::ACCENT);
    }
    if model.like.is_some() {
        return (articles(model.results.total), Look::MUTED);
    }
    if !model.results.answered || total_is_shown && model.results.query.trim().is_empty() {
        return (String::new(), Look::MUTED);
    }
    let results = &model.results;
    let count = articles(results.total);
    let said = match results.partial_from() {
        Some(0) => format!("{count} with some of the words"),
        Some(full) => format!("{count} · {} more with some of the words", grouped(results.in_all - full)),
        None => count,
    };
    (said, Look::MUTED)
}
