//! Marks in the reader: notes, own tags, selection, undo and redo.

use crate::reader_model::Desk;
use crossterm::event::KeyCode;
use cuttings::article::{Article, ArticleId, Summary, Tag};
use cuttings::config::Preset;
use cuttings::tui::model::overlay::Overlay;
use cuttings::tui::{Effect, Focus, Key, Message, update};
use cuttings::work::{Mark, Report, Request};

fn desk() -> Desk {
    Desk::new((140, 40), 50)
}

fn notice(desk: &Desk) -> &str {
    desk.model.notice.as_ref().map_or("", |notice| notice.text.as_str())
}

fn note(desk: &Desk) -> Option<&str> {
    desk.model.results.selected_row().unwrap().summary.note.as_deref()
}

fn own_tags(desk: &Desk, row: usize) -> Vec<&str> {
    desk.model.results.rows[&row].summary.own_tags.iter().map(|tag| tag.name.as_str()).collect()
}

fn starred(desk: &Desk) -> Vec<usize> {
    let rows = desk.model.results.rows.iter();
    rows.filter(|(_, row)| row.summary.starred).map(|(number, _)| *number).collect()
}

#[test]
fn what_is_written_is_kept_by_escape_and_by_ctrl_s() {
    for key in ["esc", "ctrl-s"] {
        let mut desk = desk();
        desk.press("esc e").type_text("Ask Ada").press("enter").type_text("again").press(key);
        assert_eq!(desk.marks(), [(1, Mark::Note("Ask Ada\nagain".to_owned()))], "{key}");
        assert_eq!((note(&desk), notice(&desk)), (Some("Ask Ada\nagain"), "Note kept"));
        assert!(desk.model.overlays.is_empty());
    }
}

#[test]
fn a_note_opens_with_what_was_written_and_emptied_is_taken_away() {
    let mut desk = desk();
    desk.press("esc e").type_text("Ask").press("esc e").type_text(" Ada").press("esc");
    assert_eq!(note(&desk), Some("Ask Ada"));
    desk.press("e esc");
    assert_eq!(desk.marks().len(), 2, "what was not changed is not stored again");
    desk.press("e ctrl-u esc");
    assert_eq!((note(&desk), notice(&desk)), (None, "Note taken away"));
    assert_eq!(desk.marks().last(), Some(&(1, Mark::Note(String::new()))));
}

#[test]
fn a_paste_in_the_box_keeps_its_lines_and_loses_its_escapes() {
    let mut desk = desk();
    desk.press("esc e");
    desk.tell(Message::Paste("one\r\ntwo\u{1b}[2J\tthree".to_owned()));
    desk.press("esc");
    assert_eq!(note(&desk), Some("one\ntwo    three"));
}

#[test]
fn leaving_with_ctrl_c_keeps_the_note_that_is_being_written() {
    let mut desk = desk();
    desk.press("e").press("esc e").type_text("Ask").press("ctrl-c");
    assert!(!desk.quit && matches!(desk.model.overlays.last(), Some(Overlay::Note(_))));
    desk.press("ctrl-c");
    assert!(desk.quit);
    assert_eq!(desk.marks(), [(1, Mark::Note("Ask".to_owned()))]);
}

#[test]
fn the_persons_own_editor_gives_the_note_back_or_leaves_it_as_it_is() {
    let mut desk = desk();
    desk.press("esc e").type_text("Ask").press("ctrl-o");
    assert!(notice(&desk).contains("No editor is set"));
    desk.model.has_editor = true;
    let effects = update(&mut desk.model, Message::Key(Key::parse("ctrl-o").unwrap()));
    assert_eq!(effects, [Effect::Edit("Ask".to_owned())]);
    desk.tell(Message::Edited(Err("the editor vi failed; the note is as it was".to_owned())));
    assert!(notice(&desk).contains("failed"));
    desk.tell(Message::Edited(Ok("Ask Ada\n".to_owned())));
    desk.press("esc");
    assert_eq!(note(&desk), Some("Ask Ada"));
}

#[test]
fn a_new_tag_and_one_that_is_known_are_added_and_taken_away() {
    let mut desk = desk();
    desk.press("esc T").type_text("+Pay rise").press("enter");
    assert_eq!((own_tags(&desk, 0), notice(&desk)), (vec!["Pay rise"], "Tagged +Pay rise"));
    desk.press("T").type_text("leaders").press("enter");
    assert_eq!(desk.marks().last(), Some(&(1, Mark::Tag(Tag::named("leadership"), true))));
    assert_eq!(own_tags(&desk, 0), ["leadership", "Pay rise"]);
    desk.press("T enter");
    assert_eq!((own_tags(&desk, 0), notice(&desk)), (vec!["Pay rise"], "+leadership taken away"));
    assert!(desk.sent.iter().any(|request| matches!(request, Request::Facets { .. })));
}

