//! The last line: what was said, the find, or what the keys do here; and how far one is.

use super::painter::Painter;
use crate::text::{cut, width};
use crate::tui::command::Command;
use crate::tui::dates::grouped;
use crate::tui::model::geometry::Panes;
use crate::tui::model::{Focus, Model, filters::Section};
use crate::tui::theme::{Ground, Look, Role};
use crate::tui::update::search::completion;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(model: &Model, panes: &Panes, painter: &mut Painter) {
    let area = panes.bottom;
    if area.height == 0 {
        return;
    }
    let place = place(model, panes);
    let end = painter.right(area.right(), area.y, &place, Look::MUTED, Ground::Plain);
    let room = end.saturating_sub(area.x + 2);
    if let Some(notice) = &model.notice {
        let look = if notice.error { Look::of(Role::Error) } else { Look::TEXT };
        painter.text((area.x, area.y), room, &cut(&notice.text, room.into()), look, Ground::Plain);
        return;
    }
    match &model.reading.find {
        Some(find) if find.typing && model.focus == Focus::Article => {
            let x = painter.text((area.x, area.y), room, "Find: ", Look::ACCENT.bold(), Ground::Plain);
            painter.input((x, area.y), end.saturating_sub(x + 2), &find.input);
        }
        _ => hints(model, area, room, painter),
    }
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
        return format!("{}%", model.reading.percent(rows));
    }
    if model.results.in_all == 0 {
        return String::new();
    }
    format!("{} of {}", grouped(model.results.selected + 1), grouped(model.results.in_all))
}

/// Keys and what they do; as many as have room, the last two always.
fn hints(model: &Model, area: Rect, room: u16, painter: &mut Painter) {
    let mut hints = all_hints(model);
    let wide = |hints: &[(String, &str)]| hints.iter().map(|(key, what)| width(key) + width(what) + 4).sum::<usize>();
    while hints.len() > 2 && wide(&hints) > usize::from(room) + 3 {
        hints.remove(hints.len() - 3);
    }
    let end = area.x + room;
    let mut x = area.x;
    for (key, what) in hints {
        x = painter.text((x, area.y), end.saturating_sub(x), &key, Look::ACCENT, Ground::Plain) + 1;
        x = painter.text((x, area.y), end.saturating_sub(x), what, Look::MUTED, Ground::Plain) + 3;
    }
}

fn all_hints(model: &Model) -> Vec<(String, &'static str)> {
    let key = |command| model.keys.keys(model.focus, command).into_iter().next();
    let hint = |command: Command, what: &'static str| key(command).map(|key| (key, what));
    let usual = |command: Command| hint(command, command.hint());
    let arrows = || Some(("↑↓".to_owned(), "choose"));
    let rows = !model.results.is_empty();
    let enter = if model.results.in_all == 0 { "do this" } else { "read" };
    let shown = |wanted: bool, hint: Option<(String, &'static str)>| hint.filter(|_| wanted);
    let hints = match model.focus {
        Focus::Search => vec![
            shown(rows, hint(Command::Read, enter)),
            shown(rows, arrows()),
            shown(completion(model).is_some(), usual(Command::Complete)),
            hint(Command::Escape, "to the list"),
            usual(Command::Keys),
        ],
        Focus::List => vec![
            shown(rows, hint(Command::Read, enter)),
            usual(Command::Search),
            usual(Command::Filters),
            shown(model.results.in_all > 0, usual(Command::Star)),
            shown(model.new_above > 0, usual(Command::ShowNew)),
            shown(!model.query.value().is_empty(), hint(Command::Escape, "clear")),
            usual(Command::Keys),
            usual(Command::Back),
        ],
        Focus::Article => {
            let has_address = model.results.selected_row().is_some_and(|row| row.summary.url.is_some());
            vec![
                hint(Command::ReadOn, "read on").map(|_| ("Space".to_owned(), "read on")),
                shown(!model.reading.page.matches.is_empty(), usual(Command::NextMatch)),
                usual(Command::Star),
                shown(has_address, usual(Command::Browser)),
                usual(Command::Origin),
                hint(Command::Escape, "list"),
                usual(Command::Keys),
            ]
        }
        Focus::Filters => {
            let year = model.filters.entry().filter(|entry| entry.section == Section::Years && !entry.month);
            let open =
                year.and_then(|entry| entry.value.parse().ok()).map(|year: i32| model.filters.open.contains(&year));
            vec![
                usual(Command::Include),
                usual(Command::Exclude),
                shown(open == Some(false), hint(Command::Right, "months")),
                shown(open == Some(true), hint(Command::Left, "close")),
                shown(model.filters.input.value().is_empty(), hint(Command::DeleteFilter, "newest away")),
                hint(Command::Escape, "list"),
                usual(Command::Keys),
            ]
        }
    };
    hints.into_iter().flatten().collect()
}
