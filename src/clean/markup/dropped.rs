//! Which elements go, content and all, and by which rule.

use crate::article::count_words;
use crate::clean::rules;
use crate::text::html::{Element, Node, Tree};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Class or id to rule: share, related, newsletter and comment boxes and the like.
static BOXES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let file = include_str!("../../../assets/rules/boxes.txt");
    rules::pairs(file).flat_map(|(rule, names)| names.split_whitespace().map(move |name| (name, rule))).collect()
});

/// The rule that takes the element at `at` out, if one does.
pub(super) fn rule(tree: &Tree, at: usize, element: &Element) -> Option<&'static str> {
    let by_name = match element.name.as_ref() {
        "script" => Some("script"),
        "style" => Some("style"),
        "noscript" => Some("noscript"),
        "template" => Some("template"),
        "title" => Some("page-title"),
        "iframe" | "frame" | "frameset" | "noframes" => Some("iframe"),
        "embed" | "noembed" | "object" | "applet" | "audio" | "video" | "canvas" | "svg" | "math" | "map" => {
            Some("embed")
        }
        "button" | "input" | "select" | "textarea" | "datalist" => Some("form"),
        // Some systems wrap a whole page in one form.
        "form" if count_words(&tree.text(at + 1..element.end)) < 150 => Some("form"),
        "nav" => Some("navigation"),
        _ => None,
    };
    by_name.or_else(|| by_box(element)).or_else(|| is_hidden(tree, at, element).then_some("hidden"))
}

fn by_box(element: &Element) -> Option<&'static str> {
    if matches!(element.name.as_ref(), "html" | "body" | "article" | "main") {
        return None;
    }
    element
        .classes()
        .chain(element.attribute("id"))
        .find_map(|name| BOXES.get(name.to_ascii_lowercase().as_str()).copied())
}

fn is_hidden(tree: &Tree, at: usize, element: &Element) -> bool {
    if element.attribute("hidden").is_some() {
        return true;
    }
    if element.attribute("aria-hidden").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        // A decoration for the eye; a picture is still a picture.
        return element.name != "img" && !holds(tree, at, element, "img");
    }
    element.attribute("style").is_some_and(hides)
}

fn holds(tree: &Tree, at: usize, element: &Element, name: &str) -> bool {
    let inside = tree.nodes.get(at + 1..element.end).unwrap_or_default();
    inside.iter().any(|node| matches!(node, Node::Element(element) if element.name == name))
}

/// Not shown at all, or pushed off the page, as spam in hijacked sites is.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim();
        let far_off =
            value.strip_prefix('-').is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() >= 3);
        match property.trim().to_ascii_lowercase().as_str() {
            "display" => value.eq_ignore_ascii_case("none"),
            "visibility" => value.eq_ignore_ascii_case("hidden"),
            "left" | "top" | "right" | "text-indent" | "margin-left" => far_off,
            "font-size" => matches!(value, "0" | "0px" | "0pt" | "0em"),
            _ => false,
        }
    })
}

/// A picture of a pixel or two counts readers and shows nothing.
pub(super) fn is_pixel(element: &Element) -> bool {
    let tiny = |value: &str| value.trim().trim_end_matches("px").parse::<u32>().is_ok_and(|size| size <= 2);
    let side = |name: &str| {
        element.attribute(name).or_else(|| {
            let declarations = element.attribute("style")?.split(';');
            declarations
                .filter_map(|d| d.split_once(':'))
                .find(|(property, _)| property.trim() == name)
                .map(|(_, value)| value)
        })
    };
    side("width").is_some_and(tiny) && side("height").is_some_and(tiny)
}