#[test]
fn a_tag_of_one_row_is_offered_for_the_next() {
    let mut desk = desk();
    desk.press("esc T").type_text("mine");
    for key in ["enter", "j", "T", "m", "i", "n", "enter"] {
        desk.tell(Message::Key(Key::parse(key).unwrap()));
    }
    assert_eq!(desk.marks().last(), Some(&(2, Mark::Tag(Tag::named("mine"), true))));
}

#[test]
fn what_is_done_is_done_to_all_selected_rows() {
    let mut desk = desk();
    desk.press("esc x j j x j s");
    assert_eq!((starred(&desk), notice(&desk)), (vec![0, 2], "Starred: 2 articles"));
    assert_eq!(desk.model.results.selected, 3, "the list stays where it is");
    desk.press("T").type_text("mine").press("enter");
    assert_eq!((own_tags(&desk, 0), own_tags(&desk, 2), own_tags(&desk, 3)), (vec!["mine"], vec!["mine"], vec![]));
    desk.press("e").type_text("Both").press("esc");
    let notes = [0, 2, 3].map(|row| desk.model.results.rows[&row].summary.note.clone());
    assert_eq!(notes, [Some("Both".to_owned()), Some("Both".to_owned()), None]);
    desk.press("m m");
    assert_eq!(notice(&desk), "Marked as unread: 2 articles");
}

#[test]
fn a_star_for_some_selected_rows_is_one_for_all_of_them_first() {
    let mut desk = desk();
    desk.press("esc s x j x s");
    assert_eq!(starred(&desk), [0, 1]);
    desk.press("u");
    assert_eq!(starred(&desk), [0], "what had one before keeps it");
    desk.press("U s");
    assert_eq!(starred(&desk), [0; 0]);
}

#[test]
fn escape_lets_go_of_the_selection_before_the_search() {
    let mut desk = desk();
    desk.type_text("duty").press("esc x j x x");
    assert_eq!(desk.model.marking.selected.len(), 1);
    desk.press("esc");
    assert!(desk.model.marking.selected.is_empty());
    assert_eq!(desk.query(), "duty");
    desk.press("esc");
    assert_eq!(desk.query(), "");
}

#[test]
fn a_note_for_several_articles_is_added_to_what_each_one_has() {
    let mut desk = desk();
    desk.press("esc e").type_text("Old").press("esc x j x e").type_text("New").press("esc");
    let both = [(1, Mark::Note("Old\n\nNew".to_owned())), (2, Mark::Note("New".to_owned()))];
    assert_eq!(desk.marks()[1..], both);
    desk.press("u");
    assert_eq!(desk.marks()[3..], [(1, Mark::Note("Old".to_owned())), (2, Mark::Note(String::new()))]);
}

#[test]
fn every_mark_is_taken_back_and_made_again_in_order() {
    let mut desk = desk();
    desk.press("esc s m e").type_text("Ask").press("esc T").type_text("mine").press("enter");
    let said = ["+mine taken back", "The note is as it was", "Unread again", "Star taken back"];
    for said in said {
        assert_eq!(notice(desk.press("u")), format!("{said} · U does it again"));
    }
    let summary = desk.model.results.rows[&0].summary.clone();
    assert_eq!((summary.starred, summary.read, summary.note, summary.own_tags), (false, false, None, vec![]));
    assert_eq!(notice(desk.press("u")), "There is nothing to take back");
    for said in ["Starred", "Marked as read", "Note kept", "Tagged +mine"] {
        assert_eq!(notice(desk.press("U")), format!("{said} · u takes it back"));
    }
    let summary = desk.model.results.rows[&0].summary.clone();
    assert!(summary.starred && summary.read && summary.own_tags == [Tag::named("mine")]);
    assert_eq!(summary.note.as_deref(), Some("Ask"));
    assert_eq!(notice(desk.press("U")), "There is nothing to do again");
}

#[test]
fn what_is_done_anew_ends_what_could_be_done_again() {
    let mut desk = desk();
    desk.press("esc s u j s U");
    assert_eq!((starred(&desk), notice(&desk)), (vec![1], "There is nothing to do again"));
}

