//! An author's name taken apart: a person's into given and family name, a body's (an organisation, a
//! desk, a pen name) left whole.
//!
//! Which of the two a name is, nothing says for certain. A body is told by being the site itself, by
//! words that persons are not called by, and by signs that personal names lack; what is in doubt stays
//! whole, since a whole name is never wrong in a list of references, only out of order.

use crate::article::{is_title, without_titles};

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// With a family name to be listed under.
    Person(Person),
    /// Listed as it stands.
    Body(String),
}

/// A personal name in its parts; only the family name is always there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// "Ludwig"
    pub given: String,
    /// "van": in small letters, before the family name, which is sorted without it by some and with
    /// it by others.
    pub particle: String,
    /// "Beethoven"
    pub family: String,
    /// "Jr", "III"
    pub suffix: String,
}

/// Small words within family names.
const PARTICLES: &str = "van von vom zu zum zur de der den des del della dello dei di da do dos das du la le las los \
                         ten ter te af av al el bin bint ibn 't";
/// The same with a capital, where they are part of the family name itself.
const CAPITAL_PARTICLES: &str = "Van Von De Del Della Di Da Dos Du La Le Ní Ni Nic Ó Uí Mac Mc St Saint Bin Bint Ibn \
                                 Al El Abu Ter Ten Der Den";
/// Join the two halves of a family name.
const JOINING: &str = "y i e";
const SUFFIXES: &str = "jr sr ii iii iv";

/// Words that persons are not called by.
const BODY_WORDS: &str = "academy agence agencia agency agentur alliance association authority authorities board bureau care centre center \
     charity charities citizens club coalition college collective commission committee community confederation \
     congress consortium contributor contributors correspondent council councils department desk directorate \
     division editor editorial editors employers federation forum foundation fund gazette government group \
     hospital inc inspectorate institute institution journal limited local ltd magazine media ministerium ministry \
     national network news newsdesk newspaper newspapers newsroom nhs office ofsted online parliament partnership plc \
     press project public publishing radio redaccion redacción rédaction redaktion redazione research reporter \
     reporters school schools secretariat service services social society staff studio subeditor syndicate team \
     television times today tribune trust trusts tv union unit university verband verein verlag website weekly wire \
     workers writers gmbh admin administrator anonymous webmaster";

impl Author {
    /// Takes a name apart; `site` is what the site is called, which is often its own author.
    pub fn read(name: &str, site: Option<&str>) -> Self {
        let whole = || Self::Body(name.trim().to_owned());
        if site.is_some_and(|site| site.trim().to_lowercase() == name.trim().to_lowercase()) {
            return whole();
        }
        let (name, suffix) = without_suffix(name);
        if let Some((family, given)) = name.split_once(',') {
            let (family, given) = (family.trim(), given.trim());
            let is_name = |part: &str| (1..=3).contains(&part.split_whitespace().count()) && !is_body(part);
            if !is_name(family) || !is_name(given) || given.contains(',') {
                return whole();
            }
            let (particle, family) = split_particle(&family.split_whitespace().collect::<Vec<_>>());
            return Self::Person(Person { given: without_titles(given), particle, family, suffix });
        }
        let bare = without_titles(&name);
        let words: Vec<&str> = bare.split_whitespace().collect();
        match words.as_slice() {
            [] | [_] => whole(),
            // "Baroness Hill": a title alone is no given name; Don is one in English
            [first, ..] if is_title(first) && *first != "Don" => whole(),
            _ if is_body(&bare) => whole(),
            words => {
                let at = family_start(words);
                let (particle, family) = split_particle(&words[at..]);
                Self::Person(Person { given: words[..at].join(" "), particle, family, suffix })
            }
        }
    }
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// "Ray Jones, Jr." and "Ray Jones III": the name, and what tells it from its bearer's father's.
fn without_suffix(name: &str) -> (String, String) {
    let name = name.trim();
    let found = name.rsplit_once([' ', ',']).filter(|(rest, last)| {
        let last = last.trim_end_matches('.').to_lowercase();
        is_in(SUFFIXES, &last) && rest.split_whitespace().count() > 1
    });
    match found {
        Some((rest, last)) => (rest.trim_end_matches([' ', ',']).to_owned(), last.trim_end_matches('.').to_owned()),
        None => (name.to_owned(), String::new()),
    }
}

fn is_body(name: &str) -> bool {
    const LONGEST: usize = 6;
    let words: Vec<&str> = name.split_whitespace().collect();
    let shouted = !name.contains(char::is_lowercase);
    let is_odd = |c: char| c.is_numeric() || matches!(c, '&' | '/' | ':' | '@' | '|' | '+' | '(' | '?' | '!' | '_');
    let speaks_of_a_body = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let starts_small = word.chars().next().is_some_and(char::is_lowercase);
        let is_acronym = !shouted && word.chars().count() > 2 && word.chars().all(char::is_uppercase);
        let lower = word.to_lowercase();
        is_in(BODY_WORDS, &lower)
            || is_acronym
            || starts_small && !is_in(PARTICLES, word) && !is_in(JOINING, word) && !is_elided(word)
    };
    words.len() > LONGEST
        || name.contains(is_odd)
        || words.first().is_some_and(|first| first.eq_ignore_ascii_case("the"))
        || words.iter().any(speaks_of_a_body)
}

/// "d’Arc", "ap-Rhys", "al-Din".
fn is_elided(word: &str) -> bool {
    word.split(['’', '\'', '-']).nth(1).is_some_and(|tail| tail.starts_with(char::is_uppercase))
}

/// Where the family name begins, its particles included.
fn family_start(words: &[&str]) -> usize {
    let last = words.len() - 1;
    let is_small = |word: &str| is_in(PARTICLES, word);
    if let Some(at) = words[..last].iter().position(|word| is_small(word)) {
        return at;
    }
    if let Some(at) = (2..last).find(|at| is_in(JOINING, words[*at])) {
        return at - 1;
    }
    let is_capital = |word: &str| is_in(CAPITAL_PARTICLES, word.trim_end_matches('.'));
    (1..last).find(|at| is_capital(words[*at])).unwrap_or(last)
}

/// Small words before a family name, and that name.
fn split_particle(words: &[&str]) -> (String, String) {
    let last = words.len().saturating_sub(1);
    let count = words[..last].iter().take_while(|word| is_in(PARTICLES, word)).count();
    (words[..count].join(" "), words[count..].join(" "))
}

impl Person {
    /// Particle and family name.
    pub fn full_family(&self) -> String {
        if self.particle.is_empty() { self.family.clone() } else { format!("{} {}", self.particle, self.family) }
    }
}
