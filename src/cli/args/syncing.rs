//! `sync` and `sources` as typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `sync`
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Sources, by name, address, path or number as cuttings sources has them; none: all that are not paused
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// All there is, back to the first article
    #[arg(long)]
    pub full: bool,
    /// What was published since that day, month or year (2024-03-05, 2024-03, 2024)
    #[arg(long, value_name = "DATE", conflicts_with = "full")]
    pub since: Option<String>,
    /// Again and again, at this distance: 90m, 6h, 1d
    #[arg(long, value_name = "TIME", conflicts_with_all = ["full", "since"])]
    pub every: Option<String>,
    /// One JSON object a line; on the way also lines with the one key progress
    #[arg(long)]
    pub json: bool,
}

/// `sources`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SourcesArgs {
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// What to do with them; without it they are listed
    #[command(subcommand)]
    pub command: Option<SourcesCommand>,
}

/// What can be done with remembered sources.
#[derive(Debug, Subcommand)]
pub enum SourcesCommand {
    /// Pass sources over from now on, unless they are named
    Pause(NamedSources),
    /// Bring paused sources up to date again
    Resume(NamedSources),
    /// Call a source by a name of your own; "" for the name that it gives itself
    Rename {
        /// By name, address, path or number
        #[arg(value_name = "SOURCE")]
        source: String,
        /// Its name from now on
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Look at a source no more; says what is to become of its articles
    Remove {
        /// By name, address, path or number
        #[arg(value_name = "SOURCE")]
        source: String,
        /// What it has told of stays in the archive
        #[arg(long, required_unless_present = "drop_articles", conflicts_with = "drop_articles")]
        keep_articles: bool,
        /// What it alone has told of goes into the bin (forget --restore takes it back)
        #[arg(long)]
        drop_articles: bool,
    },
    /// Take a source in again that was held back because something about it looked wrong
    Accept(NamedSources),
    /// Remember the sources of an OPML list
    Import {
        /// An OPML file, as feed readers export it
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Write the remembered addresses as an OPML list
    Export {
        /// The file; none: standard output
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// List Community Care's own feeds, categories and tags; with names, or --all, remember them
    Offer {
        /// Names or addresses of the list
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// All of them
        #[arg(long, conflicts_with = "names")]
        all: bool,
    },
}

/// Sources that a person names.
#[derive(Debug, Args)]
pub struct NamedSources {
    /// By name, address, path or number
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
}
