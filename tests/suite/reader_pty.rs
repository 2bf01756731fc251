//! The real binary in a pseudo-terminal, on the bundled sample. Every wait is for something to be
//! on the screen; nothing here sleeps.

use crossbeam_channel::{Receiver, unbounded};
use cuttings::config::Config;
use cuttings::tui::Start;
use cuttings::work::{Report, Request, RequestNumber, Work};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(90);

#[derive(Default)]
struct Seen {
    bytes: Vec<u8>,
    ended: bool,
}

impl Seen {
    /// A frame has begun and is not yet whole.
    fn is_mid_frame(&self) -> bool {
        let last = |mark: &[u8]| self.bytes.windows(mark.len()).rposition(|part| part == mark);
        last(b"\x1b[?2026h") > last(b"\x1b[?2026l")
    }
}

pub struct Tty {
    seen: Arc<(Mutex<(vt100::Parser, Seen)>, Condvar)>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    _home: tempfile::TempDir,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn command(program: &Path, arguments: &[&str], variables: &[(&str, &str)], home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    for name in ["NO_COLOR", "COLORTERM", "CUTTINGS_ARCHIVE"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        command.env(name, home);
    }
    for (name, value) in variables {
        command.env(name, value);
    }
    command
}

impl Tty {
    pub fn demo(columns: u16, rows: u16) -> Self {
        Self::run(columns, rows, env!("CARGO_BIN_EXE_cuttings").as_ref(), &["demo"], &[])
    }

    fn on(archive: &Path, columns: u16, rows: u16) -> Self {
        let archive = archive.to_str().unwrap();
        Self::run(columns, rows, env!("CARGO_BIN_EXE_cuttings").as_ref(), &["--archive", archive], &[])
    }

    pub fn run(columns: u16, rows: u16, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let command = command(program, arguments, variables, home.path());
        let child = pair.slave.spawn_command(command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Arc::new((Mutex::new((parser, Seen::default())), Condvar::new()));
        let tell = seen.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = output.read(&mut buffer).unwrap_or(0);
                let mut held = tell.0.lock().unwrap();
                held.0.process(&buffer[..count]);
                held.1.bytes.extend(&buffer[..count]);
                held.1.ended |= count == 0;
                tell.1.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { seen, keys, child, master: pair.master, _home: home }
    }

    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Waits until the screen is so; with what is seen then.
    pub fn until<T>(&self, what: &str, found: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut held = self.seen.0.lock().unwrap();
        loop {
            let whole = !held.1.is_mid_frame();
            if let Some(found) = whole.then(|| found(held.0.screen())).flatten() {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !held.1.ended,
                "waited for {what}; the screen is\n{}",
                held.0.screen().contents()
            );
            held = self.seen.1.wait_timeout(held, left).unwrap().0;
        }
    }

    pub fn until_shown(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text).then_some(()));
    }

    /// Waits until the program has ended; what it wrote, and its exit code.
    fn until_ended(mut self) -> (String, u32) {
        let deadline = Instant::now() + PATIENCE;
        let mut held = self.seen.0.lock().unwrap();
        while !held.1.ended {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it does not end; the screen is\n{}", held.0.screen().contents());
            held = self.seen.1.wait_timeout(held, left).unwrap().0;
        }
        let bytes = String::from_utf8_lossy(&held.1.bytes).into_owned();
        drop(held);
        (bytes, self.child.wait().unwrap().exit_code())
    }

    /// Waits until the program has written these bytes, wherever a terminal would show them.
    pub fn until_written(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut held = self.seen.0.lock().unwrap();
        while !held.1.bytes.windows(text.len()).any(|part| part == text.as_bytes()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !held.1.ended, "waited for {text:?} to be written");
            held = self.seen.1.wait_timeout(held, left).unwrap().0;
        }
    }

    /// From the search line, where everything starts, to the list.
    pub fn leave_search(&mut self) -> &mut Self {
        self.until_articles();
        self.press("\u{1b}").until_shown("q quit");
        self
    }

    /// The articles are there: "1 of 60" at the bottom right.
    pub fn until_articles(&self) -> &Self {
        self.until("articles", |screen| last_line(screen).contains("1 of ").then_some(()));
        self
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn rows(screen: &vt100::Screen) -> Vec<String> {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).collect()
}

