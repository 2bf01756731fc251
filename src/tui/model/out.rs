//! What leads out of the reader: the copy menu, and the line for exporting.

use super::Model;
use crate::article::ArticleId;
use crate::work::{Chosen, Format, Style, file_name};
use tui_input::Input;

/// Rows of the copy menu: key, name, form.
pub const COPIES: [(char, &str, Style); 5] = [
    ('a', "Address", Style::Address),
    ('h', "Harvard citation", Style::Harvard),
    ('b', "BibTeX", Style::Bibtex),
    ('r', "RIS", Style::Ris),
    ('t', "Title and address", Style::Titled),
];

/// What is to be written where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// Which articles.
    pub what: Chosen,
    /// As what.
    pub format: Format,
    /// Where to, as typed.
    pub path: String,
}

/// The line in which the place of an export is typed.
#[derive(Debug, Clone)]
pub struct ExportPrompt {
    /// The place so far.
    pub input: Input,
    /// As what.
    pub format: Format,
    /// Whether all of the list is meant, or those rows.
    pub all: bool,
    /// The rows that are meant otherwise.
    pub rows: Vec<ArticleId>,
}

impl ExportPrompt {
    /// For what is highlighted or selected; `all` to begin with the whole list.
    pub fn new(model: &Model, all: bool) -> Self {
        let rows = model.meant();
        let mut prompt = Self { input: Input::default(), format: Format::Markdown, all, rows };
        prompt.input = Input::new(prompt.suggested(model));
        prompt
    }

    /// A file's name in the folder where the reader was started.
    fn suggested(&self, model: &Model) -> String {
        let row = model.results.selected_row().filter(|_| !self.all && self.rows.len() == 1);
        let ending = self.format.ending();
        row.map_or_else(|| format!("cuttings{ending}"), |row| file_name(&row.summary, ending))
    }

    /// Another format; the name ends as its files do.
    pub fn next_format(&mut self) {
        let at = Format::ALL.iter().position(|format| *format == self.format).unwrap_or(0);
        let next = Format::ALL[(at + 1) % Format::ALL.len()];
        if let Some(stem) = self.input.value().strip_suffix(self.format.ending()) {
            self.input = Input::new(format!("{stem}{}", next.ending()));
        }
        self.format = next;
    }

    /// The rows, or all; a name that nobody has changed follows.
    pub fn toggle_all(&mut self, model: &Model) {
        let is_as_suggested = self.input.value() == self.suggested(model);
        self.all = !self.all;
        if is_as_suggested {
            self.input = Input::new(self.suggested(model));
        }
    }

    /// What is typed may say which format is meant.
    pub fn follow_ending(&mut self) {
        let named = Format::ALL.into_iter().find(|format| self.input.value().ends_with(format.ending()));
        self.format = named.unwrap_or(self.format);
    }

    /// What is to be written.
    pub fn what(&self, model: &Model) -> Chosen {
        if !self.all {
            return Chosen::Articles(self.rows.clone());
        }
        if model.like.is_some() {
            // A list of articles like one is no search, and all of it is at hand.
            return Chosen::Articles(model.results.rows.values().filter_map(|row| row.summary.id).collect());
        }
        Chosen::Search { query: model.results.query.clone(), sort: model.results.sort }
    }
}
