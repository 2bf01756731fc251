//! What the reader draws: cells of whole screens at the three sizes, each beside a fact about it.

use cuttings::article::{
    Article, ArticleId, Block, Bookmark, CanonicalUrl, Document, Image, Inline, Kind, Place, Removal, Seen, Source,
    Summary, Tag, Timestamp,
};
use cuttings::config::{Config, ThemeChoice};
use cuttings::text::{cut, pad, width, wrap};
use cuttings::tui::{
    Effect, Ground, Key, Look, Message, Model, Moment, PageKeys, Palette, Role, Theme, grouped, list_date, long_date,
    update, view,
};
use cuttings::work::{
    Answer, Count, Facets, Fetched, Overview, Report, Request, Row, SavedSearch, SearchAnswer, Shown, Sort, Suggestion,
    TagCount, YearCount,
};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use std::time::Duration;

const SIZES: [(u16, u16); 3] = [(140, 40), (100, 30), (60, 20)];

fn text(inline: &str) -> Vec<Inline> {
    vec![Inline::text(inline)]
}

fn document() -> Document {
    let link = Inline::Link { url: "https://news.example/report.pdf".into(), content: text("the whole report") };
    let cells = |cells: &[&str]| cells.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    Document::new(vec![
        Block::paragraph(
            "A review of the duty team in Saltmarsh found that bullying went on for years, and that those who spoke up were moved elsewhere.",
        ),
        Block::heading(2, "What was heard"),
        Block::Paragraph(vec![Inline::text("Forty people were asked; "), link, Inline::text(" names none.")]),
        Block::Quote(vec![
            Block::paragraph("I had nobody to turn to, so I turned to the wall."),
            Block::paragraph("It listened."),
        ]),
        Block::Figure { url: String::new(), caption: text("a corridor, posed") },
        Block::heading(3, "Next"),
        Block::List {
            ordered: false,
            items: vec![
                vec![Block::paragraph(
                    "A new manager, who has promised to walk the corridor every morning and to listen",
                )],
                vec![
                    Block::paragraph("Less bullying"),
                    Block::List { ordered: true, items: vec![vec![Block::paragraph("at once")]] },
                ],
            ],
        },
        Block::Table { header: cells(&["Team", "People"]), rows: vec![cells(&["Duty", "12"]), cells(&["Court", "7"])] },
        Block::Table {
            header: cells(&["Team", "What was said of it in the review"]),
            rows: vec![cells(&[
                "Duty",
                "That it was tired, that it was short of people, and that it was brave all the same",
            ])],
        },
    ])
}

fn summary(id: u64) -> Summary {
    let titles = [
        "Duty team moved to a corridor after bullying review",
        "Short one",
        "A headline that goes on and on until nobody remembers how it began, and then goes on a little more",
        "社会福祉士の一日を追う",
    ];
    let tags = ["bullying", "workforce", "duty teams", "saltmarsh council", "leadership"];
    Summary {
        id: Some(ArticleId(id)),
        title: titles[(id as usize - 1) % titles.len()].to_owned(),
        url: Some(CanonicalUrl::from_canonical(format!("https://news.example/{id}/"))),
        published: (id != 3).then(|| Timestamp::from_seconds(1_654_471_800 - (id as i64 - 1) * 40 * 86_400)).flatten(),
        authors: vec!["Ada Mill".into()],
        tags: (0..=id as usize % 5).map(|n| Tag::named(tags[n % 5])).collect(),
        words: 1300,
        read: id.is_multiple_of(3),
        starred: id == 1,
        image: Some(Image { url: "https://news.example/x.jpg".into(), caption: Some("the corridor".into()) }),
        sources: vec![Source { name: "feed".into(), address: "a.rss".into(), kind: Kind::Rss }],
        ..Summary::default()
    }
}

