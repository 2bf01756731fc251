//! The pure pipeline sniff → parse → clean, from bytes to items.
//!
//! The same bytes give the same items, whoever asks and how often: no clock, no disk, no network.
//! Called by `work` for whatever is taken in or cleaned anew. What one input's titles share is
//! judged here; the archive judges again over everything it knows, with the same two functions of
//! `clean::junk`.

mod context;
mod readable;
mod survey;

pub use survey::Survey;

use crate::article::{CanonicalUrl, Channel, Extent, Item, Kind, Overview, Source, Witness};
use crate::bundle::mhtml;
use crate::clean::junk::{Evidence, Exhibit, Known, Verdict};
use crate::clean::{channel, junk, title};
use crate::parse::feed::Pictures;
use crate::parse::{self, FoundChannel, Frame, Parsed};
use crate::sniff::encoded;
use crate::text::safe_line;
use context::Context;
use readable::{Hints, Readable, decoded, framed, parsed};

/// Where bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As the person gave it: a path, an address, `-`; of a member of a bundle the bundle's, then its
    /// name there, which in a web archive is the address that it was at.
    pub address: String,
    /// What identifies it: the absolute path, the address, or for standard input a content hash.
    pub key: String,
}

impl Origin {
    /// The web address that it was at.
    fn place(&self) -> Option<&str> {
        if is_web(&self.address) {
            return Some(&self.address);
        }
        let starts = ["/http://", "/https://"].iter().filter_map(|mark| self.address.find(mark));
        starts.min().and_then(|at| self.address.get(at + 1..))
    }
}

/// How bytes came, where they do not say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Received<'a> {
    /// The label of the charset that a web server gave for them.
    pub charset: Option<&'a str>,
    /// Whether they break off before their end.
    pub is_cut: bool,
}

/// Everything one input gave, ready for the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// Who said it.
    pub source: Source,
    /// What identifies the source, see [`Origin::key`].
    pub source_key: String,
    /// What the feed says of itself.
    pub channel: Channel,
    /// Items in the order of the input.
    pub items: Vec<Item>,
    /// What could not be read, one line each.
    pub warnings: Vec<String>,
    /// What stands around the items in the input; `None` where the input is one item.
    pub frame: Option<Frame>,
    /// Feeds that a list names.
    pub feeds: Vec<Source>,
    /// Entries of an export that were left out, since they are no published posts.
    pub left_out: usize,
}

/// Why an input gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// No bytes, or only white space.
    #[error("is empty")]
    Empty,
    /// Pictures, programs, archives of unknown kind.
    #[error("is not text, a feed or a page")]
    Binary,
    /// Readable, but without an article: what it was read as, and what to do.
    #[error("has no article in it: {0}")]
    Nothing(String),
}

/// Reads one input. Never panics; what it could not read is in the warnings.
pub fn ingest(bytes: &[u8], origin: &Origin) -> Result<Intake, IngestError> {
    received(bytes, origin, Received::default())
}

/// The same for bytes of which more is known.
pub fn received(bytes: &[u8], origin: &Origin, received: Received) -> Result<Intake, IngestError> {
    let readable = parsed(bytes, &Hints { charset: received.charset, ..Hints::default() })?;
    if readable.parsed.kind == Some(Kind::Opml) {
        return feeds(&readable.sniffed.text, &readable.parsed, origin);
    }
    let mut survey = Survey::default();
    survey.note_parsed(&readable.parsed);
    let raw = readable.raw(bytes);
    let sniffed = &readable.sniffed;
    let encoding = (raw.is_some() || sniffed.is_as_told).then(|| sniffed.encoding.to_owned());
    let is_cut = received.is_cut;
    let overview = survey.end(Overview { encoding, mangling: sniffed.mangling, is_cut, ..Overview::default() });
    read(bytes, readable, raw, origin, overview)
}

