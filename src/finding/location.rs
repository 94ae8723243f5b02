//! Where in a file: positions as editors count them.

use std::sync::Arc;

/// A place in a text: line and column from 1, the column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
}

/// From the first character to behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
}

/// The template that a node was rendered from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateSite {
    /// The template file: as a path that can be opened where the chart is at hand, else as helm's `# Source:` comment names it.
    pub file: Arc<str>,
    /// Its line, from 1; `None` where it cannot be known (no chart at hand, or the node does not come from literal text).
    pub line: Option<u32>,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file as the user named or found it; `<stdin>` or the name given for it; for a rendered chart the chart's folder.
    pub file: Arc<str>,
    /// The node; `None` where only the file is known.
    pub span: Option<Span>,
    /// The template, for Helm renders.
    pub template: Option<TemplateSite>,
}

/// The lines of source that show a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the first line in `text`, from 1.
    pub first_line: u32,
    /// One or more whole lines, without the last line end.
    pub text: String,
    /// What to underline, in positions of the file.
    pub mark: Span,
}
