//! From a path in an object to a place in a file: the node or its nearest parent, the template, the lines to show.

use std::sync::Arc;

use crate::finding::{Excerpt, Location, Path, TemplateSite};
use crate::source::{Document, LoadedScope, Unreadable};

/// The location of a node and the lines that show it.
pub(super) fn of_path(
    scope: Option<&LoadedScope>,
    document: &Document,
    path: &Path,
) -> (Location, Option<Excerpt>) {
    let span = document.locate(path);
    let site = scope.and_then(|scope| scope.template_site(document, span.start.line));
    let template = site.or_else(|| named(document.template.as_ref()));
    let location = Location { file: Arc::clone(document.file.name()), span: Some(span), template };
    (location, Some(document.excerpt(path)))
}

/// The location of what could not be read.
pub(super) fn of_unreadable(scope: &LoadedScope, bad: &Unreadable) -> (Location, Option<Excerpt>) {
    let template = bad
        .span
        .and_then(|span| scope.template_of(&bad.file, span.start.line))
        .or_else(|| named(bad.template.as_ref()));
    (Location { file: Arc::clone(bad.file.name()), span: bad.span, template }, bad.excerpt())
}

/// The location of a node without asking for its template's line, which may cost a render.
pub(super) fn cheap(document: &Document, path: &Path) -> Location {
    Location {
        file: Arc::clone(document.file.name()),
        span: Some(document.locate(path)),
        template: named(document.template.as_ref()),
    }
}

fn named(template: Option<&Arc<str>>) -> Option<TemplateSite> {
    template.map(|file| TemplateSite { file: Arc::clone(file), line: None })
}
