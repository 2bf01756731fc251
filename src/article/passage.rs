//! What a passage of a text is recognised by, wherever else it stands.
//!
//! A passage is a block of a document that says enough to be known by: a paragraph, a list, a
//! quotation. Its [`Print`] holds two hashes of its words (runs of letters and digits in lower
//! case): a near one, the least of all its runs of five words, which a reworded copy has with a
//! likelihood of as much as the two have in common (min-wise hashing, Broder 1997); and an exact
//! one. A heading is known together with what it stands over: "Background" alone says nothing.
//!
//! For the store, which keeps prints, and `repeats`, which judges them. The hashes are kept, so what
//! is hashed and how must stay as it is, or the store's prints be made anew by a migration.

use super::document::{Block, Document, Inline};
use super::plain::{block_text, inline_text};

/// A text of fewer words is no passage, unless it has a link or is a heading.
pub const FEWEST_WORDS: usize = 8;

/// Words of a run for near prints: long enough that few runs are common phrases.
const RUN: usize = 5;

/// Bits of the exact hash: it tells only the few apart that have the near one in common.
const EXACT_BITS: u32 = 16;

/// Bits of the near hash. Of millions of passages a few have another's by chance, which is no harm: texts
/// must have many in common. Both hashes together fit into six bytes.
const NEAR_BITS: u32 = 32;

/// What a passage is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print(i64);

impl Print {
    /// As the store has it.
    pub fn from_stored(number: i64) -> Self {
        Self(number)
    }

    /// For the store.
    pub fn number(self) -> i64 {
        self.0
    }

    /// What it shares with reworded copies: the least number of all prints that have the same.
    #[must_use]
    pub fn near(self) -> Self {
        Self(self.0 >> EXACT_BITS << EXACT_BITS)
    }

    /// The last of all prints that have the same near one.
    #[must_use]
    pub fn last_near(self) -> Self {
        Self(self.0 | ((1 << EXACT_BITS) - 1))
    }

    fn new(near: u64, exact: u64) -> Self {
        // No print is a bare near one.
        let exact = (exact & ((1 << EXACT_BITS) - 1)).max(1);
        Self(near.cast_signed() >> (u64::BITS - NEAR_BITS) << EXACT_BITS | exact.cast_signed())
    }
}

/// What speaks for or against a passage being the site's own standing text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Signs(u8);

impl Signs {
    /// It stands in the last quarter or at the very beginning.
    pub const EDGE: Self = Self(1);
    /// It has a link in it.
    pub const LINK: Self = Self(2);
    /// It has an e-mail address or a telephone number in it.
    pub const CONTACT: Self = Self(4);
    /// It is a quotation, or a good part of it is in quotation marks.
    pub const QUOTED: Self = Self(8);

    /// Whether these are among the signs.
    pub fn has(self, signs: Self) -> bool {
        self.0 & signs.0 == signs.0
    }

    /// As the store has them.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// For the store.
    pub fn bits(self) -> u8 {
        self.0
    }

    fn set(&mut self, signs: Self, on: bool) {
        if on {
            self.0 |= signs.0;
        }
    }
}

/// A passage of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// What it is recognised by.
    pub print: Print,
    /// What speaks for or against it.
    pub signs: Signs,
}

/// The passages of a document, each with the number of its block.
pub fn passages(document: &Document) -> Vec<(usize, Passage)> {
    let blocks: Vec<Words> = document.blocks.iter().map(Words::of).collect();
    let all: usize = blocks.iter().map(|block| block.hashes.len()).sum();
    let mut found = Vec::new();
    let mut before = 0;
    for (at, (block, words)) in document.blocks.iter().zip(&blocks).enumerate() {
        let count = words.hashes.len();
        let after = all - before - count;
        let leads = is_heading(block) || count < FEWEST_WORDS && is_lead(block);
        let print = match block {
            Block::Figure { .. } | Block::Rule => None,
            _ if leads => over(&document.blocks, &blocks, at),
            _ => words.print(),
        };
        if let Some(print) = print {
            let mut signs = words.signs;
            signs.set(Signs::EDGE, after <= (all / 4).max(60) || before <= (all / 20).max(20));
            signs.set(Signs::LINK, leads && document.blocks.get(at + 1).is_some_and(is_list_of_links));
            found.push((at, Passage { print, signs }));
        }
        before += count;
    }
    found
}

