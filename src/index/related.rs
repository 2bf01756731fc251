//! What else is about the same: articles with the words that tell this one from the others.

use super::common::is_common;
use super::compile::{Scored, Wanted};
use super::view::View;
use super::word::{Form, Merged, WordQuery};
use crate::article::Article;
use crate::text::{stem, words};
use std::collections::HashMap;
use std::sync::Arc;

/// So many words tell an article from the others.
const TELLING: usize = 24;
/// A word of the title or of a tag's name counts as often as it stood in the text.
const IN_TITLE: u32 = 3;
/// Words in more than this share of all articles tell nothing.
const TOO_COMMON: f32 = 0.1;
/// In a small archive no word is too common that stands in no more articles than this.
const FEW: f32 = 30.0;

/// The query for articles like this one; `None` where nothing tells it from others.
pub(super) fn like(view: &View, article: &Article) -> tantivy::Result<Option<Wanted>> {
    // by stem: how often, and one of its forms
    let mut counts: HashMap<String, (u32, String)> = HashMap::new();
    let mut count = |text: &str, times: u32| {
        for word in words(text).filter(|word| word.text.chars().nth(2).is_some() && !is_common(&word.text)) {
            let (sum, _) = counts.entry(stem(&word.text).into_owned()).or_insert((0, word.text));
            *sum += times;
        }
    };
    count(&article.summary.title, IN_TITLE);
    article.summary.tags.iter().for_each(|tag| count(&tag.name, IN_TITLE));
    count(&article.own_text(), 1);
    let most = view.articles() as f32 * TOO_COMMON;
    let mut telling = Vec::new();
    for (times, word) in counts.into_values() {
        let articles = view.articles_of(&word)?;
        if articles > 0 && articles as f32 <= most.max(FEW) {
            telling.push((view.text.rarity(articles as f32) * (1.0 + (times as f32).ln()), word));
        }
    }
    telling.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    telling.truncate(TELLING);
    let mut some = Vec::with_capacity(telling.len());
    for (weight, word) in telling {
        let known = view.forms(&word)?;
        let forms = known.words.iter().map(|known| Form { known: known.clone(), weight: 1.0 }).collect();
        let (statistics, merged) = (view.text.clone(), Arc::new(Merged::default()));
        let word = WordQuery { statistics, recurring: None, forms, weight, articles: None, merged };
        some.push(Scored::Word(word));
    }
    Ok((!some.is_empty()).then_some(Wanted { some, one_of_some: true, ..Wanted::default() }))
}