/// Cells that were written with a space and cells never written look alike.
fn trimmed(screen: &vt100::Screen) -> Vec<String> {
    rows(screen).iter().map(|row| row.trim_end().to_owned()).collect()
}

fn last_line(screen: &vt100::Screen) -> String {
    rows(screen).pop().unwrap_or_default()
}

/// The row and column of the cursor's cell, and the line it is on.
fn cursor(screen: &vt100::Screen) -> (u16, u16, String) {
    let (row, column) = screen.cursor_position();
    (row, column, rows(screen).get(usize::from(row)).cloned().unwrap_or_default())
}

fn on_search_line(screen: &vt100::Screen) -> bool {
    !screen.hide_cursor() && cursor(screen).2.trim_start().starts_with("/ ")
}

/// A word of five letters or more in the first row's title.
fn word_of_first_row(screen: &vt100::Screen) -> Option<String> {
    let row = rows(screen).into_iter().find(|row| row.contains("▌●"))?;
    let title = row.split("▌●").nth(1)?.split('│').next()?.to_owned();
    let words = title.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_lowercase);
    words.filter(|word| word.len() > 4).max_by_key(String::len)
}

const RESTORED: [&str; 4] = ["\u{1b}[?1049l", "\u{1b}[?2004l", "\u{1b}[?1000l", "\u{1b}[?25h"];

#[test]
fn articles_show_and_the_cursor_is_on_the_search_line() {
    let tty = Tty::demo(140, 40);
    tty.until_articles().until("the cursor on the search line", |screen| on_search_line(screen).then_some(()));
}

#[test]
fn a_word_down_enter_reads_and_escape_leads_back_to_the_row() {
    let mut tty = Tty::demo(140, 40);
    let word = tty.until_articles().until("a title", word_of_first_row);
    tty.press(&word);
    tty.until("the search's answer", |screen| last_line(screen).contains("1 of ").then_some(()));
    tty.press("\u{1b}[B\r");
    tty.until("the cursor in the article", |screen| (cursor(screen).1 > 60).then_some(()));
    tty.press("\u{1b}");
    tty.until("the marked row", |screen| cursor(screen).2.contains('▌').then_some(()));
}

#[test]
fn escape_and_a_letter_in_one_go_are_escape_and_the_letter() {
    let mut tty = Tty::demo(140, 40);
    tty.until_articles();
    tty.press("\u{1b}j");
    tty.until("row 2 of the list", |screen| {
        (last_line(screen).contains("2 of ") && last_line(screen).contains("q quit")).then_some(())
    });
}

#[test]
fn escape_never_quits() {
    let mut tty = Tty::demo(100, 30);
    tty.until_articles();
    for _ in 0..10 {
        tty.press("\u{1b}");
    }
    tty.until("the offer to quit", |screen| last_line(screen).contains("q quit").then_some(()));
    tty.press("q");
    let (bytes, code) = tty.until_ended();
    assert_eq!(code, 0);
    assert!(RESTORED.iter().all(|sequence| bytes.contains(sequence)));
}

#[test]
fn slash_leads_to_the_search_line_from_everywhere() {
    for from in ["\u{1b}", "\r", "\u{1b}\u{1b}i"] {
        let mut tty = Tty::demo(140, 40);
        tty.until_articles();
        tty.press(from);
        tty.until("another place", |screen| (!on_search_line(screen)).then_some(()));
        tty.press("/");
        tty.until("the search line", |screen| on_search_line(screen).then_some(()));
    }
}

#[test]
fn a_filter_writes_its_token_and_takes_it_back() {
    let mut tty = Tty::demo(140, 40);
    tty.leave_search();
    tty.press("f");
    tty.until_shown("▌Filters");
    tty.press("\r");
    tty.until("the token", |screen| rows(screen)[1].contains("/ tag:").then_some(()));
    tty.press("-");
    tty.until("the excluding token", |screen| rows(screen)[1].contains("/ -tag:").then_some(()));
    tty.press("-");
    tty.until("the empty line", |screen| rows(screen)[1].contains("search words").then_some(()));
}

