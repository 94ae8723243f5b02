//! What is put before the two judges: every Kubernetes object of some folders, read with Tidegate's own reader, Lists
//! opened, nulls and placeholders left as they are.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use tidegate::kinds::Kinds;
use tidegate::policy::{Library, builtin};
use tidegate::review::{Found, Names, objects_with};
use tidegate::schema::is_placeholder;
use tidegate::source::{Format, Limits, Read, read_bytes};
use tidegate::value;
use walkdir::{DirEntry, WalkDir};

use crate::support::root;

/// An object and where it stands.
pub(super) struct Sample {
    /// File, number of the document in it, and place in the document.
    pub(super) source: String,
    pub(super) object: Json,
}

impl Sample {
    /// `apiVersion Kind`.
    pub(super) fn kind(&self) -> String {
        format!("{} {}", text(&self.object, "/apiVersion"), text(&self.object, "/kind"))
    }

    /// Whether some text in it stands for another one.
    pub(super) fn has_placeholder(&self) -> bool {
        fn within(node: &Json) -> bool {
            match node {
                Json::String(text) => is_placeholder(text),
                Json::Array(items) => items.iter().any(within),
                Json::Object(members) => {
                    members.iter().any(|(key, inner)| is_placeholder(key) || within(inner))
                }
                _ => false,
            }
        }
        within(&self.object)
    }
}

/// The text at a JSON pointer; empty where there is none.
pub(super) fn text<'a>(object: &'a Json, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Json::as_str).unwrap_or_default()
}

/// Each on a line of its own.
pub(super) fn lines(items: impl IntoIterator<Item = impl Display>) -> String {
    items.into_iter().fold(String::new(), |mut text, item| {
        let _ = writeln!(text, "{item}");
        text
    })
}

/// The objects of the project's own samples and of its rules' examples.
pub(super) fn of_the_project() -> Vec<Sample> {
    let mut samples = below(&root(), "testdata");
    samples.extend(below(&root(), "policies"));
    samples
}

/// The objects of a corpus.
pub(super) fn of_a_corpus(corpus: &Path) -> Vec<Sample> {
    let mut samples = below(corpus, "rendered");
    samples.extend(below(corpus, "raw"));
    samples
}

fn below(base: &Path, folder: &str) -> Vec<Sample> {
    let kinds = Library::read(&[builtin()], &[]).unwrap().kinds;
    let mut samples = Vec::new();
    // A chart's files are templates, no manifests; what they render to lies elsewhere.
    let outside = |entry: &DirEntry| !entry.path().join("Chart.yaml").exists();
    for entry in WalkDir::new(base.join(folder)).sort_by_file_name().into_iter().filter_entry(outside) {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(base).unwrap().to_string_lossy().into_owned();
        let Some(format) = Format::of(&name).filter(|_| entry.file_type().is_file()) else { continue };
        let bytes = std::fs::read(entry.path()).unwrap();
        let reads = read_bytes(Arc::from(&*name), &bytes, format, &Limits::default());
        for document in reads.iter().filter_map(Read::document) {
            add(&mut samples, &kinds, &format!("{name}#{}", document.index), &document.value);
        }
    }
    samples
}

fn add(samples: &mut Vec<Sample>, kinds: &Kinds, source: &str, document: &value::Value) {
    for found in objects_with(document, Names { kinds, namespace: "default" }, false) {
        let Found::Object { identity, object, prefix, .. } = found else { continue };
        let Json::Object(mut members) = value::to_json(&object) else { continue };
        // Items of a typed list leave out what the list says.
        members.entry("apiVersion").or_insert_with(|| Json::from(&*identity.api_version));
        members.entry("kind").or_insert_with(|| Json::from(&*identity.kind));
        let place = if prefix.steps().is_empty() { String::new() } else { format!(" {prefix}") };
        samples.push(Sample { source: format!("{source}{place}"), object: Json::Object(members) });
    }
}

/// The `CustomResourceDefinitions` among them, the first of each name.
pub(super) fn definitions(samples: &[Sample]) -> Vec<&Json> {
    let mut names = BTreeSet::new();
    let definitions = samples
        .iter()
        .filter(|sample| sample.kind() == "apiextensions.k8s.io/v1 CustomResourceDefinition")
        .map(|sample| &sample.object);
    definitions.filter(|definition| names.insert(text(definition, "/metadata/name"))).collect()
}
