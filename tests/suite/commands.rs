//! The command line, run as a person or script would run it: the real binary, its output and its
//! exit codes.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary home with an archive of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn archive(&self) -> PathBuf {
        self.0.path().join("archive")
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuttings"));
        command.args(args).env("HOME", self.0.path()).env("CUTTINGS_ARCHIVE", self.archive());
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that must succeed; its standard output.
    fn good(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        stdout(&output)
    }

    /// Runs a command that must succeed; its lines as JSON.
    fn json(&self, args: &[&str]) -> Vec<Value> {
        self.good(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A feed of one tag with an item per title; numbers count up from `first`.
fn feed(tag: &str, first: u32, titles: &[&str]) -> String {
    let items: String = titles
        .iter()
        .zip(first..)
        .map(|(title, number)| {
            format!(
                "<item><title>{title}</title><link>https://news.example/2024/03/05/story-{number}/</link>\
                 <guid isPermaLink=\"false\">https://news.example/?p={number}</guid>\
                 <pubDate>Tue, 05 Mar 2024 09:{:02}:00 +0000</pubDate><dc:creator>Ada Quill</dc:creator>\
                 <content:encoded><![CDATA[<p>{title} is what story {number} is about, told at some length so that \
                 it has a body of its own.</p><p>It ends here, number {number}.</p>]]></content:encoded></item>",
                number % 60
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>{tag} Archives - News</title>\
         <link>https://news.example/tag/{}/</link>{items}</channel></rss>",
        tag.replace(' ', "-")
    )
}

const SEARCH_KEYS: [&str; 20] = [
    "authors",
    "comments",
    "excerpt",
    "highlights",
    "id",
    "image",
    "matched",
    "own_tags",
    "published",
    "read",
    "score",
    "snippet",
    "sources",
    "starred",
    "tags",
    "title",
    "updated",
    "url",
    "wordpress_id",
    "words",
];

const SHOW_KEYS: [&str; 23] = [
    "also_seen",
    "authors",
    "comments",
    "excerpt",
    "id",
    "image",
    "markdown",
    "own_tags",
    "published",
    "raw_title",
    "read",
    "removed",
    "sightings",
    "sources",
    "starred",
    "tags",
    "text",
    "title",
    "updated",
    "url",
    "versions",
    "wordpress_id",
    "words",
];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn adding_a_feed_makes_its_articles_findable() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("care leavers", 1, &["A roof over their heads", "The last review"]));
    let report = &home.json(&["add", "--json", &path])[0];
    assert_eq!((&report["kind"], &report["new"], &report["articles"]), (&"rss".into(), &2.into(), &2.into()));
    let found = home.json(&["search", "--json", "roof"]);
    assert_eq!(found[0]["title"], "A roof over their heads");
    assert_eq!(found[0]["tags"], serde_json::json!(["care leavers"]));
}

#[test]
fn adding_the_same_file_again_changes_nothing_and_says_so() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["One", "Two"]));
    home.good(&["add", &path]);
    let before = home.json(&["stats", "--json"]);
    assert_eq!(home.good(&["add", &path]), "nothing new: 2 articles there already\n");
    let report = &home.json(&["add", "--json", &path])[0];
    assert_eq!((&report["unchanged"], &report["new"], &report["merged"]), (&2.into(), &0.into(), &0.into()));
    assert_eq!(home.json(&["stats", "--json"]), before);
}