#[test]
fn the_total_of_a_filter_is_that_of_the_command_line() {
    let mut tty = Tty::demo(140, 40);
    tty.leave_search();
    tty.press("f");
    tty.until_shown("▌Filters");
    tty.press("leader\r");
    let (query, total) = tty.until("the filter's total", |screen| {
        let line = rows(screen)[1].clone();
        let (query, total) = line.trim().strip_prefix("/ ")?.rsplit_once("   ")?;
        Some((query.trim().to_owned(), total.trim().strip_suffix(" articles")?.to_owned()))
    });
    let counted = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"))
        .args(["demo", "search", "--count", "--json", "--", &query])
        .output()
        .unwrap();
    let counted: serde_json::Value = serde_json::from_slice(&counted.stdout).unwrap();
    assert_eq!(counted["total"].to_string(), total, "{query}");
}

/// The number at the end of the first pane's part of a row.
fn count_in(row: &str) -> Option<usize> {
    row.split('│').next()?.split_whitespace().last()?.parse().ok()
}

#[test]
fn a_month_writes_a_date() {
    let mut tty = Tty::demo(140, 40);
    tty.leave_search();
    tty.press("t");
    tty.until_shown("▌Filters");
    tty.press("\u{1b}[C");
    tty.until_shown("close");
    let (year, months) = tty.until("a year and its months", |screen| {
        let rows = rows(screen);
        let year = rows.iter().position(|row| row.starts_with(" ▌  20"))?;
        let below = rows[year + 1..].iter().take_while(|row| row.starts_with("      ") && count_in(row).is_some());
        Some((count_in(&rows[year])?, below.filter_map(|row| count_in(row)).collect::<Vec<_>>()))
    });
    assert!(!months.is_empty() && months.iter().sum::<usize>() == year, "{months:?} of {year}");
    tty.press("\u{1b}[B\r");
    tty.until("the date", |screen| rows(screen)[1].contains("date:20").then_some(()));
}

#[test]
fn nonsense_offers_a_way_to_articles() {
    let mut tty = Tty::demo(80, 24);
    tty.until_articles();
    tty.press("qqqxxyyzz");
    tty.until_shown("Clear the search");
    tty.press("\r");
    tty.until_articles();
}

#[test]
fn narrow_and_wide_again_is_the_same_screen() {
    let mut tty = Tty::demo(140, 40);
    tty.leave_search();
    // Filters and the article come after the rows.
    let whole = |screen: &vt100::Screen| {
        ["Authors", "October 2025", "q quit"].iter().all(|part| screen.contents().contains(part))
    };
    let before = tty.until("the whole screen", |screen| whole(screen).then(|| trimmed(screen)));
    for (columns, rows) in [(60, 20), (140, 40)] {
        tty.seen.0.lock().unwrap().0.screen_mut().set_size(cells(rows), cells(columns));
        tty.master.resize(size(columns, rows)).unwrap();
        let wide = columns == 140;
        tty.until("the new size", |screen| {
            (last_line(screen).contains("1 of ") && screen.contents().contains("Filters\u{20}") == wide).then_some(())
        });
    }
    tty.until("the same screen", |screen| (trimmed(screen) == before).then_some(()));
}

#[test]
fn without_colour_no_colour_is_written() {
    let program = env!("CARGO_BIN_EXE_cuttings").as_ref();
    let mut tty = Tty::run(100, 30, program, &["demo"], &[("NO_COLOR", "1")]);
    tty.leave_search();
    tty.press("q");
    let (bytes, _) = tty.until_ended();
    assert!(["\u{1b}[38;", "\u{1b}[48;", "\u{1b}[31m", "\u{1b}[36m"].iter().all(|colour| !bytes.contains(colour)));
}

#[test]
fn a_pasted_text_lands_in_search() {
    let mut tty = Tty::demo(140, 40);
    tty.leave_search();
    let before = tty.until("rows", |screen| Some(screen.contents().matches('●').count()).filter(|count| *count > 0));
    tty.press("\u{1b}[200~bullying at work\u{1b}[201~");
    tty.until_shown("/ bullying at work");
    tty.until("a result", |screen| last_line(screen).contains("1 of ").then_some(()));
    tty.press("\u{15}");
    let unread = |screen: &vt100::Screen| screen.contents().matches('●').count();
    tty.until("every row unread as before", |screen| (unread(screen) == before).then_some(()));
}

