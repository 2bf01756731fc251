//! Out of the reader: the copy menu, link hints, exporting; in the model, on the screen, and in a terminal.

use crate::reader_model::{Desk, WITH_LINKS};
use crate::reader_pty::Tty;
use base64::prelude::{BASE64_STANDARD, Engine};
use cuttings::article::ArticleId;
use cuttings::tui::model::links::{Typed, letters, typed};
use cuttings::tui::model::overlay::{Overlay, Picker};
use cuttings::tui::model::palette;
use cuttings::tui::model::saved::Sure;
use cuttings::tui::{Command, Focus, Message, view};
use cuttings::work::{Answer, Chosen, Format, Report, Request, Sort, Style};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::HashSet;

fn screen(desk: &Desk) -> String {
    let (columns, rows) = desk.model.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| view(&desk.model, frame)).unwrap();
    let cells = terminal.backend().buffer().content().chunks(columns.into());
    cells
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned() + "\n")
        .collect()
}

fn notice(desk: &Desk) -> &str {
    desk.model.notice.as_ref().map_or("", |notice| notice.text.as_str())
}

/// At the article that has links.
fn at_links(size: (u16, u16)) -> Desk {
    let mut desk = Desk::new(size, 50);
    desk.press("esc");
    for _ in 1..WITH_LINKS {
        desk.press("down");
    }
    desk.press("enter");
    desk
}

#[test]
fn the_copy_menu_asks_for_what_its_letters_name() {
    let cases = [
        ("esc y a", Style::Address),
        ("esc y h", Style::Harvard),
        ("esc y b", Style::Bibtex),
        ("esc y r", Style::Ris),
        ("esc y t", Style::Titled),
        ("esc y enter", Style::Address),
        ("esc y down down enter", Style::Bibtex),
        ("enter y h", Style::Harvard),
    ];
    for (keys, style) in cases {
        let mut desk = Desk::new((100, 30), 50);
        desk.press(keys);
        assert!(desk.sent.contains(&Request::Refer { ids: vec![ArticleId(1)], style }), "{keys}");
        assert_eq!(desk.copied, ["reference"], "{keys}");
        assert!(desk.model.overlays.is_empty() && notice(&desk).starts_with("Copied"), "{keys}: {}", notice(&desk));
    }
}

#[test]
fn leaving_the_copy_menu_copies_nothing() {
    for keys in ["esc y esc", "esc y q", "esc y y"] {
        let mut desk = Desk::new((100, 30), 50);
        desk.press(keys);
        assert!(desk.copied.is_empty() && desk.model.overlays.is_empty() && desk.model.focus == Focus::List, "{keys}");
    }
}

#[test]
fn an_article_without_an_address_says_so() {
    let mut desk = Desk::new((100, 30), 50);
    desk.press("esc y");
    desk.tell(Message::Key(cuttings::tui::Key::parse("a").unwrap()));
    let (number, _) = desk.open.remove(0);
    desk.tell(Message::Report(Report::Done(number, Ok(Answer::Text(String::new())))));
    assert_eq!((desk.copied.len(), notice(&desk)), (0, "This article has no address"));
}

#[test]
fn no_letters_of_a_link_begin_those_of_another() {
    let all: Vec<String> = (1..=999).map(|number| letters(number).unwrap()).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    for (at, one) in all.iter().enumerate() {
        assert_eq!(one.len(), (at + 1).to_string().len());
        let begins = |other: &String| other != one && other.starts_with(one.as_str());
        assert!(!all.iter().any(begins), "{one}");
    }
    assert_eq!(letters(1000), None);
    let links = vec!["https://news.example/".to_owned(); 12];
    assert_eq!(
        (typed(&links, "a"), typed(&links, "e"), typed(&links, "ec")),
        (Typed::Link(1), Typed::Begins, Typed::Link(12))
    );
    assert_eq!(typed(&links, "x"), Typed::Nothing);
}

#[test]
fn letters_stand_beside_web_links_only() {
    let mut desk = at_links((100, 30));
    let before = screen(&desk);
    assert!(before.contains("[1]") && before.contains("[2]") && before.contains("[3]"));
    desk.press("L");
    let hinted = screen(&desk);
    assert!(hinted.contains("[a]") && hinted.contains("[2]") && hinted.contains("[d]"), "{hinted}");
    desk.press("esc");
    assert_eq!(screen(&desk), before);
}

#[test]
fn a_link_is_shown_in_full_before_it_opens() {
    let mut desk = at_links((100, 30));
    desk.press("L d");
    assert!(!desk.sent.iter().any(|request| matches!(request, Request::Browse(_))));
    let shown = screen(&desk);
    assert!(
        shown.contains("Open xn--bcher-kva.example?") && shown.contains("https://xn--bcher-kva.example/b"),
        "{shown}"
    );
    desk.press("enter");
    assert_eq!(desk.sent.last(), Some(&Request::Browse("https://xn--bcher-kva.example/b".to_owned())));
    let mut desk = at_links((100, 30));
    desk.press("L a y");
    assert_eq!(desk.copied, ["https://news.example/a"]);
}