/// A heading's print, or that of a line like one: with the passage it stands over; alone over a list of links, which
/// are others each time.
fn over(blocks: &[Block], words: &[Words], at: usize) -> Option<Print> {
    let (heading, next) = (words.get(at)?, blocks.get(at + 1)?);
    if heading.hashes.is_empty() || is_heading(next) {
        return None;
    }
    let alone = heading.hashes.iter().fold(HEADING, |hash, word| joined(hash, *word));
    if is_list_of_links(next) {
        return Some(Print::new(mixed(alone), mixed(alone)));
    }
    // A picture may stand between the two.
    let below = words.iter().skip(at + 1).take(2).find_map(Words::print)?;
    let both = mixed(joined(alone, below.near().0.cast_unsigned()));
    Some(Print::new(both, both))
}

/// Whether a block is a heading.
pub fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}

/// Whether a block says nothing without what stands below it: a heading, or a line that may be one.
pub fn is_lead(block: &Block) -> bool {
    match block {
        Block::Heading { .. } => true,
        Block::Paragraph(content) => {
            let text = inline_text(content);
            let is_open = text.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '?' | '’'));
            let mut links = Links::default();
            links.inlines(content);
            is_open && links.count == 0 && !text.contains('@') && block_words(block) < FEWEST_WORDS
        }
        _ => false,
    }
}

/// Whether a block is a list with nothing but a link in each of its items.
pub fn is_list_of_links(block: &Block) -> bool {
    let is_link = |inline: &Inline| match inline {
        Inline::Link { .. } | Inline::Break => true,
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Strong(inner) | Inline::Emphasis(inner) => {
            inner.iter().all(|inline| matches!(inline, Inline::Link { .. }))
        }
        Inline::Code(_) => false,
    };
    let is_item = |item: &Vec<Block>| match item.as_slice() {
        [Block::Paragraph(content)] => content.iter().all(is_link),
        _ => false,
    };
    matches!(block, Block::List { items, .. } if !items.is_empty() && items.iter().all(is_item))
}

/// How many words a block has.
pub fn block_words(block: &Block) -> usize {
    let mut count = 0;
    each_word(&block_text(block), |_| count += 1);
    count
}

/// The runs of three words in some blocks, in order and each once: what two texts are compared by.
pub fn runs_of_three<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Vec<u64> {
    let mut words = Vec::new();
    blocks.into_iter().for_each(|block| each_word(&block_text(block), |word| words.push(word)));
    let mut runs: Vec<u64> =
        words.windows(3).map(|run| mixed(run.iter().fold(0, |hash, word| joined(hash, *word)))).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// A block's words as hashes, and the signs that it shows by itself.
struct Words {
    hashes: Vec<u64>,
    /// Where its links lead: of a short text as good as part of what it says.
    links: u64,
    signs: Signs,
}

impl Words {
    fn of(block: &Block) -> Self {
        let text = block_text(block);
        let mut hashes = Vec::with_capacity(text.len() / 6);
        each_word(&text, |word| hashes.push(word));
        let mut links = Links::default();
        links.look(block);
        let mut signs = Signs::default();
        let hints = Hints::of(&text);
        signs.set(Signs::LINK, links.count > 0 || hints.link);
        signs.set(Signs::CONTACT, links.contact || hints.contact && has_contact(&text));
        signs.set(Signs::QUOTED, matches!(block, Block::Quote(_)) || hints.quote && is_quoted(&text));
        Self { hashes, links: links.hash, signs }
    }

    fn print(&self) -> Option<Print> {
        let said = self.hashes.iter().fold(0, |hash, word| joined(hash, *word));
        if self.hashes.len() >= FEWEST_WORDS {
            let runs = self.hashes.windows(RUN).map(|run| mixed(run.iter().fold(0, |hash, word| joined(hash, *word))));
            return Some(Print::new(runs.min()?, mixed(said)));
        }
        let is_known_by_link = self.hashes.len() > 1 && self.signs.has(Signs::LINK);
        is_known_by_link.then(|| {
            let whole = mixed(joined(said, self.links));
            Print::new(whole, whole)
        })
    }
}

/// What may be in a text, by a single look at its bytes: most texts have none of it.
#[derive(Default)]
struct Hints {
    link: bool,
    contact: bool,
    quote: bool,
}

impl Hints {
    fn of(text: &str) -> Self {
        let mut hints = Self::default();
        let mut digits = 0;
        let mut rest = text.as_bytes();
        while let [first, after @ ..] = rest {
            match first {
                b':' => hints.link |= after.starts_with(b"//"),
                b'w' => hints.link |= after.starts_with(b"ww."),
                b'@' => hints.contact = true,
                b'0'..=b'9' => digits += 1,
                // The first bytes of all quotation marks that are not ASCII.
                b'"' | b'\'' | 0xc2 | 0xe2 => hints.quote = true,
                _ => {}
            }
            rest = after;
        }
        hints.contact |= digits >= 9;
        hints
    }
}

/// What the links of a block say; nesting is bounded by [`super::MAX_DEPTH`].
#[derive(Default)]
struct Links {
    count: usize,
    contact: bool,
    hash: u64,
}

impl Links {
    fn look(&mut self, block: &Block) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) | Block::Figure { caption: content, .. } => {
                self.inlines(content);
            }
            Block::List { items, .. } => items.iter().flatten().for_each(|block| self.look(block)),
            Block::Quote(inner) => inner.iter().for_each(|block| self.look(block)),
            Block::Table { header, rows } => {
                rows.iter().chain(std::iter::once(header)).flatten().for_each(|cell| self.inlines(cell));
            }
            Block::Preformatted(_) | Block::Rule => {}
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.inlines(inner),
                // An anchor without words leads nowhere that a reader could go.
                Inline::Link { content, .. } if inline_text(content).trim().is_empty() => {}
                Inline::Link { url, .. } => {
                    self.count += 1;
                    self.contact |= url.starts_with("mailto:") || url.starts_with("tel:");
                    each_word(url, |word| self.hash = joined(self.hash, word));
                }
            }
        }
    }
}

