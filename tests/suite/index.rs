//! The index: what a query finds, in which order, with which counts.

#![allow(clippy::unwrap_used)]

use cuttings::article::{
    Article, ArticleId, Block, Document, Kind, Recurring, Revision, Slug, Source, Summary, Tag, Timestamp,
};
use cuttings::index::{
    Count, Effort, Facets, Hits, Index, IndexError, Marks, Matched, Search, Sort, TagCount, YearCount, Zone,
};
use cuttings::query::{Typing, parse};
use std::collections::BTreeMap;
use tempfile::TempDir;

fn moment(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).ok().and_then(|date| Timestamp::from_chrono(&date))
}

fn article(id: u64, title: &str, body: &str, published: &str, tags: &[(&str, &str)], authors: &[&str]) -> Article {
    let tag = |(slug, name): &(&str, &str)| Tag { slug: Slug::new(slug), name: (*name).to_owned() };
    Article {
        summary: Summary {
            id: Some(ArticleId(id)),
            title: title.to_owned(),
            published: moment(published),
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            tags: tags.iter().map(tag).collect(),
            sources: vec![Source {
                name: if id.is_multiple_of(2) { "Adults" } else { "Children" }.to_owned(),
                address: format!(
                    "https://news.example/{}/feed/",
                    if id.is_multiple_of(2) { "adults" } else { "children" }
                ),
                kind: Kind::Rss,
            }],
            ..Summary::default()
        },
        document: Document::new(body.split("\n\n").map(Block::paragraph).collect()),
        ..Article::default()
    }
}

const LEADERSHIP: (&str, &str) = ("leadership", "social work leadership");
const WORKFORCE: (&str, &str) = ("workforce", "workforce");

fn archive() -> Vec<Article> {
    vec![
        article(
            1,
            "Trust acts on ‘culture of bullying’ in children’s services",
            "An independent review found that a “culture of bullying” went unchallenged.\n\nThe agency said nothing.",
            "2022-06-05T23:30:00Z",
            &[LEADERSHIP, WORKFORCE],
            &["Rob Preston"],
        ),
        article(
            2,
            "Inspectors lift rating",
            "Inspectors said bullies had gone, and the culture was one of respect for childrens homes.",
            "2022-05-05T09:00:00Z",
            &[LEADERSHIP],
            &["Mithran Samuel", "Rob Preston-Hall"],
        ),
        article(
            3,
            "What makes a good practice leader?",
            "Róisín Byrne says she was bullied as a newly qualified social worker. Her well-being suffered.",
            "2021-02-14T12:00:00Z",
            &[("students-2", "Students")],
            &["Róisín Byrne"],
        ),
        article(4, "No date at all", "A note on agency staff and caseloads.", "", &[], &[]),
        article(
            5,
            "Agency spending",
            "Spending on agency staff rose. Agency social workers cost more; agency rules are to change.",
            "2024-03-31T23:30:00Z",
            &[WORKFORCE, ("leadership", "leadership")],
            &["Press Association"],
        ),
        article(
            6,
            "Caseloads",
            "Social workers had 31 cases each on average. Being well is not the point.",
            "2024-12-31T23:59:59Z",
            &[("mental-health", "Mental health")],
            &["Rob Preston"],
        ),
    ]
}

struct Archive {
    dir: TempDir,
    index: Index,
    marks: Marks,
}

impl Archive {
    fn of(articles: &[Article]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        let mut writer = index.writer().unwrap();
        for article in articles {
            writer.put(article).unwrap();
        }
        writer.commit(Revision(7)).unwrap();
        drop(writer);
        index.reload().unwrap();
        let marks = Marks {
            read: [ArticleId(1), ArticleId(5)].into_iter().collect(),
            starred: [ArticleId(3)].into_iter().collect(),
        };
        Self { dir, index, marks }
    }

    fn ask(&self, query: &str, typing: Typing, sort: Sort, limit: Option<usize>, zone: Zone) -> Hits {
        let query = parse(query, typing);
        let search = Search { query: &query, sort, offset: 0, limit, zone, marks: &self.marks };
        self.index.search(&search).unwrap()
    }

    fn hits(&self, query: &str) -> Hits {
        self.ask(query, Typing::Done, Sort::Relevance, None, Zone::Utc)
    }

    /// Full matches, smallest number first.
    fn full(&self, query: &str) -> Vec<u64> {
        full(&self.hits(query))
    }

    fn facets(&self, query: &str) -> Facets {
        self.index.facets(&parse(query, Typing::Done), Zone::Utc, &self.marks).unwrap()
    }
}

