//! A mistake in a file that is no finding (nothing was judged): its place and what is wrong in one line, as compilers and
//! editors have it, and the source line below.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::full::place;
use super::window::window;
use crate::finding::{Excerpt, Location};
use crate::report::{Options, visible};

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub location: Location,
    /// What is wrong and what to do about it; printed as one line.
    pub message: String,
    /// The lines that show it, where they may be shown.
    pub excerpt: Option<Excerpt>,
}

/// Writes a complaint.
pub fn complain(sink: &mut dyn Write, complaint: &Complaint, options: &Options) -> io::Result<()> {
    let text = format!("{}: {}", place(&complaint.location), visible::one_line(&complaint.message));
    writeln!(sink, "{}", visible::at_line_start(&text))?;
    let Some(excerpt) = &complaint.excerpt else { return Ok(()) };
    let gutter = excerpt.mark.end.line.to_string().len() + 3;
    let Some(window) = window(excerpt, options.width.saturating_sub(gutter)) else { return Ok(()) };
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let mark = AnnotationKind::Primary.span(window.mark);
    let snippet = Snippet::source(window.text).line_start(window.first_line).annotation(mark);
    let group = Group::with_level(Level::ERROR).element(snippet);
    writeln!(sink, "{}\n", renderer.term_width(options.width).render(&[group]))
}