fn answer(request: &Request, articles: usize) -> Answer {
    match request {
        Request::Search { query, window, .. } => {
            let total = if query.contains("zzz") { 0 } else { articles };
            let rows = (window.start.min(total)..window.end.min(total)).map(|number| {
                let summary = summary(number as u64 + 1);
                let snippet = "found that bullying went on for years, and that those who spoke up were moved";
                let at = summary.title.find("bullying");
                Row {
                    title_highlights: at.map(|at| at..at + 8).into_iter().collect(),
                    summary,
                    all: true,
                    snippet: snippet.into(),
                    highlights: std::iter::once(11..19).collect(),
                }
            });
            let suggestion = |label: &str, count| Suggestion { label: label.into(), query: "bullying".into(), count };
            let suggestions = vec![suggestion("Did you mean *bullying*", 38), suggestion("Without *after:2024*", 12)];
            Answer::Search(SearchAnswer {
                total,
                rows_in_all: total,
                first: window.start.min(total),
                rows: rows.collect(),
                understood: if query.is_empty() { String::new() } else { "bullying, bullied, bully".into() },
                ignored: Vec::new(),
                suggestions: if total == 0 || query.contains("yyy") { suggestions } else { Vec::new() },
            })
        }
        Request::Facets { .. } => {
            let mut months = [0; 12];
            (months[3], months[5]) = (4, 8);
            let count = |name: &str, count| Count { name: name.into(), count };
            let tag = |name: &str, count| TagCount { name: name.into(), slug: name.replace(' ', "-"), count };
            Answer::Facets(Facets {
                total: articles,
                tags: (0..12)
                    .map(|n| tag(["bullying", "workforce", "duty teams"][n % 3].repeat(1 + n / 3).as_str(), 30 - n))
                    .collect(),
                authors: vec![count("Ada Mill", 9), count("Press Association", 6)],
                years: vec![YearCount { year: 2022, count: 12, months }, YearCount { year: 2021, count: 3, months }],
                sources: vec![count("tag/leadership", 31)],
            })
        }
        Request::Article(id) => {
            let seen = Seen {
                source: "feeds/a.rss".into(),
                seen: Timestamp::from_seconds(1_700_000_000).unwrap(),
                raw_title: "WIN BIG Duty team".into(),
            };
            Answer::Article(Box::new(Fetched {
                suspected: vec!["WIN BIG".into()],
                left: (id.0 == 38).then_some(Bookmark { block: 1, byte: 1 }),
                article: Article {
                    summary: summary(id.0),
                    document: document(),
                    seen: vec![seen],
                    removed: vec![Removal::new(Place::Title, "WIN BIG", "shared-prefix")],
                    ..Article::default()
                },
            }))
        }
        Request::Overview => {
            let last_taken_in = Timestamp::from_seconds(1_700_000_000);
            Answer::Overview(Overview { articles, last_taken_in, ..Overview::default() })
        }
        Request::Stop
        | Request::Paths(_)
        | Request::Select { .. }
        | Request::Twins(_)
        | Request::Changes { .. }
        | Request::Decide { .. } => Answer::Done,
        Request::Related(id) => Answer::Related((1..=4).map(|more| related(id.0 + more)).collect()),
        Request::Searches | Request::Look(_) => {
            let search = |name: &str, query: &str, count, new| SavedSearch {
                name: name.into(),
                query: query.into(),
                sort: Sort::Relevance,
                count,
                new,
            };
            Answer::Searches(vec![
                search(
                    "A name that is longer than the pane is wide",
                    "tag:\"social work\" after:2020 bullying",
                    1234,
                    0,
                ),
                search("Whistleblowing", "whistle*", 38, 4),
            ])
        }
        Request::History => Answer::History(vec!["bullying manager".into(), "tag:leadership".into()]),
        _ => Answer::Done,
    }
}

fn related(id: u64) -> Row {
    Row {
        summary: summary(id),
        all: false,
        snippet: String::new(),
        highlights: Vec::new(),
        title_highlights: Vec::new(),
    }
}

fn tell(model: &mut Model, message: Message, articles: usize) {
    let mut open = update(model, message);
    while !open.is_empty() {
        if let Effect::Request(number, request) = open.remove(0) {
            let report = Report::Done(number, Ok(answer(&request, articles)));
            open.extend(update(model, Message::Report(report)));
        }
    }
}

/// The reader after these keys, every request answered.
fn reader(size: (u16, u16), config: &Config, palette: Option<bool>, articles: usize, keys: &str) -> Model {
    let now = Moment { elapsed: Duration::ZERO, clock: Timestamp::from_seconds(1_700_003_600) };
    let theme = Theme::choose(config.theme, config.ascii, palette);
    let mut model = Model::new(config, theme, size, now);
    for effect in model.first_requests() {
        if let Effect::Request(number, request) = effect {
            tell(&mut model, Message::Report(Report::Done(number, Ok(answer(&request, articles)))), articles);
        }
    }
    for key in keys.split_whitespace() {
        match key.strip_prefix("text:") {
            Some(typed) => {
                for c in typed.chars() {
                    tell(&mut model, Message::Key(Key::parse(&c.to_string()).unwrap()), articles);
                }
            }
            None => tell(&mut model, Message::Key(Key::parse(key).unwrap()), articles),
        }
    }
    model
}

fn screen(model: &Model) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(model.size.0, model.size.1)).unwrap();
    terminal.draw(|frame| view(model, frame)).unwrap();
    terminal
}

/// The screen's text, a line each, without the quotes of the backend.
fn lines(model: &Model) -> Vec<String> {
    let terminal = screen(model);
    let buffer = terminal.backend().buffer();
    let line = |y| {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        line.trim_end().to_owned()
    };
    (0..buffer.area.height).map(line).collect()
}

