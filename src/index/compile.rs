//! A query as tantivy's own query objects. Its query parser is not used: it can't carry the
//! language, and it fails where a person is still typing.

use super::common::is_common;
use super::phrase::SequenceQuery;
use super::place::ListsQuery;
use super::schema::ID;
use super::tokens::{BODY, NOTE};
use super::view::View;
use super::vocabulary::Known;
use super::word::{Form, WordQuery};
use super::{IdSet, Marks, Zone};
use crate::query::{Ending, Filter, Node, Period, Query as Asked, Scope, State, Text};
use chrono::{NaiveDate, NaiveTime, TimeZone};
use std::ops::Bound;
use std::sync::Arc;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

/// How much an occurrence of another form of the word counts, that of the form typed being 1.
const OTHER_FORM: f32 = 0.7;
/// The same for one that only an s at the end tells apart: it may be the typed form's own possessive,
/// whose apostrophe is dropped.
const WITH_S: f32 = 0.95;
/// The same for words that a beginning is completed to.
const COMPLETED: f32 = 0.3;
/// Words that a beginning is completed to while a person types.
const LIKELIEST: usize = 50;
/// What a word counts that says nothing of what a text is about, as a share of what its rarity makes
/// it count, however often it was typed.
const COMMON: f32 = 0.2;
/// All words that `pre*` finds at most.
const COMPLETIONS: usize = 20_000;
/// What a part with words in it, of which no bound is known, can score at most.
const UNBOUNDED: f32 = 1e6;

type Part = Box<dyn Query>;

/// A query, ready to run.
pub(super) struct Plan {
    /// Everything that is asked for.
    pub full: Wanted,
    /// Some of the words and everything else; matches of `full` are among its matches. `None`
    /// where nothing can be left out.
    pub partial: Option<Wanted>,
    /// Whether there are words, so that some matches are better than others.
    pub ranked: bool,
}

/// What an article must have, and what it is weighed by.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub must: Vec<Scored>,
    pub some: Vec<Scored>,
    /// Whether one of `some` must match; else they count for the order only.
    pub one_of_some: bool,
    /// Must hold and count nothing.
    pub filters: Vec<Part>,
    pub not: Vec<Part>,
}

/// A part that articles are weighed by.
#[derive(Debug)]
pub(super) enum Scored {
    Word(WordQuery),
    /// Anything else, and what it adds at most.
    Other(Part, f32),
}

pub(super) struct Compiler<'a> {
    pub view: &'a View,
    pub zone: Zone,
    pub marks: &'a Marks,
}

/// Parts of a conjunction.
#[derive(Default)]
struct Parts {
    /// Must hold, always.
    filters: Vec<Part>,
    /// The same, and articles are weighed by them.
    hard: Vec<Scored>,
    /// Words: all for a full match, some for a partial one.
    soft: Vec<Scored>,
    /// The same for a partial match, where what hangs together may stand apart.
    loose: Vec<Scored>,
    not: Vec<Part>,
}

