//! A trade paper of any size, out of a seed: what searching is measured on.
//!
//! For texts whose words behave as those of English do, so that lists of postings have the lengths
//! that they have in life: word frequencies by Zipf's law with a steeper tail (Gerlach and Altmann,
//! 2013), as steep as lets the vocabulary grow with the archive as Reuters' news does, to 44 n^0.49
//! different words in n (Heaps' law; Manning, Raghavan and Schütze, Introduction to Information
//! Retrieval, 5.1.1); inflected forms; words
//! that belong to a tag and come together; words that come again within an article; collocations;
//! a sign-up at the end of many an article. Not for markup, of which `generate` has more kinds.
//! Story number `n` is the same in an archive of every size.

use cuttings::article::{
    Article, ArticleId, Block, Document, Kind, Recurring, Source, Summary, Tag, Timestamp, WordpressId,
};
use std::io::{self, Write};

/// Goes up when other stories come out, so that what was made of the old ones is made anew.
pub const VERSION: u32 = 2;

/// How many tags there are.
pub const TAGS: u64 = 400;
/// How many authors there are.
pub const AUTHORS: u64 = 200;
/// Seconds from 2008-01-01 to 2026-01-01.
const DATES: std::ops::Range<i64> = 1_199_145_600..1_767_225_600;

/// The commonest words, the first being the most frequent. They have one form each.
const FUNCTION_WORDS: &str = "the of and to in a that is for it was on be with as by at have are this not but had \
    his they from she which or we an were been has their would what will there if can all her who said more when no \
    out so up about into than them its time only some could new other over after you he i my one do how our where \
    may also two most such should because any those these both each during before between through under while \
    against being did very many must without within however another where until since your even much well just \
    then now make like does still back way down own three first last per upon among us too here made per yet nor";

/// Where Zipf's law grows steeper, in ranks of lemmas.
const BREAK: f64 = 4000.0;
/// How steep it is from there on.
const STEEP: f64 = 2.2;
/// How much flatter it is among the very first.
const SHIFT: f64 = 1.0;

/// Words in the middle of a story's spread of lengths, and that spread (of the logarithm).
const MEDIAN_LENGTH: f64 = 750.0;
const SPREAD: f64 = 0.55;

/// Fixed combinations that every story may have, and those of a tag.
const PHRASES: u64 = 3000;
const PHRASES_OF_A_TAG: u64 = 8;
/// Lemmas that belong to a tag.
const TOPIC: u64 = 80;
/// Sign-ups.
const SIGN_UPS: u64 = 5;

/// `SplitMix64`.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    /// Evenly from 0 to before 1.
    fn even(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn chance(&mut self, of: f64) -> bool {
        self.even() < of
    }

    /// Of `most` things the n-th about a n-th as often as the first.
    fn zipf(&mut self, most: u64) -> u64 {
        ((most as f64).powf(self.even()) as u64).min(most) - 1
    }

    /// A rank between these, in each order of magnitude as often.
    fn rank_between(&mut self, least: u32, most: u32) -> u32 {
        (f64::from(least) * f64::from(most / least).powf(self.even())) as u32
    }
}

/// A word in one of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// How common its lemma is, from 0.
    pub rank: u32,
    ending: &'static str,
}

impl Token {
    fn drawn(dice: &mut Dice) -> Self {
        Self::of(rank(dice), dice)
    }

    /// The lemma in a form that its part of speech has.
    fn of(rank: u32, dice: &mut Dice) -> Self {
        const NOUN: [&str; 20] =
            ["", "", "", "", "", "", "", "", "", "", "", "s", "s", "s", "s", "s", "s", "s", "s", "’s"];
        const VERB: [&str; 20] = [
            "", "", "", "", "", "", "", "s", "s", "s", "ing", "ing", "ing", "ing", "ing", "ed", "ed", "ed", "ed", "er",
        ];
        const ADJECTIVE: [&str; 20] =
            ["", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "ly", "ly", "ly", "ly", "ness"];
        let forms = match mixed(u64::from(rank) ^ 0xf0) % 10 {
            _ if (rank as usize) < function_words().len() => return Self { rank, ending: "" },
            0..5 => NOUN,
            5..8 => VERB,
            _ => ADJECTIVE,
        };
        Self { rank, ending: forms[dice.below(20) as usize] }
    }

