//! A query as tantivy's own query objects. Its query parser is not used: it can't carry the
//! language, and it fails where a person is still typing.

use super::body::InBody;
use super::names::Names;
use super::schema::{Fields, ID};
use super::vocabulary::completions;
use super::{IdSet, Marks, Zone};
use crate::query::{Ending, Filter, Node, Period, Query as Asked, Scope, State, Text, Value};
use crate::text::stem;
use chrono::{NaiveDate, NaiveTime, TimeZone};
use std::ops::Bound;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

/// How much a word counts more where it stands as it was typed.
const EXACT: f32 = 0.05;
/// A word that is completed counts less than one that was typed whole.
const COMPLETED: f32 = 0.7;
/// How much of its weight is left to a word that stands in many articles' common text alone.
const RECURRING: f32 = 0.01;
/// Words that a beginning is completed to while a person types, and those of `pre*` that count for
/// the order.
const LIKELIEST: usize = 50;
/// All words that `pre*` finds at most.
const COMPLETIONS: usize = 20_000;
/// What a word counts at least that stands in half of all articles or more, as a share of what it
/// would count otherwise.
const COMMONEST: f32 = 0.02;

type Part = Box<dyn Query>;

/// A query, ready to run.
pub(super) struct Plan {
    /// Everything that is asked for.
    pub full: Part,
    /// Some of the words and everything else; matches of `full` are among its matches. `None`
    /// where nothing can be left out.
    pub partial: Option<Part>,
    /// Whether there are words, so that some matches are better than others.
    pub ranked: bool,
}

pub(super) struct Compiler<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub names: &'a Names,
    pub zone: Zone,
    pub marks: &'a Marks,
}

/// Parts of a conjunction.
#[derive(Default)]
struct Parts {
    /// Must hold, always.
    hard: Vec<Part>,
    /// Words: all for a full match, some for a partial one.
    soft: Vec<Part>,
    /// The same for a partial match, where what hangs together may stand apart.
    loose: Vec<Part>,
    /// Only for the order.
    bonus: Vec<Part>,
    not: Vec<Part>,
    /// Whether there are words among the hard parts.
    hard_words: bool,
}