impl Compiler<'_> {
    pub(super) fn plan(&self, query: &Asked) -> tantivy::Result<Plan> {
        let nodes = match query.root() {
            None => return Ok(Plan { full: Wanted::default(), partial: None, ranked: false }),
            Some(Node::Or(nodes)) if nodes.iter().all(|node| matches!(node, Node::Text(_))) => {
                let some = nodes.iter().map(|node| self.scored(node)).collect::<tantivy::Result<_>>()?;
                let full = Wanted { some, one_of_some: true, ..Wanted::default() };
                return Ok(Plan { full, partial: None, ranked: true });
            }
            Some(Node::And(nodes)) => nodes.as_slice(),
            Some(node) => std::slice::from_ref(node),
        };
        let parts = self.parts(nodes)?;
        let ranked = !parts.hard.is_empty() || !parts.soft.is_empty();
        let can_miss =
            parts.soft.len() > 1 || parts.loose.len() > 1 || !parts.hard.is_empty() && !parts.soft.is_empty();
        let partial = can_miss.then(|| parts.partial());
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
                Node::Filter(filter) => parts.filters.push(self.filter(filter)?),
                Node::And(_) | Node::Or(_) if has_words(node) => {
                    let part = self.scored(node)?;
                    parts.loose.push(part.clone());
                    parts.soft.push(part);
                }
                Node::And(_) | Node::Or(_) => parts.filters.push(unscored(self.node(node)?)),
            }
        }
        Ok(parts)
    }

    /// A word that was typed twice counts twice.
    fn text_parts(&self, text: &Text, times: f32, parts: &mut Parts) -> tantivy::Result<()> {
        let part = self.text(text, times)?;
        if text.quoted || text.scope != Scope::Anywhere {
            parts.hard.push(part);
            return Ok(());
        }
        if text.words.len() == 1 {
            parts.loose.push(part.clone());
        } else {
            for word in &text.words {
                let whole = Text { words: vec![word.clone()], ending: Ending::Whole, ..text.clone() };
                parts.loose.push(self.text(&whole, times)?);
            }
        }
        parts.soft.push(part);
        Ok(())
    }

    fn scored(&self, node: &Node) -> tantivy::Result<Scored> {
        match node {
            Node::Text(text) => self.text(text, 1.0),
            node => Ok(Scored::Other(self.node(node)?, UNBOUNDED)),
        }
    }

    /// A node anywhere in the tree, where nothing is left out.
    fn node(&self, node: &Node) -> tantivy::Result<Part> {
        match node {
            Node::And(nodes) => Ok(self.parts(nodes)?.full().query()),
            Node::Or(nodes) => {
                let parts = nodes.iter().map(|node| self.node(node)).collect::<tantivy::Result<Vec<Part>>>()?;
                Ok(Box::new(BooleanQuery::union(parts)))
            }
            Node::Not(inner) => {
                let wanted = Wanted { not: vec![self.node(inner)?], ..Wanted::default() };
                Ok(wanted.query())
            }
            Node::Text(text) => Ok(self.text(text, 1.0)?.query()),
            Node::Filter(filter) => self.filter(filter),
        }
    }

    fn text(&self, text: &Text, times: f32) -> tantivy::Result<Scored> {
        let in_title = text.scope == Scope::Title;
        let statistics = if in_title { &self.view.title } else { &self.view.text };
        let recurring = (!in_title).then_some(self.view.fields.recurring);
        let mut words: Vec<Arc<[Form]>> = Vec::with_capacity(text.words.len());
        let mut weight = 0.0;
        let mut articles = None;
        for (at, word) in text.words.iter().enumerate() {
            let ending = if at + 1 == text.words.len() { text.ending } else { Ending::Whole };
            let mut forms = self.forms(word, ending, text.words.len() > 1)?;
            if in_title {
                for form in &mut forms {
                    form.known = Arc::new(self.view.in_titles(&form.known.word)?);
                }
            }
            let counted = if ending == Ending::Whole && !in_title { self.view.forms(word)?.articles } else { None };
            // forms that were not counted together are taken to stand apart from each other
            let with = counted.map_or_else(
                || statistics.with_any(forms.iter().map(|form| form.known.articles)),
                |articles| articles.own as f32,
            );
            let rarity = statistics.rarity(with);
            weight += if is_common(word) { rarity * COMMON } else { rarity * times };
            articles = counted.map(|articles| articles.all);
            words.push(forms.into());
        }
        let statistics = statistics.clone();
        if text.scope != Scope::Body && words.len() == 1 {
            let forms = words.pop().unwrap_or_default();
            let merged = Arc::default();
            return Ok(Scored::Word(WordQuery { statistics, recurring, forms, weight, articles, merged }));
        }
        let places = if text.scope == Scope::Body { BODY..NOTE } else { 0..u32::MAX };
        let merged = Arc::default();
        let sequence = SequenceQuery { statistics, recurring, words, places, weight, merged };
        Ok(Scored::Other(Box::new(sequence), weight))
    }

    /// The forms of a word.
    pub(super) fn forms(&self, word: &str, ending: Ending, in_phrase: bool) -> tantivy::Result<Vec<Form>> {
        let family = if ending == Ending::Prefix { None } else { Some(self.view.forms(word)?) };
        let own = family.as_ref().map_or(&[][..], |family| &family.words);
        let form = |known: &Arc<Known>, weight: f32| {
            let weight = match (known.word.strip_prefix(word), word.strip_prefix(known.word.as_str())) {
                (Some(""), _) => 1.0,
                (Some("s"), _) | (_, Some("s")) => WITH_S.max(weight),
                _ => weight,
            };
            Form { known: known.clone(), weight }
        };
        let mut forms: Vec<Form> = own.iter().map(|known| form(known, OTHER_FORM)).collect();
        if ending != Ending::Whole {
            let most = if ending == Ending::Prefix && !in_phrase { COMPLETIONS } else { LIKELIEST };
            let completions = self.view.completions(word, most)?;
            let others = completions.words.iter().filter(|known| !own.iter().any(|form| form.word == known.word));
            forms.extend(others.map(|known| form(known, COMPLETED)));
        }
        Ok(forms)
    }

    fn filter(&self, filter: &Filter) -> tantivy::Result<Part> {
        let fields = &self.view.fields;
        Ok(unscored(match filter {
            Filter::Tag(value) => one_of(fields.tag, &self.view.names()?.tags(value)),
            Filter::Author(value) => one_of(fields.author, &self.view.names()?.authors(value)),
            Filter::Source(value) => {
                let names = self.view.with_part(fields.source, value)?;
                let addresses = self.view.with_part(fields.address, value)?;
                Box::new(ListsQuery([names, addresses]))
            }
            Filter::Published(period) => self.published(*period),
            Filter::Lately(relative) => self.published(relative.on(self.zone.today())),
            Filter::Has(thing) => one_of(fields.has, &[thing.name()]),
            Filter::Is(State::Read) => marked(&self.marks.read, true),
            Filter::Is(State::Unread) => marked(&self.marks.read, false),
            Filter::Is(State::Starred) => marked(&self.marks.starred, true),
        }))
    }

    fn published(&self, period: Period) -> Part {
        let midnight = |day: NaiveDate| Term::from_field_i64(self.view.fields.published, self.midnight(day));
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
    fn full(self) -> Wanted {
        let Self { filters, mut hard, soft, not, .. } = self;
        hard.extend(soft);
        Wanted { must: hard, filters, not, ..Wanted::default() }
    }

    fn partial(&self) -> Wanted {
        Wanted {
            must: self.hard.clone(),
            some: self.loose.clone(),
            one_of_some: self.hard.is_empty(),
            filters: copies(&self.filters),
            not: copies(&self.not),
        }
    }
}

