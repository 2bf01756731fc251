//! Which numbers a tag, a category or an author has in WordPress's REST interface, where its page does not
//! say it.

use super::addresses::{route, with};
use super::looking::Taxonomy;
use super::step::{Step, Task};
use super::{Event, Walk};
use crate::fetch::Body;
use crate::parse::feed::rest;
use serde::{Deserialize, Serialize};

/// A term or author to be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    /// Of the REST interface.
    pub root: String,
    pub taxonomy: Taxonomy,
    pub slug: Option<String>,
    pub number: Option<u64>,
    /// Whether it is looked for by its slug, and not in a list of all.
    pub is_search: bool,
}

impl Walk {
    pub(super) fn ask_terms(&mut self, terms: Terms) {
        let all = route(&terms.root, terms.taxonomy.path());
        let slug = terms.slug.clone().unwrap_or_default();
        let slug: &str = &slug;
        let is_search = terms.is_search || terms.taxonomy != Taxonomy::Categories;
        let (search, most) = if is_search { (slug, "") } else { ("", "100") };
        let address = with(&all, &[("slug", search), ("per_page", most), ("_fields", "id,slug,parent")]);
        self.push_list(address, Task::Terms(Terms { is_search, ..terms }));
    }

    /// A category's page shows what stands in those below it too.
    pub(super) fn terms_came(&mut self, step: &Step, terms: &Terms, body: &Body, events: &mut Vec<Event>) {
        let text = String::from_utf8_lossy(&body.bytes);
        let Some(found) = rest::terms(&text) else { return self.rest_closed(step, None, events) };
        let is_it = |term: &&rest::Term| {
            terms.number.map_or(term.slug.is_some() && term.slug == terms.slug, |number| number == term.id)
        };
        let own = found.iter().find(is_it).map(|term| term.id).or(terms.number);
        let Some(own) = own else {
            if terms.is_search || terms.slug.is_none() {
                return self.rest_closed(step, None, events);
            }
            return self.ask_terms(Terms { is_search: true, ..terms.clone() });
        };
        let mut numbers = vec![own];
        let mut at = 0;
        while let Some(parent) = numbers.get(at).copied() {
            let below = found.iter().filter(|term| term.parent == Some(parent)).map(|term| term.id);
            let below: Vec<u64> = below.filter(|number| !numbers.contains(number)).collect();
            numbers.extend(below);
            at += 1;
        }
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let posts = route(&terms.root, "wp/v2/posts");
        self.try_posts(&with(&posts, &[(terms.taxonomy.parameter(), &numbers.join(","))]));
    }
}
