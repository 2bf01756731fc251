//! MHTML (RFC 2557): a page saved with all that belongs to it in one file, as a message of several
//! parts. Only the page itself is of interest here.

use encoding_rs::Encoding as Charset;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{ContentType, Message, MessageParser, MessagePart, MimeHeaders};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// The page of an MHTML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its markup; in UTF-8 where the file says what it is in, else as it is.
    pub html: Vec<u8>,
    /// The web address that it was saved from.
    pub address: Option<String>,
}

/// So much of a file shows what it is.
const HEAD: usize = 16 << 10;

/// No page has parts in so many others.
const MOST_PARTED: usize = 100;

/// Whether a file begins with the header of a message that holds a page.
pub fn begins(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let (mut is_mime, mut is_page, mut names) = (false, false, 0);
    for line in head.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        names += 1;
        is_mime |= name == "mime-version";
        is_page |= name == "content-type" && (value.trim().starts_with("multipart/") || value.contains("text/html"));
    }
    names > 1 && is_mime && is_page
}

/// The page in an MHTML file; `None` if there is none in it.
pub fn page(bytes: &[u8]) -> Option<Page> {
    // For each part that says it has parts, the parser looks for its end through all that follows.
    static PARTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?im-u)^content-type:\s*multipart/").ok());
    if PARTED.as_ref()?.find_iter(bytes).take(MOST_PARTED + 1).count() > MOST_PARTED {
        return None;
    }
    let message = MessageParser::new().parse(bytes)?;
    let root = root(&message)?;
    let location = root.content_location().or_else(|| {
        let saved = message.header("Snapshot-Content-Location").and_then(|value| value.as_text());
        saved.or_else(|| message.content_location())
    });
    let is_web = |address: &&str| address.starts_with("http://") || address.starts_with("https://");
    let address = location.map(str::trim).filter(is_web).map(str::to_owned);
    let body = bytes.get(root.offset_body as usize..root.offset_end as usize)?;
    // What the part says, since the parser takes one that is damaged for not encoded at all.
    let html = match root.content_transfer_encoding().map(str::trim) {
        Some(coding) if coding.eq_ignore_ascii_case("quoted-printable") => quoted_printable(body),
        Some(coding) if coding.eq_ignore_ascii_case("base64") => base64_decode(body)?,
        _ => body.to_vec(),
    };
    let charset = root.content_type().and_then(|media| media.attribute("charset"));
    let html = match charset.and_then(|label| Charset::for_label(label.as_bytes())) {
        Some(charset) => charset.decode(&html).0.into_owned().into_bytes(),
        None => html,
    };
    Some(Page { html, address })
}

/// The part that the others belong to: the one that the header names, else the first page.
fn root<'a, 'x>(message: &'a Message<'x>) -> Option<&'a MessagePart<'x>> {
    let is_page = |part: &&MessagePart| part.content_type().is_some_and(is_html);
    let start = message.content_type().and_then(|media| media.attribute("start"));
    let start = start.map(|id| id.trim_matches(['<', '>']));
    let named = message.parts.iter().find(|part| start.is_some() && part.content_id() == start);
    named.filter(is_page).or_else(|| message.parts.iter().find(is_page))
}

fn is_html(media: &ContentType) -> bool {
    let is = |kind: &str, form: &str| {
        media.ctype().eq_ignore_ascii_case(kind) && media.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case(form))
    };
    is("text", "html") || is("application", "xhtml+xml")
}

/// RFC 2045, 6.7; what is no escape stays as it is.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'=') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
        match (rest, end.map(|end| &rest[end..])) {
            ([high, low, after @ ..], _) if let (Some(high), Some(low)) = (hex(*high), hex(*low)) => {
                out.push(high << 4 | low);
                rest = after;
            }
            (_, Some([b'\r', b'\n', after @ ..] | [b'\n', after @ ..])) => rest = after,
            _ => out.push(b'='),
        }
    }
    out.extend_from_slice(rest);
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_gives_back_what_was_quoted() {
        assert_eq!(quoted_printable(b"a=3Db=\r\nc =E2=80=93 d=zz=\nend="), "a=bc – d=zzend=".as_bytes());
        assert_eq!(quoted_printable(b"= \r\nx"), b"x");
    }

    #[test]
    fn only_a_message_with_a_page_is_one() {
        assert!(begins(
            b"From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"b\"\r\n\r\n"
        ));
        assert!(!begins(b"Note: a text\nwith lines\n\nMIME-Version: 1.0"));
        assert!(!begins(b"Author: Ada\nTitle: MIME-Version\n\ntext/html"));
        assert!(!begins(b""));
    }
}
