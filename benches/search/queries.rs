//! What is searched for: queries of the kinds that people type, made of the stories themselves, so
//! that most of them find something.

use super::corpus::{Dice, Story, Token, author, tag};
use cuttings::article::Slug;

/// One question, which each engine puts in its own way. All of it must hold.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub words: Vec<String>,
    /// Words one behind the other.
    pub phrase: Vec<String>,
    /// The beginning of a word.
    pub prefix: Option<String>,
    /// One of these words.
    pub either: Vec<String>,
    /// Not this word.
    pub not: Option<String>,
    /// A word of the title.
    pub title: Option<String>,
    /// A tag's name.
    pub tag: Option<String>,
    /// An author's name.
    pub author: Option<String>,
    pub year: Option<i32>,
}

impl Ask {
    /// The tag's name in addresses.
    pub fn slug(&self) -> Option<Slug> {
        self.tag.as_deref().map(Slug::from_name)
    }

    /// In the words of the query language.
    pub fn text(&self) -> String {
        let mut parts = self.words.clone();
        if !self.phrase.is_empty() {
            parts.push(format!("\"{}\"", self.phrase.join(" ")));
        }
        if !self.either.is_empty() {
            parts.push(self.either.join(" OR "));
        }
        parts.extend(self.prefix.as_ref().map(|prefix| format!("{prefix}*")));
        parts.extend(self.not.as_ref().map(|word| format!("-{word}")));
        parts.extend(self.title.as_ref().map(|word| format!("title:{word}")));
        parts.extend(self.slug().map(|slug| format!("tag:{}", slug.as_str())));
        parts.extend(self.author.as_ref().map(|name| format!("author:\"{name}\"")));
        parts.extend(self.year.map(|year| format!("year:{year}")));
        parts.join(" ")
    }
}

/// Queries of one kind.
pub struct Kind {
    pub name: &'static str,
    pub asks: Vec<Ask>,
}

/// `each` queries of every kind for an archive of so many stories.
pub fn kinds(stories: usize, each: usize) -> Vec<Kind> {
    type Make = fn(&Story, &mut Dice) -> Option<Ask>;
    let makes: [(&str, Make); 14] = [
        ("word, rare", |story, dice| one(story, dice, RARE)),
        ("word, middling", |story, dice| one(story, dice, MIDDLING)),
        ("word, common", |story, dice| one(story, dice, COMMON)),
        ("two common words", |story, dice| words(story, dice, 2, COMMON)),
        ("two words", |story, dice| words(story, dice, 2, TELLING)),
        ("three words", |story, dice| words(story, dice, 3, TELLING)),
        ("phrase", phrase),
        ("prefix*", prefix),
        ("title:word", title),
        ("tag: + word", tagged),
        ("author: year: + word", by_author),
        ("one OR another", either),
        ("word -word", without),
        ("pasted sentence", sentence),
    ];
    let kinds = (0..).zip(makes).map(|(seed, (name, make))| {
        let mut dice = Dice::new(0x00a5_0000 + seed);
        let mut asks: Vec<Ask> = Vec::new();
        // a story may have nothing to make one of; no kind is so rare that this does not end
        for _ in 0..each * 50 {
            if asks.len() < each {
                let story = Story::new(dice.below(stories as u64) as usize);
                asks.extend(make(&story, &mut dice));
            }
        }
        Kind { name, asks }
    });
    kinds.collect()
}

/// Ranks of lemmas.
type Ranks = std::ops::Range<u32>;
const COMMON: Ranks = 140..700;
const MIDDLING: Ranks = 700..6000;
const RARE: Ranks = 20_000..u32::MAX;
/// What people choose to search by.
const TELLING: Ranks = 140..8000;

/// A word of the story that is about so common.
fn word(story: &Story, dice: &mut Dice, ranks: Ranks) -> Option<String> {
    let tokens = story.sentences().flatten().filter(|token| token.is_content() && ranks.contains(&token.rank));
    let tokens: Vec<&Token> = tokens.collect();
    tokens.get(dice.below(tokens.len() as u64) as usize).map(|token| token.folded())
}