fn ids(hits: &Hits) -> Vec<u64> {
    hits.rows.iter().map(|hit| hit.id.0).collect()
}

fn full(hits: &Hits) -> Vec<u64> {
    let mut ids: Vec<u64> = hits.rows.iter().filter(|hit| hit.matched == Matched::All).map(|hit| hit.id.0).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_query_finds_what_it_says() {
    let archive = Archive::of(&archive());
    let cases: [(&str, &[u64]); 79] = [
        ("bullying", &[1, 2, 3]),
        ("bully*", &[1]),
        ("bull*", &[1, 2, 3]),
        ("BULLIED", &[1, 2, 3]),
        ("roisin", &[3]),
        ("Róisín", &[3]),
        ("children's", &[1, 2]),
        ("children’s", &[1, 2]),
        ("childrens", &[1, 2]),
        ("bullying agency", &[1]),
        ("bullying AND agency", &[1]),
        ("bullying -agency", &[2, 3]),
        ("bullying NOT agency", &[2, 3]),
        ("bullying OR caseloads", &[1, 2, 3, 4, 6]),
        ("(bullying OR caseloads) social", &[3, 6]),
        ("social bullying OR caseloads", &[3, 6]),
        ("-bullying", &[4, 5, 6]),
        ("-bullying -agency", &[6]),
        ("\"culture of bullying\"", &[1]),
        ("“culture of bullying”", &[1]),
        ("\"culture of bullying", &[1]),
        ("\"bullying culture\"", &[]),
        ("\"of bull*\"", &[1]),
        ("\"agency staff\"", &[4, 5]),
        ("\"services an\"", &[]),
        ("well-being", &[3]),
        ("title:bullying", &[1]),
        ("title:agency", &[5]),
        ("title:caseload*", &[6]),
        ("-title:agency agency", &[1, 4]),
        ("title:\"good practice\"", &[3]),
        ("body:bullying", &[1, 2, 3]),
        ("body:inspectors", &[2]),
        ("body:rating", &[]),
        ("body:leader", &[]),
        ("body:\"culture of bullying\"", &[1]),
        ("body:\"in childrens services\"", &[]),
        ("body:(caseloads OR spending)", &[4, 5]),
        ("body:bulli*", &[2, 3]),
        ("tag:leadership", &[1, 2, 5]),
        ("tag:Leadership", &[1, 2, 5]),
        ("tag:\"social work leadership\"", &[1, 2, 5]),
        ("tag:social-work-leadership", &[1, 2, 5]),
        ("tag:lead*", &[1, 2, 5]),
        ("tag:social", &[]),
        ("tag:students", &[3]),
        ("tag:students-2", &[3]),
        ("tag:\"mental health\"", &[6]),
        ("tag:(leadership workforce)", &[1, 5]),
        ("tag:leadership tag:workforce", &[1, 5]),
        ("tag:(students OR mental-health)", &[3, 6]),
        ("-tag:leadership", &[3, 4, 6]),
        ("tag:nothing", &[]),
        ("author:preston", &[1, 2, 6]),
        ("author:\"rob preston\"", &[1, 2, 6]),
        ("author:roisin", &[3]),
        ("author:prest*", &[1, 2, 6]),
        ("author:prest", &[]),
        ("author:(samuel OR byrne)", &[2, 3]),
        ("-author:\"Press Association\" agency", &[1, 4]),
        ("source:adults", &[2, 4, 6]),
        ("source:news.example/children", &[1, 3, 5]),
        ("after:2024", &[5, 6]),
        ("after:2022-06-05", &[1, 5, 6]),
        ("after:2022-06-06", &[5, 6]),
        ("before:2022-06-05", &[2, 3]),
        ("before:2022-06-06", &[1, 2, 3]),
        ("date:2022-05..2022-06", &[1, 2]),
        ("date:2022-06-05", &[1]),
        ("year:2022 bullying", &[1, 2]),
        ("-after:1990", &[4]),
        ("is:unread", &[2, 3, 4, 6]),
        ("is:read agency", &[1, 5]),
        ("is:starred OR tag:workforce", &[1, 3, 5]),
        ("date:past 9000 days has:tag tag:leadership agency", &[1, 5]),
        ("-has:tag", &[4]),
        ("after:9000 days ago -has:tag", &[]),
        ("after:today", &[]),
        ("has:image", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(archive.full(query), expected, "{query:?}");
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let archive = Archive::of(&archive());
    let cases: [(&str, Zone, &[u64]); 8] = [
        ("date:2022-06-05", Zone::Utc, &[1]),
        ("date:2022-06-05", Zone::London, &[]),
        ("date:2022-06-06", Zone::London, &[1]),
        ("after:2022-06-06 before:2022-06-07", Zone::London, &[1]),
        ("date:2024-03", Zone::Utc, &[5]),
        ("date:2024-03", Zone::London, &[]),
        ("date:2024-04", Zone::London, &[5]),
        ("year:2024", Zone::London, &[5, 6]),
    ];
    for (query, zone, expected) in cases {
        let hits = archive.ask(query, Typing::Done, Sort::Relevance, None, zone);
        assert_eq!(full(&hits), expected, "{query:?} {zone:?}");
    }
    let london = archive.index.facets(&parse("year:2024", Typing::Done), Zone::London, &archive.marks).unwrap();
    assert_eq!(london.years, [YearCount { year: 2024, count: 2, months: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1] }]);
}

#[test]
fn while_typing_no_letter_empties_the_list() {
    let archive = Archive::of(&archive());
    for query in
        ["bullying", "culture bullying", "\"culture of bullying", "well-being", "tag:leadership", "author:preston"]
    {
        let value = query.find(':').map_or(0, |colon| colon + 1);
        for (end, _) in query.char_indices().skip(2).filter(|(end, _)| *end > value) {
            let hits = archive.ask(&query[..end], Typing::Live, Sort::Relevance, None, Zone::Utc);
            assert!(hits.total > 0, "{:?}", &query[..end]);
        }
    }
    let whole = archive.ask("tag:leadership", Typing::Live, Sort::Relevance, None, Zone::Utc);
    assert_eq!(full(&whole), archive.full("tag:leadership"));
}

#[test]
fn an_empty_query_is_everything_newest_first_and_undated_last() {
    let archive = Archive::of(&archive());
    assert_eq!(ids(&archive.hits("")), [6, 5, 1, 2, 3, 4]);
    assert!(archive.hits("").rows.iter().all(|hit| hit.score == 0.0 && hit.matched == Matched::All));
    let oldest = archive.ask("", Typing::Done, Sort::Oldest, None, Zone::Utc);
    assert_eq!(ids(&oldest), [3, 2, 1, 5, 6, 4]);
    let newest = archive.ask("bullying", Typing::Done, Sort::Newest, Some(2), Zone::Utc);
    assert_eq!((ids(&newest), newest.total), (vec![1, 2], 3));
    assert_eq!(ids(&archive.hits("tag:leadership")), [5, 1, 2]);
}

#[test]
fn partial_matches_follow_the_full_ones() {
    let archive = Archive::of(&archive());
    let hits = archive.hits("bullying agency");
    assert_eq!(hits.rows[0].id, ArticleId(1));
    assert_eq!((hits.total, hits.partial, hits.rows_in_all), (1, false, 5));
    assert!(hits.rows[1..].iter().all(|hit| hit.matched == Matched::Some));
    let one = archive.ask("bullying agency", Typing::Done, Sort::Relevance, Some(1), Zone::Utc);
    assert_eq!((ids(&one), one.total, one.rows_in_all), (vec![1], 1, 1));
    let two = archive.ask("bullying agency", Typing::Done, Sort::Relevance, Some(2), Zone::Utc);
    assert_eq!((two.rows.len(), two.rows_in_all), (2, 5));
    let none = archive.hits("bullying caseloads inspectors");
    assert_eq!((none.total, none.partial), (5, true));
    assert_eq!(none.rows[0].id, ArticleId(2));
}

#[test]
fn filters_phrases_and_exclusions_hold_for_partial_matches() {
    let archive = Archive::of(&archive());
    for (query, expected) in [
        ("bullying caseloads tag:leadership", vec![1, 2]),
        ("bullying caseloads -culture", vec![3, 4, 6]),
        ("bullying caseloads is:unread", vec![2, 3, 4, 6]),
        ("\"agency staff\" bullying", vec![4, 5]),
        ("title:caseloads bullying", vec![6]),
        ("well-being inspectors", vec![2, 3, 6]),
    ] {
        let hits = archive.hits(query);
        let mut found = ids(&hits);
        found.sort_unstable();
        assert_eq!(found, expected, "{query:?}");
        assert!(hits.partial, "{query:?}");
    }
}

#[test]
fn marks_are_looked_at_before_the_best_are_chosen() {
    let archive = Archive::of(&archive());
    let best = archive.ask("agency", Typing::Done, Sort::Relevance, Some(1), Zone::Utc);
    assert_eq!(ids(&best), [5]);
    let unread = archive.ask("agency is:unread", Typing::Done, Sort::Relevance, Some(1), Zone::Utc);
    assert_eq!((ids(&unread), unread.total), (vec![4], 1));
}

#[test]
fn exact_forms_titles_and_tags_count_more() {
    let filler = "one two three four five six seven eight nine ten eleven twelve";
    let tagged: &[(&str, &str)] = &[("adoption", "adoption")];
    let archive = Archive::of(&[
        article(1, "First", &format!("bullies {filler}"), "2024-01-04T00:00:00Z", &[], &[]),
        article(2, "Second", &format!("bullying {filler}"), "2024-01-01T00:00:00Z", &[], &[]),
        article(3, "About fostering", filler, "2024-01-01T00:00:00Z", &[], &[]),
        article(4, "Fourth", &format!("fostering about {filler}"), "2024-01-04T00:00:00Z", &[], &[]),
        article(5, "Fifth", &format!("adoption {filler}"), "2024-01-01T00:00:00Z", tagged, &[]),
        article(6, "Sixth", &format!("adoption {filler}"), "2024-01-04T00:00:00Z", &[], &[]),
        article(7, "Seventh", filler, "2024-01-04T00:00:00Z", tagged, &[]),
    ]);
    assert_eq!(ids(&archive.hits("bullying")), [2, 1]);
    assert_eq!(ids(&archive.hits("bullies")), [1, 2]);
    assert_eq!(ids(&archive.hits("fostering")), [3, 4]);
    assert_eq!(ids(&archive.hits("adoption")), [5, 6]);
}

#[test]
fn related_articles_share_the_words_that_few_have() {
    let articles = archive();
    let archive = Archive::of(&articles);
    let related = |number: usize| -> Vec<u64> {
        archive.index.related(&articles[number - 1], 3).unwrap().iter().map(|hit| hit.id.0).collect()
    };
    assert_eq!(related(6)[0], 4, "caseloads");
    assert_eq!(related(2)[0], 1, "a culture of bullying");
    assert!(
        articles
            .iter()
            .all(|article| !related(article.summary.id.unwrap().0 as usize).contains(&article.summary.id.unwrap().0))
    );
    assert_eq!(archive.index.related(&Article::default(), 3).unwrap(), []);
}

#[test]
fn equals_are_ordered_by_date_and_number_wherever_they_lie() {
    let twin = |id, published| article(id, "Twin", "the very same words", published, &[], &[]);
    let dates = ["2024-01-01T00:00:00Z", "", "2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z"];
    let articles: Vec<Article> = (1..=40).map(|id| twin(id, dates[id as usize % 4])).collect();
    let archive = Archive::of(&articles);
    let mut expected: Vec<u64> = (1..=40).collect();
    expected.sort_by_key(|id| (std::cmp::Reverse(moment(dates[*id as usize % 4])), *id));
    for limit in [Some(1), Some(5), Some(17), None] {
        let hits = archive.ask("same words", Typing::Done, Sort::Relevance, limit, Zone::Utc);
        assert_eq!(ids(&hits), expected[..limit.unwrap_or(40)]);
    }
    let query = parse("same words", Typing::Done);
    let window = Search {
        query: &query,
        sort: Sort::Relevance,
        offset: 30,
        limit: Some(5),
        zone: Zone::Utc,
        marks: &archive.marks,
    };
    assert_eq!(ids(&archive.index.search(&window).unwrap()), expected[30..35]);
}

/// Articles of words that are the rarer the later they stand, in several forms and lengths, with few
/// enough words that many share one.
fn many(articles: u64) -> Vec<Article> {
    let mut state = 7_u64;
    let mut below = move |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut words = |count: u64| -> String {
        let endings = ["", "s", "ing", "ed"];
        let one = |_| {
            let rank = below(40) * below(40) / 40;
            format!(
                "verb{}k{}",
                ["a", "e", "o", "u"][rank as usize % 4].repeat(rank as usize / 4 + 1),
                endings[below(4) as usize]
            )
        };
        (0..count).map(one).collect::<Vec<_>>().join(" ")
    };
    (1..=articles)
        .map(|id| {
            article(
                id,
                &words(3),
                &words(4 + id % 90),
                "2020-02-02T00:00:00Z",
                if id % 7 == 0 { &[WORKFORCE] } else { &[] },
                &[],
            )
        })
        .collect()
}

#[test]
fn the_best_rows_are_those_that_a_look_at_every_article_gives() {
    let archive = Archive::of(&many(300));
    let mut writer = archive.index.writer().unwrap();
    for (id, mut article) in (1000..).zip(many(2500)) {
        article.summary.id = Some(ArticleId(id));
        writer.put(&article).unwrap();
        if id % 900 == 0 {
            writer.commit(Revision(8)).unwrap();
        }
    }
    writer.remove(ArticleId(2001)).unwrap();
    writer.commit(Revision(9)).unwrap();
    archive.index.reload().unwrap();
    let queries = [
        "verbak",
        "verbak verbek",
        "verbak verbuuuuk verbooing",
        "verbak OR verbeeek OR verbuuuuuuk",
        "verbuuuuuuuuk verbeeeeeeek verbak nothing",
        "verbo*",
        "\"verbak verbek\"",
        "verbak tag:workforce",
        "verbak verbek -verbok",
        "(verbak OR verbek) verbuuk",
        "title:verbak verbek",
        "body:verbuuk",
        "verbaak verbeek verbook verbuuk verbaaak verbeeek verboook verbuuuk verbaaaak",
    ];
    for query in queries {
        let all = archive.hits(query);
        assert!(all.rows.len() > 20, "{query}");
        for most in [1, 10, 50] {
            let best = archive.ask(query, Typing::Done, Sort::Relevance, Some(most), Zone::Utc);
            assert_eq!(best.rows, all.rows[..most.min(all.rows.len())], "{query}, the best {most}");
            assert_eq!(best.total, all.total, "{query}");
        }
    }
}

/// The counts worked out from the rows themselves.
fn counted(rows: &[u64], articles: &[Article]) -> Facets {
    use chrono::Datelike;
    let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
    let mut authors: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    let mut years: BTreeMap<i32, [usize; 12]> = BTreeMap::new();
    for article in articles.iter().filter(|article| rows.contains(&article.summary.id.unwrap().0)) {
        let summary = &article.summary;
        summary.tags.iter().for_each(|tag| *tags.entry(tag.slug.as_str()).or_default() += 1);
        summary.authors.iter().for_each(|author| *authors.entry(author).or_default() += 1);
        summary.sources.iter().for_each(|source| *sources.entry(&source.name).or_default() += 1);
        if let Some(date) = summary.published.map(Timestamp::to_chrono) {
            years.entry(date.year()).or_default()[date.month0() as usize] += 1;
        }
    }
    let counts = |counts: BTreeMap<&str, usize>| {
        let mut counts: Vec<Count> =
            counts.into_iter().map(|(name, count)| Count { name: name.to_owned(), count }).collect();
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        counts
    };
    let mut years: Vec<YearCount> =
        years.into_iter().map(|(year, months)| YearCount { year, count: months.iter().sum(), months }).collect();
    years.sort_by_key(|year| (std::cmp::Reverse(year.count), year.year));
    let tags = counts(tags).into_iter().map(|tag| TagCount { name: String::new(), slug: tag.name, count: tag.count });
    Facets { total: rows.len(), tags: tags.collect(), authors: counts(authors), years, sources: counts(sources) }
}

#[test]
fn facets_are_exact_counts_over_what_is_found() {
    let articles = archive();
    let archive = Archive::of(&articles);
    for query in [
        "",
        "bullying",
        "agency",
        "bullying agency",
        "bullying caseloads inspectors",
        "tag:leadership",
        "-tag:leadership",
        "is:unread",
        "after:2022",
        "author:preston bullying",
        "bull*",
        "nothing",
        "source:adults OR is:starred",
    ] {
        let hits = archive.hits(query);
        let counting = if hits.partial { Matched::Some } else { Matched::All };
        let rows: Vec<u64> = hits.rows.iter().filter(|hit| hit.matched == counting).map(|hit| hit.id.0).collect();
        let mut facets = archive.facets(query);
        assert_eq!(facets.total, hits.total, "{query:?}");
        let mut expected = counted(&rows, &articles);
        for facets in [&mut facets, &mut expected] {
            facets.tags.iter_mut().for_each(|tag| tag.name.clear());
            facets.tags.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.slug.cmp(&b.slug)));
        }
        assert_eq!(facets, expected, "{query:?}");
    }
}