fn shown(size: (u16, u16), keys: &str) -> String {
    lines(&reader(size, &Config::default(), Some(true), 38, keys)).join("\n")
}

fn name(what: &str, (width, height): (u16, u16)) -> String {
    format!("{what}_{width}x{height}")
}

#[test]
fn searching_shows_snippets_and_marks_the_first_row() {
    for size in SIZES {
        let screen = shown(size, "text:bullying");
        assert!(screen.lines().any(|line| line.contains("▌● Duty team")), "{screen}");
        insta::assert_snapshot!(name("searching", size), screen);
    }
}

#[test]
fn the_list_has_the_focus_after_escape_and_offers_to_quit() {
    for size in SIZES {
        let screen = shown(size, "esc down");
        assert!(screen.contains("▌Articles, newest first") && screen.contains("q quit"), "{screen}");
        insta::assert_snapshot!(name("list", size), screen);
    }
}

#[test]
fn an_article_is_read_with_its_date_in_london() {
    for size in SIZES {
        let screen = shown(size, "text:bullying enter");
        assert!(screen.contains("6 June 2022 · Ada Mill · 6 min"), "{screen}");
        insta::assert_snapshot!(name("article", size), screen);
    }
}

#[test]
fn filters_show_what_is_included() {
    for size in SIZES {
        let screen = shown(size, "esc f text:bully enter");
        assert!(screen.contains("✓ bullying") && screen.contains("tag:bullying"), "{screen}");
        insta::assert_snapshot!(name("filters", size), screen);
    }
}

#[test]
fn a_year_opens_to_its_months() {
    let screen = shown((140, 40), "esc t right");
    assert!(screen.contains("Jun") && screen.contains("Apr"), "{screen}");
    insta::assert_snapshot!("months_140x40", screen);
}

#[test]
fn nothing_found_shows_ways_on() {
    for size in SIZES {
        let screen = shown(size, "text:zzz");
        assert!(screen.contains("Did you mean bullying (38)") && screen.contains("Clear the search"), "{screen}");
        insta::assert_snapshot!(name("nothing_found", size), screen);
    }
}

#[test]
fn another_spelling_stands_above_articles_with_some_of_the_words() {
    let screen = shown((140, 40), "text:yyy");
    let line = screen.lines().nth(2).unwrap();
    assert!(line.contains("Did you mean bullying (38)") && line.contains("bullied, bully"), "{screen}");
    assert!(screen.contains("Tab did you mean"), "{screen}");
}

#[test]
fn an_empty_archive_says_what_to_do() {
    for size in SIZES {
        let screen = lines(&reader(size, &Config::default(), Some(true), 0, "")).join("\n");
        assert!(screen.contains("▌  Look round a sample") && screen.contains("Add a file or folder"), "{screen}");
        insta::assert_snapshot!(name("first_run", size), screen);
    }
}

#[test]
fn the_origin_names_rule_and_text() {
    let screen = shown((100, 30), "esc i");
    assert!(screen.contains("WIN BIG") && screen.contains("shared-prefix"), "{screen}");
    insta::assert_snapshot!("origin_100x30", screen);
}

#[test]
fn the_list_of_commands_names_what_works_with_the_keys_from_here() {
    for (size, keys) in [((100, 60), "f1"), ((40, 12), "esc ?")] {
        let screen = shown(size, keys);
        assert!(screen.contains("Commands and keys  ›") && screen.contains("Find"), "{screen}");
        insta::assert_snapshot!(name("keys", size), screen);
    }
    assert!(shown((100, 60), "f1").contains("Esc s"));
    assert!(!shown((100, 60), "esc f1").contains("Esc s"));
}

#[test]
fn the_palette_narrows_by_letters() {
    let screen = shown((80, 24), "esc : text:brow");
    assert!(screen.contains("Open the article in the browser"), "{screen}");
    insta::assert_snapshot!("palette_80x24", screen);
}

#[test]
fn saved_searches_stand_below_the_filters_with_what_is_new() {
    let screen = shown((140, 60), "esc f text:whistle");
    assert!(screen.contains("Whistleblowing  4 new"), "{screen}");
    insta::assert_snapshot!("saved_filters_140x60", screen);
}

#[test]
fn the_list_of_saved_searches_tells_what_is_new_and_what_can_be_done() {
    for size in [(140, 40), (80, 24), (60, 20)] {
        let screen = shown(size, "esc v");
        assert!(screen.contains("4 new of 38") && screen.contains("1,234") && screen.contains("F2 rename"), "{screen}");
        insta::assert_snapshot!(name("saved", size), screen);
    }
    let screen = shown((80, 24), "esc v down delete");
    assert!(screen.contains("Delete the saved search “Whistleblowing”?") && screen.contains("y delete it"), "{screen}");
}

