//! The words that the index has, as they are written: the forms of a word, to complete a beginning,
//! and to correct a word that it does not have.
//!
//! All are read off the segments' own sorted term dictionaries, a short stretch of them for each
//! word, and remembered as long as the index stays as it is: somebody who types asks for the same
//! words again with every letter.

use super::bits::Bits;
use super::place::{Place, insert_all};
use super::view::{Part, View};
use super::{Effort, locked};
use crate::text::stem;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::Term;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// A word of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub word: String,
    /// In how many articles it stands; one that has it both in its own text and in recurring text
    /// counts twice.
    pub articles: u64,
    /// Its lists.
    pub places: Vec<Place>,
}

/// Words of the index that belong together.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub words: Vec<Arc<Known>>,
    /// In how many articles any of them stands; not counted for the completions of a beginning.
    pub articles: Option<Articles>,
}

/// In how many articles something stands, those that were taken out among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Articles {
    /// In their own texts.
    pub own: u64,
    /// There or in recurring text.
    pub all: u64,
}

/// What was looked up in one state of the index.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    found: HashMap<Wanted, Arc<Family>>,
    /// Lists of all that was found.
    lists: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Wanted {
    Stem(String),
    Beginning(String, usize),
}

/// With more look-ups than this, or more lists found, all are forgotten: about 10 MB.
const MOST_REMEMBERED: usize = 4096;
const MOST_LISTS: usize = 1 << 17;

/// Words whose stem does not share their beginning (Snowball's list of exceptions).
const IRREGULAR: [(&str, &str); 3] = [("die", "dying"), ("lie", "lying"), ("tie", "tying")];

/// Bytes of a word whose stem has two letters at most: what a stemmer cuts off stands behind the first
/// vowel and consonant.
const SHORT: usize = 12;

impl View {
    /// All words of the index with the stem of `word`, in alphabetical order.
    pub(super) fn forms(&self, word: &str) -> tantivy::Result<Arc<Family>> {
        let stem = stem(word);
        self.once(Wanted::Stem(stem.clone().into_owned()), || {
            let words = self.with_stem(&stem)?;
            let articles = Some(self.with_any(&words)?);
            Ok(Family { words, articles })
        })
    }

    /// Words that begin with `prefix`, those in most articles first.
    pub(super) fn completions(&self, prefix: &str, most: usize) -> tantivy::Result<Arc<Family>> {
        self.once(Wanted::Beginning(prefix.to_owned(), most), || {
            let mut found = self.beginning_with(prefix, usize::MAX, |_| true)?;
            let order = |a: &Arc<Known>, b: &Arc<Known>| b.articles.cmp(&a.articles).then_with(|| a.word.cmp(&b.word));
            if found.len() > most && most > 0 {
                found.select_nth_unstable_by(most, order);
                found.truncate(most);
            }
            found.sort_unstable_by(order);
            Ok(Family { words: found, articles: None })
        })
    }

    fn once(&self, wanted: Wanted, find: impl FnOnce() -> tantivy::Result<Family>) -> tantivy::Result<Arc<Family>> {
        if let Some(found) = locked(&self.remembered).found.get(&wanted) {
            return Ok(found.clone());
        }
        let found = Arc::new(find()?);
        let mut remembered = locked(&self.remembered);
        if remembered.found.len() >= MOST_REMEMBERED || remembered.lists >= MOST_LISTS {
            *remembered = Remembered::default();
        }
        remembered.lists += found.words.iter().map(|known| known.places.len()).sum::<usize>();
        remembered.found.insert(wanted, found.clone());
        Ok(found)
    }

    fn with_stem(&self, wanted: &str) -> tantivy::Result<Vec<Arc<Known>>> {
        // so little is left only of short words, and there are many that begin so
        let longest = if wanted.chars().nth(2).is_some() { usize::MAX } else { SHORT };
        let mut found = self.beginning_with(beginning(wanted), longest, |word| stem(word) == wanted)?;
        for (_, form) in IRREGULAR.iter().filter(|(stem, _)| *stem == wanted) {
            found.extend(self.beginning_with(form, form.len(), |_| true)?);
        }
        found.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Ok(found)
    }

    /// In how many articles any of the words stands. Forms of a word keep company, so that their own
    /// numbers don't tell.
    fn with_any(&self, words: &[Arc<Known>]) -> tantivy::Result<Articles> {
        let mut articles = Articles { own: 0, all: 0 };
        for part in &self.parts {
            let segment = part.segment.segment_id();
            let of = |field: Field| {
                let places = words.iter().flat_map(|known| &known.places);
                places.filter(move |place| place.segment == segment && place.field == field)
            };
            let mut with = Bits::none(part.segment.max_doc());
            insert_all(&part.segment, of(self.fields.text), &mut with)?;
            let own = with.count();
            insert_all(&part.segment, of(self.fields.recurring), &mut with)?;
            articles.own += own as u64;
            articles.all += with.count() as u64;
        }
        Ok(articles)
    }

