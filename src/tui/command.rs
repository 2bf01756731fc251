//! Everything a person can have done, once: the palette, which is the help too, the bottom line and the
//! bindings all read this list.

/// Where a command stands in the list of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Getting about.
    Move,
    /// Searching and filtering.
    Find,
    /// What a person says of an article.
    Mark,
    /// Out of the reader.
    Out,
    /// What is on the screen.
    View,
    /// What is in the archive.
    Archive,
    /// The reader itself.
    Program,
}

impl Group {
    /// In the order of the list.
    pub const ALL: [Self; 7] =
        [Self::Find, Self::Mark, Self::View, Self::Out, Self::Archive, Self::Move, Self::Program];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Find => "Find",
            Self::Mark => "Mark",
            Self::Out => "Out",
            Self::View => "View",
            Self::Archive => "Archive",
            Self::Program => "Program",
        }
    }
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $group:ident $hint:literal;)+) => {
        /// One thing that can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Command {
            /// All of them, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in bindings and in the palette.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it does, for people.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii()),+ }
            }

            /// Where it stands in the list.
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group),+ }
            }

            /// One or two words for the bottom line.
            pub fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint),+ }
            }
        }
    };
}

commands! {
    /// One row or line up
    Up "up" Move "choose";
    /// One row or line down
    Down "down" Move "choose";
    /// A page up
    PageUp "page-up" Move "page";
    /// A page down
    PageDown "page-down" Move "page";
    /// To the first row or the top
    First "first" Move "top";
    /// To the last row or the end
    Last "last" Move "end";
    /// Left: the pane before, or close a year
    Left "left" Move "back";
    /// Right: read, or open a year
    Right "right" Move "open";
    /// Read the highlighted article
    Read "read" Move "read";
    /// Read on: a page, then the next article
    ReadOn "read-on" Move "read on";
    /// A page back in the article
    PageBack "page-back" Move "page back";
    /// The next match in the article
    NextMatch "next-match" Move "match";
    /// The match before
    PreviousMatch "previous-match" Move "match before";
    /// The next article
    NextArticle "next-article" Move "next";
    /// The article before
    PreviousArticle "previous-article" Move "before";
    /// The next unread article
    NextUnread "next-unread" Move "next unread";
    /// The next pane
    NextPane "next-pane" Move "next pane";
    /// The pane before
    PreviousPane "previous-pane" Move "pane before";
    /// To the search line
    Search "search" Find "search";
    /// Filters: tags, authors, years, sources
    Filters "filters" Find "filters";
    /// The years, as a timeline
    Years "years" Find "years";
    /// Find in the article
    Find "find" Find "find";
    /// Sort: best, newest, oldest first
    Sort "sort" Find "sort";
    /// Include the highlighted filter, or take it back
    Include "include" Find "include";
    /// Exclude the highlighted filter, or take it back
    Exclude "exclude" Find "exclude";
    /// Delete what is typed, else the newest filter
    DeleteFilter "delete-filter" Find "delete";
    /// Complete the word in the search line
    Complete "complete" Find "complete";
    /// Delete the word or filter before the caret
    DeleteToken "delete-token" Find "delete word";
    /// Clear the line
    ClearLine "clear-line" Find "clear";
    /// The search before this one
    PreviousSearch "previous-search" Find "search before";
    /// Past searches
    PastSearches "past-searches" Find "past searches";
    /// Saved searches, and what is new in them
    SavedSearches "saved-searches" Find "saved searches";
    /// Save this search under a name
    SaveSearch "save-search" Find "save search";
    /// More articles like this one
    Related "related" Find "more like this";
    /// Star, or take the star away
    Star "star" Mark "star";
    /// Mark as read or unread
    ToggleRead "toggle-read" Mark "read or unread";
    /// Select the row, or no longer
    Select "select" Mark "select";
    /// Select all rows, or none
    SelectAll "select-all" Mark "select all";
    /// Write a note
    Note "note" Mark "note";
    /// Add or take away tags of your own
    Tag "tag" Mark "tag";
    /// Take the last mark back
    Undo "undo" Mark "undo";
    /// Make it again
    Redo "redo" Mark "redo";
    /// Open the article in the browser
    Browser "browser" Out "browser";
    /// Open a link of the article: letters beside its links
    Links "links" Out "links";
    /// Copy the address, a citation, BibTeX or RIS
    Copy "copy" Out "copy";
    /// Export this search or these articles to a file
    Export "export" Out "export";
    /// Where it was seen, what was removed, earlier versions
    Origin "origin" View "origin";
    /// Show or fold text that also stands in many other articles
    Recurring "recurring" View "repeated text";
    /// The article alone, or with the list
    ArticleAlone "article-alone" View "article alone";
    /// A narrower list
    Narrower "narrower" View "narrower";
    /// A wider list
    Wider "wider" View "wider";
    /// Show what was newly taken in
    ShowNew "show-new" Archive "show new";
    /// Sync: what is new at the remembered addresses and in the remembered folders
    Sync "sync" Archive "sync";
    /// Add a file, a folder or an address
    Add "add" Archive "add";
    /// Stop taking in; what has come in stays
    StopAdding "stop-adding" Archive "stop";
    /// What gave nothing when it was taken in
    Problems "problems" Archive "problems";
    /// Leave the sample: back to your own archive
    LeaveSample "leave-sample" Archive "leave sample";
    /// All commands with their keys
    Commands "commands" Program "commands";
    /// All keys with their commands
    Keys "keys" Program "keys";
    /// One step back; from the list, quit
    Back "back" Program "quit";
    /// One step back; in the list, clear the search
    Escape "escape" Program "back";
    /// Draw the screen anew
    Redraw "redraw" Program "redraw";
    /// To the shell; fg comes back
    Suspend "suspend" Program "suspend";
    /// Clear the line; twice in a row quits
    Interrupt "interrupt" Program "interrupt";
}

impl Command {
    /// Reads [`Command::name`] back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.name() == name)
    }
}