fn feed(number: usize) -> String {
    let day = 1 + number % 28;
    format!(
        "<rss version=\"2.0\"><channel><title>Feed {number}</title><item><title>Bulletin {number} of the day</title>\
         <link>https://news.example/{number}/</link><pubDate>{day:02} Mar 2026 08:00:00 GMT</pubDate>\
         <description>The text of number {number}, which is about nothing else.</description></item></channel></rss>"
    )
}

fn write_feeds(folder: &Path, numbers: std::ops::Range<usize>) {
    std::fs::create_dir(folder).unwrap();
    for number in numbers {
        std::fs::write(folder.join(format!("{number}.xml")), feed(number)).unwrap();
    }
}

#[test]
fn taking_in_900_files_moves_nothing_on_the_screen() {
    let place = tempfile::tempdir().unwrap();
    let (few, many, archive) = (place.path().join("few"), place.path().join("many"), place.path().join("archive"));
    write_feeds(&few, 900..930);
    write_feeds(&many, 0..900);
    let added = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"))
        .arg("--archive")
        .args([&archive, Path::new("add"), &few])
        .output()
        .unwrap();
    assert!(added.status.success(), "{added:?}");
    let mut tty = Tty::on(&archive, 140, 40);
    tty.leave_search();
    tty.press("j");
    let body = |screen: &vt100::Screen| trimmed(screen)[2..39].to_vec();
    let before = tty.until("row 2 and its article", |screen| {
        let whole = last_line(screen).contains("2 of 30") && screen.contents().contains("text of number 922");
        whole.then(|| body(screen))
    });
    tty.press("a");
    tty.until_shown("Add a file");
    tty.press(&format!("{}\r", many.display()));
    tty.until_shown("930 articles");
    tty.until_shown("900 new above · r shows them");
    tty.until("the same rows", |screen| (body(screen) == before).then_some(()));
    tty.press("r");
    tty.until("all of them", |screen| last_line(screen).contains("1 of 930").then_some(()));
}

#[test]
fn an_empty_archive_leads_to_articles_without_a_network() {
    let place = tempfile::tempdir().unwrap();
    let mut tty = Tty::on(place.path(), 80, 24);
    for row in ["▌  Look round a sample", "(online)", "Add a file or folder"] {
        tty.until_shown(row);
    }
    tty.press("\r");
    tty.until_articles();
}

#[test]
fn a_source_that_is_not_there_is_named_at_the_bottom() {
    let place = tempfile::tempdir().unwrap();
    let mut tty = Tty::on(place.path(), 80, 24);
    tty.until_shown("Add a file or folder");
    tty.press("\u{1b}[B\u{1b}[B\r");
    tty.until_shown("take it in");
    tty.press("~/nowhere.xml\r");
    tty.until("the complaint", |screen| last_line(screen).contains("nowhere.xml").then_some(()));
}

#[test]
fn what_is_added_from_the_sample_is_there_the_next_day() {
    let place = tempfile::tempdir().unwrap();
    let (archive, feeds) = (place.path().join("archive"), place.path().join("feeds"));
    write_feeds(&feeds, 0..5);
    let mut tty = Tty::on(&archive, 100, 30);
    tty.until_shown("Look round a sample");
    tty.press("\r");
    tty.until_articles();
    tty.until_shown("sample · nothing here is kept · 68 articles");
    tty.press("\u{1b}").until_shown("q quit");
    tty.press("a").until_shown("take it in");
    tty.press(&format!("{}\r", feeds.display()));
    tty.until("the own archive", |screen| last_line(screen).contains("1 of 5").then_some(()));
    tty.until("no word of the sample", |screen| (!rows(screen)[0].contains("sample")).then_some(()));
    tty.until_shown("today ");
    tty.press("q");
    assert_eq!(tty.until_ended().1, 0);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
    let counted = command.arg("--archive").arg(&archive).args(["stats", "--json"]).output().unwrap();
    let counted: serde_json::Value = serde_json::from_slice(&counted.stdout).unwrap();
    assert_eq!(counted["articles"], 5);
}

