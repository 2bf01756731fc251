//! `cuttings man`: the manual page, in the README's own words, and one page for each command.

use super::Outcome;
use super::args::{Cli, ManArgs};
use super::out::Out;
use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use std::io::Write;
use std::path::Path;

const README: &str = include_str!("../../README.md");

/// Sections for whoever has the source.
const LEFT_OUT: [&str; 2] = ["Try it", "How it is built"];

pub fn run(args: &ManArgs, out: &mut Out) -> Outcome {
    let page = page()?;
    let Some(folder) = &args.output else { return out.bytes(&page) };
    write_all(folder, &page).with_context(|| format!("manual pages can't be written to {}", folder.display()))?;
    Ok(())
}

/// A page for each command, and the main one.
fn write_all(folder: &Path, page: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    std::fs::write(folder.join("cuttings.1"), page)
}

/// The main page: what the command line says of itself, then the README.
fn page() -> std::io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command);
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    man.render_subcommands_section(&mut out)?;
    let mut roff = Roff::new();
    write_sections(README, &mut roff);
    out.write_all(roff.render().as_bytes())?;
    Ok(out)
}

/// The sections of a Markdown text, as far as that goes beyond what stands here: headings, paragraphs,
/// lists, tables of two columns, code. Pictures are left out.
fn write_sections(text: &str, roff: &mut Roff) {
    let mut lines = text.lines().peekable();
    let mut is_shown = false;
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            is_shown = !LEFT_OUT.contains(&title);
            if is_shown {
                roff.control("SH", [title.to_uppercase().as_str()]);
            }
        } else if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            if is_shown {
                roff.control("PP", []).control("EX", []);
                for line in code {
                    roff.text([roman(line)]);
                }
                roff.control("EE", []);
            }
        } else if !is_shown || line.trim().is_empty() || line.starts_with(['<', '!']) {
        } else if let Some(title) = line.strip_prefix("### ") {
            roff.control("SS", [title]);
        } else if line.starts_with('|') {
            // The row above the rule is of headings.
            if lines.peek().is_some_and(|next| next.starts_with("|-")) {
                lines.next();
            } else {
                row(line, roff);
            }
        } else {
            let item = line.strip_prefix("- ");
            let mut paragraph = item.unwrap_or(line).to_owned();
            while let Some(next) = lines.next_if(|next| goes_on(next)) {
                paragraph.push(' ');
                paragraph.push_str(next.trim());
            }
            match item {
                Some(_) => roff.control("IP", ["\\(bu", "2"]),
                None => roff.control("PP", []),
            };
            roff.text(inlines(&paragraph));
        }
    }
}

/// Whether a line belongs to the paragraph above it.
fn goes_on(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with(['|', '#', '`', '<', '!']) && !line.starts_with("- ")
}

/// The first cell, and below it, indented, the others.
fn row(line: &str, roff: &mut Roff) {
    let line = line.trim().trim_matches('|').replace("\\|", "\u{0}");
    let mut cells = line.split('|').map(|cell| cell.trim().replace('\u{0}', "|"));
    let first = cells.next().unwrap_or_default();
    roff.control("TP", []).text(inlines(&first));
    roff.text(inlines(&cells.collect::<Vec<_>>().join(" ")));
}

/// Code and strong text are bold, emphasis is italic, of a link its text stays.
fn inlines(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, marked) = rest.split_at(at);
        let Some((inline, length)) = marked_run(marked) else {
            let end = at + 1;
            out.push(roman(&rest[..end]));
            rest = &rest[end..];
            continue;
        };
        if !before.is_empty() {
            out.push(roman(before));
        }
        out.push(inline);
        rest = &marked[length..];
    }
    if !rest.is_empty() {
        out.push(roman(rest));
    }
    out
}

/// A marked run at the start of a text, and its length.
fn marked_run(text: &str) -> Option<(Inline, usize)> {
    let between = |open: &str, close: &str| {
        let inside = text.strip_prefix(open)?;
        inside.find(close).filter(|end| *end > 0).map(|end| &inside[..end])
    };
    if let Some(code) = between("`", "`") {
        return Some((bold(code), code.len() + 2));
    }
    if let Some(strong) = between("**", "**") {
        return Some((bold(strong), strong.len() + 4));
    }
    if let Some(stressed) = between("*", "*") {
        return Some((italic(stressed), stressed.len() + 2));
    }
    let label = between("[", "](")?;
    let length = text.find(')')? + 1;
    Some((roman(label), length))
}
