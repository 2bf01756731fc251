//! Where titles begin in a flattened feed, and what the site is called.
//!
//! On a line of its own a title begins with the line. After a tail on the same line nothing marks
//! its beginning, so it is found by the words of the article's address, which WordPress makes of
//! the title. Junk before a title belongs to it here: what is junk is for `clean` to say.

use super::{Header, address_start, is_comment_feed, is_picture, tail_address};
use crate::article::Slug;
use std::collections::HashMap;

/// Where the first title begins: after the channel's last address, or on its own line.
pub fn first_title(text: &str, headers: &[Header]) -> usize {
    let Some(first) = headers.first() else { return 0 };
    let line = title_line(text, 0, first.start);
    let zone = after_mark(&text[line..first.start]);
    let start = first.start - zone.len();
    let Some(last) = zone.rfind("http").filter(|_| address_start(zone).is_some()) else { return start };
    let rest = &zone[last..];
    let rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
    let rest = without_size(rest.trim_start());
    first.start - rest.len()
}

/// The width and height of a channel's image, "32 32".
fn without_size(text: &str) -> &str {
    let mut words = text.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(width), Some(height), Some(rest)) if is_size(width) && is_size(height) => rest,
        _ => text,
    }
}

fn is_size(word: &str) -> bool {
    word.len() > 1 && word.parse::<u32>().is_ok_and(|size| size <= 512)
}

/// Where each title begins, and the site's name as the tails of the items have it.
pub fn titles(text: &str, headers: &[Header], first: usize, channel: Option<&str>) -> (Vec<usize>, Option<String>) {
    let zones: Vec<Zone> = headers.windows(2).map(|pair| zone(text, &pair[0], &pair[1])).collect();
    let mut tails: Vec<&str> =
        headers.windows(2).filter_map(|pair| after_picture(&text[pair[0].end..pair[1].start])).collect();
    tails.extend(headers.last().and_then(|last| after_picture(&text[last.end..])));
    let site_name = site_name(&tails, channel);

    let mut junk: HashMap<String, usize> = HashMap::new();
    let known = headers.iter().enumerate().filter_map(|(number, header)| {
        match number.checked_sub(1).and_then(|n| zones.get(n)) {
            None => (number == 0).then(|| (&text[first..header.start], header)),
            Some(Zone::Title(start)) => Some((&text[*start..header.start], header)),
            Some(Zone::AfterPicture(_)) => None,
        }
    });
    for (title, header) in known {
        let before = aligned(title, header.link).map_or("", |at| title[..at].trim());
        if !before.is_empty() {
            *junk.entry(before.to_owned()).or_default() += 1;
        }
    }
    let lead = headers.first().map_or("", |header| shared_beginning(channel.unwrap_or(""), &text[first..header.start]));
    let mut starts = vec![first];
    for (zone, header) in zones.iter().zip(headers.iter().skip(1)) {
        starts.push(match zone {
            Zone::Title(start) => *start,
            Zone::AfterPicture(start) => {
                let rest = &text[*start..header.start];
                let named = site_name
                    .as_deref()
                    .and_then(|name| strip_words(rest, name))
                    .map_or(0, |after| rest.len() - after.len());
                start + named + within(&rest[named..], header.link, &junk, lead)
            }
        });
    }
    (starts, site_name)
}

/// The text before an item's address, as far as its line goes.
enum Zone {
    /// The title begins here.
    Title(usize),
    /// From here on: the site's name, a caption, and somewhere the title.
    AfterPicture(usize),
}

fn zone(text: &str, previous: &Header, next: &Header) -> Zone {
    let line = title_line(text, previous.end, next.start);
    let zone = after_mark(&text[line..next.start]);
    let mut start = next.start - zone.len();
    let mut after_picture = false;
    loop {
        let from = start + tail_address(&text[start..next.start]);
        if from >= next.start {
            break;
        }
        let rest = &text[from..next.start];
        let address = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let rest = rest[address.len()..].trim_start();
        after_picture = is_picture(address);
        start = next.start - rest.len();
        if is_comment_feed(address) {
            let word = rest.split_whitespace().next().unwrap_or("");
            // a title may begin with a number, and then its address does too
            let begins_title = slug_words(next.link).first().is_some_and(|first| first == word);
            if word.parse::<u32>().is_ok() && (!begins_title || repeats(rest, word)) {
                start += word.len();
                start += text[start..].len() - text[start..].trim_start().len();
            }
        }
    }
    if after_picture { Zone::AfterPicture(start) } else { Zone::Title(start) }
}

/// A count followed by a title that begins with the same number.
fn repeats(text: &str, word: &str) -> bool {
    text.split_whitespace().nth(1) == Some(word)
}

/// The beginning of the line that an address stands on; of the line before if it stands alone.
fn title_line(text: &str, from: usize, address: usize) -> usize {
    let before = text[from..address].trim_end();
    from + before.rfind('\n').map_or(0, |at| at + 1)
}

fn after_mark(zone: &str) -> &str {
    let rest = zone.rfind("]]>").map_or(zone, |at| &zone[at + 3..]);
    rest.trim_start()
}

/// What follows the last picture's address on its line.
fn after_picture(region: &str) -> Option<&str> {
    let tail = region.rfind("]]>").map_or(region, |at| &region[at + 3..]);
    let line = tail.lines().rev().find(|line| line.split_whitespace().any(is_picture))?;
    let picture = line.split_whitespace().find(|word| is_picture(word))?;
    Some(line[line.find(picture)? + picture.len()..].trim())
}

