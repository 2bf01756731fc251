//! `cuttings export`: what a query finds, written to a file, a folder or standard output.

use super::add::count;
use super::args::{ExportArgs, ExportFormat};
use super::interrupt::stop_on_interrupt;
use super::out::Out;
use super::{Outcome, Place};
use crate::work::{Export, Format, Output, Zone, complete_query};
use indicatif::ProgressBar;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub fn run(args: &ExportArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let (text, format) = (args.query.join(" "), Format::from(args.format));
    let query = complete_query(&text);
    for note in query.ignored() {
        out.complain(&note);
    }
    let limit = Some(args.limit).filter(|limit| *limit > 0);
    let ids = archive.full_matches(&query, args.sort.into(), Zone::Utc, limit)?;
    if ids.is_empty() {
        out.complain("nothing found, and nothing was written");
        return Ok(());
    }
    let title = if text.trim().is_empty() { "Cuttings" } else { text.trim() };
    let export = Export { ids: &ids, format, title };
    let stop = Arc::new(AtomicBool::new(false));
    if args.output == "-" {
        archive.export_to(&export, out.writer(), &stop)?;
        return Ok(());
    }
    stop_on_interrupt(&stop, || "stopped; nothing was written".to_owned())?;
    let output = Output::named(&args.output, format)?;
    let bar = ProgressBar::new(ids.len() as u64);
    let written = archive.export(&export, &output, args.force, &stop, &mut |done| bar.set_position(done as u64));
    bar.finish_and_clear();
    let written = written?;
    out.remark(&format!("{} written to {}", count(written.articles, "article"), written.place));
    Ok(())
}

impl From<ExportFormat> for Format {
    fn from(name: ExportFormat) -> Self {
        match name {
            ExportFormat::Markdown => Self::Markdown,
            ExportFormat::Html => Self::Html,
            ExportFormat::Jsonl => Self::Jsonl,
            ExportFormat::Epub => Self::Epub,
        }
    }
}
