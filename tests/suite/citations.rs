//! References: the four styles, names in their parts, and what hostile titles do to them.

use chrono::NaiveDate;
use cuttings::article::{ArticleId, CanonicalUrl, Summary, Tag, Timestamp};
use cuttings::cite::{Author, Entry, List, Person, Style};
use proptest::prelude::*;
use serde_json::Value;

fn accessed() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// Half past midnight of 6 June 2022 in London.
const JUNE: i64 = 1_654_471_800;

fn summary(authors: &[&str]) -> Summary {
    Summary {
        id: Some(ArticleId(12)),
        title: "Trust acts on ‘culture of bullying’".to_owned(),
        url: Some(CanonicalUrl::from_canonical("https://news.example/2022/06/06/trust-acts/".to_owned())),
        published: Timestamp::from_seconds(JUNE),
        authors: authors.iter().map(|name| (*name).to_owned()).collect(),
        tags: vec![Tag::named("leadership"), Tag::named("workforce")],
        ..Summary::default()
    }
}

fn cite(summary: &Summary, style: Style) -> String {
    let mut list = List::new(style);
    let text = list.add(&Entry { summary, site: Some("The Care Ledger"), accessed: accessed() });
    text + list.end()
}

#[test]
fn harvard_says_who_when_what_where_and_when_it_was_looked_at() {
    const REST: &str = "‘Trust acts on “culture of bullying”’, The Care Ledger, 6 June. Available at: \
                        https://news.example/2022/06/06/trust-acts/ (Accessed: 22 November 2026).\n";
    let cases: [(&[&str], &str); 9] = [
        (&["Rob Preston"], "Preston, R. (2022)"),
        (&["Dr Jean-Paul B. Ray"], "Ray, J.-P.B. (2022)"),
        (&["Róisín Ní Bhriain"], "Ní Bhriain, R. (2022)"),
        (&["Łukasz Nowak", "Ada Mill"], "Nowak, Ł. and Mill, A. (2022)"),
        (&["Ann Lee", "Bo Ray", "Cy Day"], "Lee, A., Ray, B. and Day, C. (2022)"),
        (&["Ann Lee", "Bo Ray", "Cy Day", "Di Eve"], "Lee, A. et al. (2022)"),
        (&["The Care Ledger"], "The Care Ledger (2022)"),
        (&["Vincent van der Berg"], "van der Berg, V. (2022)"),
        (&["Martin King Jr"], "King, M., Jr (2022)"),
    ];
    for (authors, start) in cases {
        assert_eq!(cite(&summary(authors), Style::Harvard), format!("{start} {REST}"), "{authors:?}");
    }
}

#[test]
fn quotations_within_a_title_are_double_and_apostrophes_stay() {
    let cases = [
        ("‘We don’t like it’ – why staff quit", "‘“We don’t like it” – why staff quit’"),
        ("Directors’ pay: ‘no longer tolerated’", "‘Directors’ pay: “no longer tolerated”’"),
        ("‘Never closed", "‘‘Never closed’"),
        ("Rock ’n’ roll in children’s homes", "‘Rock ’n’ roll in children’s homes’"),
        ("“Double” ones", "‘“Double” ones’"),
    ];
    for (title, quoted) in cases {
        let cited = cite(&Summary { title: title.to_owned(), ..summary(&[]) }, Style::Harvard);
        assert!(cited.starts_with(&format!("{quoted} (2022)")), "{cited}");
    }
}

#[test]
fn harvard_begins_with_the_title_where_nobody_signed() {
    let cited = cite(&summary(&[]), Style::Harvard);
    assert!(
        cited.starts_with("‘Trust acts on “culture of bullying”’ (2022) The Care Ledger, 6 June. Available"),
        "{cited}"
    );
}

