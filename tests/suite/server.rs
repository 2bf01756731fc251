//! An HTTP server on loopback that does as a test says: answers by a closure, misbehaves in the ways
//! that servers do, and writes down what it was asked.
//!
//! ```ignore
//! let server = Server::new(|request| match request.path.as_str() {
//!     "/feed/" => Answer::xml(FEED).etag("\"1\""),
//!     "/slow/" => Answer::html(PAGE).drip(1, Duration::from_millis(50)),
//!     "/busy/" if request.number == 0 => Answer::status(429).header("Retry-After", "1"),
//!     "/busy/" => Answer::html(PAGE),
//!     _ => Answer::status(404),
//! });
//! let client = Client::new(&server.settings(&["news.example"])).unwrap();
//! // http://news.example/feed/ and server.url("/feed/") both end here
//! assert_eq!(server.paths(), ["/robots.txt", "/feed/"]);
//! ```

#![allow(dead_code, reason = "each test uses some of it")]

use cuttings::fetch::{Patience, Settings};
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often what waits looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(10);

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query, as they came; of what a proxy is asked, without scheme and host.
    pub path: String,
    /// The `Host` header, or the host that a proxy is asked for.
    pub host: String,
    /// In their order.
    pub headers: Vec<(String, String)>,
    /// When it had come.
    pub at: Instant,
    /// How often this path was asked before.
    pub number: usize,
    /// Requests under way when it came, itself among them.
    pub open: usize,
}

impl Request {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub fn path_alone(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// A parameter of the query, as it came.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What is answered, and how.
#[derive(Debug, Clone)]
pub struct Answer {
    code: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    wait: Duration,
    framing: Framing,
    manner: Manner,
}

#[derive(Debug, Clone)]
enum Framing {
    /// The body's own length.
    Length,
    /// Another one.
    Lie(u64),
    Chunked,
    /// The end of the connection is the end of the body.
    Close,
}

#[derive(Debug, Clone)]
enum Manner {
    Whole,
    /// So many bytes of the body, then the connection is closed.
    Cut(usize),
    /// So many bytes of the body, then the connection is reset.
    Reset(usize),
    /// So many bytes of the body, then nothing.
    Stall(usize),
    /// The body, so many bytes at a time.
    Drip(usize, Duration),
    /// Nothing at all.
    Silent,
    /// These bytes and no others, then the connection is closed.
    Raw(Vec<u8>),
    /// Headers for ever.
    EndlessHead,
    /// The body again and again, for ever.
    EndlessBody,
}

impl Answer {
    /// 200 with this body and this `Content-Type`; no such header where it is empty.
    pub fn of(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let (framing, manner) = (Framing::Length, Manner::Whole);
        let plain = Self { code: 200, headers: Vec::new(), body: body.into(), wait: Duration::ZERO, framing, manner };
        if media_type.is_empty() { plain } else { plain.header("Content-Type", media_type) }
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::of("text/html; charset=UTF-8", body)
    }

    pub fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/rss+xml; charset=UTF-8", body)
    }

    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json; charset=UTF-8", body)
    }

