//! Bytes to text and shape. The content decides, never a file's name or a server's word: a feed
//! saved as `.html` is a feed.
//!
//! Called by `ingest`. Which kind of text a text is (a flattened feed, a blog, one article) is the
//! parsers' to say: it takes their grammar to tell.

mod decoder;
mod mojibake;
mod raw;

pub use decoder::Decoder;
pub use mojibake::Signs;
pub use raw::{encoded, mark};

use crate::article::Mangling;

use crate::text::decode_entities;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::Regex;
use std::sync::LazyLock;

/// What bytes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The text in UTF-8, without byte order mark; a feed begins at its root element, or at
    /// the declaration before it that defines entities.
    pub text: String,
    /// How to read it.
    pub shape: Shape,
    /// The encoding it came in, by its WHATWG name.
    pub encoding: &'static str,
    /// Whether nothing in it tells the encoding, only what it was sent with.
    pub is_as_told: bool,
    /// How its letters were mangled, which is put right.
    pub mangling: Mangling,
    /// How it lies in the bytes.
    lie: raw::Lie,
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// RSS or Atom.
    Feed,
    /// JSON Feed, or posts from WordPress's REST interface.
    JsonFeed,
    /// An HTML page.
    Page,
    /// Text without markup.
    Text,
    /// JSON, but no feed.
    Json,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or only white space.
    #[error("is empty")]
    Empty,
    /// Pictures, programs, archives.
    #[error("is not text")]
    Binary,
}

/// Text and shape of any bytes.
pub fn sniff(bytes: &[u8]) -> Result<Sniffed, Unreadable> {
    sniff_by(bytes, None, None)
}

/// The same for a part of an input that is mangled in a known way, or for an input that was sent with
/// the label of a charset: a hint, asked only where the text neither shows nor declares what it is in.
pub fn sniff_by(bytes: &[u8], mangling: Option<Mangling>, charset: Option<&str>) -> Result<Sniffed, Unreadable> {
    if is_known_binary(bytes) {
        return Err(Unreadable::Binary);
    }
    let Decoded { text: decoded, encoding, is_as_told } = decode(bytes, charset)?;
    let mangling = mangling.unwrap_or_else(|| Signs::of(&decoded));
    let lie = raw::Lie::of(&decoded, encoding, bytes);
    let (text, trace) = mojibake::repaired(decoded, mangling);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let (shape, begins) = shape(&text);
    let (text, start) = match begins {
        Begins::At(0) => (text, Some(0)),
        Begins::At(start) => (text[start..].to_owned(), Some(start)),
        Begins::Elsewhere(text) => (text, None),
    };
    Ok(Sniffed { text, shape, encoding, is_as_told, mangling, lie: lie.seen_through(trace, start) })
}

fn is_known_binary(bytes: &[u8]) -> bool {
    const MAGIC: &[&[u8]] = &[
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"%PDF-",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"\x7fELF",
        b"BZh",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
        b"Rar!\x1a",
        b"7z\xbc\xaf",
        b"SQLite format 3\0",
        b"OggS",
        b"ID3",
        b"wOFF",
        b"wOF2",
        b"\0\0\x01\0",
        b"\xca\xfe\xba\xbe",
        b"MZ\x90",
        b"\xd0\xcf\x11\xe0",
        b"!<arch>",
    ];
    let is_riff = bytes.starts_with(b"RIFF")
        && bytes.get(8..12).is_some_and(|kind| [b"WEBP", b"WAVE", b"AVI "].iter().any(|k| *k == kind));
    is_riff || bytes.get(4..8) == Some(b"ftyp") || MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// Bytes as text.
struct Decoded {
    text: String,
    encoding: &'static str,
    is_as_told: bool,
}

/// By byte order mark, by the pattern of NUL bytes, as UTF-8, by what the text declares, by what it was
/// sent with, by guess.
fn decode(bytes: &[u8], charset: Option<&str>) -> Result<Decoded, Unreadable> {
    let decoded = |text: String, encoding: &'static str| Ok(Decoded { text, encoding, is_as_told: false });
    if let Some(wide) = utf_32(bytes) {
        return decoded(wide, "UTF-32");
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(), encoding.name());
    }
    if let Some(encoding) = utf_16(bytes) {
        return decoded(encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding.name());
    }
    let controls =
        bytes.iter().filter(|byte| **byte < 9 || (14..27).contains(*byte) || (28..32).contains(*byte)).count();
    let has_nuls = bytes.contains(&0);
    if has_nuls && !looks_like_markup(bytes) || controls * 10 > bytes.len() {
        return Err(Unreadable::Binary);
    }
    // valid UTF-8 with more than ASCII in it is UTF-8, whatever it declares
    if let Ok(text) = std::str::from_utf8(bytes)
        && (!text.is_ascii() || declared(bytes).is_none_or(Encoding::is_ascii_compatible))
    {
        return decoded(text.to_owned(), UTF_8.name());
    }
    if let Some(encoding) = declared(bytes).filter(|encoding| *encoding != UTF_8) {
        let (text, _, damaged) = encoding.decode(bytes);
        if !damaged {
            return decoded(text.into_owned(), encoding.name());
        }
    }
    if let Some(encoding) = charset.and_then(told) {
        let (text, _, damaged) = encoding.decode(bytes);
        if !damaged {
            return Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), is_as_told: true });
        }
    }
    let (text, encoding) = guess(bytes);
    decoded(text, encoding)
}

