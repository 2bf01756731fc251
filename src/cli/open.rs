//! `cuttings open`: an article's page in the browser.

use super::args::OpenArgs;
use super::{Outcome, Place, article_named};
use crate::work::browser;

pub fn run(args: &OpenArgs, place: &Place) -> Outcome {
    let archive = place.look()?;
    let id = article_named(&archive, &args.article)?;
    let url = archive.article(id)?.and_then(|article| article.summary.url);
    let Some(url) = url else {
        return Err(anyhow::anyhow!("article {id} came without an address; cuttings show {id} prints it").into());
    };
    browser::open(url.as_str()).map_err(|error| anyhow::anyhow!(error).into())
}
