//! `cuttings related`: the articles most like one, as `search` prints its results.

use super::args::RelatedArgs;
use super::out::Out;
use super::search::print;
use super::{Outcome, Place, article_named};

pub fn run(args: &RelatedArgs, place: &Place, out: &mut Out) -> Outcome {
    let archive = place.look()?;
    let id = article_named(&archive, &args.article)?;
    let related = archive.related(id, args.limit.into())?;
    if related.is_empty() {
        out.remark("nothing else here is much like it");
    }
    for (row, score) in related {
        print(&row, score, args.json, out)?;
    }
    Ok(())
}