#[test]
fn a_mark_is_taken_back_after_the_list_has_changed() {
    let mut desk = desk();
    desk.press("esc s / z z z esc u");
    assert_eq!(desk.marks(), [(1, Mark::Starred(true)), (1, Mark::Starred(false))]);
}

#[test]
fn a_cleared_search_is_restored_with_its_row() {
    let mut desk = desk();
    desk.type_text("duty").press("down down esc esc");
    assert_eq!((desk.query(), notice(&desk)), ("", "Cleared · u restores"));
    desk.press("u");
    assert_eq!((desk.query(), desk.model.results.selected, desk.model.focus), ("duty", 2, Focus::List));
    assert_eq!(notice(&desk), "The search is back · U does it again");
    desk.press("U");
    assert_eq!(desk.query(), "");
}

#[test]
fn a_cleared_search_does_not_come_back_over_another_one() {
    let mut desk = desk();
    desk.press("esc s /").type_text("duty").press("esc esc /").type_text("pay").press("esc u");
    assert_eq!((desk.query(), notice(&desk)), ("pay", "Star taken back · U does it again"));
}

#[test]
fn reading_an_article_is_no_act_to_be_taken_back() {
    let mut desk = desk();
    desk.press("esc s enter J u");
    assert_eq!(notice(&desk), "Star taken back · U does it again");
}

#[test]
fn what_could_not_be_stored_is_taken_back_as_a_whole() {
    let mut desk = desk();
    desk.press("esc x j x");
    desk.tell(Message::Key(Key::plain(KeyCode::Char('s'))));
    assert_eq!(starred(&desk), [0, 1]);
    let (number, _) = desk.open.pop().unwrap();
    desk.tell(Message::Report(Report::Done(number, Err("the disk is full".to_owned()))));
    assert_eq!((starred(&desk), notice(&desk)), (vec![], "the disk is full"));
    assert_eq!(notice(desk.press("u")), "There is nothing to take back");
}

#[test]
fn rows_that_come_before_a_mark_is_stored_show_it() {
    let mut desk = Desk::silent(Preset::Vim, (140, 40), 50);
    desk.answer_all();
    desk.tell(Message::Key(Key::plain(KeyCode::Char('s'))));
    let star = desk.open.pop().unwrap();
    assert!(matches!(star.1, Request::Mark(_)));
    desk.press("S");
    assert_eq!(starred(&desk), [0]);
    desk.tell(Message::Report(Report::Done(star.0, Ok(cuttings::work::Answer::Done))));
    assert!(desk.model.marking.sent.is_empty());
}

#[test]
fn a_note_that_comes_in_while_reading_keeps_the_lines_where_they_are() {
    let mut desk = Desk::new((100, 30), 50);
    desk.press("esc enter space");
    let top = |desk: &Desk| desk.model.reading.page.lines[desk.model.reading.scroll].text();
    let before = top(&desk);
    desk.press("e").type_text("Ask").press("esc");
    assert_eq!((desk.model.reading.id(), top(&desk)), (Some(ArticleId(1)), before));
}

#[test]
fn what_another_program_said_of_an_article_shows_when_it_comes() {
    let mut desk = desk();
    desk.tell(Message::Key(Key::parse("down").unwrap()));
    let (number, _) = desk.open.pop().unwrap();
    let known = desk.model.results.rows[&1].summary.clone();
    let summary = Summary { starred: true, note: Some("Ask".to_owned()), ..known };
    let article = Article { summary, ..Article::default() };
    let answer = cuttings::work::Answer::Article(Box::new(cuttings::work::Fetched {
        article,
        left: None,
        suspected: Vec::new(),
    }));
    desk.tell(Message::Report(Report::Done(number, Ok(answer))));
    assert_eq!((starred(&desk), note(&desk)), (vec![1], Some("Ask")));
}

#[test]
fn a_note_is_kept_although_its_row_is_gone_meanwhile() {
    let mut desk = desk();
    desk.press("esc e").type_text("Ask");
    desk.model.results.rows.clear();
    desk.tell(Message::Key(Key::parse("esc").unwrap()));
    assert_eq!(desk.marks(), [(1, Mark::Note("Ask".to_owned()))]);
}

#[test]
fn the_caret_goes_by_words_with_ctrl_and_with_alt() {
    for (left, delete) in [("ctrl-left", "ctrl-backspace"), ("alt-left", "alt-backspace")] {
        let mut desk = desk();
        desk.press("esc e").type_text("Ask our Ada").press(left).press(left).press(delete).press("esc");
        assert_eq!(note(&desk), Some("our Ada"), "{left}");
    }
}
