//! The text of a post as its author wrote it, made into the markup that its site shows.
//!
//! WordPress keeps paragraphs as empty lines and puts the `<p>` in when a page is asked for
//! (`wpautop` in `wp-includes/formatting.php`), unless the post is made of blocks. Shortcodes stand for
//! what plug-ins make: an embedded address becomes a link; what only lists pictures or plays sound is
//! marked as hidden, so that cleaning takes it out with a record.

use regex::{Captures, Regex};
use std::sync::LazyLock;

type Pattern = LazyLock<Option<Regex>>;

/// The markup of a post's text.
pub fn html(raw: &str) -> String {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    let text = shortcodes(&text);
    // Blocks bring their own paragraphs.
    if text.contains("<!-- wp:") { text } else { paragraphs(&text) }
}

fn shortcodes(text: &str) -> String {
    static EMBED: Pattern =
        LazyLock::new(|| Regex::new(r"(?i)\[embed\b[^\]\[]*\]\s*(https?://[^\s\[\]<>]+)\s*\[/embed\]").ok());
    static PLAYED: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\[(?:gallery|playlist|audio|video)\b[^\]\[]*\](?:\s*\[/(?:playlist|audio|video)\])?").ok()
    });
    let (Some(embed), Some(played)) = (EMBED.as_ref(), PLAYED.as_ref()) else { return text.to_owned() };
    let text = embed.replace_all(text, "<a href=\"$1\">$1</a>");
    played.replace_all(&text, "\n\n<div hidden>$0</div>\n\n").into_owned()
}

/// Text between these is no text.
fn paragraphs(text: &str) -> String {
    static KEPT: Pattern = LazyLock::new(|| {
        Regex::new(r"(?is)<(?:pre|script|style|textarea)\b.*?</(?:pre|script|style|textarea)\s*>").ok()
    });
    let Some(kept) = KEPT.as_ref() else { return text.to_owned() };
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut from = 0;
    for found in kept.find_iter(text) {
        wrapped(&text[from..found.start()], &mut out);
        out.push_str(found.as_str());
        from = found.end();
    }
    wrapped(&text[from..], &mut out);
    out
}

/// Paragraphs around what stands between empty lines and no block element.
fn wrapped(text: &str, out: &mut String) {
    static BLOCK: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?i)<(/?)(?:(blockquote|div|section|article|aside|center|details)|table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|dl|dd|dt|ul|ol|li|form|map|area|address|style|p|h[1-6]|hr|fieldset|legend|hgroup|header|footer|nav|figure|figcaption|summary|iframe|object)(?:\s[^<>]*)?/?>",
        )
        .ok()
    });
    static EMPTY: Pattern = LazyLock::new(|| Regex::new(r"\n[ \t\u{a0}]*\n\s*").ok());
    let (Some(block), Some(empty)) = (BLOCK.as_ref(), EMPTY.as_ref()) else {
        out.push_str(text);
        return;
    };
    let parted = block.replace_all(text, |found: &Captures| {
        let is_end = found.get(1).is_some_and(|slash| !slash.is_empty());
        let holds_paragraphs = found.get(2).is_some();
        let before = if holds_paragraphs || !is_end { "\n\n" } else { "" };
        let after = if holds_paragraphs || is_end { "\n\n" } else { "" };
        format!("{before}{}{after}", &found[0])
    });
    for part in empty.split(&parted).map(str::trim).filter(|part| !part.is_empty()) {
        if block.find(part).is_some_and(|found| found.start() == 0) {
            out.push_str(part);
        } else {
            out.push_str("<p>");
            out.push_str(&broken(part));
            out.push_str("</p>");
        }
        out.push('\n');
    }
}

/// Line breaks where lines end, unless there are some.
fn broken(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for (number, line) in part.split('\n').enumerate() {
        if number > 0 {
            let has_break = ["<br>", "<br/>", "<br />"].iter().any(|tag| out.ends_with(tag));
            out.push_str(if has_break { "\n" } else { "<br>\n" });
        }
        out.push_str(line.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn empty_lines_part_paragraphs_and_blocks_stay_as_they_are() {
        for (raw, made) in [
            ("One.\r\n\r\nTwo,\r\nstill two.", "<p>One.</p>\n<p>Two,<br>\nstill two.</p>\n"),
            ("One.\n<h2>Head</h2>\nTwo.", "<p>One.</p>\n<h2>Head</h2>\n<p>Two.</p>\n"),
            ("<blockquote>One.\n\nTwo.</blockquote>", "<blockquote>\n<p>One.</p>\n<p>Two.</p>\n</blockquote>\n"),
            ("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>", "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"),
            ("<p>Has its own.</p>\n\nOne.", "<p>Has its own.</p>\n<p>One.</p>\n"),
            ("<pre>a\n\nb</pre>\n\nOne.", "<pre>a\n\nb</pre><p>One.</p>\n"),
            (
                "<!-- wp:paragraph -->\n<p>A.</p>\n<!-- /wp:paragraph -->",
                "<!-- wp:paragraph -->\n<p>A.</p>\n<!-- /wp:paragraph -->",
            ),
            ("One.<br />\nTwo.", "<p>One.<br />\nTwo.</p>\n"),
            ("[embed]https://v.example/1[/embed]", "<p><a href=\"https://v.example/1\">https://v.example/1</a></p>\n"),
            (
                "One.\n[gallery ids=\"1,2\"]\nTwo.",
                "<p>One.</p>\n<div hidden>\n<p>[gallery ids=\"1,2\"]</p>\n</div>\n<p>Two.</p>\n",
            ),
            ("", ""),
        ] {
            assert_eq!(html(raw), made, "{raw}");
        }
    }
}