#[test]
fn what_is_no_link_of_the_article_opens_nothing() {
    for keys in ["L s", "L x", "L esc a", "L a esc", "L backspace esc"] {
        let mut desk = at_links((100, 30));
        desk.press(keys);
        assert!(!desk.sent.iter().any(|request| matches!(request, Request::Browse(_))), "{keys}");
        assert_eq!(desk.model.focus, Focus::Article, "{keys}");
    }
    let mut desk = Desk::new((100, 30), 50);
    desk.press("enter L");
    assert_eq!(notice(&desk), "There is no link in this article");
}

#[test]
fn an_export_from_the_list_is_of_the_search_and_from_the_article_of_it() {
    let mut desk = Desk::new((100, 30), 50);
    desk.type_text("duty").press("esc E enter");
    let all = Chosen::Search { query: "duty".to_owned(), sort: Sort::Relevance };
    let request = |what, format, path: &str| Request::Export { what, format, path: path.to_owned(), force: false };
    assert_eq!(desk.sent.last(), Some(&request(all, Format::Markdown, "cuttings.md")));
    assert_eq!(notice(&desk), "1 article written to cuttings.md");
    let mut desk = Desk::new((100, 30), 50);
    desk.press("enter E tab tab tab enter");
    let this = Chosen::Articles(vec![ArticleId(1)]);
    assert_eq!(desk.sent.last(), Some(&request(this.clone(), Format::Epub, "undated-article-1-1.epub")));
    let mut desk = Desk::new((100, 30), 50);
    desk.press("esc E up ctrl-u").type_text("~/out/page.html").press("enter");
    assert_eq!(desk.sent.last(), Some(&request(this, Format::Html, "~/out/page.html")));
}

#[test]
fn what_is_there_is_written_over_only_when_asked() {
    let mut desk = Desk::new((100, 30), 50);
    desk.press("esc E");
    desk.tell(Message::Key(cuttings::tui::Key::parse("enter").unwrap()));
    let (number, _) = desk.open.remove(0);
    desk.tell(Message::Report(Report::Done(number, Ok(Answer::Exists("/home/me/cuttings.md".to_owned())))));
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Sure(Sure::Overwrite(..)))));
    assert!(screen(&desk).contains("Write over /home/me/cuttings.md?"));
    desk.press("y");
    assert!(matches!(desk.sent.last(), Some(Request::Export { force: true, .. })));
}

#[test]
fn quitting_asks_while_something_is_being_written() {
    let mut desk = Desk::new((100, 30), 50);
    desk.press("esc E");
    desk.tell(Message::Key(cuttings::tui::Key::parse("enter").unwrap()));
    desk.tell(Message::Key(cuttings::tui::Key::parse("q").unwrap()));
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Leave)));
    assert!(screen(&desk).contains("still being written"));
}

#[test]
fn the_palette_offers_only_what_works() {
    let offered = |desk: &Desk| palette::commands(&palette::rows(&desk.model, &Picker::default()));
    let (empty, full, linked) = (Desk::new((100, 30), 0), Desk::new((100, 30), 50), at_links((100, 30)));
    for command in [Command::Copy, Command::Export, Command::Browser] {
        assert!(!offered(&empty).contains(&command) && offered(&full).contains(&command), "{command:?}");
    }
    assert!(!offered(&full).contains(&Command::Links) && offered(&linked).contains(&Command::Links));
}

#[test]
fn the_menus_look_so() {
    let mut desk = at_links((80, 24));
    for (name, keys) in [("copy", "y"), ("export", "esc E"), ("hints", "esc L"), ("link", "d")] {
        desk.press(keys);
        insta::assert_snapshot!(format!("out_{name}"), screen(&desk));
    }
}

#[test]
fn copying_writes_the_terminals_own_sequence() {
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    tty.press("y").until_shown("Harvard citation");
    tty.press("a").until_shown("Copied: Address");
    let start = BASE64_STANDARD.encode("https://www.careledger.example/");
    // what follows decides the last group of letters
    tty.until_written(&format!("\u{1b}]52;c;{}", &start[..start.len() - 4]));
}

#[test]
fn an_export_from_the_reader_writes_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.jsonl");
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    tty.press("E").until_shown("Export all of this list");
    tty.press("\u{15}").press(path.to_str().unwrap()).press("\r").until_shown("articles written to");
    assert!(std::fs::read_to_string(&path).unwrap().lines().count() > 50);
    tty.press("E").until_shown("Export all of this list");
    tty.press("\u{15}").press(path.to_str().unwrap()).press("\r").until_shown("Write over");
}
