//! The bundled sample archive: what a newcomer sees first must be whole, clean and readable.

use cuttings::article::{Article, DateForm};
use cuttings::work::{dry_run, sample};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

fn articles() -> &'static [Article] {
    static ARTICLES: OnceLock<Vec<Article>> = OnceLock::new();
    ARTICLES.get_or_init(|| dry_run(sample::inputs()).unwrap().0)
}

fn title(article: &Article) -> &str {
    &article.summary.title
}

#[test]
fn every_file_of_it_is_read_without_a_word() {
    let (_, taken) = dry_run(sample::inputs()).unwrap();
    for report in &taken.reports {
        assert!(report.articles > 0 && report.error.is_none() && report.warnings.is_empty(), "{report:?}");
    }
}

#[test]
fn it_comes_in_every_shape() {
    let (_, taken) = dry_run(sample::inputs()).unwrap();
    let kinds: BTreeSet<&str> = taken.reports.iter().filter_map(|report| report.kind).collect();
    assert_eq!(kinds, BTreeSet::from(["atom", "blog-text", "feed-text", "json-feed", "page", "rss", "text"]));
}

#[test]
fn it_has_68_articles_of_150_words_and_more() {
    assert_eq!(articles().len(), 68);
    for article in articles() {
        assert!(article.summary.words >= 150, "{} has {} words", title(article), article.summary.words);
    }
}

#[test]
fn no_sentence_stands_in_three_articles() {
    let mut seen: HashMap<String, BTreeSet<&str>> = HashMap::new();
    for article in articles() {
        for sentence in article.document.to_text().split(['.', '?', '!', '\n']) {
            if sentence.split_whitespace().count() >= 6 {
                seen.entry(sentence.trim().to_owned()).or_default().insert(title(article));
            }
        }
    }
    let often: Vec<_> = seen.into_iter().filter(|(_, titles)| titles.len() > 2).collect();
    assert!(often.is_empty(), "{often:?}");
}

#[test]
fn no_junk_is_left_in_it_and_every_removed_title_is_explained() {
    let mut cleaned = 0;
    for article in articles() {
        let shown = format!("{} {} {}", title(article), article.summary.authors.join(" "), article.document.to_text());
        assert!(!shown.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "junk left in {}", title(article));
        assert!(!shown.contains("]]>") && !shown.contains("appeared first on"), "{}", title(article));
        if article.raw_title != article.summary.title {
            cleaned += 1;
            assert!(article.removed.iter().any(|removal| removal.place.name() == "title"), "{}", title(article));
        }
    }
    assert!(cleaned >= 20, "only {cleaned} titles needed cleaning: the sample is meant to show it");
}

#[test]
fn innocent_shared_beginnings_stay() {
    for beginning in ["Podcast: ", "Practice guide: ", "Obituary: "] {
        assert!(articles().iter().any(|article| title(article).starts_with(beginning)), "{beginning}");
    }
}

#[test]
fn articles_seen_in_several_sources_are_one_with_all_their_tags() {
    let several = articles().iter().filter(|article| article.summary.sources.len() > 1).count();
    assert!(several >= 14, "{several}");
    let number = |article: &&Article| article.summary.wordpress_id.is_some_and(|number| number.0 == 156_769);
    let article = articles().iter().find(number).unwrap();
    assert_eq!(article.summary.sources.len(), 3);
    let tags: Vec<&str> = article.summary.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["bullying", "children’s services", "leadership", "workforce"]);
}

#[test]
fn it_spans_years_authors_and_tags() {
    let mut years: BTreeMap<String, usize> = BTreeMap::new();
    for date in articles().iter().filter_map(|article| article.summary.published) {
        *years.entry(date.format(DateForm::Day)[..4].to_owned()).or_default() += 1;
    }
    let authors: BTreeSet<&String> = articles().iter().flat_map(|article| &article.summary.authors).collect();
    let tags: BTreeSet<_> = articles().iter().flat_map(|article| &article.summary.tags).map(|tag| &tag.slug).collect();
    assert!(years.len() >= 10 && authors.len() >= 8 && tags.len() >= 20, "{years:?} {authors:?} {tags:?}");
}

#[test]
fn links_numbers_pictures_and_comments_come_with_it() {
    let with = |has: fn(&Article) -> bool| articles().iter().filter(|article| has(article)).count();
    assert_eq!(with(|article| article.summary.url.is_some()), 63);
    assert_eq!(with(|article| article.summary.wordpress_id.is_some()), 63);
    assert!(with(|article| article.summary.image.is_some()) >= 50);
    assert!(with(|article| article.summary.comments.is_some()) >= 50);
}