#[test]
fn a_name_is_asked_for_in_a_small_box() {
    let screen = shown((80, 24), "text:bullying ctrl-s text:Mine");
    assert!(screen.contains("Save “bullying” as") && screen.contains("› Mine"), "{screen}");
    insta::assert_snapshot!("saving_80x24", screen);
}

#[test]
fn a_list_of_articles_like_one_says_like_which() {
    for size in [(140, 40), (80, 24)] {
        let screen = shown(size, "esc M");
        assert!(screen.contains("like “Duty team moved to a corridor after bullying review”"), "{screen}");
        assert!(screen.contains("Articles, most alike first") && screen.contains("4 articles"), "{screen}");
        assert!(screen.contains("Esc back to the search"), "{screen}");
        insta::assert_snapshot!(name("related", size), screen);
    }
    let screen = shown((60, 20), "esc M enter");
    assert!(screen.contains("‹ 1 of 4 like “Duty team"), "{screen}");
}

#[test]
fn a_recalled_search_says_what_the_arrows_do() {
    let screen = shown((80, 24), "up");
    assert!(screen.contains("/ bullying manager") && screen.contains("↑↓ past searches"), "{screen}");
}

#[test]
fn no_line_of_an_article_is_over_68_columns() {
    for size in [(200, 50), (140, 40), (100, 30), (80, 24), (40, 12)] {
        let model = reader(size, &Config::default(), Some(true), 38, "text:bullying enter");
        let widest = model.reading.page.lines.iter().map(|line| width(&line.text())).max().unwrap();
        assert!(widest <= 68.min(usize::from(size.0)), "{widest} at {size:?}");
    }
}

#[test]
fn a_table_that_does_not_fit_becomes_header_and_value() {
    let model = reader((100, 30), &Config::default(), Some(true), 38, "enter");
    let texts: Vec<String> = model.reading.page.lines.iter().map(cuttings::tui::Line::text).collect();
    assert!(texts.iter().any(|line| line == "Duty    12"), "{texts:#?}");
    assert!(texts.iter().any(|line| line.starts_with("What was said of it in the review: That it was")), "{texts:#?}");
}

#[test]
fn dates_are_whole_and_dividers_in_one_column_at_every_size() {
    for size in [(140, 40), (132, 30), (131, 30), (100, 30), (90, 24), (80, 24), (60, 20), (40, 12)] {
        let model = reader(size, &Config::default(), Some(true), 38, "esc");
        let screen = lines(&model);
        assert!(screen.iter().any(|line| line.contains("6 Jun 2022")), "{size:?}: {screen:#?}");
        let terminal = self::screen(&model);
        let buffer = terminal.backend().buffer();
        let panes = model.panes();
        for x in &panes.dividers {
            assert!((panes.body.0..panes.body.1).all(|y| buffer[(*x, y)].symbol() == "│"), "column {x} at {size:?}");
        }
    }
}

#[test]
fn no_size_is_too_small_to_draw() {
    for keys in ["", "esc", "enter", "esc f", "esc i", "f1", "ctrl-p", "esc a", "text:zzz", "esc v", "ctrl-s", "esc M"]
    {
        for size in [(0, 0), (1, 1), (2, 2), (3, 1), (1, 9), (10, 3), (20, 5), (21, 10), (40, 12), (300, 90)] {
            let model = reader(size, &Config::default(), Some(true), 38, keys);
            screen(&model);
        }
    }
}

#[test]
fn the_cursor_sits_at_the_focus() {
    for size in SIZES {
        let at = |keys: &str| {
            let model = reader(size, &Config::default(), Some(true), 38, keys);
            let position = screen(&model).get_cursor_position().unwrap();
            (position, model.panes())
        };
        let (search, panes) = at("text:ab");
        assert_eq!((search.x, search.y), (panes.search.unwrap().x + 4, panes.search.unwrap().y));
        let (list, panes) = at("esc");
        assert_eq!((list.x, list.y), (panes.list.unwrap().x + 3, panes.list.unwrap().y + panes.head));
        let (article, panes) = at("enter");
        assert_eq!((article.x, article.y), (panes.article.unwrap().x, panes.article.unwrap().y));
        let (filters, panes) = at("esc f");
        assert!(panes.filters.unwrap().contains(filters));
    }
}

#[test]
fn matches_stand_out_in_title_snippet_and_article() {
    let model = reader((140, 40), &Config::default(), Some(true), 38, "text:bullying enter n");
    let terminal = screen(&model);
    let buffer = terminal.backend().buffer();
    let theme = model.theme;
    let count = |role| {
        let style = theme.style(Look::of(role), Ground::Plain);
        buffer.content().iter().filter(|cell| Some(cell.fg) == style.fg && Some(cell.bg) == style.bg).count()
    };
    assert_eq!(count(Role::CurrentMatch), "bullying".len());
    assert!(count(Role::Match) >= 4 * "bullying".len());
}

