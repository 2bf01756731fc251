//! Which elements of a page are the entries of a list.
//!
//! WordPress marks its posts (`hentry`, `post-123`, `wp-block-post`); on other sites entries are
//! elements of one shape, a name and classes, that come again and again, each around one headline
//! that leads elsewhere. What was found is written down by its shape, so that one entry alone is
//! found again.

use super::entry::{self, headline};
use super::spot::{Markup, Spot};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The shape of posts as WordPress marks them, whatever their element is.
const POST: &str = "hentry";
/// Elements of one shape that are fewer are no list.
const FEWEST: usize = 3;
/// So many shapes of entries has a page at most.
const MOST_SHAPES: usize = 8;

/// Elements that are entries, in order, none within another.
pub(super) struct Entries<'p> {
    /// How to find them again.
    pub shapes: Vec<String>,
    pub spots: Vec<Spot<'p>>,
}

/// The entries of these shapes that begin in this part of the source.
pub(super) fn of_shapes<'p>(page: &'p Markup, shapes: &[String], part: &Range<usize>) -> Entries<'p> {
    let shapes: Vec<String> = shapes.iter().take(MOST_SHAPES).cloned().collect();
    let wanted: Vec<Vec<&str>> = shapes.iter().map(|shape| shape.split_ascii_whitespace().collect()).collect();
    let fits = |spot: Spot, shape: &[&str]| match shape {
        [POST] => is_post(spot),
        [name, classes @ ..] => {
            spot.name() == *name && classes.iter().all(|class| spot.classes().any(|own| own == *class))
        }
        [] => false,
    };
    let found: Vec<Spot> = page
        .elements()
        .filter(|spot| part.contains(&spot.source().start) && wanted.iter().any(|shape| fits(*spot, shape)))
        .filter(|spot| !is_beside(*spot) && headline(*spot).is_some())
        .collect();
    Entries { shapes, spots: unwrapped(&found) }
}

/// Posts as WordPress marks them.
pub(super) fn posts<'p>(page: &'p Markup) -> Entries<'p> {
    of_shapes(page, &[POST.to_owned()], &(0..page.len()))
}

/// Elements that come again and again, each with a headline.
pub(super) fn repeated<'p>(page: &'p Markup) -> Entries<'p> {
    let mut by_shape: BTreeMap<String, (BTreeSet<&str>, Spot)> = BTreeMap::new();
    for (spot, link) in headed(page) {
        if let Some(shape) = shape(spot) {
            by_shape.entry(shape).or_insert((BTreeSet::new(), spot)).0.insert(link);
        }
    }
    let mut shapes: Vec<(String, usize, Spot)> =
        by_shape.into_iter().map(|(shape, (links, first))| (shape, links.len(), first)).collect();
    shapes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    shapes.truncate(MOST_SHAPES);
    // The lead story of a front page has a shape of its own, and more to it than a headline.
    let tells =
        |spot: Spot| entry::read(page, spot).is_some_and(|item| item.excerpt.is_some() || item.published.is_some());
    let is_list = shapes.first().is_some_and(|(_, count, _)| *count >= FEWEST);
    shapes.retain(|(_, count, first)| is_list && (*count >= FEWEST || tells(*first)));
    of_shapes(page, &shapes.into_iter().map(|(shape, _, _)| shape).collect::<Vec<_>>(), &(0..page.len()))
}

