//! What an item is written in: the letters that most of it is made of. What stands out from that may be
//! junk. For `body`.

use super::signs::main_class;
use super::words::{Class, Side, Title};
use crate::article::plain::inline_text;
use crate::article::{Block, Document};
use unicode_script::Script;

/// What most of a document is written in, as its beginning tells.
pub(super) fn written_in(document: &Document) -> Option<Class> {
    const ENOUGH: usize = 3;
    let paragraphs = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(content) => Some(inline_text(content)),
        _ => None,
    });
    let text: String = paragraphs.filter(|text| text.len() > 40).take(ENOUGH).collect::<Vec<_>>().join(" ");
    class_of(text.get(..text.floor_char_boundary(600)).unwrap_or(""))
}

/// What most of a text is written in.
pub(super) fn class_of(text: &str) -> Option<Class> {
    if is_plainly_latin(text) {
        return Some(Class::Letters(Script::Latin));
    }
    let title = Title::read(text);
    let text = title.from(Side::Start);
    main_class(text, text.units(text.len()))
}

/// Whether a text is of Latin letters alone, of those that no language has to itself.
fn is_plainly_latin(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c < '\u{aa}' || ('\u{c0}'..='\u{24f}').contains(&c) || matches!(c, '\u{2010}'..='\u{2026}'))
}
