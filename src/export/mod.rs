//! Articles written out for other programs and for paper: Markdown, HTML, lines of JSON, EPUB; one after
//! the other, so that any number of them can pass.
//!
//! Pure but for the writer it is given. Called by `work`, which finds the articles and sees to files, and
//! by `cli` for its JSON. Not for citations: that is `cite`'s part.

mod epub;
mod file_name;
mod front;
mod html;
pub mod json;
mod markdown;

pub use file_name::file_name;

use crate::article::{Article, Summary, Timestamp};
use std::io::{self, Seek, Write};

/// What articles can be written out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `CommonMark`.
    Markdown,
    /// A page that needs nothing beside it.
    Html,
    /// An object a line, with the keys of `show`.
    Jsonl,
    /// A book, EPUB 3.
    Epub,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Html, Self::Jsonl, Self::Epub];

    /// As the command line has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Epub => "epub",
        }
    }

    /// What its files end in, the point included.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => ".md",
            Self::Html => ".html",
            Self::Jsonl => ".jsonl",
            Self::Epub => ".epub",
        }
    }

    /// Whether each article may be a file of its own.
    pub fn can_be_files(self) -> bool {
        matches!(self, Self::Markdown | Self::Html)
    }

    /// The most articles that one file takes: an EPUB is a zip file, of which readers take 65,535 entries.
    pub fn most(self) -> usize {
        if self == Self::Epub { 65_000 } else { usize::MAX }
    }
}

/// What is said of all articles together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// What they were found by.
    pub title: String,
    /// How many they are.
    pub articles: usize,
    /// Now.
    pub made: Timestamp,
}

/// A picture that is there without being fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As in a file.
    pub bytes: Vec<u8>,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
}

/// Finds the pictures of an article by their addresses.
pub type Pictures<'a> = &'a dyn Fn(&str) -> Option<Picture>;

/// Articles being written: all of them are named first, for the contents, then each comes whole.
pub trait Book {
    /// Names one.
    fn name(&mut self, summary: &Summary) -> io::Result<()>;

    /// Writes one; `site` is what its site is called.
    fn add(&mut self, article: &Article, site: Option<&str>, pictures: Pictures) -> io::Result<()>;

    /// Writes what stands after the last.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// Begins a book that is written from front to back; an EPUB is not, see [`bind`].
pub fn begin<'a>(format: Format, cover: &Cover, out: &'a mut dyn Write) -> io::Result<Box<dyn Book + 'a>> {
    Ok(match format {
        Format::Markdown => Box::new(markdown::Pages::new(out)),
        Format::Html => Box::new(html::Page::new(cover, out)?),
        Format::Jsonl => Box::new(json::Lines::new(out)),
        Format::Epub => return Err(io::Error::from(io::ErrorKind::Unsupported)),
    })
}

/// Begins a book of any format in a file.
pub fn bind<'a, W: Write + Seek + 'a>(format: Format, cover: &Cover, out: &'a mut W) -> io::Result<Box<dyn Book + 'a>> {
    match format {
        Format::Epub => Ok(Box::new(epub::Epub::new(cover, out)?)),
        format => begin(format, cover, out),
    }
}

/// One article as a file of its own.
pub fn single(
    format: Format,
    article: &Article,
    site: Option<&str>,
    pictures: Pictures,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format == Format::Html {
        return html::alone(article, site, pictures, out);
    }
    let cover = Cover { title: String::new(), articles: 1, made: Timestamp::EPOCH };
    let mut book = begin(format, &cover, out)?;
    book.add(article, site, pictures)?;
    book.end()
}
