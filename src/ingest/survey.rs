//! What an input shows only as a whole: an address that most of its items carry, the site's name at
//! the end of most titles, an export's pictures. Taken before any item is cleaned, from the whole input or part by part.

use super::describe;
use crate::article::{Kind, Overview};
use crate::clean::junk::{Evidence, Exhibit, Known};
use crate::clean::{junk, title};
use crate::parse::feed::Pictures;
use crate::parse::{self, FoundChannel, Parsed};
use crate::sniff::{Shape, sniff};
use crate::text::safe_line;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Gathers an [`Overview`].
#[derive(Debug, Default)]
pub struct Survey {
    /// Address and title of each item that has no number of the site's, as hashes: 16 bytes an item
    /// of the largest feed.
    links: Vec<(u64, u64)>,
    items: usize,
    /// The address that leads by a majority vote (Boyer and Moore), and by how much.
    leader: Option<String>,
    lead: usize,
    /// The site's name, by the first part that has items, and how many titles end with it.
    site_name: Option<String>,
    is_named: bool,
    ending: usize,
    pictures: Pictures,
}

impl Survey {
    /// The next part of a feed.
    pub fn note(&mut self, bytes: &[u8]) {
        let Ok(sniffed) = sniff(bytes) else { return };
        if sniffed.shape == Shape::Feed {
            parse::feed::note_pictures(&sniffed.text, &mut self.pictures);
            self.note_parsed(&parse::feed::headlines(&sniffed.text));
        }
    }

    pub(super) fn note_parsed(&mut self, parsed: &Parsed) {
        self.note_links(parsed);
        if parsed.items.is_empty() || parsed.kind.is_none_or(|kind| !is_titled_alike(kind)) {
            return;
        }
        let titles: Vec<String> = parsed.items.iter().map(|item| safe_line(&item.title)).collect();
        if !std::mem::replace(&mut self.is_named, true) {
            self.site_name = site_name(&parsed.channel, &titles);
        }
        if let Some(name) = self.site_name.as_deref() {
            let ends = |title: &&String| title::without_site_name(title, &[name]).len() < title.len();
            self.ending += titles.iter().filter(ends).count();
        }
    }

    fn note_links(&mut self, parsed: &Parsed) {
        for item in parsed.items.iter().filter(|item| item.wordpress_id.is_none()) {
            let link = item.link.as_deref().unwrap_or("");
            self.links.push((hash(link), hash(&item.title)));
            if self.lead == 0 {
                self.leader = Some(link.to_owned());
            }
            let is_leader = self.leader.as_deref() == Some(link);
            self.lead = if is_leader { self.lead + 1 } else { self.lead - 1 };
        }
        self.items += parsed.items.len();
    }

    /// The pictures of an export, as far as they were noted.
    pub fn take_pictures(&mut self) -> Pictures {
        std::mem::take(&mut self.pictures)
    }

    /// What was gathered, and what is known besides.
    pub fn end(mut self, known: Overview) -> Overview {
        let shared_link = self.shared_link();
        let is_habit = self.items > 2 && self.ending * 2 > self.items;
        let site_names = self.site_name.filter(|_| is_habit).into_iter().collect();
        Overview { shared_link, site_names, ..known }
    }

    /// An address that most items of an input carry, under different titles.
    fn shared_link(&mut self) -> Option<String> {
        let leader = self.leader.take().filter(|link| !link.is_empty())?;
        let link = hash(&leader);
        let mut titles: Vec<u64> = self.links.iter().filter(|(one, _)| *one == link).map(|(_, title)| *title).collect();
        titles.sort_unstable();
        titles.dedup();
        (titles.len() > 1 && titles.len() * 2 > self.items).then_some(leader)
    }
}

/// A feed's site ends most of several titles, or it does not name itself there at all.
fn is_titled_alike(kind: Kind) -> bool {
    !kind.is_one_article() && kind != Kind::BlogText
}

/// The site's name as the channel has it, once junk that it shares with the titles is gone.
fn site_name(found: &FoundChannel, titles: &[String]) -> Option<String> {
    let channel = describe(found, &junk::Verdict::default());
    let witness = crate::article::Witness::default();
    let exhibits = titles.iter().map(|title| Exhibit { title, witness: &witness, elsewhere: &[] }).collect();
    let verdict = junk::judge(&Evidence { channels: vec![&channel], exhibits }, &Known::default());
    describe(found, &verdict).site_name
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
