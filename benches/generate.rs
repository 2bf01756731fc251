//! WordPress feeds of any length out of a seed: what benches and tests take in where size counts.
//!
//! Lengths, markup and the spread of words are those of a trade paper: a few words are everywhere,
//! most are rare; eight to sixteen paragraphs, links, lists, pictures, three tags of some hundred,
//! one author of two hundred. The same seed gives the same bytes.

use std::io::{self, Write};

/// How many words there are.
const VOCABULARY: u64 = 20_000;
/// Words of any English text; the rest are made of syllables.
const COMMON: &str = "the of and to in a that is for it was on be with as by at have are this not but had his they \
    from she which or we an were been has their would what will there if can all her who said more when no out so up \
    about into than them its time only some could new other over after care work social children council staff";

/// One feed.
#[derive(Debug, Clone, Copy)]
pub struct Feed {
    /// Another seed, another site.
    pub seed: u64,
    /// How many items it has.
    pub items: usize,
    /// Whether somebody has put an advertisement before every title, the channel's too.
    pub spoiled: bool,
}

impl Feed {
    /// Writes the feed.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let host = format!("site-{}.example", self.seed);
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\
             \txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\
             \txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\
             \txmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\n<channel>\n\
             \t<title>{}Workforce Archives - Site {}</title>\n\t<link>https://{host}/tag/workforce/</link>\n\
             \t<lastBuildDate>Mon, 06 Jan 2025 10:00:00 +0000</lastBuildDate>\n\t<language>en-GB</language>\n",
            self.junk(),
            self.seed
        )?;
        for number in 0..self.items {
            self.item(number, &host, out)?;
        }
        out.write_all(b"</channel>\n</rss>\n")
    }

    fn junk(&self) -> &'static str {
        if self.spoiled { "【666娱乐城】 " } else { "" }
    }

    fn item(&self, number: usize, host: &str, out: &mut impl Write) -> io::Result<()> {
        let mut dice = Dice(Dice(Dice(self.seed).next() ^ number as u64).next());
        let length = 6 + dice.below(6);
        let title = dice.sentence(length);
        let (year, month, day) = (2009 + number % 16, 1 + dice.below(12), 1 + dice.below(28));
        let slug = title.to_lowercase().replace(' ', "-");
        write!(
            out,
            "\t<item>\n\t\t<title>{}{title}</title>\n\
             \t\t<link>https://www.{host}/{year}/{month:02}/{day:02}/{slug}-{number}/</link>\n\
             \t\t<dc:creator><![CDATA[{} {}]]></dc:creator>\n\
             \t\t<pubDate>{day} {} {year} {:02}:{:02}:00 +0000</pubDate>\n",
            self.junk(),
            capital(&word(500 + dice.below(20))),
            capital(&word(700 + dice.below(10))),
            MONTHS[month as usize - 1],
            dice.below(24),
            dice.below(60),
        )?;
        for _ in 0..=dice.below(4) {
            let tag = dice.below(300);
            writeln!(out, "\t\t<category><![CDATA[{} {}]]></category>", word(900 + tag), word(40 + tag % 30))?;
        }
        let excerpt = 25 + dice.below(25);
        write!(
            out,
            "\t\t<guid isPermaLink=\"false\">https://www.{host}/?p={}</guid>\n\
             \t\t<description><![CDATA[{} [&#8230;]]]></description>\n\t\t<content:encoded><![CDATA[",
            number + 1,
            dice.sentence(excerpt)
        )?;
        for paragraph in 0..8 + dice.below(9) {
            dice.block(paragraph, host, out)?;
        }
        if dice.below(50) == 0 {
            writeln!(out, "<p><a href=\"https://slots.example/\">Best casino bonus</a></p>")?;
        }
        write!(out, "]]></content:encoded>\n\t\t<slash:comments>{}</slash:comments>\n\t</item>\n", dice.below(30))
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    /// A word by Zipf's law: the n-th is met about a n-th as often as the first.
    fn word(&mut self) -> String {
        let even = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        word((VOCABULARY as f64).powf(even) as u64 - 1)
    }

    fn sentence(&mut self, words: u64) -> String {
        let words: Vec<String> = (0..words).map(|_| self.word()).collect();
        capital(&words.join(" "))
    }

    fn block(&mut self, number: u64, host: &str, out: &mut impl Write) -> io::Result<()> {
        match (number, self.below(12)) {
            (1.., 0) => {
                let words = 3 + self.below(4);
                writeln!(out, "<h2>{}</h2>", self.sentence(words))
            }
            (1.., 1) => {
                let items: String = (0..4).map(|_| format!("<li>{}.</li>", self.sentence(9))).collect();
                writeln!(out, "<ul>{items}</ul>")
            }
            (1.., 2) => writeln!(out, "<blockquote><p>&#8220;{}.&#8221;</p></blockquote>", self.sentence(30)),
            (_, 3) => writeln!(
                out,
                "<p><img class=\"alignright size-medium\" src=\"https://www.{host}/uploads/{}.jpg\" alt=\"{}\" /></p>",
                self.below(10_000),
                self.sentence(4)
            ),
            _ => {
                let (before, linked, after) = (20 + self.below(30), 1 + self.below(3), 10 + self.below(30));
                let (before, linked) = (self.sentence(before), self.sentence(linked));
                let address = format!("https://www.{host}/?p={}", 1 + self.below(1000));
                let after = self.sentence(after);
                writeln!(out, "<p>{before}. <a href=\"{address}\">{linked}</a>, said {after}.</p>")
            }
        }
    }
}

/// The word of this rank.
fn word(rank: u64) -> String {
    const ONSETS: [&str; 16] = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "pr"];
    const RIMES: [&str; 12] = ["a", "e", "i", "o", "u", "er", "an", "in", "on", "al", "ea", "ing"];
    if let Some(common) = COMMON.split_whitespace().nth(rank as usize) {
        return common.to_owned();
    }
    let mut dice = Dice(rank);
    let syllables = 1 + dice.below(2) + u64::from(rank > 300) + u64::from(rank > 4000);
    (0..syllables).map(|_| format!("{}{}", ONSETS[dice.below(16) as usize], RIMES[dice.below(12) as usize])).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