#[test]
fn what_matches_can_be_had_as_a_whole() {
    let mut articles = archive();
    let mut again = articles[1].clone();
    again.recurring = vec![Recurring { blocks: 0..1, others: 9 }];
    articles[1] = again;
    let archive = Archive::of(&articles);
    let check = |deleted: &str| {
        for query in [
            "",
            "bullying",
            "bull*",
            "bullying agency",
            "bullying caseloads inspectors",
            "bullying OR caseloads",
            "\"agency staff\"",
            "title:agency agency",
            "tag:leadership -agency",
            "source:adults",
            "source:news.example/child*",
            "is:unread after:2022",
            "nothing",
        ] {
            let parsed = parse(query, Typing::Done);
            let found = archive.index.matching(&parsed, Zone::Utc, &archive.marks).unwrap();
            let found: Vec<u64> = found.into_iter().map(|id| id.0).collect();
            assert_eq!(found, archive.full(query), "{query:?} {deleted}");
            let total = archive.index.total(&parsed, Zone::Utc, &archive.marks).unwrap();
            assert_eq!(total, found.len(), "{query:?} {deleted}");
            let newest = archive.ask(query, Typing::Done, Sort::Newest, None, Zone::Utc);
            assert_eq!(full(&newest), found, "{query:?} {deleted}");
        }
    };
    check("");
    let mut writer = archive.index.writer().unwrap();
    writer.remove(ArticleId(3)).unwrap();
    writer.commit(Revision(8)).unwrap();
    archive.index.reload().unwrap();
    check("without one that was taken out");
}

