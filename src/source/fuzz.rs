//! One entry for fuzzers: any bytes, in every format, and what must hold of whatever is read from them.

use super::{Document, Format, Limits, Read, SourceFile, read};
use crate::finding::{Path, Position, Step};
use crate::value::{Value, text};

/// Small, so that a fuzzer finds the way to them.
const LIMITS: Limits = Limits { bytes: 1 << 20, documents: 100, nodes: 20_000, expanded: 2_000, depth: 64 };

/// Reads the bytes as each format and answers what does not hold: every position lies in the text, every path of a
/// value leads to a node of its own, a failure has words.
pub fn read_any(bytes: &[u8]) -> Result<(), String> {
    for &format in Format::ALL {
        let file = SourceFile::from_bytes("input", bytes, &LIMITS);
        for read in read(&file, format, &LIMITS) {
            match read {
                Read::Document(document) => check_document(&document)?,
                Read::Unreadable(unreadable) => {
                    if unreadable.message.is_empty() || unreadable.help.is_empty() {
                        return Err("a failure without words".to_owned());
                    }
                    if let Some(excerpt) = unreadable.excerpt() {
                        check_position(&file, excerpt.mark.start)?;
                        check_position(&file, excerpt.mark.end)?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn check_document(document: &Document) -> Result<(), String> {
    let mut paths = 0;
    let mut open = vec![(Path::root(), &document.value)];
    while let Some((path, value)) = open.pop() {
        paths += 1;
        check_node(document, &path)?;
        match value {
            Value::Object(members) => {
                for (key, member) in members.iter_sorted() {
                    let key = text(key).ok_or_else(|| format!("{path}: a key that is no text"))?;
                    open.push((step(&path, Step::Key(key.into())), member));
                }
            }
            Value::Array(items) => {
                for (index, item) in (0_u32..).zip(items.iter()) {
                    open.push((step(&path, Step::Index(index)), item));
                }
            }
            Value::Undefined | Value::Set(_) => return Err(format!("{path}: a value that no document has")),
            _ => {}
        }
    }
    for comment in &document.comments {
        if let Some(path) = document.governed_by(comment) {
            check_node(document, &path)?;
        }
    }
    // Merges keep a node for the `<<` itself.
    if document.spans.len() < paths {
        return Err(format!("{paths} paths and only {} nodes", document.spans.len()));
    }
    Ok(())
}

fn check_node(document: &Document, path: &Path) -> Result<(), String> {
    let span = document.locate(path);
    check_position(&document.file, span.start)?;
    check_position(&document.file, span.end)?;
    if span.start.line != span.end.line || span.end < span.start {
        return Err(format!("{path}: located on more than one line"));
    }
    let range = document.value_range(path).ok_or_else(|| format!("{path}: no node"))?;
    let text = document.file.text();
    if text.get(range.clone()).is_none() {
        return Err(format!("{path}: {range:?} is no part of the text"));
    }
    let extent = document.extent(path).ok_or_else(|| format!("{path}: no extent"))?;
    if extent.end < span.start {
        return Err(format!("{path}: ends before it begins"));
    }
    Ok(())
}

fn check_position(file: &SourceFile, position: Position) -> Result<(), String> {
    if position.line == 0 || position.column == 0 {
        return Err("lines and columns are counted from 1".to_owned());
    }
    if file.position(file.offset(position)) != position {
        return Err(format!("{position:?} is no place in the text"));
    }
    Ok(())
}

fn step(path: &Path, step: Step) -> Path {
    path.steps().iter().cloned().chain([step]).collect()
}