/// Reads a part of a feed, which is a feed itself, in UTF-8: the whole is as the `overview` says, and has
/// these pictures.
pub fn part(bytes: &[u8], origin: &Origin, overview: Overview, pictures: &Pictures) -> Result<Intake, IngestError> {
    let mangling = Some(overview.mangling);
    let readable = parsed(bytes, &Hints { mangling, pictures: Some(pictures), ..Hints::default() })?;
    let in_utf_8 = readable.raw(bytes);
    let raw = match &overview.encoding {
        None => in_utf_8,
        Some(encoding) => {
            let items = readable.parsed.items.iter().map(|item| item.raw.clone()).collect();
            let items = in_utf_8.unwrap_or(items).into_iter();
            items.map(|item| encoded(&String::from_utf8_lossy(&item), encoding)).collect()
        }
    };
    read(bytes, readable, raw, origin, overview)
}

/// The items, with the raw bytes that are theirs where these are not those of the text.
fn read(
    bytes: &[u8],
    readable: Readable,
    raw: Option<Vec<Vec<u8>>>,
    origin: &Origin,
    overview: Overview,
) -> Result<Intake, IngestError> {
    let Readable { sniffed, mut parsed, page } = readable;
    let mut frame = parsed.frame.take().or_else(|| framed(&sniffed, &parsed));
    let last_raw = raw.as_ref().and_then(|raw| raw.last());
    if let Some((last, raw)) = frame.as_mut().and_then(|frame| frame.last.as_mut()).zip(last_raw) {
        *last = decoded(raw, overview.encoding.as_deref());
    }
    for (item, raw) in parsed.items.iter_mut().zip(raw.into_iter().flatten()) {
        item.raw = raw;
    }
    drop_link(&mut parsed, overview.shared_link.as_deref());
    let whole = Whole { bytes, text: &sniffed.text, page: page.as_ref(), site_names: &overview.site_names };
    let mut intake = cleaned(&whole, parsed, origin, None)?;
    if intake.source.kind.is_one_article() && (sniffed.is_as_told || overview.is_cut) {
        // What it can't be read again without.
        frame.get_or_insert_default();
        cut(&mut intake, overview.is_cut);
    }
    Ok(Intake { frame: frame.map(|frame| Frame { overview, ..frame }), ..intake })
}

/// An article in what breaks off does not go to its end.
fn cut(intake: &mut Intake, is_cut: bool) {
    for item in intake.items.iter_mut().filter(|item| is_cut && item.extent == Extent::Full) {
        item.extent = Extent::Cut;
    }
}

/// A list of feeds: nothing to read yet.
fn feeds(text: &str, parsed: &Parsed, origin: &Origin) -> Result<Intake, IngestError> {
    let listed = parse::opml::feeds(text);
    if listed.is_empty() {
        return Err(IngestError::Nothing("it is a list of feeds and names none".to_owned()));
    }
    let source = |feed: parse::opml::Feed| {
        let address = safe_line(&feed.address);
        let name = Some(safe_line(&feed.title)).filter(|title| !title.is_empty()).unwrap_or_else(|| address.clone());
        Source { name, address, kind: if feed.is_atom { Kind::Atom } else { Kind::Rss } }
    };
    let channel = describe(&parsed.channel, &Verdict::default());
    let name = channel.title.clone().unwrap_or_else(|| file_name(&origin.address));
    Ok(Intake {
        source: Source { name, address: origin.address.clone(), kind: Kind::Opml },
        source_key: origin.key.clone(),
        channel,
        items: Vec::new(),
        warnings: Vec::new(),
        frame: None,
        feeds: listed.into_iter().map(source).collect(),
        left_out: 0,
    })
}