#[test]
fn a_tag_has_the_name_that_a_source_has_said() {
    let archive = Archive::of(&archive());
    let tags = archive.facets("").tags;
    let expected = TagCount { name: "social work leadership".to_owned(), slug: "leadership".to_owned(), count: 3 };
    assert_eq!(tags[0], expected);
    assert_eq!(archive.facets("agency spending").tags[0].name, "leadership");
}

#[test]
fn nearly_right_words_tags_and_authors_are_put_right() {
    let archive = Archive::of(&archive());
    let cases = [
        ("bulying", "bullying", "bullying"),
        ("inspectros tag:leadership", "inspectors tag:leadership", "inspectors"),
        ("tag:ledership", "tag:leadership", "leadership"),
        ("author:\"Rob Prestn\"", "author:\"Rob Preston\"", "Rob Preston"),
        ("author:prestn", "author:Preston", "Preston"),
        ("agancy caselaods", "agency caseloads", "agency caseloads"),
        ("ullying", "bullying", "bullying"),
    ];
    for (query, text, label) in cases {
        let suggestions = archive.index.suggest(&parse(query, Typing::Done), Effort::All).unwrap();
        assert_eq!(suggestions.first(), Some(&(text.to_owned(), label.to_owned())), "{query:?}");
    }
    let near = |query| archive.index.suggest(&parse(query, Typing::Done), Effort::Nearest).unwrap();
    assert_eq!(near("ubllying agency"), [("bullying agency".to_owned(), "bullying".to_owned())]);
    assert_eq!(near("ullying"), []);
    for query in ["bullying", "zzzzzzzzz", "-bulying", "", "tag:leadership"] {
        assert_eq!(archive.index.suggest(&parse(query, Typing::Done), Effort::All).unwrap(), [], "{query:?}");
    }
}

