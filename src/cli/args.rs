//! The command line as typed. Names, options and defaults are a contract with scripts.

mod out;
mod syncing;

pub use out::{CiteArgs, ExportArgs, ExportFormat, StyleName};
pub use syncing::{NamedSources, SourcesArgs, SourcesCommand, SyncArgs};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// A press-cuttings library for the terminal: take in a news site's archives, search and read them
/// offline.
///
/// Without a command the reader opens.
#[derive(Debug, Parser)]
#[command(name = "cuttings", bin_name = "cuttings", version, max_term_width = 100, disable_help_subcommand = false)]
pub struct Cli {
    /// Where the archive is
    #[arg(long, global = true, value_name = "DIR", help = ARCHIVE_HELP)]
    pub archive: Option<PathBuf>,
    /// What to do; without it the reader opens
    #[command(subcommand)]
    pub command: Option<Command>,
}

const ARCHIVE_HELP: &str = "Where the archive is [default: $CUTTINGS_ARCHIVE, else $XDG_DATA_HOME/cuttings]";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look round: the reader, or any command, on a bundled sample archive
    ///
    /// Needs no network and touches nothing of yours: what a command changes is gone afterwards.
    Demo(DemoArgs),
    /// Take in files, folders, addresses or standard input (-)
    ///
    /// RSS, Atom and JSON feeds, feeds saved as HTML or flattened to text, article pages, pages that
    /// list articles, plain texts, and files that hold any of these (zip, tar, WARC, WordPress export,
    /// MHTML, OPML) are told apart by their content. Adding the same again changes nothing.
    ///
    /// Of a site, one address is enough: its front page, a tag, a category, an author or a month is read
    /// back to its first article; a feed or an article is taken in as it is. Addresses and folders are
    /// remembered, for cuttings sync. It can be stopped at any time: what is done is kept, and the same
    /// command, or cuttings sync, goes on from there.
    Add(AddArgs),
    /// Bring what is remembered up to date: what is new or changed at its addresses and in its folders
    ///
    /// Without a SOURCE all of them, but for those that are paused. Where nothing is new it costs a site one
    /// small request for each source, and the archive stays as it is.
    Sync(SyncArgs),
    /// List the remembered addresses and folders, and how each is doing; pause, rename, remove them
    Sources(SourcesArgs),
    /// Search, newest or best first
    ///
    /// Words must all be there: bullying manager. More: "a phrase", -without, tag:leadership,
    /// author:"Rob Preston", after:2022-05, before:2023, date:2022-03..2022-09, after:"2 weeks ago",
    /// has:image, bull*, (a OR b).
    /// What has only some of the words follows after what has all.
    ///
    /// --save keeps a search under a name, --saved runs it again, and cuttings list searches tells how
    /// many articles have come to match each since it was last looked at.
    Search(SearchArgs),
    /// List the articles most like one, the likest first
    Related(RelatedArgs),
    /// Show an article: its number, its address or its WordPress number as ?p=216431
    Show(ShowArgs),
    /// Open an article's page in the browser
    Open(OpenArgs),
    /// Mark articles: read, starred, with a note or tags of your own
    ///
    /// Notes and own tags are searched like the article's text and the site's tags (has:note, tag:mine)
    /// and stay with the article whatever is taken in. Without an option it says how the articles are
    /// marked.
    Mark(MarkArgs),
    /// Print references to articles: Harvard, BibTeX, RIS or CSL-JSON
    Cite(CiteArgs),
    /// Write articles to a file: Markdown, HTML, JSON lines or EPUB
    ///
    /// The query is as for search; without one it is the whole archive. Only articles with all the
    /// words are written.
    ///
    /// PATH is a file, or - for standard output. For Markdown and HTML it may be a folder (one that is
    /// there, or a name that ends in /): then each article is a file of its own.
    Export(ExportArgs),
    /// Take sources or articles out again; they go to a bin first. Or saved and past searches
    Forget(ForgetArgs),
    /// Show what was taken out as junk and what is suspected, and decide on it
    ///
    /// What is certain was taken out already, what is not was left in. --accept takes a text out,
    /// --reject puts it back and keeps it, --undecided takes either back: for the sources named, or
    /// for all where none is. What is in the archive is cleaned anew at once.
    ///
    /// TEXT is a text as the list has it, in quotes if there are spaces in it: cuttings junk
    /// --reject "Podcast". The README says what the rules in the list mean.
    Junk(JunkArgs),
    /// Clean what was taken in once more, by the rules of this version (--again)
    ///
    /// For after an update of cuttings, whose rules may be better. Everything is read again from the
    /// input as it came in, which the archive keeps, so nothing can be lost; numbers and marks stay.
    /// Says what moved.
    Clean(CleanArgs),
    /// List all tags, authors or sources with their numbers of articles; what was found to recur;
    /// saved and past searches
    List(ListArgs),
    /// Count what the archive holds
    Stats(StatsArgs),
    /// Check that the archive is sound and its index level with it
    Doctor(DoctorArgs),
    /// Print the settings with their defaults, explained, as config.toml has them
    Config(ConfigArgs),
    /// Print a shell's completions for cuttings
    ///
    /// bash: cuttings completions bash > ~/.local/share/bash-completion/completions/cuttings
    /// zsh: cuttings completions zsh > a file _cuttings in a folder of $fpath
    /// fish: cuttings completions fish > ~/.config/fish/completions/cuttings.fish
    #[command(verbatim_doc_comment)]
    Completions(CompletionsArgs),
    /// Print the manual page: cuttings man | man -l -
    Man(ManArgs),
}

