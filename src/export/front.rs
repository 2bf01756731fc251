//! What stands above an article's text in every format, and its text as a document that stands alone.

use super::Pictures;
use crate::article::{Article, Block, Document, Inline, Summary};
use crate::cite::day;
use url::{Position, Url};

/// The title, or what stands for a missing one.
pub fn title(summary: &Summary) -> &str {
    if summary.title.is_empty() { "(no title)" } else { &summary.title }
}

/// `6 June 2022`, in London; empty where there is none.
pub fn date(summary: &Summary) -> String {
    summary.published.map(|moment| day(moment).format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// What stands for the lead picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// The picture with its caption.
    Shown,
    /// The caption alone.
    Caption,
}

impl Lead {
    /// The picture is shown where it is there, unless the text shows it too.
    pub fn of(article: &Article, pictures: Pictures) -> Self {
        let Some(image) = &article.summary.image else { return Self::Caption };
        let is_same = |block: &Block| matches!(block, Block::Figure { url, .. } if *url == image.url);
        let is_shown = !article.document.blocks.iter().any(is_same) && pictures(&image.url).is_some();
        if is_shown { Self::Shown } else { Self::Caption }
    }
}

/// Title, date, authors, site, tags, address, lead picture.
pub fn front(article: &Article, site: Option<&str>, lead: Lead) -> Document {
    let summary = &article.summary;
    let date = Some(date(summary)).filter(|date| !date.is_empty()).unwrap_or_else(|| "no date".to_owned());
    let byline = [date, summary.authors.join(", "), site.unwrap_or_default().to_owned()];
    // The reader's own tags are told apart by a plus, as on the screen.
    let own = summary.own_tags.iter().map(|tag| format!("+{}", tag.name));
    let tags: Vec<String> = summary.tags.iter().map(|tag| tag.name.clone()).chain(own).collect();
    let mut blocks = vec![Block::heading(1, title(summary))];
    for line in [joined(&byline), joined(&tags)] {
        if !line.is_empty() {
            blocks.push(Block::paragraph(line));
        }
    }
    if let Some(url) = &summary.url {
        let url = url.as_str();
        blocks.push(Block::Paragraph(vec![Inline::Link { url: url.to_owned(), content: vec![Inline::text(url)] }]));
    }
    if let Some(image) = &summary.image {
        let caption = image.caption.iter().map(|caption| Inline::text(format!("Picture: {caption}"))).collect();
        match lead {
            Lead::Shown => blocks.push(Block::Figure { url: image.url.clone(), caption }),
            Lead::Caption if image.caption.is_some() => blocks.push(Block::Paragraph(caption)),
            Lead::Caption => {}
        }
    }
    if let Some(note) = &summary.note {
        let lines = note.lines().filter(|line| !line.trim().is_empty()).map(Block::paragraph);
        blocks.push(Block::Quote(std::iter::once(Block::paragraph("Note:")).chain(lines).collect()));
    }
    Document::new(blocks)
}

fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// The text; where there is none, the short text that the site shows in lists.
pub fn body(article: &Article) -> Document {
    match &article.summary.excerpt {
        Some(excerpt) if article.document.is_empty() => Document::new(vec![Block::paragraph(excerpt.as_str())]),
        _ => article.document.clone(),
    }
}

/// The same without what a reader's program would have to fetch: a picture that is `held` is shown from
/// where that says; of others the caption stays and a link to it. Addresses are written as the standard has
/// them; a link without a sound one is its text alone.
pub fn standing_alone(document: Document, held: Held) -> Document {
    Document::new(alone(document.blocks, held))
}

/// Where a picture can be shown from, by its address, if it can.
pub type Held<'a> = &'a mut dyn FnMut(&str) -> Option<String>;

/// Nesting is bounded by [`crate::article::MAX_DEPTH`].
fn alone(blocks: Vec<Block>, held: Held) -> Vec<Block> {
    blocks.into_iter().filter_map(|block| self::block(block, held)).collect()
}

fn block(block: Block, held: Held) -> Option<Block> {
    Some(match block {
        Block::Heading { level, content } => Block::Heading { level, content: inlines(content) },
        Block::Paragraph(content) => Block::Paragraph(inlines(content)),
        Block::List { ordered, items } => {
            Block::List { ordered, items: items.into_iter().map(|item| alone(item, held)).collect() }
        }
        Block::Quote(inner) => Block::Quote(alone(inner, held)),
        Block::Table { header, rows } => {
            let cells = |cells: Vec<Vec<Inline>>| cells.into_iter().map(inlines).collect();
            Block::Table { header: cells(header), rows: rows.into_iter().map(cells).collect() }
        }
        Block::Figure { url, caption } => return figure(&url, inlines(caption), held),
        block @ (Block::Preformatted(_) | Block::Rule) => block,
    })
}

fn figure(url: &str, mut caption: Vec<Inline>, held: Held) -> Option<Block> {
    if let Some(url) = held(url) {
        return Some(Block::Figure { url, caption });
    }
    if let Some(url) = web(url) {
        if !caption.is_empty() {
            caption.push(Inline::text(" "));
        }
        caption.push(Inline::Link { url, content: vec![Inline::text("(picture)")] });
    }
    (!caption.is_empty()).then(|| Block::Figure { url: String::new(), caption })
}

fn inlines(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Strong(inner) => out.push(Inline::Strong(inlines(inner))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(inlines(inner))),
            Inline::Link { url, content } => match web(&url) {
                Some(url) => out.push(Inline::Link { url, content: inlines(unlinked(content)) }),
                None => out.extend(inlines(content)),
            },
            inline => out.push(inline),
        }
    }
    out
}

/// A link within a link is none.
fn unlinked(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Strong(inner) => out.push(Inline::Strong(unlinked(inner))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(unlinked(inner))),
            Inline::Link { content, .. } => out.extend(unlinked(content)),
            inline => out.push(inline),
        }
    }
    out
}

/// A web or mail address with everything escaped that RFC 3986 leaves no room for.
fn web(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))?;
    let (head, rest) = url.as_str().split_at(url[..Position::BeforePath].len());
    let mut out = head.to_owned();
    let mut has_fragment = false;
    for (at, c) in rest.char_indices() {
        let hex = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
        let is_sound = match c {
            '%' => hex(at + 1) && hex(at + 2),
            '#' => !std::mem::replace(&mut has_fragment, true),
            c => c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(c),
        };
        if is_sound {
            out.push(c);
        } else {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    Some(out)
}