    /// Words that begin so, are no longer than so many bytes, and are wanted.
    fn beginning_with(
        &self,
        prefix: &str,
        longest: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<Arc<Known>>> {
        if prefix.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: HashMap<String, Option<Known>> = HashMap::new();
        self.walk(prefix, &mut |word, field, part, list| {
            if word.len() > longest {
                return;
            }
            let place = || Place { segment: part.segment.segment_id(), field, list: list.clone() };
            let articles = u64::from(list.doc_freq);
            match found.get_mut(word) {
                Some(Some(known)) => {
                    known.articles += articles;
                    known.places.push(place());
                }
                Some(None) => {}
                None => {
                    let known = || Known { word: word.to_owned(), articles, places: vec![place()] };
                    found.insert(word.to_owned(), wanted(word).then(known));
                }
            }
        })?;
        Ok(found.into_values().flatten().map(Arc::new).collect())
    }

    /// A word as it stands in titles.
    pub(super) fn in_titles(&self, word: &str) -> tantivy::Result<Known> {
        let mut known = Known { word: word.to_owned(), articles: 0, places: Vec::new() };
        let term = Term::from_field_text(self.fields.title, word);
        for part in &self.parts {
            if let Some(list) = part.segment.inverted_index(self.fields.title)?.get_term_info(&term)? {
                known.articles += u64::from(list.doc_freq);
                known.places.push(Place { segment: part.segment.segment_id(), field: self.fields.title, list });
            }
        }
        Ok(known)
    }

    /// In how many articles a form of the word stands, about.
    pub(super) fn articles_with(&self, word: &str) -> tantivy::Result<u64> {
        Ok(self.forms(word)?.words.iter().map(|form| form.articles).sum())
    }

    /// In how many articles just this form stands.
    pub(super) fn articles_of(&self, form: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.text, form))
    }

    /// How many articles there are.
    pub(super) fn articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Words that `word` may be a slip of the finger for: the nearest first, of these the most
    /// frequent.
    pub(super) fn corrections(&self, word: &str, most: usize, effort: Effort) -> tantivy::Result<Vec<String>> {
        let mut beginnings: Vec<String> = match effort {
            Effort::Nearest => word.chars().take(2).map(String::from).collect(),
            Effort::All => vec![String::new()],
        };
        beginnings.dedup();
        let mut found = Vec::new();
        for beginning in &beginnings {
            found.extend(self.near(word, beginning)?);
        }
        found.sort_unstable_by(|(a, (near, many)), (b, (nearer, more))| {
            near.cmp(nearer).then(more.cmp(many)).then_with(|| a.cmp(b))
        });
        Ok(found.into_iter().take(most).map(|(word, _)| word).collect())
    }

    /// Words that begin so and are near to one: slips, and in how many articles they stand.
    fn near(&self, word: &str, beginning: &str) -> tantivy::Result<Vec<(String, (usize, u64))>> {
        let wanted: Vec<char> = word.chars().collect();
        let allowed = allowed_slips(wanted.len());
        if allowed == 0 {
            return Ok(Vec::new());
        }
        let mut found: HashMap<String, (usize, u64)> = HashMap::new();
        let mut chars = Vec::new();
        let bytes = word.len().saturating_sub(allowed)..=word.len() + allowed;
        let letters = letters(word);
        self.walk(beginning, &mut |known, _, _, list| {
            // most words are told apart by their length or by their letters: a slip changes two at most
            let far = known.is_ascii() && word.is_ascii() && !bytes.contains(&known.len())
                || (self::letters(known) ^ letters).count_ones() as usize > 2 * allowed
                || known.len() > wanted.len() * 4 + 8;
            if far {
                return;
            }
            chars.clear();
            chars.extend(known.chars());
            if let Some(slips) = slips(&wanted, &chars, allowed) {
                found.entry(known.to_owned()).or_insert((slips, 0)).1 += u64::from(list.doc_freq);
            }
        })?;
        Ok(found.into_iter().collect())
    }

    /// Every word that begins so with its list, segment by segment.
    fn walk(&self, beginning: &str, take: &mut dyn FnMut(&str, Field, &Part, &TermInfo)) -> tantivy::Result<()> {
        let mut end = beginning.as_bytes().to_vec();
        if let Some(last) = end.last_mut() {
            *last += 1; // the bytes of UTF-8 end below 255
        }
        for part in &self.parts {
            for field in [self.fields.text, self.fields.recurring] {
                let index = part.segment.inverted_index(field)?;
                let range = index.terms().range().ge(beginning);
                let range = if end.is_empty() { range } else { range.lt(&end) };
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    if let Ok(word) = std::str::from_utf8(stream.key()) {
                        take(word, field, part, stream.value());
                    }
                }
            }
        }
        Ok(())
    }
}

/// How all words with this stem begin, but for [`IRREGULAR`] ones: a stem's last letter may be
/// another one than the word's (`bulli` of "bully", `hope` of "hoping").
fn beginning(stem: &str) -> &str {
    match stem.char_indices().next_back() {
        Some((last, _)) if last > 1 && stem.is_ascii() => &stem[..last],
        _ => stem,
    }
}

/// Which letters a word has: a bit each, those beyond the alphabet sharing one.
fn letters(word: &str) -> u32 {
    word.chars()
        .fold(0, |letters, c| letters | 1 << if c.is_ascii_lowercase() { c as u32 - u32::from(b'a') } else { 26 })
}

/// A short word has few letters to go by.
pub(super) fn allowed_slips(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

/// Letters left out, put in, changed or swapped with their neighbour (optimal string alignment),
/// if they are no more than `allowed`.
pub(super) fn slips(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|slips| *slips > allowed) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|slips| *slips <= allowed)
}

#[cfg(test)]
mod tests {
    use super::{IRREGULAR, beginning};
    use crate::text::stem;

    #[test]
    fn every_form_of_a_word_begins_as_its_stem_does() {
        let words = "bully bullies bullying bullied hope hoping hopes hopped cry cries tie ties skies sky skis ski \
            use used using users relational rational organisation organization possibility possibly capability \
            sensitivity ability gently gentle ugly early only singly idly news inning outing proceed exceed \
            generously communication arsenal university operationalization luxuriated conflated valency fluency \
            agency agencies children childrens abuse abused abuser as is us yes says said safeguarding";
        for word in words.split_whitespace() {
            assert!(word.starts_with(beginning(&stem(word))), "{word} is not found by {}", stem(word));
        }
        for (stemmed, word) in IRREGULAR {
            assert_eq!(stem(word), stemmed);
        }
    }
}
