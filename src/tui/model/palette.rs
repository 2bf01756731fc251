//! All that can be done here and now, with its keys: one list that is palette and help. Enter runs the
//! highlighted command.

use super::geometry::MEDIUM;
use super::overlay::Picker;
use super::{Focus, Model, links};
use crate::tui::command::{Command, Group};
use crate::tui::fuzzy::fuzzy;
use crate::work::Shown;

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A heading.
    Title(Group),
    /// A command.
    Command(Command),
}

/// The lines that a picker leaves: all in their groups, or those that fit what is typed, the best first.
pub fn rows(model: &Model, picker: &Picker) -> Vec<Row> {
    let offered = |command: &Command| is_offered(model, *command);
    if picker.input.value().trim().is_empty() {
        let grouped = Group::ALL.into_iter().map(|group| {
            let of_group = |command: &Command| command.group() == group && offered(command);
            (group, Command::ALL.iter().copied().filter(of_group).collect::<Vec<_>>())
        });
        let filled = grouped.filter(|(_, commands)| !commands.is_empty());
        let lines = filled.flat_map(|(group, commands)| {
            std::iter::once(Row::Title(group)).chain(commands.into_iter().map(Row::Command))
        });
        return lines.collect();
    }
    let all: Vec<Command> = Command::ALL.iter().copied().filter(offered).collect();
    let texts: Vec<String> =
        all.iter().map(|command| format!("{} {}", command.name(), command.description())).collect();
    let found = fuzzy(picker.input.value(), texts.iter().map(String::as_str));
    found.into_iter().filter_map(|number| all.get(number).copied().map(Row::Command)).collect()
}

/// The commands of the lines.
pub fn commands(rows: &[Row]) -> Vec<Command> {
    let command = |row: &Row| match row {
        Row::Command(command) => Some(*command),
        Row::Title(_) => None,
    };
    rows.iter().filter_map(command).collect()
}

/// The line that a command stands on, by its number among the commands.
pub fn line_of(rows: &[Row], command: usize) -> usize {
    let lines = rows.iter().enumerate().filter(|(_, row)| matches!(row, Row::Command(_)));
    lines.map(|(line, _)| line).nth(command).unwrap_or(0)
}

/// The number of the command on a line.
pub fn command_on(rows: &[Row], line: usize) -> Option<usize> {
    rows.get(line).filter(|row| matches!(row, Row::Command(_)))?;
    Some(rows.iter().take(line).filter(|row| matches!(row, Row::Command(_))).count())
}

/// The keys of a command as they are pressed from here: where letters are typed, Esc comes before those of
/// the list.
pub fn keys(model: &Model, command: Command) -> String {
    let here = model.keys.keys(model.focus, command);
    if !here.is_empty() || !matches!(model.focus, Focus::Search | Focus::Filters) {
        return here.join(" ");
    }
    let keys: Vec<String> =
        model.keys.keys(Focus::List, command).into_iter().map(|key| format!("Esc {key}")).take(1).collect();
    keys.concat()
}

/// Whether a command does something here and now.
pub fn is_offered(model: &Model, command: Command) -> bool {
    let (results, reading, filters) = (&model.results, &model.reading, &model.filters);
    let (focus, row) = (model.focus, model.results.selected_row());
    let has_article = reading.article.is_some();
    let has_query = !model.query.value().trim().is_empty();
    match command {
        // the list itself
        Command::Commands | Command::Keys => false,
        Command::Up | Command::Down | Command::PageUp | Command::PageDown | Command::First | Command::Last => {
            focus == Focus::Article || focus == Focus::Filters || results.len() > 1
        }
        Command::Left => focus != Focus::Filters && !filters.rows.is_empty() || focus == Focus::Article,
        Command::Right => focus != Focus::Article && focus != Focus::Filters && !results.is_empty(),
        Command::Read => matches!(focus, Focus::Search | Focus::List) && !results.is_empty(),
        Command::ReadOn => row.is_some(),
        Command::PageBack => reading.scroll > 0,
        Command::NextMatch | Command::PreviousMatch => !reading.page.matches.is_empty(),
        Command::NextArticle => results.selected + 1 < results.in_all,
        Command::PreviousArticle => results.selected > 0 && results.in_all > 0,
        Command::NextUnread => results.in_all > 0,
        Command::Search => focus != Focus::Search,
        Command::Filters | Command::Years => focus != Focus::Filters && !filters.rows.is_empty(),
        Command::Find | Command::Origin => has_article,
        Command::Sort => model.like.is_none() && results.in_all > 0,
        Command::Include | Command::Exclude => focus == Focus::Filters && filters.entry().is_some(),
        Command::DeleteFilter => focus == Focus::Filters && (has_query || !filters.input.value().is_empty()),
        Command::Complete => focus == Focus::Search && model.completion.is_open(),
        Command::DeleteToken => focus == Focus::Search && has_query,
        Command::ClearLine => match focus {
            Focus::Search => has_query,
            Focus::Filters => !filters.input.value().is_empty(),
            _ => false,
        },
        Command::PreviousSearch => !model.past.is_empty(),
        Command::PastSearches => !model.history.is_empty(),
        Command::SavedSearches => !filters.saved.is_empty(),
        Command::SaveSearch => has_query && model.like.is_none(),
        Command::Related
        | Command::Star
        | Command::ToggleRead
        | Command::Select
        | Command::Note
        | Command::Tag
        | Command::Copy => !model.meant().is_empty(),
        Command::Undo => !model.marking.done.is_empty(),
        Command::Redo => !model.marking.undone.is_empty(),
        Command::Browser => row.is_some_and(|row| row.summary.url.is_some()),
        Command::Links => has_article && links::any(&reading.page),
        Command::Export => results.in_all > 0,
        Command::Recurring => !reading.page.folds.is_empty(),
        Command::ArticleAlone => model.size.0 >= MEDIUM && results.in_all > 0,
        Command::Narrower | Command::Wider => model.size.0 >= MEDIUM,
        Command::SelectAll => results.in_all > 0,
        Command::StopAdding => model.progress.is_some(),
        Command::Problems => !model.problems.is_empty(),
        Command::ShowNew => model.new_above > 0,
        Command::Add => model.overview.shown != Shown::SampleAlone,
        Command::LeaveSample => model.overview.shown == Shown::Sample,
        Command::Escape => {
            focus != Focus::List || has_query || model.like.is_some() || !model.marking.selected.is_empty()
        }
        _ => true,
    }
}