/// An e-mail address, or a telephone number of at least nine digits after its plus or in one go.
fn has_contact(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_address = |at: usize| {
        let sides = [at.checked_sub(1), Some(at + 1)];
        let is_alphanumeric = |side: Option<usize>| bytes.get(side?).map(u8::is_ascii_alphanumeric);
        sides.into_iter().all(|side| is_alphanumeric(side) == Some(true))
    };
    if text.match_indices('@').any(|(at, _)| is_address(at)) {
        return true;
    }
    let (mut digits, mut after_plus) = (0, false);
    for c in text.chars() {
        match c {
            '+' => (digits, after_plus) = (0, true),
            '0'..='9' => digits += 1,
            ' ' | '-' | '(' | ')' if after_plus => {}
            _ => (digits, after_plus) = (0, false),
        }
        if digits >= if after_plus { 9 } else { 10 } {
            return true;
        }
    }
    false
}

/// Whether two fifths of the words or more stand in quotation marks, of whichever language.
fn is_quoted(text: &str) -> bool {
    let (mut inside, mut single) = (false, false);
    let (mut quoted, mut all) = (0_usize, 0_usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next_in_word = chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' if !single => inside = !inside,
            '‘' | '\'' if !inside && !before.is_alphanumeric() && next_in_word => (inside, single) = (true, true),
            '’' | '\'' if single && !next_in_word => (inside, single) = (false, false),
            c if c.is_alphanumeric() && !before.is_alphanumeric() => {
                all += 1;
                quoted += usize::from(inside);
            }
            _ => {}
        }
        before = c;
    }
    all > 0 && quoted * 5 >= all * 2
}