/// For each heading with a link, the largest element that holds no other such heading and has a
/// shape; and where the link leads.
fn headed<'p>(page: &'p Markup) -> Vec<(Spot<'p>, &'p str)> {
    let linked = |heading: Spot<'p>| {
        let inside = heading.inside().find(|spot| spot.name() == "a");
        let link = inside.or_else(|| heading.ancestors().take(3).find(|spot| spot.name() == "a"));
        link.and_then(|link| link.attribute("href")).filter(|href| !href.is_empty() && !href.starts_with('#'))
    };
    let headings: Vec<(Spot, &str)> = page
        .elements()
        .filter(|spot| spot.is_heading() && !is_beside(*spot))
        .filter_map(|spot| Some((spot, linked(spot)?)))
        .collect();
    let places: Vec<usize> = headings.iter().map(|(spot, _)| spot.at).collect();
    let holds_one = |spot: &Spot| {
        let after = |at: usize| places.partition_point(|place| *place < at);
        after(spot.end()) - after(spot.at) == 1
    };
    let entry = |heading: Spot<'p>| {
        let around = heading.ancestors().take_while(holds_one).filter(|spot| shape(*spot).is_some());
        around.filter(|spot| !matches!(spot.name(), "html" | "body" | "main")).last()
    };
    headings.into_iter().filter_map(|(heading, link)| Some((entry(heading)?, link))).collect()
}

/// Name and classes, without those that count or alternate; `None` where these tell nothing.
fn shape(spot: Spot) -> Option<String> {
    let counts = |class: &str| {
        class.bytes().any(|b| b.is_ascii_digit())
            || matches!(class, "odd" | "even" | "alt" | "first" | "last" | "sticky" | "active" | "clearfix")
            || ["tag-", "category-", "format-", "author-", "status-"].iter().any(|start| class.starts_with(start))
    };
    let classes: BTreeSet<&str> = spot.classes().filter(|class| !counts(class)).take(6).collect();
    let tells = !classes.is_empty() && matches!(spot.name(), "div" | "li" | "section" | "a" | "tr" | "dl" | "header");
    (spot.name() == "article" || tells).then(|| {
        let mut shape = spot.name().to_owned();
        for class in classes {
            shape.push(' ');
            shape.push_str(class);
        }
        shape
    })
}

/// `get_post_class` of WordPress, the hAtom and h-entry microformats, `id="post-123"`.
fn is_post(spot: Spot) -> bool {
    !matches!(spot.name(), "html" | "body" | "main")
        && (spot.has_class(&["hentry", "h-entry", "wp-block-post", "type-post"])
            || spot.name() == "article" && spot.has_class(&["post"])
            || spot.names().any(|name| post_number(name).is_some()))
}

/// The number in `post-123`.
pub(super) fn post_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("post-")?;
    digits.parse().ok().filter(|number| *number > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// What stands beside a list: menus, side columns, related articles, readers' comments.
fn is_beside(spot: Spot) -> bool {
    const NAMES: [&str; 30] = [
        "sidebar",
        "secondary",
        "widget",
        "widget-area",
        "footer",
        "site-footer",
        "colophon",
        "menu",
        "navigation",
        "nav",
        "related",
        "related-posts",
        "relatedposts",
        "related-articles",
        "related-content",
        "jp-relatedposts",
        "yarpp",
        "yarpp-related",
        "more-from",
        "read-next",
        "recommended",
        "most-read",
        "most-popular",
        "popular",
        "popular-posts",
        "recent-posts",
        "trending",
        "comments",
        "comment-list",
        "commentlist",
    ];
    std::iter::once(spot).chain(spot.ancestors()).any(|around| {
        matches!(around.name(), "nav" | "aside" | "footer" | "form" | "dialog" | "blockquote" | "head")
            || around.name() != "body" && around.names().any(|name| NAMES.contains(&name))
    })
}

/// No honest page lists more.
const MOST: usize = 2_000;

/// Elements with two or more of the others in them only hold these together; of one within
/// another the outer one counts.
fn unwrapped<'p>(found: &[Spot<'p>]) -> Vec<Spot<'p>> {
    let mut kept: Vec<Spot> = Vec::new();
    for (n, spot) in found.iter().enumerate() {
        let inside = found[n + 1..].partition_point(|other| other.at < spot.end());
        if kept.len() == MOST {
            break;
        }
        if inside < 2 && kept.last().is_none_or(|last| !last.contains(*spot)) {
            kept.push(*spot);
        }
    }
    kept
}