#[test]
fn demo_shows_the_reader_before_the_sample_is_there() {
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    tty.press("a").until_shown("Nothing is kept here");
    tty.press("q");
    let (bytes, _) = tty.until_ended();
    let opening = bytes.find("pening").expect("nothing says that the sample is being opened");
    assert!(opening < bytes.find('●').unwrap(), "there are rows before that is said");
}

/// Bytes of the first frame's grounds, as the themes have them.
const GROUNDS: [&str; 2] = ["48;2;22;25;29", "48;2;251;250;247"];

#[test]
fn keys_typed_before_the_first_frame_arrive_and_do_not_spoil_the_colours() {
    for (answer, ground) in [("0000/0000/0000", GROUNDS[0]), ("ffff/ffff/ffff", GROUNDS[1])] {
        let program = env!("CARGO_BIN_EXE_cuttings").as_ref();
        let mut tty = Tty::run(100, 30, program, &["demo"], &[("COLORTERM", "truecolor")]);
        tty.press("bull");
        tty.until_written("\u{1b}]11;?");
        tty.press(&format!("yi\u{1b}]11;rgb:{answer}\u{7}ng"));
        tty.until("the whole word", |screen| rows(screen)[1].starts_with(" / bullying ").then_some(()));
        tty.until_written(ground);
    }
}

#[test]
fn an_answer_that_comes_late_changes_the_colours_and_nothing_else() {
    let program = env!("CARGO_BIN_EXE_cuttings").as_ref();
    let mut tty = Tty::run(100, 30, program, &["demo"], &[("COLORTERM", "truecolor")]);
    tty.until_articles();
    tty.press("\u{1b}]11;rgb:fafa/fafa/fafa\u{1b}\\");
    tty.until_written(GROUNDS[1]);
    tty.until("the empty search line", |screen| on_search_line(screen).then_some(()));
}

#[test]
fn of_the_mouse_only_buttons_and_the_wheel_are_asked_for() {
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    tty.press("q");
    let (bytes, _) = tty.until_ended();
    assert!(["\u{1b}[?1000h", "\u{1b}[?1006h"].iter().all(|mode| bytes.contains(mode)));
    assert!(["\u{1b}[?1002h", "\u{1b}[?1003h"].iter().all(|mode| !bytes.contains(mode)));
}

#[test]
fn where_an_article_was_left_is_there_in_the_next_reader_however_this_one_ended() {
    for ends in ["q", "a signal"] {
        let place = tempfile::tempdir().unwrap();
        let (archive, file) = (place.path().join("archive"), place.path().join("note.txt"));
        let text: String =
            (0..60).map(|n| format!("Paragraph {n} says little, but what it says is its own.\n\n")).collect();
        std::fs::write(&file, format!("A long note\n\n{text}")).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
        assert!(command.arg("--archive").arg(&archive).arg("add").arg(&file).output().unwrap().status.success());
        let mut tty = Tty::on(&archive, 80, 24);
        tty.until_articles();
        tty.press("\r").until_shown("Paragraph 1 ");
        tty.press("  ");
        tty.until_shown("Paragraph 20 ");
        let top = |screen: &vt100::Screen| rows(screen)[2].trim_end().to_owned();
        let before = tty.until("a line", |screen| Some(top(screen)));
        if ends == "q" {
            tty.press("\u{1b}").until_shown("q quit");
            tty.press("q");
        } else {
            let id = tty.child.process_id().unwrap().to_string();
            assert!(std::process::Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        }
        tty.until_ended();
        let mut tty = Tty::on(&archive, 80, 24);
        tty.until_articles();
        tty.press("\r").until_shown("where you left");
        tty.until("the same line", |screen| (top(screen) == before).then_some(()));
    }
}

#[test]
fn ctrl_z_stops_and_a_signal_wakes_it_again() {
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    let id = tty.child.process_id().unwrap().to_string();
    tty.press("\u{1a}");
    let deadline = Instant::now() + PATIENCE;
    let state = || std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // without /proc the order of things still holds: the signal below wakes it
    while state().contains(") S") || state().contains(") R") {
        assert!(Instant::now() < deadline, "it does not stop");
        std::thread::yield_now();
    }
    assert!(std::process::Command::new("kill").args(["-CONT", &id]).status().unwrap().success());
    tty.press("j");
    tty.until("row 2", |screen| last_line(screen).contains("2 of ").then_some(()));
}

#[test]
fn a_terminal_that_goes_away_ends_the_reader() {
    let home = tempfile::tempdir().unwrap();
    let pair = native_pty_system().openpty(size(80, 24)).unwrap();
    let program = env!("CARGO_BIN_EXE_cuttings").as_ref();
    let mut child = pair.slave.spawn_command(command(program, &["demo"], &[], home.path())).unwrap();
    let mut killer = child.clone_killer();
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"\x1b[?2026l") {
        let mut byte = [0];
        assert_eq!(output.read(&mut byte).unwrap(), 1);
        seen.extend(byte);
    }
    drop((output, pair));
    let (ended, end) = unbounded();
    std::thread::spawn(move || ended.send(child.wait()));
    let status = end.recv_timeout(PATIENCE);
    let _ = killer.kill();
    assert!(status.is_ok(), "it still runs");
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let tty = Tty::demo(100, 30);
    tty.until_articles();
    let id = tty.child.process_id().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let (bytes, _) = tty.until_ended();
    assert!(RESTORED.iter().all(|sequence| bytes.contains(sequence)), "{bytes:?}");
}

