//! A schema compiled for documents: never fetches, never backtracks, checks the formats of Kubernetes.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Retrieve, ValidationOptions, Validator};
use serde_json::Value as Json;

use super::any_of::{self, ANY_OF};
use super::bounds::Cost;
use super::formats::{FORMATS, Format, OR_EMPTY};
use super::node::{DocumentNode, Documents};
use super::pattern::Patterns;
use super::server_formats::SERVER_FORMATS;
use super::unique::{self, UNIQUE};
use super::{Mistake, explain, steps};
use crate::value::Value;

/// A schema compiled for documents.
pub(super) struct DocumentSchema {
    validator: Validator<Documents>,
    /// Of a schema from outside; our own have patterns that the validator compiles itself.
    patterns: Option<Arc<Patterns>>,
    /// A judgement needs a stack of its own.
    deep: bool,
}

type Options = ValidationOptions<'static, Arc<dyn Retrieve>, Documents>;

/// Enough for the deepest schema that is compiled and the deepest document that is judged.
const STACK: usize = 128 << 20;

/// A way through the schema that is longer needs [`STACK`]: threads have 2 MB, of which a step takes about 2 kB.
const SHALLOW: usize = 300;

/// The same for forms that nest at each of at most 256 levels of a document.
const SHALLOW_FORMS: usize = 6;

impl DocumentSchema {
    /// Compiles a schema of ours; what is wrong with it, in words.
    pub(super) fn compile(schema: &Json) -> Result<Self, String> {
        let validator = options(1 << 20).build(schema).map_err(|error| error.to_string())?;
        Ok(Self { validator, patterns: None, deep: false })
    }

    /// Compiles a schema from outside, whose cost has been found bearable; what is wrong with it, in words.
    pub(super) fn compile_given(schema: &Json, cost: Cost) -> Result<Self, String> {
        let patterns = Arc::new(Patterns::default());
        let shared = Arc::clone(&patterns);
        let compile = || {
            options(1 << 16)
                .with_keyword("pattern", move |parent, pattern, location| {
                    shared.keyword(parent, pattern, &location)
                })
                .build(schema)
                .map_err(|error| explain::of_schema(&error))
        };
        let validator = if cost.depth > SHALLOW { on_own_stack(compile)? } else { compile() }?;
        Ok(Self { validator, patterns: Some(patterns), deep: cost.forms_depth > SHALLOW_FORMS })
    }

    /// What is wrong with a document, by a schema from outside; nothing where that takes too many steps.
    pub(super) fn all_within(&self, document: &Value, schema: &Json) -> Option<Vec<Mistake>> {
        let judge = || steps::within(document, || self.all(document, schema));
        if self.deep { on_own_stack(judge).ok().flatten() } else { judge() }
    }

    /// The number of patterns that could not be used so far.
    pub(super) fn unused_patterns(&self) -> usize {
        self.patterns.as_ref().map_or(0, |patterns| patterns.unused())
    }

    /// Whether a document fits.
    pub(super) fn accepts(&self, document: &Value) -> bool {
        self.validator.is_valid(DocumentNode(document))
    }

    /// What is wrong with a document; cheap where nothing is.
    pub(super) fn all(&self, document: &Value, schema: &Json) -> Vec<Mistake> {
        if self.accepts(document) { Vec::new() } else { self.mistakes(document, || schema) }
    }

    /// What is wrong with a document. `schema` is the text that was compiled, asked for only where something is wrong.
    pub(super) fn mistakes<'s>(&self, document: &Value, schema: impl Fn() -> &'s Json) -> Vec<Mistake> {
        let errors = self.validator.iter_errors(DocumentNode(document));
        errors.flat_map(|error| explain::mistakes(&error, schema(), explain::Words::FIELDS)).collect()
    }

    /// Of [`Self::mistakes`] the keys that nothing reads.
    pub(super) fn unknown_keys<'s>(&self, document: &Value, schema: impl Fn() -> &'s Json) -> Vec<Mistake> {
        let errors = self.validator.iter_errors(DocumentNode(document));
        errors
            .filter(|error| matches!(error.kind(), ValidationErrorKind::AdditionalProperties { .. }))
            .flat_map(|error| explain::mistakes(&error, schema(), explain::Words::FIELDS))
            .collect()
    }
}

fn options(pattern_size: usize) -> Options {
    let formats = |options: Options, format: &'static Format| {
        let (fits, or_empty) = (format.fits, format!("{}{OR_EMPTY}", format.name));
        options
            .with_format(format.name, fits)
            .with_format(or_empty, move |text: &str| text.is_empty() || fits(text))
    };
    FORMATS
        .iter()
        .chain(SERVER_FORMATS)
        .fold(ValidationOptions::default(), formats)
        .offline()
        .should_validate_formats(true)
        .with_keyword(UNIQUE, unique::factory)
        .with_keyword(ANY_OF, any_of::factory)
        .with_pattern_options(PatternOptions::regex().size_limit(pattern_size).dfa_size_limit(1 << 20))
}

/// Runs in a thread with room for deep recursion.
fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.map_err(|error| error.to_string())?.join().map_err(|_| "the validator failed on it".to_owned())
    })
}

impl std::fmt::Debug for DocumentSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentSchema")
    }
}