/// `demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Any other command with its options; without one the reader opens
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// `add`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Files, folders, addresses (http, https), or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<OsString>,
    /// Show what would be taken in, without an archive
    #[arg(long)]
    pub dry_run: bool,
    /// Of addresses: all there is, also of a feed
    #[arg(long, conflicts_with = "dry_run")]
    pub full: bool,
    /// Of addresses: what was published since that day, month or year (2024-03-05, 2024-03, 2024)
    #[arg(long, value_name = "DATE", conflicts_with_all = ["full", "dry_run"])]
    pub since: Option<String>,
    /// Of addresses: pictures too, for reading offline, now and whenever they are brought up to date
    #[arg(long, conflicts_with = "dry_run")]
    pub images: bool,
    /// One JSON object a line; while addresses are read also lines with the one key progress
    #[arg(long)]
    pub json: bool,
}

/// `search`
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The query, in one argument or several; none: everything, newest first
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The order of results [default: relevance, or the saved search's own]
    #[arg(long, value_enum)]
    pub sort: Option<SortName>,
    /// How many results at most; 0: all [default: 20, with --json all]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only how many there are, as JSON: {"total": N}
    #[arg(long)]
    pub count: bool,
    /// Only how many there are for each tag, author, year and source, as JSON
    #[arg(long, conflicts_with = "count")]
    pub facets: bool,
    /// Keep the query and its order under this name
    #[arg(long, value_name = "NAME")]
    pub save: Option<String>,
    /// With --save: in the place of the saved search of that name
    #[arg(long, requires = "save")]
    pub replace: bool,
    /// Run the search saved under this name; nothing in it is new any more, but with --count or --facets
    #[arg(long, value_name = "NAME", conflicts_with_all = ["save", "query"])]
    pub saved: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Values of `--sort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortName {
    /// Best first
    Relevance,
    /// Newest first
    Newest,
    /// Oldest first
    Oldest,
}

/// `related`
#[derive(Debug, Args)]
pub struct RelatedArgs {
    /// A number as search prints it, an address, or ?p=N
    #[arg(value_name = "ARTICLE")]
    pub article: String,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A number as search prints it, an address, or ?p=N
    #[arg(value_name = "ARTICLE")]
    pub article: String,
    /// The form to show it in
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// What was taken out when it came in, and by which rule
    #[arg(long)]
    pub removed: bool,
    /// As it came in, byte for byte
    #[arg(long, conflicts_with_all = ["removed", "format", "json"])]
    pub raw: bool,
}

/// Values of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Plain text
    Text,
    /// `CommonMark`
    Markdown,
    /// A clean HTML fragment
    Html,
    /// Everything that is known of it
    Json,
}

/// `open`
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// A number as search prints it, an address, or ?p=N
    #[arg(value_name = "ARTICLE")]
    pub article: String,
}

/// `mark`
#[derive(Debug, Args)]
pub struct MarkArgs {
    /// Numbers as search prints them, addresses, or ?p=N
    #[arg(required = true, value_name = "ARTICLE")]
    pub articles: Vec<String>,
    /// They are read
    #[arg(long, conflicts_with = "unread")]
    pub read: bool,
    /// They are not read
    #[arg(long)]
    pub unread: bool,
    /// Star them
    #[arg(long, conflicts_with = "unstar")]
    pub star: bool,
    /// Take the star away
    #[arg(long)]
    pub unstar: bool,
    /// Add a tag of your own
    #[arg(long, value_name = "NAME")]
    pub tag: Vec<String>,
    /// Take a tag of your own away
    #[arg(long, value_name = "NAME")]
    pub untag: Vec<String>,
    /// The note, in the place of one that is there; - reads it from standard input, an empty one takes
    /// it away
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub note: Option<String>,
    /// One JSON object a line: how each article is marked now, and what of that was changed
    #[arg(long)]
    pub json: bool,
}

/// `config`
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Only where the file lies that is read
    #[arg(long)]
    pub path: bool,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write this page and one for each command into a folder, over what is there
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// `forget`
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// Sources (as `list sources` prints them) or articles
    #[arg(required_unless_present_any = ["restore", "empty", "search", "history"], value_name = "SOURCE|ARTICLE")]
    pub what: Vec<OsString>,
    /// Don't ask
    #[arg(long)]
    pub yes: bool,
    /// Take everything in the bin back
    #[arg(long, conflicts_with_all = ["what", "empty"])]
    pub restore: bool,
    /// Empty the bin for good
    #[arg(long, conflicts_with = "what")]
    pub empty: bool,
    /// The search saved under this name, for good
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, conflicts_with_all = ["what", "restore", "empty"])]
    pub search: Option<String>,
    /// All past searches, for good
    #[arg(long, conflicts_with_all = ["what", "restore", "empty", "search"])]
    pub history: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `junk`
#[derive(Debug, Args)]
pub struct JunkArgs {
    /// Sources (as `list sources` prints them); none: all
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<OsString>,
    /// This text is junk
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub accept: Vec<String>,
    /// This text is no junk
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reject: Vec<String>,
    /// Let the evidence decide on this text again
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub undecided: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `clean`
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// Work anew what was taken in
    #[arg(long)]
    pub again: bool,
    /// Sources (as `list sources` prints them); none: all
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<OsString>,
    /// One JSON object for each article that moved
    #[arg(long)]
    pub json: bool,
}

/// `list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// What `list` can list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Tags: the sites' tags and categories, and your own
    Tags,
    /// Authors
    Authors,
    /// Files and addresses that articles came from
    Sources,
    /// Articles that are nearly the same as others, which are not merged for it
    Duplicates,
    /// Text that stands in many articles: the reader folds it, a search ranks it last
    Recurring,
    /// Saved searches, with how many articles match and how many are new since last looked at
    Searches,
    /// Past searches of the reader, the newest first
    History,
}

