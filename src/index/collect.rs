//! Running a query over the segments: the best rows, how many there are, and the counts of facets.

use super::bits::Bits;
use super::compile::Wanted;
use super::names::tag_parts;
use super::rank::visit;
use super::schema::{AUTHOR, MONTH_LONDON, MONTH_UTC, SOURCE, TAG};
use super::view::View;
use super::{Count, Facets, Sort, TagCount, YearCount, Zone};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use tantivy::{DocAddress, DocId, SegmentReader};

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
        let mut take = |article: DocId, score: f32| {
            let address = DocAddress::new(number as u32, article);
            if !except.contains(&address) {
                let published = part.published.first(article);
                let id = part.ids.first(article).unwrap_or_default();
                let row = Ranked { score: rounded(score), published, id, address, sort };
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
            Some(within) if sort != Sort::Relevance => within.iter().for_each(|article| {
                take(article, 0.0);
            }),
            _ => visit(view, part, wanted, within, enough, &mut take)?,
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
        let segment = &part.segment;
        let articles: Vec<DocId> = found.iter().collect();
        total += articles.len();
        count_names(segment, TAG, &articles, &mut tags)?;
        count_names(segment, AUTHOR, &articles, &mut authors)?;
        count_names(segment, SOURCE, &articles, &mut sources)?;
        let months = segment.fast_fields().u64(match zone {
            Zone::Utc => MONTH_UTC,
            Zone::London => MONTH_LONDON,
        })?;
        for month in articles.iter().filter_map(|article| months.first(*article)) {
            years.entry((month / 12) as i32).or_default()[(month % 12) as usize] += 1;
        }
    }
    let years = years.into_iter().map(|(year, months)| YearCount { year, count: months.iter().sum(), months });
    let mut years: Vec<YearCount> = years.collect();
    years.sort_by_key(|year| (std::cmp::Reverse(year.count), year.year));
    Ok(Facets { total, tags: by_slug(&tags), authors: by_count(authors), years, sources: by_count(sources) })
}

/// Adds up how many of the articles have each value of a field.
fn count_names(
    segment: &SegmentReader,
    field: &str,
    articles: &[DocId],
    counts: &mut HashMap<String, usize>,
) -> tantivy::Result<()> {
    let Some(column) = segment.fast_fields().str(field)? else { return Ok(()) };
    let mut by_number = vec![0_usize; column.num_terms()];
    let numbers = column.ords();
    for article in articles {
        for number in numbers.values_for_doc(*article) {
            if let Some(count) = by_number.get_mut(number as usize) {
                *count += 1;
            }
        }
    }
    let met = (0..).zip(by_number).filter(|(_, count)| *count > 0);
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
