//! WordPress feeds of any length, and pages, out of a seed: what benches and tests take in where size counts.
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
        let post = Post::new(self.seed, number, host)?;
        write!(
            out,
            "\t<item>\n\t\t<title>{}{}</title>\n\t\t<link>{}</link>\n\t\t<dc:creator><![CDATA[{}]]></dc:creator>\n\
             \t\t<pubDate>{} {} {} {}:00 +0000</pubDate>\n",
            self.junk(),
            post.title,
            post.link,
            post.author,
            post.day,
            MONTHS[post.month as usize - 1],
            post.year,
            post.time,
        )?;
        for tag in &post.tags {
            writeln!(out, "\t\t<category><![CDATA[{tag}]]></category>")?;
        }
        write!(
            out,
            "\t\t<guid isPermaLink=\"false\">https://www.{host}/?p={}</guid>\n\
             \t\t<description><![CDATA[{} [&#8230;]]]></description>\n\t\t<content:encoded><![CDATA[{}]]>\
             </content:encoded>\n\t\t<slash:comments>{}</slash:comments>\n\t</item>\n",
            number + 1,
            post.excerpt,
            post.body,
            post.comments
        )
    }

    /// The page of one item, as a WordPress theme shows it: menus, side column, share and related
    /// boxes, reader comments and all.
    pub fn page(&self, number: usize) -> io::Result<String> {
        let host = format!("site-{}.example", self.seed);
        let post = Post::new(self.seed, number, &host)?;
        let Post { title, link, author, tags, excerpt, body, comments, .. } = &post;
        let date = format!("{}-{:02}-{:02}T{}:00+00:00", post.year, post.month, post.day, post.time);
        let menu: String = (0..40)
            .map(|entry| format!("<li class=\"menu-item\"><a href=\"/tag/{0}/\">{0}</a></li>", word(900 + entry)))
            .collect();
        let links: String = tags.iter().map(|tag| format!("<a href=\"/tag/{tag}/\" rel=\"tag\">{tag}</a> ")).collect();
        let mut dice = Dice(number as u64);
        let replies: String =
            (0..*comments).map(|_| format!("<li class=\"comment\"><p>{}.</p></li>", dice.sentence(30))).collect();
        Ok(format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"UTF-8\"><title>{title} - Site</title>\
             <link rel=\"canonical\" href=\"{link}\"><meta property=\"og:title\" content=\"{title}\">\
             <meta property=\"article:published_time\" content=\"{date}\"><style>{style}</style>\
             <script>{script}</script><script type=\"application/ld+json\">{{\"@type\":\"Article\",\"headline\":\"{title}\",\
             \"author\":{{\"name\":\"{author}\"}}}}</script></head><body class=\"single single-post postid-{id}\">\
             <header><nav><ul>{menu}</ul></nav></header><main><article id=\"post-{id}\" class=\"post-{id} post hentry\">\
             <h1 class=\"entry-title\">{title}</h1><p class=\"byline\">By <a rel=\"author\">{author}</a></p>\
             <div class=\"entry-content\">{body}<div class=\"sharedaddy\">Share this</div></div><footer>{links}</footer>\
             </article><div class=\"related\"><ul>{menu}</ul></div><ol class=\"commentlist\">{replies}</ol></main>\
             <aside class=\"widget\"><p>{excerpt}</p><ul>{menu}</ul></aside><footer><ul>{menu}</ul></footer></body></html>",
            id = number + 1,
            style = ".menu a { color: red; }\n".repeat(200),
            script = "window.list = (window.list || []).concat([1, 2, 3]);\n".repeat(100),
        ))
    }
}

/// What a feed and a page say of one article.
struct Post {
    title: String,
    link: String,
    author: String,
    year: usize,
    month: u64,
    day: u64,
    time: String,
    tags: Vec<String>,
    excerpt: String,
    body: String,
    comments: u64,
}

impl Post {
    fn new(seed: u64, number: usize, host: &str) -> io::Result<Self> {
        let mut dice = Dice(Dice(Dice(seed).next() ^ number as u64).next());
        let length = 6 + dice.below(6);
        let title = dice.sentence(length);
        let (year, month, day) = (2009 + number % 16, 1 + dice.below(12), 1 + dice.below(28));
        let slug = title.to_lowercase().replace(' ', "-");
        let author = format!("{} {}", capital(&word(500 + dice.below(20))), capital(&word(700 + dice.below(10))));
        let time = format!("{:02}:{:02}", dice.below(24), dice.below(60));
        let mut tags = Vec::new();
        for _ in 0..=dice.below(4) {
            let tag = dice.below(300);
            tags.push(format!("{} {}", word(900 + tag), word(40 + tag % 30)));
        }
        let excerpt = 25 + dice.below(25);
        let excerpt = dice.sentence(excerpt);
        let mut body = Vec::new();
        for paragraph in 0..8 + dice.below(9) {
            dice.block(paragraph, host, &mut body)?;
        }
        if dice.below(50) == 0 {
            writeln!(body, "<p><a href=\"https://slots.example/\">Best casino bonus</a></p>")?;
        }
        Ok(Self {
            link: format!("https://www.{host}/{year}/{month:02}/{day:02}/{slug}-{number}/"),
            title,
            author,
            year,
            month,
            day,
            time,
            tags,
            excerpt,
            body: String::from_utf8_lossy(&body).into_owned(),
            comments: dice.below(30),
        })
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
