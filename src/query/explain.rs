//! How a query was understood, in plain English, on one line.

use super::tree::{Ending, Filter, Node, Scope, State, Text, Thing, Value};

/// Longer explanations say that there is more.
const MAX_PARTS: usize = 12;

/// The forms that a word stands for, where they are known.
type Forms<'a> = &'a dyn Fn(&Text) -> Option<String>;

/// Parts divided by ` · `; a part is a word, a phrase or a filter.
pub(super) fn understood(root: &Node, forms: Forms) -> String {
    match root {
        Node::And(nodes) => {
            let mut parts: Vec<String> = nodes.iter().take(MAX_PARTS).map(|node| part(node, false, forms)).collect();
            if nodes.len() > MAX_PARTS {
                parts.push(format!("and {} more", nodes.len() - MAX_PARTS));
            }
            parts.join(" · ")
        }
        node => part(node, true, forms),
    }
}

fn part(node: &Node, outermost: bool, forms: Forms) -> String {
    match node {
        Node::And(nodes) => bracketed(nodes, " and ", outermost),
        Node::Or(nodes) => bracketed(nodes, " or ", outermost),
        Node::Not(node) => format!("not {}", part(node, false, &|_| None)),
        Node::Text(text) => in_scope(text, &forms(text).unwrap_or_else(|| words(text))),
        Node::Filter(filter) => condition(filter),
    }
}

fn bracketed(nodes: &[Node], between: &str, outermost: bool) -> String {
    let mut parts: Vec<String> = nodes.iter().take(MAX_PARTS).map(|node| part(node, false, &|_| None)).collect();
    if nodes.len() > MAX_PARTS {
        parts.push("…".to_owned());
    }
    let joined = parts.join(between);
    if outermost { joined } else { format!("({joined})") }
}

fn words(text: &Text) -> String {
    let mut words = text.words.iter().take(MAX_PARTS).cloned().collect::<Vec<_>>().join(" ");
    if text.words.len() > MAX_PARTS || text.ending != Ending::Whole {
        words.push('…');
    }
    if text.quoted || text.words.len() > 1 {
        words = format!("“{words}”");
    }
    words
}

fn in_scope(text: &Text, words: &str) -> String {
    match text.scope {
        Scope::Anywhere => words.to_owned(),
        Scope::Title => format!("{words} in the title"),
        Scope::Body => format!("{words} in the text"),
    }
}

fn condition(filter: &Filter) -> String {
    match filter {
        Filter::Tag(value) => format!("tag {}", named(value)),
        Filter::Author(value) => format!("by {}", named(value)),
        Filter::Source(value) => format!("in the source {}", named(value)),
        Filter::Published(period) => period.described(),
        Filter::Lately(relative) => relative.described(),
        Filter::Is(State::Read) => "read".to_owned(),
        Filter::Is(State::Unread) => "unread".to_owned(),
        Filter::Is(State::Starred) => "starred".to_owned(),
        Filter::Has(Thing::Note) => "with a note".to_owned(),
        Filter::Has(Thing::Image) => "with a picture".to_owned(),
        Filter::Has(Thing::Tag) => "with a tag".to_owned(),
    }
}

fn named(value: &Value) -> String {
    if value.ending == Ending::Whole { value.text.clone() } else { format!("{}…", value.text) }
}
