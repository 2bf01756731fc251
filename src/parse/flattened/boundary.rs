//! Where titles begin in a flattened feed, and what the site is called.
//!
//! On a line of its own a title begins with the line. After a tail on the same line nothing marks
//! its beginning, so it is found by the words of the article's address, which WordPress makes of
//! the title. Junk before a title belongs to it here: what is junk is for `clean` to say.

use super::header::{self, Header, is_generator};
use super::region::{address_start, strip_words, tail_address};
use super::{is_comment_feed, is_picture, slug};
use std::collections::HashMap;

/// Where the first title begins: behind all that the channel says, or on its own line.
pub fn first_title(text: &str, headers: &[Header]) -> usize {
    let Some(first) = headers.first() else { return 0 };
    let line = title_line(text, 0, first.start);
    let zone = after_mark(&text[line..first.start]);
    let rest = after_channel(zone);
    let start = first.start - rest.len();
    // a text that begins inside an item has its tail here, and may have a caption in it
    let has_picture = zone.split_whitespace().any(is_picture) && !zone.contains("/?v=") && rest.len() < zone.len();
    if has_picture { start + slug::title_start(rest, first.link).unwrap_or(0) } else { start }
}

/// What follows the last address that the channel says; a title may have some in it.
fn after_channel(zone: &str) -> &str {
    const MOST_CITED: usize = 8;
    let addresses = zone.match_indices("http").filter(|(at, _)| address_start(&zone[*at..]) == Some(0));
    let addresses: Vec<&str> = addresses.map(|(at, _)| &zone[at..]).collect();
    let Some(last) = addresses.last() else { return without_channel(zone) };
    let is_of_channel = |text: &&&str| {
        let address = text.split_whitespace().next().unwrap_or("");
        let after = after_word(text);
        is_generator(address) || is_picture(address) || is_comment_feed(address) || without_channel(after) != after
    };
    let own = addresses.iter().rev().take(MOST_CITED).find(is_of_channel).unwrap_or(last);
    let rest = without_channel(after_word(own));
    // a generator that does not name itself
    let is_open = rest.starts_with("http") && !zone.contains("/?v=");
    if is_open { without_channel(after_word(rest)) } else { rest }
}

fn after_word(text: &str) -> &str {
    text[text.find(char::is_whitespace).unwrap_or(text.len())..].trim_start()
}

/// What follows the channel's date, language, period and frequency, and its picture's "32 32".
fn without_channel(text: &str) -> &str {
    let after_date = header::last_date(text).map_or(text, |end| text[end..].trim_start());
    let mut rest = after_date;
    let mut word = || {
        let word = rest.split_whitespace().next().unwrap_or("");
        rest = rest[word.len()..].trim_start();
        (word, rest)
    };
    let (first, after_first) = word();
    let (second, after_second) = word();
    let (third, after_third) = word();
    let has_language = header::is_language(first);
    if is_size(first) && is_size(second) {
        after_second
    } else if has_language && header::is_period(second) && third.parse::<u32>().is_ok() {
        after_third
    } else if header::is_period(first) && second.parse::<u32>().is_ok() {
        after_second
    } else if has_language && after_date.len() < text.len() {
        after_first
    } else {
        after_date
    }
}

fn is_size(word: &str) -> bool {
    word.len() > 1 && word.parse::<u32>().is_ok_and(|size| size <= 512)
}

/// Where each title begins, and the site's name as the tails of the items have it.
pub fn titles(text: &str, headers: &[Header], first: usize, channel: Option<&str>) -> (Vec<usize>, Option<String>) {
    let channel = channel.unwrap_or("");
    let zones: Vec<Zone> = headers.windows(2).map(|pair| zone(text, &pair[0], &pair[1], channel)).collect();
    let last = headers.last().and_then(|last| after_picture(&text[last.end..]));
    let between = headers.windows(2).filter_map(|pair| after_picture(&text[pair[0].end..pair[1].start]));
    let tails: Vec<&str> = between.chain(last).collect();
    let mut open = zones.iter().zip(headers.iter().skip(1)).filter_map(|(zone, header)| match zone {
        Zone::Open(start) => credited(&text[*start..header.start], channel),
        Zone::Title(_) => None,
    });
    let site_name = site_name(&tails, channel).or_else(|| open.next().map(str::to_owned));

    let first_title = headers.first().map(|header| (&text[first..header.start], header));
    let parted = zones.iter().zip(headers.iter().skip(1)).filter_map(|(zone, header)| match zone {
        Zone::Title(start) => Some((&text[*start..header.start], header)),
        Zone::Open(_) => None,
    });
    let evidence = Evidence {
        junk: junk(first_title.into_iter().chain(parted)),
        lead: first_title.map_or("", |(title, _)| shared_beginning(channel, title)),
        site_name: site_name.as_deref(),
        captions: last.into_iter().map(|tail| without_name(tail, site_name.as_deref())).collect(),
    };
    let starts = zones.iter().zip(headers.windows(2)).map(|(zone, pair)| match zone {
        Zone::Title(start) => *start,
        Zone::Open(start) => {
            let rest = &text[*start..pair[1].start];
            let after_name = without_name(rest, site_name.as_deref());
            let next = headers.partition_point(|header| header.start <= pair[1].start);
            let own_text = &text[pair[1].end..headers.get(next).map_or(text.len(), |next| next.start)];
            start + rest.len() - after_name.len() + evidence.within(after_name, pair[1].link, own_text)
        }
    });
    (std::iter::once(first).chain(starts).collect(), site_name)
}

