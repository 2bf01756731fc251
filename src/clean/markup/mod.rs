//! Markup to the typed document, and to one line of plain text.
//!
//! What says nothing to a reader goes, with a record: scripts, forms, frames, hidden text, share
//! and related boxes, counting pixels, unsafe links. What is left comes in one canonical form, so
//! cleaning the HTML of a cleaned document gives the same document.

mod dropped;
mod line;
mod table;
mod walk;

use super::{Cleaned, ending};
use crate::article::{Document, Place, Removal};
use crate::text::html::{Node, Token, Tree, is_block, tokens};
use crate::text::{decode_entities, safe_line};
pub(super) use line::{is_visible, relinked};
use std::borrow::Cow;
use url::Url;

/// Markup as a document. Relative addresses are resolved against `base`; without one they lose
/// their link, not their text.
pub fn document(html: &str, base: Option<&Url>) -> Cleaned {
    let html = caption_shortcodes(html);
    let tree = Tree::read(&html);
    let (blocks, remnants, mut removed) = walk::blocks(&tree, base);
    if remnants > 0 {
        removed.push(Removal::new(Place::Body, "]]>", "cdata-remnant"));
    }
    let mut document = Document::new(blocks);
    ending::strip(&mut document, &mut removed);
    Cleaned { document, removed }
}

/// One line of plain text: a title, a caption, a name. Only tags of HTML's own elements are taken
/// for tags, so `1 < 2` and `a <name> b` stay; what was escaped twice is read twice.
pub fn plain(html: &str) -> String {
    let mut text = safe_line(html);
    // Each round takes off one layer of escaping; more than a few is nobody's accident.
    for _ in 0..4 {
        let next = safe_line(&without_tags(&text));
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn without_tags(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut skipping = None;
    let mut stream = tokens(text);
    while let Some(token) = stream.next() {
        let source = text.get(at..stream.position()).unwrap_or("");
        at = stream.position();
        match token {
            Token::Start { name, .. } => {
                if matches!(name.as_ref(), "script" | "style") {
                    skipping = Some(name.clone());
                }
                tag(&name, source, &mut out);
            }
            Token::End(name) => {
                skipping = None;
                tag(&name, source, &mut out);
            }
            Token::Text(text) if skipping.is_none() => out.push_str(&text),
            Token::Text(_) => {}
            Token::Comment(_) if source.starts_with("<!") || source.starts_with("<?") => {}
            Token::Comment(_) => out.push_str(source),
        }
    }
    out
}

fn tag(name: &str, source: &str, out: &mut String) {
    const INLINE: [&str; 42] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "iframe",
        "ins", "kbd", "label", "link", "mark", "meta", "noscript", "q", "s", "samp", "script", "small", "span",
        "strike", "strong", "style", "sub", "sup", "svg", "time", "title", "tt", "u", "var", "wbr", "button", "input",
    ];
    if is_block(name) || name == "br" || name == "img" {
        out.push(' ');
    } else if !INLINE.contains(&name) {
        out.push_str(&decode_entities(source));
    }
}

/// WordPress keeps captions as `[caption …]<img> text[/caption]` where nothing expanded them. Only
/// a picture with inline markup around it counts: the words alone are somebody's text.
fn caption_shortcodes(html: &str) -> Cow<'_, str> {
    if !html.contains("[/caption]") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(end) = rest.find("[/caption]") {
        let (before, after) = rest.split_at(end);
        rest = &after["[/caption]".len()..];
        let parts = before.rfind("[caption").and_then(|start| {
            let (head, inner) = before[start..].split_once(']')?;
            is_captioned_picture(inner).then_some((&before[..start], head, inner))
        });
        let Some((text, head, inner)) = parts else {
            out.push_str(before);
            out.push_str("[/caption]");
            continue;
        };
        let old_form = head.split_once("caption=\"").and_then(|(_, value)| value.split_once('"'));
        out.push_str(text);
        out.push_str("<div class=\"wp-caption\">");
        out.push_str(inner);
        if let Some((caption, _)) = old_form {
            out.push_str(caption);
        }
        out.push_str("</div>");
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_captioned_picture(html: &str) -> bool {
    let tree = Tree::read(html);
    let names =
        tree.nodes.iter().filter_map(|node| if let Node::Element(element) = node { Some(&element.name) } else { None });
    let mut pictures = 0;
    for name in names {
        match name.as_ref() {
            "img" => pictures += 1,
            name if is_block(name) => return false,
            _ => {}
        }
    }
    pictures == 1
}
