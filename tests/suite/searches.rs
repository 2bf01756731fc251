//! Saved searches, on a whole archive: what counts as new in them, and how they are called.

use cuttings::work::{Archive, Forgettable, Reference, Sort, Zone, inputs};
use std::sync::atomic::AtomicBool;

struct Desk {
    folder: tempfile::TempDir,
    archive: Archive,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(&folder.path().join("archive")).unwrap();
        Self { folder, archive }
    }

    /// Takes in a feed of one tag with the stories of these numbers; its path.
    fn add(&mut self, tag: &str, stories: &[u32]) -> String {
        let items: String = stories
            .iter()
            .map(|number| {
                format!(
                    "<item><title>Story {number}</title><link>https://news.example/story-{number}/</link>\
                     <guid isPermaLink=\"false\">https://news.example/?p={number}</guid>\
                     <description>&lt;p&gt;What story {number} has to say, in so many words.&lt;/p&gt;</description></item>"
                )
            })
            .collect();
        let feed = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{tag} Archives - News</title>\
             <link>https://news.example/tag/{tag}/</link>{items}</channel></rss>"
        );
        let path = self.folder.path().join(format!("{tag}-{}.xml", stories[0]));
        std::fs::write(&path, feed).unwrap();
        let taken = self.archive.take_in(inputs(&[&path]), &AtomicBool::new(false), &mut |_, _| {}).unwrap();
        assert!(!taken.has_errors());
        path.to_str().unwrap().to_owned()
    }

    fn save(&mut self, name: &str, query: &str) -> Result<(), String> {
        self.archive.save_search(name, query, Sort::Relevance, false).map_err(|error| error.to_string())
    }

    /// Matches of the only saved search, and how many of them are new.
    fn counts(&self) -> (usize, usize) {
        let saved = self.archive.saved_searches(Zone::Utc).unwrap();
        assert_eq!(saved.len(), 1);
        (saved[0].count, saved[0].new)
    }

    fn names(&self) -> Vec<String> {
        self.archive.saved_searches(Zone::Utc).unwrap().into_iter().map(|saved| saved.name).collect()
    }

    fn forget(&mut self, source: &str) {
        let what = self.archive.source_named(source.as_ref()).unwrap().unwrap();
        self.archive.forget(&what).unwrap();
    }
}

#[test]
fn new_is_what_came_to_match_since_the_search_was_looked_at() {
    let mut desk = Desk::new();
    let first = desk.add("pay", &[1, 2]);
    desk.save("Pay", "tag:pay").unwrap();
    assert_eq!(desk.counts(), (2, 0), "saving it is looking at it");
    desk.add("unions", &[1, 2, 3]);
    assert_eq!(desk.counts(), (2, 0), "seen again elsewhere, it is not new");
    desk.add("pay", &[4]);
    assert_eq!((desk.counts(), desk.counts()), ((3, 1), (3, 1)), "counting is not looking");
    desk.add("pay", &[3]);
    assert_eq!(desk.counts(), (4, 2), "known before, but not as one that matches");
    desk.archive.look_at_search("pay").unwrap();
    assert_eq!(desk.counts(), (4, 0));
    desk.forget(&first);
    assert_eq!(desk.counts(), (2, 0));
    desk.archive.look_at_search("pay").unwrap();
    desk.archive.restore().unwrap();
    assert_eq!(desk.counts(), (4, 0), "what was shown once is not new when it comes back");
}

#[test]
fn what_is_new_stays_new_while_it_is_away() {
    let mut desk = Desk::new();
    desk.add("pay", &[1]);
    desk.save("Pay", "tag:pay").unwrap();
    desk.add("pay", &[2]);
    let id = desk.archive.find(&Reference::read("?p=2").unwrap()).unwrap()[0];
    desk.archive.forget(&Forgettable::article(id)).unwrap();
    assert_eq!(desk.counts(), (1, 0));
    desk.archive.look_at_search("Pay").unwrap();
    desk.archive.restore().unwrap();
    assert_eq!(desk.counts(), (2, 1), "it was never shown");
}

#[test]
fn articles_with_some_of_the_words_do_not_count() {
    let mut desk = Desk::new();
    desk.add("pay", &[1, 2]);
    desk.save("None", "story nowhere").unwrap();
    assert_eq!(desk.counts(), (0, 0));
    assert!(desk.archive.delete_search("none").is_ok());
    desk.save("All", "").unwrap();
    assert_eq!(desk.counts(), (2, 0));
}

#[test]
fn a_name_is_one_whatever_its_case_and_spaces_and_never_taken_over_unasked() {
    let mut desk = Desk::new();
    desk.save("  Care\u{1b}[31m   leavers ", "tag:care-leavers").unwrap();
    desk.save("C++ & “C#”", "tag:\"c plus\"").unwrap();
    assert_eq!(desk.names(), ["C++ & “C#”", "Care leavers"]);
    let taken = desk.save("CARE leavers", "pay").unwrap_err();
    assert_eq!(taken, "there is a saved search “Care leavers” already: tag:care-leavers");
    desk.archive.save_search("CARE leavers", "pay", Sort::Oldest, true).unwrap();
    assert_eq!(desk.names(), ["C++ & “C#”", "CARE leavers"]);
    assert_eq!(desk.archive.saved_search("care leavers").unwrap(), ("pay".to_owned(), Sort::Oldest));
    for name in ["", " \t", "\u{1b}[31m", &"x".repeat(101)] {
        assert!(desk.save(name, "pay").is_err(), "{name:?}");
    }
    desk.save(&"社".repeat(100), "pay").unwrap();
}

#[test]
fn a_name_that_no_search_has_is_told_with_those_like_it() {
    let mut desk = Desk::new();
    for name in ["Whistleblowing", "Whistle", "Pay"] {
        desk.save(name, "pay").unwrap();
    }
    let missing = |outcome: Result<(), String>| outcome.unwrap_err();
    let look = desk.archive.look_at_search("whistleblower").map_err(|error| error.to_string());
    let told = "there is no saved search “whistleblower”; did you mean “Whistleblowing” or “Whistle”";
    assert_eq!(missing(look), told);
    let rename = desk.archive.rename_search("zzz", "Pay").map_err(|error| error.to_string());
    assert_eq!(missing(rename), "there is no saved search “zzz”");
}

#[test]
fn a_search_keeps_what_it_has_shown_under_its_new_name() {
    let mut desk = Desk::new();
    desk.add("pay", &[1]);
    desk.save("Pay", "tag:pay").unwrap();
    desk.add("pay", &[2]);
    desk.archive.rename_search("pay", "PAY").unwrap();
    desk.archive.rename_search("pay", "What we earn").unwrap();
    assert_eq!((desk.names(), desk.counts()), (vec!["What we earn".to_owned()], (2, 1)));
    desk.archive.save_search("Other", "x", Sort::Relevance, false).unwrap();
    assert!(desk.archive.rename_search("what we earn", "other").is_err());
}

#[test]
fn what_was_found_while_typing_is_what_is_saved() {
    let mut desk = Desk::new();
    desk.add("pay", &[1, 2]);
    for (typed, saved) in [("sto", "sto*"), ("story", "story"), ("story ", "story "), ("tag:pa", "tag:pa*")] {
        assert_eq!(desk.archive.as_typed(typed).unwrap(), saved, "{typed}");
    }
}
