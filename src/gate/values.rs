//! What the schemas of charts say of values files: `input.schema` for files of the format `helm-values`.
//!
//! A mistake belongs to the file that wrote the value; a key that is missing, to the last file that wrote the mapping it
//! is missing from.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value as Json;

use super::schemas::{mistakes, texts};
use super::{own, place};
use crate::config::Settings;
use crate::finding::{Excerpt, Finding, Location, Path, ScopeOutcome, Step};
use crate::schema::{KubeVersion, Schema, SchemaError, VersionedMistake, settled};
use crate::source::{ChartValues, Document, Format, Limits, Read, ValuesSchema, read};
use crate::value::{self, Value};

/// What `applies_to` of rules calls values files.
pub(super) const KIND: &str = "file/helm-values";

/// `input.file.format`.
const FORMAT: &str = "helm-values";

/// One values file with its mistakes.
pub(super) struct ValuesFile {
    pub(super) document: Document,
    mistakes: Vec<VersionedMistake>,
}

impl ValuesFile {
    /// `input.file`.
    pub(super) fn file(&self) -> Value {
        let path = value::string(self.document.file.name());
        value::object_from([("path", path), ("format", value::string(FORMAT))])
    }

    /// `input.schema`.
    pub(super) fn facts(&self) -> Value {
        value::object_from([
            ("versions", texts(std::iter::empty::<KubeVersion>())),
            ("declared", Value::from(false)),
            ("known", Value::from(true)),
            ("mistakes", mistakes(&self.mistakes)),
            ("unevaluated", value::list(Vec::new())),
            ("duplicates", value::list(Vec::new())),
        ])
    }
}

/// The values files of charts, judged, and a finding for every schema that cannot be used.
pub(super) fn judged(charts: &[ChartValues], settings: &Settings) -> (Vec<ValuesFile>, Vec<Finding>) {
    let (mut files, mut unusable) = (Vec::new(), Vec::new());
    for chart in charts {
        let first = files.len();
        let unjudged = |document: &Document| ValuesFile { document: document.clone(), mistakes: Vec::new() };
        files.extend(chart.documents.iter().map(unjudged));
        for schema in &chart.schemas {
            match compiled(schema) {
                Ok(compiled) => {
                    for (position, found) in mistakes_of(chart, schema, &compiled) {
                        if let Some(file) = files.get_mut(first + position) {
                            file.mistakes.push(found);
                        }
                    }
                }
                Err(refusal) => {
                    let (why, place) = *refusal;
                    unusable.push(own::values_schema_unusable(settings, &why, place));
                }
            }
        }
    }
    for file in &mut files {
        file.mistakes.sort_by(|a, b| a.mistake.path.cmp(&b.mistake.path));
    }
    (files, unusable)
}

/// Each with the position of the document that wrote it.
fn mistakes_of(
    chart: &ChartValues,
    schema: &ValuesSchema,
    compiled: &Schema,
) -> Vec<(usize, VersionedMistake)> {
    let all = settled(compiled.validate(&schema.values), &value::from_json(schema.values.clone()));
    let placed = all.into_iter().filter_map(|mut found| {
        let path = found.mistake.path.below(&schema.at);
        let written = chart.written_at(&path)?;
        let message = &mut found.mistake.message;
        if written.overridden {
            message.push_str(", from --set");
        }
        if written.is_parent {
            let _ = write!(message, " (at {path})");
        }
        if !schema.at.steps().is_empty() {
            let _ = write!(message, ", says {}", schema.file.name());
        }
        found.mistake.path = written.path;
        Some((written.document, found))
    });
    placed.collect()
}

/// Why a schema cannot be used, and where that is.
type Refusal = Box<(String, (Location, Option<Excerpt>))>;

