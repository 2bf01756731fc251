//! Which passages are a site's standing text (sign-ups, calls for nominations, author notes) and not
//! something that several articles quote; what of one article is folded for it; and how much two
//! articles have in common.
//!
//! Pure. A verdict depends on nothing but the articles that have the passage, so it can be worked out
//! anew for just what has changed, in any order. What is judged is kept by the store.

use super::document::{Block, Document};
use super::passage::{FEWEST_WORDS, Passage, Print, Signs, block_words, is_heading, is_lead, is_list_of_links};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// An article that has a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness<'a> {
    /// Its site: equal numbers are equal sites.
    pub site: i64,
    /// When it was published, in seconds since 1970.
    pub published: Option<i64>,
    /// All its passages.
    pub passages: &'a [Passage],
}

/// What of one article stands in many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// Numbers of its blocks in the document.
    pub blocks: Range<usize>,
    /// How many other articles have it.
    pub others: usize,
}

/// What is known of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is standing text, in so many articles.
    Standing(usize),
    /// It is a part of the standing text beside it.
    GoesAlong,
}

/// Fewer articles than this make no passage anything.
pub const FEWEST_ARTICLES: usize = 3;

/// Published further apart, two articles tell of different things.
const APART: i64 = 7 * 24 * 60 * 60;

/// Whether a passage is standing text by the word of the articles that have it, of any one site.
///
/// The more it looks like standing text, the fewer of them have to say so. A statement is quoted
/// within days, a law over years but seldom; neither asks the reader to write to anyone.
pub fn is_standing(print: Print, witnesses: &[Witness]) -> bool {
    by_site(witnesses).into_values().any(|witnesses| is_standing_there(print, witnesses))
}

fn is_standing_there(print: Print, witnesses: Vec<&Witness>) -> bool {
    let stories = stories(print.near(), witnesses);
    let signs: Vec<Signs> = stories.iter().filter_map(|story| signs(story, print)).collect();
    let (articles, occasions) = (stories.len(), occasions(&stories));
    let mostly = |sign: Signs| signs.iter().filter(|signs| signs.has(sign)).count() * 5 >= articles * 4;
    if articles < FEWEST_ARTICLES || mostly(Signs::QUOTED) {
        return articles >= 12 && occasions >= 8;
    }
    let (edge, link, contact) = (mostly(Signs::EDGE), mostly(Signs::LINK), mostly(Signs::CONTACT));
    let over_time = match (contact, edge || link) {
        (true, _) => articles >= 3 && occasions >= 3,
        (false, true) => articles >= 4 && occasions >= 3,
        (false, false) => articles >= 8 && occasions >= 6,
    };
    over_time || edge && articles >= if link || contact { 5 } else { 8 }
}

/// Whether passages of one near print are a part of the standing text beside which they stand in all of
/// these articles: reworded each time, perhaps, or with another link.
pub fn goes_along(near: Print, witnesses: &[Witness]) -> bool {
    by_site(witnesses).into_values().any(|witnesses| {
        let stories = stories(near, witnesses);
        let is_quoted =
            |story: &&&Witness| story.passages.iter().any(|of| of.print.near() == near && of.signs.has(Signs::QUOTED));
        let quoted = stories.iter().filter(is_quoted).count();
        let enough = stories.len() >= FEWEST_ARTICLES && (occasions(&stories) >= 3 || stories.len() >= 6);
        enough && quoted * 2 < stories.len()
    })
}

fn by_site<'a, 'w>(witnesses: &'w [Witness<'a>]) -> BTreeMap<i64, Vec<&'w Witness<'a>>> {
    let mut sites: BTreeMap<i64, Vec<&Witness>> = BTreeMap::new();
    for witness in witnesses {
        sites.entry(witness.site).or_default().push(witness);
    }
    sites
}

/// Those with a story of their own: a copy or another version of an article has little that the ones
/// before it don't have.
fn stories<'a, 'w>(near: Print, mut witnesses: Vec<&'w Witness<'a>>) -> Vec<&'w Witness<'a>> {
    witnesses.sort_by_key(|witness| (witness.published, witness.passages));
    let mut told: HashSet<Print> = HashSet::from([near]);
    witnesses.retain(|witness| {
        let own = witness.passages.iter().filter(|passage| !told.contains(&passage.print.near())).count();
        told.extend(witness.passages.iter().map(|passage| passage.print.near()));
        own > 0 && own * 5 >= witness.passages.len()
    });
    witnesses
}

fn signs(witness: &Witness, print: Print) -> Option<Signs> {
    witness.passages.iter().find(|passage| passage.print == print).map(|passage| passage.signs)
}

/// The most of the articles that can be told apart by [`APART`], all pairs of them.
fn occasions(stories: &[&Witness]) -> usize {
    let mut last: Option<i64> = None;
    let mut count = 0;
    for published in stories.iter().filter_map(|story| story.published) {
        if last.is_none_or(|last| published - last >= APART) {
            last = Some(published);
            count += 1;
        }
    }
    count
}

