//! schema.org data in a page (`<script type="application/ld+json">`): one object, a list, or a
//! `@graph` whose nodes name each other by `@id`.

use serde_json::Value;
use std::collections::HashMap;

/// All nodes of a page's JSON-LD.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Value>,
}

/// More nodes than that are no page's.
const MOST_NODES: usize = 5_000;
/// Nor is more text than that, in bytes.
const LARGEST: usize = 2 << 20;

impl Graph {
    /// Reads the scripts that are valid JSON, line feeds in strings and last commas aside; others are
    /// passed over.
    pub fn read(scripts: &[String]) -> Self {
        let mut nodes = Vec::new();
        let mut budget = LARGEST;
        for script in scripts {
            let Some(left) = budget.checked_sub(script.len()) else { break };
            budget = left;
            let Some(value) = parsed(script) else { continue };
            let mut open = vec![value];
            while let Some(value) = open.pop() {
                match value {
                    Value::Array(list) => open.extend(list.into_iter().rev()),
                    Value::Object(mut map) if nodes.len() < MOST_NODES => {
                        for inner in ["@graph", "mainEntity"] {
                            if let Some(inner) = map.remove(inner) {
                                open.push(inner);
                            }
                        }
                        nodes.push(Value::Object(map));
                    }
                    _ => {}
                }
            }
        }
        Self { nodes }
    }

    /// The article, if the page says it has one.
    pub fn article(&self) -> Option<&Value> {
        let is_article = |kind: &str| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report";
        let of_type = self.nodes.iter().find(|node| has_type(node, is_article));
        of_type.or_else(|| {
            self.nodes.iter().find(|node| node.get("headline").is_some() && node.get("datePublished").is_some())
        })
    }

    /// What the page says of itself beside an article, if it says when it was published.
    pub fn page(&self) -> Option<&Value> {
        let is_page = |kind: &str| matches!(kind, "WebPage" | "ItemPage" | "AboutPage" | "FAQPage");
        self.nodes.iter().find(|node| has_type(node, is_page) && node.get("datePublished").is_some())
    }

    /// The site's name.
    pub fn site_name(&self) -> Option<String> {
        let publisher = self.article().and_then(|article| article.get("publisher"));
        let site = self.nodes.iter().find(|node| has_type(node, |kind| kind == "WebSite"));
        site.and_then(|site| text(site.get("name"))).or_else(|| self.names(publisher?).into_iter().next())
    }

    /// The names of persons: text, an object, a reference, or a list of these.
    pub fn names(&self, value: &Value) -> Vec<String> {
        let by_id: HashMap<&str, &Value> =
            self.nodes.iter().filter_map(|node| Some((node.get("@id")?.as_str()?, node))).rev().collect();
        let list = if let Value::Array(list) = value { list.as_slice() } else { std::slice::from_ref(value) };
        list.iter()
            .filter_map(|person| {
                let known = person.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id).copied());
                let name = |person: &Value| text(person.get("name")).or_else(|| text(person.get("name")?.get(0)));
                text(Some(person)).or_else(|| name(person)).or_else(|| name(known?))
            })
            .collect()
    }

    /// The address of a picture: text, an object, a reference, or the first of a list.
    pub fn picture(&self, value: &Value) -> Option<String> {
        let first = value.as_array().map_or(Some(value), |list| list.first())?;
        let id = first.get("@id").and_then(Value::as_str);
        let known =
            id.and_then(|id| self.nodes.iter().find(|node| node.get("@id").and_then(Value::as_str) == Some(id)));
        let url = |node: &Value| text(node.get("url")).or_else(|| text(node.get("contentUrl")));
        text(Some(first)).or_else(|| url(first)).or_else(|| url(known?))
    }
}

/// Comment and CDATA marks around it do not count; line feeds stand where only `\n` may, commas where
/// nothing follows.
fn parsed(script: &str) -> Option<Value> {
    let start = script.find(['{', '['])?;
    let end = script.rfind(['}', ']'])? + 1;
    let json = script.get(start..end)?;
    let plain = || json.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(json).ok().or_else(|| serde_json::from_str(&without_last_commas(&plain())).ok())
}

/// JSON without commas after the last of a list's or an object's members, as scripts may have them.
fn without_last_commas(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut is_text, mut is_escaped) = (false, false);
    for c in json.chars() {
        if !is_text && matches!(c, '}' | ']') {
            let end = out.trim_end().len();
            if out[..end].ends_with(',') {
                out.truncate(end - 1);
            }
        }
        out.push(c);
        is_text ^= c == '"' && !is_escaped;
        is_escaped = is_text && c == '\\' && !is_escaped;
    }
    out
}

/// A text value that says something.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    value?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn has_type(node: &Value, wanted: impl Fn(&str) -> bool) -> bool {
    match node.get("@type") {
        Some(Value::String(kind)) => wanted(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(wanted),
        _ => false,
    }
}
