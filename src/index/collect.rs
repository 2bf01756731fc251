//! Running a query over the segments: the best rows, how many there are, and the counts of facets.

use super::bits::Bits;
use super::compile::Wanted;
use super::names::tag_parts;
use super::rank::visit;
use super::view::View;
use super::{Count, Facets, Sort, TagCount, YearCount, Zone};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId};

/// A match with all that its place depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub score: f32,
    pub published: Option<i64>,
    pub id: u64,
    pub address: DocAddress,
    sort: Sort,
}

impl Ord for Ranked {
    /// What comes first is less: by score, then the newest, then the smallest number.
    fn cmp(&self, other: &Self) -> Ordering {
        let newest = || other.published.cmp(&self.published);
        let by = match self.sort {
            Sort::Relevance => other.score.total_cmp(&self.score).then_with(newest),
            Sort::Newest => newest(),
            Sort::Oldest => {
                let undated_last = |published: Option<i64>| (published.is_none(), published);
                undated_last(self.published).cmp(&undated_last(other.published))
            }
        };
        by.then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// Sums of floats depend on the order of adding; what differs by less than this share is equal.
const SAME_SCORE: f32 = 2e-5;

/// Cuts off the digits of a score that depend on the order of adding.
pub(super) fn rounded(score: f32) -> f32 {
    f32::from_bits((score.to_bits() + 0x40) & !0x7f)
}

/// What another match must score more than to be among the first `most`.
fn least(best: &BinaryHeap<Ranked>, most: usize) -> f32 {
    match best.peek() {
        Some(worst) if best.len() >= most => worst.score * (1.0 - SAME_SCORE) - f32::MIN_POSITIVE,
        _ => f32::MIN,
    }
}

/// More months than there are from year 0 to 9999.
const MONTHS: u64 = 12 * 10_000;
/// Articles whose columns are read at a time.
const BATCH: usize = 512;

/// The first `most` matches in order, leaving out `except`. `within`: all that match; it may be missing
/// where any article with one of the words matches.
pub(super) fn top(
    view: &View,
    wanted: &Wanted,
    within: Option<&[Bits]>,
    sort: Sort,
    most: usize,
    except: &HashSet<DocAddress>,
) -> tantivy::Result<Vec<Ranked>> {
    let mut best: BinaryHeap<Ranked> = BinaryHeap::new();
    for (number, part) in view.parts.iter().enumerate() {
        let within = within.and_then(|within| within.get(number));
        let enough = least(&best, most);
        let mut take = |article: DocId, score: f32, published: Option<i64>| {
            let address = DocAddress::new(number as u32, article);
            // the number decides last, and 0 comes before all others
            let mut row = Ranked { score: rounded(score), published, id: 0, address, sort };
            let may_stay = best.len() < most || best.peek().is_some_and(|worst| row < *worst);
            if may_stay && !except.contains(&address) {
                row.id = part.ids.first(article).unwrap_or_default();
                if best.len() < most {
                    best.push(row);
                } else if let Some(mut worst) = best.peek_mut()
                    && row < *worst
                {
                    *worst = row;
                }
            }
            least(&best, most)
        };
        if most == 0 {
            break;
        }
        match within {
            Some(within) if sort != Sort::Relevance => {
                let articles: Vec<DocId> = within.iter().collect();
                let mut published = [None; BATCH];
                for articles in articles.chunks(BATCH) {
                    published.fill(None);
                    part.published.first_vals(articles, &mut published[..articles.len()]);
                    articles.iter().zip(published).for_each(|(article, published)| {
                        take(*article, 0.0, published);
                    });
                }
            }
            _ => visit(view, part, wanted, within, enough, &mut |article, score| {
                take(article, score, part.published.first(article))
            })?,
        }
    }
    Ok(best.into_sorted_vec())
}

/// Counts over all that was found.
pub(super) fn facets(view: &View, found: &[Bits], zone: Zone) -> tantivy::Result<Facets> {
    let mut total = 0;
    let mut tags = HashMap::new();
    let mut authors = HashMap::new();
    let mut sources = HashMap::new();
    let mut years: BTreeMap<i32, [usize; 12]> = BTreeMap::new();
    for (part, found) in view.parts.iter().zip(found) {
        let articles: Vec<DocId> = found.iter().collect();
        total += articles.len();
        count_names(part.tags.as_ref(), &articles, &mut tags)?;
        count_names(part.authors.as_ref(), &articles, &mut authors)?;
        count_names(part.sources.as_ref(), &articles, &mut sources)?;
        let months = match zone {
            Zone::Utc => &part.months_utc,
            Zone::London => &part.months_london,
        };
        let first = months.min_value();
        let most = months.max_value().saturating_sub(first).min(MONTHS) as usize;
        for (month, count) in (first..).zip(by_value(months, first, most + 1, &articles)) {
            if count > 0 {
                years.entry((month / 12) as i32).or_default()[(month % 12) as usize] += count;
            }
        }
    }
    let years = years.into_iter().map(|(year, months)| YearCount { year, count: months.iter().sum(), months });
    let mut years: Vec<YearCount> = years.collect();
    years.sort_by_key(|year| (std::cmp::Reverse(year.count), year.year));
    Ok(Facets { total, tags: by_slug(&tags), authors: by_count(authors), years, sources: by_count(sources) })
}

/// Adds up how many of the articles have each value of a field.
fn count_names(
    column: Option<&StrColumn>,
    articles: &[DocId],
    counts: &mut HashMap<String, usize>,
) -> tantivy::Result<()> {
    let Some(column) = column else { return Ok(()) };
    let met = (0..).zip(by_value(column.ords(), 0, column.num_terms(), articles)).filter(|(_, count)| *count > 0);
    let (numbers, met): (Vec<u64>, Vec<usize>) = met.unzip();
    let mut met = met.into_iter();
    column.dictionary().sorted_ords_to_term_cb(&numbers, |name| {
        let (Some(count), Ok(name)) = (met.next(), std::str::from_utf8(name)) else { return };
        match counts.get_mut(name) {
            Some(sum) => *sum += count,
            None => {
                counts.insert(name.to_owned(), count);
            }
        }
    })?;
    Ok(())
}

/// How many of the articles have each value of a column, of those from `first` on.
fn by_value(column: &Column<u64>, first: u64, values: usize, articles: &[DocId]) -> Vec<usize> {
    let mut counts = vec![0; values];
    let (mut of, mut rows, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for articles in articles.chunks(BATCH) {
        of.clear();
        rows.clear();
        column.row_ids_for_docs(articles, &mut of, &mut rows);
        found.resize(rows.len(), 0);
        column.values.get_vals(&rows, &mut found);
        for value in &found {
            if let Some(count) = value.checked_sub(first).and_then(|at| counts.get_mut(at as usize)) {
                *count += 1;
            }
        }
    }
    counts
}

fn by_count(counts: HashMap<String, usize>) -> Vec<Count> {
    let mut counts: Vec<Count> = counts.into_iter().map(|(name, count)| Count { name, count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    counts
}

/// One count a slug, under the name that most articles have for it; the slug read aloud is the
/// name of last resort.
fn by_slug(counts: &HashMap<String, usize>) -> Vec<TagCount> {
    // whether the name is only the slug, its count, itself
    type Named<'a> = (bool, usize, &'a str);
    let mut slugs: HashMap<&str, (usize, Vec<Named>)> = HashMap::new();
    for (term, count) in counts {
        let (slug, name) = tag_parts(term);
        let entry = slugs.entry(slug).or_default();
        entry.0 += count;
        entry.1.push((name == slug.replace('-', " "), *count, name));
    }
    let mut tags: Vec<TagCount> = slugs
        .into_iter()
        .map(|(slug, (count, mut names))| {
            names.sort_by(|a, b| (a.0, b.1, a.2).cmp(&(b.0, a.1, b.2)));
            let name = names.first().map_or(slug, |(_, _, name)| name).to_owned();
            TagCount { name, slug: slug.to_owned(), count }
        })
        .collect();
    tags.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.name, &a.slug).cmp(&(&b.name, &b.slug))));
    tags
}
