//! A schema compiled for documents: never fetches, never backtracks, checks the formats of Kubernetes.

use std::sync::Arc;

use jsonschema::{PatternOptions, Retrieve, ValidationOptions, Validator};
use serde_json::Value as Json;

use super::any_of::{self, ANY_OF};
use super::formats::{FORMATS, Format, OR_EMPTY};
use super::node::{DocumentNode, Documents};
use super::unique::{self, UNIQUE};
use super::{Mistake, explain};
use crate::value::Value;

/// A schema compiled for documents.
pub(super) struct DocumentSchema {
    validator: Validator<Documents>,
}

impl DocumentSchema {
    /// Compiles a schema; what is wrong with it, in words.
    pub(super) fn compile(schema: &Json) -> Result<Self, String> {
        let options: ValidationOptions<'static, Arc<dyn Retrieve>, Documents> = ValidationOptions::default();
        let formats = |options: ValidationOptions<'static, _, Documents>, format: &'static Format| {
            let (fits, or_empty) = (format.fits, format!("{}{OR_EMPTY}", format.name));
            options
                .with_format(format.name, fits)
                .with_format(or_empty, move |text: &str| text.is_empty() || fits(text))
        };
        let validator = FORMATS
            .iter()
            .fold(options, formats)
            .offline()
            .should_validate_formats(true)
            .with_keyword(UNIQUE, unique::factory)
            .with_keyword(ANY_OF, any_of::factory)
            .with_pattern_options(PatternOptions::regex().size_limit(1 << 20).dfa_size_limit(1 << 20))
            .build(schema)
            .map_err(|error| error.to_string())?;
        Ok(Self { validator })
    }

    /// Whether a document fits.
    pub(super) fn accepts(&self, document: &Value) -> bool {
        self.validator.is_valid(DocumentNode(document))
    }

    /// What is wrong with a document; cheap where nothing is.
    pub(super) fn all(&self, document: &Value, schema: &Json) -> Vec<Mistake> {
        if self.accepts(document) { Vec::new() } else { self.mistakes(document, schema) }
    }

    /// What is wrong with a document. `schema` is the text that was compiled.
    pub(super) fn mistakes(&self, document: &Value, schema: &Json) -> Vec<Mistake> {
        self.validator
            .iter_errors(DocumentNode(document))
            .flat_map(|error| explain::mistakes(&error, schema, explain::Words::FIELDS))
            .collect()
    }
}

impl std::fmt::Debug for DocumentSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentSchema")
    }
}