    /// Whether it says something by itself.
    pub fn is_content(&self) -> bool {
        self.rank as usize >= function_words().len()
    }

    /// As a person types it and as the index has it: lower case, no apostrophe.
    pub fn folded(&self) -> String {
        lemma(self.rank) + self.ending.trim_start_matches('’')
    }

    fn write(&self, out: &mut String) {
        push_lemma(self.rank, out);
        out.push_str(self.ending);
    }
}

fn function_words() -> &'static [&'static str] {
    static WORDS: std::sync::LazyLock<Vec<&str>> =
        std::sync::LazyLock::new(|| FUNCTION_WORDS.split(' ').filter(|word| !word.is_empty()).collect());
    &WORDS
}

/// Draws a lemma by Zipf's law; there is no last one.
fn rank(dice: &mut Dice) -> u32 {
    let head = ((BREAK + SHIFT) / (1.0 + SHIFT)).ln();
    let tail = BREAK / (BREAK + SHIFT) / (STEEP - 1.0);
    let at = dice.even() * (head + tail);
    let rank = if at < head {
        at.exp() * (1.0 + SHIFT) - SHIFT
    } else {
        BREAK * (1.0 - (at - head) / tail).powf(-1.0 / (STEEP - 1.0))
    };
    rank.min(4e9) as u32 - 1
}

/// One number out of another.
fn mixed(number: u64) -> u64 {
    Dice(number).next()
}

fn lemma(rank: u32) -> String {
    let mut word = String::new();
    push_lemma(rank, &mut word);
    word
}

