//! `cuttings cite`: references to articles.

use super::args::{CiteArgs, StyleName};
use super::out::Out;
use super::{Failure, Outcome, Place, article_named};
use crate::work::{Sort, Style, Zone, complete_query};

pub fn run(args: &CiteArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let mut is_complete = true;
    let mut ids = Vec::new();
    for name in &args.articles {
        match article_named(&archive, name) {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(Failure::Error(error)) => {
                is_complete = false;
                out.complain(&error.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    if let Some(query) = &args.query {
        ids = archive.full_matches(&complete_query(query), Sort::Relevance, Zone::Utc, None)?;
        if ids.is_empty() {
            out.complain("nothing found");
        }
    }
    if is_complete || !ids.is_empty() {
        archive.cite(&ids, args.style.into(), &mut |text| out.bytes(text.as_bytes()))?;
    }
    if is_complete { Ok(()) } else { Err(Failure::Told) }
}

impl From<StyleName> for Style {
    fn from(name: StyleName) -> Self {
        match name {
            StyleName::Harvard => Self::Harvard,
            StyleName::Bibtex => Self::Bibtex,
            StyleName::Ris => Self::Ris,
            StyleName::CslJson => Self::CslJson,
        }
    }
}