fn compiled(schema: &ValuesSchema) -> Result<Schema, Refusal> {
    let whole = || Location { file: Arc::clone(schema.file.name()), span: None, template: None };
    let text = schema.text().map_err(|why| Box::new((why, (whole(), None))))?;
    Schema::compile(schema.file.name(), text).map_err(|error| match &error {
        SchemaError::NotJson { source, .. } => {
            Box::new((format!("it is no JSON: {source}"), (whole(), None)))
        }
        SchemaError::Invalid { at, message, .. } => {
            let reference = outside(schema);
            let path = reference.as_ref().map_or_else(|| pointed(at), |(path, _)| path.clone());
            let why = match reference {
                Some((_, target)) => {
                    format!("it refers to '{target}', which is not in it, and nothing is fetched")
                }
                None if message.starts_with("Unknown meta-schema") => {
                    "its $schema is none that is known here, and nothing is fetched".to_owned()
                }
                None => message.clone(),
            };
            let document = read(&schema.file, Format::Json, &Limits::default());
            let place =
                document.first().and_then(Read::document).map(|found| place::of_path(None, found, &path));
            Box::new((why, place.unwrap_or_else(|| (whole(), None))))
        }
    })
}

/// The first reference that leads out of a schema, and where it is.
fn outside(schema: &ValuesSchema) -> Option<(Path, String)> {
    fn search(node: &Json, path: &mut Vec<Step>) -> Option<String> {
        let inner: Vec<(Step, &Json)> = match node {
            Json::Object(members) => {
                members.iter().map(|(key, node)| (Step::Key(key.as_str().into()), node)).collect()
            }
            Json::Array(items) => (0..).map(Step::Index).zip(items).collect(),
            _ => return None,
        };
        for (step, node) in inner {
            let is_reference = matches!(&step, Step::Key(key) if &**key == "$ref");
            path.push(step);
            let found = match node.as_str().filter(|_| is_reference) {
                Some(target) => (!target.starts_with('#')).then(|| target.to_owned()),
                None => search(node, path),
            };
            if found.is_some() {
                return found;
            }
            path.pop();
        }
        None
    }
    let mut path = Vec::new();
    let target = search(&serde_json::from_str(schema.text().ok()?).ok()?, &mut path)?;
    Some((path.into_iter().collect(), target))
}

/// The path of a JSON pointer.
fn pointed(pointer: &str) -> Path {
    let step = |part: &str| {
        let index = part.parse().map(Step::Index);
        index.unwrap_or_else(|_| Step::Key(part.replace("~1", "/").replace("~0", "~").into()))
    };
    pointer.split('/').skip(1).map(step).collect()
}

/// What several sets of one chart have in common is said once: in the first scope of a run.
pub(super) fn fold(scopes: &mut [ScopeOutcome]) {
    let is_of_values = |finding: &Finding| finding.object.is_none() && finding.rule.id.pack() == "schema";
    let files: BTreeSet<Arc<str>> = scopes
        .iter()
        .flat_map(|scope| &scope.decisions)
        .flat_map(|decision| &decision.findings)
        .filter(|finding| is_of_values(finding))
        .map(|finding| Arc::clone(&finding.location.file))
        .collect();
    let is_of_files = |finding: &Finding| {
        let file = &finding.location.file;
        let id = finding.rule.id.as_str();
        (id == "source/schema-unusable" && file.ends_with("values.schema.json"))
            || (finding.rule.id.pack() == "waiver" && files.contains(file))
    };
    let mut seen = HashSet::new();
    let mut is_new = |finding: &Finding| {
        let Finding { rule, location, path, message, .. } = finding;
        let line = location.span.map(|span| span.start.line);
        seen.insert((rule.id.clone(), Arc::clone(&location.file), line, path.clone(), Arc::clone(message)))
    };
    for scope in scopes {
        scope.findings.retain(|finding| !is_of_files(finding) || is_new(finding));
        for decision in &mut scope.decisions {
            decision.findings.retain(|finding| !is_of_values(finding) || is_new(finding));
        }
    }
}