#[test]
fn a_word_that_only_a_tag_or_an_author_has_is_meant_as_a_filter() {
    let tags: &[(&str, &str)] = &[("ofsted-2", "Ofsted"), ("pay", "pay")];
    let archive = Archive::of(&[article(
        1,
        "A pay rise",
        "For inspectors of food.",
        "2024-01-01T00:00:00Z",
        tags,
        &["Róisín Hale"],
    )]);
    let cases = [
        ("ofsted", Some("tag:ofsted-2")),
        ("Ofsted pay", Some("tag:ofsted-2 pay")),
        ("roisin", Some("author:roisin")),
        ("\"ofsted\"", None),
        ("pay", None),
    ];
    for (query, wanted) in cases {
        let suggestions = archive.index.suggest(&parse(query, Typing::Done), Effort::All).unwrap();
        let first = suggestions.first().map(|(text, _)| text.as_str());
        assert_eq!(first, wanted, "{query}");
    }
}

#[test]
fn a_writer_says_how_much_waits_for_a_commit() {
    let archive = Archive::of(&[]);
    let mut writer = archive.index.writer().unwrap();
    let text = "long ".repeat(100_000);
    writer.put(&article(1, "Title", &text, "2024-01-01T00:00:00Z", &[], &[])).unwrap();
    assert!((text.len()..4 * text.len()).contains(&writer.waiting()), "{}", writer.waiting());
    writer.commit(Revision(8)).unwrap();
    assert_eq!(writer.waiting(), 0);
    writer.remove(ArticleId(1)).unwrap();
    assert_ne!(writer.waiting(), 0);
}