/// `stats`
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Make the index anew from the store
    #[arg(long)]
    pub repair: bool,
}

/// Moves the words of a `search` or an `export` behind `--`, so that `-word` is a word and not an option: options
/// are what is declared, everything else with one dash is the query's.
pub fn with_query_last(args: Vec<OsString>) -> Vec<OsString> {
    let Some(at) = search_position(&args) else { return args };
    let mut options: Vec<OsString> = args[..=at].to_vec();
    let mut query = Vec::new();
    let mut rest = args.into_iter().skip(at + 1);
    while let Some(arg) = rest.next() {
        let text = arg.to_string_lossy().into_owned();
        if text == "--" {
            query.extend(rest.by_ref());
        } else if text == "-h" || text.starts_with("--") {
            let takes_value = matches!(
                text.as_str(),
                "--sort" | "--limit" | "--save" | "--saved" | "--archive" | "--format" | "--output"
            );
            options.push(arg);
            if takes_value {
                options.extend(rest.next());
            }
        } else {
            query.push(arg);
        }
    }
    if !query.is_empty() {
        options.push("--".into());
        options.append(&mut query);
    }
    options
}

/// Where the word `search` or `export` stands as the command, past global options and their values.
fn search_position(args: &[OsString]) -> Option<usize> {
    let mut at = 1;
    while let Some(arg) = args.get(at) {
        match arg.to_str() {
            Some("--archive") => at += 2,
            Some("search" | "export") => return Some(at),
            Some(option) if option.starts_with('-') => at += 1,
            _ => return None,
        }
    }
    None
}
