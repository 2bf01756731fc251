//! Where everything stands, as a function of the terminal's size and what is shown: one answer for
//! `update`, which must know how far a page is, and for `view`.

use super::Focus;
use ratatui::layout::Rect;

/// What the places depend on beside the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Who has the keys.
    pub focus: Focus,
    /// Article without the list.
    pub alone: bool,
    /// How much wider than usual the list is.
    pub wider: i16,
    /// Whether there is one pane at a time, however wide the terminal is.
    pub single: bool,
}

/// The places. A pane that is not on the screen has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Panes {
    /// Name and totals.
    pub top: Option<Rect>,
    /// The search line.
    pub search: Option<Rect>,
    /// How the query was understood.
    pub understood: Option<Rect>,
    /// "1 of 38 for …", where the article is alone on the screen.
    pub crumb: Option<Rect>,
    /// Filters, header and all.
    pub filters: Option<Rect>,
    /// List, header and all.
    pub list: Option<Rect>,
    /// Text of the article.
    pub article: Option<Rect>,
    /// Columns of the lines between panes.
    pub dividers: Vec<u16>,
    /// Rows of the panes: first, and the one after the last.
    pub body: (u16, u16),
    /// Keys, or what was said.
    pub bottom: Rect,
    /// Rows of a list or filters pane above its first row.
    pub head: u16,
}

/// Columns from which there are three panes.
pub const WIDE: u16 = 132;
/// Columns from which there are two.
pub const MEDIUM: u16 = 90;
const FILTERS: u16 = 24;
const WIDEST_LIST: u16 = 44;
const TEXT: u16 = super::super::page::COLUMNS as u16;
/// ` │ `
const GAP: u16 = 3;

/// Works the places out.
pub fn panes(width: u16, height: u16, shape: Shape) -> Panes {
    let is_single = shape.single || width < MEDIUM;
    let alone = shape.focus == Focus::Article && (shape.alone || is_single);
    let margin = u16::from(width > 20);
    let mut panes = rows(margin, width.saturating_sub(2 * margin), height, alone);
    // on a few lines rows are worth more than their heading; the filters' own is where one types
    if height < 8 && shape.focus != Focus::Filters {
        panes.head = 0;
    }
    if alone {
        let indent = if width > 20 { 2 } else { 0 };
        let wide = width.saturating_sub(2 * indent).min(TEXT);
        let x = if is_single { indent } else { (width - wide) / 2 };
        panes.article = Some(panes.columns(x, wide));
    } else {
        columns(&mut panes, margin, width, shape);
    }
    panes
}

/// The lines above and below the panes, from top to bottom.
fn rows(margin: u16, inner: u16, height: u16, alone: bool) -> Panes {
    let mut panes = Panes::default();
    let row = |y: u16| Rect::new(margin, y, inner, 1);
    let bottom = height.saturating_sub(1);
    let mut y = 0;
    if alone && height >= 10 {
        panes.crumb = Some(row(0));
        y = 2;
    }
    if !alone && height >= 16 {
        panes.top = Some(row(0));
        y = 1;
    }
    if !alone && bottom > y {
        panes.search = Some(row(y));
        y += 1;
    }
    if !alone && height >= 16 {
        panes.understood = Some(row(y));
        y += 1 + u16::from(height >= 30);
    }
    let foot = u16::from(height >= 20);
    panes.bottom = Rect::new(margin, bottom, inner, u16::from(height > 0));
    panes.body = (y, bottom.saturating_sub(foot).max(y));
    panes.head = if height >= 20 { 2 } else { 1 };
    panes
}

/// Three panes, two, or one, by the width.
fn columns(panes: &mut Panes, margin: u16, width: u16, shape: Shape) {
    let inner = width.saturating_sub(2 * margin);
    if width >= WIDE && !shape.single {
        let room = inner - FILTERS - 2 * GAP;
        let list = widened(room.saturating_sub(TEXT).min(WIDEST_LIST), shape.wider, room);
        let list_x = margin + FILTERS + GAP;
        let article_x = list_x + list + GAP;
        panes.filters = Some(panes.columns(margin, FILTERS));
        panes.list = Some(panes.columns(list_x, list));
        panes.article = Some(panes.columns(article_x, (room - list).min(TEXT)));
        panes.dividers = vec![list_x - 2, article_x - 2];
        return;
    }
    let mut first = inner;
    if width >= MEDIUM && !shape.single {
        let room = inner - GAP;
        first = widened((room * 2 / 5).clamp(30, WIDEST_LIST), shape.wider, room);
        let article_x = margin + first + GAP;
        panes.article = Some(panes.columns(article_x, (room - first).min(TEXT)));
        panes.dividers = vec![article_x - 2];
    }
    let first = Some(panes.columns(margin, first));
    if shape.focus == Focus::Filters { panes.filters = first } else { panes.list = first }
}

/// Neither list nor article gets too narrow to be read.
fn widened(list: u16, by: i16, room: u16) -> u16 {
    list.saturating_add_signed(by).clamp(24, room.saturating_sub(30).max(24))
}

impl Panes {
    /// The rows of the panes in these columns.
    fn columns(&self, x: u16, wide: u16) -> Rect {
        Rect::new(x, self.body.0, wide, self.body.1 - self.body.0)
    }

    /// Rows there are for a list's or filters pane's rows.
    pub fn body_rows(&self, pane: Option<Rect>) -> usize {
        pane.map_or(0, |pane| usize::from(pane.height.saturating_sub(self.head)))
    }
}
