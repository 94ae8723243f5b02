//! The parser's errors in words a person can act on.

use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use crate::source::problem::{TOO_DEEP, UNRENDERED, unreadable};
use crate::source::{SourceFile, Unreadable};

/// A document that is no YAML.
pub(super) fn of_scan(file: &Arc<SourceFile>, error: &ScanError) -> Unreadable {
    let at = error.marker().byte_offset().unwrap_or(file.text().len());
    let start = file.position(at);
    let line = file.line(start.line).unwrap_or_default();
    let help = match error.kind() {
        _ if line.contains("{{") || line.contains("{%") => UNRENDERED,
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabNotAllowed => "YAML is indented with spaces: replace the tab",
        ErrorKind::MappingValueNotAllowed => {
            "a text that holds `: ` needs quotes; or this line is indented differently from its siblings"
        }
        ErrorKind::UnexpectedCharacter { .. } => "put the text in quotes",
        ErrorKind::UnknownAnchor => "define the anchor with `&name` above, in the same document",
        ErrorKind::RecursionLimitExceeded => TOO_DEEP,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            "close the quote that was opened before"
        }
        ErrorKind::UnclosedFlowCollection { .. } => "close the bracket that was opened before",
        _ => "look at this line and the one above: indentation, quotes, brackets",
    };
    let message = match error.kind() {
        ErrorKind::RecursionLimitExceeded => "lists and mappings nest too deep".to_owned(),
        ErrorKind::UnknownAnchor => "an alias names an anchor that does not exist".to_owned(),
        kind => kind.to_string(),
    };
    unreadable(file, (at, at), message, help)
}
