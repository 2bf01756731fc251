//! `cuttings show`: one article as text, Markdown, HTML or JSON; what was removed; what came in.

use super::add::count;
use super::args::{Format, ShowArgs};
use super::json::ArticleJson;
use super::out::Out;
use super::{Outcome, Place, article_named};
use crate::article::html::escape;
use crate::article::plain::blocks_text;
use crate::article::{Article, Block, DateForm, Document, Timestamp};
use crate::text::{is_harmful, safe_line};

pub fn run(args: &ShowArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let id = article_named(&archive, &args.article)?;
    if args.raw {
        return raw(&archive.raw(id)?, out);
    }
    let Some(article) = archive.article(id)? else {
        return Err(anyhow::anyhow!("article {id} is not in the archive any more").into());
    };
    match (args.format, args.json) {
        (_, true) | (Format::Json, _) => out.json(&ArticleJson::new(&article)),
        _ if args.removed => removed(&article, &archive.suspected(id)?, out),
        (Format::Text, _) => text(&article, archive.gone_since(id)?, out),
        (Format::Markdown, _) => markdown(&article, out),
        (Format::Html, _) => html(&article, out),
    }
}

fn text(article: &Article, gone: Option<Timestamp>, out: &mut Out) -> Outcome {
    let summary = &article.summary;
    out.line(&out.bold(&summary.title))?;
    out.line(&super::search::byline(summary))?;
    if let Some(url) = &summary.url {
        out.line(url.as_str())?;
    }
    if let Some(since) = gone {
        out.line(&format!("no longer on its site, first missed on {}", since.format(DateForm::Day)))?;
    }
    out.line("")?;
    if let Some(note) = &summary.note {
        out.line("Your note:")?;
        indented(note, out)?;
        out.line("")?;
    }
    out.line(&article.document.to_text())?;
    if let Some(caption) = summary.image.as_ref().and_then(|image| image.caption.as_ref()) {
        out.line(&format!("\nPicture: {caption}"))?;
    }
    Ok(())
}

fn markdown(article: &Article, out: &mut Out) -> Outcome {
    let summary = &article.summary;
    out.line(&format!("# {}\n", summary.title))?;
    out.line(&super::search::byline(summary))?;
    if let Some(url) = &summary.url {
        out.line(&format!("<{url}>"))?;
    }
    out.line("")?;
    if let Some(note) = &summary.note {
        out.line(&quoted(note).to_markdown())?;
        out.line("")?;
    }
    out.line(&article.document.to_markdown())
}

fn html(article: &Article, out: &mut Out) -> Outcome {
    let summary = &article.summary;
    out.line("<article>")?;
    out.line(&format!("<h1>{}</h1>", escape(&summary.title)))?;
    out.line(&format!("<p>{}</p>", escape(&super::search::byline(summary))))?;
    if let Some(url) = &summary.url {
        out.line(&format!("<p><a href=\"{0}\">{0}</a></p>", escape(url.as_str())))?;
    }
    if let Some(note) = &summary.note {
        out.line(&format!("<aside>\n{}\n</aside>", quoted(note).to_html().trim_end()))?;
    }
    out.line(article.document.to_html().trim_end())?;
    out.line("</article>")
}

/// A note as it stands above a text: a quotation that says what it is.
fn quoted(note: &str) -> Document {
    let lines = note.lines().filter(|line| !line.trim().is_empty()).map(Block::paragraph);
    Document::new(vec![Block::Quote(std::iter::once(Block::paragraph("Your note:")).chain(lines).collect())])
}

fn removed(article: &Article, suspected: &[String], out: &mut Out) -> Outcome {
    if article.removed.is_empty() {
        out.line("nothing was taken out of this article")?;
    }
    for removal in &article.removed {
        out.line(&format!("{}: {}", removal.place.name(), out.bold(&removal.rule)))?;
        indented(&removal.text, out)?;
    }
    for text in suspected {
        out.line(&format!("suspected, kept: {}", safe_line(text)))?;
    }
    for run in &article.recurring {
        let text = blocks_text(article.document.blocks.get(run.blocks.clone()).unwrap_or_default());
        out.line(&format!("kept, also in {}:", count(run.others, "other article")))?;
        indented(&text, out)?;
    }
    Ok(())
}

fn indented(text: &str, out: &mut Out) -> Outcome {
    text.lines().try_for_each(|line| out.line(format!("    {line}").trim_end()))
}

/// Into a pipe byte for byte; on a terminal with controls made harmless.
fn raw(items: &[(String, Vec<u8>)], out: &mut Out) -> Outcome {
    for (number, (source, bytes)) in items.iter().enumerate() {
        if !out.is_terminal() {
            // The one that the text shown is from: several in a row would be none of them.
            return out.bytes(bytes);
        }
        if number > 0 {
            out.line("")?;
        }
        out.line(&out.bold(source))?;
        out.line(&escaped(bytes))?;
    }
    Ok(())
}

/// Controls as `\u{1b}`, bytes that are no UTF-8 as U+FFFD.
fn escaped(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
