//! What follows an item's header, taken apart: excerpt, text, and the tail with its comment feed,
//! count, picture and caption.

use super::{is_comment_feed, is_picture};
use crate::article::Image;
use crate::parse::markup::plain;

/// What follows a header.
#[derive(Debug)]
pub struct Parts<'a> {
    pub excerpt: &'a str,
    pub body: &'a str,
    pub tail: &'a str,
    /// Whether it is all there.
    pub whole: bool,
}

/// By the ends of CDATA sections where there are any, else by the tail's address and by what an
/// excerpt ends in.
pub fn parts<'a>(region: &'a str, link: Option<&str>, is_last: bool) -> Parts<'a> {
    let (first, last) = (region.find("]]>"), region.rfind("]]>"));
    let rest = last.map_or(region, |at| &region[at + 3..]);
    let tail_at = region.len() - rest.len() + tail_start(rest, link);
    let tail = &region[tail_at..];
    let ends = !is_last || !tail.trim().is_empty();
    match (first, last) {
        (Some(first), Some(last)) if first < last => {
            let open = region[last + 3..tail_at].trim();
            // text after the last mark belongs to the body, before the tail
            let body = if open.is_empty() { &region[first + 3..last] } else { &region[first + 3..tail_at] };
            Parts { excerpt: &region[..first], body, tail, whole: true }
        }
        (Some(only), _) => {
            let after = region[only + 3..tail_at].trim();
            let before = &region[..only];
            if !after.is_empty() {
                Parts { excerpt: before, body: &region[only + 3..tail_at], tail, whole: ends }
            } else if ends_in_dots(before) || before.trim().lines().count() < 2 {
                Parts { excerpt: before, body: "", tail, whole: true }
            } else {
                let (excerpt, body) = without_marks(before);
                Parts { excerpt, body, tail, whole: true }
            }
        }
        _ => {
            let (excerpt, body) = without_marks(&region[..tail_at]);
            Parts { excerpt, body, tail, whole: ends }
        }
    }
}

/// An excerpt repeats the beginning of the text that it stands before; else a first paragraph that
/// breaks off is the excerpt of what follows.
fn without_marks(text: &str) -> (&str, &str) {
    let text = text.trim();
    if let Some(at) = repeated_beginning(text) {
        return text.split_at(at);
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if ends_in_dots(first) { (first, rest) } else { ("", text) }
}

/// Where the first words of a text come again, after all of them or after dots.
fn repeated_beginning(text: &str) -> Option<usize> {
    const KEY: usize = 24;
    const LONGEST: usize = 4000;
    let key = &text[..text.floor_char_boundary(KEY)];
    if key.len() + 8 < KEY {
        return None;
    }
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let at = key.len() + head[key.len()..].find(key)?;
    let same: usize = text[at..].chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let before = &text[..at];
    let is_parted = before.ends_with(char::is_whitespace) || before.ends_with('>');
    let breaks_off = ["…", "...", "[&hellip;]", "[&#8230;]"].iter().any(|dots| before.contains(dots));
    (is_parted && (breaks_off || same + 8 >= before.trim_end().len())).then_some(at)
}

/// An excerpt up to its dots: what stands behind them is the feed's own tail, which names the
/// article again.
pub fn without_feed_tail<'a>(excerpt: &'a str, title: &str) -> &'a str {
    let paragraph = last_paragraph(excerpt, title).map(|(start, _)| start).filter(|start| *start > 0);
    paragraph.or_else(|| feed_tail(excerpt, title)).map_or(excerpt, |at| &excerpt[..at])
}

