//! What is compressed, read as what it was before.

use super::Format;
use super::budget::{Budget, Metered};
use std::io::{self, BufRead, BufReader, Read};

/// Reads through a compression; what is none is read as it is. What comes out is paid for.
pub fn expand<'a>(format: Format, source: impl Read + 'a, budget: &'a Budget<'a>) -> io::Result<Box<dyn Read + 'a>> {
    let source = BufReader::with_capacity(64 << 10, source);
    Ok(match format {
        Format::Gzip => Box::new(Metered::new(Gunzip::new(source), budget)),
        Format::Zstd => Box::new(Metered::new(zstd::stream::read::Decoder::with_buffer(source)?, budget)),
        Format::Bzip2 => Box::new(Metered::new(bzip2::bufread::MultiBzDecoder::new(source), budget)),
        Format::Zip | Format::Tar | Format::Warc => Box::new(source),
    })
}

/// After so many damaged members the rest is not looked through for whole ones.
const MOST_DAMAGED: usize = 1000;

/// All members of a gzip file in a row. After an error it can be read on from the next member, which
/// is what a web archive, each of whose records is one, wants.
pub(super) struct Gunzip<R: BufRead> {
    state: State<R>,
    damaged: usize,
}

enum State<R: BufRead> {
    Between(R),
    Within(Box<flate2::bufread::GzDecoder<R>>),
    Ended,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(source: R) -> Self {
        Self { state: State::Between(source), damaged: 0 }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(mut source) => {
                    if to_magic(&mut source)? {
                        self.state = State::Within(Box::new(flate2::bufread::GzDecoder::new(source)));
                    }
                }
                State::Within(mut member) => match member.read(buffer) {
                    Ok(0) if !buffer.is_empty() => self.state = State::Between(member.into_inner()),
                    Ok(read) => {
                        self.state = State::Within(member);
                        return Ok(read);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                        self.state = State::Within(member);
                        return Err(error);
                    }
                    Err(error) => {
                        self.damaged += 1;
                        if self.damaged < MOST_DAMAGED {
                            self.state = State::Between(member.into_inner());
                        }
                        return Err(error);
                    }
                },
            }
        }
    }
}

/// Goes on to where a gzip member begins; false if none comes any more. The first two of its bytes
/// are left unread only together with the third, so they are looked for within one buffer; one that
/// lies across two is the price of damage, never of a sound file.
fn to_magic(source: &mut impl BufRead) -> io::Result<bool> {
    const MAGIC: &[u8] = b"\x1f\x8b\x08";
    loop {
        let held = source.fill_buf()?;
        if held.is_empty() {
            return Ok(false);
        }
        // A member may begin with the last bytes of a buffer: its header is then taken on trust.
        let near = held.len().min(MAGIC.len());
        if held[..near] == MAGIC[..near] {
            return Ok(true);
        }
        let length = held.len();
        let found = held.windows(MAGIC.len()).position(|window| window == MAGIC);
        source.consume(found.unwrap_or(length));
    }
}