#[test]
fn an_article_in_two_feeds_is_one_article_with_both_tags() {
    let home = Home::new();
    let pay = home.file("pay.xml", &feed("pay", 7, &["Seen twice"]));
    let unions = home.file("unions.xml", &feed("unions", 7, &["Seen twice"]));
    home.good(&["add", &pay, &unions]);
    let found = home.json(&["search", "--json"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["tags"], serde_json::json!(["pay", "unions"]));
    assert_eq!(found[0]["sources"].as_array().unwrap().len(), 2);
}

#[test]
fn json_objects_have_every_key_of_the_contract_and_no_other() {
    let home = Home::new();
    let path = home.file("note.txt", "A note without anything\n\nJust a text, a line or two of it.\n");
    home.good(&["add", &path]);
    assert_eq!(keys(&home.json(&["search", "--json"])[0]), SEARCH_KEYS);
    assert_eq!(keys(&home.json(&["show", "1", "--format", "json"])[0]), SHOW_KEYS);
    let dry = home.json(&["add", "--dry-run", "--json", &path]);
    assert_eq!(keys(&dry[0]), SHOW_KEYS);
    assert_eq!(dry[0]["id"], Value::Null);
    let report = home.json(&["add", "--json", &path]);
    let names = ["articles", "error", "kind", "merged", "new", "source", "unchanged", "warnings"];
    assert_eq!(keys(&report[0]), names);
    let names = ["articles", "authors", "bytes", "index", "sightings", "sources", "tags", "words"];
    assert_eq!(keys(&home.json(&["stats", "--json"])[0]), names);
}

#[test]
fn a_dry_run_leaves_no_archive_behind() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["One", "Two"]));
    assert_eq!(home.json(&["add", "--dry-run", "--json", &path]).len(), 2);
    assert!(!home.archive().exists());
}

#[test]
fn adding_what_is_not_there_makes_no_archive() {
    let home = Home::new();
    assert_eq!(home.run(&["add", "no-such-file.xml"]).status.code(), Some(1));
    assert!(!home.archive().exists());
}

#[test]
fn looking_at_no_archive_finds_nothing_and_makes_none() {
    let home = Home::new();
    for command in [&["search", "--json"][..], &["list", "tags", "--json"], &["search", "anything", "--json"]] {
        assert_eq!(home.good(command), "", "{command:?}");
    }
    assert_eq!(home.json(&["search", "--count"])[0]["total"], 0);
    assert!(!home.archive().exists());
}