/// Syllables that could be English; the more of them the rarer the word.
fn push_lemma(rank: u32, out: &mut String) {
    const ONSETS: [&str; 30] = [
        "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "br", "cl", "dr", "fl",
        "gr", "pl", "pr", "sh", "sp", "st", "th", "tr", "ch",
    ];
    const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou"];
    const CODAS: [&str; 14] = ["n", "nd", "nt", "rk", "lt", "m", "p", "ck", "rd", "sk", "ft", "b", "lm", "rt"];
    if let Some(word) = function_words().get(rank as usize) {
        return out.push_str(word);
    }
    let mut dice = Dice(u64::from(rank));
    for _ in 0..1 + u32::from(rank > 700) + u32::from(rank > 15_000) {
        out.push_str(ONSETS[dice.below(30) as usize]);
        out.push_str(VOWELS[dice.below(9) as usize]);
    }
    out.push_str(CODAS[dice.below(14) as usize]);
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The name of a tag.
pub fn tag(number: u64) -> String {
    format!("{} {}", lemma(160 + number as u32), lemma(600 + (mixed(number) % 200) as u32))
}

/// The name of an author; no two have one surname.
pub fn author(number: u64) -> String {
    format!("{} {}", capital(&lemma(800 + (mixed(number) % 60) as u32)), capital(&lemma(20_000 + number as u32)))
}

/// A lemma that belongs to a tag.
fn topic(tag: u64, number: u64) -> u32 {
    Dice(mixed(tag << 20 | number)).rank_between(160, 6000)
}

/// A fixed combination of two to four words.
fn phrase(number: u64) -> Vec<Token> {
    let mut dice = Dice(mixed(number ^ 0x00c0_110c));
    let length = 2 + dice.below(3);
    let mut words = Vec::new();
    for at in 0..length {
        let rank = if at == 1 && length > 2 { dice.below(12) as u32 } else { dice.rank_between(160, 8000) };
        words.push(Token::of(rank, &mut dice));
    }
    words
}

/// One article before it has a form.
#[derive(Debug, Clone)]
pub struct Story {
    /// From 0.
    pub number: usize,
    pub title: Vec<Token>,
    /// Of sentences of words.
    pub paragraphs: Vec<Vec<Vec<Token>>>,
    /// The last paragraph, where it is one that many have.
    pub sign_up: Option<u64>,
    /// Numbers of its tags; the first is what it is about.
    pub tags: Vec<u64>,
    /// Numbers of its authors.
    pub authors: Vec<u64>,
    /// Seconds since 1970.
    pub published: i64,
}

/// Writes one story word by word.
struct Writer {
    dice: Dice,
    tag: u64,
    /// What is left of a combination that was begun.
    begun: Vec<Token>,
    /// Lemmas that were used and may come again.
    used: Vec<u32>,
}

impl Writer {
    fn word(&mut self) -> Token {
        if let Some(word) = self.begun.pop() {
            return word;
        }
        let dice = &mut self.dice;
        let lot = dice.even();
        if lot < 0.03 {
            let own = lot < 0.012;
            let number = if own {
                PHRASES + self.tag * PHRASES_OF_A_TAG + dice.below(PHRASES_OF_A_TAG)
            } else {
                dice.zipf(PHRASES)
            };
            self.begun = phrase(number);
            self.begun.reverse();
            return self.word();
        }
        let rank = match lot {
            ..0.15 => topic(self.tag, dice.zipf(TOPIC)),
            ..0.22 if !self.used.is_empty() => self.used[dice.below(self.used.len() as u64) as usize],
            _ => rank(dice),
        };
        if rank > 400 && rank < 2_000_000 {
            self.used.push(rank);
        }
        Token::of(rank, dice)
    }

    fn sentence(&mut self, words: u64) -> Vec<Token> {
        (0..words).map(|_| self.word()).collect()
    }
}

impl Story {
    pub fn new(number: usize) -> Self {
        let mut dice = Dice(mixed(number as u64 ^ 0x005e_ed00));
        let mut tags = vec![dice.zipf(TAGS)];
        for _ in 0..dice.below(4) {
            let tag = dice.zipf(TAGS);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let mut authors = vec![dice.zipf(AUTHORS)];
        if dice.chance(0.05) {
            authors.push((authors[0] + 1) % AUTHORS);
        }
        let published = DATES.start + dice.below((DATES.end - DATES.start) as u64) as i64;
        let normal = (0..12).map(|_| dice.even()).sum::<f64>() - 6.0;
        let length = (MEDIAN_LENGTH * (SPREAD * normal).exp()).clamp(60.0, 8000.0) as usize;
        let sign_up = dice.chance(0.3).then(|| dice.below(SIGN_UPS));
        let title_length = 6 + dice.below(9);
        let mut writer = Writer { tag: tags[0], begun: Vec::new(), used: Vec::new(), dice };
        let title = (0..title_length).map(|at| {
            let about = at % 2 == 0;
            let number = writer.dice.zipf(TOPIC);
            if about { Token::of(topic(writer.tag, number), &mut writer.dice) } else { writer.word() }
        });
        let title: Vec<Token> = title.collect();
        let (mut paragraphs, mut words) = (Vec::new(), 0);
        while words < length {
            let sentences: Vec<Vec<Token>> = (0..2 + writer.dice.below(3))
                .map(|_| {
                    let words = 8 + writer.dice.below(23);
                    writer.sentence(words)
                })
                .collect();
            words += sentences.iter().map(Vec::len).sum::<usize>();
            paragraphs.push(sentences);
        }
        Self { number, title, paragraphs, sign_up, tags, authors, published }
    }

    /// Every sentence that is its own.
    pub fn sentences(&self) -> impl Iterator<Item = &[Token]> {
        self.paragraphs.iter().flatten().map(Vec::as_slice)
    }

    pub fn title(&self) -> String {
        let mut title = String::new();
        write_words(&self.title, &mut title);
        title
    }

    /// The paragraphs of its text, those that many have included.
    pub fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.paragraphs.iter().map(|sentences| text(sentences)).collect();
        texts.extend(self.sign_up.map(sign_up));
        texts
    }

    /// Bytes of its title and text.
    pub fn bytes(&self) -> usize {
        self.title().len() + self.texts().iter().map(String::len).sum::<usize>()
    }

    /// As the archive would have it.
    pub fn article(&self) -> Article {
        let texts = self.texts();
        let own = self.paragraphs.len();
        let source = Source {
            name: format!("Section {}", self.tags[0] % 20),
            address: format!("https://www.paper.example/section-{}/feed/", self.tags[0] % 20),
            kind: Kind::Rss,
        };
        let summary = Summary {
            id: Some(ArticleId(self.number as u64 + 1)),
            title: self.title(),
            wordpress_id: Some(WordpressId(self.number as u64 + 1)),
            published: Timestamp::from_seconds(self.published),
            authors: self.authors.iter().map(|number| author(*number)).collect(),
            tags: self.tags.iter().map(|number| Tag::named(&tag(*number))).collect(),
            sources: vec![source],
            ..Summary::default()
        };
        let recurring = self.sign_up.map(|_| Recurring { blocks: own..own + 1, others: 1000 });
        Article {
            summary,
            document: Document::new(texts.into_iter().map(Block::paragraph).collect()),
            recurring: recurring.into_iter().collect(),
            ..Article::default()
        }
    }

    /// As an item of a WordPress feed.
    fn write_item(&self, out: &mut impl Write) -> io::Result<()> {
        let (title, texts) = (self.title(), self.texts());
        let moment = Timestamp::from_seconds(self.published).unwrap_or_default().to_chrono();
        let address = format!("https://www.paper.example/{}/story-{}/", moment.format("%Y/%m/%d"), self.number);
        write!(out, "<item><title>{title}</title><link>{address}</link><pubDate>{}</pubDate>", moment.to_rfc2822())?;
        for number in &self.authors {
            write!(out, "<dc:creator><![CDATA[{}]]></dc:creator>", author(*number))?;
        }
        for number in &self.tags {
            write!(out, "<category><![CDATA[{}]]></category>", tag(*number))?;
        }
        let excerpt = texts.first().map_or("", |text| &text[..text.floor_char_boundary(200)]);
        write!(
            out,
            "<guid isPermaLink=\"false\">https://www.paper.example/?p={}</guid><description><![CDATA[{excerpt} \
             [&#8230;]]]></description><content:encoded><![CDATA[",
            self.number + 1
        )?;
        for (at, text) in texts.iter().enumerate() {
            match text.split_once(' ') {
                Some((first, rest)) if at % 3 == 1 => {
                    let other = 1 + mixed((self.number + at) as u64) % 100_000;
                    writeln!(out, "<p><a href=\"https://www.paper.example/?p={other}\">{first}</a> {rest}</p>")?;
                }
                _ => writeln!(out, "<p>{text}</p>")?,
            }
        }
        let comments = mixed(self.number as u64) % 30;
        writeln!(out, "]]></content:encoded><slash:comments>{comments}</slash:comments></item>")
    }
}

/// A feed of the stories with these numbers.
pub fn write_feed(stories: std::ops::Range<usize>, out: &mut impl Write) -> io::Result<()> {
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\
         \txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\
         \txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\txmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\n\
         <channel><title>Part {0} - The Paper</title><link>https://www.paper.example/part-{0}/</link>\n",
        stories.start
    )?;
    for number in stories {
        Story::new(number).write_item(out)?;
    }
    out.write_all(b"</channel></rss>\n")
}

/// "Sign up for …", in the words that it always has.
fn sign_up(number: u64) -> String {
    let mut dice = Dice(mixed(number ^ 0x0051_6e75));
    let words: Vec<Token> = (0..28).map(|_| Token::drawn(&mut dice)).collect();
    format!("Sign up to our newsletter: {}", text(&[words]))
}

fn text(sentences: &[Vec<Token>]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if !text.is_empty() {
            text.push(' ');
        }
        write_words(sentence, &mut text);
        text.push('.');
    }
    text
}

/// Words with a capital before them and a comma here and there.
fn write_words(words: &[Token], out: &mut String) {
    for (at, word) in words.iter().enumerate() {
        if at == 0 {
            out.push_str(&capital(&lemma(word.rank)));
            out.push_str(word.ending);
            continue;
        }
        out.push_str(if at % 11 == 9 { ", " } else { " " });
        word.write(out);
    }
}