impl Clone for Scored {
    fn clone(&self) -> Self {
        match self {
            Self::Word(word) => Self::Word(word.clone()),
            Self::Other(part, most) => Self::Other(part.box_clone(), *most),
        }
    }
}

impl Scored {
    fn query(&self) -> Part {
        match self {
            Self::Word(word) => Box::new(word.clone()),
            Self::Other(part, _) => part.box_clone(),
        }
    }
}

impl Wanted {
    /// How many articles match, where that is known without looking: those of one word.
    pub(super) fn known_total(&self, view: &View) -> Option<usize> {
        match (self.must.as_slice(), self.some.as_slice()) {
            ([Scored::Word(word)], []) if !self.is_narrowed(view) => Some(word.articles? as usize),
            _ => None,
        }
    }

    /// Whether more is asked for than one of the words.
    pub(super) fn is_narrow(&self, view: &View) -> bool {
        !self.must.is_empty() || !self.one_of_some || self.is_narrowed(view)
    }

    fn is_narrowed(&self, view: &View) -> bool {
        !self.filters.is_empty() || !self.not.is_empty() || view.has_deleted()
    }

    /// Words in the order typed that say something of what is asked for.
    pub(super) fn telling(&self) -> Vec<&WordQuery> {
        let words = self.must.iter().chain(&self.some).filter_map(|part| match part {
            Scored::Word(word)
                if !word.forms.is_empty() && !word.forms.iter().any(|form| is_common(&form.known.word)) =>
            {
                Some(word)
            }
            _ => None,
        });
        words.collect()
    }

    /// The same as one query, to be counted and weighed by tantivy.
    pub(super) fn query(&self) -> Part {
        let mut parts: Vec<(Occur, Part)> = Vec::new();
        parts.extend(self.must.iter().map(|part| (Occur::Must, part.query())));
        parts.extend(self.filters.iter().map(|part| (Occur::Must, part.box_clone())));
        let some: Vec<Part> = self.some.iter().map(Scored::query).collect();
        if self.one_of_some {
            parts.push((Occur::Must, Box::new(BooleanQuery::union(some))));
        } else {
            parts.extend(some.into_iter().map(|part| (Occur::Should, part)));
        }
        if !parts.iter().any(|(occur, _)| *occur == Occur::Must) {
            parts.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        match <[_; 1]>::try_from(parts) {
            Ok([(_, only)]) if self.not.is_empty() => only,
            Ok([only]) => self.without(vec![only]),
            Err(parts) => self.without(parts),
        }
    }

    fn without(&self, mut parts: Vec<(Occur, Part)>) -> Part {
        parts.extend(self.not.iter().map(|not| (Occur::MustNot, not.box_clone())));
        Box::new(BooleanQuery::new(parts))
    }
}

fn copies(parts: &[Part]) -> Vec<Part> {
    parts.iter().map(|part| part.box_clone()).collect()
}

fn has_words(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_words),
        Node::Not(_) | Node::Filter(_) => false,
        Node::Text(_) => true,
    }
}

fn unscored(part: Part) -> Part {
    Box::new(ConstScoreQuery::new(part, 0.0))
}

fn one_of(field: Field, names: &[&str]) -> Part {
    match names {
        [] => Box::new(EmptyQuery),
        [name] => Box::new(TermQuery::new(Term::from_field_text(field, name), IndexRecordOption::Basic)),
        names => Box::new(TermSetQuery::new(names.iter().map(|name| Term::from_field_text(field, name)))),
    }
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