#[test]
fn what_is_not_known_is_left_out() {
    let nothing = Summary { id: Some(ArticleId(3)), ..Summary::default() };
    let entry = Entry { summary: &nothing, site: None, accessed: accessed() };
    let cite = |style| {
        let mut list = List::new(style);
        list.add(&entry) + list.end()
    };
    assert_eq!(cite(Style::Harvard), "‘[No title]’ (n.d.).\n");
    assert_eq!(cite(Style::Bibtex), "@online{anonndtitle-3,\n  title        = {{[No title]}}\n}\n");
    assert_eq!(cite(Style::Ris), "TY  - NEWS\r\nID  - anonndtitle-3\r\nTI  - [No title]\r\nER  - \r\n");
    let item: Value = serde_json::from_str(&cite(Style::CslJson)).unwrap();
    assert_eq!(
        item,
        serde_json::json!([{ "id": "anonndtitle-3", "type": "article-newspaper", "title": "[No title]" }])
    );
    assert_eq!(cite(Style::Address), "");
}

#[test]
fn bibtex_keeps_capitals_and_bodies_whole() {
    let cited = cite(&summary(&["Rob Preston", "Community Care"]), Style::Bibtex);
    let expected = "@online{preston2022trust-12,
  author       = {Preston, Rob and {Community Care}},
  title        = {{Trust acts on ‘culture of bullying’}},
  organization = {{The Care Ledger}},
  year         = {2022},
  date         = {2022-06-06},
  url          = {https://news.example/2022/06/06/trust-acts/},
  urldate      = {2026-11-22}
}
";
    assert_eq!(cited, expected);
}

#[test]
fn ris_has_a_line_for_each_person_and_ends_each_line_in_cr_lf() {
    let cited = cite(&summary(&["Rob Preston", "Ludwig van Beethoven"]), Style::Ris);
    let expected = [
        "TY  - NEWS",
        "ID  - preston2022trust-12",
        "AU  - Preston, Rob",
        "AU  - van Beethoven, Ludwig",
        "TI  - Trust acts on ‘culture of bullying’",
        "T2  - The Care Ledger",
        "PY  - 2022",
        "DA  - 2022/06/06/",
        "KW  - leadership",
        "KW  - workforce",
        "UR  - https://news.example/2022/06/06/trust-acts/",
        "Y2  - 2026/11/22/",
        "ER  - ",
        "",
    ];
    assert_eq!(cited, expected.join("\r\n"));
}

#[test]
fn csl_json_is_one_array_whose_dates_have_parts() {
    let (one, two) = (summary(&["Ludwig van Beethoven", "Community Care"]), summary(&["Martin King III"]));
    let mut list = List::new(Style::CslJson);
    let text: String = [&one, &two]
        .map(|summary| list.add(&Entry { summary, site: Some("The Care Ledger"), accessed: accessed() }))
        .concat();
    let items: Value = serde_json::from_str(&(text + list.end())).unwrap();
    let expected = serde_json::json!({
        "id": "beethoven2022trust-12",
        "type": "article-newspaper",
        "title": "Trust acts on ‘culture of bullying’",
        "author": [
            { "family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van" },
            { "literal": "Community Care" },
        ],
        "container-title": "The Care Ledger",
        "issued": { "date-parts": [[2022, 6, 6]] },
        "URL": "https://news.example/2022/06/06/trust-acts/",
        "accessed": { "date-parts": [[2026, 11, 22]] },
    });
    assert_eq!(items[0], expected);
    assert_eq!(items[1]["author"], serde_json::json!([{ "family": "King", "given": "Martin", "suffix": "III" }]));
    assert_eq!(List::new(Style::CslJson).end(), "[]\n");
}

