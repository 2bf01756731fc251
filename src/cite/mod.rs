//! Articles as other people's programs and papers refer to them: Harvard, BibTeX, RIS, CSL-JSON; and the
//! bare address.
//!
//! Pure: works from an article's summary, the name of its site and the day it was looked at. Called by
//! `work` for `cuttings cite` and for the reader's copy menu. Not for what a site's name is: that is
//! `work`'s part.

mod bibtex;
mod csl;
mod harvard;
mod key;
mod name;
mod ris;

pub use name::{Author, Person};

use crate::article::{CanonicalUrl, Summary, Timestamp};
use crate::text::safe_line;
use chrono::NaiveDate;
use chrono_tz::Europe::London;

/// A form that an article can be referred to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// As British universities have it: author, year, title, site, date, address, day of access.
    Harvard,
    /// An entry of a `.bib` file, `@online` of biblatex.
    Bibtex,
    /// A record of the tagged format of reference managers.
    Ris,
    /// An object of the Citation Style Language's JSON; several are one array.
    CslJson,
    /// The address alone.
    Address,
    /// The title on one line, the address on the next.
    Titled,
}

/// What is said of one article.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The article.
    pub summary: &'a Summary,
    /// What its site is called; `None` where nothing says so.
    pub site: Option<&'a str>,
    /// The day that it was looked at.
    pub accessed: NaiveDate,
}

/// The day that a moment falls on, in London: what is published there at half past midnight in June is
/// of that day.
pub fn day(moment: Timestamp) -> NaiveDate {
    moment.to_chrono().with_timezone(&London).date_naive()
}

impl<'a> Entry<'a> {
    /// The title on one line, or what stands for a missing one.
    fn title(&self) -> String {
        let title = safe_line(&self.summary.title);
        if title.is_empty() { "[No title]".to_owned() } else { title }
    }

    fn site(&self) -> Option<String> {
        self.site.map(safe_line).filter(|site| !site.is_empty())
    }

    fn published(&self) -> Option<NaiveDate> {
        self.summary.published.map(day)
    }

    fn url(&self) -> Option<&'a str> {
        self.summary.url.as_ref().map(CanonicalUrl::as_str)
    }

    fn authors(&self) -> Vec<Author> {
        let names = self.summary.authors.iter().map(|name| safe_line(name)).filter(|name| !name.is_empty());
        names.map(|name| Author::read(&name, self.site)).collect()
    }
}

/// References one after the other, as one text: whoever writes it need not hold more than one.
#[derive(Debug, Clone)]
pub struct List {
    style: Style,
    is_begun: bool,
}

impl List {
    /// An empty one.
    pub fn new(style: Style) -> Self {
        Self { style, is_begun: false }
    }

    /// What comes next in the text for one more article; an article without an address has no such
    /// reference.
    pub fn add(&mut self, entry: &Entry) -> String {
        let (one, between) = match self.style {
            Style::Harvard => (harvard::reference(entry), "\n"),
            Style::Bibtex => (bibtex::entry(entry), "\n"),
            Style::Ris => (ris::record(entry), "\r\n"),
            Style::CslJson => (csl::object(entry), ",\n"),
            Style::Address => (entry.url().map(|url| format!("{url}\n")).unwrap_or_default(), ""),
            Style::Titled => {
                let url = entry.url().map(|url| format!("{url}\n")).unwrap_or_default();
                (format!("{}\n{url}", entry.title()), "\n")
            }
        };
        let before = match (std::mem::replace(&mut self.is_begun, true), self.style) {
            (false, Style::CslJson) => "[\n",
            (false, _) => "",
            (true, _) => between,
        };
        format!("{before}{one}")
    }

    /// The end of the text.
    pub fn end(self) -> &'static str {
        match (self.style, self.is_begun) {
            (Style::CslJson, true) => "\n]\n",
            (Style::CslJson, false) => "[]\n",
            _ => "",
        }
    }
}