#[test]
fn an_article_put_in_again_takes_its_own_place() {
    let archive = Archive::of(&archive());
    let mut writer = archive.index.writer().unwrap();
    writer.put(&article(1, "Quite another", "text", "2024-01-01T00:00:00Z", &[], &[])).unwrap();
    writer.put(&article(7, "Once", "first version", "", &[], &[])).unwrap();
    writer.put(&article(7, "Twice", "second version", "", &[], &[])).unwrap();
    writer.remove(ArticleId(3)).unwrap();
    writer.commit(Revision(8)).unwrap();
    assert_eq!(archive.full("bullying"), [1, 2, 3], "not before reloading");
    archive.index.reload().unwrap();
    assert_eq!(archive.full("bullying"), [2]);
    assert_eq!(archive.full("another"), [1]);
    assert_eq!(archive.full("version"), [7]);
    assert_eq!(archive.full("first"), [0_u64; 0]);
    assert_eq!((archive.hits("").total, archive.index.articles(), archive.facets("").total), (6, 6, 6));
}

#[test]
fn what_was_taken_out_does_not_stay_on_the_disk() {
    let articles = many(300);
    let archive = Archive::of(&articles);
    let mut writer = archive.index.writer().unwrap();
    for article in &articles[..100] {
        writer.put(article).unwrap();
    }
    writer.commit(Revision(8)).unwrap();
    writer.finish().unwrap();
    archive.index.reload().unwrap();
    assert_eq!(archive.index.articles(), 300);
    // how the threads have dealt the articles out to segments is never the same
    let meta = std::fs::read_to_string(archive.dir.path().join("index/meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_str(&meta).unwrap();
    for segment in meta["segments"].as_array().unwrap() {
        let gone = segment["deletes"]["num_deleted_docs"].as_u64().unwrap_or(0);
        let all = segment["max_doc"].as_u64().unwrap();
        assert!(gone <= all / 10, "{gone} of {all} articles of a segment were taken out");
    }
}

#[test]
fn an_article_put_twice_into_a_new_index_is_there_once() {
    let once = article(1, "Once", "first", "", &[], &[]);
    let twice = article(1, "Twice", "second", "", &[], &[]);
    let archive = Archive::of(&[once, twice]);
    assert_eq!((archive.hits("").total, archive.full("second"), archive.full("first")), (1, vec![1], vec![]));
}

#[test]
fn an_index_opened_again_is_where_it_was() {
    let archive = Archive::of(&archive());
    assert_eq!(archive.index.revision(), Revision(7));
    let again = Index::open(archive.dir.path()).unwrap();
    assert_eq!((again.revision(), again.articles()), (Revision(7), 6));
}

#[test]
fn only_one_may_write() {
    let archive = Archive::of(&archive());
    let _writer = archive.index.writer().unwrap();
    let other = Index::open(archive.dir.path()).unwrap();
    assert!(matches!(other.writer(), Err(IndexError::Busy { .. })));
    let hits = Archive { index: other, ..archive }.hits("bullying");
    assert_eq!(hits.total, 3, "but others may read");
}

#[test]
fn a_reader_sees_what_another_process_commits() {
    let archive = Archive::of(&archive());
    let other = Index::open(archive.dir.path()).unwrap();
    let mut writer = archive.index.writer().unwrap();
    writer.remove(ArticleId(1)).unwrap();
    writer.commit(Revision(8)).unwrap();
    assert_eq!((other.revision(), other.articles()), (Revision(8), 6));
    other.reload().unwrap();
    assert_eq!(other.articles(), 5);
}

type Spoil = fn(&std::path::Path);

#[test]
fn a_damaged_index_starts_anew() {
    let spoil: [(&str, Spoil); 4] = [
        ("meta.json is no JSON", |dir| std::fs::write(dir.join("meta.json"), "{").unwrap()),
        ("meta.json is from elsewhere", |dir| {
            let meta = std::fs::read_to_string(dir.join("meta.json")).unwrap();
            std::fs::write(dir.join("meta.json"), meta.replace("\"payload\": \"", "\"payload\": \"9")).unwrap();
        }),
        ("files are empty", |dir| {
            for file in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
                if file.extension().is_some_and(|end| end == "term" || end == "idx") {
                    std::fs::write(file, "").unwrap();
                }
            }
        }),
        ("files are gone", |dir| {
            for file in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
                if file.extension().is_some_and(|end| end == "fast") {
                    std::fs::remove_file(file).unwrap();
                }
            }
        }),
    ];
    for (what, spoil) in spoil {
        let Archive { dir, index, .. } = Archive::of(&archive());
        drop(index);
        spoil(&dir.path().join("index"));
        let index = Index::open(dir.path()).unwrap();
        assert_eq!((index.revision(), index.articles()), (Revision(0), 0), "{what}");
        let mut writer = index.writer().unwrap();
        writer.put(&archive()[0]).unwrap();
        writer.commit(Revision(1)).unwrap();
        index.reload().unwrap();
        assert_eq!(index.articles(), 1, "{what}");
    }
}