impl Compiler<'_> {
    pub(super) fn plan(&self, query: &Asked) -> tantivy::Result<Plan> {
        let nodes = match query.root() {
            None => return Ok(Plan { full: Box::new(AllQuery), partial: None, ranked: false }),
            Some(Node::And(nodes)) => nodes.as_slice(),
            Some(node) => std::slice::from_ref(node),
        };
        let parts = self.parts(nodes)?;
        let ranked = parts.hard_words || !parts.soft.is_empty();
        let partial = (parts.soft.len() > 1 || parts.loose.len() > 1 || parts.hard_words && !parts.soft.is_empty())
            .then(|| parts.partial());
        Ok(Plan { full: parts.full(), partial, ranked })
    }

    fn parts(&self, nodes: &[Node]) -> tantivy::Result<Parts> {
        let mut parts = Parts::default();
        for (at, node) in nodes.iter().enumerate() {
            if nodes[..at].contains(node) {
                continue;
            }
            match node {
                Node::Text(text) => {
                    let times = nodes.iter().filter(|other| *other == node).count();
                    self.text_parts(text, times as f32, &mut parts)?;
                }
                Node::Not(node) => parts.not.push(self.node(node)?),
                Node::Filter(filter) => parts.hard.push(self.filter(filter)),
                Node::And(_) | Node::Or(_) => {
                    let part = self.node(node)?;
                    if has_words(node) {
                        parts.loose.push(part.box_clone());
                        parts.soft.push(part);
                    } else {
                        parts.hard.push(part);
                    }
                }
            }
        }
        Ok(parts)
    }

    /// A word that was typed twice counts twice.
    fn text_parts(&self, text: &Text, times: f32, parts: &mut Parts) -> tantivy::Result<()> {
        let part = boosted(self.text(text)?, times);
        if text.quoted || text.scope != Scope::Anywhere {
            parts.hard.push(part);
            parts.hard_words = true;
            return Ok(());
        }
        for word in &text.words {
            let whole = Text { words: vec![word.clone()], ending: Ending::Whole, ..text.clone() };
            if let Some(exact) = self.exact(word)? {
                parts.bonus.push(boosted(exact, times));
            }
            if text.words.len() > 1 {
                parts.loose.push(boosted(self.text(&whole)?, times));
            }
        }
        if text.words.len() == 1 {
            parts.loose.push(part.box_clone());
        }
        parts.soft.push(part);
        Ok(())
    }

    /// A node anywhere in the tree, where nothing is left out.
    fn node(&self, node: &Node) -> tantivy::Result<Part> {
        match node {
            Node::And(nodes) => Ok(self.parts(nodes)?.full()),
            Node::Or(nodes) => {
                let parts = nodes.iter().map(|node| self.node(node)).collect::<tantivy::Result<Vec<Part>>>()?;
                Ok(Box::new(BooleanQuery::union(parts)))
            }
            Node::Not(inner) => {
                let parts = Parts { not: vec![self.node(inner)?], ..Parts::default() };
                Ok(parts.full())
            }
            Node::Text(text) => self.text(text),
            Node::Filter(filter) => Ok(self.filter(filter)),
        }
    }

    fn text(&self, text: &Text) -> tantivy::Result<Part> {
        let Some((last, first)) = text.words.split_last() else { return Ok(Box::new(EmptyQuery)) };
        let mut stems: Vec<String> = text.words.iter().map(|word| stem(word).into_owned()).collect();
        if text.ending == Ending::Whole {
            return self.stems(text.scope, &stems);
        }
        if first.is_empty() && text.scope == Scope::Anywhere {
            return self.beginning(last, text.ending);
        }
        // the last word in all its completions, each in its place behind the others
        let mut endings: Vec<String> = Vec::new();
        if text.ending == Ending::Unfinished {
            endings.push(stem(last).into_owned());
        }
        for word in completions(self.searcher, self.fields, last, LIKELIEST)? {
            let ending = stem(&word).into_owned();
            if !endings.contains(&ending) {
                endings.push(ending);
            }
        }
        let mut parts = Vec::with_capacity(endings.len());
        for ending in endings {
            stems.pop();
            stems.push(ending);
            parts.push(self.stems(text.scope, &stems)?);
        }
        Ok(best_of(parts))
    }

    /// Words by their stems, one behind the other.
    fn stems(&self, scope: Scope, stems: &[String]) -> tantivy::Result<Part> {
        let field = if scope == Scope::Title { self.fields.title } else { self.fields.text };
        let terms: Vec<Term> = stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
        let part: Part = match terms.as_slice() {
            [term] => self.term(term.clone(), 1.0)?,
            _ => Box::new(PhraseQuery::new(terms.clone())),
        };
        let part = if scope == Scope::Body {
            let in_body = unscored(Box::new(DocPredicateQuery::from(InBody(terms))));
            Box::new(BooleanQuery::intersection(vec![part, in_body]))
        } else {
            part
        };
        match scope {
            Scope::Title => Ok(part),
            Scope::Anywhere | Scope::Body => self.or_recurring(part, stems),
        }
    }

    /// The same words where they are a part of text that stands in many articles: found, but last.
    fn or_recurring(&self, part: Part, stems: &[String]) -> tantivy::Result<Part> {
        let terms: Vec<Term> = stems.iter().map(|stem| Term::from_field_text(self.fields.recurring, stem)).collect();
        for term in &terms {
            if self.searcher.doc_freq(term)? == 0 {
                return Ok(part);
            }
        }
        let recurring: Part = match terms.as_slice() {
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new(terms)),
        };
        Ok(Box::new(BooleanQuery::union(vec![part, boosted(recurring, RECURRING)])))
    }

    /// A word that was not typed to its end. All its completions count as one word: a rare one is
    /// no better than a common one.
    fn beginning(&self, prefix: &str, ending: Ending) -> tantivy::Result<Part> {
        let most = if ending == Ending::Prefix { COMPLETIONS } else { LIKELIEST };
        let words = completions(self.searcher, self.fields, prefix, most)?;
        let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(self.fields.surface, word)).collect();
        let likely = &terms[..terms.len().min(LIKELIEST)];
        let mut articles = 0;
        for term in likely {
            articles += self.searcher.doc_freq(term)?;
        }
        let articles = articles.min(self.all());
        let mut parts: Vec<Part> = Vec::new();
        for term in likely {
            let own = rarity(self.searcher.doc_freq(term)?, self.all());
            parts.push(self.term(term.clone(), COMPLETED * rarity(articles, self.all()) / own)?);
        }
        if terms.len() > LIKELIEST {
            parts.push(unscored(Box::new(TermSetQuery::new(terms[LIKELIEST..].to_vec()))));
        }
        let recurring = words.iter().map(|word| Term::from_field_text(self.fields.recurring_surface, word));
        parts.push(unscored(Box::new(TermSetQuery::new(recurring))));
        if ending == Ending::Unfinished {
            parts.push(self.term(Term::from_field_text(self.fields.text, &stem(prefix)), 1.0)?);
        }
        Ok(best_of(parts))
    }

    /// One term, weighed so that what stands in half of all articles says nearly nothing. (BM25 as
    /// tantivy has it adds one before the logarithm, which gives every word some weight.)
    fn term(&self, term: Term, boost: f32) -> tantivy::Result<Part> {
        let (with, all) = (self.searcher.doc_freq(&term)?, self.all());
        let ratio = (all.saturating_sub(with) as f32 + 0.5) / (with as f32 + 0.5);
        let common = (ratio.ln() / rarity(with, all)).max(COMMONEST);
        Ok(boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), boost * common))
    }

    /// What an article gains by having the word in just this form; `None` where it has no other.
    fn exact(&self, word: &str) -> tantivy::Result<Option<Part>> {
        let surface = Term::from_field_text(self.fields.surface, word);
        let stemmed = Term::from_field_text(self.fields.text, &stem(word));
        let as_typed = self.searcher.doc_freq(&surface)?;
        if as_typed == 0 || as_typed == self.searcher.doc_freq(&stemmed)? {
            return Ok(None);
        }
        self.term(surface, EXACT).map(Some)
    }

    fn all(&self) -> u64 {
        self.searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum()
    }

    fn filter(&self, filter: &Filter) -> Part {
        unscored(match filter {
            Filter::Tag(value) => one_of(self.fields.tag, &self.names.tags(value)),
            Filter::Author(value) => one_of(self.fields.author, &Names::parts(&self.names.authors, value)),
            Filter::Source(value) => self.source(value),
            Filter::Published(period) => self.published(*period),
            Filter::Lately(relative) => self.published(relative.on(self.zone.today())),
            Filter::Has(thing) => one_of(self.fields.has, &[thing.name()]),
            Filter::Is(State::Read) => marked(&self.marks.read, true),
            Filter::Is(State::Unread) => marked(&self.marks.read, false),
            Filter::Is(State::Starred) => marked(&self.marks.starred, true),
        })
    }

    fn source(&self, value: &Value) -> Part {
        let by_name = one_of(self.fields.source, &Names::parts(&self.names.sources, value));
        let by_address = one_of(self.fields.address, &Names::parts(&self.names.addresses, value));
        Box::new(BooleanQuery::union(vec![by_name, by_address]))
    }

    fn published(&self, period: Period) -> Part {
        let midnight = |day: NaiveDate| Term::from_field_i64(self.fields.published, self.midnight(day));
        let from = period.from.map_or(Bound::Unbounded, |day| Bound::Included(midnight(day)));
        let before = period.before.map_or(Bound::Unbounded, |day| Bound::Excluded(midnight(day)));
        if matches!((&from, &before), (Bound::Unbounded, Bound::Unbounded)) {
            return Box::new(AllQuery);
        }
        Box::new(RangeQuery::new(from, before))
    }

    /// When the day begins, in seconds. The clocks change after midnight in both zones.
    fn midnight(&self, day: NaiveDate) -> i64 {
        let midnight = day.and_time(NaiveTime::MIN);
        let utc = midnight.and_utc().timestamp();
        match self.zone {
            Zone::Utc => utc,
            Zone::London => {
                let local = chrono_tz::Europe::London.from_local_datetime(&midnight).earliest();
                local.map_or(utc, |moment| moment.timestamp())
            }
        }
    }
}

