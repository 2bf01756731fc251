//! What a page says about its article, apart from the text.

use super::gathered::{Gathered, clean};
use super::json_ld::{Graph, text};
use super::{authors, dates};
use crate::article::{Image, Slug, Tag, Timestamp};
use crate::text::html::Element;
use crate::text::tail::without_tail;
use serde_json::Value;

/// Everything but the text.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: String,
    pub link: Option<String>,
    pub shortlink: Option<String>,
    pub wordpress_id: Option<u64>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub authors: Vec<String>,
    pub tags: Vec<Tag>,
    pub comments: Option<u32>,
    pub image: Option<Image>,
    pub excerpt: Option<String>,
    pub site_name: Option<String>,
    pub language: Option<String>,
    /// The page says of itself that it is an article.
    pub is_article: bool,
    /// The article's text as JSON-LD has it: a witness, and a stand-in.
    pub body: Option<String>,
}

impl Metadata {
    pub fn read(page: &Gathered) -> Self {
        let graph = Graph::read(&page.scripts);
        let empty = Value::Null;
        let article = graph.article().unwrap_or(&empty);
        let said = |key: &str| text(article.get(key)).map(|text| clean(&text)).filter(|text| !text.is_empty());
        let web_page = graph.page().unwrap_or(&empty);
        let said_date = |key: &str| said(key).or_else(|| text(web_page.get(key)));
        let site_name = page.meta_of(&["og:site_name"]).or_else(|| graph.site_name().map(|name| clean(&name)));
        let shortlink = page.attribute("rel=shortlink", "href");
        let is_single =
            page.of("body").any(|(_, body)| body.classes().any(|class| matches!(class, "single" | "single-post")));
        let link = page
            .attribute("rel=canonical", "href")
            .or_else(|| page.meta_of(&["og:url"]))
            .or_else(|| said("url"))
            .or_else(|| {
                let main = article.get("mainEntityOfPage");
                text(main).or_else(|| text(main?.get("@id")))
            });
        let title = title(page, said("headline"), site_name.as_deref());
        let names = article.get("author").or_else(|| article.get("creator")).map(|author| graph.names(author));
        Self {
            wordpress_id: wordpress_id(page, shortlink.as_deref()),
            shortlink,
            published: dates::published(
                page,
                said_date("datePublished").or_else(|| said("dateCreated")).as_deref(),
                link.as_deref(),
                &title,
            ),
            title,
            updated: dates::updated(page, said_date("dateModified").as_deref()),
            authors: authors::authors(page, names.unwrap_or_default(), site_name.as_deref()),
            tags: tags(page, article),
            comments: comments(page, article),
            image: image(page, article.get("image").and_then(|image| graph.picture(image))),
            excerpt: said("description")
                .or_else(|| page.meta_of(&["og:description", "description", "twitter:description"])),
            language: page.attribute("html", "lang"),
            is_article: !article.is_null()
                || is_single
                || page.meta_of(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article")),
            body: text(article.get("articleBody")),
            link,
            site_name,
        }
    }
}

/// The headline of JSON-LD or Open Graph, in the form that the page shows it in; else what the page
/// shows, else its `<title>`.
fn title(page: &Gathered, headline: Option<String>, site_name: Option<&str>) -> String {
    let lines = |kind: &str| {
        let places = page.of(kind).map(|(at, _)| at).filter(|at| !names_the_site(page, *at));
        places.map(|at| page.line(at)).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let firsts = lines("h1");
    let named: Vec<String> = page
        .of("title")
        .filter(|(_, element)| matches!(element.name.as_ref(), "h1" | "h2" | "h3" | "div" | "span" | "p"))
        .filter(|(at, _)| !names_the_site(page, *at))
        .map(|(at, _)| page.line(at))
        .filter(|line| !line.is_empty())
        .collect();
    let whole = page
        .of("title")
        .find(|(_, element)| element.name == "title")
        .map(|(at, _)| page.line(at))
        .filter(|line| !line.is_empty());
    let site = site_name.unwrap_or("");
    // Some say there what the page is about, and show its title.
    let is_known = |said: &String| {
        let whole = whole.as_deref().map(str::to_lowercase).unwrap_or_default();
        let words = |text: &str| text.to_lowercase().split(' ').any(|word| word.len() > 3 && whole.contains(word));
        words(said) || !firsts.iter().any(|first| words(first))
    };
    let said =
        headline.filter(is_known).or_else(|| page.meta_of(&["og:title", "twitter:title", "dc.title", "dcterms.title"]));
    let seconds = lines("h2");
    let shown = || named.iter().chain(&firsts).chain(&seconds).filter(|shown| fits(shown, whole.as_deref()));
    let only = || firsts.first().filter(|_| firsts.len() == 1).cloned();
    let title = said
        .or_else(|| lines("itemprop=headline").into_iter().next())
        .or_else(|| shown().max_by_key(|shown| shown.len()).cloned())
        .or_else(only)
        .or_else(|| whole.as_deref().map(without_site))
        .or_else(|| firsts.first().cloned())
        .unwrap_or_default();
    let title = without_head(&without_tail(&title, &[site]), site);
    // What the page shows says where a title ends, and what was cut off it.
    let shown = firsts.iter().chain(&named).find(|shown| is_other_form(&title, shown));
    shown.map_or(title.clone(), |shown| without_tail(shown, &[site]))
}

/// Whether a heading is the site's name, which themes also set in an `h1`: it is called so, or leads to
/// the front page.
fn names_the_site(page: &Gathered, at: usize) -> bool {
    const NAMES: [&str; 8] =
        ["site-title", "site-name", "site-logo", "blog-title", "blog-name", "blogname", "logo", "brand"];
    let Some(heading) = page.element_at(at) else { return false };
    let inside = (at + 1..heading.end).take(4).filter_map(|at| page.element_at(at));
    std::iter::once(heading).chain(inside).any(|element| {
        let is_named = element.classes().chain(element.attribute("id")).any(|name| NAMES.contains(&name));
        let is_home = element.attribute("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "home"));
        is_named || is_home || element.attribute("href").is_some_and(is_front_page)
    })
}

fn is_front_page(href: &str) -> bool {
    let rest = href.split_once("//").map_or(Some(href), |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    rest.is_none_or(|path| path == "/")
}

/// "Ledger | Low water" without the site's name.
fn without_head(title: &str, site: &str) -> String {
    let rest = title.get(..site.len()).filter(|head| !head.is_empty() && head.eq_ignore_ascii_case(site));
    let rest = rest.and_then(|_| title.get(site.len()..)).map(str::trim_start);
    let is_divided = |rest: &&str| rest.starts_with(['|', '»', '·', '•', '–', '—']);
    rest.filter(is_divided)
        .map_or(title.to_owned(), |rest| rest.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned())
}

/// A `<title>` without the site's name behind a sign that stands in no sentence.
fn without_site(title: &str) -> String {
    let cut = [" | ", " » ", " › ", " ‹ ", " • ", " :: ", " · "].iter().filter_map(|sign| title.rfind(sign)).max();
    let head = cut.and_then(|at| title.get(..at)).map(str::trim);
    head.filter(|head| head.chars().count() * 2 > title.chars().count()).unwrap_or(title).to_owned()
}

/// Whether a shown title is part of the page's, or there is none to compare with.
fn fits(shown: &str, whole: Option<&str>) -> bool {
    whole.is_none_or(|whole| {
        let (shown, whole) = (bare(shown), bare(whole));
        shown.chars().count() > 3 && whole.contains(&shown)
    })
}

/// The same title: without a tail, or with what points stand for.
fn is_other_form(title: &str, shown: &str) -> bool {
    let (said, seen) = (bare(title), bare(shown));
    let is_cut = title.ends_with('…') || title.ends_with("...");
    let tail = title.strip_prefix(shown).map(str::trim_start);
    let signs: &[char] = if seen.len() * 2 > said.len() {
        &['|', '-', '–', '—', '»', ':', '·', '•', '/', '(']
    } else {
        &['|', '»', '·', '•']
    };
    let has_tail = tail.is_some_and(|tail| tail.starts_with(signs));
    !seen.is_empty() && said != seen && (is_cut && seen.starts_with(&said) || has_tail)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `?p=N` of the short link, else the classes and ids that WordPress themes write.
fn wordpress_id(page: &Gathered, shortlink: Option<&str>) -> Option<u64> {
    let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
    let short = shortlink.and_then(|link| link.split_once("?p=")).and_then(|(_, rest)| number(rest.split('&').next()?));
    let class = |element: &Element, start: &str| element.classes().find_map(|class| number(class.strip_prefix(start)?));
    let body = || page.of("body").find_map(|(_, body)| class(body, "postid-"));
    let posts = || page.of("article").chain(page.of("post"));
    let post = || posts().find_map(|(_, post)| class(post, "post-"));
    let id = || posts().find_map(|(_, post)| number(post.attribute("id")?.strip_prefix("post-")?));
    short.or_else(body).or_else(post).or_else(id)
}

/// Tags and categories, each once by its slug, names before bare slugs.
fn tags(page: &Gathered, article: &Value) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut add = |tag: Tag| {
        let is_known = |known: &Tag| known.slug == tag.slug || known.name.eq_ignore_ascii_case(&tag.name);
        if !tag.slug.is_empty() && !tags.iter().any(is_known) {
            tags.push(tag);
        }
    };
    for (at, link) in page.of("rel=tag") {
        let name = page.line(at);
        let slug = link
            .attribute("href")
            .and_then(|href| href.split(['?', '#']).next()?.trim_end_matches('/').rsplit('/').next());
        match slug.map(Slug::new).filter(|slug| !slug.is_empty()) {
            Some(slug) if !name.is_empty() => add(Tag { slug, name }),
            _ => add(Tag::named(&name)),
        }
    }
    for (at, _) in page.of("itemprop=keywords").filter(|(_, element)| element.name != "meta") {
        page.line(at).split(',').map(clean).for_each(|name| add(Tag::named(&name)));
    }
    for name in page.metas("article:tag").iter().chain(page.metas("article:section")) {
        add(Tag::named(name));
    }
    for key in ["keywords", "articleSection"] {
        let names: Vec<String> = match article.get(key) {
            Some(Value::String(text)) => text.split(',').map(clean).collect(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(clean).collect(),
            _ => Vec::new(),
        };
        names.iter().filter(|name| !name.is_empty()).take(200).for_each(|name| add(Tag::named(name)));
    }
    let is_single = page.of("body").any(|(_, body)| body.classes().any(|class| class == "single"));
    let is_post = |element: &Element| element.classes().any(|class| matches!(class, "post" | "hentry"));
    if let Some((_, post)) = page.of("article").chain(page.of("post")).find(|(_, post)| is_single && is_post(post)) {
        for class in post.classes() {
            let slug = class.strip_prefix("tag-").or_else(|| class.strip_prefix("category-"));
            slug.map(Slug::new).into_iter().for_each(|slug| add(Tag::slugged(slug)));
        }
    }
    tags
}

fn comments(page: &Gathered, article: &Value) -> Option<u32> {
    let count = |value: &Value| {
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()).and_then(|count| u32::try_from(count).ok())
    };
    let digits = |text: String| {
        // the title that it quotes may have numbers of its own
        let digits: String = text
            .split(['“', '"', '«', '‘'])
            .next()
            .unwrap_or("")
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    };
    let listed = || u32::try_from(page.all("comment").count()).ok().filter(|count| *count > 0);
    let shown = || page.all("comments-title").find_map(|(at, _)| digits(page.line(at)));
    article.get("commentCount").and_then(count).or_else(shown).or_else(listed)
}

/// The lead picture; its caption is that of the figure that shows the same picture.
fn image(page: &Gathered, said: Option<String>) -> Option<Image> {
    let url = said
        .or_else(|| page.meta_of(&["og:image", "og:image:url", "twitter:image", "twitter:image:src"]))
        .or_else(|| page.attribute("post-image", "src"))
        .filter(|url| !url.starts_with("data:"))?;
    let wanted = stem(&url);
    let caption = page.of("figure").find_map(|(at, figure)| {
        let inside = || (at + 1..figure.end).take(200).filter_map(|at| Some((at, page.element_at(at)?)));
        let is_caption = |element: &Element| {
            element.name == "figcaption" || element.classes().any(|class| class == "wp-caption-text")
        };
        inside()
            .find(|(_, inner)| inner.name == "img" && inner.attribute("src").is_some_and(|src| stem(src) == wanted))?;
        let caption = inside().find(|(_, inner)| is_caption(inner)).map(|(at, _)| page.line(at));
        caption.filter(|text| !text.is_empty())
    });
    Some(Image { url, caption })
}

/// A picture's name without its size: `photo-300x200.jpg` is `photo`.
fn stem(url: &str) -> &str {
    let name = url.split(['?', '#']).next().unwrap_or(url).rsplit('/').next().unwrap_or("");
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    match name.rsplit_once('-') {
        Some((name, size)) if size.contains('x') && size.bytes().all(|b| b.is_ascii_digit() || b == b'x') => name,
        _ => name,
    }
}
