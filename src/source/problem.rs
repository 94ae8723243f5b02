//! What is wrong with a document, in words: what, where and what to do next.

use std::sync::Arc;

use super::build::{Fault, FaultKind};
use super::{SourceFile, Unreadable};

pub(super) const UNRENDERED: &str = "this looks like a template that was not rendered: judge what `helm template` \
                                     prints, or put the text in quotes if the braces are meant";
pub(super) const TOO_DEEP: &str = "flatten the document; nothing that Kubernetes takes nests this deep";

/// Why a file of one document is unreadable.
pub(super) enum Problem {
    /// Said already.
    Words(Unreadable),
    /// The builder refused.
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Problem {
    /// In words.
    pub(super) fn told(self, file: &Arc<SourceFile>) -> Unreadable {
        match self {
            Self::Words(unreadable) => unreadable,
            Self::Fault(fault) => of_fault(file, fault),
        }
    }
}

/// A document that is YAML and still no value.
pub(super) fn of_fault(file: &Arc<SourceFile>, fault: Fault) -> Unreadable {
    let at = (fault.start, fault.end);
    let text = file.text().get(fault.start..fault.end).unwrap_or_default();
    let (message, help) = match fault.kind {
        FaultKind::DuplicateKey(key, first) => {
            let (first, second) = (file.position(first).line, file.position(fault.start).line);
            let message =
                format!("the key '{key}' stands twice in one mapping, in lines {first} and {second}");
            return unreadable(
                file,
                at,
                message,
                "delete one of them: which one counts differs from reader to reader",
            );
        }
        FaultKind::ComplexKey => (
            "a list or mapping cannot be a key".to_owned(),
            if file.text().get(..fault.start + 1).is_some_and(|before| before.ends_with("{{")) {
                UNRENDERED
            } else {
                "write the key as a text; put it in quotes if it is one"
            },
        ),
        FaultKind::KeyRefused => (
            "the API server takes no null and no number beyond 64 bits as a key".to_owned(),
            "put the key in quotes",
        ),
        FaultKind::TooDeep => ("lists and mappings nest too deep".to_owned(), TOO_DEEP),
        FaultKind::TooManyNodes => ("the document is too large".to_owned(), "split the document"),
        FaultKind::TooMuchExpanded => (
            "the aliases of this document expand to too much".to_owned(),
            "write the parts out, or use fewer aliases of aliases",
        ),
        FaultKind::AnchorInItself => {
            (format!("the anchor of '{text}' contains this alias"), "take the alias out of what it names")
        }
        FaultKind::MergeOfNoMap => (
            "`<<` takes a mapping or a list of mappings".to_owned(),
            "merge an alias of a mapping, or quote the key",
        ),
        FaultKind::NotFinite => (
            format!("'{text}' is a number that JSON does not have, so it cannot reach the API server"),
            "put it in quotes if text is meant",
        ),
        FaultKind::WrongTag(tag) => {
            (format!("'{text}' is not what its tag {tag} says"), "correct the value or take the tag away")
        }
        FaultKind::NotBase64 => {
            ("!!binary is followed by text that is not base64".to_owned(), "encode it, or take the tag away")
        }
    };
    unreadable(file, at, message, help)
}

/// The first document that is one too many, at `at`.
pub(super) fn of_number(file: &Arc<SourceFile>, at: usize, most: usize) -> Unreadable {
    let message = format!("the file holds more than {most} documents; from here on nothing is read");
    unreadable(file, (at, at), message, "split the file")
}

/// A document with bytes that are no text.
pub(super) fn of_bytes(file: &Arc<SourceFile>, at: usize) -> Unreadable {
    let message = "there are bytes here that are not valid in the file's encoding".to_owned();
    unreadable(file, (at, at + '\u{fffd}'.len_utf8()), message, "save the file as UTF-8")
}

pub(super) fn unreadable(
    file: &Arc<SourceFile>,
    at: (usize, usize),
    message: String,
    help: &str,
) -> Unreadable {
    Unreadable {
        file: Arc::clone(file),
        span: Some(file.span(at.0, at.1)),
        message,
        help: help.to_owned(),
        template: None,
    }
}
