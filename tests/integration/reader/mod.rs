//! The reader, as its callers see it: bytes in, documents with positions out.

mod comments;
mod encodings;
mod json;
mod limits;
mod merges;
mod positions;
mod properties;
mod scalars;
mod streams;
mod tool_files;

use tidegate::finding::{Path, Span, Step};
use tidegate::source::{Document, Format, Limits, Read, read_bytes};

/// Reads YAML.
fn yaml(text: &str) -> Vec<Read> {
    read_bytes("test.yaml", text.as_bytes(), Format::Yaml, &Limits::default())
}

/// The only document of a text.
fn only(mut reads: Vec<Read>) -> Document {
    assert_eq!(reads.len(), 1, "{reads:?}");
    match reads.remove(0) {
        Read::Document(document) => document,
        Read::Unreadable(unreadable) => panic!("unreadable: {unreadable:?}"),
    }
}

/// Values as JSON, failures as `line:column message`.
fn shown(reads: &[Read]) -> Vec<String> {
    let one = |read: &Read| match read {
        Read::Document(document) => document.value.to_string(),
        Read::Unreadable(unreadable) => match unreadable.span {
            Some(span) => format!("{}:{} {}", span.start.line, span.start.column, unreadable.message),
            None => unreadable.message.clone(),
        },
    };
    reads.iter().map(one).collect()
}

/// A path from its written steps: numbers are list positions.
fn path(steps: &str) -> Path {
    let step = |word: &str| word.parse().map_or_else(|_| Step::Key(word.into()), Step::Index);
    steps.split('/').filter(|word| !word.is_empty()).map(step).collect()
}

/// `line:column-line:column`.
fn range(span: Span) -> String {
    format!("{}:{}-{}:{}", span.start.line, span.start.column, span.end.line, span.end.column)
}
