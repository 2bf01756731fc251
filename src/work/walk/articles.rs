//! Pages of single articles: those whose text a list gives only the beginning of.

use super::addresses::is_same_site;
use super::read::{Read, listed};
use super::step::{Step, Task};
use super::{Event, Known, Reach, Walk};
use crate::article::{CanonicalUrl, Extent, Item, Kind};
use crate::fetch::{Body, FetchError};
use crate::parse::page::discovery::{Discovery, Subject};
use url::Url;

impl Walk {
    /// Asks for the pages of those articles that a list does not have in full and the archive neither.
    pub(super) fn complete(&mut self, items: &[Item], at: &str, reach: Reach, known: &dyn Known) {
        for item in items {
            let is_before = matches!((reach, item.published), (Reach::Since(since), Some(date)) if date < since);
            let is_whole = item.extent == Extent::Full && !item.document.is_empty();
            if is_whole || is_before || known.has(&listed(item)) {
                continue;
            }
            // to a page of another site a list only points
            let is_own = |url: &&CanonicalUrl| is_same_site(url.as_str(), at) || self.is_of_source(url.as_str());
            if let Some(url) = item.url.as_ref().filter(is_own) {
                self.push_article(as_asked(url.as_str(), at), false);
            }
        }
    }

    /// Asks for a page; once in a run, `false` if it was.
    pub(super) fn push_article(&mut self, address: String, must_say: bool) -> bool {
        let is_new = self.run.named.insert(address.clone());
        if is_new {
            self.articles.push_back(Step { address, task: Task::Article { must_say }, tries: 0 });
        }
        is_new
    }

    pub(super) fn article_came(step: &Step, must_say: bool, body: Body, events: &mut Vec<Event>) {
        let mut problem = |why: String| events.push(Event::Problem(format!("{} {why}", step.address)));
        if !is_same_site(&body.address, &step.address) {
            return problem(format!("leads to another site, {}", body.address));
        }
        let Some(read) = Read::of(&body) else { return problem("is no page".to_owned()) };
        if let Some(why) = read.is_page().then(|| super::notice(&read.text)).flatten() {
            return problem(format!("{why}; it was not taken for an article"));
        }
        let Ok(url) = Url::parse(&body.address) else { return };
        let page = Discovery::read(&read.text, &url);
        if page.subject == Some(Subject::Missing) {
            return events.push(Event::Gone(step.address.clone()));
        }
        let kind = read.intake.as_ref().map(|intake| intake.source.kind);
        let is_dated = read.items().first().is_some_and(|item| item.published.is_some());
        let says_so = matches!(page.subject, Some(Subject::Article(_))) || is_dated;
        if kind != Some(Kind::Page) {
            // what a sitemap names need not be an article
            if !must_say {
                problem("has no article in it".to_owned());
            }
        } else if says_so || !must_say {
            events.push(Event::TakeIn(body.into()));
        }
    }

    pub(super) fn article_closed(step: &Step, error: &FetchError, events: &mut Vec<Event>) {
        events.push(match error {
            FetchError::Status { code: 404 | 410, .. } => Event::Gone(step.address.clone()),
            error => Event::Problem(format!("{} {error}", step.address)),
        });
    }
}

/// The address of an article on the host, port and scheme that its list was asked on: the canonical form
/// is the one that it is known by, not always one that is answered.
fn as_asked(canonical: &str, at: &str) -> String {
    let (Ok(mut url), Ok(at)) = (Url::parse(canonical), Url::parse(at)) else { return canonical.to_owned() };
    let is_same_host = url.host_str() == at.host_str();
    if is_same_host && url.set_scheme(at.scheme()).is_ok() {
        // A port that can't be set is one that goes without saying.
        let _ = url.set_port(at.port());
    }
    url.into()
}
