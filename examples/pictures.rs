//! The pictures in the README: the real program in a pseudo-terminal, its screen written as SVG.
//!
//! ```text
//! cargo run --example pictures -- PROGRAM FOLDER
//! ```
//!
//! writes each picture for a dark and a light terminal. What is drawn is what the terminal was told:
//! every run of cells of one style, in its colours, at its place.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;
use vt100::{Color, Parser, Screen};

/// The file's name, the screen's size in cells, and what is typed: each part when the screen is at rest.
const PICTURES: [(&str, (u16, u16), &[&str]); 2] = [
    ("search", (120, 32), &["bullying tag:leadership"]),
    ("filters", (140, 34), &["social work", "\x1b", "t", "\x1b[B", "\x1b[C"]),
];

/// A screen is at rest that nothing was drawn on for so long.
const REST: Duration = Duration::from_millis(700);
/// A cell, in the picture's units.
const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 12.0;

/// A theme, and what a terminal would show where it is told no colour.
struct Terminal {
    name: &'static str,
    text: (u8, u8, u8),
    ground: (u8, u8, u8),
}

const TERMINALS: [Terminal; 2] = [
    Terminal { name: "dark", text: (0xd0, 0xd0, 0xd0), ground: (0x16, 0x19, 0x1d) },
    Terminal { name: "light", text: (0x1e, 0x1e, 0x1e), ground: (0xfb, 0xfa, 0xf7) },
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, folder] = arguments.as_slice() else {
        return Err("usage: cargo run --example pictures -- PROGRAM FOLDER".into());
    };
    std::fs::create_dir_all(folder)?;
    for terminal in &TERMINALS {
        for (name, size, typed) in PICTURES {
            let parser = run(Path::new(program), terminal.name, size, typed)?;
            let path = Path::new(folder).join(format!("{name}-{}.svg", terminal.name));
            std::fs::write(path, picture(parser.screen(), terminal))?;
        }
    }
    Ok(())
}

/// Runs the program on its sample and types; the screen in the end.
fn run(program: &Path, theme: &str, size: (u16, u16), typed: &[&str]) -> Result<Parser, Box<dyn Error>> {
    let (columns, rows) = size;
    let home = tempfile::tempdir()?;
    std::fs::create_dir(home.path().join("cuttings"))?;
    std::fs::write(home.path().join("cuttings/config.toml"), format!("theme = \"{theme}\"\n"))?;
    let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })?;
    let mut command = CommandBuilder::new(program);
    command.arg("demo");
    command.env_remove("NO_COLOR");
    for (name, value) in [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")] {
        command.env(name, value);
    }
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env(name, home.path());
    }
    let mut child = pair.slave.spawn_command(command)?;
    let (sender, drawn) = channel();
    let mut output = pair.master.try_clone_reader()?;
    std::thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(read @ 1..) = output.read(&mut bytes) {
            if sender.send(bytes[..read].to_vec()).is_err() {
                return;
            }
        }
    });
    let (rows, columns) = (rows.try_into()?, columns.try_into()?);
    let mut parser = Parser::new(rows, columns, 0);
    let mut keys = pair.master.take_writer()?;
    rest(&drawn, &mut parser)?;
    for part in typed {
        keys.write_all(part.as_bytes())?;
        rest(&drawn, &mut parser)?;
    }
    child.kill()?;
    child.wait()?;
    Ok(parser)
}

/// Takes what is drawn until nothing more comes.
fn rest(drawn: &Receiver<Vec<u8>>, parser: &mut Parser) -> Result<(), Box<dyn Error>> {
    // the first frame may take longer on a machine that has much to do
    parser.process(&drawn.recv_timeout(Duration::from_secs(20))?);
    loop {
        match drawn.recv_timeout(REST) {
            Ok(bytes) => parser.process(&bytes),
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => return Err("the program has ended".into()),
        }
    }
}

/// How a run of cells looks.
#[derive(Clone, PartialEq)]
struct Style {
    text: (u8, u8, u8),
    ground: (u8, u8, u8),
    bold: bool,
    italic: bool,
    underline: bool,
}

fn picture(screen: &Screen, theme: &Terminal) -> String {
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let width = f32::from(columns) * CELL.0 + 2.0 * MARGIN;
    let height = f32::from(rows) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-size=\"14\" \
         font-family=\"'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{}\"/>\n",
        hex(theme.ground)
    );
    for row in 0..rows {
        for (column, text, cells, style) in runs(screen, row, columns, theme) {
            draw(&mut svg, (row, column), &text, cells, &style, theme);
        }
    }
    if !screen.hide_cursor() {
        let (row, column) = screen.cursor_position();
        let (x, y) = place(row, column);
        let fill = hex(theme.text);
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"{}\" fill=\"{fill}\"/>", CELL.1);
    }
    svg + "</svg>\n"
}

/// The runs of a row: where each begins, its text, how many cells it takes, how it looks.
fn runs(screen: &Screen, row: u16, columns: u16, theme: &Terminal) -> Vec<(u16, String, u16, Style)> {
    let mut runs: Vec<(u16, String, u16, Style)> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let (text, ground) = (colour(cell.fgcolor(), theme.text), colour(cell.bgcolor(), theme.ground));
        let (text, ground) = if cell.inverse() { (ground, text) } else { (text, ground) };
        let style = Style { text, ground, bold: cell.bold(), italic: cell.italic(), underline: cell.underline() };
        let cells = 1 + u16::from(cell.is_wide());
        let contents = if cell.contents().is_empty() { " " } else { cell.contents() };
        match runs.last_mut() {
            Some((_, text, before, last)) if *last == style => {
                text.push_str(contents);
                *before += cells;
            }
            _ => runs.push((column, contents.to_owned(), cells, style)),
        }
    }
    runs
}

fn draw(svg: &mut String, (row, column): (u16, u16), text: &str, cells: u16, style: &Style, theme: &Terminal) {
    let (x, y) = place(row, column);
    let width = f32::from(cells) * CELL.0;
    if style.ground != theme.ground {
        let fill = hex(style.ground);
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{fill}\"/>", CELL.1);
    }
    let mut looks = String::new();
    for (is_so, look) in [
        (style.bold, " font-weight=\"bold\""),
        (style.italic, " font-style=\"italic\""),
        (style.underline, " text-decoration=\"underline\""),
    ] {
        looks.push_str(if is_so { look } else { "" });
    }
    // word by word: not every program that draws SVG keeps spaces
    let mut at = column;
    for word in text.split(' ') {
        let cells = word.width() as u16;
        let (x, y) = place(row, at);
        at += cells + 1;
        if cells > 0 {
            let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let (y, width, fill) = (y + 13.5, f32::from(cells) * CELL.0, hex(style.text));
            let _ = writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
                 fill=\"{fill}\"{looks}>{escaped}</text>"
            );
        }
    }
}

fn place(row: u16, column: u16) -> (f32, f32) {
    (MARGIN + f32::from(column) * CELL.0, MARGIN + f32::from(row) * CELL.1)
}

/// 24-bit colours as they are told; the sixteen are not used by the themes that are drawn.
fn colour(told: Color, default: (u8, u8, u8)) -> (u8, u8, u8) {
    match told {
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Default | Color::Idx(_) => default,
    }
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
