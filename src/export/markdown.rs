//! Markdown: articles one after the other, a rule between them.

use super::front::{Lead, body, front};
use super::{Book, Pictures};
use crate::article::{Article, Summary};
use std::io::{self, Write};

/// The pages.
pub struct Pages<'a> {
    out: &'a mut dyn Write,
    is_begun: bool,
}

impl<'a> Pages<'a> {
    /// None yet.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, is_begun: false }
    }
}

impl Book for Pages<'_> {
    fn name(&mut self, _: &Summary) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, article: &Article, site: Option<&str>, _: Pictures) -> io::Result<()> {
        if std::mem::replace(&mut self.is_begun, true) {
            self.out.write_all(b"\n* * *\n\n")?;
        }
        let text = body(article).to_markdown();
        writeln!(self.out, "{}", front(article, site, Lead::Caption).to_markdown())?;
        if text.is_empty() { Ok(()) } else { writeln!(self.out, "\n{text}") }
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}
