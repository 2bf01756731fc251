//! The workers' promise: every request ends in exactly one report with its number.

use cuttings::article::{ArticleId, Bookmark};
use cuttings::work::{
    Answer, Archive, Chosen, Format, Mark, Report, Request, RequestNumber, Shown, Sort, Style, Work, Workers, inputs,
};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

struct Bench {
    workers: Workers,
    folder: tempfile::TempDir,
    next: u64,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workers = Workers::start(folder.path().join("archive")).unwrap();
        Self { workers, folder, next: 1 }
    }

    fn send(&mut self, request: Request) -> RequestNumber {
        let number = RequestNumber(self.next);
        self.next += 1;
        self.workers.send(number, request);
        number
    }

    /// Everything that comes back until all requests have ended.
    fn reports(&self) -> Vec<Report> {
        let mut reports = Vec::new();
        let mut ended = 0;
        while ended + 1 < self.next {
            let report = self.workers.reports().recv_timeout(Duration::from_mins(1)).expect("a request never ended");
            ended += u64::from(matches!(report, Report::Done(..)));
            reports.push(report);
        }
        reports
    }

    fn answer(&mut self, request: Request) -> Result<Answer, String> {
        let number = self.send(request);
        loop {
            match self.workers.reports().recv_timeout(Duration::from_mins(1)).expect("a request never ended") {
                Report::Done(ended, answer) if ended == number => return answer,
                _ => {}
            }
        }
    }
}

fn search(query: &str) -> Request {
    Request::Search { query: query.to_owned(), sort: Sort::Relevance, window: 0..20 }
}

#[test]
fn every_request_ends_in_exactly_one_report() {
    let mut bench = Bench::new();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    bench.send(Request::Add(vec![file.to_str().unwrap().to_owned(), "no-such-file".to_owned()]));
    for query in ["b", "bu", "bul", "bull", "bully", "\"unfinished", "tag:", "(((", ""] {
        bench.send(search(query));
        bench.send(Request::Facets { query: query.to_owned() });
    }
    bench.send(Request::Article(ArticleId(999)));
    bench.send(Request::Mark(vec![(ArticleId(999), Mark::Read(true))]));
    bench.send(Request::Left { id: ArticleId(999), at: None });
    bench.send(Request::LeaveSample);
    bench.send(Request::Browse("javascript:alert(1)".to_owned()));
    bench.send(Request::Related(ArticleId(999)));
    for name in ["Notes", "", "Notes"] {
        let (name, query) = (name.to_owned(), "bull".to_owned());
        bench.send(Request::Save { name, query, sort: Sort::Newest, replace: false });
    }
    bench.send(Request::Searches);
    bench.send(Request::Look("nothing".to_owned()));
    bench.send(Request::Rename { name: "nothing".to_owned(), to: "more".to_owned() });
    bench.send(Request::Delete("nothing".to_owned()));
    bench.send(Request::Remember("bull".to_owned()));
    bench.send(Request::History);
    bench.send(Request::Overview);
    let mut ended: BTreeMap<RequestNumber, usize> = BTreeMap::new();
    for report in bench.reports() {
        if let Report::Done(number, _) = report {
            *ended.entry(number).or_default() += 1;
        }
    }
    assert_eq!(ended.len() as u64, bench.next - 1);
    assert!(ended.values().all(|times| *times == 1), "{ended:?}");
}

#[test]
fn what_is_taken_in_is_found_by_the_next_search() {
    let mut bench = Bench::new();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    let Answer::Search(before) = bench.answer(search("bullying")).unwrap() else { panic!() };
    assert_eq!(before.total, 0);
    bench.answer(Request::Add(vec![file.to_str().unwrap().to_owned()])).unwrap();
    let Answer::Search(after) = bench.answer(search("bull")).unwrap() else { panic!() };
    assert_eq!((after.total, after.rows.len()), (1, 1));
    assert_eq!(after.rows[0].summary.title, "A note on bullying");
}

#[test]
fn the_sample_takes_the_archives_place_without_touching_it() {
    let mut bench = Bench::new();
    bench.answer(Request::Overview).unwrap();
    bench.answer(Request::AddSample).unwrap();
    let Answer::Overview(overview) = bench.answer(Request::Overview).unwrap() else { panic!() };
    assert_eq!(overview.articles, 68);
    let again = Workers::start(bench.folder.path().join("archive")).unwrap();
    again.send(RequestNumber(1), Request::Overview);
    let report = again.reports().recv_timeout(Duration::from_mins(1)).unwrap();
    assert!(matches!(report, Report::Done(_, Ok(Answer::Overview(overview))) if overview.articles == 0));
}