/// Reads items of an input anew from their raw bytes and what stood around them there (`None` where
/// the input is the item), under the `verdict` on what their source says in all. `None` if this is not
/// exactly one item for each.
pub fn again(raw: &[&[u8]], frame: Option<&Frame>, origin: &Origin, verdict: &Verdict) -> Option<Intake> {
    let Some(frame) = frame.filter(|frame| !frame.is_bare()) else {
        let overview = frame.map(|frame| &frame.overview);
        let charset = overview.and_then(|overview| overview.encoding.as_deref());
        let received = Received { charset, is_cut: overview.is_some_and(|overview| overview.is_cut) };
        return alone(raw, received, origin, verdict);
    };
    let overview = &frame.overview;
    let texts: Vec<String> = raw.iter().map(|raw| decoded(raw, overview.encoding.as_deref())).collect();
    let last = frame.last.as_deref().filter(|last| texts.last().is_none_or(|text| text != last));
    let bytes = frame.around(texts.iter().map(String::as_bytes).chain(last.map(str::as_bytes)));
    let hints = Hints { mangling: Some(overview.mangling), frame: Some(frame), ..Hints::default() };
    let mut readable = parsed(&bytes, &hints).ok()?;
    drop_link(&mut readable.parsed, overview.shared_link.as_deref());
    let mangled = readable.raw(&bytes);
    for (item, mangled) in readable.parsed.items.iter_mut().zip(mangled.into_iter().flatten()) {
        item.raw = mangled;
    }
    let Readable { sniffed, parsed, page } = readable;
    let whole = Whole { bytes: &bytes, text: &sniffed.text, page: page.as_ref(), site_names: &overview.site_names };
    let mut intake = cleaned(&whole, parsed, origin, Some(verdict)).ok()?;
    let texts = texts.iter().map(String::as_str).chain(last);
    if !intake.items.iter().map(|item| item.raw.as_slice()).eq(texts.map(str::as_bytes)) {
        return None;
    }
    intake.items.truncate(raw.len());
    for (item, raw) in intake.items.iter_mut().zip(raw) {
        item.raw = raw.to_vec();
    }
    Some(intake)
}

/// Reads an input anew that is one article.
fn alone(raw: &[&[u8]], received: Received, origin: &Origin, verdict: &Verdict) -> Option<Intake> {
    let [bytes] = raw else { return None };
    let hints = Hints { charset: received.charset, ..Hints::default() };
    let Readable { sniffed, parsed, page } = parsed(bytes, &hints).ok()?;
    let whole = Whole { bytes, text: &sniffed.text, page: page.as_ref(), site_names: &[] };
    let mut intake = cleaned(&whole, parsed, origin, Some(verdict)).ok()?;
    cut(&mut intake, received.is_cut);
    (intake.source.kind.is_one_article() && intake.items.len() == 1).then_some(intake)
}

/// What the items of an input are part of.
struct Whole<'a> {
    bytes: &'a [u8],
    text: &'a str,
    page: Option<&'a mhtml::Page>,
    /// The site's names, as far as the whole shows that they end its titles.
    site_names: &'a [String],
}