#[test]
fn what_can_not_be_read_is_named_and_the_rest_still_taken_in() {
    let home = Home::new();
    let good = home.file("feed.xml", &feed("pay", 1, &["One"]));
    let empty = home.file("empty.txt", " \n ");
    let missing = home.0.path().join("missing.xml").to_str().unwrap().to_owned();
    let binary = home.file("binary.bin", "\u{0}\u{1}\u{2}PK\u{0}\u{0}");
    let output = home.run(&["add", &empty, &missing, &good, &binary]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<String> = stderr(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "one line each: {lines:?}");
    for (line, name) in lines.iter().zip([&empty, &missing, &binary]) {
        assert!(line.contains(name.as_str()), "{line} names {name}");
    }
    assert_eq!(home.json(&["search", "--count", "--json"])[0]["total"], 1);
}

#[test]
fn an_unreadable_file_inside_a_folder_is_a_warning_not_an_error() {
    let home = Home::new();
    home.file("saved/feed.xml", &feed("pay", 1, &["One"]));
    home.file("saved/blank.txt", "\n");
    home.file("saved/style.css", "body { color: red }");
    home.file("saved/data.json", "{\"answer\": 42}");
    home.file("saved/.hidden.txt", "A hidden text that stays out.");
    let folder = home.0.path().join("saved");
    let reports = home.json(&["add", "--json", folder.to_str().unwrap()]);
    assert!(reports.iter().all(|report| report["error"].is_null()), "{reports:?}");
    assert_eq!(home.json(&["search", "--count"])[0]["total"], 1);
}

#[test]
fn a_folder_with_nothing_in_it_is_an_error() {
    let home = Home::new();
    home.file("pictures/a.png", "not even a picture");
    let folder = home.0.path().join("pictures");
    let output = home.run(&["add", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("pictures"), "{}", stderr(&output));
}

#[test]
fn standard_input_is_a_source() {
    let home = Home::new();
    let mut child = home.command(&["add", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(feed("pay", 1, &["From a pipe"]).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let shown = home.json(&["show", "1", "--format", "json"]);
    assert_eq!(shown[0]["sightings"][0]["source"], "-");
}

#[test]
fn a_single_dash_word_is_part_of_the_query() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["Pay and agency work", "Pay and pensions"]));
    home.good(&["add", &path]);
    let titles = |args: &[&str]| -> Vec<String> {
        home.json(args).iter().map(|found| found["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&["search", "pay", "-agency", "--json"]), ["Pay and pensions"]);
    assert_eq!(titles(&["search", "--json", "pay -agency"]), ["Pay and pensions"]);
    assert_eq!(titles(&["search", "--json", "--", "pay", "-agency"]), ["Pay and pensions"]);
}

#[test]
fn counts_facets_and_rows_agree() {
    let home = Home::new();
    let pay = home.file("pay.xml", &feed("pay", 1, &["One strike", "Two strikes", "Three"]));
    home.good(&["add", &pay]);
    for query in ["", "strike", "tag:pay", "author:quill -three"] {
        let rows = home.json(&["search", "--json", query]);
        let full = rows.iter().filter(|row| row["matched"] == "all").count();
        assert_eq!(home.json(&["search", "--count", query])[0]["total"], full, "{query}");
        let facets = &home.json(&["search", "--facets", "--json", query])[0];
        assert_eq!(facets["total"], full, "{query}");
        assert_eq!(facets["tags"][0]["count"], full, "{query}");
    }
}

#[test]
fn an_article_is_found_by_number_address_and_wordpress_number() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 4711, &["By any name"]));
    home.good(&["add", &path]);
    let names = [
        "1",
        "https://news.example/2024/03/05/story-4711/",
        "http://news.example/2024/03/05/story-4711?utm_source=x",
        "?p=4711",
    ];
    for name in names {
        assert_eq!(home.json(&["show", name, "--format", "json"])[0]["wordpress_id"], 4711, "{name}");
    }
}

#[test]
fn an_unknown_article_is_one_clear_line_and_exit_1() {
    let home = Home::new();
    for name in ["77", "?p=1", "https://nowhere.example/x/", "no such thing"] {
        let output = home.run(&["show", name]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(stderr(&output).lines().count(), 1);
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
    }
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let home = Home::new();
    for args in [&["frobnicate"][..], &["add"], &["search", "--sort", "sideways"], &["show"], &["list", "cats"]] {
        assert_eq!(home.run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn without_a_terminal_the_reader_says_so_and_exits_2() {
    let home = Home::new();
    for args in [&[][..], &["demo"]] {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains("terminal"), "{}", stderr(&output));
    }
    assert!(!home.archive().exists());
}

#[test]
fn raw_gives_back_the_bytes_that_came_in() {
    let home = Home::new();
    let path = home.file("note.txt", "A note\r\n\r\nwith \u{1b}[31mred\u{1b}[0m and all of it kept.\n");
    home.good(&["add", &path]);
    assert_eq!(home.run(&["show", "1", "--raw"]).stdout, std::fs::read(&path).unwrap());
    assert!(!home.good(&["show", "1"]).contains('\u{1b}'));
}

#[test]
fn forgetting_a_source_keeps_what_others_say_and_restoring_brings_it_back() {
    let home = Home::new();
    let pay = home.file("pay.xml", &feed("pay", 7, &["In both", "In one"]));
    let unions = home.file("unions.xml", &feed("unions", 7, &["In both"]));
    home.good(&["add", &pay, &unions]);
    assert_eq!(home.run(&["forget", &pay]).status.code(), Some(2), "asks, and there is nobody to ask");
    home.good(&["forget", &pay, "--yes"]);
    let left = home.json(&["search", "--json"]);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["tags"], serde_json::json!(["unions"]));
    home.good(&["forget", "--restore"]);
    assert_eq!(home.json(&["search", "--count"])[0]["total"], 2);
    let output = home.run(&["forget", "nothing-like-it", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_value_that_lost_its_quotes_gets_a_hint() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("care leavers", 1, &["One"]));
    home.good(&["add", &path]);
    let output = home.run(&["search", "--json", "tag:care leavers"]);
    assert_eq!(output.status.code(), Some(0));
    let hinted = stderr(&output).contains("tag:\"care leavers\"");
    let counted = home.run(&["search", "--facets", "tag:care", "leavers"]);
    assert!(stderr(&counted).contains("tag:\"care leavers\""), "{}", stderr(&counted));
    assert!(hinted || !output.stdout.is_empty(), "{}", stderr(&output));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let home = Home::new();
    let titles: Vec<String> = (0..400).map(|number| format!("Story {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let path = home.file("feed.xml", &feed("pay", 1, &titles));
    home.good(&["add", &path]);
    let mut child = home.command(&["search", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn demo_runs_any_command_and_touches_nothing() {
    let home = Home::new();
    let found = home.json(&["demo", "search", "bullying", "--json"]);
    assert!(found.iter().filter(|row| row["matched"] == "all").count() >= 6);
    let id = found[0]["id"].to_string();
    assert_eq!(home.json(&["demo", "show", &id, "--format", "json"])[0]["title"], found[0]["title"]);
    assert!(home.json(&["demo", "list", "tags", "--json"]).len() >= 20);
    assert!(is_untouched(home.0.path()), "demo must leave nothing in the home folder");
}

const SPAM: &str = "Mega Casino Win: ";

fn spoiled_feed() -> String {
    let titles = [
        "Pay talks stall again",
        "Nurses vote on offer",
        "Council told to act",
        "Fostering rules change",
        "Why we left the job",
        "Inspectors find gaps",
    ];
    feed("pay", 100, &titles.map(|title| format!("{SPAM}{title}")).iter().map(String::as_str).collect::<Vec<_>>())
        .replace("<channel><title>", &format!("<channel><title>{SPAM}"))
}

fn spoiled_page() -> String {
    let text = "<p>A paragraph of some length that stands on this page alone, about nothing in particular.</p>";
    format!(
        "<!doctype html><html><head><title>{SPAM}An honest headline</title></head><body><article>\
         <h1>{SPAM}An honest headline</h1>{}</article></body></html>",
        text.repeat(4)
    )
}

#[test]
fn junk_proved_by_one_source_goes_from_another_whichever_came_first_and_comes_back_with_the_proof() {
    let home = Home::new();
    let (page, feed) = (home.file("page.html", &spoiled_page()), home.file("feed.xml", &spoiled_feed()));
    let title = || home.json(&["search", "honest", "--json"])[0]["title"].as_str().unwrap().to_owned();
    home.good(&["add", &page]);
    assert_eq!(title(), "Mega Casino Win: An honest headline", "one title proves nothing");
    home.good(&["add", &feed]);
    assert_eq!(title(), "An honest headline");
    home.good(&["forget", &feed, "--yes"]);
    assert_eq!(title(), "Mega Casino Win: An honest headline", "the proof is forgotten");
    home.good(&["forget", "--restore"]);
    assert_eq!(title(), "An honest headline");
}

#[test]
fn a_mistake_on_the_command_line_is_one_line_fit_for_a_terminal() {
    let home = Home::new();
    for args in [&["odd\u{202e}\u{1b}[31m"][..], &["search", "--frob"], &["list", "cats"], &["add"], &["demo", "--odd"]]
    {
        let output = home.run(args);
        let told = stderr(&output);
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{args:?}: {told}");
        assert!(told.starts_with("cuttings: ") && told.contains("--help"), "{told}");
        assert!(!told.contains(['\u{202e}', '\u{1b}']), "{told:?}");
    }
}

#[test]
fn a_file_is_forgotten_by_its_path_as_given_or_another_to_the_same_file() {
    let home = Home::new();
    for name in ["plain.txt", "two  spaces.txt", "odd\u{1b}[31m\u{202e}.txt"] {
        let path = home.file(name, "A note to be forgotten\n\nIt says something or other in a few words.\n");
        let folder = home.0.path().to_str().unwrap();
        for given in [path.clone(), format!("{folder}/./{name}")] {
            home.good(&["add", &path]);
            let told = home.json(&["forget", &given, "--yes", "--json"]);
            assert_eq!(told[0]["articles"], 1, "{given:?}");
        }
        assert_eq!(home.run(&["forget", &path, "--yes"]).status.code(), Some(1), "there is nothing left of it");
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_utf8_is_a_path_too() {
    use std::os::unix::ffi::OsStringExt;
    let home = Home::new();
    let path = |name: &[u8]| {
        let name = std::ffi::OsString::from_vec(name.to_vec());
        let path = home.0.path().join(name);
        std::fs::write(&path, format!("A note at {}\n\nSome words of its own.\n", path.display())).unwrap();
        path
    };
    // a file system that takes no such names has no such files
    if std::fs::write(home.0.path().join(std::ffi::OsString::from_vec(vec![0xff])), "").is_err() {
        return;
    }
    for path in [path(b"caf\xe9.txt"), path(b"caf\xe8.txt")] {
        assert!(home.command(&["add"]).arg(&path).output().unwrap().status.success());
    }
    assert_eq!(home.json(&["list", "sources", "--json"]).len(), 2, "two files are two sources");
}

#[test]
fn what_a_folder_holds_beside_articles_is_passed_over_without_a_word() {
    let home = Home::new();
    home.file("saved/feed.xml", &feed("pay", 1, &["One"]));
    home.file("saved/image", "\u{0}\u{1}\u{2}PK\u{0}\u{0}");
    home.file("saved/data", "{\"answer\": 42}");
    home.file("saved/build", "#!/bin/sh\necho a program, not an article\n");
    home.file("saved/style.css", "body { color: red }");
    let folder = home.0.path().join("saved");
    let output = home.run(&["add", "--json", folder.to_str().unwrap()]);
    assert_eq!((stdout(&output).lines().count(), stderr(&output).as_str()), (1, ""));
}

#[test]
fn what_json_tells_back_can_not_harm_a_terminal() {
    let home = Home::new();
    home.file("feed.xml", &feed("pay", 1, &["One"]));
    let name = home.file("re\u{202e}verse.txt", "A note\n\nwith a text of its own, in a few words.\n");
    home.good(&["add", &name]);
    let told = home.good(&["forget", &name, "--yes", "--json"]);
    assert!(told.contains("\\u202e") && !told.contains('\u{202e}'), "{told:?}");
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["what"], name.as_str());
}

/// Garbles the beginning of the index's file with this ending, but not its end.
fn damage_index(home: &Home, ending: &str, most: usize) {
    let mut files = std::fs::read_dir(home.archive().join("index")).unwrap().map(|file| file.unwrap().path());
    let file = files.find(|path| path.extension().is_some_and(|found| found == ending)).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let end = most.min(bytes.len() * 2 / 3);
    bytes[..end].iter_mut().for_each(|byte| *byte ^= 0xff);
    std::fs::write(&file, bytes).unwrap();
}

#[test]
fn a_search_in_a_damaged_index_is_an_answer_or_one_line_that_says_what_to_do() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["One", "Two", "Three"]));
    for ending in ["fast", "idx", "pos", "term", "fieldnorm"] {
        home.good(&["add", &path]);
        damage_index(&home, ending, usize::MAX);
        for args in [&["search", "story", "--json"][..], &["search", "--facets"], &["search", "\"story 2\"", "--count"]]
        {
            let output = home.run(args);
            let told = stderr(&output);
            let is_clear = told.lines().count() == 1 && told.contains("--repair");
            assert!(output.status.success() || is_clear, "{ending} {args:?}: {told}");
        }
        home.good(&["doctor", "--repair"]);
    }
}

#[test]
fn doctor_finds_a_damaged_index_and_repairs_it() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["One", "Two", "Three"]));
    home.good(&["add", &path]);
    damage_index(&home, "idx", 2);
    let output = home.run(&["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("--repair"), "{}", stderr(&output));
    home.good(&["doctor", "--repair"]);
    assert!(home.good(&["doctor"]).starts_with("sound: 3 articles"));
    assert_eq!(home.json(&["search", "three", "--count"])[0]["total"], 1);
}

fn is_untouched(home: &Path) -> bool {
    std::fs::read_dir(home).unwrap().next().is_none()
}

/// It ends with this code, prints nothing, and says this in one line.
fn fails(home: &Home, args: &[&str], code: i32, hint: &str) {
    let output = home.run(args);
    let told = stderr(&output);
    assert_eq!((output.status.code(), told.lines().count()), (Some(code), 1), "{args:?}: {told}");
    assert!(told.contains(hint), "{args:?}: {told}");
    assert_eq!(stdout(&output), "");
}

/// A feed whose titles and own title someone has put a text before.
fn hijacked_feed(before: &str) -> String {
    let titles = ["A roof over their heads", "The last review", "Night work", "Who pays for care"];
    let spoiled: Vec<String> = titles.iter().map(|title| format!("{before}{title}")).collect();
    let spoiled: Vec<&str> = spoiled.iter().map(String::as_str).collect();
    feed(&format!("{before}pay"), 1, &spoiled).replace("/tag/", "/tag/x-")
}

#[test]
fn junk_is_listed_and_decided_and_what_is_there_is_cleaned_at_once() {
    let home = Home::new();
    let path = home.file("feed.xml", &hijacked_feed("\u{8d4c}\u{573a}\u{5728}\u{7ebf} | "));
    home.good(&["add", &path]);
    let found = home.json(&["junk", "--json"]);
    let names = ["count", "decision", "of", "rule", "source", "standing", "text", "where"];
    assert_eq!(keys(&found[0]), names);
    let removed = found.iter().find(|found| found["where"] == "title").unwrap();
    assert_eq!((&removed["source"], &removed["standing"]), (&Value::from(path.clone()), &"removed".into()));
    assert_eq!((&removed["count"], &removed["of"], &removed["decision"]), (&4.into(), &4.into(), &Value::Null));
    let text = removed["text"].as_str().unwrap();
    assert!(home.good(&["show", "1", "--removed"]).contains(text));
    assert_eq!(home.good(&["junk", &path, "--reject", text]), "4 articles changed\n");
    assert!(home.json(&["search", "--json"]).iter().all(|hit| hit["title"].as_str().unwrap().starts_with(text)));
    let listed = home.json(&["junk", "--json"]);
    assert!(listed.iter().any(|found| found["text"] == text && found["decision"] == "rejected"), "{listed:?}");
    assert_eq!(home.good(&["junk", &path, "--undecided", text]), "4 articles changed\n");
    assert_eq!(home.good(&["search", "--count", "roof"]), "{\"total\":1}\n");
    home.good(&["doctor"]);
}

#[test]
fn deciding_on_what_is_not_there_is_an_error_that_says_what_to_do() {
    let home = Home::new();
    let path = home.file("feed.xml", &hijacked_feed("\u{8d4c}\u{573a}\u{5728}\u{7ebf} | "));
    home.good(&["add", &path]);
    let cases: [(&[&str], i32, &str); 5] = [
        (&["junk", "--accept", "nowhere said"], 1, "cuttings junk"),
        (&["junk", "--accept", "\u{8d4c}\u{573a}\u{5728}\u{7ec4}"], 1, "did you mean"),
        (&["junk", "no-such-source", "--reject", "roof"], 1, "list sources"),
        (&["junk", "--accept", "roof", "--reject", "roof"], 2, "two decisions"),
        (&["junk", "--accept", " "], 2, "empty"),
    ];
    for (args, code, hint) in cases {
        fails(&home, args, code, hint);
    }
}

#[test]
fn cleaning_anew_says_what_moved_and_asks_for_the_word() {
    let home = Home::new();
    let path = home.file("feed.xml", &feed("pay", 1, &["One", "Two"]));
    home.good(&["add", &path]);
    let output = home.run(&["clean"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("clean --again"), "{}", stderr(&output));
    assert_eq!(home.good(&["clean", "--again"]), "nothing moved: 2 items worked anew\n");
    assert_eq!(home.good(&["clean", "--again", "--json", &path]), "");
    let output = home.run(&["clean", "--again", "elsewhere.xml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("list sources"), "{}", stderr(&output));
}

#[test]
fn raw_into_a_pipe_is_what_the_text_shown_came_from_byte_for_byte() {
    let home = Home::new();
    let note = "A note of ours\r\n\r\nIt has \u{1b}[31m a control in it, and an end.\r\n";
    let path = home.file("note.txt", note);
    home.good(&["add", &path]);
    assert_eq!(home.good(&["show", "1", "--raw"]), note);
    assert_eq!(home.run(&["show", "7", "--raw"]).status.code(), Some(1));
}

#[test]
fn a_saved_search_is_run_by_name_and_tells_what_is_new_until_looked_at() {
    let home = Home::new();
    let pay = home.file("pay.xml", &feed("pay", 1, &["One", "Two"]));
    home.good(&["add", &pay]);
    home.good(&["search", "tag:pay", "--save", "Our pay, & more", "--sort", "oldest"]);
    let listed = home.json(&["list", "searches", "--json"]);
    let wanted = serde_json::json!(
        {"name": "Our pay, & more", "query": "tag:pay", "sort": "oldest", "count": 2, "new": 0}
    );
    assert_eq!(listed, [wanted]);
    home.good(&["add", &home.file("more.xml", &feed("pay", 11, &["Three"]))]);
    let new = |home: &Home| home.json(&["list", "searches", "--json"])[0]["new"].clone();
    let titles = |args: &[&str]| -> Vec<String> {
        home.json(args).iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(home.good(&["search", "--saved", "our pay, & more", "--count"]), "{\"total\":3}\n");
    assert_eq!(home.json(&["search", "--saved", "our pay, & more", "--facets"])[0]["total"], 3);
    assert_eq!(new(&home), 1, "counting is not looking");
    assert_eq!(titles(&["search", "--saved", "our pay, & more", "--json"]), ["One", "Two", "Three"]);
    assert_eq!(new(&home), 0);
    let newest = titles(&["search", "--saved", "our pay, & more", "--json", "--sort", "newest", "--limit", "1"]);
    assert_eq!(newest, ["Three"]);
    assert_eq!(home.good(&["list", "searches"]), "      3             Our pay, & more  (tag:pay)\n");
    assert_eq!(
        home.good(&["forget", "--search", "OUR PAY, & more", "--yes"]),
        "Our pay, & more: 1 saved search forgotten\n"
    );
    assert_eq!(home.good(&["list", "searches"]), "");
}

#[test]
fn a_wrong_name_of_a_saved_search_is_one_line_that_says_what_to_do() {
    let home = Home::new();
    home.good(&["search", "pay", "--save", "Pay"]);
    let cases: [(&[&str], i32, &str); 12] = [
        (&["search", "rise", "--save"], 2, "--save <NAME>"),
        (&["search", "--save", "--json", "rise"], 2, "--save <NAME>"),
        (&["search", "--saved"], 2, "--saved <NAME>"),
        (&["search", "rise", "--save", "pay"], 1, "--replace"),
        (&["search", "--saved", "Pray"], 1, "did you mean “Pay”"),
        (&["search", "--saved", "zzz"], 1, "list searches"),
        (&["search", "rise", "--saved", "Pay"], 2, "cannot be used"),
        (&["search", "rise", "--save", " "], 2, "needs a name"),
        (&["search", "rise", "--replace"], 2, "--save"),
        (&["forget", "--search", "zzz", "--yes"], 1, "list searches"),
        (&["forget", "--search", "Pay"], 2, "--yes"),
        (&["forget", "--history"], 2, "--yes"),
    ];
    for (args, code, hint) in cases {
        fails(&home, args, code, hint);
    }
    assert_eq!(home.json(&["list", "searches", "--json"])[0]["query"], "pay");
    home.good(&["search", "rise", "--save", "pay", "--replace"]);
    assert_eq!(home.json(&["list", "searches", "--json"])[0]["query"], "rise");
}

#[test]
fn a_script_leaves_no_past_search() {
    let home = Home::new();
    home.good(&["search", "pay", "--save", "Pay"]);
    assert_eq!(home.good(&["list", "history", "--json"]), "");
    assert_eq!(home.good(&["forget", "--history", "--yes"]), "history: 0 past searches forgotten\n");
}

#[test]
fn related_articles_are_rows_as_of_a_search_and_never_the_article_itself() {
    let home = Home::new();
    let related = home.json(&["demo", "related", "5", "--json", "--limit", "4"]);
    assert_eq!(related.len(), 4);
    assert_eq!(keys(&related[0]), SEARCH_KEYS);
    assert!(related.iter().all(|hit| hit["id"] != 5));
    assert!(home.good(&["demo", "related", "5"]).contains(related[0]["title"].as_str().unwrap()));
    let output = home.run(&["related", "5"]);
    assert_eq!((output.status.code(), stderr(&output).lines().count()), (Some(1), 1));
}

fn marked_home() -> Home {
    let home = Home::new();
    home.good(&["add", &home.file("feed.xml", &feed("pay rise", 1, &["First story", "Second story", "Third story"]))]);
    home
}

#[test]
fn mark_says_how_an_article_is_marked_and_what_was_changed() {
    let home = marked_home();
    let marked = home.json(&[
        "mark", "1", "?p=2", "1", "--read", "--star", "--tag", "To do", "--tag", "+mine", "--note", "Ask\nAda",
        "--json",
    ]);
    assert_eq!(marked.len(), 2);
    for (line, id) in marked.iter().zip([1, 2]) {
        let (state, changed) = (&line["own_tags"], &line["changed"]);
        assert_eq!(
            (line["id"].as_u64(), line["read"].as_bool(), line["starred"].as_bool()),
            (Some(id), Some(true), Some(true))
        );
        assert_eq!((state, &line["note"]), (&serde_json::json!(["mine", "To do"]), &Value::from("Ask\nAda")));
        assert_eq!(changed, &serde_json::json!(["read", "starred", "own_tags", "note"]));
    }
    let again = home.json(&["mark", "1", "--unread", "--star", "--untag", "to-do", "--note", "", "--json"]);
    assert_eq!(again[0]["changed"], serde_json::json!(["read", "own_tags", "note"]));
    assert_eq!(again[0]["note"], Value::Null);
    let asked = home.json(&["mark", "1", "--json"]);
    assert_eq!((&asked[0]["changed"], &asked[0]["own_tags"]), (&serde_json::json!([]), &serde_json::json!(["mine"])));
    assert_eq!(home.good(&["mark", "1"]), "     1  First story: unread, starred, +mine (as before)\n");
}

#[test]
fn notes_and_own_tags_are_searched_shown_and_counted() {
    let home = marked_home();
    home.good(&["mark", "2", "--tag", "To do", "--note", "Ask Ada about whistleblowing"]);
    let hits = home.json(&["search", "whistleblower", "OR", "whistleblowing", "has:note", "tag:to-do", "--json"]);
    assert_eq!(hits.len(), 1);
    assert_eq!((&hits[0]["id"], &hits[0]["own_tags"]), (&Value::from(2), &serde_json::json!(["To do"])));
    assert_eq!(hits[0]["snippet"], "Note: Ask Ada about whistleblowing");
    assert_eq!(hits[0]["highlights"], serde_json::json!([[20, 34]]));
    let facets = home.json(&["search", "--facets"]);
    let tag = serde_json::json!({ "name": "To do", "slug": "to-do", "count": 1 });
    assert!(facets[0]["tags"].as_array().unwrap().contains(&tag), "{facets:?}");
    assert!(home.json(&["list", "tags", "--json"]).contains(&tag));
    let shown = home.json(&["show", "2", "--json"]);
    assert_eq!(shown[0]["own_tags"], serde_json::json!(["To do"]));
    let text = home.good(&["show", "2"]);
    assert!(text.contains("+To do") && text.contains("Your note:\n    Ask Ada"), "{text}");
    let html = home.good(&["show", "2", "--format", "html"]);
    assert!(html.contains("<aside>") && html.contains("Ask Ada about"), "{html}");
    assert!(home.good(&["doctor"]).starts_with("sound"));
}

#[test]
fn a_note_comes_from_standard_input_and_stays_when_all_is_cleaned_and_added_again() {
    let home = marked_home();
    let mut child = home
        .command(&["mark", "3", "--note", "-", "--tag", "mine"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("Line one\n\n\u{1b}[31mline two\n".as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    home.good(&["clean", "--again"]);
    home.good(&[
        "add",
        &home.file("feed.xml", &feed("pay rise", 1, &["First story", "Second story", "Third story, touched up"])),
    ]);
    home.good(&["doctor", "--repair"]);
    let marked = home.json(&["mark", "3", "--json"]);
    assert_eq!(marked[0]["note"], "Line one\n\nline two");
    assert_eq!(home.json(&["search", "tag:mine", "has:note", "--json"]).len(), 1);
}

#[test]
fn mark_does_what_can_be_done_and_tells_what_can_not() {
    let home = marked_home();
    let output = home.run(&["mark", "1", "99", "--star"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("there is no article “99”") && stdout(&output).contains("starred"));
    for args in
        [&["mark", "1", "--read", "--unread"][..], &["mark"], &["mark", "1", "--tag", " - "], &["mark", "1", "--tag"]]
    {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1);
    }
    let nowhere = Home::new();
    assert_eq!(nowhere.run(&["mark", "1", "--star"]).status.code(), Some(1));
    assert!(!nowhere.archive().exists());
}