fn without_name<'a>(text: &'a str, site_name: Option<&str>) -> &'a str {
    site_name.and_then(|name| strip_words(text, name)).unwrap_or(text)
}

/// What stands before the words of the address in titles whose beginning is known, the commonest
/// first.
fn junk<'a>(titles: impl Iterator<Item = (&'a str, &'a Header<'a>)>) -> Vec<&'a str> {
    const MOST: usize = 20;
    let mut junk: HashMap<&str, usize> = HashMap::new();
    for (title, header) in titles {
        let before = slug::title_start(title, header.link).map_or("", |at| title[..at].trim());
        if !before.is_empty() {
            *junk.entry(before).or_default() += 1;
        }
    }
    let mut known: Vec<(&str, usize)> = junk.into_iter().collect();
    known.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    known.into_iter().take(MOST).map(|(text, _)| text).collect()
}

/// The text before an item's address, as far as its line goes.
enum Zone {
    /// The title begins here.
    Title(usize),
    /// From here on: a caption or the text of the item before, and somewhere the title.
    Open(usize),
}

fn zone(text: &str, previous: &Header, next: &Header, channel: &str) -> Zone {
    /// A line that is longer holds text before the title, in bytes.
    const LONGEST_TITLE: usize = 400;
    let line = title_line(text, previous.end, next.start);
    let zone = after_mark(&text[line..next.start]);
    let mut start = next.start - zone.len();
    let mut is_open = line == previous.end && zone.len() > LONGEST_TITLE || credited(zone, channel).is_some();
    loop {
        let from = start + tail_address(&text[start..next.start]);
        if from >= next.start {
            break;
        }
        let rest = &text[from..next.start];
        let address = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let rest = rest[address.len()..].trim_start();
        start = next.start - rest.len();
        is_open = is_picture(address);
        if is_comment_feed(address) {
            let word = rest.split_whitespace().next().unwrap_or("");
            // a title may begin with a number, and then its address does too
            let begins_title = slug::slug_words(next.link).first().is_some_and(|first| first == word);
            if word.parse::<u32>().is_ok() && (!begins_title || repeats(rest, word)) {
                start += word.len();
                start += text[start..].len() - text[start..].trim_start().len();
            }
            is_open = credited(&text[start..next.start], channel).is_some();
        }
    }
    if is_open { Zone::Open(start) } else { Zone::Title(start) }
}

/// The words that the channel's title ends in behind a dash or bar, where a text begins with them:
/// the credit of a picture whose address is lost.
fn credited<'a>(text: &str, channel: &'a str) -> Option<&'a str> {
    let marks = [" - ", " – ", " — ", " | ", " » "];
    let names = marks.iter().filter_map(|mark| channel.split_once(mark)).map(|(_, name)| name.trim());
    names.filter(|name| name.len() > 3 && text.starts_with(name)).max_by_key(|name| name.len())
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

/// What follows the last end of a text: of its CDATA section, or of a paragraph that kept its tags.
fn after_mark(zone: &str) -> &str {
    let ends = ["]]>", "</p>", "</div>", "</ul>", "</ol>", "</blockquote>", "</figure>", "</table>"];
    let last = ends.iter().filter_map(|end| zone.rfind(end).map(|at| at + end.len())).max();
    zone[last.unwrap_or(0)..].trim_start()
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
fn site_name(tails: &[&str], channel: &str) -> Option<String> {
    const MOST_WORDS: usize = 7;
    let channel = channel.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shared: HashMap<Vec<&str>, usize> = HashMap::new();
    for tail in tails {
        let words: Vec<&str> = tail.split_whitespace().take(MOST_WORDS).collect();
        for length in 1..=words.len() {
            *shared.entry(words[..length].to_vec()).or_default() += 1;
        }
    }
    shared.retain(|words, _| !is_credit(words.last().copied().unwrap_or("")));
    // junk may stand behind the name
    let says = |name: &str, count: usize| channel.ends_with(name) || count > 1 && channel.contains(name);
    let said = shared.iter().filter(|(words, count)| **count * 2 >= tails.len() && says(&words.join(" "), **count));
    let longest = |a: &(&Vec<&str>, &usize), b: &(&Vec<&str>, &usize)| {
        (a.0.len(), a.1).cmp(&(b.0.len(), b.1)).then_with(|| b.0.cmp(a.0))
    };
    if let Some((words, _)) = said.max_by(longest) {
        return Some(words.join(" "));
    }
    let common = shared.iter().filter(|(_, count)| tails.len() > 2 && **count * 5 >= tails.len() * 4);
    common.max_by(longest).map(|(words, _)| words.join(" "))
}

/// Words that captions begin with.
fn is_credit(word: &str) -> bool {
    let word = word.trim_start_matches('(').to_lowercase();
    let bare = word.trim_end_matches(':');
    word.ends_with(':')
        || word.contains('：')
        || ["photo", "picture", "pictured", "image", "credit", "foto", "bild", "photograph", "photographer", "crédit"]
            .contains(&bare)
}

/// What tells a title from a caption before it.
struct Evidence<'a> {
    /// What titles of the feed begin with that their addresses lack.
    junk: Vec<&'a str>,
    /// What the first title and the channel's begin with.
    lead: &'a str,
    site_name: Option<&'a str>,
    /// Captions known from elsewhere.
    captions: Vec<&'a str>,
}