#[test]
fn without_colour_the_text_still_tells_everything() {
    let config = Config { theme: ThemeChoice::Mono, ..Config::default() };
    for (keys, signs) in [("esc f text:bully enter", "▌●★✓"), ("esc f text:bully -", "−")] {
        let screen = lines(&reader((140, 40), &config, None, 38, keys)).join("\n");
        assert!(signs.chars().all(|sign| screen.contains(sign)), "{signs} in\n{screen}");
    }
    let terminal = self::screen(&reader((140, 40), &config, None, 38, "text:bullying enter n"));
    assert!(
        terminal.backend().buffer().content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let config = Config { ascii: true, ..Config::default() };
    let keys = [
        "",
        "esc",
        "enter",
        "esc f enter",
        "esc t right",
        "esc i",
        "f1",
        "ctrl-p",
        "esc a",
        "text:zzz",
        "text:bullying",
        "esc w",
        "esc v",
        "esc v delete",
        "ctrl-s",
        "ctrl-r",
        "up",
        "esc M",
    ];
    for keys in keys {
        for size in [(140, 40), (60, 20)] {
            let screen = lines(&reader(size, &config, Some(true), 38, keys)).join("\n");
            // a title of the archive is Japanese
            assert!(screen.chars().all(|c| c.is_ascii() || c >= '\u{2e80}'), "{keys:?}:\n{screen}");
        }
    }
    let screen = lines(&reader((140, 40), &config, Some(true), 38, "esc")).join("\n");
    assert!(screen.contains(">* Duty team") && screen.contains("Enter read"), "{screen}");
}

#[test]
fn a_caption_that_says_what_it_is_is_not_called_a_picture_again() {
    let cases = [
        ("Photo: Ada Mill", "Photo: Ada Mill"),
        ("Image credit: Ada Mill", "Image credit: Ada Mill"),
        ("(picture by Ada Mill)", "(picture by Ada Mill)"),
        ("posed by models", "Picture: posed by models"),
        ("Image is not everything", "Picture: Image is not everything"),
    ];
    for (caption, wanted) in cases {
        let document = Document::new(vec![Block::Figure { url: String::new(), caption: text(caption) }]);
        let page = cuttings::tui::lay_out(
            &Article { document, ..Article::default() },
            68,
            &|_| Vec::new(),
            cuttings::tui::Folding::All,
            PageKeys::default(),
        );
        assert!(page.lines.iter().any(|line| line.text() == wanted), "{caption}");
    }
}

#[test]
fn completions_stand_below_the_filter_they_are_for() {
    for size in [(140, 40), (80, 24), (40, 12)] {
        let model = reader(size, &Config::default(), Some(true), 38, "x space t a g : d u down");
        insta::assert_snapshot!(name("completion", size), lines(&model).join("\n"));
        let lines = lines(&model);
        assert!(lines.iter().any(|line| line.contains("│▌duty teams")), "{lines:#?}");
    }
}

#[test]
fn rows_with_some_of_the_words_are_told_apart_and_counted() {
    let mut model = reader((140, 40), &Config::default(), Some(true), 38, "b u l l");
    model.results.total = 2;
    for row in model.results.rows.values_mut().skip(2) {
        row.all = false;
    }
    let lines = lines(&model);
    assert!(lines[1].ends_with("2 articles · 36 more with some of the words"), "{}", lines[1]);
    let at = lines.iter().position(|line| line.contains("Only some of the words from here on")).unwrap();
    assert!(lines[at + 1].contains("A headline that goes on"), "{lines:#?}");
}

#[test]
fn how_a_query_was_understood_shows_only_where_it_says_more() {
    let mut model = reader((140, 40), &Config::default(), Some(true), 38, "text:duty");
    for (understood, shown) in [("duty…", false), ("duty · not by Ada Mill", true)] {
        model.results.understood = understood.to_owned();
        assert_eq!(lines(&model).iter().any(|line| line.trim() == understood), shown, "{understood}");
    }
}

#[test]
fn a_long_failure_takes_two_lines_at_the_bottom() {
    let mut model = reader((80, 24), &Config::default(), Some(true), 38, "esc");
    model.complain(format!("{} could not be fetched", "https://news.example/a/long/way/down".repeat(2)));
    let screen = lines(&model);
    assert!(screen[22].contains("https://news.example") && screen[23].contains("fetched"), "{screen:#?}");
}

#[test]
fn sixteen_colours_suit_the_ground_that_is_known() {
    let accent = |dark| Theme::choose(ThemeChoice::Sixteen, false, dark).style(Look::ACCENT, Ground::Plain).fg;
    assert_eq!(accent(Some(true)), Some(Color::Cyan));
    assert_eq!(accent(Some(false)), Some(Color::Blue));
    assert!(![Some(Color::Cyan), Some(Color::Blue)].contains(&accent(None)));
}

#[test]
fn an_article_come_back_to_says_so_until_it_is_scrolled() {
    let size = (100, 16);
    let last = |keys: &str| lines(&reader(size, &Config::default(), Some(true), 38, keys)).pop().unwrap();
    assert!(last("esc end enter").ends_with("% · where you left"), "{}", last("esc end enter"));
    assert!(!last("esc end enter j").contains("where you left"));
    assert!(!last("enter").contains("where you left"));
}

#[test]
fn the_sample_says_that_nothing_in_it_is_kept() {
    for shown in [Shown::Sample, Shown::SampleAlone] {
        let mut model = reader((80, 24), &Config::default(), Some(true), 38, "");
        assert!(!lines(&model)[0].contains("sample"));
        model.overview.shown = shown;
        assert!(lines(&model)[0].contains("sample · nothing here is kept · 38 articles"));
    }
}

#[test]
fn the_bottom_line_is_that_of_the_box_in_front() {
    for (keys, own, below) in [
        ("esc i", "Esc close", "s star"),
        ("f1", "Esc close", "↵ read"),
        ("esc v", "↵ open", "q quit"),
        ("esc v delete", "y delete it", "F2 rename"),
        ("esc a", "↵ take it in", "q quit"),
    ] {
        for size in [(140, 40), (80, 24), (40, 12)] {
            let screen = lines(&reader(size, &Config::default(), Some(true), 38, keys));
            let (last, all) = (screen.last().unwrap(), screen.join("\n"));
            assert!(last.contains(own) && !last.contains(below), "{keys} at {size:?}: {last}");
            assert_eq!(all.matches(own).count(), 1, "{all}");
        }
    }
    let screen = lines(&reader((80, 24), &Config::default(), Some(true), 38, "text:x ctrl-s enter"));
    assert!(screen.last().unwrap().contains("Type a name first"));
}

#[test]
fn only_the_first_character_of_emoji_is_drawn_whose_width_terminals_disagree_on() {
    let cases = [
        ("👍🏽 so", "👍 so"),
        ("👩\u{200d}👩\u{200d}👧 we", "👩 we"),
        ("❤\u{fe0f}x", "❤ x"),
        ("1\u{fe0f}\u{20e3}x", "1"),
        ("🏴\u{e0067}\u{e0062}\u{e007f}x", "🏴x"),
        ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
        ("🇬🇧 flag", "🇬🇧 flag"),
        ("क्\u{200d}ष", "क्\u{200d}ष"),
    ];
    for (title, shown) in cases {
        let mut model = reader((100, 30), &Config::default(), Some(true), 38, "esc");
        for row in model.results.rows.values_mut() {
            row.summary = Summary { id: row.summary.id, title: title.to_owned(), ..Summary::default() };
        }
        let screen = lines(&model);
        let row = screen.iter().find_map(|line| line.split("▌●").nth(1)).unwrap();
        assert!(row.trim_start().starts_with(shown), "{title:?}: {row:?}");
    }
}

#[test]
fn a_star_takes_room_from_the_first_line_of_a_title_alone() {
    let mut model = reader((140, 40), &Config::default(), Some(true), 38, "esc");
    let room = usize::from(model.panes().list.unwrap().width) - 4;
    let title = format!("{} {}", "a".repeat(room - 2), "b".repeat(room));
    for row in model.results.rows.values_mut() {
        row.summary = Summary { id: row.summary.id, title: title.clone(), starred: true, ..Summary::default() };
    }
    let screen = lines(&model).join("\n");
    assert!(screen.contains(&"b".repeat(room)), "{screen}");
}

#[test]
fn rows_fold_to_the_lines_there_are() {
    for (rows, date) in [(4, true), (3, true), (2, true), (1, false)] {
        let model = reader((24, rows + 2), &Config::default(), Some(true), 38, "esc");
        let screen = lines(&model);
        assert!(screen[1].contains("▌● Duty team"), "{screen:#?}");
        assert_eq!(screen.join("\n").contains("6 Jun 2022"), date, "{screen:#?}");
    }
    let screen = lines(&reader((60, 3), &Config::default(), Some(true), 38, "esc"));
    assert!(screen[1].contains("Duty team") && screen[1].contains("6 Jun 2022"), "{screen:#?}");
}

#[test]
fn odd_articles_stay_within_their_columns() {
    let titles = ["", "社会福祉士".repeat(30).as_str(), "👩‍👩‍👧‍👦e\u{301}".repeat(40).as_str(), "x".repeat(400).as_str()]
        .map(str::to_owned);
    for title in titles {
        let mut model = reader((100, 30), &Config::default(), Some(true), 38, "esc");
        for row in model.results.rows.values_mut() {
            row.summary = Summary { id: row.summary.id, title: title.clone(), ..Summary::default() };
        }
        let screen = lines(&model);
        assert!(screen.iter().all(|line| width(line) <= 100), "{screen:#?}");
        assert!(screen.iter().any(|line| line.contains("no date")), "{screen:#?}");
    }
}

#[test]
fn for_a_screen_reader_words_stand_for_signs_and_lines() {
    let config = Config { screen_reader: true, ..Config::default() };
    let keys = [
        "",
        "esc",
        "esc x",
        "enter",
        "esc f",
        "esc f text:bully enter",
        "esc t right",
        "esc i",
        "f1",
        "ctrl-p",
        "esc T",
    ];
    for keys in keys {
        let model = reader((140, 40), &config, Some(true), 38, keys);
        let terminal = self::screen(&model);
        let screen = lines(&model).join("\n");
        let signs: Vec<char> = screen.chars().filter(|c| "▌▏●★✎✓−│█─┌┐└┘".contains(*c)).collect();
        assert!(signs.is_empty(), "{signs:?} after {keys}:\n{screen}");
        assert!(model.panes().dividers.is_empty() && terminal.backend().cursor_position().y < 40);
    }
    let list = lines(&reader((140, 40), &config, Some(true), 38, "esc x")).join("\n");
    assert!(list.contains("selected, unread, ") && list.contains("starred, "), "{list}");
    let filters = lines(&reader((140, 40), &config, Some(true), 38, "esc f text:bully enter")).join("\n");
    assert!(filters.contains("included: bullying"), "{filters}");
}

/// WCAG 2: relative luminance of both colours.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |color| {
        let Color::Rgb(r, g, b) = color else { panic!("{color:?} is no colour of the table") };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_pair_of_text_and_ground_can_be_read() {
    let high = [true, false].map(|dark| (Palette::HighContrast { dark }, 7.0, 7.0));
    for (palette, least, of_lines) in [(Palette::Dark, 4.5, 0.0), (Palette::Light, 4.5, 0.0)].into_iter().chain(high) {
        let theme = Theme { palette, ..Theme::choose(ThemeChoice::Dark, false, None) };
        for ground in [Ground::Plain, Ground::Selection, Ground::Idle] {
            for role in Role::ALL {
                let style = theme.style(Look::of(role), ground);
                let contrast = contrast(style.fg.unwrap(), style.bg.unwrap());
                let least = if role == Role::Divider { of_lines } else { least };
                assert!(contrast >= least, "{palette:?} {role:?} on {ground:?}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn nothing_is_dim_blinking_or_italic() {
    let unwanted = Modifier::DIM | Modifier::ITALIC | Modifier::SLOW_BLINK | Modifier::RAPID_BLINK;
    for palette in [Palette::Dark, Palette::Light, Palette::Sixteen { dark: None }, Palette::Mono] {
        let theme = Theme { palette, ..Theme::choose(ThemeChoice::Dark, false, None) };
        for role in Role::ALL {
            let style = theme.style(Look::of(role).bold().underlined(), Ground::Selection);
            assert!(!style.add_modifier.intersects(unwanted));
        }
    }
}

#[test]
fn numbers_and_dates_are_written_as_people_read_them() {
    assert_eq!([grouped(7), grouped(2418), grouped(1_000_000)], ["7", "2,418", "1,000,000"]);
    let late = Timestamp::from_seconds(1_654_471_800);
    assert_eq!(long_date(late, true), "Monday 6 June 2022");
    assert_eq!(list_date(late), " 6 Jun 2022");
    assert_eq!((list_date(None).trim(), long_date(None, true).as_str()), ("no date", "no date"));
}

#[test]
fn a_text_is_cut_at_a_grapheme_without_a_space_before_the_dots() {
    let cases =
        [("short", 10, "short"), ("two words", 5, "two…"), ("社会福祉", 5, "社会…"), ("a🌞b", 2, "a…"), ("ab", 0, "")];
    for (text, cells, wanted) in cases {
        assert_eq!(cut(text, cells), wanted);
        assert!(width(&cut(text, cells)) <= cells);
    }
    assert_eq!(pad("é", 3), "é  ");
}

#[test]
fn lines_break_between_words_and_long_words_anywhere() {
    let cases: [(&str, usize, &[&str]); 8] = [
        ("one two three", 7, &["one two", "three"]),
        ("one  two", 4, &["one", "two"]),
        ("“so,” she said", 6, &["“so,”", "she", "said"]),
        ("abcdefgh", 3, &["abc", "def", "gh"]),
        ("社会福祉", 4, &["社会", "福祉"]),
        ("a🌞b", 2, &["a", "🌞", "b"]),
        ("one\ntwo", 9, &["one", "two"]),
        ("", 9, &[""]),
    ];
    for (text, cells, wanted) in cases {
        let lines: Vec<&str> = wrap(text, cells).into_iter().map(|line| &text[line]).collect();
        assert_eq!(lines, wanted, "{text:?} at {cells}");
    }
}

#[test]
fn five_thousand_words_are_laid_out_at_once() {
    let words = "word ".repeat(100);
    let document = Document::new((0..50).map(|_| Block::paragraph(words.trim())).collect());
    let article = Article { document, ..Article::default() };
    let page = cuttings::tui::lay_out(&article, 68, &|_| Vec::new(), cuttings::tui::Folding::All, PageKeys::default());
    assert!(page.lines.len() > 350 && page.lines.iter().all(|line| width(&line.text()) <= 68));
}

#[test]
fn settings_say_what_is_wrong_where() {
    use cuttings::config::{Preset, parse};
    let path = std::path::Path::new("config.toml");
    let good = parse("# mine\nkeys = \"vim\"\ntheme = \"light\" # by day\nascii = true\n", path).unwrap();
    assert_eq!((good.keys, good.theme, good.ascii), (Preset::Vim, ThemeChoice::Light, true));
    let cases = [
        ("ascii = true\nkeys = \"emacs\"", 2, "newsboat"),
        ("\ncolour = 1", 2, "unknown field `colour`"),
        ("mouse = \"yes\"", 1, "boolean"),
        ("[bind.attic]\nd = \"down\"", 1, "unknown field `attic`"),
        ("[bind.list]\nd = \"down\"\nd = \"up\"", 3, "duplicate key"),
        ("ascii = false\nmouse", 2, ""),
    ];
    for (text, line, wanted) in cases {
        let message = parse(text, path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("config.toml, line {line}: ")) && message.contains(wanted), "{message}");
    }
}

#[test]
fn a_note_is_written_below_the_text_it_is_about() {
    for size in [(140, 40), (80, 24), (60, 20)] {
        let screen = shown(size, "esc enter e text:Ask space text:Ada enter enter text:And space text:again");
        assert!(screen.contains("Note on “Duty team") && screen.contains("Esc keep"), "{screen}");
        let lines: Vec<&str> = screen.lines().collect();
        let at = lines.iter().position(|line| line.contains("Ask Ada")).unwrap();
        assert!(!lines[at + 1].contains("again") && lines[at + 2].contains("And again"), "{screen}");
        insta::assert_snapshot!(name("note_box", size), screen);
    }
}

#[test]
fn a_kept_note_and_own_tags_stand_above_the_text_and_mark_the_row() {
    for size in [(140, 40), (80, 24)] {
        let keys = "esc enter e text:Ask space text:Ada esc T text:mine enter";
        let screen = shown(size, keys);
        assert!(screen.contains("Your note   e changes it") && screen.contains("workforce · +mine"), "{screen}");
        insta::assert_snapshot!(name("noted_article", size), screen);
        let screen = shown(size, &format!("{keys} esc"));
        assert!(screen.contains("✎ ★") && screen.contains("+mine · bullying"), "{screen}");
    }
}

#[test]
fn selected_rows_carry_a_sign_and_the_header_counts_them() {
    for size in [(140, 40), (80, 24)] {
        let screen = shown(size, "esc x down x down");
        assert!(screen.contains("▌2 selected · newest first") && screen.contains("star all"), "{screen}");
        assert_eq!(screen.matches('✓').count(), 2, "{screen}");
        insta::assert_snapshot!(name("selected", size), screen);
    }
}

#[test]
fn the_box_of_tags_shows_counts_and_offers_a_new_one() {
    for size in [(140, 40), (80, 24)] {
        let screen = shown(size, "esc T text:work");
        assert!(screen.contains("Tags of “Duty team") && screen.contains("add it"), "{screen}");
        let row = |what: &str| screen.lines().find_map(|line| Some(line.split_once(what)?.1.trim_start().to_owned()));
        assert!(row("▌  workforce ").is_some_and(|rest| rest.starts_with("29")), "{screen}");
        assert!(row("│   work ").is_some_and(|rest| rest.starts_with("new")), "{screen}");
        insta::assert_snapshot!(name("tags", size), screen);
    }
}

#[test]
fn marks_are_told_apart_in_ascii_and_without_colour() {
    let config = Config { ascii: true, theme: ThemeChoice::Mono, ..Config::default() };
    let model = reader((100, 30), &config, None, 38, "esc e text:Ask esc x T text:mine enter");
    let screen = lines(&model).join("\n");
    assert!(screen.contains("n #") && screen.contains("+mine") && screen.contains("1 selected"), "{screen}");
}
