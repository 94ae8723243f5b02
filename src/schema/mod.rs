//! JSON Schemas: compiled once, asked often. Says where a document is wrong in words for the person who wrote it.
//!
//! One mistake of the writer is one [`Mistake`]: where several forms are allowed, only the form that the writer plainly
//! meant is spoken of. A schema never fetches anything: a `$ref` that leads out of it is an error when it is compiled.
//! A mistake is a path; where that stands in the text is told for a document with positions ([`Mistake::span`]).

mod any_of;
mod bounds;
mod catalog;
mod cron;
mod custom;
mod explain;
mod filled;
mod formats;
pub mod fuzz;
mod kubernetes;
mod nearest;
mod node;
mod open;
pub mod own;
mod pattern;
mod place;
mod placeholder;
mod server_formats;
mod steps;
mod structural;
mod targets;
mod unique;
mod validator;

use std::fmt;
use std::sync::Arc;

use crate::finding::Path;

pub use catalog::{Catalog, Judgement, Question, VersionedMistake, settled};
pub use custom::{CustomSchemas, SchemaFileError};
pub use kubernetes::{Minor as KubeVersion, MinorError as KubeVersionError};
pub use nearest::nearest;
pub use own::Own;
pub use place::value_span;
pub use placeholder::is_placeholder;
pub use targets::Targets;

/// A schema that does not compile.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// It is not JSON.
    #[error("the schema {name} is no JSON: {source}")]
    NotJson {
        /// The schema's name.
        name: Arc<str>,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// It is JSON but no schema, or refers to something outside.
    #[error("the schema {name} does not compile: at '{at}': {message}")]
    Invalid {
        /// The schema's name.
        name: Arc<str>,
        /// JSON pointer into the schema.
        at: String,
        /// What is wrong there.
        message: String,
    },
}

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A value that does not fit, or one that is missing.
    Value,
    /// A key that nothing reads.
    UnknownKey,
    /// A name that breaks the syntax of names.
    Name,
    /// A label or annotation that breaks their syntax.
    Label,
    /// A kind that its API group does not have in a version.
    Version,
}

/// One mistake in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The wrong node; for an unknown key the key itself, for a missing one the object that lacks it.
    pub path: Path,
    /// The key at the end of the path is wrong, not the value behind it.
    pub at_key: bool,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What was probably meant: a word that can stand in place of the wrong one.
    pub suggestion: Option<String>,
    /// What kind of mistake it is.
    pub class: Class,
    /// The key that is missing; several where one of them is.
    pub missing: Vec<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.steps().is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(word) => write!(f, "; did you mean '{word}'?"),
            None => Ok(()),
        }
    }
}

/// A compiled schema.
pub struct Schema {
    name: Arc<str>,
    /// As written: its titles and key names go into messages.
    text: serde_json::Value,
    validator: jsonschema::Validator,
}

impl Schema {
    /// Compiles the text of a schema; `name` is for errors.
    pub fn compile(name: &str, text: &str) -> Result<Self, SchemaError> {
        let name: Arc<str> = Arc::from(name);
        let text: serde_json::Value = serde_json::from_str(text)
            .map_err(|source| SchemaError::NotJson { name: Arc::clone(&name), source })?;
        let invalid =
            |at: String, message: String| SchemaError::Invalid { name: Arc::clone(&name), at, message };
        bounds::cost(&text).map_err(|message| invalid(String::new(), message))?;
        // Only patterns that look around backtrack, and give up after a million steps.
        let patterns = jsonschema::PatternOptions::fancy_regex().size_limit(1 << 20).dfa_size_limit(1 << 20);
        let options = jsonschema::options().offline().with_pattern_options(patterns);
        let validator = options
            .build(&text)
            .map_err(|error| invalid(error.instance_path().to_string(), error.to_string()))?;
        Ok(Self { name, text, validator })
    }

    /// The name it was compiled under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema as written.
    pub fn text(&self) -> &serde_json::Value {
        &self.text
    }

    /// Whether a document fits; cheaper than [`Self::validate`].
    pub fn accepts(&self, document: &serde_json::Value) -> bool {
        self.validator.is_valid(document)
    }

    /// Everything that is wrong with a document, one mistake an item, in order of path. Empty if it fits.
    pub fn validate(&self, document: &serde_json::Value) -> Vec<Mistake> {
        if self.accepts(document) {
            return Vec::new();
        }
        let mut mistakes: Vec<Mistake> = self
            .validator
            .iter_errors(document)
            .flat_map(|error| explain::mistakes(&error, &self.text, explain::Words::KEYS))
            .collect();
        mistakes.sort_by(|a, b| a.path.cmp(&b.path));
        mistakes.dedup();
        mistakes
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