const HEADING: u64 = 0x68;
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// Hands over each word as its FNV-1a hash. In scripts without spaces each character is a word.
fn each_word(text: &str, mut take: impl FnMut(u64)) {
    let mut word: Option<u64> = None;
    if text.is_ascii() {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                let lower = u64::from(byte.to_ascii_lowercase());
                word = Some((word.unwrap_or(FNV_BASIS) ^ lower).wrapping_mul(FNV_PRIME));
            } else if let Some(word) = word.take() {
                take(word);
            }
        }
        word.into_iter().for_each(take);
        return;
    }
    let mut buffer = [0; 4];
    for c in text.chars() {
        if !c.is_alphanumeric() {
            word.take().into_iter().for_each(&mut take);
            continue;
        }
        if stands_alone(c) {
            word.take().into_iter().for_each(&mut take);
        }
        let mut hash = word.unwrap_or(FNV_BASIS);
        if c.is_ascii() {
            hash = (hash ^ u64::from(c.to_ascii_lowercase() as u8)).wrapping_mul(FNV_PRIME);
        } else {
            for lower in c.to_lowercase() {
                for byte in lower.encode_utf8(&mut buffer).bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
                }
            }
        }
        word = Some(hash);
        if stands_alone(c) {
            word.take().into_iter().for_each(&mut take);
        }
    }
    word.into_iter().for_each(take);
}

/// Characters of scripts that are written without spaces.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn joined(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The end of `splitmix64`: every bit of the result depends on every bit of the number.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(blocks: Vec<Block>) -> Vec<Print> {
        passages(&Document::new(blocks)).into_iter().map(|(_, passage)| passage.print).collect()
    }

    const PARAGRAPH: &str = "Nominate a colleague who has inspired you by filling in our form before the end of June.";

    #[test]
    fn a_print_is_of_the_words_alone() {
        let same = [
            PARAGRAPH.to_owned(),
            PARAGRAPH.to_uppercase(),
            PARAGRAPH.replace(' ', "  ").replace('.', ""),
            PARAGRAPH.replace("form before", "form – before"),
        ];
        let expected = prints(vec![Block::paragraph(PARAGRAPH)]);
        for text in same {
            assert_eq!(prints(vec![Block::paragraph(text)]), expected);
        }
        let other = prints(vec![Block::paragraph(PARAGRAPH.replace("June", "July"))]);
        assert_ne!(other, expected);
        assert_eq!(other[0].near(), expected[0].near(), "one word of seventeen is another");
        let unrelated = prints(vec![Block::paragraph("Eight other words that say something else entirely, and more.")]);
        assert_ne!(unrelated[0].near(), expected[0].near());
    }

    #[test]
    fn a_heading_is_known_with_what_it_stands_over() {
        let over = |text: &str| prints(vec![Block::heading(2, "Background"), Block::paragraph(text)])[0];
        assert_eq!(over(PARAGRAPH), over(PARAGRAPH));
        assert_ne!(over(PARAGRAPH), over("What the council did then was to ask all of its own staff for advice."));
        assert_eq!(prints(vec![Block::heading(2, "Background")]), []);
    }

    #[test]
    fn a_short_text_is_known_by_where_its_link_leads() {
        let link = |url: &str| {
            let content = vec![Inline::text("Read the report")];
            prints(vec![Block::Paragraph(vec![Inline::Link { url: url.to_owned(), content }])])
        };
        assert_eq!(link("https://a.example/1").len(), 1);
        assert_ne!(link("https://a.example/1"), link("https://a.example/2"));
        assert_eq!(prints(vec![Block::paragraph("Read the report")]), []);
    }

    #[test]
    fn signs_are_seen_in_any_language() {
        let cases = [
            ("Write to us: news@paper.example, or not.", Signs::CONTACT),
            ("Rufen Sie an unter +49 (30) 123 456 78.", Signs::CONTACT),
            ("See www.paper.example for more of it.", Signs::LINK),
            ("“We regret this,” a spokesperson said. “It will not happen again.”", Signs::QUOTED),
            ("„Wir bedauern das sehr und werden es ändern“, sagte die Stadt.", Signs::QUOTED),
            ("«Nous le regrettons beaucoup», dit la ville.", Signs::QUOTED),
            ("'We regret this very much,' the council's spokesperson said.", Signs::QUOTED),
        ];
        for (text, sign) in cases {
            assert!(Words::of(&Block::paragraph(text)).signs.has(sign), "{text}");
        }
        let none = "The council’s budget of £1,234,567,890 is ‘tight’, says its leader; children’s homes cost 3 @ £9m.";
        assert_eq!(Words::of(&Block::paragraph(none)).signs, Signs::default());
    }

    #[test]
    fn text_without_spaces_has_words_too() {
        let text = "社会工作者可以通过填写我们的提名表来提名激励他们的同事";
        assert_eq!(prints(vec![Block::paragraph(text)]).len(), 1);
    }
}