impl Evidence<'_> {
    /// Where the title begins in a text that ends with it; at its beginning if nothing tells.
    fn within(&self, text: &str, link: &str, own_text: &str) -> usize {
        if let Some(at) = self.named_by_tail(text, own_text) {
            return at;
        }
        let start = slug::title_start(text, link);
        let lead_at = text.rfind(self.lead).filter(|_| !self.lead.is_empty());
        if let Some(at) = lead_at.filter(|at| start.is_none_or(|start| at + self.lead.len() == start)) {
            return at;
        }
        let mut junk = self.junk.iter().filter_map(|junk| text.find(junk));
        let known = junk.find(|at| start.is_none_or(|start| *at <= start)).or(start);
        known.or_else(|| self.after_caption(text)).unwrap_or_else(|| {
            let prose = last_sentence(text).unwrap_or(0);
            let rest = without_name(&text[prose..], self.site_name);
            text.len() - rest.len() + self.after_caption(rest).unwrap_or(0)
        })
    }

    /// The article's own feed tail says its title, and the site's name soon after it.
    fn named_by_tail(&self, text: &str, own_text: &str) -> Option<usize> {
        const KEY: usize = 12;
        const PLACES: usize = 4;
        let site = self.site_name?;
        let title = text.trim_end();
        let key = &title[title.ceil_char_boundary(title.len().saturating_sub(KEY))..];
        let places = own_text.match_indices(key).take(PLACES).filter_map(|(at, _)| {
            let end = at + key.len();
            let after = &own_text[end..own_text.floor_char_boundary(end + 80)];
            let same = title.chars().rev().zip(own_text[..end].chars().rev()).take_while(|(a, b)| a == b);
            let named = &title[title.len() - same.map(|(c, _)| c.len_utf8()).sum::<usize>()..];
            let start = title.len() - named.trim_start().len();
            let begins_word = title[..start].chars().next_back().is_none_or(char::is_whitespace);
            (after.contains(site) && begins_word && key.len() + 4 > KEY).then_some(start)
        });
        places.min()
    }

    /// Behind a caption that stands elsewhere too, or behind a credit where a quotation opens.
    fn after_caption(&self, text: &str) -> Option<usize> {
        let known = self.captions.iter().filter(|caption| !caption.is_empty());
        let rest = known.filter_map(|caption| strip_words(text, caption)).find(|rest| !rest.is_empty());
        if let Some(rest) = rest {
            return Some(text.len() - rest.len());
        }
        let first = text.split_whitespace().next().filter(|word| is_credit(word))?;
        let opened = text.match_indices(char::is_whitespace).take(8).find_map(|(at, space)| {
            let next = &text[at + space.len()..];
            next.starts_with(['«', '“', '„', '‘', '「', '『', '"']).then_some(at + space.len())
        });
        opened.filter(|at| *at > first.len())
    }
}

/// Prose before a title, and nothing that parts them: its last sentence ends before the title.
fn last_sentence(text: &str) -> Option<usize> {
    const LONGEST_CAPTION: usize = 400;
    let is_prose = text.len() > LONGEST_CAPTION;
    let text = text.trim_end();
    let ends = [". ", "! ", "? ", ".” ", "。", "！", "？", "؟ "];
    let place = ends.iter().filter_map(|end| text.rfind(end).map(|at| at + end.len())).max();
    place.filter(|at| is_prose && *at < text.len())
}

/// What two titles begin with alike, whole words only.
fn shared_beginning<'a>(a: &str, b: &'a str) -> &'a str {
    let same: usize = b.chars().zip(a.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let end = b[..same].char_indices().rev().find(|(_, c)| !c.is_alphanumeric());
    end.map_or("", |(at, c)| &b[..at + c.len_utf8()])
}