#[test]
fn names_fall_into_their_parts() {
    let person = |given: &str, particle: &str, family: &str| {
        let [given, particle, family] = [given, particle, family].map(str::to_owned);
        Author::Person(Person { given, particle, family, suffix: String::new() })
    };
    let body = |name: &str| Author::Body(name.to_owned());
    let cases = [
        ("Rob Preston", person("Rob", "", "Preston")),
        ("Preston, Rob", person("Rob", "", "Preston")),
        ("Mary Jane Watson", person("Mary Jane", "", "Watson")),
        ("Professor Ray Jones", person("Ray", "", "Jones")),
        ("Ann Lee OBE", person("Ann", "", "Lee")),
        ("Ludwig van Beethoven", person("Ludwig", "van", "Beethoven")),
        ("Maria de la Cruz", person("Maria", "de la", "Cruz")),
        ("José Ortega y Gasset", person("José", "", "Ortega y Gasset")),
        ("Róisín Ní Bhriain", person("Róisín", "", "Ní Bhriain")),
        ("Jean d’Arc", person("Jean", "", "d’Arc")),
        ("Valentin Harcourt-Dey", person("Valentin", "", "Harcourt-Dey")),
        ("Van Morrison", person("Van", "", "Morrison")),
        ("Don Smith", person("Don", "", "Smith")),
        ("ANN LEE", person("ANN", "", "LEE")),
        ("Иван Петров", person("Иван", "", "Петров")),
        ("Baroness Hill", body("Baroness Hill")),
        ("Community Care", body("Community Care")),
        ("The Ledger", body("The Ledger")),
        ("Press Association", body("Press Association")),
        ("Association of Directors", body("Association of Directors")),
        ("NHS England", body("NHS England")),
        ("BASW", body("BASW")),
        ("Smith & Sons", body("Smith & Sons")),
        ("Directors, Association of", body("Directors, Association of")),
        ("Redaktion Sozialarbeit", body("Redaktion Sozialarbeit")),
        ("王小明", body("王小明")),
        ("Fresh Start", person("Fresh", "", "Start")),
    ];
    for (name, expected) in cases {
        assert_eq!(Author::read(name, None), expected, "{name}");
    }
    assert_eq!(Author::read("fresh start", Some("Fresh Start")), body("fresh start"));
}

#[test]
fn tex_finds_nothing_to_act_on() {
    let title = r"100% of $5 & #1_a {b} ~c ^d \e";
    let cited = cite(&Summary { title: title.to_owned(), ..summary(&[]) }, Style::Bibtex);
    let expected = r"{{100\% of \$5 \& \#1\_a \textbraceleft{}b\textbraceright{} \textasciitilde{}c \textasciicircum{}d \textbackslash{}e}}";
    assert!(cited.contains(expected), "{cited}");
}

#[test]
fn keys_are_ascii_and_differ() {
    let with = |id, author: &str| Summary { id: Some(ArticleId(id)), ..summary(&[author]) };
    let key = |summary: &Summary| cite(summary, Style::Bibtex).lines().next().unwrap().to_owned();
    assert_eq!(key(&with(1, "Zoë Ærø-Łęcki")), "@online{aerolecki2022trust-1,");
    assert_eq!(key(&with(2, "王小明")), "@online{anon2022trust-2,");
    assert_ne!(key(&with(3, "Ann Lee")), key(&with(4, "Ann Lee")));
}

/// Braces as BibTeX counts them.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0i64;
    text.chars().all(|c| {
        depth += i64::from(c == '{') - i64::from(c == '}');
        depth >= 0
    }) && depth == 0
}

proptest! {
    #[test]
    fn nothing_breaks_out_of_its_field(title in "\\PC*|[\\x00-\\x7f]*", author in "\\PC{0,40}", site in "\\PC{0,20}") {
        let summary = Summary { title, authors: vec![author], ..summary(&[]) };
        let cite = |style| {
            let mut list = List::new(style);
            list.add(&Entry { summary: &summary, site: Some(&site), accessed: accessed() }) + list.end()
        };
        let bibtex = cite(Style::Bibtex);
        prop_assert!(is_balanced(&bibtex), "{bibtex}");
        prop_assert!(bibtex.lines().count() <= 9);
        let ris = cite(Style::Ris);
        prop_assert!(ris.split("\r\n").filter(|line| !line.is_empty()).all(|line| line.get(2..6) == Some("  - ")), "{ris}");
        prop_assert_eq!(ris.matches("\r\nER  - ").count(), 1);
        let items: Value = serde_json::from_str(&cite(Style::CslJson)).unwrap();
        prop_assert_eq!(items.as_array().unwrap().len(), 1);
        prop_assert_eq!(cite(Style::Harvard).lines().count(), 1);
    }
}