fn one(story: &Story, dice: &mut Dice, ranks: Ranks) -> Option<Ask> {
    Some(Ask { words: vec![word(story, dice, ranks)?], ..Ask::default() })
}

fn words(story: &Story, dice: &mut Dice, count: usize, ranks: Ranks) -> Option<Ask> {
    let mut words: Vec<String> = Vec::new();
    for _ in 0..count {
        let word = word(story, dice, ranks.clone())?;
        if words.contains(&word) {
            return None;
        }
        words.push(word);
    }
    Some(Ask { words, ..Ask::default() })
}

/// Two to four words as they stand, mostly a combination that others have too.
fn phrase(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let length = 2 + dice.below(3) as usize;
    let fits = |words: &&[Token]| {
        let telling = words.iter().filter(|word| word.is_content()).count();
        telling >= 2 && words[0].is_content() && words.iter().all(|word| word.rank < 9000)
    };
    let runs: Vec<&[Token]> = story.sentences().flat_map(|words| words.windows(length)).filter(fits).collect();
    let run = runs.get(dice.below(runs.len() as u64) as usize)?;
    Some(Ask { phrase: run.iter().map(Token::folded).collect(), ..Ask::default() })
}

fn prefix(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let word = word(story, dice, TELLING)?;
    let letters = 3 + dice.below(3) as usize;
    Some(Ask { prefix: Some(word.get(..letters)?.to_owned()), ..Ask::default() })
}

fn title(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let words: Vec<&Token> = story.title.iter().filter(|word| word.is_content()).collect();
    let word = words.get(dice.below(words.len() as u64) as usize)?;
    Some(Ask { title: Some(word.folded()), ..Ask::default() })
}

fn tagged(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let ask = one(story, dice, TELLING)?;
    Some(Ask { tag: Some(tag(*story.tags.first()?)), ..ask })
}

fn by_author(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let ask = one(story, dice, TELLING)?;
    let published = cuttings::article::Timestamp::from_seconds(story.published)?.to_chrono();
    let year = published.format("%Y").to_string().parse().ok();
    Some(Ask { author: Some(author(*story.authors.first()?)), year, ..ask })
}

fn either(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let either = vec![word(story, dice, TELLING)?, word(story, dice, TELLING)?];
    (either[0] != either[1]).then(|| Ask { either, ..Ask::default() })
}

fn without(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let ask = one(story, dice, TELLING)?;
    Some(Ask { not: Some(word(story, dice, COMMON)?), ..ask })
}

fn sentence(story: &Story, dice: &mut Dice) -> Option<Ask> {
    let long: Vec<&[Token]> = story.sentences().filter(|words| words.len() >= 12).collect();
    let words = long.get(dice.below(long.len() as u64) as usize)?;
    Some(Ask { words: words.iter().take(20).map(Token::folded).collect(), ..Ask::default() })
}

/// What ten people type, letter by letter.
pub fn typed(stories: usize) -> Vec<String> {
    type Make = fn(&Story, &mut Dice) -> Option<Ask>;
    let makes: [Make; 10] = [
        |story, dice| one(story, dice, COMMON),
        |story, dice| one(story, dice, MIDDLING),
        |story, dice| words(story, dice, 2, TELLING),
        |story, dice| words(story, dice, 2, TELLING),
        |story, dice| words(story, dice, 3, TELLING),
        |story, dice| words(story, dice, 4, TELLING),
        phrase,
        tagged,
        by_author,
        without,
    ];
    let mut dice = Dice::new(0x007e_9ed0);
    let typed = makes.iter().filter_map(|make| {
        (0..50).find_map(|_| make(&Story::new(dice.below(stories as u64) as usize), &mut dice)).map(|ask| ask.text())
    });
    typed.collect()
}