/// Set where this binary is run again inside a pseudo-terminal.
const INSIDE: &str = "CUTTINGS_TEST_INSIDE_A_TERMINAL";

struct Panics(Receiver<Report>);

impl Work for Panics {
    fn send(&self, _: RequestNumber, request: Request) {
        assert!(!matches!(request, Request::Search { query, .. } if query == "x"), "asked for x");
    }

    fn reports(&self) -> &Receiver<Report> {
        &self.0
    }
}

/// Not a check of its own: the other end of the test below.
#[test]
fn a_reader_that_panics() {
    if std::env::var_os(INSIDE).is_some() {
        let (_sender, reports) = unbounded();
        let _ = cuttings::tui::run(&Panics(reports), &Config::default(), Start::OnArchive);
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", "reader_pty::a_reader_that_panics", "--nocapture", "--test-threads=1"];
    let mut tty = Tty::run(100, 30, &program, &arguments, &[(INSIDE, "1")]);
    tty.until_shown("F1 keys");
    tty.press("x");
    let (bytes, code) = tty.until_ended();
    let told = bytes.find("asked for x").unwrap_or_else(|| panic!("the panic is not told: {bytes:?}"));
    assert!(RESTORED.iter().all(|sequence| bytes[..told].contains(sequence)), "{bytes:?}");
    assert_ne!(code, 0);
}

#[test]
fn redrawing_asks_the_terminal_nothing() {
    let mut tty = Tty::demo(100, 30);
    tty.leave_search();
    tty.press("\u{c}j");
    tty.until("row 2", |screen| last_line(screen).contains("2 of ").then_some(()));
    tty.until_shown("Articles, newest first");
}

#[test]
fn what_is_saved_and_searched_in_one_reader_is_there_in_the_next() {
    let place = tempfile::tempdir().unwrap();
    let (archive, file) = (place.path().join("archive"), place.path().join("note.txt"));
    std::fs::write(&file, "A note on bullying\n\nIt says little, but what it says is its own.\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
        String::from_utf8(command.arg("--archive").arg(&archive).args(arguments).output().unwrap().stdout).unwrap()
    };
    run(&["add", file.to_str().unwrap()]);
    let mut tty = Tty::on(&archive, 80, 24);
    tty.until_articles();
    tty.press("bullying");
    tty.until("the row found", |screen| rows(screen)[1].contains("1 article").then_some(()));
    tty.press("\u{13}At work\r");
    tty.until_shown("Saved as “At work”");
    tty.press("\r");
    tty.until("the article", |screen| last_line(screen).contains("Esc list").then_some(()));
    tty.press("\u{1b}");
    tty.until("the list", |screen| last_line(screen).contains("q quit").then_some(()));
    tty.press("q");
    assert_eq!(tty.until_ended().1, 0);
    assert!(run(&["list", "searches"]).contains("At work  (bullying)"), "{}", run(&["list", "searches"]));
    assert_eq!(run(&["list", "history"]), "bullying\n");
    let mut tty = Tty::on(&archive, 80, 24);
    tty.until("past searches", |screen| last_line(screen).contains("Ctrl-R").then_some(()));
    tty.press("\u{1b}[A");
    tty.until("the past search", |screen| rows(screen)[1].contains("/ bullying").then_some(()));
    tty.press("\u{1b}v");
    tty.until_shown("F2 rename");
    tty.press("\r");
    tty.until("the saved search", |screen| rows(screen)[1].contains("/ bullying").then_some(()));
}

/// An archive of one note on bullying.
fn one_article(place: &Path) -> std::path::PathBuf {
    let (archive, file) = (place.join("archive"), place.join("note.txt"));
    std::fs::write(&file, "A note on bullying\n\nIt says little, but what it says is its own.\n").unwrap();
    let mut add = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
    assert!(add.arg("--archive").args([&archive, Path::new("add"), &file]).output().unwrap().status.success());
    archive
}

#[test]
fn a_note_typed_in_one_reader_is_there_in_the_next() {
    let place = tempfile::tempdir().unwrap();
    let archive = one_article(place.path());
    let mut tty = Tty::on(&archive, 80, 24);
    tty.leave_search();
    tty.press("e");
    tty.until_shown("Note on “A note on bullying”");
    tty.press("Ask Ada\rabout whistles\u{1b}");
    tty.until_shown("Note kept");
    tty.press("q");
    assert_eq!(tty.until_ended().1, 0);
    let mut tty = Tty::on(&archive, 80, 24);
    tty.until("the sign of a note", |screen| screen.contents().contains('✎').then_some(()));
    tty.press("has:note whistle\r");
    tty.until("the note above the text", |screen| {
        let lines = trimmed(screen);
        let at = lines.iter().position(|line| line.contains("Your note   e changes it"))?;
        (lines[at + 1].contains("Ask Ada") && lines[at + 2].contains("about whistles")).then_some(())
    });
}

#[test]
fn the_persons_own_editor_has_terminal_and_keys_until_it_ends() {
    let place = tempfile::tempdir().unwrap();
    let archive = one_article(place.path());
    let arguments = ["--archive", archive.to_str().unwrap()];
    let editor = "sh -c 'stty sane; printf \"editing here\"; read line; printf \"%s\" \"$line\" >> \"$1\"' --";
    let program = env!("CARGO_BIN_EXE_cuttings").as_ref();
    let mut tty = Tty::run(80, 24, program, &arguments, &[("VISUAL", editor)]);
    tty.leave_search();
    tty.press("eAsk \u{f}");
    tty.until_shown("editing here");
    tty.press("qqq\r");
    tty.until_shown("Ask qqq");
    tty.press("\u{1b}");
    tty.until_shown("Note kept");
    tty.press("u");
    tty.until_shown("The note is as it was");
}

#[test]
fn a_mark_is_stored_although_another_program_is_writing() {
    let place = tempfile::tempdir().unwrap();
    let archive = one_article(place.path());
    let lock = std::fs::File::options().write(true).open(archive.join("lock")).unwrap();
    let mut tty = Tty::on(&archive, 80, 24);
    tty.leave_search();
    lock.lock().unwrap();
    tty.press("s");
    tty.until_shown("★");
    tty.press("\r");
    tty.until_shown("It says little");
    lock.unlock().unwrap();
    tty.press("qq");
    assert_eq!(tty.until_ended().1, 0);
    let mut search = std::process::Command::new(env!("CARGO_BIN_EXE_cuttings"));
    let found =
        search.arg("--archive").args([&archive, Path::new("search"), Path::new("is:starred")]).output().unwrap();
    assert!(String::from_utf8_lossy(&found.stdout).contains("A note on bullying"));
}
