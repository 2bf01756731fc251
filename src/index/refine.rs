//! A second look at the best rows: words that stand near each other lift an article, and so do the
//! articles that are like it.
//!
//! Articles about one matter tend to be wanted together; one that uses other words for it is lifted
//! towards its neighbours among the articles found, never above the best of them. No word is added
//! to what was asked for, and no article that does not match comes in.

use super::collect::{Ranked, rounded};
use super::phrase::Places;
use super::signature::likenesses;
use super::view::View;
use super::word::WordQuery;
use tantivy::DocAddress;

/// Rows that are looked at once more.
pub(super) const ROWS: usize = 100;

/// Words further apart than this, counted in words, are not near.
const NEAR: u32 = 10;
/// What two words side by side add, as a share of what the commoner one counts.
const SIDE_BY_SIDE: f32 = 0.087;
/// Articles that stand for what was meant.
const FOREMOST: usize = 15;
/// What being like them adds, as a share of the best score.
const LIKE_FOREMOST: f32 = 0.3;
/// Neighbours that an article is lifted towards.
const NEIGHBOURS: usize = 4;
/// How far, from 0 to 1.
const LIFT: f32 = 0.65;
/// No article comes to more than so many times what it scores by itself: what matches next to
/// nothing stays last, whatever it is like.
const AT_MOST: f32 = 3.0;

/// Adds to the rows' scores for words typed one after the other that stand near each other.
pub(super) fn lift_near(view: &View, words: &[&WordQuery], rows: &mut [Ranked]) -> tantivy::Result<()> {
    let same = |one: &WordQuery, other: &WordQuery| {
        one.forms.iter().map(|form| &form.known.word).eq(other.forms.iter().map(|form| &form.known.word))
    };
    let pairs: Vec<usize> = (1..words.len()).filter(|second| !same(words[second - 1], words[*second])).collect();
    if pairs.is_empty() {
        return Ok(());
    }
    let mut order: Vec<(DocAddress, usize)> = rows.iter().map(|row| row.address).zip(0..).collect();
    order.sort_unstable();
    for of_segment in order.chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
        let Some(part) = of_segment.first().and_then(|(first, _)| view.parts.get(first.segment_ord as usize)) else {
            continue;
        };
        let places = words.iter().map(|word| Places::of(word, &part.segment));
        let mut places = places.collect::<tantivy::Result<Vec<_>>>()?;
        for (DocAddress { doc_id: article, .. }, row) in of_segment {
            let stands: Vec<bool> = places.iter_mut().map(|word| word.stands_in(*article)).collect();
            // read up to which word
            let mut read = 0;
            for second in pairs.iter().copied().filter(|second| stands[second - 1] && stands[*second]) {
                for word in &mut places[read.max(second - 1)..=second] {
                    word.read(*article);
                }
                read = second + 1;
                let apart = least_apart(places[second - 1].found(), places[second].found());
                if let Some(apart) = apart.filter(|apart| *apart <= NEAR) {
                    let weight = words[second - 1].weight.min(words[second].weight);
                    rows[*row].score += SIDE_BY_SIDE * weight / apart as f32;
                }
            }
        }
    }
    rows.sort_unstable();
    Ok(())
}

/// The least distance between a place of one word and one of the other; both sorted.
fn least_apart(ones: &[u32], others: &[u32]) -> Option<u32> {
    let (mut one, mut other) = (0, 0);
    let mut least: Option<u32> = None;
    while let (Some(a), Some(b)) = (ones.get(one), others.get(other)) {
        let apart = a.abs_diff(*b).max(1);
        least = Some(least.map_or(apart, |least| least.min(apart)));
        if a < b { one += 1 } else { other += 1 }
    }
    least
}

/// Lifts the first rows by the rows that are like them, and orders anew those with all words, of which
/// there are `full`, and after them those with some.
pub(super) fn lift_alike(view: &View, full: usize, rows: &mut [Ranked]) {
    let count = rows.len().min(ROWS);
    let best = rows.iter().map(|row| row.score).fold(0.0, f32::max);
    if count < 2 || best <= 0.0 {
        return;
    }
    let rows = &mut rows[..count];
    let signature = |row: &Ranked| {
        let part = view.parts.get(row.address.segment_ord as usize);
        part.map(|part| part.signatures.values_for_doc(row.address.doc_id).collect()).unwrap_or_default()
    };
    let signatures: Vec<Vec<u64>> = rows.iter().map(signature).collect();
    let lifted = lifted(&rows.iter().map(|row| row.score / best).collect::<Vec<_>>(), &likenesses(&signatures));
    for (row, lifted) in rows.iter_mut().zip(lifted) {
        row.score = rounded(lifted * best);
    }
    let (full, some) = rows.split_at_mut(full.min(count));
    full.sort_unstable();
    some.sort_unstable();
}

/// Scores, 1 being the best, lifted by what is alike.
fn lifted(scores: &[f32], alike: &[f32]) -> Vec<f32> {
    let count = scores.len();
    let row = |one: usize| &alike[one * count..(one + 1) * count];
    let mut foremost: Vec<usize> = (0..count).collect();
    foremost.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    foremost.truncate(FOREMOST);
    let all: f32 = foremost.iter().map(|one| scores[*one] * scores[*one]).sum();
    let weight = |one: usize| scores[one] * scores[one] / all;
    let near: Vec<f32> =
        (0..count).map(|one| foremost.iter().map(|other| row(one)[*other] * weight(*other)).sum()).collect();
    let length: f32 = foremost.iter().map(|one| weight(*one) * near[*one]).sum::<f32>().sqrt();
    let share = if length > 0.0 { LIKE_FOREMOST / length } else { 0.0 };
    let drawn: Vec<f32> = scores.iter().zip(&near).map(|(score, near)| score + share * near).collect();
    let lift = |one: usize| {
        // the likest first, of equals the first
        let mut neighbours = [(0.0_f32, 0); NEIGHBOURS];
        for (other, alike) in row(one).iter().enumerate() {
            if *alike > neighbours[NEIGHBOURS - 1].0 && other != one {
                let place = neighbours.partition_point(|(likeness, _)| likeness >= alike);
                neighbours[place..].rotate_right(1);
                neighbours[place] = (*alike, other);
            }
        }
        let all: f32 = neighbours.iter().map(|(alike, _)| alike).sum();
        let mean: f32 = neighbours.iter().map(|(alike, other)| alike * drawn[*other]).sum::<f32>() / all;
        let lifted = if all > 0.0 { drawn[one] + LIFT * (mean - drawn[one]).max(0.0) } else { drawn[one] };
        lifted.min(scores[one] * AT_MOST)
    };
    (0..count).map(lift).collect()
}