/// What the tails begin with and the channel's title ends with; without such a channel, what most
/// of them begin with.
fn site_name(tails: &[&str], channel: Option<&str>) -> Option<String> {
    const MOST_WORDS: usize = 7;
    let words: Vec<Vec<&str>> = tails.iter().map(|tail| tail.split_whitespace().collect()).collect();
    let shared = |prefix: &[&str]| words.iter().filter(|words| words.starts_with(prefix)).count();
    let channel = channel.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    // junk may stand behind the name
    let says = |name: &str, count: usize| channel.ends_with(name) || count > 1 && channel.contains(name);
    for length in (1..=MOST_WORDS).rev() {
        let prefixes = words.iter().filter_map(|words| words.get(..length));
        let named = prefixes.max_by_key(|prefix| (shared(prefix), std::cmp::Reverse(*prefix)));
        if let Some(prefix) = named.filter(|prefix| {
            let count = shared(prefix);
            count * 2 >= tails.len()
                && !is_credit(prefix.last().copied().unwrap_or(""))
                && says(&prefix.join(" "), count)
        }) {
            return Some(prefix.join(" "));
        }
    }
    if tails.len() < 3 {
        return None;
    }
    let mut name: Vec<&str> = Vec::new();
    for length in 1..=MOST_WORDS {
        let prefixes = words.iter().filter_map(|words| words.get(..length));
        let best = prefixes.max_by_key(|prefix| (shared(prefix), std::cmp::Reverse(*prefix)))?;
        if shared(best) * 5 < tails.len() * 4 || is_credit(best.last().copied().unwrap_or("")) {
            break;
        }
        name = best.to_vec();
    }
    (!name.is_empty()).then(|| name.join(" "))
}

/// Words that captions begin with.
fn is_credit(word: &str) -> bool {
    let word = word.trim_start_matches('(').to_lowercase();
    let bare = word.trim_end_matches(':');
    word.ends_with(':')
        || ["photo", "picture", "pictured", "image", "credit", "foto", "bild", "photograph", "photographer", "crédit"]
            .contains(&bare)
}

/// What follows these words at the beginning of a text.
pub fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(words)?;
    rest.is_empty().then_some(rest).or_else(|| rest.starts_with(char::is_whitespace).then(|| rest.trim_start()))
}

/// Where the title begins in a caption followed by a title. The junk that other titles of the feed
/// begin with marks the place; so do the words of the address.
/// Where they do not, because the address is written in other letters, `lead` does, which the first
/// title and the channel's begin with.
fn within(text: &str, link: &str, junk: &HashMap<String, usize>, lead: &str) -> usize {
    let start = aligned(text, link);
    let lead_at = text.rfind(lead).filter(|_| !lead.is_empty());
    if let Some(at) = lead_at.filter(|at| start.is_none_or(|start| at + lead.len() == start)) {
        return at;
    }
    let mut known: Vec<(&String, &usize)> = junk.iter().collect();
    known.sort_by_key(|(text, count)| (std::cmp::Reverse(**count), text.as_str()));
    for (junk, _) in known {
        if let Some(at) = text.find(junk.as_str()).filter(|at| start.is_none_or(|start| *at <= start)) {
            return at;
        }
    }
    start.unwrap_or(0)
}

/// What two titles begin with alike, whole words only.
fn shared_beginning<'a>(a: &str, b: &'a str) -> &'a str {
    let same: usize = b.chars().zip(a.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let end = b[..same].char_indices().rev().find(|(_, c)| !c.is_alphanumeric());
    end.map_or("", |(at, c)| &b[..at + c.len_utf8()])
}

/// The words of an address's last part.
fn slug_words(link: &str) -> Vec<String> {
    let path = link.split(['?', '#']).next().unwrap_or("");
    let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let slug = percent_decoded(slug);
    slug.trim_end_matches(".html").split(['-', '_']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn percent_decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
        .next()
        .map_or_else(String::new, |(text, _)| text.into_owned())
}

/// Words and where they begin.
fn placed_words(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let placed = text.split(char::is_whitespace).map(|word| {
        let start = at;
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (start, word)
    });
    placed.filter(|(_, word)| !word.is_empty()).collect()
}

/// Where the words of the address begin in a text that ends with the title: taken from the end,
/// each word at its last place. Words that the address lacks before a capital belong to the title.
fn aligned(text: &str, link: &str) -> Option<usize> {
    let slug = slug_words(link);
    let words: Vec<(usize, &str)> = placed_words(text);
    let keys: Vec<Vec<String>> =
        words.iter().map(|(_, word)| Slug::from_name(word).as_str().split('-').map(str::to_owned).collect()).collect();
    let (mut place, mut matched) = (words.len(), 0);
    for wanted in slug.iter().rev() {
        // two words of the address may stand in one word of the title ("fast-track")
        let upper = if place < words.len() && keys[place].contains(wanted) { place + 1 } else { place };
        if let Some(found) = keys[..upper].iter().rposition(|key| key.contains(wanted)) {
            place = found;
            matched += 1;
        }
    }
    if matched == 0 || matched * 5 < slug.len() * 2 {
        return None;
    }
    let is_small = |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    let opens = |at: usize| !is_small(words[at].1);
    let first = (0..=place).rev().take(8).find(|at| opens(*at)).unwrap_or(place);
    words.get(first).map(|(at, _)| *at)
}