#[test]
fn an_odd_query_is_an_answer_and_no_error() {
    let archive = Archive::of(&archive());
    let brackets = "(".repeat(5_000);
    let long = "bullying agency ".repeat(2_000);
    let text = archive_text();
    for query in [
        "-",
        "*",
        "()",
        "title:",
        "\"",
        "tag:…",
        "author:\"\"",
        "-(",
        "a:b:c",
        "http://x.example/?p=1#c",
        &brackets,
        &long,
        &text,
    ] {
        for typing in [Typing::Live, Typing::Done] {
            archive.ask(query, typing, Sort::Relevance, Some(20), Zone::Utc);
        }
        archive.facets(query);
        archive.index.suggest(&parse(query, Typing::Done), Effort::All).unwrap();
    }
}

/// A sentence of an article finds it, even with a word that is not in it.
fn archive_text() -> String {
    "I think it said an independent review found that a culture of bullying went unchallenged somewhere".to_owned()
}

#[test]
fn a_pasted_sentence_finds_its_article() {
    let archive = Archive::of(&archive());
    assert_eq!(archive.hits(&archive_text()).rows[0].id, ArticleId(1));
}

fn noted(id: u64, title: &str, body: &str, note: &str, own_tags: &[&str]) -> Article {
    let mut article = article(id, title, body, "2024-03-01T00:00:00Z", &[("pay", "Pay")], &[]);
    article.summary.note = Some(note.to_owned()).filter(|note| !note.is_empty());
    article.summary.own_tags = own_tags.iter().map(|name| Tag::named(name)).collect();
    article
}

