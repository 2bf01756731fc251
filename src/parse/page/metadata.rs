//! What a page says about its article, apart from the text.

use super::json_ld::{Graph, text};
use crate::article::{Image, Slug, Tag, Timestamp};
use crate::parse::date::date;
use crate::text::tail::without_tail;
use crate::text::{decode_entities, safe_line};
use scraper::{ElementRef, Html, Selector};
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
}

/// The elements that a CSS selector finds; none if the selector is wrong.
pub(super) fn select<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(css).map(|selector| page.select(&selector).collect()).unwrap_or_default()
}

/// The text of an element on one line.
pub(super) fn line(element: ElementRef) -> String {
    clean(&element.text().collect::<String>())
}

/// Entities that were escaped twice are common in metadata.
fn clean(text: &str) -> String {
    safe_line(&decode_entities(text))
}

fn attribute(page: &Html, css: &str, name: &str) -> Option<String> {
    select(page, css)
        .into_iter()
        .filter_map(|element| element.value().attr(name))
        .map(clean)
        .find(|text| !text.is_empty())
}

/// `<meta property=… content=…>`, under either of the two attributes that sites use.
fn meta(page: &Html, name: &str) -> Option<String> {
    attribute(page, &format!("meta[property='{name}'], meta[name='{name}'], meta[itemprop='{name}']"), "content")
}

fn metas(page: &Html, name: &str) -> Vec<String> {
    let found = select(page, &format!("meta[property='{name}'], meta[name='{name}']"));
    found
        .into_iter()
        .filter_map(|element| element.value().attr("content"))
        .map(clean)
        .filter(|text| !text.is_empty())
        .collect()
}

fn lines(page: &Html, css: &str) -> Vec<String> {
    select(page, css).into_iter().map(line).filter(|text| !text.is_empty()).collect()
}

impl Metadata {
    pub fn read(page: &Html) -> Self {
        let scripts =
            select(page, "script[type='application/ld+json']").into_iter().map(|script| script.text().collect());
        let graph = Graph::read(scripts);
        let empty = Value::Null;
        let article = graph.article().unwrap_or(&empty);
        let said = |key: &str| text(article.get(key)).map(|text| clean(&text));
        let site_name = meta(page, "og:site_name").or_else(|| graph.site_name().map(|name| clean(&name)));
        let shortlink = attribute(page, "link[rel~=shortlink]", "href");
        let is_single = !select(page, "body.single, body.single-post").is_empty();
        Self {
            title: title(page, said("headline"), site_name.as_deref()),
            link: attribute(page, "link[rel~=canonical]", "href")
                .or_else(|| meta(page, "og:url"))
                .or_else(|| said("url"))
                .or_else(|| {
                    text(article.get("mainEntityOfPage")).or_else(|| text(article.get("mainEntityOfPage")?.get("@id")))
                }),
            wordpress_id: wordpress_id(page, shortlink.as_deref()),
            shortlink,
            published: published(page, said("datePublished").as_deref()),
            updated: updated(page, said("dateModified").as_deref()),
            authors: authors(page, article.get("author").map(|author| graph.names(author)).unwrap_or_default()),
            tags: tags(page, article),
            comments: comments(page, article),
            image: image(page, article.get("image").and_then(|image| graph.picture(image))),
            excerpt: said("description").or_else(|| meta(page, "og:description")).or_else(|| meta(page, "description")),
            site_name,
            language: attribute(page, "html[lang]", "lang"),
            is_article: !article.is_null() || is_single || meta(page, "og:type").is_some_and(|kind| kind == "article"),
        }
    }
}

fn title(page: &Html, headline: Option<String>, site_name: Option<&str>) -> String {
    let first = |css: &str| lines(page, css).into_iter().next();
    let title = headline
        .or_else(|| meta(page, "og:title"))
        .or_else(|| first("h1.entry-title, h1.post-title, h1.title, h1.wp-block-post-title, h1[itemprop=headline]"))
        .or_else(|| meta(page, "twitter:title"))
        .or_else(|| first("article h1, main h1"))
        .or_else(|| lines(page, "h1").into_iter().next().filter(|_| select(page, "h1").len() == 1))
        .or_else(|| first("title"))
        .unwrap_or_default();
    without_tail(&title, &[site_name.unwrap_or("")])
}

/// `?p=N` of the short link, else the classes and ids that WordPress themes write.
fn wordpress_id(page: &Html, shortlink: Option<&str>) -> Option<u64> {
    let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
    let short = shortlink.and_then(|link| link.split_once("?p=")).and_then(|(_, rest)| number(rest.split('&').next()?));
    let classes = |css: &str, start: &str| {
        let elements = select(page, css);
        elements
            .into_iter()
            .find_map(|element| element.value().classes().find_map(|class| number(class.strip_prefix(start)?)))
    };
    let id = || {
        attribute(page, "article[id^='post-'], div[id^='post-']", "id").and_then(|id| number(id.strip_prefix("post-")?))
    };
    short.or_else(|| classes("body", "postid-")).or_else(|| classes("article, .hentry, .post", "post-")).or_else(id)
}

fn published(page: &Html, said: Option<&str>) -> Option<Timestamp> {
    let times = attribute(
        page,
        "time.published[datetime], time.entry-date[datetime], time[itemprop=datePublished], time[pubdate]",
        "datetime",
    );
    let visible = lines(page, ".entry-date, .post-date, .published, .posted-on, .entry-meta .date, .post-meta .date");
    said.and_then(date)
        .or_else(|| date(&meta(page, "article:published_time")?))
        .or_else(|| date(&meta(page, "datePublished")?))
        .or_else(|| date(&times?))
        .or_else(|| date(&attribute(page, "article time[datetime], main time[datetime]", "datetime")?))
        .or_else(|| visible.iter().find_map(|text| date(text)))
}