/// What was found, cleaned, and judged: by what it says itself, where no verdict is given.
fn cleaned(whole: &Whole, parsed: Parsed, origin: &Origin, verdict: Option<&Verdict>) -> Result<Intake, IngestError> {
    // The web address that it was at, if it was.
    let place = whole.page.and_then(|page| page.address.as_deref()).or_else(|| origin.place());
    let Parsed { kind, channel: found, mut items, warnings, .. } = parsed;
    let Some(kind) = kind else {
        return Err(IngestError::Nothing(
            warnings.into_iter().next().unwrap_or_else(|| "it could not be read".to_owned()),
        ));
    };
    if let (true, Some(place), [item]) = (kind.is_one_article(), place, items.as_mut_slice()) {
        item.link.get_or_insert_with(|| place.to_owned());
    }
    let mut context = Context::new(&found, place);
    let mut items: Vec<Item> = items.into_iter().map(|found| context.item(found)).filter(says_something).collect();
    let verdict = verdict.cloned().unwrap_or_else(|| {
        let evidence = Evidence { channels: vec![&context.channel], exhibits: items.iter().map(exhibit).collect() };
        junk::judge(&evidence, &Known::default())
    });
    context.channel = describe(&found, &verdict);
    let site_names = site_names(&context.channel, kind, whole);
    items = items.into_iter().map(|item| context.judged(item, &verdict, &site_names)).collect();
    if let (true, [item]) = (kind.is_one_article(), items.as_mut_slice()) {
        // The whole input is the item: kept before decoding, so that not a byte is lost.
        item.raw = whole.bytes.to_vec();
    }
    let left_out = found.left_out;
    if items.is_empty() && left_out == 0 {
        let cut = warnings.first().map_or_else(String::new, |warning| format!("; {warning}"));
        return Err(IngestError::Nothing(format!("read as {kind}, it holds no item with a title or a text{cut}")));
    }
    let name = context.channel.title.clone().unwrap_or_else(|| file_name(&origin.address));
    Ok(Intake {
        source: Source { name, address: origin.address.clone(), kind },
        source_key: origin.key.clone(),
        channel: context.channel,
        items,
        warnings: warnings.iter().map(|warning| safe_line(warning)).collect(),
        frame: None,
        feeds: Vec::new(),
        left_out,
    })
}

fn exhibit(item: &Item) -> Exhibit<'_> {
    Exhibit { title: &item.raw_title, witness: &item.witness, elsewhere: &[] }
}

/// What a feed says of itself, once its title is free of junk.
fn describe(found: &FoundChannel, verdict: &Verdict) -> Channel {
    let raw_title = found.title.as_deref().map(safe_line).filter(|title| !title.is_empty());
    let cleaned = raw_title.as_deref().map(|title| verdict.clean(title).0);
    let (link, site_name) = (found.link.as_deref(), found.site_name.as_deref());
    let described = channel::describe_about(found.about.clone(), cleaned.as_deref(), link, site_name);
    let language = found.language.as_deref().map(safe_line);
    Channel { raw_title, title: described.title.clone().or(cleaned), language, ..described }
}

/// Names that may stand at the end of titles without being part of them: a page's own site, names
/// that a blog's text confirms, a feed's site only if the whole feed shows it.
fn site_names(channel: &Channel, kind: Kind, whole: &Whole) -> Vec<String> {
    let own = channel.site_name.iter().cloned();
    match kind {
        Kind::Page | Kind::Mhtml => own.collect(),
        Kind::BlogText => own.chain(title::site_names_in(whole.text)).collect(),
        Kind::Text => Vec::new(),
        _ => whole.site_names.to_vec(),
    }
}

/// Takes the address that identifies nothing from the items.
fn drop_link(parsed: &mut Parsed, link: Option<&str>) {
    let Some(link) = link else { return };
    for item in parsed.items.iter_mut().filter(|item| item.link.as_deref() == Some(link)) {
        item.link = None;
        item.guid_is_permalink &= item.guid.as_deref() != Some(link);
    }
    parsed
        .warnings
        .push(format!("most items carry the one address {link}: left out, since it tells none from another"));
}

/// What `site_names` take from the end of a title that is free of junk.
fn site_tail(cleaned: &str, site_names: &[&str]) -> Option<String> {
    let shorter = title::without_site_name(cleaned, site_names);
    let tail = cleaned.strip_prefix(shorter.as_str()).filter(|tail| !tail.trim().is_empty())?;
    Some(tail.to_owned())
}

/// What the item's address and text say of its title.
fn witness(item: &Item) -> Witness {
    junk::witness(&item.raw_title, item.url.as_ref().map(CanonicalUrl::as_str), &item.document.to_text())
}

fn says_something(item: &Item) -> bool {
    !item.raw_title.is_empty() || item.url.is_some() || !item.document.is_empty()
}

fn is_web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// The last part of a path or an address.
fn file_name(address: &str) -> String {
    let path = address.trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    safe_line(if name.is_empty() { address } else { name })
}