#[test]
fn a_glance_tells_what_another_program_has_changed() {
    let mut bench = Bench::new();
    let Answer::Overview(before) = bench.answer(Request::Overview).unwrap() else { panic!() };
    assert_eq!(bench.answer(Request::Glance(before.revision)).unwrap(), Answer::Done);
    let mut other = Archive::open(&bench.folder.path().join("archive")).unwrap();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    other.take_in(inputs(&[&file]), &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    let Answer::Overview(after) = bench.answer(Request::Glance(before.revision)).unwrap() else { panic!() };
    assert_eq!((before.articles, after.articles), (0, 1));
    assert_eq!(bench.answer(Request::Glance(after.revision)).unwrap(), Answer::Done);
}

fn overview(bench: &mut Bench) -> (usize, Shown) {
    let Answer::Overview(overview) = bench.answer(Request::Overview).unwrap() else { panic!() };
    (overview.articles, overview.shown)
}

#[test]
fn what_is_added_while_the_sample_is_open_goes_into_the_own_archive() {
    let mut bench = Bench::new();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    bench.answer(Request::AddSample).unwrap();
    assert_eq!(overview(&mut bench), (68, Shown::Sample));
    bench.answer(Request::Add(vec![file.to_str().unwrap().to_owned()])).unwrap();
    assert_eq!(overview(&mut bench), (1, Shown::Own));
    let Bench { workers, folder, .. } = bench;
    drop(workers);
    let archive = cuttings::work::Archive::open(&folder.path().join("archive")).unwrap();
    assert_eq!(archive.store().overview().unwrap().0, 1);
}

#[test]
fn the_own_archive_comes_back_when_the_sample_is_left() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    bench.answer(Request::LeaveSample).unwrap();
    assert_eq!(overview(&mut bench), (0, Shown::Own));
    bench.answer(Request::AddSample).unwrap();
    assert_eq!(overview(&mut bench), (68, Shown::Sample));
}

#[test]
fn where_there_is_only_the_sample_everything_waits_for_it_and_nothing_is_added() {
    let mut bench = Bench { workers: Workers::start_on_sample().unwrap(), ..Bench::new() };
    let early = bench.send(search("bullying"));
    bench.send(Request::AddSample);
    let rows = bench.reports().into_iter().find_map(|report| match report {
        Report::Done(number, Ok(Answer::Search(found))) if number == early => Some(found.total),
        _ => None,
    });
    assert!(rows.unwrap() > 0);
    assert_eq!(overview(&mut bench), (68, Shown::SampleAlone));
    assert!(bench.answer(Request::Add(vec!["x".to_owned()])).unwrap_err().contains("without demo"));
    assert!(bench.answer(Request::LeaveSample).is_err());
    assert_eq!(overview(&mut bench), (68, Shown::SampleAlone));
}

#[test]
fn who_leaves_before_the_sample_is_there_is_not_held() {
    let workers = Workers::start_on_sample().unwrap();
    for request in [search("bullying"), Request::History, Request::Searches, Request::Remember("x".to_owned())] {
        workers.send(RequestNumber(1), request);
    }
    drop(workers);
}

#[test]
fn where_an_article_was_left_comes_with_it() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let (id, at) = (ArticleId(3), Some(Bookmark { block: 4, byte: 120 }));
    bench.answer(Request::Left { id, at }).unwrap();
    let Answer::Article(fetched) = bench.answer(Request::Article(id)).unwrap() else { panic!() };
    assert_eq!(fetched.left, at);
}

#[test]
fn a_search_with_nothing_found_offers_ways_on() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    for query in ["bulying", "supervision before:2001", "bullying author:nobody"] {
        let Answer::Search(answer) = bench.answer(search(query)).unwrap() else { panic!() };
        assert!(!answer.suggestions.is_empty(), "{query}");
        for suggestion in &answer.suggestions {
            let Answer::Search(found) = bench.answer(search(&suggestion.query)).unwrap() else { panic!() };
            assert_eq!(found.total, suggestion.count, "{suggestion:?}");
            assert!(found.total > 0);
        }
    }
}

#[test]
fn a_search_that_finds_some_of_the_words_offers_other_spellings() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let Answer::Search(answer) = bench.answer(search("bulying supervision ")).unwrap() else { panic!() };
    assert!(answer.rows_in_all > 0 && answer.rows.iter().all(|row| !row.all));
    let better = answer.suggestions.first().unwrap();
    assert!(better.query.contains("bullying") && better.label.starts_with("Did you mean"), "{better:?}");
    assert!(answer.suggestions.iter().all(|better| better.label.starts_with("Did you mean")));
    let Answer::Search(found) = bench.answer(search("bullying supervision ")).unwrap() else { panic!() };
    assert!(found.rows[0].all && found.suggestions.is_empty());
}

#[test]
fn a_mark_set_is_seen_in_the_next_row() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    bench.answer(Request::Mark(vec![(ArticleId(1), Mark::Starred(true))])).unwrap();
    let Answer::Search(starred) = bench.answer(search("is:starred")).unwrap() else { panic!() };
    assert_eq!(starred.rows.iter().map(|row| row.summary.id).collect::<Vec<_>>(), [Some(ArticleId(1))]);
    assert!(starred.rows[0].summary.starred);
}

