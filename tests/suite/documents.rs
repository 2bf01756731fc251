//! The typed document as plain text, Markdown and HTML.

use cuttings::article::{Block, Document, Inline};

fn link(url: &str, text: &str) -> Inline {
    Inline::Link { url: url.to_owned(), content: vec![Inline::text(text)] }
}

fn item(text: &str) -> Vec<Block> {
    vec![Block::paragraph(text)]
}

fn list(ordered: bool, items: Vec<Vec<Block>>) -> Block {
    Block::List { ordered, items }
}

#[test]
fn each_block_has_its_three_forms() {
    let cells = |row: &[&str]| -> Vec<Vec<Inline>> { row.iter().map(|cell| vec![Inline::text(*cell)]).collect() };
    let nested = list(false, vec![vec![Block::paragraph("a"), list(true, vec![item("b"), item("c")])], item("d")]);
    let cases: [(Block, &str, &str, &str); 12] = [
        (Block::heading(2, "A"), "A", "## A", "<h2>A</h2>"),
        (Block::paragraph("1 < 2 & *x*"), "1 < 2 & *x*", "1 \\< 2 & \\*x\\*", "<p>1 &lt; 2 &amp; *x*</p>"),
        (Block::paragraph("1. not a list"), "1. not a list", "1\\. not a list", "<p>1. not a list</p>"),
        (Block::paragraph("&copy; AT&T"), "&copy; AT&T", "\\&copy; AT&T", "<p>&amp;copy; AT&amp;T</p>"),
        (
            Block::Paragraph(vec![
                Inline::text("a "),
                Inline::Strong(vec![Inline::text("b")]),
                Inline::Break,
                Inline::Emphasis(vec![Inline::text("c")]),
                Inline::text(" "),
                Inline::Code("d`e".to_owned()),
                Inline::text(" "),
                link("https://a.example/x(1)", "f"),
            ]),
            "a b\nc d`e f",
            "a **b**  \n*c* ``d`e`` [f](https://a.example/x%281%29)",
            "<p>a <strong>b</strong><br><em>c</em> <code>d`e</code> <a href=\"https://a.example/x(1)\">f</a></p>",
        ),
        (
            nested,
            "• a\n  1. b\n  2. c\n• d",
            "- a\n  1. b\n  2. c\n- d",
            "<ul>\n<li>a\n<ol>\n<li>b</li>\n<li>c</li>\n</ol>\n</li>\n<li>d</li>\n</ul>",
        ),
        (
            list(false, vec![vec![Block::paragraph("a"), Block::paragraph("b")]]),
            "• a\n  b",
            "- a\n\n  b",
            "<ul>\n<li>a\n<p>b</p>\n</li>\n</ul>",
        ),
        (
            Block::Quote(vec![Block::paragraph("a"), Block::paragraph("b")]),
            "a\n\nb",
            "> a\n>\n> b",
            "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>",
        ),
        (
            Block::Table { header: cells(&["A", "B"]), rows: vec![cells(&["1|2"])] },
            "A | B\n1|2",
            "| A | B |\n| --- | --- |\n| 1\\|2 |  |",
            "<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>1|2</td></tr>\n</table>",
        ),
        (
            Block::Figure { url: "https://a.example/i.jpg".to_owned(), caption: vec![Inline::text("A view")] },
            "A view",
            "![A view](https://a.example/i.jpg)",
            "<figure><img src=\"https://a.example/i.jpg\" alt=\"\"><figcaption>A view</figcaption></figure>",
        ),
        (Block::Preformatted("a\n  ```".to_owned()), "a\n  ```", "````\na\n  ```\n````", "<pre>a\n  ```</pre>"),
        (Block::Rule, "", "---", "<hr>"),
    ];
    for (block, text, markdown, html) in cases {
        let document = Document::new(vec![block]);
        assert_eq!(document.to_text(), text);
        assert_eq!(document.to_markdown(), markdown);
        assert_eq!(document.to_html().trim_end(), html);
    }
}

#[test]
fn blocks_are_divided_by_one_empty_line() {
    let document =
        Document::new(vec![Block::heading(2, "A"), Block::Rule, Block::paragraph("b"), list(false, vec![item("c")])]);
    assert_eq!(document.to_text(), "A\n\nb\n\n• c");
    assert_eq!(document.to_markdown(), "## A\n\n---\n\nb\n\n- c");
}

#[test]
fn an_item_that_is_only_a_list_has_no_empty_line() {
    let document = Document::new(vec![list(false, vec![vec![list(false, vec![item("a")])]])]);
    assert_eq!(document.to_text(), "• • a");
}

#[test]
fn words_are_counted_without_bullets_and_dashes() {
    let document = Document::new(vec![Block::paragraph("Two words – and 3 more"), list(false, vec![item("one")])]);
    assert_eq!(document.words(), 6);
}