impl Parts {
    fn full(self) -> Part {
        let mut must = self.hard;
        must.extend(self.soft);
        combined(must, self.bonus, self.not)
    }

    fn partial(&self) -> Part {
        let copies = |parts: &[Part]| parts.iter().map(|part| part.box_clone()).collect::<Vec<Part>>();
        let mut words = copies(&self.loose);
        words.extend(copies(&self.bonus));
        let not = copies(&self.not);
        if self.hard.is_empty() && not.is_empty() {
            return Box::new(BooleanQuery::union(words));
        }
        let mut must = copies(&self.hard);
        if self.hard_words {
            return combined(must, words, not);
        }
        must.push(Box::new(BooleanQuery::union(words)));
        combined(must, Vec::new(), not)
    }
}

fn combined(mut must: Vec<Part>, should: Vec<Part>, not: Vec<Part>) -> Part {
    if must.is_empty() {
        must.push(unscored(Box::new(AllQuery)));
    }
    if must.len() == 1
        && should.is_empty()
        && not.is_empty()
        && let Some(only) = must.pop()
    {
        return only;
    }
    let must = must.into_iter().map(|part| (Occur::Must, part));
    let should = should.into_iter().map(|part| (Occur::Should, part));
    let not = not.into_iter().map(|part| (Occur::MustNot, part));
    Box::new(BooleanQuery::new(must.chain(should).chain(not).collect()))
}