#[test]
fn a_search_saved_while_typing_tells_what_came_to_match_until_it_is_looked_at() {
    let mut bench = Bench::new();
    let note = |bench: &Bench, name: &str| {
        let file = bench.folder.path().join(name);
        std::fs::write(&file, format!("{name} on bullying\n\nIt says little of {name}, but it says it.\n")).unwrap();
        Request::Add(vec![file.to_str().unwrap().to_owned()])
    };
    let saved = |answer| match answer {
        Ok(Answer::Searches(saved)) => saved,
        other => panic!("{other:?}"),
    };
    bench.answer(note(&bench, "one.txt")).unwrap();
    let (name, query) = ("Bullying".to_owned(), "bull".to_owned());
    let save = Request::Save { name, query, sort: Sort::Newest, replace: false };
    let first = saved(bench.answer(save.clone()));
    assert_eq!((first[0].query.as_str(), first[0].sort, first[0].count, first[0].new), ("bull*", Sort::Newest, 1, 0));
    assert!(bench.answer(save).unwrap_err().contains("already"));
    bench.answer(note(&bench, "two.txt")).unwrap();
    for (request, wanted) in [
        (Request::Searches, ("Bullying", 2, 1)),
        (Request::Rename { name: "bullying".to_owned(), to: "At work".to_owned() }, ("At work", 2, 1)),
        (Request::Look("At work".to_owned()), ("At work", 2, 0)),
    ] {
        let saved = saved(bench.answer(request));
        assert_eq!((saved[0].name.as_str(), saved[0].count, saved[0].new), wanted);
    }
    assert!(saved(bench.answer(Request::Delete("At work".to_owned()))).is_empty());
}

#[test]
fn a_past_search_is_there_for_the_next_reader() {
    let mut bench = Bench::new();
    for query in ["pay", "bullying ", "pay", "  "] {
        bench.answer(Request::Remember(query.to_owned())).unwrap();
    }
    let again = Workers::start(bench.folder.path().join("archive")).unwrap();
    again.send(RequestNumber(1), Request::History);
    let report = again.reports().recv_timeout(Duration::from_mins(1)).unwrap();
    let history = Answer::History(vec!["pay".to_owned(), "bullying".to_owned()]);
    assert_eq!(report, Report::Done(RequestNumber(1), Ok(history)));
}

#[test]
fn related_articles_come_as_rows_without_the_article_itself() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let Answer::Related(rows) = bench.answer(Request::Related(ArticleId(5))).unwrap() else { panic!() };
    assert!(rows.len() > 3 && rows.iter().all(|row| row.summary.id != Some(ArticleId(5))));
    assert!(bench.answer(Request::Related(ArticleId(999))).unwrap_err().contains("999"));
}

#[test]
fn what_a_person_has_marked_or_saved_is_stored_though_they_leave_at_once() {
    let mut bench = Bench::new();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    bench.answer(Request::Add(vec![file.to_str().unwrap().to_owned()])).unwrap();
    bench.send(Request::Searches);
    bench.send(Request::Mark(vec![(ArticleId(1), Mark::Starred(true))]));
    bench.send(Request::Remember("bullying".to_owned()));
    let (name, query) = ("Work".to_owned(), "bullying".to_owned());
    bench.send(Request::Save { name, query, sort: Sort::Newest, replace: false });
    let Bench { workers, folder, .. } = bench;
    drop(workers);
    let archive = cuttings::work::Archive::open(&folder.path().join("archive")).unwrap();
    assert!(archive.article(ArticleId(1)).unwrap().unwrap().summary.starred);
    assert_eq!(archive.history().unwrap(), ["bullying"]);
    assert_eq!(archive.saved_search("work").unwrap().0, "bullying");
}

#[test]
fn references_and_exports_are_answered_and_nothing_is_written_over_unasked() {
    let mut bench = Bench::new();
    let file = bench.folder.path().join("note.txt");
    std::fs::write(&file, "A note on bullying\n\nIt says little, but it says it.\n").unwrap();
    bench.answer(Request::Add(vec![file.to_str().unwrap().to_owned()])).unwrap();
    let text = bench.answer(Request::Refer { ids: vec![ArticleId(1)], style: Style::Titled });
    assert_eq!(text, Ok(Answer::Text("A note on bullying".to_owned())));
    let place = bench.folder.path().join("out.md");
    let export = |force| Request::Export {
        what: Chosen::Search { query: "bully".to_owned(), sort: Sort::Relevance },
        format: Format::Markdown,
        path: format!("'{}'", place.display()),
        force,
    };
    let written = Ok(Answer::Exported(1, place.canonicalize().unwrap_or(place.clone()).display().to_string()));
    assert_eq!(bench.answer(export(false)), written);
    assert!(matches!(bench.answer(export(false)), Ok(Answer::Exists(_))));
    assert_eq!(bench.answer(export(true)), written);
    assert!(std::fs::read_to_string(&place).unwrap().starts_with("# A note on bullying"));
}
