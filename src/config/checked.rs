//! A file that has a schema: read, held against it, and asked where its values stand.

use std::path::Path as FilePath;
use std::sync::Arc;

use super::{ConfigError, Origin};
use crate::finding::{Path, Position, Span};
use crate::schema::{Mistake, Schema, SchemaError};
use crate::source::{Document, Format, Limits, Read, SourceFile, read};

/// One document that its schema accepts, or nothing where the file says nothing.
#[derive(Debug)]
pub(super) struct Checked {
    file: Arc<SourceFile>,
    document: Option<Document>,
    /// The document as JSON; null where the file says nothing.
    pub(super) value: serde_json::Value,
}

impl Checked {
    /// Opens and reads a file; `name` is what messages call it, `asked_by` who named it.
    pub(super) fn open(
        path: &FilePath,
        name: &FilePath,
        schema: &Result<Schema, SchemaError>,
        asked_by: &Origin,
    ) -> Result<Self, Vec<ConfigError>> {
        let name = name.to_string_lossy();
        let bytes = std::fs::read(path)
            .map_err(|error| vec![ConfigError::new(format!("cannot read {name}: {error}"), asked_by)])?;
        Self::of(&SourceFile::from_bytes(&*name, &bytes, &Limits::default()), schema)
    }

    /// Reads a file that is at hand.
    pub(super) fn of(
        file: &Arc<SourceFile>,
        schema: &Result<Schema, SchemaError>,
    ) -> Result<Self, Vec<ConfigError>> {
        let schema =
            schema.as_ref().map_err(|error| vec![ConfigError::new(error.to_string(), &Origin::Default)])?;
        let format = Format::of(file.name()).unwrap_or(Format::Yaml);
        let mut reads = read(file, format, &Limits::default()).into_iter();
        let document = match reads.next() {
            None => None,
            Some(Read::Document(document)) => Some(document),
            Some(Read::Unreadable(unreadable)) => {
                let span = unreadable.span.unwrap_or(START);
                let origin = Origin::File { file: Arc::clone(file), span };
                return Err(vec![ConfigError::new(unreadable.message, &origin).with_help(unreadable.help)]);
            }
        };
        let value = document.as_ref().and_then(|document| serde_json::to_value(&document.value).ok());
        let checked = Self { file: Arc::clone(file), document, value: value.unwrap_or_default() };
        let mut errors: Vec<ConfigError> =
            schema.validate(&checked.value).into_iter().map(|mistake| checked.error(mistake)).collect();
        errors.extend(reads.next().map(|second| checked.second_document(&second)));
        if errors.is_empty() { Ok(checked) } else { Err(errors) }
    }

    /// The file.
    pub(super) const fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// Where the node at `path` is written: from its key, or the item, to the end of the line.
    pub(super) fn origin(&self, path: &Path) -> Origin {
        let span = self.document.as_ref().map_or(START, |document| document.locate(path));
        Origin::File { file: Arc::clone(&self.file), span }
    }

    fn error(&self, mistake: Mistake) -> ConfigError {
        let span = self.document.as_ref().map_or(START, |document| mistake.span(document));
        let origin = Origin::File { file: Arc::clone(&self.file), span };
        let error = ConfigError::new(mistake.sentence(), &origin);
        match mistake.suggestion {
            Some(word) => error.with_help(format!("did you mean '{word}'?")),
            None => error,
        }
    }

    fn second_document(&self, second: &Read) -> ConfigError {
        let span = match second {
            Read::Document(document) => document.locate(&Path::root()),
            Read::Unreadable(unreadable) => unreadable.span.unwrap_or(START),
        };
        let origin = Origin::File { file: Arc::clone(&self.file), span };
        ConfigError::new("a second document begins here", &origin)
            .with_help("keep all in one document, without '---'")
    }
}

const START: Span = Span { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };
