//! Colours and marks. A [`Look`] says what a text is; a [`Theme`] says how that is shown.

use crate::config::ThemeChoice;
use ratatui::style::{Color, Modifier, Style};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// Titles, headings.
    Strong,
    /// Dates, bylines, counts.
    Muted,
    /// Caret, `▌`, the focused header, key names.
    Accent,
    /// Something to look at.
    Warn,
    /// Something failed.
    Error,
    /// A match.
    Match,
    /// The match one stands on.
    CurrentMatch,
    /// Lines between panes.
    Divider,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Strong,
        Self::Muted,
        Self::Accent,
        Self::Warn,
        Self::Error,
        Self::Match,
        Self::CurrentMatch,
        Self::Divider,
    ];
}

/// A role and its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Look {
    /// What it is.
    pub role: Role,
    /// Titles, headings, unread.
    pub bold: bool,
    /// Links.
    pub underline: bool,
}

impl Look {
    /// Running text.
    pub const TEXT: Self = Self::of(Role::Text);
    /// Bylines and the like.
    pub const MUTED: Self = Self::of(Role::Muted);
    /// Titles.
    pub const TITLE: Self = Self { role: Role::Strong, bold: true, underline: false };
    /// Key names, the focused header.
    pub const ACCENT: Self = Self::of(Role::Accent);

    /// A role in its plain weight.
    pub const fn of(role: Role) -> Self {
        Self { role, bold: false, underline: false }
    }

    /// The same in bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same underlined.
    #[must_use]
    pub const fn underlined(self) -> Self {
        Self { underline: true, ..self }
    }
}

/// What a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ground {
    /// The screen.
    #[default]
    Plain,
    /// The highlighted row of the focused pane; chips.
    Selection,
    /// The highlighted row of another pane.
    Idle,
}

/// The colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Light text on dark ground.
    Dark,
    /// Dark text on light ground.
    Light,
    /// White on black or black on white, 7:1 at the least (WCAG 2, 1.4.6).
    HighContrast {
        /// Which of the two.
        dark: bool,
    },
    /// The terminal's own sixteen, on its own ground.
    Sixteen {
        /// Whether that ground is dark, if it could be asked.
        dark: Option<bool>,
    },
    /// No colour; weight, underline and reverse only.
    Mono,
}

/// How everything is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colours.
    pub palette: Palette,
    /// Whether only ASCII marks are drawn.
    pub ascii: bool,
}

/// The characters that carry a meaning. Where only ASCII may be drawn, the painter puts
/// [`in_ascii`]'s in their place, here as everywhere.
pub mod glyph {
    /// The focused row and header.
    pub const FOCUS: &str = "▌";
    /// The highlighted row of another pane.
    pub const IDLE: &str = "▏";
    /// Unread.
    pub const UNREAD: &str = "●";
    /// Starred.
    pub const STAR: &str = "★";
    /// With a note.
    pub const NOTE: &str = "✎";
    /// Included; selected.
    pub const INCLUDE: &str = "✓";
    /// Excluded.
    pub const EXCLUDE: &str = "−";
    /// Text that is folded to this line.
    pub const FOLDED: &str = "▸";
    /// Text that could be.
    pub const OPEN: &str = "▾";
    /// Between panes.
    pub const DIVIDER: &str = "│";
    /// Bars of the timeline.
    pub const BAR: &str = "█";
}

/// The nearest ASCII character of one cell; letters stay what they are.
pub fn in_ascii(c: char) -> char {
    match c {
        '▌' | '→' | '›' | '▸' => '>',
        '‹' | '←' => '<',
        '↑' => '^',
        '↓' | '▾' => 'v',
        '▏' | '‘' | '’' => '\'',
        '“' | '”' => '"',
        '●' => '*',
        '★' | '█' => '#',
        '✎' => 'n',
        '✓' | '┌' | '┐' | '└' | '┘' => '+',
        '−' | '–' | '—' | '─' | '·' | '•' => '-',
        '│' => '|',
        '…' => '~',
        '\u{a0}' => ' ',
        c => c,
    }
}

impl Theme {
    /// The theme for a choice; `dark` says what is known of the terminal's ground.
    pub fn choose(choice: ThemeChoice, ascii: bool, dark: Option<bool>) -> Self {
        let palette = match (choice, dark) {
            (ThemeChoice::Dark, _) | (ThemeChoice::Auto, Some(true)) => Palette::Dark,
            (ThemeChoice::Light, _) | (ThemeChoice::Auto, Some(false)) => Palette::Light,
            (ThemeChoice::HighContrast, dark) => Palette::HighContrast { dark: dark != Some(false) },
            (ThemeChoice::Sixteen, _) | (ThemeChoice::Auto, None) => Palette::Sixteen { dark },
            (ThemeChoice::Mono, _) => Palette::Mono,
        };
        Self { palette, ascii }
    }

    /// How a text of this look on this ground is shown.
    pub fn style(self, look: Look, ground: Ground) -> Style {
        let mut style = match self.palette {
            Palette::Dark | Palette::Light => self.rich(look.role, ground),
            Palette::HighContrast { dark } => high_contrast(look.role, ground, dark),
            Palette::Sixteen { dark } => sixteen(look.role, ground, dark),
            Palette::Mono => mono(look.role, ground),
        };
        if look.bold {
            style = style.add_modifier(Modifier::BOLD);
        }
        if look.underline {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        if matches!(look.role, Role::Match) {
            style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        }
        // ratatui lays styles over each other; what stood in the cell before must not shine through
        style.sub_modifier = Modifier::all().difference(style.add_modifier);
        style
    }

    // colours are read as RRGGBB
    #[allow(clippy::unreadable_literal)]
    fn rich(self, role: Role, ground: Ground) -> Style {
        let dark = self.palette == Palette::Dark;
        let pick = |on_dark: u32, on_light: u32| Color::from_u32(if dark { on_dark } else { on_light });
        let below = match ground {
            Ground::Plain => pick(0x16191D, 0xFBFAF7),
            Ground::Selection => pick(0x26323B, 0xDCE9EC),
            Ground::Idle => pick(0x1F242A, 0xEFEEEA),
        };
        let (text, below) = match role {
            Role::Text => (pick(0xD5D8DC, 0x24292E), below),
            Role::Strong => (pick(0xF2F3F5, 0x0B0D0F), below),
            Role::Muted => (pick(0x959DA6, 0x5E666E), below),
            Role::Accent => (pick(0x6CB6C9, 0x0F6678), below),
            Role::Warn => (pick(0xE0A458, 0x8A4B00), below),
            Role::Error => (pick(0xF08A80, 0xB3261E), below),
            Role::Match => (pick(0xFFE9A8, 0x3A2C00), pick(0x5A4A12, 0xFBE7A1)),
            Role::CurrentMatch => (pick(0x16191D, 0xFFFFFF), pick(0xF2C14E, 0x7A5200)),
            Role::Divider => (pick(0x4A525C, 0xC2C5C8), below),
        };
        Style::new().fg(text).bg(below)
    }
}

// colours are read as RRGGBB
#[allow(clippy::unreadable_literal)]
fn high_contrast(role: Role, ground: Ground, dark: bool) -> Style {
    let pick = |on_dark: u32, on_light: u32| Color::from_u32(if dark { on_dark } else { on_light });
    let below = match ground {
        Ground::Plain => pick(0x000000, 0xFFFFFF),
        Ground::Selection => pick(0x00325A, 0xCBE6FF),
        Ground::Idle => pick(0x262626, 0xE4E4E4),
    };
    let (text, below) = match role {
        Role::Text | Role::Strong => (pick(0xFFFFFF, 0x000000), below),
        Role::Muted => (pick(0xE2E2E2, 0x2E2E2E), below),
        Role::Accent => (pick(0x8CE8FF, 0x00305F), below),
        Role::Warn => (pick(0xFFD36B, 0x4F2800), below),
        Role::Error => (pick(0xFFB9B2, 0x6E0000), below),
        Role::Match => (pick(0x000000, 0x000000), pick(0xFFE14D, 0xFFDD33)),
        Role::CurrentMatch => (pick(0x000000, 0xFFFFFF), pick(0xFFFFFF, 0x000000)),
        Role::Divider => (pick(0xC8C8C8, 0x404040), below),
    };
    Style::new().fg(text).bg(below)
}

/// The terminal's own ground. Where it could not be asked, only colours that read on black and on
/// white: cyan vanishes on the one, blue on the other.
fn sixteen(role: Role, ground: Ground, dark: Option<bool>) -> Style {
    let own = Style::new().fg(Color::Reset).bg(Color::Reset);
    let (accent, warn, error) = match dark {
        Some(true) => (Color::Cyan, Color::Yellow, Color::LightRed),
        Some(false) => (Color::Blue, Color::Magenta, Color::Red),
        None => (Color::Magenta, Color::Reset, Color::Red),
    };
    let style = match role {
        Role::Text | Role::Muted | Role::Divider => own,
        Role::Strong => own.add_modifier(Modifier::BOLD),
        Role::Accent => own.fg(accent),
        Role::Warn => own.fg(warn),
        Role::Error => own.fg(error),
        Role::Match => return own.fg(Color::Black).bg(Color::Yellow),
        Role::CurrentMatch => return own.add_modifier(Modifier::REVERSED | Modifier::BOLD),
    };
    match ground {
        Ground::Selection => style.fg(Color::Reset).add_modifier(Modifier::REVERSED),
        _ => style,
    }
}

fn mono(role: Role, ground: Ground) -> Style {
    let style = Style::new().fg(Color::Reset).bg(Color::Reset);
    match (role, ground) {
        (Role::CurrentMatch, _) => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        (Role::Strong, Ground::Plain | Ground::Idle) => style.add_modifier(Modifier::BOLD),
        (_, Ground::Plain | Ground::Idle) => style,
        (_, Ground::Selection) => style.add_modifier(Modifier::REVERSED),
    }
}