/// What a server says is worth something only where it is not what servers say of anything.
fn told(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).filter(|encoding| ![UTF_8, WINDOWS_1252].contains(encoding))
}

/// An encoding shows itself within as many bytes behind the first that is not ASCII,
const TELLING: usize = 1 << 20;
/// read with as many before it.
const BEFORE_TELLING: usize = 64;

/// A few bad bytes in a UTF-8 text leave it UTF-8: they are replaced, or were windows-1252.
fn guess(bytes: &[u8]) -> (String, &'static str) {
    let (mut valid, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if valid > broken * 2 {
        let mut patched = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            patched.push_str(chunk.valid());
            patched.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
        return (patched, UTF_8.name());
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let telling = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let window = telling.saturating_sub(BEFORE_TELLING)..bytes.len().min(telling + TELLING);
    detector.feed(bytes.get(window).unwrap_or(bytes), true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding.name())
}

fn looks_like_markup(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// UTF-32 with a mark, or beginning with a `<` four bytes wide.
fn utf_32(bytes: &[u8]) -> Option<String> {
    let (start, read): (usize, fn([u8; 4]) -> u32) = match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => (4, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff] => (4, u32::from_be_bytes),
        [b'<', 0, 0, 0] => (0, u32::from_le_bytes),
        [0, 0, 0, b'<'] => (0, u32::from_be_bytes),
        _ => return None,
    };
    let units = bytes[start..].as_chunks::<4>().0.iter();
    Some(units.map(|unit| char::from_u32(read(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// UTF-16 without a mark: in a text that has any ASCII, every other byte is mostly zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) / 2 * 2).filter(|head| head.len() >= 8)?;
    let (pairs, _) = head.as_chunks::<2>();
    let high_first = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let high_last = pairs.iter().filter(|pair| pair[1] == 0 && pair[0] != 0).count();
    let is_text = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(head);
        let odd =
            text.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == char::REPLACEMENT_CHARACTER).count();
        odd * 50 < text.chars().count()
    };
    if high_last * 4 > pairs.len() && high_first * 8 < high_last && is_text(UTF_16LE) {
        Some(UTF_16LE)
    } else if high_first * 4 > pairs.len() && high_last * 8 < high_first && is_text(UTF_16BE) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What an XML declaration or a page's `<meta>` says; the standard reads latin-1 as windows-1252
/// and, in a text that is plainly made of single bytes, UTF-16 as UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?i)(?:<\?xml[^>]*?\sencoding\s*=|<meta[^>]*?charset\s*=)\s*["']?\s*([\w:.+-]+)"#).ok()
    });
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
    let label = LABEL.as_ref()?.captures(&head)?.get(1)?.as_str().to_owned();
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// How far into a text a feed may begin.
const FEED_WITHIN: usize = 64 * 1024;
/// How much text may stand before it: a server's warning, a browser's "no style information".
const WORDS_BEFORE: usize = 60;

/// Where what is to be read begins.
enum Begins {
    At(usize),
    /// It is a text of its own, made of the one that came.
    Elsewhere(String),
}

fn shape(text: &str) -> (Shape, Begins) {
    if is_rest_answer(text.trim_start()) {
        return (Shape::JsonFeed, Begins::At(0));
    }
    if let Some(at) = json_feed_start(text) {
        return (Shape::JsonFeed, Begins::At(at));
    }
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        // JSON that breaks off is still no article
        let is_json = start.get(1..).is_some_and(|rest| rest.trim_start().starts_with(['"', '{', '[', '}', ']']));
        if is_json || serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok() {
            return (Shape::Json, Begins::At(0));
        }
    }
    if let Some(at) = feed_start(text) {
        return (Shape::Feed, Begins::At(with_declaration(text, at)));
    }
    if let Some((shape, feed)) = escaped_feed(text) {
        return (shape, Begins::Elsewhere(feed));
    }
    if is_page(start) {
        return (Shape::Page, Begins::At(0));
    }
    // what is left of a feed that breaks off in its first tag, and XML of other kinds
    let is_xml = ["<?xml", "<rss", "<feed", "<rdf:"].iter().any(|mark| start.starts_with(mark));
    (if is_xml { Shape::Feed } else { Shape::Text }, Begins::At(0))
}

/// Where a JSON Feed begins: at the start, or behind a guard against scripts or a function's name
/// (`)]}'`, `callback(`).
fn json_feed_start(text: &str) -> Option<usize> {
    static GUARD: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\s*(?:\)\]\}'?,?|while\s*\(1\);|(?:/\*\*/)?\s*[\w.$]{1,64}\()?\s*\{").ok());
    let at = GUARD.as_ref()?.find(text)?.end() - 1;
    let feed = &text[at..];
    let has = |names: &[&str]| names.iter().any(|name| feed.contains(name));
    let is_feed = has(&["jsonfeed.org/version"])
        || has(&["\"items\""]) && has(&["\"version\"", "\"content_html\"", "\"content_text\"", "\"date_published\""]);
    is_feed.then_some(at)
}