#[test]
fn notes_and_own_tags_are_found() {
    let archive = Archive::of(&[
        noted(1, "Caseloads rise", "Nothing is said of wages.", "Ask Ada about bullying at work", &["To do", "pay"]),
        noted(2, "Another", "A body with its own words.", "", &["to-do"]),
        noted(3, "Third", "No mark at all.", "", &[]),
    ]);
    let cases: &[(&str, &[u64])] = &[
        ("has:note", &[1]),
        ("-has:note", &[2, 3]),
        ("bully", &[1]),
        ("bull*", &[1]),
        ("caseload ada", &[1]),
        ("\"bullying at work\"", &[1]),
        ("\"wages ask\"", &[]),
        ("body:bullying", &[]),
        ("body:wages", &[1]),
        ("title:ada", &[]),
        ("tag:\"to do\"", &[1, 2]),
        ("tag:to-do", &[1, 2]),
        ("tag:pay", &[1, 2, 3]),
    ];
    for (query, expected) in cases {
        let mut found: Vec<u64> = archive.hits(query).rows.iter().map(|hit| hit.id.0).collect();
        found.sort_unstable();
        assert_eq!(found, *expected, "{query}");
    }
}

#[test]
fn an_own_tag_counts_with_the_others_and_each_article_once() {
    let archive =
        Archive::of(&[noted(1, "One", "A body.", "", &["pay", "mine"]), noted(2, "Two", "A body.", "", &["mine"])]);
    let facets = archive.index.facets(&parse("", Typing::Done), Zone::Utc, &archive.marks).unwrap();
    let tags: Vec<_> = facets.tags.iter().map(|tag| (tag.name.as_str(), tag.count)).collect();
    assert_eq!(tags, [("Pay", 2), ("mine", 2)]);
}

#[test]
fn a_title_and_a_body_longer_than_their_places_stay_apart() {
    let title: String = (0..400).map(|number| format!("t{number} ")).collect();
    let archive = Archive::of(&[noted(1, &title, "first body", "first note", &[])]);
    for (query, found) in [("\"t399 first\"", 0), ("t399", 1), ("\"body first\"", 0), ("\"first note\"", 1)] {
        assert_eq!(archive.hits(query).rows.len(), found, "{query}");
    }
}