fn has_words(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_words),
        Node::Not(_) | Node::Filter(_) => false,
        Node::Text(_) => true,
    }
}

fn boosted(part: Part, by: f32) -> Part {
    if (by - 1.0).abs() < f32::EPSILON { part } else { Box::new(BoostQuery::new(part, by)) }
}

fn unscored(part: Part) -> Part {
    Box::new(ConstScoreQuery::new(part, 0.0))
}

fn best_of(mut parts: Vec<Part>) -> Part {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.swap_remove(0),
        _ => Box::new(DisjunctionMaxQuery::new(parts)),
    }
}

fn one_of(field: Field, names: &[&str]) -> Part {
    match names {
        [] => Box::new(EmptyQuery),
        [name] => Box::new(TermQuery::new(Term::from_field_text(field, name), IndexRecordOption::Basic)),
        names => Box::new(TermSetQuery::new(names.iter().map(|name| Term::from_field_text(field, name)))),
    }
}

/// The weight that tantivy's BM25 gives a term for being rare.
fn rarity(with: u64, all: u64) -> f32 {
    (1.0 + (all.saturating_sub(with) as f32 + 0.5) / (with as f32 + 0.5)).ln()
}

/// Marks live in the store; the set of marked articles comes with the question.
fn marked(marks: &IdSet, wanted: bool) -> Part {
    let marks = marks.clone();
    let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
        let ids = segment.fast_fields().u64(ID)?.first_or_default_col(0);
        let marks = marks.clone();
        Ok(move |article: u32| marks.contains_number(ids.get_val(article)) == wanted)
    });
    Box::new(DocPredicateQuery::from(predicate))
}
