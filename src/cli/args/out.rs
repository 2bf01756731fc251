//! `cite` and `export` as typed.

use super::SortName;
use clap::{Args, ValueEnum};
use std::ffi::OsString;

/// `cite`
#[derive(Debug, Args)]
pub struct CiteArgs {
    /// Numbers as search prints them, addresses, or ?p=N
    #[arg(required_unless_present = "query", value_name = "ARTICLE")]
    pub articles: Vec<String>,
    /// All articles that a query finds, as for search
    #[arg(long, value_name = "QUERY", conflicts_with = "articles", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// The form of the references
    #[arg(long, value_enum, default_value_t = StyleName::Harvard)]
    pub style: StyleName,
}

/// Values of `--style`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StyleName {
    /// Author, year, title, site, date, address, day of access
    Harvard,
    /// An entry for LaTeX
    Bibtex,
    /// For reference managers
    Ris,
    /// For citeproc, pandoc, Zotero
    CslJson,
}

/// `export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The query, in one argument or several; none: everything
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// What to write
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// The file, the folder, or - for standard output
    #[arg(long, value_name = "PATH", allow_hyphen_values = true)]
    pub output: OsString,
    /// The order of the articles
    #[arg(long, value_enum, default_value_t = SortName::Relevance)]
    pub sort: SortName,
    /// How many articles at most; 0: all
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub limit: usize,
    /// Write over what is there
    #[arg(long)]
    pub force: bool,
}

/// Values of `export --format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// `CommonMark`
    Markdown,
    /// A page that needs nothing beside it, to read and to print
    Html,
    /// One JSON object a line, with the keys of show
    Jsonl,
    /// A book for e-readers, a chapter an article
    Epub,
}
