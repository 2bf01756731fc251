//! One page that needs nothing beside it: no scripts, nothing fetched, pictures within it; light and dark; fit to
//! be printed, each article on a sheet of its own.

use super::front::{Lead, body, date, front, standing_alone, title};
use super::{Book, Cover, Picture, Pictures};
use crate::article::html::escape;
use crate::article::{Article, Summary};
use crate::cite::day;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Write};

const STYLE: &str = include_str!("../../assets/export/page.css");

/// The page.
pub struct Page<'a> {
    out: &'a mut dyn Write,
    part: Part,
}

#[derive(PartialEq)]
enum Part {
    Head,
    Contents,
    Articles,
}

impl<'a> Page<'a> {
    /// Writes its head.
    pub fn new(cover: &Cover, out: &'a mut dyn Write) -> io::Result<Self> {
        head(&cover.title, out)?;
        let made = day(cover.made).format("%-d %B %Y");
        let articles =
            if cover.articles == 1 { "1 article".to_owned() } else { format!("{} articles", cover.articles) };
        writeln!(out, "<header>\n<p class=\"book\">{}</p>", escape(&cover.title))?;
        writeln!(out, "<p>{articles} · {made}</p>\n</header>")?;
        Ok(Self { out, part: Part::Head })
    }

    fn go_on_to(&mut self, part: Part) -> io::Result<()> {
        if self.part == part {
            return Ok(());
        }
        if self.part == Part::Contents {
            self.out.write_all(b"</ol>\n</nav>\n")?;
        }
        self.out.write_all(match part {
            Part::Head => b"".as_slice(),
            Part::Contents => b"<nav aria-label=\"Contents\">\n<ol>\n",
            Part::Articles => b"<main>\n",
        })?;
        self.part = part;
        Ok(())
    }
}

impl Book for Page<'_> {
    fn name(&mut self, summary: &Summary) -> io::Result<()> {
        self.go_on_to(Part::Contents)?;
        let (title, date) = (escape(title(summary)), date(summary));
        writeln!(self.out, "<li><a href=\"#{}\">{title}</a> <span>{date}</span></li>", anchor(summary))
    }

    fn add(&mut self, article: &Article, site: Option<&str>, pictures: Pictures) -> io::Result<()> {
        self.go_on_to(Part::Articles)?;
        write_article(article, site, pictures, self.out)
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.go_on_to(Part::Articles)?;
        self.out.write_all(b"</main>\n</body>\n</html>\n")
    }
}

/// A page of one article.
pub fn alone(article: &Article, site: Option<&str>, pictures: Pictures, out: &mut dyn Write) -> io::Result<()> {
    head(title(&article.summary), out)?;
    out.write_all(b"<main>\n")?;
    write_article(article, site, pictures, out)?;
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn head(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">")?;
    // Nothing may be fetched and nothing run, whatever stands below.
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
         style-src 'unsafe-inline'\">"
    )?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">")?;
    writeln!(out, "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>", escape(title), STYLE)
}

fn write_article(article: &Article, site: Option<&str>, pictures: Pictures, out: &mut dyn Write) -> io::Result<()> {
    let mut held = |address: &str| pictures(address).map(|picture| within(&picture));
    let front = standing_alone(front(article, site, Lead::of(article, pictures)), &mut held).to_html();
    let text = standing_alone(body(article), &mut held).to_html();
    writeln!(out, "<article id=\"{}\">\n<header>\n{front}</header>\n{text}</article>", anchor(&article.summary))
}

/// A picture as an address (RFC 2397).
fn within(picture: &Picture) -> String {
    format!("data:{};base64,{}", picture.media_type, STANDARD.encode(&picture.bytes))
}

fn anchor(summary: &Summary) -> String {
    summary.id.map_or_else(|| "a".to_owned(), |id| format!("a{id}"))
}