/// The text, and the feed's tail at its end on one line: from the sentence on that names the
/// article and ends soon after.
pub fn parted_feed_tail(body: &str, title: &str) -> (String, String) {
    if let Some((start, end)) = last_paragraph(body, title) {
        return (format!("{}{}", &body[..start], body[end..].trim_end()), body[start..end].to_owned());
    }
    let (text, tail) = body.split_at(feed_tail(body, title).unwrap_or(body.len()));
    (text.trim_end().to_owned(), tail.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Where the last paragraph of a markup begins and ends, if it names the article.
fn last_paragraph(text: &str, title: &str) -> Option<(usize, usize)> {
    let start = text.rfind("<p>").or_else(|| text.rfind("<p "))?;
    let end = start + text[start..].find("</p>")? + "</p>".len();
    let is_short = end - start < 3 * title.len() + 500;
    (is_short && title.len() > 3 && text[start..end].contains(title)).then_some((start, end))
}

/// Where the last sentence or line begins that names the article, if the text ends soon after.
/// Tools that put each element on a line of its own put the title on one.
fn feed_tail(text: &str, title: &str) -> Option<usize> {
    const LONGEST_BEFORE: usize = 80;
    const LONGEST_AFTER: usize = 120;
    const ENDS: [&str; 13] = [". ", "! ", "? ", "” ", "» ", "…", "] ", "]\n", "...", "。", "！", "？", "؟ "];
    let (text, title) = (text.trim_end(), title.trim());
    let named = text.rfind(title).filter(|_| title.len() > 3)?;
    if text.len() - named - title.len() > LONGEST_AFTER {
        return None;
    }
    let from = text.ceil_char_boundary(named.saturating_sub(LONGEST_BEFORE));
    let before = text[..named].trim_end_matches(['\n', ' ', '\t']);
    let before = before.get(from..).unwrap_or("");
    let line = before.rfind('\n').map(|at| at + 1);
    let sentence = ENDS.iter().filter_map(|end| before.rfind(end).map(|at| at + end.len())).max();
    line.max(sentence).map(|at| from + at)
}

fn ends_in_dots(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches("</p>");
    ["…", "...", "[…]", "[...]", "[&hellip;]", "&hellip;", "[&#8230;]"].iter().any(|dots| text.ends_with(dots))
}

/// Where the tail begins in what follows the text: at the item's own comment feed, or at the
/// address of a picture that begins a line or is alone after a mark.
fn tail_start(rest: &str, link: Option<&str>) -> usize {
    let own_feed = link.map(|link| format!("{}/feed", link.trim_end_matches('/')));
    let mut from = 0;
    let mut start = rest.len();
    for line in rest.split_inclusive('\n') {
        let text = line.trim_start();
        let at = from + line.len() - text.len();
        let begins = text.starts_with("http://") || text.starts_with("https://");
        let address = text.split_whitespace().next().unwrap_or("");
        if begins && (is_comment_feed(address) || is_picture(address)) {
            start = start.min(at);
        } else if let Some(place) = own_feed.as_ref().and_then(|feed| line.find(feed.as_str())) {
            start = start.min(from + place);
        } else if start < rest.len() && !text.is_empty() && !begins && text.len() > 400 {
            // a whole paragraph after a picture's address: that one stood in the text
            start = rest.len();
        }
        from += line.len();
    }
    if start == rest.len() { start - last_picture(rest) } else { start }
}

/// How many bytes from the end of the last line a picture's address with a caption begins.
fn last_picture(text: &str) -> usize {
    const LONGEST_CAPTION: usize = 300;
    let line = text.rsplit('\n').next().unwrap_or(text);
    let place = line.rfind(" http").map(|at| &line[at + 1..]);
    let picture = place.filter(|tail| tail.split_whitespace().next().is_some_and(is_picture));
    picture.map_or(0, |tail| if tail.len() <= LONGEST_CAPTION { tail.len() } else { 0 })
}

/// What a tail says.
#[derive(Debug, Default)]
pub struct Tail<'a> {
    /// The article whose comments the feed holds.
    pub article: Option<&'a str>,
    pub comments: Option<u32>,
    pub image: Option<Image>,
    /// Lines that are no tail.
    pub text: String,
}

impl<'a> Tail<'a> {
    /// Fields one after the other, on one line or on several.
    pub fn read(tail: &'a str, site_name: Option<&str>) -> Self {
        let mut read = Self::default();
        let mut rest = tail.trim_start();
        while !rest.is_empty() {
            let address = rest.split_whitespace().next().unwrap_or("");
            rest = if is_comment_feed(address) && address.starts_with("http") {
                read.article = address.rfind("/feed").map(|at| &address[..=at]);
                read.count(rest[address.len()..].trim_start())
            } else if read.image.is_none() && is_picture(address) {
                read.picture(address, &rest[address.len()..], site_name)
            } else {
                let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
                read.line(rest[..end].trim(), site_name);
                &rest[end..]
            };
            rest = rest.trim_start();
        }
        read
    }

    /// The number behind a comment feed; what follows it.
    fn count(&mut self, rest: &'a str) -> &'a str {
        let word = rest.split_whitespace().next().unwrap_or("");
        let count = word.parse().ok();
        self.comments = count.or(self.comments);
        if count.is_some() { &rest[word.len()..] } else { rest }
    }

    /// A caption goes as far as its line; on lines of its own it follows the site's name.
    fn picture(&mut self, address: &str, rest: &'a str, site_name: Option<&str>) -> &'a str {
        const LONGEST_CAPTION: usize = 400;
        let own_line = rest.find('\n').unwrap_or(rest.len());
        let mut end = tail_address(&rest[..own_line]);
        let mut caption = without_site_name(rest[..end].trim(), site_name);
        for _ in 0..2 {
            if !caption.is_empty() || !rest[..own_line].trim().is_empty() {
                break;
            }
            let more = &rest[end..];
            let skipped = more.len() - more.trim_start().len();
            let line = more[skipped..].split('\n').next().unwrap_or("");
            let is_caption = !line.contains("http") && line.len() <= LONGEST_CAPTION && line.trim() != "]]>";
            if !is_caption {
                break;
            }
            end += skipped + line.len();
            caption = without_site_name(line.trim(), site_name);
        }
        let caption = Some(plain(caption)).filter(|caption| !caption.is_empty());
        self.image = Some(Image { url: address.to_owned(), caption });
        &rest[end..]
    }

    fn line(&mut self, line: &str, site_name: Option<&str>) {
        let names_nothing = line == "]]>" || line.is_empty() || site_name == Some(line) || line.starts_with("http");
        if !names_nothing {
            self.text.push_str(line);
            self.text.push_str("\n\n");
        }
    }
}

fn without_site_name<'a>(caption: &'a str, site_name: Option<&str>) -> &'a str {
    site_name.and_then(|name| strip_words(caption, name)).unwrap_or(caption)
}

/// What follows these words at the beginning of a text. Where a tool put fields together without a
/// space, a capital begins the next.
pub fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(words)?;
    let begins = rest.chars().next().is_none_or(|c| c.is_whitespace() || c.is_uppercase() || c == '(');
    begins.then(|| rest.trim_start())
}

/// Where the next address begins that belongs to a tail; captions may have others in them.
pub fn tail_address(text: &str) -> usize {
    let mut at = 0;
    while let Some(start) = address_start(&text[at..]) {
        let address = text[at + start..].split_whitespace().next().unwrap_or("");
        let word_begins = text[..at + start].chars().next_back().is_none_or(char::is_whitespace);
        if word_begins && (is_comment_feed(address) || is_picture(address)) {
            return at + start;
        }
        at += start + address.len();
    }
    text.len()
}

/// Where the first address begins.
pub fn address_start(text: &str) -> Option<usize> {
    match (text.find("http://"), text.find("https://")) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