    pub fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::of("text/plain; charset=UTF-8", body)
    }

    /// Only a status, with a short page to it.
    pub fn status(code: u16) -> Self {
        Self { code, ..Self::html(format!("<p>{code}</p>")) }
    }

    /// 301, 302, 303, 307 or 308.
    pub fn redirect(code: u16, to: &str) -> Self {
        Self::status(code).header("Location", to)
    }

    /// These bytes and no others, then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { manner: Manner::Raw(bytes.into()), ..Self::status(200) }
    }

    /// Takes the request and never says a word.
    pub fn silent() -> Self {
        Self { manner: Manner::Silent, ..Self::status(200) }
    }

    pub fn endless_head() -> Self {
        Self { manner: Manner::EndlessHead, ..Self::status(200) }
    }

    /// The body again and again, in chunks.
    pub fn endless(self) -> Self {
        Self { manner: Manner::EndlessBody, framing: Framing::Chunked, ..self }
    }

    pub fn code(self, code: u16) -> Self {
        Self { code, ..self }
    }

    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Gives this `ETag`, and 304 to who has it.
    pub fn etag(self, etag: &str) -> Self {
        self.header("ETag", etag)
    }

    /// Gives this `Last-Modified`, and 304 to who has it and asks by no tag.
    pub fn last_modified(self, date: &str) -> Self {
        self.header("Last-Modified", date)
    }

    /// Waits before the first byte.
    pub fn after(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    pub fn cut_after(self, bytes: usize) -> Self {
        Self { manner: Manner::Cut(bytes), ..self }
    }

    pub fn reset_after(self, bytes: usize) -> Self {
        Self { manner: Manner::Reset(bytes), ..self }
    }

    pub fn stall_after(self, bytes: usize) -> Self {
        Self { manner: Manner::Stall(bytes), ..self }
    }

    /// So many bytes of the body at a time, with a pause after each.
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        Self { manner: Manner::Drip(bytes.max(1), pause), ..self }
    }

    /// Says another length than the body's own.
    pub fn length(self, length: u64) -> Self {
        Self { framing: Framing::Lie(length), ..self }
    }

    pub fn chunked(self) -> Self {
        Self { framing: Framing::Chunked, ..self }
    }

    /// Says no length; the end of the connection is the end of the body.
    pub fn until_close(self) -> Self {
        Self { framing: Framing::Close, ..self }
    }

    pub fn gzip(mut self) -> Self {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&self.body).unwrap();
        self.body = packer.finish().unwrap();
        self.header("Content-Encoding", "gzip")
    }

    pub fn zstd(mut self) -> Self {
        self.body = zstd::encode_all(self.body.as_slice(), 3).unwrap();
        self.header("Content-Encoding", "zstd")
    }

    /// In brotli's form for what can't be made smaller (RFC 7932, 9.2).
    pub fn brotli(mut self) -> Self {
        let (mut bits, mut packed) = (1_u32, Vec::new());
        for block in self.body.chunks(1 << 16) {
            // window bits (first block only), not the last, four nibbles of length, length - 1, not compressed
            let header = ((block.len() as u32 - 1) << 3) | (1 << 19);
            packed.extend_from_slice(&(header << bits).to_le_bytes()[..3]);
            packed.extend_from_slice(block);
            bits = 0;
        }
        // the last block, empty
        packed.push(if bits == 0 { 3 } else { 6 });
        self.body = packed;
        self.header("Content-Encoding", "br")
    }

    fn has(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether who asks has it already.
    fn is_known(&self, request: &Request) -> bool {
        match (request.header("If-None-Match"), self.has("ETag")) {
            (Some(known), Some(etag)) => known.split(',').any(|known| known.trim() == etag),
            (Some(_), None) => false,
            (None, _) => {
                let since = request.header("If-Modified-Since");
                since.is_some() && since == self.has("Last-Modified")
            }
        }
    }

    fn head(&self, is_known: bool) -> String {
        let (code, framing) = match (is_known, &self.framing) {
            (true, _) => (304, String::new()),
            (false, Framing::Length) => (self.code, format!("Content-Length: {}\r\n", self.body.len())),
            (false, Framing::Lie(length)) => (self.code, format!("Content-Length: {length}\r\n")),
            (false, Framing::Chunked) => (self.code, "Transfer-Encoding: chunked\r\n".to_owned()),
            (false, Framing::Close) => (self.code, "Connection: close\r\n".to_owned()),
        };
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("HTTP/1.1 {code} Answer\r\n{framing}{headers}\r\n")
    }
}

type Route = dyn Fn(&Request) -> Answer + Send + Sync;

struct Shared {
    route: Box<Route>,
    log: Mutex<Log>,
    open: AtomicUsize,
    is_over: AtomicBool,
}

#[derive(Default)]
struct Log {
    requests: Vec<Request>,
    numbers: HashMap<String, usize>,
    connections: usize,
    /// Answers that were given up because the client had gone.
    abandoned: usize,
}

/// A server that stops when it is dropped.
pub struct Server {
    socket: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Answers every request by `route`, each connection on a thread of its own.
    pub fn new(route: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::on("127.0.0.1:0", route)
    }

