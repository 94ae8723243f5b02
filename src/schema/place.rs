//! From the path of a mistake to the characters that are wrong.

use super::Mistake;
use crate::finding::{Path, Span, Step};
use crate::source::Document;

impl Mistake {
    /// Where it stands in the document that was judged: the key, or the first line of the value. An empty value is
    /// pointed to at its key, and what is missing at the mapping that lacks it.
    pub fn span(&self, document: &Document) -> Span {
        if self.at_key { key_span(document, &self.path) } else { value_span(document, &self.path) }
    }

    /// What is wrong, for somebody who is told the place beside it: with the path, unless a key of that name is shown.
    pub fn sentence(&self) -> String {
        if self.at_key || self.path.steps().is_empty() {
            return self.message.clone();
        }
        format!("{}: {}", self.path, self.message)
    }
}

/// The first line of the value at a path; its key where nothing stands behind that.
pub fn value_span(document: &Document, path: &Path) -> Span {
    let Some(range) = document.value_range(path).filter(|range| !range.is_empty()) else {
        return document.locate(path);
    };
    let text = document.file.text().get(range.clone()).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    document.file.span(range.start, range.start + line.trim_end().len())
}

/// The key at the end of a path.
fn key_span(document: &Document, path: &Path) -> Span {
    let span = document.locate(path);
    let Some(Step::Key(key)) = path.steps().last() else { return span };
    let start = document.file.offset(span.start);
    let text = document.file.text().get(start..).unwrap_or_default();
    let quotes = if text.starts_with(['"', '\'']) { 2 } else { 0 };
    document.file.span(start, (start + key.len() + quotes).min(document.file.offset(span.end)))
}