/// Posts as WordPress's REST interface gives them: the form of their texts is no one else's.
fn is_rest_answer(start: &str) -> bool {
    static TEXT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#""(?:title|content|excerpt)"\s*:\s*\{\s*"(?:rendered|raw|protected)"\s*:"#).ok());
    start.starts_with(['{', '[']) && TEXT.as_ref().is_some_and(|form| form.is_match(start))
}

/// Where the document type declaration before a root element begins, if it defines entities.
fn with_declaration(text: &str, root: usize) -> usize {
    let before = &text[..root];
    before.rfind("<!DOCTYPE").filter(|at| before[*at..].contains("<!ENTITY")).unwrap_or(root)
}

/// Where a feed's root element begins, if hardly anything stands before it.
fn feed_start(text: &str) -> Option<usize> {
    static ROOT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)<(?:[\w-]+:){0,2}(?:(rss|rdf)|feed|channel|entry|item)(?:\s[^<>]*)?>").ok());
    static CHILD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)<(?:[\w-]+:)?(?:title|link|item|entry|channel|id|updated|description)[\s/>]").ok()
    });
    let head = floor(text, FEED_WITHIN);
    let root =
        ROOT.as_ref()?.captures_iter(head).find(|found| !in_comment(head, found.get(0).map_or(0, |m| m.start())))?;
    let at = root.get(0)?.start();
    let inside = floor(&text[at..], FEED_WITHIN);
    let is_feed = root.get(1).is_some() || inside.contains("xmlns") || CHILD.as_ref()?.is_match(inside);
    (is_feed && words_shown(&text[..at]) <= WORDS_BEFORE).then_some(at)
}

fn in_comment(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.rfind("<!--").is_some_and(|open| before.rfind("-->").is_none_or(|close| close < open))
}

/// A feed shown as text on a page, or the text alone: tags that browsers colour it with gone,
/// unescaped as often as it was escaped.
fn escaped_feed(text: &str) -> Option<(Shape, String)> {
    const MOST: usize = 3;
    static ROOT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)&(?:amp;){0,2}lt;\s*(?:<[^>]*>)*\s*(?:\?xml|rss|rdf:RDF|feed)\b").ok());
    static JSON: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)<(?:pre|body|p|div)\b[^>]*>(?:\s|<[^>]*>)*\{").ok());
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<[^<>]*>").ok());
    let (start, head) = (text.trim_start(), floor(text, FEED_WITHIN));
    if !start.starts_with("&lt;") && !start.starts_with("&amp;lt;") && !is_page(start) {
        return None;
    }
    let shown = |at: usize| words_shown(&text[..at]) <= WORDS_BEFORE;
    if let Some(at) = JSON.as_ref()?.find(head).map(|found| found.end() - 1).filter(|at| shown(*at)) {
        let source = text[at..].split("</pre").next().unwrap_or("");
        let source = decode_entities(&TAG.as_ref()?.replace_all(source, "")).into_owned();
        if json_feed_start(&source).is_some() {
            return Some((Shape::JsonFeed, source));
        }
    }
    let at = ROOT.as_ref()?.find(head)?.start();
    if !shown(at) {
        return None;
    }
    let mut source = TAG.as_ref()?.replace_all(&text[at..], "").into_owned();
    for _ in 0..MOST {
        source = decode_entities(&source).into_owned();
        if let Some(start) = feed_start(&source) {
            return Some((Shape::Feed, source[with_declaration(&source, start)..].to_owned()));
        }
    }
    None
}

/// Words that a reader would see: no tags, styles, scripts, head or comments.
fn words_shown(markup: &str) -> usize {
    static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!doctype[^\[>]*(?:\[.*?\]\s*>|>)|<(?:script|style|title).*?(?:</(?:script|style|title)>|$)|<[^>]*(?:>|$)").ok()
    });
    HIDDEN.as_ref().map_or(0, |hidden| hidden.replace_all(markup, " ").split_whitespace().count())
}

fn is_page(start: &str) -> bool {
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)<(?:!doctype html|html|head|body|article|main|section|div|p|h[1-6]|table|ul|meta|title)(?:\s[^<>]*)?/?>").ok()
    });
    let head = floor(start, 16 * 1024);
    let tags = TAG.as_ref().map_or(0, |tag| tag.find_iter(head).take(3).count());
    start.starts_with('<') && tags > 0 || tags == 3 && head.contains("</")
}

/// The first bytes of a text, whole characters only.
fn floor(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
