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

#[test]
fn an_earlier_version_is_told_by_what_has_changed_since() {
    use cuttings::text::changes::Change;
    let mut bench = Bench::new();
    let feed = |text: &str, updated: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><id>urn:a</id><updated>{updated}</updated>\
             <entry><title>A rise in pay</title><id>https://news.example/pay/</id>\
             <link href='https://news.example/pay/'/><published>2026-01-02T10:00:00Z</published>\
             <updated>{updated}</updated><content type='html'>{text}</content></entry></feed>"
        )
    };
    let same =
        "&lt;p&gt;The council has said what it will pay to those who work nights in its homes, and when.&lt;/p&gt;";
    for (name, text, updated) in [
        ("old.xml", "It is three per cent for all.", "2026-01-02T10:00:00Z"),
        ("new.xml", "It is four per cent for all.", "2026-01-03T10:00:00Z"),
    ] {
        let file = bench.folder.path().join(name);
        std::fs::write(&file, feed(&format!("{same}&lt;p&gt;{text}&lt;/p&gt;"), updated)).unwrap();
        bench.answer(Request::Add(vec![file.to_str().unwrap().to_owned()])).unwrap();
    }
    let Ok(Answer::Changes(changes)) = bench.answer(Request::Changes { id: ArticleId(1), version: 0 }) else {
        panic!("no version")
    };
    let other: Vec<_> = changes.iter().filter(|(change, _)| *change != Change::Same).cloned().collect();
    assert_eq!(other, [(Change::Gone, "three".to_owned()), (Change::New, "four".to_owned())]);
    assert!(bench.answer(Request::Changes { id: ArticleId(1), version: 7 }).is_err());
}

#[test]
fn what_came_in_before_it_was_stopped_stays_and_is_found() {
    let mut bench = Bench::new();
    let folder = bench.folder.path().join("many");
    std::fs::create_dir(&folder).unwrap();
    for number in 0..400 {
        std::fs::write(
            folder.join(format!("{number}.txt")),
            format!("Note {number}\n\nOn bullying, the {number}th.\n"),
        )
        .unwrap();
    }
    let all = vec![folder.to_str().unwrap().to_owned()];
    bench.send(Request::Add(all.clone()));
    bench.send(Request::Stop);
    bench.reports();
    let (kept, _) = overview(&mut bench);
    assert_eq!(found(&mut bench, "bullying ").total, kept);
    bench.answer(Request::Add(all)).unwrap();
    assert_eq!(overview(&mut bench).0, 400, "the next time goes to the end");
}

#[test]
fn files_in_a_folder_that_give_nothing_are_counted() {
    let mut bench = Bench::new();
    let folder = bench.folder.path().join("mixed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "A note\n\nIt says something.\n").unwrap();
    std::fs::write(folder.join("b.xml"), "").unwrap();
    std::fs::write(folder.join("c.html"), "").unwrap();
    bench.send(Request::Add(vec![folder.to_str().unwrap().to_owned()]));
    let reports = bench.reports();
    let most = reports.iter().filter_map(|report| match report {
        Report::Progress(_, progress) => Some(progress.errors),
        Report::Done(..) => None,
    });
    assert_eq!(most.max(), Some(2), "{reports:?}");
    let Some(Report::Done(_, Ok(Answer::Added(reports)))) = reports.last() else { panic!("{reports:?}") };
    assert_eq!(reports.iter().filter(|report| report.gave_nothing()).count(), 2);
}

#[test]
fn a_path_is_completed_from_the_disk() {
    let mut bench = Bench::new();
    let folder = bench.folder.path().join("paths");
    std::fs::create_dir_all(folder.join("feeds")).unwrap();
    for name in ["feed.xml", "other", ".hidden"] {
        std::fs::write(folder.join(name), "").unwrap();
    }
    let base = folder.to_str().unwrap();
    let cases: [(&str, &[&str]); 5] = [
        ("/fe", &["/feed.xml", "/feeds/"]),
        ("/feeds", &["/feeds/"]),
        ("/", &["/feed.xml", "/feeds/", "/other"]),
        ("/.h", &["/.hidden"]),
        ("/none/x", &[]),
    ];
    for (typed, found) in cases {
        let wanted: Vec<String> = found.iter().map(|name| format!("{base}{name}")).collect();
        assert_eq!(bench.answer(Request::Paths(format!("{base}{typed}"))), Ok(Answer::Paths(wanted)), "{typed}");
    }
}

fn found(bench: &mut Bench, query: &str) -> cuttings::work::SearchAnswer {
    match bench.answer(search(query)).unwrap() {
        Answer::Search(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn counts(bench: &mut Bench, query: &str) -> cuttings::work::Facets {
    match bench.answer(Request::Facets { query: query.to_owned() }).unwrap() {
        Answer::Facets(facets) => facets,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_filter_chosen_behind_a_half_typed_word_finds_as_many_as_its_count() {
    use cuttings::query::{Choice, Field, with_choice};
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let mut tried = 0;
    for word in ["caseloads", "trainee", "court"] {
        for end in 1..=word.len() {
            let typed = &word[..end];
            for tag in counts(&mut bench, typed).tags.iter().take(3) {
                let chosen = with_choice(typed, Field::Tag, &tag.slug, Choice::Included);
                assert_eq!(found(&mut bench, &chosen).total, tag.count, "{chosen}");
                tried += tag.count;
            }
        }
    }
    assert!(tried > 20, "the sample has too little for this: {tried}");
}

#[test]
fn what_is_chosen_one_or_the_other_is_counted_without_its_own_filters() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let all = counts(&mut bench, "");
    let author = all.authors[0].name.clone();
    for query in [format!("author:\"{author}\""), format!("-author:\"{author}\"")] {
        let chosen = counts(&mut bench, &query);
        assert_eq!(chosen.authors, all.authors, "{query}");
        assert_ne!(chosen.tags, all.tags, "{query}");
    }
    let year = all.years[0].year;
    assert_eq!(counts(&mut bench, &format!("year:{year}")).years, all.years);
    let tagged = counts(&mut bench, &format!("tag:{}", all.tags[0].slug));
    assert_eq!(tagged.total, all.tags[0].count);
    let both = counts(&mut bench, &format!("tag:{} author:\"{author}\"", all.tags[0].slug));
    assert_eq!(both.authors, tagged.authors);
}

#[test]
fn a_word_is_told_in_the_forms_it_stands_for() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let understood = found(&mut bench, "caseload -court").understood;
    assert!(understood.starts_with("caseload, caseloads"), "{understood}");
    assert!(understood.ends_with("not court…"), "{understood}");
    assert_eq!(found(&mut bench, "qqqqq").understood, "qqqqq…");
}

#[test]
fn a_value_that_lacks_its_quotes_is_offered_with_them() {
    let mut bench = Bench::new();
    bench.answer(Request::AddSample).unwrap();
    let all = counts(&mut bench, "").tags;
    let tag = all.iter().find(|tag| tag.name.contains(' ')).unwrap();
    let query = format!("tag:{} zzzzq", tag.name);
    let ways = found(&mut bench, &query).suggestions;
    let wanted = format!("tag:\"{}\"", tag.name);
    let bare = found(&mut bench, &format!("tag:{} ", tag.name));
    assert!(bare.total > 0 || bare.suggestions.iter().any(|way| way.query.trim() == wanted), "{bare:?}");
    assert!(ways.iter().all(|way| way.count > 0), "{ways:?}");
}