    /// The same on another address of this machine, such as `[::1]:0`.
    pub fn on(socket: &str, route: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(socket).unwrap();
        let socket = listener.local_addr().unwrap();
        let (log, open, is_over) = (Mutex::default(), AtomicUsize::new(0), AtomicBool::new(false));
        let shared = Arc::new(Shared { route: Box::new(route), log, open, is_over });
        let here = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if here.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), here) = (stream, Arc::clone(&here)) else { continue };
                here.log.lock().unwrap().connections += 1;
                std::thread::spawn(move || here.serve(stream));
            }
        });
        Self { socket, shared }
    }

    /// Answers these paths (with their queries), and 404 to all others.
    pub fn of<const N: usize>(answers: [(&str, Answer); N]) -> Self {
        let answers: HashMap<String, Answer> =
            answers.into_iter().map(|(path, answer)| (path.to_owned(), answer)).collect();
        Self::new(move |request| answers.get(&request.path).cloned().unwrap_or_else(|| Answer::status(404)))
    }

    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// `http://127.0.0.1:PORT` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.socket)
    }

    /// Settings for a test: no delay, little patience; these names lead to this server.
    pub fn settings(&self, names: &[&str]) -> Settings {
        let resolve = names.iter().map(|name| ((*name).to_owned(), self.socket)).collect();
        Settings { resolve, ..quick() }
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.log.lock().unwrap().requests.clone()
    }

    /// The paths asked so far, in their order.
    pub fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    /// The same without `/robots.txt`.
    pub fn asked(&self) -> Vec<String> {
        self.paths().into_iter().filter(|path| path != "/robots.txt").collect()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.paths().iter().filter(|asked| *asked == path).count()
    }

    /// The most requests that were under way at the same time.
    pub fn most_open(&self) -> usize {
        self.requests().iter().map(|request| request.open).max().unwrap_or(0)
    }

    /// Connections made so far.
    pub fn connections(&self) -> usize {
        self.shared.log.lock().unwrap().connections
    }

    /// Answers that the client did not wait for.
    pub fn abandoned(&self) -> usize {
        self.shared.log.lock().unwrap().abandoned
    }

    /// Forgets what was asked, also how often each path was.
    pub fn forget(&self) {
        *self.shared.log.lock().unwrap() = Log::default();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.socket);
    }
}

/// Settings for a test: no delay, little patience.
pub fn quick() -> Settings {
    let patience = Patience {
        connect: Duration::from_secs(2),
        first_byte: Duration::from_secs(2),
        stall: Duration::from_secs(1),
        least_rate: 200,
        total: Duration::from_secs(10),
        backoff: Duration::from_millis(10),
        retry_after: Duration::from_secs(3),
        ..Patience::default()
    };
    Settings { delay: Duration::ZERO, patience, ..Settings::default() }
}