fn updated(page: &Html, said: Option<&str>) -> Option<Timestamp> {
    said.and_then(date)
        .or_else(|| date(&meta(page, "article:modified_time")?))
        .or_else(|| date(&meta(page, "og:updated_time")?))
        .or_else(|| date(&attribute(page, "time.updated[datetime], time[itemprop=dateModified]", "datetime")?))
}

/// Persons, each once; an address in place of a name is none.
fn authors(page: &Html, said: Vec<String>) -> Vec<String> {
    let by_markup = [
        "a[rel~=author]",
        "[itemprop=author] [itemprop=name], [itemprop=author]",
        ".byline .fn, .author.vcard .fn, .entry-author, .wp-block-post-author-name, .wp-block-post-author__name",
        ".byline, .post-author, .article-author, .author-name",
    ];
    let from_meta = || [metas(page, "article:author"), metas(page, "author"), metas(page, "citation_author")];
    let candidates = std::iter::once(said).chain(from_meta()).chain(by_markup.iter().map(|css| lines(page, css)));
    for names in candidates {
        let mut out: Vec<String> = Vec::new();
        for name in names.iter().flat_map(|name| split_names(name)) {
            if !out.contains(&name) {
                out.push(name);
            }
        }
        if !out.is_empty() {
            return out;
        }
    }
    Vec::new()
}

/// "By Ann Lee and Bo Ray" names two.
pub(super) fn split_names(text: &str) -> Vec<String> {
    let text = clean(text);
    let text = text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).unwrap_or(&text);
    if text.contains("://") || text.starts_with("www.") || text.chars().count() > 120 {
        return Vec::new();
    }
    let several = text.contains(" and ") || text.contains(" & ");
    let parts = text.split(" and ").flat_map(|part| part.split(" & "));
    let parts: Vec<&str> =
        parts.flat_map(|part| if several { part.split(", ").collect() } else { vec![part] }).collect();
    parts.into_iter().map(|part| part.trim().trim_end_matches(',').to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Tags and categories, each once by its slug, names before bare slugs.
fn tags(page: &Html, article: &Value) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut add = |tag: Tag| {
        if !tag.slug.is_empty()
            && !tags.iter().any(|known| known.slug == tag.slug || known.name.eq_ignore_ascii_case(&tag.name))
        {
            tags.push(tag);
        }
    };
    for link in select(page, "a[rel~=tag]") {
        let name = line(link);
        let slug = link
            .value()
            .attr("href")
            .and_then(|href| href.split(['?', '#']).next()?.trim_end_matches('/').rsplit('/').next());
        match slug.map(Slug::new).filter(|slug| !slug.is_empty()) {
            Some(slug) if !name.is_empty() => add(Tag { slug, name }),
            _ => add(Tag::named(&name)),
        }
    }
    for name in metas(page, "article:tag").into_iter().chain(metas(page, "article:section")) {
        add(Tag::named(&name));
    }
    for key in ["keywords", "articleSection"] {
        let names: Vec<String> = match article.get(key) {
            Some(Value::String(text)) => text.split(',').map(clean).collect(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(clean).collect(),
            _ => Vec::new(),
        };
        names.iter().filter(|name| !name.is_empty()).for_each(|name| add(Tag::named(name)));
    }
    if let Some(post) = select(page, "body.single article.post, body.single .hentry").into_iter().next() {
        for class in post.value().classes() {
            let slug = class.strip_prefix("tag-").or_else(|| class.strip_prefix("category-"));
            slug.map(Slug::new).into_iter().for_each(|slug| add(Tag::slugged(slug)));
        }
    }
    tags
}

fn comments(page: &Html, article: &Value) -> Option<u32> {
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
    let visible = lines(
        page,
        "#comments .comments-title, #comments h2, #comments h3, .comments-link, .comment-count, .wp-block-comments-title",
    );
    let listed = select(page, "#comments li.comment, .comment-list li.comment, .commentlist li.comment, .wp-block-comment-template li.comment").len();
    article
        .get("commentCount")
        .and_then(count)
        .or_else(|| visible.into_iter().find_map(digits))
        .or_else(|| u32::try_from(listed).ok().filter(|count| *count > 0))
}

/// The lead picture; its caption is that of the figure that shows the same picture.
fn image(page: &Html, said: Option<String>) -> Option<Image> {
    let url = said
        .or_else(|| meta(page, "og:image"))
        .or_else(|| meta(page, "twitter:image"))
        .or_else(|| attribute(page, "img.wp-post-image", "src"))
        .filter(|url| !url.starts_with("data:"))?;
    let wanted = stem(&url);
    let figures = select(page, "figure, .wp-caption");
    let caption = figures.into_iter().find_map(|figure| {
        let picture = figure.descendent_elements().find(|element| element.value().name() == "img")?;
        (stem(picture.value().attr("src")?) == wanted).then_some(())?;
        let is_caption = |element: &ElementRef| {
            element.value().name() == "figcaption" || element.value().classes().any(|class| class == "wp-caption-text")
        };
        figure.descendent_elements().find(is_caption).map(line).filter(|text| !text.is_empty())
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
