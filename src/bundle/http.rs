//! An answer of a web server as a web archive keeps it: its head, and its body as it was before it
//! was cut into chunks and compressed (RFC 9112, RFC 9110 section 8.4).
//!
//! Some programs undo either and leave the head as it was, so both are believed only where the
//! body's first bytes bear them out.

use super::budget::{Budget, Metered};
use super::expand::Gunzip;
use super::warc::line;
use super::{Format, broken};
use std::io::{self, BufRead, BufReader, Read};

/// As many lines as any server sends.
const MOST_HEADERS: usize = 1000;
/// An answer is encoded at most so often.
const MOST_CODINGS: usize = 3;

/// The head of an answer.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) status: u16,
    /// `Content-Type`, as written.
    pub(super) media: String,
    codings: String,
    is_chunked: bool,
}

/// Reads the head of an answer.
pub(super) fn head(source: &mut impl BufRead) -> io::Result<Head> {
    let first = line(source)?.unwrap_or_default();
    let first = String::from_utf8_lossy(&first);
    let mut words = first.split_whitespace();
    let is_http = words.next().is_some_and(|version| version.starts_with("HTTP/"));
    let status = words.next().and_then(|status| status.parse().ok()).filter(|_| is_http);
    let mut head = Head { status: status.ok_or_else(|| broken("no answer of a web server"))?, ..Head::default() };
    for _ in 0..MOST_HEADERS {
        let Some(line) = line(source)? else { break };
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => value.clone_into(&mut head.media),
            "content-encoding" => head.codings = value.to_ascii_lowercase(),
            "transfer-encoding" => head.is_chunked |= value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    Ok(head)
}

/// The `charset` of a media type (RFC 9110, 8.3.1).
pub(super) fn charset(media: &str) -> Option<String> {
    let mut parameters = media.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let label = label.trim().trim_matches(['"', '\'']);
    (!label.is_empty()).then(|| label.to_owned())
}

impl Head {
    /// The body without chunks and compression.
    pub(super) fn body<'a>(&self, source: impl BufRead + 'a, budget: &'a Budget<'a>) -> Box<dyn Read + 'a> {
        let mut body: Box<dyn BufRead + 'a> = Box::new(source);
        if self.is_chunked {
            body = Box::new(BufReader::new(Chunked { source: body, left: 0, state: State::First }));
        }
        for coding in self.codings.rsplit(',').map(str::trim).take(MOST_CODINGS) {
            body = decoded(coding, body, budget);
        }
        Box::new(body)
    }
}

fn decoded<'a>(coding: &str, mut body: Box<dyn BufRead + 'a>, budget: &'a Budget<'a>) -> Box<dyn BufRead + 'a> {
    const WINDOW: usize = 16 << 10;
    let ahead = body.fill_buf().unwrap_or_default();
    let format = Format::of(ahead);
    let is_text = matches!(ahead.trim_ascii_start().first(), Some(b'<' | b'{' | b'\xef'));
    // RFC 1950: the method, and a checksum over it.
    let is_zlib = matches!(ahead, [first, second, ..]
        if first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31));
    let expanded: Box<dyn Read + 'a> = match coding {
        "gzip" | "x-gzip" if format == Some(Format::Gzip) => Box::new(Gunzip::new(body)),
        "zstd" if format == Some(Format::Zstd) => match zstd::stream::read::Decoder::with_buffer(body) {
            Ok(decoder) => Box::new(decoder),
            Err(_) => Box::new(io::empty()),
        },
        "deflate" if is_zlib => Box::new(flate2::bufread::ZlibDecoder::new(body)),
        "deflate" if !is_text => Box::new(flate2::bufread::DeflateDecoder::new(body)),
        "br" if !is_text => Box::new(brotli_decompressor::Decompressor::new(body, WINDOW)),
        _ => return body,
    };
    Box::new(BufReader::new(Metered::new(expanded, budget)))
}

/// A body in chunks (RFC 9112, 7.1); one that is not, though it was said to be, as it is.
struct Chunked<R> {
    source: R,
    left: u64,
    state: State,
}

enum State {
    First,
    Within,
    Plain,
    Ended,
}

impl<R: BufRead> Chunked<R> {
    /// The size of the next chunk; `None` if none is said.
    fn size(&mut self) -> io::Result<Option<u64>> {
        let line = line(&mut self.source)?.unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        let digits = line.split(';').next().unwrap_or("").trim();
        Ok(u64::from_str_radix(digits, 16).ok())
    }

    /// Whether the first line says a chunk's size.
    fn begins(&mut self) -> io::Result<bool> {
        let ahead = self.source.fill_buf()?;
        let digits = ahead.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let next = ahead[digits..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        Ok((1..=16).contains(&digits) && matches!(next, Some(b'\r' | b'\n' | b';')))
    }
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if matches!(self.state, State::First) && !self.begins()? {
            self.state = State::Plain;
        }
        match self.state {
            State::Ended => return Ok(0),
            State::Plain => return self.source.read(buffer),
            State::First | State::Within => {}
        }
        if self.left == 0 {
            if matches!(self.state, State::Within) {
                line(&mut self.source)?;
            }
            self.state = State::Within;
            match self.size()? {
                Some(size) if size > 0 => self.left = size,
                _ => {
                    self.state = State::Ended;
                    return Ok(0);
                }
            }
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read as u64;
        if read == 0 {
            self.state = State::Ended;
        }
        Ok(read)
    }
}