impl Shared {
    /// One request after the other, until either side closes.
    fn serve(&self, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(LOOK));
        while let Some(head) = self.head(&mut stream) {
            let request = self.note(&head);
            let answer = (self.route)(&request);
            let goes_on = self.answer(&mut stream, &request, &answer);
            self.open.fetch_sub(1, Ordering::SeqCst);
            if !goes_on {
                return;
            }
        }
    }

    /// The head of the next request, all but its last byte: a connection that is closed while bytes of it
    /// are unread is reset.
    fn head(&self, stream: &mut TcpStream) -> Option<String> {
        let mut seen = vec![0; 64 << 10];
        loop {
            match stream.peek(&mut seen) {
                Ok(0) => return None,
                Ok(length) => {
                    if let Some(end) = seen[..length].windows(4).position(|four| four == b"\r\n\r\n") {
                        let mut head = vec![0; end + 3];
                        stream.read_exact(&mut head).ok()?;
                        return Some(String::from_utf8_lossy(&head).into_owned());
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(error) if is_waiting(&error) => {}
                Err(_) => return None,
            }
            if self.is_over.load(Ordering::Relaxed) {
                return None;
            }
        }
    }

    fn note(&self, head: &str) -> Request {
        let mut lines = head.lines();
        let target = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers: Vec<(String, String)> =
            headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
        let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, value)| value.clone());
        let (host, path) = match target.split_once("://") {
            Some((_, rest)) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                (host.to_owned(), format!("/{path}"))
            }
            None => (named.unwrap_or_default(), target.to_owned()),
        };
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        let mut log = self.log.lock().unwrap();
        let count = log.numbers.entry(path.clone()).or_default();
        let request = Request { path, host, headers, at: Instant::now(), number: *count, open };
        *count += 1;
        log.requests.push(request.clone());
        request
    }

    /// Whether the connection can be used again.
    fn answer(&self, stream: &mut TcpStream, request: &Request, answer: &Answer) -> bool {
        let is_reset = matches!(answer.manner, Manner::Reset(_));
        if !is_reset {
            let _ = stream.read_exact(&mut [0]);
        }
        if !self.pause(stream, answer.wait) {
            return false;
        }
        let is_known = answer.is_known(request);
        let head = answer.head(is_known);
        let body = if answer.code == 204 || is_known { &[] } else { answer.body.as_slice() };
        let sent = match &answer.manner {
            Manner::Silent => {
                self.stall(stream);
                return false;
            }
            Manner::Raw(bytes) => {
                let _ = stream.write_all(bytes);
                linger(stream);
                return false;
            }
            Manner::EndlessHead => {
                let _ = stream.write_all(b"HTTP/1.1 200 Answer\r\n");
                self.endlessly(stream, b"X-More: and more\r\n");
                return false;
            }
            Manner::EndlessBody => {
                let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n"].concat();
                let _ = stream.write_all(head.as_bytes());
                self.endlessly(stream, &chunk);
                return false;
            }
            Manner::Cut(bytes) => {
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(&body[..(*bytes).min(body.len())]);
                linger(stream);
                return false;
            }
            Manner::Reset(bytes) => {
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(&body[..(*bytes).min(body.len())]);
                // what was sent is lost if the reset overtakes it
                std::thread::sleep(Duration::from_millis(20));
                return false;
            }
            Manner::Stall(bytes) => {
                let _ = stream.write_all(head.as_bytes());
                let _ = stream.write_all(&body[..(*bytes).min(body.len())]);
                self.stall(stream);
                return false;
            }
            Manner::Drip(bytes, pause) => {
                let mut is_wanted = stream.write_all(head.as_bytes()).is_ok();
                for piece in body.chunks(*bytes) {
                    is_wanted = is_wanted && self.pause(stream, *pause) && stream.write_all(piece).is_ok();
                }
                is_wanted
            }
            Manner::Whole if matches!(answer.framing, Framing::Chunked) && !is_known => {
                let mut chunked = head.into_bytes();
                for piece in body.chunks(1 << 14) {
                    chunked.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                    chunked.extend_from_slice(piece);
                    chunked.extend_from_slice(b"\r\n");
                }
                chunked.extend_from_slice(b"0\r\n\r\n");
                stream.write_all(&chunked).is_ok()
            }
            Manner::Whole => stream.write_all(&[head.as_bytes(), body].concat()).is_ok(),
        };
        if !sent {
            self.log.lock().unwrap().abandoned += 1;
        }
        if is_known || matches!(answer.framing, Framing::Length | Framing::Chunked) {
            return sent;
        }
        linger(stream);
        false
    }

    /// Sends the same again and again, until the client has enough.
    fn endlessly(&self, stream: &mut TcpStream, bytes: &[u8]) {
        let mut is_wanted = true;
        while is_wanted && !self.is_over.load(Ordering::Relaxed) {
            is_wanted = stream.write_all(bytes).is_ok();
        }
    }

    /// Waits; whether the client has waited too.
    fn pause(&self, stream: &TcpStream, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        while Instant::now() < until {
            if self.is_over.load(Ordering::Relaxed) || has_gone(stream) {
                self.log.lock().unwrap().abandoned += 1;
                return false;
            }
            std::thread::sleep((until - Instant::now()).min(LOOK));
        }
        true
    }

    /// Holds the connection and does nothing until the client goes.
    fn stall(&self, stream: &TcpStream) {
        self.pause(stream, Duration::from_hours(1));
    }
}

/// Whether the other side has closed.
fn has_gone(stream: &TcpStream) -> bool {
    if stream.set_nonblocking(true).is_err() {
        return true;
    }
    let seen = stream.peek(&mut [0; 2]);
    let is_set = stream.set_nonblocking(false).is_ok();
    match seen {
        Ok(0) => true,
        // the last byte of the request may still be there
        Ok(_) => !is_set,
        Err(error) => !is_waiting(&error),
    }
}

fn is_waiting(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}

/// Ends the answer, and waits a moment for the client to see it: what is closed with bytes unread is
/// reset, and what was sent then lost.
fn linger(stream: &mut TcpStream) {
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let until = Instant::now() + Duration::from_millis(200);
    while Instant::now() < until {
        match stream.read(&mut [0; 1024]) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if is_waiting(&error) => {}
            Err(_) => return,
        }
    }
}