/// The runs of an article's blocks that are standing text; `known` has what is known of blocks.
/// Never all of it: an article has a body.
pub fn runs(document: &Document, known: &BTreeMap<usize, Known>) -> Vec<Recurring> {
    let blocks = &document.blocks;
    let mut folded: Vec<bool> =
        (0..blocks.len()).map(|at| stands(known, at) && !blocks.get(at).is_some_and(is_lead)).collect();
    if !known.values().any(|known| matches!(known, Known::Standing(_))) {
        return Vec::new();
    }
    let words: Vec<usize> = blocks.iter().map(block_words).collect();
    fold_lists(blocks, known, &mut folded);
    fold_neighbours(blocks, known, &words, &mut folded);
    fold_headings(blocks, &words, &mut folded);
    let has_body = blocks.iter().enumerate().any(|(at, block)| !folded[at] && words[at] > 0 && is_body(block));
    if has_body { ranges(&folded, known) } else { Vec::new() }
}

fn stands(known: &BTreeMap<usize, Known>, at: usize) -> bool {
    matches!(known.get(&at), Some(Known::Standing(_)))
}

fn is_body(block: &Block) -> bool {
    !matches!(block, Block::Heading { .. } | Block::Figure { .. } | Block::Rule)
}

/// A standing heading over links takes them with it, whatever they are this time.
fn fold_lists(blocks: &[Block], known: &BTreeMap<usize, Known>, folded: &mut [bool]) {
    for at in known.keys().copied().filter(|at| stands(known, *at)) {
        if blocks.get(at).is_some_and(is_lead) && blocks.get(at + 1).is_some_and(is_list_of_links) {
            folded[at..=at + 1].fill(true);
        }
    }
}

/// What other articles have too goes with the standing text beside it, and so does what is too short to
/// tell (a picture's caption, a rule) between two that go.
fn fold_neighbours(blocks: &[Block], known: &BTreeMap<usize, Known>, words: &[usize], folded: &mut [bool]) {
    let is_filler = |at: usize| words[at] < FEWEST_WORDS && !is_heading(&blocks[at]);
    let forwards: Vec<usize> = (0..blocks.len()).collect();
    let backwards: Vec<usize> = forwards.iter().rev().copied().collect();
    for order in [forwards, backwards] {
        let mut fillers: Vec<usize> = Vec::new();
        let mut beside = false;
        for at in order {
            if folded[at] || beside && known.contains_key(&at) {
                if beside {
                    fillers.drain(..).for_each(|filler| folded[filler] = true);
                }
                fillers.clear();
                (folded[at], beside) = (true, true);
            } else if beside && is_filler(at) && fillers.len() < 2 {
                fillers.push(at);
            } else {
                beside = false;
                fillers.clear();
            }
        }
    }
}

/// A heading of which nothing else is left goes with what it stood over.
fn fold_headings(blocks: &[Block], words: &[usize], folded: &mut [bool]) {
    // A caption, say, between a heading and what goes.
    let is_between = |at: usize, folded: &[bool]| {
        let above = at.checked_sub(1).and_then(|above| blocks.get(above));
        words[at] < FEWEST_WORDS && above.is_some_and(is_heading) && folded.get(at + 1) == Some(&true)
    };
    let mut is_left = false;
    let mut goes = false;
    for at in (0..blocks.len()).rev() {
        if is_heading(&blocks[at]) {
            folded[at] |= goes && !is_left;
            (is_left, goes) = (false, false);
        } else {
            is_left |= !folded[at] && words[at] > 0 && !is_between(at, folded);
            goes |= folded[at];
        }
    }
    for at in 1..blocks.len() {
        folded[at] |= folded[at - 1] && is_between(at, folded);
    }
}

fn ranges(folded: &[bool], known: &BTreeMap<usize, Known>) -> Vec<Recurring> {
    let mut runs: Vec<Recurring> = Vec::new();
    for at in (0..folded.len()).filter(|at| folded[*at]) {
        match runs.last_mut() {
            Some(run) if run.blocks.end == at => run.blocks.end += 1,
            _ => runs.push(Recurring { blocks: at..at + 1, others: 0 }),
        }
    }
    for run in &mut runs {
        let others = known.range(run.blocks.clone()).filter_map(|(_, known)| match known {
            Known::Standing(articles) => Some(articles.saturating_sub(1)),
            Known::GoesAlong => None,
        });
        run.others = others.min().unwrap_or(0);
    }
    runs
}

/// Fewer runs of three words than this say too little to be compared.
const FEWEST_RUNS: usize = 30;

/// How much of the shorter of two texts stands in the other, in percent, by their runs of three
/// words (sorted, see [`super::passage::runs_of_three`]); `None` where they are no near duplicates.
pub fn share(a: &[u64], b: &[u64]) -> Option<u8> {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if shorter.len() < FEWEST_RUNS {
        return None;
    }
    let common = shorter.iter().filter(|run| longer.binary_search(run).is_ok()).count();
    let percent = common * 100 / shorter.len();
    u8::try_from(percent).ok().filter(|percent| *percent >= 50)
}
